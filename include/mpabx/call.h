/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file call.h
 *  A call, its legs, its record: the same object whether it came by CAMEL or (later) SIP. Drivers hold a call and tell it
 *  what happened; it decides through decide/, keeps the live state of lines, and writes the record at the end. It never
 *  names CAP, SIP or MGCP: what it wants done goes through the ops below. */
#pragma once

#include "base.h"
#include "decide.h"

struct call;
struct call_room;	/*!< all calls and the live state of one node */

enum call_end { CALL_END_NORMAL, CALL_END_LET_THROUGH, CALL_END_RELEASED, CALL_END_FAILED, CALL_END_ABORTED, CALL_END_DRAINED };

#define CALL_MAX_REJECTED 3	/*!< what an open call has room for */
#define CALL_MAX_LEGS 2		/*!< calling and called; more with the hunt and SIP */
struct call_leg {
	e164_t number, charged;		/*!< charged party of this leg (product.md section 11) */
	uint64_t start_us, answer_us, end_us;	/*!< clock_wall_us(), 0 = not */
	uint8_t cause;			/*!< Q.850, 0 = none */
};

/*! What the record keeps of a call; borrowed for the append. */
struct call_record {
	callid_t id;
	enum decide_side side;
	e164_t served, calling, called;
	char dialled[DIGITS_SIZE];
	e164_t original_called, redirecting;
	uint8_t call_reference[8], call_reference_len;	/*!< with msc: TS 29.078 callReferenceNumber, key across dialogues */
	e164_t msc;
	uint64_t start_us, end_us;
	enum call_end end;
	uint64_t snapshot_version;
	struct decide_stage decision;		/*!< the stage that was carried out, its target and its reason */
	uint8_t num_rejected;
	struct decide_reason rejected[CALL_MAX_REJECTED];	/*!< the first ones of the plan */
	uint8_t num_legs;
	struct call_leg leg[CALL_MAX_LEGS];
};

struct record_ops {
	/*! Must not block. */
	void (*append)(void *priv, const struct call_record *record);
};

struct call_config {
	uint32_t max_calls;
	uint32_t pending_leg_s;		/*!< how long our own leg may take to come back; 0 = 30 */
	uint32_t emergency_callback_s;	/*!< 0 = 1800 */
	uint32_t max_recent;		/*!< lines remembered for emergency call-back; 0 = 65536 */
};

struct call_room *call_room_alloc(void *ctx, const struct fleet_snapshot *snap, const struct call_config *cfg);
void call_room_set_record_ops(struct call_room *room, const struct record_ops *ops, void *priv);

/*! What a driver knows when a call begins: facts without own_leg, emergency_at and now, which call/ adds. */
struct call_setup {
	struct decide_facts facts;
	const uint8_t *call_reference;
	uint8_t call_reference_len;
	e164_t msc;
};

/*! A call begins: the plan is made at once. \returns NULL at the cap or out of memory: the driver lets the call through. */
struct call *call_begin(struct call_room *room, const struct call_setup *setup);
/*! A call that the driver does not serve, for overload: what later calls depend on is remembered all the same (an emergency
 *  call, our own leg that came back). */
void call_pass_by(struct call_room *room, const struct call_setup *setup);
/*! The plan of call_begin(). Borrowed, and only until the next call_begin() of this room: one scratch plan, so that
 *  an open call stays small. */
const struct decide_plan *call_plan(const struct call *call);
callid_t call_id(const struct call *call);

/*! The driver has carried out this stage's target: the leg is remembered, and a leg that we diverted to a line is awaited
 *  as our own. (A short number is not: the call then is the called line's, and its rules run.) */
void call_leg_sent(struct call *call, const struct decide_stage *stage, unsigned target);
void call_answered(struct call *call);
/*! \param cause Q.850, 0 where none was told */
void call_leg_ended(struct call *call, uint8_t cause);
/*! Writes the record, frees the call, nulls the pointer. */
void call_finish(struct call **call, enum call_end end);

/*! The stage being carried out, for shows: its reason. Borrowed until the next call of this function. */
const struct decide_reason *call_reason(const struct call *call);
uint32_t call_count(const struct call_room *room);
struct call *call_next(const struct call_room *room, const struct call *after);
/*! Fills a record with what is known so far (open calls in VTY). */
void call_describe(const struct call *call, struct call_record *ret);
/*! "BEGUN", "RINGING", "ANSWERED", "ENDED" */
const char *call_state_name(const struct call *call);
size_t call_room_bytes(const struct call_room *room);
const char *call_end_name(enum call_end end);
