/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of call records: written once, by the call's id, so that whoever puts one again adds nothing. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "record_row.h"

/* Write transactions follow one another, so the number that is read here is nobody else's. */
static const char sql_put[] =
	"INSERT INTO call_record (id, side, served, calling, called, fleet_id, dialled, original_called, redirecting, "
	"call_reference, msc, start_us, answer_us, end_us, ended, snapshot_version, rule, why, seconds, rule_version, "
	"why_group, number_1, number_2, digits, anchor, conference, limited, group_id, group_result, sequence) VALUES "
	"($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, "
	"$25, $26, $27, $28, $29, (SELECT last + 1 FROM record_sequence)) ON CONFLICT (id) DO NOTHING RETURNING sequence";
static const char sql_number[] = "UPDATE record_sequence SET last = $1";
static const char sql_last[] = "SELECT last FROM record_sequence";
static const char sql_leg[] =
	"INSERT INTO call_leg (call_id, place, number, charged, start_us, answer_us, end_us, cause, rule, why, "
	"rule_version, diverted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
static const char sql_rejected[] =
	"INSERT INTO call_rejected (call_id, place, rule, why, seconds, rule_version, why_group, number_1, number_2, "
	"digits) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char sql_get[] = RECORD_COLUMNS "WHERE id = $1";
static const char sql_legs[] =
	"SELECT place, number, charged, start_us, answer_us, end_us, cause, rule, why, rule_version, diverted "
	"FROM call_leg WHERE call_id = $1 ORDER BY place";
static const char sql_all_rejected[] =
	"SELECT place, rule, why, seconds, rule_version, why_group, number_1, number_2, digits FROM call_rejected "
	"WHERE call_id = $1 ORDER BY place";

/* Eight parameters or columns from this one on. */
static void reason_set(struct statement *st, unsigned from, const struct store_reason *r)
{
	statement_text(st, from, r->rule);
	statement_text(st, from + 1, r->why);
	statement_int(st, from + 2, r->seconds);
	statement_int(st, from + 3, r->version);
	statement_int(st, from + 4, r->group);
	statement_number(st, from + 5, r->arg[0]);
	statement_number(st, from + 6, r->arg[1]);
	statement_text(st, from + 7, r->digits);
}

static void reason_read(struct statement *st, unsigned from, struct store_reason *ret)
{
	statement_column_text(st, from, ret->rule, sizeof(ret->rule));
	statement_column_text(st, from + 1, ret->why, sizeof(ret->why));
	ret->seconds = (uint32_t)statement_column_int(st, from + 2);
	ret->version = (uint32_t)statement_column_int(st, from + 3);
	ret->group = (uint32_t)statement_column_int(st, from + 4);
	ret->arg[0] = (e164_t)statement_column_int(st, from + 5);
	ret->arg[1] = (e164_t)statement_column_int(st, from + 6);
	statement_column_text(st, from + 7, ret->digits, sizeof(ret->digits));
}

static void record_set(struct statement *st, const struct store_record *r, char reference[2 * 8 + 1])
{
	for (unsigned i = 0; i < r->call_reference_len; i++)
		snprintf(reference + 2 * i, 3, "%02x", r->call_reference[i]);
	statement_int(st, 1, (int64_t)r->id);
	statement_text(st, 2, r->made ? "made" : "received");
	statement_number(st, 3, r->served);
	statement_number(st, 4, r->calling);
	statement_number(st, 5, r->called);
	statement_int(st, 6, r->fleet);
	statement_text(st, 7, r->dialled);
	statement_number(st, 8, r->original_called);
	statement_number(st, 9, r->redirecting);
	statement_text(st, 10, reference);
	statement_number(st, 11, r->msc);
	statement_int(st, 12, (int64_t)r->start_us);
	statement_int(st, 13, (int64_t)r->answer_us);
	statement_int(st, 14, (int64_t)r->end_us);
	statement_text(st, 15, r->end);
	statement_int(st, 16, (int64_t)r->snapshot_version);
	reason_set(st, 17, &r->because);
	statement_int(st, 25, r->anchor);
	statement_int(st, 26, r->conference);
	statement_int(st, 27, r->limited);
	statement_int(st, 28, r->group);
	statement_text(st, 29, r->group_result);
}

/* In the order of RECORD_COLUMNS. */
void store_record_read(struct statement *st, struct store_record *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->id = (callid_t)statement_column_int(st, 0);
	ret->made = !strcmp(statement_column(st, 1), "made");
	ret->served = (e164_t)statement_column_int(st, 2);	/* NULL reads as 0 */
	ret->calling = (e164_t)statement_column_int(st, 3);
	ret->called = (e164_t)statement_column_int(st, 4);
	ret->fleet = (uint32_t)statement_column_int(st, 5);
	statement_column_text(st, 6, ret->dialled, sizeof(ret->dialled));
	ret->original_called = (e164_t)statement_column_int(st, 7);
	ret->redirecting = (e164_t)statement_column_int(st, 8);
	if (*statement_column(st, 9)) {
		int n = osmo_hexparse(statement_column(st, 9), ret->call_reference, sizeof(ret->call_reference));

		ret->call_reference_len = n > 0 ? (uint8_t)n : 0;
	}
	ret->msc = (e164_t)statement_column_int(st, 10);
	ret->start_us = (uint64_t)statement_column_int(st, 11);
	ret->answer_us = (uint64_t)statement_column_int(st, 12);
	ret->end_us = (uint64_t)statement_column_int(st, 13);
	statement_column_text(st, 14, ret->end, sizeof(ret->end));
	ret->snapshot_version = (uint64_t)statement_column_int(st, 15);
	reason_read(st, 16, &ret->because);
	ret->anchor = (uint8_t)statement_column_int(st, 24);
	ret->conference = statement_column_int(st, 25);
	ret->limited = statement_column_int(st, 26);
	ret->group = (uint32_t)statement_column_int(st, 27);
	statement_column_text(st, 28, ret->group_result, sizeof(ret->group_result));
	ret->sequence = (uint64_t)statement_column_int(st, 29);
}

