/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft's tables: rows in arrays, sorted by key, found by halving. Reading them from the store is draft_load.c. */

#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "draft_priv.h"

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_two(uint64_t a1, uint64_t a2, uint64_t b1, uint64_t b2)
{
	int order = compare_u64(a1, b1);

	return order ? order : compare_u64(a2, b2);
}

static int calendar_compare(const void *a, const void *b)
{
	return compare_u64(((const struct draft_calendar *)a)->row.id, ((const struct draft_calendar *)b)->row.id);
}

static int barred_compare(const void *a, const void *b)
{
	return strcmp(((const struct draft_barred *)a)->row.prefix, ((const struct draft_barred *)b)->row.prefix);
}

static int line_compare(const void *a, const void *b)
{
	return compare_u64(((const struct draft_line *)a)->row.number, ((const struct draft_line *)b)->row.number);
}

static int fixed_compare(const void *a, const void *b)
{
	return compare_u64(((const struct draft_fixed *)a)->row.number, ((const struct draft_fixed *)b)->row.number);
}

static int group_compare(const void *a, const void *b)
{
	return compare_u64(((const struct draft_group *)a)->row.number, ((const struct draft_group *)b)->row.number);
}

static int settings_compare(const void *a, const void *b)
{
	return compare_u64(((const struct draft_settings *)a)->row.line, ((const struct draft_settings *)b)->row.line);
}

static int member_compare(const void *va, const void *vb)
{
	const struct draft_member *a = va, *b = vb;

	return compare_two(a->group, a->row.position, b->group, b->row.position);
}

static int forwarding_compare(const void *va, const void *vb)
{
	const struct draft_forwarding *a = va, *b = vb;

	return compare_two(a->row.line, a->row.kind, b->row.line, b->row.kind);
}

static int hunt_compare(const void *va, const void *vb)
{
	const struct draft_hunt *a = va, *b = vb;

	return compare_two(a->row.line, a->row.position, b->row.line, b->row.position);
}

static int blocked_compare(const void *va, const void *vb)
{
	const struct draft_blocked *a = va, *b = vb;
	int order = compare_two(a->row.line, a->group, b->row.line, b->group);

	return order ? order : compare_u64(a->row.number, b->row.number);
}

static bool destination_is_same(const struct destination *a, const struct destination *b)
{
	return a->kind == b->kind && a->number == b->number;
}

static bool calendar_is_same(const void *va, const void *vb)
{
	const struct store_calendar *a = &((const struct draft_calendar *)va)->row;
	const struct store_calendar *b = &((const struct draft_calendar *)vb)->row;
	const struct calendar *c = &a->calendar, *d = &b->calendar;

	if (strcmp(a->name, b->name) || c->holidays != d->holidays || c->num_hours != d->num_hours ||
	    c->num_dates != d->num_dates)
		return false;
	for (unsigned i = 0; i < c->num_hours; i++) {
		if (c->hours[i].days != d->hours[i].days || c->hours[i].from_min != d->hours[i].from_min ||
		    c->hours[i].to_min != d->hours[i].to_min)
			return false;
	}
	for (unsigned i = 0; i < c->num_dates; i++) {
		if (c->dates[i].from_day != d->dates[i].from_day || c->dates[i].to_day != d->dates[i].to_day ||
		    c->dates[i].inside != d->dates[i].inside)
			return false;
	}
	return true;
}

static bool key_is_all(const void *a, const void *b)
{
	return true;
}

static bool line_is_same(const void *va, const void *vb)
{
	const struct store_line *a = &((const struct draft_line *)va)->row, *b = &((const struct draft_line *)vb)->row;

	return !strcmp(a->name, b->name) && !strcmp(a->short_number, b->short_number) && a->rights == b->rights &&
	       a->suspended == b->suspended && a->csi == b->csi;
}

static bool fixed_is_same(const void *va, const void *vb)
{
	const struct store_fixed *a = &((const struct draft_fixed *)va)->row, *b = &((const struct draft_fixed *)vb)->row;

	return !strcmp(a->name, b->name) && !strcmp(a->short_number, b->short_number);
}

static bool code_is_same(const char *typed_a, const char *sealed_a, const char *typed_b, const char *sealed_b)
{
	return typed_a[0] && typed_b[0] ? !strcmp(typed_a, typed_b) : !strcmp(sealed_a, sealed_b);
}

