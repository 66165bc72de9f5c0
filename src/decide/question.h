/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One question on its way through the rules: facts, the line or group they are about, the plan that grows. */
#pragma once

#include <mpabx/decide.h>

#define CLEAR_OF_EMERGENCY 1000000000u	/* a country code and the longest emergency number have 9 digits */

struct decide_question {
	const struct fleet_snapshot *snap;
	const struct decide_facts *facts;
	const struct fleet_line *line;	/* NULL: the served number is no line of ours */
	const struct fleet_group *group;	/* whose number was called; NULL: none, or its service is over */
	const struct fleet *fleet;	/* NULL: neither line nor group */
	const struct numplan *np;	/* NULL: nothing is loaded yet */
	struct decide_plan *plan;
	bool at_limit;			/* step 3: nothing more may be diverted */
	bool phone_matters;		/* a rule looked at facts.phone */
	uint8_t last;			/* index of the stage added last, DECIDE_NEXT_END where there was no room */
	struct decide_stage spare;	/* written where there is no room: plans are never that long */
};

/* One rule. \returns true: it has written the plan, no rule below runs. */
typedef bool (*decide_rule_fn)(struct decide_question *q);

/* The call goes on as it is, for this reason about the served line. \returns true */
bool question_untouched(struct decide_question *q, enum decide_rule rule, enum decide_why why);
/* The same, the sentence being about another number. */
bool question_untouched_for(struct decide_question *q, const struct decide_reason *because);

/* Stages are appended; all that may follow is the end until somebody says otherwise. */
struct decide_stage *question_add(struct decide_question *q, enum decide_stage_kind kind,
				  const struct decide_reason *because);
struct decide_stage *question_release(struct decide_question *q, uint8_t cause, const struct decide_reason *because);
/* One number rings. Its target is the last one of the plan. */
struct decide_stage *question_ring(struct decide_question *q, e164_t number, uint8_t ring_s,
				   const struct decide_reason *because);
/* The same for one who is called in the served number's place. \param reason enum decide_redirect or _BY_OUTCOME */
struct decide_stage *question_divert(struct decide_question *q, e164_t number, uint8_t ring_s, uint8_t reason,
				     const struct decide_reason *because);
/* The served line's own phone: the call as it came, or a leg to it once something else was tried. */
struct decide_stage *question_phone(struct decide_question *q, uint8_t ring_s, const struct decide_reason *because);
/* One more target of a ringing stage that was added last. */
struct decide_target *question_target(struct decide_question *q, struct decide_stage *stage, e164_t number,
				      uint8_t ring_s);
/* However the stage ends, the one at this index follows. */
void stage_then(struct decide_stage *stage, uint8_t index);
/* An alternative that was looked at and not taken. */
void question_reject(struct decide_question *q, const struct decide_reason *why_not);
/* Something was tried already: minutes may have passed when the stages to come are reached. */
static inline bool question_is_late(const struct decide_question *q)
{
	return q->plan->num_stages > 0;
}

/* Whoever carries the plan out rings several at once, each for as long as he likes. */
static inline bool question_has_legs(const struct decide_question *q)
{
	return q->facts->sw.legs || q->facts->sw.media;
}

/* Ringing seconds as the network's timer takes them; of a line, before the HLR's own forwarding takes the call. */
uint8_t question_ring_time(struct decide_question *q, uint8_t seconds, e164_t number);
uint8_t question_ring_min(const struct decide_question *q);

/* Is this an emergency number where the line is, whatever the facts took it for? */
bool question_is_emergency(const struct decide_question *q, const struct numplan_number *number);
bool question_is_emergency_e164(const struct decide_question *q, e164_t number);
/* In-call functions and live state of a line that this call is for, or from. */
void question_mark(struct decide_question *q, const struct fleet_line *line);
