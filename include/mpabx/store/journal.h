/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file journal.h
 *  A journal: what must outlive the process, the latest entry of each key. Putting and removing copy into memory, a thread
 *  writes: the loop never waits for the disk. Its file grows by appending and is written anew when more than half of it is of no
 *  use any more. Every entry has a checksum; a torn end is cut off, a damaged place passed over.
 *
 *  What the thread has written outlives the process (kill -9) some milliseconds after it was put; a power cut may cost the
 *  last second. Whose folder it is in keeps others away (the spool's lock). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct journal;

#define JOURNAL_MAX_DATA 16384	/*!< octets of one entry */

struct journal_config {
	const char *folder;
	const char *name;	/*!< of the file in it */
	uint32_t waiting;	/*!< octets that may wait for the disk; 0 = 4 MiB */
	uint32_t slack;		/*!< octets of no use that are never a reason to write it anew; 0 = 1 MiB */
};
/*! Reads what an earlier life left. A file that is no journal, or of another version, is put away as NAME.bad.
 *  \returns 0 or -errno; logs the reason */
int journal_open(void *ctx, const struct journal_config *cfg, struct journal **ret);
/*! What was left; only before journal_start(). cb must not put or remove. \returns how many */
typedef void (*journal_each_cb)(void *priv, uint64_t key, const uint8_t *data, size_t length);
unsigned journal_each(struct journal *j, journal_each_cb cb, void *priv);
/*! From now on it is written. \returns 0 or -errno */
int journal_start(struct journal *j);
/*! Writes what waits, closes, nulls the pointer. */
void journal_close(struct journal **j);

/*! The key's entry from now on. Never waits. \returns 0, -EMSGSIZE, -ENOBUFS (the disk does not keep up: try again) */
int journal_put(struct journal *j, uint64_t key, const void *data, size_t length);
/*! \returns 0, -ENOBUFS: even the room kept for this is full */
int journal_remove(struct journal *j, uint64_t key);

struct journal_stats {
	uint32_t entries;	/*!< that are good now */
	uint64_t octets;	/*!< of the file */
	uint64_t written, refused;	/*!< entries since the start; put, and no room */
	uint32_t renewed;	/*!< times that the file was written anew */
	uint32_t damaged;	/*!< places, as it was read */
	int failing;		/*!< errno of the disk, 0: it takes what comes */
};
void journal_stats(struct journal *j, struct journal_stats *ret);
