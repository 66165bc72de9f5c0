/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The portal's rows: people, sessions, links, keys, audit, expiries, repeats. */
#include <errno.h>

#include <osmocom/core/application.h>

#include <mpabx/store/portal.h>

#include "check.h"
#include "tempstore.h"

static struct store *s;
static uint32_t fleet;
#define LINE UINT64_C(33639980011)

static void base_rows(void)
{
	struct store_fleet f = { .name = "Un", .profile = "fr-current" };
	struct store_line l = { .number = LINE, .rights = LINE_RIGHTS };

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_put(s, &f), 0);
	l.fleet_id = fleet = f.id;
	CHECK_INT(store_line_put(s, &l), 0);
	CHECK_INT(store_commit(s), 0);
}

static int put(struct store_portal_user *u)
{
	int rc = store_begin(s);

	if (!rc)
		rc = store_portal_user_put(s, u);
	if (!rc)
		return store_commit(s);
	store_rollback(s);
	return rc;
}

static int count(void *priv, const struct store_portal_user *u)
{
	++*(unsigned *)priv;
	return 0;
}

static struct store_portal_user manager, user, boss;

static void test_people(void)
{
	struct store_portal_user got, wrong;
	unsigned n = 0;

	CHECK_INT(store_portal_has_users(s), 0);
	manager = (struct store_portal_user){ .login = "m@x.example", .name = "Élodie", .role = PORTAL_MANAGER, .fleet_id = fleet };
	user = (struct store_portal_user){ .login = "u@x.example", .role = PORTAL_USER, .fleet_id = fleet, .line = LINE, .english = true };
	boss = (struct store_portal_user){ .login = "o@x.example", .role = PORTAL_OPERATOR };
	CHECK_INT(put(&manager), 0);
	CHECK_INT(put(&user), 0);
	CHECK_INT(put(&boss), 0);
	CHECK_INT(store_portal_has_users(s), 1);
	CHECK_INT(store_portal_user_find(s, "u@x.example", &got), 0);
	CHECK(got.id == user.id && got.line == LINE && got.english && got.role == PORTAL_USER && got.fleet_id == fleet);
	CHECK_INT(store_portal_user_find(s, "U@x.example", &got), -ENOENT);
	wrong = (struct store_portal_user){ .login = "m@x.example", .role = PORTAL_MANAGER, .fleet_id = fleet };
	CHECK_INT(put(&wrong), -EEXIST);
	wrong = (struct store_portal_user){ .login = "w@x.example", .role = PORTAL_MANAGER };	/* of no fleet */
	CHECK_INT(put(&wrong), -EINVAL);
	wrong = (struct store_portal_user){ .login = "w@x.example", .role = PORTAL_USER, .fleet_id = fleet };	/* of no line */
	CHECK_INT(put(&wrong), -EINVAL);
	manager.failures = 4;
	manager.locked_until = 1795284000;
	CHECK_INT(put(&manager), 0);
	CHECK_INT(store_portal_user_get(s, manager.id, &got), 0);
	CHECK(got.failures == 4 && got.locked_until == 1795284000 && !strcmp(got.name, "Élodie"));
	CHECK_INT(store_portal_users_each(s, fleet, _PORTAL_ROLES, 0, 10, count, &n), 0);
	CHECK_INT(n, 2);
	n = 0;
	CHECK_INT(store_portal_users_each(s, fleet, PORTAL_USER, 0, 10, count, &n), 0);
	CHECK_INT(n, 1);
	n = 0;
	CHECK_INT(store_portal_users_each(s, 0, _PORTAL_ROLES, 0, 10, count, &n), 0);
	CHECK_INT(n, 1);
	CHECK_INT(store_portal_user_put(s, &manager), -EPERM);	/* no transaction */
}

static void hash_of(char c, char ret[PORTAL_HASH_SIZE])
{
	memset(ret, c, PORTAL_HASH_SIZE - 1);
	ret[PORTAL_HASH_SIZE - 1] = '\0';
}

/* In the transaction. */
static void test_tries(void)
{
	struct store_portal_try t = { .failures = 4, .locked_until = 900 }, got;

	hash_of('t', t.login);
	CHECK_INT(store_portal_try_get(s, t.login, &got), -ENOENT);
	CHECK_INT(store_portal_try_put(s, &t), 0);
	t.failures = 5;
	CHECK_INT(store_portal_try_put(s, &t), 0);
	CHECK_INT(store_portal_try_get(s, t.login, &got), 0);
	CHECK(got.failures == 5 && got.locked_until == 900 && !strcmp(got.login, t.login));
	CHECK_INT(store_portal_sweep(s, 0, 901), 0);
	CHECK_INT(store_portal_try_get(s, t.login, &got), -ENOENT);
}

