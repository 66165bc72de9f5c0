/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* BER reader and writer: every length form, bounds, round trips. */
#include <stdlib.h>

#include <mpabx/sigtran/ber.h>

#include "check.h"

static uint8_t big[70000];

static enum ber_error next_of(const uint8_t *data, size_t length, struct ber_tlv *tlv)
{
	struct ber_reader r;
	/* On the heap and exact, so that ASan sees one octet too many. */
	uint8_t *copy = malloc(length ? length : 1);
	enum ber_error e;

	memcpy(copy, data, length);
	ber_reader_init(&r, copy, length);
	memset(tlv, 0xee, sizeof(*tlv));
	e = ber_next(&r, tlv);
	if (e != BER_OK) {
		CHECK(r.p == copy);
		CHECK_INT(tlv->total, 0xeeee);
	} else {
		CHECK_INT(r.p - copy, tlv->total);
		tlv->value = data + (tlv->value - copy);
	}
	free(copy);
	return e;
}

#define NEXT(tlv, ...) next_of((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }), tlv)

static void read_definite(void)
{
	struct ber_tlv t;

	CHECK_INT(NEXT(&t, 0x04, 0x02, 0xaa, 0xbb, 0xcc), BER_OK);
	CHECK_INT(t.tag, 0x04);
	CHECK_INT(t.length, 2);
	CHECK_INT(t.total, 4);
	CHECK_INT(t.length_octets, 1);
	CHECK(!t.indefinite);
	CHECK_INT(NEXT(&t, 0x05, 0x00), BER_OK);
	CHECK_INT(t.length, 0);
	/* not minimal, in two, three and six octets */
	CHECK_INT(NEXT(&t, 0x30, 0x81, 0x01, 0x7f), BER_OK);
	CHECK_INT(t.length, 1);
	CHECK_INT(t.length_octets, 2);
	CHECK_INT(t.total, 4);
	CHECK_INT(NEXT(&t, 0x30, 0x82, 0x00, 0x01, 0x7f), BER_OK);
	CHECK_INT(t.length_octets, 3);
	CHECK_INT(NEXT(&t, 0x30, 0x85, 0x00, 0x00, 0x00, 0x00, 0x01, 0x7f), BER_OK);
	CHECK_INT(t.length, 1);
	CHECK_INT(t.length_octets, 6);
	CHECK_INT(t.total, 8);
}

static void read_long(void)
{
	struct ber_tlv t;

	memset(big, 0x11, sizeof(big));
	big[0] = 0x04; big[1] = 0x81; big[2] = 200;
	CHECK_INT(next_of(big, 203, &t), BER_OK);
	CHECK_INT(t.length, 200);
	CHECK_INT(next_of(big, 202, &t), BER_TRUNCATED);
	big[1] = 0x82; big[2] = 0x02; big[3] = 0x01;
	CHECK_INT(next_of(big, 4 + 513, &t), BER_OK);
	CHECK_INT(t.length, 513);
	CHECK_INT(next_of(big, 4 + 512, &t), BER_TRUNCATED);
	/* what no TLV here can say: total past 16 bits, length past 16 bits */
	big[2] = 0xff; big[3] = 0xff;
	CHECK_INT(next_of(big, sizeof(big), &t), BER_BAD_LENGTH);
	CHECK_INT(NEXT(&t, 0x04, 0x83, 0x01, 0x00, 0x00), BER_BAD_LENGTH);
	CHECK_INT(NEXT(&t, 0x04, 0x84, 0xff, 0xff, 0xff, 0xff), BER_BAD_LENGTH);
	CHECK_INT(NEXT(&t, 0x04, 0xff, 0x00), BER_BAD_LENGTH);
}

