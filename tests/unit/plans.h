/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The French plan as tests of several rooms build it, without a store. */
#pragma once

#include <mpabx/base/numplan.h>

static inline int plan_ranges(struct numplan *np, enum numplan_kind kind, const char *const *prefixes, unsigned length)
{
	int rc = 0;

	for (; *prefixes && !rc; prefixes++)
		rc = numplan_add_range(np, kind, *prefixes, length);
	return rc;
}

/*! \param last highest first digit of a destination: 6 for sfr-guide, 7 for fr-current */
static inline struct numplan *plan_french(void *ctx, const char *name, char last)
{
	static const char *const emergency[] = { "15", "17", "18", "112", "114", "115", "119", "191", "196", "197",
		"116000", "116111", "116117", NULL };
	static const char *const of_4[] = { "3", "10", NULL };
	static const char *const of_6[] = { "118", NULL };
	static const char *const of_10[] = { "08", NULL };
	static const char *const countries[][2] = { { "0590", "590" }, { "0690", "590" }, { "0692", "262" },
		{ "0693", "262" }, { "0262", "262" }, { "0639", "262" }, { "063998", "33" } };
	struct numplan *np = numplan_alloc(ctx, name, "33", 10, "0", "00");
	char prefix[3] = "01";
	unsigned i;

	if (!np || plan_ranges(np, NUMPLAN_EMERGENCY, emergency, 0) || plan_ranges(np, NUMPLAN_SPECIAL, of_4, 4) ||
	    plan_ranges(np, NUMPLAN_SPECIAL, of_6, 6) || plan_ranges(np, NUMPLAN_SPECIAL, of_10, 10))
		return NULL;
	for (i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
		if (numplan_add_country(np, countries[i][0], countries[i][1]))
			return NULL;
	}
	for (; prefix[1] <= last; prefix[1]++) {
		if (numplan_allow(np, NUMPLAN_FOR_FORWARDING, prefix))
			return NULL;
	}
	return np;
}
