/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One CAP dialogue as the gsmSCF sees it (TS 23.078 4.4, TS 29.078 11): TC events in, answers by carry_out.c.
 *
 *        TC-BEGIN InitialDP              +-- failure (EDP-R): the next step --+
 *   IDLE ------------------> MONITORING <+------------------------------------+    last report, TC-END, abort, dead peer
 *     | \                        ^   \----------------------------------------------------------> ENDED
 *     |  \ the phone is asked    | the answer, or none in time                                      ^
 *     |   +--------> ASKING -----+-- caller gone ---------------------------------------------------+
 *     +------ answered in TC-END (nothing armed), or refused ---------------------------------------+
 *
 * From IDLE or ASKING to ANCHORING where the call goes to a routing number: ENDED when it has arrived there, MONITORING
 * when it did not.
 */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "scf_private.h"

#define ACTIVITY_TEST_TIMEOUT_MS 5000	/* TS 29.078 table 11-1: Tat, short */

enum scf_event {
	SCF_EV_BEGIN, SCF_EV_CONTINUE, SCF_EV_END, SCF_EV_ABORT, SCF_EV_NOTICE, SCF_EV_L_CANCEL, SCF_EV_L_REJECT,
	SCF_EV_ACTIVITY,
	_SCF_EVENTS
};

/* What an action works on. */
struct scf_step {
	struct scf *scf;
	struct tcap_dialogue *dlg;
	struct scf_dialogue *sd;
	const struct tcap_ind *ind;
};

static void idle(void *object, uint32_t event, void *data);
static void asking(void *object, uint32_t event, void *data);
static void anchoring(void *object, uint32_t event, void *data);
static void monitoring(void *object, uint32_t event, void *data);

static const struct fsm_state states[] = {
	[SCF_ST_IDLE] = {
		.name = "idle",
		.in = 1 << SCF_EV_BEGIN | 1 << SCF_EV_L_REJECT,	/* TCAP sends its rejects by itself */
		.out = 1 << SCF_ST_ASKING | 1 << SCF_ST_ANCHORING | 1 << SCF_ST_MONITORING | 1 << SCF_ST_ENDED,
		.action = idle,
	},
	[SCF_ST_ASKING] = {
		.name = "asking",
		.in = 1 << SCF_EV_CONTINUE | 1 << SCF_EV_END | 1 << SCF_EV_ABORT | 1 << SCF_EV_NOTICE |
		      1 << SCF_EV_L_CANCEL | 1 << SCF_EV_L_REJECT,
		.out = 1 << SCF_ST_ANCHORING | 1 << SCF_ST_MONITORING | 1 << SCF_ST_ENDED,
		.action = asking,
	},
	[SCF_ST_ANCHORING] = {
		.name = "anchoring",
		.in = 1 << SCF_EV_CONTINUE | 1 << SCF_EV_END | 1 << SCF_EV_ABORT | 1 << SCF_EV_NOTICE |
		      1 << SCF_EV_L_CANCEL | 1 << SCF_EV_L_REJECT | 1 << SCF_EV_ACTIVITY,
		.out = 1 << SCF_ST_MONITORING | 1 << SCF_ST_ENDED,
		.action = anchoring,
	},
	[SCF_ST_MONITORING] = {
		.name = "monitoring",
		.in = 1 << SCF_EV_CONTINUE | 1 << SCF_EV_END | 1 << SCF_EV_ABORT | 1 << SCF_EV_NOTICE |
		      1 << SCF_EV_L_CANCEL | 1 << SCF_EV_L_REJECT | 1 << SCF_EV_ACTIVITY,
		.out = 1 << SCF_ST_MONITORING | 1 << SCF_ST_ENDED,
		.action = monitoring,
	},
	[SCF_ST_ENDED] = { .name = "ended" },
};

static const char *const event_names[] = {
	[SCF_EV_BEGIN] = "TC-BEGIN", [SCF_EV_CONTINUE] = "TC-CONTINUE", [SCF_EV_END] = "TC-END",
	[SCF_EV_ABORT] = "TC-ABORT", [SCF_EV_NOTICE] = "TC-NOTICE", [SCF_EV_L_CANCEL] = "TC-L-CANCEL",
	[SCF_EV_L_REJECT] = "TC-L-REJECT", [SCF_EV_ACTIVITY] = "activity timer",
};

