/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of call groups. Their members are in member_row.c, their blocked callers in blocked_row.c; a change of either
 * counts the group's version up, a member's logging in and out does not. */

#include <errno.h>

#include "rows.h"

#define GROUP_COLUMNS \
	"SELECT id, fleet_id, number, name, mode, queue, ring_s, rest_s, wait_s, member_rules, code_user, code_admin, " \
	"overflow, nobody, closed, last_left, calendar, version FROM call_group "

static const char sql_all[] = GROUP_COLUMNS "ORDER BY id";
static const char sql_of_fleet[] = GROUP_COLUMNS "WHERE fleet_id = $1 ORDER BY id";
static const char sql_get[] = GROUP_COLUMNS "WHERE id = $1";
static const char sql_find[] = GROUP_COLUMNS "WHERE number = $1";

#define NEW_COLUMNS \
	"fleet_id, number, name, mode, queue, ring_s, rest_s, wait_s, member_rules, code_user, code_admin, overflow, " \
	"nobody, closed, last_left, calendar"
#define NEW_VALUES "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16"

static const char sql_new[] =
	"INSERT INTO call_group (" NEW_COLUMNS ") VALUES (" NEW_VALUES ") RETURNING id, version";
/* A group stays in its fleet: for another one there is no row to return. */
static const char sql_put[] =
	"INSERT INTO call_group (" NEW_COLUMNS ", id) VALUES (" NEW_VALUES ", $17) "
	"ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name, mode = excluded.mode, "
	"queue = excluded.queue, ring_s = excluded.ring_s, rest_s = excluded.rest_s, wait_s = excluded.wait_s, "
	"member_rules = excluded.member_rules, code_user = excluded.code_user, code_admin = excluded.code_admin, "
	"overflow = excluded.overflow, nobody = excluded.nobody, closed = excluded.closed, "
	"last_left = excluded.last_left, calendar = excluded.calendar, version = call_group.version + 1 "
	"WHERE call_group.fleet_id = excluded.fleet_id RETURNING id, version";
static const char sql_foreign[] =
	"SELECT (SELECT COUNT(*) FROM line WHERE number = $1 AND fleet_id <> $2) + "
	"(SELECT COUNT(*) FROM fixed WHERE number = $1 AND fleet_id <> $2)";
static const char sql_touch[] = "UPDATE call_group SET version = version + 1 WHERE id = $1 RETURNING fleet_id";
static const char sql_fleet[] = "SELECT fleet_id FROM call_group WHERE id = $1";
static const char sql_delete[] = "DELETE FROM call_group WHERE id = $1";

/* In the order of enum group_mode. */
static const char *const modes[] = { "linear", "round-robin", "longest-idle", "together", NULL };

static int group_read(struct statement *st, struct store_group *ret)
{
	int mode = store_word_find(modes, statement_column(st, 4));

	if (mode < 0)
		return -EIO;
	*ret = (struct store_group){
		.id = (uint32_t)statement_column_int(st, 0),
		.fleet_id = (uint32_t)statement_column_int(st, 1),
		.number = (e164_t)statement_column_int(st, 2),
		.mode = (uint8_t)mode,
		.queue = (uint8_t)statement_column_int(st, 5),
		.ring_s = (uint8_t)statement_column_int(st, 6),
		.rest_s = (uint16_t)statement_column_int(st, 7),
		.wait_s = (uint16_t)statement_column_int(st, 8),
		.member_rules = statement_column_int(st, 9),
		.overflow = statement_column_destination(st, 12),
		.nobody = statement_column_destination(st, 13),
		.closed = statement_column_destination(st, 14),
		.last_left = statement_column_destination(st, 15),
		.calendar = (uint32_t)statement_column_int(st, 16),
		.version = (uint32_t)statement_column_int(st, 17),
	};
	statement_column_text(st, 3, ret->name, sizeof(ret->name));
	statement_column_text(st, 10, ret->code_user, sizeof(ret->code_user));
	statement_column_text(st, 11, ret->code_admin, sizeof(ret->code_admin));
	return 0;
}

int store_groups_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_group *row), void *priv)
{
	struct statement *st = statement_start(s, fleet_id ? sql_of_fleet : sql_all);
	struct store_group row;
	int rc = 0;

	if (fleet_id)
		statement_int(st, 1, fleet_id);
	while (statement_more(st, &rc)) {
		rc = group_read(st, &row);
		if (!rc)
			rc = cb(priv, &row);
	}
	return rc;
}

