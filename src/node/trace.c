/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The trace of calls. The loop copies each message into a queue (one writer, one reader, no lock); a thread of its own turns
 * them into text and keeps the text in a ring, whose oldest entries make room for new ones. `show trace` reads the ring under
 * a lock that the loop's call path never takes.
 *
 * A call's Begin comes before the call is there, and what is asked of the HLR belongs to the dialogue that waits for it:
 * both are joined by the dialogue's id. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/cap.h>

#include "trace.h"

#define QUEUE_PART 16		/* of the memory, the queue gets one part in so many */
#define MIN_SIZE (1u << 20)

/* Octets round and round; positions only grow. */
struct octet_ring { size_t size; uint8_t *octets; };

struct entry {
	uint32_t length;	/* of what follows: the PDU in the queue, text in the ring */
	uint32_t dialogue;
	uint64_t at_us;
	callid_t call;
	uint8_t proto, phase;
	bool out, begin;
};

struct trace {
	pthread_t thread;
	sem_t wake;
	atomic_bool stop, sleeping;

	struct octet_ring queue;
	_Atomic uint64_t queue_head, queue_tail;	/* written by the loop; by the thread */
	_Atomic uint64_t messages, dropped;

	pthread_mutex_t lock;		/* of the ring below */
	struct octet_ring ring;
	uint64_t head, tail;
};

static void octets_put(struct octet_ring *r, uint64_t at, const void *from, size_t length)
{
	size_t start = at % r->size, first = length < r->size - start ? length : r->size - start;

	memcpy(r->octets + start, from, first);
	memcpy(r->octets, (const uint8_t *)from + first, length - first);
}

static void octets_get(const struct octet_ring *r, uint64_t at, void *to, size_t length)
{
	size_t start = at % r->size, first = length < r->size - start ? length : r->size - start;

	memcpy(to, r->octets + start, first);
	memcpy((uint8_t *)to + first, r->octets, length - first);
}

/* ---- the loop ---- */
void trace_message(void *priv, const struct scf_trace *m)
{
	struct trace *t = priv;
	uint64_t head = atomic_load_explicit(&t->queue_head, memory_order_relaxed);
	uint64_t tail = atomic_load_explicit(&t->queue_tail, memory_order_acquire);
	struct entry e = {
		.length = (uint32_t)m->length, .dialogue = m->dialogue, .at_us = clock_wall_us(), .call = m->call,
		.proto = m->proto, .phase = m->phase, .out = m->out,
		.begin = m->msg->type == TCAP_BEGIN && m->proto == CAP_PROTO_CAP,
	};

	if (m->length > BER_MAX_PDU || sizeof(e) + m->length > t->queue.size - (head - tail)) {
		atomic_fetch_add_explicit(&t->dropped, 1, memory_order_relaxed);
		return;
	}
	octets_put(&t->queue, head, &e, sizeof(e));
	octets_put(&t->queue, head + sizeof(e), m->pdu, m->length);
	atomic_store(&t->queue_head, head + sizeof(e) + m->length);
	if (atomic_exchange(&t->sleeping, false))
		sem_post(&t->wake);
}

/* ---- the thread ---- */
static void keep(struct trace *t, struct entry *e, const char *text)
{
	struct entry old;

	e->length = (uint32_t)strlen(text);
	pthread_mutex_lock(&t->lock);
	while (sizeof(*e) + e->length > t->ring.size - (t->head - t->tail)) {
		octets_get(&t->ring, t->tail, &old, sizeof(old));
		t->tail += sizeof(old) + old.length;
	}
	octets_put(&t->ring, t->head, e, sizeof(*e));
	octets_put(&t->ring, t->head + sizeof(*e), text, e->length);
	t->head += sizeof(*e) + e->length;
	pthread_mutex_unlock(&t->lock);
	atomic_fetch_add_explicit(&t->messages, 1, memory_order_relaxed);
}

/* The oldest message of the queue. \returns false where it is empty */
static bool take(struct trace *t)
{
	uint64_t tail = atomic_load_explicit(&t->queue_tail, memory_order_relaxed);
	uint8_t pdu[BER_MAX_PDU];
	struct entry e;
	void *ctx;
	char *text;

	if (tail == atomic_load(&t->queue_head))
		return false;
	octets_get(&t->queue, tail, &e, sizeof(e));
	octets_get(&t->queue, tail + sizeof(e), pdu, e.length);
	atomic_store_explicit(&t->queue_tail, tail + sizeof(e) + e.length, memory_order_release);
	ctx = talloc_named_const(NULL, 0, "trace");
	text = trace_text(ctx, e.proto, e.phase, pdu, e.length);
	if (text)
		keep(t, &e, text);
	talloc_free(ctx);
	return true;
}

static void *trace_thread(void *priv)
{
	struct trace *t = priv;

	while (!atomic_load(&t->stop)) {
		if (take(t))
			continue;
		atomic_store(&t->sleeping, true);
		if (atomic_load(&t->queue_head) == atomic_load(&t->queue_tail) && !atomic_load(&t->stop))
			sem_wait(&t->wake);
		atomic_store(&t->sleeping, false);
	}
	return NULL;
}

/* ---- shows ---- */

