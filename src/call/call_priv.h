/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file call_priv.h
 *  An open call, kept small: a hundred thousand of them stand in memory at once. It holds what its record will need and
 *  nothing that can be told from the rest. */
#pragma once

#include <mpabx/call.h>

#include "pending.h"
#include "recent.h"

enum call_state { CALL_BEGUN, CALL_RINGING, CALL_ANSWERED, CALL_ENDED, _CALL_STATES };
enum call_event { CALL_EV_SENT, CALL_EV_ANSWER, CALL_EV_LEG_END, _CALL_EVENTS };

/*! A reason without the numbers that the call knows anyway. */
struct call_reason_kept {
	e164_t arg;
	uint32_t version;
	uint8_t rule, why;
	bool has_served;	/*!< arg[1] is the served number */
	bool has_digits;	/*!< digits are what was dialled */
};

struct call {
	struct call_room *room;
	callid_t id;
	e164_t served, calling, called, original_called, redirecting, msc;
	uint64_t start_us;
	uint64_t snapshot_version;
	e164_t target;			/*!< of the stage being carried out; E164_NONE: untouched or released */
	struct call_reason_kept because;
	struct call_reason_kept rejected[CALL_MAX_REJECTED];
	uint8_t dialled[DIGITS_MAX / 2];	/*!< two digits an octet */
	uint8_t call_reference[8];
	/* Milliseconds by the monotonic clock; the last three from start_ms on and plus 1, 0 = not yet. */
	uint32_t start_ms, sent_ms, answer_ms, leg_end_ms;
	uint16_t ring_s;
	uint8_t dialled_len, call_reference_len;
	uint8_t state;
	uint8_t cause;
	uint8_t stage_kind, stage_cause, redirect_reason;
	uint8_t num_rejected;
	bool is_made : 1, diverted : 1, target_is_line : 1, confirm : 1;
};
_Static_assert(sizeof(struct call) <= 512, "an open call stays small");

struct call_room {
	const struct fleet_snapshot *snap;
	struct call_config cfg;
	const struct record_ops *ops;
	void *ops_priv;
	struct pool *calls;
	struct pending *pending;
	struct recent *recent;
	struct decide_plan plan;	/*!< of the last call_begin() or call_plan_preview() */
	struct decide_reason shown;	/*!< of the last call_reason() */
};

extern const struct fsm call_fsm;

/*! Milliseconds since the call began, plus 1. */
uint32_t call_elapsed(const struct call *call);
/*! Takes what the record needs of the stage that is carried out. */
void call_keep_stage(struct call *call, const struct decide_plan *plan, const struct decide_stage *stage);
void call_keep_dialled(struct call *call, const char *digits);
void call_keep_reason(const struct decide_reason *reason, struct call_reason_kept *ret);
/*! The whole reason again. */
void call_give_reason(const struct call *call, const struct call_reason_kept *kept, struct decide_reason *ret);

#define LOGCALL(call, level, fmt, args...) do { \
		char id_[CALLID_STR_SIZE]; \
		LOGP(DCALL, level, "%s " fmt, callid_print((call)->id, id_), ## args); \
	} while (0)
