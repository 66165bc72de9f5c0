/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Number plans: what people type, what networks signal, what a destination may be, and how numbers are written back. */

#include <errno.h>
#include <stdlib.h>

#include <mpabx/base/numplan.h>
#include <talloc.h>

#include "check.h"
#include "plans.h"

static const struct numplan *fr;

struct row {
	int line;
	uint8_t nai;		/* 0: typed */
	const char *text;
	enum numplan_kind kind;
	e164_t e164;
	int national;
	const char *digits;
};

#define TYPED(text, kind, e164, national, digits) { __LINE__, 0, text, NUMPLAN_##kind, e164, national, digits }
#define SIGNALLED(nai, text, kind, e164, national, digits) { __LINE__, nai, text, NUMPLAN_##kind, e164, national, digits }

static const struct row rows[] = {
	/* as typed and dialled */
	TYPED("0639980001", E164, 33639980001, 1, "0639980001"),
	TYPED("06 39 98 00 01", E164, 33639980001, 1, "0639980001"),
	TYPED("06.39.98.00.01", E164, 33639980001, 1, "0639980001"),
	TYPED("06-39-98-00-01", E164, 33639980001, 1, "0639980001"),
	TYPED("06\xc2\xa0" "39\xc2\xa0" "98\xc2\xa0" "00\xc2\xa0" "01", E164, 33639980001, 1, "0639980001"),
	TYPED("06\xe2\x80\xaf" "39\xe2\x80\xaf" "98\xe2\x80\x91" "00\xe2\x80\x93" "01", E164, 33639980001, 1, "0639980001"),
	TYPED("+33 6 39 98 00 01", E164, 33639980001, 1, "0639980001"),
	TYPED("+33 (0)6 39 98 00 01", E164, 33639980001, 1, "0639980001"),
	TYPED("(+33) 1 99 00 12 34", E164, 33199001234, 1, "0199001234"),
	TYPED("0033639980001", E164, 33639980001, 1, "0639980001"),
	TYPED("00 33 1 99 00 12 34", E164, 33199001234, 1, "0199001234"),
	TYPED("0499000000", E164, 33499000000, 1, "0499000000"),
	TYPED("+44 7700 900001", E164, 447700900001, 0, "447700900001"),
	TYPED("00447700900001", E164, 447700900001, 0, "447700900001"),
	/* other country codes of the national plan, longest prefix wins */
	TYPED("0692000001", E164, 262692000001, 1, "0692000001"),
	TYPED("+262692000001", E164, 262692000001, 1, "0692000001"),
	TYPED("0590123456", E164, 590590123456, 1, "0590123456"),
	TYPED("+590 590 12 34 56", E164, 590590123456, 1, "0590123456"),
	TYPED("0639123456", E164, 262639123456, 1, "0639123456"),
	TYPED("0639981234", E164, 33639981234, 1, "0639981234"),
	TYPED("+33692000001", E164, 262692000001, 1, "0692000001"),
	TYPED("+262199001234", E164, 262199001234, 0, "262199001234"),
	/* emergency: exactly these digits */
	TYPED("15", EMERGENCY, 0, 0, "15"), TYPED("17", EMERGENCY, 0, 0, "17"), TYPED("18", EMERGENCY, 0, 0, "18"),
	TYPED("112", EMERGENCY, 0, 0, "112"), TYPED("114", EMERGENCY, 0, 0, "114"), TYPED("115", EMERGENCY, 0, 0, "115"),
	TYPED("119", EMERGENCY, 0, 0, "119"), TYPED("191", EMERGENCY, 0, 0, "191"), TYPED("196", EMERGENCY, 0, 0, "196"),
	TYPED("197", EMERGENCY, 0, 0, "197"), TYPED("116000", EMERGENCY, 0, 0, "116000"),
	TYPED("116111", EMERGENCY, 0, 0, "116111"), TYPED("116117", EMERGENCY, 0, 0, "116117"),
	TYPED("1 1 2", EMERGENCY, 0, 0, "112"), TYPED("+33112", EMERGENCY, 0, 0, "112"),
	TYPED("003315", EMERGENCY, 0, 0, "15"),
	TYPED("1512345678", INVALID, 0, 0, "1512345678"), TYPED("150", SHORT, 0, 0, "150"),
	TYPED("1120", SHORT, 0, 0, "1120"), TYPED("0112345678", E164, 33112345678, 1, "0112345678"),
	TYPED("+33151234567", E164, 33151234567, 1, "0151234567"),
	/* special */
	TYPED("3635", SPECIAL, 0, 0, "3635"), TYPED("1013", SPECIAL, 0, 0, "1013"), TYPED("118712", SPECIAL, 0, 0, "118712"),
	TYPED("0899001234", SPECIAL, 33899001234, 1, "0899001234"), TYPED("+33 3635", SPECIAL, 0, 0, "3635"),
	/* short, codes, nothing */
	TYPED("21", SHORT, 0, 0, "21"), TYPED("2101", SHORT, 0, 0, "2101"), TYPED("210102", SHORT, 0, 0, "210102"),
	TYPED("36351", SHORT, 0, 0, "36351"),
	TYPED("*21*0199001234#", SERVICE, 0, 0, "*21*0199001234#"), TYPED("#31#0199001234", SERVICE, 0, 0, "#31#0199001234"),
	TYPED("", INVALID, 0, 0, ""), TYPED("5", INVALID, 0, 0, "5"), TYPED("+", INVALID, 0, 0, "+"), TYPED("00", SHORT, 0, 0, "00"),
	TYPED("2101023", INVALID, 0, 0, "2101023"), TYPED("019900123", INVALID, 0, 0, "019900123"),
	TYPED("01990012345", INVALID, 0, 0, "01990012345"), TYPED("1990012345", INVALID, 0, 0, "1990012345"),
	TYPED("01 99 OO 12 34", INVALID, 0, 0, "0199OO1234"), TYPED("+33 1 99 00 12", INVALID, 0, 0, "+331990012"),
	TYPED("+2101", E164, 2101, 0, "2101"), TYPED("+0199001234", INVALID, 0, 0, "+0199001234"),
	TYPED("+4477009000011234", INVALID, 0, 0, "+4477009000011234"),
	TYPED("11111111111111111111111111111111111111", INVALID, 0, 0, "11111111111111111111111111111111"),
	/* as networks signal: 4 international, 3 national, 2 unknown, 1 subscriber, 8 with routing number */
	SIGNALLED(4, "33639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(4, "447700900001", E164, 447700900001, 0, "447700900001"),
	SIGNALLED(4, "262692000001", E164, 262692000001, 1, "0692000001"),
	SIGNALLED(4, "33112", EMERGENCY, 0, 0, "112"),
	SIGNALLED(4, "0033639980001", INVALID, 0, 0, "0033639980001"),
	SIGNALLED(3, "639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(3, "0639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(3, "692000001", E164, 262692000001, 1, "0692000001"),
	SIGNALLED(3, "112", EMERGENCY, 0, 0, "112"), SIGNALLED(3, "15", EMERGENCY, 0, 0, "15"),
	SIGNALLED(2, "112", EMERGENCY, 0, 0, "112"), SIGNALLED(2, "15", EMERGENCY, 0, 0, "15"),
	SIGNALLED(1, "15", EMERGENCY, 0, 0, "15"), SIGNALLED(8, "18", EMERGENCY, 0, 0, "18"),
	SIGNALLED(3, "151234567", E164, 33151234567, 1, "0151234567"),
	SIGNALLED(2, "1512345678", INVALID, 0, 0, "1512345678"),
	SIGNALLED(2, "0639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(2, "0033639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(2, "00447700900001", E164, 447700900001, 0, "447700900001"),
	SIGNALLED(2, "2101", SHORT, 0, 0, "2101"), SIGNALLED(3, "2101", SHORT, 0, 0, "2101"),
	SIGNALLED(2, "3635", SPECIAL, 0, 0, "3635"), SIGNALLED(2, "*21#", SERVICE, 0, 0, "*21#"),
	SIGNALLED(3, "899001234", SPECIAL, 33899001234, 1, "0899001234"),
	SIGNALLED(2, "639980001", INVALID, 0, 0, "639980001"),
	/* portability prefixes 51 and 512, carrier codes 1633 and 16 */
	SIGNALLED(3, "51639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(3, "512639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(3, "510639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(8, "512639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(2, "16330639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(2, "160639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(2, "163351639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(2, "5116330639980001", E164, 33639980001, 1, "0639980001"),
	SIGNALLED(2, "163300447700900001", E164, 447700900001, 0, "447700900001"),
	SIGNALLED(3, "512345678", E164, 33512345678, 1, "0512345678"),	/* a number that begins as a prefix does */
	SIGNALLED(2, "5101", SHORT, 0, 0, "5101"),
	SIGNALLED(3, "5151639980001", INVALID, 0, 0, "5151639980001"),	/* a prefix counts once */
	SIGNALLED(4, "51639980001", E164, 51639980001, 0, "51639980001"),	/* Peru: never stripped */
	/* natures that carry no number of ours, hostile digits */
	SIGNALLED(5, "0639980001", INVALID, 0, 0, "0639980001"), SIGNALLED(0x7f, "112", INVALID, 0, 0, "112"),
	SIGNALLED(3, "039980001", INVALID, 0, 0, "039980001"), SIGNALLED(4, "33039980001", INVALID, 0, 0, "33039980001"),
	SIGNALLED(3, "6399800a1", INVALID, 0, 0, "06399800a1"), SIGNALLED(2, "", INVALID, 0, 0, ""),
	SIGNALLED(4, "", INVALID, 0, 0, ""), SIGNALLED(3, "", INVALID, 0, 0, ""),
	SIGNALLED(3, "99999999999999999999999999999999", INVALID, 0, 0, "99999999999999999999999999999999"),
};

static const struct numplan_network net = {
	.portability_prefix = { "51", "512" }, .carrier_prefix = { "16", "1633" }, .out_nai = 4,
};

static void test_rows(void)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		struct numplan_number n;
		int ok = 1;

		memset(&n, 0xa5, sizeof(n));
		if (r->nai)
			numplan_from_network(fr, &net, r->nai, r->text, &n);
		else
			numplan_read(fr, r->text, &n);
		ok &= CHECK_INT(n.kind, r->kind);
		ok &= CHECK_INT(n.e164, r->e164);
		ok &= CHECK_INT(n.national, r->national);
		ok &= CHECK_STR(n.digits, r->digits);
		if (!ok)
			printf("\tin row of line %d: \"%s\"\n", r->line, r->text);
	}
}

static int check(const struct numplan *np, enum numplan_service service, const char *text)
{
	struct numplan_number n;

	numplan_read(np, text, &n);
	return (int)numplan_check(np, service, &n);
}

static void test_check(const struct numplan *guide)
{
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "01 99 00 12 34"), NUMPLAN_OK);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "07 99 00 12 34"), NUMPLAN_OK);
	CHECK_INT(check(guide, NUMPLAN_FOR_FORWARDING, "07 99 00 12 34"), NUMPLAN_BAD_PREFIX);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "0692000001"), NUMPLAN_OK);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "0999001234"), NUMPLAN_BAD_PREFIX);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "1990012345"), NUMPLAN_BAD_PREFIX);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "01 99 00"), NUMPLAN_IS_SHORT);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "01 99 00 1"), NUMPLAN_BAD_LENGTH);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, ""), NUMPLAN_BAD_LENGTH);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "*21#"), NUMPLAN_BAD_LENGTH);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "0899001234"), NUMPLAN_IS_SPECIAL);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "3635"), NUMPLAN_IS_SPECIAL);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "2101"), NUMPLAN_IS_SHORT);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "+44 7700 900001"), NUMPLAN_IS_INTERNATIONAL);
	CHECK_INT(check(fr, NUMPLAN_FOR_FORWARDING, "112"), NUMPLAN_IS_EMERGENCY);
	CHECK_INT(check(fr, NUMPLAN_FOR_TRANSFER, "2101"), NUMPLAN_OK);
	CHECK_INT(check(fr, NUMPLAN_FOR_TRANSFER, "+44 7700 900001"), NUMPLAN_OK);
	CHECK_INT(check(fr, NUMPLAN_FOR_TRANSFER, "0999001234"), NUMPLAN_OK);
	CHECK_INT(check(fr, NUMPLAN_FOR_TRANSFER, "0899001234"), NUMPLAN_IS_SPECIAL);
	CHECK_INT(check(fr, NUMPLAN_FOR_TRANSFER, "18"), NUMPLAN_IS_EMERGENCY);
	CHECK_INT(check(fr, NUMPLAN_FOR_HUNT, "2101"), NUMPLAN_IS_SHORT);
	CHECK_INT(check(fr, NUMPLAN_FOR_HUNT, "0999001234"), NUMPLAN_OK);
	CHECK_INT(check(fr, NUMPLAN_FOR_GROUP, "+44 7700 900001"), NUMPLAN_IS_INTERNATIONAL);
}

