/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Step 5: the service of a call group's number. */

#include "decide_bed.h"

#define RINGS(n, next) "ring:" n ":12/outcome[group-rings]>" next

static struct store_group group;
static struct store_member members[GROUP_MAX_MEMBERS];
static size_t num_members;

static void put_group(void)
{
	put(fleet_snapshot_put_group(snap, &group));
}

static void put_members(void)
{
	put(fleet_snapshot_put_members(snap, group.id, members, num_members));
}

/* A group of the first lines, all connected. */
static void fresh(e164_t number, enum group_mode mode, size_t n)
{
	size_t i;

	bed();
	group = (struct store_group){
		.id = 7, .fleet_id = 1, .number = number, .name = "Accueil", .mode = mode, .queue = 1, .ring_s = 12, .rest_s = 30,
		.version = 6,
	};
	num_members = n;
	for (i = 0; i < n; i++)
		members[i] = (struct store_member){
			.group_id = 7, .line = LINE(i + 1), .position = (uint8_t)(i + 1), .connected = true,
		};
	put_group();
	put_members();
}

static void go_to(struct destination *to, e164_t number)
{
	*to = (struct destination){ .kind = DESTINATION_NUMBER, .number = number };
	put_group();
}

#define ENDS(n, b, u) "junction[list-end]>b" b "n" n "u" u "r" n \
	" | release:19[nobody-answered] | release:17[all-busy] | release:20[all-unreachable]"
#define OVERFLOW " | ring:1234/outcome[group-overflow]"

static void test_linear(void)
{
	struct decide_facts f = received(GROUP_NUMBER);

	fresh(GROUP_NUMBER, GROUP_LINEAR, 3);
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0002", "2") " | " RINGS("0003", "3") " | " ENDS("4", "5", "6"), "");
	CHECK_INT(plan.group, 7);
	CHECK(plan.watch);
	CHECK(!plan.total_is_limited);
	CHECK_INT(plan.anchor, 0);
	CHECK_INT(plan.stage[0].redirecting, GROUP_NUMBER);
	CHECK_INT(plan.stage[0].because.group, 7);
	CHECK_INT(plan.stage[0].because.version, 6);
	CHECK_INT(plan.stage[0].because.rule, DECIDE_RULE_GROUP);
	go_to(&group.overflow, OUTSIDE);
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0002", "2") " | " RINGS("0003", "3") OVERFLOW, "");
	members[1].connected = false;
	put_members();
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0003", "2") OVERFLOW, "group member-away");
	group.overflow = (struct destination){ .kind = DESTINATION_VOICEMAIL };
	put_group();
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0003", "2") " | ring:8888/outcome[group-overflow]", NULL);
}

static void test_passed_by(void)
{
	struct decide_facts f = received(GROUP_NUMBER);

	fresh(GROUP_NUMBER, GROUP_LINEAR, 4);
	live.busy[0] = LINE(1);
	live.resting[0] = LINE(3);
	PLAN(&f, RINGS("0002", "1") " | " RINGS("0004", "2") " | junction[list-end]>b4n3u3r3 | release:19[nobody-answered] | "
	     "release:17[all-busy]", "group on-a-call, group member-rests");
	live.busy[1] = LINE(2);
	live.resting[1] = LINE(4);
	PLAN(&f, "release:17[all-busy]", "group on-a-call, group on-a-call, group member-rests, group member-rests");
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_QUEUE);
	go_to(&group.overflow, OUTSIDE);
	PLAN(&f, "ring:1234/busy[group-overflow]", NULL);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_QUEUE);
	group.queue = 0;
	put_group();
	PLAN(&f, "ring:1234/busy[group-overflow]", NULL);
	CHECK_INT(plan.anchor, 0);

	fresh(GROUP_NUMBER, GROUP_LINEAR, 4);
	f.calling = LINE(2);		/* a member calls */
	f.redirecting = LINE(3);	/* and another one's forwarding led here */
	put(fleets_put_line(snap, 1, LINE(4), "", ALL_RIGHTS & ~LINE_RIGHT_GROUPS, false));
	PLAN(&f, RINGS("0001", "1") " | junction[list-end]>b3n2u2r2 | release:19[nobody-answered] | release:17[all-busy]",
	     "group on-a-call, group already-in-chain, group no-option");
	put(fleets_put_line(snap, 1, LINE(1), "", ALL_RIGHTS, true));
	PLAN(&f, "release:17[all-busy]", "group member-suspended, group on-a-call, group already-in-chain, group no-option");
	f = received(GROUP_NUMBER);
	f.redirections = 5;	/* nothing more is diverted, and no phone is the number's own */
	PLAN(&f, "untouched[redirection-limit]", "");
	CHECK_INT(plan.stage[0].because.rule, DECIDE_RULE_LOOP_GUARD);
	CHECK(!plan.watch);
	f.live = NULL;
	f.redirections = 0;
	live.busy[0] = LINE(2);
	PLAN(&f, RINGS("0002", "1") " | " RINGS("0003", "2") " | " ENDS("3", "4", "5"), NULL);
}

