/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls from a line: entitlement by CSI, short numbers, fleet barring, displayed number. */

#include "decide_bed.h"

static void bar(uint32_t mask)
{
	put(fleet_snapshot_put_fleet(snap, &(const struct store_fleet){
		.id = 1, .name = "one", .profile = "fr-current", .barring = mask }));
}

static void check_dialled(const char *dialled, const char *want, int line)
{
	struct decide_facts f = made(LINE(1), dialled);

	check_plan(&f, want, NULL, line);
}

#define DIALLED(digits, want) check_dialled(digits, want, __LINE__)
#define AS_IT_IS "untouched[as-dialled]"

static void test_barring(void)
{
	bed();
	bar(FLEET_BAR_INTERNATIONAL);
	DIALLED("0044 20 7946 0000", "release:21[barred-international]");
	CHECK_INT(plan.stage[0].because.rule, DECIDE_RULE_BARRING);
	CHECK_INT(plan.stage[0].because.arg[0], 442079460000);
	DIALLED("01 99 00 12 34", AS_IT_IS);
	DIALLED("0692 00 00 00", AS_IT_IS);	/* +262, and national */
	DIALLED("3635", AS_IT_IS);
	DIALLED("112", "untouched[emergency-call]");
	DIALLED("+44 112", "release:21[barred-international]");
	DIALLED("*21#", "untouched[service-code]");
	bar(FLEET_BAR_SPECIAL);
	DIALLED("3635", "release:21[barred-special]");
	DIALLED("08 99 00 00 00", "release:21[barred-special]");
	DIALLED("118218", "release:21[barred-special]");
	DIALLED("0044 20 7946 0000", AS_IT_IS);
	DIALLED("116117", "untouched[emergency-call]");
	bar(FLEET_BAR_OUTSIDE);
	DIALLED("01 99 00 12 34", "release:21[barred-outside]");
	DIALLED("3635", "release:21[barred-outside]");
	DIALLED("5999", "release:21[barred-outside]");	/* no short number of the fleet */
	DIALLED("06 39 98 00 31", "release:21[barred-outside]");	/* another fleet's line */
	DIALLED("06 39 98 00 02", AS_IT_IS);
	DIALLED("01 99 00 00 01", AS_IT_IS);	/* declared */
	DIALLED("01 99 00 88 88", AS_IT_IS);	/* the voicemail */
	DIALLED("2102", "ring:0002*[short-number]");
	DIALLED("15", "untouched[emergency-call]");
	put(fleet_snapshot_put_group(snap, &(const struct store_group){
		.id = 7, .fleet_id = 1, .number = GROUP_NUMBER, .name = "g", .ring_s = 12 }));
	DIALLED("01 99 00 01 00", AS_IT_IS);
	bar(0);
	DIALLED("5999", "untouched[short-unknown]");
}

static void test_barred_prefixes(void)
{
	const struct store_barred rows[] = { { 1, "0899" }, { 1, "+44" }, { 1, "36" }, { 1, "0639" } };

	bed();
	put(fleet_snapshot_put_barred(snap, 1, rows, 4));
	DIALLED("08 99 00 00 00", "release:21[barred-prefix]");
	DIALLED("08 90 00 00 00", AS_IT_IS);
	DIALLED("0044 20 7946 0000", "release:21[barred-prefix]");
	DIALLED("0049 30 123456", AS_IT_IS);
	DIALLED("3635", "release:21[barred-prefix]");
	DIALLED("3912", AS_IT_IS);
	DIALLED("+36 1 234 5678", AS_IT_IS);	/* Hungary is not 36.. */
	DIALLED("06 39 98 00 31", "release:21[barred-prefix]");
	DIALLED("06 39 98 00 02", AS_IT_IS);	/* the fleet's own */
	DIALLED("5999", AS_IT_IS);
}

