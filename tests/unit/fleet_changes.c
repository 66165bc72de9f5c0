/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every kind of object that the change log names, from a commit to its effect; and, after any changes whatever, the
 * snapshot that followed them says the same as one that is loaded anew. */

#include <errno.h>
#include <stdlib.h>

#include "fleet_scene.h"
#include "fleets_differ.h"
#include "tempstore.h"

#define EFFECT_MS 200

static uint64_t worst_us;
static unsigned late;

static void begin(struct scene *sc)
{
	loop_for(7);
	CHECK_INT(store_begin(sc->store), 0);
}

/* Commits, and waits until the snapshot stands where the log does. */
static void commit(struct scene *sc)
{
	uint64_t start, took;

	CHECK_INT(store_commit(sc->store), 0);
	start = now_us();
	CHECK(loop_until_reached(sc));
	took = now_us() - start;
	worst_us = took > worst_us ? took : worst_us;
	late += took > EFFECT_MS * 1000;
}

static unsigned differs_from_loaded(struct scene *sc)
{
	struct fleet_snapshot *fresh = fleet_snapshot_alloc(NULL);
	unsigned wrong;

	CHECK_INT(fleet_snapshot_load(fresh, sc->store), 0);
	wrong = fleets_differ(sc->snap, fresh) + fleets_differ(fresh, sc->snap);
	talloc_free(fresh);
	return wrong;
}

static const struct fleet_service *service(const struct scene *sc, unsigned n)
{
	return fleet_line_find(sc->snap, MOBILE(n))->service;
}

static uint32_t fleet_of(const struct scene *sc, unsigned n)
{
	return fleet_line_find(sc->snap, MOBILE(n))->fleet->id;
}

static void a_voicemail_number_follows(struct scene *sc)
{
	struct store_numplan np = { .name = "fr-current", .cc = "33", .national_length = 10, .trunk = "0",
				    .international = "00", .voicemail = SHOP + 99 };

	begin(sc);
	CHECK_INT(store_numplan_put(sc->store, &np, NULL, 0), 0);
	commit(sc);
	CHECK(fleet_voicemail(sc->snap, fleet_line_find(sc->snap, MOBILE(11))->fleet) == SHOP + 99);
}

static void a_service_follows(struct scene *sc)
{
	struct store_settings s;
	struct store_hunt hunt[] = { { .number = MOBILE(13), .ring_s = 10 },
				     { .number = SHOP, .ring_s = 20, .confirm = true } };
	struct store_blocked b = { .line = MOBILE(11), .number = SHOP + 1 }, withheld = { .line = MOBILE(11) };
	struct store_forwarding f = { .line = MOBILE(11), .kind = FORWARDING_BUSY, .active = true, .voicemail = true };

	begin(sc);
	store_settings_default(MOBILE(11), &s);
	s.no_answer_s = 40;
	s.rings_when_busy = true;
	CHECK_INT(store_settings_put(sc->store, &s), 0);
	commit(sc);
	CHECK_INT(service(sc, 11)->no_answer_s, 40);
	CHECK(service(sc, 11)->rings_when_busy && service(sc, 11)->version == s.version);
	begin(sc);
	CHECK_INT(store_hunt_put(sc->store, MOBILE(11), hunt, 2), 0);
	commit(sc);
	CHECK_INT(service(sc, 11)->num_hunt, 2);
	CHECK(service(sc, 11)->hunt[1].number == SHOP && service(sc, 11)->hunt[1].confirm);
	CHECK(service(sc, 11)->version > s.version);
	begin(sc);
	CHECK_INT(store_blocked_put(sc->store, &b), 0);
	CHECK_INT(store_blocked_put(sc->store, &withheld), 0);
	commit(sc);
	CHECK(fleet_is_blocked(service(sc, 11)->blocked, service(sc, 11)->num_blocked, E164_NONE));
	CHECK(fleet_is_blocked(service(sc, 11)->blocked, service(sc, 11)->num_blocked, SHOP + 1));
	begin(sc);
	CHECK_INT(store_forwarding_put(sc->store, &f), 0);
	CHECK_INT(store_blocked_delete(sc->store, &b), 0);
	commit(sc);
	CHECK_INT(service(sc, 11)->forwarding[FORWARDING_BUSY].to.kind, DESTINATION_VOICEMAIL);
	CHECK(!fleet_is_blocked(service(sc, 11)->blocked, service(sc, 11)->num_blocked, SHOP + 1));
	begin(sc);
	CHECK_INT(store_forwarding_delete(sc->store, MOBILE(11), FORWARDING_BUSY), 0);
	CHECK_INT(store_hunt_put(sc->store, MOBILE(11), NULL, 0), 0);
	commit(sc);
	CHECK_INT(service(sc, 11)->forwarding[FORWARDING_BUSY].to.kind, DESTINATION_NONE);
	CHECK_INT(service(sc, 11)->num_hunt, 0);
	CHECK_INT(differs_from_loaded(sc), 0);
}

