/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls that go by SIP and media: Connect to a routing number, what becomes of the dialogue when the call arrives there,
 * and what the switch does where it does not. The SIP side is played by call_route_match(). */
#include <stdlib.h>

#include <mpabx/cap/map_send_routing_info.h>

#include "scf_switch.h"

#define MSC_IMSI_HOME ((e164_t)33689000009)
#define GATEWAY ((e164_t)33199000001)
#define ABROAD ((e164_t)447700900009)
#define WHITE_ZONE ((e164_t)33699000009)

static struct bed *begin(struct seen *seen, unsigned numbers)
{
	return begin_with(seen, &(const struct bed_config){ .anchor = numbers });
}

static void expect_away(const struct seen *seen, e164_t number, unsigned requests)
{
	char digits[E164_STR_SIZE];

	e164_to_digits(number, digits);
	CHECK_INT(seen->event, TCAP_EV_CONTINUE);
	if (!CHECK_INT(seen->num, 3))
		return;
	CHECK_INT(seen->op[0], CAP_OP_REQUEST_REPORT_BCSM_EVENT);
	CHECK_INT(seen->op[1], CAP_OP_FURNISH_CHARGING_INFORMATION);
	CHECK(!strncmp(seen->charging, "mpabx;anchor;33", 15));
	CHECK_INT(seen->op[2], CAP_OP_CONNECT);
	CHECK_STR(seen->destination, digits);
	CHECK_STR(seen->redirecting, "");
	CHECK_INT(seen->requests, requests);
	CHECK_INT(seen->timer, 10);
}

/* It left by Connect to a number of its own, or by Continue. */
static void expect_here(const struct seen *seen)
{
	CHECK(seen->num > 0);
	CHECK(strncmp(seen->destination, "33698999", 8) != 0);
}

static int count_one(void *priv, const struct scf_anchored_info *info)
{
	CHECK(info->number >= BED_IMRN && info->call && info->dialogue);
	++*(unsigned *)priv;
	return 0;
}

static unsigned under_way(const struct bed *bed)
{
	unsigned n = 0;

	scf_anchored_each(bed->scf, count_one, &n);
	CHECK_INT(n, call_route_count(bed->calls));
	return n;
}

static void test_arrives(void)
{
	for (unsigned phase = 2; phase <= 4; phase++) {
		struct seen seen;
		struct bed *bed = begin(&seen, 2);
		const struct call_setup *setup;
		struct call *call;

		dial(bed, phase);
		expect_away(&seen, BED_IMRN, 2);
		CHECK_INT(under_way(bed), 1);
		setup = call_route_match(bed->calls, BED_IMRN);
		if (!CHECK(setup != NULL))
			return;
		/* nothing of the switch's is needed any more */
		CHECK_INT(seen.event, TCAP_EV_END);
		CHECK_INT(seen.num, 1);
		CHECK_INT(seen.op[0], CAP_OP_CANCEL);
		CHECK_INT(under_way(bed), 0);
		CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHOR_ARRIVED), 1);
		CHECK_INT(bed->records, 0);	/* the call's record is who carries it on */
		CHECK_INT(setup->facts.served, BED_LINE(0));
		CHECK_INT(setup->facts.calling, CALLER);
		CHECK_INT(setup->facts.redirecting, E164_NONE);
		CHECK_INT(setup->call_reference_len, 5);
		call = call_begin(bed->calls, setup);
		CHECK(call != NULL);
		call_finish(&call, CALL_END_NORMAL);
		CHECK(!call_route_match(bed->calls, BED_IMRN));
		finish(bed, 1);
	}
}

