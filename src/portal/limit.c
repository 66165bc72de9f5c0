/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Token buckets in a table of fixed size, four places a hash; large bodies in a handful of places. */
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/base.h>

#include "limit.h"

#define SETS 2048
#define WAYS 4
#define MOST_HELD 8
#define MOST_OCTETS (32 * 1024 * 1024)

struct bucket { uint64_t hash, at_ms; double tokens; };
struct limits {
	pthread_mutex_t lock;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct bucket bucket[SETS][WAYS];
	struct { char who[32]; size_t octets; } held[MOST_HELD];
};

struct limits *limits_alloc(void *ctx)
{
	struct limits *l = talloc_zero(ctx, struct limits);

	if (!l)
		return NULL;
	pthread_mutex_init(&l->lock, NULL);
	crypto_shorthash_keygen(l->key);
	return l;
}

static struct bucket *bucket_of(struct limits *l, uint64_t hash, uint64_t now, double burst)
{
	struct bucket *set = l->bucket[hash % SETS], *oldest = set;

	for (unsigned i = 0; i < WAYS; i++) {
		if (set[i].hash == hash)
			return &set[i];
		if (set[i].at_ms < oldest->at_ms)
			oldest = &set[i];
	}
	*oldest = (struct bucket){ .hash = hash, .at_ms = now, .tokens = burst };
	return oldest;
}

unsigned limit_take(struct limits *l, const char *who, double rate, double burst)
{
	uint64_t hash, now = clock_ms();
	struct bucket *b;
	unsigned wait = 0;

	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)who, strlen(who), l->key);
	pthread_mutex_lock(&l->lock);
	b = bucket_of(l, hash, now, burst);
	b->tokens = fmin(burst, b->tokens + (double)(now - b->at_ms) / 1000.0 * rate);
	b->at_ms = now;
	if (b->tokens >= 1.0)
		b->tokens -= 1.0;
	else
		wait = (unsigned)ceil((1.0 - b->tokens) / rate);
	pthread_mutex_unlock(&l->lock);
	return wait;
}

bool limit_hold(struct limits *l, const char *who, size_t octets)
{
	size_t all = octets;
	int place = -1;
	bool twice = false;

	pthread_mutex_lock(&l->lock);
	for (int i = 0; i < MOST_HELD; i++) {
		all += l->held[i].octets;
		twice |= !strcmp(l->held[i].who, who);
		if (!l->held[i].who[0])
			place = i;
	}
	if (twice || all > MOST_OCTETS)
		place = -1;
	if (place >= 0) {
		snprintf(l->held[place].who, sizeof(l->held[place].who), "%s", who);
		l->held[place].octets = octets;
	}
	pthread_mutex_unlock(&l->lock);
	return place >= 0;
}

void limit_release(struct limits *l, const char *who)
{
	pthread_mutex_lock(&l->lock);
	for (unsigned i = 0; i < MOST_HELD; i++)
		if (!strcmp(l->held[i].who, who))
			memset(&l->held[i], 0, sizeof(l->held[i]));
	pthread_mutex_unlock(&l->lock);
}
