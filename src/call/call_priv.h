/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file call_priv.h
 *  An open call, kept small: a hundred thousand of them stand in memory at once. It holds the step that is carried out
 *  and what the record needs; a call with more than one step has its plan and the legs before in a second object. */
#pragma once

#include <osmocom/core/linuxlist.h>

#include <mpabx/call.h>

#include "live.h"
#include "pending.h"
#include "recent.h"

enum call_state { CALL_BEGUN, CALL_RINGING, CALL_ANSWERED, CALL_ENDED, _CALL_STATES };
enum call_event { CALL_EV_SENT, CALL_EV_ANSWER, CALL_EV_LEG_FAIL, CALL_EV_LEG_END, CALL_EV_ABANDON, _CALL_EVENTS };

/*! A reason without what the call knows anyway. */
struct call_reason_kept {
	uint64_t arg : 50, seconds : 14;
	uint32_t version;
	uint8_t rule, why;
	bool has_served;	/*!< arg[1] is the served number */
	bool has_digits;	/*!< digits are what was dialled */
};

#define CALL_REJECTED_INSIDE 3
/*! Alternatives of a one-step call beyond those that it has room for. */
struct call_more { struct call_reason_kept rejected[CALL_MAX_REJECTED - CALL_REJECTED_INSIDE]; };

/*! Where a leg went on to as its phone asked (3xx), and when; E164_NONE: nowhere. */
struct call_followed { e164_t number; uint32_t ms; };

/*! A leg that is over, while the call goes on. */
struct call_past_leg {
	e164_t number;
	struct call_followed followed;
	uint32_t sent_ms, end_ms;
	uint8_t stage, cause;
	bool diverted_by_network;
};

/*! One of several phones that ring together. */
struct call_fork_leg {
	uint32_t pending;		/*!< place among the awaited legs */
	uint32_t end_ms;		/*!< 0: rings */
	struct call_followed followed;
	uint8_t cause;
	uint8_t live : 2;		/*!< enum live_leg */
	bool is_awaited : 1, diverted : 1, is_paid : 1, is_abroad : 1;
};
struct call_fork { uint16_t up, left_out; struct call_fork_leg leg[GROUP_MAX_MEMBERS]; };

/*! A leg that a line pays after it has left the call by a transfer. */
struct call_paid { e164_t line; uint32_t fleet; bool is_up, abroad; };

/*! What a call in its driver's own hands has beside. */
struct call_bridge {
	struct call_hands hands;
	struct llist_head transferred;	/*!< among the room's transferred calls; linked while .until_ms */
	uint64_t until_ms;		/*!< it ends then; 0: not transferred */
	uint32_t other_pair[2];		/*!< of the call that it was joined with; 0: none */
	uint32_t user_end_ms;		/*!< when the user's leg ended; 0: it is up */
	struct call_leg moved;		/*!< the party that came with the other call */
	uint8_t user;			/*!< enum media_side of the served user; _MEDIA_SIDES: no leg is his */
	bool held[_MEDIA_SIDES];	/*!< by whom */
	/*! Connections of the user that left with a transfer: nobody is heard there any more. */
	struct { uint32_t pair; uint8_t side; } gone[2];
	struct call_paid paid[2];	/*!< after a transfer: the parties that its user had called */
	uint32_t joins;			/*!< the call with which media joins it right now; 0: none */
	bool stays;			/*!< of the two it is the one that goes on */
	bool asks, speaks;		/*!< its user asked for that; by a code: he is told by voice */
	bool is_watched;
	bool had_pair;			/* sound passed, or passes, through media */
	struct call_followed followed;	/*!< by the step's leg */
	/* Of a call that an earlier life of the node answered (save.c): */
	struct call_record *before;	/*!< its record as it was; NULL: it began in this one */
	uint8_t current;		/*!< the answered leg in it */
	bool is_told;			/*!< so is its transfer */
	bool gone_own[2], gone_called[2];	/*!< .gone is of a pair that its hands will name */
};