static void test_sessions(void)
{
	struct store_portal_session a = { .user_id = user.id, .full = true, .created = 10, .seen = 10, .expires = 100 }, got;
	char token[PORTAL_HASH_SIZE];
	uint32_t who = 0;

	hash_of('a', a.token);
	memset(a.csrf, 'c', PORTAL_CSRF_SIZE - 1);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_session_add(s, &a), 0);
	CHECK_INT(store_portal_session_act(s, a.token, LINE), 0);
	hash_of('b', a.token);
	a.expires = 50;
	CHECK_INT(store_portal_session_add(s, &a), 0);
	CHECK_INT(store_commit(s), 0);
	hash_of('a', token);
	CHECK_INT(store_portal_session_get(s, token, &got), 0);
	CHECK(got.full && got.taken && got.acting == LINE && got.user_id == user.id && got.expires == 100);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_sweep(s, 60, 0), 0);	/* b is over */
	CHECK_INT(store_commit(s), 0);
	hash_of('b', token);
	CHECK_INT(store_portal_session_get(s, token, &got), -ENOENT);
	hash_of('d', a.token);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_session_add(s, &a), 0);
	CHECK_INT(store_portal_session_see(s, a.token, 20, 200), 0);
	CHECK_INT(store_portal_session_get(s, a.token, &got), 0);
	CHECK(got.seen == 20 && got.expires == 200 && !got.taken && !got.acting);
	CHECK_INT(store_portal_session_delete(s, a.token), 0);
	CHECK_INT(store_portal_session_get(s, a.token, &got), -ENOENT);
	/* What was ended stays so. */
	CHECK_INT(store_portal_session_see(s, a.token, 30, 300), -ENOENT);
	CHECK_INT(store_portal_session_act(s, a.token, LINE), -ENOENT);
	CHECK_INT(store_portal_session_get(s, a.token, &got), -ENOENT);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_sessions_end(s, user.id, "none"), 0);
	hash_of('r', token);
	CHECK_INT(store_portal_reset_put(s, token, user.id, 1000), 0);
	CHECK_INT(store_portal_reset_take(s, token, 2000, &who), -ENOENT);	/* too late */
	CHECK_INT(store_portal_reset_take(s, token, 500, &who), 0);
	CHECK_INT(who, user.id);
	CHECK_INT(store_portal_reset_take(s, token, 500, &who), -ENOENT);	/* taken */
	CHECK_INT(store_portal_reset_put(s, token, user.id, 1000), 0);
	CHECK_INT(store_portal_resets_end(s, user.id), 0);
	CHECK_INT(store_portal_reset_take(s, token, 500, &who), -ENOENT);
	test_tries();
	CHECK_INT(store_commit(s), 0);
	hash_of('a', token);
	CHECK_INT(store_portal_session_get(s, token, &got), -ENOENT);
}

static int see_key(void *priv, const struct store_portal_token *row)
{
	unsigned *seen = priv;

	CHECK_STR(row->name, "clé");
	CHECK_INT(row->fleet_id, fleet);
	++*seen;
	return 0;
}

static void test_keys(void)
{
	unsigned seen = 0;
	struct store_portal_token t = { .fleet_id = fleet, .name = "clé", .scopes = PORTAL_SCOPE_READ, .created = 5, .created_by = "x" }, got;

	hash_of('k', t.token);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_token_put(s, &t), 0);
	CHECK_INT(store_portal_token_used(s, t.id, 77), 0);
	CHECK_INT(store_portal_token_find(s, t.token, &got), 0);
	CHECK(got.id == t.id && got.scopes == PORTAL_SCOPE_READ && got.last_used == 77 && !strcmp(got.name, "clé"));
	CHECK_INT(store_portal_tokens_each(s, fleet + 1, see_key, &seen), 0);
	CHECK_INT(seen, 0);
	CHECK_INT(store_portal_tokens_each(s, fleet, see_key, &seen), 0);
	CHECK_INT(seen, 1);
	CHECK_INT(store_portal_token_delete(s, fleet + 1, t.id), -ENOENT);	/* another fleet's */
	CHECK_INT(store_portal_token_delete(s, fleet, t.id), 0);
	CHECK_INT(store_portal_token_find(s, t.token, &got), -ENOENT);
	CHECK_INT(store_commit(s), 0);
}

struct seen { unsigned n; uint64_t last; char was[64]; };

static int see(void *priv, const struct store_portal_audit *row)
{
	struct seen *seen = priv;

	seen->n++;
	seen->last = row->seq;
	snprintf(seen->was, sizeof(seen->was), "%s", row->was);
	return 0;
}

static uint64_t note(const char *object, const char *subject, const char *was, time_t at)
{
	struct store_portal_audit row = { .at = at, .who = "w", .role = "manager", .fleet_id = fleet, .object = object, .subject = subject, .title = "t",
		.action = "change", .was = was, .became = "{}" };

	CHECK_INT(store_portal_audit_add(s, &row), 0);
	return row.seq;
}

