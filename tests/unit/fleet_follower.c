/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a commit to the snapshot: loading, following, missing entries, and a store that goes and comes back. */

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include <talloc.h>

#include <mpabx/fleet.h>
#include "check.h"
#include "fleet_scene.h"
#include "tempstore.h"

static void forward(struct scene *sc, e164_t line, e164_t destination, bool active)
{
	struct store_forwarding row = { .line = line, .kind = FORWARDING_IMMEDIATE, .active = active,
					.destination = destination };

	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(store_forwarding_put(sc->store, &row), 0);
	CHECK_INT(store_commit(sc->store), 0);
}

static void the_demo_is_loaded(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct store *s = NULL;
	const struct fleet *martin;
	const struct fleet_line *l;
	struct numplan_number n;

	s = tempstore_open(ctx);
	CHECK_INT(store_demo_load(s), 0);
	CHECK_INT(fleet_snapshot_load(snap, s), 0);
	CHECK_INT(fleet_snapshot_lines(snap), 73);
	CHECK_INT(fleet_snapshot_fleets(snap), 7);
	CHECK_INT(fleet_snapshot_version(snap), store_change_last(s));
	l = fleet_line_find(snap, MOBILE(12));
	if (!CHECK(l))
		return;
	martin = l->fleet;
	CHECK_STR(martin->name, "Boulangerie Martin");
	CHECK(l->service->forwarding[FORWARDING_IMMEDIATE].active);
	CHECK(l->service->forwarding[FORWARDING_IMMEDIATE].to.number == SHOP);
	CHECK_INT(l->service->forwarding[FORWARDING_IMMEDIATE].version, 1);
	CHECK(fleet_short_find(snap, martin, "21") == MOBILE(11));
	CHECK(fleet_short_find(snap, martin, "28") == SHOP);
	CHECK(fleet_short_find(snap, fleet_line_find(snap, MOBILE(51))->fleet, "21") == MOBILE(51));
	CHECK(fleet_line_find(snap, MOBILE(16))->suspended);
	CHECK_INT(fleet_line_find(snap, MOBILE(17))->rights, 0);
	CHECK(!fleet_line_find(snap, MOBILE(13))->service->forwarding[FORWARDING_IMMEDIATE].active);
	/* The plan works as the rows say. */
	CHECK_STR(numplan_name(fleet_default_numplan(snap)), "fr-current");
	CHECK(martin->numplan == fleet_default_numplan(snap));
	numplan_read(martin->numplan, "06 39 98 00 11", &n);
	CHECK(n.kind == NUMPLAN_E164 && n.e164 == MOBILE(11));
	numplan_read(martin->numplan, "06 39 01 00 11", &n);
	CHECK(n.kind == NUMPLAN_E164 && n.e164 == UINT64_C(262639010011));
	numplan_read(martin->numplan, "116 000", &n);
	CHECK_INT(n.kind, NUMPLAN_EMERGENCY);
	numplan_read(martin->numplan, "3900", &n);
	CHECK_INT(n.kind, NUMPLAN_SPECIAL);
	numplan_read(martin->numplan, "0899 12 34 56", &n);
	CHECK_INT(n.kind, NUMPLAN_SPECIAL);
	numplan_read(martin->numplan, "07 00 00 00 00", &n);
	CHECK_INT(numplan_check(martin->numplan, NUMPLAN_FOR_FORWARDING, &n), NUMPLAN_OK);
	CHECK_INT(numplan_check(fleet_numplan_find(snap, "sfr-guide"), NUMPLAN_FOR_FORWARDING, &n), NUMPLAN_BAD_PREFIX);
	store_close(&s);
	talloc_free(snap);
}

static void a_load_without_memory_changes_nothing(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);
	struct store *s = NULL;
	uint64_t version;

	s = tempstore_open(ctx);
	CHECK_INT(store_demo_load(s), 0);
	for (int n = 0; n < 14; n += 3) {
		pool_fail_after(n);
		CHECK_INT(fleet_snapshot_load(snap, s), -ENOMEM);
		CHECK_INT(fleet_snapshot_lines(snap), 0);
	}
	pool_fail_after(-1);
	CHECK_INT(fleet_snapshot_load(snap, s), 0);
	version = fleet_snapshot_version(snap);
	pool_fail_after(5);
	CHECK_INT(fleet_snapshot_load(snap, s), -ENOMEM);
	pool_fail_after(-1);
	CHECK_INT(fleet_snapshot_lines(snap), 73);
	CHECK_INT(fleet_snapshot_version(snap), version);
	store_close(&s);
	talloc_free(snap);
}

