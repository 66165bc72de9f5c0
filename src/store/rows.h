/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file rows.h
 *  What the files of rows share: whom a row belongs to, destinations, and what one row's change does to others. Inside a
 *  transaction all of it; each returns 0 or -errno. */
#pragma once

#include "statement.h"

/*! Whom a row belongs to, and what that fleet may choose. */
struct store_owner {
	uint32_t fleet_id;
	bool has_voicemail;
};
/*! \returns also -EINVAL: no such line or fleet */
int store_owner_of_line(struct store *s, e164_t line, struct store_owner *ret);
int store_owner_of_fleet(struct store *s, uint32_t fleet_id, struct store_owner *ret);
/*! Calendars of one's own fleet only. \param calendar 0: always, which is everybody's. \returns also -EINVAL */
int store_owner_check_calendar(struct store *s, const struct store_owner *owner, uint32_t calendar);
int store_owner_check_group(struct store *s, const struct store_owner *owner, uint32_t group_id);
/*! No voicemail where the profile has none. \returns 0 or -EINVAL */
int store_owner_check_destination(const struct store_owner *owner, const struct destination *to);

/*! Before a line or a fixed number is put into a fleet: where it stands now, 0 where it is new.
 *  \returns also -EINVAL: it is the number of another fleet's group */
int store_number_home(struct store *s, enum store_short_owner owner, e164_t number, uint32_t fleet_id, uint32_t *ret_home);

/*! One column: NULL nowhere, 1 the voicemail, else a number. */
void statement_destination(struct statement *st, unsigned number, const struct destination *to);
struct destination statement_column_destination(struct statement *st, unsigned column);

/*! One change of a line's settings, hunt list or blocked callers: counts up the version and logs it.
 *  \param[out] ret_version NULL: not wanted */
int store_service_touch(struct store *s, e164_t line, uint32_t *ret_version);
/*! One change of a group, its members or blocked callers: the same. \returns also -EINVAL: no such group */
int store_group_touch(struct store *s, uint32_t group_id);
/*! The entry alone, for what does not count as a change of the group. */
int store_group_log(struct store *s, uint32_t group_id);

/*! Takes a member out, those behind him move up. \returns 1, 0 where he is none, -errno */
int store_member_remove(struct store *s, uint32_t group_id, e164_t line);

/*! A number is about to leave its fleet, with or without going: it leaves the fleet's groups and other lines' hunt
 *  lists, whose entries in the change log tell the followers. */
int store_line_leaves(struct store *s, e164_t line);
int store_fixed_leaves(struct store *s, e164_t number);
/*! A line that goes on in another fleet: what it had set by the old one's calendars and numbers is switched off. */
int store_line_unties(struct store *s, e164_t line);
/*! A group is about to go: lines that show its number show their own. */
int store_group_leaves(struct store *s, uint32_t group_id);