static void read_truncated(void)
{
	static const uint8_t pdu[] = { 0xbf, 0x81, 0x01, 0x82, 0x00, 0x02, 0x01, 0x02 };
	struct ber_tlv t;
	size_t n;

	CHECK_INT(next_of(pdu, 0, &t), BER_END);
	for (n = 1; n < sizeof(pdu); n++)
		CHECK_INT(next_of(pdu, n, &t), BER_TRUNCATED);
	CHECK_INT(next_of(pdu, n, &t), BER_OK);
	CHECK_INT(NEXT(&t, 0x04), BER_TRUNCATED);
	CHECK_INT(NEXT(&t, 0x04, 0x02, 0x00), BER_TRUNCATED);
}

static void read_tags(void)
{
	struct ber_tlv t;

	CHECK_INT(NEXT(&t, 0x9f, 0x32, 0x01, 0x55), BER_OK);
	CHECK_INT(t.tag, 0x9f32);
	CHECK(!BER_CONSTRUCTED(t.tag));
	CHECK_INT(t.total, 4);
	CHECK_INT(NEXT(&t, 0xbf, 0x32, 0x00), BER_OK);
	CHECK(BER_CONSTRUCTED(t.tag));
	CHECK_INT(NEXT(&t, 0xbf, 0x81, 0x00, 0x00), BER_OK);
	CHECK_INT(t.tag, 0xbf8100);
	CHECK(BER_CONSTRUCTED(t.tag));
	CHECK_INT(NEXT(&t, 0xbf, 0x81, 0x80, 0x00, 0x00), BER_BAD_TAG);
	CHECK_INT(NEXT(&t, 0xbf, 0x80, 0x01, 0x00), BER_BAD_TAG);
	CHECK_INT(NEXT(&t, 0x00, 0x00), BER_BAD_TAG);
	CHECK_INT(NEXT(&t, 0x00, 0x01, 0x00), BER_BAD_TAG);
}

static void read_peek(void)
{
	static const uint8_t pdu[] = { 0x30, 0x00, 0x9f, 0x32, 0x00, 0xbf };
	struct ber_reader r;
	struct ber_tlv t;

	ber_reader_init(&r, pdu, sizeof(pdu));
	CHECK_INT(ber_peek(&r), 0x30);
	ber_next(&r, &t);
	CHECK_INT(ber_peek(&r), 0x9f32);
	ber_next(&r, &t);
	CHECK_INT(ber_peek(&r), 0);
	CHECK_INT(ber_next(&r, &t), BER_TRUNCATED);
	r.p = r.end;
	CHECK_INT(ber_peek(&r), 0);
	CHECK_INT(ber_next(&r, &t), BER_END);
}

static void read_indefinite(void)
{
	static const uint8_t pdu[] = { 0x30, 0x80, 0xa0, 0x80, 0x04, 0x02, 0x00, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x77 };
	struct ber_reader r;
	struct ber_tlv t;
	size_t n;

	CHECK_INT(next_of(pdu, sizeof(pdu), &t), BER_OK);
	CHECK(t.indefinite);
	CHECK_INT(t.length, 10);
	CHECK_INT(t.total, 14);
	for (n = 2; n < 14; n++)
		CHECK(next_of(pdu, n, &t) >= BER_TRUNCATED);
	ber_reader_init(&r, pdu + 2, 10);
	CHECK_INT(ber_next(&r, &t), BER_OK);
	CHECK_INT(t.tag, 0xa0);
	CHECK_INT(t.length, 4);
	CHECK_INT(t.total, 8);
	CHECK_INT(ber_next(&r, &t), BER_OK);
	CHECK_INT(t.tag, 0x05);
	CHECK_INT(ber_next(&r, &t), BER_END);
	CHECK_INT(NEXT(&t, 0x30, 0x80), BER_NO_EOC);
	CHECK_INT(NEXT(&t, 0x30, 0x80, 0x05, 0x00, 0x00), BER_NO_EOC);
	CHECK_INT(NEXT(&t, 0x30, 0x80, 0x00, 0x01), BER_BAD_TAG);
	CHECK_INT(NEXT(&t, 0x04, 0x80, 0x00, 0x00), BER_BAD_LENGTH);
}

