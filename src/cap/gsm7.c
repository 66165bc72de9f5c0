/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file gsm7.c
 *  Characters: the GSM default alphabet with its extension table, and UTF-8. Leaves out the national language
 *  tables (TS 23.038 A.2, A.3), which need a user data header that USSD does not carry. */
#include <errno.h>

#include "gsm7.h"

static const uint16_t default_alphabet[128] = {
	'@', 0xa3, '$', 0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, '\n', 0xd8, 0xf8, '\r', 0xc5, 0xe5,
	0x394, '_', 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e, ' ', 0xc6, 0xe6, 0xdf, 0xc9,
	' ', '!', '"', '#', 0xa4, '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
	0xa1, 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
	'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 0xc4, 0xd6, 0xd1, 0xdc, 0xa7,
	0xbf, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0xe4, 0xf6, 0xf1, 0xfc, 0xe0,
};

static const struct { uint8_t septet; uint16_t c; } extension[] = {
	{ 0x0a, '\f' }, { 0x14, '^' }, { 0x28, '{' }, { 0x29, '}' }, { 0x2f, '\\' }, { 0x3c, '[' },
	{ 0x3d, '~' }, { 0x3e, ']' }, { 0x40, '|' }, { 0x65, 0x20ac },
};

#define NUM_EXTENSION (sizeof(extension) / sizeof(extension[0]))

uint32_t gsm7_char(unsigned septet)
{
	return default_alphabet[septet & 0x7f];
}

uint32_t gsm7_extension_char(unsigned septet)
{
	unsigned i;

	for (i = 0; i < NUM_EXTENSION; i++) {
		if (extension[i].septet == septet)
			return extension[i].c;
	}
	return gsm7_char(septet);
}

int gsm7_from_char(uint32_t c)
{
	unsigned i;

	for (i = 0; i < 128; i++) {
		if (default_alphabet[i] == c && i != GSM7_ESCAPE)
			return (int)i;
	}
	for (i = 0; i < NUM_EXTENSION; i++) {
		if (extension[i].c == c)
			return extension[i].septet | GSM7_EXTENDED;
	}
	return -EINVAL;
}

int utf8_put(uint32_t c, char utf8[4])
{
	if (c < 0x80) {
		utf8[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		utf8[0] = (char)(0xc0 | c >> 6);
		utf8[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		utf8[0] = (char)(0xe0 | c >> 12);
		utf8[1] = (char)(0x80 | ((c >> 6) & 0x3f));
		utf8[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	utf8[0] = (char)(0xf0 | c >> 18);
	utf8[1] = (char)(0x80 | ((c >> 12) & 0x3f));
	utf8[2] = (char)(0x80 | ((c >> 6) & 0x3f));
	utf8[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

int utf8_get(const char *text, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const uint8_t *p = (const uint8_t *)text;
	uint32_t value;
	int more, i;

	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return -EINVAL;
	more = p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
	value = p[0] & (0x3f >> more);
	for (i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -EINVAL;
		value = value << 6 | (p[i] & 0x3f);
	}
	if (value < least[more] || (value >= 0xd800 && value < 0xe000) || value > 0x10ffff)
		return -EINVAL;
	*c = value;
	return more + 1;
}
