/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small writes of the node itself, as entries of the spool: a member that logged in or out. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mpabx/store.h>

struct note {
	uint32_t group;
	e164_t line;
	bool connected;
	char author[STORE_NAME_SIZE];	/* for the change log */
};
#define NOTE_MAX_SIZE (1 + 4 + 8 + 1 + STORE_NAME_SIZE)

/* Octets. */
size_t note_encode(const struct note *note, uint8_t buf[NOTE_MAX_SIZE]);
/* Takes anything. 0 or -EINVAL */
int note_decode(const uint8_t *buf, size_t length, struct note *ret);
