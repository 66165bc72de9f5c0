/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file cap_walk.h
 *  For cap_tables.c: random valid values of any described type, and a writer of its own that knows the tables but
 *  shares no line with the engine's encoder, and can be told to break one thing at one place. */
#pragma once

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../src/cap/asn.h"

/* ---- random values ---- */

static uint64_t walk_seed = 1;
static unsigned walk_random(unsigned below)
{
	walk_seed = walk_seed * 6364136223846793005u + 1442695040888963407u;
	return below ? (unsigned)(walk_seed >> 33) % below : 0;
}

/* Octets live as long as the value: one arena, started anew for each. */
static uint8_t walk_arena[1 << 16];
static size_t walk_used;

static uint8_t *walk_octets(size_t n)
{
	uint8_t *v = walk_arena + walk_used;

	assert(walk_used + n <= sizeof(walk_arena));
	for (size_t i = 0; i < n; i++)
		v[i] = (uint8_t)walk_random(256);
	walk_used += n;
	return v;
}

/* min and max more often than what is between */
static int32_t walk_between(int32_t min, int32_t max)
{
	switch (walk_random(4)) {
	case 0:
		return min;
	case 1:
		return max;
	default:
		return (int32_t)(min + (int64_t)walk_random(1u << 30) % ((int64_t)max - min + 1));
	}
}

static void walk_fill(const struct cap_type *type, unsigned phase, void *value, unsigned density);

static void walk_fill_octets(const struct cap_type *type, struct cap_octets *ret)
{
	static const uint8_t extension[] = { 0x30, 0x08, 0x02, 0x01, 0x07, 0xa1, 0x03, 0x01, 0x01, 0xff };
	static const uint8_t opaque[] = { 0x80, 0x01, 0x2a };
	int32_t n = walk_between(type->min, type->max);
	uint8_t *v;

	switch (type->kind) {
	case CAP_KIND_EXTENSION:
		*ret = (struct cap_octets){ extension, sizeof(extension) };
		return;
	case CAP_KIND_OPAQUE:
		*ret = (struct cap_octets){ opaque, sizeof(opaque) };
		return;
	case CAP_KIND_BITS:
		v = walk_octets((size_t)(n + 7) / 8 + 1);
		v[0] = (uint8_t)(-n & 7);
		*ret = (struct cap_octets){ v, (uint16_t)((n + 7) / 8 + 1) };
		return;
	default:
		v = walk_octets((size_t)n);
		for (int32_t i = 0; type->kind == CAP_KIND_TEXT && i < n; i++)
			v[i] &= 0x7f;
		*ret = (struct cap_octets){ v, (uint16_t)n };
	}
}

static void walk_fill_members(const struct cap_type *type, unsigned phase, void *value, unsigned density)
{
	if (type->has_present)
		*(bool *)value = true;
	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];

		if ((m->phases & phase) && (m->mandatory || walk_random(100) < density))
			walk_fill(m->type, phase, (uint8_t *)value + m->offset, density);
	}
}

static void walk_fill_choice(const struct cap_type *type, unsigned phase, void *value, unsigned density)
{
	const struct cap_member *m;

	do {
		m = &type->members[walk_random(type->count)];
	} while (!(m->phases & phase));
	*(unsigned *)value = m->sel;
	walk_fill(m->type, phase, (uint8_t *)value + m->offset, density);
}

