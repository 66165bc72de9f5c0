/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The record tells the whole call again, though an open call keeps so little of it. */

#include "calls.h"

#define START_US 1700000000000000

static struct call_room *room;

static void test_diverted(void)
{
	static const uint8_t reference[] = { 1, 2, 3, 4, 5 };
	struct call_setup s = calls_received(BOB);
	struct call_record open;
	struct call *call;

	s.call_reference = reference;
	s.call_reference_len = sizeof(reference);
	s.facts.original_called = s.facts.redirecting = ALICE;
	s.facts.redirections = 1;
	call = call_begin(room, &s);
	clock_test_advance(100);
	call_step_sent(call);
	clock_test_advance(5000);
	call_describe(call, &open);
	CHECK_INT(open.end_us, 0);
	CHECK_INT(open.leg[1].answer_us, 0);
	call_answered(call);
	/* told at once: a crash leaves it in the record */
	CHECK(calls_answered.id == open.id && calls_answered.answer_us && !calls_answered.end_us);
	CHECK(calls_answered.leg[1].answer_us == calls_answered.answer_us);
	clock_test_advance(60000);
	call_leg_ended(call, CAUSE_NORMAL, false);
	clock_test_advance(10);
	call_finish(&call, CALL_END_NORMAL);

	const struct call_record *r = &calls_last;

	CHECK(r->id == open.id && r->id);
	CHECK_INT(r->side, DECIDE_RECEIVED);
	CHECK_INT(r->served, BOB);
	CHECK_INT(r->calling, CALLER);
	CHECK_INT(r->called, BOB);
	CHECK_STR(r->dialled, "0639980002");
	CHECK_INT(r->original_called, ALICE);
	CHECK_INT(r->redirecting, ALICE);
	CHECK_MEM(r->call_reference, r->call_reference_len, reference, sizeof(reference));
	CHECK_INT(r->msc, MSC);
	CHECK_INT(r->start_us, START_US);
	CHECK_INT(r->end_us, START_US + 65110000);
	CHECK_INT(r->end, CALL_END_NORMAL);
	CHECK_INT(r->snapshot_version, 42);
	CHECK_INT(r->because.rule, DECIDE_RULE_IMMEDIATE_FORWARDING);
	CHECK_INT(r->because.why, DECIDE_WHY_FORWARDED);
	CHECK_INT(r->because.version, 7);
	CHECK_INT(r->because.arg[0], CAROL);
	CHECK_INT(r->because.arg[1], BOB);
	CHECK_INT(r->num_legs, 2);
	CHECK_INT(r->leg[0].number, CALLER);
	CHECK_INT(r->leg[0].charged, CALLER);
	CHECK_INT(r->leg[0].start_us, START_US);
	CHECK_INT(r->leg[0].end_us, r->end_us);
	CHECK_INT(r->leg[1].number, CAROL);
	CHECK_INT(r->leg[1].charged, BOB);	/* who diverts pays */
	CHECK_INT(r->leg[1].start_us, START_US + 100000);
	CHECK_INT(r->leg[1].answer_us, START_US + 5100000);
	CHECK_INT(r->leg[1].end_us, START_US + 65100000);
	CHECK_INT(r->leg[1].cause, CAUSE_NORMAL);
	CHECK_INT(r->leg[1].rule, DECIDE_RULE_IMMEDIATE_FORWARDING);
	CHECK_INT(r->leg[1].why, DECIDE_WHY_FORWARDED);
	CHECK_INT(r->leg[1].version, 7);
	CHECK_INT(r->leg[0].rule, DECIDE_RULE_IMMEDIATE_FORWARDING);
	CHECK_INT(r->fleet, 1);
	CHECK_INT(r->group, 0);
	CHECK_INT(r->group_result, CALL_GROUP_NONE);
	CHECK(!r->conference && !r->limited);
}

static void test_untouched(void)
{
	struct call_setup s = calls_received(DAVE);
	struct call *call = call_begin(room, &s);
	const struct call_record *r = &calls_last;

	call_finish(&call, CALL_END_LET_THROUGH);
	CHECK_INT(r->end, CALL_END_LET_THROUGH);
	CHECK_INT(r->because.why, DECIDE_WHY_RINGS_PHONE);
	CHECK_INT(r->because.arg[0], DAVE);
	CHECK_INT(r->num_rejected, 1);
	CHECK_INT(r->rejected[0].why, DECIDE_WHY_FORWARDING_OFF);
	CHECK_INT(r->rejected[0].version, 9);
	CHECK_INT(r->rejected[0].arg[0], OUTSIDE);
	CHECK_INT(r->rejected[0].arg[1], DAVE);
	CHECK_INT(r->leg[1].number, DAVE);
	CHECK_INT(r->leg[1].charged, CALLER);
	CHECK_INT(r->leg[1].answer_us, 0);
	CHECK_INT(r->call_reference_len, 0);
}

static void test_short(void)
{
	struct call_setup s = calls_made(ALICE, "21 02");
	struct call *call;
	const struct call_record *r = &calls_last;

	s.facts.calling = E164_NONE;	/* withheld: the line that calls is known nonetheless */
	call = call_begin(room, &s);
	CHECK_STR(call_reason(call)->digits, "2102");
	call_step_sent(call);
	call_leg_failed(call, DECIDE_BUSY, CAUSE_USER_BUSY);
	call_finish(&call, CALL_END_NORMAL);
	CHECK_INT(r->side, DECIDE_MADE);
	CHECK_INT(r->called, E164_NONE);
	CHECK_STR(r->dialled, "2102");
	CHECK_STR(r->because.digits, "2102");
	CHECK_INT(r->because.arg[0], BOB);
	CHECK_INT(r->leg[0].charged, ALICE);
	CHECK_INT(r->leg[1].number, BOB);
	CHECK_INT(r->leg[1].charged, ALICE);
	CHECK_INT(r->leg[1].cause, CAUSE_USER_BUSY);
}

static void check_dialled(const char *digits)
{
	struct call_setup s = calls_made(ALICE, "");
	struct call *call;

	snprintf(s.facts.called.digits, sizeof(s.facts.called.digits), "%s", digits);
	call = call_begin(room, &s);
	call_finish(&call, CALL_END_LET_THROUGH);
	CHECK_STR(calls_last.dialled, digits);
}

/* A reference longer than TS 29.078 allows is no reference; times keep to the monotonic clock. */
static void test_edges(void)
{
	static const uint8_t reference[9] = { 0 };
	struct call_setup s = calls_received(BOB);
	struct call *call;

	check_dialled("");
	check_dialled("*21*0199001234#");
	check_dialled("0123456789*#adef");
	check_dialled("99999999999999999999999999999999");

	s.call_reference = reference;
	s.call_reference_len = sizeof(reference);
	call = call_begin(room, &s);
	clock_test_advance(2000);
	clock_test_set(1600000000);
	call_answered(call);
	call_finish(&call, CALL_END_FAILED);
	CHECK_INT(calls_last.call_reference_len, 0);
	CHECK_INT(calls_last.leg[0].answer_us - calls_last.start_us, 2000000);
	CHECK_INT(calls_last.end_us - calls_last.start_us, 2000000);
	CHECK_STR(call_end_name(CALL_END_LET_THROUGH), "let-through");
	CHECK_STR(call_end_name(77), "?");
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "record test");

	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	room = calls_alloc(ctx, &(const struct call_config){ .max_calls = 50 });
	test_diverted();
	test_untouched();
	test_short();
	test_edges();
	talloc_free(ctx);
	return CHECK_DONE();
}
