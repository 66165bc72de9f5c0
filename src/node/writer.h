/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The writer: a thread with a connection of its own that moves what lies in the spool to the store, keeps the CDR files
 * and erases what is too old. Whatever the store does meanwhile, nothing is lost and nothing stands there twice. */
#pragma once

#include <mpabx/store.h>
#include <mpabx/store/spool.h>

#include "cdr.h"

struct writer;

struct writer_config {
	const char *store_url;
	const char *folder;		/* of the spool */
	uint64_t size;			/* octets */
	struct cdr_config cdr;
	uint32_t retention_days;	/* of call records; 0 = for ever */
	bool hold_cut;			/* of the spool */
};

struct writer_stats {
	bool connected;			/* the last thing asked of the store went well */
	uint64_t stored;		/* records, since the start */
	uint64_t cut;			/* of them: calls that an earlier life of the node did not end */
	uint64_t again;			/* entries that the store had already */
	uint64_t notes;			/* members connected or disconnected */
	uint64_t refused;		/* the store takes all but these */
	uint64_t erased;		/* too old */
	uint64_t last;			/* the newest record's number */
	bool has_cdr;
	uint64_t cdr_exported, cdr_files;
	bool cdr_failed;
};

/* Opens the spool and starts the thread. 0 or -errno, with a log line */
int writer_start(void *ctx, const struct writer_config *cfg, struct writer **ret);
/* Moves what can be moved, ends the thread, closes the spool, nulls the pointer. */
void writer_stop(struct writer **writer);
struct spool *writer_spool(struct writer *writer);
void writer_stats(struct writer *writer, struct writer_stats *ret);
/* A group's member logs in or out. The change goes by the spool and reaches the snapshot by the change log.
 * 0, -EAGAIN (waits in memory: the spool is full), -ENOBUFS */
int writer_member_connected(struct writer *writer, uint32_t group_id, e164_t line, bool connected, const char *author);
