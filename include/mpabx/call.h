/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file call.h
 *  A call, its legs, its record: the same object whether it came by CAMEL or (later) SIP. A driver begins a call, carries
 *  out the step that call_step() shows and tells what became of it; the call walks its plan, keeps the live state of
 *  lines and groups, and writes the record. It never names CAP, SIP or MGCP: what it wants done goes through the ops
 *  below. Nothing here blocks, nothing allocates but pools. */
#pragma once

#include "base.h"
#include "call/leg.h"
#include "call/media.h"
#include "call/route.h"
#include "decide.h"

struct call;
struct call_room;	/*!< all calls and the live state of one node */

enum call_end { CALL_END_NORMAL, CALL_END_LET_THROUGH, CALL_END_RELEASED, CALL_END_FAILED, CALL_END_ABORTED, CALL_END_DRAINED,
	CALL_END_NODE_RESTART,
	CALL_END_TRANSFERRED };	/*!< its far party goes on in another call */
/*! What became of a group's call (product.md section 7, group call list). */
enum call_group_result { CALL_GROUP_NONE, CALL_GROUP_ANSWERED, CALL_GROUP_MISSED, CALL_GROUP_OVERFLOWED, CALL_GROUP_ABANDONED };

#define CALL_MAX_REJECTED 8
#define CALL_MAX_LEGS 18	/*!< the caller's, and one for each target of the plan or the phone */
struct call_leg {
	e164_t number, charged;		/*!< charged party of this leg (product.md section 11) */
	uint64_t start_us, answer_us, end_us;	/*!< clock_wall_us(), 0 = not */
	uint8_t cause;			/*!< Q.850, 0 = none */
	uint8_t rule, why;		/*!< that sent it; of the caller's leg: the call's first reason */
	uint32_t version;		/*!< of that rule */
	bool diverted_by_network;	/*!< the network's own forwarding took it */
};

/*! What the record keeps of a call; borrowed for the append. */
struct call_record {
	callid_t id;
	enum decide_side side;
	e164_t served, calling, called;
	uint32_t fleet;			/*!< of the served line or group, 0 = none */
	char dialled[DIGITS_SIZE];
	e164_t original_called, redirecting;
	uint8_t call_reference[8], call_reference_len;	/*!< with msc: TS 29.078 callReferenceNumber, key across dialogues */
	e164_t msc;
	uint64_t start_us, answer_us, end_us;
	enum call_end end;
	uint64_t snapshot_version;
	struct decide_reason because;	/*!< of the stage that was carried out last: where the call went, and why */
	uint8_t anchor;			/*!< what the switch could not do: mask of enum decide_anchor */
	bool conference;		/*!< its served user made a conference of it in the switch (SS-InvocationNotification) */
	bool limited;			/*!< a toll fraud limit kept a leg back */
	uint32_t group;			/*!< 0 = none */
	uint8_t group_result;		/*!< enum call_group_result */
	uint8_t num_rejected;
	struct decide_reason rejected[CALL_MAX_REJECTED];	/*!< the first ones of the plan */
	uint8_t num_legs;
	struct call_leg leg[CALL_MAX_LEGS];	/*!< [0] the caller's */
};

struct record_ops {
	/*! A call has begun: what is known so far, so that a crash leaves a trace of it. May be NULL. Must not block. */
	void (*begin)(void *priv, const struct call_record *record);
	/*! It was answered: the same, with that time. May be NULL. Must not block. */
	void (*answered)(void *priv, const struct call_record *record);
	/*! It is over. Must not block. */
	void (*append)(void *priv, const struct call_record *record);
};

struct call_config {
	uint32_t max_calls;
	uint32_t pending_leg_s;		/*!< how long our own leg may take to come back; 0 = 30 */
	uint32_t pending_bare_s;	/*!< the same where only called and calling number are left of it; 0 = 5 */
	uint32_t emergency_callback_s;	/*!< 0 = 1800 */
	uint32_t max_recent;		/*!< lines remembered for emergency call-back; 0 = 65536 */
	/*! Most diverted legs up at once where a fleet says nothing; 0 = 20 a line, 500 a fleet, abroad 5 and 50. */
	uint16_t max_diverted_line, max_diverted_fleet, max_abroad_line, max_abroad_fleet;
	uint32_t code_gap_ms;		/*!< between the digits of an in-call code, at most; 0 = 1000 */
	uint32_t max_transferred_s;	/*!< a transferred call lasts no longer; 0 = 7200 */
	enum media_lang lang;		/*!< of what is spoken to our users */
};

