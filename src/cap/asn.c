/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What decoder, encoder and printer of the ASN.1 engine share: the checks of single values, tag matching, and how an
 * error is written down. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "asn.h"

bool asn_is_present_slow(const struct cap_type *type, const void *value)
{
	switch (type->kind) {
	case CAP_KIND_SEQUENCE:
		return !type->has_present || *(const bool *)value;
	case CAP_KIND_CHOICE:
		return *(const unsigned int *)value != 0;
	case CAP_KIND_CONTAINING:
		return ((const struct cap_octets *)value)->v ||
		       asn_is_present(type->element, asn_at(value, type->inner));
	default:
		return false;
	}
}

const struct cap_member *asn_find_alternative(const struct cap_type *type, ber_tag_t tag, unsigned phase)
{
	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];

		if (asn_in_phase(m, phase) && (m->tag ? m->tag == tag : asn_accepts(m->type, tag, phase)))
			return m;
	}
	return NULL;
}

bool asn_accepts(const struct cap_type *type, ber_tag_t tag, unsigned phase)
{
	return type->kind == CAP_KIND_CHOICE ? asn_find_alternative(type, tag, phase) != NULL : type->tag == tag;
}

const char *asn_enum_name(const struct cap_type *type, int32_t value)
{
	for (unsigned i = 0; i < type->count; i++)
		if (type->names[i].value == value)
			return type->names[i].name;
	return NULL;
}

static bool complain(struct asn_complaint *ret, const char *reason, const struct cap_type *type, int32_t is)
{
	*ret = (struct asn_complaint){
		.reason = reason, .is = is, .min = type->min, .max = type->max, .has_range = true,
	};
	return false;
}

bool asn_check_int(const struct cap_type *type, int32_t value, struct asn_complaint *ret)
{
	if (type->kind == CAP_KIND_ENUMERATED) {
		if (asn_enum_name(type, value))
			return true;
		*ret = (struct asn_complaint){ .reason = "no value of this enumeration", .is = value };
		return false;
	}
	if (value >= type->min && value <= type->max)
		return true;
	return complain(ret, "value out of range", type, value);
}

static bool check_bits(const struct cap_type *type, const uint8_t *v, size_t length, struct asn_complaint *ret)
{
	int32_t bits;

	/* X.690 8.6.2.2 and 8.6.2.3 */
	if (!length || v[0] > 7 || (length == 1 && v[0])) {
		*ret = (struct asn_complaint){ .reason = "malformed BIT STRING" };
		return false;
	}
	bits = (int32_t)(length - 1) * 8 - v[0];
	if (bits < type->min || bits > type->max)
		return complain(ret, "number of bits not allowed", type, bits);
	return true;
}

bool asn_check_octets_slow(const struct cap_type *type, const uint8_t *v, size_t length, struct asn_complaint *ret)
{
	if (type->kind == CAP_KIND_BITS)
		return check_bits(type, v, length, ret);
	if ((int32_t)length < type->min || (int32_t)length > type->max)
		return complain(ret, "length not allowed", type, (int32_t)length);
	if (type->kind != CAP_KIND_TEXT)
		return true;
	for (size_t i = 0; i < length; i++) {
		if (v[i] & 0x80) {
			*ret = (struct asn_complaint){ .reason = "no IA5 character", .is = v[i] };
			return false;
		}
	}
	return true;
}

bool asn_check_count(const struct cap_type *type, unsigned n, struct asn_complaint *ret)
{
	if ((int32_t)n >= type->min && (int32_t)n <= type->max)
		return true;
	return complain(ret, "number of elements not allowed", type, (int32_t)n);
}

/* ---- errors ---- */

int asn_fail(struct cap_error *err, size_t offset, const char *reason)
{
	if (err) {
		err->offset = (uint16_t)offset;
		err->reason = reason;
		err->field[0] = '\0';
		err->detail[0] = '\0';
	}
	return -EINVAL;
}

int asn_fail_tag(struct cap_error *err, size_t offset, const char *reason, ber_tag_t tag)
{
	asn_fail(err, offset, reason);
	if (err)
		snprintf(err->detail, sizeof(err->detail), "%x", tag);
	return -EINVAL;
}

