/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the writer has read of the spool and not yet seen in the store. */
#pragma once

#include <mpabx/store.h>
#include <mpabx/store/record.h>
#include <mpabx/store/spool.h>

#include "note.h"

#define WRITER_BATCH 256

struct writer_item {
	enum spool_kind kind;
	bool refused;			/* the store will never take it */
	bool is_new;			/* it was not there before */
	struct store_record record;
	struct note note;
};

struct writer_batch {
	unsigned num;
	int failed;			/* the item that the store would not take, -1 */
	uint64_t unreadable;		/* entries that are no record and no note, since the start */
	struct writer_item item[WRITER_BATCH];
};

/* Takes what is there. True where there may be more. */
bool writer_batch_fill(struct writer_batch *batch, struct spool *spool);
/* All of it in one transaction. 0 or -errno; failed says which item where it was one's fault */
int writer_batch_put(struct writer_batch *batch, struct store *store);
