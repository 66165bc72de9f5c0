/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call record as octets: a version, then its fields in their order. Numbers are little-endian base 128 (7 bits an octet,
 * the high bit: more follow), texts are their length and their octets. A version that we do not know is refused, never
 * guessed. */

#include <errno.h>
#include <string.h>

#include <mpabx/store/record.h>

#define VERSION 1

struct writer { uint8_t *at, *end; bool full; };

static void put_number(struct writer *w, uint64_t value)
{
	do {
		if (w->at == w->end) {
			w->full = true;
			return;
		}
		*w->at++ = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
		value >>= 7;
	} while (value);
}

static void put_octets(struct writer *w, const void *octets, size_t length)
{
	put_number(w, length);
	if ((size_t)(w->end - w->at) < length) {
		w->full = true;
		return;
	}
	memcpy(w->at, octets, length);
	w->at += length;
}

static void put_text(struct writer *w, const char *text, size_t size)
{
	put_octets(w, text, strnlen(text, size - 1));
}
#define PUT_TEXT(w, field) put_text((w), (field), sizeof(field))

static void put_reason(struct writer *w, const struct store_reason *r)
{
	PUT_TEXT(w, r->rule);
	PUT_TEXT(w, r->why);
	put_number(w, r->seconds);
	put_number(w, r->version);
	put_number(w, r->group);
	put_number(w, r->arg[0]);
	put_number(w, r->arg[1]);
	PUT_TEXT(w, r->digits);
}

/* Times go as what they lie behind the call's start; 0 stays 0. */
static void put_time(struct writer *w, uint64_t start, uint64_t us)
{
	put_number(w, us ? us - start + 1 : 0);
}

static void put_leg(struct writer *w, uint64_t start, const struct store_leg *leg)
{
	put_number(w, leg->number);
	put_number(w, leg->charged);
	put_time(w, start, leg->start_us);
	put_time(w, start, leg->answer_us);
	put_time(w, start, leg->end_us);
	put_number(w, leg->cause);
	PUT_TEXT(w, leg->rule);
	PUT_TEXT(w, leg->why);
	put_number(w, leg->version);
	put_number(w, leg->diverted);
}

static void put_call(struct writer *w, const struct store_record *r)
{
	put_number(w, r->id);
	put_number(w, (unsigned)r->made | (unsigned)r->conference << 1 | (unsigned)r->limited << 2);
	put_number(w, r->served);
	put_number(w, r->calling);
	put_number(w, r->called);
	put_number(w, r->fleet);
	PUT_TEXT(w, r->dialled);
	put_number(w, r->original_called);
	put_number(w, r->redirecting);
	put_octets(w, r->call_reference, r->call_reference_len);
	put_number(w, r->msc);
	put_number(w, r->start_us);
	put_time(w, r->start_us, r->answer_us);
	put_time(w, r->start_us, r->end_us);
	PUT_TEXT(w, r->end);
	put_number(w, r->snapshot_version);
	put_reason(w, &r->because);
	put_number(w, r->anchor);
	put_number(w, r->group);
	PUT_TEXT(w, r->group_result);
}

int store_record_encode(const struct store_record *record, uint8_t *buf, size_t size)
{
	struct writer w = { buf, buf + size, false };

	put_number(&w, VERSION);
	put_call(&w, record);
	put_number(&w, record->num_rejected);
	for (unsigned i = 0; i < record->num_rejected; i++)
		put_reason(&w, &record->rejected[i]);
	put_number(&w, record->num_legs);
	for (unsigned i = 0; i < record->num_legs; i++)
		put_leg(&w, record->start_us, &record->leg[i]);
	return w.full ? -EMSGSIZE : (int)(w.at - buf);
}

struct reader { const uint8_t *at, *end; bool bad; };

/* \param max of the field: what is above it was never written by us */
static uint64_t get_number(struct reader *r, uint64_t max)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t octet;

		if (r->at == r->end)
			break;
		octet = *r->at++;
		if (shift == 63 && octet > 1)
			break;
		value |= (uint64_t)(octet & 0x7f) << shift;
		if (octet & 0x80)
			continue;
		if (value > max)
			break;
		return value;
	}
	r->bad = true;
	return 0;
}

static size_t get_octets(struct reader *r, void *octets, size_t size)
{
	size_t length = (size_t)get_number(r, size);

	if ((size_t)(r->end - r->at) < length)
		r->bad = true;
	if (r->bad)
		return 0;
	memcpy(octets, r->at, length);
	r->at += length;
	return length;
}

