/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_pair.h
 *  Two TCAP ends over an MTP in memory for the tests of the machine: `a` calls, `b` answers, both write down what
 *  their users are told. A third party, `raw`, sits beside `a` without a TCAP: it sends what octets it likes. */
#pragma once

#include <errno.h>
#include <stdlib.h>

#include <osmocom/core/application.h>
#include <osmocom/core/talloc.h>

#include <mpabx/base/clock.h>
#include <mpabx/base/log.h>
#include <mpabx/base/pool.h>
#include <mpabx/base/wheel.h>
#include <mpabx/sigtran/sccp.h>
#include <mpabx/sigtran/tcap.h>

#include "check.h"
#include "octets.h"

#define ACN { 0x04, 0x00, 0x00, 0x01, 0x00, 0x32, 0x01 }
#define OID_AS "060700118605010101"
#define HEX_AARQ "6b1e281c" OID_AS "a011600f80020780a109060704000001003201"
#define HEX_AARE "6b2a2828" OID_AS "a01d611b80020780a109060704000001003201a203020100a305a103020100"
#define HEX_INVOKE "a106 020101 02010c"
#define SSN_RAW 8

static const uint8_t acn_ok[] = ACN;
static const uint8_t parameter[] = { 0x30, 0x03, 0x80, 0x01, 0x2a };

struct pair;
struct end;
typedef void (*end_hook)(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind);

struct event {
	enum tcap_event event;
	uint32_t dialogue;
	uint8_t p_abort, notice_cause, op_class;
	int8_t invoke_id;
	int32_t op_code;
	struct tcap_problem problem;
	unsigned components;
};

struct end {
	struct pair *pair;
	struct mtp *mtp;
	struct sccp *sccp;
	struct tcap *tcap;
	struct sccp_addr addr;
	unsigned num_events;
	struct event events[64];
	struct tcap_msg in;		/* last message received, before it was checked */
	uint8_t in_pdu[2600];
	struct tcap_msg out;		/* last message sent */
	uint8_t out_pdu[2600];
	size_t out_len;
	unsigned num_out, num_in;
	end_hook hook;
	int refused_op;			/* screening: not allowed */
	uint32_t last;			/* dialogue of the last event */
};

struct raw {
	struct sccp_addr addr;
	unsigned count;
	uint8_t pdu[2600];
	size_t len;
	struct tcap_msg msg;
	struct sccp_unitdata ud;
};

struct pair {
	void *ctx;
	struct wheel *wheel;
	struct end a, b;
	struct raw raw;
};

/* ---- users ---- */

static bool end_serves(void *priv, const uint8_t *acn, size_t length)
{
	return length == sizeof(acn_ok) && !memcmp(acn, acn_ok, length);
}

static bool end_allows(void *priv, const struct sccp_addr *calling, int32_t op_code)
{
	return op_code != ((struct end *)priv)->refused_op;
}

/* Operations 1 to 49: their class is the last digit where that is one, and 50 is not known. */
static uint8_t end_op_class(void *priv, const uint8_t *acn, size_t length, int32_t op_code)
{
	if (op_code >= 50)
		return 0;
	return op_code % 10 >= 1 && op_code % 10 <= 4 ? op_code % 10 : 2;
}

static void end_indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct end *e = priv;
	struct event *ev = &e->events[e->num_events % 64];

	*ev = (struct event){
		.event = ind->event, .dialogue = tcap_dialogue_id(dlg), .p_abort = ind->p_abort,
		.notice_cause = ind->notice_cause, .op_class = ind->op_class, .invoke_id = ind->invoke_id,
		.op_code = ind->op_code, .problem = ind->problem,
		.components = ind->msg ? ind->msg->num_components : 0,
	};
	e->num_events++;
	e->last = ev->dialogue;
	if (e->hook)
		e->hook(e, dlg, ind);
}

/* Where everything that the machine sends is written to, for another decoder to read: text2pcap's form. */
static FILE *pdu_dump;

static void dump_pdu(const uint8_t *pdu, size_t length)
{
	fprintf(pdu_dump, "000000");
	for (size_t i = 0; i < length; i++)
		fprintf(pdu_dump, " %02x", pdu[i]);
	fprintf(pdu_dump, "\n");
}

static void end_trace(void *priv, struct tcap_dialogue *dlg, bool out, const struct tcap_msg *msg,
		      const uint8_t *pdu, size_t length)
{
	struct tcap_decode_error err;
	struct end *e = priv;

	if (!out) {
		e->num_in++;
		memcpy(e->in_pdu, pdu, length);
		tcap_decode(&e->in, e->in_pdu, length, &err);
		return;
	}
	e->num_out++;
	if (pdu_dump)
		dump_pdu(pdu, length);
	memcpy(e->out_pdu, pdu, length);
	e->out_len = length;
	/* what is traced and what is sent say the same */
	CHECK_INT(tcap_decode(&e->out, e->out_pdu, length, &err), 0);
	CHECK_INT(e->out.type, msg->type);
	CHECK_INT(e->out.num_components, msg->num_components);
}

