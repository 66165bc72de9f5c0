/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sessions: sign in, second factor, sign out, "Prendre l'identité". Who fails waits, each time twice as long. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "hub.h"
#include "limit.h"
#include "route.h"
#include "token.h"

#define SESSION_S (8 * 3600)
#define HALF_S 300
#define FREE_FAILURES 3
#define LONGEST_WAIT_S 900
#define FORGOTTEN_S 86400

static const char *const lang_names[] = { "fr", "en", NULL };

json_t *fleet_summary(struct request *r, uint32_t id)
{
	struct store_fleet row;

	if (!id || store_fleet_get(r->store, id, &row))
		return json_null();
	return json_pack("{s:i, s:s, s:b}", "id", row.id, "name", row.name, "suspended", row.suspended);
}

/* A line's party without reading its fleet whole. */
static json_t *line_party(struct request *r, e164_t line)
{
	struct store_line row;
	struct held *h;

	if (!line || store_line_get(r->store, line, &row) || held_get_id(r, row.fleet_id, &h))
		return json_null();
	return view_party(h->draft, line);
}

static json_t *user_json(struct request *r)
{
	const struct store_portal_user *u = &r->caller.user;

	return json_pack("{s:i, s:s, s:s, s:s, s:o, s:o, s:s, s:b}", "id", u->id, "login", u->login, "name", u->name, "role",
			 portal_role_names[u->role], "fleet", fleet_summary(r, u->fleet_id), "line", line_party(r, u->line), "lang",
			 lang_names[u->english], "second_factor", u->totp[0] != '\0');
}

static unsigned session_answer(struct request *r)
{
	const struct store_portal_session *s = &r->caller.session;
	json_t *body = json_pack("{s:s, s:s}", "state", s->full ? "signed-in" : "second-factor", "csrf", s->csrf);

	r->no_store = true;
	if (s->full) {
		json_object_set_new(body, "user", user_json(r));
		json_object_set_new(body, "acting", !r->caller.acting ? json_null() :
				    json_pack("{s:o, s:o}", "fleet", fleet_summary(r, r->caller.fleet_id), "line", line_party(r, r->caller.line)));
		json_object_set_new(body, "expires", json_time(s->expires));
	}
	return answer_json(r, 200, body);
}

/* Here a page begins: whoever acted for a line that is gone is told that he is himself again. */
unsigned api_session_get(struct request *r)
{
	return r->caller.lost ? api_identity_delete(r) : session_answer(r);
}

/* Under TLS a name that no other host of the domain can give a cookie (RFC 6265bis 4.1.3.2). */
static void cookie_set(struct request *r, const char *token, long age)
{
	snprintf(r->cookie, sizeof(r->cookie), "%s=%s; Path=%s; HttpOnly; SameSite=Strict; Max-Age=%ld%s", cookie_name(r), token,
		 r->tls ? "/" : "/api", age, r->tls ? "; Secure" : "");
}

static unsigned must_wait(struct request *r, time_t until)
{
	unsigned wait = (unsigned)(until - clock_wall());

	r->retry_after = wait;
	problem(r, 429, "locked", "Trop d'essais : patientez avant de recommencer.", "Too many attempts: wait before you try again.");
	json_object_set_new(r->answer, "retry_after", json_integer((json_int_t)wait));
	return 429;
}

static unsigned wrong(struct request *r)
{
	return problem(r, 401, "credentials", "Identifiant ou mot de passe incorrect.", "Wrong login or password.");
}

/* One more failure: from the third on the account rests, 2 s, 4 s, 8 s ... 15 min. Each try counts before it is looked at, so
 * that many at once are many. A day without one is forgotten. \returns until when it rests, now where it need not */
static time_t failure_count(uint32_t *failures, time_t last)
{
	time_t now = clock_wall();
	unsigned over;
	long wait;

	if (last + FORGOTTEN_S < now)
		*failures = 0;
	over = ++*failures > FREE_FAILURES ? *failures - FREE_FAILURES : 0;
	wait = over ? 1L << (over > 10 ? 10 : over) : 0;
	return now + (wait < LONGEST_WAIT_S ? wait : LONGEST_WAIT_S);
}

