/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call that the switch alone cannot serve: Connect to a routing number (IMRN) of the node's range, where it comes back by
 * SIP and is carried on (product.md section 2, "anchor"; call/route.h keeps the numbers). Only while SIP and media are
 * proven alive, and only where the switch can bring the call back: failures stay armed as requests until the INVITE is
 * here, no answer by its own timer, so that a call that does not arrive goes on as the switch can serve it. A full
 * pool, phase 1, a code that was dialled: likewise. When it has arrived nothing of the switch's is needed any more:
 * Cancel (all requests) in TC-END. Our Connect carries no redirecting number, but to a fixed routing number, where it is the
 * served line's: that tells the call apart. What the network adds is not looked at: the facts that are taken back are those
 * of the InitialDP. */
#include <string.h>

#include <mpabx/cap/cancel.h>

#include "scf_private.h"

#define ARRIVES_WITHIN_S 10
/* So many calls of one caller to one line, with so many legs of ours on their way there, are no chance any more. */
#define MOST_ROUNDS 3
#define ROUNDS_WITHIN_MS 10000

void scf_set_anchor(struct scf *scf, uint8_t (*able)(void *priv), void *priv)
{
	scf->able = able;
	scf->able_priv = priv;
}

/* What the switch does not bring back, or SIP could not carry on, stays in the switch. */
static bool may_anchor(const struct scf *scf, const struct scf_dialogue *sd, const struct call_setup *setup)
{
	const struct decide_facts *f = &setup->facts;

	if (!scf->network[sd->network].anchor || sd->phase < 2 || !scf->able)
		return false;
	/* Calls made abroad are never anchored (product.md section 3). */
	if (f->side == DECIDE_MADE && setup->not_here)
		return false;
	return f->bearer == DECIDE_SPEECH || f->bearer == DECIDE_AUDIO_3K1;
}

/* Is there a number to which the switch can send it if it does not arrive? What was dialled may be a code. */
static bool can_return(const struct scf *scf, const struct decide_facts *facts)
{
	return facts->called.e164 || call_plan_preview(scf->calls, facts)->stage[0].kind == DECIDE_RING;
}

/* A leg of the SIP side's that comes back through the line's CSI is known by its numbers (call/pending.c). Where a network
 * leaves none of them it looks like a new call, and would go round for ever: each round has a leg out that nobody knew
 * again. Who dials a busy line over and over has none, his calls before are over. */
static bool goes_round(struct scf *scf, const struct decide_facts *f)
{
	uint64_t hash = (f->served * 0x9e3779b97f4a7c15u) ^ (f->calling * 0xbf58476d1ce4e5b9u);
	struct scf_round *r = &scf->round[(hash >> 40) % SCF_ROUNDS];
	uint32_t now = (uint32_t)clock_ms();

	if (r->served != f->served || r->calling != f->calling || now - r->since_ms > ROUNDS_WITHIN_MS)
		*r = (struct scf_round){ .served = f->served, .calling = f->calling, .since_ms = now };
	return ++r->times > MOST_ROUNDS && call_legs_out(scf->calls, f) >= MOST_ROUNDS;
}

static struct scf_anchored *anchored_new(struct scf *scf, struct scf_dialogue *sd, const struct call_setup *setup)
{
	e164_t fixed = scf->network[sd->network].anchor_fixed;
	struct scf_anchored *a = pool_get(scf->anchored);

	if (!a)
		return NULL;
	a->setup = *setup;
	a->setup.call_reference = a->call_reference;
	a->setup.call_reference_len = 0;
	if (setup->call_reference_len <= sizeof(a->call_reference)) {
		a->setup.call_reference_len = setup->call_reference_len;
		memcpy(a->call_reference, setup->call_reference, setup->call_reference_len);
	}
	a->number = fixed ? call_route_take_fixed(scf->calls, fixed, setup, sd->id, &a->setup.id) :
		call_route_take(scf->calls, setup, sd->id, &a->setup.id);
	if (!a->number) {
		pool_put(scf->anchored, a);
		return NULL;
	}
	a->dialogue = sd->id;
	sd->anchored = pool_handle(scf->anchored, a);
	sd->call_id = a->setup.id;
	return a;
}

static void anchored_free(struct scf *scf, struct scf_dialogue *sd)
{
	pool_put(scf->anchored, pool_find(scf->anchored, sd->anchored));
	sd->anchored = 0;
}

/* Failures as requests; the switch's own timer brings back a call that rings nowhere. */
static struct call_step step_of(const struct scf *scf, const struct scf_dialogue *sd, const struct scf_anchored *a)
{
	const struct scf_network *network = &scf->network[sd->network];
	const struct decide_facts *f = &a->setup.facts;
	uint8_t ring_s = ARRIVES_WITHIN_S;

	if (network->no_answer_min_s > ring_s)
		ring_s = network->no_answer_min_s;
	if (network->no_answer_max_s && network->no_answer_max_s < ring_s)
		ring_s = network->no_answer_max_s;
	return (struct call_step){
		.kind = DECIDE_RING, .number = a->number, .control = true, .watch = true, .ring_s = ring_s,
		.charged = f->side == DECIDE_MADE ? f->served : f->calling,
		.diverted = network->anchor_fixed != E164_NONE, .redirecting = f->served,
		.redirect_reason = DECIDE_REDIRECT_UNCONDITIONAL,
	};
}

