/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of the fixed numbers that a fleet declares ("Numeros fixes"), each with its short number. */

#include <errno.h>

#include "bulk.h"

#define FIXED_COLUMNS \
	"SELECT f.number, f.fleet_id, f.name, s.digits " \
	"FROM fixed f LEFT JOIN short_number s ON s.fixed = f.number "

static const char sql_all[] = FIXED_COLUMNS "ORDER BY f.number";
static const char sql_of_fleet[] = FIXED_COLUMNS "WHERE f.fleet_id = $1 ORDER BY f.number";
static const char sql_get[] = FIXED_COLUMNS "WHERE f.number = $1";
static const char sql_put[] =
	"INSERT INTO fixed (number, fleet_id, name) VALUES ($1, $2, $3) "
	"ON CONFLICT (number) DO UPDATE SET fleet_id = excluded.fleet_id, name = excluded.name";
static const char sql_delete[] = "DELETE FROM fixed WHERE number = $1 RETURNING fleet_id";

static void fixed_read(struct statement *st, struct store_fixed *ret)
{
	ret->number = (e164_t)statement_column_int(st, 0);
	ret->fleet_id = (uint32_t)statement_column_int(st, 1);
	statement_column_text(st, 2, ret->name, sizeof(ret->name));
	statement_column_text(st, 3, ret->short_number, sizeof(ret->short_number));
}

int store_fixed_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_fixed *row), void *priv)
{
	struct statement *st = statement_start(s, fleet_id ? sql_of_fleet : sql_all);
	struct store_fixed row;
	int rc = 0;

	if (fleet_id)
		statement_int(st, 1, fleet_id);
	while (statement_more(st, &rc)) {
		fixed_read(st, &row);
		rc = cb(priv, &row);
	}
	return rc;
}

int store_fixed_get(struct store *s, e164_t number, struct store_fixed *ret)
{
	struct statement *st = statement_start(s, sql_get);
	int rc;

	statement_int(st, 1, (int64_t)number);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	fixed_read(st, ret);
	statement_end(st);
	return 0;
}

static int fixed_put(struct store *s, const struct store_fixed *row)
{
	struct store_home *known;
	struct statement *st;
	uint32_t home = 0;
	int rc = store_number_home(s, STORE_SHORT_FIXED, row->number, row->fleet_id, &home);

	if (!rc && home && home != row->fleet_id)
		rc = store_fixed_leaves(s, row->number);
	if (rc < 0)
		return rc;
	st = statement_start(s, sql_put);
	statement_int(st, 1, (int64_t)row->number);
	statement_int(st, 2, row->fleet_id);
	statement_text(st, 3, row->name);
	rc = statement_run(st);
	if (!rc)
		rc = store_short_put(s, STORE_SHORT_FIXED, row->number, row->fleet_id, row->short_number, !home);
	known = store_bulk_home(s, row->number);
	if (!rc && known)
		known->fixed = row->fleet_id;
	return rc ? rc : store_change_log(s, STORE_OBJECT_FIXED, row->number, row->fleet_id);
}

int store_fixed_put(struct store *s, const struct store_fixed *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, fixed_put(s, row));
}

int store_fixed_delete(struct store *s, e164_t number)
{
	struct statement *st;
	int64_t fleet_id;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = store_fixed_leaves(s, number);
	if (rc < 0)
		return store_change_end(s, rc);
	st = statement_start(s, sql_delete);
	statement_int(st, 1, (int64_t)number);
	rc = statement_fetch_int(st, &fleet_id);
	if (!rc)
		return -ENOENT;
	return store_change_end(s, rc < 0 ? rc : store_change_log(s, STORE_OBJECT_FIXED, number, (uint32_t)fleet_id));
}
