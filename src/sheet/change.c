/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What differs between two drafts: both are sorted, so that one walk beside the other finds it. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/sheet/change.h>

static bool settings_are_usual(const struct draft_settings *s)
{
	struct draft_settings usual = { .head = { 0 } };

	store_settings_default(s->row.line, &usual.row);
	return draft_row_is_same(DRAFT_SETTINGS, s, &usual);
}

static bool is_none(enum draft_table table, const void *row)
{
	return !row || (table == DRAFT_SETTINGS && settings_are_usual(row));
}

static int tell(change_cb cb, void *priv, enum draft_table table, const void *was, const void *is)
{
	bool had = !is_none(table, was), has = !is_none(table, is);

	if (had && has)
		return draft_row_is_same(table, was, is) ? 0 : cb(priv, CHANGE_UPDATE, table, was, is);
	if (has)
		return cb(priv, CHANGE_ADD, table, was, is);
	return had ? cb(priv, CHANGE_REMOVE, table, was, is) : 0;
}

/* Rows at the beginning, and at the end behind those, that are the same to the octet: an overlay's are, but for a few. */
static void skip_same(const struct fleet_draft *was, const struct fleet_draft *is, enum draft_table table, size_t *from, size_t *n, size_t *m)
{
	size_t size = draft_row_size(table), i = 0;

	if (was->table[table].rows == is->table[table].rows && *n == *m)
		i = *n;
	while (i < *n && i < *m && !memcmp(draft_row_at(was, table, i), draft_row_at(is, table, i), size))
		i++;
	while (*n > i && *m > i && !memcmp(draft_row_at(was, table, *n - 1), draft_row_at(is, table, *m - 1), size)) {
		(*n)--;
		(*m)--;
	}
	*from = i;
}

static int table_changes(const struct fleet_draft *was, const struct fleet_draft *is, enum draft_table table, change_cb cb,
			 void *priv)
{
	size_t i, k, n = draft_rows_count(was, table), m = draft_rows_count(is, table);
	int rc = 0;

	skip_same(was, is, table, &i, &n, &m);
	k = i;
	while (!rc && (i < n || k < m)) {
		const void *a = i < n ? draft_row_at(was, table, i) : NULL;
		const void *b = k < m ? draft_row_at(is, table, k) : NULL;
		int order = !a ? 1 : !b ? -1 : draft_row_compare(table, a, b);

		rc = tell(cb, priv, table, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		i += order <= 0;
		k += order >= 0;
	}
	return rc;
}

int changes_each(const struct fleet_draft *was, const struct fleet_draft *is, change_cb cb, void *priv)
{
	int rc = 0;

	for (unsigned table = 0; table < _DRAFT_TABLES && !rc; table++)
		rc = table_changes(was, is, (enum draft_table)table, cb, priv);
	return rc;
}

/* Ids of the draft's own count from FLEET_DRAFT_NEW on, one a name. */
static void calendar_ids(const struct fleet_draft *was, const struct fleet_draft *is, uint32_t *ids, size_t n)
{
	for (size_t i = 0; i < draft_rows_count(is, DRAFT_CALENDARS); i++) {
		const struct draft_calendar *c = draft_row_at(is, DRAFT_CALENDARS, i);
		size_t place = c->row.id - FLEET_DRAFT_NEW;

		for (size_t k = 0; k < draft_rows_count(was, DRAFT_CALENDARS) && place < n; k++) {
			const struct draft_calendar *stored = draft_row_at(was, DRAFT_CALENDARS, k);

			if (!strcmp(stored->row.name, c->row.name))
				ids[place] = stored->row.id;
		}
	}
}

static void replace(uint32_t *id, const uint32_t *ids, size_t n)
{
	if (*id >= FLEET_DRAFT_NEW && *id - FLEET_DRAFT_NEW < n && ids[*id - FLEET_DRAFT_NEW])
		*id = ids[*id - FLEET_DRAFT_NEW];
}

static void replace_all(struct fleet_draft *d, const uint32_t *ids, size_t n)
{
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_CALENDARS); i++)
		replace(&((struct draft_calendar *)draft_row_at(d, DRAFT_CALENDARS, i))->row.id, ids, n);
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_FORWARDINGS); i++)
		replace(&((struct draft_forwarding *)draft_row_at(d, DRAFT_FORWARDINGS, i))->row.calendar, ids, n);
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS); i++)
		replace(&((struct draft_group *)draft_row_at(d, DRAFT_GROUPS, i))->row.calendar, ids, n);
	fleet_draft_sort(d);
}

