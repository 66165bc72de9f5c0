/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The conflict radar: what would be refused if it were saved today, settings that never apply, groups that nobody answers,
 * rights that are not there, the network's own forwarding that comes first. One walk over the fleet, or a look
 * at one object in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

#define WARNINGS_S 30			/* periods begin and end: looked at again */

struct radar { struct request *r; const struct fleet_draft *d; json_t *items; };

static void warn(struct radar *w, const char *code, json_t *text, const char *object, e164_t line, uint32_t group, const char *title,
		 const char *pointer)
{
	char key[E164_STR_SIZE];

	if (line)
		e164_to_digits(line, key);
	else
		snprintf(key, sizeof(key), "%u", group);
	json_array_append_new(w->items, json_pack("{s:s, s:o, s:s, s:s, s:s, s:s}", "code", code, "text", text, "object", object, "key", key,
						  "title", title, "pointer", pointer));
}

static const char *title_of(const struct fleet_draft *d, e164_t line, char buf[NUMBER_TEXT_SIZE])
{
	const struct draft_line *l = fleet_draft_line(d, line);

	return l && l->row.name[0] ? l->row.name : number_text(d, line, buf);
}

static const char *finding_object(const struct fleet_finding *f)
{
	switch (f->table) {
	case DRAFT_FORWARDINGS:
		return "forwardings";
	case DRAFT_HUNTS:
		return "incoming";
	case DRAFT_SETTINGS:
		return f->field == FLEET_FIELD_HUNT ? "incoming" : f->field == FLEET_FIELD_RING ? "forwardings" : "settings";
	case DRAFT_LINES:
		return "line";
	case DRAFT_GROUPS:
	case DRAFT_MEMBERS:
		return "group";
	case DRAFT_BLOCKED:
		return "settings";
	default:
		return NULL;
	}
}

static int on_finding(void *priv, const struct fleet_finding *f)
{
	struct radar *w = priv;
	const char *object = finding_object(f);
	const struct draft_group *g = fleet_draft_group(w->d, f->about);
	char buf[NUMBER_TEXT_SIZE];

	/* the box that is ticked is a choice, no conflict */
	if (!object || !f->about || f->say == FLEET_BOX_TICKED)
		return 0;
	if (!strcmp(object, "group") && g)
		warn(w, fleet_say_name((enum fleet_say)f->say), json_finding(f), "group", E164_NONE, g->row.id, g->row.name, "");
	else if (strcmp(object, "group"))
		warn(w, fleet_say_name((enum fleet_say)f->say), json_finding(f), object, f->about, 0, title_of(w->d, f->about, buf), "");
	return 0;
}

static void look_at_group(struct radar *w, const struct draft_group *g)
{
	size_t n;
	struct fleet_finding f = { .say = FLEET_NOBODY, .numplan = w->d->numplan };
	char to[NUMBER_TEXT_SIZE];

	fleet_draft_members(w->d, g->row.number, &n);
	if (!n) {
		warn(w, "group-empty", json_text("Ce groupe n'a pas de membre : ajoutez des lignes.", "This group has no member: add lines."), "group",
		     E164_NONE, g->row.id, g->row.name, "/members");
		return;
	}
	if (connected_of(w->d, g->row.number))
		return;
	if (g->row.nobody.kind == DESTINATION_NUMBER) {
		snprintf(f.name, sizeof(f.name), "%s", number_text(w->d, g->row.nobody.number, to));
		warn(w, "nobody", json_finding(&f), "group", E164_NONE, g->row.id, g->row.name, "/members");
	} else if (g->row.nobody.kind == DESTINATION_VOICEMAIL) {
		warn(w, "nobody", json_text("Aucun membre connecté : les appels vont vers la messagerie vocale.",
					    "No member connected: calls go to voicemail."), "group", E164_NONE, g->row.id, g->row.name, "/members");
	} else {
		warn(w, "nobody", json_text("Aucun membre connecté et pas de destination : les appelants n'aboutissent pas.",
					    "No member connected and no destination: callers do not get through."), "group", E164_NONE,
		     g->row.id, g->row.name, "/nobody");
	}
}

static bool has_forwarding(const struct fleet_draft *d, e164_t line, enum forwarding_kind kind)
{
	struct store_forwarding f;

	draft_forwarding_of(d, line, kind, &f);
	return f.active;
}

