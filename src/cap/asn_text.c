/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The friendly forms that cap_set() takes for octets: numbers with their nature, causes, redirections, times, texts;
 * 0x... for all of them. Only the simulator and people's tools come here, never a call. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mpabx/base.h>
#include <mpabx/cap/isup.h>

#include "asn_text.h"

#define TEXT_MAX 256

/* A number's words, natures as Q.763 3.9 and TS 29.002 17.7.8 code them. */
struct number_text {
	uint8_t nai, ton;
	uint8_t apri;		/* Q.763 3.10: 0 allowed, 1 restricted, 2 unavailable */
	char digits[ISUP_DIGITS_SIZE];
};

static bool word_is(const char *word, size_t n, const char *want)
{
	return strlen(want) == n && !strncmp(word, want, n);
}

static int number_word(struct number_text *ret, const char *word, size_t n)
{
	static const struct { const char *word; uint8_t nai, ton; } natures[] = {
		{ "subscriber", 1, 4 }, { "unknown", 2, 0 }, { "national", 3, 2 }, { "international", 4, 1 },
	};

	for (size_t i = 0; i < CAP_COUNT(natures); i++) {
		if (!word_is(word, n, natures[i].word))
			continue;
		ret->nai = natures[i].nai;
		ret->ton = natures[i].ton;
		return 0;
	}
	if (word_is(word, n, "restricted") || word_is(word, n, "unavailable")) {
		ret->apri = *word == 'r' ? 1 : 2;
		return 0;
	}
	if (ret->digits[0])
		return -EINVAL;
	if (*word == '+') {
		ret->nai = 4;
		ret->ton = 1;
		word++;
		n--;
	}
	if (!n || n >= sizeof(ret->digits) || strspn(word, "0123456789*#abcde") < n)
		return -EINVAL;
	memcpy(ret->digits, word, n);
	return 0;
}

/* "+33639980011", "national 0639980011 restricted", "21". */
static int number_read(const char *text, struct number_text *ret)
{
	*ret = (struct number_text){ .nai = 2 };
	while (*text) {
		size_t n = strcspn(text, " ");

		if (n && number_word(ret, text, n) < 0)
			return -EINVAL;
		text += n + (text[n] == ' ');
	}
	return ret->digits[0] ? 0 : -EINVAL;
}

static int text_isup_number(enum isup_number_kind kind, const char *text, uint8_t *buf, size_t size)
{
	struct isup_number n = { .npi = 1 };
	struct number_text t;

	if (number_read(text, &t) < 0)
		return -EINVAL;
	n.nai = t.nai;
	n.apri = t.apri;
	if (kind == ISUP_CALLING || kind == ISUP_LOCATION || kind == ISUP_GENERIC)
		n.si = 3;		/* network provided */
	if (kind == ISUP_GENERIC)
		n.qualifier = 6;	/* additional calling party number, Q.763 3.26 */
	memcpy(n.digits, t.digits, sizeof(n.digits));
	return isup_number_encode(kind, &n, buf, size);
}

static int text_address(bool bcd, const char *text, uint8_t *buf, size_t size)
{
	struct isup_address a = { .npi = 1 };
	struct number_text t;

	if (number_read(text, &t) < 0)
		return -EINVAL;
	a.ton = t.ton;
	memcpy(a.digits, t.digits, sizeof(t.digits));
	return bcd ? isup_bcd_encode(&a, buf, size) : isup_address_encode(&a, buf, size);
}

static int text_digits(const char *text, uint8_t *buf, size_t size)
{
	struct isup_digits d = { .encoding = strlen(text) % 2 };	/* Q.763 3.24: BCD even, odd */

	if (strlen(text) >= sizeof(d.digits) || strspn(text, "0123456789*#") != strlen(text))
		return -EINVAL;
	memcpy(d.digits, text, strlen(text));
	return isup_digits_encode(&d, buf, size);
}

static int text_cause(const char *text, uint8_t *buf, size_t size)
{
	struct isup_cause c = { .location = 2 };	/* public network serving the local user */
	char *end;
	long v = strtol(text, &end, 10);

	if (end == text || *end || v < 1 || v > 127)
		return -EINVAL;
	c.value = (uint8_t)v;
	return isup_cause_encode(&c, buf, size);
}

static int redirect_reason(const char *word, size_t n)
{
	/* Q.763 3.45 */
	static const char *const reasons[] = { "unknown", "busy", "noReply", "unconditional", "deflectionAlerting",
		"deflectionImmediate", "notReachable" };

	for (size_t i = 0; i < CAP_COUNT(reasons); i++) {
		if (word_is(word, n, reasons[i]))
			return (int)i;
	}
	return -EINVAL;
}

