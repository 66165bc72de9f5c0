/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SQLite driver: WAL, so that readers and the one writer do not wait for each other; foreign keys; STRICT tables.
 * One connection belongs to one thread. */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "driver.h"

#define BUSY_TIMEOUT_MS 5000
#define BUSY_LOOK_US 200

struct sqlite_conn {
	sqlite3 *db;
	sqlite3_stmt *data_version;
	int64_t last_data_version;
	bool gone;		/* the file was taken away or replaced under us */
	uint64_t busy_since_ms;
};

struct sqlite_stmt {
	struct sqlite_conn *conn;
	sqlite3_stmt *stmt;
	/* SQLite numbers $1, $2 ... by their first appearance: here by what they are called. */
	uint8_t place[STORE_MAX_PARAMETERS + 1];
};

static int error_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
		return 0;
	case SQLITE_ROW:
		return 1;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_CONSTRAINT:
		return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
			rc == SQLITE_CONSTRAINT_ROWID ? -EEXIST : -EINVAL;
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
		return -EINVAL;
	default:
		return -EIO;
	}
}

static int conn_destroy(struct sqlite_conn *conn)
{
	sqlite3_finalize(conn->data_version);
	sqlite3_close(conn->db);
	return 0;
}

static int exec(void *priv, const char *sql)
{
	struct sqlite_conn *conn = priv;

	return conn->gone ? -EIO : error_of(sqlite3_exec(conn->db, sql, NULL, NULL, NULL));
}

/* Another one writes, for a millisecond mostly: SQLite's own patience sleeps longer each time, past many who came later. */
static int on_busy(void *priv, int times)
{
	struct sqlite_conn *conn = priv;
	struct timespec look = { .tv_nsec = BUSY_LOOK_US * 1000L * (times < 50 ? 1 : 10) };

	if (!times)
		conn->busy_since_ms = clock_ms();
	if (clock_ms() - conn->busy_since_ms > BUSY_TIMEOUT_MS)
		return 0;
	nanosleep(&look, NULL);
	return 1;
}

/* NORMAL in WAL mode: a power cut may take the last commits, never the consistency. */
static int conn_prepare(struct sqlite_conn *conn)
{
	sqlite3_extended_result_codes(conn->db, 1);
	sqlite3_busy_handler(conn->db, on_busy, conn);
	return exec(conn, "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL") ||
		sqlite3_prepare_v3(conn->db, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT,
				   &conn->data_version, NULL) != SQLITE_OK ? -EIO : 0;
}

static int check(const char *path)
{
	return path[0] ? 0 : -EINVAL;
}

static void describe(const char *path, char *buf, size_t size)
{
	snprintf(buf, size, "sqlite:%s", path);
}

/* Every RETURNING has a small table of its own, for which SQLite takes 20 pages from the heap and gives them back at once:
 * half of a mass import's time. Page by page it takes two. Where SQLite is at work already it stays as it is. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

static int open_conn(void *ctx, const char *path, bool create, void **ret_conn)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite_conn *conn;
	int rc;

	pthread_once(&once, configure);
	if (!create && strcmp(path, ":memory:") && access(path, F_OK) < 0)
		return -ENOENT;
	conn = talloc_zero(ctx, struct sqlite_conn);
	if (!conn)
		return -ENOMEM;
	talloc_set_destructor(conn, conn_destroy);
	rc = sqlite3_open_v2(path, &conn->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
			     (create ? SQLITE_OPEN_CREATE : 0), NULL);
	*ret_conn = conn;	/* also where it failed: it holds the engine's words */
	/* no such folder, no right to it: the system says it clearer than "unable to open" */
	if (rc == SQLITE_CANTOPEN && conn->db && sqlite3_system_errno(conn->db))
		return -sqlite3_system_errno(conn->db);
	return rc == SQLITE_OK ? conn_prepare(conn) : -EIO;
}

static void close_conn(void *conn)
{
	talloc_free(conn);
}

static int stmt_destroy(struct sqlite_stmt *st)
{
	sqlite3_finalize(st->stmt);
	return 0;
}

static int places_find(struct sqlite_stmt *st)
{
	int n = sqlite3_bind_parameter_count(st->stmt);

	for (int place = 1; place <= n; place++) {
		const char *name = sqlite3_bind_parameter_name(st->stmt, place);
		long number = name && name[0] == '$' ? strtol(name + 1, NULL, 10) : 0;

		if (number < 1 || number > STORE_MAX_PARAMETERS)
			return -EINVAL;
		st->place[number] = (uint8_t)place;
	}
	return 0;
}

