/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* G.711 by tables (ITU-T G.711, G.191's rounding), made once at the start. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum g711_law { G711_NONE, G711_A, G711_U };

void pcm_init(void);
int16_t pcm_decode(enum g711_law law, uint8_t octet);
uint8_t pcm_encode(enum g711_law law, int16_t sample);
/*! From one law to the other, in place. */
void pcm_convert(enum g711_law from, uint8_t *data, size_t length);
/*! What silence is in that law. */
uint8_t pcm_silence(enum g711_law law);
