/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file pool.h
 *  A pool of objects of one size: no allocation storm on the call path, a hard cap, and an index
 *  with a generation that makes a handle (a TCAP transaction id, a call's slot) safe to look up
 *  after its object is gone. Grows by chunks, never moves an object, one thread only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct pool;

/*! \param max most objects alive at once (at most 2^24). Chunks are children of ctx. */
struct pool *pool_alloc(void *ctx, const char *name, size_t object_size, uint32_t max);
/*! A zeroed object, or NULL: cap reached, or out of memory (pool_fail_after()). */
void *pool_get(struct pool *pool);
/*! Gives an object back; its handle is dead from now on. NULL is ignored. */
void pool_put(struct pool *pool, void *object);
/*! 32-bit handle: index in the low bits, generation above; never 0. Needs a living object. */
uint32_t pool_handle(const struct pool *pool, const void *object);
/*! The living object of a handle, or NULL. */
void *pool_find(const struct pool *pool, uint32_t handle);
uint32_t pool_count(const struct pool *pool);
uint32_t pool_max(const struct pool *pool);
/*! Bytes held for objects, chunks and book-keeping. */
size_t pool_bytes(const struct pool *pool);
/*! The next living object after this one (NULL: the first), for shows and shutdown. */
void *pool_next(const struct pool *pool, const void *object);

/*! Test aid: every pool_get() of the process fails after n more; -1 switches it off. */
void pool_fail_after(int n);
