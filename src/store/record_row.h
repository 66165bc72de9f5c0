/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file record_row.h What the two files of call records share. */
#pragma once

#include <mpabx/store/record.h>

#include "statement.h"

#define RECORD_COLUMNS \
	"SELECT id, side, served, calling, called, fleet_id, dialled, original_called, redirecting, call_reference, msc, " \
	"start_us, answer_us, end_us, ended, snapshot_version, rule, why, seconds, rule_version, why_group, number_1, " \
	"number_2, digits, anchor, conference, limited, group_id, group_result, sequence FROM call_record "

/*! The call alone. */
void store_record_read(struct statement *st, struct store_record *ret);
/*! Its legs and rejected reasons. \returns 0 or -EIO */
int store_record_parts_read(struct store *s, struct store_record *ret);
