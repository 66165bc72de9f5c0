/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The snapshot: put, replace, find and remove, held against a plain model; what happens when memory runs out. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <talloc.h>

#include <mpabx/fleet.h>
#include "check.h"

#define BASE UINT64_C(33639980000)	/* 06 39 98 xx xx, Arcep's mobile fiction range */

static int put_fleet(struct fleet_snapshot *snap, uint32_t id)
{
	struct store_fleet row = { .id = id, .profile = "fr-current" };

	snprintf(row.name, sizeof(row.name), "fleet %u", id);
	return fleet_snapshot_put_fleet(snap, &row);
}

static int put_line(struct fleet_snapshot *snap, e164_t number, uint32_t fleet, const char *short_number)
{
	struct store_line row = { .number = number, .fleet_id = fleet, .rights = LINE_RIGHT_SHORT_NUMBERS };

	snprintf(row.short_number, sizeof(row.short_number), "%s", short_number);
	return fleet_snapshot_put_line(snap, &row);
}

static int put_fixed(struct fleet_snapshot *snap, e164_t number, uint32_t fleet, const char *short_number)
{
	struct store_fixed row = { .number = number, .fleet_id = fleet };

	snprintf(row.short_number, sizeof(row.short_number), "%s", short_number);
	return fleet_snapshot_put_fixed(snap, &row);
}

static void an_empty_snapshot_knows_nobody(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);

	CHECK(!fleet_line_find(snap, BASE));
	CHECK(!fleet_find(snap, 1));
	CHECK(!fleet_fixed_find(snap, BASE));
	CHECK(fleet_short_find(snap, NULL, "21") == E164_NONE);
	CHECK(!fleet_default_numplan(snap));
	CHECK_INT(fleet_snapshot_lines(snap), 0);
	CHECK_INT(fleet_snapshot_remove_line(snap, BASE), -ENOENT);
	CHECK_INT(fleet_snapshot_remove_fleet(snap, 1), -ENOENT);
	CHECK_INT(fleet_snapshot_remove_fixed(snap, BASE), -ENOENT);
	talloc_free(snap);
}

static void bad_rows_are_refused(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct store_forwarding fwd = { .line = BASE, .kind = FORWARDING_IMMEDIATE };
	struct store_line unterminated = { .number = BASE, .fleet_id = 1 };

	memset(unterminated.short_number, '1', sizeof(unterminated.short_number));
	CHECK_INT(put_line(snap, BASE, 1, ""), -ENOENT);
	CHECK_INT(put_fixed(snap, BASE, 1, ""), -ENOENT);
	CHECK_INT(fleet_snapshot_put_forwarding(snap, &fwd), -ENOENT);
	CHECK_INT(put_fleet(snap, 1), 0);
	CHECK_INT(put_line(snap, E164_NONE, 1, ""), -EINVAL);
	CHECK_INT(put_line(snap, BASE, 1, "1"), -EINVAL);
	CHECK_INT(put_line(snap, BASE, 1, "1234567"), -EINVAL);
	CHECK_INT(put_line(snap, BASE, 1, "2a"), -EINVAL);
	CHECK_INT(put_fixed(snap, BASE, 1, "*1"), -EINVAL);
	CHECK_INT(fleet_snapshot_put_line(snap, &unterminated), -EINVAL);
	CHECK_INT(fleet_snapshot_lines(snap), 0);
	talloc_free(snap);
}

static void short_numbers_stay_in_their_fleet(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	const struct fleet *one, *two;

	put_fleet(snap, 1);
	put_fleet(snap, 2);
	one = fleet_find(snap, 1);
	two = fleet_find(snap, 2);
	CHECK_INT(put_line(snap, BASE + 1, 1, "21"), 0);
	CHECK_INT(put_line(snap, BASE + 2, 2, "21"), 0);
	CHECK_INT(put_fixed(snap, 33199001234, 1, "28"), 0);
	CHECK(fleet_short_find(snap, one, "21") == BASE + 1);
	CHECK(fleet_short_find(snap, two, "21") == BASE + 2);
	CHECK(fleet_short_find(snap, one, "28") == 33199001234);
	CHECK(fleet_short_find(snap, two, "28") == E164_NONE);
	CHECK(fleet_short_find(snap, one, "021") == E164_NONE);
	CHECK(fleet_short_find(snap, one, "2") == E164_NONE);
	CHECK(fleet_short_find(snap, one, "") == E164_NONE);
	CHECK(fleet_short_find(snap, one, "12345678901234567890") == E164_NONE);
	CHECK(fleet_fixed_find(snap, 33199001234) == one);
	/* A fixed number that changes its fleet and digits leaves no trace in the old one. */
	CHECK_INT(put_fixed(snap, 33199001234, 2, "29"), 0);
	CHECK(fleet_short_find(snap, one, "28") == E164_NONE);
	CHECK(fleet_short_find(snap, two, "29") == 33199001234);
	CHECK_INT(fleet_snapshot_remove_fixed(snap, 33199001234), 0);
	CHECK(fleet_short_find(snap, two, "29") == E164_NONE);
	CHECK(!fleet_fixed_find(snap, 33199001234));
	talloc_free(snap);
}

