/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Brings a store's schema to the version of this build. Several programs may start at once: each step looks again under
 * the write lock, so that it is done once.
 * Left out: the way back. A schema newer than the program is refused. */

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "migrate.h"
#include "statement.h"

static const char sql_table[] =
	"CREATE TABLE IF NOT EXISTS schema_version ("
	"version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, at @BIGINT@ NOT NULL) @STRICT@";
static const char sql_version[] = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
static const char sql_done[] = "INSERT INTO schema_version (version, name, at) VALUES ($1, $2, $3)";

int store_schema_last(const struct store_migration *steps)
{
	int last = 0;

	for (; steps->version; steps++)
		last = steps->version;
	return last;
}

int store_schema_read(struct store *s)
{
	int64_t version = 0;
	int rc = statement_fetch_int(statement_start(s, s->driver->has_schema_sql), &version);

	if (rc != 1)
		return rc;
	rc = statement_fetch_int(statement_start(s, sql_version), &version);
	return rc == 1 ? (int)version : -EIO;
}

/* The text with the engine's words in place of the markers. */
static char *markers_fill(void *ctx, const struct store_driver *driver, const char *sql)
{
	char *text = talloc_strdup(ctx, sql);

	for (unsigned i = 0; text && i < sizeof(driver->markers) / sizeof(driver->markers[0]); i++) {
		const char *marker = driver->markers[i].marker;
		char *at;

		while (text && marker && (at = strstr(text, marker))) {
			char *filled;

			*at = '\0';
			filled = talloc_asprintf(ctx, "%s%s%s", text, driver->markers[i].text, at + strlen(marker));
			talloc_free(text);
			text = filled;
		}
	}
	return text;
}

static int script_run(struct store *s, const char *sql)
{
	char *text = markers_fill(s, s->driver, sql);
	int rc = text ? s->driver->exec(s->conn, text) : -ENOMEM;

	if (rc < 0)
		store_complain(s, "schema", rc);
	talloc_free(text);
	return rc;
}

static int step_run(struct store *s, const struct store_migration *step)
{
	struct statement *st;
	int rc = script_run(s, sql_table);

	if (rc < 0)
		return rc;
	/* Another program may have been quicker. */
	rc = store_schema_read(s);
	if (rc < 0 || rc >= step->version)
		return rc < 0 ? rc : 0;
	rc = script_run(s, step->sql);
	if (!rc && s->driver->dress_sql)
		rc = script_run(s, s->driver->dress_sql);
	if (rc < 0)
		return rc;
	st = statement_start(s, sql_done);
	statement_int(st, 1, step->version);
	statement_text(st, 2, step->name);
	statement_int(st, 3, clock_wall());
	return statement_run(st);
}

static int step_commit(struct store *s, const struct store_migration *step)
{
	int rc = store_begin(s);

	if (rc < 0)
		return rc;
	rc = step_run(s, step);
	if (rc < 0) {
		LOGP(DSTORE, LOGL_ERROR, "schema %d (%s): failed, left as it was\n", step->version, step->name);
		store_rollback(s);
		return rc;
	}
	return store_commit(s);
}

int store_migrate(struct store *s, const struct store_migration *steps)
{
	int last = store_schema_last(steps), version = store_schema_read(s);

	if (version < 0)
		return version;
	if (version > last) {
		LOGP(DSTORE, LOGL_ERROR, "schema %d is newer than this program's %d\n", version, last);
		return -EPROTO;
	}
	for (; steps->version; steps++) {
		int rc = steps->version > version ? step_commit(s, steps) : 0;

		if (rc < 0)
			return -EIO;
		if (steps->version > version)
			LOGP(DSTORE, LOGL_NOTICE, "schema brought to %d (%s)\n", steps->version, steps->name);
	}
	return last;
}
