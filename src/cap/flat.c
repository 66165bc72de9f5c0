/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Flat lists of key and text: what cap_print() gives, kept for comparing and showing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/cap/message.h>

void cap_flat_add(void *ctx, struct cap_flat *flat, const char *key, const char *text)
{
	struct cap_flat_pair pair = { talloc_strdup(ctx, key), talloc_strdup(ctx, text) };
	struct cap_flat_pair *v = talloc_realloc(ctx, flat->v, struct cap_flat_pair, flat->n + 1);

	if (!v)
		return;
	flat->v = v;
	if (pair.key && pair.text)
		flat->v[flat->n++] = pair;
}

const char *cap_flat_get(const struct cap_flat *flat, const char *key)
{
	for (unsigned i = 0; i < flat->n; i++) {
		if (!strcmp(flat->v[i].key, key))
			return flat->v[i].text;
	}
	return NULL;
}

bool cap_flat_has(const struct cap_flat *flat, const char *key)
{
	size_t n = strlen(key);

	for (unsigned i = 0; i < flat->n; i++) {
		char after = strncmp(flat->v[i].key, key, n) ? 'x' : flat->v[i].key[n];

		if (!after || after == '.' || after == '[')
			return true;
	}
	return false;
}

/* By the first octet: ISUP's odd/even bit and nature of address (Q.763 3.9), or an ISDN-AddressString's 0x91. */
static bool number_is_international(const char *hex)
{
	return !strncmp(hex, "04", 2) || !strncmp(hex, "84", 2) || !strncmp(hex, "91", 2);
}

const char *cap_flat_number(const struct cap_flat *flat, const char *key, char *buf, size_t size)
{
	const char *hex = cap_flat_get(flat, key), *digits;
	char sub[160];

	snprintf(sub, sizeof(sub), "%s.digits", key);
	digits = cap_flat_get(flat, sub);
	if (!digits)
		digits = "";
	snprintf(buf, size, "%s%s", hex && *digits && number_is_international(hex) ? "+" : "", digits);
	return buf;
}
