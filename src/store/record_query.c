/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Call records in lists and in files, who called back, and their erasure. Each list has a statement of its own, so that
 * each is one walk along one index. */

#include <errno.h>

#include "record_row.h"

#define PAGE "AND start_us >= $2 AND start_us < $3 AND sequence < $4 ORDER BY start_us DESC, sequence DESC LIMIT $5"
static const char sql_all[] = RECORD_COLUMNS "WHERE $1 = 0 " PAGE;
static const char sql_of_fleet[] = RECORD_COLUMNS "WHERE fleet_id = $1 " PAGE;
static const char sql_of_line[] = RECORD_COLUMNS "WHERE served = $1 " PAGE;
static const char sql_of_group[] = RECORD_COLUMNS "WHERE group_id = $1 AND group_id <> 0 " PAGE;
static const char sql_after[] = RECORD_COLUMNS "WHERE sequence > $1 ORDER BY sequence LIMIT $2";
static const char sql_call_back[] =
	"SELECT served, start_us, answer_us FROM call_record WHERE called = $1 AND side = 'made' AND start_us > $2 "
	"AND fleet_id = $3 ORDER BY start_us LIMIT 1";
static const char sql_expire[] =
	"DELETE FROM call_record WHERE id IN (SELECT id FROM call_record WHERE start_us < $1 ORDER BY start_us LIMIT $2) "
	"RETURNING id";
static const char sql_erase_line[] =
	"DELETE FROM call_record WHERE id IN (SELECT id FROM call_record WHERE served = $1 LIMIT $2) RETURNING id";

static const char sql_cdr_get[] = "SELECT exported, file, octets, file_after, opened_us FROM cdr_state";
static const char sql_cdr_put[] =
	"UPDATE cdr_state SET exported = $1, file = $2, octets = $3, file_after = $4, opened_us = $5";

static int rows_visit(struct store *s, struct statement *st, int (*cb)(void *priv, const struct store_record *row), void *priv)
{
	struct store_record row;
	int rc = 0;

	while (statement_more(st, &rc)) {
		store_record_read(st, &row);
		rc = store_record_parts_read(s, &row);
		if (!rc)
			rc = cb(priv, &row);
	}
	return rc;
}

static struct statement *list_start(struct store *s, const struct store_record_filter *filter)
{
	struct statement *st;

	if (filter->group) {
		st = statement_start(s, sql_of_group);
		statement_int(st, 1, filter->group);
	} else if (filter->line) {
		st = statement_start(s, sql_of_line);
		statement_int(st, 1, (int64_t)filter->line);
	} else {
		st = statement_start(s, filter->fleet ? sql_of_fleet : sql_all);
		statement_int(st, 1, filter->fleet);
	}
	return st;
}

int store_records_each(struct store *s, const struct store_record_filter *filter,
		       int (*cb)(void *priv, const struct store_record *row), void *priv)
{
	struct statement *st = list_start(s, filter);
	unsigned limit = filter->limit ? filter->limit : 100;

	statement_int(st, 2, (int64_t)filter->from_us);
	statement_int(st, 3, filter->to_us ? (int64_t)filter->to_us : INT64_MAX);
	statement_int(st, 4, filter->before ? (int64_t)filter->before : INT64_MAX);
	statement_int(st, 5, limit < 1000 ? limit : 1000);
	return rows_visit(s, st, cb, priv);
}

int store_records_after(struct store *s, uint64_t sequence, unsigned limit,
			int (*cb)(void *priv, const struct store_record *row), void *priv)
{
	struct statement *st = statement_start(s, sql_after);

	statement_int(st, 1, (int64_t)sequence);
	statement_int(st, 2, limit);
	return rows_visit(s, st, cb, priv);
}

int store_record_call_back(struct store *s, const struct store_record *record, struct store_call_back *ret)
{
	struct statement *st;
	int rc;

	if (!record->calling || !record->fleet)
		return -ENOENT;
	st = statement_start(s, sql_call_back);
	statement_int(st, 1, (int64_t)record->calling);
	statement_int(st, 2, (int64_t)record->start_us);
	statement_int(st, 3, record->fleet);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	*ret = (struct store_call_back){
		.line = (e164_t)statement_column_int(st, 0), .start_us = (uint64_t)statement_column_int(st, 1),
		.answered = statement_column_int(st, 2) != 0,
	};
	statement_end(st);
	return 0;
}

/* Legs and reasons go with their record. */
static int rows_erase(struct store *s, const char *sql, int64_t key, unsigned max)
{
	struct statement *st;
	int rc = store_change_begin(s), erased = 0;

	if (rc < 0)
		return rc;
	st = statement_start(s, sql);
	statement_int(st, 1, key);
	statement_int(st, 2, max);
	while ((rc = statement_next(st)) == 1)
		erased++;
	rc = store_change_end(s, rc);
	return rc < 0 ? rc : erased;
}

int store_records_expire(struct store *s, uint64_t before_us, unsigned max)
{
	return rows_erase(s, sql_expire, (int64_t)before_us, max);
}

int store_records_erase_line(struct store *s, e164_t line, unsigned max)
{
	return rows_erase(s, sql_erase_line, (int64_t)line, max);
}

int store_cdr_get(struct store *s, struct store_cdr *ret)
{
	struct statement *st = statement_start(s, sql_cdr_get);
	int rc = statement_next(st);

	if (rc != 1)
		return rc < 0 ? rc : -EIO;
	*ret = (struct store_cdr){
		.exported = (uint64_t)statement_column_int(st, 0), .file = (uint64_t)statement_column_int(st, 1),
		.octets = (uint64_t)statement_column_int(st, 2), .file_after = (uint64_t)statement_column_int(st, 3),
		.opened_us = (uint64_t)statement_column_int(st, 4),
	};
	statement_end(st);
	return 0;
}

int store_cdr_put(struct store *s, const struct store_cdr *row)
{
	struct statement *st;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_cdr_put);
	statement_int(st, 1, (int64_t)row->exported);
	statement_int(st, 2, (int64_t)row->file);
	statement_int(st, 3, (int64_t)row->octets);
	statement_int(st, 4, (int64_t)row->file_after);
	statement_int(st, 5, (int64_t)row->opened_us);
	return store_change_end(s, statement_run(st));
}
