/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes MGCP messages into a buffer of fixed size. Lines end in CR LF (RFC 3435 appendix A). What does not fit sets .full. */
#include <stdarg.h>

#include <osmocom/core/utils.h>

#include <mpabx/base.h>
#include <mpabx/mgcp.h>

void mgcp_write(struct mgcp_writer *w, const char *format, ...)
{
	va_list ap;
	int n;

	if (w->full)
		return;
	va_start(ap, format);
	n = text_vprint(w->buf + w->length, w->size - w->length, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= w->size - w->length)
		w->full = true;
	else
		w->length += (size_t)n;
}

void mgcp_write_command(struct mgcp_writer *w, enum mgcp_verb verb, uint32_t transaction, const char *endpoint)
{
	mgcp_write(w, "%s %u %s MGCP 1.0\r\n", mgcp_verb_name(verb), transaction, endpoint);
}

/* RFC 3435 2.4 */
static const struct { uint16_t code; const char *text; } codes[] = {
	{ 100, "in progress" },
	{ 200, "OK" },
	{ 250, "Connection deleted" },
	{ 400, "Transient error" },
	{ 403, "No resources at present" },
	{ 500, "Endpoint unknown" },
	{ 502, "No resources" },
	{ 503, "\"All of\" wildcard too complicated" },
	{ 504, "Unknown or unsupported command" },
	{ 505, "Unsupported RemoteConnectionDescriptor" },
	{ 507, "Unsupported functionality" },
	{ 510, "Protocol error" },
	{ 511, "Unrecognized extension" },
	{ 512, "Cannot detect a requested event" },
	{ 513, "Cannot generate a requested signal" },
	{ 515, "Incorrect connection-id" },
	{ 517, "Unsupported mode" },
	{ 518, "Unknown package" },
	{ 524, "LocalConnectionOptions inconsistency" },
	{ 528, "Incompatible protocol version" },
	{ 534, "Codec negotiation failure" },
	{ 537, "Unknown or illegal combination of actions" },
	{ 538, "Event or signal parameter error" },
	{ 540, "Connection limit exceeded" },
};

const char *mgcp_code_text(uint16_t code)
{
	for (unsigned i = 0; i < ARRAY_SIZE(codes); i++)
		if (codes[i].code == code)
			return codes[i].text;
	return "";
}

void mgcp_write_response(struct mgcp_writer *w, uint16_t code, uint32_t transaction, const char *comment)
{
	if (!comment)
		comment = mgcp_code_text(code);
	mgcp_write(w, "%03u %u%s%s\r\n", code, transaction, *comment ? " " : "", comment);
}
