/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file calendar.h
 *  Is a moment inside a period? Weekly hours, dates, French public holidays, all in Europe/Paris, whose clock changes
 *  (directive 2000/84/EC: last Sundays of March and October, 01:00 UTC) are computed: no zone file, no locale. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define CALENDAR_MAX_HOURS 28
#define CALENDAR_MAX_DATES 60
#define CALENDAR_DAY_MIN 1440

/*! On these days, from a minute of the day up to another one, that one not included; to <= from: past midnight, into
 *  the day that follows. */
struct calendar_hours { uint8_t days; uint16_t from_min, to_min; };	/*!< days: bit 0 Monday .. bit 6 Sunday */
/*! Days from one to another, both included, as 20261231: wholly inside or wholly outside, whatever the hours say. */
struct calendar_date { uint32_t from_day, to_day; bool inside; };
/*! What a public holiday is; dates go before it. */
enum calendar_holidays { CALENDAR_HOLIDAYS_ORDINARY, CALENDAR_HOLIDAYS_INSIDE, CALENDAR_HOLIDAYS_OUTSIDE };

struct calendar {
	uint8_t holidays;		/*!< enum calendar_holidays */
	uint8_t num_hours, num_dates;
	struct calendar_hours hours[CALENDAR_MAX_HOURS];
	struct calendar_date dates[CALENDAR_MAX_DATES];
};

/*! Wall clock in Paris. weekday 0 Monday .. 6 Sunday; day as 20261231; offset_s to UTC: 3600 or 7200. */
struct calendar_local { uint32_t day; uint8_t weekday; uint16_t minute; int32_t offset_s; };
void calendar_paris(time_t at, struct calendar_local *ret);
/*! The first moment at which a Paris clock shows this. \returns 0, -EINVAL (no such day or minute) */
int calendar_from_paris(uint32_t day, unsigned minute, time_t *ret);

/*! 1 January, Easter Monday, 1 and 8 May, Ascension, Whit Monday, 14 July, 15 August, 1 and 11 November, 25 December
 *  (Code du travail L3133-1), years 1900 to 2199. */
bool calendar_is_holiday(uint32_t day);
/*! Is there such a day? */
bool calendar_is_day(uint32_t day);
/*! First what the dates say (of several the last that fits), then the holiday, then the hours of the day and, past
 *  midnight, those of the day before. A calendar without hours is inside on every ordinary day. */
bool calendar_contains(const struct calendar *c, time_t at);
/*! \returns 0, -EINVAL: a day, minute or count that cannot be */
int calendar_check(const struct calendar *c);
