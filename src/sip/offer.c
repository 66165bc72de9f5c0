/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may offer and who must answer (RFC 3264, 3262 5, 3311 5, 6337 2). One byte of state a dialog, or early dialog. */

#include <stdlib.h>

#include "sip_priv.h"

uint8_t *offer_of(struct sip_dialog *d, unsigned fork)
{
	return fork < d->num_forks ? &d->forks[fork].offer : &d->offer;
}

enum sip_sdp_role offer_in_response(uint8_t *state, unsigned status, bool reliable)
{
	bool binding = status >= 200 || reliable;

	switch (*state) {
	case OFFER_OURS:
		if (!binding)
			return SIP_SDP_PREVIEW;
		*state = OFFER_STABLE;
		return SIP_SDP_ANSWER;
	case OFFER_NONE:
		if (!binding)
			return SIP_SDP_PREVIEW;
		*state = OFFER_THEIRS;
		return SIP_SDP_OFFER;
	default:
		return SIP_SDP_REPEAT;
	}
}

unsigned offer_in_request(const struct sip_dialog *d, uint8_t state)
{
	/* RFC 3311 5.2: ours is open: 491; theirs is open and unanswered: 500. */
	switch (state) {
	case OFFER_OURS:
		return 491;
	case OFFER_THEIRS:
		return 500;
	default:
		return 0;
	}
}

bool sip_dialog_offering(const struct sip_dialog *d)
{
	if (d->orq || d->irq)
		return true;
	for (const struct sip_transaction *t = d->open; t; t = t->next)
		if (t->offered)
			return true;
	for (const struct sip_client *c = d->clients; c; c = c->next)
		if (c->offered)
			return true;
	return d->offer == OFFER_OURS || d->offer == OFFER_THEIRS;
}

unsigned sip_dialog_glare_ms(const struct sip_dialog *d)
{
	/* RFC 3261 14.1, in units of 10 ms */
	return d->caller ? 2100 + (unsigned)random() % 190 * 10 : (unsigned)random() % 200 * 10;
}
