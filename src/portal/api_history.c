/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who changed what, and the way back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "fold.h"

#define MOST_LOOKED_AT 5000		/* entries that a filter passes over for one page */

struct listing { struct request *r; json_t *items; unsigned limit, looked; uint64_t last; const char *who; bool more; uint32_t fleet; };

/* What can come back: settings of lines and groups, calendars, fixed numbers; a line itself only changed. */
static bool can_undo(const struct store_portal_audit *row)
{
	const struct resource *o = object_find(row->object);

	if (!strcmp(row->object, "connections"))
		return true;
	if (!o || o == &object_fleet)
		return false;
	if (!row->was[0] && !row->became[0])
		return false;
	return o != &object_line || (row->was[0] && row->became[0]);
}

static json_t *action_text(const struct store_portal_audit *row)
{
	static const struct { const char *name, *fr, *en; } objects[] = {
		{ "line", "ligne", "line" }, { "forwardings", "renvois d'appel", "call forwarding" }, { "incoming", "appels entrants", "incoming calls" },
		{ "settings", "réglages de la ligne", "line settings" }, { "fixed", "numéro fixe", "fixed number" }, { "group", "groupe d'appel", "call group" },
		{ "connections", "membres connectés", "connected members" }, { "calendar", "calendrier", "calendar" }, { "fleet", "entreprise", "company" },
		{ "user", "compte", "account" }, { "token", "clé d'API", "API key" }, { "session", "session", "session" },
		{ "identity", "identité", "identity" }, { "codes", "codes du groupe", "codes of the group" }, { "import", "import", "import" },
	};
	static const struct { const char *name, *fr, *en; } actions[] = {
		{ "add", "ajouté", "added" }, { "change", "modifié", "changed" }, { "remove", "supprimé", "removed" }, { "undo", "annulé", "undone" },
		{ "expire", "arrivé à échéance", "expired" }, { "reveal", "affichés", "shown" }, { "take", "prise", "taken" },
		{ "leave", "rendue", "given back" }, { "sign-in", "connexion", "signed in" }, { "refuse", "connexion refusée", "sign-in refused" }, { "commit", "enregistré", "saved" },
		{ "reset", "mot de passe changé par lien", "password set by link" },
	};
	const char *o[2] = { row->object, row->object }, *a[2] = { row->action, row->action };
	char fr[128], en[128];

	for (unsigned i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if (!strcmp(objects[i].name, row->object)) {
			o[0] = objects[i].fr;
			o[1] = objects[i].en;
		}
	for (unsigned i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].name, row->action)) {
			a[0] = actions[i].fr;
			a[1] = actions[i].en;
		}
	snprintf(fr, sizeof(fr), "%s : %s", o[0], a[0]);
	snprintf(en, sizeof(en), "%s: %s", o[1], a[1]);
	return json_text(fr, en);
}

static json_t *body_of(const char *text)
{
	json_t *body = *text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;

	if (!body)
		return json_null();
	if (json_is_object(body))
		core_publish(body);
	return body;
}

static json_t *entry_json(const struct store_portal_audit *row)
{
	const char *slash = strchr(row->subject, '/');

	return json_pack("{s:I, s:o, s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:o}", "id", (json_int_t)row->seq, "at", json_time(row->at),
			 "who", row->who, "role", row->role, "as_line", json_number(row->as_line), "fleet",
			 row->fleet_id ? json_integer(row->fleet_id) : json_null(), "object", row->object, "key", slash ? slash + 1 : "", "title",
			 row->title, "action", row->action, "text", action_text(row), "before", body_of(row->was), "after", body_of(row->became),
			 "can_undo", can_undo(row), "until", json_time(row->until));
}

/* Who signs in, and as whom, is for keys that may see people. */
static bool is_hidden(const struct request *r, const struct store_portal_audit *row)
{
	static const char *const personal[] = { "user", "token", "session", "identity" };

	for (unsigned i = 0; r->caller.by_token && !(r->caller.scopes & PORTAL_SCOPE_PEOPLE) && i < 4; i++)
		if (!strcmp(row->object, personal[i]))
			return true;
	return false;
}

