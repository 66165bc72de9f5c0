/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a call was diverted before: Diversion (RFC 5806) and History-Info (RFC 7044, causes of RFC 4458). */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text.h"

static const char *const reasons[] = {
	[SIP_DIVERSION_UNKNOWN] = "unknown", [SIP_DIVERSION_BUSY] = "user-busy", [SIP_DIVERSION_NO_ANSWER] = "no-answer",
	[SIP_DIVERSION_UNAVAILABLE] = "unavailable", [SIP_DIVERSION_UNCONDITIONAL] = "unconditional",
	[SIP_DIVERSION_TIME_OF_DAY] = "time-of-day", [SIP_DIVERSION_DO_NOT_DISTURB] = "do-not-disturb",
	[SIP_DIVERSION_DEFLECTION] = "deflection", [SIP_DIVERSION_FOLLOW_ME] = "follow-me",
	[SIP_DIVERSION_OUT_OF_SERVICE] = "out-of-service", [SIP_DIVERSION_AWAY] = "away",
};
#define NUM_REASONS (sizeof(reasons) / sizeof(reasons[0]))

/* The parameters without those named, in place. */
static void params_without(char *params, const char *const *names)
{
	char kept[160] = "";
	const char *next;

	for (const char *p = params; p && *p; p = next) {
		size_t n = strcspn(p, "=; \t");
		const char *end = p;
		bool own = false;

		while (end && *end && *end != ';')
			end = *end == '"' ? sip_text_quoted_end(end) : end + 1;
		if (!end)
			break;
		next = *end ? sip_text_space(end + 1) : end;
		for (unsigned i = 0; names[i]; i++)
			own |= n == strlen(names[i]) && !strncasecmp(p, names[i], n);
		if (own)
			continue;
		if (kept[0])
			strcat(kept, ";");
		strncat(kept, p, end - p);
	}
	strcpy(params, kept);
}

static void diversion_of(const struct sip_address *a, struct sip_diversion *ret)
{
	static const char *const own[] = { "reason", "counter", "privacy", NULL };
	char text[32];
	long n;

	memset(ret, 0, sizeof(*ret));
	ret->who = *a;
	ret->counter = 1;
	if (!sip_param(a->params, "reason", text, sizeof(text)))
		for (unsigned i = 0; i < NUM_REASONS; i++)
			if (!strcasecmp(text, reasons[i]))
				ret->reason = i;
	if (!sip_param(a->params, "counter", text, sizeof(text))) {
		n = sip_text_number(text, NULL);
		ret->counter = n < 1 ? 1 : n > 100 ? 100 : n;
	}
	if (!sip_param(a->params, "privacy", text, sizeof(text)))
		ret->restricted = strcasecmp(text, "off") != 0;
	params_without(ret->who.params, own);
}

int sip_diversion_read(const struct sip_message *m, struct sip_diversion *ret, unsigned max)
{
	unsigned found = 0;
	const char *value;

	for (unsigned n = 0; (value = sip_message_field(m, "Diversion", n)); n++) {
		struct sip_address a;
		int rc = 0;

		while (found < max && !(rc = sip_address_next(&value, &a)))
			diversion_of(&a, &ret[found++]);
		if (rc && rc != -ENOENT)
			return -EINVAL;
	}
	return found;
}

int sip_diversion_add(struct sip_content *c, const struct sip_diversion *d)
{
	char text[SIP_ADDRESS_TEXT];
	int rc = sip_address_print(&d->who, text, sizeof(text));

	if (rc < 0)
		return rc;
	if (d->reason >= NUM_REASONS)
		return -EINVAL;
	return sip_content_addf(c, "Diversion", "%s;reason=%s;counter=%u;privacy=%s", text, reasons[d->reason],
				d->counter ? d->counter : 1, d->restricted ? "full" : "off");
}

/* "1.2.1" of at most 8 levels of at most 255. \returns depth, 0: not an index */
static unsigned index_read(const char *text, uint8_t ret[8])
{
	unsigned depth = 0;

	while (depth < 8) {
		long n = sip_text_number(text, &text);

		if (n < 0 || n > 255)
			return 0;
		ret[depth++] = n;
		if (!*text)
			return depth;
		if (*text++ != '.')
			return 0;
	}
	return 0;
}

