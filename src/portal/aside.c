/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests that are served by threads of their own, each with a connection to the store that goes with it. Its HTTP
 * connection is suspended meanwhile. How many there can be is bounded where they come in (limit_hold()). */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>

#include "aside.h"

struct asides {
	pthread_mutex_t lock;
	pthread_cond_t none;
	unsigned n;
	bool ended;
};

struct asides *asides_alloc(void)
{
	struct asides *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->none, NULL);
	return a;
}

void asides_end(struct asides *a)
{
	pthread_mutex_lock(&a->lock);
	a->ended = true;
	while (a->n)
		pthread_cond_wait(&a->none, &a->lock);
	pthread_mutex_unlock(&a->lock);
}

void asides_free(struct asides **a)
{
	free(*a);
	*a = NULL;
}

/* The one who waits may end the program right after the last word. */
static void leave(struct asides *a)
{
	pthread_mutex_lock(&a->lock);
	if (!--a->n)
		pthread_cond_signal(&a->none);
	pthread_mutex_unlock(&a->lock);
}

static void *run(void *priv)
{
	struct request *r = priv;
	struct asides *a = r->portal->asides;

	request_serve(r);
	worker_end();
	r->worker = NULL;
	r->store = NULL;
	/* from here on it is the connection's again */
	MHD_resume_connection(r->connection);
	leave(a);
	return NULL;
}

bool aside_begin(struct request *r)
{
	struct asides *a = r->portal->asides;
	pthread_attr_t attr;
	pthread_t thread;
	bool begun;

	pthread_mutex_lock(&a->lock);
	begun = !a->ended;
	a->n += begun;
	pthread_mutex_unlock(&a->lock);
	if (!begun)
		return false;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	r->aside = true;
	MHD_suspend_connection(r->connection);
	begun = !pthread_create(&thread, &attr, run, r);
	pthread_attr_destroy(&attr);
	if (!begun) {
		/* no thread to be had: here, then */
		request_serve(r);
		MHD_resume_connection(r->connection);
		leave(a);
	}
	return true;
}
