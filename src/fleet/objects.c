/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How each kind of object goes from the store to the snapshot: see object.h. Reading is the thread's and allocates all
 * that it can; putting is the loop's, and takes over what was read. */

#include <errno.h>
#include <stdlib.h>

#include <talloc.h>

#include "load.h"
#include "object.h"
#include "service.h"
#include "snapshot.h"

enum fleet_object fleet_object_of(enum store_object object)
{
	static const enum fleet_object objects[] = {
		[STORE_OBJECT_FLEET] = FLEET_OBJECT_FLEET, [STORE_OBJECT_LINE] = FLEET_OBJECT_LINE,
		[STORE_OBJECT_FORWARDING] = FLEET_OBJECT_LINE, [STORE_OBJECT_FIXED] = FLEET_OBJECT_FIXED,
		[STORE_OBJECT_NUMPLAN] = FLEET_OBJECT_PROFILES, [STORE_OBJECT_SERVICE] = FLEET_OBJECT_LINE,
		[STORE_OBJECT_GROUP] = FLEET_OBJECT_GROUP, [STORE_OBJECT_CALENDAR] = FLEET_OBJECT_CALENDAR,
	};

	return objects[object];
}

/* ---- number plans: few, read and put all together ---- */
static void profiles_free(struct fleet_change *c)
{
	for (size_t i = 0; i < c->profiles.n; i++)
		talloc_free(c->profiles.list[i].numplan);
	free(c->profiles.list);
}

struct profile_reader { struct store *store; struct fleet_change *c; };

static int profile_row(void *priv, const struct store_numplan *row)
{
	struct profile_reader *r = priv;
	struct fleet_change_profile *grown;
	struct numplan *np;
	int rc = fleet_load_numplan(NULL, r->store, row, &np);

	if (rc < 0)
		return rc == -EINVAL ? 0 : rc;
	grown = realloc(r->c->profiles.list, (r->c->profiles.n + 1) * sizeof(*grown));
	if (!grown) {
		talloc_free(np);
		return -ENOMEM;
	}
	grown[r->c->profiles.n++] = (struct fleet_change_profile){ np, row->voicemail };
	r->c->profiles.list = grown;
	return 0;
}

static int profiles_read(struct store *store, struct fleet_change *c)
{
	struct profile_reader r = { .store = store, .c = c };
	int rc = store_numplans_each(store, profile_row, &r);

	if (rc < 0)
		profiles_free(c);
	return rc;
}

static int profiles_put(struct fleet_snapshot *snap, struct fleet_change *c)
{
	int rc = 0;

	for (size_t i = 0; i < c->profiles.n && !rc; i++) {
		struct fleet_change_profile *p = &c->profiles.list[i];

		rc = fleet_snapshot_put_numplan(snap, p->numplan);
		if (rc < 0)
			break;
		rc = fleet_snapshot_put_voicemail(snap, numplan_name(p->numplan), p->voicemail);
		p->numplan = NULL;
	}
	profiles_free(c);
	return rc;
}

/* Never: what the log says of number plans is that some changed. */
static int profiles_remove(struct fleet_snapshot *snap, uint64_t key)
{
	return -ENOENT;
}

/* ---- fleets ---- */
struct barred_reader { size_t n; struct store_barred rows[UINT8_MAX]; };

static int barred_row(void *priv, const struct store_barred *row)
{
	struct barred_reader *r = priv;

	if (r->n == UINT8_MAX)
		return fleet_row_check(-EINVAL, "256th barred prefix of fleet", row->fleet_id);
	r->rows[r->n++] = *row;
	return 0;
}

static int fleet_read(struct store *store, struct fleet_change *c)
{
	struct barred_reader r = { .n = 0 };
	int rc = store_fleet_get(store, (uint32_t)c->key, &c->fleet.row);

	if (!rc)
		rc = store_barred_each(store, (uint32_t)c->key, barred_row, &r);
	if (rc < 0)
		return rc;
	rc = fleet_barred_copy(r.rows, r.n, &c->fleet.barred);
	c->fleet.num_barred = rc ? 0 : r.n;
	return fleet_row_check(rc, "barred prefixes of fleet", c->key);
}

