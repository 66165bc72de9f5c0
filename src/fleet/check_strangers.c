/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers of a draft that are another fleet's already. Asked of the store for new rows only: what the fleet has stored,
 * it has. Of whose they are nothing is told: fleets are customers who need not know of one another. */

#include <errno.h>

#include "check_priv.h"

struct strangers { struct check c; struct store *store; uint32_t fleet_id; };

static e164_t number_of(enum draft_table table, const void *row)
{
	return table == DRAFT_LINES ? ((const struct draft_line *)row)->row.number :
		table == DRAFT_FIXED ? ((const struct draft_fixed *)row)->row.number : ((const struct draft_group *)row)->row.number;
}

/* Both are sorted: most rows stand where they stood. */
static bool is_stored(const struct fleet_draft *stored, enum draft_table table, size_t i, const void *row)
{
	if (!stored)
		return false;
	if (i < draft_rows_count(stored, table) && !draft_row_compare(table, draft_row_at(stored, table, i), row))
		return true;
	return table == DRAFT_LINES ? fleet_draft_line(stored, number_of(table, row)) != NULL :
		table == DRAFT_FIXED ? fleet_draft_fixed(stored, number_of(table, row)) != NULL :
		fleet_draft_group(stored, number_of(table, row)) != NULL;
}

/* An overlay's table that nothing was changed in. */
static bool is_same_table(const struct fleet_draft *d, const struct fleet_draft *stored, enum draft_table table)
{
	return stored && d->table[table].rows == stored->table[table].rows;
}

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
	static const enum draft_table tables[] = { DRAFT_LINES, DRAFT_FIXED, DRAFT_GROUPS };
	struct strangers s = { { d, cb, priv }, store, stored ? stored->fleet.id : 0 };
	int rc = 0;

	for (unsigned k = 0; k < sizeof(tables) / sizeof(tables[0]); k++) {
		for (size_t i = 0; !is_same_table(d, stored, tables[k]) && i < draft_rows_count(d, tables[k]) && !rc; i++) {
			const void *row = draft_row_at(d, tables[k], i);

			if (!is_stored(stored, tables[k], i, row))
				rc = check_number(&s, tables[k], row, number_of(tables[k], row));
		}
	}
	return rc;
}
