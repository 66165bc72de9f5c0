/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The trace of calls. The loop copies each message into a queue (one writer, one reader, no lock); a thread of its own masks
 * the codes in it and keeps it in a ring, whose oldest entries make room for new ones. The thread is woken at most each 20 ms,
 * so that a busy node does not pay for a switch of threads with every message. Shows read the ring under a lock that the loop's
 * call path never takes. Which messages are a call's is trace_story.c. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <osmocom/core/socket.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include <mpabx/cap.h>

#include "trace.h"

#define QUEUE_PART 16		/* of the memory, the queue gets one part in so many */
#define MIN_SIZE (1u << 20)
#define PAUSE_MS 20
#define SETTLE_MS 40		/* a show waits so long at most for what is in the queue */

/* Octets round and round; positions only grow. */
struct octet_ring { size_t size; uint8_t *octets; };

struct trace {
	pthread_t thread;
	sem_t wake;
	atomic_bool stop, sleeping, pausing;

	struct octet_ring queue;
	_Atomic uint64_t queue_head, queue_tail;	/* written by the loop; by the thread */
	_Atomic uint64_t messages, dropped;

	pthread_mutex_t lock;		/* of the ring below */
	struct octet_ring ring;
	uint64_t head, tail;
	uint8_t octets[TRACE_MAX_OCTETS];	/* the thread's: the message in its hands */
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
static void wake(struct trace *t, uint64_t used)
{
	if (atomic_exchange(&t->sleeping, false) || (used > t->queue.size / 2 && atomic_exchange(&t->pausing, false)))
		sem_post(&t->wake);
}

static void put(struct trace *t, struct trace_entry *e, const void *octets)
{
	uint64_t head = atomic_load_explicit(&t->queue_head, memory_order_relaxed);
	uint64_t used = head - atomic_load_explicit(&t->queue_tail, memory_order_acquire);

	if (e->length > TRACE_MAX_OCTETS || sizeof(*e) + e->length > t->queue.size - used) {
		atomic_fetch_add_explicit(&t->dropped, 1, memory_order_relaxed);
		return;
	}
	e->at_us = clock_wall_us();
	octets_put(&t->queue, head, e, sizeof(*e));
	octets_put(&t->queue, head + sizeof(*e), octets, e->length);
	atomic_store(&t->queue_head, head + sizeof(*e) + e->length);
	wake(t, used);
}

void trace_message(void *priv, const struct scf_trace *m)
{
	struct trace_entry e = {
		.length = (uint32_t)m->length, .key = m->dialogue, .call = m->call, .source = TRACE_SS7, .proto = m->proto,
		.phase = m->phase, .out = m->out, .begin = m->msg->type == TCAP_BEGIN && m->proto == CAP_PROTO_CAP,
	};

	e.local.ssn = m->proto == CAP_PROTO_MAP ? SCCP_SSN_GSMSCF : SCCP_SSN_CAP;
	e.remote.ssn = m->proto == CAP_PROTO_MAP ? SCCP_SSN_HLR : SCCP_SSN_CAP;
	if (m->peer) {
		e.remote.pc = m->peer->has_pc ? m->peer->pc : 0;
		e.remote.ssn = m->peer->has_ssn && m->peer->ssn ? m->peer->ssn : e.remote.ssn;
		sccp_addr_gt(m->peer, e.who);
	}
	put(priv, &e, m->pdu);
}

static void ip_end(struct trace_end *end, const struct osmo_sockaddr *a)
{
	end->family = (uint8_t)a->u.sa.sa_family;
	if (end->family == AF_INET6) {
		memcpy(end->address, &a->u.sin6.sin6_addr, 16);
		end->port = ntohs(a->u.sin6.sin6_port);
	} else {
		memcpy(end->address, &a->u.sin.sin_addr, 4);
		end->port = ntohs(a->u.sin.sin_port);
	}
}

void trace_sip(void *priv, callid_t call, const struct sip_trace *m)
{
	struct trace_entry e = { .length = (uint32_t)m->length, .call = call, .source = TRACE_SIP, .out = m->sent, .tcp = m->tcp };

	ip_end(&e.local, m->local);
	ip_end(&e.remote, m->remote);
	osmo_strlcpy(e.who, m->peer ? m->peer : "", sizeof(e.who));
	put(priv, &e, m->text);
}

void trace_joined(void *priv, callid_t stays, callid_t goes)
{
	struct trace_entry e = { .source = TRACE_JOINED, .call = stays, .key = goes };

	put(priv, &e, "");
}

void trace_media(void *priv, const struct mediactl_seen *m)
{
	struct trace_entry e = { .length = (uint32_t)m->length, .call = m->call, .source = TRACE_MGCP, .out = m->sent };

	if (!m->call)	/* whether the program is alive is asked each few seconds */
		return;
	ip_end(&e.local, m->local);
	ip_end(&e.remote, m->remote);
	osmo_strlcpy(e.who, m->gateway, sizeof(e.who));
	put(priv, &e, m->text);
}

/* ---- the thread ---- */
static size_t entry_size(const struct trace_entry *e)
{
	return sizeof(*e) + e->length + e->text_length;
}

static void keep(struct trace *t, struct trace_entry *e, const char *text)
{
	struct trace_entry old;

	e->text_length = text ? (uint32_t)strlen(text) : 0;
	pthread_mutex_lock(&t->lock);
	while (entry_size(e) > t->ring.size - (t->head - t->tail)) {
		octets_get(&t->ring, t->tail, &old, sizeof(old));
		t->tail += entry_size(&old);
	}
	octets_put(&t->ring, t->head, e, sizeof(*e));
	octets_put(&t->ring, t->head + sizeof(*e), t->octets, e->length);
	octets_put(&t->ring, t->head + sizeof(*e) + e->length, text ? text : "", e->text_length);
	t->head += entry_size(e);
	pthread_mutex_unlock(&t->lock);
	atomic_fetch_add_explicit(&t->messages, 1, memory_order_relaxed);
}

static void keep_ss7(struct trace *t, struct trace_entry *e)
{
	void *ctx = talloc_named_const(NULL, 0, "trace");
	bool masked = false;
	char *text = trace_text(ctx, e->proto, e->phase, t->octets, e->length, &masked);

	e->length = masked ? e->length : 0;
	if (text)
		keep(t, e, text);
	talloc_free(ctx);
}

/* The oldest message of the queue. \returns false where it is empty */
static bool take(struct trace *t)
{
	uint64_t tail = atomic_load_explicit(&t->queue_tail, memory_order_relaxed);
	struct trace_entry e;
	uint64_t next;

	if (tail == atomic_load(&t->queue_head))
		return false;
	octets_get(&t->queue, tail, &e, sizeof(e));
	next = tail + sizeof(e) + e.length;
	octets_get(&t->queue, tail + sizeof(e), t->octets, e.length);
	switch (e.source) {
	case TRACE_SS7:
		keep_ss7(t, &e);
		break;
	case TRACE_SIP:
		e.key = trace_sip_key((char *)t->octets, e.length);
		trace_sip_mask((char *)t->octets, e.length);
		keep(t, &e, NULL);
		break;
	case TRACE_MGCP:
		trace_mgcp_mask((char *)t->octets, e.length);
		keep(t, &e, NULL);
		break;
	default:
		keep(t, &e, NULL);
	}
	/* Only now: a show that finds the queue empty finds everything in the ring. */
	atomic_store_explicit(&t->queue_tail, next, memory_order_release);
	return true;
}

static void pause_a_little(struct trace *t)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += PAUSE_MS * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	atomic_store(&t->pausing, true);
	sem_timedwait(&t->wake, &until);
	atomic_store(&t->pausing, false);
}

