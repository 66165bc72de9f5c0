/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is PostgreSQL's own: URLs and their passwords; a connection that is lost, in a transaction and outside; rows as
 * they come; writers in order, also those that write by hand. Without a server (MPABX_TEST_STORE) only the URLs. */

#include <errno.h>
#include <stdarg.h>

#include <osmocom/core/logging.h>
#include <talloc.h>

#include "../../src/store/statement.h"
#include "check.h"
#include "tempstore.h"

#define LINE UINT64_C(33639980011)

/* ---- URLs ---- */
static char logged[4096];

static void raw_output(struct log_target *target, int subsys, unsigned int level, const char *file, int line, int cont,
		       const char *format, va_list ap)
{
	size_t n = strlen(logged);

	vsnprintf(logged + n, sizeof(logged) - n, format, ap);
}

static void log_watch(void)
{
	struct log_target *target = log_target_create();

	target->raw_output = raw_output;
	log_set_all_filter(target, 1);
	log_add_target(target);
}

static void urls_are_checked(void)
{
	static const char *const good[] = { "postgresql://mpabx@db/mpabx", "postgres:///mpabx?host=/run/postgresql",
		"postgresql://u:p%40ss@h:5433,h2/d?sslmode=require&target_session_attrs=read-write", "postgres:mpabx",
		"postgresql:host=/tmp dbname=x user=y" };
	static const char *const bad[] = { "postgresql:", "postgresqlx://h/d", "postgresql://h/d?nonsense=1",
		"postgresql://h:port/d?=", "postgresql:nonsense=x", "postgresql://u:p@ss@h/d", "postgresql://h/d?sslmode" };

	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!CHECK_INT(store_url_check(good[i]), 0))
			printf("  %s\n", good[i]);
	}
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (!CHECK_INT(store_url_check(bad[i]), -EINVAL))
			printf("  %s\n", bad[i]);
	}
}

/* Neither by us nor in libpq's words. */
static void passwords_are_not_logged(void *ctx)
{
	static const char *const urls[] = {
		"postgresql://mpabx:secret@127.0.0.1:1/mpabx?connect_timeout=2", "postgresql:host=/nowhere password=secret",
		"postgresql://mpabx@/mpabx?host=/nowhere&password=secret", "postgresql://u:a@secret@h/d",
		"postgresql:host=h pass'word=secret", "postgresql://u:sec%zzret@h/d",
	};
	struct store *s = NULL;

	for (unsigned i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		int rc = store_open(ctx, urls[i], &s);

		CHECK(rc == -EIO || rc == -EINVAL);
	}
	CHECK(strstr(logged, "host \"127.0.0.1\" port \"1\" database \"mpabx\" user \"mpabx\""));
	if (!CHECK(!strstr(logged, "secret") && !strstr(logged, "ret@")))
		printf("  %s\n", logged);
}

/* ---- with a server ---- */
struct scene {
	struct tempstore temp;
	struct store *store, *other;
};

/* By hand, as with psql: what the number in the first row is, or -errno. */
static int64_t say(struct store *s, const char *sql)
{
	int64_t number = 0;
	int rc = statement_fetch_int(statement_start(s, sql), &number);

	return rc == 1 ? number : rc;
}

static int by_hand(struct store *s, const char *sql)
{
	return s->driver->exec(s->conn, sql);
}

static uint32_t fleet_make(struct store *s, const char *name)
{
	struct store_fleet row = { .profile = "fr-current" };

	snprintf(row.name, sizeof(row.name), "%s", name);
	CHECK_INT(store_fleet_put(s, &row), 0);
	return row.id;
}

/* The connection goes as when the server is restarted, and the next one is taken. */
static void server_restart(struct scene *sc)
{
	CHECK_INT(tempstore_take_away(&sc->temp), 0);
	CHECK_INT(tempstore_bring_back(&sc->temp), 0);
}

