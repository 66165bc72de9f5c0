/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file ussd.c
 *  USSD strings to UTF-8 and back: the data coding scheme (TS 23.038 5), the default alphabet packed seven bits a
 *  character (6.1.2.3), and UCS2. Leaves out compression (TS 23.042) and 8-bit data, which is no text. */
#include <errno.h>
#include <string.h>

#include <mpabx/cap/isup.h>

#include "gsm7.h"

#define LANGUAGE_OCTETS 2	/* before UCS2 text: two 7-bit letters, packed and padded */
#define LANGUAGE_PREFIX 3	/* in our text: the two letters and CR, as the 7-bit form has them by itself */
#define MAX_SEPTETS 1024
#define SEPTET_CR 0x0d

enum charset { CHARSET_GSM7, CHARSET_DATA, CHARSET_UCS2, CHARSET_UCS2_LANGUAGE, CHARSET_COMPRESSED };

/* Bits 4 and 3 of the general and of the UDH groups; the reserved fourth is read as the default alphabet. */
static enum charset charset_bits(uint8_t dcs)
{
	static const enum charset by_bits[4] = { CHARSET_GSM7, CHARSET_DATA, CHARSET_UCS2, CHARSET_GSM7 };

	return by_bits[(dcs >> 2) & 0x03];
}

/* TS 23.038 5: "any reserved codings shall be assumed to be the GSM 7 bit default alphabet". */
static enum charset charset_of(uint8_t dcs)
{
	switch (dcs >> 4) {
	case 0x1:
		return dcs == 0x11 ? CHARSET_UCS2_LANGUAGE : CHARSET_GSM7;
	case 0x4:
	case 0x5:
		return charset_bits(dcs);
	case 0x6:
	case 0x7:
		return CHARSET_COMPRESSED;
	case 0x9:
		return charset_bits(dcs);
	case 0xf:
		return dcs & 0x08 || !(dcs & 0x04) ? CHARSET_GSM7 : CHARSET_DATA;
	default:
		return CHARSET_GSM7;
	}
}

/* Text being written; one octet stays for the NUL. */
struct text { char *p, *end; };

static bool text_put(struct text *t, uint32_t c)
{
	char utf8[4];
	int n = utf8_put(c, utf8);

	if (t->end - t->p <= n)
		return false;
	memcpy(t->p, utf8, (size_t)n);
	t->p += n;
	return true;
}

static unsigned septet_at(const uint8_t *octets, size_t length, size_t index)
{
	size_t bit = index * 7, at = bit / 8;
	unsigned two = octets[at] | (at + 1 < length ? (unsigned)octets[at + 1] << 8 : 0);

	return (two >> (bit % 8)) & 0x7f;
}

/* TS 23.038 6.1.2.3.1: seven spare bits at the end hold CR, which is no character; a real CR in that place is
 * written twice. */
static size_t septet_count(const uint8_t *octets, size_t length)
{
	size_t n = length * 8 / 7;

	if (n && n % 8 == 0 && septet_at(octets, length, n - 1) == SEPTET_CR)
		return n - 1;
	if (n > 8 && n % 8 == 1 && septet_at(octets, length, n - 1) == SEPTET_CR &&
	    septet_at(octets, length, n - 2) == SEPTET_CR)
		return n - 1;
	return n;
}

static int gsm7_decode(const uint8_t *octets, size_t length, struct text *t)
{
	size_t i, n = septet_count(octets, length);

	for (i = 0; i < n; i++) {
		unsigned s = septet_at(octets, length, i);
		uint32_t c = gsm7_char(s);

		if (s == GSM7_ESCAPE)
			c = ++i < n ? gsm7_extension_char(septet_at(octets, length, i)) : ' ';
		if (!text_put(t, c))
			return -ENOSPC;
	}
	return 0;
}

/* UCS2 as it is used: UTF-16 with the high octet first. */
static int ucs2_decode(const uint8_t *octets, size_t length, struct text *t)
{
	size_t i;

	if (length % 2)
		return -EINVAL;
	for (i = 0; i < length; i += 2) {
		uint32_t c = (uint32_t)octets[i] << 8 | octets[i + 1];

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < length && (octets[i + 2] & 0xfc) == 0xdc) {
			i += 2;
			c = 0x10000 + ((c & 0x3ff) << 10 | (uint32_t)(octets[i] & 0x03) << 8 | octets[i + 1]);
		} else if (c >= 0xd800 && c < 0xe000) {
			return -EINVAL;
		}
		if (!text_put(t, c))
			return -ENOSPC;
	}
	return 0;
}

