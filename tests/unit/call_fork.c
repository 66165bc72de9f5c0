/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several phones that ring together: the step that a driver with legs of its own is shown, the first answer, the last
 * failure, what lines and records see of it. */

#include "call_script.h"

static struct call_room *room;
static const e164_t three[] = { ALICE, CAROL, DAVE };

/* One stage with all of them, a junction, and a destination for each common outcome. */
static void together(void)
{
	struct decide_stage *s, *end;
	unsigned at, i;

	script_new();
	s = script_ring(three[0], 20, DECIDE_RULE_HUNT);
	for (i = 1; i < 3; i++)
		script.target[script.num_targets++] = (struct decide_target){
			.number = three[i], .ring_s = (uint8_t)(20 + i), .is_line = true, .confirm = i == 2,
		};
	s->num_targets = 3;
	s->redirecting = BOB;
	end = script_stage(DECIDE_JUNCTION, DECIDE_RULE_HUNT);
	at = script.num_stages;
	for (i = 0; i < 3; i++)
		script_ring(OUTSIDE + 1 + i, 0, DECIDE_RULE_BUSY_FORWARDING + i);
	for (i = 0; i < 3; i++)
		memset(script.stage[at + i].next, DECIDE_NEXT_END, _DECIDE_OUTCOMES);
	end->next[DECIDE_BUSY] = at;
	end->next[DECIDE_NO_ANSWER] = at + 1;
	end->next[DECIDE_UNREACHABLE] = at + 2;
}

static struct call *begin(bool legs)
{
	struct call_setup s = calls_received(BOB);
	struct call *call;

	s.facts.sw.legs = legs;
	call = call_begin(room, &s);
	CHECK(call);
	return call;
}

static struct call_step step_of(const struct call *call)
{
	struct call_step step;

	call_step(call, &step);
	return step;
}

static struct call_line_live live_of(e164_t line)
{
	struct call_line_live live;

	call_line_live(room, line, &live);
	return live;
}

static void test_first_answer(void)
{
	struct call *call;
	struct call_step step;

	together();
	call = begin(true);
	step = step_of(call);
	CHECK_INT(step.num_targets, 3);
	CHECK_INT(step.target[1].number, CAROL);
	CHECK(step.target[2].confirm && !step.left_out && step.diverted && step.control);
	call_step_sent(call);
	CHECK_INT(live_of(ALICE).ringing, 1);
	CHECK_INT(live_of(DAVE).ringing, 1);
	clock_test_advance(3000);
	CHECK_INT(call_target_failed(call, 0, DECIDE_BUSY, CAUSE_USER_BUSY), CALL_THEN_WAIT);
	CHECK_INT(live_of(ALICE).ringing, 0);
	/* It is over: said twice, nothing happens. */
	CHECK_INT(call_target_failed(call, 0, DECIDE_BUSY, CAUSE_USER_BUSY), CALL_THEN_WAIT);
	clock_test_advance(2000);
	call_target_answered(call, 2);
	CHECK_STR(call_state_name(call), "ANSWERED");
	CHECK_INT(live_of(CAROL).ringing, 0);
	CHECK_INT(live_of(DAVE).talking, 1);
	CHECK_INT(live_of(DAVE).ringing, 0);
	/* Too late. */
	call_target_answered(call, 1);
	CHECK_INT(call_target_failed(call, 1, DECIDE_NO_ANSWER, 0), CALL_THEN_END);
	CHECK_STR(call_state_name(call), "ANSWERED");
	clock_test_advance(10000);
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(live_of(DAVE).talking, 0);
	CHECK_INT(calls_last.num_legs, 4);
	CHECK_INT(calls_last.leg[1].number, ALICE);
	CHECK_INT(calls_last.leg[1].cause, CAUSE_USER_BUSY);
	CHECK_INT(calls_last.leg[2].number, CAROL);
	CHECK_INT(calls_last.leg[2].cause, CAUSE_NON_SELECTED);
	CHECK_INT(calls_last.leg[3].number, DAVE);
	CHECK_INT(calls_last.leg[3].answer_us - calls_last.leg[3].start_us, 5000000);
	CHECK_INT(calls_last.leg[3].charged, BOB);
}

static void check_all_fail(enum decide_outcome first, enum decide_outcome others, e164_t then)
{
	struct call *call;

	together();
	call = begin(true);
	call_step_sent(call);
	CHECK_INT(call_target_failed(call, 1, first, CAUSE_USER_BUSY), CALL_THEN_WAIT);
	CHECK_INT(call_target_failed(call, 0, others, CAUSE_NO_ANSWER), CALL_THEN_WAIT);
	CHECK_INT(call_target_failed(call, 2, others, CAUSE_NO_ANSWER), CALL_THEN_STEP);
	CHECK_INT(step_of(call).number, then);
	CHECK_INT(step_of(call).num_targets, 0);
	call_step_sent(call);
	CHECK(!call_leg_failed(call, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER));
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.num_legs, 5);
}

static void test_all_fail(void)
{
	check_all_fail(DECIDE_BUSY, DECIDE_BUSY, OUTSIDE + 1);
	check_all_fail(DECIDE_UNREACHABLE, DECIDE_UNREACHABLE, OUTSIDE + 3);
	check_all_fail(DECIDE_BUSY, DECIDE_NO_ANSWER, OUTSIDE + 2);
}

