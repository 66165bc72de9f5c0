/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values into octets and back by the same lines; whatever is read, nothing is read past the end and bad says so. */
#include <mpabx/base.h>

#include "check.h"

struct thing {
	uint64_t wide;
	uint32_t word;
	uint8_t octet, kind;
	bool flag;
	uint8_t small : 3;
	uint8_t raw[5];
	char text[12];
};

static void thing_pack(struct pack *p, struct thing *t)
{
	PACK_64(p, t->wide);
	PACK_32(p, t->word);
	PACK_8(p, t->octet);
	PACK_MAX(p, t->kind, 4);
	PACK_BOOL(p, t->flag);
	PACK_MAX(p, t->small, 7);
	pack_octets(p, t->raw, sizeof(t->raw));
	pack_text(p, t->text, sizeof(t->text));
}

static void test_both_ways(void)
{
	struct thing t = { UINT64_MAX, 0x12345678, 200, 4, true, 5, { 1, 2, 3, 4, 5 }, "#1 by hand" }, back = { 0 };
	uint8_t buf[64];
	struct pack w = pack_writer(buf, sizeof(buf)), r;
	size_t length;

	thing_pack(&w, &t);
	CHECK(!w.bad);
	length = (size_t)(w.at - buf);
	r = pack_reader(buf, length);
	thing_pack(&r, &back);
	CHECK(!r.bad && r.at == r.end);
	CHECK(back.wide == t.wide && back.word == t.word && back.octet == 200 && back.kind == 4 && back.flag && back.small == 5);
	CHECK(!memcmp(back.raw, t.raw, sizeof(t.raw)));
	CHECK_STR(back.text, "#1 by hand");
	for (size_t cut = 0; cut < length; cut++) {
		r = pack_reader(buf, cut);
		thing_pack(&r, &back);
		CHECK(r.bad);
		w = pack_writer(buf, cut);
		thing_pack(&w, &t);
		CHECK(w.bad && w.at <= buf + cut);
	}
}

static bool reads(const char *octets, size_t length)
{
	struct pack r = pack_reader((const uint8_t *)octets, length);
	uint64_t value = 1;

	pack_number(&r, &value, UINT64_MAX);
	CHECK(!r.bad || !value);
	return !r.bad;
}

static void test_refused(void)
{
	struct pack r = pack_reader((const uint8_t *)"\x05", 1);
	char text[4];
	uint8_t kind = 0;

	PACK_MAX(&r, kind, 4);
	CHECK(r.bad && kind == 0);
	CHECK(reads("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10));
	CHECK(!reads("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
	CHECK(!reads("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11));
	r = pack_reader((const uint8_t *)"\x04" "abcd", 5);
	pack_text(&r, text, sizeof(text));
	CHECK(r.bad && !text[0]);
	r = pack_reader((const uint8_t *)"\x03" "a\rb", 4);
	pack_text(&r, text, sizeof(text));
	CHECK(r.bad);
}

int main(void)
{
	test_both_ways();
	test_refused();
	return CHECK_DONE();
}
