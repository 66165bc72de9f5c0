/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TCAP's dialogues between two ends, and against a third that sends what it likes: every state, every way a dialogue
 * begins and ends, who may speak in it. What does not fit is in tcap_refusals.c; components and timers apart. */
#include "tcap_pair.h"

static const struct tcap_config cfg = { .max_dialogues = 64 };

static const uint8_t abort_oid[] = { 0x04, 0x00, 0x00, 0x01, 0x01, 0x02, 0x02 };
static const uint8_t abort_reason[] = { 0x0a, 0x01, 0x02 };

/* ---- hooks: what a user does inside an indication ---- */

static void hook_continue(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	if (ind->event != TCAP_EV_BEGIN)
		return;
	tcap_tx_invoke(tx, 22, 2, 5000, parameter, sizeof(parameter));
	CHECK_INT(tcap_send_continue(tx), 0);
}

static void hook_end(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct tcap_tx *tx;

	if (ind->event != TCAP_EV_BEGIN && ind->event != TCAP_EV_CONTINUE)
		return;
	tx = tcap_tx(dlg);
	tcap_tx_invoke(tx, 34, 4, 5000, NULL, 0);
	CHECK_INT(tcap_send_end(tx), 0);
}

static void hook_u_abort(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_BEGIN || ind->event == TCAP_EV_CONTINUE)
		CHECK_INT(tcap_send_u_abort(dlg, NULL, 0, NULL, 0), 0);
}

static void hook_u_abort_reason(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_BEGIN || ind->event == TCAP_EV_CONTINUE)
		CHECK_INT(tcap_send_u_abort(dlg, abort_oid, sizeof(abort_oid), abort_reason, sizeof(abort_reason)), 0);
}

static void hook_prearranged(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_BEGIN || ind->event == TCAP_EV_CONTINUE)
		tcap_end_prearranged(dlg);
}

/* ---- a dialogue as it should be ---- */

static void begin_continue_end(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg;
	struct sccp_addr wanted;
	uint8_t acn[TCAP_MAX_OID];
	uint32_t a_id, b_id;

	p->b.hook = hook_continue;
	a_id = pair_begin(p, 12, 2, 5000);
	b_id = p->b.last;

	CHECK_INT(p->b.num_events, 1);
	CHECK_INT(p->b.events[0].event, TCAP_EV_BEGIN);
	CHECK_INT(p->b.in.pdu, TCAP_AARQ);
	CHECK_INT(p->b.in.num_components, 1);
	CHECK_INT(p->b.in.component[0].code, 12);
	CHECK_INT(p->b.in.component[0].invoke_id, 1);

	/* the first message back carries AARE with the same context */
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_CONTINUE);
	CHECK_INT(p->a.events[0].components, 1);
	CHECK_INT(p->b.out.type, TCAP_CONTINUE);
	CHECK_INT(p->b.out.otid, b_id);
	CHECK_INT(p->b.out.dtid, a_id);
	CHECK_INT(p->b.out.pdu, TCAP_AARE);
	CHECK_INT(p->b.out.result, 0);
	CHECK_INT(p->b.out.diag_source, 1);
	CHECK_MEM(p->b.out.acn.v, p->b.out.acn.len, acn_ok, sizeof(acn_ok));

	dlg = tcap_dialogue_find(p->b.tcap, b_id);
	CHECK_INT(tcap_dialogue_peer_id(dlg), a_id);
	CHECK_INT(tcap_dialogue_opc(dlg), 1);
	wanted = p->a.addr;
	CHECK(sccp_addr_same(tcap_dialogue_peer(dlg), &wanted));
	CHECK_INT(tcap_dialogue_acn(dlg, acn), sizeof(acn_ok));
	CHECK_MEM(acn, sizeof(acn_ok), acn_ok, sizeof(acn_ok));
	CHECK(tcap_dialogue_next(p->b.tcap, NULL) == dlg);
	CHECK(!tcap_dialogue_next(p->b.tcap, dlg));
	CHECK_INT(*(uint64_t *)tcap_dialogue_data(dlg), 0);
	memset(tcap_dialogue_data(dlg), 0xa5, end_ops.dialogue_data);

	/* later ones carry none */
	CHECK_INT(tcap_send_continue(tcap_tx(dlg)), 0);
	pair_run(p);
	CHECK_INT(p->b.out.dialogue_as.len, 0);
	CHECK_INT(p->a.num_events, 2);
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_CONTINUE);

	p->a.hook = p->b.hook = hook_too_late;
	CHECK_INT(tcap_send_end(tcap_tx(tcap_dialogue_find(p->a.tcap, a_id))), 0);
	CHECK(!tcap_dialogue_find(p->a.tcap, a_id));
	pair_run(p);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_END);
	CHECK_INT(p->a.out.type, TCAP_END);
	CHECK_INT(p->a.out.dialogue_as.len, 0);
	CHECK(!tcap_dialogue_find(p->b.tcap, b_id));
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_BEGIN), 1);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_END), 1);
	CHECK_INT(tcap_counter(p->a.tcap, TCAP_CTR_RX_CONTINUE), 2);
	CHECK_INT(tcap_counter(p->a.tcap, TCAP_CTR_TX), 2);
	pair_close(p);
}

