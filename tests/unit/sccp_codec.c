/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SCCP messages: known octets of each type, every octet set to every value, every truncation, round trips. */
#include <errno.h>
#include <stdlib.h>

#include "../../src/sigtran/sccp_codec.h"

#include "check.h"

#define CALLED 0x12, 146, 0, 0x11, 4, 0x33, 0x86, 0x09, 0x00, 0x00, 0x01
#define CALLING 0x43, 0x02, 0x00, 8

static const uint8_t udt[] = { 0x09, 0x81, 3, 14, 18, 11, CALLED, 4, CALLING, 3, 0xaa, 0xbb, 0xcc };
static const uint8_t udts[] = { 0x0a, 0x01, 3, 14, 18, 11, CALLED, 4, CALLING, 3, 0xaa, 0xbb, 0xcc };
static const uint8_t xudt[] = { 0x11, 0x01, 15, 4, 15, 19, 22, 11, CALLED, 4, CALLING, 3, 0xaa, 0xbb, 0xcc,
	0x10, 4, 0xc2, 0x11, 0x22, 0x33, 0 };
static const uint8_t xudts[] = { 0x12, 0x0e, 15, 4, 15, 19, 0, 11, CALLED, 4, CALLING, 3, 0xaa, 0xbb, 0xcc };
static const uint8_t ludt[] = { 0x13, 0x80, 9, 7, 0, 17, 0, 20, 0, 23, 0, 11, CALLED, 4, CALLING, 3, 0, 0xaa, 0xbb, 0xcc,
	0x12, 1, 0, 0x10, 4, 0x01, 0x11, 0x22, 0x33, 0 };
static const uint8_t ludts[] = { 0x14, 0x05, 15, 7, 0, 17, 0, 20, 0, 0, 0, 11, CALLED, 4, CALLING, 3, 0, 0xaa, 0xbb, 0xcc };

static const struct { const uint8_t *pdu; size_t length; } all[] = {
	{ udt, sizeof(udt) }, { udts, sizeof(udts) }, { xudt, sizeof(xudt) }, { xudts, sizeof(xudts) },
	{ ludt, sizeof(ludt) }, { ludts, sizeof(ludts) },
};
#define ALL (sizeof(all) / sizeof(all[0]))

/* From exact heap memory, so that ASan sees every octet too many. \returns the code; the copy in *copy stays */
static int decode(const uint8_t *pdu, size_t length, struct sccp_msg *m, uint8_t **copy)
{
	*copy = malloc(length ? length : 1);
	memcpy(*copy, pdu, length);
	return sccp_msg_decode(m, *copy, length);
}

static int decode_only(const uint8_t *pdu, size_t length)
{
	struct sccp_msg m;
	uint8_t *copy;
	int rc = decode(pdu, length, &m, &copy);
	unsigned sum = 0;

	if (!rc)
		for (size_t i = 0; i < m.length; i++)
			sum += m.data[i];
	CHECK(sum < 1000000);
	free(copy);
	return rc;
}

static void known(void)
{
	struct sccp_msg m;
	uint8_t out[300];
	char text[64];
	uint8_t *copy;
	size_t i;

	for (i = 0; i < ALL; i++) {
		if (!CHECK_INT(decode(all[i].pdu, all[i].length, &m, &copy), 0)) {
			printf("  type %02x\n", all[i].pdu[0]);
			free(copy);
			continue;
		}
		CHECK_INT(m.type, all[i].pdu[0]);
		CHECK_STR(sccp_addr_print(&m.called, text, sizeof(text)), "gt 33689000001 ssn 146");
		CHECK_STR(sccp_addr_print(&m.calling, text, sizeof(text)), "gt - ssn 8 pc 0.0.2");
		CHECK_MEM(m.data, m.length, "\xaa\xbb\xcc", 3);
		CHECK_INT(m.segmented, m.type == SCCP_XUDT || m.type == SCCP_LUDT);
		if (m.type != SCCP_LUDT) {	/* its importance is not kept */
			CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), all[i].length);
			CHECK_MEM(out, all[i].length, all[i].pdu, all[i].length);
		}
		CHECK_INT(sccp_msg_encode(&m, out, all[i].length - 4), -EMSGSIZE);
		free(copy);
	}
}

