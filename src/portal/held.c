/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fleets at hand. A fleet is read whole and only when the change log says that something of it moved: a million lines of
 * others cost nothing. */
#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "held.h"

#define MOST_ENTRIES 2000		/* of the log that are looked through before all is read anew */

static void held_free(struct held **h)
{
	if (!*h)
		return;
	json_decref((*h)->warnings);
	json_decref((*h)->summaries);
	talloc_free((*h)->snap);
	talloc_free((*h)->draft);
	talloc_free(*h);
	*h = NULL;
}

struct looking { uint32_t fleet_id; uint64_t last; unsigned n; bool touched; };

static int look_at_change(void *priv, const struct store_change *row)
{
	struct looking *l = priv;

	l->last = row->seq;
	l->touched = row->fleet_id == l->fleet_id || row->object == STORE_OBJECT_NUMPLAN || ++l->n > MOST_ENTRIES;
	return l->touched;
}

/* \returns 1 it holds, 0 it does not, -errno */
static int holds(struct store *store, struct held *h)
{
	struct looking l = { .fleet_id = h->id, .last = h->seq };
	int64_t last = store_change_last(store);
	int rc;

	if (last < 0)
		return (int)last;
	if ((uint64_t)last == h->seq)
		return 1;
	if ((uint64_t)last < h->seq || store_change_first(store) > (int64_t)h->seq + 1)
		return 0;
	rc = store_changes_each(store, h->seq, look_at_change, &l);
	if (rc < 0)
		return rc;
	if (!l.touched)
		h->seq = l.last;
	return !l.touched;
}

static int load(struct worker *w, uint32_t fleet_id, struct held **ret)
{
	struct held *h = talloc_zero(NULL, struct held);
	int64_t seq;
	int rc = h ? store_begin_read(w->store) : -ENOMEM;

	if (rc) {
		talloc_free(h);
		return rc;
	}
	h->id = fleet_id;
	seq = store_change_last(w->store);
	rc = seq < 0 ? (int)seq : fleet_draft_load(NULL, w->store, fleet_id, &h->draft);
	store_rollback(w->store);
	if (rc) {
		talloc_free(h);
		return rc;
	}
	h->seq = (uint64_t)seq;
	*ret = h;
	return 0;
}

unsigned held_get_id(struct request *r, uint32_t fleet_id, struct held **ret)
{
	struct worker *w = r->worker;
	struct held **place = &w->fleet[0];
	int rc;

	for (unsigned i = 0; i < WORKER_FLEETS; i++) {
		struct held **h = &w->fleet[i];

		if (*h && (*h)->id == fleet_id) {
			place = h;
			break;
		}
		if (!*h || (*place && (*h)->used < (*place)->used))
			place = h;
	}
	if (*place && (*place)->id == fleet_id && (*place)->serial == w->serial)
		rc = 1;
	else
		rc = *place && (*place)->id == fleet_id ? holds(w->store, *place) : 0;
	if (rc < 0)
		return store_failed(r, rc);
	if (!rc) {
		held_free(place);
		rc = load(w, fleet_id, place);
		if (rc)
			return store_failed(r, rc);
	}
	(*place)->used = ++w->used;
	(*place)->serial = w->serial;
	*ret = *place;
	return 0;
}

unsigned held_get(struct request *r, struct held **ret)
{
	return held_get_id(r, r->fleet, ret);
}

void held_forget(struct request *r, uint32_t fleet_id)
{
	for (unsigned i = 0; i < WORKER_FLEETS; i++)
		if (r->worker->fleet[i] && r->worker->fleet[i]->id == fleet_id)
			held_free(&r->worker->fleet[i]);
}

void held_free_all(struct worker *w)
{
	for (unsigned i = 0; i < WORKER_FLEETS; i++)
		held_free(&w->fleet[i]);
}

const struct fleet_snapshot *held_snapshot(struct request *r, struct held *h)
{
	if (!h->snap)
		h->snap = snapshot_make(NULL, r->store, h->draft);
	return h->snap;
}

/* ---- a draft as a snapshot ---- */

static int put_profile(struct fleet_snapshot *snap, struct store *store, const char *profile)
{
	struct fleet_draft *d = fleet_draft_alloc(NULL);
	int rc = d ? fleet_draft_use_profile(d, store, profile) : -ENOMEM;

	if (!rc)
		rc = fleet_snapshot_put_numplan(snap, d->numplan);
	if (!rc)
		rc = fleet_snapshot_put_voicemail(snap, profile, d->voicemail);
	talloc_free(d);
	return rc;
}

static int put_objects(struct fleet_snapshot *snap, const struct fleet_draft *d)
{
	int rc = fleet_snapshot_put_fleet(snap, &d->fleet);

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_CALENDARS) && !rc; i++)
		rc = fleet_snapshot_put_calendar(snap, &((struct draft_calendar *)draft_row_at(d, DRAFT_CALENDARS, i))->row);
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_LINES) && !rc; i++)
		rc = fleet_snapshot_put_line(snap, &((struct draft_line *)draft_row_at(d, DRAFT_LINES, i))->row);
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_FIXED) && !rc; i++)
		rc = fleet_snapshot_put_fixed(snap, &((struct draft_fixed *)draft_row_at(d, DRAFT_FIXED, i))->row);
	return rc;
}

