/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every reason has its sentence in French and English and a name of its own; numbers are written as people write
 * them. */

#include <mpabx/decide.h>
#include <talloc.h>

#include "check.h"
#include "plans.h"

static const struct numplan *fr;

static void check_text(const struct decide_reason *r, const char *french, const char *english)
{
	char buf[160];

	CHECK_STR(decide_reason_text(NULL, fr, r, DECIDE_FR, buf, sizeof(buf)), french);
	CHECK_STR(decide_reason_text(NULL, fr, r, DECIDE_EN, buf, sizeof(buf)), english);
}

static void test_all(void)
{
	char text[2][160];
	unsigned i, k;

	for (i = 0; i < _DECIDE_WHYS; i++) {
		struct decide_reason r = {
			.why = (uint8_t)i, .arg = { 33199001234, 33199005678 }, .digits = "2101",
		};
		enum decide_lang lang;

		for (lang = DECIDE_FR; lang <= DECIDE_EN; lang++) {
			decide_reason_text(NULL, fr, &r, lang, text[lang], sizeof(text[lang]));
			CHECK(strlen(text[lang]) > 10 && strlen(text[lang]) < sizeof(text[lang]) - 1);
			CHECK(!strpbrk(text[lang], "{}?"));
		}
		CHECK(strcmp(text[DECIDE_FR], text[DECIDE_EN]));
		for (k = 0; k < i; k++)
			CHECK(strcmp(decide_why_name(i), decide_why_name(k)));
	}
	for (i = 0; i < _DECIDE_RULES; i++) {
		CHECK(decide_rule_name(i) && strlen(decide_rule_name(i)) > 1);
		for (k = 0; k < i; k++)
			CHECK(strcmp(decide_rule_name(i), decide_rule_name(k)));
	}
}

static void test_sentences(void)
{
	struct decide_reason r = {
		.rule = DECIDE_RULE_IMMEDIATE_FORWARDING, .why = DECIDE_WHY_FORWARDED, .arg = { 33199001234 }, .digits = "2101",
	};
	char buf[160], small[10];

	check_text(&r, "Renvoi immédiat vers 01 99 00 12 34", "Immediate forwarding to 01 99 00 12 34");
	r.why = DECIDE_WHY_SHORT_NUMBER;
	check_text(&r, "Numéro court 2101 : appel vers 01 99 00 12 34", "Short number 2101: call to 01 99 00 12 34");
	r.why = DECIDE_WHY_FORWARDED;
	CHECK_STR(decide_reason_text(NULL, NULL, &r, DECIDE_EN, buf, sizeof(buf)), "Immediate forwarding to +33199001234");
	CHECK_STR(decide_reason_text(NULL, fr, &r, DECIDE_EN, small, sizeof(small)), "Immediate");
	r.arg[0] = E164_NONE;
	CHECK_STR(decide_reason_text(NULL, fr, &r, DECIDE_EN, buf, sizeof(buf)), "Immediate forwarding to voicemail");
	r.why = 200;
	CHECK_STR(decide_reason_text(NULL, fr, &r, DECIDE_FR, buf, sizeof(buf)), "?");
	CHECK_STR(decide_why_name(200), "?");
	CHECK_STR(decide_rule_name(200), "?");
}

/* {rule}, {dest}, {who}, {group}, {for}. */
static void test_arguments(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct store_fleet fleet = { .id = 1, .name = "f", .profile = "fr-current" };
	struct store_group group = { .id = 7, .fleet_id = 1, .number = 33199000100, .name = "Accueil", .ring_s = 12 };
	struct decide_reason r = { .rule = DECIDE_RULE_NO_ANSWER_FORWARDING, .why = DECIDE_WHY_FORWARDED };
	char buf[160];

	check_text(&r, "Renvoi sur non-réponse vers la messagerie", "Forwarding when unanswered to voicemail");
	r.rule = DECIDE_RULE_UNREACHABLE_FORWARDING;
	r.arg[0] = 33199001234;
	check_text(&r, "Renvoi sur non-joignable vers 01 99 00 12 34", "Forwarding when unreachable to 01 99 00 12 34");
	r = (struct decide_reason){ .why = DECIDE_WHY_RINGS_PHONE, .arg = { 33639980001 } };
	check_text(&r, "Le téléphone de 06 39 98 00 01 sonne", "The phone of 06 39 98 00 01 rings");
	r.seconds = 25;
	check_text(&r, "Le téléphone de 06 39 98 00 01 sonne pendant 25 s", "The phone of 06 39 98 00 01 rings for 25 s");

	CHECK_INT(fleet_snapshot_put_numplan(snap, plan_french(ctx, "fr-current", '7')), 0);
	CHECK_INT(fleet_snapshot_put_fleet(snap, &fleet), 0);
	CHECK_INT(fleet_snapshot_put_group(snap, &group), 0);
	r = (struct decide_reason){ .why = DECIDE_WHY_GROUP_RINGS, .group = 7, .arg = { 33639980001 }, .seconds = 12 };
	CHECK_STR(decide_reason_text(snap, fr, &r, DECIDE_FR, buf, sizeof(buf)),
		  "Groupe Accueil : 06 39 98 00 01 sonne pendant 12 s");
	CHECK_STR(decide_reason_text(NULL, fr, &r, DECIDE_EN, buf, sizeof(buf)), "Group 7: 06 39 98 00 01 rings for 12 s");
	r = (struct decide_reason){ .why = DECIDE_WHY_BLOCKED, .group = 7, .arg = { 33639980001, 33199005678 } };
	CHECK_STR(decide_reason_text(snap, fr, &r, DECIDE_EN, buf, sizeof(buf)), "Accueil refuses calls from 01 99 00 56 78");
	r.group = 0;
	CHECK_STR(decide_reason_text(snap, fr, &r, DECIDE_FR, buf, sizeof(buf)),
		  "06 39 98 00 01 refuse les appels de 01 99 00 56 78");
}

