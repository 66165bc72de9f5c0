/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spool's front, where the loop appends: one copy into the frame, one checksum, one pwrite into the page cache. While
 * the ring is full entries wait in memory, oldest first, and go in as room returns. A begin does not wait: memory would
 * not outlive the crash that it is for. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "spool_priv.h"

#define DEFAULT_WAITING 4096

const char *spool_state_name(enum spool_state state)
{
	static const char *const names[_SPOOL_STATES] = { "ok", "filling", "full", "losing" };

	return (unsigned)state < _SPOOL_STATES ? names[state] : "?";
}

/* What is left over for the begins of long calls that are written again (spool_reader.c), and for ends. */
static uint64_t reserve_of(const struct spool *sp, uint16_t kind)
{
	switch (kind) {
	case SPOOL_FRAME_AGAIN:
		return 0;
	case SPOOL_BEGIN:
		return sp->ring / 8;
	default:
		return sp->ring / 32;
	}
}

static uint64_t room(const struct spool *sp)
{
	return sp->reusable + sp->ring - sp->head;
}

static int frame_append(struct spool *sp, const struct spool_frame *frame)
{
	size_t size = spool_frame_write(sp->frame, frame);

	if (pwrite(sp->fd, sp->frame, size, (off_t)(SPOOL_RING_AT + sp->head % sp->ring)) != (ssize_t)size)
		return -EIO;
	sp->head += spool_frame_size(frame->length);
	sp->dirty = true;
	return 0;
}

/* An entry lies in one piece: the rest of a lap that is too short for it is passed over. */
static int lap_end(struct spool *sp, uint64_t rest)
{
	struct spool_frame pad = { .kind = SPOOL_FRAME_PAD, .at = sp->head };

	if (rest < SPOOL_FRAME) {
		sp->head += rest;
		return 0;
	}
	pad.length = (uint32_t)(rest - SPOOL_FRAME);
	return frame_append(sp, &pad);
}

int spool_put(struct spool *sp, uint16_t kind, uint64_t call, const void *data, size_t length, uint64_t reserve)
{
	struct spool_frame frame = { .kind = kind, .length = (uint32_t)length, .call = call, .data = data };
	uint64_t rest = sp->ring - sp->head % sp->ring;
	size_t size = spool_frame_size(length);
	int rc = 0;

	if (size + (rest < size ? rest : 0) + reserve > room(sp))
		return -ENOSPC;
	if (rest < size)
		rc = lap_end(sp, rest);
	frame.at = sp->head;
	return rc < 0 ? rc : frame_append(sp, &frame);
}

void spool_waiting_flush(struct spool *sp)
{
	while (sp->num_waiting) {
		const struct spool_waiting *w = &sp->waiting[sp->first_waiting];

		if (spool_put(sp, w->kind, w->call, w->data, w->length, reserve_of(sp, w->kind)) < 0)
			return;
		sp->first_waiting = (sp->first_waiting + 1) % sp->max_waiting;
		sp->num_waiting--;
		/* Half of it, so that a trickle is not told as good news. */
		if (sp->num_waiting <= sp->max_waiting / 2)
			sp->is_losing = false;
	}
}

static int wait_in_memory(struct spool *sp, uint16_t kind, uint64_t call, const void *data, size_t length)
{
	struct spool_waiting *w;

	if (kind == SPOOL_BEGIN || sp->num_waiting == sp->max_waiting) {
		if (kind != SPOOL_BEGIN) {
			sp->lost++;
			sp->is_losing = true;
		}
		return -ENOBUFS;
	}
	w = &sp->waiting[(sp->first_waiting + sp->num_waiting++) % sp->max_waiting];
	w->kind = kind;
	w->call = call;
	w->length = (uint32_t)length;
	memcpy(w->data, data, length);
	return -EAGAIN;
}

static enum spool_state state_now(const struct spool *sp)
{
	/* Back below five eighths before it is said again. */
	uint64_t limit = sp->state == SPOOL_OK ? sp->ring / 4 : sp->ring / 8 * 3;

	if (sp->num_waiting)
		return sp->is_losing ? SPOOL_LOSING : SPOOL_FULL;
	return room(sp) < limit ? SPOOL_FILLING : SPOOL_OK;
}

void spool_unlock(struct spool *sp)
{
	enum spool_state state = state_now(sp);
	bool changed = state != sp->state;

	sp->state = state;
	pthread_mutex_unlock(&sp->lock);
	if (changed && sp->cfg.alarm)
		sp->cfg.alarm(sp->cfg.priv, state);
}

