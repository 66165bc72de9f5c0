/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ways to break a message, by a seeded sequence that a second run repeats. See break.c. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct breaker { uint64_t state; };

void break_seed(struct breaker *b, uint64_t seed);
/* 0 .. n-1. */
uint32_t break_random(struct breaker *b, uint32_t n);
/* Changes octets and length (at most max) in one to three ways; length may become 0. */
void break_octets(struct breaker *b, uint8_t *octets, size_t *length, size_t max);
