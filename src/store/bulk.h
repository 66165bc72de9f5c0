/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file bulk.h
 *  What many puts in a row know already: whose the numbers are, what a fleet may choose, which digits its plan gives a
 *  meaning. Asked once for all of them, where the driver can queue what gives no rows; else never there. */
#pragma once

#include "rows.h"

struct store_home { e164_t number; uint32_t line, fixed, group; };	/*!< fleets, 0: it is none */

/*! NULL: not known here, ask. */
struct store_home *store_bulk_home(struct store *s, e164_t number);
/*! \returns 1 and ret set, 0 not known */
int store_bulk_owner(struct store *s, uint32_t fleet_id, struct store_owner *ret);
void store_bulk_know_owner(struct store *s, const struct store_owner *owner);
/*! Has the fleet's plan a meaning for these digits? \returns 0, -EINVAL it has, 1 not known, -EIO */
int store_bulk_meaning(struct store *s, uint32_t fleet_id, const char *digits);
/*! A statement that changes one row and says by RETURNING a version that nobody wants now. \returns 0 or -errno */
int store_bulk_version(struct store *s, struct statement *st, int64_t *ret_version);
