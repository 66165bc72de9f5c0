/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file demo.h What `--demo` puts into an empty store: the demo fleets, people who sign in, a week of calls. */
#pragma once

#include <mpabx/store/portal.h>

#define DEMO_PASSWORD "mpabx-demo-2026"

/*! Does nothing where there is somebody already. */
int portal_demo_load(struct store *store, const struct secret_key *key);
