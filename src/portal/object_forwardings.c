/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Gérer les renvois d'appel" of a line: the whole page as one resource. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "edit.h"

static const char *const kinds[] = { "immediate", "busy", "no_answer", "unreachable" };

static json_t *forwarding_core(const struct fleet_draft *d, e164_t line, enum forwarding_kind kind)
{
	struct store_forwarding f;
	struct destination to;

	draft_forwarding_of(d, line, kind, &f);
	to = (struct destination){ .number = f.destination,
		.kind = f.voicemail ? DESTINATION_VOICEMAIL : f.destination ? DESTINATION_NUMBER : DESTINATION_NONE };
	return json_pack("{s:b, s:o, s:o}", "active", f.active, "destination", view_destination(d, &to), "calendar",
			 f.calendar ? json_integer(f.calendar) : json_null());
}

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	struct draft_settings s;
	json_t *body;

	if (!fleet_draft_line(d, k->number))
		return NULL;
	draft_settings_of(d, k->number, &s);
	body = json_pack("{s:b, s:i, s:b}", "customised", s.row.forwarding_custom, "no_answer_s", s.row.no_answer_s,
			 "rings_when_busy", s.row.rings_when_busy);
	for (unsigned i = 0; i < 4; i++)
		json_object_set_new(body, kinds[i], forwarding_core(d, k->number, (enum forwarding_kind)i));
	return body;
}

static bool is_forwarding(const void *row, const void *key)
{
	const struct store_forwarding *f = &((const struct draft_forwarding *)row)->row, *k = key;

	return f->line == k->line && f->kind == k->kind;
}

static void apply_one(struct edit *e, enum forwarding_kind kind)
{
	static const char *const names[] = { "active", "destination", "calendar", "sentence", "suspended", NULL };
	char base[32];
	struct fields f = { .r = e->r, .object = json_object_get(e->body, kinds[kind]), .base = base };
	struct draft_forwarding row = { .head = { 0 } };
	struct destination to;
	int64_t calendar = 0;

	snprintf(base, sizeof(base), "/%s", kinds[kind]);
	if (!f.object || !fields_only(&f, names))
		return;
	draft_forwarding_of(e->is, e->key.number, kind, &row.row);
	to = (struct destination){ .number = row.row.destination, .kind = row.row.voicemail ? DESTINATION_VOICEMAIL :
		row.row.destination ? DESTINATION_NUMBER : DESTINATION_NONE };
	field_bool(&f, "active", &row.row.active);
	if (!edit_destination(e, f.object, base, "destination", row.row.active, &to))
		return;
	if (json_is_null(field_get(&f, "calendar")))
		row.row.calendar = 0;
	else if (field_int(&f, "calendar", &calendar, 1, INT32_MAX))
		row.row.calendar = (uint32_t)calendar;
	row.row.destination = to.kind == DESTINATION_NUMBER ? to.number : E164_NONE;
	row.row.voicemail = to.kind == DESTINATION_VOICEMAIL;
	fleet_draft_drop(e->is, DRAFT_FORWARDINGS, is_forwarding, &row.row);
	/* A row that says nothing is none. */
	if (row.row.active || row.row.destination || row.row.voicemail)
		fleet_draft_add(e->is, DRAFT_FORWARDINGS, &row);
	fleet_draft_sort(e->is);
}

void settings_replace(struct fleet_draft *d, const struct draft_settings *s)
{
	fleet_draft_drop(d, DRAFT_SETTINGS, is_of_line, &s->row.line);
	fleet_draft_add(d, DRAFT_SETTINGS, s);
	fleet_draft_sort(d);
}

static void apply(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	struct draft_settings s;
	int64_t seconds;

	draft_settings_of(e->is, e->key.number, &s);
	field_bool(&f, "customised", &s.row.forwarding_custom);
	field_bool(&f, "rings_when_busy", &s.row.rings_when_busy);
	if (field_int(&f, "no_answer_s", &seconds, 5, 90))
		s.row.no_answer_s = (uint8_t)seconds;
	settings_replace(e->is, &s);
	for (unsigned i = 0; i < 4; i++)
		apply_one(e, (enum forwarding_kind)i);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_line(e->is, e->key.number, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	for (unsigned i = 0; f->say == FLEET_LOOP && i < 4; i++) {
		struct store_forwarding own;

		draft_forwarding_of(e->is, e->key.number, (enum forwarding_kind)i, &own);
		snprintf(buf, size, "/%s/destination/number", kinds[i]);
		if (own.active && edit_loop_goes(e, f, e->key.number, own.destination))
			return true;
	}
	if (f->about != e->key.number)
		return false;
	if (f->say == FLEET_OUTSIDE && f->table == DRAFT_LINES) {
		buf[0] = '\0';	/* the line itself */
		return true;
	}
	if (f->table == DRAFT_SETTINGS && f->field == FLEET_FIELD_RING) {
		snprintf(buf, size, "/no_answer_s");
		return true;
	}
	if (f->table != DRAFT_FORWARDINGS || f->kind > 3)
		return false;
	snprintf(buf, size, "/%s/%s", kinds[f->kind], f->field == FLEET_FIELD_CALENDAR ? "calendar" : f->field == FLEET_FIELD_ACTIVE ?
		 "active" : "destination/number");
	return true;
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	const struct draft_line *line = fleet_draft_line(h->draft, k->number);
	struct store_forwarding immediate;

	draft_forwarding_of(h->draft, k->number, FORWARDING_IMMEDIATE, &immediate);
	for (unsigned i = 0; i < 4; i++) {
		json_t *one = json_object_get(body, kinds[i]);
		struct store_forwarding f;

		draft_forwarding_of(h->draft, k->number, (enum forwarding_kind)i, &f);
		json_object_set_new(one, "sentence", sentence_forwarding(h->draft, &f));
		json_object_set_new(one, "suspended", json_boolean(i && f.active && immediate.active &&
				    calendar_is_open(h->draft, immediate.calendar, clock_wall())));
	}
	json_object_set_new(body, "sentence", sentence_forwardings(h->draft, k->number));
	json_object_set_new(body, "allowed", json_boolean(line && line->row.rights & LINE_RIGHT_FORWARDING));
	json_object_set_new(body, "voicemail", json_boolean(h->draft->voicemail != E164_NONE));
	json_object_set_new(body, "warnings", warnings_of(r, h, "forwardings", NULL));
}

static const char *const names[] = { "customised", "immediate", "busy", "no_answer", "unreachable", "no_answer_s", "rings_when_busy",
	"until", "sentence", "allowed", "voicemail", "warnings", NULL };
const struct resource object_forwardings = { "forwardings", "line", names, LINE_RIGHT_FORWARDING, core, apply, check, pointer, dress, NULL, false };

unsigned api_forwardings_get(struct request *r)
{
	return object_get(r, &object_forwardings, &(struct key){ .number = r->line });
}

unsigned api_forwardings_put(struct request *r)
{
	return object_put(r, &object_forwardings, &(struct key){ .number = r->line });
}
