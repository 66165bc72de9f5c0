/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sounds that are computed: the tones of the French network (ITU-T E.180 supplement 2) and a piece of music on hold. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*! Each fills a new array, child of ctx; played round and round they have no seam. \returns its length, 0: no memory */
size_t tone_ringback(void *ctx, uint8_t **ret);
size_t tone_busy(void *ctx, uint8_t **ret);
size_t tone_music(void *ctx, uint8_t **ret);
/*! 20 ms of a DTMF digit, beginning at this sample of it. */
void tone_dtmf(uint8_t code, uint32_t from, int16_t *ret, unsigned samples);
