/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file driver.h
 *  What a database engine has to do for this room. Statements are standard SQL with parameters $1, $2 ...; the engine
 *  finds them by their names, so that $1 may stand anywhere and twice. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct store_driver {
	const char *scheme;	/*!< of the URL: "sqlite" */

	/*! What a schema's @MARKER@s stand for; a NULL marker ends. */
	struct { const char *marker, *text; } markers[8];

	/*! Write transactions follow one another: the change log's order is the order of commits. */
	const char *begin_sql;
	/*! All reads up to the end see the same moment. */
	const char *begin_read_sql;
	/*! schema_version is there: gives a row or none. */
	const char *has_schema_sql;

	/*! \param rest of the URL, behind "scheme:" \param create where there is none yet
	 *  \returns 0, -ENOENT (none there), -EIO, -ENOMEM */
	int (*open)(void *ctx, const char *rest, bool create, void **ret_conn);
	void (*close)(void *conn);
	/*! Runs statements that give no rows. \returns 0 or as step */
	int (*exec)(void *conn, const char *sql);
	/*! \returns 0, -EIO, -ENOMEM */
	int (*prepare)(void *conn, const char *sql, void **ret_stmt);
	void (*finalize)(void *stmt);
	/*! A number that the statement does not have: -EINVAL */
	int (*bind_int)(void *stmt, unsigned number, int64_t value);
	int (*bind_null)(void *stmt, unsigned number);
	/*! The text stays the caller's until reset. */
	int (*bind_text)(void *stmt, unsigned number, const char *value);
	/*! \returns 1 a row, 0 no more, -EEXIST (unique), -EINVAL (another constraint), -ENOMEM, -EIO */
	int (*step)(void *stmt);
	int64_t (*column_int)(void *stmt, unsigned column);
	const char *(*column_text)(void *stmt, unsigned column);	/*!< never NULL */
	void (*reset)(void *stmt);
	/*! Cheap: true where others committed since the last call, where it cannot tell, and where the store is gone. */
	bool (*moved)(void *conn);
	/*! What went wrong last, in the engine's words. */
	const char *(*error)(void *conn);
};

extern const struct store_driver store_sqlite;
