/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plans of several steps as the switch sees them: forwardings by events, their timers, charging, what is asked of the HLR
 * first. Against a gsmSSF and an HLR in memory. */
#include "scf_switch.h"

static struct bed *begin(struct seen *seen, bool ask)
{
	return begin_with(seen, &(const struct bed_config){ .ask_phone = ask });
}

static void expect_forwarded(struct seen *seen, unsigned phase, e164_t to, uint8_t reason)
{
	char digits[E164_STR_SIZE];

	e164_to_digits(to, digits);
	CHECK_INT(seen->op[seen->num - 1], CAP_OP_CONNECT);
	CHECK_STR(seen->destination, digits);
	CHECK_STR(seen->redirecting, "33639000000");
	CHECK_INT(seen->info.reason, reason);
	CHECK_INT(seen->info.counter, 1);
	CHECK_INT(seen->no_diversion, phase >= 3);
}

static void test_forwardings(void)
{
	static const struct { int32_t event; uint8_t cause; e164_t to; uint8_t reason; const char *charging; } cases[] = {
		{ CAP_EVENT_T_BUSY, CAUSE_USER_BUSY, ON_BUSY, 1, "mpabx;busy-forwarding;33639000000" },
		{ CAP_EVENT_T_BUSY, 0, ON_BUSY, 1, "mpabx;busy-forwarding;33639000000" },
		{ CAP_EVENT_T_BUSY, CAUSE_ABSENT, ON_UNREACHABLE, 6, "mpabx;unreachable-forwarding;33639000000" },
		{ CAP_EVENT_T_NO_ANSWER, 0, ON_NO_ANSWER, 2, "mpabx;no-answer-forwarding;33639000000" },
	};

	for (unsigned phase = 2; phase <= 4; phase++) {
		for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			struct seen seen;
			struct bed *bed = begin(&seen, false);

			dial(bed, phase);
			expect_phone(&seen);
			CHECK_STR(seen.charging, "");	/* the phone that was called: its caller pays, nobody of ours */
			report(&seen, phase, cases[i].event, 2, cases[i].cause, true);
			expect_forwarded(&seen, phase, cases[i].to, cases[i].reason);
			CHECK_STR(seen.charging, cases[i].charging);
			if (seen.event == TCAP_EV_CONTINUE) {
				report(&seen, phase, CAP_EVENT_T_ANSWER, 2, 0, false);
				hang_up(&seen, phase);
			}
			CHECK_INT(bed->last_record.num_legs, 3);
			CHECK_INT(bed->last_record.leg[2].number, cases[i].to);
			CHECK_INT(bed->last_record.leg[2].charged, BED_LINE(0));
			finish(bed, 1);
		}
	}
}

static void test_answered_by_the_phone(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	dial(bed, 2);
	report(&seen, 2, CAP_EVENT_T_ANSWER, 2, 0, false);
	CHECK_INT(seen.messages, 1);
	hang_up(&seen, 2);
	CHECK(bed->last_record.answer_us != 0);
	CHECK_INT(bed->last_record.num_legs, 2);
	finish(bed, 1);
}

static void test_caller_gives_up(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	dial(bed, 2);
	report(&seen, 2, CAP_EVENT_T_ABANDON, 1, 0, false);
	CHECK_INT(seen.event, TCAP_EV_END);
	finish(bed, 1);
}

/* Phase 1 reports neither busy nor no answer: the phone alone. */
static void test_phase_1(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	dial(bed, 1);
	CHECK_INT(seen.op[seen.num - 1], CAP_OP_CONTINUE);
	CHECK_INT(seen.requests, 0);
	if (seen.event == TCAP_EV_CONTINUE)
		hang_up(&seen, 1);
	CHECK(bed->last_record.anchor & DECIDE_ANCHOR_EVENTS);
	finish(bed, 1);
}

static void hunt(struct bed *bed)
{
	struct store_settings settings;
	struct store_hunt rows[5];

	store_settings_default(BED_LINE(0), &settings);
	settings.hunt_active = true;
	for (unsigned i = 0; i < 5; i++)
		rows[i] = (struct store_hunt){ .line = BED_LINE(0), .position = i + 1, .number = BED_LINE(i * 2), .ring_s = 15 };
	CHECK_INT(fleet_snapshot_put_settings(bed->snap, &settings), 0);
	CHECK_INT(fleet_snapshot_put_hunt(bed->snap, BED_LINE(0), rows, 5), 0);
}

