/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calendars of a fleet: a row, and one for each of its hours and dates, which are read in one pass and replaced
 * together. Who uses a calendar keeps it from being deleted. */

#include <errno.h>
#include <string.h>

#include "rows.h"

/* part: 0 a calendar without any, 1 hours, 2 dates; rows of a calendar follow one another. */
#define CALENDAR_COLUMNS(of) \
	"SELECT c.id, c.fleet_id, c.name, c.holidays, 0 AS part, 0 AS position, 0 AS x, 0 AS y, 0 AS z " \
	"FROM calendar c " of \
	"UNION ALL SELECT c.id, c.fleet_id, c.name, c.holidays, 1, h.position, h.days, h.from_min, h.to_min " \
	"FROM calendar c JOIN calendar_hours h ON h.calendar = c.id " of \
	"UNION ALL SELECT c.id, c.fleet_id, c.name, c.holidays, 2, d.position, d.inside, d.from_day, d.to_day " \
	"FROM calendar c JOIN calendar_date d ON d.calendar = c.id " of \
	"ORDER BY 1, 5, 6"
static const char sql_all[] = CALENDAR_COLUMNS("");
static const char sql_of_fleet[] = CALENDAR_COLUMNS("WHERE c.fleet_id = $1 ");
static const char sql_get[] = CALENDAR_COLUMNS("WHERE c.id = $1 ");
static const char sql_new[] = "INSERT INTO calendar (fleet_id, name, holidays) VALUES ($1, $2, $3) RETURNING id";
/* A calendar stays in its fleet: for another one there is no row to return. */
static const char sql_put[] =
	"INSERT INTO calendar (fleet_id, name, holidays, id) VALUES ($1, $2, $3, $4) "
	"ON CONFLICT (id) DO UPDATE SET name = excluded.name, holidays = excluded.holidays "
	"WHERE calendar.fleet_id = excluded.fleet_id RETURNING id";
static const char *const sql_clear[] = {
	"DELETE FROM calendar_hours WHERE calendar = $1", "DELETE FROM calendar_date WHERE calendar = $1",
};
static const char sql_hours[] =
	"INSERT INTO calendar_hours (calendar, position, days, from_min, to_min) VALUES ($1, $2, $3, $4, $5)";
static const char sql_date[] =
	"INSERT INTO calendar_date (calendar, position, inside, from_day, to_day) VALUES ($1, $2, $3, $4, $5)";
static const char sql_users[] =
	"SELECT (SELECT COUNT(*) FROM forwarding WHERE calendar = $1) + "
	"(SELECT COUNT(*) FROM call_group WHERE calendar = $1)";
static const char sql_delete[] = "DELETE FROM calendar WHERE id = $1 RETURNING fleet_id";

/* In the order of enum calendar_holidays. */
static const char *const holidays[] = { "ordinary", "inside", "outside", NULL };

static int head_read(struct statement *st, struct store_calendar *ret)
{
	int word = store_word_find(holidays, statement_column(st, 3));

	if (word < 0)
		return -EIO;
	memset(ret, 0, sizeof(*ret));
	ret->id = (uint32_t)statement_column_int(st, 0);
	ret->fleet_id = (uint32_t)statement_column_int(st, 1);
	statement_column_text(st, 2, ret->name, sizeof(ret->name));
	ret->calendar.holidays = (uint8_t)word;
	return 0;
}

static void part_read(struct statement *st, struct calendar *c)
{
	int64_t a = statement_column_int(st, 6), b = statement_column_int(st, 7), to = statement_column_int(st, 8);

	if (statement_column_int(st, 4) == 1 && c->num_hours < CALENDAR_MAX_HOURS)
		c->hours[c->num_hours++] = (struct calendar_hours){ (uint8_t)a, (uint16_t)b, (uint16_t)to };
	else if (statement_column_int(st, 4) == 2 && c->num_dates < CALENDAR_MAX_DATES)
		c->dates[c->num_dates++] = (struct calendar_date){ (uint32_t)b, (uint32_t)to, a != 0 };
}

