/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Numéros fixes": the fixed numbers that a fleet declares as its own. */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "edit.h"
#include "fold.h"

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	const struct draft_fixed *x = fleet_draft_fixed(d, k->number);

	return x ? json_pack("{s:o, s:s, s:s}", "number", json_number(x->row.number), "name", x->row.name, "short_number", x->row.short_number) : NULL;
}

static bool is_fixed(const void *row, const void *key)
{
	return ((const struct draft_fixed *)row)->row.number == *(const e164_t *)key;
}

static void apply(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	const struct draft_fixed *old = e->create ? NULL : fleet_draft_fixed(e->is, e->key.number);
	struct draft_fixed x = { .row = { .fleet_id = e->is->fleet.id } };
	const char *text;

	if (old)
		x = *old;
	fleet_draft_drop(e->is, DRAFT_FIXED, is_fixed, &e->key.number);
	if (!e->body)
		return;
	text = field_text(&f, "number", 64);
	if (!old && edit_number(e, "/number", NUMPLAN_FOR_HUNT, text ? text : "", &x.row.number)) {
		e->key.number = x.row.number;
		if (fleet_draft_fixed(e->is, x.row.number) || fleet_draft_line(e->is, x.row.number))
			edit_say(e, "/number", FLEET_DUPLICATE, NUMPLAN_FOR_HUNT);
	}
	text = field_text(&f, "name", STORE_NAME_SIZE);
	if (text)
		snprintf(x.row.name, sizeof(x.row.name), "%s", text);
	text = field_text(&f, "short_number", sizeof(x.row.short_number));
	if (text)
		snprintf(x.row.short_number, sizeof(x.row.short_number), "%s", text);
	edit_short(e, x.row.short_number, x.row.number);
	if (!refused(e->r))
		fleet_draft_add(e->is, DRAFT_FIXED, &x);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_fixed(e->is, e->key.number, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	if (f->about != e->key.number || f->table != DRAFT_FIXED)
		return false;
	snprintf(buf, size, "%s", f->field == FLEET_FIELD_SHORT ? "/short_number" : f->field == FLEET_FIELD_NAME ? "/name" : "/number");
	return true;
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	char text[NUMBER_TEXT_SIZE];

	json_object_set_new(body, "text", json_string(number_text(h->draft, k->number, text)));
}

static const char *const names[] = { "number", "name", "short_number", "text", NULL };
const struct resource object_fixed = { "fixed", "fixed", names, 0, core, apply, check, pointer, dress, NULL, false };

static bool fits(const struct fleet_draft *d, const struct store_fixed *x, const char *q)
{
	char name[STORE_NAME_SIZE * 2], folded[160];

	return !*q || strstr(fold(x->name, name, sizeof(name)), fold(q, folded, sizeof(folded))) || number_has(d, x->number, q) ||
	       (x->short_number[0] && strstr(x->short_number, q));
}

unsigned api_fixeds_get(struct request *r)
{
	const char *q = request_query(r, "q");
	size_t at = cursor_offset(r), n = 0, total = 0;
	unsigned limit, status = request_limit(r, &limit);
	json_t *items;
	struct held *h;

	if (!status)
		status = held_get(r, &h);
	if (status)
		return status;
	items = json_array();
	for (size_t i = 0; i < draft_rows_count(h->draft, DRAFT_FIXED); i++) {
		const struct store_fixed *x = &((struct draft_fixed *)draft_row_at(h->draft, DRAFT_FIXED, i))->row;
		struct key k = { .number = x->number };
		json_t *body;

		if (!fits(h->draft, x, q && strlen(q) <= 128 ? q : "") || total++ < at || n == limit)
			continue;
		body = core(h->draft, &k);
		dress(r, h, &k, body);
		json_array_append_new(items, body);
		n++;
	}
	return answer_json(r, 200, json_pack("{s:o, s:o, s:I}", "items", items, "next", cursor_next(at + n, total), "total", (json_int_t)total));
}

unsigned api_fixed_post(struct request *r)
{
	return object_post(r, &object_fixed, &(struct key){ 0 });
}

unsigned api_fixed_get(struct request *r)
{
	return object_get(r, &object_fixed, &(struct key){ .number = r->line });
}

unsigned api_fixed_put(struct request *r)
{
	return object_put(r, &object_fixed, &(struct key){ .number = r->line });
}

unsigned api_fixed_delete(struct request *r)
{
	return object_delete(r, &object_fixed, &(struct key){ .number = r->line });
}