#define MAX_CALENDARS 1024

void change_match_calendars(const struct fleet_draft *was, struct fleet_draft *is)
{
	uint32_t ids[MAX_CALENDARS] = { 0 };

	calendar_ids(was, is, ids, MAX_CALENDARS);
	replace_all(is, ids, MAX_CALENDARS);
}

/* ---- writing ---- */

struct apply {
	struct store *store;
	const struct fleet_draft *was;
	struct fleet_draft *is;
	uint32_t fleet;
	uint32_t ids[MAX_CALENDARS];	/* of new calendars, once they are stored */
	uint32_t at;
	const struct change_progress *progress;
	size_t written;
	int (*pass)(struct apply *a, enum change_kind kind, enum draft_table table, const void *was, const void *is);
};

static int one_change(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	struct apply *a = priv;
	int rc;

	a->at = is ? ((const struct draft_row *)is)->at : 0;
	rc = a->pass(a, kind, table, was, is);
	return rc;
}

static uint32_t calendar_id(const struct apply *a, uint32_t id)
{
	if (id >= FLEET_DRAFT_NEW)
		return id - FLEET_DRAFT_NEW < MAX_CALENDARS ? a->ids[id - FLEET_DRAFT_NEW] : 0;
	return id;
}

static int gone_is_well(int rc)
{
	return rc == -ENOENT ? 0 : rc;	/* it went with what it hung on */
}

/* First what goes, and short numbers that change hands: they must be free before others take them. */
static int pass_free(struct apply *a, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	if (kind == CHANGE_REMOVE) {
		switch (table) {
		case DRAFT_GROUPS:
			return store_group_delete(a->store, ((const struct draft_group *)was)->row.id);
		case DRAFT_LINES:
			return store_line_delete(a->store, ((const struct draft_line *)was)->row.number);
		case DRAFT_FIXED:
			return store_fixed_delete(a->store, ((const struct draft_fixed *)was)->row.number);
		case DRAFT_BARRED:
			return store_barred_delete(a->store, &((const struct draft_barred *)was)->row);
		default:
			return 0;
		}
	}
	if (kind == CHANGE_UPDATE && table == DRAFT_LINES) {
		struct store_line row = ((const struct draft_line *)was)->row;

		if (!row.short_number[0] || !strcmp(row.short_number, ((const struct draft_line *)is)->row.short_number))
			return 0;
		row.short_number[0] = '\0';
		return store_line_put(a->store, &row);
	}
	if (kind == CHANGE_UPDATE && table == DRAFT_FIXED) {
		struct store_fixed row = ((const struct draft_fixed *)was)->row;

		if (!row.short_number[0] || !strcmp(row.short_number, ((const struct draft_fixed *)is)->row.short_number))
			return 0;
		row.short_number[0] = '\0';
		return store_fixed_put(a->store, &row);
	}
	return 0;
}

#define TELL_EVERY 250

static void wrote(struct apply *a)
{
	if (!(++a->written % TELL_EVERY) && a->progress)
		a->progress->tell(a->progress->priv, a->written);
}

static int put_calendar(struct apply *a, const struct draft_calendar *c)
{
	struct store_calendar row = c->row;
	int rc;

	row.fleet_id = a->fleet;
	if (c->row.id >= FLEET_DRAFT_NEW)
		row.id = 0;
	rc = store_calendar_put(a->store, &row);
	if (!rc && c->row.id >= FLEET_DRAFT_NEW && c->row.id - FLEET_DRAFT_NEW < MAX_CALENDARS)
		a->ids[c->row.id - FLEET_DRAFT_NEW] = row.id;
	return rc;
}

