/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What TCAP answers to messages that do not fit: Begins that it refuses, what cannot be read, ids that nobody has,
 * dialogue portions at the wrong moment, and what SCCP brings back. */
#include "tcap_pair.h"

static const struct tcap_config cfg = { .max_dialogues = 64 };

static const uint8_t abort_oid[] = { 0x04, 0x00, 0x00, 0x01, 0x01, 0x02, 0x02 };
static const uint8_t abort_reason[] = { 0x0a, 0x01, 0x02 };

/* ---- Begins that do not become a dialogue ---- */

static void begin_refused(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_msg *m = &p->raw.msg;

	/* an application context that is not served */
	raw_send(p, TCAP_BEGIN, 0x5c000001, 0,
		 "6b1e281c" OID_AS "a011600f80020780a109060704000001003202", HEX_INVOKE);
	CHECK_INT(p->raw.count, 1);
	CHECK_INT(m->type, TCAP_ABORT);
	CHECK_INT(m->dtid, 0x5c000001);
	CHECK_INT(m->pdu, TCAP_AARE);
	CHECK_INT(m->result, 1);
	CHECK_INT(m->diag_source, 1);
	CHECK_INT(m->diag, 2);
	CHECK_INT(m->acn.v[6], 2);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_UNKNOWN_ACN), 1);

	/* a context whose name is longer than any of ours */
	raw_send(p, TCAP_BEGIN, 0x5c000001, 0,
		 "6b29 2827" OID_AS "a01c 601a 80020780 a114 0612 040000010032010102030405060708090a0b", HEX_INVOKE);
	CHECK_INT(p->raw.count, 2);
	CHECK_INT(m->diag, 2);

	/* no dialogue portion: an abort that says nothing */
	raw_send(p, TCAP_BEGIN, 0x5c000001, 0, NULL, HEX_INVOKE);
	CHECK_INT(p->raw.count, 3);
	CHECK_INT(m->type, TCAP_ABORT);
	CHECK(!m->dialogue_as.v && !m->has_p_abort);

	/* a dialogue portion that is no AARQ */
	raw_send(p, TCAP_BEGIN, 0x5c000001, 0, HEX_AARE, HEX_INVOKE);
	CHECK_INT(p->raw.count, 4);
	CHECK_INT(m->pdu, TCAP_ABRT);
	CHECK_INT(m->abort_source, 1);

	/* no version that we speak */
	raw_send(p, TCAP_BEGIN, 0x5c000001, 0,
		 "6b1e281c" OID_AS "a011600f80020640a109060704000001003201", HEX_INVOKE);
	CHECK_INT(p->raw.count, 5);
	CHECK_INT(m->pdu, TCAP_AARE);
	CHECK_INT(m->diag_source, 2);
	CHECK_INT(m->diag, 2);

	/* an operation that this caller may not use */
	p->b.refused_op = 12;
	raw_begin(p, HEX_INVOKE);
	CHECK_INT(p->raw.count, 6);
	CHECK_INT(m->pdu, TCAP_AARE);
	CHECK_INT(m->diag_source, 1);
	CHECK_INT(m->diag, 1);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_REFUSED), 2);

	CHECK_INT(p->b.num_events, 0);
	CHECK_INT(p->b.num_in, 6);
	pair_close(p);
}

static void past_the_cap(int queued)
{
	struct pair *p = pair_open(queued, (struct tcap_config){ .max_dialogues = 2 });

	raw_begin(p, HEX_INVOKE);
	raw_begin(p, HEX_INVOKE);
	CHECK_INT(p->raw.count, 0);
	raw_begin(p, HEX_INVOKE);
	CHECK_INT(p->raw.count, 1);
	CHECK_INT(p->raw.msg.p_abort, TCAP_PABORT_RESOURCE);
	CHECK(!tcap_dialogue_new(p->b.tcap, &p->a.addr, &p->b.addr, acn_ok, sizeof(acn_ok)));
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_OVER_CAP), 1);
	CHECK_INT(p->b.num_events, 2);

	/* one leaves, one may come */
	tcap_end_prearranged(tcap_dialogue_next(p->b.tcap, NULL));
	raw_begin(p, HEX_INVOKE);
	CHECK_INT(p->b.num_events, 3);
	CHECK_INT(p->raw.count, 1);
	while (tcap_dialogue_count(p->b.tcap))
		tcap_end_prearranged(tcap_dialogue_next(p->b.tcap, NULL));

	/* out of memory looks the same from outside */
	pool_fail_after(0);
	raw_begin(p, HEX_INVOKE);
	pool_fail_after(-1);
	CHECK_INT(p->raw.count, 2);
	CHECK_INT(p->raw.msg.p_abort, TCAP_PABORT_RESOURCE);
	pair_close(p);
}

