/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Step 9: the hunt list in the phone's place. */

#include "decide_bed.h"

#define UNANSWERED " | release:19[nobody-answered]"
#define BUSY " | release:17[all-busy]"
#define RINGS(n, s, next) "ring:" n ":" s "/outcome[hunt-rings]>" next

static struct store_hunt list[HUNT_MAX];

/* Numbers with their ring times, E164_NONE ends. */
static void put_list(const e164_t *numbers, const uint8_t *ring_s)
{
	size_t n;

	for (n = 0; n < HUNT_MAX && numbers[n]; n++)
		list[n] = (struct store_hunt){
			.line = LINE(1), .position = (uint8_t)(n + 1), .number = numbers[n], .ring_s = ring_s ? ring_s[n] : 15,
		};
	put(fleet_snapshot_put_hunt(snap, LINE(1), list, n));
}

#define LIST(...) put_list((const e164_t[HUNT_MAX + 1]){ __VA_ARGS__ }, NULL)
#define TIMES(...) put_list((const e164_t[HUNT_MAX + 1]){ LINE(2), LINE(3), LINE(4), LINE(5), LINE(6) }, \
			    (const uint8_t[HUNT_MAX]){ __VA_ARGS__ })

static void activate(bool together)
{
	struct store_settings s = settings_of(LINE(1));

	s.hunt_active = true;
	s.hunt_together = together;
	put_settings(&s);
}

static void fresh(void)
{
	bed();
	activate(false);
}

static void test_in_turn(void)
{
	struct decide_facts f = received(LINE(1));

	fresh();
	LIST(LINE(2), FIXED);
	PLAN(&f, RINGS("0002", "15", "1") " | " RINGS("0001", "15", "2") " | junction[list-end]>b4n3u5r3 | "
	     "release:19[nobody-answered] | release:17[all-busy] | release:20[all-unreachable]", NO_IMMEDIATE);
	CHECK(plan.total_is_limited);
	CHECK(plan.watch);
	CHECK_INT(plan.anchor, 0);
	CHECK_INT(plan.stage[0].because.version, 9);
	CHECK_INT(plan.stage[0].because.seconds, 15);
	CHECK_INT(plan.stage[1].redirecting, LINE(1));
	forward_all(LINE(1));
	PLAN(&f, RINGS("0002", "15", "1") " | " RINGS("0001", "15", "2") " | junction[list-end]>b4n3u5r3 | "
	     "ring:1235/no-reply[forwarded] | ring:1234/busy[forwarded] | ring:1236/unreachable[forwarded]", NO_IMMEDIATE);
}

static void test_own_number(void)
{
	struct decide_facts f = received(LINE(1));
	const char *ends = " | junction[list-end]>b4n3u5r3 | release:19[nobody-answered] | release:17[all-busy] | "
		"release:20[all-unreachable]";
	char want[512];

	fresh();
	LIST(LINE(1), LINE(2));
	snprintf(want, sizeof(want), "phone:15[hunt-rings]>1 | " RINGS("0002", "15", "2") "%s", ends);
	PLAN(&f, want, NO_IMMEDIATE);
	LIST(LINE(2), LINE(1));		/* rung by a leg that is no diversion */
	snprintf(want, sizeof(want), RINGS("0002", "15", "1") " | ring:0001:15[hunt-rings]>2%s", ends);
	PLAN(&f, want, NO_IMMEDIATE);

	LIST(LINE(1), LINE(2));
	live.busy[0] = LINE(1);		/* passed by: what is left was not "all unreachable" */
	PLAN(&f, RINGS("0002", "15", "1") " | junction[list-end]>b3n2u2r2" UNANSWERED BUSY,
	     NO_IMMEDIATE ", hunt on-a-call");
	live.busy[0] = E164_NONE;
	CHECK(decide_wants_phone(snap, &f));
	f.phone = DECIDE_PHONE_OFF;
	PLAN(&f, RINGS("0002", "15", "1") " | junction[list-end]>b2n2u3r2 | release:19[nobody-answered] | "
	     "release:20[all-unreachable]", NO_IMMEDIATE ", hunt not-reachable");
	LIST(LINE(1));
	PLAN(&f, "release:20[all-unreachable]", NULL);
	f.phone = DECIDE_PHONE_BUSY;
	PLAN(&f, "release:17[all-busy]", NULL);
	forward_all(LINE(1));
	PLAN(&f, "ring:1234/busy[forwarded]", NULL);
	LIST(LINE(2));
	CHECK(!decide_wants_phone(snap, &f));
}