static int put_blocked(struct fleet_snapshot *snap, const struct fleet_draft *d, e164_t line, e164_t group, uint32_t id)
{
	size_t n;
	const struct draft_blocked *rows = fleet_draft_blocked(d, line, group, &n);
	e164_t *numbers = n ? talloc_array(snap, e164_t, n) : NULL;
	int rc;

	for (size_t i = 0; i < n && numbers; i++)
		numbers[i] = rows[i].row.number;
	rc = n ? fleet_snapshot_put_blocked(snap, line, id, numbers, n) : 0;
	talloc_free(numbers);
	return rc;
}

static uint32_t group_id_of(const struct fleet_draft *d, e164_t number)
{
	const struct draft_group *g = fleet_draft_group(d, number);

	/* One that is not stored yet: an id that no stored one has. */
	return !g ? 0 : g->row.id ? g->row.id : INT32_MAX;
}

static int put_groups(struct fleet_snapshot *snap, const struct fleet_draft *d)
{
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS) && !rc; i++) {
		struct store_group row = ((struct draft_group *)draft_row_at(d, DRAFT_GROUPS, i))->row;
		struct store_member members[GROUP_MAX_MEMBERS];
		const struct draft_member *m;
		size_t n;

		row.id = group_id_of(d, row.number);
		row.fleet_id = d->fleet.id;
		rc = fleet_snapshot_put_group(snap, &row);
		m = fleet_draft_members(d, row.number, &n);
		for (size_t k = 0; k < n && k < GROUP_MAX_MEMBERS; k++)
			members[k] = m[k].row;
		if (!rc)
			rc = fleet_snapshot_put_members(snap, row.id, members, n < GROUP_MAX_MEMBERS ? n : GROUP_MAX_MEMBERS);
		if (!rc)
			rc = put_blocked(snap, d, E164_NONE, row.number, row.id);
	}
	return rc;
}

static int put_line_lists(struct fleet_snapshot *snap, const struct fleet_draft *d, e164_t line)
{
	struct store_hunt hunts[HUNT_MAX];
	size_t n;
	const struct draft_hunt *h = fleet_draft_hunt(d, line, &n);

	for (size_t i = 0; i < n && i < HUNT_MAX; i++)
		hunts[i] = h[i].row;
	if (n && fleet_snapshot_put_hunt(snap, line, hunts, n < HUNT_MAX ? n : HUNT_MAX))
		return -ENOMEM;
	return put_blocked(snap, d, line, E164_NONE, 0);
}

static int put_services(struct fleet_snapshot *snap, const struct fleet_draft *d)
{
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_SETTINGS) && !rc; i++) {
		const struct draft_settings *s = draft_row_at(d, DRAFT_SETTINGS, i);
		struct store_settings row = s->row;

		row.shown_group = row.shown == LINE_SHOWN_GROUP ? group_id_of(d, s->shown_group) : 0;
		rc = fleet_snapshot_put_settings(snap, &row);
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_FORWARDINGS) && !rc; i++)
		rc = fleet_snapshot_put_forwarding(snap, &((struct draft_forwarding *)draft_row_at(d, DRAFT_FORWARDINGS, i))->row);
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_LINES) && !rc; i++)
		rc = put_line_lists(snap, d, ((struct draft_line *)draft_row_at(d, DRAFT_LINES, i))->row.number);
	return rc;
}

static int put_barred(struct fleet_snapshot *snap, const struct fleet_draft *d)
{
	size_t n = draft_rows_count(d, DRAFT_BARRED);
	struct store_barred *rows = talloc_array(snap, struct store_barred, n ? n : 1);
	int rc;

	for (size_t i = 0; i < n && rows; i++)
		rows[i] = ((struct draft_barred *)draft_row_at(d, DRAFT_BARRED, i))->row;
	rc = n && rows ? fleet_snapshot_put_barred(snap, d->fleet.id, rows, n) : 0;
	talloc_free(rows);
	return rc;
}

struct fleet_snapshot *snapshot_make(void *ctx, struct store *store, const struct fleet_draft *d)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	int rc = snap ? put_profile(snap, store, "fr-current") : -ENOMEM;

	if (!rc && strcmp(d->fleet.profile, "fr-current"))
		rc = put_profile(snap, store, d->fleet.profile);
	if (!rc)
		rc = put_objects(snap, d);
	if (!rc)
		rc = put_barred(snap, d);
	if (!rc)
		rc = put_groups(snap, d);
	if (!rc)
		rc = put_services(snap, d);
	if (rc) {
		talloc_free(snap);
		return NULL;
	}
	return snap;
}

struct fleet_draft *draft_copy(void *ctx, const struct fleet_draft *d)
{
	struct fleet_draft *copy = fleet_draft_alloc(ctx);

	if (!copy)
		return NULL;
	copy->head = d->head;
	copy->fleet = d->fleet;
	copy->numplan = d->numplan;
	copy->voicemail = d->voicemail;
	for (unsigned t = 0; t < _DRAFT_TABLES; t++)
		for (size_t i = 0; i < draft_rows_count(d, (enum draft_table)t); i++)
			if (fleet_draft_add(copy, (enum draft_table)t, draft_row_at(d, (enum draft_table)t, i))) {
				talloc_free(copy);
				return NULL;
			}
	return copy;
}

void draft_drop(struct fleet_draft *d, enum draft_table table, bool (*drop)(const void *row, const void *key), const void *key)
{
	struct draft_rows *rows = &d->table[table];
	size_t size = draft_row_size(table), kept = 0;

	for (size_t i = 0; i < rows->n; i++) {
		if (drop((char *)rows->rows + i * size, key))
			continue;
		if (kept != i)
			memcpy((char *)rows->rows + kept * size, (char *)rows->rows + i * size, size);
		kept++;
	}
	rows->n = kept;
}
