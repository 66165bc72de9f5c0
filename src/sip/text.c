/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Escapes (RFC 3261 19.1.2) and numbers in texts, for the header readers. */

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "text.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_plain(unsigned char c)
{
	/* Bit n of word k: the character 32 * k + n. Digits, letters, -_.!~*'()/?:+$ */
	static const uint32_t plain[8] = { 0, 0x87ffef92, 0x87fffffe, 0x47fffffe };

	return plain[c / 32] >> c % 32 & 1;
}

int sip_text_escape(const char *text, char *buf, size_t size)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0;

	for (; *text; text++) {
		unsigned char c = *text;
		bool plain = is_plain(c);

		if (n + (plain ? 1 : 3) >= size)
			return -ENOSPC;
		if (plain) {
			buf[n++] = c;
		} else {
			buf[n++] = '%';
			buf[n++] = digits[c >> 4];
			buf[n++] = digits[c & 15];
		}
	}
	if (n >= size)
		return -ENOSPC;
	buf[n] = '\0';
	return n;
}

static int unescape(const char *text, size_t length, char *buf, size_t size, const char *allowed)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		int c = (unsigned char)text[i];

		if (c == '%') {
			if (i + 2 >= length || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0)
				return -EINVAL;
			c = hex(text[i + 1]) << 4 | hex(text[i + 2]);
			i += 2;
		}
		if ((c < ' ' && (!c || !strchr(allowed, c))) || c == 0x7f)
			return -EINVAL;
		if (n + 1 >= size)
			return -ENOSPC;
		buf[n++] = c;
	}
	if (n >= size)
		return -ENOSPC;
	buf[n] = '\0';
	return n;
}

int sip_text_unescape(const char *text, size_t length, char *buf, size_t size)
{
	return unescape(text, length, buf, size, "");
}

int sip_text_unescape_lines(const char *text, size_t length, char *buf, size_t size)
{
	return unescape(text, length, buf, size, "\r\n\t");
}

char *sip_text_plain(char *text)
{
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return text;
}

long sip_text_number(const char *text, const char **end)
{
	long value = 0;
	int n = 0;

	while (n < 9 && isdigit((unsigned char)text[n]))
		value = value * 10 + (text[n++] - '0');
	if (!n || isdigit((unsigned char)text[n]))
		return -1;
	if (end)
		*end = text + n;
	return value;
}

int sip_text_uri_header(const char *headers, const char *name, char *buf, size_t size)
{
	size_t n = strlen(name);

	while (*headers) {
		size_t length = strcspn(headers, "&");

		if (length > n && headers[n] == '=' && !strncasecmp(headers, name, n)) {
			int rc = sip_text_unescape(headers + n + 1, length - n - 1, buf, size);

			return rc < 0 ? rc : 0;
		}
		headers += length;
		if (*headers == '&')
			headers++;
	}
	return -ENOENT;
}