static void test_not_rung(void)
{
	struct decide_facts f = received(LINE(1));

	fresh();
	LIST(LINE(2), LINE(31), 33112, LINE(2), OUTSIDE);	/* another fleet's, emergency, twice, nobody's */
	PLAN(&f, RINGS("0002", "15", "1") " | junction[list-end]>b3n2u4r2" UNANSWERED BUSY " | "
	     "release:20[all-unreachable]", NO_IMMEDIATE ", hunt outside-fleet, hunt emergency-destination, hunt duplicate, "
	     "hunt outside-fleet");
	LIST(LINE(31), OUTSIDE);
	forward(FORWARDING_NO_ANSWER, LINE(1), OUTSIDE);
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE
	     ", hunt outside-fleet, hunt outside-fleet, hunt hunt-empty");

	fresh();
	LIST(LINE(2), LINE(3));
	f.redirecting = LINE(2);	/* diverted from there */
	f.calling = LINE(3);
	PLAN(&f, "release:17[all-busy]", NO_IMMEDIATE ", hunt already-in-chain, hunt on-a-call");
	f.calling = CALLER;
	f.redirections = 5;	/* the phone alone */
	forward_all(LINE(1));
	PLAN(&f, "phone[rings-phone]", NULL);
	CHECK_STR(decide_why_name(plan.rejected[1].why), "redirection-limit");
	CHECK(!plan.total_is_limited);
}

static void test_off(void)
{
	struct decide_facts f = received(LINE(1));
	struct store_settings s = settings_of(LINE(1));

	bed();
	LIST(LINE(2));
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE ", hunt hunt-off");
	s.hunt_active = true;
	s.incoming_custom = false;
	put_settings(&s);
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE ", hunt box-ticked");
	s.dnd_active = true;	/* a switch of its own, not under that box */
	put_settings(&s);
	PLAN(&f, "release:17[dnd-busy]", NULL);
	s.dnd_active = false;
	s.incoming_custom = true;
	put_settings(&s);
	put(fleet_snapshot_put_hunt(snap, LINE(1), NULL, 0));
	PLAN(&f, "phone[rings-phone]", NO_IMMEDIATE ", hunt hunt-empty");
	LIST(LINE(2));
	put(fleets_put_line(snap, 1, LINE(1), "", ALL_RIGHTS & ~LINE_RIGHT_INCOMING, false));
	PLAN(&f, "phone[rings-phone]", NO_IMMEDIATE ", hunt no-option");
	fresh();
	LIST(LINE(2));
	forward(FORWARDING_IMMEDIATE, LINE(1), OUTSIDE);
	PLAN(&f, "ring:1234/always[forwarded]", "hunt suspended-by-immediate");
}

static unsigned seconds(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < plan.num_stages; i++)
		if (plan.stage[i].because.rule == DECIDE_RULE_HUNT && plan.stage[i].num_targets)
			sum += plan.target[plan.stage[i].first_target].ring_s;
	return sum;
}

