/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file postgres_conn.h A connection to PostgreSQL that is made again after it was lost. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

struct pg_stmt;

struct pg_conn {
	PGconn *pg;			/*!< NULL: lost */
	char *conninfo;
	unsigned generation;		/*!< counts the connections: a statement of an older one is prepared again */
	bool in_transaction;
	bool doomed;			/*!< the connection was lost in a transaction: nothing goes before its ROLLBACK */
	struct pg_stmt *streaming;	/*!< whose rows are still on their way */
	struct pg_stmt *newest;		/*!< asks moved()'s question */
	unsigned statements;		/*!< counts their names */
	int64_t last_seq;
	int patience_ms;
	unsigned queued;		/*!< statements in the pipeline, whose results are still to come */
	char words[256];
};

int pg_url_check(const char *rest);
void pg_url_describe(const char *rest, char *buf, size_t size);

/*! Not connected yet. */
struct pg_conn *pg_conn_alloc(void *ctx, const char *rest);
/*! Usable now: connects where it was lost outside a transaction. \returns 0 or -EIO */
int pg_conn_ready(struct pg_conn *c);
/*! The next result of what was sent, NULL after the last. \returns 0 or -EIO (nothing came in time, or lost) */
int pg_conn_result(struct pg_conn *c, PGresult **ret);
/*! Reads to the last result, keeps the first error. \returns as pg_conn_error */
int pg_conn_finish(struct pg_conn *c, int rc);
/*! Sends a script without parameters and reads what it says. */
int pg_conn_run(struct pg_conn *c, const char *sql);
/*! Closes it and keeps the words. \returns -EIO */
int pg_conn_lose(struct pg_conn *c, const char *words);
/*! The results of the pipeline are read, and it is left. \returns 0, or as the first statement that failed */
int pg_conn_drain(struct pg_conn *c);
/*! Keeps the words of a result. \returns 0, -EEXIST, -EINVAL, -ENOMEM, -EIO */
int pg_conn_error(struct pg_conn *c, const PGresult *res);
