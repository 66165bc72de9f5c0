/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CRCX, MDCX and DLCX (RFC 3435 2.3.5 to 2.3.9): a party's connection made, changed, deleted. A command is checked whole before
 * anything of it is done. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "allow.h"

/* What a CRCX or MDCX asks of a connection. */
struct wish {
	bool has_mode, may_send, may_receive;
	bool has_sdp;
	struct mgcp_sdp sdp;
	bool has_latch;
	enum conn_latch latch;
	struct conn *join;
};

static int parse_mode(struct mgcp_text mode, struct wish *wish)
{
	static const struct { const char *name; bool send, receive; } modes[] = {
		{ "sendrecv", true, true }, { "confrnce", true, true }, { "sendonly", true, false },
		{ "recvonly", false, true }, { "inactive", false, false },
	};

	for (unsigned i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (!mgcp_text_is(mode, modes[i].name))
			continue;
		wish->has_mode = true;
		wish->may_send = modes[i].send;
		wish->may_receive = modes[i].receive;
		return 0;
	}
	return 517;
}

static int parse_latch(struct mgcp_text text, struct wish *wish)
{
	wish->has_latch = true;
	if (mgcp_text_is(text, "port"))
		wish->latch = LATCH_PORT;
	else if (mgcp_text_is(text, "any"))
		wish->latch = LATCH_ANY;
	else if (mgcp_text_is(text, "off"))
		wish->latch = LATCH_OFF;
	else
		return 538;
	return 0;
}

static bool has_audio(const struct mgcp_sdp *sdp)
{
	for (unsigned i = 0; i < sdp->num_codecs; i++)
		if (strcasecmp(sdp->codec[i].name, "telephone-event") && strcasecmp(sdp->codec[i].name, "CN"))
			return true;
	return false;
}

static int parse_wish(struct gateway *g, const struct mgcp_message *m, struct wish *ret)
{
	struct wish wish = { 0 };
	struct mgcp_text t;
	int rc = 0;

	t = mgcp_value(m, "M");
	if (t.n)
		rc = parse_mode(t, &wish);
	t = mgcp_value(m, "X-Latch");
	if (!rc && t.n)
		rc = parse_latch(t, &wish);
	t = mgcp_value(m, "X+Join");
	if (!rc && t.n) {
		wish.join = connection_lookup(g, NULL, t);
		rc = wish.join ? 0 : 515;
	}
	if (!rc && m->sdp.n) {
		wish.has_sdp = true;
		if (mgcp_sdp_parse(m->sdp, &wish.sdp) < 0 || wish.sdp.rtp.u.sa.sa_family != g->cfg.rtp_address.u.sa.sa_family ||
		    !allow_remote(&g->cfg, &wish.sdp))
			rc = 505;
		else if (!has_audio(&wish.sdp))
			rc = 534;
	}
	*ret = wish;
	return rc;
}

/* A connection that sends to itself or to the one that it hears goes round without end. */
static bool is_round(const struct gateway *g, const struct conn *c, const struct mgcp_sdp *sdp)
{
	return allow_is_own_port(&g->cfg, sdp, c->port) || (c->peer && allow_is_own_port(&g->cfg, sdp, c->peer->port));
}

static int carry_out(struct gateway *g, struct endpoint *ep, struct conn *c, const struct wish *wish)
{
	unsigned side = side_of(ep, c);
	int rc = 0;

	if (wish->has_sdp && is_round(g, c, &wish->sdp))
		return 505;
	conns_lock(c, c->peer);
	if (wish->has_mode) {
		if (wish->may_receive && !c->may_receive)
			c->heard_ms = worker_io(c->worker)->now_ms;
		c->may_send = wish->may_send;
		c->may_receive = wish->may_receive;
	}
	if (wish->has_latch && c->latch != wish->latch) {
		c->latch = wish->latch;
		c->latched = false;
	}
	if (wish->has_sdp)
		rc = conn_set_remote(c, &wish->sdp);
	conns_unlock(c, c->peer);
	if (rc < 0)
		return 400;
	if (wish->join && wish->join != c)
		conns_join(g, c, wish->join);
	/* What was asked for before the party's codecs were known. */
	if (wish->has_sdp && (ep->side[side].code || ep->side[side].digits || c->inband)) {
		struct request r = { .has_events = true, .tell_done = ep->tell_done, .tell_failed = ep->tell_failed };
		static const struct mgcp_message none;

		memcpy(r.side, ep->side, sizeof(r.side));
		request_apply(g, ep, &none, &r);
	}
	return 0;
}

void write_local(const struct gateway *g, const struct conn *c, struct mgcp_writer *w)
{
	static const struct mgcp_codec own[] = { { 8, "PCMA", 8000 }, { 0, "PCMU", 8000 }, { 101, "telephone-event", 8000 } };
	struct mgcp_sdp sdp = { .rtp = g->cfg.rtp_address, .ptime = 20 };

	sdp.rtp.u.sin.sin_port = htons(c->port);
	sdp.num_codecs = c->sdp.num_codecs;
	memcpy(sdp.codec, c->sdp.codec, sizeof(sdp.codec));
	if (!sdp.num_codecs) {
		sdp.num_codecs = sizeof(own) / sizeof(own[0]);
		memcpy(sdp.codec, own, sizeof(own));
	}
	mgcp_sdp_write(w, &sdp);
}

/* X-Other: a new pair's second connection is made as well, inactive until it is modified. */
static bool wants_other(const struct mgcp_message *m, enum endpoint_kind kind, bool wild)
{
	return wild && kind == ENDPOINT_PAIR && mgcp_text_is(mgcp_value(m, "X-Other"), "new");
}

