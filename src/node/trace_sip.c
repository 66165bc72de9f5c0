/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A SIP message of a trace: its dialog's key, its codes masked in place, its words. It was read or written by our stack, so
 * lines are found by their ends alone; nothing here trusts more than that. In the trace's thread, and where it is shown. */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "trace.h"

struct piece { const char *s; size_t n; };

/* The next line; rest moves on. \returns false at the end, and at the empty line behind the header */
static bool line_next(struct piece *rest, struct piece *ret)
{
	const char *end = rest->n ? memchr(rest->s, '\n', rest->n) : NULL;

	if (!end)
		return false;
	*ret = (struct piece){ rest->s, (size_t)(end - rest->s) };
	rest->n -= ret->n + 1;
	rest->s = end + 1;
	if (ret->n && ret->s[ret->n - 1] == '\r')
		ret->n--;
	return ret->n > 0;
}

static struct piece trimmed(struct piece p)
{
	while (p.n && (*p.s == ' ' || *p.s == '\t'))
		p.s++, p.n--;
	while (p.n && (p.s[p.n - 1] == ' ' || p.s[p.n - 1] == '\t'))
		p.n--;
	return p;
}

static bool is_field(struct piece line, const char *name, char compact, struct piece *ret)
{
	const char *colon = memchr(line.s, ':', line.n);
	struct piece left = colon ? trimmed((struct piece){ line.s, (size_t)(colon - line.s) }) : (struct piece){ 0 };

	if (!colon || !((left.n == strlen(name) && !strncasecmp(left.s, name, left.n)) ||
			(compact && left.n == 1 && tolower((unsigned char)*left.s) == compact)))
		return false;
	*ret = trimmed((struct piece){ colon + 1, line.n - (size_t)(colon + 1 - line.s) });
	return true;
}

/* The first field of this name. */
static struct piece field(struct piece text, const char *name, char compact)
{
	struct piece line, value = { 0 };

	while (line_next(&text, &line))
		if (is_field(line, name, compact, &value))
			return value;
	return (struct piece){ 0 };
}

uint64_t trace_sip_key(const char *text, size_t length)
{
	struct piece id = field((struct piece){ text, length }, "Call-ID", 'i');
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < id.n; i++)
		h = (h ^ (unsigned char)id.s[i]) * 1099511628211u;
	return id.n ? h | 1 : 0;
}

/* ---- codes ---- */

/* In a user part "#" is written "%23", "*" may be "%2A". */
static size_t symbol(const char *p, const char *end)
{
	if (*p == '*' || *p == '#')
		return 1;
	return end - p >= 3 && (!strncasecmp(p, "%23", 3) || !strncasecmp(p, "%2a", 3)) ? 3 : 0;
}

/* As digits_mask() does: what follows the first symbols and the service code behind them. */
static void mask_user(char *p, const char *end)
{
	const char *code;
	size_t n;

	while (p < end && !symbol(p, end))
		p++;
	while (p < end && (n = symbol(p, end)))
		p += n;
	for (code = p; code < end && code - p < 3 && isdigit((unsigned char)*code); code++)
		;
	if (code < end && symbol(code, end))
		p += code - p;
	while (p < end) {
		n = symbol(p, end);
		if (!n && isdigit((unsigned char)*p))
			*p = 'x';
		p += n ? n : 1;
	}
}

/* Three letters, small ones, as a number. Most colons of a message are none of an address, and there are many. */
static uint32_t letters(const char *p)
{
	return ((uint32_t)(unsigned char)p[0] << 16 | (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2]) | 0x202020;
}

static bool ends_user(char c)
{
	return c == '@' || c == ';' || c == '>' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || !c;
}

static void mask_users(char *text, size_t length)
{
	const uint32_t sip = letters("sip"), sips = letters("ips"), tel = letters("tel");
	char *end = text + length;

	for (char *p = text; p < end && (p = memchr(p, ':', (size_t)(end - p))); p++) {
		char *user = p + 1, *stop = user;
		uint32_t scheme = p - text < 3 ? 0 : letters(p - 3);

		if (scheme != sip && scheme != sips && scheme != tel)
			continue;
		while (stop < end && !ends_user(*stop))
			stop++;
		mask_user(user, stop);
	}
}

/* Codes are sent in INFO under more types and spellings than we know, so nothing of it stays. */
static void mask_all(char *p, const char *end)
{
	for (; p < end; p++)
		if (isdigit((unsigned char)*p) || *p == '*' || *p == '#')
			*p = 'x';
}

/* As our stack reads it, which takes a CR or a LF alone for a line's end too. \returns 0: none is here */
static size_t line_end(const char *p, const char *end)
{
	if (p < end && *p == '\r')
		return end - p > 1 && p[1] == '\n' ? 2 : 1;
	return p < end && *p == '\n';
}

/* Where the empty line stands that the body follows, or length; behind: of that line. */
static size_t head_of(const char *text, size_t length, size_t *behind)
{
	const char *end = text + length;
	size_t n, empty;

	for (const char *p = text; p < end; p += n) {
		while (p < end && *p != '\r' && *p != '\n')
			p++;
		n = line_end(p, end);
		empty = n ? line_end(p + n, end) : 0;
		if (empty) {
			*behind = (size_t)(p - text) + n + empty;
			return (size_t)(p - text) + n;
		}
	}
	*behind = length;
	return length;
}

