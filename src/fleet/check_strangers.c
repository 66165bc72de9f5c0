/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers of a draft that are another fleet's already. Asked of the store for new rows only: what the fleet has stored,
 * it has. Of whose they are nothing is told: fleets are customers who need not know of one another. */

#include <errno.h>

#include "check_priv.h"

struct strangers { struct check c; struct store *store; uint32_t fleet_id; };

/* \returns 1 somebody else's, 0, -EIO */
static int line_is_elsewhere(const struct strangers *s, e164_t number)
{
	struct store_line row;
	int rc = store_line_get(s->store, number, &row);

	return rc == -ENOENT ? 0 : rc ? rc : row.fleet_id != s->fleet_id;
}

static int fixed_is_elsewhere(const struct strangers *s, e164_t number)
{
	struct store_fixed row;
	int rc = store_fixed_get(s->store, number, &row);

	return rc == -ENOENT ? 0 : rc ? rc : row.fleet_id != s->fleet_id;
}

static int group_is_elsewhere(const struct strangers *s, e164_t number)
{
	struct store_group row;
	int rc = store_group_find(s->store, number, &row);

	return rc == -ENOENT ? 0 : rc ? rc : row.fleet_id != s->fleet_id;
}

static int is_elsewhere(const struct strangers *s, e164_t number)
{
	int rc = line_is_elsewhere(s, number);

	if (!rc)
		rc = fixed_is_elsewhere(s, number);
	return rc ? rc : group_is_elsewhere(s, number);
}

static int check_number(const struct strangers *s, enum draft_table table, const void *row, e164_t number)
{
	int rc = is_elsewhere(s, number);

	return rc <= 0 ? rc : check_say(&s->c, table, row, number, FLEET_ELSEWHERE, FLEET_FIELD_NUMBER);
}

int fleet_check_strangers(const struct fleet_draft *d, const struct fleet_draft *stored, struct store *store,
			  fleet_finding_cb cb, void *priv)
{
	struct strangers s = { { d, cb, priv }, store, stored ? stored->fleet.id : 0 };
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_LINES) && !rc; i++) {
		const struct draft_line *l = draft_row_at(d, DRAFT_LINES, i);

		if (!stored || !fleet_draft_line(stored, l->row.number))
			rc = check_number(&s, DRAFT_LINES, l, l->row.number);
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_FIXED) && !rc; i++) {
		const struct draft_fixed *x = draft_row_at(d, DRAFT_FIXED, i);

		if (!stored || !fleet_draft_fixed(stored, x->row.number))
			rc = check_number(&s, DRAFT_FIXED, x, x->row.number);
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS) && !rc; i++) {
		const struct draft_group *g = draft_row_at(d, DRAFT_GROUPS, i);

		if (!stored || !fleet_draft_group(stored, g->row.number))
			rc = check_number(&s, DRAFT_GROUPS, g, g->row.number);
	}
	return rc;
}
