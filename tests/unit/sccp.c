/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SCCP instance: two of them in memory, and one against octets made by hand. With a file name as argument, every PDU
 * that was sent is written there in hex, for an independent decoder. */
#include <errno.h>
#include <stdlib.h>

#include <osmocom/core/talloc.h>

#include <mpabx/base.h>

#include "../../src/sigtran/sccp_codec.h"

#include "check.h"

#define OUR_GT "33689000001"
#define PEER_GT "491770000047"
#define PC_A 1
#define PC_B 2

static void *ctx;
static FILE *pdu_file;

/* What a user was told last. */
struct heard {
	unsigned count, notices, cause;
	struct sccp_unitdata ud;
	uint8_t data[4096];
	size_t length;
	struct sccp_notice notice;
};

static void heard_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct heard *h = priv;

	h->count++;
	h->ud = *ud;
	h->length = ud->length;
	memcpy(h->data, ud->data, ud->length);
}

static void heard_notice(void *priv, const struct sccp_notice *n)
{
	struct heard *h = priv;

	h->notices++;
	h->cause = n->cause;
	h->notice = *n;
	h->length = n->length;
	memcpy(h->data, n->data, n->length);
}

static const struct sccp_user_ops heard_ops = { heard_unitdata, heard_notice };

/* The far end as octets: everything that came, the last one decoded. */
struct wire {
	struct mtp *mtp;
	unsigned count;
	struct mtp_label label;
	struct sccp_msg msg[32];
	uint8_t sdu[32][MTP_MAX_SDU];
	size_t length[32];
};

static void wire_receive(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct wire *w = user;
	unsigned i = w->count++ % 32;

	w->label = *label;
	memcpy(w->sdu[i], sdu, length);
	w->length[i] = length;
	CHECK_INT(sccp_msg_decode(&w->msg[i], w->sdu[i], length), 0);
	if (!pdu_file)
		return;
	fprintf(pdu_file, "000000");
	for (size_t n = 0; n < length; n++)
		fprintf(pdu_file, " %02x", sdu[n]);
	fprintf(pdu_file, "\n");
}

/* One instance with a user on SSN 146, a wire on the other side. */
struct bed {
	struct sccp *sccp;
	struct mtp *own;
	struct heard h;
	struct wire w;
};

static void bed_make(struct bed *b)
{
	memset(b, 0, sizeof(*b));
	CHECK_INT(mtp_mem_pair(ctx, PC_A, PC_B, 0, &b->own, &b->w.mtp), 0);
	b->sccp = sccp_alloc(ctx, b->own);
	b->w.mtp->receive = wire_receive;
	b->w.mtp->user = &b->w;
	CHECK_INT(sccp_bind(b->sccp, SCCP_SSN_CAP, &heard_ops, &b->h), 0);
}

static void bed_drop(struct bed *b)
{
	talloc_free(b->sccp);
	CHECK(!b->own->receive);
	b->own->ops->destroy(b->own);
	b->w.mtp->ops->destroy(b->w.mtp);
}

static void wire_send(struct bed *b, const struct sccp_msg *m, uint8_t sls)
{
	struct mtp_label label = { .sls = sls };
	uint8_t pdu[MTP_MAX_SDU];
	int n = sccp_msg_encode(m, pdu, sizeof(pdu));

	if (CHECK(n > 0))
		CHECK_INT(b->w.mtp->ops->send(b->w.mtp, &label, pdu, (size_t)n), 0);
}

static struct sccp_msg message(uint8_t type, const uint8_t *data, size_t length)
{
	struct sccp_msg m = { .type = type, .hops = 15, .data = data, .length = length };

	sccp_addr_from_gt(&m.called, OUR_GT, SCCP_SSN_CAP);
	sccp_addr_from_gt(&m.calling, PEER_GT, SCCP_SSN_MSC);
	return m;
}

static struct sccp_unitdata request(const uint8_t *data, size_t length)
{
	struct sccp_unitdata ud = { .data = data, .length = length, .sls = 7 };

	sccp_addr_from_gt(&ud.called, PEER_GT, SCCP_SSN_MSC);
	sccp_addr_from_gt(&ud.calling, OUR_GT, SCCP_SSN_CAP);
	return ud;
}

