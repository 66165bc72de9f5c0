/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file pack.h
 *  Values written one behind the other into octets, and read back by the same lines of code: a function that packs a structure
 *  unpacks it too. Reading is bounded and trusts nothing: what does not fit makes it bad, and what is read then is 0. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pack {
	uint8_t *at;
	const uint8_t *end;
	bool reading;
	bool bad;	/*!< no room, or not what was written; whoever packs looks at the end */
};

static inline struct pack pack_writer(uint8_t *buf, size_t size)
{
	return (struct pack){ .at = buf, .end = buf + size };
}

/*! What is read is not changed. */
static inline struct pack pack_reader(const uint8_t *buf, size_t length)
{
	return (struct pack){ .at = (uint8_t *)(uintptr_t)buf, .end = buf + length, .reading = true };
}

/*! Seven bits an octet. \param max more is bad */
void pack_number(struct pack *p, uint64_t *value, uint64_t max);
void pack_octets(struct pack *p, void *data, size_t length);
/*! NUL ended, without control characters. */
void pack_text(struct pack *p, char *text, size_t size);

/*! A field of any integer type, a bit field too; max is what it can be at most. */
#define PACK_MAX(p, field, max) do { \
		uint64_t pack_value_ = (uint64_t)(field); \
		pack_number(p, &pack_value_, max); \
		if ((p)->reading) \
			(field) = pack_value_; \
	} while (0)
#define PACK_BOOL(p, field) PACK_MAX(p, field, 1)
#define PACK_8(p, field) PACK_MAX(p, field, UINT8_MAX)
#define PACK_16(p, field) PACK_MAX(p, field, UINT16_MAX)
#define PACK_32(p, field) PACK_MAX(p, field, UINT32_MAX)
#define PACK_64(p, field) PACK_MAX(p, field, UINT64_MAX)
