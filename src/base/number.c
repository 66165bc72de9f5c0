/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* E.164 numbers as one word, and back. What a number means is numplan.c's business. */

#include <errno.h>
#include <string.h>

#include <mpabx/base/number.h>

/* The shortest number that is one: a country code and a few digits. */
#define E164_MIN_DIGITS 4

int e164_from_digits(const char *digits, size_t n, e164_t *ret)
{
	e164_t number = 0;
	size_t i;

	if (n < E164_MIN_DIGITS || n > E164_MAX_DIGITS)
		return -ERANGE;
	if (digits[0] == '0')
		return -EINVAL;
	for (i = 0; i < n; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -EINVAL;
		number = number * 10 + (e164_t)(digits[i] - '0');
	}
	*ret = number;
	return 0;
}

/* Every pair of decimals, so that a number costs half the divisions. */
static const char pairs[] =
	"00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354"
	"555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

size_t e164_to_digits(e164_t number, char buf[E164_STR_SIZE])
{
	char backward[24];
	size_t at = sizeof(backward), n;

	for (; number >= 10; number /= 100)
		memcpy(backward + (at -= 2), pairs + number % 100 * 2, 2);
	if (number)
		backward[--at] = (char)('0' + number);
	n = sizeof(backward) - at;
	/* More than 15 digits never came from e164_from_digits(); the buffer holds no more. */
	if (n > E164_MAX_DIGITS)
		n = 0;
	memcpy(buf, backward + at, n);
	buf[n] = '\0';
	return n;
}

const char *e164_print(e164_t number, char buf[E164_STR_SIZE])
{
	char digits[E164_STR_SIZE];
	size_t n = e164_to_digits(number, digits);

	buf[0] = n ? '+' : '-';
	memcpy(buf + 1, digits, n + 1);
	return buf;
}

static size_t run_of_digits(const char *text)
{
	return strspn(text, "0123456789");
}

void digits_mask(char *digits)
{
	static const char symbols[] = "*#abcdefABCDEF";
	char *p = digits + strcspn(digits, symbols);
	size_t n;

	p += strspn(p, symbols);
	n = run_of_digits(p);
	if (n <= 3 && p[n] && strchr(symbols, p[n]))	/* 3GPP TS 22.030: service codes have two or three digits */
		p += n;
	for (; *p; p++)
		if (*p >= '0' && *p <= '9')
			*p = 'x';
}
