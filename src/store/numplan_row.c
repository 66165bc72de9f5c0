/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of number-plan profiles. A profile has three kinds of rows; they are read in one pass and replaced together. */

#include <errno.h>

#include "statement.h"

static const char sql_all[] =
	"SELECT name, cc, national_length, trunk, international, voicemail FROM numplan ORDER BY name";
/* The first column is enum store_numplan_row_kind. */
static const char sql_rows[] =
	"SELECT 0 AS row_kind, kind AS word, prefix, length, '' AS cc FROM numplan_range WHERE profile = $1 "
	"UNION ALL SELECT 1, '', prefix, 0, cc FROM numplan_country WHERE profile = $1 "
	"UNION ALL SELECT 2, service, prefix, 0, '' FROM numplan_allow WHERE profile = $1 "
	"ORDER BY 1, 2, 3, 4";
static const char sql_put[] =
	"INSERT INTO numplan (name, cc, national_length, trunk, international, voicemail) "
	"VALUES ($1, $2, $3, $4, $5, $6) "
	"ON CONFLICT (name) DO UPDATE SET cc = excluded.cc, national_length = excluded.national_length, "
	"trunk = excluded.trunk, international = excluded.international, voicemail = excluded.voicemail";
static const char sql_voicemail[] = "UPDATE numplan SET voicemail = $2 WHERE name = $1 RETURNING national_length";
static const char *const sql_clear[] = {
	"DELETE FROM numplan_range WHERE profile = $1", "DELETE FROM numplan_country WHERE profile = $1",
	"DELETE FROM numplan_allow WHERE profile = $1",
};
static const char sql_range[] = "INSERT INTO numplan_range (profile, prefix, kind, length) VALUES ($1, $2, $3, $4)";
static const char sql_country[] = "INSERT INTO numplan_country (profile, prefix, cc) VALUES ($1, $2, $3)";
static const char sql_allow[] = "INSERT INTO numplan_allow (profile, prefix, service) VALUES ($1, $2, $3)";

/* In the order of enum numplan_kind and enum numplan_service. */
static const char *const kinds[] = { "invalid", "e164", "short", "emergency", "special", NULL };
static const char *const services[] = { "transfer", "forwarding", "hunt", "group", NULL };

int store_numplans_each(struct store *s, int (*cb)(void *priv, const struct store_numplan *row), void *priv)
{
	struct statement *st = statement_start(s, sql_all);
	struct store_numplan row;
	int rc = 0;

	while (statement_more(st, &rc)) {
		statement_column_text(st, 0, row.name, sizeof(row.name));
		statement_column_text(st, 1, row.cc, sizeof(row.cc));
		row.national_length = (unsigned)statement_column_int(st, 2);
		statement_column_text(st, 3, row.trunk, sizeof(row.trunk));
		statement_column_text(st, 4, row.international, sizeof(row.international));
		row.voicemail = (e164_t)statement_column_int(st, 5);	/* NULL reads as 0 */
		rc = cb(priv, &row);
	}
	return rc;
}

static int row_read(struct statement *st, struct store_numplan_row *ret)
{
	ret->row = (enum store_numplan_row_kind)statement_column_int(st, 0);
	ret->kind = ret->row == STORE_NUMPLAN_COUNTRY ? 0 :
		store_word_find(ret->row == STORE_NUMPLAN_RANGE ? kinds : services, statement_column(st, 1));
	statement_column_text(st, 2, ret->prefix, sizeof(ret->prefix));
	ret->length = (unsigned)statement_column_int(st, 3);
	statement_column_text(st, 4, ret->cc, sizeof(ret->cc));
	return ret->kind < 0 ? -EIO : 0;
}

int store_numplan_rows_each(struct store *s, const char *profile,
			    int (*cb)(void *priv, const struct store_numplan_row *row), void *priv)
{
	struct statement *st = statement_start(s, sql_rows);
	struct store_numplan_row row;
	int rc = 0;

	statement_text(st, 1, profile);
	while (statement_more(st, &rc)) {
		rc = row_read(st, &row);
		if (!rc)
			rc = cb(priv, &row);
	}
	return rc;
}

static bool row_is_sane(const struct store_numplan_row *row)
{
	switch (row->row) {
	case STORE_NUMPLAN_RANGE:
		return row->kind > NUMPLAN_INVALID && row->kind < NUMPLAN_SERVICE;
	case STORE_NUMPLAN_ALLOW:
		return row->kind >= 0 && row->kind < _NUMPLAN_SERVICES;
	default:
		return row->row == STORE_NUMPLAN_COUNTRY;
	}
}

static int row_add(struct store *s, const char *profile, const struct store_numplan_row *row)
{
	static const char *const sql[] = { sql_range, sql_country, sql_allow };
	struct statement *st;

	if (!row_is_sane(row))
		return -EINVAL;
	st = statement_start(s, sql[row->row]);
	statement_text(st, 1, profile);
	statement_text(st, 2, row->prefix);
	if (row->row == STORE_NUMPLAN_COUNTRY)
		statement_text(st, 3, row->cc);
	else
		statement_text(st, 3, row->row == STORE_NUMPLAN_RANGE ? kinds[row->kind] : services[row->kind]);
	if (row->row == STORE_NUMPLAN_RANGE)
		statement_int(st, 4, row->length);
	return statement_run(st);
}

static int numplan_put(struct store *s, const struct store_numplan *np, const struct store_numplan_row *rows, size_t n)
{
	struct statement *st = statement_start(s, sql_put);
	int rc;

	statement_text(st, 1, np->name);
	statement_text(st, 2, np->cc);
	statement_int(st, 3, np->national_length);
	statement_text(st, 4, np->trunk);
	statement_text(st, 5, np->international);
	statement_number(st, 6, np->voicemail);
	rc = statement_run(st);
	for (unsigned i = 0; i < 3 && !rc; i++) {
		st = statement_start(s, sql_clear[i]);
		statement_text(st, 1, np->name);
		rc = statement_run(st);
	}
	for (size_t i = 0; i < n && !rc; i++)
		rc = row_add(s, np->name, &rows[i]);
	return rc ? rc : store_change_log(s, STORE_OBJECT_NUMPLAN, 0, 0);
}

int store_numplan_put(struct store *s, const struct store_numplan *np, const struct store_numplan_row *rows, size_t n)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, numplan_put(s, np, rows, n));
}

int store_numplan_set_voicemail(struct store *s, const char *profile, e164_t number)
{
	struct statement *st;
	int64_t there;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_voicemail);
	statement_text(st, 1, profile);
	statement_number(st, 2, number);
	rc = statement_fetch_int(st, &there);
	if (!rc)
		return -ENOENT;
	return store_change_end(s, rc < 0 ? rc : store_change_log(s, STORE_OBJECT_NUMPLAN, 0, 0));
}
