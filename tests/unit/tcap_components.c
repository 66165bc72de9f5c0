/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TCAP's components: which go through to the user, which problem code answers the others, how the rejects travel,
 * what an answer does to an invoke of each class. */
#include "tcap_pair.h"

static const struct tcap_config cfg = { .max_dialogues = 64 };

static struct tcap_dialogue *active(struct pair *p)
{
	return tcap_dialogue_find(p->b.tcap, raw_active(p));
}

static void end_of(struct pair *p, struct tcap_dialogue *dlg)
{
	tcap_end_prearranged(dlg);
	pair_close(p);
}

/* ---- invokes and answers that raw sends into an active dialogue ---- */

/* b has these invokes pending: id 1 to 4 of class 1 to 4. */
static void four_invokes(struct tcap_dialogue *dlg)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	for (int op_class = 1; op_class <= 4; op_class++)
		CHECK_INT(tcap_tx_invoke(tx, 10 + op_class, op_class, 60000, NULL, 0), op_class);
	CHECK_INT(tcap_send_continue(tx), 0);
}

static const struct {
	const char *name, *components;
	unsigned valid;			/* as many go to the user */
	uint8_t type, code;		/* of the reject that comes back, 0: none */
	int id;				/* it names, -1000: NULL */
	uint8_t pending;		/* of our four, afterwards: bit 0 = id 1 */
} cases[] = {
	/* answers: class 1 result and error, 2 error only, 3 result only, 4 none */
	{ "result to class 1", "a203 020101", 1, 0, 0, 0, 0xe },
	{ "result to class 2", "a203 020102", 0, 0x82, 1, 2, 0xd },
	{ "result to class 3", "a203 020103", 1, 0, 0, 0, 0xb },
	{ "result to class 4", "a203 020104", 0, 0x82, 1, 4, 0x7 },
	{ "result to nothing", "a203 020105", 0, 0x82, 0, 5, 0xf },
	{ "result twice", "a203 020101 a203 020101", 1, 0x82, 0, 1, 0xe },
	{ "result not last", "a703 020101", 1, 0, 0, 0, 0xf },
	{ "result not last, then last", "a708 020101 3003 02010b a203 020101", 2, 0, 0, 0, 0xe },
	{ "result not last to class 2", "a703 020102", 0, 0x82, 1, 2, 0xd },
	{ "error to class 1", "a306 020101 020106", 1, 0, 0, 0, 0xe },
	{ "error to class 2", "a306 020102 020106", 1, 0, 0, 0, 0xd },
	{ "error to class 3", "a306 020103 020106", 0, 0x83, 1, 3, 0xb },
	{ "error to class 4", "a306 020104 020106", 0, 0x83, 1, 4, 0x7 },
	{ "error to nothing", "a306 02017f 020106", 0, 0x83, 0, 0x7f, 0xf },
	{ "negative error", "a306 020101 0201ff", 0, 0x83, 2, 1, 0xf },
	/* rejects in: of an invoke of ours, of an answer of ours, of nobody knows what */
	{ "reject of class 1", "a406 020101 810101", 1, 0, 0, 0, 0xe },
	{ "reject of class 4", "a406 020104 810101", 1, 0, 0, 0, 0x7 },
	{ "general reject", "a406 020102 800101", 1, 0, 0, 0, 0xd },
	{ "reject of a result", "a406 020101 820101", 1, 0, 0, 0, 0xf },
	{ "reject of an error", "a406 020101 830101", 1, 0, 0, 0, 0xf },
	{ "reject without id", "a405 0500 800102", 1, 0, 0, 0, 0xf },
	{ "reject of nothing", "a406 020109 810101", 1, 0, 0, 0, 0xf },
	{ "reject that cannot be read", "a403 020101", 0, 0, 0, 0, 0xf },
	/* invokes */
	{ "invoke", "a106 020101 020118", 1, 0, 0, 0, 0xf },
	{ "invoke with a negative id", "a106 0201ff 020118", 1, 0, 0, 0, 0xf },
	{ "two invokes", "a106 020101 020118 a106 020102 020118", 2, 0, 0, 0, 0xf },
	{ "duplicate in a message", "a106 020101 02010c a106 020101 020118", 1, 0x81, 0, 1, 0xf },
	{ "unknown operation", "a106 020109 020132", 0, 0x81, 1, 9, 0xf },
	{ "huge operation", "a10a 020109 0205 0102030405", 0, 0x81, 1, 9, 0xf },
	{ "global operation", "a107 020109 0602 2a03", 0, 0x81, 1, 9, 0xf },
	{ "linked", "a109 020109 800101 020118", 1, 0, 0, 0, 0xf },
	{ "linked to nothing", "a109 020109 800105 020118", 0, 0x81, 5, 9, 0xf },
	{ "not allowed", "a106 020109 020163", 0, 0x81, 1, 9, 0xf },
	/* a fault of one does not touch the others, unless its form is the fault: Q.774 3.2.2.2 */
	{ "bad one first", "a106 020109 020132 a106 020101 020118", 1, 0x81, 1, 9, 0xf },
	{ "unknown component", "a503 020101 a106 020101 020118", 0, 0x80, 0, -1000, 0xf },
	{ "mistyped", "a103 020107 a106 020101 020118", 0, 0x80, 1, 7, 0xf },
	{ "badly structured", "a106 020101 020118 a105 020107 0204", 1, 0x80, 2, 7, 0xf },
	{ "nothing at all", "", 0, 0, 0, 0, 0xf },
};

