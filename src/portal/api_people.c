/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Administrators, users of lines, API keys. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "token.h"

static const char *const lang_names[] = { "fr", "en", NULL };

static json_t *user_core(const struct store_portal_user *u)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:o, s:s, s:b}", "id", u->id, "login", u->login, "name", u->name, "role", portal_role_names[u->role],
			 "line", json_number(u->line), "lang", lang_names[u->english], "suspended", u->suspended);
}

static json_t *user_json(const struct store_portal_user *u)
{
	json_t *body = user_core(u);

	json_object_set_new(body, "second_factor", json_boolean(u->totp[0]));
	json_object_set_new(body, "last_sign_in", json_time(u->last_sign_in));
	json_object_set_new(body, "locked_until", u->locked_until > clock_wall() ? json_time(u->locked_until) : json_null());
	return body;
}

static void user_tag(const struct store_portal_user *u, char ret[40])
{
	static const struct resource plain = { .name = "user" };
	json_t *core = user_core(u);

	object_tag(&plain, core, ret);
	json_decref(core);
}

static unsigned user_answer(struct request *r, unsigned status, const struct store_portal_user *u)
{
	user_tag(u, r->etag);
	return answer_json(r, status, user_json(u));
}

struct listing { json_t *items; unsigned limit; uint32_t last; bool more; };

static int list_user(void *priv, const struct store_portal_user *u)
{
	struct listing *l = priv;

	if (json_array_size(l->items) == l->limit) {
		l->more = true;
		return 1;
	}
	l->last = u->id;
	json_array_append_new(l->items, user_json(u));
	return 0;
}

unsigned api_users_get(struct request *r)
{
	const char *role = request_query(r, "role");
	unsigned wanted = !role ? _PORTAL_ROLES : !strcmp(role, "manager") ? PORTAL_MANAGER : !strcmp(role, "user") ? PORTAL_USER : 99;
	struct listing l = { .items = NULL };
	unsigned status = request_limit(r, &l.limit);
	char next[16];
	int rc;

	if (status)
		return status;
	if (wanted == 99)
		return problem(r, 422, "refused", "role : manager ou user.", "role: manager or user.");
	l.items = json_array();
	rc = store_portal_users_each(r->store, r->fleet, wanted, (uint32_t)cursor_offset(r), l.limit + 1, list_user, &l);
	if (rc < 0) {
		json_decref(l.items);
		return store_failed(r, rc);
	}
	snprintf(next, sizeof(next), "%u", l.last);
	return answer_json(r, 200, json_pack("{s:o, s:o}", "items", l.items, "next", l.more ? json_string(next) : json_null()));
}

unsigned api_operators_get(struct request *r)
{
	struct listing l = { .items = json_array(), .limit = 1000 };
	int rc = store_portal_users_each(r->store, 0, _PORTAL_ROLES, 0, 1000, list_user, &l);

	if (rc >= 0)
		return answer_json(r, 200, json_pack("{s:o}", "items", l.items));
	json_decref(l.items);
	return store_failed(r, rc);
}

/* ---- adding and changing ---- */

/* Something@somewhere, in small letters: the mail tells the rest. */
static bool login_read(const char *text, char ret[PORTAL_LOGIN_SIZE])
{
	const char *at = strchr(text, '@');
	size_t n = 0;

	if (!at || at == text || strchr(at + 1, '@') || !strchr(at, '.') || strlen(text) > 254)
		return false;
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c <= ' ' || c >= 0x7f || strchr("<>()[],;:\\\"", c))
			return false;
		ret[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	ret[n] = '\0';
	return true;
}

