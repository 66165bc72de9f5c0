/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Steps 3, 4, 7, 8, 10 and 11: the four forwardings, blocked callers, do not disturb, the loop guard. */

#include "decide_bed.h"

#define ALL_THREE " | ring:1234/busy[forwarded] | ring:1235/no-reply[forwarded] | ring:1236/unreachable[forwarded]"

static void test_conditional(void)
{
	struct decide_facts f = received(LINE(1));

	bed();
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE);
	CHECK(!plan.watch);
	forward_all(LINE(1));
	PLAN(&f, "phone:25[rings-phone]>b1n2u3r1" ALL_THREE, NO_IMMEDIATE);
	CHECK(plan.watch);
	CHECK_INT(plan.stage[1].because.version, FORWARDING_BUSY + 1);
	CHECK_INT(plan.stage[2].because.rule, DECIDE_RULE_NO_ANSWER_FORWARDING);
	CHECK_INT(plan.stage[3].redirecting, LINE(1));
	CHECK_INT(plan.stage[0].because.seconds, 25);

	bed();
	forward(FORWARDING_NO_ANSWER, LINE(1), OUTSIDE);
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE);
	CHECK(plan.watch);
	bed();
	forward(FORWARDING_BUSY, LINE(1), LINE(2));
	PLAN(&f, "phone[rings-phone]>b1r1 | ring:0002/busy[forwarded]", NO_IMMEDIATE);
	bed();
	forward_to_voicemail(FORWARDING_UNREACHABLE, LINE(1));
	PLAN(&f, "phone[rings-phone]>u1 | ring:8888/unreachable[forwarded]", NO_IMMEDIATE);
	CHECK_INT(plan.stage[1].because.arg[0], E164_NONE);
	put(fleet_snapshot_put_voicemail(snap, "fr-current", E164_NONE));
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE ", unreachable-forwarding no-voicemail");
}

/* Toll fraud limits count what is watched (product.md section 11). */
static void test_diversion_is_counted(void)
{
	struct store_fleet capped = { .id = 1, .profile = "fr-current", .name = "f", .max_abroad_fleet = 3 };
	struct decide_facts f = received(LINE(1));

	bed();
	forward(FORWARDING_IMMEDIATE, LINE(1), OUTSIDE);
	PLAN(&f, "ring:1234/always[forwarded]", "");
	CHECK(plan.watch);
	f.sw.uncounted = true;
	decide_call(snap, &f, &plan);
	CHECK(!plan.watch);
	put(fleet_snapshot_put_fleet(snap, &capped));
	decide_call(snap, &f, &plan);
	CHECK(plan.watch);
	/* nothing is diverted: nothing to count */
	f = received(LINE(2));
	decide_call(snap, &f, &plan);
	CHECK(!plan.watch);
}

/* Product.md section 5, `foreign`: said, and our timer ends before the network's own where that is known. */
static void test_foreign_forwarding(void)
{
	struct decide_facts f = received(LINE(1));

	bed();
	f.sw.foreign_forwarding = true;
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE);
	CHECK(!plan.foreign);	/* nothing of ours follows: nothing is lost */
	forward(FORWARDING_NO_ANSWER, LINE(1), OUTSIDE);
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE ", phone foreign-forwarding");
	CHECK(plan.foreign);
	CHECK_INT(plan.anchor, 0);
	f.sw.foreign_no_answer_s = 20;
	PLAN(&f, "phone:18[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE ", phone foreign-forwarding");
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_RING_TIME);
	f.sw.legs = true;	/* the node's own timer, too */
	PLAN(&f, "phone:18[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE ", phone foreign-forwarding");
	f.sw.legs = false;
	f.sw.foreign_no_answer_s = 8;	/* less than the switch takes */
	PLAN(&f, "phone:10[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE ", phone foreign-forwarding");
	f.sw.foreign_no_answer_s = 60;
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE ", phone foreign-forwarding");
	f.sw.foreign_forwarding = false;
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE);
	CHECK(!plan.foreign);
}

