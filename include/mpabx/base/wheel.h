/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file wheel.h
 *  Timers by the hundred thousand: a hierarchical wheel of 10 ms ticks, O(1) to arm and disarm, all
 *  of it on one timerfd of the select loop. Time comes from clock.h. One thread only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*! Part of the object that it belongs to; zeroed = not armed. The callback is found by the wheel's
 *  kind, not stored in each timer. */
struct wheel_timer {
	struct wheel_timer *next, **prev;	/*!< prev NULL: not armed */
	uint32_t due;				/*!< tick */
	uint8_t kind;
};

struct wheel;
typedef void (*wheel_cb)(struct wheel_timer *t, void *priv);

struct wheel *wheel_alloc(void *ctx);
/*! \returns kind for wheel_arm(), 1..31, or -ENOSPC */
int wheel_kind(struct wheel *w, const char *name, wheel_cb cb, void *priv);
/*! (Re)arms. Fires no earlier than ms from now as clock_ms() counts it, at most 20 ms late plus the loop's own delay;
 *  at most 24 h. */
void wheel_arm(struct wheel *w, struct wheel_timer *t, uint8_t kind, uint32_t ms);
void wheel_disarm(struct wheel *w, struct wheel_timer *t);
static inline bool wheel_armed(const struct wheel_timer *t) { return t->prev != 0; }
/*! Runs what is due by clock_ms(). The timerfd calls it; tests call it after clock_test_advance(). */
void wheel_turn(struct wheel *w);
uint32_t wheel_count(const struct wheel *w);
/*! Hangs the wheel into libosmocore's select loop. There a turn takes some milliseconds at most: what is left is due in the next
 *  one, behind whatever else waits. \returns 0 or -errno */
int wheel_start(struct wheel *w);