static int send_away(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct scf_anchored *a)
{
	const struct call_step step = step_of(scf, sd, a);
	struct tcap_tx *tx = tcap_tx(dlg);
	int rc;

	sd->num_invokes = 0;
	rc = scf_add_events(tx, sd, &step);
	if (rc >= 0)	/* a leg to ourselves: marked, so that nobody is charged for two (product.md section 11) */
		rc = scf_add_charged(scf, tx, sd, "anchor", step.charged);
	if (rc >= 0)
		rc = scf_add_connect(scf, tx, sd, &step);
	if (rc < 0)
		return rc;
	scf_dialogue_anchoring(scf, sd);
	scf->ctr[SCF_CTR_ANCHORED]++;
	return tcap_send_continue(tx);
}

bool scf_anchor(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, const struct call_setup *setup)
{
	char number[E164_STR_SIZE];
	struct scf_anchored *a;
	uint8_t why, able = may_anchor(scf, sd, setup) ? scf->able(scf->able_priv) : 0;

	if (!able)
		return false;
	why = call_wants_anchor(scf->calls, setup) & able;
	if (!why || !can_return(scf, &setup->facts))
		return false;
	if (goes_round(scf, &setup->facts)) {
		scf->ctr[SCF_CTR_ANCHOR_ROUND]++;
		LOGDLG(sd, LOGL_NOTICE, "the same call again and again: does the network take redirecting and calling number off our "
		       "legs? It goes on in the switch\n");
		return false;
	}
	a = anchored_new(scf, sd, setup);
	if (!a) {
		scf->ctr[SCF_CTR_ANCHOR_FULL]++;
		LOGDLG(sd, LOGL_NOTICE, "no routing number is free: the call goes on in the switch\n");
		return false;
	}
	LOGDLG(sd, LOGL_INFO, "goes to routing number %s (reasons %02x)\n", e164_print(a->number, number), why);
	if (send_away(scf, dlg, sd, a) >= 0)
		return true;
	call_route_give_up(scf->calls, a->number, a->dialogue);
	anchored_free(scf, sd);
	return false;
}

void scf_anchor_failed(struct scf *scf, struct tcap_dialogue *dlg, struct scf_dialogue *sd, bool rerouted)
{
	struct scf_anchored *a = pool_find(scf->anchored, sd->anchored);
	struct call_setup setup;
	uint8_t reference[8];

	if (!a)
		return;
	setup = a->setup;
	memcpy(reference, a->call_reference, sizeof(reference));
	setup.call_reference = reference;
	setup.rerouted = rerouted;
	scf->ctr[SCF_CTR_ANCHOR_FAILED]++;
	LOGDLG(sd, LOGL_NOTICE, "did not arrive at its routing number: the call goes on in the switch\n");
	call_route_give_up(scf->calls, a->number, a->dialogue);
	anchored_free(scf, sd);
	scf_dialogue_serve_here(scf, dlg, sd, &setup);
}

void scf_anchor_forget(struct scf *scf, struct scf_dialogue *sd)
{
	struct scf_anchored *a = pool_find(scf->anchored, sd->anchored);

	if (!a)
		return;
	call_route_give_up(scf->calls, a->number, a->dialogue);
	sd->call = call_begin(scf->calls, &a->setup);
	if (sd->call)
		call_abandoned(sd->call);
	anchored_free(scf, sd);
}

/* The INVITE is here (or another driver took the number over). */
static void arrived(void *priv, uint32_t dialogue)
{
	static const struct cap_cancel all = { .sel = CAP_CANCEL_ALL_REQUESTS, .all_requests.present = true };
	struct scf *scf = priv;
	struct tcap_dialogue *dlg = tcap_dialogue_find(scf->tcap, dialogue);
	struct scf_dialogue *sd = dlg ? tcap_dialogue_data(dlg) : NULL;
	struct tcap_tx *tx;

	if (!sd || sd->state != SCF_ST_ANCHORING)
		return;
	anchored_free(scf, sd);
	scf->ctr[SCF_CTR_ANCHOR_ARRIVED]++;
	scf_dialogue_close(scf, sd, CALL_END_NORMAL, "it arrived at its routing number");
	tx = tcap_tx(dlg);
	if (scf_invoke(tx, sd, CAP_OP_CANCEL, &all) < 0)
		LOGDLG(sd, LOGL_ERROR, "Cancel cannot be built\n");
	tcap_send_end(tx);
}

void scf_anchor_init(struct scf *scf)
{
	static const struct call_route_ops ops = { .arrived = arrived };

	call_room_set_route_ops(scf->calls, &ops, scf);
}

int scf_anchored_each(const struct scf *scf, int (*cb)(void *priv, const struct scf_anchored_info *info), void *priv)
{
	const struct scf_anchored *a = NULL;

	while ((a = pool_next(scf->anchored, a))) {
		const struct scf_anchored_info info = {
			.number = a->number, .call = a->setup.id, .dialogue = a->dialogue, .served = a->setup.facts.served,
			.calling = a->setup.facts.calling,
		};
		int rc = cb(priv, &info);

		if (rc)
			return rc;
	}
	return 0;
}