struct call_room *call_room_alloc(void *ctx, const struct fleet_snapshot *snap, const struct call_config *cfg);
void call_room_set_record_ops(struct call_room *room, const struct record_ops *ops, void *priv);

/*! What a driver knows when a call begins: facts without own_leg, emergency_at, now and live, which call/ adds. */
struct call_setup {
	struct decide_facts facts;
	const uint8_t *call_reference;
	uint8_t call_reference_len;
	e164_t msc;
	callid_t id;		/*!< of a call that was known before (call_route_match()); 0: a new one */
	bool routed;		/*!< it came to its routing number: its legs are the driver's own */
	bool rerouted;		/*!< the switch has sent it elsewhere in vain: it cannot go on as it came, only by number */
	bool not_here;		/*!< its served user is where in-call functions are not offered: abroad, white zone */
};

/*! Before call_begin(): would it help to ask the network about the served line's phone (facts.phone)? */
bool call_wants_phone(const struct call_room *room, const struct call_setup *setup);
/*! Before call_begin(): what of the plan needs a driver that holds the legs in its own hands? \returns mask of enum
 *  decide_anchor; 0 also where it is a leg of ours that comes back */
uint8_t call_wants_anchor(struct call_room *room, const struct call_setup *setup);
/*! Of how many calls this one could be a leg that comes back with none of the numbers that would tell: legs to its line that
 *  are out, or calls of its line that nobody has answered. A network that does so sends every leg round for ever. */
unsigned call_legs_out(const struct call_room *room, const struct decide_facts *facts);
/*! A call begins: the plan is made at once. \returns NULL at the cap or out of memory: the driver lets the call through. */
struct call *call_begin(struct call_room *room, const struct call_setup *setup);
/*! A call that goes by un-served: only what must not be forgotten (emergency calls) is noted. */
void call_pass_by(struct call_room *room, const struct call_setup *setup);
callid_t call_id(const struct call *call);
/*! Mask of enum decide_anchor: what of its plan wants legs of our own, and media. */
uint8_t call_anchor(const struct call *call);

/*! What is to be done now. */
struct call_step {
	enum decide_stage_kind kind;	/*!< UNTOUCHED, PHONE, RING, RELEASE */
	e164_t number;			/*!< of RING */
	e164_t shown;			/*!< to present in place of the caller's number, E164_NONE: the caller's own */
	bool shown_withheld;
	uint8_t ring_s;			/*!< 0: as long as the network lets it ring */
	bool diverted;			/*!< redirecting information goes out */
	e164_t redirecting;
	uint8_t redirect_reason;
	uint8_t cause;			/*!< of RELEASE */
	bool control;			/*!< a failure is to come back (EDP-R): another step waits behind it */
	bool watch;			/*!< answer and end are to be told (EDP-N) */
	bool no_diversion;		/*!< the network's own forwarding is not wanted on this leg (call diversion treatment) */
	e164_t charged;			/*!< party that pays the leg */
	uint8_t rule;			/*!< enum decide_rule, for FurnishChargingInformation and logs */
	bool confirm;			/*!< whoever answers has to press 1 first, where the driver can ask for it */
	bool allow_diverted;		/*!< it may be taken by somebody's own forwarding */
	uint8_t num_targets;		/*!< more than 1: they ring together, .number is the first; only where facts.sw.legs */
	const struct decide_target *target;	/*!< those; borrowed as long as the step is shown */
	uint16_t left_out;		/*!< of those, mask: not to be rung now (busy by now, a toll fraud limit) */
};
void call_step(const struct call *call, struct call_step *ret);
/*! The driver has carried the step out: the leg is remembered, and one that triggers a line again is awaited as our own.
 *  (A short number's is not: the call then is the called line's, and its rules run.) */
void call_step_sent(struct call *call);
void call_answered(struct call *call);
/*! The network's own forwarding took the leg (callForwarded, forwardedCall): voicemail perhaps.
 *  \param to E164_NONE where not told */
void call_leg_diverted(struct call *call, e164_t to);
/*! The network took the leg away and the list does not want it (product.md section 6: a voicemail must not swallow the
 *  hunt): the driver drops it and reports call_leg_failed(). */
