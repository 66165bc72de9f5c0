/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* My account, my password, my second factor; the day of a user's line. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "api.h"
#include "limit.h"
#include "mail.h"
#include "token.h"

#define SHORTEST_PASSWORD 10
#define RESET_S 3600
#define INVITED_S (7 * 86400)
#define MOST_MAILS 5			/* to one mailbox, then one each: */
#define MAIL_EVERY_S 600

static bool too_often(struct request *r)
{
	char who[96];

	snprintf(who, sizeof(who), "password %s", r->caller.known ? r->caller.id : r->network);
	if (!r->portal->cfg.rate)
		return false;
	r->retry_after = limit_take(r->portal->limits, who, 0.1, 10);
	if (r->retry_after)
		problem(r, 429, "too-many", "Trop d'essais : patientez avant de recommencer.", "Too many attempts: wait before you try again.");
	return r->retry_after;
}

/* The body has these fields, and what asks for the account's password got it. Under an identity that was taken these are still
 * the account's own. \returns 0, or a status answered */
static unsigned body_check(struct request *r, const char *const *known, const char *password)
{
	struct fields f = { .r = r, .object = r->json, .base = "" };
	const char *given = password ? json_string_value(json_object_get(r->json, password)) : NULL;

	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	if (too_often(r))
		return 429;
	if (password && (!given || strlen(given) > 256 || !password_is(r->caller.user.password, given)))
		return problem(r, 403, "password", "Mot de passe actuel incorrect.", "The current password is wrong.");
	return 0;
}

/* \returns 0, or a status answered */
static unsigned password_new(struct request *r, char ret[PORTAL_PASSWORD_SIZE])
{
	const char *password = json_string_value(json_object_get(r->json, "password"));
	size_t n = password ? strlen(password) : 0;

	if (n >= SHORTEST_PASSWORD && n <= 256)
		return password_hash(password, ret) ? store_failed(r, -ENOMEM) : 0;
	refuse_field(r, "/password", "password", "Choisissez un mot de passe d'au moins 10 caractères.",
		     "Choose a password of at least 10 characters.");
	return problem_fields(r);
}

/* The account as it is under the write lock. */
static int user_begin(struct request *r, uint32_t id, struct store_portal_user *u)
{
	int rc = store_begin(r->store);

	return rc ? rc : store_portal_user_get(r->store, id, u);
}

static unsigned user_end(struct request *r, struct store_portal_user *u, int rc, const char *action)
{
	if (!rc)
		rc = store_portal_user_put(r->store, u);
	if (!rc && action)
		rc = audit_add(r, u->fleet_id, "user", "", u->login, action, NULL, NULL, 0, NULL);
	if (!rc)
		rc = store_commit(r->store);
	return rc ? store_failed(r, rc) : 0;
}

