/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ISUP, MAP and 24.008 parameters: fields, the same octets again, and what must be refused. */
#include <errno.h>

#include <mpabx/cap/isup.h>

#include "check.h"
#include "hex.h"

struct number_case {
	enum isup_number_kind kind;
	const char *hex;
	struct isup_number want;
};

static const struct number_case numbers[] = {
	{ ISUP_CALLED, "0410339109002143", { .nai = 4, .npi = 1, .digits = "331990001234" } },
	{ ISUP_CALLED, "839009110900f0", { .nai = 3, .npi = 1, .inn = 1, .digits = "901190000", .filler = 15 } },
	{ ISUP_CALLED, "0190", { .nai = 1, .npi = 1, .inn = 1 } },
	{ ISUP_CALLED, "02101234", { .nai = 2, .npi = 1, .digits = "2143" } },
	{ ISUP_CALLED, "03101bc5", { .nai = 3, .npi = 1, .digits = "*15#" } },
	{ ISUP_CALLED, "8310ade102", { .nai = 3, .npi = 1, .digits = "da1e2" } },
	{ ISUP_CALLED, "831f2143f5", { .nai = 3, .npi = 1, .digits = "12345", .filler = 15, .spare = 15 } },
	{ ISUP_CALLED, "031021f3", { .nai = 3, .npi = 1, .digits = "123", .st = 1 } },
	{ ISUP_CALLED, "041021436587092143658709214365870921",
	  { .nai = 4, .npi = 1, .digits = "12345678901234567890123456789012" } },
	{ ISUP_CALLING, "0413339109002143", { .nai = 4, .npi = 1, .si = 3, .digits = "331990001234" } },
	{ ISUP_CALLING, "8497339109002103", { .nai = 4, .ni = 1, .npi = 1, .apri = 1, .si = 3, .digits = "33199000123" } },
	{ ISUP_CALLING, "000b", { .apri = 2, .si = 3 } },
	{ ISUP_ORIGINAL_CALLED, "0314109900", { .nai = 3, .npi = 1, .apri = 1, .digits = "019900" } },
	{ ISUP_ORIGINAL_CALLED, "0393109900", { .nai = 3, .npi = 1, .digits = "019900", .spare = 0x83 } },
	{ ISUP_REDIRECTING, "0418339109002143", { .nai = 4, .npi = 1, .apri = 2, .digits = "331990001234" } },
	{ ISUP_LOCATION, "0497339109002143",
	  { .nai = 4, .inn = 1, .npi = 1, .apri = 1, .si = 3, .digits = "331990001234" } },
	{ ISUP_GENERIC, "060413339109002143", { .qualifier = 6, .nai = 4, .npi = 1, .si = 3, .digits = "331990001234" } },
	{ ISUP_GENERIC, "05839c21", { .qualifier = 5, .nai = 3, .ni = 1, .npi = 1, .apri = 3, .digits = "1", .filler = 2 } },
};

static void check_number(const struct number_case *c)
{
	struct isup_number n;
	struct hex h;
	uint8_t buf[32];

	if (!CHECK_INT(isup_number_decode(c->kind, hex_read(&h, c->hex), &n), 0)) {
		printf("  %s\n", c->hex);
		return;
	}
	CHECK_INT(n.nai, c->want.nai);
	CHECK_INT(n.npi, c->want.npi);
	CHECK_INT(n.inn, c->want.inn);
	CHECK_INT(n.ni, c->want.ni);
	CHECK_INT(n.apri, c->want.apri);
	CHECK_INT(n.si, c->want.si);
	CHECK_INT(n.qualifier, c->want.qualifier);
	CHECK_STR(n.digits, c->want.digits);
	CHECK_INT(n.st, c->want.st);
	CHECK_INT(n.filler, c->want.filler);
	CHECK_INT(n.spare, c->want.spare);
	CHECK_STR(hex_write(buf, isup_number_encode(c->kind, &n, buf, sizeof(buf))), c->hex);
}

static const struct { enum isup_number_kind kind; const char *hex; } bad_numbers[] = {
	{ ISUP_CALLED, "" },
	{ ISUP_CALLED, "04" },
	{ ISUP_CALLED, "8410" },					/* odd, and no digit at all */
	{ ISUP_CALLED, "04101f32" },					/* ST is not the last */
	{ ISUP_CALLED, "8410ff0f" },
	{ ISUP_CALLED, "04102143658709214365870921436587092143" },	/* 34 digits */
	{ ISUP_GENERIC, "0604" },
};

