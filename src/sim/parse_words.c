/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The small parts of a scenario's statements: words, numbers, durations, field blocks, hexadecimal octets. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "scenario_parse.h"

int parse_fail(struct parse *p, const char *fmt, ...)
{
	const struct lex_token *t = p->lex.num_tokens ? &p->lex.token[p->at ? p->at - 1 : 0] : NULL;
	va_list ap;
	int n;

	if (p->error[0])
		return -EINVAL;	/* the first one is nearest to the cause */
	n = snprintf(p->error, SCENARIO_ERROR_SIZE, "%s:%u: ", p->file->name, t ? t->line : p->lex.line);
	if (n < 0 || n >= SCENARIO_ERROR_SIZE)
		return -EINVAL;
	va_start(ap, fmt);
	vsnprintf(p->error + n, SCENARIO_ERROR_SIZE - (size_t)n, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

const struct lex_token *parse_peek(const struct parse *p)
{
	return p->at < p->lex.num_tokens ? &p->lex.token[p->at] : NULL;
}

static const char *let_find(const struct parse *p, const char *name)
{
	for (unsigned i = p->lets.n; i--;) {
		if (!strcmp(p->lets.v[i].key, name))
			return p->lets.v[i].text;
	}
	return NULL;
}

const char *parse_word(struct parse *p, const char *what)
{
	const struct lex_token *t = parse_peek(p);
	const char *value;

	if (!t || (t->kind != LEX_WORD && t->kind != LEX_STRING)) {
		parse_fail(p, "%s is missing%s%s", what, t ? " before " : "", t ? t->text : "");
		return NULL;
	}
	p->at++;
	if (t->kind != LEX_WORD || t->text[0] != '$')
		return t->text;
	value = let_find(p, t->text + 1);
	if (!value)
		parse_fail(p, "%s was never set: let %s VALUE", t->text, t->text + 1);
	return value;
}

bool parse_accept(struct parse *p, const char *word)
{
	const struct lex_token *t = parse_peek(p);

	if (!t || t->kind != LEX_WORD || strcmp(t->text, word))
		return false;
	p->at++;
	return true;
}

int parse_end(struct parse *p)
{
	const struct lex_token *t = parse_peek(p);

	if (!t)
		return 0;
	p->at++;
	return parse_fail(p, "\"%s\" is too much here", t->text);
}

int parse_number(struct parse *p, const char *what, long min, long max, long *ret)
{
	const char *text = parse_word(p, what);
	char *end;
	long v;

	if (!text)
		return -EINVAL;
	v = strtol(text, &end, 10);
	if (end == text || *end || v < min || v > max)
		return parse_fail(p, "%s is a number from %ld to %ld, not \"%s\"", what, min, max, text);
	*ret = v;
	return 0;
}

int parse_duration(struct parse *p, uint32_t *ret)
{
	long v;

	if (parse_number(p, "the time", 0, 3600000, &v) < 0)
		return -EINVAL;
	if (parse_accept(p, "s"))
		v *= 1000;
	else if (!parse_accept(p, "ms"))
		return parse_fail(p, "a time needs its unit: ms or s");
	if (v > 3600000)
		return parse_fail(p, "at most an hour");
	*ret = (uint32_t)v;
	return 0;
}

/* The words of a value, joined by a space: "national 0639980011 restricted". */
static const char *parse_value(struct parse *p)
{
	const char *word = parse_word(p, "the value");
	char *all;

	if (!word)
		return NULL;
	all = talloc_strdup(p->file, word);
	while (parse_peek(p) && (parse_peek(p)->kind == LEX_WORD || parse_peek(p)->kind == LEX_STRING)) {
		word = parse_word(p, "a word");
		if (!word)
			return NULL;
		all = talloc_asprintf_append(all, " %s", word);
	}
	return all;
}

static int parse_field(struct parse *p, struct sim_fields *ret)
{
	struct sim_field f = { .line = parse_peek(p)->line };
	bool absent = parse_accept(p, "no");

	f.key = parse_word(p, "the field's name");
	if (!f.key)
		return -EINVAL;
	if (!absent && !(f.text = parse_value(p)))
		return -EINVAL;
	ret->v = talloc_realloc(p->file, ret->v, struct sim_field, ret->n + 1);
	ret->v[ret->n++] = f;
	return 0;
}

int parse_fields(struct parse *p, struct sim_fields *ret)
{
	const struct lex_token *t = parse_peek(p);

	if (!t || t->kind != LEX_OPEN)
		return 0;
	p->at++;
	while ((t = parse_peek(p)) && t->kind != LEX_CLOSE) {
		if (t->kind == LEX_COMMA) {
			p->at++;
			continue;
		}
		if (parse_field(p, ret) < 0)
			return -EINVAL;
		t = parse_peek(p);
		if (t && t->kind != LEX_COMMA && t->kind != LEX_CLOSE)
			return parse_fail(p, "a comma or the line's end parts two fields");
	}
	p->at++;
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int parse_hex(struct parse *p, struct tcap_octets *ret)
{
	uint8_t *buf = talloc_size(p->file, SCENARIO_MAX_RAW);
	const struct lex_token *t;
	size_t n = 0;

	while ((t = parse_peek(p)) && t->kind == LEX_WORD && strcmp(t->text, "and") && strcmp(t->text, "in")) {
		const char *text = parse_word(p, "octets");

		for (; text && *text; text += 2) {
			int hi = hex_digit(text[0]), lo = hi < 0 ? -1 : hex_digit(text[1]);

			if (lo < 0)
				return parse_fail(p, "octets are pairs of hexadecimal digits, not \"%s\"", text);
			if (n == SCENARIO_MAX_RAW)
				return parse_fail(p, "at most %d octets", SCENARIO_MAX_RAW);
			buf[n++] = (uint8_t)(hi << 4 | lo);
		}
		if (!text)
			return -EINVAL;
	}
	*ret = (struct tcap_octets){ .v = buf, .len = (uint16_t)n };
	return 0;
}
