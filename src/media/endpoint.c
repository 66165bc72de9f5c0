/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Endpoints and the connections that belong to them: all made at the start, connection n with the ports first + 2n and the
 * one after. Free ones wait in a row, so that a number comes again as late as can be; sockets stay open for the next. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include <talloc.h>

#include "gateway.h"

static void append_free(struct gateway *g, struct endpoint *ep)
{
	ep->next_free = 0;
	if (g->free_last[ep->kind])
		g->endpoints[g->free_last[ep->kind] - 1].next_free = ep->number;
	else
		g->free_first[ep->kind] = ep->number;
	g->free_last[ep->kind] = ep->number;
}

/* Endpoints are numbered through, pairs first; the name of an announcement endpoint begins at 1 again. */
int endpoints_alloc(struct gateway *g)
{
	uint32_t conns = ((uint32_t)g->cfg.last_port - g->cfg.first_port + 1) / 2, next = 0;

	if (conns < g->cfg.announcements + 2)
		return -EINVAL;
	g->num_pairs = (conns - g->cfg.announcements) / 2;
	g->num_endpoints = g->num_pairs + g->cfg.announcements;
	g->num_conns = g->num_pairs * 2 + g->cfg.announcements;
	/* calloc, not talloc: what was never used stays untouched memory */
	g->conns = calloc(g->num_conns, sizeof(*g->conns));
	g->endpoints = talloc_zero_array(g, struct endpoint, g->num_endpoints);
	if (!g->conns || !g->endpoints)
		return -ENOMEM;
	for (uint32_t i = 0; i < g->num_endpoints; i++) {
		struct endpoint *ep = &g->endpoints[i];

		ep->gateway = g;
		ep->number = i + 1;
		ep->kind = i < g->num_pairs ? ENDPOINT_PAIR : ENDPOINT_ANNOUNCEMENT;
		ep->num_sides = ep->kind == ENDPOINT_PAIR ? 2 : 1;
		for (unsigned s = 0; s < ep->num_sides; s++)
			ep->conn[s] = &g->conns[next++];
		append_free(g, ep);
	}
	return 0;
}

struct endpoint *endpoint_take(struct gateway *g, enum endpoint_kind kind)
{
	uint32_t number = g->free_first[kind];
	struct endpoint *ep = number ? &g->endpoints[number - 1] : NULL;

	if (!ep)
		return NULL;
	g->free_first[kind] = ep->next_free;
	if (!ep->next_free)
		g->free_last[kind] = 0;
	ep->next_free = 0;
	ep->used = true;
	ep->since_ms = clock_ms();
	life_sign(&ep->life, ep->since_ms);
	return ep;
}

void endpoint_commanded(struct endpoint *ep, const struct osmo_sockaddr *from)
{
	ep->agent = *from;
	life_sign(&ep->life, clock_ms());
}

void endpoint_release(struct gateway *g, struct endpoint *ep)
{
	if (!ep->used)
		return;
	for (unsigned s = 0; s < ep->num_sides; s++)
		if (ep->conn[s]->id)
			endpoint_disconnect(g, ep, ep->conn[s]);
	ep->used = false;
	ep->call_id[0] = ep->request_id[0] = '\0';
	memset(ep->side, 0, sizeof(ep->side));
	ep->tell_done = ep->tell_failed = false;
	sweep_forget(g, ep);
	append_free(g, ep);
}

/* ---- sockets ---- */
static int open_port(const struct gateway *g, uint16_t port)
{
	struct osmo_sockaddr own = g->cfg.rtp_address;
	bool six = own.u.sa.sa_family == AF_INET6;
	int tos = g->cfg.dscp << 2;
	int fd = socket(own.u.sa.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	own.u.sin.sin_port = htons(port);
	if (bind(fd, &own.u.sa, six ? sizeof(own.u.sin6) : sizeof(own.u.sin)) < 0) {
		int rc = -errno;

		close(fd);
		return rc;
	}
	if (six)
		setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof(tos));
	else
		setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof(tos));
	return fd;
}

