/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One call as a ladder: who said what, and when. See ladder.c. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "scenario.h"

enum ladder_direction { LADDER_OUT, LADDER_IN, LADDER_REMARK };

struct ladder_event {
	uint64_t at_us;
	enum ladder_direction direction;
	const char *text;
};

struct ladder {
	unsigned n;
	struct ladder_event *v;
};

/* Copies text; children of ctx. */
void ladder_add(void *ctx, struct ladder *ladder, uint64_t at_us, enum ladder_direction direction, const char *text);
/* peer is the right-hand column's title. Each line at most LADDER_WIDTH columns. */
#define LADDER_WIDTH 100
void ladder_print(FILE *out, const struct ladder *ladder, const struct sim_node *node, const char *peer);
