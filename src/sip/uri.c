/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* URIs and addresses (RFC 3261 19.1, 20.10, RFC 3966): text to struct and back, with fields of fixed size. Readers take
 * what comes from outside: bounded, nothing is cut silently but a display name. Left out: comparing by RFC 3261 19.1.4. */

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <mpabx/base.h>

#include "text.h"

int sip_text_copy(char *to, size_t size, const char *from, size_t length)
{
	if (length >= size)
		return -ENOSPC;
	memcpy(to, from, length);
	to[length] = '\0';
	return 0;
}

/* No control character, and nothing that would end a URI or an angle bracket. */
static bool uri_clean(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = text[i];

		if (c <= ' ' || c >= 0x7f || strchr("<>\"`{}|\\^", c))
			return false;
	}
	return true;
}

static int port_read(const char *text, size_t length, uint16_t *ret)
{
	unsigned port = 0;

	if (!length || length > 5)
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		if (!isdigit((unsigned char)text[i]))
			return -EINVAL;
		port = port * 10 + (text[i] - '0');
	}
	if (!port || port > 65535)
		return -EINVAL;
	*ret = port;
	return 0;
}

/* host[:port]; an IPv6 reference keeps its brackets. */
static int host_read(const char *text, size_t length, struct sip_uri *uri)
{
	size_t n = 0;

	if (length && text[0] == '[') {
		const char *end = memchr(text, ']', length);

		if (!end)
			return -EINVAL;
		n = end - text + 1;
	} else {
		while (n < length && text[n] != ':')
			n++;
	}
	if (!n)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr("-._:[]%", text[i]))
			return -EINVAL;
	if (sip_text_copy(uri->host, sizeof(uri->host), text, n))
		return -ENOSPC;
	if (n == length)
		return 0;
	return text[n] == ':' ? port_read(text + n + 1, length - n - 1, &uri->port) : -EINVAL;
}

/* What follows "sip:": [user[:password]@]host[:port][;params][?headers]. A user part may hold ; and ? (RFC 3261 25.1). */
static int sip_part_read(const char *text, size_t length, struct sip_uri *uri)
{
	const char *at = memchr(text, '@', length), *end = text + length;
	size_t n = 0, left;
	int rc;

	if (at) {
		if (at == text)
			return -EINVAL;
		rc = sip_text_copy(uri->user, sizeof(uri->user), text, at - text);
		if (rc)
			return rc;
		text = at + 1;
	}
	left = end - text;
	while (n < left && text[n] != ';' && text[n] != '?')
		n++;
	rc = host_read(text, n, uri);
	if (rc)
		return rc;
	text += n;
	if (text < end && *text == ';') {
		const char *q = memchr(text, '?', end - text);

		n = (q ? q : end) - text - 1;
		rc = sip_text_copy(uri->params, sizeof(uri->params), text + 1, n);
		if (rc)
			return rc;
		text += n + 1;
	}
	if (text < end && *text == '?')
		return sip_text_copy(uri->headers, sizeof(uri->headers), text + 1, end - text - 1);
	return 0;
}

static int tel_part_read(const char *text, size_t length, struct sip_uri *uri)
{
	const char *semi = memchr(text, ';', length);
	size_t n = semi ? (size_t)(semi - text) : length;
	int rc;

	if (!n)
		return -EINVAL;
	rc = sip_text_copy(uri->user, sizeof(uri->user), text, n);
	if (!rc && semi)
		rc = sip_text_copy(uri->params, sizeof(uri->params), semi + 1, length - n - 1);
	return rc;
}

int sip_uri_read(const char *text, size_t length, struct sip_uri *ret)
{
	const char *colon = memchr(text, ':', length);
	size_t scheme = colon ? (size_t)(colon - text) : 0, rest;
	struct sip_uri uri = {};
	int rc;

	if (!scheme || !uri_clean(text, length))
		return -EINVAL;
	rest = length - scheme - 1;
	if (scheme == 3 && !strncasecmp(text, "sip", 3)) {
		uri.scheme = SIP_URI_SIP;
		rc = sip_part_read(colon + 1, rest, &uri);
	} else if (scheme == 4 && !strncasecmp(text, "sips", 4)) {
		uri.scheme = SIP_URI_SIPS;
		rc = sip_part_read(colon + 1, rest, &uri);
	} else if (scheme == 3 && !strncasecmp(text, "tel", 3)) {
		uri.scheme = SIP_URI_TEL;
		rc = tel_part_read(colon + 1, rest, &uri);
	} else {
		uri.scheme = SIP_URI_OTHER;
		rc = sip_text_copy(uri.user, sizeof(uri.user), text, scheme);
		if (!rc)
			rc = sip_text_copy(uri.host, sizeof(uri.host), colon + 1, rest);
	}
	if (!rc)
		*ret = uri;
	return rc;
}

