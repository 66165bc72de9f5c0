/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Headers about who calls, whose service runs, and what is charged: P-Asserted-Identity, Privacy, Reason, P-Served-User,
 * P-Charging-Vector. Text from outside: bounded, unread where it is wrong, never guessed. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

int sip_asserted_read(const struct sip_message *m, struct sip_address ret[2])
{
	const char *value;
	int found = 0;

	for (unsigned n = 0; (value = sip_message_field(m, "P-Asserted-Identity", n)); n++) {
		struct sip_address a;

		while (found < 2 && !sip_address_next(&value, &a))
			if (a.uri.scheme != SIP_URI_OTHER)
				ret[found++] = a;
	}
	return found;
}

static int address_add(struct sip_content *c, const char *name, const struct sip_address *a, const char *more)
{
	char text[SIP_ADDRESS_TEXT];
	int rc = sip_address_print(a, text, sizeof(text));

	return rc < 0 ? rc : sip_content_addf(c, name, "%s%s", text, more);
}

int sip_asserted_add(struct sip_content *c, const struct sip_address *a)
{
	return address_add(c, "P-Asserted-Identity", a, "");
}

static const struct {
	const char *name;
	unsigned bit;
} privacies[] = {
	{ "id", SIP_PRIVACY_ID }, { "user", SIP_PRIVACY_USER }, { "header", SIP_PRIVACY_HEADER },
	{ "session", SIP_PRIVACY_SESSION }, { "critical", SIP_PRIVACY_CRITICAL }, { "history", SIP_PRIVACY_HISTORY },
	{ "none", SIP_PRIVACY_NONE },
};
#define NUM_PRIVACIES (sizeof(privacies) / sizeof(privacies[0]))

static unsigned privacy_text(const char *value)
{
	unsigned mask = 0;

	while (*value) {
		size_t n = strcspn(value, ";, \t");

		for (unsigned i = 0; i < NUM_PRIVACIES; i++)
			if (n == strlen(privacies[i].name) && !strncasecmp(value, privacies[i].name, n))
				mask |= privacies[i].bit;
		value += n;
		value += strspn(value, ";, \t");
	}
	return mask;
}

unsigned sip_privacy_read(const struct sip_message *m)
{
	const char *value;
	unsigned mask = 0;

	for (unsigned n = 0; (value = sip_message_field(m, "Privacy", n)); n++)
		mask |= privacy_text(value);
	return mask;
}

int sip_privacy_add(struct sip_content *c, unsigned mask)
{
	char text[80] = "";

	for (unsigned i = 0; i < NUM_PRIVACIES; i++) {
		if (!(mask & privacies[i].bit))
			continue;
		if (text[0])
			strcat(text, ";");
		strcat(text, privacies[i].name);
	}
	return text[0] ? sip_content_add(c, "Privacy", text) : -EINVAL;
}

/* "Q.850;cause=16;text=\"...\"" up to a comma outside of quotes. */
static const char *reason_next(const char *value, struct sip_reason *r)
{
	char one[256], cause[8], text[sizeof(r->text)];
	bool quoted = false;
	size_t n = 0;
	long number;

	for (; value[n] && (quoted || value[n] != ','); n++)
		if (value[n] == '"' && (!n || value[n - 1] != '\\'))
			quoted = !quoted;
	if (!sip_text_copy(one, sizeof(one), value, n) && !sip_param(one, "cause", cause, sizeof(cause))) {
		const char *protocol = sip_text_space(one);

		number = sip_text_number(cause, NULL);
		if (!strncasecmp(protocol, "Q.850", 5) && number > 0 && number < 128)
			r->q850 = number;
		else if (!strncasecmp(protocol, "SIP", 3) && number >= 100 && number < 700)
			r->sip = number;
		if (!r->text[0] && !sip_param(one, "text", text, sizeof(text)))
			strcpy(r->text, text);
	}
	return value[n] ? value + n + 1 : NULL;
}

int sip_reason_read(const struct sip_message *m, struct sip_reason *ret)
{
	struct sip_reason r = {};
	const char *value;

	for (unsigned n = 0; (value = sip_message_field(m, "Reason", n)); n++)
		while (value)
			value = reason_next(value, &r);
	if (!r.q850 && !r.sip)
		return sip_message_field(m, "Reason", 0) ? -EINVAL : -ENOENT;
	*ret = r;
	return 0;
}

