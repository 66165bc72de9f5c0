/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file draft_priv.h What the files of a draft share. */
#pragma once

#include <mpabx/fleet/draft.h>

/*! The first row that is not below the key. */
size_t draft_lower_bound(const struct fleet_draft *d, enum draft_table table, const void *key);
void draft_rows_free(struct fleet_draft *d, enum draft_table table);

struct draft_reading {
	struct fleet_draft *d;
	struct store *store;
	uint32_t fleet_id, group_id;
	const char *profile;
	bool found;
	int rc;				/*!< of what the profile's reading met */
	e164_t group;
};
/*! All tables, into empty ones, not sorted yet. */
int draft_read_all(struct draft_reading *r);

/* ---- rows into their tables; priv is the draft ---- */
int draft_add_calendar(void *priv, const struct store_calendar *row);
int draft_add_settings(void *priv, const struct store_settings *row);
int draft_add_forwarding(void *priv, const struct store_forwarding *row);
int draft_add_hunt(void *priv, const struct store_hunt *row);
/*! priv is the reading, with the number of the group that they are of, E164_NONE: a line's */
int draft_add_member(void *priv, const struct store_member *row);
int draft_add_blocked(void *priv, const struct store_blocked *row);