static void test_round_robin(void)
{
	struct decide_facts f = received(GROUP_NUMBER);

	fresh(GROUP_NUMBER, GROUP_ROUND_ROBIN, 3);
	go_to(&group.overflow, OUTSIDE);
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0002", "2") " | " RINGS("0003", "3") OVERFLOW, "");
	live.last_rung = LINE(1);
	PLAN(&f, RINGS("0002", "1") " | " RINGS("0003", "2") " | " RINGS("0001", "3") OVERFLOW, "");
	live.last_rung = LINE(3);
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0002", "2") " | " RINGS("0003", "3") OVERFLOW, "");
	live.last_rung = LINE(2);
	members[1].connected = false;	/* has left since */
	put_members();
	PLAN(&f, RINGS("0003", "1") " | " RINGS("0001", "2") OVERFLOW, NULL);
	group.mode = GROUP_LINEAR;
	put_group();
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0003", "2") OVERFLOW, NULL);
}

static void test_longest_idle(void)
{
	struct decide_facts f = received(GROUP_NUMBER);
	unsigned i;

	fresh(GROUP_NUMBER, GROUP_LONGEST_IDLE, 4);
	go_to(&group.overflow, OUTSIDE);
	for (i = 0; i < 3; i++) {
		live.idle_line[i] = LINE(i + 1);
		live.idle_ms[i] = 5000 - 1000 * (i == 1);
	}
	/* Never called, then the longest idle; between equals the position. */
	PLAN(&f, RINGS("0004", "1") " | " RINGS("0002", "2") " | " RINGS("0001", "3") " | " RINGS("0003", "4")
	     OVERFLOW, "");
	f.live = NULL;
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0002", "2") " | " RINGS("0003", "3") " | " RINGS("0004", "4")
	     OVERFLOW, "");
}

static void test_together(void)
{
	struct decide_facts f = received(GROUP_NUMBER);

	fresh(GROUP_NUMBER, GROUP_TOGETHER, 2);
	go_to(&group.overflow, OUTSIDE);
	PLAN(&f, RINGS("0001", "1") " | " RINGS("0002", "2") OVERFLOW, "");
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_TOGETHER);
	f.sw.media = true;
	PLAN(&f, "ring:0001:12,0002:12/outcome[group-rings]>1 | ring:1234/outcome[group-overflow]", "");
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_TOGETHER);
}

static void test_nobody_and_closed(void)
{
	struct decide_facts f = received(GROUP_NUMBER);

	fresh(GROUP_NUMBER, GROUP_LINEAR, 1);
	go_to(&group.overflow, OUTSIDE + 3);
	members[0].connected = false;
	put_members();
	PLAN(&f, "release:20[group-nobody-end]", "");
	go_to(&group.nobody, OUTSIDE);
	PLAN(&f, "ring:1234/always[group-nobody]", "");
	f.redirecting = OUTSIDE;
	PLAN(&f, "release:20[group-nobody-end]", "group already-in-chain");
	f = received(GROUP_NUMBER);
	num_members = 0;
	put_members();
	PLAN(&f, "ring:1234/always[group-nobody]", "");

	fresh(GROUP_NUMBER, GROUP_LINEAR, 1);
	put_calendar(5, 9 * 60, 18 * 60);
	group.calendar = 5;
	go_to(&group.overflow, OUTSIDE + 3);
	PLAN(&f, RINGS("0001", "1") " | ring:1237/outcome[group-overflow]", "");
	f.now = NOW - 1;
	PLAN(&f, "release:20[group-closed-end]", "");
	go_to(&group.closed, OUTSIDE);
	PLAN(&f, "ring:1234/always[group-closed]", "");
	CHECK_INT(plan.group, 7);
	go_to(&group.closed, 442079460000);
	PLAN(&f, "release:20[group-closed-end]", "group international-destination");
	group.calendar = 6;	/* gone: open */
	put_group();
	PLAN(&f, RINGS("0001", "1") " | ring:1237/outcome[group-overflow]", "");
}

static void test_blocked(void)
{
	struct decide_facts f = received(GROUP_NUMBER);
	const e164_t numbers[] = { CALLER };

	fresh(GROUP_NUMBER, GROUP_LINEAR, 1);
	put(fleet_snapshot_put_blocked(snap, E164_NONE, 7, numbers, 1));
	PLAN(&f, "release:21[blocked]", "");
	CHECK_INT(plan.stage[0].because.group, 7);
	/* The list of the line whose number it is has no say, until the call follows his rules. */
	fresh(LINE(1), GROUP_LINEAR, 2);
	f = received(LINE(1));
	put(fleet_snapshot_put_blocked(snap, LINE(1), 0, numbers, 1));
	PLAN(&f, "phone:12[group-rings]>1 | " RINGS("0002", "2") " | junction[group-own-rules]>3 | release:21[blocked]", "");
}