static bool check_reject(struct pair *p, size_t i)
{
	const struct tcap_component *c = &p->raw.msg.component[0];
	const struct event *e = end_event(&p->b);
	bool ok = CHECK_INT(p->raw.msg.type, TCAP_CONTINUE);

	ok = CHECK_INT(p->raw.msg.num_components, 1) && ok;
	ok = CHECK_INT(c->type, TCAP_REJECT) && ok;
	ok = CHECK_INT(c->problem.type, cases[i].type) && ok;
	ok = CHECK_INT(c->problem.code, cases[i].code) && ok;
	ok = CHECK_INT(c->has_invoke_id ? c->invoke_id : -1000, cases[i].id) && ok;
	ok = CHECK_INT(e->event, TCAP_EV_L_REJECT) && ok;
	ok = CHECK_INT(e->problem.type, cases[i].type) && ok;
	ok = CHECK_INT(e->problem.code, cases[i].code) && ok;
	return ok;
}

static void components_in(int queued)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pair *p = pair_open(queued, cfg);
		struct tcap_dialogue *dlg = active(p);

		p->b.refused_op = 99;
		four_invokes(dlg);
		pair_run(p);
		p->raw.count = 0;
		p->b.num_events = 0;
		raw_send(p, TCAP_CONTINUE, 0x5c000001, tcap_dialogue_id(dlg), NULL, cases[i].components);
		bool ok = CHECK_INT(p->b.events[0].event, TCAP_EV_CONTINUE);
		ok = CHECK_INT(p->b.events[0].components, cases[i].valid) && ok;
		ok = CHECK_INT(p->raw.count, cases[i].type != 0) && ok;
		ok = CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_TX_REJECT), cases[i].type != 0) && ok;
		if (cases[i].type)
			ok = check_reject(p, i) && ok;
		for (int id = 1; id <= 4; id++)
			ok = CHECK_INT(tcap_cancel(dlg, id), cases[i].pending & 1 << (id - 1) ? 0 : -ENOENT) && ok;
		if (!ok)
			printf("  in \"%s\"\n", cases[i].name);
		end_of(p, dlg);
	}
}

/* The same in an End: the user hears of them before the end, nobody is answered. */
static void components_in_end(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg = active(p);

	four_invokes(dlg);
	pair_run(p);
	p->raw.count = 0;
	p->b.num_events = 0;
	raw_send(p, TCAP_END, 0, tcap_dialogue_id(dlg), NULL,
		 "a203 020101 a203 020102 a306 020103 020106 a106 020109 020132 a106 020101 02010b");
	CHECK_INT(p->b.num_events, 4);
	for (int i = 0; i < 3; i++)
		CHECK_INT(p->b.events[i].event, TCAP_EV_L_REJECT);
	CHECK_INT(p->b.events[3].event, TCAP_EV_END);
	CHECK_INT(p->b.events[3].components, 2);
	CHECK_INT(p->raw.count, 0);
	pair_close(p);
}

/* ---- ids that wait for our answer ---- */

static void duplicates(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg = active(p);
	uint32_t id = tcap_dialogue_id(dlg);
	struct tcap_tx *tx;

	/* class 1: taken until it is answered */
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a106 020107 02010b");
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a106 020107 02010b");
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_L_REJECT);
	CHECK_INT(p->raw.msg.component[0].problem.code, 0);
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_result(tx, 7, 11, parameter, sizeof(parameter)), 0);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	CHECK_INT(p->raw.msg.component[0].type, TCAP_RESULT_LAST);
	CHECK_INT(p->raw.msg.component[0].code, 11);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a106 020107 02010b");
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);
	/* an error answers it, so does a reject */
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_error(tx, 7, 6, NULL, 0), 0);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	CHECK_INT(p->raw.msg.component[0].type, TCAP_ERROR);
	CHECK_INT(p->raw.msg.component[0].code, 6);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a106 020107 02010b");
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_reject(tx, 7, (struct tcap_problem){ 0x81, 2 }), 0);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	CHECK_INT(p->raw.msg.component[0].problem.code, 2);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a106 020107 02010b");
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);

	/* class 2 and 4: the next message may have it again */
	for (int i = 0; i < 10; i++)
		raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, "a106 020108 02010c a106 020109 02010e");
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);
	CHECK_INT(end_event(&p->b)->components, 2);
	end_of(p, dlg);
}

