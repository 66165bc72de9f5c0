/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes flat JSON: what `mpabx-sim decode` prints. */
#include <stdarg.h>

#include "json.h"

static void put_string(FILE *out, const char *text)
{
	const unsigned char *p;

	putc('"', out);
	for (p = (const unsigned char *)text; *p; p++) {
		if (*p == '"' || *p == '\\')
			fprintf(out, "\\%c", *p);
		else if (*p == '\n')
			fputs("\\n", out);
		else if (*p == '\r')
			fputs("\\r", out);
		else if (*p < 0x20 || *p == 0x7f)
			fprintf(out, "\\u%04x", *p);
		else
			putc(*p, out);
	}
	putc('"', out);
}

void json_open(struct json *j, FILE *out)
{
	j->out = out;
	j->members = 0;
	putc('{', out);
}

void json_put(struct json *j, const char *key, const char *text)
{
	if (j->members++)
		putc(',', j->out);
	put_string(j->out, key);
	putc(':', j->out);
	put_string(j->out, text);
}

void json_putf(struct json *j, const char *key, const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	json_put(j, key, text);
}

void json_close(struct json *j)
{
	fputs("}\n", j->out);
}
