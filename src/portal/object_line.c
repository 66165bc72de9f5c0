/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines: search and pages, a line's own row, function rights. Name and short number are the manager's, the rest the operator's. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "edit.h"
#include "fold.h"
#include "live.h"

const char *const right_names[] = { "short-numbers", "forwarding", "transfer", "conference", "incoming", "groups", NULL };
static const char *const csi_names[] = { "both", "o-only", "t-only", "none", NULL };

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	const struct draft_line *l = fleet_draft_line(d, k->number);

	if (!l)
		return NULL;
	return json_pack("{s:o, s:s, s:s, s:o, s:b, s:s}", "number", json_number(l->row.number), "name", l->row.name, "short_number",
			 l->row.short_number, "rights", json_words(right_names, l->row.rights), "suspended", l->row.suspended, "csi",
			 csi_names[l->row.csi & 3]);
}

static bool is_line(const void *row, const void *key)
{
	return ((const struct draft_line *)row)->row.number == *(const e164_t *)key;
}

static void apply_operator(struct edit *e, struct store_line *row)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	struct store_line was = *row;

	field_words(&f, "rights", right_names, &row->rights);
	field_bool(&f, "suspended", &row->suspended);
	row->csi = (uint8_t)field_word(&f, "csi", csi_names, row->csi);
	/* Also of an undo: nobody takes back what only another role may do. */
	if (e->r->caller.role == PORTAL_OPERATOR)
		return;
	if (row->rights != was.rights || row->suspended != was.suspended || row->csi != was.csi)
		refuse_field(e->r, row->rights != was.rights ? "/rights" : row->suspended != was.suspended ? "/suspended" : "/csi", "operator",
			     "Seul l'opérateur peut changer ceci.", "Only the operator can change this.");
}