static int list_entry(void *priv, const struct store_portal_audit *row)
{
	struct listing *l = priv;
	char folded[PORTAL_WHO_SIZE * 2];

	if (json_array_size(l->items) == l->limit) {
		l->more = true;
		return 1;
	}
	l->last = row->seq;
	l->looked++;
	if (is_hidden(l->r, row))
		return 0;
	if (!*l->who || strstr(fold(row->who, folded, sizeof(folded)), l->who))
		json_array_append_new(l->items, entry_json(row));
	return 0;
}

static bool query_time(struct request *r, const char *name, time_t *ret)
{
	const char *text = request_query(r, name);

	return !text || !time_parse(text, ret);
}

unsigned history_answer(struct request *r, uint32_t fleet_id, const char *subject)
{
	struct store_portal_audit_filter f = { .fleet_id = fleet_id, .subject = subject, .object = request_query(r, "object") };
	const char *cursor = request_query(r, "cursor"), *who = request_query(r, "who");
	char folded[160] = "", next[24];
	struct listing l = { .r = r, .who = folded, .fleet = fleet_id };
	unsigned status = request_limit(r, &l.limit);
	int rc;

	if (status)
		return status;
	if (!query_time(r, "from", &f.from) || !query_time(r, "to", &f.to))
		return problem(r, 422, "refused", "Ce filtre n'a pas la forme attendue.", "This filter does not have the expected form.");
	if (who)
		fold(who, folded, sizeof(folded));
	f.before = cursor ? strtoull(cursor, NULL, 10) : 0;
	f.limit = *folded || r->caller.by_token ? MOST_LOOKED_AT : l.limit + 1;
	l.items = json_array();
	rc = store_portal_audit_each(r->store, &f, list_entry, &l);
	if (rc < 0) {
		json_decref(l.items);
		return store_failed(r, rc);
	}
	l.more |= l.looked == f.limit;
	snprintf(next, sizeof(next), "%llu", (unsigned long long)l.last);
	r->no_store = true;
	return answer_json(r, 200, json_pack("{s:o, s:o}", "items", l.items, "next", l.more ? json_string(next) : json_null()));
}

unsigned api_line_history(struct request *r)
{
	char subject[PORTAL_SUBJECT_SIZE];
	struct held *h;
	unsigned status = held_get(r, &h);

	if (status)
		return status;
	if (!fleet_draft_line(h->draft, r->line))
		return not_found(r);
	subject_of(&object_settings, &(struct key){ .number = r->line }, h->draft, subject);
	return history_answer(r, r->fleet, subject);
}

unsigned api_group_history(struct request *r)
{
	char subject[PORTAL_SUBJECT_SIZE];

	snprintf(subject, sizeof(subject), "group/%u", r->id);
	return history_answer(r, r->fleet, subject);
}

unsigned api_audit_get(struct request *r)
{
	return history_answer(r, r->fleet, NULL);
}

unsigned api_operator_audit(struct request *r)
{
	return history_answer(r, 0, NULL);
}

/* ---- undo ---- */

struct entry {
	struct request *r;
	uint32_t fleet_id;
	char object[PORTAL_WORD_SIZE], subject[PORTAL_SUBJECT_SIZE];
	bool can;
	json_t *was;
	json_t *shown;
};

static int entry_copy(void *priv, const struct store_portal_audit *row)
{
	struct entry *x = priv;

	x->fleet_id = row->fleet_id;
	snprintf(x->object, sizeof(x->object), "%s", row->object);
	snprintf(x->subject, sizeof(x->subject), "%s", row->subject);
	x->can = can_undo(row);
	x->was = *row->was ? json_loads(row->was, JSON_DECODE_ANY, NULL) : NULL;
	x->shown = entry_json(row);
	return 0;
}

static void key_of(const struct entry *x, struct key *k)
{
	const char *slash = strchr(x->subject, '/');

	memset(k, 0, sizeof(*k));
	if (!slash)
		return;
	if (!strncmp(x->subject, "line/", 5) || !strncmp(x->subject, "fixed/", 6))
		k->number = strtoull(slash + 1, NULL, 10);
	else
		k->id = (uint32_t)strtoul(slash + 1, NULL, 10);
}

static bool may_undo(struct request *r, const struct entry *x, const struct key *k)
{
	if (x->fleet_id != r->fleet)
		return false;
	return r->caller.role != PORTAL_USER || (!strncmp(x->subject, "line/", 5) && k->number == r->caller.line &&
						 strcmp(x->object, "line"));
}

