/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines that called an emergency number a short while ago. */

#include <talloc.h>

#include "check.h"
#include "recent.h"

#define LINE 33639980001

int main(void)
{
	struct recent *r = recent_alloc(NULL, 64, 1800);
	e164_t i;

	clock_test_set(1700000000);
	CHECK_INT(recent_at(r, LINE), 0);
	recent_note(r, LINE);
	CHECK_INT(recent_at(r, LINE), 1700000000);
	CHECK_INT(recent_at(r, LINE + 1), 0);
	clock_test_advance(600000);
	CHECK_INT(recent_at(r, LINE), 1700000000);
	recent_note(r, LINE);
	CHECK_INT(recent_count(r), 1);
	clock_test_advance(1800000);
	CHECK_INT(recent_at(r, LINE), 1700000600);
	clock_test_set(1600000000);	/* the wall clock is set back by years */
	CHECK_INT(recent_at(r, LINE), 1600000000 - 1800);
	clock_test_advance(1);
	CHECK_INT(recent_at(r, LINE), 0);
	CHECK_INT(recent_count(r), 0);

	for (i = 0; i < 1000; i++)
		recent_note(r, LINE + i);
	CHECK_INT(recent_count(r), 64);
	CHECK_INT(recent_at(r, LINE + 935), 0);
	CHECK(recent_at(r, LINE + 936) != 0);
	CHECK(recent_at(r, LINE + 999) != 0);
	for (i = 0; i < 1000; i++)
		recent_note(r, LINE);
	CHECK_INT(recent_count(r), 1);
	CHECK(recent_bytes(r) < 8192);
	talloc_free(r);
	return CHECK_DONE();
}
