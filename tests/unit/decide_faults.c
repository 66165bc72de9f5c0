/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Can the property test fail? One rule of decide/ after the other is broken, by the linker's --wrap, and the property
 * that stands for it has to notice; with nothing broken, none may. */

#include "check.h"
#include "decide_holds.h"

#include "destination.h"
#include "rules.h"

enum fault {
	FAULT_NONE, FAULT_NO_GUARD, FAULT_ANY_DESTINATION, FAULT_NO_EMERGENCY, FAULT_NO_CALLBACK, FAULT_OWN_LEG_SERVED,
	FAULT_DATA_SERVED, FAULT_BACKWARDS, FAULT_ANY_RING_TIME, FAULT_ANY_OWNER, FAULT_NOBODY_BLOCKED, FAULT_NO_LIST_END,
	FAULT_NO_REASON, FAULT_NO_BARRING, FAULT_REST_FORGOTTEN, _FAULTS
};
static enum fault fault;

/* Real and wrapped, as ld names them. */
#define WRAP(type, name, ...) type __real_##name(__VA_ARGS__); type __wrap_##name(__VA_ARGS__)
WRAP(enum decide_why, destination_guard, const struct decide_question *q, e164_t number);
WRAP(enum numplan_refusal, numplan_check_e164, const struct numplan *np, enum numplan_service service, e164_t number);
WRAP(bool, rule_emergency_number, struct decide_question *q);
WRAP(bool, rule_emergency_callback, struct decide_question *q);
WRAP(bool, rule_own_leg, struct decide_question *q);
WRAP(bool, rule_bearer, struct decide_question *q);
WRAP(bool, rule_barring, struct decide_question *q);
WRAP(void, stage_then, struct decide_stage *stage, uint8_t index);
WRAP(uint8_t, question_ring_time, struct decide_question *q, uint8_t seconds, e164_t number);
WRAP(bool, fleet_owns, const struct fleet_snapshot *snap, const struct fleet *fleet, e164_t number);
WRAP(bool, fleet_is_blocked, const e164_t *blocked, unsigned n, e164_t caller);
WRAP(void, list_end, struct decide_question *q, const struct list *list, const struct diversion *to);
WRAP(void, question_reject, struct decide_question *q, const struct decide_reason *why_not);
WRAP(bool, rule_group, struct decide_question *q);

enum decide_why __wrap_destination_guard(const struct decide_question *q, e164_t number)
{
	return fault == FAULT_NO_GUARD ? DECIDE_WHY_FORWARDED : __real_destination_guard(q, number);
}

enum numplan_refusal __wrap_numplan_check_e164(const struct numplan *np, enum numplan_service service, e164_t number)
{
	return fault == FAULT_ANY_DESTINATION ? NUMPLAN_OK : __real_numplan_check_e164(np, service, number);
}

bool __wrap_rule_emergency_number(struct decide_question *q)
{
	return fault != FAULT_NO_EMERGENCY && __real_rule_emergency_number(q);
}

bool __wrap_rule_emergency_callback(struct decide_question *q)
{
	return fault != FAULT_NO_CALLBACK && __real_rule_emergency_callback(q);
}

bool __wrap_rule_own_leg(struct decide_question *q)
{
	return fault != FAULT_OWN_LEG_SERVED && __real_rule_own_leg(q);
}

bool __wrap_rule_bearer(struct decide_question *q)
{
	return fault != FAULT_DATA_SERVED && __real_rule_bearer(q);
}

bool __wrap_rule_barring(struct decide_question *q)
{
	return fault != FAULT_NO_BARRING && __real_rule_barring(q);
}

void __wrap_stage_then(struct decide_stage *stage, uint8_t index)
{
	__real_stage_then(stage, fault == FAULT_BACKWARDS && index != DECIDE_NEXT_END ? 0 : index);
}

uint8_t __wrap_question_ring_time(struct decide_question *q, uint8_t seconds, e164_t number)
{
	return fault == FAULT_ANY_RING_TIME ? seconds : __real_question_ring_time(q, seconds, number);
}

bool __wrap_fleet_owns(const struct fleet_snapshot *snap, const struct fleet *fleet, e164_t number)
{
	return fault == FAULT_ANY_OWNER || __real_fleet_owns(snap, fleet, number);
}

bool __wrap_fleet_is_blocked(const e164_t *blocked, unsigned n, e164_t caller)
{
	return fault != FAULT_NOBODY_BLOCKED && __real_fleet_is_blocked(blocked, n, caller);
}