static bool group_is_same(const void *va, const void *vb)
{
	const struct draft_group *da = va, *db = vb;
	const struct store_group *a = &da->row, *b = &db->row;

	return !strcmp(a->name, b->name) && a->mode == b->mode && a->queue == b->queue && a->ring_s == b->ring_s &&
	       a->rest_s == b->rest_s && a->wait_s == b->wait_s && a->member_rules == b->member_rules &&
	       a->calendar == b->calendar && destination_is_same(&a->overflow, &b->overflow) &&
	       destination_is_same(&a->nobody, &b->nobody) && destination_is_same(&a->closed, &b->closed) &&
	       destination_is_same(&a->last_left, &b->last_left) &&
	       code_is_same(da->code_user, a->code_user, db->code_user, b->code_user) &&
	       code_is_same(da->code_admin, a->code_admin, db->code_admin, b->code_admin);
}

static bool member_is_same(const void *va, const void *vb)
{
	const struct draft_member *a = va, *b = vb;

	return a->row.line == b->row.line && (a->keep || b->keep || a->row.connected == b->row.connected);
}

static bool settings_is_same(const void *va, const void *vb)
{
	const struct draft_settings *da = va, *db = vb;
	const struct store_settings *a = &da->row, *b = &db->row;

	return a->forwarding_custom == b->forwarding_custom && a->incoming_custom == b->incoming_custom &&
	       a->rings_when_busy == b->rings_when_busy && a->no_answer_s == b->no_answer_s &&
	       a->dnd_active == b->dnd_active && destination_is_same(&a->dnd, &b->dnd) &&
	       a->hunt_active == b->hunt_active && a->hunt_together == b->hunt_together && a->shown == b->shown &&
	       da->shown_group == db->shown_group;
}

static bool forwarding_is_same(const void *va, const void *vb)
{
	const struct store_forwarding *a = &((const struct draft_forwarding *)va)->row;
	const struct store_forwarding *b = &((const struct draft_forwarding *)vb)->row;

	return a->active == b->active && a->destination == b->destination && a->voicemail == b->voicemail &&
	       a->calendar == b->calendar;
}

static bool hunt_is_same(const void *va, const void *vb)
{
	const struct store_hunt *a = &((const struct draft_hunt *)va)->row, *b = &((const struct draft_hunt *)vb)->row;

	return a->number == b->number && a->ring_s == b->ring_s && a->confirm == b->confirm &&
	       a->allow_diverted == b->allow_diverted;
}

static const struct {
	size_t size;
	int (*compare)(const void *a, const void *b);
	bool (*is_same)(const void *a, const void *b);
} tables[_DRAFT_TABLES] = {
	[DRAFT_CALENDARS] = { sizeof(struct draft_calendar), calendar_compare, calendar_is_same },
	[DRAFT_BARRED] = { sizeof(struct draft_barred), barred_compare, key_is_all },
	[DRAFT_LINES] = { sizeof(struct draft_line), line_compare, line_is_same },
	[DRAFT_FIXED] = { sizeof(struct draft_fixed), fixed_compare, fixed_is_same },
	[DRAFT_GROUPS] = { sizeof(struct draft_group), group_compare, group_is_same },
	[DRAFT_MEMBERS] = { sizeof(struct draft_member), member_compare, member_is_same },
	[DRAFT_SETTINGS] = { sizeof(struct draft_settings), settings_compare, settings_is_same },
	[DRAFT_FORWARDINGS] = { sizeof(struct draft_forwarding), forwarding_compare, forwarding_is_same },
	[DRAFT_HUNTS] = { sizeof(struct draft_hunt), hunt_compare, hunt_is_same },
	[DRAFT_BLOCKED] = { sizeof(struct draft_blocked), blocked_compare, key_is_all },
};

size_t draft_row_size(enum draft_table table)
{
	return tables[table].size;
}

int draft_row_compare(enum draft_table table, const void *a, const void *b)
{
	return tables[table].compare(a, b);
}

bool draft_row_is_same(enum draft_table table, const void *a, const void *b)
{
	return tables[table].is_same(a, b);
}

