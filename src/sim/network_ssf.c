/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gsmSSF of one BCSM: its dialogue with the node. InitialDP out, operations in, events out, and what TS 29.078 11 and
 * 14.1 ask of both: an operation in its state, an answer in time, no dialogue left open. What the node does wrong fails
 * the scenario in a sentence. Messages are built and read by the same code as a scenario's own (play_send.c, message.c). */
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

static void ssf_fail(struct network *net, struct bcsm *b, const char *what)
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

/* "+336..." from a number that was decoded. */
static void number_of(const struct flat *f, const char *key, char ret[STORY_NUMBER_SIZE])
{
	char buf[64], sub[96];
	const char *hex = flat_get(f, key), *digits;
	unsigned nai = 0;

	*ret = '\0';
	snprintf(sub, sizeof(sub), "%s.digits", key);
	digits = flat_get(f, sub);
	if (!hex || !digits || sscanf(hex, "%2x", &nai) != 1)
		return;
	nai &= 0x7f;
	snprintf(buf, sizeof(buf), "%s%s", nai == 4 ? "+" : nai == 3 ? "national " : "", digits);
	number_in_full(buf, ret);
}

static void copy_text(char *ret, size_t size, const char *text)
{
	if (text)
		snprintf(ret, size, "%s", text);
}

/* What Connect and ContinueWithArgument have in common. */
static void info_of_both(const struct flat *f, struct net_info *info)
{
#define FORWARD "serviceInteractionIndicatorsTwo.forwardServiceInteractionInd."
	const char *treatment = flat_get(f, FORWARD "callDiversionTreatmentIndicator");
	const char *restriction = flat_get(f, FORWARD "callingPartyRestrictionIndicator");
	char number[STORY_NUMBER_SIZE];
#undef FORWARD

	number_of(f, "genericNumbers[0]", number);
	if (*number)
		copy_text(info->shown, sizeof(info->shown), number);
	if (treatment)
		info->no_diversion = !strcmp(treatment, "02");
	if (restriction && !strcmp(restriction, "02"))
		info->restricted = true;
}

/* Connect's fields over what came with the call (TS 23.078 4.6.2.2). */
static void info_of_connect(const struct flat *f, struct net_info *info)
{
	char number[STORY_NUMBER_SIZE];

	number_of(f, "destinationRoutingAddress[0]", info->called);
	number_of(f, "originalCalledPartyID", number);
	if (*number)
		copy_text(info->original, sizeof(info->original), number);
	number_of(f, "redirectingPartyID", number);
	if (*number)
		copy_text(info->redirecting, sizeof(info->redirecting), number);
	info_of_both(f, info);
	copy_text(info->reason, sizeof(info->reason), flat_get(f, "redirectionInformation.reason"));
	copy_text(info->original_reason, sizeof(info->original_reason),
		  flat_get(f, "redirectionInformation.originalReason"));
	if (flat_get(f, "redirectionInformation.counter"))
		info->counter = (unsigned)atoi(flat_get(f, "redirectionInformation.counter"));
}

static const char *do_request_report(struct network *net, struct bcsm *b, const struct flat *f)
{
	const char *why = NULL;

	for (unsigned i = 0; !why; i++) {
		const char *event, *leg, *timer;
		char key[96];

#define GET(member) (snprintf(key, sizeof(key), "bcsmEvents[%u]." member, i), flat_get(f, key))
		event = GET("eventTypeBCSM");
		if (!event)
			break;
		leg = GET("legID.sendingSideID");
		timer = GET("dpSpecificCriteria.applicationTimer");
		if (GET("legID.receivingSideID"))
			return "RequestReportBCSMEvent with a receivingSideID: the gsmSCF sends sendingSideID (TS 29.078 5.1)";
		why = dp_arm(b, &b->edps, b->side, b->phase, b->pending != PENDING_NOTHING, event, GET("monitorMode"),
			     leg ? (unsigned)strtoul(leg, NULL, 16) : 0, timer ? atoi(timer) : -1,
			     GET("automaticRearm") != NULL);
#undef GET
	}
	return why;
}

