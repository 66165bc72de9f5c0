/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pools: the cap, zeroed objects, handles that die with their object, memory a slot, the out-of-memory aid. */

#include <stdlib.h>

#include <mpabx/base/pool.h>
#include <talloc.h>

#include "check.h"

struct thing { uint8_t bytes[40]; };

static int is_zero(const struct thing *t)
{
	static const struct thing zero;

	return !memcmp(t, &zero, sizeof(zero));
}

static void test_handles(void)
{
	struct pool *pool = pool_alloc(NULL, "things", sizeof(struct thing), 100);
	struct thing *a = pool_get(pool), *b = pool_get(pool), *c;
	uint32_t of_a = pool_handle(pool, a), of_b = pool_handle(pool, b);

	CHECK(of_a && of_b && of_a != of_b);
	CHECK(pool_find(pool, of_a) == a && pool_find(pool, of_b) == b);
	CHECK(!pool_find(pool, 0));
	CHECK(!pool_find(pool, UINT32_MAX));
	CHECK(!pool_find(pool, of_a + 50));

	memset(a, 0xff, sizeof(*a));
	pool_put(pool, a);
	CHECK(!pool_find(pool, of_a));
	CHECK_INT(pool_count(pool), 1);
	c = pool_get(pool);
	CHECK(c == a);
	CHECK(is_zero(c));
	CHECK(pool_handle(pool, c) != of_a);
	CHECK(!pool_find(pool, of_a));
	pool_put(pool, NULL);
	CHECK_INT(pool_count(pool), 2);
	talloc_free(pool);
}

/* A slot's generation goes round without ever giving handle 0 or an old handle too early. */
static void test_generations(void)
{
	struct pool *pool = pool_alloc(NULL, "few", 8, 1u << 24);
	uint32_t first = 0, handle = 0, turns = 0;

	do {
		void *o = pool_get(pool);

		handle = pool_handle(pool, o);
		CHECK(handle != 0);
		CHECK(pool_find(pool, handle) == o);
		if (!first)
			first = handle;
		pool_put(pool, o);
		turns++;
	} while (turns == 1 || (handle != first && turns < 1000));
	/* 8 bits of generation are left beside 24 of index; 0 is left out. */
	CHECK_INT(turns, 256);
	talloc_free(pool);
}

static void test_cap(uint32_t max)
{
	struct pool *pool = pool_alloc(NULL, "capped", sizeof(struct thing), max);
	uint32_t n = 0, seen = 0;
	struct thing *t, *last = NULL;

	while ((t = pool_get(pool))) {
		n++;
		last = t;
	}
	CHECK_INT(n, max);
	CHECK_INT(pool_count(pool), max);
	CHECK_INT(pool_max(pool), max);
	pool_put(pool, last);
	CHECK(pool_get(pool) == last);
	CHECK(!pool_get(pool));
	for (t = pool_next(pool, NULL); t; t = pool_next(pool, t))
		seen++;
	CHECK_INT(seen, max);
	talloc_free(pool);
}

static void test_memory(void)
{
	uint32_t i, max = 100000;
	struct pool *pool = pool_alloc(NULL, "many", sizeof(struct thing), max);
	size_t before = pool_bytes(pool);

	CHECK(before < 16384);
	for (i = 0; i < max; i++)
		pool_get(pool);
	/* 8 bytes a slot, and less than one chunk that is not full. */
	CHECK(pool_bytes(pool) <= (size_t)max * (sizeof(struct thing) + 8) + before + 65536);
	talloc_free(pool);
}

static void test_refused(void)
{
	CHECK(!pool_alloc(NULL, "none", 8, 0));
	CHECK(!pool_alloc(NULL, "no size", 0, 8));
	CHECK(!pool_alloc(NULL, "too many", 8, (1u << 24) + 1));
}

static void test_fail_after(void)
{
	struct pool *pool = pool_alloc(NULL, "failing", 8, 10);

	pool_fail_after(2);
	CHECK(pool_get(pool));
	CHECK(pool_get(pool));
	CHECK(!pool_get(pool));
	CHECK(!pool_get(pool));
	pool_fail_after(-1);
	CHECK(pool_get(pool));
	CHECK_INT(pool_count(pool), 3);
	talloc_free(pool);
}

/* Random gets and puts against a plain array. */
static void test_random(void)
{
	enum { N = 500 };
	struct pool *pool = pool_alloc(NULL, "random", sizeof(uint64_t), N);
	struct { uint64_t *o; uint32_t handle; } live[N] = { 0 };
	uint32_t dead[N] = { 0 }, count = 0;
	int i;

	srand(1);
	for (i = 0; i < 50000; i++) {
		int k = rand() % N;

		if (live[k].o) {
			CHECK_INT(*live[k].o, (uint64_t)k + 1);
			CHECK(pool_find(pool, live[k].handle) == live[k].o);
			pool_put(pool, live[k].o);
			dead[k] = live[k].handle;
			live[k].o = NULL;
			count--;
		} else {
			live[k].o = pool_get(pool);
			CHECK(live[k].o && *live[k].o == 0);
			*live[k].o = (uint64_t)k + 1;
			live[k].handle = pool_handle(pool, live[k].o);
			count++;
		}
		CHECK(!dead[k] || !pool_find(pool, dead[k]));
		CHECK_INT(pool_count(pool), count);
	}
	talloc_free(pool);
}

int main(void)
{
	test_handles();
	test_generations();
	test_cap(1);
	test_cap(17);
	test_cap(5000);
	test_memory();
	test_refused();
	test_fail_after();
	test_random();
	return CHECK_DONE();
}
