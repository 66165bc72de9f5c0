/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TCAP's time, on the test clock: invocation timers by class, the guards of a dialogue, and ten thousand dialogues
 * that nobody cares for any more. */
#include "tcap_pair.h"

static const struct tcap_config cfg = { .max_dialogues = 64, .begin_guard_s = 30, .idle_guard_s = 100 };
static const struct tcap_config no_idle = { .max_dialogues = 64 };

/* ---- invocation timers ---- */

static void l_cancel(int queued)
{
	struct pair *p = pair_open(queued, no_idle);
	uint32_t id = raw_active(p);
	struct tcap_tx *tx = tcap_tx(tcap_dialogue_find(p->b.tcap, id));

	/* not in the order they are due */
	CHECK_INT(tcap_tx_invoke(tx, 13, 3, 3000, NULL, 0), 1);
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 1000, NULL, 0), 2);
	CHECK_INT(tcap_tx_invoke(tx, 14, 4, 4000, NULL, 0), 3);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 2000, NULL, 0), 4);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	p->b.num_events = 0;

	pair_pass(p, 990);
	CHECK_INT(p->b.num_events, 0);
	for (int i = 1; i <= 4; i++) {
		static const int8_t ids[] = { 2, 4, 1, 3 };

		pair_pass(p, i == 1 ? 30 : 1000);
		CHECK_INT(p->b.num_events, i);
		CHECK_INT(end_event(&p->b)->event, TCAP_EV_L_CANCEL);
		CHECK_INT(end_event(&p->b)->op_class, i);
		CHECK_INT(end_event(&p->b)->op_code, 10 + i);
		CHECK_INT(end_event(&p->b)->invoke_id, ids[i - 1]);
	}
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_L_CANCEL), 4);
	CHECK_INT(wheel_count(p->wheel), 0);

	/* what comes after it is too late */
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a203 020102");
	CHECK_INT(p->raw.msg.component[0].problem.type, 0x82);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

static void answered_in_time(int queued)
{
	struct pair *p = pair_open(queued, no_idle);
	uint32_t id = raw_active(p);
	struct tcap_tx *tx = tcap_tx(tcap_dialogue_find(p->b.tcap, id));

	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 1000, NULL, 0), 1);
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 5000, NULL, 0), 2);
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 7000, NULL, 0), 3);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a203 020101");
	CHECK_INT(tcap_timer_reset(tcap_dialogue_find(p->b.tcap, id), 1, 1000), -ENOENT);
	p->b.num_events = 0;
	pair_pass(p, 4000);
	CHECK_INT(p->b.num_events, 0);
	/* TC-TIMER-RESET: later, and earlier */
	CHECK_INT(tcap_timer_reset(tcap_dialogue_find(p->b.tcap, id), 2, 5000), 0);
	CHECK_INT(tcap_timer_reset(tcap_dialogue_find(p->b.tcap, id), 3, 1000), 0);
	pair_pass(p, 1020);
	CHECK_INT(p->b.num_events, 1);
	CHECK_INT(end_event(&p->b)->invoke_id, 3);
	pair_pass(p, 3900);
	CHECK_INT(p->b.num_events, 1);
	pair_pass(p, 120);
	CHECK_INT(p->b.num_events, 2);
	CHECK_INT(end_event(&p->b)->invoke_id, 2);
	/* a day at most, and at least some time */
	tx = tcap_tx(tcap_dialogue_find(p->b.tcap, id));
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, UINT32_MAX, NULL, 0), 4);
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 0, NULL, 0), 5);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_pass(p, 20);
	CHECK_INT(end_event(&p->b)->invoke_id, 5);
	pair_pass(p, 86400000);
	wheel_turn(p->wheel);
	CHECK_INT(end_event(&p->b)->invoke_id, 4);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

static void hook_end_on_cancel(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_L_CANCEL)
		CHECK_INT(tcap_send_end(tcap_tx(dlg)), 0);
}

