/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file check_priv.h What the files of the check share. */
#pragma once

#include <mpabx/fleet/check.h>

struct check {
	const struct fleet_draft *d;
	fleet_finding_cb cb;
	void *priv;
};

/*! A finding about a row, begun: say, field and what the row tells. */
struct fleet_finding check_finding(const struct check *c, enum draft_table table, const void *row, e164_t about,
				   enum fleet_say say, enum fleet_field field);
/*! Tells it, unless something of the row was refused before. \returns what the callback returned */
int check_tell(const struct check *c, const void *row, const struct fleet_finding *f);
/*! Both at once. */
int check_say(const struct check *c, enum draft_table table, const void *row, e164_t about, enum fleet_say say,
	      enum fleet_field field);
int check_range(const struct check *c, enum draft_table table, const void *row, e164_t about, enum fleet_field field,
		unsigned value, unsigned min, unsigned max);
int check_calendar_ref(const struct check *c, enum draft_table table, const void *row, e164_t about, uint32_t calendar);
/*! A destination of a line or group. \param must_be there \returns the refusal */
enum fleet_say check_destination(const struct check *c, e164_t own, const struct destination *to, bool must_be);
/*! What the plan says to a number. */
enum fleet_say check_plan(const struct check *c, enum numplan_service service, e164_t number);
/*! A line or declared fixed number of the fleet? */
bool check_owns(const struct check *c, e164_t number);

int check_lines(const struct check *c);
int check_one_line(const struct check *c, const struct draft_line *line);
int check_line_details(const struct check *c, e164_t line);
int check_groups(const struct check *c);
int check_one_group(const struct check *c, const struct draft_group *group);
/*! Short numbers over lines and fixed numbers together. \param only this number's, E164_NONE: all */
int check_shorts(const struct check *c, e164_t only);
/*! Loops. \param only those through this line or group, E164_NONE: all */
int check_loops(const struct check *c, e164_t only);