static void fleet_free(struct fleet_change *c)
{
	fleet_array_free(c->fleet.barred);
}

static int fleet_put(struct fleet_snapshot *snap, struct fleet_change *c)
{
	int rc = fleet_snapshot_put_fleet(snap, &c->fleet.row);

	if (rc < 0) {
		fleet_free(c);
		return rc;
	}
	fleet_take_barred(snap->data, fleet_item_find(snap->data, c->fleet.row.id), c->fleet.barred, c->fleet.num_barred);
	return 0;
}

static int fleet_remove(struct fleet_snapshot *snap, uint64_t key)
{
	return fleet_snapshot_remove_fleet(snap, (uint32_t)key);
}

/* ---- calendars ---- */
static int calendar_read(struct store *store, struct fleet_change *c)
{
	int rc;

	c->calendar = malloc(sizeof(*c->calendar));
	if (!c->calendar)
		return -ENOMEM;
	rc = store_calendar_get(store, (uint32_t)c->key, c->calendar);
	if (rc < 0)
		free(c->calendar);
	return rc;
}

static void calendar_free(struct fleet_change *c)
{
	free(c->calendar);
}

static int calendar_put(struct fleet_snapshot *snap, struct fleet_change *c)
{
	int rc = fleet_snapshot_put_calendar(snap, c->calendar);

	calendar_free(c);
	return rc;
}

static int calendar_remove(struct fleet_snapshot *snap, uint64_t key)
{
	return fleet_snapshot_remove_calendar(snap, (uint32_t)key);
}

/* ---- lines, with all that they have set ---- */
struct service_reader {
	struct fleet_service *service;
	size_t num_hunt;
	struct store_hunt hunt[HUNT_MAX];
	struct fleet_numbers blocked;
};

static int forwarding_row(void *priv, const struct store_forwarding *row)
{
	struct service_reader *r = priv;

	return fleet_row_check(fleet_service_set_forwarding(r->service, row), "forwarding of line", row->line);
}

static int settings_row(void *priv, const struct store_settings *row)
{
	struct service_reader *r = priv;

	return fleet_row_check(fleet_service_set_settings(r->service, row), "settings of line", row->line);
}

static int hunt_row(void *priv, const struct store_hunt *row)
{
	struct service_reader *r = priv;

	if (r->num_hunt == HUNT_MAX)
		return fleet_row_check(-EINVAL, "sixth number of line", row->line);
	r->hunt[r->num_hunt++] = *row;
	return 0;
}

static int blocked_row(void *priv, const struct store_blocked *row)
{
	return fleet_numbers_add(priv, row->number);
}

static int service_read(struct store *store, e164_t line, struct service_reader *r)
{
	int rc = store_forwardings_each(store, line, forwarding_row, r);

	if (!rc)
		rc = store_settings_each(store, line, settings_row, r);
	if (!rc)
		rc = store_hunt_each(store, line, hunt_row, r);
	if (!rc)
		rc = store_blocked_each(store, line, 0, blocked_row, &r->blocked);
	if (!rc)
		rc = fleet_row_check(fleet_service_set_hunt(r->service, r->hunt, r->num_hunt), "hunt list of line", line);
	if (!rc)
		rc = fleet_row_check(fleet_service_set_blocked(r->service, r->blocked.list, r->blocked.n),
				     "blocked callers of line", line);
	return rc;
}

static int line_read(struct store *store, struct fleet_change *c)
{
	struct service_reader r = { .service = &c->line.service };
	int rc = store_line_get(store, c->key, &c->line.row);

	if (rc < 0)
		return rc;
	c->line.service = fleet_service_default;
	rc = service_read(store, c->key, &r);
	fleet_numbers_free(&r.blocked);
	if (rc < 0)
		fleet_service_free(&c->line.service, NULL);
	return rc;
}

static void line_free(struct fleet_change *c)
{
	fleet_service_free(&c->line.service, NULL);
}

