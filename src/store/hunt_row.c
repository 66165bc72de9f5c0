/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hunt lists: up to five numbers of the fleet in their order, replaced as a whole. An entry points to a line or to a
 * declared fixed number, so that none can outlive what it names. */

#include <errno.h>

#include "rows.h"

#define HUNT_COLUMNS \
	"SELECT h.line, h.position, COALESCE(h.to_line, h.to_fixed), h.ring_s, h.confirm, h.allow_diverted FROM hunt h "

static const char sql_all[] = HUNT_COLUMNS "ORDER BY h.line, h.position";
static const char sql_of_fleet[] =
	HUNT_COLUMNS "JOIN line l ON l.number = h.line WHERE l.fleet_id = $1 ORDER BY l.number, h.position";
static const char sql_of_line[] = HUNT_COLUMNS "WHERE h.line = $1 ORDER BY h.position";
static const char sql_clear[] = "DELETE FROM hunt WHERE line = $1";
/* Who is in the same fleet under this number: 1 a line, 2 a fixed number, 0 nobody. */
static const char sql_who[] =
	"SELECT CASE WHEN EXISTS (SELECT 1 FROM line t WHERE t.number = $2 AND t.fleet_id = l.fleet_id) THEN 1 "
	"WHEN EXISTS (SELECT 1 FROM fixed t WHERE t.number = $2 AND t.fleet_id = l.fleet_id) THEN 2 ELSE 0 END "
	"FROM line l WHERE l.number = $1";
static const char *const sql_add[] = {
	"INSERT INTO hunt (line, position, to_line, ring_s, confirm, allow_diverted) VALUES ($1, $2, $3, $4, $5, $6)",
	"INSERT INTO hunt (line, position, to_fixed, ring_s, confirm, allow_diverted) VALUES ($1, $2, $3, $4, $5, $6)",
};
static const char sql_rest[] = "UPDATE settings SET hunt_active = 0 WHERE line = $1";

static int hunts_visit(struct statement *st, int (*cb)(void *priv, const struct store_hunt *row), void *priv)
{
	int rc = 0;

	while (statement_more(st, &rc)) {
		struct store_hunt row = {
			.line = (e164_t)statement_column_int(st, 0),
			.position = (uint8_t)statement_column_int(st, 1),
			.number = (e164_t)statement_column_int(st, 2),
			.ring_s = (uint8_t)statement_column_int(st, 3),
			.confirm = statement_column_int(st, 4),
			.allow_diverted = statement_column_int(st, 5),
		};

		rc = cb(priv, &row);
	}
	return rc;
}

int store_hunt_each(struct store *s, e164_t line, int (*cb)(void *priv, const struct store_hunt *row), void *priv)
{
	struct statement *st = statement_start(s, line ? sql_of_line : sql_all);

	if (line)
		statement_int(st, 1, (int64_t)line);
	return hunts_visit(st, cb, priv);
}

int store_fleet_hunt_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_hunt *row), void *priv)
{
	struct statement *st = statement_start(s, sql_of_fleet);

	statement_int(st, 1, fleet_id);
	return hunts_visit(st, cb, priv);
}

static int hunt_add(struct store *s, e164_t line, unsigned position, const struct store_hunt *row)
{
	struct statement *st = statement_start(s, sql_who);
	int64_t who = 0;
	int rc;

	statement_int(st, 1, (int64_t)line);
	statement_int(st, 2, (int64_t)row->number);
	rc = statement_fetch_int(st, &who);
	if (rc != 1 || !who)
		return rc < 0 ? rc : -EINVAL;
	st = statement_start(s, sql_add[who - 1]);
	statement_int(st, 1, (int64_t)line);
	statement_int(st, 2, position);
	statement_int(st, 3, (int64_t)row->number);
	statement_int(st, 4, row->ring_s);
	statement_int(st, 5, row->confirm);
	statement_int(st, 6, row->allow_diverted);
	return statement_run(st);
}

static int run_for_line(struct store *s, const char *sql, e164_t line)
{
	struct statement *st = statement_start(s, sql);

	statement_int(st, 1, (int64_t)line);
	return statement_run(st);
}

static int hunt_put(struct store *s, e164_t line, const struct store_hunt *rows, size_t n)
{
	int rc = n > HUNT_MAX ? -EINVAL : run_for_line(s, sql_clear, line);

	for (size_t i = 0; i < n && !rc; i++)
		rc = hunt_add(s, line, (unsigned)i + 1, &rows[i]);
	/* Nothing to hunt through: it is off, as the portal would refuse it on. */
	if (!rc && !n)
		rc = run_for_line(s, sql_rest, line);
	return rc ? rc : store_service_touch(s, line, NULL);
}

int store_hunt_put(struct store *s, e164_t line, const struct store_hunt *rows, size_t n)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, hunt_put(s, line, rows, n));
}
