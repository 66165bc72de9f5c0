/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit, which only grows, and changes that expire. */

#include <errno.h>

#include <mpabx/store/portal.h>

#include "statement.h"

#define AUDIT_COLUMNS \
	"SELECT seq, at, who, role, as_line, fleet_id, object, subject, title, action, was, became, until FROM portal_audit "
#define AUDIT_PAGE "AND seq < $2 AND ($3 = '' OR object = $3) AND at >= $4 AND at < $5 ORDER BY seq DESC LIMIT $6"

static const char sql_add[] =
	"INSERT INTO portal_audit (at, who, role, as_line, fleet_id, object, subject, title, action, was, became, until) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING seq";
static const char sql_get[] = AUDIT_COLUMNS "WHERE seq = $1";
static const char sql_all[] = AUDIT_COLUMNS "WHERE $1 = 0 " AUDIT_PAGE;
static const char sql_of_fleet[] = AUDIT_COLUMNS "WHERE fleet_id = $1 " AUDIT_PAGE;
static const char sql_of_subject[] =
	AUDIT_COLUMNS "WHERE fleet_id = $1 AND subject = $7 " AUDIT_PAGE;
static const char sql_last[] =
	"SELECT COALESCE(MAX(seq), 0) FROM portal_audit WHERE fleet_id = $1 AND subject = $2 AND object = $3 "
	"AND (was <> '' OR became <> '')";

#define EXPIRY_COLUMNS "SELECT fleet_id, object, subject, entry, at FROM portal_expiry "
static const char sql_expiry_put[] =
	"INSERT INTO portal_expiry (fleet_id, object, subject, entry, at) VALUES ($1, $2, $3, $4, $5) "
	"ON CONFLICT (fleet_id, object, subject) DO UPDATE SET entry = excluded.entry, at = excluded.at";
static const char sql_expiry_delete[] =
	"DELETE FROM portal_expiry WHERE fleet_id = $1 AND object = $2 AND subject = $3";
static const char sql_expiry_get[] = EXPIRY_COLUMNS "WHERE fleet_id = $1 AND object = $2 AND subject = $3";
static const char sql_expiry_due[] = EXPIRY_COLUMNS "WHERE at <= $1 ORDER BY at LIMIT 1";

int store_portal_audit_add(struct store *s, struct store_portal_audit *row)
{
	int64_t seq;
	int rc = store_change_id(s, sql_add, &seq, VALUES(
		VALUE_INT(row->at), VALUE_TEXT(row->who), VALUE_TEXT(row->role), VALUE_NUMBER(row->as_line),
		VALUE_INT(row->fleet_id), VALUE_TEXT(row->object), VALUE_TEXT(row->subject), VALUE_TEXT(row->title),
		VALUE_TEXT(row->action), VALUE_TEXT(row->was), VALUE_TEXT(row->became), VALUE_INT(row->until)));

	if (!rc)
		row->seq = (uint64_t)seq;
	return rc;
}

static int audit_visit(struct statement *st, int (*cb)(void *priv, const struct store_portal_audit *row), void *priv)
{
	int rc;

	while ((rc = statement_next(st)) == 1) {
		struct store_portal_audit row = {
			.seq = (uint64_t)statement_column_int(st, 0), .at = (time_t)statement_column_int(st, 1),
			.who = statement_column(st, 2), .role = statement_column(st, 3),
			.as_line = (e164_t)statement_column_int(st, 4), .fleet_id = (uint32_t)statement_column_int(st, 5),
			.object = statement_column(st, 6), .subject = statement_column(st, 7),
			.title = statement_column(st, 8), .action = statement_column(st, 9),
			.was = statement_column(st, 10), .became = statement_column(st, 11),
			.until = (time_t)statement_column_int(st, 12),
		};

		rc = cb(priv, &row);
		if (rc) {
			statement_end(st);
			return rc;
		}
	}
	return rc;
}

struct audit_one { int (*cb)(void *priv, const struct store_portal_audit *row); void *priv; bool found; };

