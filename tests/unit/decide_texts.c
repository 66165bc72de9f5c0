/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every reason has its sentence in French and English and a name of its own; numbers are written as people write them. */

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
	struct decide_reason r = { .rule = DECIDE_RULE_IMMEDIATE_FORWARDING, .why = DECIDE_WHY_FORWARDED, .arg = { 33199001234 }, .digits = "2101" };
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

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "texts test");

	fr = plan_french(ctx, "fr-current", '7');
	test_all();
	test_sentences();
	talloc_free(ctx);
	return CHECK_DONE();
}