static uint8_t pattern[5000];

static void send_udt(void)
{
	struct sccp_unitdata ud = request(pattern, 20);
	static struct bed b;

	bed_make(&b);
	ud.sccp_class = 1;
	ud.return_on_error = true;
	CHECK_INT(sccp_unitdata_req(b.sccp, &ud), 0);
	CHECK_INT(b.w.count, 1);
	CHECK_INT(b.w.msg[0].type, SCCP_UDT);
	CHECK_INT(b.w.sdu[0][1], 0x81);
	CHECK_INT(b.w.label.sls, 7);
	CHECK_INT(b.w.label.opc, PC_A);
	CHECK(sccp_addr_same(&b.w.msg[0].called, &ud.called));
	CHECK(sccp_addr_same(&b.w.msg[0].calling, &ud.calling));
	CHECK_MEM(b.w.msg[0].data, b.w.msg[0].length, pattern, 20);
	ud.dpc = 55;
	CHECK_INT(sccp_unitdata_req(b.sccp, &ud), -ENOLINK);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_TX_FAILED), 1);
	ud.dpc = 0;
	ud.called.has_pc = 1;
	ud.called.pc = PC_B;
	CHECK_INT(sccp_unitdata_req(b.sccp, &ud), 0);
	ud.length = 0;
	CHECK_INT(sccp_unitdata_req(b.sccp, &ud), -EMSGSIZE);
	ud.length = SCCP_MAX_DATA + 1;
	CHECK_INT(sccp_unitdata_req(b.sccp, &ud), -EMSGSIZE);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_TX), 2);
	CHECK_STR(sccp_counter_name(SCCP_CTR_TX), "tx");
	CHECK_INT(sccp_bind(b.sccp, SCCP_SSN_CAP, &heard_ops, NULL), -EEXIST);
	CHECK_INT(sccp_bind(b.sccp, 1, &heard_ops, NULL), -EEXIST);
	bed_drop(&b);
}

/* Every length, to a peer of our own kind and as octets: whole, in order, one SLS, no message over 268 octets. */
static void send_segments(void)
{
	static const uint16_t lengths[] = { 1, 100, 200, 236, 237, 238, 239, 240, 255, 256, 257, 600, 1024, 2000, SCCP_MAX_DATA };
	struct mtp *ma, *mb;
	struct sccp *a, *s;
	static struct heard h;
	static struct bed b;
	size_t i, j;

	CHECK_INT(mtp_mem_pair(ctx, PC_A, PC_B, 1, &ma, &mb), 0);
	a = sccp_alloc(ctx, ma);
	s = sccp_alloc(ctx, mb);
	sccp_bind(s, SCCP_SSN_MSC, &heard_ops, &h);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct sccp_unitdata ud = request(pattern, lengths[i]);
		unsigned before = h.count;

		ud.sccp_class = i & 1;
		CHECK_INT(sccp_unitdata_req(a, &ud), 0);
		mtp_mem_run(ma);
		CHECK_INT(h.count, before + 1);
		CHECK_INT(h.ud.sccp_class, i & 1);
		CHECK_INT(h.ud.opc, PC_A);
		CHECK_MEM(h.data, h.length, pattern, lengths[i]);
	}
	CHECK_INT(sccp_counter(s, SCCP_CTR_REASSEMBLED), sccp_counter(a, SCCP_CTR_SEGMENTED));
	CHECK(sccp_counter(s, SCCP_CTR_REASSEMBLED) > 5);
	CHECK_INT(sccp_counter(s, SCCP_CTR_REASSEMBLY_FAILED), 0);
	talloc_free(a);
	talloc_free(s);
	ma->ops->destroy(ma);
	mb->ops->destroy(mb);

	bed_make(&b);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct sccp_unitdata ud = request(pattern, lengths[i]);

		ud.return_on_error = true;
		b.w.count = 0;
		CHECK_INT(sccp_unitdata_req(b.sccp, &ud), 0);
		for (j = 0; j < b.w.count; j++) {
			const struct sccp_msg *m = &b.w.msg[j];

			CHECK(b.w.length[j] <= 268);
			CHECK_INT(b.w.label.sls, 7);
			CHECK_INT(m->return_on_error, j == 0);
			if (b.w.count == 1)
				continue;
			CHECK_INT(m->type, SCCP_XUDT);
			CHECK_INT(m->sccp_class, 1);
			CHECK_INT(m->hops, 15);
			CHECK_INT(m->seg.first, j == 0);
			CHECK(!m->seg.in_sequence);
			CHECK_INT(m->seg.remaining, b.w.count - 1 - j);
			CHECK_INT(m->seg.local_ref, b.w.msg[0].seg.local_ref);
			CHECK(m->length <= b.w.msg[0].length);
		}
	}
	bed_drop(&b);
}

