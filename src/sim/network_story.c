/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A story's steps: who dials, answers, hangs up, and what is to be seen of it. What happens in the network is noted per call
 * as it happens; an expectation looks at the notes in their order. Loud ones (rings, answered, released, and what the
 * node does wrong) may not be passed over. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "network.h"

#define CAUSE_USER_BUSY 17	/* a red key while it rings: user determined user busy, TS 24.008 5.2.2.3.1 */

static const char *const event_words[] = {
	[EVENT_RINGS] = "rings", [EVENT_ANSWERED] = "answered", [EVENT_RELEASED] = "released", [EVENT_REFUSED] = "refused",
	[EVENT_SILENT] = "silence", [EVENT_ABORTED] = "aborted", [EVENT_BUSY] = "busy", [EVENT_UNREACHABLE] = "unreachable",
	[EVENT_REJECTED] = "rejected", [EVENT_UNANSWERED] = "unanswered", [EVENT_FAILED] = "failed",
	[EVENT_STOPS] = "stops", [EVENT_ASKED] = "asked", [EVENT_SENT] = "sent",
};

const char *story_event_name(enum story_event event)
{
	return event_words[event];
}

char *story_event_text(void *ctx, const struct net_event *e)
{
	const char *redirecting = cap_flat_get(&e->facts, "redirecting"), *reason = cap_flat_get(&e->facts, "reason");
	const char *by = cap_flat_get(&e->facts, "by");
	char *s;

	switch (e->event) {
	case EVENT_RELEASED:
		return talloc_asprintf(ctx, "the caller is released with cause %s", e->what);
	case EVENT_REFUSED:
		return talloc_asprintf(ctx, "the node refuses: %s", e->what);
	case EVENT_SILENT:
		return talloc_strdup(ctx, "the node is silent: Tssf ran out");
	case EVENT_ABORTED:
		return talloc_asprintf(ctx, "the node aborts %s", e->what);
	case EVENT_SENT:
		return talloc_asprintf(ctx, "the node sent %s", e->what);
	default:
		break;
	}
	if (e->event == EVENT_ASKED)
		return talloc_asprintf(ctx, "the node asks the HLR about %s", e->what);
	s = talloc_asprintf(ctx, "%s %s", e->what, e->event == EVENT_ANSWERED ? "answers" : event_words[e->event]);
	if (e->event == EVENT_RINGS && redirecting)
		s = talloc_asprintf_append(s, ", redirecting %s", redirecting);
	if (e->event == EVENT_RINGS && reason)
		s = talloc_asprintf_append(s, " %s %s", reason, cap_flat_get(&e->facts, "counter"));
	if (e->event == EVENT_RINGS && by)
		s = talloc_asprintf_append(s, ", by %s", by);
	return s;
}

void net_see(struct network *net, struct net_call *call, enum story_event event, const char *what, const struct cap_flat *facts)
{
	struct net_event *e = talloc_zero(net, struct net_event);

	e->event = event;
	e->what = talloc_strdup(e, what ? what : "");
	e->at_us = clock_wall_us();
	e->seen = net->closing;
	if (facts)
		e->facts = *facts;
	call->events = talloc_realloc(net, call->events, struct net_event *, call->num_events + 1);
	call->events[call->num_events++] = e;
}

static void fact(struct network *net, struct cap_flat *facts, const char *key, const char *text)
{
	if (*text)
		cap_flat_add(net, facts, key, text);
}

void net_see_leg(struct network *net, struct net_leg *leg, enum story_event event)
{
	static const char *const by[] = { "dialling", "pabx", "network" };
	const struct net_info *i = &leg->info;
	struct cap_flat facts = { 0 };
	char counter[12] = "";

	if (i->counter)
		snprintf(counter, sizeof(counter), "%u", i->counter);
	fact(net, &facts, "calling", i->calling);
	fact(net, &facts, "restricted", i->restricted ? "yes" : "");
	fact(net, &facts, "shown", i->shown);
	fact(net, &facts, "redirecting", i->redirecting);
	fact(net, &facts, "original", i->original);
	fact(net, &facts, "reason", i->reason);
	fact(net, &facts, "originalReason", i->original_reason);
	fact(net, &facts, "counter", counter);
	fact(net, &facts, "by", by[i->by]);
	net_see(net, leg->call, event, leg->phone->number, &facts);
}

/* ---- acting ---- */

static struct net_call *step_call(struct network *net, const struct story_step *s)
{
	return network_call(net, net->ps->def->dials[s->call]);
}

