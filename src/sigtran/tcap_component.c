/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_component.c
 *  The component sub-layer's checks of what came in (ITU-T Q.774 3.2.1 and 3.2.2): valid components go on to the
 *  user, the others get the problem code of Q.773 3.7 and wait in tcap_rejects for the next message out. Which
 *  operations are known, of which class, and allowed to whom, the user says. Parameters are not looked at. */
#include <string.h>

#include "tcap_private.h"

static const struct tcap_problem valid = { 0 };

/* Q.773 tables 26 to 28 */
static const struct tcap_problem duplicate_invoke_id = { TCAP_PROBLEM_INVOKE, 0 };
static const struct tcap_problem unrecognised_operation = { TCAP_PROBLEM_INVOKE, 1 };
static const struct tcap_problem resource_limitation = { TCAP_PROBLEM_INVOKE, 3 };
static const struct tcap_problem unrecognised_linked_id = { TCAP_PROBLEM_INVOKE, 5 };
static const struct tcap_problem result_unrecognised_id = { TCAP_PROBLEM_RESULT, 0 };
static const struct tcap_problem result_unexpected = { TCAP_PROBLEM_RESULT, 1 };
static const struct tcap_problem error_unrecognised_id = { TCAP_PROBLEM_ERROR, 0 };
static const struct tcap_problem error_unexpected = { TCAP_PROBLEM_ERROR, 1 };

/* ---- invokes of the peer's ---- */

/* An id is taken while we owe an answer: that is sure for classes 1 and 3. Of class 2 we never hear that the peer's
 * timer has ended it, so its id may come again; within one message no id may. */
static bool is_duplicate(const struct tcap_dialogue *dlg, const struct tcap_msg *msg, unsigned kept, int8_t id)
{
	for (unsigned i = 0; i < kept; i++) {
		if (msg->component[i].type == TCAP_INVOKE && msg->component[i].invoke_id == id)
			return true;
	}
	return dlg->num_served && memchr(dlg->served, (uint8_t)id, dlg->num_served);
}

void tcap_served_remove(struct tcap_dialogue *dlg, int8_t invoke_id)
{
	int8_t *at = dlg->num_served ? memchr(dlg->served, (uint8_t)invoke_id, dlg->num_served) : NULL;

	if (at)
		*at = dlg->served[--dlg->num_served];
}

static bool is_allowed(const struct tcap *tcap, const struct sccp_addr *calling, int32_t op_code)
{
	return !tcap->ops.allows || tcap->ops.allows(tcap->priv, calling, op_code);
}

static uint8_t class_of(const struct tcap_dialogue *dlg, int32_t op_code)
{
	const struct tcap *tcap = dlg->tcap;
	struct tcap_octets acn = tcap_acn_octets(tcap, dlg->acn);

	return tcap->ops.op_class ? tcap->ops.op_class(tcap->priv, acn.v, acn.len, op_code) : 2;
}

static struct tcap_problem invoke_check(struct tcap_dialogue *dlg, const struct sccp_addr *calling,
					const struct tcap_msg *msg, unsigned kept, const struct tcap_component *c)
{
	if (is_duplicate(dlg, msg, kept, c->invoke_id))
		return duplicate_invoke_id;
	if (c->has_linked_id && tcap_invokes_find(&dlg->invokes, c->linked_id) < 0)
		return unrecognised_linked_id;
	if (c->code < 0)
		return unrecognised_operation;
	/* A Begin was screened as a whole before it became a dialogue. */
	if (msg->type != TCAP_BEGIN && !is_allowed(dlg->tcap, calling, c->code)) {
		tcap_count(dlg->tcap, TCAP_CTR_RX_REFUSED);
		return unrecognised_operation;
	}
	uint8_t op_class = class_of(dlg, c->code);
	if (!op_class)
		return unrecognised_operation;
	if ((op_class != 1 && op_class != 3) || msg->type == TCAP_END)
		return valid;
	if (dlg->num_served == TCAP_MAX_SERVED)
		return resource_limitation;
	dlg->served[dlg->num_served++] = c->invoke_id;
	return valid;
}

/* ---- answers to ours (Q.774 figures 3 to 6: one machine a class) ---- */

