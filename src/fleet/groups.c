/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Call groups of a snapshot: found by id, by number, and by the lines that are members. A membership is one place in a
 * table, under the line's hash, with the group's handle: nothing points from a line to a group.
 *
 * A group keeps its members when its row is put again, as a line keeps its service. Members are lines of the group's
 * fleet; a line that goes, or changes its fleet, leaves the groups.
 * Left out: the codes (whoever checks them reads the store), and who is ringing, busy or resting (call/). */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "service.h"
#include "snapshot.h"

#define RING_MIN_S 5
#define RING_MAX_S 90
#define QUEUE_MAX 50
#define REST_MAX_S 3600

struct fleet_group_item *fleet_group_item_find(const struct fleet_data *d, uint32_t id)
{
	uint32_t hash = fleet_hash(id), at, handle;

	for (handle = fleet_table_first(&d->group_by_id, hash, &at); handle;
	     handle = fleet_table_next(&d->group_by_id, hash, &at)) {
		struct fleet_group_item *item = pool_find(d->groups, handle);

		if (item->group.id == id)
			return item;
	}
	return NULL;
}

const struct fleet_group *fleet_group_by_id(const struct fleet_snapshot *snap, uint32_t id)
{
	const struct fleet_group_item *item = fleet_group_item_find(snap->data, id);

	return item ? &item->group : NULL;
}

const struct fleet_group *fleet_group_find(const struct fleet_snapshot *snap, e164_t number)
{
	const struct fleet_data *d = snap->data;
	uint32_t hash = fleet_hash(number), at, handle;

	for (handle = fleet_table_first(&d->group_by_number, hash, &at); handle;
	     handle = fleet_table_next(&d->group_by_number, hash, &at)) {
		const struct fleet_group_item *item = pool_find(d->groups, handle);

		if (item->group.number == number)
			return &item->group;
	}
	return NULL;
}

/* ---- members ---- */
static bool has_member(const struct fleet_group *group, e164_t line)
{
	for (unsigned i = 0; i < group->num_members; i++) {
		if (group->member[i].line == line)
			return true;
	}
	return false;
}

unsigned fleet_groups_of(const struct fleet_snapshot *snap, e164_t line, const struct fleet_group **ret, unsigned max)
{
	const struct fleet_data *d = snap->data;
	uint32_t hash = fleet_hash(line), at, handle;
	unsigned n = 0;

	for (handle = fleet_table_first(&d->group_by_member, hash, &at); handle;
	     handle = fleet_table_next(&d->group_by_member, hash, &at)) {
		const struct fleet_group_item *item = pool_find(d->groups, handle);

		if (!has_member(&item->group, line))
			continue;
		if (n < max)
			ret[n] = &item->group;
		n++;
	}
	return n;
}

/* A group of this line outside of one fleet (NULL: any). */
static struct fleet_group_item *group_outside(const struct fleet_data *d, e164_t line, const struct fleet *stays)
{
	uint32_t hash = fleet_hash(line), at, handle;

	for (handle = fleet_table_first(&d->group_by_member, hash, &at); handle;
	     handle = fleet_table_next(&d->group_by_member, hash, &at)) {
		struct fleet_group_item *item = pool_find(d->groups, handle);

		if (has_member(&item->group, line) && (!stays || item->group.fleet != stays))
			return item;
	}
	return NULL;
}

static bool is_indexed(const struct fleet_table *t, uint32_t hash, uint32_t handle)
{
	uint32_t at, found;

	for (found = fleet_table_first(t, hash, &at); found; found = fleet_table_next(t, hash, &at)) {
		if (found == handle)
			return true;
	}
	return false;
}

/* Two members of one group whose hashes are the same share a place. */
static void index_add(struct fleet_data *d, const struct fleet_group_item *item)
{
	uint32_t handle = pool_handle(d->groups, item);

	for (unsigned i = 0; i < item->group.num_members; i++) {
		uint32_t hash = fleet_hash(item->group.member[i].line);

		if (!is_indexed(&d->group_by_member, hash, handle))
			fleet_table_add(&d->group_by_member, hash, handle);
	}
}

static void index_remove(struct fleet_data *d, const struct fleet_group_item *item)
{
	for (unsigned i = 0; i < item->group.num_members; i++)
		fleet_table_remove(&d->group_by_member, fleet_hash(item->group.member[i].line), pool_handle(d->groups, item));
}

static void lines_mark(struct fleet_data *d, const struct fleet_member *members, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct fleet_line_item *line = fleet_line_item_find(d, members[i].line);

		if (line)
			line->line.is_member = group_outside(d, members[i].line, NULL) != NULL;
	}
}

