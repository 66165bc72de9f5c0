/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The PostgreSQL driver: statements on a connection of postgres_conn.c. One connection belongs to one thread.
 *
 * Rows come one by one as the server sends them, so that a million lines never lie in memory. One statement can do so
 * at a time: where another is run between two of its rows, the rest of the first is set aside in memory.
 * Statements are prepared at their first step, when what is bound tells the parameters' types, and again after the
 * connection was lost. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "driver.h"
#include "postgres_conn.h"

/* A look into the change log: shorter than the patience of who asks 20 times a second. */
#define MOVED_MS 3000
/* pg_type.dat: never changed */
#define OID_INT8 20
#define OID_TEXT 25

/* Held to the end of each write transaction, so that they follow one another. The function is the change log's own
 * trigger too: whoever writes an entry by hand waits as well. */
#define LOCK_SQL "pg_advisory_xact_lock(1836081506, hashtext(current_schema()::text))"

enum pg_stmt_state {
	PG_IDLE,
	PG_STREAMING,	/* row is one of many */
	PG_ASIDE,	/* row is all of them, at is where we are */
	PG_DONE,
};

struct pg_stmt {
	struct pg_conn *conn;
	char name[16];
	const char *sql;
	unsigned generation;
	enum pg_stmt_state state;
	PGresult *row;
	int at;
	int late;	/* how the rows that were set aside end */
	int num;
	const char *values[STORE_MAX_PARAMETERS];
	Oid types[STORE_MAX_PARAMETERS];
	char digits[STORE_MAX_PARAMETERS][24];
};

/* ---- rows ---- */
static void row_clear(struct pg_stmt *st)
{
	PQclear(st->row);
	st->row = NULL;
}

/* \returns 1 a row, 0 or an error after the last */
static int stream_next(struct pg_stmt *st)
{
	struct pg_conn *c = st->conn;
	PGresult *res = NULL;
	int rc;

	row_clear(st);
	if (c->streaming != st)
		return -EIO;
	rc = pg_conn_result(c, &res);
	if (rc < 0)
		return rc;
	if (PQresultStatus(res) == PGRES_SINGLE_TUPLE) {
		st->row = res;
		return 1;
	}
	rc = res ? pg_conn_error(c, res) : 0;
	PQclear(res);
	c->streaming = NULL;
	return pg_conn_finish(c, rc);
}

static int row_append(PGresult *all, const PGresult *row)
{
	int at = PQntuples(all);

	for (int i = 0; i < PQnfields(row); i++) {
		bool null = PQgetisnull(row, 0, i);

		if (!PQsetvalue(all, at, i, null ? NULL : PQgetvalue(row, 0, i), null ? -1 : PQgetlength(row, 0, i)))
			return -ENOMEM;
	}
	return 1;
}

/* The row that its user stands at comes first. Whatever ends it early is told when the user gets there. */
static void set_aside(struct pg_stmt *st)
{
	PGresult *all = PQcopyResult(st->row, PG_COPYRES_ATTRS);
	int rc = all ? 1 : -ENOMEM;

	while (rc == 1) {
		rc = row_append(all, st->row);
		if (rc == 1)
			rc = stream_next(st);
	}
	if (st->conn->streaming == st) {
		st->conn->streaming = NULL;
		pg_conn_finish(st->conn, rc);
	}
	row_clear(st);
	st->row = all;
	st->at = 0;
	st->late = rc;
	st->state = PG_ASIDE;
}

static int ready(struct pg_conn *c)
{
	int rc = pg_conn_drain(c);

	if (rc < 0)
		return rc;
	if (c->streaming)
		set_aside(c->streaming);
	return pg_conn_ready(c);
}

/* ---- statements ---- */
/* The highest $number in the text. */
static int parameters_of(const char *sql)
{
	int num = 0;

	while ((sql = strchr(sql, '$'))) {
		int number = (int)strtol(++sql, NULL, 10);

		if (number < 0 || number > STORE_MAX_PARAMETERS)
			return -EINVAL;
		num = number > num ? number : num;
	}
	return num;
}

static int prepare(void *priv, const char *sql, void **ret_stmt)
{
	struct pg_conn *c = priv;
	struct pg_stmt *st = talloc_zero(c, struct pg_stmt);

	if (!st)
		return -ENOMEM;
	st->conn = c;
	st->sql = sql;
	st->num = parameters_of(sql);
	if (st->num < 0) {
		talloc_free(st);
		return -EIO;
	}
	snprintf(st->name, sizeof(st->name), "s%u", c->statements++);
	*ret_stmt = st;
	return 0;
}

static int prepare_now(struct pg_stmt *st)
{
	struct pg_conn *c = st->conn;
	int rc;

	if (st->generation == c->generation)
		return 0;
	if (!PQsendPrepare(c->pg, st->name, st->sql, st->num, st->types))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	rc = pg_conn_finish(c, 0);
	if (!rc)
		st->generation = c->generation;
	return rc;
}

