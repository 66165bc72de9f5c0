/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spool's other end: entries in their order, and the calls that have begun and not ended. The begin of a call holds
 * its room until its end was stored; where a call lasts so long that half the ring has gone by, its begin is written
 * again at the front, so that one long call does not stop the ring.
 *
 * Ends of an earlier life can only lie before the place where this one began to append: at that place every call that
 * is still open was cut off. */

#include <talloc.h>

#include "spool_priv.h"

#define RENEW_AT_ONCE 16

static struct spool_open_call **bucket_of(struct spool_reader *r, uint64_t call)
{
	return &r->bucket[(call ^ call >> 20) % SPOOL_BUCKETS];
}

static struct spool_open_call **open_find(struct spool_reader *r, uint64_t call)
{
	struct spool_open_call **o = bucket_of(r, call);

	while (*o && (*o)->call != call)
		o = &(*o)->chain;
	return o;
}

static void order_remove(struct spool_reader *r, struct spool_open_call *o)
{
	*(o->before ? &o->before->after : &r->first) = o->after;
	*(o->after ? &o->after->before : &r->last) = o->before;
}

static void order_append(struct spool_reader *r, struct spool_open_call *o, uint64_t at)
{
	o->at = at;
	o->after = NULL;
	o->before = r->last;
	*(r->last ? &r->last->after : &r->first) = o;
	r->last = o;
}

static void open_add(struct spool *sp, uint64_t call, uint64_t at)
{
	struct spool_reader *r = &sp->reader;
	struct spool_open_call **place = open_find(r, call), *o = *place;

	if (o) {
		order_remove(r, o);
		order_append(r, o, at);
		return;
	}
	if (!r->ctx)
		r->ctx = talloc_named_const(NULL, 0, "spool reader");
	o = talloc_zero(r->ctx, struct spool_open_call);
	if (!o)
		return;		/* out of memory: a crash would leave no trace of this one call */
	o->call = call;
	*place = o;
	order_append(r, o, at);
	atomic_fetch_add(&r->num_open, 1);
}

static void open_remove(struct spool *sp, uint64_t call)
{
	struct spool_reader *r = &sp->reader;
	struct spool_open_call **place = open_find(r, call), *o = *place;

	if (!o)
		return;
	*place = o->chain;
	order_remove(r, o);
	talloc_free(o);
	atomic_fetch_sub(&r->num_open, 1);
}

void spool_reader_free(struct spool *sp)
{
	talloc_free(sp->reader.ctx);
}

/* An entry that was written again of a call that had ended meanwhile: its end was read before. */
static bool is_stale(struct spool_reader *r, const struct spool_frame *frame, uint64_t run_start)
{
	return frame->kind == SPOOL_FRAME_AGAIN && frame->at >= run_start && !*open_find(r, frame->call);
}

static bool entry_take(struct spool *sp, const struct spool_frame *frame, struct spool_entry *ret)
{
	struct spool_reader *r = &sp->reader;

	if (frame->kind == SPOOL_BEGIN || frame->kind == SPOOL_FRAME_AGAIN) {
		if (!is_stale(r, frame, sp->run_start))
			open_add(sp, frame->call, frame->at);
		return false;
	}
	if (frame->kind == SPOOL_END)
		open_remove(sp, frame->call);
	*ret = (struct spool_entry){
		.kind = frame->kind, .call = frame->call, .data = frame->data, .length = frame->length,
	};
	return true;
}

/* It goes on in this life: its begin is written again at the front. Where there is no room it is forgotten: its end will be
 * handed out all the same. */
static void begin_renew(struct spool *sp, struct spool_open_call *o, const struct spool_frame *frame)
{
	struct spool_reader *r = &sp->reader;
	uint64_t call = o->call;
	int rc;

	pthread_mutex_lock(&sp->lock);
	rc = spool_put(sp, SPOOL_FRAME_AGAIN, call, frame->data, frame->length, 0);
	if (!rc) {
		order_remove(r, o);
		order_append(r, o, sp->head - spool_frame_size(frame->length));
	}
	spool_unlock(sp);
	if (rc < 0)
		open_remove(sp, call);
}

