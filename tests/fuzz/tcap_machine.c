/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzz target: messages of any kind into a TCAP instance that has dialogues open. The input is a row of records, an
 * octet that says what is done, an octet of length, as many octets of message; ids in it are put right for a dialogue
 * where the first octet says so, since nobody guesses them. Whatever comes in, the user's and the machine's own
 * dialogues stay consistent, and at the end all of them can be ended. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <osmocom/core/application.h>
#include <osmocom/core/talloc.h>

#include <mpabx/base/clock.h>
#include <mpabx/base/log.h>
#include <mpabx/base/wheel.h>
#include <mpabx/sigtran/sccp.h>
#include <mpabx/sigtran/tcap.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define SSN_RAW 8
#define MAX_OPEN 16

static const uint8_t acn[] = { 0x04, 0x00, 0x00, 0x01, 0x00, 0x32, 0x01 };

struct world {
	void *ctx;
	struct wheel *wheel;
	struct mtp *mtp_raw, *mtp;
	struct sccp *sccp_raw, *sccp;
	struct tcap *tcap;
	struct sccp_addr raw, own;
	uint8_t mood;		/* how the user answers */
};

static struct world *w;

static bool user_serves(void *priv, const uint8_t *oid, size_t length)
{
	return length == sizeof(acn) && !memcmp(oid, acn, length);
}

static bool user_allows(void *priv, const struct sccp_addr *calling, int32_t op_code)
{
	return op_code != 99;
}

static uint8_t user_op_class(void *priv, const uint8_t *oid, size_t length, int32_t op_code)
{
	return op_code % 5;
}

static void user_answer(struct tcap_dialogue *dlg, const struct tcap_msg *msg)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	for (unsigned i = 0; msg && i < msg->num_components; i++) {
		const struct tcap_component *c = &msg->component[i];

		if (c->type == TCAP_INVOKE && (w->mood & 0x10))
			tcap_tx_result(tx, c->invoke_id, c->code, c->parameter.v, c->parameter.len);
	}
	if (w->mood & 0x20)
		tcap_tx_invoke(tx, 10 + (w->mood & 7), 1 + (w->mood & 3), 1000, acn, sizeof(acn));
	if ((w->mood & 0x0f) < 6)
		tcap_send_continue(tx);
	else
		tcap_send_end(tx);
}

static void user_indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	uint32_t id = tcap_dialogue_id(dlg);

	if (tcap_dialogue_find(w->tcap, id) != dlg)
		abort();
	/* the user's memory is his own */
	memset(tcap_dialogue_data(dlg), 0xa5, 32);
	switch (w->mood & 0x0f) {
	case 0:
		break;
	case 8:
		tcap_send_u_abort(dlg, NULL, 0, NULL, 0);
		break;
	case 9:
		tcap_end_prearranged(dlg);
		break;
	case 10:
		tcap_refuse(dlg, 2, NULL, 0, acn, sizeof(acn), acn, sizeof(acn));
		break;
	default:
		user_answer(dlg, ind->msg);
	}
}

static void user_trace(void *priv, struct tcap_dialogue *dlg, bool out, const struct tcap_msg *msg,
		       const uint8_t *pdu, size_t length)
{
	struct tcap_decode_error err;
	struct tcap_msg again;

	/* what we send can always be read */
	if (out && (tcap_decode(&again, pdu, length, &err) < 0 || again.type != msg->type))
		abort();
}

static const struct tcap_user_ops user_ops = {
	.serves = user_serves, .allows = user_allows, .op_class = user_op_class, .indicate = user_indicate,
	.trace = user_trace, .dialogue_data = 32,
};

static void raw_unitdata(void *priv, const struct sccp_unitdata *ud)
{
}

static void raw_notice(void *priv, const struct sccp_notice *notice)
{
}