static void answers_follow_label(void)
{
	struct sccp_msg m = message(SCCP_UDT, pattern, 10);
	static struct bed b;

	bed_make(&b);
	m.sccp_class = 1;
	wire_send(&b, &m, 13);
	CHECK_INT(b.h.count, 1);
	CHECK_INT(b.h.ud.opc, PC_B);
	CHECK_INT(b.h.ud.sls, 13);
	CHECK_INT(b.h.ud.sccp_class, 1);
	CHECK(sccp_addr_same(&b.h.ud.calling, &m.calling));
	/* IPA: no label at all; the answer goes to the configured peer */
	b.w.mtp->local_pc = 0;
	m.called.ssn = 99;
	m.return_on_error = true;
	b.own->default_peer_pc = 0;
	wire_send(&b, &m, 0);
	CHECK_INT(b.w.count, 1);
	CHECK_INT(b.w.msg[0].type, SCCP_UDTS);
	bed_drop(&b);
}

static void expect_back(struct bed *b, const struct sccp_msg *m, uint8_t type, uint8_t cause)
{
	const struct sccp_msg *back = &b->w.msg[0];

	b->w.count = 0;
	wire_send(b, m, 5);
	if (!CHECK_INT(b->w.count, type ? 1 : 0) || !type)
		return;
	CHECK_INT(back->type, type);
	CHECK_INT(back->cause, cause);
	CHECK(sccp_addr_same(&back->called, &m->calling));
	CHECK(sccp_addr_same(&back->calling, &m->called));
	CHECK_MEM(back->data, back->length, m->data, m->length);
	CHECK_INT(b->w.label.sls, 5);
}

static void returned(void)
{
	struct sccp_msg m = message(SCCP_UDT, pattern, 200);
	static struct bed b;

	bed_make(&b);
	m.called.ssn = 99;
	expect_back(&b, &m, 0, 0);
	m.return_on_error = true;
	expect_back(&b, &m, SCCP_UDTS, SCCP_CAUSE_UNEQUIPPED_USER);
	m.type = SCCP_XUDT;
	expect_back(&b, &m, SCCP_XUDTS, SCCP_CAUSE_UNEQUIPPED_USER);
	m.type = SCCP_LUDT;
	m.length = 900;
	expect_back(&b, &m, SCCP_LUDTS, SCCP_CAUSE_UNEQUIPPED_USER);
	/* a service message never causes another, nor does what has no address to go to */
	m.type = SCCP_UDTS;
	m.length = 100;
	expect_back(&b, &m, 0, 0);
	m.type = SCCP_UDT;
	m.calling = (struct sccp_addr){ 0 };
	expect_back(&b, &m, 0, 0);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_RX_UNEQUIPPED), 5);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_TX_NOTICE), 3);

	m = message(SCCP_XUDT, pattern, 10);
	m.return_on_error = true;
	m.hops = 0;
	expect_back(&b, &m, SCCP_XUDTS, SCCP_CAUSE_HOP_COUNTER);
	m.hops = 16;
	expect_back(&b, &m, SCCP_XUDTS, SCCP_CAUSE_HOP_COUNTER);
	CHECK_INT(b.h.count, 0);
	bed_drop(&b);
}

