/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every registered type of CAP and MAP, in every phase, by walking its table: the table fits its struct; random valid
 * values come through encoder, decoder and printer unharmed and agree with a second writer; each member missing, twice
 * or in the wrong form, each length, range, enumeration and count one over and one under is refused, by the name of
 * the field; every truncation is refused. */
#include <errno.h>

#include "cap_hex.h"
#include "cap_walk.h"
#include "check.h"

#define VALUES_PER_TYPE 30
#define SCRATCH_CONTAINED 1024	/* asn_encode.c */

static enum cap_proto proto;
static const char *type_name;
static unsigned num_refused;

static int fits(int ok, const char *what, const char *member)
{
	char text[160];

	snprintf(text, sizeof(text), "%s: %s %s", type_name, what, member);
	return check_true(ok, text, __FILE__, __LINE__);
}

/* ---- the table and its struct ---- */

static void check_table(const struct cap_type *type, unsigned depth);

static void check_member(const struct cap_type *type, const struct cap_member *m, unsigned depth)
{
	const struct cap_member *o;

	fits(m->size == m->type->size, "field is not of its type's size:", m->name);
	fits(m->offset + m->size <= type->size, "field lies outside:", m->name);
	fits(m->tag || m->type->kind == CAP_KIND_CHOICE, "no tag:", m->name);
	fits(m->type->kind == CAP_KIND_OPAQUE || !m->tag ||
	     (m->type->kind >= CAP_KIND_SEQUENCE) == !!BER_CONSTRUCTED(m->tag), "tag of the wrong form:", m->name);
	/* X.680 25.6: tags differ among optional members in a row and the one behind them; a CHOICE's all do (29.3) */
	for (o = m; o > type->members && (type->kind == CAP_KIND_CHOICE || !o[-1].mandatory); o--)
		fits(!(o[-1].phases & m->phases) || o[-1].tag != m->tag || !m->tag, "tag used twice:", m->name);
	for (o = type->members; o < m; o++)
		fits(!m->sel || !(o->phases & m->phases) || o->sel != m->sel, "sel used twice:", m->name);
	check_table(m->type, depth + 1);
}

static void check_table(const struct cap_type *type, unsigned depth)
{
	if (!fits(depth < BER_MAX_DEPTH, "nests too deep", type->name))
		return;
	fits(type->min <= type->max, "bounds", type->name);
	if (type->kind == CAP_KIND_LIST)
		fits(type->inner + (size_t)type->max * type->element->size <= type->size, "list", type->name);
	if (type->kind == CAP_KIND_CONTAINING)
		fits(type->element->size <= SCRATCH_CONTAINED, "contained too large", type->name);
	if (type->element)
		check_table(type->element, depth + 1);
	for (unsigned i = 0; type->members && i < type->count; i++)
		check_member(type, &type->members[i], depth);
}

/* ---- values that are right ---- */

/* A random value whose octet strings keep their bounds (what they contain may outgrow them), and its octets. */
static int make_value(const struct cap_type *type, unsigned phase, void *value, uint8_t *pdu, size_t size)
{
	struct cap_error err;
	int length = -EINVAL;

	for (unsigned try = 0; try < 50 && length < 0; try++) {
		memset(value, 0, type->size);
		walk_used = 0;
		walk_fill(type, CAP_PHASE(phase), value, 90 - try * 90 / 50);
		length = cap_encode(type, phase, value, pdu, size, NULL, &err);
		if (length < 0 && strcmp(err.reason, "length not allowed"))
			break;
	}
	if (length < 0)
		printf("%s phase %u: %s: %s %s\n", type_name, phase, err.field, err.reason, err.detail);
	return length;
}

static void check_round_trip(const struct cap_type *type, unsigned phase, const void *value, const uint8_t *pdu,
			     size_t length)
{
	static struct printed one, other;
	static struct bytes second;
	struct walk w = { .phase = CAP_PHASE(phase) };
	void *decoded = value_alloc();
	static uint8_t again[BER_MAX_PDU];
	struct cap_error err = { 0 };
	int rc;

	second.n = 0;
	walk_write(&w, &second, type->tag, type, value);
	check_mem(pdu, length, second.v, second.n, type_name, __FILE__, __LINE__);
	if (!check_int(cap_decode(type, phase, pdu, length, decoded, NULL, &err), 0, type_name, __FILE__, __LINE__)) {
		printf("  %s: %s %s\n", err.field, err.reason, err.detail);
		check_hex("pdu", pdu, length);
	}
	rc = cap_encode(type, phase, decoded, again, sizeof(again), NULL, &err);
	check_mem(again, rc < 0 ? 0 : (size_t)rc, pdu, length, type_name, __FILE__, __LINE__);
	one.n = other.n = 0;
	cap_print(type, phase, value, printed_add, &one);
	cap_print(type, phase, decoded, printed_add, &other);
	/* the decoded one also has the raw octets of what contains */
	for (unsigned i = 0; i < one.n; i++)
		check_str(printed_find(&other, one.v[i].key), one.v[i].text, one.v[i].key, __FILE__, __LINE__);
	free(decoded);
}

