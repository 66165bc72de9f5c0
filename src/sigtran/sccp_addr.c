/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SCCP addresses (ITU-T Q.713 3.4, 3.5): from and to their octets, from and to digits.
 *
 * Global titles of all four ITU indicators; digits stay packed as they travel. National address coding (bit 8 of the
 * indicator, ANSI) is not spoken: read as ITU. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/sigtran/sccp.h>

/* Address indicator, Q.713 3.4.1 */
#define AI_PC 0x01
#define AI_SSN 0x02
#define AI_GTI(ai) ((ai) >> 2 & 0x0f)
#define AI_ROUTE_ON_SSN 0x40

/* Encoding scheme, Q.713 3.4.2.3.3 */
#define ES_BCD_ODD 1
#define ES_BCD_EVEN 2

#define NP_ISDN 1		/* Q.713 3.4.2.3.3 */
#define NAI_INTERNATIONAL 4	/* Q.713 3.4.2.3.1 */
#define NAI_ODD 0x80		/* GTI 1: odd number of digits */

static uint8_t digit_at(const struct sccp_addr *a, unsigned i)
{
	return i & 1 ? a->gt[i / 2] >> 4 : a->gt[i / 2] & 0x0f;
}

int sccp_addr_from_gt(struct sccp_addr *a, const char *digits, uint8_t ssn)
{
	size_t n = strlen(digits), i;
	struct sccp_addr new = { .has_ssn = 1, .ssn = ssn, .gti = 4, .np = NP_ISDN, .nai = NAI_INTERNATIONAL };

	if (!n || n > SCCP_GT_MAX_DIGITS)
		return -EINVAL;
	for (i = 0; i < n; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -EINVAL;
		new.gt[i / 2] |= (uint8_t)((digits[i] - '0') << (i & 1 ? 4 : 0));
	}
	new.gt_digits = (uint8_t)n;
	new.es = n & 1 ? ES_BCD_ODD : ES_BCD_EVEN;
	*a = new;
	return 0;
}

size_t sccp_addr_gt(const struct sccp_addr *a, char buf[SCCP_GT_MAX_DIGITS + 1])
{
	size_t n = a->gti ? a->gt_digits : 0, i;

	for (i = 0; i < n; i++)
		buf[i] = "0123456789abcdef"[digit_at(a, (unsigned)i)];
	buf[n] = '\0';
	return n;
}

const char *sccp_addr_print(const struct sccp_addr *a, char *buf, size_t size)
{
	char gt[SCCP_GT_MAX_DIGITS + 1], ssn[12] = "", pc[24] = "";

	sccp_addr_gt(a, gt);
	if (a->has_ssn)
		snprintf(ssn, sizeof(ssn), " ssn %u", a->ssn);
	if (a->has_pc)
		snprintf(pc, sizeof(pc), " pc %u.%u.%u", a->pc >> 11 & 7, a->pc >> 3 & 0xff, a->pc & 7);
	snprintf(buf, size, "gt %s%s%s", *gt ? gt : "-", ssn, pc);
	return buf;
}

/* What stands before a global title's digits (Q.713 3.4.2.3.1 to 3.4.2.3.4). \returns octets, 0 where it is malformed */
static size_t decode_gt_head(struct sccp_addr *a, const uint8_t *p, size_t length, bool *odd)
{
	static const uint8_t heads[] = { 0, 1, 1, 2, 3 };

	if (a->gti >= sizeof(heads) || length < heads[a->gti])
		return 0;
	*odd = false;
	if (a->gti == 1) {
		*odd = p[0] & NAI_ODD;
		a->nai = p[0] & 0x7f;
		return 1;
	}
	a->tt = p[0];
	if (a->gti == 2)	/* says nothing of parity: a filler tells */
		*odd = length > 1 && p[length - 1] >> 4 == 0x0f;
	if (a->gti >= 3) {
		a->np = p[1] >> 4;
		a->es = p[1] & 0x0f;
		*odd = a->es == ES_BCD_ODD;
	}
	if (a->gti == 4)
		a->nai = p[2] & 0x7f;
	return heads[a->gti];
}

