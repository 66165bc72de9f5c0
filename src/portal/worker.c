/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each thread of the HTTP library answers with a connection to the store of its own, made when it first needs one. */
#include <pthread.h>
#include <stdlib.h>

#include <talloc.h>

#include "held.h"

static pthread_key_t worker_key;

static void worker_free(void *p)
{
	struct worker *w = p;

	held_free_all(w);
	store_close(&w->store);
	talloc_free(w->ctx);
	free(w);
}

void workers_init(void)
{
	pthread_key_create(&worker_key, worker_free);
}

struct worker *worker_get(struct portal *portal)
{
	struct worker *w = pthread_getspecific(worker_key);

	if (!w) {
		w = calloc(1, sizeof(*w));
		if (!w)
			return NULL;
		w->portal = portal;
		w->ctx = talloc_named_const(NULL, 0, "worker");
		pthread_setspecific(worker_key, w);
	}
	if (!w->store && store_attach(w->ctx, portal->cfg.store_url, &w->store) < 0)
		return NULL;
	return w;
}

void worker_end(void)
{
	struct worker *w = pthread_getspecific(worker_key);

	pthread_setspecific(worker_key, NULL);
	if (w)
		worker_free(w);
}
