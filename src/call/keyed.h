/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file keyed.h
 *  Things found by a number, in memory that is bounded: a hash table over a pool. One that has nothing to do and is only
 *  kept because it may be asked again is marked idle; where room is needed the one idle for the longest time goes. All
 *  of it O(1). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <osmocom/core/linuxlist.h>

struct keyed;

/*! Head of each thing. */
struct keyed_item {
	uint64_t key;
	struct keyed_item *chain;	/*!< next in its bucket */
	struct llist_head idle;		/*!< linked while idle */
	bool is_idle;
};

/*! \param max most things at once. Child of ctx. */
struct keyed *keyed_alloc(void *ctx, const char *name, size_t item_size, uint32_t max);
void *keyed_find(const struct keyed *k, uint64_t key);
/*! Finds it, or makes a zeroed one. \returns NULL where all are in use or memory is out */
void *keyed_get(struct keyed *k, uint64_t key);
void keyed_drop(struct keyed *k, void *item);
void keyed_set_idle(struct keyed *k, void *item, bool idle);
uint32_t keyed_count(const struct keyed *k);
size_t keyed_bytes(const struct keyed *k);
