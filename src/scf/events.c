/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which events a step arms, and what a report of one means (TS 23.078 4.2 and 4.4, TS 29.078 11.30). Failures are armed as
 * requests (EDP-R) where another step waits behind this one, everything else as notifications. An event that was met
 * is disarmed, and events die with their leg: each step arms all of its own again. */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/isup.h>
#include <mpabx/cap/request_report_bcsm_event.h>

#include "scf_private.h"

/* The events of each model: phase 1 knows only answer and disconnect (GSM 09.78 version 5). */
struct armed { uint8_t event, leg, phases; bool failure, no_answer; };
#define ALL_PHASES 0x0f
#define PHASE_2_ON 0x0e
static const struct armed o_bcsm[] = {
	{ CAP_EVENT_O_ANSWER, 2, ALL_PHASES, false, false },
	{ CAP_EVENT_O_DISCONNECT, 1, ALL_PHASES, false, false },
	{ CAP_EVENT_O_DISCONNECT, 2, ALL_PHASES, false, false },
	{ CAP_EVENT_ROUTE_SELECT_FAILURE, 2, PHASE_2_ON, true, false },
	{ CAP_EVENT_O_CALLED_PARTY_BUSY, 2, PHASE_2_ON, true, false },
	{ CAP_EVENT_O_NO_ANSWER, 2, PHASE_2_ON, true, true },
	{ CAP_EVENT_O_ABANDON, 1, PHASE_2_ON, false, false },
};
static const struct armed t_bcsm[] = {
	{ CAP_EVENT_T_ANSWER, 2, ALL_PHASES, false, false },
	{ CAP_EVENT_T_DISCONNECT, 1, ALL_PHASES, false, false },
	{ CAP_EVENT_T_DISCONNECT, 2, ALL_PHASES, false, false },
	{ CAP_EVENT_T_BUSY, 2, PHASE_2_ON, true, false },
	{ CAP_EVENT_T_NO_ANSWER, 2, PHASE_2_ON, true, true },
	{ CAP_EVENT_T_ABANDON, 1, PHASE_2_ON, false, false },
};

static void arm(struct cap_bcsm_event *e, const struct armed *armed, const struct call_step *step)
{
	static const uint8_t leg_octet[3] = { 0, 1, 2 };
	bool request = armed->failure && step->control;

	memset(e, 0, sizeof(*e));
	e->event_type_bcsm = (struct cap_int){ true, armed->event };
	e->monitor_mode = (struct cap_int){
		true, request ? CAP_MONITOR_INTERRUPTED : CAP_MONITOR_NOTIFY_AND_CONTINUE,
	};
	e->leg_id.sel = CAP_LEG_SENDING;
	e->leg_id.id = (struct cap_octets){ &leg_octet[armed->leg], 1 };
	if (armed->no_answer && step->ring_s && step->control) {
		e->dp_specific_criteria.sel = CAP_DP_APPLICATION_TIMER;
		e->dp_specific_criteria.application_timer = (struct cap_int){ true, step->ring_s };
	}
}

int scf_add_events(struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step)
{
	const struct armed *model = sd->is_o_bcsm ? o_bcsm : t_bcsm;
	unsigned n = sd->is_o_bcsm ? ARRAY_SIZE(o_bcsm) : ARRAY_SIZE(t_bcsm);
	struct cap_request_report_bcsm_event rrb;

	cap_request_report_bcsm_event_clear(&rrb);
	for (unsigned i = 0; i < n; i++)
		if (model[i].phases & CAP_PHASE(sd->phase))
			arm(&rrb.bcsm_events.v[rrb.bcsm_events.n++], &model[i], step);
	return scf_invoke(tx, sd, CAP_OP_REQUEST_REPORT_BCSM_EVENT, &rrb);
}

/* failureCause, busyCause or releaseCause of whichever event: 0 where it tells none. */
static uint8_t cause_of(const struct cap_event_specific_information *info)
{
	const struct cap_octets *octets;
	struct isup_cause cause;

	switch (info->sel) {
	case CAP_SPECIFIC_ROUTE_SELECT_FAILURE:
	case CAP_SPECIFIC_O_CALLED_PARTY_BUSY:
	case CAP_SPECIFIC_O_DISCONNECT:
	case CAP_SPECIFIC_T_DISCONNECT:
		octets = &info->route_select_failure.cause;	/* one struct for the four of them */
		break;
	case CAP_SPECIFIC_T_BUSY:
		octets = &info->t_busy.busy_cause;
		break;
	default:
		return 0;
	}
	return octets->v && isup_cause_decode(octets, &cause) == 0 ? cause.value : 0;
}

