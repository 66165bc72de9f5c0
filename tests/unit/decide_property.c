/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 100,000 calls through random fleets: whatever the facts, some things always hold (decide_holds.h). The seed is fixed;
 * another one may be given as argument. That they can fail is shown by decide_faults.c. */

#include "check.h"
#include "decide_holds.h"

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 20261121;
	unsigned long all = 0;
	unsigned p;

	hold_everything(seed, 250, 400);
	for (p = 0; p < _PROPERTIES; p++) {
		if (!CHECK_INT(broken[p], 0))
			printf("\tproperty %u, seed %llu\n", p, (unsigned long long)seed);
		/* The calls must be such that each property has something to hold on to. */
		if (!CHECK(held[p] >= 200))
			printf("\tproperty %u: %lu\n", p, held[p]);
		all += held[p];
	}
	printf("%lu times something held\n", all);
	return CHECK_DONE();
}
