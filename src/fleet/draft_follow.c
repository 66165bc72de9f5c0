/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft that was read earlier brought to what is stored now: the change log names the objects that moved, and their rows
 * alone are read again. Its cost grows with what moved, not with the fleet. */

#include "config.h"

#include <errno.h>
#include <string.h>

#include "draft_priv.h"

struct following { const struct fleet_draft *d; uint64_t seq; struct draft_moved *moved; };

/* A number that another fleet has now is told as that one's. */
static bool concerns(const struct fleet_draft *d, const struct store_change *row)
{
	return row->fleet_id == d->fleet.id || row->object == STORE_OBJECT_NUMPLAN ||
	       (row->object == STORE_OBJECT_LINE && fleet_draft_line(d, row->key)) ||
	       (row->object == STORE_OBJECT_FIXED && fleet_draft_fixed(d, row->key));
}

static int on_change(void *priv, const struct store_change *row)
{
	struct following *f = priv;
	struct draft_moved *m = f->moved;

	f->seq = row->seq;
	if (m->all || !concerns(f->d, row))
		return 0;
	for (unsigned i = 0; i < m->n; i++)
		if (m->one[i].object == row->object && m->one[i].key == row->key)
			return 0;
	if (row->object == STORE_OBJECT_FLEET || row->object == STORE_OBJECT_NUMPLAN || m->n == DRAFT_MAX_MOVED) {
		m->all = true;
		return 0;
	}
	m->one[m->n].object = row->object;
	m->one[m->n++].key = row->key;
	return 0;
}

/* ---- single rows ---- */

/* Takes out the rows from the first key to the last one, both included. */
static int cut(struct fleet_draft *d, enum draft_table table, const void *first, const void *last)
{
	struct draft_rows *t = &d->table[table];
	size_t size = draft_row_size(table), from = draft_lower_bound(d, table, first), to = from;
	int rc;

	while (to < t->n && draft_row_compare(table, draft_row_at(d, table, to), last) <= 0)
		to++;
	if (from == to)
		return 0;
	rc = fleet_draft_own(d, table);
	if (rc)
		return rc;
	memmove((char *)t->rows + from * size, (char *)t->rows + to * size, (t->n - to) * size);
	t->n -= to - from;
	return 0;
}

/* The last row, which was added just now, goes to its place. */
static void settle(struct fleet_draft *d, enum draft_table table)
{
	struct draft_rows *t = &d->table[table];
	size_t size = draft_row_size(table), at;
	char row[sizeof(struct draft_calendar) > sizeof(struct draft_group) ? sizeof(struct draft_calendar) : sizeof(struct draft_group)];

	_Static_assert(sizeof(row) >= sizeof(struct draft_settings) && sizeof(row) >= sizeof(struct draft_line) &&
		       sizeof(row) >= sizeof(struct draft_fixed) && sizeof(row) >= sizeof(struct draft_blocked), "any row fits");
	memcpy(row, (char *)t->rows + --t->n * size, size);
	at = draft_lower_bound(d, table, row);
	memmove((char *)t->rows + (at + 1) * size, (char *)t->rows + at * size, (t->n++ - at) * size);
	memcpy((char *)t->rows + at * size, row, size);
}

static void settle_from(struct fleet_draft *d, enum draft_table table, size_t n)
{
	size_t end = d->table[table].n;

	/* each in its turn, the others still out of sight */
	for (d->table[table].n = n; n < end; n++) {
		d->table[table].n++;
		settle(d, table);
	}
}

static int read_line(struct draft_reading *r, e164_t number)
{
	struct draft_line row = { .head = { 0 } };
	int rc = cut(r->d, DRAFT_LINES, &(struct draft_line){ .row.number = number }, &(struct draft_line){ .row.number = number });

	if (!rc)
		rc = store_line_get(r->store, number, &row.row);
	if (rc == -ENOENT || (!rc && row.row.fleet_id != r->fleet_id))
		return 0;
	if (!rc)
		rc = fleet_draft_add(r->d, DRAFT_LINES, &row);
	if (!rc)
		settle(r->d, DRAFT_LINES);
	return rc;
}

