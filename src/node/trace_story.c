/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which messages of the trace are a call's, and what is made of them: a ladder, lines, a pcap. A message is the call's where it
 * was seen under its id, or belongs to a dialogue that was: the Begin of a TCAP dialogue comes before the call is there, and so does
 * its INVITE. A transfer moves a dialog from one call to another: then the story is both calls', from their first messages on. */
#include <string.h>

#include <talloc.h>

#include <mpabx/base/ladder.h>

#include "trace.h"

#define MOST_CALLS 16
#define MOST_KEYS 256

/* A dialogue's id comes again some day: what belongs to the call lies between its Begin and the next one. */
struct span { callid_t call; uint64_t key, from, to; bool found; };

struct story {
	unsigned num_calls, num_keys;
	struct span call[MOST_CALLS];
	uint64_t key[MOST_KEYS];
};

static struct span *call_in(struct story *s, callid_t call)
{
	for (unsigned i = 0; call && i < s->num_calls; i++)
		if (s->call[i].call == call)
			return &s->call[i];
	return NULL;
}

static bool key_in(const struct story *s, uint64_t key)
{
	for (unsigned i = 0; key && i < s->num_keys; i++)
		if (s->key[i] == key)
			return true;
	return false;
}

/* \returns false: it is in already, or there are too many */
static bool add_call(struct story *s, callid_t call)
{
	if (!call || call_in(s, call) || s->num_calls == MOST_CALLS)
		return false;
	s->call[s->num_calls++] = (struct span){ .call = call };
	return true;
}

static bool add_key(struct story *s, uint64_t key)
{
	if (!key || key_in(s, key) || s->num_keys == MOST_KEYS)
		return false;
	s->key[s->num_keys++] = key;
	return true;
}

/* Calls and dialogs that hang together, until there are no more. */
static void gather(const struct trace *t, struct story *s)
{
	struct trace_walk w = { 0 };
	bool more = true;

	while (more) {
		more = false;
		for (w.at = 0; trace_walk_next(t, &w);) {
			if (w.entry.source == TRACE_JOINED && call_in(s, w.entry.call))
				more |= add_call(s, w.entry.key);
			else if (w.entry.source == TRACE_JOINED && call_in(s, w.entry.key))
				more |= add_call(s, w.entry.call);
			if (w.entry.source != TRACE_SIP || !w.entry.key)
				continue;
			if (call_in(s, w.entry.call))
				more |= add_key(s, w.entry.key);
			else if (key_in(s, w.entry.key))
				more |= add_call(s, w.entry.call);
		}
	}
}

static void find_dialogue(const struct trace *t, struct span *c)
{
	struct trace_walk w = { 0 };

	while (!c->key && trace_walk_next(t, &w))
		if (w.entry.source == TRACE_SS7 && w.entry.call == c->call)
			c->key = w.entry.key;
	if (!c->key)
		return;
	for (w.at = 0; trace_walk_next(t, &w);) {
		if (w.entry.source != TRACE_SS7 || w.entry.key != c->key)
			continue;
		if (w.entry.begin || (w.entry.call && w.entry.call != c->call)) {
			if (c->found)
				break;
			c->from = w.entry.begin ? w.at : w.at + 1;
		}
		c->found = c->found || w.entry.call == c->call;
		c->to = w.at;
	}
}

static void story_of(const struct trace *t, callid_t call, struct story *s)
{
	memset(s, 0, sizeof(*s));
	add_call(s, call);
	gather(t, s);
	for (unsigned i = 0; i < s->num_calls; i++)
		find_dialogue(t, &s->call[i]);
}

static bool is_in(struct story *s, const struct trace_walk *w)
{
	if (w->entry.source == TRACE_JOINED)
		return call_in(s, w->entry.call);
	if (w->entry.source != TRACE_SS7)
		return call_in(s, w->entry.call) || key_in(s, w->entry.key);
	for (unsigned i = 0; i < s->num_calls; i++) {
		const struct span *c = &s->call[i];

		if (c->found && w->entry.key == c->key && w->at >= c->from && w->at <= c->to)
			return true;
	}
	return false;
}