/* Walks the ring; the lock is held. */
struct walk { uint64_t at; struct entry entry; };

static bool walk_next(const struct trace *t, struct walk *w)
{
	w->at = w->at ? w->at + sizeof(w->entry) + w->entry.length : t->tail;
	if (w->at >= t->head)
		return false;
	octets_get(&t->ring, w->at, &w->entry, sizeof(w->entry));
	return true;
}

static bool dialogue_of(const struct trace *t, callid_t call, uint32_t *ret)
{
	struct walk w = { 0 };

	while (walk_next(t, &w)) {
		if (w.entry.call != call || !w.entry.dialogue)
			continue;
		*ret = w.entry.dialogue;
		return true;
	}
	return false;
}

static void add(void *ctx, const struct trace *t, const struct walk *w, struct ladder *ladder)
{
	const char *map = w->entry.proto == CAP_PROTO_MAP ? "HLR: " : "";
	char *text = talloc_zero_size(ctx, strlen(map) + w->entry.length + 1);

	if (!text)
		return;
	strcpy(text, map);
	octets_get(&t->ring, w->at + sizeof(w->entry), text + strlen(map), w->entry.length);
	ladder_add(ctx, ladder, w->entry.at_us, w->entry.out ? LADDER_LEFT : LADDER_RIGHT, text);
}

/* A dialogue's id comes again some day: what belongs to the call lies between its Begin and the next one. */
static void collect(void *ctx, const struct trace *t, callid_t call, uint32_t dialogue, struct ladder *ladder)
{
	struct walk w = { 0 };
	bool found = false;

	while (walk_next(t, &w)) {
		if (w.entry.dialogue != dialogue)
			continue;
		if (w.entry.begin || (w.entry.call && w.entry.call != call)) {
			if (found)
				break;
			ladder->n = 0;
		}
		if (w.entry.call && w.entry.call != call)
			continue;
		found = found || w.entry.call == call;
		add(ctx, t, &w, ladder);
	}
}

unsigned trace_print(struct trace *t, callid_t call, FILE *out)
{
	void *ctx = talloc_named_const(NULL, 0, "trace_print");
	struct ladder ladder = { 0 };
	uint32_t dialogue;
	unsigned n;

	pthread_mutex_lock(&t->lock);
	if (dialogue_of(t, call, &dialogue))
		collect(ctx, t, call, dialogue, &ladder);
	pthread_mutex_unlock(&t->lock);
	n = ladder.n;
	if (n)
		ladder_print(out, &ladder, "network", "mpabx-node");
	talloc_free(ctx);
	return n;
}

unsigned trace_each(struct trace *t, callid_t call, unsigned first, int (*cb)(void *priv, const struct ladder_event *e), void *priv)
{
	void *ctx = talloc_named_const(NULL, 0, "trace_each");
	struct ladder ladder = { 0 };
	uint32_t dialogue;
	unsigned n;

	pthread_mutex_lock(&t->lock);
	if (dialogue_of(t, call, &dialogue))
		collect(ctx, t, call, dialogue, &ladder);
	pthread_mutex_unlock(&t->lock);
	n = ladder.n;
	for (unsigned i = first; i < n && !cb(priv, &ladder.v[i]); i++)
		;
	talloc_free(ctx);
	return n;
}

void trace_fill(struct trace *t, struct trace_fill *ret)
{
	struct entry oldest;

	*ret = (struct trace_fill){ .messages = atomic_load(&t->messages), .dropped = atomic_load(&t->dropped) };
	pthread_mutex_lock(&t->lock);
	ret->used = t->head - t->tail;
	ret->size = t->ring.size;
	if (ret->used) {
		octets_get(&t->ring, t->tail, &oldest, sizeof(oldest));
		ret->oldest_us = oldest.at_us;
	}
	pthread_mutex_unlock(&t->lock);
}

/* ---- start and stop ---- */
static bool ring_alloc(struct trace *t, struct octet_ring *r, size_t size)
{
	r->octets = talloc_size(t, size);
	r->size = size;
	return r->octets;
}

struct trace *trace_start(void *ctx, size_t size)
{
	struct trace *t = talloc_zero(ctx, struct trace);
	size_t queue;

	if (!t)
		return NULL;
	size = size < MIN_SIZE ? MIN_SIZE : size;
	queue = size / QUEUE_PART;
	t->tail = t->head = 1;	/* 0 is a walk's start */
	pthread_mutex_init(&t->lock, NULL);
	sem_init(&t->wake, 0, 0);
	if (!ring_alloc(t, &t->queue, queue) || !ring_alloc(t, &t->ring, size - queue) ||
	    thread_start(&t->thread, trace_thread, t)) {
		sem_destroy(&t->wake);
		pthread_mutex_destroy(&t->lock);
		TALLOC_FREE(t);
	}
	return t;
}

void trace_stop(struct trace **trace)
{
	struct trace *t = *trace;

	*trace = NULL;
	if (!t)
		return;
	atomic_store(&t->stop, true);
	sem_post(&t->wake);
	pthread_join(t->thread, NULL);
	sem_destroy(&t->wake);
	pthread_mutex_destroy(&t->lock);
	talloc_free(t);
}
