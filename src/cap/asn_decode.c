/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* BER into structs, by the tables of asn.h. One pass, no allocation, octets borrowed; nesting is what the tables nest,
 * and they are finite. Encoding rules are X.690; what is refused: members missing, twice or out of order, elements
 * that a closed type does not know, every value outside its bounds. */
#include <errno.h>
#include <string.h>

#include "asn.h"

struct decoder {
	const uint8_t *start;
	struct cap_error *err;
	struct cap_notes *notes;
	unsigned phase;		/* mask */
	uint16_t number;	/* of the last element read, pre-order */
};

struct element {
	struct ber_tlv tlv;
	const uint8_t *at;
	uint16_t number;
};

static int decode_value(struct decoder *d, const struct cap_type *type, const struct element *el, void *ret);

static size_t offset_of(const struct decoder *d, const uint8_t *at) { return (size_t)(at - d->start); }

static unsigned minimal_length_octets(size_t length)
{
	return length < 0x80 ? 1 : length < 0x100 ? 2 : 3;
}

/* A second note of the same element replaces the first. */
static void note(struct decoder *d, const struct element *el, uint16_t parent, int kind)
{
	struct cap_notes *notes = d->notes;
	struct cap_note *n = notes->n ? &notes->v[notes->n - 1] : NULL;

	if (!n || n->element != el->number) {
		if (notes->n == CAP_MAX_NOTES) {
			notes->overflow = true;
			return;
		}
		n = &notes->v[notes->n++];
	}
	n->kind = kind;
	n->element = el->number;
	n->parent = parent;
	n->length_octets = el->tlv.indefinite ? 0 : el->tlv.length_octets;
	n->tlv = (struct cap_octets){ el->at, el->tlv.total };
}

/* What makes half of InitialDP and is not short enough for ber_next()'s own short cut: a tag of two octets. */
static inline bool next_two_octet_tag(struct ber_reader *r, struct ber_tlv *tlv)
{
	const uint8_t *p = r->p;

	if (r->end - p < 3 || (p[0] & 0x1f) != 0x1f || p[1] & 0x80 || p[2] & 0x80 || p[2] > r->end - p - 3)
		return false;
	*tlv = (struct ber_tlv){ .tag = (ber_tag_t)p[0] << 8 | p[1], .value = p + 3, .length = p[2],
				 .total = (uint16_t)(p[2] + 3), .length_octets = 1 };
	r->p = p + tlv->total;
	return true;
}

/* \returns 1, 0 at the end, or -EINVAL */
static inline int next(struct decoder *d, struct ber_reader *r, struct element *el)
{
	enum ber_error e;

	el->at = r->p;
	if (!next_two_octet_tag(r, &el->tlv)) {
		e = ber_next(r, &el->tlv);
		if (e == BER_END)
			return 0;
		if (e != BER_OK)
			return asn_fail(d->err, offset_of(d, el->at), ber_strerror(e));
	}
	el->number = ++d->number;
	if (d->notes && (el->tlv.indefinite || el->tlv.length_octets != minimal_length_octets(el->tlv.length)))
		note(d, el, 0, CAP_NOTE_FORM);
	return 1;
}

static int decode_int(struct decoder *d, const struct cap_type *type, const struct element *el, struct cap_int *ret)
{
	struct asn_complaint c;

	if (!ber_int(&el->tlv, &ret->v))
		return asn_fail(d->err, offset_of(d, el->at), "no INTEGER of up to 32 bits");
	if (!asn_check_int(type, ret->v, &c))
		return asn_fail_value(d->err, offset_of(d, el->at), &c);
	ret->present = true;
	return 0;
}

static int decode_bool(struct decoder *d, const struct element *el, struct cap_bool *ret)
{
	if (el->tlv.length != 1)
		return asn_fail(d->err, offset_of(d, el->at), "no BOOLEAN");
	ret->present = true;
	ret->v = el->tlv.value[0] != 0;
	/* X.690 8.2.2: any octet but 0 is TRUE; we write ff */
	if (d->notes && ret->v && el->tlv.value[0] != 0xff)
		note(d, el, 0, CAP_NOTE_VERBATIM);
	return 0;
}

static inline int decode_octets(struct decoder *d, const struct cap_type *type, const struct element *el,
			 struct cap_octets *ret)
{
	struct asn_complaint c;

	if (!asn_check_octets(type, el->tlv.value, el->tlv.length, &c))
		return asn_fail_value(d->err, offset_of(d, el->at), &c);
	*ret = (struct cap_octets){ el->tlv.value, el->tlv.length };
	return 0;
}

static int decode_opaque(struct decoder *d, const struct element *el, struct cap_octets *ret)
{
	if (BER_CONSTRUCTED(el->tlv.tag) && !asn_well_formed(el->tlv.value, el->tlv.length, 0))
		return asn_fail(d->err, offset_of(d, el->at), "malformed inside");
	*ret = (struct cap_octets){ el->tlv.value, el->tlv.length };
	return 0;
}

