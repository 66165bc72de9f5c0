/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal of answered calls between sipua, which says what is in an entry, and store, which keeps it. */
#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "journal.h"
#include "node.h"

#define SAY_EVERY_MS 60000

/* ---- while calls are up ---- */

static void say_full(struct node *node)
{
	struct journal_stats stats;
	uint64_t now = clock_ms();

	if (node->journal_said_ms && now - node->journal_said_ms < SAY_EVERY_MS)
		return;
	node->journal_said_ms = now;
	journal_stats(node->journal, &stats);
	LOGP(DNODE, LOGL_ERROR, "ALARM journal: its disk does not keep up (%s): calls answered now would end with the node\n",
	     stats.failing ? strerror(stats.failing) : "slow");
}

static int put(void *priv, callid_t call, const uint8_t *data, size_t length)
{
	struct node *node = priv;
	int rc = journal_put(node->journal, call, data, length);

	if (rc < 0)
		say_full(node);
	return rc;
}

static void remove_call(void *priv, callid_t call)
{
	struct node *node = priv;

	if (journal_remove(node->journal, call) < 0)
		say_full(node);
}

static const struct sipua_journal_ops ops = { .put = put, .remove = remove_call };

/* ---- at the start ---- */

struct taken_up {
	struct node *node;
	uint64_t *kept;		/* calls whose records are this life's */
	unsigned num_kept, num[SIPUA_UNREADABLE + 1];
	bool failed;
};

static void on_entry(void *priv, uint64_t call, const uint8_t *data, size_t length)
{
	struct taken_up *t = priv;
	enum sipua_again again = sipua_restore(t->node->sipua, call, data, length);

	t->num[again]++;
	if (again != SIPUA_GOES_ON)
		journal_remove(t->node->journal, call);
	if (again == SIPUA_RANG || again == SIPUA_UNREADABLE)
		return;
	if (!(t->num_kept & (t->num_kept - 1)) || !t->kept) {
		uint64_t *more = talloc_realloc(t->node, t->kept, uint64_t, t->num_kept ? t->num_kept * 2 : 1);

		if (!more) {
			t->failed = true;
			return;
		}
		t->kept = more;
	}
	t->kept[t->num_kept++] = call;
}

static int take_up(struct node *node)
{
	struct taken_up t = { .node = node };
	int rc;

	if (journal_each(node->journal, on_entry, &t))
		LOGP(DNODE, LOGL_NOTICE, "journal: %u calls of an earlier life go on, %u are ended, %u rang, %u make no sense\n",
		     t.num[SIPUA_GOES_ON], t.num[SIPUA_CLOSED], t.num[SIPUA_RANG], t.num[SIPUA_UNREADABLE]);
	rc = spool_keep(node->recorder.spool, t.kept, t.num_kept);
	talloc_free(t.kept);
	return t.failed ? -ENOMEM : rc;
}

static int open_journal(struct node *node)
{
	return journal_open(node, &(const struct journal_config){ .folder = node->cfg.spool_folder, .name = "calls" }, &node->journal);
}

int node_journal_start(struct node *node)
{
	int rc;

	if (!node->recorder.spool)
		return 0;
	if (!node->sipua || open_journal(node) < 0) {
		if (node->sipua)
			LOGP(DNODE, LOGL_ERROR, "no journal: calls by SIP end with the node\n");
		return spool_keep(node->recorder.spool, NULL, 0);
	}
	rc = take_up(node);
	if (rc < 0)
		return rc;
	sipua_set_journal(node->sipua, &ops, node);
	return journal_start(node->journal);
}

void node_journal_stop(struct node *node)
{
	journal_close(&node->journal);
}
