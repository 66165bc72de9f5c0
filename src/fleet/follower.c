/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The follower: a thread with a connection of its own that looks into the change log every 50 ms, reads what changed
 * and hands it to the loop, which puts it in place between two events. The loop never waits for the thread, the thread
 * never touches the snapshot.
 *
 * What the thread makes hangs under talloc's NULL and changes hands as a whole. This holds as long as the program does
 * not call talloc_enable_null_tracking(), which would put all of that under one parent. */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <osmocom/core/select.h>
#include <talloc.h>

#include "delivery.h"

#define LOOK_MS 50
#define RETRY_MAX_MS 2000
/* Objects put in place in one turn of the loop: about a millisecond. */
#define APPLY_MAX 1000

struct fleet_follower {
	/* the loop's */
	struct fleet_snapshot *snap;
	struct osmo_fd wake;
	struct fleet_delivery *applying;
	pthread_t thread;

	/* both */
	struct log_relay *relay;	/* the thread's log lines */
	char *url;			/* never changed */
	int stop_fd;
	atomic_bool connected;
	atomic_bool resync;		/* the loop could not put something in place */
	pthread_mutex_t lock;		/* of the list */
	struct fleet_delivery *first, **last;
	struct fleet_delivery *spent;	/* of the lock: applied, for the thread to free */

	/* the thread's */
	struct store *store;
	uint64_t at;			/* the version that was handed over */
	bool was_connected;
	int retry_ms;
};

/* ---- thread ---- */
static void wake_loop(int fd)
{
	uint64_t one = 1;

	/* Can only fail where the counter is full: then the loop is awake. */
	if (write(fd, &one, sizeof(one)) < 0)
		return;
}

static void hand_over(struct fleet_follower *f, struct fleet_delivery *d)
{
	f->at = d->version;
	pthread_mutex_lock(&f->lock);
	*f->last = d;
	f->last = &d->next;
	pthread_mutex_unlock(&f->lock);
	wake_loop(f->wake.fd);
}

/* Behind the log's first entry (it was pruned while we were away), or past its last one (the store was put back to an
 * older day): the entries do not tell what to do. */
static int changes_make(struct fleet_follower *f, struct fleet_delivery **ret)
{
	int64_t first = store_change_first(f->store), last = store_change_last(f->store);

	if (first < 0 || last < 0)
		return -EIO;
	if ((uint64_t)last == f->at)
		return 0;
	if ((uint64_t)last < f->at || (uint64_t)first > f->at + 1)
		return -E2BIG;
	return fleet_delivery_make(f->store, f->at, ret);
}

static int look(struct fleet_follower *f)
{
	struct fleet_delivery *d = NULL;
	bool resync = atomic_exchange(&f->resync, false);
	int rc = 0;

	if (!store_moved(f->store) && !resync)
		return 0;
	if (!resync) {
		rc = store_begin_read(f->store);
		if (!rc)
			rc = changes_make(f, &d);
		store_rollback(f->store);
	}
	if (resync || rc == -E2BIG)
		rc = fleet_delivery_reload(f->store, &d);
	if (rc < 0 && resync)
		atomic_store(&f->resync, true);
	if (d)
		hand_over(f, d);
	return rc;
}

static void say_connected(struct fleet_follower *f, bool connected, int rc)
{
	atomic_store(&f->connected, connected);
	if (connected == f->was_connected)
		return;
	f->was_connected = connected;
	if (connected)
		LOGT(DFLEET, LOGL_NOTICE, "the store answers\n");
	else
		LOGT(DFLEET, LOGL_ERROR, "the store does not answer (%s): calls go on as of version %llu\n",
		     strerror(-rc), (unsigned long long)f->at);
}

/* One look. \returns milliseconds until the next */
static int turn(struct fleet_follower *f)
{
	int rc = f->store ? 0 : store_attach(NULL, f->url, &f->store);

	if (!rc)
		rc = look(f);
	say_connected(f, rc == 0, rc);
	if (!rc) {
		f->retry_ms = LOOK_MS;
		return LOOK_MS;
	}
	if (f->store)
		store_close(&f->store);
	rc = f->retry_ms;
	f->retry_ms = f->retry_ms * 2 < RETRY_MAX_MS ? f->retry_ms * 2 : RETRY_MAX_MS;
	return rc;
}

/* What a reload replaced is large: the loop has no time to free it. */
static void spent_free(struct fleet_follower *f)
{
	struct fleet_delivery *d, *next;

	pthread_mutex_lock(&f->lock);
	d = f->spent;
	f->spent = NULL;
	pthread_mutex_unlock(&f->lock);
	for (; d; d = next) {
		next = d->next;
		fleet_delivery_free(d);
	}
}

