/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file limit.h How often one caller may ask: a bucket of tokens each. Bounded: when all places are taken, the one that was
 *  used longest ago is taken over. And how much is on its way at once. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct limits;
struct limits *limits_alloc(void *ctx);
/*! \param who any words \param rate tokens a second \param burst the most at once
 *  \returns 0, or the seconds to wait */
unsigned limit_take(struct limits *l, const char *who, double rate, double burst);

/*! A large body begins: one of each caller, so many octets of all. \returns false: later. Each true is released. */
bool limit_hold(struct limits *l, const char *who, size_t octets);
void limit_release(struct limits *l, const char *who);