static void check_truncations(const struct cap_type *type, unsigned phase, const uint8_t *pdu, size_t length)
{
	void *decoded = value_alloc();
	unsigned accepted = 0;

	for (size_t n = 0; n < length; n++) {
		uint8_t *exact = malloc(n + !n);	/* so that ASan sees a read behind it */

		memcpy(exact, pdu, n);
		accepted += cap_decode(type, phase, exact, n, decoded, NULL, NULL) == 0;
		free(exact);
	}
	check_int(accepted, 0, type_name, __FILE__, __LINE__);
	free(decoded);
}

/* ---- values that are wrong ---- */

/* Does the error name the field that was broken, or what contains it and complained first, of its own length? */
static bool names_the_field(const char *field, const char *broken, enum breakage what)
{
	if (what == BREAK_LEAVE_OUT || (what >= BREAK_TOO_LONG && what <= BREAK_TOO_SMALL))
		return !strncmp(broken, field, strlen(field));
	return true;
}

/* \returns false when there is no such place any more */
static bool check_refused(const struct cap_type *type, unsigned phase, const void *value, enum breakage what,
			  int target)
{
	struct walk w = { .what = what, .phase = CAP_PHASE(phase), .target = target };
	static struct bytes b;
	struct cap_error err = { 0 };
	void *decoded;
	int rc;

	b.n = 0;
	walk_write(&w, &b, type->tag, type, value);
	if (!w.done)
		return false;
	decoded = value_alloc();
	rc = cap_decode(type, phase, b.v, b.n, decoded, NULL, &err);
	free(decoded);
	num_refused++;
	if (!check_int(rc, -EINVAL, type_name, __FILE__, __LINE__)) {
		printf("  phase %u, breakage %d at %s\n", phase, what, w.broken);
		check_hex("pdu", b.v, b.n);
	} else if (!check_true(names_the_field(err.field, w.broken, what), type_name, __FILE__, __LINE__)) {
		printf("  phase %u, breakage %d: \"%s\", not \"%s\"\n", phase, what, err.field, w.broken);
	}
	return true;
}

static void check_breakages(const struct cap_type *type, unsigned phase, const void *value)
{
	for (int what = BREAK_LEAVE_OUT; what < _BREAKAGES; what++)
		for (int target = 0; check_refused(type, phase, value, what, target); target++)
			;
}

/* ---- the encoder refuses what the decoder would ---- */

static void check_encoder_refuses(const struct cap_type *type, unsigned phase, void *value, const void *leaf)
{
	static uint8_t pdu[BER_MAX_PDU];
	struct cap_error err = { 0 };

	int rc = cap_encode(type, phase, value, pdu, sizeof(pdu), NULL, &err);

	if (!check_int(rc, -EINVAL, type_name, __FILE__, __LINE__))
		printf("  leaf at %td, phase %u\n", (const uint8_t *)leaf - (const uint8_t *)value, phase);
	num_refused++;
}

static void poke(const struct cap_type *top, unsigned phase, void *value, const struct cap_type *type, void *at);

static void poke_int(const struct cap_type *top, unsigned phase, void *value, const struct cap_type *type,
		     struct cap_int *at)
{
	int32_t was = at->v;

	if (type->kind == CAP_KIND_ENUMERATED || type->max < INT32_MAX) {
		at->v = type->kind == CAP_KIND_ENUMERATED ? 1000 : type->max + 1;
		check_encoder_refuses(top, phase, value, at);
	}
	if (type->kind == CAP_KIND_ENUMERATED || type->min > INT32_MIN) {
		at->v = type->kind == CAP_KIND_ENUMERATED ? -1 : type->min - 1;
		check_encoder_refuses(top, phase, value, at);
	}
	at->v = was;
}

static void poke_octets(const struct cap_type *top, unsigned phase, void *value, const struct cap_type *type,
			struct cap_octets *at)
{
	static const uint8_t zeros[512];
	bool bits = type->kind == CAP_KIND_BITS;
	struct cap_octets was = *at;

