/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Our operations, from a call's step to their arguments (TS 29.078 6.1.1). Called by carry_out.c and ask.c; what is armed
 * stands in events.c. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/cap/connect.h>
#include <mpabx/cap/continue_with_argument.h>
#include <mpabx/cap/furnish_charging_information.h>
#include <mpabx/cap/isup.h>
#include <mpabx/cap/release_call.h>
#include <mpabx/cap/reset_timer.h>

#include "scf_private.h"

#define MAX_ARGUMENT 256
#define MAX_REDIRECTIONS 5	/* Q.763 3.45: the counter's own maximum */
#define REDIRECTION_CALL_DIVERTED 3	/* Q.763 3.45, redirecting indicator */
#define QUALIFIER_ADDITIONAL_CALLING 6	/* Q.763 3.26 */

int scf_invoke(struct tcap_tx *tx, struct scf_dialogue *sd, enum cap_op code, const void *argument)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, code);
	uint8_t buf[MAX_ARGUMENT];
	struct cap_error err;
	int len = 0, id;

	if (argument) {
		len = cap_encode(op->argument, sd->phase, argument, buf, sizeof(buf), NULL, &err);
		if (len < 0) {
			LOGDLG(sd, LOGL_ERROR, "%s cannot be encoded: %s: %s\n", op->name, err.field, err.reason);
			return len;
		}
	}
	id = tcap_tx_invoke(tx, op->code, op->op_class, op->timeout_ms, len ? buf : NULL, len);
	if (id >= 0 && op->op_class == 2 && sd->num_invokes < SCF_MAX_INVOKES)
		sd->invoke[sd->num_invokes++] = (int8_t)id;
	return id;
}

static const struct scf_network *network_of(const struct scf *scf, const struct scf_dialogue *sd)
{
	return &scf->network[sd->network];
}

static int put_number(const struct scf *scf, const struct scf_dialogue *sd, enum isup_number_kind kind, e164_t number,
		      uint8_t *buf, size_t size, struct cap_octets *ret)
{
	struct isup_number n = { .npi = 1 };
	int len;

	if (kind == ISUP_GENERIC) {
		n.qualifier = QUALIFIER_ADDITIONAL_CALLING;
		n.si = 3;	/* network provided */
	}
	if (!numplan_to_network(fleet_default_numplan(scf->snap), &network_of(scf, sd)->numbers, number, &n.nai,
				n.digits))
		return -EINVAL;
	len = isup_number_encode(kind, &n, buf, size);
	if (len < 0)
		return len;
	*ret = (struct cap_octets){ buf, (uint16_t)len };
	return 0;
}

/* Everything that a Connect carries, with the octets its pointers borrow. */
struct connect {
	struct cap_connect arg;
	uint8_t destination[20], redirecting[20], information[2], shown[20];
};

/* Q.732.2 2.5.2: who diverts becomes the redirecting number; the first to divert stays the original called number with
 * the original reason; the counter moves by one. What the network had sent of the original goes back as it came. */
static int put_diversion(const struct scf *scf, const struct scf_dialogue *sd, const struct call_step *step,
			 struct connect *c)
{
	struct isup_redirection r = {
		.indicator = sd->indicator ? sd->indicator : REDIRECTION_CALL_DIVERTED,
		.original_reason = sd->redirections ? sd->original_reason : step->redirect_reason,
		.counter = sd->redirections < MAX_REDIRECTIONS ? sd->redirections + 1 : MAX_REDIRECTIONS,
		.reason = step->redirect_reason,
	};
	int rc = put_number(scf, sd, ISUP_REDIRECTING, step->redirecting, c->redirecting, sizeof(c->redirecting),
			    &c->arg.redirecting_party_id);

	if (rc < 0)
		return rc;
	if (sd->original_len)
		c->arg.original_called_party_id = (struct cap_octets){ sd->original, sd->original_len };
	else	/* the first to divert is both; the two parameters are coded alike (Q.763 3.39, 3.44) */
		c->arg.original_called_party_id = c->arg.redirecting_party_id;
	rc = isup_redirection_encode(&r, c->information, sizeof(c->information));
	if (rc < 0)
		return rc;
	c->arg.redirection_information = (struct cap_octets){ c->information, (uint16_t)rc };
	return 0;
}

/* TS 29.078 5.1, Q.1601: 1 allowed, 2 not allowed; restriction 1 no impact, 2 restricted. */
static bool put_interaction(const struct scf_dialogue *sd, const struct call_step *step,
			    struct cap_service_interaction *ret)
{
	static const uint8_t not_allowed = 2, restricted = 2;
	struct cap_forward_interaction *forward = &ret->forward_service_interaction_ind;

	if (sd->phase < 3 || !(step->no_diversion || step->shown_withheld))
		return false;
	ret->present = forward->present = true;
	if (step->no_diversion)
		forward->call_diversion_treatment_indicator = (struct cap_octets){ &not_allowed, 1 };
	if (step->shown_withheld)
		forward->calling_party_restriction_indicator = (struct cap_octets){ &restricted, 1 };
	return true;
}

