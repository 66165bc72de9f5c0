/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Call records in the store and as octets: once each, all of it, in lists, numbered without a gap, erased with all they
 * have. */
#include <errno.h>
#include <stdlib.h>

#include <talloc.h>

#include <mpabx/store.h>
#include <mpabx/store/record.h>

#include "check.h"
#include "tempstore.h"

#define LINE(n) (UINT64_C(33639980000) + (n))
#define DAY_US UINT64_C(86400000000)
#define START UINT64_C(1800000000000000)

static struct store_reason reason(unsigned n)
{
	struct store_reason r = {
		.rule = "immediate-forwarding", .why = "forwarded", .seconds = n, .version = 4000000000u, .group = n,
		.arg = { LINE(n), 0 }, .digits = "22",
	};

	return r;
}

/* All there is, with the greatest numbers that each field takes. */
static struct store_record full(callid_t id)
{
	struct store_record r = {
		.id = id, .made = false, .served = LINE(1), .calling = LINE(2), .called = LINE(1), .fleet = 7,
		.dialled = "*21*0639980001#", .original_called = LINE(3), .redirecting = UINT64_C(999999999999999),
		.call_reference = { 1, 0, 0xff, 4, 5, 6, 7, 8 }, .call_reference_len = 8, .msc = UINT64_C(33689000101),
		.start_us = START, .answer_us = START + 5, .end_us = START + 10, .end = "normal",
		.snapshot_version = UINT64_C(1) << 40, .because = reason(9), .anchor = 63, .conference = true, .limited = true,
		.group = 12, .group_result = "answered", .num_rejected = STORE_RECORD_REJECTED, .num_legs = STORE_RECORD_LEGS,
	};

	for (unsigned i = 0; i < STORE_RECORD_REJECTED; i++)
		r.rejected[i] = reason(i);
	for (unsigned i = 0; i < STORE_RECORD_LEGS; i++)
		r.leg[i] = (struct store_leg){
			.number = LINE(i), .charged = LINE(1), .start_us = START + i, .answer_us = i ? 0 : START + 5,
			.end_us = START + 100 + i, .cause = 200, .rule = "hunt", .why = "hunts", .version = i,
			.diverted = i % 2,
		};
	return r;
}

static void same_reason(const struct store_reason *is, const struct store_reason *want)
{
	CHECK_STR(is->rule, want->rule);
	CHECK_STR(is->why, want->why);
	CHECK_STR(is->digits, want->digits);
	CHECK(is->seconds == want->seconds && is->version == want->version && is->group == want->group);
	CHECK(is->arg[0] == want->arg[0] && is->arg[1] == want->arg[1]);
}

static void same_leg(const struct store_leg *is, const struct store_leg *want)
{
	CHECK(is->number == want->number && is->charged == want->charged);
	CHECK(is->start_us == want->start_us && is->answer_us == want->answer_us && is->end_us == want->end_us);
	CHECK(is->cause == want->cause && is->version == want->version && is->diverted == want->diverted);
	CHECK_STR(is->rule, want->rule);
	CHECK_STR(is->why, want->why);
}

static void same(const struct store_record *is, const struct store_record *want)
{
	CHECK(is->id == want->id && is->made == want->made && is->fleet == want->fleet);
	CHECK(is->served == want->served && is->calling == want->calling && is->called == want->called);
	CHECK(is->original_called == want->original_called && is->redirecting == want->redirecting && is->msc == want->msc);
	CHECK_STR(is->dialled, want->dialled);
	CHECK_MEM(is->call_reference, is->call_reference_len, want->call_reference, want->call_reference_len);
	CHECK(is->start_us == want->start_us && is->answer_us == want->answer_us && is->end_us == want->end_us);
	CHECK_STR(is->end, want->end);
	CHECK(is->snapshot_version == want->snapshot_version && is->anchor == want->anchor && is->group == want->group);
	CHECK(is->conference == want->conference && is->limited == want->limited);
	CHECK_STR(is->group_result, want->group_result);
	same_reason(&is->because, &want->because);
	if (!CHECK_INT(is->num_rejected, want->num_rejected) || !CHECK_INT(is->num_legs, want->num_legs))
		return;
	for (unsigned i = 0; i < want->num_rejected; i++)
		same_reason(&is->rejected[i], &want->rejected[i]);
	for (unsigned i = 0; i < want->num_legs; i++)
		same_leg(&is->leg[i], &want->leg[i]);
}

static int put(struct store *s, struct store_record *r)
{
	int rc;

	CHECK_INT(store_begin(s), 0);
	rc = store_record_put(s, r);
	CHECK_INT(store_commit(s), rc < 0 ? -ECANCELED : 0);
	return rc;
}

