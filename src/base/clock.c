/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The clock of all programs. Two modes: the running clock, which may be pushed forward, and the test clock, which
 * stands still until it is told to move. */

#include <mpabx/base/clock.h>

static struct {
	bool standing;		/* the test clock */
	uint64_t ms;		/* standing: monotonic milliseconds; running: how far it was pushed */
	uint64_t wall_us;	/* standing only */
} test_clock;

static uint64_t clock_read(clockid_t id, uint64_t unit_ns)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * (1000000000u / unit_ns) + (uint64_t)ts.tv_nsec / unit_ns;
}

uint64_t clock_ms(void)
{
	if (test_clock.standing)
		return test_clock.ms;
	/* The coarse clock is a read of memory; a precise one would be a tenth of what a dialogue costs. */
	return clock_read(CLOCK_MONOTONIC_COARSE, 1000000) + test_clock.ms;
}

uint64_t clock_run_us(void)
{
	return clock_read(CLOCK_MONOTONIC, 1000);
}

uint64_t clock_wall_us(void)
{
	if (test_clock.standing)
		return test_clock.wall_us;
	return clock_read(CLOCK_REALTIME, 1000) + test_clock.ms * 1000;
}

time_t clock_wall(void)
{
	return (time_t)(clock_wall_us() / 1000000);
}

void clock_test_set(time_t wall)
{
	/* Monotonic time goes on from where it is: timers that are armed already keep their distance. */
	test_clock.ms = clock_ms();
	test_clock.wall_us = (uint64_t)wall * 1000000;
	test_clock.standing = true;
}

void clock_test_advance(uint64_t ms)
{
	test_clock.ms += ms;
	if (test_clock.standing)
		test_clock.wall_us += ms * 1000;
}

bool clock_is_test(void)
{
	return test_clock.standing;
}
