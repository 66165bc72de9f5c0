/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a fleet has of its own: what it bars, its caps, its lines' CSIs, its calendars, its profile's voicemail. */

#include <talloc.h>

#include "storetest.h"

struct seen { unsigned n; struct store_barred barred[4]; struct store_calendar calendar[4]; e164_t voicemail; };

static int see_barred(void *priv, const struct store_barred *row)
{
	struct seen *seen = priv;

	seen->barred[seen->n++ % 4] = *row;
	return 0;
}

static int see_calendar(void *priv, const struct store_calendar *row)
{
	struct seen *seen = priv;

	seen->calendar[seen->n++ % 4] = *row;
	return 0;
}

static int stop_at_calendar(void *priv, const struct store_calendar *row)
{
	return 77;
}

static int see_plan(void *priv, const struct store_numplan *row)
{
	struct seen *seen = priv;

	if (!strcmp(row->name, "fr-current"))
		seen->voicemail = row->voicemail;
	return 0;
}

static void fleets_bar_and_cap(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_fleet row, got;

	CHECK_INT(store_fleet_get(t.s, t.a, &row), 0);
	CHECK(!row.barring && !row.max_diverted_line && !row.max_abroad_fleet);
	row.barring = FLEET_BAR_INTERNATIONAL | FLEET_BAR_OUTSIDE;
	row.max_diverted_line = 1;
	row.max_diverted_fleet = 20;
	row.max_abroad_line = 3;
	row.max_abroad_fleet = 65535;
	CHECK_INT(CHANGE(&t, store_fleet_put(t.s, &row)), 0);
	CHECK_INT(store_fleet_get(t.s, t.a, &got), 0);
	CHECK_INT(got.barring, FLEET_BAR_INTERNATIONAL | FLEET_BAR_OUTSIDE);
	CHECK(got.max_diverted_line == 1 && got.max_diverted_fleet == 20);
	CHECK(got.max_abroad_line == 3 && got.max_abroad_fleet == 65535);
	CHECK_STR(got.name, "A");
	row.barring = 8;
	CHECK_INT(CHANGE(&t, store_fleet_put(t.s, &row)), -EINVAL);
	store_close(&t.s);
}

static int barred_put(struct storetest *t, uint32_t fleet, const char *prefix)
{
	struct store_barred row = { .fleet_id = fleet };

	snprintf(row.prefix, sizeof(row.prefix), "%s", prefix);
	return CHANGE(t, store_barred_put(t->s, &row));
}

static void prefixes_are_barred(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_barred row = { .prefix = "0899" };
	struct seen seen = { 0 };
	char want[64];

	row.fleet_id = t.a;
	CHECK_INT(barred_put(&t, t.a, "0899"), 0);
	CHECK_INT(barred_put(&t, t.a, "+44"), 0);
	CHECK_INT(barred_put(&t, t.a, "+44"), 0);
	CHECK_INT(barred_put(&t, t.b, "0899"), 0);
	snprintf(want, sizeof(want), "fleet:%u fleet:%u fleet:%u fleet:%u", t.a, t.a, t.a, t.b);
	CHECK_CHANGES(&t, want);
	CHECK_INT(barred_put(&t, t.a, ""), -EINVAL);
	CHECK_INT(barred_put(&t, t.a, "+"), -EINVAL);
	CHECK_INT(barred_put(&t, t.a, "08x9"), -EINVAL);
	CHECK_INT(barred_put(&t, t.a, "08+9"), -EINVAL);
	CHECK_INT(barred_put(&t, t.a, "x8"), -EINVAL);
	CHECK_INT(barred_put(&t, 99, "08"), -EINVAL);
	CHECK_CHANGES(&t, "");
	CHECK_INT(store_barred_each(t.s, t.a, see_barred, &seen), 0);
	CHECK_INT(seen.n, 2);
	CHECK_STR(seen.barred[0].prefix, "+44");
	CHECK_STR(seen.barred[1].prefix, "0899");
	CHECK_INT(store_barred_each(t.s, 0, see_barred, &seen), 0);
	CHECK_INT(seen.n, 5);
	CHECK_INT(CHANGE(&t, store_barred_delete(t.s, &row)), 0);
	snprintf(want, sizeof(want), "fleet:%u", t.a);
	CHECK_CHANGES(&t, want);
	CHECK_INT(CHANGE(&t, store_barred_delete(t.s, &row)), -ENOENT);
	seen.n = 0;
	CHECK_INT(store_barred_each(t.s, t.a, see_barred, &seen), 0);
	CHECK_INT(seen.n, 1);
	CHECK_INT(store_barred_put(t.s, &row), -EPERM);
	CHECK_INT(store_barred_delete(t.s, &row), -EPERM);
	store_close(&t.s);
}

