/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file snapshot.h
 *  What a snapshot holds, for the files of this room: pools of objects, tables that find them. Nothing points from
 *  outside into a snapshot past one turn of the loop, so that objects are changed in place. */
#pragma once

#include <mpabx/fleet.h>

#include "table.h"

#define FLEET_MAX_LINES (1u << 24)
#define FLEET_MAX_FLEETS (1u << 22)
#define FLEET_MAX_FIXED (1u << 22)
#define FLEET_MAX_GROUPS (1u << 20)
#define FLEET_MAX_CALENDARS (1u << 20)

_Static_assert(sizeof(struct fleet_forwarding) == 24 && sizeof(struct fleet_service) == 144,
	       "a million lines with all their settings stay under 400 bytes a line");

/*! A line as it is stored: with the pool's head of 8 bytes it takes one cache line. */
struct fleet_line_item {
	struct fleet_line line;
	uint32_t next, prev;		/*!< handles: the lines of one fleet, in the order they came */
};
_Static_assert(sizeof(struct fleet_line_item) <= 56, "a line and its pool head fit one cache line");

struct fleet_item {
	struct fleet fleet;
	char profile[STORE_NAME_SIZE];	/*!< by name: it may be put after the fleet */
	uint32_t first_line, last_line;	/*!< handles, 0 = none */
	uint32_t first_group, last_group;
};

static inline struct fleet_item *fleet_item_of(const struct fleet *fleet)
{
	return (struct fleet_item *)((uintptr_t)fleet - offsetof(struct fleet_item, fleet));
}

struct fleet_fixed_item {
	e164_t number;
	struct fleet *fleet;
	char short_number[8];
};

struct fleet_group_item {
	struct fleet_group group;
	uint32_t next;			/*!< handle: the groups of one fleet */
};

struct fleet_calendar_item {
	uint32_t id;
	const struct fleet *fleet;
	struct calendar calendar;
};

struct fleet_profile {
	struct fleet_profile *next;
	struct numplan *numplan;
	e164_t voicemail;
};

/*! All that a reload replaces at once. */
struct fleet_data {
	struct pool *lines, *services, *fleets, *fixed, *groups, *calendars;
	struct fleet_table line_by_number, fleet_by_id, fixed_by_number;
	struct fleet_table group_by_id, group_by_number, calendar_by_id;
	struct fleet_table group_by_member;			/*!< hash of the line, handle of the group */
	struct fleet_table line_by_short, fixed_by_short;	/*!< hash of fleet and digits */
	struct fleet_profile *profiles;
	const struct numplan *default_numplan;
	uint64_t version;
	size_t array_bytes;		/*!< of services, groups and fleets */
};

struct fleet_snapshot {
	struct fleet_data *data;
};

/*! Each gets the other's content. Quick, however much that is; freeing it is not. */
void fleet_snapshot_swap(struct fleet_snapshot *a, struct fleet_snapshot *b);
/*! Room for that many lines at once, so that a load does not grow tables step by step. \returns 0 or -ENOMEM */
int fleet_snapshot_reserve(struct fleet_snapshot *snap, uint32_t lines);

struct fleet_item *fleet_item_find(const struct fleet_data *d, uint32_t id);
struct fleet_fixed_item *fleet_fixed_item_find(const struct fleet_data *d, e164_t number);
struct fleet_line_item *fleet_line_item_find(const struct fleet_data *d, e164_t number);

/*! Hash of a fleet's short number. \param short_number zero-padded to 8 characters */
uint32_t fleet_short_hash(uint32_t fleet_id, const char short_number[8]);
/*! Copies a short number and pads it. \returns 0, or -EINVAL: not empty and not 2 to 6 digits */
int fleet_short_copy(const char *text, char ret[8]);

struct fleet_group_item *fleet_group_item_find(const struct fleet_data *d, uint32_t id);

/*! Gives a value to a line, with its arrays (on failure they are freed); the old arrays that it has not are freed.
 *  \returns 0 or -ENOMEM */
int fleet_service_place(struct fleet_data *d, struct fleet_line_item *item, const struct fleet_service *s);
/*! Back to the defaults. */
void fleet_service_drop(struct fleet_data *d, struct fleet_line_item *item);

/*! A line leaves all groups but those of one fleet (NULL: all). */
void fleet_groups_leave(struct fleet_data *d, e164_t line, const struct fleet *stays);
/*! Is this a line of the group's fleet? */
bool fleet_group_may_have(const struct fleet_data *d, uint32_t group_id, e164_t line);
int fleet_group_put_blocked(struct fleet_data *d, uint32_t group_id, const e164_t *numbers, size_t n);
/*! As above, with an array that is sorted already; takes it over. */
void fleet_group_take_blocked(struct fleet_data *d, struct fleet_group_item *item, const e164_t *sorted, size_t n);
/*! The fleet takes the array of prefixes over. */
void fleet_take_barred(struct fleet_data *d, struct fleet_item *item, const char (*barred)[16], size_t n);

void fleet_line_item_free(struct fleet_data *d, struct fleet_line_item *item);
void fleet_fixed_item_free(struct fleet_data *d, struct fleet_fixed_item *item);
void fleet_group_item_free(struct fleet_data *d, struct fleet_group_item *item);
void fleet_calendar_item_free(struct fleet_data *d, struct fleet_calendar_item *item);
