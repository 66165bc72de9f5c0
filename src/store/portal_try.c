/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tries to sign in with logins that nobody has. */

#include <errno.h>

#include <mpabx/store/portal.h>

#include "statement.h"

static const char sql_get[] = "SELECT login, failures, locked_until FROM portal_try WHERE login = $1";
static const char sql_put[] =
	"INSERT INTO portal_try (login, failures, locked_until) VALUES ($1, $2, $3) "
	"ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until";

int store_portal_try_get(struct store *s, const char *login, struct store_portal_try *ret)
{
	struct statement *st = statement_start(s, sql_get);
	int rc;

	statement_text(st, 1, login);
	rc = statement_next(st);
	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	*ret = (struct store_portal_try){
		.failures = (uint32_t)statement_column_int(st, 1), .locked_until = (time_t)statement_column_int(st, 2),
	};
	statement_column_text(st, 0, ret->login, sizeof(ret->login));
	statement_end(st);
	return 0;
}

int store_portal_try_put(struct store *s, const struct store_portal_try *row)
{
	return store_change_run(s, sql_put, VALUES(
		VALUE_TEXT(row->login), VALUE_INT(row->failures), VALUE_INT(row->locked_until)));
}
