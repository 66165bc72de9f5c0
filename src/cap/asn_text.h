/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Octets from what a person writes, by what the type means. See asn_text.c. */
#pragma once

#include "asn.h"

/* \returns length written, -EINVAL (no such text for this type), -ENOSPC */
int asn_text_octets(const struct cap_type *type, const char *text, uint8_t *buf, size_t size);
