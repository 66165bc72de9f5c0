/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gsmSCF's instance: its place on TCAP, the networks it knows, its counters, its messages in the log. What happens in a
 * dialogue is dialogue.c. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "scf_private.h"

static bool serves(void *priv, const uint8_t *acn, size_t length)
{
	const struct cap_context *ctx = cap_context_by_oid(acn, length);

	/* Assisting and SRF dialogues are opened only where we asked for them by ETC, which we do not send. */
	return ctx && ctx->proto == CAP_PROTO_CAP && ctx->generic;
}

static bool allows(void *priv, const struct sccp_addr *calling, int32_t op_code)
{
	const struct scf *scf = priv;

	if (op_code < 0)
		return screen_knows(scf->screen, calling, SCCP_SSN_CAP);
	return screen_allows(scf->screen, calling, SCCP_SSN_CAP, op_code);
}

static uint8_t op_class(void *priv, const uint8_t *acn, size_t length, int32_t op_code)
{
	const struct cap_context *ctx = cap_context_by_oid(acn, length);
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, op_code);

	if (!ctx || !op || !(op->direction & CAP_FROM_SSF) || !(op->phases & CAP_PHASE(ctx->phase)))
		return 0;
	return op->op_class;
}

static const char *message_name(enum tcap_msg_type type)
{
	switch (type) {
	case TCAP_BEGIN:
		return "TC-BEGIN";
	case TCAP_CONTINUE:
		return "TC-CONTINUE";
	case TCAP_END:
		return "TC-END";
	case TCAP_ABORT:
		return "TC-ABORT";
	default:
		return "TC-UNI";
	}
}

/* " Connect", " error missingCustomerRecord", " reject": one component as a person reads it. */
static int component_text(const struct tcap_component *c, char *buf, size_t size)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, c->code);
	const struct cap_error_def *error = cap_error_by_code(CAP_PROTO_CAP, c->code);

	switch (c->type) {
	case TCAP_INVOKE:
		return snprintf(buf, size, " %s", op ? op->name : "?");
	case TCAP_ERROR:
		return snprintf(buf, size, " error %s", error ? error->name : "?");
	case TCAP_REJECT:
		return snprintf(buf, size, " reject %02x:%u", c->problem.type, c->problem.code);
	default:
		return snprintf(buf, size, " result %s", op ? op->name : "");
	}
}

/* Every message of a dialogue at level debug, under the call's id. */
static void trace(void *priv, struct tcap_dialogue *dlg, bool out, const struct tcap_msg *msg, const uint8_t *pdu,
		  size_t length)
{
	struct scf_dialogue *sd = dlg ? tcap_dialogue_data(dlg) : NULL;
	const struct scf *scf = priv;
	char text[256] = "";
	size_t at = 0;

	if (scf->trace && sd)
		scf->trace(scf->trace_priv, &(const struct scf_trace){
			.call = sd->call_id, .dialogue = tcap_dialogue_id(dlg), .proto = CAP_PROTO_CAP, .phase = sd->phase,
			.out = out, .msg = msg, .pdu = pdu, .length = length, .peer = tcap_dialogue_peer(dlg),
		});
	if (!sd || !log_check_level(DSCF, LOGL_DEBUG))
		return;
	for (unsigned i = 0; i < msg->num_components && at < sizeof(text); i++)
		at += component_text(&msg->component[i], text + at, sizeof(text) - at);
	sd->id = tcap_dialogue_id(dlg);
	LOGDLG(sd, LOGL_DEBUG, "%s %s%s\n", out ? "->" : "<-",
	       message_name(msg->type), text);
}

static const struct tcap_user_ops tcap_ops = {
	.serves = serves,
	.allows = allows,
	.op_class = op_class,
	.indicate = scf_dialogue_indicate,
	.trace = trace,
	.dialogue_data = sizeof(struct scf_dialogue),
};

#define MAX_QUESTIONS 4096	/* calls that wait for a phone's state at once; more go on without */

#define MAX_ANCHORED 65536	/* calls on their way to a routing number at once */

static void set_defaults(struct scf_config *cfg)
{
	if (!cfg->max_dialogues)
		cfg->max_dialogues = SCF_DEFAULT_MAX_DIALOGUES;
	if (!cfg->overload_dialogues)
		cfg->overload_dialogues = cfg->max_dialogues - cfg->max_dialogues / 10;
}

struct scf *scf_alloc(void *ctx, struct sccp *sccp, struct wheel *wheel, struct call_room *calls,
		      const struct fleet_snapshot *snap, struct screen *screen, const struct scf_config *cfg)
{
	struct scf *scf = talloc_zero(ctx, struct scf);
	int kind, ask, locate;

	if (!scf)
		return NULL;
	scf->sccp = sccp;
	scf->wheel = wheel;
	scf->calls = calls;
	scf->snap = snap;
	scf->screen = screen;
	scf->cfg = *cfg;
	set_defaults(&scf->cfg);
	kind = wheel_kind(wheel, "activity-test", scf_dialogue_activity, scf);
	ask = wheel_kind(wheel, "ask", scf_ask_timer, scf);
	locate = wheel_kind(wheel, "locate", scf_locate_timer, scf);
	scf->locations = pool_alloc(scf, "locations", sizeof(struct scf_location), MAX_QUESTIONS);
	scf->anchored = pool_alloc(scf, "anchored", sizeof(struct scf_anchored), MAX_ANCHORED);
	scf_anchor_init(scf);
	scf->questions = pool_alloc(scf, "questions", sizeof(struct scf_question), MAX_QUESTIONS);
	if (kind > 0 && ask > 0 && locate > 0 && scf->questions && scf->anchored && scf->locations) {
		struct tcap_config tc = { .max_dialogues = scf->cfg.max_dialogues };

		scf->activity_kind = kind;
		scf->ask_kind = ask;
		scf->locate_kind = locate;
		scf->tcap = tcap_alloc(scf, sccp, wheel, SCCP_SSN_CAP, &tc, &tcap_ops, scf);
	}
	scf->map = scf_map_alloc(scf);
	if (!scf->tcap || !scf->map)
		TALLOC_FREE(scf);
	return scf;
}

