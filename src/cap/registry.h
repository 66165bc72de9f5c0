/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The two protocols' tables, as registry.c looks them up: ops.c holds CAP's, map_ops.c MAP's. Private to this room. */
#pragma once

#include <mpabx/cap.h>

struct cap_registry {
	const struct cap_operation *operations;	/* at the index of their code; gaps have no name */
	unsigned num_operations;
	const struct cap_error_def *errors;
	unsigned num_errors;
	const struct cap_type *const *types;	/* that are of interest on their own */
	unsigned num_types;
};

extern const struct cap_registry cap_registry_cap, cap_registry_map;

/* Invocation timers by kind (TS 29.078 6.1.2, 29.002 17.1.2): operator-definable, these are our defaults. */
enum { CAP_TIMER_SHORT = 5000, CAP_TIMER_MEDIUM = 30000, CAP_TIMER_LONG = 300000 };
