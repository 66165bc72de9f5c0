/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory runs out at every allocation of a room, and of a group's call from its beginning to its end: there is no room, or
 * no call, or a call let through; nothing is half-done, nothing stays counted. */

#include <oom.h>

#include "call_script.h"
#include "call_priv.h"

static unsigned sweep_room(void *ctx)
{
	struct call_room *room;
	unsigned n;

	for (n = 0; ; n++) {
		oom_fail(n);
		room = call_room_alloc(ctx, calls_snap, &(const struct call_config){ .max_calls = 1000 });
		if (!oom_stop())
			break;
		CHECK(!room);
		CHECK_INT(talloc_total_blocks(ctx), 1);
	}
	CHECK(room);
	talloc_free(room);
	return n;
}

static void group_call(struct call_room *room)
{
	struct call_setup s = calls_received(GROUP_NUMBER);
	struct call *call = call_begin(room, &s);
	struct call_step step;

	if (!call)
		return;
	call_step(call, &step);
	call_step_sent(call);
	if (call_leg_failed(call, DECIDE_NO_ANSWER, 0))
		call_step_sent(call);
	else
		CHECK(step.kind == DECIDE_UNTOUCHED);	/* no memory for its plan */
	call_answered(call);
	call_finish(&call, CALL_END_NORMAL);
}

static void check_empty(struct call_room *room)
{
	static const e164_t members[] = { ALICE, CAROL, DAVE };
	struct call_line_live line;
	struct call_group_live group;
	unsigned i;

	for (i = 0; i < 3; i++) {
		call_line_live(room, members[i], &line);
		CHECK_INT(line.ringing + line.talking + line.diverted, 0);
	}
	call_group_live(room, GROUP, &group);
	CHECK_INT(group.ringing + group.talking, 0);
	CHECK_INT(call_count(room), 0);
	CHECK_INT(pool_count(room->walks) + pool_count(room->mores), 0);
}

static unsigned sweep_calls(void *ctx, bool for_good)
{
	unsigned n;

	for (n = 0; ; n++) {
		struct call_room *room = call_room_alloc(ctx, calls_snap, &(const struct call_config){ .max_calls = 1000 });
		bool failed;

		if (for_good)
			oom_fail_from(n);
		else
			oom_fail(n);
		group_call(room);
		failed = oom_stop();
		check_empty(room);
		group_call(room);	/* as if nothing had been */
		check_empty(room);
		talloc_free(room);
		if (!failed)
			return n;
	}
}

int main(void)
{
	static const e164_t members[] = { ALICE, CAROL };
	void *ctx = talloc_named_const(NULL, 0, "memory test"), *fleets = talloc_named_const(ctx, 0, "fleets");
	void *rooms = talloc_named_const(ctx, 0, "rooms");
	unsigned room, once, from;

	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	clock_test_set(1700000000);
	talloc_free(calls_alloc(fleets, &(const struct call_config){ .max_calls = 10 }));
	calls_groups();
	script_new();
	script_list(DECIDE_RULE_GROUP, members, 2, 12);
	script.group = GROUP;
	room = sweep_room(rooms);
	once = sweep_calls(rooms, false);
	from = sweep_calls(rooms, true);
	CHECK(room > 20 && once > 8 && from == once);
	printf("%u allocations of a room, %u of a group's call\n", room, once);
	talloc_free(ctx);
	return CHECK_DONE();
}