/* Whatever brings it back: the phone by its number (the switch has left it), then what was to follow. */
static void test_does_not_arrive(void)
{
	static const struct { int32_t event; uint8_t cause; } cases[] = {
		{ CAP_EVENT_T_BUSY, CAUSE_TEMPORARY_FAILURE }, { CAP_EVENT_T_BUSY, CAUSE_USER_BUSY }, { CAP_EVENT_T_NO_ANSWER, 0 },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct seen seen;
		struct bed *bed = begin(&seen, 2);
		uint32_t first;

		dial(bed, 2);
		expect_away(&seen, BED_IMRN, 2);
		report(&seen, 2, cases[i].event, 2, cases[i].cause, true);
		CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHOR_FAILED), 1);
		CHECK_INT(under_way(bed), 0);
		CHECK(!call_route_match(bed->calls, BED_IMRN));	/* too late */
		CHECK_INT(seen.event, TCAP_EV_CONTINUE);
		CHECK_STR(seen.destination, "33639000000");
		CHECK_STR(seen.redirecting, "");
		CHECK_INT(seen.requests, 2);
		CHECK_INT(seen.timer, 25);
		first = tcap_dialogue_id(seen.dlg);
		/* it comes back to its own line: ours, and not sent away again */
		dial(bed, 2);
		CHECK_INT(scf_counter(bed->scf, SCF_CTR_OWN_LEG), 1);
		CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHORED), 1);
		CHECK_INT(seen.event, TCAP_EV_END);
		CHECK_INT(seen.op[seen.num - 1], CAP_OP_CONTINUE);
		seen.dlg = tcap_dialogue_find(bed->ssf, first);
		report(&seen, 2, CAP_EVENT_T_BUSY, 2, CAUSE_USER_BUSY, true);
		CHECK_STR(seen.destination, "33199004021");
		CHECK_STR(seen.redirecting, "33639000000");
		if (seen.event == TCAP_EV_CONTINUE)
			hang_up(&seen, 2);
		CHECK(bed->last_record.anchor & DECIDE_ANCHOR_IN_CALL);
		CHECK_INT(bed->last_record.leg[1].number, BED_LINE(0));
		CHECK_INT(bed->last_record.leg[2].number, ON_BUSY);
		finish(bed, 2);
	}
}

/* To a fixed number: with the line as the one that diverts, by which the call is known when it arrives. */
static void test_fixed(void)
{
	struct seen seen;
	struct bed *bed = begin_with(&seen, &(const struct bed_config){ .anchor = 1, .fixed = true });
	const struct call_setup *setup;
	struct call *call;

	dial(bed, 2);
	CHECK_INT(seen.num, 3);
	CHECK_STR(seen.destination, "33698999000");
	CHECK_STR(seen.redirecting, "33639000000");
	CHECK_INT(seen.info.counter, 1);
	CHECK_INT(under_way(bed), 1);
	setup = call_route_match_fixed(bed->calls, BED_IMRN, BED_LINE(0), CALLER);
	if (!CHECK(setup != NULL))
		return;
	CHECK_INT(seen.event, TCAP_EV_END);
	CHECK_INT(seen.op[0], CAP_OP_CANCEL);
	CHECK_INT(setup->facts.redirecting, E164_NONE);
	call = call_begin(bed->calls, setup);
	call_finish(&call, CALL_END_NORMAL);
	/* It does not arrive: as with any other. */
	clock_test_advance(20000);
	dial(bed, 2);
	CHECK_STR(seen.destination, "33698999000");
	report(&seen, 2, CAP_EVENT_T_BUSY, 2, CAUSE_TEMPORARY_FAILURE, true);
	CHECK_STR(seen.destination, "33639000000");
	CHECK_STR(seen.redirecting, "");
	CHECK_INT(under_way(bed), 0);
	if (seen.event == TCAP_EV_CONTINUE)
		hang_up(&seen, 2);
	finish(bed, 2);
}

static struct tcap_dialogue *dial_out(struct bed *bed, unsigned phase, const char *dialled, e164_t vlr)
{
	uint8_t idp[256];
	int len = bed_initial_dp_at(phase, BED_KEY_MADE, BED_LINE(0), 0, dialled, vlr, idp, sizeof(idp));

	CHECK(len > 0);
	return bed_call(bed, phase, idp, len);
}

