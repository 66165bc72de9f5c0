/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory runs out at every allocation of a call, from its InitialDP to its end: forwardings, a hunt list, a group, a phone that
 * is asked about first. The switch has its answer all the same, whenever it waits for one; no dialogue, no call, no
 * live state and no octet is left; and the next call is as if nothing had been. The switch and the HLR stand in the
 * same process: an allocation of theirs may be the one that fails. */
#include <talloc.h>

#include <oom.h>
#include <osmocom/core/application.h>
#include <osmocom/core/logging.h>

#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/isup.h>
#include <mpabx/cap/map_subscriber_info.h>
#include <mpabx/cap/request_report_bcsm_event.h>

#include "../lib/scf_bed.h"
#include "check.h"

#define CALLER ((e164_t)33199009876)
#define FORWARDED BED_LINE(0)
#define HUNTED BED_LINE(2)
#define GROUP_NUMBER ((e164_t)33199004000)
#define GROUP 7

struct story {
	const char *name;
	e164_t called;
	bool ask;
	uint32_t anchor;	/* routing numbers */
	unsigned least;		/* allocations, so that the sweep covers something */
	unsigned legs;
};

/* What the switch knows of its call. */
struct ssf {
	struct tcap_dialogue *dlg;
	unsigned messages, answers, aborts;
	bool requests;
};

static struct bed *bed;
static struct ssf ssf;

static bool requests(const struct tcap_component *c)
{
	static struct cap_request_report_bcsm_event rrb;
	struct cap_error err;

	if (!CHECK(cap_decode(cap_operation_by_code(CAP_PROTO_CAP, c->code)->argument, 3, c->parameter.v, c->parameter.len,
			      &rrb, NULL, &err) == 0))
		return false;
	for (unsigned i = 0; i < rrb.bcsm_events.n; i++)
		if (rrb.bcsm_events.v[i].monitor_mode.v == CAP_MONITOR_INTERRUPTED)
			return true;
	return false;
}

static void see(const struct tcap_component *c)
{
	switch (c->type == TCAP_INVOKE ? c->code : -1) {
	case CAP_OP_REQUEST_REPORT_BCSM_EVENT:
		ssf.requests = requests(c);
		break;
	case CAP_OP_CONNECT:
	case CAP_OP_CONTINUE:
	case CAP_OP_CONTINUE_WITH_ARGUMENT:
	case CAP_OP_RELEASE_CALL:
		ssf.answers++;
		break;
	}
}

static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	if (ind->event == TCAP_EV_L_CANCEL)
		return;
	ssf.messages++;
	ssf.dlg = ind->event == TCAP_EV_CONTINUE ? dlg : NULL;
	ssf.aborts += ind->event == TCAP_EV_P_ABORT || ind->event == TCAP_EV_U_ABORT;
	if (ind->event != TCAP_EV_CONTINUE && ind->event != TCAP_EV_END)
		return;
	ssf.requests = false;
	for (unsigned i = 0; i < ind->msg->num_components; i++)
		see(&ind->msg->component[i]);
}

/* ---- an HLR that says "busy" ---- */
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
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_ANY_TIME_INTERROGATION);
	struct map_subscriber_info_res res;
	struct cap_error err;
	struct tcap_tx *tx;
	uint8_t buf[64];
	int len;

	if (ind->event != TCAP_EV_BEGIN)
		return;
	memset(&res, 0, sizeof(res));
	res.subscriber_info.present = true;
	res.subscriber_info.subscriber_state.sel = CAP_SUBSCRIBER_CAMEL_BUSY;
	res.subscriber_info.subscriber_state.null.present = true;
	len = cap_encode(op->result, 3, &res, buf, sizeof(buf), NULL, &err);
	CHECK(len > 0);
	tx = tcap_tx(dlg);
	tcap_tx_result(tx, ind->msg->component[0].invoke_id, op->code, buf, len);
	tcap_send_end(tx);
}

/* ---- the fleet ---- */
static void put_services(struct fleet_snapshot *snap)
{
	struct store_group group = {
		.id = GROUP, .fleet_id = 1, .number = GROUP_NUMBER, .name = "g", .mode = GROUP_LONGEST_IDLE, .ring_s = 12, .rest_s = 5,
		.overflow = { BED_FORWARD, DESTINATION_NUMBER }, .version = 1,
	};
	struct store_settings settings;
	struct store_member members[3];
	struct store_hunt hunt[3];
	int rc = 0;

	for (unsigned kind = FORWARDING_BUSY; kind <= FORWARDING_UNREACHABLE; kind++)
		rc |= fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){
			.line = FORWARDED, .kind = kind, .active = true, .destination = BED_FORWARD + kind, .version = 1 });
	store_settings_default(HUNTED, &settings);
	settings.hunt_active = true;
	for (unsigned i = 0; i < 3; i++) {
		hunt[i] = (struct store_hunt){ .line = HUNTED, .position = i + 1, .number = HUNTED + 2 * i, .ring_s = 15 };
		members[i] = (struct store_member){ .group_id = GROUP, .line = BED_LINE(4 + 2 * i), .position = i + 1, .connected = true };
	}
	rc |= fleet_snapshot_put_settings(snap, &settings) | fleet_snapshot_put_hunt(snap, HUNTED, hunt, 3) |
		fleet_snapshot_put_group(snap, &group) | fleet_snapshot_put_members(snap, GROUP, members, 3);
	CHECK_INT(rc, 0);
}

