/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way through plans of several steps: which step follows which outcome, with what reason it is diverted, how long it
 * may ring, and what the record tells of each leg. */

#include "call_script.h"

static struct call_room *room;
static const e164_t three[] = { ALICE, CAROL, DAVE };

static struct call *begin(e164_t line)
{
	struct call_setup s = calls_received(line);
	struct call *call = call_begin(room, &s);

	CHECK(call);
	return call;
}

static struct call_step step_of(const struct call *call)
{
	struct call_step step;

	call_step(call, &step);
	return step;
}

/* Carries a step out and lets it fail after a while. \returns another one waits */
static bool fail(struct call *call, e164_t expected, enum decide_outcome outcome, unsigned after_ms)
{
	CHECK_INT(step_of(call).number, expected);
	call_step_sent(call);
	CHECK_STR(call_state_name(call), "RINGING");
	clock_test_advance(after_ms);
	return call_leg_failed(call, outcome, CAUSE_NO_ANSWER);
}

static void hunt(void)
{
	script_new();
	script_list(DECIDE_RULE_HUNT, three, 3, 20);
	script.total_is_limited = true;
}

static void check_hunt(const enum decide_outcome how[3], e164_t then, uint8_t second_reason, uint8_t last_reason)
{
	struct call *call;

	hunt();
	call = begin(BOB);
	CHECK_INT(step_of(call).redirect_reason, DECIDE_REDIRECT_UNCONDITIONAL);
	CHECK(step_of(call).diverted && step_of(call).control && step_of(call).watch && step_of(call).no_diversion);
	CHECK_INT(step_of(call).redirecting, BOB);
	CHECK_INT(step_of(call).charged, BOB);
	CHECK_INT(step_of(call).ring_s, 20);
	CHECK_INT(step_of(call).rule, DECIDE_RULE_HUNT);
	CHECK(fail(call, ALICE, how[0], 100));
	CHECK_STR(call_state_name(call), "BEGUN");
	CHECK_INT(step_of(call).redirect_reason, second_reason);
	CHECK(fail(call, CAROL, how[1], 100));
	CHECK(fail(call, DAVE, how[2], 100));
	CHECK_INT(step_of(call).redirect_reason, last_reason);
	CHECK(!step_of(call).control);
	CHECK(!fail(call, then, DECIDE_BUSY, 100));
	CHECK_STR(call_state_name(call), "ENDED");
	CHECK_INT(step_of(call).kind, DECIDE_UNTOUCHED);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.num_legs, 5);
}

static void test_junction(void)
{
	check_hunt((const enum decide_outcome[]){ DECIDE_BUSY, DECIDE_BUSY, DECIDE_BUSY }, OUTSIDE + 1,
		   DECIDE_REDIRECT_BUSY, DECIDE_REDIRECT_BUSY);
	check_hunt((const enum decide_outcome[]){ DECIDE_UNREACHABLE, DECIDE_UNREACHABLE, DECIDE_UNREACHABLE }, OUTSIDE + 3,
		   DECIDE_REDIRECT_NOT_REACHABLE, DECIDE_REDIRECT_NOT_REACHABLE);
	check_hunt((const enum decide_outcome[]){ DECIDE_NO_ANSWER, DECIDE_NO_ANSWER, DECIDE_NO_ANSWER }, OUTSIDE + 2,
		   DECIDE_REDIRECT_NO_REPLY, DECIDE_REDIRECT_NO_REPLY);
	check_hunt((const enum decide_outcome[]){ DECIDE_REFUSED, DECIDE_BUSY, DECIDE_UNREACHABLE }, OUTSIDE + 2,
		   DECIDE_REDIRECT_BUSY, DECIDE_REDIRECT_NO_REPLY);
}

/* What the first list had in common does not weigh on what follows behind it. */
static void test_two_junctions(void)
{
	struct decide_stage *end;
	struct call *call;

	script_new();
	script_ring(ALICE, 10, DECIDE_RULE_HUNT);
	script_stage(DECIDE_JUNCTION, DECIDE_RULE_HUNT);
	script_ring(CAROL, 10, DECIDE_RULE_HUNT);
	end = script_stage(DECIDE_JUNCTION, DECIDE_RULE_HUNT);
	script_ring(DAVE, 10, DECIDE_RULE_BUSY_FORWARDING);
	end->next[DECIDE_NO_ANSWER] = DECIDE_NEXT_END;
	call = begin(BOB);
	CHECK(fail(call, ALICE, DECIDE_NO_ANSWER, 10));
	CHECK(fail(call, CAROL, DECIDE_BUSY, 10));
	CHECK(!fail(call, DAVE, DECIDE_BUSY, 10));
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.because.rule, DECIDE_RULE_BUSY_FORWARDING);
}