static const struct fsm dialogue_fsm = {
	.name = "scf-dialogue", .log_category = DSCF,
	.states = states, .num_states = ARRAY_SIZE(states),
	.event_names = event_names, .num_events = _SCF_EVENTS,
};

const char *scf_state_name(uint8_t state)
{
	return state < ARRAY_SIZE(states) ? states[state].name : "?";
}


void scf_dialogue_close(struct scf *scf, struct scf_dialogue *sd, enum call_end end, const char *why)
{
	LOGDLG(sd, LOGL_INFO, "over: %s\n", why);
	wheel_disarm(scf->wheel, &sd->activity);
	if (sd->state != SCF_ST_ENDED)
		fsm_change(&dialogue_fsm, &sd->state, SCF_ST_ENDED, why);
	if (sd->call)
		call_finish(&sd->call, end);
}

/* Ends with an error to one operation: the gsmSCF reports it in TC-END, basic (TS 29.078 14.1.4). */
static void end_with_error(struct scf_step *s, const struct tcap_component *invoke, int32_t error)
{
	struct tcap_tx *tx = tcap_tx(s->dlg);

	scf_dialogue_close(s->scf, s->sd, CALL_END_FAILED, "refused");
	tcap_tx_error(tx, invoke->invoke_id, error, NULL, 0);
	tcap_send_end(tx);
}

static void end_with_mistyped(struct scf_step *s, const struct tcap_component *invoke, const struct cap_error *err)
{
	struct tcap_tx *tx = tcap_tx(s->dlg);

	LOGDLG(s->sd, LOGL_INFO, "InitialDP refused: offset %u: %s: %s\n", err->offset, err->field,
	       err->detail[0] ? err->detail : err->reason);
	s->scf->ctr[SCF_CTR_BAD_ARGUMENT]++;
	scf_dialogue_close(s->scf, s->sd, CALL_END_FAILED, "bad argument");
	tcap_tx_reject(tx, invoke->invoke_id, (struct tcap_problem){ .type = 0x81, .code = 2 });
	tcap_send_end(tx);
}

/* What opens no CAP dialogue is refused by the user's abort, with CAP's own reason (TS 29.078 5.3, cAP-U-ABORT-Data). */
static void refuse(struct scf_step *s, const char *why)
{
	static const uint8_t abort_data_oid[] = { 0x04, 0x00, 0x00, 0x01, 0x01, 0x02, 0x02 };
	static const uint8_t abnormal_processing[] = { 0x0a, 0x01, 0x04 };

	s->scf->ctr[SCF_CTR_REFUSED]++;
	scf_dialogue_close(s->scf, s->sd, CALL_END_FAILED, why);
	tcap_send_u_abort(s->dlg, abort_data_oid, sizeof(abort_data_oid), abnormal_processing,
			  sizeof(abnormal_processing));
}

static void end_empty(struct scf_step *s, enum call_end end, const char *why)
{
	scf_dialogue_close(s->scf, s->sd, end, why);
	tcap_send_end(tcap_tx(s->dlg));
}

static void let_through(struct scf_step *s, int level, const char *why)
{
	LOGDLG(s->sd, level, "let through: %s\n", why);
	s->scf->ctr[SCF_CTR_LET_THROUGH]++;
	scf_dialogue_close(s->scf, s->sd, CALL_END_LET_THROUGH, why);
	scf_let_through(s->scf, s->dlg);
}

#define OVERLOAD_SAID_EVERY_MS 60000

/* A line a call would only add to the load: the counter tells how many, the log that it is so. */
static void say_overload(struct scf *scf)
{
	uint64_t now = clock_ms();

	if (scf->overload_said_ms && now - scf->overload_said_ms < OVERLOAD_SAID_EVERY_MS)
		return;
	scf->overload_said_ms = now;
	LOGP(DSCF, LOGL_ERROR, "overload: %u dialogues are open, new calls go on unserved\n",
	     tcap_dialogue_count(scf->tcap));
}

