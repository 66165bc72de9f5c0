/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CTRL: the node itself. calls, dialogues, lines, version, store, drain. */
#include <inttypes.h>
#include <string.h>

#include "ctrl.h"
#include "node.h"

static int get_calls(struct ctrl_cmd *cmd, void *data)
{
	return ctrl_reply(cmd, "%u", call_count(node_ctrl_node()->calls));
}
CTRL_CMD_DEFINE_RO(calls, "calls");

static int get_dialogues(struct ctrl_cmd *cmd, void *data)
{
	return ctrl_reply(cmd, "%u", tcap_dialogue_count(scf_tcap(node_ctrl_node()->scf)));
}
CTRL_CMD_DEFINE_RO(dialogues, "dialogues");

static int get_lines(struct ctrl_cmd *cmd, void *data)
{
	return ctrl_reply(cmd, "%u", fleet_snapshot_lines(node_ctrl_node()->snap));
}
CTRL_CMD_DEFINE_RO(lines, "lines");

/* The change of the store up to which calls are decided. */
static int get_version(struct ctrl_cmd *cmd, void *data)
{
	return ctrl_reply(cmd, "%" PRIu64, fleet_snapshot_version(node_ctrl_node()->snap));
}
CTRL_CMD_DEFINE_RO(version, "fleet-version");

static int get_store(struct ctrl_cmd *cmd, void *data)
{
	return ctrl_reply(cmd, "%s", fleet_follower_is_connected(node_ctrl_node()->follower) ? "connected" : "away");
}
CTRL_CMD_DEFINE_RO(store, "store");

static int get_drain(struct ctrl_cmd *cmd, void *data)
{
	const struct node *node = node_ctrl_node();

	return ctrl_reply(cmd, "%s", !scf_is_draining(node->scf) ? "serving" : call_count(node->calls) ? "draining" :
			  "drained");
}

static int verify_drain(struct ctrl_cmd *cmd, const char *value, void *data)
{
	if (!strcmp(value, "on") || !strcmp(value, "off"))
		return 0;
	cmd->reply = "drain: on or off is expected";
	return -1;
}

static int set_drain(struct ctrl_cmd *cmd, void *data)
{
	const struct node *node = node_ctrl_node();
	bool on = !strcmp(cmd->value, "on");

	scf_drain(node->scf, on);
	if (node->sipua)
		sipua_drain(node->sipua, on);
	return get_drain(cmd, data);
}
CTRL_CMD_DEFINE(drain, "drain");

int ctrl_node_init(void)
{
	static struct ctrl_cmd_element *const elements[] = {
		&cmd_calls, &cmd_dialogues, &cmd_lines, &cmd_version, &cmd_store, &cmd_drain,
	};
	int rc = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(elements) && rc >= 0; i++)
		rc = ctrl_cmd_install(CTRL_NODE_ROOT, elements[i]);
	return rc;
}
