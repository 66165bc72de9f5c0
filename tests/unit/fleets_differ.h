/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two snapshots held against each other, by all that the room's header lets see: of how many things they say different
 * things. Looks into the pools for what has no visitor of its own. */
#pragma once

#include <string.h>

#include "../../src/fleet/snapshot.h"

struct fleets_pair { const struct fleet_snapshot *a, *b; unsigned wrong; };

static inline unsigned fleets_destination_differs(const struct destination *x, const struct destination *y)
{
	return x->kind != y->kind || x->number != y->number;
}

static inline unsigned fleets_numbers_differ(const e164_t *x, unsigned nx, const e164_t *y, unsigned ny)
{
	return nx != ny || (nx && memcmp(x, y, nx * sizeof(*x)));
}

static inline unsigned fleets_service_differs(const struct fleet_service *x, const struct fleet_service *y)
{
	unsigned wrong = fleets_numbers_differ(x->blocked, x->num_blocked, y->blocked, y->num_blocked) +
			 fleets_destination_differs(&x->dnd, &y->dnd);

	for (unsigned k = 0; k < 4; k++) {
		const struct fleet_forwarding *f = &x->forwarding[k], *g = &y->forwarding[k];

		wrong += fleets_destination_differs(&f->to, &g->to) || f->version != g->version ||
			 f->calendar != g->calendar || f->active != g->active;
	}
	wrong += x->num_hunt != y->num_hunt;
	for (unsigned i = 0; i < x->num_hunt && i < y->num_hunt; i++) {
		const struct fleet_hunt *h = &x->hunt[i], *o = &y->hunt[i];

		wrong += h->number != o->number || h->ring_s != o->ring_s || h->confirm != o->confirm ||
			 h->allow_diverted != o->allow_diverted;
	}
	return wrong + (x->version != y->version || x->no_answer_s != y->no_answer_s ||
			x->forwarding_custom != y->forwarding_custom || x->incoming_custom != y->incoming_custom ||
			x->rings_when_busy != y->rings_when_busy || x->dnd_active != y->dnd_active ||
			x->hunt_active != y->hunt_active || x->hunt_together != y->hunt_together ||
			x->shown != y->shown || x->shown_group != y->shown_group);
}

static inline int fleets_line_compare(void *priv, const struct fleet_line *x)
{
	struct fleets_pair *p = priv;
	const struct fleet_line *y = fleet_line_find(p->b, x->number);

	if (!y) {
		p->wrong++;
		return 0;
	}
	p->wrong += x->fleet->id != y->fleet->id || x->rights != y->rights || x->suspended != y->suspended ||
		    x->csi != y->csi || x->is_member != y->is_member || strcmp(x->short_number, y->short_number);
	p->wrong += fleets_service_differs(x->service, y->service);
	p->wrong += fleet_groups_of(p->a, x->number, NULL, 0) != fleet_groups_of(p->b, x->number, NULL, 0);
	if (x->short_number[0])
		p->wrong += fleet_short_find(p->a, x->fleet, x->short_number) != fleet_short_find(p->b, y->fleet, y->short_number);
	return 0;
}

static inline int fleets_group_compare(void *priv, const struct fleet_group *x)
{
	struct fleets_pair *p = priv;
	const struct fleet_group *y = fleet_group_by_id(p->b, x->id);

	if (!y || y != fleet_group_find(p->b, x->number)) {
		p->wrong++;
		return 0;
	}
	p->wrong += x->fleet->id != y->fleet->id || x->mode != y->mode || x->queue != y->queue || x->ring_s != y->ring_s ||
		    x->rest_s != y->rest_s || x->wait_s != y->wait_s || x->member_rules != y->member_rules ||
		    x->calendar != y->calendar || x->version != y->version || strcmp(x->name, y->name) ||
		    x->num_members != y->num_members;
	p->wrong += fleets_destination_differs(&x->overflow, &y->overflow) +
		    fleets_destination_differs(&x->nobody, &y->nobody) +
		    fleets_destination_differs(&x->closed, &y->closed) + fleets_destination_differs(&x->last_left, &y->last_left) +
		    fleets_numbers_differ(x->blocked, x->num_blocked, y->blocked, y->num_blocked);
	for (unsigned i = 0; i < x->num_members && i < y->num_members; i++)
		p->wrong += x->member[i].line != y->member[i].line || x->member[i].connected != y->member[i].connected;
	return 0;
}

static inline unsigned fleets_fleet_differs(struct fleets_pair *p, const struct fleet *x)
{
	const struct fleet *y = fleet_find(p->b, x->id);

	if (!y)
		return 1;
	return (x->suspended != y->suspended) + (x->barring != y->barring) + (x->max_diverted_line != y->max_diverted_line) +
	       (x->num_barred != y->num_barred ||
		(x->num_barred && memcmp(x->barred, y->barred, x->num_barred * sizeof(x->barred[0])))) +
	       !!strcmp(x->name, y->name) + (fleet_voicemail(p->a, x) != fleet_voicemail(p->b, y)) +
	       (x->numplan && strcmp(numplan_name(x->numplan), numplan_name(y->numplan)));
}

static inline unsigned fleets_rest_differs(struct fleets_pair *p)
{
	const struct fleet_data *d = p->a->data, *e = p->b->data;
	const struct fleet_item *f;
	const struct fleet_fixed_item *x;
	const struct fleet_calendar_item *c;
	unsigned wrong = pool_count(d->fleets) != pool_count(e->fleets) || pool_count(d->fixed) != pool_count(e->fixed) ||
			 pool_count(d->calendars) != pool_count(e->calendars) || pool_count(d->groups) != pool_count(e->groups) ||
			 pool_count(d->lines) != pool_count(e->lines) || pool_count(d->services) != pool_count(e->services) ||
			 d->array_bytes != e->array_bytes || d->group_by_member.count != e->group_by_member.count;

	for (f = pool_next(d->fleets, NULL); f; f = pool_next(d->fleets, f))
		wrong += fleets_fleet_differs(p, &f->fleet);
	for (x = pool_next(d->fixed, NULL); x; x = pool_next(d->fixed, x)) {
		const struct fleet *owner = fleet_fixed_find(p->b, x->number);

		wrong += !owner || owner->id != x->fleet->id || fleet_short_find(p->b, owner, x->short_number) !=
			 fleet_short_find(p->a, x->fleet, x->short_number);
	}
	for (c = pool_next(d->calendars, NULL); c; c = pool_next(d->calendars, c)) {
		const struct calendar *y = fleet_calendar_find(p->b, c->id);

		wrong += !y || y->holidays != c->calendar.holidays || y->num_hours != c->calendar.num_hours ||
			 y->num_dates != c->calendar.num_dates;
		for (unsigned i = 0; y && i < y->num_hours; i++)
			wrong += y->hours[i].to_min != c->calendar.hours[i].to_min;
	}
	return wrong;
}

static inline unsigned fleets_differ(const struct fleet_snapshot *a, const struct fleet_snapshot *b)
{
	struct fleets_pair p = { .a = a, .b = b };

	fleet_lines_each(a, NULL, fleets_line_compare, &p);
	fleet_groups_each(a, NULL, fleets_group_compare, &p);
	return p.wrong + fleets_rest_differs(&p) + (fleet_snapshot_version(a) != fleet_snapshot_version(b));
}
