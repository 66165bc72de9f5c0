/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of lines, each with its short number. */

#include <errno.h>

#include "bulk.h"

#define LINE_COLUMNS \
	"SELECT l.number, l.fleet_id, l.name, s.digits, l.rights, l.suspended, l.csi " \
	"FROM line l LEFT JOIN short_number s ON s.line = l.number "

static const char sql_all[] = LINE_COLUMNS "ORDER BY l.number";
static const char sql_of_fleet[] = LINE_COLUMNS "WHERE l.fleet_id = $1 ORDER BY l.number";
static const char sql_get[] = LINE_COLUMNS "WHERE l.number = $1";
/* Two, since it is known beforehand whether the line is there: SQLite does a plain INSERT without the journal that an
 * upsert needs, and an import puts a million of them. */
static const char sql_new[] =
	"INSERT INTO line (number, fleet_id, name, rights, suspended, csi) VALUES ($1, $2, $3, $4, $5, $6)";
static const char sql_put[] =
	"UPDATE line SET fleet_id = $2, name = $3, rights = $4, suspended = $5, csi = $6 WHERE number = $1";
static const char sql_delete[] = "DELETE FROM line WHERE number = $1 RETURNING fleet_id";

/* In the order of enum line_csi. */
static const char *const csis[] = { "both", "o-only", "t-only", "none", NULL };

static int line_read(struct statement *st, struct store_line *ret)
{
	int csi = store_word_find(csis, statement_column(st, 6));

	if (csi < 0)
		return -EIO;
	ret->number = (e164_t)statement_column_int(st, 0);
	ret->fleet_id = (uint32_t)statement_column_int(st, 1);
	statement_column_text(st, 2, ret->name, sizeof(ret->name));
	statement_column_text(st, 3, ret->short_number, sizeof(ret->short_number));
	ret->rights = (uint32_t)statement_column_int(st, 4);
	ret->suspended = statement_column_int(st, 5);
	ret->csi = (uint8_t)csi;
	return 0;
}

int store_lines_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_line *row), void *priv)
{
	struct statement *st = statement_start(s, fleet_id ? sql_of_fleet : sql_all);
	struct store_line row;
	int rc = 0;

	if (fleet_id)
		statement_int(st, 1, fleet_id);
	while (statement_more(st, &rc)) {
		rc = line_read(st, &row);
		if (!rc)
			rc = cb(priv, &row);
	}
	return rc;
}

int store_line_get(struct store *s, e164_t number, struct store_line *ret)
{
	struct statement *st = statement_start(s, sql_get);
	int rc;

	statement_int(st, 1, (int64_t)number);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	rc = line_read(st, ret);
	statement_end(st);
	return rc;
}

/* From one fleet to another: as if it went and came. */
static int line_move(struct store *s, e164_t number)
{
	int rc = store_line_leaves(s, number);

	return rc ? rc : store_line_unties(s, number);
}

static int line_put(struct store *s, const struct store_line *row)
{
	struct store_home *known;
	struct statement *st;
	uint32_t home = 0;
	int rc = row->csi > LINE_CSI_NONE ? -EINVAL :
		store_number_home(s, STORE_SHORT_LINE, row->number, row->fleet_id, &home);

	if (!rc && home && home != row->fleet_id)
		rc = line_move(s, row->number);
	if (rc < 0)
		return rc;
	st = statement_start(s, home ? sql_put : sql_new);
	statement_int(st, 1, (int64_t)row->number);
	statement_int(st, 2, row->fleet_id);
	statement_text(st, 3, row->name);
	statement_int(st, 4, row->rights);
	statement_int(st, 5, row->suspended);
	statement_text(st, 6, csis[row->csi]);
	rc = statement_run(st);
	if (!rc)
		rc = store_short_put(s, STORE_SHORT_LINE, row->number, row->fleet_id, row->short_number, !home);
	known = store_bulk_home(s, row->number);
	if (!rc && known)
		known->line = row->fleet_id;
	return rc ? rc : store_change_log(s, STORE_OBJECT_LINE, row->number, row->fleet_id);
}

int store_line_put(struct store *s, const struct store_line *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, line_put(s, row));
}

int store_line_delete(struct store *s, e164_t number)
{
	struct store_home *known;
	struct statement *st;
	int64_t fleet_id;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = store_line_leaves(s, number);
	if (rc < 0)
		return store_change_end(s, rc);
	st = statement_start(s, sql_delete);
	statement_int(st, 1, (int64_t)number);
	rc = statement_fetch_int(st, &fleet_id);
	if (!rc)
		return -ENOENT;
	known = store_bulk_home(s, number);
	if (rc == 1 && known)
		known->line = 0;
	return store_change_end(s, rc < 0 ? rc : store_change_log(s, STORE_OBJECT_LINE, number, (uint32_t)fleet_id));
}
