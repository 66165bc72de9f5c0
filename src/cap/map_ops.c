/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MAP's operations that we speak (TS 29.002 17.5): one line each. */
#include "registry.h"

const struct cap_registry cap_registry_map = {
	.num_operations = 0,
};