/* What an undo hangs on; looked at again in the change's own transaction. */
struct undoing { const struct entry *x; uint64_t seq; bool force; const struct store_portal_expiry *expiry; };

static unsigned still_stands(struct request *r, const void *guarded)
{
	const struct undoing *u = guarded;
	struct store_portal_expiry now;
	uint64_t last = 0;

	if (u->expiry && (store_portal_expiry_get(r->store, u->expiry->fleet_id, u->expiry->object, u->expiry->subject, &now) ||
			  now.at != u->expiry->at || now.entry != u->expiry->entry))
		return problem(r, 409, "undo", "Cette échéance a changé.", "This expiry has changed.");
	if (u->force || (!store_portal_audit_last(r->store, u->x->fleet_id, u->x->object, u->x->subject, &last) && last == u->seq))
		return 0;
	return problem(r, 409, "undo", "Modifié depuis : annuler effacerait aussi les changements suivants.",
		       "Changed since: undoing would take the later changes back too.");
}

/* Who was connected: each member who is still one gets his state back. */
static unsigned undo_connections(struct request *r, const struct undoing *u, uint32_t group)
{
	struct switching s = { .on = json_array(), .off = json_array(), .guard = still_stands, .guarded = u };
	json_t *item;
	unsigned status;
	size_t i;

	for (i = 0; (item = json_array_get(json_object_get(u->x->was, "members"), i)); i++)
		json_array_append(json_is_true(json_object_get(item, "connected")) ? s.on : s.off, json_object_get(item, "number"));
	status = connections_set(r, group, &s);
	json_decref(s.on);
	json_decref(s.off);
	return status;
}

/* One that was removed is made again; it gets a number of its own. */
static bool is_gone(struct request *r, const struct edit *e)
{
	struct store_calendar c;
	struct store_group g;
	struct store_fixed f;

	if (e->object == &object_group)
		return store_group_get(r->store, e->key.id, &g) == -ENOENT;
	if (e->object == &object_calendar)
		return store_calendar_get(r->store, e->key.id, &c) == -ENOENT;
	return e->object == &object_fixed && store_fixed_get(r->store, e->key.number, &f) == -ENOENT;
}

static unsigned undo_edit(struct request *r, const struct undoing *u, const struct key *k, uint64_t *ret_entry)
{
	struct edit e = { .r = r, .object = object_find(u->x->object), .key = *k, .body = u->x->was, .internal = true,
		.action = u->expiry ? "expire" : "undo", .guard = still_stands, .guarded = u };
	unsigned status;

	e.create = e.body && is_gone(r, &e);
	if (e.create)
		e.key = (struct key){ 0 };
	status = edit_run(&e);
	*ret_entry = e.entry;
	edit_end(&e);
	return status;
}

unsigned entry_undo(struct request *r, uint64_t seq, bool force, const struct store_portal_expiry *expiry, uint64_t *ret_entry)
{
	struct entry x = { .r = r };
	struct undoing u = { .x = &x, .seq = seq, .force = force, .expiry = expiry };
	struct key k;
	unsigned status;
	int rc = store_portal_audit_get(r->store, seq, entry_copy, &x);

	if (rc)
		return store_failed(r, rc);
	key_of(&x, &k);
	if (!may_undo(r, &x, &k))
		status = not_found(r);
	else if (!x.can)
		status = problem(r, 409, "undo", "Ce changement ne peut pas être annulé.", "This change cannot be undone.");
	else if (!strcmp(x.object, "connections"))
		status = undo_connections(r, &u, k.id);
	else
		status = undo_edit(r, &u, &k, ret_entry);
	json_decref(x.was);
	json_decref(x.shown);
	return status;
}

static int entry_show(void *priv, const struct store_portal_audit *row)
{
	*(json_t **)priv = entry_json(row);
	return 0;
}

unsigned api_undo(struct request *r)
{
	uint64_t made = r->entry;
	json_t *shown = NULL;
	unsigned status = entry_undo(r, r->entry, request_query_true(r, "force"), NULL, &made);

	if (status)
		return status;
	if (store_portal_audit_get(r->store, made ? made : r->entry, entry_show, &shown))
		return store_failed(r, -EIO);
	return answer_json(r, 200, shown);
}
