/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calendars: what a clock in Paris shows, French holidays, and what goes before what. Two second opinions: libc's own
 * Europe/Paris where zone files are installed, and Easter by the epact tables of 1582. */

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <mpabx/base/calendar.h>

#include "check.h"

enum { MON = 1, TUE = 2, WED = 4, THU = 8, FRI = 16, SAT = 32, SUN = 64, WEEK = MON | TUE | WED | THU | FRI };

/* Paris clock to moment. */
static time_t paris(uint32_t day, unsigned hour, unsigned minute)
{
	time_t ret = 0;

	CHECK_INT(calendar_from_paris(day, hour * 60 + minute, &ret), 0);
	return ret;
}

static void check_shown(time_t at, uint32_t day, unsigned weekday, unsigned hour, unsigned minute, int offset)
{
	struct calendar_local l;

	calendar_paris(at, &l);
	CHECK_INT(l.day, day);
	CHECK_INT(l.weekday, weekday);
	CHECK_INT(l.minute, hour * 60 + minute);
	CHECK_INT(l.offset_s, offset);
}

static void test_paris(void)
{
	time_t t;

	check_shown(0, 19700101, 3, 1, 0, 3600);
	check_shown(1774745999, 20260329, 6, 1, 59, 3600);	/* 00:59:59 UTC, the last second of winter */
	check_shown(1774746000, 20260329, 6, 3, 0, 7200);
	check_shown(1792889999, 20261025, 6, 2, 59, 7200);
	check_shown(1792890000, 20261025, 6, 2, 0, 3600);
	check_shown(1798757999, 20261231, 3, 23, 59, 3600);
	check_shown(1798758000, 20270101, 4, 0, 0, 3600);	/* still the year before in UTC */

	CHECK_INT(paris(20260329, 1, 59), 1774745940);
	CHECK_INT(paris(20260329, 3, 0), 1774746000);
	CHECK_INT(calendar_from_paris(20260329, 150, &t), -EINVAL);	/* 02:30 is skipped */
	CHECK_INT(paris(20261025, 2, 30), 1792888200);			/* and here it comes twice: the first */
	CHECK_INT(paris(20261025, 3, 0), 1792893600);
	t = 5;
	CHECK_INT(calendar_from_paris(20260230, 0, &t), -EINVAL);
	CHECK_INT(calendar_from_paris(20260228, 1440, &t), -EINVAL);
	CHECK_INT(t, 5);
}

/* Moments that no call has, but a wrong clock may show. */
static void test_extremes(void)
{
	struct calendar_local l;

	check_shown(INT64_MIN, 19000101, 0, 1, 0, 3600);
	check_shown(-2208988800, 19000101, 0, 1, 0, 3600);
	calendar_paris(INT64_MAX, &l);
	CHECK_INT(l.day, 99991231);
	check_shown(4107538800, 21000301, 0, 0, 0, 3600);	/* 2100 has no leap day */
	check_shown(951778800, 20000229, 1, 0, 0, 3600);
}

