/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes with a number that leaves its fleet, or with a group, in the rows of others. The schema's cascades would drop
 * the rows too, but silently: here each change has its entry in the change log, and lists close up. */

#include <errno.h>

#include "rows.h"

static const char sql_group_of[] = "SELECT group_id FROM group_member WHERE line = $1 ORDER BY group_id LIMIT 1";
/* Those of others that name it: a line, a fixed number. */
static const char *const sql_hunt_of[] = {
	"SELECT line, position FROM hunt WHERE to_line = $1 AND line <> $1 ORDER BY line LIMIT 1",
	"SELECT line, position FROM hunt WHERE to_fixed = $1 ORDER BY line LIMIT 1",
};
static const char sql_hunt_drop[] = "DELETE FROM hunt WHERE line = $1 AND position = $2";
static const char sql_hunt_move[] = "UPDATE hunt SET position = $3 WHERE line = $1 AND position = $2";
/* An empty list is off. */
static const char sql_hunt_rest[] =
	"UPDATE settings SET hunt_active = 0 WHERE line = $1 AND NOT EXISTS (SELECT 1 FROM hunt WHERE line = $1)";
static const char sql_show_line[] =
	"UPDATE settings SET shown = 'line', shown_group = NULL WHERE line = $1 AND shown_group IS NOT NULL";
static const char sql_shows_group[] = "SELECT line FROM settings WHERE shown_group = $1 ORDER BY line LIMIT 1";
static const char sql_hunt_clear[] = "DELETE FROM hunt WHERE line = $1";
static const char sql_untie[] =
	"UPDATE forwarding SET active = 0, calendar = NULL, version = version + 1 "
	"WHERE line = $1 AND calendar IS NOT NULL";
static const char sql_fleet[] = "SELECT fleet_id FROM line WHERE number = $1";

static int run_for(struct store *s, const char *sql, e164_t line)
{
	struct statement *st = statement_start(s, sql);

	statement_int(st, 1, (int64_t)line);
	return statement_run(st);
}

static int groups_leave(struct store *s, e164_t line)
{
	int64_t group_id;
	int rc;

	for (;;) {
		struct statement *st = statement_start(s, sql_group_of);

		statement_int(st, 1, (int64_t)line);
		rc = statement_fetch_int(st, &group_id);
		if (rc == 1)
			rc = store_member_remove(s, (uint32_t)group_id, line);
		if (rc != 1)
			return rc;
	}
}

static int hunt_drop(struct store *s, e164_t line, int64_t position)
{
	struct statement *st = statement_start(s, sql_hunt_drop);
	int rc;

	statement_int(st, 1, (int64_t)line);
	statement_int(st, 2, position);
	rc = statement_run(st);
	for (; position < HUNT_MAX && !rc; position++) {
		st = statement_start(s, sql_hunt_move);
		statement_int(st, 1, (int64_t)line);
		statement_int(st, 2, position + 1);
		statement_int(st, 3, position);
		rc = statement_run(st);
	}
	if (!rc)
		rc = run_for(s, sql_hunt_rest, line);
	return rc ? rc : store_service_touch(s, line, NULL);
}

static int hunts_leave(struct store *s, const char *sql, e164_t number)
{
	e164_t line;
	int64_t position;
	int rc;

	do {
		struct statement *st = statement_start(s, sql);

		statement_int(st, 1, (int64_t)number);
		rc = statement_next(st);
		if (rc != 1)
			return rc;
		line = (e164_t)statement_column_int(st, 0);
		position = statement_column_int(st, 1);
		statement_end(st);
		rc = hunt_drop(s, line, position);
	} while (!rc);
	return rc;
}

int store_line_leaves(struct store *s, e164_t line)
{
	int rc = groups_leave(s, line);

	return rc ? rc : hunts_leave(s, sql_hunt_of[0], line);
}

int store_fixed_leaves(struct store *s, e164_t number)
{
	return hunts_leave(s, sql_hunt_of[1], number);
}

int store_line_unties(struct store *s, e164_t line)
{
	static const char *const sql[] = { sql_untie, sql_hunt_clear, sql_hunt_rest, sql_show_line };
	struct statement *st;
	int64_t fleet_id = 0;
	int rc = 0;

	for (unsigned i = 0; i < sizeof(sql) / sizeof(sql[0]) && !rc; i++)
		rc = run_for(s, sql[i], line);
	if (rc < 0)
		return rc;
	st = statement_start(s, sql_fleet);
	statement_int(st, 1, (int64_t)line);
	rc = statement_fetch_int(st, &fleet_id);
	if (rc != 1)
		return rc ? rc : -EINVAL;
	rc = store_change_log(s, STORE_OBJECT_FORWARDING, line, (uint32_t)fleet_id);
	return rc ? rc : store_service_touch(s, line, NULL);
}

int store_group_leaves(struct store *s, uint32_t group_id)
{
	int64_t line;
	int rc;

	do {
		struct statement *st = statement_start(s, sql_shows_group);

		statement_int(st, 1, group_id);
		rc = statement_fetch_int(st, &line);
		if (rc != 1)
			return rc;
		rc = run_for(s, sql_show_line, (e164_t)line);
		if (!rc)
			rc = store_service_touch(s, (e164_t)line, NULL);
	} while (!rc);
	return rc;
}
