/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers as a network signals them: nature of address (Q.763 3.9), portability prefixes and carrier selection codes
 * in front, and the form in which it wants them back. */

#include <string.h>

#include "numplan_priv.h"

/* Q.763 3.9 nature of address indicator. */
enum { NAI_SUBSCRIBER = 1, NAI_UNKNOWN = 2, NAI_NATIONAL = 3, NAI_INTERNATIONAL = 4, NAI_WITH_ROUTING_NUMBER = 8 };

/* Is what remains behind a prefix a whole number, national or international? A short remainder means that the prefix
 * was part of the number: a fleet's 5101 is no portability prefix 51 with 01. */
static bool is_whole(const struct numplan *np, const char *digits, size_t n)
{
	size_t skip = np->international_length;

	return n == (size_t)np->national_length - np->trunk_length ||
		(numplan_is_full(np, digits, n) && numplan_classify(np, digits, n) != NUMPLAN_INVALID) ||
		(n > skip + 4 && !memcmp(digits, np->international, skip));
}

/* Takes the longest of these prefixes away. \returns digits to skip */
static size_t prefix_skip(const char prefixes[4][8], const char *digits, size_t n)
{
	size_t best = 0;
	unsigned i;

	for (i = 0; i < 4 && prefixes[i][0]; i++) {
		size_t length = strnlen(prefixes[i], sizeof(prefixes[i]));

		if (length > best && length < n && !memcmp(digits, prefixes[i], length))
			best = length;
	}
	return best;
}

/* Carrier code and portability prefix, each once, in either order. \returns digits to skip, 0 where no whole number
 * would remain */
static size_t strip(const struct numplan *np, const struct numplan_network *net, const char *digits, size_t n)
{
	bool ported = false, carried = false;
	size_t skip = 0;

	while (!is_whole(np, digits + skip, n - skip)) {
		size_t more = 0;

		if (!ported) {
			more = prefix_skip(net->portability_prefix, digits + skip, n - skip);
			ported = more > 0;
		}
		if (!more && !carried) {
			more = prefix_skip(net->carrier_prefix, digits + skip, n - skip);
			carried = more > 0;
		}
		if (!more)
			return 0;
		skip += more;
	}
	return skip;
}

/* National and unknown numbers: with or without the trunk prefix, and the short ones as they are. A network may signal
 * 112 or 15 as any of these. */
static void set_signalled(const struct numplan *np, const char *digits, size_t n, bool national,
			  struct numplan_number *ret)
{
	char with_trunk[DIGITS_SIZE];
	bool lacks_trunk = n == (size_t)np->national_length - np->trunk_length &&
		memcmp(digits, np->trunk, np->trunk_length);

	if (!national || !lacks_trunk || n + np->trunk_length > DIGITS_MAX) {
		numplan_set_dialled(np, digits, n, ret);
		return;
	}
	memcpy(with_trunk, np->trunk, np->trunk_length);
	memcpy(with_trunk + np->trunk_length, digits, n + 1);
	numplan_set_national(np, with_trunk, n + np->trunk_length, ret);
}

void numplan_from_network(const struct numplan *np, const struct numplan_network *net, uint8_t nai,
			  const char *digits, struct numplan_number *ret)
{
	size_t n = strnlen(digits, DIGITS_MAX + 1), skip;

	switch (nai) {
	case NAI_INTERNATIONAL:
		numplan_set_international(np, digits, n, ret);
		return;
	case NAI_SUBSCRIBER:
	case NAI_UNKNOWN:
	case NAI_NATIONAL:
	case NAI_WITH_ROUTING_NUMBER:
		skip = n <= DIGITS_MAX ? strip(np, net, digits, n) : 0;
		/* Behind a prefix that was taken off, a number stands without its trunk prefix as often as with it. */
		set_signalled(np, digits + skip, n - skip,
			      nai == NAI_NATIONAL || nai == NAI_WITH_ROUTING_NUMBER || skip, ret);
		return;
	default:
		*ret = (struct numplan_number){ .kind = NUMPLAN_INVALID };
		if (n > DIGITS_MAX)
			n = DIGITS_MAX;
		memcpy(ret->digits, digits, n);
		ret->digits[n] = '\0';
	}
}

static char *append(char *at, const char *text)
{
	size_t n = strlen(text);

	memcpy(at, text, n + 1);
	return at + n;
}

size_t numplan_to_network(const struct numplan *np, const struct numplan_network *net, e164_t number,
			  uint8_t *nai, char digits[DIGITS_SIZE])
{
	char international[E164_STR_SIZE], national[DIGITS_SIZE];
	char *at = append(digits, net->out_prefix);
	size_t n = e164_to_digits(number, international);
	bool is_national;

	if (!n)
		return 0;
	*nai = NAI_INTERNATIONAL;
	if (net->out_nai != NAI_UNKNOWN && net->out_nai != NAI_NATIONAL)
		return (size_t)(append(at, international) - digits);
	is_national = numplan_is_full(np, national, numplan_to_national(np, international, n, national));
	if (is_national) {
		*nai = net->out_nai;
		return (size_t)(append(at, national + (*nai == NAI_NATIONAL ? np->trunk_length : 0)) - digits);
	}
	if (net->out_nai == NAI_UNKNOWN) {
		*nai = NAI_UNKNOWN;
		at = append(at, np->international);
	}
	return (size_t)(append(at, international) - digits);
}