static void begin_end(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint8_t want[128];
	size_t len;

	p->b.hook = hook_end;
	pair_begin(p, 12, 2, 5000);
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_END);
	CHECK_INT(p->a.in.pdu, TCAP_AARE);
	CHECK_INT(p->a.in.component[0].code, 34);
	CHECK(!p->a.in.component[0].parameter.v);
	/* the octets of the shared vector t_cap2_end_first_continue, but for ids and operation */
	len = octets_read(want, sizeof(want), "643c 4904 00000000" HEX_AARE "6c08 a106 020101 020122");
	memcpy(want + 4, p->b.out_pdu + 4, 4);
	CHECK_MEM(p->b.out_pdu, p->b.out_len, want, 62);
	CHECK_INT(len, 62);
	pair_close(p);
}

/* The answer of the answer, inside each other: neither end's buffers may be in the other's way. */
static unsigned turns_left;

static void hook_ping_pong(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct tcap_tx *tx;

	if (ind->event != TCAP_EV_BEGIN && ind->event != TCAP_EV_CONTINUE)
		return;
	CHECK_INT(ind->msg->component[0].parameter.len, sizeof(parameter));
	CHECK(!memcmp(ind->msg->component[0].parameter.v, parameter, sizeof(parameter)));
	tx = tcap_tx(dlg);
	tcap_tx_invoke(tx, 24, 4, 5000, parameter, sizeof(parameter));
	if (turns_left-- == 0)
		CHECK_INT(tcap_send_end(tx), 0);
	else
		CHECK_INT(tcap_send_continue(tx), 0);
	/* what came in is still what it was, whatever happened inside the send */
	CHECK(!memcmp(ind->msg->component[0].parameter.v, parameter, sizeof(parameter)));
}

static void ping_pong(int queued)
{
	struct pair *p = pair_open(queued, cfg);

	turns_left = 20;
	p->a.hook = p->b.hook = hook_ping_pong;
	pair_begin(p, 12, 2, 5000);
	CHECK_INT(p->a.num_events + p->b.num_events, 22);
	pair_close(p);
}

static void prearranged(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg;
	uint32_t id;

	p->b.hook = hook_prearranged;
	id = pair_begin(p, 12, 2, 5000);
	CHECK_INT(p->b.num_out, 0);
	CHECK_INT(tcap_dialogue_count(p->b.tcap), 0);
	/* our side: InitSent */
	tcap_end_prearranged(tcap_dialogue_find(p->a.tcap, id));
	CHECK_INT(p->a.num_out, 1);
	/* Idle */
	dlg = tcap_dialogue_new(p->a.tcap, &p->b.addr, &p->a.addr, acn_ok, sizeof(acn_ok));
	tcap_end_prearranged(dlg);
	CHECK_INT(p->a.num_events, 0);
	pair_close(p);
}

/* ---- aborts by the users ---- */

