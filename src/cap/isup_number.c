/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file isup_number.c
 *  Called, calling, original called, redirecting, location and generic numbers (Q.763 3.9, 3.10, 3.26, 3.30, 3.39,
 *  3.44), which CAP carries inside OCTET STRINGs. One table says which bits of the second octet each kind uses. Bits
 *  that a kind leaves spare are kept, so that what was decoded can be written again octet for octet.
 *  Leaves out what the digits mean: that is base/numplan.h. */
#include <errno.h>
#include <string.h>

#include <mpabx/cap/isup.h>

#include "isup_nibbles.h"

#define NUMBER_MAX_DIGIT_OCTETS ((ISUP_DIGITS_SIZE - 1) / 2)
#define CODE_ST 0x0f

/* Masks in the octet after the nature of address. */
static const struct number_layout {
	uint8_t qualifier;	/* octets before the nature of address */
	uint8_t inn, ni, apri, si;
} layouts[] = {
	[ISUP_CALLED] = { .inn = 0x80 },
	[ISUP_CALLING] = { .ni = 0x80, .apri = 0x0c, .si = 0x03 },
	[ISUP_ORIGINAL_CALLED] = { .apri = 0x0c },
	[ISUP_REDIRECTING] = { .apri = 0x0c },
	[ISUP_LOCATION] = { .inn = 0x80, .apri = 0x0c, .si = 0x03 },
	[ISUP_GENERIC] = { .qualifier = 1, .ni = 0x80, .apri = 0x0c, .si = 0x03 },
};

static uint8_t used_bits(const struct number_layout *l)
{
	return 0x70 | l->inn | l->ni | l->apri | l->si;
}

/* Q.763 3.9 c): the signal in the last place is ST, end of pulsing; it is no digit. Elsewhere it is an error. */
static int take_off_st(struct isup_number *n, size_t count)
{
	char *st = strchr(n->digits, 'f');

	if (!st)
		return 0;
	if (st != n->digits + count - 1)
		return -EINVAL;
	*st = '\0';
	n->st = 1;
	return 0;
}

static int digits_decode(const uint8_t *octets, size_t length, int odd, struct isup_number *n)
{
	size_t count = length * 2 - (odd ? 1 : 0);

	if (length > NUMBER_MAX_DIGIT_OCTETS || (odd && !length))
		return -EINVAL;
	if (nibbles_decode(isup_alphabet, octets, count, n->digits) < 0)
		return -EINVAL;
	if (odd)
		n->filler = octets[length - 1] >> 4;
	return take_off_st(n, count);
}

int isup_number_decode(enum isup_number_kind kind, const struct cap_octets *in, struct isup_number *ret)
{
	const struct number_layout *l = &layouts[kind];
	struct isup_number n = { 0 };
	const uint8_t *p = in->v;

	if (!p || in->len < l->qualifier + 2u)
		return -EINVAL;
	if (l->qualifier)
		n.qualifier = *p++;
	n.nai = p[0] & 0x7f;
	n.inn = !!(p[1] & l->inn);
	n.ni = !!(p[1] & l->ni);
	n.npi = (p[1] >> 4) & 0x07;
	n.apri = (p[1] & l->apri) >> 2;
	n.si = p[1] & l->si;
	n.spare = p[1] & ~used_bits(l);
	if (digits_decode(p + 2, in->len - l->qualifier - 2u, p[0] & 0x80, &n) < 0)
		return -EINVAL;
	*ret = n;
	return 0;
}

static bool fields_fit(const struct number_layout *l, const struct isup_number *n)
{
	return n->nai < 0x80 && n->npi < 8 && n->inn <= !!l->inn && n->ni <= !!l->ni && n->st <= 1 && n->filler < 16 &&
	       n->apri <= (l->apri >> 2) && n->si <= l->si && !(n->spare & used_bits(l)) &&
	       (l->qualifier || !n->qualifier) && memchr(n->digits, '\0', sizeof(n->digits));
}

int isup_number_encode(enum isup_number_kind kind, const struct isup_number *n, uint8_t *buf, size_t size)
{
	const struct number_layout *l = &layouts[kind];
	char digits[ISUP_DIGITS_SIZE + 1];
	uint8_t head[3], *p = head;
	size_t count, at = l->qualifier + 2u;
	int rc;

	if (!fields_fit(l, n) || strchr(n->digits, 'f'))
		return -EINVAL;
	count = strlen(n->digits);
	memcpy(digits, n->digits, count);
	if (n->st)
		digits[count++] = 'f';
	digits[count] = '\0';
	if (count > 2 * NUMBER_MAX_DIGIT_OCTETS)
		return -EINVAL;
	if (size < at)
		return -ENOSPC;
	if (l->qualifier)
		*p++ = n->qualifier;
	*p++ = (uint8_t)((count & 1) << 7 | n->nai);
	*p = (uint8_t)((n->inn | n->ni) << 7 | n->npi << 4 | n->apri << 2 | n->si | n->spare);
	rc = nibbles_encode(isup_alphabet, digits, n->filler, buf + at, size - at);
	if (rc < 0)
		return rc;
	memcpy(buf, head, at);
	return (int)at + rc;
}
