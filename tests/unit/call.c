/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls in their room: own legs and emergency call-backs by what the room remembers, states, the cap, out of memory,
 * memory a call. */

#include "calls.h"

static struct call_room *room;

static struct call_step step_of(const struct call *call)
{
	struct call_step step;

	call_step(call, &step);
	return step;
}

static enum decide_why why_of(const struct call_setup *setup)
{
	struct call *call = call_begin(room, setup);
	enum decide_why why = DECIDE_WHY_INNER_ERROR;

	if (CHECK(call)) {
		why = call_reason(call)->why;
	}
	call_finish(&call, CALL_END_LET_THROUGH);
	CHECK(!call);
	return why;
}

/* BOB's forwarding sends a leg to CAROL; CAROL's T-CSI asks about it. */
static void divert(void)
{
	struct call_setup s = calls_received(BOB);
	struct call *call = call_begin(room, &s);

	CHECK_INT(step_of(call).kind, DECIDE_RING);
	call_step_sent(call);
	CHECK_STR(call_state_name(call), "RINGING");
	call_finish(&call, CALL_END_NORMAL);
}

static void test_own_leg(void)
{
	struct call_setup back = calls_received(CAROL);

	back.facts.redirecting = back.facts.original_called = BOB;
	back.facts.redirections = 1;
	CHECK_INT(why_of(&back), DECIDE_WHY_FORWARDED);	/* nobody sent it: an ordinary diverted call */
	divert();
	CHECK_INT(why_of(&back), DECIDE_WHY_OWN_LEG);
	CHECK_INT(why_of(&back), DECIDE_WHY_FORWARDED);	/* exactly once */
	divert();
	back.facts.calling = E164_NONE;
	back.facts.redirecting = E164_NONE;
	CHECK_INT(why_of(&back), DECIDE_WHY_OWN_LEG);
	divert();
	clock_test_advance(30000);
	CHECK_INT(why_of(&back), DECIDE_WHY_FORWARDED);	/* too late */

	/* What a driver says of own_leg itself does not count. */
	back.facts.own_leg = true;
	CHECK_INT(why_of(&back), DECIDE_WHY_FORWARDED);
}

/* A short number's call is the called line's own: its forwarding runs. */
static void test_short_is_not_own(void)
{
	struct call_setup s = calls_made(ALICE, "2102"), back = calls_received(BOB);
	struct call *call = call_begin(room, &s);

	CHECK_INT(call_reason(call)->why, DECIDE_WHY_SHORT_NUMBER);
	CHECK_INT(step_of(call).number, BOB);
	call_step_sent(call);
	call_finish(&call, CALL_END_NORMAL);
	back.facts.calling = ALICE;
	CHECK_INT(why_of(&back), DECIDE_WHY_FORWARDED);
	back.facts.redirecting = ALICE;	/* nor is it awaited under any other name */
	CHECK_INT(why_of(&back), DECIDE_WHY_FORWARDED);
}

static void test_emergency(void)
{
	struct call_setup s = calls_made(BOB, "112"), in = calls_received(BOB), unknown = calls_made(OUTSIDE, "112");

	CHECK_INT(why_of(&in), DECIDE_WHY_FORWARDED);
	CHECK_INT(why_of(&s), DECIDE_WHY_EMERGENCY_CALL);
	CHECK_INT(why_of(&in), DECIDE_WHY_EMERGENCY_CALLBACK);
	clock_test_advance(1800000);
	CHECK_INT(why_of(&in), DECIDE_WHY_EMERGENCY_CALLBACK);
	clock_test_advance(1000);
	CHECK_INT(why_of(&in), DECIDE_WHY_FORWARDED);
	CHECK_INT(why_of(&unknown), DECIDE_WHY_EMERGENCY_CALL);

	/* Remembered even where the call itself found no room. */
	pool_fail_after(0);
	CHECK(!call_begin(room, &s));
	pool_fail_after(-1);
	CHECK_INT(why_of(&in), DECIDE_WHY_EMERGENCY_CALLBACK);
	clock_test_advance(1801000);
}