static void hook_again_on_cancel(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct tcap_tx *tx;

	if (ind->event != TCAP_EV_L_CANCEL)
		return;
	tx = tcap_tx(dlg);
	CHECK(tcap_tx_invoke(tx, 11, 1, 0, NULL, 0) >= 0);
	CHECK_INT(tcap_send_continue(tx), 0);
}

/* The user acts inside the timer's own call. */
static void act_on_cancel(int queued)
{
	struct pair *p = pair_open(queued, no_idle);
	uint32_t id = raw_active(p);
	struct tcap_tx *tx = tcap_tx(tcap_dialogue_find(p->b.tcap, id));

	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 1000, NULL, 0), 1);
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 1000, NULL, 0), 2);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	p->b.num_events = 0;
	p->b.hook = hook_again_on_cancel;
	pair_pass(p, 1020);
	CHECK_INT(p->b.num_events, 2);
	p->b.hook = hook_end_on_cancel;
	pair_pass(p, 1020);
	CHECK_INT(p->b.num_events, 3);
	CHECK(!tcap_dialogue_find(p->b.tcap, id));
	CHECK_INT(p->raw.msg.type, TCAP_END);
	pair_close(p);
}

/* ---- guards ---- */

static void begin_guard(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg = tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, acn_ok, sizeof(acn_ok));
	struct tcap_tx *tx = tcap_tx(dlg);
	uint32_t id = tcap_dialogue_id(dlg);

	/* longer invokes do not hold it, shorter ones time out before */
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 10000, NULL, 0), 1);
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 90000, NULL, 0), 2);
	CHECK_INT(tcap_send_begin(tx), 0);
	pair_run(p);
	pair_pass(p, 29900);
	CHECK_INT(p->b.num_events, 1);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_L_CANCEL);
	pair_pass(p, 10130);
	CHECK_INT(p->b.num_events, 2);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_P_ABORT);
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_TIMEOUT);
	CHECK(!tcap_dialogue_find(p->b.tcap, id));
	/* the peer never told its id: nothing goes out but the Begin */
	CHECK_INT(p->raw.count, 1);

	/* one that was never sent goes the same way */
	tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, acn_ok, sizeof(acn_ok));
	pair_pass(p, 30020);
	CHECK_INT(p->b.num_events, 3);
	CHECK_INT(p->raw.count, 1);

	/* and one that was answered does not */
	id = raw_active(p);
	pair_pass(p, 60000);
	CHECK(tcap_dialogue_find(p->b.tcap, id));
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

static void idle_guard(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id = raw_active(p);
	struct tcap_tx *tx;

	/* each message counts, in and out */
	for (int i = 0; i < 4; i++) {
		pair_pass(p, 90000);
		raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
		pair_pass(p, 90000);
		CHECK_INT(tcap_send_continue(tcap_tx(tcap_dialogue_find(p->b.tcap, id))), 0);
		pair_run(p);
	}
	/* a pending invoke holds it; it counts from the invoke's end */
	tx = tcap_tx(tcap_dialogue_find(p->b.tcap, id));
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 1800000, NULL, 0), 1);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	pair_pass(p, 1799000);
	CHECK(tcap_dialogue_find(p->b.tcap, id));
	pair_pass(p, 1020);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_L_CANCEL);
	pair_pass(p, 99000);
	CHECK(tcap_dialogue_find(p->b.tcap, id));
	pair_pass(p, 1100);
	CHECK(!tcap_dialogue_find(p->b.tcap, id));
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_TIMEOUT);
	CHECK_INT(p->raw.msg.type, TCAP_ABORT);
	CHECK_INT(p->raw.msg.pdu, TCAP_ABRT);
	CHECK_INT(p->raw.msg.abort_source, 1);

	/* a Begin that our user forgets */
	id = raw_begin(p, "a106 020101 02010c");
	pair_pass(p, 100020);
	CHECK(!tcap_dialogue_find(p->b.tcap, id));
	CHECK_INT(p->raw.msg.dtid, 0x5c000001);

	/* without application context the abort is the transaction's own */
	struct tcap_dialogue *dlg = tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, NULL, 0);
	id = tcap_dialogue_id(dlg);
	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), 0);
	pair_run(p);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	pair_pass(p, 100020);
	CHECK_INT(p->raw.msg.p_abort, TCAP_PABORT_RESOURCE);
	pair_close(p);
}

