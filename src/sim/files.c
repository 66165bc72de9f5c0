/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scenario files into a play; also without a network, so that a mistake in a file is told before a link is opened. */
#include <stdio.h>

#include "files.h"

int files_add(void *ctx, struct play *play, char **files)
{
	char error[SCENARIO_ERROR_SIZE];

	for (; *files; files++) {
		struct scenario_file *f = scenario_read(ctx, *files, error);

		for (unsigned i = 0; f && i < f->num_scenarios; i++) {
			if (play_add(play, f->scenarios[i], error) < 0)
				f = NULL;
		}
		if (!f) {
			fprintf(stderr, "%s\n", error);
			return 2;
		}
	}
	return 0;
}

int files_check(void *ctx, const struct play_options *opt, char **files)
{
	struct mtp *mtp, *other;
	struct endpoint *ep;
	struct play *play;

	if (mtp_mem_pair(ctx, 2, 1, 1, &mtp, &other) < 0)
		return 1;
	ep = endpoint_alloc(ctx, mtp, NULL);
	play = ep ? play_alloc(ctx, ep, opt) : NULL;
	return play ? files_add(ctx, play, files) : 1;
}