static void lines_know_their_csis(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_line row, got;

	CHECK_INT(store_line_get(t.s, LINE(1), &row), 0);
	CHECK_INT(row.csi, LINE_CSI_BOTH);
	for (unsigned csi = 0; csi <= LINE_CSI_NONE; csi++) {
		row.csi = (uint8_t)csi;
		CHECK_INT(CHANGE(&t, store_line_put(t.s, &row)), 0);
		CHECK_INT(store_line_get(t.s, LINE(1), &got), 0);
		CHECK_INT(got.csi, csi);
	}
	row.csi = LINE_CSI_NONE + 1;
	CHECK_INT(CHANGE(&t, store_line_put(t.s, &row)), -EINVAL);
	store_close(&t.s);
}

static const struct calendar office = {
	.holidays = CALENDAR_HOLIDAYS_OUTSIDE, .num_hours = 2, .num_dates = 2,
	.hours = { { 0x1f, 540, 750 }, { 0x60, 1080, 1440 } },
	.dates = { { 20261224, 20270101, false }, { 20261228, 20261228, true } },
};

static void calendars_come_back_as_they_went(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar a = { .fleet_id = t.a, .name = "Bureau", .calendar = office }, got;
	struct store_calendar b = { .fleet_id = t.a, .name = "Toujours" }, c = { .fleet_id = t.b, .name = "Bureau" };
	struct seen seen = { 0 };
	char want[64];

	c.calendar = office;
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &a)), 0);
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &b)), 0);
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &c)), 0);
	CHECK(a.id && b.id && c.id && a.id != b.id && b.id != c.id);
	snprintf(want, sizeof(want), "calendar:%u calendar:%u calendar:%u", a.id, b.id, c.id);
	CHECK_CHANGES(&t, want);
	CHECK_INT(store_calendar_get(t.s, a.id, &got), 0);
	CHECK(!memcmp(&got.calendar, &office, sizeof(office)));
	CHECK(got.id == a.id && got.fleet_id == t.a);
	CHECK_STR(got.name, "Bureau");
	CHECK_INT(store_calendar_get(t.s, b.id, &got), 0);
	CHECK(!got.calendar.num_hours && !got.calendar.num_dates && got.calendar.holidays == CALENDAR_HOLIDAYS_ORDINARY);
	CHECK_INT(store_calendar_get(t.s, 999, &got), -ENOENT);
	CHECK_INT(store_calendars_each(t.s, 0, see_calendar, &seen), 0);
	CHECK_INT(seen.n, 3);
	CHECK(seen.calendar[0].id == a.id && !memcmp(&seen.calendar[0].calendar, &office, sizeof(office)));
	CHECK(seen.calendar[1].id == b.id && !seen.calendar[1].calendar.num_hours);
	CHECK(seen.calendar[2].id == c.id && !memcmp(&seen.calendar[2].calendar, &office, sizeof(office)));
	seen.n = 0;
	CHECK_INT(store_calendars_each(t.s, t.b, see_calendar, &seen), 0);
	CHECK(seen.n == 1 && seen.calendar[0].id == c.id);
	CHECK_INT(store_calendars_each(t.s, 0, stop_at_calendar, NULL), 77);
	CHECK_INT(store_calendars_each(t.s, t.b, stop_at_calendar, NULL), 77);
	/* Replaced whole. */
	a.calendar = (struct calendar){ .num_hours = 1, .hours = { { 1, 0, 60 } } };
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &a)), 0);
	CHECK_INT(store_calendar_get(t.s, a.id, &got), 0);
	CHECK(!memcmp(&got.calendar, &a.calendar, sizeof(a.calendar)));
	store_close(&t.s);
}

