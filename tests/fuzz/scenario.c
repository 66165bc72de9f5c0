/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzz target: scenario files, scripts and stories. A text is refused with a line that says where, or gives scenarios whose
 * messages can all be built (or are refused in the same way); nothing is sent. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/sigtran.h>

#include "../../src/sim/play.h"

#define MAX_TEXT 8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(int cond)
{
	if (!cond)
		abort();
}

static void hold_scenario(const struct scenario *s)
{
	hold(s->title && s->num_steps);
	for (unsigned i = 0; i < s->num_steps; i++) {
		const struct sim_step *step = &s->steps[i];

		hold(step->source && step->line);
		hold(step->kind == STEP_STORY ? step->story.step && s->network : 1);
		hold(step->kind == STEP_STORY && step->story.step->kind != STORY_PHONE ?
		     step->story.step->call < s->num_dials : 1);
	}
}

static void build_all(void *ctx, const struct scenario_file *f)
{
	struct play_options opt = { .node_gt = "33689000100", .out = stderr };
	char error[SCENARIO_ERROR_SIZE] = "";
	struct mtp *a, *b;
	struct play *play;

	hold(mtp_mem_pair(ctx, 2, 1, 1, &a, &b) == 0);
	play = play_alloc(ctx, endpoint_alloc(ctx, a, NULL), &opt);
	for (unsigned i = 0; i < f->num_scenarios; i++) {
		hold_scenario(f->scenarios[i]);
		if (play_add(play, f->scenarios[i], error) < 0)
			hold(*error);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_named_const(NULL, 0, "fuzz");
	char error[SCENARIO_ERROR_SIZE] = "", text[MAX_TEXT + 1];
	struct scenario_file *f;

	if (size <= MAX_TEXT && !memchr(data ? (const char *)data : "", '\0', size)) {
		if (size)
			memcpy(text, data, size);
		text[size] = '\0';
		f = scenario_parse(ctx, "x.scn", text, error);
		hold(f ? f->num_scenarios > 0 : !strncmp(error, "x.scn", 5));
		if (f)
			build_all(ctx, f);
	}
	talloc_free(ctx);
	return 0;
}
