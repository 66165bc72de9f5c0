/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Structs into BER, by the tables of asn.h: definite lengths, minimal, unless a decoder's notes say how it was. Checks
 * what the decoder checks: nothing leaves that our own decoder would refuse. */
#include <errno.h>
#include <string.h>

#include "asn.h"

/* Room for the inside of any type that an OCTET STRING contains; a unit test holds the tables to it. */
#define MAX_CONTAINED 1024

struct encoder {
	struct ber_writer w;
	struct cap_error *err;
	const struct cap_notes *notes;
	unsigned next_note;
	unsigned phase;		/* mask */
	uint16_t number;	/* of the last element written, pre-order: the decoder's numbers */
};

static int encode_tagged(struct encoder *e, ber_tag_t tag, const struct cap_type *type, const void *value);
static int encode_choice(struct encoder *e, const struct cap_type *type, const void *value);

static int fail(struct encoder *e, const char *reason)
{
	return asn_fail(e->err, ber_writer_length(&e->w), reason);
}

static int fail_value(struct encoder *e, const struct asn_complaint *c)
{
	return asn_fail_value(e->err, ber_writer_length(&e->w), c);
}

static const struct cap_note *peek_note(const struct encoder *e, uint16_t number)
{
	const struct cap_note *n;

	if (!e->notes || e->next_note >= e->notes->n)
		return NULL;
	n = &e->notes->v[e->next_note];
	return n->element == number ? n : NULL;
}

/* Counts the element that is written next. \returns what was noted of it, or NULL */
static const struct cap_note *begin(struct encoder *e)
{
	const struct cap_note *n = peek_note(e, ++e->number);

	if (n)
		e->next_note++;
	return n;
}

/* Elements that no table knows, which the decoder saw here inside parent. */
static void put_unknown(struct encoder *e, uint16_t parent)
{
	const struct cap_note *n;

	while ((n = peek_note(e, e->number + 1)) && n->kind == CAP_NOTE_UNKNOWN && n->parent == parent) {
		ber_put_raw(&e->w, n->tlv.v, n->tlv.len);
		e->number++;
		e->next_note++;
	}
}

/* A primitive element in the form in which it came. */
static void put_as_noted(struct encoder *e, const struct cap_note *n, ber_tag_t tag, const uint8_t *v, size_t length)
{
	size_t mark;

	if (n->kind == CAP_NOTE_VERBATIM) {
		ber_put_raw(&e->w, n->tlv.v, n->tlv.len);
		return;
	}
	mark = ber_open(&e->w, tag);
	ber_put_raw(&e->w, v, length);
	ber_close_form(&e->w, mark, n->length_octets);
}

static void put(struct encoder *e, ber_tag_t tag, const uint8_t *v, size_t length)
{
	const struct cap_note *n = begin(e);

	if (n)
		put_as_noted(e, n, tag, v, length);
	else
		ber_put(&e->w, tag, v, length);
}

static void close_element(struct encoder *e, size_t mark, const struct cap_note *n)
{
	if (n)
		ber_close_form(&e->w, mark, n->length_octets);
	else
		ber_close(&e->w, mark);
}

static int encode_int(struct encoder *e, ber_tag_t tag, const struct cap_type *type, const struct cap_int *value)
{
	const struct cap_note *n;
	struct asn_complaint c;
	struct ber_writer w;
	uint8_t buf[8];

	if (!asn_check_int(type, value->v, &c))
		return fail_value(e, &c);
	n = begin(e);
	if (!n) {
		ber_put_int(&e->w, tag, value->v);
		return 0;
	}
	ber_writer_init(&w, buf, sizeof(buf));
	ber_put_int(&w, type->tag, value->v);
	put_as_noted(e, n, tag, buf + 2, ber_writer_length(&w) - 2);
	return 0;
}

static int encode_octets(struct encoder *e, ber_tag_t tag, const struct cap_type *type, const struct cap_octets *value)
{
	struct asn_complaint c;

	if (!value->v)
		return fail(e, "missing");
	if (!asn_check_octets(type, value->v, value->len, &c))
		return fail_value(e, &c);
	put(e, tag, value->v, value->len);
	return 0;
}

static int encode_opaque(struct encoder *e, ber_tag_t tag, const struct cap_octets *value)
{
	if (!value->v)
		return fail(e, "missing");
	if (BER_CONSTRUCTED(tag) && !asn_well_formed(value->v, value->len, 0))
		return fail(e, "malformed inside");
	put(e, tag, value->v, value->len);
	return 0;
}

static int encode_extension(struct encoder *e, const struct cap_octets *value)
{
	struct asn_extension ext;
	const char *why = value->v ? asn_extension_read(value->v, value->len, &ext) : "missing";

	if (why)
		return fail(e, why);
	begin(e);
	ber_put_raw(&e->w, value->v, value->len);
	return 0;
}

/* Raw octets, where there are any, are what is sent; they must be of the type that they say they contain. */
static int check_contained(struct encoder *e, const struct cap_type *type, const struct cap_octets *raw)
{
	union { uint8_t octets[MAX_CONTAINED]; max_align_t align; } scratch;
	unsigned phase = 1;

	while (CAP_PHASE(phase) != e->phase)
		phase++;
	return cap_decode(type, phase, raw->v, raw->len, &scratch, NULL, e->err);
}