int spool_append(struct spool *sp, enum spool_kind kind, uint64_t call, const void *data, size_t length)
{
	int rc;

	if (length > SPOOL_MAX_DATA)
		return -EMSGSIZE;
	pthread_mutex_lock(&sp->lock);
	sp->appended++;
	if (sp->num_waiting)
		spool_waiting_flush(sp);
	rc = sp->num_waiting ? -ENOSPC : spool_put(sp, kind, call, data, length, reserve_of(sp, kind));
	if (rc < 0)
		rc = wait_in_memory(sp, kind, call, data, length);
	spool_unlock(sp);
	return rc;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

int spool_keep(struct spool *sp, const uint64_t *calls, unsigned num)
{
	uint64_t *kept = num ? malloc(num * sizeof(*kept)) : NULL;

	if (kept) {
		memcpy(kept, calls, num * sizeof(*kept));
		qsort(kept, num, sizeof(*kept), by_number);
	}
	pthread_mutex_lock(&sp->lock);
	sp->kept = kept;
	sp->num_kept = kept ? num : 0;
	sp->cut_held = false;
	pthread_mutex_unlock(&sp->lock);
	return num && !kept ? -ENOMEM : 0;
}

bool spool_is_kept(const struct spool *sp, uint64_t call)
{
	return sp->num_kept && bsearch(&call, sp->kept, sp->num_kept, sizeof(call), by_number);
}

void spool_stats(struct spool *sp, struct spool_stats *ret)
{
	pthread_mutex_lock(&sp->lock);
	*ret = (struct spool_stats){
		.state = sp->state, .size = sp->ring, .used = sp->head - sp->released, .appended = sp->appended,
		.lost = sp->lost, .damaged = sp->damaged, .syncs = sp->syncs, .sync_max_us = sp->sync_max_us,
		.waiting = sp->num_waiting, .open_calls = atomic_load(&sp->reader.num_open),
	};
	pthread_mutex_unlock(&sp->lock);
}

static int spool_destroy(struct spool *sp)
{
	spool_sync_stop(sp);
	spool_reader_free(sp);
	if (sp->fd >= 0)
		close(sp->fd);
	free(sp->waiting);
	free(sp->kept);
	pthread_mutex_destroy(&sp->lock);
	return 0;
}

static struct spool *spool_new(void *ctx, const struct spool_config *cfg)
{
	struct spool *sp = talloc_zero(ctx, struct spool);

	if (!sp)
		return NULL;
	sp->fd = sp->stop_fd = -1;
	pthread_mutex_init(&sp->lock, NULL);
	talloc_set_destructor(sp, spool_destroy);
	sp->cfg = *cfg;
	sp->cfg.folder = talloc_strdup(sp, cfg->folder);
	sp->cut_held = cfg->hold_cut;
	sp->max_waiting = cfg->max_waiting ? cfg->max_waiting : DEFAULT_WAITING;
	/* Its pages are only taken where they are written; talloc would touch none of them either, but limits them in size. */
	sp->waiting = malloc(sp->max_waiting * sizeof(sp->waiting[0]));
	if (!sp->cfg.folder || !sp->waiting)
		TALLOC_FREE(sp);
	return sp;
}

int spool_open(void *ctx, const struct spool_config *cfg, struct spool **ret)
{
	struct spool *sp;
	int rc;

	if (cfg->size < SPOOL_MIN_SIZE) {
		LOGT(DSTORE, LOGL_ERROR, "spool %s: at least %d octets are needed\n", cfg->folder, SPOOL_MIN_SIZE);
		return -EINVAL;
	}
	sp = spool_new(ctx, cfg);
	if (!sp)
		return -ENOMEM;
	rc = spool_file_open(sp);
	if (!rc) {
		sp->run_start = sp->head;
		sp->reader.at = sp->released;
		rc = spool_sync_start(sp);
	}
	if (rc < 0) {
		LOGT(DSTORE, LOGL_ERROR, "spool %s: %s\n", cfg->folder,
		     rc == -EBUSY ? "another process has it" :
		     rc == -EPROTO ? "this file is no spool, or its head is damaged: put it away by hand" : strerror(-rc));
		talloc_free(sp);
		return rc;
	}
	*ret = sp;
	return 0;
}

void spool_close(struct spool **spool)
{
	struct spool *sp = *spool;

	if (!sp)
		return;
	spool_sync_stop(sp);
	pthread_mutex_lock(&sp->lock);
	spool_waiting_flush(sp);
	if (sp->num_waiting)
		LOGT(DSTORE, LOGL_ERROR, "spool: %u entries found no room and are lost\n", sp->num_waiting);
	pthread_mutex_unlock(&sp->lock);
	spool_sync_once(sp);
	talloc_free(sp);
	*spool = NULL;
}