/* "unconditional 1", or with the original reason: "busy 2 unconditional". */
static int text_redirection(const char *text, uint8_t *buf, size_t size)
{
	struct isup_redirection r = { .indicator = 3 };	/* call diverted */
	size_t n = strcspn(text, " ");
	int reason = redirect_reason(text, n), original;
	char *end;
	long counter;

	if (reason < 0 || !text[n])
		return -EINVAL;
	counter = strtol(text + n, &end, 10);
	if (end == text + n || counter < 0 || counter > 7)
		return -EINVAL;
	original = *end == ' ' ? redirect_reason(end + 1, strlen(end + 1)) : *end ? -EINVAL : reason;
	if (original < 0)
		return -EINVAL;
	r.reason = (uint8_t)reason;
	r.counter = (uint8_t)counter;
	r.original_reason = (uint8_t)original;
	return isup_redirection_encode(&r, buf, size);
}

/* "now" (UTC), or "2026-01-31 23:59:00". */
static int text_time(const char *text, uint8_t *buf, size_t size)
{
	struct isup_time t = { 0 };
	time_t now = clock_wall();
	struct tm tm;

	if (!strcmp(text, "now")) {
		gmtime_r(&now, &tm);
		t = (struct isup_time){ .year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday,
					.hour = tm.tm_hour, .minute = tm.tm_min, .second = tm.tm_sec };
	} else if (sscanf(text, "%d-%d-%d %d:%d:%d", &t.year, &t.month, &t.day, &t.hour, &t.minute, &t.second) != 6) {
		return -EINVAL;
	}
	return isup_time_encode(&t, buf, size);
}

static int text_hex(const char *text, uint8_t *buf, size_t size)
{
	size_t n = strlen(text);
	unsigned v;

	if (n % 2 || strspn(text, "0123456789abcdefABCDEF") != n)
		return -EINVAL;
	if (n / 2 > size)
		return -ENOSPC;
	for (size_t i = 0; i < n / 2; i++) {
		sscanf(text + 2 * i, "%2x", &v);
		buf[i] = (uint8_t)v;
	}
	return (int)(n / 2);
}

/* "octets 200": a field of that many octets that no one knows, to make a message long (TS 29.078 5.1, ExtensionField:
 * type local 1, criticality ignore by default, value [1] OCTET STRING). */
static int text_extension(const char *text, uint8_t *buf, size_t size)
{
	static const uint8_t filler[1024];
	struct ber_writer w;
	size_t field, value;
	unsigned n;
	char rest;

	if (sscanf(text, "octets %u%c", &n, &rest) != 1 || n > sizeof(filler))
		return -EINVAL;
	ber_writer_init(&w, buf, size);
	field = ber_open(&w, 0x30);
	ber_put_int(&w, 0x02, 1);
	value = ber_open(&w, 0xa1);
	ber_put(&w, 0x04, filler, n);
	ber_close(&w, value);
	ber_close(&w, field);
	return w.overflow ? -ENOSPC : (int)ber_writer_length(&w);
}

static int text_plain(const struct cap_type *type, const char *text, uint8_t *buf, size_t size)
{
	size_t n = strlen(text);

	if (!strcmp(type->name, "RedirectionInformation"))
		return text_redirection(text, buf, size);
	if (!strcmp(type->name, "TimeAndTimezone"))
		return text_time(text, buf, size);
	if (type->kind == CAP_KIND_EXTENSION)
		return text_extension(text, buf, size);
	if (type->kind != CAP_KIND_TEXT)
		return -EINVAL;
	if (n > size)
		return -ENOSPC;
	memcpy(buf, text, n);
	return (int)n;
}

int asn_text_octets(const struct cap_type *type, const char *text, uint8_t *buf, size_t size)
{
	if (!strncmp(text, "0x", 2))
		return text_hex(text + 2, buf, size);
	switch (type->print) {
	case CAP_PRINT_CALLED:
		return text_isup_number(ISUP_CALLED, text, buf, size);
	case CAP_PRINT_CALLING:
		return text_isup_number(ISUP_CALLING, text, buf, size);
	case CAP_PRINT_ORIGINAL_CALLED:
		return text_isup_number(ISUP_ORIGINAL_CALLED, text, buf, size);
	case CAP_PRINT_REDIRECTING:
		return text_isup_number(ISUP_REDIRECTING, text, buf, size);
	case CAP_PRINT_LOCATION:
		return text_isup_number(ISUP_LOCATION, text, buf, size);
	case CAP_PRINT_GENERIC_NUMBER:
		return text_isup_number(ISUP_GENERIC, text, buf, size);
	case CAP_PRINT_GENERIC_DIGITS:
		return text_digits(text, buf, size);
	case CAP_PRINT_ADDRESS:
		return text_address(false, text, buf, size);
	case CAP_PRINT_BCD:
		return text_address(true, text, buf, size);
	case CAP_PRINT_IMSI:
		return isup_imsi_encode(text, buf, size);
	case CAP_PRINT_CAUSE:
		return text_cause(text, buf, size);
	case CAP_PRINT_USSD:
		return ussd_text_encode(0x0f, text, buf, size);	/* TS 23.038: default alphabet */
	default:
		return text_plain(type, text, buf, size);
	}
}