static int encode_containing(struct encoder *e, ber_tag_t tag, const struct cap_type *type, const void *value)
{
	struct encoder inner = { .err = e->err, .phase = e->phase };
	struct cap_octets raw = *(const struct cap_octets *)value;
	uint8_t buf[BER_MAX_PDU];
	int rc;

	if (raw.v) {
		rc = check_contained(e, type->element, &raw);
	} else {
		ber_writer_init(&inner.w, buf, sizeof(buf));
		rc = encode_tagged(&inner, type->element->tag, type->element, asn_at(value, type->inner));
		raw = (struct cap_octets){ buf, (uint16_t)ber_writer_length(&inner.w) };
	}
	if (rc < 0)
		return rc;
	return encode_octets(e, tag, type, &raw);
}

/* A member of another phase must not be set, unless the same field is another member in this one. */
static int check_other_phase(struct encoder *e, const struct cap_type *type, const struct cap_member *m)
{
	for (const struct cap_member *o = type->members; o < type->members + type->count; o++)
		if (asn_in_phase(o, e->phase) && o->offset == m->offset)
			return 0;
	fail(e, "not in this phase");
	return asn_path(e->err, m->name);
}

static int encode_member(struct encoder *e, const struct cap_member *m, const void *field)
{
	const struct cap_note *n;
	size_t mark;
	int rc;

	if (!asn_is_explicit(m))
		return encode_tagged(e, m->tag, m->type, field);
	n = begin(e);
	mark = ber_open(&e->w, m->tag);
	rc = encode_choice(e, m->type, field);
	close_element(e, mark, n);
	return rc;
}

static int encode_choice(struct encoder *e, const struct cap_type *type, const void *value)
{
	unsigned int sel = *(const unsigned int *)value;
	const struct cap_member *m;
	const void *field;

	for (m = type->members; m < type->members + type->count; m++)
		if (m->sel == sel && asn_in_phase(m, e->phase))
			break;
	if (m == type->members + type->count)
		return fail(e, sel ? "no alternative of this phase" : "missing");
	field = asn_at(value, m->offset);
	/* NULL and SEQUENCE alternatives are there because .sel says so */
	if (m->type->kind != CAP_KIND_NULL && m->type->kind != CAP_KIND_SEQUENCE && !asn_is_present(m->type, field))
		fail(e, "missing");
	else if (encode_member(e, m, field) == 0)
		return 0;
	return asn_path(e->err, m->name);
}

static int encode_sequence(struct encoder *e, ber_tag_t tag, const struct cap_type *type, const void *value)
{
	const struct cap_note *n = begin(e);
	uint16_t self = e->number;
	size_t mark = ber_open(&e->w, tag);

	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];
		const void *field = asn_at(value, m->offset);

		if (!asn_is_present(m->type, field)) {
			if (!m->mandatory || !asn_in_phase(m, e->phase))
				continue;
			fail(e, "missing");
			return asn_path(e->err, m->name);
		}
		if (!asn_in_phase(m, e->phase)) {
			if (check_other_phase(e, type, m) < 0)
				return -EINVAL;
			continue;
		}
		put_unknown(e, self);
		if (encode_member(e, m, field) < 0)
			return asn_path(e->err, m->name);
	}
	put_unknown(e, self);
	close_element(e, mark, n);
	return 0;
}

static int encode_list(struct encoder *e, ber_tag_t tag, const struct cap_type *type, const void *value)
{
	const uint8_t *item = asn_at(value, type->inner);
	unsigned count = *(const uint8_t *)value;
	const struct cap_note *n;
	struct asn_complaint c;
	size_t mark;

	if (!asn_check_count(type, count, &c))
		return fail_value(e, &c);
	n = begin(e);
	mark = ber_open(&e->w, tag);
	for (unsigned i = 0; i < count; i++, item += type->element->size)
		if (encode_tagged(e, type->element->tag, type->element, item) < 0)
			return asn_path_index(e->err, i);
	close_element(e, mark, n);
	return 0;
}

static int encode_bool(struct encoder *e, ber_tag_t tag, const struct cap_bool *value)
{
	static const uint8_t octet[2] = { 0x00, 0xff };

	put(e, tag, &octet[value->v], 1);
	return 0;
}

/* tag: the member's, or the type's own. */
static int encode_tagged(struct encoder *e, ber_tag_t tag, const struct cap_type *type, const void *value)
{
	switch (type->kind) {
	case CAP_KIND_INTEGER:
	case CAP_KIND_ENUMERATED:
		return encode_int(e, tag, type, value);
	case CAP_KIND_BOOLEAN:
		return encode_bool(e, tag, value);
	case CAP_KIND_NULL:
		put(e, tag, NULL, 0);
		return 0;
	case CAP_KIND_OCTETS:
	case CAP_KIND_TEXT:
	case CAP_KIND_BITS:
		return encode_octets(e, tag, type, value);
	case CAP_KIND_OPAQUE:
		return encode_opaque(e, tag, value);
	case CAP_KIND_EXTENSION:
		return encode_extension(e, value);
	case CAP_KIND_CONTAINING:
		return encode_containing(e, tag, type, value);
	case CAP_KIND_SEQUENCE:
		return encode_sequence(e, tag, type, value);
	case CAP_KIND_CHOICE:
		return encode_choice(e, type, value);
	case CAP_KIND_LIST:
		return encode_list(e, tag, type, value);
	}
	return fail(e, "no such kind");
}

int cap_encode(const struct cap_type *type, unsigned phase, const void *value, uint8_t *buf, size_t size,
	       const struct cap_notes *notes, struct cap_error *err)
{
	struct encoder e = { .err = err, .notes = notes, .phase = CAP_PHASE(phase) };
	int rc;

	ber_writer_init(&e.w, buf, size);
	rc = encode_tagged(&e, type->tag, type, value);
	if (rc < 0)
		return rc;
	return e.w.overflow ? -ENOSPC : (int)ber_writer_length(&e.w);
}
