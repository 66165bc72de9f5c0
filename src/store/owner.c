/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whom a row belongs to, and what its fleet may choose: the checks that a constraint of one table cannot make. The texts
 * for people are fleet/'s; here is the lowest door, whoever comes by it. */

#include <errno.h>

#include "bulk.h"

/* In the column: see db/0003_service.sql. */
#define TO_VOICEMAIL 1

#define OWNER_COLUMNS "SELECT f.id, p.voicemail FROM fleet f JOIN numplan p ON p.name = f.profile "
static const char sql_of_line[] = OWNER_COLUMNS "JOIN line l ON l.fleet_id = f.id WHERE l.number = $1";
static const char sql_of_fleet[] = OWNER_COLUMNS "WHERE f.id = $1";
static const char sql_calendar[] = "SELECT COUNT(*) FROM calendar WHERE id = $1 AND fleet_id = $2";
static const char sql_group[] = "SELECT COUNT(*) FROM call_group WHERE id = $1 AND fleet_id = $2";

static const char *const sql_homes[] = {
	"SELECT (SELECT fleet_id FROM line WHERE number = $1), (SELECT fleet_id FROM call_group WHERE number = $1)",
	"SELECT (SELECT fleet_id FROM fixed WHERE number = $1), (SELECT fleet_id FROM call_group WHERE number = $1)",
};

static int owner_find(struct store *s, const char *sql, int64_t key, struct store_owner *ret)
{
	struct statement *st = statement_start(s, sql);
	int rc;

	statement_int(st, 1, key);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -EINVAL;
	ret->fleet_id = (uint32_t)statement_column_int(st, 0);
	ret->has_voicemail = statement_column_int(st, 1) != 0;	/* NULL reads as 0 */
	statement_end(st);
	store_bulk_know_owner(s, ret);
	return 0;
}

int store_owner_of_line(struct store *s, e164_t line, struct store_owner *ret)
{
	const struct store_home *home = store_bulk_home(s, line);

	if (home && store_bulk_owner(s, home->line, ret))
		return 0;
	return owner_find(s, sql_of_line, (int64_t)line, ret);
}

int store_owner_of_fleet(struct store *s, uint32_t fleet_id, struct store_owner *ret)
{
	if (store_bulk_owner(s, fleet_id, ret))
		return 0;
	return owner_find(s, sql_of_fleet, fleet_id, ret);
}

static int ownership_check(struct store *s, const char *sql, const struct store_owner *owner, uint32_t id)
{
	struct statement *st;
	int64_t found = 0;
	int rc;

	if (!id)
		return 0;
	st = statement_start(s, sql);
	statement_int(st, 1, id);
	statement_int(st, 2, owner->fleet_id);
	rc = statement_fetch_int(st, &found);
	if (rc < 0)
		return rc;
	return found ? 0 : -EINVAL;
}

int store_owner_check_calendar(struct store *s, const struct store_owner *owner, uint32_t calendar)
{
	return ownership_check(s, sql_calendar, owner, calendar);
}

int store_owner_check_group(struct store *s, const struct store_owner *owner, uint32_t group_id)
{
	return ownership_check(s, sql_group, owner, group_id);
}

int store_number_home(struct store *s, enum store_short_owner owner, e164_t number, uint32_t fleet_id, uint32_t *ret_home)
{
	const struct store_home *home = store_bulk_home(s, number);
	struct statement *st;
	uint32_t group;
	int rc;

	if (home) {
		*ret_home = owner == STORE_SHORT_LINE ? home->line : home->fixed;
		return home->group && home->group != fleet_id ? -EINVAL : 0;
	}
	st = statement_start(s, sql_homes[owner]);

	statement_int(st, 1, (int64_t)number);
	rc = statement_next(st);
	if (rc != 1)
		return rc ? rc : -EIO;
	*ret_home = (uint32_t)statement_column_int(st, 0);	/* NULL reads as 0 */
	group = (uint32_t)statement_column_int(st, 1);
	statement_end(st);
	return group && group != fleet_id ? -EINVAL : 0;
}

int store_owner_check_destination(const struct store_owner *owner, const struct destination *to)
{
	switch (to->kind) {
	case DESTINATION_NONE:
		return to->number == E164_NONE ? 0 : -EINVAL;
	case DESTINATION_NUMBER:
		/* 1 would read as the voicemail; the column refuses the rest. */
		return to->number > TO_VOICEMAIL ? 0 : -EINVAL;
	case DESTINATION_VOICEMAIL:
		return to->number == E164_NONE && owner->has_voicemail ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

void statement_destination(struct statement *st, unsigned number, const struct destination *to)
{
	statement_number(st, number, to->kind == DESTINATION_VOICEMAIL ? TO_VOICEMAIL : to->number);
}

struct destination statement_column_destination(struct statement *st, unsigned column)
{
	e164_t is = (e164_t)statement_column_int(st, column);	/* NULL reads as 0 */

	if (is == TO_VOICEMAIL)
		return (struct destination){ .kind = DESTINATION_VOICEMAIL };
	return (struct destination){ .number = is, .kind = is ? DESTINATION_NUMBER : DESTINATION_NONE };
}
