/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What comes from the network, sorted to its call by transaction id. What every answer must hold, whatever the scenario
 * says, is checked here: the address it goes to, the AARE of the first answer, a readable PDU. */
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "play.h"

static struct play_call *call_by_tid(struct play *play, uint32_t tid)
{
	struct play_call *call;

	llist_for_each_entry(call, &play->calls, entry) {
		if (call->otid == tid)
			return call;
	}
	return NULL;
}

static void call_push(struct play_call *call, const struct cap_item *items, unsigned n)
{
	call->items = talloc_realloc(call->owner, call->items, struct cap_item, call->num_items + n);
	memcpy(call->items + call->num_items, items, n * sizeof(*items));
	call->num_items += n;
}

static void note_received(struct play_call *call, const struct tcap_msg *msg, const struct cap_items *m)
{
	struct play_scenario *ps = call->owner;
	char *line = cap_message_summary(ps, msg->type, m);

	ladder_add(ps, &call->ladder, clock_wall_us(), LADDER_LEFT, line);
	talloc_free(line);
}

/* Q.771 3.1.2: the first answer to a Begin with AARQ carries the AARE with the same context, later ones none. */
static void check_dialogue(struct play_call *call, const struct tcap_msg *msg, bool first)
{
	const struct sim_call_def *def = call->def;

	if (msg->type == TCAP_ABORT || def->accept || def->has_dtid)
		return;
	if (!first || !def->acn_len) {
		if (msg->pdu != TCAP_NO_PDU)
			play_fail(call->owner, "call %s: a dialogue portion where none belongs", def->name);
	} else if (msg->pdu != TCAP_AARE || msg->result != 0) {
		play_fail(call->owner, "call %s: the first answer has no AARE that accepts", def->name);
	} else if (msg->acn.len != def->acn_len || memcmp(msg->acn.v, def->acn, def->acn_len)) {
		play_fail(call->owner, "call %s: the AARE names another application context", def->name);
	}
}

static void check_address(struct play_call *call, const struct sccp_unitdata *ud)
{
	const struct sccp_addr *own = &call->def->node->addr;
	char want[SCCP_GT_MAX_DIGITS + 1], got[SCCP_GT_MAX_DIGITS + 1];

	sccp_addr_gt(own, want);
	sccp_addr_gt(&ud->called, got);
	if (strcmp(want, got) || own->ssn != ud->called.ssn)
		play_fail(call->owner, "call %s: the answer went to GT %s SSN %u, not to %s SSN %u", call->def->name, got,
			  ud->called.ssn, want, own->ssn);
}

static void call_receive(struct play_call *call, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	bool first = !call->has_dtid && !call->def->has_dtid;
	struct cap_items m;

	cap_message_read(call->owner, call->def->proto, call->def->phase, msg, play_operation_of, call, &m);
	note_received(call, msg, &m);
	if (call->owner->state != PLAY_RUNNING)
		return;
	check_address(call, ud);
	check_dialogue(call, msg, first);
	if (msg->type == TCAP_CONTINUE && first) {
		/* Q.774 3.2.1.3: the initiator adopts the address of the first answer */
		call->peer = ud->calling;
		call->dtid = msg->otid;
	}
	call->has_dtid = true;
	if (msg->type == TCAP_CONTINUE && call->state == PLAY_CALL_NEW)
		call->state = PLAY_CALL_OPEN;	/* what we sent raw has opened it */
	if (msg->type == TCAP_END || msg->type == TCAP_ABORT)
		call->state = PLAY_CALL_ENDED;
	call_push(call, m.v, m.n);
}

static void begin_store(struct play *play, const struct sccp_unitdata *ud)
{
	struct play_begin *b = talloc_zero_size(play, sizeof(*b) + ud->length);

	b->called = ud->called;
	b->calling = ud->calling;
	b->opc = ud->opc;
	b->length = ud->length;
	memcpy(b->pdu, ud->data, ud->length);
	llist_add_tail(&b->entry, &play->begins);
}

