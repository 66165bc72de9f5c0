/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What transfer and digits need: Replaces (RFC 3891), Refer-To (RFC 3515), INFO with a digit. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text.h"

int sip_replaces_read(const char *value, struct sip_replaces *ret)
{
	struct sip_replaces r = {};
	size_t n;
	char none[8];

	value = sip_text_space(value);
	n = strcspn(value, "; \t");
	if (!n || sip_text_copy(r.call_id, sizeof(r.call_id), value, n))
		return -EINVAL;
	value = strchr(value, ';');
	if (!value || sip_param(value + 1, "to-tag", r.to_tag, sizeof(r.to_tag)) ||
	    sip_param(value + 1, "from-tag", r.from_tag, sizeof(r.from_tag)))
		return -EINVAL;
	r.early_only = sip_param(value + 1, "early-only", none, sizeof(none)) != -ENOENT;
	*ret = r;
	return 0;
}

int sip_replaces_of_uri(const struct sip_uri *uri, struct sip_replaces *ret)
{
	char text[512];
	int rc = sip_text_uri_header(uri->headers, "Replaces", text, sizeof(text));

	if (rc)
		return rc == -ENOENT ? rc : -EINVAL;
	return sip_replaces_read(text, ret);
}

int sip_replaces_print(const struct sip_replaces *r, char *buf, size_t size)
{
	int n = snprintf(buf, size, "%s;to-tag=%s;from-tag=%s%s", r->call_id, r->to_tag, r->from_tag,
			 r->early_only ? ";early-only" : "");

	return n < 0 || (size_t)n >= size ? -ENOSPC : n;
}

int sip_refer_to_read(const struct sip_message *m, struct sip_address *ret, struct sip_replaces *ret_replaces, bool *ret_has)
{
	const char *value = sip_message_field(m, "Refer-To", 0);
	struct sip_address a;
	int rc;

	if (!value)
		return -ENOENT;
	rc = sip_address_read(value, &a);
	if (rc)
		return rc;
	rc = sip_replaces_of_uri(&a.uri, ret_replaces);
	if (rc && rc != -ENOENT)
		return rc;
	*ret_has = !rc;
	a.uri.headers[0] = '\0';
	*ret = a;
	return 0;
}

static bool is_digit(char c)
{
	return isdigit((unsigned char)c) || c == '*' || c == '#' || (c >= 'A' && c <= 'D');
}

/* One digit, perhaps as its event number of RFC 4733: 10 is *, 11 is #. */
static int digit_of(const char *text, size_t length, char *ret)
{
	char c;

	while (length && isspace((unsigned char)*text)) {
		text++;
		length--;
	}
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	if (length == 2 && text[0] == '1' && (text[1] == '0' || text[1] == '1')) {
		*ret = text[1] == '0' ? '*' : '#';
		return 0;
	}
	c = length == 1 ? toupper((unsigned char)*text) : '\0';
	if (!is_digit(c))
		return -EINVAL;
	*ret = c;
	return 0;
}

/* "Name = value" lines */
static bool line_value(const char *line, size_t length, const char *name, const char **value, size_t *value_length)
{
	size_t n = strlen(name);
	const char *equals = memchr(line, '=', length);

	if (!equals || length < n || strncasecmp(line, name, n))
		return false;
	for (const char *p = line + n; p < equals; p++)
		if (*p != ' ' && *p != '\t')
			return false;
	*value = equals + 1;
	*value_length = line + length - *value;
	return true;
}

static int relay_read(const struct sip_message *m, char *digit, unsigned *ms)
{
	const char *at = m->body, *end = m->body + m->body_length;
	unsigned duration = 0;
	int rc = -EINVAL;
	char d = '\0';

	while (at < end) {
		const char *eol = memchr(at, '\n', end - at), *value;
		size_t length = (eol ? eol : end) - at, n;

		if (line_value(at, length, "Signal", &value, &n))
			rc = digit_of(value, n, &d);
		if (line_value(at, length, "Duration", &value, &n))
			for (size_t i = 0; i < n && duration < 100000; i++)
				if (isdigit((unsigned char)value[i]))
					duration = duration * 10 + value[i] - '0';
		at = eol ? eol + 1 : end;
	}
	if (rc)
		return rc;
	*digit = d;
	*ms = duration ? duration : 100;
	return 0;
}

int sip_dtmf_read(const struct sip_message *m, char *digit, unsigned *ms)
{
	int rc;

	if (!m->content_type || !m->body)
		return -EINVAL;
	if (!strcmp(m->content_type, "application/dtmf-relay"))
		return relay_read(m, digit, ms);
	if (strcmp(m->content_type, "application/dtmf"))
		return -EINVAL;
	rc = digit_of(m->body, m->body_length, digit);
	if (!rc)
		*ms = 100;
	return rc;
}

int sip_dtmf_set(struct sip_content *c, char digit, unsigned ms, bool relay, char *buf, size_t size)
{
	int n;

	if (!is_digit(digit))
		return -EINVAL;
	n = relay ? snprintf(buf, size, "Signal=%c\r\nDuration=%u\r\n", digit, ms) : snprintf(buf, size, "%c\r\n", digit);
	if (n < 0 || (size_t)n >= size)
		return -ENOSPC;
	c->content_type = relay ? "application/dtmf-relay" : "application/dtmf";
	c->body = buf;
	c->body_length = n;
	return 0;
}