static int execute(struct pg_stmt *st)
{
	struct pg_conn *c = st->conn;
	int rc = ready(c);

	if (!rc)
		rc = prepare_now(st);
	if (rc < 0)
		return rc;
	if (!PQsendQueryPrepared(c->pg, st->name, st->num, st->values, NULL, NULL, 0))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	PQsetSingleRowMode(c->pg);
	c->streaming = st;
	st->state = PG_STREAMING;
	return 0;
}

static int step(void *stmt)
{
	struct pg_stmt *st = stmt;
	int rc = 0;

	if (st->state == PG_IDLE)
		rc = execute(st);
	if (rc < 0 || st->state == PG_DONE)
		return rc;
	if (st->state == PG_STREAMING)
		rc = stream_next(st);
	else
		rc = ++st->at < PQntuples(st->row) ? 1 : st->late;
	if (rc != 1)
		st->state = PG_DONE;
	return rc;
}

/* In libpq's pipeline: what is sent is not waited for. A statement that is not prepared yet is so before. */
#define QUEUE_MAX 200

static int queue(void *stmt)
{
	struct pg_stmt *st = stmt;
	struct pg_conn *c = st->conn;
	int rc = 0;

	if (!c->queued || st->generation != c->generation)
		rc = ready(c);
	if (!rc)
		rc = prepare_now(st);
	if (rc < 0)
		return rc;
	if (!c->queued && !PQenterPipelineMode(c->pg))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	c->queued++;
	if (!PQsendQueryPrepared(c->pg, st->name, st->num, st->values, NULL, NULL, 0))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	return c->queued < QUEUE_MAX ? 0 : pg_conn_drain(c);
}

static int flush(void *conn)
{
	return pg_conn_drain(conn);
}

static void reset(void *stmt)
{
	struct pg_stmt *st = stmt;

	row_clear(st);
	if (st->conn->streaming == st) {
		st->conn->streaming = NULL;
		pg_conn_finish(st->conn, 0);
	}
	st->state = PG_IDLE;
	st->at = 0;
	memset(st->values, 0, sizeof(st->values));
}

static void finalize(void *stmt)
{
	reset(stmt);
	talloc_free(stmt);
}

static int bind(struct pg_stmt *st, unsigned number, const char *value, Oid type)
{
	if (number < 1 || number > (unsigned)st->num)
		return -EINVAL;
	st->values[number - 1] = value;
	st->types[number - 1] = type;
	return 0;
}

static int bind_int(void *stmt, unsigned number, int64_t value)
{
	struct pg_stmt *st = stmt;
	int rc = bind(st, number, NULL, OID_INT8);

	if (!rc) {
		snprintf(st->digits[number - 1], sizeof(st->digits[0]), "%" PRId64, value);
		st->values[number - 1] = st->digits[number - 1];
	}
	return rc;
}

/* What it would be is told by where it stands. */
static int bind_null(void *stmt, unsigned number)
{
	return bind(stmt, number, NULL, 0);
}

static int bind_text(void *stmt, unsigned number, const char *value)
{
	return bind(stmt, number, value, OID_TEXT);
}

static const char *column_text(void *stmt, unsigned column)
{
	const struct pg_stmt *st = stmt;

	return st->row && (int)column < PQnfields(st->row) ? PQgetvalue(st->row, st->at, (int)column) : "";
}

static int64_t column_int(void *stmt, unsigned column)
{
	const char *text = column_text(stmt, column);

	return text[0] == 't' ? 1 : strtoll(text, NULL, 10);
}

/* ---- connection ---- */
static int open_conn(void *ctx, const char *rest, bool create, void **ret_conn)
{
	struct pg_conn *c;
	void *newest;
	int rc;

	c = pg_conn_alloc(ctx, rest);
	if (!c || !c->conninfo)
		return -ENOMEM;
	*ret_conn = c;	/* also where it failed: it holds the words */
	if (pg_url_check(rest) < 0) {
		pg_conn_lose(c, "libpq does not understand this URL; is an @ in its password written %40?");
		return -EINVAL;
	}
	rc = prepare(c, "SELECT COALESCE(MAX(seq), 0) FROM change_log", &newest);
	if (rc < 0)
		return rc;
	c->newest = newest;
	return pg_conn_ready(c);
}

static void close_conn(void *conn)
{
	talloc_free(conn);
}

static int rollback(struct pg_conn *c)
{
	int rc = 0;

	pg_conn_drain(c);	/* whatever went wrong there is rolled back */
	if (c->in_transaction && ready(c) == 0)
		rc = pg_conn_run(c, "ROLLBACK");
	c->doomed = false;
	return rc;
}

