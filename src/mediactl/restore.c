/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A node that starts again takes the pairs of its answered calls back from its journal, and has what else is left of its
 * former life deleted: the programs list their endpoints (AUEP), those whose C: bears our mark and that no pair of ours
 * names go. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/base.h>

#include "mediactl_priv.h"

bool pair_save(void *priv, uint32_t pair, char ret[MEDIA_PAIR_TEXT])
{
	const struct mediactl *ctl = priv;
	const struct pair *p = pool_find(ctl->pairs, pair);
	char call[CALLID_STR_SIZE];
	int n;

	if (!p || p->freed || !p->endpoint[0])
		return false;
	n = text_print(ret, MEDIA_PAIR_TEXT, "%s %" PRIX64 " %s %X %X %s %u %s %u", p->gateway->name, p->gateway->life, p->endpoint,
		     p->side[0].id, p->side[1].id, *p->side[0].local.address ? p->side[0].local.address : "-", p->side[0].local.port,
		     callid_print(p->call, call), p->side[1].local.port);
	if (n < MEDIA_PAIR_TEXT)
		return true;
	ret[0] = '\0';
	return false;
}

static struct gateway *gateway_named(struct mediactl *ctl, const char *name)
{
	for (unsigned i = 0; i < MAX_GATEWAYS; i++)
		if (ctl->gateway[i].used && !strcmp(ctl->gateway[i].name, name))
			return &ctl->gateway[i];
	return NULL;
}

/* What is to be told of it is asked for anew: its name in our requests is another one from now on. Nothing is playing. */
uint32_t pair_restore(void *priv, const char *text, uint32_t owner)
{
	struct mediactl *ctl = priv;
	char name[32], endpoint[ENDPOINT_SIZE], address[MEDIA_ADDRESS_SIZE], call[CALLID_STR_SIZE];
	unsigned id[2], port[2];
	uint64_t life;
	struct gateway *g;
	struct pair *p;
	callid_t callid;

	if (sscanf(text, "%31s %" SCNx64 " %47s %x %x %45s %u %15s %u", name, &life, endpoint, &id[0], &id[1], address, &port[0],
		   call, &port[1]) != 9 || callid_parse(call, &callid) < 0 || port[0] > 65535 || port[1] > 65535)
		return 0;
	g = gateway_named(ctl, name);
	/* A program that began anew meanwhile has nothing of it; where that is not known yet, its first answer tells. */
	if (!g || (g->life && g->life != life))
		return 0;
	p = pool_get(ctl->pairs);
	if (!p)
		return 0;
	g->life = life;
	g->pairs++;
	p->ctl = ctl;
	p->call = callid;
	p->owner = owner;
	p->gateway = g;
	text_print(p->endpoint, sizeof(p->endpoint), "%s", endpoint);
	for (int i = 0; i < _MEDIA_SIDES; i++) {
		p->side[i].id = id[i];
		p->side[i].local.port = (uint16_t)port[i];
		text_print(p->side[i].local.address, sizeof(p->side[i].local.address), "%s", address);
	}
	pair_ask(p);
	return pool_handle(ctl->pairs, p);
}

/* ---- what nobody claims ---- */
struct pair *pair_at(const struct mediactl *ctl, const struct gateway *g, struct mgcp_text endpoint)
{
	for (struct pair *p = pool_next(ctl->pairs, NULL); p; p = pool_next(ctl->pairs, p))
		if (p->gateway == g && mgcp_text_is(endpoint, p->endpoint))
			return p;
	return NULL;
}

/* Is an endpoint for this call being made at this moment? Then its name is only on its way to us. */
static bool is_being_made(const struct mediactl *ctl, struct mgcp_text call)
{
	char text[CALLID_STR_SIZE];
	callid_t id;

	if (callid_parse(mgcp_text_copy((struct mgcp_text){ call.s + 8, call.n - 8 }, text, sizeof(text)), &id) < 0)
		return false;
	for (struct pair *p = pool_next(ctl->pairs, NULL); p; p = pool_next(ctl->pairs, p))
		if (p->call == id && !p->endpoint[0])
			return true;
	return false;
}

