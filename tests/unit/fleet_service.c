/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a line has set: forwardings, settings, hunt list, blocked callers; what a fleet bars; voicemail numbers; whose
 * number is whose. */

#include <errno.h>
#include <stdlib.h>

#include <talloc.h>

#include "check.h"
#include "fleets.h"

#define LINE(n) (UINT64_C(33639980000) + (n))
#define SHOP UINT64_C(33199001234)

static struct fleet_snapshot *one_line(void *ctx)
{
	struct fleet_snapshot *snap = fleets_alloc(ctx);

	fleets_put_fleet(snap, 1, false);
	fleets_put_line(snap, 1, LINE(1), "21", ALL_RIGHTS, false);
	fleets_put_line(snap, 1, LINE(2), "22", ALL_RIGHTS, false);
	return snap;
}

static const struct fleet_service *service(const struct fleet_snapshot *snap, unsigned n)
{
	return fleet_line_find(snap, LINE(n))->service;
}

static int forward(struct fleet_snapshot *snap, unsigned n, enum forwarding_kind kind, e164_t to, uint32_t version)
{
	struct store_forwarding row = { .line = LINE(n), .kind = kind, .active = to != E164_NONE, .destination = to,
					.version = version };

	return fleet_snapshot_put_forwarding(snap, &row);
}

static struct store_settings settings_of(unsigned n)
{
	return (struct store_settings){ .line = LINE(n), .forwarding_custom = true, .incoming_custom = true,
					.no_answer_s = 25 };
}

static const struct store_hunt five[] = {
	{ .number = LINE(1), .ring_s = 10 }, { .number = LINE(2), .ring_s = 20, .confirm = true },
	{ .number = SHOP, .ring_s = 30, .allow_diverted = true }, { .number = LINE(4), .ring_s = 5 },
	{ .number = LINE(5), .ring_s = 90 }, { .number = LINE(6), .ring_s = 90 },
};

/* A line with nothing set shares the defaults; the first setting gives it its own, the last that goes takes it away. */
static void nothing_set_takes_nothing(void *ctx)
{
	struct fleet_snapshot *snap = one_line(ctx);
	const struct fleet_service *defaults = service(snap, 1);
	size_t before = fleet_snapshot_bytes(snap);
	struct store_settings s = settings_of(1);

	CHECK(defaults == service(snap, 2));
	CHECK_INT(defaults->no_answer_s, 25);
	CHECK(defaults->forwarding_custom && defaults->incoming_custom && !defaults->rings_when_busy);
	CHECK(!defaults->num_hunt && !defaults->num_blocked && !defaults->version);
	for (unsigned k = 0; k < 4; k++)
		CHECK_INT(defaults->forwarding[k].to.kind, DESTINATION_NONE);
	/* Defaults put as rows take nothing either. */
	CHECK_INT(fleet_snapshot_put_settings(snap, &s), 0);
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), NULL, 0), 0);
	CHECK_INT(fleet_snapshot_put_blocked(snap, LINE(1), 0, NULL, 0), 0);
	CHECK_INT(forward(snap, 1, FORWARDING_BUSY, E164_NONE, 0), 0);
	CHECK(service(snap, 1) == defaults);
	CHECK_INT(fleet_snapshot_bytes(snap), before);
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), five, 2), 0);
	CHECK(service(snap, 1) != defaults && service(snap, 2) == defaults);
	CHECK_INT(service(snap, 1)->no_answer_s, 25);
	CHECK(service(snap, 1)->forwarding_custom);
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), NULL, 0), 0);
	CHECK(service(snap, 1) == defaults);
	s.version = 3;
	CHECK_INT(fleet_snapshot_put_settings(snap, &s), 0);
	CHECK_INT(service(snap, 1)->version, 3);
	talloc_free(snap);
}