static void test_audit(void)
{
	struct store_portal_audit_filter f = { .fleet_id = fleet, .limit = 10 };
	struct seen seen = { .n = 0 };
	uint64_t first, second, last;

	CHECK_INT(store_begin(s), 0);
	first = note("forwardings", "line/1", "{\"a\":1}", 100);
	second = note("settings", "line/1", "{\"a\":2}", 200);
	note("group", "group/1", "{\"a\":3}", 300);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_portal_audit_each(s, &f, see, &seen), 0);
	CHECK_INT(seen.n, 3);
	CHECK_STR(seen.was, "{\"a\":1}");		/* the oldest comes last */
	f.subject = "line/1";
	seen.n = 0;
	CHECK_INT(store_portal_audit_each(s, &f, see, &seen), 0);
	CHECK_INT(seen.n, 2);
	f.object = "settings";
	seen.n = 0;
	CHECK_INT(store_portal_audit_each(s, &f, see, &seen), 0);
	CHECK_INT(seen.n, 1);
	f = (struct store_portal_audit_filter){ .from = 150, .to = 250, .limit = 10 };
	seen.n = 0;
	CHECK_INT(store_portal_audit_each(s, &f, see, &seen), 0);
	CHECK_INT(seen.n, 1);
	CHECK_INT(store_portal_audit_get(s, first, see, &seen), 0);
	CHECK_STR(seen.was, "{\"a\":1}");
	CHECK_INT(store_portal_audit_get(s, 999, see, &seen), -ENOENT);
	CHECK_INT(store_portal_audit_last(s, fleet, "settings", "line/1", &last), 0);
	CHECK_INT((intmax_t)last, (intmax_t)second);
	CHECK_INT(store_portal_audit_last(s, fleet, "nothing", "line/1", &last), 0);
	CHECK_INT((intmax_t)last, 0);
}

static void test_expiries(void)
{
	struct store_portal_expiry x = { .fleet_id = fleet, .object = "settings", .subject = "line/1", .entry = 7, .at = 500 }, got;

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_expiry_put(s, &x), 0);
	x.at = 400;
	CHECK_INT(store_portal_expiry_put(s, &x), 0);
	CHECK_INT(store_portal_expiry_due(s, 399, &got), -ENOENT);
	CHECK_INT(store_portal_expiry_due(s, 400, &got), 0);
	CHECK(got.entry == 7 && got.at == 400 && !strcmp(got.object, "settings"));
	CHECK_INT(store_portal_expiry_delete(s, fleet, "settings", "line/1"), 0);
	CHECK_INT(store_portal_expiry_delete(s, fleet, "settings", "line/1"), 0);
	CHECK_INT(store_portal_expiry_get(s, fleet, "settings", "line/1", &got), -ENOENT);
	CHECK_INT(store_commit(s), 0);
}

static int see_repeat(void *priv, const char *digest, unsigned status, const char *body)
{
	CHECK_STR(digest, "d");
	CHECK_STR(body, "{\"x\":1}");
	*(unsigned *)priv = status;
	return 0;
}

static void test_repeats(void)
{
	unsigned status = 0;

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_repeat_put(s, "u1", "w", "d", 201, "{\"x\":1}", 50), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_portal_repeat_get(s, "u1", "w", see_repeat, &status), 0);
	CHECK_INT(status, 201);
	CHECK_INT(store_portal_repeat_get(s, "u2", "w", see_repeat, &status), -ENOENT);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_repeat_put(s, "u3", "w", "d", 0, "", 50), 0);
	CHECK_INT(store_portal_repeat_answer(s, "u3", "w", 201, "{\"x\":1}"), 0);
	CHECK_INT(store_commit(s), 0);
	status = 0;
	CHECK_INT(store_portal_repeat_get(s, "u3", "w", see_repeat, &status), 0);
	CHECK_INT(status, 201);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_repeat_put(s, "u1", "w", "e", 200, "", 60), -EEXIST);
	store_rollback(s);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_portal_sweep(s, 0, 51), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_portal_repeat_get(s, "u1", "w", see_repeat, &status), -ENOENT);
}

/* Who goes takes his account along; the audit stays. */
static void test_leaving(void)
{
	struct store_portal_user got;
	struct seen seen = { .n = 0 };
	struct store_portal_audit_filter f = { .fleet_id = fleet, .limit = 10 };

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_line_delete(s, LINE), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_portal_user_get(s, user.id, &got), -ENOENT);
	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_delete(s, fleet), 0);
	CHECK_INT(store_portal_user_delete(s, boss.id), 0);
	CHECK_INT(store_commit(s), 0);
	CHECK_INT(store_portal_user_get(s, manager.id, &got), -ENOENT);
	CHECK_INT(store_portal_audit_each(s, &f, see, &seen), 0);
	CHECK_INT(seen.n, 3);
}

int main(void)
{
	struct tempstore t;

	mpabx_log_init(NULL);
	if (tempstore_make(&t) || store_open(NULL, t.url, &s))
		return 1;
	base_rows();
	test_people();
	test_sessions();
	test_keys();
	test_audit();
	test_expiries();
	test_repeats();
	test_leaving();
	store_close(&s);
	tempstore_remove(&t);
	return CHECK_DONE();
}