static int prepare(void *priv, const char *sql, void **ret_stmt)
{
	struct sqlite_conn *conn = priv;
	struct sqlite_stmt *st = talloc_zero(conn, struct sqlite_stmt);
	int rc;

	if (!st)
		return -ENOMEM;
	talloc_set_destructor(st, stmt_destroy);
	st->conn = conn;
	rc = sqlite3_prepare_v3(conn->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->stmt, NULL);
	if (rc != SQLITE_OK || places_find(st) < 0) {
		talloc_free(st);
		return rc == SQLITE_NOMEM ? -ENOMEM : -EIO;
	}
	*ret_stmt = st;
	return 0;
}

static void finalize(void *stmt)
{
	talloc_free(stmt);
}

static int place_of(const struct sqlite_stmt *st, unsigned number)
{
	return number <= STORE_MAX_PARAMETERS ? st->place[number] : 0;
}

static int bind_int(void *stmt, unsigned number, int64_t value)
{
	struct sqlite_stmt *st = stmt;

	return sqlite3_bind_int64(st->stmt, place_of(st, number), value) == SQLITE_OK ? 0 : -EINVAL;
}

static int bind_null(void *stmt, unsigned number)
{
	struct sqlite_stmt *st = stmt;

	return sqlite3_bind_null(st->stmt, place_of(st, number)) == SQLITE_OK ? 0 : -EINVAL;
}

static int bind_text(void *stmt, unsigned number, const char *value)
{
	struct sqlite_stmt *st = stmt;

	return sqlite3_bind_text(st->stmt, place_of(st, number), value, -1, SQLITE_STATIC) == SQLITE_OK ? 0 : -EINVAL;
}

static int step(void *stmt)
{
	struct sqlite_stmt *st = stmt;

	return st->conn->gone ? -EIO : error_of(sqlite3_step(st->stmt));
}

static int64_t column_int(void *stmt, unsigned column)
{
	return sqlite3_column_int64(((struct sqlite_stmt *)stmt)->stmt, (int)column);
}

static const char *column_text(void *stmt, unsigned column)
{
	const char *text = (const char *)sqlite3_column_text(((struct sqlite_stmt *)stmt)->stmt, (int)column);

	return text ? text : "";
}

static void reset(void *stmt)
{
	struct sqlite_stmt *st = stmt;

	sqlite3_reset(st->stmt);
	sqlite3_clear_bindings(st->stmt);
}

/* data_version moves with every commit of another connection, and costs two page reads. It knows nothing of a file
 * that was replaced: that is asked for apart. */
static bool moved(void *priv)
{
	struct sqlite_conn *conn = priv;
	int away = 0;
	int64_t version;

	if (sqlite3_file_control(conn->db, "main", SQLITE_FCNTL_HAS_MOVED, &away) == SQLITE_OK && away)
		conn->gone = true;
	if (conn->gone || sqlite3_step(conn->data_version) != SQLITE_ROW) {
		sqlite3_reset(conn->data_version);
		return true;
	}
	version = sqlite3_column_int64(conn->data_version, 0);
	sqlite3_reset(conn->data_version);
	if (version == conn->last_data_version)
		return false;
	conn->last_data_version = version;
	return true;
}

static const char *error(void *priv)
{
	struct sqlite_conn *conn = priv;

	return conn->gone ? "the database file is gone" : sqlite3_errmsg(conn->db);
}

const struct store_driver store_sqlite = {
	.schemes = { "sqlite" },
	.markers = {
		{ "@STRICT@", "STRICT" },
		{ "@BIGINT@", "INTEGER" },
		/* AUTOINCREMENT: a number is never given twice, even after its row has gone. */
		{ "@IDENTITY@", "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" },
	},
	.begin_sql = "BEGIN IMMEDIATE",
	.begin_read_sql = "BEGIN",
	.has_schema_sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'",
	.durable_sql = "PRAGMA synchronous = FULL",
	.check = check,
	.describe = describe,
	.open = open_conn,
	.close = close_conn,
	.exec = exec,
	.prepare = prepare,
	.finalize = finalize,
	.bind_int = bind_int,
	.bind_null = bind_null,
	.bind_text = bind_text,
	.step = step,
	.column_int = column_int,
	.column_text = column_text,
	.reset = reset,
	.moved = moved,
	.error = error,
};
