/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Call groups and their members: in and out again, what is refused, positions, versions, what goes with them. */

#include <talloc.h>

#include "storetest.h"

struct seen { unsigned n; struct store_group group; struct store_member member[16]; };

static int see_group(void *priv, const struct store_group *row)
{
	struct seen *seen = priv;

	seen->n++;
	seen->group = *row;
	return 0;
}

static int see_member(void *priv, const struct store_member *row)
{
	struct seen *seen = priv;

	seen->member[seen->n++ % 16] = *row;
	return 0;
}

static struct store_group group_make(struct storetest *t, e164_t number)
{
	struct store_group row = { .fleet_id = t->a, .number = number, .name = "Accueil", .queue = 1, .ring_s = 12, .rest_s = 30 };

	CHECK_INT(CHANGE(t, store_group_put(t->s, &row)), 0);
	CHECK(row.id && row.version == 1);
	return row;
}

static void destinations_are(const struct store_group *row)
{
	CHECK(row->overflow.kind == DESTINATION_NUMBER && row->overflow.number == OUTSIDE + 1);
	CHECK(row->nobody.kind == DESTINATION_VOICEMAIL && row->nobody.number == E164_NONE);
	CHECK(row->closed.kind == DESTINATION_NONE && row->closed.number == E164_NONE);
	CHECK(row->last_left.kind == DESTINATION_NUMBER && row->last_left.number == OUTSIDE + 2);
}

static void groups_come_back_as_they_went(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar calendar = { .fleet_id = t.a, .name = "X" };
	struct store_group row = group_make(&t, OUTSIDE), got, other = group_make(&t, LINE(1));
	struct seen seen = { 0 };

	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &calendar)), 0);
	CHECK_INT(CHANGE(&t, store_numplan_set_voicemail(t.s, "fr-current", VOICEMAIL)), 0);
	storetest_changes(&t);
	row.mode = GROUP_LONGEST_IDLE;
	row.queue = 50;
	row.ring_s = 90;
	row.rest_s = 3600;
	row.wait_s = 300;
	row.member_rules = true;
	snprintf(row.code_user, sizeof(row.code_user), "%095d", 1);
	snprintf(row.code_admin, sizeof(row.code_admin), "sealed");
	row.overflow = (struct destination){ OUTSIDE + 1, DESTINATION_NUMBER };
	row.nobody = (struct destination){ E164_NONE, DESTINATION_VOICEMAIL };
	row.last_left = (struct destination){ OUTSIDE + 2, DESTINATION_NUMBER };
	row.calendar = calendar.id;
	CHECK_INT(CHANGE(&t, store_group_put(t.s, &row)), 0);
	CHECK_INT(row.version, 2);
	CHECK_INT(store_group_get(t.s, row.id, &got), 0);
	CHECK(got.id == row.id && got.fleet_id == t.a && got.number == OUTSIDE && got.mode == GROUP_LONGEST_IDLE);
	CHECK(got.queue == 50 && got.ring_s == 90 && got.rest_s == 3600 && got.wait_s == 300 && got.member_rules);
	CHECK(got.calendar == calendar.id && got.version == 2);
	CHECK_STR(got.name, "Accueil");
	CHECK_STR(got.code_user, row.code_user);
	CHECK_STR(got.code_admin, "sealed");
	destinations_are(&got);
	CHECK_INT(store_group_find(t.s, OUTSIDE, &got), 0);
	CHECK_INT(got.id, row.id);
	CHECK_INT(store_group_find(t.s, LINE(2), &got), -ENOENT);
	CHECK_INT(store_group_get(t.s, 999, &got), -ENOENT);
	CHECK_INT(store_groups_each(t.s, 0, see_group, &seen), 0);
	CHECK(seen.n == 2 && seen.group.id == other.id);
	CHECK_INT(store_groups_each(t.s, t.a, see_group, &seen), 0);
	CHECK_INT(seen.n, 4);
	CHECK_INT(store_groups_each(t.s, t.b, see_group, &seen), 0);
	CHECK_INT(seen.n, 4);
	for (unsigned mode = 0; mode <= GROUP_TOGETHER; mode++) {
		row.mode = (uint8_t)mode;
		CHECK_INT(CHANGE(&t, store_group_put(t.s, &row)), 0);
		CHECK_INT(store_group_get(t.s, row.id, &got), 0);
		CHECK_INT(got.mode, mode);
	}
	store_close(&t.s);
}

