/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The statements of a story: who dials whom, who answers, hangs up, and what is to be seen. */
#include <errno.h>
#include <string.h>
#include <talloc.h>

#include "scenario_parse.h"

static struct story_step *step_new(struct parse *p, enum story_kind kind, struct sim_step **ret)
{
	struct story_step *s = talloc_zero(p->file, struct story_step);

	s->kind = kind;
	s->call = p->dial < 0 ? 0 : (unsigned)p->dial;
	*ret = parse_step_add(p, STEP_STORY);
	(*ret)->story.step = s;
	return s;
}

static int dial_find(const struct scenario *s, const char *name)
{
	for (unsigned i = 0; i < s->num_dials; i++) {
		if (!strcmp(s->dials[i], name))
			return (int)i;
	}
	return -1;
}

int parse_on_dial(struct parse *p, const char *name)
{
	p->dial = dial_find(p->scenario, name);
	return p->dial < 0 ? -EINVAL : 0;
}

static int dial_option(struct parse *p, struct story_step *s)
{
	static const char *const bearers[] = { "speech", "audio", "data", "fax" };
	const char *word = parse_word(p, "an option");
	long phase;

	if (!word)
		return -EINVAL;
	if (!strcmp(word, "restricted")) {
		s->dial.restricted = true;
		return 0;
	}
	if (!strcmp(word, "phase")) {
		if (parse_number(p, "phase", 1, 4, &phase) < 0)
			return -EINVAL;
		s->dial.phase = (uint8_t)phase;
		return 0;
	}
	if (strcmp(word, "bearer"))
		return parse_fail(p, "dialling knows restricted, phase and bearer; not \"%s\"", word);
	for (unsigned i = 0; i < 4; i++) {
		if (!parse_accept(p, bearers[i]))
			continue;
		s->dial.bearer = (enum dial_bearer)i;
		return 0;
	}
	return parse_fail(p, "bearer speech, audio, data or fax");
}

int parse_dial(struct parse *p)
{
	struct scenario *s = parse_current_scenario(p);
	const char *name = parse_word(p, "the call's name");
	struct story_step *story;
	struct sim_step *step;

	if (!name)
		return -EINVAL;
	if (dial_find(s, name) >= 0)
		return parse_fail(p, "call %s is there already", name);
	if (!s->network)
		s->network = p->network = p->network ? p->network : network_def_new(p);
	s->dials = talloc_realloc(s, s->dials, const char *, s->num_dials + 1);
	s->dials[s->num_dials] = talloc_strdup(s, name);
	p->dial = (int)s->num_dials++;
	p->call = -1;
	story = step_new(p, STORY_DIAL, &step);
	if (parse_phone_number(p, "who dials", story->dial.from) < 0)
		return -EINVAL;
	if (!parse_accept(p, "->"))
		return parse_fail(p, "written: dial NAME +33639980011 -> 23 [restricted] [phase N] [bearer data]");
	if (parse_phone_number(p, "what is dialled", story->dial.to) < 0)
		return -EINVAL;
	while (parse_peek(p)) {
		if (dial_option(p, story) < 0)
			return -EINVAL;
	}
	return 0;
}

static bool takes_phone(enum story_kind kind)
{
	return kind == STORY_ANSWER || kind == STORY_REJECT || kind == STORY_CONFERENCE;
}

int parse_story_act(struct parse *p, enum story_kind kind)
{
	const struct lex_token *t = parse_peek(p);
	struct story_step *s;
	struct sim_step *step;
	int dial = t && t->kind == LEX_WORD && p->scenario ? dial_find(p->scenario, t->text) : -1;
	long cause;

	if (!p->scenario || !p->scenario->num_dials)
		return parse_fail(p, "nobody has dialled yet");
	s = step_new(p, kind, &step);
	if (dial >= 0) {
		p->at++;
		s->call = (unsigned)dial;
	} else if (t || takes_phone(kind)) {
		if (parse_phone_number(p, "the phone or call", s->number) < 0)
			return -EINVAL;
	}
	if (takes_phone(kind) && !*s->number)
		return parse_fail(p, "a phone does that, not a call: name its number");
	if (kind == STORY_REJECT && parse_peek(p)) {
		if (parse_number(p, "the cause", 1, 127, &cause) < 0)
			return -EINVAL;
		s->cause = (int)cause;
	}
	return parse_end(p);
}

