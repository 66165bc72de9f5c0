/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SCCP: the input is a row of messages, each behind its length in two octets (low first), fed to one instance whose user
 * sends everything back. What can be read must survive writing and reading; what the instance sends must be readable. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/talloc.h>

#include <mpabx/base.h>

#include "../../src/sigtran/sccp_codec.h"

static struct sccp *sccp;
static struct mtp *own, *far_end;

static void check(bool ok)
{
	if (!ok)
		abort();
}

static bool same_msg(const struct sccp_msg *a, const struct sccp_msg *b)
{
	return a->type == b->type && a->sccp_class == b->sccp_class && a->return_on_error == b->return_on_error &&
	       a->cause == b->cause && a->hops == b->hops && sccp_addr_same(&a->called, &b->called) &&
	       sccp_addr_same(&a->calling, &b->calling) && a->length == b->length &&
	       !memcmp(a->data, b->data, a->length) && a->segmented == b->segmented &&
	       (!a->segmented || (a->seg.first == b->seg.first && a->seg.in_sequence == b->seg.in_sequence &&
				  a->seg.remaining == b->seg.remaining && a->seg.local_ref == b->seg.local_ref));
}

static void round_trip(const uint8_t *pdu, size_t length)
{
	static uint8_t out[70000];
	struct sccp_msg m, again;
	char text[64];
	int n;

	if (sccp_msg_decode(&m, pdu, length) < 0)
		return;
	sccp_addr_print(&m.called, text, sizeof(text));
	n = sccp_msg_encode(&m, out, sizeof(out));
	/* parts that lay over each other need more room than they came in */
	check(n > 0 || m.type == SCCP_UDT || m.type == SCCP_UDTS || m.type == SCCP_XUDT || m.type == SCCP_XUDTS);
	if (n > 0)
		check(!sccp_msg_decode(&again, out, (size_t)n) && same_msg(&m, &again));
}

static void sent(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct sccp_msg m;

	check(!sccp_msg_decode(&m, sdu, length));
}

static void unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct sccp_unitdata back = {
		.called = ud->calling, .calling = ud->called, .dpc = ud->opc, .sls = ud->sls,
		.sccp_class = ud->sccp_class, .return_on_error = ud->return_on_error, .data = ud->data, .length = ud->length,
	};

	sccp_unitdata_req(sccp, &back);
}

static void notice(void *priv, const struct sccp_notice *n)
{
	check(n->length);
}

static void start(void)
{
	static const struct sccp_user_ops ops = { unitdata, notice };

	mpabx_log_init(NULL);
	clock_test_set(1700000000);
	check(!mtp_mem_pair(NULL, 1, 2, 0, &own, &far_end));
	sccp = sccp_alloc(NULL, own);
	check(sccp && !sccp_bind(sccp, SCCP_SSN_CAP, &ops, NULL) && !sccp_add_local_gt(sccp, "336*"));
	far_end->receive = sent;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mtp_label label = { .opc = 2, .dpc = 1, .sls = 3 };

	if (!sccp)
		start();
	while (size >= 2) {
		size_t length = (size_t)(data[0] | data[1] << 8);
		uint8_t *pdu;

		data += 2;
		size -= 2;
		if (length > size)
			length = size;
		pdu = malloc(length ? length : 1);	/* exact, for ASan */
		memcpy(pdu, data, length);
		round_trip(pdu, length);
		own->receive(own->user, &label, pdu, length);
		free(pdu);
		data += length;
		size -= length;
		clock_test_advance(700);
	}
	/* one input must not depend on another */
	clock_test_advance(20000);
	own->receive(own->user, &label, (const uint8_t *)"", 0);
	return 0;
}
