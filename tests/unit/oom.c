/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tests' own aid for running out of memory: it fails what it says it fails, in this thread, and nothing else. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/msgb.h>
#include <talloc.h>

#include <mpabx/base.h>
#include "../lib/oom.h"
#include "check.h"

/* Not folded away by the compiler. */
static void *volatile kept;

static bool plain_fails(void)
{
	bool failed;

	oom_fail(0);
	kept = malloc(10);
	failed = oom_stop() && !kept;
	free(kept);
	kept = malloc(10);
	failed = failed && kept;
	free(kept);
	return failed;
}

static void the_nth_fails_once(void *ctx)
{
	CHECK(plain_fails());
	oom_fail(2);
	CHECK(talloc_zero(ctx, int));
	CHECK(talloc_strdup(ctx, "x"));
	CHECK(!talloc_asprintf(ctx, "%d", 1));
	CHECK(talloc_asprintf(ctx, "%d", 1));
	CHECK(oom_stop());
	CHECK_INT(oom_count(), 4);
	oom_fail(1);
	CHECK(talloc_array(ctx, int, 3));
	CHECK(!oom_stop());
	CHECK_INT(oom_count(), 1);
	CHECK(talloc_array(ctx, int, 3));
	CHECK_INT(oom_count(), 1);
}

static void all_from_there_on_fail(void *ctx)
{
	struct pool *pool = pool_alloc(ctx, "test", 8, 4);
	char *text = talloc_strdup(ctx, "x");
	struct msgb *msg;

	oom_fail(1);
	CHECK(!pool_get(pool));		/* the first is the get, the second the chunk that it needs */
	CHECK(oom_stop());
	CHECK(pool_get(pool));
	oom_fail_from(0);
	CHECK(!pool_get(pool));
	CHECK(!talloc(ctx, int) && !talloc_zero(ctx, int) && !talloc_size(ctx, 7) && !talloc_zero_size(ctx, 7));
	CHECK(!talloc_array(ctx, int, 2) && !talloc_zero_array(ctx, int, 2) && !talloc_memdup(ctx, "ab", 2));
	CHECK(!talloc_realloc(ctx, text, char, 100) && !talloc_strndup(ctx, "ab", 1));
	CHECK(!talloc_asprintf_append(text, "%d", 1));
	msg = msgb_alloc_headroom(200, 20, "test");
	CHECK(!msg);
	CHECK(oom_stop());
	CHECK_STR(text, "x");
	msg = msgb_alloc_headroom(200, 20, "test");
	CHECK(msg);
	msgb_free(msg);
}

static void *other(void *priv)
{
	kept = malloc(10);
	*(bool *)priv = kept != NULL;
	free(kept);
	return NULL;
}

static void other_threads_go_on(void)
{
	pthread_t thread;
	bool got = false;

	oom_fail_from(0);
	CHECK_INT(pthread_create(&thread, NULL, other, &got), 0);
	pthread_join(thread, NULL);
	CHECK(got);
	CHECK(!oom_stop());
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	the_nth_fails_once(ctx);
	all_from_there_on_fail(ctx);
	other_threads_go_on();
	talloc_free(ctx);
	return CHECK_DONE();
}