static int leg_put(struct store *s, callid_t id, unsigned place, const struct store_leg *leg)
{
	struct statement *st = statement_start(s, sql_leg);

	statement_int(st, 1, (int64_t)id);
	statement_int(st, 2, place);
	statement_number(st, 3, leg->number);
	statement_number(st, 4, leg->charged);
	statement_int(st, 5, (int64_t)leg->start_us);
	statement_int(st, 6, (int64_t)leg->answer_us);
	statement_int(st, 7, (int64_t)leg->end_us);
	statement_int(st, 8, leg->cause);
	statement_text(st, 9, leg->rule);
	statement_text(st, 10, leg->why);
	statement_int(st, 11, leg->version);
	statement_int(st, 12, leg->diverted);
	return statement_run(st);
}

static int rejected_put(struct store *s, callid_t id, unsigned place, const struct store_reason *reason)
{
	struct statement *st = statement_start(s, sql_rejected);

	statement_int(st, 1, (int64_t)id);
	statement_int(st, 2, place);
	reason_set(st, 3, reason);
	return statement_run(st);
}

static int parts_put(struct store *s, const struct store_record *r)
{
	struct statement *st = statement_start(s, sql_number);
	int rc;

	statement_int(st, 1, (int64_t)r->sequence);
	rc = statement_run(st);
	for (unsigned i = 0; i < r->num_legs && !rc; i++)
		rc = leg_put(s, r->id, i, &r->leg[i]);
	for (unsigned i = 0; i < r->num_rejected && !rc; i++)
		rc = rejected_put(s, r->id, i, &r->rejected[i]);
	return rc;
}

int store_record_put(struct store *s, struct store_record *record)
{
	char reference[2 * sizeof(record->call_reference) + 1] = "";
	struct statement *st;
	int64_t sequence = 0;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_put);
	record_set(st, record, reference);
	rc = statement_fetch_int(st, &sequence);
	if (rc != 1)
		return store_change_end(s, rc);
	record->sequence = (uint64_t)sequence;
	rc = store_change_end(s, parts_put(s, record));
	return rc < 0 ? rc : 1;
}

static int legs_read(struct store *s, struct store_record *ret)
{
	struct statement *st = statement_start(s, sql_legs);
	int rc;

	statement_int(st, 1, (int64_t)ret->id);
	while ((rc = statement_next(st)) == 1) {
		struct store_leg *leg = &ret->leg[ret->num_legs];

		if (ret->num_legs == STORE_RECORD_LEGS) {
			statement_end(st);
			return 0;
		}
		ret->num_legs++;
		*leg = (struct store_leg){
			.number = (e164_t)statement_column_int(st, 1), .charged = (e164_t)statement_column_int(st, 2),
			.start_us = (uint64_t)statement_column_int(st, 3), .answer_us = (uint64_t)statement_column_int(st, 4),
			.end_us = (uint64_t)statement_column_int(st, 5), .cause = (uint8_t)statement_column_int(st, 6),
			.version = (uint32_t)statement_column_int(st, 9), .diverted = statement_column_int(st, 10),
		};
		statement_column_text(st, 7, leg->rule, sizeof(leg->rule));
		statement_column_text(st, 8, leg->why, sizeof(leg->why));
	}
	return rc;
}

static int rejected_read(struct store *s, struct store_record *ret)
{
	struct statement *st = statement_start(s, sql_all_rejected);
	int rc;

	statement_int(st, 1, (int64_t)ret->id);
	while ((rc = statement_next(st)) == 1) {
		if (ret->num_rejected == STORE_RECORD_REJECTED) {
			statement_end(st);
			return 0;
		}
		reason_read(st, 1, &ret->rejected[ret->num_rejected++]);
	}
	return rc;
}

int store_record_parts_read(struct store *s, struct store_record *ret)
{
	int rc = legs_read(s, ret);

	return rc ? rc : rejected_read(s, ret);
}

int store_record_get(struct store *s, callid_t id, struct store_record *ret)
{
	struct statement *st = statement_start(s, sql_get);
	struct store_record row;
	int rc;

	statement_int(st, 1, (int64_t)id);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -ENOENT;
	store_record_read(st, &row);
	statement_end(st);
	rc = store_record_parts_read(s, &row);
	if (!rc)
		*ret = row;
	return rc;
}

int64_t store_record_last(struct store *s)
{
	int64_t last;

	return statement_fetch_int(statement_start(s, sql_last), &last) == 1 ? last : -EIO;
}
