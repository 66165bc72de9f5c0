/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hash tables of the snapshot, in the cases that luck alone never brings: equal hashes, runs that wrap round the end,
 * holes closed in the middle of a run. */

#include <stdlib.h>

#include <talloc.h>

#include "../../src/fleet/table.h"
#include "check.h"

static bool has(const struct fleet_table *t, uint32_t hash, uint32_t handle)
{
	uint32_t at, found;

	for (found = fleet_table_first(t, hash, &at); found; found = fleet_table_next(t, hash, &at)) {
		if (found == handle)
			return true;
	}
	return false;
}

static void empty_table_holds_nothing(void)
{
	struct fleet_table t = { 0 };

	CHECK(!has(&t, 0, 1));
	CHECK(!fleet_table_remove(&t, 0, 1));
	CHECK_INT(fleet_table_bytes(&t), 0);
}

static void equal_hashes_live_together(void *ctx)
{
	struct fleet_table t = { 0 };

	CHECK_INT(fleet_table_reserve(ctx, &t, 5), 0);
	for (uint32_t h = 1; h <= 5; h++)
		fleet_table_add(&t, 0x12345678, h);
	CHECK(fleet_table_remove(&t, 0x12345678, 2));
	CHECK(!fleet_table_remove(&t, 0x12345678, 2));
	CHECK(!has(&t, 0x12345678, 2));
	CHECK(has(&t, 0x12345678, 1) && has(&t, 0x12345678, 3) && has(&t, 0x12345678, 5));
	CHECK_INT(t.count, 4);
}

/* Homes at the last place: the run goes on at place 0, where others have their home. */
static void run_wraps_round_the_end(void *ctx)
{
	struct fleet_table t = { 0 };
	uint32_t last = UINT32_MAX;

	CHECK_INT(fleet_table_reserve(ctx, &t, 8), 0);
	CHECK_INT(t.mask, 15);
	fleet_table_add(&t, last, 1);
	fleet_table_add(&t, last - 1, 2);
	fleet_table_add(&t, 0, 3);
	fleet_table_add(&t, last - 2, 4);
	fleet_table_add(&t, UINT32_C(2) << 28, 5);
	CHECK(fleet_table_remove(&t, last, 1));
	CHECK(has(&t, last - 1, 2) && has(&t, 0, 3) && has(&t, last - 2, 4) && has(&t, UINT32_C(2) << 28, 5));
	CHECK(fleet_table_remove(&t, last - 1, 2));
	CHECK(has(&t, 0, 3) && has(&t, last - 2, 4) && has(&t, UINT32_C(2) << 28, 5));
	CHECK(fleet_table_remove(&t, 0, 3));
	CHECK(has(&t, last - 2, 4) && has(&t, UINT32_C(2) << 28, 5));
}

#define HANDLES 600

/* Few different hashes, so that runs are long and mixed; a plain array says what must be there. */
static void as_the_model_says(void *ctx)
{
	static const uint32_t hashes[] = { 0, 1, 0x10000000, 0x80000000, 0x80000001, 0xfffffff0, 0xffffffff, 0x7fffffff };
	struct fleet_table t = { 0 };
	bool there[HANDLES + 1] = { false };
	unsigned wrong = 0;

	srand(7);
	for (int step = 0; step < 20000; step++) {
		uint32_t handle = 1 + rand() % HANDLES, hash = hashes[handle % 8] ^ (handle % 3 ? 0 : handle << 20);

		if (there[handle]) {
			wrong += !fleet_table_remove(&t, hash, handle);
		} else {
			wrong += fleet_table_reserve_one(ctx, &t) != 0;
			fleet_table_add(&t, hash, handle);
		}
		there[handle] = !there[handle];
		if (step % 100)
			continue;
		for (handle = 1; handle <= HANDLES; handle++) {
			hash = hashes[handle % 8] ^ (handle % 3 ? 0 : handle << 20);
			wrong += has(&t, hash, handle) != there[handle];
		}
	}
	CHECK_INT(wrong, 0);
}

static void too_many_are_refused(void *ctx)
{
	struct fleet_table t = { 0 };

	CHECK_INT(fleet_table_reserve(ctx, &t, 1), 0);
	fleet_table_add(&t, 5, 5);
	CHECK(fleet_table_reserve(ctx, &t, UINT32_MAX) < 0);
	CHECK(has(&t, 5, 5));
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	empty_table_holds_nothing();
	equal_hashes_live_together(ctx);
	run_wraps_round_the_end(ctx);
	as_the_model_says(ctx);
	too_many_are_refused(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
