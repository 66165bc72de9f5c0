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

int nibbles_encode(const char alphabet[17], const char *digits, uint8_t filler, uint8_t *buf, size_t size)
{
	size_t i, n = strlen(digits);

	if ((n + 1) / 2 > size)
		return -ENOSPC;
	for (i = 0; i < n; i++) {
		const char *at = strchr(alphabet, digits[i]);

		if (!at)
			return -EINVAL;
		if (i & 1)
			buf[i / 2] = (uint8_t)(buf[i / 2] & 0x0f) | (uint8_t)((at - alphabet) << 4);
		else
			buf[i / 2] = (uint8_t)(at - alphabet) | (uint8_t)(filler << 4);
	}
	return (int)(n + 1) / 2;
}
