/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demo's week: calls at office hours, most answered, some forwarded, missed, blocked, some of groups, some made. The same
 * calls each time, counted back from now. */
#include <stdio.h>
#include <string.h>

#include <mpabx/decide.h>
#include <mpabx/store/record.h>

#include "demo_calls.h"

#define DAYS 7
#define CALLS_A_DAY 34
#define MOBILE(xxxx) (UINT64_C(33639980000) + (xxxx))
#define LANDLINE(xxxx) (UINT64_C(33199000000) + (xxxx))

struct making { uint32_t seed; uint64_t number; };

static unsigned any(struct making *m, unsigned n)
{
	m->seed = m->seed * 1664525u + 1013904223u;
	return (m->seed >> 8) % n;
}

static const e164_t outsiders[] = { LANDLINE(3001), LANDLINE(3002), LANDLINE(3017), LANDLINE(3044), LANDLINE(3120), LANDLINE(3121), MOBILE(4001),
	MOBILE(4015), MOBILE(4233), LANDLINE(3300) };
static const uint16_t bakery[] = { 11, 12, 13, 14, 15 };

static void reason(struct store_reason *r, enum decide_rule rule, enum decide_why why, e164_t arg, uint32_t seconds)
{
	memset(r, 0, sizeof(*r));
	snprintf(r->rule, sizeof(r->rule), "%s", decide_rule_name(rule));
	snprintf(r->why, sizeof(r->why), "%s", decide_why_name(why));
	r->arg[0] = arg;
	r->seconds = seconds;
}

static void leg(struct store_record *c, e164_t number, e164_t charged, uint64_t start, uint64_t answer, uint64_t end, uint8_t cause)
{
	struct store_leg *l = &c->leg[c->num_legs++];

	*l = (struct store_leg){ .number = number, .charged = charged, .start_us = start, .answer_us = answer, .end_us = end, .cause = cause };
	snprintf(l->rule, sizeof(l->rule), "%s", c->because.rule);
	snprintf(l->why, sizeof(l->why), "%s", c->because.why);
	l->version = c->because.version;
}

static void received(struct making *m, struct store_record *c)
{
	bool answered = any(m, 5) != 0;
	unsigned ring = 4 + any(m, 18), talk = 20 + any(m, 400);
	uint64_t begin = c->start_us + 900000;

	c->calling = outsiders[any(m, sizeof(outsiders) / sizeof(outsiders[0]))];
	c->called = c->served;
	reason(&c->because, DECIDE_RULE_PHONE, DECIDE_WHY_RINGS_PHONE, c->served, 0);
	c->answer_us = answered ? begin + ring * 1000000ull : 0;
	c->end_us = answered ? c->answer_us + talk * 1000000ull : begin + 25000000;
	leg(c, c->calling, c->calling, c->start_us, c->answer_us, c->end_us, 0);
	leg(c, c->served, c->calling, begin, c->answer_us, c->end_us, answered ? CAUSE_NORMAL : CAUSE_NO_ANSWER);
}

static void forwarded(struct making *m, struct store_record *c, e164_t to, enum decide_rule rule)
{
	unsigned talk = 15 + any(m, 240);
	uint64_t begin = c->start_us + 1100000;

	c->calling = outsiders[any(m, sizeof(outsiders) / sizeof(outsiders[0]))];
	c->called = c->served;
	reason(&c->because, rule, DECIDE_WHY_FORWARDED, to, 25);
	c->because.version = 1;
	if (rule == DECIDE_RULE_NO_ANSWER_FORWARDING)
		begin += 25000000;
	c->answer_us = begin + 6000000;
	c->end_us = c->answer_us + talk * 1000000ull;
	leg(c, c->calling, c->calling, c->start_us, c->answer_us, c->end_us, 0);
	if (rule == DECIDE_RULE_NO_ANSWER_FORWARDING)
		leg(c, c->served, c->calling, c->start_us + 900000, 0, begin, CAUSE_NO_ANSWER);
	leg(c, to, c->served, begin, c->answer_us, c->end_us, CAUSE_NORMAL);
}

static void made(struct making *m, struct store_record *c)
{
	unsigned talk = 10 + any(m, 300);

	c->made = true;
	c->calling = c->served;
	c->called = outsiders[any(m, sizeof(outsiders) / sizeof(outsiders[0]))];
	snprintf(c->dialled, sizeof(c->dialled), "0%llu", (unsigned long long)(c->called % 1000000000));
	reason(&c->because, DECIDE_RULE_NORMAL_CALL, DECIDE_WHY_AS_DIALLED, c->called, 0);
	c->answer_us = c->start_us + 7000000;
	c->end_us = c->answer_us + talk * 1000000ull;
	leg(c, c->served, c->served, c->start_us, c->answer_us, c->end_us, 0);
	leg(c, c->called, c->served, c->start_us + 800000, c->answer_us, c->end_us, CAUSE_NORMAL);
}