static void four_forwardings_stand_beside_each_other(void *ctx)
{
	struct fleet_snapshot *snap = one_line(ctx);
	struct store_forwarding row = { .line = LINE(1), .kind = FORWARDING_UNREACHABLE, .active = true,
					.voicemail = true, .calendar = 7, .version = 9 };
	const struct fleet_service *s;

	CHECK_INT(forward(snap, 1, FORWARDING_IMMEDIATE, SHOP, 1), 0);
	CHECK_INT(forward(snap, 1, FORWARDING_BUSY, SHOP + 1, 2), 0);
	CHECK_INT(forward(snap, 1, FORWARDING_NO_ANSWER, SHOP + 2, 3), 0);
	CHECK_INT(fleet_snapshot_put_forwarding(snap, &row), 0);
	s = service(snap, 1);
	for (unsigned k = 0; k < 3; k++) {
		CHECK(s->forwarding[k].active && s->forwarding[k].to.kind == DESTINATION_NUMBER);
		CHECK(s->forwarding[k].to.number == SHOP + k && s->forwarding[k].version == k + 1);
	}
	CHECK_INT(s->forwarding[FORWARDING_UNREACHABLE].to.kind, DESTINATION_VOICEMAIL);
	CHECK_INT(s->forwarding[FORWARDING_UNREACHABLE].calendar, 7);
	/* One that is no more: the others stay. */
	CHECK_INT(forward(snap, 1, FORWARDING_BUSY, E164_NONE, 0), 0);
	CHECK_INT(s->forwarding[FORWARDING_BUSY].to.kind, DESTINATION_NONE);
	CHECK(!s->forwarding[FORWARDING_BUSY].active && s->forwarding[FORWARDING_IMMEDIATE].active);
	/* The line again, in another fleet: its service stays. Gone and back: it starts anew. */
	fleets_put_fleet(snap, 2, false);
	CHECK_INT(fleets_put_line(snap, 2, LINE(1), "33", 1, false), 0);
	CHECK(service(snap, 1) == s);
	CHECK_INT(fleet_snapshot_remove_line(snap, LINE(1)), 0);
	CHECK_INT(fleets_put_line(snap, 2, LINE(1), "33", 1, false), 0);
	CHECK(service(snap, 1) == service(snap, 2));
	talloc_free(snap);
}

static void settings_are_all_there(void *ctx)
{
	struct fleet_snapshot *snap = one_line(ctx);
	struct store_settings row = {
		.line = LINE(1), .rings_when_busy = true, .no_answer_s = 5, .dnd_active = true,
		.dnd = { SHOP, DESTINATION_NUMBER }, .hunt_active = true, .hunt_together = true, .shown = LINE_SHOWN_GROUP,
		.shown_group = 77, .version = 12,
	};
	const struct fleet_service *s;

	CHECK_INT(fleet_snapshot_put_settings(snap, &row), 0);
	s = service(snap, 1);
	CHECK(!s->forwarding_custom && !s->incoming_custom && s->rings_when_busy && s->dnd_active);
	CHECK(s->hunt_active && s->hunt_together && s->dnd.number == SHOP);
	CHECK_INT(s->no_answer_s, 5);
	CHECK_INT(s->shown, LINE_SHOWN_GROUP);
	CHECK_INT(s->shown_group, 77);
	CHECK_INT(s->version, 12);
	/* The hunt list and the callers are of other rows. */
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), five, 5), 0);
	CHECK_INT(fleet_snapshot_put_settings(snap, &row), 0);
	CHECK_INT(s->num_hunt, 5);
	talloc_free(snap);
}

static void a_hunt_list_keeps_its_order(void *ctx)
{
	struct fleet_snapshot *snap = one_line(ctx);
	const struct fleet_service *s;

	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), five, 5), 0);
	s = service(snap, 1);
	CHECK_INT(s->num_hunt, 5);
	for (unsigned i = 0; i < 5; i++)
		CHECK(s->hunt[i].number == five[i].number && s->hunt[i].ring_s == five[i].ring_s);
	CHECK(s->hunt[1].confirm && !s->hunt[0].confirm && s->hunt[2].allow_diverted && !s->hunt[1].allow_diverted);
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), five + 3, 2), 0);
	CHECK_INT(s->num_hunt, 2);
	CHECK(s->hunt[0].number == LINE(4));
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), five, 6), -EINVAL);
	CHECK_INT(s->num_hunt, 2);
	talloc_free(snap);
}

