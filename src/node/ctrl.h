/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The node's CTRL interface: live state for machines. One file an object: ctrl_node.c, ctrl_line.c, ctrl_group.c. */
#pragma once

#include <osmocom/ctrl/control_cmd.h>

#define NODE_CTRL_PORT 4291

struct node;

enum { CTRL_NODE_LINE = _LAST_CTRL_NODE, CTRL_NODE_GROUP, CTRL_NODE_CALL, _CTRL_NODES };

/* Listens at the address of `ctrl` / `bind`; sends traps of what changes in lines and groups. \returns 0 or -errno */
int node_ctrl_start(struct node *node);
/* The one node of this process: CTRL handlers get the object they were asked about. */
struct node *node_ctrl_node(void);
/* A copy of text as the reply. \returns CTRL_CMD_REPLY or CTRL_CMD_ERROR */
int ctrl_reply(struct ctrl_cmd *cmd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

int ctrl_node_init(void);
int ctrl_line_init(void);
int ctrl_sip_init(void);
int ctrl_group_init(void);
int ctrl_call_init(void);
/* "call.ID.FIRST": a call, and from which of its messages on. Lives until the next lookup. \returns NULL: no id */
const void *ctrl_call_find(const char *id, const char *first);
/* "free", "ringing", "talking", "resting": live state of a line in one word. */
struct call_line_live;
const char *ctrl_line_state(const struct call_line_live *live);
/* Values of traps, children of ctx. */
char *ctrl_group_state(void *ctx, uint32_t group_id);
