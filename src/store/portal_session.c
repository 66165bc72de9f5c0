/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sessions, links by mail, API keys, answers kept for repeats: what one shows instead of a password. */

#include <errno.h>

#include <mpabx/store/portal.h>

#include "statement.h"

const char *const portal_scope_names[] = { "read", "write", "codes", "people", NULL };

static const char sql_session[] =
	"SELECT token, user_id, csrf, stage, acting, created, seen, expires, taken FROM portal_session WHERE token = $1";
static const char sql_session_add[] =
	"INSERT INTO portal_session (token, user_id, csrf, stage, created, seen, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)";
/* Never an INSERT: one that was ended meanwhile stays so. */
static const char sql_session_see[] = "UPDATE portal_session SET seen = $2, expires = $3 WHERE token = $1 RETURNING 1";
static const char sql_session_act[] = "UPDATE portal_session SET acting = $2, taken = $3 WHERE token = $1 RETURNING 1";
static const char sql_session_delete[] = "DELETE FROM portal_session WHERE token = $1";
static const char sql_sessions_end[] = "DELETE FROM portal_session WHERE user_id = $1 AND token <> $2";
static const char sql_sweep_sessions[] = "DELETE FROM portal_session WHERE expires < $1";
static const char sql_sweep_resets[] = "DELETE FROM portal_reset WHERE expires < $1";
static const char sql_sweep_repeats[] = "DELETE FROM portal_repeat WHERE at < $1";
static const char sql_reset_put[] = "INSERT INTO portal_reset (token, user_id, expires) VALUES ($1, $2, $3)";
static const char sql_reset[] = "SELECT user_id FROM portal_reset WHERE token = $1 AND expires > $2";
static const char sql_sweep_tries[] = "DELETE FROM portal_try WHERE locked_until < $1";
static const char sql_resets_end[] = "DELETE FROM portal_reset WHERE user_id = $1";

#define TOKEN_COLUMNS \
	"SELECT id, fleet_id, name, token, scopes, created, created_by, expires, last_used FROM portal_token "
static const char sql_token_find[] = TOKEN_COLUMNS "WHERE token = $1";
static const char sql_tokens[] = TOKEN_COLUMNS "WHERE fleet_id = $1 ORDER BY id";
static const char sql_token_add[] =
	"INSERT INTO portal_token (fleet_id, name, token, scopes, created, created_by, expires) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
static const char sql_token_delete[] = "DELETE FROM portal_token WHERE id = $1 AND fleet_id = $2 RETURNING id";
static const char sql_token_used[] = "UPDATE portal_token SET last_used = $2 WHERE id = $1";

static const char sql_repeat[] = "SELECT digest, status, body FROM portal_repeat WHERE caller = $1 AND word = $2";
static const char sql_repeat_answer[] = "UPDATE portal_repeat SET status = $3, body = $4 WHERE caller = $1 AND word = $2";
static const char sql_repeat_put[] =
	"INSERT INTO portal_repeat (caller, word, digest, status, body, at) VALUES ($1, $2, $3, $4, $5, $6)";

int store_portal_session_get(struct store *s, const char *token, struct store_portal_session *ret)
{
	struct statement *st = statement_start(s, sql_session);
	int rc;

	statement_text(st, 1, token);
	rc = statement_next(st);
	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	*ret = (struct store_portal_session){
		.user_id = (uint32_t)statement_column_int(st, 1), .full = statement_column_int(st, 3),
		.acting = (e164_t)statement_column_int(st, 4), .created = (time_t)statement_column_int(st, 5),
		.seen = (time_t)statement_column_int(st, 6), .expires = (time_t)statement_column_int(st, 7),
		.taken = statement_column_int(st, 8),
	};
	statement_column_text(st, 0, ret->token, sizeof(ret->token));
	statement_column_text(st, 2, ret->csrf, sizeof(ret->csrf));
	statement_end(st);
	return 0;
}

int store_portal_session_add(struct store *s, const struct store_portal_session *row)
{
	return store_change_run(s, sql_session_add, VALUES(
		VALUE_TEXT(row->token), VALUE_INT(row->user_id), VALUE_TEXT(row->csrf), VALUE_INT(row->full),
		VALUE_INT(row->created), VALUE_INT(row->seen), VALUE_INT(row->expires)));
}

int store_portal_session_see(struct store *s, const char *token, time_t seen, time_t expires)
{
	return store_change_found(s, sql_session_see, VALUES(VALUE_TEXT(token), VALUE_INT(seen), VALUE_INT(expires)));
}

int store_portal_session_act(struct store *s, const char *token, e164_t line)
{
	return store_change_found(s, sql_session_act, VALUES(
		VALUE_TEXT(token), VALUE_NUMBER(line), VALUE_INT(line != E164_NONE)));
}

int store_portal_session_delete(struct store *s, const char *token)
{
	return store_change_run(s, sql_session_delete, VALUES(VALUE_TEXT(token)));
}

int store_portal_sessions_end(struct store *s, uint32_t user_id, const char *but)
{
	return store_change_run(s, sql_sessions_end, VALUES(VALUE_INT(user_id), VALUE_TEXT(but)));
}

