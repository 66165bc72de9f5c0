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
	uint32_t barring;			/*!< enum fleet_barring */
	uint16_t max_diverted_line, max_diverted_fleet, max_abroad_line, max_abroad_fleet;	/*!< 0 = the node's */
	uint8_t num_barred;
	const char (*barred)[16];		/*!< prefixes */
	const struct numplan *numplan;
	char name[STORE_NAME_SIZE];
};

/*! kind DESTINATION_NONE: not set. */
struct fleet_forwarding { struct destination to; uint32_t version, calendar : 31; bool active : 1; };
struct fleet_hunt { e164_t number; uint8_t ring_s; bool confirm, allow_diverted; };

/*! What a line has set; only lines that have set something have one. */
struct fleet_service {
	struct fleet_forwarding forwarding[4];	/*!< by enum forwarding_kind */
	struct destination dnd;
	uint32_t version;			/*!< of the settings, hunt list and blocked callers */
	uint8_t no_answer_s;
	bool forwarding_custom : 1, incoming_custom : 1, rings_when_busy : 1;
	bool dnd_active : 1, hunt_active : 1, hunt_together : 1;
	uint8_t shown;				/*!< enum line_shown */
	uint8_t num_hunt;
	uint16_t num_blocked;
	uint32_t shown_group;
	const struct fleet_hunt *hunt;
	const e164_t *blocked;			/*!< sorted; E164_NONE first where withheld numbers are */
};

struct fleet_line {
	e164_t number;
	const struct fleet *fleet;
	const struct fleet_service *service;	/*!< never NULL: the defaults where nothing is set */
	uint16_t rights;			/*!< enum line_right */
	bool suspended;
	uint8_t csi;				/*!< enum line_csi */
	bool is_member;				/*!< of one group or more */
	char short_number[8];			/*!< "" = none */
};

struct fleet_member { e164_t line; bool connected; };
struct fleet_group {
	uint32_t id;
	const struct fleet *fleet;
	e164_t number;
	uint8_t mode, queue, ring_s;
	uint16_t rest_s, wait_s;
	bool member_rules;
	struct destination overflow, nobody, closed, last_left;
	uint32_t calendar, version;
	uint8_t num_members;
	struct fleet_member member[GROUP_MAX_MEMBERS];	/*!< in their order */
	uint16_t num_blocked;
	const e164_t *blocked;			/*!< as a line's */
	char name[STORE_NAME_SIZE];
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
/*! Groups: by number, by id; NULL where unknown. */
const struct fleet_group *fleet_group_find(const struct fleet_snapshot *snap, e164_t number);
const struct fleet_group *fleet_group_by_id(const struct fleet_snapshot *snap, uint32_t id);
int fleet_groups_each(const struct fleet_snapshot *snap, const struct fleet *fleet,
		      int (*cb)(void *priv, const struct fleet_group *group), void *priv);
/*! Groups of which this line is a member, up to max of them. \returns how many there are */
unsigned fleet_groups_of(const struct fleet_snapshot *snap, e164_t line, const struct fleet_group **ret, unsigned max);
/*! NULL where unknown: id 0 is "always" and has none. */
const struct calendar *fleet_calendar_find(const struct fleet_snapshot *snap, uint32_t id);
/*! Each visits in no order; return non-zero to stop. */
int fleet_calendars_each(const struct fleet_snapshot *snap,
			 int (*cb)(void *priv, uint32_t id, const struct fleet *fleet, const struct calendar *calendar), void *priv);
int fleet_fleets_each(const struct fleet_snapshot *snap, int (*cb)(void *priv, const struct fleet *fleet), void *priv);
/*! The deposit number of the fleet's profile, E164_NONE where there is none. */
e164_t fleet_voicemail(const struct fleet_snapshot *snap, const struct fleet *fleet);
/*! Is it a number of the fleet: a line's or a declared fixed one? */
bool fleet_owns(const struct fleet_snapshot *snap, const struct fleet *fleet, e164_t number);
/*! Is this caller among the sorted numbers? \param caller E164_NONE: withheld */
bool fleet_is_blocked(const e164_t *blocked, unsigned n, e164_t caller);
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
int fleet_snapshot_put_forwarding(struct fleet_snapshot *snap, const struct store_forwarding *row);
int fleet_snapshot_put_settings(struct fleet_snapshot *snap, const struct store_settings *row);
int fleet_snapshot_put_hunt(struct fleet_snapshot *snap, e164_t line, const struct store_hunt *rows, size_t n);
/*! All blocked callers of a line, or of a group (line E164_NONE). */
int fleet_snapshot_put_blocked(struct fleet_snapshot *snap, e164_t line, uint32_t group_id, const e164_t *numbers, size_t n);
int fleet_snapshot_put_barred(struct fleet_snapshot *snap, uint32_t fleet_id, const struct store_barred *rows, size_t n);
int fleet_snapshot_put_group(struct fleet_snapshot *snap, const struct store_group *row);
/*! The whole membership, in its order. */
int fleet_snapshot_put_members(struct fleet_snapshot *snap, uint32_t group_id, const struct store_member *rows, size_t n);
int fleet_snapshot_put_calendar(struct fleet_snapshot *snap, const struct store_calendar *row);
int fleet_snapshot_put_voicemail(struct fleet_snapshot *snap, const char *profile, e164_t number);
int fleet_snapshot_remove_group(struct fleet_snapshot *snap, uint32_t id);
int fleet_snapshot_remove_calendar(struct fleet_snapshot *snap, uint32_t id);
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
