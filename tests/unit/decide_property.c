/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 100,000 calls through random fleets: whatever the facts, some things always hold. The seed is fixed; another one may
 * be given as argument. */

#include <stdlib.h>

#include <mpabx/decide.h>
#include <talloc.h>

#include "check.h"
#include "fleets.h"

enum { FLEETS = 4, LINES = 60, ROUNDS = 100, CALLS = 1000 };

static const char *const emergency[] = { "15", "17", "18", "112", "114", "115", "119", "191", "196", "197", "116000",
	"116111", "116117" };
#define NUM_EMERGENCY ((int)(sizeof(emergency) / sizeof(emergency[0])))

static uint64_t rng_state;

static uint32_t rng(uint32_t below)
{
	rng_state ^= rng_state << 13;
	rng_state ^= rng_state >> 7;
	rng_state ^= rng_state << 17;
	return (uint32_t)(rng_state >> 16) % below;
}

/* Few numbers, so that they meet: lines, strangers, none, emergency numbers in international form. */
static e164_t random_number(void)
{
	e164_t number = E164_NONE;
	char digits[16];

	switch (rng(10)) {
	case 0:
		return E164_NONE;
	case 1:
		snprintf(digits, sizeof(digits), "33%s", emergency[rng(NUM_EMERGENCY)]);
		e164_from_digits(digits, strlen(digits), &number);
		return number;
	case 2:
		return 33199001230 + rng(10);
	default:
		return 33639980000 + rng(LINES + 5);
	}
}

static struct fleet_snapshot *random_fleets(void *ctx)
{
	struct fleet_snapshot *snap = fleets_alloc(ctx);
	uint32_t i;

	for (i = 1; i <= FLEETS; i++)
		fleets_put_fleet(snap, i, rng(10) == 0);
	for (i = 0; i < LINES; i++) {
		e164_t number = 33639980000 + i;
		uint32_t fleet = 1 + rng(FLEETS), rights = rng(3) ? ALL_RIGHTS : rng(64);
		char digits[12] = "";
		e164_t to;

		if (rng(8) == 0)	/* an import that let emergency numbers pass */
			snprintf(digits, sizeof(digits), "%s", emergency[rng(NUM_EMERGENCY)]);
		else if (rng(4))
			snprintf(digits, sizeof(digits), "%u", 10 + rng(90));
		if (fleets_put_line(snap, fleet, number, digits, rights, rng(12) == 0))
			continue;
		to = rng(3) ? random_number() : E164_NONE;
		if (to)
			fleets_forward(snap, number, to, rng(4) != 0, i);
	}
	fleet_snapshot_set_version(snap, rng(1000));
	return snap;
}

static void random_called(const struct numplan *np, struct numplan_number *ret)
{
	char digits[20];
	unsigned i, n = rng(14);

	switch (rng(6)) {
	case 0:
		numplan_read(np, emergency[rng(NUM_EMERGENCY)], ret);
		break;
	case 1:
	case 2:
		snprintf(digits, sizeof(digits), "%u", 10 + rng(90));
		numplan_read(np, digits, ret);
		break;
	case 3:
		for (i = 0; i < n; i++)
			digits[i] = "0123456789*#"[rng(12)];
		digits[n] = '\0';
		numplan_read(np, digits, ret);
		break;
	default:
		*ret = (struct numplan_number){ .kind = NUMPLAN_E164, .e164 = random_number() };
	}
	if (rng(20) == 0)
		ret->kind = rng(NUMPLAN_SERVICE + 1);	/* whoever asks may be wrong */
}

/* One after the other: in an initializer each compiler would draw in an order of its own. */
static struct decide_facts random_facts(const struct numplan *np)
{
	struct decide_facts f = { .now = 1700000000 };

	f.side = rng(2) ? DECIDE_MADE : DECIDE_RECEIVED;
	f.served = random_number();
	f.calling = random_number();
	f.original_called = rng(2) ? random_number() : 0;
	f.redirecting = rng(2) ? random_number() : 0;
	f.redirections = (uint8_t)rng(rng(50) ? 7 : 256);
	f.redirection_limit = (uint8_t)rng(rng(50) ? 6 : 256);
	f.bearer = rng(10) ? DECIDE_SPEECH : rng(5);
	f.own_leg = rng(12) == 0;
	f.psap_callback = rng(20) == 0;
	f.emergency_at = rng(10) ? 0 : 1700000000 - rng(4000);
	random_called(np, &f.called);
	return f;
}

static int is_emergency(const struct numplan_number *n)
{
	e164_t number;
	char digits[16];
	int i;

	for (i = 0; i < NUM_EMERGENCY; i++) {
		if (n->kind != NUMPLAN_E164 && !strcmp(n->digits, emergency[i]))
			return 1;
		number = 0;
		snprintf(digits, sizeof(digits), "33%s", emergency[i]);
		e164_from_digits(digits, strlen(digits), &number);
		if (n->kind == NUMPLAN_E164 && n->e164 == number)
			return 1;
	}
	return n->kind == NUMPLAN_EMERGENCY;
}

