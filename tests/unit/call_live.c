/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Live state: which legs count for which line and group and when, rest and idle times, what changes meanwhile is seen
 * before a step is shown, our own legs in every list, toll fraud limits. */

#include <osmocom/core/utils.h>

#include "call_script.h"
#include "call_priv.h"

static struct call_room *room;
static const e164_t members[] = { ALICE, CAROL, DAVE };

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

static struct call_line_live live_of(e164_t line)
{
	struct call_line_live now;

	call_line_live(room, line, &now);
	return now;
}

static struct call_group_live group_of(uint32_t id)
{
	struct call_group_live now;

	call_group_live(room, id, &now);
	return now;
}

#define CHECK_LINE(line, want_ringing, want_talking) do { \
		CHECK_INT(live_of(line).ringing, want_ringing); \
		CHECK_INT(live_of(line).talking, want_talking); \
	} while (0)

static void group(void)
{
	script_new();
	script_list(DECIDE_RULE_GROUP, members, 3, 12);
	script.group = GROUP;
	calls_groups();
}

static struct call *begin_group(void)
{
	group();
	return begin(GROUP_NUMBER);
}

static void idle(void)
{
	clock_test_advance(4000000);
	call_room_tick(room);
}

static void test_made(void)
{
	struct call_setup s = calls_made(ALICE, "2102");
	struct call *call;

	script_new();
	script_ring(BOB, 0, DECIDE_RULE_SHORT_NUMBER)->diverted = false;
	call = call_begin(room, &s);
	CHECK_LINE(ALICE, 0, 1);	/* from its first moment */
	call_step_sent(call);
	CHECK_LINE(ALICE, 0, 1);
	CHECK_LINE(BOB, 0, 0);		/* his own call counts for him */
	call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY);
	CHECK_LINE(ALICE, 0, 1);
	clock_test_advance(500);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_LINE(ALICE, 0, 0);
	CHECK_INT(live_of(ALICE).idle_since_ms, clock_ms());	/* a member: it is remembered */

	script.watch = false;	/* of no interest */
	s = calls_made(BOB + 100, "2102");
	call = call_begin(room, &s);
	CHECK_LINE(BOB + 100, 0, 0);
	call_finish(&call, CALL_END_NORMAL);
}

static void test_received(void)
{
	struct call *call;

	script_new();
	script_stage(DECIDE_PHONE, DECIDE_RULE_PHONE);
	script_ring(CAROL, 0, DECIDE_RULE_BUSY_FORWARDING);
	call = begin(BOB + 50);
	CHECK_LINE(BOB + 50, 0, 0);
	call_step_sent(call);
	CHECK_LINE(BOB + 50, 1, 0);
	CHECK_INT(live_of(BOB + 50).diverted, 0);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER));
	CHECK_LINE(BOB + 50, 0, 0);
	CHECK_LINE(CAROL, 0, 0);
	call_step_sent(call);
	CHECK_LINE(CAROL, 1, 0);
	CHECK_INT(live_of(BOB + 50).diverted, 1);
	call_answered(call);
	CHECK_LINE(CAROL, 0, 1);
	CHECK_INT(live_of(BOB + 50).diverted, 1);
	call_leg_ended(call, CAUSE_NORMAL, false);
	CHECK_LINE(CAROL, 0, 0);
	CHECK_INT(live_of(BOB + 50).diverted, 0);
	call_finish(&call, CALL_END_NORMAL);

	/* Watched from its answer on only, and cut off while it talks. */
	script_new();
	script_stage(DECIDE_UNTOUCHED, DECIDE_RULE_PHONE);
	call = begin(BOB);
	call_answered(call);
	CHECK_LINE(BOB, 0, 1);
	call_finish(&call, CALL_END_ABORTED);
	CHECK_LINE(BOB, 0, 0);
}

/* A group's leg comes back as the member's own call: he is not counted twice. */
static void test_own_leg_not_twice(void)
{
	struct call *call = begin_group(), *own;
	struct call_setup back = calls_received(ALICE);

	call_step_sent(call);
	back.facts.redirecting = GROUP_NUMBER;
	own = call_begin(room, &back);
	CHECK(script_facts.own_leg);
	call_step_sent(own);
	CHECK_LINE(ALICE, 1, 0);
	call_answered(own);
	call_answered(call);
	CHECK_LINE(ALICE, 0, 1);
	call_finish(&own, CALL_END_NORMAL);
	CHECK_INT(calls_last.leg[0].charged, CALLER);
	CHECK_INT(calls_last.leg[1].charged, GROUP_NUMBER);	/* who sent the leg pays it, in both records */
	CHECK_LINE(ALICE, 0, 1);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.leg[1].charged, GROUP_NUMBER);
	CHECK_LINE(ALICE, 0, 0);
	idle();
}

