/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file leg.h
 *  What call/ asks of a driver that holds a call's legs in its own hands. A leg, and the driver's side of a call, are known
 *  by the driver's handles, never 0; one that is gone is ignored. The driver calls nothing of call/ from within these. */
#pragma once

#include <mpabx/base.h>

#include "media.h"

/*! Tags from here on are call/'s own. */
#define CALL_TAG_FIRST 0x80000000u

struct leg_ops {
	/*! Ends the leg; its call is not told of it. \param cause Q.850 */
	void (*release)(void *priv, uint32_t leg, uint8_t cause);
	/*! Would rejoin() be carried out now? Nothing changes. */
	bool (*may_rejoin)(void *priv, uint32_t leg, uint32_t moves);
	/*! Two answered legs of two calls are each other's other party from now on, in the call of the first one: what one asks
	 *  (hold, another codec, its end) concerns the other one. The second leaves its own call. The two legs left over have
	 *  no other party; call/ releases them. \returns 0 or -errno: nothing has changed */
	int (*rejoin)(void *priv, uint32_t leg, uint32_t moves);
	/*! The transfer that this leg's party asked for has come to its end; where it is done the leg is released right after.
	 *  \param how enum call_transfer */
	void (*transferred)(void *priv, uint32_t leg, unsigned how);
	/*! What the driver asked of media under a tag of its own (below CALL_TAG_FIRST) has come back.
	 *  \param local NULL: not carried out */
	void (*media)(void *priv, uint32_t hands, enum media_side side, uint32_t tag, const struct media_local *local);
	/*! Media has lost a pair of a call that nobody has answered yet (it is freed already): it goes on without. */
	void (*lost)(void *priv, uint32_t hands, uint32_t pair);
	/*! A code that is not call/'s own, of a watch that the driver asked for. */
	void (*code)(void *priv, uint32_t hands, uint32_t pair, enum media_side side, const char *code);
	/*! The call is to end (its sound is lost, nobody was heard for too long, it lasted as long as it may): the driver
	 *  releases its legs, and tells and finishes the call as at any other end, from within this if it likes. */
	void (*end)(void *priv, uint32_t hands, uint8_t cause);
	/*! The call has no leg any more; call/ finishes it right after. The driver forgets it. */
	void (*let_go)(void *priv, uint32_t hands);
};
