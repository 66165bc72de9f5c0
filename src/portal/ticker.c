/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The portal's clockwork. Events go to the listeners of the fleet they concern and to nobody else: what the node's traps leave
 * out, whose number it is, is looked up. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "hub.h"
#include "live.h"
#include "ticker.h"

#define LOOK_MS 100
#define BREATHE_MS 20000
#define EXPIRE_MS 1000
#define SWEEP_MS 600000
#define REPEATS_S 86400
#define KNOWN 65536

struct ticker {
	struct portal *portal;
	pthread_t thread;
	volatile bool stop;
	struct worker worker;
	uint64_t seq;
	uint64_t breathed_ms, expired_ms, swept_ms, reset_ms;
	/* whose number it is: forgotten every minute */
	struct { e164_t number; uint32_t fleet_id, group; } known[KNOWN];
};

/* ---- changes ---- */

static void tell_change(struct ticker *t, const struct store_change *c, const char *object)
{
	struct event e = { .name = "change", .fleet_id = c->fleet_id };
	char key[24];
	json_t *data;

	if (c->object == STORE_OBJECT_GROUP || c->object == STORE_OBJECT_CALENDAR)
		snprintf(key, sizeof(key), "%llu", (unsigned long long)c->key);
	else
		e164_to_digits(c->key, key);
	if (c->object == STORE_OBJECT_GROUP)
		e.group = (uint32_t)c->key;
	else if (c->object == STORE_OBJECT_LINE || c->object == STORE_OBJECT_FORWARDING || c->object == STORE_OBJECT_SERVICE)
		e.line = c->key;
	data = json_pack("{s:I, s:s, s:s, s:s, s:o}", "seq", (json_int_t)c->seq, "object", object, "key", key, "who", c->who, "at", json_time(c->at));
	hub_tell(t->portal->hub, &e, data);
	json_decref(data);
}

static int on_change(void *priv, const struct store_change *c)
{
	static const char *const objects[] = { "fleet", "line", "forwardings", "fixed", NULL, "settings", "group", "calendar" };
	struct ticker *t = priv;

	t->seq = c->seq;
	if (!c->fleet_id || c->object >= sizeof(objects) / sizeof(objects[0]) || !objects[c->object])
		return 0;
	tell_change(t, c, objects[c->object]);
	if (c->object == STORE_OBJECT_SERVICE) {
		tell_change(t, c, "incoming");
		tell_change(t, c, "forwardings");
	}
	return 0;
}

static void look_at_changes(struct ticker *t)
{
	int64_t last = store_change_last(t->worker.store);

	if (last < 0 || (uint64_t)last == t->seq)
		return;
	if (!hub_listeners(t->portal->hub) || (uint64_t)last < t->seq)
		t->seq = (uint64_t)last;
	else
		store_changes_each(t->worker.store, t->seq, on_change, t);
}

/* ---- the node's traps ---- */

static uint32_t fleet_of(struct ticker *t, const struct live_trap *trap, uint32_t *ret_group)
{
	unsigned at = (unsigned)(trap->number % KNOWN);
	struct store_group group = { .id = 0 };
	struct store_line line;

	if (t->known[at].number != trap->number) {
		t->known[at].number = trap->number;
		t->known[at].fleet_id = t->known[at].group = 0;
		if (trap->kind == LIVE_TRAP_LINE && !store_line_get(t->worker.store, trap->number, &line))
			t->known[at].fleet_id = line.fleet_id;
		if (trap->kind == LIVE_TRAP_GROUP && !store_group_find(t->worker.store, trap->number, &group)) {
			t->known[at].fleet_id = group.fleet_id;
			t->known[at].group = group.id;
		}
	}
	*ret_group = t->known[at].group;
	/* A group's number may be a line's too: then its id is asked for each time. */
	if (trap->kind == LIVE_TRAP_GROUP && !*ret_group && !store_group_find(t->worker.store, trap->number, &group)) {
		*ret_group = group.id;
		return group.fleet_id;
	}
	return t->known[at].fleet_id;
}

static void on_trap(struct ticker *t, const struct live_trap *trap)
{
	struct event e = { .name = trap->kind == LIVE_TRAP_NODE ? "node" : trap->kind == LIVE_TRAP_LINE ? "line" : "group" };
	unsigned connected, ringing, talking, resting;
	char number[E164_STR_SIZE];
	json_t *data;
	uint32_t group = 0;

	if (trap->kind == LIVE_TRAP_NODE) {
		data = json_pack("{s:s}", "node", trap->up ? "up" : "away");
	} else {
		e.fleet_id = fleet_of(t, trap, &group);
		if (!e.fleet_id)
			return;
		e164_print(trap->number, number);
		if (trap->kind == LIVE_TRAP_LINE) {
			e.line = trap->number;
			data = json_pack("{s:s, s:s}", "line", number, "state", trap->text);
		} else if (sscanf(trap->text, "connected %u ringing %u talking %u resting %u", &connected, &ringing, &talking, &resting) == 4) {
			e.group = group;
			data = json_pack("{s:i, s:s, s:i, s:i, s:i, s:i}", "group", group, "number", number, "connected", connected, "ringing",
					 ringing, "talking", talking, "resting", resting);
		} else {
			return;
		}
	}
	hub_tell(t->portal->hub, &e, data);
	json_decref(data);
}

