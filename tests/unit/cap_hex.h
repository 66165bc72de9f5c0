/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file cap_hex.h What the tests of cap/ share: octets from hex, printed keys collected and asked for. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/cap.h>

static inline int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*! \returns octets, or -1 where it is no hex or too long */
static inline int hex_read(const char *hex, uint8_t *buf, size_t size)
{
	size_t n = 0;

	for (; hex[0] && hex[1]; hex += 2) {
		int hi = hex_digit(hex[0]), lo = hex_digit(hex[1]);

		if (hi < 0 || lo < 0 || n == size)
			return -1;
		buf[n++] = (uint8_t)(hi << 4 | lo);
	}
	return hex[0] ? -1 : (int)n;
}

/*! What cap_print() gave, as "key=value" strings. */
struct printed {
	unsigned n;
	struct { char key[128]; char text[1024]; } v[256];
};

static inline void printed_add(void *priv, const char *key, const char *text)
{
	struct printed *p = priv;

	if (p->n == sizeof(p->v) / sizeof(p->v[0]))
		return;
	snprintf(p->v[p->n].key, sizeof(p->v[0].key), "%s", key);
	snprintf(p->v[p->n].text, sizeof(p->v[0].text), "%s", text);
	p->n++;
}

static inline const char *printed_find(const struct printed *p, const char *key)
{
	for (unsigned i = 0; i < p->n; i++)
		if (!strcmp(p->v[i].key, key))
			return p->v[i].text;
	return NULL;
}

/*! Room for any registered type's struct. */
static inline void *value_alloc(void)
{
	return calloc(1, cap_type_max_size());
}
