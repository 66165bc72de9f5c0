/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `drain`: before maintenance. New calls go on unserved, those that are open are carried to their end; `show drain` tells
 * when nothing is left. */
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

static int show_drain_state(struct vty *vty)
{
	const struct node *node = node_vty_node();
	unsigned calls = node->calls ? call_count(node->calls) : 0;

	if (!node->scf || !scf_is_draining(node->scf))
		vty_out(vty, "serving; %u calls open%s", calls, VTY_NEWLINE);
	else if (calls)
		vty_out(vty, "draining; %u calls still open%s", calls, VTY_NEWLINE);
	else
		vty_out(vty, "drained: no call is open, the node may be stopped%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

DEFUN(drain, drain_cmd, "drain", "Serve no new call: they go on as if we were not there; open calls are carried to their end\n")
{
	struct node *node = node_vty_node();

	if (node->scf)
		scf_drain(node->scf, true);
	if (node->sipua)
		sipua_drain(node->sipua, true);
	return show_drain_state(vty);
}

DEFUN(no_drain, no_drain_cmd, "no drain", NO_STR "Serve new calls again\n")
{
	struct node *node = node_vty_node();

	if (node->scf)
		scf_drain(node->scf, false);
	if (node->sipua)
		sipua_drain(node->sipua, false);
	return show_drain_state(vty);
}

DEFUN(show_drain, show_drain_cmd, "show drain", SHOW_STR "Is the node serving, draining or drained?\n")
{
	return show_drain_state(vty);
}

void vty_drain_init(void)
{
	install_element(ENABLE_NODE, &drain_cmd);
	install_element(ENABLE_NODE, &no_drain_cmd);
	install_element_ve(&show_drain_cmd);
}
