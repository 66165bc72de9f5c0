/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file spool.h
 *  The spool: where entries of calls wait for the store. One preallocated file of fixed size, a ring, in a folder apart
 *  from the database, so that a full or lost database disk costs nothing. The loop appends with one write, which ends in
 *  the page cache and outlives the process (kill -9); a thread of the spool brings it to the disk every 100 ms, which is
 *  what a power cut may cost. One other thread reads, and releases what the store holds.
 *
 *  A call has an entry when it begins, another one of the same kind where more is known of it (its answer), which takes the
 *  place of the first, and one when it ends. What began in an earlier life of the node and never ended is
 *  handed to the reader as SPOOL_CUT. An entry may be handed out again after a crash (read, stored, not yet released):
 *  whoever stores it does so by the call's id. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mpabx/base.h>

struct spool;

enum spool_kind {
	SPOOL_BEGIN = 1,	/*!< a call has begun; never handed out */
	SPOOL_END = 2,		/*!< it is over */
	SPOOL_NOTE = 3,		/*!< another small write of the node; its call is 0 */
	SPOOL_CUT = 4,		/*!< only handed out: the begin of a call that an earlier life of the node did not end */
};

#define SPOOL_MAX_DATA 4096	/*!< octets of one entry */
#define SPOOL_MIN_SIZE (256 * 1024)
#define SPOOL_SYNC_MS 100

/*! From good to bad. */
enum spool_state {
	SPOOL_OK,
	SPOOL_FILLING,	/*!< three quarters full: the store is away or too slow */
	SPOOL_FULL,	/*!< full, or its disk refuses: entries wait in memory, a crash would lose them */
	SPOOL_LOSING,	/*!< memory is full too: entries are lost */
	_SPOOL_STATES
};

struct spool_config {
	const char *folder;		/*!< made if its parent is there */
	uint64_t size;			/*!< octets of the file; at least SPOOL_MIN_SIZE; another size than the file's counts once it is empty */
	uint32_t max_waiting;		/*!< entries that wait in memory while it is full; 0 = 4096 */
	uint32_t sync_ms;		/*!< 0 = SPOOL_SYNC_MS */
	/*! What an earlier life did not end is handed out only after spool_keep(); what is new waits behind it. */
	bool hold_cut;
	struct log_relay *relay;	/*!< of the sync thread, NULL: it says nothing */
	/*! The state has changed; in whichever thread noticed it. May be NULL. Must not call the spool. */
	void (*alarm)(void *priv, enum spool_state state);
	void *priv;
};

/*! \returns 0, -EINVAL (size), -EBUSY (another process has it), -ENOSPC, -EPROTO (its head is no spool's: put it away by
 *  hand) or what the system says; logs the reason */
int spool_open(void *ctx, const struct spool_config *cfg, struct spool **ret);
/*! Brings all to the disk, closes, nulls the pointer. Entries that wait in memory and find no room are counted lost. */
void spool_close(struct spool **spool);

/*! One write, or, while the spool is full, one copy into memory. Never waits for room. Any thread.
 *  \param data at most SPOOL_MAX_DATA octets \returns 0, -EAGAIN (waits in memory), -ENOBUFS (lost), -EMSGSIZE */
int spool_append(struct spool *spool, enum spool_kind kind, uint64_t call, const void *data, size_t length);

/*! Those calls of an earlier life go on in this one: they are not cut. Once, of a spool with hold_cut.
 *  \returns 0, -ENOMEM: none is kept */
int spool_keep(struct spool *spool, const uint64_t *calls, unsigned num);

struct spool_entry {
	enum spool_kind kind;		/*!< SPOOL_END, SPOOL_NOTE or SPOOL_CUT */
	uint64_t call;
	const uint8_t *data;		/*!< borrowed until the next spool_read() */
	size_t length;
};
/*! The next entry, oldest first. One thread only. \returns 1, 0 (none now) */
int spool_read(struct spool *spool, struct spool_entry *ret);
/*! All that was read is stored: its room may be used again. The reading thread; also now and then when nothing was read. */
void spool_release(struct spool *spool);

struct spool_stats {
	enum spool_state state;
	uint64_t size, used;		/*!< octets of the ring */
	uint64_t appended;		/*!< entries, since the start */
	uint64_t lost;			/*!< entries that found no room at all */
	uint64_t damaged;		/*!< places where an entry's checksum was wrong */
	uint64_t syncs, sync_max_us;
	uint32_t waiting;		/*!< entries in memory */
	uint32_t open_calls;		/*!< begun and not ended, as far as was read */
};
void spool_stats(struct spool *spool, struct spool_stats *ret);
const char *spool_state_name(enum spool_state state);
