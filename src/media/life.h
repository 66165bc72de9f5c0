/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How long an endpoint lives that nobody speaks of: a command, RTP of either party or the agent's word keep it; without any of
 * them the agent is asked, and it goes where the agent does not know it, or says nothing for as long again. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct life {
	uint64_t sign_ms;	/*!< the last sign of life */
	uint64_t asked_ms;	/*!< when the agent was asked last since then, 0: not yet */
	bool waiting;		/*!< for its answer */
	bool unanswered;	/*!< since the last sign it was asked and said nothing */
};
enum life_step { LIFE_GOES_ON, LIFE_ASK, LIFE_OVER };
#define LIFE_NO_ANSWER 0

void life_sign(struct life *l, uint64_t now_ms);
/*! \param heard_ms last RTP of its parties \param limit_ms 0: it lives until it is deleted */
enum life_step life_look(struct life *l, uint64_t heard_ms, uint64_t now_ms, uint64_t limit_ms);
/*! \param code the agent's answer, or LIFE_NO_ANSWER \returns LIFE_GOES_ON or LIFE_OVER */
enum life_step life_answer(struct life *l, unsigned code, uint64_t now_ms);
