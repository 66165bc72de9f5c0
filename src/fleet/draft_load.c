/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft of what the store has: one statement a table, so that a fleet of ten thousand lines takes a dozen questions and
 * not forty thousand; groups get their numbers in place of their ids on the way. */

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "draft_priv.h"
#include "load.h"

static int profile_found(void *priv, const struct store_numplan *row)
{
	struct draft_reading *r = priv;
	struct numplan *np;

	if (strcmp(row->name, r->profile))
		return 0;
	r->rc = fleet_load_numplan(r->d, r->store, row, &np);
	if (r->rc)
		return 1;
	/* an overlay's is the first draft's */
	if (talloc_parent(r->d->numplan) == r->d)
		talloc_free(r->d->numplan);
	r->d->numplan = np;
	r->d->voicemail = row->voicemail;
	r->found = true;
	return 1;
}

int fleet_draft_use_profile(struct fleet_draft *d, struct store *store, const char *profile)
{
	struct draft_reading r = { .d = d, .store = store, .profile = profile };
	int rc = store_numplans_each(store, profile_found, &r);

	if (rc < 0)
		return rc;
	if (r.rc)
		return r.rc == -EINVAL ? -ENOENT : r.rc;
	return r.found ? 0 : -ENOENT;
}

int draft_add_calendar(void *priv, const struct store_calendar *row)
{
	return fleet_draft_add(priv, DRAFT_CALENDARS, &(struct draft_calendar){ .row = *row });
}

static int add_barred(void *priv, const struct store_barred *row)
{
	return fleet_draft_add(priv, DRAFT_BARRED, &(struct draft_barred){ .row = *row });
}

static int add_line(void *priv, const struct store_line *row)
{
	return fleet_draft_add(priv, DRAFT_LINES, &(struct draft_line){ .row = *row });
}

static int add_fixed(void *priv, const struct store_fixed *row)
{
	return fleet_draft_add(priv, DRAFT_FIXED, &(struct draft_fixed){ .row = *row });
}

static int add_group(void *priv, const struct store_group *row)
{
	return fleet_draft_add(priv, DRAFT_GROUPS, &(struct draft_group){ .row = *row });
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

/* \returns E164_NONE where there is none. Rows of one group follow one another: what was found last is asked first. */
static e164_t group_of(struct draft_reading *r, uint32_t id)
{
	if (r->group && r->group_id == id)
		return r->group;
	r->group_id = id;
	r->group = group_number(r->d, id);
	return r->group;
}

int draft_add_member(void *priv, const struct store_member *row)
{
	struct draft_reading *r = priv;

	return fleet_draft_add(r->d, DRAFT_MEMBERS, &(struct draft_member){ .row = *row, .group = group_of(r, row->group_id) });
}

int draft_add_blocked(void *priv, const struct store_blocked *row)
{
	struct draft_reading *r = priv;
	e164_t group = row->group_id ? group_of(r, row->group_id) : E164_NONE;

	return fleet_draft_add(r->d, DRAFT_BLOCKED, &(struct draft_blocked){ .row = *row, .group = group });
}

int draft_add_settings(void *priv, const struct store_settings *row)
{
	struct fleet_draft *d = priv;
	struct draft_settings s = { .row = *row };

	if (row->shown == LINE_SHOWN_GROUP && row->shown_group)
		s.shown_group = group_number(d, row->shown_group);
	return fleet_draft_add(d, DRAFT_SETTINGS, &s);
}

int draft_add_forwarding(void *priv, const struct store_forwarding *row)
{
	return fleet_draft_add(priv, DRAFT_FORWARDINGS, &(struct draft_forwarding){ .row = *row });
}

int draft_add_hunt(void *priv, const struct store_hunt *row)
{
	return fleet_draft_add(priv, DRAFT_HUNTS, &(struct draft_hunt){ .row = *row });
}

int draft_read_all(struct draft_reading *r)
{
	struct fleet_draft *d = r->d;
	int rc = store_fleet_get(r->store, r->fleet_id, &d->fleet);

	if (!rc)
		rc = fleet_draft_use_profile(d, r->store, d->fleet.profile);
	if (!rc)
		rc = store_calendars_each(r->store, r->fleet_id, draft_add_calendar, d);
	if (!rc)
		rc = store_barred_each(r->store, r->fleet_id, add_barred, d);
	if (!rc)
		rc = store_lines_each(r->store, r->fleet_id, add_line, d);
	if (!rc)
		rc = store_fixed_each(r->store, r->fleet_id, add_fixed, d);
	if (!rc)
		rc = store_groups_each(r->store, r->fleet_id, add_group, d);
	if (!rc)
		rc = store_fleet_members_each(r->store, r->fleet_id, draft_add_member, r);
	if (!rc)
		rc = store_fleet_settings_each(r->store, r->fleet_id, draft_add_settings, d);
	if (!rc)
		rc = store_fleet_forwardings_each(r->store, r->fleet_id, draft_add_forwarding, d);
	if (!rc)
		rc = store_fleet_hunt_each(r->store, r->fleet_id, draft_add_hunt, d);
	return rc ? rc : store_fleet_blocked_each(r->store, r->fleet_id, draft_add_blocked, r);
}

int fleet_draft_load(void *ctx, struct store *store, uint32_t fleet_id, struct fleet_draft **ret)
{
	struct draft_reading r = { .d = fleet_draft_alloc(ctx), .store = store, .fleet_id = fleet_id };
	int begun = r.d ? store_begin_read(store) : -ENOMEM;
	int rc = begun == -EBUSY ? 0 : begun;

	if (!rc)
		rc = draft_read_all(&r);
	if (!begun)
		store_rollback(store);
	if (rc < 0) {
		talloc_free(r.d);
		return rc;
	}
	fleet_draft_sort(r.d);
	*ret = r.d;
	return 0;
}
