/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes the SCCP messages of a run as pcap files. See capture.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct capture;

/* Everything goes to path, what the node under test sent also to PATH.from-node.pcap (PATH without its ".pcap").
 * \returns 0 or -errno */
int capture_open(void *ctx, const char *path, uint32_t sim_pc, uint32_t node_pc, struct capture **ret);
void capture_message(struct capture *cap, bool from_node, uint8_t sls, const uint8_t *sccp, size_t length);
/* Flushes, closes, nulls. \returns 0, or -EIO where something could not be written */
int capture_close(struct capture **cap);
