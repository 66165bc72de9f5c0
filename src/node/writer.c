/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writer's thread. It looks into the spool every 100 ms; what it read it keeps until the store has it for good, and
 * only then gives the spool its room back. A store that is away, locked, full or deleted is asked again and again, ever
 * less often, and this is said once.
 * Left out: the order of two nodes' writes. A record is one call's, of one node. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <osmocom/core/select.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include "writer.h"
#include "writer_batch.h"

#define LOOK_MS 100
#define RETRY_MAX_MS 2000
#define ERASE_EVERY_MS 60000
#define ERASE_BATCH 500

struct writer {
	/* the loop's */
	struct osmo_fd wake;
	pthread_t thread;
	bool has_thread;

	/* both */
	struct log_relay *relay;
	struct spool *spool;
	char *url;		/* never changed */
	uint32_t retention_days;
	int stop_fd;
	pthread_mutex_t lock;	/* of stats */
	struct writer_stats stats;

	/* the thread's */
	struct store *store;
	struct cdr *cdr;
	struct writer_batch *batch;
	bool was_connected, cdr_failed;
	int retry_ms;
	uint64_t erase_at, cdr_at;
};

/* ---- thread ---- */
static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static int connect_store(struct writer *w)
{
	int64_t last;
	int rc;

	if (w->store)
		return 0;
	rc = store_attach(NULL, w->url, &w->store);
	if (rc)
		return rc;
	store_set_quiet(w->store);
	rc = store_make_durable(w->store);
	last = rc ? rc : store_record_last(w->store);
	if (last < 0) {
		store_close(&w->store);
		return -EIO;
	}
	pthread_mutex_lock(&w->lock);
	w->stats.last = (uint64_t)last;
	pthread_mutex_unlock(&w->lock);
	if (w->cdr)
		cdr_reset(w->cdr);
	w->cdr_at = 0;
	return 0;
}

static void say_connected(struct writer *w, int rc)
{
	bool connected = rc == 0;

	pthread_mutex_lock(&w->lock);
	w->stats.connected = connected;
	pthread_mutex_unlock(&w->lock);
	if (connected == w->was_connected)
		return;
	w->was_connected = connected;
	if (connected)
		LOGT(DNODE, LOGL_NOTICE, "the store takes call records again\n");
	else
		LOGT(DNODE, LOGL_ERROR, "the store takes no call records (%s): they wait in the spool\n",
		     w->store && store_error(w->store)[0] ? store_error(w->store) : strerror(-rc));
}

static void stored_count(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	for (unsigned i = 0; i < w->batch->num; i++) {
		const struct writer_item *item = &w->batch->item[i];

		if (item->refused)
			w->stats.refused++;
		else if (item->kind == SPOOL_NOTE)
			w->stats.notes++;
		else if (!item->is_new)
			w->stats.again++;
		else
			w->stats.stored++;
		if (item->is_new && item->kind == SPOOL_CUT)
			w->stats.cut++;
		if (item->is_new && item->kind != SPOOL_NOTE && item->record.sequence > w->stats.last)
			w->stats.last = item->record.sequence;
	}
	pthread_mutex_unlock(&w->lock);
}

/* What the store refuses for what it is would be refused for ever: the others must not wait behind it. */
static bool refuse(struct writer *w, int rc)
{
	struct writer_item *item = w->batch->failed < 0 ? NULL : &w->batch->item[w->batch->failed];
	char id[CALLID_STR_SIZE];

	if (!item || (rc != -EINVAL && rc != -EEXIST && rc != -ENOENT && rc != -ENOSPC))
		return false;
	item->refused = true;
	if (item->kind == SPOOL_NOTE)
		LOGT(DNODE, LOGL_ERROR, "%llu is no member of group %u any more: left as it is\n",
		     (unsigned long long)item->note.line, item->note.group);
	else
		LOGT(DNODE, LOGL_ERROR, "the store refuses the record of call %s (%s)\n", callid_print(item->record.id, id),
		     store_error(w->store));
	return true;
}

