/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CTRL: group.NUMBER.state ("connected 3 ringing 1 talking 1 resting 0"), group.NUMBER.members ("33639980121 talking, ..."),
 * group.NUMBER.counts (since the start). Set: group.NUMBER.connect and group.NUMBER.disconnect, a member's number or "all". */
#include <inttypes.h>

#include "ctrl.h"
#include "member.h"
#include "node.h"

char *ctrl_group_state(void *ctx, uint32_t group_id)
{
	const struct node *node = node_ctrl_node();
	const struct fleet_group *g = fleet_group_by_id(node->snap, group_id);
	unsigned connected = 0, ringing = 0, talking = 0, resting = 0;

	for (unsigned i = 0; g && i < g->num_members; i++) {
		struct call_line_live live;

		if (!g->member[i].connected)
			continue;
		connected++;
		call_line_live(node->calls, g->member[i].line, &live);
		if (live.talking)
			talking++;
		else if (live.ringing)
			ringing++;
		else if (live.rest_s)
			resting++;
	}
	return talloc_asprintf(ctx, "connected %u ringing %u talking %u resting %u", connected, ringing, talking, resting);
}

static int get_group_state(struct ctrl_cmd *cmd, void *data)
{
	const struct fleet_group *g = cmd->node;

	cmd->reply = ctrl_group_state(cmd, g->id);
	return cmd->reply ? CTRL_CMD_REPLY : ctrl_reply(cmd, "out of memory");
}
CTRL_CMD_DEFINE_RO(group_state, "state");

static int get_group_members(struct ctrl_cmd *cmd, void *data)
{
	const struct fleet_group *g = cmd->node;
	char *text = talloc_strdup(cmd, "");

	for (unsigned i = 0; text && i < g->num_members; i++) {
		struct call_line_live live;
		char digits[E164_STR_SIZE];

		call_line_live(node_ctrl_node()->calls, g->member[i].line, &live);
		e164_to_digits(g->member[i].line, digits);
		text = talloc_asprintf_append(text, "%s%s %s", i ? ", " : "", digits,
					      g->member[i].connected ? ctrl_line_state(&live) : "disconnected");
	}
	return ctrl_reply(cmd, "%s", text ? text : "");
}
CTRL_CMD_DEFINE_RO(group_members, "members");

static int get_group_counts(struct ctrl_cmd *cmd, void *data)
{
	const struct fleet_group *g = cmd->node;
	struct call_group_live live;

	call_group_live(node_ctrl_node()->calls, g->id, &live);
	return ctrl_reply(cmd, "answered %" PRIu64 " missed %" PRIu64 " overflowed %" PRIu64 " abandoned %" PRIu64,
			  live.answered, live.missed, live.overflowed, live.abandoned);
}
CTRL_CMD_DEFINE_RO(group_counts, "counts");

static int set_members(struct ctrl_cmd *cmd, bool connect)
{
	int rc = member_connect(node_ctrl_node(), cmd->node, cmd->value, connect, "ctrl");

	if (rc >= 0)
		return ctrl_reply(cmd, "%d", rc);
	cmd->reply = (char *)(uintptr_t)member_error(rc);
	return CTRL_CMD_ERROR;
}

static int set_group_connect(struct ctrl_cmd *cmd, void *data)
{
	return set_members(cmd, true);
}
CTRL_CMD_DEFINE_WO_NOVRF(group_connect, "connect");

static int set_group_disconnect(struct ctrl_cmd *cmd, void *data)
{
	return set_members(cmd, false);
}
CTRL_CMD_DEFINE_WO_NOVRF(group_disconnect, "disconnect");

int ctrl_group_init(void)
{
	static struct ctrl_cmd_element *const elements[] = { 
		&cmd_group_state, &cmd_group_members, &cmd_group_counts, &cmd_group_connect, &cmd_group_disconnect,
	};
	int rc = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(elements) && rc >= 0; i++)
		rc = ctrl_cmd_install((enum ctrl_node_type)CTRL_NODE_GROUP, elements[i]);
	return rc;
}