static int group_find(struct store *s, const char *sql, int64_t key, struct store_group *ret)
{
	struct statement *st = statement_start(s, sql);
	int rc;

	statement_int(st, 1, key);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	rc = group_read(st, ret);
	statement_end(st);
	return rc;
}

int store_group_get(struct store *s, uint32_t id, struct store_group *ret)
{
	return group_find(s, sql_get, id, ret);
}

int store_group_find(struct store *s, e164_t number, struct store_group *ret)
{
	return group_find(s, sql_find, (int64_t)number, ret);
}

/* One of ours may be a member's; another fleet's number is nobody's group. */
static int number_check(struct store *s, e164_t number, uint32_t fleet_id)
{
	struct statement *st = statement_start(s, sql_foreign);
	int64_t foreign = 0;
	int rc;

	statement_int(st, 1, (int64_t)number);
	statement_int(st, 2, fleet_id);
	rc = statement_fetch_int(st, &foreign);
	if (rc < 0)
		return rc;
	return foreign ? -EINVAL : 0;
}

static int group_check(struct store *s, const struct store_group *row)
{
	const struct destination *const to[] = { &row->overflow, &row->nobody, &row->closed, &row->last_left };
	struct store_owner owner;
	int rc = row->mode > GROUP_TOGETHER ? -EINVAL : store_owner_of_fleet(s, row->fleet_id, &owner);

	for (unsigned i = 0; i < sizeof(to) / sizeof(to[0]) && !rc; i++)
		rc = store_owner_check_destination(&owner, to[i]);
	if (!rc)
		rc = store_owner_check_calendar(s, &owner, row->calendar);
	return rc ? rc : number_check(s, row->number, row->fleet_id);
}

static struct statement *group_start(struct store *s, const struct store_group *row)
{
	struct statement *st = statement_start(s, row->id ? sql_put : sql_new);

	statement_int(st, 1, row->fleet_id);
	statement_int(st, 2, (int64_t)row->number);
	statement_text(st, 3, row->name);
	statement_text(st, 4, modes[row->mode]);
	statement_int(st, 5, row->queue);
	statement_int(st, 6, row->ring_s);
	statement_int(st, 7, row->rest_s);
	statement_int(st, 8, row->wait_s);
	statement_int(st, 9, row->member_rules);
	statement_text(st, 10, row->code_user);
	statement_text(st, 11, row->code_admin);
	statement_destination(st, 12, &row->overflow);
	statement_destination(st, 13, &row->nobody);
	statement_destination(st, 14, &row->closed);
	statement_destination(st, 15, &row->last_left);
	statement_number(st, 16, row->calendar);
	if (row->id)
		statement_int(st, 17, row->id);
	return st;
}

static int group_put(struct store *s, struct store_group *row)
{
	struct statement *st;
	uint32_t id, version;
	int rc = group_check(s, row);

	if (rc < 0)
		return rc;
	st = group_start(s, row);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -EINVAL;
	id = (uint32_t)statement_column_int(st, 0);
	version = (uint32_t)statement_column_int(st, 1);
	rc = statement_run(st);
	if (!rc)
		rc = store_change_log(s, STORE_OBJECT_GROUP, id, row->fleet_id);
	if (rc < 0)
		return rc;
	row->id = id;
	row->version = version;
	return 0;
}

int store_group_put(struct store *s, struct store_group *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, group_put(s, row));
}

static int fleet_log(struct store *s, const char *sql, uint32_t id, int none)
{
	struct statement *st = statement_start(s, sql);
	int64_t fleet_id;
	int rc;

	statement_int(st, 1, id);
	rc = statement_fetch_int(st, &fleet_id);
	if (rc != 1)
		return rc ? rc : none;
	return store_change_log(s, STORE_OBJECT_GROUP, id, (uint32_t)fleet_id);
}

int store_group_touch(struct store *s, uint32_t group_id)
{
	return fleet_log(s, sql_touch, group_id, -EINVAL);
}

int store_group_log(struct store *s, uint32_t group_id)
{
	return fleet_log(s, sql_fleet, group_id, -EINVAL);
}

static int group_delete(struct store *s, uint32_t id)
{
	struct statement *st;
	int rc = store_group_leaves(s, id);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_delete);
	statement_int(st, 1, id);
	return statement_run(st);
}

int store_group_delete(struct store *s, uint32_t id)
{
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	/* The entry while the fleet can still be told. */
	rc = fleet_log(s, sql_fleet, id, -ENOENT);
	if (rc == -ENOENT)
		return rc;
	return store_change_end(s, rc < 0 ? rc : group_delete(s, id));
}