static void test_given_up(void)
{
	struct call *call;

	together();
	call = begin(true);
	call_step_sent(call);
	call_abandoned(call);
	CHECK_INT(live_of(ALICE).ringing + live_of(CAROL).ringing + live_of(DAVE).ringing, 0);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.num_legs, 4);
	/* Finished while they ring: nothing is left either. */
	call = begin(true);
	call_step_sent(call);
	call_finish(&call, CALL_END_ABORTED);
	CHECK_INT(live_of(ALICE).ringing + live_of(CAROL).ringing + live_of(DAVE).ringing, 0);
}

/* A driver that cannot is shown one after the other, whatever the plan says. */
static void test_one_by_one(void)
{
	struct call *call;

	together();
	call = begin(false);
	CHECK_INT(step_of(call).num_targets, 0);
	CHECK_INT(step_of(call).number, ALICE);
	call_step_sent(call);
	CHECK(call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY));
	CHECK_INT(step_of(call).number, CAROL);
	call_finish(&call, CALL_END_NORMAL);
}

/* So many diverted legs are allowed: the others do not ring. */
static void test_limit(void)
{
	struct call_room *wide = room;
	void *ctx = talloc_named_const(NULL, 0, "limit");
	struct call *call;

	room = calls_alloc(ctx, &(const struct call_config){ .max_diverted_line = 2 });
	together();
	call = begin(true);
	CHECK_INT(step_of(call).left_out, 4);
	call_step_sent(call);
	CHECK_INT(live_of(DAVE).ringing, 0);
	CHECK_INT(call_target_failed(call, 0, DECIDE_BUSY, CAUSE_USER_BUSY), CALL_THEN_WAIT);
	CHECK_INT(call_target_failed(call, 1, DECIDE_BUSY, CAUSE_USER_BUSY), CALL_THEN_STEP);
	call_finish(&call, CALL_END_NORMAL);
	CHECK(calls_last.limited);
	CHECK_INT(live_of(BOB).diverted, 0);
	talloc_free(ctx);
	room = wide;
}

static void of_leg(void *priv, uint32_t leg, uint8_t cause)
{
}

static void let_go(void *priv, uint32_t hands)
{
}

static const struct leg_ops legs = { .release = of_leg, .end = of_leg, .let_go = let_go };

/* Ten phones, of which \a sent_on answer 302 and the last one answers, after 302 where \a winner_too: whatever else finds no
 * place in the record, who answered does, and every phone that was rung. */
static void test_many_followed(unsigned sent_on, bool winner_too)
{
	const struct call_hands h = { .ops = &legs, .hands = 1, .leg = { 10, 11 }, .pair = 1 };
	uint8_t octets[CALL_SAVE_SIZE];
	struct call_record answered;
	const struct call_leg *last;
	struct call *call;
	unsigned i, seen = 0;

	script_new();
	script_ring(OUTSIDE, 20, DECIDE_RULE_HUNT);
	for (i = 1; i < GROUP_MAX_MEMBERS; i++)
		script.target[script.num_targets++] = (struct decide_target){ .number = OUTSIDE + i, .ring_s = 20 };
	script.stage[0].num_targets = GROUP_MAX_MEMBERS;
	script.stage[0].redirecting = BOB;
	call = begin(true);
	CHECK_INT(call_set_hands(call, &h), 0);
	call_step_sent(call);
	clock_test_advance(1000);
	for (i = 0; i < sent_on; i++)
		CHECK(call_may_follow(call, i, OUTSIDE + 100 + i));
	if (winner_too)
		CHECK(call_may_follow(call, GROUP_MAX_MEMBERS - 1, OUTSIDE + 200));
	clock_test_advance(1000);
	call_target_answered(call, GROUP_MAX_MEMBERS - 1);
	clock_test_advance(10000);
	CHECK(call_save(call, octets, sizeof(octets)) > 0);
	call_describe(call, &answered);
	CHECK(answered.num_legs < CALL_MAX_LEGS);	/* who comes by a transfer has a place */
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_finish(&call, CALL_END_NORMAL);
	last = &calls_last.leg[calls_last.num_legs - 1];
	CHECK_INT(last->number, winner_too ? OUTSIDE + 200 : OUTSIDE + GROUP_MAX_MEMBERS - 1);
	CHECK_INT(last->charged, BOB);
	CHECK(last->answer_us);
	for (i = 1; i < calls_last.num_legs; i++)
		seen += calls_last.leg[i].number - (OUTSIDE + 100) < sent_on;
	CHECK_INT(seen, sent_on);
}

int main(int argc, char **argv)
{
	void *ctx = talloc_named_const(NULL, 0, "call_fork");

	osmo_init_logging2(ctx, &mpabx_log_info);
	clock_test_set(1700000000);
	test_limit();
	room = calls_alloc(ctx, &(const struct call_config){ 0 });
	test_first_answer();
	test_all_fail();
	test_given_up();
	test_one_by_one();
	test_many_followed(0, false);
	test_many_followed(1, true);
	test_many_followed(8, false);
	test_many_followed(9, false);
	test_many_followed(9, true);
	CHECK_INT(call_count(room), 0);
	talloc_free(ctx);
	return CHECK_DONE();
}
