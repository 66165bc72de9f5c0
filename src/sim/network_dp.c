/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Detection points of the two BCSMs, and what is armed on them (TS 23.078 4.4.2, 4.4.3 and 4.5.4). One table says which
 * event reports which DP, on which leg, from which phase on. Left out: mid-call, change of position, service change. */
#include <string.h>
#include <talloc.h>

#include "network.h"

struct dp_row {
	const char *event, *specific;	/* eventTypeBCSM and its alternative of eventSpecificInformationBCSM */
	uint8_t since;			/* CAP phase */
	uint8_t legs;			/* mask: bit 1 leg 1, bit 2 leg 2 */
	uint8_t leg;			/* where none is named (TS 29.078 11.37); 0: it must be */
	bool suspends;			/* can be EDP-R */
};

#define LEG_1 2
#define LEG_2 4

static const struct dp_row rows[2][_DPS] = {
	[BCSM_O] = {
		[DP_ROUTE_FAILURE] = { "routeSelectFailure", "routeSelectFailureSpecificInfo", 2, LEG_2, 2, true },
		[DP_BUSY] = { "oCalledPartyBusy", "oCalledPartyBusySpecificInfo", 2, LEG_2, 2, true },
		[DP_NO_ANSWER] = { "oNoAnswer", "oNoAnswerSpecificInfo", 2, LEG_2, 2, true },
		[DP_ANSWER] = { "oAnswer", "oAnswerSpecificInfo", 1, LEG_2, 2, true },
		[DP_DISCONNECT] = { "oDisconnect", "oDisconnectSpecificInfo", 1, LEG_1 | LEG_2, 0, true },
		[DP_ABANDON] = { "oAbandon", NULL, 2, LEG_1, 1, true },
		[DP_ALERTING] = { "oTermSeized", NULL, 4, LEG_2, 2, true },
	},
	[BCSM_T] = {
		[DP_BUSY] = { "tBusy", "tBusySpecificInfo", 2, LEG_2, 2, true },
		[DP_NO_ANSWER] = { "tNoAnswer", "tNoAnswerSpecificInfo", 2, LEG_2, 2, true },
		[DP_ANSWER] = { "tAnswer", "tAnswerSpecificInfo", 1, LEG_2, 2, true },
		[DP_DISCONNECT] = { "tDisconnect", "tDisconnectSpecificInfo", 1, LEG_1 | LEG_2, 0, true },
		[DP_ABANDON] = { "tAbandon", NULL, 2, LEG_1, 1, true },
		[DP_ALERTING] = { "callAccepted", NULL, 4, LEG_2, 2, true },
	},
};

const char *dp_event(enum bcsm_side side, enum dp dp)
{
	return rows[side][dp].event;
}

const char *dp_specific(enum bcsm_side side, enum dp dp)
{
	return rows[side][dp].specific;
}

static int dp_find(enum bcsm_side side, const char *event)
{
	for (int i = 0; i < _DPS; i++) {
		if (rows[side][i].event && !strcmp(rows[side][i].event, event))
			return i;
	}
	return -1;
}

static int mode_find(const char *mode)
{
	static const char *const words[] = { "transparent", "notifyAndContinue", "interrupted" };

	for (int i = 0; i < 3; i++) {
		if (mode && !strcmp(mode, words[i]))
			return i;
	}
	return -1;
}

/* The order is that of what a reader has to look at first: the event, the phase, the leg, the mode. */
static const char *dp_refusal(void *ctx, const struct dp_row *row, uint8_t phase, bool suspended, int mode, unsigned leg,
			      int timer_s)
{
	if (phase < row->since)
		return talloc_asprintf(ctx, "%s is no event of a phase %u switch (since phase %u)", row->event, phase,
				       row->since);
	if (!leg)
		return talloc_asprintf(ctx, "%s needs its leg (TS 29.078 11.37)", row->event);
	if (leg > 2)
		return talloc_asprintf(ctx, "%s is armed for leg %u, which this call never had", row->event, leg);
	if (!(row->legs & 1u << leg))
		return talloc_asprintf(ctx, "%s does not happen on leg %u", row->event, leg);
	if (mode < 0)
		return talloc_asprintf(ctx, "%s has no such monitorMode", row->event);
	if (mode == EDP_INTERRUPT && !suspended)
		return talloc_asprintf(ctx, "%s is armed as EDP-R while nothing is suspended (TS 29.078 11.37)",
				       row->event);
	if (timer_s >= 0 && row != &rows[BCSM_O][DP_NO_ANSWER] && row != &rows[BCSM_T][DP_NO_ANSWER])
		return talloc_asprintf(ctx, "%s takes no applicationTimer", row->event);
	return NULL;
}