static void check_numbers(void)
{
	struct isup_number n = { .nai = 99 };
	struct hex h;
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		check_number(&numbers[i]);
	for (i = 0; i < sizeof(bad_numbers) / sizeof(bad_numbers[0]); i++)
		CHECK_INT(isup_number_decode(bad_numbers[i].kind, hex_read(&h, bad_numbers[i].hex), &n), -EINVAL);
	CHECK_INT(isup_number_decode(ISUP_CALLED, &(struct cap_octets){ 0 }, &n), -EINVAL);
	CHECK_INT(n.nai, 99);
}

static void check_number_encode(void)
{
	struct isup_number n = { .nai = 4, .npi = 1, .digits = "331990001234" };
	uint8_t buf[32];

	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, 8), 8);
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, 7), -ENOSPC);
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, 1), -ENOSPC);
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, 0), -ENOSPC);
	n.apri = 1;
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, sizeof(buf)), -EINVAL);
	CHECK_INT(isup_number_encode(ISUP_REDIRECTING, &n, buf, sizeof(buf)), 8);
	n.apri = 4;
	CHECK_INT(isup_number_encode(ISUP_REDIRECTING, &n, buf, sizeof(buf)), -EINVAL);
	n = (struct isup_number){ .nai = 4, .npi = 1, .digits = "33f1" };
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, sizeof(buf)), -EINVAL);
	strcpy(n.digits, "33 1");
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, sizeof(buf)), -EINVAL);
	strcpy(n.digits, "12345678901234567890123456789012");
	n.st = 1;
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, sizeof(buf)), -EINVAL);
	memset(n.digits, '1', sizeof(n.digits));
	CHECK_INT(isup_number_encode(ISUP_CALLED, &n, buf, sizeof(buf)), -EINVAL);
}

static void check_address(const char *hex, int bcd, int ton, int npi, const char *digits)
{
	struct isup_address a;
	struct hex h;
	uint8_t buf[64];
	int rc;

	rc = bcd ? isup_bcd_decode(hex_read(&h, hex), &a) : isup_address_decode(hex_read(&h, hex), &a);
	if (!CHECK_INT(rc, 0))
		return;
	CHECK_INT(a.ton, ton);
	CHECK_INT(a.npi, npi);
	CHECK_STR(a.digits, digits);
	rc = bcd ? isup_bcd_encode(&a, buf, sizeof(buf)) : isup_address_encode(&a, buf, sizeof(buf));
	CHECK_STR(hex_write(buf, rc), hex);
}

static void check_bad_address(const char *hex)
{
	struct isup_address a = { .ton = 99 };
	struct hex h;

	CHECK_INT(isup_address_decode(hex_read(&h, hex), &a), -EINVAL);
	CHECK_INT(isup_bcd_decode(&h.in, &a), -EINVAL);
	CHECK_INT(a.ton, 99);
}

static void check_addresses(void)
{
	char forty[96] = "91" "21436587092143658709" "21436587092143658709" "21436587092143658709" "21436587092143658709";
	struct isup_address a = { .ton = 1, .npi = 1, .digits = "33199000123" };
	struct hex h;
	uint8_t buf[64];

	check_address("91339109002143", 0, 1, 1, "331990001234");
	check_address("913391090021f3", 0, 1, 1, "33199000123");
	check_address("a1109900214305", 0, 2, 1, "019900123450");
	check_address("91", 0, 1, 1, "");
	check_address("a8ba21f3", 1, 2, 8, "*#123");
	check_address("81ab", 1, 0, 1, "#*");
	check_address("81dcfe", 1, 0, 1, "abc");
	check_address(forty, 1, 1, 1, "12345678901234567890123456789012345678901234567890123456789012345678901234567890");
	CHECK_INT(isup_address_decode(hex_read(&h, forty), &a), -EINVAL);
	check_bad_address("");
	check_bad_address("1133");		/* an octet 3a would follow */
	check_bad_address("913f");		/* fills the wrong half */
	check_bad_address("91f133");		/* fills in the middle */
	check_bad_address("91ff");
	strcat(forty, "21");
	CHECK_INT(isup_bcd_decode(hex_read(&h, forty), &a), -EINVAL);
	CHECK_INT(isup_address_encode(&a, buf, 7), 7);
	CHECK_INT(isup_address_encode(&a, buf, 6), -ENOSPC);
	CHECK_INT(isup_address_encode(&a, buf, 0), -ENOSPC);
	a.ton = 8;
	CHECK_INT(isup_address_encode(&a, buf, 7), -EINVAL);
	a = (struct isup_address){ .digits = "12x" };
	CHECK_INT(isup_bcd_encode(&a, buf, sizeof(buf)), -EINVAL);
	memset(a.digits, '1', 81);
	CHECK_INT(isup_bcd_encode(&a, buf, sizeof(buf)), -EINVAL);
	memset(a.digits, '1', sizeof(a.digits));
	CHECK_INT(isup_bcd_encode(&a, buf, sizeof(buf)), -EINVAL);
}

