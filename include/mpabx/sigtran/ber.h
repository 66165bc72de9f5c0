/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file ber.h
 *  BER reader and writer (ITU-T X.690). No allocation. Reads definite (any length form) and
 *  indefinite lengths, nesting at most BER_MAX_DEPTH; writes definite minimal, unless told.
 *  A tag is kept as its octets read big-endian: 0x30, 0x9f32, 0xbf8100: as specifications print it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BER_MAX_DEPTH 16
#define BER_MAX_PDU 4096

typedef uint32_t ber_tag_t;
#define BER_CONSTRUCTED(tag) ((tag) > 0xffff ? ((tag) & 0x200000) : (tag) > 0xff ? ((tag) & 0x2000) : ((tag) & 0x20))

/*! One TLV. Borrowed: points into the PDU. */
struct ber_tlv {
	ber_tag_t tag;
	const uint8_t *value;
	uint16_t length;	/*!< of the value, without the end-of-contents octets */
	uint16_t total;		/*!< tag, length, value and end-of-contents */
	uint8_t length_octets;	/*!< how many octets the length took; 1 = minimal for under 128 */
	bool indefinite;
};

/*! Where a reader stands. */
struct ber_reader {
	const uint8_t *p, *end;
};

enum ber_error {
	BER_OK, BER_END,	/*!< BER_END: nothing left, no error */
	BER_TRUNCATED, BER_BAD_TAG, BER_BAD_LENGTH, BER_TOO_DEEP, BER_NO_EOC,
};
const char *ber_strerror(enum ber_error e);

static inline void ber_reader_init(struct ber_reader *r, const uint8_t *data, size_t length)
{
	r->p = data;
	r->end = data + length;
}

/*! What ber_next() cannot read at once: long tags, long and indefinite lengths, the end, errors. */
enum ber_error ber_next_slow(struct ber_reader *r, struct ber_tlv *tlv);

/*! Next TLV; the reader moves behind it. An indefinite one is measured to its matching end-of-contents
 *  (depth bounded). \returns BER_OK, BER_END, or an error with the reader unmoved and tlv untouched. */
static inline enum ber_error ber_next(struct ber_reader *r, struct ber_tlv *tlv)
{
	const uint8_t *p = r->p;
	size_t left = (size_t)(r->end - p);

	/* Nearly every TLV there is: one tag octet, one length octet. */
	if (left >= 2 && p[0] && (p[0] & 0x1f) != 0x1f && p[1] < 0x80 && p[1] <= left - 2) {
		tlv->tag = p[0];
		tlv->value = p + 2;
		tlv->length = p[1];
		tlv->total = (uint16_t)(p[1] + 2);
		tlv->length_octets = 1;
		tlv->indefinite = false;
		r->p = p + 2 + p[1];
		return BER_OK;
	}
	return ber_next_slow(r, tlv);
}

ber_tag_t ber_peek_slow(const struct ber_reader *r);
/*! Tag that comes next, 0 at the end or where it is malformed. */
static inline ber_tag_t ber_peek(const struct ber_reader *r)
{
	if (r->p < r->end && (*r->p & 0x1f) != 0x1f)
		return *r->p;
	return ber_peek_slow(r);
}

/*! INTEGER or ENUMERATED of 1 to 4 octets (X.690 8.3). \returns false where length or form is bad */
bool ber_int(const struct ber_tlv *tlv, int32_t *ret);

/*! Writes forward; lengths are patched when a constructed TLV is closed. Errors stick: test once. */
struct ber_writer {
	uint8_t *start, *p, *end;
	bool overflow;
};

static inline void ber_writer_init(struct ber_writer *w, uint8_t *buf, size_t size)
{
	w->start = w->p = buf;
	w->end = buf + size;
	w->overflow = false;
}
static inline size_t ber_writer_length(const struct ber_writer *w) { return (size_t)(w->p - w->start); }

/*! What the inline writers leave: long tags, long lengths, no room. */
void ber_put_slow(struct ber_writer *w, ber_tag_t tag, const uint8_t *value, size_t length);
void ber_put_int_slow(struct ber_writer *w, ber_tag_t tag, int32_t value);
size_t ber_open_slow(struct ber_writer *w, ber_tag_t tag);
void ber_close_slow(struct ber_writer *w, size_t mark);

static inline bool ber_has_room(const struct ber_writer *w, size_t n)
{
	return !w->overflow && (size_t)(w->end - w->p) >= n;
}

void ber_put_tag(struct ber_writer *w, ber_tag_t tag);
static inline void ber_put(struct ber_writer *w, ber_tag_t tag, const uint8_t *value, size_t length)
{
	if (tag > 0xff || length > 0x7f || !ber_has_room(w, length + 2)) {
		ber_put_slow(w, tag, value, length);
		return;
	}
	w->p[0] = (uint8_t)tag;
	w->p[1] = (uint8_t)length;
	if (length)
		memcpy(w->p + 2, value, length);
	w->p += length + 2;
}

static inline void ber_put_int(struct ber_writer *w, ber_tag_t tag, int32_t value)
{
	if (tag > 0xff || value < -128 || value > 127 || !ber_has_room(w, 3)) {
		ber_put_int_slow(w, tag, value);
		return;
	}
	w->p[0] = (uint8_t)tag;
	w->p[1] = 1;
	w->p[2] = (uint8_t)value;
	w->p += 3;
}

void ber_put_null(struct ber_writer *w, ber_tag_t tag);
/*! Octets as they are, no tag (an already encoded TLV). */
void ber_put_raw(struct ber_writer *w, const uint8_t *data, size_t length);

/*! Opens a constructed TLV. \returns a mark for ber_close() (offset from start) */
static inline size_t ber_open(struct ber_writer *w, ber_tag_t tag)
{
	if (tag > 0xff || !ber_has_room(w, 2))
		return ber_open_slow(w, tag);
	w->p[0] = (uint8_t)tag;
	w->p[1] = 0;
	w->p += 2;
	return (size_t)(w->p - w->start) - 1;
}

/*! Closes it with a minimal definite length (contents move if it takes more than one octet). */
static inline void ber_close(struct ber_writer *w, size_t mark)
{
	size_t length = (size_t)(w->p - w->start) - mark - 1;

	if (w->overflow || length > 0x7f)
		ber_close_slow(w, mark);
	else
		w->start[mark] = (uint8_t)length;
}

/*! Closes it with exactly this many length octets (2: 81 xx; as many as are needed where it does not fit), or
 *  0: indefinite, with end-of-contents. */
void ber_close_form(struct ber_writer *w, size_t mark, unsigned length_octets);

/*! "0.4.0.0.1.0.50.1" from an OBJECT IDENTIFIER's contents. \returns buf, "?" where malformed */
const char *ber_oid_print(const uint8_t *oid, size_t length, char *buf, size_t size);
