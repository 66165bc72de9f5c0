/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Endpoints that were forgotten: each round those without a sign of life (life.h) are asked about at their agent by NTFY, and go
 * with a DLCX of ours (RFC 3435 2.3.9) where it does not know them. */
#include <inttypes.h>

#include "gateway.h"

#define ROUND_S 10
#define ASK_A_ROUND 200		/* thousands may be without a node at once */

static uint64_t limit_ms(const struct gateway *g)
{
	return (uint64_t)g->cfg.endpoint_life_s * 1000;
}

/* RFC 3435 2.3.9, 2.5: 902, nothing comes from below. Whoever is asked in vain may be back by now. */
static void say_deleted(struct gateway *g, struct endpoint *ep)
{
	char name[96];

	for (unsigned s = 0; s < ep->num_sides; s++) {
		struct conn *c = ep->conn[s];
		struct mgcp_writer *w = c->id && ep->agent.u.sa.sa_family ?
			mgcp_agent_begin(g->mgcp, MGCP_DLCX, endpoint_name(g, ep, name)) : NULL;

		if (!w)
			continue;
		mgcp_write(w, "C: %s\r\nI: %X\r\nE: 902 nobody claims it\r\n", ep->call_id, c->id);
		write_statistics(c, w);
		mgcp_agent_send(g->mgcp, &ep->agent, NULL, NULL);
	}
}

static void sweep(struct gateway *g, struct endpoint *ep, const char *why)
{
	char name[96];

	LOGP(DMEDIA, LOGL_NOTICE, "%s, call %s: no command and no RTP for %" PRIu64 " s, %s: deleted\n", endpoint_name(g, ep, name),
	     ep->call_id, (clock_ms() - ep->life.sign_ms) / 1000, why);
	say_deleted(g, ep);
	endpoint_release(g, ep);
	g->stats.swept++;
}

static void on_answer(void *priv, const struct mgcp_message *response)
{
	struct endpoint *ep = priv;

	if (life_answer(&ep->life, response ? response->code : LIFE_NO_ANSWER, clock_ms()) == LIFE_OVER)
		sweep(ep->gateway, ep, "and the agent does not know it");
}

/* \returns false: too many questions are open */
static bool ask(struct gateway *g, struct endpoint *ep)
{
	char name[96];
	struct mgcp_writer *w = mgcp_agent_begin(g->mgcp, MGCP_NTFY, endpoint_name(g, ep, name));

	if (!w)
		return false;
	mgcp_write(w, "X: %s\r\nO: X-PBX/idle(%u)\r\n", *ep->request_id ? ep->request_id : "0", g->cfg.endpoint_life_s);
	return mgcp_agent_send(g->mgcp, &ep->agent, on_answer, ep) == 0;
}

static uint64_t heard_ms(struct endpoint *ep)
{
	uint64_t last = 0;

	for (unsigned s = 0; s < ep->num_sides; s++) {
		struct conn *c = ep->conn[s];

		if (!c->id)
			continue;
		worker_lock(c->worker);
		if (c->heard_ms > last)
			last = c->heard_ms;
		worker_unlock(c->worker);
	}
	return last;
}

static void look(struct gateway *g, struct endpoint *ep, uint64_t now_ms, unsigned *asked)
{
	/* Most had a command not long ago: their worker is left alone */
	if (now_ms < ep->life.sign_ms + limit_ms(g) || *asked == ASK_A_ROUND)
		return;
	switch (life_look(&ep->life, heard_ms(ep), now_ms, limit_ms(g))) {
	case LIFE_ASK:
		++*asked;
		if (!ask(g, ep))
			life_answer(&ep->life, LIFE_NO_ANSWER, now_ms);
		break;
	case LIFE_OVER:
		sweep(g, ep, "and the agent is away");
		break;
	case LIFE_GOES_ON:
		break;
	}
}

static void on_round(void *data)
{
	struct gateway *g = data;
	uint64_t now_ms = clock_ms();
	unsigned asked = 0;

	for (uint32_t i = 0; i < g->num_endpoints; i++)
		if (g->endpoints[i].used)
			look(g, &g->endpoints[i], now_ms, &asked);
	sweep_start(g);
}

void sweep_start(struct gateway *g)
{
	unsigned s = g->cfg.endpoint_life_s / 4 < ROUND_S ? g->cfg.endpoint_life_s / 4 : ROUND_S;

	if (!g->cfg.endpoint_life_s)
		return;
	osmo_timer_setup(&g->sweep_timer, on_round, g);
	osmo_timer_schedule(&g->sweep_timer, s ? s : 1, 0);
}

void sweep_forget(struct gateway *g, struct endpoint *ep)
{
	if (ep->life.waiting)
		mgcp_agent_forget(g->mgcp, ep);
	ep->life = (struct life){ 0 };
}