/* Not even looked at: the node drains, or has too much to do. */
static bool pass_by(struct scf_step *s, const struct call_setup *setup)
{
	struct scf *scf = s->scf;
	bool overload = tcap_dialogue_count(scf->tcap) > scf->cfg.overload_dialogues;

	if (!scf->draining && !overload)
		return false;
	scf->ctr[scf->draining ? SCF_CTR_DRAINED : SCF_CTR_OVERLOAD]++;
	call_pass_by(scf->calls, setup);
	if (!scf->draining)
		say_overload(scf);
	let_through(s, LOGL_INFO, scf->draining ? "draining" : "overload");
	return true;
}

void scf_dialogue_serve(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd,
			const struct call_setup *setup)
{
	if (!scf_anchor(scf, dlg, sd, setup))
		scf_dialogue_serve_here(scf, dlg, sd, setup);
}

void scf_dialogue_serve_here(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd,
			     const struct call_setup *setup)
{
	struct scf_step s = { .scf = scf, .dlg = dlg, .sd = sd };

	sd->call = call_begin(scf->calls, setup);
	if (!sd->call) {
		let_through(&s, LOGL_INFO, "no room for one more call");
		return;
	}
	sd->call_id = call_id(sd->call);
	if (call_reason(sd->call)->rule == DECIDE_RULE_OWN_LEG)
		scf->ctr[SCF_CTR_OWN_LEG]++;
	LOGDLG(sd, LOGL_INFO, "InitialDP, %s: %s\n", setup->facts.side == DECIDE_RECEIVED ? "received" : "made",
	       decide_why_name(call_reason(sd->call)->why));
	if (scf_carry_out(scf, dlg, sd) < 0)
		let_through(&s, LOGL_NOTICE, "the answer could not be built");
}

/* The decoded InitialDP of a network and side that we serve. */
static void serve(struct scf_step *s, const struct scf_request *req)
{
	if (pass_by(s, &req->setup))
		return;
	scf_dialogue_remember(s->scf, s->sd, req);
	if (scf_ask(s->scf, s->dlg, s->sd, &req->setup))
		return;
	scf_dialogue_serve(s->scf, s->dlg, s->sd, &req->setup);
}

/* Which model's events are armed: N-CSI and O-CSI trigger in the O-BCSM, whichever side is served (TS 23.078 4.2). */
static bool is_o_bcsm(int32_t event, enum decide_side side)
{
	switch (event) {
	case CAP_EVENT_COLLECTED_INFO:
	case CAP_EVENT_ANALYZED_INFORMATION:
	case CAP_EVENT_ROUTE_SELECT_FAILURE:
		return true;
	case CAP_EVENT_TERM_ATTEMPT_AUTHORIZED:
	case CAP_EVENT_T_BUSY:
	case CAP_EVENT_T_NO_ANSWER:
		return false;
	default:
		return side == DECIDE_MADE;
	}
}

static void initial_dp(struct scf_step *s, const struct tcap_component *invoke)
{
	const struct scf_network *network = scf_network_for(s->scf, tcap_dialogue_peer(s->dlg));
	struct scf_request req;
	enum decide_side side;
	struct cap_error err;

	s->scf->ctr[SCF_CTR_INITIAL_DP]++;
	if (cap_decode(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_INITIAL_DP)->argument, s->sd->phase,
		       invoke->parameter.v, invoke->parameter.len, &req.idp, NULL, &err) < 0) {
		end_with_mistyped(s, invoke, &err);
		return;
	}
	if (!network || !scf_side_by_key(network, req.idp.service_key.v, &side)) {
		LOGDLG(s->sd, LOGL_INFO, "service key %d is not configured\n", req.idp.service_key.v);
		s->scf->ctr[SCF_CTR_UNKNOWN_KEY]++;
		end_with_error(s, invoke, CAP_ERR_MISSING_CUSTOMER_RECORD);
		return;
	}
	s->sd->network = network - s->scf->network;
	s->sd->is_o_bcsm = is_o_bcsm(req.idp.event_type_bcsm.present ? req.idp.event_type_bcsm.v : -1, side);
	scf_facts_from_idp(s->scf, s->sd, side, &req);
	serve(s, &req);
}

/* It ought to be the first (TS 29.078 8.1); one that stands behind something else is a call that waits all the same. */
static const struct tcap_component *find_initial_dp(const struct tcap_msg *msg)
{
	for (unsigned i = 0; i < msg->num_components; i++)
		if (msg->component[i].type == TCAP_INVOKE && msg->component[i].code == CAP_OP_INITIAL_DP)
			return &msg->component[i];
	return NULL;
}

