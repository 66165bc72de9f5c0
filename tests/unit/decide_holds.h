/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What holds of every decision, whatever the fleets and the facts, and the network simulated around it. Each property
 * has a name; who breaks it is counted. For the property test, and for the test that seeds faults into decide/. */
#pragma once

#include "decide_world.h"

enum property {
	HOLDS_COUNTS, HOLDS_FORWARD_ONLY, HOLDS_REASON, HOLDS_SAME, HOLDS_EMERGENCY_UNTOUCHED, HOLDS_CALLBACK_UNTOUCHED,
	HOLDS_OWN_LEG, HOLDS_BEARER, HOLDS_NO_EMERGENCY_DESTINATION, HOLDS_REFUSED_DESTINATION, HOLDS_CHAIN, HOLDS_LIMIT,
	HOLDS_RING_TIME, HOLDS_HUNT, HOLDS_HUNT_TIME, HOLDS_GROUP, HOLDS_EVERY_MEMBER, HOLDS_BLOCKED, HOLDS_IMMEDIATE,
	HOLDS_DND, HOLDS_BUSY, HOLDS_BARRED, HOLDS_SHOWN, HOLDS_SWITCH, HOLDS_NO_LOOP, _PROPERTIES
};

static unsigned long held[_PROPERTIES], broken[_PROPERTIES];
static bool quiet;

#define HOLDS(property, cond) holds(HOLDS_##property, !!(cond), #property ": " #cond, __LINE__)

static void holds(enum property p, bool ok, const char *what, int line)
{
	if (ok) {
		held[p]++;
		return;
	}
	if (!broken[p]++ && !quiet)
		printf("%s:%d: FAILED %s\n", __FILE__, line, what);
}

static bool is_emergency(const struct numplan_number *n)
{
	e164_t number;
	char digits[16];
	int i;

	for (i = 0; i < NUM_EMERGENCY; i++) {
		if (n->kind != NUMPLAN_E164 && !strcmp(n->digits, emergency[i]))
			return true;
		number = 0;
		snprintf(digits, sizeof(digits), "33%s", emergency[i]);
		e164_from_digits(digits, strlen(digits), &number);
		if (n->kind == NUMPLAN_E164 && n->e164 == number)
			return true;
	}
	return n->kind == NUMPLAN_EMERGENCY;
}

static bool is_emergency_e164(e164_t number)
{
	return is_emergency(&(const struct numplan_number){ .kind = NUMPLAN_E164, .e164 = number });
}

static unsigned limit_of(const struct decide_facts *f)
{
	return !f->redirection_limit || f->redirection_limit > 5 ? 5 : f->redirection_limit;
}

static bool in_chain(const struct decide_facts *f, e164_t number)
{
	return number == f->original_called || number == f->redirecting || number == f->served || number == f->called.e164;
}

/* As fleet_owns() has it, asked another way. */
static bool owns(const struct fleet_snapshot *snap, const struct fleet *fleet, e164_t number)
{
	const struct fleet_line *line = fleet_line_find(snap, number);

	return (line && line->fleet == fleet) || fleet_fixed_find(snap, number) == fleet;
}

/* ---- the plan as such ---- */

static void check_reason(const struct fleet_snapshot *snap, const struct decide_reason *r)
{
	char fr[300], en[300];
	bool known = r->rule < _DECIDE_RULES && r->why < _DECIDE_WHYS && r->rule != DECIDE_RULE_ERROR;

	HOLDS(REASON, known);
	if (!known || rng(8))
		return;
	decide_reason_text(snap, fleet_default_numplan(snap), r, DECIDE_FR, fr, sizeof(fr));
	decide_reason_text(snap, fleet_default_numplan(snap), r, DECIDE_EN, en, sizeof(en));
	HOLDS(REASON, strlen(fr) > 8 && strlen(en) > 8 && strcmp(fr, en) && !strpbrk(fr, "{}?") && !strpbrk(en, "{}?"));
}

