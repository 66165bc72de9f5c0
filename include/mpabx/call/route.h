/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file route.h
 *  Routing numbers (IMRN): a call that its first driver cannot carry out is sent to one of them, and the driver that it comes
 *  to takes it over with everything that was known. A number is outstanding for some seconds; one that was used or given up
 *  rests before it serves again, so that a late call never lands in somebody else's. Where the network leads only fixed
 *  numbers here, the call is told by its diversion: who diverted it to the number is the served line. */
#pragma once

#include <mpabx/base.h>

struct call_room;
struct call_setup;

struct call_route_config {
	e164_t first;		/*!< the node's range */
	uint32_t count;		/*!< at most 100000 */
	uint32_t begin;		/*!< the place within it of the number that is taken first */
	uint32_t wait_s;	/*!< how long a call may take to arrive; 0 = 10 */
	uint32_t guard_s;	/*!< rest before a number serves again; 0 = 30 */
	/*! The second way: fixed numbers to which any number of calls go at once, each known by who diverted it there. */
	e164_t fixed_first;
	uint32_t fixed_count;	/*!< 0: none */
};
struct call_route_ops {
	/*! The call has come to its routing number: the first driver has done its part. \param tag as call_route_take() was told */
	void (*arrived)(void *priv, uint32_t tag);
};

/*! \returns 0, -EINVAL, -EBUSY (some are outstanding), -ENOMEM */
int call_room_set_routes(struct call_room *room, const struct call_route_config *cfg);
void call_room_set_route_ops(struct call_room *room, const struct call_route_ops *ops, void *priv);
/*! A number for this call; what is borrowed is copied, the call's id is given. \returns E164_NONE: none is free */
e164_t call_route_take(struct call_room *room, const struct call_setup *setup, uint32_t tag, callid_t *ret_id);
/*! The call does not come any more. \param tag as call_route_take() was told: a number that is another call's by now stays so */
void call_route_give_up(struct call_room *room, e164_t number, uint32_t tag);
/*! The setup of the call that this number is outstanding for, with the call's id; nothing changes. Borrowed until the next
 *  call of this room's functions. \returns NULL: not outstanding */
const struct call_setup *call_route_look(struct call_room *room, e164_t number);
/*! A call has come to this number, and is taken over: the same, and the number rests. */
const struct call_setup *call_route_match(struct call_room *room, e164_t number);
/*! The same with a fixed number, told apart by served line and caller. \returns number, E164_NONE: none of the fixed ones,
 *  or too many calls are on their way */
e164_t call_route_take_fixed(struct call_room *room, e164_t number, const struct call_setup *setup, uint32_t tag,
			     callid_t *ret_id);
/*! Of the calls that were sent to this fixed number the oldest that this line diverted there. \param calling E164_NONE: not
 *  known, it is not compared \returns NULL: none; the call has come without ours, its diversion is all there is */
const struct call_setup *call_route_look_fixed(struct call_room *room, e164_t number, e164_t redirecting, e164_t calling);
const struct call_setup *call_route_match_fixed(struct call_room *room, e164_t number, e164_t redirecting, e164_t calling);
bool call_route_is_fixed(const struct call_room *room, e164_t number);
/*! Is it a number of the range, outstanding or not? */
bool call_route_is_ours(const struct call_room *room, e164_t number);
uint32_t call_route_count(const struct call_room *room);
