/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Toll fraud limits (product.md section 11): so many diverted legs at once for a line and for a fleet, so many of them
 * abroad. A leg beyond is not sent; the call goes on by its next step, or as if nothing were set. */

#include "call_priv.h"

#define SAY_EVERY_MS 60000

bool call_says_again(uint64_t *said_ms)
{
	uint64_t now = clock_ms();

	if (*said_ms && now - *said_ms < SAY_EVERY_MS)
		return false;
	*said_ms = now;
	return true;
}

bool call_leads_abroad(const struct call *call, e164_t number)
{
	const struct call_room *room = call->room;
	const struct fleet *fleet = fleet_find(room->snap, call->fleet);

	const struct numplan *np = fleet && fleet->numplan ? fleet->numplan : fleet_default_numplan(room->snap);
	char text[E164_STR_SIZE];
	struct numplan_number n;

	if (!np)
		return false;
	numplan_read(np, e164_print(number, text), &n);
	return !n.national;
}

static uint16_t limit_of(uint16_t fleets, uint16_t room)
{
	return fleets ? fleets : room;
}

static bool is_below(const struct live_diverted *up, unsigned more, bool abroad, uint16_t most, uint16_t most_abroad)
{
	return up->all + more < most && (!abroad || up->abroad + more < most_abroad);
}

static bool has_room(const struct call *call, const struct fleet *fleet, bool abroad, unsigned more)
{
	const struct call_config *cfg = &call->room->cfg;
	const struct fleet none = { 0 }, *f = fleet ? fleet : &none;
	struct live_diverted line, all;

	live_diverted_line(call->room->live, call->served, &line);
	live_diverted_fleet(call->room->live, call->fleet, &all);
	return is_below(&line, more, abroad, limit_of(f->max_diverted_line, cfg->max_diverted_line),
			limit_of(f->max_abroad_line, cfg->max_abroad_line)) &&
		is_below(&all, more, abroad, limit_of(f->max_diverted_fleet, cfg->max_diverted_fleet),
			 limit_of(f->max_abroad_fleet, cfg->max_abroad_fleet));
}

bool call_may_divert(struct call *call, e164_t to, unsigned more)
{
	const struct fleet *fleet = fleet_find(call->room->snap, call->fleet);
	char served[E164_STR_SIZE], text[E164_STR_SIZE];

	if (has_room(call, fleet, call_leads_abroad(call, to), more))
		return true;
	call->limited = true;
	call->room->limited++;
	if (call_says_again(&call->room->limit_said_ms))
		LOGCALL(call, LOGL_NOTICE, "toll fraud limit: %s of fleet %u has too many diverted legs up, not sent to %s "
			"(%llu so far)\n", e164_print(call->served, served), call->fleet, e164_print(to, text),
			(unsigned long long)call->room->limited);
	return false;
}

void call_divert_up(struct call *call)
{
	struct call_room *room = call->room;

	if (call->is_paid || !call->diverted)
		return;
	call->is_abroad = call_leads_abroad(call, call->target);
	call->is_paid = live_diverted_add(room->live, call->served, call->fleet, call->is_abroad);
}

void call_divert_down(struct call *call)
{
	if (call->is_paid)
		live_diverted_remove(call->room->live, call->served, call->fleet, call->is_abroad);
	call->is_paid = false;
}

struct call_followed call_followed(const struct call *call)
{
	return call->bridge ? call->bridge->followed : (struct call_followed){ .number = E164_NONE };
}

bool call_may_follow(struct call *call, unsigned target, e164_t to)
{
	/* What a line may call is decided on what it dials, barrings and all; nobody it calls may choose another number. */
	if (call->is_made || !call->bridge || call->state != CALL_RINGING)
		return false;
	if (call->walk && call->walk->fork)
		return call_fork_follow(call, target, to);
	call_divert_down(call);
	if (!call_may_divert(call, to, 0))
		return false;
	call->is_abroad = call_leads_abroad(call, to);
	call->is_paid = live_diverted_add(call->room->live, call->served, call->fleet, call->is_abroad);
	call_leg_left(call);
	call->bridge->followed = (struct call_followed){ .number = to, .ms = call_elapsed(call) };
	return true;
}
