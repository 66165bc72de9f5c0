/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal's two ends: whoever puts copies into one of two pieces of memory, the thread changes them and writes the full
 * one. Where the disk refuses, the thread tries again, and who puts is told that there is no room. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <talloc.h>

#include <mpabx/base.h>

#include "journal_priv.h"

#define DEFAULT_WAITING (4u << 20)
#define DEFAULT_SLACK (1u << 20)
#define GATHER_US 5000		/* after each write, so that a busy loop does not wake us a thousand times a second */
#define RETRY_US 200000
#define SYNC_S 1

/* ---- the thread ---- */

static void renew_if_due(struct journal *j)
{
	uint64_t useless = j->at - JOURNAL_HEAD - j->index.octets;
	int rc;

	if (useless < j->slack || useless < j->index.octets || j->at < j->renew_at)
		return;
	rc = journal_file_renew(j);
	j->renew_at = rc < 0 ? j->at * 2 : 0;
	pthread_mutex_lock(&j->lock);
	j->stats.renewed += rc == 0;
	pthread_mutex_unlock(&j->lock);
}

static bool is_stopping(struct journal *j)
{
	bool stop;

	pthread_mutex_lock(&j->lock);
	stop = j->stop;
	pthread_mutex_unlock(&j->lock);
	return stop;
}

static void state_set(struct journal *j, int failing)
{
	pthread_mutex_lock(&j->lock);
	j->stats.failing = failing;
	j->stats.entries = j->index.used;
	j->stats.octets = j->at;
	pthread_mutex_unlock(&j->lock);
}

/* What was put lies there without its checksum: the loop has better to do. */
static void seal(uint8_t *buf, size_t length)
{
	for (size_t at = 0; at < length;) {
		struct journal_frame f;

		memcpy(&f, buf + at, sizeof(f));
		f.data = buf + at + JOURNAL_FRAME;
		_Static_assert(sizeof(f) <= JOURNAL_FRAME, "it waits where its frame will be");
		at += journal_frame_write(buf + at, &f);
	}
}

static void write_out(struct journal *j, uint32_t length)
{
	int rc;

	seal(j->writing, length);
	while ((rc = journal_file_append(j, j->writing, length)) < 0) {
		state_set(j, -rc);
		if (is_stopping(j))
			return;
		usleep(RETRY_US);
	}
	renew_if_due(j);
	state_set(j, 0);
}

/* \returns octets to write, 0: it is time to look whether something has to be synced, or to end */
static uint32_t wait_for_more(struct journal *j, bool *ret_stop)
{
	uint32_t length;
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += SYNC_S;
	pthread_mutex_lock(&j->lock);
	while (!j->filled && !j->stop)
		if (!j->dirty)
			pthread_cond_wait(&j->wake, &j->lock);
		else if (pthread_cond_timedwait(&j->wake, &j->lock, &until) == ETIMEDOUT)
			break;
	length = j->filled;
	if (length) {
		uint8_t *full = j->waiting;

		j->waiting = j->writing;
		j->writing = full;
		j->filled = 0;
	}
	*ret_stop = j->stop;
	pthread_mutex_unlock(&j->lock);
	return length;
}

static uint64_t now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec;
}

static void *write_on(void *priv)
{
	struct journal *j = priv;
	uint64_t synced = now_s();
	bool stop = false;

	for (;;) {
		uint32_t length = wait_for_more(j, &stop);

		if (length)
			write_out(j, length);
		if (j->dirty && (stop || now_s() >= synced + SYNC_S)) {
			j->dirty = fdatasync(j->fd) < 0;
			synced = now_s();
		}
		if (stop && !length)
			return NULL;
		if (!stop)
			usleep(GATHER_US);
	}
}

/* ---- who puts ---- */

