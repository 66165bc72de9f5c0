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
	e164_t redirecting;	/*!< the line that diverted */
};

/*! \param legs most at once; then the oldest is forgotten. \param wait_s how long one is awaited */
struct pending *pending_alloc(void *ctx, uint32_t legs, uint32_t wait_s);
void pending_add(struct pending *p, const struct pending_leg *leg);
/*! Is this received call one of them? It then is awaited no longer. \param original_called takes redirecting's place
 *  where the network sends none. A calling number is compared where both sides have one. */
bool pending_match(struct pending *p, const struct pending_leg *leg, e164_t original_called);
/*! Legs held, those too old included until they are met. */
uint32_t pending_count(const struct pending *p);
size_t pending_bytes(const struct pending *p);
