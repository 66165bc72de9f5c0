/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The thread that brings the spool to the disk. What it costs is its own time: an append goes into the page cache and
 * only waits where the kernel makes writers wait for a page that is just being written out (a disk with checksums). */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "spool_priv.h"

/* The real clock: a test's clock stands still. */
static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static void synced(struct spool *sp, uint64_t released, uint64_t us)
{
	pthread_mutex_lock(&sp->lock);
	sp->reusable = released;
	sp->syncs++;
	if (us > sp->sync_max_us)
		sp->sync_max_us = us;
	spool_waiting_flush(sp);
	spool_unlock(sp);
}

void spool_sync_once(struct spool *sp)
{
	uint64_t released, start = now_us();
	bool dirty;

	pthread_mutex_lock(&sp->lock);
	spool_waiting_flush(sp);
	dirty = sp->dirty;
	released = sp->released;
	sp->dirty = false;
	spool_unlock(sp);
	if (!dirty)
		return;
	if (fdatasync(sp->fd) == 0) {
		synced(sp, released, now_us() - start);
		return;
	}
	if (sp->cfg.relay)
		LOGT(DSTORE, LOGL_ERROR, "spool: fdatasync: %s\n", strerror(errno));
	pthread_mutex_lock(&sp->lock);
	sp->dirty = true;
	spool_unlock(sp);
}

static void *sync_run(void *priv)
{
	struct spool *sp = priv;
	struct pollfd stop = { .fd = sp->stop_fd, .events = POLLIN };
	int ms = sp->cfg.sync_ms ? (int)sp->cfg.sync_ms : SPOOL_SYNC_MS;

	log_relay_use(sp->cfg.relay);
	while (poll(&stop, 1, ms) <= 0)
		spool_sync_once(sp);
	return NULL;
}

int spool_sync_start(struct spool *sp)
{
	int rc;

	sp->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (sp->stop_fd < 0)
		return -errno;
	rc = thread_start(&sp->thread, sync_run, sp);
	sp->has_thread = !rc;
	return rc;
}

void spool_sync_stop(struct spool *sp)
{
	uint64_t one = 1;

	if (sp->has_thread && write(sp->stop_fd, &one, sizeof(one)) == sizeof(one))
		pthread_join(sp->thread, NULL);
	sp->has_thread = false;
	if (sp->stop_fd >= 0)
		close(sp->stop_fd);
	sp->stop_fd = -1;
}
