/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* snprintf() for the call path. Written here: plain text, %s, %.*s, %u and %X of any length. From the first other directive on the
 * C library writes the rest, so that every format means what it says everywhere. */
#include "config.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/base/text.h>

struct out {
	char *buf;
	size_t size, length;	/* length: of all of it, whether it fits or not */
};

static void put(struct out *o, const char *text, size_t length)
{
	size_t room = o->length < o->size ? o->size - o->length : 0;

	if (room)
		memcpy(o->buf + o->length, text, length < room ? length : room);
	o->length += length;
}

static void put_number(struct out *o, uint64_t value, unsigned base)
{
	char digits[20], *p = digits + sizeof(digits);

	do
		*--p = "0123456789ABCDEF"[value % base];
	while (value /= base);
	put(o, p, (size_t)(digits + sizeof(digits) - p));
}

static uint64_t unsigned_arg(unsigned longs, va_list *ap)
{
	switch (longs) {
	case 0: return va_arg(*ap, unsigned);
	case 1: return va_arg(*ap, unsigned long);
	default: return va_arg(*ap, unsigned long long);
	}
}

/* One directive. \returns what follows it, NULL: not one of ours, and nothing is taken */
static const char *directive(struct out *o, const char *p, va_list *ap)
{
	unsigned longs = 0;

	if (!strncmp(p, ".*s", 3)) {
		int most = va_arg(*ap, int);
		const char *text = va_arg(*ap, const char *);

		put(o, text, most < 0 ? strlen(text) : strnlen(text, (size_t)most));
		return p + 3;
	}
	if (*p == 's') {
		const char *text = va_arg(*ap, const char *);

		put(o, text, strlen(text));
		return p + 1;
	}
	while (longs < 2 && p[longs] == 'l')
		longs++;
	if (p[longs] != 'u' && p[longs] != 'X')
		return NULL;
	put_number(o, unsigned_arg(longs, ap), p[longs] == 'u' ? 10 : 16);
	return p + longs + 1;
}

int text_vprint(char *buf, size_t size, const char *format, va_list list)
{
	struct out o = { .buf = buf, .size = size };
	size_t length;
	va_list ap;
	int n = 0;

	va_copy(ap, list);
	for (const char *next; *(next = strchrnul(format, '%')); format = next) {
		put(&o, format, (size_t)(next - format));
		format = next;
		next = directive(&o, format + 1, &ap);
		if (!next)
			break;
	}
	length = o.length;
	if (*format == '%') {
		n = vsnprintf(length < size ? buf + length : NULL, length < size ? size - length : 0, format, ap);
	} else {
		put(&o, format, strlen(format));
		length = o.length;
	}
	va_end(ap);
	if (size && (length >= size || *format != '%'))
		buf[length < size ? length : size - 1] = '\0';
	return n < 0 || length > INT_MAX - (size_t)n ? -1 : (int)(length + (size_t)n);
}

int text_print(char *buf, size_t size, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = text_vprint(buf, size, format, ap);
	va_end(ap);
	return n;
}