/*! A plan of several steps on its way. */
struct call_walk {
	struct decide_plan plan;
	struct decide_reason because;	/*!< of the step */
	struct call_past_leg past[CALL_MAX_LEGS - 2];
	struct call_fork *fork;		/*!< NULL: one phone rings */
	uint32_t members;		/*!< stages that ring a member of the group */
	uint32_t rung_ms;		/*!< by the hunt list's legs that are over */
	uint8_t num_past;
	uint8_t stage, target;		/*!< of the step; target counts within the stage */
	uint8_t seen;			/*!< outcomes so far, mask of 1 << enum decide_outcome */
	uint8_t last;			/*!< the last one; _DECIDE_OUTCOMES: none yet */
	uint8_t ring_min_s;		/*!< a shorter ringing cannot be asked for */
	uint8_t group_result;		/*!< enum call_group_result */
	uint8_t group_live;		/*!< enum live_leg: what this call counts as in its group */
	bool together;			/*!< the driver can ring several at once */
	bool tried;			/*!< a leg was sent and failed */
	bool group_ran;			/*!< a step of the group's service was carried out or tried */
};

struct call {
	struct call_room *room;
	struct call_walk *walk;		/*!< NULL: one step, nothing follows */
	struct call_more *more;
	struct call_bridge *bridge;	/*!< NULL: not in its driver's own hands */
	callid_t id;
	e164_t served, calling, called, original_called, redirecting, msc;
	e164_t target;			/*!< of the step; E164_NONE: no number is rung */
	e164_t shown;
	uint64_t start_us;
	uint64_t snapshot_version;
	struct call_reason_kept because;
	struct call_reason_kept rejected[CALL_REJECTED_INSIDE];
	uint8_t dialled[DIGITS_MAX / 2];	/*!< two digits an octet */
	uint8_t call_reference[8];
	/* Milliseconds by the monotonic clock; the last three from start_ms on and plus 1, 0 = not yet. */
	uint32_t start_ms, sent_ms, answer_ms, leg_end_ms;
	uint32_t fleet;
	uint32_t pending;		/*!< place among the awaited legs */
	uint32_t before, after;		/*!< in the chain of the line that it counts for: pool handles */
	uint8_t ring_s;
	uint8_t dialled_len, call_reference_len;
	uint8_t state;
	uint8_t cause;
	uint8_t stage_kind, stage_cause, redirect_reason;
	uint8_t num_rejected, anchor;	/*!< num_rejected: of a one-step call */
	uint8_t live : 2;		/*!< enum live_leg: what its leg counts as */
	bool is_made : 1, diverted : 1, is_awaited : 1, allow_diverted : 1, control : 1, watch : 1;
	bool shown_withheld : 1, by_caller : 1, diverted_by_network : 1, conference : 1, limited : 1, is_paid : 1;
	bool is_abroad : 1, rerouted : 1, not_here : 1, confirm : 1, is_routed : 1;
};
_Static_assert(sizeof(struct call) <= 256, "an open call stays small");

struct call_room {
	const struct fleet_snapshot *snap;
	struct call_config cfg;
	const struct record_ops *ops;
	void *ops_priv;
	struct pool *calls, *walks, *mores, *forks, *bridges, *befores;
	const struct media_ops *media;	/*!< NULL: there is none */
	void *media_priv;
	struct llist_head transferred;	/*!< struct call_bridge */
	uint64_t silent, media_lost;	/*!< calls ended for that */
	struct routes *routes;		/*!< NULL: no routing numbers */
	const struct call_route_ops *route_ops;
	void *route_priv;
	struct pending *pending;
	struct recent *recent;
	struct live *live;
	uint64_t limited;		/*!< legs kept back */
	uint64_t limit_said_ms, memory_said_ms;
	struct decide_plan plan;	/*!< of the last call_begin() or call_plan_preview() */
	struct decide_reason shown;	/*!< of the last call_reason() */
};

/* ---- leg.c ---- */
extern const struct fsm call_fsm;
/*! Milliseconds since the call began, plus 1. */
uint32_t call_elapsed(const struct call *call);
/*! A made call counts for its line from its first moment. */
void call_line_up(struct call *call);
/*! Its legs count no longer. */
void call_all_down(struct call *call);