static void *trace_thread(void *priv)
{
	struct trace *t = priv;

	while (!atomic_load(&t->stop)) {
		while (take(t))
			;
		atomic_store(&t->sleeping, true);
		if (atomic_load(&t->queue_head) == atomic_load(&t->queue_tail) && !atomic_load(&t->stop))
			sem_wait(&t->wake);
		atomic_store(&t->sleeping, false);
		pause_a_little(t);
	}
	return NULL;
}

/* ---- the ring, for shows ---- */
/* What was said a moment ago is still in the queue: it is fetched without the pause. */
static void settle(struct trace *t)
{
	uint64_t head = atomic_load(&t->queue_head);

	for (unsigned i = 0; i < SETTLE_MS * 5 && atomic_load_explicit(&t->queue_tail, memory_order_acquire) < head; i++) {
		if (atomic_exchange(&t->pausing, false))
			sem_post(&t->wake);
		usleep(200);
	}
}

void trace_walk_begin(struct trace *t, struct trace_walk *w)
{
	settle(t);
	pthread_mutex_lock(&t->lock);
	w->at = 0;
}

bool trace_walk_next(const struct trace *t, struct trace_walk *w)
{
	w->at = w->at ? w->at + entry_size(&w->entry) : t->tail;
	if (w->at >= t->head)
		return false;
	octets_get(&t->ring, w->at, &w->entry, sizeof(w->entry));
	return true;
}

void trace_walk_octets(const struct trace *t, const struct trace_walk *w, uint8_t *octets)
{
	octets_get(&t->ring, w->at + sizeof(w->entry), octets, w->entry.length);
}

void trace_walk_text(const struct trace *t, const struct trace_walk *w, char *text)
{
	octets_get(&t->ring, w->at + sizeof(w->entry) + w->entry.length, text, w->entry.text_length);
	text[w->entry.text_length] = '\0';
}

void trace_walk_end(struct trace *t)
{
	pthread_mutex_unlock(&t->lock);
}

void trace_fill(struct trace *t, struct trace_fill *ret)
{
	struct trace_entry oldest;

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
