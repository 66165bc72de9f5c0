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
};

struct fleet_fixed_item {
	e164_t number;
	struct fleet *fleet;
	char short_number[8];
};

struct fleet_profile {
	struct fleet_profile *next;
	struct numplan *numplan;
};

/*! All that a reload replaces at once. */
struct fleet_data {
	struct pool *lines, *fleets, *fixed;
	struct fleet_table line_by_number, fleet_by_id, fixed_by_number;
	struct fleet_table line_by_short, fixed_by_short;	/*!< hash of fleet and digits */
	struct fleet_profile *profiles;
	const struct numplan *default_numplan;
	uint64_t version;
};

struct fleet_snapshot {
	struct fleet_data *data;
};

/*! Puts the other snapshot's content in place of this one's and frees it. Loop only. */
void fleet_snapshot_take(struct fleet_snapshot *snap, struct fleet_snapshot *fresh);
/*! Room for that many lines at once, so that a load does not grow tables step by step. \returns 0 or -ENOMEM */
int fleet_snapshot_reserve(struct fleet_snapshot *snap, uint32_t lines);

struct fleet_item *fleet_item_find(const struct fleet_data *d, uint32_t id);
struct fleet_fixed_item *fleet_fixed_item_find(const struct fleet_data *d, e164_t number);
struct fleet_line_item *fleet_line_item_find(const struct fleet_data *d, e164_t number);

/*! Hash of a fleet's short number. \param short_number zero-padded to 8 characters */
uint32_t fleet_short_hash(uint32_t fleet_id, const char short_number[8]);
/*! Copies a short number and pads it. \returns 0, or -EINVAL: not empty and not 2 to 6 digits */
int fleet_short_copy(const char *text, char ret[8]);

void fleet_line_item_free(struct fleet_data *d, struct fleet_line_item *item);
void fleet_fixed_item_free(struct fleet_data *d, struct fleet_fixed_item *item);