/*! One of the calls of a line that are up now; NULL: none (any more). */
struct call *call_of_line(const struct call_room *room, e164_t line, const struct call *after);
/*! The line that it counts for: the called one's, the caller's. */
e164_t call_live_line(const struct call *call);
/*! It counts for its line no longer: the line's leg is gone, the call goes on without it. */
void call_line_down(struct call *call);
/*! Answered in an earlier life: it counts again as it did there. */
void call_up_again(struct call *call, bool live, bool paid);
/*! Its leg has gone on to another number: it does not count for the line that it was sent to, and does not come back. */
void call_leg_left(struct call *call);
/*! A leg to this number comes back as our own; it is remembered. */
uint32_t call_leg_await(struct call *call, e164_t number, bool diverted, bool allow_diverted);

/* ---- fork.c: several phones ring together ---- */
/*! Its legs as past ones of the record; frees it. \param sent_ms when they began to ring */
void call_fork_over(struct call *call, struct call_fork *fork, uint8_t stage, uint32_t sent_ms);
void call_fork_up(struct call *call);
/*! All that still ring are over. */
void call_fork_down(struct call *call, uint8_t cause);
/*! The leg of this target may go on to another number, and does. \returns false: it may not */
bool call_fork_follow(struct call *call, unsigned target, e164_t to);
const struct decide_target *call_fork_targets(const struct call *call, unsigned *ret_num);
/*! The legs of a fork that nothing followed, for the record. \returns how many */
unsigned call_fork_describe(const struct call *call, struct call_past_leg ret[GROUP_MAX_MEMBERS]);

/* ---- hands.c: calls in their driver's own hands ---- */
/*! What is watched on the calls of this line: said after each change. */
void call_arm_line(struct call_room *room, e164_t line);
void call_bridge_drop(struct call *call);
/*! Where media has the connection of this side. */
uint32_t call_pair_at(const struct call_bridge *b, enum media_side side);
/*! Ends the transferred calls that have lasted long enough. */
void call_bridges_tick(struct call_room *room);

/* ---- step.c ---- */
/*! The room's plan becomes the call's. */
void call_take_plan(struct call *call, const struct decide_facts *facts);
/*! The step's leg ended so. \returns true: another step waits */
bool call_step_on(struct call *call, enum decide_outcome outcome);
void call_note_outcome(struct call_walk *w, enum decide_outcome outcome);
void call_leg_is_past(struct call_walk *w, const struct call_past_leg *leg);
/*! A leg to this target comes back as our own. */
bool call_awaits(const struct call *call, const struct decide_target *t);
/*! Is the step a member of the group that rings? */
bool call_is_at_member(const struct call *call);
e164_t call_redirecting_out(const struct call *call);
/*! Who pays a leg of this kind (product.md section 11): the caller his own, the served line what is rung for it. */
e164_t call_charged(const struct call *call, enum decide_stage_kind kind);

/* ---- limit.c ---- */
/*! May one more leg be diverted there? Says so and counts where not. \param more legs that are about to be, beside it */
bool call_may_divert(struct call *call, e164_t to, unsigned more);
bool call_leads_abroad(const struct call *call, e164_t number);
/*! The step's diverted leg is up, is down. */
void call_divert_up(struct call *call);
void call_divert_down(struct call *call);
/*! Its leg has left the phone that it was sent to; E164_NONE: it has not. */
struct call_followed call_followed(const struct call *call);
/*! Once a minute is enough. */
bool call_says_again(uint64_t *said_ms);

/* ---- keep.c ---- */
void call_keep_dialled(struct call *call, const char *digits);
void call_give_dialled(const struct call *call, char ret[DIGITS_SIZE]);
/*! \returns false: something of it would be lost */
bool call_keep_reason(const struct call *call, const struct decide_reason *reason, struct call_reason_kept *ret);
/*! The whole reason again. */
void call_give_reason(const struct call *call, const struct call_reason_kept *kept, struct decide_reason *ret);
void call_keep_rejected(struct call *call, const struct decide_plan *plan);
/*! \returns how many */
uint8_t call_give_rejected(const struct call *call, struct decide_reason ret[CALL_MAX_REJECTED]);

#define LOGCALL(call, level, fmt, args...) do { \
		char id_[CALLID_STR_SIZE]; \
		LOGP(DCALL, level, "%s " fmt, callid_print((call)->id, id_), ## args); \
	} while (0)
