/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small draft fleet, and what its check finds. */
#pragma once

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/fleet/check.h>

#include "plans.h"

#define A UINT64_C(33639980011)
#define B UINT64_C(33639980012)
#define C UINT64_C(33639980013)
#define D UINT64_C(33639980014)
#define FIXED UINT64_C(33199001234)
#define GROUP UINT64_C(33199005000)
#define OUTSIDER UINT64_C(33639980099)

static inline void draft_add_line(struct fleet_draft *d, e164_t number, const char *name, const char *short_number)
{
	struct draft_line l = { .row = { .number = number, .rights = LINE_RIGHTS } };

	snprintf(l.row.name, sizeof(l.row.name), "%s", name);
	snprintf(l.row.short_number, sizeof(l.row.short_number), "%s", short_number);
	fleet_draft_add(d, DRAFT_LINES, &l);
}

static inline void draft_forward(struct fleet_draft *d, e164_t line, enum forwarding_kind kind, e164_t to)
{
	fleet_draft_add(d, DRAFT_FORWARDINGS, &(struct draft_forwarding){
		.row = { .line = line, .kind = kind, .active = true, .destination = to } });
}

static inline struct draft_settings draft_settings_of(e164_t line)
{
	struct draft_settings s = { .row = { .line = line, .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 25 } };

	return s;
}

static inline void draft_hunts(struct fleet_draft *d, e164_t line, e164_t number, unsigned position)
{
	fleet_draft_add(d, DRAFT_HUNTS, &(struct draft_hunt){
		.row = { .line = line, .number = number, .position = (uint8_t)position, .ring_s = 12 } });
}

static inline struct draft_group draft_group_of(e164_t number)
{
	struct draft_group g = { .row = { .number = number, .name = "Accueil", .queue = 1, .ring_s = 12, .rest_s = 30 } };

	return g;
}

static inline void draft_member(struct fleet_draft *d, e164_t group, e164_t line, unsigned position)
{
	fleet_draft_add(d, DRAFT_MEMBERS, &(struct draft_member){
		.row = { .line = line, .position = (uint8_t)position }, .group = group });
}

/*! Four lines and a fixed number; nothing is set. */
static inline struct fleet_draft *draft_make(void)
{
	struct fleet_draft *d = fleet_draft_alloc(NULL);
	struct draft_fixed x = { .row = { .number = FIXED, .name = "Boutique", .short_number = "28" } };

	strcpy(d->fleet.name, "Boulangerie");
	d->numplan = plan_french(d, "fr-current", '7');
	draft_add_line(d, A, "Claire", "21");
	draft_add_line(d, B, "Hugo", "22");
	draft_add_line(d, C, "Ines", "");
	draft_add_line(d, D, "", "24");
	fleet_draft_add(d, DRAFT_FIXED, &x);
	return d;
}

/*! What the check found. */
struct found { unsigned n; struct fleet_finding all[32]; };

static inline int found_add(void *priv, const struct fleet_finding *f)
{
	struct found *found = priv;

	if (found->n < 32)
		found->all[found->n++] = *f;
	return 0;
}

static inline struct found found_in(struct fleet_draft *d)
{
	struct found found = { 0 };

	fleet_draft_sort(d);
	if (fleet_check_draft(d, found_add, &found))
		found.n = 99;
	return found;
}