/* Digits too many do not lead past it: networks go by those in front. */
static void test_barred_overdialled(void)
{
	const struct store_barred rows[] = { { 1, "0899" }, { 1, "+44" } };
	struct decide_facts f;

	bed();
	bar(FLEET_BAR_INTERNATIONAL);
	DIALLED("0044 20 7946 0000 0000 00", "release:21[barred-international]");
	DIALLED("00 49 30 1234567890123456789012", "release:21[barred-international]");
	f = made(LINE(1), "112");
	/* Signalled as international, without a prefix. */
	numplan_from_network(fleet_default_numplan(snap), &(const struct numplan_network){ 0 }, 4,
			     "44207946000000000000", &f.called);
	CHECK_INT(f.called.kind, NUMPLAN_INVALID);
	PLAN(&f, "release:21[barred-international]", NULL);
	DIALLED("01 99 00 12 34 56", AS_IT_IS);
	bar(FLEET_BAR_SPECIAL);
	DIALLED("01 99 00 12 34 56", AS_IT_IS);
	DIALLED("0033 8 99 00 00 00 1", "release:21[barred-special]");
	DIALLED("3635 123", "release:21[barred-special]");
	bar(0);
	put(fleet_snapshot_put_barred(snap, 1, rows, 2));
	DIALLED("0044 20 7946 0000 0000 00", "release:21[barred-prefix]");
	DIALLED("0033 8 99 00 00 00 1", "release:21[barred-prefix]");
	DIALLED("0049 20 7946 0000 0000 00", AS_IT_IS);
}

static void show(enum line_shown shown, uint32_t group)
{
	struct store_settings s = settings_of(LINE(1));

	s.shown = (uint8_t)shown;
	s.shown_group = group;
	put_settings(&s);
}

static void test_displayed(void)
{
	struct decide_facts f;

	bed();
	put(fleet_snapshot_put_group(snap, &(const struct store_group){
		.id = 7, .fleet_id = 1, .number = GROUP_NUMBER, .name = "g", .ring_s = 12 }));
	put(fleet_snapshot_put_group(snap, &(const struct store_group){
		.id = 8, .fleet_id = 3, .number = GROUP_NUMBER + 1, .name = "h", .ring_s = 12 }));
	DIALLED("01 99 00 12 34", AS_IT_IS);
	CHECK_INT(plan.shown, E164_NONE);
	show(LINE_SHOWN_GROUP, 7);
	DIALLED("01 99 00 12 34", "ring:1234*[shown-group]");
	CHECK_INT(plan.shown, GROUP_NUMBER);
	CHECK(!plan.shown_withheld);
	CHECK_INT(plan.stage[0].because.group, 7);
	CHECK(!plan.stage[0].diverted);
	DIALLED("2102", "ring:0002*[short-number]");
	CHECK_INT(plan.shown, GROUP_NUMBER);
	DIALLED("3635", AS_IT_IS);
	CHECK_INT(plan.shown, E164_NONE);
	CHECK_STR(decide_why_name(plan.rejected[plan.num_rejected - 1].why), "shown-not-here");
	DIALLED("112", "untouched[emergency-call]");
	CHECK_INT(plan.shown, E164_NONE);
	f = made(LINE(1), "01 99 00 12 34");
	f.calling_restricted = true;
	PLAN(&f, AS_IT_IS, NULL);
	CHECK_INT(plan.shown, E164_NONE);
	f.calling_restricted = false;
	f.redirecting = LINE(1);	/* diverted by the network: the caller's stays */
	PLAN(&f, AS_IT_IS, NULL);
	CHECK_INT(plan.shown, E164_NONE);
	show(LINE_SHOWN_GROUP, 8);	/* another fleet's */
	DIALLED("01 99 00 12 34", AS_IT_IS);
	CHECK_STR(decide_why_name(plan.rejected[1].why), "shown-not-own");
	show(LINE_SHOWN_GROUP, 9);	/* nobody's */
	DIALLED("01 99 00 12 34", AS_IT_IS);
	CHECK_INT(plan.shown, E164_NONE);
	show(LINE_SHOWN_WITHHELD, 0);
	DIALLED("01 99 00 12 34", "ring:1234*[shown-withheld]");
	CHECK(plan.shown_withheld);
	CHECK_INT(plan.shown, E164_NONE);
	f = made(LINE(1), "01 99 00 12 34");
	f.sw.no_restriction = true;	/* it is not, and the record does not say that it was */
	PLAN(&f, AS_IT_IS, NULL);
	CHECK(!plan.shown_withheld);
	CHECK_STR(decide_why_name(plan.rejected[plan.num_rejected - 1].why), "shown-not-here");
	bar(FLEET_BAR_OUTSIDE);
	DIALLED("01 99 00 12 34", "release:21[barred-outside]");
	CHECK(!plan.shown_withheld);
}