static int audit_found(void *priv, const struct store_portal_audit *row)
{
	struct audit_one *one = priv;

	one->found = true;
	return one->cb(one->priv, row);
}

int store_portal_audit_get(struct store *s, uint64_t seq, int (*cb)(void *priv, const struct store_portal_audit *row), void *priv)
{
	struct statement *st = statement_start(s, sql_get);
	struct audit_one one = { .cb = cb, .priv = priv };
	int rc;

	statement_int(st, 1, (int64_t)seq);
	rc = audit_visit(st, audit_found, &one);
	return rc ? rc : one.found ? 0 : -ENOENT;
}

int store_portal_audit_each(struct store *s, const struct store_portal_audit_filter *f,
			    int (*cb)(void *priv, const struct store_portal_audit *row), void *priv)
{
	bool of_one = f->subject && f->subject[0];
	struct statement *st = statement_start(s, of_one ? sql_of_subject : f->fleet_id ? sql_of_fleet : sql_all);

	statement_int(st, 1, f->fleet_id);
	statement_int(st, 2, f->before ? (int64_t)f->before : INT64_MAX);
	statement_text(st, 3, f->object ? f->object : "");
	statement_int(st, 4, f->from);
	statement_int(st, 5, f->to ? f->to : INT64_MAX);
	statement_int(st, 6, f->limit);
	if (of_one)
		statement_text(st, 7, f->subject);
	return audit_visit(st, cb, priv);
}

int store_portal_audit_last(struct store *s, uint32_t fleet_id, const char *object, const char *subject, uint64_t *ret)
{
	struct statement *st = statement_start(s, sql_last);
	int64_t seq;
	int rc;

	statement_int(st, 1, fleet_id);
	statement_text(st, 2, subject);
	statement_text(st, 3, object);
	rc = statement_fetch_int(st, &seq);
	if (rc != 1)
		return rc < 0 ? rc : -EIO;
	*ret = (uint64_t)seq;
	return 0;
}

/* Each of them is known by these three. */
static void expiry_name(struct statement *st, uint32_t fleet_id, const char *object, const char *subject)
{
	statement_int(st, 1, fleet_id);
	statement_text(st, 2, object);
	statement_text(st, 3, subject);
}

static int expiry_one(struct statement *st, struct store_portal_expiry *ret)
{
	int rc = statement_next(st);

	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	*ret = (struct store_portal_expiry){
		.fleet_id = (uint32_t)statement_column_int(st, 0), .entry = (uint64_t)statement_column_int(st, 3),
		.at = (time_t)statement_column_int(st, 4),
	};
	statement_column_text(st, 1, ret->object, sizeof(ret->object));
	statement_column_text(st, 2, ret->subject, sizeof(ret->subject));
	statement_end(st);
	return 0;
}

int store_portal_expiry_put(struct store *s, const struct store_portal_expiry *row)
{
	return store_change_run(s, sql_expiry_put, VALUES(
		VALUE_INT(row->fleet_id), VALUE_TEXT(row->object), VALUE_TEXT(row->subject),
		VALUE_INT(row->entry), VALUE_INT(row->at)));
}

int store_portal_expiry_delete(struct store *s, uint32_t fleet_id, const char *object, const char *subject)
{
	return store_change_run(s, sql_expiry_delete, VALUES(
		VALUE_INT(fleet_id), VALUE_TEXT(object), VALUE_TEXT(subject)));
}

int store_portal_expiry_get(struct store *s, uint32_t fleet_id, const char *object, const char *subject,
			    struct store_portal_expiry *ret)
{
	struct statement *st = statement_start(s, sql_expiry_get);

	expiry_name(st, fleet_id, object, subject);
	return expiry_one(st, ret);
}

int store_portal_expiry_due(struct store *s, time_t now, struct store_portal_expiry *ret)
{
	struct statement *st = statement_start(s, sql_expiry_due);

	statement_int(st, 1, now);
	return expiry_one(st, ret);
}