/* \returns 1 (there may be more), 0, -errno */
static int batch_move(struct writer *w)
{
	bool more = writer_batch_fill(w->batch, w->spool);
	int rc = 0;

	if (w->batch->num) {
		do
			rc = writer_batch_put(w->batch, w->store);
		while (rc && refuse(w, rc));
		if (rc)
			return rc;
		stored_count(w);
		w->batch->num = 0;
	}
	spool_release(w->spool);
	return more;
}

static int erase_old(struct writer *w)
{
	uint64_t before = clock_wall_us() - (uint64_t)w->retention_days * 86400 * 1000000;
	int rc;

	if (!w->retention_days || now_ms() < w->erase_at)
		return 0;
	rc = store_begin(w->store);
	if (rc)
		return rc;
	rc = store_records_expire(w->store, before, ERASE_BATCH);
	if (rc < 0 || store_commit(w->store) < 0) {
		store_rollback(w->store);
		return -EIO;
	}
	pthread_mutex_lock(&w->lock);
	w->stats.erased += (uint64_t)rc;
	pthread_mutex_unlock(&w->lock);
	/* A small batch each turn until none is left. */
	if (rc < ERASE_BATCH)
		w->erase_at = now_ms() + ERASE_EVERY_MS;
	return 0;
}

/* Its folder may be full or away: that holds up no record. */
static bool cdr_move(struct writer *w)
{
	int rc;

	if (!w->cdr || now_ms() < w->cdr_at)
		return false;
	rc = cdr_turn(w->cdr, w->store, w->stats.last);
	if (rc < 0)
		w->cdr_at = now_ms() + RETRY_MAX_MS;
	if ((rc < 0) != w->cdr_failed)
		LOGT(DNODE, rc < 0 ? LOGL_ERROR : LOGL_NOTICE, "CDR files: %s\n",
		     rc < 0 ? strerror(-rc) : "they are written again");
	w->cdr_failed = rc < 0;
	pthread_mutex_lock(&w->lock);
	w->stats.cdr_failed = w->cdr_failed;
	w->stats.cdr_exported = cdr_exported(w->cdr);
	w->stats.cdr_files = cdr_files(w->cdr);
	pthread_mutex_unlock(&w->lock);
	return rc == 1;
}

/* \returns milliseconds until the next */
static int turn(struct writer *w)
{
	int rc = connect_store(w);
	bool more = false;

	if (!rc) {
		rc = batch_move(w);
		more = rc == 1;
	}
	if (rc >= 0) {
		more |= cdr_move(w);
		rc = erase_old(w);
	}
	say_connected(w, rc < 0 ? rc : 0);
	if (rc >= 0) {
		w->retry_ms = LOOK_MS;
		return more ? 0 : LOOK_MS;
	}
	if (w->store)
		store_close(&w->store);
	rc = w->retry_ms;
	w->retry_ms = w->retry_ms * 2 < RETRY_MAX_MS ? w->retry_ms * 2 : RETRY_MAX_MS;
	return rc;
}

static void *write_on(void *priv)
{
	struct writer *w = priv;
	struct pollfd stop = { .fd = w->stop_fd, .events = POLLIN };

	log_relay_use(w->relay);
	while (poll(&stop, 1, turn(w)) <= 0)
		;
	/* What came since; where the store is away it stays in the spool. */
	while (turn(w) == 0)
		;
	if (w->store)
		store_close(&w->store);
	return NULL;
}

/* ---- loop, or whichever thread notices it ---- */
static void on_spool_state(void *priv, enum spool_state state)
{
	switch (state) {
	case SPOOL_OK:
		LOGT(DNODE, LOGL_NOTICE, "spool: there is room again\n");
		break;
	case SPOOL_FILLING:
		LOGT(DNODE, LOGL_ERROR, "ALARM spool: nearly full: the store is away or does not keep up\n");
		break;
	case SPOOL_FULL:
		LOGT(DNODE, LOGL_ERROR, "ALARM spool: full: records wait in memory, a crash would lose them\n");
		break;
	default:
		LOGT(DNODE, LOGL_FATAL, "ALARM spool: full, and so is memory: call records are being lost\n");
	}
}

