/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gsmSSF of one BCSM: its dialogue with the node. InitialDP and events out, answers in, and what TS 29.078 14.1 asks of
 * them: an answer in time, no dialogue left open; single operations are network_operation.c's. What the node does wrong
 * fails the scenario in a sentence. Messages are built and read by the same code as a scenario's own (play_send.c, message.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "network.h"

bool ssf_is_open(const struct bcsm *b)
{
	return b->dialogue && (b->dialogue->state == PLAY_CALL_NEW || b->dialogue->state == PLAY_CALL_OPEN);
}

/* "T-BCSM of +33639980011 (call c1)" */
static const char *bcsm_title(const struct bcsm *b)
{
	return talloc_asprintf(b, "%s of %s (call %s)", b->side == BCSM_O ? "O-BCSM" : "T-BCSM",
			       b->served ? b->served->number : b->info.called, b->call->name);
}

void ssf_fail(struct network *net, struct bcsm *b, const char *what)
{
	play_fail(net->ps, "%s: %s", bcsm_title(b), what);
}

/* ---- out ---- */

struct ssf_message {
	struct sim_component c;
	struct sim_field v[32];
};

static void add(struct ssf_message *m, const char *key, const char *text)
{
	if (m->c.fields.n < sizeof(m->v) / sizeof(m->v[0]))
		m->v[m->c.fields.n++] = (struct sim_field){ .key = key, .text = text };
}

static struct ssf_message *message_new(struct bcsm *b, const char *operation)
{
	struct ssf_message *m = talloc_zero(b, struct ssf_message);
	const struct cap_operation *op = cap_operation_by_name(CAP_PROTO_CAP, operation);

	m->c = (struct sim_component){ .type = TCAP_INVOKE, .code = op->code, .name = op->name, .parameter = op->argument,
				       .invoke_id = -1, .fields = { 0, m->v } };
	return m;
}

/* One or two operations, or none (an empty TC-END). */
static void message_send(struct network *net, struct bcsm *b, const struct ssf_message *m, const struct ssf_message *second,
			 enum tcap_msg_type type)
{
	struct sim_component v[2];
	struct sim_step step = { .kind = STEP_SEND, .send = { .type = type, .v = v } };
	char *why = NULL;

	if (m)
		v[step.send.n++] = m->c;
	if (second)
		v[step.send.n++] = second->c;

	if (play_send(net->ps, b->dialogue, &step, &why) < 0)
		ssf_fail(net, b, why ? why : "a message cannot be sent");
}

static void dialogue_new(struct network *net, struct bcsm *b)
{
	struct sim_call_def def = { .name = bcsm_title(b), .node = b->side == BCSM_O ? net->def->msc : net->def->gmsc,
				    .phase = b->phase };

	scenario_phase_context(&def, b->phase);
	b->dialogue = talloc_zero(net, struct play_call);
	play_call_init(b->dialogue, net->ps, &def);
	llist_add_tail(&b->dialogue->entry, &net->ps->play->calls);
	ladder_add(net->ps, &b->dialogue->ladder, clock_wall_us(), LADDER_REMARK, def.name);
}

static void add_redirection(struct bcsm *b, struct ssf_message *m)
{
	const struct net_info *i = &b->info;

	if (*i->original)
		add(m, "originalCalledPartyID", i->original);
	if (*i->redirecting)
		add(m, "redirectingPartyID", i->redirecting);
	if (i->counter)
		add(m, "redirectionInformation", talloc_asprintf(m, "%s %u %s", i->reason, i->counter, i->original_reason));
}

static void add_bearer(struct bcsm *b, struct ssf_message *m)
{
	static const char *const bearers[] = { [DIAL_AUDIO] = "0x9090a3", [DIAL_DATA] = "0x8890", [DIAL_FAX] = "0x9090a3" };
	enum dial_bearer bearer = b->call->bearer;

	if (bearer == DIAL_SPEECH)
		return;
	add(m, "bearerCapability.bearerCap", bearers[bearer]);
	/* teleservice 62, automatic facsimile group 3 (TS 29.002 17.7.10); audio and data name no teleservice */
	add(m, "ext-basicServiceCode.ext-Teleservice", bearer == DIAL_FAX ? "0x62" : NULL);
}

static void add_phase_4(struct network *net, struct bcsm *b, struct ssf_message *m)
{
	if (b->phase < 4)
		return;
	add(m, "initialDPArgExtension.supportedCamelPhases", "0x04f0");
	if (*net->def->camel4)
		add(m, "initialDPArgExtension.offeredCamel4Functionalities", net->def->camel4);
}

/* An IMSI of its own for each line, from the end of its number. */
static void add_imsi(struct bcsm *b, struct ssf_message *m)
{
	const char *digits = b->served ? b->served->number : b->call->from->number;
	size_t n = strlen(digits);

	add(m, "iMSI", talloc_asprintf(m, "20810%010lu", strtoul(n > 9 ? digits + n - 9 : digits, NULL, 10)));
}