static int group_try(struct storetest *t, struct store_group row)
{
	return CHANGE(t, store_group_put(t->s, &row));
}

static void groups_are_refused(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar foreign = { .fleet_id = t.b, .name = "X" };
	struct store_group row = group_make(&t, OUTSIDE);
	struct store_line line = { .number = OUTSIDE, .fleet_id = t.b, .name = "x" };
	struct store_fixed fixed = { .number = OUTSIDE, .fleet_id = t.b, .name = "x" };

	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &foreign)), 0);
	storetest_changes(&t);
#define REFUSED(change, why) do { struct store_group was = row; change; CHECK_INT(group_try(&t, row), why); row = was; } while (0)
	REFUSED(row.id = 0, -EEXIST);				/* the number */
	REFUSED(row.fleet_id = t.b, -EINVAL);			/* it stays in its fleet */
	REFUSED(row.id = 0; row.number = 0, -EINVAL);
	REFUSED(row.number = LINE(21), -EINVAL);		/* another fleet's */
	REFUSED(row.number = FIXED(5), -EINVAL);
	REFUSED(row.name[0] = '\0', -EINVAL);
	REFUSED(row.mode = 4, -EINVAL);
	REFUSED(row.queue = 51, -EINVAL);
	REFUSED(row.ring_s = 4, -EINVAL);
	REFUSED(row.ring_s = 91, -EINVAL);
	REFUSED(row.rest_s = 3601, -EINVAL);
	REFUSED(row.wait_s = 3601, -EINVAL);
	REFUSED(row.calendar = foreign.id, -EINVAL);
	REFUSED(row.calendar = 999, -EINVAL);
	REFUSED(row.overflow.kind = DESTINATION_VOICEMAIL, -EINVAL);	/* the profile has none */
	REFUSED((row.overflow = (struct destination){ OUTSIDE, DESTINATION_NUMBER }), -EINVAL);	/* itself */
	REFUSED((row.nobody = (struct destination){ OUTSIDE, DESTINATION_NUMBER }), -EINVAL);
	REFUSED((row.closed = (struct destination){ OUTSIDE, DESTINATION_NUMBER }), -EINVAL);
	REFUSED((row.last_left = (struct destination){ OUTSIDE, DESTINATION_NUMBER }), -EINVAL);
	REFUSED(row.id = 0; row.number = OUTSIDE + 1; row.fleet_id = 99, -EINVAL);
	/* Nobody else's line or fixed number may have a group's number. */
	CHECK_INT(CHANGE(&t, store_line_put(t.s, &line)), -EINVAL);
	CHECK_INT(CHANGE(&t, store_fixed_put(t.s, &fixed)), -EINVAL);
	CHECK_CHANGES(&t, "");
	line.fleet_id = t.a;
	CHECK_INT(CHANGE(&t, store_line_put(t.s, &line)), 0);
	CHECK_INT(store_group_put(t.s, &row), -EPERM);
	CHECK_INT(store_group_delete(t.s, row.id), -EPERM);
	store_close(&t.s);
}

static int member_put(struct storetest *t, uint32_t group_id, e164_t line, uint8_t position, bool connected)
{
	struct store_member row = { group_id, line, position, connected };

	return CHANGE(t, store_member_put(t->s, &row));
}

/* The members as the last digits of their lines, a dot behind who is connected. */
static const char *members(struct storetest *t, uint32_t group_id, char text[64])
{
	struct seen seen = { 0 };

	CHECK_INT(store_members_each(t->s, group_id, see_member, &seen), 0);
	text[0] = '\0';
	for (unsigned i = 0; i < seen.n; i++) {
		CHECK_INT(seen.member[i].position, i + 1);
		CHECK_INT(seen.member[i].group_id, group_id);
		snprintf(text + strlen(text), 64 - strlen(text), "%s%u%s", i ? " " : "",
			 (unsigned)(seen.member[i].line - LINE(0)), seen.member[i].connected ? "." : "");
	}
	return text;
}