/* Class 2 successes are silent: five quick failures must not use up TCAP's places. */
static void test_many_steps(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	hunt(bed);
	dial(bed, 2);
	for (unsigned i = 0; i < 5; i++) {
		CHECK_INT(seen.event, TCAP_EV_CONTINUE);
		CHECK_INT(seen.op[seen.num - 1], i ? CAP_OP_CONNECT : CAP_OP_CONTINUE);
		report(&seen, 2, CAP_EVENT_T_BUSY, 2, CAUSE_USER_BUSY, true);
	}
	expect_forwarded(&seen, 2, ON_BUSY, 1);
	if (seen.event == TCAP_EV_CONTINUE)
		hang_up(&seen, 2);
	CHECK_INT(bed->last_record.num_legs, 7);
	finish(bed, 1);
}

static void report_forwarded(struct seen *seen, int32_t event, bool request)
{
	static const uint8_t leg_2 = 2;
	struct cap_event_report_bcsm erb;
	struct cap_error err;
	struct tcap_tx *tx;
	uint8_t buf[64];
	int len;

	memset(&erb, 0, sizeof(erb));
	erb.event_type_bcsm = (struct cap_int){ true, event };
	erb.leg_id.sel = CAP_LEG_RECEIVING;
	erb.leg_id.id = (struct cap_octets){ &leg_2, 1 };
	erb.misc_call_info.present = true;
	erb.misc_call_info.message_type = (struct cap_int){ true, request ? 0 : 1 };
	if (event == CAP_EVENT_T_ANSWER) {
		erb.event_specific_information_bcsm.sel = CAP_SPECIFIC_T_ANSWER;
		erb.event_specific_information_bcsm.t_answer.present = true;
		erb.event_specific_information_bcsm.t_answer.forwarded_call.present = true;
	} else {
		erb.event_specific_information_bcsm.sel = CAP_SPECIFIC_T_NO_ANSWER;
		erb.event_specific_information_bcsm.t_no_answer.present = true;
		erb.event_specific_information_bcsm.t_no_answer.call_forwarded.present = true;
	}
	len = cap_encode(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_EVENT_REPORT_BCSM)->argument, 3, &erb, buf, sizeof(buf),
			 NULL, &err);
	if (!CHECK(seen->dlg && len > 0))
		return;
	tx = tcap_tx(seen->dlg);
	CHECK(tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 1000, buf, len) >= 0);
	CHECK_INT(tcap_send_continue(tx), 0);
}

/* The HLR's own forwarding and a list (product.md sections 5 and 6): announced before the answer, the next number rings
 * in its place; with the answer it is too late, and said. */
static void test_network_forwards_a_list(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, false);

	hunt(bed);
	dial(bed, 3);
	report(&seen, 3, CAP_EVENT_T_BUSY, 2, CAUSE_USER_BUSY, true);
	CHECK_STR(seen.destination, "33639000002");
	report_forwarded(&seen, CAP_EVENT_T_NO_ANSWER, true);
	CHECK_INT(seen.op[seen.num - 1], CAP_OP_CONNECT);
	CHECK_STR(seen.destination, "33639000004");
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_SWALLOWED), 0);
	report_forwarded(&seen, CAP_EVENT_T_ANSWER, false);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_SWALLOWED), 1);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_DIVERTED_BY_NETWORK), 2);
	hang_up(&seen, 3);
	CHECK(!bed->last_record.leg[1].diverted_by_network);
	CHECK(bed->last_record.leg[2].diverted_by_network && bed->last_record.leg[3].diverted_by_network);
	finish(bed, 1);
	/* nobody's list: only noticed */
	bed = begin(&seen, false);
	dial(bed, 3);
	report_forwarded(&seen, CAP_EVENT_T_ANSWER, false);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_SWALLOWED), 0);
	CHECK_INT(scf_counter(bed->scf, SCF_CTR_DIVERTED_BY_NETWORK), 1);
	hang_up(&seen, 3);
	finish(bed, 1);
}

/* ---- the HLR ---- */
struct hlr {
	struct tcap *tcap;
	struct tcap_dialogue *dlg;
	int8_t invoke;
	unsigned asked;
};

static bool hlr_serves(void *priv, const uint8_t *acn, size_t length)
{
	return true;
}

static uint8_t hlr_op_class(void *priv, const uint8_t *acn, size_t length, int32_t op_code)
{
	return op_code == MAP_OP_ANY_TIME_INTERROGATION ? 1 : 0;
}

static void hlr_indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct hlr *hlr = priv;

	if (ind->event != TCAP_EV_BEGIN || !CHECK_INT(ind->msg->num_components, 1))
		return;
	hlr->asked++;
	hlr->dlg = dlg;
	hlr->invoke = ind->msg->component[0].invoke_id;
}