/* oCalledPartyBusy and tBusy also cover who cannot be reached; no cause: busy (TS 29.078 annex B, TS 23.078 4.2.1). */
static enum decide_outcome outcome_of(uint8_t cause)
{
	switch (cause) {
	case CAUSE_USER_BUSY:
	case CAUSE_REJECTED:	/* user determined user busy */
		return DECIDE_BUSY;
	case CAUSE_NO_ANSWER:
		return DECIDE_NO_ANSWER;
	case CAUSE_UNALLOCATED:
		return DECIDE_REFUSED;
	default:
		return DECIDE_UNREACHABLE;
	}
}

/* callForwarded: the network's own forwarding is about to run, unless we send the call elsewhere. forwardedCall: it ran. */
static void read_diversion(const struct scf *scf, const struct scf_dialogue *sd,
			   const struct cap_event_specific_information *info, struct scf_report *ret)
{
	struct numplan_number to = { .e164 = E164_NONE };
	struct isup_number n;

	if (info->sel == CAP_SPECIFIC_T_ANSWER || info->sel == CAP_SPECIFIC_O_ANSWER) {
		ret->diverted = info->t_answer.forwarded_call.present;
		return;
	}
	if (info->sel != CAP_SPECIFIC_T_BUSY && info->sel != CAP_SPECIFIC_T_NO_ANSWER)
		return;
	ret->diverted = info->t_busy.call_forwarded.present;
	if (!info->t_busy.forwarding_destination_number.v ||
	    isup_number_decode(ISUP_CALLED, &info->t_busy.forwarding_destination_number, &n) < 0)
		return;
	numplan_from_network(fleet_default_numplan(scf->snap), &scf->network[sd->network].numbers, n.nai, n.digits, &to);
	ret->diverted_to = to.e164;
}

static void read_failure(struct scf_report *ret, enum decide_outcome outcome, uint8_t otherwise)
{
	ret->kind = SCF_REPORT_FAILURE;
	ret->outcome = outcome;
	if (!ret->cause)
		ret->cause = otherwise;
}

static void read_kind(struct scf_report *ret)
{
	switch (ret->event) {
	case CAP_EVENT_O_ANSWER:
	case CAP_EVENT_T_ANSWER:
		ret->kind = SCF_REPORT_ANSWER;
		break;
	case CAP_EVENT_O_CALLED_PARTY_BUSY:
	case CAP_EVENT_T_BUSY:
		read_failure(ret, outcome_of(ret->cause ? ret->cause : CAUSE_USER_BUSY), CAUSE_USER_BUSY);
		break;
	case CAP_EVENT_O_NO_ANSWER:
	case CAP_EVENT_T_NO_ANSWER:
		read_failure(ret, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER);
		break;
	case CAP_EVENT_ROUTE_SELECT_FAILURE:
		read_failure(ret, outcome_of(ret->cause ? ret->cause : CAUSE_TEMPORARY_FAILURE), CAUSE_TEMPORARY_FAILURE);
		break;
	case CAP_EVENT_O_DISCONNECT:
	case CAP_EVENT_T_DISCONNECT:
		ret->kind = SCF_REPORT_DISCONNECT;
		break;
	case CAP_EVENT_O_ABANDON:
	case CAP_EVENT_T_ABANDON:
		ret->kind = SCF_REPORT_ABANDON;
		ret->by_caller = true;
		break;
	default:
		ret->kind = SCF_REPORT_OTHER;
	}
}

int scf_report_read(const struct scf *scf, const struct scf_dialogue *sd, const struct tcap_component *invoke,
		    struct scf_report *ret, struct cap_error *err)
{
	struct cap_event_report_bcsm erb;

	if (cap_decode(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_EVENT_REPORT_BCSM)->argument, sd->phase,
		       invoke->parameter.v, invoke->parameter.len, &erb, NULL, err) < 0)
		return -EINVAL;
	*ret = (struct scf_report){ .event = erb.event_type_bcsm.v };
	/* absent: request (TS 29.078 5.1, miscCallInfo DEFAULT) */
	ret->suspended = !erb.misc_call_info.present || erb.misc_call_info.message_type.v == CAP_MESSAGE_REQUEST;
	ret->by_caller = erb.leg_id.sel != CAP_LEG_NONE && erb.leg_id.id.len == 1 && erb.leg_id.id.v[0] == 1;
	ret->cause = cause_of(&erb.event_specific_information_bcsm);
	read_diversion(scf, sd, &erb.event_specific_information_bcsm, ret);
	read_kind(ret);
	return 0;
}
