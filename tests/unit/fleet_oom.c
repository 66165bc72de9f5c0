/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory that runs out at every single allocation of a load, of each put, of a delivery and of the follower's start: it
 * is said, nothing is half-done, nothing leaks (ASan), and the next try succeeds. */

#include <errno.h>

#include "../../src/fleet/delivery.h"
#include "../lib/oom.h"
#include "fleet_scene.h"
#include "fleets_differ.h"
#include "plans.h"
#include "tempstore.h"

#define LINE(n) (UINT64_C(33639980000) + (n))
#define SWEEP_MAX 100000

/* ---- each put ---- */
static int put_fleet(struct fleet_snapshot *snap)
{
	struct store_fleet row = { .id = 3, .name = "three", .profile = "fr-current" };

	return fleet_snapshot_put_fleet(snap, &row);
}

static int put_line(struct fleet_snapshot *snap)
{
	struct store_line row = { .number = LINE(70), .fleet_id = 1, .rights = 1, .short_number = "70" };

	return fleet_snapshot_put_line(snap, &row);
}

static int put_fixed(struct fleet_snapshot *snap)
{
	struct store_fixed row = { .number = SHOP + 9, .fleet_id = 1, .short_number = "79" };

	return fleet_snapshot_put_fixed(snap, &row);
}

static int put_forwarding(struct fleet_snapshot *snap)
{
	struct store_forwarding row = { .line = LINE(5), .kind = FORWARDING_BUSY, .destination = SHOP, .active = true };

	return fleet_snapshot_put_forwarding(snap, &row);
}

static int put_settings(struct fleet_snapshot *snap)
{
	struct store_settings row;

	store_settings_default(LINE(6), &row);
	row.dnd_active = true;
	return fleet_snapshot_put_settings(snap, &row);
}

static int put_hunt(struct fleet_snapshot *snap)
{
	static const struct store_hunt rows[] = { { .number = LINE(1), .ring_s = 10 }, { .number = LINE(2), .ring_s = 10 } };

	return fleet_snapshot_put_hunt(snap, LINE(7), rows, 2);
}

/* Of a line that has a list already. */
static int put_hunt_again(struct fleet_snapshot *snap)
{
	static const struct store_hunt rows[] = { { .number = LINE(3), .ring_s = 10 } };

	return fleet_snapshot_put_hunt(snap, LINE(7), rows, 1);
}

static int put_blocked(struct fleet_snapshot *snap)
{
	static const e164_t numbers[] = { SHOP, E164_NONE };

	return fleet_snapshot_put_blocked(snap, LINE(8), 0, numbers, 2);
}

static int put_blocked_of_group(struct fleet_snapshot *snap)
{
	static const e164_t numbers[] = { SHOP, E164_NONE };

	return fleet_snapshot_put_blocked(snap, E164_NONE, 7, numbers, 2);
}

static int put_barred(struct fleet_snapshot *snap)
{
	static const struct store_barred rows[] = { { 1, "0899" }, { 1, "+44" } };

	return fleet_snapshot_put_barred(snap, 1, rows, 2);
}

static int put_group(struct fleet_snapshot *snap)
{
	struct store_group row = { .id = 7, .fleet_id = 1, .number = SHOP + 7, .name = "seven", .ring_s = 12 };

	return fleet_snapshot_put_group(snap, &row);
}

static int put_members(struct fleet_snapshot *snap)
{
	struct store_member rows[10];

	for (unsigned i = 0; i < 10; i++)
		rows[i] = (struct store_member){ .group_id = 7, .line = LINE(i + 1), .connected = true };
	return fleet_snapshot_put_members(snap, 7, rows, 10);
}

static int put_calendar(struct fleet_snapshot *snap)
{
	struct store_calendar row = { .id = 7, .fleet_id = 1, .calendar = { .num_hours = 1, .hours = { { 1, 60, 120 } } } };

	return fleet_snapshot_put_calendar(snap, &row);
}

static const struct { const char *name; int (*put)(struct fleet_snapshot *snap); } puts_in_order[] = {
	{ "fleet", put_fleet }, { "line", put_line }, { "fixed", put_fixed },
	{ "forwarding", put_forwarding }, { "settings", put_settings }, { "hunt", put_hunt }, { "hunt again", put_hunt_again },
	{ "blocked", put_blocked }, { "group", put_group }, { "blocked of group", put_blocked_of_group },
	{ "barred", put_barred }, { "members", put_members }, { "calendar", put_calendar },
};