static const char *do_connect(struct network *net, struct bcsm *b, const struct flat *f)
{
	struct net_info info = b->info;

	info_of_connect(f, &info);
	if (!*info.called)
		return "Connect without a destination";
	return bcsm_connect(net, b, &info);
}

static const char *do_continue(struct network *net, struct bcsm *b, const struct flat *f)
{
	info_of_both(f, &b->info);
	bcsm_continue(net, b);
	return NULL;
}

static const char *do_release(struct network *net, struct bcsm *b, const struct flat *f)
{
	const char *cause = flat_get(f, "allCallSegments.value");

	if (b->pending == PENDING_NOTHING && !dp_controls(&b->edps))
		return "ReleaseCall without control: no EDP-R is armed and nothing is suspended (TS 23.078 4.5.7)";
	bcsm_release(net, b, cause ? atoi(cause) : 31);
	return NULL;
}

static const char *do_reset_timer(struct network *net, struct bcsm *b, const struct flat *f)
{
	const char *seconds = flat_get(f, "timervalue");

	b->tssf_at = clock_ms() + (seconds ? strtoul(seconds, NULL, 10) * 1000 : net->def->tssf_ms);
	return NULL;
}

static const char *do_information_request(struct network *net, struct bcsm *b, const struct flat *f)
{
	b->asks_information = true;
	return NULL;
}

static const char *do_cancel(struct network *net, struct bcsm *b, const struct flat *f)
{
	if (flat_has(f, "allRequests")) {
		memset(&b->edps, 0, sizeof(b->edps));
		b->no_answer_at = 0;
		b->asks_information = false;
	}
	return NULL;
}

static const char *do_activity_test(struct network *net, struct bcsm *b, const struct flat *f)
{
	struct sim_component c = { .type = TCAP_RESULT_LAST, .code = -1, .name = "ReturnResult", .invoke_id = -1 };
	struct sim_step step = { .kind = STEP_SEND, .send = { .type = TCAP_CONTINUE, .n = 1, .v = &c } };
	char *why = NULL;

	play_send(net->ps, b->dialogue, &step, &why);
	return why;
}

static const char *do_nothing(struct network *net, struct bcsm *b, const struct flat *f)
{
	return NULL;
}

/* Fact: TS 29.078 11 says for each operation in which states of the gsmSSF it may come. */
enum { IN_WAITING = 1, IN_MONITORING = 2, RESUMES = 4 };

static const struct ssf_operation {
	int32_t code;
	unsigned flags;
	const char *(*run)(struct network *net, struct bcsm *b, const struct flat *f);
} operations[] = {
	{ CAP_OP_CONNECT, IN_WAITING | RESUMES, do_connect },
	{ CAP_OP_CONTINUE, IN_WAITING | RESUMES, do_continue },
	{ CAP_OP_CONTINUE_WITH_ARGUMENT, IN_WAITING | RESUMES, do_continue },
	{ CAP_OP_RELEASE_CALL, IN_WAITING | IN_MONITORING | RESUMES, do_release },
	{ CAP_OP_REQUEST_REPORT_BCSM_EVENT, IN_WAITING | IN_MONITORING, do_request_report },
	{ CAP_OP_RESET_TIMER, IN_WAITING, do_reset_timer },
	{ CAP_OP_CALL_INFORMATION_REQUEST, IN_WAITING, do_information_request },
	{ CAP_OP_CANCEL, IN_WAITING | IN_MONITORING, do_cancel },
	{ CAP_OP_ACTIVITY_TEST, IN_WAITING | IN_MONITORING, do_activity_test },
	{ CAP_OP_FURNISH_CHARGING_INFORMATION, IN_WAITING | IN_MONITORING, do_nothing },
	{ CAP_OP_SEND_CHARGING_INFORMATION, IN_WAITING | IN_MONITORING, do_nothing },
	{ CAP_OP_CALL_GAP, IN_WAITING | IN_MONITORING, do_nothing },
};

