/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Our own legs: recognised once, by what the network kept of their numbers, for as long as they may take; and the
 * aging table that holds them. */

#include <stdlib.h>

#include <talloc.h>

#include "aging.h"
#include "check.h"
#include "pending.h"

#define CALLED 33639980001
#define CALLER 33199005678
#define DIVERTER 33639980002
#define ORIGINAL 33639980003

static struct pending *p;

static void add(e164_t called, e164_t calling, e164_t redirecting)
{
	pending_add(p, &(const struct pending_leg){ called, calling, redirecting });
}

static int match(e164_t called, e164_t calling, e164_t redirecting, e164_t original)
{
	return pending_match(p, &(const struct pending_leg){ called, calling, redirecting }, original);
}

static void test_match(void)
{
	p = pending_alloc(NULL, 100, 30);

	CHECK(!match(CALLED, CALLER, DIVERTER, DIVERTER));
	add(CALLED, CALLER, DIVERTER);
	CHECK(!match(CALLED + 1, CALLER, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER + 1, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER, DIVERTER + 1, 0));
	CHECK(!match(CALLED, CALLER, DIVERTER + 1, DIVERTER));	/* someone else diverted it after us */
	CHECK(!match(CALLED, CALLER, 0, 0));
	CHECK(match(CALLED, CALLER, DIVERTER, ORIGINAL));
	CHECK(!match(CALLED, CALLER, DIVERTER, ORIGINAL));	/* once */
	CHECK_INT(pending_count(p), 0);

	add(CALLED, CALLER, DIVERTER);
	CHECK(match(CALLED, CALLER, 0, DIVERTER));	/* only the original called number is left */
	add(CALLED, CALLER, DIVERTER);
	CHECK(match(CALLED, 0, DIVERTER, 0));	/* the caller was withheld on its way */
	add(CALLED, 0, DIVERTER);
	CHECK(match(CALLED, CALLER, DIVERTER, 0));	/* or from us */

	/* Two legs at once: each call takes its own, though the other would do. */
	add(CALLED, CALLER, DIVERTER);
	add(CALLED, 0, DIVERTER);
	CHECK(match(CALLED, CALLER, DIVERTER, 0));
	CHECK(match(CALLED, CALLER + 1, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER, DIVERTER, 0));
	/* Two legs alike are two legs. */
	add(CALLED, CALLER, DIVERTER);
	add(CALLED, CALLER, DIVERTER);
	CHECK(match(CALLED, CALLER, DIVERTER, 0));
	CHECK(match(CALLED, CALLER, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER, DIVERTER, 0));
	CHECK(!match(0, 0, 0, 0));
	talloc_free(p);
}

static void test_expiry(void)
{
	p = pending_alloc(NULL, 100, 30);
	add(CALLED, CALLER, DIVERTER);
	clock_test_advance(29999);
	add(CALLED, CALLER + 1, DIVERTER);
	CHECK(match(CALLED, CALLER, DIVERTER, 0));
	add(CALLED, CALLER, DIVERTER);
	clock_test_advance(30000);
	CHECK(!match(CALLED, CALLER, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER + 1, DIVERTER, 0));
	CHECK_INT(pending_count(p), 0);	/* looked at, found too old, dropped */
	talloc_free(p);
}

static void test_bound(void)
{
	e164_t i;

	p = pending_alloc(NULL, 100, 30);	/* 128 slots */
	for (i = 0; i < 1000; i++)
		add(CALLED + i, CALLER, DIVERTER);
	CHECK_INT(pending_count(p), 128);
	CHECK(!match(CALLED + 871, CALLER, DIVERTER, 0));
	CHECK(match(CALLED + 872, CALLER, DIVERTER, 0));
	CHECK(match(CALLED + 999, CALLER, DIVERTER, 0));
	talloc_free(p);

	/* A flood to one line from one line: found still, the walk is bounded. */
	p = pending_alloc(NULL, 10000, 30);
	for (i = 0; i < 10000; i++)
		add(CALLED, CALLER + i, DIVERTER);
	CHECK(match(CALLED, CALLER + 9999, DIVERTER, 0));
	CHECK(match(CALLED, CALLER + 9900, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER - 1, DIVERTER, 0));
	CHECK(pending_bytes(p) < 16384 * 64);
	talloc_free(p);
}

/* The table against a plain array of who was added when. */
static void test_aging(void)
{
	enum { SLOTS = 64, KEYS = 50 };
	struct aging *a = aging_alloc(NULL, SLOTS);
	uint32_t key_of[SLOTS], live[SLOTS] = { 0 }, i, k, turn = 0, count = 0;

	srand(5);
	for (i = 0; i < 20000; i++) {
		uint32_t key = (uint32_t)rand() % KEYS, seen = 0, want = 0, slot;

		if (rand() % 3) {
			slot = aging_add(a, key * 64 / 7);	/* some share a bucket */
			CHECK_INT(slot, turn);
			turn = (turn + 1) % SLOTS;
			count += !live[slot];
			live[slot] = 1;
			key_of[slot] = key;
		} else {
			slot = (uint32_t)rand() % SLOTS;
			if (live[slot]) {
				aging_remove(a, slot);
				live[slot] = 0;
				count--;
			}
		}
		for (slot = aging_first(a, key * 64 / 7); slot != AGING_NONE; slot = aging_next(a, slot)) {
			CHECK(live[slot]);
			seen += key_of[slot] == key;
		}
		for (k = 0; k < SLOTS; k++)
			want += live[k] && key_of[k] == key;
		CHECK_INT(seen, want);
		CHECK_INT(aging_count(a), count);
	}
	CHECK_INT(aging_slots_for(0), 64);
	CHECK_INT(aging_slots_for(65), 128);
	CHECK_INT(aging_slots_for(UINT32_MAX), 1 << 24);
	talloc_free(a);
}

int main(void)
{
	clock_test_set(1700000000);
	test_match();
	test_expiry();
	test_bound();
	test_aging();
	return CHECK_DONE();
}
