/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A plan in the switch's own operations: Continue, Connect, ReleaseCall, with the events armed that the record needs.
 * The resume operation always stands last (TS 29.078 11: what follows a failed one is discarded). */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include <mpabx/cap/connect.h>
#include <mpabx/cap/isup.h>
#include <mpabx/cap/release_call.h>
#include <mpabx/cap/request_report_bcsm_event.h>

#include "scf_private.h"

#define MAX_ARGUMENT 256
#define MAX_REDIRECTIONS 5	/* Q.763 3.45: the counter's own maximum */

static int invoke(struct tcap_tx *tx, enum cap_op code, unsigned phase, const void *argument)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, code);
	uint8_t buf[MAX_ARGUMENT];
	struct cap_error err;
	int len = 0;

	if (argument) {
		len = cap_encode(op->argument, phase, argument, buf, sizeof(buf), NULL, &err);
		if (len < 0) {
			LOGP(DSCF, LOGL_ERROR, "%s cannot be encoded: %s: %s\n", op->name, err.field, err.reason);
			return len;
		}
	}
	return tcap_tx_invoke(tx, op->code, op->op_class, op->timeout_ms, len ? buf : NULL, len);
}

void scf_let_through(struct scf *scf, struct tcap_dialogue *dlg)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	scf->ctr[SCF_CTR_CONTINUE]++;
	invoke(tx, CAP_OP_CONTINUE, 1, NULL);
	tcap_send_end(tx);
}

/* Everything that a Connect carries, with the octets its pointers borrow. */
struct connect {
	struct cap_connect arg;
	uint8_t destination[20], original[20], redirecting[20], information[2];
};

static int put_number(const struct scf *scf, const struct scf_network *network, enum isup_number_kind kind,
		      e164_t number, uint8_t *buf, size_t size, struct cap_octets *ret)
{
	struct isup_number n = { .npi = 1 };
	int len;

	if (!numplan_to_network(fleet_default_numplan(scf->snap), &network->numbers, number, &n.nai, n.digits))
		return -EINVAL;
	len = isup_number_encode(kind, &n, buf, size);
	if (len < 0)
		return len;
	ret->v = buf;
	ret->len = len;
	return 0;
}

/* Q.732.2 2.5.2: who diverts becomes the redirecting number; the first to divert stays the original called number with
 * the original reason; the counter moves by one. What the network had sent of the original goes back as it came. */
static int put_diversion(const struct scf *scf, const struct scf_network *network, const struct scf_request *req,
			 const struct call_step *step, struct connect *c)
{
	const struct decide_facts *facts = &req->setup.facts;
	struct isup_redirection r = { .indicator = 3, .original_reason = step->redirect_reason };
	int rc = put_number(scf, network, ISUP_REDIRECTING, facts->served, c->redirecting, sizeof(c->redirecting),
			    &c->arg.redirecting_party_id);

	if (rc < 0)
		return rc;
	if (req->idp.original_called_party_id.v)
		c->arg.original_called_party_id = req->idp.original_called_party_id;
	else if (facts->redirecting)	/* diverted once before: its redirecting number was the first (Q.732.2) */
		rc = put_number(scf, network, ISUP_ORIGINAL_CALLED, facts->redirecting, c->original,
				sizeof(c->original), &c->arg.original_called_party_id);
	else	/* the first to divert is both; the two parameters are coded alike (Q.763 3.39, 3.44) */
		c->arg.original_called_party_id = c->arg.redirecting_party_id;
	if (rc < 0)
		return rc;
	if (req->idp.redirection_information.v) {
		struct isup_redirection was;

		if (isup_redirection_decode(&req->idp.redirection_information, &was) == 0 && was.counter) {
			r.original_reason = was.counter == 1 && !was.original_reason ? was.reason : was.original_reason;
			if (was.indicator)
				r.indicator = was.indicator;
		}
	}
	r.counter = facts->redirections < MAX_REDIRECTIONS ? facts->redirections + 1 : MAX_REDIRECTIONS;
	r.reason = step->redirect_reason;
	rc = isup_redirection_encode(&r, c->information, sizeof(c->information));
	if (rc < 0)
		return rc;
	c->arg.redirection_information = (struct cap_octets){ c->information, rc };
	return 0;
}

static int build_connect(const struct scf *scf, const struct scf_network *network, const struct scf_request *req,
			 const struct call_step *step, struct connect *c)
{
	int rc;

	memset(&c->arg, 0, sizeof(c->arg));
	rc = put_number(scf, network, ISUP_CALLED, step->number, c->destination, sizeof(c->destination),
			&c->arg.destination_routing_address.v[0]);
	if (rc < 0)
		return rc;
	c->arg.destination_routing_address.n = 1;
	return step->diverted ? put_diversion(scf, network, req, step, c) : 0;
}

