/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Listeners, each with a ring of text that waits for its connection. A stream that has nothing to say is suspended; an event
 * wakes it. The lock is held for moments only and never while the HTTP library is called back. */
#include "config.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub.h"

#define RING 16384

struct stream {
	struct stream *next;
	struct hub *hub;
	struct listener who;
	struct MHD_Connection *connection;
	bool suspended, over;
	uint64_t since_ms;
	size_t at, n;			/* of what waits in the ring */
	char ring[RING];
};

struct hub {
	pthread_mutex_t lock;
	struct stream *streams;
	unsigned num;
	bool closing;
};

struct hub *hub_alloc(void)
{
	struct hub *hub = calloc(1, sizeof(*hub));

	if (hub)
		pthread_mutex_init(&hub->lock, NULL);
	return hub;
}

void hub_free(struct hub **hub)
{
	free(*hub);
	*hub = NULL;
}

/* Under the lock. */
static void wake(struct stream *s)
{
	if (!s->suspended)
		return;
	s->suspended = false;
	MHD_resume_connection(s->connection);
}

/* Under the lock. */
static void finish(struct stream *s)
{
	s->over = true;
	wake(s);
}

void hub_close(struct hub *hub)
{
	pthread_mutex_lock(&hub->lock);
	hub->closing = true;
	for (struct stream *s = hub->streams; s; s = s->next)
		finish(s);
	pthread_mutex_unlock(&hub->lock);
}

/* All of it or nothing: a listener who has so much waiting is gone or asleep. Under the lock. */
static void append(struct stream *s, const char *text, size_t length)
{
	if (s->n + length > RING) {
		s->over = true;
	} else {
		for (size_t i = 0; i < length; i++)
			s->ring[(s->at + s->n + i) % RING] = text[i];
		s->n += length;
	}
	wake(s);
}

static ssize_t read_stream(void *priv, uint64_t pos, char *buf, size_t size)
{
	struct stream *s = priv;
	ssize_t n = 0;

	pthread_mutex_lock(&s->hub->lock);
	while (s->n && (size_t)n < size) {
		buf[n++] = s->ring[s->at];
		s->at = (s->at + 1) % RING;
		s->n--;
	}
	if (!n && s->over) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else if (!n) {
		s->suspended = true;
		MHD_suspend_connection(s->connection);
	}
	pthread_mutex_unlock(&s->hub->lock);
	return n;
}

static void free_stream(void *priv)
{
	struct stream *s = priv;
	struct hub *hub = s->hub;

	pthread_mutex_lock(&hub->lock);
	for (struct stream **at = &hub->streams; *at; at = &(*at)->next)
		if (*at == s) {
			*at = s->next;
			hub->num--;
			break;
		}
	pthread_mutex_unlock(&hub->lock);
	free(s);
}

/* A page that was left is only noticed when something is written to it: so the newest stream of somebody takes the place of
 * the oldest, and who loads seven pages in a row is not sent away. Under the lock. */
static void make_room(struct hub *hub, const char *who)
{
	struct stream *oldest = NULL;
	unsigned n = 0;

	for (struct stream *s = hub->streams; s; s = s->next)
		if (!s->over && !strcmp(s->who.who, who)) {
			oldest = s;
			n++;
		}
	if (n >= HUB_MOST_OF_ONE)
		finish(oldest);
}

struct MHD_Response *hub_listen(struct hub *hub, const struct listener *l, struct MHD_Connection *connection, const char *first)
{
	struct stream *s = calloc(1, sizeof(*s));
	struct MHD_Response *response;
	bool full;

	if (!s)
		return NULL;
	s->hub = hub;
	s->who = *l;
	s->connection = connection;
	s->since_ms = clock_ms();
	append(s, first, strlen(first));
	pthread_mutex_lock(&hub->lock);
	full = hub->closing;
	if (!full) {
		make_room(hub, l->who);
		s->next = hub->streams;
		hub->streams = s;
		hub->num++;
	}
	pthread_mutex_unlock(&hub->lock);
	if (full) {
		free(s);
		return NULL;
	}
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream, s, free_stream);
	if (!response)
		free_stream(s);
	return response;
}

static bool hears(const struct listener *l, const struct event *e)
{
	if (e->fleet_id && l->fleet_id != e->fleet_id)
		return false;
	if (e->who && strcmp(e->who, l->who))
		return false;
	if (!l->line || (!e->line && !e->group))
		return true;
	if (e->line)
		return e->line == l->line;
	for (unsigned i = 0; i < l->num_groups; i++)
		if (l->group[i] == e->group)
			return true;
	return false;
}

static void tell_all(struct hub *hub, const struct event *e, const char *text)
{
	size_t length = strlen(text);

	pthread_mutex_lock(&hub->lock);
	for (struct stream *s = hub->streams; s; s = s->next)
		if (!s->over && hears(&s->who, e))
			append(s, text, length);
	pthread_mutex_unlock(&hub->lock);
}

void hub_tell(struct hub *hub, const struct event *e, const json_t *data)
{
	char *body = json_dumps(data, JSON_COMPACT), *text = NULL;

	if (body && asprintf(&text, "event: %s\ndata: %s\n\n", e->name, body) > 0)
		tell_all(hub, e, text);
	free(text);
	free(body);
}

void hub_breathe(struct hub *hub)
{
	tell_all(hub, &(struct event){ .name = "" }, ": here\n\n");
}

void hub_end(struct hub *hub, const char *who)
{
	if (!hub)
		return;
	pthread_mutex_lock(&hub->lock);
	for (struct stream *s = hub->streams; s; s = s->next)
		if (!strcmp(s->who.who, who))
			finish(s);
	pthread_mutex_unlock(&hub->lock);
}

void hub_age(struct hub *hub, unsigned ms)
{
	uint64_t now = clock_ms();

	pthread_mutex_lock(&hub->lock);
	for (struct stream *s = hub->streams; s; s = s->next)
		if (!s->over && now - s->since_ms >= ms)
			finish(s);
	pthread_mutex_unlock(&hub->lock);
}

unsigned hub_listeners(struct hub *hub)
{
	unsigned n;

	pthread_mutex_lock(&hub->lock);
	n = hub->num;
	pthread_mutex_unlock(&hub->lock);
	return n;
}