static void a_lost_connection_is_made_again(struct scene *sc)
{
	struct store *s = sc->store;

	CHECK_INT(store_begin(s), 0);
	CHECK(fleet_make(s, "A"));
	CHECK_INT(store_commit(s), 0);
	CHECK(store_moved(s));
	CHECK(!store_moved(s));
	server_restart(sc);
	/* The server said that it goes: nothing is lost by asking the next one. */
	CHECK_INT(say(s, "SELECT COUNT(*) FROM fleet"), 1);
	server_restart(sc);
	CHECK(!store_moved(s));
	CHECK_INT(store_begin(s), 0);
	CHECK(fleet_make(s, "B"));
	server_restart(sc);
	/* In a transaction nothing goes on as though it had not been. */
	CHECK_INT(say(s, "SELECT COUNT(*) FROM fleet"), -EIO);
	CHECK_INT(say(s, "SELECT COUNT(*) FROM fleet"), -EIO);
	CHECK_INT(store_commit(s), -EIO);
	CHECK_INT(say(s, "SELECT COUNT(*) FROM fleet"), 1);
	CHECK_INT(store_begin_read(s), 0);
	server_restart(sc);
	CHECK_INT(store_commit(s), -EIO);
	CHECK_INT(store_begin(s), 0);
	CHECK(fleet_make(s, "B"));
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(say(s, "SELECT COUNT(*) FROM fleet"), 2);
	CHECK_INT(tempstore_take_away(&sc->temp), 0);
	CHECK(store_moved(s));
	CHECK_INT(store_begin(s), -EIO);
	CHECK_INT(tempstore_bring_back(&sc->temp), 0);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_commit(s), 0);
}

static void a_failed_transaction_is_not_committed(struct scene *sc)
{
	struct store *s = sc->store;

	CHECK_INT(store_begin(s), 0);
	CHECK(fleet_make(s, "gone"));
	CHECK_INT(say(s, "SELECT 1 / (COUNT(*) - COUNT(*)) FROM fleet"), -EINVAL);
	CHECK_INT(store_commit(s), -EIO);
	CHECK_INT(say(s, "SELECT COUNT(*) FROM fleet WHERE name = 'gone'"), 0);
}

/* The first rows are there before the one that cannot be made is tried. */
static void rows_come_as_they_are_made(struct scene *sc)
{
	struct statement *st = statement_start(sc->store, "SELECT 1000 / (50000 - g) FROM generate_series(1, 60000) g");
	unsigned n = 0;
	int rc;

	while ((rc = statement_next(st)) == 1)
		n++;
	CHECK_INT(rc, -EINVAL);
	CHECK_INT(n, 49999);
	/* Left before its end. */
	st = statement_start(sc->store, "SELECT g FROM generate_series(1, 60000) g");
	CHECK_INT(statement_next(st), 1);
	statement_end(st);
	CHECK_INT(say(sc->store, "SELECT 5"), 5);
}

/* Others may be run between two rows, to any depth, even one that fails. */
static void statements_nest(struct scene *sc)
{
	static const char series[] = "SELECT g, CASE WHEN g % 2 = 0 THEN 'even' END FROM generate_series(1, 300) g";
	struct statement *a = statement_start(sc->store, series), *b;
	unsigned good = 0, inner = 0;

	for (int64_t i = 1; statement_next(a) == 1; i++) {
		b = statement_start(sc->store, series);
		while (i <= 3 && statement_next(b) == 1)
			inner += say(sc->store, "SELECT 1") == 1;
		statement_end(b);
		if (i == 1)
			CHECK_INT(say(sc->store, "SELECT nonsense FROM nowhere"), -EIO);
		good += statement_column_int(a, 0) == i && !strcmp(statement_column(a, 1), i % 2 ? "" : "even");
	}
	CHECK_INT(good, 300);
	CHECK_INT(inner, 900);
	/* The connection goes with rows still on their way: the end is an error, not fewer rows. */
	a = statement_start(sc->store, "SELECT g FROM generate_series(1, 1000000) g");
	CHECK_INT(statement_next(a), 1);
	server_restart(sc);
	while (statement_next(a) == 1)
		good++;
	CHECK(good < 900000);
	CHECK_INT(say(sc->store, "SELECT 5"), 5);
}

static void values_that_no_column_takes(struct scene *sc)
{
	struct store *s = sc->store;
	struct statement *st;

	CHECK_INT(store_begin(s), 0);
	st = statement_start(s, "UPDATE fleet SET suspended = $1");
	statement_int(st, 1, INT64_C(5000000000));
	CHECK_INT(statement_run(st), -EINVAL);
	store_rollback(s);
	CHECK_INT(store_begin(s), 0);
	st = statement_start(s, "UPDATE fleet SET name = $1");
	statement_text(st, 1, "latin-1: \xe9");
	CHECK_INT(statement_run(st), -EINVAL);
	store_rollback(s);
	CHECK_INT(say(s, "SELECT 2 > 1"), 1);
	CHECK_INT(say(s, "SELECT 1 > 2"), 0);
}