/* density: per cent of optional members that are there */
static void walk_fill(const struct cap_type *type, unsigned phase, void *value, unsigned density)
{
	struct cap_int *number = value;
	unsigned n;

	switch (type->kind) {
	case CAP_KIND_INTEGER:
		*number = (struct cap_int){ true, walk_between(type->min, type->max) };
		break;
	case CAP_KIND_ENUMERATED:
		*number = (struct cap_int){ true, type->names[walk_random(type->count)].value };
		break;
	case CAP_KIND_BOOLEAN:
		*(struct cap_bool *)value = (struct cap_bool){ true, walk_random(2) };
		break;
	case CAP_KIND_NULL:
		((struct cap_null *)value)->present = true;
		break;
	case CAP_KIND_CONTAINING:
		walk_fill(type->element, phase, (uint8_t *)value + type->inner, density / 2);
		break;
	case CAP_KIND_SEQUENCE:
		walk_fill_members(type, phase, value, density);
		break;
	case CAP_KIND_CHOICE:
		walk_fill_choice(type, phase, value, density);
		break;
	case CAP_KIND_LIST:
		n = walk_random(20) ? (unsigned)type->min + walk_random(2) : (unsigned)type->max;
		n = n ? n : 1;
		n = n > (unsigned)type->max ? (unsigned)type->max : n;
		*(uint8_t *)value = (uint8_t)n;
		for (unsigned i = 0; i < n; i++)
			walk_fill(type->element, phase, (uint8_t *)value + type->inner + i * type->element->size,
				  density);
		break;
	default:
		walk_fill_octets(type, value);
	}
}

/* ---- the writer that can break one thing ---- */

enum breakage {
	BREAK_NOTHING,
	BREAK_LEAVE_OUT,	/* a mandatory member */
	BREAK_TWICE,		/* a member again at the end of its SEQUENCE */
	BREAK_TOO_LONG,		/* octets and bits: one more than allowed */
	BREAK_TOO_SHORT,
	BREAK_TOO_BIG,		/* INTEGER, ENUMERATED */
	BREAK_TOO_SMALL,
	BREAK_TOO_MANY,		/* elements of a list */
	BREAK_TOO_FEW,
	BREAK_FORM,		/* primitive for constructed and the other way round */
	BREAK_UNKNOWN,		/* an element that no table knows, where the type is closed */
	_BREAKAGES
};

struct walk {
	enum breakage what;
	unsigned phase;
	int target, count;	/* the place that is broken; places seen so far */
	bool done;
	char path[256], broken[256];
};

struct bytes { size_t n; uint8_t v[8192]; };

static void bytes_add(struct bytes *b, const void *v, size_t n)
{
	assert(b->n + n <= sizeof(b->v));
	if (n)
		memcpy(b->v + b->n, v, n);
	b->n += n;
}

static void bytes_tlv(struct bytes *b, ber_tag_t tag, const uint8_t *v, size_t n)
{
	uint8_t head[8];
	size_t h = 0;

	for (int shift = tag > 0xffff ? 16 : tag > 0xff ? 8 : 0; shift >= 0; shift -= 8)
		head[h++] = (uint8_t)(tag >> shift);
	if (n >= 0x100)
		head[h++] = 0x82, head[h++] = (uint8_t)(n >> 8);
	else if (n >= 0x80)
		head[h++] = 0x81;
	head[h++] = (uint8_t)n;
	bytes_add(b, head, h);
	bytes_add(b, v, n);
}

/* Is this the place? */
static bool walk_hit(struct walk *w, enum breakage what)
{
	if (w->what != what || w->count++ != w->target)
		return false;
	w->done = true;
	snprintf(w->broken, sizeof(w->broken), "%s", w->path);
	return true;
}

static ber_tag_t walk_tag(struct walk *w, ber_tag_t tag)
{
	return walk_hit(w, BREAK_FORM) ? tag ^ (tag > 0xffff ? 0x200000 : tag > 0xff ? 0x2000 : 0x20) : tag;
}

static void walk_write(struct walk *w, struct bytes *b, ber_tag_t tag, const struct cap_type *type, const void *value);

