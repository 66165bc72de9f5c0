/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file transfer.h What transfer asks of calls in their driver's hands. */
#pragma once

#include "call_priv.h"

void call_bridge_unwatch(struct call *call, enum media_side side);
#define CALL_TAG_JOIN CALL_TAG_FIRST
/*! Media has joined this call with the other one, or could not. */
void call_transfer_joined(struct call *call, bool done);
/*! The call goes while media joins it with another one, which stays as it was. */
void call_transfer_drop(struct call *call);
/*! Tells the user of this leg why not. */
void call_transfer_say(struct call *call, enum media_side side, enum call_transfer how);
/*! The legs that it pays since a transfer are over. */
void call_transfer_unpay(struct call *call);
