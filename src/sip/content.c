/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What our own messages carry: header fields as text, checked so that no value can end its line and begin another
 * header. And reading fields of a message, which are text too. */

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <mpabx/base.h>

#include "text.h"

static const char *const methods[] = {
	[SIP_OTHER] = "?", [SIP_INVITE] = "INVITE", [SIP_ACK] = "ACK", [SIP_CANCEL] = "CANCEL", [SIP_BYE] = "BYE",
	[SIP_OPTIONS] = "OPTIONS", [SIP_INFO] = "INFO", [SIP_PRACK] = "PRACK", [SIP_UPDATE] = "UPDATE",
	[SIP_MESSAGE] = "MESSAGE", [SIP_SUBSCRIBE] = "SUBSCRIBE", [SIP_NOTIFY] = "NOTIFY", [SIP_REFER] = "REFER",
	[SIP_REGISTER] = "REGISTER", [SIP_PUBLISH] = "PUBLISH",
};

const char *sip_method_text(enum sip_method method)
{
	return (unsigned)method < sizeof(methods) / sizeof(methods[0]) ? methods[method] : "?";
}

const char *sip_message_field(const struct sip_message *m, const char *name, unsigned n)
{
	for (unsigned i = 0; i < m->num_fields; i++)
		if (!strcasecmp(m->fields[i].name, name) && !n--)
			return m->fields[i].value;
	return NULL;
}

void sip_content_init(struct sip_content *c)
{
	c->content_type = c->body = NULL;
	c->body_length = c->used = 0;
	c->num_fields = 0;
}

/* RFC 3261 25.1 token */
static bool is_token(const char *name)
{
	if (!*name)
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("-.!%*_+`'~", *name))
			return false;
	return true;
}

static bool is_value(const char *value)
{
	for (; *value; value++)
		if (((unsigned char)*value < ' ' && *value != '\t') || *value == 0x7f)
			return false;
	return true;
}

int sip_content_add(struct sip_content *c, const char *name, const char *value)
{
	size_t n = strlen(name) + 1, v = strlen(value) + 1;

	if (!is_token(name) || !is_value(value))
		return -EINVAL;
	if (c->num_fields == SIP_MAX_FIELDS || n + v > sizeof(c->text) - c->used)
		return -ENOSPC;
	c->fields[c->num_fields].name = memcpy(c->text + c->used, name, n);
	c->fields[c->num_fields].value = memcpy(c->text + c->used + n, value, v);
	c->used += n + v;
	c->num_fields++;
	return 0;
}

int sip_content_addf(struct sip_content *c, const char *name, const char *format, ...)
{
	char value[2048];
	va_list ap;
	int n;

	va_start(ap, format);
	n = text_vprint(value, sizeof(value), format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(value))
		return -ENOSPC;
	return sip_content_add(c, name, value);
}

int sip_content_copy(struct sip_content *c, const struct sip_message *m, const char *name)
{
	int copied = 0;

	for (unsigned i = 0; i < m->num_fields; i++) {
		int rc;

		if (strcmp(name, "*") && strcasecmp(m->fields[i].name, name))
			continue;
		rc = sip_content_add(c, m->fields[i].name, m->fields[i].value);
		if (rc == -EINVAL)	/* folded, or with characters that we do not send on */
			continue;
		if (rc)
			return rc;
		copied++;
	}
	return copied;
}

void sip_content_sdp(struct sip_content *c, const char *text, size_t length)
{
	c->content_type = "application/sdp";
	c->body = text;
	c->body_length = length;
}
