/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An MGCP message of a trace: the digits that media tells of masked in place, and its words. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "trace.h"

#define VALUE_SIZE 200

/* O: of NTFY, the observed events: digits ("D/5@1F") and codes ("X-PBX/code@1F(#1)"). Connections' names stay. */
static void mask_events(char *p, const char *end)
{
	bool digits = false, inside = false, begins = true;

	for (; p < end; p++) {
		if (begins && *p != ' ' && *p != '\t') {
			digits = end - p > 2 && !strncasecmp(p, "D/", 2);
			begins = false;
		}
		if (*p == '@' && !inside)
			digits = false;
		if (*p == '(')
			digits = inside = true;
		if (*p == ')')
			inside = false;
		if (*p == ',' && !inside)
			begins = true;
		if (digits && isdigit((unsigned char)*p))
			*p = 'x';
	}
}

void trace_mgcp_mask(char *text, size_t length)
{
	char *end = text + length, *next;

	while (text < end && isspace((unsigned char)*text))	/* empty lines before a message do no harm (RFC 3435 3.1) */
		text++;
	if (end - text < 4 || strncasecmp(text, "NTFY", 4))
		return;
	for (char *line = text; line < end; line = next) {
		char *stop = memchr(line, '\n', (size_t)(end - line));

		next = stop ? stop + 1 : end;
		if (next - line < 3 || strncasecmp(line, "O:", 2))
			continue;
		mask_events(line + 2, next);
	}
}

static char *add(char *s, const struct mgcp_message *m, const char *name, const char *as)
{
	struct mgcp_text value = mgcp_value(m, name);

	return value.n ? talloc_asprintf_append_buffer(s, " %s%.*s", as, (int)(value.n < VALUE_SIZE ? value.n : VALUE_SIZE), value.s) : s;
}

/* What is watched for, without its digit maps; silence and the end of sounds always are. */
static char *add_events(char *s, const struct mgcp_message *m)
{
	struct mgcp_text rest = mgcp_value(m, "R"), item;
	struct mgcp_event e;

	while (mgcp_list_next(&rest, ',', &item))
		if (mgcp_event_parse(item, &e) == 0 && !mgcp_text_is(e.name, "rto") && !mgcp_text_is(e.name, "oc"))
			s = talloc_asprintf_append_buffer(s, " watch=%.*s/%.*s", (int)e.package.n, e.package.s ? e.package.s : "",
							  (int)e.name.n, e.name.s);
	return s;
}

static char *add_sound(char *s, const struct mgcp_message *m)
{
	struct mgcp_sdp sdp;
	char address[INET6_ADDRSTRLEN] = "";

	if (!m->sdp.n || mgcp_sdp_parse(m->sdp, &sdp) < 0 || !sdp.rtp.u.sa.sa_family)
		return s;
	if (sdp.rtp.u.sa.sa_family == AF_INET6)
		inet_ntop(AF_INET6, &sdp.rtp.u.sin6.sin6_addr, address, sizeof(address));
	else
		inet_ntop(AF_INET, &sdp.rtp.u.sin.sin_addr, address, sizeof(address));
	return talloc_asprintf_append_buffer(s, " audio=%s:%u", address, ntohs(sdp.rtp.u.sin.sin_port));
}

char *trace_mgcp_text(void *ctx, const char *text, size_t length)
{
	struct mgcp_message m;
	size_t used;
	char *s;

	if (mgcp_parse(text, length, &m, &used) < 0)
		return talloc_strdup(ctx, "unreadable");
	if (m.verb == MGCP_RESPONSE)
		s = talloc_asprintf(ctx, "%03u %.*s", m.code, (int)m.comment.n, m.comment.s ? m.comment.s : "");
	else
		s = talloc_asprintf(ctx, "%s %.*s", mgcp_verb_name(m.verb), (int)m.endpoint.n, m.endpoint.s);
	s = add(s, &m, "Z", "endpoint=");
	s = add(s, &m, "I", "connection=");
	s = add(s, &m, "M", "mode=");
	s = add(s, &m, "X+Join", "join=");
	s = add_events(s, &m);
	s = add(s, &m, "S", "play=");
	s = add(s, &m, "O", "observed=");
	s = add(s, &m, "P", "");
	return add_sound(s, &m);
}