static int put_line(struct apply *a, const struct draft_line *l)
{
	struct store_line row = l->row;

	wrote(a);
	row.fleet_id = a->fleet;
	return store_line_put(a->store, &row);
}

static int put_fixed(struct apply *a, const struct draft_fixed *x)
{
	struct store_fixed row = x->row;

	row.fleet_id = a->fleet;
	return store_fixed_put(a->store, &row);
}

static int put_group(struct apply *a, const struct draft_group *g, const struct draft_group *was)
{
	struct store_group row = g->row;

	row.fleet_id = a->fleet;
	row.id = was ? was->row.id : 0;
	row.calendar = calendar_id(a, row.calendar);
	return store_group_put(a->store, &row);
}

/* Then what others hang on. */
static int pass_objects(struct apply *a, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	struct store_barred barred;

	if (kind == CHANGE_REMOVE)
		return 0;
	switch (table) {
	case DRAFT_CALENDARS:
		return put_calendar(a, is);
	case DRAFT_BARRED:
		barred = ((const struct draft_barred *)is)->row;
		barred.fleet_id = a->fleet;
		return store_barred_put(a->store, &barred);
	case DRAFT_LINES:
		return put_line(a, is);
	case DRAFT_FIXED:
		return put_fixed(a, is);
	case DRAFT_GROUPS:
		return put_group(a, is, was);
	default:
		return 0;
	}
}

static int group_id(const struct apply *a, e164_t number, uint32_t *ret)
{
	struct store_group row;
	int rc = store_group_find(a->store, number, &row);

	if (!rc)
		*ret = row.id;
	return rc;
}

/* The last wall: what hangs on a line is written with that line's fleet alone, whatever was checked before. */
static int put_forwarding(struct apply *a, const struct draft_forwarding *f)
{
	struct store_forwarding row = f->row;

	if (!fleet_draft_line(a->is, row.line))
		return -EINVAL;
	wrote(a);
	row.calendar = calendar_id(a, row.calendar);
	return store_forwarding_put(a->store, &row);
}

static int change_blocked(struct apply *a, enum change_kind kind, const struct draft_blocked *b)
{
	struct store_blocked row = b->row;
	int rc = 0;

	if (kind != CHANGE_REMOVE && row.line && !fleet_draft_line(a->is, row.line))
		return -EINVAL;
	wrote(a);
	row.group_id = 0;
	if (b->group)
		rc = group_id(a, b->group, &row.group_id);
	if (rc)
		return kind == CHANGE_REMOVE ? gone_is_well(rc) : rc;
	return kind == CHANGE_REMOVE ? gone_is_well(store_blocked_delete(a->store, &row)) : store_blocked_put(a->store, &row);
}

/* Then what hangs on them, row by row. */
static int pass_details(struct apply *a, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	if (table == DRAFT_FORWARDINGS && kind == CHANGE_REMOVE) {
		const struct store_forwarding *f = &((const struct draft_forwarding *)was)->row;

		return gone_is_well(store_forwarding_delete(a->store, f->line, f->kind));
	}
	if (table == DRAFT_FORWARDINGS)
		return put_forwarding(a, is);
	if (table == DRAFT_BLOCKED)
		return change_blocked(a, kind, is ? is : was);
	return 0;
}

/* Last what nothing refers to any more. */
static int pass_last(struct apply *a, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	if (table != DRAFT_CALENDARS || kind != CHANGE_REMOVE)
		return 0;
	return store_calendar_delete(a->store, ((const struct draft_calendar *)was)->row.id);
}

static bool lists_differ(enum draft_table table, const void *a, size_t n, const void *b, size_t m)
{
	if (n != m)
		return true;
	for (size_t i = 0; i < n; i++) {
		if (!draft_row_is_same(table, (const char *)a + i * draft_row_size(table),
				       (const char *)b + i * draft_row_size(table)))
			return true;
	}
	return false;
}