static const struct ssf_operation *operation_find(int32_t code)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		if (operations[i].code == code)
			return &operations[i];
	}
	return NULL;
}

static const char *operation_refusal(void *ctx, const struct bcsm *b, const struct sim_item *item,
				     const struct ssf_operation *op)
{
	const struct cap_operation *def = cap_operation_by_code(CAP_PROTO_CAP, item->code);

	if (item->broken)
		return talloc_asprintf(ctx, "%s cannot be read: %s", item->name ? item->name : "an operation", item->broken);
	if (def && !(def->phases & CAP_PHASE(b->phase)))
		return talloc_asprintf(ctx, "%s is no operation of phase %u", item->name, b->phase);
	if (!op)
		return talloc_asprintf(ctx, "%s came, which this network cannot do (it has no specialized resource)",
				       item->name);
	if (b->resumed && item->code != CAP_OP_CALL_GAP)
		return talloc_asprintf(ctx, "%s stands behind the operation that lets the call go on: it must come first",
				       item->name);
	if (b->pending == PENDING_NOTHING && !(op->flags & IN_MONITORING))
		return talloc_asprintf(ctx, "%s came while nothing was suspended (TS 29.078 11)", item->name);
	return NULL;
}

static void ssf_operation(struct network *net, struct bcsm *b, const struct sim_item *item)
{
	const struct ssf_operation *op = operation_find(item->code);
	const char *why;

	net_see(net, b->call, EVENT_SENT, item->name, &item->fields);
	if (b->state == BCSM_GONE && b->crossed)
		return;		/* its answer to a question that the caller's end has overtaken */
	if (b->state == BCSM_GONE && item->code != CAP_OP_ACTIVITY_TEST) {
		ssf_fail(net, b, talloc_asprintf(b, "%s came after the call's end", item->name));
		return;
	}
	why = operation_refusal(b, b, item, op);
	if (!why) {
		b->dialogue->last_invoke = item->invoke_id;
		if (op->flags & RESUMES) {
			b->resumed = true;
			b->tssf_at = 0;
			/* in TC-END the dialogue takes its EDPs along */
			if (item->message == TCAP_END)
				memset(&b->edps, 0, sizeof(b->edps));
		}
		why = op->run(net, b, &item->fields);
	}
	if (why && b->crossed)
		return;
	if (why)
		ssf_fail(net, b, why);
}

/* The node is gone or refuses: default call handling "continue" of the CSI. */
static void ssf_default_handling(struct network *net, struct bcsm *b)
{
	memset(&b->edps, 0, sizeof(b->edps));
	b->tssf_at = 0;
	b->no_answer_at = 0;
	if (b->pending != PENDING_NOTHING)
		bcsm_continue(net, b);
}

static void ssf_message_end(struct network *net, struct bcsm *b, const struct sim_item *item)
{
	bool resumed = b->resumed;

	b->resumed = false;
	if (item->kind == EXPECT_U_ABORT || item->kind == EXPECT_P_ABORT) {
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

static void ssf_item(struct network *net, struct bcsm *b, const struct sim_item *item)
{
	switch (item->kind) {
	case EXPECT_INVOKE:
		ssf_operation(net, b, item);
		break;
	case EXPECT_ERROR:
		net_see(net, b->call, EVENT_REFUSED, item->name, &item->fields);
		ssf_default_handling(net, b);
		break;
	case EXPECT_REJECT:
		ssf_fail(net, b, talloc_asprintf(b, "the node rejects what the switch said: %s", item->name));
		break;
	case EXPECT_RESULT:
		ssf_fail(net, b, "a ReturnResult came, and nothing was asked");
		break;
	case EXPECT_NOTICE:
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
		struct sim_item item = d->items[d->head++];

		ssf_item(net, b, &item);
	}
	if (b->tssf_at && b->tssf_at <= now && b->pending != PENDING_NOTHING)
		ssf_timeout(net, b);
	if (b->no_answer_at && b->no_answer_at <= now)
		bcsm_no_answer(net, b);
}