/* The whole list rings at most 120 s, the destination behind it as long as it likes. */
static void test_total(void)
{
	static const e164_t five[] = { ALICE, CAROL, DAVE, OUTSIDE, OUTSIDE + 9 };
	struct call *call;

	script_new();
	script_list(DECIDE_RULE_HUNT, five, 5, 50);
	script.total_is_limited = true;
	call = begin(BOB);
	CHECK_INT(call_ring_left_ms(call), 120000);
	CHECK(fail(call, ALICE, DECIDE_NO_ANSWER, 50000));
	CHECK_INT(step_of(call).ring_s, 50);
	call_step_sent(call);
	clock_test_advance(20000);
	CHECK_INT(call_ring_left_ms(call), 50000);
	clock_test_advance(30000);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 19));
	CHECK_INT(step_of(call).ring_s, 20);	/* shortened */
	CHECK(fail(call, DAVE, DECIDE_NO_ANSWER, 15000));
	CHECK_INT(step_of(call).number, OUTSIDE + 2);	/* 5 s more cannot be asked for */
	CHECK_INT(step_of(call).ring_s, 0);
	CHECK_INT(call_ring_left_ms(call), 0);
	call_step_sent(call);
	call_answered(call);
	clock_test_advance(1000);
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.num_legs, 5);
	CHECK_INT(calls_last.leg[0].cause, CAUSE_NORMAL);	/* the caller hung up */

	/* A leg without a time of its own gets what is left; without the limit it has none. */
	script_new();
	script_list(DECIDE_RULE_HUNT, five, 2, 0);
	script.total_is_limited = true;
	call = begin(BOB);
	CHECK_INT(step_of(call).ring_s, 120);
	CHECK(fail(call, ALICE, DECIDE_NO_ANSWER, 100000));
	CHECK_INT(step_of(call).ring_s, 20);
	call_step_sent(call);
	clock_test_advance(30000);
	CHECK_INT(call_ring_left_ms(call), 1);
	call_finish(&call, CALL_END_ABORTED);
	script.total_is_limited = false;
	call = begin(BOB);
	CHECK_INT(step_of(call).ring_s, 0);
	CHECK_INT(call_ring_left_ms(call), 0);
	call_finish(&call, CALL_END_ABORTED);
}

/* Several targets of one stage, without media: one after the other. */
static void test_together(void)
{
	struct call *call;

	script_new();
	script_ring(ALICE, 10, DECIDE_RULE_HUNT)->num_targets = 3;
	script.target[1] = (struct decide_target){ .number = CAROL, .ring_s = 11, .is_line = true };
	script.target[2] = (struct decide_target){ .number = DAVE, .ring_s = 12, .is_line = true };
	script.num_targets = 3;
	call = begin(BOB);
	CHECK(fail(call, ALICE, DECIDE_BUSY, 1));
	CHECK_INT(step_of(call).ring_s, 11);
	CHECK(fail(call, CAROL, DECIDE_BUSY, 1));
	CHECK(!step_of(call).control);
	CHECK(!fail(call, DAVE, DECIDE_BUSY, 1));
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.num_legs, 4);
}

/* The phone first is the call as it came; behind a leg of ours it is a leg of its own, which triggers the line again. */
static void test_phone(void)
{
	struct call_setup back = calls_received(BOB);
	struct call *call, *own;

	script_new();
	script_stage(DECIDE_PHONE, DECIDE_RULE_PHONE)->ring_s = 25;
	script_ring(OUTSIDE, 0, DECIDE_RULE_NO_ANSWER_FORWARDING);
	call = begin(BOB);
	CHECK_INT(step_of(call).kind, DECIDE_PHONE);
	CHECK_INT(step_of(call).ring_s, 25);
	CHECK_INT(step_of(call).charged, CALLER);
	CHECK(step_of(call).control && !step_of(call).diverted && !step_of(call).number);
	CHECK(fail(call, E164_NONE, DECIDE_NO_ANSWER, 25000));
	CHECK_INT(step_of(call).redirect_reason, DECIDE_REDIRECT_NO_REPLY);
	call_step_sent(call);
	call_answered(call);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.num_legs, 3);
	CHECK_INT(calls_last.leg[1].number, BOB);
	CHECK_INT(calls_last.leg[1].charged, CALLER);
	CHECK_INT(calls_last.leg[2].number, OUTSIDE);
	CHECK_INT(calls_last.leg[2].charged, BOB);

	script_new();
	script_ring(ALICE, 20, DECIDE_RULE_HUNT);
	script_stage(DECIDE_PHONE, DECIDE_RULE_HUNT)->ring_s = 15;
	call = begin(BOB);
	CHECK(fail(call, ALICE, DECIDE_BUSY, 10));
	CHECK_INT(step_of(call).kind, DECIDE_RING);
	CHECK_INT(step_of(call).number, BOB);
	CHECK_INT(step_of(call).ring_s, 15);
	CHECK(!step_of(call).diverted);
	call_step_sent(call);
	own = call_begin(room, &back);
	CHECK_INT(call_reason(own)->rule, DECIDE_RULE_OWN_LEG);
	call_finish(&own, CALL_END_LET_THROUGH);
	call_finish(&call, CALL_END_NORMAL);
}