/* Tables that are full, so that each put has to let them grow. */
static struct fleet_snapshot *full_tables(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct store_fleet fleet = { .id = 1, .profile = "fr-current" };

	fleet_snapshot_put_numplan(snap, plan_french(ctx, "fr-current", '7'));
	fleet_snapshot_put_fleet(snap, &fleet);
	for (unsigned i = 1; i <= 12; i++) {
		struct store_line line = { .number = LINE(i), .fleet_id = 1 };
		struct store_fixed fixed = { .number = SHOP + 100 + i, .fleet_id = 1 };

		snprintf(line.short_number, sizeof(line.short_number), "%u", 20 + i);
		snprintf(fixed.short_number, sizeof(fixed.short_number), "%u", 40 + i);
		CHECK_INT(fleet_snapshot_put_line(snap, &line), 0);
		if (i <= 11)
			CHECK_INT(fleet_snapshot_put_fixed(snap, &fixed), 0);
	}
	return snap;
}

static void each_put(void *ctx)
{
	struct fleet_snapshot *snap = full_tables(ctx), *twin = full_tables(ctx);

	for (unsigned i = 0; i < sizeof(puts_in_order) / sizeof(puts_in_order[0]); i++) {
		unsigned n, wrong = 0;

		for (n = 0; n < SWEEP_MAX; n++) {
			int rc;

			oom_fail(n);
			rc = puts_in_order[i].put(snap);
			if (!oom_stop())
				break;
			wrong += rc != -ENOMEM || fleets_differ(snap, twin) || fleets_differ(twin, snap);
		}
		if (!CHECK_INT(wrong, 0) || !CHECK(n > 0))
			printf("%s: after %u\n", puts_in_order[i].name, n);
		CHECK(fleets_differ(snap, twin) + fleets_differ(twin, snap) > 0);
		CHECK_INT(puts_in_order[i].put(twin), 0);
		CHECK_INT(fleets_differ(snap, twin) + fleets_differ(twin, snap), 0);
	}
	/* What takes away needs no memory. */
	oom_fail_from(0);
	CHECK_INT(fleet_snapshot_put_hunt(snap, LINE(7), NULL, 0), 0);
	CHECK_INT(fleet_snapshot_put_members(snap, 7, NULL, 0), 0);
	CHECK_INT(fleet_snapshot_remove_line(snap, LINE(1)), 0);
	CHECK_INT(fleet_snapshot_remove_calendar(snap, 7), 0);
	CHECK_INT(fleet_snapshot_remove_group(snap, 7), 0);
	CHECK_INT(fleet_snapshot_remove_fleet(snap, 1), 0);
	CHECK(!oom_stop());
	talloc_free(snap);
	talloc_free(twin);
}

/* The profile stays the caller's where it was not taken. */
static void a_profile(void *ctx)
{
	struct fleet_snapshot *snap = full_tables(ctx);
	unsigned n;

	for (n = 0; n < SWEEP_MAX; n++) {
		struct numplan *np = plan_french(ctx, "other", '7');
		int rc;

		oom_fail(n);
		rc = fleet_snapshot_put_numplan(snap, np);
		if (!oom_stop())
			break;
		CHECK_INT(rc, -ENOMEM);
		CHECK(!fleet_numplan_find(snap, "other"));
		talloc_free(np);
	}
	CHECK(n > 0);
	CHECK(fleet_numplan_find(snap, "other"));
	talloc_free(snap);
}

static void an_empty_snapshot(void *ctx)
{
	struct fleet_snapshot *snap;
	unsigned n;

	for (n = 0; n < SWEEP_MAX; n++) {
		oom_fail(n);
		snap = fleet_snapshot_alloc(ctx);
		if (!oom_stop())
			break;
		CHECK(!snap);
	}
	CHECK(n > 5);
	talloc_free(snap);
}

/* ---- a store that has everything ---- */
static void everything_put(struct store *s)
{
	struct store_blocked b = { .line = MOBILE(11), .number = SHOP + 1 }, withheld = { .group_id = 1 };
	struct store_hunt hunt[] = { { .number = MOBILE(13), .ring_s = 10 }, { .number = SHOP, .ring_s = 20 } };
	struct store_group g = { .name = "Essai", .number = SHOP + 500, .queue = 1, .ring_s = 12, .rest_s = 30 };
	struct store_member m = { .line = MOBILE(13), .connected = true };
	struct store_line line;
	struct store_calendar c = { .name = "Essai" };
	struct store_barred barred = { .prefix = "+4477" };

	CHECK_INT(store_demo_load(s), 0);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_line_get(s, MOBILE(11), &line), 0);
	g.fleet_id = c.fleet_id = barred.fleet_id = line.fleet_id;
	CHECK_INT(store_hunt_put(s, MOBILE(11), hunt, 2), 0);
	CHECK_INT(store_blocked_put(s, &b), 0);
	CHECK_INT(store_calendar_put(s, &c), 0);
	CHECK_INT(store_group_put(s, &g), 0);
	m.group_id = withheld.group_id = g.id;
	CHECK_INT(store_member_put(s, &m), 0);
	CHECK_INT(store_blocked_put(s, &withheld), 0);
	CHECK_INT(store_barred_put(s, &barred), 0);
	CHECK_INT(store_commit(s), 0);
}

