/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_time.c
 *  TimeAndTimezone (TS 29.078 5.1): YYYY MM DD hh mm ss, each pair of digits with the first in the low nibble, then
 *  the quarter hours from UTC as in TS 23.040 9.2.3.11: the sign is bit 3 of the first digit. */
#include <errno.h>

#include <mpabx/cap/isup.h>

#define TIME_OCTETS 8
#define ZONE_MINUS 0x08
#define ZONE_MAX 79		/* what three bits and a digit can say */

/* Two decimal digits, or -1. */
static int pair_decode(uint8_t octet)
{
	unsigned tens = octet & 0x0f, units = octet >> 4;

	return tens > 9 || units > 9 ? -1 : (int)(tens * 10 + units);
}

static uint8_t pair_encode(int value)
{
	return (uint8_t)((value % 10) << 4 | value / 10);
}

static bool within(int value, int low, int high)
{
	return value >= low && value <= high;
}

static bool is_time(const struct isup_time *t)
{
	return within(t->year, 0, 9999) && within(t->month, 1, 12) && within(t->day, 1, 31) && within(t->hour, 0, 23) &&
	       within(t->minute, 0, 59) && within(t->second, 0, 59) && within(t->quarters, -ZONE_MAX, ZONE_MAX);
}

int isup_time_decode(const struct cap_octets *in, struct isup_time *ret)
{
	struct isup_time t;
	int pair[7], zone;
	unsigned i;

	if (!in->v || in->len != TIME_OCTETS)
		return -EINVAL;
	for (i = 0; i < 7; i++) {
		pair[i] = pair_decode(in->v[i]);
		if (pair[i] < 0)
			return -EINVAL;
	}
	zone = pair_decode(in->v[7] & (uint8_t)~ZONE_MINUS);
	if (zone < 0)
		return -EINVAL;
	t = (struct isup_time){
		.year = pair[0] * 100 + pair[1], .month = pair[2], .day = pair[3],
		.hour = pair[4], .minute = pair[5], .second = pair[6],
		.quarters = in->v[7] & ZONE_MINUS ? -zone : zone,
	};
	if (!is_time(&t))
		return -EINVAL;
	*ret = t;
	return 0;
}

int isup_time_encode(const struct isup_time *t, uint8_t *buf, size_t size)
{
	int zone = t->quarters < 0 ? -t->quarters : t->quarters;

	if (!is_time(t))
		return -EINVAL;
	if (size < TIME_OCTETS)
		return -ENOSPC;
	buf[0] = pair_encode(t->year / 100);
	buf[1] = pair_encode(t->year % 100);
	buf[2] = pair_encode(t->month);
	buf[3] = pair_encode(t->day);
	buf[4] = pair_encode(t->hour);
	buf[5] = pair_encode(t->minute);
	buf[6] = pair_encode(t->second);
	buf[7] = pair_encode(zone) | (t->quarters < 0 ? ZONE_MINUS : 0);
	return TIME_OCTETS;
}
