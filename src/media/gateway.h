/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The media program's control side: endpoints, their connections, MGCP commands, notifications. Lives in the osmocom loop;
 * touches connections only under their worker's lock. */
#pragma once

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>

#include <mpabx/base.h>
#include <mpabx/mgcp.h>

#include "life.h"
#include "worker.h"

#define GATEWAY_VTY_PORT 4292
#define MAX_WORKERS 64
#define SIDES 2
#define MAX_ALLOW 32

enum endpoint_kind { ENDPOINT_PAIR, ENDPOINT_ANNOUNCEMENT };

/* What an endpoint was asked to tell and to play, one of the two sides (RQNT). */
struct side_request {
	bool digits;			/* D/x(N): each digit told */
	bool code;			/* X-PBX/code: digit map, held back */
	struct mgcp_digitmap map;
	uint16_t gap_ms;
	uint32_t timeout_ms;		/* R/rto */
	const struct sound *sound;
	unsigned times;
	char signal[48];		/* as it is named in O: when it is over */
};

struct endpoint {
	enum endpoint_kind kind;
	uint32_t number;		/* from 1 */
	bool used;
	uint32_t next_free;		/* 0: last */
	unsigned num_sides;		/* a pair has two, an announcement one */
	struct conn *conn[SIDES];	/* fixed; in use where its id is not 0 */
	char call_id[36];
	char request_id[36];
	struct osmo_sockaddr agent;	/* who asked last: is told */
	bool tell_done, tell_failed;	/* oc, of */
	struct side_request side[SIDES];
	uint32_t token[SIDES];
	uint64_t since_ms;
	struct life life;
	struct gateway *gateway;	/* whose it is: an answer knows the endpoint alone */
};

struct gateway_config {
	char mgcp_address[46];
	uint16_t mgcp_port;
	char domain[64];
	struct osmo_sockaddr rtp_address;
	uint16_t first_port, last_port;
	unsigned threads;		/* 0: one for each core that we may use */
	unsigned announcements;
	int dscp;
	bool no_steer;
	char sounds[256];
	unsigned endpoint_life_s;	/* without a sign of life: then its agent is asked; 0: never */
	struct osmo_sockaddr agent;	/* told of our start; family 0: nobody */
	unsigned num_allow;		/* whose commands are taken, beside the agent's */
	struct osmo_sockaddr allow[MAX_ALLOW];
};

struct gateway_stats { uint64_t created, deleted, refused, codes, silent, swept; };

struct gateway {
	struct gateway_config cfg;
	struct mgcp_agent *mgcp;
	struct sounds *sounds;
	unsigned num_workers;
	struct worker *worker[MAX_WORKERS];
	struct steer *steer;
	uint32_t num_conns, num_endpoints, num_pairs;
	struct conn *conns;
	struct endpoint *endpoints;
	uint32_t free_first[2], free_last[2];	/* by kind; number of the endpoint, 0: none */
	uint32_t last_token, generation;
	uint64_t life;			/* when we started: tells a restart */
	struct osmo_fd wake;
	struct osmo_timer_list restart_timer, sweep_timer;
	struct gateway_stats stats;
};

void gateway_defaults(struct gateway_config *cfg);
/*! After the configuration is read. \returns 0 or -errno */
int gateway_start(struct gateway *g);
void gateway_stop(struct gateway *g);

/* ---- endpoint.c ---- */
int endpoints_alloc(struct gateway *g);
struct endpoint *endpoint_take(struct gateway *g, enum endpoint_kind kind);
/*! It has a command: whoever gave it is told what happens, and it lives on. */
void endpoint_commanded(struct endpoint *ep, const struct osmo_sockaddr *from);
/*! Every connection goes, the endpoint is free. */
void endpoint_release(struct gateway *g, struct endpoint *ep);
/*! Opens what a connection needs and gives it to a worker. \returns NULL: no port to be had */
struct conn *endpoint_connect(struct gateway *g, struct endpoint *ep);
void endpoint_disconnect(struct gateway *g, struct endpoint *ep, struct conn *c);
struct endpoint *endpoint_of(struct gateway *g, const struct conn *c);
struct conn *conn_find(struct gateway *g, uint32_t id);
unsigned side_of(const struct endpoint *ep, const struct conn *c);
const char *endpoint_name(const struct gateway *g, const struct endpoint *ep, char buf[96]);

/* ---- link.c: who hears whom ---- */
/*! The two hear each other and nobody else; moves b to a's worker. */
void conns_join(struct gateway *g, struct conn *a, struct conn *b);
void conns_part(struct conn *c);
/*! What the party's description says has changed. \returns 0, -errno */
int conn_set_remote(struct conn *c, const struct mgcp_sdp *sdp);
/*! Both directions' payload types anew. */
void conn_map(struct conn *c);
/*! Locks the workers of both, in the order of their numbers; b may be NULL. */
void conns_lock(struct conn *a, struct conn *b);
void conns_unlock(struct conn *a, struct conn *b);

/* ---- request.c ---- */
struct request { bool has_events, has_signals, tell_done, tell_failed; struct side_request side[SIDES]; };
/*! \param made the connection that `$` means, NULL: none \returns 0, or an MGCP code */
int request_parse(struct gateway *g, const struct endpoint *ep, const struct conn *made, const struct mgcp_message *m,
		  struct request *ret);
void request_apply(struct gateway *g, struct endpoint *ep, const struct mgcp_message *m, const struct request *r);

/* ---- command.c, connection.c, audit.c ---- */
void gateway_command(void *priv, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w);
void command_crcx(struct gateway *g, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w);
void command_mdcx(struct gateway *g, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w);
void command_dlcx(struct gateway *g, const struct mgcp_message *m, struct mgcp_writer *w);
void command_auep(struct gateway *g, const struct mgcp_message *m, struct mgcp_writer *w);
void command_aucx(struct gateway *g, const struct mgcp_message *m, struct mgcp_writer *w);
/*! \returns 0, or an MGCP code. wild: any free one is meant */
int endpoint_lookup(struct gateway *g, const struct mgcp_message *m, struct endpoint **ret, enum endpoint_kind *kind, bool *wild);
struct conn *connection_lookup(struct gateway *g, const struct endpoint *ep, struct mgcp_text id);
void write_local(const struct gateway *g, const struct conn *c, struct mgcp_writer *w);
void write_statistics(struct conn *c, struct mgcp_writer *w);

/* ---- sweep.c ---- */
/*! From now on, as the configuration says. */
void sweep_start(struct gateway *g);
/*! The endpoint is free: no answer concerns it any more. */
void sweep_forget(struct gateway *g, struct endpoint *ep);

/* ---- notify.c ---- */
int gateway_on_notes(struct osmo_fd *fd, unsigned int what);
void gateway_say_restart(struct gateway *g, const char *method);

void media_vty_init(struct gateway *g);
