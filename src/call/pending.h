/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file pending.h
 *  Legs that we sent to a line of ours and that will come back through its T-CSI (product.md section 2 step 0). */
#pragma once

#include <stdbool.h>

#include <mpabx/base.h>

struct pending;

struct pending_leg {
	e164_t called;
	e164_t calling;		/*!< E164_NONE: withheld from us */
	e164_t redirecting;	/*!< who diverted last; E164_NONE: nobody */
	e164_t original;	/*!< who diverted first; E164_NONE: the same, or nobody */
	bool held;		/*!< of a list that goes on when it fails; set by a match */
	e164_t kept;		/*!< redirecting number of an earlier leg of this call, which the switch may still send */
};

#define PENDING_NONE UINT32_MAX

/*! \param legs most at once; then the oldest is forgotten. \param wait_s how long one is awaited
 *  \param bare_s the same where only called and calling number are left of it */
struct pending *pending_alloc(void *ctx, uint32_t legs, uint32_t wait_s, uint32_t bare_s);
/*! \param owner who may forget it again. \returns a place to forget it by */
uint32_t pending_add(struct pending *p, const struct pending_leg *leg, uint64_t owner);
/*! It comes back no more: it failed, was answered or given up. Nothing happens where it is gone already. */
void pending_forget(struct pending *p, uint32_t place, uint64_t owner);
/*! Is this received call one of them? It then is awaited no longer. Redirecting number by redirecting number; where the
 *  network sends none, by the original called number; where it sends neither, by called and calling number alone, and
 *  without a calling number only where exactly one leg can be meant. Otherwise a calling number is compared where both
 *  sides have one. */
bool pending_match(struct pending *p, struct pending_leg *leg);
/*! The same, and it stays awaited. */
bool pending_knows(struct pending *p, const struct pending_leg *leg);
/*! Legs to this number that have not come back, as far as 128 are looked at. */
unsigned pending_count_to(struct pending *p, e164_t called);
/*! Legs held, those too old included until they are met. */
uint32_t pending_count(const struct pending *p);
size_t pending_bytes(const struct pending *p);