static void test_group(void)
{
	struct call_group_live before = group_of(GROUP), now;
	struct call *call = begin_group();

	call_step_sent(call);
	CHECK_LINE(ALICE, 1, 0);
	CHECK_INT(group_of(GROUP).ringing, 1);
	CHECK_INT(group_of(GROUP).last_rung, ALICE);
	clock_test_advance(12000);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER));
	CHECK_INT(group_of(GROUP).ringing, 0);
	CHECK_INT(live_of(ALICE).rest_s, 0);	/* who did not answer does not rest */
	call_step_sent(call);
	CHECK_INT(group_of(GROUP).last_rung, CAROL);
	call_answered(call);
	CHECK_INT(group_of(GROUP).talking, 1);
	CHECK_LINE(CAROL, 0, 1);
	clock_test_advance(60000);
	call_leg_ended(call, CAUSE_NORMAL, false);
	CHECK_INT(live_of(CAROL).rest_s, 30);
	CHECK_INT(live_of(CAROL).idle_since_ms, clock_ms());
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.group, GROUP);
	CHECK_INT(calls_last.fleet, 1);
	CHECK_INT(calls_last.group_result, CALL_GROUP_ANSWERED);
	CHECK_INT(calls_last.leg[1].charged, GROUP_NUMBER);
	now = group_of(GROUP);
	CHECK_INT(now.answered, before.answered + 1);
	CHECK_INT(now.missed, before.missed);
	CHECK_INT(now.talking + now.ringing, 0);
	CHECK(script_facts.live->is_resting(script_facts.live_priv, CAROL));
	CHECK(!script_facts.live->is_busy(script_facts.live_priv, CAROL));
	CHECK_INT(script_facts.live->last_rung(script_facts.live_priv, GROUP), CAROL);
	CHECK(script_facts.live->idle_since(script_facts.live_priv, CAROL) == clock_ms());
	clock_test_advance(29999);
	CHECK_INT(live_of(CAROL).rest_s, 1);
	clock_test_advance(1);
	CHECK_INT(live_of(CAROL).rest_s, 0);
	CHECK(!script_facts.live->is_resting(script_facts.live_priv, CAROL));
	idle();
}

static void finish_group(struct call *call, enum call_end end, enum call_group_result want)
{
	call_finish(&call, end);
	CHECK_INT(calls_last.group_result, want);
}

static void test_group_results(void)
{
	struct call_group_live before = group_of(GROUP);
	struct call *call = begin_group();
	unsigned i;

	call_step_sent(call);
	clock_test_advance(3000);
	call_abandoned(call);
	finish_group(call, CALL_END_NORMAL, CALL_GROUP_ABANDONED);

	call = begin_group();
	for (i = 0; i < 3; i++) {
		call_step_sent(call);
		CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 0));
	}
	call_step_sent(call);	/* to the destination behind it */
	call_answered(call);
	finish_group(call, CALL_END_NORMAL, CALL_GROUP_OVERFLOWED);
	CHECK_INT(calls_last.num_legs, 5);

	group();
	script.stage[3].next[DECIDE_NO_ANSWER] = DECIDE_NEXT_END;
	call = begin(GROUP_NUMBER);
	for (i = 0; i < 3; i++) {
		call_step_sent(call);
		CHECK_INT(call_leg_failed(call, DECIDE_NO_ANSWER, 0), i < 2);
	}
	finish_group(call, CALL_END_NORMAL, CALL_GROUP_MISSED);

	/* Nobody is there and nobody else is asked. */
	script_new();
	script_stage(DECIDE_RELEASE, DECIDE_RULE_GROUP)->cause = CAUSE_ABSENT;
	script.group = GROUP;
	finish_group(begin(GROUP_NUMBER), CALL_END_RELEASED, CALL_GROUP_MISSED);
	/* A caller that the group does not want has not been missed. */
	script_new();
	script_stage(DECIDE_RELEASE, DECIDE_RULE_BLOCKED_CALLER)->cause = CAUSE_REJECTED;
	script.group = GROUP;
	finish_group(begin(GROUP_NUMBER), CALL_END_RELEASED, CALL_GROUP_NONE);

	CHECK_INT(group_of(GROUP).abandoned, before.abandoned + 1);
	CHECK_INT(group_of(GROUP).overflowed, before.overflowed + 1);
	CHECK_INT(group_of(GROUP).missed, before.missed + 2);
	CHECK_INT(group_of(GROUP).answered, before.answered);
	CHECK_STR(call_group_result_name(CALL_GROUP_OVERFLOWED), "overflowed");
	CHECK_STR(call_group_result_name(9), "?");
	idle();
}