static void writers_follow_one_another(struct scene *sc)
{
	int64_t last = store_change_last(sc->store);

	CHECK_INT(store_begin(sc->store), 0);
	CHECK(fleet_make(sc->store, "first"));
	/* Another writer waits, and gives up in the end; its connection is as good as before. */
	CHECK_INT(store_begin(sc->other), -EIO);
	CHECK_INT(say(sc->other, "SELECT 5"), 5);
	/* So does one who writes an entry by hand; readers do not. */
	CHECK_INT(by_hand(sc->other, "BEGIN; SET LOCAL lock_timeout = 200"), 0);
	CHECK_INT(by_hand(sc->other, "INSERT INTO change_log (object, key, fleet_id, who, at) "
			  "VALUES ('fleet', 1, 1, 'me', 0)"), -EIO);
	CHECK_INT(by_hand(sc->other, "ROLLBACK"), 0);
	CHECK_INT(store_change_last(sc->other), last);
	CHECK_INT(store_commit(sc->store), 0);
	CHECK(store_moved(sc->other));
	CHECK_INT(store_begin(sc->other), 0);
	CHECK_INT(store_commit(sc->other), 0);
}

static void ids_given_by_hand_are_counted(struct scene *sc)
{
	CHECK_INT(by_hand(sc->store, "INSERT INTO fleet (id, name, profile) VALUES (70, 'Librairie Petit', 'fr-current')"), 0);
	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(fleet_make(sc->store, "next"), 71);
	CHECK_INT(store_commit(sc->store), 0);
	/* What was refused does not count. */
	CHECK_INT(by_hand(sc->store, "INSERT INTO fleet (id, name, profile) VALUES (7000000000, 'x', 'fr-current')"), -EINVAL);
	CHECK_INT(store_begin(sc->store), 0);
	CHECK(fleet_make(sc->store, "next") < 100);
	CHECK_INT(store_commit(sc->store), 0);
}

/* In the order of octets, in whatever language the database is. */
static void texts_stand_in_one_order(struct scene *sc)
{
	CHECK_INT(by_hand(sc->store, "INSERT INTO fleet (name, profile, suspended) VALUES ('order b', 'fr-current', 1), "
			  "('order A', 'fr-current', 0), ('order B', 'fr-current', 0), ('order-C', 'fr-current', 0)"), 0);
	CHECK_INT(say(sc->store, "SELECT suspended FROM fleet WHERE name LIKE 'order%' ORDER BY name DESC"), 0);
	CHECK_INT(say(sc->store, "SELECT suspended FROM fleet WHERE name LIKE 'order %' ORDER BY name DESC"), 1);
	CHECK_INT(say(sc->store, "SELECT COUNT(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
		      "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
		      "AND a.atttypid = 'text'::regtype AND a.attcollation <> '\"C\"'::regcollation"), 0);
}

static void with_a_server(void *ctx)
{
	struct scene sc = { .store = NULL };

	if (!CHECK_INT(tempstore_make(&sc.temp), 0))
		return;
	CHECK_INT(store_open(ctx, sc.temp.url, &sc.store), 0);
	a_lost_connection_is_made_again(&sc);
	CHECK_INT(store_attach(ctx, sc.temp.url, &sc.other), 0);
	a_failed_transaction_is_not_committed(&sc);
	rows_come_as_they_are_made(&sc);
	values_that_no_column_takes(&sc);
	writers_follow_one_another(&sc);
	ids_given_by_hand_are_counted(&sc);
	texts_stand_in_one_order(&sc);
	statements_nest(&sc);
	store_close(&sc.other);
	store_close(&sc.store);
	tempstore_remove(&sc.temp);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	mpabx_log_init(ctx);
	log_watch();
	urls_are_checked();
	passwords_are_not_logged(ctx);
	if (tempstore_server())
		with_a_server(ctx);
	else
		printf("no PostgreSQL server: its part is left to contrib/check postgres\n");
	talloc_free(ctx);
	return CHECK_DONE();
}
