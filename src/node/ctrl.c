/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The CTRL interface's doors: which object a variable is about, and the traps. "line.33639980101.state" is the state of that
 * line, "group.33199004000.members" of that group's members, "call.ID.0.trace" what a call said. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <osmocom/ctrl/control_if.h>
#include <osmocom/ctrl/control_vty.h>

#include "ctrl.h"
#include "node.h"

static struct node *the_node;

struct node *node_ctrl_node(void)
{
	return the_node;
}

int ctrl_reply(struct ctrl_cmd *cmd, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	cmd->reply = talloc_vasprintf(cmd, fmt, args);
	va_end(args);
	if (cmd->reply)
		return CTRL_CMD_REPLY;
	cmd->reply = "out of memory";
	return CTRL_CMD_ERROR;
}

/* The number behind "line" or "group": international without its plus, or national. */
static e164_t number_at(vector vline, int i)
{
	const char *token = (unsigned)i < vector_active(vline) ? vector_slot(vline, i) : NULL;
	const struct numplan *np = fleet_default_numplan(the_node->snap);
	struct numplan_number national = { .e164 = E164_NONE };
	e164_t number = E164_NONE;

	if (token && token[0] != '0')
		e164_from_digits(token, strlen(token), &number);
	else if (token && np)
		numplan_read(np, token, &national);
	return number ? number : national.e164;
}

static const char *token_at(vector vline, int i)
{
	return (unsigned)i < vector_active(vline) ? vector_slot(vline, i) : NULL;
}

static int lookup_call(vector vline, int *node_type, void **node_data, int *i)
{
	const void *call = ctrl_call_find(token_at(vline, *i + 1), token_at(vline, *i + 2));

	if (!call)
		return -ENODEV;
	*i += 2;
	*node_type = CTRL_NODE_CALL;
	*node_data = (void *)(uintptr_t)call;
	return 1;
}

static int lookup(void *data, vector vline, int *node_type, void **node_data, int *i)
{
	const char *token = vector_slot(vline, *i);
	const struct node *node = the_node;
	const void *object;

	if (token && !strcmp(token, "call"))
		return lookup_call(vline, node_type, node_data, i);
	if (!token || (strcmp(token, "line") && strcmp(token, "group")))
		return 0;
	(*i)++;
	if (token[0] == 'l')
		object = fleet_line_find(node->snap, number_at(vline, *i));
	else
		object = fleet_group_find(node->snap, number_at(vline, *i));
	if (!object)
		return -ENODEV;
	*node_type = token[0] == 'l' ? CTRL_NODE_LINE : CTRL_NODE_GROUP;
	*node_data = (void *)(uintptr_t)object;	/* only read, and only until the command's end */
	return 1;
}

static bool has_listener(const struct node *node)
{
	return node->ctrl && !llist_empty(&node->ctrl->ccon_list);
}

static void on_line(void *priv, e164_t line)
{
	const struct node *node = priv;
	struct call_line_live live;
	char name[48], digits[E164_STR_SIZE];
	char *value;

	if (!has_listener(node))
		return;
	call_line_live(node->calls, line, &live);
	e164_to_digits(line, digits);
	snprintf(name, sizeof(name), "line.%s.state", digits);
	value = talloc_strdup(node, ctrl_line_state(&live));
	if (value)
		ctrl_cmd_send_trap(node->ctrl, name, value);
	talloc_free(value);
}

static void on_group(void *priv, uint32_t group_id)
{
	const struct node *node = priv;
	const struct fleet_group *group = has_listener(node) ? fleet_group_by_id(node->snap, group_id) : NULL;
	char name[48], digits[E164_STR_SIZE];
	char *value;

	if (!group)
		return;
	e164_to_digits(group->number, digits);
	snprintf(name, sizeof(name), "group.%s.state", digits);
	value = ctrl_group_state((void *)(uintptr_t)node, group_id);
	if (value)
		ctrl_cmd_send_trap(node->ctrl, name, value);
	talloc_free(value);
}

int node_ctrl_start(struct node *node)
{
	static const struct call_live_ops live_ops = { .line = on_line, .group = on_group };

	the_node = node;
	node->ctrl = ctrl_interface_setup_dynip2(node, ctrl_vty_get_bind_addr(), NODE_CTRL_PORT, lookup,
						 _CTRL_NODES);
	if (!node->ctrl)
		return -EADDRINUSE;
	if (ctrl_node_init() < 0 || ctrl_sip_init() < 0 || ctrl_line_init() < 0 || ctrl_group_init() < 0 || ctrl_call_init() < 0)
		return -ENOMEM;
	call_room_set_live_ops(node->calls, &live_ops, node);
	return 0;
}
