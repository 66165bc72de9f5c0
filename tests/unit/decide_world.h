/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random fleets, live state and calls, few numbers so that they meet; also what no portal would have let pass:
 * emergency numbers as destinations, lists of other fleets' lines, groups on foreign numbers. For the property test of
 * decide/. */
#pragma once

#include <stdlib.h>

#include <mpabx/decide.h>
#include <talloc.h>

#include "fleets.h"

enum { FLEETS = 4, LINES = 60, GROUPS = 14, CALENDARS = 4 };
#define FIRST_LINE 33639980000u
#define FIRST_OUTSIDE 33199001230u
#define FIRST_GROUP 33199000100u
#define WORLD_NOW 1795420800

static const char *const emergency[] = { "15", "17", "18", "112", "114", "115", "119", "191", "196", "197", "116000",
	"116111", "116117" };
#define NUM_EMERGENCY ((int)(sizeof(emergency) / sizeof(emergency[0])))

static uint64_t rng_state;

static uint32_t rng(uint32_t below)
{
	rng_state ^= rng_state << 13;
	rng_state ^= rng_state >> 7;
	rng_state ^= rng_state << 17;
	return (uint32_t)(rng_state >> 16) % below;
}

static bool one_in(uint32_t n)
{
	return rng(n) == 0;
}

static e164_t random_emergency(void)
{
	e164_t number = E164_NONE;
	char digits[16];

	snprintf(digits, sizeof(digits), "33%s", emergency[rng(NUM_EMERGENCY)]);
	e164_from_digits(digits, strlen(digits), &number);
	return number;
}

static e164_t random_line(void)
{
	return FIRST_LINE + rng(LINES + 3);
}

static e164_t random_number(void)
{
	switch (rng(12)) {
	case 0:
		return E164_NONE;
	case 1:
		return random_emergency();
	case 2:
	case 3:
		return FIRST_OUTSIDE + rng(10);
	case 4:
		return FIRST_GROUP + rng(GROUPS);
	case 5:
		return one_in(2) ? 442079460000 : 33899000000;
	default:
		return random_line();
	}
}

static struct destination random_destination(void)
{
	struct destination to = { .kind = (uint8_t)rng(3) };

	if (to.kind == DESTINATION_NUMBER)
		to.number = one_in(3) ? FIRST_OUTSIDE + rng(10) : random_number();
	if (to.kind == DESTINATION_NUMBER && !to.number)
		to.kind = DESTINATION_NONE;
	return to;
}

/* ---- live state: two bits a line ---- */
static uint64_t busy_lines, resting_lines;

static bool world_is_busy(void *priv, e164_t line)
{
	(void)priv;
	return line >= FIRST_LINE && line < FIRST_LINE + LINES && busy_lines >> (line - FIRST_LINE) & 1;
}

static bool world_is_resting(void *priv, e164_t line)
{
	(void)priv;
	return line >= FIRST_LINE && line < FIRST_LINE + LINES && resting_lines >> (line - FIRST_LINE) & 1;
}

static uint64_t world_idle_since(void *priv, e164_t line)
{
	(void)priv;
	return line * 7 % 5 * 1000;
}

static e164_t world_last_rung(void *priv, uint32_t group)
{
	(void)priv;
	return FIRST_LINE + group * 13 % LINES;
}

static const struct decide_live_ops world_live = { world_is_busy, world_is_resting, world_idle_since, world_last_rung };

/* ---- fleets ---- */
static void random_line_row(struct fleet_snapshot *snap, e164_t number)
{
	struct store_line row = {
		.number = number, .fleet_id = 1 + rng(FLEETS), .name = "line", .rights = rng(4) ? ALL_RIGHTS : rng(64),
		.suspended = one_in(15), .csi = (uint8_t)(rng(6) ? 0 : rng(4)),
	};

	if (one_in(10))	/* an import that let emergency numbers pass */
		snprintf(row.short_number, sizeof(row.short_number), "%s", emergency[rng(NUM_EMERGENCY)]);
	else if (rng(4))
		snprintf(row.short_number, sizeof(row.short_number), "%u", 10 + rng(90));
	fleet_snapshot_put_line(snap, &row);
}