/* Row by row, as the follower applies them, two lines may hold one short number for a moment, in either order. */
static void a_short_number_moves_between_lines(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);

	put_fleet(snap, 1);
	put_line(snap, BASE + 1, 1, "21");
	put_line(snap, BASE + 2, 1, "");
	CHECK_INT(put_line(snap, BASE + 2, 1, "21"), 0);
	CHECK_INT(put_line(snap, BASE + 1, 1, ""), 0);
	CHECK(fleet_short_find(snap, fleet_find(snap, 1), "21") == BASE + 2);
	talloc_free(snap);
}

static void a_replaced_line_keeps_its_forwarding(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct store_forwarding fwd = { .line = BASE, .kind = FORWARDING_IMMEDIATE, .active = true,
					.destination = 33199001234, .version = 7 };
	struct store_forwarding busy = { .line = BASE, .kind = FORWARDING_BUSY, .active = true,
					 .destination = 33199005678, .version = 9 };
	const struct fleet_line *l;

	put_fleet(snap, 1);
	put_fleet(snap, 2);
	put_line(snap, BASE, 1, "21");
	CHECK_INT(fleet_snapshot_put_forwarding(snap, &fwd), 0);
	CHECK_INT(fleet_snapshot_put_forwarding(snap, &busy), 0);
	CHECK_INT(put_line(snap, BASE, 2, "22"), 0);
	l = fleet_line_find(snap, BASE);
	if (!CHECK(l))
		return;
	CHECK(l->fleet == fleet_find(snap, 2));
	CHECK_STR(l->short_number, "22");
	CHECK(l->service->forwarding[FORWARDING_IMMEDIATE].active);
	CHECK(l->service->forwarding[FORWARDING_IMMEDIATE].to.number == 33199001234);
	CHECK_INT(l->service->forwarding[FORWARDING_IMMEDIATE].version, 7);
	CHECK_INT(fleet_snapshot_lines(snap), 1);
	CHECK(fleet_short_find(snap, fleet_find(snap, 1), "21") == E164_NONE);
	/* A line that went and comes back starts anew. */
	CHECK_INT(fleet_snapshot_remove_line(snap, BASE), 0);
	CHECK_INT(put_line(snap, BASE, 2, "22"), 0);
	l = fleet_line_find(snap, BASE);
	CHECK(l && !l->service->forwarding[FORWARDING_IMMEDIATE].active);
	CHECK(l && l->service->forwarding[FORWARDING_IMMEDIATE].to.number == E164_NONE);
	talloc_free(snap);
}

static void profiles_reach_their_fleets(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct numplan *guide = numplan_alloc(ctx, "sfr-guide", "33", 10, "0", "00");
	struct numplan *current = numplan_alloc(ctx, "fr-current", "33", 10, "0", "00");
	struct numplan *newer = numplan_alloc(ctx, "fr-current", "33", 10, "0", "00");
	struct store_fleet row = { .id = 2, .profile = "nowhere" };

	CHECK_INT(put_fleet(snap, 1), 0);
	CHECK(!fleet_find(snap, 1)->numplan);
	CHECK_INT(fleet_snapshot_put_numplan(snap, guide), 0);
	CHECK(fleet_find(snap, 1)->numplan == guide);
	CHECK_INT(fleet_snapshot_put_numplan(snap, current), 0);
	CHECK(fleet_find(snap, 1)->numplan == current);
	CHECK(fleet_default_numplan(snap) == current);
	CHECK_INT(fleet_snapshot_put_fleet(snap, &row), 0);
	CHECK(fleet_find(snap, 2)->numplan == current);
	snprintf(row.profile, sizeof(row.profile), "sfr-guide");
	CHECK_INT(fleet_snapshot_put_fleet(snap, &row), 0);
	CHECK_INT(fleet_snapshot_put_numplan(snap, newer), 0);
	CHECK(fleet_find(snap, 1)->numplan == newer);
	CHECK(fleet_find(snap, 2)->numplan == guide);
	CHECK(fleet_default_numplan(snap) == newer);
	talloc_free(snap);
}