static const struct tcap_user_ops end_ops = {
	.serves = end_serves, .allows = end_allows, .op_class = end_op_class, .indicate = end_indicate,
	.trace = end_trace, .dialogue_data = 24,
};

/* ---- raw ---- */

static void raw_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct tcap_decode_error err;
	struct raw *raw = priv;

	raw->count++;
	raw->ud = *ud;
	raw->len = ud->length;
	memcpy(raw->pdu, ud->data, ud->length);
	CHECK_INT(tcap_decode(&raw->msg, raw->pdu, raw->len, &err), 0);
}

static void raw_notice(void *priv, const struct sccp_notice *notice)
{
}

static const struct sccp_user_ops raw_ops = { .unitdata = raw_unitdata, .notice = raw_notice };

/* ---- the pair ---- */

static inline void pair_run(struct pair *p)
{
	mtp_mem_run(p->a.mtp);
}

static inline void pair_pass(struct pair *p, uint64_t ms)
{
	clock_test_advance(ms);
	wheel_turn(p->wheel);
	pair_run(p);
}

static inline void end_open(struct pair *p, struct end *e, const char *gt, const struct tcap_config *cfg)
{
	e->pair = p;
	e->refused_op = -100;
	e->sccp = sccp_alloc(p->ctx, e->mtp);
	CHECK_INT(sccp_addr_from_gt(&e->addr, gt, SCCP_SSN_CAP), 0);
	e->tcap = tcap_alloc(p->ctx, e->sccp, p->wheel, SCCP_SSN_CAP, cfg, &end_ops, e);
	CHECK(e->tcap);
}

static inline struct pair *pair_open(int queued, struct tcap_config cfg)
{
	void *ctx = talloc_named_const(NULL, 0, "pair");
	struct pair *p = talloc_zero(ctx, struct pair);

	if (!clock_is_test())
		clock_test_set(1700000000);
	p->ctx = ctx;
	p->wheel = wheel_alloc(ctx);
	CHECK_INT(mtp_mem_pair(ctx, 1, 2, queued, &p->a.mtp, &p->b.mtp), 0);
	end_open(p, &p->a, "33689000001", &cfg);
	end_open(p, &p->b, "33689000002", &cfg);
	CHECK_INT(sccp_addr_from_gt(&p->raw.addr, "33689000008", SSN_RAW), 0);
	CHECK_INT(sccp_bind(p->a.sccp, SSN_RAW, &raw_ops, &p->raw), 0);
	return p;
}

/* Nothing may be left: no dialogue, no timer, no octet. */
static inline void pair_close(struct pair *p)
{
	void *ctx = p->ctx;

	CHECK_INT(tcap_dialogue_count(p->a.tcap), 0);
	CHECK_INT(tcap_dialogue_count(p->b.tcap), 0);
	talloc_free(p->a.tcap);
	talloc_free(p->b.tcap);
	CHECK_INT(wheel_count(p->wheel), 0);
	talloc_free(ctx);
}

static inline const struct event *end_event(const struct end *e)
{
	static const struct event none = { .event = (enum tcap_event)-1 };

	return e->num_events ? &e->events[(e->num_events - 1) % 64] : &none;
}

static inline struct tcap_dialogue *end_dialogue(const struct end *e)
{
	return tcap_dialogue_find(e->tcap, e->last);
}

/*! a's Begin to b with one invoke. \returns its id */
static inline uint32_t pair_begin(struct pair *p, int32_t op_code, uint8_t op_class, uint32_t timeout_ms)
{
	struct tcap_dialogue *dlg = tcap_dialogue_new(p->a.tcap, &p->b.addr, &p->a.addr, acn_ok, sizeof(acn_ok));
	uint32_t id = tcap_dialogue_id(dlg);
	struct tcap_tx *tx = tcap_tx(dlg);

	CHECK_INT(tcap_tx_invoke(tx, op_code, op_class, timeout_ms, parameter, sizeof(parameter)), 1);
	CHECK_INT(tcap_send_begin(tx), 0);
	pair_run(p);
	return id;
}

static inline size_t raw_tid(uint8_t *buf, uint8_t tag, uint32_t tid)
{
	uint8_t v[6] = { tag, 4, (uint8_t)(tid >> 24), (uint8_t)(tid >> 16), (uint8_t)(tid >> 8), (uint8_t)tid };

	memcpy(buf, v, sizeof(v));
	return sizeof(v);
}

