/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows: in and out again, what the constraints refuse, and that a change and its log entry go together. */

#include <errno.h>

#include <talloc.h>

#include <mpabx/store.h>
#include "check.h"
#include "tempstore.h"

#define LINE UINT64_C(33639980011)
#define FIXED UINT64_C(33199001234)

struct seen { unsigned n; struct store_change last; struct store_line line; struct store_forwarding fwd; };

static int see_change(void *priv, const struct store_change *row)
{
	struct seen *seen = priv;

	seen->n++;
	seen->last = *row;
	return 0;
}

static int see_line(void *priv, const struct store_line *row)
{
	struct seen *seen = priv;

	CHECK(row->number > seen->line.number);
	seen->n++;
	seen->line = *row;
	return 0;
}

static int see_forwarding(void *priv, const struct store_forwarding *row)
{
	struct seen *seen = priv;

	seen->n++;
	seen->fwd = *row;
	return 0;
}

static int see_fixed(void *priv, const struct store_fixed *row)
{
	*(struct store_fixed *)priv = *row;
	return 0;
}

static int stop(void *priv, const struct store_line *row)
{
	return 77;
}

static struct store *memory_store(void *ctx)
{
	struct store *s = tempstore_open(ctx);

	CHECK(s);
	return s;
}

static uint32_t fleet_make(struct store *s, const char *name)
{
	struct store_fleet row = { .profile = "fr-current" };

	snprintf(row.name, sizeof(row.name), "%s", name);
	CHECK_INT(store_fleet_put(s, &row), 0);
	CHECK(row.id > 0);
	return row.id;
}

static struct store_line line_of(e164_t number, uint32_t fleet, const char *short_number)
{
	struct store_line row = { .number = number, .fleet_id = fleet, .name = "Zo\xc3\xa9", .rights = 3 };

	snprintf(row.short_number, sizeof(row.short_number), "%s", short_number);
	return row;
}

/* One put in a transaction of its own. */
static int line_put(struct store *s, e164_t number, uint32_t fleet, const char *short_number)
{
	struct store_line row = line_of(number, fleet, short_number);
	int rc;

	CHECK_INT(store_begin(s), 0);
	rc = store_line_put(s, &row);
	CHECK_INT(store_commit(s), rc ? -ECANCELED : 0);
	return rc;
}

static int fixed_put(struct store *s, e164_t number, uint32_t fleet, const char *short_number)
{
	struct store_fixed row = { .number = number, .fleet_id = fleet, .name = "Boutique" };
	int rc;

	snprintf(row.short_number, sizeof(row.short_number), "%s", short_number);
	CHECK_INT(store_begin(s), 0);
	rc = store_fixed_put(s, &row);
	CHECK_INT(store_commit(s), rc ? -ECANCELED : 0);
	return rc;
}

static int forwarding_put(struct store *s, struct store_forwarding row, uint32_t *version)
{
	int rc;

	CHECK_INT(store_begin(s), 0);
	rc = store_forwarding_put(s, &row);
	CHECK_INT(store_commit(s), rc ? -ECANCELED : 0);
	if (!rc)
		*version = row.version;
	return rc;
}

static unsigned changes(struct store *s)
{
	struct seen seen = { 0 };

	CHECK_INT(store_changes_each(s, 0, see_change, &seen), 0);
	return seen.n;
}

