/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file param.c
 *  Parameters by name: a table over the codecs of isup.h, for `mpabx-sim decode isup-param` and its like. An argument's
 *  own printing (asn.h) shows only the digits; here every field is shown. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/cap.h>
#include <mpabx/cap/common.h>
#include <mpabx/cap/param.h>

struct sink {
	void (*out)(void *priv, const char *key, const char *text);
	void *priv;
};

static void put(const struct sink *s, const char *key, int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	s->out(s->priv, key, text);
}

/* Which fields a number of each kind has, in the order in which they stand. */
static const struct { bool inn, ni, apri, si; } number_fields[] = {
	[ISUP_CALLED] = { .inn = true },
	[ISUP_CALLING] = { .ni = true, .apri = true, .si = true },
	[ISUP_ORIGINAL_CALLED] = { .apri = true },
	[ISUP_REDIRECTING] = { .apri = true },
	[ISUP_LOCATION] = { .inn = true, .apri = true, .si = true },
	[ISUP_GENERIC] = { .ni = true, .apri = true, .si = true },
};

static int number_print(const struct cap_param *param, const struct cap_octets *in,
			void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	struct sink s = { out, priv };
	struct isup_number n;

	if (isup_number_decode((enum isup_number_kind)param->kind, in, &n) < 0)
		return -EINVAL;
	if (param->kind == ISUP_GENERIC)
		put(&s, "qualifier", n.qualifier);
	put(&s, "nai", n.nai);
	if (number_fields[param->kind].inn)
		put(&s, "inn", n.inn);
	if (number_fields[param->kind].ni)
		put(&s, "ni", n.ni);
	put(&s, "npi", n.npi);
	if (number_fields[param->kind].apri)
		put(&s, "apri", n.apri);
	if (number_fields[param->kind].si)
		put(&s, "si", n.si);
	out(priv, "digits", n.digits);
	if (n.st)
		put(&s, "st", n.st);
	return 0;
}

static int number_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	struct isup_number n;

	if (isup_number_decode((enum isup_number_kind)param->kind, in, &n) < 0)
		return -EINVAL;
	return isup_number_encode((enum isup_number_kind)param->kind, &n, buf, size);
}

static void address_put(const struct sink *s, const struct isup_address *a)
{
	put(s, "ton", a->ton);
	put(s, "npi", a->npi);
	s->out(s->priv, "digits", a->digits);
}

static int address_print(const struct cap_param *param, const struct cap_octets *in,
			 void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	struct isup_address a;

	if (isup_address_decode(in, &a) < 0)
		return -EINVAL;
	address_put(&(struct sink){ out, priv }, &a);
	return 0;
}

static int address_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	struct isup_address a;

	return isup_address_decode(in, &a) < 0 ? -EINVAL : isup_address_encode(&a, buf, size);
}

static int bcd_print(const struct cap_param *param, const struct cap_octets *in,
		     void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	struct isup_address a;

	if (isup_bcd_decode(in, &a) < 0)
		return -EINVAL;
	address_put(&(struct sink){ out, priv }, &a);
	return 0;
}

static int bcd_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	struct isup_address a;

	return isup_bcd_decode(in, &a) < 0 ? -EINVAL : isup_bcd_encode(&a, buf, size);
}

static int imsi_print(const struct cap_param *param, const struct cap_octets *in,
		      void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	char digits[16];

	if (isup_imsi_decode(in, digits) < 0)
		return -EINVAL;
	out(priv, "digits", digits);
	return 0;
}

static int imsi_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	char digits[16];

	return isup_imsi_decode(in, digits) < 0 ? -EINVAL : isup_imsi_encode(digits, buf, size);
}

static int digits_print(const struct cap_param *param, const struct cap_octets *in,
			void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	struct sink s = { out, priv };
	struct isup_digits d;

	if (isup_digits_decode(in, &d) < 0)
		return -EINVAL;
	put(&s, "encoding", d.encoding);
	put(&s, "type", d.type);
	out(priv, "digits", d.digits);
	return 0;
}

static int digits_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	struct isup_digits d;

	return isup_digits_decode(in, &d) < 0 ? -EINVAL : isup_digits_encode(&d, buf, size);
}

static int cause_print(const struct cap_param *param, const struct cap_octets *in,
		       void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	struct sink s = { out, priv };
	struct isup_cause c;
	char diag[2 * UINT8_MAX + 1] = "";
	unsigned i;

	if (isup_cause_decode(in, &c) < 0)
		return -EINVAL;
	put(&s, "coding", c.coding);
	put(&s, "location", c.location);
	put(&s, "value", c.value);
	for (i = 0; i < c.diagnostics.len && i < UINT8_MAX; i++)
		snprintf(diag + 2 * i, 3, "%02x", c.diagnostics.v[i]);
	out(priv, "diag", diag);
	return 0;
}

