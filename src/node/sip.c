/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SIP driver put together from its configuration. */
#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "config.h"
#include "node.h"
#include "trim.h"

static struct sip_peer *add_peer(struct sip_agent *agent, const struct node_sip_peer *p)
{
	return sip_peer_set(agent, &(const struct sip_peer_config){
		.name = p->name, .group = p->group[0] ? p->group : NULL, .priority = p->priority, .address = p->address,
		.port = p->port, .tcp = p->tcp, .probe_s = p->probe_s,
	});
}

/* What of a plan a call finds that is sent here. Only while the core and media both answer: without media a phone that rings
 * with others would ring, but nobody could do #1 in that call, and the switch can serve it. */
uint8_t node_sip_able(const struct node *node)
{
	void *media_priv;
	const struct media_ops *media = call_media_ops(node->calls, &media_priv);

	if (!node->sipua || !sipua_is_alive(node->sipua) || !media || !media->is_alive(media_priv))
		return 0;
	return DECIDE_ANCHOR_TOGETHER | DECIDE_ANCHOR_RING_TIME | DECIDE_ANCHOR_IN_CALL | DECIDE_ANCHOR_CONFIRM;
}

static uint8_t able(void *priv)
{
	return node_sip_able(priv);
}

static int locate(void *priv, const char *network, e164_t line, sipua_located_cb cb, void *cb_priv, uint32_t tag)
{
	const struct node *node = priv;

	for (unsigned i = 0; i < node->cfg.num_networks; i++)
		if (!strcmp(node->cfg.network[i].name, network))
			return scf_locate(node->scf, &node->cfg.network[i], line, cb, cb_priv, tag);
	return -ENOENT;
}

static int add_peers(struct node *node)
{
	const struct node_sip_config *cfg = &node->cfg.sip;
	struct sip_agent *agent = sipua_agent(node->sipua);

	for (unsigned i = 0; i < cfg->num_peers; i++) {
		const struct node_sip_peer *p = &cfg->peer[i];
		struct sipua_peer peer = { .side = p->side, .trusted = p->trusted, .latch = p->latch, .phone = p->phone,
			.diversion = p->diversion };

		if (!p->address[0] || !add_peer(agent, p)) {
			LOGP(DNODE, LOGL_ERROR, "sip: peer %s: %s\n", p->name, p->address[0] ? strerror(errno) : "no address");
			return -EINVAL;
		}
		memcpy(peer.name, p->name, sizeof(peer.name));
		if (sipua_set_peer(node->sipua, &peer) < 0)
			return -ENOSPC;
	}
	for (unsigned i = 0; i < cfg->num_allowed; i++) {
		int rc = sip_agent_allow(agent, cfg->allowed[i]);

		if (rc < 0) {
			LOGP(DNODE, LOGL_ERROR, "sip: allow %s: %s\n", cfg->allowed[i], strerror(-rc));
			return rc;
		}
	}
	return 0;
}

int node_sip_start(struct node *node)
{
	const struct node_sip_config *cfg = &node->cfg.sip;
	struct sip_agent_config sip = {
		.address = cfg->address, .port = cfg->port, .udp = cfg->udp, .tcp = cfg->tcp, .name = PACKAGE_STRING,
		.max_dialogs = (cfg->ua.max_calls ? cfg->ua.max_calls : 20000) * 4,	/* of legs side by side */
	};

	if (!cfg->address[0])
		return 0;
	node->sip = sip_stack_alloc(node, node->wheel);
	if (!node->sip)
		return -ENOMEM;
	node->sipua = sipua_alloc(node, node->sip, &sip, node->wheel, node->calls, node->snap, &cfg->ua);
	if (!node->sipua) {
		LOGP(DNODE, LOGL_ERROR, "sip: bind %s port %u: %s\n", cfg->address, cfg->port, strerror(errno));
		return -errno;
	}
	scf_set_anchor(node->scf, able, node);
	sipua_set_locate(node->sipua, locate, node);
	node->trim = trim_start(node, node->wheel, sipua_agent(node->sipua));
	return node->trim ? add_peers(node) : -ENOMEM;
}

void node_sip_stop(struct node *node)
{
	if (!node->sipua)
		return;
	sipua_leave(node->sipua);
	for (unsigned i = 0; i < 8; i++)
		sip_stack_turn(node->sip);
	sipua_set_trace(node->sipua, NULL, NULL, NULL);
	TALLOC_FREE(node->trim);
	sip_agent_free(sipua_agent(node->sipua));
}