bool call_leg_unwanted(const struct call *call);
/*! May the leg go on to where its phone sends it (3xx)? The line pays for it as for a diverted one, and the toll fraud limits
 *  hold; it counts from now on, and the phone's line is free again. In the record it is a leg of its own. Never where the
 *  line itself is the caller. \param target of those that ring together \returns false: the leg has failed */
bool call_may_follow(struct call *call, unsigned target, e164_t to);
/*! The leg ended without an answer. \param cause Q.850, 0 where none was told
 *  \returns true: another step waits, see call_step(); false: nothing follows, the natural outcome may come */
bool call_leg_failed(struct call *call, enum decide_outcome outcome, uint8_t cause);
/*! An answered leg ended. \param caller by the caller */
void call_leg_ended(struct call *call, uint8_t cause, bool caller);
/*! The caller gave up before an answer. */
void call_abandoned(struct call *call);
/*! What follows when one of several legs is over. */
enum call_then { CALL_THEN_WAIT, CALL_THEN_STEP, CALL_THEN_END };
/*! The same as call_answered(), call_leg_failed(), call_leg_unwanted() for one target of a step that rings several, by its
 *  index there. The first to answer has the call: the driver ends the other legs ("answered elsewhere"). */
void call_target_answered(struct call *call, unsigned target);
enum call_then call_target_failed(struct call *call, unsigned target, enum decide_outcome outcome, uint8_t cause);
/*! Milliseconds for which the step may still ring before the whole list's limit, 0 = no limit; for ResetTimer and timers. */
uint32_t call_ring_left_ms(const struct call *call);
/*! The served user joined his calls in the switch: every call of this line that is up becomes part of one conference. */
void call_note_conference(struct call_room *room, e164_t served);
/*! Writes the record, frees the call, nulls the pointer. */
void call_finish(struct call **call, enum call_end end);

/*! Every decision for these facts, now, without a call: `show plan`. Live state as it is, nothing changes, own legs are
 *  not looked for. The result stays until the next call of this room's functions. */
const struct decide_plan *call_plan_preview(struct call_room *room, const struct decide_facts *facts);

/*! The stage being carried out, for shows: its reason. Borrowed until the next call of this function. */
const struct decide_reason *call_reason(const struct call *call);
uint32_t call_count(const struct call_room *room);
/*! Diverted legs that a toll fraud limit kept back since the start: the alarm's counter. */
uint64_t call_limited_count(const struct call_room *room);
/*! Calls that ended because a party was not heard for too long; because their media was lost. */
uint64_t call_silent_count(const struct call_room *room);
uint64_t call_media_lost_count(const struct call_room *room);
struct call *call_next(const struct call_room *room, const struct call *after);
/*! Fills a record with what is known so far (open calls in VTY). */
void call_describe(const struct call *call, struct call_record *ret);
/*! "BEGUN", "RINGING", "ANSWERED", "ENDED" */
const char *call_state_name(const struct call *call);
size_t call_room_bytes(const struct call_room *room);
const char *call_end_name(enum call_end end);
const char *call_group_result_name(enum call_group_result result);

/* ---- calls in a driver's own hands: in-call codes, transfer ---- */
/*! What carries codes and sounds; NULL: nothing does. What media tells goes to call_media_user, with the room. */
void call_room_set_media_ops(struct call_room *room, const struct media_ops *ops, void *priv);
const struct media_ops *call_media_ops(const struct call_room *room, void **ret_priv);
extern const struct media_user_ops call_media_user;
uint32_t call_handle(const struct call *call);
/*! The pair of another call of its line, with which a transfer would join its own; 0: none. */
uint32_t call_near_pair(const struct call *call);
/*! \returns NULL: it is gone */
struct call *call_by_handle(const struct call_room *room, uint32_t handle);

struct call_hands {
	const struct leg_ops *ops;
	void *priv;
	uint32_t hands;			/*!< the driver's side of this call */
	uint32_t leg[_MEDIA_SIDES];	/*!< the caller's, and the one that answered; 0: none */
	uint32_t pair;			/*!< of media, freed with the call; 0: sound goes past us */
	uint32_t called_pair;		/*!< where the called party's connection is in a pair of its own, freed as well; 0: in .pair */
};
/*! The call is in these hands (again with each thing that changes: a pair is there, a leg has answered).
 *  \returns 0, -ENOMEM: nothing is watched */
