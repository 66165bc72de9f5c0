/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_digits.c
 *  Generic digits (Q.763 3.24): what a caller keyed in, a correlation id, a part of an announcement. BCD and IA5;
 *  binary (encoding 3) has no digits and is refused. */
#include <errno.h>
#include <string.h>

#include <mpabx/cap/isup.h>

#include "isup_nibbles.h"

enum { BCD_EVEN, BCD_ODD, IA5 };

static int bcd_decode(const uint8_t *data, size_t length, struct isup_digits *d)
{
	bool odd = d->encoding == BCD_ODD;

	if (length > (ISUP_DIGITS_SIZE - 1) / 2 || (odd && !length))
		return -EINVAL;
	if (odd)
		d->filler = data[length - 1] >> 4;
	return nibbles_decode(isup_alphabet, data, length * 2 - odd, d->digits);
}

static int ia5_decode(const uint8_t *data, size_t length, struct isup_digits *d)
{
	size_t i;

	if (length >= sizeof(d->digits))
		return -EINVAL;
	for (i = 0; i < length; i++) {
		if (data[i] < 0x20 || data[i] > 0x7e)
			return -EINVAL;
		d->digits[i] = (char)data[i];
	}
	d->digits[length] = '\0';
	return 0;
}

int isup_digits_decode(const struct cap_octets *in, struct isup_digits *ret)
{
	struct isup_digits d = { 0 };
	int rc;

	if (!in->v || !in->len)
		return -EINVAL;
	d.encoding = in->v[0] >> 5;
	d.type = in->v[0] & 0x1f;
	if (d.encoding > IA5)
		return -EINVAL;
	rc = d.encoding == IA5 ? ia5_decode(in->v + 1, in->len - 1u, &d) : bcd_decode(in->v + 1, in->len - 1u, &d);
	if (rc < 0)
		return rc;
	*ret = d;
	return 0;
}

static int ia5_encode(const struct isup_digits *d, uint8_t *buf, size_t size)
{
	size_t i, n = strlen(d->digits);

	if (n > size)
		return -ENOSPC;
	for (i = 0; i < n; i++) {
		if (d->digits[i] < 0x20 || d->digits[i] > 0x7e)
			return -EINVAL;
		buf[i] = (uint8_t)d->digits[i];
	}
	return (int)n;
}

int isup_digits_encode(const struct isup_digits *d, uint8_t *buf, size_t size)
{
	int rc;

	if (d->encoding > IA5 || d->type > 0x1f || d->filler > 15 || !memchr(d->digits, '\0', sizeof(d->digits)))
		return -EINVAL;
	if (d->encoding != IA5 && (strlen(d->digits) & 1) != (d->encoding == BCD_ODD))
		return -EINVAL;
	if (!size)
		return -ENOSPC;
	rc = d->encoding == IA5 ? ia5_encode(d, buf + 1, size - 1)
				: nibbles_encode(isup_alphabet, d->digits, d->filler, buf + 1, size - 1);
	if (rc < 0)
		return rc;
	buf[0] = (uint8_t)(d->encoding << 5 | d->type);
	return rc + 1;
}
