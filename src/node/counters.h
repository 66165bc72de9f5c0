/* SPDX-License-Identifier: AGPL-3.0-or-later */
#pragma once

struct node;
struct counters;

/* Every room's plain counters as libosmocore rate counters (`show rate-counters`), once a second: the call path only
 * adds to an integer. */
struct counters *counters_start(void *ctx, struct node *node);
