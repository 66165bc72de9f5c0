/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a line has set: settings, hunt list, blocked callers, forwardings in calendars and to the voicemail; and what
 * becomes of them when numbers leave their fleet. */

#include <talloc.h>

#include "storetest.h"

struct seen { unsigned n; struct store_settings settings; struct store_hunt hunt[16]; struct store_blocked blocked[8]; };

static int see_settings(void *priv, const struct store_settings *row)
{
	struct seen *seen = priv;

	seen->n++;
	seen->settings = *row;
	return 0;
}

static int see_hunt(void *priv, const struct store_hunt *row)
{
	struct seen *seen = priv;

	seen->hunt[seen->n++ % 16] = *row;
	return 0;
}

static int see_blocked(void *priv, const struct store_blocked *row)
{
	struct seen *seen = priv;

	seen->blocked[seen->n++ % 8] = *row;
	return 0;
}

static struct store_settings settings_of(struct storetest *t, e164_t line)
{
	struct store_settings row = { .line = 0 };

	CHECK_INT(store_settings_get(t->s, line, &row), 0);
	return row;
}

static void settings_come_back_as_they_went(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_settings row = settings_of(&t, LINE(1)), got;
	struct seen seen = { 0 };

	CHECK(row.line == LINE(1) && row.forwarding_custom && row.incoming_custom && !row.rings_when_busy);
	CHECK(row.no_answer_s == 25 && !row.dnd_active && !row.hunt_active && !row.hunt_together && !row.version);
	CHECK(row.shown == LINE_SHOWN_LINE && !row.shown_group && row.dnd.kind == DESTINATION_NONE);
	CHECK_INT(store_settings_each(t.s, 0, see_settings, &seen), 0);
	CHECK_INT(seen.n, 0);
	CHECK_INT(CHANGE(&t, store_settings_put(t.s, &row)), 0);
	CHECK_INT(row.version, 1);
	row.forwarding_custom = row.incoming_custom = false;
	row.rings_when_busy = row.dnd_active = row.hunt_active = row.hunt_together = true;
	row.no_answer_s = 90;
	row.dnd = (struct destination){ OUTSIDE, DESTINATION_NUMBER };
	row.shown = LINE_SHOWN_WITHHELD;
	CHECK_INT(CHANGE(&t, store_settings_put(t.s, &row)), 0);
	CHECK_INT(row.version, 2);
	CHECK_CHANGES(&t, "service:33639980101 service:33639980101");
	got = settings_of(&t, LINE(1));
	CHECK(!got.forwarding_custom && !got.incoming_custom && got.rings_when_busy && got.dnd_active && got.hunt_active &&
	      got.hunt_together && got.no_answer_s == 90 && got.shown == LINE_SHOWN_WITHHELD && got.version == 2);
	CHECK(got.dnd.kind == DESTINATION_NUMBER && got.dnd.number == OUTSIDE);
	CHECK_INT(store_settings_each(t.s, LINE(1), see_settings, &seen), 0);
	CHECK_INT(store_settings_each(t.s, 0, see_settings, &seen), 0);
	CHECK_INT(seen.n, 2);
	CHECK_INT(seen.settings.no_answer_s, 90);
	CHECK_INT(store_settings_put(t.s, &row), -EPERM);
	store_close(&t.s);
}

static int settings_try(struct storetest *t, struct store_settings row)
{
	return CHANGE(t, store_settings_put(t->s, &row));
}

