/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Groups, their members and calendars: found from every side, and nothing left over when something goes; held against
 * a plain model. */

#include <errno.h>
#include <stdlib.h>

#include <talloc.h>

#include "check.h"
#include "fleets.h"

#define LINE(n) (UINT64_C(33639980000) + (n))
#define NUMBER(id) (UINT64_C(33199000000) + (id))

static struct store_group group_row(uint32_t id, uint32_t fleet)
{
	struct store_group row = { .id = id, .fleet_id = fleet, .number = NUMBER(id), .queue = 1, .ring_s = 12, .rest_s = 30,
				   .version = 1 };

	snprintf(row.name, sizeof(row.name), "group %u", id);
	return row;
}

static int put_group(struct fleet_snapshot *snap, uint32_t id, uint32_t fleet)
{
	struct store_group row = group_row(id, fleet);

	return fleet_snapshot_put_group(snap, &row);
}

static int put_members(struct fleet_snapshot *snap, uint32_t id, const unsigned *lines, size_t n)
{
	struct store_member rows[16];

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct store_member){ .group_id = id, .line = LINE(lines[i]), .connected = i % 2 == 0 };
	return fleet_snapshot_put_members(snap, id, rows, n);
}

static struct fleet_snapshot *two_fleets(void *ctx)
{
	struct fleet_snapshot *snap = fleets_alloc(ctx);

	fleets_put_fleet(snap, 1, false);
	fleets_put_fleet(snap, 2, false);
	for (unsigned i = 1; i <= 12; i++)
		fleets_put_line(snap, 1, LINE(i), "", ALL_RIGHTS, false);
	fleets_put_line(snap, 2, LINE(21), "", ALL_RIGHTS, false);
	return snap;
}

static unsigned groups_of(const struct fleet_snapshot *snap, unsigned line)
{
	const struct fleet_group *g[4];

	return fleet_groups_of(snap, LINE(line), g, 4);
}

static bool is_member(const struct fleet_snapshot *snap, unsigned line)
{
	return fleet_line_find(snap, LINE(line))->is_member;
}

static void a_group_is_found_from_every_side(void *ctx)
{
	static const unsigned three[] = { 3, 1, 2 }, one[] = { 1 };
	struct fleet_snapshot *snap = two_fleets(ctx);
	struct store_group row = group_row(7, 1);
	const struct fleet_group *g, *of[2];

	row.mode = GROUP_LONGEST_IDLE;
	row.overflow = (struct destination){ NUMBER(99), DESTINATION_NUMBER };
	row.nobody = (struct destination){ E164_NONE, DESTINATION_VOICEMAIL };
	row.calendar = 5;
	row.member_rules = true;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), 0);
	CHECK_INT(put_members(snap, 7, three, 3), 0);
	CHECK_INT(put_group(snap, 8, 1), 0);
	CHECK_INT(put_members(snap, 8, one, 1), 0);
	g = fleet_group_by_id(snap, 7);
	if (!CHECK(g))
		return;
	CHECK(g == fleet_group_find(snap, NUMBER(7)));
	CHECK(g->fleet == fleet_find(snap, 1) && g->mode == GROUP_LONGEST_IDLE && g->member_rules);
	CHECK(g->overflow.number == NUMBER(99) && g->nobody.kind == DESTINATION_VOICEMAIL);
	CHECK_INT(g->calendar, 5);
	CHECK_STR(g->name, "group 7");
	CHECK_INT(g->num_members, 3);
	CHECK(g->member[0].line == LINE(3) && g->member[1].line == LINE(1) && g->member[2].line == LINE(2));
	CHECK(g->member[0].connected && !g->member[1].connected && g->member[2].connected);
	CHECK(is_member(snap, 1) && is_member(snap, 2) && is_member(snap, 3) && !is_member(snap, 4));
	CHECK_INT(fleet_groups_of(snap, LINE(1), of, 2), 2);
	CHECK((of[0]->id == 7 && of[1]->id == 8) || (of[0]->id == 8 && of[1]->id == 7));
	CHECK_INT(fleet_groups_of(snap, LINE(1), of, 1), 2);
	CHECK_INT(fleet_groups_of(snap, LINE(1), NULL, 0), 2);
	CHECK_INT(fleet_groups_of(snap, LINE(3), of, 2), 1);
	CHECK(of[0] == g);
	CHECK_INT(groups_of(snap, 4), 0);
	CHECK_INT(groups_of(snap, 99), 0);
	CHECK(!fleet_group_by_id(snap, 9) && !fleet_group_find(snap, NUMBER(9)) && !fleet_group_find(snap, E164_NONE));
	talloc_free(snap);
}

