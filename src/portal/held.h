/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file held.h One fleet at hand: what is stored of it, and the snapshot that calls would be decided by. A thread keeps a few,
 *  and asks the change log whether they still hold. */
#pragma once

#include <jansson.h>

#include <mpabx/decide.h>
#include <mpabx/fleet.h>
#include <mpabx/fleet/check.h>
#include <mpabx/fleet/draft.h>

#include "request.h"

struct held {
	uint32_t id;
	size_t lines;			/*!< what it weighs */
	uint64_t seq, used, serial;	/*!< seq: change of the log it stands at; serial: of the request that looked last */
	struct fleet_draft *draft;
	struct fleet_snapshot *snap;	/*!< NULL until asked for */
	json_t *warnings;		/*!< NULL until asked for */
	time_t warnings_at;
	json_t *kept;			/*!< answers as text with their tags, by object, key and end, of one minute */
	time_t kept_min;
	json_t *summaries;		/*!< of lines, by their digits, of one minute: periods begin and end at minutes */
	time_t summaries_min;
};

/*! In a transaction that changes: as it is stored at this moment, whatever this request saw before. The rows are borrowed
 *  until held_adopt() or held_forget(). \returns 0 or a status, answered */
unsigned held_for_change(struct request *r, struct held **ret);
/*! A change was committed that brought "over", a draft over the held one's rows, to change seq. */
void held_adopt(struct held *h, struct fleet_draft **over, uint64_t seq, const struct draft_moved *moved);
/*! The fleet of the path. \returns 0 or a status, answered */
unsigned held_get(struct request *r, struct held **ret);
unsigned held_get_id(struct request *r, uint32_t fleet_id, struct held **ret);
const struct fleet_snapshot *held_snapshot(struct request *r, struct held *h);
/*! After a change of our own: look again. */
void held_forget(struct request *r, uint32_t fleet_id);
/*! All that a thread has at hand, before it ends. */
void held_free_all(struct worker *w);
/*! A snapshot of any draft of one fleet. \returns NULL without memory or store */
struct fleet_snapshot *snapshot_make(void *ctx, struct store *store, const struct fleet_draft *d);