static int is_emergency_e164(e164_t number)
{
	return is_emergency(&(const struct numplan_number){ .kind = NUMPLAN_E164, .e164 = number });
}

static unsigned rings, diversions, guards;

static void check_ring(const struct decide_facts *f, const struct decide_plan *p, const struct decide_stage *s)
{
	unsigned limit = f->redirection_limit, i;

	if (!limit || limit > 5)
		limit = 5;
	rings++;
	diversions += s->diverted;
	CHECK(s->num_targets >= 1 && s->num_targets <= DECIDE_MAX_TARGETS);
	CHECK(!f->own_leg);
	CHECK(f->bearer == DECIDE_SPEECH || f->bearer == DECIDE_AUDIO_3K1);
	CHECK(!is_emergency(&f->called));
	CHECK_INT(s->diverted, f->side == DECIDE_RECEIVED);
	for (i = 0; i < s->num_targets; i++) {
		e164_t to = p->target[s->first_target + i].number;

		CHECK(to != E164_NONE);
		CHECK(!is_emergency_e164(to));
		if (s->diverted)
			CHECK(to != f->original_called && to != f->redirecting && to != f->served);
	}
	if (s->diverted) {
		CHECK(f->redirections < limit);
		CHECK(!f->psap_callback && (!f->emergency_at || f->now - f->emergency_at > 1800));
	}
}

static void check_plan(const struct decide_facts *f, const struct decide_plan *p)
{
	unsigned i;

	CHECK(p->num_stages >= 1 && p->num_stages <= DECIDE_MAX_STAGES);
	CHECK(p->num_rejected <= DECIDE_MAX_REJECTED);
	for (i = 0; i < p->num_stages; i++) {
		const struct decide_stage *s = &p->stage[i];

		CHECK(s->because.rule < _DECIDE_RULES && s->because.why < _DECIDE_WHYS);
		CHECK(s->because.rule != DECIDE_RULE_ERROR);
		guards += s->because.rule == DECIDE_RULE_LOOP_GUARD;
		if (s->kind == DECIDE_RING)
			check_ring(f, p, s);
		else
			CHECK_INT(s->kind, DECIDE_UNTOUCHED);
	}
	for (i = 0; i < p->num_rejected; i++)
		CHECK(p->rejected[i].rule < _DECIDE_RULES && p->rejected[i].why < _DECIDE_WHYS);
}

static int same_reason(const struct decide_reason *a, const struct decide_reason *b)
{
	return a->rule == b->rule && a->why == b->why && a->version == b->version && a->arg[0] == b->arg[0] &&
		a->arg[1] == b->arg[1] && !strcmp(a->digits, b->digits);
}

static int same_stage(const struct decide_stage *a, const struct decide_stage *b)
{
	return a->kind == b->kind && a->cause == b->cause && a->diverted == b->diverted &&
		a->redirect_reason == b->redirect_reason && a->num_targets == b->num_targets &&
		same_reason(&a->because, &b->because);
}

static void check_same(const struct decide_plan *a, const struct decide_plan *b)
{
	unsigned i;

	CHECK_INT(a->num_stages, b->num_stages);
	CHECK(same_stage(&a->stage[0], &b->stage[0]));
	CHECK_INT(a->num_rejected, b->num_rejected);
	for (i = 0; i < a->num_rejected; i++)
		CHECK(same_reason(&a->rejected[i], &b->rejected[i]));
	CHECK(a->snapshot_version == b->snapshot_version && a->anchor == b->anchor);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 20261121;
	static struct decide_plan plan, again;
	int round, call;

	rng_state = seed * 2654435761u | 1;
	for (round = 0; round < ROUNDS; round++) {
		void *ctx = talloc_named_const(NULL, 0, "property test");
		struct fleet_snapshot *snap = random_fleets(ctx);

		for (call = 0; call < CALLS; call++) {
			struct decide_facts f = random_facts(fleet_default_numplan(snap));
			unsigned before = check_failed;

			memset(&plan, 0x5a, sizeof(plan));
			memset(&again, 0xa5, sizeof(again));
			decide_call(snap, &f, &plan);
			decide_call(snap, &f, &again);
			check_plan(&f, &plan);
			check_same(&plan, &again);
			if (check_failed != before && before < 20)
				printf("\tseed %llu, round %d, call %d\n", (unsigned long long)seed, round, call);
		}
		talloc_free(ctx);
	}
	printf("%u rang elsewhere, %u of them diverted; %u held by the loop guard\n", rings, diversions, guards);
	/* The calls must be such that the properties have something to hold on to. */
	CHECK(rings > 2500 && diversions > 2000 && guards > 2000);
	return CHECK_DONE();
}