static void a_calendar_follows(struct scene *sc)
{
	struct store_calendar c = { .fleet_id = fleet_of(sc, 11), .name = "Essai", .calendar = { .num_hours = 1,
				    .hours = { { 0x1f, 480, 1080 } } } };
	struct store_forwarding f = { .line = MOBILE(11), .kind = FORWARDING_NO_ANSWER, .active = true, .destination = SHOP };

	begin(sc);
	CHECK_INT(store_calendar_put(sc->store, &c), 0);
	f.calendar = c.id;
	CHECK_INT(store_forwarding_put(sc->store, &f), 0);
	commit(sc);
	CHECK_INT(service(sc, 11)->forwarding[FORWARDING_NO_ANSWER].calendar, c.id);
	if (CHECK(fleet_calendar_find(sc->snap, c.id)))
		CHECK_INT(fleet_calendar_find(sc->snap, c.id)->hours[0].to_min, 1080);
	begin(sc);
	c.calendar.hours[0].to_min = 1200;
	CHECK_INT(store_calendar_put(sc->store, &c), 0);
	commit(sc);
	CHECK_INT(fleet_calendar_find(sc->snap, c.id)->hours[0].to_min, 1200);
	begin(sc);
	CHECK_INT(store_forwarding_delete(sc->store, MOBILE(11), FORWARDING_NO_ANSWER), 0);
	CHECK_INT(store_calendar_delete(sc->store, c.id), 0);
	commit(sc);
	CHECK(!fleet_calendar_find(sc->snap, c.id));
	CHECK_INT(differs_from_loaded(sc), 0);
}

static struct store_group group_of(uint32_t fleet, e164_t number)
{
	return (struct store_group){ .fleet_id = fleet, .number = number, .name = "Essai", .queue = 1, .ring_s = 12,
				     .rest_s = 30 };
}

static void a_group_follows(struct scene *sc)
{
	struct store_group g = group_of(fleet_of(sc, 11), SHOP + 500);
	struct store_member m = { .line = MOBILE(13), .connected = true }, last = { .line = MOBILE(15) };
	struct store_blocked b = { .number = SHOP + 1 };
	const struct fleet_group *is;
	unsigned before = fleet_groups_of(sc->snap, MOBILE(13), NULL, 0);

	begin(sc);
	CHECK_INT(store_group_put(sc->store, &g), 0);
	m.group_id = last.group_id = b.group_id = g.id;
	CHECK_INT(store_member_put(sc->store, &m), 0);
	CHECK_INT(store_member_put(sc->store, &last), 0);
	CHECK_INT(store_blocked_put(sc->store, &b), 0);
	commit(sc);
	is = fleet_group_find(sc->snap, SHOP + 500);
	if (!CHECK(is))
		return;
	CHECK_INT(is->num_members, 2);
	CHECK(is->member[0].connected && !is->member[1].connected);
	CHECK(fleet_is_blocked(is->blocked, is->num_blocked, SHOP + 1));
	CHECK_INT(fleet_groups_of(sc->snap, MOBILE(13), NULL, 0), before + 1);
	CHECK(fleet_line_find(sc->snap, MOBILE(13))->is_member);
	/* A member logs out; the group takes another number. */
	begin(sc);
	m.connected = false;
	CHECK_INT(store_member_put(sc->store, &m), 0);
	g.number = SHOP + 501;
	g.mode = GROUP_ROUND_ROBIN;
	CHECK_INT(store_group_put(sc->store, &g), 0);
	commit(sc);
	CHECK(!fleet_group_find(sc->snap, SHOP + 500) && fleet_group_find(sc->snap, SHOP + 501) == is);
	CHECK(!is->member[0].connected && is->mode == GROUP_ROUND_ROBIN);
	begin(sc);
	CHECK_INT(store_member_delete(sc->store, g.id, MOBILE(13)), 0);
	commit(sc);
	CHECK_INT(is->num_members, 1);
	CHECK_INT(fleet_groups_of(sc->snap, MOBILE(13), NULL, 0), before);
	CHECK_INT(differs_from_loaded(sc), 0);
	begin(sc);
	CHECK_INT(store_group_delete(sc->store, g.id), 0);
	commit(sc);
	CHECK(!fleet_group_by_id(sc->snap, g.id));
	CHECK_INT(differs_from_loaded(sc), 0);
}