static int read_settings(struct draft_reading *r, e164_t line)
{
	size_t n;
	int rc = cut(r->d, DRAFT_SETTINGS, &(struct draft_settings){ .row.line = line }, &(struct draft_settings){ .row.line = line });

	n = draft_rows_count(r->d, DRAFT_SETTINGS);
	if (!rc)
		rc = store_settings_each(r->store, line, draft_add_settings, r->d);
	settle_from(r->d, DRAFT_SETTINGS, n);
	return rc;
}

static int read_forwardings(struct draft_reading *r, e164_t line)
{
	size_t n;
	int rc = cut(r->d, DRAFT_FORWARDINGS, &(struct draft_forwarding){ .row.line = line },
		     &(struct draft_forwarding){ .row = { .line = line, .kind = FORWARDING_UNREACHABLE } });

	n = draft_rows_count(r->d, DRAFT_FORWARDINGS);
	if (!rc)
		rc = store_forwardings_each(r->store, line, draft_add_forwarding, r->d);
	settle_from(r->d, DRAFT_FORWARDINGS, n);
	return rc;
}

static int read_hunt(struct draft_reading *r, e164_t line)
{
	size_t n;
	int rc = cut(r->d, DRAFT_HUNTS, &(struct draft_hunt){ .row.line = line },
		     &(struct draft_hunt){ .row = { .line = line, .position = UINT8_MAX } });

	n = draft_rows_count(r->d, DRAFT_HUNTS);
	if (!rc)
		rc = store_hunt_each(r->store, line, draft_add_hunt, r->d);
	settle_from(r->d, DRAFT_HUNTS, n);
	return rc;
}

static int read_blocked(struct draft_reading *r, e164_t line, e164_t group, uint32_t id)
{
	size_t n;
	int rc = cut(r->d, DRAFT_BLOCKED, &(struct draft_blocked){ .row.line = line, .group = group },
		     &(struct draft_blocked){ .row = { .line = line, .number = UINT64_MAX }, .group = group });

	n = draft_rows_count(r->d, DRAFT_BLOCKED);
	if (!rc && (line || id))
		rc = store_blocked_each(r->store, line, id, draft_add_blocked, r);
	settle_from(r->d, DRAFT_BLOCKED, n);
	return rc;
}

/* What a line that is another fleet's or nobody's had is not read: it is gone from here. */
static int read_details(struct draft_reading *r, e164_t line)
{
	int rc;

	if (!fleet_draft_line(r->d, line)) {
		rc = cut(r->d, DRAFT_SETTINGS, &(struct draft_settings){ .row.line = line }, &(struct draft_settings){ .row.line = line });
		if (!rc)
			rc = cut(r->d, DRAFT_FORWARDINGS, &(struct draft_forwarding){ .row.line = line },
				 &(struct draft_forwarding){ .row = { .line = line, .kind = FORWARDING_UNREACHABLE } });
		if (!rc)
			rc = cut(r->d, DRAFT_HUNTS, &(struct draft_hunt){ .row.line = line },
				 &(struct draft_hunt){ .row = { .line = line, .position = UINT8_MAX } });
		return rc ? rc : cut(r->d, DRAFT_BLOCKED, &(struct draft_blocked){ .row.line = line },
				     &(struct draft_blocked){ .row = { .line = line, .number = UINT64_MAX } });
	}
	rc = read_settings(r, line);
	if (!rc)
		rc = read_forwardings(r, line);
	if (!rc)
		rc = read_hunt(r, line);
	return rc ? rc : read_blocked(r, line, E164_NONE, 0);
}

static int read_fixed(struct draft_reading *r, e164_t number)
{
	struct draft_fixed row = { .head = { 0 } };
	int rc = cut(r->d, DRAFT_FIXED, &(struct draft_fixed){ .row.number = number }, &(struct draft_fixed){ .row.number = number });

	if (!rc)
		rc = store_fixed_get(r->store, number, &row.row);
	if (rc == -ENOENT || (!rc && row.row.fleet_id != r->fleet_id))
		return 0;
	if (!rc)
		rc = fleet_draft_add(r->d, DRAFT_FIXED, &row);
	if (!rc)
		settle(r->d, DRAFT_FIXED);
	return rc;
}

