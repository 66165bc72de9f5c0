/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers of a draft that are another fleet's already. Asked of the store for new rows only: what the fleet has stored,
 * it has. Of whose they are nothing is told: fleets are customers who need not know of one another. */

#include <errno.h>
#include <stdlib.h>

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

/* New rows of a table, asked about thirty at a time. */
struct asked { const struct strangers *s; enum draft_table table; const void **row; e164_t *number; size_t n; bool *elsewhere; };

static int on_home(void *priv, e164_t number, uint32_t fleet_id, unsigned kind)
{
	struct asked *a = priv;
	size_t low = 0, high = a->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (a->number[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	/* the same number twice in a file is two rows of it */
	for (; low < a->n && a->number[low] == number; low++)
		a->elsewhere[low] |= fleet_id != a->s->fleet_id;
	return 0;
}

static int ask(struct asked *a)
{
	int rc = store_homes_each(a->s->store, a->number, a->n, on_home, a);

	for (size_t i = 0; i < a->n && !rc; i++)
		if (a->elsewhere[i])
			rc = check_say(&a->s->c, a->table, a->row[i], a->number[i], FLEET_ELSEWHERE, FLEET_FIELD_NUMBER);
	return rc;
}

static int check_table(const struct strangers *s, const struct fleet_draft *stored, enum draft_table table)
{
	size_t rows = draft_rows_count(s->c.d, table);
	struct asked a = { .s = s, .table = table, .row = calloc(rows + 1, sizeof(*a.row)), .number = calloc(rows + 1, sizeof(*a.number)),
		.elsewhere = calloc(rows + 1, sizeof(*a.elsewhere)) };
	int rc = a.row && a.number && a.elsewhere ? 0 : -ENOMEM;

	for (size_t i = 0; i < rows && !rc; i++) {
		const void *row = draft_row_at(s->c.d, table, i);

		if (is_stored(stored, table, i, row))
			continue;
		a.row[a.n] = row;
		a.number[a.n++] = number_of(table, row);
	}
	if (!rc)
		rc = ask(&a);
	free(a.row);
	free(a.number);
	free(a.elsewhere);
	return rc;
}

int fleet_check_strangers(const struct fleet_draft *d, const struct fleet_draft *stored, struct store *store,
			  fleet_finding_cb cb, void *priv)
{
	static const enum draft_table tables[] = { DRAFT_LINES, DRAFT_FIXED, DRAFT_GROUPS };
	struct strangers s = { { d, cb, priv }, store, stored ? stored->fleet.id : 0 };
	int rc = 0;

	for (unsigned k = 0; k < sizeof(tables) / sizeof(tables[0]) && !rc; k++)
		if (!is_same_table(d, stored, tables[k]))
			rc = check_table(&s, stored, tables[k]);
	return rc;
}
