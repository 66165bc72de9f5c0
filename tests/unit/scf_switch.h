/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a switch is told by the gsmSCF, read back, and what it reports: for tests of plans of several steps. */
#pragma once

#include <string.h>

#include <mpabx/cap/connect.h>
#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/furnish_charging_information.h>
#include <mpabx/cap/isup.h>
#include <mpabx/cap/map_errors.h>
#include <mpabx/cap/map_subscriber_info.h>
#include <mpabx/cap/release_call.h>
#include <mpabx/cap/request_report_bcsm_event.h>

#include "../lib/scf_bed.h"
#include "check.h"

#define CALLER ((e164_t)33199009876)
#define ON_BUSY ((e164_t)33199004021)
#define ON_NO_ANSWER ((e164_t)33199004022)
#define ON_UNREACHABLE ((e164_t)33199004023)

/* What the switch was told last. */
struct seen {
	struct bed *bed;
	struct tcap_dialogue *dlg;
	unsigned messages;
	enum tcap_event event;
	unsigned num;
	int32_t op[6];
	int8_t invoke[6];
	char destination[40], redirecting[40], charging[170];
	struct isup_redirection info;
	bool no_diversion;
	unsigned requests, notifications;
	int timer;
	uint8_t cause;
};

static inline void see_number(enum isup_number_kind kind, const struct cap_octets *in, char *out)
{
	struct isup_number n;

	out[0] = '\0';
	if (in->v && isup_number_decode(kind, in, &n) == 0)
		strcpy(out, n.digits);
}

static union {
	struct cap_connect connect;
	struct cap_request_report_bcsm_event rrb;
	struct cap_furnish_charging_information fci;
	struct cap_release_call release;
} arg;

static inline bool decode(const struct tcap_component *c)
{
	struct cap_error err;

	return CHECK(cap_decode(cap_operation_by_code(CAP_PROTO_CAP, c->code)->argument, 3, c->parameter.v,
				c->parameter.len, &arg, NULL, &err) == 0);
}

static inline void see_connect(struct seen *seen)
{
	const struct cap_octets *diversion =
		&arg.connect.service_interaction_indicators_two.forward_service_interaction_ind.call_diversion_treatment_indicator;

	see_number(ISUP_CALLED, &arg.connect.destination_routing_address.v[0], seen->destination);
	see_number(ISUP_REDIRECTING, &arg.connect.redirecting_party_id, seen->redirecting);
	memset(&seen->info, 0, sizeof(seen->info));
	if (arg.connect.redirection_information.v)
		isup_redirection_decode(&arg.connect.redirection_information, &seen->info);
	seen->no_diversion = arg.connect.service_interaction_indicators_two.present && diversion->v && diversion->v[0] == 2;
}

static inline void see_events(struct seen *seen)
{
	seen->requests = seen->notifications = 0;
	seen->timer = -1;
	for (unsigned i = 0; i < arg.rrb.bcsm_events.n; i++) {
		const struct cap_bcsm_event *e = &arg.rrb.bcsm_events.v[i];

		if (e->monitor_mode.v == CAP_MONITOR_INTERRUPTED)
			seen->requests++;
		else
			seen->notifications++;
		if (e->dp_specific_criteria.sel == CAP_DP_APPLICATION_TIMER)
			seen->timer = e->dp_specific_criteria.application_timer.v;
	}
}

static inline void see_component(struct seen *seen, const struct tcap_component *c)
{
	struct isup_cause cause;

	seen->invoke[seen->num] = c->invoke_id;
	seen->op[seen->num++] = c->code;
	switch (c->code) {
	case CAP_OP_CONNECT:
		if (decode(c))
			see_connect(seen);
		break;
	case CAP_OP_REQUEST_REPORT_BCSM_EVENT:
		if (decode(c))
			see_events(seen);
		break;
	case CAP_OP_FURNISH_CHARGING_INFORMATION:
		if (decode(c))
			snprintf(seen->charging, sizeof(seen->charging), "%.*s",
				 arg.fci.in.fci_bccc_camel_sequence1.free_format_data.len,
				 (const char *)arg.fci.in.fci_bccc_camel_sequence1.free_format_data.v);
		break;
	case CAP_OP_RELEASE_CALL:
		if (decode(c) && isup_cause_decode(&arg.release.all_call_segments, &cause) == 0)
			seen->cause = cause.value;
		break;
	}
}