static bool member_was_connected(const struct draft_member *old, size_t n, e164_t line)
{
	for (size_t i = 0; i < n; i++) {
		if (old[i].row.line == line)
			return old[i].row.connected;
	}
	return false;
}

/* A membership is written whole: who goes, goes first, so that the tenth place is free. */
static int apply_members(struct apply *a, e164_t group)
{
	size_t n, m;
	const struct draft_member *old = fleet_draft_members(a->was, group, &n);
	const struct draft_member *now = fleet_draft_members(a->is, group, &m);
	uint32_t id;
	int rc;

	if (!lists_differ(DRAFT_MEMBERS, old, n, now, m))
		return 0;
	rc = group_id(a, group, &id);
	for (size_t i = 0; i < n && !rc; i++)
		rc = gone_is_well(store_member_delete(a->store, id, old[i].row.line));
	for (size_t i = 0; i < m && !rc; i++) {
		struct store_member row = now[i].row;

		a->at = now[i].head.at;
		row.group_id = id;
		row.position = 0;
		if (now[i].keep)
			row.connected = member_was_connected(old, n, row.line);
		rc = store_member_put(a->store, &row);
	}
	return rc;
}

static int apply_hunt(struct apply *a, e164_t line, bool *ret_changed)
{
	struct store_hunt rows[HUNT_MAX];
	size_t n, m;
	const struct draft_hunt *old = fleet_draft_hunt(a->was, line, &n), *now = fleet_draft_hunt(a->is, line, &m);

	*ret_changed = lists_differ(DRAFT_HUNTS, old, n, now, m);
	if (!*ret_changed)
		return 0;
	for (size_t i = 0; i < m && i < HUNT_MAX; i++)
		rows[i] = now[i].row;
	a->at = m ? now[0].head.at : 0;
	wrote(a);
	return store_hunt_put(a->store, line, rows, m);
}

/* A list that lost its last number is switched off by the store: settings are written after it. */
static int apply_settings(struct apply *a, e164_t line, bool again)
{
	const struct draft_settings *old = fleet_draft_settings(a->was, line), *now = fleet_draft_settings(a->is, line);
	struct draft_settings usual = { .head = { 0 } }, s;
	int rc;

	store_settings_default(line, &usual.row);
	s = now ? *now : usual;
	if (draft_row_is_same(DRAFT_SETTINGS, old ? old : &usual, &s) && !(again && s.row.hunt_active))
		return 0;
	a->at = s.head.at;
	s.row.shown_group = 0;
	if (s.row.shown == LINE_SHOWN_GROUP) {
		rc = group_id(a, s.shown_group, &s.row.shown_group);
		if (rc)
			return rc;
	}
	wrote(a);
	return store_settings_put(a->store, &s.row);
}

/* Lines or groups something of whose lists differs. */
struct owners { e164_t *number; size_t n, room; };

