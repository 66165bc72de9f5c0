/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_nibbles.c
 *  Packing of digits, shared by numbers, addresses, IMSI and generic digits. */
#include <errno.h>
#include <string.h>

#include "isup_nibbles.h"

const char isup_alphabet[17] = "0123456789a*#def";
const char tbcd_alphabet[17] = "0123456789*#abc";	/* the last, F, is NUL: it only fills */

int nibbles_decode(const char alphabet[17], const uint8_t *octets, size_t n, char *digits)
{
	size_t i;

	for (i = 0; i < n; i++) {
		uint8_t code = i & 1 ? octets[i / 2] >> 4 : octets[i / 2] & 0x0f;

		if (!alphabet[code])
			return -EINVAL;
		digits[i] = alphabet[code];
	}
	digits[n] = '\0';
	return 0;
}

/* Both alphabets begin with the ten digits, which is all that most numbers hold. */
static int nibble_of(const char alphabet[17], char digit)
{
	const char *at;

	if (digit >= '0' && digit <= '9')
		return digit - '0';
	at = strchr(alphabet, digit);
	return at ? (int)(at - alphabet) : -EINVAL;
}

int nibbles_encode(const char alphabet[17], const char *digits, uint8_t filler, uint8_t *buf, size_t size)
{
	size_t i, n = strlen(digits);

	if ((n + 1) / 2 > size)
		return -ENOSPC;
	for (i = 0; i < n; i += 2) {
		int low = nibble_of(alphabet, digits[i]);
		int high = i + 1 < n ? nibble_of(alphabet, digits[i + 1]) : filler;

		if (low < 0 || high < 0)
			return -EINVAL;
		buf[i / 2] = (uint8_t)(high << 4 | low);
	}
	return (int)(n + 1) / 2;
}
