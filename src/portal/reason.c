/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reasons in words. A record keeps the names of a rule and a why; the engine's tables have their sentences. */
#include <stdio.h>
#include <string.h>

#include "reason.h"

/* By enum decide_rule. */
static const char *const rules[_DECIDE_RULES][2] = {
	[DECIDE_RULE_OWN_LEG] = { "notre propre branche", "our own leg" },
	[DECIDE_RULE_EMERGENCY] = { "urgence", "emergency" },
	[DECIDE_RULE_ENTITLEMENT] = { "droits de la ligne", "the line's rights" },
	[DECIDE_RULE_BEARER] = { "type d'appel", "kind of call" },
	[DECIDE_RULE_LOOP_GUARD] = { "garde contre les boucles", "loop guard" },
	[DECIDE_RULE_BLOCKED_CALLER] = { "appelants refusés", "blocked callers" },
	[DECIDE_RULE_GROUP] = { "groupe d'appel", "call group" },
	[DECIDE_RULE_IMMEDIATE_FORWARDING] = { "renvoi immédiat", "immediate forwarding" },
	[DECIDE_RULE_DO_NOT_DISTURB] = { "ne pas déranger", "do not disturb" },
	[DECIDE_RULE_HUNT] = { "appels entrants", "incoming calls" },
	[DECIDE_RULE_BUSY_FORWARDING] = { "renvoi sur occupation", "forwarding when busy" },
	[DECIDE_RULE_NO_ANSWER_FORWARDING] = { "renvoi sur non-réponse", "forwarding on no answer" },
	[DECIDE_RULE_UNREACHABLE_FORWARDING] = { "renvoi sur injoignabilité", "forwarding when unreachable" },
	[DECIDE_RULE_SERVICE_CODE] = { "code de service", "service code" },
	[DECIDE_RULE_SHORT_NUMBER] = { "numéro court", "short number" },
	[DECIDE_RULE_BARRING] = { "appels interdits par l'entreprise", "calls barred by the company" },
	[DECIDE_RULE_DISPLAYED_NUMBER] = { "numéro affiché", "displayed number" },
	[DECIDE_RULE_PHONE] = { "le téléphone", "the phone" },
	[DECIDE_RULE_NORMAL_CALL] = { "appel ordinaire", "ordinary call" },
	[DECIDE_RULE_FRAUD_LIMIT] = { "limite contre la fraude", "toll fraud limit" },
	[DECIDE_RULE_OVERLOAD] = { "surcharge", "overload" },
	[DECIDE_RULE_ERROR] = { "erreur interne", "inner error" },
	[DECIDE_RULE_TRANSFER] = { "transfert", "transfer" },
};

static int rule_of(const char *name)
{
	for (unsigned i = 0; i < _DECIDE_RULES; i++)
		if (!strcmp(decide_rule_name((enum decide_rule)i), name))
			return (int)i;
	return -1;
}

static int why_of(const char *name)
{
	for (unsigned i = 0; i < _DECIDE_WHYS; i++)
		if (!strcmp(decide_why_name((enum decide_why)i), name))
			return (int)i;
	return -1;
}

json_t *rule_text(const char *name)
{
	int rule = rule_of(name);

	return rule >= 0 && rules[rule][0] ? json_text(rules[rule][0], rules[rule][1]) : json_text(name, name);
}

/* Each number of the sentence that is not the fleet's, with its last four digits hidden; text holds size octets. */
static void mask_in(const struct fleet_draft *d, char *text, size_t size, e164_t number)
{
	char shown[NUMBER_TEXT_SIZE], masked[NUMBER_MASKED_SIZE];
	size_t n, m;

	if (!number || fleet_draft_line(d, number) || fleet_draft_fixed(d, number) || fleet_draft_group(d, number))
		return;
	n = strlen(number_text(d, number, shown));
	m = strlen(number_masked(d, number, masked));
	for (char *at = text; n && (at = strstr(at, shown)); at += m) {
		size_t rest = strlen(at + n) + 1;

		if ((size_t)(at - text) + m + rest > size) {
			*at = '\0';	/* rather no end of a sentence than a number that is not to be read */
			return;
		}
		memmove(at + m, at + n, rest);
		memcpy(at, masked, m);
	}
}

