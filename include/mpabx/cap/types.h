/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file types.h
 *  How ASN.1 values of CAP (3GPP TS 29.078) and MAP (TS 29.002) look in C. Each operation's argument is a
 *  struct in its own header; a const table beside it (src/cap/OPERATION.c) describes it once, and one engine
 *  decodes, encodes, checks and prints by that table.
 *  - Octets are borrowed from the PDU that was decoded (or from the caller, to encode).
 *  - Absent is: .v NULL for octets, .sel 0 for a CHOICE, .n 0 for a list, .present false for the rest. A SEQUENCE
 *    inside another type starts with `bool present`; an operation's own struct has none.
 *  - A CHOICE is .sel and its alternatives, in a union or each in its own place.
 *  A zeroed struct is an empty argument. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*! CAP and MAP phases/versions as a mask, bit n-1 = phase n. */
#define CAP_PHASE(n) (1u << ((n) - 1))

struct cap_int { bool present; int32_t v; };		/*!< INTEGER, ENUMERATED */
struct cap_bool { bool present; bool v; };
struct cap_null { bool present; };
/*! OCTET STRING, also BIT STRING (first octet: unused bits) and OBJECT IDENTIFIER. */
struct cap_octets { const uint8_t *v; uint16_t len; };

/*! ExtensionField list: each is kept as its whole TLV, checked and otherwise opaque. */
#define CAP_MAX_EXTENSIONS 10
struct cap_extensions { uint8_t n; struct cap_octets v[CAP_MAX_EXTENSIONS]; };

/*! LegID: the gsmSCF sends sendingSideID, the gsmSSF receivingSideID. One octet: 1 calling, 2 called, ... */
struct cap_leg_id {
	enum { CAP_LEG_NONE, CAP_LEG_SENDING, CAP_LEG_RECEIVING } sel;
	struct cap_octets id;
};

#define CAP_MAX_NOTES 256
/*! What a decoder saw that a plain re-encode would lose: indefinite and non-minimal lengths, elements that no table
 *  knows, values with more than one encoding. Elements are numbered from 1 in pre-order. Only the decode tool asks
 *  for notes; calls pass NULL. */
struct cap_notes {
	uint16_t n;
	bool overflow;				/*!< more than fit: a re-encode differs from the original */
	struct cap_note {
		enum {
			CAP_NOTE_FORM,		/*!< .length_octets as it came */
			CAP_NOTE_UNKNOWN,	/*!< .tlv, inside .parent, is in no table of this phase */
			CAP_NOTE_VERBATIM,	/*!< .tlv is how this element was written */
		} kind;
		uint16_t element;
		uint16_t parent;		/*!< the constructed element around it */
		uint8_t length_octets;		/*!< 0: indefinite; n: that many octets of length */
		struct cap_octets tlv;
	} v[CAP_MAX_NOTES];
};

/*! Where a PDU is wrong. The path is built only on the way out of a failure. */
struct cap_error {
	uint16_t offset;	/*!< octets from the start of the argument */
	char field[96];		/*!< "bcsmEvents[3].monitorMode" */
	const char *reason;	/*!< static: "length not allowed" */
	char detail[64];	/*!< "11, 2..10 allowed", or "" */
};

struct cap_type;	/*!< descriptor of one ASN.1 type; src/cap/asn.h */

/*! Any type. phase 1..4 (MAP: its version). All lengths, ranges, enumerations and mandatory members are checked.
 *  \param[out] ret the type's struct; fully written on success, undefined on failure. notes, err may be NULL.
 *  \returns 0 or -EINVAL */
int cap_decode(const struct cap_type *type, unsigned phase, const uint8_t *data, size_t length, void *ret,
	       struct cap_notes *notes, struct cap_error *err);
/*! \returns octets written, -ENOSPC, or -EINVAL (a value that its own decoder would refuse: err says which) */
int cap_encode(const struct cap_type *type, unsigned phase, const void *value, uint8_t *buf, size_t size,
	       const struct cap_notes *notes, struct cap_error *err);
/*! Calls out for every leaf: dotted path and text, as `mpabx-sim decode` prints them. */
void cap_print(const struct cap_type *type, unsigned phase, const void *value,
	       void (*out)(void *priv, const char *key, const char *text), void *priv);
/*! Bytes of the type's struct. */
size_t cap_type_size(const struct cap_type *type);
/*! The largest struct of any registered type, for decoders that do not know which one comes. */
size_t cap_type_max_size(void);

/*! Room for the octets that cap_set() makes; they live as long as it does. */
struct cap_arena { uint8_t *p, *end; };
/*! The inverse of cap_print(): sets one leaf from text, as a person writes it. A CHOICE is selected by its alternative's
 *  name in the path, a list grows by the next index. Octets are 0x..., or what the type means: +33639980011 for an
 *  international number, "national 0639980011", digits of a dialled number or IMSI, a cause's value, "unconditional 1" for
 *  a redirection, "now" or "2026-01-31 23:59:00" for a time. Lengths and ranges are checked by cap_encode().
 *  \returns 0, -EINVAL with err set (no such member, no such value), -ENOSPC (arena) */
int cap_set(const struct cap_type *type, unsigned phase, void *value, struct cap_arena *arena, const char *path,
	    const char *text, struct cap_error *err);
/*! Is this path, or one ending in cap_print()'s .digits, .value or ussd-text, known in the phase? */
bool cap_knows(const struct cap_type *type, unsigned phase, const char *path);