static void line_read(struct request *r, const struct fields *f, struct store_portal_user *u)
{
	const char *text = field_text(f, "line", 64);
	struct numplan_number number = { 0 };
	struct store_line row;
	struct held *h;

	if (text && *text && r->fleet && !held_get(r, &h))
		numplan_read(h->draft->numplan, text, &number);
	if (field_get(f, "line"))
		u->line = number.e164;
	if (u->role != PORTAL_USER)
		u->line = E164_NONE;
	else if (!u->line || store_line_get(r->store, u->line, &row) || row.fleet_id != u->fleet_id)
		refuse_field(r, "/line", "outside", fleet_say_pattern(FLEET_OUTSIDE, FLEET_FR), fleet_say_pattern(FLEET_OUTSIDE, FLEET_EN));
}

static void user_read(struct request *r, struct store_portal_user *u)
{
	static const char *const known[] = { "id", "login", "name", "role", "line", "lang", "suspended", "second_factor", "last_sign_in",
		"locked_until", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	const char *text;

	if (!fields_only(&f, known))
		return;
	text = field_text(&f, "login", PORTAL_LOGIN_SIZE);
	if ((text || !u->id) && !login_read(text ? text : "", u->login))
		refuse_field(r, "/login", "login", "Saisissez une adresse de messagerie.", "Enter a mail address.");
	text = field_text(&f, "name", STORE_NAME_SIZE);
	if (text)
		snprintf(u->name, sizeof(u->name), "%s", text);
	u->role = (uint8_t)field_word(&f, "role", portal_role_names, u->role);
	u->english = field_word(&f, "lang", lang_names, u->english);
	field_bool(&f, "suspended", &u->suspended);
	if ((u->role == PORTAL_OPERATOR) != !u->fleet_id)
		refuse_field(r, "/role", "role", "Ce rôle n'est pas possible ici.", "This role is not possible here.");
	line_read(r, &f, u);
}

static unsigned user_save(struct request *r, struct store_portal_user *u, const struct store_portal_user *was)
{
	json_t *before = was ? user_core(was) : NULL, *after;
	bool moved = was && strcmp(u->login, was->login), invite = !u->id || (moved && !u->password[0]), out;
	int rc = store_portal_user_put(r->store, u);

	if (rc == -EEXIST) {
		store_rollback(r->store);
		json_decref(before);
		return problem(r, 409, "login", "Cette adresse a déjà un compte.", "This address already has an account.");
	}
	after = user_core(u);
	if (!rc)
		rc = audit_add(r, u->fleet_id, "user", "", u->login, was ? "change" : "add", before, after, 0, NULL);
	json_decref(before);
	json_decref(after);
	/* Who is suspended or becomes another is signed out, and what was mailed to the old address or to him is void. */
	out = was && (u->suspended || moved || u->role != was->role || u->line != was->line);
	if (!rc && out)
		rc = store_portal_sessions_end(r->store, u->id, "");
	if (!rc && was && (u->suspended || moved))
		rc = store_portal_resets_end(r->store, u->id);
	if (!rc)
		rc = request_commit(r);
	if (rc)
		return store_failed(r, rc);
	if (out)
		streams_end(r, 'u', u->id);
	if (invite && link_send(r, u, true))
		return r->status;
	return 0;
}

/* A key can be lost: whoever finds it makes no manager of himself, nor takes one's account over. */
static bool is_above(const struct request *r, const struct store_portal_user *u)
{
	return r->caller.by_token && u->role != PORTAL_USER;
}

static unsigned user_add(struct request *r, uint32_t fleet_id, uint8_t role)
{
	struct store_portal_user u = { .fleet_id = fleet_id, .role = role };
	unsigned status;
	int rc;

	if (!r->json)
		return problem(r, 400, "json", "Un objet JSON est attendu.", "A JSON object is expected.");
	user_read(r, &u);
	if (refused(r))
		return problem_fields(r);
	if (is_above(r, &u))
		return forbidden(r);
	rc = store_begin(r->store);
	if (rc)
		return store_failed(r, rc);
	status = user_save(r, &u, NULL);
	if (status)
		return status;
	snprintf(r->location, sizeof(r->location), "/api/v1%s/%u", r->path, u.id);
	return user_answer(r, 201, &u);
}

unsigned api_user_post(struct request *r)
{
	struct held *h;
	unsigned status = held_get(r, &h);

	return status ? status : user_add(r, r->fleet, PORTAL_MANAGER);
}

unsigned api_operator_post(struct request *r)
{
	return user_add(r, 0, PORTAL_OPERATOR);
}

static unsigned user_get(struct request *r, struct store_portal_user *ret)
{
	int rc = store_portal_user_get(r->store, r->id, ret);

	if (rc || ret->fleet_id != r->fleet)
		return rc && rc != -ENOENT ? store_failed(r, rc) : not_found(r);
	return 0;
}

unsigned api_user_get(struct request *r)
{
	struct store_portal_user u;
	unsigned status = user_get(r, &u);

	return status ? status : user_answer(r, 200, &u);
}

/* Under the write lock: who it is, and that the tag still fits. */
static unsigned user_edit_begin(struct request *r, struct store_portal_user *u)
{
	const char *match = request_header(r, "If-Match");
	char tag[40];
	int rc = store_begin(r->store);
	unsigned status = rc ? store_failed(r, rc) : user_get(r, u);

	if (status)
		return status;
	if (!match)
		return problem(r, 428, "precondition-required", "Envoyez l'en-tête If-Match.", "Send the header If-Match.");
	user_tag(u, tag);
	if (!strcmp(match, "*") || !strcmp(match, tag))
		return 0;
	problem(r, 412, "stale", "Modifié entre-temps. Comparez avant d'enregistrer.", "Changed meanwhile. Compare before saving.");
	json_object_set_new(r->answer, "current", user_json(u));
	json_object_set_new(r->answer, "etag", json_string(tag));
	return 412;
}

struct remaining { uint32_t but; bool found; };

static int find_active(void *priv, const struct store_portal_user *u)
{
	struct remaining *others = priv;

	others->found = u->id != others->but && !u->suspended && u->password[0];
	return others->found;
}

/* Nobody locks himself out, and one operator stays who can sign in: two who remove each other are one after the other here. */
static unsigned may_go(struct request *r, const struct store_portal_user *u)
{
	struct remaining others = { .but = u->id };
	int rc = u->role == PORTAL_OPERATOR ? store_portal_users_each(r->store, 0, _PORTAL_ROLES, 0, 1000, find_active, &others) : 1;

	if (rc < 0)
		return store_failed(r, rc);
	if (!rc)
		return problem(r, 409, "last", "Il faut un autre opérateur qui peut se connecter.", "There must be another operator who can sign in.");
	if (r->caller.user.id != u->id)
		return 0;
	return problem(r, 409, "oneself", "Vous ne pouvez pas retirer votre propre accès.", "You cannot take your own access away.");
}

unsigned api_user_put(struct request *r)
{
	struct store_portal_user u, was;
	struct held *h;
	unsigned status;

	if (!r->json)
		return problem(r, 400, "json", "Un objet JSON est attendu.", "A JSON object is expected.");
	/* The fleet is read before the change begins: its number plan tells what a line's number is. */
	status = r->fleet ? held_get(r, &h) : 0;
	if (!status)
		status = user_edit_begin(r, &u);
	if (status)
		return status;
	was = u;
	user_read(r, &u);
	if (is_above(r, &was) || is_above(r, &u))
		return forbidden(r);
	if (refused(r))
		return problem_fields(r);
	if (u.suspended || u.role != was.role)
		status = may_go(r, &u);
	if (!status)
		status = user_save(r, &u, &was);
	return status ? status : user_answer(r, 200, &u);
}

unsigned api_user_delete(struct request *r)
{
	struct store_portal_user u;
	unsigned status = user_edit_begin(r, &u);
	json_t *before;
	int rc;

	if (!status)
		status = is_above(r, &u) ? forbidden(r) : may_go(r, &u);
	if (status)
		return status;
	before = user_core(&u);
	rc = store_portal_user_delete(r->store, u.id);
	if (!rc)
		rc = audit_add(r, u.fleet_id, "user", "", u.login, "remove", before, NULL, 0, NULL);
	if (!rc)
		rc = store_commit(r->store);
	json_decref(before);
	streams_end(r, 'u', u.id);
	return rc ? store_failed(r, rc) : answer_json(r, 204, NULL);
}

/* ---- API keys ---- */

static json_t *token_json(const struct store_portal_token *t)
{
	return json_pack("{s:i, s:s, s:o, s:o, s:o, s:s, s:o}", "id", t->id, "name", t->name, "scopes", json_words(portal_scope_names, t->scopes), "expires",
			 json_time(t->expires), "created", json_time(t->created), "created_by", t->created_by, "last_used", json_time(t->last_used));
}

static int list_token(void *priv, const struct store_portal_token *t)
{
	json_array_append_new(priv, token_json(t));
	return 0;
}

unsigned api_tokens_get(struct request *r)
{
	json_t *items = json_array();
	int rc = store_portal_tokens_each(r->store, r->fleet, list_token, items);

	if (!rc)
		return answer_json(r, 200, json_pack("{s:o}", "items", items));
	json_decref(items);
	return store_failed(r, rc);
}

unsigned api_token_post(struct request *r)
{
	static const char *const known[] = { "id", "name", "scopes", "expires", "created", "created_by", "last_used", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	struct store_portal_token t = { .fleet_id = r->fleet, .created = clock_wall() };
	char secret[TOKEN_SIZE + 4] = "mpx_";
	const char *name;
	json_t *shown;
	struct held *h;
	unsigned status = held_get(r, &h);
	int rc;

	if (status)
		return status;
	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	name = field_text(&f, "name", STORE_NAME_SIZE);
	field_words(&f, "scopes", portal_scope_names, &t.scopes);
	field_time(&f, "expires", &t.expires);
	if (!name || !*name)
		field_missing(&f, "name");
	if (!t.scopes)
		field_missing(&f, "scopes");
	if (t.expires && t.expires <= t.created)
		refuse_field(r, "/expires", "time", "Choisissez une date à venir.", "Choose a date to come.");
	if (refused(r))
		return problem_fields(r);
	snprintf(t.name, sizeof(t.name), "%s", name);
	snprintf(t.created_by, sizeof(t.created_by), "%s", r->caller.name);
	token_make(secret + 4);
	token_hash(secret, t.token);
	rc = store_begin(r->store);
	if (!rc)
		rc = store_portal_token_put(r->store, &t);
	shown = rc ? NULL : token_json(&t);
	if (!rc)
		rc = audit_add(r, r->fleet, "token", "", t.name, "add", NULL, shown, 0, NULL);
	if (!rc)
		rc = request_commit(r);
	if (rc) {
		json_decref(shown);
		return store_failed(r, rc);
	}
	r->no_store = true;
	json_object_set_new(shown, "secret", json_string(secret));
	return answer_json(r, 201, shown);
}

struct sought { uint32_t id; struct store_portal_token found; };

static int find_token(void *priv, const struct store_portal_token *t)
{
	struct sought *s = priv;

	if (t->id != s->id)
		return 0;
	s->found = *t;
	return 1;
}

unsigned api_token_delete(struct request *r)
{
	struct sought s = { .id = r->id };
	json_t *before = NULL;
	int rc = store_begin(r->store);

	if (!rc)
		rc = store_portal_tokens_each(r->store, r->fleet, find_token, &s);
	if (rc == 1) {
		before = token_json(&s.found);
		rc = store_portal_token_delete(r->store, r->fleet, r->id);
	} else if (!rc) {
		rc = -ENOENT;
	}
	if (!rc)
		rc = audit_add(r, r->fleet, "token", "", s.found.name, "remove", before, NULL, 0, NULL);
	if (!rc)
		rc = store_commit(r->store);
	json_decref(before);
	streams_end(r, 't', r->id);
	return rc ? store_failed(r, rc) : answer_json(r, 204, NULL);
}
