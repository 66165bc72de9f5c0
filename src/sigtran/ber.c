/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* BER reader and writer (ITU-T X.690): the part of ber.h that is not worth inlining.
 *
 * Below TCAP and every CAP and MAP operation; knows no ASN.1 type beyond INTEGER and OBJECT IDENTIFIER. Reading is
 * bounded by the octets given, never by what a length says; the only nesting it follows by itself are indefinite
 * lengths, since their end has to be searched. */

#include <stdio.h>
#include <string.h>

#include <mpabx/sigtran/ber.h>

/* As many as a ber_tag_t prints and BER_CONSTRUCTED() can tell apart; tag numbers up to 16383. */
#define MAX_TAG_OCTETS 3

static const char *const error_names[] = {
	[BER_OK] = "ok",
	[BER_END] = "end",
	[BER_TRUNCATED] = "truncated",
	[BER_BAD_TAG] = "bad tag",
	[BER_BAD_LENGTH] = "bad length",
	[BER_TOO_DEEP] = "nested too deep",
	[BER_NO_EOC] = "no end-of-contents",
};

const char *ber_strerror(enum ber_error e)
{
	return (size_t)e < sizeof(error_names) / sizeof(error_names[0]) ? error_names[e] : "unknown";
}

/* X.690 8.1.2: *pp moves behind the tag. */
static enum ber_error read_tag(const uint8_t **pp, const uint8_t *end, ber_tag_t *ret)
{
	const uint8_t *p = *pp;
	ber_tag_t tag;
	unsigned n = 1;

	if (p == end)
		return BER_TRUNCATED;
	tag = *p++;
	if (!tag)
		return BER_BAD_TAG;	/* end-of-contents where none is open */
	if ((tag & 0x1f) == 0x1f) {
		if (p < end && *p == 0x80)
			return BER_BAD_TAG;	/* 8.1.2.4.2 c: no leading zero bits */
		do {
			if (p == end)
				return BER_TRUNCATED;
			if (++n > MAX_TAG_OCTETS)
				return BER_BAD_TAG;
			tag = tag << 8 | *p;
		} while (*p++ & 0x80);
	}
	*ret = tag;
	*pp = p;
	return BER_OK;
}

/* X.690 8.1.3: *pp moves behind the length octets. The length may still be more than there is. */
static enum ber_error read_length(const uint8_t **pp, const uint8_t *end, struct ber_tlv *tlv)
{
	const uint8_t *p = *pp;
	uint32_t length = 0;
	unsigned n;

	if (p == end)
		return BER_TRUNCATED;
	n = *p & 0x80 ? *p & 0x7f : 0;
	tlv->length_octets = (uint8_t)(n + 1);
	tlv->indefinite = *p == 0x80;
	if (*p == 0xff || (tlv->indefinite && !BER_CONSTRUCTED(tlv->tag)))
		return BER_BAD_LENGTH;	/* 8.1.3.5 c, 8.1.3.2 a */
	if (!n)
		length = *p & 0x7f;
	if (n >= (size_t)(end - p))
		return BER_TRUNCATED;
	for (p++; n; n--) {
		length = length << 8 | *p++;
		if (length > UINT16_MAX)
			return BER_BAD_LENGTH;
	}
	tlv->length = (uint16_t)length;
	*pp = p;
	return BER_OK;
}

/* Tag and length; *pp moves to the value, which lies inside the data unless it is indefinite. */
static enum ber_error read_header(const uint8_t **pp, const uint8_t *end, struct ber_tlv *tlv)
{
	const uint8_t *p = *pp;
	enum ber_error e = read_tag(&p, end, &tlv->tag);

	if (e == BER_OK)
		e = read_length(&p, end, tlv);
	if (e != BER_OK)
		return e;
	if (tlv->length > (size_t)(end - p))
		return BER_TRUNCATED;
	*pp = p;
	return BER_OK;
}

/* From behind an indefinite length to its end-of-contents octets (X.690 8.1.5). What has a definite length inside is
 * jumped over, so only indefinite ones nest here. */