static void test_csi(void)
{
	struct store_line line = {
		.number = LINE(1), .fleet_id = 1, .name = "x", .short_number = "2101", .rights = ALL_RIGHTS,
	};
	struct decide_facts out, in;

	bed();
	out = made(LINE(1), "2102");
	in = received(LINE(1));
	forward(FORWARDING_IMMEDIATE, LINE(1), OUTSIDE);
	line.csi = LINE_CSI_T_ONLY;
	put(fleet_snapshot_put_line(snap, &line));
	PLAN(&out, "untouched[other-service]", "");
	PLAN(&in, "ring:1234/always[forwarded]", "");
	line.csi = LINE_CSI_O_ONLY;
	put(fleet_snapshot_put_line(snap, &line));
	PLAN(&out, "ring:0002*[short-number]", "");
	PLAN(&in, "untouched[other-service]", "");
	line.csi = LINE_CSI_NONE;
	put(fleet_snapshot_put_line(snap, &line));
	PLAN(&out, "untouched[other-service]", "");
	PLAN(&in, "untouched[other-service]", "");
	out.sw.media = in.sw.media = true;	/* SIP only */
	PLAN(&out, "ring:0002*[short-number]", "");
	PLAN(&in, "ring:1234/always[forwarded]", "");
}

/* Live state wants to know of calls made, too. */
static void test_watch_and_anchor(void)
{
	struct store_member member = { .group_id = 7, .line = LINE(1), .position = 1, .connected = true };

	bed();
	DIALLED("01 99 00 12 34", AS_IT_IS);
	CHECK(!plan.watch);
	CHECK_INT(plan.anchor, 0);
	forward(FORWARDING_BUSY, LINE(1), OUTSIDE);
	DIALLED("01 99 00 12 34", AS_IT_IS);
	CHECK(plan.watch);
	DIALLED("2102", "ring:0002*[short-number]");
	CHECK(plan.watch);
	DIALLED("15", "untouched[emergency-call]");
	CHECK(!plan.watch);
	bed();
	put(fleet_snapshot_put_group(snap, &(const struct store_group){
		.id = 7, .fleet_id = 1, .number = GROUP_NUMBER, .name = "g", .ring_s = 12 }));
	put(fleet_snapshot_put_members(snap, 7, &member, 1));
	DIALLED("01 99 00 12 34", AS_IT_IS);
	CHECK(plan.watch);
	put(fleets_put_line(snap, 1, LINE(2), "2102", ALL_RIGHTS, false));
	check_plan(&(const struct decide_facts){
		.side = DECIDE_MADE, .served = LINE(2), .calling = LINE(2),
		.called = { .kind = NUMPLAN_E164, .e164 = OUTSIDE, .national = true } }, AS_IT_IS, NULL, __LINE__);
	CHECK_INT(plan.anchor, DECIDE_ANCHOR_IN_CALL);
}

/* The O-CSI of a line that diverts: its caller's number stays, it is on no call, and its service's leg goes on. */
static void test_diverted(void)
{
	struct decide_facts f;

	bed();
	put(fleet_snapshot_put_group(snap, &(const struct store_group){
		.id = 7, .fleet_id = 1, .number = GROUP_NUMBER, .name = "g", .ring_s = 12 }));
	show(LINE_SHOWN_GROUP, 7);
	forward(FORWARDING_BUSY, LINE(1), OUTSIDE);
	forward_to_voicemail(FORWARDING_NO_ANSWER, LINE(1));
	f = made(LINE(1), "01 99 00 12 99");
	f.calling = CALLER;
	f.redirecting = f.original_called = LINE(1);
	f.redirections = 1;
	PLAN(&f, AS_IT_IS, NULL);
	CHECK_INT(plan.shown, E164_NONE);
	CHECK(!plan.watch);
	bar(FLEET_BAR_OUTSIDE);
	PLAN(&f, "release:21[barred-outside]", NULL);	/* the HLR's own forwarding, perhaps */
	f.called.e164 = OUTSIDE;
	PLAN(&f, "untouched[own-leg]", NULL);
	f.called.e164 = VOICEMAIL;
	PLAN(&f, "untouched[own-leg]", NULL);
	CHECK(!plan.watch);
	f.called.e164 = OUTSIDE;
	f.redirecting = f.original_called = E164_NONE;	/* a call of the line's own */
	PLAN(&f, "release:21[barred-outside]", NULL);
}

int main(void)
{
	test_barring();
	test_barred_prefixes();
	test_barred_overdialled();
	test_displayed();
	test_csi();
	test_diverted();
	test_watch_and_anchor();
	talloc_free(snap);
	return CHECK_DONE();
}
