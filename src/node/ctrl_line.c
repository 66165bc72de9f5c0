/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CTRL: line.NUMBER.state ("free", "ringing", "talking", "resting 12"), line.NUMBER.diverted (legs up that it pays). */
#include "ctrl.h"
#include "node.h"

const char *ctrl_line_state(const struct call_line_live *live)
{
	return live->talking ? "talking" : live->ringing ? "ringing" : live->rest_s ? "resting" : "free";
}

static void live_of(const struct ctrl_cmd *cmd, struct call_line_live *ret)
{
	const struct fleet_line *line = cmd->node;

	call_line_live(node_ctrl_node()->calls, line->number, ret);
}

static int get_line_state(struct ctrl_cmd *cmd, void *data)
{
	struct call_line_live live;

	live_of(cmd, &live);
	return ctrl_reply(cmd, "%s", ctrl_line_state(&live));
}
CTRL_CMD_DEFINE_RO(line_state, "state");

static int get_line_diverted(struct ctrl_cmd *cmd, void *data)
{
	struct call_line_live live;

	live_of(cmd, &live);
	return ctrl_reply(cmd, "%u", live.diverted);
}
CTRL_CMD_DEFINE_RO(line_diverted, "diverted");

int ctrl_line_init(void)
{
	int rc = ctrl_cmd_install((enum ctrl_node_type)CTRL_NODE_LINE, &cmd_line_state);

	return rc < 0 ? rc : ctrl_cmd_install((enum ctrl_node_type)CTRL_NODE_LINE, &cmd_line_diverted);
}
