/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file aging.h
 *  Finds slots by hash and forgets the oldest when all are taken. What a slot holds is kept by its user in an array of
 *  the same size. Fixed memory, everything O(1). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define AGING_NONE UINT32_MAX

struct aging;

/*! \param slots a power of two, at most 2^24. Child of ctx. */
struct aging *aging_alloc(void *ctx, uint32_t slots);
/*! The next slot, linked under this hash; what it held before is forgotten. */
uint32_t aging_add(struct aging *a, uint32_t hash);
void aging_remove(struct aging *a, uint32_t slot);
/*! Slots under this hash, newest first; AGING_NONE ends. Other hashes may come along: compare. */
uint32_t aging_first(const struct aging *a, uint32_t hash);
uint32_t aging_next(const struct aging *a, uint32_t slot);
uint32_t aging_count(const struct aging *a);
size_t aging_bytes(const struct aging *a);

/*! The smallest power of two that is at least n, within 2^6 and 2^24. */
uint32_t aging_slots_for(uint32_t n);
/*! Mixes two numbers into a hash. */
uint32_t aging_hash(uint64_t a, uint64_t b);
