/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file recent.h
 *  Lines that called an emergency number a short while ago: the emergency services may call back (RFC 7090; product.md
 *  section 2 step 1). */
#pragma once

#include <mpabx/base.h>

struct recent;

/*! \param lines most at once; then the oldest is forgotten. */
struct recent *recent_alloc(void *ctx, uint32_t lines, uint32_t window_s);
/*! This line calls an emergency number now. */
void recent_note(struct recent *r, e164_t line);
/*! When it did last, as wall clock; 0: not within the window. */
time_t recent_at(struct recent *r, e164_t line);
uint32_t recent_count(const struct recent *r);
size_t recent_bytes(const struct recent *r);
