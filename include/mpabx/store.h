/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file store.h
 *  The store: every SQL statement of the project is in this room. Rows go in and out as plain structs; a driver
 *  (SQLite now, PostgreSQL next) runs the statements, whose parameters are named ($number). Every change is written
 *  with its change-log entry in one transaction. Blocking: never called from the node's loop, only from threads
 *  of their own (the fleet follower), from the portal and from tools. One connection, one thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base.h"

struct store;

/*! Opens and brings the schema to this build's version (migrations db/NNNN_name.sql are built in).
 *  \param url "sqlite:PATH", "sqlite::memory:". \returns 0, -EINVAL (url), -EIO (log line tells), -EPROTO (schema newer than us) */
int store_open(void *ctx, const char *url, struct store **ret);
/*! Opens a store that is there and has this build's schema: never makes or changes one.
 *  \returns 0, -EINVAL (url), -ENOENT (none there), -EPROTO (schema older or newer), -EIO; logs nothing */
int store_attach(void *ctx, const char *url, struct store **ret);
/*! Closes and nulls the caller's pointer. */
void store_close(struct store **store);
int store_schema_version(const struct store *store);

/*! Who makes the changes from now on, for the change log: "" at first. */
void store_set_author(struct store *store, const char *who);

/*! Transactions; nothing nests (-EBUSY). */
int store_begin(struct store *store);
/*! For reading only: all rows are those of one moment. Ended by store_commit() or store_rollback(). */
int store_begin_read(struct store *store);
/*! \returns 0, -EIO, -ECANCELED: a put of this transaction failed, so that all of it was rolled back */
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
int store_forwarding_get(struct store *s, e164_t line, enum forwarding_kind kind, struct store_forwarding *ret);
int store_fixed_get(struct store *s, e164_t number, struct store_fixed *ret);

/*! Insert or replace, with the change-log entry. Need a transaction (-EPERM), which cannot be committed once a put failed.
 *  \returns 0, -EEXIST (a short number that another holds), -EINVAL (a constraint: unknown fleet or profile, a short
 *  number that the fleet's plan gives another meaning, a line's own number as destination ...), -EIO;
 *  deletes -ENOENT */
int store_fleet_put(struct store *s, struct store_fleet *row);	/*!< id 0: new, set on return */
int store_fleet_delete(struct store *s, uint32_t id);		/*!< with all it has; one entry, the fleet's */
int store_line_put(struct store *s, const struct store_line *row);
int store_line_delete(struct store *s, e164_t number);
int store_forwarding_put(struct store *s, struct store_forwarding *row);	/*!< version set on return */
int store_fixed_put(struct store *s, const struct store_fixed *row);
int store_fixed_delete(struct store *s, e164_t number);
/*! A whole profile: its rows take the place of all it had. */
int store_numplan_put(struct store *s, const struct store_numplan *np, const struct store_numplan_row *rows, size_t n);

/*! The demo fleets of `mpabx-node --demo`, in Arcep's fiction ranges. Does nothing where there are fleets.
 *  \returns 0, -EIO */
int store_demo_load(struct store *s);

/* ---- the change log: what moved since ---- */
enum store_object { STORE_OBJECT_FLEET, STORE_OBJECT_LINE, STORE_OBJECT_FORWARDING, STORE_OBJECT_FIXED, STORE_OBJECT_NUMPLAN };
struct store_change {
	uint64_t seq;
	enum store_object object;
	uint64_t key;
	uint32_t fleet_id;		/*!< 0 where it is nobody's */
	time_t at;
	char who[STORE_NAME_SIZE];
};

/*! \returns the newest sequence number, 0 where there is none, or -EIO */
int64_t store_change_last(struct store *s);
/*! The oldest that is still there. One who stands at n has missed entries if this is above n + 1. */
int64_t store_change_first(struct store *s);
/*! Forgets entries up to seq, never the newest. Needs a transaction. */
int store_changes_prune(struct store *s, uint64_t seq);
/*! Entries after seq, oldest first. A forwarding's key is its line, a number plan's 0: read all of them again. */
int store_changes_each(struct store *s, uint64_t after, int (*cb)(void *priv, const struct store_change *row), void *priv);
/*! Cheap: did anyone commit since the last call on this connection? */
bool store_moved(struct store *s);