/* ---- what cannot be read, or names nobody ---- */

static void malformed(int queued)
{
	static const struct {
		const char *hex;
		int cause;	/* -1: no answer */
	} bad[] = {
		{ "6306 4804 5c000001", TCAP_PABORT_UNREC_MSG },
		{ "6206 4804 5c000001 00", TCAP_PABORT_BAD_FORMAT },
		{ "620a 4804 5c000001 6c20 a106", TCAP_PABORT_BAD_FORMAT },
		{ "6208 4804 5c000001 6d00", TCAP_PABORT_INCORRECT_PORTION },
		{ "6506 4804 5c000001", TCAP_PABORT_INCORRECT_PORTION },
		{ "6200", -1 }, { "62", -1 }, { "ff", -1 },
		{ "6700", -1 }, { "6400", -1 },
		{ "6708 4904 5c000001 6c00", -1 }, { "6408 4904 5c000001 6d00", -1 },
		{ "6106 4804 5c000001", -1 },
	};
	struct pair *p = pair_open(queued, cfg);
	unsigned answers = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		raw_send_hex(p, bad[i].hex);
		answers += bad[i].cause >= 0;
		if (!CHECK_INT(p->raw.count, answers))
			printf("  after %s\n", bad[i].hex);
		if (bad[i].cause < 0)
			continue;
		CHECK_INT(p->raw.msg.type, TCAP_ABORT);
		CHECK_INT(p->raw.msg.dtid, 0x5c000001);
		CHECK_INT(p->raw.msg.p_abort, bad[i].cause);
	}
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_MALFORMED), sizeof(bad) / sizeof(bad[0]));

	/* a dialogue portion that cannot be read is the dialogue provider's to refuse */
	raw_send(p, TCAP_BEGIN, 0x5c000001, 0, "6b02 2800", HEX_INVOKE);
	CHECK_INT(p->raw.count, answers + 1);
	CHECK_INT(p->raw.msg.pdu, TCAP_ABRT);
	CHECK_INT(p->raw.msg.abort_source, 1);
	CHECK_INT(p->b.num_events, 0);
	pair_close(p);
}

static void malformed_in_dialogue(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	unsigned events;
	char hex[64];
	uint32_t id;

	p->b.hook = hook_too_late;
	/* Continue: both sides hear of it */
	id = raw_active(p);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, "6d00", NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_P_ABORT);
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_INCORRECT_PORTION);
	CHECK_INT(p->raw.msg.p_abort, TCAP_PABORT_INCORRECT_PORTION);
	CHECK(!tcap_dialogue_find(p->b.tcap, id));

	/* End and Abort: our user only */
	id = raw_active(p);
	unsigned count = p->raw.count;
	raw_send(p, TCAP_END, 0, id, "6d00", NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_P_ABORT);
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_INCORRECT_PORTION);
	CHECK_INT(p->raw.count, count);

	id = raw_active(p);
	count = p->raw.count;
	snprintf(hex, sizeof(hex), "6709 4904 %08x 4a02 01", id);
	raw_send_hex(p, hex);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_P_ABORT);
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_BAD_FORMAT);
	CHECK_INT(p->raw.count, count);

	/* a dialogue portion that cannot be read */
	id = raw_active(p);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, "6b00", NULL);
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_ABNORMAL_DIALOGUE);
	CHECK_INT(p->raw.msg.pdu, TCAP_ABRT);

	/* a type that nobody knows names no dialogue */
	id = raw_active(p);
	events = p->b.num_events;
	snprintf(hex, sizeof(hex), "6306 4904 %08x", id);
	raw_send_hex(p, hex);
	CHECK_INT(p->b.num_events, events);
	CHECK(tcap_dialogue_find(p->b.tcap, id));
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));

	/* from a stranger: answered, the dialogue is left alone */
	id = raw_active(p);
	events = p->b.num_events;
	raw_send(p, TCAP_CONTINUE, 0x5c0000ff, id, "6d00", NULL);
	CHECK_INT(p->raw.msg.dtid, 0x5c0000ff);
	CHECK_INT(p->b.num_events, events);
	CHECK(tcap_dialogue_find(p->b.tcap, id));
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