static void wake_fd(int fd)
{
	uint64_t one = 1;

	/* Can only fail where the counter is full: then its reader is awake. */
	if (write(fd, &one, sizeof(one)) < 0)
		return;
}

static void wake_for_lines(void *priv)
{
	wake_fd(((struct writer *)priv)->wake.fd);
}

static int wake_cb(struct osmo_fd *fd, unsigned int what)
{
	struct writer *w = fd->data;
	uint64_t count;

	if (read(fd->fd, &count, sizeof(count)) > 0)
		log_relay_flush(w->relay);
	return 0;
}

static int writer_destroy(struct writer *w)
{
	if (osmo_fd_is_registered(&w->wake))
		osmo_fd_unregister(&w->wake);
	if (w->wake.fd >= 0)
		close(w->wake.fd);
	if (w->stop_fd >= 0)
		close(w->stop_fd);
	pthread_mutex_destroy(&w->lock);
	return 0;
}

static struct writer *writer_new(void *ctx, const struct writer_config *cfg)
{
	struct writer *w = talloc_zero(ctx, struct writer);

	if (!w)
		return NULL;
	pthread_mutex_init(&w->lock, NULL);
	w->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	osmo_fd_setup(&w->wake, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), OSMO_FD_READ, wake_cb, w, 0);
	talloc_set_destructor(w, writer_destroy);
	w->url = talloc_strdup(w, cfg->store_url);
	w->retention_days = cfg->retention_days;
	w->relay = log_relay_alloc(w, wake_for_lines, w);
	w->batch = talloc_zero(w, struct writer_batch);
	w->was_connected = true;	/* so that a store that is away at the start is said */
	w->retry_ms = LOOK_MS;
	w->stats.has_cdr = cfg->cdr.directory && cfg->cdr.directory[0];
	if (w->stats.has_cdr)
		w->cdr = cdr_alloc(w, &cfg->cdr);
	if (!w->url || !w->relay || !w->batch || w->stop_fd < 0 || w->wake.fd < 0 || (w->stats.has_cdr && !w->cdr))
		TALLOC_FREE(w);
	return w;
}

int writer_start(void *ctx, const struct writer_config *cfg, struct writer **ret)
{
	struct writer *w = writer_new(ctx, cfg);
	struct spool_config spool = {
		.folder = cfg->folder, .size = cfg->size, .hold_cut = cfg->hold_cut, .relay = w ? w->relay : NULL, .alarm = on_spool_state, .priv = w,
	};
	int rc;

	if (!w)
		return -ENOMEM;
	rc = spool_open(w, &spool, &w->spool);
	if (!rc)
		rc = osmo_fd_register(&w->wake);
	if (!rc)
		rc = thread_start(&w->thread, write_on, w);
	w->has_thread = !rc;
	if (rc < 0) {
		writer_stop(&w);
		return rc;
	}
	*ret = w;
	return 0;
}

/* Waits for the thread: up to the database's own time-out. */
void writer_stop(struct writer **writer)
{
	struct writer *w = *writer;

	if (!w)
		return;
	if (w->has_thread) {
		wake_fd(w->stop_fd);
		pthread_join(w->thread, NULL);
	}
	spool_close(&w->spool);
	log_relay_flush(w->relay);
	talloc_free(w);
	*writer = NULL;
}

struct spool *writer_spool(struct writer *writer)
{
	return writer->spool;
}

void writer_stats(struct writer *writer, struct writer_stats *ret)
{
	pthread_mutex_lock(&writer->lock);
	*ret = writer->stats;
	pthread_mutex_unlock(&writer->lock);
}

int writer_member_connected(struct writer *writer, uint32_t group_id, e164_t line, bool connected, const char *author)
{
	struct note note = { .group = group_id, .line = line, .connected = connected };
	uint8_t buf[NOTE_MAX_SIZE];

	osmo_strlcpy(note.author, author, sizeof(note.author));
	return spool_append(writer->spool, SPOOL_NOTE, 0, buf, note_encode(&note, buf));
}