/* While the first member rings, the second one takes a call, then rests, is disconnected, leaves, the group goes. */
static void test_changes_meanwhile(void)
{
	struct call *call = begin_group(), *other;
	struct call_setup s = calls_made(CAROL, "2102");

	call_step_sent(call);
	script_new();
	script_ring(BOB, 0, DECIDE_RULE_SHORT_NUMBER);
	other = call_begin(room, &s);
	CHECK(call_leg_failed(call, DECIDE_NO_ANSWER, 0));
	CHECK_INT(step_of(call).number, DAVE);
	call_finish(&other, CALL_END_NORMAL);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.num_rejected, 1);
	CHECK_INT(calls_last.rejected[0].why, DECIDE_WHY_ON_A_CALL);
	CHECK_INT(calls_last.rejected[0].arg[0], CAROL);

	call = begin_group();
	call_step_sent(call);
	live_line_rest(room->live, CAROL, 30);
	CHECK(call_leg_failed(call, DECIDE_BUSY, 0));
	CHECK_INT(step_of(call).number, DAVE);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.rejected[0].why, DECIDE_WHY_MEMBER_RESTS);
	clock_test_advance(30000);

	call = begin_group();
	call_step_sent(call);
	calls_members(GROUP, members, 3, 1 << 0 | 1 << 2);
	CHECK(call_leg_failed(call, DECIDE_BUSY, 0));
	CHECK_INT(step_of(call).number, DAVE);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.rejected[0].why, DECIDE_WHY_MEMBER_AWAY);

	call = begin_group();
	call_step_sent(call);
	calls_members(GROUP, members, 1, 1);
	CHECK(call_leg_failed(call, DECIDE_BUSY, 0));
	CHECK_INT(step_of(call).number, OUTSIDE + 1);	/* all that were tried were busy */
	call_finish(&call, CALL_END_NORMAL);

	call = begin_group();
	call_step_sent(call);
	fleet_snapshot_remove_group(calls_snap, GROUP);
	CHECK(call_leg_failed(call, DECIDE_UNREACHABLE, 0));
	CHECK_INT(step_of(call).number, OUTSIDE + 3);
	call_step_sent(call);
	call_answered(call);
	call_finish(&call, CALL_END_NORMAL);
	call = begin_group();
	call_step_sent(call);
	call_answered(call);
	fleet_snapshot_remove_group(calls_snap, GROUP);
	call_finish(&call, CALL_END_NORMAL);	/* nobody says how long he rests */
	CHECK_INT(live_of(ALICE).rest_s, 0);
	calls_groups();
	idle();
}

/* A hunt passes by a line on a call, unless that line wants a second call to ring. */
static void test_hunt_busy(void)
{
	struct store_settings rings = { 0 };
	struct call *call, *other;
	struct call_setup s = calls_made(CAROL, "2102");
	unsigned round;

	store_settings_default(CAROL, &rings);
	for (round = 0; round < 2; round++) {
		script_new();
		script_list(DECIDE_RULE_HUNT, members, 2, 12);
		call = begin(BOB);
		call_step_sent(call);
		other = call_begin(room, &s);
		CHECK(call_leg_failed(call, DECIDE_BUSY, 0));
		CHECK_INT(step_of(call).number, round ? CAROL : (e164_t)OUTSIDE + 1);
		call_finish(&other, CALL_END_NORMAL);
		call_finish(&call, CALL_END_NORMAL);
		rings.rings_when_busy = true;
		CHECK_INT(fleet_snapshot_put_settings(calls_snap, &rings), 0);
	}
	rings.rings_when_busy = false;
	fleet_snapshot_put_settings(calls_snap, &rings);
	idle();
}