/* ISO 639, two letters (TS 23.038 5). */
static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int language_decode(const struct cap_octets *in, struct text *t)
{
	unsigned i;

	if (in->len < LANGUAGE_OCTETS)
		return -EINVAL;
	for (i = 0; i < 2; i++) {
		uint32_t letter = gsm7_char(septet_at(in->v, LANGUAGE_OCTETS, i));

		if (!is_letter(letter))
			return -EINVAL;
		if (!text_put(t, letter))
			return -ENOSPC;
	}
	if (!text_put(t, '\r'))
		return -ENOSPC;
	return ucs2_decode(in->v + LANGUAGE_OCTETS, in->len - (size_t)LANGUAGE_OCTETS, t);
}

int ussd_text_decode(uint8_t dcs, const struct cap_octets *in, char *text, size_t size)
{
	struct text t = { .p = text, .end = text + size };
	int rc = -EINVAL;

	if (!in->v || !size)
		return -EINVAL;
	switch (charset_of(dcs)) {
	case CHARSET_GSM7:
		rc = gsm7_decode(in->v, in->len, &t);
		break;
	case CHARSET_UCS2:
		rc = ucs2_decode(in->v, in->len, &t);
		break;
	case CHARSET_UCS2_LANGUAGE:
		rc = language_decode(in, &t);
		break;
	case CHARSET_DATA:
	case CHARSET_COMPRESSED:
		break;
	}
	if (rc < 0)
		return rc;
	*t.p = '\0';
	return (int)(t.p - text);
}

/* Septets of a text, escapes included. \returns count or -errno */
static int gsm7_septets(const char *text, uint8_t *septets, size_t max)
{
	size_t n = 0;

	while (*text) {
		uint32_t c;
		int s, step = utf8_get(text, &c);

		if (step < 0)
			return step;
		text += step;
		s = gsm7_from_char(c);
		if (s < 0)
			return -EINVAL;
		if (n + 2 > max)
			return -ENOSPC;
		if (s & GSM7_EXTENDED)
			septets[n++] = GSM7_ESCAPE;
		septets[n++] = s & 0x7f;
	}
	return (int)n;
}

static int gsm7_encode(const char *text, uint8_t *buf, size_t size)
{
	uint8_t septets[MAX_SEPTETS + 1];
	int rc = gsm7_septets(text, septets, MAX_SEPTETS);
	size_t i, n, length;

	if (rc < 0)
		return rc;
	n = (size_t)rc;
	/* The other side of septet_count(). */
	if (n % 8 == 7 || (n && n % 8 == 0 && septets[n - 1] == SEPTET_CR))
		septets[n++] = SEPTET_CR;
	length = (n * 7 + 7) / 8;
	if (length > size)
		return -ENOSPC;
	memset(buf, 0, length);
	for (i = 0; i < n; i++) {
		size_t bit = i * 7;
		unsigned two = (unsigned)septets[i] << (bit % 8);

		buf[bit / 8] |= (uint8_t)two;
		if (two >> 8)
			buf[bit / 8 + 1] |= (uint8_t)(two >> 8);
	}
	return (int)length;
}

static int ucs2_encode(const char *text, uint8_t *buf, size_t size)
{
	size_t n = 0;

	while (*text) {
		uint32_t c, pair = 0;
		int step = utf8_get(text, &c);

		if (step < 0)
			return step;
		text += step;
		if (c > 0xffff) {
			pair = 0xdc00 | ((c - 0x10000) & 0x3ff);
			c = 0xd800 | (c - 0x10000) >> 10;
		}
		if (n + (pair ? 4 : 2) > size)
			return -ENOSPC;
		buf[n++] = (uint8_t)(c >> 8);
		buf[n++] = (uint8_t)c;
		if (pair) {
			buf[n++] = (uint8_t)(pair >> 8);
			buf[n++] = (uint8_t)pair;
		}
	}
	return (int)n;
}

static int language_encode(const char *text, uint8_t *buf, size_t size)
{
	char letters[LANGUAGE_PREFIX];
	int rc;

	if (strnlen(text, LANGUAGE_PREFIX) < LANGUAGE_PREFIX || !is_letter((uint8_t)text[0]) ||
	    !is_letter((uint8_t)text[1]) || text[LANGUAGE_PREFIX - 1] != '\r')
		return -EINVAL;
	memcpy(letters, text, 2);
	letters[2] = '\0';
	rc = gsm7_encode(letters, buf, size);
	if (rc < 0)
		return rc;
	rc = ucs2_encode(text + LANGUAGE_PREFIX, buf + LANGUAGE_OCTETS, size - LANGUAGE_OCTETS);
	return rc < 0 ? rc : rc + LANGUAGE_OCTETS;
}

int ussd_text_encode(uint8_t dcs, const char *text, uint8_t *buf, size_t size)
{
	switch (charset_of(dcs)) {
	case CHARSET_GSM7:
		return gsm7_encode(text, buf, size);
	case CHARSET_UCS2:
		return ucs2_encode(text, buf, size);
	case CHARSET_UCS2_LANGUAGE:
		return language_encode(text, buf, size);
	default:
		return -EINVAL;
	}
}
