/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads the octets of one line as they are copied out of traces, logs and Wireshark. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "hexline.h"

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *skip_between(const char *p)
{
	while (isspace((unsigned char)*p) || *p == ':')
		p++;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		p += 2;
	return p;
}

static int refuse(struct hexline_fault *fault, size_t offset, char c)
{
	fault->offset = offset;
	if (!c || isspace((unsigned char)c) || c == ':')
		snprintf(fault->reason, sizeof(fault->reason), "half an octet");
	else if (isprint((unsigned char)c))
		snprintf(fault->reason, sizeof(fault->reason), "'%c' is no hexadecimal digit", c);
	else
		snprintf(fault->reason, sizeof(fault->reason), "octet %02x is no hexadecimal digit", (unsigned char)c);
	return -EINVAL;
}

int hexline_read(const char *line, uint8_t *octets, size_t size, struct hexline_fault *fault)
{
	const char *p;
	size_t n = 0;

	for (p = skip_between(line); *p && *p != '#'; p = skip_between(p + 2)) {
		int high = nibble(p[0]), low;

		if (high < 0)
			return refuse(fault, n, p[0]);
		low = nibble(p[1]);
		if (low < 0)
			return refuse(fault, n, p[1]);
		if (n == size) {
			fault->offset = n;
			snprintf(fault->reason, sizeof(fault->reason), "more than %zu octets", size);
			return -EINVAL;
		}
		octets[n++] = (uint8_t)(high << 4 | low);
	}
	return (int)n;
}