static void own_titles(void)
{
	struct sccp_msg m = message(SCCP_UDT, pattern, 10);
	static struct bed b;
	unsigned i;

	bed_make(&b);
	m.return_on_error = true;
	expect_back(&b, &m, 0, 0);
	CHECK_INT(b.h.count, 1);
	CHECK_INT(sccp_add_local_gt(b.sccp, "3368900000"), 0);
	expect_back(&b, &m, SCCP_UDTS, SCCP_CAUSE_NO_TRANSLATION);
	CHECK_INT(sccp_add_local_gt(b.sccp, "3368900000a*"), 0);
	expect_back(&b, &m, SCCP_UDTS, SCCP_CAUSE_NO_TRANSLATION);
	m.called.route_on_ssn = 1;
	expect_back(&b, &m, 0, 0);
	CHECK_INT(b.h.count, 2);
	m.called.route_on_ssn = 0;
	CHECK_INT(sccp_add_local_gt(b.sccp, "33689*"), 0);
	expect_back(&b, &m, 0, 0);
	CHECK_INT(b.h.count, 3);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_RX_NOT_OURS), 2);
	CHECK_INT(sccp_add_local_gt(b.sccp, ""), -EINVAL);
	CHECK_INT(sccp_add_local_gt(b.sccp, "33*6"), -EINVAL);
	CHECK_INT(sccp_add_local_gt(b.sccp, "+33"), -EINVAL);
	CHECK_INT(sccp_add_local_gt(b.sccp, "1234567890123456789012345"), -EINVAL);
	for (i = 3; i < 16; i++)
		CHECK_INT(sccp_add_local_gt(b.sccp, "1"), 0);
	CHECK_INT(sccp_add_local_gt(b.sccp, "1"), -ENOSPC);
	bed_drop(&b);
}

static void notices(void)
{
	struct sccp_msg m = message(SCCP_UDTS, pattern, 60);
	static struct bed b;

	bed_make(&b);
	m.cause = 1;
	wire_send(&b, &m, 0);
	CHECK_INT(b.h.notices, 1);
	CHECK_INT(b.h.cause, 1);
	CHECK_MEM(b.h.data, b.h.length, pattern, 60);
	CHECK(sccp_addr_same(&b.h.notice.called, &m.called));
	m.type = SCCP_XUDTS;
	m.segmented = true;
	m.seg = (struct sccp_segmentation){ .first = true, .remaining = 2 };
	wire_send(&b, &m, 0);
	CHECK_INT(b.h.notices, 2);
	m.seg.first = false;
	wire_send(&b, &m, 0);
	CHECK_INT(b.h.notices, 2);
	m.called.ssn = 77;
	m.type = SCCP_LUDTS;
	m.seg.first = true;
	wire_send(&b, &m, 0);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_RX_NOTICE), 4);
	CHECK_INT(b.h.count, 0);
	sccp_unbind(b.sccp, SCCP_SSN_CAP);
	m.called.ssn = SCCP_SSN_CAP;
	wire_send(&b, &m, 0);
	CHECK_INT(b.h.notices, 2);
	bed_drop(&b);
}

static struct sccp_msg segment(uint32_t ref, bool first, uint8_t remaining, const uint8_t *data, size_t length)
{
	struct sccp_msg m = message(SCCP_XUDT, data, length);

	m.sccp_class = 1;
	m.segmented = true;
	m.seg = (struct sccp_segmentation){ .first = first, .remaining = remaining, .local_ref = ref };
	m.return_on_error = first;
	return m;
}

static void segment_in(struct bed *b, uint32_t ref, bool first, uint8_t remaining, size_t at, size_t length)
{
	struct sccp_msg m = segment(ref, first, remaining, pattern + at, length);

	wire_send(b, &m, 4);
}