static enum ber_error find_eoc(const uint8_t *p, const uint8_t *end, const uint8_t **ret)
{
	unsigned depth = 1;
	struct ber_tlv tlv;
	enum ber_error e;

	for (;;) {
		if (end - p < 2)
			return BER_NO_EOC;
		if (!p[0] && !p[1]) {
			if (!--depth)
				break;
			p += 2;
			continue;
		}
		e = read_header(&p, end, &tlv);
		if (e != BER_OK)
			return e;
		if (!tlv.indefinite)
			p += tlv.length;
		else if (++depth > BER_MAX_DEPTH)
			return BER_TOO_DEEP;
	}
	*ret = p;
	return BER_OK;
}

enum ber_error ber_next_slow(struct ber_reader *r, struct ber_tlv *tlv)
{
	const uint8_t *p = r->p, *value_end, *tlv_end;
	struct ber_tlv t;
	enum ber_error e;

	if (p == r->end)
		return BER_END;
	e = read_header(&p, r->end, &t);
	if (e != BER_OK)
		return e;
	value_end = tlv_end = p + t.length;
	if (t.indefinite) {
		e = find_eoc(p, r->end, &value_end);
		if (e != BER_OK)
			return e;
		tlv_end = value_end + 2;
	}
	if (tlv_end - r->p > UINT16_MAX)
		return BER_BAD_LENGTH;
	t.value = p;
	t.length = (uint16_t)(value_end - p);
	t.total = (uint16_t)(tlv_end - r->p);
	*tlv = t;
	r->p = tlv_end;
	return BER_OK;
}

ber_tag_t ber_peek_slow(const struct ber_reader *r)
{
	const uint8_t *p = r->p;
	ber_tag_t tag;

	return read_tag(&p, r->end, &tag) == BER_OK ? tag : 0;
}

bool ber_int(const struct ber_tlv *tlv, int32_t *ret)
{
	const uint8_t *v = tlv->value;
	uint32_t value;
	unsigned i;

	if (tlv->length < 1 || tlv->length > 4 || tlv->indefinite)
		return false;
	/* X.690 8.3.2: the first nine bits are not all the same */
	if (tlv->length > 1 && ((v[0] == 0x00 && !(v[1] & 0x80)) || (v[0] == 0xff && (v[1] & 0x80))))
		return false;
	value = v[0] & 0x80 ? UINT32_MAX : 0;
	for (i = 0; i < tlv->length; i++)
		value = value << 8 | v[i];
	*ret = (int32_t)value;
	return true;
}

/* Room for n more octets? If not, nothing is written any more. */
static bool has_room(struct ber_writer *w, size_t n)
{
	if (w->overflow || n > (size_t)(w->end - w->p)) {
		w->overflow = true;
		return false;
	}
	return true;
}

void ber_put_tag(struct ber_writer *w, ber_tag_t tag)
{
	unsigned n = tag > 0xffffff ? 4 : tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;

	if (!has_room(w, n))
		return;
	while (n--)
		*w->p++ = (uint8_t)(tag >> 8 * n);
}

/* Length octets of the minimal definite form (X.690 8.1.3). */
static unsigned minimal_form(size_t length)
{
	unsigned n = 1;

	if (length < 0x80)
		return 1;
	for (; length; length >>= 8)
		n++;
	return n;
}

/* The caller has made room. */
static void write_length(uint8_t *p, size_t length, unsigned length_octets)
{
	unsigned n = length_octets - 1;

	if (!n) {
		*p = (uint8_t)length;
		return;
	}
	*p = (uint8_t)(0x80 | n);
	for (; n; n--, length >>= 8)
		p[n] = (uint8_t)length;
}

void ber_put_raw(struct ber_writer *w, const uint8_t *data, size_t length)
{
	if (!length || !has_room(w, length))
		return;
	memcpy(w->p, data, length);
	w->p += length;
}

