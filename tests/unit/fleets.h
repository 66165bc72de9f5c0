/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small fleets for the tests of several rooms, put into a snapshot by hand. */
#pragma once

#include <stdio.h>
#include <string.h>

#include <mpabx/fleet.h>

#include "plans.h"

#define ALL_RIGHTS 0x3f

static inline struct fleet_snapshot *fleets_alloc(void *ctx)
{
	struct fleet_snapshot *snap = fleet_snapshot_alloc(ctx);

	if (fleet_snapshot_put_numplan(snap, plan_french(ctx, "fr-current", '7')))
		return NULL;
	return snap;
}

static inline int fleets_put_fleet(struct fleet_snapshot *snap, uint32_t id, bool suspended)
{
	struct store_fleet row = { .id = id, .suspended = suspended };

	snprintf(row.name, sizeof(row.name), "fleet %u", id);
	strcpy(row.profile, "fr-current");
	return fleet_snapshot_put_fleet(snap, &row);
}

static inline int fleets_put_line(struct fleet_snapshot *snap, uint32_t fleet, e164_t number, const char *short_number,
				  uint32_t rights, bool suspended)
{
	struct store_line row = { .number = number, .fleet_id = fleet, .rights = rights, .suspended = suspended };

	strcpy(row.name, "line");
	snprintf(row.short_number, sizeof(row.short_number), "%s", short_number);
	return fleet_snapshot_put_line(snap, &row);
}

static inline int fleets_forward(struct fleet_snapshot *snap, e164_t line, e164_t to, bool active, uint32_t version)
{
	struct store_forwarding row = {
		.line = line, .kind = FORWARDING_IMMEDIATE, .active = active, .destination = to, .version = version,
	};

	return fleet_snapshot_put_forwarding(snap, &row);
}
