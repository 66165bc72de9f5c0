/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hunt lists and groups as decide/ plans them over the live state that calls make: distribution in each mode, rest times,
 * the group's number that is a member's own, lists exhausted in each way, our own legs. */

#include "calls.h"

static struct call_room *room;

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

/* The step rings this number; it is carried out. */
static void rings(struct call *call, e164_t number)
{
	CHECK_INT(step_of(call).kind, DECIDE_RING);
	CHECK_INT(step_of(call).number, number);
	call_step_sent(call);
}

static void talk(struct call **call, unsigned ms)
{
	call_answered(*call);
	clock_test_advance(ms);
	call_leg_ended(*call, CAUSE_NORMAL, true);
	call_finish(call, CALL_END_NORMAL);
}

/* A call of the group: rings this member, who talks for a second. */
static void one_call(e164_t member)
{
	struct call *call = begin(GROUP_NUMBER);

	rings(call, member);
	talk(&call, 1000);
}

static void mode(enum group_mode m, uint16_t rest_s)
{
	clock_test_advance(4000000);
	CHECK_INT(calls_put_group(GROUP, GROUP_NUMBER, m, rest_s), 0);
}

static void test_linear(void)
{
	struct call *call, *second, *third, *fourth;

	mode(GROUP_LINEAR, 30);
	call = begin(GROUP_NUMBER);
	CHECK_INT(step_of(call).ring_s, 12);
	CHECK(step_of(call).control && step_of(call).watch && step_of(call).diverted);
	CHECK_INT(step_of(call).redirecting, GROUP_NUMBER);
	rings(call, ALICE);
	second = begin(GROUP_NUMBER);	/* she rings already */
	rings(second, CAROL);
	clock_test_advance(12000);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER));
	rings(call, DAVE);	/* Carol was free when this was planned, and is not any more */
	third = begin(GROUP_NUMBER);
	rings(third, ALICE);
	call_answered(call);
	talk(&second, 5000);
	fourth = begin(GROUP_NUMBER);	/* one rings, one talks, one rests: overflowed, nowhere to go */
	CHECK_INT(step_of(fourth).kind, DECIDE_RELEASE);
	call_step_sent(fourth);
	call_finish(&fourth, CALL_END_RELEASED);
	CHECK_INT(calls_last.group_result, CALL_GROUP_MISSED);
	CHECK(calls_last.anchor & DECIDE_ANCHOR_QUEUE);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.group_result, CALL_GROUP_ANSWERED);
	CHECK_INT(calls_last.num_legs, 3);
	call_abandoned(third);
	call_finish(&third, CALL_END_NORMAL);
	one_call(ALICE);	/* who did not answer did not rest */
	clock_test_advance(30000);
	one_call(ALICE);
	one_call(CAROL);
	one_call(DAVE);
}

static void test_round_robin(void)
{
	mode(GROUP_ROUND_ROBIN, 0);
	one_call(ALICE);
	one_call(CAROL);
	one_call(DAVE);
	one_call(ALICE);
}

static void test_longest_idle(void)
{
	struct call *call;
	struct call_setup made = calls_made(DAVE, "2101");

	mode(GROUP_LONGEST_IDLE, 0);
	one_call(CAROL);	/* idle since the last test: round robin ended with Alice, Carol was before Dave */
	one_call(DAVE);
	one_call(ALICE);
	one_call(CAROL);
	call = call_begin(room, &made);	/* a call of his own ends his idle time, too */
	clock_test_advance(1000);
	call_finish(&call, CALL_END_NORMAL);
	one_call(ALICE);
	one_call(CAROL);
	one_call(DAVE);
}

static void test_together(void)
{
	struct call *call;

	mode(GROUP_TOGETHER, 0);	/* the switch rings one after the other */
	call = begin(GROUP_NUMBER);
	rings(call, ALICE);
	CHECK(call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY));
	rings(call, CAROL);
	CHECK(call_leg_failed(call, DECIDE_UNREACHABLE, CAUSE_ABSENT));
	rings(call, DAVE);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER));
	CHECK_INT(step_of(call).kind, DECIDE_RELEASE);
	call_step_sent(call);
	call_finish(&call, CALL_END_RELEASED);
	CHECK(calls_last.anchor & DECIDE_ANCHOR_TOGETHER);
	CHECK_INT(calls_last.group_result, CALL_GROUP_MISSED);
}