static void test_code(void)
{
	struct store_record in = full(77), out;
	uint8_t buf[4096];
	int length = store_record_encode(&in, buf, sizeof(buf));

	CHECK(length > 0 && length <= 4096);
	CHECK_INT(store_record_decode(buf, (size_t)length, &out), 0);
	same(&out, &in);
	for (int cut = 0; cut < length; cut++)
		CHECK_INT(store_record_decode(buf, (size_t)cut, &out), -EINVAL);
	CHECK_INT(store_record_decode(buf, (size_t)length + 1, &out), -EINVAL);
	for (int size = 0; size < length; size++)
		CHECK_INT(store_record_encode(&in, buf, (size_t)size), -EMSGSIZE);
	/* Names of the longest kind all over still fit a spool's entry. */
	memset(in.because.rule, 'r', STORE_WORD_SIZE - 1);
	memset(in.because.why, 'w', STORE_WORD_SIZE - 1);
	for (unsigned i = 0; i < in.num_rejected; i++)
		in.rejected[i] = in.because;
	for (unsigned i = 0; i < in.num_legs; i++) {
		memset(in.leg[i].rule, 'r', STORE_WORD_SIZE - 1);
		memset(in.leg[i].why, 'w', STORE_WORD_SIZE - 1);
	}
	CHECK(store_record_encode(&in, buf, sizeof(buf)) > 0);
	buf[0] = 2;
	CHECK_INT(store_record_decode(buf, sizeof(buf), &out), -EINVAL);
}

static void test_put(struct store *s)
{
	struct store_record in = full(1000), again = full(1000), out = { 0 }, bare = { .id = 1001, .made = true };

	CHECK_INT(store_record_put(s, &in), -EPERM);
	CHECK_INT(put(s, &in), 1);
	CHECK_INT(in.sequence, 1);
	CHECK_INT(store_record_get(s, 1000, &out), 0);
	same(&out, &in);
	CHECK_INT(out.sequence, 1);
	again.served = LINE(500);
	CHECK_INT(put(s, &again), 0);
	CHECK_INT(store_record_get(s, 1000, &out), 0);
	same(&out, &in);
	CHECK_INT(put(s, &bare), 1);
	CHECK_INT(bare.sequence, 2);
	CHECK_INT(store_record_get(s, 1001, &out), 0);
	same(&out, &bare);
	CHECK_INT(store_record_get(s, 1002, &out), -ENOENT);
	CHECK_INT(store_record_last(s), 2);
	/* A number that was given in a transaction that failed is given again. */
	in.id = 1002;
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_record_put(s, &in), 1);
	store_rollback(s);
	CHECK_INT(put(s, &in), 1);
	CHECK_INT(in.sequence, 3);
}

struct seen { unsigned n; uint64_t id[16]; };

static int see(void *priv, const struct store_record *row)
{
	struct seen *seen = priv;

	if (seen->n < 16)
		seen->id[seen->n++] = row->id;
	return 0;
}

static int stop(void *priv, const struct store_record *row)
{
	return 5;
}

static void list(struct store *s, struct store_record_filter filter, unsigned n, uint64_t first, uint64_t last)
{
	struct seen seen = { 0 };

	CHECK_INT(store_records_each(s, &filter, see, &seen), 0);
	if (!CHECK_INT(seen.n, n) || !n)
		return;
	CHECK_INT(seen.id[0], first);
	CHECK_INT(seen.id[n - 1], last);
}

/* Ten calls, a minute apart: of fleets 1 and 2, lines 0 to 4, every third of group 5. */
static void test_lists(struct store *s)
{
	struct seen seen = { 0 };
	struct store_record_filter all = { 0 };

	for (unsigned i = 0; i < 10; i++) {
		struct store_record r = {
			.id = 1 + i, .served = LINE(i % 5), .fleet = 1 + i % 2, .start_us = START + i * 60000000,
			.group = i % 3 ? 0 : 5, .num_legs = 1,
		};

		CHECK_INT(put(s, &r), 1);
	}
	list(s, all, 10, 10, 1);
	list(s, (struct store_record_filter){ .limit = 3 }, 3, 10, 8);
	list(s, (struct store_record_filter){ .limit = 3, .before = 8 }, 3, 7, 5);
	list(s, (struct store_record_filter){ .fleet = 2 }, 5, 10, 2);
	list(s, (struct store_record_filter){ .line = LINE(4) }, 2, 10, 5);
	list(s, (struct store_record_filter){ .group = 5 }, 4, 10, 1);
	list(s, (struct store_record_filter){ .from_us = START + 60000000, .to_us = START + 180000000 }, 2, 3, 2);
	CHECK_INT(store_records_each(s, &all, stop, NULL), 5);
	CHECK_INT(store_records_after(s, 8, 100, see, &seen), 0);
	CHECK_INT(seen.n, 2);
	CHECK_INT(seen.id[0], 9);
	seen.n = 0;
	CHECK_INT(store_records_after(s, 0, 4, see, &seen), 0);
	CHECK_INT(seen.n, 4);
}

