/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every MAP argument, result and error parameter that we speak; octets 0 and 1 choose which, see common_cap.h. */
#include "common_cap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_types(CAP_PROTO_MAP, data, size);
}
