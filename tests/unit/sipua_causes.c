/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Q.850 causes and SIP codes: whatever comes, something sensible goes out, and what the plan moves on by is not lost. */

#include <mpabx/sipua.h>

#include "check.h"

static void test_both_ways(void)
{
	unsigned i;

	for (i = 0; i < 256; i++)
		CHECK(sipua_status_of_cause((uint8_t)i) >= 400 && sipua_status_of_cause((uint8_t)i) < 700);
	for (i = 300; i < 700; i++)
		CHECK(sipua_cause_of_status(i) && sipua_cause_of_status(i) < 128 && sipua_cause_of_status(i) != CAUSE_NORMAL);
	CHECK_INT(sipua_cause_of_status(200), CAUSE_NORMAL);
	CHECK_INT(sipua_status_of_cause(CAUSE_USER_BUSY), 486);
	CHECK_INT(sipua_cause_of_status(486), CAUSE_USER_BUSY);
	CHECK_INT(sipua_status_of_cause(CAUSE_UNALLOCATED), 404);
	CHECK_INT(sipua_cause_of_status(404), CAUSE_UNALLOCATED);
	CHECK_INT(sipua_status_of_cause(CAUSE_REJECTED), 603);
	CHECK_INT(sipua_status_of_cause(CAUSE_NO_ANSWER), 480);
	CHECK_INT(sipua_status_of_cause(CAUSE_CONGESTION), 503);
}

static void test_outcomes(void)
{
	CHECK_INT(sipua_outcome_of_status(486, 0, true), DECIDE_BUSY);
	CHECK_INT(sipua_outcome_of_status(600, 0, false), DECIDE_BUSY);
	CHECK_INT(sipua_outcome_of_status(603, 0, true), DECIDE_REFUSED);
	CHECK_INT(sipua_outcome_of_status(404, 0, false), DECIDE_REFUSED);
	/* The cause that the far network told says more. */
	CHECK_INT(sipua_outcome_of_status(480, CAUSE_USER_BUSY, false), DECIDE_BUSY);
	CHECK_INT(sipua_outcome_of_status(480, CAUSE_NO_ANSWER, false), DECIDE_NO_ANSWER);
	CHECK_INT(sipua_outcome_of_status(500, CAUSE_UNALLOCATED, false), DECIDE_REFUSED);
	/* Without one: somebody rang, or nobody could be reached. */
	CHECK_INT(sipua_outcome_of_status(480, 0, true), DECIDE_NO_ANSWER);
	CHECK_INT(sipua_outcome_of_status(480, 0, false), DECIDE_UNREACHABLE);
	CHECK_INT(sipua_outcome_of_status(408, 0, false), DECIDE_UNREACHABLE);
	CHECK_INT(sipua_outcome_of_status(503, 0, true), DECIDE_UNREACHABLE);
	CHECK_INT(sipua_outcome_of_status(302, 0, false), DECIDE_UNREACHABLE);
}

int main(int argc, char **argv)
{
	test_both_ways();
	test_outcomes();
	return CHECK_DONE();
}
