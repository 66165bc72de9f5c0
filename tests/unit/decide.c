/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The order of decision, rule by rule: what decides, where the call goes, what was passed over and why. */

#include <mpabx/decide.h>
#include <talloc.h>

#include "check.h"
#include "fleets.h"

/* Lines of fleet 1 (2 is suspended, 3 is another customer's). */
#define ALICE 33639980001	/* short 2101, nothing set */
#define BOB 33639980002		/* short 2102, forwarded to OUTSIDE, version 7 */
#define CAROL 33639980003	/* short 2103, forwarding stored but off */
#define DAVE 33639980004	/* forwarded, but may not */
#define ERIN 33639980005	/* no option at all */
#define FRANK 33639980006	/* suspended, forwarded */
#define GRACE 33639980007	/* forwarded to ALICE, a line */
#define HEIDI 33639980008	/* forwarded to herself */
#define IVAN 33639980009	/* forwarded to 112 */
#define JUDY 33639980010	/* forwarded to +33 116000; no short numbers */
#define OF_2 33639980021	/* line of the suspended fleet, forwarded */
#define OF_3 33639980031	/* line of fleet 3, short 2301 and so on */
#define OUTSIDE 33199001234
#define CALLER 33199005678
#define FIXED 33199000001	/* short 2900 of fleet 1 */
#define NOW 1700000000

static struct fleet_snapshot *snap;
static struct decide_plan plan;

static void build(void *ctx)
{
	struct store_fixed fixed = { .fleet_id = 1, .number = FIXED, .short_number = "2900" };
	int rc = 0;

	snap = fleets_alloc(ctx);
	rc |= fleets_put_fleet(snap, 1, false) | fleets_put_fleet(snap, 2, true) | fleets_put_fleet(snap, 3, false);
	rc |= fleets_put_line(snap, 1, ALICE, "2101", ALL_RIGHTS, false);
	rc |= fleets_put_line(snap, 1, BOB, "2102", ALL_RIGHTS, false);
	rc |= fleets_put_line(snap, 1, CAROL, "2103", ALL_RIGHTS, false);
	rc |= fleets_put_line(snap, 1, DAVE, "2104", LINE_RIGHT_SHORT_NUMBERS, false);
	rc |= fleets_put_line(snap, 1, ERIN, "", 0, false);
	rc |= fleets_put_line(snap, 1, FRANK, "", ALL_RIGHTS, true);
	rc |= fleets_put_line(snap, 1, GRACE, "", ALL_RIGHTS, false);
	rc |= fleets_put_line(snap, 1, HEIDI, "", ALL_RIGHTS, false);
	rc |= fleets_put_line(snap, 1, IVAN, "112", ALL_RIGHTS, false);	/* as if an import had let it pass */
	rc |= fleets_put_line(snap, 1, JUDY, "", LINE_RIGHT_FORWARDING, false);
	rc |= fleets_put_line(snap, 2, OF_2, "2201", ALL_RIGHTS, false);
	rc |= fleets_put_line(snap, 3, OF_3, "2301", ALL_RIGHTS, false);
	rc |= fleet_snapshot_put_fixed(snap, &fixed);
	fixed = (struct store_fixed){ .fleet_id = 1, .number = 33116000, .short_number = "2901" };
	rc |= fleet_snapshot_put_fixed(snap, &fixed);
	rc |= fleets_forward(snap, BOB, OUTSIDE, true, 7) | fleets_forward(snap, CAROL, OUTSIDE, false, 3);
	rc |= fleets_forward(snap, DAVE, OUTSIDE, true, 2) | fleets_forward(snap, FRANK, OUTSIDE, true, 1);
	rc |= fleets_forward(snap, GRACE, ALICE, true, 4) | fleets_forward(snap, HEIDI, HEIDI, true, 5);
	rc |= fleets_forward(snap, IVAN, 33112, true, 6) | fleets_forward(snap, JUDY, 33116000, true, 8);
	rc |= fleets_forward(snap, OF_2, OUTSIDE, true, 9) | fleets_forward(snap, ERIN, OUTSIDE, true, 9);
	CHECK_INT(rc, 0);
	fleet_snapshot_set_version(snap, 42);
}

static struct decide_facts received(e164_t line)
{
	return (struct decide_facts){
		.side = DECIDE_RECEIVED, .served = line, .calling = CALLER, .now = NOW,
		.called = { .kind = NUMPLAN_E164, .e164 = line },
	};
}

static struct decide_facts made(e164_t line, const char *dialled)
{
	struct decide_facts f = { .side = DECIDE_MADE, .served = line, .calling = line, .now = NOW };

	numplan_read(fleet_default_numplan(snap), dialled, &f.called);
	return f;
}

