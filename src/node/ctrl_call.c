/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CTRL: what is open and what was said. Of the node: links ("as-scf active, ..."), open-dialogues (a line each). Of a call:
 * call.ID.FIRST.trace, its messages from the FIRST-th on, a line each: "MICROSECONDS > TEXT" from the network, "<" from us. A reply
 * is one message of bounded size: who wants more asks again from where it ended. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ctrl.h"
#include "node.h"
#include "trace.h"

#define MOST_OCTETS 3000	/* of a reply: libosmocore's message has 4096 for all of it */
#define MOST_OF_ONE 400

struct asked { callid_t call; unsigned first; };

const void *ctrl_call_find(const char *id, const char *first)
{
	static struct asked asked;	/* the loop asks for one at a time */

	if (!id || !first || callid_parse(id, &asked.call) < 0)
		return NULL;
	asked.first = (unsigned)strtoul(first, NULL, 10);
	return &asked;
}

static int add_line(struct ctrl_cmd *cmd, char **text, const char *line)
{
	char *more = talloc_asprintf_append_buffer(*text, "%s%.*s", **text ? "\n" : "", MOST_OF_ONE, line);

	if (!more)
		return 1;
	*text = more;
	return strlen(more) > MOST_OCTETS - MOST_OF_ONE;
}

struct telling { struct ctrl_cmd *cmd; char *text; };

static int tell_event(void *priv, const struct ladder_event *e)
{
	struct telling *t = priv;
	char line[MOST_OF_ONE + 1];

	snprintf(line, sizeof(line), "%" PRIu64 " %c %s", e->at_us, e->direction == LADDER_RIGHT ? '>' : e->direction == LADDER_LEFT ? '<' : '-', e->text);
	for (char *c = line; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	return add_line(t->cmd, &t->text, line);
}

static int get_call_trace(struct ctrl_cmd *cmd, void *data)
{
	const struct asked *asked = cmd->node;
	struct telling t = { .cmd = cmd, .text = talloc_strdup(cmd, "") };

	if (t.text && node_ctrl_node()->trace)
		trace_each(node_ctrl_node()->trace, asked->call, asked->first, tell_event, &t);
	return ctrl_reply(cmd, "%s", t.text ? t.text : "");
}
CTRL_CMD_DEFINE_RO(call_trace, "trace");

static int tell_dialogue(void *priv, const struct scf_dialogue_info *info)
{
	struct telling *t = priv;
	char peer[96], served[E164_STR_SIZE], call[CALLID_STR_SIZE], line[MOST_OF_ONE];

	snprintf(line, sizeof(line), "%08x  %-10s  %-14s  %-16s  %s", info->id, info->state, callid_print(info->call, call),
		 e164_print(info->served, served), sccp_addr_print(info->peer, peer, sizeof(peer)));
	return add_line(t->cmd, &t->text, line);
}

static int get_open_dialogues(struct ctrl_cmd *cmd, void *data)
{
	struct telling t = { .cmd = cmd, .text = talloc_strdup(cmd, "") };

	if (t.text && node_ctrl_node()->scf)
		scf_dialogues_each(node_ctrl_node()->scf, tell_dialogue, &t);
	return ctrl_reply(cmd, "%s", t.text ? t.text : "");
}
CTRL_CMD_DEFINE_RO(open_dialogues, "open-dialogues");

static int get_links(struct ctrl_cmd *cmd, void *data)
{
	const struct node *node = node_ctrl_node();
	char pc[16];

	if (!node->mtp)
		return ctrl_reply(cmd, "SS7 detached");
	return ctrl_reply(cmd, "SS7 %s %s", sigtran_pc_print(node->mtp, node->mtp->local_pc, pc, sizeof(pc)),
			  sigtran_link_is_up(node->mtp) ? "up" : "down");
}
CTRL_CMD_DEFINE_RO(links, "links");

int ctrl_call_init(void)
{
	int rc = ctrl_cmd_install((enum ctrl_node_type)CTRL_NODE_CALL, &cmd_call_trace);

	if (rc >= 0)
		rc = ctrl_cmd_install(CTRL_NODE_ROOT, &cmd_open_dialogues);
	return rc < 0 ? rc : ctrl_cmd_install(CTRL_NODE_ROOT, &cmd_links);
}
