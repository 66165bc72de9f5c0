/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between scenario_parse.c (file, nodes, calls) and scenario_parse_step.c (send, expect). */
#pragma once

#include "lex.h"
#include "scenario.h"

struct parse {
	struct lex lex;
	size_t at;			/* token that comes next */
	struct scenario_file *file;
	struct scenario *scenario;	/* where steps go */
	int call;			/* the call that steps speak of, -1: none yet */
	struct sim_fields lets;		/* let NAME VALUE */
	char *error;			/* SCENARIO_ERROR_SIZE; "" until the first error */
};

/* Notes the first error, with file and line. \returns -EINVAL */
int parse_fail(struct parse *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const struct lex_token *parse_peek(const struct parse *p);
/* The next word or string ($NAME replaced), or NULL with an error "WHAT is missing". */
const char *parse_word(struct parse *p, const char *what);
/* Takes the next word where it is this one. */
bool parse_accept(struct parse *p, const char *word);
/* "300 ms", "2 s". */
int parse_duration(struct parse *p, uint32_t *ret);
/* 300, 0x12 not; bounded. */
int parse_number(struct parse *p, const char *what, long min, long max, long *ret);
int parse_end(struct parse *p);
/* { key value, no key } */
int parse_fields(struct parse *p, struct sim_fields *ret);
/* Hexadecimal words up to the end of the statement, "and" or "in". */
int parse_hex(struct parse *p, struct tcap_octets *ret);

struct sim_step *parse_step_add(struct parse *p, enum sim_step_kind kind);
struct sim_call_def *parse_current_call(struct parse *p);

int parse_send(struct parse *p);
int parse_expect(struct parse *p);