static void u_abort_unanswered(int queued)
{
	struct pair *p = pair_open(queued, cfg);

	p->b.hook = hook_u_abort;
	p->a.hook = hook_too_late;
	pair_begin(p, 12, 2, 5000);
	CHECK_INT(p->b.out.pdu, TCAP_AARE);
	CHECK_INT(p->b.out.result, 1);
	CHECK_INT(p->b.out.diag_source, 1);
	CHECK_INT(p->b.out.diag, 1);
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_U_ABORT);

	p->b.hook = hook_u_abort_reason;
	pair_begin(p, 12, 2, 5000);
	CHECK_INT(p->b.out.pdu, TCAP_ABRT);
	CHECK_INT(p->b.out.abort_source, 0);
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_U_ABORT);
	CHECK_MEM(p->a.in.user_info.v, p->a.in.user_info.len, abort_reason, sizeof(abort_reason));
	CHECK_MEM(p->a.in.user_info_oid.v, p->a.in.user_info_oid.len, abort_oid, sizeof(abort_oid));
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_TX_ABORT), 2);
	CHECK_INT(tcap_counter(p->a.tcap, TCAP_CTR_RX_ABORT), 2);
	pair_close(p);
}

static void u_abort_active(int queued)
{
	struct pair *p = pair_open(queued, cfg);

	p->b.hook = hook_continue;
	p->a.hook = hook_u_abort_reason;
	pair_begin(p, 12, 2, 5000);
	CHECK_INT(p->a.out.type, TCAP_ABORT);
	CHECK_INT(p->a.out.pdu, TCAP_ABRT);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_U_ABORT);

	/* without a reason it is ABRT too, once the dialogue is established */
	p->a.hook = hook_u_abort;
	pair_begin(p, 12, 2, 5000);
	CHECK_INT(p->a.out.pdu, TCAP_ABRT);
	CHECK(!p->a.out.user_info.v);
	pair_close(p);
}

static void u_abort_local(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id = pair_begin(p, 12, 2, 5000);
	struct tcap_dialogue *dlg = tcap_dialogue_find(p->a.tcap, id);

	CHECK_INT(tcap_send_u_abort(dlg, NULL, 0, NULL, 0), 0);
	CHECK_INT(p->a.num_out, 1);
	/* the answer finds nothing, and is told so */
	CHECK_INT(tcap_send_continue(tcap_tx(end_dialogue(&p->b))), 0);
	pair_run(p);
	CHECK_INT(p->a.out.type, TCAP_ABORT);
	CHECK_INT(p->a.out.p_abort, TCAP_PABORT_UNREC_TID);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_P_ABORT);
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_UNREC_TID);
	pair_close(p);
}

/* User information too long for an abort: the abort goes without it. */
static void u_abort_too_long(int queued)
{
	static const uint8_t much[2000];
	struct pair *p = pair_open(queued, cfg);
	uint32_t id;

	p->b.hook = hook_continue;
	id = pair_begin(p, 12, 2, 5000);
	CHECK_INT(tcap_send_u_abort(tcap_dialogue_find(p->a.tcap, id), abort_oid, sizeof(abort_oid),
				    much, sizeof(much)), 0);
	pair_run(p);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_U_ABORT);
	CHECK(!p->b.in.user_info.v);
	pair_close(p);
}

static void refuse_with_other_acn(int queued)
{
	static const uint8_t other[] = { 0x04, 0x00, 0x00, 0x01, 0x00, 0x32, 0x00 };
	struct pair *p = pair_open(queued, cfg);

	pair_begin(p, 12, 2, 5000);
	CHECK_INT(tcap_refuse(end_dialogue(&p->b), 2, other, sizeof(other), abort_oid, sizeof(abort_oid),
			      abort_reason, sizeof(abort_reason)), 0);
	pair_run(p);
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_U_ABORT);
	CHECK_INT(p->a.in.pdu, TCAP_AARE);
	CHECK_INT(p->a.in.diag, 2);
	CHECK_MEM(p->b.out.acn.v, p->b.out.acn.len, other, sizeof(other));
	CHECK_INT(p->b.out.user_info.len, sizeof(abort_reason));

	/* too late once it is accepted */
	p->b.hook = hook_continue;
	pair_begin(p, 12, 2, 5000);
	CHECK_INT(tcap_refuse(end_dialogue(&p->b), 2, NULL, 0, NULL, 0, NULL, 0), -EPERM);
	p->b.hook = NULL;
	CHECK_INT(tcap_send_end(tcap_tx(end_dialogue(&p->b))), 0);
	pair_run(p);
	pair_close(p);
}

/* ---- aborts in ---- */

