/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_address.c
 *  Addresses in TBCD: AddressString and ISDN-AddressString (TS 29.002 17.7.8), the called party BCD number (TS 24.008
 *  10.5.4.7) and the IMSI. They share one packing; what differs is the head octet and how long they may be. */
#include <errno.h>
#include <string.h>

#include <mpabx/cap/isup.h>

#include "isup_nibbles.h"

#define ADDRESS_MAX_OCTETS 20	/* maxAddressLength, TS 29.002 17.7.8 */
#define BCD_MAX_OCTETS 41	/* TS 29.078: CalledPartyBCDNumber with phase 2 and later */
#define IMSI_MIN_DIGITS 5
#define IMSI_MAX_DIGITS 15

/* How many digits: an F in the last high nibble fills. */
static size_t tbcd_count(const uint8_t *octets, size_t length)
{
	size_t filled = length && octets[length - 1] >> 4 == 0x0f;

	return length * 2 - filled;
}

/* Head octet: extension bit 1 = no octet 3a follows; only then do digits come next. */
static int head_and_digits_decode(const struct cap_octets *in, size_t max, struct isup_address *ret)
{
	struct isup_address a;

	if (!in->v || !in->len || in->len > max || !(in->v[0] & 0x80))
		return -EINVAL;
	a.ton = (in->v[0] >> 4) & 0x07;
	a.npi = in->v[0] & 0x0f;
	if (nibbles_decode(tbcd_alphabet, in->v + 1, tbcd_count(in->v + 1, in->len - 1u), a.digits) < 0)
		return -EINVAL;
	*ret = a;
	return 0;
}

static int head_and_digits_encode(const struct isup_address *a, size_t max, uint8_t *buf, size_t size)
{
	int rc;

	if (a->ton > 7 || a->npi > 15 || !memchr(a->digits, '\0', sizeof(a->digits)) || strlen(a->digits) > 2 * (max - 1))
		return -EINVAL;
	if (!size)
		return -ENOSPC;
	rc = nibbles_encode(tbcd_alphabet, a->digits, 0x0f, buf + 1, size - 1);
	if (rc < 0)
		return rc;
	buf[0] = (uint8_t)(0x80 | a->ton << 4 | a->npi);
	return rc + 1;
}

int isup_address_decode(const struct cap_octets *in, struct isup_address *ret)
{
	return head_and_digits_decode(in, ADDRESS_MAX_OCTETS, ret);
}

int isup_address_encode(const struct isup_address *a, uint8_t *buf, size_t size)
{
	return head_and_digits_encode(a, ADDRESS_MAX_OCTETS, buf, size);
}

int isup_bcd_decode(const struct cap_octets *in, struct isup_address *ret)
{
	return head_and_digits_decode(in, BCD_MAX_OCTETS, ret);
}

int isup_bcd_encode(const struct isup_address *a, uint8_t *buf, size_t size)
{
	return head_and_digits_encode(a, BCD_MAX_OCTETS, buf, size);
}

/* An IMSI is decimal digits only (TS 23.003 2.2). */
static bool is_imsi(const char *digits)
{
	size_t n = strlen(digits);

	return n >= IMSI_MIN_DIGITS && n <= IMSI_MAX_DIGITS && strspn(digits, "0123456789") == n;
}

int isup_imsi_decode(const struct cap_octets *in, char digits[16])
{
	char read[IMSI_MAX_DIGITS + 2];

	if (!in->v || !in->len || in->len > (IMSI_MAX_DIGITS + 1) / 2)
		return -EINVAL;
	if (nibbles_decode(tbcd_alphabet, in->v, tbcd_count(in->v, in->len), read) < 0 || !is_imsi(read))
		return -EINVAL;
	memcpy(digits, read, strlen(read) + 1);
	return 0;
}

int isup_imsi_encode(const char *digits, uint8_t *buf, size_t size)
{
	if (!is_imsi(digits))
		return -EINVAL;
	return nibbles_encode(tbcd_alphabet, digits, 0x0f, buf, size);
}