static int play_dial(struct network *net, const struct story_step *s)
{
	struct net_call *call = talloc_zero(net, struct net_call);

	call->name = net->ps->def->dials[s->call];
	call->from = phone_get(net, s->dial.from);
	call->phase = s->dial.phase ? s->dial.phase : net->def->phase;
	call->bearer = s->dial.bearer;
	call->info.restricted = s->dial.restricted;
	snprintf(call->info.calling, sizeof(call->info.calling), "%s", s->dial.from);
	snprintf(call->dialled, sizeof(call->dialled), "%s", s->dial.to);
	call->seen_us = clock_wall_us();
	llist_add_tail(&call->entry, &net->calls);
	call_dial(net, call);
	return net->ps->state == PLAY_RUNNING ? 1 : -1;
}

static struct net_leg *leg_of(struct network *net, const char *number, enum leg_state state)
{
	struct net_leg *leg;

	llist_for_each_entry(leg, &net->legs, entry) {
		if (leg->state == state && !strcmp(leg->phone->number, number))
			return leg;
	}
	return NULL;
}

static int play_hang_up(struct network *net, const struct story_step *s)
{
	struct net_leg *leg = *s->number ? leg_of(net, s->number, LEG_TALKING) : NULL;
	struct net_call *call;

	if (!*s->number) {
		call_hang_up(net, step_call(net, s));
		return 1;
	}
	if (leg) {
		leg_hang_up(net, leg);
		return 1;
	}
	llist_for_each_entry(call, &net->calls, entry) {
		if (call->state != LEG_GONE && !strcmp(call->from->number, s->number)) {
			call_hang_up(net, call);
			return 1;
		}
	}
	play_fail(net->ps, "%s is in no call", s->number);
	return -1;
}

/* Waits until it rings. */
static int play_key(struct network *net, const struct story_step *s)
{
	struct net_leg *leg = leg_of(net, s->number, LEG_RINGING);

	if (!leg) {
		if (!play_too_late(net->ps, net->ps->def->timeout_ms))
			return 0;
		play_fail(net->ps, "%s does not ring", s->number);
		return -1;
	}
	if (s->kind == STORY_ANSWER)
		leg_answer(net, leg);
	else
		leg_fail(net, leg, s->cause ? s->cause : CAUSE_USER_BUSY, false);
	return 1;
}

/* A switch that dies: nobody hears of the call again. */
static int play_forget(struct network *net, const struct story_step *s)
{
	struct net_call *call = step_call(net, s);
	struct net_leg *leg;
	struct bcsm *b;

	call->forgotten = true;
	llist_for_each_entry(b, &net->bcsms, entry) {
		if (b->call != call)
			continue;
		b->state = BCSM_GONE;
		b->tssf_at = b->no_answer_at = 0;
		if (b->dialogue)
			b->dialogue->state = PLAY_CALL_ABANDONED;
	}
	llist_for_each_entry(leg, &net->legs, entry) {
		if (leg->call == call)
			leg_clear(net, leg);
	}
	if (call->state != LEG_GONE)
		call->from->calls--;
	call->state = LEG_GONE;
	return 1;
}

/* ---- looking ---- */

static bool same_word(const char *a, const char *b)
{
	return tolower((unsigned char)*a) == tolower((unsigned char)*b) && !strcmp(a + 1, b + 1);
}

/* Of the node's many operations the one is meant whose fields hold. */
static bool event_is(const struct net_event *e, const struct story_step *s, const struct sim_fields *fields)
{
	if (e->seen || e->event != s->expect.event)
		return false;
	if (e->event == EVENT_SENT)
		return s->expect.what && same_word(e->what, s->expect.what) && play_fields_hold(fields, &e->facts);
	return !s->expect.what || !strcmp(e->what, s->expect.what);
}

/* The next note that answers, NULL where none came yet; what stands in the way is a failure. Operations of the node are
 * looked for from the beginning on: they come between what happens. */
static struct net_event *event_find(struct network *net, struct net_call *call, const struct sim_step *step)
{
	const struct story_step *s = step->story.step;

	for (unsigned i = s->expect.event == EVENT_SENT ? 0 : call->first; i < call->num_events; i++) {
		struct net_event *e = call->events[i];

		if (event_is(e, s, &step->story.fields)) {
			if (e->event != EVENT_SENT)
				call->first = i + 1;
			return e;
		}
		if (e->event <= EVENT_LAST_LOUD && !e->seen && s->expect.event != EVENT_SENT) {
			play_fail(net->ps, "%s", story_event_text(net, e));
			return NULL;
		}
	}
	return NULL;
}

