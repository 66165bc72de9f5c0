/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What media tells by itself: NTFY of codes, silence and finished sounds, DLCX of what nobody spoke of, RSIP when it starts or ends. X: is the pair's handle
 * and the number of the request, as command.c gave it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mediactl_priv.h"

#define HANDLE_DIGITS 8

static int side_by_id(const struct pair *p, struct mgcp_text id)
{
	char text[12];
	uint32_t value;

	if (!id.n || id.n >= sizeof(text))
		return -1;
	value = (uint32_t)strtoul(mgcp_text_copy(id, text, sizeof(text)), NULL, 16);
	for (int i = 0; i < _MEDIA_SIDES; i++)
		if (value && p->side[i].id == value)
			return i;
	return -1;
}

static void on_over(struct pair *p, int side, uint8_t serial)
{
	struct mediactl *ctl = p->ctl;
	struct side *s = &p->side[side];

	/* Of a sound that another one has taken the place of since: nobody waits for it. */
	if (!s->playing || (int8_t)(serial - s->serial) < 0)
		return;
	s->playing = false;
	if (s->play_tag)
		ctl->user->done(ctl->user_priv, p->owner, pool_handle(ctl->pairs, p), s->play_tag);
}

static void on_event(struct pair *p, const struct mgcp_event *e, uint8_t serial)
{
	struct mediactl *ctl = p->ctl;
	int side = side_by_id(p, e->connection);
	char code[16];

	if (side < 0)
		return;
	if (mgcp_text_is(e->package, "X-PBX") && mgcp_text_is(e->name, "code"))
		ctl->user->code(ctl->user_priv, p->owner, pool_handle(ctl->pairs, p), side,
				mgcp_text_copy(e->argument[0], code, sizeof(code)));
	else if (mgcp_text_is(e->package, "R") && mgcp_text_is(e->name, "rto"))
		ctl->user->silent(ctl->user_priv, p->owner, pool_handle(ctl->pairs, p), side);
	else if (mgcp_text_is(e->name, "oc"))
		on_over(p, side, serial);
}

static void on_notify(struct mediactl *ctl, const struct gateway *g, const struct mgcp_message *m)
{
	struct mgcp_text x = mgcp_value(m, "X"), list = mgcp_value(m, "O"), item;
	struct mgcp_event e;
	char text[12];
	uint32_t handle;
	uint8_t serial;

	if (x.n != HANDLE_DIGITS + 2)
		return;
	serial = (uint8_t)strtoul(mgcp_text_copy((struct mgcp_text){ x.s + HANDLE_DIGITS, 2 }, text, sizeof(text)), NULL, 16);
	handle = (uint32_t)strtoul(mgcp_text_copy((struct mgcp_text){ x.s, HANDLE_DIGITS }, text, sizeof(text)), NULL, 16);
	while (mgcp_list_next(&list, ',', &item)) {
		struct pair *p = pool_find(ctl->pairs, handle);

		if (!p || p->freed || p->gateway != g || !mgcp_text_is(m->endpoint, p->endpoint) || !ctl->user)
			return;
		if (mgcp_event_parse(item, &e) == 0)
			on_event(p, &e, serial);
	}
}

/* An endpoint without a command and without RTP for long: is it a held call's, or forgotten? */
static bool asks_whether_known(const struct mgcp_message *m)
{
	struct mgcp_event e;

	return mgcp_event_parse(mgcp_value(m, "O"), &e) == 0 && mgcp_text_is(e.package, "X-PBX") && mgcp_text_is(e.name, "idle");
}

/* It is gone there: said while we did not answer, or an old one. */
static void on_deleted(struct mediactl *ctl, const struct gateway *g, const struct mgcp_message *m)
{
	struct pair *p = pair_at(ctl, g, m->endpoint);
	uint32_t handle, owner;
	bool told;

	if (!p || side_by_id(p, mgcp_value(m, "I")) < 0)
		return;
	LOGP(DMEDIA, LOGL_NOTICE, "%s: %s was given up\n", g->name, p->endpoint);
	handle = pool_handle(ctl->pairs, p);
	owner = p->owner;
	told = !p->freed && ctl->user;
	pair_forget(p);
	if (told)
		ctl->user->gone(ctl->user_priv, owner, handle);
}

void told_command(void *priv, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w)
{
	struct mediactl *ctl = priv;
	struct gateway *g = gateway_at(ctl, from);

	if (!g) {	/* nobody that we have been told of */
		mgcp_write_response(w, 500, m->transaction, NULL);
		return;
	}
	if (m->verb == MGCP_DLCX) {
		mgcp_write_response(w, 250, m->transaction, NULL);
		on_deleted(ctl, g, m);
		return;
	}
	if (m->verb == MGCP_NTFY && asks_whether_known(m)) {
		mgcp_write_response(w, pair_at(ctl, g, m->endpoint) ? 200 : 500, m->transaction, NULL);
		return;
	}
	if (m->verb != MGCP_NTFY && m->verb != MGCP_RSIP) {
		mgcp_write_response(w, 504, m->transaction, NULL);
		return;
	}
	mgcp_write_response(w, 200, m->transaction, NULL);
	if (m->verb == MGCP_NTFY)
		on_notify(ctl, g, m);
	else if (mgcp_text_is(mgcp_value(m, "RM"), "restart"))
		gateway_heard(ctl, g, m);
	else
		g->alive = false;	/* it ends; heard of again when it is back */
}
