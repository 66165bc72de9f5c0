/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file portal.h
 *  The portal's own rows: who may sign in, sessions, links by mail, API keys, the audit, changes that expire, answers kept
 *  for repeats. Nothing of it is in the change log: no call depends on it. Puts need a transaction, as everywhere.
 *  Tokens come and go as hashes; whoever calls makes them. Blocking. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "../store.h"

#define PORTAL_LOGIN_SIZE 256
#define PORTAL_HASH_SIZE 65		/*!< 64 hexadecimal digits */
#define PORTAL_CSRF_SIZE 44
#define PORTAL_PASSWORD_SIZE 201
#define PORTAL_WORD_SIZE 24
#define PORTAL_SUBJECT_SIZE 40
#define PORTAL_WHO_SIZE 328

enum portal_role { PORTAL_OPERATOR, PORTAL_MANAGER, PORTAL_USER, _PORTAL_ROLES };
extern const char *const portal_role_names[];	/*!< NULL ends */

struct store_portal_user {
	uint32_t id;
	char login[PORTAL_LOGIN_SIZE];		/*!< small letters */
	char name[STORE_NAME_SIZE];
	uint8_t role;				/*!< enum portal_role */
	uint32_t fleet_id;			/*!< 0: an operator */
	e164_t line;				/*!< of a user, else E164_NONE */
	bool english, suspended;
	char password[PORTAL_PASSWORD_SIZE];	/*!< "" none yet */
	char totp[SECRET_SEALED_SIZE], totp_next[SECRET_SEALED_SIZE];
	int64_t totp_step;
	uint32_t failures;
	time_t locked_until, last_sign_in;
};
int store_portal_user_get(struct store *s, uint32_t id, struct store_portal_user *ret);
int store_portal_user_find(struct store *s, const char *login, struct store_portal_user *ret);
/*! fleet_id 0: operators. After this id, up to limit; role _PORTAL_ROLES: any. */
int store_portal_users_each(struct store *s, uint32_t fleet_id, unsigned role, uint32_t after, unsigned limit,
			    int (*cb)(void *priv, const struct store_portal_user *row), void *priv);
/*! id 0: new, set on return. \returns 0, -EEXIST (login), -EINVAL, -EIO */
int store_portal_user_put(struct store *s, struct store_portal_user *row);
int store_portal_user_delete(struct store *s, uint32_t id);
/*! Is there anybody at all? \returns 1, 0, -EIO */
int store_portal_has_users(struct store *s);

/*! Tries to sign in with a login that nobody has; those of one that somebody has stand in his row. */
struct store_portal_try {
	char login[PORTAL_HASH_SIZE];		/*!< its hash */
	uint32_t failures;
	time_t locked_until;
};
/*! \returns 0, -ENOENT, -EIO */
int store_portal_try_get(struct store *s, const char *login, struct store_portal_try *ret);
int store_portal_try_put(struct store *s, const struct store_portal_try *row);

struct store_portal_session {
	char token[PORTAL_HASH_SIZE];
	uint32_t user_id;
	char csrf[PORTAL_CSRF_SIZE];
	bool full;				/*!< false: the second factor is still to come */
	e164_t acting;
	bool taken;				/*!< an identity was taken; acting NONE then: its line is gone */
	time_t created, seen, expires;
};
int store_portal_session_get(struct store *s, const char *token, struct store_portal_session *ret);
/*! A new one; as nobody but oneself. */
int store_portal_session_add(struct store *s, const struct store_portal_session *row);
/*! Both: \returns -ENOENT where it was ended meanwhile */
int store_portal_session_see(struct store *s, const char *token, time_t seen, time_t expires);
int store_portal_session_act(struct store *s, const char *token, e164_t line);
int store_portal_session_delete(struct store *s, const char *token);
/*! All of a user's but this one ("" : all). */
int store_portal_sessions_end(struct store *s, uint32_t user_id, const char *but);
/*! Those of sessions, links, repeats and tries that are over. */
int store_portal_sweep(struct store *s, time_t now, time_t day_before);

