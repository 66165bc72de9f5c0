/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the media driver: pairs with what is still to be done on them, gateways with whether they live. */
#pragma once

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>

#include <mpabx/mediactl.h>

#define MAX_GATEWAYS 16
#define MAX_WORK 12
#define ENDPOINT_SIZE 48

struct gateway {
	struct mediactl *ctl;
	char name[32], domain[64];
	struct osmo_sockaddr at;
	bool used, alive;
	uint64_t life;		/* X-Life as last heard, 0: never */
	uint64_t heard_ms, asked_ms;
	uint32_t pairs;
	uint64_t restarts, failed;
	bool sweeping;
};

enum work_kind { WORK_CONNECT, WORK_JOIN, WORK_PLAY, WORK_STOP, WORK_WATCH, WORK_ASK, WORK_FREE };
struct work {
	enum work_kind kind;
	uint8_t side;
	uint32_t tag;
	bool has_remote, has_watch;
	struct media_remote remote;	/* CONNECT */
	struct media_watch watch;	/* WATCH */
	uint32_t other;			/* JOIN */
	uint8_t other_side;
	uint8_t sound, lang;		/* PLAY */
	uint16_t times;
};

struct side {
	uint32_t id;			/* MGCP's connection id, 0: none */
	struct media_local local;
	bool watching;
	struct media_watch watch;
	bool playing;
	uint8_t sound, lang, serial;	/* serial: of the request that began it */
	uint16_t times;
	uint32_t play_tag;
};

struct pair {
	struct mediactl *ctl;
	callid_t call;
	uint32_t owner;
	struct gateway *gateway;
	char endpoint[ENDPOINT_SIZE];	/* "pr/5", empty: not made yet */
	struct side side[_MEDIA_SIDES];
	uint8_t serial;
	bool waiting;			/* a command has no answer yet */
	bool freed;
	uint8_t num_work;
	struct work *work[MAX_WORK];	/* what waits, in its order; a held call has none */
};

struct mediactl {
	struct mediactl_config cfg;
	struct mgcp_agent *agent;
	const struct media_user_ops *user;
	void *user_priv;
	mediactl_seen_cb seen;
	void *seen_priv;
	struct osmo_sockaddr own;
	struct pool *pairs, *works;
	struct work work_free;		/* the one piece that needs no room */
	struct gateway gateway[MAX_GATEWAYS];
	struct osmo_fd beat;	/* a timerfd: osmocom's own timers keep the loop spinning for the last ms before they are due */
	struct osmo_timer_list retry;
	char node[9];			/* marks our calls in C: */
	callid_t told_of;		/* the call that the NTFY in hand is of: our answer to it has no name */
};

/* ---- mediactl.c ---- */
/*! Begins the pair's next piece of work, if none is under way. */
void pair_go_on(struct pair *p);
/*! Those that could not begin earlier. */
void pairs_kick(struct mediactl *ctl);
void pair_forget(struct pair *p);
/*! Its events are asked for again. */
void pair_ask(struct pair *p);
/*! The first piece of work is done. */
void work_done(struct pair *p);

/* ---- command.c ---- */
/*! Sends what the piece of work asks for. \returns 0; -EAGAIN: later; -EALREADY: nothing to send, it is so already; -EIO: cannot be done */
int command_begin(struct pair *p, struct work *w);
void command_answered(void *priv, const struct mgcp_message *m);
void tell_connected(struct pair *p, unsigned side, uint32_t tag);

/* ---- gateway.c ---- */
void gateway_heard(struct mediactl *ctl, struct gateway *g, const struct mgcp_message *m);
struct gateway *gateway_choose(struct mediactl *ctl);
struct gateway *gateway_at(struct mediactl *ctl, const struct osmo_sockaddr *from);
int gateway_beat(struct osmo_fd *fd, unsigned int what);

/* ---- restore.c ---- */
bool pair_save(void *priv, uint32_t pair, char ret[MEDIA_PAIR_TEXT]);
uint32_t pair_restore(void *priv, const char *text, uint32_t owner);
/*! NULL: no pair of ours is there. */
struct pair *pair_at(const struct mediactl *ctl, const struct gateway *g, struct mgcp_text endpoint);
/*! Asks a program for its endpoints in use and deletes what is of this node and of no pair. */
void sweep_gateway(struct mediactl *ctl, struct gateway *g);

/* ---- told.c ---- */
void told_command(void *priv, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w);
