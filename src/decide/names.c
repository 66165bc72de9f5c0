/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stable names of rules and reasons: records, counters and scenario files are written in them. */

#include "question.h"

static const char *const rule_names[_DECIDE_RULES] = {
	[DECIDE_RULE_OWN_LEG] = "own-leg",
	[DECIDE_RULE_EMERGENCY] = "emergency",
	[DECIDE_RULE_ENTITLEMENT] = "entitlement",
	[DECIDE_RULE_BEARER] = "bearer",
	[DECIDE_RULE_LOOP_GUARD] = "loop-guard",
	[DECIDE_RULE_IMMEDIATE_FORWARDING] = "immediate-forwarding",
	[DECIDE_RULE_SERVICE_CODE] = "service-code",
	[DECIDE_RULE_SHORT_NUMBER] = "short-number",
	[DECIDE_RULE_PHONE] = "phone",
	[DECIDE_RULE_NORMAL_CALL] = "normal-call",
	[DECIDE_RULE_OVERLOAD] = "overload",
	[DECIDE_RULE_ERROR] = "error",
};

static const char *const why_names[_DECIDE_WHYS] = {
	[DECIDE_WHY_OWN_LEG] = "own-leg",
	[DECIDE_WHY_EMERGENCY_CALL] = "emergency-call",
	[DECIDE_WHY_EMERGENCY_CALLBACK] = "emergency-callback",
	[DECIDE_WHY_UNKNOWN_LINE] = "unknown-line",
	[DECIDE_WHY_SUSPENDED] = "suspended",
	[DECIDE_WHY_NO_OPTION] = "no-option",
	[DECIDE_WHY_NOT_SPEECH] = "not-speech",
	[DECIDE_WHY_REDIRECTION_LIMIT] = "redirection-limit",
	[DECIDE_WHY_ALREADY_IN_CHAIN] = "already-in-chain",
	[DECIDE_WHY_FORWARDED] = "forwarded",
	[DECIDE_WHY_FORWARDING_OFF] = "forwarding-off",
	[DECIDE_WHY_NO_FORWARDING] = "no-forwarding",
	[DECIDE_WHY_SHORT_NUMBER] = "short-number",
	[DECIDE_WHY_SHORT_UNKNOWN] = "short-unknown",
	[DECIDE_WHY_NOT_SHORT] = "not-short",
	[DECIDE_WHY_SERVICE_CODE] = "service-code",
	[DECIDE_WHY_RINGS_PHONE] = "rings-phone",
	[DECIDE_WHY_AS_DIALLED] = "as-dialled",
	[DECIDE_WHY_OVERLOAD] = "overload",
	[DECIDE_WHY_INNER_ERROR] = "inner-error",
	[DECIDE_WHY_EMERGENCY_DESTINATION] = "emergency-destination",
};

const char *decide_rule_name(enum decide_rule rule)
{
	return (unsigned)rule < _DECIDE_RULES ? rule_names[rule] : "?";
}

const char *decide_why_name(enum decide_why why)
{
	return (unsigned)why < _DECIDE_WHYS ? why_names[why] : "?";
}