static bool comes_back(e164_t line, e164_t calling, e164_t redirecting, e164_t original)
{
	struct call_setup back = calls_received(line);
	struct decide_plan kept = script;
	struct call *own;
	bool is_own;

	back.facts.calling = calling;
	back.facts.redirecting = redirecting;
	back.facts.original_called = original;
	script_new();
	script_stage(DECIDE_PHONE, DECIDE_RULE_PHONE);
	own = call_begin(room, &back);
	is_own = script_facts.own_leg;
	call_finish(&own, CALL_END_LET_THROUGH);
	script = kept;
	return is_own;
}

/* Every leg of a list to a line is known when it comes back, whatever the network strips, and once only; one that failed,
 * was answered or given up is awaited no longer. */
static void check_own_legs(enum decide_rule rule, e164_t served)
{
	static const struct { bool caller, redirecting, original; } kept[] = {
		{ true, true, true }, { true, false, true }, { true, true, false }, { true, false, false },
		{ false, true, true }, { false, false, true }, { false, true, false }, { false, false, false },
	};
	unsigned i, leg;

	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		e164_t calling = kept[i].caller ? CALLER : E164_NONE, redirecting = kept[i].redirecting ? served : E164_NONE;
		e164_t original = kept[i].original ? served : E164_NONE;
		struct call *call;

		script_new();
		script_list(rule, members, 3, 12);
		script.group = rule == DECIDE_RULE_GROUP ? GROUP : 0;
		call = begin(served);
		for (leg = 0; leg < 3; leg++) {
			CHECK(!comes_back(members[leg], calling, redirecting, original));
			call_step_sent(call);
			CHECK(!comes_back(members[(leg + 1) % 3], calling, redirecting, original));
			if (leg < 2)
				CHECK(comes_back(members[leg], calling, redirecting, original));
			CHECK(!comes_back(members[leg], calling, redirecting, original) || leg == 2);
			if (leg < 2)
				CHECK(call_leg_failed(call, DECIDE_BUSY, 0));
			CHECK(!comes_back(members[leg], calling, redirecting, original));
		}
		call_answered(call);
		CHECK(!comes_back(members[2], calling, redirecting, original));
		call_finish(&call, CALL_END_NORMAL);
	}
	idle();
}

static void test_own_legs(void)
{
	struct call *call;

	check_own_legs(DECIDE_RULE_HUNT, BOB);
	check_own_legs(DECIDE_RULE_GROUP, GROUP_NUMBER);
	check_own_legs(DECIDE_RULE_IMMEDIATE_FORWARDING, BOB);

	/* Failed, answered, abandoned before it came back: not awaited. */
	script_new();
	script_list(DECIDE_RULE_HUNT, members, 2, 12);
	call = begin(BOB);
	call_step_sent(call);
	call_leg_failed(call, DECIDE_UNREACHABLE, 0);
	CHECK(!comes_back(ALICE, CALLER, BOB, BOB));
	call_step_sent(call);
	call_answered(call);
	CHECK(!comes_back(CAROL, CALLER, BOB, BOB));
	call_finish(&call, CALL_END_NORMAL);
	call = begin(BOB);
	call_step_sent(call);
	call_abandoned(call);
	CHECK(!comes_back(ALICE, CALLER, BOB, BOB));
	call_finish(&call, CALL_END_NORMAL);
	/* Sent and not watched: it comes back when the call is over for us. */
	call = begin(BOB);
	call_step_sent(call);
	call_finish(&call, CALL_END_NORMAL);
	CHECK(comes_back(ALICE, CALLER, BOB, BOB));

	/* Where the target's own rules are to run, it is his call; he is counted by it. */
	script_new();
	script_list(DECIDE_RULE_GROUP, members, 1, 12);
	script.group = GROUP;
	script.target[0].own_rules = true;
	call = begin(GROUP_NUMBER);
	call_step_sent(call);
	CHECK_LINE(ALICE, 0, 0);
	CHECK(!comes_back(ALICE, CALLER, GROUP_NUMBER, GROUP_NUMBER));
	call_answered(call);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(live_of(ALICE).rest_s, 30);	/* he rests after the group's call all the same */
	idle();
}

