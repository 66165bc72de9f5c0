/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request: "METHOD PATH\n" and a body. Whatever it is, it is matched or not, parsed within bounds, put into a draft of the demo's
 * fleets and checked; what is taken is written to the draft alone. The simulator answers it, and moments are read from it. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/application.h>
#include <talloc.h>

#include "../../src/portal/api.h"
#include "../../src/portal/live.h"
#include "../../src/portal/route.h"

static struct portal portal = { .cfg = { .rate = 0 } };
static struct worker worker = { .portal = &portal };

static void start(void)
{
	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	portal.live = live_start(NULL, 0);
	if (sodium_init() < 0 || !portal.live || store_open(NULL, "sqlite::memory:", &worker.store) || store_demo_load(worker.store))
		abort();
}

static int nothing(void *priv, const struct fleet_finding *f)
{
	const struct edit *e = priv;
	char pointer[96];

	e->object->pointer(e, f, pointer, sizeof(pointer));
	return 0;
}

/* As edit_run() does, but for the store. */
static void put(struct request *r, const struct resource *o, const struct fleet_draft *was)
{
	struct edit e = { .r = r, .object = o, .key = { .number = r->line, .id = r->id }, .body = r->json, .create = !strcmp(r->method, "POST") };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	json_t *core;
	char tag[40];

	e.was = (struct fleet_draft *)(uintptr_t)was;
	e.is = fleet_draft_over(r->ctx, was);
	core = e.create ? NULL : o->core(was, &e.key);
	if (core)
		object_tag(o, core, tag);
	if ((core || e.create) && fields_only(&f, o->fields)) {
		o->apply(&e);
		fleet_draft_sort(e.is);
		if (!refused(r) && o->check(&e, nothing, &e))
			abort();
	}
	json_decref(core);
}

static void serve(struct request *r)
{
	static const struct resource *const all[] = { &object_line, &object_forwardings, &object_incoming, &object_settings, &object_fixed, &object_group,
		&object_calendar, &object_fleet };
	struct held *h;
	time_t at;

	if (route_match(r))
		return;
	time_parse(r->body, &at);
	r->json = json_loadb(r->body, r->length, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(r->json) || !r->fleet || held_get(r, &h))
		return;
	if (r->route->handle == api_simulate)
		api_simulate(r);
	else
		for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
			put(r, all[i], h->draft);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_named_const(NULL, 0, "request");
	struct request *r = talloc_zero(ctx, struct request);
	char *text = talloc_strndup(ctx, (const char *)data, size), *space, *line;

	if (!portal.live)
		start();
	worker.serial++;
	r->ctx = ctx;
	r->portal = &portal;
	r->worker = &worker;
	r->store = worker.store;
	r->caller.role = PORTAL_OPERATOR;
	line = strchr(text, '\n');
	space = strchr(text, ' ');
	if (line && space && space < line) {
		*line = *space = '\0';
		r->method = text;
		r->path = space + 1;
		r->body = line + 1;
		r->length = strlen(r->body);
		serve(r);
	}
	json_decref(r->json);
	json_decref(r->errors);
	json_decref(r->answer);
	talloc_free(ctx);
	return 0;
}
