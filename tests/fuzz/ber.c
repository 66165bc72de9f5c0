/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* BER: whatever can be read must be written again octet for octet, in the forms that the reader noted. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/sigtran/ber.h>

static void check(bool ok)
{
	if (!ok)
		abort();
}

/* Does the whole of it read as TLVs? */
static bool is_readable(const uint8_t *data, size_t length)
{
	struct ber_reader r;
	enum ber_error e;
	struct ber_tlv t;

	ber_reader_init(&r, data, length);
	do {
		ber_tag_t peeked = ber_peek(&r);

		e = ber_next(&r, &t);
		check(e != BER_OK || (peeked == t.tag && t.value + t.length <= r.p && r.p <= r.end));
	} while (e == BER_OK);
	check(ber_strerror(e)[0]);
	return e == BER_END;
}

static void rewrite(struct ber_writer *w, const struct ber_tlv *t, unsigned depth)
{
	size_t mark = ber_open(w, t->tag);
	struct ber_reader r;
	struct ber_tlv inner;
	char oid[40];
	int32_t v;

	if (!ber_int(t, &v))
		v = 0;
	ber_oid_print(t->value, t->length, oid, sizeof(oid));
	check(strlen(oid) < sizeof(oid));
	if (BER_CONSTRUCTED(t->tag) && depth < BER_MAX_DEPTH && is_readable(t->value, t->length)) {
		ber_reader_init(&r, t->value, t->length);
		while (ber_next(&r, &inner) == BER_OK)
			rewrite(w, &inner, depth + 1);
	} else {
		ber_put_raw(w, t->value, t->length);
	}
	ber_close_form(w, mark, t->indefinite ? 0 : t->length_octets);
}

static void rewrite_int(const struct ber_tlv *t, const uint8_t *from)
{
	uint8_t buf[16];
	struct ber_writer w;
	int32_t v;

	if (!ber_int(t, &v) || t->length_octets != 1)
		return;
	ber_writer_init(&w, buf, sizeof(buf));
	ber_put_int(&w, t->tag, v);
	check(ber_writer_length(&w) == t->total && !memcmp(buf, from, t->total));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t out[1 << 17], small[64];
	struct ber_reader r;
	struct ber_writer w;
	struct ber_tlv t;

	if (size > 65536)
		return 0;
	ber_reader_init(&r, data, size);
	for (const uint8_t *from = data; ber_next(&r, &t) == BER_OK; from = r.p) {
		ber_writer_init(&w, out, sizeof(out));
		rewrite(&w, &t, 1);
		check(!w.overflow && ber_writer_length(&w) == t.total && !memcmp(out, from, t.total));
		rewrite_int(&t, from);
		ber_writer_init(&w, small, sizeof(small));
		rewrite(&w, &t, 1);
		check(w.overflow == (t.total > sizeof(small)));
	}
	return 0;
}