static void begin(const struct story *story)
{
	static const struct tcap_user_ops ops = { .indicate = indicate };
	static const struct tcap_user_ops hlr = { .serves = hlr_serves, .op_class = hlr_op_class, .indicate = hlr_indicate };
	const struct tcap_config cfg = { .max_dialogues = 10 };

	bed = bed_alloc(&(const struct bed_config){
		.num_lines = 10, .max_dialogues = 100, .activity_test_s = 900, .ssf_ops = &ops, .furnish_charging = true,
		.monitor = true, .ask_phone = story->ask, .anchor = story->anchor });
	tcap_alloc(bed->ctx, bed->ssf_sccp, bed->wheel, SCCP_SSN_HLR, &cfg, &hlr, NULL);
	put_services(bed->snap);
}

/* ---- the call ---- */
static void pass(unsigned ms)
{
	for (; ms; ms -= 100) {
		clock_test_advance(100);
		wheel_turn(bed->wheel);
	}
}

static void report(int32_t event, uint8_t leg, uint8_t cause, bool request)
{
	uint8_t erb[64];
	int len = bed_event_report_cause(3, event, leg, cause, request, erb, sizeof(erb));
	struct tcap_tx *tx = tcap_tx(ssf.dlg);

	CHECK(len > 0 && tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 1000, erb, len) >= 0 && tcap_send_continue(tx) == 0);
}

/* The switch waits for an instruction: it must come, or an abort, behind which the call goes on by default handling. */
static void answered(const char *story, unsigned n, unsigned answers)
{
	if (ssf.answers == answers && !ssf.aborts)
		pass(4000);	/* the HLR's share */
	if (ssf.answers == answers && !ssf.aborts)
		printf("%s, allocation %u: no answer\n", story, n);
	CHECK(ssf.answers > answers || ssf.aborts);
}

/* Busy as long as a failure would be followed, then an answer and an end. \returns false: the switch itself had no memory */
static bool play(const struct story *story, unsigned n)
{
	uint8_t idp[256];
	int len = bed_initial_dp(3, BED_KEY_RECEIVED, CALLER, story->called, NULL, idp, sizeof(idp));

	memset(&ssf, 0, sizeof(ssf));
	if (!CHECK(len > 0) || !bed_call(bed, 3, idp, len))
		return false;
	answered(story->name, n, 0);
	while (ssf.dlg && ssf.requests) {
		unsigned answers = ssf.answers;

		report(CAP_EVENT_T_BUSY, 2, CAUSE_USER_BUSY, true);
		answered(story->name, n, answers);
	}
	if (ssf.dlg)
		report(CAP_EVENT_T_ANSWER, 2, 0, false);
	if (ssf.dlg)
		report(CAP_EVENT_T_DISCONNECT, 1, CAUSE_NORMAL, false);
	return true;
}

static void check_nothing_left(void)
{
	struct call_group_live group;
	struct call_line_live line;

	CHECK(!ssf.dlg);
	CHECK_INT(tcap_dialogue_count(scf_tcap(bed->scf)), 0);
	CHECK_INT(tcap_dialogue_count(scf_map_tcap(bed->scf)), 0);
	CHECK_INT(call_count(bed->calls), 0);
	for (unsigned i = 0; i < 10; i++) {
		call_line_live(bed->calls, BED_LINE(i), &line);
		CHECK_INT(line.ringing + line.talking + line.diverted, 0);
	}
	call_group_live(bed->calls, GROUP, &group);
	CHECK_INT(group.ringing + group.talking, 0);
}

/* As if nothing had been. */
static void check_goes_on(const struct story *story, unsigned records)
{
	pass(60000);
	CHECK_INT(wheel_count(bed->wheel), 0);
	CHECK(play(story, 0));
	CHECK_INT(ssf.aborts, 0);
	CHECK_INT(bed->records, records + 1);
	CHECK_INT(bed->last_record.num_legs, story->legs);
	check_nothing_left();
}

static unsigned sweep(const struct story *story, void (*fail)(unsigned n))
{
	for (unsigned n = 0; ; n++) {
		bool failed, played;
		unsigned records;

		begin(story);
		fail(n);
		played = play(story, n);
		failed = oom_stop();
		CHECK(played || failed);
		records = bed->records;
		CHECK(records <= 1);
		check_nothing_left();
		check_goes_on(story, records);
		bed_free(bed);
		if (!failed)
			return n;
	}
}

int main(void)
{
	static const struct story stories[] = {
		{ "forwardings", FORWARDED, false, 0, 5, 3 }, { "hunt list", HUNTED, false, 0, 5, 4 }, { "group", GROUP_NUMBER, false, 0, 8, 5 },
		{ "a phone that is asked about", FORWARDED, true, 0, 8, 2 },
		{ "a call that does not arrive at its routing number", FORWARDED, false, 4, 8, 3 },
	};
	size_t blocks;

	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1795255200);	/* 2026-11-21 10:00 */
	blocks = talloc_total_blocks(NULL);
	for (unsigned i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		unsigned once = sweep(&stories[i], oom_fail), from = sweep(&stories[i], oom_fail_from);

		printf("%s: %u allocations\n", stories[i].name, once);
		CHECK(once >= stories[i].least && from == once);
	}
	CHECK_INT(talloc_total_blocks(NULL), blocks);
	return CHECK_DONE();
}
