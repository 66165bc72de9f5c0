/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file hex.h Octets written as hex in a test's tables. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include <mpabx/cap/types.h>

struct hex { uint8_t octets[512]; struct cap_octets in; };

/*! The octets of lower-case hex; h keeps them. */
static inline const struct cap_octets *hex_read(struct hex *h, const char *text)
{
	unsigned octet;

	h->in = (struct cap_octets){ .v = h->octets };
	while (h->in.len < sizeof(h->octets) && sscanf(text, "%2x", &octet) == 1) {
		h->octets[h->in.len++] = (uint8_t)octet;
		text += 2;
	}
	return &h->in;
}

static inline const char *hex_write(const uint8_t *octets, int length)
{
	static char text[1025];
	int i;

	text[0] = '\0';
	for (i = 0; i < length && i < 512; i++)
		sprintf(text + 2 * i, "%02x", octets[i]);
	return text;
}
