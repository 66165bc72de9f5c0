/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an open call keeps of digits and reasons in few bytes, and how they are told in full again. */

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

void call_give_dialled(const struct call *call, char ret[DIGITS_SIZE])
{
	unsigned i;

	for (i = 0; i < call->dialled_len; i++)
		ret[i] = digit_codes[call->dialled[i / 2] >> (i % 2 * 4) & 15];
	ret[i] = '\0';
}

bool call_keep_reason(const struct call *call, const struct decide_reason *reason, struct call_reason_kept *ret)
{
	struct decide_reason told;

	*ret = (struct call_reason_kept){
		.arg = reason->arg[0], .seconds = reason->seconds, .version = reason->version,
		.rule = reason->rule, .why = reason->why,
		.has_served = reason->arg[1] != E164_NONE, .has_digits = reason->digits[0] != '\0',
	};
	call_give_reason(call, ret, &told);
	return told.arg[0] == reason->arg[0] && told.arg[1] == reason->arg[1] && told.seconds == reason->seconds &&
		told.group == reason->group && !strcmp(told.digits, reason->digits);
}

void call_give_reason(const struct call *call, const struct call_reason_kept *kept, struct decide_reason *ret)
{
	char dialled[DIGITS_SIZE];

	*ret = (struct decide_reason){
		.rule = kept->rule, .why = kept->why, .seconds = kept->seconds, .version = kept->version,
		.arg = { kept->arg, kept->has_served ? call->served : E164_NONE },
	};
	if (kept->has_digits) {
		call_give_dialled(call, dialled);
		osmo_strlcpy(ret->digits, dialled, sizeof(ret->digits));
	}
}

/* Where memory for the last ones is out, the record goes without them. */
void call_keep_rejected(struct call *call, const struct decide_plan *plan)
{
	unsigned i, n = OSMO_MIN(plan->num_rejected, CALL_MAX_REJECTED);

	if (n > CALL_REJECTED_INSIDE) {
		call->more = pool_get(call->room->mores);
		if (!call->more)
			n = CALL_REJECTED_INSIDE;
	}
	for (i = 0; i < n; i++)
		call_keep_reason(call, &plan->rejected[i], i < CALL_REJECTED_INSIDE ? &call->rejected[i] :
				 &call->more->rejected[i - CALL_REJECTED_INSIDE]);
	call->num_rejected = (uint8_t)n;
}

uint8_t call_give_rejected(const struct call *call, struct decide_reason ret[CALL_MAX_REJECTED])
{
	unsigned i;

	if (call->walk) {
		memcpy(ret, call->walk->plan.rejected, sizeof(*ret) * call->walk->plan.num_rejected);
		return call->walk->plan.num_rejected;
	}
	for (i = 0; i < call->num_rejected; i++)
		call_give_reason(call, i < CALL_REJECTED_INSIDE ? &call->rejected[i] :
				 &call->more->rejected[i - CALL_REJECTED_INSIDE], &ret[i]);
	return call->num_rejected;
}