/* Rest and busy hold in every group of a member. */
static void test_two_groups(void)
{
	static const e164_t pair[] = { CAROL, ALICE };
	struct call *call, *own;
	struct call_setup back = calls_received(CAROL);

	mode(GROUP_LINEAR, 0);
	CHECK_INT(calls_put_group(GROUP_OF_ALICE, ALICE, GROUP_LINEAR, 60) |
		  calls_members(GROUP_OF_ALICE, pair, 2, 3), 0);
	call = begin(ALICE);	/* her own number, which is a group's */
	rings(call, CAROL);
	back.facts.redirecting = back.facts.original_called = ALICE;
	back.facts.redirections = 1;
	own = call_begin(room, &back);
	CHECK_INT(call_reason(own)->why, DECIDE_WHY_OWN_LEG);
	call_finish(&own, CALL_END_LET_THROUGH);
	talk(&call, 1000);
	call = begin(ALICE);	/* Carol rests: the phone of the number itself */
	CHECK_INT(step_of(call).kind, DECIDE_PHONE);
	call_step_sent(call);
	own = begin(GROUP_NUMBER);	/* Alice rings there, Carol rests from there */
	rings(own, DAVE);
	call_finish(&own, CALL_END_NORMAL);
	talk(&call, 1000);
	CHECK_INT(calls_last.group_result, CALL_GROUP_ANSWERED);
	own = begin(GROUP_NUMBER);
	rings(own, DAVE);	/* and now Alice rests, too */
	call_finish(&own, CALL_END_NORMAL);
	clock_test_advance(60000);
	one_call(ALICE);
	CHECK_INT(fleet_snapshot_remove_group(calls_snap, GROUP_OF_ALICE), 0);
}

static void hunt(e164_t line, const e164_t *numbers, unsigned n)
{
	struct store_hunt rows[HUNT_MAX];
	struct store_settings settings;
	unsigned i;

	store_settings_default(line, &settings);
	settings.hunt_active = true;
	settings.version = 11;
	for (i = 0; i < n; i++)
		rows[i] = (struct store_hunt){ .line = line, .position = (uint8_t)(i + 1), .number = numbers[i], .ring_s = 20 };
	CHECK_INT(fleet_snapshot_put_settings(calls_snap, &settings), 0);
	CHECK_INT(fleet_snapshot_put_hunt(calls_snap, line, rows, n), 0);
}

static void forward(e164_t line, enum forwarding_kind kind, e164_t to)
{
	struct store_forwarding row = { .line = line, .kind = kind, .active = true, .destination = to, .version = 12 };

	CHECK_INT(fleet_snapshot_put_forwarding(calls_snap, &row), 0);
}

static void exhaust(enum decide_outcome outcome, e164_t then, enum decide_rule rule)
{
	static const e164_t list[] = { ALICE, DAVE, CAROL };
	struct call *call = begin(DAVE), *own;
	struct call_setup back = calls_received(DAVE);
	unsigned i;

	for (i = 0; i < 3; i++) {
		rings(call, list[i]);
		if (list[i] == DAVE) {	/* his own number in his list comes back without any diversion */
			own = call_begin(room, &back);
			CHECK_INT(call_reason(own)->why, DECIDE_WHY_OWN_LEG);
			call_finish(&own, CALL_END_LET_THROUGH);
		}
		CHECK(call_leg_failed(call, outcome, 0));
	}
	rings(call, then);
	CHECK_INT(call_reason(call)->rule, rule);
	talk(&call, 1000);
	CHECK_INT(calls_last.num_legs, 5);
	CHECK_INT(calls_last.leg[4].charged, DAVE);
}

