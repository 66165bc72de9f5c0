/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file live.h The node by its CTRL interface: what lines and groups do at this moment. A thread of its own keeps one
 *  connection; the node away, everything else goes on and live state says so. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include <mpabx/store.h>

struct live;
/*! \param address NULL: there is no node */
struct live *live_start(const char *address, uint16_t port);
void live_stop(struct live **live);
bool live_is_up(struct live *live);

enum live_state { LIVE_UNKNOWN, LIVE_FREE, LIVE_RINGING, LIVE_TALKING, LIVE_RESTING, LIVE_DISCONNECTED };
extern const char *const live_state_names[];
struct live_group {
	bool up;
	unsigned connected, ringing, talking, resting;
	json_int_t answered, missed, overflowed, abandoned;
	unsigned num_members;
	struct { e164_t line; uint8_t state; } member[GROUP_MAX_MEMBERS];
};
/*! Asks the node, or takes what it said in the last second. ret->up false: it is away. */
void live_group(struct live *live, e164_t number, struct live_group *ret);
/*! A member's state; null where the node is away. */
json_t *live_state_json(const struct live_group *g, e164_t line, bool connected);
/*! What traps said of a line last; null where nothing is known. */
json_t *live_line_json(struct live *live, e164_t line);
/*! GET of any variable. \returns 0 with *ret of talloc ctx, -ENOTCONN, -ENOENT (it says no), -ETIMEDOUT */
int live_ask(struct live *live, void *ctx, const char *variable, char **ret);

/*! What the node told by itself, in order; those that nobody takes are lost from a bounded queue, the oldest first. */
enum live_trap_kind { LIVE_TRAP_NODE, LIVE_TRAP_LINE, LIVE_TRAP_GROUP };
struct live_trap {
	uint8_t kind;
	bool up;			/*!< of the node */
	e164_t number;			/*!< a line's, a group's */
	char text[64];			/*!< "talking"; "connected 3 ringing 1 talking 1 resting 0" */
};
/*! Waits for the next one. \returns false: none came, or live_stop() was called */
bool live_trap_take(struct live *live, unsigned wait_ms, struct live_trap *ret);
