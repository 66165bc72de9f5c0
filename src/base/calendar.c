/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a moment inside a period? Days are counted from 1970-01-01 and turned into dates by arithmetic, so that no zone
 * file, no locale and no lock of libc's stands between a call and its answer. What the clock does today (directive
 * 2000/84/EC, in force in France as it was since 1996) is taken for every year.
 * Left out: other countries' zones and holidays; Alsace and Moselle's own two. */

#include <errno.h>
#include <stddef.h>

#include <mpabx/base/calendar.h>

enum { DAY_S = 86400, MINUTE_S = 60, WINTER_S = 3600, SUMMER_S = 7200 };
enum { FIRST_YEAR = 1900, LAST_YEAR = 9999, LAST_HOLIDAY_YEAR = 2199 };

struct date { int year, month, day; };

/* Years are counted from March on: then the leap day is the last one of its year, and of its 400 years (146097 days).
 * \returns days since 1970-01-01 */
static int32_t days_of(int year, int month, int day)
{
	int32_t y = month > 2 ? year : year - 1;
	int32_t month_from_march = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * month_from_march + 2) / 5 + day - 1 - 719468;
}

static struct date date_of(int32_t days)
{
	int32_t since = days + 719468;	/* from 0000-03-01 */
	int32_t era = since / 146097, of_era = since % 146097;
	int32_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int32_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int32_t month_from_march = (5 * of_year + 2) / 153;
	int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

	return (struct date){
		.year = era * 400 + year_of_era + (month <= 2), .month = month,
		.day = of_year - (153 * month_from_march + 2) / 5 + 1,
	};
}

/* 1970-01-01 was a Thursday. */
static int weekday_of(int32_t days)
{
	int32_t n = (days + 3) % 7;

	return n < 0 ? n + 7 : n;
}

static uint32_t number_of(struct date d)
{
	return (uint32_t)(d.year * 10000 + d.month * 100 + d.day);
}

static struct date split(uint32_t day)
{
	return (struct date){ (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100) };
}

bool calendar_is_day(uint32_t day)
{
	struct date d;

	if (day / 10000 < FIRST_YEAR || day / 10000 > LAST_YEAR)
		return false;
	d = split(day);
	if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31)
		return false;
	return number_of(date_of(days_of(d.year, d.month, d.day))) == day;
}

/* The clock changes at 01:00 UTC of the last Sunday of a month of 31 days. */
static int64_t change_of(int year, int month)
{
	int32_t last = days_of(year, month, 31);

	return (int64_t)(last - (weekday_of(last) + 1) % 7) * DAY_S + WINTER_S;
}

static int32_t offset_at(int64_t at, int year)
{
	return at >= change_of(year, 3) && at < change_of(year, 10) ? SUMMER_S : WINTER_S;
}

void calendar_paris(time_t at, struct calendar_local *ret)
{
	int64_t first = (int64_t)days_of(FIRST_YEAR, 1, 1) * DAY_S, last = (int64_t)days_of(LAST_YEAR, 12, 31) * DAY_S;
	int64_t t = at < first ? first : at > last ? last : at;
	int64_t local, of_day;
	int32_t days, offset;

	/* The offset never moves an instant across both a year's end and a clock change. */
	offset = offset_at(t, date_of((int32_t)((t - first) / DAY_S) + days_of(FIRST_YEAR, 1, 1)).year);
	local = t + offset - first;
	of_day = local % DAY_S;
	days = (int32_t)(local / DAY_S) + days_of(FIRST_YEAR, 1, 1);
	*ret = (struct calendar_local){
		.day = number_of(date_of(days)), .weekday = (uint8_t)weekday_of(days),
		.minute = (uint16_t)(of_day / MINUTE_S), .offset_s = offset,
	};
}

int calendar_from_paris(uint32_t day, unsigned minute, time_t *ret)
{
	static const int32_t offsets[] = { SUMMER_S, WINTER_S };	/* summer's comes first where both would do */
	struct date d;
	unsigned i;

	if (!calendar_is_day(day) || minute >= CALENDAR_DAY_MIN)
		return -EINVAL;
	d = split(day);
	for (i = 0; i < 2; i++) {
		time_t at = (time_t)days_of(d.year, d.month, d.day) * DAY_S + (time_t)minute * MINUTE_S - offsets[i];
		struct calendar_local shown;

		calendar_paris(at, &shown);
		if (shown.day != day || shown.minute != minute)
			continue;
		*ret = at;
		return 0;
	}
	return -EINVAL;	/* the hour that the clock skips in March */
}

