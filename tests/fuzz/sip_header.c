/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The header readers: the first octet says which, the rest is the value. What is read must be writable, and then read
 * the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/sip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sip_content content;
static struct sip_message message;
static struct sip_field field;

static void check(bool ok)
{
	if (!ok)
		abort();
}

static const struct sip_message *with(const char *name, const char *value)
{
	field = (struct sip_field){ name, value };
	message = (struct sip_message){ .fields = &field, .num_fields = 1 };
	sip_content_init(&content);
	return &message;
}

/* What the n-th added field says, as a message. */
static const struct sip_message *again(unsigned n)
{
	static char value[SIP_CONTENT_TEXT];

	strcpy(value, content.fields[n].value);
	field = (struct sip_field){ content.fields[n].name, value };
	message = (struct sip_message){ .fields = &field, .num_fields = 1 };
	sip_content_init(&content);
	return &message;
}

static void addresses(const char *text)
{
	struct sip_address a, b;
	char buf[2048], digits[DIGITS_SIZE];
	bool plus;

	for (int i = 0; i < 100 && !sip_address_next(&text, &a); i++) {
		sip_uri_digits(&a.uri, digits, &plus);
		sip_param(a.params, "tag", buf, sizeof(buf));
		if (sip_address_print(&a, buf, sizeof(buf)) < 0)
			continue;
		check(!sip_address_read(buf, &b));
		check(!memcmp(&a.uri, &b.uri, sizeof(a.uri)) && !strcmp(a.params, b.params));
	}
}

static void diversions(const char *text)
{
	struct sip_diversion d[SIP_MAX_DIVERSIONS], e;
	int n = sip_diversion_read(with("Diversion", text), d, SIP_MAX_DIVERSIONS);

	for (int i = 0; i < n; i++) {
		sip_content_init(&content);
		if (sip_diversion_add(&content, &d[i]) || strlen(d[i].who.params) > 90)
			continue;	/* ours would not fit beside */
		check(sip_diversion_read(again(0), &e, 1) == 1);
		check(e.reason == d[i].reason && e.counter == d[i].counter && e.restricted == d[i].restricted);
	}
}

static void histories(const char *text)
{
	struct sip_history h[SIP_MAX_HISTORY], g;
	int n = sip_history_read(with("History-Info", text), h, SIP_MAX_HISTORY);

	for (int i = 0; i < n; i++) {
		sip_content_init(&content);
		if (sip_history_add(&content, &h[i]) || strlen(h[i].target.params) > 60)
			continue;
		check(sip_history_read(again(0), &g, 1) == 1);
		check(g.depth == h[i].depth && !memcmp(g.index, h[i].index, 8));
	}
}

static void reasons(const char *text)
{
	struct sip_reason r, s;

	if (sip_reason_read(with("Reason", text), &r) || sip_reason_add(&content, &r))
		return;
	check(!sip_reason_read(again(0), &s));
	check(r.q850 ? s.q850 == r.q850 : s.sip == r.sip);
}

static void ims(const char *text)
{
	struct sip_served_user u, w;
	struct sip_charging c, d;
	struct sip_address two[2];

	if (!sip_served_user_read(with("P-Served-User", text), &u) && !sip_served_user_add(&content, &u))
		check(!sip_served_user_read(again(0), &w) && w.sescase == u.sescase);
	if (!sip_charging_read(with("P-Charging-Vector", text), &c) && !sip_charging_add(&content, &c))
		check(!sip_charging_read(again(0), &d) && !strcmp(c.icid, d.icid));
	sip_asserted_read(with("P-Asserted-Identity", text), two);
	sip_privacy_read(with("Privacy", text));
}

static void refers(const char *text)
{
	struct sip_replaces r;
	struct sip_address a;
	bool has;

	sip_refer_to_read(with("Refer-To", text), &a, &r, &has);
	sip_replaces_read(text, &r);
}

static void digits(const char *text, size_t length)
{
	struct sip_message m = { .content_type = "application/dtmf-relay", .body = text, .body_length = length };
	unsigned ms;
	char digit;

	sip_dtmf_read(&m, &digit, &ms);
	m.content_type = "application/dtmf";
	sip_dtmf_read(&m, &digit, &ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	switch (data[0] % 7) {
	case 0: addresses(text); break;
	case 1: diversions(text); break;
	case 2: histories(text); break;
	case 3: reasons(text); break;
	case 4: ims(text); break;
	case 5: refers(text); break;
	case 6: digits(text, size - 1); break;
	}
	free(text);
	return 0;
}