/* The short way gives the long way's answers: all lengths, more of the country's own. */
static void test_check_e164(const struct numplan *guide)
{
	static const char *const begin[] = { "", "33", "330", "331", "3306", "336", "33692", "262", "262692", "338", "33112",
		"33116", "44", "590690" };
	static const struct numplan_network plain = { 0 };
	struct numplan_number n;
	char digits[40];
	int i, wrong = 0;

	srand(4);
	for (i = 0; i < 200000; i++) {
		const struct numplan *np = i % 2 ? fr : guide;
		enum numplan_service service = (enum numplan_service)(rand() % _NUMPLAN_SERVICES);
		e164_t number = E164_NONE;
		int length;

		snprintf(digits, sizeof(digits), "%s%d%09d", begin[rand() % 14], rand() % 100, rand() % 1000000000);
		length = rand() % 3 ? 11 : rand() % 16;
		if ((int)strlen(digits) > length)
			digits[length] = '\0';
		if (e164_from_digits(digits, strlen(digits), &number) < 0)
			continue;
		numplan_from_network(np, &plain, 4, digits, &n);
		wrong += numplan_check_e164(np, service, number) != numplan_check(np, service, &n);
	}
	CHECK_INT(wrong, 0);
	CHECK_INT(numplan_check_e164(fr, NUMPLAN_FOR_FORWARDING, 33199001234), NUMPLAN_OK);
	CHECK_INT(numplan_check_e164(fr, NUMPLAN_FOR_FORWARDING, 33112), NUMPLAN_IS_EMERGENCY);
	CHECK_INT(numplan_check_e164(guide, NUMPLAN_FOR_FORWARDING, 33799001234), NUMPLAN_BAD_PREFIX);
}