static void test_total(void)
{
	struct decide_facts f = received(LINE(1));

	fresh();
	TIMES(30, 30, 30, 25, 30);
	PLAN(&f, RINGS("0002", "30", "1") " | " RINGS("0003", "30", "2") " | " RINGS("0004", "30", "3") " | "
	     RINGS("0005", "25", "4") " | junction[list-end]>b6n5u7r5 | release:19[nobody-answered] | release:17[all-busy] | "
	     "release:20[all-unreachable]", NO_IMMEDIATE ", hunt hunt-too-long");	/* 5 s left, under the network's 10 */
	CHECK_INT(seconds(), 115);
	TIMES(40, 40, 30, 40, 40);
	PLAN(&f, RINGS("0002", "40", "1") " | " RINGS("0003", "40", "2") " | " RINGS("0004", "30", "3") " | "
	     RINGS("0005", "10", "4") " | junction[list-end]>b6n5u7r5 | release:19[nobody-answered] | release:17[all-busy] | "
	     "release:20[all-unreachable]", NO_IMMEDIATE ", hunt hunt-too-long");
	CHECK_INT(seconds(), 120);
	CHECK_INT(plan.anchor, 0);
	TIMES(90, 5, 5, 5, 5);
	decide_call(snap, &f, &plan);
	CHECK_INT(seconds(), 40 + 4 * 10);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_RING_TIME);
	f.sw.media = true;
	decide_call(snap, &f, &plan);
	CHECK_INT(seconds(), 90 + 4 * 5);
	TIMES(90, 28, 90, 5, 5);
	decide_call(snap, &f, &plan);
	CHECK_INT(seconds(), 118);
}

static void test_together_and_confirm(void)
{
	struct decide_facts f = received(LINE(1));

	bed();
	activate(true);
	LIST(LINE(1), LINE(2), LINE(3));
	list[1].confirm = true;
	list[2].allow_diverted = true;
	put(fleet_snapshot_put_hunt(snap, LINE(1), list, 3));
	PLAN(&f, "phone:15[hunt-rings]>1 | ring:0002?:15/outcome[hunt-rings]>2 | ring:0003+:15/outcome[hunt-rings]>3 | "
	     "junction[list-end]>b5n4u6r4 | release:19[nobody-answered] | release:17[all-busy] | release:20[all-unreachable]",
	     NO_IMMEDIATE);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_TOGETHER | DECIDE_ANCHOR_CONFIRM);
	f.sw.media = true;
	PLAN(&f, "ring:0001:15,0002?:15,0003+:15/outcome[hunt-rings]>1 | junction[list-end]>b3n2u4r2 | "
	     "release:19[nobody-answered] | release:17[all-busy] | release:20[all-unreachable]", NO_IMMEDIATE);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_TOGETHER | DECIDE_ANCHOR_CONFIRM);
	f.sw.media = false;
	f.sw.no_events = true;
	PLAN(&f, "phone[hunt-rings]", NO_IMMEDIATE ", hunt no-events");
	CHECK(plan.anchor & DECIDE_ANCHOR_EVENTS);
	LIST(LINE(2), LINE(3));
	PLAN(&f, "ring:0002/outcome[hunt-rings]", NO_IMMEDIATE ", hunt no-events");
	CHECK_INT(plan.num_targets, 1);
}

static void test_walk(void)
{
	struct decide_facts f = received(LINE(1));
	uint8_t way[DECIDE_MAX_STAGES];

	fresh();
	LIST(LINE(2), LINE(3));
	forward(FORWARDING_BUSY, LINE(1), OUTSIDE);
	decide_call(snap, &f, &plan);
	CHECK_INT(decide_plan_walk(&plan, DECIDE_BUSY, way), 4);
	CHECK_INT(way[3], 4);
	CHECK_INT(plan.stage[way[3]].kind, DECIDE_RING);
	CHECK_INT(decide_plan_walk(&plan, DECIDE_UNREACHABLE, way), 4);
	CHECK_INT(plan.stage[way[3]].cause, CAUSE_ABSENT);
	CHECK_INT(decide_plan_walk(&plan, DECIDE_REFUSED, way), 4);
	CHECK_INT(plan.stage[way[3]].cause, CAUSE_NO_ANSWER);
}

int main(void)
{
	test_in_turn();
	test_own_number();
	test_not_rung();
	test_off();
	test_total();
	test_together_and_confirm();
	test_walk();
	talloc_free(snap);
	return CHECK_DONE();
}