/* The row again: another number, the members and the blocked callers stay. */
static void a_group_changes_its_number(void *ctx)
{
	static const unsigned two[] = { 1, 2 };
	static const e164_t blocked[] = { NUMBER(50), E164_NONE };
	struct fleet_snapshot *snap = two_fleets(ctx);
	struct store_group row = group_row(7, 1), other = group_row(8, 1);
	const struct fleet_group *g;

	put_group(snap, 7, 1);
	put_members(snap, 7, two, 2);
	CHECK_INT(fleet_snapshot_put_blocked(snap, E164_NONE, 7, blocked, 2), 0);
	/* Row by row the new one may hold the number for a moment before the old one gives it up. */
	other.number = NUMBER(7);
	CHECK_INT(fleet_snapshot_put_group(snap, &other), 0);
	row.number = LINE(1);
	row.version = 2;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), 0);
	g = fleet_group_find(snap, LINE(1));
	CHECK(g && g->id == 7 && g->version == 2 && g->num_members == 2 && g->num_blocked == 2);
	CHECK(fleet_is_blocked(g->blocked, g->num_blocked, E164_NONE));
	CHECK_INT(fleet_group_find(snap, NUMBER(7))->id, 8);
	/* To another fleet: its lines are not that one's. */
	row.fleet_id = 2;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), 0);
	CHECK_INT(g->num_members, 0);
	CHECK(!is_member(snap, 1) && !is_member(snap, 2) && g->fleet == fleet_find(snap, 2));
	CHECK_INT(fleet_snapshot_remove_fleet(snap, 1), 0);
	CHECK(fleet_group_by_id(snap, 7) && !fleet_group_by_id(snap, 8));
	talloc_free(snap);
}

static void lines_that_go_leave_their_groups(void *ctx)
{
	static const unsigned three[] = { 1, 2, 3 };
	struct fleet_snapshot *snap = two_fleets(ctx);
	const struct fleet_group *g;

	put_group(snap, 7, 1);
	put_group(snap, 8, 1);
	put_members(snap, 7, three, 3);
	put_members(snap, 8, three, 2);
	g = fleet_group_by_id(snap, 7);
	CHECK_INT(fleet_snapshot_remove_line(snap, LINE(2)), 0);
	CHECK_INT(g->num_members, 2);
	CHECK(g->member[0].line == LINE(1) && g->member[1].line == LINE(3) && g->member[1].connected);
	CHECK_INT(fleet_group_by_id(snap, 8)->num_members, 1);
	CHECK_INT(groups_of(snap, 2), 0);
	fleets_put_line(snap, 1, LINE(2), "", ALL_RIGHTS, false);
	CHECK(!is_member(snap, 2));
	/* To another fleet. */
	fleets_put_line(snap, 2, LINE(1), "", ALL_RIGHTS, false);
	CHECK(!is_member(snap, 1));
	CHECK_INT(g->num_members, 1);
	CHECK_INT(fleet_group_by_id(snap, 8)->num_members, 0);
	CHECK_INT(fleet_snapshot_remove_group(snap, 7), 0);
	CHECK(!is_member(snap, 3) && !fleet_group_find(snap, NUMBER(7)));
	CHECK_INT(fleet_snapshot_remove_group(snap, 7), -ENOENT);
	talloc_free(snap);
}