void __wrap_list_end(struct decide_question *q, const struct list *list, const struct diversion *to)
{
	if (fault != FAULT_NO_LIST_END || !list->tried)
		__real_list_end(q, list, to);
}

void __wrap_question_reject(struct decide_question *q, const struct decide_reason *why_not)
{
	struct decide_reason reason = *why_not;

	if (fault == FAULT_NO_REASON)
		reason.why = _DECIDE_WHYS;
	__real_question_reject(q, &reason);
}

static bool never_rests(void *priv, e164_t line)
{
	(void)priv, (void)line;
	return false;
}

bool __wrap_rule_group(struct decide_question *q)
{
	const struct decide_facts *true_facts = q->facts;
	struct decide_live_ops ops = world_live;
	struct decide_facts facts = *true_facts;
	bool decided;

	ops.is_resting = never_rests;
	if (fault == FAULT_REST_FORGOTTEN && facts.live) {
		facts.live = &ops;
		q->facts = &facts;
	}
	decided = __real_rule_group(q);
	q->facts = true_facts;
	return decided;
}

static const struct { const char *name; enum property breaks; } faults[_FAULTS] = {
	[FAULT_NO_GUARD] = { "no loop guard", HOLDS_CHAIN },
	[FAULT_ANY_DESTINATION] = { "any destination", HOLDS_NO_EMERGENCY_DESTINATION },
	[FAULT_NO_EMERGENCY] = { "emergency numbers like others", HOLDS_EMERGENCY_UNTOUCHED },
	[FAULT_NO_CALLBACK] = { "call-backs like others", HOLDS_CALLBACK_UNTOUCHED },
	[FAULT_OWN_LEG_SERVED] = { "own legs served again", HOLDS_OWN_LEG },
	[FAULT_DATA_SERVED] = { "data calls served", HOLDS_BEARER },
	[FAULT_BACKWARDS] = { "stages that lead back", HOLDS_FORWARD_ONLY },
	[FAULT_ANY_RING_TIME] = { "any ringing time", HOLDS_RING_TIME },
	[FAULT_ANY_OWNER] = { "anybody's numbers in a hunt list", HOLDS_HUNT },
	[FAULT_NOBODY_BLOCKED] = { "blocked callers let in", HOLDS_BLOCKED },
	[FAULT_NO_LIST_END] = { "a list without an end", HOLDS_FORWARD_ONLY },
	[FAULT_NO_REASON] = { "alternatives rejected for no reason", HOLDS_REASON },
	[FAULT_NO_BARRING] = { "nothing barred", HOLDS_BARRED },
	[FAULT_REST_FORGOTTEN] = { "members who never rest", HOLDS_GROUP },
};

/* What the guard is for: two lines forwarded to each other, in a network that lets nobody recognise a leg. */
static void check_round_trip(enum fault with, unsigned loops)
{
	struct fleet_snapshot *snap = fleets_alloc(NULL);
	const struct decide_facts f = {
		.side = DECIDE_RECEIVED, .served = FIRST_LINE, .calling = FIRST_OUTSIDE, .now = WORLD_NOW,
		.called = { .kind = NUMPLAN_E164, .e164 = FIRST_LINE },
	};
	unsigned i;

	CHECK_INT(fleets_put_fleet(snap, 1, false), 0);
	for (i = 0; i < 2; i++)
		CHECK_INT(fleets_put_line(snap, 1, FIRST_LINE + i, "", ALL_RIGHTS, false) |
			  fleets_forward(snap, FIRST_LINE + i, FIRST_LINE + 1 - i, true, 1), 0);
	fault = with;
	memset(broken, 0, sizeof(broken));
	simulate(snap, &f, false);
	CHECK_INT(broken[HOLDS_NO_LOOP], loops);
	talloc_free(snap);
}

int main(void)
{
	unsigned p, all = 0;

	quiet = true;
	for (fault = FAULT_NONE; fault < _FAULTS; fault++) {
		hold_everything(7, 30, 400);
		if (fault != FAULT_NONE) {
			if (!CHECK(broken[faults[fault].breaks] > 0))
				printf("\tnot noticed: %s\n", faults[fault].name);
			continue;
		}
		for (p = 0; p < _PROPERTIES; p++)
			all += broken[p];
		CHECK_INT(all, 0);
	}
	check_round_trip(FAULT_NONE, 0);
	check_round_trip(FAULT_NO_GUARD, 1);
	return CHECK_DONE();
}