static void settings_are_refused(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_group group = { .fleet_id = t.b, .number = OUTSIDE, .name = "G", .ring_s = 12 };
	struct store_settings row;

	CHECK_INT(CHANGE(&t, store_group_put(t.s, &group)), 0);
	storetest_changes(&t);
	store_settings_default(LINE(1), &row);
#define REFUSED(change) do { struct store_settings was = row; change; CHECK_INT(settings_try(&t, row), -EINVAL); row = was; } while (0)
	REFUSED(row.line = LINE(99));
	REFUSED(row.no_answer_s = 4);
	REFUSED(row.no_answer_s = 91);
	REFUSED(row.dnd.kind = DESTINATION_VOICEMAIL);		/* the profile has none */
	REFUSED(row.dnd.kind = DESTINATION_NUMBER);
	REFUSED(row.dnd.number = OUTSIDE);			/* without its kind */
	REFUSED(row.dnd.kind = 3);
	REFUSED((row.dnd = (struct destination){ LINE(1), DESTINATION_NUMBER }));
	REFUSED((row.dnd = (struct destination){ 1, DESTINATION_NUMBER }));
	REFUSED(row.shown = 3);
	REFUSED(row.shown = LINE_SHOWN_GROUP);
	REFUSED(row.shown_group = group.id);
	REFUSED(row.shown = LINE_SHOWN_GROUP; row.shown_group = group.id);	/* another fleet's */
	CHECK_CHANGES(&t, "");
	CHECK_INT(CHANGE(&t, store_numplan_set_voicemail(t.s, "fr-current", VOICEMAIL)), 0);
	row.dnd.kind = DESTINATION_VOICEMAIL;
	CHECK_INT(settings_try(&t, row), 0);
	CHECK_INT(settings_of(&t, LINE(1)).dnd.kind, DESTINATION_VOICEMAIL);
	store_close(&t.s);
}

static const struct store_hunt five[] = {
	{ .number = LINE(1), .ring_s = 15 }, { .number = LINE(2), .ring_s = 10, .allow_diverted = true },
	{ .number = FIXED(0), .ring_s = 20, .confirm = true }, { .number = LINE(3), .ring_s = 5 },
	{ .number = FIXED(1), .ring_s = 90 }, { .number = LINE(4), .ring_s = 15 },
};

static void hunt_lists_are_replaced_whole(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_settings row;
	struct seen seen = { 0 };

	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(1), five, 5)), 0);
	CHECK_CHANGES(&t, "service:33639980101");
	row = settings_of(&t, LINE(1));
	CHECK(row.version == 1 && !row.hunt_active && row.no_answer_s == 25);
	row.hunt_active = true;
	CHECK_INT(CHANGE(&t, store_settings_put(t.s, &row)), 0);
	CHECK_INT(store_hunt_each(t.s, LINE(1), see_hunt, &seen), 0);
	CHECK_INT(seen.n, 5);
	for (unsigned i = 0; i < 5; i++) {
		const struct store_hunt *got = &seen.hunt[i];

		CHECK(got->line == LINE(1) && got->position == i + 1 && got->number == five[i].number);
		CHECK(got->ring_s == five[i].ring_s && got->confirm == five[i].confirm);
		CHECK_INT(got->allow_diverted, five[i].allow_diverted);
	}
	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(1), five + 1, 2)), 0);
	CHECK_INT(settings_of(&t, LINE(1)).version, 3);
	seen.n = 0;
	CHECK_INT(store_hunt_each(t.s, 0, see_hunt, &seen), 0);
	CHECK(seen.n == 2 && seen.hunt[0].position == 1 && seen.hunt[0].number == LINE(2));
	/* An empty list is off. */
	CHECK(settings_of(&t, LINE(1)).hunt_active);
	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(1), NULL, 0)), 0);
	CHECK(!settings_of(&t, LINE(1)).hunt_active);
	CHECK_INT(store_hunt_put(t.s, LINE(1), five, 1), -EPERM);
	store_close(&t.s);
}

static int hunt_try(struct storetest *t, e164_t number, uint8_t ring_s)
{
	struct store_hunt row = { .number = number, .ring_s = ring_s };

	return CHANGE(t, store_hunt_put(t->s, LINE(1), &row, 1));
}

static void hunt_lists_are_refused(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	const struct store_hunt twice[] = { five[0], five[1], five[0] };

	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(1), five, 6)), -EINVAL);
	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(1), twice, 3)), -EEXIST);
	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(99), five, 1)), -EINVAL);
	CHECK_INT(hunt_try(&t, LINE(1), 4), -EINVAL);
	CHECK_INT(hunt_try(&t, LINE(1), 91), -EINVAL);
	CHECK_INT(hunt_try(&t, OUTSIDE, 15), -EINVAL);
	CHECK_INT(hunt_try(&t, LINE(21), 15), -EINVAL);
	CHECK_INT(hunt_try(&t, FIXED(5), 15), -EINVAL);
	CHECK_INT(hunt_try(&t, E164_NONE, 15), -EINVAL);
	CHECK_CHANGES(&t, "");
	store_close(&t.s);
}