static const struct decide_stage *decided(const struct decide_facts *f, enum decide_rule rule, enum decide_why why,
					  int line)
{
	const struct decide_stage *s = &plan.stage[0];
	int ok = 1;

	memset(&plan, 0xa5, sizeof(plan));
	decide_call(snap, f, &plan);
	ok &= CHECK_INT(plan.num_stages, 1);
	ok &= CHECK_STR(decide_rule_name(s->because.rule), decide_rule_name(rule));
	ok &= CHECK_STR(decide_why_name(s->because.why), decide_why_name(why));
	ok &= CHECK_INT(plan.snapshot_version, 42);
	ok &= CHECK_INT(plan.anchor & ~DECIDE_ANCHOR_IN_CALL, 0);
	if (!ok)
		printf("\tcalled from line %d\n", line);
	return s;
}

#define DECIDED(f, rule, why) decided(f, DECIDE_RULE_##rule, DECIDE_WHY_##why, __LINE__)
#define UNTOUCHED(f, rule, why) do { \
		const struct decide_stage *untouched_ = DECIDED(f, rule, why); \
		CHECK_INT(untouched_->kind, DECIDE_UNTOUCHED); \
		CHECK_INT(untouched_->num_targets, 0); \
		CHECK(!untouched_->diverted); \
	} while (0)

static void check_rejected(unsigned i, enum decide_rule rule, enum decide_why why, uint32_t version, e164_t arg)
{
	CHECK(plan.num_rejected > i);
	CHECK_INT(plan.rejected[i].rule, rule);
	CHECK_STR(decide_why_name(plan.rejected[i].why), decide_why_name(why));
	CHECK_INT(plan.rejected[i].version, version);
	CHECK_INT(plan.rejected[i].arg[0], arg);
}

static void test_received(void)
{
	struct decide_facts f = received(BOB);
	const struct decide_stage *s = DECIDED(&f, IMMEDIATE_FORWARDING, FORWARDED);

	CHECK_INT(s->kind, DECIDE_RING);
	CHECK_INT(s->num_targets, 1);
	CHECK_INT(plan.target[0].number, OUTSIDE);
	CHECK(!plan.target[0].is_line);
	CHECK(s->diverted);
	CHECK_INT(s->redirect_reason, DECIDE_REDIRECT_UNCONDITIONAL);
	CHECK_INT(s->because.version, 7);
	CHECK_INT(s->because.arg[0], OUTSIDE);
	CHECK_INT(plan.num_rejected, 0);

	f = received(GRACE);
	s = DECIDED(&f, IMMEDIATE_FORWARDING, FORWARDED);
	CHECK_INT(plan.target[0].number, ALICE);
	CHECK(plan.target[0].is_line);

	f = received(ALICE);
	UNTOUCHED(&f, PHONE, RINGS_PHONE);
	CHECK_INT(plan.stage[0].because.arg[0], ALICE);
	CHECK_INT(plan.num_rejected, 1);
	check_rejected(0, DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_WHY_NO_FORWARDING, 0, 0);
	f = received(CAROL);
	UNTOUCHED(&f, PHONE, RINGS_PHONE);
	check_rejected(0, DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_WHY_FORWARDING_OFF, 3, OUTSIDE);
	f = received(DAVE);
	UNTOUCHED(&f, PHONE, RINGS_PHONE);
	check_rejected(0, DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_WHY_NO_OPTION, 2, OUTSIDE);
	f = received(IVAN);
	UNTOUCHED(&f, PHONE, RINGS_PHONE);
	check_rejected(0, DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_WHY_EMERGENCY_DESTINATION, 6, 33112);
	f = received(JUDY);
	UNTOUCHED(&f, PHONE, RINGS_PHONE);
	check_rejected(0, DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_WHY_EMERGENCY_DESTINATION, 8, 33116000);
}

static void test_entitlement(void)
{
	struct decide_facts f = received(ERIN);

	UNTOUCHED(&f, ENTITLEMENT, NO_OPTION);
	f = received(FRANK);
	UNTOUCHED(&f, ENTITLEMENT, SUSPENDED);
	f = received(OF_2);
	UNTOUCHED(&f, ENTITLEMENT, SUSPENDED);
	f = received(OUTSIDE);
	UNTOUCHED(&f, ENTITLEMENT, UNKNOWN_LINE);
	CHECK_INT(plan.stage[0].because.arg[0], OUTSIDE);
	f = received(E164_NONE);
	UNTOUCHED(&f, ENTITLEMENT, UNKNOWN_LINE);
	f = received(BOB);
	f.bearer = DECIDE_OTHER_BEARER;
	UNTOUCHED(&f, BEARER, NOT_SPEECH);
	f.bearer = 77;
	UNTOUCHED(&f, BEARER, NOT_SPEECH);
	f.bearer = DECIDE_AUDIO_3K1;
	DECIDED(&f, IMMEDIATE_FORWARDING, FORWARDED);
	f = made(ERIN, "2101");
	UNTOUCHED(&f, ENTITLEMENT, NO_OPTION);
	f = made(OUTSIDE, "2101");
	UNTOUCHED(&f, ENTITLEMENT, UNKNOWN_LINE);
	f = made(ALICE, "2102");
	f.bearer = DECIDE_OTHER_BEARER;
	UNTOUCHED(&f, BEARER, NOT_SPEECH);
}