static int line_put(struct fleet_snapshot *snap, struct fleet_change *c)
{
	int rc = fleet_snapshot_put_line(snap, &c->line.row);

	if (rc < 0) {
		line_free(c);
		return rc;
	}
	return fleet_service_place(snap->data, fleet_line_item_find(snap->data, c->key), &c->line.service);
}

static int line_remove(struct fleet_snapshot *snap, uint64_t key)
{
	return fleet_snapshot_remove_line(snap, key);
}

/* ---- declared fixed numbers ---- */
static int fixed_read(struct store *store, struct fleet_change *c)
{
	return store_fixed_get(store, c->key, &c->fixed);
}

static int fixed_put(struct fleet_snapshot *snap, struct fleet_change *c)
{
	return fleet_snapshot_put_fixed(snap, &c->fixed);
}

static int fixed_remove(struct fleet_snapshot *snap, uint64_t key)
{
	return fleet_snapshot_remove_fixed(snap, key);
}

static void nothing_free(struct fleet_change *c)
{
}

/* ---- groups ---- */
static int member_row(void *priv, const struct store_member *row)
{
	struct fleet_change_group *g = priv;

	if (g->num_members == GROUP_MAX_MEMBERS)
		return fleet_row_check(-EINVAL, "eleventh member of group", row->group_id);
	g->member[g->num_members++] = *row;
	return 0;
}

static int group_lists_read(struct store *store, struct fleet_change_group *g)
{
	struct fleet_numbers blocked = { .list = NULL };
	int rc = store_members_each(store, g->row.id, member_row, g);

	if (!rc)
		rc = store_blocked_each(store, E164_NONE, g->row.id, blocked_row, &blocked);
	if (!rc && blocked.n > UINT16_MAX)
		rc = fleet_row_check(-EINVAL, "blocked callers of group", g->row.id);
	else if (!rc)
		g->blocked = fleet_array_sorted(blocked.list, &blocked.n, &rc);
	g->num_blocked = g->blocked ? blocked.n : 0;
	fleet_numbers_free(&blocked);
	return rc;
}

static void group_free(struct fleet_change *c)
{
	fleet_array_free(c->group->blocked);
	free(c->group);
}

static int group_read(struct store *store, struct fleet_change *c)
{
	int rc;

	c->group = calloc(1, sizeof(*c->group));
	if (!c->group)
		return -ENOMEM;
	rc = store_group_get(store, (uint32_t)c->key, &c->group->row);
	if (!rc)
		rc = group_lists_read(store, c->group);
	if (rc < 0)
		group_free(c);
	return rc;
}

static int group_put(struct fleet_snapshot *snap, struct fleet_change *c)
{
	struct fleet_change_group *g = c->group;
	int rc = fleet_snapshot_put_group(snap, &g->row);

	if (!rc)
		rc = fleet_snapshot_put_members(snap, g->row.id, g->member, g->num_members);
	if (!rc) {
		fleet_group_take_blocked(snap->data, fleet_group_item_find(snap->data, g->row.id), g->blocked, g->num_blocked);
		g->blocked = NULL;
	}
	group_free(c);
	return rc;
}

static int group_remove(struct fleet_snapshot *snap, uint64_t key)
{
	return fleet_snapshot_remove_group(snap, (uint32_t)key);
}

const struct fleet_object_ops fleet_objects[_FLEET_OBJECTS] = {
	[FLEET_OBJECT_PROFILES] = { profiles_read, profiles_put, profiles_remove, profiles_free },
	[FLEET_OBJECT_FLEET] = { fleet_read, fleet_put, fleet_remove, fleet_free },
	[FLEET_OBJECT_CALENDAR] = { calendar_read, calendar_put, calendar_remove, calendar_free },
	[FLEET_OBJECT_LINE] = { line_read, line_put, line_remove, line_free },
	[FLEET_OBJECT_FIXED] = { fixed_read, fixed_put, fixed_remove, nothing_free },
	[FLEET_OBJECT_GROUP] = { group_read, group_put, group_remove, group_free },
};