static void test_made(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, 4);

	dial_out(bed, 2, "0199001234", MSC_IMSI_HOME);
	expect_away(&seen, BED_IMRN, 3);
	report(&seen, 2, CAP_EVENT_ROUTE_SELECT_FAILURE, 2, 0, true);
	CHECK_STR(seen.destination, "33199001234");
	CHECK_STR(seen.redirecting, "");
	if (seen.event == TCAP_EV_CONTINUE)
		report(&seen, 2, CAP_EVENT_O_DISCONNECT, 1, CAUSE_NORMAL, false);
	CHECK_INT(bed->last_record.side, DECIDE_MADE);
	dial_out(bed, 2, "24", E164_NONE);	/* a short number */
	expect_away(&seen, BED_IMRN + 1, 3);
	report(&seen, 2, CAP_EVENT_O_NO_ANSWER, 2, 0, true);
	CHECK_STR(seen.destination, "33639000004");
	if (seen.event == TCAP_EV_CONTINUE)
		report(&seen, 2, CAP_EVENT_O_DISCONNECT, 1, CAUSE_NORMAL, false);
	/* abroad and in a white zone nothing is anchored */
	dial_out(bed, 2, "0199001234", ABROAD);
	expect_here(&seen);
	if (seen.event == TCAP_EV_CONTINUE)
		report(&seen, 2, CAP_EVENT_O_DISCONNECT, 1, CAUSE_NORMAL, false);
	dial_out(bed, 2, "0199001234", WHITE_ZONE);
	expect_here(&seen);
	if (seen.event == TCAP_EV_CONTINUE)
		report(&seen, 2, CAP_EVENT_O_DISCONNECT, 1, CAUSE_NORMAL, false);
	/* emergency calls never are */
	dial_out(bed, 2, "112", E164_NONE);
	CHECK_INT(seen.op[seen.num - 1], CAP_OP_CONTINUE);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHORED), 2);
	finish(bed, 5);
}

/* Where it cannot be, or need not be, the switch serves it. */
static void test_stays(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, 1);
	uint8_t idp[256];
	uint32_t first;
	int len;

	dial(bed, 1);	/* would not come back */
	expect_here(&seen);
	if (seen.event == TCAP_EV_CONTINUE)
		hang_up(&seen, 1);
	bed->alive = false;
	dial(bed, 2);
	expect_phone(&seen);
	hang_up(&seen, 2);
	bed->alive = true;
	/* nothing of this one needs us: forwarded at once */
	len = bed_initial_dp(2, BED_KEY_RECEIVED, CALLER, BED_LINE(1), NULL, idp, sizeof(idp));
	CHECK(bed_call(bed, 2, idp, len) != NULL);
	CHECK_STR(seen.destination, "33199001234");
	if (seen.event == TCAP_EV_CONTINUE)
		hang_up(&seen, 2);
	/* and what this one needs nobody can do: no queue yet, no right to codes */
	CHECK_INT(fleet_snapshot_put_line(bed->snap, &(const struct store_line){
		.number = BED_LINE(2), .fleet_id = 1, .rights = LINE_RIGHT_FORWARDING | LINE_RIGHT_INCOMING }), 0);
	CHECK_INT(fleet_snapshot_put_settings(bed->snap, &(const struct store_settings){
		.line = BED_LINE(2), .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 90 }), 0);
	CHECK_INT(fleet_snapshot_put_forwarding(bed->snap, &(const struct store_forwarding){
		.line = BED_LINE(2), .kind = FORWARDING_NO_ANSWER, .active = true, .destination = ON_NO_ANSWER, .version = 1 }), 0);
	len = bed_initial_dp(2, BED_KEY_RECEIVED, CALLER, BED_LINE(2), NULL, idp, sizeof(idp));
	CHECK(bed_call(bed, 2, idp, len) != NULL);
	CHECK_INT(seen.op[seen.num - 1], CAP_OP_CONTINUE);
	hang_up(&seen, 2);
	CHECK_INT(bed->last_record.anchor, DECIDE_ANCHOR_RING_TIME);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHORED), 0);
	/* all numbers are out */
	dial(bed, 2);
	expect_away(&seen, BED_IMRN, 2);
	first = tcap_dialogue_id(seen.dlg);
	dial(bed, 2);
	expect_phone(&seen);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHOR_FULL), 1);
	hang_up(&seen, 2);
	seen.dlg = tcap_dialogue_find(bed->ssf, first);
	report(&seen, 2, CAP_EVENT_T_ABANDON, 1, 0, false);
	CHECK_INT(seen.event, TCAP_EV_END);
	CHECK_INT(under_way(bed), 0);
	CHECK(bed->last_record.answer_us == 0);
	finish(bed, 6);
}

