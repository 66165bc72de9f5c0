/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fleet, its live state and a way to write a plan in a line, for the tests of decide/: a test says what a call meets
 * and compares the plan as text.
 *   phone:25[phone rings-phone]>b1n2u3r1 | ring:1234/busy[busy-forwarding forwarded]> | ...
 * A stage: kind, last four digits of each target, ring seconds, redirecting reason of a diversion, reason; then what
 * follows: one index whatever happens, or busy, no answer, unreachable, refused; nothing: the end. */
#pragma once

#include <mpabx/decide.h>
#include <talloc.h>

#include "check.h"
#include "fleets.h"

#define LINE(n) (33639980000u + (n))	/* 1 to 12 are fleet 1's, 31 fleet 3's */
#define OUTSIDE 33199001234
#define FIXED 33199000001		/* declared by fleet 1 */
#define CALLER 33199005678
#define VOICEMAIL 33199008888
#define GROUP_NUMBER 33199000100
#define NOW 1795420800			/* Monday 2026-11-23, 09:00 in Paris */

static struct fleet_snapshot *snap;
static struct decide_plan plan;

/* ---- live state ---- */
static struct { e164_t busy[4], resting[4], last_rung, idle_line[4]; uint64_t idle_ms[4]; } live;

static inline bool is_among(const e164_t *numbers, e164_t number)
{
	for (unsigned i = 0; i < 4; i++)
		if (number && numbers[i] == number)
			return true;
	return false;
}

static bool live_is_busy(void *priv, e164_t line)
{
	(void)priv;
	return is_among(live.busy, line);
}

static bool live_is_resting(void *priv, e164_t line)
{
	(void)priv;
	return is_among(live.resting, line);
}

static uint64_t live_idle_since(void *priv, e164_t line)
{
	(void)priv;
	for (unsigned i = 0; i < 4; i++)
		if (live.idle_line[i] == line)
			return live.idle_ms[i];
	return 0;
}

static e164_t live_last_rung(void *priv, uint32_t group)
{
	(void)priv, (void)group;
	return live.last_rung;
}

static const struct decide_live_ops live_ops = { live_is_busy, live_is_resting, live_idle_since, live_last_rung };

/* ---- questions ---- */
static inline struct decide_facts received(e164_t line)
{
	return (struct decide_facts){
		.side = DECIDE_RECEIVED, .served = line, .calling = CALLER, .now = NOW, .live = &live_ops,
		.called = { .kind = NUMPLAN_E164, .e164 = line },
	};
}

static inline struct decide_facts made(e164_t line, const char *dialled)
{
	struct decide_facts f = { .side = DECIDE_MADE, .served = line, .calling = line, .now = NOW, .live = &live_ops };

	numplan_read(fleet_default_numplan(snap), dialled, &f.called);
	return f;
}

/* ---- fleets ---- */
static inline void put(int rc)
{
	CHECK_INT(rc, 0);
}

static inline void forward(enum forwarding_kind kind, e164_t line, e164_t to)
{
	put(fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){
		.line = line, .kind = kind, .active = true, .destination = to, .version = kind + 1 }));
}

static inline void forward_to_voicemail(enum forwarding_kind kind, e164_t line)
{
	put(fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){
		.line = line, .kind = kind, .active = true, .voicemail = true, .version = kind + 1 }));
}

/* The three of step 10, to OUTSIDE + 0, 1, 2. */
static inline void forward_all(e164_t line)
{
	forward(FORWARDING_BUSY, line, OUTSIDE);
	forward(FORWARDING_NO_ANSWER, line, OUTSIDE + 1);
	forward(FORWARDING_UNREACHABLE, line, OUTSIDE + 2);
}

static inline struct store_settings settings_of(e164_t line)
{
	return (struct store_settings){
		.line = line, .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 25, .version = 9,
	};
}

static inline void put_settings(const struct store_settings *row)
{
	put(fleet_snapshot_put_settings(snap, row));
}

static inline void put_calendar(uint32_t id, uint16_t from_min, uint16_t to_min)
{
	put(fleet_snapshot_put_calendar(snap, &(const struct store_calendar){
		.id = id, .fleet_id = 1, .name = "hours", .calendar = { .num_hours = 1, .hours = { { 0x1f, from_min, to_min } } } }));
}