	if (type->kind > CAP_KIND_BITS || type->kind == CAP_KIND_OPAQUE)
		return;
	*at = (struct cap_octets){ zeros, (uint16_t)(bits ? type->max / 8 + 2 : type->max + 1) };
	check_encoder_refuses(top, phase, value, at);
	if (type->min > 0) {
		*at = (struct cap_octets){ zeros, (uint16_t)(bits ? 1 : type->min - 1) };
		check_encoder_refuses(top, phase, value, at);
	}
	*at = was;
}

/* Each mandatory member, taken away. */
static void poke_mandatory(const struct cap_type *top, unsigned phase, void *value, const struct cap_member *m,
			   void *at)
{
	uint8_t kept[2048];

	if (!m->mandatory || m->size > sizeof(kept))
		return;
	memcpy(kept, at, m->size);
	memset(at, 0, m->size);
	check_encoder_refuses(top, phase, value, at);
	memcpy(at, kept, m->size);
}

static void poke(const struct cap_type *top, unsigned phase, void *value, const struct cap_type *type, void *at)
{
	uint8_t *base = at;

	switch (type->kind) {
	case CAP_KIND_INTEGER:
	case CAP_KIND_ENUMERATED:
		poke_int(top, phase, value, type, at);
		break;
	case CAP_KIND_SEQUENCE:
		for (const struct cap_member *m = type->members; m < type->members + type->count; m++) {
			if (!(m->phases & CAP_PHASE(phase)) || !walk_present(m->type, base + m->offset))
				continue;
			poke_mandatory(top, phase, value, m, base + m->offset);
			poke(top, phase, value, m->type, base + m->offset);
		}
		break;
	case CAP_KIND_CHOICE:
		for (const struct cap_member *m = type->members; m < type->members + type->count; m++)
			if (m->sel == *(unsigned *)at && (m->phases & CAP_PHASE(phase)))
				poke(top, phase, value, m->type, base + m->offset);
		break;
	case CAP_KIND_LIST:
		poke(top, phase, value, type->element, base + type->inner);
		*base = (uint8_t)(type->max + 1);
		check_encoder_refuses(top, phase, value, at);
		*base = 1;
		break;
	case CAP_KIND_CONTAINING:
		poke(top, phase, value, type->element, base + type->inner);
		break;
	case CAP_KIND_BOOLEAN:
	case CAP_KIND_NULL:
		break;
	default:
		poke_octets(top, phase, value, type, at);
	}
}

/* ---- all of them ---- */

static void check_type(const struct cap_type *type, const char *name, unsigned phases)
{
	void *value = value_alloc();
	static uint8_t pdu[BER_MAX_PDU];

	type_name = name;
	check_table(type, 0);
	for (unsigned phase = 1; phase <= 4; phase++) {
		for (unsigned i = 0; (phases & CAP_PHASE(phase)) && i < VALUES_PER_TYPE; i++) {
			int length = make_value(type, phase, value, pdu, sizeof(pdu));

			if (!check_true(length > 0, type_name, __FILE__, __LINE__))
				break;
			check_round_trip(type, phase, value, pdu, (size_t)length);
			if (i >= 3)
				continue;
			check_breakages(type, phase, value);
			check_truncations(type, phase, pdu, (size_t)length);
			poke(type, phase, value, type, value);
		}
	}
	free(value);
}

int main(void)
{
	static const struct { enum cap_proto proto; int32_t last_error; } protos[] = {
		{ CAP_PROTO_CAP, 64 }, { CAP_PROTO_MAP, 80 },
	};
	unsigned types = 0;

	for (unsigned p = 0; p < sizeof(protos) / sizeof(protos[0]); p++) {
		const struct cap_operation *op;

		proto = protos[p].proto;
		for (unsigned i = 0; (op = cap_operation_at(proto, i)); i++) {
			unsigned phases = proto == CAP_PROTO_MAP ? 0x0e : op->phases;

			if (op->argument)
				types++, check_type(op->argument, op->name, phases);
			if (op->result)
				types++, check_type(op->result, op->name, phases);
		}
		for (int32_t code = 0; code < protos[p].last_error; code++) {
			const struct cap_error_def *e = cap_error_by_code(proto, code);

			if (e && e->parameter)
				types++, check_type(e->parameter, e->name, 0x0e);
		}
	}
	printf("%u types, %u broken values refused\n", types, num_refused);
	return CHECK_DONE();
}