static void test_phone_known(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_settings s = settings_of(LINE(1));

	bed();
	forward_all(LINE(1));
	live.busy[0] = LINE(1);
	PLAN(&f, "ring:1234/busy[forwarded]", NO_IMMEDIATE ", phone on-a-call");
	live.busy[0] = E164_NONE;
	f.phone = DECIDE_PHONE_BUSY;	/* somebody says so: nothing of a call is known here */
	PLAN(&f, "ring:1234/busy[forwarded]", NO_IMMEDIATE ", phone phone-busy");
	f.phone = DECIDE_PHONE_OFF;
	PLAN(&f, "ring:1236/unreachable[forwarded]", NO_IMMEDIATE ", phone not-reachable");
	f.phone = DECIDE_PHONE_IDLE;
	PLAN(&f, "phone:25[rings-phone]>b1n2u3r1" ALL_THREE, NULL);

	s.rings_when_busy = true;	/* "Laisser sonner en double appel" */
	put_settings(&s);
	live.busy[0] = LINE(1);
	f.phone = DECIDE_PHONE_BUSY;
	PLAN(&f, "phone:25[rings-phone]>b1n2u3r1" ALL_THREE, NULL);

	bed();	/* nothing to divert to: the phone's own call waiting */
	live.busy[0] = LINE(1);
	forward(FORWARDING_NO_ANSWER, LINE(1), OUTSIDE);
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NULL);
	f.live = NULL;
	f.phone = DECIDE_PHONE_OFF;
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NULL);
}

static void test_wants_phone(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_settings s = settings_of(LINE(1));

	bed();
	CHECK(!decide_wants_phone(snap, &f));
	forward(FORWARDING_NO_ANSWER, LINE(1), OUTSIDE);
	CHECK(!decide_wants_phone(snap, &f));
	forward(FORWARDING_BUSY, LINE(1), OUTSIDE);
	CHECK(decide_wants_phone(snap, &f));
	live.busy[0] = LINE(1);	/* known already */
	CHECK(!decide_wants_phone(snap, &f));
	live.busy[0] = E164_NONE;
	s.rings_when_busy = true;
	put_settings(&s);
	CHECK(!decide_wants_phone(snap, &f));
	forward(FORWARDING_UNREACHABLE, LINE(1), OUTSIDE);
	CHECK(decide_wants_phone(snap, &f));
	f.own_leg = true;
	CHECK(!decide_wants_phone(snap, &f));
	f = received(LINE(1));
	forward(FORWARDING_IMMEDIATE, LINE(1), OUTSIDE);
	CHECK(!decide_wants_phone(snap, &f));
	f = made(LINE(1), "2102");
	CHECK(!decide_wants_phone(snap, &f));
}

static void test_immediate(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_settings s = settings_of(LINE(1));

	bed();
	forward_all(LINE(1));
	forward(FORWARDING_IMMEDIATE, LINE(1), LINE(2));
	PLAN(&f, "ring:0002/always[forwarded]", "busy-forwarding suspended-by-immediate");
	s.hunt_active = true;
	put_settings(&s);
	PLAN(&f, "ring:0002/always[forwarded]", "hunt suspended-by-immediate");
	s.dnd_active = true;
	put_settings(&s);
	PLAN(&f, "ring:0002/always[forwarded]", "do-not-disturb suspended-by-immediate");
	forward_to_voicemail(FORWARDING_IMMEDIATE, LINE(1));
	PLAN(&f, "ring:8888/always[forwarded]", NULL);
}

static void test_not_followed(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_settings s = settings_of(LINE(1));
	static const struct { e164_t to; const char *why; } refused[] = {
		{ 442079460000, "immediate-forwarding international-destination" },
		{ 33899000000, "immediate-forwarding special-destination" },
		{ 333635, "immediate-forwarding special-destination" },
		{ 33112, "immediate-forwarding emergency-destination" },
		{ 33116000, "immediate-forwarding emergency-destination" },
		{ 33912345678, "immediate-forwarding bad-prefix" },
		{ 33199001, "immediate-forwarding bad-length" },
	};
	unsigned i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		bed();
		forward(FORWARDING_IMMEDIATE, LINE(1), refused[i].to);
		PLAN(&f, "untouched[rings-phone]", refused[i].why);
	}
	bed();
	forward_all(LINE(1));
	s.forwarding_custom = false;	/* the box is ticked */
	put_settings(&s);
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE ", busy-forwarding box-ticked, no-answer-forwarding box-ticked, "
	     "unreachable-forwarding box-ticked");
	bed();
	put(fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){
		.line = LINE(1), .kind = FORWARDING_BUSY, .destination = OUTSIDE }));
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE ", busy-forwarding forwarding-off");
	put(fleets_put_line(snap, 1, LINE(1), "", LINE_RIGHT_INCOMING, false));
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE ", busy-forwarding no-option");
}