static int open_sockets(const struct gateway *g, struct conn *c)
{
	if (g->steer || c->port)
		return 0;
	c->fd = open_port(g, (uint16_t)(g->cfg.first_port + 2 * c->slot));
	if (c->fd < 0)
		return c->fd;
	c->rtcp_fd = open_port(g, (uint16_t)(g->cfg.first_port + 2 * c->slot + 1));
	if (c->rtcp_fd < 0) {
		close(c->fd);
		return c->rtcp_fd;
	}
	return 0;
}

/* ---- connections ---- */
static void reset(struct conn *c, uint32_t slot)
{
	int fd = c->fd, rtcp_fd = c->rtcp_fd;
	uint16_t port = c->port;
	uint32_t random[3] = { 0 };

	memset(c, 0, sizeof(*c));
	c->slot = slot;
	c->fd = fd;
	c->rtcp_fd = rtcp_fd;
	c->port = port;
	/* RFC 3550 5.1: SSRC, sequence and timestamp begin at random */
	if (getrandom(random, sizeof(random), 0) < 0)
		random[0] = slot * 2654435761u;
	c->tx.ssrc = random[0] ? random[0] : 1;
	c->tx.next_seq = (uint16_t)random[1];
	c->tx.last_ts = random[2];
	c->audio_pt = c->event_pt = PT_NONE;
	c->clock = 8000;
}

static struct worker *least_loaded(const struct gateway *g)
{
	struct worker *best = g->worker[0];

	for (unsigned i = 1; i < g->num_workers; i++)
		if (worker_load(g->worker[i]) < worker_load(best))
			best = g->worker[i];
	return best;
}

struct conn *endpoint_connect(struct gateway *g, struct endpoint *ep)
{
	struct worker *w = NULL;
	struct conn *c = NULL;

	for (unsigned s = 0; s < ep->num_sides; s++) {
		if (ep->conn[s]->id)
			w = ep->conn[s]->worker;	/* both sides of a pair on one core */
		else if (!c)
			c = ep->conn[s];
	}
	if (!c)
		return NULL;
	reset(c, (uint32_t)(c - g->conns));
	if (open_sockets(g, c) < 0) {
		LOGP(DMEDIA, LOGL_ERROR, "port %u is not to be had: %s\n", g->cfg.first_port + 2 * c->slot, strerror(errno));
		return NULL;
	}
	c->port = (uint16_t)(g->cfg.first_port + 2 * c->slot);
	c->id = c->slot + 1 + g->num_conns * (++g->generation % (UINT32_MAX / g->num_conns - 1));
	if (!w)
		w = least_loaded(g);
	worker_lock(w);
	c->heard_ms = worker_io(w)->now_ms;
	worker_add(w, c);
	worker_unlock(w);
	g->stats.created++;
	return c;
}

void endpoint_disconnect(struct gateway *g, struct endpoint *ep, struct conn *c)
{
	struct osmo_sockaddr nobody = { 0 };
	struct worker *w = c->worker;
	struct conn *peer = c->peer;

	conns_lock(c, peer);
	relay_goodbye(worker_io(w), c);
	conns_part(c);
	worker_set_remote(w, c, &nobody, &nobody);
	worker_remove(w, c);
	TALLOC_FREE(c->inband);
	c->id = 0;
	worker_unlock(w);
	if (peer && peer->worker != w)
		worker_unlock(peer->worker);
	ep->side[side_of(ep, c)] = (struct side_request){ 0 };
	g->stats.deleted++;
}

struct conn *conn_find(struct gateway *g, uint32_t id)
{
	struct conn *c = id ? &g->conns[(id - 1) % g->num_conns] : NULL;

	return c && c->id == id ? c : NULL;
}

struct endpoint *endpoint_of(struct gateway *g, const struct conn *c)
{
	uint32_t pairs = g->num_pairs * 2;

	return &g->endpoints[c->slot < pairs ? c->slot / 2 : g->num_pairs + (c->slot - pairs)];
}

unsigned side_of(const struct endpoint *ep, const struct conn *c)
{
	return ep->num_sides > 1 && ep->conn[1] == c;
}

const char *endpoint_name(const struct gateway *g, const struct endpoint *ep, char buf[96])
{
	bool pair = ep->kind == ENDPOINT_PAIR;

	snprintf(buf, 96, "%s/%u@%s", pair ? "pr" : "ann", pair ? ep->number : ep->number - g->num_pairs, g->cfg.domain);
	return buf;
}
