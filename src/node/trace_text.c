/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One message of a trace as a line of text: the words of the simulator's ladders, with the digits of dialled codes masked.
 * In the trace's thread. */
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

static void mask(struct cap_items *items)
{
	for (unsigned i = 0; i < items->n; i++)
		for (unsigned k = 0; k < items->v[i].fields.n; k++)
			if (is_digits(items->v[i].fields.v[k].key))
				digits_mask(items->v[i].fields.v[k].text);
}

char *trace_text(void *ctx, enum cap_proto proto, unsigned phase, const uint8_t *pdu, size_t length)
{
	struct cap_items items = { 0 };
	struct tcap_decode_error err;
	struct tcap_msg msg;

	if (tcap_decode(&msg, pdu, length, &err) < 0)
		return talloc_asprintf(ctx, "unreadable: octet %u, %s %s", err.offset, err.field, err.reason);
	if (cap_message_read(ctx, proto, phase_of(proto, phase, &msg), &msg, NULL, NULL, &items) < 0)
		return NULL;
	mask(&items);
	return cap_message_summary(ctx, msg.type, &items);
}