/* Codes as typed do not stay behind in freed memory. */
void draft_rows_free(struct fleet_draft *d, enum draft_table table)
{
	struct draft_rows *t = &d->table[table];

	if (table == DRAFT_GROUPS && t->rows && !t->borrowed)
		explicit_bzero(t->rows, t->n * tables[table].size);
	if (!t->borrowed)
		free(t->rows);
	*t = (struct draft_rows){ .rows = NULL };
}

static int draft_destroy(struct fleet_draft *d)
{
	for (unsigned i = 0; i < _DRAFT_TABLES; i++)
		draft_rows_free(d, (enum draft_table)i);
	return 0;
}

struct fleet_draft *fleet_draft_alloc(void *ctx)
{
	struct fleet_draft *d = talloc_zero(ctx, struct fleet_draft);

	if (d)
		talloc_set_destructor(d, draft_destroy);
	return d;
}

struct fleet_draft *fleet_draft_over(void *ctx, const struct fleet_draft *base)
{
	struct fleet_draft *d = fleet_draft_alloc(ctx);

	if (!d)
		return NULL;
	d->head = base->head;
	d->fleet = base->fleet;
	d->numplan = base->numplan;
	d->voicemail = base->voicemail;
	for (unsigned i = 0; i < _DRAFT_TABLES; i++) {
		d->table[i] = base->table[i];
		d->table[i].borrowed = true;
	}
	return d;
}

void fleet_draft_adopt(struct fleet_draft *base, struct fleet_draft **over)
{
	struct fleet_draft *d = *over;

	base->fleet = d->fleet;
	base->voicemail = d->voicemail;
	if (talloc_parent(d->numplan) == d) {
		if (talloc_parent(base->numplan) == base)
			talloc_free(base->numplan);
		base->numplan = talloc_steal(base, d->numplan);
	}
	for (unsigned i = 0; i < _DRAFT_TABLES; i++) {
		if (d->table[i].borrowed)
			continue;
		draft_rows_free(base, (enum draft_table)i);
		base->table[i] = d->table[i];
		d->table[i] = (struct draft_rows){ .rows = NULL };
	}
	talloc_free(d);
	*over = NULL;
}

/* Plain memory: a table of a million rows is larger than one piece of talloc's may be. */
static int rows_move(struct fleet_draft *d, enum draft_table table, size_t room)
{
	struct draft_rows *t = &d->table[table];
	size_t size = tables[table].size, n = t->n;
	void *rows = malloc((room ? room : 1) * size);

	if (!rows)
		return -ENOMEM;
	if (n)
		memcpy(rows, t->rows, n * size);
	draft_rows_free(d, table);
	*t = (struct draft_rows){ .rows = rows, .n = n, .room = room };
	return 0;
}

int fleet_draft_own(struct fleet_draft *d, enum draft_table table)
{
	const struct draft_rows *t = &d->table[table];

	return t->borrowed ? rows_move(d, table, t->n + 4) : 0;
}

int fleet_draft_add(struct fleet_draft *d, enum draft_table table, const void *row)
{
	struct draft_rows *t = &d->table[table];
	size_t size = tables[table].size;
	int rc = fleet_draft_own(d, table);

	if (!rc && t->n == t->room)
		rc = rows_move(d, table, t->room ? t->room * 2 : 16);
	if (rc)
		return rc;
	memcpy((char *)t->rows + t->n++ * size, row, size);
	return 0;
}

int fleet_draft_drop(struct fleet_draft *d, enum draft_table table, bool (*drop)(const void *row, const void *key), const void *key)
{
	struct draft_rows *t = &d->table[table];
	size_t size = tables[table].size, kept;
	int rc;

	for (kept = 0; kept < t->n && !drop((char *)t->rows + kept * size, key); kept++)
		;
	if (kept == t->n)
		return 0;
	rc = fleet_draft_own(d, table);
	if (rc)
		return rc;
	for (size_t i = kept + 1; i < t->n; i++)
		if (!drop((char *)t->rows + i * size, key))
			memcpy((char *)t->rows + kept++ * size, (char *)t->rows + i * size, size);
	t->n = kept;
	return 0;
}

