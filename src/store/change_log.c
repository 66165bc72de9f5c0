/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The change log: an entry for each change, in the change's own transaction. Nodes read what came after the entry they
 * stand at; who has slept through a pruning starts anew. */

#include <errno.h>

#include "statement.h"

static const char sql_add[] =
	"INSERT INTO change_log (object, key, fleet_id, who, at) VALUES ($1, $2, $3, $4, $5)";
static const char sql_last[] = "SELECT COALESCE(MAX(seq), 0) FROM change_log";
static const char sql_first[] = "SELECT COALESCE(MIN(seq), 0) FROM change_log";
static const char sql_after[] =
	"SELECT seq, object, key, fleet_id, at, who FROM change_log WHERE seq > $1 ORDER BY seq";
/* The newest stays, so that the log always tells where it stands. */
static const char sql_prune[] =
	"DELETE FROM change_log WHERE seq <= $1 AND seq < (SELECT MAX(seq) FROM change_log)";

static const char *const objects[] = { "fleet", "line", "forwarding", "fixed", "numplan", "service", "group", "calendar",
	NULL };

int store_change_log(struct store *s, enum store_object object, uint64_t key, uint32_t fleet_id)
{
	struct statement *st = statement_start(s, sql_add);

	statement_text(st, 1, objects[object]);
	statement_int(st, 2, (int64_t)key);
	statement_int(st, 3, fleet_id);
	statement_text(st, 4, s->author);
	statement_int(st, 5, clock_wall());
	return statement_run(st);
}

static int64_t number_of(struct store *s, const char *sql)
{
	int64_t number;
	int rc = statement_fetch_int(statement_start(s, sql), &number);

	return rc == 1 ? number : -EIO;
}

int64_t store_change_last(struct store *s)
{
	return number_of(s, sql_last);
}

int64_t store_change_first(struct store *s)
{
	return number_of(s, sql_first);
}

static int change_read(struct statement *st, struct store_change *ret)
{
	int object = store_word_find(objects, statement_column(st, 1));

	if (object < 0)
		return -EIO;
	*ret = (struct store_change){
		.seq = (uint64_t)statement_column_int(st, 0),
		.object = (enum store_object)object,
		.key = (uint64_t)statement_column_int(st, 2),
		.fleet_id = (uint32_t)statement_column_int(st, 3),
		.at = (time_t)statement_column_int(st, 4),
	};
	statement_column_text(st, 5, ret->who, sizeof(ret->who));
	return 0;
}

int store_changes_each(struct store *s, uint64_t after, int (*cb)(void *priv, const struct store_change *row), void *priv)
{
	struct statement *st = statement_start(s, sql_after);
	struct store_change row;
	int rc = 0;

	statement_int(st, 1, (int64_t)after);
	while (statement_more(st, &rc)) {
		rc = change_read(st, &row);
		if (!rc)
			rc = cb(priv, &row);
	}
	return rc;
}

int store_changes_prune(struct store *s, uint64_t seq)
{
	struct statement *st;
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	st = statement_start(s, sql_prune);
	statement_int(st, 1, (int64_t)seq);
	return store_change_end(s, statement_run(st));
}