static void too_many_to_serve(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg = active(p);
	char hex[64];

	for (int i = 1; i <= 7; i++) {
		snprintf(hex, sizeof(hex), "a106 0201%02x 0201%02x", i, i & 1 ? 11 : 13);
		raw_send(p, TCAP_CONTINUE, 0x5c000001, tcap_dialogue_id(dlg), NULL, hex);
		CHECK_INT(end_event(&p->b)->event, i < 7 ? TCAP_EV_CONTINUE : TCAP_EV_L_REJECT);
	}
	CHECK_INT(p->raw.msg.component[0].problem.type, 0x81);
	CHECK_INT(p->raw.msg.component[0].problem.code, 3);
	CHECK_INT(p->raw.msg.component[0].invoke_id, 7);
	end_of(p, dlg);
}

/* ---- how rejects travel ---- */

static void hook_end_on_begin(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct tcap_tx *tx;

	if (ind->event != TCAP_EV_BEGIN)
		return;
	tx = tcap_tx(dlg);
	tcap_tx_error(tx, 1, 6, NULL, 0);
	CHECK_INT(tcap_send_end(tx), 0);
}

static void hook_continue_on_begin(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_BEGIN)
		CHECK_INT(tcap_send_continue(tcap_tx(dlg)), 0);
}

static void hook_end_on_reject(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_L_REJECT)
		CHECK_INT(tcap_send_end(tcap_tx(dlg)), 0);
}

static void hook_abort_on_reject(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_L_REJECT)
		CHECK_INT(tcap_send_u_abort(dlg, NULL, 0, NULL, 0), 0);
}

#define TWO_BAD "a106 020101 020132 a106 020102 02010c a106 020103 020133"

static void rejects_travel(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_msg *m = &p->raw.msg;

	/* in front of what the user sends himself, in his End */
	p->b.hook = hook_end_on_begin;
	raw_begin(p, TWO_BAD);
	CHECK_INT(p->b.num_events, 1);
	CHECK_INT(p->b.events[0].components, 1);
	CHECK_INT(p->raw.count, 1);
	CHECK_INT(m->type, TCAP_END);
	CHECK_INT(m->num_components, 3);
	CHECK_INT(m->component[0].type, TCAP_REJECT);
	CHECK_INT(m->component[0].invoke_id, 1);
	CHECK_INT(m->component[1].type, TCAP_REJECT);
	CHECK_INT(m->component[1].invoke_id, 3);
	CHECK_INT(m->component[2].type, TCAP_ERROR);

	/* once only */
	p->b.num_events = 0;
	p->b.hook = hook_continue_on_begin;
	raw_begin(p, TWO_BAD);
	CHECK_INT(p->raw.count, 2);
	CHECK_INT(m->type, TCAP_CONTINUE);
	CHECK_INT(m->pdu, TCAP_AARE);
	CHECK_INT(m->num_components, 2);
	CHECK_INT(p->b.num_events, 3);
	tcap_end_prearranged(end_dialogue(&p->b));

	/* where he ends it on hearing of the first, he hears of no more */
	p->b.num_events = 0;
	p->b.hook = hook_end_on_reject;
	raw_begin(p, TWO_BAD);
	CHECK_INT(p->raw.count, 3);
	CHECK_INT(m->type, TCAP_END);
	CHECK_INT(m->num_components, 2);
	CHECK_INT(p->b.num_events, 2);

	p->b.hook = hook_abort_on_reject;
	raw_begin(p, TWO_BAD);
	CHECK_INT(p->raw.count, 4);
	CHECK_INT(m->type, TCAP_ABORT);

	/* by themselves, with AARE, where he is silent */
	p->b.num_events = 0;
	p->b.hook = NULL;
	raw_begin(p, TWO_BAD);
	CHECK_INT(p->raw.count, 5);
	CHECK_INT(m->type, TCAP_CONTINUE);
	CHECK_INT(m->pdu, TCAP_AARE);
	CHECK_INT(m->num_components, 2);
	CHECK_INT(p->b.events[0].event, TCAP_EV_BEGIN);
	CHECK_INT(p->b.events[1].event, TCAP_EV_L_REJECT);
	CHECK_INT(p->b.events[2].event, TCAP_EV_L_REJECT);
	CHECK_INT(p->b.events[2].invoke_id, 3);
	end_of(p, end_dialogue(&p->b));
}