static void add_numbers(struct bcsm *b, struct ssf_message *m)
{
	const struct net_info *i = &b->info;

	if (*i->calling)
		add(m, "callingPartyNumber", talloc_asprintf(m, "%s%s", i->calling, i->restricted ? " restricted" : ""));
	if (*i->shown && b->side == BCSM_T)
		add(m, "additionalCallingPartyNumber", i->shown);
	if (b->side == BCSM_O && !b->dialled_service)
		add(m, "calledPartyBCDNumber", b->call->dialled);
	else
		add(m, "calledPartyNumber", i->called);
}

void ssf_begin(struct network *net, struct bcsm *b)
{
	unsigned key = b->dialled_service ? NET_KEY_DIALLED : b->side == BCSM_O ? NET_KEY_MADE : NET_KEY_RECEIVED;
	struct ssf_message *m;

	dialogue_new(net, b);
	m = message_new(b, "initialDP");
	m->c.with = b->side == BCSM_O ? SIM_TEMPLATE_MADE : SIM_TEMPLATE_RECEIVED;
	add(m, "serviceKey", talloc_asprintf(m, "%u", net->def->key[key]));
	add_numbers(b, m);
	add_redirection(b, m);
	add_bearer(b, m);
	add_imsi(b, m);
	if (b->dialled_service)
		add(m, "eventTypeBCSM", "analyzedInformation");
	if (b->side == BCSM_T) {
		const struct net_phone *p = b->served;

		add(m, p->manner == PHONE_OFF ? "subscriberState.netDetNotReachable" : phone_is_busy(p) ?
		    "subscriberState.camelBusy" : "subscriberState.assumedIdle", p->manner == PHONE_OFF ? "1" : "yes");
	}
	add_phase_4(net, b, m);
	b->tssf_at = clock_ms() + net->def->tssf_ms;
	message_send(net, b, m, NULL, TCAP_BEGIN);
}

/* ---- an event met ---- */

static void add_event_information(struct network *net, struct bcsm *b, struct ssf_message *m, enum dp dp,
				  const struct net_report *r, const enum net_reason *forwards)
{
	const char *specific = dp_specific(b->side, dp), *base;
	bool forwarding = forwards && b->phase >= 3 && b->side == BCSM_T;

	if (!specific)
		return;
	base = talloc_asprintf(m, "eventSpecificInformationBCSM.%s", specific);
#define KEY(member) talloc_asprintf(m, "%s.%s", base, member)
	if (dp == DP_ROUTE_FAILURE)
		add(m, KEY("failureCause"), talloc_asprintf(m, "%d", r->cause));
	if (dp == DP_BUSY && !(net->def->busy_without_cause && r->cause == 17))
		add(m, KEY("busyCause"), talloc_asprintf(m, "%d", r->cause));
	if (dp == DP_DISCONNECT)
		add(m, KEY("releaseCause"), talloc_asprintf(m, "%d", r->cause));
	/* the call that is about to be forwarded says so, and from phase 4 on where to (TS 23.078 4.6.1.3) */
	if (forwarding && (dp == DP_BUSY || dp == DP_NO_ANSWER)) {
		add(m, KEY("callForwarded"), "yes");
		if (b->phase >= 4)
			add(m, KEY("forwardingDestinationNumber"), b->served->forward[*forwards]);
	}
	if (dp == DP_ANSWER && b->phase >= 3) {
		add(m, KEY("destinationAddress"), r->number);
		if (r->forwarded)
			add(m, KEY("forwardedCall"), "yes");
	}
#undef KEY
}

/* What CallInformationRequest asked for, when leg 2 is gone. NULL where nothing was asked. */
static struct ssf_message *call_information(struct bcsm *b)
{
	struct ssf_message *m;
	uint64_t now = clock_ms();

	if (!b->asks_information)
		return NULL;
	m = message_new(b, "callInformationReport");
	add(m, "requestedInformationList[0].requestedInformationType", "callAttemptElapsedTime");
	add(m, "requestedInformationList[0].requestedInformationValue.callAttemptElapsedTimeValue",
	    talloc_asprintf(m, "%u", (unsigned)(((b->answered_ms ? b->answered_ms : now) - b->routed_ms) / 1000)));
	add(m, "requestedInformationList[1].requestedInformationType", "callConnectedElapsedTime");
	add(m, "requestedInformationList[1].requestedInformationValue.callConnectedElapsedTimeValue",
	    talloc_asprintf(m, "%u", b->answered_ms ? (unsigned)((now - b->answered_ms) / 100) : 0));
	add(m, "legID.receivingSideID", "0x02");
	b->asks_information = false;
	return m;
}

enum edp_mode ssf_meet(struct network *net, struct bcsm *b, enum dp dp, unsigned leg, const struct net_report *r,
		       enum net_reason *forwards)
{
	struct edp met = dp_meet(&b->edps, dp, leg);
	struct ssf_message *m;