static void *follow(void *priv)
{
	struct fleet_follower *f = priv;
	struct pollfd stop = { .fd = f->stop_fd, .events = POLLIN };

	log_relay_use(f->relay);
	while (poll(&stop, 1, turn(f)) <= 0)
		spent_free(f);
	if (f->store)
		store_close(&f->store);
	return NULL;
}

/* ---- loop ---- */
static struct fleet_delivery *take_next(struct fleet_follower *f)
{
	struct fleet_delivery *d;

	pthread_mutex_lock(&f->lock);
	d = f->first;
	if (d)
		f->first = d->next;
	if (!f->first)
		f->last = &f->first;
	pthread_mutex_unlock(&f->lock);
	return d;
}

static void applied(struct fleet_follower *f, int rc)
{
	if (rc < 0) {
		LOGP(DFLEET, LOGL_ERROR, "a change could not be put in place: reading all again\n");
		atomic_store(&f->resync, true);
	} else {
		LOGP(DFLEET, LOGL_INFO, "now at version %llu\n", (unsigned long long)f->applying->version);
	}
	pthread_mutex_lock(&f->lock);
	f->applying->next = f->spent;
	f->spent = f->applying;
	pthread_mutex_unlock(&f->lock);
	f->applying = NULL;
}

/* One delivery or slice a turn, so that calls that wait in the socket get their turn too. */
static int wake_cb(struct osmo_fd *fd, unsigned int what)
{
	struct fleet_follower *f = fd->data;
	uint64_t count;
	int rc;

	if (read(fd->fd, &count, sizeof(count)) < 0)
		return 0;
	log_relay_flush(f->relay);
	if (!f->applying)
		f->applying = take_next(f);
	if (!f->applying)
		return 0;
	rc = fleet_delivery_apply(f->applying, f->snap, APPLY_MAX);
	if (rc != 1)
		applied(f, rc);
	wake_loop(fd->fd);
	return 0;
}

static int follower_destroy(struct fleet_follower *f)
{
	spent_free(f);
	fleet_delivery_free(f->applying);
	while ((f->applying = take_next(f)))
		fleet_delivery_free(f->applying);
	if (osmo_fd_is_registered(&f->wake))
		osmo_fd_unregister(&f->wake);
	if (f->wake.fd >= 0)
		close(f->wake.fd);
	if (f->stop_fd >= 0)
		close(f->stop_fd);
	pthread_mutex_destroy(&f->lock);
	return 0;
}

static void wake_for_lines(void *priv)
{
	struct fleet_follower *f = priv;

	wake_loop(f->wake.fd);
}

static struct fleet_follower *follower_new(void *ctx, struct fleet_snapshot *snap, const char *store_url)
{
	struct fleet_follower *f = talloc_zero(ctx, struct fleet_follower);

	if (!f)
		return NULL;
	f->snap = snap;
	f->at = fleet_snapshot_version(snap);
	f->url = talloc_strdup(f, store_url);
	f->relay = log_relay_alloc(f, wake_for_lines, f);
	f->last = &f->first;
	f->retry_ms = LOOK_MS;
	f->was_connected = true;	/* so that a store that is away at the start is said */
	pthread_mutex_init(&f->lock, NULL);
	f->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	osmo_fd_setup(&f->wake, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), OSMO_FD_READ, wake_cb, f, 0);
	talloc_set_destructor(f, follower_destroy);
	return f;
}

int fleet_follower_start(void *ctx, struct fleet_snapshot *snap, const char *store_url, struct fleet_follower **ret)
{
	struct fleet_follower *f = follower_new(ctx, snap, store_url);
	int rc = 0;

	if (!f)
		return -ENOMEM;
	if (!f->url || !f->relay || f->stop_fd < 0 || f->wake.fd < 0)
		rc = -ENOMEM;
	if (!rc)
		rc = osmo_fd_register(&f->wake);
	if (!rc)
		rc = thread_start(&f->thread, follow, f);
	if (rc < 0) {
		talloc_free(f);
		return rc;
	}
	*ret = f;
	return 0;
}

/* Waits for the thread: up to the database's own time-out, and as long as a reload takes. */
void fleet_follower_stop(struct fleet_follower **follower)
{
	struct fleet_follower *f = *follower;

	if (!f)
		return;
	wake_loop(f->stop_fd);
	pthread_join(f->thread, NULL);
	log_relay_flush(f->relay);
	talloc_free(f);
	*follower = NULL;
}

bool fleet_follower_is_connected(const struct fleet_follower *follower)
{
	return atomic_load(&follower->connected);
}
