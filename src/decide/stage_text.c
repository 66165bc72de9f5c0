/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a plan does, as a person says it: "Sonne 25 s, puis renvoi vers le 01 99 00 12 34"; and the way through it. For
 * `show plan`, the portals and the simulator. */

#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "texts.h"

struct telling {
	const struct numplan *np;
	const struct decide_plan *plan;
	bool en;
	struct osmo_strbuf out;
};

/* French says "le" before a national number and before none in international form. */
static const char *article(const char *number)
{
	return number[0] == '+' ? "" : "le ";
}

static void tell_cause(struct telling *t, uint8_t cause)
{
	static const struct { uint8_t cause; const char *fr, *en; } causes[] = {
		{ CAUSE_USER_BUSY, "occupé", "busy" },
		{ CAUSE_NO_ANSWER, "pas de réponse", "no answer" },
		{ CAUSE_ABSENT, "pas joignable", "not reachable" },
		{ CAUSE_REJECTED, "appel refusé", "call refused" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		if (causes[i].cause == cause) {
			OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? causes[i].en : causes[i].fr);
			return;
		}
	}
	if (t->en)
		OSMO_STRBUF_PRINTF(t->out, "%s", cause_name(cause));
	else
		OSMO_STRBUF_PRINTF(t->out, "cause %u", cause);
}

static void tell_seconds(struct telling *t, uint8_t seconds)
{
	if (seconds)
		OSMO_STRBUF_PRINTF(t->out, " %u s", seconds);
}

static void tell_ring(struct telling *t, const struct decide_stage *stage)
{
	bool in_list = stage->because.why == DECIDE_WHY_HUNT_RINGS || stage->because.why == DECIDE_WHY_GROUP_RINGS;
	bool away = stage->diverted && !in_list;
	bool made = stage->num_targets && t->plan->target[stage->first_target].own_rules && !stage->diverted;
	unsigned i;

	if (away)
		OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? "forwarding to " : "renvoi vers ");
	else if (made)
		OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? "call to " : "appel vers ");
	for (i = 0; i < stage->num_targets; i++) {
		const struct decide_target *target = &t->plan->target[stage->first_target + i];
		char number[DIGITS_SIZE * 2];

		text_of_number(t->np, target->number, number, sizeof(number));
		OSMO_STRBUF_PRINTF(t->out, "%s%s%s", i ? (t->en ? " and " : " et ") : "",
				   t->en ? "" : article(number), number);
	}
	if (away || made)
		return;
	OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? (stage->num_targets > 1 ? " ring" : " rings") :
			   (stage->num_targets > 1 ? " sonnent" : " sonne"));
	if (stage->num_targets)
		tell_seconds(t, t->plan->target[stage->first_target].ring_s);
}

/* What a stage does, without what follows, in small letters. */
static void tell_stage(struct telling *t, uint8_t index)
{
	const struct decide_stage *stage = &t->plan->stage[index];

	switch (stage->kind) {
	case DECIDE_PHONE:
		OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? "rings" : "sonne");
		tell_seconds(t, stage->ring_s);
		break;
	case DECIDE_RING:
		tell_ring(t, stage);
		break;
	case DECIDE_JUNCTION:
		OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? "all were tried" : "tous ont été essayés");
		break;
	case DECIDE_RELEASE:
		OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? "end: " : "fin : ");
		tell_cause(t, stage->cause);
		break;
	default:
		OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? "the call goes on as it is" : "l'appel suit son cours");
	}
}

static bool follows(const struct telling *t, uint8_t next)
{
	return next < t->plan->num_stages;
}

/* The same whatever happens: "puis ..."; else each case that leads somewhere. */
static void tell_next(struct telling *t, const struct decide_stage *stage)
{
	static const char *const cases[DECIDE_REFUSED][2] = {
		[DECIDE_BUSY] = { "occupé", "busy" },
		[DECIDE_NO_ANSWER] = { "sans réponse", "no answer" },
		[DECIDE_UNREACHABLE] = { "non joignable", "unreachable" },
	};
	const uint8_t *next = stage->next;
	unsigned i;

	if (next[DECIDE_BUSY] == next[DECIDE_NO_ANSWER] && next[DECIDE_BUSY] == next[DECIDE_UNREACHABLE]) {
		if (!follows(t, next[DECIDE_BUSY]))
			return;
		OSMO_STRBUF_PRINTF(t->out, "%s", t->en ? ", then " : ", puis ");
		tell_stage(t, next[DECIDE_BUSY]);
		return;
	}
	for (i = 0; i < DECIDE_REFUSED; i++) {
		if (!follows(t, next[i]))
			continue;
		OSMO_STRBUF_PRINTF(t->out, t->en ? "; %s: " : " ; %s : ", cases[i][t->en]);
		tell_stage(t, next[i]);
	}
}

const char *decide_stage_text(const struct fleet_snapshot *snap, const struct numplan *np,
			      const struct decide_plan *plan, unsigned stage, enum decide_lang lang,
			      char *buf, size_t size)
{
	struct telling t = {
		.np = np, .plan = plan, .en = lang == DECIDE_EN, .out = { .buf = buf, .len = size },
	};
	const struct decide_stage *s = &plan->stage[stage];

	(void)snap;	/* nothing here is said by a group's name yet */
	buf[0] = '\0';
	if (stage >= plan->num_stages)
		return buf;
	tell_stage(&t, (uint8_t)stage);
	/* A phone that rings and, unanswered, hands over: that is what people set. */
	if (s->kind == DECIDE_PHONE && follows(&t, s->next[DECIDE_NO_ANSWER]) && !follows(&t, s->next[DECIDE_BUSY]) &&
	    !follows(&t, s->next[DECIDE_UNREACHABLE])) {
		OSMO_STRBUF_PRINTF(t.out, "%s", t.en ? ", then " : ", puis ");
		tell_stage(&t, s->next[DECIDE_NO_ANSWER]);
	} else {
		tell_next(&t, s);
	}
	if (buf[0] >= 'a' && buf[0] <= 'z')
		buf[0] = (char)(buf[0] - 'a' + 'A');
	return buf;
}

unsigned decide_plan_walk(const struct decide_plan *plan, enum decide_outcome outcome, uint8_t ret[DECIDE_MAX_STAGES])
{
	unsigned at = 0, n = 0;

	while (at < plan->num_stages && n < DECIDE_MAX_STAGES) {
		const struct decide_stage *stage = &plan->stage[at];

		ret[n++] = (uint8_t)at;
		/* What all legs had in common is what they all ended with; a refusal is not among it. */
		at = stage->kind == DECIDE_JUNCTION && outcome == DECIDE_REFUSED ? stage->next[DECIDE_NO_ANSWER]
			: stage->next[outcome];
		if (at <= ret[n - 1])
			break;
	}
	return n;
}
