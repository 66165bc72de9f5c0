/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A question about the served line's phone before the decision (MAP, where the network is set up so and the answer could
 * change the plan). The call waits in the switch meanwhile: past a second its timer is reset (ResetTimer, TS 29.078
 * 11.38), past three the call goes on without the answer. */
#include <string.h>

#include <mpabx/cap.h>

#include "scf_private.h"

#define RESET_AFTER_MS 1000
#define GIVE_UP_AFTER_MS 2000	/* behind the reset */
#define RESET_TO_S 10

bool scf_hlr_of(const struct scf *scf, const struct scf_network *network, e164_t line, struct sccp_addr *ret)
{
	char digits[E164_STR_SIZE];

	if (!scf->cfg.own.ssn)
		return false;
	e164_to_digits(line, digits);
	return sccp_addr_from_gt(ret, network->hlr_gt[0] ? network->hlr_gt : digits, SCCP_SSN_HLR) == 0;
}

static struct scf_question *question_new(struct scf *scf, struct scf_dialogue *sd, const struct call_setup *setup)
{
	struct scf_question *q = pool_get(scf->questions);

	if (!q)
		return NULL;
	q->setup = *setup;
	q->dialogue = sd->id;
	q->timer_reset = false;
	q->setup.call_reference = q->call_reference;
	q->setup.call_reference_len = 0;
	if (setup->call_reference_len <= sizeof(q->call_reference)) {
		q->setup.call_reference_len = setup->call_reference_len;
		memcpy(q->call_reference, setup->call_reference, setup->call_reference_len);
	}
	sd->question = pool_handle(scf->questions, q);
	return q;
}

static void question_free(struct scf *scf, struct scf_dialogue *sd)
{
	struct scf_question *q = pool_find(scf->questions, sd->question);

	sd->question = 0;
	if (!q)
		return;
	wheel_disarm(scf->wheel, &q->timer);
	pool_put(scf->questions, q);
}

bool scf_ask(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct call_setup *setup)
{
	const struct scf_network *network = &scf->network[sd->network];
	uint32_t id = sd->id;
	struct sccp_addr hlr;
	struct scf_question *q;
	int rc;

	if (network->phone_query == SCF_ASK_NOBODY || !call_wants_phone(scf->calls, setup) ||
	    !scf_hlr_of(scf, network, setup->facts.served, &hlr))
		return false;
	q = question_new(scf, sd, setup);
	if (!q)
		return false;
	scf_dialogue_asking(sd);
	wheel_arm(scf->wheel, &q->timer, scf->ask_kind, RESET_AFTER_MS);
	scf->ctr[SCF_CTR_ASKED]++;
	/* The answer may come before this returns: nothing of ours is touched behind it. */
	if (network->phone_query == SCF_ASK_ATI)
		rc = scf_map_ask_ati(scf, &hlr, setup->facts.served, id);
	else
		rc = scf_map_ask_sri(scf, &hlr, setup->facts.served, id);
	if (rc < 0)
		scf_ask_answer(scf, id, DECIDE_PHONE_UNKNOWN);
	return true;
}

void scf_ask_answer(struct scf *scf, uint32_t cap_dialogue, enum decide_phone phone)
{
	struct tcap_dialogue *dlg = tcap_dialogue_find(scf->tcap, cap_dialogue);
	struct scf_dialogue *sd = dlg ? tcap_dialogue_data(dlg) : NULL;
	struct scf_question *q = sd && sd->state == SCF_ST_ASKING ? pool_find(scf->questions, sd->question) : NULL;
	struct call_setup setup;
	uint8_t reference[8];

	if (!q)
		return;
	setup = q->setup;
	memcpy(reference, q->call_reference, sizeof(reference));
	setup.call_reference = reference;
	setup.facts.phone = phone;
	question_free(scf, sd);
	if (phone == DECIDE_PHONE_UNKNOWN)
		scf->ctr[SCF_CTR_ASK_FAILED]++;
	LOGDLG(sd, LOGL_INFO, "about the phone: %s\n", phone == DECIDE_PHONE_IDLE ? "idle" :
	       phone == DECIDE_PHONE_BUSY ? "busy" : phone == DECIDE_PHONE_OFF ? "not reachable" : "no answer");
	scf_dialogue_serve(scf, dlg, sd, &setup);
}

static void reset_timer(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd)
{
	struct tcap_tx *tx = tcap_tx(dlg);

	if (sd->phase >= 2 && scf_add_reset_timer(scf, tx, sd, RESET_TO_S) >= 0)
		tcap_send_continue(tx);
}

void scf_ask_timer(struct wheel_timer *timer, void *priv)
{
	struct scf_question *q = container_of(timer, struct scf_question, timer);
	struct scf *scf = priv;
	struct tcap_dialogue *dlg = tcap_dialogue_find(scf->tcap, q->dialogue);

	if (!dlg || q->timer_reset) {
		scf_ask_answer(scf, q->dialogue, DECIDE_PHONE_UNKNOWN);
		return;
	}
	q->timer_reset = true;
	wheel_arm(scf->wheel, &q->timer, scf->ask_kind, GIVE_UP_AFTER_MS);
	reset_timer(scf, dlg, tcap_dialogue_data(dlg));
}

void scf_ask_forget(struct scf *scf, struct scf_dialogue *sd)
{
	struct scf_question *q = pool_find(scf->questions, sd->question);

	if (!q)
		return;
	sd->call = call_begin(scf->calls, &q->setup);
	if (sd->call) {
		sd->call_id = call_id(sd->call);
		call_abandoned(sd->call);
	}
	question_free(scf, sd);
}
