/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A connection to PostgreSQL: URL, connecting, waiting with patience but not for ever, errors. postgres.c runs
 * statements on it.
 *
 * Nothing here waits without an end: for the server to accept (connect_timeout), for a peer that vanished
 * (tcp_user_timeout), for another writer (lock_timeout), for a server that stands still (patience_ms, ours, since such
 * a server keeps no time either). Left out: SQLSTATE of a refused connection, which libpq does not tell. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "postgres_conn.h"

#define ANSWER_MS 20000
/* CREATE OR REPLACE TRIGGER (db's order of commits), client_connection_check_interval */
#define OLDEST_VERSION 140000

/* A statement that nobody waits for any more, and a transaction that its program forgot, give the write lock back. */
static const char setup_sql[] =
	"SET client_min_messages = warning; SET lock_timeout = 5000; SET statement_timeout = 120000; "
	"SET idle_in_transaction_session_timeout = 60000; SET client_connection_check_interval = 5000";

/* ---- URL ---- */
/* "//..." is libpq's URI, "key=value ..." its other form, anything else the name of a database. */
static char *conninfo_of(void *ctx, const char *rest)
{
	return talloc_asprintf(ctx, "%s%s", strncmp(rest, "//", 2) ? "" : "postgresql:", rest);
}

static bool is_name(const char *rest)
{
	return strncmp(rest, "//", 2) && !strchr(rest, '=');
}

/* A password with a bare @ in it is read as part of the host's name, and would be told by "could not translate host
 * name ...". */
static bool has_stray_at(const char *rest)
{
	const char *at = strchr(rest, '@');

	if (strncmp(rest, "//", 2))
		return false;
	return at && memchr(at + 1, '@', strcspn(at + 1, "/?"));
}

static PQconninfoOption *options_of(const char *rest)
{
	char *conninfo = conninfo_of(NULL, rest);
	char *words = NULL;	/* may hold a piece of a password: never shown */
	PQconninfoOption *options = conninfo ? PQconninfoParse(conninfo, &words) : NULL;

	PQfreemem(words);
	talloc_free(conninfo);
	return options;
}

int pg_url_check(const char *rest)
{
	PQconninfoOption *options;

	if (is_name(rest))
		return 0;
	if (has_stray_at(rest))
		return -EINVAL;
	options = options_of(rest);
	PQconninfoFree(options);
	return options ? 0 : -EINVAL;
}

static const char *option(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword; options++) {
		if (!strcmp(options->keyword, keyword))
			return options->val ? options->val : "";
	}
	return "";
}

/* Only what is known not to be secret. */
void pg_url_describe(const char *rest, char *buf, size_t size)
{
	PQconninfoOption *options = is_name(rest) || has_stray_at(rest) ? NULL : options_of(rest);

	if (!options) {
		snprintf(buf, size, "postgresql:%s", is_name(rest) ? rest : "...");
		return;
	}
	snprintf(buf, size, "postgresql: host \"%s%s\" port \"%s\" database \"%s\" user \"%s\"", option(options, "host"),
		 option(options, "hostaddr"), option(options, "port"), option(options, "dbname"), option(options, "user"));
	PQconninfoFree(options);
}

/* ---- what went wrong ---- */
static void words_keep(struct pg_conn *c, const char *state, const char *words)
{
	size_t n;

	snprintf(c->words, sizeof(c->words), "%s%s%s", words, state ? ", SQLSTATE " : "", state ? state : "");
	n = strlen(c->words);
	while (n && c->words[n - 1] == '\n')
		c->words[--n] = '\0';
	for (char *p = c->words; (p = strpbrk(p, "\n\t")); )
		*p = ' ';
}

int pg_conn_lose(struct pg_conn *c, const char *words)
{
	if (words != c->words)
		words_keep(c, NULL, words);
	c->doomed |= c->in_transaction;
	c->in_transaction = false;
	c->streaming = NULL;
	c->queued = 0;
	PQfinish(c->pg);
	c->pg = NULL;
	return -EIO;
}

/* PostgreSQL's appendix A: class 23 are constraints, 22 values that a type cannot take. */
static int error_of(const char *state)
{
	if (!strcmp(state, "23505"))
		return -EEXIST;
	if (!strncmp(state, "23", 2) || !strncmp(state, "22", 2))
		return -EINVAL;
	return strcmp(state, "53200") ? -EIO : -ENOMEM;
}

int pg_conn_error(struct pg_conn *c, const PGresult *res)
{
	const char *state, *words;

	switch (PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_SINGLE_TUPLE:
	case PGRES_EMPTY_QUERY:
		return 0;
	default:
		state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
		/* Not the details: they hold the row. */
		words = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
		words_keep(c, state, words ? words : PQerrorMessage(c->pg));
		return state ? error_of(state) : -EIO;
	}
}

