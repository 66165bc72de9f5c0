/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MTP in memory: label, both ways of delivery, bounds, an end that goes. */
#include <errno.h>

#include <osmocom/core/talloc.h>

#include <mpabx/sigtran/mtp.h>

#include "check.h"

struct end {
	struct mtp *mtp;
	unsigned received, answer;
	struct mtp_label label;
	uint8_t sdu[MTP_MAX_SDU];
	size_t length;
};

static void receive(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct end *e = user;

	e->received++;
	e->label = *label;
	e->length = length;
	memcpy(e->sdu, sdu, length);
	if (e->answer) {
		struct mtp_label back = { .dpc = label->opc, .sls = label->sls };

		e->answer--;
		CHECK_INT(e->mtp->ops->send(e->mtp, &back, sdu, length), 0);
	}
}

static void attach(struct end *e, struct mtp *mtp)
{
	memset(e, 0, sizeof(*e));
	e->mtp = mtp;
	mtp->receive = receive;
	mtp->user = e;
}

static void exchange(void *ctx, int queued, uint32_t pc_a, uint32_t pc_b)
{
	struct mtp_label label = { .dpc = pc_b, .sls = 5 };
	uint8_t sdu[MTP_MAX_SDU + 1] = { 1, 2, 3 };
	static struct end a, b;
	struct mtp *ma, *mb;

	CHECK_INT(mtp_mem_pair(ctx, pc_a, pc_b, queued, &ma, &mb), 0);
	CHECK_INT(ma->default_peer_pc, pc_b);
	CHECK_INT(mb->local_pc, pc_b);
	attach(&a, ma);
	attach(&b, mb);
	a.answer = 2;
	b.answer = 3;
	CHECK_INT(ma->ops->send(ma, &label, sdu, 3), 0);
	CHECK_INT(b.received, queued ? 0 : 3);
	CHECK_INT(mtp_mem_run(mb), queued ? 6 : 0);
	CHECK_INT(a.received, 3);
	CHECK_INT(b.received, 3);
	CHECK_INT(b.label.opc, pc_a);
	CHECK_INT(b.label.dpc, pc_b);
	CHECK_INT(a.label.sls, 5);
	CHECK_MEM(a.sdu, a.length, sdu, 3);

	CHECK_INT(ma->ops->send(ma, &label, sdu, 0), -EMSGSIZE);
	CHECK_INT(ma->ops->send(ma, &label, sdu, MTP_MAX_SDU + 1), -EMSGSIZE);
	CHECK_INT(ma->ops->send(ma, &label, sdu, MTP_MAX_SDU), 0);
	label.dpc = 77;
	CHECK_INT(ma->ops->send(ma, &label, sdu, 3), -ENOLINK);
	label.dpc = 0;
	CHECK_INT(mb->ops->send(mb, &label, sdu, 4), 0);
	mb->ops->destroy(mb);
	CHECK_INT(mtp_mem_run(ma), queued ? 1 : 0);
	CHECK_INT(a.received, 4);
	CHECK_INT(ma->ops->send(ma, &label, sdu, 3), -ENOLINK);
	ma->ops->destroy(ma);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "test");

	exchange(ctx, 0, 1, 2);
	exchange(ctx, 1, 1, 2);
	exchange(ctx, 1, 0, 0);
	CHECK_INT(talloc_total_blocks(ctx), 1);
	talloc_free(ctx);
	return CHECK_DONE();
}
