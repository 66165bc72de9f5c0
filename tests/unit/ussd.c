/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* USSD text: packing, the last character's padding rule, the extension table, UCS2, and what must be refused. */
#include <errno.h>

#include <mpabx/cap/isup.h>

#include "check.h"
#include "hex.h"

static void check_text(int dcs, const char *hex, const char *text)
{
	struct hex h;
	uint8_t buf[256];
	char is[512];

	CHECK_INT(ussd_text_decode((uint8_t)dcs, hex_read(&h, hex), is, sizeof(is)), (int)strlen(text));
	CHECK_STR(is, text);
	CHECK_STR(hex_write(buf, ussd_text_encode((uint8_t)dcs, text, buf, sizeof(buf))), hex);
}

/* Any text comes back; at every length, so at each of the eight ways to end. */
static void check_round_trip(void)
{
	char text[64] = "", is[128];
	uint8_t buf[128];
	int i, rc;

	for (i = 0; i < 40; i++) {
		text[i] = (char)('A' + i % 26);
		rc = ussd_text_encode(0x0f, text, buf, sizeof(buf));
		CHECK_INT(rc, ((i + 1 + ((i + 1) % 8 == 7)) * 7 + 7) / 8);
		CHECK_INT(ussd_text_decode(0x0f, &(struct cap_octets){ .v = buf, .len = (uint16_t)rc }, is, sizeof(is)), i + 1);
		CHECK_STR(is, text);
		if (i < 6)
			continue;
		text[i] = '\r';
		rc = ussd_text_encode(0x0f, text, buf, sizeof(buf));
		CHECK_INT(ussd_text_decode(0x0f, &(struct cap_octets){ .v = buf, .len = (uint16_t)rc }, is, sizeof(is)), i + 1);
		CHECK_STR(is, text);
		text[i] = 'x';
	}
}

static void check_every_septet(void)
{
	char is[1024], again[1024];
	uint8_t buf[256];
	int rc, s;

	for (s = 0; s < 128; s++) {
		uint8_t octet = (uint8_t)s;

		if (s == 0x1b)
			continue;
		CHECK(ussd_text_decode(0x0f, &(struct cap_octets){ .v = &octet, .len = 1 }, is, sizeof(is)) > 0);
		rc = ussd_text_encode(0x0f, is, buf, sizeof(buf));
		CHECK_INT(rc, 1);
		CHECK_INT(buf[0], s);
		CHECK(ussd_text_decode(0x0f, &(struct cap_octets){ .v = buf, .len = 1 }, again, sizeof(again)) > 0);
		CHECK_STR(again, is);
	}
}

static void check_schemes(void)
{
	/* All that say, or fall back to, the default alphabet (TS 23.038 5). */
	static const uint8_t gsm7[] = { 0x00, 0x0e, 0x0f, 0x10, 0x12, 0x20, 0x3f, 0x40, 0x4c, 0x80, 0x90, 0xa0, 0xe0,
					0xf0, 0xf3, 0xf8 };
	static const uint8_t none[] = { 0x44, 0x54, 0x60, 0x68, 0x7f, 0x94, 0xf4, 0xf7 };
	struct hex h;
	char is[16];
	uint8_t buf[16];
	size_t i;

	hex_read(&h, "aa180c3602");
	for (i = 0; i < sizeof(gsm7); i++) {
		CHECK_INT(ussd_text_decode(gsm7[i], &h.in, is, sizeof(is)), 5);
		CHECK_STR(is, "*100#");
	}
	for (i = 0; i < sizeof(none); i++) {
		CHECK_INT(ussd_text_decode(none[i], &h.in, is, sizeof(is)), -EINVAL);
		CHECK_INT(ussd_text_encode(none[i], "*100#", buf, sizeof(buf)), -EINVAL);
	}
}

