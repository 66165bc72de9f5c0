/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One message of SS7 of a trace as a line of text: the words of the simulator's ladders, with the digits of dialled codes masked,
 * in the words and in the octets that a pcap is made of. In the trace's thread. */
#include <string.h>

#include <talloc.h>

#include <mpabx/cap.h>
#include <mpabx/cap/message.h>

#include "trace.h"

#define MAP_NEWEST 3	/* versions end at 3, TS 29.002 17.3.2 */
#define CAP_NEWEST 4

static unsigned phase_of(enum cap_proto proto, unsigned phase, const struct tcap_msg *msg)
{
	const struct cap_context *context = msg->acn.len ? cap_context_by_oid(msg->acn.v, msg->acn.len) : NULL;

	if (phase)
		return phase;
	if (context && context->proto == proto)
		return context->phase;
	return proto == CAP_PROTO_MAP ? MAP_NEWEST : CAP_NEWEST;
}

static bool is_digits(const char *key)
{
	static const char end[] = ".digits";
	size_t n = strlen(key);

	return n >= sizeof(end) - 1 && !strcmp(key + n - (sizeof(end) - 1), end);
}

static uint8_t nibble_of(char digit)
{
	switch (digit) {
	case '*':
		return 10;	/* TS 24.008 table 10.5.118 */
	case '#':
		return 11;
	default:
		return digit <= '9' ? digit & 15 : (uint8_t)(12 + (digit | 32) - 'a');
	}
}

static uint8_t nibble_at(const uint8_t *pdu, size_t at)
{
	return at % 2 ? pdu[at / 2] >> 4 : pdu[at / 2] & 15;
}

#define MASKED 14	/* "c": no digit, and no end */

static void nibble_mask(uint8_t *pdu, size_t at)
{
	pdu[at / 2] = (uint8_t)(at % 2 ? (pdu[at / 2] & 15) | MASKED << 4 : (pdu[at / 2] & 0xf0) | MASKED);
}

/* Digits stand in BCD, the low half of an octet first, wherever they stand. \returns false: they were not found */
static bool mask_octets(uint8_t *pdu, size_t length, const char *clear, const char *masked)
{
	size_t n = strlen(clear), i, k;
	bool found = false;

	for (i = 0; n && i + n <= 2 * length; i += 2) {
		for (k = 0; k < n && nibble_at(pdu, i + k) == nibble_of(clear[k]); k++)
			;
		if (k < n)
			continue;
		found = true;
		for (k = 0; k < n; k++)
			if (masked[k] == 'x')
				nibble_mask(pdu, i + k);
	}
	return found;
}

static bool mask_field(char *digits, uint8_t *pdu, size_t length)
{
	char clear[64];

	if (strlen(digits) >= sizeof(clear)) {
		digits_mask(digits);
		return false;
	}
	strcpy(clear, digits);
	digits_mask(digits);
	return !strcmp(clear, digits) || mask_octets(pdu, length, clear, digits);
}

static bool mask(struct cap_items *items, uint8_t *pdu, size_t length)
{
	bool all = true;

	for (unsigned i = 0; i < items->n; i++)
		for (unsigned k = 0; k < items->v[i].fields.n; k++)
			if (is_digits(items->v[i].fields.v[k].key))
				all &= mask_field(items->v[i].fields.v[k].text, pdu, length);
	return all;
}

char *trace_text(void *ctx, enum cap_proto proto, unsigned phase, uint8_t *pdu, size_t length, bool *masked)
{
	struct cap_items items = { 0 };
	struct tcap_decode_error err;
	struct tcap_msg msg;

	if (tcap_decode(&msg, pdu, length, &err) < 0)
		return talloc_asprintf(ctx, "unreadable: octet %u, %s %s", err.offset, err.field, err.reason);
	if (cap_message_read(ctx, proto, phase_of(proto, phase, &msg), &msg, NULL, NULL, &items) < 0)
		return NULL;
	*masked = mask(&items, pdu, length);
	return cap_message_summary(ctx, msg.type, &items);
}
