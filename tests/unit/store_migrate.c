/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Schema: from nothing, again, half-way, and one from the future; the URL's errors; what the driver does with
 * parameters. */

#include <errno.h>

#include <talloc.h>

#include "../../src/store/migrate.h"
#include "../../src/store/statement.h"
#include "check.h"
#include "tempstore.h"

static void from_scratch_and_again(void *ctx)
{
	struct tempstore t;
	struct store *s = NULL;
	int last = store_schema_last(store_migrations);

	CHECK_INT(tempstore_make(&t), 0);
	CHECK_INT(store_attach(ctx, t.url, &s), -ENOENT);
	CHECK(!s && tempstore_is_untouched(&t));
	CHECK_INT(store_open(ctx, t.url, &s), 0);
	CHECK(last >= 2);
	CHECK_INT(store_schema_version(s), last);
	store_close(&s);
	CHECK(!s);
	CHECK_INT(store_open(ctx, t.url, &s), 0);
	CHECK_INT(store_schema_version(s), last);
	store_close(&s);
	CHECK_INT(store_attach(ctx, t.url, &s), 0);
	CHECK_INT(store_schema_version(s), last);
	store_close(&s);
	tempstore_remove(&t);
}

static void a_newer_schema_is_refused(void *ctx)
{
	struct tempstore t;
	struct store *s = NULL;

	tempstore_make(&t);
	CHECK_INT(store_open(ctx, t.url, &s), 0);
	CHECK_INT(s->driver->exec(s->conn, "INSERT INTO schema_version VALUES (9999, 'future', 0)"), 0);
	store_close(&s);
	CHECK_INT(store_open(ctx, t.url, &s), -EPROTO);
	CHECK_INT(store_attach(ctx, t.url, &s), -EPROTO);
	CHECK(!s);
	tempstore_remove(&t);
}

static const struct store_migration one[] = {
	{ 1, "one", "CREATE TABLE a (x @BIGINT@ NOT NULL) @STRICT@; INSERT INTO a VALUES (1)" }, { 0 } };
static const struct store_migration broken[] = {
	{ 1, "one", "not run again" }, { 2, "two", "INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (3)" }, { 0 } };
static const struct store_migration both[] = {
	{ 1, "one", "not run again" }, { 2, "two", "INSERT INTO a VALUES (2)" }, { 0 } };

static int64_t sum_of_a(struct store *s)
{
	int64_t sum = -1;

	statement_fetch_int(statement_start(s, "SELECT SUM(x) FROM a"), &sum);
	return sum;
}

static void a_step_is_all_or_nothing(void *ctx)
{
	struct tempstore t;
	struct store *p = talloc_zero(ctx, struct store);

	CHECK_INT(tempstore_make(&t), 0);
	p->driver = t.database[0] ? &store_postgres : &store_sqlite;
	CHECK_INT(p->driver->open(p, strchr(t.url, ':') + 1, true, &p->conn), 0);
	CHECK_INT(store_schema_read(p), 0);
	CHECK_INT(store_migrate(p, one), 1);
	CHECK_INT(sum_of_a(p), 1);
	CHECK_INT(store_migrate(p, broken), -EIO);
	CHECK_INT(store_schema_read(p), 1);
	CHECK_INT(sum_of_a(p), 1);
	CHECK_INT(store_migrate(p, both), 2);
	CHECK_INT(store_migrate(p, both), 2);
	CHECK_INT(sum_of_a(p), 3);
	CHECK_INT(store_migrate(p, one), -EPROTO);
	statements_free(p);
	talloc_free(p);
	tempstore_remove(&t);
}

/* A number that a step gives counts: the next one is above it. */
static const struct store_migration numbered[] = {
	{ 1, "one", "CREATE TABLE a (seq @IDENTITY@, x @BIGINT@) @STRICT@; CREATE TABLE b (id @IDENTITY@) @STRICT@;"
	  "INSERT INTO a (seq, x) VALUES (40, 1); INSERT INTO a (seq, x) VALUES (41, 1)" },
	{ 2, "two", "ALTER TABLE a RENAME TO before; CREATE TABLE a (seq @IDENTITY@, x @BIGINT@) @STRICT@;"
	  "INSERT INTO a (seq, x) SELECT seq, x FROM before; DROP TABLE before" },
	{ 0 } };

