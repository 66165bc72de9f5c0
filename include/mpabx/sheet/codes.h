/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file codes.h The codes of a draft's groups, from the file and from the store, and new ones where there are none. */
#pragma once

#include "../fleet/check.h"

/*! Where the key lies unless somebody says so: beside an SQLite store. \returns NULL without memory, or where it must be said */
char *codes_key_path(void *ctx, const char *store_url);
/*! Before the check: a code that was not typed is the one that is stored, so that both are compared. key may be NULL. */
void codes_fill(const struct fleet_draft *was, struct fleet_draft *is, const struct secret_key *key);
/*! After it: every code sealed; one that did not change stays sealed as it was; where there is none, one is made.
 *  \param key NULL: nothing is sealed, what changed is only marked */
void codes_seal(const struct fleet_draft *was, struct fleet_draft *is, const struct secret_key *key);
