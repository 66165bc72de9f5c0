/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Loops: each kind of way round, spelled out; what is off leads nowhere; a large fleet in linear time. */
#include <errno.h>

#include <mpabx/base/clock.h>

#include "check.h"
#include "drafts.h"

#define A_B_A "06 39 98 00 12 → 06 39 98 00 11 → 06 39 98 00 12"

static void want_loop(struct fleet_draft *d, e164_t about, const char *spelled)
{
	struct found found = found_in(d);
	char text[512], want[512];

	if (CHECK_INT(found.n, 1)) {
		CHECK_INT(found.all[0].say, FLEET_LOOP);
		CHECK_INT(found.all[0].about, about);
		snprintf(want, sizeof(want), "Boucle détectée : %s. Choisissez une autre destination.", spelled);
		CHECK_STR(fleet_say_text(&found.all[0], FLEET_FR, text, sizeof(text)), want);
		snprintf(want, sizeof(want), "Loop detected: %s. Choose another destination.", spelled);
		CHECK_STR(fleet_say_text(&found.all[0], FLEET_EN, text, sizeof(text)), want);
	}
	talloc_free(d);
}

static void want_none(struct fleet_draft *d, const char *what)
{
	struct found found = found_in(d);

	for (unsigned i = 0; i < found.n && i < 32; i++) {
		if (!CHECK(found.all[i].say != FLEET_LOOP))
			printf("  %s: %s\n", what, found.all[i].detail);
	}
	CHECK(found.n < 32);
	talloc_free(d);
}

static struct fleet_draft *two(enum forwarding_kind there, enum forwarding_kind back)
{
	struct fleet_draft *d = draft_make();

	draft_forward(d, A, there, B);
	draft_forward(d, B, back, A);
	return d;
}

static void test_forwardings(void)
{
	struct fleet_draft *d;

	for (int there = 0; there < 4; there++)
		for (int back = 0; back < 4; back++)
			want_loop(two((enum forwarding_kind)there, (enum forwarding_kind)back), B, A_B_A);
	d = draft_make();
	draft_forward(d, A, FORWARDING_BUSY, B);
	draft_forward(d, B, FORWARDING_NO_ANSWER, C);
	draft_forward(d, C, FORWARDING_UNREACHABLE, A);
	want_loop(d, C, "06 39 98 00 13 → 06 39 98 00 11 → 06 39 98 00 12 → 06 39 98 00 13");
	d = draft_make();
	draft_forward(d, A, FORWARDING_BUSY, B);
	draft_forward(d, B, FORWARDING_NO_ANSWER, C);
	draft_forward(d, A, FORWARDING_NO_ANSWER, C);
	draft_forward(d, C, FORWARDING_UNREACHABLE, D);
	want_none(d, "two ways to one end");
}

static void test_off(void)
{
	struct fleet_draft *d = two(FORWARDING_BUSY, FORWARDING_BUSY);
	struct draft_settings s = draft_settings_of(A);

	((struct draft_forwarding *)draft_row_at(d, DRAFT_FORWARDINGS, 0))->row.active = false;
	want_none(d, "a forwarding that is off");
	d = two(FORWARDING_BUSY, FORWARDING_BUSY);
	s.row.forwarding_custom = false;
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want_none(d, "the box is ticked");
	d = two(FORWARDING_BUSY, FORWARDING_BUSY);
	draft_forward(d, A, FORWARDING_IMMEDIATE, FIXED);
	want_none(d, "hidden by an immediate forwarding");
	d = two(FORWARDING_BUSY, FORWARDING_BUSY);
	fleet_draft_add(d, DRAFT_CALENDARS, &(struct draft_calendar){ .row = { .id = 1, .name = "Nuit" } });
	fleet_draft_add(d, DRAFT_FORWARDINGS, &(struct draft_forwarding){
		.row = { .line = A, .active = true, .destination = FIXED, .calendar = 1 } });
	CHECK_INT(found_in(d).n, 2);		/* the loop, and the word that the immediate one suspends others */
	talloc_free(d);
}

static void test_settings(void)
{
	struct fleet_draft *d = draft_make();
	struct draft_settings s = draft_settings_of(B);

	draft_forward(d, A, FORWARDING_IMMEDIATE, B);
	s.row.dnd_active = true;
	s.row.dnd = (struct destination){ A, DESTINATION_NUMBER };
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want_loop(d, B, A_B_A);
	d = draft_make();
	draft_forward(d, A, FORWARDING_IMMEDIATE, B);
	s.row.dnd_active = false;
	fleet_draft_add(d, DRAFT_SETTINGS, &s);
	want_none(d, "do not disturb that is off");

	for (int allow = 0; allow < 2; allow++) {
		d = draft_make();
		draft_forward(d, A, FORWARDING_NO_ANSWER, B);
		s = draft_settings_of(B);
		s.row.hunt_active = true;
		fleet_draft_add(d, DRAFT_SETTINGS, &s);
		fleet_draft_add(d, DRAFT_HUNTS, &(struct draft_hunt){
			.row = { .line = B, .number = A, .position = 1, .ring_s = 12, .allow_diverted = allow } });
		if (allow)
			want_loop(d, B, A_B_A);
		else
			want_none(d, "a hunt leg that diverts is dropped");
	}
}

