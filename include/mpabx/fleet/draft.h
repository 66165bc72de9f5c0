/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file draft.h
 *  One fleet as rows, whole: as it is stored, or as somebody wants it to be. What is checked (fleet/check.h), compared,
 *  imported and exported is a draft. Tables are sorted by their keys after fleet_draft_sort(); nothing here is the
 *  node's: calls read the snapshot. Groups are named by their numbers, so that a draft needs no id of a group that is
 *  not stored yet; calendars by their ids, of which those from FLEET_DRAFT_NEW on are the draft's own. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../store.h"

#define FLEET_DRAFT_NEW UINT32_C(0x80000000)

/*! What every row begins with: the line of the file that it came from (0: none), and whether something of it was
 *  refused already, so that nothing more is said of it. */
struct draft_row { uint32_t at; bool bad; };

struct draft_calendar { struct draft_row head; struct store_calendar row; };	/*!< key: id */
struct draft_barred { struct draft_row head; struct store_barred row; };	/*!< key: prefix */
struct draft_line { struct draft_row head; struct store_line row; };		/*!< key: number */
struct draft_fixed { struct draft_row head; struct store_fixed row; };		/*!< key: number */
struct draft_forwarding { struct draft_row head; struct store_forwarding row; };	/*!< key: line, kind */
/*! key: line. shown_group: the group's number, row.shown_group is not used. */
struct draft_settings { struct draft_row head; struct store_settings row; e164_t shown_group; };
struct draft_hunt { struct draft_row head; struct store_hunt row; };		/*!< key: line, position */
/*! key: number. code_user, code_admin: as typed, "" = those that are sealed in the row, or new ones. */
struct draft_group { struct draft_row head; struct store_group row; char code_user[16], code_admin[16]; };
/*! key: group (its number), position. keep: connected is as stored, whatever stands here. */
struct draft_member { struct draft_row head; struct store_member row; e164_t group; bool keep; };
/*! key: line, group (its number; E164_NONE: a line's), number */
struct draft_blocked { struct draft_row head; struct store_blocked row; e164_t group; };

/*! In the order in which they are written to a file and to the store. */
enum draft_table {
	DRAFT_CALENDARS, DRAFT_BARRED, DRAFT_LINES, DRAFT_FIXED, DRAFT_GROUPS, DRAFT_MEMBERS, DRAFT_SETTINGS,
	DRAFT_FORWARDINGS, DRAFT_HUNTS, DRAFT_BLOCKED,
	_DRAFT_TABLES
};

/*! borrowed: they are another draft's, and are copied before they are changed. */
struct draft_rows { void *rows; size_t n, room; bool borrowed; };

struct fleet_draft {
	struct draft_row head;			/*!< of the fleet's own row */
	struct store_fleet fleet;
	struct numplan *numplan;
	e164_t voicemail;			/*!< the profile's deposit number */
	struct draft_rows table[_DRAFT_TABLES];
};

/*! An empty one; freed with talloc_free(). */
struct fleet_draft *fleet_draft_alloc(void *ctx);
/*! Everything that the store has of a fleet, sorted. In one read transaction of its own, or in the caller's.
 *  \returns 0, -ENOENT (no such fleet, or its number plan), -ENOMEM, -EIO */
int fleet_draft_load(void *ctx, struct store *store, uint32_t fleet_id, struct fleet_draft **ret);
/*! The number plan that the draft is read and checked with. \returns 0, -ENOENT, -ENOMEM, -EIO; on failure as before */
int fleet_draft_use_profile(struct fleet_draft *d, struct store *store, const char *profile);

/*! A second draft over the first one's rows: a table is copied when it is first changed. The first one outlives it and
 *  stays as it is meanwhile. \returns NULL without memory */
struct fleet_draft *fleet_draft_over(void *ctx, const struct fleet_draft *base);
/*! Before rows are changed in place. \returns 0 or -ENOMEM */
int fleet_draft_own(struct fleet_draft *d, enum draft_table table);
/*! What the second one changed becomes the first one's; frees the second. */
void fleet_draft_adopt(struct fleet_draft *base, struct fleet_draft **over);

/*! What moved since a draft was read. all: too much for single rows, or the fleet's own row. */
#define DRAFT_MAX_MOVED 64
struct draft_moved { bool all; unsigned n; struct { enum store_object object; uint64_t key; } one[DRAFT_MAX_MOVED]; };
/*! Brings a draft that stands at change *seq to what is stored now, by the change log: rows that moved are read again,
 *  everything where it is more than a few. In one transaction, read or write, of the caller's.
 *  \param[in,out] seq \returns 0, -ENOENT (the fleet went), -ENOMEM, -EIO; on failure the draft is good for nothing */
int fleet_draft_follow(struct fleet_draft *d, struct store *store, uint64_t *seq, struct draft_moved *ret);

/*! Takes rows out for which drop says true. \returns 0 or -ENOMEM */
int fleet_draft_drop(struct fleet_draft *d, enum draft_table table, bool (*drop)(const void *row, const void *key), const void *key);
/*! A copy of a row at the table's end. \param row its type is the table's \returns 0 or -ENOMEM */
int fleet_draft_add(struct fleet_draft *d, enum draft_table table, const void *row);
/*! By key; of equal keys the first that came first. */
void fleet_draft_sort(struct fleet_draft *d);

size_t draft_row_size(enum draft_table table);
static inline void *draft_row_at(const struct fleet_draft *d, enum draft_table table, size_t i)
{
	return (char *)d->table[table].rows + i * draft_row_size(table);
}
static inline size_t draft_rows_count(const struct fleet_draft *d, enum draft_table table)
{
	return d->table[table].n;
}
/*! Order of two rows of a table by their keys: below 0, 0, above 0. */
int draft_row_compare(enum draft_table table, const void *a, const void *b);
/*! Do they say the same? Versions and where they came from do not count. */
bool draft_row_is_same(enum draft_table table, const void *a, const void *b);

/*! In a sorted draft, NULL where there is none. */
struct draft_line *fleet_draft_line(const struct fleet_draft *d, e164_t number);
struct draft_fixed *fleet_draft_fixed(const struct fleet_draft *d, e164_t number);
struct draft_group *fleet_draft_group(const struct fleet_draft *d, e164_t number);
struct draft_calendar *fleet_draft_calendar(const struct fleet_draft *d, uint32_t id);
struct draft_settings *fleet_draft_settings(const struct fleet_draft *d, e164_t line);
struct draft_forwarding *fleet_draft_forwarding(const struct fleet_draft *d, e164_t line, enum forwarding_kind kind);
/*! The first row of a line's hunt list, of a group's members ...; *n of them follow one another. */
struct draft_hunt *fleet_draft_hunt(const struct fleet_draft *d, e164_t line, size_t *n);
struct draft_member *fleet_draft_members(const struct fleet_draft *d, e164_t group, size_t *n);
struct draft_blocked *fleet_draft_blocked(const struct fleet_draft *d, e164_t line, e164_t group, size_t *n);