static void reassembly(void)
{
	static struct bed b;
	struct sccp_msg m;

	bed_make(&b);
	/* two at once, interleaved */
	segment_in(&b, 1, true, 2, 0, 200);
	segment_in(&b, 2, true, 1, 1000, 200);
	segment_in(&b, 1, false, 1, 200, 200);
	CHECK_INT(b.h.count, 0);
	segment_in(&b, 2, false, 0, 1200, 9);
	CHECK_INT(b.h.count, 1);
	CHECK_MEM(b.h.data, b.h.length, pattern + 1000, 209);
	segment_in(&b, 1, false, 0, 400, 1);
	CHECK_INT(b.h.count, 2);
	CHECK_MEM(b.h.data, b.h.length, pattern, 401);
	CHECK_INT(b.h.ud.sls, 4);
	CHECK(b.h.ud.return_on_error);
	CHECK_INT(b.w.count, 0);
	/* one segment alone is a message */
	segment_in(&b, 3, true, 0, 0, 30);
	CHECK_INT(b.h.count, 3);
	/* the same reference of another sender is another message */
	segment_in(&b, 4, true, 1, 0, 10);
	m = segment(4, true, 1, pattern + 50, 10);
	m.calling.ssn = 9;
	wire_send(&b, &m, 4);
	segment_in(&b, 4, false, 0, 10, 10);
	CHECK_INT(b.h.count, 4);
	CHECK_MEM(b.h.data, b.h.length, pattern, 20);
	/* LUDT in segments */
	m = segment(5, true, 1, pattern, 900);
	m.type = SCCP_LUDT;
	wire_send(&b, &m, 4);
	m = segment(5, false, 0, pattern + 900, 900);
	m.type = SCCP_LUDT;
	wire_send(&b, &m, 4);
	CHECK_INT(b.h.count, 5);
	CHECK_MEM(b.h.data, b.h.length, pattern, 1800);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_REASSEMBLY_FAILED), 0);
	bed_drop(&b);
}

/* The one XUDTS that answers a broken message: the first segment as it came. */
static void expect_first_back(struct bed *b, uint8_t cause, size_t at, size_t length)
{
	const struct sccp_msg *back = &b->w.msg[0];

	if (!CHECK_INT(b->w.count, 1))
		return;
	CHECK_INT(back->type, SCCP_XUDTS);
	CHECK_INT(back->cause, cause);
	CHECK_MEM(back->data, back->length, pattern + at, length);
	CHECK(back->seg.first);
	b->w.count = 0;
}

static void reassembly_failures(void)
{
	static struct bed b;
	struct sccp_msg m;
	unsigned i;

	bed_make(&b);
	/* a gap, a repetition, a second first, one that nobody began */
	segment_in(&b, 1, true, 3, 0, 100);
	segment_in(&b, 1, false, 1, 200, 100);
	expect_first_back(&b, SCCP_CAUSE_SEGMENTATION_FAILURE, 0, 100);
	segment_in(&b, 1, true, 2, 0, 100);
	segment_in(&b, 1, false, 1, 100, 100);
	segment_in(&b, 1, false, 1, 100, 100);
	expect_first_back(&b, SCCP_CAUSE_SEGMENTATION_FAILURE, 0, 100);
	segment_in(&b, 1, true, 2, 0, 100);
	segment_in(&b, 1, true, 2, 5, 100);
	expect_first_back(&b, SCCP_CAUSE_SEGMENTATION_FAILURE, 0, 100);
	segment_in(&b, 1, false, 0, 0, 100);
	CHECK_INT(b.w.count, 0);
	m = segment(1, false, 0, pattern, 100);
	m.return_on_error = true;
	wire_send(&b, &m, 4);
	CHECK_INT(b.w.count, 1);
	CHECK_INT(b.w.msg[0].cause, SCCP_CAUSE_SEGMENTATION_FAILURE);
	b.w.count = 0;
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_REASSEMBLY_FAILED), 5);
	/* too long altogether */
	for (i = 0; i < 13; i++)
		segment_in(&b, 2, i == 0, (uint8_t)(15 - i), 0, 200);
	expect_first_back(&b, SCCP_CAUSE_SEGMENTATION_FAILURE, 0, 200);
	CHECK_INT(b.h.count, 0);
	/* no return option: silence */
	m = segment(3, true, 3, pattern, 10);
	m.return_on_error = false;
	wire_send(&b, &m, 4);
	segment_in(&b, 3, false, 0, 0, 10);
	CHECK_INT(b.w.count, 0);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_REASSEMBLY_FAILED), 7);
	bed_drop(&b);
}