/* A change takes effect on the next call: within 200 ms. One of ten may be late, where the machine is busy with other
 * tests; four where a server's processes want their turn too. */
static void a_commit_takes_effect_at_once(struct scene *sc)
{
	uint64_t worst = 0;
	unsigned late = 0;

	for (unsigned i = 0; i < 10; i++) {
		e164_t destination = MOBILE(1000 + i);
		uint64_t start, took;

		loop_for(13);
		forward(sc, MOBILE(11), destination, true);
		start = now_us();
		CHECK(loop_until_reached(sc));
		took = now_us() - start;
		worst = took > worst ? took : worst;
		late += took > 200000;
		CHECK(fleet_line_find(sc->snap, MOBILE(11))->service->forwarding[FORWARDING_IMMEDIATE].to.number == destination);
		CHECK_INT(fleet_line_find(sc->snap, MOBILE(11))->service->forwarding[FORWARDING_IMMEDIATE].version, i + 1);
	}
	printf("commit to effect: %.1f ms at worst\n", (double)worst / 1000);
	CHECK(late <= (tempstore_server() ? 4 : 1));
}

static void every_object_follows(struct scene *sc)
{
	struct store_fleet fleet = { .name = "Neuf", .profile = "sfr-guide" };
	struct store_line line = { .number = MOBILE(99), .rights = 1, .short_number = "21" };
	struct store_fixed fixed = { .number = SHOP + 1, .short_number = "30" };
	const struct fleet_line *l;

	/* In one transaction: a new fleet, a line of its own, and one that moves to it while its old fleet goes. */
	uint32_t garage = fleet_line_find(sc->snap, MOBILE(51))->fleet->id;
	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(store_fleet_put(sc->store, &fleet), 0);
	line.fleet_id = fixed.fleet_id = fleet.id;
	CHECK_INT(store_line_put(sc->store, &line), 0);
	CHECK_INT(store_fixed_put(sc->store, &fixed), 0);
	CHECK_INT(store_line_get(sc->store, MOBILE(52), &line), 0);
	line.fleet_id = fleet.id;
	CHECK_INT(store_line_put(sc->store, &line), 0);
	CHECK_INT(store_fleet_delete(sc->store, garage), 0);
	CHECK_INT(store_commit(sc->store), 0);
	CHECK(loop_until_reached(sc));
	CHECK_INT(fleet_snapshot_fleets(sc->snap), 7);
	CHECK_INT(fleet_snapshot_lines(sc->snap), 73);
	CHECK(!fleet_find(sc->snap, garage) && !fleet_line_find(sc->snap, MOBILE(51)));
	l = fleet_line_find(sc->snap, MOBILE(52));
	if (!CHECK(l))
		return;
	CHECK_INT(l->fleet->id, fleet.id);
	CHECK_STR(numplan_name(l->fleet->numplan), "sfr-guide");
	CHECK(fleet_short_find(sc->snap, l->fleet, "21") == MOBILE(99));
	CHECK(fleet_short_find(sc->snap, l->fleet, "22") == MOBILE(52));
	CHECK(fleet_short_find(sc->snap, l->fleet, "30") == SHOP + 1);

	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(store_line_delete(sc->store, MOBILE(99)), 0);
	CHECK_INT(store_fixed_delete(sc->store, SHOP + 1), 0);
	CHECK_INT(store_commit(sc->store), 0);
	CHECK(loop_until_reached(sc));
	CHECK(!fleet_line_find(sc->snap, MOBILE(99)) && !fleet_fixed_find(sc->snap, SHOP + 1));
	/* A line that goes and comes back between two looks does not keep its old forwarding. */
	CHECK(fleet_line_find(sc->snap, MOBILE(12))->service->forwarding[FORWARDING_IMMEDIATE].active);
	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(store_line_get(sc->store, MOBILE(12), &line), 0);
	CHECK_INT(store_line_delete(sc->store, MOBILE(12)), 0);
	CHECK_INT(store_line_put(sc->store, &line), 0);
	CHECK_INT(store_commit(sc->store), 0);
	CHECK(loop_until_reached(sc));
	CHECK(!fleet_line_find(sc->snap, MOBILE(12))->service->forwarding[FORWARDING_IMMEDIATE].active);
}

