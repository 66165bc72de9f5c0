/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft that follows the change log is what a fresh one reads, whatever moved; a draft over another one leaves it as it is. */
#include <errno.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/fleet/draft.h>

#include "check.h"
#include "tempstore.h"

static struct store *store;
static struct fleet_draft *kept;
static uint64_t seq;

#define FLEET 3				/* of the demo: lines, groups, calendars */
#define LINE UINT64_C(33639980101)
#define OTHER UINT64_C(33639980102)

static bool is_same(const struct fleet_draft *a, const struct fleet_draft *b)
{
	for (unsigned t = 0; t < _DRAFT_TABLES; t++) {
		if (draft_rows_count(a, (enum draft_table)t) != draft_rows_count(b, (enum draft_table)t))
			return false;
		for (size_t i = 0; i < draft_rows_count(a, (enum draft_table)t); i++) {
			const void *x = draft_row_at(a, (enum draft_table)t, i), *y = draft_row_at(b, (enum draft_table)t, i);

			if (draft_row_compare((enum draft_table)t, x, y) || !draft_row_is_same((enum draft_table)t, x, y))
				return false;
		}
	}
	return a->fleet.id == b->fleet.id && !strcmp(a->fleet.name, b->fleet.name) && !strcmp(a->fleet.profile, b->fleet.profile) &&
	       a->voicemail == b->voicemail;
}

static struct fleet_draft *fresh(void)
{
	struct fleet_draft *d = NULL;

	CHECK_INT(fleet_draft_load(NULL, store, FLEET, &d), 0);
	return d;
}

/* After a change: followed by a draft over the kept one, then taken over by it. \returns was everything read again? */
static bool follow(const char *what)
{
	struct fleet_draft *over = fleet_draft_over(NULL, kept), *now, *before = fleet_draft_over(NULL, kept);
	struct draft_moved moved;
	bool good;

	for (unsigned t = 0; t < _DRAFT_TABLES; t++)
		CHECK_INT(fleet_draft_own(before, (enum draft_table)t), 0);
	CHECK_INT(store_begin_read(store), 0);
	CHECK_INT(fleet_draft_follow(over, store, &seq, &moved), 0);
	store_rollback(store);
	CHECK_INT((int64_t)seq, store_change_last(store));
	now = fresh();
	good = is_same(over, now) && is_same(kept, before);
	if (!good)
		printf("FAILED after %s\n", what);
	CHECK(good);
	fleet_draft_adopt(kept, &over);
	CHECK(!over && is_same(kept, now));
	talloc_free(now);
	talloc_free(before);
	return moved.all;
}

#define CHANGE(expression) do { \
	CHECK_INT(store_begin(store), 0); \
	CHECK_INT(expression, 0); \
	CHECK_INT(store_commit(store), 0); \
} while (0)

static void line_changes(void)
{
	struct store_line line;
	struct store_forwarding f = { .line = LINE, .kind = FORWARDING_BUSY, .active = true, .destination = UINT64_C(33199001234) };
	struct store_settings s;
	struct store_hunt hunt[2] = { { .number = LINE, .ring_s = 20 }, { .number = OTHER, .ring_s = 15 } };
	struct store_blocked b = { .line = LINE, .number = UINT64_C(33199005555) };

	CHANGE(store_forwarding_put(store, &f));
	CHECK(!follow("a forwarding"));
	f.kind = FORWARDING_IMMEDIATE;
	CHANGE(store_forwarding_put(store, &f));
	CHECK(!follow("a forwarding in front of it"));
	CHANGE(store_forwarding_delete(store, LINE, FORWARDING_BUSY));
	CHECK(!follow("a forwarding that went"));
	store_settings_get(store, LINE, &s);
	s.no_answer_s = 33;
	CHANGE(store_settings_put(store, &s));
	CHECK(!follow("settings"));
	CHANGE(store_hunt_put(store, LINE, hunt, 2));
	CHECK(!follow("a hunt list"));
	CHANGE(store_blocked_put(store, &b));
	CHECK(!follow("a blocked caller"));
	store_line_get(store, LINE, &line);
	snprintf(line.name, sizeof(line.name), "Zoé");
	CHANGE(store_line_put(store, &line));
	CHECK(!follow("a name"));
	line.number = UINT64_C(33639980777);
	line.short_number[0] = '\0';
	CHANGE(store_line_put(store, &line));
	CHECK(!follow("a line that came"));
	CHANGE(store_line_delete(store, OTHER));
	follow("a line that went, from lists and groups too");
	CHANGE(store_line_delete(store, line.number));
	CHECK(!follow("a line that went"));
}

