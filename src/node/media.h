/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Media programs as configured. */
#pragma once

#include <mpabx/mediactl.h>

#define NODE_MAX_MEDIA 8

struct node;

struct node_media_config {
	char address[48];		/* of our end, "" = the default */
	uint16_t port;
	uint32_t silent_s;
	unsigned num;
	struct { char name[32], address[48], domain[64]; uint16_t port; } program[NODE_MAX_MEDIA];
};

struct node_media_now { unsigned programs, alive, pairs; uint64_t restarts, failed; };
void node_media_now(const struct node *node, struct node_media_now *ret);

/* Before SIP. \returns 0 or -errno, with a log line that says what to mend */
int node_media_start(struct node *node);