static void hlr_start(struct bed *bed, struct hlr *hlr)
{
	static const struct tcap_user_ops ops = {
		.serves = hlr_serves, .op_class = hlr_op_class, .indicate = hlr_indicate,
	};
	struct tcap_config cfg = { .max_dialogues = 10 };

	memset(hlr, 0, sizeof(*hlr));
	hlr->tcap = tcap_alloc(bed->ctx, bed->ssf_sccp, bed->wheel, SCCP_SSN_HLR, &cfg, &ops, hlr);
}

static void hlr_says(struct hlr *hlr, int state)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_ANY_TIME_INTERROGATION);
	struct map_subscriber_info_res res;
	struct cap_error err;
	struct tcap_tx *tx;
	uint8_t buf[64];
	int len;

	if (!CHECK(hlr->dlg != NULL))
		return;
	memset(&res, 0, sizeof(res));
	res.subscriber_info.present = true;
	res.subscriber_info.subscriber_state.sel = state;
	res.subscriber_info.subscriber_state.null.present = true;
	if (state == CAP_SUBSCRIBER_NOT_REACHABLE)
		res.subscriber_info.subscriber_state.net_det_not_reachable = (struct cap_int){ true, 1 };
	len = cap_encode(op->result, 3, &res, buf, sizeof(buf), NULL, &err);
	CHECK(len > 0);
	tx = tcap_tx(hlr->dlg);
	tcap_tx_result(tx, hlr->invoke, op->code, buf, len);
	tcap_send_end(tx);
	hlr->dlg = NULL;
}

static void test_asked_before(void)
{
	static const struct { int state; e164_t to; uint8_t reason; } cases[] = {
		{ CAP_SUBSCRIBER_CAMEL_BUSY, ON_BUSY, 1 }, { CAP_SUBSCRIBER_NOT_REACHABLE, ON_UNREACHABLE, 6 },
		{ CAP_SUBSCRIBER_ASSUMED_IDLE, 0, 0 },
	};

	for (unsigned i = 0; i < 3; i++) {
		struct seen seen;
		struct bed *bed = begin(&seen, true);
		struct hlr hlr;

		hlr_start(bed, &hlr);
		dial(bed, 3);
		CHECK_INT(hlr.asked, 1);
		CHECK_INT(seen.messages, 0);
		hlr_says(&hlr, cases[i].state);
		CHECK_INT(seen.messages, 1);
		if (cases[i].to)
			expect_forwarded(&seen, 3, cases[i].to, cases[i].reason);
		else
			expect_phone(&seen);
		if (seen.event == TCAP_EV_CONTINUE)
			hang_up(&seen, 3);
		finish(bed, 1);
	}
}

static void pass(struct bed *bed, uint64_t ms)
{
	for (; ms; ms -= 100) {
		clock_test_advance(100);
		wheel_turn(bed->wheel);
	}
}

/* A silent HLR costs the call three seconds, not its life: the switch's timer is reset meanwhile. */
static void test_silent_hlr(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, true);
	struct hlr hlr;

	hlr_start(bed, &hlr);
	dial(bed, 2);
	pass(bed, 1200);
	CHECK_INT(seen.messages, 1);
	CHECK_INT(seen.op[0], CAP_OP_RESET_TIMER);
	pass(bed, 2200);
	CHECK_INT(seen.messages, 2);
	expect_phone(&seen);
	hlr_says(&hlr, CAP_SUBSCRIBER_CAMEL_BUSY);	/* too late */
	CHECK_INT(seen.messages, 2);
	hang_up(&seen, 2);
	finish(bed, 1);
}

static void test_gone_while_asking(void)
{
	struct seen seen;
	struct bed *bed = begin(&seen, true);
	struct hlr hlr;

	hlr_start(bed, &hlr);
	dial(bed, 2);
	pass(bed, 1200);	/* ResetTimer has made the dialogue an open one */
	if (CHECK(seen.dlg != NULL))
		tcap_send_u_abort(seen.dlg, NULL, 0, NULL, 0);
	hlr_says(&hlr, CAP_SUBSCRIBER_CAMEL_BUSY);
	finish(bed, 1);
}

int main(void)
{
	mpabx_log_init(NULL);
	clock_test_set(1795255200);	/* 2026-11-21 10:00 */
	test_forwardings();
	test_answered_by_the_phone();
	test_caller_gives_up();
	test_phase_1();
	test_many_steps();
	test_network_forwards_a_list();
	test_asked_before();
	test_silent_hlr();
	test_gone_while_asking();
	return CHECK_DONE();
}