static void check_out(uint8_t out_nai, const char *prefix, e164_t number, unsigned want_nai, const char *want)
{
	struct numplan_network out = { .out_nai = out_nai };
	char digits[DIGITS_SIZE] = "untouched";
	uint8_t nai = 0;

	strcpy(out.out_prefix, prefix);
	CHECK_INT(numplan_to_network(fr, &out, number, &nai, digits), strlen(want));
	CHECK_INT(nai, want_nai);
	CHECK_STR(digits, want);
}

static void test_out(void)
{
	struct numplan_network out = { .out_nai = 4 };
	char digits[DIGITS_SIZE], buf[48];
	uint8_t nai;

	check_out(4, "", 33199001234, 4, "33199001234");
	check_out(0, "", 33199001234, 4, "33199001234");
	check_out(3, "", 33199001234, 3, "199001234");
	check_out(2, "", 33199001234, 2, "0199001234");
	check_out(2, "", 447700900001, 2, "00447700900001");
	check_out(3, "", 447700900001, 4, "447700900001");
	check_out(3, "", 262692000001, 3, "692000001");
	check_out(4, "", 262692000001, 4, "262692000001");
	check_out(3, "5120000", 33199001234, 3, "5120000199001234");
	check_out(3, "", 333635, 4, "333635");
	CHECK_INT(numplan_to_network(fr, &out, E164_NONE, &nai, digits), 0);

	CHECK_STR(numplan_print(fr, 33199001234, buf, sizeof(buf)), "01 99 00 12 34");
	CHECK_STR(numplan_print(fr, 262692000001, buf, sizeof(buf)), "06 92 00 00 01");
	CHECK_STR(numplan_print(fr, 447700900001, buf, sizeof(buf)), "+447700900001");
	CHECK_STR(numplan_print(fr, 333635, buf, sizeof(buf)), "+333635");
	CHECK_STR(numplan_print(fr, E164_NONE, buf, sizeof(buf)), "-");
	CHECK_STR(numplan_print(fr, 33199001234, buf, 6), "01 99");
}

