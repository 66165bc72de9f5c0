/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A store of a test's own, which goes with the test: SQLite in a temporary folder or in memory; where MPABX_TEST_STORE
 * holds the URL of a PostgreSQL server whose user may create databases ("postgresql:///postgres?host=..."), a database
 * there. A test that comes by its stores here alone runs on both (`contrib/check postgres`). */
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mpabx/store.h>

#include "../../src/store/driver.h"

struct tempstore {
	char url[512];
	/* SQLite's */
	char folder[64];
	char path[96];
	/* PostgreSQL's */
	char database[64];
};

static inline const char *tempstore_server(void)
{
	return getenv("MPABX_TEST_STORE");
}

__attribute__((format(printf, 1, 2))) static inline int tempstore_say(const char *format, ...)
{
	char sql[256];
	void *conn = NULL;
	va_list ap;
	int rc = store_postgres.open(NULL, strchr(tempstore_server(), ':') + 1, false, &conn);

	va_start(ap, format);
	vsnprintf(sql, sizeof(sql), format, ap);
	va_end(ap);
	if (!rc)
		rc = store_postgres.exec(conn, sql);
	if (rc)
		printf("%s: %s\n", sql, conn ? store_postgres.error(conn) : "no connection");
	if (conn)
		store_postgres.close(conn);
	return rc;
}

static inline int tempstore_make(struct tempstore *t)
{
	static unsigned made;

	*t = (struct tempstore){ .url = "" };
	if (tempstore_server()) {
		snprintf(t->database, sizeof(t->database), "test_%d_%u", (int)getpid(), made++);
		snprintf(t->url, sizeof(t->url), "%s%cdbname=%s", tempstore_server(),
			 strchr(tempstore_server(), '?') ? '&' : '?', t->database);
		return tempstore_say("CREATE DATABASE %s", t->database);
	}
	snprintf(t->folder, sizeof(t->folder), "/tmp/mpabx-test-XXXXXX");
	if (!mkdtemp(t->folder))
		return -1;
	snprintf(t->path, sizeof(t->path), "%s/store.db", t->folder);
	snprintf(t->url, sizeof(t->url), "sqlite:%s", t->path);
	return 0;
}

/* Nothing made a database file where there was none. */
static inline bool tempstore_is_untouched(const struct tempstore *t)
{
	return t->database[0] || access(t->path, F_OK) < 0;
}

/* The store is gone for all who use it, as when its disk is unmounted or its server stopped. */
static inline int tempstore_take_away(struct tempstore *t)
{
	char away[128];

	if (t->database[0])
		return tempstore_say("ALTER DATABASE %s ALLOW_CONNECTIONS false", t->database) ||
			tempstore_say("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'",
				      t->database);
	snprintf(away, sizeof(away), "%s/away.db", t->folder);
	return rename(t->path, away);
}

static inline int tempstore_bring_back(struct tempstore *t)
{
	char away[128];

	if (t->database[0])
		return tempstore_say("ALTER DATABASE %s ALLOW_CONNECTIONS true", t->database);
	snprintf(away, sizeof(away), "%s/away.db", t->folder);
	return rename(away, t->path);
}

static inline void tempstore_remove(struct tempstore *t)
{
	static const char *const names[] = { "store.db", "store.db-wal", "store.db-shm", "away.db" };
	char path[160];

	if (t->database[0]) {
		tempstore_say("DROP DATABASE %s WITH (FORCE)", t->database);
		return;
	}
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", t->folder, names[i]);
		unlink(path);
	}
	rmdir(t->folder);
}

/* A new store for one connection, with nothing to take away afterwards. A database on a server stays there until the
 * server goes. \returns NULL on failure */
static inline struct store *tempstore_open(void *ctx)
{
	struct tempstore t = { .url = "sqlite::memory:" };
	struct store *s = NULL;

	if (tempstore_server() && tempstore_make(&t) < 0)
		return NULL;
	return store_open(ctx, t.url, &s) < 0 ? NULL : s;
}
