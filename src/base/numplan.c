/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Number-plan profiles: building one from its rows, and the questions that need only the rows. All prefixes stand in
 * one tree of digits. How a number is read is in numplan_read.c (dialled, typed) and numplan_network.c (signalled). */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include "numplan_priv.h"

#define MAX_NODES 8192
#define MAX_RANGES 4096

static bool is_decimal(const char *s, size_t min, size_t max)
{
	size_t n = strspn(s, "0123456789");

	return s[n] == '\0' && n >= min && n <= max;
}

struct numplan *numplan_alloc(void *ctx, const char *name, const char *cc, unsigned national_length,
			      const char *trunk, const char *international)
{
	struct numplan *np;

	if (!name[0] || strlen(name) >= sizeof(np->name) || !is_decimal(cc, 1, NUMPLAN_CC_MAX) || cc[0] == '0' ||
	    !is_decimal(trunk, 0, NUMPLAN_TRUNK_MAX) || !is_decimal(international, 1, NUMPLAN_TRUNK_MAX) ||
	    national_length <= strlen(trunk) + 3 || national_length + strlen(cc) - strlen(trunk) > E164_MAX_DIGITS) {
		errno = EINVAL;
		return NULL;
	}

	errno = ENOMEM;
	np = talloc_zero(ctx, struct numplan);
	if (!np)
		return NULL;
	np->nodes = talloc_zero_array(np, struct numplan_node, 1);
	np->ranges = talloc_zero_array(np, struct numplan_range, 1);
	if (!np->nodes || !np->ranges) {
		talloc_free(np);
		return NULL;
	}
	np->num_nodes = np->num_ranges = 1;
	OSMO_STRLCPY_ARRAY(np->name, name);
	OSMO_STRLCPY_ARRAY(np->trunk, trunk);
	OSMO_STRLCPY_ARRAY(np->international, international);
	np->trunk_length = (uint8_t)strlen(trunk);
	np->international_length = (uint8_t)strlen(international);
	np->national_length = (uint8_t)national_length;
	OSMO_STRLCPY_ARRAY(np->countries[0].digits, cc);
	np->num_countries = 1;
	return np;
}

const char *numplan_name(const struct numplan *np)
{
	return np->name;
}

/* The node of this prefix, made where it is missing. Grown one by one: profiles are built at start-up only. */
static int node_make(struct numplan *np, const char *prefix)
{
	uint16_t at = 0;

	for (; *prefix; prefix++) {
		unsigned digit = (unsigned)(*prefix - '0');
		struct numplan_node *grown;

		if (np->nodes[at].child[digit]) {
			at = np->nodes[at].child[digit];
			continue;
		}
		if (np->num_nodes >= MAX_NODES)
			return -ENOSPC;
		grown = talloc_realloc(np, np->nodes, struct numplan_node, np->num_nodes + 1);
		if (!grown)
			return -ENOMEM;
		np->nodes = grown;
		memset(&np->nodes[np->num_nodes], 0, sizeof(np->nodes[0]));
		np->nodes[at].child[digit] = np->num_nodes;
		at = np->num_nodes++;
	}
	return at;
}

int numplan_add_range(struct numplan *np, enum numplan_kind kind, const char *prefix, unsigned length)
{
	struct numplan_range *grown;
	int node;

	if (kind <= NUMPLAN_INVALID || kind >= NUMPLAN_SERVICE || !is_decimal(prefix, 1, E164_MAX_DIGITS) ||
	    length > DIGITS_MAX || (length && length < strlen(prefix)))
		return -EINVAL;
	/* "15" is an emergency number, 1512345678 never is one. */
	if (kind == NUMPLAN_EMERGENCY && !length)
		length = (unsigned)strlen(prefix);
	if (np->num_ranges >= MAX_RANGES)
		return -ENOSPC;
	node = node_make(np, prefix);
	if (node < 0)
		return node;
	grown = talloc_realloc(np, np->ranges, struct numplan_range, np->num_ranges + 1);
	if (!grown)
		return -ENOMEM;
	np->ranges = grown;
	np->ranges[np->num_ranges] = (struct numplan_range){
		.kind = (uint8_t)kind, .length = (uint8_t)length, .next = np->nodes[node].range,
	};
	np->nodes[node].range = np->num_ranges++;
	return 0;
}