static void test_call_back(struct store *s)
{
	struct store_record missed = {
		.id = 1, .served = LINE(1), .calling = LINE(90), .called = LINE(1), .fleet = 1, .start_us = START, .group = 5,
		.group_result = "missed",
	};
	struct store_record before = { .id = 2, .made = true, .served = LINE(2), .called = LINE(90), .fleet = 1, .start_us = START - 1 };
	struct store_record stranger = { .id = 3, .made = true, .served = LINE(60), .called = LINE(90), .fleet = 2, .start_us = START + 1 };
	struct store_record second = { .id = 4, .made = true, .served = LINE(3), .called = LINE(90), .fleet = 1, .start_us = START + 9, .answer_us = START + 10 };
	struct store_record first = { .id = 5, .made = true, .served = LINE(4), .called = LINE(90), .fleet = 1, .start_us = START + 5 };
	struct store_call_back back = { 0 };

	put(s, &missed);
	put(s, &before);
	put(s, &stranger);
	CHECK_INT(store_record_call_back(s, &missed, &back), -ENOENT);
	put(s, &second);
	CHECK_INT(store_record_call_back(s, &missed, &back), 0);
	CHECK_INT(back.line, LINE(3));
	CHECK(back.answered);
	put(s, &first);
	CHECK_INT(store_record_call_back(s, &missed, &back), 0);
	CHECK_INT(back.line, LINE(4));
	CHECK_INT(back.start_us, START + 5);
	CHECK(!back.answered);
	missed.calling = 0;
	CHECK_INT(store_record_call_back(s, &missed, &back), -ENOENT);
}

static int erase(struct store *s, uint64_t before_us, e164_t line, unsigned max)
{
	int n;

	CHECK_INT(store_begin(s), 0);
	n = line ? store_records_erase_line(s, line, max) : store_records_expire(s, before_us, max);
	CHECK_INT(store_commit(s), 0);
	return n;
}

static void test_erasure(struct store *s)
{
	struct store_record out;

	for (unsigned i = 0; i < 6; i++) {
		struct store_record r = full(10 + i);

		r.start_us = START + i * DAY_US;
		r.served = LINE(i % 2);
		CHECK_INT(put(s, &r), 1);
	}
	CHECK_INT(store_records_expire(s, 1, 1), -EPERM);
	CHECK_INT(erase(s, START + 3 * DAY_US, 0, 2), 2);
	CHECK_INT(store_record_get(s, 11, &out), -ENOENT);
	CHECK_INT(store_record_get(s, 12, &out), 0);
	CHECK_INT(erase(s, START + 3 * DAY_US, 0, 2), 1);
	CHECK_INT(erase(s, START + 3 * DAY_US, 0, 2), 0);
	CHECK_INT(erase(s, 0, LINE(1), 10), 2);
	CHECK_INT(store_record_get(s, 14, &out), 0);
	CHECK_INT(store_record_get(s, 13, &out), -ENOENT);
	/* Its legs went too: the id is free for all of them. */
	out = full(13);
	CHECK_INT(put(s, &out), 1);
	CHECK_INT(out.sequence, 7);
}

static void test_cdr(struct store *s)
{
	struct store_cdr row, want = { 5, 2, UINT64_C(5000000000), 3, START };

	CHECK_INT(store_cdr_get(s, &row), 0);
	CHECK_INT(row.exported, 0);
	CHECK_INT(row.file, 1);
	CHECK_INT(store_cdr_put(s, &want), -EPERM);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_cdr_put(s, &want), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_cdr_get(s, &row), 0);
	CHECK(!memcmp(&row, &want, sizeof(row)));
}

/* A database that was taken away under a connection is noticed, quietly. */
static void test_probe(void)
{
	struct tempstore t;
	struct store *s = NULL;

	if (!CHECK_INT(tempstore_make(&t), 0) || !CHECK_INT(store_open(NULL, t.url, &s), 0))
		return;
	store_set_quiet(s);
	CHECK_INT(store_make_durable(s), 0);
	CHECK_INT(store_probe(s), 0);
	CHECK_INT(tempstore_take_away(&t), 0);
	CHECK_INT(store_probe(s), -EIO);
	CHECK(store_error(s)[0]);
	CHECK_INT(tempstore_bring_back(&t), 0);
	store_close(&s);
	tempstore_remove(&t);
}

int main(void)
{
	static void (*const tests[])(struct store *s) = { test_put, test_lists, test_call_back, test_erasure, test_cdr };

	mpabx_log_init(NULL);
	test_code();
	for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		struct store *s = tempstore_open(NULL);

		if (!CHECK(s))
			continue;
		tests[i](s);
		store_close(&s);
	}
	test_probe();
	return CHECK_DONE();
}