static struct decide_plan plan;

static void check_stage(unsigned stage, const char *french, const char *english)
{
	char buf[400];

	CHECK_STR(decide_stage_text(NULL, fr, &plan, stage, DECIDE_FR, buf, sizeof(buf)), french);
	CHECK_STR(decide_stage_text(NULL, fr, &plan, stage, DECIDE_EN, buf, sizeof(buf)), english);
}

static void next(unsigned stage, uint8_t busy, uint8_t no_answer, uint8_t unreachable, uint8_t refused)
{
	uint8_t *n = plan.stage[stage].next;

	n[DECIDE_BUSY] = busy;
	n[DECIDE_NO_ANSWER] = no_answer;
	n[DECIDE_UNREACHABLE] = unreachable;
	n[DECIDE_REFUSED] = refused;
}

static void test_stages(void)
{
	enum { END = DECIDE_NEXT_END };

	plan = (struct decide_plan){
		.num_stages = 3, .num_targets = 2, .target = { { .number = 33199001234 }, { .number = 442079460000 } },
		.stage = {
			{ .kind = DECIDE_PHONE, .ring_s = 25 },
			{ .kind = DECIDE_RING, .first_target = 0, .num_targets = 1, .diverted = true },
			{ .kind = DECIDE_RING, .first_target = 1, .num_targets = 1, .diverted = true },
		},
	};
	next(0, END, 1, END, END);
	next(1, END, END, END, END);
	next(2, END, END, END, END);
	check_stage(0, "Sonne 25 s, puis renvoi vers le 01 99 00 12 34", "Rings 25 s, then forwarding to 01 99 00 12 34");
	next(0, 2, 1, END, 2);
	check_stage(0, "Sonne 25 s ; occupé : renvoi vers +442079460000 ; sans réponse : renvoi vers le 01 99 00 12 34",
		    "Rings 25 s; busy: forwarding to +442079460000; no answer: forwarding to 01 99 00 12 34");
	check_stage(2, "Renvoi vers +442079460000", "Forwarding to +442079460000");
	check_stage(3, "", "");
	plan.stage[0].kind = DECIDE_UNTOUCHED;
	next(0, END, END, END, END);
	check_stage(0, "L'appel suit son cours", "The call goes on as it is");

	plan = (struct decide_plan){
		.num_stages = 5, .num_targets = 3,
		.target = { { .number = 33639980001, .ring_s = 12 }, { .number = 33639980002, .ring_s = 12 },
			{ .number = 33639980003, .own_rules = true } },
		.stage = {
			{ .kind = DECIDE_RING, .num_targets = 2, .diverted = true, .because.why = DECIDE_WHY_GROUP_RINGS },
			{ .kind = DECIDE_JUNCTION },
			{ .kind = DECIDE_RELEASE, .cause = CAUSE_USER_BUSY },
			{ .kind = DECIDE_RELEASE, .cause = CAUSE_CONGESTION },
			{ .kind = DECIDE_RING, .first_target = 2, .num_targets = 1 },
		},
	};
	next(0, 1, 1, 1, 1);
	next(1, 2, 3, 3, 3);
	check_stage(0, "Le 06 39 98 00 01 et le 06 39 98 00 02 sonnent 12 s, puis tous ont été essayés",
		    "06 39 98 00 01 and 06 39 98 00 02 ring 12 s, then all were tried");
	check_stage(1, "Tous ont été essayés ; occupé : fin : occupé ; sans réponse : fin : cause 42 ; "
		    "non joignable : fin : cause 42",
		    "All were tried; busy: end: busy; no answer: end: switching equipment congestion; "
		    "unreachable: end: switching equipment congestion");
	next(4, END, END, END, END);
	check_stage(4, "Appel vers le 06 39 98 00 03", "Call to 06 39 98 00 03");
}

static void test_anchors(void)
{
	unsigned i, k;

	for (i = 0; i < 6; i++) {
		CHECK(strlen(decide_anchor_text(1 << i, DECIDE_FR)) > 10);
		CHECK(strcmp(decide_anchor_text(1 << i, DECIDE_FR), decide_anchor_text(1 << i, DECIDE_EN)));
		for (k = 0; k < i; k++)
			CHECK(strcmp(decide_anchor_text(1 << i, DECIDE_EN), decide_anchor_text(1 << k, DECIDE_EN)));
	}
	CHECK_STR(decide_anchor_text(0, DECIDE_EN), "?");
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "texts test");

	fr = plan_french(ctx, "fr-current", '7');
	test_all();
	test_sentences();
	test_arguments(ctx);
	test_stages();
	test_anchors();
	talloc_free(ctx);
	return CHECK_DONE();
}
