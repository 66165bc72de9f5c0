/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A worker: one thread on one core, its connections' sockets, a tick each 5 ms. The control loop changes a connection only
 * between worker_lock() and worker_unlock() of its worker. */
#pragma once

#include "relay.h"

struct steer;

struct worker_stats { uint64_t received, sent, send_errors, ticks, late_ticks, longest_us, notes_lost; uint32_t connections; };

struct worker_config {
	int cpu;		/* to be pinned to, -1: wherever */
	int wake_fd;		/* eventfd, written when notes wait */
	struct steer *steer;	/* NULL: a socket a connection */
};
/*! The thread runs at once. \returns NULL: errno */
struct worker *worker_alloc(void *ctx, unsigned number, const struct worker_config *cfg);
/*! Ends the thread; before anything that it uses is freed. */
void worker_stop(struct worker *w);
unsigned worker_number(const struct worker *w);

void worker_lock(struct worker *w);
void worker_unlock(struct worker *w);
/*! With the lock held: what relay_*() and player_*() want, at this moment. */
struct relay_io *worker_io(struct worker *w);
/*! With the lock held: packets of the connection are taken from now on, or no more. */
void worker_add(struct worker *w, struct conn *c);
void worker_remove(struct worker *w, struct conn *c);
/*! With the lock held: the connection's remote address has changed. \returns 0 or -errno */
int worker_set_remote(struct worker *w, struct conn *c, const struct osmo_sockaddr *rtp, const struct osmo_sockaddr *rtcp);
uint32_t worker_load(const struct worker *w);
/*! The control loop's: the next note of the worker. */
bool worker_take_note(struct worker *w, struct note *ret);
void worker_stats(struct worker *w, struct worker_stats *ret);
