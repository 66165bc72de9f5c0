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
	struct network_def *network;	/* of the scenarios that follow; NULL: the default one, when somebody dials */
	int dial;			/* the dialled call that steps speak of, -1: none */
	unsigned num_phones;
	struct sim_step *phones;	/* said before any scenario: for all of them */
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

/* The scenario where steps go; a file with one need not name it. */
struct scenario *parse_current_scenario(struct parse *p);
const char *parse_source(struct parse *p);

/* network_parse.c, network_parse_story.c */
int parse_network(struct parse *p);
int parse_phone(struct parse *p);
int parse_dial(struct parse *p);
/* hang up, answer, reject, forget */
int parse_story_act(struct parse *p, enum story_kind kind);
int parse_story_expect(struct parse *p);
int parse_on_dial(struct parse *p, const char *name);
/* "+33639980011", "112", "*21#". */
int parse_phone_number(struct parse *p, const char *what, char ret[STORY_NUMBER_SIZE]);
struct network_def *network_def_new(struct parse *p);
void parse_phones_into(struct parse *p, struct scenario *s);

int parse_send(struct parse *p);
int parse_expect(struct parse *p);