static uint32_t version_of(struct storetest *t, uint32_t group_id)
{
	struct store_group row = { .version = 0 };

	CHECK_INT(store_group_get(t->s, group_id, &row), 0);
	return row.version;
}

static void members_keep_their_order(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_group group = group_make(&t, OUTSIDE), other = group_make(&t, OUTSIDE + 1);
	struct seen seen = { 0 };
	char text[64], want[64];

	CHECK_INT(member_put(&t, group.id, LINE(1), 0, true), 0);
	CHECK_INT(member_put(&t, group.id, LINE(2), 0, false), 0);
	CHECK_INT(member_put(&t, group.id, LINE(3), 9, true), 0);	/* behind the end is the end */
	CHECK_STR(members(&t, group.id, text), "1. 2 3.");
	CHECK_INT(member_put(&t, group.id, LINE(4), 2, true), 0);
	CHECK_STR(members(&t, group.id, text), "1. 4. 2 3.");
	CHECK_INT(version_of(&t, group.id), 5);
	storetest_changes(&t);
	/* Logging in is logged, and is no change of the group. */
	CHECK_INT(member_put(&t, group.id, LINE(2), 0, true), 0);
	CHECK_INT(member_put(&t, group.id, LINE(2), 3, false), 0);
	CHECK_STR(members(&t, group.id, text), "1. 4. 2 3.");
	CHECK_INT(version_of(&t, group.id), 5);
	snprintf(want, sizeof(want), "group:%u group:%u", group.id, group.id);
	CHECK_CHANGES(&t, want);
	CHECK_INT(member_put(&t, group.id, LINE(3), 1, true), 0);
	CHECK_STR(members(&t, group.id, text), "3. 1. 4. 2");
	CHECK_INT(member_put(&t, group.id, LINE(3), 4, true), 0);
	CHECK_STR(members(&t, group.id, text), "1. 4. 2 3.");
	CHECK(version_of(&t, group.id) > 5);
	CHECK_INT(member_put(&t, other.id, LINE(2), 0, true), 0);
	CHECK_INT(store_members_each(t.s, 0, see_member, &seen), 0);
	CHECK_INT(seen.n, 5);
	CHECK_INT(CHANGE(&t, store_member_delete(t.s, group.id, LINE(4))), 0);
	CHECK_INT(CHANGE(&t, store_member_delete(t.s, group.id, LINE(4))), -ENOENT);
	CHECK_STR(members(&t, group.id, text), "1. 2 3.");
	CHECK_STR(members(&t, other.id, text), "2.");
	store_close(&t.s);
}

static void members_are_refused(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_group group = group_make(&t, OUTSIDE);
	struct store_member row = { group.id, LINE(1), 0, true };
	char text[64];

	for (unsigned i = 1; i <= GROUP_MAX_MEMBERS; i++)
		CHECK_INT(member_put(&t, group.id, LINE(i), 0, true), 0);
	CHECK_INT(member_put(&t, group.id, LINE(11), 0, true), -ENOSPC);
	CHECK_INT(member_put(&t, group.id, LINE(11), 3, true), -ENOSPC);
	CHECK_INT(member_put(&t, group.id, LINE(3), 11, true), -EINVAL);
	CHECK_INT(member_put(&t, group.id, LINE(21), 0, true), -EINVAL);
	CHECK_INT(member_put(&t, group.id, OUTSIDE, 0, true), -EINVAL);
	CHECK_INT(member_put(&t, 999, LINE(1), 0, true), -EINVAL);
	CHECK_INT(member_put(&t, group.id, LINE(10), 1, true), 0);
	CHECK_STR(members(&t, group.id, text), "10. 1. 2. 3. 4. 5. 6. 7. 8. 9.");
	CHECK_INT(CHANGE(&t, store_member_delete(t.s, group.id, LINE(10))), 0);
	CHECK_INT(member_put(&t, group.id, LINE(11), 10, true), 0);
	CHECK_STR(members(&t, group.id, text), "1. 2. 3. 4. 5. 6. 7. 8. 9. 11.");
	CHECK_INT(store_member_put(t.s, &row), -EPERM);
	CHECK_INT(store_member_delete(t.s, group.id, LINE(1)), -EPERM);
	store_close(&t.s);
}