static void aborts_in(int queued)
{
	static const struct {
		const char *reason;
		bool active;
		enum tcap_event event;
		uint8_t p_abort;
	} t[] = {
		{ "4a0100", false, TCAP_EV_P_ABORT, 0 },
		{ "4a0101", true, TCAP_EV_P_ABORT, 1 },
		{ "4a0104", false, TCAP_EV_P_ABORT, 4 },
		{ "4a0177", true, TCAP_EV_P_ABORT, 0x77 },
		{ "6b122810" OID_AS "a0056403800100", true, TCAP_EV_U_ABORT, 0 },
		{ "6b122810" OID_AS "a0056403800100", false, TCAP_EV_U_ABORT, 0 },
		{ "6b122810" OID_AS "a0056403800101", true, TCAP_EV_P_ABORT, TCAP_PABORT_ABNORMAL_DIALOGUE },
		{ "6b2a2828" OID_AS "a01d611b80020780a109060704000001003201a203020101a305a103020102", false,
		  TCAP_EV_U_ABORT, 0 },
		{ "6b2a2828" OID_AS "a01d611b80020780a109060704000001003201a203020101a305a203020102", false,
		  TCAP_EV_P_ABORT, TCAP_PABORT_NO_COMMON_DIALOGUE },
		{ "6b2a2828" OID_AS "a01d611b80020780a109060704000001003201a203020101a305a203020101", false,
		  TCAP_EV_P_ABORT, TCAP_PABORT_ABNORMAL_DIALOGUE },
		{ "6b2a2828" OID_AS "a01d611b80020780a109060704000001003201a203020101a305a103020101", true,
		  TCAP_EV_P_ABORT, TCAP_PABORT_ABNORMAL_DIALOGUE },
		{ NULL, true, TCAP_EV_P_ABORT, TCAP_PABORT_ABNORMAL_DIALOGUE },
	};
	struct pair *p = pair_open(queued, cfg);

	p->b.hook = hook_too_late;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		uint32_t id = t[i].active ? raw_active(p) : raw_opened(p);
		unsigned count = p->raw.count, events = p->b.num_events;

		raw_send(p, TCAP_ABORT, 0, id, t[i].reason, NULL);
		bool ok = CHECK_INT(p->b.num_events, events + 1);
		ok = CHECK_INT(end_event(&p->b)->event, t[i].event) && ok;
		ok = CHECK_INT(end_event(&p->b)->p_abort, t[i].p_abort) && ok;
		ok = CHECK_INT(p->raw.count, count) && ok;
		ok = CHECK(!tcap_dialogue_find(p->b.tcap, id)) && ok;
		if (!ok)
			printf("  in case %zu\n", i);
	}
	pair_close(p);
}

/* ---- who speaks ---- */

static void wrong_peer(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id = raw_active(p);
	struct sccp_addr other, odd;
	unsigned events = p->b.num_events, count = p->raw.count;

	CHECK_INT(sccp_addr_from_gt(&other, "33689000009", SSN_RAW), 0);
	raw_send_from(p, &other, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	raw_send_from(p, &other, TCAP_END, 0, id, NULL, NULL);
	raw_send_from(p, &other, TCAP_ABORT, 0, id, "4a0101", NULL);
	/* the last digit of an odd number counts, the digit more too */
	CHECK_INT(sccp_addr_from_gt(&odd, "3368900000", SSN_RAW), 0);
	raw_send_from(p, &odd, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	/* an address without any title */
	other = (struct sccp_addr){ .has_ssn = 1, .ssn = SSN_RAW, .route_on_ssn = 1 };
	raw_send_from(p, &other, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	/* another subsystem of the same node */
	other = p->raw.addr;
	other.ssn = SCCP_SSN_HLR;
	raw_send_from(p, &other, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	/* another transaction of the same peer */
	raw_send(p, TCAP_CONTINUE, 0x5c000002, id, NULL, NULL);

	CHECK_INT(p->b.num_events, events);
	CHECK_INT(p->raw.count, count);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_WRONG_PEER), 7);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(p->b.num_events, events + 1);
	raw_send(p, TCAP_END, 0, id, NULL, NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_END);
	pair_close(p);
}

/* A peer without global title is known by its point code. */
static void peer_by_point_code(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id;

	p->raw.addr = (struct sccp_addr){ .has_ssn = 1, .ssn = SSN_RAW, .route_on_ssn = 1 };
	id = raw_active(p);
	CHECK_INT(tcap_dialogue_opc(tcap_dialogue_find(p->b.tcap, id)), 1);
	p->raw.addr.has_pc = 1;
	p->raw.addr.pc = 1;
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);
	CHECK_INT(p->b.num_events, 2);
	/* its title has come, its point code is another's: who is that? */
	CHECK_INT(sccp_addr_from_gt(&p->raw.addr, "33689000008", SSN_RAW), 0);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(p->b.num_events, 2);
	p->raw.addr = (struct sccp_addr){ .has_ssn = 1, .ssn = SSN_RAW, .route_on_ssn = 1 };
	p->a.mtp->local_pc = 7;
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(p->b.num_events, 2);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_WRONG_PEER), 2);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