static void other_changes(void)
{
	struct store_fixed fixed = { .fleet_id = FLEET, .number = UINT64_C(33199003333), .name = "Atelier" };
	struct store_group g = { .fleet_id = FLEET, .number = UINT64_C(33639980888), .name = "Nouveau", .ring_s = 12, .rest_s = 30,
		.code_user = "?", .code_admin = "?" };
	struct store_member m = { .line = LINE, .connected = true };
	struct store_blocked b = { .number = UINT64_C(33199005555) };
	struct store_barred barred = { .fleet_id = FLEET, .prefix = "0899" };
	struct store_calendar c;
	struct store_fleet fleet;

	CHANGE(store_fixed_put(store, &fixed));
	CHECK(!follow("a fixed number"));
	CHANGE(store_fixed_delete(store, fixed.number));
	CHECK(!follow("a fixed number that went"));
	CHANGE(store_group_put(store, &g));
	CHECK(follow("a group that came"));
	m.group_id = b.group_id = g.id;
	CHANGE(store_member_put(store, &m));
	CHECK(!follow("a member"));
	m.connected = false;
	CHANGE(store_member_put(store, &m));
	CHECK(!follow("one who left"));
	CHANGE(store_blocked_put(store, &b));
	CHECK(!follow("who is blocked"));
	g.number = UINT64_C(33639980889);
	CHANGE(store_group_put(store, &g));
	CHECK(follow("a group's new number"));
	CHANGE(store_group_delete(store, g.id));
	CHECK(follow("a group that went"));
	memset(&c, 0, sizeof(c));
	c.fleet_id = FLEET;
	snprintf(c.name, sizeof(c.name), "Été");
	CHANGE(store_calendar_put(store, &c));
	CHECK(!follow("a calendar"));
	CHANGE(store_calendar_delete(store, c.id));
	CHECK(!follow("a calendar that went"));
	CHANGE(store_barred_put(store, &barred));
	CHECK(follow("barring"));
	store_fleet_get(store, FLEET, &fleet);
	snprintf(fleet.name, sizeof(fleet.name), "Autrement");
	CHANGE(store_fleet_put(store, &fleet));
	CHECK(follow("the fleet's row"));
}

static void many_changes(void)
{
	struct store_line line = { .fleet_id = FLEET };

	CHECK_INT(store_begin(store), 0);
	for (unsigned i = 0; i < DRAFT_MAX_MOVED + 10; i++) {
		line.number = UINT64_C(33639985000) + i;
		CHECK_INT(store_line_put(store, &line), 0);
	}
	CHECK_INT(store_commit(store), 0);
	CHECK(follow("more than a few"));
	line.fleet_id = 1;
	CHANGE(store_line_put(store, &line));
	CHECK(!follow("a line that another fleet has now"));
	CHECK(!fleet_draft_line(kept, line.number));
	CHECK_INT(store_begin(store), 0);
	CHECK_INT(store_changes_prune(store, seq), 0);
	line.number--;
	CHECK_INT(store_line_delete(store, line.number), 0);
	CHECK_INT(store_commit(store), 0);
	follow("a log that was pruned up to here");
}

static bool is_line(const void *row, const void *key)
{
	return ((const struct draft_line *)row)->row.number == *(const e164_t *)key;
}

/* Nothing of the first one moves whatever is done to the second. */
static void over(void)
{
	struct fleet_draft *d = fleet_draft_over(NULL, kept), *now = fresh();
	e164_t number = LINE;
	struct draft_line row = { .row = { .number = UINT64_C(33000001000) } };

	CHECK(d->table[DRAFT_LINES].rows == kept->table[DRAFT_LINES].rows);
	CHECK_INT(fleet_draft_drop(d, DRAFT_LINES, is_line, &row.row.number), 0);
	CHECK(d->table[DRAFT_LINES].rows == kept->table[DRAFT_LINES].rows);
	CHECK_INT(fleet_draft_drop(d, DRAFT_LINES, is_line, &number), 0);
	CHECK_INT(fleet_draft_add(d, DRAFT_LINES, &row), 0);
	fleet_draft_sort(d);
	CHECK(!fleet_draft_line(d, LINE) && fleet_draft_line(d, row.row.number) && draft_row_at(d, DRAFT_LINES, 0) == (void *)fleet_draft_line(d, row.row.number));
	CHECK(is_same(kept, now));
	talloc_free(d);
	CHECK(is_same(kept, now));
	talloc_free(now);
}

int main(void)
{
	store = tempstore_open(NULL);
	CHECK_INT(store_demo_load(store), 0);
	kept = fresh();
	seq = (uint64_t)store_change_last(store);
	CHECK(fleet_draft_line(kept, LINE) && draft_rows_count(kept, DRAFT_GROUPS));
	over();
	line_changes();
	other_changes();
	many_changes();
	talloc_free(kept);
	store_close(&store);
	CHECK_DONE();
}
