/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Groups: calls that ring and talk in them, the member rung last ("tour de rôle" goes on behind him), what became of
 * their calls. An entry stays after its last call, for the member rung last and the counts. */

#include "live_priv.h"

void live_told_group(const struct live *live, uint32_t group)
{
	if (live->ops && live->ops->group)
		live->ops->group(live->ops_priv, group);
}

static void group_settle(struct live *live, struct live_group *g)
{
	uint32_t id = (uint32_t)g->item.key;

	keyed_set_idle(live->groups, g, !g->now.ringing && !g->now.talking);
	live_told_group(live, id);
}

static uint16_t *counter_of(struct live_group *g, enum live_leg leg)
{
	return leg == LIVE_RINGING ? &g->now.ringing : &g->now.talking;
}

enum live_leg live_group_change(struct live *live, uint32_t group, enum live_leg from, enum live_leg to)
{
	struct live_group *g;

	if (from == to || !group)
		return from;
	g = from == LIVE_NONE ? keyed_get(live->groups, group) : keyed_find(live->groups, group);
	if (!g || (to != LIVE_NONE && *counter_of(g, to) == UINT16_MAX))
		return from;
	if (from != LIVE_NONE)
		(*counter_of(g, from))--;
	if (to != LIVE_NONE)
		(*counter_of(g, to))++;
	group_settle(live, g);
	return to;
}

void live_group_rang(struct live *live, uint32_t group, e164_t member)
{
	struct live_group *g = keyed_get(live->groups, group);

	if (!g)
		return;
	g->now.last_rung = member;
	group_settle(live, g);
}

void live_group_count(struct live *live, uint32_t group, enum call_group_result result)
{
	struct live_group *g = result == CALL_GROUP_NONE ? NULL : keyed_get(live->groups, group);

	if (!g)
		return;
	switch (result) {
	case CALL_GROUP_ANSWERED:
		g->now.answered++;
		break;
	case CALL_GROUP_OVERFLOWED:
		g->now.overflowed++;
		break;
	case CALL_GROUP_ABANDONED:
		g->now.abandoned++;
		break;
	default:
		g->now.missed++;
	}
	group_settle(live, g);
}

void live_group_show(const struct live *live, uint32_t group, struct call_group_live *ret)
{
	const struct live_group *g = keyed_find(live->groups, group);

	*ret = g ? g->now : (struct call_group_live){ 0 };
}