static void apply(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	const struct draft_line *old = e->create ? NULL : fleet_draft_line(e->is, e->key.number);
	struct draft_line l = { .row = { .fleet_id = e->is->fleet.id, .rights = LINE_RIGHTS } };
	const char *text;

	if (old)
		l = *old;
	if (!e->body) {
		fleet_draft_drop(e->is, DRAFT_LINES, is_line, &e->key.number);
		return;
	}
	text = field_text(&f, "number", 64);
	if (!old && edit_number(e, "/number", NUMPLAN_FOR_TRANSFER, text ? text : "", &l.row.number)) {
		e->key.number = l.row.number;
		if (fleet_draft_line(e->is, l.row.number))
			edit_say(e, "/number", FLEET_DUPLICATE, NUMPLAN_FOR_TRANSFER);
	}
	text = field_text(&f, "name", STORE_NAME_SIZE);
	if (text)
		snprintf(l.row.name, sizeof(l.row.name), "%s", text);
	text = field_text(&f, "short_number", sizeof(l.row.short_number));
	if (text)
		snprintf(l.row.short_number, sizeof(l.row.short_number), "%s", text);
	edit_short(e, l.row.short_number, l.row.number);
	apply_operator(e, &l.row);
	if (refused(e->r))
		return;
	fleet_draft_drop(e->is, DRAFT_LINES, is_line, &l.row.number);
	fleet_draft_add(e->is, DRAFT_LINES, &l);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_line(e->is, e->key.number, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	if (f->about != e->key.number || f->table != DRAFT_LINES)
		return false;
	snprintf(buf, size, "%s", f->field == FLEET_FIELD_SHORT ? "/short_number" : f->field == FLEET_FIELD_NAME ? "/name" : "/number");
	return true;
}

/* ---- answers ---- */

/* \param sip SIP and media are attached to the node */
static json_t *function_text(const struct fleet_draft *d, const struct store_line *l, unsigned right, bool sip)
{
	static const char *const names[][2] = {
		{ "Numéros courts", "Short numbers" }, { "Renvois d'appel", "Call forwarding" }, { "Transfert (#1)", "Transfer (#1)" },
		{ "Conférence", "Conference" }, { "Appels entrants", "Incoming calls" }, { "Groupes d'appel", "Call groups" },
	};
	bool made = right == 0, has = l->rights & 1u << right;
	bool other = made ? l->csi == LINE_CSI_T_ONLY || l->csi == LINE_CSI_NONE : right == 2 || right == 3 ? l->csi == LINE_CSI_NONE :
		l->csi == LINE_CSI_O_ONLY || l->csi == LINE_CSI_NONE;
	char fr[256], en[256];

	if (d->fleet.suspended || l->suspended) {
		snprintf(fr, sizeof(fr), "%s : ligne suspendue par l'opérateur, rien ne s'applique.", names[right][0]);
		snprintf(en, sizeof(en), "%s: line suspended by the operator, nothing applies.", names[right][1]);
	} else if (!has) {
		snprintf(fr, sizeof(fr), "%s : cette fonction n'est pas comprise. Demandez-la à votre Service Client.", names[right][0]);
		snprintf(en, sizeof(en), "%s: not included. Ask your customer service for it.", names[right][1]);
	} else if (other) {
		snprintf(fr, sizeof(fr), "%s : un autre service de l'opérateur (prépayé par exemple) a la main sur ces appels.", names[right][0]);
		snprintf(en, sizeof(en), "%s: another service of the operator (prepaid for example) is in charge of these calls.", names[right][1]);
	} else if (right == 3 || (right == 2 && !sip)) {
		/* Nothing joins three yet; #1 is heard by media alone. */
		snprintf(fr, sizeof(fr), "%s : comprise dans votre offre, pas encore en service sur ce réseau.", names[right][0]);
		snprintf(en, sizeof(en), "%s: included, not in service in this network yet.", names[right][1]);
	} else if (right == 2) {
		snprintf(fr, sizeof(fr), "%s : mettez en attente, appelez un autre numéro, puis composez #1 quand il a répondu.", names[right][0]);
		snprintf(en, sizeof(en), "%s: hold, call another number, dial #1 when it has answered.", names[right][1]);
	} else {
		snprintf(fr, sizeof(fr), "%s : disponible.", names[right][0]);
		snprintf(en, sizeof(en), "%s: available.", names[right][1]);
	}
	return json_pack("{s:s, s:b, s:o}", "right", right_names[right], "allowed", has && !other && !l->suspended && !d->fleet.suspended, "text",
			 json_text(fr, en));
}

json_t *memberships_of(struct request *r, const struct fleet_draft *d, e164_t line)
{
	json_t *items = json_array();

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS); i++) {
		const struct draft_group *g = draft_row_at(d, DRAFT_GROUPS, i);
		char text[NUMBER_TEXT_SIZE];
		size_t n;
		const struct draft_member *m = fleet_draft_members(d, g->row.number, &n);

		for (size_t k = 0; k < n; k++) {
			struct live_group live = { .up = false };

			if (m[k].row.line != line)
				continue;
			live_group(r->portal->live, g->row.number, &live);
			json_array_append_new(items, json_pack("{s:i, s:s, s:o, s:s, s:b, s:o, s:i}", "id", g->row.id, "name", g->row.name, "number",
				json_number(g->row.number), "text", number_text(d, g->row.number, text), "connected", m[k].row.connected, "state",
				live_state_json(&live, line, m[k].row.connected), "others",
				(int)connected_of(d, g->row.number) - (int)m[k].row.connected));
		}
	}
	return items;
}

static json_t *group_names(const struct fleet_draft *d, e164_t line)
{
	json_t *names = json_array();

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_MEMBERS); i++) {
		const struct draft_member *m = draft_row_at(d, DRAFT_MEMBERS, i);
		const struct draft_group *g = m->row.line == line ? fleet_draft_group(d, m->group) : NULL;

		if (g)
			json_array_append_new(names, json_string(g->row.name));
	}
	return names;
}