/* A reject that comes in about an invoke ends it, on both ends. */
static void reject_between_ends(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id = pair_begin(p, 55, 1, 60000);

	CHECK_INT(p->b.events[0].components, 0);
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_CONTINUE);
	CHECK_INT(end_event(&p->a)->components, 1);
	CHECK_INT(tcap_counter(p->a.tcap, TCAP_CTR_RX_REJECT), 1);
	CHECK_INT(tcap_cancel(tcap_dialogue_find(p->a.tcap, id), 1), -ENOENT);
	tcap_end_prearranged(tcap_dialogue_find(p->a.tcap, id));
	end_of(p, end_dialogue(&p->b));
}

/* ---- our own invokes ---- */

static void linked_invokes(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id = pair_begin(p, 11, 1, 60000);
	struct tcap_tx *tx = tcap_tx(end_dialogue(&p->b));

	CHECK_INT(tcap_tx_invoke_linked(tx, 1, 14, 4, 1000, parameter, sizeof(parameter)), 1);
	CHECK_INT(tcap_tx_invoke_linked(tx, 9, 14, 4, 1000, parameter, sizeof(parameter)), 2);
	CHECK_INT(tcap_tx_result(tx, 1, 11, NULL, 0), 0);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	CHECK_INT(p->a.events[0].components, 2);
	CHECK_INT(p->a.in.component[0].has_linked_id, 1);
	CHECK_INT(p->a.in.component[0].linked_id, 1);
	/* a result without a parameter has no sequence, so no operation either */
	CHECK_INT(p->a.in.component[2].type, TCAP_RESULT_LAST);
	CHECK_INT(p->a.in.component[2].code, -1);
	CHECK_INT(end_event(&p->a)->problem.code, 5);
	CHECK_INT(end_event(&p->a)->invoke_id, 2);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_REJECT), 1);
	tcap_end_prearranged(tcap_dialogue_find(p->a.tcap, id));
	end_of(p, end_dialogue(&p->b));
}

static void invoke_ids(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg = active(p);
	struct tcap_tx *tx = tcap_tx(dlg);

	for (int i = 1; i <= TCAP_MAX_INVOKES; i++)
		CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), i);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), -EBUSY);
	/* a message that is not sent leaves nothing behind */
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), 9);
	for (int i = 10; i < 9 + TCAP_MAX_INVOKES; i++)
		CHECK_INT(tcap_tx_invoke(tx, i == 12 || i == 14 ? 14 : 12, i == 12 || i == 14 ? 4 : 2,
					 60000 + 100 * i, NULL, 0), i);
	CHECK_INT(tcap_send_continue(tx), 0);
	/* class 4 gives way, the one that is due first; then there is nothing left to give */
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), 17);
	CHECK_INT(tcap_cancel(dlg, 12), -ENOENT);
	CHECK_INT(tcap_cancel(dlg, 14), 0);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), 18);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), -EBUSY);
	/* built, not sent: not to be cancelled */
	CHECK_INT(tcap_cancel(dlg, 17), -ENOENT);
	CHECK_INT(tcap_send_continue(tx), 0);
	CHECK_INT(tcap_cancel(dlg, 17), 0);
	CHECK_INT(tcap_cancel(dlg, 17), -ENOENT);
	pair_run(p);

	/* ids go round and pass over those that are pending */
	for (int i = 0; i < 128; i++) {
		tx = tcap_tx(dlg);
		int id = tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0);
		CHECK(id >= 0 && id <= 127 && id != 9 && id != 10 && id != 11 && id != 13 && id != 18);
		CHECK_INT(tcap_send_continue(tx), 0);
		CHECK_INT(tcap_cancel(dlg, (int8_t)id), 0);
		pair_run(p);
	}
	end_of(p, dlg);
}

/* A second message begun for another dialogue takes the first one's place. */
static void one_at_a_time(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *one = active(p), *two = active(p);
	struct tcap_tx *tx;

	tx = tcap_tx(one);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), 1);
	tx = tcap_tx(two);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), 1);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	CHECK_INT(tcap_cancel(one, 1), -ENOENT);
	CHECK_INT(tcap_cancel(two, 1), 0);
	/* nor does it mind that the first one's dialogue is gone meanwhile */
	tx = tcap_tx(one);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 60000, NULL, 0), 2);
	tcap_end_prearranged(one);
	CHECK_INT(tcap_tx_result(tx, 1, 12, NULL, 0), 0);
	CHECK_INT(tcap_send_continue(tx), -ENOENT);
	end_of(p, two);
}

int main(int argc, char **argv)
{
	pair_init(argc, argv);
	RUN_BOTH(components_in);
	RUN_BOTH(components_in_end);
	RUN_BOTH(duplicates);
	RUN_BOTH(too_many_to_serve);
	RUN_BOTH(rejects_travel);
	RUN_BOTH(reject_between_ends);
	RUN_BOTH(linked_invokes);
	RUN_BOTH(invoke_ids);
	RUN_BOTH(one_at_a_time);
	return CHECK_DONE();
}