static int blocked_put(struct storetest *t, e164_t line, uint32_t group, e164_t number)
{
	struct store_blocked row = { line, group, number };

	return CHANGE(t, store_blocked_put(t->s, &row));
}

static int blocked_delete(struct storetest *t, e164_t line, uint32_t group, e164_t number)
{
	struct store_blocked row = { line, group, number };

	return CHANGE(t, store_blocked_delete(t->s, &row));
}

static void callers_are_blocked(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_group group = { .fleet_id = t.a, .number = OUTSIDE, .name = "G", .ring_s = 12 };
	struct seen seen = { 0 };
	char want[128];

	CHECK_INT(CHANGE(&t, store_group_put(t.s, &group)), 0);
	storetest_changes(&t);
	CHECK_INT(blocked_put(&t, LINE(1), 0, OUTSIDE + 1), 0);
	CHECK_INT(blocked_put(&t, LINE(1), 0, E164_NONE), 0);
	CHECK_INT(blocked_put(&t, E164_NONE, group.id, OUTSIDE + 2), 0);
	snprintf(want, sizeof(want), "service:%" PRIu64 " service:%" PRIu64 " group:%u", LINE(1), LINE(1), group.id);
	CHECK_CHANGES(&t, want);
	CHECK_INT(settings_of(&t, LINE(1)).version, 2);
	CHECK_INT(store_group_get(t.s, group.id, &group), 0);
	CHECK_INT(group.version, 2);
	CHECK_INT(blocked_put(&t, LINE(1), 0, OUTSIDE + 1), 0);
	CHECK_INT(blocked_put(&t, LINE(1), 0, 999), -EINVAL);
	CHECK_INT(blocked_put(&t, LINE(99), 0, OUTSIDE), -EINVAL);
	CHECK_INT(blocked_put(&t, E164_NONE, 999, OUTSIDE), -EINVAL);
	CHECK_INT(blocked_put(&t, LINE(1), group.id, OUTSIDE), -EINVAL);
	CHECK_INT(blocked_put(&t, E164_NONE, 0, OUTSIDE), -EINVAL);
	CHECK_INT(store_blocked_each(t.s, LINE(1), 0, see_blocked, &seen), 0);
	CHECK(seen.n == 2 && seen.blocked[0].number == E164_NONE && seen.blocked[1].number == OUTSIDE + 1);
	CHECK_INT(store_blocked_each(t.s, E164_NONE, group.id, see_blocked, &seen), 0);
	CHECK(seen.n == 3 && seen.blocked[2].group_id == group.id && seen.blocked[2].line == E164_NONE);
	seen.n = 0;
	CHECK_INT(store_blocked_each(t.s, E164_NONE, 0, see_blocked, &seen), 0);
	CHECK(seen.n == 3 && seen.blocked[0].group_id == group.id && seen.blocked[1].line == LINE(1));
	CHECK_INT(blocked_delete(&t, LINE(1), 0, E164_NONE), 0);
	CHECK_INT(blocked_delete(&t, LINE(1), 0, E164_NONE), -ENOENT);
	CHECK_INT(blocked_delete(&t, E164_NONE, group.id, OUTSIDE + 2), 0);
	CHECK_INT(blocked_delete(&t, E164_NONE, 0, OUTSIDE), -ENOENT);
	seen.n = 0;
	CHECK_INT(store_blocked_each(t.s, E164_NONE, 0, see_blocked, &seen), 0);
	CHECK_INT(seen.n, 1);
	store_close(&t.s);
}

