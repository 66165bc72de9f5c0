/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Release causes of Q.850, which CAMEL, the plan and the record speak, and SIP's status codes: one table each way. */

#include <osmocom/core/utils.h>

#include <mpabx/sipua.h>

/* RFC 3398 7.2.4.1 with TS 29.163 table 9 where the two differ and the latter is more exact (18 to 20, 27). */
static const struct { uint8_t cause; uint16_t status; } of_cause[] = {
	{ 1, 404 }, { 2, 404 }, { 3, 404 }, { 16, 480 }, { 17, 486 }, { 18, 480 }, { 19, 480 }, { 20, 480 }, { 21, 603 },
	{ 22, 410 }, { 23, 410 }, { 25, 483 }, { 26, 404 }, { 27, 502 }, { 28, 484 }, { 29, 500 }, { 31, 480 }, { 34, 503 },
	{ 38, 503 }, { 41, 503 }, { 42, 503 }, { 47, 503 }, { 55, 403 }, { 57, 403 }, { 58, 503 }, { 65, 488 }, { 70, 488 },
	{ 79, 501 }, { 87, 403 }, { 88, 503 }, { 102, 504 }, { 111, 500 }, { 127, 500 },
};

unsigned sipua_status_of_cause(uint8_t cause)
{
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(of_cause); i++)
		if (of_cause[i].cause == cause)
			return of_cause[i].status;
	return 480;
}

/* RFC 3398 8.2.6.1; 480 and 606 by TS 29.163 7.2.3.2.4. */
static const struct { uint16_t status; uint8_t cause; } of_status[] = {
	{ 400, 41 }, { 401, 21 }, { 402, 21 }, { 403, 21 }, { 404, 1 }, { 405, 63 }, { 406, 79 }, { 407, 21 }, { 408, 102 },
	{ 410, 22 }, { 413, 127 }, { 414, 127 }, { 415, 79 }, { 416, 127 }, { 420, 127 }, { 421, 127 }, { 423, 127 },
	{ 480, 20 }, { 481, 41 }, { 482, 25 }, { 483, 25 }, { 484, 28 }, { 485, 1 }, { 486, 17 }, { 487, 31 }, { 488, 65 },
	{ 500, 41 }, { 501, 79 }, { 502, 38 }, { 503, 41 }, { 504, 102 }, { 505, 127 }, { 513, 127 }, { 580, 47 },
	{ 600, 17 }, { 603, 21 }, { 604, 1 }, { 606, 65 },
};

uint8_t sipua_cause_of_status(unsigned status)
{
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(of_status); i++)
		if (of_status[i].status == status)
			return of_status[i].cause;
	return status < 300 ? CAUSE_NORMAL : CAUSE_NORMAL_UNSPECIFIED;
}

/* What the plan moves on by. A cause that the far network told says more than the status. */
enum decide_outcome sipua_outcome_of_status(unsigned status, uint8_t cause, bool alerting)
{
	switch (cause ? cause : sipua_cause_of_status(status)) {
	case CAUSE_USER_BUSY:
		return DECIDE_BUSY;
	case CAUSE_NO_ANSWER:
		return DECIDE_NO_ANSWER;
	case CAUSE_UNALLOCATED:
	case CAUSE_REJECTED:
	case 22:
	case 28:
		return DECIDE_REFUSED;
	default:
		return alerting && (status == 480 || status == 408 || status == 487) ? DECIDE_NO_ANSWER : DECIDE_UNREACHABLE;
	}
}