static int put_shown(const struct scf *scf, const struct scf_dialogue *sd, const struct call_step *step, uint8_t buf[20],
		     struct cap_generic_numbers *ret)
{
	int rc = put_number(scf, sd, ISUP_GENERIC, step->shown, buf, 20, &ret->v[0]);

	if (rc == 0)
		ret->n = 1;
	return rc;
}

int scf_add_connect(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step)
{
	struct connect c;
	int rc;

	memset(&c.arg, 0, sizeof(c.arg));
	rc = put_number(scf, sd, ISUP_CALLED, step->number, c.destination, sizeof(c.destination),
			&c.arg.destination_routing_address.v[0]);
	if (rc < 0)
		return rc;
	c.arg.destination_routing_address.n = 1;
	if (step->diverted && put_diversion(scf, sd, step, &c) < 0)
		return -EINVAL;
	if (step->shown && put_shown(scf, sd, step, c.shown, &c.arg.generic_numbers) < 0)
		return -EINVAL;
	put_interaction(sd, step, &c.arg.service_interaction_indicators_two);
	rc = scf_invoke(tx, sd, CAP_OP_CONNECT, &c.arg);
	if (rc >= 0)
		scf->ctr[SCF_CTR_CONNECT]++;
	return rc;
}

/* Continue; from CAP 3 on with an argument where there is something to say. */
int scf_add_continue(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step)
{
	struct cap_continue_with_argument arg;
	uint8_t shown[20];

	scf->ctr[SCF_CTR_CONTINUE]++;
	if (sd->phase < 3 || !(step->shown || step->shown_withheld || step->no_diversion))
		return scf_invoke(tx, sd, CAP_OP_CONTINUE, NULL);
	memset(&arg, 0, sizeof(arg));
	put_interaction(sd, step, &arg.service_interaction_indicators_two);
	if (step->shown && put_shown(scf, sd, step, shown, &arg.generic_numbers) < 0)
		return -EINVAL;
	return scf_invoke(tx, sd, CAP_OP_CONTINUE_WITH_ARGUMENT, &arg);
}

int scf_add_release(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, uint8_t value)
{
	struct isup_cause cause = { .coding = 0, .location = 2, .value = value };
	struct cap_release_call arg = { .sel = CAP_RELEASE_ALL_CALL_SEGMENTS };
	uint8_t buf[4];
	int rc = isup_cause_encode(&cause, buf, sizeof(buf));

	if (rc < 0)
		return rc;
	arg.all_call_segments = (struct cap_octets){ buf, (uint16_t)rc };
	rc = scf_invoke(tx, sd, CAP_OP_RELEASE_CALL, &arg);
	if (rc >= 0)
		scf->ctr[SCF_CTR_RELEASE]++;
	return rc;
}

/* Service and charged party in the MSC's own record (product.md section 11), as text that mediation can read:
 * "mpabx;no-answer-forwarding;33639980011". TS 29.078: up to 160 octets; a follow-on Connect begins a new logical call
 * record, so each step furnishes its own. */
int scf_add_charged(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const char *service, e164_t charged)
{
	static const uint8_t leg_1 = 1;
	struct cap_furnish_charging_information arg;
	struct cap_fci_sequence1 *fci = &arg.in.fci_bccc_camel_sequence1;
	char digits[E164_STR_SIZE], text[96];
	int len;

	if (!network_of(scf, sd)->furnish_charging || sd->phase < 2 || !charged)
		return 0;
	e164_to_digits(charged, digits);
	len = snprintf(text, sizeof(text), "mpabx;%s;%s", service, digits);
	memset(&arg, 0, sizeof(arg));
	arg.in.sel = CAP_FCI_SEQUENCE1;
	fci->present = true;
	fci->free_format_data = (struct cap_octets){ (const uint8_t *)text, (uint16_t)len };
	fci->party_to_charge.sel = CAP_LEG_SENDING;
	fci->party_to_charge.id = (struct cap_octets){ &leg_1, 1 };
	scf->ctr[SCF_CTR_FURNISH_CHARGING]++;
	return scf_invoke(tx, sd, CAP_OP_FURNISH_CHARGING_INFORMATION, &arg);
}

/* What somebody of ours pays: what is rung for him, and his own call. Not what is left untouched (an emergency call, a stranger's
 * line, data), nor what only its caller pays: the phone that he called, our own leg that comes back. */
static bool is_ours_to_pay(const struct call_step *step)
{
	return step->charged && (step->kind == DECIDE_RING || step->rule == DECIDE_RULE_NORMAL_CALL);
}

int scf_add_charging(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, const struct call_step *step)
{
	return is_ours_to_pay(step) ? scf_add_charged(scf, tx, sd, decide_rule_name(step->rule), step->charged) : 0;
}

int scf_add_reset_timer(struct scf *scf, struct tcap_tx *tx, struct scf_dialogue *sd, unsigned seconds)
{
	struct cap_reset_timer arg;

	memset(&arg, 0, sizeof(arg));
	arg.timer_id = (struct cap_int){ true, 0 };	/* Tssf */
	arg.timervalue = (struct cap_int){ true, (int32_t)seconds };
	scf->ctr[SCF_CTR_RESET_TIMER]++;
	return scf_invoke(tx, sd, CAP_OP_RESET_TIMER, &arg);
}
