/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call's step in the switch's own operations: Continue, Connect, ReleaseCall, with the events armed that the next step,
 * the live state and the record need. The resume operation always stands last (TS 29.078 11: what follows a failed one
 * is discarded). With nothing armed it goes in TC-END and the dialogue is over. */
#include <errno.h>

#include "scf_private.h"

void scf_let_through(struct scf *scf, struct tcap_dialogue *dlg)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_CONTINUE);
	struct tcap_tx *tx = tcap_tx(dlg);

	scf->ctr[SCF_CTR_CONTINUE]++;
	tcap_tx_invoke(tx, op->code, op->op_class, op->timeout_ms, NULL, 0);
	tcap_send_end(tx);
}

static void log_step(const struct scf_dialogue *sd, const struct call_step *step)
{
	char text[E164_STR_SIZE];

	LOGDLG(sd, LOGL_INFO, "%s%s, %s%s\n", step->kind == DECIDE_RING ? "Connect to " : "Continue",
	       step->kind == DECIDE_RING ? e164_print(step->number, text) : "", decide_rule_name(step->rule),
	       step->control ? ", controlled" : step->watch ? ", watched" : "");
}

/* Continue or Connect. */
static int send_on(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct call_step *step)
{
	bool stays = step->control || step->watch;
	struct tcap_tx *tx = tcap_tx(dlg);
	int rc = 0;

	sd->num_invokes = 0;
	if (stays)
		rc = scf_add_events(tx, sd, step);
	if (rc >= 0)
		rc = scf_add_charging(scf, tx, sd, step);
	if (rc >= 0)
		rc = step->kind == DECIDE_RING ? scf_add_connect(scf, tx, sd, step) :
						 scf_add_continue(scf, tx, sd, step);
	if (rc < 0)
		return rc;
	log_step(sd, step);
	call_step_sent(sd->call);
	if (stays) {
		scf_dialogue_monitor(scf, sd);
		return tcap_send_continue(tx);
	}
	scf_dialogue_close(scf, sd, step->kind == DECIDE_RING ? CALL_END_NORMAL : CALL_END_LET_THROUGH,
			   step->kind == DECIDE_RING ? "connected, nothing armed" : "let through");
	tcap_send_end(tx);	/* left or not, the dialogue is gone */
	return 0;
}

static int release(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, uint8_t cause)
{
	struct tcap_tx *tx = tcap_tx(dlg);
	int rc = scf_add_release(scf, tx, sd, cause);

	if (rc < 0)
		return rc;
	call_step_sent(sd->call);
	scf_dialogue_close(scf, sd, CALL_END_RELEASED, "released");
	tcap_send_end(tx);	/* as in send_on() */
	return 0;
}

int scf_carry_out(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd)
{
	struct call_step step;

	call_step(sd->call, &step);
	scf->ctr[SCF_CTR_STEP]++;
	if (step.kind == DECIDE_RELEASE)
		return release(scf, dlg, sd, step.cause);
	if (step.kind == DECIDE_RING && scf->network[sd->network].monitor)
		step.watch = true;
	return send_on(scf, dlg, sd, &step);
}
