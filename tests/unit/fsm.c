/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* State machines: what the table allows happens, all else is refused and changes nothing. Also the log categories. */

#include <errno.h>

#include <mpabx/base/fsm.h>
#include <mpabx/base/log.h>
#include <osmocom/core/application.h>
#include <talloc.h>

#include "check.h"

enum { CLOSED, OPEN, LOCKED, NUM_STATES };
enum { PUSH, PULL, KEY, NUM_EVENTS };

struct door { uint8_t state; unsigned acted; const void *seen; };

static void on_closed(void *object, uint32_t event, void *data);
static void on_open(void *object, uint32_t event, void *data);

static const struct fsm_state states[] = {
	[CLOSED] = { "CLOSED", 1 << PULL | 1 << KEY, 1 << OPEN | 1 << LOCKED, on_closed },
	[OPEN] = { "OPEN", 1 << PUSH, 1 << CLOSED, on_open },
	[LOCKED] = { "LOCKED", 1 << KEY, 0, NULL },
};
static const char *const events[] = { "PUSH", "PULL", "KEY" };
static const struct fsm door_fsm = { "door", DNODE, states, NUM_STATES, events, NUM_EVENTS };

static void on_closed(void *object, uint32_t event, void *data)
{
	struct door *door = object;

	door->acted++;
	door->seen = data;
	CHECK_INT(fsm_change(&door_fsm, &door->state, event == PULL ? OPEN : LOCKED, events[event]), 0);
}

static void on_open(void *object, uint32_t event, void *data)
{
	struct door *door = object;

	door->acted++;
	CHECK_INT(fsm_change(&door_fsm, &door->state, LOCKED, "not from here"), -EPERM);
	CHECK_INT(fsm_change(&door_fsm, &door->state, CLOSED, "pushed"), 0);
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "fsm test");
	struct door door = { .state = CLOSED };
	int datum, i;

	CHECK_INT(mpabx_log_init(ctx), 0);
	for (i = 0; i < _DCATEGORIES; i++)
		CHECK(mpabx_log_info.cat[i].name && mpabx_log_info.cat[i].description);
	log_set_print_filename2(osmo_stderr_target, LOG_FILENAME_NONE);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);

	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, PUSH, &door, NULL), -EPERM);
	CHECK_INT(door.acted, 0);
	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, PULL, &door, &datum), 0);
	CHECK_INT(door.state, OPEN);
	CHECK(door.seen == &datum);
	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, PUSH, &door, NULL), 0);
	CHECK_INT(door.state, CLOSED);
	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, KEY, &door, NULL), 0);
	CHECK_INT(door.state, LOCKED);
	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, KEY, &door, NULL), 0);	/* taken, no action */
	CHECK_INT(fsm_change(&door_fsm, &door.state, OPEN, "no way out"), -EPERM);
	CHECK_INT(door.state, LOCKED);
	CHECK_INT(door.acted, 3);

	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, 31, &door, NULL), -EPERM);
	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, 32, &door, NULL), -EPERM);
	CHECK_INT(fsm_change(&door_fsm, &door.state, 200, "no such state"), -EPERM);
	door.state = 77;
	CHECK_INT(fsm_dispatch(&door_fsm, &door.state, KEY, &door, NULL), -EPERM);
	CHECK_INT(fsm_change(&door_fsm, &door.state, OPEN, "from nowhere"), -EPERM);
	talloc_free(ctx);
	return CHECK_DONE();
}