static void read_depth(void)
{
	uint8_t pdu[4 * (BER_MAX_DEPTH + 1)] = { 0 };
	unsigned depth, i;
	struct ber_tlv t;

	for (depth = 1; depth <= BER_MAX_DEPTH + 1; depth++) {
		for (i = 0; i < depth; i++) {
			pdu[2 * i] = 0x30;
			pdu[2 * i + 1] = 0x80;
		}
		memset(pdu + 2 * depth, 0, 2 * depth);
		CHECK_INT(next_of(pdu, 4 * depth, &t), depth > BER_MAX_DEPTH ? BER_TOO_DEEP : BER_OK);
	}
}

static void ints(void)
{
	static const int32_t values[] = { 0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769,
		8388607, 8388608, -8388608, -8388609, INT32_MAX, INT32_MIN };
	static const uint8_t lengths[] = { 1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 2, 3, 3, 4, 3, 4, 4, 4 };
	struct ber_writer w;
	struct ber_tlv t;
	uint8_t buf[16];
	int32_t v;
	size_t i;

	for (i = 0; i < sizeof(lengths); i++) {
		ber_writer_init(&w, buf, sizeof(buf));
		ber_put_int(&w, 0x02, values[i]);
		CHECK_INT(ber_writer_length(&w), lengths[i] + 2);
		CHECK_INT(next_of(buf, ber_writer_length(&w), &t), BER_OK);
		v = 4711;
		CHECK(ber_int(&t, &v));
		CHECK_INT(v, values[i]);
	}
	v = 4711;
	CHECK_INT(NEXT(&t, 0x02, 0x00), BER_OK);
	CHECK(!ber_int(&t, &v));
	CHECK_INT(next_of((const uint8_t *)"\x02\x02\x00\x7f", 4, &t), BER_OK);
	CHECK(!ber_int(&t, &v));
	CHECK_INT(next_of((const uint8_t *)"\x02\x02\xff\x80", 4, &t), BER_OK);
	CHECK(!ber_int(&t, &v));
	CHECK_INT(next_of((const uint8_t *)"\x02\x05\x01\x00\x00\x00\x00", 7, &t), BER_OK);
	CHECK(!ber_int(&t, &v));
	CHECK_INT(v, 4711);
}

/* A SEQUENCE of one OCTET STRING of n octets in each form; the reader must say what was asked for. */
static void write_form(size_t n, unsigned form)
{
	unsigned minimal = n + 4 < 0x80 ? 1 : n + 4 < 0x100 ? 2 : 3;
	static uint8_t buf[3000], value[2048];
	struct ber_reader r;
	struct ber_writer w;
	struct ber_tlv t;
	size_t mark, inner;

	memset(value, 0x5a, sizeof(value));
	ber_writer_init(&w, buf, sizeof(buf));
	ber_put_null(&w, 0x05);
	mark = ber_open(&w, 0xbf32);
	inner = ber_open(&w, 0x04);
	ber_put_raw(&w, value, n);
	ber_close_form(&w, inner, 3);
	ber_close_form(&w, mark, form);
	ber_put_null(&w, 0x05);
	CHECK(!w.overflow);
	ber_reader_init(&r, buf, ber_writer_length(&w));
	CHECK_INT(ber_next(&r, &t), BER_OK);
	CHECK_INT(ber_next(&r, &t), BER_OK);
	CHECK_INT(t.tag, 0xbf32);
	CHECK_INT(t.length, n + 4);
	CHECK_INT(t.indefinite, form == 0);
	CHECK_INT(t.length_octets, form > minimal ? form : form == 0 ? 1 : minimal);
	ber_reader_init(&r, t.value, t.length);
	CHECK_INT(ber_next(&r, &t), BER_OK);
	CHECK_INT(t.length_octets, 3);
	CHECK_MEM(t.value, t.length, value, n);
	CHECK_INT(ber_next(&r, &t), BER_END);
}