/* A store whose statements are prepared: the sweep is over our room and the store's row functions. */
static struct store *everything_open(void *ctx)
{
	struct store *s = tempstore_open(ctx);

	if (CHECK(s))
		everything_put(s);
	return s;
}

static void a_load(void *ctx)
{
	struct store *s = everything_open(ctx);
	struct fleet_snapshot *snap = full_tables(ctx), *twin = full_tables(ctx), *loaded = fleet_snapshot_alloc(ctx);
	unsigned n, wrong = 0;

	CHECK_INT(fleet_snapshot_load(loaded, s), 0);
	for (n = 0; n < SWEEP_MAX; n++) {
		int rc;

		oom_fail(n);
		rc = fleet_snapshot_load(snap, s);
		if (!oom_stop())
			break;
		wrong += rc >= 0 || fleets_differ(snap, twin);
	}
	printf("a load: %u allocations, each failed once\n", n);
	CHECK_INT(wrong, 0);
	CHECK(n > 100);
	CHECK_INT(fleets_differ(snap, loaded) + fleets_differ(loaded, snap), 0);
	talloc_free(snap);
	talloc_free(twin);
	talloc_free(loaded);
	store_close(&s);
}

/* ---- deliveries ---- */
static int make(struct store *s, struct fleet_delivery **ret)
{
	int rc = store_begin_read(s);

	if (!rc)
		rc = fleet_delivery_make(s, 0, ret);
	store_rollback(s);
	return rc;
}

static void a_delivery(void *ctx)
{
	struct store *s = everything_open(ctx);
	struct fleet_snapshot *loaded = fleet_snapshot_alloc(ctx), *snap = fleet_snapshot_alloc(ctx);
	struct fleet_delivery *d = NULL;
	unsigned n, wrong = 0;

	CHECK_INT(fleet_snapshot_load(loaded, s), 0);
	for (n = 0; n < SWEEP_MAX; n++) {
		int rc;

		oom_fail(n);
		rc = make(s, &d);
		if (!oom_stop())
			break;
		wrong += rc >= 0;
	}
	printf("a delivery: %u allocations to make it", n);
	CHECK_INT(wrong, 0);
	CHECK(n > 20);
	/* It is good: profiles are not in the log, since they came with the schema. */
	fleet_delivery_free(d);
	CHECK_INT(make(s, &d), 0);
	CHECK_INT(fleet_delivery_apply(d, snap, SIZE_MAX), 0);
	fleet_delivery_free(d);
	CHECK_INT(fleet_snapshot_lines(snap), fleet_snapshot_lines(loaded));
	talloc_free(snap);
	for (n = 0; n < SWEEP_MAX; n++) {
		CHECK_INT(make(s, &d), 0);
		snap = fleet_snapshot_alloc(ctx);
		oom_fail(n);
		wrong += fleet_delivery_apply(d, snap, SIZE_MAX) < 0 ? fleet_snapshot_version(snap) != 0 : oom_stop();
		fleet_delivery_free(d);
		if (!oom_stop())
			break;
		/* Whatever is there can be read: nothing dangles. */
		fleets_differ(snap, loaded);
		talloc_free(snap);
	}
	printf(", %u to apply it\n", n);
	CHECK_INT(wrong, 0);
	CHECK(n > 100);
	talloc_free(snap);
	talloc_free(loaded);
	store_close(&s);
}

static void a_follower_that_starts(void *ctx)
{
	struct tempstore t;
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct fleet_follower *f = NULL;
	unsigned n;

	tempstore_make(&t);
	for (n = 0; n < SWEEP_MAX; n++) {
		int rc;

		oom_fail(n);
		rc = fleet_follower_start(ctx, snap, t.url, &f);
		if (!oom_stop())
			break;
		CHECK_INT(rc, -ENOMEM);
		CHECK(!f);
	}
	CHECK(n > 2);
	fleet_follower_stop(&f);
	talloc_free(snap);
	tempstore_remove(&t);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	mpabx_log_init(ctx);
	an_empty_snapshot(ctx);
	each_put(ctx);
	a_profile(ctx);
	a_load(ctx);
	a_delivery(ctx);
	a_follower_that_starts(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