static void rows_come_back_as_they_went(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct store_fleet fleet;
	struct store_line line;
	struct store_fixed fixed;
	struct seen seen = { 0 };
	uint32_t id;

	CHECK_INT(store_begin(s), 0);
	id = fleet_make(s, "Boulangerie Martin");
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(line_put(s, LINE, id, "21"), 0);
	CHECK_INT(line_put(s, LINE + 1, id, ""), 0);
	CHECK_INT(fixed_put(s, FIXED, id, "28"), 0);

	CHECK_INT(store_fleet_get(s, id, &fleet), 0);
	CHECK_STR(fleet.name, "Boulangerie Martin");
	CHECK_STR(fleet.profile, "fr-current");
	CHECK(!fleet.suspended);
	CHECK_INT(store_line_get(s, LINE, &line), 0);
	CHECK_INT(line.fleet_id, id);
	CHECK_STR(line.name, "Zo\xc3\xa9");
	CHECK_STR(line.short_number, "21");
	CHECK_INT(line.rights, 3);
	CHECK_INT(store_fixed_get(s, FIXED, &fixed), 0);
	CHECK_STR(fixed.short_number, "28");
	CHECK_INT(store_fleet_get(s, 99, &fleet), -ENOENT);
	CHECK_INT(store_line_get(s, 99, &line), -ENOENT);
	CHECK_INT(store_fixed_get(s, 99, &fixed), -ENOENT);
	CHECK_INT(store_lines_each(s, 0, see_line, &seen), 0);
	CHECK_INT(seen.n, 2);
	seen = (struct seen){ 0 };
	CHECK_INT(store_lines_each(s, 99, see_line, &seen), 0);
	CHECK_INT(seen.n, 0);
	CHECK_INT(store_lines_each(s, id, stop, NULL), 77);
	CHECK_INT(store_fixed_each(s, id, see_fixed, &fixed), 0);
	CHECK(fixed.number == FIXED && fixed.fleet_id == id);
	store_close(&s);
}

static void fleets_are_replaced_and_go_with_all_they_have(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct store_fleet row = { .profile = "sfr-guide", .name = "A", .suspended = true };
	struct store_forwarding fwd = { .line = LINE, .destination = FIXED };
	struct store_line line;
	struct store_fixed fixed;
	uint32_t id, version;

	store_begin(s);
	id = fleet_make(s, "B");
	store_commit(s);
	line_put(s, LINE, id, "21");
	fixed_put(s, FIXED, id, "28");
	forwarding_put(s, fwd, &version);
	row.id = id;
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_put(s, &row), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(row.id, id);
	CHECK_INT(store_fleet_get(s, id, &row), 0);
	CHECK(row.suspended);
	CHECK_STR(row.profile, "sfr-guide");
	CHECK_INT(store_line_get(s, LINE, &line), 0);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_delete(s, 99), -ENOENT);
	CHECK_INT(store_fleet_delete(s, id), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_line_get(s, LINE, &line), -ENOENT);
	CHECK_INT(store_fixed_get(s, FIXED, &fixed), -ENOENT);
	CHECK_INT(store_forwarding_get(s, LINE, FORWARDING_IMMEDIATE, &fwd), -ENOENT);
	store_close(&s);
}

static void constraints_refuse(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct store_fleet nowhere = { .name = "C", .profile = "nowhere" }, nameless = { .profile = "fr-current" };
	uint32_t a, b;

	store_begin(s);
	a = fleet_make(s, "A");
	b = fleet_make(s, "B");
	store_commit(s);
	CHECK_INT(line_put(s, LINE, 99, ""), -EINVAL);
	CHECK_INT(line_put(s, 0, a, ""), -EINVAL);
	CHECK_INT(line_put(s, 999, a, ""), -EINVAL);
	CHECK_INT(line_put(s, UINT64_C(1000000000000000), a, ""), -EINVAL);
	CHECK_INT(line_put(s, UINT64_MAX, a, ""), -EINVAL);
	CHECK_INT(line_put(s, LINE, a, "1"), -EINVAL);
	CHECK_INT(line_put(s, LINE, a, "1234567"), -EINVAL);
	CHECK_INT(line_put(s, LINE, a, "2x"), -EINVAL);
	CHECK_INT(line_put(s, LINE, a, " 2"), -EINVAL);
	CHECK_INT(line_put(s, LINE, a, "02"), 0);
	CHECK_INT(line_put(s, LINE, a, "21"), 0);
	/* One name space a fleet, lines and fixed numbers together. */
	CHECK_INT(line_put(s, LINE + 1, a, "21"), -EEXIST);
	CHECK_INT(fixed_put(s, FIXED, a, "21"), -EEXIST);
	CHECK_INT(line_put(s, LINE + 1, b, "21"), 0);
	CHECK_INT(fixed_put(s, FIXED, b, "28"), 0);
	CHECK_INT(line_put(s, LINE + 2, b, "28"), -EEXIST);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_put(s, &nowhere), -EINVAL);
	CHECK_INT(nowhere.id, 0);
	/* A failed put closes its transaction to others. */
	CHECK_INT(store_fleet_put(s, &nameless), -EPERM);
	CHECK_INT(store_commit(s), -ECANCELED);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_put(s, &nameless), -EINVAL);
	store_rollback(s);
	store_close(&s);
}