/* A whole message. type as it is; ids 0: left out; dialogue, components: hex of TLVs or NULL */
static inline void raw_send_from(struct pair *p, const struct sccp_addr *from, uint8_t type, uint32_t otid,
				 uint32_t dtid, const char *dialogue, const char *components)
{
	uint8_t body[1024], pdu[1100], c[1000];
	size_t n = 0, len = 0, cn;

	if (otid)
		n += raw_tid(body + n, 0x48, otid);
	if (dtid)
		n += raw_tid(body + n, 0x49, dtid);
	if (dialogue)
		n += octets_read(body + n, sizeof(body) - n, dialogue);
	if (components) {
		cn = octets_read(c, sizeof(c), components);
		uint8_t head[] = { 0x6c, 0x82, (uint8_t)(cn >> 8), (uint8_t)cn };
		memcpy(body + n, head, 4);
		memcpy(body + n + 4, c, cn);
		n += 4 + cn;
	}
	uint8_t head[] = { type, 0x82, (uint8_t)(n >> 8), (uint8_t)n };
	memcpy(pdu, head, 4);
	memcpy(pdu + 4, body, n);
	len = 4 + n;
	struct sccp_unitdata ud = { .called = p->b.addr, .calling = *from, .data = pdu, .length = len };
	CHECK_INT(sccp_unitdata_req(p->a.sccp, &ud), 0);
	pair_run(p);
}

static inline void raw_send(struct pair *p, uint8_t type, uint32_t otid, uint32_t dtid, const char *dialogue,
			    const char *components)
{
	raw_send_from(p, &p->raw.addr, type, otid, dtid, dialogue, components);
}

static inline void raw_send_hex(struct pair *p, const char *hex)
{
	uint8_t pdu[1024];
	size_t n = octets_read(pdu, sizeof(pdu), hex);
	struct sccp_unitdata ud = { .called = p->b.addr, .calling = p->raw.addr, .data = pdu, .length = n };

	CHECK_INT(sccp_unitdata_req(p->a.sccp, &ud), 0);
	pair_run(p);
}

/*! raw's Begin to b, which the hook answers or not. \returns b's id of the dialogue */
static inline uint32_t raw_begin(struct pair *p, const char *components)
{
	raw_send(p, TCAP_BEGIN, 0x5c000001, 0, HEX_AARQ, components);
	return p->b.last;
}

/*! b opens towards raw, who does not answer. \returns b's id */
static inline uint32_t raw_opened(struct pair *p)
{
	struct tcap_dialogue *dlg = tcap_dialogue_new(p->b.tcap, &p->raw.addr, &p->b.addr, acn_ok, sizeof(acn_ok));
	uint32_t id = tcap_dialogue_id(dlg);

	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), 0);
	pair_run(p);
	return id;
}

/*! b opens towards raw and raw's Continue makes it active. \returns b's id */
static inline uint32_t raw_active(struct pair *p)
{
	uint32_t id = raw_opened(p);

	CHECK_INT(p->raw.msg.type, TCAP_BEGIN);
	CHECK_INT(p->raw.msg.otid, id);
	raw_send(p, TCAP_CONTINUE, 0x5c000001, id, HEX_AARE, NULL);
	CHECK_INT(end_event(&p->b)->event, TCAP_EV_CONTINUE);
	return id;
}

/* A user who does not know when to stop: nothing of this may do harm once the dialogue is over. */
static inline void hook_too_late(struct end *e, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	uint32_t id = tcap_dialogue_id(dlg);

	if (ind->event == TCAP_EV_BEGIN || ind->event == TCAP_EV_CONTINUE)
		return;
	CHECK_INT(tcap_send_continue(tcap_tx(dlg)), -EPERM);
	CHECK_INT(tcap_send_begin(tcap_tx(dlg)), -EPERM);
	CHECK_INT(tcap_send_u_abort(dlg, NULL, 0, NULL, 0), -EPERM);
	CHECK_INT(tcap_refuse(dlg, 1, NULL, 0, NULL, 0, NULL, 0), -EPERM);
	CHECK_INT(tcap_send_end(tcap_tx(dlg)), -EPERM);
	tcap_end_prearranged(dlg);
	CHECK(tcap_dialogue_find(e->tcap, id) == dlg);
}

/*! \param argv [1]: file that gets every message sent */
static inline void pair_init(int argc, char **argv)
{
	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	if (argc > 1)
		pdu_dump = fopen(argv[1], "a");
}

/*! The whole set with both kinds of MTP. */
#define RUN_BOTH(fn) do { fn(0); fn(1); } while (0)