static int cause_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	struct isup_cause c;

	return isup_cause_decode(in, &c) < 0 ? -EINVAL : isup_cause_encode(&c, buf, size);
}

static int redirection_print(const struct cap_param *param, const struct cap_octets *in,
			     void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	struct sink s = { out, priv };
	struct isup_redirection r;

	if (isup_redirection_decode(in, &r) < 0)
		return -EINVAL;
	put(&s, "indicator", r.indicator);
	put(&s, "originalReason", r.original_reason);
	put(&s, "counter", r.counter);
	put(&s, "reason", r.reason);
	return 0;
}

static int redirection_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	struct isup_redirection r;

	return isup_redirection_decode(in, &r) < 0 ? -EINVAL : isup_redirection_encode(&r, buf, size);
}

static int time_print(const struct cap_param *param, const struct cap_octets *in,
		      void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	struct sink s = { out, priv };
	struct isup_time t;
	char text[96];

	if (isup_time_decode(in, &t) < 0)
		return -EINVAL;
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d", t.year, t.month, t.day, t.hour, t.minute,
		 t.second);
	out(priv, "time", text);
	put(&s, "tzQuarters", t.quarters);
	return 0;
}

static int time_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	struct isup_time t;

	return isup_time_decode(in, &t) < 0 ? -EINVAL : isup_time_encode(&t, buf, size);
}

/* SubscriberState is a TLV, not contents: which alternative it is, and why not reachable. */
static void state_put(void *priv, const char *key, const char *text)
{
	const struct sink *s = priv;

	s->out(s->priv, "state", key);
	if (strcmp(text, "0"))
		s->out(s->priv, "reason", text);
}

static int state_print(const struct cap_param *param, const struct cap_octets *in,
		       void (*out)(void *priv, const char *key, const char *text), void *priv)
{
	const struct cap_type *type = cap_type_by_name(CAP_PROTO_MAP, param->name);
	struct cap_subscriber_state state;

	if (cap_decode(type, 3, in->v, in->len, &state, NULL, NULL) < 0)
		return -EINVAL;
	cap_print(type, 3, &state, state_put, &(struct sink){ out, priv });
	return 0;
}

static int state_reencode(const struct cap_param *param, const struct cap_octets *in, uint8_t *buf, size_t size)
{
	const struct cap_type *type = cap_type_by_name(CAP_PROTO_MAP, param->name);
	struct cap_subscriber_state state;
	struct cap_notes notes;

	if (cap_decode(type, 3, in->v, in->len, &state, &notes, NULL) < 0)
		return -EINVAL;
	return cap_encode(type, 3, &state, buf, size, &notes, NULL);
}

static const struct cap_param params[] = {
	{ "CalledPartyNumber", number_print, number_reencode, ISUP_CALLED, 2, 18 },
	{ "CallingPartyNumber", number_print, number_reencode, ISUP_CALLING, 2, 18 },
	{ "OriginalCalledNumber", number_print, number_reencode, ISUP_ORIGINAL_CALLED, 2, 18 },
	{ "RedirectingNumber", number_print, number_reencode, ISUP_REDIRECTING, 2, 18 },
	{ "LocationNumber", number_print, number_reencode, ISUP_LOCATION, 2, 18 },
	{ "GenericNumber", number_print, number_reencode, ISUP_GENERIC, 3, 19 },
	{ "GenericDigits", digits_print, digits_reencode, 0, 1, 33 },
	{ "Cause", cause_print, cause_reencode, 0, 2, 32 },
	{ "RedirectionInformation", redirection_print, redirection_reencode, 0, 2, 2 },
	{ "CalledPartyBCDNumber", bcd_print, bcd_reencode, 0, 1, 41 },
	{ "TimeAndTimezone", time_print, time_reencode, 0, 8, 8 },
	{ "AddressString", address_print, address_reencode, 0, 1, 20 },
	{ "ISDN-AddressString", address_print, address_reencode, 0, 1, 9 },
	{ "IMSI", imsi_print, imsi_reencode, 0, 3, 8 },
	{ "SubscriberState", state_print, state_reencode, 0, 2, 255 },
};

#define NUM_PARAMS (sizeof(params) / sizeof(params[0]))

const struct cap_param *cap_param_at(unsigned index)
{
	return index < NUM_PARAMS ? &params[index] : NULL;
}

const struct cap_param *cap_param_by_name(const char *name)
{
	unsigned i;

	for (i = 0; i < NUM_PARAMS; i++) {
		if (!strcmp(params[i].name, name))
			return &params[i];
	}
	return NULL;
}