int sip_uri_print(const struct sip_uri *uri, char *buf, size_t size)
{
	char port[8] = "";
	int n;

	if (uri->port)
		text_print(port, sizeof(port), ":%u", uri->port);
	switch (uri->scheme) {
	case SIP_URI_SIP:
	case SIP_URI_SIPS:
		n = text_print(buf, size, "%s:%s%s%s%s%s%s%s%s", uri->scheme == SIP_URI_SIP ? "sip" : "sips", uri->user,
			     uri->user[0] ? "@" : "", uri->host, port, uri->params[0] ? ";" : "", uri->params,
			     uri->headers[0] ? "?" : "", uri->headers);
		break;
	case SIP_URI_TEL:
		n = text_print(buf, size, "tel:%s%s%s", uri->user, uri->params[0] ? ";" : "", uri->params);
		break;
	case SIP_URI_OTHER:
		n = text_print(buf, size, "%s:%s", uri->user, uri->host);
		break;
	default:
		return -EINVAL;
	}
	return n < 0 || (size_t)n >= size ? -ENOSPC : n;
}

int sip_address_print(const struct sip_address *a, char *buf, size_t size)
{
	char uri[SIP_URI_TEXT], shown[2 * sizeof(a->display) + 4] = "";
	size_t n = 0;
	int rc = sip_uri_print(&a->uri, uri, sizeof(uri));

	if (rc < 0)
		return rc;
	if (a->display[0]) {
		shown[n++] = '"';
		for (const char *p = a->display; *p; p++) {
			if (*p == '"' || *p == '\\')
				shown[n++] = '\\';
			shown[n++] = *p;
		}
		shown[n++] = '"';
		shown[n++] = ' ';
		shown[n] = '\0';
	}
	rc = text_print(buf, size, "%s<%s>%s%s", shown, uri, a->params[0] ? ";" : "", a->params);
	return rc < 0 || (size_t)rc >= size ? -ENOSPC : rc;
}

const char *sip_text_space(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

const char *sip_text_quoted_end(const char *p)
{
	for (p++; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '"')
			return p + 1;
	}
	return NULL;
}

/* Quotes and escapes away; cut where it does not fit: it is only shown. */
static void display_copy(char *to, size_t size, const char *from, const char *end)
{
	size_t n = 0;
	bool quoted = from < end && *from == '"';

	if (quoted)
		from++;
	for (; from < end && n + 1 < size; from++) {
		if (quoted && *from == '"')
			break;
		if (quoted && *from == '\\' && from + 1 < end)
			from++;
		if ((unsigned char)*from >= ' ' && *from != 0x7f)
			to[n++] = *from;
	}
	/* Not in the middle of an UTF-8 character. */
	while (n && from < end && ((unsigned char)*from & 0xc0) == 0x80 && ((unsigned char)to[n - 1] & 0x80)) {
		from--;
		n--;
	}
	while (!quoted && n && (to[n - 1] == ' ' || to[n - 1] == '\t'))
		n--;
	to[n] = '\0';
}

/* The end of the parameters: a comma outside of quotes, or the end. */
static const char *params_end(const char *p)
{
	while (p && *p && *p != ',')
		p = *p == '"' ? sip_text_quoted_end(p) : p + 1;
	return p;
}