static void test_states(void)
{
	struct call_setup s = calls_received(BOB);
	struct call *call = call_begin(room, &s);

	CHECK_STR(call_state_name(call), "BEGUN");
	call_step_sent(call);
	CHECK_STR(call_state_name(call), "RINGING");
	call_step_sent(call);	/* out of place: nothing happens */
	CHECK_STR(call_state_name(call), "RINGING");
	CHECK(!call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY));
	CHECK_STR(call_state_name(call), "ENDED");
	call_answered(call);
	call_leg_ended(call, CAUSE_NORMAL, true);
	call_step_sent(call);
	call_abandoned(call);
	CHECK_STR(call_state_name(call), "ENDED");
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.leg[1].cause, CAUSE_USER_BUSY);
	call_finish(&call, CALL_END_NORMAL);	/* of nothing */

	call = call_begin(room, &s);
	call_step_sent(call);
	call_answered(call);
	CHECK_STR(call_state_name(call), "ANSWERED");
	call_answered(call);
	call_step_sent(call);
	CHECK(!call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY));
	call_abandoned(call);
	CHECK_STR(call_state_name(call), "ANSWERED");
	call_leg_ended(call, CAUSE_NORMAL, false);
	CHECK_STR(call_state_name(call), "ENDED");
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_last.leg[1].cause, CAUSE_NORMAL);
	CHECK_INT(calls_last.leg[0].cause, 0);

	call = call_begin(room, &s);	/* a call that goes on untouched but is watched */
	call_answered(call);
	CHECK_STR(call_state_name(call), "ANSWERED");
	call_finish(&call, CALL_END_NORMAL);
}

static void test_many(void)
{
	struct call_setup s = calls_received(BOB);
	struct call *calls[50], *call, *shown;
	unsigned i, n = 0, before = calls_written;
	callid_t last = 0;

	for (i = 0; i < 50; i++) {
		calls[i] = call_begin(room, &s);
		CHECK(calls[i] && call_id(calls[i]) > last);
		last = call_id(calls[i]);
	}
	CHECK(!call_begin(room, &s));	/* the cap */
	CHECK_INT(call_count(room), 50);
	for (shown = call_next(room, NULL); shown; shown = call_next(room, shown))
		n++;
	CHECK_INT(n, 50);
	call_finish(&calls[7], CALL_END_ABORTED);
	CHECK_INT(call_count(room), 49);
	call = call_begin(room, &s);
	CHECK(call);
	calls[7] = call;
	for (i = 0; i < 50; i++)
		call_finish(&calls[i], CALL_END_DRAINED);
	CHECK_INT(call_count(room), 0);
	CHECK_INT(calls_written - before, 51);
}

/* Every get that may fail does fail once: no call, no record, nothing lost. */
static void test_out_of_memory(void)
{
	struct call_setup s = calls_received(BOB);
	struct call *call;
	unsigned before = calls_written;
	int n;

	for (n = 0; ; n++) {
		pool_fail_after(n);
		call = call_begin(room, &s);
		if (call)
			break;
		CHECK_INT(call_count(room), 0);
		CHECK_INT(calls_written, before);
	}
	pool_fail_after(-1);
	CHECK(n > 0 && n < 5);
	call_step_sent(call);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(calls_written, before + 1);
}

static void test_memory(void *ctx)
{
	struct call_room *big = call_room_alloc(ctx, calls_snap, &(const struct call_config){ .max_calls = 100000 });
	struct call_setup s = calls_received(BOB);
	struct call *call = NULL;
	size_t empty = call_room_bytes(big);
	unsigned i;

	for (i = 0; i < 100000; i++)
		call = call_begin(big, &s);
	CHECK(call);
	CHECK(!call_begin(big, &s));
	printf("%.1f bytes an open call, %zu bytes for the room without calls\n",
	       (double)(call_room_bytes(big) - empty) / 100000, empty);
	CHECK(call_room_bytes(big) - empty <= 100000 * 266);
	CHECK(empty < 100000 * 80);
	talloc_free(big);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "call test");

	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	room = calls_alloc(ctx, &(const struct call_config){ .max_calls = 50 });
	test_own_leg();
	test_short_is_not_own();
	test_emergency();
	test_states();
	test_many();
	test_out_of_memory();
	test_memory(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
