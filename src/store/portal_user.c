/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may sign in. */

#include <errno.h>

#include <mpabx/store/portal.h>

#include "statement.h"

#define USER_COLUMNS \
	"SELECT id, login, name, role, fleet_id, line, lang, suspended, password, totp, totp_next, totp_step, failures, " \
	"locked_until, last_sign_in FROM portal_user "

static const char sql_get[] = USER_COLUMNS "WHERE id = $1";
static const char sql_find[] = USER_COLUMNS "WHERE login = $1";
static const char sql_of_fleet[] =
	USER_COLUMNS "WHERE fleet_id = $1 AND id > $2 AND ($3 = '' OR role = $3) ORDER BY id LIMIT $4";
static const char sql_operators[] = USER_COLUMNS "WHERE fleet_id IS NULL AND id > $1 ORDER BY id LIMIT $2";
static const char sql_any[] = "SELECT 1 FROM portal_user LIMIT 1";
static const char sql_add[] =
	"INSERT INTO portal_user (login, name, role, fleet_id, line, lang, suspended, password, totp, totp_next, totp_step, "
	"failures, locked_until, last_sign_in) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
	"RETURNING id";
static const char sql_change[] =
	"UPDATE portal_user SET login = $1, name = $2, role = $3, fleet_id = $4, line = $5, lang = $6, suspended = $7, "
	"password = $8, totp = $9, totp_next = $10, totp_step = $11, failures = $12, locked_until = $13, last_sign_in = $14 "
	"WHERE id = $15 RETURNING id";
static const char sql_delete[] = "DELETE FROM portal_user WHERE id = $1 RETURNING id";

const char *const portal_role_names[] = { "operator", "manager", "user", NULL };

static int user_read(struct statement *st, struct store_portal_user *ret)
{
	int role = store_word_find(portal_role_names, statement_column(st, 3));

	if (role < 0)
		return -EIO;
	*ret = (struct store_portal_user){
		.id = (uint32_t)statement_column_int(st, 0), .role = (uint8_t)role,
		.fleet_id = (uint32_t)statement_column_int(st, 4), .line = (e164_t)statement_column_int(st, 5),
		.english = statement_column(st, 6)[0] == 'e', .suspended = statement_column_int(st, 7),
		.totp_step = statement_column_int(st, 11), .failures = (uint32_t)statement_column_int(st, 12),
		.locked_until = (time_t)statement_column_int(st, 13), .last_sign_in = (time_t)statement_column_int(st, 14),
	};
	statement_column_text(st, 1, ret->login, sizeof(ret->login));
	statement_column_text(st, 2, ret->name, sizeof(ret->name));
	statement_column_text(st, 8, ret->password, sizeof(ret->password));
	statement_column_text(st, 9, ret->totp, sizeof(ret->totp));
	statement_column_text(st, 10, ret->totp_next, sizeof(ret->totp_next));
	return 0;
}

static int one_user(struct statement *st, struct store_portal_user *ret)
{
	int rc = statement_next(st);

	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	rc = user_read(st, ret);
	statement_end(st);
	return rc;
}

int store_portal_user_get(struct store *s, uint32_t id, struct store_portal_user *ret)
{
	struct statement *st = statement_start(s, sql_get);

	statement_int(st, 1, id);
	return one_user(st, ret);
}

int store_portal_user_find(struct store *s, const char *login, struct store_portal_user *ret)
{
	struct statement *st = statement_start(s, sql_find);

	statement_text(st, 1, login);
	return one_user(st, ret);
}

int store_portal_users_each(struct store *s, uint32_t fleet_id, unsigned role, uint32_t after, unsigned limit,
			    int (*cb)(void *priv, const struct store_portal_user *row), void *priv)
{
	struct statement *st = statement_start(s, fleet_id ? sql_of_fleet : sql_operators);
	struct store_portal_user row;
	unsigned n = 0;
	int rc;

	if (fleet_id)
		statement_int(st, ++n, fleet_id);
	statement_int(st, ++n, after);
	if (fleet_id)
		statement_text(st, ++n, role < _PORTAL_ROLES ? portal_role_names[role] : "");
	statement_int(st, ++n, limit);
	while ((rc = statement_next(st)) == 1) {
		rc = user_read(st, &row);
		if (!rc)
			rc = cb(priv, &row);
		if (rc) {
			statement_end(st);
			return rc;
		}
	}
	return rc;
}

static int user_put(struct store *s, struct store_portal_user *row)
{
	struct statement *st = statement_start(s, row->id ? sql_change : sql_add);
	int64_t id = 0;
	int rc;

	statement_text(st, 1, row->login);
	statement_text(st, 2, row->name);
	statement_text(st, 3, portal_role_names[row->role < _PORTAL_ROLES ? row->role : PORTAL_USER]);
	statement_number(st, 4, row->fleet_id);
	statement_number(st, 5, row->line);
	statement_text(st, 6, row->english ? "en" : "fr");
	statement_int(st, 7, row->suspended);
	statement_text(st, 8, row->password);
	statement_text(st, 9, row->totp);
	statement_text(st, 10, row->totp_next);
	statement_int(st, 11, row->totp_step);
	statement_int(st, 12, row->failures);
	statement_int(st, 13, row->locked_until);
	statement_int(st, 14, row->last_sign_in);
	if (row->id)
		statement_int(st, 15, row->id);
	rc = statement_fetch_int(st, &id);
	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	row->id = (uint32_t)id;
	return 0;
}

int store_portal_user_put(struct store *s, struct store_portal_user *row)
{
	int rc = store_change_begin(s);

	return rc < 0 ? rc : store_change_end(s, user_put(s, row));
}

int store_portal_user_delete(struct store *s, uint32_t id)
{
	return store_change_found(s, sql_delete, VALUES(VALUE_INT(id)));
}

int store_portal_has_users(struct store *s)
{
	int64_t one;

	return statement_fetch_int(statement_start(s, sql_any), &one);
}