static void a_number_plan_follows(struct scene *sc)
{
	struct store_numplan np = { .name = "fr-current", .cc = "33", .national_length = 10, .trunk = "0",
				    .international = "00" };
	struct store_numplan_row row = { .row = STORE_NUMPLAN_RANGE, .kind = NUMPLAN_SPECIAL, .prefix = "0199", .length = 10 };
	struct numplan_number n;

	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(store_numplan_put(sc->store, &np, &row, 1), 0);
	CHECK_INT(store_commit(sc->store), 0);
	CHECK(loop_until_reached(sc));
	numplan_read(fleet_line_find(sc->snap, MOBILE(11))->fleet->numplan, "0199001234", &n);
	CHECK_INT(n.kind, NUMPLAN_SPECIAL);
}

/* More than one slice of the loop, less than a reload; then more than pays. */
static void many_changes_follow(struct scene *sc, unsigned many)
{
	struct store_line line = { .rights = 1 };
	uint32_t before = fleet_snapshot_lines(sc->snap);
	unsigned refused = 0;

	line.fleet_id = fleet_line_find(sc->snap, MOBILE(11))->fleet->id;
	CHECK_INT(store_begin(sc->store), 0);
	for (unsigned i = 0; i < many; i++) {
		line.number = UINT64_C(33700000000) + before + i;
		refused += store_line_put(sc->store, &line) != 0;
	}
	CHECK_INT(refused, 0);
	CHECK_INT(store_commit(sc->store), 0);
	CHECK(loop_until_reached(sc));
	CHECK_INT(fleet_snapshot_lines(sc->snap), before + many);
	CHECK(fleet_line_find(sc->snap, line.number));
}

/* Moved away and put back, as when a disk is unmounted: calls go on, then the changes arrive. */
static void a_store_that_goes_and_comes_back(struct scene *sc)
{
	uint32_t lines = fleet_snapshot_lines(sc->snap);
	struct store *portal = NULL;

	store_close(&sc->store);
	fleet_follower_stop(&sc->follower);	/* so that the WAL is folded into the file */
	CHECK_INT(fleet_follower_start(NULL, sc->snap, sc->temp.url, &sc->follower), 0);
	CHECK(loop_until_connected(sc, true));
	CHECK_INT(tempstore_take_away(&sc->temp), 0);
	CHECK(loop_until_connected(sc, false));
	CHECK_INT(fleet_snapshot_lines(sc->snap), lines);
	CHECK(fleet_line_find(sc->snap, MOBILE(11)));
	CHECK(tempstore_is_untouched(&sc->temp));
	CHECK_INT(tempstore_bring_back(&sc->temp), 0);
	CHECK_INT(store_open(NULL, sc->temp.url, &portal), 0);
	sc->store = portal;
	forward(sc, MOBILE(13), SHOP + 77, true);
	CHECK(loop_until_connected(sc, true));
	CHECK(loop_until_reached(sc));
	CHECK(fleet_line_find(sc->snap, MOBILE(13))->service->forwarding[FORWARDING_IMMEDIATE].to.number == SHOP + 77);
}

/* The follower slept, the log was pruned: the entry of the first change is gone, its effect must not be. */
static void a_pruned_log_means_all_again(struct scene *sc)
{
	fleet_follower_stop(&sc->follower);
	forward(sc, MOBILE(13), SHOP + 1, true);
	forward(sc, MOBILE(15), SHOP + 2, true);
	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(store_changes_prune(sc->store, UINT32_MAX), 0);
	CHECK_INT(store_commit(sc->store), 0);
	CHECK_INT(fleet_follower_start(NULL, sc->snap, sc->temp.url, &sc->follower), 0);
	CHECK(loop_until_reached(sc));
	CHECK(fleet_line_find(sc->snap, MOBILE(13))->service->forwarding[FORWARDING_IMMEDIATE].to.number == SHOP + 1);
	CHECK(fleet_line_find(sc->snap, MOBILE(15))->service->forwarding[FORWARDING_IMMEDIATE].to.number == SHOP + 2);
}

