/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Structs as dotted paths and text, by the tables of asn.h: what `mpabx-sim decode` shows and traces cite. Not on any
 * call's path. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/cap/isup.h>

#include "asn.h"

struct printer {
	void (*out)(void *priv, const char *key, const char *text);
	void *priv;
	unsigned phase;			/* mask */
	size_t used;
	char path[256];
};

static void print_value(struct printer *p, const struct cap_type *type, const void *value);

/* Appends to the path. \returns where it ended before, for leave() */
static size_t enter(struct printer *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static size_t enter(struct printer *p, const char *fmt, ...)
{
	size_t was = p->used, room = sizeof(p->path) - was;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(p->path + was, room, fmt, ap);
	va_end(ap);
	p->used = (size_t)n < room ? was + (size_t)n : sizeof(p->path) - 1;
	return was;
}

static void leave(struct printer *p, size_t was)
{
	p->used = was;
	p->path[was] = '\0';
}

static size_t enter_member(struct printer *p, const char *name)
{
	return enter(p, p->used ? ".%s" : "%s", name);
}

/* A value that is the whole argument has no name of its own. */
static void out(struct printer *p, const char *text)
{
	p->out(p->priv, p->used ? p->path : "value", text);
}

static void out_under(struct printer *p, const char *name, const char *text)
{
	size_t was = enter(p, "%s.%s", p->used ? "" : "value", name);

	out(p, text);
	leave(p, was);
}

static void out_hex(struct printer *p, const uint8_t *v, size_t length)
{
	static const char digit[] = "0123456789abcdef";
	char text[2 * BER_MAX_PDU + 1];
	size_t n = 0;

	if (length > BER_MAX_PDU)
		length = BER_MAX_PDU;
	for (size_t i = 0; i < length; i++) {
		text[n++] = digit[v[i] >> 4];
		text[n++] = digit[v[i] & 0x0f];
	}
	text[n] = '\0';
	out(p, text);
}

/* ---- what the hint adds ---- */

static const enum isup_number_kind number_kind[] = {
	[CAP_PRINT_CALLED] = ISUP_CALLED, [CAP_PRINT_CALLING] = ISUP_CALLING,
	[CAP_PRINT_ORIGINAL_CALLED] = ISUP_ORIGINAL_CALLED, [CAP_PRINT_REDIRECTING] = ISUP_REDIRECTING,
	[CAP_PRINT_LOCATION] = ISUP_LOCATION, [CAP_PRINT_GENERIC_NUMBER] = ISUP_GENERIC,
};

static void print_number(struct printer *p, enum cap_print_hint hint, const struct cap_octets *v)
{
	struct isup_number n;

	if (isup_number_decode(number_kind[hint], v, &n) == 0)
		out_under(p, "digits", n.digits);
}

static void print_digits(struct printer *p, const struct cap_octets *v)
{
	struct isup_digits d;

	if (isup_digits_decode(v, &d) == 0)
		out_under(p, "digits", d.digits);
}

static void print_address(struct printer *p, enum cap_print_hint hint, const struct cap_octets *v)
{
	struct isup_address a;

	if ((hint == CAP_PRINT_BCD ? isup_bcd_decode(v, &a) : isup_address_decode(v, &a)) == 0)
		out_under(p, "digits", a.digits);
}

static void print_imsi(struct printer *p, const struct cap_octets *v)
{
	char digits[16];

	if (isup_imsi_decode(v, digits) == 0)
		out_under(p, "digits", digits);
}

static void print_cause(struct printer *p, const struct cap_octets *v)
{
	struct isup_cause c;
	char text[8];

	if (isup_cause_decode(v, &c) < 0)
		return;
	snprintf(text, sizeof(text), "%u", c.value);
	out_under(p, "value", text);
}

static void print_hint(struct printer *p, enum cap_print_hint hint, const struct cap_octets *v)
{
	switch (hint) {
	case CAP_PRINT_PLAIN:
	case CAP_PRINT_USSD:
	case CAP_PRINT_NULL_WORD:
		return;
	case CAP_PRINT_CALLED:
	case CAP_PRINT_CALLING:
	case CAP_PRINT_ORIGINAL_CALLED:
	case CAP_PRINT_REDIRECTING:
	case CAP_PRINT_LOCATION:
	case CAP_PRINT_GENERIC_NUMBER:
		print_number(p, hint, v);
		return;
	case CAP_PRINT_GENERIC_DIGITS:
		print_digits(p, v);
		return;
	case CAP_PRINT_ADDRESS:
	case CAP_PRINT_BCD:
		print_address(p, hint, v);
		return;
	case CAP_PRINT_IMSI:
		print_imsi(p, v);
		return;
	case CAP_PRINT_CAUSE:
		print_cause(p, v);
		return;
	}
}

/* A USSD string as text stands beside it; its alphabet is the member before. */
static void print_ussd(struct printer *p, const struct cap_member *dcs, const struct cap_octets *string,
		       const void *base)
{
	const struct cap_octets *v = asn_at(base, dcs->offset);
	char text[1024];
	size_t was;

	if (!v->v || !v->len || ussd_text_decode(v->v[0], string, text, sizeof(text)) < 0)
		return;
	was = enter_member(p, "ussd-text");
	out(p, text);
	leave(p, was);
}

/* ---- kinds ---- */

static void print_int(struct printer *p, const struct cap_type *type, const struct cap_int *v)
{
	const char *name = type->kind == CAP_KIND_ENUMERATED ? asn_enum_name(type, v->v) : NULL;
	char text[16];

	snprintf(text, sizeof(text), "%d", v->v);
	out(p, name ? name : text);
}

static void print_bits(struct printer *p, const struct cap_octets *v)
{
	char text[6 + 8 * 32] = "bits:";
	size_t n = 5, bits = v->len ? (size_t)(v->len - 1) * 8 - v->v[0] : 0;

	for (size_t i = 0; i < bits && n < sizeof(text) - 1; i++)
		text[n++] = v->v[1 + i / 8] & 0x80 >> i % 8 ? '1' : '0';
	text[n] = '\0';
	out(p, text);
}

static void print_text(struct printer *p, const struct cap_octets *v)
{
	char text[256];

	snprintf(text, sizeof(text), "%.*s", (int)v->len, (const char *)v->v);
	out(p, text);
}

/* An open type is shown by its tag's class, primitive or constructed, and number: _unk_001 is universal 1. */
static void print_extension_value(struct printer *p, const struct ber_tlv *tlv)
{
	unsigned first = tlv->tag > 0xffff ? tlv->tag >> 16 : tlv->tag > 0xff ? tlv->tag >> 8 : tlv->tag;
	unsigned number = tlv->tag > 0xffff ? (tlv->tag & 0x7f00) >> 1 | (tlv->tag & 0x7f) : tlv->tag & 0x7f;
	size_t was;

	if (tlv->tag <= 0xff)
		number = tlv->tag & 0x1f;
	was = enter(p, ".value._unk_%u%u%u", first >> 6, first >> 5 & 1, number);
	out_hex(p, tlv->value, tlv->length);
	leave(p, was);
}

static void print_extension(struct printer *p, const struct cap_octets *v)
{
	struct asn_extension ext;
	char text[64];

	if (asn_extension_read(v->v, v->len, &ext))
		return;
	if (ext.is_local)
		snprintf(text, sizeof(text), "%d", ext.local);
	else
		ber_oid_print(ext.global.v, ext.global.len, text, sizeof(text));
	out_under(p, ext.is_local ? "type.local" : "type.global", text);
	if (ext.has_criticality)
		out_under(p, "criticality", ext.criticality ? "abort" : "ignore");
	print_extension_value(p, &ext.value);
}

static void print_containing(struct printer *p, const struct cap_type *type, const void *value)
{
	const struct cap_octets *raw = value;

	if (raw->v)
		out_hex(p, raw->v, raw->len);
	print_value(p, type->element, asn_at(value, type->inner));
}

static void print_members(struct printer *p, const struct cap_type *type, const void *base)
{
	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];
		const void *field = asn_at(base, m->offset);
		size_t was;

		if (!asn_in_phase(m, p->phase) || !asn_is_present(m->type, field))
			continue;
		was = enter_member(p, m->name);
		print_value(p, m->type, field);
		leave(p, was);
		if (m->type->print == CAP_PRINT_USSD && i > 0)
			print_ussd(p, m - 1, field, base);
	}
}