static void blocked_callers_are_found(void *ctx)
{
	static const e164_t numbers[] = { SHOP, LINE(9), E164_NONE, SHOP, LINE(3) };
	struct fleet_snapshot *snap = one_line(ctx);
	const struct fleet_service *s;

	CHECK(!fleet_is_blocked(NULL, 0, E164_NONE));
	CHECK_INT(fleet_snapshot_put_blocked(snap, LINE(1), 0, numbers, 5), 0);
	s = service(snap, 1);
	CHECK_INT(s->num_blocked, 4);
	CHECK(s->blocked[0] == E164_NONE);
	CHECK(fleet_is_blocked(s->blocked, s->num_blocked, SHOP));
	CHECK(fleet_is_blocked(s->blocked, s->num_blocked, LINE(3)) && fleet_is_blocked(s->blocked, s->num_blocked, LINE(9)));
	CHECK(fleet_is_blocked(s->blocked, s->num_blocked, E164_NONE));
	CHECK(!fleet_is_blocked(s->blocked, s->num_blocked, LINE(4)));
	CHECK_INT(fleet_snapshot_put_blocked(snap, LINE(1), 0, numbers, 2), 0);
	CHECK(!fleet_is_blocked(s->blocked, s->num_blocked, E164_NONE));
	CHECK(fleet_is_blocked(s->blocked, s->num_blocked, LINE(9)));
	talloc_free(snap);
}

static void bad_rows_are_refused(void *ctx)
{
	struct fleet_snapshot *snap = one_line(ctx);
	const struct fleet_service *defaults = service(snap, 1);
	struct store_forwarding both = { .line = LINE(1), .destination = SHOP, .voicemail = true };
	struct store_forwarding kind = { .line = LINE(1), .destination = SHOP, .kind = (enum forwarding_kind)4 };
	struct store_settings s = settings_of(1);
	struct store_hunt h = { .number = SHOP, .ring_s = 4 };

	CHECK_INT(forward(snap, 3, FORWARDING_BUSY, SHOP, 1), -ENOENT);
	CHECK_INT(fleet_snapshot_put_forwarding(snap, &both), -EINVAL);
	CHECK_INT(fleet_snapshot_put_forwarding(snap, &kind), -EINVAL);
	s.no_answer_s = 91;
	CHECK_INT(fleet_snapshot_put_settings(snap, &s), -EINVAL);
	s = settings_of(1);
	s.dnd.kind = DESTINATION_NUMBER;
	CHECK_INT(fleet_snapshot_put_settings(snap, &s), -EINVAL);
	s = settings_of(1);
	s.shown = LINE_SHOWN_WITHHELD + 1;
	CHECK_INT(fleet_snapshot_put_settings(snap, &s), -EINVAL);
	s = settings_of(3);
	CHECK_INT(fleet_snapshot_put_settings(snap, &s), -ENOENT);
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), &h, 1), -EINVAL);
	h = (struct store_hunt){ .ring_s = 10 };
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(1), &h, 1), -EINVAL);
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(3), five, 1), -ENOENT);
	CHECK_INT(fleet_snapshot_put_blocked(snap, LINE(3), 0, NULL, 0), -ENOENT);
	CHECK(service(snap, 1) == defaults);
	talloc_free(snap);
}

static void a_fleet_bars_prefixes(void *ctx)
{
	static const struct store_barred rows[] = { { 1, "0899" }, { 1, "+44" } };
	static const struct store_barred bad[] = { { 1, "0899" }, { 1, "44+" } };
	static const struct store_barred empty[] = { { 1, "" } }, plus[] = { { 1, "+" } };
	struct fleet_snapshot *snap = one_line(ctx);
	struct store_fleet row = { .id = 1, .profile = "fr-current", .barring = FLEET_BAR_SPECIAL, .max_abroad_fleet = 4 };
	const struct fleet *f = fleet_find(snap, 1);

	CHECK_INT(fleet_snapshot_put_barred(snap, 1, rows, 2), 0);
	CHECK_INT(fleet_snapshot_put_fleet(snap, &row), 0);
	CHECK_INT(f->num_barred, 2);
	CHECK_STR(f->barred[0], "0899");
	CHECK_STR(f->barred[1], "+44");
	CHECK_INT(f->barring, FLEET_BAR_SPECIAL);
	CHECK_INT(f->max_abroad_fleet, 4);
	CHECK_INT(fleet_snapshot_put_barred(snap, 1, bad, 2), -EINVAL);
	CHECK_INT(fleet_snapshot_put_barred(snap, 1, empty, 1), -EINVAL);
	CHECK_INT(fleet_snapshot_put_barred(snap, 1, plus, 1), -EINVAL);
	CHECK_INT(fleet_snapshot_put_barred(snap, 2, rows, 2), -ENOENT);
	CHECK_INT(f->num_barred, 2);
	CHECK_INT(fleet_snapshot_put_barred(snap, 1, NULL, 0), 0);
	CHECK_INT(f->num_barred, 0);
	talloc_free(snap);
}