/* It arrives by SIP, and its leg is sent: as a call of this number. */
static struct call *arrive_as(struct bed *bed, e164_t number, e164_t calling)
{
	const struct call_setup *routed = call_route_match(bed->calls, number);
	struct call_setup setup;
	struct call *call;

	if (!CHECK(routed != NULL))
		exit(1);
	setup = *routed;
	setup.facts.calling = calling;
	call = call_begin(bed->calls, &setup);

	if (call)
		call_step_sent(call);
	return call;
}

static struct call *arrive(struct bed *bed, e164_t number)
{
	return arrive_as(bed, number, CALLER);
}

/* A network whose switches put their own numbers in the place of those that our legs carry: they look like new calls, and
 * are not sent round for ever. */
static void test_goes_round(void)
{
	struct call *calls[3];
	struct seen seen;
	struct bed *bed = begin(&seen, 10);

	CHECK_INT(fleet_snapshot_put_settings(bed->snap, &(const struct store_settings){ .line = BED_LINE(0),
		.forwarding_custom = true, .incoming_custom = true, .no_answer_s = 25, .rings_when_busy = true }), 0);
	for (unsigned i = 0; i < 3; i++) {
		dial(bed, 2);
		expect_away(&seen, BED_IMRN + i, 2);
		calls[i] = arrive_as(bed, BED_IMRN + i, GATEWAY + i);
		clock_test_advance(1000);
	}
	dial(bed, 2);
	expect_phone(&seen);
	hang_up(&seen, 2);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHOR_ROUND), 1);
	for (unsigned i = 0; i < 3; i++) {
		call_leg_failed(calls[i], DECIDE_BUSY, CAUSE_USER_BUSY);
		call_finish(&calls[i], CALL_END_NORMAL);
	}
	/* They are over: it is a call like any other, at once. */
	dial(bed, 2);
	expect_away(&seen, BED_IMRN + 3, 2);
	CHECK(call_route_match(bed->calls, BED_IMRN + 3) != NULL);
	finish(bed, 4);
}

/* Who dials a busy line again and again, or calls a group's number many times at once from one number, comes round no
 * time: what he reaches in the end has its codes. */
static void test_dials_again(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, 20);
	struct call *call;

	for (unsigned i = 0; i < 8; i++) {
		dial(bed, 2);
		expect_away(&seen, BED_IMRN + i, 2);
		call = arrive(bed, BED_IMRN + i);
		call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY);
		call_finish(&call, CALL_END_NORMAL);
		clock_test_advance(500);
	}
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHOR_ROUND), 0);
	finish(bed, 8);
}

