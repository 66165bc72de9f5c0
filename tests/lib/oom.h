/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file oom.h
 *  Memory that runs out where a test says so: the n-th allocation of our own code fails. "Allocation" is malloc(),
 *  calloc(), realloc(), strdup(), every talloc call that makes or grows a chunk, pool_get(), msgb_alloc() and
 *  osmo_fsm_inst_alloc(); what the libraries allocate inside is not ours and never fails. Only the thread that asked is
 *  counted.
 *
 *  A program that uses it has $(OOM_FILES) among its SOURCES and $(OOM_LINK) as its LDFLAGS (tests/local.mk).
 *
 *	for (unsigned n = 0; n < 10000; n++) {		// the first, the second ... until a run needs fewer
 *		oom_fail(n);
 *		rc = thing_under_test();
 *		if (!oom_stop())
 *			break;
 *		CHECK_INT(rc, -ENOMEM);			// and nothing is half-done
 *	}
 */
#pragma once

#include <stdbool.h>

/*! From now on allocation n of this thread (0: the next one) fails, once. */
void oom_fail(unsigned n);
/*! Allocation n and all that follow. */
void oom_fail_from(unsigned n);
/*! All succeed again. \returns whether one failed */
bool oom_stop(void);
/*! Allocations of this thread since oom_fail(), the failed ones too: to see that a sweep covers something. */
unsigned oom_count(void);
