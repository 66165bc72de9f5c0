/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file live.h
 *  What lines, fleets and groups do at this moment: who rings, talks or rests, whom a group rang last, how many diverted
 *  legs are up. Only what a call has touched has an entry, and only for as long as there is something to remember. It
 *  counts what it is told; which leg counts for whom is said in leg.c. */
#pragma once

#include <mpabx/call.h>

struct live;

/*! \param calls most calls at once: twice as many lines are watched, the others are taken for free */
struct live *live_alloc(void *ctx, const struct fleet_snapshot *snap, uint32_t calls);
void live_set_ops(struct live *live, const struct call_live_ops *ops, void *priv);
size_t live_bytes(const struct live *live);
/*! Entries of lines, fleets and groups, for tests. */
uint32_t live_count(const struct live *live);
/*! Ends the rests that are over by now. */
void live_tick(struct live *live);

/* ---- lines: live.c ---- */
enum live_leg { LIVE_NONE, LIVE_RINGING, LIVE_TALKING };
/*! A leg of this line changes. \returns what it now counts as: .from where there is no room for the line */
enum live_leg live_line_change(struct live *live, e164_t line, enum live_leg from, enum live_leg to);
void live_line_rest(struct live *live, e164_t line, uint32_t rest_s);
bool live_line_is_busy(const struct live *live, e164_t line);
bool live_line_is_resting(const struct live *live, e164_t line);
void live_line_show(const struct live *live, e164_t line, struct call_line_live *ret);
/*! Where the chain of a line's calls begins (pool handle, 0 = none); NULL: the line has no entry. */
uint32_t *live_line_calls(struct live *live, e164_t line);
/*! What decide/ asks; its priv is the struct live. */
extern const struct decide_live_ops live_decide_ops;

/* ---- diverted legs, by who pays: live_diverted.c ---- */
struct live_diverted { uint32_t all, abroad; };
/*! \returns false: no room, nothing is counted */
bool live_diverted_add(struct live *live, e164_t line, uint32_t fleet, bool abroad);
void live_diverted_remove(struct live *live, e164_t line, uint32_t fleet, bool abroad);
void live_diverted_line(const struct live *live, e164_t line, struct live_diverted *ret);
void live_diverted_fleet(const struct live *live, uint32_t fleet, struct live_diverted *ret);

/* ---- groups: live_group.c ---- */
enum live_leg live_group_change(struct live *live, uint32_t group, enum live_leg from, enum live_leg to);
void live_group_rang(struct live *live, uint32_t group, e164_t member);
void live_group_count(struct live *live, uint32_t group, enum call_group_result result);
void live_group_show(const struct live *live, uint32_t group, struct call_group_live *ret);