static void check_imsi(const char *hex, const char *digits)
{
	struct hex h;
	uint8_t buf[8];
	char is[16] = "untouched";
	int rc = isup_imsi_decode(hex_read(&h, hex), is);

	if (!digits) {
		CHECK_INT(rc, -EINVAL);
		CHECK_STR(is, "untouched");
		return;
	}
	CHECK_INT(rc, 0);
	CHECK_STR(is, digits);
	CHECK_STR(hex_write(buf, isup_imsi_encode(is, buf, sizeof(buf))), hex);
}

static void check_imsis(void)
{
	uint8_t buf[8];

	check_imsi("02180910325476f8", "208190012345678");
	check_imsi("0218f0", "20810");
	check_imsi("021809", "208190");
	check_imsi("0218", NULL);			/* four digits */
	check_imsi("0218091032547698", NULL);		/* sixteen */
	check_imsi("02180910325476ff", NULL);
	check_imsi("0a18091032547698", NULL);
	check_imsi("", NULL);
	check_imsi("02180910325476f802", NULL);
	CHECK_INT(isup_imsi_encode("2081", buf, sizeof(buf)), -EINVAL);
	CHECK_INT(isup_imsi_encode("2081x", buf, sizeof(buf)), -EINVAL);
	CHECK_INT(isup_imsi_encode("2081900123456789", buf, sizeof(buf)), -EINVAL);
	CHECK_INT(isup_imsi_encode("208190012345678", buf, 7), -ENOSPC);
}

static void check_cause(const char *hex, int coding, int location, int value, unsigned diagnostics)
{
	struct isup_cause c;
	struct hex h;
	uint8_t buf[32];

	if (!CHECK_INT(isup_cause_decode(hex_read(&h, hex), &c), 0))
		return;
	CHECK_INT(c.coding, coding);
	CHECK_INT(c.location, location);
	CHECK_INT(c.value, value);
	CHECK_INT(c.diagnostics.len, diagnostics);
	CHECK(!!c.diagnostics.v == !!diagnostics);
	CHECK_STR(hex_write(buf, isup_cause_encode(&c, buf, sizeof(buf))), hex);
	CHECK_INT(isup_cause_encode(&c, buf, h.in.len - 1u), -ENOSPC);
}

static void check_causes(void)
{
	static const char *const bad[] = { "", "84", "8410", "0490", "04", "04a0", "04a010", "042190" };
	struct isup_cause c = { .value = 128 };
	struct hex h;
	uint8_t buf[64];
	size_t i;

	check_cause("8491", 0, 4, 17, 0);
	check_cause("829c339109", 0, 2, 28, 3);
	check_cause("ea9f", 3, 10, 31, 0);
	check_cause("9490", 0, 4, 16, 0);		/* spare bit set */
	check_cause("048390", 0, 4, 16, 0);		/* recommendation */
	check_cause("048390aabb", 0, 4, 16, 2);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(isup_cause_decode(hex_read(&h, bad[i]), &c), -EINVAL);
	CHECK_INT(c.value, 128);
	CHECK_INT(isup_cause_encode(&c, buf, sizeof(buf)), -EINVAL);
	c = (struct isup_cause){ .value = 16, .diagnostics = { .v = buf, .len = 31 } };
	CHECK_INT(isup_cause_encode(&c, buf, sizeof(buf)), -EINVAL);
}

