/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file transfer.h What transfer asks of calls in their driver's hands. */
#pragma once

#include "call_priv.h"

/*! Whose leg is the served user's; _MEDIA_SIDES: none (yet, any more). */
enum media_side call_user_side(const struct call *call);
void call_bridge_unwatch(struct call *call, enum media_side side);
