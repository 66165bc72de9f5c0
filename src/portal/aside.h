/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file aside.h Long work in a thread of its own: an import takes seconds, and a thread that answers has hundreds of connections. */
#pragma once

#include "request.h"

struct asides;
struct asides *asides_alloc(void);
/*! Waits until none is at work; no more are begun. */
void asides_end(struct asides *a);
void asides_free(struct asides **a);
/*! Serves the request there and then lets its connection go on, which is asked again. \returns false: none can be begun */
bool aside_begin(struct request *r);