static int count_line(void *priv, const struct fleet_line *line)
{
	(*(unsigned *)priv)++;
	return 0;
}

static int stop_at_once(void *priv, const struct fleet_line *line)
{
	return 42;
}

static void a_fleet_goes_with_all_it_has(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	unsigned n = 0;

	put_fleet(snap, 1);
	put_fleet(snap, 2);
	for (unsigned i = 0; i < 100; i++)
		put_line(snap, BASE + i, 1 + i % 2, "");
	put_fixed(snap, 33199000001, 1, "31");
	put_fixed(snap, 33199000002, 2, "31");
	CHECK_INT(fleet_lines_each(snap, fleet_find(snap, 1), count_line, &n), 0);
	CHECK_INT(n, 50);
	CHECK_INT(fleet_lines_each(snap, NULL, stop_at_once, NULL), 42);
	CHECK_INT(fleet_lines_each(snap, fleet_find(snap, 2), stop_at_once, NULL), 42);
	CHECK_INT(fleet_snapshot_remove_fleet(snap, 1), 0);
	CHECK_INT(fleet_snapshot_lines(snap), 50);
	CHECK(!fleet_find(snap, 1) && !fleet_line_find(snap, BASE) && !fleet_fixed_find(snap, 33199000001));
	CHECK(fleet_line_find(snap, BASE + 1));
	CHECK(fleet_short_find(snap, fleet_find(snap, 2), "31") == 33199000002);
	n = 0;
	CHECK_INT(fleet_lines_each(snap, NULL, count_line, &n), 0);
	CHECK_INT(n, 50);
	talloc_free(snap);
}

/* ---- a plain model: an array of rows ---- */
#define MODEL_LINES 300
#define MODEL_FLEETS 5
#define MODEL_SHORTS 40

struct model_line { bool there; uint32_t fleet; char short_number[8]; e164_t destination; };

static bool short_taken(const struct model_line *m, uint32_t fleet, const char *short_number)
{
	for (unsigned i = 0; i < MODEL_LINES; i++) {
		if (m[i].there && m[i].fleet == fleet && !strcmp(m[i].short_number, short_number))
			return true;
	}
	return false;
}

static unsigned model_step(struct fleet_snapshot *snap, struct model_line *m)
{
	unsigned i = rand() % MODEL_LINES, wrong = 0;
	struct model_line *l = &m[i];

	if (rand() % 3 == 0) {
		wrong += fleet_snapshot_remove_line(snap, BASE + i) != (l->there ? 0 : -ENOENT);
		*l = (struct model_line){ 0 };
	} else if (rand() % 3 == 0) {
		struct store_forwarding fwd = { .line = BASE + i, .destination = rand() % 2 ? BASE + rand() % 99 : 0 };

		wrong += fleet_snapshot_put_forwarding(snap, &fwd) != (l->there ? 0 : -ENOENT);
		if (l->there)
			l->destination = fwd.destination;
	} else {
		uint32_t fleet = 1 + rand() % MODEL_FLEETS;
		char digits[8] = "";

		l->short_number[0] = '\0';
		if (rand() % 4)
			snprintf(digits, sizeof(digits), "%u", 20 + rand() % MODEL_SHORTS);
		if (short_taken(m, fleet, digits))
			digits[0] = '\0';
		wrong += put_line(snap, BASE + i, fleet, digits) != 0;
		l->there = true;
		l->fleet = fleet;
		memcpy(l->short_number, digits, sizeof(digits));
	}
	return wrong;
}

