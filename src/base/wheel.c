/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The timing wheel (Varghese and Lauck's hierarchical scheme): four levels of slots, the first one a tick a slot, each
 * higher one a whole turn of the level below a slot. A timer goes into the level that its distance asks for and moves
 * down when time reaches its slot; arming and disarming touch two list links.
 *
 * Ticks are 10 ms and wrap at 32 bits after 497 days: they are compared by difference only.
 * The timerfd is set to the next tick that may have work and only ever moved when that comes earlier, so that a call
 * which arms and disarms makes no system call; a wake-up that finds nothing armed switches it off. */

#include <errno.h>
#include <unistd.h>

#include <osmocom/core/select.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include <mpabx/base/clock.h>
#include <mpabx/base/wheel.h>

#define TICK_MS 10
#define TURN_US 4000	/* thousands of timers due at once (a peer dies, its calls give up together) must not hold the loop */
#define LOOKS_EVERY 8	/* timers between two looks at the clock */
#define MAX_MS (24u * 3600 * 1000)
#define MAX_KINDS 32

#define LOW_BITS 8
#define LOW_SLOTS (1u << LOW_BITS)
#define HIGH_BITS 6
#define HIGH_SLOTS (1u << HIGH_BITS)
#define HIGH_LEVELS 3
/* 2^26 ticks = 7.7 days; 24 h is well inside, even for a wheel that was not turned for a while. */
#define SPAN (1u << (LOW_BITS + HIGH_LEVELS * HIGH_BITS))

struct kind {
	const char *name;
	wheel_cb cb;
	void *priv;
};

struct wheel {
	uint32_t now;			/* last tick that was worked off */
	uint32_t count;
	bool turning;
	bool woken;			/* the timerfd runs, towards .wake */
	uint32_t wake;
	struct osmo_fd fd;
	uint8_t num_kinds;
	struct kind kinds[MAX_KINDS];
	uint64_t low_used[LOW_SLOTS / 64];	/* a set bit may be stale: disarming does not clear it */
	struct wheel_timer *low[LOW_SLOTS];
	struct wheel_timer *left;		/* due, and not fired in the last turn */
	struct wheel_timer *high[HIGH_LEVELS][HIGH_SLOTS];
};

static uint32_t tick_of(uint64_t ms)
{
	return (uint32_t)(ms / TICK_MS);
}

static bool is_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static int wheel_destroy(struct wheel *w)
{
	if (w->fd.fd >= 0) {
		osmo_fd_unregister(&w->fd);
		close(w->fd.fd);
	}
	return 0;
}

struct wheel *wheel_alloc(void *ctx)
{
	struct wheel *w = talloc_zero(ctx, struct wheel);

	if (!w)
		return NULL;
	w->fd.fd = -1;
	w->now = tick_of(clock_ms());
	talloc_set_destructor(w, wheel_destroy);
	return w;
}

int wheel_kind(struct wheel *w, const char *name, wheel_cb cb, void *priv)
{
	if (w->num_kinds + 1 >= MAX_KINDS)
		return -ENOSPC;
	w->num_kinds++;
	w->kinds[w->num_kinds] = (struct kind){ .name = name, .cb = cb, .priv = priv };
	return w->num_kinds;
}

/* Lets the timerfd go off when this tick begins. */
static void wake_at(struct wheel *w, uint32_t tick)
{
	uint64_t now_ms = clock_ms();
	int32_t ticks = (int32_t)(tick - tick_of(now_ms));
	int64_t ms = (int64_t)ticks * TICK_MS - (int64_t)(now_ms % TICK_MS);
	struct timespec first = { .tv_nsec = 1 };

	if (w->fd.fd < 0)
		return;
	if (ms > 0) {
		first.tv_sec = ms / 1000;
		first.tv_nsec = ms % 1000 * 1000000;
	}
	osmo_timerfd_schedule(&w->fd, &first, &(const struct timespec){ 0 });
	w->woken = true;
	w->wake = tick;
}

static void list_add(struct wheel_timer **head, struct wheel_timer *t)
{
	t->next = *head;
	t->prev = head;
	if (t->next)
		t->next->prev = &t->next;
	*head = t;
}

static void list_del(struct wheel_timer *t)
{
	*t->prev = t->next;
	if (t->next)
		t->next->prev = t->prev;
	t->next = NULL;
	t->prev = NULL;
}

/* Takes a whole slot away; its timers stay linked among themselves, so that each may still be disarmed. */
static void list_take(struct wheel_timer **from, struct wheel_timer **to)
{
	*to = *from;
	*from = NULL;
	if (*to)
		(*to)->prev = to;
}

/* Links a timer into the slot for its due tick. \param next the next tick to be worked off */
static void place(struct wheel *w, struct wheel_timer *t, uint32_t next)
{
	uint32_t due = is_before(t->due, next) ? next : t->due;
	uint32_t distance = due - next;
	unsigned level, shift = LOW_BITS;

	if (distance < LOW_SLOTS) {
		unsigned slot = due % LOW_SLOTS;

		w->low_used[slot / 64] |= 1ull << slot % 64;
		list_add(&w->low[slot], t);
		return;
	}
	if (distance >= SPAN)	/* looked at again when time has come so far */
		due = next + SPAN - 1;
	for (level = 0; level < HIGH_LEVELS - 1 && distance >> (shift + HIGH_BITS); level++)
		shift += HIGH_BITS;
	list_add(&w->high[level][due >> shift & (HIGH_SLOTS - 1)], t);
}

void wheel_arm(struct wheel *w, struct wheel_timer *t, uint8_t kind, uint32_t ms)
{
	uint64_t now_ms = clock_ms();

	OSMO_ASSERT(kind && kind <= w->num_kinds);
	if (ms > MAX_MS)
		ms = MAX_MS;
	if (t->prev)
		wheel_disarm(w, t);
	/* Nobody turns an empty wheel: it catches up here. */
	if (!w->count && !w->turning)
		w->now = tick_of(now_ms);

	t->kind = kind;
	t->due = tick_of(now_ms + ms + TICK_MS - 1);
	place(w, t, w->now + 1);
	w->count++;
	if (!w->turning && (!w->woken || is_before(t->due, w->wake)))
		wake_at(w, t->due);
}

void wheel_disarm(struct wheel *w, struct wheel_timer *t)
{
	if (!t->prev)
		return;
	list_del(t);
	w->count--;
}

/* Moves the timers of one slot down, to where their due tick puts them now. */
static void cascade(struct wheel *w, struct wheel_timer **slot, uint32_t next)
{
	struct wheel_timer *list, *t;

	list_take(slot, &list);
	while ((t = list)) {
		list_del(t);
		place(w, t, next);
	}
}

/* At the first tick of a turn of the lowest level the next slot above is due, and so on upwards. */
static void cascade_all(struct wheel *w, uint32_t next)
{
	unsigned level, shift = LOW_BITS;

	for (level = 0; level < HIGH_LEVELS; level++, shift += HIGH_BITS) {
		unsigned slot = next >> shift & (HIGH_SLOTS - 1);

		cascade(w, &w->high[level][slot], next);
		if (slot)
			return;
	}
}

/* \param until clock_run_us(), 0: no end. \returns false: time is up, some are left */
static bool fire_left(struct wheel *w, uint64_t until)
{
	struct wheel_timer *t;

	for (unsigned n = 1; (t = w->left); n++) {
		const struct kind *kind = &w->kinds[t->kind];

		list_del(t);
		w->count--;
		kind->cb(t, kind->priv);
		if (until && n % LOOKS_EVERY == 0 && clock_run_us() >= until)
			return !w->left;
	}
	return true;
}

static bool fire_slot(struct wheel *w, uint32_t tick, uint64_t until)
{
	unsigned slot = tick % LOW_SLOTS;

	w->low_used[slot / 64] &= ~(1ull << slot % 64);
	list_take(&w->low[slot], &w->left);
	return fire_left(w, until);
}

/* The next tick after .now at which there may be work: a used slot in what is left of this turn of the lowest level,
 * else the first tick of its next turn, when timers come down from above. */
static uint32_t next_tick(const struct wheel *w)
{
	uint32_t next = w->now + 1;
	unsigned slot = next % LOW_SLOTS;
	unsigned word = slot / 64;
	uint64_t bits = w->low_used[word] & ~0ull << slot % 64;

	if (!slot)
		return next;
	while (!bits && ++word < LOW_SLOTS / 64)
		bits = w->low_used[word];
	if (!bits)
		return next - slot + LOW_SLOTS;
	return next - slot + word * 64 + (unsigned)__builtin_ctzll(bits);
}

/* \returns false: time is up */
static bool turn_to(struct wheel *w, uint32_t target, uint64_t until)
{
	if (!fire_left(w, until))
		return false;
	while (w->count) {
		uint32_t tick = next_tick(w);

		if (is_before(target, tick))
			break;
		if (tick % LOW_SLOTS == 0)
			cascade_all(w, tick);
		w->now = tick;
		/* A slot of a few timers does not look at the clock itself. */
		if (!fire_slot(w, tick, until) || (until && clock_run_us() >= until))
			return false;
	}
	if (is_before(w->now, target))
		w->now = target;
	return true;
}

static void turn(struct wheel *w, uint64_t until)
{
	bool done;

	if (w->turning)
		return;
	w->turning = true;
	done = turn_to(w, tick_of(clock_ms()), until);
	w->turning = false;
	if (w->count)
		wake_at(w, done ? next_tick(w) : w->now);
}

void wheel_turn(struct wheel *w)
{
	turn(w, 0);
}

uint32_t wheel_count(const struct wheel *w)
{
	return w->count;
}

static int wheel_fd_cb(struct osmo_fd *fd, unsigned int what)
{
	struct wheel *w = fd->data;
	uint64_t expirations;

	if (read(fd->fd, &expirations, sizeof(expirations)) < 0 && errno != EAGAIN)
		return -errno;
	w->woken = false;	/* one shot: from here it is off until it is set again */
	turn(w, clock_run_us() + TURN_US);
	return 0;
}

int wheel_start(struct wheel *w)
{
	int rc = osmo_timerfd_setup(&w->fd, wheel_fd_cb, w);

	if (rc < 0)
		return rc;
	if (w->count)
		wake_at(w, next_tick(w));
	return 0;
}