int call_set_hands(struct call *call, const struct call_hands *hands);
/*! Plays a sound to one side of a pair of the call's, in the room's language. */
void call_play(struct call *call, uint32_t pair, enum media_side side, enum media_sound sound, unsigned times);
/*! The party of this leg holds the other one. */
void call_held(struct call *call, enum media_side by, bool held);

/* ---- over a restart of the node: answered calls in their driver's own hands ---- */
#define CALL_SAVE_SIZE 4096
/*! As octets, for a journal. \returns how many; -ENOTCONN: not answered, or in nobody's hands; -ENOSPC */
int call_save(const struct call *call, uint8_t *buf, size_t size);
/*! The call of those octets goes on in this life; its driver sets its hands next, and the user's record follows when it ends.
 *  \returns NULL: they make no sense, no room */
struct call *call_restore(struct call_room *room, callid_t id, const uint8_t *buf, size_t length);
/*! As its hands name it; 0: none. */
uint32_t call_called_pair(const struct call *call);
/*! After a transfer: the other call's pairs (0, 1), which are this one's too; 0: none. */
uint32_t call_other_pair(const struct call *call, unsigned which);

/*! Whose leg is the served user's: his digits are codes. _MEDIA_SIDES: none is (yet, any more). */
enum media_side call_user_side(const struct call *call);
/*! Codes are watched there now: digits that the driver carries itself (SIP INFO) are looked at, "#" held back for a moment. */
bool call_watches(const struct call *call, enum media_side side);
/*! A whole code was dialled there, past media. The call may be gone when this returns. */
void call_code(struct call *call, enum media_side side, const char *code);

enum call_transfer {
	CALL_TRANSFER_DONE, CALL_TRANSFER_NO_OTHER, CALL_TRANSFER_NOT_ANSWERED, CALL_TRANSFER_NOT_HERE,
	CALL_TRANSFER_NOT_ALLOWED, CALL_TRANSFER_WHICH, CALL_TRANSFER_FAILED,
	CALL_TRANSFER_UNDER_WAY,	/*!< it was asked for already */
};
/*! The served user asks for it in this call (product.md section 3): by code, or by REFER with Replaces of another call.
 *  \param other NULL: found by the rules
 *  \returns CALL_TRANSFER_DONE: it is, or will be when media has joined the two; leg_ops.transferred tells which, perhaps
 *  before this returns. Nothing else changes anything. */
enum call_transfer call_transfer(struct call *call, struct call *other);
/*! Would it be carried out? Nothing changes. */
enum call_transfer call_transfer_check(struct call *call, struct call *other);
/*! Would it be, once a call to this number is answered? */
enum call_transfer call_transfer_to(const struct call *call, const struct numplan_number *to);
/*! The driver's side of another call of its user's; 0: none. */
uint32_t call_other_hands(const struct call *call);
/*! May somebody else take its user's place, at the line's expense? */
enum call_transfer call_user_may_leave(struct call *call);
/*! Its user has left by other means, somebody else is in his place. \param who E164_NONE: not known */
void call_user_left(struct call *call, e164_t who);
/*! The line whose leg call_user_side() is. */
e164_t call_user_line(const struct call *call);
const char *call_transfer_name(enum call_transfer how);

/* ---- live state of lines and groups ---- */
struct call_line_live {
	uint16_t ringing, talking;	/*!< legs of this line, made calls in "talking" from their first moment */
	uint16_t diverted;		/*!< legs up that it pays as diverted */
	uint32_t rest_s;		/*!< still to rest, 0 = does not */
	uint64_t idle_since_ms;		/*!< clock_ms(), 0 = no call yet */
};
void call_line_live(const struct call_room *room, e164_t line, struct call_line_live *ret);
/*! The member that a group rang last, calls that ring and that talk in it now. */
struct call_group_live { e164_t last_rung; uint16_t ringing, talking; uint64_t answered, missed, overflowed, abandoned; };
void call_group_live(const struct call_room *room, uint32_t group_id, struct call_group_live *ret);
/*! Live state has changed (ringing, busy, free, resting over): CTRL traps. Called from within the call functions. */
struct call_live_ops { void (*line)(void *priv, e164_t line); void (*group)(void *priv, uint32_t group_id); };
/*! Ends the rests that are over, so that live ops hear of them while no calls come. Once a second is enough; decisions do
 *  not need it. */
void call_room_tick(struct call_room *room);
void call_room_set_live_ops(struct call_room *room, const struct call_live_ops *ops, void *priv);
