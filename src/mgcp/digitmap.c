/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Digit maps (RFC 3435 2.1.5): alternatives of positions, each a digit, `x`, a range `[...]` or the timer `T`, a dot after
 * one meaning "any number of times, also none". Matched from the beginning at each digit: the strings are a few digits. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include <mpabx/mgcp.h>

static const char event_chars[] = "0123456789*#ABCDT";

char mgcp_digit_char(uint8_t event)
{
	return event < sizeof(event_chars) - 1 ? event_chars[event] : '\0';
}

int mgcp_digit_event(char c)
{
	const char *at = c ? strchr(event_chars, toupper((unsigned char)c)) : NULL;

	return at ? (int)(at - event_chars) : -1;
}

/* `0-9*#` between the brackets: a hyphen between two digits is a range. */
static int parse_range(struct mgcp_text text, uint32_t *ret)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < text.n; i++) {
		int from = mgcp_digit_event(text.s[i]), to = from;

		if (tolower((unsigned char)text.s[i]) == 'x') {
			mask |= 0x3ff;
			continue;
		}
		if (i + 2 < text.n && text.s[i + 1] == '-') {
			to = mgcp_digit_event(text.s[i + 2]);
			i += 2;
		}
		if (from < 0 || to < from)
			return -EINVAL;
		for (int e = from; e <= to; e++)
			mask |= 1u << e;
	}
	*ret = mask;
	return mask ? 0 : -EINVAL;
}

/* One position; text is moved behind it. */
static int take_position(struct mgcp_text *text, uint32_t *ret)
{
	struct mgcp_text inside = { text->s, 1 };
	size_t used = 1;
	int rc;

	if (*text->s == '[') {
		const char *end = memchr(text->s, ']', text->n);

		if (!end)
			return -EINVAL;
		inside = (struct mgcp_text){ text->s + 1, (size_t)(end - text->s) - 1 };
		used = inside.n + 2;
	}
	rc = parse_range(inside, ret);
	text->s += used;
	text->n -= used;
	if (rc == 0 && text->n && *text->s == '.') {
		*ret |= MGCP_DIGIT_REPEAT;
		text->s++, text->n--;
	}
	return rc;
}

static int parse_alternative(struct mgcp_text text, struct mgcp_digitmap *map)
{
	if (map->num == MGCP_DIGITMAP_MAX)
		return -E2BIG;
	while (text.n) {
		uint8_t *num = &map->alt[map->num].num;
		int rc;

		if (*num == MGCP_DIGITMAP_POSITIONS)
			return -E2BIG;
		rc = take_position(&text, &map->alt[map->num].position[*num]);
		if (rc < 0)
			return rc;
		(*num)++;
	}
	if (!map->alt[map->num].num)
		return -EINVAL;
	map->num++;
	return 0;
}

int mgcp_digitmap_parse(struct mgcp_text text, struct mgcp_digitmap *ret)
{
	struct mgcp_digitmap map = { 0 };
	struct mgcp_text item;
	int rc;

	if (text.n >= 2 && text.s[0] == '(' && text.s[text.n - 1] == ')')
		text = (struct mgcp_text){ text.s + 1, text.n - 2 };
	if (!text.n || memchr(text.s, '(', text.n) || memchr(text.s, ')', text.n))
		return -EINVAL;
	while (mgcp_list_next(&text, '|', &item)) {
		rc = parse_alternative(item, &map);
		if (rc < 0)
			return rc;
	}
	*ret = map;
	return 0;
}

/* Bit p set: the digits so far may stand before position p. The end of the alternative is bit num. */
static enum mgcp_digitmap_match match_alternative(const uint32_t *position, unsigned num, const uint8_t *digits, unsigned num_digits)
{
	uint32_t at = 1;

	for (unsigned d = 0; d <= num_digits; d++) {
		uint32_t next = 0;

		for (unsigned p = 0; p < num; p++)	/* a repeated position may be left out */
			if (at & 1u << p && position[p] & MGCP_DIGIT_REPEAT)
				at |= 1u << (p + 1);
		if (d == num_digits)
			break;
		for (unsigned p = 0; p < num; p++)
			if (at & 1u << p && digits[d] <= 16 && position[p] & 1u << digits[d])
				next |= position[p] & MGCP_DIGIT_REPEAT ? 1u << p : 1u << (p + 1);
		at = next;
	}
	if (at & 1u << num)
		return MGCP_DIGITS_FULL;
	return at ? MGCP_DIGITS_PARTIAL : MGCP_DIGITS_NONE;
}

enum mgcp_digitmap_match mgcp_digitmap_match(const struct mgcp_digitmap *map, const uint8_t *digits, unsigned num)
{
	enum mgcp_digitmap_match best = MGCP_DIGITS_NONE;

	for (unsigned i = 0; i < map->num; i++) {
		enum mgcp_digitmap_match m = match_alternative(map->alt[i].position, map->alt[i].num, digits, num);

		if (m > best)
			best = m;
	}
	return best;
}
