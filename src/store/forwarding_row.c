/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of forwardings: at most one of each kind a line. Its version is counted up by the statement that changes it, so
 * that two who change it at once never get the same one. */

#include <errno.h>

#include "bulk.h"

#define FORWARDING_COLUMNS "SELECT f.line, f.kind, f.active, f.destination, f.calendar, f.version FROM forwarding f "

static const char sql_all[] = FORWARDING_COLUMNS "ORDER BY f.line, f.kind";
static const char sql_of_fleet[] =
	FORWARDING_COLUMNS "JOIN line l ON l.number = f.line WHERE l.fleet_id = $1 ORDER BY l.number, f.kind";
static const char sql_of_line[] = FORWARDING_COLUMNS "WHERE f.line = $1 ORDER BY f.kind";
static const char sql_get[] = FORWARDING_COLUMNS "WHERE f.line = $1 AND f.kind = $2";
static const char sql_put[] =
	"INSERT INTO forwarding (line, kind, active, destination, calendar) VALUES ($1, $2, $3, $4, $5) "
	"ON CONFLICT (line, kind) DO UPDATE SET active = excluded.active, destination = excluded.destination, "
	"calendar = excluded.calendar, version = forwarding.version + 1 RETURNING version";
static const char sql_delete[] = "DELETE FROM forwarding WHERE line = $1 AND kind = $2 RETURNING version";

static const char *const kinds[] = { "immediate", "busy", "no-answer", "unreachable", NULL };

static int forwarding_read(struct statement *st, struct store_forwarding *ret)
{
	int kind = store_word_find(kinds, statement_column(st, 1));
	struct destination to = statement_column_destination(st, 3);

	if (kind < 0)
		return -EIO;
	*ret = (struct store_forwarding){
		.line = (e164_t)statement_column_int(st, 0),
		.kind = (enum forwarding_kind)kind,
		.active = statement_column_int(st, 2),
		.destination = to.number,
		.voicemail = to.kind == DESTINATION_VOICEMAIL,
		.calendar = (uint32_t)statement_column_int(st, 4),
		.version = (uint32_t)statement_column_int(st, 5),
	};
	return 0;
}

static int forwardings_visit(struct statement *st, int (*cb)(void *priv, const struct store_forwarding *row), void *priv)
{
	struct store_forwarding row;
	int rc = 0;

	while (statement_more(st, &rc)) {
		rc = forwarding_read(st, &row);
		if (!rc)
			rc = cb(priv, &row);
	}
	return rc;
}

int store_forwardings_each(struct store *s, e164_t line, int (*cb)(void *priv, const struct store_forwarding *row),
			   void *priv)
{
	struct statement *st = statement_start(s, line ? sql_of_line : sql_all);

	if (line)
		statement_int(st, 1, (int64_t)line);
	return forwardings_visit(st, cb, priv);
}

int store_fleet_forwardings_each(struct store *s, uint32_t fleet_id,
				 int (*cb)(void *priv, const struct store_forwarding *row), void *priv)
{
	struct statement *st = statement_start(s, sql_of_fleet);

	statement_int(st, 1, fleet_id);
	return forwardings_visit(st, cb, priv);
}

int store_forwarding_get(struct store *s, e164_t line, enum forwarding_kind kind, struct store_forwarding *ret)
{
	struct statement *st = statement_start(s, sql_get);
	int rc;

	statement_int(st, 1, (int64_t)line);
	statement_text(st, 2, kinds[kind]);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	rc = forwarding_read(st, ret);
	statement_end(st);
	return rc;
}

static int forwarding_check(struct store *s, const struct store_forwarding *row, const struct destination *to,
			    struct store_owner *ret)
{
	int rc = (unsigned)row->kind > FORWARDING_UNREACHABLE ? -EINVAL : store_owner_of_line(s, row->line, ret);

	if (!rc)
		rc = store_owner_check_destination(ret, to);
	return rc ? rc : store_owner_check_calendar(s, ret, row->calendar);
}

static int forwarding_put(struct store *s, const struct store_forwarding *row, uint32_t *ret_version)
{
	struct destination to = { .number = row->destination };
	struct store_owner owner;
	struct statement *st;
	int64_t version = 0;
	int rc;

	to.kind = row->voicemail ? DESTINATION_VOICEMAIL : to.number ? DESTINATION_NUMBER : DESTINATION_NONE;
	rc = forwarding_check(s, row, &to, &owner);
	if (rc < 0)
		return rc;
	st = statement_start(s, sql_put);
	statement_int(st, 1, (int64_t)row->line);
	statement_text(st, 2, kinds[row->kind]);
	statement_int(st, 3, row->active);
	statement_destination(st, 4, &to);
	statement_number(st, 5, row->calendar);
	rc = store_bulk_version(s, st, &version);
	if (!rc)
		rc = store_change_log(s, STORE_OBJECT_FORWARDING, row->line, owner.fleet_id);
	if (!rc)
		*ret_version = (uint32_t)version;
	return rc;
}

int store_forwarding_put(struct store *s, struct store_forwarding *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, forwarding_put(s, row, &row->version));
}

static int forwarding_delete(struct store *s, e164_t line, enum forwarding_kind kind)
{
	struct store_owner owner;
	struct statement *st;
	int64_t version;
	int rc;

	st = statement_start(s, sql_delete);
	statement_int(st, 1, (int64_t)line);
	statement_text(st, 2, kinds[kind]);
	rc = statement_fetch_int(st, &version);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	rc = store_owner_of_line(s, line, &owner);
	return rc ? rc : store_change_log(s, STORE_OBJECT_FORWARDING, line, owner.fleet_id);
}

int store_forwarding_delete(struct store *s, e164_t line, enum forwarding_kind kind)
{
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = (unsigned)kind > FORWARDING_UNREACHABLE ? -ENOENT : forwarding_delete(s, line, kind);
	return rc == -ENOENT ? rc : store_change_end(s, rc);
}