/* DLCX by endpoint and call: the program refuses it (516) where the endpoint serves another call by now. What its call is
 * told by AUEP; a call without our mark is another node's. */
static void delete_call(struct mediactl *ctl, struct gateway *g, const char *endpoint, struct mgcp_text call)
{
	char name[ENDPOINT_SIZE + 80];
	struct mgcp_writer *w;

	text_print(name, sizeof(name), "%s@%s", endpoint, g->domain);
	w = mgcp_agent_begin(ctl->agent, MGCP_DLCX, name);
	if (!w)
		return;
	mgcp_write(w, "C: %.*s\r\n", (int)call.n, call.s);
	mgcp_agent_send(ctl->agent, &g->at, NULL, NULL);
}

static void on_endpoint(void *priv, const struct mgcp_message *m)
{
	struct gateway *g = priv;
	struct mgcp_text call = m ? mgcp_value(m, "C") : (struct mgcp_text){ "", 0 }, z, local;
	char endpoint[ENDPOINT_SIZE];

	if (!m || call.n < 8 || memcmp(call.s, g->ctl->node, 8))
		return;
	z = mgcp_value(m, "Z");
	if (!mgcp_list_next(&z, '@', &local) || pair_at(g->ctl, g, local))
		return;
	if (is_being_made(g->ctl, call)) {
		g->sweeping = true;
		return;
	}
	LOGP(DMEDIA, LOGL_NOTICE, "%s: nobody claims %.*s, call %.*s\n", g->name, (int)local.n, local.s, (int)call.n, call.s);
	delete_call(g->ctl, g, mgcp_text_copy(local, endpoint, sizeof(endpoint)), call);
}

static void ask_of(struct gateway *g, const char *endpoint)
{
	char name[ENDPOINT_SIZE + 80];
	struct mgcp_writer *w;

	text_print(name, sizeof(name), "%s@%s", endpoint, g->domain);
	w = mgcp_agent_begin(g->ctl->agent, MGCP_AUEP, name);
	if (!w) {
		g->sweeping = true;	/* the rest at the next beat */
		return;
	}
	mgcp_write(w, "F: C, Z\r\n");
	mgcp_agent_send(g->ctl->agent, &g->at, on_endpoint, g);
}

static void list_after(struct gateway *g, const char *after);

static void on_list(void *priv, const struct mgcp_message *m)
{
	struct gateway *g = priv;
	struct mgcp_text list = m ? mgcp_value(m, "Z") : (struct mgcp_text){ "", 0 }, item, local;
	char last[ENDPOINT_SIZE] = "";

	while (mgcp_list_next(&list, ',', &item)) {
		if (!mgcp_list_next(&item, '@', &local) || local.n >= sizeof(last))
			continue;
		mgcp_text_copy(local, last, sizeof(last));
		if (!pair_at(g->ctl, g, local))
			ask_of(g, last);
	}
	if (*last)
		list_after(g, last);
}

static void list_after(struct gateway *g, const char *after)
{
	char name[80];
	struct mgcp_writer *w;

	text_print(name, sizeof(name), "*@%s", g->domain);
	w = mgcp_agent_begin(g->ctl->agent, MGCP_AUEP, name);
	if (!w)
		return;
	if (*after)
		mgcp_write(w, "Z: %s\r\n", after);
	mgcp_agent_send(g->ctl->agent, &g->at, on_list, g);
}

void sweep_gateway(struct mediactl *ctl, struct gateway *g)
{
	list_after(g, "");
}

void mediactl_sweep(struct mediactl *ctl)
{
	for (unsigned i = 0; i < MAX_GATEWAYS; i++)
		if (ctl->gateway[i].used)
			ctl->gateway[i].sweeping = true;	/* at the next beat at which it lives */
}