/* Only classes 1 and 2 have errors (Q.774 3.2.1.1.1). */
static bool takes_error(const struct tcap_component *c)
{
	const struct cap_operation *op = c->type == TCAP_INVOKE ? cap_operation_by_code(CAP_PROTO_CAP, c->code) : NULL;

	return op && op->op_class <= 2;
}

/* TC-BEGIN: InitialDP; whatever else it brings, it gets an answer. */
static void begin(struct scf_step *s)
{
	const struct tcap_msg *msg = s->ind->msg;
	uint8_t acn[TCAP_MAX_OID];
	const struct cap_context *ctx = cap_context_by_oid(acn, tcap_dialogue_acn(s->dlg, acn));
	const struct tcap_component *idp = find_initial_dp(msg);

	s->sd->id = tcap_dialogue_id(s->dlg);
	s->sd->phase = ctx ? ctx->phase : 4;
	if (s->scf->cfg.own.ssn)
		tcap_dialogue_set_own(s->dlg, &s->scf->cfg.own);
	if (idp)
		initial_dp(s, idp);
	else if (!msg->num_components && tcap_tx_components(tcap_tx(s->dlg)))
		end_empty(s, CALL_END_FAILED, "rejected");	/* TCAP's rejects of what came leave with it */
	else if (msg->num_components && takes_error(&msg->component[0]))
		end_with_error(s, &msg->component[0], CAP_ERR_UNEXPECTED_COMPONENT_SEQUENCE);
	else
		refuse(s, "nothing asked");
}

static void idle(void *object, uint32_t event, void *data)
{
	if (event == SCF_EV_BEGIN)
		begin(data);
}

/* The switch has acted on the last step: its operations are done, and do not hold TCAP's places until their timers end
 * (class 2: silence is success, Q.774 3.2.1.1.3). */
static void invokes_done(struct scf_step *s)
{
	for (unsigned i = 0; i < s->sd->num_invokes; i++)
		tcap_cancel(s->dlg, s->sd->invoke[i]);
	s->sd->num_invokes = 0;
}

/* What a message means to the dialogue. */
struct meaning {
	bool over;		/* the call is over */
	bool next;		/* a step of the plan waits to be carried out */
	bool suspended;		/* the switch waits for an instruction */
	bool refused;		/* the gsmSSF did not do what we asked: what stood behind it is not done either */
	const struct tcap_component *unexpected;	/* the first invoke that wants an answer and fits no procedure */
};

/* Answered, and not by whom the list rang. Nothing in CAP takes the leg back from here and rings the next one: what would
 * have come next is said in the log. Before the answer the failure comes as a request, and is answered by the next step. */
static void answered_elsewhere(struct scf_step *s, const struct scf_report *r)
{
	s->scf->ctr[SCF_CTR_DIVERTED_BY_NETWORK]++;
	call_leg_diverted(s->sd->call, r->diverted_to);
	if (!call_leg_unwanted(s->sd->call))
		return;
	s->scf->ctr[SCF_CTR_SWALLOWED]++;
	LOGDLG(s->sd, LOGL_NOTICE, "the network's own forwarding (a voicemail?) answered a leg of a list: is the HLR's "
	       "forwarding withdrawn for our lines?\n");
}

static void failure(struct scf_step *s, const struct scf_report *r, struct meaning *m)
{
	bool more;

	if (r->diverted) {
		s->scf->ctr[SCF_CTR_DIVERTED_BY_NETWORK]++;
		call_leg_diverted(s->sd->call, r->diverted_to);
	}
	more = call_leg_failed(s->sd->call, r->outcome, r->cause);
	m->next |= more && r->suspended;
	m->over |= !more || !r->suspended;	/* a notification leaves us nothing to do (TS 23.078 4.4.5) */
}

/* What the switch reports, told to the call. */
static void report(struct scf_step *s, const struct scf_report *r, struct meaning *m)
{
	switch (r->kind) {
	case SCF_REPORT_ANSWER:
		if (r->diverted)
			answered_elsewhere(s, r);
		call_answered(s->sd->call);
		break;
	case SCF_REPORT_FAILURE:
		failure(s, r, m);
		break;
	case SCF_REPORT_DISCONNECT:
		call_leg_ended(s->sd->call, r->cause, r->by_caller);
		m->over = true;
		break;
	case SCF_REPORT_ABANDON:
		call_abandoned(s->sd->call);
		m->over = true;
		break;
	default:
		break;
	}
}

