/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The clock, running and standing; call ids, which take their time from it; names of causes. */

#include <mpabx/base/callid.h>
#include <mpabx/base/cause.h>
#include <mpabx/base/clock.h>

#include "check.h"

static void test_running(void)
{
	uint64_t ms = clock_ms(), us = clock_wall_us();

	CHECK(!clock_is_test());
	CHECK(us / 1000000 > 1600000000);
	CHECK(clock_wall() - (time_t)(us / 1000000) <= 1);
	clock_test_advance(3600000);
	CHECK(clock_ms() - ms >= 3600000 && clock_ms() - ms < 3601000);
	CHECK(clock_wall_us() - us >= 3600000000u && clock_wall_us() - us < 3601000000u);
	CHECK(!clock_is_test());
}

static void test_standing(void)
{
	uint64_t ms = clock_ms(), set;

	clock_test_set(1700000000);
	set = clock_ms();
	CHECK(clock_is_test());
	CHECK(set >= ms && set - ms < 1000);
	CHECK_INT(clock_wall(), 1700000000);
	clock_test_advance(1500);
	CHECK_INT(clock_ms(), set + 1500);
	CHECK_INT(clock_wall(), 1700000001);
	CHECK_INT(clock_wall_us(), 1700000001500000);
}

static void test_callid(void)
{
	callid_t last = 0, id = 0, parsed = 0;
	char text[CALLID_STR_SIZE], before[CALLID_STR_SIZE] = "";
	int i;

	for (i = 0; i < 10000; i++) {
		id = callid_new();
		CHECK(id > last);
		callid_print(id, text);
		CHECK(strcmp(text, before) > 0);	/* text sorts as the ids do */
		CHECK_INT(callid_parse(text, &parsed), 0);
		CHECK(parsed == id);
		strcpy(before, text);
		last = id;
		if (i % 3000 == 0)
			clock_test_advance(1);
	}
	CHECK_INT(strlen(text), 13);
	CHECK_INT(id >> 20, 1700000001504);

	clock_test_set(1600000000);	/* the wall clock is set back: ids still go up */
	CHECK(callid_new() > last);

	parsed = 42;
	CHECK(callid_parse("", &parsed) < 0);
	CHECK(callid_parse("0123", &parsed) < 0);
	CHECK(callid_parse("g000000000000", &parsed) < 0);
	CHECK(callid_parse("000000000000w", &parsed) < 0);
	CHECK(callid_parse("000000000000A", &parsed) < 0);
	CHECK(callid_parse("00000000000000", &parsed) < 0);
	CHECK_INT(parsed, 42);
	CHECK_STR(callid_print(UINT64_MAX, text), "fvvvvvvvvvvvv");
	CHECK_INT(callid_parse(text, &parsed), 0);
	CHECK(parsed == UINT64_MAX);
}

int main(void)
{
	test_running();
	test_standing();
	test_callid();
	CHECK_STR(cause_name(CAUSE_USER_BUSY), "user busy");
	CHECK_STR(cause_name(99), "cause 99");
	return CHECK_DONE();
}
