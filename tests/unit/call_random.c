/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 100,000 calls by random plans, told random news at random moments, with memory that runs out now and then: what is
 * counted for lines, groups and payers always agrees with the calls that are open, and all of it returns to zero. */

#include <stdlib.h>

#include <osmocom/core/utils.h>

#include "call_script.h"
#include "call_priv.h"

enum { CALLS = 100000, OPEN = 60, LINES = 6, GROUPS = 2 };

static const e164_t lines[LINES] = { ALICE, BOB, CAROL, DAVE, ALICE + 10, ALICE + 11 };
static struct call_room *room;
static struct call *open_calls[OPEN];
static unsigned told_line, told_group;

static unsigned rnd(unsigned n)
{
	return (unsigned)rand() % n;
}

static e164_t any_number(void)
{
	static const e164_t others[] = { OUTSIDE, OUTSIDE + 1, OUTSIDE + 2, 447700900000, 447700900001 };

	return rnd(4) ? lines[rnd(LINES)] : others[rnd(ARRAY_SIZE(others))];
}

static void random_next(struct decide_stage *s)
{
	unsigned i;

	for (i = 0; i < _DECIDE_OUTCOMES; i++)
		s->next[i] = rnd(8) ? (uint8_t)script.num_stages : (uint8_t)rnd(256);
}

static void random_plan(void)
{
	static const enum decide_rule rules[] = { DECIDE_RULE_HUNT, DECIDE_RULE_GROUP, DECIDE_RULE_PHONE,
		DECIDE_RULE_NO_ANSWER_FORWARDING, DECIDE_RULE_OWN_LEG };
	unsigned n = 1 + (rnd(2) ? rnd(12) : 0);

	script_new();
	script.watch = rnd(3);
	script.total_is_limited = !rnd(3);
	script.group = rnd(2) ? 0 : 1 + rnd(GROUPS + 1);	/* the last one is unknown */
	script.num_rejected = rnd(DECIDE_MAX_REJECTED + 1);
	while (n--) {
		enum decide_rule rule = rules[rnd(ARRAY_SIZE(rules))];
		unsigned kind = rnd(10);
		struct decide_stage *s;

		if (kind < 6) {
			s = script_ring(any_number(), rnd(91), rule);
			s->diverted = rnd(4);
			script.target[s->first_target].own_rules = !rnd(5);
		} else {
			s = script_stage(kind == 6 ? DECIDE_PHONE : kind == 7 ? DECIDE_JUNCTION :
					 kind == 8 ? DECIDE_RELEASE : DECIDE_UNTOUCHED, rule);
		}
		random_next(s);
	}
	script_stage(DECIDE_JUNCTION, DECIDE_RULE_HUNT);
}

static struct call *random_begin(void)
{
	e164_t line = rnd(8) ? lines[rnd(LINES)] : (e164_t)OUTSIDE;
	struct call_setup s = rnd(3) ? calls_received(line) : calls_made(line, "2102");

	random_plan();
	s.facts.calling = rnd(5) ? (e164_t)CALLER + rnd(5) : E164_NONE;
	if (!rnd(4))
		s.facts.redirecting = s.facts.original_called = lines[rnd(LINES)];
	return call_begin(room, &s);
}

static void random_news(struct call **call)
{
	switch (rnd(12)) {
	case 0: case 1: case 2: case 3:
		call_step_sent(*call);
		break;
	case 4: case 5:
		call_answered(*call);
		break;
	case 6: case 7:
		call_leg_failed(*call, rnd(_DECIDE_OUTCOMES), rnd(128));
		break;
	case 8:
		call_leg_ended(*call, rnd(128), rnd(2));
		break;
	case 9:
		rnd(2) ? call_abandoned(*call) : call_leg_diverted(*call, any_number());
		break;
	case 10:
		call_note_conference(room, lines[rnd(LINES)]);
		break;
	default:
		call_finish(call, rnd(_CALL_STATES));
	}
}

/* Each open call is found where it counts, and nothing else counts. */
static void check_counts(void)
{
	unsigned ringing = 0, talking = 0, diverted = 0, in_groups = 0, i;
	struct call *call;

	for (call = call_next(room, NULL); call; call = call_next(room, call)) {
		ringing += call->live == LIVE_RINGING;
		talking += call->live == LIVE_TALKING;
		diverted += call->is_paid;
		in_groups += call->walk && call->walk->group_live != LIVE_NONE;
	}
	for (i = 0; i < LINES + 3; i++) {
		struct call_line_live now;

		call_line_live(room, i < LINES ? lines[i] : (e164_t)OUTSIDE + i - LINES, &now);
		ringing -= now.ringing;
		talking -= now.talking;
		diverted -= now.diverted;
	}
	for (i = 1; i <= GROUPS + 1; i++) {
		struct call_group_live now;

		call_group_live(room, i, &now);
		in_groups -= now.ringing + now.talking;
	}
	CHECK_INT(ringing, 0);
	CHECK_INT(talking, 0);
	CHECK_INT(diverted, 0);
	CHECK_INT(in_groups, 0);
}

static void run(unsigned calls)
{
	unsigned begun = 0, n = 0;

	while (begun < calls) {
		struct call **at = &open_calls[rnd(OPEN)];

		if (!rnd(500))
			pool_fail_after((int)rnd(3));
		else if (!rnd(20))
			pool_fail_after(-1);
		if (*at) {
			random_news(at);
		} else {
			*at = random_begin();
			begun += *at != NULL;
		}
		if (!rnd(3))
			clock_test_advance(rnd(20000));
		if (!(n++ % 64))
			check_counts();
	}
	pool_fail_after(-1);
}

static void on_line(void *priv, e164_t line)
{
	struct call_line_live now;

	call_line_live(room, line, &now);
	told_line++;
}

static void on_group(void *priv, uint32_t group)
{
	told_group++;
}

static const struct call_live_ops live_ops = { .line = on_line, .group = on_group };

static void check_empty(void)
{
	unsigned i;

	for (i = 0; i < OPEN; i++)
		call_finish(&open_calls[i], CALL_END_DRAINED);
	check_counts();
	CHECK_INT(call_count(room), 0);
	CHECK_INT(pool_count(room->walks), 0);
	CHECK_INT(pool_count(room->mores), 0);
	clock_test_advance(3600000);
	call_room_tick(room);
	for (i = 0; i < LINES; i++) {
		struct call_line_live now;

		call_line_live(room, lines[i], &now);
		CHECK_INT(now.rest_s, 0);
	}
	/* Members keep their idle time, groups their counts; nobody else has an entry. */
	CHECK(live_count(room->live) <= 4 + GROUPS + 1);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "random calls");
	const char *seed = getenv("SEED");
	size_t bytes;

	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	srand(seed ? (unsigned)atoi(seed) : 7);
	room = calls_alloc(ctx, &(const struct call_config){ .max_calls = OPEN - 5, .max_diverted_line = 3,
			   .max_abroad_line = 1 });
	calls_groups();
	call_room_set_live_ops(room, &live_ops, NULL);
	run(CALLS / 10);
	bytes = call_room_bytes(room);
	run(CALLS);
	CHECK(call_room_bytes(room) <= bytes + 65536);	/* a chunk more of what peaked late, no more */
	check_empty();
	CHECK(told_line > CALLS / 10 && told_group > CALLS / 100);
	CHECK(call_limited_count(room) > 0);
	printf("%u calls recorded, %u changes of lines told, %u of groups, %llu legs kept back\n", calls_written, told_line,
	       told_group, (unsigned long long)call_limited_count(room));
	talloc_free(ctx);
	return CHECK_DONE();
}