static void check_refusals(void)
{
	struct hex h;
	char is[8] = "kept";
	uint8_t buf[8];

	CHECK_INT(ussd_text_decode(0x0f, &(struct cap_octets){ 0 }, is, sizeof(is)), -EINVAL);
	CHECK_INT(ussd_text_decode(0x0f, hex_read(&h, "aa180c3602"), is, 5), -ENOSPC);
	CHECK_INT(ussd_text_decode(0x0f, &h.in, is, 6), 5);
	CHECK_INT(ussd_text_decode(0x0f, &h.in, is, 0), -EINVAL);
	CHECK_INT(ussd_text_decode(0x48, &h.in, is, sizeof(is)), -EINVAL);			/* odd */
	CHECK_INT(ussd_text_decode(0x48, hex_read(&h, "d83d"), is, sizeof(is)), -EINVAL);	/* half a pair */
	CHECK_INT(ussd_text_decode(0x48, hex_read(&h, "d83d0041"), is, sizeof(is)), -EINVAL);
	CHECK_INT(ussd_text_decode(0x48, hex_read(&h, "dc00"), is, sizeof(is)), -EINVAL);
	CHECK_INT(ussd_text_decode(0x11, hex_read(&h, "e5"), is, sizeof(is)), -EINVAL);
	CHECK_INT(ussd_text_encode(0x0f, "*100#", buf, 4), -ENOSPC);
	CHECK_INT(ussd_text_encode(0x0f, "\xd0\x96", buf, sizeof(buf)), -EINVAL);		/* not in the alphabet */
	CHECK_INT(ussd_text_encode(0x48, "AB", buf, 3), -ENOSPC);
	CHECK_INT(ussd_text_encode(0x48, "\xf0\x9f\x98\x80", buf, 3), -ENOSPC);
	CHECK_INT(ussd_text_encode(0x48, "\xc0\x80", buf, sizeof(buf)), -EINVAL);		/* overlong */
	CHECK_INT(ussd_text_encode(0x48, "\xe0\x80\x80", buf, sizeof(buf)), -EINVAL);
	CHECK_INT(ussd_text_encode(0x48, "\xed\xa0\x80", buf, sizeof(buf)), -EINVAL);		/* surrogate */
	CHECK_INT(ussd_text_encode(0x48, "\xe2\x82", buf, sizeof(buf)), -EINVAL);		/* cut */
	CHECK_INT(ussd_text_encode(0x48, "\xf5\x80\x80\x80", buf, sizeof(buf)), -EINVAL);
	CHECK_INT(ussd_text_decode(0x11, hex_read(&h, "2a4d0041"), is, sizeof(is)), -EINVAL);	/* no letters */
	CHECK_INT(ussd_text_encode(0x11, "*1\r", buf, sizeof(buf)), -EINVAL);
	CHECK_INT(ussd_text_encode(0x11, "fr", buf, sizeof(buf)), -EINVAL);
	CHECK_INT(ussd_text_encode(0x11, "fr\r", buf, 1), -ENOSPC);
	CHECK_STR(is, "*100#");
}

int main(void)
{
	check_text(0x0f, "", "");
	check_text(0x0f, "aa180c3602", "*100#");
	check_text(0x0f, "31d98c56b3dd1a", "1234567");		/* 8n-1: CR fills */
	check_text(0x0f, "31d98c56b3dd70", "12345678");
	check_text(0x0f, "31d98c56b3dd1a0d", "1234567\r");	/* a wanted CR in that place goes twice */
	check_text(0x0f, "9b32", "\xe2\x82\xac");		/* escape, 65: the euro sign */
	check_text(0x48, "004100e920ac", "A\xc3\xa9\xe2\x82\xac");
	check_text(0x48, "d83dde00", "\xf0\x9f\x98\x80");
	check_text(0x11, "66390041", "fr\rA");
	check_every_septet();
	check_round_trip();
	check_schemes();
	check_refusals();
	return CHECK_DONE();
}