/* ---- expiries ---- */

/* It cannot come back: it is not tried again, unless somebody has set another end meanwhile. */
static void expiry_drop(struct store *s, const struct store_portal_expiry *x)
{
	struct store_portal_expiry now;
	int rc;

	store_rollback(s);
	rc = store_begin(s);
	if (!rc)
		rc = store_portal_expiry_get(s, x->fleet_id, x->object, x->subject, &now);
	if (!rc && now.at == x->at && now.entry == x->entry)
		rc = store_portal_expiry_delete(s, x->fleet_id, x->object, x->subject);
	if (!rc)
		store_commit(s);
	else
		store_rollback(s);
}

/* As an undo by the system. \returns false: the store did not take it now, it stays due */
static bool expire_one(struct ticker *t, const struct store_portal_expiry *x)
{
	void *ctx = talloc_named_const(NULL, 0, "expiry");
	struct request *r = talloc_zero(ctx, struct request);
	bool taken = true;
	uint64_t made;

	r->ctx = ctx;
	r->portal = t->portal;
	r->worker = &t->worker;
	r->store = t->worker.store;
	r->fleet = x->fleet_id;
	r->method = "PUT";
	t->worker.serial++;
	snprintf(r->caller.name, sizeof(r->caller.name), "mpabx");
	r->caller.role = PORTAL_OPERATOR;
	if (entry_undo(r, x->entry, true, x, &made)) {
		taken = !r->retry_after;
		if (taken)
			expiry_drop(r->store, x);
		else
			store_rollback(r->store);
	}
	json_decref(r->answer);
	json_decref(r->errors);
	talloc_free(ctx);
	return taken;
}

static void expire(struct ticker *t)
{
	struct store_portal_expiry x;

	for (unsigned i = 0; i < 100 && !t->stop && !store_portal_expiry_due(t->worker.store, clock_wall(), &x); i++)
		if (!expire_one(t, &x))
			break;
}

static void sweep(struct ticker *t)
{
	time_t now = clock_wall();

	if (!store_begin(t->worker.store) && !store_portal_sweep(t->worker.store, now, now - REPEATS_S))
		store_commit(t->worker.store);
	else
		store_rollback(t->worker.store);
}

static bool due(uint64_t *at_ms, uint64_t every_ms)
{
	uint64_t now = clock_ms();

	if (now - *at_ms < every_ms)
		return false;
	*at_ms = now;
	return true;
}

static void *run(void *priv)
{
	struct ticker *t = priv;
	uint64_t looked = 0;

	while (!t->stop) {
		struct live_trap trap;
		bool trapped = live_trap_take(t->portal->live, LOOK_MS, &trap);

		if (!t->worker.store && store_attach(t->worker.ctx, t->portal->cfg.store_url, &t->worker.store) < 0)
			continue;
		if (trapped && hub_listeners(t->portal->hub))
			on_trap(t, &trap);
		if (due(&looked, LOOK_MS))
			look_at_changes(t);
		if (due(&t->reset_ms, 60000))
			memset(t->known, 0, sizeof(t->known));
		if (due(&t->breathed_ms, BREATHE_MS))
			hub_breathe(t->portal->hub);
		if (due(&t->expired_ms, EXPIRE_MS)) {
			expire(t);
			hub_age(t->portal->hub, t->portal->cfg.stream_s * 1000);
		}
		if (due(&t->swept_ms, SWEEP_MS))
			sweep(t);
	}
	held_free_all(&t->worker);
	store_close(&t->worker.store);
	talloc_free(t->worker.ctx);
	return NULL;
}

struct ticker *ticker_start(struct portal *portal)
{
	struct ticker *t = calloc(1, sizeof(*t));
	int64_t last;

	if (!t)
		return NULL;
	t->portal = portal;
	t->worker.portal = portal;
	t->worker.ctx = talloc_named_const(NULL, 0, "ticker");
	if (!store_attach(t->worker.ctx, portal->cfg.store_url, &t->worker.store)) {
		last = store_change_last(t->worker.store);
		t->seq = last > 0 ? (uint64_t)last : 0;
	}
	if (pthread_create(&t->thread, NULL, run, t)) {
		store_close(&t->worker.store);
		talloc_free(t->worker.ctx);
		free(t);
		return NULL;
	}
	return t;
}

void ticker_stop(struct ticker **ticker)
{
	struct ticker *t = *ticker;

	*ticker = NULL;
	if (!t)
		return;
	t->stop = true;
	pthread_join(t->thread, NULL);
	free(t);
}
