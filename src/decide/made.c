/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules for a call from a line, product.md section 2 "A call from a line". A called line's own rules are its half. */

#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "rules.h"

/* ---- calls that the line diverts ---- */

/* A diverted call triggers the O-CSI of who diverts (TS 23.078 4.4.2): the caller is somebody else, and keeps his number. */
static bool is_diverted(const struct decide_question *q)
{
	return q->facts->redirecting && q->facts->redirecting == q->facts->served;
}

static bool leads_to(const struct decide_question *q, const struct destination *to, e164_t number)
{
	if (to->kind == DESTINATION_VOICEMAIL)
		return number == fleet_voicemail(q->snap, q->fleet);
	return to->kind == DESTINATION_NUMBER && to->number == number;
}

/* May the service have sent the call there? */
static bool is_stored_destination(const struct decide_question *q, e164_t number)
{
	const struct fleet_service *service = q->line->service;
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(service->forwarding); i++) {
		if (leads_to(q, &service->forwarding[i].to, number))
			return true;
	}
	for (i = 0; i < service->num_hunt && i < HUNT_MAX; i++) {
		if (service->hunt[i].number == number)
			return true;
	}
	return leads_to(q, &service->dnd, number);
}

/* Where the line's service sends its calls was looked at when the call came in; what the network diverts by itself is not
 * past the rules below. */
bool rule_diverted_leg(struct decide_question *q)
{
	e164_t number = q->facts->called.e164;

	return is_diverted(q) && number && is_stored_destination(q, number) &&
		question_untouched(q, DECIDE_RULE_OWN_LEG, DECIDE_WHY_OWN_LEG);
}

/* The line is on a call; not so where it only diverts one. */
static void mark_caller(struct decide_question *q)
{
	if (!is_diverted(q))
		question_mark(q, q->line);
}

bool rule_service_code(struct decide_question *q)
{
	return q->facts->called.kind == NUMPLAN_SERVICE &&
		question_untouched(q, DECIDE_RULE_SERVICE_CODE, DECIDE_WHY_SERVICE_CODE);
}

/* ---- the number that the called party sees ---- */

static struct decide_reason shown_reason(const struct decide_question *q, enum decide_why why, e164_t number,
					 uint32_t group)
{
	return (struct decide_reason){
		.rule = DECIDE_RULE_DISPLAYED_NUMBER, .why = (uint8_t)why, .version = q->line->service->version,
		.group = group, .arg = { number, q->facts->served },
	};
}

/* Only numbers of the fleet may be shown (product.md section 12). \returns false: the line's own, as it comes */
static bool shown_find(const struct decide_question *q, struct decide_reason *ret)
{
	const struct fleet_service *service = q->line->service;
	const struct fleet_group *group;

	/* Who withholds his number for this call has chosen already; a call that the network diverts in the line's name
	 * (TS 23.078, mobile forwarding: its O-CSI is asked) keeps its caller's. */
	if (service->shown == LINE_SHOWN_LINE || q->facts->calling_restricted || q->facts->redirecting ||
	    q->facts->redirections)
		return false;
	if (service->shown == LINE_SHOWN_WITHHELD) {
		*ret = shown_reason(q, q->facts->sw.no_restriction ? DECIDE_WHY_SHOWN_NOT_HERE : DECIDE_WHY_SHOWN_WITHHELD,
				    E164_NONE, 0);
		return true;
	}
	group = fleet_group_by_id(q->snap, service->shown_group);
	if (group && group->fleet == q->line->fleet && !question_is_emergency_e164(q, group->number))
		*ret = shown_reason(q, DECIDE_WHY_SHOWN_GROUP, group->number, group->id);
	else
		*ret = shown_reason(q, DECIDE_WHY_SHOWN_NOT_OWN, E164_NONE, 0);
	return true;
}