/* The oldest call of an earlier life that is still open. */
static int cut_read(struct spool *sp, struct spool_entry *ret)
{
	struct spool_reader *r = &sp->reader;

	while (r->first && r->first->at < sp->run_start) {
		uint64_t at = r->first->at, damaged = 0;
		struct spool_frame frame;
		size_t size;
		int rc = spool_file_next(sp, &r->window, at, sp->run_start, &frame, &size, &damaged);

		if (rc && frame.at == at && spool_is_kept(sp, frame.call)) {
			begin_renew(sp, r->first, &frame);
			continue;
		}
		open_remove(sp, r->first->call);
		if (rc && frame.at == at) {
			*ret = (struct spool_entry){ SPOOL_CUT, frame.call, frame.data, frame.length };
			return 1;
		}
	}
	r->cut_told = true;
	return 0;
}

int spool_read(struct spool *sp, struct spool_entry *ret)
{
	struct spool_reader *r = &sp->reader;
	struct spool_frame frame;
	uint64_t limit, damaged = 0;
	bool found = false, held;
	size_t size;

	pthread_mutex_lock(&sp->lock);
	held = sp->cut_held;
	limit = r->cut_told ? sp->head : sp->run_start;
	pthread_mutex_unlock(&sp->lock);
	while (!found && spool_file_next(sp, &r->window, r->at, limit, &frame, &size, &damaged)) {
		r->at = frame.at + size;
		found = entry_take(sp, &frame, ret);
	}
	if (damaged) {
		pthread_mutex_lock(&sp->lock);
		sp->damaged += damaged;
		pthread_mutex_unlock(&sp->lock);
	}
	if (found)
		return 1;
	r->at = limit;
	if (r->cut_told || held)
		return 0;
	return cut_read(sp, ret) || spool_read(sp, ret);
}

/* Under the lock. \returns whether the oldest open call stands no longer in the way */
static bool oldest_renew(struct spool *sp)
{
	struct spool_reader *r = &sp->reader;
	struct spool_open_call *o = r->first;
	uint64_t damaged = 0, at;
	struct spool_frame frame;
	size_t size;

	if (!o || o->at + sp->ring / 2 > sp->head)
		return false;
	if (!spool_file_next(sp, &r->window, o->at, r->at, &frame, &size, &damaged) || frame.at != o->at) {
		open_remove(sp, o->call);	/* unreadable: there is nothing left to hand out */
		return true;
	}
	if (spool_put(sp, SPOOL_FRAME_AGAIN, o->call, frame.data, frame.length, 0) < 0)
		return false;
	at = sp->head - spool_frame_size(frame.length);
	order_remove(r, o);
	order_append(r, o, at);
	return true;
}

/* Room counts as released once the head slot that says so is written. */
static void released_set(struct spool *sp, uint64_t upto)
{
	uint64_t before = sp->released;

	sp->released = upto;
	if (spool_file_head(sp) < 0)
		sp->released = before;
}

/* Whoever appends waits for the lock: a hundred thousand long calls are renewed a few at a time.
 * \returns whether there may be more */
static bool some_renew(struct spool *sp)
{
	unsigned n = 0;

	pthread_mutex_lock(&sp->lock);
	while (n < RENEW_AT_ONCE && oldest_renew(sp))
		n++;
	spool_unlock(sp);
	return n == RENEW_AT_ONCE;
}

void spool_release(struct spool *sp)
{
	struct spool_reader *r = &sp->reader;
	uint64_t upto;

	while (r->cut_told && some_renew(sp))
		;
	pthread_mutex_lock(&sp->lock);
	upto = r->first && r->first->at < r->at ? r->first->at : r->at;
	if (upto > sp->released)
		released_set(sp, upto);
	spool_unlock(sp);
}
