/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an endpoint is asked to detect and to play: R: and S: of RQNT, or inside CRCX and MDCX (RFC 3435 2.3.3). A request
 * says all of it at once: what it does not name ends. Packages: doc/media.md. */
#include <string.h>

#include <talloc.h>

#include "gateway.h"

#define DEFAULT_GAP_MS 1000
#define DEFAULT_TIMEOUT_MS 20000

/* Which sides an entry means: mask. */
static unsigned sides_meant(struct gateway *g, const struct endpoint *ep, const struct conn *made, struct mgcp_text id)
{
	unsigned mask = 0;

	for (unsigned s = 0; s < ep->num_sides; s++) {
		const struct conn *c = ep->conn[s];

		if (!c->id)
			continue;
		if (!id.n || (mgcp_text_is(id, "$") && c == made) || connection_lookup(g, ep, id) == c)
			mask |= 1u << s;
	}
	return mask;
}

/* `map=(#1|#3)`, `gap=1000` behind X-PBX/code's action */
static int parse_code(struct mgcp_text options, const struct mgcp_message *m, struct side_request *s)
{
	struct mgcp_text map = mgcp_value(m, "D"), item, name;
	uint32_t n;

	s->gap_ms = DEFAULT_GAP_MS;
	while (mgcp_list_next(&options, ',', &item)) {
		if (!mgcp_list_next(&item, '=', &name))
			return 538;
		if (mgcp_text_is(name, "map"))
			map = item;
		else if (mgcp_text_is(name, "gap") && mgcp_text_number(item, 60000, &n) == 0)
			s->gap_ms = (uint16_t)n;
		else
			return 538;
	}
	if (mgcp_digitmap_parse(map, &s->map) < 0)
		return map.n ? 538 : 519;
	s->code = true;
	return 0;
}

static int parse_event(const struct mgcp_event *e, const struct mgcp_message *m, struct request *r, struct side_request *s)
{
	uint32_t ms = DEFAULT_TIMEOUT_MS;

	if (mgcp_text_is(e->package, "X-PBX") && mgcp_text_is(e->name, "code"))
		return parse_code(e->argument[1], m, s);
	if (mgcp_text_is(e->package, "D")) {
		s->digits = true;
		return 0;
	}
	if (mgcp_text_is(e->package, "R") && mgcp_text_is(e->name, "rto")) {
		if (e->argument[1].n && (mgcp_text_number(e->argument[1], 86400000, &ms) < 0 || !ms))
			return 538;
		s->timeout_ms = ms;
		return 0;
	}
	if (mgcp_text_is(e->name, "oc"))
		r->tell_done = true;
	else if (mgcp_text_is(e->name, "of"))
		r->tell_failed = true;
	else
		return 512;
	return 0;
}

/* `fr/press-1`, `fr/press-1,it=3`, `music,it=0` for ever */
static int parse_announcement(struct gateway *g, struct mgcp_text options, struct side_request *s)
{
	struct mgcp_text item, name;
	char file[64];
	uint32_t n;

	if (!mgcp_list_next(&options, ',', &item) || !item.n || item.n >= sizeof(file))
		return 538;
	s->sound = sounds_find(g->sounds, mgcp_text_copy(item, file, sizeof(file)));
	s->times = 1;
	while (mgcp_list_next(&options, ',', &item)) {
		if (!mgcp_list_next(&item, '=', &name) || !mgcp_text_is(name, "it") || mgcp_text_number(item, 1000, &n) < 0)
			return 538;
		s->times = n;
	}
	return s->sound ? 0 : 538;
}

static int parse_signal(struct gateway *g, const struct mgcp_event *e, struct side_request *s)
{
	static const struct { const char *package, *name, *sound; } tones[] = {
		{ "G", "rt", "ringback" }, { "L", "bz", "busy" }, { "X-PBX", "mh", "music" },
	};

	if (mgcp_text_is(e->package, "A") && mgcp_text_is(e->name, "ann"))
		return parse_announcement(g, e->argument[0], s);
	for (unsigned i = 0; i < sizeof(tones) / sizeof(tones[0]); i++) {
		if (!mgcp_text_is(e->package, tones[i].package) || !mgcp_text_is(e->name, tones[i].name))
			continue;
		s->sound = sounds_find(g->sounds, tones[i].sound);
		s->times = 0;
		return s->sound ? 0 : 513;
	}
	return 513;
}