static void voicemail_is_the_profiles(void *ctx)
{
	struct fleet_snapshot *snap = one_line(ctx);
	const struct fleet *f = fleet_find(snap, 1);

	CHECK(fleet_voicemail(snap, f) == E164_NONE);
	CHECK(fleet_voicemail(snap, NULL) == E164_NONE);
	CHECK_INT(fleet_snapshot_put_voicemail(snap, "nowhere", SHOP), -ENOENT);
	CHECK_INT(fleet_snapshot_put_voicemail(snap, "fr-current", SHOP), 0);
	CHECK(fleet_voicemail(snap, f) == SHOP);
	/* A profile read again keeps it until told otherwise. */
	CHECK_INT(fleet_snapshot_put_numplan(snap, plan_french(ctx, "fr-current", '7')), 0);
	CHECK(fleet_voicemail(snap, f) == SHOP);
	CHECK_INT(fleet_snapshot_put_voicemail(snap, "fr-current", E164_NONE), 0);
	CHECK(fleet_voicemail(snap, f) == E164_NONE);
	talloc_free(snap);
}

static void a_fleet_owns_lines_and_fixed_numbers(void *ctx)
{
	struct fleet_snapshot *snap = one_line(ctx);
	struct store_fixed fixed = { .fleet_id = 1, .number = SHOP };
	const struct fleet *one = fleet_find(snap, 1), *two;

	fleets_put_fleet(snap, 2, false);
	two = fleet_find(snap, 2);
	CHECK_INT(fleet_snapshot_put_fixed(snap, &fixed), 0);
	CHECK(fleet_owns(snap, one, LINE(1)) && fleet_owns(snap, one, SHOP));
	CHECK(!fleet_owns(snap, two, LINE(1)) && !fleet_owns(snap, two, SHOP));
	CHECK(!fleet_owns(snap, one, LINE(7)) && !fleet_owns(snap, one, E164_NONE) && !fleet_owns(snap, NULL, LINE(7)));
	talloc_free(snap);
}

/* The whole of what a line may have: under 400 bytes, everything included. */
static void settings_are_small(void *ctx)
{
	static const e164_t blocked[] = { SHOP, SHOP + 1, SHOP + 2 };
	const unsigned lines = 200000;
	struct fleet_snapshot *snap = fleets_alloc(ctx);
	unsigned wrong = 0;
	size_t plain;

	fleets_put_fleet(snap, 1, false);
	for (unsigned i = 0; i < lines; i++) {
		char digits[8];

		snprintf(digits, sizeof(digits), "%06u", i);
		wrong += fleets_put_line(snap, 1, LINE(i), digits, ALL_RIGHTS, false) != 0;
	}
	plain = fleet_snapshot_bytes(snap);
	for (unsigned i = 0; i < lines; i++) {
		struct store_settings s = settings_of(i);

		for (unsigned k = 0; k < 4; k++)
			wrong += forward(snap, i, (enum forwarding_kind)k, SHOP + k, 1) != 0;
		s.version = 1;
		wrong += fleet_snapshot_put_settings(snap, &s) != 0;
		wrong += fleet_snapshot_put_hunt(snap, LINE(i), five, 5) != 0;
		wrong += fleet_snapshot_put_blocked(snap, LINE(i), 0, blocked, 3) != 0;
	}
	CHECK_INT(wrong, 0);
	printf("bytes a line: %.0f plain, %.0f with all settings\n", (double)plain / lines,
	       (double)fleet_snapshot_bytes(snap) / lines);
	CHECK(plain < 120 * lines);
	CHECK(fleet_snapshot_bytes(snap) < (size_t)400 * lines);
	/* All of it is given back but for the pool's own. */
	for (unsigned i = 0; i < lines; i++)
		wrong += fleet_snapshot_remove_line(snap, LINE(i)) != 0;
	CHECK_INT(wrong, 0);
	CHECK(fleet_snapshot_bytes(snap) < plain + (size_t)160 * lines);
	talloc_free(snap);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	nothing_set_takes_nothing(ctx);
	four_forwardings_stand_beside_each_other(ctx);
	settings_are_all_there(ctx);
	a_hunt_list_keeps_its_order(ctx);
	blocked_callers_are_found(ctx);
	bad_rows_are_refused(ctx);
	a_fleet_bars_prefixes(ctx);
	voicemail_is_the_profiles(ctx);
	a_fleet_owns_lines_and_fixed_numbers(ctx);
	settings_are_small(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