/* \returns true: the plan shows another number than the line's */
static bool show_number(struct decide_question *q, struct decide_reason *because)
{
	if (!shown_find(q, because))
		return false;
	if (because->why == DECIDE_WHY_SHOWN_NOT_OWN || because->why == DECIDE_WHY_SHOWN_NOT_HERE) {
		question_reject(q, because);
		return false;
	}
	q->plan->shown_withheld = because->why == DECIDE_WHY_SHOWN_WITHHELD;
	q->plan->shown = because->arg[0];
	return true;
}

/* ---- short numbers ---- */

static struct decide_reason short_reason(const struct decide_question *q, enum decide_why why, e164_t number)
{
	struct decide_reason reason = {
		.rule = DECIDE_RULE_SHORT_NUMBER, .why = (uint8_t)why, .arg = { number, q->facts->served },
	};

	if (q->facts->called.kind == NUMPLAN_SHORT)
		OSMO_STRLCPY_ARRAY(reason.digits, q->facts->called.digits);
	return reason;
}

/* The number behind a short number, in the caller's own fleet only. \returns DECIDE_WHY_SHORT_NUMBER: found */
static enum decide_why short_verdict(const struct decide_question *q, e164_t *number)
{
	*number = E164_NONE;
	if (q->facts->called.kind != NUMPLAN_SHORT)
		return DECIDE_WHY_NOT_SHORT;
	if (!(q->line->rights & LINE_RIGHT_SHORT_NUMBERS))
		return DECIDE_WHY_NO_OPTION;
	*number = fleet_short_find(q->snap, q->line->fleet, q->facts->called.digits);
	if (!*number)
		return DECIDE_WHY_SHORT_UNKNOWN;
	return question_is_emergency_e164(q, *number) ? DECIDE_WHY_EMERGENCY_DESTINATION : DECIDE_WHY_SHORT_NUMBER;
}

/* The line calls this number in its own name, whoever is called: no diversion, and the called line's rules run. */
static void call_number(struct decide_question *q, e164_t number, const struct decide_reason *because)
{
	struct decide_stage *stage = question_ring(q, number, 0, because);

	if (stage->num_targets)
		q->plan->target[stage->first_target].own_rules = true;
	mark_caller(q);
}

/* A fleet's own number is never barred: what is left of the list for it is the displayed number. */
bool rule_short_number(struct decide_question *q)
{
	e164_t number;
	enum decide_why verdict = short_verdict(q, &number);
	struct decide_reason reason = short_reason(q, verdict, number), shown;

	if (verdict == DECIDE_WHY_SHORT_NUMBER) {
		show_number(q, &shown);
		call_number(q, number, &reason);
		return true;
	}
	/* An unknown one perhaps the network knows. */
	if (verdict == DECIDE_WHY_SHORT_UNKNOWN && !(q->fleet->barring & FLEET_BAR_OUTSIDE) && !q->fleet->num_barred) {
		mark_caller(q);
		return question_untouched_for(q, &reason);
	}
	question_reject(q, &reason);
	return false;
}

/* ---- fleet barring ---- */

/* "+44" against the international form, "0899" and "3" against what is dialled inside the country. */
static bool prefix_fits(const struct numplan_number *called, const char *prefix)
{
	char international[E164_STR_SIZE];
	bool abroad = called->kind == NUMPLAN_E164 && !called->national;

	if (!prefix[0])
		return false;
	if (prefix[0] != '+')
		return !abroad && !strncmp(called->digits, prefix, strlen(prefix));
	return called->e164 && !strncmp(e164_print(called->e164, international), prefix, strlen(prefix));
}

/* Its lines, its declared fixed numbers, its groups, and where their messages are left. */
static bool is_of_fleet(const struct decide_question *q, e164_t number)
{
	const struct fleet_group *group;

	if (!number)
		return false;
	group = fleet_group_find(q->snap, number);
	return (group && group->fleet == q->fleet) || fleet_owns(q->snap, q->fleet, number) ||
		number == fleet_voicemail(q->snap, q->fleet);
}

