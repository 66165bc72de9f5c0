/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SCCP addresses: every global title indicator, both ways, and what is no address. */
#include <errno.h>
#include <stdlib.h>

#include <mpabx/sigtran/sccp.h>

#include "check.h"

static int decode(const uint8_t *data, size_t length, struct sccp_addr *a)
{
	uint8_t *copy = malloc(length ? length : 1);	/* exact, for ASan */
	int rc;

	memcpy(copy, data, length);
	rc = sccp_addr_decode(a, copy, length);
	free(copy);
	return rc;
}

static const struct {
	const char *text, *gt;
	uint8_t length, octets[20];
} good[] = {
	{ "gt - ssn 146", "", 2, { 0x42, 146 } },
	{ "gt - ssn 8 pc 0.0.2", "", 4, { 0x43, 0x02, 0x00, 8 } },
	{ "gt - ssn 8 pc 7.255.7", "", 4, { 0x43, 0xff, 0x3f, 8 } },
	{ "gt -", "", 1, { 0x00 } },
	{ "gt 33689000001 ssn 146", "33689000001", 11, { 0x12, 146, 0, 0x11, 4, 0x33, 0x86, 0x09, 0x00, 0x00, 0x01 } },
	{ "gt 4917700047 ssn 8 pc 0.0.1", "4917700047", 12,
		{ 0x13, 1, 0, 8, 0, 0x12, 4, 0x94, 0x71, 0x07, 0x00, 0x74 } },
	{ "gt 123 ssn 6", "123", 5, { 0x06, 6, 0x84, 0x21, 0x03 } },
	{ "gt 1234", "1234", 4, { 0x04, 0x04, 0x21, 0x43 } },
	{ "gt 123 ssn 6", "123", 5, { 0x0a, 6, 9, 0x21, 0xf3 } },
	{ "gt 1234 ssn 6", "1234", 5, { 0x0a, 6, 9, 0x21, 0x43 } },
	{ "gt 123 ssn 6", "123", 6, { 0x0e, 6, 9, 0x61, 0x21, 0x03 } },
	{ "gt 12 ssn 6", "12", 5, { 0x0e, 6, 9, 0x62, 0x21 } },
	{ "gt 12be ssn 6", "12be", 6, { 0x0e, 6, 9, 0x62, 0x21, 0xeb } },
	{ "gt - ssn 6", "", 5, { 0x12, 6, 0, 0x12, 4 } },
	{ "gt 123456789012345678901234 ssn 6", "123456789012345678901234", 17,
		{ 0x12, 6, 0, 0x12, 4, 0x21, 0x43, 0x65, 0x87, 0x09, 0x21, 0x43, 0x65, 0x87, 0x09, 0x21, 0x43 } },
};

static const struct { uint8_t length, octets[20]; } bad[] = {
	{ 0, { 0 } },
	{ 1, { 0x42 } }, { 1, { 0x41 } }, { 2, { 0x41, 1 } }, { 3, { 0x43, 1, 0 } },
	{ 3, { 0x42, 8, 0 } },				/* more than it says */
	{ 2, { 0x12, 8 } }, { 4, { 0x12, 8, 0, 0x11 } },
	{ 5, { 0x12, 8, 0, 0x11, 4 } },			/* an odd number of digits, and none */
	{ 3, { 0x06, 6, 0x84 } },
	{ 2, { 0x0a, 6 } }, { 3, { 0x0e, 6, 9 } },
	{ 5, { 0x16, 6, 9, 0x62, 0x21 } },		/* GTI 5 */
	{ 5, { 0x3e, 6, 9, 0x62, 0x21 } },
	{ 18, { 0x12, 6, 0, 0x12, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },	/* 26 digits */
};

static void codec(void)
{
	char text[64], gt[SCCP_GT_MAX_DIGITS + 1];
	struct sccp_addr a, before;
	uint8_t out[20];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		memset(&a, 0xff, sizeof(a));
		if (!CHECK_INT(decode(good[i].octets, good[i].length, &a), 0))
			continue;
		CHECK_STR(sccp_addr_print(&a, text, sizeof(text)), good[i].text);
		CHECK_INT(sccp_addr_gt(&a, gt), strlen(good[i].gt));
		CHECK_STR(gt, good[i].gt);
		CHECK_INT(sccp_addr_encode(&a, out, sizeof(out)), good[i].length);
		CHECK_MEM(out, good[i].length, good[i].octets, good[i].length);
		CHECK_INT(sccp_addr_encode(&a, out, good[i].length), good[i].length);
		CHECK_INT(sccp_addr_encode(&a, out, good[i].length - 1u), -ENOSPC);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(&a, 0x5a, sizeof(a));
		before = a;
		if (!CHECK_INT(decode(bad[i].octets, bad[i].length, &a), -EINVAL))
			printf("  row %zu\n", i);
		CHECK(!memcmp(&a, &before, sizeof(a)));
	}
}

static void from_gt(void)
{
	static const uint8_t odd[] = { 0x12, 146, 0, 0x11, 4, 0x33, 0x86, 0x09, 0x00, 0x00, 0x01 };
	struct sccp_addr a = { .pc = 99 };
	uint8_t out[20];

	CHECK_INT(sizeof(a), 24);
	CHECK_INT(sccp_addr_from_gt(&a, "", 8), -EINVAL);
	CHECK_INT(sccp_addr_from_gt(&a, "+33", 8), -EINVAL);
	CHECK_INT(sccp_addr_from_gt(&a, "1234567890123456789012345", 8), -EINVAL);
	CHECK_INT(a.pc, 99);
	CHECK_INT(sccp_addr_from_gt(&a, "33689000001", 146), 0);
	CHECK_INT(sccp_addr_encode(&a, out, sizeof(out)), sizeof(odd));
	CHECK_MEM(out, sizeof(odd), odd, sizeof(odd));
	CHECK_INT(sccp_addr_from_gt(&a, "123456789012345678901234", 6), 0);
	CHECK_INT(sccp_addr_encode(&a, out, sizeof(out)), 17);
	/* built by hand with a wrong scheme: parity follows the digits */
	a = (struct sccp_addr){ .gti = 3, .gt_digits = 2, .gt = { 0x21 }, .es = 1, .np = 1 };
	CHECK_INT(sccp_addr_encode(&a, out, sizeof(out)), 4);
	CHECK_INT(out[2], 0x12);
	a.gti = 5;
	CHECK_INT(sccp_addr_encode(&a, out, sizeof(out)), -EINVAL);
	a = (struct sccp_addr){ .gti = 4, .gt_digits = 25 };
	CHECK_INT(sccp_addr_encode(&a, out, sizeof(out)), -EINVAL);
}

static void same(void)
{
	struct sccp_addr a, b;

	sccp_addr_from_gt(&a, "33689000001", 146);
	b = a;
	CHECK(sccp_addr_same(&a, &b));
	b.pc = 5;	/* not said */
	b.gt[5] |= 0xf0;	/* behind the last digit */
	CHECK(sccp_addr_same(&a, &b));
	b.gt[5] = 0x02;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.gt[0] = 0x34;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.ssn = 8;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.has_pc = 1;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.tt = 1;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.np = 6;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.nai = 3;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.gt_digits--;
	CHECK(!sccp_addr_same(&a, &b));
	b = a; b.route_on_ssn = 1;
	CHECK(!sccp_addr_same(&a, &b));
}

int main(void)
{
	codec();
	from_gt();
	same();
	return CHECK_DONE();
}