static void check_shape(const struct fleet_snapshot *snap, const struct decide_plan *p)
{
	unsigned i, k, targets = 0;

	HOLDS(COUNTS, p->num_stages >= 1 && p->num_stages <= DECIDE_MAX_STAGES);
	HOLDS(COUNTS, p->num_targets <= DECIDE_MAX_TARGETS && p->num_rejected <= DECIDE_MAX_REJECTED);
	for (i = 0; i < p->num_stages; i++) {
		const struct decide_stage *s = &p->stage[i];

		HOLDS(COUNTS, s->kind <= DECIDE_RELEASE && (s->kind == DECIDE_RING) == (s->num_targets > 0));
		HOLDS(COUNTS, s->kind != DECIDE_RING || s->first_target == targets);
		HOLDS(COUNTS, s->kind != DECIDE_UNTOUCHED || p->num_stages == 1);
		HOLDS(COUNTS, s->kind != DECIDE_PHONE || i == 0);
		HOLDS(COUNTS, s->kind != DECIDE_JUNCTION || i > 0);
		HOLDS(COUNTS, s->kind != DECIDE_RELEASE || (s->cause >= 17 && s->cause <= 21));
		targets += s->num_targets;
		for (k = 0; k < _DECIDE_OUTCOMES; k++)
			HOLDS(FORWARD_ONLY, s->next[k] == DECIDE_NEXT_END || (s->next[k] > i && s->next[k] < p->num_stages));
		check_reason(snap, &s->because);
	}
	HOLDS(COUNTS, targets == p->num_targets);
	for (i = 0; i < p->num_rejected; i++)
		check_reason(snap, &p->rejected[i]);
}

static bool same_reason(const struct decide_reason *a, const struct decide_reason *b)
{
	return a->rule == b->rule && a->why == b->why && a->version == b->version && a->arg[0] == b->arg[0] &&
		a->arg[1] == b->arg[1] && a->seconds == b->seconds && a->group == b->group && !strcmp(a->digits, b->digits);
}

static bool same_stage(const struct decide_stage *a, const struct decide_stage *b)
{
	return a->kind == b->kind && a->cause == b->cause && a->diverted == b->diverted && a->ring_s == b->ring_s &&
		a->redirect_reason == b->redirect_reason && a->num_targets == b->num_targets &&
		a->redirecting == b->redirecting && !memcmp(a->next, b->next, sizeof(a->next)) &&
		same_reason(&a->because, &b->because);
}

static bool same_target(const struct decide_target *a, const struct decide_target *b)
{
	return a->number == b->number && a->ring_s == b->ring_s && a->is_line == b->is_line && a->confirm == b->confirm &&
		a->allow_diverted == b->allow_diverted && a->own_rules == b->own_rules;
}

static void check_same(const struct decide_plan *a, const struct decide_plan *b)
{
	unsigned i;

	HOLDS(SAME, a->num_stages == b->num_stages && a->num_targets == b->num_targets && a->num_rejected == b->num_rejected);
	HOLDS(SAME, a->anchor == b->anchor && a->watch == b->watch && a->total_is_limited == b->total_is_limited &&
	      a->shown_withheld == b->shown_withheld && a->shown == b->shown && a->group == b->group &&
	      a->snapshot_version == b->snapshot_version);
	for (i = 0; i < a->num_stages; i++)
		HOLDS(SAME, same_stage(&a->stage[i], &b->stage[i]));
	for (i = 0; i < a->num_targets; i++)
		HOLDS(SAME, same_target(&a->target[i], &b->target[i]));
	for (i = 0; i < a->num_rejected; i++)
		HOLDS(SAME, same_reason(&a->rejected[i], &b->rejected[i]));
}

/* ---- who is never touched ---- */

static void check_untouched(const struct decide_facts *f, const struct decide_plan *p)
{
	bool recent = f->emergency_at && f->now - f->emergency_at <= 1800;
	bool untouched = p->num_stages == 1 && p->stage[0].kind == DECIDE_UNTOUCHED && !p->shown && !p->shown_withheld;

	if (is_emergency(&f->called))
		HOLDS(EMERGENCY_UNTOUCHED, untouched && !p->watch && !p->anchor);
	if (f->side == DECIDE_RECEIVED && !f->own_leg && (f->psap_callback || recent))
		HOLDS(CALLBACK_UNTOUCHED, untouched);
	/* One of a list rings its phone and nothing else. */
	if (f->own_leg)
		HOLDS(OWN_LEG, untouched || (f->own_leg_held && p->stage[0].kind == DECIDE_PHONE && !p->num_targets));
	if (!f->own_leg && f->bearer != DECIDE_SPEECH && f->bearer != DECIDE_AUDIO_3K1)
		HOLDS(BEARER, untouched);
}

/* ---- where a call may go ---- */

/* Known to be refused by the profile, without asking it. */
static bool is_refused(e164_t number)
{
	return number == 442079460000 || number == 33899000000;
}

static void check_divert(const struct decide_facts *f, const struct decide_stage *s, e164_t to)
{
	/* Who rings together with others may be the served line itself. */
	HOLDS(CHAIN, !in_chain(f, to) || (to == f->served && s->num_targets > 1));
	HOLDS(LIMIT, f->redirections < limit_of(f));
	HOLDS(REFUSED_DESTINATION, !is_refused(to));
	HOLDS(CALLBACK_UNTOUCHED, !f->psap_callback);
}

