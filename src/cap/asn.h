/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Descriptors of ASN.1 types: the one place where an operation says what it looks like on the wire and where its
 * members lie in its C struct. The engine (asn_decode.c, asn_encode.c, asn_print.c) walks them; it knows no operation.
 * Private to this room. doc/anatomy-of-an-operation.md shows how to add one. */
#pragma once

#include <mpabx/cap/types.h>
#include <mpabx/sigtran/ber.h>

enum cap_kind {
	CAP_KIND_INTEGER,	/* struct cap_int; min..max */
	CAP_KIND_ENUMERATED,	/* struct cap_int; names */
	CAP_KIND_BOOLEAN,	/* struct cap_bool */
	CAP_KIND_NULL,		/* struct cap_null */
	/* asn_is_octets() from here */
	CAP_KIND_OCTETS,	/* struct cap_octets; min..max octets */
	CAP_KIND_TEXT,		/* the same, IA5String */
	CAP_KIND_BITS,		/* the same with the octet of unused bits; min..max bits */
	CAP_KIND_OPAQUE,	/* struct cap_octets: contents as they are, well formed if constructed */
	CAP_KIND_EXTENSION,	/* struct cap_octets: a whole ExtensionField, checked */
	/* to here */
	CAP_KIND_CONTAINING,	/* OCTET STRING that contains .element: struct cap_octets raw, then the struct */
	CAP_KIND_SEQUENCE,
	CAP_KIND_CHOICE,	/* unsigned sel first; extensible is none of ours */
	CAP_KIND_LIST,		/* SEQUENCE OF, SET OF: uint8_t n first, array at .inner; min..max elements */
};

/* What cap_print() adds to the octets. */
enum cap_print_hint {
	CAP_PRINT_PLAIN,
	CAP_PRINT_CALLED, CAP_PRINT_CALLING, CAP_PRINT_ORIGINAL_CALLED, CAP_PRINT_REDIRECTING, CAP_PRINT_LOCATION,
	CAP_PRINT_GENERIC_NUMBER, CAP_PRINT_GENERIC_DIGITS,	/* .digits, Q.763 */
	CAP_PRINT_ADDRESS, CAP_PRINT_BCD, CAP_PRINT_IMSI,	/* .digits, TS 29.002 and 24.008 */
	CAP_PRINT_CAUSE,					/* .value */
	CAP_PRINT_USSD,		/* ussd-text beside it; the member before it is the data coding scheme */
	CAP_PRINT_NULL_WORD,	/* NULL as "NULL" */
};

struct cap_name { int32_t value; const char *name; };

struct cap_member;

struct cap_type {
	const char *name;		/* ASN.1 type, or the closest there is */
	enum cap_kind kind;
	enum cap_print_hint print;
	ber_tag_t tag;			/* universal tag; 0: CHOICE */
	bool extensible;		/* SEQUENCE: what no table knows is skipped */
	bool has_present;		/* SEQUENCE: struct starts with bool present */
	int32_t min, max;
	uint16_t size;			/* of the struct */
	uint16_t count;			/* of names or members */
	uint16_t inner;			/* LIST, CONTAINING: offset of the (first) element */
	const struct cap_name *names;
	const struct cap_member *members;
	const struct cap_type *element;	/* LIST, CONTAINING */
};

/* A member of a SEQUENCE or an alternative of a CHOICE. */
struct cap_member {
	const char *name;
	const struct cap_type *type;
	ber_tag_t tag;			/* as the specification prints it; 0: an untagged CHOICE */
	uint16_t offset;
	uint16_t size;			/* of the field; a unit test holds it against the type's */
	uint8_t phases;			/* mask of CAP_PHASE(n) */
	uint8_t sel;			/* CHOICE: what .sel says */
	bool mandatory;
};

/* Phase masks. Where the phase of a member is not certain it is in all of them. */
#define CAP_ALL 0xff
#define CAP_V2_ONLY CAP_PHASE(2)
#define CAP_V3_ONLY CAP_PHASE(3)
#define CAP_UP_TO_V3 (CAP_PHASE(1) | CAP_PHASE(2) | CAP_PHASE(3))
#define CAP_V2_ON 0xfe
#define CAP_V3_ON 0xfc
#define CAP_V4_ON 0xf8