static int decode_gt(struct sccp_addr *a, const uint8_t *p, size_t length)
{
	bool odd;
	size_t head = decode_gt_head(a, p, length, &odd), digits;

	if (!head)
		return -EINVAL;
	p += head;
	length -= head;
	digits = 2 * length;
	if (odd && !digits--)
		return -EINVAL;
	if (digits > SCCP_GT_MAX_DIGITS)
		return -EINVAL;
	memcpy(a->gt, p, length);
	if (odd)
		a->gt[length - 1] &= 0x0f;
	a->gt_digits = (uint8_t)digits;
	return 0;
}

int sccp_addr_decode(struct sccp_addr *a, const uint8_t *data, size_t length)
{
	const uint8_t *p = data + 1, *end = data + length;
	struct sccp_addr new = { 0 };
	uint8_t ai;

	if (!length)
		return -EINVAL;
	ai = data[0];
	new.route_on_ssn = !!(ai & AI_ROUTE_ON_SSN);
	if (ai & AI_PC) {
		if (end - p < 2)
			return -EINVAL;
		new.has_pc = 1;
		new.pc = p[0] | (uint32_t)(p[1] & 0x3f) << 8;	/* Q.713 3.4.2.1: 14 bits, low octet first */
		p += 2;
	}
	if (ai & AI_SSN) {
		if (p == end)
			return -EINVAL;
		new.has_ssn = 1;
		new.ssn = *p++;
	}
	new.gti = AI_GTI(ai);
	if (new.gti && decode_gt(&new, p, (size_t)(end - p)) < 0)
		return -EINVAL;
	if (!new.gti && p != end)
		return -EINVAL;
	*a = new;
	return 0;
}

static uint8_t *encode_gt(const struct sccp_addr *a, uint8_t *p)
{
	bool odd = a->gt_digits & 1;
	size_t octets = (a->gt_digits + 1u) / 2;

	if (a->gti == 1) {
		*p++ = (uint8_t)((odd ? NAI_ODD : 0) | (a->nai & 0x7f));
	} else {
		*p++ = a->tt;
		if (a->gti >= 3)
			*p++ = (uint8_t)(a->np << 4 | (odd ? ES_BCD_ODD : a->es == ES_BCD_ODD ? ES_BCD_EVEN : a->es));
		if (a->gti == 4)
			*p++ = a->nai & 0x7f;
	}
	memcpy(p, a->gt, octets);
	p += octets;
	if (odd)	/* Q.713 3.4.2.3.1: filler 0; GTI 2 needs one that is no digit */
		p[-1] = (uint8_t)((p[-1] & 0x0f) | (a->gti == 2 ? 0xf0 : 0));
	return p;
}

int sccp_addr_encode(const struct sccp_addr *a, uint8_t *buf, size_t size)
{
	uint8_t out[4 + 3 + SCCP_GT_MAX_DIGITS / 2], *p = out;

	if (a->gti > 4 || a->gt_digits > SCCP_GT_MAX_DIGITS)
		return -EINVAL;
	*p++ = (uint8_t)((a->has_pc ? AI_PC : 0) | (a->has_ssn ? AI_SSN : 0) | a->gti << 2 |
			 (a->route_on_ssn ? AI_ROUTE_ON_SSN : 0));
	if (a->has_pc) {
		*p++ = (uint8_t)a->pc;
		*p++ = a->pc >> 8 & 0x3f;
	}
	if (a->has_ssn)
		*p++ = a->ssn;
	if (a->gti)
		p = encode_gt(a, p);
	if ((size_t)(p - out) > size)
		return -ENOSPC;
	memcpy(buf, out, (size_t)(p - out));
	return (int)(p - out);
}

static bool same_gt(const struct sccp_addr *a, const struct sccp_addr *b)
{
	unsigned n = a->gt_digits;

	if (n != b->gt_digits || memcmp(a->gt, b->gt, n / 2))
		return false;
	if ((n & 1) && digit_at(a, n - 1) != digit_at(b, n - 1))
		return false;
	if (a->gti != 1 && a->tt != b->tt)
		return false;
	if (a->gti >= 3 && a->np != b->np)
		return false;
	return (a->gti != 1 && a->gti != 4) || a->nai == b->nai;
}

bool sccp_addr_same(const struct sccp_addr *a, const struct sccp_addr *b)
{
	if (a->has_pc != b->has_pc || a->has_ssn != b->has_ssn || a->route_on_ssn != b->route_on_ssn ||
	    a->gti != b->gti)
		return false;
	if ((a->has_pc && a->pc != b->pc) || (a->has_ssn && a->ssn != b->ssn))
		return false;
	return !a->gti || same_gt(a, b);
}