/* ---- results ---- */
int pg_conn_result(struct pg_conn *c, PGresult **ret)
{
	while (PQisBusy(c->pg)) {
		struct pollfd p = { .fd = PQsocket(c->pg), .events = POLLIN };
		int n = poll(&p, 1, c->patience_ms);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			return pg_conn_lose(c, "the server does not answer");
		if (n < 0 || !PQconsumeInput(c->pg))
			return pg_conn_lose(c, PQerrorMessage(c->pg));
	}
	*ret = PQgetResult(c->pg);
	return 0;
}

int pg_conn_finish(struct pg_conn *c, int rc)
{
	PGresult *res;

	for (;;) {
		if (pg_conn_result(c, &res) < 0)
			return -EIO;
		if (!res)
			break;
		if (!rc)
			rc = pg_conn_error(c, res);
		PQclear(res);
	}
	/* FATAL: the server said why and closed. */
	if (PQstatus(c->pg) == CONNECTION_BAD)
		return pg_conn_lose(c, rc ? c->words : PQerrorMessage(c->pg));
	c->in_transaction = PQtransactionStatus(c->pg) != PQTRANS_IDLE;
	return rc;
}

/* What follows one that failed was not run, up to the end of the pipeline. */
int pg_conn_drain(struct pg_conn *c)
{
	PGresult *res;
	bool over = false;
	int rc = 0;

	if (!c->queued)
		return 0;
	c->queued = 0;
	if (!c->pg)
		return -EIO;
	if (!PQpipelineSync(c->pg))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	while (!over) {
		if (pg_conn_result(c, &res) < 0)
			return -EIO;
		if (!res && PQstatus(c->pg) == CONNECTION_BAD)
			return pg_conn_lose(c, PQerrorMessage(c->pg));
		over = PQresultStatus(res) == PGRES_PIPELINE_SYNC;
		if (res && !over && !rc && PQresultStatus(res) != PGRES_PIPELINE_ABORTED)
			rc = pg_conn_error(c, res);
		PQclear(res);
	}
	if (!PQexitPipelineMode(c->pg))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	return rc;
}

int pg_conn_run(struct pg_conn *c, const char *sql)
{
	if (!PQsendQuery(c->pg, sql))
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	return pg_conn_finish(c, 0);
}

/* ---- connecting ---- */
static void notice_drop(void *priv, const PGresult *res)
{
}

static int conn_connect(struct pg_conn *c)
{
	/* What stands before dbname are our defaults, which the URL may change; what stands behind it is ours. */
	static const char *const keys[] = { "connect_timeout", "tcp_user_timeout", "keepalives_idle",
		"keepalives_interval", "keepalives_count", "fallback_application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "3", "10000", "10", "3", "3", "mpabx", c->conninfo, "UTF8", NULL };

	c->pg = PQconnectdbParams(keys, values, 1);
	if (!c->pg)
		return -ENOMEM;
	if (PQstatus(c->pg) != CONNECTION_OK)
		return pg_conn_lose(c, PQerrorMessage(c->pg));
	if (PQserverVersion(c->pg) < OLDEST_VERSION)
		return pg_conn_lose(c, "the server is older than PostgreSQL 14");
	PQsetNoticeReceiver(c->pg, notice_drop, NULL);
	c->generation++;
	return pg_conn_run(c, setup_sql) ? pg_conn_lose(c, c->words) : 0;
}

/* A server that closed has said so: it is readable while nothing was asked. */
static bool has_closed(struct pg_conn *c)
{
	struct pollfd p = { .fd = PQsocket(c->pg), .events = POLLIN };

	/* first its last words, then the end */
	while (poll(&p, 1, 0) > 0) {
		if (!PQconsumeInput(c->pg))
			return true;
	}
	return false;
}

int pg_conn_ready(struct pg_conn *c)
{
	if (c->doomed) {
		words_keep(c, NULL, "the connection was lost in this transaction");
		return -EIO;
	}
	if (c->pg && !c->in_transaction && has_closed(c))
		pg_conn_lose(c, PQerrorMessage(c->pg));
	return c->pg ? 0 : conn_connect(c);
}

static int conn_destroy(struct pg_conn *c)
{
	PQfinish(c->pg);
	return 0;
}

struct pg_conn *pg_conn_alloc(void *ctx, const char *rest)
{
	struct pg_conn *c = talloc_zero(ctx, struct pg_conn);

	if (!c)
		return NULL;
	talloc_set_destructor(c, conn_destroy);
	c->patience_ms = ANSWER_MS;
	c->last_seq = -1;
	c->conninfo = conninfo_of(c, rest);
	return c;
}