int scf_add_network(struct scf *scf, const struct scf_network *network)
{
	if (scf->num_networks >= SCF_MAX_NETWORKS)
		return -ENOSPC;
	if (!network->name[0] || network->redirection_limit > DECIDE_MAX_REDIRECTIONS ||
	    (network->no_answer_max_s && network->no_answer_max_s < network->no_answer_min_s))
		return -EINVAL;
	scf->network[scf->num_networks++] = *network;
	return 0;
}

/* How many digits of this network's prefixes lead the title; -1: none of them does. */
static int prefix_match(const struct scf_network *network, const char *gt)
{
	int best = network->gt_prefix[0][0] ? -1 : 0;

	for (unsigned i = 0; i < 8 && network->gt_prefix[i][0]; i++) {
		int n = strlen(network->gt_prefix[i]);

		if (n > best && !strncmp(gt, network->gt_prefix[i], n))
			best = n;
	}
	return best;
}

const struct scf_network *scf_network_for(const struct scf *scf, const struct sccp_addr *calling)
{
	const struct scf_network *found = NULL;
	char gt[SCCP_GT_MAX_DIGITS + 1];
	int best = -1;

	sccp_addr_gt(calling, gt);
	for (unsigned i = 0; i < scf->num_networks; i++) {
		int n = prefix_match(&scf->network[i], gt);

		if (n > best) {
			best = n;
			found = &scf->network[i];
		}
	}
	return found;
}

struct tcap *scf_tcap(const struct scf *scf)
{
	return scf->tcap;
}

struct tcap *scf_map_tcap(const struct scf *scf)
{
	return scf->map;
}

int scf_dialogues_each(const struct scf *scf, int (*cb)(void *priv, const struct scf_dialogue_info *info), void *priv)
{
	struct tcap_dialogue *dlg = NULL;

	while ((dlg = tcap_dialogue_next(scf->tcap, dlg))) {
		const struct scf_dialogue *sd = tcap_dialogue_data(dlg);
		struct scf_dialogue_info info = {
			.id = tcap_dialogue_id(dlg), .state = scf_state_name(sd->state), .peer = tcap_dialogue_peer(dlg),
			.call = sd->call_id,
		};
		int rc;

		if (sd->call) {
			struct call_record record;

			call_describe(sd->call, &record);
			info.call = record.id;
			info.served = record.served;
		}
		rc = cb(priv, &info);
		if (rc)
			return rc;
	}
	return 0;
}

void scf_drain(struct scf *scf, bool on)
{
	scf->draining = on;
	LOGP(DSCF, LOGL_NOTICE, "%s\n", on ? "draining: new calls go on unserved" : "serving again");
}

bool scf_is_draining(const struct scf *scf)
{
	return scf->draining;
}

void scf_set_trace(struct scf *scf, void (*cb)(void *priv, const struct scf_trace *trace), void *priv)
{
	scf->trace = cb;
	scf->trace_priv = priv;
}

static const char *const ctr_names[_SCF_CTRS] = {
	[SCF_CTR_INITIAL_DP] = "initial_dp",
	[SCF_CTR_CONNECT] = "connect",
	[SCF_CTR_CONTINUE] = "continue",
	[SCF_CTR_RELEASE] = "release_call",
	[SCF_CTR_UNKNOWN_KEY] = "unknown_service_key",
	[SCF_CTR_BAD_ARGUMENT] = "bad_argument",
	[SCF_CTR_REFUSED] = "refused",
	[SCF_CTR_LET_THROUGH] = "let_through",
	[SCF_CTR_OVERLOAD] = "overload",
	[SCF_CTR_OWN_LEG] = "own_leg",
	[SCF_CTR_ERROR_FROM_SSF] = "error_from_ssf",
	[SCF_CTR_ABORT_FROM_SSF] = "abort_from_ssf",
	[SCF_CTR_ACTIVITY_TEST] = "activity_test",
	[SCF_CTR_DEAD_DIALOGUE] = "dead_dialogue",
	[SCF_CTR_STEP] = "step",
	[SCF_CTR_FURNISH_CHARGING] = "furnish_charging",
	[SCF_CTR_RESET_TIMER] = "reset_timer",
	[SCF_CTR_DIVERTED_BY_NETWORK] = "diverted_by_network",
	[SCF_CTR_SWALLOWED] = "swallowed_by_network",
	[SCF_CTR_DRAINED] = "drained",
	[SCF_CTR_ASKED] = "asked",
	[SCF_CTR_ASK_FAILED] = "ask_failed",
	[SCF_CTR_SS_NOTIFICATION] = "ss_notification",
	[SCF_CTR_LOCATE] = "locate",
	[SCF_CTR_LOCATE_FAILED] = "locate_failed",
	[SCF_CTR_ANCHORED] = "anchored",
	[SCF_CTR_ANCHOR_ARRIVED] = "anchor_arrived",
	[SCF_CTR_ANCHOR_FAILED] = "anchor_failed",
	[SCF_CTR_ANCHOR_FULL] = "anchor_full",
	[SCF_CTR_ANCHOR_ROUND] = "anchor_round",
};

uint64_t scf_counter(const struct scf *scf, enum scf_ctr ctr)
{
	return scf->ctr[ctr];
}

const char *scf_counter_name(enum scf_ctr ctr)
{
	return ctr_names[ctr];
}