static void bad_rows_are_refused(void *ctx)
{
	static const unsigned twice[] = { 1, 1 }, stranger[] = { 1, 21 }, unknown[] = { 1, 30 }, one[] = { 5 };
	static const unsigned eleven[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
	struct fleet_snapshot *snap = two_fleets(ctx);
	struct store_group row = group_row(7, 3);

	CHECK_INT(fleet_snapshot_put_group(snap, &row), -ENOENT);
	row = group_row(7, 1);
	row.number = E164_NONE;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), -EINVAL);
	row = group_row(7, 1);
	row.mode = GROUP_TOGETHER + 1;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), -EINVAL);
	row = group_row(7, 1);
	row.queue = 51;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), -EINVAL);
	row = group_row(7, 1);
	row.ring_s = 4;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), -EINVAL);
	row = group_row(7, 1);
	row.closed.kind = DESTINATION_NUMBER;
	CHECK_INT(fleet_snapshot_put_group(snap, &row), -EINVAL);
	CHECK(!fleet_group_by_id(snap, 7));
	CHECK_INT(put_members(snap, 7, one, 1), -ENOENT);
	CHECK_INT(fleet_snapshot_put_blocked(snap, E164_NONE, 7, NULL, 0), -ENOENT);
	CHECK_INT(put_group(snap, 7, 1), 0);
	CHECK_INT(put_members(snap, 7, one, 1), 0);
	CHECK_INT(put_members(snap, 7, twice, 2), -EINVAL);
	CHECK_INT(put_members(snap, 7, stranger, 2), -ENOENT);
	CHECK_INT(put_members(snap, 7, unknown, 2), -ENOENT);
	CHECK_INT(put_members(snap, 7, eleven, 11), -EINVAL);
	CHECK_INT(fleet_group_by_id(snap, 7)->num_members, 1);
	CHECK_INT(put_members(snap, 7, eleven, 10), 0);
	CHECK_INT(fleet_group_by_id(snap, 7)->num_members, 10);
	talloc_free(snap);
}

static void calendars_are_found_by_id(void *ctx)
{
	struct fleet_snapshot *snap = two_fleets(ctx);
	struct store_calendar row = { .id = 5, .fleet_id = 1, .calendar = { .num_hours = 1,
				      .hours = { { 0x1f, 480, 1080 } } } };
	struct store_calendar bad = { .id = 6, .fleet_id = 1, .calendar = { .num_hours = CALENDAR_MAX_HOURS + 1 } };

	CHECK(!fleet_calendar_find(snap, 0) && !fleet_calendar_find(snap, 5));
	CHECK_INT(fleet_snapshot_put_calendar(snap, &row), 0);
	CHECK_INT(fleet_snapshot_put_calendar(snap, &bad), -EINVAL);
	CHECK_INT(fleet_calendar_find(snap, 5)->hours[0].to_min, 1080);
	row.calendar.hours[0].to_min = 1100;
	CHECK_INT(fleet_snapshot_put_calendar(snap, &row), 0);
	CHECK_INT(fleet_calendar_find(snap, 5)->hours[0].to_min, 1100);
	row.fleet_id = 3;
	CHECK_INT(fleet_snapshot_put_calendar(snap, &row), -ENOENT);
	row = (struct store_calendar){ .fleet_id = 1 };
	CHECK_INT(fleet_snapshot_put_calendar(snap, &row), -EINVAL);
	row.id = 6;
	row.fleet_id = 2;
	CHECK_INT(fleet_snapshot_put_calendar(snap, &row), 0);
	CHECK_INT(fleet_snapshot_remove_fleet(snap, 1), 0);
	CHECK(!fleet_calendar_find(snap, 5) && fleet_calendar_find(snap, 6));
	CHECK_INT(fleet_snapshot_remove_calendar(snap, 6), 0);
	CHECK_INT(fleet_snapshot_remove_calendar(snap, 6), -ENOENT);
	talloc_free(snap);
}

/* ---- against a plain model ---- */
#define LINES 40
#define GROUPS 12
#define FLEETS 3

struct model {
	uint32_t line_fleet[LINES];		/* 0: no such line */
	uint32_t group_fleet[GROUPS];
	e164_t number[GROUPS];
	unsigned num_members[GROUPS], member[GROUPS][GROUP_MAX_MEMBERS];
};

static void model_leave(struct model *m, unsigned line, uint32_t stays)
{
	for (unsigned g = 0; g < GROUPS; g++) {
		unsigned kept = 0;

		for (unsigned i = 0; i < m->num_members[g]; i++) {
			if (m->member[g][i] != line || m->group_fleet[g] == stays)
				m->member[g][kept++] = m->member[g][i];
		}
		m->num_members[g] = kept;
	}
}

static unsigned step_line(struct fleet_snapshot *snap, struct model *m)
{
	unsigned line = rand() % LINES;
	uint32_t fleet = rand() % (FLEETS + 1);
	bool there = m->line_fleet[line];

	model_leave(m, line, fleet);
	m->line_fleet[line] = fleet;
	if (!fleet)
		return fleet_snapshot_remove_line(snap, LINE(line)) != (there ? 0 : -ENOENT);
	return fleets_put_line(snap, fleet, LINE(line), "", 1, false) != 0;
}