void ber_put_slow(struct ber_writer *w, ber_tag_t tag, const uint8_t *value, size_t length)
{
	unsigned form = minimal_form(length);

	ber_put_tag(w, tag);
	if (!has_room(w, form))
		return;
	write_length(w->p, length, form);
	w->p += form;
	ber_put_raw(w, value, length);
}

void ber_put_int_slow(struct ber_writer *w, ber_tag_t tag, int32_t value)
{
	uint32_t u = (uint32_t)value;
	uint8_t v[4] = { (uint8_t)(u >> 24), (uint8_t)(u >> 16), (uint8_t)(u >> 8), (uint8_t)u };
	unsigned skip = 0;

	/* X.690 8.3.2: drop octets that only repeat the sign */
	while (skip < 3 && ((v[skip] == 0x00 && !(v[skip + 1] & 0x80)) || (v[skip] == 0xff && (v[skip + 1] & 0x80))))
		skip++;
	ber_put_slow(w, tag, v + skip, 4 - skip);
}

void ber_put_null(struct ber_writer *w, ber_tag_t tag)
{
	ber_put(w, tag, NULL, 0);
}

size_t ber_open_slow(struct ber_writer *w, ber_tag_t tag)
{
	ber_put_tag(w, tag);
	if (!has_room(w, 1))
		return 0;
	*w->p++ = 0;
	return (size_t)(w->p - w->start) - 1;
}

/* Moves the contents behind a length of this form and writes it. */
static void close_definite(struct ber_writer *w, size_t mark, unsigned length_octets)
{
	uint8_t *at = w->start + mark;
	size_t length = (size_t)(w->p - at) - 1;
	unsigned minimal = minimal_form(length);

	if (length_octets < minimal)
		length_octets = minimal;
	if (length_octets > 1) {
		if (!has_room(w, length_octets - 1))
			return;
		memmove(at + length_octets, at + 1, length);
		w->p += length_octets - 1;
	}
	write_length(at, length, length_octets);
}

void ber_close_slow(struct ber_writer *w, size_t mark)
{
	if (!w->overflow)
		close_definite(w, mark, 1);
}

void ber_close_form(struct ber_writer *w, size_t mark, unsigned length_octets)
{
	static const uint8_t eoc[2];

	if (w->overflow)
		return;
	if (length_octets) {
		close_definite(w, mark, length_octets);
		return;
	}
	w->start[mark] = 0x80;
	ber_put_raw(w, eoc, sizeof(eoc));
}

/* One subidentifier (X.690 8.19.2). */
static bool read_subid(const uint8_t **pp, const uint8_t *end, uint32_t *ret)
{
	const uint8_t *p = *pp;
	uint32_t v = 0;

	if (*p == 0x80)
		return false;
	for (;;) {
		if (p == end || v > UINT32_MAX >> 7)
			return false;
		v = v << 7 | (*p & 0x7f);
		if (!(*p++ & 0x80))
			break;
	}
	*ret = v;
	*pp = p;
	return true;
}

/* \returns false where the contents are malformed or do not fit */
static bool print_oid(const uint8_t *p, const uint8_t *end, char *buf, size_t size)
{
	bool first = true;
	size_t at = 0;
	uint32_t v;
	int n;

	while (p < end) {
		if (!read_subid(&p, end, &v))
			return false;
		if (first) {	/* 8.19.4: the first two arcs in one */
			uint32_t root = v < 40 ? 0 : v < 80 ? 1 : 2;

			n = snprintf(buf, size, "%u.%u", root, v - 40 * root);
		} else {
			n = snprintf(buf + at, size - at, ".%u", v);
		}
		if (n < 0 || (size_t)n >= size - at)
			return false;
		at += (size_t)n;
		first = false;
	}
	return !first;
}

const char *ber_oid_print(const uint8_t *oid, size_t length, char *buf, size_t size)
{
	if (!print_oid(oid, oid + length, buf, size))
		snprintf(buf, size, "?");
	return buf;
}