/* The call had been diverted to us already: the leg keeps who did so first. */
static void test_own_leg_of_diverted(void)
{
	struct call_setup s = calls_received(BOB);
	struct call *call;

	s.facts.original_called = OUTSIDE + 7;
	s.facts.redirecting = OUTSIDE + 8;
	script_new();
	script_ring(CAROL, 0, DECIDE_RULE_IMMEDIATE_FORWARDING);
	call = call_begin(room, &s);
	call_step_sent(call);
	CHECK(!comes_back(CAROL, CALLER, OUTSIDE + 8, OUTSIDE + 7));
	CHECK(!comes_back(CAROL, CALLER, E164_NONE, OUTSIDE + 8));
	CHECK(comes_back(CAROL, CALLER, E164_NONE, OUTSIDE + 7));
	call_finish(&call, CALL_END_NORMAL);

	script.shown = OUTSIDE;	/* another number is shown: that one comes back */
	call = call_begin(room, &s);
	call_step_sent(call);
	CHECK(!comes_back(CAROL, CALLER, BOB, OUTSIDE + 7));
	CHECK(comes_back(CAROL, OUTSIDE, BOB, OUTSIDE + 7));
	call_finish(&call, CALL_END_NORMAL);
	idle();
}

static void forward(e164_t to)
{
	script_new();
	script.watch = false;
	script_ring(to, 0, DECIDE_RULE_IMMEDIATE_FORWARDING);
}

static void test_limits(void)
{
	struct call *up[4], *call;
	uint64_t before = call_limited_count(room);
	unsigned i;

	/* The room's: three a line, one of them abroad. */
	forward(OUTSIDE);
	for (i = 0; i < 3; i++) {
		up[i] = begin(BOB);
		CHECK_INT(step_of(up[i]).kind, DECIDE_RING);
		call_step_sent(up[i]);
	}
	CHECK_INT(live_of(BOB).diverted, 3);
	call = begin(BOB);
	CHECK_INT(step_of(call).kind, DECIDE_UNTOUCHED);
	CHECK_INT(step_of(call).number, E164_NONE);
	CHECK_INT(call_reason(call)->rule, DECIDE_RULE_FRAUD_LIMIT);
	call_finish(&call, CALL_END_LET_THROUGH);
	CHECK(calls_last.limited);
	CHECK_INT(calls_last.because.why, DECIDE_WHY_FRAUD_LIMIT);
	CHECK_INT(calls_last.because.arg[0], OUTSIDE);
	call = begin(CAROL);	/* another line's are its own */
	CHECK_INT(step_of(call).kind, DECIDE_RING);
	call_finish(&call, CALL_END_NORMAL);
	CHECK(!calls_last.limited);

	/* A list goes on by its next step: one that is no diversion. */
	script_new();
	script_ring(OUTSIDE, 10, DECIDE_RULE_HUNT);
	script_stage(DECIDE_PHONE, DECIDE_RULE_HUNT);
	call = begin(BOB);
	CHECK_INT(step_of(call).kind, DECIDE_PHONE);
	call_finish(&call, CALL_END_NORMAL);
	CHECK(calls_last.limited);
	CHECK_INT(calls_last.rejected[0].rule, DECIDE_RULE_FRAUD_LIMIT);
	script_new();
	script_stage(DECIDE_PHONE, DECIDE_RULE_PHONE);
	script_ring(OUTSIDE, 10, DECIDE_RULE_BUSY_FORWARDING);
	call = begin(BOB);
	call_step_sent(call);
	CHECK(!call_leg_failed(call, DECIDE_BUSY, 17));	/* the natural outcome */
	call_finish(&call, CALL_END_NORMAL);
	CHECK(calls_last.limited);
	CHECK_INT(calls_last.because.rule, DECIDE_RULE_PHONE);
	for (i = 0; i < 3; i++)
		call_finish(&up[i], CALL_END_NORMAL);
	CHECK_INT(live_of(BOB).diverted, 0);

	forward(447700900123);
	up[0] = begin(BOB);
	call_step_sent(up[0]);
	call = begin(BOB);
	CHECK_INT(step_of(call).kind, DECIDE_UNTOUCHED);
	call_finish(&call, CALL_END_LET_THROUGH);
	forward(OUTSIDE);
	call = begin(BOB);
	CHECK_INT(step_of(call).kind, DECIDE_RING);
	call_finish(&call, CALL_END_LET_THROUGH);
	up[1] = begin(BOB);	/* one at home stays up while those abroad come and go */
	call_step_sent(up[1]);
	call_finish(&up[0], CALL_END_NORMAL);
	forward(447700900123);
	call = begin(BOB);
	CHECK_INT(step_of(call).kind, DECIDE_RING);
	call_finish(&call, CALL_END_LET_THROUGH);
	call_finish(&up[1], CALL_END_NORMAL);
	CHECK_INT(call_limited_count(room) - before, 4);
}