static void numbers_go_on(void *ctx)
{
	struct tempstore t;
	struct store *s = talloc_zero(ctx, struct store);
	int64_t number = 0;

	CHECK_INT(tempstore_make(&t), 0);
	s->driver = t.database[0] ? &store_postgres : &store_sqlite;
	CHECK_INT(s->driver->open(s, strchr(t.url, ':') + 1, true, &s->conn), 0);
	CHECK_INT(store_migrate(s, numbered), 2);
	CHECK_INT(statement_fetch_int(statement_start(s, "INSERT INTO a (x) VALUES (1) RETURNING seq"), &number), 1);
	CHECK_INT(number, 42);
	CHECK_INT(statement_fetch_int(statement_start(s, "INSERT INTO b (id) VALUES (7) RETURNING id"), &number), 1);
	CHECK_INT(statement_fetch_int(statement_start(s, "INSERT INTO b (id) SELECT MAX(id) + 2 FROM b RETURNING id"), &number), 1);
	CHECK_INT(number, 9);
	statements_free(s);
	talloc_free(s);
	tempstore_remove(&t);
}

/* A store as the schema before the service left it, with rows in it. */
static const char old_rows[] =
	"INSERT INTO fleet (id, name, profile, suspended) VALUES (7, 'A', 'fr-current', 1);"
	"INSERT INTO line (number, fleet_id, name, rights) VALUES (33639980011, 7, 'Claire', 3);"
	"INSERT INTO short_number (fleet_id, digits, line) VALUES (7, '21', 33639980011);"
	"INSERT INTO forwarding (line, kind, active, destination, version) VALUES (33639980011, 'immediate', 1, 33199001234, 5),"
	" (33639980011, 'busy', 0, NULL, 2);"
	"INSERT INTO change_log (seq, object, key, fleet_id, who, at) VALUES (40, 'fleet', 7, 7, 'x', 0), (41, 'line', 33639980011, 7, 'x', 1)";

static int see_change(void *priv, const struct store_change *row)
{
	uint64_t *seqs = priv;

	seqs[row->object == STORE_OBJECT_LINE] = row->seq;
	return 0;
}

static void old_rows_are_kept(struct store *s)
{
	struct store_forwarding fwd = { .line = 0 };
	struct store_line line = { .number = 0 };
	struct store_fleet fleet = { .id = 0 };
	uint64_t seqs[2] = { 0 };

	CHECK_INT(store_fleet_get(s, 7, &fleet), 0);
	CHECK(fleet.suspended && !fleet.barring && !fleet.max_diverted_line);
	CHECK_INT(store_line_get(s, UINT64_C(33639980011), &line), 0);
	CHECK(line.rights == 3 && line.csi == LINE_CSI_BOTH);
	CHECK_STR(line.short_number, "21");
	CHECK_INT(store_forwarding_get(s, line.number, FORWARDING_IMMEDIATE, &fwd), 0);
	CHECK(fwd.active && fwd.destination == UINT64_C(33199001234) && fwd.version == 5 && !fwd.calendar && !fwd.voicemail);
	CHECK_INT(store_forwarding_get(s, line.number, FORWARDING_BUSY, &fwd), 0);
	CHECK(!fwd.active && fwd.destination == E164_NONE && fwd.version == 2);
	CHECK_INT(store_changes_each(s, 0, see_change, seqs), 0);
	CHECK(seqs[0] == 40 && seqs[1] == 41);
}

/* Its numbers go on: a follower stands at 41. */
static void old_log_goes_on(struct store *s)
{
	struct store_forwarding fwd = { .line = UINT64_C(33639980011), .kind = FORWARDING_BUSY };
	struct store_fleet fleet = { .name = "B", .profile = "fr-current" };

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_forwarding_put(s, &fwd), 0);
	CHECK_INT(fwd.version, 3);
	CHECK_INT(store_fleet_put(s, &fleet), 0);
	CHECK(fleet.id > 7);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_change_last(s), 43);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_delete(s, 7), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_forwarding_get(s, fwd.line, FORWARDING_BUSY, &fwd), -ENOENT);
}