/* A snapshot that stands past the log's end: the store was put back to an older day. */
static void an_older_store_means_all_again(struct scene *sc)
{
	fleet_follower_stop(&sc->follower);
	fleet_snapshot_remove_line(sc->snap, MOBILE(11));
	fleet_snapshot_set_version(sc->snap, fleet_snapshot_version(sc->snap) + 1000);
	CHECK_INT(fleet_follower_start(NULL, sc->snap, sc->temp.url, &sc->follower), 0);
	CHECK(loop_until_reached(sc));
	CHECK(fleet_line_find(sc->snap, MOBILE(11)));
}

/* What cannot be put in place is read again, with all the rest. */
static void a_change_without_memory_is_made_good(struct scene *sc)
{
	struct store_line line = { .number = MOBILE(4000), .rights = 1 };
	uint64_t end = now_us() + PATIENCE_MS * 1000;

	line.fleet_id = fleet_line_find(sc->snap, MOBILE(11))->fleet->id;
	fleet_follower_stop(&sc->follower);
	CHECK_INT(store_begin(sc->store), 0);
	CHECK_INT(store_line_put(sc->store, &line), 0);
	CHECK_INT(store_commit(sc->store), 0);
	pool_fail_after(0);
	CHECK_INT(fleet_follower_start(NULL, sc->snap, sc->temp.url, &sc->follower), 0);
	/* Applying fails, then the reload in the thread, again and again: the follower says that it is not up to date. */
	CHECK(loop_until_connected(sc, true));
	CHECK(loop_until_connected(sc, false));
	CHECK(!fleet_line_find(sc->snap, line.number));
	fleet_follower_stop(&sc->follower);
	pool_fail_after(-1);
	CHECK_INT(fleet_follower_start(NULL, sc->snap, sc->temp.url, &sc->follower), 0);
	while (!fleet_line_find(sc->snap, line.number) && now_us() < end)
		loop_for(5);
	CHECK(fleet_line_find(sc->snap, line.number));
}

static void a_store_that_was_never_there(void *ctx)
{
	struct tempstore t;
	struct scene sc = { .snap = fleet_snapshot_alloc(ctx) };

	tempstore_make(&t);
	CHECK_INT(fleet_follower_start(ctx, sc.snap, t.url, &sc.follower), 0);
	loop_for(150);
	CHECK(!fleet_follower_is_connected(sc.follower));
	CHECK(tempstore_is_untouched(&t));
	fleet_follower_stop(&sc.follower);
	fleet_follower_stop(&sc.follower);
	talloc_free(sc.snap);
	tempstore_remove(&t);
}

/* Log targets are the loop's: whatever the follower's thread has to say, the loop writes it. */
static pthread_t loop;
static atomic_uint lines_of_loop, lines_of_others, lines_of_outage;

static void raw_output(struct log_target *target, int subsys, unsigned int level, const char *file, int line, int cont,
		       const char *format, va_list ap)
{
	char text[256];

	vsnprintf(text, sizeof(text), format, ap);
	if (strstr(text, "the store does not answer"))
		lines_of_outage++;
	if (pthread_equal(pthread_self(), loop))
		lines_of_loop++;
	else
		lines_of_others++;
}

static void log_target_watch(void)
{
	struct log_target *target = log_target_create();

	loop = pthread_self();
	target->raw_output = raw_output;
	log_set_all_filter(target, 1);
	log_add_target(target);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");
	struct scene sc = { .store = NULL };

	mpabx_log_init(ctx);
	log_target_watch();
	the_demo_is_loaded(ctx);
	a_load_without_memory_changes_nothing(ctx);
	a_store_that_was_never_there(ctx);
	scene_begin(&sc, ctx);
	a_commit_takes_effect_at_once(&sc);
	every_object_follows(&sc);
	a_number_plan_follows(&sc);
	many_changes_follow(&sc, 3500);
	a_store_that_goes_and_comes_back(&sc);
	a_pruned_log_means_all_again(&sc);
	an_older_store_means_all_again(&sc);
	many_changes_follow(&sc, 21000);
	a_change_without_memory_is_made_good(&sc);
	scene_end(&sc);
	CHECK(lines_of_outage >= 2);
	CHECK(lines_of_loop > 0);
	CHECK_INT(lines_of_others, 0);
	talloc_free(ctx);
	return CHECK_DONE();
}
