/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file clock.h
 *  The one place where the programs read the time, so that a test can let hours pass at once. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*! Monotonic milliseconds, for timers and durations; with the test clock, what the test says. Moves with the kernel's
 *  own tick: it may lie a few milliseconds (1000 / CONFIG_HZ) behind. */
uint64_t clock_ms(void);
/*! Monotonic microseconds that no test moves: how long something has run. */
uint64_t clock_run_us(void);
/*! Seconds since 1970, UTC; moves with clock_test_advance(). */
time_t clock_wall(void);
/*! Microseconds since 1970, UTC, for traces and records; moves with clock_test_advance(). */
uint64_t clock_wall_us(void);

/*! From now on time stands still at this wall clock and moves only by clock_test_advance(). */
void clock_test_set(time_t wall);
/*! Lets time pass; works on the running clock too (it jumps forward). Does not run timers:
 *  the wheel does that in its next turn. */
void clock_test_advance(uint64_t ms);
bool clock_is_test(void);