/* The same with calls that a line makes: its earlier ones are over. Where its legs come back as calls of its own, they are not. */
static void test_made_again(void)
{
	struct call *calls[3];
	struct seen seen;
	struct bed *bed = begin(&seen, 20);

	for (unsigned i = 0; i < 5; i++) {
		dial_out(bed, 2, "0199001234", MSC_IMSI_HOME);
		expect_away(&seen, BED_IMRN + i, 3);
		calls[0] = arrive(bed, BED_IMRN + i);
		call_leg_failed(calls[0], DECIDE_BUSY, CAUSE_USER_BUSY);
		call_finish(&calls[0], CALL_END_NORMAL);
	}
	for (unsigned i = 0; i < 3; i++) {
		dial_out(bed, 2, "0199001234", MSC_IMSI_HOME);
		expect_away(&seen, BED_IMRN + 5 + i, 3);
		calls[i] = arrive(bed, BED_IMRN + 5 + i);
		CHECK_INT(call_set_hands(calls[i], &(const struct call_hands){ .hands = 1 }), 0);
	}
	dial_out(bed, 2, "0199001234", MSC_IMSI_HOME);
	expect_here(&seen);
	if (seen.event == TCAP_EV_CONTINUE)
		report(&seen, 2, CAP_EVENT_O_DISCONNECT, 1, CAUSE_NORMAL, false);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_ANCHOR_ROUND), 1);
	for (unsigned i = 0; i < 3; i++) {
		call_abandoned(calls[i]);
		call_finish(&calls[i], CALL_END_NORMAL);
	}
	finish(bed, 9);
}

/* A call that stays in the switch is known while it is up: a code in another one of its line, which is anchored, means it, and
 * is refused by voice. Whichever of the two came first. */
static void test_kept_is_known(void)
{
	const e164_t line = BED_LINE(4);	/* nothing set */
	struct call_line_live live;
	struct seen seen;
	struct bed *bed = begin(&seen, 4);
	struct call *other;
	uint8_t idp[256];
	int len;

	for (unsigned kept_first = 0; kept_first < 2; kept_first++) {
		uint32_t kept;

		if (!kept_first) {
			len = bed_initial_dp(2, BED_KEY_RECEIVED, CALLER, line, NULL, idp, sizeof(idp));
			CHECK(bed_call(bed, 2, idp, len) != NULL);
			expect_away(&seen, BED_IMRN, 2);
			other = arrive(bed, BED_IMRN);
			CHECK_INT(call_set_hands(other, &(const struct call_hands){ .hands = 1 }), 0);
			call_answered(other);
		}
		bed->alive = false;
		len = bed_initial_dp_at(2, BED_KEY_MADE, line, 0, "0199001234", MSC_IMSI_HOME, idp, sizeof(idp));
		CHECK(bed_call(bed, 2, idp, len) != NULL);
		CHECK_INT(seen.event, TCAP_EV_CONTINUE);
		CHECK_INT(seen.op[0], CAP_OP_REQUEST_REPORT_BCSM_EVENT);
		CHECK_INT(seen.op[seen.num - 1], CAP_OP_CONTINUE);
		kept = tcap_dialogue_id(seen.dlg);
		report(&seen, 2, CAP_EVENT_O_ANSWER, 2, 0, false);
		bed->alive = true;
		if (kept_first) {
			len = bed_initial_dp(2, BED_KEY_RECEIVED, CALLER, line, NULL, idp, sizeof(idp));
			CHECK(bed_call(bed, 2, idp, len) != NULL);
			other = arrive(bed, BED_IMRN + 1);
			CHECK_INT(call_set_hands(other, &(const struct call_hands){ .hands = 1 }), 0);
			call_answered(other);
		}
		call_line_live(bed->calls, line, &live);
		CHECK_INT(live.talking, 2);
		CHECK_INT(call_transfer(other, NULL), CALL_TRANSFER_NOT_HERE);
		seen.dlg = tcap_dialogue_find(bed->ssf, kept);
		report(&seen, 2, CAP_EVENT_O_DISCONNECT, 1, CAUSE_NORMAL, false);
		call_line_live(bed->calls, line, &live);
		CHECK_INT(live.talking, 1);
		CHECK_INT(call_transfer(other, NULL), CALL_TRANSFER_NO_OTHER);
		call_leg_ended(other, CAUSE_NORMAL, true);
		call_finish(&other, CALL_END_NORMAL);
		clock_test_advance(20000);
	}
	finish(bed, 4);
}