static int delete_before(struct store *s, const char *sql, time_t at)
{
	struct statement *st = statement_start(s, sql);

	statement_int(st, 1, at);
	return statement_run(st);
}

int store_portal_sweep(struct store *s, time_t now, time_t day_before)
{
	int rc = store_change_begin(s);

	if (rc < 0)
		return rc;
	rc = delete_before(s, sql_sweep_sessions, now);
	if (!rc)
		rc = delete_before(s, sql_sweep_resets, now);
	if (!rc)
		rc = delete_before(s, sql_sweep_repeats, day_before);
	if (!rc)
		rc = delete_before(s, sql_sweep_tries, day_before);
	return store_change_end(s, rc);
}

int store_portal_resets_end(struct store *s, uint32_t user_id)
{
	return store_change_run(s, sql_resets_end, VALUES(VALUE_INT(user_id)));
}

int store_portal_reset_put(struct store *s, const char *token, uint32_t user_id, time_t expires)
{
	return store_change_run(s, sql_reset_put, VALUES(VALUE_TEXT(token), VALUE_INT(user_id), VALUE_INT(expires)));
}

int store_portal_reset_take(struct store *s, const char *token, time_t now, uint32_t *ret_user)
{
	struct statement *st = statement_start(s, sql_reset);
	int64_t user;
	int rc;

	statement_text(st, 1, token);
	statement_int(st, 2, now);
	rc = statement_fetch_int(st, &user);
	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	rc = store_portal_resets_end(s, (uint32_t)user);
	if (!rc)
		*ret_user = (uint32_t)user;
	return rc;
}

static void token_read(struct statement *st, struct store_portal_token *ret)
{
	*ret = (struct store_portal_token){
		.id = (uint32_t)statement_column_int(st, 0), .fleet_id = (uint32_t)statement_column_int(st, 1),
		.scopes = (uint32_t)statement_column_int(st, 4), .created = (time_t)statement_column_int(st, 5),
		.expires = (time_t)statement_column_int(st, 7), .last_used = (time_t)statement_column_int(st, 8),
	};
	statement_column_text(st, 2, ret->name, sizeof(ret->name));
	statement_column_text(st, 3, ret->token, sizeof(ret->token));
	statement_column_text(st, 6, ret->created_by, sizeof(ret->created_by));
}

int store_portal_token_find(struct store *s, const char *token, struct store_portal_token *ret)
{
	struct statement *st = statement_start(s, sql_token_find);
	int rc;

	statement_text(st, 1, token);
	rc = statement_next(st);
	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	token_read(st, ret);
	statement_end(st);
	return 0;
}

int store_portal_tokens_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_portal_token *row), void *priv)
{
	struct statement *st = statement_start(s, sql_tokens);
	struct store_portal_token row;
	int rc;

	statement_int(st, 1, fleet_id);
	while ((rc = statement_next(st)) == 1) {
		token_read(st, &row);
		rc = cb(priv, &row);
		if (rc) {
			statement_end(st);
			return rc;
		}
	}
	return rc;
}

int store_portal_token_put(struct store *s, struct store_portal_token *row)
{
	int64_t id;
	int rc = store_change_id(s, sql_token_add, &id, VALUES(
		VALUE_INT(row->fleet_id), VALUE_TEXT(row->name), VALUE_TEXT(row->token), VALUE_INT(row->scopes),
		VALUE_INT(row->created), VALUE_TEXT(row->created_by), VALUE_INT(row->expires)));

	if (!rc)
		row->id = (uint32_t)id;
	return rc;
}

int store_portal_token_delete(struct store *s, uint32_t fleet_id, uint32_t id)
{
	return store_change_found(s, sql_token_delete, VALUES(VALUE_INT(id), VALUE_INT(fleet_id)));
}

int store_portal_token_used(struct store *s, uint32_t id, time_t now)
{
	return store_change_run(s, sql_token_used, VALUES(VALUE_INT(id), VALUE_INT(now)));
}

int store_portal_repeat_get(struct store *s, const char *caller, const char *word,
			    int (*cb)(void *priv, const char *digest, unsigned status, const char *body), void *priv)
{
	struct statement *st = statement_start(s, sql_repeat);
	int rc;

	statement_text(st, 1, caller);
	statement_text(st, 2, word);
	rc = statement_next(st);
	if (rc != 1)
		return rc < 0 ? rc : -ENOENT;
	rc = cb(priv, statement_column(st, 0), (unsigned)statement_column_int(st, 1), statement_column(st, 2));
	statement_end(st);
	return rc;
}

int store_portal_repeat_put(struct store *s, const char *caller, const char *word, const char *digest, unsigned status,
			    const char *body, time_t now)
{
	return store_change_run(s, sql_repeat_put, VALUES(
		VALUE_TEXT(caller), VALUE_TEXT(word), VALUE_TEXT(digest), VALUE_INT(status), VALUE_TEXT(body),
		VALUE_INT(now)));
}

int store_portal_repeat_answer(struct store *s, const char *caller, const char *word, unsigned status, const char *body)
{
	return store_change_run(s, sql_repeat_answer, VALUES(
		VALUE_TEXT(caller), VALUE_TEXT(word), VALUE_INT(status), VALUE_TEXT(body)));
}