static void test_period(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_forwarding row = {
		.line = LINE(1), .kind = FORWARDING_IMMEDIATE, .active = true, .destination = OUTSIDE, .calendar = 5,
	};

	bed();
	put_calendar(5, 9 * 60, 18 * 60);
	put(fleet_snapshot_put_forwarding(snap, &row));
	PLAN(&f, "ring:1234/always[forwarded]", "");
	f.now = NOW - 1;
	PLAN(&f, "untouched[rings-phone]", "immediate-forwarding outside-period");
	f.now = NOW;
	row.calendar = 6;	/* is gone */
	put(fleet_snapshot_put_forwarding(snap, &row));
	PLAN(&f, "untouched[rings-phone]", "immediate-forwarding outside-period");
}

static void test_loop_guard(void)
{
	struct decide_facts f = received(LINE(1));

	bed();
	forward_all(LINE(1));
	f.redirections = 5;
	PLAN(&f, "phone[rings-phone]", NO_IMMEDIATE ", busy-forwarding redirection-limit, "
	     "no-answer-forwarding redirection-limit, unreachable-forwarding redirection-limit");
	f.redirections = 4;
	f.original_called = OUTSIDE;
	f.redirecting = OUTSIDE + 2;
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1235/no-reply[forwarded]",
	     NO_IMMEDIATE ", busy-forwarding already-in-chain, unreachable-forwarding already-in-chain");
	forward(FORWARDING_IMMEDIATE, LINE(1), OUTSIDE);	/* the phone alone */
	PLAN(&f, "phone[already-in-chain]", "immediate-forwarding already-in-chain");
	CHECK_INT(plan.stage[0].because.rule, DECIDE_RULE_LOOP_GUARD);
	forward_to_voicemail(FORWARDING_IMMEDIATE, LINE(1));
	f.redirections = 5;
	PLAN(&f, "phone[redirection-limit]", "immediate-forwarding redirection-limit");
}

static void test_blocked(void)
{
	struct decide_facts f = received(LINE(1));
	const e164_t numbers[] = { CALLER }, withheld[] = { E164_NONE };

	bed();
	forward(FORWARDING_IMMEDIATE, LINE(1), OUTSIDE);
	put(fleet_snapshot_put_blocked(snap, LINE(1), 0, numbers, 1));
	PLAN(&f, "release:21[blocked]", "");
	CHECK_INT(plan.stage[0].because.arg[1], CALLER);
	f.redirections = 5;
	PLAN(&f, "release:21[blocked]", "");
	f = received(LINE(1));
	f.calling++;
	PLAN(&f, "ring:1234/always[forwarded]", "");
	f.calling = E164_NONE;
	PLAN(&f, "ring:1234/always[forwarded]", "");
	f.calling = CALLER;
	f.calling_restricted = true;
	PLAN(&f, "release:21[blocked]", "");
	put(fleet_snapshot_put_blocked(snap, LINE(1), 0, withheld, 1));
	PLAN(&f, "release:21[blocked-withheld]", "");
	f.calling = E164_NONE;
	PLAN(&f, "release:21[blocked-withheld]", "");
	f.psap_callback = true;
	PLAN(&f, "untouched[emergency-callback]", "");
	f = received(LINE(1));
	PLAN(&f, "ring:1234/always[forwarded]", "");
}