/* The first answer to our Begin may come from another address, which then is the peer's. */
static void peer_adopted(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct sccp_addr instance;
	uint32_t id = raw_opened(p);

	CHECK_INT(sccp_addr_from_gt(&instance, "33689000077", SSN_RAW), 0);
	raw_send_from(p, &instance, TCAP_CONTINUE, 0x5c000001, id, HEX_AARE, NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);
	CHECK(sccp_addr_same(tcap_dialogue_peer(end_dialogue(&p->b)), &instance));
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_WRONG_PEER), 1);
	CHECK_INT(tcap_send_continue(tcap_tx(end_dialogue(&p->b))), 0);
	pair_run(p);
	CHECK(sccp_addr_same(&p->raw.ud.called, &instance));
	raw_send_from(p, &instance, TCAP_END, 0, id, NULL, NULL);
	pair_close(p);
}

/* Another address of ours for the rest of the dialogue; one SLS for all of it; in sequence behind a Continue. */
static void way_of_a_dialogue(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct sccp_addr instance;
	uint32_t id = raw_begin(p, HEX_INVOKE);
	uint8_t sls;

	CHECK_INT(sccp_addr_from_gt(&instance, "33689000055", SCCP_SSN_CAP), 0);
	tcap_dialogue_set_own(tcap_dialogue_find(p->b.tcap, id), &instance);
	CHECK_INT(tcap_send_continue(tcap_tx(tcap_dialogue_find(p->b.tcap, id))), 0);
	pair_run(p);
	CHECK(sccp_addr_same(&p->raw.ud.calling, &instance));
	CHECK(sccp_addr_same(&p->raw.ud.called, &p->raw.addr));
	CHECK_INT(p->raw.ud.sccp_class, 1);
	sls = p->raw.ud.sls;
	CHECK_INT(tcap_send_end(tcap_tx(tcap_dialogue_find(p->b.tcap, id))), 0);
	pair_run(p);
	CHECK_INT(p->raw.ud.sls, sls);
	CHECK_INT(p->raw.ud.sccp_class, 1);

	/* an End that answers the Begin follows nothing */
	id = raw_begin(p, HEX_INVOKE);
	CHECK_INT(tcap_send_end(tcap_tx(tcap_dialogue_find(p->b.tcap, id))), 0);
	pair_run(p);
	CHECK_INT(p->raw.ud.sccp_class, 0);

	/* dialogues spread */
	unsigned seen = 0;
	for (int i = 0; i < 16; i++) {
		CHECK_INT(tcap_send_continue(tcap_tx(tcap_dialogue_find(p->b.tcap, raw_begin(p, HEX_INVOKE)))), 0);
		pair_run(p);
		seen |= 1u << (p->raw.ud.sls & 0x0f);
	}
	CHECK_INT(seen, 0xffff);
	while (tcap_dialogue_count(p->b.tcap))
		tcap_end_prearranged(tcap_dialogue_next(p->b.tcap, NULL));
	pair_close(p);
}

/* ---- what the user may not do, and what cannot leave ---- */