static void no_guard(int queued)
{
	struct pair *p = pair_open(queued, no_idle);
	uint32_t id = raw_active(p);

	for (int day = 0; day < 30; day++)
		pair_pass(p, 86400000);
	CHECK(tcap_dialogue_find(p->b.tcap, id));
	CHECK_INT(wheel_count(p->wheel), 0);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

/* The clock's low half wraps every 49.7 days: nothing may go off early or never because of it. */
static void clock_wraps(int queued)
{
	struct pair *p = pair_open(queued, no_idle);
	uint32_t to_wrap = UINT32_MAX - (uint32_t)clock_ms();
	uint32_t id = raw_active(p);
	struct tcap_tx *tx;

	pair_pass(p, to_wrap - 500);
	tx = tcap_tx(tcap_dialogue_find(p->b.tcap, id));
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 1000, NULL, 0), 1);
	CHECK_INT(tcap_tx_invoke(tx, 11, 1, 200, NULL, 0), 2);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	p->b.num_events = 0;
	pair_pass(p, 100);
	CHECK_INT(p->b.num_events, 0);
	pair_pass(p, 120);
	CHECK_INT(p->b.num_events, 1);
	pair_pass(p, 700);
	CHECK_INT(p->b.num_events, 1);
	pair_pass(p, 110);
	CHECK_INT(p->b.num_events, 2);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

/* ---- many ---- */

#define MANY 10000

static void hook_forget(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct tcap_tx *tx;

	/* every other one is answered before it is forgotten */
	if (ind->event != TCAP_EV_BEGIN || (tcap_dialogue_id(dlg) & 1))
		return;
	tx = tcap_tx(dlg);
	tcap_tx_invoke(tx, 11, 1, 50000, NULL, 0);
	CHECK_INT(tcap_send_continue(tx), 0);
}

static void ten_thousand_abandoned(int queued)
{
	struct pair *p = pair_open(queued, (struct tcap_config){
		.max_dialogues = MANY, .begin_guard_s = 30, .idle_guard_s = 100 });
	size_t full;

	p->b.hook = hook_forget;
	for (int i = 0; i < MANY; i++)
		pair_begin(p, 12, 2, 5000);
	CHECK_INT(tcap_dialogue_count(p->b.tcap), MANY);
	CHECK_INT(tcap_dialogue_count(p->a.tcap), MANY);
	full = tcap_bytes(p->b.tcap);
	printf("%zu bytes a dialogue with %zu of the user's\n", full / MANY, end_ops.dialogue_data);
	CHECK(full / MANY <= 190 + 24 + 8);

	for (int s = 0; s < 400; s++)
		pair_pass(p, 1000);
	CHECK_INT(tcap_dialogue_count(p->a.tcap), 0);
	CHECK_INT(tcap_dialogue_count(p->b.tcap), 0);
	CHECK_INT(wheel_count(p->wheel), 0);

	/* once more: nothing grows */
	for (int i = 0; i < MANY; i++)
		pair_begin(p, 12, 2, 5000);
	CHECK_INT(tcap_bytes(p->b.tcap), full);
	for (int s = 0; s < 400; s++)
		pair_pass(p, 1000);
	pair_close(p);
}

int main(int argc, char **argv)
{
	pair_init(argc, argv);
	RUN_BOTH(l_cancel);
	RUN_BOTH(answered_in_time);
	RUN_BOTH(act_on_cancel);
	RUN_BOTH(begin_guard);
	RUN_BOTH(idle_guard);
	RUN_BOTH(no_guard);
	RUN_BOTH(clock_wraps);
	RUN_BOTH(ten_thousand_abandoned);
	return CHECK_DONE();
}