/* A member's own number. */
static void test_own_line(void)
{
	struct decide_facts f = received(LINE(2));

	fresh(LINE(2), GROUP_LINEAR, 3);
	forward(FORWARDING_NO_ANSWER, LINE(2), OUTSIDE);
	PLAN(&f, RINGS("0001", "1") " | ring:0002:12[group-rings]>2 | " RINGS("0003", "3") " | junction[group-own-rules]>4 | "
	     "ring:0002:25[rings-phone]>n5 | ring:1234/no-reply[forwarded]", NO_IMMEDIATE);
	forward(FORWARDING_IMMEDIATE, LINE(2), OUTSIDE);
	PLAN(&f, RINGS("0001", "1") " | ring:0002:12[group-rings]>2 | " RINGS("0003", "3") " | junction[group-own-rules]>4 | "
	     "ring:1234/always[forwarded]", "no-answer-forwarding suspended-by-immediate");
	go_to(&group.overflow, OUTSIDE + 3);
	PLAN(&f, RINGS("0001", "1") " | ring:0002:12[group-rings]>2 | " RINGS("0003", "3")
	     " | ring:1237/outcome[group-overflow]", "");
	/* Nobody: the call is still as it came. */
	num_members = 0;
	put_members();
	PLAN(&f, "ring:1234/always[forwarded]", "group group-nobody-end, group group-own-rules, "
	     "no-answer-forwarding suspended-by-immediate");
	put(fleet_snapshot_put_forwarding(snap, &(const struct store_forwarding){ .line = LINE(2) }));
	PLAN(&f, "phone:25[rings-phone]>n1 | ring:1234/no-reply[forwarded]", "group group-nobody-end, group group-own-rules, "
	     NO_IMMEDIATE);
	CHECK_INT(plan.group, 7);
	put(fleets_put_line(snap, 1, LINE(2), "", ALL_RIGHTS, true));
	PLAN(&f, "untouched[suspended]", "");
	CHECK_INT(plan.group, 0);
	put(fleets_put_line(snap, 1, LINE(2), "", 0, false));
	PLAN(&f, "release:20[group-nobody-end]", "");
}

static void test_longest_plan(void)
{
	struct decide_facts f = received(LINE(10));
	struct store_settings s = settings_of(LINE(10));
	struct store_hunt hunt[HUNT_MAX];
	unsigned i;

	fresh(LINE(10), GROUP_LINEAR, 10);
	forward_all(LINE(10));
	s.hunt_active = true;
	put_settings(&s);
	for (i = 0; i < HUNT_MAX; i++)
		hunt[i] = (struct store_hunt){ .line = LINE(10), .position = (uint8_t)(i + 1), .number = LINE(i + 8), .ring_s = 20 };
	put(fleet_snapshot_put_hunt(snap, LINE(10), hunt, HUNT_MAX));
	decide_call(snap, &f, &plan);
	CHECK_INT(plan.num_stages, DECIDE_MAX_STAGES);
	CHECK_INT(plan.num_targets, DECIDE_MAX_TARGETS);
	CHECK_INT(plan.stage[16].kind, DECIDE_JUNCTION);
	CHECK_INT(plan.stage[19].kind, DECIDE_RING);
	CHECK_INT(plan.stage[16].next[DECIDE_UNREACHABLE], 19);
}

static void test_member_rules(void)
{
	struct decide_facts f = received(LINE(2));

	fresh(LINE(2), GROUP_LINEAR, 2);
	group.member_rules = true;
	go_to(&group.overflow, OUTSIDE);
	PLAN(&f, "ring:0001*:12/outcome[group-rings]>1 | ring:0002:12[group-rings]>2 | ring:1234/outcome[group-overflow]", "");
}

static void test_entitlement(void)
{
	struct decide_facts f = received(GROUP_NUMBER);

	fresh(GROUP_NUMBER, GROUP_LINEAR, 1);
	f.bearer = DECIDE_OTHER_BEARER;
	PLAN(&f, "untouched[not-speech]", "");
	f = received(GROUP_NUMBER);
	f.own_leg = true;
	PLAN(&f, "untouched[own-leg]", "");
	f = received(GROUP_NUMBER);
	f.psap_callback = true;
	PLAN(&f, "untouched[emergency-callback]", "");
	put(fleets_put_fleet(snap, 1, true));
	f = received(GROUP_NUMBER);
	PLAN(&f, "untouched[suspended]", "");
	fresh(GROUP_NUMBER, GROUP_LINEAR, 1);
	put(fleet_snapshot_remove_group(snap, 7));
	PLAN(&f, "untouched[unknown-line]", "");
	/* Another fleet's line has its own service only. */
	fresh(LINE(31), GROUP_LINEAR, 1);
	f = received(LINE(31));
	PLAN(&f, "untouched[rings-phone]", NO_IMMEDIATE);
	fresh(GROUP_NUMBER, GROUP_LINEAR, 3);
	f = received(GROUP_NUMBER);
	f.sw.no_events = true;
	PLAN(&f, "ring:0001/outcome[group-rings]", "group no-events");
}

int main(void)
{
	test_linear();
	test_passed_by();
	test_round_robin();
	test_longest_idle();
	test_together();
	test_nobody_and_closed();
	test_blocked();
	test_own_line();
	test_longest_plan();
	test_member_rules();
	test_entitlement();
	talloc_free(snap);
	return CHECK_DONE();
}