static int create(struct gateway *g, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct endpoint **ret_ep,
		  struct conn **ret, bool *wild)
{
	struct mgcp_text call_id = mgcp_value(m, "C");
	enum endpoint_kind kind;
	struct endpoint *ep = NULL;
	struct request r;
	struct wish wish;
	struct conn *c;
	int rc = endpoint_lookup(g, m, &ep, &kind, wild);

	if (!rc)
		rc = parse_wish(g, m, &wish);
	if (!rc && (!call_id.n || call_id.n >= sizeof(ep->call_id)))
		rc = 510;
	if (rc)
		return rc;
	if (*wild)
		ep = endpoint_take(g, kind);
	if (!ep)
		return 403;
	if (!ep->used)
		return 500;	/* only a free one that we choose: its number says nothing to the agent yet */
	if (!*wild && !mgcp_text_is(call_id, ep->call_id))
		return 516;
	c = endpoint_connect(g, ep);
	if (!c || (wants_other(m, kind, *wild) && !endpoint_connect(g, ep))) {
		if (*wild)
			endpoint_release(g, ep);
		return *wild ? 403 : 540;
	}
	mgcp_text_copy(call_id, ep->call_id, sizeof(ep->call_id));
	endpoint_commanded(ep, from);
	rc = request_parse(g, ep, c, m, &r);
	if (!rc)
		rc = carry_out(g, ep, c, &wish);
	if (rc) {
		endpoint_disconnect(g, ep, c);
		if (*wild)
			endpoint_release(g, ep);
		return rc;
	}
	if (ep->num_sides == 2 && ep->conn[0]->id && ep->conn[1]->id && !ep->conn[0]->peer && !ep->conn[1]->peer)
		conns_join(g, ep->conn[0], ep->conn[1]);
	if (mgcp_value(m, "X").n)
		request_apply(g, ep, m, &r);
	*ret_ep = ep;
	*ret = c;
	return 0;
}

void command_crcx(struct gateway *g, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w)
{
	struct endpoint *ep = NULL;
	struct conn *c = NULL, *other;
	char name[96];
	bool wild;
	int rc = create(g, m, from, &ep, &c, &wild);

	if (rc) {
		mgcp_write_response(w, (uint16_t)rc, m->transaction, NULL);
		return;
	}
	mgcp_write_response(w, 200, m->transaction, NULL);
	mgcp_write(w, "I: %X\r\n", c->id);
	if (wild)
		mgcp_write(w, "Z: %s\r\n", endpoint_name(g, ep, name));
	other = ep->num_sides == 2 ? ep->conn[!side_of(ep, c)] : NULL;
	if (wild && other && other->id)
		mgcp_write(w, "X-Other: %X %u\r\n", other->id, other->port);
	mgcp_write(w, "X-Life: %" PRIX64 "\r\n", g->life);
	write_local(g, c, w);
}

/* The endpoint and, where I: is given, its connection. */
static int find_both(struct gateway *g, const struct mgcp_message *m, struct endpoint **ep, struct conn **c)
{
	struct mgcp_text id = mgcp_value(m, "I"), call_id = mgcp_value(m, "C");
	enum endpoint_kind kind;
	bool wild;
	int rc = endpoint_lookup(g, m, ep, &kind, &wild);

	if (rc || wild || !(*ep)->used)
		return rc ? rc : 500;
	if (call_id.n && !mgcp_text_is(call_id, (*ep)->call_id))
		return 516;
	*c = connection_lookup(g, *ep, id);
	return id.n && !*c ? 515 : 0;
}

void command_mdcx(struct gateway *g, const struct mgcp_message *m, const struct osmo_sockaddr *from, struct mgcp_writer *w)
{
	struct endpoint *ep = NULL;
	struct conn *c = NULL;
	struct request r;
	struct wish wish;
	int rc = find_both(g, m, &ep, &c);

	if (!rc && !c)
		rc = 515;
	if (!rc)
		rc = parse_wish(g, m, &wish);
	if (!rc)
		rc = request_parse(g, ep, c, m, &r);
	if (!rc) {
		endpoint_commanded(ep, from);
		rc = carry_out(g, ep, c, &wish);
	}
	if (!rc && mgcp_value(m, "X").n)
		request_apply(g, ep, m, &r);
	mgcp_write_response(w, rc ? (uint16_t)rc : 200, m->transaction, NULL);
	if (!rc && wish.has_sdp)
		write_local(g, c, w);
}

/* RFC 3435 3.2.2.7; JI and LA in milliseconds */
void write_statistics(struct conn *c, struct mgcp_writer *w)
{
	worker_lock(c->worker);
	mgcp_write(w, "P: PS=%" PRIu64 ", OS=%" PRIu64 ", PR=%" PRIu64 ", OR=%" PRIu64 ", PL=%" PRId64 ", JI=%u, LA=0\r\n",
		   c->tx.packets, c->tx.octets, c->rx.packets, c->rx.octets,
		   stream_rx_lost(&c->rx) > 0 ? stream_rx_lost(&c->rx) : 0, (c->rx.jitter >> 4) / (c->clock / 1000));
	worker_unlock(c->worker);
}

void command_dlcx(struct gateway *g, const struct mgcp_message *m, struct mgcp_writer *w)
{
	struct endpoint *ep = NULL;
	struct conn *c = NULL;
	int rc = find_both(g, m, &ep, &c);

	mgcp_write_response(w, rc ? (uint16_t)rc : 250, m->transaction, NULL);
	if (rc)
		return;
	if (c) {
		write_statistics(c, w);
		endpoint_disconnect(g, ep, c);
	}
	if (!c || (!ep->conn[0]->id && (ep->num_sides == 1 || !ep->conn[1]->id)))
		endpoint_release(g, ep);
}