static void check_redirection(void)
{
	struct isup_redirection r = { .counter = 9 };
	struct hex h;
	uint8_t buf[2];

	CHECK_INT(isup_redirection_decode(hex_read(&h, "1365"), &r), 0);
	CHECK_INT(r.indicator, 3);
	CHECK_INT(r.original_reason, 1);
	CHECK_INT(r.counter, 5);
	CHECK_INT(r.reason, 6);
	CHECK_STR(hex_write(buf, isup_redirection_encode(&r, buf, 2)), "1365");
	CHECK_INT(isup_redirection_decode(hex_read(&h, "fbef"), &r), 0);
	CHECK_STR(hex_write(buf, isup_redirection_encode(&r, buf, 2)), "fbef");
	CHECK_INT(isup_redirection_decode(hex_read(&h, "13"), &r), -EINVAL);
	CHECK_INT(isup_redirection_decode(hex_read(&h, "136500"), &r), -EINVAL);
	CHECK_INT(isup_redirection_encode(&r, buf, 1), -ENOSPC);
	r.counter = 8;
	CHECK_INT(isup_redirection_encode(&r, buf, 2), -EINVAL);
}

static void check_digits_of(const char *hex, int encoding, int type, const char *digits)
{
	struct isup_digits d;
	struct hex h;
	uint8_t buf[64];

	if (!CHECK_INT(isup_digits_decode(hex_read(&h, hex), &d), 0))
		return;
	CHECK_INT(d.encoding, encoding);
	CHECK_INT(d.type, type);
	CHECK_STR(d.digits, digits);
	CHECK_STR(hex_write(buf, isup_digits_encode(&d, buf, sizeof(buf))), hex);
}

static void check_digits(void)
{
	static const char *const bad[] = { "", "20", "6012", "e0", "4007", "002143658709214365870921436587092143" };
	struct isup_digits d = { .type = 99 };
	struct hex h;
	uint8_t buf[8];
	size_t i;

	check_digits_of("002143", 0, 0, "1234");
	check_digits_of("2021b3", 1, 0, "123");
	check_digits_of("20cb05", 1, 0, "*#5");
	check_digits_of("1f", 0, 31, "");
	check_digits_of("40312a23", 2, 0, "1*#");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(isup_digits_decode(hex_read(&h, bad[i]), &d), -EINVAL);
	CHECK_INT(d.type, 99);
	d = (struct isup_digits){ .encoding = 0, .digits = "123" };
	CHECK_INT(isup_digits_encode(&d, buf, sizeof(buf)), -EINVAL);
	d.encoding = 1;
	CHECK_INT(isup_digits_encode(&d, buf, sizeof(buf)), 3);
	CHECK_INT(isup_digits_encode(&d, buf, 2), -ENOSPC);
	CHECK_INT(isup_digits_encode(&d, buf, 0), -ENOSPC);
	d.encoding = 2;
	CHECK_INT(isup_digits_encode(&d, buf, 4), 4);
	CHECK_INT(isup_digits_encode(&d, buf, 3), -ENOSPC);
}

static void check_time(void)
{
	static const char *const bad[] = { "", "02622180215243", "0262318021524340", "0262210021524340", "0262212321524340",
					   "0262218042524340", "0262218021064340", "0262218021520640", "0a62218021524340",
					   "02622180215243a0", "026221802152434000" };
	struct isup_time t;
	struct hex h;
	uint8_t buf[8];
	size_t i;

	CHECK_INT(isup_time_decode(hex_read(&h, "0262118021524340"), &t), 0);
	CHECK_INT(t.year, 2026);
	CHECK_INT(t.month, 11);
	CHECK_INT(t.day, 8);
	CHECK_INT(t.hour, 12);
	CHECK_INT(t.minute, 25);
	CHECK_INT(t.second, 34);
	CHECK_INT(t.quarters, 4);
	CHECK_STR(hex_write(buf, isup_time_encode(&t, buf, 8)), "0262118021524340");
	CHECK_INT(isup_time_decode(hex_read(&h, "026211802152434a"), &t), 0);
	CHECK_INT(t.quarters, -24);
	CHECK_STR(hex_write(buf, isup_time_encode(&t, buf, 8)), "026211802152434a");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(isup_time_decode(hex_read(&h, bad[i]), &t), -EINVAL);
	CHECK_INT(isup_time_encode(&t, buf, 7), -ENOSPC);
	t.quarters = 80;
	CHECK_INT(isup_time_encode(&t, buf, 8), -EINVAL);
	t.quarters = 0;
	t.year = 10000;
	CHECK_INT(isup_time_encode(&t, buf, 8), -EINVAL);
}

int main(void)
{
	check_numbers();
	check_number_encode();
	check_addresses();
	check_imsis();
	check_causes();
	check_redirection();
	check_digits();
	check_time();
	return CHECK_DONE();
}
