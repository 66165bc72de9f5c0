/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists, from the store into a snapshot: their rows come sorted by owner, so that each run of one owner's rows is put
 * as a whole when the next owner's begins. */

#include <errno.h>
#include <stdlib.h>

#include "load.h"
#include "snapshot.h"

struct run {
	struct fleet_snapshot *snap;
	e164_t line;			/* the owner: a line ... */
	uint32_t id;			/* ... or a fleet or a group; both 0 at first */
	size_t n;
	union {
		struct store_hunt hunt[HUNT_MAX];
		struct store_member member[GROUP_MAX_MEMBERS];
		struct store_barred barred[UINT8_MAX];
	};
	struct fleet_numbers blocked;
};

int fleet_numbers_add(struct fleet_numbers *numbers, e164_t number)
{
	if (numbers->n == numbers->room) {
		size_t room = numbers->room ? numbers->room * 2 : 16;
		e164_t *grown = realloc(numbers->list, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		numbers->list = grown;
		numbers->room = room;
	}
	numbers->list[numbers->n++] = number;
	return 0;
}

void fleet_numbers_free(struct fleet_numbers *numbers)
{
	free(numbers->list);
	*numbers = (struct fleet_numbers){ .list = NULL };
}

/* ---- hunt lists ---- */
static int hunt_end(struct run *run)
{
	if (run->line == E164_NONE)
		return 0;
	return fleet_row_check(fleet_snapshot_put_hunt(run->snap, run->line, run->hunt, run->n), "hunt list of line",
			       run->line);
}

static int hunt_row(void *priv, const struct store_hunt *row)
{
	struct run *run = priv;
	int rc = 0;

	if (row->line != run->line) {
		rc = hunt_end(run);
		run->line = row->line;
		run->n = 0;
	}
	if (rc < 0 || run->n == HUNT_MAX)
		return rc ? rc : fleet_row_check(-EINVAL, "sixth number of line", row->line);
	run->hunt[run->n++] = *row;
	return 0;
}

/* ---- members ---- */
static int members_end(struct run *run)
{
	if (!run->id)
		return 0;
	return fleet_row_check(fleet_snapshot_put_members(run->snap, run->id, run->member, run->n), "members of group",
			       run->id);
}

static int member_row(void *priv, const struct store_member *row)
{
	struct run *run = priv;
	int rc = 0;

	if (row->group_id != run->id) {
		rc = members_end(run);
		run->id = row->group_id;
		run->n = 0;
	}
	if (rc < 0)
		return rc;
	if (run->n == GROUP_MAX_MEMBERS || !fleet_group_may_have(run->snap->data, row->group_id, row->line))
		return fleet_row_check(-EINVAL, "group member", row->line);
	run->member[run->n++] = *row;
	return 0;
}

/* ---- barred prefixes ---- */
static int barred_end(struct run *run)
{
	if (!run->id)
		return 0;
	return fleet_row_check(fleet_snapshot_put_barred(run->snap, run->id, run->barred, run->n), "barred prefixes of fleet",
			       run->id);
}

static int barred_row(void *priv, const struct store_barred *row)
{
	struct run *run = priv;
	int rc = 0;

	if (row->fleet_id != run->id) {
		rc = barred_end(run);
		run->id = row->fleet_id;
		run->n = 0;
	}
	if (rc < 0 || run->n == UINT8_MAX)
		return rc ? rc : fleet_row_check(-EINVAL, "256th barred prefix of fleet", row->fleet_id);
	run->barred[run->n++] = *row;
	return 0;
}

/* ---- blocked callers ---- */
static int blocked_end(struct run *run)
{
	int rc;

	if (run->line == E164_NONE && !run->id)
		return 0;
	rc = fleet_snapshot_put_blocked(run->snap, run->line, run->id, run->blocked.list, run->blocked.n);
	return fleet_row_check(rc, run->id ? "blocked callers of group" : "blocked callers of line",
			       run->id ? run->id : run->line);
}

static int blocked_row(void *priv, const struct store_blocked *row)
{
	struct run *run = priv;
	int rc = 0;

	if (row->line != run->line || row->group_id != run->id) {
		rc = blocked_end(run);
		run->line = row->line;
		run->id = row->group_id;
		run->blocked.n = 0;
	}
	return rc ? rc : fleet_numbers_add(&run->blocked, row->number);
}

static int blocked_load(struct fleet_snapshot *snap, struct store *store)
{
	struct run run = { .snap = snap };
	int rc = store_blocked_each(store, E164_NONE, 0, blocked_row, &run);

	if (!rc)
		rc = blocked_end(&run);
	fleet_numbers_free(&run.blocked);
	return rc;
}

int fleet_load_lists(struct fleet_snapshot *snap, struct store *store)
{
	struct run hunt = { .snap = snap }, members = { .snap = snap }, barred = { .snap = snap };
	int rc = store_hunt_each(store, E164_NONE, hunt_row, &hunt);

	if (!rc)
		rc = hunt_end(&hunt);
	if (!rc)
		rc = store_members_each(store, 0, member_row, &members);
	if (!rc)
		rc = members_end(&members);
	if (!rc)
		rc = store_barred_each(store, 0, barred_row, &barred);
	if (!rc)
		rc = barred_end(&barred);
	return rc ? rc : blocked_load(snap, store);
}
