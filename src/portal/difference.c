/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a file changed, as the audit tells it: an entry for each object with what stood there before and what stands there now, as if
 * each had been edited by itself, so that each has its history and its way back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/sheet.h>

#include "edit.h"

/* Lines and fixed numbers and groups by their numbers, calendars by their names: ids are given while they are written. */
struct touched { const struct resource *object; e164_t number; const char *name; };
struct difference { struct touched *v; size_t n, room; int rc; };

static void touch(struct difference *t, const struct resource *object, e164_t number, const char *name)
{
	struct touched *last = t->n ? &t->v[t->n - 1] : NULL;

	if (t->rc || (last && last->object == object && last->number == number && !*name && !*last->name))
		return;
	if (t->n == t->room) {
		size_t room = t->room ? t->room * 2 : 64;
		struct touched *v = talloc_realloc(t, t->v, struct touched, room);

		if (!v) {
			t->rc = -ENOMEM;
			return;
		}
		t->v = v;
		t->room = room;
	}
	t->v[t->n++] = (struct touched){ object, number, name };
}

/* One row of settings is on three pages. */
static void touch_settings(struct difference *t, e164_t line)
{
	touch(t, &object_settings, line, "");
	touch(t, &object_forwardings, line, "");
	touch(t, &object_incoming, line, "");
}

static int on_row(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	const void *row = is ? is : was;
	const struct draft_blocked *blocked = row;
	struct difference *t = priv;

	if (table == DRAFT_CALENDARS)
		touch(t, &object_calendar, E164_NONE, ((const struct draft_calendar *)row)->row.name);
	else if (table == DRAFT_LINES)
		touch(t, &object_line, ((const struct draft_line *)row)->row.number, "");
	else if (table == DRAFT_FIXED)
		touch(t, &object_fixed, ((const struct draft_fixed *)row)->row.number, "");
	else if (table == DRAFT_GROUPS)
		touch(t, &object_group, ((const struct draft_group *)row)->row.number, "");
	else if (table == DRAFT_MEMBERS)
		touch(t, &object_group, ((const struct draft_member *)row)->group, "");
	else if (table == DRAFT_SETTINGS)
		touch_settings(t, ((const struct draft_settings *)row)->row.line);
	else if (table == DRAFT_FORWARDINGS)
		touch(t, &object_forwardings, ((const struct draft_forwarding *)row)->row.line, "");
	else if (table == DRAFT_HUNTS)
		touch(t, &object_incoming, ((const struct draft_hunt *)row)->row.line, "");
	else if (table == DRAFT_BLOCKED)
		touch(t, blocked->group ? &object_group : &object_settings, blocked->group ? blocked->group : blocked->row.line, "");
	return t->rc;
}

static int order(const void *va, const void *vb)
{
	const struct touched *a = va, *b = vb;

	if (a->object != b->object)
		return a->object < b->object ? -1 : 1;
	return a->number != b->number ? a->number < b->number ? -1 : 1 : strcmp(a->name, b->name);
}

static json_t *core_of(const struct touched *t, const struct fleet_draft *d, struct key *k)
{
	const struct draft_group *g = t->object == &object_group ? fleet_draft_group(d, t->number) : NULL;

	*k = (struct key){ .number = t->number, .id = g ? g->row.id : 0 };
	if (t->object == &object_group && !g)
		return NULL;
	for (size_t i = 0; t->object == &object_calendar && i < draft_rows_count(d, DRAFT_CALENDARS); i++) {
		const struct draft_calendar *c = draft_row_at(d, DRAFT_CALENDARS, i);

		if (!strcmp(c->row.name, t->name))
			k->id = c->row.id;
	}
	return t->object == &object_calendar && !k->id ? NULL : t->object->core(d, k);
}

static int tell(struct request *r, const struct touched *t, const struct fleet_draft *was, const struct fleet_draft *now)
{
	struct key old, new;
	json_t *before = core_of(t, was, &old), *after = core_of(t, now, &new);
	char subject[PORTAL_SUBJECT_SIZE], *title;
	int rc = 0;

	subject_of(t->object, after ? &new : &old, now, subject);
	title = object_title(r->ctx, t->object, after ? &new : &old, after ? now : was);
	if ((before || after) && (!before || !after || !json_equal(before, after)))
		rc = audit_add(r, now->fleet.id, t->object->name, subject, title ? title : "", !before ? "add" : !after ? "remove" : "change",
			       before, after, 0, NULL);
	talloc_free(title);
	json_decref(before);
	json_decref(after);
	return rc;
}

int difference_audit(struct request *r, const struct fleet_draft *was, const struct fleet_draft *now)
{
	struct difference *t = talloc_zero(r->ctx, struct difference);
	int rc = t ? changes_each(was, now, on_row, t) : -ENOMEM;

	if (!rc && t->n)
		qsort(t->v, t->n, sizeof(*t->v), order);
	for (size_t i = 0; !rc && i < t->n; i++)
		if (!i || order(&t->v[i - 1], &t->v[i]))
			rc = tell(r, &t->v[i], was, now);
	talloc_free(t);
	return rc;
}