static void reassembly_bounds(void)
{
	static struct bed b;
	unsigned i;

	bed_make(&b);
	for (i = 0; i < 64; i++)
		segment_in(&b, i, true, 1, i, 10);
	CHECK_INT(b.w.count, 0);
	segment_in(&b, 64, true, 1, 64, 10);
	expect_first_back(&b, SCCP_CAUSE_CANNOT_REASSEMBLE, 64, 10);
	segment_in(&b, 63, false, 0, 73, 10);
	CHECK_INT(b.h.count, 1);
	CHECK_MEM(b.h.data, b.h.length, pattern + 63, 20);
	segment_in(&b, 64, true, 1, 64, 10);
	CHECK_INT(b.w.count, 0);
	clock_test_advance(9000);
	segment_in(&b, 0, false, 0, 10, 10);
	CHECK_INT(b.h.count, 2);
	segment_in(&b, 100, true, 1, 0, 10);	/* the 64th, younger */
	clock_test_advance(1000);
	segment_in(&b, 5, false, 0, 10, 10);	/* too late by any measure: 63 run out before it is looked at */
	CHECK_INT(b.h.count, 2);
	CHECK_INT(b.w.count, 63);
	CHECK_INT(b.w.msg[1].cause, SCCP_CAUSE_SEGMENTATION_FAILURE);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_REASSEMBLY_FAILED), 1 + 63 + 1);
	segment_in(&b, 100, false, 0, 10, 10);
	CHECK_INT(b.h.count, 3);
	bed_drop(&b);
}

static void subsystem_test(void)
{
	uint8_t sst[] = { 3, SCCP_SSN_CAP, PC_A, 0, 0 };
	struct sccp_msg m = {
		.type = SCCP_UDT, .data = sst, .length = sizeof(sst),
		.called = { .has_ssn = 1, .ssn = 1, .route_on_ssn = 1 },
		.calling = { .has_ssn = 1, .ssn = 1, .route_on_ssn = 1 },
	};
	static struct bed b;

	bed_make(&b);
	wire_send(&b, &m, 9);
	CHECK_INT(b.w.count, 1);
	CHECK_MEM(b.w.msg[0].data, b.w.msg[0].length, "\x01\x92\x01\x00\x00", 5);
	CHECK_INT(b.w.msg[0].called.ssn, 1);
	CHECK_INT(b.w.msg[0].sccp_class, 0);
	CHECK(!b.w.msg[0].return_on_error);
	CHECK_INT(b.w.label.sls, 9);
	sst[1] = 1;
	wire_send(&b, &m, 9);
	CHECK_INT(b.w.count, 2);
	sst[1] = 99;	/* not bound */
	wire_send(&b, &m, 9);
	sst[1] = SCCP_SSN_CAP;
	sst[2] = 77;	/* not us */
	wire_send(&b, &m, 9);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_SST), 4);
	sst[2] = PC_A;
	m.length = 4;
	wire_send(&b, &m, 9);
	m.length = 5;
	m.called.route_on_ssn = 0;
	wire_send(&b, &m, 9);
	sst[0] = 1;	/* SSA */
	m.called.route_on_ssn = 1;
	wire_send(&b, &m, 9);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_SST), 4);
	CHECK_INT(b.w.count, 2);
	bed_drop(&b);
}

static void garbage(void)
{
	static const uint8_t cr[] = { 0x01, 1, 2, 3, 2, 2, 4, 0x43, 1, 0, 254, 0 };
	static struct bed b;
	struct mtp_label label = { 0 };
	uint8_t one = 0x09;

	bed_make(&b);
	b.w.mtp->ops->send(b.w.mtp, &label, cr, sizeof(cr));
	b.w.mtp->ops->send(b.w.mtp, &label, &one, 1);
	b.own->receive(b.own->user, &label, &one, 0);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_RX), 3);
	CHECK_INT(sccp_counter(b.sccp, SCCP_CTR_RX_MALFORMED), 3);
	CHECK_INT(b.w.count, 0);
	b.own->status(b.own->user, PC_B, 0);
	bed_drop(&b);
}

int main(int argc, char **argv)
{
	size_t i;

	ctx = talloc_named_const(NULL, 0, "test");
	mpabx_log_init(ctx);
	clock_test_set(1700000000);
	pdu_file = argc > 1 ? fopen(argv[1], "w") : NULL;
	for (i = 0; i < sizeof(pattern); i++)
		pattern[i] = (uint8_t)(i * 7 + i / 256);
	send_udt();
	send_segments();
	answers_follow_label();
	returned();
	own_titles();
	notices();
	reassembly();
	reassembly_failures();
	reassembly_bounds();
	subsystem_test();
	garbage();
	if (pdu_file)
		fclose(pdu_file);
	return CHECK_DONE();
}