static struct tcap_problem result_check(struct tcap_dialogue *dlg, const struct tcap_component *c)
{
	int slot = tcap_invokes_find(&dlg->invokes, c->invoke_id);

	if (slot < 0)
		return result_unrecognised_id;
	uint8_t op_class = dlg->invokes.op_class[slot];
	bool expected = op_class == 1 || op_class == 3;
	/* one that is not last leaves the invoke pending, and its timer running */
	if (!expected || c->type == TCAP_RESULT_LAST)
		tcap_invokes_remove(&dlg->invokes, slot);
	return expected ? valid : result_unexpected;
}

static struct tcap_problem error_check(struct tcap_dialogue *dlg, const struct tcap_component *c)
{
	int slot = tcap_invokes_find(&dlg->invokes, c->invoke_id);

	if (slot < 0)
		return error_unrecognised_id;
	uint8_t op_class = dlg->invokes.op_class[slot];
	tcap_invokes_remove(&dlg->invokes, slot);
	return op_class == 1 || op_class == 2 ? valid : error_unexpected;
}

/* A reject of our result or error names an invoke of the peer's: ours stay as they are. */
static struct tcap_problem reject_take(struct tcap_dialogue *dlg, const struct tcap_component *c)
{
	bool of_invoke = c->problem.type == TCAP_PROBLEM_INVOKE || c->problem.type == TCAP_PROBLEM_GENERAL;
	int slot = c->has_invoke_id && of_invoke ? tcap_invokes_find(&dlg->invokes, c->invoke_id) : -1;

	if (slot >= 0)
		tcap_invokes_remove(&dlg->invokes, slot);
	tcap_count(dlg->tcap, TCAP_CTR_RX_REJECT);
	return valid;
}

/* ---- the message ---- */

static struct tcap_problem component_check(struct tcap_dialogue *dlg, const struct sccp_addr *calling,
					   const struct tcap_msg *msg, unsigned kept, const struct tcap_component *c)
{
	if (c->malformed)
		return c->problem;
	switch (c->type) {
	case TCAP_INVOKE:
		return invoke_check(dlg, calling, msg, kept, c);
	case TCAP_ERROR:
		return error_check(dlg, c);
	case TCAP_REJECT:
		return reject_take(dlg, c);
	default:
		return result_check(dlg, c);
	}
}

static void reject_note(struct tcap_rejects *rejects, const struct tcap_component *c, struct tcap_problem problem)
{
	rejects->reject[rejects->count++] = (struct tcap_reject){
		.invoke_id = c->invoke_id, .has_invoke_id = c->has_invoke_id,
		.local = c->type == TCAP_REJECT, .problem = problem,
	};
}

void tcap_components_check(struct tcap_dialogue *dlg, const struct sccp_addr *calling, struct tcap_msg *msg,
			   struct tcap_rejects *rejects)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < msg->num_components; i++) {
		const struct tcap_component *c = &msg->component[i];
		struct tcap_problem problem = component_check(dlg, calling, msg, kept, c);

		if (problem.type)
			reject_note(rejects, c, problem);
		else if (kept++ != i)
			msg->component[kept - 1] = *c;
	}
	msg->num_components = kept;
}

/* ---- rejects out ---- */

static struct tcap_rejects *rejects_of(const struct tcap *tcap, uint32_t handle)
{
	struct tcap_rejects *r = tcap->rejects;

	while (r && (r->handle != handle || r->sent || !r->count))
		r = r->outer;
	return r;
}

void tcap_rejects_put(struct tcap *tcap, uint32_t handle, struct tcap_msg *msg)
{
	const struct tcap_rejects *r = rejects_of(tcap, handle);

	for (unsigned i = 0; r && i < r->count; i++) {
		if (r->reject[i].local)
			continue;
		msg->component[msg->num_components++] = (struct tcap_component){
			.type = TCAP_REJECT, .code = -1, .invoke_id = r->reject[i].invoke_id,
			.has_invoke_id = r->reject[i].has_invoke_id, .problem = r->reject[i].problem,
		};
	}
}

void tcap_rejects_sent(struct tcap *tcap, uint32_t handle)
{
	struct tcap_rejects *r = rejects_of(tcap, handle);

	if (r)
		r->sent = true;
}
