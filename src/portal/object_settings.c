/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Do not disturb, blocked callers, displayed number of a line. */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "edit.h"

#define MOST_BLOCKED 200

static const char *const showns[] = { "line", "group", "withheld", NULL };

static json_t *shown_core(const struct fleet_draft *d, const struct draft_settings *s)
{
	const struct draft_group *g = s->row.shown == LINE_SHOWN_GROUP ? fleet_draft_group(d, s->shown_group) : NULL;

	return json_pack("{s:s, s:o}", "kind", showns[s->row.shown <= LINE_SHOWN_WITHHELD ? s->row.shown : 0], "group",
			 g ? json_integer(g->row.id) : json_null());
}

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	json_t *blocked = json_array();
	struct draft_settings s;
	const struct draft_blocked *b;
	bool withheld = false;
	size_t n;

	if (!fleet_draft_line(d, k->number)) {
		json_decref(blocked);
		return NULL;
	}
	draft_settings_of(d, k->number, &s);
	b = fleet_draft_blocked(d, k->number, E164_NONE, &n);
	for (size_t i = 0; i < n; i++) {
		if (b[i].row.number)
			json_array_append_new(blocked, json_number(b[i].row.number));
		else
			withheld = true;
	}
	return json_pack("{s:{s:b, s:o}, s:o, s:b, s:o}", "dnd", "active", s.row.dnd_active, "destination", view_destination(d, &s.row.dnd),
			 "blocked", blocked, "block_withheld", withheld, "shown", shown_core(d, &s));
}

static void apply_dnd(struct edit *e, struct draft_settings *s)
{
	static const char *const names[] = { "active", "destination", NULL };
	struct fields f = { .r = e->r, .object = json_object_get(e->body, "dnd"), .base = "/dnd" };

	if (!f.object || !fields_only(&f, names))
		return;
	field_bool(&f, "active", &s->row.dnd_active);
	edit_destination(e, f.object, "/dnd", "destination", false, &s->row.dnd);
}

static void apply_shown(struct edit *e, struct draft_settings *s)
{
	static const char *const names[] = { "kind", "group", NULL };
	struct fields f = { .r = e->r, .object = json_object_get(e->body, "shown"), .base = "/shown" };
	const struct draft_group *g;
	int64_t id = 0;

	if (!f.object || !fields_only(&f, names))
		return;
	s->row.shown = (uint8_t)field_word(&f, "kind", showns, s->row.shown);
	if (s->row.shown != LINE_SHOWN_GROUP)
		return;
	if (json_is_integer(field_get(&f, "group")))
		field_int(&f, "group", &id, 1, INT32_MAX);
	g = id ? draft_group_by_id(e->is, (uint32_t)id) : NULL;
	if (g)
		s->shown_group = g->row.number;
	else
		refuse_field(e->r, "/shown/group", "group", "Choisissez un groupe.", "Choose a group.");
}

static bool is_line_blocked(const void *row, const void *key)
{
	const struct draft_blocked *b = row;

	return !b->group && b->row.line == *(const e164_t *)key;
}

static void apply_blocked(struct edit *e)
{
	e164_t numbers[MOST_BLOCKED];
	size_t n, had;
	const struct draft_blocked *old = fleet_draft_blocked(e->is, e->key.number, E164_NONE, &had);
	bool withheld = had && !old[0].row.number, keep = !json_object_get(e->body, "blocked");
	size_t first = withheld;

	n = edit_blocked(e, numbers, MOST_BLOCKED, &withheld);
	for (size_t i = first; keep && i < had && n < MOST_BLOCKED; i++)
		numbers[n++] = old[i].row.number;
	fleet_draft_drop(e->is, DRAFT_BLOCKED, is_line_blocked, &e->key.number);
	for (size_t i = 0; i < n + withheld; i++) {
		struct draft_blocked b = { .head = { .at = (uint32_t)i + 1 }, .row = { .line = e->key.number, .number = i < n ? numbers[i] : E164_NONE } };

		fleet_draft_add(e->is, DRAFT_BLOCKED, &b);
	}
	fleet_draft_sort(e->is);
}

static void apply(struct edit *e)
{
	struct draft_settings s;

	draft_settings_of(e->is, e->key.number, &s);
	apply_dnd(e, &s);
	apply_shown(e, &s);
	settings_replace(e->is, &s);
	apply_blocked(e);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_line(e->is, e->key.number, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	struct draft_settings s;

	draft_settings_of(e->is, e->key.number, &s);
	if (s.row.dnd_active && edit_loop_goes(e, f, e->key.number, s.row.dnd.number)) {
		snprintf(buf, size, "/dnd/destination/number");
		return true;
	}
	if (f->about != e->key.number)
		return false;
	if (f->say == FLEET_OUTSIDE && f->table == DRAFT_LINES) {
		buf[0] = '\0';	/* the line itself */
		return true;
	}
	if (f->table == DRAFT_SETTINGS && f->field == FLEET_FIELD_DND)
		snprintf(buf, size, "/dnd/destination/number");
	else if (f->table == DRAFT_SETTINGS && f->field == FLEET_FIELD_SHOWN)
		snprintf(buf, size, "/shown/group");
	else if (f->table == DRAFT_BLOCKED && f->at)
		snprintf(buf, size, "/blocked/%u", f->at - 1);
	else
		return false;
	return true;
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	json_t *list = json_array();
	size_t n;
	const struct draft_blocked *b = fleet_draft_blocked(h->draft, k->number, E164_NONE, &n);

	for (size_t i = 0; i < n; i++)
		if (b[i].row.number)
			json_array_append_new(list, view_party(h->draft, b[i].row.number));
	json_object_set_new(body, "blocked_list", list);
	json_object_set_new(body, "sentence", sentence_settings(h->draft, k->number));
	json_object_set_new(body, "shown_sentence", sentence_shown(h->draft, k->number));
	json_object_set_new(body, "warnings", warnings_of(r, h, "settings", NULL));
}

static const char *const names[] = { "dnd", "blocked", "block_withheld", "blocked_list", "shown", "until", "sentence", "shown_sentence",
	"warnings", NULL };
const struct resource object_settings = { "settings", "line", names, 0, core, apply, check, pointer, dress, NULL, false };

unsigned api_settings_get(struct request *r)
{
	return object_get(r, &object_settings, &(struct key){ .number = r->line });
}

unsigned api_settings_put(struct request *r)
{
	return object_put(r, &object_settings, &(struct key){ .number = r->line });
}

/* One switch: what stands beside it does not matter, so nothing is held against a tag. */
unsigned api_dnd_put(struct request *r)
{
	static const char *const known[] = { "active", "until", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	struct edit e = { .r = r, .object = &object_settings, .key = { .number = r->line } };
	unsigned status;
	json_t *until;

	if (!r->json || !fields_only(&f, known) || !json_is_boolean(field_get(&f, "active"))) {
		if (!refused(r))
			field_missing(&f, "active");
		return problem_fields(r);
	}
	e.body = json_pack("{s:{s:O}}", "dnd", "active", field_get(&f, "active"));
	until = field_get(&f, "until");
	if (until)
		json_object_set(e.body, "until", until);
	status = edit_run(&e);
	json_decref(e.body);
	edit_end(&e);
	return status ? status : object_answer(r, &object_settings, &e.key, 200);
}