static void calendars_are_refused(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar a = { .fleet_id = t.a, .name = "Bureau" }, row;

	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &a)), 0);
	row = (struct store_calendar){ .fleet_id = t.a, .name = "Bureau" };
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &row)), -EEXIST);
	CHECK_INT(row.id, 0);
	row.name[0] = '\0';
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &row)), -EINVAL);
	row = (struct store_calendar){ .fleet_id = 99, .name = "X" };
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &row)), -EINVAL);
	/* It stays in its fleet. */
	row = a;
	row.fleet_id = t.b;
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &row)), -EINVAL);
	row = a;
	row.calendar.num_dates = 1;
	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &row)), -EINVAL);
	CHECK_INT(store_calendar_put(t.s, &a), -EPERM);
	CHECK_INT(store_calendar_delete(t.s, a.id), -EPERM);
	store_close(&t.s);
}

static void a_calendar_in_use_stays(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_calendar row = { .fleet_id = t.a, .name = "Bureau", .calendar = office };
	struct store_forwarding fwd = { .line = LINE(1), .active = true, .destination = OUTSIDE };
	struct store_group group = { .fleet_id = t.a, .number = FIXED(0), .name = "G", .ring_s = 12 };
	char want[128];

	CHECK_INT(CHANGE(&t, store_calendar_put(t.s, &row)), 0);
	fwd.calendar = group.calendar = row.id;
	CHECK_INT(CHANGE(&t, store_forwarding_put(t.s, &fwd)), 0);
	CHECK_INT(CHANGE(&t, store_calendar_delete(t.s, row.id)), -EEXIST);
	CHECK_INT(CHANGE(&t, store_forwarding_delete(t.s, LINE(1), FORWARDING_IMMEDIATE)), 0);
	CHECK_INT(CHANGE(&t, store_group_put(t.s, &group)), 0);
	CHECK_INT(CHANGE(&t, store_calendar_delete(t.s, row.id)), -EEXIST);
	CHECK_INT(CHANGE(&t, store_group_delete(t.s, group.id)), 0);
	CHECK_INT(CHANGE(&t, store_calendar_delete(t.s, row.id)), 0);
	snprintf(want, sizeof(want), "calendar:%u forwarding:%" PRIu64 " forwarding:%" PRIu64 " group:%u group:%u calendar:%u",
		 row.id, LINE(1), LINE(1), group.id, group.id, row.id);
	CHECK_CHANGES(&t, want);
	CHECK_INT(CHANGE(&t, store_calendar_delete(t.s, row.id)), -ENOENT);
	store_close(&t.s);
}

static void the_voicemail_is_the_profiles(void *ctx)
{
	struct storetest t = storetest_open(ctx);
	struct store_numplan np = { .name = "fr-current", .cc = "33", .national_length = 10, .trunk = "0",
				    .international = "00", .voicemail = VOICEMAIL + 1 };
	struct seen seen = { 0 };

	CHECK_INT(store_numplans_each(t.s, see_plan, &seen), 0);
	CHECK_INT(seen.voicemail, E164_NONE);
	CHECK_INT(store_numplan_set_voicemail(t.s, "fr-current", VOICEMAIL), -EPERM);
	CHECK_INT(CHANGE(&t, store_numplan_set_voicemail(t.s, "nowhere", VOICEMAIL)), -ENOENT);
	CHECK_INT(CHANGE(&t, store_numplan_set_voicemail(t.s, "fr-current", 999)), -EINVAL);
	CHECK_INT(CHANGE(&t, store_numplan_set_voicemail(t.s, "fr-current", VOICEMAIL)), 0);
	CHECK_CHANGES(&t, "numplan:0");
	CHECK_INT(store_numplans_each(t.s, see_plan, &seen), 0);
	CHECK_INT(seen.voicemail, VOICEMAIL);
	CHECK_INT(CHANGE(&t, store_numplan_put(t.s, &np, NULL, 0)), 0);
	CHECK_INT(store_numplans_each(t.s, see_plan, &seen), 0);
	CHECK_INT(seen.voicemail, VOICEMAIL + 1);
	CHECK_INT(CHANGE(&t, store_numplan_set_voicemail(t.s, "fr-current", E164_NONE)), 0);
	CHECK_INT(store_numplans_each(t.s, see_plan, &seen), 0);
	CHECK_INT(seen.voicemail, E164_NONE);
	store_close(&t.s);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	mpabx_log_init(ctx);
	fleets_bar_and_cap(ctx);
	prefixes_are_barred(ctx);
	lines_know_their_csis(ctx);
	calendars_come_back_as_they_went(ctx);
	calendars_are_refused(ctx);
	a_calendar_in_use_stays(ctx);
	the_voicemail_is_the_profiles(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