/* product.md section 1: emergency, 10YT, 3BPQ, 118XYZ are no short numbers of a fleet. */
static void short_numbers_keep_clear_of_the_plan(void *ctx)
{
	static const char *const refused[] = { "15", "17", "18", "112", "196", "116000", "116006", "1014", "3900", "3114",
		"118218" };
	static const char *const taken[] = { "11", "16", "21", "150", "111", "101", "390", "39001", "11821", "2000", "000" };
	struct store *s = memory_store(ctx);
	uint32_t id;

	store_begin(s);
	id = fleet_make(s, "A");
	store_commit(s);
	for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (!CHECK_INT(line_put(s, LINE, id, refused[i]), -EINVAL))
			printf("  short number %s\n", refused[i]);
		CHECK_INT(fixed_put(s, FIXED, id, refused[i]), -EINVAL);
	}
	for (unsigned i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		if (!CHECK_INT(line_put(s, LINE, id, taken[i]), 0))
			printf("  short number %s\n", taken[i]);
	}
	store_close(&s);
}

static void forwardings_count_their_versions(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct store_forwarding row = { .line = LINE, .kind = FORWARDING_IMMEDIATE, .destination = FIXED }, got;
	struct seen seen = { 0 };
	uint32_t id, version = 0;

	store_begin(s);
	id = fleet_make(s, "A");
	store_commit(s);
	CHECK_INT(forwarding_put(s, row, &version), -EINVAL);
	line_put(s, LINE, id, "");
	CHECK_INT(forwarding_put(s, row, &version), 0);
	CHECK_INT(version, 1);
	row.active = true;
	CHECK_INT(forwarding_put(s, row, &version), 0);
	CHECK_INT(version, 2);
	row.kind = FORWARDING_BUSY;
	CHECK_INT(forwarding_put(s, row, &version), 0);
	CHECK_INT(version, 1);
	CHECK_INT(store_forwarding_get(s, LINE, FORWARDING_IMMEDIATE, &got), 0);
	CHECK(got.active && got.destination == FIXED && got.version == 2 && got.kind == FORWARDING_IMMEDIATE);
	CHECK_INT(store_forwardings_each(s, LINE, see_forwarding, &seen), 0);
	CHECK_INT(store_forwardings_each(s, 0, see_forwarding, &seen), 0);
	CHECK_INT(seen.n, 4);
	/* Active needs a destination, which is not the line itself. */
	row.destination = E164_NONE;
	CHECK_INT(forwarding_put(s, row, &version), -EINVAL);
	row.active = false;
	CHECK_INT(forwarding_put(s, row, &version), 0);
	CHECK_INT(store_forwarding_get(s, LINE, FORWARDING_BUSY, &got), 0);
	CHECK(got.destination == E164_NONE && got.version == 2);
	row.destination = LINE;
	CHECK_INT(forwarding_put(s, row, &version), -EINVAL);
	row.destination = FIXED;
	row.kind = 4;
	CHECK_INT(forwarding_put(s, row, &version), -EINVAL);
	store_close(&s);
}