/*! All links of a user. */
int store_portal_resets_end(struct store *s, uint32_t user_id);
int store_portal_reset_put(struct store *s, const char *token, uint32_t user_id, time_t expires);
/*! Takes it: there is none afterwards, nor another one of that user. \returns 0, -ENOENT, -EIO */
int store_portal_reset_take(struct store *s, const char *token, time_t now, uint32_t *ret_user);

enum portal_scope { PORTAL_SCOPE_READ = 1 << 0, PORTAL_SCOPE_WRITE = 1 << 1, PORTAL_SCOPE_CODES = 1 << 2,
	PORTAL_SCOPE_PEOPLE = 1 << 3, PORTAL_SCOPES = (1 << 4) - 1 };
extern const char *const portal_scope_names[];	/*!< NULL ends */
struct store_portal_token {
	uint32_t id, fleet_id;
	char name[STORE_NAME_SIZE], token[PORTAL_HASH_SIZE];
	uint32_t scopes;
	time_t created, expires, last_used;	/*!< expires 0: never */
	char created_by[PORTAL_WHO_SIZE];
};
int store_portal_token_find(struct store *s, const char *token, struct store_portal_token *ret);
int store_portal_tokens_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_portal_token *row), void *priv);
int store_portal_token_put(struct store *s, struct store_portal_token *row);
int store_portal_token_delete(struct store *s, uint32_t fleet_id, uint32_t id);
int store_portal_token_used(struct store *s, uint32_t id, time_t now);

/*! One thing that somebody did. Texts are borrowed. */
struct store_portal_audit {
	uint64_t seq;				/*!< given by the store */
	time_t at;
	const char *who, *role;
	e164_t as_line;
	uint32_t fleet_id;
	const char *object, *subject, *title, *action;
	const char *was, *became;		/*!< JSON, "" none */
	time_t until;
};
int store_portal_audit_add(struct store *s, struct store_portal_audit *row);
int store_portal_audit_get(struct store *s, uint64_t seq, int (*cb)(void *priv, const struct store_portal_audit *row), void *priv);
/*! Which: fleet 0 is all of them; "" is any. Older than before (0: the newest), newest first. */
struct store_portal_audit_filter {
	uint32_t fleet_id;
	const char *subject, *object;
	time_t from, to;			/*!< to 0: none */
	uint64_t before;
	unsigned limit;
};
int store_portal_audit_each(struct store *s, const struct store_portal_audit_filter *f,
			    int (*cb)(void *priv, const struct store_portal_audit *row), void *priv);
/*! The newest entry of an object that changed it: 0 where there is none. */
int store_portal_audit_last(struct store *s, uint32_t fleet_id, const char *object, const char *subject, uint64_t *ret);

struct store_portal_expiry {
	uint32_t fleet_id;
	char object[PORTAL_WORD_SIZE], subject[PORTAL_SUBJECT_SIZE];
	uint64_t entry;
	time_t at;
};
int store_portal_expiry_put(struct store *s, const struct store_portal_expiry *row);
/*! \returns 0 also where there was none */
int store_portal_expiry_delete(struct store *s, uint32_t fleet_id, const char *object, const char *subject);
/*! \returns 0, -ENOENT, -EIO */
int store_portal_expiry_get(struct store *s, uint32_t fleet_id, const char *object, const char *subject,
			    struct store_portal_expiry *ret);
/*! The first one due. \returns 0, -ENOENT, -EIO */
int store_portal_expiry_due(struct store *s, time_t now, struct store_portal_expiry *ret);

/*! The answer that was given to this word of this caller. cb borrows. \returns 0, -ENOENT, -EIO, what cb returned */
int store_portal_repeat_get(struct store *s, const char *caller, const char *word,
			    int (*cb)(void *priv, const char *digest, unsigned status, const char *body), void *priv);
/*! The answer of one that is there: it is given after the change that it speaks of, whose transaction has the put. */
int store_portal_repeat_answer(struct store *s, const char *caller, const char *word, unsigned status, const char *body);
/*! status 0: the answer is still to come. \returns also -EEXIST: another was quicker */
int store_portal_repeat_put(struct store *s, const char *caller, const char *word, const char *digest, unsigned status,
			    const char *body, time_t now);
