/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Gérer les appels entrants" of a line: its hunt list. */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "edit.h"

#define RING_USUAL_S 15

static const char *const modes[] = { "together", "sequential", NULL };

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	struct draft_settings s;
	const struct draft_hunt *h;
	json_t *numbers = json_array();
	size_t n;

	if (!fleet_draft_line(d, k->number)) {
		json_decref(numbers);
		return NULL;
	}
	draft_settings_of(d, k->number, &s);
	h = fleet_draft_hunt(d, k->number, &n);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(numbers, json_pack("{s:o, s:i, s:b, s:b}", "number", json_number(h[i].row.number), "ring_s", h[i].row.ring_s,
							 "confirm", h[i].row.confirm, "allow_diverted", h[i].row.allow_diverted));
	return json_pack("{s:b, s:b, s:s, s:o}", "customised", s.row.incoming_custom, "active", s.row.hunt_active, "mode",
			 modes[!s.row.hunt_together], "numbers", numbers);
}

static void apply_number(struct edit *e, size_t i, json_t *item)
{
	static const char *const names[] = { "number", "ring_s", "confirm", "allow_diverted", "text", "name", "kind", NULL };
	char base[32], at[48];
	struct fields f = { .r = e->r, .object = item, .base = base };
	struct draft_hunt row = { .head = { .at = (uint32_t)i + 1 } };
	int64_t ring = RING_USUAL_S;
	const char *text;

	snprintf(base, sizeof(base), "/numbers/%zu", i);
	snprintf(at, sizeof(at), "%s/number", base);
	if (!fields_only(&f, names))
		return;
	text = field_text(&f, "number", 64);
	if (!text || !*text) {
		edit_say(e, at, FLEET_LENGTH, NUMPLAN_FOR_HUNT);
		return;
	}
	if (!edit_number(e, at, NUMPLAN_FOR_HUNT, text, &row.row.number))
		return;
	field_int(&f, "ring_s", &ring, 5, 90);
	row.row.ring_s = (uint8_t)ring;
	row.row.line = e->key.number;
	row.row.position = (uint8_t)(i + 1);
	row.row.confirm = fleet_draft_fixed(e->is, row.row.number) != NULL;
	field_bool(&f, "confirm", &row.row.confirm);
	field_bool(&f, "allow_diverted", &row.row.allow_diverted);
	fleet_draft_add(e->is, DRAFT_HUNTS, &row);
}

static void apply(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	json_t *numbers = json_object_get(e->body, "numbers"), *item;
	struct draft_settings s;
	size_t i;

	draft_settings_of(e->is, e->key.number, &s);
	field_bool(&f, "customised", &s.row.incoming_custom);
	field_bool(&f, "active", &s.row.hunt_active);
	s.row.hunt_together = !field_word(&f, "mode", modes, !s.row.hunt_together);
	settings_replace(e->is, &s);
	if (!numbers)
		return;
	if (!json_is_array(numbers)) {
		refuse_field(e->r, "/numbers", "type", "Une liste est attendue.", "A list is expected.");
		return;
	}
	if (json_array_size(numbers) > HUNT_MAX) {
		edit_say(e, "/numbers", FLEET_SIXTH_NUMBER, NUMPLAN_FOR_HUNT);
		return;
	}
	fleet_draft_drop(e->is, DRAFT_HUNTS, is_of_line, &e->key.number);
	for (i = 0; (item = json_array_get(numbers, i)); i++)
		apply_number(e, i, item);
	fleet_draft_sort(e->is);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_line(e->is, e->key.number, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	size_t n;
	const struct draft_hunt *h = fleet_draft_hunt(e->is, e->key.number, &n);

	for (size_t i = 0; i < n; i++) {
		snprintf(buf, size, "/numbers/%zu/number", i);
		if (edit_loop_goes(e, f, e->key.number, h[i].row.number))
			return true;
	}
	if (f->about != e->key.number)
		return false;
	if (f->say == FLEET_OUTSIDE && f->table == DRAFT_LINES) {
		buf[0] = '\0';	/* the line itself */
		return true;
	}
	if (f->table == DRAFT_SETTINGS && f->field == FLEET_FIELD_HUNT) {
		snprintf(buf, size, "/numbers");
		return true;
	}
	if (f->table != DRAFT_HUNTS)
		return false;
	if (!f->at)
		snprintf(buf, size, "/numbers");
	else
		snprintf(buf, size, "/numbers/%u/%s", f->at - 1, f->field == FLEET_FIELD_RING ? "ring_s" : "number");
	return true;
}

static void dress_number(const struct fleet_draft *d, e164_t line, json_t *item)
{
	e164_t number = E164_NONE;
	const char *digits = json_string_value(json_object_get(item, "number"));
	json_t *party;

	e164_from_digits(digits + 1, strlen(digits + 1), &number);
	party = view_party(d, number);
	json_object_set(item, "text", json_object_get(party, "text"));
	json_object_set(item, "name", json_object_get(party, "name"));
	json_object_set_new(item, "kind", json_string(number == line ? "self" : fleet_draft_line(d, number) ? "line" : "fixed"));
	json_decref(party);
}

/* What a switch alone does today of what is set. */
static json_t *notes_of(struct request *r, const struct fleet_draft *d, e164_t line)
{
	json_t *notes = json_array();
	struct draft_settings s;
	const struct draft_hunt *h;
	bool confirm = false;
	size_t n;

	draft_settings_of(d, line, &s);
	h = fleet_draft_hunt(d, line, &n);
	for (size_t i = 0; i < n; i++)
		confirm |= h[i].row.confirm;
	if (r->portal->cfg.sip)
		return notes;
	if (s.row.hunt_together && n > 1)
		json_array_append_new(notes, json_text(decide_anchor_text(DECIDE_ANCHOR_TOGETHER, DECIDE_FR),
						       decide_anchor_text(DECIDE_ANCHOR_TOGETHER, DECIDE_EN)));
	if (confirm)
		json_array_append_new(notes, json_text(decide_anchor_text(DECIDE_ANCHOR_CONFIRM, DECIDE_FR),
						       decide_anchor_text(DECIDE_ANCHOR_CONFIRM, DECIDE_EN)));
	return notes;
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	const struct draft_line *line = fleet_draft_line(h->draft, k->number);
	json_t *item;
	size_t i;

	for (i = 0; (item = json_array_get(json_object_get(body, "numbers"), i)); i++)
		dress_number(h->draft, k->number, item);
	json_object_set_new(body, "sentence", sentence_incoming(h->draft, k->number));
	json_object_set_new(body, "notes", notes_of(r, h->draft, k->number));
	json_object_set_new(body, "allowed", json_boolean(line && line->row.rights & LINE_RIGHT_INCOMING));
	json_object_set_new(body, "warnings", warnings_of(r, h, "incoming", NULL));
}

static const char *const names[] = { "customised", "active", "mode", "numbers", "until", "sentence", "notes", "allowed", "warnings", NULL };
const struct resource object_incoming = { "incoming", "line", names, LINE_RIGHT_INCOMING, core, apply, check, pointer, dress, NULL, false };

unsigned api_incoming_get(struct request *r)
{
	return object_get(r, &object_incoming, &(struct key){ .number = r->line });
}

unsigned api_incoming_put(struct request *r)
{
	return object_put(r, &object_incoming, &(struct key){ .number = r->line });
}