static int read_calendar(struct draft_reading *r, uint32_t id)
{
	struct draft_calendar row;
	int rc;

	memset(&row, 0, sizeof(row));
	row.row.id = id;
	rc = cut(r->d, DRAFT_CALENDARS, &row, &row);
	if (!rc)
		rc = store_calendar_get(r->store, id, &row.row);
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	rc = draft_add_calendar(r->d, &row.row);
	if (!rc)
		settle(r->d, DRAFT_CALENDARS);
	return rc;
}

static e164_t group_number(const struct fleet_draft *d, uint32_t id)
{
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS); i++) {
		const struct draft_group *g = draft_row_at(d, DRAFT_GROUPS, i);

		if (g->row.id == id)
			return g->row.number;
	}
	return E164_NONE;
}

/* \returns 1: the group came, went or has another number, to which much refers: all is read again */
static int read_group(struct draft_reading *r, uint32_t id)
{
	struct draft_group row = { .head = { 0 } };
	e164_t number = group_number(r->d, id);
	size_t n;
	int rc = store_group_get(r->store, id, &row.row);

	if (rc && rc != -ENOENT)
		return rc;
	if (rc || row.row.number != number || row.row.fleet_id != r->fleet_id)
		return 1;
	rc = fleet_draft_own(r->d, DRAFT_GROUPS);
	if (rc)
		return rc;
	*fleet_draft_group(r->d, number) = row;
	rc = cut(r->d, DRAFT_MEMBERS, &(struct draft_member){ .group = number },
		 &(struct draft_member){ .group = number, .row.position = UINT8_MAX });
	n = draft_rows_count(r->d, DRAFT_MEMBERS);
	if (!rc)
		rc = store_members_each(r->store, id, draft_add_member, r);
	settle_from(r->d, DRAFT_MEMBERS, n);
	return rc ? rc : read_blocked(r, E164_NONE, number, id);
}

/* ---- all of it ---- */

static int read_again(struct draft_reading *r)
{
	int rc;

	for (unsigned i = 0; i < _DRAFT_TABLES; i++)
		draft_rows_free(r->d, (enum draft_table)i);
	r->group = E164_NONE;
	rc = draft_read_all(r);
	fleet_draft_sort(r->d);
	return rc;
}

static int read_one(struct draft_reading *r, enum store_object object, uint64_t key)
{
	switch (object) {
	case STORE_OBJECT_LINE:
		return read_line(r, key);
	case STORE_OBJECT_FORWARDING:
	case STORE_OBJECT_SERVICE:
		return 0;
	case STORE_OBJECT_FIXED:
		return read_fixed(r, key);
	case STORE_OBJECT_CALENDAR:
		return read_calendar(r, (uint32_t)key);
	case STORE_OBJECT_GROUP:
		return read_group(r, (uint32_t)key);
	default:
		return 1;
	}
}

static bool has_details(enum store_object object)
{
	return object == STORE_OBJECT_LINE || object == STORE_OBJECT_FORWARDING || object == STORE_OBJECT_SERVICE;
}

/* Objects first, so that what hangs on them finds them. */
static int read_moved(struct draft_reading *r, const struct draft_moved *m)
{
	int rc = 0;

	for (unsigned i = 0; i < m->n && !rc; i++)
		rc = read_one(r, m->one[i].object, m->one[i].key);
	for (unsigned i = 0; i < m->n && !rc; i++)
		if (has_details(m->one[i].object))
			rc = read_details(r, m->one[i].key);
	return rc;
}

int fleet_draft_follow(struct fleet_draft *d, struct store *store, uint64_t *seq, struct draft_moved *ret)
{
	struct following f = { .d = d, .seq = *seq, .moved = ret };
	struct draft_reading r = { .d = d, .store = store, .fleet_id = d->fleet.id };
	int64_t first = store_change_first(store);
	int rc;

	memset(ret, 0, sizeof(*ret));
	if (first < 0)
		return (int)first;
	/* what was pruned is not known */
	ret->all = first > (int64_t)*seq + 1;
	rc = store_changes_each(store, *seq, on_change, &f);
	if (!rc && !ret->all)
		rc = read_moved(&r, ret);
	if (rc == 1) {
		ret->all = true;
		rc = 0;
	}
	if (!rc && ret->all)
		rc = read_again(&r);
	if (!rc)
		*seq = f.seq;
	return rc;
}
