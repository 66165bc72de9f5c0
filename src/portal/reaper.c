/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The clock of requests that are still coming. A new connection has so long for its first request's headers; from there as
 * long again for the body. Between two requests the library's idle timeout holds. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <mpabx/base.h>

#include "reaper.h"

struct entry {
	struct entry *next;
	struct MHD_Connection *connection;
	uint64_t since_ms;		/* 0: nothing is awaited */
};

#define BUCKETS 256
struct reaper {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	uint64_t patience_ms;
	struct entry *bucket[BUCKETS];
};

static struct entry **place_of(struct reaper *r, const struct MHD_Connection *c)
{
	struct entry **e = &r->bucket[((uintptr_t)c >> 6) % BUCKETS];

	while (*e && (*e)->connection != c)
		e = &(*e)->next;
	return e;
}

static void set(struct reaper *r, struct MHD_Connection *c, uint64_t since_ms)
{
	struct entry *e;

	pthread_mutex_lock(&r->lock);
	e = *place_of(r, c);
	if (e)
		e->since_ms = since_ms;
	pthread_mutex_unlock(&r->lock);
}

void reaper_add(struct reaper *r, struct MHD_Connection *c)
{
	struct entry *e = calloc(1, sizeof(*e));

	if (!e)
		return;
	e->connection = c;
	e->since_ms = clock_ms();
	pthread_mutex_lock(&r->lock);
	e->next = *place_of(r, c);
	*place_of(r, c) = e;
	pthread_mutex_unlock(&r->lock);
}

void reaper_remove(struct reaper *r, struct MHD_Connection *c)
{
	struct entry **at, *e;

	pthread_mutex_lock(&r->lock);
	at = place_of(r, c);
	e = *at;
	if (e)
		*at = e->next;
	pthread_mutex_unlock(&r->lock);
	free(e);
}

void reaper_begin(struct reaper *r, struct MHD_Connection *c)
{
	set(r, c, clock_ms());
}

void reaper_end(struct reaper *r, struct MHD_Connection *c)
{
	set(r, c, 0);
}

/* The library closes its connections itself; a socket that is shut down makes it. */
static void look(struct reaper *r)
{
	uint64_t now = clock_ms();

	for (unsigned i = 0; i < BUCKETS; i++) {
		for (struct entry *e = r->bucket[i]; e; e = e->next) {
			const union MHD_ConnectionInfo *info;

			if (!e->since_ms || now - e->since_ms < r->patience_ms)
				continue;
			info = MHD_get_connection_info(e->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
			if (info)
				shutdown(info->connect_fd, SHUT_RDWR);
			e->since_ms = 0;
		}
	}
}

static void *run(void *priv)
{
	struct reaper *r = priv;

	pthread_mutex_lock(&r->lock);
	while (!r->stop) {
		struct timespec at;

		clock_gettime(CLOCK_REALTIME, &at);
		at.tv_sec++;
		pthread_cond_timedwait(&r->wake, &r->lock, &at);
		look(r);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

struct reaper *reaper_start(unsigned seconds)
{
	struct reaper *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->patience_ms = seconds * 1000ull;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->wake, NULL);
	if (pthread_create(&r->thread, NULL, run, r)) {
		free(r);
		return NULL;
	}
	return r;
}

void reaper_stop(struct reaper **reaper)
{
	struct reaper *r = *reaper;

	*reaper = NULL;
	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	for (unsigned i = 0; i < BUCKETS; i++)
		while (r->bucket[i]) {
			struct entry *e = r->bucket[i];

			r->bucket[i] = e->next;
			free(e);
		}
	free(r);
}
