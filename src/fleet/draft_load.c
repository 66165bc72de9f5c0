/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft of what the store has: one ordered pass a table. Rows of members, hunts ... are visited line by line only
 * where a line can have them; groups get their numbers in place of their ids on the way. */

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/fleet/draft.h>

#include "load.h"

struct reading {
	struct fleet_draft *d;
	struct store *store;
	uint32_t fleet_id;
	const char *profile;
	bool found;
	int rc;				/* of what the profile's reading met */
	e164_t group;
};

static int profile_found(void *priv, const struct store_numplan *row)
{
	struct reading *r = priv;
	struct numplan *np;

	if (strcmp(row->name, r->profile))
		return 0;
	r->rc = fleet_load_numplan(r->d, r->store, row, &np);
	if (r->rc)
		return 1;
	talloc_free(r->d->numplan);
	r->d->numplan = np;
	r->d->voicemail = row->voicemail;
	r->found = true;
	return 1;
}

int fleet_draft_use_profile(struct fleet_draft *d, struct store *store, const char *profile)
{
	struct reading r = { .d = d, .store = store, .profile = profile };
	int rc = store_numplans_each(store, profile_found, &r);

	if (rc < 0)
		return rc;
	if (r.rc)
		return r.rc == -EINVAL ? -ENOENT : r.rc;
	return r.found ? 0 : -ENOENT;
}

static int add_calendar(void *priv, const struct store_calendar *row)
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

static int add_member(void *priv, const struct store_member *row)
{
	struct reading *r = priv;

	return fleet_draft_add(r->d, DRAFT_MEMBERS, &(struct draft_member){ .row = *row, .group = r->group });
}

static int add_blocked(void *priv, const struct store_blocked *row)
{
	struct reading *r = priv;

	return fleet_draft_add(r->d, DRAFT_BLOCKED, &(struct draft_blocked){ .row = *row, .group = r->group });
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

static int add_settings(void *priv, const struct store_settings *row)
{
	struct fleet_draft *d = priv;
	struct draft_settings s = { .row = *row };

	if (row->shown == LINE_SHOWN_GROUP && row->shown_group)
		s.shown_group = group_number(d, row->shown_group);
	return fleet_draft_add(d, DRAFT_SETTINGS, &s);
}

static int add_forwarding(void *priv, const struct store_forwarding *row)
{
	return fleet_draft_add(priv, DRAFT_FORWARDINGS, &(struct draft_forwarding){ .row = *row });
}

static int add_hunt(void *priv, const struct store_hunt *row)
{
	return fleet_draft_add(priv, DRAFT_HUNTS, &(struct draft_hunt){ .row = *row });
}

static int load_groups(struct reading *r)
{
	int rc = store_groups_each(r->store, r->fleet_id, add_group, r->d);

	for (size_t i = 0; i < draft_rows_count(r->d, DRAFT_GROUPS) && !rc; i++) {
		const struct draft_group *g = draft_row_at(r->d, DRAFT_GROUPS, i);

		r->group = g->row.number;
		rc = store_members_each(r->store, g->row.id, add_member, r);
		if (!rc)
			rc = store_blocked_each(r->store, E164_NONE, g->row.id, add_blocked, r);
	}
	r->group = E164_NONE;
	return rc;
}

/* What hangs on a line is asked for line by line: a small fleet must not read a large operator's tables. */
static int load_line(struct reading *r, e164_t line)
{
	int rc = store_settings_each(r->store, line, add_settings, r->d);

	if (!rc)
		rc = store_forwardings_each(r->store, line, add_forwarding, r->d);
	if (!rc)
		rc = store_hunt_each(r->store, line, add_hunt, r->d);
	return rc ? rc : store_blocked_each(r->store, line, 0, add_blocked, r);
}

static int load_tables(struct reading *r)
{
	struct fleet_draft *d = r->d;
	int rc = store_fleet_get(r->store, r->fleet_id, &d->fleet);

	if (!rc)
		rc = fleet_draft_use_profile(d, r->store, d->fleet.profile);
	if (!rc)
		rc = store_calendars_each(r->store, r->fleet_id, add_calendar, d);
	if (!rc)
		rc = store_barred_each(r->store, r->fleet_id, add_barred, d);
	if (!rc)
		rc = store_lines_each(r->store, r->fleet_id, add_line, d);
	if (!rc)
		rc = store_fixed_each(r->store, r->fleet_id, add_fixed, d);
	if (!rc)
		rc = load_groups(r);
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_LINES) && !rc; i++)
		rc = load_line(r, ((struct draft_line *)draft_row_at(d, DRAFT_LINES, i))->row.number);
	return rc;
}

int fleet_draft_load(void *ctx, struct store *store, uint32_t fleet_id, struct fleet_draft **ret)
{
	struct reading r = { .d = fleet_draft_alloc(ctx), .store = store, .fleet_id = fleet_id };
	int begun = r.d ? store_begin_read(store) : -ENOMEM;
	int rc = begun == -EBUSY ? 0 : begun;

	if (!rc)
		rc = load_tables(&r);
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