static bool is_in_range(const struct decide_facts *f, unsigned ring_s)
{
	unsigned min = f->sw.ring_min_s ? f->sw.ring_min_s : 10, max = f->sw.ring_max_s ? f->sw.ring_max_s : 40;

	if (f->sw.media)
		return ring_s >= 5 && ring_s <= 90;
	return ring_s >= min && (ring_s <= max || ring_s == min);
}

static void check_rings(const struct fleet_snapshot *snap, const struct decide_facts *f, const struct decide_plan *p)
{
	unsigned i, k;

	for (i = 0; i < p->num_stages; i++) {
		const struct decide_stage *s = &p->stage[i];

		HOLDS(RING_TIME, !s->ring_s || is_in_range(f, s->ring_s));
		HOLDS(SWITCH, f->sw.media || s->num_targets <= 1);
		for (k = 0; k < s->num_targets; k++) {
			const struct decide_target *t = &p->target[s->first_target + k];

			HOLDS(NO_EMERGENCY_DESTINATION, t->number && !is_emergency_e164(t->number));
			HOLDS(COUNTS, t->is_line == (fleet_line_find(snap, t->number) != NULL));
			HOLDS(RING_TIME, !t->ring_s || is_in_range(f, t->ring_s));
			if (s->diverted)
				check_divert(f, s, t->number);
			else
				HOLDS(CHAIN, f->side == DECIDE_MADE || t->number == f->served);
			HOLDS(CHAIN, !s->diverted || s->redirecting == f->served);
		}
	}
	if (f->sw.no_events)
		HOLDS(SWITCH, p->num_stages == 1);
}

/* Numbers that ring by one rule, the phone among them. */
static unsigned rung_by(const struct decide_facts *f, const struct decide_plan *p, enum decide_rule rule,
			e164_t ret[20], unsigned *seconds)
{
	unsigned i, k, n = 0;

	*seconds = 0;
	for (i = 0; i < p->num_stages; i++) {
		const struct decide_stage *s = &p->stage[i];

		if (s->because.rule != rule || (s->because.why != DECIDE_WHY_HUNT_RINGS && s->because.why != DECIDE_WHY_GROUP_RINGS))
			continue;
		if (s->kind == DECIDE_PHONE) {
			ret[n++] = f->served;
			*seconds += s->ring_s;
		}
		for (k = 0; k < s->num_targets && n < 20; k++) {
			ret[n++] = p->target[s->first_target + k].number;
			*seconds += k ? 0 : p->target[s->first_target].ring_s;
		}
	}
	return n;
}

static bool are_distinct(const e164_t *numbers, unsigned n)
{
	unsigned i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			if (numbers[i] == numbers[k])
				return false;
	return true;
}

static void check_hunt(const struct fleet_snapshot *snap, const struct decide_facts *f, const struct decide_plan *p)
{
	const struct fleet_line *line = fleet_line_find(snap, f->served);
	e164_t numbers[20];
	unsigned i, seconds, n = rung_by(f, p, DECIDE_RULE_HUNT, numbers, &seconds);

	if (!n)
		return;
	HOLDS(HUNT, n <= 5 && are_distinct(numbers, n) && p->total_is_limited);
	HOLDS(HUNT_TIME, seconds <= 120);
	for (i = 0; i < n && line; i++)
		HOLDS(HUNT, owns(snap, line->fleet, numbers[i]) && numbers[i] != f->calling);
	HOLDS(HUNT, line && line->service->hunt_active && line->service->incoming_custom && !line->service->dnd_active);
}

static bool may_ring(const struct fleet_snapshot *snap, const struct decide_facts *f, const struct fleet_group *g,
		     const struct fleet_member *m)
{
	const struct fleet_line *line = fleet_line_find(snap, m->line);

	return m->connected && line && line->fleet == g->fleet && !line->suspended && line->rights & LINE_RIGHT_GROUPS &&
		m->line != f->calling && !(f->live && (world_is_busy(NULL, m->line) || world_is_resting(NULL, m->line)));
}

static bool rang(const e164_t *numbers, unsigned n, e164_t number)
{
	while (n)
		if (numbers[--n] == number)
			return true;
	return false;
}