static void walk_write_int(struct walk *w, struct bytes *b, ber_tag_t tag, const struct cap_type *type,
			   int64_t value)
{
	int64_t min = type->min, max = type->max;
	uint8_t v[5];
	unsigned n = 5;

	for (unsigned i = 0; type->kind == CAP_KIND_ENUMERATED && i < type->count; i++) {
		min = i && type->names[i].value > min ? min : type->names[i].value;
		max = i && type->names[i].value < max ? max : type->names[i].value;
	}
	if (walk_hit(w, BREAK_TOO_BIG))
		value = max + 1;
	if (walk_hit(w, BREAK_TOO_SMALL))
		value = min - 1;
	for (unsigned i = 0; i < 5; i++)
		v[i] = (uint8_t)(value >> (32 - 8 * i));
	while (n > 1 && value >= -(INT64_C(1) << (8 * (n - 1) - 1)) && value < INT64_C(1) << (8 * (n - 1) - 1))
		n--;
	bytes_tlv(b, walk_tag(w, tag), v + 5 - n, n);
}

static void walk_write_octets(struct walk *w, struct bytes *b, ber_tag_t tag, const struct cap_type *type,
			      const struct cap_octets *o)
{
	static const uint8_t zeros[512];
	bool bits = type->kind == CAP_KIND_BITS, bounded = bits || type->kind <= CAP_KIND_BITS;

	if (type->kind == CAP_KIND_EXTENSION) {
		bytes_add(b, o->v, o->len);
		return;
	}
	if (bounded && walk_hit(w, BREAK_TOO_LONG)) {
		uint8_t v[16] = { (uint8_t)(-(type->max + 1) & 7) };

		bytes_tlv(b, tag, bits ? v : zeros, bits ? (size_t)(type->max + 8) / 8 + 1 : (size_t)type->max + 1);
		return;
	}
	if (bounded && type->min > 0 && walk_hit(w, BREAK_TOO_SHORT)) {
		uint8_t v[16] = { (uint8_t)(-(type->min - 1) & 7) };

		bytes_tlv(b, tag, bits ? v : zeros, bits ? (size_t)(type->min + 6) / 8 + 1 : (size_t)type->min - 1);
		return;
	}
	bytes_tlv(b, walk_tag(w, tag), o->v, o->len);
}

static bool walk_present(const struct cap_type *type, const void *value)
{
	switch (type->kind) {
	case CAP_KIND_SEQUENCE:
		return !type->has_present || *(const bool *)value;
	case CAP_KIND_CHOICE:
		return *(const unsigned *)value;
	case CAP_KIND_CONTAINING:
		return walk_present(type->element, (const uint8_t *)value + type->inner);
	case CAP_KIND_OCTETS:
	case CAP_KIND_TEXT:
	case CAP_KIND_BITS:
	case CAP_KIND_OPAQUE:
	case CAP_KIND_EXTENSION:
		return ((const struct cap_octets *)value)->v;
	default:
		return *(const uint8_t *)value;
	}
}

static void walk_write_member(struct walk *w, struct bytes *b, const struct cap_member *m, const void *base)
{
	const void *field = (const uint8_t *)base + m->offset;
	size_t was = strlen(w->path);

	snprintf(w->path + was, sizeof(w->path) - was, "%s%s", was ? "." : "", m->name);
	if (m->tag && m->type->kind == CAP_KIND_CHOICE) {
		struct bytes inner = { 0 };
		ber_tag_t tag = walk_tag(w, m->tag);

		walk_write(w, &inner, 0, m->type, field);
		bytes_tlv(b, tag, inner.v, inner.n);
	} else {
		walk_write(w, b, m->tag, m->type, field);
	}
	w->path[was] = '\0';
}

/* Where members share a tag (MAP), one that is missing or twice may pass for another. */
static bool walk_tag_is_alone(const struct cap_type *type, const struct cap_member *m, unsigned phase)
{
	for (unsigned i = 0; i < type->count; i++)
		if (&type->members[i] != m && type->members[i].tag == m->tag && type->members[i].phases & phase)
			return false;
	return true;
}

