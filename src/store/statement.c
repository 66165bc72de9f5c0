/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prepared statements, one for each text and connection: see statement.h. */

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "statement.h"

struct statement {
	struct statement *next;
	struct store *store;
	const char *sql;
	void *handle;
	bool running, stepped;
	int error;		/* of the first call that failed since the start */
};

static int statement_destroy(struct statement *st)
{
	if (st->handle)
		st->store->driver->finalize(st->handle);
	return 0;
}

static struct statement *statement_new(struct store *s, const char *sql)
{
	struct statement *st = talloc_zero(s, struct statement);

	if (!st)
		return NULL;
	st->store = s;
	st->sql = sql;
	talloc_set_destructor(st, statement_destroy);
	st->next = s->statements;
	s->statements = st;
	return st;
}

void statements_free(struct store *s)
{
	while (s->statements) {
		struct statement *st = s->statements;

		s->statements = st->next;
		talloc_free(st);
	}
}

struct statement *statement_start(struct store *s, const char *sql)
{
	struct statement *st;

	for (st = s->statements; st && (st->sql != sql || st->running); st = st->next)
		;
	if (!st)
		st = statement_new(s, sql);
	if (!st)
		return NULL;
	st->error = 0;
	if (!st->handle)
		st->error = s->driver->prepare(s->conn, sql, &st->handle);
	st->running = true;
	st->stepped = false;
	return st;
}

static bool is_settable(const struct statement *st)
{
	return st && !st->error;
}

void statement_int(struct statement *st, unsigned number, int64_t value)
{
	if (is_settable(st))
		st->error = st->store->driver->bind_int(st->handle, number, value);
}

void statement_text(struct statement *st, unsigned number, const char *value)
{
	if (is_settable(st))
		st->error = st->store->driver->bind_text(st->handle, number, value);
}

void statement_number(struct statement *st, unsigned number, e164_t value)
{
	if (value != E164_NONE)
		statement_int(st, number, (int64_t)value);
	else if (is_settable(st))
		st->error = st->store->driver->bind_null(st->handle, number);
}

bool statement_more(struct statement *st, int *rc)
{
	if (*rc) {
		statement_end(st);
		return false;
	}
	*rc = statement_next(st);
	if (*rc != 1)
		return false;
	*rc = 0;
	return true;
}

void statement_end(struct statement *st)
{
	if (!st)
		return;
	if (st->handle)
		st->store->driver->reset(st->handle);
	st->running = false;
}

int statement_next(struct statement *st)
{
	int rc;

	if (!st)
		return -ENOMEM;
	st->stepped = true;
	rc = st->error ? st->error : st->store->driver->step(st->handle);
	if (rc == -EIO)
		store_complain(st->store, st->sql, rc);
	if (rc != 1)
		statement_end(st);
	return rc;
}

int statement_run(struct statement *st)
{
	int rc;

	if (st && st->store->bulk && !st->stepped) {
		rc = st->error ? st->error : st->store->driver->queue(st->handle);
		if (rc == -EIO)
			store_complain(st->store, st->sql, rc);
		statement_end(st);
		return rc;
	}
	while ((rc = statement_next(st)) == 1)
		;
	return rc;
}

int statement_fetch_int(struct statement *st, int64_t *ret)
{
	int rc = statement_next(st);

	if (rc == 1) {
		*ret = statement_column_int(st, 0);
		/* INSERT ... RETURNING is only complete after its last step. */
		rc = statement_run(st);
		return rc < 0 ? rc : 1;
	}
	return rc;
}

int64_t statement_column_int(struct statement *st, unsigned column)
{
	return st->store->driver->column_int(st->handle, column);
}

const char *statement_column(struct statement *st, unsigned column)
{
	return st->store->driver->column_text(st->handle, column);
}

void statement_column_text(struct statement *st, unsigned column, char *buf, size_t size)
{
	const char *text = statement_column(st, column);
	size_t n = strlen(text);

	if (n >= size) {
		n = size - 1;
		/* RFC 3629 3: octets 10xxxxxx go on with a character. */
		while (n && (text[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(buf, text, n);
	buf[n] = '\0';
}

/* A change of one statement with its values; NULL and rc set where it may not begin. */
static struct statement *change_start(struct store *s, const char *sql, const struct statement_value *values, unsigned n, int *rc)
{
	struct statement *st;
	unsigned i;

	*rc = store_change_begin(s);
	if (*rc < 0)
		return NULL;
	st = statement_start(s, sql);
	if (!st) {
		*rc = store_change_end(s, -ENOMEM);
		return NULL;
	}
	for (i = 0; i < n; i++) {
		if (values[i].kind == STATEMENT_TEXT)
			statement_text(st, i + 1, values[i].text);
		else if (values[i].kind == STATEMENT_NUMBER)
			statement_number(st, i + 1, (e164_t)values[i].number);
		else
			statement_int(st, i + 1, values[i].number);
	}
	return st;
}

int store_change_run(struct store *s, const char *sql, const struct statement_value *values, unsigned n)
{
	int rc;
	struct statement *st = change_start(s, sql, values, n, &rc);

	return st ? store_change_end(s, statement_run(st)) : rc;
}

int store_change_found(struct store *s, const char *sql, const struct statement_value *values, unsigned n)
{
	int64_t one;
	int rc;
	struct statement *st = change_start(s, sql, values, n, &rc);

	if (!st)
		return rc;
	rc = statement_fetch_int(st, &one);
	return rc ? store_change_end(s, rc < 0 ? rc : 0) : -ENOENT;
}

int store_change_id(struct store *s, const char *sql, int64_t *ret, const struct statement_value *values, unsigned n)
{
	int rc;
	struct statement *st = change_start(s, sql, values, n, &rc);

	if (!st)
		return rc;
	rc = statement_fetch_int(st, ret);
	return store_change_end(s, rc == 1 ? 0 : rc < 0 ? rc : -EIO);
}
