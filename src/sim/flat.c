/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Flat lists of key and text: what cap_print() gives, kept for comparing and showing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "message.h"

void flat_add(void *ctx, struct flat *flat, const char *key, const char *text)
{
	flat->v = talloc_realloc(ctx, flat->v, struct flat_pair, flat->n + 1);
	flat->v[flat->n++] = (struct flat_pair){ talloc_strdup(ctx, key), talloc_strdup(ctx, text) };
}

const char *flat_get(const struct flat *flat, const char *key)
{
	for (unsigned i = 0; i < flat->n; i++) {
		if (!strcmp(flat->v[i].key, key))
			return flat->v[i].text;
	}
	return NULL;
}

bool flat_has(const struct flat *flat, const char *key)
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

const char *flat_number(const struct flat *flat, const char *key, char *buf, size_t size)
{
	const char *hex = flat_get(flat, key), *digits;
	char sub[160];

	snprintf(sub, sizeof(sub), "%s.digits", key);
	digits = flat_get(flat, sub);
	if (!digits)
		digits = "";
	snprintf(buf, size, "%s%s", hex && *digits && number_is_international(hex) ? "+" : "", digits);
	return buf;
}
