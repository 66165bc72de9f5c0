/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show links`: is the node on the network, and what came and went. The ASPs themselves: `show cs7 instance 0 asp`. */
#include <inttypes.h>

#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "node.h"
#include "vty.h"

DEFUN(show_links, show_links_cmd, "show links", SHOW_STR "The node's attachment to the signalling network\n")
{
	const struct node *node = node_vty_node();
	char pc[16], peer[16];

	if (!node->mtp) {
		vty_out(vty, "Not attached%s", VTY_NEWLINE);
		return CMD_SUCCESS;
	}
	vty_out(vty, "Link            %s%s", sigtran_link_is_up(node->mtp) ? "up" : "DOWN", VTY_NEWLINE);
	vty_out(vty, "Own point code  %s%s", sigtran_pc_print(node->mtp, node->mtp->local_pc, pc, sizeof(pc)), VTY_NEWLINE);
	if (node->mtp->default_peer_pc)
		vty_out(vty, "Peer            %s (where a message brings no OPC)%s",
			sigtran_pc_print(node->mtp, node->mtp->default_peer_pc, peer, sizeof(peer)), VTY_NEWLINE);
	vty_out(vty, "Own title       %s%s", node->cfg.global_title[0] ? node->cfg.global_title : "as called", VTY_NEWLINE);
	vty_out(vty, "Store           %s, snapshot at change %" PRIu64 "%s",
		fleet_follower_is_connected(node->follower) ? "connected" : "NOT CONNECTED, calls go on",
		fleet_snapshot_version(node->snap), VTY_NEWLINE);
	for (int i = 0; i < _SCCP_CTRS; i++)
		if (sccp_counter(node->sccp, i))
			vty_out(vty, "  sccp %-22s %10" PRIu64 "%s", sccp_counter_name(i), sccp_counter(node->sccp, i),
				VTY_NEWLINE);
	return CMD_SUCCESS;
}

void vty_link_init(void)
{
	install_element_ve(&show_links_cmd);
}
