/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of fleets. */

#include <errno.h>

#include "statement.h"

#define FLEET_VALUES \
	"name, profile, suspended, barring, max_diverted_line, max_diverted_fleet, max_abroad_line, max_abroad_fleet"

static const char sql_all[] = "SELECT " FLEET_VALUES ", id FROM fleet ORDER BY id";
static const char sql_get[] = "SELECT " FLEET_VALUES ", id FROM fleet WHERE id = $1";
static const char sql_new[] =
	"INSERT INTO fleet (" FLEET_VALUES ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
static const char sql_put[] =
	"INSERT INTO fleet (" FLEET_VALUES ", id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
	"ON CONFLICT (id) DO UPDATE SET "
	"name = excluded.name, profile = excluded.profile, suspended = excluded.suspended, "
	"barring = excluded.barring, max_diverted_line = excluded.max_diverted_line, "
	"max_diverted_fleet = excluded.max_diverted_fleet, max_abroad_line = excluded.max_abroad_line, "
	"max_abroad_fleet = excluded.max_abroad_fleet RETURNING id";
static const char sql_delete[] = "DELETE FROM fleet WHERE id = $1 RETURNING id";

static void fleet_read(struct statement *st, struct store_fleet *ret)
{
	statement_column_text(st, 0, ret->name, sizeof(ret->name));
	statement_column_text(st, 1, ret->profile, sizeof(ret->profile));
	ret->suspended = statement_column_int(st, 2);
	ret->barring = (uint32_t)statement_column_int(st, 3);
	ret->max_diverted_line = (uint16_t)statement_column_int(st, 4);
	ret->max_diverted_fleet = (uint16_t)statement_column_int(st, 5);
	ret->max_abroad_line = (uint16_t)statement_column_int(st, 6);
	ret->max_abroad_fleet = (uint16_t)statement_column_int(st, 7);
	ret->id = (uint32_t)statement_column_int(st, 8);
}

int store_fleets_each(struct store *s, int (*cb)(void *priv, const struct store_fleet *row), void *priv)
{
	struct statement *st = statement_start(s, sql_all);
	struct store_fleet row;
	int rc = 0;

	while (statement_more(st, &rc)) {
		fleet_read(st, &row);
		rc = cb(priv, &row);
	}
	return rc;
}

int store_fleet_get(struct store *s, uint32_t id, struct store_fleet *ret)
{
	struct statement *st = statement_start(s, sql_get);
	int rc;

	statement_int(st, 1, id);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	fleet_read(st, ret);
	statement_end(st);
	return 0;
}

static int fleet_put(struct store *s, const struct store_fleet *row, uint32_t *ret_id)
{
	struct statement *st = statement_start(s, row->id ? sql_put : sql_new);
	int64_t id = 0;
	int rc;

	statement_text(st, 1, row->name);
	statement_text(st, 2, row->profile);
	statement_int(st, 3, row->suspended);
	statement_int(st, 4, row->barring);
	statement_int(st, 5, row->max_diverted_line);
	statement_int(st, 6, row->max_diverted_fleet);
	statement_int(st, 7, row->max_abroad_line);
	statement_int(st, 8, row->max_abroad_fleet);
	if (row->id)
		statement_int(st, 9, row->id);
	rc = statement_fetch_int(st, &id);
	if (rc != 1)
		return rc ? rc : -EIO;
	rc = store_change_log(s, STORE_OBJECT_FLEET, (uint64_t)id, (uint32_t)id);
	if (!rc)
		*ret_id = (uint32_t)id;
	return rc;
}

int store_fleet_put(struct store *s, struct store_fleet *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, fleet_put(s, row, &row->id));
}

int store_fleet_delete(struct store *s, uint32_t id)
{
	struct statement *st;
	int64_t gone;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_delete);
	statement_int(st, 1, id);
	rc = statement_fetch_int(st, &gone);
	if (!rc)
		return -ENOENT;
	return store_change_end(s, rc < 0 ? rc : store_change_log(s, STORE_OBJECT_FLEET, id, id));
}