static void forwardings_know_calendars_and_voicemail(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar own = { .fleet_id = t.a, .name = "X" }, foreign = { .fleet_id = t.b, .name = "X" };
	struct store_forwarding row = { .line = LINE(1), .kind = FORWARDING_BUSY, .active = true, .voicemail = true }, got;

	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &own)), 0);
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &foreign)), 0);
	storetest_changes(&t);
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &row)), -EINVAL);
	CHECK_INT(CHANGE(&t, store_numplan_set_voicemail(t.s, "fr-current", VOICEMAIL)), 0);
	row.calendar = foreign.id;
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &row)), -EINVAL);
	row.calendar = 999;
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &row)), -EINVAL);
	row.calendar = own.id;
	row.destination = OUTSIDE;
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &row)), -EINVAL);
	row.destination = E164_NONE;
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &row)), 0);
	CHECK_INT(store_forwarding_get(t.s, LINE(1), FORWARDING_BUSY, &got), 0);
	CHECK(got.voicemail && got.destination == E164_NONE && got.calendar == own.id && got.active && got.version == 1);
	row.voicemail = false;
	row.destination = OUTSIDE;
	row.calendar = 0;
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &row)), 0);
	CHECK_INT(store_forwarding_get(t.s, LINE(1), FORWARDING_BUSY, &got), 0);
	CHECK(!got.voicemail && got.destination == OUTSIDE && !got.calendar && got.version == 2);
	CHECK_INT(store_forwarding_delete(t.s, LINE(1), FORWARDING_BUSY), -EPERM);
	CHECK_INT(CHANGE(&t, store_forwarding_delete(t.s, LINE(1), FORWARDING_BUSY)), 0);
	CHECK_INT(CHANGE(&t, store_forwarding_delete(t.s, LINE(1), FORWARDING_BUSY)), -ENOENT);
	CHECK_INT(CHANGE(&t, store_forwarding_delete(t.s, LINE(1), 4)), -ENOENT);
	CHECK_CHANGES(&t, "numplan:0 forwarding:33639980101 forwarding:33639980101 forwarding:33639980101");
	store_close(&t.s);
}

/* Lines 1 and 4 hunt through others; both groups have line 2. */
static void entangle(struct storetest *t, struct store_group groups[2])
{
	const struct store_hunt alone = { .number = LINE(2), .ring_s = 10 };
	struct store_settings row;

	for (unsigned i = 0; i < 2; i++) {
		groups[i] = (struct store_group){ .fleet_id = t->a, .number = OUTSIDE + i, .name = "G", .ring_s = 12 };
		CHECK_INT(CHANGE(t, store_group_put(t->s, &groups[i])), 0);
		for (unsigned n = 1; n <= 3; n++) {
			struct store_member member = { .group_id = groups[i].id, .line = LINE(n) };

			CHECK_INT(CHANGE(t, store_member_put(t->s, &member)), 0);
		}
	}
	store_settings_default(LINE(4), &row);
	row.hunt_active = true;
	CHECK_INT(CHANGE(t, store_hunt_put(t->s, LINE(1), five, 5)), 0);
	CHECK_INT(CHANGE(t, store_settings_put(t->s, &row)), 0);
	CHECK_INT(CHANGE(t, store_hunt_put(t->s, LINE(4), &alone, 1)), 0);
	CHECK_INT(CHANGE(t, store_hunt_put(t->s, LINE(2), five, 2)), 0);
	storetest_changes(t);
}

static int see_member(void *priv, const struct store_member *row)
{
	struct store_member **next = priv;

	*(*next)++ = *row;
	return 0;
}

static unsigned members_of(struct storetest *t, uint32_t group_id, struct store_member ret[GROUP_MAX_MEMBERS])
{
	struct store_member *next = ret;

	CHECK_INT(store_members_each(t->s, group_id, see_member, &next), 0);
	return (unsigned)(next - ret);
}

static void hunts_without_line_2(struct storetest *t)
{
	static const e164_t rest[] = { LINE(1), FIXED(0), LINE(3), FIXED(1) };
	struct seen seen = { 0 };

	CHECK_INT(store_hunt_each(t->s, LINE(1), see_hunt, &seen), 0);
	CHECK_INT(seen.n, 4);
	for (unsigned i = 0; i < 4; i++)
		CHECK(seen.hunt[i].number == rest[i] && seen.hunt[i].position == i + 1);
	CHECK_INT(store_hunt_each(t->s, LINE(4), see_hunt, &seen), 0);
	CHECK_INT(seen.n, 4);
	CHECK(!settings_of(t, LINE(4)).hunt_active);
}

