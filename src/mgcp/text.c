/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pieces of a datagram: compared, copied, taken apart as lists. Nothing here reads past a piece's end. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <mpabx/mgcp.h>

bool mgcp_text_is(struct mgcp_text text, const char *word)
{
	return text.n == strlen(word) && !strncasecmp(text.s, word, text.n);
}

int mgcp_text_number(struct mgcp_text text, uint32_t max, uint32_t *ret)
{
	uint64_t value = 0;

	if (!text.n)
		return -EINVAL;
	for (size_t i = 0; i < text.n; i++) {
		if (text.s[i] < '0' || text.s[i] > '9')
			return -EINVAL;
		value = value * 10 + (unsigned)(text.s[i] - '0');
		if (value > max)
			return -ERANGE;
	}
	*ret = (uint32_t)value;
	return 0;
}

const char *mgcp_text_copy(struct mgcp_text text, char *buf, size_t size)
{
	size_t n = text.n < size ? text.n : size - 1;

	if (n)
		memcpy(buf, text.s, n);
	buf[n] = '\0';
	return buf;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static struct mgcp_text trimmed(const char *s, size_t n)
{
	while (n && is_space(*s))
		s++, n--;
	while (n && is_space(s[n - 1]))
		n--;
	return (struct mgcp_text){ s, n };
}

bool mgcp_list_next(struct mgcp_text *rest, char separator, struct mgcp_text *ret)
{
	unsigned depth = 0;
	bool quoted = false;
	size_t i;

	if (!rest->n)
		return false;
	for (i = 0; i < rest->n; i++) {
		char c = rest->s[i];

		if (c == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (c == separator && !depth)
			break;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth)
			depth--;
	}
	*ret = trimmed(rest->s, i);
	if (i < rest->n)
		i++;
	rest->s += i;
	rest->n -= i;
	return true;
}