static void wrong_moments(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg = tcap_dialogue_new(p->a.tcap, &p->b.addr, &p->a.addr, acn_ok, sizeof(acn_ok));
	uint32_t id = tcap_dialogue_id(dlg);
	struct tcap_tx *tx;

	CHECK_INT(tcap_send_continue(tcap_tx(dlg)), -EPERM);
	CHECK(tcap_dialogue_find(p->a.tcap, id) == dlg);
	CHECK_INT(tcap_send_end(tcap_tx(dlg)), -EPERM);
	CHECK(!tcap_dialogue_find(p->a.tcap, id));

	id = pair_begin(p, 12, 2, 5000);
	dlg = tcap_dialogue_find(p->a.tcap, id);
	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), -EPERM);
	CHECK_INT(tcap_send_continue(tcap_tx(dlg)), -EPERM);
	CHECK_INT(tcap_send_begin(tcap_tx(end_dialogue(&p->b))), -EPERM);
	/* Q.774: before the first answer there is no basic end */
	CHECK_INT(tcap_send_end(tcap_tx(dlg)), -EPERM);
	CHECK(!tcap_dialogue_find(p->a.tcap, id));
	CHECK_INT(p->a.num_out, 1);

	/* a message that was sent is not sent again */
	tx = tcap_tx(end_dialogue(&p->b));
	CHECK_INT(tcap_send_continue(tx), 0);
	CHECK_INT(tcap_send_continue(tx), -ENOENT);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 1000, NULL, 0), -ENOENT);
	pair_run(p);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_P_ABORT);
	pair_close(p);
}

static void too_long(int queued)
{
	static uint8_t huge[SCCP_MAX_DATA];
	struct pair *p = pair_open(queued, cfg);
	uint32_t id = pair_begin(p, 12, 2, 5000);
	struct tcap_dialogue *dlg = end_dialogue(&p->b);
	struct tcap_tx *tx = tcap_tx(dlg);

	huge[0] = 0x04;
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 1000, huge, sizeof(huge) + 1), -EMSGSIZE);
	CHECK_INT(tcap_tx_result(tx, 1, 12, huge, sizeof(huge) + 1), -EMSGSIZE);
	CHECK_INT(tcap_tx_error(tx, 1, 12, huge, sizeof(huge) + 1), -EMSGSIZE);
	CHECK_INT(tcap_tx_invoke(tx, -1, 2, 1000, NULL, 0), -EINVAL);
	CHECK_INT(tcap_tx_invoke(tx, 40000, 2, 1000, NULL, 0), -EINVAL);
	CHECK_INT(tcap_tx_invoke(tx, 12, 0, 1000, NULL, 0), -EINVAL);
	CHECK_INT(tcap_tx_invoke(tx, 12, 5, 1000, NULL, 0), -EINVAL);
	/* as much as fits in, but not in a message */
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 1000, huge, sizeof(huge)), 1);
	CHECK_INT(tcap_send_continue(tx), -EMSGSIZE);
	CHECK_INT(p->b.num_out, 0);
	/* nothing of it stays pending, and the dialogue is where it was */
	CHECK_INT(tcap_cancel(dlg, 1), -ENOENT);
	tx = tcap_tx(dlg);
	tcap_tx_user_info(tx, abort_oid, sizeof(abort_oid), huge, sizeof(huge));
	CHECK_INT(tcap_send_continue(tx), -EMSGSIZE);
	for (int i = 0; i < TCAP_MAX_COMPONENTS; i++)
		CHECK_INT(tcap_tx_error(tcap_tx(dlg), 1, 6, NULL, 0), 0);
	tx = tcap_tx(dlg);
	for (int i = 0; i < TCAP_MAX_COMPONENTS; i++)
		CHECK_INT(tcap_tx_error(tx, 1, 6, NULL, 0), 0);
	CHECK_INT(tcap_tx_reject(tx, 1, (struct tcap_problem){ 0x81, 1 }), -EMSGSIZE);

	/* an End that cannot be written: the peer is told that it is over */
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_result(tx, 1, 12, huge, sizeof(huge)), 0);
	CHECK_INT(tcap_send_end(tx), -EMSGSIZE);
	pair_run(p);
	CHECK_INT(p->a.num_events, 1);
	CHECK_INT(end_event(&p->a)->event, TCAP_EV_U_ABORT);
	CHECK(!tcap_dialogue_find(p->a.tcap, id));
	pair_close(p);
}

static int no_link(struct mtp *mtp, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	return -ENOLINK;
}

