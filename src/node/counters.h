/* SPDX-License-Identifier: AGPL-3.0-or-later */
#pragma once

#include <stdint.h>

struct node;
struct counters;

/* Every room's plain counters as libosmocore rate counters (`show rate-counters`), once a second: the call path only
 * adds to an integer. */
struct counters *counters_start(void *ctx, struct node *node);

/* "scf", "gsmSCF", "initial_dp", what it counts, how many. */
struct counter_info { const char *prefix, *source, *name, *help; uint64_t value; };
typedef void (*counters_cb)(void *priv, const struct counter_info *info);
void counters_each(const struct node *node, counters_cb cb, void *priv);