/* Fresh before each test. */
static inline void bed(void)
{
	struct store_fixed fixed = { .fleet_id = 1, .number = FIXED, .short_number = "2900" };
	char short_number[8];
	uint32_t i;

	talloc_free(snap);
	snap = fleets_alloc(NULL);
	put(fleet_snapshot_put_voicemail(snap, "fr-current", VOICEMAIL));
	put(fleets_put_fleet(snap, 1, false) | fleets_put_fleet(snap, 3, false));
	for (i = 1; i <= 12; i++) {
		snprintf(short_number, sizeof(short_number), "%u", 2100 + i);
		put(fleets_put_line(snap, 1, LINE(i), short_number, ALL_RIGHTS & ~LINE_RIGHT_TRANSFER & ~LINE_RIGHT_CONFERENCE,
				    false));
	}
	put(fleets_put_line(snap, 3, LINE(31), "2101", ALL_RIGHTS, false));
	put(fleet_snapshot_put_fixed(snap, &fixed));
	fleet_snapshot_set_version(snap, 42);
	memset(&live, 0, sizeof(live));
}

/* ---- plans as text ---- */
struct text { char buf[2048]; size_t at; };
#define TEXT(t, ...) ((t)->at += (size_t)snprintf((t)->buf + (t)->at, sizeof((t)->buf) - (t)->at, __VA_ARGS__))

static inline void text_ring(struct text *t, const struct decide_stage *s)
{
	static const char *const redirect[] = { "unknown", "busy", "no-reply", "always", "4", "5", "unreachable" };

	for (unsigned i = 0; i < s->num_targets; i++) {
		const struct decide_target *to = &plan.target[s->first_target + i];

		TEXT(t, "%s%04u%s%s%s", i ? "," : ":", (unsigned)(to->number % 10000), to->confirm ? "?" : "",
		     to->allow_diverted ? "+" : "", to->own_rules ? "*" : "");
		if (to->ring_s)
			TEXT(t, ":%u", to->ring_s);
		CHECK_INT(to->is_line, fleet_line_find(snap, to->number) != NULL);
	}
	if (s->diverted)
		TEXT(t, "/%s", s->redirect_reason == DECIDE_REDIRECT_BY_OUTCOME ? "outcome" : redirect[s->redirect_reason]);
}

static inline void text_next(struct text *t, const struct decide_stage *s)
{
	unsigned i, same = 0;

	for (i = 0; i < _DECIDE_OUTCOMES; i++)
		same += s->next[i] == s->next[0];
	if (same == _DECIDE_OUTCOMES && s->next[0] == DECIDE_NEXT_END)
		return;
	TEXT(t, ">");
	if (same == _DECIDE_OUTCOMES) {
		TEXT(t, "%u", s->next[0]);
		return;
	}
	for (i = 0; i < _DECIDE_OUTCOMES; i++)
		if (s->next[i] != DECIDE_NEXT_END)
			TEXT(t, "%c%u", "bnur"[i], s->next[i]);
}

static inline void text_stage(struct text *t, const struct decide_stage *s)
{
	static const char *const kinds[] = { "untouched", "phone", "ring", "junction", "release" };

	TEXT(t, "%s", kinds[s->kind]);
	text_ring(t, s);
	if (s->kind == DECIDE_PHONE && s->ring_s)
		TEXT(t, ":%u", s->ring_s);
	if (s->kind == DECIDE_RELEASE)
		TEXT(t, ":%u", s->cause);
	TEXT(t, "[%s]", decide_why_name(s->because.why));
	text_next(t, s);
}

static inline void check_plan(const struct decide_facts *f, const char *stages, const char *rejected, int line)
{
	static struct text is, not;
	unsigned i;
	int ok;

	memset(&plan, 0xa5, sizeof(plan));
	decide_call(snap, f, &plan);
	is.at = not.at = 0;
	is.buf[0] = not.buf[0] = '\0';
	for (i = 0; i < plan.num_stages; i++) {
		TEXT(&is, "%s", i ? " | " : "");
		text_stage(&is, &plan.stage[i]);
	}
	for (i = 0; i < plan.num_rejected; i++)
		TEXT(&not, "%s%s %s", i ? ", " : "", decide_rule_name(plan.rejected[i].rule), decide_why_name(plan.rejected[i].why));
	ok = CHECK_STR(is.buf, stages);
	if (rejected)
		ok &= CHECK_STR(not.buf, rejected);
	ok &= CHECK_INT(plan.snapshot_version, 42);
	if (!ok)
		printf("\tline %d\n", line);
}

/*! \param rejected "rule why, ..."; NULL: not looked at */
#define PLAN(f, stages, rejected) check_plan(f, stages, rejected, __LINE__)
#define NO_IMMEDIATE "immediate-forwarding no-forwarding"