/* Reads the account anew under the write lock and counts this try. \returns 0, or a status answered */
static unsigned try_begin(struct request *r, uint32_t id, struct store_portal_user *u)
{
	int rc = store_begin(r->store);

	if (!rc)
		rc = store_portal_user_get(r->store, id, u);
	if (!rc && u->locked_until > clock_wall()) {
		store_rollback(r->store);
		return must_wait(r, u->locked_until);
	}
	if (!rc) {
		u->locked_until = failure_count(&u->failures, u->locked_until);
		rc = store_portal_user_put(r->store, u);
	}
	if (!rc)
		rc = store_commit(r->store);
	return rc ? store_failed(r, rc) : 0;
}

/* It was wrong, and the audit says so: by an address, since nobody knows who it was. */
static unsigned try_badly(struct request *r, const struct store_portal_user *u)
{
	struct caller was = r->caller;
	int rc;

	memset(&r->caller, 0, sizeof(r->caller));
	snprintf(r->caller.name, sizeof(r->caller.name), "%s", r->address);
	rc = audit_note(r, u->fleet_id, "session", "", u->login, "refuse");
	r->caller = was;
	return rc ? store_failed(r, rc) : 0;
}

static int stranger_put(struct request *r, const struct store_portal_try *t)
{
	int rc = store_portal_try_put(r->store, t);

	return rc ? rc : store_commit(r->store);
}

/* A login that nobody has: everything goes as with one that somebody has, the writing and the waiting too, but for the audit,
 * which strangers do not fill. */
static unsigned try_stranger(struct request *r, const char *login, const char *password)
{
	struct store_portal_try t = { .failures = 0 };
	int rc = store_begin(r->store);

	token_hash(login, t.login);
	if (!rc)
		rc = store_portal_try_get(r->store, t.login, &t);
	if (!rc && t.locked_until > clock_wall()) {
		store_rollback(r->store);
		return must_wait(r, t.locked_until);
	}
	t.locked_until = failure_count(&t.failures, t.locked_until);
	if (!rc || rc == -ENOENT)
		rc = stranger_put(r, &t);
	if (rc)
		return store_failed(r, rc);
	password_is(r->portal->dummy_hash, password);
	rc = store_begin(r->store);
	if (!rc)
		rc = stranger_put(r, &t);
	return rc ? store_failed(r, rc) : wrong(r);
}

/* It was right: nothing is held against the account any more; by the first of two factors alone only this try is taken
 * back, or guessing the second one would never be slowed down. Leaves the transaction open. */
static int try_well(struct request *r, uint32_t id, struct store_portal_user *u, bool all)
{
	int rc = store_begin(r->store);

	if (!rc)
		rc = store_portal_user_get(r->store, id, u);
	u->failures = all || !u->failures ? 0 : u->failures - 1;
	u->locked_until = all ? 0 : clock_wall();
	return rc;
}

void streams_end(struct request *r, char kind, uint32_t id)
{
	char who[24];

	snprintf(who, sizeof(who), "%c%u", kind, id);
	hub_end(r->portal->hub, who);
}

/* In the open transaction: a new token each time that what may be done grows; the one before is over, whoever's it was. */
static int session_make(struct request *r, const struct store_portal_user *u, bool full)
{
	struct store_portal_session *s = &r->caller.session;
	char token[TOKEN_SIZE], csrf[TOKEN_SIZE];
	time_t now = clock_wall();
	int rc = s->token[0] ? store_portal_session_delete(r->store, s->token) : 0;

	token_make(token);
	token_make(csrf);
	*s = (struct store_portal_session){ .user_id = u->id, .full = full, .created = now, .seen = now, .expires = now + (full ? SESSION_S : HALF_S) };
	token_hash(token, s->token);
	memcpy(s->csrf, csrf, sizeof(s->csrf));
	if (!rc)
		rc = store_portal_session_add(r->store, s);
	if (!rc && full)
		rc = audit_add(r, u->fleet_id, "session", "", u->login, "sign-in", NULL, NULL, 0, NULL);
	cookie_set(r, token, full ? SESSION_S : HALF_S);
	return rc;
}

