/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the few bytes of an open call to its record: what goes in, and how it is told in full again. */

#include <string.h>

#include <osmocom/core/utils.h>

#include "call_priv.h"

/* ISUP's digits (Q.763 3.9): codes 11 and 12 are * and #. */
static const char digit_codes[16] = "0123456789a*#def";

void call_keep_dialled(struct call *call, const char *digits)
{
	size_t i, n = strnlen(digits, DIGITS_MAX);

	memset(call->dialled, 0, sizeof(call->dialled));
	for (i = 0; i < n; i++) {
		const char *at = memchr(digit_codes, digits[i], sizeof(digit_codes));
		unsigned code = at ? (unsigned)(at - digit_codes) : 15;

		call->dialled[i / 2] |= (uint8_t)(code << (i % 2 * 4));
	}
	call->dialled_len = (uint8_t)n;
}

static void give_dialled(const struct call *call, char ret[DIGITS_SIZE])
{
	unsigned i;

	for (i = 0; i < call->dialled_len; i++)
		ret[i] = digit_codes[call->dialled[i / 2] >> (i % 2 * 4) & 15];
	ret[i] = '\0';
}

void call_keep_reason(const struct decide_reason *reason, struct call_reason_kept *ret)
{
	*ret = (struct call_reason_kept){
		.arg = reason->arg[0], .version = reason->version, .rule = reason->rule, .why = reason->why,
		.has_served = reason->arg[1] != E164_NONE, .has_digits = reason->digits[0] != '\0',
	};
}

void call_give_reason(const struct call *call, const struct call_reason_kept *kept, struct decide_reason *ret)
{
	char dialled[DIGITS_SIZE];

	*ret = (struct decide_reason){
		.rule = kept->rule, .why = kept->why, .version = kept->version,
		.arg = { kept->arg, kept->has_served ? call->served : E164_NONE },
	};
	if (kept->has_digits) {
		give_dialled(call, dialled);
		osmo_strlcpy(ret->digits, dialled, sizeof(ret->digits));
	}
}

void call_keep_stage(struct call *call, const struct decide_plan *plan, const struct decide_stage *stage)
{
	const struct decide_target *t = &plan->target[stage->first_target];
	bool has_target = stage->num_targets > 0;

	call->stage_kind = stage->kind;
	call->stage_cause = stage->cause;
	call->diverted = stage->diverted;
	call->redirect_reason = stage->redirect_reason;
	call->target = has_target ? t->number : E164_NONE;
	call->target_is_line = has_target && t->is_line;
	call->confirm = has_target && t->confirm;
	call->ring_s = has_target ? t->ring_s : 0;
	call_keep_reason(&stage->because, &call->because);
}

/* Wall clock of a moment that was kept as milliseconds since the start, plus 1. */
static uint64_t wall_of(const struct call *call, uint32_t elapsed)
{
	return elapsed ? call->start_us + (uint64_t)(elapsed - 1) * 1000 : 0;
}

/* Who pays which leg (product.md section 11): the caller his own, the served line what it diverts. */
static void give_legs(const struct call *call, struct call_record *ret)
{
	e164_t caller = call->is_made ? call->served : call->calling;

	ret->num_legs = 2;
	ret->leg[0] = (struct call_leg){
		.number = call->calling, .charged = caller, .start_us = call->start_us,
		.answer_us = wall_of(call, call->answer_ms),
	};
	ret->leg[1] = (struct call_leg){
		.number = call->target ? call->target : call->called,
		.charged = call->diverted ? call->served : caller,
		.start_us = call->sent_ms ? wall_of(call, call->sent_ms) : call->start_us,
		.answer_us = wall_of(call, call->answer_ms), .end_us = wall_of(call, call->leg_end_ms),
		.cause = call->cause,
	};
}

void call_describe(const struct call *call, struct call_record *ret)
{
	uint8_t i;

	memset(ret, 0, sizeof(*ret));
	ret->id = call->id;
	ret->side = call->is_made ? DECIDE_MADE : DECIDE_RECEIVED;
	ret->served = call->served;
	ret->calling = call->calling;
	ret->called = call->called;
	give_dialled(call, ret->dialled);
	ret->original_called = call->original_called;
	ret->redirecting = call->redirecting;
	ret->call_reference_len = call->call_reference_len;
	memcpy(ret->call_reference, call->call_reference, sizeof(ret->call_reference));
	ret->msc = call->msc;
	ret->start_us = call->start_us;
	ret->snapshot_version = call->snapshot_version;
	call_give_reason(call, &call->because, &ret->because);
	ret->num_rejected = call->num_rejected;
	for (i = 0; i < call->num_rejected; i++)
		call_give_reason(call, &call->rejected[i], &ret->rejected[i]);
	give_legs(call, ret);
}

const char *call_end_name(enum call_end end)
{
	static const struct value_string names[] = {
		{ CALL_END_NORMAL, "normal" }, { CALL_END_LET_THROUGH, "let-through" }, { CALL_END_RELEASED, "released" },
		{ CALL_END_FAILED, "failed" }, { CALL_END_ABORTED, "aborted" }, { CALL_END_DRAINED, "drained" },
		{ 0, NULL }
	};
	const char *name = get_value_string_or_null(names, end);

	return name ? name : "?";
}
