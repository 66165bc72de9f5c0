/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call's record on its way out of call/: to the ring in memory and to the spool. */
#pragma once

#include <mpabx/call.h>
#include <mpabx/store/record.h>
#include <mpabx/store/spool.h>

#include "records.h"

struct recorder {
	struct records *records;
	struct spool *spool;		/* NULL: nothing outlives the node */
	struct store_record row;	/* where the loop makes it */
	uint8_t octets[SPOOL_MAX_DATA];
};

extern const struct record_ops recorder_ops;	/* priv: struct recorder */

/* Plain numbers and names of a call's record. Only what its counts say is filled is written. */
void recorder_row(const struct call_record *record, struct store_record *ret);