static int decode_extension(struct decoder *d, const struct element *el, struct cap_octets *ret)
{
	struct asn_extension ext;
	const char *why = asn_extension_read(el->at, el->tlv.total, &ext);

	if (why)
		return asn_fail(d->err, offset_of(d, el->at), why);
	*ret = (struct cap_octets){ el->at, el->tlv.total };
	return 0;
}

/* The contents of an OCTET STRING are a BER value of their own: raw octets keep its form, so it needs no notes. */
static int decode_containing(struct decoder *d, const struct cap_type *type, const struct element *el, void *ret)
{
	struct decoder inner = { .start = d->start, .err = d->err, .phase = d->phase };
	struct ber_reader r;
	struct element in;
	int rc = decode_octets(d, type, el, ret);

	if (rc < 0)
		return rc;
	ber_reader_init(&r, el->tlv.value, el->tlv.length);
	rc = next(&inner, &r, &in);
	if (rc < 0)
		return rc;
	if (!rc || !asn_accepts(type->element, in.tlv.tag, d->phase))
		return asn_fail(d->err, offset_of(d, el->tlv.value), "contents are of another type");
	if (r.p != r.end)
		return asn_fail(d->err, offset_of(d, r.p), "more than one value contained");
	return decode_value(&inner, type->element, &in, asn_at(ret, type->inner));
}

/* The member's tag has matched. */
static inline int decode_member(struct decoder *d, const struct cap_member *m, const struct element *el, void *base)
{
	void *field = asn_at(base, m->offset);
	struct ber_reader r;
	struct element inner;
	int rc;

	if (!asn_is_explicit(m))
		return decode_value(d, m->type, el, field);
	ber_reader_init(&r, el->tlv.value, el->tlv.length);
	rc = next(d, &r, &inner);
	if (rc < 0)
		return rc;
	if (!rc)
		return asn_fail(d->err, offset_of(d, el->at), "empty");
	rc = decode_value(d, m->type, &inner, field);
	if (rc < 0)
		return rc;
	if (r.p != r.end)
		return asn_fail(d->err, offset_of(d, r.p), "more than one alternative");
	return 0;
}

static int decode_choice(struct decoder *d, const struct cap_type *type, const struct element *el, void *ret)
{
	const struct cap_member *m = asn_find_alternative(type, el->tlv.tag, d->phase);

	if (!m)
		return asn_fail_tag(d->err, offset_of(d, el->at), "no alternative has this tag", el->tlv.tag);
	*(unsigned int *)ret = m->sel;
	return decode_member(d, m, el, ret) < 0 ? asn_path(d->err, m->name) : 0;
}

static int decode_list(struct decoder *d, const struct cap_type *type, const struct element *el, void *ret)
{
	uint8_t *item = asn_at(ret, type->inner);
	struct asn_complaint c;
	struct ber_reader r;
	struct element in;
	unsigned n = 0;
	int rc;

	ber_reader_init(&r, el->tlv.value, el->tlv.length);
	while ((rc = next(d, &r, &in)) > 0) {
		if ((int32_t)n == type->max)
			return asn_fail(d->err, offset_of(d, in.at), "too many elements");
		if (!asn_accepts(type->element, in.tlv.tag, d->phase)) {
			asn_fail_tag(d->err, offset_of(d, in.at), "element of another type", in.tlv.tag);
			return asn_path_index(d->err, n);
		}
		if (decode_value(d, type->element, &in, item) < 0)
			return asn_path_index(d->err, n);
		item += type->element->size;
		n++;
	}
	if (rc < 0)
		return asn_path_index(d->err, n);
	if (!asn_check_count(type, n, &c))
		return asn_fail_value(d->err, offset_of(d, el->at), &c);
	*(uint8_t *)ret = (uint8_t)n;
	return 0;
}

/* ---- SEQUENCE ---- */

static inline bool member_has_tag(const struct cap_member *m, ber_tag_t tag, unsigned phase)
{
	if (m->tag)
		return m->tag == tag && asn_in_phase(m, phase);
	return asn_in_phase(m, phase) && asn_accepts(m->type, tag, phase);
}

static ber_tag_t other_form(ber_tag_t tag)
{
	return tag ^ (tag > 0xffff ? 0x200000 : tag > 0xff ? 0x2000 : 0x20);
}

/* No member that may still come has this tag: an error, or an addition that we do not know. */
static int decode_unknown(struct decoder *d, const struct cap_type *type, const struct element *el, uint16_t parent)
{
	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];

		if (member_has_tag(m, el->tlv.tag, d->phase)) {
			asn_fail(d->err, offset_of(d, el->at), "twice or out of order");
			return asn_path(d->err, m->name);
		}
		if (member_has_tag(m, other_form(el->tlv.tag), d->phase)) {
			asn_fail_tag(d->err, offset_of(d, el->at), "primitive and constructed confused", el->tlv.tag);
			return asn_path(d->err, m->name);
		}
	}
	if (!type->extensible)
		return asn_fail_tag(d->err, offset_of(d, el->at), "unknown element", el->tlv.tag);
	if (BER_CONSTRUCTED(el->tlv.tag) && !asn_well_formed(el->tlv.value, el->tlv.length, 0))
		return asn_fail_tag(d->err, offset_of(d, el->at), "unknown element malformed", el->tlv.tag);
	if (d->notes)
		note(d, el, parent, CAP_NOTE_UNKNOWN);
	return 0;
}