/* Needs room in the table for those that are more than before. */
static void members_set(struct fleet_data *d, struct fleet_group_item *item, const struct fleet_member *members,
			unsigned n)
{
	struct fleet_member before[GROUP_MAX_MEMBERS];
	unsigned num_before = item->group.num_members;

	memcpy(before, item->group.member, sizeof(before));
	index_remove(d, item);
	memset(item->group.member, 0, sizeof(item->group.member));
	for (unsigned i = 0; i < n; i++)
		item->group.member[i] = members[i];
	item->group.num_members = (uint8_t)n;
	index_add(d, item);
	lines_mark(d, before, num_before);
	lines_mark(d, members, n);
}

static void member_remove(struct fleet_data *d, struct fleet_group_item *item, e164_t line)
{
	struct fleet_member left[GROUP_MAX_MEMBERS];
	unsigned n = 0;

	for (unsigned i = 0; i < item->group.num_members; i++) {
		if (item->group.member[i].line != line)
			left[n++] = item->group.member[i];
	}
	members_set(d, item, left, n);
}

void fleet_groups_leave(struct fleet_data *d, e164_t line, const struct fleet *stays)
{
	struct fleet_group_item *item;

	while ((item = group_outside(d, line, stays)))
		member_remove(d, item, line);
}

bool fleet_group_may_have(const struct fleet_data *d, uint32_t group_id, e164_t line)
{
	const struct fleet_group_item *item = fleet_group_item_find(d, group_id);
	const struct fleet_line_item *l = fleet_line_item_find(d, line);

	return item && l && l->line.fleet == item->group.fleet;
}

int fleet_snapshot_put_members(struct fleet_snapshot *snap, uint32_t group_id, const struct store_member *rows,
			       size_t n)
{
	struct fleet_data *d = snap->data;
	struct fleet_group_item *item = fleet_group_item_find(d, group_id);
	struct fleet_member members[GROUP_MAX_MEMBERS];

	if (!item)
		return -ENOENT;
	if (n > GROUP_MAX_MEMBERS)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		if (!fleet_group_may_have(d, group_id, rows[i].line))
			return -ENOENT;
		for (size_t k = 0; k < i; k++) {
			if (rows[k].line == rows[i].line)
				return -EINVAL;
		}
		members[i] = (struct fleet_member){ .line = rows[i].line, .connected = rows[i].connected };
	}
	if (fleet_table_reserve(d, &d->group_by_member, d->group_by_member.count + (uint32_t)n) < 0)
		return -ENOMEM;
	members_set(d, item, members, (unsigned)n);
	return 0;
}

/* ---- blocked callers ---- */
void fleet_group_take_blocked(struct fleet_data *d, struct fleet_group_item *item, const e164_t *sorted, size_t n)
{
	d->array_bytes += fleet_array_bytes(n, sizeof(e164_t));
	d->array_bytes -= fleet_array_bytes(item->group.num_blocked, sizeof(e164_t));
	fleet_array_free(item->group.blocked);
	item->group.blocked = sorted;
	item->group.num_blocked = (uint16_t)n;
}

int fleet_group_put_blocked(struct fleet_data *d, uint32_t group_id, const e164_t *numbers, size_t n)
{
	struct fleet_group_item *item = fleet_group_item_find(d, group_id);
	const e164_t *sorted;
	int rc;

	if (!item)
		return -ENOENT;
	if (n > UINT16_MAX)
		return -EINVAL;
	sorted = fleet_array_sorted(numbers, &n, &rc);
	if (rc < 0)
		return rc;
	fleet_group_take_blocked(d, item, sorted, n);
	return 0;
}

/* ---- the groups of a fleet, in the order they came ---- */
static void fleet_list_add(struct fleet_data *d, struct fleet_item *owner, struct fleet_group_item *item)
{
	uint32_t handle = pool_handle(d->groups, item);
	struct fleet_group_item *last = pool_find(d->groups, owner->last_group);

	if (last)
		last->next = handle;
	else
		owner->first_group = handle;
	owner->last_group = handle;
	item->next = 0;
	item->group.fleet = &owner->fleet;
}

static void fleet_list_remove(struct fleet_data *d, struct fleet_group_item *item)
{
	struct fleet_item *owner = fleet_item_of(item->group.fleet);
	uint32_t handle = pool_handle(d->groups, item), at, before = 0;
	struct fleet_group_item *g;

	for (at = owner->first_group; at != handle; at = g->next) {
		g = pool_find(d->groups, at);
		before = at;
	}
	if (before)
		((struct fleet_group_item *)pool_find(d->groups, before))->next = item->next;
	else
		owner->first_group = item->next;
	if (owner->last_group == handle)
		owner->last_group = before;
	item->group.fleet = NULL;
}