static void unknown_tid(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id;

	raw_send(p, TCAP_CONTINUE, 0x5c000001, 0x12345678, NULL, NULL);
	CHECK_INT(p->raw.count, 1);
	CHECK_INT(p->raw.msg.p_abort, TCAP_PABORT_UNREC_TID);
	CHECK_INT(p->raw.msg.dtid, 0x5c000001);
	raw_send(p, TCAP_END, 0, 0x12345678, NULL, NULL);
	raw_send(p, TCAP_ABORT, 0, 0x12345678, NULL, NULL);
	CHECK_INT(p->raw.count, 1);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_RX_UNKNOWN_TID), 3);

	/* an id that we never told anybody is not known either: Begin in, not answered */
	id = raw_begin(p, HEX_INVOKE);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(p->raw.msg.p_abort, TCAP_PABORT_UNREC_TID);
	raw_send(p, TCAP_END, 0, id, NULL, NULL);
	raw_send(p, TCAP_ABORT, 0, id, NULL, NULL);
	CHECK_INT(p->raw.count, 2);
	CHECK_INT(p->b.num_events, 1);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));

	/* nor one whose dialogue is over, though its slot lives again */
	raw_begin(p, HEX_INVOKE);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(p->raw.count, 3);
	CHECK_INT(p->b.num_events, 2);
	tcap_end_prearranged(end_dialogue(&p->b));

	/* Unidirectional: read, dropped */
	raw_send(p, TCAP_UNIDIRECTIONAL, 0, 0, NULL, HEX_INVOKE);
	CHECK_INT(p->raw.count, 3);
	CHECK_INT(p->b.num_events, 2);
	pair_close(p);
}

/* ---- dialogue portions that do not fit ---- */

static void abnormal_dialogue(int queued)
{
	static const char *const answers[] = {
		NULL,			/* no AARE */
		HEX_AARQ,
		/* another context */
		"6b2a2828" OID_AS "a01d611b80020780a109060704000001003202a203020100a305a103020100",
		/* rejected, in a Continue */
		"6b2a2828" OID_AS "a01d611b80020780a109060704000001003201a203020101a305a103020101",
	};
	struct pair *p = pair_open(queued, cfg);
	uint32_t id;

	p->b.hook = hook_too_late;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		id = raw_opened(p);
		raw_send(p, TCAP_CONTINUE, 0x5c000001, id, answers[i], NULL);
		CHECK_INT(end_event(&p->b)->event, TCAP_EV_P_ABORT);
		CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_ABNORMAL_DIALOGUE);
		CHECK_INT(p->raw.msg.type, TCAP_ABORT);
		CHECK_INT(p->raw.msg.pdu, TCAP_ABRT);
		CHECK_INT(p->raw.msg.abort_source, 1);
		CHECK_INT(tcap_dialogue_count(p->b.tcap), 0);

		id = raw_opened(p);
		unsigned count = p->raw.count;
		raw_send(p, TCAP_END, 0, id, answers[i], NULL);
		CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_ABNORMAL_DIALOGUE);
		CHECK_INT(p->raw.count, count);
		CHECK_INT(tcap_dialogue_count(p->b.tcap), 0);
	}
	/* a control APDU where the dialogue is established */
	id = raw_active(p);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, HEX_AARE, NULL);
	CHECK_INT(end_event(&p->b)->p_abort, TCAP_PABORT_ABNORMAL_DIALOGUE);
	CHECK_INT(p->raw.msg.pdu, TCAP_ABRT);
	pair_close(p);
}

/* A dialogue of ours without application context: no AARQ, and none is wanted back. */
static void without_acn(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg = tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, NULL, 0);
	uint32_t id = tcap_dialogue_id(dlg);

	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), 0);
	pair_run(p);
	CHECK(!p->raw.msg.dialogue_as.v);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, NULL, NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);
	CHECK_INT(tcap_dialogue_acn(end_dialogue(&p->b), (uint8_t[TCAP_MAX_OID]){ 0 }), 0);
	/* nor can its abort carry user information */
	CHECK_INT(tcap_send_u_abort(end_dialogue(&p->b), abort_oid, sizeof(abort_oid), abort_reason, 3), 0);
	pair_run(p);
	CHECK_INT(p->raw.msg.type, TCAP_ABORT);
	CHECK(!p->raw.msg.dialogue_as.v && !p->raw.msg.has_p_abort);

	dlg = tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, NULL, 0);
	id = tcap_dialogue_id(dlg);
	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), 0);
	pair_run(p);
	raw_send(p, TCAP_ABORT, 0, id, NULL, NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_U_ABORT);
	pair_close(p);
}

/* ---- notices ---- */

