/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The last finished calls, in memory, for the VTY. */
#pragma once

#include <mpabx/call.h>

struct records;

struct records *records_alloc(void *ctx, unsigned size);
extern const struct record_ops records_ops;	/* priv: struct records */
/* n = 0: the newest. NULL past the end. */
const struct call_record *records_at(const struct records *records, unsigned n);
uint64_t records_total(const struct records *records);
