/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A connection to the store: its opening and closing, and transactions. The rows are in *_row.c. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "migrate.h"
#include "statement.h"

static const struct store_driver *const drivers[] = { &store_sqlite, &store_postgres };

static const struct store_driver *driver_of(const char *url, const char **rest)
{
	size_t n = strcspn(url, ":");

	if (!url[n] || !url[n + 1])
		return NULL;
	*rest = url + n + 1;
	for (unsigned i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		for (const char *const *scheme = drivers[i]->schemes; *scheme; scheme++) {
			if (strlen(*scheme) == n && !strncmp(url, *scheme, n))
				return drivers[i];
		}
	}
	return NULL;
}

int store_url_check(const char *url)
{
	const char *rest;
	const struct store_driver *driver = driver_of(url, &rest);

	return driver ? driver->check(rest) : -EINVAL;
}

static void complain_of_url(struct store *s, const char *rest, int rc)
{
	char where[256];

	s->driver->describe(rest, where, sizeof(where));
	store_complain(s, where, rc);
}

int store_complain(struct store *s, const char *what, int rc)
{
	const char *words = s->conn ? s->driver->error(s->conn) : "no connection";

	if (s->quiet)
		snprintf(s->error, sizeof(s->error), "%s", words);
	else
		LOGT(DSTORE, LOGL_ERROR, "%s: %s (%s)\n", what, words, strerror(-rc));
	return rc;
}

static int store_destroy(struct store *s)
{
	statements_free(s);
	if (s->conn)
		s->driver->close(s->conn);
	return 0;
}

static struct store *store_new(void *ctx, const struct store_driver *driver)
{
	struct store *s = talloc_zero(ctx, struct store);

	if (!s)
		return NULL;
	s->driver = driver;
	talloc_set_destructor(s, store_destroy);
	return s;
}

static int store_connect(void *ctx, const char *url, bool create, struct store **ret)
{
	const char *rest;
	const struct store_driver *driver = driver_of(url, &rest);
	struct store *s;
	int rc;

	if (!driver)
		return -EINVAL;
	s = store_new(ctx, driver);
	if (!s)
		return -ENOMEM;
	rc = driver->open(s, rest, create, &s->conn);
	if (rc < 0) {
		if (create)
			complain_of_url(s, rest, rc);
		talloc_free(s);
		return rc;
	}
	*ret = s;
	return 0;
}

int store_open(void *ctx, const char *url, struct store **ret)
{
	struct store *s;
	int rc = store_connect(ctx, url, true, &s);

	if (rc < 0)
		return rc;
	rc = store_migrate(s, store_migrations);
	if (rc < 0) {
		talloc_free(s);
		return rc;
	}
	s->schema_version = rc;
	*ret = s;
	return 0;
}

int store_attach(void *ctx, const char *url, struct store **ret)
{
	struct store *s;
	int rc = store_connect(ctx, url, false, &s);

	if (rc < 0)
		return rc;
	rc = store_schema_read(s);
	if (rc != store_schema_last(store_migrations)) {
		talloc_free(s);
		/* A database without a schema is none of ours yet. */
		return rc < 0 ? rc : rc == 0 ? -ENOENT : -EPROTO;
	}
	s->schema_version = rc;
	*ret = s;
	return 0;
}

void store_close(struct store **store)
{
	talloc_free(*store);
	*store = NULL;
}

int store_schema_version(const struct store *store)
{
	return store->schema_version;
}

int store_make_durable(struct store *s)
{
	return s->driver->durable_sql ? s->driver->exec(s->conn, s->driver->durable_sql) : 0;
}

void store_set_quiet(struct store *s)
{
	s->quiet = true;
}

const char *store_error(const struct store *s)
{
	return s->error;
}

int store_probe(struct store *s)
{
	int rc;

	/* asks whether the file is still the one that was opened */
	s->driver->moved(s->conn);
	rc = store_begin_read(s);
	store_rollback(s);
	return rc;
}

void store_set_author(struct store *s, const char *who)
{
	snprintf(s->author, sizeof(s->author), "%s", who);
}

static int begin(struct store *s, const char *sql)
{
	int rc;

	if (s->in_transaction)
		return -EBUSY;
	rc = s->driver->exec(s->conn, sql);
	if (rc < 0)
		return store_complain(s, "begin", -EIO);
	s->in_transaction = true;
	s->failed = false;
	return 0;
}

int store_begin(struct store *s)
{
	return begin(s, s->driver->begin_sql);
}

int store_begin_read(struct store *s)
{
	return begin(s, s->driver->begin_read_sql);
}

int store_commit(struct store *s)
{
	int rc;

	if (!s->in_transaction)
		return -EPERM;
	if (s->failed) {
		store_rollback(s);
		return -ECANCELED;
	}
	rc = store_bulk_end(s);
	if (rc < 0) {
		store_rollback(s);
		return rc;
	}
	rc = s->driver->exec(s->conn, "COMMIT");
	if (rc < 0) {
		store_complain(s, "commit", rc);
		store_rollback(s);
		return -EIO;
	}
	s->in_transaction = false;
	return 0;
}

void store_rollback(struct store *s)
{
	store_bulk_drop(s);
	if (s->in_transaction)
		s->driver->exec(s->conn, "ROLLBACK");
	s->in_transaction = false;
}

int store_change_begin(struct store *s)
{
	return s->in_transaction && !s->failed ? 0 : -EPERM;
}

int store_change_end(struct store *s, int rc)
{
	if (rc < 0)
		s->failed = true;
	return rc;
}

bool store_moved(struct store *s)
{
	return s->driver->moved(s->conn);
}

int store_word_find(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++) {
		if (!strcmp(words[i], word))
			return i;
	}
	return -1;
}