static unsigned model_differs(const struct fleet_snapshot *snap, const struct model_line *m)
{
	unsigned wrong = 0, lines = 0, listed = 0;

	for (unsigned i = 0; i < MODEL_LINES; i++) {
		const struct fleet_line *l = fleet_line_find(snap, BASE + i);

		lines += m[i].there;
		if (!!l != m[i].there) {
			wrong++;
			continue;
		}
		if (!l)
			continue;
		wrong += l->number != BASE + i || l->fleet->id != m[i].fleet ||
			 strcmp(l->short_number, m[i].short_number) ||
			 l->service->forwarding[FORWARDING_IMMEDIATE].to.number != m[i].destination;
		if (m[i].short_number[0])
			wrong += fleet_short_find(snap, l->fleet, m[i].short_number) != BASE + i;
	}
	for (uint32_t f = 1; f <= MODEL_FLEETS; f++) {
		for (unsigned s = 20; s < 20 + MODEL_SHORTS; s++) {
			char digits[8];

			snprintf(digits, sizeof(digits), "%u", s);
			wrong += (fleet_short_find(snap, fleet_find(snap, f), digits) != E164_NONE) !=
				 short_taken(m, f, digits);
		}
		fleet_lines_each(snap, fleet_find(snap, f), count_line, &listed);
	}
	return wrong + (fleet_snapshot_lines(snap) != lines) + (listed != lines);
}

static void as_the_model_says(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct model_line m[MODEL_LINES] = { { 0 } };
	unsigned wrong = 0;

	srand(3);
	for (uint32_t f = 1; f <= MODEL_FLEETS; f++)
		put_fleet(snap, f);
	for (int step = 0; step < 20000; step++) {
		wrong += model_step(snap, m);
		if (step % 200 == 0)
			wrong += model_differs(snap, m);
	}
	CHECK_INT(wrong + model_differs(snap, m), 0);
	talloc_free(snap);
}

static void a_hundred_thousand_lines(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	unsigned wrong = 0;
	char digits[8];

	put_fleet(snap, 1);
	for (unsigned i = 0; i < 100000; i++) {
		snprintf(digits, sizeof(digits), "%06u", i);
		wrong += put_line(snap, BASE + i, 1, digits) != 0;
	}
	for (unsigned i = 0; i < 100000; i++) {
		const struct fleet_line *l = fleet_line_find(snap, BASE + i);

		snprintf(digits, sizeof(digits), "%06u", i);
		wrong += !l || l->number != BASE + i;
		wrong += fleet_short_find(snap, fleet_find(snap, 1), digits) != BASE + i;
		wrong += fleet_line_find(snap, BASE + 100000 + i) != NULL;
	}
	CHECK_INT(wrong, 0);
	CHECK(fleet_snapshot_bytes(snap) < 400 * 100000);
	talloc_free(snap);
}

/* Every point where a put may run out of memory: it says so, and nothing half-done is seen. */
static void out_of_memory_leaves_all_as_it_was(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);

	pool_fail_after(0);
	CHECK_INT(put_fleet(snap, 1), -ENOMEM);
	CHECK(!fleet_find(snap, 1));
	pool_fail_after(-1);
	CHECK_INT(put_fleet(snap, 1), 0);
	pool_fail_after(1);
	CHECK_INT(put_line(snap, BASE, 1, "21"), 0);
	CHECK_INT(put_line(snap, BASE + 1, 1, "22"), -ENOMEM);
	CHECK_INT(put_fixed(snap, 33199001234, 1, "23"), -ENOMEM);
	CHECK(!fleet_line_find(snap, BASE + 1) && !fleet_fixed_find(snap, 33199001234));
	CHECK(fleet_short_find(snap, fleet_find(snap, 1), "22") == E164_NONE);
	CHECK(fleet_short_find(snap, fleet_find(snap, 1), "23") == E164_NONE);
	CHECK_INT(fleet_snapshot_lines(snap), 1);
	/* What is there can be changed without new memory. */
	CHECK_INT(put_line(snap, BASE, 1, "24"), 0);
	CHECK_INT(put_fleet(snap, 1), 0);
	pool_fail_after(-1);
	CHECK(fleet_short_find(snap, fleet_find(snap, 1), "24") == BASE);
	talloc_free(snap);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	an_empty_snapshot_knows_nobody(ctx);
	bad_rows_are_refused(ctx);
	short_numbers_stay_in_their_fleet(ctx);
	a_short_number_moves_between_lines(ctx);
	a_replaced_line_keeps_its_forwarding(ctx);
	profiles_reach_their_fleets(ctx);
	a_fleet_goes_with_all_it_has(ctx);
	as_the_model_says(ctx);
	a_hundred_thousand_lines(ctx);
	out_of_memory_leaves_all_as_it_was(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