static void a_barred_prefix_follows(struct scene *sc)
{
	struct store_barred row = { .fleet_id = fleet_of(sc, 11), .prefix = "+4477" };
	const struct fleet *f = fleet_find(sc->snap, row.fleet_id);
	unsigned before = f->num_barred;

	begin(sc);
	CHECK_INT(store_barred_put(sc->store, &row), 0);
	commit(sc);
	CHECK_INT(f->num_barred, before + 1);
	CHECK_INT(differs_from_loaded(sc), 0);
	begin(sc);
	CHECK_INT(store_barred_delete(sc->store, &row), 0);
	commit(sc);
	CHECK_INT(f->num_barred, before);
}

/* A line in a group and in another's hunt list goes; then its whole fleet. */
static void what_goes_leaves_nothing(struct scene *sc)
{
	uint32_t fleet = fleet_of(sc, 11);
	struct store_group g = group_of(fleet, SHOP + 600);
	struct store_member m = { .line = MOBILE(13), .connected = true };
	struct store_hunt hunt[] = { { .number = MOBILE(13), .ring_s = 10 }, { .number = MOBILE(15), .ring_s = 20 } };

	begin(sc);
	CHECK_INT(store_group_put(sc->store, &g), 0);
	m.group_id = g.id;
	CHECK_INT(store_member_put(sc->store, &m), 0);
	CHECK_INT(store_hunt_put(sc->store, MOBILE(11), hunt, 2), 0);
	commit(sc);
	begin(sc);
	CHECK_INT(store_line_delete(sc->store, MOBILE(13)), 0);
	commit(sc);
	CHECK_INT(fleet_group_by_id(sc->snap, g.id)->num_members, 0);
	CHECK_INT(service(sc, 11)->num_hunt, 1);
	CHECK_INT(differs_from_loaded(sc), 0);
	begin(sc);
	CHECK_INT(store_fleet_delete(sc->store, fleet), 0);
	commit(sc);
	CHECK(!fleet_group_by_id(sc->snap, g.id) && !fleet_line_find(sc->snap, MOBILE(11)));
	CHECK_INT(differs_from_loaded(sc), 0);
}

/* ---- any changes whatever ---- */
#define LINES 12
#define LINE(n) (UINT64_C(33639981000) + (n))
#define GROUP_NUMBER(n) (UINT64_C(33199002000) + (n))

struct world { uint32_t fleet[2], group[4], calendar[2]; };

static void world_make(struct scene *sc, struct world *w)
{
	begin(sc);
	for (unsigned i = 0; i < 2; i++) {
		struct store_fleet f = { .profile = "fr-current" };
		struct store_calendar c = { .name = "Heures" };

		snprintf(f.name, sizeof(f.name), "Hasard %u", i);
		CHECK_INT(store_fleet_put(sc->store, &f), 0);
		w->fleet[i] = c.fleet_id = f.id;
		CHECK_INT(store_calendar_put(sc->store, &c), 0);
		w->calendar[i] = c.id;
	}
	commit(sc);
}

static int any_list(struct scene *sc, e164_t line)
{
	struct store_hunt hunt[3];
	struct store_blocked b = { .line = line, .number = SHOP + rand() % 5 };

	for (unsigned i = 0; i < 3; i++)
		hunt[i] = (struct store_hunt){ .number = LINE((rand() % 4) * 3 + i), .ring_s = 5 + rand() % 80 };
	switch (rand() % 3) {
	case 0:
		return store_hunt_put(sc->store, line, hunt, rand() % 4);
	case 1:
		return store_blocked_put(sc->store, &b);
	default:
		return store_blocked_delete(sc->store, &b);
	}
}