/* ---- a ladder ---- */
static char *words(void *ctx, const struct trace *t, const struct trace_walk *w, uint8_t *octets)
{
	const struct trace_entry *e = &w->entry;
	char *text, id[CALLID_STR_SIZE];

	if (e->source == TRACE_JOINED)
		return talloc_asprintf(ctx, "transfer: call %s ends here, its other party is in this one", callid_print(e->key, id));
	if (e->source == TRACE_SS7) {
		text = talloc_zero_size(ctx, e->text_length + 1);
		if (text)
			trace_walk_text(t, w, text);
		return e->proto == CAP_PROTO_MAP ? talloc_asprintf(ctx, "HLR: %s", text ? text : "") : text;
	}
	trace_walk_octets(t, w, octets);
	text = e->source == TRACE_SIP ? trace_sip_text(ctx, (char *)octets, e->length) :
	       trace_mgcp_text(ctx, (char *)octets, e->length);
	return talloc_asprintf(ctx, "%s %s: %s", e->source == TRACE_SIP ? "SIP" : "media", e->who[0] ? e->who : "stranger",
			       text ? text : "");
}

static void collect(void *ctx, struct trace *t, callid_t call, struct ladder *ladder)
{
	struct story *s = talloc(ctx, struct story);
	uint8_t *octets = talloc_size(ctx, TRACE_MAX_OCTETS);
	struct trace_walk w;

	if (!s || !octets)
		return;
	trace_walk_begin(t, &w);
	story_of(t, call, s);
	while (trace_walk_next(t, &w)) {
		char *text = is_in(s, &w) ? words(ctx, t, &w, octets) : NULL;

		if (text)
			ladder_add(ctx, ladder, w.entry.at_us, w.entry.source == TRACE_JOINED ? LADDER_REMARK :
				   w.entry.out ? LADDER_LEFT : LADDER_RIGHT, text);
	}
	trace_walk_end(t);
}

unsigned trace_print(struct trace *t, callid_t call, FILE *out)
{
	void *ctx = talloc_named_const(NULL, 0, "trace_print");
	struct ladder ladder = { 0 };
	unsigned n;

	collect(ctx, t, call, &ladder);
	n = ladder.n;
	if (n)
		ladder_print(out, &ladder, "network", "mpabx-node");
	talloc_free(ctx);
	return n;
}

unsigned trace_each(struct trace *t, callid_t call, unsigned first, int (*cb)(void *priv, const struct ladder_event *e), void *priv)
{
	void *ctx = talloc_named_const(NULL, 0, "trace_each");
	struct ladder ladder = { 0 };
	unsigned n;

	collect(ctx, t, call, &ladder);
	n = ladder.n;
	for (unsigned i = first; i < n && !cb(priv, &ladder.v[i]); i++)
		;
	talloc_free(ctx);
	return n;
}

/* ---- a pcap ---- */
unsigned trace_pcap(struct trace *t, callid_t call, uint32_t local_pc, FILE *out, unsigned *ret_left_out)
{
	void *ctx = talloc_named_const(NULL, 0, "trace_pcap");
	struct trace_frames *frames = trace_frames_begin(ctx, local_pc, out);
	struct story *s = talloc(ctx, struct story);
	uint8_t *octets = talloc_size(ctx, TRACE_MAX_OCTETS);
	struct trace_walk w;
	unsigned n = 0;

	*ret_left_out = 0;
	if (frames && s && octets) {
		trace_walk_begin(t, &w);
		story_of(t, call, s);
		while (trace_walk_next(t, &w)) {
			if (!is_in(s, &w) || w.entry.source == TRACE_JOINED)
				continue;
			if (!w.entry.length) {
				++*ret_left_out;
				continue;
			}
			trace_walk_octets(t, &w, octets);
			trace_frames_add(frames, &w.entry, octets);
			n++;
		}
		trace_walk_end(t);
	}
	talloc_free(ctx);
	return n;
}
