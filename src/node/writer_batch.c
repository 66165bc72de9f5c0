/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of the spool into rows, a transaction a batch. */
#include <errno.h>
#include <stdio.h>

#include <osmocom/core/utils.h>

#include <mpabx/call.h>

#include "writer_batch.h"

static int item_read(const struct spool_entry *entry, struct writer_item *ret)
{
	int rc;

	ret->kind = entry->kind;
	ret->refused = ret->is_new = false;
	if (entry->kind == SPOOL_NOTE)
		return note_decode(entry->data, entry->length, &ret->note);
	rc = store_record_decode(entry->data, entry->length, &ret->record);
	/* When it ended nobody knows: its times stay open. */
	if (!rc && entry->kind == SPOOL_CUT)
		osmo_strlcpy(ret->record.end, call_end_name(CALL_END_NODE_RESTART), sizeof(ret->record.end));
	return rc;
}

bool writer_batch_fill(struct writer_batch *batch, struct spool *spool)
{
	struct spool_entry entry;

	while (batch->num < WRITER_BATCH) {
		if (!spool_read(spool, &entry))
			return false;
		if (item_read(&entry, &batch->item[batch->num]) == 0) {
			batch->num++;
			continue;
		}
		batch->unreadable++;
		LOGT(DNODE, LOGL_ERROR, "an entry of the spool cannot be read (kind %u, call %016llx, %zu octets)\n", entry.kind,
		     (unsigned long long)entry.call, entry.length);
	}
	return true;
}

struct search { e164_t line; bool found, connected; };

static int member_find(void *priv, const struct store_member *row)
{
	struct search *search = priv;

	if (row->line == search->line) {
		search->found = true;
		search->connected = row->connected;
	}
	return 0;
}

/* Only one who is a member: who left meanwhile does not come back by logging in. */
static int note_put(struct store *s, const struct note *note)
{
	struct store_member row = { .group_id = note->group, .line = note->line, .connected = note->connected };
	struct search search = { .line = note->line };
	int rc = store_members_each(s, note->group, member_find, &search);

	if (rc < 0 || !search.found)
		return rc < 0 ? rc : -ENOENT;
	if (search.connected == note->connected)
		return 0;
	store_set_author(s, note->author);
	rc = store_member_put(s, &row);
	return rc < 0 ? rc : 1;
}

static int item_put(struct store *s, struct writer_item *item)
{
	int rc;

	if (item->refused)
		return 0;
	rc = item->kind == SPOOL_NOTE ? note_put(s, &item->note) : store_record_put(s, &item->record);
	item->is_new = rc == 1;
	return rc < 0 ? rc : 0;
}

int writer_batch_put(struct writer_batch *batch, struct store *s)
{
	int rc = store_probe(s);

	batch->failed = -1;
	if (!rc)
		rc = store_begin(s);
	if (rc)
		return rc;
	for (unsigned i = 0; i < batch->num && !rc; i++) {
		rc = item_put(s, &batch->item[i]);
		batch->failed = rc ? (int)i : -1;
	}
	if (rc) {
		store_rollback(s);
		return rc;
	}
	rc = store_commit(s);
	/* Into a file that was deleted a moment ago: it went nowhere. */
	return rc ? rc : store_probe(s);
}
