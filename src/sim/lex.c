/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A scenario file's words. One statement is one line, except that a { block may go over many lines, where the end
 * of a line stands for a comma, and that a line ending in "and" goes on. "# " begins a comment where a word could
 * begin: *21# is a word. What words mean is scenario_parse.c's business. */
#include <ctype.h>
#include <string.h>
#include <talloc.h>

#include "lex.h"

#define LEX_MAX_TOKENS 4096

void lex_init(struct lex *lex, void *ctx, const char *text)
{
	*lex = (struct lex){ .ctx = ctx, .p = text, .line = 1 };
}

static int lex_add(struct lex *lex, enum lex_kind kind, const char *text, size_t n)
{
	struct lex_token *t;

	if (lex->num_tokens == lex->max_tokens) {
		size_t max = lex->max_tokens ? lex->max_tokens * 2 : 32;
		if (max > LEX_MAX_TOKENS) {
			lex->error = "statement too long";
			return -1;
		}
		lex->token = talloc_realloc(lex->ctx, lex->token, struct lex_token, max);
		lex->max_tokens = max;
	}
	t = &lex->token[lex->num_tokens++];
	*t = (struct lex_token){ .kind = kind, .line = lex->line, .text = talloc_strndup(lex->ctx, text, n) };
	return 0;
}

static bool lex_ends_word(char c)
{
	return !c || isspace((unsigned char)c) || strchr("{},\"", c);
}

static int lex_string(struct lex *lex)
{
	const char *start = ++lex->p;

	while (*lex->p && *lex->p != '"' && *lex->p != '\n')
		lex->p++;
	if (*lex->p != '"') {
		lex->error = "a \" without its pair on the same line";
		return -1;
	}
	return lex_add(lex, LEX_STRING, start, (size_t)(lex->p++ - start));
}

static int lex_word(struct lex *lex)
{
	const char *start = lex->p;

	while (!lex_ends_word(*lex->p))
		lex->p++;
	return lex_add(lex, LEX_WORD, start, (size_t)(lex->p - start));
}

static bool lex_goes_on(const struct lex *lex)
{
	const struct lex_token *last = lex->num_tokens ? &lex->token[lex->num_tokens - 1] : NULL;

	return last && last->kind == LEX_WORD && !strcmp(last->text, "and");
}

/* The end of a line. \returns 1 where it ends the statement, 0 where it goes on, -1 on an error */
static int lex_newline(struct lex *lex, int depth)
{
	int rc = 0;

	if (depth)
		rc = lex_add(lex, LEX_COMMA, ",", 1);
	else if (lex->num_tokens && !lex_goes_on(lex))
		rc = 1;
	lex->p++;
	lex->line++;
	return rc;
}

static int lex_brace(struct lex *lex, int *depth)
{
	bool open = *lex->p == '{';

	lex->p++;
	*depth += open ? 1 : -1;
	if (*depth < 0 || *depth > 1) {
		lex->error = open ? "a { inside a { }: members are written with dots" : "a } without its {";
		return -1;
	}
	return lex_add(lex, open ? LEX_OPEN : LEX_CLOSE, open ? "{" : "}", 1);
}

int lex_statement(struct lex *lex)
{
	int depth = 0, rc = 0;

	lex->num_tokens = 0;
	while (*lex->p && !rc) {
		if (*lex->p == '\n') {
			rc = lex_newline(lex, depth);
		} else if (isspace((unsigned char)*lex->p)) {
			lex->p++;
		} else if (*lex->p == '#') {
			lex->p += strcspn(lex->p, "\n");
		} else if (*lex->p == '{' || *lex->p == '}') {
			rc = lex_brace(lex, &depth);
		} else if (*lex->p == ',') {
			rc = lex_add(lex, LEX_COMMA, ",", 1);
			lex->p++;
		} else {
			rc = *lex->p == '"' ? lex_string(lex) : lex_word(lex);
		}
	}
	if (!rc && depth) {
		lex->error = "a { without its }";
		return -1;
	}
	return rc ? rc : lex->num_tokens > 0;
}
