/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind 1, group 4, line 8, connected 1, author to the end; little-endian. */
#include <errno.h>
#include <string.h>

#include "note.h"

#define KIND_MEMBER 1
#define FIXED_SIZE (1 + 4 + 8 + 1)

size_t note_encode(const struct note *note, uint8_t buf[NOTE_MAX_SIZE])
{
	size_t n = strnlen(note->author, sizeof(note->author) - 1);

	buf[0] = KIND_MEMBER;
	for (unsigned i = 0; i < 4; i++)
		buf[1 + i] = (uint8_t)(note->group >> 8 * i);
	for (unsigned i = 0; i < 8; i++)
		buf[5 + i] = (uint8_t)(note->line >> 8 * i);
	buf[13] = note->connected;
	memcpy(buf + FIXED_SIZE, note->author, n);
	return FIXED_SIZE + n;
}

int note_decode(const uint8_t *buf, size_t length, struct note *ret)
{
	struct note note = { .group = 0 };

	if (length < FIXED_SIZE || length - FIXED_SIZE >= sizeof(note.author) || buf[0] != KIND_MEMBER || buf[13] > 1)
		return -EINVAL;
	for (unsigned i = 0; i < 4; i++)
		note.group |= (uint32_t)buf[1 + i] << 8 * i;
	for (unsigned i = 0; i < 8; i++)
		note.line |= (e164_t)buf[5 + i] << 8 * i;
	note.connected = buf[13];
	memcpy(note.author, buf + FIXED_SIZE, length - FIXED_SIZE);
	*ret = note;
	return 0;
}
