/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CTRL: what calls by SIP stand on. sip-peers ("core up,gateway down"), sip-calls, routing-numbers ("3 of 1000"), media
 * ("1 of 2 answer, 12 pairs"); "none" where it is not configured. */
#include <osmocom/core/utils.h>

#include "ctrl.h"
#include "node.h"

static int get_sip_peers(struct ctrl_cmd *cmd, void *data)
{
	const struct node *node = node_ctrl_node();
	struct sip_peer *peer = NULL;
	char text[SIPUA_MAX_PEERS * 40] = "";
	size_t n = 0;

	while (node->sipua && (peer = sip_peer_next(sipua_agent(node->sipua), peer)) && n < sizeof(text) - 40)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s %s", n ? "," : "", sip_peer_name(peer),
				      sip_peer_up(peer) ? "up" : "down");
	return ctrl_reply(cmd, "%s", n ? text : "none");
}
CTRL_CMD_DEFINE_RO(sip_peers, "sip-peers");

static int get_sip_calls(struct ctrl_cmd *cmd, void *data)
{
	const struct node *node = node_ctrl_node();

	return node->sipua ? ctrl_reply(cmd, "%u", sipua_count(node->sipua)) : ctrl_reply(cmd, "none");
}
CTRL_CMD_DEFINE_RO(sip_calls, "sip-calls");

static int get_routing_numbers(struct ctrl_cmd *cmd, void *data)
{
	const struct node *node = node_ctrl_node();

	return ctrl_reply(cmd, "%u of %u", call_route_count(node->calls), node->cfg.routes.count);
}
CTRL_CMD_DEFINE_RO(routing_numbers, "routing-numbers");

static int get_media(struct ctrl_cmd *cmd, void *data)
{
	struct node_media_now now;

	node_media_now(node_ctrl_node(), &now);
	return now.programs ? ctrl_reply(cmd, "%u of %u answer, %u pairs", now.alive, now.programs, now.pairs) :
		ctrl_reply(cmd, "none");
}
CTRL_CMD_DEFINE_RO(media, "media");

int ctrl_sip_init(void)
{
	static struct ctrl_cmd_element *const elements[] = {
		&cmd_sip_peers, &cmd_sip_calls, &cmd_routing_numbers, &cmd_media,
	};
	int rc = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(elements) && rc >= 0; i++)
		rc = ctrl_cmd_install(CTRL_NODE_ROOT, elements[i]);
	return rc;
}