static unsigned step_group(struct fleet_snapshot *snap, struct model *m)
{
	unsigned g = rand() % GROUPS;
	uint32_t fleet = rand() % (FLEETS + 1);
	struct store_group row = group_row(g + 1, fleet);
	bool there = m->group_fleet[g];

	if (m->group_fleet[g] != fleet)
		m->num_members[g] = 0;
	m->group_fleet[g] = fleet;
	if (!fleet)
		return fleet_snapshot_remove_group(snap, g + 1) != (there ? 0 : -ENOENT);
	m->number[g] = row.number = NUMBER(100 * (g + 1) + rand() % 50);
	return fleet_snapshot_put_group(snap, &row) != 0;
}

static unsigned step_members(struct fleet_snapshot *snap, struct model *m)
{
	unsigned g = rand() % GROUPS, chosen[GROUP_MAX_MEMBERS], n = 0, want = rand() % (GROUP_MAX_MEMBERS + 1);

	for (unsigned i = 0; i < LINES && n < want; i++) {
		unsigned line = (i * 7 + g) % LINES;

		if (m->group_fleet[g] && m->line_fleet[line] == m->group_fleet[g] && rand() % 2)
			chosen[n++] = line;
	}
	if (!m->group_fleet[g])
		return put_members(snap, g + 1, chosen, n) != -ENOENT;
	m->num_members[g] = n;
	memcpy(m->member[g], chosen, sizeof(chosen[0]) * n);
	return put_members(snap, g + 1, chosen, n) != 0;
}

static unsigned group_differs(const struct fleet_snapshot *snap, const struct model *m, unsigned g)
{
	const struct fleet_group *group = fleet_group_by_id(snap, g + 1);
	unsigned wrong = 0;

	if (!!group != !!m->group_fleet[g])
		return 1;
	if (!group)
		return 0;
	wrong += group->fleet->id != m->group_fleet[g] || fleet_group_find(snap, m->number[g]) != group;
	if (group->num_members != m->num_members[g])
		return wrong + 1;
	for (unsigned i = 0; i < group->num_members; i++)
		wrong += group->member[i].line != LINE(m->member[g][i]);
	return wrong;
}

static unsigned line_differs(const struct fleet_snapshot *snap, const struct model *m, unsigned line)
{
	const struct fleet_line *l = fleet_line_find(snap, LINE(line));
	unsigned want = 0;

	for (unsigned g = 0; g < GROUPS; g++) {
		for (unsigned i = 0; i < m->num_members[g]; i++)
			want += m->member[g][i] == line;
	}
	return (groups_of(snap, line) != want) + (l && l->is_member != (want > 0)) + (!l && want);
}

static int group_count(void *priv, const struct fleet_group *group)
{
	(*(unsigned *)priv)++;
	return 0;
}

static unsigned model_differs(const struct fleet_snapshot *snap, const struct model *m)
{
	unsigned wrong = 0, all = 0, listed = 0, want = 0;

	for (unsigned g = 0; g < GROUPS; g++) {
		wrong += group_differs(snap, m, g);
		want += m->group_fleet[g] != 0;
	}
	for (unsigned line = 0; line < LINES; line++)
		wrong += line_differs(snap, m, line);
	for (uint32_t f = 1; f <= FLEETS; f++)
		fleet_groups_each(snap, fleet_find(snap, f), group_count, &listed);
	fleet_groups_each(snap, NULL, group_count, &all);
	return wrong + (all != want) + (listed != want);
}

static void as_the_model_says(void *ctx)
{
	struct fleet_snapshot *snap = fleets_alloc(ctx);
	struct model m = { .line_fleet = { 0 } };
	unsigned wrong = 0;

	srand(5);
	for (uint32_t f = 1; f <= FLEETS; f++)
		fleets_put_fleet(snap, f, false);
	for (unsigned step = 0; step < 20000; step++) {
		switch (rand() % 8) {
		case 0:
			wrong += step_group(snap, &m);
			break;
		case 1:
		case 2:
		case 3:
			wrong += step_line(snap, &m);
			break;
		default:
			wrong += step_members(snap, &m);
		}
		if (step % 10 == 0)
			wrong += model_differs(snap, &m);
	}
	CHECK_INT(wrong + model_differs(snap, &m), 0);
	talloc_free(snap);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	a_group_is_found_from_every_side(ctx);
	a_group_changes_its_number(ctx);
	lines_that_go_leave_their_groups(ctx);
	bad_rows_are_refused(ctx);
	calendars_are_found_by_id(ctx);
	as_the_model_says(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
