/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* State machines from const tables. The state is one byte of the object; what a peer sends at a wrong moment ends
 * here with -EPERM and a log line, and the caller answers by its protocol. */

#include <errno.h>

#include <osmocom/core/logging.h>

#include <mpabx/base/fsm.h>

static const char *event_name(const struct fsm *fsm, uint32_t event)
{
	return event < fsm->num_events && fsm->event_names ? fsm->event_names[event] : "?";
}

int fsm_dispatch(const struct fsm *fsm, const uint8_t *state, uint32_t event, void *object, void *data)
{
	const struct fsm_state *at;

	if (*state >= fsm->num_states || event >= fsm->num_events || event > 31) {
		LOGP(fsm->log_category, LOGL_ERROR, "%s: no state %u or no event %u\n", fsm->name, *state, event);
		return -EPERM;
	}
	at = &fsm->states[*state];
	if (!(at->in & 1u << event)) {
		LOGP(fsm->log_category, LOGL_NOTICE, "%s: event %s does not fit state %s\n",
		     fsm->name, event_name(fsm, event), at->name);
		return -EPERM;
	}
	if (at->action)
		at->action(object, event, data);
	return 0;
}

int fsm_change(const struct fsm *fsm, uint8_t *state, uint8_t to, const char *why)
{
	if (*state >= fsm->num_states || to >= fsm->num_states || to > 31 ||
	    !(fsm->states[*state].out & 1u << to)) {
		LOGP(fsm->log_category, LOGL_ERROR, "%s: no way from state %u to state %u (%s)\n",
		     fsm->name, *state, to, why);
		return -EPERM;
	}
	LOGP(fsm->log_category, LOGL_DEBUG, "%s: %s -> %s (%s)\n",
	     fsm->name, fsm->states[*state].name, fsm->states[to].name, why);
	*state = to;
	return 0;
}
