/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Members of call groups. Their positions are 1 to n without a gap: who comes in between moves the others down, who
 * leaves lets them up. Positions are unique, so that they move one by one, from the free end. */

#include <errno.h>

#include "rows.h"

#define MEMBER_COLUMNS "SELECT m.group_id, m.line, m.position, m.connected FROM group_member m "

static const char sql_all[] = MEMBER_COLUMNS "ORDER BY m.group_id, m.position";
static const char sql_of_fleet[] =
	MEMBER_COLUMNS "JOIN call_group g ON g.id = m.group_id WHERE g.fleet_id = $1 ORDER BY g.id, m.position";
static const char sql_of_group[] = MEMBER_COLUMNS "WHERE m.group_id = $1 ORDER BY m.position";
/* Of the same fleet: a row, or none. */
static const char sql_may[] =
	"SELECT g.fleet_id FROM call_group g JOIN line l ON l.fleet_id = g.fleet_id WHERE g.id = $1 AND l.number = $2";
static const char sql_count[] = "SELECT COUNT(*) FROM group_member WHERE group_id = $1";
static const char sql_position[] = "SELECT position FROM group_member WHERE group_id = $1 AND line = $2";
static const char sql_add[] =
	"INSERT INTO group_member (group_id, line, position, connected) VALUES ($1, $2, $3, $4)";
static const char sql_connect[] = "UPDATE group_member SET connected = $3 WHERE group_id = $1 AND line = $2";
static const char sql_move[] = "UPDATE group_member SET position = $3 WHERE group_id = $1 AND position = $2";
static const char sql_delete[] = "DELETE FROM group_member WHERE group_id = $1 AND line = $2 RETURNING position";

static int members_visit(struct statement *st, int (*cb)(void *priv, const struct store_member *row), void *priv)
{
	int rc = 0;

	while (statement_more(st, &rc)) {
		struct store_member row = {
			.group_id = (uint32_t)statement_column_int(st, 0),
			.line = (e164_t)statement_column_int(st, 1),
			.position = (uint8_t)statement_column_int(st, 2),
			.connected = statement_column_int(st, 3),
		};

		rc = cb(priv, &row);
	}
	return rc;
}

int store_members_each(struct store *s, uint32_t group_id, int (*cb)(void *priv, const struct store_member *row), void *priv)
{
	struct statement *st = statement_start(s, group_id ? sql_of_group : sql_all);

	if (group_id)
		statement_int(st, 1, group_id);
	return members_visit(st, cb, priv);
}

int store_fleet_members_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_member *row), void *priv)
{
	struct statement *st = statement_start(s, sql_of_fleet);

	statement_int(st, 1, fleet_id);
	return members_visit(st, cb, priv);
}

static struct statement *member_start(struct store *s, const char *sql, uint32_t group_id, e164_t line)
{
	struct statement *st = statement_start(s, sql);

	statement_int(st, 1, group_id);
	statement_int(st, 2, (int64_t)line);
	return st;
}

static int member_move(struct store *s, uint32_t group_id, int64_t from, int64_t to)
{
	struct statement *st = statement_start(s, sql_move);

	statement_int(st, 1, group_id);
	statement_int(st, 2, from);
	statement_int(st, 3, to);
	return statement_run(st);
}

static int gap_open(struct store *s, uint32_t group_id, int64_t at, int64_t members)
{
	int rc = 0;

	for (int64_t i = members; i >= at && !rc; i--)
		rc = member_move(s, group_id, i, i + 1);
	return rc;
}

static int gap_close(struct store *s, uint32_t group_id, int64_t at)
{
	int rc = 0;

	for (int64_t i = at; i < GROUP_MAX_MEMBERS && !rc; i++)
		rc = member_move(s, group_id, i + 1, i);
	return rc;
}

int store_member_remove(struct store *s, uint32_t group_id, e164_t line)
{
	int64_t position;
	int rc = statement_fetch_int(member_start(s, sql_delete, group_id, line), &position);

	if (rc != 1)
		return rc;
	rc = gap_close(s, group_id, position);
	if (!rc)
		rc = store_group_touch(s, group_id);
	return rc < 0 ? rc : 1;
}

static int member_add(struct store *s, const struct store_member *row)
{
	struct statement *st = statement_start(s, sql_count);
	int64_t members = 0, at;
	int rc;

	statement_int(st, 1, row->group_id);
	rc = statement_fetch_int(st, &members);
	if (rc < 0)
		return rc;
	if (members >= GROUP_MAX_MEMBERS)
		return -ENOSPC;
	at = row->position && row->position <= members ? row->position : members + 1;
	rc = gap_open(s, row->group_id, at, members);
	if (rc < 0)
		return rc;
	st = member_start(s, sql_add, row->group_id, row->line);
	statement_int(st, 3, at);
	statement_int(st, 4, row->connected);
	rc = statement_run(st);
	return rc ? rc : store_group_touch(s, row->group_id);
}

static int member_connect(struct store *s, const struct store_member *row)
{
	struct statement *st = member_start(s, sql_connect, row->group_id, row->line);
	int rc;

	statement_int(st, 3, row->connected);
	rc = statement_run(st);
	return rc ? rc : store_group_log(s, row->group_id);
}

static int member_put(struct store *s, const struct store_member *row)
{
	int64_t fleet_id, position = 0;
	int rc = statement_fetch_int(member_start(s, sql_may, row->group_id, row->line), &fleet_id);

	if (rc != 1 || row->position > GROUP_MAX_MEMBERS)
		return rc < 0 ? rc : -EINVAL;
	rc = statement_fetch_int(member_start(s, sql_position, row->group_id, row->line), &position);
	if (rc == 1 && (!row->position || row->position == position))
		return member_connect(s, row);
	if (rc == 1)
		rc = store_member_remove(s, row->group_id, row->line);
	return rc < 0 ? rc : member_add(s, row);
}

int store_member_put(struct store *s, const struct store_member *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, member_put(s, row));
}

int store_member_delete(struct store *s, uint32_t group_id, e164_t line)
{
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = store_member_remove(s, group_id, line);
	if (!rc)
		return -ENOENT;
	return store_change_end(s, rc < 0 ? rc : 0);
}