static void test_own_leg(void)
{
	struct decide_facts f = received(BOB);

	f.own_leg = true;
	UNTOUCHED(&f, OWN_LEG, OWN_LEG);
	CHECK_INT(plan.num_rejected, 0);
	/* one of a list: it comes back when it fails, each failure by its own cause */
	f.own_leg_held = true;
	decide_call(snap, &f, &plan);
	CHECK_INT(plan.num_stages, 4);
	CHECK_INT(plan.stage[0].kind, DECIDE_PHONE);
	CHECK_INT(plan.stage[0].because.rule, DECIDE_RULE_OWN_LEG);
	CHECK_INT(plan.stage[plan.stage[0].next[DECIDE_BUSY]].cause, CAUSE_USER_BUSY);
	CHECK_INT(plan.stage[plan.stage[0].next[DECIDE_NO_ANSWER]].cause, CAUSE_NO_ANSWER);
	CHECK_INT(plan.stage[plan.stage[0].next[DECIDE_UNREACHABLE]].cause, CAUSE_ABSENT);
	CHECK_INT(plan.stage[plan.stage[0].next[DECIDE_REFUSED]].cause, CAUSE_ABSENT);
	CHECK_INT(plan.watch, false);
	f.sw.no_events = true;	/* CAP phase 1 would not tell */
	UNTOUCHED(&f, OWN_LEG, OWN_LEG);
	f = received(FRANK);	/* even where the line is suspended by now: step 0 comes first */
	f.own_leg = true;
	UNTOUCHED(&f, OWN_LEG, OWN_LEG);
	f = made(ALICE, "2102");
	f.own_leg = true;
	UNTOUCHED(&f, OWN_LEG, OWN_LEG);
	f = made(ALICE, "112");	/* emergency comes before it */
	f.own_leg = true;
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALL);
	f = made(FRANK, "2102");	/* and so does entitlement, for a call from a line */
	f.own_leg = true;
	UNTOUCHED(&f, ENTITLEMENT, SUSPENDED);
}

static void test_emergency(void)
{
	struct decide_facts f = received(BOB);

	f.psap_callback = true;
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALLBACK);
	f = received(BOB);
	f.emergency_at = NOW - 1800;
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALLBACK);
	f.emergency_at = NOW - 1801;
	DECIDED(&f, IMMEDIATE_FORWARDING, FORWARDED);
	f.emergency_callback_s = 3600;
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALLBACK);
	f.emergency_callback_s = 0;
	f.emergency_at = NOW + 60;	/* the wall clock was set back */
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALLBACK);

	f = made(ALICE, "112");	/* IVAN's short number, and an emergency number: the latter wins */
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALL);
	f.called.kind = NUMPLAN_SHORT;	/* taken for a short one by whoever asked */
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALL);
	f = made(ALICE, "+33 15");
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALL);
	f = made(ERIN, "116117");	/* before entitlement */
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALL);
	f = made(ALICE, "0112345678");
	f.called = (struct numplan_number){ .kind = NUMPLAN_E164, .e164 = 33112, .digits = "33112" };
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALL);
	f = made(ALICE, "0151234567");
	UNTOUCHED(&f, NORMAL_CALL, AS_DIALLED);
}