static void fields(void)
{
	struct sccp_msg m;

	CHECK_INT(sccp_msg_decode(&m, udt, sizeof(udt)), 0);
	CHECK_INT(m.sccp_class, 1);
	CHECK(m.return_on_error);
	CHECK_INT(sccp_msg_decode(&m, xudt, sizeof(xudt)), 0);
	CHECK_INT(m.hops, 15);
	CHECK(m.seg.first);
	CHECK(m.seg.in_sequence);
	CHECK_INT(m.seg.remaining, 2);
	CHECK_INT(m.seg.local_ref, 0x332211);
	CHECK_INT(sccp_msg_decode(&m, ludt, sizeof(ludt)), 0);
	CHECK(!m.seg.first);
	CHECK_INT(m.seg.remaining, 1);
	CHECK_INT(m.hops, 9);
	CHECK_INT(sccp_msg_decode(&m, xudts, sizeof(xudts)), 0);
	CHECK_INT(m.cause, 14);
}

static int udt_with(size_t at, uint8_t value)
{
	uint8_t pdu[sizeof(udt)];

	memcpy(pdu, udt, sizeof(pdu));
	pdu[at] = value;
	return decode_only(pdu, sizeof(pdu));
}

static int xudt_with(size_t at, uint8_t value)
{
	uint8_t pdu[sizeof(xudt)];

	memcpy(pdu, xudt, sizeof(pdu));
	pdu[at] = value;
	return decode_only(pdu, sizeof(pdu));
}

static void hostile(void)
{
	uint8_t pdu[64];
	size_t i, n;
	unsigned v;

	CHECK_INT(decode_only(udt, 0), -EINVAL);
	CHECK_INT(udt_with(0, 0x01), -ENOTSUP);		/* CR */
	CHECK_INT(udt_with(1, 0x02), -EINVAL);		/* class 2 */
	for (i = 2; i <= 4; i++) {
		CHECK_INT(udt_with(i, 0), -EINVAL);
		CHECK_INT(udt_with(i, 255), -EINVAL);
		CHECK_INT(udt_with(i, (uint8_t)(4 - i)), -EINVAL);	/* into the pointers */
		CHECK_INT(udt_with(i, (uint8_t)(sizeof(udt) - i)), -EINVAL);	/* just behind */
	}
	CHECK_INT(udt_with(5, 255), -EINVAL);		/* lengths beyond the end */
	CHECK_INT(udt_with(17, 9), -EINVAL);
	CHECK_INT(udt_with(22, 4), -EINVAL);
	CHECK_INT(udt_with(22, 0), -EINVAL);		/* no data */
	CHECK_INT(xudt_with(6, 1), -EINVAL);		/* the optional part begins with the called address: no end */
	CHECK_INT(xudt_with(6, 255), -EINVAL);
	CHECK_INT(xudt_with(sizeof(xudt) - 1, 0x11), -EINVAL);	/* no end of optional parameters */
	CHECK_INT(xudt_with(sizeof(xudt) - 6, 3), -EINVAL);	/* segmentation of 3 octets */
	CHECK_INT(xudt_with(sizeof(xudt) - 6, 200), -EINVAL);

	for (n = 0; n < ALL; n++) {
		for (i = 0; i < all[n].length; i++)
			CHECK(decode_only(all[n].pdu, i) < 0 || i == all[n].length);
		for (i = 0; i < all[n].length; i++)
			for (v = 0; v < 256; v++) {
				memcpy(pdu, all[n].pdu, all[n].length);
				pdu[i] = (uint8_t)v;
				decode_only(pdu, all[n].length);
			}
	}
}

/* The most that fits: data of 255 octets, pointers of 255; one more is refused, never cut. */
static void limits(void)
{
	struct sccp_msg m;
	uint8_t data[1100] = { 0 }, out[1200];

	CHECK_INT(sccp_msg_decode(&m, udt, sizeof(udt)), 0);
	m.data = data;
	m.length = 255;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), 22 + 1 + 255);
	m.length = 256;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), -EMSGSIZE);
	m.length = 0;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), -EMSGSIZE);
	m.segmented = true;
	m.length = 3;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), -EINVAL);	/* UDT has no optional part */
	m.type = SCCP_XUDT;
	m.length = 255 - 18 - 1;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), 24 + 1 + 236 + 7);
	CHECK_INT(decode_only(out, 24 + 1 + 236 + 7), 0);
	m.length++;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), -EMSGSIZE);	/* the optional pointer would be 256 */
	m.type = SCCP_LUDTS;
	m.length = 1000;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), 28 + 2 + 1000 + 7);
	CHECK_INT(decode_only(out, 28 + 2 + 1000 + 7), 0);
	m.type = 0x01;
	CHECK_INT(sccp_msg_encode(&m, out, sizeof(out)), -EINVAL);
}

int main(void)
{
	known();
	fields();
	hostile();
	limits();
	return CHECK_DONE();
}
