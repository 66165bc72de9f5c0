/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fleets at hand. A fleet is read whole and only when the change log says that something of it moved: a million lines of
 * others cost nothing. */
#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "view.h"

static void held_free(struct held **h)
{
	if (!*h)
		return;
	json_decref((*h)->warnings);
	json_decref((*h)->summaries);
	json_decref((*h)->kept);
	talloc_free((*h)->snap);
	talloc_free((*h)->draft);
	talloc_free(*h);
	*h = NULL;
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
	rc = fleet_snapshot_put_blocked(snap, line, id, numbers, numbers ? n : 0);
	talloc_free(numbers);
	return rc;
}

static uint32_t group_id_of(const struct fleet_draft *d, e164_t number)
{
	const struct draft_group *g = fleet_draft_group(d, number);

	/* One that is not stored yet: an id that no stored one has. */
	return !g ? 0 : g->row.id ? g->row.id : INT32_MAX;
}

static int put_group(struct fleet_snapshot *snap, const struct fleet_draft *d, const struct draft_group *g)
{
	struct store_group row = g->row;
	struct store_member members[GROUP_MAX_MEMBERS];
	const struct draft_member *m;
	size_t n;
	int rc;

	row.id = group_id_of(d, row.number);
	row.fleet_id = d->fleet.id;
	rc = fleet_snapshot_put_group(snap, &row);
	m = fleet_draft_members(d, row.number, &n);
	for (size_t k = 0; k < n && k < GROUP_MAX_MEMBERS; k++)
		members[k] = m[k].row;
	if (!rc)
		rc = fleet_snapshot_put_members(snap, row.id, members, n < GROUP_MAX_MEMBERS ? n : GROUP_MAX_MEMBERS);
	return rc ? rc : put_blocked(snap, d, E164_NONE, row.number, row.id);
}

static int put_groups(struct fleet_snapshot *snap, const struct fleet_draft *d)
{
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS) && !rc; i++)
		rc = put_group(snap, d, draft_row_at(d, DRAFT_GROUPS, i));
	return rc;
}

static int put_line_lists(struct fleet_snapshot *snap, const struct fleet_draft *d, e164_t line)
{
	struct store_hunt hunts[HUNT_MAX];
	size_t n;
	const struct draft_hunt *h = fleet_draft_hunt(d, line, &n);

	for (size_t i = 0; i < n && i < HUNT_MAX; i++)
		hunts[i] = h[i].row;
	if (fleet_snapshot_put_hunt(snap, line, hunts, n < HUNT_MAX ? n : HUNT_MAX))
		return -ENOMEM;
	return put_blocked(snap, d, line, E164_NONE, 0);
}

static int put_settings(struct fleet_snapshot *snap, const struct fleet_draft *d, const struct draft_settings *s)
{
	struct store_settings row = s->row;

	row.shown_group = row.shown == LINE_SHOWN_GROUP ? group_id_of(d, s->shown_group) : 0;
	return fleet_snapshot_put_settings(snap, &row);
}

/* All that a line has set, in place of what it had. */
static int put_line(struct fleet_snapshot *snap, const struct fleet_draft *d, e164_t line)
{
	struct store_forwarding forwarding;
	struct draft_settings s;
	int rc;

	draft_settings_of(d, line, &s);
	rc = put_settings(snap, d, &s);
	for (int kind = FORWARDING_IMMEDIATE; kind <= FORWARDING_UNREACHABLE && !rc; kind++) {
		draft_forwarding_of(d, line, (enum forwarding_kind)kind, &forwarding);
		rc = fleet_snapshot_put_forwarding(snap, &forwarding);
	}
	return rc ? rc : put_line_lists(snap, d, line);
}

static int put_services(struct fleet_snapshot *snap, const struct fleet_draft *d)
{
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_SETTINGS) && !rc; i++)
		rc = put_settings(snap, d, draft_row_at(d, DRAFT_SETTINGS, i));
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

/* ---- at hand ---- */

/* The snapshot of what moved alone, where that is all: lines' services and groups. \returns false: it has to be made anew */
static bool snapshot_follow(struct fleet_snapshot *snap, const struct fleet_draft *d, enum store_object object, uint64_t key)
{
	switch (object) {
	case STORE_OBJECT_LINE:
		return fleet_draft_line(d, key) && !fleet_snapshot_put_line(snap, &fleet_draft_line(d, key)->row) &&
			!put_line(snap, d, key);
	case STORE_OBJECT_FORWARDING:
	case STORE_OBJECT_SERVICE:
		return fleet_draft_line(d, key) && !put_line(snap, d, key);
	case STORE_OBJECT_GROUP:
		return draft_group_by_id(d, (uint32_t)key) && !put_group(snap, d, draft_group_by_id(d, (uint32_t)key));
	default:
		return false;
	}
}

/* Answers about a line go with that line's settings, and calendars', which tell what uses them; all of them with anything
 * else. Those that tell of a loop are not kept at all (kept_answer()): they hang on other lines. */