static void event_report(struct scf_step *s, const struct tcap_component *invoke, struct meaning *m)
{
	struct scf_report r;
	struct cap_error err;

	if (scf_report_read(s->scf, s->sd, invoke, &r, &err) < 0) {
		LOGDLG(s->sd, LOGL_INFO, "EventReportBCSM unreadable: %s: %s\n", err.field, err.reason);
		s->scf->ctr[SCF_CTR_BAD_ARGUMENT]++;
		return;	/* class 4: nothing to answer with (TS 29.078 table 4-1) */
	}
	LOGDLG(s->sd, LOGL_INFO, "EventReportBCSM %d%s, cause %u\n", r.event, r.suspended ? ", waits" : "", r.cause);
	invokes_done(s);
	m->suspended |= r.suspended;
	if (s->sd->call)
		report(s, &r, m);
}

static void arm_activity(struct scf *scf, struct scf_dialogue *sd)
{
	if (scf->cfg.activity_test_s)
		wheel_arm(scf->wheel, &sd->activity, scf->activity_kind, scf->cfg.activity_test_s * 1000);
}

static struct meaning components(struct scf_step *s)
{
	struct meaning m = { 0 };
	const struct tcap_msg *msg = s->ind->msg;

	for (unsigned i = 0; i < msg->num_components; i++) {
		const struct tcap_component *c = &msg->component[i];

		switch (c->type) {
		case TCAP_INVOKE:
			if (c->code == CAP_OP_EVENT_REPORT_BCSM)
				event_report(s, c, &m);
			else if (!m.unexpected && cap_operation_by_code(CAP_PROTO_CAP, c->code)->op_class != 4)
				m.unexpected = c;
			break;
		case TCAP_ERROR:
		case TCAP_REJECT:
			LOGDLG(s->sd, LOGL_INFO, "the gsmSSF refused an operation (%s %d)\n",
			       c->type == TCAP_ERROR ? "error" : "reject",
			       c->type == TCAP_ERROR ? (int)c->code : c->problem.code);
			s->scf->ctr[SCF_CTR_ERROR_FROM_SSF]++;
			m.refused = true;
			break;
		default:	/* a result: ActivityTest's, the dialogue lives */
			break;
		}
	}
	return m;
}

/* The gsmSSF has discarded the rest of our message (TS 29.078 11), the Connect among it perhaps, and the call may wait for
 * an instruction. */
static void resume(struct scf_step *s)
{
	scf_dialogue_close(s->scf, s->sd, CALL_END_LET_THROUGH, "the gsmSSF refused what we asked");
	scf_let_through(s->scf, s->dlg);
}

static void test_activity(struct scf_step *s)
{
	struct tcap_tx *tx = tcap_tx(s->dlg);

	s->scf->ctr[SCF_CTR_ACTIVITY_TEST]++;
	/* First: behind the sending the dialogue may be gone. */
	arm_activity(s->scf, s->sd);
	if (tcap_tx_invoke(tx, CAP_OP_ACTIVITY_TEST, 3, ACTIVITY_TEST_TIMEOUT_MS, NULL, 0) >= 0)
		tcap_send_continue(tx);
}

static void dead(struct scf_step *s, const char *why)
{
	LOGDLG(s->sd, LOGL_NOTICE, "dropped: %s\n", why);
	s->scf->ctr[SCF_CTR_DEAD_DIALOGUE]++;
	scf_dialogue_close(s->scf, s->sd, CALL_END_ABORTED, why);
	tcap_end_prearranged(s->dlg);
}

/* The call waits and nothing of the plan follows: the natural outcome (TS 23.078 4.5.2.1). Nothing of the leg's is armed
 * any more. */
static void natural_outcome(struct scf_step *s)
{
	scf_dialogue_close(s->scf, s->sd, CALL_END_NORMAL, "nothing follows");
	scf_let_through(s->scf, s->dlg);
}