int asn_fail_value(struct cap_error *err, size_t offset, const struct asn_complaint *c)
{
	asn_fail(err, offset, c->reason);
	if (!err)
		return -EINVAL;
	if (c->has_range)
		snprintf(err->detail, sizeof(err->detail), "%d, %d..%d allowed", c->is, c->min, c->max);
	else
		snprintf(err->detail, sizeof(err->detail), "%d", c->is);
	return -EINVAL;
}

/* Too long a path loses its end, which matters least. */
static int path_prepend(struct cap_error *err, const char *part)
{
	bool dot = err->field[0] && err->field[0] != '[';
	size_t n = strnlen(part, sizeof(err->field) - 2), shift = n + dot;

	memmove(err->field + shift, err->field, sizeof(err->field) - shift);
	memcpy(err->field, part, n);
	if (dot)
		err->field[n] = '.';
	err->field[sizeof(err->field) - 1] = '\0';
	return -EINVAL;
}

int asn_path(struct cap_error *err, const char *name)
{
	return err ? path_prepend(err, name) : -EINVAL;
}

int asn_path_index(struct cap_error *err, unsigned index)
{
	char part[16];

	if (!err)
		return -EINVAL;
	snprintf(part, sizeof(part), "[%u]", index);
	return path_prepend(err, part);
}

/* ---- extensions ---- */

bool asn_well_formed(const uint8_t *data, size_t length, unsigned depth)
{
	struct ber_reader r;
	struct ber_tlv tlv;
	enum ber_error e;

	if (depth > BER_MAX_DEPTH)
		return false;
	ber_reader_init(&r, data, length);
	while ((e = ber_next(&r, &tlv)) == BER_OK)
		if (BER_CONSTRUCTED(tlv.tag) && !asn_well_formed(tlv.value, tlv.length, depth + 1))
			return false;
	return e == BER_END;
}

static const char *read_extension_type(const struct ber_tlv *tlv, struct asn_extension *ret)
{
	switch (tlv->tag) {
	case 0x02:
		ret->is_local = true;
		return ber_int(tlv, &ret->local) ? NULL : "extension type is no INTEGER";
	case 0x06:
		ret->global = (struct cap_octets){ tlv->value, tlv->length };
		/* X.690 8.19.2: at least one subidentifier, and the last one ends */
		if (!tlv->length || tlv->value[tlv->length - 1] & 0x80)
			return "extension type is no OBJECT IDENTIFIER";
		return NULL;
	default:
		return "extension without type";
	}
}

/* [1] EXPLICIT: exactly one TLV of whatever type. */
static const char *read_extension_value(const struct ber_tlv *tlv, struct asn_extension *ret)
{
	struct ber_reader r;

	if (tlv->tag != 0xa1)
		return "extension without value";
	if (!asn_well_formed(tlv->value, tlv->length, 0))
		return "extension value malformed";
	ber_reader_init(&r, tlv->value, tlv->length);
	if (ber_next(&r, &ret->value) != BER_OK || r.p != r.end)
		return "extension value is not one element";
	return NULL;
}

const char *asn_extension_read(const uint8_t *data, size_t length, struct asn_extension *ret)
{
	struct ber_reader r;
	struct ber_tlv tlv;
	const char *why;

	memset(ret, 0, sizeof(*ret));
	ber_reader_init(&r, data, length);
	if (ber_next(&r, &tlv) != BER_OK || tlv.tag != 0x30 || r.p != r.end)
		return "no ExtensionField";
	ber_reader_init(&r, tlv.value, tlv.length);
	if (ber_next(&r, &tlv) != BER_OK)
		return "extension without type";
	why = read_extension_type(&tlv, ret);
	if (why)
		return why;
	if (ber_next(&r, &tlv) != BER_OK)
		return "extension without value";
	if (tlv.tag == 0x0a) {
		ret->has_criticality = true;
		if (!ber_int(&tlv, &ret->criticality) || ret->criticality < 0 || ret->criticality > 1)
			return "extension criticality unknown";
		if (ber_next(&r, &tlv) != BER_OK)
			return "extension without value";
	}
	why = read_extension_value(&tlv, ret);
	if (why)
		return why;
	return asn_well_formed(r.p, (size_t)(r.end - r.p), 0) ? NULL : "extension malformed";	/* "..." */
}
