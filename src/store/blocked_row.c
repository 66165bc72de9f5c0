/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Callers that a line or a group refuses. Number 0 stands for whoever withholds his. */

#include <errno.h>

#include "rows.h"

static const char sql_all[] =
	"SELECT line, 0 AS group_id, number FROM blocked_of_line "
	"UNION ALL SELECT 0, group_id, number FROM blocked_of_group ORDER BY 1, 2, 3";
static const char sql_of_line[] = "SELECT line, 0, number FROM blocked_of_line WHERE line = $1 ORDER BY number";
static const char sql_of_group[] = "SELECT 0, group_id, number FROM blocked_of_group WHERE group_id = $1 ORDER BY number";
/* Two: an ORDER BY over a UNION of both would sort what comes in order already. */
static const char *const sql_of_fleet[] = {
	"SELECT b.line, 0, b.number FROM blocked_of_line b JOIN line l ON l.number = b.line WHERE l.fleet_id = $1 "
	"ORDER BY l.number, b.number",
	"SELECT 0, b.group_id, b.number FROM blocked_of_group b JOIN call_group g ON g.id = b.group_id WHERE g.fleet_id = $1 "
	"ORDER BY g.id, b.number",
};
/* Of a line, of a group. */
static const char *const sql_put[] = {
	"INSERT INTO blocked_of_line (line, number) VALUES ($1, $2) ON CONFLICT (line, number) DO NOTHING",
	"INSERT INTO blocked_of_group (group_id, number) VALUES ($1, $2) ON CONFLICT (group_id, number) DO NOTHING",
};
static const char *const sql_delete[] = {
	"DELETE FROM blocked_of_line WHERE line = $1 AND number = $2 RETURNING number",
	"DELETE FROM blocked_of_group WHERE group_id = $1 AND number = $2 RETURNING number",
};

static int blocked_visit(struct statement *st, int (*cb)(void *priv, const struct store_blocked *row), void *priv)
{
	int rc = 0;

	while (statement_more(st, &rc)) {
		struct store_blocked row = {
			.line = (e164_t)statement_column_int(st, 0),
			.group_id = (uint32_t)statement_column_int(st, 1),
			.number = (e164_t)statement_column_int(st, 2),
		};

		rc = cb(priv, &row);
	}
	return rc;
}

int store_blocked_each(struct store *s, e164_t line, uint32_t group_id,
		       int (*cb)(void *priv, const struct store_blocked *row), void *priv)
{
	struct statement *st = statement_start(s, line ? sql_of_line : group_id ? sql_of_group : sql_all);

	if (line || group_id)
		statement_int(st, 1, line ? (int64_t)line : (int64_t)group_id);
	return blocked_visit(st, cb, priv);
}

int store_fleet_blocked_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_blocked *row), void *priv)
{
	int rc = 0;

	for (unsigned i = 0; i < 2 && !rc; i++) {
		struct statement *st = statement_start(s, sql_of_fleet[i]);

		statement_int(st, 1, fleet_id);
		rc = blocked_visit(st, cb, priv);
	}
	return rc;
}

static struct statement *blocked_start(struct store *s, const char *const *sql, const struct store_blocked *row)
{
	struct statement *st = statement_start(s, sql[row->group_id != 0]);

	statement_int(st, 1, row->group_id ? (int64_t)row->group_id : (int64_t)row->line);
	statement_int(st, 2, (int64_t)row->number);
	return st;
}

static int owner_touch(struct store *s, const struct store_blocked *row)
{
	return row->group_id ? store_group_touch(s, row->group_id) : store_service_touch(s, row->line, NULL);
}

/* One owner, no more and no less. */
static bool row_is_sane(const struct store_blocked *row)
{
	return (row->line != E164_NONE) != (row->group_id != 0);
}

int store_blocked_put(struct store *s, const struct store_blocked *row)
{
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = row_is_sane(row) ? statement_run(blocked_start(s, sql_put, row)) : -EINVAL;
	return store_change_end(s, rc ? rc : owner_touch(s, row));
}

int store_blocked_delete(struct store *s, const struct store_blocked *row)
{
	int64_t number;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = row_is_sane(row) ? statement_fetch_int(blocked_start(s, sql_delete, row), &number) : 0;
	if (!rc)
		return -ENOENT;
	return store_change_end(s, rc < 0 ? rc : owner_touch(s, row));
}
