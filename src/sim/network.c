/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A scenario's network as a whole: its lists, its clock, its end. What a story does not say is as awkward as a real
 * network: the HLR forwards to a voicemail, a no-answer timer of its own runs, a leg to a line triggers that line
 * again. Every scenario has a network of its own; the node sees switches with the same titles. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "network.h"

#define MAX_TURNS 1000	/* of a network that never comes to rest */

struct network *network_alloc(struct play_scenario *ps)
{
	struct network *net = talloc_zero(ps, struct network);

	net->ps = ps;
	net->def = ps->def->network;
	INIT_LLIST_HEAD(&net->phones);
	INIT_LLIST_HEAD(&net->calls);
	INIT_LLIST_HEAD(&net->bcsms);
	INIT_LLIST_HEAD(&net->legs);
	INIT_LLIST_HEAD(&net->queries);
	return net;
}

/* Who is patient with a slow machine lets stories run slower too, so that what a node does takes as little of their time. */
unsigned network_speed(const struct network *net)
{
	unsigned patience = net->ps->play->opt.patience;

	return patience < 2 ? net->def->speed : net->def->speed > patience ? net->def->speed / patience : 1;
}

uint64_t network_ms(const struct network *net, uint32_t story_ms)
{
	return story_ms / network_speed(net);
}

struct net_call *network_call(struct network *net, const char *name)
{
	struct net_call *call;

	llist_for_each_entry(call, &net->calls, entry) {
		if (!strcmp(call->name, name))
			return call;
	}
	return NULL;
}

static bool has_words(const struct network *net)
{
	struct bcsm *b;

	llist_for_each_entry(b, &net->bcsms, entry) {
		if (b->dialogue && b->dialogue->head < b->dialogue->num_items)
			return true;
	}
	return false;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return b && b < a ? b : a;
}

uint64_t network_due(const struct network *net)
{
	uint64_t due = UINT64_MAX;
	struct net_leg *leg;
	struct bcsm *b;

	llist_for_each_entry(leg, &net->legs, entry) {
		due = earlier(earlier(due, leg->act_at), leg->give_up_at);
	}
	llist_for_each_entry(b, &net->bcsms, entry) {
		due = earlier(earlier(due, b->no_answer_at), b->pending != PENDING_NOTHING ? b->tssf_at : 0);
	}
	return due;
}

static void network_turn(struct network *net)
{
	uint64_t now = clock_ms();
	struct net_leg *leg;
	struct bcsm *b;

	llist_for_each_entry(b, &net->bcsms, entry) {
		ssf_run(net, b, now);
	}
	llist_for_each_entry(leg, &net->legs, entry) {
		leg_run(net, leg, now);
	}
}

void network_advance(struct network *net)
{
	unsigned turns = 0;

	map_run(net);
	do {
		network_turn(net);
		if (++turns == MAX_TURNS)
			play_fail(net->ps, "the network does not come to rest");
	} while (net->ps->state == PLAY_RUNNING && (has_words(net) || network_due(net) <= clock_ms()));
}

/* ---- the end ---- */

static const char *unexpected(struct network *net)
{
	struct net_call *call;

	llist_for_each_entry(call, &net->calls, entry) {
		for (unsigned i = 0; i < call->num_events; i++) {
			const struct net_event *e = call->events[i];

			if (e->event <= EVENT_LAST_LOUD && !e->seen)
				return talloc_asprintf(net, "call %s: %s, and no step expects it", call->name,
						       story_event_text(net, e));
		}
	}
	return NULL;
}

static bool queries_are_done(struct network *net, char **left)
{
	struct net_query *q;

	llist_for_each_entry(q, &net->queries, entry) {
		if (q->done)
			continue;
		*left = talloc_asprintf(net, "%s: the node does not answer", q->title);
		return false;
	}
	return true;
}

bool network_close(struct network *net, char **left)
{
	const char *why = net->closing ? NULL : unexpected(net);
	struct net_call *call;
	struct bcsm *b;

	if (why) {
		play_fail(net->ps, "%s", why);
		return true;
	}
	net->closing = true;
	llist_for_each_entry(call, &net->calls, entry) {
		call_hang_up(net, call);
	}
	network_advance(net);
	llist_for_each_entry(b, &net->bcsms, entry) {
		if (!ssf_is_open(b) || b->call->forgotten)
			continue;
		*left = talloc_asprintf(net, "%s: the call is over, and the node leaves the dialogue open",
					b->dialogue->def->name);
		return false;
	}
	return queries_are_done(net, left);
}

static void dialogue_abort(struct network *net, struct play_call *call)
{
	static const struct sim_step abort_step = { .kind = STEP_SEND_ABORT, .abort = { .provider = false, .cause = -1 } };
	char *why;

	if (call && call->state == PLAY_CALL_OPEN && call->has_dtid)
		play_send(net->ps, call, &abort_step, &why);
}

void network_abort(struct network *net)
{
	struct bcsm *b;

	llist_for_each_entry(b, &net->bcsms, entry) {
		if (b->dialogue)
			b->dialogue->left = true;
		if (!b->call->forgotten)
			dialogue_abort(net, b->dialogue);
	}
}

/* ---- what is common to two stories ---- */

static const char *step_number(const struct network_def *def, const struct sim_step *step, unsigned which)
{
	const struct story_step *s = step->story.step;

	if (step->kind != STEP_STORY || s->kind == STORY_NOTHING || s->kind == STORY_WHY)
		return NULL;
	if (s->kind == STORY_EXPECT)	/* a line that is hunted is seen, and no more */
		return !which && s->expect.what && network_is_line(def, s->expect.what) ? s->expect.what : NULL;
	if (s->kind == STORY_PHONE)
		return which ? NULL : s->phone.number;
	if (s->kind == STORY_DIAL)
		return which ? s->dial.to : s->dial.from;
	return which || !*s->number ? NULL : s->number;
}

static bool story_names(const struct scenario *s, const char *number)
{
	for (unsigned i = 0; i < s->num_steps; i++) {
		for (unsigned k = 0; k < 2; k++) {
			const char *n = step_number(s->network, &s->steps[i], k);

			if (n && !strcmp(n, number))
				return true;
		}
	}
	return false;
}

bool story_shares_lines(const struct scenario *a, const struct scenario *b)
{
	for (unsigned i = 0; i < a->num_steps && a->network && b->network; i++) {
		for (unsigned k = 0; k < 2; k++) {
			const char *n = step_number(a->network, &a->steps[i], k);

			/* short numbers and services are everybody's */
			if (n && *n == '+' && story_names(b, n))
				return true;
		}
	}
	return false;
}

/* ---- the report ---- */

void network_print(const struct network *net, FILE *out)
{
	struct net_call *call;

	llist_for_each_entry(call, &net->calls, entry) {
		fprintf(out, "\n  call %s: %s dials %s\n", call->name, call->from->number, call->dialled);
		for (unsigned i = 0; i < call->num_events; i++) {
			const struct net_event *e = call->events[i];

			if (e->event != EVENT_SENT)
				fprintf(out, "%10.1f  %s\n", (double)(e->at_us - call->events[0]->at_us) / 1000,
					story_event_text((void *)net, e));
		}
	}
}
