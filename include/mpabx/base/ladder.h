/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file ladder.h One call as a ladder between two columns: who said what, and when. For the simulator's reports and the
 *  node's `show trace`. */
#pragma once

#include <stdint.h>
#include <stdio.h>

/*! To the right-hand column, to the left-hand one, a remark between them. */
enum ladder_direction { LADDER_RIGHT, LADDER_LEFT, LADDER_REMARK };

struct ladder_event {
	uint64_t at_us;
	enum ladder_direction direction;
	const char *text;
};

struct ladder {
	unsigned n;
	struct ladder_event *v;
};

/*! Copies text; children of ctx. Out of memory the event is left out. */
void ladder_add(void *ctx, struct ladder *ladder, uint64_t at_us, enum ladder_direction direction, const char *text);
/*! left and right: the columns' titles. Each line at most LADDER_WIDTH columns. */
#define LADDER_WIDTH 100
void ladder_print(FILE *out, const struct ladder *ladder, const char *left, const char *right);