static void walk_write_sequence(struct walk *w, struct bytes *b, ber_tag_t tag, const struct cap_type *type,
				const void *value)
{
	const struct cap_member *again = NULL;
	struct bytes inner = { 0 };
	ber_tag_t own = walk_tag(w, tag);

	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];
		size_t was = strlen(w->path);
		bool out = false, alone = walk_tag_is_alone(type, m, w->phase);

		if (!(m->phases & w->phase) || !walk_present(m->type, (const uint8_t *)value + m->offset))
			continue;
		snprintf(w->path + was, sizeof(w->path) - was, "%s%s", was ? "." : "", m->name);
		if (alone && walk_hit(w, BREAK_TWICE))
			again = m;
		if (alone && m->mandatory)
			out = walk_hit(w, BREAK_LEAVE_OUT);
		w->path[was] = '\0';
		if (!out)
			walk_write_member(w, &inner, m, value);
	}
	if (again)
		walk_write_member(w, &inner, again, value);
	if (!type->extensible && walk_hit(w, BREAK_UNKNOWN))
		bytes_tlv(&inner, 0x9f7e, NULL, 0);
	bytes_tlv(b, own, inner.v, inner.n);
}

static void walk_write_list(struct walk *w, struct bytes *b, ber_tag_t tag, const struct cap_type *type,
			    const void *value)
{
	const uint8_t *item = (const uint8_t *)value + type->inner;
	unsigned n = *(const uint8_t *)value, extra = 0;
	struct bytes inner = { 0 };
	ber_tag_t own = walk_tag(w, tag);

	if (walk_hit(w, BREAK_TOO_MANY))
		extra = (unsigned)type->max + 1 - n;
	if (type->min > 0 && walk_hit(w, BREAK_TOO_FEW))
		n = (unsigned)type->min - 1;
	for (unsigned i = 0; i < n + extra; i++) {
		size_t was = strlen(w->path);

		snprintf(w->path + was, sizeof(w->path) - was, "[%u]", i);
		walk_write(w, &inner, type->element->tag, type->element,
			   item + (i < n ? i : 0) * type->element->size);
		w->path[was] = '\0';
	}
	bytes_tlv(b, own, inner.v, inner.n);
}

static void walk_write_choice(struct walk *w, struct bytes *b, const struct cap_type *type, const void *value)
{
	for (unsigned i = 0; i < type->count; i++) {
		const struct cap_member *m = &type->members[i];

		if (m->sel == *(const unsigned *)value && (m->phases & w->phase)) {
			walk_write_member(w, b, m, value);
			return;
		}
	}
	assert(!"no alternative");
}

static void walk_write_containing(struct walk *w, struct bytes *b, ber_tag_t tag, const struct cap_type *type,
				  const void *value)
{
	struct bytes inner = { 0 };
	struct cap_octets o;

	walk_write(w, &inner, type->element->tag, type->element, (const uint8_t *)value + type->inner);
	o = (struct cap_octets){ inner.v, (uint16_t)inner.n };
	bytes_tlv(b, walk_tag(w, tag), o.v, o.len);
}

static void walk_write(struct walk *w, struct bytes *b, ber_tag_t tag, const struct cap_type *type, const void *value)
{
	static const uint8_t octet[2] = { 0x00, 0xff };

	switch (type->kind) {
	case CAP_KIND_INTEGER:
	case CAP_KIND_ENUMERATED:
		walk_write_int(w, b, tag, type, ((const struct cap_int *)value)->v);
		break;
	case CAP_KIND_BOOLEAN:
		bytes_tlv(b, walk_tag(w, tag), &octet[((const struct cap_bool *)value)->v], 1);
		break;
	case CAP_KIND_NULL:
		bytes_tlv(b, walk_tag(w, tag), NULL, 0);
		break;
	case CAP_KIND_CONTAINING:
		walk_write_containing(w, b, tag, type, value);
		break;
	case CAP_KIND_SEQUENCE:
		walk_write_sequence(w, b, tag, type, value);
		break;
	case CAP_KIND_CHOICE:
		walk_write_choice(w, b, type, value);
		break;
	case CAP_KIND_LIST:
		walk_write_list(w, b, tag, type, value);
		break;
	default:
		walk_write_octets(w, b, tag, type, value);
	}
}