static void test_hunt(void)
{
	static const e164_t list[] = { ALICE, DAVE, CAROL }, own_first[] = { DAVE, ALICE };
	struct call *call;

	mode(GROUP_LINEAR, 0);
	hunt(DAVE, list, 3);
	forward(DAVE, FORWARDING_BUSY, OUTSIDE + 1);
	forward(DAVE, FORWARDING_NO_ANSWER, OUTSIDE + 2);
	forward(DAVE, FORWARDING_UNREACHABLE, OUTSIDE + 3);
	exhaust(DECIDE_BUSY, OUTSIDE + 1, DECIDE_RULE_BUSY_FORWARDING);
	exhaust(DECIDE_NO_ANSWER, OUTSIDE + 2, DECIDE_RULE_NO_ANSWER_FORWARDING);
	exhaust(DECIDE_UNREACHABLE, OUTSIDE + 3, DECIDE_RULE_UNREACHABLE_FORWARDING);

	hunt(DAVE, own_first, 2);
	call = begin(DAVE);
	CHECK_INT(step_of(call).kind, DECIDE_PHONE);
	call_step_sent(call);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 0));
	CHECK_INT(step_of(call).redirect_reason, DECIDE_REDIRECT_NO_REPLY);
	rings(call, ALICE);
	talk(&call, 1000);
	CHECK_INT(calls_last.leg[1].charged, CALLER);
	CHECK_INT(calls_last.leg[2].charged, DAVE);
}

/* What follows a group may be one of its members, who is called there like anybody else. */
static void test_overflow_to_member(void)
{
	static const e164_t members[] = { ALICE, CAROL, DAVE };
	struct store_group row = {
		.id = GROUP, .fleet_id = 1, .number = GROUP_NUMBER, .name = "g", .ring_s = 12, .rest_s = 30,
		.overflow = { .kind = DESTINATION_NUMBER, .number = DAVE }, .nobody = { .kind = DESTINATION_NUMBER, .number = DAVE },
	};
	struct call_group_live before, after;
	struct call *call;

	clock_test_advance(4000000);
	CHECK_INT(fleet_snapshot_put_group(calls_snap, &row) | calls_members(GROUP, members, 3, 1), 0);
	call = begin(GROUP_NUMBER);
	rings(call, ALICE);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 0));
	rings(call, DAVE);	/* not connected, and no member's leg either */
	CHECK_INT(call_reason(call)->why, DECIDE_WHY_GROUP_OVERFLOW);
	talk(&call, 1000);
	CHECK_INT(calls_last.group_result, CALL_GROUP_OVERFLOWED);
	CHECK_INT(calls_members(GROUP, members, 3, 0), 0);
	call_group_live(room, GROUP, &before);
	call = begin(GROUP_NUMBER);
	rings(call, DAVE);	/* he does not rest: it was no call of the group's that he took */
	CHECK_INT(call_reason(call)->why, DECIDE_WHY_GROUP_NOBODY);
	talk(&call, 1000);
	CHECK_INT(calls_last.group_result, CALL_GROUP_OVERFLOWED);
	call_group_live(room, GROUP, &after);
	CHECK_INT(after.answered, before.answered);
	CHECK_INT(after.last_rung, ALICE);
	CHECK_INT(calls_members(GROUP, members, 3, 7), 0);
}

/* A list that rang as long as it may, and nothing behind it: released like one whose numbers are all tried. */
static void test_hunt_times_out(void)
{
	static const e164_t list[] = { ALICE, CAROL, OUTSIDE };
	struct call *call;

	clock_test_advance(4000000);
	hunt(BOB, list, 2);
	forward(BOB, FORWARDING_IMMEDIATE, E164_NONE);
	call = begin(BOB);
	rings(call, ALICE);
	clock_test_advance(60000);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 0));
	rings(call, CAROL);
	clock_test_advance(60000);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 0));
	CHECK_INT(step_of(call).kind, DECIDE_RELEASE);
	CHECK_INT(step_of(call).cause, CAUSE_NO_ANSWER);
	call_finish(&call, CALL_END_NORMAL);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "groups test");

	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	room = calls_alloc(ctx, &(const struct call_config){ .max_calls = 50 });
	calls_groups();
	CHECK_INT(fleet_snapshot_remove_group(calls_snap, GROUP_OF_ALICE), 0);
	test_linear();
	test_round_robin();
	test_longest_idle();
	test_together();
	test_two_groups();
	test_hunt();
	test_overflow_to_member();
	test_hunt_times_out();
	CHECK_INT(call_count(room), 0);
	talloc_free(ctx);
	return CHECK_DONE();
}