static int index_print(const uint8_t *index, unsigned depth, char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (unsigned i = 0; i < depth && n < size; i++)
		n += snprintf(buf + n, size - n, "%s%u", i ? "." : "", index[i]);
	return n < size && depth ? 0 : -ENOSPC;
}

static unsigned history_cause(const struct sip_uri *uri)
{
	char text[128], cause[8];
	long n = -1;

	if (!sip_param(uri->params, "cause", cause, sizeof(cause)))	/* RFC 4458 */
		n = sip_text_number(cause, NULL);
	else if (!sip_text_uri_header(uri->headers, "Reason", text, sizeof(text)) &&
		 !sip_param(text, "cause", cause, sizeof(cause)) && !strncasecmp(text, "SIP", 3))
		n = sip_text_number(cause, NULL);
	return n >= 100 && n < 700 ? n : 0;
}

static int history_of(const struct sip_address *a, struct sip_history *ret)
{
	static const char *const own[] = { "index", "rc", "mp", "np", NULL };
	static const char kinds[] = "rmn";
	char text[64], privacy[64];

	memset(ret, 0, sizeof(*ret));
	ret->target = *a;
	if (sip_param(a->params, "index", text, sizeof(text)))
		return -EINVAL;
	ret->depth = index_read(text, ret->index);
	if (!ret->depth)
		return -EINVAL;
	for (unsigned i = 0; i < 3; i++) {
		if (sip_param(a->params, own[i + 1], text, sizeof(text)))
			continue;
		ret->kind = kinds[i];
		ret->from_depth = index_read(text, ret->from);
	}
	ret->cause = history_cause(&a->uri);
	ret->restricted = !sip_text_uri_header(a->uri.headers, "Privacy", privacy, sizeof(privacy)) &&
			  strcasecmp(privacy, "none");
	params_without(ret->target.params, own);
	return 0;
}

int sip_history_read(const struct sip_message *m, struct sip_history *ret, unsigned max)
{
	unsigned found = 0;
	const char *value;

	for (unsigned n = 0; (value = sip_message_field(m, "History-Info", n)); n++) {
		struct sip_address a;
		int rc = 0;

		while (found < max && !(rc = sip_address_next(&value, &a)))
			if (history_of(&a, &ret[found++]))
				return -EINVAL;
		if (rc && rc != -ENOENT)
			return -EINVAL;
	}
	return found;
}

/* What the URI needs to carry the entry's cause and privacy, where it does not have them. */
static int history_uri(const struct sip_history *h, struct sip_uri *uri)
{
	char none[8];
	size_t n = strlen(uri->params), used = strlen(uri->headers);

	if (h->cause && sip_param(uri->params, "cause", none, sizeof(none)) == -ENOENT &&
	    sip_text_uri_header(uri->headers, "Reason", none, sizeof(none)) == -ENOENT) {
		int rc = snprintf(uri->params + n, sizeof(uri->params) - n, "%scause=%u", n ? ";" : "", h->cause);

		if (rc < 0 || (size_t)rc >= sizeof(uri->params) - n)
			return -ENOSPC;
	}
	if (h->restricted && sip_text_uri_header(uri->headers, "Privacy", none, sizeof(none)) == -ENOENT) {
		int rc = snprintf(uri->headers + used, sizeof(uri->headers) - used, "%sPrivacy=history", used ? "&" : "");

		if (rc < 0 || (size_t)rc >= sizeof(uri->headers) - used)
			return -ENOSPC;
	}
	return 0;
}

int sip_history_add(struct sip_content *c, const struct sip_history *h)
{
	struct sip_address target = h->target;
	char text[SIP_ADDRESS_TEXT], index[40], from[40], kind[56] = "";
	int rc = history_uri(h, &target.uri);

	if (!rc)
		rc = index_print(h->index, h->depth, index, sizeof(index));
	if (rc)
		return rc;
	if (h->kind && !index_print(h->from, h->from_depth, from, sizeof(from)))
		snprintf(kind, sizeof(kind), ";%s=%s", h->kind == 'r' ? "rc" : h->kind == 'm' ? "mp" : "np", from);
	rc = sip_address_print(&target, text, sizeof(text));
	return rc < 0 ? rc : sip_content_addf(c, "History-Info", "%s;index=%s%s", text, index, kind);
}
