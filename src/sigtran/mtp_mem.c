/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MTP in memory: two ends of one link inside a process, for tests, benches and fuzzers.
 *
 * Direct: what one end sends, the other receives inside the call. Queued: messages wait, copied, until mtp_mem_run().
 * No loss, no reordering, no status; a point code 0 on both ends plays IPA, which carries no label. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/talloc.h>

#include <mpabx/sigtran/mtp.h>

struct mem_link;

struct mem_end {
	struct mtp mtp;		/* first: an end is found by its mtp */
	struct mem_link *link;
	unsigned index;
};

/* One queued message; its octets follow. */
struct mem_msg {
	struct mem_msg *next;
	struct mem_end *to;
	struct mtp_label label;
	size_t length;
	uint8_t sdu[];
};

struct mem_link {
	struct mem_end *end[2];
	int queued;
	struct mem_msg *first, **last;
};

static struct mem_end *end_of(struct mtp *mtp)
{
	return container_of(mtp, struct mem_end, mtp);
}

static void deliver(struct mem_end *to, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	if (to->mtp.receive)
		to->mtp.receive(to->mtp.user, label, sdu, length);
}

static int enqueue(struct mem_end *to, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct mem_msg *m = talloc_size(to->link, sizeof(*m) + length);

	if (!m)
		return -ENOMEM;
	m->next = NULL;
	m->to = to;
	m->label = *label;
	m->length = length;
	memcpy(m->sdu, sdu, length);
	*to->link->last = m;
	to->link->last = &m->next;
	return 0;
}

static int mem_send(struct mtp *mtp, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct mem_end *from = end_of(mtp);
	struct mem_end *to = from->link->end[!from->index];
	struct mtp_label at_peer = *label;

	if (!length || length > MTP_MAX_SDU)
		return -EMSGSIZE;
	if (!to || (label->dpc && label->dpc != to->mtp.local_pc))
		return -ENOLINK;
	if (!at_peer.opc)
		at_peer.opc = mtp->local_pc;
	at_peer.dpc = to->mtp.local_pc;
	if (from->link->queued)
		return enqueue(to, &at_peer, sdu, length);
	deliver(to, &at_peer, sdu, length);
	return 0;
}

/* What waits for this end is lost with it. */
static void drop_queued(struct mem_link *link, const struct mem_end *to)
{
	struct mem_msg **at = &link->first, *m;

	while ((m = *at)) {
		if (m->to == to) {
			*at = m->next;
			talloc_free(m);
		} else {
			at = &m->next;
		}
	}
	link->last = at;
}

static void mem_destroy(struct mtp *mtp)
{
	struct mem_end *end = end_of(mtp);
	struct mem_link *link = end->link;

	drop_queued(link, end);
	link->end[end->index] = NULL;
	talloc_free(end);
	if (!link->end[0] && !link->end[1])
		talloc_free(link);
}

static const struct mtp_ops mem_ops = { .send = mem_send, .destroy = mem_destroy };

static struct mem_end *end_alloc(struct mem_link *link, unsigned index, uint32_t pc, uint32_t peer_pc)
{
	struct mem_end *end = talloc_zero(link, struct mem_end);

	if (!end)
		return NULL;
	end->mtp.ops = &mem_ops;
	end->mtp.local_pc = pc;
	end->mtp.default_peer_pc = peer_pc;
	end->link = link;
	end->index = index;
	link->end[index] = end;
	return end;
}

int mtp_mem_pair(void *ctx, uint32_t pc_a, uint32_t pc_b, int queued, struct mtp **ret_a, struct mtp **ret_b)
{
	struct mem_link *link = talloc_zero(ctx, struct mem_link);

	if (!link)
		return -ENOMEM;
	link->queued = queued;
	link->last = &link->first;
	if (!end_alloc(link, 0, pc_a, pc_b) || !end_alloc(link, 1, pc_b, pc_a)) {
		talloc_free(link);
		return -ENOMEM;
	}
	*ret_a = &link->end[0]->mtp;
	*ret_b = &link->end[1]->mtp;
	return 0;
}

unsigned mtp_mem_run(struct mtp *either_end)
{
	struct mem_link *link = end_of(either_end)->link;
	unsigned n = 0;
	struct mem_msg *m;

	while ((m = link->first)) {
		link->first = m->next;
		if (!link->first)
			link->last = &link->first;
		deliver(m->to, &m->label, m->sdu, m->length);
		talloc_free(m);
		n++;
	}
	return n;
}