/* A plan goes forward only; what is out of range is its end. */
static void test_hostile_plan(void)
{
	struct call *call;

	script_new();
	script_ring(ALICE, 10, DECIDE_RULE_HUNT);
	script_ring(CAROL, 10, DECIDE_RULE_HUNT);
	script.stage[1].next[DECIDE_BUSY] = 0;
	script.stage[1].next[DECIDE_NO_ANSWER] = 1;
	script.stage[1].next[DECIDE_REFUSED] = 2;
	for (int o = DECIDE_BUSY; o < _DECIDE_OUTCOMES; o++) {
		call = begin(BOB);
		CHECK(fail(call, ALICE, DECIDE_BUSY, 1));
		CHECK(!fail(call, CAROL, o, 1));
		call_finish(&call, CALL_END_NORMAL);
	}
	call = begin(BOB);
	call_step_sent(call);
	CHECK(!call_leg_failed(call, _DECIDE_OUTCOMES, 0));	/* no such outcome */
	CHECK_STR(call_state_name(call), "RINGING");
	call_finish(&call, CALL_END_NORMAL);

	/* Nothing at all to carry out: the call goes on as it is. */
	script_new();
	script_stage(DECIDE_JUNCTION, DECIDE_RULE_HUNT);
	call = begin(BOB);
	CHECK_INT(step_of(call).kind, DECIDE_UNTOUCHED);
	call_step_sent(call);
	CHECK(!call_leg_failed(call, DECIDE_BUSY, 17));
	call_finish(&call, CALL_END_NORMAL);
}

static void test_release(void)
{
	struct call *call;

	script_new();
	script_ring(ALICE, 10, DECIDE_RULE_HUNT);
	script_stage(DECIDE_RELEASE, DECIDE_RULE_DO_NOT_DISTURB)->cause = CAUSE_USER_BUSY;
	call = begin(BOB);
	CHECK(fail(call, ALICE, DECIDE_BUSY, 10));
	CHECK_INT(step_of(call).kind, DECIDE_RELEASE);
	CHECK_INT(step_of(call).cause, CAUSE_USER_BUSY);
	call_step_sent(call);
	CHECK_STR(call_state_name(call), "ENDED");
	call_finish(&call, CALL_END_RELEASED);
	/* nobody rings any more: the release is the caller's, and no leg of its own */
	CHECK_INT(calls_last.num_legs, 2);
	CHECK_INT(calls_last.leg[0].cause, CAUSE_USER_BUSY);
	CHECK_INT(calls_last.leg[1].number, ALICE);
	CHECK_INT(calls_last.because.rule, DECIDE_RULE_DO_NOT_DISTURB);

	script_new();	/* alone, and told by its end as well */
	script_stage(DECIDE_RELEASE, DECIDE_RULE_BLOCKED_CALLER)->cause = CAUSE_REJECTED;
	call = begin(BOB);
	call_leg_ended(call, CAUSE_REJECTED, false);
	CHECK_STR(call_state_name(call), "ENDED");
	call_finish(&call, CALL_END_RELEASED);
	CHECK_INT(calls_last.leg[1].cause, CAUSE_REJECTED);
}

/* The record of a hunt: each leg with its times, cause and payer; of a step that was never sent nothing is told. */
static void test_record(void)
{
	const struct call_record *r = &calls_last;
	struct call *call;

	hunt();
	script.anchor = DECIDE_ANCHOR_TOGETHER;
	script.num_rejected = 2;
	script.rejected[0] = (struct decide_reason){ .rule = DECIDE_RULE_DO_NOT_DISTURB, .group = 5 };
	script.rejected[1] = (struct decide_reason){ .rule = DECIDE_RULE_GROUP, .arg = { ALICE, CAROL } };
	call = begin(BOB);
	CHECK_INT(call_reason(call)->arg[0], ALICE);
	CHECK(fail(call, ALICE, DECIDE_BUSY, 1000));
	call_step_sent(call);
	call_leg_diverted(call, OUTSIDE);
	clock_test_advance(2000);
	call_leg_failed(call, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER);
	call_finish(&call, CALL_END_ABORTED);	/* a notification: nothing was left to do */
	CHECK_INT(r->num_legs, 3);
	CHECK_INT(r->because.arg[0], CAROL);
	CHECK_INT(r->anchor, DECIDE_ANCHOR_TOGETHER);
	CHECK_INT(r->num_rejected, 2);
	CHECK_INT(r->rejected[0].group, 5);
	CHECK_INT(r->rejected[1].arg[1], CAROL);
	CHECK_INT(r->fleet, 1);
	CHECK_INT(r->leg[0].rule, DECIDE_RULE_HUNT);
	CHECK_INT(r->leg[1].number, ALICE);
	CHECK_INT(r->leg[1].charged, BOB);
	CHECK_INT(r->leg[1].cause, CAUSE_NO_ANSWER);
	CHECK_INT(r->leg[1].end_us - r->leg[1].start_us, 1000000);
	CHECK(!r->leg[1].diverted_by_network && r->leg[2].diverted_by_network);
	CHECK_INT(r->leg[2].start_us, r->leg[1].end_us);
	CHECK_INT(r->leg[2].end_us - r->leg[2].start_us, 2000000);
}

