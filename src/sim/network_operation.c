/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the node's operations do to a BCSM, and in which state of the gsmSSF each may come (TS 29.078 11). Left out: user
 * interaction, call party handling and applied charging: this network has no specialized resource. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "network.h"

/* "+336..." from a number that was decoded. */
static void number_of(const struct cap_flat *f, const char *key, char ret[STORY_NUMBER_SIZE])
{
	char buf[64], sub[96];
	const char *hex = cap_flat_get(f, key), *digits;
	size_t qualifier = !strncmp(key, "genericNumbers", strlen("genericNumbers")) ? 2 : 0;	/* Q.763 3.26: an octet before */
	unsigned nai = 0;

	*ret = '\0';
	snprintf(sub, sizeof(sub), "%s.digits", key);
	digits = cap_flat_get(f, sub);
	if (!hex || !digits || strlen(hex) < qualifier || sscanf(hex + qualifier, "%2x", &nai) != 1)
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
static void info_of_both(const struct cap_flat *f, struct net_info *info)
{
#define FORWARD "serviceInteractionIndicatorsTwo.forwardServiceInteractionInd."
	const char *treatment = cap_flat_get(f, FORWARD "callDiversionTreatmentIndicator");
	const char *restriction = cap_flat_get(f, FORWARD "callingPartyRestrictionIndicator");
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
static void info_of_connect(const struct cap_flat *f, struct net_info *info)
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
	copy_text(info->reason, sizeof(info->reason), cap_flat_get(f, "redirectionInformation.reason"));
	copy_text(info->original_reason, sizeof(info->original_reason),
		  cap_flat_get(f, "redirectionInformation.originalReason"));
	if (cap_flat_get(f, "redirectionInformation.counter"))
		info->counter = (unsigned)atoi(cap_flat_get(f, "redirectionInformation.counter"));
}

static const char *do_request_report(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	const char *why = NULL;

	for (unsigned i = 0; !why; i++) {
		const char *event, *leg, *timer;
		char key[96];

#define GET(member) (snprintf(key, sizeof(key), "bcsmEvents[%u]." member, i), cap_flat_get(f, key))
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

static const char *do_connect(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	struct net_info info = b->info;

	info_of_connect(f, &info);
	if (!*info.called)
		return "Connect without a destination";
	return bcsm_connect(net, b, &info);
}

static const char *do_continue(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	info_of_both(f, &b->info);
	bcsm_continue(net, b);
	return NULL;
}

static const char *do_release(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	const char *cause = cap_flat_get(f, "allCallSegments.value");

	if (b->pending == PENDING_NOTHING && !dp_controls(&b->edps))
		return "ReleaseCall without control: no EDP-R is armed and nothing is suspended (TS 23.078 4.5.7)";
	bcsm_release(net, b, cause ? atoi(cause) : 31);
	return NULL;
}

static const char *do_reset_timer(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	const char *seconds = cap_flat_get(f, "timervalue");

	b->tssf_at = clock_ms() + (seconds ? strtoul(seconds, NULL, 10) * 1000 : net->def->tssf_ms);
	return NULL;
}

static const char *do_information_request(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	b->asks_information = true;
	return NULL;
}

static const char *do_cancel(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	if (cap_flat_has(f, "allRequests")) {
		memset(&b->edps, 0, sizeof(b->edps));
		b->no_answer_at = 0;
		b->asks_information = false;
	}
	return NULL;
}

static const char *do_activity_test(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	struct sim_component c = { .type = TCAP_RESULT_LAST, .code = -1, .name = "ReturnResult", .invoke_id = -1 };
	struct sim_step step = { .kind = STEP_SEND, .send = { .type = TCAP_CONTINUE, .n = 1, .v = &c } };
	char *why = NULL;

	play_send(net->ps, b->dialogue, &step, &why);
	return why;
}

static const char *do_nothing(struct network *net, struct bcsm *b, const struct cap_flat *f)
{
	return NULL;
}

/* Fact: TS 29.078 11 says for each operation in which states of the gsmSSF it may come. */
enum { IN_WAITING = 1, IN_MONITORING = 2, RESUMES = 4 };

static const struct ssf_operation {
	int32_t code;
	unsigned flags;
	const char *(*run)(struct network *net, struct bcsm *b, const struct cap_flat *f);
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

static const char *operation_refusal(void *ctx, const struct bcsm *b, const struct cap_item *item,
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

void ssf_operation(struct network *net, struct bcsm *b, const struct cap_item *item)
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
