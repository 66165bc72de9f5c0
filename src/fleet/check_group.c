/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is refused of a group: its number, name, times, codes, destinations, members, blocked callers (product.md
 * section 7). */

#include <stdio.h>
#include <string.h>

#include "check_priv.h"

#define RING_MIN_S 5
#define RING_MAX_S 90
#define QUEUE_MAX 50
#define REST_MAX_S 3600

static bool is_member(const struct check *c, e164_t group, e164_t line)
{
	size_t n;
	const struct draft_member *m = fleet_draft_members(c->d, group, &n);

	for (size_t i = 0; i < n; i++) {
		if (m[i].row.line == line)
			return true;
	}
	return false;
}

/* Its own number, or a member's own. */
static int check_number(const struct check *c, const struct draft_group *g)
{
	struct fleet_finding f = check_finding(c, DRAFT_GROUPS, g, g->row.number, FLEET_OK, FLEET_FIELD_NUMBER);

	f.service = NUMPLAN_FOR_GROUP;
	if (!fleet_draft_line(c->d, g->row.number)) {
		f.say = (uint8_t)check_plan(c, NUMPLAN_FOR_GROUP, g->row.number);
	} else if (is_member(c, g->row.number, g->row.number)) {
		f.say = FLEET_MEMBERS_OWN;
		f.warning = true;
	} else {
		f.say = FLEET_NOT_MEMBER;
	}
	return f.say == FLEET_OK ? 0 : check_tell(c, g, &f);
}

static int check_destinations(const struct check *c, const struct draft_group *g)
{
	const struct { const struct destination *to; enum fleet_field field; } all[] = {
		{ &g->row.overflow, FLEET_FIELD_OVERFLOW }, { &g->row.nobody, FLEET_FIELD_NOBODY },
		{ &g->row.closed, FLEET_FIELD_CLOSED }, { &g->row.last_left, FLEET_FIELD_LAST_LEFT },
	};
	int rc = 0;

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]) && !rc; i++)
		rc = check_say(c, DRAFT_GROUPS, g, g->row.number, check_destination(c, g->row.number, all[i].to, false),
			       all[i].field);
	return rc;
}

/* Codes that are only sealed were checked when they were typed. */
static int check_codes(const struct check *c, const struct draft_group *g)
{
	enum fleet_field field = FLEET_FIELD_CODE_ADMIN;
	bool bad = g->code_user[0] && !strcmp(g->code_user, g->code_admin);

	if (g->code_admin[0] && !secret_code_is_valid(g->code_admin))
		bad = true;
	if (g->code_user[0] && !secret_code_is_valid(g->code_user)) {
		bad = true;
		field = FLEET_FIELD_CODE_USER;
	}
	return bad ? check_say(c, DRAFT_GROUPS, g, g->row.number, FLEET_CODES, field) : 0;
}

static int check_times(const struct check *c, const struct draft_group *g)
{
	int rc = check_range(c, DRAFT_GROUPS, g, g->row.number, FLEET_FIELD_QUEUE, g->row.queue, 0, QUEUE_MAX);

	if (!rc)
		rc = check_range(c, DRAFT_GROUPS, g, g->row.number, FLEET_FIELD_RING, g->row.ring_s, RING_MIN_S, RING_MAX_S);
	if (!rc)
		rc = check_range(c, DRAFT_GROUPS, g, g->row.number, FLEET_FIELD_REST, g->row.rest_s, 0, REST_MAX_S);
	return rc ? rc : check_range(c, DRAFT_GROUPS, g, g->row.number, FLEET_FIELD_WAIT, g->row.wait_s, 0, REST_MAX_S);
}

static enum fleet_say member_refusal(const struct check *c, e164_t line)
{
	const struct draft_line *l = fleet_draft_line(c->d, line);

	if (l)
		return l->row.rights & LINE_RIGHT_GROUPS ? FLEET_OK : FLEET_NO_OPTION;
	return fleet_draft_fixed(c->d, line) ? FLEET_NO_OPTION : FLEET_OUTSIDE;
}

static int check_members(const struct check *c, e164_t group)
{
	size_t n;
	const struct draft_member *m = fleet_draft_members(c->d, group, &n);
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		enum fleet_say say = member_refusal(c, m[i].row.line);

		for (size_t k = 0; k < i && say == FLEET_OK; k++) {
			if (m[k].row.line == m[i].row.line)
				say = FLEET_DUPLICATE;
		}
		if (i >= GROUP_MAX_MEMBERS)
			say = FLEET_ELEVENTH_MEMBER;
		rc = check_say(c, DRAFT_MEMBERS, m + i, group, say, FLEET_FIELD_DESTINATION);
	}
	return rc;
}

static int check_blocked(const struct check *c, e164_t group)
{
	size_t n;
	const struct draft_blocked *b = fleet_draft_blocked(c->d, E164_NONE, group, &n);
	int rc = 0;

	for (size_t i = 1; i < n && !rc; i++) {
		if (b[i].row.number == b[i - 1].row.number)
			rc = check_say(c, DRAFT_BLOCKED, b + i, group, FLEET_DUPLICATE, FLEET_FIELD_DESTINATION);
	}
	return rc;
}

int check_one_group(const struct check *c, const struct draft_group *g)
{
	static int (*const parts[])(const struct check *c, const struct draft_group *g) = {
		check_number, check_times, check_codes, check_destinations,
	};
	int rc = g->row.name[0] ? 0 : check_say(c, DRAFT_GROUPS, g, g->row.number, FLEET_GROUP_NAME, FLEET_FIELD_NAME);

	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]) && !rc; i++)
		rc = parts[i](c, g);
	if (!rc)
		rc = check_calendar_ref(c, DRAFT_GROUPS, g, g->row.number, g->row.calendar);
	if (!rc)
		rc = check_members(c, g->row.number);
	return rc ? rc : check_blocked(c, g->row.number);
}

static int check_stray_members(const struct check *c)
{
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(c->d, DRAFT_MEMBERS) && !rc; i++) {
		const struct draft_member *m = draft_row_at(c->d, DRAFT_MEMBERS, i);

		if (!fleet_draft_group(c->d, m->group))
			rc = check_say(c, DRAFT_MEMBERS, m, m->group, FLEET_OUTSIDE, FLEET_FIELD_NUMBER);
	}
	for (size_t i = 0; i < draft_rows_count(c->d, DRAFT_BLOCKED) && !rc; i++) {
		const struct draft_blocked *b = draft_row_at(c->d, DRAFT_BLOCKED, i);

		if (b->group && !fleet_draft_group(c->d, b->group))
			rc = check_say(c, DRAFT_BLOCKED, b, b->group, FLEET_OUTSIDE, FLEET_FIELD_NUMBER);
	}
	return rc;
}

int check_groups(const struct check *c)
{
	const struct draft_group *g, *before = NULL;
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(c->d, DRAFT_GROUPS) && !rc; i++, before = g) {
		g = draft_row_at(c->d, DRAFT_GROUPS, i);
		if (before && before->row.number == g->row.number) {
			struct fleet_finding f = check_finding(c, DRAFT_GROUPS, g, g->row.number, FLEET_NUMBER_TAKEN,
							       FLEET_FIELD_NUMBER);

			snprintf(f.name, sizeof(f.name), "%s", before->row.name);
			rc = check_tell(c, g, &f);
			continue;
		}
		rc = check_one_group(c, g);
	}
	return rc ? rc : check_stray_members(c);
}