static struct fleet_draft *group_to(e164_t number, enum fleet_field field, e164_t to)
{
	struct fleet_draft *d = draft_make();
	struct draft_group g = draft_group_of(number);
	struct destination dest = { to, DESTINATION_NUMBER };

	if (field == FLEET_FIELD_OVERFLOW)
		g.row.overflow = dest;
	else if (field == FLEET_FIELD_NOBODY)
		g.row.nobody = dest;
	else if (field == FLEET_FIELD_CLOSED)
		g.row.closed = dest;
	else
		g.row.last_left = dest;
	fleet_draft_add(d, DRAFT_GROUPS, &g);
	draft_member(d, number, B, 1);
	return d;
}

static void test_groups(void)
{
	struct draft_group g = draft_group_of(GROUP);
	struct fleet_draft *d;

	for (int field = FLEET_FIELD_OVERFLOW; field <= FLEET_FIELD_LAST_LEFT; field++) {
		d = group_to(GROUP, (enum fleet_field)field, A);
		draft_forward(d, A, FORWARDING_BUSY, GROUP);
		want_loop(d, A, "06 39 98 00 11 → 01 99 00 50 00 → 06 39 98 00 11");
	}
	d = group_to(GROUP, FLEET_FIELD_OVERFLOW, FIXED);
	draft_forward(d, B, FORWARDING_BUSY, GROUP);
	want_none(d, "a member forwarded to his group, whose legs know no personal rules");
	for (int rules = 0; rules < 2; rules++) {
		d = draft_make();
		g.row.member_rules = rules;
		fleet_draft_add(d, DRAFT_GROUPS, &g);
		draft_member(d, GROUP, B, 1);
		draft_forward(d, B, FORWARDING_BUSY, GROUP);
		if (rules)
			want_loop(d, B, "06 39 98 00 12 → 01 99 00 50 00 → 06 39 98 00 12");
		else
			want_none(d, "no personal rules");
	}
}

/* One object's check tells its own loops only. */
static void test_single(void)
{
	struct fleet_draft *d = two(FORWARDING_BUSY, FORWARDING_NO_ANSWER);
	struct found found = { 0 };

	draft_forward(d, C, FORWARDING_BUSY, A);	/* leads into the loop, is none */
	draft_forward(d, D, FORWARDING_BUSY, OUTSIDER);
	fleet_draft_sort(d);
	CHECK_INT(fleet_check_line(d, C, found_add, &found), 0);
	CHECK_INT(fleet_check_line(d, D, found_add, &found), 0);
	CHECK_INT(found.n, 0);
	CHECK_INT(fleet_check_line(d, A, found_add, &found), 0);
	CHECK_INT(found.n, 1);
	CHECK_INT(fleet_check_line(d, B, found_add, &found), 0);
	CHECK_INT(found.n, 2);
	/* A line of others: whatever hangs on it is nobody's business here. */
	draft_forward(d, OUTSIDER, FORWARDING_BUSY, A);
	fleet_draft_sort(d);
	CHECK_INT(fleet_check_line(d, OUTSIDER, found_add, &found), 0);
	CHECK_INT(found.n, 3);
	CHECK_INT(found.all[2].say, FLEET_OUTSIDE);
	CHECK_INT(found.all[2].table, DRAFT_LINES);
	CHECK_INT((intmax_t)found.all[2].about, (intmax_t)OUTSIDER);
	talloc_free(d);
}

static unsigned loops;
static size_t longest;

static int count(void *priv, const struct fleet_finding *f)
{
	loops += f->say == FLEET_LOOP;
	longest = strlen(f->detail);
	return 0;
}

/* A chain of lines, each forwarded in three ways to the next, the last back to the first. */
static uint64_t ms_for(unsigned lines)
{
	struct fleet_draft *d = draft_make();
	uint64_t started;

	for (unsigned i = 0; i < lines; i++) {
		draft_add_line(d, UINT64_C(33611000000) + i, "", "");
		for (int kind = FORWARDING_BUSY; kind <= FORWARDING_UNREACHABLE; kind++)
			draft_forward(d, UINT64_C(33611000000) + i, (enum forwarding_kind)kind,
				      UINT64_C(33611000000) + (i + 1) % lines);
	}
	fleet_draft_sort(d);
	loops = 0;
	started = clock_ms();
	CHECK_INT(fleet_check_draft(d, count, NULL), 0);
	started = clock_ms() - started;
	CHECK_INT(loops, 3);
	talloc_free(d);
	return started;
}

static void test_large(void)
{
	uint64_t small = ms_for(2000), large = ms_for(20000);

	printf("%llu ms for 2,000 lines in one loop, %llu ms for 20,000\n", (unsigned long long)small,
	       (unsigned long long)large);
	CHECK(large < 40 * (small + 5));	/* ten times as many; four times that for a busy machine */
	CHECK(longest > 100 && longest < FLEET_DETAIL_SIZE - 1);
}

int main(void)
{
	test_forwardings();
	test_off();
	test_settings();
	test_groups();
	test_single();
	test_large();
	return CHECK_DONE();
}
