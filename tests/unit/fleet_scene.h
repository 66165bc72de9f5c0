/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A store with the demo fleets, the snapshot loaded from it, and the follower between them, on a loop that the test
 * turns. */
#pragma once

#include <time.h>

#include <osmocom/core/select.h>
#include <talloc.h>

#include <mpabx/fleet.h>
#include "check.h"
#include "tempstore.h"

#define MOBILE(n) (UINT64_C(33639980000) + (n))
#define SHOP UINT64_C(33199001234)
/* A server takes a turn of the machine for each statement, and a delivery is thousands. */
#define PATIENCE_MS (tempstore_server() ? 60000 : 5000)

struct scene {
	struct tempstore temp;
	struct store *store;		/* the portal's connection */
	struct fleet_snapshot *snap;
	struct fleet_follower *follower;
};

static inline uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static inline void loop_for(unsigned ms)
{
	uint64_t end = now_us() + ms * 1000;

	while (now_us() < end) {
		osmo_select_main(1);
		usleep(1000);
	}
}

static inline bool reached(const struct scene *sc)
{
	return fleet_snapshot_version(sc->snap) == (uint64_t)store_change_last(sc->store);
}

static inline bool loop_until_reached(const struct scene *sc)
{
	for (uint64_t end = now_us() + PATIENCE_MS * 1000; now_us() < end; usleep(500)) {
		osmo_select_main(1);
		if (reached(sc))
			return true;
	}
	return false;
}

static inline bool loop_until_connected(const struct scene *sc, bool want)
{
	for (uint64_t end = now_us() + PATIENCE_MS * 1000; now_us() < end; usleep(500)) {
		osmo_select_main(1);
		if (fleet_follower_is_connected(sc->follower) == want)
			return true;
	}
	return false;
}

static inline void scene_begin(struct scene *sc, void *ctx)
{
	CHECK_INT(tempstore_make(&sc->temp), 0);
	CHECK_INT(store_open(ctx, sc->temp.url, &sc->store), 0);
	CHECK_INT(store_demo_load(sc->store), 0);
	sc->snap = fleet_snapshot_alloc(ctx);
	CHECK_INT(fleet_snapshot_load(sc->snap, sc->store), 0);
	CHECK_INT(fleet_follower_start(ctx, sc->snap, sc->temp.url, &sc->follower), 0);
	CHECK(loop_until_connected(sc, true));
}

static inline void scene_end(struct scene *sc)
{
	fleet_follower_stop(&sc->follower);
	CHECK(!sc->follower);
	talloc_free(sc->snap);
	if (sc->store)
		store_close(&sc->store);
	tempstore_remove(&sc->temp);
}
