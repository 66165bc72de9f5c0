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

#define GROUP 1			/* +33199000100: ALICE, CAROL, DAVE; rests 30 s */
#define GROUP_NUMBER 33199000100
#define GROUP_OF_ALICE 2	/* ALICE's own number: ALICE, BOB; rests 60 s */

static struct fleet_snapshot *calls_snap;
static struct call_record calls_last;
static unsigned calls_written;

static void calls_append(void *priv, const struct call_record *record)
{
	calls_last = *record;
	calls_written++;
}

static struct call_record calls_answered;	/* what was known then */

static void calls_answer(void *priv, const struct call_record *record)
{
	(void)priv;
	calls_answered = *record;
}

static const struct record_ops calls_ops = { .answered = calls_answer, .append = calls_append };

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

/* \param connected mask of members */
static inline int calls_members(uint32_t group, const e164_t *lines, unsigned n, unsigned connected)
{
	struct store_member rows[GROUP_MAX_MEMBERS];
	unsigned i;

	for (i = 0; i < n; i++)
		rows[i] = (struct store_member){ .group_id = group, .line = lines[i], .position = (uint8_t)(i + 1),
			.connected = connected >> i & 1 };
	return fleet_snapshot_put_members(calls_snap, group, rows, n);
}

static inline int calls_put_group(uint32_t id, e164_t number, enum group_mode mode, uint16_t rest_s)
{
	struct store_group row = {
		.id = id, .fleet_id = 1, .number = number, .mode = mode, .queue = 1, .ring_s = 12, .rest_s = rest_s,
		.version = 3,
	};

	snprintf(row.name, sizeof(row.name), "group %u", id);
	return fleet_snapshot_put_group(calls_snap, &row);
}

static inline void calls_groups(void)
{
	static const e164_t first[] = { ALICE, CAROL, DAVE }, second[] = { ALICE, BOB };
	int rc = calls_put_group(GROUP, GROUP_NUMBER, GROUP_LINEAR, 30);

	rc |= calls_put_group(GROUP_OF_ALICE, ALICE, GROUP_LINEAR, 60);
	rc |= calls_members(GROUP, first, 3, 7) | calls_members(GROUP_OF_ALICE, second, 2, 3);
	CHECK_INT(rc, 0);
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
