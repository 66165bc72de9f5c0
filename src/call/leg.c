/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What happens to a call's leg, as its driver tells it: sent, answered, ended. Told at a wrong moment, it is logged and
 * changes nothing. */

#include "call_priv.h"

uint32_t call_elapsed(const struct call *call)
{
	return (uint32_t)clock_ms() - call->start_ms + 1;
}

/* Its T-CSI will ask us about it: every leg that we divert to a line triggers once more. */
static void leg_await(struct call *call)
{
	if (!call->diverted || !call->target_is_line)
		return;
	pending_add(call->room->pending, &(const struct pending_leg){
		.called = call->target, .calling = call->calling, .redirecting = call->served,
	});
}

static void on_leg_event(void *object, uint32_t event, void *data)
{
	struct call *call = object;

	switch (event) {
	case CALL_EV_SENT:
		call->sent_ms = call_elapsed(call);
		call->leg_end_ms = call->answer_ms = 0;
		call->cause = 0;
		leg_await(call);
		fsm_change(&call_fsm, &call->state, CALL_RINGING, "leg sent");
		break;
	case CALL_EV_ANSWER:
		call->answer_ms = call_elapsed(call);
		fsm_change(&call_fsm, &call->state, CALL_ANSWERED, "answer");
		break;
	default:
		call->leg_end_ms = call_elapsed(call);
		call->cause = *(const uint8_t *)data;
		fsm_change(&call_fsm, &call->state, CALL_ENDED, "leg ended");
	}
}

#define EVENT(e) (1u << CALL_EV_##e)
#define STATE(s) (1u << CALL_##s)

static const struct fsm_state call_states[_CALL_STATES] = {
	/* Decided; nothing was sent yet, or the call goes on untouched and its driver watches it. */
	[CALL_BEGUN] = { "BEGUN", EVENT(SENT) | EVENT(ANSWER) | EVENT(LEG_END),
		STATE(RINGING) | STATE(ANSWERED) | STATE(ENDED), on_leg_event },
	/* A leg is on its way; another stage's may take its place. */
	[CALL_RINGING] = { "RINGING", EVENT(SENT) | EVENT(ANSWER) | EVENT(LEG_END),
		STATE(RINGING) | STATE(ANSWERED) | STATE(ENDED), on_leg_event },
	[CALL_ANSWERED] = { "ANSWERED", EVENT(LEG_END), STATE(ENDED), on_leg_event },
	/* The leg is gone: the next stage sends another one, or the driver finishes the call. */
	[CALL_ENDED] = { "ENDED", EVENT(SENT), STATE(RINGING), on_leg_event },
};
static const char *const call_events[_CALL_EVENTS] = { "SENT", "ANSWER", "LEG_END" };

const struct fsm call_fsm = {
	.name = "call", .log_category = DCALL, .states = call_states, .num_states = _CALL_STATES,
	.event_names = call_events, .num_events = _CALL_EVENTS,
};

void call_step_sent(struct call *call)
{
	if (call->stage_kind == DECIDE_RING)
		fsm_dispatch(&call_fsm, &call->state, CALL_EV_SENT, call, NULL);
}

void call_answered(struct call *call)
{
	fsm_dispatch(&call_fsm, &call->state, CALL_EV_ANSWER, call, NULL);
}

void call_leg_ended(struct call *call, uint8_t cause, bool caller)
{
	fsm_dispatch(&call_fsm, &call->state, CALL_EV_LEG_END, call, &cause);
}

bool call_leg_failed(struct call *call, enum decide_outcome outcome, uint8_t cause)
{
	call_leg_ended(call, cause, false);
	return false;
}

void call_abandoned(struct call *call)
{
	call_leg_ended(call, 0, true);
}

const char *call_state_name(const struct call *call)
{
	return call_states[call->state].name;
}

void call_leg_diverted(struct call *call, e164_t to)
{
}

void call_note_conference(struct call_room *room, e164_t served)
{
}
