/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_invoke.c
 *  Invokes of ours that are pending in a dialogue (ITU-T Q.774 3.2.1.1: the invocation state machines). An invoke is
 *  built, then sent, then answered, cancelled or timed out; its id is free again after that. The table knows
 *  nothing of messages: tcap_component.c says what an answer does to it, tcap_dialogue.c watches the deadlines. */
#include <errno.h>

#include "tcap_private.h"

static bool is_sent(const struct tcap_invokes *invokes, int slot)
{
	return invokes->op_class[slot] && !(invokes->op_class[slot] & TCAP_INVOKE_BUILT);
}

static bool id_in_use(const struct tcap_invokes *invokes, int8_t id)
{
	for (int i = 0; i < TCAP_MAX_INVOKES; i++) {
		if (invokes->op_class[i] && invokes->id[i] == id)
			return true;
	}
	return false;
}

/* A class 4 invoke waits for a reject only: where all is taken, the one that waited longest gives way. */
static int slot_take(struct tcap_invokes *invokes)
{
	int oldest = -1;

	for (int i = 0; i < TCAP_MAX_INVOKES; i++) {
		if (!invokes->op_class[i])
			return i;
		if (invokes->op_class[i] == 4 &&
		    (oldest < 0 || tcap_is_past(invokes->deadline[i], invokes->deadline[oldest])))
			oldest = i;
	}
	return oldest;
}

int tcap_invokes_add(struct tcap_invokes *invokes, uint8_t *last_id, int32_t op_code, uint8_t op_class, uint32_t ms)
{
	int slot = slot_take(invokes);

	if (slot < 0)
		return -EBUSY;
	invokes->op_class[slot] = 0;
	do
		*last_id = (*last_id + 1) & 0x7f;
	while (id_in_use(invokes, (int8_t)*last_id));
	invokes->id[slot] = (int8_t)*last_id;
	invokes->op_code[slot] = (int16_t)op_code;
	invokes->op_class[slot] = op_class | TCAP_INVOKE_BUILT;
	invokes->deadline[slot] = ms ? ms : 1;
	return invokes->id[slot];
}

void tcap_invokes_commit(struct tcap_invokes *invokes, uint32_t now)
{
	for (int i = 0; i < TCAP_MAX_INVOKES; i++) {
		if (!(invokes->op_class[i] & TCAP_INVOKE_BUILT))
			continue;
		invokes->op_class[i] &= TCAP_INVOKE_CLASS;
		invokes->deadline[i] += now;
	}
}

void tcap_invokes_drop_built(struct tcap_invokes *invokes)
{
	for (int i = 0; i < TCAP_MAX_INVOKES; i++) {
		if (invokes->op_class[i] & TCAP_INVOKE_BUILT)
			invokes->op_class[i] = 0;
	}
}

int tcap_invokes_find(const struct tcap_invokes *invokes, int8_t id)
{
	for (int i = 0; i < TCAP_MAX_INVOKES; i++) {
		if (is_sent(invokes, i) && invokes->id[i] == id)
			return i;
	}
	return -1;
}

void tcap_invokes_remove(struct tcap_invokes *invokes, int slot)
{
	invokes->op_class[slot] = 0;
}

int tcap_invokes_earliest(const struct tcap_invokes *invokes)
{
	int first = -1;

	for (int i = 0; i < TCAP_MAX_INVOKES; i++) {
		if (is_sent(invokes, i) &&
		    (first < 0 || (int32_t)(invokes->deadline[i] - invokes->deadline[first]) < 0))
			first = i;
	}
	return first;
}
