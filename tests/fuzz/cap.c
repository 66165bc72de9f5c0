/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every CAP argument, result and error parameter: common_cap.h. */
#include "common_cap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_types(CAP_PROTO_CAP, data, size);
}
