/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file mediactl.h
 *  The media driver: carries out what call/ and the leg drivers ask of media (struct media_ops) by MGCP on one or several
 *  mpabx-media programs. Requests of one pair go out one after the other, each when the one before it is answered. Everything
 *  happens in the loop; nothing is called back from within a request. */
#pragma once

#include <mpabx/call.h>
#include <mpabx/mgcp.h>

struct mediactl;

struct mediactl_config {
	const char *address;		/*!< of our end; NULL: 127.0.0.1 */
	uint16_t port;			/*!< 0: 2727 */
	uint32_t max_pairs;		/*!< 0: 16384 */
	uint32_t silent_ms;		/*!< no RTP for so long is told; 0: 20000 */
};
/*! \returns NULL: errno, the address cannot be bound */
struct mediactl *mediactl_alloc(void *ctx, const struct mediactl_config *cfg);
/*! One more media program; new pairs go to the one with the fewest. \returns 0, -EINVAL, -ENOSPC */
int mediactl_add(struct mediactl *ctl, const char *name, const char *address, uint16_t port, const char *domain);
/*! What goes into call_room_set_media_ops(), its priv the driver. */
extern const struct media_ops mediactl_ops;
/*! Who is told: &call_media_user and the room. */
void mediactl_set_user(struct mediactl *ctl, const struct media_user_ops *ops, void *priv);

/*! A message to or from a media program, for the call's ladder. call 0: of no call */
struct mediactl_seen {
	callid_t call;
	const char *gateway;
	bool sent;
	const struct osmo_sockaddr *local, *remote;
	const char *text;
	size_t length;
};
typedef void (*mediactl_seen_cb)(void *priv, const struct mediactl_seen *m);
void mediactl_set_trace(struct mediactl *ctl, mediactl_seen_cb cb, void *priv);

/* ---- over a restart of the node: media goes on without it (media_ops pair_save, pair_restore) ---- */
/*! What this node had before and has not restored by now is deleted on every program. */
void mediactl_sweep(struct mediactl *ctl);

/* ---- shows ---- */
struct mediactl_gateway_state { const char *name; bool alive; uint32_t pairs; uint64_t restarts, failed; };
/*! \returns false: there is no such one */
bool mediactl_gateway(const struct mediactl *ctl, unsigned index, struct mediactl_gateway_state *ret);
void mediactl_mgcp_stats(const struct mediactl *ctl, struct mgcp_agent_stats *ret);
