/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Screening: longest prefix of an SSN, operation lists, taking rules back, bounds. */
#include <errno.h>

#include <osmocom/core/talloc.h>

#include <mpabx/sigtran/screen.h>

#include "check.h"

static struct sccp_addr gt(const char *digits)
{
	struct sccp_addr a = { 0 };

	if (*digits)
		CHECK_INT(sccp_addr_from_gt(&a, digits, 8), 0);
	return a;
}

static bool allows(struct screen *s, const char *digits, uint8_t ssn, int32_t op)
{
	struct sccp_addr a = gt(digits);

	return screen_allows(s, &a, ssn, op);
}

static bool knows(struct screen *s, const char *digits, uint8_t ssn)
{
	struct sccp_addr a = gt(digits);

	return screen_knows(s, &a, ssn);
}

static char seen[400];

static void collect(void *priv, const char *prefix, uint8_t ssn, int32_t op_code)
{
	size_t n = strlen(seen);

	CHECK(priv == seen);
	snprintf(seen + n, sizeof(seen) - n, "%s/%u/%d ", prefix, ssn, op_code);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");
	struct screen *s = screen_alloc(ctx);
	struct sccp_addr garbled = { .gti = 0, .gt_digits = 4, .gt = { 0x33, 0x86 } };
	unsigned i, rules;
	char digits[16];
	int rc = 0;

	CHECK(!allows(s, "33689000001", 146, 0));
	CHECK(!allows(s, "", 146, 0));
	CHECK_INT(screen_allow(s, "336", 146, -1), 0);
	CHECK_INT(screen_allow(s, "336", 146, -1), 0);
	CHECK_INT(screen_allow(s, "33689", 146, 0), 0);
	CHECK_INT(screen_allow(s, "33689", 146, 24), 0);
	CHECK_INT(screen_allow(s, "49177", 6, 71), 0);
	CHECK(allows(s, "33610", 146, 20));
	CHECK(allows(s, "336", 146, 20));
	CHECK(!allows(s, "33", 146, 20));
	CHECK(!allows(s, "33710", 146, 20));
	/* the longer one decides alone */
	CHECK(allows(s, "33689000001", 146, 0));
	CHECK(allows(s, "33689", 146, 24));
	CHECK(!allows(s, "33689000001", 146, 20));
	CHECK(!allows(s, "33689000001", 146, -1));
	CHECK(!allows(s, "33689000001", 146, -2));
	CHECK(!allows(s, "33689000001", 6, 0));
	CHECK(allows(s, "49177000", 6, 71));
	CHECK(!allows(s, "", 146, 0));
	CHECK(!screen_allows(s, &garbled, 146, 0));
	/* allowed anything at all? */
	CHECK(knows(s, "33689000001", 146));
	CHECK(knows(s, "33610", 146));
	CHECK(!knows(s, "33710", 146));
	CHECK(!knows(s, "33689", 147));
	/* codes past the lists only by a rule for all */
	CHECK(allows(s, "33610", 146, 100000));
	CHECK(!allows(s, "33689", 146, 256));
	CHECK_INT(screen_allow(s, "", 146, 0), 0);
	CHECK(allows(s, "", 146, 0));
	CHECK(screen_allows(s, &garbled, 146, 0));
	CHECK(allows(s, "1", 146, 0));
	CHECK(!allows(s, "1", 146, 1));
	CHECK_INT(screen_allow(s, "33x", 146, 0), -EINVAL);
	CHECK_INT(screen_allow(s, "+33", 146, 0), -EINVAL);
	CHECK_INT(screen_allow(s, "33", 146, 256), -EINVAL);
	CHECK_INT(screen_allow(s, "33", 146, -2), -EINVAL);
	CHECK_INT(screen_allow(s, "1234567890123456789012345", 146, 0), -EINVAL);
	CHECK_INT(screen_allow(s, "123456789012345678901234", 7, 5), 0);
	CHECK(allows(s, "123456789012345678901234", 7, 5));
	CHECK(!allows(s, "12345678901234567890123", 7, 5));

	screen_each(s, collect, seen);
	CHECK_STR(seen, "49177/6/71 123456789012345678901234/7/5 /146/0 336/146/-1 33689/146/0 33689/146/24 ");
	CHECK_INT(screen_forbid(s, "33689", 146, -1), -ENOENT);
	CHECK_INT(screen_forbid(s, "33689", 146, 1), -ENOENT);
	CHECK_INT(screen_forbid(s, "44", 146, 1), -ENOENT);
	CHECK_INT(screen_forbid(s, "3x", 146, 1), -ENOENT);
	CHECK_INT(screen_forbid(s, "33689", 146, 0), 0);
	CHECK(!allows(s, "33689000001", 146, 0));
	CHECK_INT(screen_forbid(s, "33689", 146, 24), 0);
	CHECK(allows(s, "33689000001", 146, 20));	/* 336 decides again */
	CHECK_INT(screen_forbid(s, "336", 146, -1), 0);
	CHECK(!allows(s, "33689000001", 146, 20));
	CHECK(allows(s, "33689000001", 146, 0));	/* by "" */

	for (rules = 0; rules < 100000; rules++) {
		snprintf(digits, sizeof(digits), "%u", 10000000 + rules * 97);
		rc = screen_allow(s, digits, 8, 2);
		if (rc)
			break;
	}
	CHECK_INT(rc, -ENOSPC);
	CHECK(rules > 3000);
	for (i = 0; i < rules; i++) {
		snprintf(digits, sizeof(digits), "%u", 10000000 + i * 97);
		if (!allows(s, digits, 8, 2))
			break;
	}
	CHECK_INT(i, rules);
	CHECK(!allows(s, "10000001", 8, 2));
	CHECK(allows(s, "49177000", 6, 71));
	talloc_free(ctx);
	return CHECK_DONE();
}
