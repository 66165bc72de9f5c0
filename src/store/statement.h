/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file statement.h
 *  A connection and its prepared statements, for the files of this room. A statement is started, its parameters are
 *  set, it is stepped through. What fails on the way is kept and told by the last of these calls. */
#pragma once

#include <stddef.h>

#include <mpabx/store.h>

#include "driver.h"

struct statement;

struct store {
	const struct store_driver *driver;
	void *conn;
	struct statement *statements;
	int schema_version;
	bool in_transaction;
	bool failed;			/*!< a put failed in this transaction: it cannot be committed */
	char author[STORE_NAME_SIZE];
	struct store_bulk *bulk;	/*!< many puts are under way (bulk.h), NULL: none */
	bool quiet;
	char error[160];		/*!< the last complaint of a quiet one */
};

/*! \param sql a literal: its address is the statement's key. Prepared once a connection. */
struct statement *statement_start(struct store *s, const char *sql);
void statement_int(struct statement *st, unsigned number, int64_t value);
void statement_text(struct statement *st, unsigned number, const char *value);
/*! 0 is stored as NULL: "no number". */
void statement_number(struct statement *st, unsigned number, e164_t value);
/*! \returns 1 a row, 0 no more, -errno as the driver's step; anything but 1 ends the statement */
int statement_next(struct statement *st);
/*! For loops over rows: \param rc 0 to begin with, then what the row's user returned; anything but 0 ends the statement and
 *  stays. \returns whether there is a row; else rc is 0 after the last one, or what ended it */
bool statement_more(struct statement *st, int *rc);
/*! Ends it before its last row. */
void statement_end(struct statement *st);
/*! To the end, whatever rows come. \returns 0 or -errno */
int statement_run(struct statement *st);
/*! One row with one number in it. \returns 1 and ret set, 0 no row, -errno */
int statement_fetch_int(struct statement *st, int64_t *ret);

/*! All of a connection, before it is closed. */
void statements_free(struct store *s);

int64_t statement_column_int(struct statement *st, unsigned column);
/*! Borrowed until the next step. */
const char *statement_column(struct statement *st, unsigned column);
/*! A text too long for buf is cut between two characters. */
void statement_column_text(struct statement *st, unsigned column, char *buf, size_t size);

/*! What is queued is let go with its transaction. */
void store_bulk_drop(struct store *s);

/*! Before a change: is there a transaction that may still be committed? \returns 0 or -EPERM */
int store_change_begin(struct store *s);
/*! After it: a change that failed half-way must not be committed. \returns rc as given */
int store_change_end(struct store *s, int rc);
/*! What a change of one statement is given, in the order of its parameters: VALUES(VALUE_TEXT(name), VALUE_INT(at)). */
struct statement_value {
	enum { STATEMENT_INT, STATEMENT_TEXT, STATEMENT_NUMBER } kind;
	int64_t number;
	const char *text;
};
#define VALUE_INT(value) { STATEMENT_INT, (int64_t)(value), NULL }
#define VALUE_TEXT(value) { STATEMENT_TEXT, 0, (value) }
/*! 0 is stored as NULL: "no number". */
#define VALUE_NUMBER(value) { STATEMENT_NUMBER, (int64_t)(value), NULL }
#define VALUES(...) \
	(const struct statement_value[]){ __VA_ARGS__ }, sizeof((const struct statement_value[]){ __VA_ARGS__ }) / sizeof(struct statement_value)

/*! Such a change. \returns 0 or -errno */
int store_change_run(struct store *s, const char *sql, const struct statement_value *values, unsigned n);
/*! Of one that says by RETURNING whether there was something to change. \returns also -ENOENT */
int store_change_found(struct store *s, const char *sql, const struct statement_value *values, unsigned n);
/*! Of one that gives its new row's id. */
int store_change_id(struct store *s, const char *sql, int64_t *ret, const struct statement_value *values, unsigned n);
/*! Logs the engine's words. \returns rc as given */
int store_complain(struct store *s, const char *what, int rc);

/*! The entry of one change, in its transaction. \returns 0 or -EIO */
int store_change_log(struct store *s, enum store_object object, uint64_t key, uint32_t fleet_id);
/*! The place of a word in an array that NULL ends, or -1. */
int store_word_find(const char *const *words, const char *word);

/*! Sets a line's or fixed number's short number, "" for none. \param column "line" or "fixed" by this enum
 *  \param is_new it has none yet
 *  \returns 0, -EINVAL (a number that the plan gives another meaning), -EEXIST, -EIO */
enum store_short_owner { STORE_SHORT_LINE, STORE_SHORT_FIXED };
int store_short_put(struct store *s, enum store_short_owner owner, e164_t number, uint32_t fleet_id, const char *digits,
		    bool is_new);
