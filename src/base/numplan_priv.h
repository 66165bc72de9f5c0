/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The inside of a number-plan profile, for numplan*.c only. */
#pragma once

#include <mpabx/base/numplan.h>

#define NUMPLAN_CC_MAX 3
#define NUMPLAN_TRUNK_MAX 3

/* One country code that numbers of the plan may have. */
struct numplan_country {
	char digits[NUMPLAN_CC_MAX + 1];
};

/* Digits that mean something: a range's kind and length, hung to the node of its prefix. */
struct numplan_range {
	uint8_t kind;
	uint8_t length;		/* 0: any */
	uint16_t next;		/* other lengths of the same prefix; 0 ends */
};

/* A node of the tree of all prefixes: a look-up walks as many nodes as the number has digits at most. */
struct numplan_node {
	uint16_t child[10];	/* 0: none (the root is nobody's child) */
	uint16_t range;		/* 0: none */
	uint8_t country;	/* 0: none; else place in countries[] plus 1 */
	uint8_t allowed;	/* bit n: prefix allowed for enum numplan_service n */
};

struct numplan {
	char name[64];
	char trunk[NUMPLAN_TRUNK_MAX + 1];
	char international[NUMPLAN_TRUNK_MAX + 1];
	uint8_t trunk_length, international_length;
	uint8_t national_length;
	uint8_t restricted;	/* bit n: service n has prefixes of its own, all others are refused */
	uint8_t num_countries;
	uint16_t num_nodes, num_ranges;
	struct numplan_country countries[16];	/* [0]: the profile's own */
	struct numplan_node *nodes;
	struct numplan_range *ranges;	/* [0] unused */
};

/* What these digits mean when dialled inside the country. NUMPLAN_INVALID: nothing. */
enum numplan_kind numplan_classify(const struct numplan *np, const char *digits, size_t n);
/* A national number in full, with its trunk prefix (some are longer than the plan's length: M2M). */
bool numplan_is_full(const struct numplan *np, const char *digits, size_t n);
/* The country code of a national number: that of its longest prefix, else the profile's own. */
const char *numplan_country_of(const struct numplan *np, const char *national);
/* International digits of a number of this plan as national ones. \returns length, 0: not of this plan. Digits with the
 * profile's own code come back whatever their length: "33112" is "112", "333635" is "3635". */
size_t numplan_to_national(const struct numplan *np, const char *international, size_t n, char national[DIGITS_SIZE]);

/* Fill ret for digits written in one of the two ways; INVALID with the digits kept if they are no number. */
void numplan_set_national(const struct numplan *np, const char *digits, size_t n, struct numplan_number *ret);
void numplan_set_international(const struct numplan *np, const char *digits, size_t n, struct numplan_number *ret);
/* As a subscriber dials: service codes, international prefix, all the rest. */
void numplan_set_dialled(const struct numplan *np, const char *digits, size_t n, struct numplan_number *ret);