static void compare(time_t at)
{
	struct calendar_local l;
	struct tm tm;
	int ok;

	calendar_paris(at, &l);
	localtime_r(&at, &tm);
	ok = l.day == (uint32_t)((tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday) &&
		l.minute == tm.tm_hour * 60 + tm.tm_min && l.weekday == (tm.tm_wday + 6) % 7 && l.offset_s == tm.tm_gmtoff;
	if (!CHECK(ok))
		printf("\tat %jd\n", (intmax_t)at);
}

/* Since 1996 France changes its clock as it does today. */
static void test_against_libc(void)
{
	const time_t from = 820454400, to = 7258114800;	/* 1996 to 2199 */
	struct calendar_local l, before = { 0 };
	time_t t;

	if (access("/usr/share/zoneinfo/Europe/Paris", R_OK) < 0) {
		printf("no zone files: not compared with libc\n");
		return;
	}
	setenv("TZ", "Europe/Paris", 1);
	tzset();
	for (t = from; t < to; t += 10007)
		compare(t);
	for (t = from; t < to; t += 3600) {
		calendar_paris(t, &l);
		if (l.offset_s != before.offset_s) {
			compare(t - 1);
			compare(t);
		}
		before = l;
	}
}

/* Every minute of two years and there again; what is found is the first that shows it. */
static void test_back_again(void)
{
	struct calendar_local l;
	time_t t, back;
	unsigned wrong = 0;

	for (t = 1767222000; t < 1767222000 + 2 * 365 * 86400; t += 60) {
		calendar_paris(t, &l);
		if (calendar_from_paris(l.day, l.minute, &back) || (back != t && back != t - 3600))
			wrong++;
		else if (back != t && l.offset_s != 3600)
			wrong++;
	}
	CHECK_INT(wrong, 0);
}

/* The Sunday after the fourteenth day of the moon whose fourteenth day is the first from 21 March on; the moon's age
 * by the golden number and the centuries' corrections (Clavius, Explicatio, 1603). Days counted from 1 March. */
static uint32_t easter_by_epacts(int year)
{
	int golden = year % 19 + 1, century = year / 100 + 1;
	int solar = 3 * century / 4 - 12, lunar = (8 * century + 5) / 25 - 5;
	int sunday = 5 * year / 4 - solar - 10;	/* March ((-sunday) mod 7) is a Sunday */
	int epact = (11 * golden + 20 + lunar - solar) % 30, moon;

	if (epact < 0)
		epact += 30;
	if ((epact == 25 && golden > 11) || epact == 24)
		epact++;
	moon = 44 - epact;
	if (moon < 21)
		moon += 30;
	moon += 7 - (sunday + moon) % 7;
	return (uint32_t)(year * 10000 + (moon > 31 ? 400 + moon - 31 : 300 + moon));
}

static uint32_t days_after(uint32_t day, int n)
{
	struct calendar_local l;

	calendar_paris(paris(day, 12, 0) + (time_t)n * 86400, &l);
	return l.day;
}

static void test_easter(void)
{
	static const uint32_t known[] = { 19000415, 19130323, 19430425, 19540418, 19810419, 20000423, 20080323, 20110424,
		20240331, 20250420, 20260405, 20270328, 20280416, 20290401, 20300421, 20380425, 20490418, 20760419,
		21000328, 21600323 };
	unsigned i;
	int year;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		CHECK_INT(easter_by_epacts((int)(known[i] / 10000)), known[i]);
	for (year = 1900; year <= 2199; year++) {
		uint32_t easter = easter_by_epacts(year), day;
		unsigned n = 0;

		CHECK(calendar_is_holiday(days_after(easter, 1)));
		CHECK(calendar_is_holiday(days_after(easter, 39)));
		CHECK(calendar_is_holiday(days_after(easter, 50)));
		/* Eleven, fewer where Ascension falls on 1 or 8 May. */
		for (day = (uint32_t)year * 10000 + 101; day <= (uint32_t)year * 10000 + 1231; day++)
			n += calendar_is_holiday(day);
		day = days_after(easter, 39) % 10000;
		CHECK_INT(n, day == 501 || day == 508 ? 10 : 11);
	}
}

static void test_holidays(void)
{
	static const uint32_t in_2026[] = { 20260101, 20260406, 20260501, 20260508, 20260514, 20260525, 20260714, 20260815,
		20261101, 20261111, 20261225 };
	static const uint32_t none[] = { 20260405, 20260403, 20261226, 20260524, 0, 20260230, 18991225, 22000101 };
	unsigned i;

	for (i = 0; i < sizeof(in_2026) / sizeof(in_2026[0]); i++)
		CHECK(calendar_is_holiday(in_2026[i]));
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(!calendar_is_holiday(none[i]));
}

static void test_is_day(void)
{
	CHECK(calendar_is_day(20240229));
	CHECK(calendar_is_day(20000229));
	CHECK(calendar_is_day(20261231));
	CHECK(!calendar_is_day(20260229));
	CHECK(!calendar_is_day(21000229));
	CHECK(!calendar_is_day(20260431));
	CHECK(!calendar_is_day(20260001));
	CHECK(!calendar_is_day(20261301));
	CHECK(!calendar_is_day(20260100));
	CHECK(!calendar_is_day(0));
	CHECK(!calendar_is_day(UINT32_MAX));
}

static void test_hours(void)
{
	struct calendar c = { .num_hours = 2, .hours = {
		{ WEEK, 8 * 60 + 30, 12 * 60 }, { WEEK, 14 * 60, 18 * 60 } } };

	/* 2026-11-23 is a Monday. */
	CHECK(!calendar_contains(&c, paris(20261123, 8, 29)));
	CHECK(calendar_contains(&c, paris(20261123, 8, 30)));
	CHECK(calendar_contains(&c, paris(20261123, 12, 0) - 1));
	CHECK(!calendar_contains(&c, paris(20261123, 12, 0)));
	CHECK(calendar_contains(&c, paris(20261123, 14, 0)));
	CHECK(!calendar_contains(&c, paris(20261123, 18, 0)));
	CHECK(calendar_contains(&c, paris(20261127, 15, 0)));
	CHECK(!calendar_contains(&c, paris(20261128, 15, 0)));
	CHECK(!calendar_contains(&c, paris(20261129, 15, 0)));
	/* The same hours by the wall, in summer. */
	CHECK(calendar_contains(&c, paris(20260706, 8, 30)));
	CHECK(!calendar_contains(&c, paris(20260706, 8, 30) - 1));
	c.num_hours = 0;
	CHECK(calendar_contains(&c, paris(20261129, 3, 0)));
}

static void test_past_midnight(void)
{
	struct calendar c = { .num_hours = 1, .hours = { { FRI | SAT, 22 * 60, 2 * 60 } } };

	CHECK(!calendar_contains(&c, paris(20261127, 21, 59)));
	CHECK(calendar_contains(&c, paris(20261127, 22, 0)));
	CHECK(calendar_contains(&c, paris(20261128, 1, 59)));
	CHECK(!calendar_contains(&c, paris(20261128, 2, 0)));
	CHECK(calendar_contains(&c, paris(20261129, 1, 0)));
	CHECK(!calendar_contains(&c, paris(20261129, 22, 0)));
	CHECK(!calendar_contains(&c, paris(20261127, 1, 0)));	/* Thursday's night is not meant */
	c.hours[0] = (struct calendar_hours){ SUN, 22 * 60, 2 * 60 };	/* from the week's last day into its first */
	CHECK(calendar_contains(&c, paris(20261130, 1, 0)));
	c.hours[0] = (struct calendar_hours){ MON, 8 * 60, 8 * 60 };	/* round the clock */
	CHECK(!calendar_contains(&c, paris(20261130, 7, 59)));
	CHECK(calendar_contains(&c, paris(20261130, 8, 0)));
	CHECK(calendar_contains(&c, paris(20261201, 7, 59)));
	CHECK(!calendar_contains(&c, paris(20261201, 8, 0)));
	c.hours[0] = (struct calendar_hours){ MON, 0, 1440 };
	CHECK(calendar_contains(&c, paris(20261130, 0, 0)));
	CHECK(calendar_contains(&c, paris(20261130, 23, 59)));
	CHECK(!calendar_contains(&c, paris(20261201, 0, 0)));
	/* The night in which the clock is put back is an hour longer. */
	c.hours[0] = (struct calendar_hours){ SAT, 22 * 60, 3 * 60 };
	CHECK(calendar_contains(&c, 1792893600 - 1));
	CHECK(!calendar_contains(&c, 1792893600));
}

static void test_order(void)
{
	struct calendar c = {
		.holidays = CALENDAR_HOLIDAYS_OUTSIDE, .num_hours = 1, .num_dates = 2, .hours = { { WEEK, 9 * 60, 18 * 60 } },
		.dates = { { 20261221, 20261231, false }, { 20261224, 20261225, true } },
	};

	CHECK(!calendar_contains(&c, paris(20261221, 10, 0)));	/* closed by a date, whatever the hours say */
	CHECK(!calendar_contains(&c, paris(20261231, 10, 0)));
	CHECK(calendar_contains(&c, paris(20261224, 3, 0)));	/* the later date wins, whatever the hours say */
	CHECK(calendar_contains(&c, paris(20261225, 10, 0)));	/* a date goes before the holiday */
	CHECK(!calendar_contains(&c, paris(20260714, 10, 0)));	/* a Tuesday, and a holiday */
	CHECK(calendar_contains(&c, paris(20260715, 10, 0)));
	c.holidays = CALENDAR_HOLIDAYS_ORDINARY;
	CHECK(calendar_contains(&c, paris(20260714, 10, 0)));
	c.holidays = CALENDAR_HOLIDAYS_INSIDE;
	CHECK(calendar_contains(&c, paris(20260714, 3, 0)));
	c.num_hours = c.num_dates = 0;
	c.holidays = CALENDAR_HOLIDAYS_OUTSIDE;
	CHECK(!calendar_contains(&c, paris(20261225, 10, 0)));
	CHECK(calendar_contains(&c, paris(20261226, 10, 0)));
}

/* The night after a day that was closed altogether. */
static void test_night_after(void)
{
	struct calendar c = {
		.num_hours = 1, .num_dates = 1, .hours = { { MON | TUE | WED, 20 * 60, 4 * 60 } },
		.dates = { { 20261123, 20261123, false } },
	};

	CHECK(!calendar_contains(&c, paris(20261124, 1, 0)));
	CHECK(calendar_contains(&c, paris(20261125, 1, 0)));
	c.dates[0].inside = true;
	CHECK(calendar_contains(&c, paris(20261124, 1, 0)));
}

static void test_check(void)
{
	struct calendar c = {
		.num_hours = 1, .num_dates = 1, .hours = { { WEEK, 0, 1440 } }, .dates = { { 20261231, 20261231, true } },
	};

	CHECK_INT(calendar_check(&c), 0);
	c.holidays = 3;
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.holidays = 0;
	c.hours[0].days = 0;
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.hours[0].days = 0x80;
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.hours[0] = (struct calendar_hours){ WEEK, 1440, 0 };
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.hours[0] = (struct calendar_hours){ WEEK, 0, 1441 };
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.num_hours = CALENDAR_MAX_HOURS + 1;
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.num_hours = 0;
	c.dates[0].to_day = 20261230;
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.dates[0].from_day = 20260229;
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.num_dates = CALENDAR_MAX_DATES + 1;
	CHECK_INT(calendar_check(&c), -EINVAL);
	c.num_dates = 0;
	CHECK_INT(calendar_check(&c), 0);
}

int main(void)
{
	test_paris();
	test_extremes();
	test_against_libc();
	test_back_again();
	test_easter();
	test_holidays();
	test_is_day();
	test_hours();
	test_past_midnight();
	test_order();
	test_night_after();
	test_check();
	return CHECK_DONE();
}
