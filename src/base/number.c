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

size_t e164_to_digits(e164_t number, char buf[E164_STR_SIZE])
{
	char reversed[24];
	size_t n = 0, i;

	for (; number && n < sizeof(reversed); number /= 10)
		reversed[n++] = (char)('0' + number % 10);
	/* More than 15 digits never came from e164_from_digits(); the buffer holds no more. */
	if (n > E164_MAX_DIGITS)
		n = 0;
	for (i = 0; i < n; i++)
		buf[i] = reversed[n - 1 - i];
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