static void look_at_line(struct radar *w, const struct store_line *l)
{
	const struct fleet_draft *d = w->d;
	bool others = false;
	struct store_forwarding immediate;
	struct draft_settings s;
	char buf[NUMBER_TEXT_SIZE];
	const char *title = title_of(d, l->number, buf);

	draft_settings_of(d, l->number, &s);
	draft_forwarding_of(d, l->number, FORWARDING_IMMEDIATE, &immediate);
	for (unsigned k = FORWARDING_BUSY; k <= FORWARDING_UNREACHABLE; k++)
		others |= has_forwarding(d, l->number, (enum forwarding_kind)k);
	if (s.row.dnd_active && s.row.hunt_active && s.row.incoming_custom)
		warn(w, "dnd-over-hunt", json_text("Ne pas déranger est actif : la liste d'appels entrants ne sonne pas.",
						   "Do not disturb is on: the list of incoming calls does not ring."), "incoming", l->number, 0, title, "");
	if ((immediate.active || others) && !(l->rights & LINE_RIGHT_FORWARDING))
		warn(w, "entitlement", json_text("Des renvois sont réglés, mais cette ligne n'a pas la fonction : ils ne s'appliquent pas.",
						 "Forwardings are set, but this line does not have the function: they do not apply."),
		     "forwardings", l->number, 0, title, "");
	if (s.row.hunt_active && !(l->rights & LINE_RIGHT_INCOMING))
		warn(w, "entitlement", json_text("Une liste d'appels est réglée, mais cette ligne n'a pas la fonction : elle ne s'applique pas.",
						 "A list is set, but this line does not have the function: it does not apply."),
		     "incoming", l->number, 0, title, "");
	/* Our own immediate forwarding comes before the phone and so before the network's; what follows a phone may never come. */
	if (w->r->portal->cfg.foreign_forwarding && !(immediate.active && s.row.forwarding_custom) &&
	    ((others && s.row.forwarding_custom) || (s.row.hunt_active && s.row.incoming_custom)))
		warn(w, "hlr-first", json_text("Le renvoi de l'opérateur peut passer avant le vôtre : demandez à votre Service Client de le retirer.",
					       "The operator's own forwarding may come before yours: ask your customer service to remove it."),
		     "forwardings", l->number, 0, title, "");
}

json_t *held_warnings(struct request *r, struct held *h)
{
	struct radar w = { .r = r, .d = h->draft };
	time_t now = clock_wall();

	if (h->warnings && now - h->warnings_at < WARNINGS_S)
		return h->warnings;
	json_decref(h->warnings);
	h->warnings = w.items = json_array();
	h->warnings_at = now;
	for (size_t i = 0; i < draft_rows_count(h->draft, DRAFT_GROUPS); i++)
		look_at_group(&w, draft_row_at(h->draft, DRAFT_GROUPS, i));
	fleet_check_draft(h->draft, on_finding, &w);
	for (size_t i = 0; i < draft_rows_count(h->draft, DRAFT_LINES); i++)
		look_at_line(&w, &((struct draft_line *)draft_row_at(h->draft, DRAFT_LINES, i))->row);
	return h->warnings;
}

/* What one object has, without a walk over the others: a fleet of ten thousand lines is not looked through for one. */
struct few { struct radar w; e164_t number; };

static int on_finding_of(void *priv, const struct fleet_finding *found)
{
	struct few *f = priv;
	struct fleet_finding own = *found;

	/* A loop is told of who closes it, and is everybody's on it. */
	if (found->say == FLEET_LOOP)
		own.about = f->number;
	return own.about == f->number ? on_finding(&f->w, &own) : 0;
}

json_t *warnings_of(struct request *r, struct held *h, const char *object, const char *key)
{
	struct few f = { .w = { .r = r, .d = h->draft, .items = json_array() }, .number = r->line };
	const struct draft_group *g = object && !strcmp(object, "group") && key ? draft_group_by_id(h->draft, (uint32_t)atoi(key)) : NULL;
	const struct draft_line *l;
	json_t *some, *item;
	size_t i;

	if (g) {
		f.number = g->row.number;
		look_at_group(&f.w, g);
		fleet_check_group(h->draft, g->row.number, on_finding_of, &f);
	} else {
		if (key)
			e164_from_digits(key, strlen(key), &f.number);
		l = fleet_draft_line(h->draft, f.number);
		fleet_check_line(h->draft, f.number, on_finding_of, &f);
		if (l)
			look_at_line(&f.w, &l->row);
	}
	some = json_array();
	json_array_foreach(f.w.items, i, item)
		if (!object || !strcmp(json_string_value(json_object_get(item, "object")), object))
			json_array_append(some, item);
	json_decref(f.w.items);
	return some;
}