void trace_sip_mask(char *text, size_t length)
{
	size_t start = 0, behind, head;
	char *body;

	while (start < length && isspace((unsigned char)text[start]))	/* what keeps a connection alive */
		start++;
	text += start;
	length -= start;
	head = head_of(text, length, &behind);
	mask_users(text, head);
	if (length < 5 || strncmp(text, "INFO", 4) || !isspace((unsigned char)text[4]))
		return;
	body = text + behind;
	/* A head without an end: nobody knows what is body. */
	if (head == length)
		for (body = text; body < text + length && !line_end(body, text + length); body++)
			;
	mask_all(body, text + length);
}

/* ---- words ---- */

/* The user part of an address, or all of it where it has none. */
static struct piece user_of(struct piece address)
{
	const char *end = address.s + address.n, *start = address.s, *stop;

	for (const char *p = address.s; p < end; p++)
		if (*p == ':') {
			start = p + 1;
			break;
		}
	for (stop = start; stop < end && !strchr("@;>", *stop); stop++)
		;
	return (struct piece){ start, (size_t)(stop - start) };
}

/* An attribute or field of a description: what follows "m=audio " up to the next blank. */
static struct piece described(struct piece body, const char *start, const char *stop)
{
	struct piece line;

	while (body.n) {
		const char *end = memchr(body.s, '\n', body.n);

		line = (struct piece){ body.s, end ? (size_t)(end - body.s) : body.n };
		body.n -= line.n + (end != NULL);
		body.s += line.n + (end != NULL);
		if (line.n < strlen(start) || strncmp(line.s, start, strlen(start)))
			continue;
		line.s += strlen(start);
		line.n -= strlen(start);
		for (size_t i = 0; i < line.n; i++)
			if (strchr(stop, line.s[i]))
				line.n = i;
		return line;
	}
	return (struct piece){ 0 };
}

static const char *direction(struct piece body)
{
	static const char *const all[] = { "sendonly", "recvonly", "inactive" };
	char line[16];

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(line, sizeof(line), "a=%s", all[i]);
		if (described(body, line, "").s)
			return all[i];
	}
	return NULL;
}

static char *add_description(char *s, struct piece body)
{
	struct piece address = described(body, "c=IN IP4 ", " /\r"), port = described(body, "m=audio ", " /\r");
	const char *way = direction(body);

	if (!address.s)
		address = described(body, "c=IN IP6 ", " /\r");
	if (port.s)
		s = talloc_asprintf_append_buffer(s, " audio=%.*s:%.*s%s%s", (int)address.n, address.s ? address.s : "",
						  (int)port.n, port.s, way ? " " : "", way ? way : "");
	return s;
}

static char *add_field(char *s, struct piece head, const char *name, char compact, const char *as, bool user)
{
	struct piece value = field(head, name, compact);

	if (user)
		value = user_of(value);
	return value.n ? talloc_asprintf_append_buffer(s, " %s=%.*s", as, (int)value.n, value.s) : s;
}

static char *request(void *ctx, struct piece line, struct piece head)
{
	const char *blank = memchr(line.s, ' ', line.n);
	size_t n = blank ? (size_t)(blank - line.s) : line.n;
	struct piece uri = blank ? (struct piece){ blank + 1, line.n - n - 1 } : (struct piece){ 0 }, user;
	char *s = talloc_strndup(ctx, line.s, n);

	uri.n = uri.n && memchr(uri.s, ' ', uri.n) ? (size_t)((const char *)memchr(uri.s, ' ', uri.n) - uri.s) : uri.n;
	user = user_of(uri);
	if (n == 6 && !memcmp(line.s, "INVITE", 6)) {
		s = talloc_asprintf_append_buffer(s, " %.*s", (int)user.n, user.s);
		s = add_field(s, head, "From", 'f', "from", true);
		s = add_field(s, head, "P-Asserted-Identity", 0, "asserted", true);
		s = add_field(s, head, "Diversion", 0, "diversion", true);
	}
	s = add_field(s, head, "Refer-To", 'r', "refer-to", false);
	return add_field(s, head, "Reason", 0, "reason", false);
}

static char *response(void *ctx, struct piece line, struct piece head)
{
	struct piece cseq = field(head, "CSeq", 0);
	const char *method = cseq.n ? memrchr(cseq.s, ' ', cseq.n) : NULL;
	size_t skip = line.n > 8 ? 8 : line.n;	/* "SIP/2.0 " */
	char *s = talloc_strndup(ctx, line.s + skip, line.n - skip);

	return method ? talloc_asprintf_append_buffer(s, " (%.*s)", (int)(cseq.s + cseq.n - method - 1), method + 1) : s;
}

char *trace_sip_text(void *ctx, const char *text, size_t length)
{
	size_t behind, end = head_of(text, length, &behind);
	struct piece head = { text, end }, rest = head, line;
	struct piece body = { text + behind, length - behind };
	struct piece type = field(head, "Content-Type", 'c'), signal;
	char *s;

	if (!line_next(&rest, &line))
		return talloc_strdup(ctx, "unreadable");
	s = line.n > 4 && !memcmp(line.s, "SIP/", 4) ? response(ctx, line, head) : request(ctx, line, head);
	if (type.n >= 15 && !strncasecmp(type.s, "application/sdp", 15))
		s = add_description(s, body);
	signal = trimmed(described(body, "Signal=", "\r"));
	return signal.n ? talloc_asprintf_append_buffer(s, " signal=%.*s", (int)signal.n, signal.s) : s;
}