/* Its first row is the current one; stops at another calendar's. \returns 1 there, 0 at the end, -errno */
static int calendar_read(struct statement *st, struct store_calendar *ret)
{
	int rc = head_read(st, ret);

	if (rc < 0) {
		statement_end(st);
		return rc;
	}
	while ((rc = statement_next(st)) == 1 && (uint32_t)statement_column_int(st, 0) == ret->id)
		part_read(st, &ret->calendar);
	return rc;
}

int store_calendars_each(struct store *s, uint32_t fleet_id,
			 int (*cb)(void *priv, const struct store_calendar *row), void *priv)
{
	struct statement *st = statement_start(s, fleet_id ? sql_of_fleet : sql_all);
	struct store_calendar row;
	int rc, stop;

	if (fleet_id)
		statement_int(st, 1, fleet_id);
	rc = statement_next(st);
	while (rc == 1) {
		rc = calendar_read(st, &row);
		stop = rc < 0 ? 0 : cb(priv, &row);
		if (stop) {
			if (rc == 1)
				statement_end(st);
			return stop;
		}
	}
	return rc;
}

int store_calendar_get(struct store *s, uint32_t id, struct store_calendar *ret)
{
	struct statement *st = statement_start(s, sql_get);
	struct store_calendar row;
	int rc;

	statement_int(st, 1, id);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	rc = calendar_read(st, &row);
	if (!rc)
		*ret = row;
	return rc;
}

static int part_add(struct store *s, const char *sql, uint32_t id, unsigned position, int64_t a, int64_t b, int64_t c)
{
	struct statement *st = statement_start(s, sql);

	statement_int(st, 1, id);
	statement_int(st, 2, position);
	statement_int(st, 3, a);
	statement_int(st, 4, b);
	statement_int(st, 5, c);
	return statement_run(st);
}

static int parts_put(struct store *s, uint32_t id, const struct calendar *c)
{
	int rc = 0;

	for (unsigned i = 0; i < 2 && !rc; i++) {
		struct statement *st = statement_start(s, sql_clear[i]);

		statement_int(st, 1, id);
		rc = statement_run(st);
	}
	for (unsigned i = 0; i < c->num_hours && !rc; i++)
		rc = part_add(s, sql_hours, id, i + 1, c->hours[i].days, c->hours[i].from_min, c->hours[i].to_min);
	for (unsigned i = 0; i < c->num_dates && !rc; i++)
		rc = part_add(s, sql_date, id, i + 1, c->dates[i].inside, c->dates[i].from_day, c->dates[i].to_day);
	return rc;
}

static int calendar_put(struct store *s, const struct store_calendar *row, uint32_t *ret_id)
{
	struct statement *st;
	int64_t id = 0;
	int rc = calendar_check(&row->calendar);

	if (rc < 0)
		return rc;
	st = statement_start(s, row->id ? sql_put : sql_new);
	statement_int(st, 1, row->fleet_id);
	statement_text(st, 2, row->name);
	statement_text(st, 3, holidays[row->calendar.holidays]);
	if (row->id)
		statement_int(st, 4, row->id);
	rc = statement_fetch_int(st, &id);
	if (rc != 1)
		return rc ? rc : -EINVAL;
	rc = parts_put(s, (uint32_t)id, &row->calendar);
	if (!rc)
		rc = store_change_log(s, STORE_OBJECT_CALENDAR, (uint64_t)id, row->fleet_id);
	if (!rc)
		*ret_id = (uint32_t)id;
	return rc;
}

int store_calendar_put(struct store *s, struct store_calendar *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, calendar_put(s, row, &row->id));
}

int store_calendar_delete(struct store *s, uint32_t id)
{
	struct statement *st;
	int64_t users = 0, fleet_id;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_users);
	statement_int(st, 1, id);
	rc = statement_fetch_int(st, &users);
	if (rc == 1 && users)
		return -EEXIST;
	if (rc == 1) {
		st = statement_start(s, sql_delete);
		statement_int(st, 1, id);
		rc = statement_fetch_int(st, &fleet_id);
	}
	if (!rc)
		return -ENOENT;
	return store_change_end(s, rc < 0 ? rc : store_change_log(s, STORE_OBJECT_CALENDAR, id, (uint32_t)fleet_id));
}
