/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sip.h
 *  SIP for whoever needs it: an agent that listens, peers that are probed, dialogs with their offers and answers, headers
 *  and session descriptions as plain C. Transactions, parser and transports are libsofia-sip's (NTA), and nobody outside
 *  this room sees that: no type of it stands in any of these headers. What a call is, which leg belongs to which, is
 *  not known here. doc/sip.md tells the fences, timers and limits. */
#pragma once

#include "base.h"
#include "sip/agent.h"
#include "sip/dialog.h"
#include "sip/header.h"
#include "sip/message.h"
#include "sip/sdp.h"
