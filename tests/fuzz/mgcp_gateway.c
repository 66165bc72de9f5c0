/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzz target: commands to the media program as its control side carries them out: endpoints, connections, modes, descriptions, X+Join,
 * digit maps, requests and signals. Each command has one response that reads as MGCP; who hears whom is mutual; what nobody made is not
 * there; everything can be deleted. Workers are stood in for: no thread, no socket. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <talloc.h>

#include "../../src/media/gateway.h"
#include "../../src/media/steer.h"

#define PAIRS 3
#define ANNOUNCEMENTS 2

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct worker { unsigned number; int locked; uint32_t num; struct relay_io io; };
static struct worker workers[2];

static void hold(int cond)
{
	if (!cond)
		abort();
}

/* ---- workers ---- */
static void on_packet(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length)
{
	hold(to->worker && to->worker->locked && length <= RTP_MAX);
}

static void on_note(struct relay_io *io, const struct note *n)
{
	hold(n->num <= DIGITS_HELD);
}

static void on_busy(struct relay_io *io, struct conn *c)
{
	hold(c->worker && c->worker->locked);
}

void worker_lock(struct worker *w) { hold(!w->locked++); }
void worker_unlock(struct worker *w) { hold(w->locked-- == 1); }
struct relay_io *worker_io(struct worker *w) { return &w->io; }
unsigned worker_number(const struct worker *w) { return w->number; }
uint32_t worker_load(const struct worker *w) { return w->num; }
bool worker_take_note(struct worker *w, struct note *ret) { return false; }

void worker_add(struct worker *w, struct conn *c)
{
	hold(w->locked && !c->worker);
	c->worker = w;
	w->num++;
}

void worker_remove(struct worker *w, struct conn *c)
{
	hold(w->locked && c->worker == w);
	c->worker = NULL;
	w->num--;
}

int worker_set_remote(struct worker *w, struct conn *c, const struct osmo_sockaddr *rtp, const struct osmo_sockaddr *rtcp)
{
	hold(w->locked && c->worker == w);
	c->remote = rtp->u.sa.sa_family && rtp->u.sin.sin_port ? *rtp : (struct osmo_sockaddr){ 0 };
	c->remote_rtcp = *rtcp;
	return 0;
}

/* ---- the program ---- */
static struct gateway *make(void *ctx)
{
	struct gateway *g = talloc_zero(ctx, struct gateway);

	strcpy(g->cfg.domain, "mpabx-media");
	g->cfg.rtp_address.u.sin.sin_family = AF_INET;
	g->cfg.rtp_address.u.sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	g->cfg.first_port = 20000;
	g->cfg.last_port = 20000 + 2 * (2 * PAIRS + ANNOUNCEMENTS) - 1;
	g->cfg.announcements = ANNOUNCEMENTS;
	g->steer = (struct steer *)g;	/* no sockets */
	g->sounds = sounds_load(g, NULL);
	g->num_workers = 2;
	for (unsigned i = 0; i < 2; i++) {
		workers[i] = (struct worker){ .number = i, .io = { .rtp = on_packet, .rtcp = on_packet, .note = on_note,
			.busy = on_busy, .now_ms = 1000000 } };
		g->worker[i] = &workers[i];
	}
	hold(g->sounds && endpoints_alloc(g) == 0);
	return g;
}

static void check(struct gateway *g)
{
	uint32_t num = 0;

	for (uint32_t i = 0; i < g->num_conns; i++) {
		const struct conn *c = &g->conns[i];

		hold(!c->id == !c->worker);
		num += c->id != 0;
		hold(!c->peer || (c->id && c->peer != c && c->peer->peer == c && c->peer->worker == c->worker));
		hold(!c->id || endpoint_of(g, c)->used);
	}
	hold(num == workers[0].num + workers[1].num && !workers[0].locked && !workers[1].locked);
}

static void command(struct gateway *g, const struct mgcp_message *m)
{
	static const struct osmo_sockaddr from = { .u.sin = { .sin_family = AF_INET } };
	char buf[MGCP_MAX_DATAGRAM];
	struct mgcp_writer w = { .buf = buf, .size = sizeof(buf) };
	struct mgcp_message answer;
	size_t used;

	gateway_command(g, m, &from, &w);
	hold(w.full || (w.length && mgcp_parse(buf, w.length, &answer, &used) == 0 && answer.verb == MGCP_RESPONSE &&
			answer.transaction == m->transaction));
	check(g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data;
	static struct gateway *g;
	struct mgcp_message m;
	size_t used;

	if (!g) {
		pcm_init();
		g = make(NULL);
	}
	g->generation = g->last_token = 0;
	while (size && size <= MGCP_MAX_DATAGRAM && mgcp_parse(at, size, &m, &used) == 0) {
		if (m.verb != MGCP_RESPONSE)
			command(g, &m);
		at += used;
		size -= used;
	}
	for (uint32_t i = 0; i < g->num_endpoints; i++)
		endpoint_release(g, &g->endpoints[i]);
	check(g);
	hold(!workers[0].num && !workers[1].num);
	/* The same input meets the same endpoints again */
	g->free_first[0] = g->free_last[0] = g->free_first[1] = g->free_last[1] = 0;
	free(g->conns);
	talloc_free(g->endpoints);
	hold(endpoints_alloc(g) == 0);
	return 0;
}