/* The events of each side, TS 23.078 table 4.1: phase 1 knows only answer and disconnect. */
struct armed { uint8_t event; uint8_t leg; uint8_t phases; };
#define PHASE_2_ON 0x0e
static const struct armed made_side[] = {
	{ CAP_EVENT_O_ANSWER, 2, 0x0f }, { CAP_EVENT_O_DISCONNECT, 1, 0x0f }, { CAP_EVENT_O_DISCONNECT, 2, 0x0f },
	{ CAP_EVENT_ROUTE_SELECT_FAILURE, 2, PHASE_2_ON }, { CAP_EVENT_O_CALLED_PARTY_BUSY, 2, PHASE_2_ON },
	{ CAP_EVENT_O_NO_ANSWER, 2, PHASE_2_ON }, { CAP_EVENT_O_ABANDON, 1, PHASE_2_ON },
};
static const struct armed received_side[] = {
	{ CAP_EVENT_T_ANSWER, 2, 0x0f }, { CAP_EVENT_T_DISCONNECT, 1, 0x0f }, { CAP_EVENT_T_DISCONNECT, 2, 0x0f },
	{ CAP_EVENT_T_BUSY, 2, PHASE_2_ON }, { CAP_EVENT_T_NO_ANSWER, 2, PHASE_2_ON },
	{ CAP_EVENT_T_ABANDON, 1, PHASE_2_ON },
};

static int request_events(struct tcap_tx *tx, const struct scf_dialogue *sd)
{
	static const uint8_t leg_octet[3] = { 0, 1, 2 };
	const struct armed *side = sd->received_side ? received_side : made_side;
	unsigned n = sd->received_side ? ARRAY_SIZE(received_side) : ARRAY_SIZE(made_side);
	struct cap_request_report_bcsm_event rrb;

	cap_request_report_bcsm_event_clear(&rrb);
	for (unsigned i = 0; i < n; i++) {
		struct cap_bcsm_event *e = &rrb.bcsm_events.v[rrb.bcsm_events.n];

		if (!(side[i].phases & CAP_PHASE(sd->phase)))
			continue;
		memset(e, 0, sizeof(*e));
		e->event_type_bcsm = (struct cap_int){ true, side[i].event };
		e->monitor_mode = (struct cap_int){ true, CAP_MONITOR_NOTIFY_AND_CONTINUE };
		e->leg_id.sel = CAP_LEG_SENDING;
		e->leg_id.id = (struct cap_octets){ &leg_octet[side[i].leg], 1 };
		rrb.bcsm_events.n++;
	}
	return invoke(tx, CAP_OP_REQUEST_REPORT_BCSM_EVENT, sd->phase, &rrb);
}

static void log_connect(const struct scf_dialogue *sd, e164_t number)
{
	char text[E164_STR_SIZE];

	LOGDLG(sd, LOGL_INFO, "Connect to %s\n", e164_print(number, text));
}

static int ring(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct scf_request *req,
		const struct call_step *step)
{
	const struct scf_network *network = &scf->network[sd->network];
	struct tcap_tx *tx = tcap_tx(dlg);
	struct connect c;
	int rc = build_connect(scf, network, req, step, &c);

	if (rc < 0)
		return rc;
	if (network->monitor) {
		rc = request_events(tx, sd);
		if (rc < 0)
			return rc;
	}
	rc = invoke(tx, CAP_OP_CONNECT, sd->phase, &c.arg);
	if (rc < 0)
		return rc;
	scf->ctr[SCF_CTR_CONNECT]++;
	log_connect(sd, step->number);
	call_step_sent(sd->call);
	if (network->monitor) {
		scf_dialogue_monitor(scf, sd);
		return tcap_send_continue(tx);
	}
	scf_dialogue_close(scf, sd, CALL_END_NORMAL, "connected, nothing armed");
	tcap_send_end(tx);	/* left or not, the dialogue is gone */
	return 0;
}

static int release(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, uint8_t value)
{
	struct isup_cause cause = { .coding = 0, .location = 2, .value = value };
	struct cap_release_call arg = { .sel = CAP_RELEASE_ALL_CALL_SEGMENTS };
	struct tcap_tx *tx = tcap_tx(dlg);
	uint8_t buf[4];
	int rc = isup_cause_encode(&cause, buf, sizeof(buf));

	if (rc < 0)
		return rc;
	arg.all_call_segments = (struct cap_octets){ buf, rc };
	rc = invoke(tx, CAP_OP_RELEASE_CALL, sd->phase, &arg);
	if (rc < 0)
		return rc;
	scf->ctr[SCF_CTR_RELEASE]++;
	call_leg_ended(sd->call, value, false);
	scf_dialogue_close(scf, sd, CALL_END_RELEASED, "released");
	tcap_send_end(tx);	/* as in ring() */
	return 0;
}

int scf_carry_out(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct scf_request *req)
{
	struct call_step step;

	call_step(sd->call, &step);
	switch (step.kind) {
	case DECIDE_RING:
		return ring(scf, dlg, sd, req, &step);
	case DECIDE_RELEASE:
		return release(scf, dlg, sd, step.cause);
	default:
		scf_dialogue_close(scf, sd, CALL_END_LET_THROUGH, "let through");
		scf_let_through(scf, dlg);
		return 0;
	}
}