static void a_change_and_its_entry_go_together(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct store_line row = line_of(LINE, 1, "21");
	struct store_fleet fleet = { .name = "A", .profile = "fr-current" };
	struct seen seen = { 0 };

	CHECK_INT(store_fleet_put(s, &fleet), -EPERM);
	CHECK_INT(store_line_put(s, &row), -EPERM);
	CHECK_INT(store_line_delete(s, LINE), -EPERM);
	CHECK_INT(store_commit(s), -EPERM);
	CHECK_INT(store_change_last(s), 0);
	CHECK_INT(store_change_first(s), 0);
	store_set_author(s, "claire");
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_begin(s), -EBUSY);
	row.fleet_id = fleet_make(s, "A");
	CHECK_INT(store_line_put(s, &row), 0);
	CHECK_INT(changes(s), 2);
	store_rollback(s);
	CHECK_INT(changes(s), 0);
	CHECK_INT(store_line_get(s, LINE, &row), -ENOENT);

	store_begin(s);
	row.fleet_id = fleet_make(s, "A");
	CHECK_INT(store_line_put(s, &row), 0);
	CHECK_INT(store_commit(s), 0);
	/* A number that was rolled back may be left out. */
	CHECK_INT(store_changes_each(s, (uint64_t)store_change_first(s), see_change, &seen), 0);
	CHECK_INT(seen.n, 1);
	CHECK(seen.last.object == STORE_OBJECT_LINE && seen.last.key == LINE && seen.last.fleet_id == row.fleet_id);
	CHECK_STR(seen.last.who, "claire");
	CHECK_INT(store_change_last(s), seen.last.seq);

	/* A put that fails half-way (the line is new, its short number taken) leaves neither row nor entry. */
	CHECK_INT(line_put(s, LINE + 1, row.fleet_id, "21"), -EEXIST);
	CHECK_INT(store_line_get(s, LINE + 1, &row), -ENOENT);
	CHECK_INT(changes(s), 2);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_line_delete(s, LINE + 1), -ENOENT);
	CHECK_INT(store_line_delete(s, LINE), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(changes(s), 3);
	store_close(&s);
}

static void pruning_keeps_the_newest(void *ctx)
{
	struct store *s = memory_store(ctx);
	int64_t last;

	store_begin(s);
	fleet_make(s, "A");
	fleet_make(s, "B");
	fleet_make(s, "C");
	store_commit(s);
	last = store_change_last(s);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_changes_prune(s, last + 10), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(changes(s), 1);
	CHECK_INT(store_change_first(s), last);
	CHECK_INT(store_change_last(s), last);
	store_close(&s);
}

static void others_commits_are_seen(void *ctx)
{
	struct tempstore t;
	struct store *a = NULL, *b = NULL;

	tempstore_make(&t);
	CHECK_INT(store_open(ctx, t.url, &a), 0);
	CHECK_INT(store_open(ctx, t.url, &b), 0);
	CHECK(store_moved(b));
	CHECK(!store_moved(b));
	store_begin(a);
	fleet_make(a, "A");
	CHECK(!store_moved(b));
	store_commit(a);
	CHECK(store_moved(b));
	CHECK(!store_moved(b));
	CHECK_INT(changes(b), 1);
	store_close(&a);
	CHECK_INT(tempstore_take_away(&t), 0);
	CHECK(store_moved(b));
	CHECK_INT(store_change_last(b), -EIO);
	store_close(&b);
	tempstore_remove(&t);
}

struct plan_seen { unsigned profiles, ranges, countries, allowed; bool fiction, allows_07; };

static int see_row(void *priv, const struct store_numplan_row *row)
{
	struct plan_seen *seen = priv;

	seen->ranges += row->row == STORE_NUMPLAN_RANGE;
	seen->countries += row->row == STORE_NUMPLAN_COUNTRY;
	seen->allowed += row->row == STORE_NUMPLAN_ALLOW;
	seen->fiction |= !strcmp(row->prefix, "063998") && !strcmp(row->cc, "33");
	seen->allows_07 |= row->row == STORE_NUMPLAN_ALLOW && row->kind == NUMPLAN_FOR_FORWARDING &&
		!strcmp(row->prefix, "07");
	return 0;
}