static int owner_add(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	struct owners *o = priv;
	const void *row = is ? is : was;
	e164_t number = table == DRAFT_MEMBERS ? ((const struct draft_member *)row)->group :
		table == DRAFT_HUNTS ? ((const struct draft_hunt *)row)->row.line : ((const struct draft_settings *)row)->row.line;

	if (o->n == o->room) {
		size_t room = o->room ? o->room * 2 : 16;
		e164_t *more = realloc(o->number, room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		o->number = more;
		o->room = room;
	}
	o->number[o->n++] = number;
	return 0;
}

static int number_order(const void *a, const void *b)
{
	e164_t x = *(const e164_t *)a, y = *(const e164_t *)b;

	return x < y ? -1 : x > y;
}

static int apply_members_all(struct apply *a, struct owners *o)
{
	int rc = table_changes(a->was, a->is, DRAFT_MEMBERS, owner_add, o);

	if (o->n)
		qsort(o->number, o->n, sizeof(*o->number), number_order);
	for (size_t i = 0; i < o->n && !rc; i++)
		if ((!i || o->number[i] != o->number[i - 1]) && fleet_draft_group(a->is, o->number[i]))
			rc = apply_members(a, o->number[i]);
	return rc;
}

static int apply_lines_all(struct apply *a, struct owners *o)
{
	bool changed;
	int rc;

	o->n = 0;
	rc = table_changes(a->was, a->is, DRAFT_SETTINGS, owner_add, o);
	if (!rc)
		rc = table_changes(a->was, a->is, DRAFT_HUNTS, owner_add, o);
	if (o->n)
		qsort(o->number, o->n, sizeof(*o->number), number_order);
	for (size_t i = 0; i < o->n && !rc; i++) {
		e164_t line = o->number[i];

		if ((i && line == o->number[i - 1]) || !fleet_draft_line(a->is, line))
			continue;
		rc = apply_hunt(a, line, &changed);
		if (!rc)
			rc = apply_settings(a, line, changed);
	}
	return rc;
}

static int apply_lists(struct apply *a)
{
	struct owners o = { .number = NULL };
	int rc = apply_members_all(a, &o);

	if (!rc)
		rc = apply_lines_all(a, &o);
	free(o.number);
	return rc;
}

static bool fleet_is_same(const struct store_fleet *a, const struct store_fleet *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->profile, b->profile) && a->suspended == b->suspended &&
	       a->barring == b->barring && a->max_diverted_line == b->max_diverted_line &&
	       a->max_diverted_fleet == b->max_diverted_fleet && a->max_abroad_line == b->max_abroad_line &&
	       a->max_abroad_fleet == b->max_abroad_fleet;
}

static int apply_fleet(struct apply *a)
{
	int rc = 0;

	a->at = a->is->head.at;
	a->is->fleet.id = a->was->fleet.id;
	if (!a->was->fleet.id || !fleet_is_same(&a->was->fleet, &a->is->fleet))
		rc = store_fleet_put(a->store, &a->is->fleet);
	a->fleet = a->is->fleet.id;
	return rc;
}

static int apply_pass(struct apply *a, int (*pass)(struct apply *a, enum change_kind kind, enum draft_table table,
						   const void *was, const void *is))
{
	a->pass = pass;
	return changes_each(a->was, a->is, one_change, a);
}

#define BULK_MIN 100			/* changes from which on it is worth it */

static int count_change(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is)
{
	return ++*(unsigned *)priv >= BULK_MIN;
}

static int bulk_begin(struct apply *a)
{
	size_t lines = draft_rows_count(a->is, DRAFT_LINES), fixed = draft_rows_count(a->is, DRAFT_FIXED);
	unsigned changes = 0;
	e164_t *numbers;
	int rc;

	changes_each(a->was, a->is, count_change, &changes);
	if (changes < BULK_MIN)
		return 0;
	numbers = malloc((lines + fixed + 1) * sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	for (size_t i = 0; i < lines; i++)
		numbers[i] = ((struct draft_line *)draft_row_at(a->is, DRAFT_LINES, i))->row.number;
	for (size_t i = 0; i < fixed; i++)
		numbers[lines + i] = ((struct draft_fixed *)draft_row_at(a->is, DRAFT_FIXED, i))->row.number;
	rc = store_bulk_begin(a->store, numbers, lines + fixed);
	free(numbers);
	return rc;
}

int change_apply(struct store *store, const struct fleet_draft *was, struct fleet_draft *is, uint32_t *at)
{
	return change_apply_told(store, was, is, NULL, at);
}

int change_apply_told(struct store *store, const struct fleet_draft *was, struct fleet_draft *is, const struct change_progress *progress,
		      uint32_t *at)
{
	struct apply a = { .store = store, .was = was, .is = is, .progress = progress };
	int rc = apply_fleet(&a);

	if (!rc)
		rc = bulk_begin(&a);

	if (!rc)
		rc = apply_pass(&a, pass_free);
	if (!rc)
		rc = apply_pass(&a, pass_objects);
	if (!rc)
		rc = apply_lists(&a);
	if (!rc)
		rc = apply_pass(&a, pass_details);
	if (!rc)
		rc = apply_pass(&a, pass_last);
	if (!rc)
		rc = store_bulk_end(store);
	*at = a.at;
	return rc;
}