static void play_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct play *play = priv;
	struct tcap_decode_error err;
	struct tcap_msg msg = { 0 };
	struct play_call *call;

	int rc = tcap_decode(&msg, ud->data, ud->length, &err);
	call = msg.dtid_len ? call_by_tid(play, msg.dtid) : NULL;
	if (rc < 0) {
		if (call)
			play_fail(call->owner, "call %s: what came cannot be read: octet %u, %s: %s", call->def->name,
				  err.offset, err.field, err.reason);
		else
			play->strays++;
	} else if (msg.type == TCAP_BEGIN) {
		begin_store(play, ud);
	} else if (!call || (call->state == PLAY_CALL_ENDED && msg.type == TCAP_CONTINUE)) {
		/* Q.774 3.2.2: a Continue for no transaction is told so; End and Abort are dropped */
		if (msg.type == TCAP_CONTINUE)
			play_send_p_abort(play, ud, msg.otid, TCAP_PABORT_UNREC_TID);
		if (call && !call->left)
			play_fail(call->owner, "call %s: a TC-CONTINUE came after its end", call->def->name);
		play->strays += !call;
	} else if (call->state != PLAY_CALL_ABANDONED) {
		call_receive(call, ud, &msg);
	}
	play_advance(play);
}

/* The call speaks from now on what the Begin proposes. */
static void call_adopt_context(struct play_call *call, const struct tcap_msg *msg)
{
	const struct cap_context *ctx = cap_context_by_oid(msg->acn.v, msg->acn.len);

	if (msg->acn.len > sizeof(call->own.acn))
		return;
	call->own.acn_len = (uint8_t)msg->acn.len;
	if (msg->acn.len)
		memcpy(call->own.acn, msg->acn.v, msg->acn.len);
	if (!ctx)
		return;
	call->own.proto = ctx->proto;
	call->own.phase = ctx->phase;
}

/* Is the Begin addressed to the call's node? */
static bool begin_is_for(void *priv, const struct sccp_addr *called, const struct tcap_msg *msg)
{
	const struct sccp_addr *own = &((const struct play_call *)priv)->def->node->addr;
	char want[SCCP_GT_MAX_DIGITS + 1], got[SCCP_GT_MAX_DIGITS + 1];

	sccp_addr_gt(own, want);
	sccp_addr_gt(called, got);
	return !strcmp(want, got) && own->ssn == called->ssn;
}

bool play_accept_where(struct play *play, struct play_call *call,
		       bool (*wants)(void *priv, const struct sccp_addr *called, const struct tcap_msg *msg), void *priv)
{
	struct tcap_decode_error err;
	struct tcap_msg msg;
	struct play_begin *b;

	llist_for_each_entry(b, &play->begins, entry) {
		struct sccp_unitdata ud = { .called = b->called, .calling = b->calling, .opc = b->opc, .data = b->pdu,
					    .length = b->length };

		if (tcap_decode(&msg, b->pdu, b->length, &err) < 0 || !wants(priv, &b->called, &msg))
			continue;
		call->state = PLAY_CALL_OPEN;
		call->peer = b->calling;
		call->dtid = msg.otid;
		call_adopt_context(call, &msg);
		call_receive(call, &ud, &msg);
		llist_del(&b->entry);
		talloc_free(b);
		return true;
	}
	return false;
}

bool play_accept(struct play *play, struct play_call *call)
{
	return play_accept_where(play, call, begin_is_for, call);
}

/* A notice holds what we sent; where that is garbage, the newest call of that node that asked for one is meant. What
 * an earlier run has sent may come back late, and is nobody's here. */
static struct play_call *call_of_notice(struct play *play, const struct sccp_notice *notice)
{
	struct tcap_decode_error err;
	struct tcap_msg msg = { 0 };
	struct play_call *call, *found = NULL;

	tcap_decode(&msg, notice->data, notice->length, &err);
	if (msg.otid_len && (found = call_by_tid(play, msg.otid)))
		return found;
	llist_for_each_entry(call, &play->calls, entry) {
		if (call->def->return_option && call->owner->state == PLAY_RUNNING &&
		    sccp_addr_same(&call->def->node->addr, &notice->called))
			found = call;
	}
	return found;
}

static void play_notice(void *priv, const struct sccp_notice *notice)
{
	struct play *play = priv;
	struct play_call *call = call_of_notice(play, notice);
	struct cap_item item = { .kind = CAP_ITEM_NOTICE };
	char text[8];

	if (!call || call->owner->state != PLAY_RUNNING) {
		play->strays++;
		return;
	}
	snprintf(text, sizeof(text), "%u", notice->cause);
	item.name = talloc_strdup(call->owner, text);
	cap_flat_add(call->owner, &item.fields, "cause", text);
	ladder_add(call->owner, &call->ladder, clock_wall_us(), LADDER_LEFT, cap_item_summary(call->owner, &item));
	call_push(call, &item, 1);
	play_advance(play);
}

const struct endpoint_ops play_endpoint_ops = { .unitdata = play_unitdata, .notice = play_notice };
