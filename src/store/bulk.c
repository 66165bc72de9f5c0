/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many puts in one transaction, an import. By themselves four questions a line go to the server and back, one after the
 * other; here what they ask is asked beforehand for 30 numbers at a time, and what they write is queued. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "bulk.h"

#define AT_ONCE 30
#define MAX_RANGES 256

/* As many numbers as a statement takes; fewer: the last one again. */
#define THIRTY "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, " \
	"$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30) "
static const char sql_homes[] =
	"SELECT number, fleet_id, 0 FROM line WHERE number IN " THIRTY
	"UNION ALL SELECT number, fleet_id, 1 FROM fixed WHERE number IN " THIRTY
	"UNION ALL SELECT number, fleet_id, 2 FROM call_group WHERE number IN " THIRTY;
static const char sql_ranges[] =
	"SELECT r.prefix, r.length FROM fleet f JOIN numplan_range r ON r.profile = f.profile "
	"WHERE f.id = $1 AND r.kind <> 'short'";

struct store_bulk {
	struct store_home *home;	/* sorted */
	size_t n;
	struct store_owner owner;	/* the last one that was asked for */
	uint32_t ranges_of;
	struct { char prefix[16]; size_t length; } range[MAX_RANGES];
	unsigned num_ranges;
};

static int homes_ask(struct store *s, const e164_t *numbers, size_t n,
		     int (*cb)(void *priv, e164_t number, uint32_t fleet_id, unsigned kind), void *priv)
{
	struct statement *st = statement_start(s, sql_homes);
	int rc = 0;

	for (unsigned i = 0; i < AT_ONCE; i++)
		statement_int(st, i + 1, (int64_t)numbers[i < n ? i : n - 1]);
	while (statement_more(st, &rc))
		rc = cb(priv, (e164_t)statement_column_int(st, 0), (uint32_t)statement_column_int(st, 1),
			(unsigned)statement_column_int(st, 2));
	return rc;
}

int store_homes_each(struct store *s, const e164_t *numbers, size_t n,
		     int (*cb)(void *priv, e164_t number, uint32_t fleet_id, unsigned kind), void *priv)
{
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i += AT_ONCE)
		rc = homes_ask(s, numbers + i, n - i < AT_ONCE ? n - i : AT_ONCE, cb, priv);
	return rc;
}

static int home_order(const void *a, const void *b)
{
	const struct store_home *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

struct store_home *store_bulk_home(struct store *s, e164_t number)
{
	struct store_home key = { .number = number };

	return s->bulk && s->bulk->n ? bsearch(&key, s->bulk->home, s->bulk->n, sizeof(key), home_order) : NULL;
}

static int home_found(void *priv, e164_t number, uint32_t fleet_id, unsigned kind)
{
	struct store_home *home = store_bulk_home(priv, number);

	if (!home)
		return 0;
	if (kind == 0)
		home->line = fleet_id;
	else if (kind == 1)
		home->fixed = fleet_id;
	else
		home->group = fleet_id;
	return 0;
}

static int bulk_destroy(struct store_bulk *b)
{
	free(b->home);
	return 0;
}

int store_bulk_begin(struct store *s, const e164_t *numbers, size_t n)
{
	struct store_bulk *b;
	int rc = store_change_begin(s);

	if (rc || !s->driver->queue || s->bulk)
		return rc;
	b = talloc_zero(s, struct store_bulk);
	if (!b)
		return -ENOMEM;
	talloc_set_destructor(b, bulk_destroy);
	b->home = calloc(n ? n : 1, sizeof(*b->home));
	if (!b->home) {
		talloc_free(b);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		b->home[i].number = numbers[i];
	qsort(b->home, n, sizeof(*b->home), home_order);
	b->n = n;
	s->bulk = b;
	rc = store_homes_each(s, numbers, n, home_found, s);
	if (rc < 0)
		store_bulk_drop(s);
	return rc;
}

void store_bulk_drop(struct store *s)
{
	talloc_free(s->bulk);
	s->bulk = NULL;
}

int store_bulk_end(struct store *s)
{
	int rc;

	if (!s->bulk)
		return 0;
	store_bulk_drop(s);
	rc = s->driver->flush(s->conn);
	return rc ? store_change_end(s, rc) : 0;
}

int store_bulk_owner(struct store *s, uint32_t fleet_id, struct store_owner *ret)
{
	if (!s->bulk || !fleet_id || s->bulk->owner.fleet_id != fleet_id)
		return 0;
	*ret = s->bulk->owner;
	return 1;
}

void store_bulk_know_owner(struct store *s, const struct store_owner *owner)
{
	if (s->bulk)
		s->bulk->owner = *owner;
}

static int ranges_read(struct store *s, uint32_t fleet_id)
{
	struct store_bulk *b = s->bulk;
	struct statement *st = statement_start(s, sql_ranges);
	int rc = 0;

	b->ranges_of = 0;
	b->num_ranges = 0;
	statement_int(st, 1, fleet_id);
	while (statement_more(st, &rc)) {
		if (b->num_ranges == MAX_RANGES) {
			rc = 1;
			continue;
		}
		statement_column_text(st, 0, b->range[b->num_ranges].prefix, sizeof(b->range[0].prefix));
		b->range[b->num_ranges++].length = (size_t)statement_column_int(st, 1);
	}
	if (!rc)
		b->ranges_of = fleet_id;
	return rc;
}

int store_bulk_meaning(struct store *s, uint32_t fleet_id, const char *digits)
{
	struct store_bulk *b = s->bulk;
	size_t n = strlen(digits);
	int rc;

	if (!b)
		return 1;
	if (b->ranges_of != fleet_id) {
		rc = ranges_read(s, fleet_id);
		if (rc)
			return rc;
	}
	for (unsigned i = 0; i < b->num_ranges; i++)
		if ((!b->range[i].length || b->range[i].length == n) && !strncmp(digits, b->range[i].prefix, strlen(b->range[i].prefix)))
			return -EINVAL;
	return 0;
}

int store_bulk_version(struct store *s, struct statement *st, int64_t *ret_version)
{
	int rc;

	if (s->bulk)
		return statement_run(st);
	rc = statement_fetch_int(st, ret_version);
	return rc == 1 ? 0 : rc ? rc : -EIO;
}
