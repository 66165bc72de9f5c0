/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sounds, in memory as A-law at 8 kHz, read once at the start: NAME.wav of the folder of sounds where there is one, so that an
 * operator replaces them file by file; tones and the music on hold are made here where there is none. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct sound { const char *name; size_t length; uint8_t *alaw; };
struct sounds;

/*! \param folder with fr/, en/ and files beside them; what cannot be read is logged and left out */
struct sounds *sounds_load(void *ctx, const char *folder);
/*! "fr/press-1", "ringback", "busy", "music"; NULL: none of that name */
const struct sound *sounds_find(const struct sounds *sounds, const char *name);
unsigned sounds_count(const struct sounds *sounds);

/*! A WAV file's octets (PCM of 8 or 16 bits, A-law, mu-law; any rate and number of channels) as A-law at 8 kHz.
 *  \returns its length, -EBADMSG, -ENOTSUP, -E2BIG, -ENOMEM; ret is a child of ctx */
long wav_read(void *ctx, const uint8_t *data, size_t length, uint8_t **ret);