	if (!met.mode || !ssf_is_open(b))
		return EDP_NONE;
	m = message_new(b, "eventReportBCSM");
	add(m, "eventTypeBCSM", dp_event(b->side, dp));
	add(m, "legID.receivingSideID", leg == 1 ? "0x01" : "0x02");
	add(m, "miscCallInfo.messageType", met.mode == EDP_INTERRUPT ? "request" : "notification");
	add_event_information(net, b, m, dp, r, forwards);
	if (met.mode == EDP_INTERRUPT) {
		/* the answer may come before message_send() returns */
		b->pending = leg == 1 ? PENDING_CLEAR : PENDING_REPORT;
		b->cause = r->cause;
		b->report = *r;
		b->was_asked |= leg == 2;
		b->tssf_at = clock_ms() + net->def->tssf_ms;
	}
	message_send(net, b, m, dp == DP_ANSWER || dp == DP_ALERTING ? NULL : call_information(b), TCAP_CONTINUE);
	return met.mode;
}

/* The call is over. What the node was told of, it ends; else we do (TS 29.078 14.1.4.1). */
void ssf_end(struct network *net, struct bcsm *b)
{
	b->tssf_at = 0;
	if (!ssf_is_open(b) || b->resumed)
		return;
	if (!b->dialogue->has_dtid) {
		/* nothing has come yet: the transaction is only ours, and the late answer finds none */
		b->dialogue->state = PLAY_CALL_ENDED;
		b->dialogue->left = true;
	} else if (!b->told) {
		b->dialogue->left = true;
		if (net->def->ends_pre_arranged && !b->asks_information)
			b->dialogue->state = PLAY_CALL_ENDED;
		else
			message_send(net, b, call_information(b), NULL, TCAP_END);
	}
}

/* ---- in ---- */

/* The node is gone or refuses: default call handling "continue" of the CSI. */
static void ssf_default_handling(struct network *net, struct bcsm *b)
{
	memset(&b->edps, 0, sizeof(b->edps));
	b->tssf_at = 0;
	b->no_answer_at = 0;
	if (b->pending != PENDING_NOTHING)
		bcsm_continue(net, b);
}

static void ssf_message_end(struct network *net, struct bcsm *b, const struct cap_item *item)
{
	bool resumed = b->resumed;

	b->resumed = false;
	if (item->kind == CAP_ITEM_U_ABORT || item->kind == CAP_ITEM_P_ABORT) {
		net_see(net, b->call, EVENT_ABORTED, item->name ? item->name : "", &item->fields);
		ssf_default_handling(net, b);
	} else if (item->message == TCAP_END) {
		if (b->pending != PENDING_NOTHING && !b->crossed)
			ssf_fail(net, b, "TC-END came, and nothing was said of how the suspended call goes on");
		ssf_default_handling(net, b);
	} else if (resumed && b->pending == PENDING_NOTHING && !dp_any(&b->edps) && !b->asks_information && !b->told &&
		   !b->crossed) {
		ssf_fail(net, b, "the call goes on and nothing is armed or asked: this belonged in TC-END, now the dialogue "
			 "is left open");
	}
}

static void ssf_item(struct network *net, struct bcsm *b, const struct cap_item *item)
{
	switch (item->kind) {
	case CAP_ITEM_INVOKE:
		ssf_operation(net, b, item);
		break;
	case CAP_ITEM_ERROR:
		net_see(net, b->call, EVENT_REFUSED, item->name, &item->fields);
		ssf_default_handling(net, b);
		break;
	case CAP_ITEM_REJECT:
		ssf_fail(net, b, talloc_asprintf(b, "the node rejects what the switch said: %s", item->name));
		break;
	case CAP_ITEM_RESULT:
		ssf_fail(net, b, "a ReturnResult came, and nothing was asked");
		break;
	case CAP_ITEM_NOTICE:
		ssf_fail(net, b, talloc_asprintf(b, "SCCP brought our message back: cause %s", item->name));
		break;
	default:
		ssf_message_end(net, b, item);
	}
}

static void ssf_timeout(struct network *net, struct bcsm *b)
{
	static const struct sim_step abort_step = { .kind = STEP_SEND_ABORT, .abort = { .provider = false, .cause = 2 } };
	char *why;

	net_see(net, b->call, EVENT_SILENT, NULL, NULL);
	b->dialogue->left = true;
	if (b->dialogue->has_dtid)
		play_send(net->ps, b->dialogue, &abort_step, &why);
	b->dialogue->state = PLAY_CALL_ENDED;
	ssf_default_handling(net, b);
}

void ssf_run(struct network *net, struct bcsm *b, uint64_t now)
{
	struct play_call *d = b->dialogue;

	while (d && d->head < d->num_items && net->ps->state == PLAY_RUNNING) {
		/* a copy: an answer that comes inside our own send moves the list */
		struct cap_item item = d->items[d->head++];

		ssf_item(net, b, &item);
	}
	if (b->tssf_at && b->tssf_at <= now && b->pending != PENDING_NOTHING)
		ssf_timeout(net, b);
	if (b->no_answer_at && b->no_answer_at <= now)
		bcsm_no_answer(net, b);
}