static void random_service(struct fleet_snapshot *snap, e164_t line)
{
	struct store_settings s = {
		.line = line, .forwarding_custom = !one_in(8), .incoming_custom = !one_in(8), .rings_when_busy = one_in(4),
		.no_answer_s = (uint8_t)(5 + rng(86)), .dnd_active = one_in(8), .dnd = random_destination(), .hunt_active = one_in(3),
		.hunt_together = one_in(4), .shown = (uint8_t)(rng(3) ? 0 : rng(3)), .shown_group = rng(GROUPS + 2), .version = 5,
	};
	struct store_hunt hunt[HUNT_MAX];
	e164_t blocked[3];
	unsigned i, n = rng(HUNT_MAX + 1);
	int kind;

	for (kind = FORWARDING_IMMEDIATE; kind <= FORWARDING_UNREACHABLE; kind++) {
		struct destination to = random_destination();

		if (!one_in(kind == FORWARDING_IMMEDIATE ? 5 : 2))
			continue;
		fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){
			.line = line, .kind = kind, .active = !one_in(5), .voicemail = to.kind == DESTINATION_VOICEMAIL,
			.destination = to.number, .calendar = one_in(3) ? rng(CALENDARS + 2) : 0, .version = 3 });
	}
	/* Some lines with one thing set, whose answer is plain. */
	if (one_in(4)) {
		s.dnd_active = s.hunt_active = s.rings_when_busy = false;
		fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){
			.line = line, .kind = FORWARDING_IMMEDIATE, .version = 4 });
		fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){
			.line = line, .kind = FORWARDING_BUSY, .active = true, .destination = FIRST_OUTSIDE + rng(10), .version = 4 });
	}
	fleet_snapshot_put_settings(snap, &s);
	for (i = 0; i < n; i++) {
		e164_t number = one_in(4) ? line : one_in(4) ? random_number() : random_line();

		hunt[i] = (struct store_hunt){
			.line = line, .position = (uint8_t)(i + 1), .number = number ? number : line, .ring_s = (uint8_t)(5 + rng(86)),
			.confirm = one_in(5), .allow_diverted = one_in(5),
		};
	}
	fleet_snapshot_put_hunt(snap, line, hunt, n);
	n = one_in(3) ? rng(4) : 0;
	for (i = 0; i < n; i++)
		blocked[i] = random_number();
	fleet_snapshot_put_blocked(snap, line, 0, blocked, n);
}

static void random_group(struct fleet_snapshot *snap, uint32_t id)
{
	struct store_group g = {
		.id = id, .fleet_id = 1 + rng(FLEETS), .number = one_in(3) ? random_line() : FIRST_GROUP + id, .name = "group",
		.mode = (uint8_t)rng(4), .queue = (uint8_t)rng(3), .ring_s = (uint8_t)(5 + rng(86)), .rest_s = 30,
		.member_rules = one_in(4), .overflow = random_destination(), .nobody = random_destination(),
		.closed = random_destination(), .last_left = random_destination(), .calendar = one_in(3) ? rng(CALENDARS + 2) : 0,
		.version = 4,
	};
	struct store_member members[GROUP_MAX_MEMBERS];
	e164_t blocked = random_number(), first = FIRST_LINE + rng(LINES);
	size_t n = 0, want = rng(GROUP_MAX_MEMBERS + 1);
	unsigned i, some = one_in(5) ? 0 : 3;

	fleet_snapshot_put_group(snap, &g);
	if (one_in(5))
		fleet_snapshot_put_blocked(snap, E164_NONE, id, &blocked, 1);
	/* Of its own fleet most of the time, or else few would ring. */
	for (i = 0; i < LINES && n < want; i++) {
		e164_t number = FIRST_LINE + (first - FIRST_LINE + i) % LINES;
		const struct fleet_line *line = fleet_line_find(snap, number);

		if (!line || (line->fleet->id != g.fleet_id && rng(20)))
			continue;
		members[n] = (struct store_member){
			.group_id = id, .line = number, .position = (uint8_t)(n + 1), .connected = rng(4) < some,
		};
		n++;
	}
	fleet_snapshot_put_members(snap, id, members, n);
}

static void random_fleet(struct fleet_snapshot *snap, uint32_t id)
{
	struct store_fleet row = {
		.id = id, .name = "fleet", .profile = "fr-current", .suspended = one_in(12), .barring = one_in(3) ? rng(8) : 0,
	};
	static const struct store_barred rows[] = { { 0, "+44" }, { 0, "0899" }, { 0, "0199" } };

	fleet_snapshot_put_fleet(snap, &row);
	if (one_in(4))
		fleet_snapshot_put_barred(snap, id, rows, 3);
	fleet_snapshot_put_fixed(snap, &(const struct store_fixed){
		.fleet_id = id, .number = FIRST_OUTSIDE + id, .short_number = "2900" });
}

