/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Services of lines: forwardings, settings, hunt list, blocked callers. A line that has nothing set shares one constant
 * service with all others of its kind; the first setting gives it one of its own, the last one that goes takes it away.
 *
 * A put copies the value, changes the copy, and places it: what can fail (an array, the pool) comes before anything is
 * seen. Left out: whether a destination is allowed. The portals and the import check that, and the plan again. */

#include <errno.h>

#include "service.h"
#include "snapshot.h"

#define NO_ANSWER_DEFAULT_S 25
#define RING_MIN_S 5
#define RING_MAX_S 90

const struct fleet_service fleet_service_default = {
	.no_answer_s = NO_ANSWER_DEFAULT_S, .forwarding_custom = true, .incoming_custom = true,
};

/* ---- values ---- */
bool fleet_destination_is_sound(const struct destination *to)
{
	if (to->kind == DESTINATION_NUMBER)
		return to->number != E164_NONE;
	return to->kind <= DESTINATION_VOICEMAIL && to->number == E164_NONE;
}

int fleet_service_set_forwarding(struct fleet_service *s, const struct store_forwarding *row)
{
	struct destination to = { .number = row->destination };

	if (row->voicemail)
		to.kind = DESTINATION_VOICEMAIL;
	else if (row->destination != E164_NONE)
		to.kind = DESTINATION_NUMBER;
	if ((unsigned)row->kind > FORWARDING_UNREACHABLE || row->calendar > INT32_MAX ||
	    !fleet_destination_is_sound(&to))
		return -EINVAL;
	s->forwarding[row->kind] = (struct fleet_forwarding){
		.to = to, .version = row->version, .calendar = row->calendar, .active = row->active,
	};
	return 0;
}

int fleet_service_set_settings(struct fleet_service *s, const struct store_settings *row)
{
	if (row->no_answer_s < RING_MIN_S || row->no_answer_s > RING_MAX_S || row->shown > LINE_SHOWN_WITHHELD ||
	    !fleet_destination_is_sound(&row->dnd))
		return -EINVAL;
	s->forwarding_custom = row->forwarding_custom;
	s->incoming_custom = row->incoming_custom;
	s->rings_when_busy = row->rings_when_busy;
	s->no_answer_s = row->no_answer_s;
	s->dnd_active = row->dnd_active;
	s->dnd = row->dnd;
	s->hunt_active = row->hunt_active;
	s->hunt_together = row->hunt_together;
	s->shown = row->shown;
	s->shown_group = row->shown_group;
	s->version = row->version;
	return 0;
}

int fleet_service_set_hunt(struct fleet_service *s, const struct store_hunt *rows, size_t n)
{
	struct fleet_hunt hunt[HUNT_MAX];
	const struct fleet_hunt *copy;
	int rc;

	if (n > HUNT_MAX)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].number == E164_NONE || rows[i].ring_s < RING_MIN_S || rows[i].ring_s > RING_MAX_S)
			return -EINVAL;
		hunt[i] = (struct fleet_hunt){
			.number = rows[i].number, .ring_s = rows[i].ring_s, .confirm = rows[i].confirm,
			.allow_diverted = rows[i].allow_diverted,
		};
	}
	copy = fleet_array_copy(hunt, n, sizeof(hunt[0]), &rc);
	if (rc < 0)
		return rc;
	s->hunt = copy;
	s->num_hunt = (uint8_t)n;
	return 0;
}

int fleet_service_set_blocked(struct fleet_service *s, const e164_t *numbers, size_t n)
{
	const e164_t *sorted;
	int rc;

	if (n > UINT16_MAX)
		return -EINVAL;
	sorted = fleet_array_sorted(numbers, &n, &rc);
	if (rc < 0)
		return rc;
	s->blocked = sorted;
	s->num_blocked = (uint16_t)n;
	return 0;
}

void fleet_service_free(const struct fleet_service *s, const struct fleet_service *kept)
{
	if (!kept || s->hunt != kept->hunt)
		fleet_array_free(s->hunt);
	if (!kept || s->blocked != kept->blocked)
		fleet_array_free(s->blocked);
}