static void next_step(struct scf_step *s)
{
	if (scf_carry_out(s->scf, s->dlg, s->sd) < 0)
		let_through(s, LOGL_NOTICE, "the next step could not be built");
}

static void continue_waiting(struct scf_step *s)
{
	static const struct call_step plain = { .kind = DECIDE_UNTOUCHED };
	struct tcap_tx *tx = tcap_tx(s->dlg);

	arm_activity(s->scf, s->sd);
	if (scf_add_continue(s->scf, tx, s->sd, &plain) >= 0)
		tcap_send_continue(tx);
}

static void after_continue(struct scf_step *s, const struct meaning *m)
{
	if (m->unexpected)
		end_with_error(s, m->unexpected, CAP_ERR_UNEXPECTED_COMPONENT_SEQUENCE);
	else if (m->over && m->suspended)
		natural_outcome(s);
	else if (m->over)
		end_empty(s, CALL_END_NORMAL, "call over");
	else if (m->refused)
		resume(s);
	else if (m->next)
		next_step(s);
	else if (m->suspended)
		continue_waiting(s);
	else
		arm_activity(s->scf, s->sd);
}

/* Nothing was armed yet: the switch can only give the call up. */
static void asking(void *object, uint32_t event, void *data)
{
	struct scf_step *s = data;

	switch (event) {
	case SCF_EV_CONTINUE:
	case SCF_EV_L_CANCEL:	/* of ResetTimer: class 2, success */
		break;
	case SCF_EV_END:
	case SCF_EV_ABORT:
		s->scf->ctr[SCF_CTR_ABORT_FROM_SSF] += event == SCF_EV_ABORT;
		scf_ask_forget(s->scf, s->sd);
		scf_dialogue_close(s->scf, s->sd, CALL_END_ABORTED, "given up by the gsmSSF");
		break;
	case SCF_EV_NOTICE:
		scf_ask_forget(s->scf, s->sd);
		dead(s, "our message was returned");
		break;
	}
}

/* On its way to a routing number: what the switch reports now, it has not arrived. */
static void anchoring_report(struct scf_step *s, const struct tcap_component *invoke)
{
	struct cap_error err;
	struct scf_report r;

	if (scf_report_read(s->scf, s->sd, invoke, &r, &err) < 0) {
		LOGDLG(s->sd, LOGL_INFO, "EventReportBCSM unreadable: %s: %s\n", err.field, err.reason);
		s->scf->ctr[SCF_CTR_BAD_ARGUMENT]++;
		return;
	}
	LOGDLG(s->sd, LOGL_INFO, "EventReportBCSM %d%s, cause %u\n", r.event, r.suspended ? ", waits" : "", r.cause);
	invokes_done(s);
	switch (r.kind) {
	case SCF_REPORT_FAILURE:
		if (r.suspended) {
			scf_anchor_failed(s->scf, s->dlg, s->sd, true);
			return;
		}
		/* fall through */
	case SCF_REPORT_DISCONNECT:
	case SCF_REPORT_ABANDON:
		scf_anchor_forget(s->scf, s->sd);
		end_empty(s, CALL_END_NORMAL, "over before it arrived");
		return;
	case SCF_REPORT_ANSWER:
		LOGDLG(s->sd, LOGL_NOTICE, "somebody else answered the routing number: does its range lead to this node?\n");
		break;
	default:
		break;
	}
}

static void anchoring_continue(struct scf_step *s)
{
	const struct tcap_msg *msg = s->ind->msg;

	arm_activity(s->scf, s->sd);
	for (unsigned i = 0; i < msg->num_components; i++) {
		const struct tcap_component *c = &msg->component[i];

		if (c->type == TCAP_INVOKE && c->code == CAP_OP_EVENT_REPORT_BCSM) {
			anchoring_report(s, c);
			return;
		}
		if (c->type == TCAP_ERROR || c->type == TCAP_REJECT) {
			/* The Connect went with what was refused (TS 29.078 11): the call still waits where it was. */
			s->scf->ctr[SCF_CTR_ERROR_FROM_SSF]++;
			scf_anchor_failed(s->scf, s->dlg, s->sd, false);
			return;
		}
	}
}