static void of_group(struct making *m, struct store_record *c, const struct store_group *g, const e164_t *members, unsigned n)
{
	unsigned fate = any(m, 6), took = n ? any(m, n) : 0;
	uint64_t at = c->start_us + 900000;

	c->calling = outsiders[any(m, sizeof(outsiders) / sizeof(outsiders[0]))];
	c->served = c->called = g->number;
	c->group = g->id;
	reason(&c->because, DECIDE_RULE_GROUP, DECIDE_WHY_GROUP_RINGS, n ? members[took] : E164_NONE, g->ring_s);
	c->because.group = g->id;
	c->because.version = 1;
	leg(c, c->calling, c->calling, c->start_us, 0, 0, 0);
	for (unsigned i = 0; i < n && i <= took; i++, at += g->ring_s * 1000000ull)
		leg(c, members[i], g->number, at, 0, at + g->ring_s * 1000000ull, CAUSE_NO_ANSWER);
	snprintf(c->group_result, sizeof(c->group_result), "%s", fate == 0 ? "missed" : fate == 1 ? "abandoned" : "answered");
	c->end_us = at;
	if (fate > 1 && n) {
		struct store_leg *last = &c->leg[c->num_legs - 1];

		last->answer_us = c->answer_us = last->start_us + (2 + any(m, 8)) * 1000000ull;
		last->end_us = c->end_us = c->answer_us + (30 + any(m, 300)) * 1000000ull;
		last->cause = CAUSE_NORMAL;
	}
	c->leg[0].answer_us = c->answer_us;
	c->leg[0].end_us = c->end_us;
}

/* A received call that its line transfers to whom it calls meanwhile: the other party is a leg of this one, the second call ends. */
static void transferred(struct making *m, struct store_record *c, struct store_record *second)
{
	uint64_t left = c->answer_us + 40000000;
	struct store_leg *moved;

	*second = (struct store_record){ .start_us = c->answer_us + 9000000, .fleet = c->fleet, .served = c->served };
	second->id = second->start_us / 1000 << 20 | (++m->number & 0xfffff);
	snprintf(second->end, sizeof(second->end), "transferred");
	made(m, second);
	second->end_us = second->leg[0].end_us = second->leg[1].end_us = left;
	c->leg[1].end_us = left;
	c->end_us = c->leg[0].end_us = left + 95000000;
	moved = &c->leg[c->num_legs++];
	*moved = second->leg[1];
	moved->end_us = c->end_us;
	snprintf(moved->rule, sizeof(moved->rule), "%s", decide_rule_name(DECIDE_RULE_TRANSFER));
	snprintf(moved->why, sizeof(moved->why), "%s", decide_why_name(DECIDE_WHY_TRANSFERRED));
}

struct groups { struct store_group g[16]; e164_t member[16][GROUP_MAX_MEMBERS]; unsigned members[16], n; };

static int take_group(void *priv, const struct store_group *g)
{
	struct groups *all = priv;

	if (all->n < 16)
		all->g[all->n++] = *g;
	return 0;
}

static int take_member(void *priv, const struct store_member *row)
{
	struct groups *all = priv;

	if (all->members[all->n] < GROUP_MAX_MEMBERS)
		all->member[all->n][all->members[all->n]++] = row->line;
	return 0;
}

static int groups_read(struct store *store, uint32_t fleet, struct groups *all)
{
	int rc = store_groups_each(store, fleet, take_group, all);
	unsigned n = all->n;

	for (all->n = 0; all->n < n && !rc; all->n++)
		rc = store_members_each(store, all->g[all->n].id, take_member, all);
	return rc;
}

static void fill(struct making *m, struct store_record *c, const struct groups *groups)
{
	unsigned what = any(m, 20);

	if (c->fleet == 1) {
		c->served = MOBILE(bakery[any(m, sizeof(bakery) / sizeof(bakery[0]))]);
		if (c->served == MOBILE(12))
			forwarded(m, c, LANDLINE(1234), DECIDE_RULE_IMMEDIATE_FORWARDING);
		else if (c->served == MOBILE(15) && what < 8)
			forwarded(m, c, LANDLINE(1234), DECIDE_RULE_NO_ANSWER_FORWARDING);
		else if (what < 6)
			made(m, c);
		else
			received(m, c);
		return;
	}
	c->served = MOBILE(101 + any(m, 20));
	if (what < 8 && groups->n) {
		unsigned g = any(m, groups->n);

		of_group(m, c, &groups->g[g], groups->member[g], groups->members[g]);
	} else if (what < 11) {
		made(m, c);
	} else if (what < 13) {
		c->served = MOBILE(102);
		forwarded(m, c, LANDLINE(4022), DECIDE_RULE_NO_ANSWER_FORWARDING);
	} else {
		received(m, c);
	}
}

/* From 08:00 to 19:00 in Paris, none after now. */
static uint64_t moment(struct making *m, unsigned day, unsigned i)
{
	time_t now = clock_wall();
	struct calendar_local local;
	time_t at;

	calendar_paris(now - (time_t)day * 86400, &local);
	if (calendar_from_paris(local.day, 8 * 60 + i * (11 * 60) / CALLS_A_DAY, &at))
		at = now - (time_t)day * 86400;
	at += any(m, 900);
	return at < now - 600 ? (uint64_t)at * 1000000 + any(m, 1000000) : 0;
}

int demo_calls_put(struct store *store)
{
	struct making m = { .seed = 20261121 };
	struct groups groups = { .n = 0 };
	int rc = groups_read(store, 3, &groups);

	for (unsigned day = DAYS; day-- && rc >= 0;)
		for (unsigned i = 0; i < CALLS_A_DAY && rc >= 0; i++) {
			struct store_record c = { .start_us = moment(&m, day, i) }, second = { 0 };

			if (!c.start_us)
				continue;
			c.fleet = any(&m, 3) ? 3 : 1;
			c.id = c.start_us / 1000 << 20 | (++m.number & 0xfffff);
			snprintf(c.end, sizeof(c.end), "normal");
			fill(&m, &c, &groups);
			if (c.fleet == 3 && m.number % 7 == 0 && c.answer_us && !strcmp(c.because.rule, decide_rule_name(DECIDE_RULE_PHONE)))
				transferred(&m, &c, &second);
			rc = store_record_put(store, &c);
			if (rc >= 0 && second.id)
				rc = store_record_put(store, &second);
		}
	return rc < 0 ? rc : 0;
}
