/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The media driver put together from its configuration; what it tells goes to the calls. */
#include <errno.h>
#include <string.h>

#include "node.h"

int node_media_start(struct node *node)
{
	const struct node_media_config *cfg = &node->cfg.media;

	if (!cfg->num)
		return 0;
	node->media = mediactl_alloc(node, &(const struct mediactl_config){
		.address = cfg->address[0] ? cfg->address : NULL, .port = cfg->port, .silent_ms = cfg->silent_s * 1000,
	});
	if (!node->media) {
		LOGP(DNODE, LOGL_ERROR, "media: bind %s port %u: %s\n", cfg->address, cfg->port, strerror(errno));
		return -errno;
	}
	for (unsigned i = 0; i < cfg->num; i++) {
		int rc = mediactl_add(node->media, cfg->program[i].name, cfg->program[i].address, cfg->program[i].port,
				      cfg->program[i].domain);

		if (rc < 0) {
			LOGP(DNODE, LOGL_ERROR, "media: program %s: %s\n", cfg->program[i].name, strerror(-rc));
			return rc;
		}
	}
	mediactl_set_user(node->media, &call_media_user, node->calls);
	call_room_set_media_ops(node->calls, &mediactl_ops, node->media);
	/* Of a life that ended without a goodbye pairs may be left: no call claims them. */
	mediactl_sweep(node->media);
	return 0;
}

void node_media_now(const struct node *node, struct node_media_now *ret)
{
	struct mediactl_gateway_state g;

	*ret = (struct node_media_now){ .programs = 0 };
	for (unsigned i = 0; node->media && mediactl_gateway(node->media, i, &g); i++) {
		ret->programs++;
		ret->alive += g.alive;
		ret->pairs += g.pairs;
		ret->restarts += g.restarts;
		ret->failed += g.failed;
	}
}