static unsigned signed_in(struct request *r, struct store_portal_user *u, bool full)
{
	uint32_t before = r->caller.session.user_id;
	int rc;

	r->caller.known = true;
	r->caller.half = !full;
	r->caller.user = *u;
	r->caller.role = u->role;
	r->caller.fleet_id = u->fleet_id;
	r->caller.line = u->line;
	snprintf(r->caller.name, sizeof(r->caller.name), "%s (%s)", u->name, u->login);
	if (full)
		u->last_sign_in = clock_wall();
	rc = store_portal_user_put(r->store, u);
	if (!rc)
		rc = session_make(r, u, full);
	if (!rc)
		rc = store_commit(r->store);
	if (rc) {
		r->cookie[0] = '\0';
		return store_failed(r, rc);
	}
	if (before && before != u->id)
		streams_end(r, 'u', before);
	return session_answer(r);
}

static void login_read(const char *text, char ret[PORTAL_LOGIN_SIZE])
{
	size_t n = 0;

	for (text += strspn(text, " "); *text && *text != ' ' && n + 1 < PORTAL_LOGIN_SIZE; text++)
		ret[n++] = (char)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text);
	ret[n] = '\0';
}

/* Nobody, with the session that his browser had: it ends when another begins. */
static void caller_begin(struct request *r)
{
	struct store_portal_session before = r->caller.session;

	memset(&r->caller, 0, sizeof(r->caller));
	r->caller.session = before;
}