/* Easter Sunday in the Gregorian calendar, as Butcher's Ecclesiastical Calendar (1876) computes it. */
static int32_t easter_of(int year)
{
	int golden = year % 19, century = year / 100, of_century = year % 100;
	int leap_centuries = century / 4, moon = (century - (century + 8) / 25 + 1) / 3;
	int epact = (19 * golden + century - leap_centuries - moon + 15) % 30;
	int to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
	int late = (golden + 11 * epact + 22 * to_sunday) / 451;
	int n = epact + to_sunday - 7 * late + 114;

	return days_of(year, n / 31, n % 31 + 1);
}

bool calendar_is_holiday(uint32_t day)
{
	static const uint16_t fixed[] = { 101, 501, 508, 714, 815, 1101, 1111, 1225 };
	static const int after_easter[] = { 1, 39, 50 };	/* Easter Monday, Ascension, Whit Monday */
	struct date d;
	int32_t since_easter;
	size_t i;

	if (!calendar_is_day(day) || day / 10000 > LAST_HOLIDAY_YEAR)
		return false;
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (day % 10000 == fixed[i])
			return true;
	d = split(day);
	since_easter = days_of(d.year, d.month, d.day) - easter_of(d.year);
	for (i = 0; i < sizeof(after_easter) / sizeof(after_easter[0]); i++)
		if (since_easter == after_easter[i])
			return true;
	return false;
}

enum whole_day { BY_HOURS, INSIDE, OUTSIDE };

static enum whole_day whole_day(const struct calendar *c, uint32_t day)
{
	enum whole_day ret = BY_HOURS;
	unsigned i;

	for (i = 0; i < c->num_dates && i < CALENDAR_MAX_DATES; i++)
		if (day >= c->dates[i].from_day && day <= c->dates[i].to_day)
			ret = c->dates[i].inside ? INSIDE : OUTSIDE;
	if (ret != BY_HOURS || c->holidays == CALENDAR_HOLIDAYS_ORDINARY || !calendar_is_holiday(day))
		return ret;
	return c->holidays == CALENDAR_HOLIDAYS_INSIDE ? INSIDE : OUTSIDE;
}

static uint32_t day_before(uint32_t day)
{
	struct date d = split(day);

	return number_of(date_of(days_of(d.year, d.month, d.day) - 1));
}

bool calendar_contains(const struct calendar *c, time_t at)
{
	struct calendar_local now;
	enum whole_day today;
	unsigned i;

	calendar_paris(at, &now);
	today = whole_day(c, now.day);
	if (today != BY_HOURS || !c->num_hours)
		return today != OUTSIDE;
	for (i = 0; i < c->num_hours && i < CALENDAR_MAX_HOURS; i++) {
		const struct calendar_hours *h = &c->hours[i];
		bool past_midnight = h->to_min <= h->from_min;

		if (h->days & 1 << now.weekday && now.minute >= h->from_min &&
		    (past_midnight || now.minute < h->to_min))
			return true;
		/* What was closed all day long was not open in its last hours either. */
		if (past_midnight && h->days & 1 << (now.weekday + 6) % 7 && now.minute < h->to_min &&
		    whole_day(c, day_before(now.day)) != OUTSIDE)
			return true;
	}
	return false;
}

int calendar_check(const struct calendar *c)
{
	unsigned i;

	if (c->holidays > CALENDAR_HOLIDAYS_OUTSIDE || c->num_hours > CALENDAR_MAX_HOURS ||
	    c->num_dates > CALENDAR_MAX_DATES)
		return -EINVAL;
	for (i = 0; i < c->num_hours; i++) {
		const struct calendar_hours *h = &c->hours[i];

		if (!h->days || h->days > 0x7f || h->from_min >= CALENDAR_DAY_MIN || h->to_min > CALENDAR_DAY_MIN)
			return -EINVAL;
	}
	for (i = 0; i < c->num_dates; i++) {
		const struct calendar_date *d = &c->dates[i];

		if (!calendar_is_day(d->from_day) || !calendar_is_day(d->to_day) || d->to_day < d->from_day)
			return -EINVAL;
	}
	return 0;
}