int sip_reason_add(struct sip_content *c, const struct sip_reason *r)
{
	char text[2 * sizeof(r->text) + 16] = "";
	int rc = 0;

	if (r->text[0]) {
		size_t n = sprintf(text, ";text=\"");

		for (const char *p = r->text; *p; p++) {
			if (*p == '"' || *p == '\\')
				text[n++] = '\\';
			text[n++] = *p;
		}
		strcpy(text + n, "\"");
	}
	if (!r->q850 && !r->sip)
		return -EINVAL;
	if (r->q850)
		rc = sip_content_addf(c, "Reason", "Q.850;cause=%u%s", r->q850, text);
	if (!rc && r->sip)
		rc = sip_content_addf(c, "Reason", "SIP;cause=%u%s", r->sip, text);
	return rc;
}

int sip_served_user_read(const struct sip_message *m, struct sip_served_user *ret)
{
	const char *value = sip_message_field(m, "P-Served-User", 0);
	struct sip_served_user u = {};
	char none[8];
	int rc;

	if (!value)
		return -ENOENT;
	rc = sip_address_read(value, &u.who);
	if (rc)
		return rc;
	if (sip_param_is(u.who.params, "sescase", "orig"))
		u.sescase = SIP_SESCASE_ORIG;
	else if (sip_param_is(u.who.params, "sescase", "term"))
		u.sescase = SIP_SESCASE_TERM;
	/* RFC 8498 4: a parameter of its own */
	if (sip_param(u.who.params, "orig-cdiv", none, sizeof(none)) != -ENOENT)
		u.sescase = SIP_SESCASE_ORIG_CDIV;
	u.registered = sip_param_is(u.who.params, "regstate", "reg");
	*ret = u;
	return 0;
}

int sip_served_user_add(struct sip_content *c, const struct sip_served_user *u)
{
	struct sip_address who = u->who;
	char more[64] = "";

	who.params[0] = '\0';
	if (u->sescase == SIP_SESCASE_ORIG_CDIV)
		return address_add(c, "P-Served-User", &who, ";orig-cdiv");
	if (u->sescase != SIP_SESCASE_NONE)
		snprintf(more, sizeof(more), ";sescase=%s;regstate=%s", u->sescase == SIP_SESCASE_ORIG ? "orig" : "term",
			 u->registered ? "reg" : "unreg");
	return address_add(c, "P-Served-User", &who, more);
}

static int charging_param(const char *value, const char *name, char *buf, size_t size)
{
	int rc = sip_param(value, name, buf, size);

	if (rc)
		buf[0] = '\0';
	return rc == -ENOENT ? 0 : rc;
}

int sip_charging_read(const struct sip_message *m, struct sip_charging *ret)
{
	const char *value = sip_message_field(m, "P-Charging-Vector", 0);
	struct sip_charging v;

	if (!value)
		return -ENOENT;
	if (charging_param(value, "icid-value", v.icid, sizeof(v.icid)) ||
	    charging_param(value, "icid-generated-at", v.icid_host, sizeof(v.icid_host)) ||
	    charging_param(value, "orig-ioi", v.orig_ioi, sizeof(v.orig_ioi)) ||
	    charging_param(value, "term-ioi", v.term_ioi, sizeof(v.term_ioi)) || !v.icid[0])
		return -EINVAL;
	*ret = v;
	return 0;
}

int sip_charging_add(struct sip_content *c, const struct sip_charging *v)
{
	if (!v->icid[0] || strpbrk(v->icid, "\"\\;") || strpbrk(v->icid_host, "\"\\;") || strpbrk(v->orig_ioi, "\"\\;") ||
	    strpbrk(v->term_ioi, "\"\\;"))
		return -EINVAL;
	return sip_content_addf(c, "P-Charging-Vector", "icid-value=\"%s\"%s%s%s%s%s%s", v->icid,
				v->icid_host[0] ? ";icid-generated-at=" : "", v->icid_host,
				v->orig_ioi[0] ? ";orig-ioi=" : "", v->orig_ioi, v->term_ioi[0] ? ";term-ioi=" : "", v->term_ioi);
}