static struct fleet_snapshot *random_world(void *ctx)
{
	struct fleet_snapshot *snap = fleets_alloc(ctx);
	uint32_t i;

	if (rng(3))
		fleet_snapshot_put_voicemail(snap, "fr-current", one_in(5) ? random_emergency() : FIRST_OUTSIDE + 8);
	for (i = 1; i <= FLEETS; i++)
		random_fleet(snap, i);
	for (i = 1; i <= CALENDARS; i++)
		fleet_snapshot_put_calendar(snap, &(const struct store_calendar){
			.id = i, .fleet_id = 1, .name = "c", .calendar = { .num_hours = 1,
			.hours = { { (uint8_t)(1 + rng(127)), (uint16_t)rng(1440), (uint16_t)rng(1441) } } } });
	for (i = 0; i < LINES; i++)
		random_line_row(snap, FIRST_LINE + i);
	for (i = 0; i < LINES; i++)
		if (!one_in(4) && fleet_line_find(snap, FIRST_LINE + i))
			random_service(snap, FIRST_LINE + i);
	for (i = 1; i <= GROUPS; i++)
		random_group(snap, i);
	fleet_snapshot_set_version(snap, rng(1000));
	return snap;
}

/* ---- calls ---- */
static void random_called(const struct numplan *np, struct numplan_number *ret)
{
	char digits[E164_STR_SIZE];
	unsigned i, n = rng(14);

	switch (rng(6)) {
	case 0:
		numplan_read(np, emergency[rng(NUM_EMERGENCY)], ret);
		break;
	case 1:
	case 2:
		snprintf(digits, sizeof(digits), "%u", 10 + rng(90));
		numplan_read(np, digits, ret);
		break;
	case 3:
		for (i = 0; i < n; i++)
			digits[i] = "0123456789*#"[rng(12)];
		digits[n] = '\0';
		numplan_read(np, digits, ret);
		break;
	default:
		numplan_read(np, e164_print(random_number(), digits), ret);
	}
	if (one_in(20))
		ret->kind = rng(NUMPLAN_SERVICE + 1);	/* whoever asks may be wrong */
}

static struct decide_switch random_switch(void)
{
	struct decide_switch sw = { .no_events = one_in(8), .media = one_in(4), .foreign_forwarding = one_in(4) };

	if (one_in(3)) {
		sw.ring_min_s = (uint8_t)rng(30);
		sw.ring_max_s = (uint8_t)rng(100);
	}
	return sw;
}

/* One after the other: in an initializer each compiler would draw in an order of its own. */
static struct decide_facts random_facts(const struct numplan *np)
{
	struct decide_facts f = { .now = WORLD_NOW + rng(7 * 86400), .live = rng(6) ? &world_live : NULL };

	f.side = one_in(3) ? DECIDE_MADE : DECIDE_RECEIVED;
	f.served = one_in(4) ? FIRST_GROUP + rng(GROUPS + 1) : random_number();
	f.calling = f.side == DECIDE_MADE ? f.served : random_number();
	f.calling_restricted = one_in(6);
	f.original_called = one_in(3) ? random_number() : 0;
	f.redirecting = one_in(3) ? random_number() : 0;
	f.redirections = (uint8_t)(one_in(3) ? rng(rng(50) ? 7 : 256) : 0);
	f.redirection_limit = (uint8_t)(one_in(3) ? rng(rng(50) ? 6 : 256) : 0);
	f.bearer = rng(15) ? DECIDE_SPEECH : rng(5);
	f.own_leg = one_in(20);
	f.own_leg_held = one_in(2);
	f.psap_callback = one_in(30);
	f.emergency_at = rng(15) ? 0 : f.now - rng(4000);
	f.phone = rng(3) ? DECIDE_PHONE_UNKNOWN : rng(4);
	f.sw = random_switch();
	if (f.side == DECIDE_MADE || one_in(20))
		random_called(np, &f.called);
	else
		f.called = (struct numplan_number){ .kind = NUMPLAN_E164, .e164 = f.served };
	busy_lines = (uint64_t)rng(1u << 30) << 32 & (uint64_t)rng(1u << 30) << 31;
	busy_lines |= rng(1u << 30) & rng(1u << 30);
	resting_lines = rng(1u << 30) & rng(1u << 30) & rng(1u << 30);
	return f;
}