/* A group's call that a limit lets go on as it is rings no member: round robin goes on behind the one who rang. */
static void test_limited_group(void)
{
	struct call_group_live before;
	struct call *up[3], *call;
	unsigned i;

	forward(OUTSIDE);
	for (i = 0; i < 3; i++) {
		up[i] = begin(GROUP_NUMBER);
		call_step_sent(up[i]);
	}
	before = group_of(GROUP);
	call = begin_group();
	CHECK_INT(call_reason(call)->rule, DECIDE_RULE_FRAUD_LIMIT);
	call_step_sent(call);
	CHECK_INT(group_of(GROUP).last_rung, before.last_rung);
	CHECK_INT(group_of(GROUP).ringing, 0);
	call_answered(call);
	call_leg_ended(call, CAUSE_NORMAL, false);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.group_result, CALL_GROUP_NONE);
	CHECK_INT(group_of(GROUP).answered, before.answered);
	CHECK_INT(live_of(GROUP_NUMBER).rest_s, 0);
	for (i = 0; i < 3; i++)
		call_finish(&up[i], CALL_END_NORMAL);
	idle();
}

/* A fleet's own limits take the place of the room's. */
static void test_fleet_limits(void)
{
	struct store_fleet row = { .id = 1, .name = "fleet 1", .profile = "fr-current", .max_diverted_line = 5,
		.max_diverted_fleet = 4, .max_abroad_line = 2, .max_abroad_fleet = 3 };
	static const e164_t who[] = { BOB, BOB, BOB, BOB, CAROL }, abroad[] = { BOB, BOB, BOB, CAROL, DAVE };
	static const bool sent[] = { true, true, true, true, false }, sent_abroad[] = { true, true, false, true, false };
	struct call *up[5];
	unsigned i;

	CHECK_INT(fleet_snapshot_put_fleet(calls_snap, &row), 0);
	forward(OUTSIDE);
	for (i = 0; i < 5; i++) {
		up[i] = begin(who[i]);
		CHECK_INT(step_of(up[i]).kind == DECIDE_RING, sent[i]);
		call_step_sent(up[i]);
	}
	for (i = 0; i < 5; i++)
		call_finish(&up[i], CALL_END_NORMAL);
	forward(447700900123);
	for (i = 0; i < 5; i++) {
		up[i] = begin(abroad[i]);
		CHECK_INT(step_of(up[i]).kind == DECIDE_RING, sent_abroad[i]);
		call_step_sent(up[i]);
	}
	for (i = 0; i < 5; i++)
		call_finish(&up[i], CALL_END_NORMAL);
	row.max_diverted_line = row.max_diverted_fleet = row.max_abroad_line = row.max_abroad_fleet = 0;
	fleet_snapshot_put_fleet(calls_snap, &row);
}

static e164_t told[16];
static unsigned num_told, groups_told;

static void on_line(void *priv, e164_t line)
{
	if (num_told < ARRAY_SIZE(told))
		told[num_told++] = line;
}

static void on_group(void *priv, uint32_t id)
{
	CHECK_INT(id, GROUP);
	groups_told++;
}

static void test_ops(void)
{
	static const struct call_live_ops ops = { .line = on_line, .group = on_group };
	struct call *call = begin_group();

	call_room_set_live_ops(room, &ops, NULL);
	call_step_sent(call);
	CHECK_INT(num_told, 1);
	CHECK_INT(told[0], ALICE);
	call_answered(call);
	CHECK_INT(num_told, 2);
	CHECK(groups_told >= 2);
	call_finish(&call, CALL_END_NORMAL);	/* free, and rests */
	CHECK_INT(num_told, 4);
	clock_test_advance(29000);
	call_room_tick(room);
	CHECK_INT(num_told, 4);
	clock_test_advance(2000);
	call_room_tick(room);
	CHECK_INT(num_told, 5);
	CHECK_INT(told[4], ALICE);
	call_room_set_live_ops(room, NULL, NULL);
	idle();
}