static void check_group(const struct fleet_snapshot *snap, const struct decide_facts *f, const struct decide_plan *p)
{
	const struct fleet_group *g = fleet_group_by_id(snap, p->group);
	e164_t numbers[20];
	unsigned i, seconds, n = rung_by(f, p, DECIDE_RULE_GROUP, numbers, &seconds), fit = 0;

	if (!p->group) {
		HOLDS(GROUP, !n);
		return;
	}
	HOLDS(GROUP, g && g->number == f->served && f->side == DECIDE_RECEIVED);
	HOLDS(GROUP, n <= GROUP_MAX_MEMBERS && are_distinct(numbers, n));
	for (i = 0; g && i < g->num_members; i++) {
		bool may = may_ring(snap, f, g, &g->member[i]);
		bool kept_back = g->member[i].line != f->served && (f->redirections >= limit_of(f) || in_chain(f, g->member[i].line));

		fit += may && !kept_back;
		HOLDS(GROUP, may || !rang(numbers, n, g->member[i].line));
		if (n && !f->sw.no_events)
			HOLDS(EVERY_MEMBER, (may && !kept_back) == rang(numbers, n, g->member[i].line));
	}
	HOLDS(GROUP, n <= fit);
	for (i = 0; i < p->num_targets; i++)
		HOLDS(NO_LOOP, !p->target[i].own_rules || p->target[i].number != f->served);
}

/* ---- a second opinion on single rules, where the answer is plain ---- */

static bool is_plainly_good(const struct decide_facts *f, const struct fleet_forwarding *fwd)
{
	return fwd->active && !fwd->calendar && fwd->to.kind == DESTINATION_NUMBER && fwd->to.number >= FIRST_OUTSIDE &&
		fwd->to.number < FIRST_OUTSIDE + 10 && !in_chain(f, fwd->to.number) && f->redirections < limit_of(f);
}

/* A line's rules run: none of the steps before has said its word. */
static const struct fleet_line *entitled_line(const struct fleet_snapshot *snap, const struct decide_facts *f)
{
	const struct fleet_line *line = fleet_line_find(snap, f->served);
	bool recent = f->emergency_at && f->now - f->emergency_at <= 1800;

	if (!line || line->suspended || line->fleet->suspended || line->rights != ALL_RIGHTS || line->csi != LINE_CSI_BOTH)
		return NULL;
	if (f->own_leg || is_emergency(&f->called) || (f->bearer != DECIDE_SPEECH && f->bearer != DECIDE_AUDIO_3K1))
		return NULL;
	if (f->side == DECIDE_MADE)
		return f->called.kind == NUMPLAN_SERVICE ? NULL : line;
	return recent || f->psap_callback || fleet_group_find(snap, f->served) ? NULL : line;
}

static bool is_blocked(const struct decide_facts *f, const struct fleet_service *s)
{
	unsigned i;

	for (i = 0; i < s->num_blocked; i++)
		if (s->blocked[i] == f->calling || (f->calling_restricted && !s->blocked[i]))
			return true;
	return false;
}

static void check_received(const struct decide_facts *f, const struct fleet_service *s, const struct decide_plan *p)
{
	const struct fleet_forwarding *immediate = &s->forwarding[FORWARDING_IMMEDIATE];
	const struct fleet_forwarding *busy = &s->forwarding[FORWARDING_BUSY];
	const struct decide_stage *first = &p->stage[0];
	e164_t to = first->num_targets ? p->target[0].number : E164_NONE;
	unsigned i;

	if (is_blocked(f, s)) {
		HOLDS(BLOCKED, first->kind == DECIDE_RELEASE && first->cause == CAUSE_REJECTED);
		return;
	}
	HOLDS(BLOCKED, first->because.rule != DECIDE_RULE_BLOCKED_CALLER);
	if (s->forwarding_custom && is_plainly_good(f, immediate)) {
		HOLDS(IMMEDIATE, to == immediate->to.number && first->redirect_reason == DECIDE_REDIRECT_UNCONDITIONAL);
		return;
	}
	if (immediate->active && immediate->to.kind != DESTINATION_NONE)
		return;
	HOLDS(IMMEDIATE, first->because.rule != DECIDE_RULE_IMMEDIATE_FORWARDING);
	for (i = 0; s->dnd_active && i < p->num_stages; i++)
		HOLDS(DND, p->stage[i].because.rule == DECIDE_RULE_DO_NOT_DISTURB);
	if (s->dnd_active || s->hunt_active)
		return;
	if (s->forwarding_custom && is_plainly_good(f, busy) && !s->rings_when_busy && f->live &&
	    world_is_busy(NULL, f->served))
		HOLDS(BUSY, to == busy->to.number && first->redirect_reason == DECIDE_REDIRECT_BUSY);
}

