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

static uint32_t add(e164_t called, e164_t calling, e164_t redirecting)
{
	return pending_add(p, &(const struct pending_leg){ called, calling, redirecting, redirecting, false, 0 }, calling);
}

static int match(e164_t called, e164_t calling, e164_t redirecting, e164_t original)
{
	struct pending_leg leg = { called, calling, redirecting, original, false, 0 };
	int known = pending_knows(p, &leg);
	int matched = pending_match(p, &leg);

	CHECK_INT(known, matched);
	return matched;
}

static void test_match(void)
{
	p = pending_alloc(NULL, 100, 30, 5);

	CHECK(!match(CALLED, CALLER, DIVERTER, DIVERTER));
	add(CALLED, CALLER, DIVERTER);
	CHECK(!match(CALLED + 1, CALLER, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER + 1, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER, DIVERTER + 1, 0));
	CHECK(!match(CALLED, CALLER, DIVERTER + 1, DIVERTER));	/* someone else diverted it after us */
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
	/* The call had been diverted before it came to us: the first who did stays the original called number. */
	pending_add(p, &(const struct pending_leg){ CALLED, CALLER, DIVERTER, ORIGINAL, false, 0 }, 1);
	CHECK(!match(CALLED, CALLER, 0, ORIGINAL + 100));
	CHECK(match(CALLED, CALLER, 0, ORIGINAL));
	talloc_free(p);
}

/* Redirecting and original called number stripped, or never there: the leg is known by who calls whom, for 5 s; where he
 * is withheld too, only if it can be no other. */
/* A switch that still sends what an earlier leg of the call was redirected by. */
static void test_kept(void)
{
	const struct pending_leg leg = { .called = CALLED, .calling = CALLER, .kept = DIVERTER };

	p = pending_alloc(NULL, 100, 30, 5);
	pending_add(p, &leg, 1);
	CHECK(!match(CALLED, CALLER, DIVERTER + 1, 0));
	CHECK(!match(CALLED, CALLER + 1, DIVERTER, 0));
	CHECK(match(CALLED, CALLER, DIVERTER, ORIGINAL));
	pending_add(p, &leg, 1);
	CHECK(match(CALLED, CALLER, 0, 0));
	talloc_free(p);
}

static void test_bare(void)
{
	p = pending_alloc(NULL, 100, 30, 5);
	add(CALLED, CALLER, DIVERTER);
	CHECK(!match(CALLED, CALLER + 1, 0, 0));
	CHECK(!match(CALLED + 1, CALLER, 0, 0));
	CHECK(match(CALLED, CALLER, 0, 0));
	CHECK(!match(CALLED, CALLER, 0, 0));
	add(CALLED, CALLER, DIVERTER);
	clock_test_advance(4999);
	CHECK(match(CALLED, CALLER, 0, 0));
	add(CALLED, CALLER, DIVERTER);
	clock_test_advance(5000);
	CHECK(!match(CALLED, CALLER, 0, 0));
	CHECK(!match(CALLED, 0, 0, 0));
	CHECK(match(CALLED, CALLER, DIVERTER, 0));	/* in full it is awaited for longer */

	add(CALLED, CALLER, DIVERTER);
	CHECK(match(CALLED, 0, 0, 0));
	add(CALLED, CALLER, DIVERTER);
	add(CALLED, CALLER + 1, DIVERTER);
	CHECK(!match(CALLED, 0, 0, 0));	/* which of them? */
	CHECK(match(CALLED, CALLER + 1, 0, 0));
	CHECK(match(CALLED, 0, 0, 0));	/* the one that is left */
	add(CALLED, 0, DIVERTER);	/* withheld from us from the beginning */
	CHECK(!match(CALLED, CALLER, 0, 0));
	CHECK(match(CALLED, 0, 0, 0));

	add(CALLED, CALLER, 0);	/* sent without a diversion: the own number in its own list */
	CHECK(!match(CALLED, CALLER, DIVERTER, DIVERTER));
	CHECK(match(CALLED, CALLER, 0, 0));
	CHECK_INT(pending_count(p), 0);
	talloc_free(p);
}

/* A leg that failed or was answered comes back no more. */
static void test_forget(void)
{
	uint32_t first, place, i;

	p = pending_alloc(NULL, 64, 30, 5);
	first = add(CALLED, CALLER, DIVERTER);
	pending_forget(p, first, CALLER + 1);	/* not his */
	CHECK_INT(pending_count(p), 1);
	pending_forget(p, PENDING_NONE, CALLER);
	pending_forget(p, first, CALLER);
	CHECK_INT(pending_count(p), 0);
	pending_forget(p, first, CALLER);
	CHECK(!match(CALLED, CALLER, DIVERTER, 0));

	place = add(CALLED, CALLER, DIVERTER);
	CHECK(match(CALLED, CALLER, DIVERTER, 0));
	pending_forget(p, place, CALLER);	/* came back already */
	for (i = 0; i < 64; i++)	/* his place is another's by now */
		add(CALLED, CALLER + 1, DIVERTER);
	pending_forget(p, place, CALLER);
	CHECK_INT(pending_count(p), 64);
	talloc_free(p);
}

static void test_expiry(void)
{
	p = pending_alloc(NULL, 100, 30, 5);
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

	p = pending_alloc(NULL, 100, 30, 5);	/* 128 slots */
	for (i = 0; i < 1000; i++)
		add(CALLED + i, CALLER, DIVERTER);
	CHECK_INT(pending_count(p), 128);
	CHECK(!match(CALLED + 871, CALLER, DIVERTER, 0));
	CHECK(match(CALLED + 872, CALLER, DIVERTER, 0));
	CHECK(match(CALLED + 999, CALLER, DIVERTER, 0));
	talloc_free(p);

	/* A flood to one line from one line: found still, the walk is bounded. */
	p = pending_alloc(NULL, 10000, 30, 5);
	for (i = 0; i < 10000; i++)
		add(CALLED, CALLER + i, DIVERTER);
	CHECK(match(CALLED, CALLER + 9999, DIVERTER, 0));
	CHECK(match(CALLED, CALLER + 9900, DIVERTER, 0));
	CHECK(!match(CALLED, CALLER - 1, DIVERTER, 0));
	CHECK(pending_bytes(p) < 16384 * 80);
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
	test_kept();
	test_bare();
	test_forget();
	test_expiry();
	test_bound();
	test_aging();
	return CHECK_DONE();
}