static void notice(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	struct tcap_dialogue *dlg;
	uint32_t id;

	/* no such subsystem there: the Begin comes back, the dialogue lives on */
	p->raw.addr.ssn = 99;
	dlg = tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, acn_ok, sizeof(acn_ok));
	id = tcap_dialogue_id(dlg);
	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), 0);
	pair_run(p);
	CHECK_INT(p->b.num_events, 1);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_NOTICE);
	CHECK_INT(end_event(&p->b)->notice_cause, 4);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_NOTICE), 1);
	CHECK(tcap_dialogue_find(p->b.tcap, id));
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	p->raw.addr.ssn = SSN_RAW;

	/* a Continue, too */
	id = raw_active(p);
	sccp_unbind(p->a.sccp, SSN_RAW);
	CHECK_INT(tcap_send_continue(tcap_tx(tcap_dialogue_find(p->b.tcap, id))), 0);
	pair_run(p);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_NOTICE);
	/* an End has no dialogue any more that could hear of it; an abort to a stranger asks for none */
	unsigned events = p->b.num_events;
	CHECK_INT(tcap_send_end(tcap_tx(tcap_dialogue_find(p->b.tcap, id))), 0);
	pair_run(p);
	CHECK_INT(p->b.num_events, events);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_NOTICE), 3);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, 0x12345678, NULL, NULL);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_NOTICE), 3);
	pair_close(p);
}

/* A UDTS that raw makes up, from b's point of view: what b sent to raw came back. */
static void raw_notice_of(struct pair *p, uint8_t type, uint32_t otid, uint32_t dtid)
{
	const struct mtp_label label = { .dpc = 2 };
	uint8_t data[] = {
		type, 120, 0x48, 4, (uint8_t)(otid >> 24), (uint8_t)(otid >> 16), (uint8_t)(otid >> 8), (uint8_t)otid,
		0x49, 4, (uint8_t)(dtid >> 24), (uint8_t)(dtid >> 16), (uint8_t)(dtid >> 8), (uint8_t)dtid,
	};
	uint8_t udts[128] = { 0x0a, 1 };
	int called, calling;

	called = sccp_addr_encode(&p->b.addr, udts + 6, 32);
	calling = sccp_addr_encode(&p->raw.addr, udts + 7 + called, 32);
	udts[2] = 3;
	udts[3] = (uint8_t)(3 + called);
	udts[4] = (uint8_t)(3 + called + calling);
	udts[5] = (uint8_t)called;
	udts[6 + called] = (uint8_t)calling;
	udts[7 + called + calling] = sizeof(data);
	/* as a first segment does, the message says more than there is */
	memcpy(udts + 8 + called + calling, data, sizeof(data));
	CHECK_INT(p->a.mtp->ops->send(p->a.mtp, &label, udts, 8 + called + calling + sizeof(data)), 0);
	pair_run(p);
}

static void forged_notice(int queued)
{
	struct pair *p = pair_open(queued, cfg);
	uint32_t id = raw_active(p);

	p->b.num_events = 0;
	raw_notice_of(p, TCAP_CONTINUE, id, 0x5c000001);
	CHECK_INT(p->b.num_events, 1);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_NOTICE);
	CHECK_INT(end_event(&p->b)->notice_cause, 1);
	/* of a Continue to somebody else, of a Begin long answered, of nothing of ours */
	raw_notice_of(p, TCAP_CONTINUE, id, 0x5c000002);
	raw_notice_of(p, TCAP_BEGIN, id, 0);
	raw_notice_of(p, TCAP_CONTINUE, id + 1, 0x5c000001);
	CHECK_INT(p->b.num_events, 1);
	CHECK_INT(tcap_counter(p->b.tcap, TCAP_CTR_NOTICE), 4);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));

	/* an unanswered Begin's is believed, whatever stands behind its id */
	id = raw_opened(p);
	raw_notice_of(p, TCAP_CONTINUE, id, 0x5c000001);
	CHECK_INT(p->b.num_events, 1);
	raw_notice_of(p, TCAP_BEGIN, id, 0);
	CHECK_INT(p->b.num_events, 2);
	tcap_end_prearranged(tcap_dialogue_find(p->b.tcap, id));
	pair_close(p);
}

int main(int argc, char **argv)
{
	pair_init(argc, argv);
	RUN_BOTH(begin_refused);
	RUN_BOTH(past_the_cap);
	RUN_BOTH(malformed);
	RUN_BOTH(malformed_in_dialogue);
	RUN_BOTH(unknown_tid);
	RUN_BOTH(abnormal_dialogue);
	RUN_BOTH(without_acn);
	RUN_BOTH(notice);
	RUN_BOTH(forged_notice);
	return CHECK_DONE();
}
