/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file live_priv.h The live state's own structures. */
#pragma once

#include "keyed.h"
#include "live.h"

/* A rest lasts 3600 s at most (product.md section 7): each second of it has its slot. */
#define LIVE_REST_SLOTS 4096

struct live_line {
	struct keyed_item item;
	struct llist_head rest;		/* in the slot of rest_until_ms; linked while it rests */
	uint64_t rest_until_ms;		/* 0: does not rest */
	uint64_t idle_since_ms;
	uint32_t calls;			/* first call of the chain, 0 = none */
	uint16_t ringing, talking;
};

struct live_payer {
	struct keyed_item item;
	struct live_diverted up;
};

struct live_group {
	struct keyed_item item;
	struct call_group_live now;
};

struct live {
	const struct fleet_snapshot *snap;
	const struct call_live_ops *ops;
	void *ops_priv;
	struct keyed *lines, *payers, *groups;
	uint64_t rest_at_s;		/* slots up to this second are done with */
	struct llist_head resting[LIVE_REST_SLOTS];
};

void live_told_line(const struct live *live, e164_t line);
void live_told_group(const struct live *live, uint32_t group);
