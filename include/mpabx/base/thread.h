/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file thread.h  Threads beside the loop. Signals are the loop's: a thread started here takes none. */
#pragma once

#include <pthread.h>

/*! \returns 0, or -errno of pthread_create(); *ret is untouched then */
int thread_start(pthread_t *ret, void *(*run)(void *priv), void *priv);