const char *dp_arm(void *ctx, struct dp_set *set, enum bcsm_side side, uint8_t phase, bool suspended, const char *event,
		   const char *mode, unsigned leg, int timer_s, bool rearm)
{
	int dp = dp_find(side, event), m = mode_find(mode);
	const struct dp_row *row;
	const char *why;

	if (dp < 0)
		return talloc_asprintf(ctx, "%s is no event of %s that this network knows", event,
				       side == BCSM_O ? "an O-BCSM" : "a T-BCSM");
	row = &rows[side][dp];
	if (!leg)
		leg = row->leg;
	why = dp_refusal(ctx, row, phase, suspended, m, leg, timer_s);
	if (why)
		return why;
	set->v[dp][leg] = (struct edp){ .mode = (enum edp_mode)m, .timer_ms = timer_s > 0 ? (uint32_t)timer_s * 1000 : 0,
					.rearm = rearm };
	return NULL;
}

/* 17 and 20 are busy and not reachable, 18 and 19 no answer; any other cause fails an O-BCSM's route, while a T-BCSM has no
 * DP of that name and reports it as T_Busy. */
enum dp dp_of_cause(enum bcsm_side side, int cause)
{
	if (cause == 18 || cause == 19)
		return DP_NO_ANSWER;
	return cause == 17 || cause == 20 || side == BCSM_T ? DP_BUSY : DP_ROUTE_FAILURE;
}

void dp_disarm_leg(struct dp_set *set, unsigned leg)
{
	for (int i = 0; i < _DPS; i++)
		set->v[i][leg] = (struct edp){ 0 };
}

static void dp_disarm(struct dp_set *set, enum dp dp, unsigned leg)
{
	set->v[dp][leg] = (struct edp){ 0 };
}

/* What dies with a DP that is met (TS 23.078 4.5.4.2): an answer ends what can only come before it; a leg's end
 * takes all that was armed for it. */
struct edp dp_meet(struct dp_set *set, enum dp dp, unsigned leg)
{
	struct edp met = set->v[dp][leg];

	if (!met.rearm)
		dp_disarm(set, dp, leg);
	switch (dp) {
	case DP_ROUTE_FAILURE:
	case DP_BUSY:
	case DP_NO_ANSWER:
	case DP_DISCONNECT:
		dp_disarm_leg(set, leg);
		break;
	case DP_ABANDON:
		dp_disarm_leg(set, 1);
		dp_disarm_leg(set, 2);
		break;
	case DP_ANSWER:
		dp_disarm(set, DP_ROUTE_FAILURE, 2);
		dp_disarm(set, DP_BUSY, 2);
		dp_disarm(set, DP_NO_ANSWER, 2);
		dp_disarm(set, DP_ALERTING, 2);
		dp_disarm(set, DP_ABANDON, 1);
		break;
	default:
		break;
	}
	return met;
}

bool dp_leg_armed(const struct dp_set *set, unsigned leg)
{
	for (int i = 0; i < _DPS; i++) {
		if (set->v[i][leg].mode)
			return true;
	}
	return false;
}

bool dp_any(const struct dp_set *set)
{
	return dp_leg_armed(set, 1) || dp_leg_armed(set, 2);
}

bool dp_controls(const struct dp_set *set)
{
	for (int i = 0; i < _DPS; i++) {
		if (set->v[i][1].mode == EDP_INTERRUPT || set->v[i][2].mode == EDP_INTERRUPT)
			return true;
	}
	return false;
}