static bool has_forwarding(const struct fleet_service *s)
{
	for (unsigned kind = FORWARDING_IMMEDIATE; kind <= FORWARDING_UNREACHABLE; kind++) {
		const struct fleet_forwarding *f = &s->forwarding[kind];

		if (f->to.kind != DESTINATION_NONE || f->active || f->version || f->calendar)
			return true;
	}
	return false;
}

static bool is_default(const struct fleet_service *s)
{
	return !has_forwarding(s) && !s->version && s->forwarding_custom && s->incoming_custom && !s->rings_when_busy &&
	       s->no_answer_s == NO_ANSWER_DEFAULT_S && !s->dnd_active && s->dnd.kind == DESTINATION_NONE &&
	       !s->hunt_active && !s->hunt_together && s->shown == LINE_SHOWN_LINE && !s->shown_group &&
	       !s->num_hunt && !s->num_blocked;
}

/* ---- in a snapshot ---- */
static size_t service_array_bytes(const struct fleet_service *s)
{
	return fleet_array_bytes(s->num_hunt, sizeof(s->hunt[0])) + fleet_array_bytes(s->num_blocked, sizeof(s->blocked[0]));
}

static struct fleet_service *own_service(const struct fleet_line_item *item)
{
	return item->line.service == &fleet_service_default ? NULL : (struct fleet_service *)(uintptr_t)item->line.service;
}

void fleet_service_drop(struct fleet_data *d, struct fleet_line_item *item)
{
	struct fleet_service *own = own_service(item);

	if (!own)
		return;
	item->line.service = &fleet_service_default;
	d->array_bytes -= service_array_bytes(own);
	fleet_service_free(own, NULL);
	pool_put(d->services, own);
}

int fleet_service_place(struct fleet_data *d, struct fleet_line_item *item, const struct fleet_service *s)
{
	struct fleet_service *own = own_service(item);

	if (is_default(s)) {
		fleet_service_drop(d, item);
		return 0;
	}
	if (!own) {
		own = pool_get(d->services);
		if (!own) {
			fleet_service_free(s, NULL);
			return -ENOMEM;
		}
		item->line.service = own;
	}
	d->array_bytes += service_array_bytes(s) - service_array_bytes(own);
	fleet_service_free(own, s);
	*own = *s;
	return 0;
}

int fleet_snapshot_put_forwarding(struct fleet_snapshot *snap, const struct store_forwarding *row)
{
	struct fleet_line_item *item = fleet_line_item_find(snap->data, row->line);
	struct fleet_service s;
	int rc;

	if (!item)
		return -ENOENT;
	s = *item->line.service;
	rc = fleet_service_set_forwarding(&s, row);
	return rc ? rc : fleet_service_place(snap->data, item, &s);
}

int fleet_snapshot_put_settings(struct fleet_snapshot *snap, const struct store_settings *row)
{
	struct fleet_line_item *item = fleet_line_item_find(snap->data, row->line);
	struct fleet_service s;
	int rc;

	if (!item)
		return -ENOENT;
	s = *item->line.service;
	rc = fleet_service_set_settings(&s, row);
	return rc ? rc : fleet_service_place(snap->data, item, &s);
}

int fleet_snapshot_put_hunt(struct fleet_snapshot *snap, e164_t line, const struct store_hunt *rows, size_t n)
{
	struct fleet_line_item *item = fleet_line_item_find(snap->data, line);
	struct fleet_service s;
	int rc;

	if (!item)
		return -ENOENT;
	s = *item->line.service;
	rc = fleet_service_set_hunt(&s, rows, n);
	return rc ? rc : fleet_service_place(snap->data, item, &s);
}

static int line_put_blocked(struct fleet_data *d, e164_t line, const e164_t *numbers, size_t n)
{
	struct fleet_line_item *item = fleet_line_item_find(d, line);
	struct fleet_service s;
	int rc;

	if (!item)
		return -ENOENT;
	s = *item->line.service;
	rc = fleet_service_set_blocked(&s, numbers, n);
	return rc ? rc : fleet_service_place(d, item, &s);
}

int fleet_snapshot_put_blocked(struct fleet_snapshot *snap, e164_t line, uint32_t group_id, const e164_t *numbers,
			       size_t n)
{
	if (line != E164_NONE)
		return line_put_blocked(snap->data, line, numbers, n);
	return fleet_group_put_blocked(snap->data, group_id, numbers, n);
}