/* What may stand behind an event's word. */
static int expect_what(struct parse *p, struct story_step *s)
{
	const struct lex_token *t = parse_peek(p);
	const char *word;

	if (!t || t->kind == LEX_OPEN || !strcmp(t->text, "within") || !strcmp(t->text, "after"))
		return 0;
	word = parse_word(p, "what");
	s->expect.what = word ? talloc_strdup(p->file, word) : NULL;
	return word ? 0 : -EINVAL;
}

static int expect_times(struct parse *p, struct story_step *s)
{
	while (parse_peek(p)) {
		if (parse_accept(p, "within")) {
			if (parse_duration(p, &s->expect.within_ms) < 0)
				return -EINVAL;
		} else if (parse_accept(p, "after")) {
			if (parse_duration(p, &s->expect.after_ms) < 0)
				return -EINVAL;
		} else {
			break;
		}
	}
	return 0;
}

static int expect_nothing(struct parse *p)
{
	struct sim_step *step;
	uint32_t ms;

	if (!parse_accept(p, "for") || parse_duration(p, &ms) < 0)
		return parse_fail(p, "written: expect nothing for 5 s");
	step_new(p, STORY_NOTHING, &step);
	step->ms = ms;
	return parse_end(p);
}

/* why RULE: the reason of the call's way; why not RULE: an alternative that was rejected. */
static int expect_why(struct parse *p)
{
	struct sim_step *step;
	struct story_step *s;
	const char *rule;

	if (!p->scenario || !p->scenario->num_dials)
		return parse_fail(p, "nobody has dialled yet");
	s = step_new(p, STORY_WHY, &step);
	s->why.rejected = parse_accept(p, "not");
	rule = parse_word(p, "the rule's name");
	if (!rule)
		return -EINVAL;
	s->why.rule = talloc_strdup(p->file, rule);
	return parse_end(p);
}

/* note TEXT: what else befell the call, as the node's record words it. */
static int expect_note(struct parse *p)
{
	struct sim_step *step;
	const char *note;

	if (!p->scenario || !p->scenario->num_dials)
		return parse_fail(p, "nobody has dialled yet");
	note = parse_word(p, "words of the note");
	if (!note)
		return -EINVAL;
	step_new(p, STORY_WHY, &step)->why.note = talloc_strdup(p->file, note);
	return parse_end(p);
}

static int event_find(const char *word)
{
	for (int i = 0; i <= EVENT_SENT; i++) {
		if (!strcmp(story_event_name((enum story_event)i), word))
			return i;
	}
	return -1;
}

int parse_story_expect(struct parse *p)
{
	const char *word = parse_word(p, "what to expect");
	struct story_step *s;
	struct sim_step *step;
	int event;

	if (!word)
		return -EINVAL;
	if (!strcmp(word, "nothing"))
		return expect_nothing(p);
	if (!strcmp(word, "why"))
		return expect_why(p);
	if (!strcmp(word, "note"))
		return expect_note(p);
	event = event_find(word);
	if (event < 0)
		return parse_fail(p, "a story expects rings, answered, released, busy, unreachable, rejected, unanswered, failed, "
				  "stops, asked, silence, refused, aborted, sent, why, note or nothing; not \"%s\"", word);
	s = step_new(p, STORY_EXPECT, &step);
	s->expect.event = (enum story_event)event;
	if (expect_what(p, s) < 0 || expect_times(p, s) < 0 || parse_fields(p, &step->story.fields) < 0 ||
	    expect_times(p, s) < 0)
		return -EINVAL;
	return parse_end(p);
}
