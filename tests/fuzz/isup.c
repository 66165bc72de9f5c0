/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ISUP, MAP and 24.008 parameters and USSD text: octet 0 chooses which. What decodes must print, and come back octet
 * for octet; text must come back as the same text. */
#include <stdlib.h>
#include <string.h>

#include <mpabx/cap/param.h>

#define MAX 200
#define USSD 0x80	/* octet 0: from here on a USSD string, octet 1 its data coding scheme */

static void ignore(void *priv, const char *key, const char *text)
{
	if (!key[0] || !text)
		abort();
}

/* Minus zero, which TimeAndTimezone cannot hold apart from zero. */
static int is_minus_zero(const char *name, const struct cap_octets *in)
{
	return !strcmp(name, "TimeAndTimezone") && in->v[7] == 0x08;
}

static void check_param(const struct cap_param *param, const struct cap_octets *in)
{
	uint8_t buf[MAX + 1];
	int rc;

	if (in->len < param->min || in->len > param->max || param->print(param, in, ignore, NULL) < 0)
		return;
	rc = param->reencode(param, in, buf, sizeof(buf));
	if (rc != in->len || (memcmp(buf, in->v, in->len) && !is_minus_zero(param->name, in)))
		abort();
	if (in->len > 1 && param->reencode(param, in, buf, in->len - 1u) >= 0)
		abort();
}

/* How many CR end a text is not always told apart (TS 23.038 6.1.2.3.1). */
static void trim_cr(char *text)
{
	size_t n = strlen(text);

	while (n && text[n - 1] == '\r')
		text[--n] = '\0';
}

static void check_text(uint8_t dcs, const struct cap_octets *in)
{
	char text[4 * 8 * MAX], again[sizeof(text)];
	uint8_t buf[4 * MAX];
	int rc = ussd_text_decode(dcs, in, text, sizeof(text));

	if (rc < 0 || strlen(text) != (size_t)rc)
		return;		/* UCS2 may hold NUL */
	rc = ussd_text_encode(dcs, text, buf, sizeof(buf));
	if (rc < 0)
		abort();
	rc = ussd_text_decode(dcs, &(struct cap_octets){ .v = buf, .len = (uint16_t)rc }, again, sizeof(again));
	if (rc < 0)
		abort();
	trim_cr(text);
	trim_cr(again);
	if (strcmp(text, again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cap_octets in = { .v = data + 1, .len = (uint16_t)(size - 1) };
	const struct cap_param *param;

	if (size < 3 || size > MAX)
		return 0;
	if (data[0] & USSD) {
		in.v++;
		in.len--;
		check_text(data[1], &in);
		return 0;
	}
	param = cap_param_at(data[0]);
	if (param)
		check_param(param, &in);
	return 0;
}
