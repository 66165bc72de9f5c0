/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routing numbers: which are free, which are outstanding and for what call, which rest. Every number waits and rests
 * equally long, so two queues in order of time are all the timers there are. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include "call_priv.h"

#define MOST 100000
#define DEFAULT_WAIT_S 10
#define DEFAULT_GUARD_S 30

struct kept {
	struct call_setup setup;
	uint8_t reference[8];
	uint32_t tag;
};

struct route {
	struct llist_head list;
	uint64_t until_ms;	/* outstanding or resting until then */
	struct kept *kept;	/* NULL: not outstanding */
};

struct routes {
	struct call_route_config cfg;
	struct llist_head waiting, resting;	/* the oldest first; resting ones that are done serve again */
	uint32_t outstanding;
	struct pool *kept;
	struct kept shown;			/* of the last match */
	struct route route[];
};

int call_room_set_routes(struct call_room *room, const struct call_route_config *cfg)
{
	struct routes *r;
	uint32_t i;

	if (!cfg->first || !cfg->count || cfg->count > MOST)
		return -EINVAL;
	if (room->routes && room->routes->outstanding)
		return -EBUSY;
	r = talloc_zero_size(room, sizeof(*r) + cfg->count * sizeof(r->route[0]));
	if (!r)
		return -ENOMEM;
	r->cfg = *cfg;
	r->cfg.wait_s = cfg->wait_s ? cfg->wait_s : DEFAULT_WAIT_S;
	r->cfg.guard_s = cfg->guard_s ? cfg->guard_s : DEFAULT_GUARD_S;
	r->kept = pool_alloc(r, "routing numbers", sizeof(struct kept), cfg->count);
	if (!r->kept) {
		talloc_free(r);
		return -ENOMEM;
	}
	INIT_LLIST_HEAD(&r->waiting);
	INIT_LLIST_HEAD(&r->resting);
	for (i = 0; i < cfg->count; i++)
		llist_add_tail(&r->route[i].list, &r->resting);
	talloc_free(room->routes);
	room->routes = r;
	return 0;
}

void call_room_set_route_ops(struct call_room *room, const struct call_route_ops *ops, void *priv)
{
	room->route_ops = ops;
	room->route_priv = priv;
}

static e164_t number_of(const struct routes *r, const struct route *route)
{
	return r->cfg.first + (e164_t)(route - r->route);
}

static struct route *route_at(struct routes *r, e164_t number)
{
	return r && number >= r->cfg.first && number - r->cfg.first < r->cfg.count ? &r->route[number - r->cfg.first] : NULL;
}

static void rest(struct routes *r, struct route *route)
{
	pool_put(r->kept, route->kept);
	route->kept = NULL;
	r->outstanding--;
	route->until_ms = clock_ms() + (uint64_t)r->cfg.guard_s * 1000;
	llist_move_tail(&route->list, &r->resting);
}

/* Those that nobody came for. */
static void expire(struct routes *r)
{
	uint64_t now = clock_ms();

	while (!llist_empty(&r->waiting)) {
		struct route *route = llist_first_entry(&r->waiting, struct route, list);

		if (route->until_ms > now)
			return;
		LOGP(DCALL, LOGL_INFO, "nobody came to routing number %llu\n", (unsigned long long)number_of(r, route));
		rest(r, route);
	}
}

static void keep(struct kept *kept, const struct call_setup *setup, uint32_t tag)
{
	kept->setup = *setup;
	kept->tag = tag;
	if (!setup->call_reference || setup->call_reference_len > sizeof(kept->reference)) {
		kept->setup.call_reference_len = 0;
		return;
	}
	memcpy(kept->reference, setup->call_reference, setup->call_reference_len);
}

e164_t call_route_take(struct call_room *room, const struct call_setup *setup, uint32_t tag, callid_t *ret_id)
{
	struct routes *r = room->routes;
	struct route *route;

	if (!r)
		return E164_NONE;
	expire(r);
	if (llist_empty(&r->resting))
		return E164_NONE;
	route = llist_first_entry(&r->resting, struct route, list);
	if (route->until_ms > clock_ms())
		return E164_NONE;
	route->kept = pool_get(r->kept);
	if (!route->kept)
		return E164_NONE;
	keep(route->kept, setup, tag);
	if (!route->kept->setup.id)
		route->kept->setup.id = callid_new();
	*ret_id = route->kept->setup.id;
	route->until_ms = clock_ms() + (uint64_t)r->cfg.wait_s * 1000;
	llist_move_tail(&route->list, &r->waiting);
	r->outstanding++;
	return number_of(r, route);
}

void call_route_give_up(struct call_room *room, e164_t number, uint32_t tag)
{
	struct route *route = route_at(room->routes, number);

	if (route && route->kept && route->kept->tag == tag)
		rest(room->routes, route);
}

const struct call_setup *call_route_look(struct call_room *room, e164_t number)
{
	struct routes *r = room->routes;
	struct route *route = route_at(r, number);

	if (!route)
		return NULL;
	expire(r);
	if (!route->kept)
		return NULL;
	r->shown = *route->kept;
	r->shown.setup.routed = true;
	r->shown.setup.call_reference = r->shown.setup.call_reference_len ? r->shown.reference : NULL;
	return &r->shown.setup;
}

const struct call_setup *call_route_match(struct call_room *room, e164_t number)
{
	const struct call_setup *setup = call_route_look(room, number);
	struct routes *r = room->routes;

	if (!setup)
		return NULL;
	rest(r, route_at(r, number));
	if (room->route_ops)
		room->route_ops->arrived(room->route_priv, r->shown.tag);
	return setup;
}

bool call_route_is_ours(const struct call_room *room, e164_t number)
{
	return route_at(room->routes, number) != NULL;
}

uint32_t call_route_count(const struct call_room *room)
{
	return room->routes ? room->routes->outstanding : 0;
}