static void test_loop_guard(void)
{
	struct decide_facts f = received(BOB);

	f.redirections = 5;
	UNTOUCHED(&f, LOOP_GUARD, REDIRECTION_LIMIT);
	CHECK_INT(plan.stage[0].because.version, 7);
	CHECK_INT(plan.stage[0].because.arg[0], OUTSIDE);
	check_rejected(0, DECIDE_RULE_IMMEDIATE_FORWARDING, DECIDE_WHY_REDIRECTION_LIMIT, 7, OUTSIDE);
	f.redirections = 4;
	DECIDED(&f, IMMEDIATE_FORWARDING, FORWARDED);
	f.redirection_limit = 2;
	UNTOUCHED(&f, LOOP_GUARD, REDIRECTION_LIMIT);
	f.redirections = 1;
	DECIDED(&f, IMMEDIATE_FORWARDING, FORWARDED);
	f.redirection_limit = 200;	/* more than ISUP can count */
	f.redirections = 5;
	UNTOUCHED(&f, LOOP_GUARD, REDIRECTION_LIMIT);

	f = received(BOB);
	f.original_called = OUTSIDE;
	UNTOUCHED(&f, LOOP_GUARD, ALREADY_IN_CHAIN);
	f = received(BOB);
	f.redirecting = OUTSIDE;
	UNTOUCHED(&f, LOOP_GUARD, ALREADY_IN_CHAIN);
	f = received(BOB);
	f.calling = OUTSIDE;	/* the caller is no part of the chain: he may reach himself back */
	DECIDED(&f, IMMEDIATE_FORWARDING, FORWARDED);
	f = received(HEIDI);
	UNTOUCHED(&f, LOOP_GUARD, ALREADY_IN_CHAIN);

	f = received(CAROL);	/* nothing would be diverted: no guard is needed */
	f.redirections = 5;
	UNTOUCHED(&f, PHONE, RINGS_PHONE);
}

static void test_made(void)
{
	struct decide_facts f = made(ALICE, "2102");
	const struct decide_stage *s = DECIDED(&f, SHORT_NUMBER, SHORT_NUMBER);

	CHECK_INT(s->kind, DECIDE_RING);
	CHECK_INT(s->num_targets, 1);
	CHECK_INT(plan.target[0].number, BOB);
	CHECK(plan.target[0].is_line);
	CHECK(!s->diverted);
	CHECK_INT(s->redirect_reason, 0);
	CHECK_STR(s->because.digits, "2102");
	CHECK_INT(s->because.arg[0], BOB);

	f = made(ALICE, "2900");
	s = DECIDED(&f, SHORT_NUMBER, SHORT_NUMBER);
	CHECK_INT(plan.target[0].number, FIXED);
	CHECK(!plan.target[0].is_line);

	f = made(ALICE, "2901");	/* a short number that stands for an emergency number */
	UNTOUCHED(&f, NORMAL_CALL, AS_DIALLED);
	check_rejected(0, DECIDE_RULE_SHORT_NUMBER, DECIDE_WHY_EMERGENCY_DESTINATION, 0, 33116000);

	f = made(ALICE, "2301");	/* another fleet's */
	UNTOUCHED(&f, SHORT_NUMBER, SHORT_UNKNOWN);
	CHECK_STR(plan.stage[0].because.digits, "2301");
	f = made(OF_3, "2102");
	UNTOUCHED(&f, SHORT_NUMBER, SHORT_UNKNOWN);
	f = made(JUDY, "2102");	/* has no right to it */
	UNTOUCHED(&f, NORMAL_CALL, AS_DIALLED);
	check_rejected(0, DECIDE_RULE_SHORT_NUMBER, DECIDE_WHY_NO_OPTION, 0, 0);

	f = made(ALICE, "01 99 00 12 34");
	UNTOUCHED(&f, NORMAL_CALL, AS_DIALLED);
	check_rejected(0, DECIDE_RULE_SHORT_NUMBER, DECIDE_WHY_NOT_SHORT, 0, 0);
	CHECK_STR(plan.rejected[0].digits, "");
	f = made(ALICE, "*21*0199001234#");
	UNTOUCHED(&f, SERVICE_CODE, SERVICE_CODE);
	f = made(ALICE, "#31#0639980002");
	UNTOUCHED(&f, SERVICE_CODE, SERVICE_CODE);
	f = made(ALICE, "3635");
	UNTOUCHED(&f, NORMAL_CALL, AS_DIALLED);
	f = made(ALICE, "");
	UNTOUCHED(&f, NORMAL_CALL, AS_DIALLED);
	f = made(BOB, "2101");	/* the caller's own forwarding has no say */
	DECIDED(&f, SHORT_NUMBER, SHORT_NUMBER);
	f.redirections = 5;
	DECIDED(&f, SHORT_NUMBER, SHORT_NUMBER);
}

/* A snapshot with nothing in it, not even a number plan. */
static void test_empty(void *ctx)
{
	struct fleet_snapshot *full = snap;
	struct decide_facts f = made(ALICE, "112");

	snap = fleet_snapshot_alloc(ctx);
	fleet_snapshot_set_version(snap, 42);
	UNTOUCHED(&f, EMERGENCY, EMERGENCY_CALL);
	f.called.kind = NUMPLAN_SHORT;
	UNTOUCHED(&f, ENTITLEMENT, UNKNOWN_LINE);
	f = received(BOB);
	UNTOUCHED(&f, ENTITLEMENT, UNKNOWN_LINE);
	snap = full;
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "decide test");

	build(ctx);
	test_received();
	test_entitlement();
	test_own_leg();
	test_emergency();
	test_loop_guard();
	test_made();
	test_empty(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
