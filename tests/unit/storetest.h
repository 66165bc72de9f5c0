/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the tests of stored rows share: two fleets with lines to hang rows on, a change in a transaction of its own, and
 * what the change log said of it. */
#pragma once

#include <errno.h>
#include <string.h>

#include <mpabx/store.h>

#include "check.h"
#include "tempstore.h"

#define LINE(n) (UINT64_C(33639980100) + (n))
#define FIXED(n) (UINT64_C(33199004050) + (n))
#define OUTSIDE UINT64_C(33199006789)
#define VOICEMAIL UINT64_C(33199008888)
/* Lines 1 to 12 and fixed numbers 0 and 1 are the first fleet's, line 21 and fixed number 5 the second's. */
#define STORETEST_LINES 12

struct storetest { struct store *s; uint32_t a, b; uint64_t seen; };

static inline int storetest_end(struct store *s, int rc)
{
	if (rc)
		store_rollback(s);
	else
		CHECK_INT(store_commit(s), 0);
	return rc;
}
#define CHANGE(t, call) (store_begin((t)->s), storetest_end((t)->s, (call)))

static inline void storetest_line(struct storetest *t, e164_t number, uint32_t fleet)
{
	struct store_line row = { .number = number, .fleet_id = fleet, .name = "x", .rights = LINE_RIGHTS };

	CHECK_INT(CHANGE(t, store_line_put(t->s, &row)), 0);
}

static inline void storetest_fixed(struct storetest *t, e164_t number, uint32_t fleet)
{
	struct store_fixed row = { .number = number, .fleet_id = fleet, .name = "x" };

	CHECK_INT(CHANGE(t, store_fixed_put(t->s, &row)), 0);
}

static inline struct storetest storetest_open(void *ctx)
{
	struct storetest t = { .s = tempstore_open(ctx) };
	struct store_fleet a = { .name = "A", .profile = "fr-current" }, b = { .name = "B", .profile = "sfr-guide" };

	CHECK(t.s);
	CHECK_INT(CHANGE(&t, store_fleet_put(t.s, &a)), 0);
	CHECK_INT(CHANGE(&t, store_fleet_put(t.s, &b)), 0);
	t.a = a.id;
	t.b = b.id;
	for (unsigned i = 1; i <= STORETEST_LINES; i++)
		storetest_line(&t, LINE(i), t.a);
	storetest_line(&t, LINE(21), t.b);
	storetest_fixed(&t, FIXED(0), t.a);
	storetest_fixed(&t, FIXED(1), t.a);
	storetest_fixed(&t, FIXED(5), t.b);
	t.seen = (uint64_t)store_change_last(t.s);
	return t;
}

/* The entries since the last look, as "line:33639980101 group:1 ". */
struct storetest_log { char text[512]; };

static inline int storetest_see_change(void *priv, const struct store_change *row)
{
	static const char *const objects[] = { "fleet", "line", "forwarding", "fixed", "numplan", "service", "group",
		"calendar" };
	struct storetest_log *log = priv;
	size_t n = strlen(log->text);

	snprintf(log->text + n, sizeof(log->text) - n, "%s%s:%" PRIu64, n ? " " : "", objects[row->object], row->key);
	return 0;
}

static inline struct storetest_log storetest_changes(struct storetest *t)
{
	struct storetest_log log = { "" };

	CHECK_INT(store_changes_each(t->s, t->seen, storetest_see_change, &log), 0);
	t->seen = (uint64_t)store_change_last(t->s);
	return log;
}
#define CHECK_CHANGES(t, want) CHECK_STR(storetest_changes(t).text, want)
