/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Short numbers: one name space a fleet, shared by its lines and its fixed numbers. A number that the fleet's plan
 * gives a meaning (emergency, 10YT, 3BPQ, 118XYZ) is refused here, at the lowest door, whoever brings it
 * (product.md section 1). */

#include <errno.h>
#include <string.h>

#include "bulk.h"

/* A plan has a few dozen ranges: a look at each costs less than the temporary table of an IN. */
static const char sql_taken[] =
	"SELECT COUNT(*) FROM fleet f JOIN numplan_range r ON r.profile = f.profile "
	"WHERE f.id = $1 AND r.kind <> 'short' AND (r.length = 0 OR r.length = $3) "
	"AND r.prefix = SUBSTR($2, 1, LENGTH(r.prefix))";
static const char *const sql_clear[] = {
	"DELETE FROM short_number WHERE line = $1", "DELETE FROM short_number WHERE fixed = $1",
};
static const char *const sql_add[] = {
	"INSERT INTO short_number (fleet_id, digits, line) VALUES ($1, $2, $3)",
	"INSERT INTO short_number (fleet_id, digits, fixed) VALUES ($1, $2, $3)",
};

static int meaning_check(struct store *s, uint32_t fleet_id, const char *digits)
{
	struct statement *st;
	int64_t meanings = 0;
	int rc = store_bulk_meaning(s, fleet_id, digits);

	if (rc <= 0)
		return rc;
	st = statement_start(s, sql_taken);
	statement_int(st, 1, fleet_id);
	statement_text(st, 2, digits);
	statement_int(st, 3, (int64_t)strlen(digits));
	rc = statement_fetch_int(st, &meanings);
	if (rc != 1)
		return rc ? rc : -EIO;
	return meanings ? -EINVAL : 0;
}

int store_short_put(struct store *s, enum store_short_owner owner, e164_t number, uint32_t fleet_id, const char *digits,
		    bool is_new)
{
	struct statement *st;
	int rc = 0;

	if (!is_new) {
		st = statement_start(s, sql_clear[owner]);
		statement_int(st, 1, (int64_t)number);
		rc = statement_run(st);
	}
	if (rc < 0 || !digits[0])
		return rc;
	rc = meaning_check(s, fleet_id, digits);
	if (rc < 0)
		return rc;
	st = statement_start(s, sql_add[owner]);
	statement_int(st, 1, fleet_id);
	statement_text(st, 2, digits);
	statement_int(st, 3, (int64_t)number);
	return statement_run(st);
}