/* A leg that the network took away is dropped, unless its number allows it (product.md section 6). */
static void test_unwanted(void)
{
	struct call *call;

	hunt();
	script.target[1].allow_diverted = true;
	call = begin(BOB);
	call_step_sent(call);
	CHECK(!call_leg_unwanted(call));
	call_leg_diverted(call, E164_NONE);
	CHECK(call_leg_unwanted(call));
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 0));
	CHECK(!step_of(call).no_diversion);
	call_step_sent(call);
	CHECK(!call_leg_unwanted(call));
	call_leg_diverted(call, OUTSIDE);
	CHECK(!call_leg_unwanted(call));
	call_answered(call);
	CHECK(!call_leg_unwanted(call));
	call_finish(&call, CALL_END_NORMAL);

	script_new();	/* the last destination of all has nobody behind it */
	script_ring(CAROL, 0, DECIDE_RULE_IMMEDIATE_FORWARDING);
	call = begin(BOB);
	call_step_sent(call);
	call_leg_diverted(call, OUTSIDE);
	CHECK(!call_leg_unwanted(call));
	call_finish(&call, CALL_END_NORMAL);
}

static void test_shown(void)
{
	struct call_setup s = calls_made(ALICE, "2102");
	struct call *call;

	script_new();
	script.shown = OUTSIDE;
	script.shown_withheld = true;
	script_ring(BOB, 0, DECIDE_RULE_SHORT_NUMBER)->diverted = false;
	call = call_begin(room, &s);
	CHECK_INT(step_of(call).shown, OUTSIDE);
	CHECK(step_of(call).shown_withheld);
	CHECK(!step_of(call).diverted && !step_of(call).control && !step_of(call).no_diversion);
	CHECK_INT(step_of(call).charged, ALICE);
	call_finish(&call, CALL_END_NORMAL);
}

/* The plan is asked with what the node remembers, and nothing changes by asking. */
static void test_questions(void)
{
	struct call_setup s = calls_received(BOB);

	script_new();
	script_stage(DECIDE_PHONE, DECIDE_RULE_PHONE);
	script_wants_phone = true;
	CHECK(call_wants_phone(room, &s));
	script_wants_phone = false;
	CHECK(!call_wants_phone(room, &s));
	CHECK_INT(call_plan_preview(room, &s.facts)->num_stages, 1);
	CHECK(script_facts.live && script_facts.now == clock_wall());
	s.facts.now = 1234567890;
	call_plan_preview(room, &s.facts);
	CHECK_INT(script_facts.now, 1234567890);
	CHECK_INT(call_count(room), 0);
}

/* Without memory for the plan the call goes on without its service, and says so. */
static void test_out_of_memory(void)
{
	unsigned before = calls_written;
	struct call *call;

	hunt();
	pool_fail_after(1);
	call = begin(BOB);
	pool_fail_after(-1);
	CHECK_INT(step_of(call).kind, DECIDE_UNTOUCHED);
	CHECK_INT(call_reason(call)->rule, DECIDE_RULE_OVERLOAD);
	CHECK(!step_of(call).control && !step_of(call).watch);
	call_finish(&call, CALL_END_LET_THROUGH);
	CHECK_INT(calls_written, before + 1);
	CHECK_INT(calls_last.because.why, DECIDE_WHY_OVERLOAD);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "walk test");

	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	room = calls_alloc(ctx, &(const struct call_config){ .max_calls = 50 });
	test_junction();
	test_two_junctions();
	test_total();
	test_together();
	test_phone();
	test_hostile_plan();
	test_release();
	test_record();
	test_unwanted();
	test_shown();
	test_questions();
	test_out_of_memory();
	CHECK_INT(call_count(room), 0);
	talloc_free(ctx);
	return CHECK_DONE();
}