static int put(struct journal *j, uint32_t kind, uint64_t key, const void *data, size_t length, uint32_t limit)
{
	struct journal_frame f = { .key = key, .kind = kind, .length = (uint32_t)length };
	size_t size = journal_frame_size(length);

	pthread_mutex_lock(&j->lock);
	if (size > limit - j->filled || j->filled > limit) {
		j->stats.refused++;
		pthread_mutex_unlock(&j->lock);
		return -ENOBUFS;
	}
	memcpy(j->waiting + j->filled, &f, sizeof(f));
	if (length)
		memcpy(j->waiting + j->filled + JOURNAL_FRAME, data, length);
	if (!j->filled)
		pthread_cond_signal(&j->wake);
	j->filled += (uint32_t)size;
	j->stats.written++;
	pthread_mutex_unlock(&j->lock);
	return 0;
}

int journal_put(struct journal *j, uint64_t key, const void *data, size_t length)
{
	if (length > JOURNAL_MAX_DATA)
		return -EMSGSIZE;
	return put(j, JOURNAL_PUT, key, data, length, j->limit / 8 * 7);
}

int journal_remove(struct journal *j, uint64_t key)
{
	return put(j, JOURNAL_GONE, key, NULL, 0, j->limit);
}

unsigned journal_each(struct journal *j, journal_each_cb cb, void *priv)
{
	uint8_t buf[JOURNAL_MOST];
	unsigned n = 0;

	for (uint32_t i = 0; i < j->index.size; i++) {
		const struct journal_place *p = &j->index.place[i];
		int length = p->at ? journal_file_read(j, p, buf) : -ENOENT;

		if (length < 0)
			continue;
		cb(priv, p->key, buf + JOURNAL_FRAME, (size_t)length);
		n++;
	}
	return n;
}

void journal_stats(struct journal *j, struct journal_stats *ret)
{
	pthread_mutex_lock(&j->lock);
	*ret = j->stats;
	pthread_mutex_unlock(&j->lock);
}

/* ---- life ---- */

static int journal_destroy(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	free(j->index.place);
	free(j->waiting);
	free(j->writing);
	pthread_cond_destroy(&j->wake);
	pthread_mutex_destroy(&j->lock);
	return 0;
}

static struct journal *journal_new(void *ctx, const struct journal_config *cfg)
{
	struct journal *j = talloc_zero(ctx, struct journal);
	pthread_condattr_t attr;

	if (!j)
		return NULL;
	j->fd = -1;
	pthread_mutex_init(&j->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&j->wake, &attr);
	pthread_condattr_destroy(&attr);
	talloc_set_destructor(j, journal_destroy);
	j->limit = cfg->waiting ? cfg->waiting : DEFAULT_WAITING;
	j->slack = cfg->slack ? cfg->slack : DEFAULT_SLACK;
	j->path = talloc_asprintf(j, "%s/%s", cfg->folder, cfg->name);
	/* Their pages are taken as they are filled. */
	j->waiting = malloc(j->limit);
	j->writing = malloc(j->limit);
	if (!j->path || !j->waiting || !j->writing)
		TALLOC_FREE(j);
	return j;
}

int journal_open(void *ctx, const struct journal_config *cfg, struct journal **ret)
{
	struct journal *j = journal_new(ctx, cfg);
	int rc;

	if (!j)
		return -ENOMEM;
	rc = journal_file_open(j);
	if (rc < 0) {
		LOGT(DSTORE, LOGL_ERROR, "journal %s: %s\n", j->path, strerror(-rc));
		talloc_free(j);
		return rc;
	}
	if (j->damaged)
		LOGT(DSTORE, LOGL_ERROR, "journal %s: %u damaged places\n", j->path, j->damaged);
	j->stats.damaged = j->damaged;
	state_set(j, 0);
	*ret = j;
	return 0;
}

int journal_start(struct journal *j)
{
	int rc = thread_start(&j->thread, write_on, j);

	j->has_thread = rc == 0;
	return rc;
}

void journal_close(struct journal **journal)
{
	struct journal *j = *journal;

	if (!j)
		return;
	if (j->has_thread) {
		pthread_mutex_lock(&j->lock);
		j->stop = true;
		pthread_cond_signal(&j->wake);
		pthread_mutex_unlock(&j->lock);
		pthread_join(j->thread, NULL);
	}
	talloc_free(j);
	*journal = NULL;
}