static int all_groups_each(const struct fleet_data *d, int (*cb)(void *priv, const struct fleet_group *group),
			   void *priv)
{
	const struct fleet_group_item *item;

	for (item = pool_next(d->groups, NULL); item; item = pool_next(d->groups, item)) {
		int rc = cb(priv, &item->group);

		if (rc)
			return rc;
	}
	return 0;
}

int fleet_groups_each(const struct fleet_snapshot *snap, const struct fleet *fleet,
		      int (*cb)(void *priv, const struct fleet_group *group), void *priv)
{
	const struct fleet_group_item *item;

	if (!fleet)
		return all_groups_each(snap->data, cb, priv);
	for (uint32_t handle = fleet_item_of(fleet)->first_group; handle; handle = item->next) {
		int rc;

		item = pool_find(snap->data->groups, handle);
		rc = cb(priv, &item->group);
		if (rc)
			return rc;
	}
	return 0;
}

/* ---- put and remove ---- */
static bool row_is_sound(const struct store_group *row)
{
	return row->number != E164_NONE && row->mode <= GROUP_TOGETHER && row->queue <= QUEUE_MAX &&
	       row->ring_s >= RING_MIN_S && row->ring_s <= RING_MAX_S && row->rest_s <= REST_MAX_S &&
	       fleet_destination_is_sound(&row->overflow) && fleet_destination_is_sound(&row->nobody) &&
	       fleet_destination_is_sound(&row->closed) && fleet_destination_is_sound(&row->last_left);
}

static void row_copy(struct fleet_group *g, const struct store_group *row)
{
	g->number = row->number;
	g->mode = row->mode;
	g->queue = row->queue;
	g->ring_s = row->ring_s;
	g->rest_s = row->rest_s;
	g->wait_s = row->wait_s;
	g->member_rules = row->member_rules;
	g->overflow = row->overflow;
	g->nobody = row->nobody;
	g->closed = row->closed;
	g->last_left = row->last_left;
	g->calendar = row->calendar;
	g->version = row->version;
	snprintf(g->name, sizeof(g->name), "%s", row->name);
}

static struct fleet_group_item *item_add(struct fleet_data *d, struct fleet_item *owner, uint32_t id)
{
	struct fleet_group_item *item;

	if (fleet_table_reserve_one(d, &d->group_by_id) < 0)
		return NULL;
	item = pool_get(d->groups);
	if (!item)
		return NULL;
	item->group.id = id;
	fleet_table_add(&d->group_by_id, fleet_hash(id), pool_handle(d->groups, item));
	fleet_list_add(d, owner, item);
	return item;
}

static void number_remove(struct fleet_data *d, const struct fleet_group_item *item)
{
	fleet_table_remove(&d->group_by_number, fleet_hash(item->group.number), pool_handle(d->groups, item));
}

int fleet_snapshot_put_group(struct fleet_snapshot *snap, const struct store_group *row)
{
	struct fleet_data *d = snap->data;
	struct fleet_item *owner = fleet_item_find(d, row->fleet_id);
	struct fleet_group_item *item;

	if (!row_is_sound(row))
		return -EINVAL;
	if (!owner)
		return -ENOENT;
	if (fleet_table_reserve_one(d, &d->group_by_number) < 0)
		return -ENOMEM;
	item = fleet_group_item_find(d, row->id);
	if (!item)
		item = item_add(d, owner, row->id);
	if (!item)
		return -ENOMEM;
	if (item->group.fleet != &owner->fleet) {
		members_set(d, item, NULL, 0);
		fleet_list_remove(d, item);
		fleet_list_add(d, owner, item);
	}
	if (item->group.number != E164_NONE)
		number_remove(d, item);
	row_copy(&item->group, row);
	fleet_table_add(&d->group_by_number, fleet_hash(row->number), pool_handle(d->groups, item));
	return 0;
}

void fleet_group_item_free(struct fleet_data *d, struct fleet_group_item *item)
{
	members_set(d, item, NULL, 0);
	fleet_group_take_blocked(d, item, NULL, 0);
	fleet_list_remove(d, item);
	number_remove(d, item);
	fleet_table_remove(&d->group_by_id, fleet_hash(item->group.id), pool_handle(d->groups, item));
	pool_put(d->groups, item);
}

int fleet_snapshot_remove_group(struct fleet_snapshot *snap, uint32_t id)
{
	struct fleet_group_item *item = fleet_group_item_find(snap->data, id);

	if (!item)
		return -ENOENT;
	fleet_group_item_free(snap->data, item);
	return 0;
}
