/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file demo_calls.h A week of believable calls for the demo's journal, in the caller's transaction. */
#pragma once

#include <mpabx/store.h>

int demo_calls_put(struct store *store);