/* Member rows. struct_ is the struct that the table describes, field the place in it. */
#define CAP_ROW(name_, tag_, struct_, field_, type_, phases_, sel_, mandatory_) \
	{ .name = (name_), .type = &(type_), .tag = (tag_), .offset = offsetof(struct_, field_), \
	  .size = sizeof(((struct_ *)0)->field_), .phases = (phases_), .sel = (sel_), .mandatory = (mandatory_) }
#define CAP_MANDATORY(name, tag, struct_, field, type) CAP_ROW(name, tag, struct_, field, type, CAP_ALL, 0, true)
#define CAP_OPTIONAL(name, tag, struct_, field, type) CAP_ROW(name, tag, struct_, field, type, CAP_ALL, 0, false)
#define CAP_OPTIONAL_IN(phases, name, tag, struct_, field, type) \
	CAP_ROW(name, tag, struct_, field, type, phases, 0, false)
#define CAP_ALTERNATIVE(sel, name, tag, struct_, field, type) \
	CAP_ROW(name, tag, struct_, field, type, CAP_ALL, sel, false)
#define CAP_ALTERNATIVE_IN(phases, sel, name, tag, struct_, field, type) \
	CAP_ROW(name, tag, struct_, field, type, phases, sel, false)

/* Types. Names and members are arrays in sight. */
#define CAP_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CAP_INTEGER(name_, min_, max_) \
	{ .name = (name_), .kind = CAP_KIND_INTEGER, .tag = 0x02, .min = (min_), .max = (max_), \
	  .size = sizeof(struct cap_int) }
#define CAP_ENUMERATED(name_, names_) \
	{ .name = (name_), .kind = CAP_KIND_ENUMERATED, .tag = 0x0a, .names = (names_), .count = CAP_COUNT(names_), \
	  .size = sizeof(struct cap_int) }
#define CAP_OCTETS(name_, min_, max_, hint_) \
	{ .name = (name_), .kind = CAP_KIND_OCTETS, .tag = 0x04, .min = (min_), .max = (max_), .print = (hint_), \
	  .size = sizeof(struct cap_octets) }
#define CAP_TEXT(name_, min_, max_) \
	{ .name = (name_), .kind = CAP_KIND_TEXT, .tag = 0x16, .min = (min_), .max = (max_), \
	  .size = sizeof(struct cap_octets) }
#define CAP_BITS(name_, min_, max_) \
	{ .name = (name_), .kind = CAP_KIND_BITS, .tag = 0x03, .min = (min_), .max = (max_), \
	  .size = sizeof(struct cap_octets) }
#define CAP_CONTAINING(name_, min_, max_, struct_, inner_, type_) \
	{ .name = (name_), .kind = CAP_KIND_CONTAINING, .tag = 0x04, .min = (min_), .max = (max_), \
	  .size = sizeof(struct_), .inner = offsetof(struct_, inner_), .element = &(type_) }
#define CAP_LIST(name_, tag_, min_, max_, struct_, type_) \
	{ .name = (name_), .kind = CAP_KIND_LIST, .tag = (tag_), .min = (min_), .max = (max_), \
	  .size = sizeof(struct_), .inner = offsetof(struct_, v), .element = &(type_) }
#define CAP_CHOICE(name_, struct_, members_) \
	{ .name = (name_), .kind = CAP_KIND_CHOICE, .members = (members_), .count = CAP_COUNT(members_), \
	  .size = sizeof(struct_) }
/* An operation's own SEQUENCE, or one that is only ever a list's element: no bool present. */
#define CAP_ARGUMENT(name_, struct_, members_, extensible_) \
	{ .name = (name_), .kind = CAP_KIND_SEQUENCE, .tag = 0x30, .members = (members_), \
	  .count = CAP_COUNT(members_), .size = sizeof(struct_), .extensible = (extensible_) }
/* A SEQUENCE inside another type. */
#define CAP_SEQUENCE(name_, struct_, members_, extensible_) \
	{ .name = (name_), .kind = CAP_KIND_SEQUENCE, .tag = 0x30, .members = (members_), \
	  .count = CAP_COUNT(members_), .size = sizeof(struct_), .extensible = (extensible_), .has_present = true }
