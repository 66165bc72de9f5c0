/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file agent.h
 *  Where SIP comes in and goes out: the library's loop inside ours (stack), an address that is listened on (agent), and
 *  who may speak to it (peers and the access list). Peers are probed with OPTIONS; of a group, the best one alive is
 *  taken. One thread, the select loop's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mpabx/base/wheel.h>

#include "message.h"

struct sip_stack;
struct sip_agent;
struct sip_peer;
struct sip_dialog;
struct sip_transaction;
struct osmo_sockaddr;

/*! One in a program. Its wheel is the caller's and must outlive it. \returns NULL: no memory, no descriptor */
struct sip_stack *sip_stack_alloc(void *ctx, struct wheel *wheel);
/*! Before each osmo_select_main(0) of the program's loop, or SIP stands still. Cheap where nothing is to be done. */
void sip_stack_turn(struct sip_stack *stack);

struct sip_agent_config {
	const char *address;		/*!< numeric, IPv4 or IPv6; what stands in Via and Contact too */
	uint16_t port;			/*!< 0 = any free one (tests) */
	bool udp, tcp;
	const char *name;		/*!< of User-Agent and Server; NULL = none */
	uint32_t max_dialogs;		/*!< 0 = 20,000; more are refused 503 */
	/* Timers (RFC 3261 annex A), ms; 0 = default. How long finished transactions linger, and so memory, follows
	 * from them: doc/sip.md. */
	uint32_t t1, t2, t4, timeout;	/*!< 500, 4000, 5000, 64 * t1 (timers B, F, H, J) */
	/* Session timer (RFC 4028), s; 0 = default. */
	uint32_t session_expires, min_se;	/*!< 1800, 90 */
	uint32_t tcp_idle_s;		/*!< connection without traffic: closed, 0 = 600 */
	unsigned max_message;		/*!< octets, 0 = 16384 */
};

/*! A message on the wire, for the ladder and pcap of a call. */
struct sip_trace {
	bool sent, tcp;
	const struct osmo_sockaddr *local, *remote;
	const char *peer;		/*!< its name; NULL: nobody's address */
	void *priv;			/*!< the user's, of the dialog; NULL where it belongs to none, or that one has no user any more */
	const char *text;
	size_t length;
};

struct sip_agent_ops {
	/*! A call comes in: give the dialog its ops with sip_dialog_bind() and answer it, now or later. A dialog not bound
	 *  when this returns is refused 480. 100 is sent already. */
	void (*invite)(void *priv, struct sip_dialog *d, const struct sip_message *m);
	/*! A request outside of any dialog that is not INVITE or OPTIONS; to be answered with sip_reply(). NULL: 405, or
	 *  481 where it names a dialog. */
	void (*request)(void *priv, struct sip_transaction *t, const struct sip_message *m);
	/*! A peer answers OPTIONS again, or does not any more. May be NULL. */
	void (*peer)(void *priv, struct sip_peer *peer, bool up);
	/*! Each message as it was received or sent; text is gone when it returns. May be NULL. */
	void (*trace)(void *priv, const struct sip_trace *t);
};

/*! ops are borrowed. \returns NULL with errno (EADDRINUSE, EINVAL ...) */
struct sip_agent *sip_agent_alloc(struct sip_stack *stack, const struct sip_agent_config *config,
				  const struct sip_agent_ops *ops, void *priv);
/*! Ends without a word to anybody: end the dialogs first. */
void sip_agent_free(struct sip_agent *agent);
uint16_t sip_agent_port(const struct sip_agent *agent);
void sip_agent_set_trace(struct sip_agent *agent, void (*trace)(void *priv, const struct sip_trace *t));
/*! New calls from outside are refused 503 with Retry-After; dialogs go on. */
void sip_agent_set_drain(struct sip_agent *agent, bool drain);

/*! Who may send requests beside the peers: "192.0.2.0/24", "2001:db8::/32", one address. Responses and requests within a
 *  dialog are known by their tags. Others get 403 without any state, and are counted. \returns 0, -EINVAL, -ENOMEM */
int sip_agent_allow(struct sip_agent *agent, const char *prefix);
void sip_agent_allow_none(struct sip_agent *agent);
/*! May this numeric address send requests: a peer's, or of the access list? */
bool sip_agent_allows(struct sip_agent *agent, const char *address);

struct sip_peer_config {
	const char *name;		/*!< unique, [A-Za-z0-9_.-], at most 31 */
	const char *group;		/*!< that it can stand in for another one; NULL = its name */
	uint8_t priority;		/*!< in its group: lower first, equal ones in turn */
	const char *address;		/*!< numeric, or a name where names are resolved (Kamailio's, never on the call path) */
	uint16_t port;			/*!< 0 = 5060 */
	bool tcp;
	uint32_t probe_s;		/*!< OPTIONS each so many seconds, 0 = never: always up */
	uint8_t probe_lost;		/*!< so many unanswered in a row: down; 0 = 2. A down peer is probed on, each 5 s at least. */
};
/*! New, or changes the one of this name. Its address may send requests. \returns NULL with errno */
struct sip_peer *sip_peer_set(struct sip_agent *agent, const struct sip_peer_config *config);
void sip_peer_remove(struct sip_agent *agent, const char *name);
struct sip_peer *sip_peer_find(struct sip_agent *agent, const char *name);
/*! The next one of a group that is up; where none is, the next at all; NULL: the group has none.
 *  \param not do not give this one back (it has just failed); NULL = any */
struct sip_peer *sip_peer_choose(struct sip_agent *agent, const char *group, const struct sip_peer *not);
/*! For one INVITE after the other until a peer takes it: the first is chosen as above, then only those that are up, each once.
 *  \param tried starts as 0 \returns NULL: there is no other one */
struct sip_peer *sip_peer_choose_next(struct sip_agent *agent, const char *group, uint32_t *tried);
/*! Whose address a message came from, NULL = nobody's. */
struct sip_peer *sip_peer_of(struct sip_agent *agent, const struct sip_message *m);
/*! An INVITE to it found nobody: down until the next OPTIONS is answered (no effect without probing). */
void sip_peer_failed(struct sip_peer *peer);
const char *sip_peer_name(const struct sip_peer *peer);
const char *sip_peer_group(const struct sip_peer *peer);
const struct sip_peer_config *sip_peer_config(const struct sip_peer *peer);
bool sip_peer_up(const struct sip_peer *peer);
/*! The next of all peers (NULL: the first), for shows. */
struct sip_peer *sip_peer_next(struct sip_agent *agent, const struct sip_peer *peer);

/*! Counters since the start; names for metrics by sip_stats_name(). */
struct sip_stats {
	uint64_t received, sent, malformed, refused_access, invites_in, invites_out, answered, ended, retransmitted,
		timed_out, session_lost, probes_lost, glare, no_dialog, overload;
};
const struct sip_stats *sip_agent_stats(struct sip_agent *agent);
#define SIP_STATS (sizeof(struct sip_stats) / sizeof(uint64_t))
const char *sip_stats_name(unsigned i);
uint64_t sip_stats_value(const struct sip_stats *stats, unsigned i);
uint32_t sip_agent_dialogs(const struct sip_agent *agent);
/*! Transactions that the library holds at this moment, lingering ones included. */
uint32_t sip_agent_transactions(const struct sip_agent *agent);