static int parse_item(struct gateway *g, const struct endpoint *ep, const struct conn *made, const struct mgcp_message *m,
		      struct mgcp_text item, bool signal, struct request *r)
{
	struct side_request one = { 0 };
	struct mgcp_event e;
	unsigned mask;
	int rc;

	if (mgcp_event_parse(item, &e) < 0)
		return 510;
	mask = sides_meant(g, ep, made, e.connection);
	if (!mask)
		return e.connection.n ? 515 : 538;
	rc = signal ? parse_signal(g, &e, &one) : parse_event(&e, m, r, &one);
	for (unsigned s = 0; s < ep->num_sides && !rc; s++) {
		struct side_request *to = &r->side[s];

		if (!(mask & 1u << s))
			continue;
		to->digits |= one.digits;
		to->timeout_ms = one.timeout_ms ? one.timeout_ms : to->timeout_ms;
		if (one.code) {
			to->code = true;
			to->map = one.map;
			to->gap_ms = one.gap_ms;
		}
		if (one.sound) {
			to->sound = one.sound;
			to->times = one.times;
			snprintf(to->signal, sizeof(to->signal), "%.*s/%.*s", (int)e.package.n, e.package.s, (int)e.name.n, e.name.s);
		}
	}
	return rc;
}

int request_parse(struct gateway *g, const struct endpoint *ep, const struct conn *made, const struct mgcp_message *m,
		  struct request *ret)
{
	struct request r = { .has_events = m->verb == MGCP_RQNT || mgcp_param(m, "R"),
		.has_signals = m->verb == MGCP_RQNT || mgcp_param(m, "S") };
	struct mgcp_text events = mgcp_value(m, "R"), signals = mgcp_value(m, "S"), item;
	int rc = 0;

	while (!rc && mgcp_list_next(&events, ',', &item))
		if (item.n)
			rc = parse_item(g, ep, made, m, item, false, &r);
	while (!rc && mgcp_list_next(&signals, ',', &item))
		if (item.n)
			rc = parse_item(g, ep, made, m, item, true, &r);
	if (rc)
		return rc;
	*ret = r;
	return 0;
}

/* ---- carried out ---- */
static void apply_events(struct conn *c, const struct side_request *s)
{
	struct relay_io *io = worker_io(c->worker);
	bool tones = (s->code || s->digits) && c->event_pt == PT_NONE && c->law != G711_NONE;

	if (c->watching && !s->code)
		relay_unwatch(io, c);
	if (s->code) {
		c->watch.map = s->map;
		c->watch.gap_ms = s->gap_ms;
		c->watching = true;
	}
	c->telling = s->digits;
	if (tones && !c->inband)
		c->inband = inband_alloc(NULL);
	else if (!tones)
		TALLOC_FREE(c->inband);
	if (s->timeout_ms && !c->timeout_ms)
		c->heard_ms = io->now_ms;
	c->timeout_ms = s->timeout_ms;
}

/* RFC 3435 2.3.3: a signal that plays and is asked for again goes on. */
static void apply_signal(struct gateway *g, struct endpoint *ep, unsigned side, const struct side_request *s)
{
	struct conn *c = ep->conn[side];

	if (c->player.sound && c->player.sound == s->sound && c->player.endless == !s->times)
		return;
	if (c->player.sound)
		player_stop(c);
	if (s->sound && c->law != G711_NONE) {
		ep->token[side] = ++g->last_token;
		player_start(worker_io(c->worker), c, s->sound, s->times, ep->token[side]);
	}
}

void request_apply(struct gateway *g, struct endpoint *ep, const struct mgcp_message *m, const struct request *r)
{
	struct mgcp_text id = mgcp_value(m, "X");

	if (id.n)
		mgcp_text_copy(id, ep->request_id, sizeof(ep->request_id));
	if (r->has_events) {
		ep->tell_done = r->tell_done;
		ep->tell_failed = r->tell_failed;
	}
	for (unsigned s = 0; s < ep->num_sides; s++) {
		struct conn *c = ep->conn[s];
		const struct side_request old = ep->side[s];

		if (!c->id)
			continue;
		ep->side[s] = r->side[s];
		conns_lock(c, c->peer);
		if (r->has_events) {
			apply_events(c, &r->side[s]);
		} else {
			ep->side[s] = old;
		}
		if (r->has_signals) {
			memcpy(ep->side[s].signal, r->side[s].signal, sizeof(old.signal));
			apply_signal(g, ep, s, &r->side[s]);
		}
		conns_unlock(c, c->peer);
	}
}