static void error(struct seen *seen, int32_t code, int8_t invoke)
{
	struct tcap_tx *tx = tcap_tx(seen->dlg);

	tcap_tx_error(tx, invoke, code, NULL, 0);
	CHECK_INT(tcap_send_continue(tx), 0);
}

static void test_refused(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, 2);

	dial(bed, 2);
	expect_away(&seen, BED_IMRN, 2);
	error(&seen, CAP_ERR_UNEXPECTED_DATA_VALUE, seen.invoke[2]);
	expect_phone(&seen);	/* Continue: it still waits where it was */
	CHECK_INT(under_way(bed), 0);
	hang_up(&seen, 2);
	finish(bed, 1);
}

static void test_gone(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, 3);

	dial(bed, 2);
	if (CHECK(seen.dlg != NULL))
		tcap_send_u_abort(seen.dlg, NULL, 0, NULL, 0);
	CHECK_INT(bed->last_record.end, CALL_END_ABORTED);
	CHECK_INT(under_way(bed), 0);
	dial(bed, 2);
	if (CHECK(seen.dlg != NULL))
		tcap_send_end(tcap_tx(seen.dlg));
	CHECK_INT(under_way(bed), 0);
	/* somebody else answers the number: nothing is lost, the call ends when it ends */
	dial(bed, 2);
	report(&seen, 2, CAP_EVENT_T_ANSWER, 2, 0, false);
	report(&seen, 2, CAP_EVENT_T_DISCONNECT, 1, CAUSE_NORMAL, false);
	CHECK_INT(seen.event, TCAP_EV_END);
	CHECK_INT(under_way(bed), 0);
	finish(bed, 3);
}

/* The switch dies: found out by ActivityTest, as of any other dialogue. */
static void test_silent_switch(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, 3);

	dial(bed, 2);
	clock_test_advance(901 * 1000);
	wheel_turn(bed->wheel);
	CHECK_INT(seen.op[0], CAP_OP_ACTIVITY_TEST);
	clock_test_advance(6 * 1000);
	wheel_turn(bed->wheel);
	CHECK_INT(bed->last_record.end, CALL_END_ABORTED);
	CHECK_INT(call_route_count(bed->calls), 0);
	finish(bed, 1);
}

/* ---- where a phone is ---- */
struct hlr { struct tcap *tcap; struct tcap_dialogue *dlg; int8_t invoke; bool suppressed; unsigned asked; };

static bool hlr_serves(void *priv, const uint8_t *acn, size_t length)
{
	return true;
}

static uint8_t hlr_op_class(void *priv, const uint8_t *acn, size_t length, int32_t op_code)
{
	return op_code == MAP_OP_SEND_ROUTING_INFO ? 1 : 0;
}

static void hlr_indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_SEND_ROUTING_INFO);
	struct map_send_routing_info sri;
	struct hlr *hlr = priv;
	struct cap_error err;

	if (ind->event != TCAP_EV_BEGIN || !CHECK_INT(ind->msg->num_components, 1))
		return;
	hlr->asked++;
	hlr->dlg = dlg;
	hlr->invoke = ind->msg->component[0].invoke_id;
	hlr->suppressed = cap_decode(op->argument, 3, ind->msg->component[0].parameter.v,
				     ind->msg->component[0].parameter.len, &sri, NULL, &err) == 0 &&
		sri.camel_info.suppress_t_csi.present;
}