unsigned api_me_patch(struct request *r)
{
	static const char *const known[] = { "lang", "name", NULL }, *const langs[] = { "fr", "en", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	struct store_portal_user u = { 0 };	/* the store may fail before it is read */
	const char *name;
	unsigned status;
	int rc;

	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	name = field_text(&f, "name", STORE_NAME_SIZE);
	field_word(&f, "lang", langs, 0);
	if (refused(r))
		return problem_fields(r);
	rc = user_begin(r, r->caller.user.id, &u);
	u.english = field_word(&f, "lang", langs, u.english);
	if (name)
		snprintf(u.name, sizeof(u.name), "%s", name);
	status = user_end(r, &u, rc, NULL);
	r->caller.user = u;
	return status ? status : api_session_get(r);
}

/* In the open transaction: another password ends the sessions but this one, and the links that are on their way. */
static unsigned password_set(struct request *r, struct store_portal_user *u, const char *hash, const char *action, int rc)
{
	const char *but = r->caller.known ? r->caller.session.token : "";
	unsigned status;

	snprintf(u->password, sizeof(u->password), "%s", hash);
	if (!rc)
		rc = store_portal_sessions_end(r->store, u->id, but);
	if (!rc)
		rc = store_portal_resets_end(r->store, u->id);
	status = user_end(r, u, rc, action);
	streams_end(r, 'u', u->id);
	return status ? status : answer_json(r, 204, NULL);
}

unsigned api_me_password(struct request *r)
{
	static const char *const known[] = { "current", "password", NULL };
	char hash[PORTAL_PASSWORD_SIZE];
	struct store_portal_user u = { 0 };
	unsigned status = body_check(r, known, "current");

	if (!status)
		status = password_new(r, hash);
	return status ? status : password_set(r, &u, hash, "change", user_begin(r, r->caller.user.id, &u));
}

/* ---- links by mail ---- */

unsigned link_send(struct request *r, const struct store_portal_user *u, bool invited)
{
	char token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	int rc = store_begin(r->store);

	token_make(token);
	token_hash(token, hash);
	if (!rc)
		rc = store_portal_reset_put(r->store, hash, u->id, clock_wall() + (invited ? INVITED_S : RESET_S));
	if (!rc)
		rc = store_commit(r->store);
	if (rc)
		return store_failed(r, rc);
	mail_link(r->portal->mailer, u, token, invited);
	return 0;
}

/* What a link for somebody costs: where there is nobody, the store has as much to write. */
static unsigned decoy_write(struct request *r, const char *who)
{
	struct store_portal_try t = { .locked_until = clock_wall() };
	int rc = store_begin(r->store);

	token_hash(who, t.login);
	if (!rc)
		rc = store_portal_try_put(r->store, &t);
	if (!rc)
		rc = store_commit(r->store);
	return rc ? store_failed(r, rc) : 0;
}

unsigned api_password_forgot(struct request *r)
{
	static const char *const known[] = { "login", "lang", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	char login[PORTAL_LOGIN_SIZE], who[PORTAL_LOGIN_SIZE + 16];
	struct store_portal_user u;
	const char *text;
	unsigned status = body_check(r, known, NULL);

	if (status)
		return status;
	text = field_text(&f, "login", PORTAL_LOGIN_SIZE);
	if (!text) {
		if (!refused(r))
			field_missing(&f, "login");
		return problem_fields(r);
	}
	snprintf(login, sizeof(login), "%s", text);
	for (char *c = login; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	/* The answer is the same and takes as long, the mail goes by a thread of its own, and a mailbox is not flooded: nobody learns
	 * who has an account, nor whether a mail went. */
	snprintf(who, sizeof(who), "forgot %s", login);
	if (limit_take(r->portal->limits, who, 1.0 / MAIL_EVERY_S, MOST_MAILS))
		return answer_json(r, 202, json_object());
	if (!store_portal_user_find(r->store, login, &u) && !u.suspended)
		status = link_send(r, &u, false);
	else
		status = decoy_write(r, who);
	return status ? status : answer_json(r, 202, json_object());
}

unsigned api_password_reset(struct request *r)
{
	static const char *const known[] = { "token", "password", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	char hash[PORTAL_PASSWORD_SIZE], token[TOKEN_HASH_SIZE];
	struct store_portal_user u = { 0 };
	unsigned status = body_check(r, known, NULL);
	const char *text;
	uint32_t id = 0;
	int rc;

	if (!status)
		status = password_new(r, hash);
	if (status)
		return status;
	text = field_text(&f, "token", 65);
	token_hash(text ? text : "", token);
	rc = store_begin(r->store);
	if (!rc)
		rc = store_portal_reset_take(r->store, token, clock_wall(), &id);
	if (!rc)
		rc = store_portal_user_get(r->store, id, &u);
	if (rc == -ENOENT || (!rc && u.suspended)) {
		refuse_field(r, "/token", "link", "Ce lien n'est plus valable : demandez-en un autre.", "This link is no longer valid: ask for another one.");
		return problem_fields(r);
	}
	if (rc)
		return store_failed(r, rc);
	u.failures = 0;
	u.locked_until = 0;
	memset(&r->caller, 0, sizeof(r->caller));
	snprintf(r->caller.name, sizeof(r->caller.name), "%s (%s)", u.name, u.login);
	return password_set(r, &u, hash, "reset", 0);
}

/* ---- second factor ---- */

unsigned api_totp_begin(struct request *r)
{
	static const char *const known[] = { "password", NULL };
	char secret[TOTP_TEXT_SIZE], base32[TOTP_BASE32_SIZE], uri[512];
	struct store_portal_user u;
	unsigned status = body_check(r, known, "password");
	int rc;

	if (status)
		return status;
	if (!r->portal->key)
		return problem(r, 503, "key", "La clé des codes n'est pas là.", "The key of codes is not here.");
	rc = user_begin(r, r->caller.user.id, &u);
	totp_make(secret);
	totp_base32(secret, base32);
	if (!rc)
		rc = secret_seal(r->portal->key, secret, u.totp_next);
	status = user_end(r, &u, rc, NULL);
	sodium_memzero(secret, sizeof(secret));
	if (status)
		return status;
	snprintf(uri, sizeof(uri), "otpauth://totp/mpabx:%s?secret=%s&issuer=mpabx", u.login, base32);
	r->no_store = true;
	return answer_json(r, 200, json_pack("{s:s, s:s}", "secret", base32, "uri", uri));
}

unsigned api_totp_confirm(struct request *r)
{
	static const char *const known[] = { "code", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	struct store_portal_user u;
	unsigned status = body_check(r, known, NULL);
	const char *code;
	int64_t step;
	int rc;

	if (status)
		return status;
	code = field_text(&f, "code", 16);
	rc = user_begin(r, r->caller.user.id, &u);
	if (!rc && !u.totp_next[0])
		return problem(r, 409, "second-factor", "Commencez par demander une clé.", "First ask for a key.");
	step = rc ? 0 : second_factor_check(r, u.totp_next, code ? code : "", 0);
	if (!rc && !step) {
		refuse_field(r, "/code", "code", "Code incorrect.", "Wrong code.");
		return problem_fields(r);
	}
	memcpy(u.totp, u.totp_next, sizeof(u.totp));
	u.totp_next[0] = '\0';
	u.totp_step = step;
	status = user_end(r, &u, rc, "change");
	return status ? status : answer_json(r, 204, NULL);
}

unsigned api_totp_drop(struct request *r)
{
	static const char *const known[] = { "password", NULL };
	struct store_portal_user u;
	unsigned status = body_check(r, known, "password");
	int rc;

	if (status)
		return status;
	rc = user_begin(r, r->caller.user.id, &u);
	u.totp[0] = u.totp_next[0] = '\0';
	status = user_end(r, &u, rc, "change");
	return status ? status : answer_json(r, 204, NULL);
}

/* ---- a user's day ---- */

/* The next moment, within two weeks, at which a period that this line's settings name begins or ends. */
static time_t next_change_of(const struct fleet_draft *d, e164_t line, time_t now)
{
	time_t next = 0;

	for (unsigned k = 0; k < 4; k++) {
		struct store_forwarding f;
		const struct draft_calendar *c;
		bool inside;

		draft_forwarding_of(d, line, (enum forwarding_kind)k, &f);
		c = f.active && f.calendar ? fleet_draft_calendar(d, f.calendar) : NULL;
		if (!c)
			continue;
		inside = calendar_contains(&c->row.calendar, now);
		for (time_t at = now / 60 * 60 + 60; at < now + 14 * 86400 && (!next || at < next); at += 60)
			if (calendar_contains(&c->row.calendar, at) != inside)
				next = at;
	}
	return next;
}

static json_t *next_json(struct request *r, struct held *h, time_t now)
{
	static const char *const objects[] = { "forwardings", "incoming", "settings" };
	time_t at = next_change_of(h->draft, r->caller.line, now);
	char subject[PORTAL_SUBJECT_SIZE];
	struct store_portal_expiry x;
	bool expires = false;

	subject_of(&object_settings, &(struct key){ .number = r->caller.line }, h->draft, subject);
	for (unsigned i = 0; i < 3; i++)
		if (!store_portal_expiry_get(r->store, h->id, objects[i], subject, &x) && (!at || x.at < at)) {
			at = x.at;
			expires = true;
		}
	if (!at)
		return json_null();
	return json_pack("{s:o, s:o}", "at", json_time(at), "text", expires ? json_text("Vos réglages d'avant reviennent.", "Your earlier settings come back.") :
			 sentence_now(held_snapshot(r, h), h->draft, r->caller.line, at, r->portal->cfg.sip));
}

static json_t *dnd_json(struct request *r, const struct fleet_draft *d)
{
	char subject[PORTAL_SUBJECT_SIZE];
	struct store_portal_expiry x;
	struct draft_settings s;

	draft_settings_of(d, r->caller.line, &s);
	subject_of(&object_settings, &(struct key){ .number = r->caller.line }, d, subject);
	return json_pack("{s:b, s:o}", "active", s.row.dnd_active, "until",
			 store_portal_expiry_get(r->store, d->fleet.id, "settings", subject, &x) ? json_null() : json_time(x.at));
}

unsigned api_today(struct request *r)
{
	struct store_record_filter last = { .line = r->caller.line, .limit = 3 };
	char key[E164_STR_SIZE];
	time_t now = clock_wall();
	struct held *h;
	unsigned status;
	json_t *body;

	r->fleet = r->caller.fleet_id;
	r->line = r->caller.line;
	status = held_get(r, &h);
	if (status)
		return status;
	e164_to_digits(r->caller.line, key);
	body = json_pack("{s:o, s:i, s:o, s:o, s:o, s:o, s:o}", "line", view_party(h->draft, r->caller.line), "fleet", h->id, "sentence",
			 sentence_now(held_snapshot(r, h), h->draft, r->caller.line, now, r->portal->cfg.sip), "dnd", dnd_json(r, h->draft),
			 "groups", memberships_of(r, h->draft, r->caller.line), "next_change", next_json(r, h, now), "warnings",
			 warnings_of(r, h, NULL, key));
	if (json_array_size(json_object_get(body, "groups")))
		last = (struct store_record_filter){ .fleet = r->caller.fleet_id, .limit = 3 };
	json_object_set_new(body, "calls", calls_json(r, &last));
	return answer_json(r, 200, body);
}

unsigned api_my_groups(struct request *r)
{
	struct held *h;
	unsigned status = held_get_id(r, r->caller.fleet_id, &h);

	return status ? status : answer_json(r, 200, json_pack("{s:o}", "items", memberships_of(r, h->draft, r->caller.line)));
}

static json_t *my_group(struct request *r, const struct fleet_draft *d, uint32_t id)
{
	json_t *all = memberships_of(r, d, r->caller.line), *item, *found = NULL;
	size_t i;

	for (i = 0; (item = json_array_get(all, i)); i++)
		if (json_integer_value(json_object_get(item, "id")) == id)
			found = json_incref(item);
	json_decref(all);
	return found;
}

unsigned api_my_group_put(struct request *r)
{
	static const char *const known[] = { "connected", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	char number[E164_STR_SIZE];
	json_t *members, *mine;
	struct held *h;
	unsigned status;
	bool on;

	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	if (!json_is_boolean(field_get(&f, "connected"))) {
		field_missing(&f, "connected");
		return problem_fields(r);
	}
	r->fleet = r->caller.fleet_id;
	members = json_pack("[s]", e164_print(r->caller.line, number));
	on = json_is_true(field_get(&f, "connected"));
	status = connections_set(r, r->id, &(struct switching){ .on = on ? members : NULL, .off = on ? NULL : members });
	json_decref(members);
	if (!status)
		status = held_get(r, &h);
	if (status)
		return status;
	mine = my_group(r, h->draft, r->id);
	return mine ? answer_json(r, 200, mine) : not_found(r);
}

unsigned api_my_history(struct request *r)
{
	char subject[PORTAL_SUBJECT_SIZE];

	subject_of(&object_settings, &(struct key){ .number = r->caller.line }, NULL, subject);
	return history_answer(r, r->caller.fleet_id, subject);
}
