/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prefixes that a fleet bars beside the kinds of its own row. A change of them is one of the fleet. */

#include <errno.h>

#include "rows.h"

static const char sql_all[] = "SELECT fleet_id, prefix FROM barred ORDER BY fleet_id, prefix";
static const char sql_of_fleet[] = "SELECT fleet_id, prefix FROM barred WHERE fleet_id = $1 ORDER BY prefix";
static const char sql_put[] =
	"INSERT INTO barred (fleet_id, prefix) VALUES ($1, $2) ON CONFLICT (fleet_id, prefix) DO NOTHING";
static const char sql_delete[] = "DELETE FROM barred WHERE fleet_id = $1 AND prefix = $2 RETURNING fleet_id";

int store_barred_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_barred *row), void *priv)
{
	struct statement *st = statement_start(s, fleet_id ? sql_of_fleet : sql_all);
	struct store_barred row;
	int rc = 0;

	if (fleet_id)
		statement_int(st, 1, fleet_id);
	while (statement_more(st, &rc)) {
		row.fleet_id = (uint32_t)statement_column_int(st, 0);
		statement_column_text(st, 1, row.prefix, sizeof(row.prefix));
		rc = cb(priv, &row);
	}
	return rc;
}

static struct statement *barred_start(struct store *s, const char *sql, const struct store_barred *row)
{
	struct statement *st = statement_start(s, sql);

	statement_int(st, 1, row->fleet_id);
	statement_text(st, 2, row->prefix);
	return st;
}

int store_barred_put(struct store *s, const struct store_barred *row)
{
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = statement_run(barred_start(s, sql_put, row));
	if (!rc)
		rc = store_change_log(s, STORE_OBJECT_FLEET, row->fleet_id, row->fleet_id);
	return store_change_end(s, rc);
}

int store_barred_delete(struct store *s, const struct store_barred *row)
{
	int64_t fleet_id;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = statement_fetch_int(barred_start(s, sql_delete, row), &fleet_id);
	if (!rc)
		return -ENOENT;
	return store_change_end(s, rc < 0 ? rc : store_change_log(s, STORE_OBJECT_FLEET, row->fleet_id, row->fleet_id));
}