static void kept_moved(struct held *h, const struct draft_moved *m, bool others)
{
	char digits[E164_STR_SIZE];
	const char *key;
	json_t *value;
	void *tmp;

	if (!others && m->n < 8) {
		for (unsigned i = 0; i < m->n; i++) {
			e164_to_digits(m->one[i].key, digits);
			json_object_foreach_safe(h->kept, tmp, key, value)
				if (strstr(key, digits) || !strncmp(key, "calendar/", 9))
					json_object_del(h->kept, key);
		}
		return;
	}
	json_decref(h->kept);
	h->kept = NULL;
}

/* What was made of rows that moved is made again when it is asked for; a line's own settings are nobody else's sentence. */
static void held_moved(struct held *h, const struct draft_moved *m)
{
	bool keep = !m->all, others = m->all;
	char key[E164_STR_SIZE];

	for (unsigned i = 0; i < m->n && keep && h->snap; i++)
		keep = snapshot_follow(h->snap, h->draft, m->one[i].object, m->one[i].key);
	if (!keep) {
		talloc_free(h->snap);
		h->snap = NULL;
	}
	for (unsigned i = 0; i < m->n; i++) {
		others |= m->one[i].object != STORE_OBJECT_FORWARDING && m->one[i].object != STORE_OBJECT_SERVICE;
		if (!others && h->summaries) {
			e164_to_digits(m->one[i].key, key);
			json_object_del(h->summaries, key);
		}
	}
	if (others) {
		json_decref(h->summaries);
		h->summaries = NULL;
	}
	kept_moved(h, m, others);
	if (m->all || m->n) {
		json_decref(h->warnings);
		h->warnings = NULL;
	}
	h->lines = draft_rows_count(h->draft, DRAFT_LINES);
}

void held_adopt(struct held *h, struct fleet_draft **over, uint64_t seq, const struct draft_moved *moved)
{
	fleet_draft_adopt(h->draft, over);
	h->seq = seq;
	held_moved(h, moved);
}

/* \returns 1 it holds, perhaps again, 0 it does not, -errno */
static int holds(struct store *store, struct held *h)
{
	struct draft_moved moved;
	uint64_t seq = h->seq;
	int64_t last = store_change_last(store);
	int rc, begun;

	if (last < 0)
		return (int)last;
	if ((uint64_t)last == h->seq)
		return 1;
	if ((uint64_t)last < h->seq)
		return 0;
	begun = store_begin_read(store);	/* -EBUSY: the caller's own */
	rc = begun && begun != -EBUSY ? begun : fleet_draft_follow(h->draft, store, &seq, &moved);
	if (!begun)
		store_rollback(store);
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	h->seq = seq;
	held_moved(h, &moved);
	return 1;
}

static int load(struct worker *w, uint32_t fleet_id, struct held **ret)
{
	struct held *h = talloc_zero(NULL, struct held);
	int begun = h ? store_begin_read(w->store) : -ENOMEM;
	int64_t seq;
	int rc = begun == -EBUSY ? 0 : begun;

	if (rc) {
		talloc_free(h);
		return rc;
	}
	h->id = fleet_id;
	seq = store_change_last(w->store);
	rc = seq < 0 ? (int)seq : fleet_draft_load(NULL, w->store, fleet_id, &h->draft);
	if (!begun)
		store_rollback(w->store);
	if (rc) {
		talloc_free(h);
		return rc;
	}
	h->seq = (uint64_t)seq;
	h->lines = draft_rows_count(h->draft, DRAFT_LINES);
	*ret = h;
	return 0;
}

/* The place of a fleet; else one that is free, or that of the fleet that was used longest ago. Fleets that weigh too much
 * together go, oldest first. */
static struct held **place_of(struct worker *w, uint32_t fleet_id)
{
	struct held **free = NULL;
	size_t lines = 0;

	for (unsigned i = 0; i < WORKER_FLEETS; i++) {
		if (w->fleet[i] && w->fleet[i]->id == fleet_id)
			return &w->fleet[i];
		if (w->fleet[i])
			lines += w->fleet[i]->lines;
		else if (!free)
			free = &w->fleet[i];
	}
	while (!free || lines > WORKER_LINES) {
		struct held **oldest = NULL;

		for (unsigned i = 0; i < WORKER_FLEETS; i++)
			if (w->fleet[i] && (!oldest || w->fleet[i]->used < (*oldest)->used))
				oldest = &w->fleet[i];
		if (!oldest)
			break;
		lines -= (*oldest)->lines;
		held_free(oldest);
		free = oldest;
	}
	return free;
}

static unsigned look(struct request *r, uint32_t fleet_id, bool again, struct held **ret)
{
	struct worker *w = r->worker;
	struct held **place = place_of(w, fleet_id);
	int rc = 0;

	if (*place && (*place)->serial == w->serial && !again)
		rc = 1;
	else if (*place)
		rc = holds(w->store, *place);
	if (rc < 1)
		held_free(place);
	if (!rc)
		rc = load(w, fleet_id, place);
	if (rc < 0)
		return store_failed(r, rc);
	(*place)->used = ++w->used;
	(*place)->serial = w->serial;
	*ret = *place;
	return 0;
}

unsigned held_get_id(struct request *r, uint32_t fleet_id, struct held **ret)
{
	return look(r, fleet_id, false, ret);
}

unsigned held_for_change(struct request *r, struct held **ret)
{
	return look(r, r->fleet, true, ret);
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