static void anchoring(void *object, uint32_t event, void *data)
{
	struct scf_step *s = data;

	switch (event) {
	case SCF_EV_CONTINUE:
		anchoring_continue(s);
		break;
	case SCF_EV_END:
	case SCF_EV_ABORT:
		s->scf->ctr[SCF_CTR_ABORT_FROM_SSF] += event == SCF_EV_ABORT;
		scf_anchor_forget(s->scf, s->sd);
		scf_dialogue_close(s->scf, s->sd, event == SCF_EV_ABORT ? CALL_END_ABORTED : CALL_END_NORMAL,
				   "given up by the gsmSSF");
		break;
	case SCF_EV_NOTICE:
		scf_anchor_forget(s->scf, s->sd);
		dead(s, "our message was returned");
		break;
	case SCF_EV_L_CANCEL:
		if (s->ind->op_class == 1 || s->ind->op_class == 3) {
			scf_anchor_forget(s->scf, s->sd);
			dead(s, "no answer to ActivityTest");
		}
		break;
	case SCF_EV_ACTIVITY:
		test_activity(s);
		break;
	}
}

static void monitoring(void *object, uint32_t event, void *data)
{
	struct scf_step *s = data;
	struct meaning m;

	switch (event) {
	case SCF_EV_CONTINUE:
		m = components(s);
		after_continue(s, &m);
		break;
	case SCF_EV_END:
		components(s);
		scf_dialogue_close(s->scf, s->sd, CALL_END_NORMAL, "ended by the gsmSSF");
		break;
	case SCF_EV_ABORT:
		s->scf->ctr[SCF_CTR_ABORT_FROM_SSF]++;
		scf_dialogue_close(s->scf, s->sd, CALL_END_ABORTED, "aborted by the gsmSSF");
		break;
	case SCF_EV_NOTICE:	/* what we sent came back: nobody is there any more (fact sheet section 1) */
		dead(s, "our message was returned");
		break;
	case SCF_EV_L_CANCEL:	/* class 2 in silence is success, class 4 has no timer that matters (Q.774 3.2.1.1.3) */
		if (s->ind->op_class == 1 || s->ind->op_class == 3)
			dead(s, "no answer to ActivityTest");
		break;
	case SCF_EV_ACTIVITY:
		test_activity(s);
		break;
	}
}

static const uint8_t event_of[] = {
	[TCAP_EV_BEGIN] = SCF_EV_BEGIN, [TCAP_EV_CONTINUE] = SCF_EV_CONTINUE, [TCAP_EV_END] = SCF_EV_END,
	[TCAP_EV_U_ABORT] = SCF_EV_ABORT, [TCAP_EV_P_ABORT] = SCF_EV_ABORT, [TCAP_EV_NOTICE] = SCF_EV_NOTICE,
	[TCAP_EV_L_CANCEL] = SCF_EV_L_CANCEL, [TCAP_EV_L_REJECT] = SCF_EV_L_REJECT,
};

void scf_dialogue_indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	struct scf_step s = { .scf = priv, .dlg = dlg, .sd = tcap_dialogue_data(dlg), .ind = ind };

	fsm_dispatch(&dialogue_fsm, &s.sd->state, event_of[ind->event], s.sd, &s);
}

void scf_dialogue_activity(struct wheel_timer *timer, void *priv)
{
	struct scf_dialogue *sd = container_of(timer, struct scf_dialogue, activity);
	struct scf *scf = priv;
	struct scf_step s = { .scf = scf, .dlg = tcap_dialogue_find(scf->tcap, sd->id), .sd = sd };

	if (s.dlg)
		fsm_dispatch(&dialogue_fsm, &sd->state, SCF_EV_ACTIVITY, sd, &s);
}

void scf_dialogue_monitor(struct scf *scf, struct scf_dialogue *sd)
{
	fsm_change(&dialogue_fsm, &sd->state, SCF_ST_MONITORING, "events armed");
	arm_activity(scf, sd);
}

void scf_dialogue_asking(struct scf_dialogue *sd)
{
	fsm_change(&dialogue_fsm, &sd->state, SCF_ST_ASKING, "the phone is asked about");
}

void scf_dialogue_anchoring(struct scf *scf, struct scf_dialogue *sd)
{
	fsm_change(&dialogue_fsm, &sd->state, SCF_ST_ANCHORING, "to a routing number");
	arm_activity(scf, sd);
}