static int see_plan(void *priv, const struct store_numplan *row)
{
	struct plan_seen *seen = priv;

	seen->profiles++;
	CHECK_STR(row->cc, "33");
	CHECK_INT(row->national_length, 10);
	CHECK_STR(row->trunk, "0");
	CHECK_STR(row->international, "00");
	return 0;
}

static void two_profiles_ship(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct plan_seen plans = { 0 }, current = { 0 }, guide = { 0 };

	CHECK_INT(store_numplans_each(s, see_plan, &plans), 0);
	CHECK_INT(plans.profiles, 2);
	CHECK_INT(store_numplan_rows_each(s, "fr-current", see_row, &current), 0);
	CHECK_INT(store_numplan_rows_each(s, "sfr-guide", see_row, &guide), 0);
	CHECK(current.fiction && guide.fiction);
	CHECK(current.allows_07 && !guide.allows_07);
	CHECK(current.ranges >= 18 && current.ranges == guide.ranges && current.countries == guide.countries);
	store_close(&s);
}

static void a_profile_is_replaced_whole(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct store_numplan np = { .name = "sfr-guide", .cc = "33", .national_length = 10, .trunk = "0",
				    .international = "00" };
	struct store_numplan_row rows[] = {
		{ .row = STORE_NUMPLAN_RANGE, .kind = NUMPLAN_EMERGENCY, .prefix = "15", .length = 2 },
		{ .row = STORE_NUMPLAN_COUNTRY, .prefix = "063998", .cc = "33" },
		{ .row = STORE_NUMPLAN_ALLOW, .kind = NUMPLAN_FOR_FORWARDING, .prefix = "07" },
	};
	struct plan_seen seen = { 0 };

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_numplan_put(s, &np, rows, 3), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_numplan_rows_each(s, "sfr-guide", see_row, &seen), 0);
	CHECK(seen.ranges == 1 && seen.countries == 1 && seen.allowed == 1 && seen.fiction && seen.allows_07);
	CHECK_INT(changes(s), 1);
	rows[2].kind = 99;
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_numplan_put(s, &np, rows, 3), -EINVAL);
	CHECK_INT(store_commit(s), -ECANCELED);
	CHECK_INT(changes(s), 1);
	store_close(&s);
}

static void the_demo_loads_once(void *ctx)
{
	struct store *s = memory_store(ctx);
	struct store_line line;
	struct store_forwarding fwd;
	struct seen seen = { 0 };
	unsigned n;

	CHECK_INT(store_demo_load(s), 0);
	n = changes(s);
	CHECK_INT(store_lines_each(s, 0, see_line, &seen), 0);
	CHECK_INT(seen.n, 73);
	CHECK_INT(store_line_get(s, LINE, &line), 0);
	CHECK_STR(line.short_number, "21");
	CHECK_INT(store_forwarding_get(s, LINE + 1, FORWARDING_IMMEDIATE, &fwd), 0);
	CHECK(fwd.active && fwd.destination == FIXED);
	CHECK_INT(store_demo_load(s), 0);
	CHECK_INT(changes(s), n);
	store_close(&s);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	mpabx_log_init(ctx);
	rows_come_back_as_they_went(ctx);
	fleets_are_replaced_and_go_with_all_they_have(ctx);
	constraints_refuse(ctx);
	short_numbers_keep_clear_of_the_plan(ctx);
	forwardings_count_their_versions(ctx);
	a_change_and_its_entry_go_together(ctx);
	pruning_keeps_the_newest(ctx);
	others_commits_are_seen(ctx);
	two_profiles_ship(ctx);
	a_profile_is_replaced_whole(ctx);
	the_demo_loads_once(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