static void cannot_leave(int queued)
{
	static const struct mtp_ops broken = { .send = no_link };
	struct pair *p = pair_open(queued, cfg);
	const struct mtp_ops *ops = p->b.mtp->ops;
	struct tcap_dialogue *dlg = tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, acn_ok, sizeof(acn_ok));
	struct tcap_tx *tx = tcap_tx(dlg);
	uint32_t id;

	/* Begin: back to Idle, and it may be tried again */
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 1000, NULL, 0), 1);
	p->b.mtp->ops = &broken;
	CHECK_INT(tcap_send_begin(tx), -ENOLINK);
	CHECK_INT(tcap_cancel(dlg, 1), -ENOENT);
	p->b.mtp->ops = ops;
	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), 0);
	pair_run(p);
	CHECK_INT(p->raw.count, 1);
	tcap_end_prearranged(dlg);

	/* the first Continue: the next one is the first, with AARE */
	raw_begin(p, HEX_INVOKE);
	dlg = end_dialogue(&p->b);
	p->b.mtp->ops = &broken;
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 1000, NULL, 0), 1);
	CHECK_INT(tcap_send_continue(tx), -ENOLINK);
	CHECK_INT(tcap_cancel(dlg, 1), -ENOENT);
	p->b.mtp->ops = ops;
	tx = tcap_tx(dlg);
	CHECK_INT(tcap_tx_invoke(tx, 12, 2, 1000, NULL, 0), 2);
	CHECK_INT(tcap_send_continue(tx), 0);
	pair_run(p);
	CHECK_INT(p->raw.msg.pdu, TCAP_AARE);
	CHECK_INT(tcap_cancel(dlg, 2), 0);

	/* End: gone all the same */
	id = tcap_dialogue_id(dlg);
	p->b.mtp->ops = &broken;
	CHECK_INT(tcap_send_end(tcap_tx(dlg)), -ENOLINK);
	CHECK(!tcap_dialogue_find(p->b.tcap, id));
	p->b.mtp->ops = ops;
	pair_close(p);
}

/* ---- the instance ---- */

static void instance(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint8_t acn[TCAP_MAX_OID + 1] = ACN;

	CHECK(!tcap_alloc(p->ctx, p->a.sccp, p->wheel, SCCP_SSN_CAP, &cfg, &end_ops, &p->a));
	CHECK(tcap_bytes(p->a.tcap) > 0);
	CHECK(!tcap_dialogue_new(p->a.tcap, &p->b.addr, &p->a.addr, acn, sizeof(acn)));
	/* names of our own choosing fill their table, and then there is no more room */
	for (int i = 0; i < 64; i++) {
		struct tcap_dialogue *dlg;

		acn[6] = (uint8_t)i;
		dlg = tcap_dialogue_new(p->a.tcap, &p->b.addr, &p->a.addr, acn, 7);
		if (CHECK(dlg))
			tcap_end_prearranged(dlg);
	}
	acn[6] = 64;
	CHECK(!tcap_dialogue_new(p->a.tcap, &p->b.addr, &p->a.addr, acn, 7));
	for (int i = 0; i < _TCAP_CTRS; i++)
		CHECK(tcap_counter_name(i)[0]);

	/* an instance that goes with dialogues open takes its timers along */
	raw_begin(p, HEX_INVOKE);
	pair_begin(p, 12, 2, 5000);
	talloc_free(p->a.tcap);
	talloc_free(p->b.tcap);
	CHECK_INT(wheel_count(p->wheel), 0);
	talloc_free(p->ctx);
}

int main(int argc, char **argv)
{
	pair_init(argc, argv);
	RUN_BOTH(begin_continue_end);
	RUN_BOTH(begin_end);
	RUN_BOTH(ping_pong);
	RUN_BOTH(prearranged);
	RUN_BOTH(u_abort_unanswered);
	RUN_BOTH(u_abort_active);
	RUN_BOTH(u_abort_local);
	RUN_BOTH(u_abort_too_long);
	RUN_BOTH(refuse_with_other_acn);
	RUN_BOTH(aborts_in);
	RUN_BOTH(wrong_peer);
	RUN_BOTH(peer_by_point_code);
	RUN_BOTH(peer_adopted);
	RUN_BOTH(way_of_a_dialogue);
	RUN_BOTH(wrong_moments);
	RUN_BOTH(too_long);
	RUN_BOTH(cannot_leave);
	RUN_BOTH(instance);
	return CHECK_DONE();
}
