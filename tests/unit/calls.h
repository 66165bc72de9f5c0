/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A room of calls over a small fleet, and the records that it wrote last. */
#pragma once

#include <mpabx/call.h>
#include <osmocom/core/application.h>
#include <talloc.h>

#include "check.h"
#include "fleets.h"

#define ALICE 33639980001	/* short 2101, nothing set */
#define BOB 33639980002		/* short 2102, forwarded to CAROL, a line, version 7 */
#define CAROL 33639980003	/* short 2103, forwarded to OUTSIDE */
#define DAVE 33639980004	/* forwarding stored but off */
#define OUTSIDE 33199001234
#define CALLER 33199005678
#define MSC 33600000001

static struct fleet_snapshot *calls_snap;
static struct call_record calls_last;
static unsigned calls_written;

static void calls_append(void *priv, const struct call_record *record)
{
	calls_last = *record;
	calls_written++;
}

static const struct record_ops calls_ops = { .append = calls_append };

static inline struct call_room *calls_alloc(void *ctx, const struct call_config *cfg)
{
	struct call_room *room;
	int rc = 0;

	calls_snap = fleets_alloc(ctx);
	rc |= fleets_put_fleet(calls_snap, 1, false);
	rc |= fleets_put_line(calls_snap, 1, ALICE, "2101", ALL_RIGHTS, false);
	rc |= fleets_put_line(calls_snap, 1, BOB, "2102", ALL_RIGHTS, false);
	rc |= fleets_put_line(calls_snap, 1, CAROL, "2103", ALL_RIGHTS, false);
	rc |= fleets_put_line(calls_snap, 1, DAVE, "2104", ALL_RIGHTS, false);
	rc |= fleets_forward(calls_snap, BOB, CAROL, true, 7) | fleets_forward(calls_snap, CAROL, OUTSIDE, true, 8);
	rc |= fleets_forward(calls_snap, DAVE, OUTSIDE, false, 9);
	CHECK_INT(rc, 0);
	fleet_snapshot_set_version(calls_snap, 42);
	room = call_room_alloc(ctx, calls_snap, cfg);
	call_room_set_record_ops(room, &calls_ops, NULL);
	return room;
}

static inline struct call_setup calls_received(e164_t line)
{
	struct call_setup s = {
		.facts = {
			.side = DECIDE_RECEIVED, .served = line, .calling = CALLER,
			.called = { .kind = NUMPLAN_E164, .e164 = line, .national = true },
		},
		.msc = MSC,
	};

	snprintf(s.facts.called.digits, sizeof(s.facts.called.digits), "0%llu", (unsigned long long)line % 1000000000);
	return s;
}

static inline struct call_setup calls_made(e164_t line, const char *dialled)
{
	struct call_setup s = { .facts = { .side = DECIDE_MADE, .served = line, .calling = line }, .msc = MSC };

	numplan_read(fleet_default_numplan(calls_snap), dialled, &s.facts.called);
	return s;
}