static void a_deleted_line_leaves_nothing_behind(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_member members[GROUP_MAX_MEMBERS];
	struct store_group groups[2];
	struct store_hunt fixed = { .number = FIXED(0), .ring_s = 10 };
	char want[256];

	entangle(&t, groups);
	CHECK_INT(CHANGE(&t, store_line_delete(t.s, LINE(2))), 0);
	snprintf(want, sizeof(want), "group:%u group:%u service:%" PRIu64 " service:%" PRIu64 " line:%" PRIu64,
		 groups[0].id, groups[1].id, LINE(1), LINE(4), LINE(2));
	CHECK_CHANGES(&t, want);
	CHECK_INT(members_of(&t, groups[0].id, members), 2);
	CHECK(members[1].line == LINE(3) && members[1].position == 2);
	hunts_without_line_2(&t);
	/* A fixed number too. */
	CHECK_INT(CHANGE(&t, store_hunt_put(t.s, LINE(5), &fixed, 1)), 0);
	storetest_changes(&t);
	CHECK_INT(CHANGE(&t, store_fixed_delete(t.s, FIXED(0))), 0);
	snprintf(want, sizeof(want), "service:%" PRIu64 " service:%" PRIu64 " fixed:%" PRIu64, LINE(1), LINE(5), FIXED(0));
	CHECK_CHANGES(&t, want);
	store_close(&t.s);
}

static void a_line_that_moves_unties_itself(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar calendar = { .fleet_id = t.a, .name = "X" };
	struct store_forwarding fwd = { .line = LINE(2), .active = true, .destination = OUTSIDE };
	struct store_forwarding always = { .line = LINE(2), .kind = FORWARDING_BUSY, .active = true, .destination = OUTSIDE };
	struct store_member members[GROUP_MAX_MEMBERS];
	struct store_settings row = { .line = 0 };
	struct store_group groups[2];
	struct seen seen = { 0 };

	entangle(&t, groups);
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &calendar)), 0);
	fwd.calendar = calendar.id;
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &fwd)), 0);
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &always)), 0);
	store_settings_default(LINE(2), &row);
	row.shown = LINE_SHOWN_GROUP;
	row.shown_group = groups[0].id;
	row.hunt_active = true;
	CHECK_INT(CHANGE(&t, store_settings_put(t.s, &row)), 0);
	storetest_line(&t, LINE(2), t.b);
	hunts_without_line_2(&t);
	CHECK_INT(members_of(&t, groups[1].id, members), 2);
	row = settings_of(&t, LINE(2));
	CHECK(row.shown == LINE_SHOWN_LINE && !row.shown_group && !row.hunt_active);
	CHECK_INT(store_hunt_each(t.s, LINE(2), see_hunt, &seen), 0);
	CHECK_INT(seen.n, 0);
	CHECK_INT(store_forwarding_get(t.s, LINE(2), FORWARDING_IMMEDIATE, &fwd), 0);
	CHECK(!fwd.active && !fwd.calendar && fwd.destination == OUTSIDE && fwd.version == 2);
	CHECK_INT(store_forwarding_get(t.s, LINE(2), FORWARDING_BUSY, &always), 0);
	CHECK(always.active && always.version == 1);
	storetest_fixed(&t, FIXED(0), t.b);
	seen.n = 0;
	CHECK_INT(store_hunt_each(t.s, LINE(1), see_hunt, &seen), 0);
	CHECK_INT(seen.n, 3);
	/* Put again where it is, nothing is lost. */
	storetest_line(&t, LINE(3), t.a);
	CHECK_INT(members_of(&t, groups[1].id, members), 2);
	store_close(&t.s);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	mpabx_log_init(ctx);
	settings_come_back_as_they_went(ctx);
	settings_are_refused(ctx);
	hunt_lists_are_replaced_whole(ctx);
	hunt_lists_are_refused(ctx);
	callers_are_blocked(ctx);
	forwardings_know_calendars_and_voicemail(ctx);
	a_deleted_line_leaves_nothing_behind(ctx);
	a_line_that_moves_unties_itself(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
