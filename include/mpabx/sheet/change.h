/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file change.h From what is stored to what is wanted: what would change, and the changing. Both drafts sorted. */
#pragma once

#include "words.h"

enum change_kind { CHANGE_ADD, CHANGE_UPDATE, CHANGE_REMOVE };
/*! was NULL where added, is NULL where removed. Non-zero stops. */
typedef int (*change_cb)(void *priv, enum change_kind kind, enum draft_table table, const void *was, const void *is);

/*! Each row that differs, table by table. A line's settings that are the usual ones are the same as none. */
int changes_each(const struct fleet_draft *was, const struct fleet_draft *is, change_cb cb, void *priv);
/*! Calendars that are stored already get their ids, by name, wherever they are named in the draft. */
void change_match_calendars(const struct fleet_draft *was, struct fleet_draft *is);
/*! Writes it all; in the caller's transaction. A new fleet and new rows get their ids.
 *  \param[out] at line of the file at which the store said no \returns 0 or what the store said */
int change_apply(struct store *store, const struct fleet_draft *was, struct fleet_draft *is, uint32_t *at);
/*! The same, told how many rows are written now and then; of how many is what changes_each() visits, more or less. */
struct change_progress { void (*tell)(void *priv, size_t written); void *priv; };
int change_apply_told(struct store *store, const struct fleet_draft *was, struct fleet_draft *is, const struct change_progress *progress,
		      uint32_t *at);