int numplan_add_country(struct numplan *np, const char *prefix, const char *cc)
{
	uint8_t i;
	int node;

	if (!is_decimal(prefix, 1, E164_MAX_DIGITS) || !is_decimal(cc, 1, NUMPLAN_CC_MAX) || cc[0] == '0' ||
	    strncmp(prefix, np->trunk, np->trunk_length) ||
	    np->national_length - np->trunk_length + strlen(cc) > E164_MAX_DIGITS)
		return -EINVAL;
	for (i = 0; i < np->num_countries && strcmp(np->countries[i].digits, cc); i++)
		;
	if (i == ARRAY_SIZE(np->countries))
		return -ENOSPC;
	node = node_make(np, prefix);
	if (node < 0)
		return node;
	if (i == np->num_countries) {
		OSMO_STRLCPY_ARRAY(np->countries[i].digits, cc);
		np->num_countries++;
	}
	np->nodes[node].country = i + 1;
	return 0;
}

int numplan_allow(struct numplan *np, enum numplan_service service, const char *prefix)
{
	int node;

	if ((unsigned)service >= _NUMPLAN_SERVICES || !is_decimal(prefix, 1, E164_MAX_DIGITS))
		return -EINVAL;
	node = node_make(np, prefix);
	if (node < 0)
		return node;
	np->nodes[node].allowed |= (uint8_t)(1u << service);
	np->restricted |= (uint8_t)(1u << service);
	return 0;
}

/* The node below this one for a character, 0: none. */
static uint16_t node_below(const struct numplan *np, uint16_t at, char c)
{
	return c >= '0' && c <= '9' ? np->nodes[at].child[c - '0'] : 0;
}

static enum numplan_kind range_kind(const struct numplan *np, uint16_t range, size_t n)
{
	for (; range; range = np->ranges[range].next) {
		if (!np->ranges[range].length || np->ranges[range].length == n)
			return np->ranges[range].kind;
	}
	return NUMPLAN_INVALID;
}

bool numplan_is_full(const struct numplan *np, const char *digits, size_t n)
{
	size_t trunk = np->trunk_length;

	if (n < np->national_length || memcmp(digits, np->trunk, trunk))
		return false;
	/* No number begins with the trunk prefix itself: "00 1..." is the way abroad. */
	return !trunk || memcmp(digits + trunk, np->trunk, trunk);
}

enum numplan_kind numplan_classify(const struct numplan *np, const char *digits, size_t n)
{
	enum numplan_kind kind = NUMPLAN_INVALID, found;
	uint16_t at = 0;
	size_t i;

	for (i = 0; i < n && (at = node_below(np, at, digits[i])); i++) {
		found = range_kind(np, np->nodes[at].range, n);
		if (found != NUMPLAN_INVALID)
			kind = found;
	}
	if (kind != NUMPLAN_INVALID)
		return kind;
	if (n == np->national_length && numplan_is_full(np, digits, n))
		return NUMPLAN_E164;
	return n >= 2 && n <= 6 ? NUMPLAN_SHORT : NUMPLAN_INVALID;
}


const char *numplan_country_of(const struct numplan *np, const char *national)
{
	uint8_t country = 1;
	uint16_t at = 0;

	while ((at = node_below(np, at, *national++))) {
		if (np->nodes[at].country)
			country = np->nodes[at].country;
	}
	return np->countries[country - 1].digits;
}

static bool is_allowed(const struct numplan *np, enum numplan_service service, const char *national)
{
	uint16_t at = 0;

	if (!(np->restricted & 1u << service))
		return true;
	while ((at = node_below(np, at, *national++))) {
		if (np->nodes[at].allowed & 1u << service)
			return true;
	}
	return false;
}

