/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file transfer.h What transfer asks of calls in their driver's hands. */
#pragma once

#include "call_priv.h"

void call_bridge_unwatch(struct call *call, enum media_side side);
/*! The legs that it pays since a transfer are over. */
void call_transfer_unpay(struct call *call);