static bool event_in_time(struct network *net, struct net_call *call, const struct story_step *s, const struct net_event *e)
{
	uint64_t story_ms = e->at_us > call->seen_us ? (e->at_us - call->seen_us) * network_speed(net) / 1000 : 0;

	/* clocks are cut to milliseconds on the way */
	if (story_ms + s->expect.after_ms / 20 >= s->expect.after_ms)
		return true;
	play_fail(net->ps, "%s after %.1f s, expected after %.1f s", story_event_text(net, e), (double)story_ms / 1000,
		  (double)s->expect.after_ms / 1000);
	return false;
}

static int play_story_expect(struct network *net, const struct sim_step *step)
{
	const struct story_step *s = step->story.step;
	struct net_call *call = step_call(net, s);
	struct net_event *e = event_find(net, call, step);
	uint32_t wait = net->ps->def->timeout_ms + (uint32_t)network_ms(net, s->expect.within_ms + s->expect.after_ms);

	if (net->ps->state != PLAY_RUNNING)
		return -1;
	if (!e) {
		if (!play_too_late(net->ps, wait))
			return 0;
		play_fail(net->ps, "nothing like it within %u ms", wait);
		return -1;
	}
	e->seen = true;
	if (!event_in_time(net, call, s, e) || !play_fields_match(net->ps, &step->story.fields, &e->facts))
		return -1;
	if (e->event != EVENT_SENT)
		call->seen_us = e->at_us;
	return 1;
}

static int play_nothing(struct network *net, const struct sim_step *step)
{
	struct net_call *call = step_call(net, step->story.step);

	for (; call->first < call->num_events; call->first++) {
		const struct net_event *e = call->events[call->first];

		if (e->event <= EVENT_LAST_LOUD && !e->seen) {
			play_fail(net->ps, "%s", story_event_text(net, e));
			return -1;
		}
	}
	return play_deadline(net->ps, (uint32_t)network_ms(net, step->ms)) ? 1 : 0;
}

/* "TEXT (RULE)" or "TEXT (RULE, version N)", a line each; rejected ones begin with "not: ". */
static bool reasons_name(const char *reasons, const char *rule, bool rejected)
{
	size_t n = strlen(rule);

	for (const char *line = reasons; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *name = line + strcspn(line, "\n");

		while (name > line && *name != '(')
			name--;
		if (!strncmp(line, "not: ", 5) == rejected && !strncmp(name + 1, rule, n) && strchr("),", name[1 + n]))
			return true;
	}
	return false;
}

static bool reasons_note(const char *reasons, const char *note)
{
	for (const char *line = reasons; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *found = strstr(line, note);

		if (!strncmp(line, "note: ", 6) && found && found < line + strcspn(line, "\n"))
			return true;
	}
	return false;
}

static bool why_is_met(const struct story_step *s, const char *reasons)
{
	return s->why.note ? reasons_note(reasons, s->why.note) : reasons_name(reasons, s->why.rule, s->why.rejected);
}

/* Asks the node's VTY for the records of this call's dialogues. Without an address (--why) there is nobody to ask. */
static int play_why(struct network *net, const struct story_step *s)
{
	const struct net_call *call = step_call(net, s);
	const char *vty = net->ps->play->opt.why, *problem = NULL;
	char *said = talloc_strdup(net, "");
	struct bcsm *b;

	if (!vty)
		return 1;
	llist_for_each_entry(b, &net->bcsms, entry) {
		char *reasons;

		if (b->call != call || !b->dialogue || !b->dialogue->reference)
			continue;
		reasons = why_ask(net, vty, b->dialogue->reference, &problem);
		if (reasons && why_is_met(s, reasons))
			return 1;
		said = talloc_asprintf_append(said, "\n  %s", reasons ? reasons : problem);
	}
	play_fail(net->ps, "no record of this call names %s%s; the node says:%s",
		  s->why.note ? "in a note " : s->why.rejected ? "among what was rejected " : "",
		  s->why.note ? s->why.note : s->why.rule, *said ? said : " nothing");
	return -1;
}

int story_play(struct network *net, const struct sim_step *step)
{
	const struct story_step *s = step->story.step;

	switch (s->kind) {
	case STORY_PHONE:
		phone_change(net, &s->phone);
		return 1;
	case STORY_DIAL:
		return play_dial(net, s);
	case STORY_HANG_UP:
		return play_hang_up(net, s);
	case STORY_ANSWER:
	case STORY_REJECT:
		return play_key(net, s);
	case STORY_FORGET:
		return play_forget(net, s);
	case STORY_CONFERENCE:
		map_notify_conference(net, s->number);
		return net->ps->state == PLAY_RUNNING ? 1 : -1;
	case STORY_EXPECT:
		return play_story_expect(net, step);
	case STORY_NOTHING:
		return play_nothing(net, step);
	case STORY_WHY:
		return play_why(net, s);
	}
	return -1;
}