/* Down the tree in the order of digits: below a node that is allowed, all is. */
unsigned numplan_prefixes(const struct numplan *np, enum numplan_service service, char (*ret)[16], unsigned max)
{
	uint16_t path[E164_MAX_DIGITS + 1] = { 0 };
	char digits[16] = "";
	unsigned depth = 0, n = 0, next = 0;

	if ((unsigned)service >= _NUMPLAN_SERVICES || !(np->restricted & 1u << service))
		return 0;
	for (;;) {
		for (; next < 10 && !np->nodes[path[depth]].child[next]; next++)
			;
		if (next == 10) {
			if (!depth)
				return n;
			next = (unsigned)(digits[--depth] - '0') + 1;
			continue;
		}
		path[depth + 1] = np->nodes[path[depth]].child[next];
		digits[depth++] = (char)('0' + next);
		next = 0;
		if (np->nodes[path[depth]].allowed & 1u << service) {
			if (n < max)
				snprintf(ret[n], sizeof(ret[n]), "%.*s", (int)depth, digits);
			n++;
			next = 10;	/* nothing below it */
		}
	}
}

/* Ten digits that no Frenchman can dial lack a good prefix, all the rest lacks digits. */
static enum numplan_refusal refuse_invalid(const struct numplan *np, const char *digits)
{
	return is_decimal(digits, np->national_length, np->national_length) ? NUMPLAN_BAD_PREFIX : NUMPLAN_BAD_LENGTH;
}

enum numplan_refusal numplan_check(const struct numplan *np, enum numplan_service service,
				   const struct numplan_number *number)
{
	bool any = service == NUMPLAN_FOR_TRANSFER;

	switch (number->kind) {
	case NUMPLAN_EMERGENCY:
		return NUMPLAN_IS_EMERGENCY;
	case NUMPLAN_SPECIAL:
		return NUMPLAN_IS_SPECIAL;
	case NUMPLAN_SHORT:
		return any ? NUMPLAN_OK : NUMPLAN_IS_SHORT;
	case NUMPLAN_E164:
		if (!number->national)
			return any ? NUMPLAN_OK : NUMPLAN_IS_INTERNATIONAL;
		return is_allowed(np, service, number->digits) ? NUMPLAN_OK : NUMPLAN_BAD_PREFIX;
	default:
		return refuse_invalid(np, number->digits);
	}
}

enum numplan_refusal numplan_check_e164(const struct numplan *np, enum numplan_service service, e164_t number)
{
	char digits[E164_STR_SIZE], national[DIGITS_SIZE];
	size_t n = e164_to_digits(number, digits);
	struct numplan_number read;

	/* Nearly all are a plain number of the country: nothing is copied for these. */
	if (numplan_to_national(np, digits, n, national) == np->national_length &&
	    numplan_is_full(np, national, np->national_length) &&
	    numplan_classify(np, national, np->national_length) == NUMPLAN_E164)
		return is_allowed(np, service, national) ? NUMPLAN_OK : NUMPLAN_BAD_PREFIX;
	numplan_set_international(np, digits, n, &read);
	return numplan_check(np, service, &read);
}

const char *numplan_print(const struct numplan *np, e164_t number, char *buf, size_t size)
{
	char international[E164_STR_SIZE], national[DIGITS_SIZE] = "", text[DIGITS_SIZE * 2];
	size_t n = e164_to_digits(number, international), i, at = 0;

	n = numplan_to_national(np, international, n, national);
	if (!numplan_is_full(np, national, n)) {
		e164_print(number, text);
	} else {
		for (i = 0; i < n; i++) {
			if (i && i % 2 == 0)
				text[at++] = ' ';
			text[at++] = national[i];
		}
		text[at] = '\0';
	}
	osmo_strlcpy(buf, text, size);
	return buf;
}
