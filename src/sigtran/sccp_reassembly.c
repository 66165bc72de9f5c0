/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reassembly of segmented SCCP messages (ITU-T Q.714 4.1.1.2).
 *
 * sccp.c brings each segment and takes out what is complete, broken or too old. Two segments belong together by calling
 * address and local reference; they come in order, or the message is lost. A message handed out stays where it is,
 * unfindable, until it is released: what its receiver sends may come back here first. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/talloc.h>

#include "sccp_reassembly.h"

struct sccp_reassembly {
	uint64_t used, awaiting;	/* a bit a context; handed out: used, not awaiting */
	struct sccp_partial partial[SCCP_REASSEMBLY_MAX];
};

struct sccp_reassembly *sccp_reassembly_alloc(void *ctx)
{
	return talloc_zero(ctx, struct sccp_reassembly);
}

bool sccp_reassembly_busy(const struct sccp_reassembly *r)
{
	return r->awaiting;
}

static uint64_t bit_of(const struct sccp_reassembly *r, const struct sccp_partial *p)
{
	return UINT64_C(1) << (p - r->partial);
}

static struct sccp_partial *find(struct sccp_reassembly *r, const struct sccp_msg *m)
{
	uint64_t left;

	for (left = r->awaiting; left; left &= left - 1) {
		struct sccp_partial *p = &r->partial[__builtin_ctzll(left)];

		if (p->first.seg.local_ref == m->seg.local_ref && sccp_addr_same(&p->first.calling, &m->calling))
			return p;
	}
	return NULL;
}

/* Takes it out of the search; the caller releases it. */
static struct sccp_partial *hand_out(struct sccp_reassembly *r, struct sccp_partial *p)
{
	r->awaiting &= ~bit_of(r, p);
	return p;
}

static bool append(struct sccp_partial *p, const struct sccp_msg *m)
{
	if (m->length > sizeof(p->data) - p->length)
		return false;
	memcpy(p->data + p->length, m->data, m->length);
	p->length += m->length;
	return true;
}

static int add_first(struct sccp_reassembly *r, uint64_t now_ms, const struct mtp_label *label,
		     const struct sccp_msg *m)
{
	struct sccp_partial *p;

	if (!~r->used)
		return -ENOBUFS;
	p = &r->partial[__builtin_ctzll(~r->used)];
	p->length = 0;
	if (!append(p, m))
		return -EPROTO;
	p->label = *label;
	p->first = *m;
	p->first.data = p->data;
	p->remaining = m->seg.remaining;
	p->due_ms = now_ms + SCCP_REASSEMBLY_MS;
	r->used |= bit_of(r, p);
	r->awaiting |= bit_of(r, p);
	return 0;
}

int sccp_reassembly_add(struct sccp_reassembly *r, uint64_t now_ms, const struct mtp_label *label,
			const struct sccp_msg *m, struct sccp_partial **ret)
{
	struct sccp_partial *p = find(r, m);

	*ret = NULL;
	if (m->seg.first && !p)
		return add_first(r, now_ms, label, m);
	if (!p)
		return -EPROTO;
	/* Q.714 4.1.1.2.3: a first one again, a gap, a repetition, or more than we take ends the message. */
	if (m->seg.first || m->seg.remaining + 1 != p->remaining || !append(p, m)) {
		*ret = hand_out(r, p);
		return -EPROTO;
	}
	p->remaining = m->seg.remaining;
	if (p->remaining)
		return 0;
	*ret = hand_out(r, p);
	return 1;
}

struct sccp_partial *sccp_reassembly_expire(struct sccp_reassembly *r, uint64_t now_ms)
{
	uint64_t left;

	for (left = r->awaiting; left; left &= left - 1) {
		struct sccp_partial *p = &r->partial[__builtin_ctzll(left)];

		if (now_ms >= p->due_ms)
			return hand_out(r, p);
	}
	return NULL;
}

void sccp_reassembly_release(struct sccp_reassembly *r, struct sccp_partial *p)
{
	r->awaiting &= ~bit_of(r, p);
	r->used &= ~bit_of(r, p);
}