static void test_building(void)
{
	struct numplan *np = numplan_alloc(NULL, "small", "1", 10, "", "011");
	struct numplan_number n;
	char prefix[8];
	int i, rc = 0;

	CHECK(!numplan_alloc(NULL, "", "33", 10, "0", "00"));
	CHECK(!numplan_alloc(NULL, "x", "", 10, "0", "00"));
	CHECK(!numplan_alloc(NULL, "x", "03", 10, "0", "00"));
	CHECK(!numplan_alloc(NULL, "x", "33", 3, "0", "00"));
	CHECK(!numplan_alloc(NULL, "x", "33", 15, "0", "00"));
	CHECK(!numplan_alloc(NULL, "x", "33", 10, "0a", "00"));
	CHECK(!numplan_alloc(NULL, "x", "33", 10, "0", ""));
	CHECK_STR(numplan_name(np), "small");

	CHECK_INT(numplan_add_range(np, NUMPLAN_SERVICE, "1", 3), -EINVAL);
	CHECK_INT(numplan_add_range(np, NUMPLAN_INVALID, "1", 3), -EINVAL);
	CHECK_INT(numplan_add_range(np, NUMPLAN_SPECIAL, "", 3), -EINVAL);
	CHECK_INT(numplan_add_range(np, NUMPLAN_SPECIAL, "9x", 3), -EINVAL);
	CHECK_INT(numplan_add_range(np, NUMPLAN_SPECIAL, "900", 2), -EINVAL);
	CHECK_INT(numplan_add_country(np, "590", ""), -EINVAL);
	CHECK_INT(numplan_allow(np, _NUMPLAN_SERVICES, "2"), -EINVAL);

	/* longest prefix wins, the exact length counts, any length is any length */
	CHECK_INT(numplan_add_range(np, NUMPLAN_SPECIAL, "9", 0), 0);
	CHECK_INT(numplan_add_range(np, NUMPLAN_EMERGENCY, "911", 3), 0);
	CHECK_INT(numplan_add_range(np, NUMPLAN_SHORT, "91", 4), 0);
	numplan_read(np, "911", &n);
	CHECK_INT(n.kind, NUMPLAN_EMERGENCY);
	numplan_read(np, "9110", &n);
	CHECK_INT(n.kind, NUMPLAN_SHORT);
	numplan_read(np, "91100", &n);
	CHECK_INT(n.kind, NUMPLAN_SPECIAL);
	numplan_read(np, "2025550123", &n);
	CHECK_INT(n.kind, NUMPLAN_E164);
	CHECK_INT(n.e164, 12025550123);
	numplan_read(np, "011442025550123", &n);
	CHECK_INT(n.e164, 442025550123);

	for (i = 0; i < 100000 && !rc; i++) {
		snprintf(prefix, sizeof(prefix), "%05d", i);
		rc = numplan_add_range(np, NUMPLAN_SPECIAL, prefix, 5);
	}
	CHECK_INT(rc, -ENOSPC);
	for (rc = 0, i = 100; i < 200 && !rc; i++) {
		snprintf(prefix, sizeof(prefix), "%d", i);
		rc = numplan_add_country(np, "0", prefix);
	}
	CHECK_INT(rc, -ENOSPC);
	talloc_free(np);
}

