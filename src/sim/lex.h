/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Splits a scenario file into statements of words. See lex.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum lex_kind { LEX_WORD, LEX_STRING, LEX_OPEN, LEX_CLOSE, LEX_COMMA };

struct lex_token {
	enum lex_kind kind;
	unsigned line;
	const char *text;	/* of a word or string */
};

struct lex {
	void *ctx;		/* words are its children */
	const char *p;
	unsigned line;
	const char *error;	/* static; set where lex_statement() returns -1 */
	struct lex_token *token;
	size_t num_tokens, max_tokens;
};

void lex_init(struct lex *lex, void *ctx, const char *text);
/* The next statement in lex->token. \returns 1, 0 at the end, -1 with lex->error and lex->line */
int lex_statement(struct lex *lex);
