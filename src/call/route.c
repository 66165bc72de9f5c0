/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routing numbers: which are free, which are outstanding and for what call, which rest. Every number waits and rests
 * equally long, so two queues in order of time are all the timers there are. Calls on their way to fixed numbers, which
 * never rest, stand in a third one. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include "call_priv.h"

#define MOST 100000
#define MOST_FIXED 10000	/* calls on their way to fixed numbers */
#define DEFAULT_WAIT_S 10
#define DEFAULT_GUARD_S 30

struct kept {
	struct call_setup setup;
	uint8_t reference[8];
	uint32_t tag;
};

/* A call on its way to a fixed number. */
struct fixed {
	struct llist_head list;
	uint64_t until_ms;
	e164_t number;
	struct kept kept;
};

struct route {
	struct llist_head list;
	uint64_t until_ms;	/* outstanding or resting until then */
	struct kept *kept;	/* NULL: not outstanding */
};

struct routes {
	struct call_route_config cfg;
	struct llist_head waiting, resting;	/* the oldest first; resting ones that are done serve again */
	struct llist_head fixed;		/* the oldest first */
	uint32_t outstanding;
	struct pool *kept, *fixed_pool;
	struct kept shown;			/* of the last match */
	struct route route[];
};

int call_room_set_routes(struct call_room *room, const struct call_route_config *cfg)
{
	struct routes *r;
	uint32_t i;

	if ((!cfg->count && !cfg->fixed_count) || (cfg->count && !cfg->first) || (cfg->fixed_count && !cfg->fixed_first) ||
	    cfg->count > MOST || cfg->fixed_count > MOST)
		return -EINVAL;
	if (room->routes && room->routes->outstanding)
		return -EBUSY;
	r = talloc_zero_size(room, sizeof(*r) + cfg->count * sizeof(r->route[0]));
	if (!r)
		return -ENOMEM;
	r->cfg = *cfg;
	r->cfg.wait_s = cfg->wait_s ? cfg->wait_s : DEFAULT_WAIT_S;
	r->cfg.guard_s = cfg->guard_s ? cfg->guard_s : DEFAULT_GUARD_S;
	r->kept = pool_alloc(r, "routing numbers", sizeof(struct kept), cfg->count ? cfg->count : 1);
	r->fixed_pool = pool_alloc(r, "fixed routing numbers", sizeof(struct fixed), cfg->fixed_count ? MOST_FIXED : 1);
	if (!r->kept || !r->fixed_pool) {
		talloc_free(r);
		return -ENOMEM;
	}
	INIT_LLIST_HEAD(&r->waiting);
	INIT_LLIST_HEAD(&r->resting);
	INIT_LLIST_HEAD(&r->fixed);
	for (i = 0; i < cfg->count; i++)
		llist_add_tail(&r->route[(cfg->begin % cfg->count + i) % cfg->count].list, &r->resting);
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

static void fixed_free(struct routes *r, struct fixed *f)
{
	llist_del(&f->list);
	pool_put(r->fixed_pool, f);
	r->outstanding--;
}

static void expire_fixed(struct routes *r, uint64_t now)
{
	while (!llist_empty(&r->fixed)) {
		struct fixed *f = llist_first_entry(&r->fixed, struct fixed, list);

		if (f->until_ms > now)
			return;
		LOGP(DCALL, LOGL_INFO, "a call did not come to fixed routing number %llu\n", (unsigned long long)f->number);
		fixed_free(r, f);
	}
}

/* Those that nobody came for. */
static void expire(struct routes *r)
{
	uint64_t now = clock_ms();

	expire_fixed(r, now);

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

static void give_up_fixed(struct routes *r, e164_t number, uint32_t tag)
{
	struct fixed *f;

	llist_for_each_entry(f, &r->fixed, list) {
		if (f->number != number || f->kept.tag != tag)
			continue;
		fixed_free(r, f);
		return;
	}
}

void call_route_give_up(struct call_room *room, e164_t number, uint32_t tag)
{
	struct route *route = route_at(room->routes, number);

	if (call_route_is_fixed(room, number))
		give_up_fixed(room->routes, number, tag);
	else if (route && route->kept && route->kept->tag == tag)
		rest(room->routes, route);
}

static const struct call_setup *show(struct routes *r, const struct kept *kept)
{
	r->shown = *kept;
	r->shown.setup.routed = true;
	r->shown.setup.call_reference = r->shown.setup.call_reference_len ? r->shown.reference : NULL;
	return &r->shown.setup;
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
	return show(r, route->kept);
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

/* ---- fixed numbers ---- */

bool call_route_is_fixed(const struct call_room *room, e164_t number)
{
	const struct call_route_config *cfg = room->routes ? &room->routes->cfg : NULL;

	return cfg && number >= cfg->fixed_first && number - cfg->fixed_first < cfg->fixed_count;
}

e164_t call_route_take_fixed(struct call_room *room, e164_t number, const struct call_setup *setup, uint32_t tag,
			     callid_t *ret_id)
{
	struct routes *r = room->routes;
	struct fixed *f;

	if (!call_route_is_fixed(room, number))
		return E164_NONE;
	expire(r);
	f = pool_get(r->fixed_pool);
	if (!f)
		return E164_NONE;
	keep(&f->kept, setup, tag);
	if (!f->kept.setup.id)
		f->kept.setup.id = callid_new();
	*ret_id = f->kept.setup.id;
	f->number = number;
	f->until_ms = clock_ms() + (uint64_t)r->cfg.wait_s * 1000;
	llist_add_tail(&f->list, &r->fixed);
	r->outstanding++;
	return number;
}

static struct fixed *find_fixed(struct call_room *room, e164_t number, e164_t redirecting, e164_t calling)
{
	struct fixed *f;

	if (!call_route_is_fixed(room, number))
		return NULL;
	expire(room->routes);
	llist_for_each_entry(f, &room->routes->fixed, list) {
		const struct decide_facts *facts = &f->kept.setup.facts;

		if (f->number == number && facts->served == redirecting &&
		    (!calling || !facts->calling || facts->calling == calling))
			return f;
	}
	return NULL;
}

const struct call_setup *call_route_look_fixed(struct call_room *room, e164_t number, e164_t redirecting, e164_t calling)
{
	struct fixed *f = find_fixed(room, number, redirecting, calling);

	return f ? show(room->routes, &f->kept) : NULL;
}

const struct call_setup *call_route_match_fixed(struct call_room *room, e164_t number, e164_t redirecting, e164_t calling)
{
	struct fixed *f = find_fixed(room, number, redirecting, calling);
	const struct call_setup *setup;

	if (!f)
		return NULL;
	setup = show(room->routes, &f->kept);
	fixed_free(room->routes, f);
	if (room->route_ops)
		room->route_ops->arrived(room->route_priv, room->routes->shown.tag);
	return setup;
}