/* \returns DECIDE_WHY_AS_DIALLED: not barred */
static enum decide_why number_verdict(const struct fleet *fleet, const struct numplan_number *called)
{
	unsigned i;

	if (fleet->barring & FLEET_BAR_SPECIAL && called->kind == NUMPLAN_SPECIAL)
		return DECIDE_WHY_BARRED_SPECIAL;
	if (fleet->barring & FLEET_BAR_INTERNATIONAL && called->kind == NUMPLAN_E164 && !called->national)
		return DECIDE_WHY_BARRED_INTERNATIONAL;
	for (i = 0; i < fleet->num_barred; i++) {
		if (prefix_fits(called, fleet->barred[i]))
			return DECIDE_WHY_BARRED_PREFIX;
	}
	return DECIDE_WHY_AS_DIALLED;
}

/* Digits too many make a number that no plan knows, and networks go by those in front: the longest number that stands
 * there. \param sign "+": read as international, as a number may be signalled */
static enum decide_why front_verdict(const struct decide_question *q, const char *sign)
{
	char text[DIGITS_SIZE + 1];
	struct numplan_number front;
	size_t n;

	snprintf(text, sizeof(text), "%s%s", sign, q->facts->called.digits);
	for (n = strlen(text); n > 1; text[--n] = '\0') {
		numplan_read(q->np, text, &front);
		if (front.kind == NUMPLAN_E164 || front.kind == NUMPLAN_SPECIAL)
			return number_verdict(q->fleet, &front);
	}
	return DECIDE_WHY_AS_DIALLED;
}

/* \returns DECIDE_WHY_AS_DIALLED: not barred */
static enum decide_why barring_verdict(const struct decide_question *q)
{
	const struct numplan_number *called = &q->facts->called;
	const struct fleet *fleet = q->fleet;
	enum decide_why verdict;

	if (!fleet->barring && !fleet->num_barred)
		return DECIDE_WHY_AS_DIALLED;
	if (is_of_fleet(q, called->e164))
		return DECIDE_WHY_AS_DIALLED;
	if (fleet->barring & FLEET_BAR_OUTSIDE)
		return DECIDE_WHY_BARRED_OUTSIDE;
	verdict = number_verdict(fleet, called);
	if (verdict != DECIDE_WHY_AS_DIALLED || called->kind != NUMPLAN_INVALID || !q->np)
		return verdict;
	verdict = front_verdict(q, "");
	return verdict == DECIDE_WHY_AS_DIALLED ? front_verdict(q, "+") : verdict;
}

/* Q.850 cause 21 "may also be generated by the network, indicating that the call was cleared due to a supplementary
 * service constraint"; 53 would speak of a closed user group, 57 of the bearer. */
bool rule_barring(struct decide_question *q)
{
	enum decide_why verdict = barring_verdict(q);
	struct decide_reason because = {
		.rule = DECIDE_RULE_BARRING, .why = (uint8_t)verdict,
		.arg = { q->facts->called.e164, q->facts->served },
	};

	if (verdict == DECIDE_WHY_AS_DIALLED)
		return false;
	question_release(q, CAUSE_REJECTED, &because);
	return true;
}

/* ---- the rest ---- */

/* Another number to show needs a Connect, so a whole number to connect to. */
bool rule_displayed_number(struct decide_question *q)
{
	struct decide_reason because;

	if (q->facts->called.kind != NUMPLAN_E164 || !q->facts->called.e164) {
		if (shown_find(q, &because)) {
			because.why = DECIDE_WHY_SHOWN_NOT_HERE;
			question_reject(q, &because);
		}
		return false;
	}
	if (!show_number(q, &because))
		return false;
	call_number(q, q->facts->called.e164, &because);
	return true;
}

bool rule_normal_call(struct decide_question *q)
{
	mark_caller(q);
	return question_untouched(q, DECIDE_RULE_NORMAL_CALL, DECIDE_WHY_AS_DIALLED);
}