json_t *reason_text(struct request *r, const struct fleet_draft *d, const struct store_reason *reason, bool mask)
{
	struct decide_reason one = { .seconds = (uint16_t)reason->seconds, .version = reason->version, .group = reason->group,
		.arg = { reason->arg[0], reason->arg[1] } };
	int rule = rule_of(reason->rule), why = why_of(reason->why);
	char text[2][512];
	struct held *h;
	const struct fleet_snapshot *snap = !held_get_id(r, d->fleet.id, &h) ? held_snapshot(r, h) : NULL;

	if (rule < 0 || why < 0)
		return json_text(reason->why, reason->why);
	one.rule = (uint8_t)rule;
	one.why = (uint8_t)why;
	snprintf(one.digits, sizeof(one.digits), "%s", reason->digits);
	for (unsigned lang = 0; lang < 2; lang++) {
		decide_reason_text(snap, d->numplan, &one, (enum decide_lang)lang, text[lang], sizeof(text[lang]));
		for (unsigned i = 0; mask && i < 2; i++)
			mask_in(d, text[lang], sizeof(text[lang]), reason->arg[i]);
	}
	return json_text(text[0], text[1]);
}

json_t *reason_json(struct request *r, const struct fleet_draft *d, const struct store_reason *reason, bool mask)
{
	return json_pack("{s:s, s:o, s:o, s:o}", "rule", reason->rule, "rule_text", rule_text(reason->rule), "version",
			 reason->version ? json_integer(reason->version) : json_null(), "text", reason_text(r, d, reason, mask));
}

json_t *decided_json(const struct fleet_snapshot *snap, const struct fleet_draft *d, const struct decide_reason *reason)
{
	const char *rule = decide_rule_name((enum decide_rule)reason->rule);
	char fr[512], en[512];

	decide_reason_text(snap, d->numplan, reason, DECIDE_FR, fr, sizeof(fr));
	decide_reason_text(snap, d->numplan, reason, DECIDE_EN, en, sizeof(en));
	return json_pack("{s:s, s:o, s:o, s:o}", "rule", rule, "rule_text", rule_text(rule), "version",
			 reason->version ? json_integer(reason->version) : json_null(), "text", json_text(fr, en));
}

void cause_french(unsigned cause, char *buf, size_t size)
{
	static const struct { unsigned cause; const char *text; } texts[] = {
		{ CAUSE_UNALLOCATED, "numéro non attribué" }, { CAUSE_NORMAL, "fin normale" }, { CAUSE_USER_BUSY, "occupé" },
		{ CAUSE_NO_RESPONSE, "pas de réaction du téléphone" }, { CAUSE_NO_ANSWER, "pas de réponse" }, { CAUSE_ABSENT, "injoignable" },
		{ CAUSE_REJECTED, "refusé" }, { CAUSE_OUT_OF_ORDER, "destination hors service" }, { CAUSE_NORMAL_UNSPECIFIED, "fin normale" },
		{ CAUSE_NO_CIRCUIT, "réseau saturé" }, { CAUSE_NET_OUT_OF_ORDER, "réseau hors service" },
		{ CAUSE_TEMPORARY_FAILURE, "panne passagère" }, { CAUSE_CONGESTION, "réseau saturé" }, { CAUSE_TIMER_EXPIRY, "délai dépassé" },
	};

	buf[0] = '\0';
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].cause == cause)
			snprintf(buf, size, "%s", texts[i].text);
	if (cause && !buf[0])
		snprintf(buf, size, "cause %u", cause);
}