static void print_choice(struct printer *p, const struct cap_type *type, const void *value)
{
	unsigned int sel = *(const unsigned int *)value;

	for (const struct cap_member *m = type->members; m < type->members + type->count; m++) {
		size_t was;

		if (m->sel != sel || !asn_in_phase(m, p->phase))
			continue;
		was = enter_member(p, m->name);
		print_value(p, m->type, asn_at(value, m->offset));
		leave(p, was);
		return;
	}
}

static void print_list(struct printer *p, const struct cap_type *type, const void *value)
{
	const uint8_t *item = asn_at(value, type->inner);
	unsigned n = *(const uint8_t *)value;

	for (unsigned i = 0; i < n; i++, item += type->element->size) {
		size_t was = enter(p, "[%u]", i);

		print_value(p, type->element, item);
		leave(p, was);
	}
}

static void print_value(struct printer *p, const struct cap_type *type, const void *value)
{
	const struct cap_octets *octets = value;

	switch (type->kind) {
	case CAP_KIND_INTEGER:
	case CAP_KIND_ENUMERATED:
		print_int(p, type, value);
		break;
	case CAP_KIND_BOOLEAN:
		out(p, ((const struct cap_bool *)value)->v ? "true" : "false");
		break;
	case CAP_KIND_NULL:
		out(p, type->print == CAP_PRINT_NULL_WORD ? "NULL" : "0");
		break;
	case CAP_KIND_OCTETS:
		out_hex(p, octets->v, octets->len);
		print_hint(p, type->print, octets);
		break;
	case CAP_KIND_OPAQUE:
		out_hex(p, octets->v, octets->len);
		break;
	case CAP_KIND_TEXT:
		print_text(p, octets);
		break;
	case CAP_KIND_BITS:
		print_bits(p, octets);
		break;
	case CAP_KIND_EXTENSION:
		print_extension(p, octets);
		break;
	case CAP_KIND_CONTAINING:
		print_containing(p, type, value);
		break;
	case CAP_KIND_SEQUENCE:
		print_members(p, type, value);
		break;
	case CAP_KIND_CHOICE:
		print_choice(p, type, value);
		break;
	case CAP_KIND_LIST:
		print_list(p, type, value);
		break;
	}
}

void cap_print(const struct cap_type *type, unsigned phase, const void *value,
	       void (*out_cb)(void *priv, const char *key, const char *text), void *priv)
{
	struct printer p = { .out = out_cb, .priv = priv, .phase = CAP_PHASE(phase) };

	print_value(&p, type, value);
}
