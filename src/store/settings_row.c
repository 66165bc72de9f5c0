/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a line has set beyond its forwardings. Most lines have no row: they have the defaults, which stand here and, for
 * a row that a hunt list brings along, in the schema. */

#include <errno.h>

#include "bulk.h"

#define SETTINGS_COLUMNS \
	"SELECT s.line, s.forwarding_custom, s.incoming_custom, s.rings_when_busy, s.no_answer_s, s.dnd_active, s.dnd, " \
	"s.hunt_active, s.hunt_together, s.shown, s.shown_group, s.version FROM settings s "

static const char sql_all[] = SETTINGS_COLUMNS "ORDER BY s.line";
static const char sql_of_fleet[] = SETTINGS_COLUMNS "JOIN line l ON l.number = s.line WHERE l.fleet_id = $1 ORDER BY l.number";
static const char sql_get[] = SETTINGS_COLUMNS "WHERE s.line = $1";
static const char sql_put[] =
	"INSERT INTO settings (line, forwarding_custom, incoming_custom, rings_when_busy, no_answer_s, dnd_active, dnd, "
	"hunt_active, hunt_together, shown, shown_group) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
	"ON CONFLICT (line) DO UPDATE SET forwarding_custom = excluded.forwarding_custom, "
	"incoming_custom = excluded.incoming_custom, rings_when_busy = excluded.rings_when_busy, "
	"no_answer_s = excluded.no_answer_s, dnd_active = excluded.dnd_active, dnd = excluded.dnd, "
	"hunt_active = excluded.hunt_active, hunt_together = excluded.hunt_together, shown = excluded.shown, "
	"shown_group = excluded.shown_group, version = settings.version + 1 RETURNING version";
static const char sql_touch[] =
	"INSERT INTO settings (line) VALUES ($1) "
	"ON CONFLICT (line) DO UPDATE SET version = settings.version + 1 RETURNING version";

/* In the order of enum line_shown. */
static const char *const showns[] = { "line", "group", "withheld", NULL };

void store_settings_default(e164_t line, struct store_settings *ret)
{
	*ret = (struct store_settings){
		.line = line, .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 25,
		.shown = LINE_SHOWN_LINE,
	};
}

static int settings_read(struct statement *st, struct store_settings *ret)
{
	int shown = store_word_find(showns, statement_column(st, 9));
	uint32_t group = (uint32_t)statement_column_int(st, 10);

	if (shown < 0)
		return -EIO;
	/* A group that went by its fleet or by hand is shown no more. */
	if (shown == LINE_SHOWN_GROUP && !group)
		shown = LINE_SHOWN_LINE;
	*ret = (struct store_settings){
		.line = (e164_t)statement_column_int(st, 0),
		.forwarding_custom = statement_column_int(st, 1),
		.incoming_custom = statement_column_int(st, 2),
		.rings_when_busy = statement_column_int(st, 3),
		.no_answer_s = (uint8_t)statement_column_int(st, 4),
		.dnd_active = statement_column_int(st, 5),
		.dnd = statement_column_destination(st, 6),
		.hunt_active = statement_column_int(st, 7),
		.hunt_together = statement_column_int(st, 8),
		.shown = (uint8_t)shown,
		.shown_group = group,
		.version = (uint32_t)statement_column_int(st, 11),
	};
	return 0;
}

static int settings_visit(struct statement *st, int (*cb)(void *priv, const struct store_settings *row), void *priv)
{
	struct store_settings row;
	int rc = 0;

	while (statement_more(st, &rc)) {
		rc = settings_read(st, &row);
		if (!rc)
			rc = cb(priv, &row);
	}
	return rc;
}

int store_settings_each(struct store *s, e164_t line, int (*cb)(void *priv, const struct store_settings *row), void *priv)
{
	struct statement *st = statement_start(s, line ? sql_get : sql_all);

	if (line)
		statement_int(st, 1, (int64_t)line);
	return settings_visit(st, cb, priv);
}

int store_fleet_settings_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_settings *row), void *priv)
{
	struct statement *st = statement_start(s, sql_of_fleet);

	statement_int(st, 1, fleet_id);
	return settings_visit(st, cb, priv);
}

int store_settings_get(struct store *s, e164_t line, struct store_settings *ret)
{
	struct statement *st = statement_start(s, sql_get);
	int rc;

	statement_int(st, 1, (int64_t)line);
	rc = statement_next(st);
	if (rc == 1) {
		rc = settings_read(st, ret);
		statement_end(st);
	} else if (!rc) {
		store_settings_default(line, ret);
	}
	return rc;
}

static int settings_write(struct store *s, const struct store_settings *row, int64_t *ret_version)
{
	struct statement *st = statement_start(s, sql_put);

	statement_int(st, 1, (int64_t)row->line);
	statement_int(st, 2, row->forwarding_custom);
	statement_int(st, 3, row->incoming_custom);
	statement_int(st, 4, row->rings_when_busy);
	statement_int(st, 5, row->no_answer_s);
	statement_int(st, 6, row->dnd_active);
	statement_destination(st, 7, &row->dnd);
	statement_int(st, 8, row->hunt_active);
	statement_int(st, 9, row->hunt_together);
	statement_text(st, 10, showns[row->shown]);
	statement_number(st, 11, row->shown_group);
	return store_bulk_version(s, st, ret_version);
}

static int settings_put(struct store *s, const struct store_settings *row, uint32_t *ret_version)
{
	struct store_owner owner;
	int64_t version = 0;
	int rc;

	if (row->shown > LINE_SHOWN_WITHHELD || (row->shown == LINE_SHOWN_GROUP) != (row->shown_group != 0))
		return -EINVAL;
	rc = store_owner_of_line(s, row->line, &owner);
	if (!rc)
		rc = store_owner_check_group(s, &owner, row->shown_group);
	if (!rc)
		rc = store_owner_check_destination(&owner, &row->dnd);
	if (!rc)
		rc = settings_write(s, row, &version);
	if (!rc)
		rc = store_change_log(s, STORE_OBJECT_SERVICE, row->line, owner.fleet_id);
	if (!rc)
		*ret_version = (uint32_t)version;
	return rc;
}

int store_settings_put(struct store *s, struct store_settings *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, settings_put(s, row, &row->version));
}

int store_service_touch(struct store *s, e164_t line, uint32_t *ret_version)
{
	struct store_owner owner;
	struct statement *st;
	int64_t version = 0;
	int rc = store_owner_of_line(s, line, &owner);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_touch);
	statement_int(st, 1, (int64_t)line);
	rc = store_bulk_version(s, st, &version);
	if (rc)
		return rc;
	if (ret_version)
		*ret_version = (uint32_t)version;
	return store_change_log(s, STORE_OBJECT_SERVICE, line, owner.fleet_id);
}