static const struct sccp_user_ops raw_ops = { .unitdata = raw_unitdata, .notice = raw_notice };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const struct tcap_config cfg = { .max_dialogues = MAX_OPEN, .begin_guard_s = 10, .idle_guard_s = 20 };

	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	w = talloc_zero(NULL, struct world);
	w->ctx = w;
	w->wheel = wheel_alloc(w);
	mtp_mem_pair(w, 1, 2, 0, &w->mtp_raw, &w->mtp);
	w->sccp_raw = sccp_alloc(w, w->mtp_raw);
	w->sccp = sccp_alloc(w, w->mtp);
	sccp_addr_from_gt(&w->raw, "33689000008", SSN_RAW);
	sccp_addr_from_gt(&w->own, "33689000002", SCCP_SSN_CAP);
	sccp_bind(w->sccp_raw, SSN_RAW, &raw_ops, NULL);
	w->tcap = tcap_alloc(w, w->sccp, w->wheel, SCCP_SSN_CAP, &cfg, &user_ops, NULL);
	return 0;
}

/* The dialogue that a record means. */
static struct tcap_dialogue *pick(unsigned n)
{
	struct tcap_dialogue *dlg = tcap_dialogue_next(w->tcap, NULL);

	while (dlg && n--)
		dlg = tcap_dialogue_next(w->tcap, dlg);
	return dlg;
}

static void put_tid(uint8_t *pdu, size_t len, uint8_t tag, uint32_t tid)
{
	for (size_t i = 0; i + 6 <= len && i < 16; i++) {
		if (pdu[i] != tag || pdu[i + 1] != 4)
			continue;
		pdu[i + 2] = (uint8_t)(tid >> 24);
		pdu[i + 3] = (uint8_t)(tid >> 16);
		pdu[i + 4] = (uint8_t)(tid >> 8);
		pdu[i + 5] = (uint8_t)tid;
		return;
	}
}

static void send_in(const uint8_t *data, size_t len, uint8_t what)
{
	struct tcap_dialogue *dlg = pick(what & 7);
	struct sccp_unitdata ud = { .called = w->own, .calling = w->raw, .length = len };
	uint8_t pdu[256];

	memcpy(pdu, data, len);
	if (dlg && !(what & 8)) {
		put_tid(pdu, len, 0x49, tcap_dialogue_id(dlg));
		put_tid(pdu, len, 0x48, tcap_dialogue_peer_id(dlg));
	}
	ud.data = pdu;
	sccp_unitdata_req(w->sccp_raw, &ud);
}

static void open_one(void)
{
	struct tcap_dialogue *dlg = tcap_dialogue_new(w->tcap, &w->raw, &w->own, acn, sizeof(acn));
	struct tcap_tx *tx;

	if (!dlg)
		return;
	tx = tcap_tx(dlg);
	tcap_tx_invoke(tx, 11, 1 + (w->mood & 3), 1000, acn, sizeof(acn));
	tcap_send_begin(tx);
}

static void step(uint8_t what, const uint8_t *data, size_t len)
{
	struct tcap_dialogue *dlg;

	switch (what >> 6) {
	case 0:
	case 1:
		send_in(data, len, what);
		break;
	case 2:
		w->mood = what & 0x3f;
		if (len)
			open_one();
		break;
	default:
		clock_test_advance((what & 0x3f) * 100);
		wheel_turn(w->wheel);
		dlg = pick(what & 7);
		if (dlg && len & 1)
			user_answer(dlg, NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *p = data, *end = data + size;

	w->mood = 0;
	while (size && end - p >= 2) {
		uint8_t what = *p++;
		size_t len = *p++;

		if (len > (size_t)(end - p))
			len = (size_t)(end - p);
		step(what, p, len);
		p += len;
	}
	if (tcap_dialogue_count(w->tcap) > MAX_OPEN)
		abort();
	while (tcap_dialogue_count(w->tcap))
		tcap_end_prearranged(tcap_dialogue_next(w->tcap, NULL));
	if (wheel_count(w->wheel))
		abort();
	return 0;
}
