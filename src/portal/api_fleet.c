/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fleets: an operator's list and rows; a manager's Accueil. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "fold.h"
#include "live.h"

static const char *const barring_names[] = { "international", "special", "outside", NULL };

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	const struct store_fleet *f = &d->fleet;

	if (!f->id)
		return NULL;
	return json_pack("{s:s, s:s, s:b, s:o, s:i, s:i, s:i, s:i}", "name", f->name, "profile", f->profile, "suspended", f->suspended, "barring",
			 json_words(barring_names, f->barring), "max_diverted_line", f->max_diverted_line, "max_diverted_fleet",
			 f->max_diverted_fleet, "max_abroad_line", f->max_abroad_line, "max_abroad_fleet", f->max_abroad_fleet);
}

static void limit_read(const struct fields *f, const char *name, uint16_t *ret)
{
	int64_t n;

	if (field_int(f, name, &n, 0, 65535))
		*ret = (uint16_t)n;
}

static void apply(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	struct store_fleet *row = &e->is->fleet;
	const char *text = field_text(&f, "name", STORE_NAME_SIZE);

	if (text)
		snprintf(row->name, sizeof(row->name), "%s", text);
	text = field_text(&f, "profile", STORE_NAME_SIZE);
	if (text)
		snprintf(row->profile, sizeof(row->profile), "%s", text);
	else if (!row->profile[0])
		snprintf(row->profile, sizeof(row->profile), "fr-current");
	if (text && fleet_draft_use_profile(e->is, e->r->store, text))
		refuse_field(e->r, "/profile", "profile", "Ce profil de numérotation n'existe pas.", "There is no such number-plan profile.");
	field_bool(&f, "suspended", &row->suspended);
	field_words(&f, "barring", barring_names, &row->barring);
	limit_read(&f, "max_diverted_line", &row->max_diverted_line);
	limit_read(&f, "max_diverted_fleet", &row->max_diverted_fleet);
	limit_read(&f, "max_abroad_line", &row->max_abroad_line);
	limit_read(&f, "max_abroad_fleet", &row->max_abroad_fleet);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_draft(e->is, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	snprintf(buf, size, "/name");
	return f->table == _DRAFT_TABLES;
}

static json_t *prefixes(const struct fleet_draft *d, enum numplan_service service)
{
	json_t *list = json_array();
	char found[32][16];
	unsigned n = numplan_prefixes(d->numplan, service, found, 32);

	for (unsigned i = 0; i < n && i < 32; i++)
		json_array_append_new(list, json_string(found[i]));
	return list;
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	json_object_set_new(body, "id", json_integer(h->draft->fleet.id));
	json_object_set_new(body, "lines", json_integer((json_int_t)draft_rows_count(h->draft, DRAFT_LINES)));
	json_object_set_new(body, "groups", json_integer((json_int_t)draft_rows_count(h->draft, DRAFT_GROUPS)));
	json_object_set_new(body, "voicemail", json_boolean(h->draft->voicemail != E164_NONE));
	json_object_set_new(body, "prefixes", json_pack("{s:o, s:o, s:o}", "forwarding", prefixes(h->draft, NUMPLAN_FOR_FORWARDING), "hunt",
			    prefixes(h->draft, NUMPLAN_FOR_HUNT), "group", prefixes(h->draft, NUMPLAN_FOR_GROUP)));
}

static const char *const names[] = { "name", "profile", "suspended", "barring", "max_diverted_line", "max_diverted_fleet", "max_abroad_line",
	"max_abroad_fleet", "id", "lines", "groups", "voicemail", "prefixes", NULL };
const struct resource object_fleet = { "fleet", "", names, 0, core, apply, check, pointer, dress, NULL, false };

unsigned api_fleet_get(struct request *r)
{
	return object_get(r, &object_fleet, &(struct key){ 0 });
}

unsigned api_fleet_put(struct request *r)
{
	return object_put(r, &object_fleet, &(struct key){ 0 });
}

unsigned api_fleet_post(struct request *r)
{
	unsigned status = object_post(r, &object_fleet, &(struct key){ 0 });

	if (status == 201)
		snprintf(r->location, sizeof(r->location), "/api/v1/fleets/%u", r->fleet);
	return status;
}

/* A fleet goes with all it has, by the store's own rules. */
unsigned api_fleet_delete(struct request *r)
{
	const char *match = request_header(r, "If-Match");
	struct fleet_draft *d = NULL;
	json_t *was = NULL;
	char tag[40];
	int rc = store_begin(r->store);

	if (!rc)
		rc = fleet_draft_load(r->ctx, r->store, r->fleet, &d);
	if (rc)
		return store_failed(r, rc);
	if (!match)
		return problem(r, 428, "precondition-required", "Envoyez l'en-tête If-Match.", "Send the header If-Match.");
	was = core(d, NULL);
	object_tag(&object_fleet, was, tag);
	if (!tag_matches(match, tag)) {
		json_decref(was);
		return problem(r, 412, "stale", "Modifié entre-temps. Comparez avant d'enregistrer.", "Changed meanwhile. Compare before saving.");
	}
	store_set_author(r->store, r->caller.name);
	rc = store_fleet_delete(r->store, r->fleet);
	if (!rc)
		rc = audit_add(r, r->fleet, "fleet", "", d->fleet.name, "remove", was, NULL, 0, NULL);
	if (!rc)
		rc = store_commit(r->store);
	json_decref(was);
	held_forget(r, r->fleet);
	return rc ? store_failed(r, rc) : answer_json(r, 204, NULL);
}

/* ---- the operator's list ---- */

struct listing { json_t *items; uint32_t own, after, last; unsigned limit; const char *q; bool more; };

static int list_fleet(void *priv, const struct store_fleet *row)
{
	struct listing *l = priv;
	char name[STORE_NAME_SIZE * 2];

	if ((l->own && row->id != l->own) || row->id <= l->after || !strstr(fold(row->name, name, sizeof(name)), l->q))
		return 0;
	if (json_array_size(l->items) == l->limit) {
		l->more = true;
		return 1;
	}
	json_array_append_new(l->items, json_pack("{s:i, s:s, s:b}", "id", row->id, "name", row->name, "suspended", row->suspended));
	l->last = row->id;
	return 0;
}

unsigned api_fleets_get(struct request *r)
{
	const char *q = request_query(r, "q");
	char folded[160] = "", next[16];
	struct listing l = { .own = r->caller.fleet_id, .after = (uint32_t)cursor_offset(r), .q = folded };
	unsigned status = request_limit(r, &l.limit);
	int rc;

	if (status)
		return status;
	if (q)
		fold(q, folded, sizeof(folded));
	l.items = json_array();
	rc = store_fleets_each(r->store, list_fleet, &l);
	if (rc < 0) {
		json_decref(l.items);
		return store_failed(r, rc);
	}
	snprintf(next, sizeof(next), "%u", l.last);
	return answer_json(r, 200, json_pack("{s:o, s:o}", "items", l.items, "next", l.more ? json_string(next) : json_null()));
}

/* ---- Accueil ---- */

static json_t *group_summary(struct request *r, struct held *h, const struct draft_group *g)
{
	struct fleet_finding f = { .say = FLEET_NOBODY, .numplan = h->draft->numplan };
	unsigned connected = connected_of(h->draft, g->row.number);
	struct live_group live;
	char text[NUMBER_TEXT_SIZE], to[NUMBER_TEXT_SIZE];
	json_t *nobody = json_null();
	size_t n;

	fleet_draft_members(h->draft, g->row.number, &n);
	live_group(r->portal->live, g->row.number, &live);
	if (!connected && g->row.nobody.kind == DESTINATION_NUMBER) {
		snprintf(f.name, sizeof(f.name), "%s", number_text(h->draft, g->row.nobody.number, to));
		nobody = json_finding(&f);
	} else if (!connected) {
		nobody = sentence_group(h->draft, g);
	}
	return json_pack("{s:i, s:s, s:o, s:s, s:i, s:i, s:o, s:o, s:o, s:o, s:b, s:o}", "id", g->row.id, "name", g->row.name, "number",
			 json_number(g->row.number), "text", number_text(h->draft, g->row.number, text), "connected", connected, "members", (int)n,
			 "ringing", live.up ? json_integer(live.ringing) : json_null(), "talking", live.up ? json_integer(live.talking) : json_null(),
			 "resting", live.up ? json_integer(live.resting) : json_null(), "waiting", live.up ? json_integer(0) : json_null(), "open",
			 calendar_is_open(h->draft, g->row.calendar, clock_wall()), "nobody", nobody);
}

unsigned api_home_get(struct request *r)
{
	struct store_record_filter last = { .fleet = r->fleet, .limit = 10 };
	json_t *groups, *warnings;
	struct held *h;
	unsigned status = held_get(r, &h);

	if (status)
		return status;
	groups = json_array();
	for (size_t i = 0; i < draft_rows_count(h->draft, DRAFT_GROUPS); i++)
		json_array_append_new(groups, group_summary(r, h, draft_row_at(h->draft, DRAFT_GROUPS, i)));
	warnings = json_copy(held_warnings(r, h));
	while (json_array_size(warnings) > 100)
		json_array_remove(warnings, json_array_size(warnings) - 1);
	return answer_json(r, 200, json_pack("{s:I, s:o, s:o, s:o}", "lines", (json_int_t)draft_rows_count(h->draft, DRAFT_LINES), "groups", groups,
					     "warnings", warnings, "calls", calls_json(r, &last)));
}

unsigned api_warnings_get(struct request *r)
{
	struct held *h;
	unsigned status = held_get(r, &h);

	return status ? status : answer_json(r, 200, json_pack("{s:O}", "items", held_warnings(r, h)));
}
