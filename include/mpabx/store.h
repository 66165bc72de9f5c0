/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file store.h
 *  The store: every SQL statement of the project is in this room. Rows go in and out as plain structs; a driver
 *  (SQLite now, PostgreSQL next) runs the statements, whose parameters are named ($number). Every change is written
 *  with its change-log entry in one transaction. Blocking: never called from the node's loop, only from threads
 *  of their own (the fleet follower), from the portal and from tools. One connection, one thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base.h"

struct store;

/*! Opens and brings the schema to this build's version (migrations db/NNNN_name.sql are built in).
 *  \param url "sqlite:PATH". \returns 0, -EINVAL (url), -EIO (log line tells), -EPROTO (schema newer than us) */
int store_open(void *ctx, const char *url, struct store **ret);
/*! Closes and nulls the caller's pointer. */
void store_close(struct store **store);
int store_schema_version(const struct store *store);

/*! Transactions; nothing nests. */
int store_begin(struct store *store);
int store_commit(struct store *store);
void store_rollback(struct store *store);

/* ---- rows ---- */
#define STORE_NAME_SIZE 64

struct store_fleet { uint32_t id; char name[STORE_NAME_SIZE]; char profile[STORE_NAME_SIZE]; bool suspended; };

/*! Entitlement bits of a line: which functions it may use (product.md section 2 step 2). */
enum line_right {
	LINE_RIGHT_SHORT_NUMBERS = 1 << 0, LINE_RIGHT_FORWARDING = 1 << 1, LINE_RIGHT_TRANSFER = 1 << 2,
	LINE_RIGHT_CONFERENCE = 1 << 3, LINE_RIGHT_INCOMING = 1 << 4, LINE_RIGHT_GROUPS = 1 << 5,
};

struct store_line {
	e164_t number;
	uint32_t fleet_id;
	char name[STORE_NAME_SIZE];
	char short_number[8];		/*!< "" = none */
	uint32_t rights;		/*!< mask of enum line_right */
	bool suspended;
};

enum forwarding_kind { FORWARDING_IMMEDIATE, FORWARDING_BUSY, FORWARDING_NO_ANSWER, FORWARDING_UNREACHABLE };

struct store_forwarding {
	e164_t line;
	enum forwarding_kind kind;
	bool active;
	e164_t destination;
	uint32_t version;		/*!< counted up at every change; the decision cites it */
};

/*! A declared fixed number of a fleet's VPN ("Numero fixe"). */
struct store_fixed { uint32_t fleet_id; e164_t number; char name[STORE_NAME_SIZE]; char short_number[8]; };

/*! Number-plan rows, as <mpabx/base/numplan.h> takes them. */
struct store_numplan { char name[STORE_NAME_SIZE]; char cc[4]; unsigned national_length; char trunk[4]; char international[4]; };
enum store_numplan_row_kind { STORE_NUMPLAN_RANGE, STORE_NUMPLAN_COUNTRY, STORE_NUMPLAN_ALLOW };
struct store_numplan_row {
	enum store_numplan_row_kind row;
	int kind;			/*!< enum numplan_kind of a range, enum numplan_service of an allow */
	char prefix[16];
	unsigned length;
	char cc[4];
};

/*! Each visits rows in key order; the callback returns 0 to go on. \returns 0, the callback's stop value, or -EIO */
int store_fleets_each(struct store *s, int (*cb)(void *priv, const struct store_fleet *row), void *priv);
int store_lines_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_line *row), void *priv);	/*!< fleet 0: all */
int store_forwardings_each(struct store *s, e164_t line, int (*cb)(void *priv, const struct store_forwarding *row), void *priv);	/*!< line 0: all */
int store_fixed_each(struct store *s, uint32_t fleet_id, int (*cb)(void *priv, const struct store_fixed *row), void *priv);
int store_numplans_each(struct store *s, int (*cb)(void *priv, const struct store_numplan *row), void *priv);
int store_numplan_rows_each(struct store *s, const char *profile, int (*cb)(void *priv, const struct store_numplan_row *row), void *priv);

/*! One row by key. \returns 0, -ENOENT, -EIO */
int store_fleet_get(struct store *s, uint32_t id, struct store_fleet *ret);
int store_line_get(struct store *s, e164_t number, struct store_line *ret);

/*! Insert or replace, with the change-log entry. Need a transaction. \returns 0, -EEXIST, -EINVAL (a constraint), -EIO */
int store_fleet_put(struct store *s, struct store_fleet *row);	/*!< id 0: new, set on return */
int store_line_put(struct store *s, const struct store_line *row);
int store_line_delete(struct store *s, e164_t number);
int store_forwarding_put(struct store *s, struct store_forwarding *row);	/*!< version set on return */
int store_fixed_put(struct store *s, const struct store_fixed *row);

/* ---- the change log: what moved since ---- */
enum store_object { STORE_OBJECT_FLEET, STORE_OBJECT_LINE, STORE_OBJECT_FORWARDING, STORE_OBJECT_FIXED, STORE_OBJECT_NUMPLAN };
struct store_change { uint64_t seq; enum store_object object; uint64_t key; uint32_t fleet_id; };

/*! \returns the newest sequence number, or -EIO */
int64_t store_change_last(struct store *s);
/*! Entries after seq, oldest first. */
int store_changes_each(struct store *s, uint64_t after, int (*cb)(void *priv, const struct store_change *row), void *priv);
/*! Cheap: did anyone commit since the last call on this connection? */
bool store_moved(struct store *s);
