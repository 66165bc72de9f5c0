/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file driver.h
 *  What a database engine has to do for this room.
 *
 *  One text serves every engine. What keeps it so:
 *  - Parameters are $1, $2 ..., found by their names: $1 may stand anywhere and twice. A number is bound as a 64-bit
 *    integer; where a function wants a plain one (SUBSTR), write CAST($3 AS INTEGER).
 *  - INSERT ... ON CONFLICT (column) DO UPDATE or DO NOTHING, RETURNING, CASE, COALESCE and EXISTS are the same.
 *    INSERT OR REPLACE, two-argument MAX() and MIN(), GLOB, LIKE without regard to case, rowid and unixepoch() are not.
 *  - A comparison is a truth value, which is no INTEGER: in a table write CASE WHEN ... THEN 1 ELSE 0 END. Read by
 *    column_int it is 0 or 1.
 *  - In a schema INTEGER holds 32 bits, @BIGINT@ 64 (a number, a time), TEXT compares by octets.
 *  - After a change has failed its transaction takes no statement any more: roll it back.
 *  Every step of the schema and every statement is run on each engine by `contrib/check postgres`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_MAX_PARAMETERS 32

struct store_driver {
	const char *schemes[3];	/*!< of the URL: "sqlite"; NULL ends */

	/*! What a schema's @MARKER@s stand for; a NULL marker ends.
	 *  @STRICT@ behind a table: columns hold what they say; @BIGINT@: 64 bits; @IDENTITY@ behind a column "id" or
	 *  "seq": the primary key, numbered by the engine where it is not given, never the same number twice. */
	struct { const char *marker, *text; } markers[8];
	/*! What the engine's tables need beside the steps' text, run after each step and again and again; or NULL. */
	const char *dress_sql;

	/*! Write transactions follow one another: the change log's order is the order of commits. */
	const char *begin_sql;
	/*! All reads up to the end see the same moment. */
	const char *begin_read_sql;
	/*! schema_version is there: gives a row or none. */
	const char *has_schema_sql;
	/*! From now on a commit is on the disk; NULL: it always is. */
	const char *durable_sql;

	/*! \param rest of the URL, behind "scheme:" \returns 0 or -EINVAL */
	int (*check)(const char *rest);
	/*! The URL for a log line: without what is secret in it. */
	void (*describe)(const char *rest, char *buf, size_t size);
	/*! \param create where there is none yet, as far as the engine can
	 *  \returns 0, -ENOENT (none there), -EIO, -ENOMEM; where ret_conn is set it holds the engine's words */
	int (*open)(void *ctx, const char *rest, bool create, void **ret_conn);
	void (*close)(void *conn);
	/*! Runs statements that give no rows. A failed begin leaves no transaction. \returns 0 or as step */
	int (*exec)(void *conn, const char *sql);
	/*! \returns 0, -EIO, -ENOMEM; the engine may also find at the first step that it cannot */
	int (*prepare)(void *conn, const char *sql, void **ret_stmt);
	void (*finalize)(void *stmt);
	/*! A number that the statement does not have: -EINVAL */
	int (*bind_int)(void *stmt, unsigned number, int64_t value);
	int (*bind_null)(void *stmt, unsigned number);
	/*! The text stays the caller's until reset. */
	int (*bind_text)(void *stmt, unsigned number, const char *value);
	/*! Other statements may be run between two rows.
	 *  \returns 1 a row, 0 no more, -EEXIST (unique), -EINVAL (another constraint), -ENOMEM, -EIO (also: the
	 *  connection is lost; the next use outside a transaction connects again) */
	int (*step)(void *stmt);
	/*! As step, for a statement whose rows nobody wants, in a transaction: it may be done later, before the next one that
	 *  is stepped, flushed or committed, which then tells what went wrong with it. NULL: nothing is gained by it. */
	int (*queue)(void *stmt);
	/*! What was queued is done. \returns 0 or as step of the first that failed */
	int (*flush)(void *conn);
	int64_t (*column_int)(void *stmt, unsigned column);
	const char *(*column_text)(void *stmt, unsigned column);	/*!< never NULL */
	void (*reset)(void *stmt);
	/*! Cheap: true where others committed since the last call, where it cannot tell, and where the store is gone. */
	bool (*moved)(void *conn);
	/*! What went wrong last, in the engine's words. */
	const char *(*error)(void *conn);
};

extern const struct store_driver store_sqlite;
extern const struct store_driver store_postgres;
