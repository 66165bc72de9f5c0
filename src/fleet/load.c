/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A snapshot from the store: one ordered pass a table, all in one read transaction. A row that the snapshot refuses is
 * said and left out, so that one bad row does not take the service from all others. Lists are in load_lists.c. */

#include <errno.h>

#include <talloc.h>

#include "load.h"
#include "snapshot.h"

struct load {
	struct fleet_snapshot *snap;
	struct store *store;
};

int fleet_row_check(int rc, const char *what, uint64_t key)
{
	if (rc == -EINVAL || rc == -ENOENT) {
		LOGT(DFLEET, LOGL_ERROR, "%s %llu in the store makes no sense: left out\n", what,
		     (unsigned long long)key);
		return 0;
	}
	return rc;
}

static int numplan_row_add(void *priv, const struct store_numplan_row *row)
{
	struct numplan *np = priv;
	int rc = -EINVAL;

	switch (row->row) {
	case STORE_NUMPLAN_RANGE:
		rc = numplan_add_range(np, (enum numplan_kind)row->kind, row->prefix, row->length);
		break;
	case STORE_NUMPLAN_COUNTRY:
		rc = numplan_add_country(np, row->prefix, row->cc);
		break;
	case STORE_NUMPLAN_ALLOW:
		rc = numplan_allow(np, (enum numplan_service)row->kind, row->prefix);
		break;
	}
	if (rc == -ENOMEM)
		return rc;
	if (rc < 0)
		LOGT(DFLEET, LOGL_ERROR, "number plan %s: prefix %s makes no sense: left out\n", numplan_name(np),
		     row->prefix);
	return 0;
}

int fleet_load_numplan(void *ctx, struct store *store, const struct store_numplan *row, struct numplan **ret)
{
	struct numplan *np = numplan_alloc(ctx, row->name, row->cc, row->national_length, row->trunk, row->international);
	int rc;

	if (!np && errno == ENOMEM)
		return -ENOMEM;
	if (!np) {
		LOGT(DFLEET, LOGL_ERROR, "number plan %s makes no sense: left out\n", row->name);
		return -EINVAL;
	}
	rc = store_numplan_rows_each(store, row->name, numplan_row_add, np);
	if (rc < 0) {
		talloc_free(np);
		return rc;
	}
	*ret = np;
	return 0;
}

static int put_numplan(void *priv, const struct store_numplan *row)
{
	struct load *load = priv;
	struct numplan *np;
	int rc = fleet_load_numplan(load->snap, load->store, row, &np);

	if (rc < 0)
		return rc == -EINVAL ? 0 : rc;
	rc = fleet_snapshot_put_numplan(load->snap, np);
	return rc ? rc : fleet_snapshot_put_voicemail(load->snap, row->name, row->voicemail);
}

static int put_fleet(void *priv, const struct store_fleet *row)
{
	struct load *load = priv;

	return fleet_row_check(fleet_snapshot_put_fleet(load->snap, row), "fleet", row->id);
}

static int put_line(void *priv, const struct store_line *row)
{
	struct load *load = priv;

	return fleet_row_check(fleet_snapshot_put_line(load->snap, row), "line", row->number);
}

static int put_forwarding(void *priv, const struct store_forwarding *row)
{
	struct load *load = priv;

	return fleet_row_check(fleet_snapshot_put_forwarding(load->snap, row), "forwarding of line", row->line);
}

static int put_fixed(void *priv, const struct store_fixed *row)
{
	struct load *load = priv;

	return fleet_row_check(fleet_snapshot_put_fixed(load->snap, row), "fixed number", row->number);
}

static int put_settings(void *priv, const struct store_settings *row)
{
	struct load *load = priv;

	return fleet_row_check(fleet_snapshot_put_settings(load->snap, row), "settings of line", row->line);
}

static int put_group(void *priv, const struct store_group *row)
{
	struct load *load = priv;

	return fleet_row_check(fleet_snapshot_put_group(load->snap, row), "group", row->id);
}

static int put_calendar(void *priv, const struct store_calendar *row)
{
	struct load *load = priv;

	return fleet_row_check(fleet_snapshot_put_calendar(load->snap, row), "calendar", row->id);
}

static int tables_load(struct load *load)
{
	int64_t version = store_change_last(load->store);
	int rc = version < 0 ? (int)version : store_numplans_each(load->store, put_numplan, load);

	if (!rc)
		rc = store_fleets_each(load->store, put_fleet, load);
	if (!rc)
		rc = store_lines_each(load->store, 0, put_line, load);
	if (!rc)
		rc = store_forwardings_each(load->store, E164_NONE, put_forwarding, load);
	if (!rc)
		rc = store_settings_each(load->store, E164_NONE, put_settings, load);
	if (!rc)
		rc = store_fixed_each(load->store, 0, put_fixed, load);
	if (!rc)
		rc = store_calendars_each(load->store, 0, put_calendar, load);
	if (!rc)
		rc = store_groups_each(load->store, 0, put_group, load);
	if (!rc)
		rc = fleet_load_lists(load->snap, load->store);
	if (!rc && !fleet_default_numplan(load->snap)) {
		LOGT(DFLEET, LOGL_ERROR, "the store has no number plan\n");
		rc = -EIO;
	}
	if (!rc)
		fleet_snapshot_set_version(load->snap, (uint64_t)version);
	return rc;
}

int fleet_load(void *ctx, struct store *store, struct fleet_snapshot **ret)
{
	struct load load = { .snap = fleet_snapshot_alloc(ctx), .store = store };
	int rc = load.snap ? store_begin_read(store) : -ENOMEM;

	if (!rc) {
		rc = tables_load(&load);
		store_rollback(store);
	}
	if (rc < 0) {
		talloc_free(load.snap);
		return rc;
	}
	*ret = load.snap;
	return 0;
}

int fleet_snapshot_load(struct fleet_snapshot *snap, struct store *store)
{
	struct fleet_snapshot *fresh;
	int rc = fleet_load(NULL, store, &fresh);

	if (rc < 0)
		return rc;
	fleet_snapshot_swap(snap, fresh);
	talloc_free(fresh);
	LOGP(DFLEET, LOGL_NOTICE, "loaded %u lines of %u fleets, %zu bytes, version %llu\n", fleet_snapshot_lines(snap),
	     fleet_snapshot_fleets(snap), fleet_snapshot_bytes(snap), (unsigned long long)fleet_snapshot_version(snap));
	return 0;
}