static void summary_add(struct request *r, struct held *h, e164_t line, json_t *body)
{
	char text[NUMBER_TEXT_SIZE], key[E164_STR_SIZE];
	struct draft_settings s;
	json_t *warnings;

	e164_to_digits(line, key);
	draft_settings_of(h->draft, line, &s);
	warnings = warnings_of(r, h, NULL, key);
	json_object_set_new(body, "text", json_string(number_text(h->draft, line, text)));
	json_object_set_new(body, "sentence", sentence_now(held_snapshot(r, h), h->draft, line, clock_wall(), r->portal->cfg.sip));
	json_object_set_new(body, "warnings", json_integer((json_int_t)json_array_size(warnings)));
	json_object_set_new(body, "dnd", json_boolean(s.row.dnd_active));
	json_object_set_new(body, "groups", group_names(h->draft, line));
	json_object_set_new(body, "state", live_line_json(r->portal->live, line));
	json_decref(warnings);
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	const struct draft_line *l = fleet_draft_line(h->draft, k->number);
	json_t *functions = json_array();
	char key[E164_STR_SIZE];

	e164_to_digits(k->number, key);
	summary_add(r, h, k->number, body);
	for (unsigned i = 0; right_names[i]; i++)
		json_array_append_new(functions, function_text(h->draft, &l->row, i, r->portal->cfg.sip));
	json_object_set_new(body, "functions", functions);
	json_object_set_new(body, "memberships", memberships_of(r, h->draft, k->number));
	json_object_set_new(body, "warning_list", warnings_of(r, h, NULL, key));
}

static const char *const names[] = { "number", "name", "short_number", "rights", "suspended", "csi", "text", "sentence", "warnings", "dnd", "groups",
	"state", "functions", "memberships", "warning_list", NULL };
const struct resource object_line = { "line", "line", names, 0, core, apply, check, pointer, dress, NULL, true };

static json_t *summary_make(struct request *r, struct held *h, e164_t line)
{
	json_t *body = core(h->draft, &(struct key){ .number = line });

	if (!body)
		return json_null();
	json_object_del(body, "csi");
	summary_add(r, h, line, body);
	return body;
}

/* What stays for a minute is made once a minute; live state is of the moment. */
json_t *line_summary(struct request *r, struct held *h, e164_t line)
{
	time_t minute = clock_wall() / 60;
	char key[E164_STR_SIZE];
	json_t *body;

	e164_to_digits(line, key);
	if (!h->summaries || h->summaries_min != minute) {
		json_decref(h->summaries);
		h->summaries = json_object();
		h->summaries_min = minute;
	}
	body = json_object_get(h->summaries, key);
	if (body) {
		body = json_copy(body);
		json_object_set_new(body, "state", live_line_json(r->portal->live, line));
		return body;
	}
	body = summary_make(r, h, line);
	if (json_is_object(body))
		json_object_set_new(h->summaries, key, json_copy(body));
	return body;
}

/* ---- search and pages ---- */

struct sorting { const struct fleet_draft *d; char by; bool down; };
static _Thread_local struct sorting sorting;

/* By length and digits; lines without one at the end. */
static int short_order(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	if (!n || !m)
		return n ? -1 : m ? 1 : 0;
	return n != m ? (n < m ? -1 : 1) : strcmp(a, b);
}

static int line_order(const void *va, const void *vb)
{
	const struct store_line *a = *(const struct store_line *const *)va, *b = *(const struct store_line *const *)vb;
	char fa[STORE_NAME_SIZE * 2], fb[STORE_NAME_SIZE * 2];
	int order = 0;

	if (sorting.by == 'n')
		order = strcmp(fold(a->name, fa, sizeof(fa)), fold(b->name, fb, sizeof(fb)));
	else if (sorting.by == 's')
		order = short_order(a->short_number, b->short_number);
	if (!order)
		order = a->number < b->number ? -1 : 1;
	return sorting.down ? -order : order;
}