static void check_made(const struct fleet_snapshot *snap, const struct decide_facts *f, const struct fleet_line *line,
		       const struct decide_plan *p)
{
	e164_t called = f->called.e164;
	bool own = called && owns(snap, line->fleet, called);
	const struct fleet_group *g = fleet_group_find(snap, p->shown);

	HOLDS(SHOWN, !p->shown || (g && g->fleet == line->fleet) || owns(snap, line->fleet, p->shown));
	g = called ? fleet_group_find(snap, called) : NULL;
	own |= (g && g->fleet == line->fleet) || (called && called == fleet_voicemail(snap, line->fleet));
	if (f->called.kind == NUMPLAN_E164 && called && line->fleet->barring & FLEET_BAR_OUTSIDE)
		HOLDS(BARRED, own == (p->stage[0].kind != DECIDE_RELEASE));
	if (f->called.kind == NUMPLAN_E164 && called == 442079460000 && line->fleet->barring & FLEET_BAR_INTERNATIONAL)
		HOLDS(BARRED, p->stage[0].kind == DECIDE_RELEASE);
	if (!line->fleet->barring && !line->fleet->num_barred)
		HOLDS(BARRED, p->stage[0].kind != DECIDE_RELEASE);
}

static void check_rules(const struct fleet_snapshot *snap, const struct decide_facts *f, const struct decide_plan *p)
{
	const struct fleet_line *line = entitled_line(snap, f);

	if (!line)
		return;
	if (f->side == DECIDE_MADE)
		check_made(snap, f, line, p);
	else
		check_received(f, line->service, p);
}

static void check_plan(const struct fleet_snapshot *snap, const struct decide_facts *f, const struct decide_plan *p)
{
	check_shape(snap, p);
	check_untouched(f, p);
	check_rings(snap, f, p);
	check_hunt(snap, f, p);
	check_group(snap, f, p);
	check_rules(snap, f, p);
}

/* ---- the whole network: a leg triggers whom it reaches, and so on ---- */

/* What the next line's InitialDP says. A diverting switch counts; it keeps who was called first and who diverted
 * last. */
static void next_half(struct decide_facts *f, const struct decide_stage *s, const struct decide_target *t,
		      bool recognised)
{
	if (s->diverted) {
		if (!f->original_called)
			f->original_called = f->redirecting ? f->redirecting : f->served;
		f->redirecting = s->redirecting;
		f->redirections++;
	}
	f->side = DECIDE_RECEIVED;
	f->called = (struct numplan_number){ .kind = NUMPLAN_E164, .e164 = t->number };
	f->served = t->number;
	/* A leg to the served line itself is known by its very numbers; others get lost in networks that strip them. */
	f->own_leg = !t->own_rules && (!s->diverted || recognised);
	f->phone = DECIDE_PHONE_UNKNOWN;
	f->psap_callback = false;
	f->emergency_at = 0;
}

/* Follows one leg of each plan, whichever, until the call stays where it is. */
static void simulate(const struct fleet_snapshot *snap, const struct decide_facts *begin, bool recognised)
{
	static struct decide_plan p;
	struct decide_facts f = *begin;
	unsigned hops = 0, most = limit_of(begin) + 3;	/* a short number, and the last line's own */

	f.psap_callback = false;
	f.emergency_at = 0;
	while (hops < most) {
		unsigned at, pick;

		decide_call(snap, &f, &p);
		if (!p.num_targets)
			break;
		pick = rng(p.num_targets);
		for (at = 0; at < p.num_stages && !(p.stage[at].num_targets && pick >= p.stage[at].first_target &&
		     pick < p.stage[at].first_target + p.stage[at].num_targets); at++)
			;
		if (at == p.num_stages)
			break;
		next_half(&f, &p.stage[at], &p.target[pick], recognised);
		hops++;
	}
	HOLDS(NO_LOOP, hops < most);
}

static void hold_everything(uint64_t seed, int rounds, int calls)
{
	static struct decide_plan plan, again;
	int round, call;

	memset(held, 0, sizeof(held));
	memset(broken, 0, sizeof(broken));
	rng_state = seed * 2654435761u | 1;
	for (round = 0; round < rounds; round++) {
		void *ctx = talloc_named_const(NULL, 0, "property test");
		struct fleet_snapshot *snap = random_world(ctx);

		for (call = 0; call < calls; call++) {
			struct decide_facts f = random_facts(fleet_default_numplan(snap));

			memset(&plan, 0x5a, sizeof(plan));
			memset(&again, 0xa5, sizeof(again));
			decide_call(snap, &f, &plan);
			decide_call(snap, &f, &again);
			check_plan(snap, &f, &plan);
			check_same(&plan, &again);
			simulate(snap, &f, one_in(2));
		}
		talloc_free(ctx);
	}
}
