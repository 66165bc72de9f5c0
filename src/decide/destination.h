/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a call may be diverted to. */
#pragma once

#include "question.h"

/* A diversion that was looked at. */
struct diversion {
	bool usable;
	e164_t number;		/* E164_NONE where there is none */
	struct decide_reason because;	/* why it is taken, or why not */
};

/* May this number be a destination of the service at all? \returns DECIDE_WHY_FORWARDED: yes */
enum decide_why destination_verdict(const struct decide_question *q, enum numplan_service service, e164_t number);
/* Step 3, for each diversion alone (loop_guard.c). \returns DECIDE_WHY_FORWARDED: nothing against it */
enum decide_why destination_guard(const struct decide_question *q, e164_t number);
/* Both, for what is stored. \param ret untouched unless there is a number
 * \returns DECIDE_WHY_FORWARDED: may be followed */
enum decide_why destination_find(const struct decide_question *q, const struct destination *to, e164_t *ret);
/* The number in a sentence: E164_NONE stands for the voicemail. */
static inline e164_t destination_said(const struct destination *to)
{
	return to->kind == DESTINATION_NUMBER ? to->number : E164_NONE;
}

/* forwarding.c: one of a line's forwardings; not usable: already rejected, with its reason. */
void forwarding_find(struct decide_question *q, enum forwarding_kind kind, struct diversion *ret);
/* Its stage. \returns index */
uint8_t forwarding_add(struct decide_question *q, const struct diversion *d, uint8_t redirect_reason);

/* phone.c: what is known of the served line's phone now. */
/* \returns DECIDE_WHY_FORWARDED: it may ring */
enum decide_why phone_why_busy(struct decide_question *q);
bool phone_is_off(struct decide_question *q);

/* list.c: what became of numbers in a row: tried one after the other, or passed by. */
struct list {
	uint8_t rule;			/* enum decide_rule */
	uint32_t version, group;
	uint8_t tried, busy, off;	/* the latter two were not tried */
};
/* What follows when the list is exhausted, behind its last stage.
 * \param to by enum decide_outcome, each may be unusable */
void list_end(struct decide_question *q, const struct list *list, const struct diversion to[DECIDE_REFUSED]);