/* Digits of what was typed: "06 39" is found in 0639980101 and, as 6 39, in +33639980101. */
bool number_has(const struct fleet_draft *d, e164_t number, const char *q)
{
	char digits[40], national[NUMBER_TEXT_SIZE], wanted[40];
	size_t n = 0, m = 0;

	for (; *q && n + 1 < sizeof(wanted); q++) {
		if (isdigit((unsigned char)*q))
			wanted[n++] = *q;
		else if (!strchr(" .-+()", *q))
			return false;
	}
	wanted[n] = '\0';
	e164_to_digits(number, digits);
	number_text(d, number, national);
	for (const char *p = national; *p; p++)
		if (isdigit((unsigned char)*p))
			national[m++] = *p;
	national[m] = '\0';
	return n && (strstr(digits, wanted) || strstr(national, wanted));
}

static bool line_fits(const struct fleet_draft *d, const struct store_line *l, const char *q, const char *folded)
{
	char name[STORE_NAME_SIZE * 2];

	return !*q || strstr(fold(l->name, name, sizeof(name)), folded) || number_has(d, l->number, q) ||
	       (l->short_number[0] && strstr(l->short_number, q));
}

static const struct store_line **lines_find(struct request *r, const struct fleet_draft *d, const char *q, size_t *ret)
{
	const struct store_line **found = talloc_array(r->ctx, const struct store_line *, draft_rows_count(d, DRAFT_LINES) + 1);
	const char *sort = request_query(r, "sort");
	char folded[160];
	size_t n = 0;

	fold(q, folded, sizeof(folded));
	for (size_t i = 0; found && i < draft_rows_count(d, DRAFT_LINES); i++) {
		const struct store_line *l = &((struct draft_line *)draft_row_at(d, DRAFT_LINES, i))->row;

		if (line_fits(d, l, q, folded))
			found[n++] = l;
	}
	sorting = (struct sorting){ .d = d, .down = sort && *sort == '-' };
	sorting.by = sort ? sort[sorting.down] : 'u';
	if (sort && (sorting.by == 'n' || sorting.by == 's') && strcmp(sort + sorting.down, "number"))
		qsort(found, n, sizeof(*found), line_order);
	else if (sorting.down)
		sorting.by = 'u', qsort(found, n, sizeof(*found), line_order);
	*ret = n;
	return found;
}

/* A cursor of lists that are at hand whole: where the page begins. */
size_t cursor_offset(const struct request *r)
{
	const char *cursor = request_query(r, "cursor");
	char *end;
	unsigned long at = cursor && *cursor >= '0' && *cursor <= '9' ? strtoul(cursor, &end, 10) : 0;

	return cursor && at < 10000000 ? at : 0;
}

json_t *cursor_next(size_t at, size_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%zu", at);
	return at < n ? json_string(text) : json_null();
}

unsigned api_lines_get(struct request *r)
{
	const char *q = request_query(r, "q");
	const struct store_line **found;
	json_t *items;
	size_t n, at = cursor_offset(r), end;
	unsigned limit, status = request_limit(r, &limit);
	struct held *h;

	if (!status)
		status = held_get(r, &h);
	if (status)
		return status;
	if (q && strlen(q) > 128)
		return problem(r, 422, "refused", "Recherche trop longue.", "The search is too long.");
	found = lines_find(r, h->draft, q ? q : "", &n);
	items = json_array();
	end = at + limit < n ? at + limit : n;
	for (size_t i = at; i < end; i++)
		json_array_append_new(items, line_summary(r, h, found[i]->number));
	return answer_json(r, 200, json_pack("{s:o, s:o, s:I}", "items", items, "next", cursor_next(end, n), "total", (json_int_t)n));
}

unsigned api_line_post(struct request *r)
{
	struct key k = { 0 };

	return object_post(r, &object_line, &k);
}

unsigned api_line_get(struct request *r)
{
	return object_get(r, &object_line, &(struct key){ .number = r->line });
}

unsigned api_line_put(struct request *r)
{
	return object_put(r, &object_line, &(struct key){ .number = r->line });
}

unsigned api_line_delete(struct request *r)
{
	return object_delete(r, &object_line, &(struct key){ .number = r->line });
}