static void test_conference(void)
{
	struct call_setup s = calls_made(ALICE, "2102");
	struct call *made, *received, *other;

	script_new();
	script_stage(DECIDE_PHONE, DECIDE_RULE_PHONE);
	received = begin(ALICE);
	call_step_sent(received);
	call_answered(received);
	other = begin(BOB);
	call_step_sent(other);
	script_new();
	script_ring(OUTSIDE, 0, DECIDE_RULE_NORMAL_CALL);
	made = call_begin(room, &s);
	call_step_sent(made);
	call_answered(made);
	call_note_conference(room, ALICE);
	call_note_conference(room, DAVE);	/* who has no call */
	call_finish(&made, CALL_END_NORMAL);
	CHECK(calls_last.conference);
	call_finish(&received, CALL_END_NORMAL);
	CHECK(calls_last.conference);
	call_finish(&other, CALL_END_NORMAL);
	CHECK(!calls_last.conference);
	idle();
}

/* Without memory nothing is counted, and nothing that was not counted is taken back. */
static void test_out_of_memory(void)
{
	struct call_setup s = calls_received(GROUP_NUMBER);
	struct call *call;
	int n;

	for (n = 0; n < 12; n++) {
		group();
		pool_fail_after(n);
		call = call_begin(room, &s);
		if (!call) {
			pool_fail_after(-1);
			continue;
		}
		call_step_sent(call);
		call_leg_failed(call, DECIDE_NO_ANSWER, 0);
		call_step_sent(call);
		call_answered(call);
		call_finish(&call, CALL_END_NORMAL);
		pool_fail_after(-1);
		CHECK_LINE(ALICE, 0, 0);
		CHECK_LINE(CAROL, 0, 0);
		CHECK_INT(group_of(GROUP).ringing + group_of(GROUP).talking, 0);
		CHECK_INT(live_of(GROUP_NUMBER).diverted, 0);
		idle();
	}
}

/* Entries are bounded: the line idle for the longest time is forgotten first. */
static void test_bound(void)
{
	struct live *live = live_alloc(NULL, calls_snap, 2);	/* four lines */
	struct call_line_live now;
	unsigned i;

	for (i = 0; i < 3; i++) {
		CHECK_INT(live_line_change(live, members[i], LIVE_NONE, LIVE_TALKING), LIVE_TALKING);
		clock_test_advance(1000);
		CHECK_INT(live_line_change(live, members[i], LIVE_TALKING, LIVE_NONE), LIVE_NONE);
	}
	CHECK_INT(live_count(live), 3);
	for (i = 0; i < 4; i++)
		CHECK_INT(live_line_change(live, OUTSIDE + i, LIVE_NONE, LIVE_RINGING), LIVE_RINGING);
	CHECK_INT(live_line_change(live, OUTSIDE + 4, LIVE_NONE, LIVE_RINGING), LIVE_NONE);	/* all are in use */
	live_line_show(live, DAVE, &now);
	CHECK_INT(now.idle_since_ms, 0);
	live_line_rest(live, OUTSIDE + 5, 10);
	CHECK(!live_line_is_resting(live, OUTSIDE + 5));
	for (i = 0; i < 4; i++)
		live_line_change(live, OUTSIDE + i, LIVE_RINGING, LIVE_NONE);
	CHECK_INT(live_count(live), 0);
	talloc_free(live);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "live test");

	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	room = calls_alloc(ctx, &(const struct call_config){ .max_calls = 50, .max_diverted_line = 3, .max_abroad_line = 1 });
	calls_groups();
	test_made();
	test_received();
	test_own_leg_not_twice();
	test_group();
	test_group_results();
	test_changes_meanwhile();
	test_hunt_busy();
	test_own_legs();
	test_own_leg_of_diverted();
	test_limits();
	test_limited_group();
	test_fleet_limits();
	test_ops();
	test_conference();
	test_out_of_memory();
	test_bound();
	CHECK_INT(call_count(room), 0);
	talloc_free(ctx);
	return CHECK_DONE();
}