static void test_dnd(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_settings s = settings_of(LINE(1));

	bed();
	s.dnd_active = true;
	put_settings(&s);
	PLAN(&f, "release:17[dnd-busy]", NO_IMMEDIATE);
	forward(FORWARDING_BUSY, LINE(1), OUTSIDE);
	PLAN(&f, "ring:1234/busy[dnd-as-busy]", NO_IMMEDIATE);
	CHECK_INT(plan.stage[0].because.version, FORWARDING_BUSY + 1);
	s.dnd = (struct destination){ .kind = DESTINATION_NUMBER, .number = LINE(2) };
	put_settings(&s);
	PLAN(&f, "ring:0002/always[dnd-forwarded]", NO_IMMEDIATE);
	CHECK_INT(plan.stage[0].because.rule, DECIDE_RULE_DO_NOT_DISTURB);
	CHECK_INT(plan.stage[0].because.version, 9);
	f.redirecting = LINE(2);
	PLAN(&f, "ring:1234/busy[dnd-as-busy]", NO_IMMEDIATE ", do-not-disturb already-in-chain");
	f.redirections = 5;
	PLAN(&f, "release:17[dnd-busy]", NULL);
	f.redirections = 0;
	s.dnd = (struct destination){ .kind = DESTINATION_NUMBER, .number = 33112 };
	put_settings(&s);
	PLAN(&f, "ring:1234/busy[dnd-as-busy]", NO_IMMEDIATE ", do-not-disturb emergency-destination");
	s.dnd = (struct destination){ .kind = DESTINATION_VOICEMAIL };
	put_settings(&s);
	PLAN(&f, "ring:8888/always[dnd-forwarded]", NULL);
	put(fleets_put_line(snap, 1, LINE(1), "", LINE_RIGHT_FORWARDING, false));
	PLAN(&f, "phone[rings-phone]>b1r1 | ring:1234/busy[forwarded]", NO_IMMEDIATE ", do-not-disturb no-option");
}

/* What the switch in front of us can do. */
static void test_switch(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_settings s = settings_of(LINE(1));

	bed();
	forward(FORWARDING_NO_ANSWER, LINE(1), OUTSIDE);
	s.no_answer_s = 90;
	put_settings(&s);
	PLAN(&f, "phone:40[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NULL);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_RING_TIME);
	f.sw.ring_max_s = 60;
	PLAN(&f, "phone:60[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NULL);
	f.sw.media = true;
	PLAN(&f, "phone:90[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NULL);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_RING_TIME);
	f.sw = (struct decide_switch){ .ring_min_s = 30, .ring_max_s = 20 };
	s.no_answer_s = 5;
	put_settings(&s);
	PLAN(&f, "phone:30[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NULL);
	f.sw = (struct decide_switch){ .no_events = true };
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE ", phone no-events");
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_RING_TIME | DECIDE_ANCHOR_EVENTS);
	forward(FORWARDING_BUSY, LINE(1), OUTSIDE);
	live.busy[0] = LINE(1);
	PLAN(&f, "ring:1234/busy[forwarded]", NULL);
	CHECK_INT(plan.anchor & DECIDE_ANCHOR_EVENTS, 0);
	live.busy[0] = E164_NONE;
	PLAN(&f, "phone[rings-phone]", NULL);
}

static void test_in_call(void)
{
	struct decide_facts f = received(LINE(1));

	bed();
	PLAN(&f, "untouched[rings-phone]", NULL);
	CHECK_INT(plan.anchor, 0);
	put(fleets_put_line(snap, 1, LINE(1), "", LINE_RIGHT_TRANSFER, false));
	PLAN(&f, "untouched[rings-phone]", NULL);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_IN_CALL);
	f.bearer = DECIDE_AUDIO_3K1;	/* only speech */
	PLAN(&f, "untouched[rings-phone]", NULL);
	CHECK_INT(plan.anchor, 0);
}

int main(void)
{
	test_conditional();
	test_diversion_is_counted();
	test_foreign_forwarding();
	test_phone_known();
	test_wants_phone();
	test_immediate();
	test_not_followed();
	test_period();
	test_loop_guard();
	test_blocked();
	test_dnd();
	test_switch();
	test_in_call();
	talloc_free(snap);
	return CHECK_DONE();
}