static void write_minimal(void)
{
	static const struct { size_t n, octets; } rows[] = {
		{ 0, 1 }, { 1, 1 }, { 127, 1 }, { 128, 2 }, { 255, 2 }, { 256, 3 }, { 2000, 3 } };
	static uint8_t value[2048], a[3000], b[3000];
	struct ber_writer w;
	struct ber_tlv t;
	size_t i, mark, length;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ber_writer_init(&w, a, sizeof(a));
		ber_put(&w, 0x24, value, rows[i].n);
		length = ber_writer_length(&w);
		CHECK_INT(next_of(a, length, &t), BER_OK);
		CHECK_INT(t.length_octets, rows[i].octets);
		CHECK_INT(t.length, rows[i].n);
		ber_writer_init(&w, b, sizeof(b));
		mark = ber_open(&w, 0x24);
		ber_put_raw(&w, value, rows[i].n);
		ber_close(&w, mark);
		CHECK_MEM(b, ber_writer_length(&w), a, length);
	}
}

/* Whatever the room: no octet past it, overflow said, and exactly enough is enough. */
static void write_overflow(void)
{
	size_t need = 0, size, mark;
	struct ber_writer w;

	for (size = 300; ; size = size == 300 ? 0 : size + 1) {
		uint8_t *buf = malloc(size ? size : 1);

		ber_writer_init(&w, buf, size);
		mark = ber_open(&w, 0xbf8101);
		ber_put_int(&w, 0x02, 70000);
		ber_put(&w, 0x9f32, big, 130);
		ber_close_form(&w, mark, 0);
		mark = ber_open(&w, 0x30);
		ber_put_raw(&w, big, 128);
		ber_close(&w, mark);
		ber_put_null(&w, 0x05);
		if (!need)
			need = ber_writer_length(&w);
		else
			CHECK_INT(w.overflow, size < need);
		CHECK(ber_writer_length(&w) <= size);
		free(buf);
		if (size == need)
			break;
	}
}

static void oids(void)
{
	static const uint8_t capv2[] = { 0x04, 0x00, 0x00, 0x01, 0x00, 0x32, 0x01 }, wide[] = { 0x88, 0x37, 0x8f, 0xff, 0xff, 0xff, 0x7f };
	static const uint8_t bad[][6] = { { 0x04, 0x80, 0x01 }, { 0x04, 0x81 }, { 0x90, 0x80, 0x80, 0x80, 0x80, 0x00 } };
	static const size_t bad_len[] = { 3, 2, 6 };
	char buf[64];
	size_t i;

	CHECK_STR(ber_oid_print(capv2, sizeof(capv2), buf, sizeof(buf)), "0.4.0.0.1.0.50.1");
	CHECK_STR(ber_oid_print(wide, sizeof(wide), buf, sizeof(buf)), "2.999.4294967295");
	CHECK_STR(ber_oid_print(capv2, sizeof(capv2), buf, 8), "?");
	CHECK_STR(ber_oid_print(capv2, 0, buf, sizeof(buf)), "?");
	for (i = 0; i < 3; i++)
		CHECK_STR(ber_oid_print(bad[i], bad_len[i], buf, sizeof(buf)), "?");
}

int main(void)
{
	static const size_t lengths[] = { 0, 1, 123, 124, 127, 128, 251, 252, 255, 256, 1000, 2000 };
	size_t i;

	read_definite();
	read_long();
	read_truncated();
	read_tags();
	read_peek();
	read_indefinite();
	read_depth();
	ints();
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		for (unsigned form = 0; form <= 5; form++)
			write_form(lengths[i], form);
	write_minimal();
	write_overflow();
	oids();
	CHECK_STR(ber_strerror(BER_TRUNCATED), "truncated");
	CHECK_STR(ber_strerror((enum ber_error)99), "unknown");
	return CHECK_DONE();
}