unsigned api_session_post(struct request *r)
{
	static const char *const known[] = { "login", "password", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	struct store_portal_user u;
	const char *login, *password;
	char name[PORTAL_LOGIN_SIZE], hash[PORTAL_PASSWORD_SIZE];
	unsigned wait, status;
	int rc;

	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	login = field_text(&f, "login", PORTAL_LOGIN_SIZE);
	password = json_string_value(field_get(&f, "password"));
	if (!login || !password || strlen(password) > 256)
		return refused(r) ? problem_fields(r) : wrong(r);
	/* One address cannot try all accounts: ten at once, then one each three seconds. */
	snprintf(name, sizeof(name), "sign-in %.64s", r->network);
	wait = r->portal->cfg.rate ? limit_take(r->portal->limits, name, 0.33, 20) : 0;
	if (wait)
		return must_wait(r, clock_wall() + wait);
	login_read(login, name);
	caller_begin(r);
	rc = store_portal_user_find(r->store, name, &u);
	if (rc == -ENOENT)
		return try_stranger(r, name, password);
	status = rc ? store_failed(r, rc) : try_begin(r, u.id, &u);
	if (status)
		return status;
	if (!password_is(u.password[0] ? u.password : r->portal->dummy_hash, password) || !u.password[0] || u.suspended) {
		status = try_badly(r, &u);
		return status ? status : wrong(r);
	}
	memcpy(hash, u.password, sizeof(hash));
	rc = try_well(r, u.id, &u, !u.totp[0]);
	/* Another password, or none any more, since it was looked at? */
	if (!rc && (u.suspended || strcmp(u.password, hash)))
		return wrong(r);
	return rc ? store_failed(r, rc) : signed_in(r, &u, !u.totp[0]);
}

/* \returns the step that fits, 0: wrong */
int64_t second_factor_check(struct request *r, const char *sealed, const char *code, int64_t after)
{
	char secret[SECRET_PLAIN_MAX + 1];
	int64_t step;

	if (!r->portal->key || secret_unseal(r->portal->key, sealed, secret))
		return 0;
	step = totp_check(secret, code, clock_wall(), after);
	explicit_bzero(secret, sizeof(secret));
	return step;
}

unsigned api_second_factor(struct request *r)
{
	static const char *const known[] = { "code", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	struct store_portal_user u;
	const char *code;
	unsigned status;
	int64_t step;
	int rc;

	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	code = field_text(&f, "code", 16);
	if (!code || !r->caller.half) {
		if (!code && !refused(r))
			field_missing(&f, "code");
		return code ? session_answer(r) : problem_fields(r);
	}
	status = try_begin(r, r->caller.user.id, &u);
	if (status)
		return status;
	step = second_factor_check(r, u.totp, code, u.totp_step);
	if (!step) {
		status = try_badly(r, &u);
		return status ? status : problem(r, 401, "code", "Code incorrect.", "Wrong code.");
	}
	rc = try_well(r, u.id, &u, true);
	if (!rc)
		rc = store_portal_session_get(r->store, r->caller.session.token, &r->caller.session);
	if (rc == -ENOENT || u.suspended)
		return unauthenticated(r);	/* ended meanwhile */
	if (rc)
		return store_failed(r, rc);
	/* Another one may have used it meanwhile. */
	if (u.totp_step >= step)
		return problem(r, 401, "code", "Code incorrect.", "Wrong code.");
	u.totp_step = step;
	return signed_in(r, &u, true);
}

unsigned api_session_delete(struct request *r)
{
	int rc = r->caller.by_token ? 0 : store_begin(r->store);

	if (r->caller.by_token)
		return problem(r, 403, "forbidden", "Une clé d'API n'a pas de session.", "An API key has no session.");
	if (!rc)
		rc = store_portal_session_delete(r->store, r->caller.session.token);
	if (!rc)
		rc = store_commit(r->store);
	streams_end(r, 'u', r->caller.user.id);
	cookie_set(r, "", 0);
	return rc ? store_failed(r, rc) : answer_json(r, 204, NULL);
}

/* ---- "Prendre l'identité" ---- */

static int session_acts(struct request *r, e164_t line, uint32_t fleet_id, const char *action)
{
	char subject[PORTAL_SUBJECT_SIZE];
	int rc = store_begin(r->store);
	bool acting = r->caller.acting;

	snprintf(subject, sizeof(subject), "line/%llu", (unsigned long long)(line ? line : r->caller.line));
	if (r->caller.lost)
		subject[0] = '\0';
	r->caller.session.acting = line;
	r->caller.acting = false;	/* it is oneself who takes and leaves it */
	if (!rc)
		rc = store_portal_session_act(r->store, r->caller.session.token, line);
	if (!rc)
		rc = audit_add(r, fleet_id, "identity", subject, "", action, NULL, NULL, 0, NULL);
	if (!rc)
		rc = store_commit(r->store);
	r->caller.acting = rc ? acting : line != E164_NONE;
	r->caller.lost = false;
	return rc;
}

unsigned api_identity_put(struct request *r)
{
	static const char *const known[] = { "line", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	struct numplan_number number = { 0 };
	struct store_line row;
	const char *text;
	struct held *h;
	int rc;

	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	text = field_text(&f, "line", 32);
	if (!text) {
		if (!refused(r))
			field_missing(&f, "line");
		return problem_fields(r);
	}
	if (text[0] == '+')
		e164_from_digits(text + 1, strlen(text + 1), &number.e164);
	else if (r->caller.user.fleet_id && !held_get_id(r, r->caller.user.fleet_id, &h))
		numplan_read(h->draft->numplan, text, &number);
	rc = number.e164 ? store_line_get(r->store, number.e164, &row) : -ENOENT;
	if (rc || (r->caller.user.fleet_id && row.fleet_id != r->caller.user.fleet_id))
		return rc && rc != -ENOENT ? store_failed(r, rc) : not_found(r);
	rc = session_acts(r, row.number, row.fleet_id, "take");
	if (rc)
		return rc == -ENOENT ? unauthenticated(r) : store_failed(r, rc);
	r->caller.line = row.number;
	r->caller.fleet_id = row.fleet_id;
	return session_answer(r);
}

unsigned api_identity_delete(struct request *r)
{
	int rc = r->caller.acting || r->caller.lost ? session_acts(r, E164_NONE, r->caller.fleet_id, "leave") : 0;

	if (rc == -ENOENT)
		return unauthenticated(r);	/* ended meanwhile */
	return rc ? store_failed(r, rc) : session_answer(r);
}