/* Whatever characters come: bounded output, and a number that is one comes back the same from its own forms. */
static void test_random(void)
{
	static const char from[] = "0123456789012345678901234567890000331126+*# .-()\xc2\xa0\xe2\x80\xaf";
	char text[64], again[64];
	struct numplan_number n, m;
	int i, k;

	srand(3);
	for (i = 0; i < 200000; i++) {
		int length = rand() % 50;

		for (k = 0; k < length; k++)
			text[k] = from[rand() % (int)(sizeof(from) - 1)];
		text[k] = '\0';
		if (i % 2)
			numplan_read(fr, text, &n);
		else
			numplan_from_network(fr, &net, (uint8_t)(rand() % 9), text, &n);
		if (n.kind > NUMPLAN_SERVICE || strlen(n.digits) > DIGITS_MAX || (n.national && !n.e164)) {
			CHECK(!"bad outcome");
			printf("\tfor \"%s\"\n", text);
		}
		if (n.kind != NUMPLAN_E164)
			continue;
		numplan_print(fr, n.e164, again, sizeof(again));
		numplan_read(fr, again, &m);
		if (!CHECK(m.e164 == n.e164 && m.kind == n.kind && m.national == n.national))
			printf("\tfor \"%s\", printed \"%s\"\n", text, again);
	}
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "numplan test");
	struct numplan *guide = plan_french(ctx, "sfr-guide", '6');

	fr = plan_french(ctx, "fr-current", '7');
	CHECK(fr && guide);
	test_rows();
	test_check(guide);
	test_check_e164(guide);
	test_out();
	test_building();
	test_random();
	talloc_free(ctx);
	return CHECK_DONE();
}