static int fail_missing(struct decoder *d, const struct cap_member *m, size_t offset)
{
	asn_fail(d->err, offset, "missing");
	return asn_path(d->err, m->name);
}

/* The member of this tag, from index *at on, which moves behind it; what is passed over must be optional, or of another
 * phase: *missing is the first that is not. */
static const struct cap_member *find_member(const struct decoder *d, const struct cap_type *type, ber_tag_t tag,
					    unsigned *at, const struct cap_member **missing)
{
	*missing = NULL;
	for (unsigned i = *at; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];

		if (member_has_tag(m, tag, d->phase)) {
			*at = i + 1;
			return m;
		}
		if (m->mandatory && !*missing && asn_in_phase(m, d->phase))
			*missing = m;
	}
	return NULL;
}

static int decode_sequence(struct decoder *d, const struct cap_type *type, const struct element *el, void *ret)
{
	const struct cap_member *m, *missing;
	struct ber_reader r;
	struct element in;
	unsigned at = 0;
	int rc;

	if (type->has_present)
		*(bool *)ret = true;
	ber_reader_init(&r, el->tlv.value, el->tlv.length);
	while ((rc = next(d, &r, &in)) > 0) {
		m = find_member(d, type, in.tlv.tag, &at, &missing);
		if (!m) {
			rc = decode_unknown(d, type, &in, el->number);
			if (rc < 0)
				return rc;
			continue;
		}
		if (missing)
			return fail_missing(d, missing, offset_of(d, in.at));
		if (decode_member(d, m, &in, ret) < 0)
			return asn_path(d->err, m->name);
	}
	if (rc < 0)
		return rc;
	find_member(d, type, 0, &at, &missing);
	return missing ? fail_missing(d, missing, offset_of(d, r.end)) : 0;
}

static int decode_null(struct decoder *d, const struct element *el, struct cap_null *ret)
{
	if (el->tlv.length)
		return asn_fail(d->err, offset_of(d, el->at), "NULL with contents");
	ret->present = true;
	return 0;
}

static int decode_value(struct decoder *d, const struct cap_type *type, const struct element *el, void *ret)
{
	if (type->kind == CAP_KIND_OCTETS)	/* most of all: spares the jump table */
		return decode_octets(d, type, el, ret);
	switch (type->kind) {
	case CAP_KIND_INTEGER:
	case CAP_KIND_ENUMERATED:
		return decode_int(d, type, el, ret);
	case CAP_KIND_BOOLEAN:
		return decode_bool(d, el, ret);
	case CAP_KIND_NULL:
		return decode_null(d, el, ret);
	case CAP_KIND_OCTETS:
	case CAP_KIND_TEXT:
	case CAP_KIND_BITS:
		return decode_octets(d, type, el, ret);
	case CAP_KIND_OPAQUE:
		return decode_opaque(d, el, ret);
	case CAP_KIND_EXTENSION:
		return decode_extension(d, el, ret);
	case CAP_KIND_CONTAINING:
		return decode_containing(d, type, el, ret);
	case CAP_KIND_SEQUENCE:
		return decode_sequence(d, type, el, ret);
	case CAP_KIND_CHOICE:
		return decode_choice(d, type, el, ret);
	case CAP_KIND_LIST:
		return decode_list(d, type, el, ret);
	}
	return asn_fail(d->err, offset_of(d, el->at), "no such kind");
}

int cap_decode(const struct cap_type *type, unsigned phase, const uint8_t *data, size_t length, void *ret,
	       struct cap_notes *notes, struct cap_error *err)
{
	struct decoder d = { .start = data, .err = err, .notes = notes, .phase = CAP_PHASE(phase) };
	struct ber_reader r;
	struct element el;
	int rc;

	if (notes)
		*notes = (struct cap_notes){ 0 };
	if (length > BER_MAX_PDU)
		return asn_fail(err, 0, "too long");
	memset(ret, 0, type->size);
	ber_reader_init(&r, data, length);
	rc = next(&d, &r, &el);
	if (rc < 0)
		return rc;
	if (!rc)
		return asn_fail(err, 0, "nothing there");
	if (type->kind != CAP_KIND_CHOICE && el.tlv.tag != type->tag)
		return asn_fail_tag(err, 0, "another type", el.tlv.tag);
	if (r.p != r.end)
		return asn_fail(err, offset_of(&d, r.p), "octets behind the value");
	return decode_value(&d, type, &el, ret);
}
