/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file fsm.h
 *  State machines as const tables, as in libosmocore's fsm.h, but with the state as one byte of the
 *  object: 100,000 dialogues cost no allocation and no name string each. */
#pragma once

#include <stdint.h>

struct fsm_state {
	const char *name;
	uint32_t in;	/*!< mask of events it takes */
	uint32_t out;	/*!< mask of states it may go to */
	void (*action)(void *object, uint32_t event, void *data);
};

struct fsm {
	const char *name;
	int log_category;
	const struct fsm_state *states;
	uint8_t num_states;
	const char *const *event_names;
	uint8_t num_events;
};

/*! Runs the state's action. An event that the state does not take: logged, -EPERM, nothing happens. */
int fsm_dispatch(const struct fsm *fsm, const uint8_t *state, uint32_t event, void *object, void *data);
/*! A change that the table does not allow is logged as an error and refused: -EPERM. */
int fsm_change(const struct fsm *fsm, uint8_t *state, uint8_t to, const char *why);
