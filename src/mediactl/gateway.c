/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The media programs: asked each second whether they are there. One that answers with another life has begun anew: what it
 * had is gone, and the users are told. One that does not answer keeps its pairs: it may go on relaying. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mediactl_priv.h"

#define BEAT_S 1
#define DEAD_MS 3500

struct gateway *gateway_at(struct mediactl *ctl, const struct osmo_sockaddr *from)
{
	for (unsigned i = 0; i < MAX_GATEWAYS; i++)
		if (ctl->gateway[i].used && osmo_sockaddr_cmp(&ctl->gateway[i].at, from) == 0)
			return &ctl->gateway[i];
	return NULL;
}

struct gateway *gateway_choose(struct mediactl *ctl)
{
	struct gateway *best = NULL;

	for (unsigned i = 0; i < MAX_GATEWAYS; i++) {
		struct gateway *g = &ctl->gateway[i];

		if (g->used && g->alive && (!best || g->pairs < best->pairs))
			best = g;
	}
	return best;
}

static void lose_pairs(struct mediactl *ctl, struct gateway *g)
{
	struct pair *p, *next;

	for (p = pool_next(ctl->pairs, NULL); p; p = next) {
		uint32_t handle = pool_handle(ctl->pairs, p), owner = p->owner;
		bool told = !p->freed && p->endpoint[0];

		next = pool_next(ctl->pairs, p);
		/* One that was not made yet is made on the new one. */
		if (p->gateway != g || !(p->freed || p->endpoint[0]))
			continue;
		pair_forget(p);
		if (told && ctl->user)
			ctl->user->gone(ctl->user_priv, owner, handle);
	}
}

void gateway_heard(struct mediactl *ctl, struct gateway *g, const struct mgcp_message *m)
{
	struct mgcp_text text = mgcp_value(m, "X-Life");
	char buf[20];
	uint64_t life;

	g->heard_ms = clock_ms();
	if (!g->alive)
		LOGP(DMEDIA, LOGL_NOTICE, "media program %s is there\n", g->name);
	g->alive = true;
	if (!text.n || text.n >= sizeof(buf))
		return;
	life = strtoull(mgcp_text_copy(text, buf, sizeof(buf)), NULL, 16);
	if (!life || life == g->life)
		return;
	if (g->life) {
		LOGP(DMEDIA, LOGL_NOTICE, "media program %s has begun anew: %u pairs are gone\n", g->name, g->pairs);
		g->restarts++;
		g->life = life;
		lose_pairs(ctl, g);
	}
	g->life = life;
}

static void on_beat_answer(void *priv, const struct mgcp_message *m)
{
	struct gateway *g = priv;

	g->asked_ms = 0;
	if (m)
		gateway_heard(g->ctl, g, m);
}

static void ask(struct mediactl *ctl, struct gateway *g)
{
	char name[80];
	struct mgcp_writer *w;

	if (g->asked_ms)
		return;		/* the agent sends it again by itself */
	snprintf(name, sizeof(name), "pr/1@%s", g->domain);
	w = mgcp_agent_begin(ctl->agent, MGCP_AUEP, name);
	if (!w)
		return;
	g->asked_ms = clock_ms();
	if (mgcp_agent_send(ctl->agent, &g->at, on_beat_answer, g) < 0)
		g->asked_ms = 0;
}

int gateway_beat(struct osmo_fd *fd, unsigned int what)
{
	struct mediactl *ctl = fd->data;
	uint64_t now = clock_ms(), times;

	if (read(fd->fd, &times, sizeof(times)) != sizeof(times))
		return 0;
	for (unsigned i = 0; i < MAX_GATEWAYS; i++) {
		struct gateway *g = &ctl->gateway[i];

		if (!g->used)
			continue;
		if (g->alive && now - g->heard_ms > DEAD_MS) {
			LOGP(DMEDIA, LOGL_ERROR, "media program %s does not answer\n", g->name);
			g->alive = false;
		}
		if (g->alive && g->sweeping) {
			g->sweeping = false;
			sweep_gateway(ctl, g);
		}
		ask(ctl, g);
	}
	return 0;
}

int mediactl_add(struct mediactl *ctl, const char *name, const char *address, uint16_t port, const char *domain)
{
	static const struct timespec every = { .tv_sec = BEAT_S };
	struct osmo_sockaddr at = { 0 };

	if (inet_pton(AF_INET, address, &at.u.sin.sin_addr) == 1)
		at.u.sin.sin_family = AF_INET;
	else if (inet_pton(AF_INET6, address, &at.u.sin6.sin6_addr) == 1)
		at.u.sin6.sin6_family = AF_INET6;
	else
		return -EINVAL;
	at.u.sin.sin_port = htons(port ? port : MGCP_GATEWAY_PORT);
	for (unsigned i = 0; i < MAX_GATEWAYS; i++) {
		struct gateway *g = &ctl->gateway[i];

		if (g->used)
			continue;
		*g = (struct gateway){ .used = true, .at = at, .ctl = ctl };
		snprintf(g->name, sizeof(g->name), "%s", name);
		snprintf(g->domain, sizeof(g->domain), "%s", domain ? domain : "mpabx-media");
		ask(ctl, g);
		return osmo_timerfd_schedule(&ctl->beat, &every, &every);
	}
	return -ENOSPC;
}

bool mediactl_gateway(const struct mediactl *ctl, unsigned index, struct mediactl_gateway_state *ret)
{
	const struct gateway *g = index < MAX_GATEWAYS ? &ctl->gateway[index] : NULL;

	if (!g || !g->used)
		return false;
	*ret = (struct mediactl_gateway_state){ g->name, g->alive, g->pairs, g->restarts, g->failed };
	return true;
}