/* Rows come in the order of the file's lines, or sorted: qsort() is asked only where something is out of place. */
static bool is_sorted(const struct draft_rows *t, enum draft_table table)
{
	size_t size = tables[table].size;

	for (size_t i = 1; i < t->n; i++) {
		const char *row = (const char *)t->rows + i * size;

		if (tables[table].compare(row - size, row) > 0)
			return false;
	}
	return true;
}

struct sorting { enum draft_table table; };

/* qsort() may change the order of equal ones; the line they came from keeps it. */
static int order_of(const void *a, const void *b, void *priv)
{
	const struct sorting *s = priv;
	int order = tables[s->table].compare(a, b);

	return order ? order : compare_u64(((const struct draft_row *)a)->at, ((const struct draft_row *)b)->at);
}

void fleet_draft_sort(struct fleet_draft *d)
{
	for (unsigned i = 0; i < _DRAFT_TABLES; i++) {
		struct sorting s = { (enum draft_table)i };

		/* what was borrowed was in order */
		if (!d->table[i].borrowed && !is_sorted(&d->table[i], s.table))
			qsort_r(d->table[i].rows, d->table[i].n, tables[i].size, order_of, &s);
	}
}

size_t draft_lower_bound(const struct fleet_draft *d, enum draft_table table, const void *key)
{
	size_t low = 0, high = d->table[table].n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tables[table].compare(draft_row_at(d, table, middle), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void *find(const struct fleet_draft *d, enum draft_table table, const void *key)
{
	size_t i = draft_lower_bound(d, table, key);

	if (i == d->table[table].n || tables[table].compare(draft_row_at(d, table, i), key))
		return NULL;
	return draft_row_at(d, table, i);
}

static void *find_all(const struct fleet_draft *d, enum draft_table table, const void *first, const void *last, size_t *n)
{
	size_t from = draft_lower_bound(d, table, first), to = from;

	while (to < d->table[table].n && tables[table].compare(draft_row_at(d, table, to), last) <= 0)
		to++;
	*n = to - from;
	return *n ? draft_row_at(d, table, from) : NULL;
}

struct draft_line *fleet_draft_line(const struct fleet_draft *d, e164_t number)
{
	return find(d, DRAFT_LINES, &(struct draft_line){ .row.number = number });
}

struct draft_fixed *fleet_draft_fixed(const struct fleet_draft *d, e164_t number)
{
	return find(d, DRAFT_FIXED, &(struct draft_fixed){ .row.number = number });
}

struct draft_group *fleet_draft_group(const struct fleet_draft *d, e164_t number)
{
	return find(d, DRAFT_GROUPS, &(struct draft_group){ .row.number = number });
}

struct draft_calendar *fleet_draft_calendar(const struct fleet_draft *d, uint32_t id)
{
	struct draft_calendar key;

	key.row.id = id;
	return find(d, DRAFT_CALENDARS, &key);
}

struct draft_settings *fleet_draft_settings(const struct fleet_draft *d, e164_t line)
{
	return find(d, DRAFT_SETTINGS, &(struct draft_settings){ .row.line = line });
}

struct draft_forwarding *fleet_draft_forwarding(const struct fleet_draft *d, e164_t line, enum forwarding_kind kind)
{
	return find(d, DRAFT_FORWARDINGS, &(struct draft_forwarding){ .row = { .line = line, .kind = kind } });
}

struct draft_hunt *fleet_draft_hunt(const struct fleet_draft *d, e164_t line, size_t *n)
{
	return find_all(d, DRAFT_HUNTS, &(struct draft_hunt){ .row.line = line },
			&(struct draft_hunt){ .row = { .line = line, .position = UINT8_MAX } }, n);
}

struct draft_member *fleet_draft_members(const struct fleet_draft *d, e164_t group, size_t *n)
{
	return find_all(d, DRAFT_MEMBERS, &(struct draft_member){ .group = group },
			&(struct draft_member){ .group = group, .row.position = UINT8_MAX }, n);
}

struct draft_blocked *fleet_draft_blocked(const struct fleet_draft *d, e164_t line, e164_t group, size_t *n)
{
	return find_all(d, DRAFT_BLOCKED, &(struct draft_blocked){ .row.line = line, .group = group },
			&(struct draft_blocked){ .row = { .line = line, .number = UINT64_MAX }, .group = group }, n);
}