static void the_service_comes_to_rows_that_are_there(void *ctx)
{
	struct store_migration before[] = { store_migrations[0], store_migrations[1], { 0, NULL, NULL } };
	struct tempstore t;
	struct store *p = talloc_zero(ctx, struct store);

	CHECK_INT(tempstore_make(&t), 0);
	p->driver = t.database[0] ? &store_postgres : &store_sqlite;
	CHECK_INT(p->driver->open(p, strchr(t.url, ':') + 1, true, &p->conn), 0);
	CHECK_INT(store_migrate(p, before), 2);
	CHECK_INT(p->driver->exec(p->conn, old_rows), 0);
	CHECK_INT(store_migrate(p, store_migrations), store_schema_last(store_migrations));
	old_rows_are_kept(p);
	old_log_goes_on(p);
	statements_free(p);
	talloc_free(p);
	tempstore_remove(&t);
}

/* SQLite numbers $2, $1 by their first appearance: 1, 2. */
static void parameters_go_by_their_names(void *ctx)
{
	struct store *s = tempstore_open(ctx);
	struct statement *st;
	int64_t is = 0;

	CHECK(s);
	st = statement_start(s, "SELECT $2 * 100 + $1 * 10 + $2");
	statement_int(st, 1, 3);
	statement_int(st, 2, 7);
	CHECK_INT(statement_fetch_int(st, &is), 1);
	CHECK_INT(is, 737);
	/* What it does not have is an error, told at the end. */
	st = statement_start(s, "SELECT $1 + 0");
	statement_int(st, 2, 3);
	CHECK_INT(statement_fetch_int(st, &is), -EINVAL);
	st = statement_start(s, "SELECT nonsense FROM nowhere WHERE it = $1");
	statement_int(st, 1, 1);
	CHECK_INT(statement_run(st), -EIO);
	store_close(&s);
}

static void texts_are_cut_between_characters(void *ctx)
{
	struct store *s = tempstore_open(ctx);
	struct statement *st;
	char buf[4];

	CHECK(s);
	st = statement_start(s, "SELECT 'ab\xc3\xa9', '\xc3\xa9\xc3\xa9', 'abc', NULL");
	CHECK_INT(statement_next(st), 1);
	statement_column_text(st, 0, buf, sizeof(buf));
	CHECK_STR(buf, "ab");
	statement_column_text(st, 1, buf, sizeof(buf));
	CHECK_STR(buf, "\xc3\xa9");
	statement_column_text(st, 2, buf, sizeof(buf));
	CHECK_STR(buf, "abc");
	statement_column_text(st, 3, buf, sizeof(buf));
	CHECK_STR(buf, "");
	statement_end(st);
	store_close(&s);
}

static void bad_urls_are_refused(void *ctx)
{
	struct store *s = NULL;

	CHECK_INT(store_open(ctx, "", &s), -EINVAL);
	CHECK_INT(store_open(ctx, "sqlite", &s), -EINVAL);
	CHECK_INT(store_open(ctx, "sqlite:", &s), -EINVAL);
	CHECK_INT(store_open(ctx, "mongodb:x", &s), -EINVAL);
	CHECK_INT(store_open(ctx, "sqlit:x", &s), -EINVAL);
	CHECK_INT(store_open(ctx, "sqlite:/nowhere/at/all.db", &s), -ENOENT);
	CHECK(!s);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	mpabx_log_init(ctx);
	from_scratch_and_again(ctx);
	a_newer_schema_is_refused(ctx);
	a_step_is_all_or_nothing(ctx);
	the_service_comes_to_rows_that_are_there(ctx);
	numbers_go_on(ctx);
	parameters_go_by_their_names(ctx);
	texts_are_cut_between_characters(ctx);
	bad_urls_are_refused(ctx);
	talloc_free(ctx);
	return CHECK_DONE();
}
