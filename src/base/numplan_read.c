/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading numbers as people type and dial them: "06 39 98 00 01", "+33 (0)6.39.98.00.01", "0033...", "112", "*21#".
 * Whatever is no number keeps its characters, so that the refusal can show what was typed. */

#include <string.h>

#include "numplan_priv.h"

/* What people and their word processors put between digits, in UTF-8. The no-break spaces and hyphens come from
 * copying out of web pages and address books. */
static const char *const separators[] = {
	" ", ".", "-", "(", ")", "/", "\t",
	"\xc2\xa0",		/* U+00A0 no-break space */
	"\xe2\x80\x87",		/* U+2007 figure space */
	"\xe2\x80\x89",		/* U+2009 thin space */
	"\xe2\x80\x90",		/* U+2010 hyphen */
	"\xe2\x80\x91",		/* U+2011 non-breaking hyphen */
	"\xe2\x80\x93",		/* U+2013 en dash */
	"\xe2\x80\xaf",		/* U+202F narrow no-break space */
};

static size_t separator_at(const char *text)
{
	size_t i;

	if (*text >= '0' && *text <= '9')
		return 0;
	for (i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
		size_t n = strlen(separators[i]);

		if (!strncmp(text, separators[i], n))
			return n;
	}
	return 0;
}

static void set_digits(struct numplan_number *ret, const char *digits, size_t n)
{
	if (n > DIGITS_MAX)
		n = DIGITS_MAX;
	memcpy(ret->digits, digits, n);
	ret->digits[n] = '\0';
}

/* Not strspn(): it builds a table each time, and every call's numbers pass here. */
static bool are_decimal(const char *digits, size_t n)
{
	while (n && *digits >= '0' && *digits <= '9') {
		digits++;
		n--;
	}
	return !n;
}

/* A national number in full: country code of its prefix, and the digits after the trunk prefix. */
static e164_t e164_of_national(const struct numplan *np, const char *national, size_t n)
{
	char digits[NUMPLAN_CC_MAX + DIGITS_SIZE];
	const char *cc = numplan_country_of(np, national);
	size_t cc_length = strlen(cc);
	e164_t number = E164_NONE;

	memcpy(digits, cc, cc_length);
	memcpy(digits + cc_length, national + np->trunk_length, n - np->trunk_length);
	e164_from_digits(digits, cc_length + n - np->trunk_length, &number);
	return number;
}

void numplan_set_national(const struct numplan *np, const char *digits, size_t n, struct numplan_number *ret)
{
	*ret = (struct numplan_number){ .kind = NUMPLAN_INVALID };
	set_digits(ret, digits, n);
	if (n > DIGITS_MAX || !are_decimal(digits, n))
		return;
	ret->kind = numplan_classify(np, digits, n);
	if (ret->kind != NUMPLAN_E164 && ret->kind != NUMPLAN_SPECIAL)
		return;
	if (numplan_is_full(np, digits, n))
		ret->e164 = e164_of_national(np, digits, n);
	ret->national = ret->e164 != E164_NONE;
	if (ret->kind == NUMPLAN_E164 && !ret->e164)
		ret->kind = NUMPLAN_INVALID;
}

size_t numplan_to_national(const struct numplan *np, const char *international, size_t n, char national[DIGITS_SIZE])
{
	size_t significant = np->national_length - np->trunk_length;
	uint8_t i;

	for (i = 0; i < np->num_countries; i++) {
		const char *cc = np->countries[i].digits;
		size_t cc_length = strlen(cc), rest = n - cc_length, trunk = np->trunk_length;

		if (n <= cc_length || memcmp(international, cc, cc_length) || rest + trunk > DIGITS_MAX)
			continue;
		/* "33112", "333635": no trunk prefix stands before these. */
		if (rest < significant)
			trunk = 0;
		memcpy(national, np->trunk, trunk);
		memcpy(national + trunk, international + cc_length, rest);
		national[trunk + rest] = '\0';
		/* Another country's code counts only where this prefix belongs to it: 33 692... is Reunion's by mistake
		 * and is mended, 262 199... is nobody's here. */
		if (i == 0 || (rest == significant && !strcmp(numplan_country_of(np, national), cc)))
			return trunk + rest;
	}
	return 0;
}

void numplan_set_international(const struct numplan *np, const char *digits, size_t n, struct numplan_number *ret)
{
	char national[DIGITS_SIZE];
	size_t length;

	*ret = (struct numplan_number){ .kind = NUMPLAN_INVALID };
	set_digits(ret, digits, n);
	if (n > DIGITS_MAX || !are_decimal(digits, n))
		return;

	length = numplan_to_national(np, digits, n, national);
	if (length > np->trunk_length) {
		/* "+33 (0)1 99...": no national number has the trunk prefix twice. */
		size_t twice = np->trunk_length && length == np->national_length + np->trunk_length &&
			!memcmp(national, national + np->trunk_length, np->trunk_length) ? np->trunk_length : 0;

		numplan_set_national(np, national + twice, length - twice, ret);
		if (ret->kind == NUMPLAN_SHORT || ret->kind == NUMPLAN_INVALID) {
			ret->kind = NUMPLAN_INVALID;
			set_digits(ret, digits, n);
		}
		return;
	}
	if (!e164_from_digits(digits, n, &ret->e164))
		ret->kind = NUMPLAN_E164;
}

void numplan_set_dialled(const struct numplan *np, const char *digits, size_t n, struct numplan_number *ret)
{
	size_t skip = np->international_length;

	if (n && (digits[0] == '*' || digits[0] == '#')) {
		*ret = (struct numplan_number){ .kind = NUMPLAN_SERVICE };
		set_digits(ret, digits, n);
		return;
	}
	if (n > skip && !memcmp(digits, np->international, skip)) {
		numplan_set_international(np, digits + skip, n - skip, ret);
		if (ret->kind == NUMPLAN_INVALID)
			set_digits(ret, digits, n);
		return;
	}
	numplan_set_national(np, digits, n, ret);
}

void numplan_read(const struct numplan *np, const char *text, struct numplan_number *ret)
{
	char kept[DIGITS_SIZE + 1];
	size_t n = 0;

	while (*text && n < sizeof(kept) - 1) {
		size_t skip = separator_at(text);

		if (!skip)
			kept[n++] = *text++;
		text += skip;
	}
	kept[n] = '\0';

	if (kept[0] == '+') {
		numplan_set_international(np, kept + 1, n - 1, ret);
		if (ret->kind == NUMPLAN_INVALID)
			set_digits(ret, kept, n);
		return;
	}
	numplan_set_dialled(np, kept, n, ret);
}