static int any_of_line(struct scene *sc, struct world *w, e164_t line)
{
	struct store_line l = { .number = line, .fleet_id = w->fleet[rand() % 2], .name = "x", .rights = rand() % 64 };
	struct store_forwarding f = { .line = line, .kind = (enum forwarding_kind)(rand() % 4), .active = rand() % 2,
				      .voicemail = rand() % 2 };
	struct store_settings s;

	f.destination = f.voicemail ? E164_NONE : SHOP + rand() % 3;
	f.calendar = rand() % 4 ? 0 : w->calendar[rand() % 2];
	store_settings_default(line, &s);
	s.no_answer_s = 5 + rand() % 80;
	switch (rand() % 8) {
	case 0:
		return store_line_delete(sc->store, line);
	case 1:
	case 2:
		return store_line_put(sc->store, &l);
	case 3:
		return store_forwarding_delete(sc->store, line, f.kind);
	case 4:
	case 5:
		return store_forwarding_put(sc->store, &f);
	case 6:
		return store_settings_put(sc->store, &s);
	default:
		return any_list(sc, line);
	}
}

static int any_of_group(struct scene *sc, struct world *w)
{
	unsigned i = rand() % 4;
	struct store_group g = group_of(w->fleet[i % 2], GROUP_NUMBER(rand() % 6));
	struct store_member m = { .group_id = w->group[i], .line = LINE(rand() % LINES), .connected = rand() % 2 };
	struct store_blocked b = { .group_id = w->group[i], .number = SHOP };
	int rc;

	switch (w->group[i] ? rand() % 8 : 0) {
	case 0:
		g.id = w->group[i];
		g.calendar = rand() % 2 ? w->calendar[i % 2] : 0;
		rc = store_group_put(sc->store, &g);
		w->group[i] = rc ? w->group[i] : g.id;
		return rc;
	case 1:
		rc = store_group_delete(sc->store, w->group[i]);
		w->group[i] = rc ? w->group[i] : 0;
		return rc;
	case 2:
		return store_member_delete(sc->store, m.group_id, m.line);
	case 3:
		return store_blocked_put(sc->store, &b);
	default:
		return store_member_put(sc->store, &m);
	}
}

/* One that the store refuses takes its transaction with it: each change has its own. */
static void any_changes_follow(struct scene *sc)
{
	struct world w = { .fleet = { 0 } };
	unsigned done = 0, wrong = 0;

	srand(11);
	world_make(sc, &w);
	for (unsigned round = 0; round < 40; round++) {
		for (unsigned i = 0; i < 12; i++) {
			struct world before = w;

			CHECK_INT(store_begin(sc->store), 0);
			if ((rand() % 3 ? any_of_line(sc, &w, LINE(rand() % LINES)) : any_of_group(sc, &w)) == 0) {
				done += store_commit(sc->store) == 0;
			} else {
				store_rollback(sc->store);
				w = before;
			}
		}
		CHECK(loop_until_reached(sc));
		wrong += differs_from_loaded(sc) != 0;
	}
	CHECK_INT(wrong, 0);
	printf("%u changes of 480 taken\n", done);
	CHECK(done > 150);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");
	struct scene sc = { .store = NULL };

	mpabx_log_init(ctx);
	scene_begin(&sc, ctx);
	CHECK_INT(differs_from_loaded(&sc), 0);
	a_voicemail_number_follows(&sc);
	a_service_follows(&sc);
	a_calendar_follows(&sc);
	a_group_follows(&sc);
	a_barred_prefix_follows(&sc);
	any_changes_follow(&sc);
	what_goes_leaves_nothing(&sc);
	printf("commit to effect: %.1f ms at worst\n", (double)worst_us / 1000);
	/* One may be late, where the machine is busy with other tests. */
	CHECK(late <= (tempstore_server() ? 4 : 1));
	scene_end(&sc);
	talloc_free(ctx);
	return CHECK_DONE();
}
