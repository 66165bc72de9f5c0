/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file octets.h Octets from hex in a test's tables, blanks allowed. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*! \returns octets written */
static inline size_t octets_read(uint8_t *buf, size_t size, const char *hex)
{
	size_t n = 0;
	unsigned v;

	while (n < size) {
		while (*hex == ' ')
			hex++;
		if (sscanf(hex, "%2x", &v) != 1)
			break;
		buf[n++] = (uint8_t)v;
		hex += 2;
	}
	return n;
}