/* A transaction that failed is rolled back by its COMMIT, which succeeds. */
static int commit(struct pg_conn *c)
{
	PGresult *res = NULL;
	bool done;
	int rc = ready(c);

	if (rc < 0)
		return rc;
	if (!PQsendQuery(c->pg, "COMMIT"))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	rc = pg_conn_result(c, &res);
	if (rc < 0)
		return rc;
	rc = pg_conn_error(c, res);
	done = !strcmp(PQcmdStatus(res), "COMMIT");
	PQclear(res);
	rc = pg_conn_finish(c, rc);
	return rc || done ? rc : -EIO;
}

static int exec(void *priv, const char *sql)
{
	struct pg_conn *c = priv;
	bool inside = c->in_transaction;
	char words[sizeof(c->words)];
	int rc;

	if (!strcmp(sql, "ROLLBACK"))
		return rollback(c);
	if (!strcmp(sql, "COMMIT"))
		return commit(c);
	rc = ready(c);
	if (!rc)
		rc = pg_conn_run(c, sql);
	if (rc < 0 && !inside && c->in_transaction) {
		memcpy(words, c->words, sizeof(words));
		pg_conn_run(c, "ROLLBACK");
		memcpy(c->words, words, sizeof(words));
	}
	return rc;
}

static bool moved(void *priv)
{
	struct pg_conn *c = priv;
	int patience_ms = c->patience_ms;
	int64_t seq = -1;
	bool differs;

	c->patience_ms = MOVED_MS;
	if (step(c->newest) == 1)
		seq = column_int(c->newest, 0);
	reset(c->newest);
	c->patience_ms = patience_ms;
	differs = seq < 0 || seq != c->last_seq;
	c->last_seq = seq;
	return differs;
}

static const char *error(void *priv)
{
	return ((struct pg_conn *)priv)->words;
}

const struct store_driver store_postgres = {
	.schemes = { "postgresql", "postgres" },
	.markers = {
		{ "@STRICT@", "" },
		{ "@BIGINT@", "BIGINT" },
		{ "@IDENTITY@", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" },
	},
	/* A number that is given counts too, by a step or an id by hand: the next one that is not is above it. Texts
	 * compare by octets, in whatever language the database was made. */
	.dress_sql =
		"CREATE OR REPLACE FUNCTION store_order() RETURNS trigger LANGUAGE plpgsql AS $$ "
		"BEGIN PERFORM " LOCK_SQL "; RETURN NULL; END $$;"
		"CREATE OR REPLACE FUNCTION store_identity() RETURNS trigger LANGUAGE plpgsql AS $$ "
		"DECLARE counter regclass := pg_get_serial_sequence(TG_RELID::regclass::text, 'id'); "
		"BEGIN IF NEW.id > COALESCE(pg_sequence_last_value(counter), 0) THEN PERFORM setval(counter, NEW.id); "
		"END IF; RETURN NULL; END $$;"
		"DO $$ DECLARE r record; BEGIN "
		"FOR r IN SELECT a.attrelid::regclass AS place, a.attname, a.attidentity, a.atttypid, a.attcollation "
		"FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
		"WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped LOOP "
		"IF r.atttypid = 'text'::regtype AND r.attcollation <> '\"C\"'::regcollation THEN "
		"EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE text COLLATE \"C\"', r.place, r.attname); END IF; "
		"IF r.attidentity <> '' THEN "
		"EXECUTE format('SELECT setval(s, GREATEST(pg_sequence_last_value(s), MAX(%1$I))) FROM %2$s, "
		"CAST(pg_get_serial_sequence(%2$L, %1$L) AS regclass) s GROUP BY s', r.attname, r.place); END IF; "
		"IF r.attidentity <> '' AND r.attname = 'id' THEN "
		"EXECUTE format('CREATE OR REPLACE TRIGGER store_identity AFTER INSERT ON %s FOR EACH ROW "
		"EXECUTE FUNCTION store_identity()', r.place); END IF; "
		"END LOOP; "
		"IF EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'change_log') THEN "
		"CREATE OR REPLACE TRIGGER store_order BEFORE INSERT ON change_log "
		"FOR EACH STATEMENT EXECUTE FUNCTION store_order(); END IF; "
		"END $$",
	/* READ COMMITTED: what is read after the lock is what the writer before left. */
	.begin_sql = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT " LOCK_SQL,
	.begin_read_sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.has_schema_sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'",
	.check = pg_url_check,
	.describe = pg_url_describe,
	.open = open_conn,
	.close = close_conn,
	.exec = exec,
	.prepare = prepare,
	.finalize = finalize,
	.bind_int = bind_int,
	.bind_null = bind_null,
	.bind_text = bind_text,
	.step = step,
	.queue = queue,
	.flush = flush,
	.column_int = column_int,
	.column_text = column_text,
	.reset = reset,
	.moved = moved,
	.error = error,
};
