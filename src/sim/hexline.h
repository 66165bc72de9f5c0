/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file hexline.h Octets as people paste them: "30 06", "30:06", "0x30 0x06", "3006", either case, # comments. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct hexline_fault { size_t offset; char reason[64]; };

/*! \returns number of octets, 0 for a line that has none (blank, comment), or -EINVAL with fault set */
int hexline_read(const char *line, uint8_t *octets, size_t size, struct hexline_fault *fault);