static void a_deleted_group_is_shown_no_more(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_group group = group_make(&t, OUTSIDE);
	struct store_settings row;
	struct seen seen = { 0 };
	char want[128];

	CHECK_INT(member_put(&t, group.id, LINE(1), 0, true), 0);
	store_settings_default(LINE(1), &row);
	row.shown = LINE_SHOWN_GROUP;
	row.shown_group = group.id;
	CHECK_INT(CHANGE(&t, store_settings_put(t.s, &row)), 0);
	CHECK_INT(store_settings_get(t.s, LINE(1), &row), 0);
	CHECK(row.shown == LINE_SHOWN_GROUP && row.shown_group == group.id);
	storetest_changes(&t);
	CHECK_INT(CHANGE(&t, store_group_delete(t.s, group.id)), 0);
	snprintf(want, sizeof(want), "group:%u service:%" PRIu64, group.id, LINE(1));
	CHECK_CHANGES(&t, want);
	CHECK_INT(store_settings_get(t.s, LINE(1), &row), 0);
	CHECK(row.shown == LINE_SHOWN_LINE && !row.shown_group && row.version == 2);
	CHECK_INT(store_members_each(t.s, 0, see_member, &seen), 0);
	CHECK_INT(seen.n, 0);
	CHECK_INT(CHANGE(&t, store_group_delete(t.s, group.id)), -ENOENT);
	store_close(&t.s);
}

/* Everything that refers to everything, and all of it goes by one statement. */
static void a_fleet_goes_with_all_it_has(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar calendar = { .fleet_id = t.a, .name = "X", .calendar = { .num_hours = 1, .hours = { { 1, 0, 9 } } } };
	struct store_group group = group_make(&t, LINE(1));
	struct store_hunt hunt[] = { { .number = LINE(2), .ring_s = 15 }, { .number = FIXED(0), .ring_s = 15 } };
	struct store_forwarding fwd = { .line = LINE(1), .active = true, .destination = OUTSIDE };
	struct store_blocked blocked[] = { { LINE(1), 0, OUTSIDE }, { E164_NONE, group.id, OUTSIDE } };
	struct store_barred barred = { t.a, "0899" };
	struct store_settings row;
	struct seen seen = { 0 };
	char want[64];

	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &calendar)), 0);
	group.calendar = fwd.calendar = calendar.id;
	store_settings_default(LINE(1), &row);
	row.shown = LINE_SHOWN_GROUP;
	row.shown_group = group.id;
	CHECK_INT(CHANGE(&t, store_group_put(t.s, &group)), 0);
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &fwd)), 0);
	CHECK_INT(CHANGE(&t, store_settings_put(t.s, &row)), 0);
	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(1), hunt, 2)), 0);
	CHECK_INT(CHANGE(&t, store_blocked_put(t.s, &blocked[0])), 0);
	CHECK_INT(CHANGE(&t, store_blocked_put(t.s, &blocked[1])), 0);
	CHECK_INT(CHANGE(&t, store_barred_put(t.s, &barred)), 0);
	CHECK_INT(member_put(&t, group.id, LINE(1), 0, true), 0);
	storetest_changes(&t);
	CHECK_INT(CHANGE(&t, store_fleet_delete(t.s, t.a)), 0);
	snprintf(want, sizeof(want), "fleet:%u", t.a);
	CHECK_CHANGES(&t, want);
	CHECK_INT(store_groups_each(t.s, 0, see_group, &seen), 0);
	CHECK_INT(store_members_each(t.s, 0, see_member, &seen), 0);
	CHECK_INT(seen.n, 0);
	CHECK_INT(store_calendar_get(t.s, calendar.id, &calendar), -ENOENT);
	CHECK_INT(store_settings_get(t.s, LINE(1), &row), 0);
	CHECK_INT(row.version, 0);
	store_close(&t.s);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	mpabx_log_init(ctx);
	groups_come_back_as_they_went(ctx);
	groups_are_refused(ctx);
	members_keep_their_order(ctx);
	members_are_refused(ctx);
	a_deleted_group_is_shown_no_more(ctx);
	a_fleet_goes_with_all_it_has(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