/* Printable ASCII, as all our names and digits are. */
static void get_text(struct reader *r, char *text, size_t size)
{
	size_t length = get_octets(r, text, size - 1);

	text[length] = '\0';
	for (size_t i = 0; i < length; i++) {
		if (text[i] < ' ' || text[i] > '~')
			r->bad = true;
	}
}
#define GET_TEXT(r, field) get_text((r), (field), sizeof(field))

#define MAX_NUMBER UINT64_C(999999999999999)

static void get_reason(struct reader *r, struct store_reason *ret)
{
	GET_TEXT(r, ret->rule);
	GET_TEXT(r, ret->why);
	ret->seconds = (uint32_t)get_number(r, INT32_MAX);
	ret->version = (uint32_t)get_number(r, UINT32_MAX);
	ret->group = (uint32_t)get_number(r, UINT32_MAX);
	ret->arg[0] = get_number(r, MAX_NUMBER);
	ret->arg[1] = get_number(r, MAX_NUMBER);
	GET_TEXT(r, ret->digits);
}

static uint64_t get_time(struct reader *r, uint64_t start)
{
	/* A clock that was put back makes a time before the start: it wraps on the way in and back again here. */
	uint64_t behind = get_number(r, UINT64_MAX), us = behind ? start + behind - 1 : 0;

	if (us > INT64_MAX)
		r->bad = true;
	return us;
}

static void get_leg(struct reader *r, uint64_t start, struct store_leg *ret)
{
	ret->number = get_number(r, MAX_NUMBER);
	ret->charged = get_number(r, MAX_NUMBER);
	ret->start_us = get_time(r, start);
	ret->answer_us = get_time(r, start);
	ret->end_us = get_time(r, start);
	ret->cause = (uint8_t)get_number(r, UINT8_MAX);
	GET_TEXT(r, ret->rule);
	GET_TEXT(r, ret->why);
	ret->version = (uint32_t)get_number(r, UINT32_MAX);
	ret->diverted = get_number(r, 1);
}

static void get_call(struct reader *r, struct store_record *ret)
{
	unsigned flags;

	ret->id = get_number(r, INT64_MAX);
	flags = (unsigned)get_number(r, 7);
	ret->made = flags & 1;
	ret->conference = flags & 2;
	ret->limited = flags & 4;
	ret->served = get_number(r, MAX_NUMBER);
	ret->calling = get_number(r, MAX_NUMBER);
	ret->called = get_number(r, MAX_NUMBER);
	ret->fleet = (uint32_t)get_number(r, INT32_MAX);
	GET_TEXT(r, ret->dialled);
	ret->original_called = get_number(r, MAX_NUMBER);
	ret->redirecting = get_number(r, MAX_NUMBER);
	ret->call_reference_len = (uint8_t)get_octets(r, ret->call_reference, sizeof(ret->call_reference));
	ret->msc = get_number(r, MAX_NUMBER);
	ret->start_us = get_number(r, INT64_MAX);
	ret->answer_us = get_time(r, ret->start_us);
	ret->end_us = get_time(r, ret->start_us);
	GET_TEXT(r, ret->end);
	ret->snapshot_version = get_number(r, INT64_MAX);
	get_reason(r, &ret->because);
	ret->anchor = (uint8_t)get_number(r, UINT8_MAX);
	ret->group = (uint32_t)get_number(r, UINT32_MAX);
	GET_TEXT(r, ret->group_result);
}

int store_record_decode(const uint8_t *buf, size_t length, struct store_record *ret)
{
	struct reader r = { buf, buf + length, false };

	memset(ret, 0, sizeof(*ret));
	if (get_number(&r, VERSION) != VERSION)
		return -EINVAL;
	get_call(&r, ret);
	ret->num_rejected = (uint8_t)get_number(&r, STORE_RECORD_REJECTED);
	for (unsigned i = 0; i < ret->num_rejected && !r.bad; i++)
		get_reason(&r, &ret->rejected[i]);
	ret->num_legs = (uint8_t)get_number(&r, STORE_RECORD_LEGS);
	for (unsigned i = 0; i < ret->num_legs && !r.bad; i++)
		get_leg(&r, ret->start_us, &ret->leg[i]);
	return r.bad || r.at != r.end || !ret->id ? -EINVAL : 0;
}
