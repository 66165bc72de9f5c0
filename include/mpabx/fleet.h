/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file fleet.h
 *  Fleets and lines in memory. A call reads the snapshot and never the store; the follower (a thread with its own
 *  connection) reads the change log and hands over whole new objects, which the loop puts in place between two
 *  events: what one call sees is immutable. A million lines at under 400 bytes a line, everything included. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base.h"
#include "store.h"

struct fleet_snapshot;

struct fleet {
	uint32_t id;
	bool suspended;
	const struct numplan *numplan;
	char name[STORE_NAME_SIZE];
};

struct fleet_forwarding { e164_t destination; uint32_t version; bool active; };

struct fleet_line {
	e164_t number;
	const struct fleet *fleet;
	uint32_t rights;			/*!< enum line_right */
	bool suspended;
	char short_number[8];			/*!< "" = none */
	struct fleet_forwarding immediate;	/*!< destination E164_NONE: not set */
};

/*! An empty snapshot with no fleet. Children of ctx. */
struct fleet_snapshot *fleet_snapshot_alloc(void *ctx);
/*! Everything from the store, at start-up (blocking). \returns 0 or -errno */
int fleet_snapshot_load(struct fleet_snapshot *snap, struct store *store);

/*! Borrowed until control returns to the loop. NULL where unknown. */
const struct fleet_line *fleet_line_find(const struct fleet_snapshot *snap, e164_t number);
const struct fleet *fleet_find(const struct fleet_snapshot *snap, uint32_t id);
/*! A fleet's short number: a line's or a declared fixed number's. \returns its number, E164_NONE where unknown */
e164_t fleet_short_find(const struct fleet_snapshot *snap, const struct fleet *fleet, const char *short_number);
/*! The fleet that declared this fixed number as its own, or NULL. */
const struct fleet *fleet_fixed_find(const struct fleet_snapshot *snap, e164_t number);
/*! A profile by its name, or NULL. */
const struct numplan *fleet_numplan_find(const struct fleet_snapshot *snap, const char *profile);
/*! The profile of calls that belong to no fleet ("fr-current"). Never NULL after a load. */
const struct numplan *fleet_default_numplan(const struct fleet_snapshot *snap);

/*! Change-log sequence that the snapshot stands at: decisions and `show` cite it. */
uint64_t fleet_snapshot_version(const struct fleet_snapshot *snap);
uint32_t fleet_snapshot_lines(const struct fleet_snapshot *snap);
uint32_t fleet_snapshot_fleets(const struct fleet_snapshot *snap);
size_t fleet_snapshot_bytes(const struct fleet_snapshot *snap);
/*! Visits lines of a fleet (NULL: all); return non-zero to stop. */
int fleet_lines_each(const struct fleet_snapshot *snap, const struct fleet *fleet,
		     int (*cb)(void *priv, const struct fleet_line *line), void *priv);

/*! Puts one row in place, by hand: benches and tests build fleets without a store. A row with the same key is replaced;
 *  a line put again keeps its forwarding. \returns 0, -ENOMEM, -EINVAL (no number, a short number that is not 2 to 6
 *  digits), -ENOENT (the fleet or line that the row belongs to is unknown); on failure the snapshot is as before */
int fleet_snapshot_put_fleet(struct fleet_snapshot *snap, const struct store_fleet *row);
int fleet_snapshot_put_line(struct fleet_snapshot *snap, const struct store_line *row);
/*! Kinds other than FORWARDING_IMMEDIATE are ignored: no rule reads them yet. */
int fleet_snapshot_put_forwarding(struct fleet_snapshot *snap, const struct store_forwarding *row);
int fleet_snapshot_put_fixed(struct fleet_snapshot *snap, const struct store_fixed *row);
/*! Takes the profile over (talloc_steal); fleets that name it use it from now on, those of an unknown name the default. */
int fleet_snapshot_put_numplan(struct fleet_snapshot *snap, struct numplan *np);
/*! \returns 0 or -ENOENT */
int fleet_snapshot_remove_line(struct fleet_snapshot *snap, e164_t number);
int fleet_snapshot_remove_fixed(struct fleet_snapshot *snap, e164_t number);
/*! With its lines and fixed numbers. */
int fleet_snapshot_remove_fleet(struct fleet_snapshot *snap, uint32_t id);
void fleet_snapshot_set_version(struct fleet_snapshot *snap, uint64_t version);

/*! The thread that follows the change log. Looks every 50 ms; the store away: says so, tries again, calls go on.
 *  Starts from the version that the snapshot stands at: load first. Not for "sqlite::memory:", which another connection
 *  does not see. The snapshot must outlive it. */
struct fleet_follower;
int fleet_follower_start(void *ctx, struct fleet_snapshot *snap, const char *store_url, struct fleet_follower **ret);
/*! Stops the thread and nulls the pointer. */
void fleet_follower_stop(struct fleet_follower **follower);
/*! The store answered at the last look. */
bool fleet_follower_is_connected(const struct fleet_follower *follower);
