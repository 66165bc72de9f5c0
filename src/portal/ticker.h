/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file ticker.h What happens by itself: others' changes and the node's traps are told to listeners, changes expire, what is
 *  over is swept away. A thread with its own connection. */
#pragma once

#include "portal.h"

struct ticker;
struct ticker *ticker_start(struct portal *portal);
void ticker_stop(struct ticker **ticker);