static inline void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct seen *seen = priv;

	if (ind->event == TCAP_EV_L_CANCEL)
		return;
	seen->messages++;
	seen->event = ind->event;
	seen->dlg = ind->event == TCAP_EV_CONTINUE ? dlg : NULL;
	seen->num = 0;
	seen->destination[0] = seen->charging[0] = '\0';
	if (ind->event != TCAP_EV_CONTINUE && ind->event != TCAP_EV_END)
		return;
	for (unsigned i = 0; i < ind->msg->num_components && i < 6; i++)
		see_component(seen, &ind->msg->component[i]);
}

static const struct tcap_user_ops ssf_ops = { .indicate = indicate };

static inline void forward(struct bed *bed, enum forwarding_kind kind, e164_t to)
{
	struct store_forwarding row = {
		.line = BED_LINE(0), .kind = kind, .active = true, .destination = to, .version = 3,
	};

	CHECK_INT(fleet_snapshot_put_forwarding(bed->snap, &row), 0);
}

/* Line 0 forwards when busy, unanswered, unreachable; the odd ones at once. */
static inline struct bed *begin_with(struct seen *seen, const struct bed_config *want)
{
	struct bed_config cfg = *want;

	cfg.num_lines = 10;
	cfg.max_dialogues = 100;
	cfg.activity_test_s = 900;
	cfg.furnish_charging = true;
	cfg.ssf_ops = &ssf_ops;
	cfg.ssf_priv = seen;
	memset(seen, 0, sizeof(*seen));
	seen->bed = bed_alloc(&cfg);
	forward(seen->bed, FORWARDING_BUSY, ON_BUSY);
	forward(seen->bed, FORWARDING_NO_ANSWER, ON_NO_ANSWER);
	forward(seen->bed, FORWARDING_UNREACHABLE, ON_UNREACHABLE);
	return seen->bed;
}

static inline void finish(struct bed *bed, unsigned records)
{
	CHECK_INT(tcap_dialogue_count(scf_tcap(bed->scf)), 0);
	CHECK_INT(tcap_dialogue_count(scf_map_tcap(bed->scf)), 0);
	CHECK_INT(call_count(bed->calls), 0);
	CHECK_INT(bed->records, records);
	bed_free(bed);
}

static inline void dial(struct bed *bed, unsigned phase)
{
	uint8_t idp[256];
	int len = bed_initial_dp(phase, BED_KEY_RECEIVED, CALLER, BED_LINE(0), NULL, idp, sizeof(idp));

	CHECK(len > 0 && bed_call(bed, phase, idp, len));
}

static inline void report(struct seen *seen, unsigned phase, int32_t event, uint8_t leg, uint8_t cause, bool request)
{
	struct tcap_tx *tx;
	uint8_t erb[64];
	int len = bed_event_report_cause(phase, event, leg, cause, request, erb, sizeof(erb));

	if (!CHECK(seen->dlg && len > 0))
		return;
	tx = tcap_tx(seen->dlg);
	CHECK(tcap_tx_invoke(tx, CAP_OP_EVENT_REPORT_BCSM, 4, 1000, erb, len) >= 0);
	CHECK_INT(tcap_send_continue(tx), 0);
}

static inline void hang_up(struct seen *seen, unsigned phase)
{
	report(seen, phase, CAP_EVENT_T_DISCONNECT, 1, CAUSE_NORMAL, false);
	CHECK_INT(seen->event, TCAP_EV_END);
	CHECK_INT(seen->num, 0);
}

/* The phone first: events and Continue in one message. */
static inline void expect_phone(struct seen *seen)
{
	CHECK_INT(seen->event, TCAP_EV_CONTINUE);
	CHECK_INT(seen->op[0], CAP_OP_REQUEST_REPORT_BCSM_EVENT);
	CHECK_INT(seen->requests, 2);
	CHECK_INT(seen->notifications, 4);
	CHECK_INT(seen->timer, 25);
	CHECK(seen->op[seen->num - 1] == CAP_OP_CONTINUE || seen->op[seen->num - 1] == CAP_OP_CONTINUE_WITH_ARGUMENT);
}
