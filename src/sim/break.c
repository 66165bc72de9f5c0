/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes wrong with a message on a bad day, and what a bad peer makes of it: bits turn, ends are missing, lengths lie,
 * parts come twice, and sometimes it is only noise. */
#include <string.h>

#include "break.h"

void break_seed(struct breaker *b, uint64_t seed)
{
	b->state = seed * 0x9e3779b97f4a7c15u + 1;
}

/* xorshift64*, Vigna 2016: small and the same everywhere. */
uint32_t break_random(struct breaker *b, uint32_t n)
{
	b->state ^= b->state >> 12;
	b->state ^= b->state << 25;
	b->state ^= b->state >> 27;
	return n ? (uint32_t)((b->state * 0x2545f4914f6cdd1du) >> 33) % n : 0;
}

static void break_bit(struct breaker *b, uint8_t *v, size_t n)
{
	v[break_random(b, (uint32_t)n)] ^= (uint8_t)(1u << break_random(b, 8));
}

/* Octets that parsers trip over: ends of ranges, long and indefinite lengths, constructed tags. */
static void break_value(struct breaker *b, uint8_t *v, size_t n)
{
	static const uint8_t nasty[] = { 0x00, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x30, 0xa1, 0x1f, 0xbf };

	v[break_random(b, (uint32_t)n)] = nasty[break_random(b, sizeof(nasty))];
}

static size_t break_cut(struct breaker *b, size_t n)
{
	return break_random(b, (uint32_t)n);
}

static size_t break_remove(struct breaker *b, uint8_t *v, size_t n)
{
	size_t at = break_random(b, (uint32_t)n), k = 1 + break_random(b, (uint32_t)(n - at));

	memmove(v + at, v + at + k, n - at - k);
	return n - k;
}

static size_t break_repeat(struct breaker *b, uint8_t *v, size_t n, size_t max)
{
	size_t at = break_random(b, (uint32_t)n), k = 1 + break_random(b, (uint32_t)(n - at));

	if (n + k > max)
		return n;
	memmove(v + at + k, v + at, n - at);
	return n + k;
}

static size_t break_noise(struct breaker *b, uint8_t *v, size_t max)
{
	size_t n = break_random(b, (uint32_t)(max < 300 ? max : 300));

	for (size_t i = 0; i < n; i++)
		v[i] = (uint8_t)break_random(b, 256);
	return n;
}

void break_octets(struct breaker *b, uint8_t *octets, size_t *length, size_t max)
{
	for (uint32_t times = 1 + break_random(b, 3); times && *length; times--) {
		switch (break_random(b, 12)) {
		case 0: case 1: case 2: case 3:
			break_bit(b, octets, *length);
			break;
		case 4: case 5: case 6:
			break_value(b, octets, *length);
			break;
		case 7: case 8:
			*length = break_cut(b, *length);
			break;
		case 9:
			*length = break_remove(b, octets, *length);
			break;
		case 10:
			*length = break_repeat(b, octets, *length, max);
			break;
		default:
			*length = break_noise(b, octets, max);
		}
	}
}