static int params_copy(const char *from, const char *end, struct sip_address *a)
{
	from = sip_text_space(from);
	while (end > from && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (from == end)
		return 0;
	if (*from != ';')
		return -EINVAL;
	from = sip_text_space(from + 1);
	for (const char *p = from; p < end; p++)
		if ((unsigned char)*p < ' ' && *p != '\t')
			return -EINVAL;
	return end > from ? sip_text_copy(a->params, sizeof(a->params), from, end - from) : 0;
}

/* "display" <uri>;params */
static int name_addr_read(const char *text, const char *open, const char *end, struct sip_address *a)
{
	const char *close = memchr(open, '>', end - open);
	int rc;

	if (!close)
		return -EINVAL;
	display_copy(a->display, sizeof(a->display), text, open);
	rc = sip_uri_read(open + 1, close - open - 1, &a->uri);
	return rc ? rc : params_copy(close + 1, end, a);
}

/* The first "<" that stands outside of quotes before the end of this address, or NULL. A comma in an addr-spec ends it. */
static const char *angle_find(const char *p, const char **ret_end)
{
	const char *open = NULL;

	while (p && *p && *p != ',' && !open) {
		if (*p == '<')
			open = p;
		else
			p = *p == '"' ? sip_text_quoted_end(p) : p + 1;
	}
	if (open) {
		const char *close = strchr(open, '>');

		p = close ? params_end(close) : NULL;
	}
	*ret_end = p;
	return open;
}

int sip_address_next(const char **text, struct sip_address *ret)
{
	const char *p = sip_text_space(*text), *open, *end;
	struct sip_address a = {};
	int rc;

	while (*p == ',')
		p = sip_text_space(p + 1);
	if (!*p)
		return -ENOENT;
	open = angle_find(p, &end);
	if (!end)
		return -EINVAL;
	if (open) {
		rc = name_addr_read(p, open, end, &a);
	} else {
		/* addr-spec: parameters belong to the header (RFC 3261 20.10) */
		size_t n = strcspn(p, ";, \t");

		if (p + n > end)
			return -EINVAL;
		rc = sip_uri_read(p, n, &a.uri);
		if (!rc)
			rc = params_copy(p + n, end, &a);
	}
	if (rc)
		return rc;
	*ret = a;
	*text = *end == ',' ? end + 1 : end;
	return 0;
}

int sip_address_read(const char *text, struct sip_address *ret)
{
	int rc = sip_address_next(&text, ret);

	return rc == -ENOENT ? -EINVAL : rc;
}

/* One parameter from p: its name [p, p + *name) and value [*value, *end), no value: *value NULL. */
static const char *param_split(const char *p, size_t *name, const char **value, const char **end)
{
	const char *at = p;

	*value = NULL;
	while (*at && *at != ';' && *at != '=')
		at++;
	*name = at - p;
	while (*name && (p[*name - 1] == ' ' || p[*name - 1] == '\t'))
		--*name;
	if (*at == '=') {
		at = *value = sip_text_space(at + 1);
		while (at && *at && *at != ';')
			at = *at == '"' ? sip_text_quoted_end(at) : at + 1;
		if (!at)
			return NULL;
	}
	*end = at;
	return *at ? at + 1 : at;
}

static int value_copy(const char *value, const char *end, char *buf, size_t size)
{
	size_t n = 0;
	bool quoted = value < end && *value == '"';

	while (!quoted && end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (quoted)
		value++;
	for (; value < end && !(quoted && *value == '"'); value++) {
		if (quoted && *value == '\\' && value + 1 < end)
			value++;
		if (n + 1 >= size)
			return -ENOSPC;
		buf[n++] = *value;
	}
	if (n >= size)
		return -ENOSPC;
	buf[n] = '\0';
	return 0;
}

int sip_param(const char *params, const char *name, char *buf, size_t size)
{
	while (params && *(params = sip_text_space(params))) {
		const char *value, *end, *next;
		size_t n;

		next = param_split(params, &n, &value, &end);
		if (!next)
			break;
		if (n == strlen(name) && !strncasecmp(params, name, n)) {
			if (value)
				return value_copy(value, end, buf, size);
			if (size)
				buf[0] = '\0';
			return 0;
		}
		params = next;
	}
	return -ENOENT;
}

bool sip_param_is(const char *params, const char *name, const char *value)
{
	char buf[64];

	return !sip_param(params, name, buf, sizeof(buf)) && !strcasecmp(buf, value);
}

int sip_uri_digits(const struct sip_uri *uri, char digits[DIGITS_SIZE], bool *international)
{
	const char *p = uri->user;
	char out[DIGITS_SIZE];
	bool plus = *p == '+';
	size_t n = 0;

	if (uri->scheme == SIP_URI_NONE || uri->scheme == SIP_URI_OTHER)
		return -EINVAL;
	for (p += plus; *p && *p != ';' && *p != ':'; p++) {
		char c = *p;

		/* "#" may not stand in a user part but escaped; RFC 3966 5.1.1 visual separators mean nothing */
		if (!strncmp(p, "%23", 3)) {
			c = '#';
			p += 2;
		} else if (strchr("-.()", c)) {
			continue;
		}
		c = tolower((unsigned char)c);
		if ((!isdigit((unsigned char)c) && c != '*' && c != '#' && !(c >= 'a' && c <= 'f')) || n >= DIGITS_MAX)
			return -EINVAL;
		out[n++] = c;
	}
	if (!n)
		return -EINVAL;
	out[n] = '\0';
	memcpy(digits, out, n + 1);
	*international = plus;
	return 0;
}

void sip_uri_of_number(struct sip_uri *ret, e164_t number, const char *host, uint16_t port)
{
	memset(ret, 0, sizeof(*ret));
	ret->scheme = SIP_URI_SIP;
	if (number == E164_NONE) {
		strcpy(ret->user, "anonymous");
		strcpy(ret->host, "anonymous.invalid");
		return;
	}
	e164_print(number, ret->user);
	text_print(ret->host, sizeof(ret->host), "%s", host);
	ret->port = port;
	strcpy(ret->params, "user=phone");
}