/* An extensible SEQUENCE inside another type that defines no member. */
#define CAP_SEQUENCE_EMPTY(name_) \
	{ .name = (name_), .kind = CAP_KIND_SEQUENCE, .tag = 0x30, .size = sizeof(bool), .extensible = true, \
	  .has_present = true }

enum { CAP_CLOSED = 0, CAP_EXTENSIBLE = 1 };

/* ---- asn.c: what decoder, encoder and printer share ---- */

static inline void *asn_at(const void *base, size_t offset) { return (uint8_t *)(uintptr_t)base + offset; }
static inline bool asn_in_phase(const struct cap_member *m, unsigned phase) { return m->phases & phase; }
/* Tag of a member that is wrapped by it (X.680 31.2.7: a tagged CHOICE is always explicit). */
static inline bool asn_is_explicit(const struct cap_member *m)
{
	return m->tag && m->type->kind == CAP_KIND_CHOICE;
}

/* Kinds whose struct is, or starts with, struct cap_octets. */
static inline bool asn_is_octets(enum cap_kind kind) { return kind >= CAP_KIND_OCTETS && kind <= CAP_KIND_EXTENSION; }
bool asn_is_present_slow(const struct cap_type *type, const void *value);
/* For every member at each encoding, so the usual kinds are inline: .v of octets; .present or .n, which stand first. */
static inline bool asn_is_present(const struct cap_type *type, const void *value)
{
	if (asn_is_octets(type->kind))
		return ((const struct cap_octets *)value)->v != NULL;
	if (type->kind < CAP_KIND_OCTETS || type->kind == CAP_KIND_LIST)
		return *(const uint8_t *)value != 0;
	return asn_is_present_slow(type, value);
}
/* Can a TLV of this tag be this type, untagged? phase is the mask of one phase. */
bool asn_accepts(const struct cap_type *type, ber_tag_t tag, unsigned phase);
const struct cap_member *asn_find_alternative(const struct cap_type *type, ber_tag_t tag, unsigned phase);
const char *asn_enum_name(const struct cap_type *type, int32_t value);

/* Why a value is not of its type; .reason NULL: it is. */
struct asn_complaint { const char *reason; int32_t is, min, max; bool has_range; };
bool asn_check_int(const struct cap_type *type, int32_t value, struct asn_complaint *ret);
bool asn_check_octets_slow(const struct cap_type *type, const uint8_t *v, size_t length, struct asn_complaint *ret);
static inline bool asn_check_octets(const struct cap_type *type, const uint8_t *v, size_t length,
				    struct asn_complaint *ret)
{
	if (type->kind != CAP_KIND_BITS && type->kind != CAP_KIND_TEXT && (int32_t)length >= type->min &&
	    (int32_t)length <= type->max)
		return true;
	return asn_check_octets_slow(type, v, length, ret);
}
bool asn_check_count(const struct cap_type *type, unsigned n, struct asn_complaint *ret);

/* Filling struct cap_error; err NULL is ignored. All return -EINVAL. */
int asn_fail(struct cap_error *err, size_t offset, const char *reason);
int asn_fail_tag(struct cap_error *err, size_t offset, const char *reason, ber_tag_t tag);
int asn_fail_value(struct cap_error *err, size_t offset, const struct asn_complaint *complaint);
/* On the way out of a failure: "name" or "[i]" is put before the path. */
int asn_path(struct cap_error *err, const char *name);
int asn_path_index(struct cap_error *err, unsigned index);

/* One ExtensionField taken apart (TS 29.078 5.1). */
struct asn_extension {
	bool is_local;
	int32_t local;
	struct cap_octets global;	/* OBJECT IDENTIFIER */
	bool has_criticality;
	int32_t criticality;
	struct ber_tlv value;		/* the one inside [1] */
};
/* reads the whole TLV; \returns NULL, or why it is none */
const char *asn_extension_read(const uint8_t *data, size_t length, struct asn_extension *ret);
/* Is everything inside well formed BER? */
bool asn_well_formed(const uint8_t *data, size_t length, unsigned depth);
