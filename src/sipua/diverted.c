/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a leg says of the diversions behind it, in both forms, or in the one that its peer wants: Diversion (RFC 5806) and
 * History-Info (RFC 7044). What the caller's INVITE told goes on as it came, ours is added; of a call that came to a routing
 * number it is our own Connect's doing, so all is written anew from the facts. So it is in the one form where the INVITE
 * told it in the other. */

#include <string.h>
#include <strings.h>

#include "ua_priv.h"

/* By enum decide_redirect; cause: RFC 4458, where unknown RFC 7544 table 4. */
static const struct { uint8_t redirect, reason; uint16_t cause; } reasons[] = {
	{ DECIDE_REDIRECT_BUSY, SIP_DIVERSION_BUSY, 486 }, { DECIDE_REDIRECT_NO_REPLY, SIP_DIVERSION_NO_ANSWER, 408 },
	{ DECIDE_REDIRECT_UNCONDITIONAL, SIP_DIVERSION_UNCONDITIONAL, 302 },
	{ DECIDE_REDIRECT_NOT_REACHABLE, SIP_DIVERSION_UNAVAILABLE, 503 }, { DECIDE_REDIRECT_UNKNOWN, SIP_DIVERSION_UNKNOWN, 404 },
};
#define CAUSE_UNKNOWN 404
#define CAUSE_DEFLECTED 302

bool ua_diverted_goes_on(const char *name, enum sipua_diversion form)
{
	return !(form == SIPUA_HISTORY_ONLY && !strcasecmp(name, "Diversion")) &&
		!(form == SIPUA_DIVERSION_ONLY && !strcasecmp(name, "History-Info"));
}

static unsigned place_of(uint8_t redirect)
{
	unsigned i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]) - 1; i++)
		if (reasons[i].redirect == redirect)
			break;
	return i;
}

/* Who diverts this leg by the plan; E164_NONE: nobody. \param number that the plan calls */
static e164_t diverter(const struct call_step *step, e164_t number)
{
	return step->diverted && number != step->redirecting ? step->redirecting : E164_NONE;
}

/* ---- Diversion: the last one first ---- */

static int diversion(struct sip_content *c, e164_t who, uint8_t reason, uint8_t counter, const char *host)
{
	struct sip_diversion d = { .reason = reason, .counter = counter };

	sip_uri_of_number(&d.who.uri, who, host, 0);
	return sip_diversion_add(c, &d);
}

/* RFC 5806 5: the first one keeps its place at the end. */
static int diversions_of_facts(struct ua_call *uc, enum sipua_diversion form, const char *host)
{
	struct sip_content *c = &uc->ua->content;
	uint8_t counter = uc->redirections ? uc->redirections : 1;
	bool is_anew = uc->invite->routed || (form == SIPUA_DIVERSION_ONLY && !uc->invite->has_diversion);
	int rc;

	if (!is_anew || !uc->redirecting)
		return 0;
	if (!uc->original_called || uc->original_called == uc->redirecting)
		return diversion(c, uc->redirecting, SIP_DIVERSION_UNKNOWN, counter, host);
	rc = diversion(c, uc->redirecting, SIP_DIVERSION_UNKNOWN, (uint8_t)(counter > 1 ? counter - 1 : 1), host);
	return rc < 0 ? rc : diversion(c, uc->original_called, SIP_DIVERSION_UNKNOWN, 1, host);
}

int ua_diversions_add(struct ua_leg *leg, const struct call_step *step, enum sipua_diversion form, const char *host)
{
	struct ua_call *uc = leg->uc;
	struct sip_content *c = &uc->ua->content;
	e164_t by = diverter(step, leg->redirected ? leg->redirected : leg->number);
	int rc = 0;

	if (form == SIPUA_HISTORY_ONLY)
		return 0;
	if (leg->redirected)
		rc = diversion(c, leg->redirected, SIP_DIVERSION_DEFLECTION, 1, host);
	if (rc >= 0 && by)
		rc = diversion(c, by, reasons[place_of(step->redirect_reason)].reason, 1, host);
	return rc < 0 ? rc : diversions_of_facts(uc, form, host);
}

/* ---- History-Info: the first one first, each a branch of the one before ---- */

struct chain {
	struct sip_content *c;
	const char *host;
	uint8_t index[8], depth;
};

/* The call goes on to this number. Deeper than an index can say, the history ends. */
static int entry(struct chain *chain, e164_t number, uint16_t cause)
{
	struct sip_history h = { .depth = (uint8_t)(chain->depth + 1) };
	int rc;

	if (!number || chain->depth == sizeof(h.index))
		return 0;
	memcpy(h.index, chain->index, sizeof(h.index));
	h.index[chain->depth] = 1;
	if (chain->depth) {
		h.kind = 'm';
		h.cause = cause;
		memcpy(h.from, chain->index, sizeof(h.from));
		h.from_depth = chain->depth;
	}
	sip_uri_of_number(&h.target.uri, number, chain->host, 0);
	rc = sip_history_add(chain->c, &h);
	if (rc < 0)
		return rc;
	memcpy(chain->index, h.index, sizeof(h.index));
	chain->depth++;
	return 0;
}

/* What was before us, where the INVITE tells no history or not this call's. */
static int entries_of_facts(const struct ua_call *uc, struct chain *chain)
{
	int rc = 0;

	if (uc->original_called && uc->original_called != uc->redirecting)
		rc = entry(chain, uc->original_called, 0);
	return rc < 0 ? rc : entry(chain, uc->redirecting, CAUSE_UNKNOWN);
}

static int entries_of_leg(const struct ua_leg *leg, const struct call_step *step, e164_t called, bool is_known,
			  struct chain *chain)
{
	e164_t target = leg->redirected ? leg->redirected : leg->number;
	e164_t by = diverter(step, target);
	int rc = 0;

	if (!target)
		target = called;
	if (by && !is_known)
		rc = entry(chain, by, CAUSE_UNKNOWN);
	if (rc >= 0 && (by || !is_known))
		rc = entry(chain, target, by ? reasons[place_of(step->redirect_reason)].cause : CAUSE_UNKNOWN);
	if (rc >= 0 && leg->redirected)
		rc = entry(chain, leg->number, CAUSE_DEFLECTED);
	return rc;
}

int ua_history_add(struct ua_leg *leg, const struct call_step *step, enum sipua_diversion form, const char *host)
{
	struct ua_call *uc = leg->uc;
	struct chain chain = { .c = &uc->ua->content, .host = host, .depth = uc->invite->history_depth };
	bool is_known = chain.depth > 0, is_anew = uc->invite->routed || (form == SIPUA_HISTORY_ONLY && !is_known);
	struct call_record record;
	int rc = 0;

	if (form == SIPUA_DIVERSION_ONLY)
		return 0;
	if (!diverter(step, leg->redirected ? leg->redirected : leg->number) && !leg->redirected && !(is_anew && uc->redirecting))
		return 0;
	call_describe(uc->call, &record);
	memcpy(chain.index, uc->invite->history_index, sizeof(chain.index));
	if (!is_known)
		rc = entries_of_facts(uc, &chain);
	return rc < 0 ? rc : entries_of_leg(leg, step, record.called, is_known, &chain);
}
