/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Latin-1 supplement and Latin extended A, as UTF-8 in two octets; all else stays as it is. */
#include <string.h>

#include "fold.h"

/* U+00C0 to U+017F */
static const char plain[] =
	"AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
	"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

const char *fold(const char *text, char *buf, size_t size)
{
	size_t n = 0;

	for (; *text && n + 1 < size; text++) {
		unsigned char c = (unsigned char)*text, d = (unsigned char)text[1];

		if (c >= 0xc3 && c <= 0xc5 && (d & 0xc0) == 0x80) {
			size_t at = (size_t)((c & 0x1f) << 6 | (d & 0x3f)) - 0xc0;

			c = (unsigned char)(at < sizeof(plain) - 1 ? plain[at] : '?');
			text++;
		}
		buf[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	buf[n] = '\0';
	return buf;
}
