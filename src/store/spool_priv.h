/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file spool_priv.h
 *  Inside the spool. The file: two head slots of a page each, written in turn so that a torn one leaves the other; then
 *  the ring. A position counts octets since the file was made and never goes back; an entry names its own, so what an
 *  earlier lap left behind is never taken for new.
 *
 *  released <= open calls, read <= head. Room that was released is used again only once the head slot that says so is on
 *  the disk (reusable): otherwise a power cut would bring back a head that points into overwritten entries. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include <mpabx/store/spool.h>

#define SPOOL_SLOT 4096
#define SPOOL_RING_AT (2 * SPOOL_SLOT)
#define SPOOL_FRAME 32			/* octets before an entry's data */
#define SPOOL_WINDOW (64 * 1024)

/* Kinds in the file only. */
enum { SPOOL_FRAME_AGAIN = 0x11, SPOOL_FRAME_PAD = 0x12 };

struct spool_frame {
	uint16_t kind;
	uint32_t length;
	uint64_t at, call;
	const uint8_t *data;
};

/* What is in a head slot. */
struct spool_head { uint64_t ring, released, count; };

/* A piece of the ring in memory. */
struct spool_window { uint64_t from; size_t length; uint8_t octet[SPOOL_WINDOW]; };

struct spool_open_call {
	struct spool_open_call *chain, *before, *after;
	uint64_t call, at;
};
#define SPOOL_BUCKETS 16384

/* The reading thread's. */
struct spool_reader {
	void *ctx;			/* of the open calls: talloc's trees are not shared between threads */
	uint64_t at;
	bool cut_told;			/* the calls of earlier lives are all handed out */
	struct spool_window window;
	struct spool_open_call *bucket[SPOOL_BUCKETS], *first, *last;	/* first: the oldest */
	atomic_uint num_open;
};

struct spool_waiting { uint16_t kind; uint32_t length; uint64_t call; uint8_t data[SPOOL_MAX_DATA]; };

struct spool {
	int fd, stop_fd;
	uint64_t ring;			/* octets */
	uint64_t run_start;		/* where this life of the node began to append */
	struct spool_config cfg;
	pthread_t thread;
	bool has_thread;
	struct spool_reader reader;
	uint8_t frame[SPOOL_FRAME + SPOOL_MAX_DATA];	/* of the append, under the lock */

	pthread_mutex_t lock;		/* of all below */
	uint64_t head, released, reusable, head_count;
	bool dirty;
	bool cut_held;
	uint64_t *kept;			/* calls that go on, sorted; not changed once nothing is held */
	unsigned num_kept;
	enum spool_state state;
	uint32_t max_waiting, first_waiting, num_waiting;
	struct spool_waiting *waiting;
	bool is_losing;
	uint64_t appended, lost, damaged, syncs, sync_max_us;
};

/* ---- frames (spool_frame.c) ---- */
uint32_t spool_crc(uint32_t crc, const void *data, size_t length);
static inline size_t spool_frame_size(size_t length) { return SPOOL_FRAME + ((length + 7) & ~(size_t)7); }
/*! A pad's data are not written. \returns octets */
size_t spool_frame_write(uint8_t *buf, const struct spool_frame *frame);
/*! \param at the position where it lies \returns its size in the ring, 0 where there is none, or not all of it in the buffer */
size_t spool_frame_read(const uint8_t *buf, size_t length, uint64_t at, struct spool_frame *ret);
void spool_head_write(uint8_t buf[SPOOL_SLOT], const struct spool_head *head);
bool spool_head_read(const uint8_t buf[SPOOL_SLOT], struct spool_head *ret);

/* ---- the file (spool_file.c) ---- */
int spool_file_open(struct spool *sp);
/*! Writes the next head slot. Under the lock. \returns 0 or -errno */
int spool_file_head(struct spool *sp);
/*! The next whole entry at or after at and before limit; what is damaged on the way is passed over.
 *  \param damaged counted up once a hole \returns 1 and ret and its size, 0 */
int spool_file_next(struct spool *sp, struct spool_window *w, uint64_t at, uint64_t limit, struct spool_frame *ret,
		    size_t *ret_size, uint64_t *damaged);

/* ---- the ring's front (spool.c), under the lock ---- */
/*! \param reserve octets that must stay free behind it \returns 0, -ENOSPC, -EIO */
int spool_put(struct spool *sp, uint16_t kind, uint64_t call, const void *data, size_t length, uint64_t reserve);
void spool_waiting_flush(struct spool *sp);
/*! Gives up the lock, then tells of a changed state. */
void spool_unlock(struct spool *sp);

/*! One of those that spool_keep() was told. */
bool spool_is_kept(const struct spool *sp, uint64_t call);

int spool_sync_start(struct spool *sp);
void spool_sync_stop(struct spool *sp);
void spool_sync_once(struct spool *sp);
void spool_reader_free(struct spool *sp);