static void hlr_gives(struct hlr *hlr, e164_t roaming)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_SEND_ROUTING_INFO);
	static const uint8_t imsi[] = { 0x02, 0x08, 0x10, 0x21, 0x43, 0x65, 0x87, 0xf9 };
	struct isup_address a = { .ton = 1, .npi = 1 };
	struct map_send_routing_info_res res;
	uint8_t buf[64], address[16];
	struct cap_error err;
	struct tcap_tx *tx = tcap_tx(hlr->dlg);
	int len;

	if (!roaming) {
		tcap_tx_error(tx, hlr->invoke, MAP_ERR_ABSENT_SUBSCRIBER, NULL, 0);
		tcap_send_end(tx);
		return;
	}
	memset(&res, 0, sizeof(res));
	e164_to_digits(roaming, a.digits);
	len = isup_address_encode(&a, address, sizeof(address));
	res.imsi = (struct cap_octets){ imsi, sizeof(imsi) };
	res.extended_routing_info.sel = MAP_EXTENDED_ROUTING_INFO;
	res.extended_routing_info.routing_info.sel = MAP_ROUTING_ROAMING_NUMBER;
	res.extended_routing_info.routing_info.roaming_number = (struct cap_octets){ address, (uint16_t)len };
	len = cap_encode(op->result, 3, &res, buf, sizeof(buf), NULL, &err);
	CHECK(len > 0);
	tcap_tx_result(tx, hlr->invoke, op->code, buf, len);
	tcap_send_end(tx);
}

static struct { unsigned times; uint32_t tag; e164_t roaming; enum decide_phone phone; } located;

static void on_located(void *priv, uint32_t tag, e164_t roaming, enum decide_phone phone)
{
	located.times++;
	located.tag = tag;
	located.roaming = roaming;
	located.phone = phone;
}

static void test_locate(void)
{
	static const struct tcap_user_ops ops = {
		.serves = hlr_serves, .op_class = hlr_op_class, .indicate = hlr_indicate,
	};
	struct tcap_config cfg = { .max_dialogues = 10 };
	struct hlr hlr = { .asked = 0 };
	struct seen seen;
	struct bed *bed = begin_with(&seen, &(const struct bed_config){ .ask_phone = true });

	hlr.tcap = tcap_alloc(bed->ctx, bed->ssf_sccp, bed->wheel, SCCP_SSN_HLR, &cfg, &ops, &hlr);
	CHECK_INT(scf_locate(bed->scf, NULL, BED_LINE(0), on_located, NULL, 7), 0);
	CHECK_INT(hlr.asked, 1);
	CHECK(hlr.suppressed);
	CHECK_INT(located.times, 0);
	hlr_gives(&hlr, 33689123456ULL);
	CHECK_INT(located.times, 1);
	CHECK_INT(located.tag, 7);
	CHECK_INT(located.roaming, 33689123456ULL);
	/* switched off */
	CHECK_INT(scf_locate(bed->scf, NULL, BED_LINE(0), on_located, NULL, 8), 0);
	hlr_gives(&hlr, E164_NONE);
	CHECK_INT(located.times, 2);
	CHECK_INT(located.tag, 8);
	CHECK_INT(located.roaming, E164_NONE);
	CHECK_INT(located.phone, DECIDE_PHONE_OFF);
	/* silent: told after 3 s, and only once */
	CHECK_INT(scf_locate(bed->scf, NULL, BED_LINE(0), on_located, NULL, 9), 0);
	clock_test_advance(3100);
	wheel_turn(bed->wheel);
	CHECK_INT(located.times, 3);
	CHECK_INT(located.phone, DECIDE_PHONE_UNKNOWN);
	hlr_gives(&hlr, 33689123456ULL);
	CHECK_INT(located.times, 3);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_LOCATE_FAILED), 2);
	finish(bed, 0);
	/* without a title of our own nobody could answer */
	bed = begin(&seen, 2);
	CHECK(scf_locate(bed->scf, NULL, BED_LINE(0), on_located, NULL, 1) < 0);
	finish(bed, 0);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	mpabx_log_init(NULL);
	clock_test_set(1795255200);	/* 2026-11-21 10:00 */
	test_arrives();
	test_does_not_arrive();
	test_fixed();
	test_made();
	test_stays();
	test_goes_round();
	test_dials_again();
	test_made_again();
	test_kept_is_known();
	test_refused();
	test_gone();
	test_silent_switch();
	test_locate();
	return CHECK_DONE();
}
