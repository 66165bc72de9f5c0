/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A finished SIP transaction keeps its messages until no repetition can come any more: some 40 kB a call. What a busy hour has
 * taken the C library keeps for the next one, in pieces between what lives; here it goes back to the system once many
 * transactions have gone, some at a time, so that no turn of the loop gives back a whole hour's. */
#include <malloc.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include <mpabx/sip.h>

#include "trim.h"

#define LOOK_MS 1000
#define MANY 500		/* transactions: some MB */

struct trim {
	struct wheel *wheel;
	struct wheel_timer timer;
	uint8_t kind;
	struct sip_agent *agent;
	uint32_t most;		/* transactions since memory was given back last */
};

static void look(struct wheel_timer *timer, void *priv)
{
	struct trim *t = priv;
	uint32_t now = sip_agent_transactions(t->agent);

	if (now > t->most)
		t->most = now;
	/* At an even rate as many come as go: then what went will be needed again at once. */
	if (t->most - now >= MANY && t->most - now >= t->most / 4) {
		malloc_trim(0);
		t->most = now;
	}
	wheel_arm(t->wheel, &t->timer, t->kind, LOOK_MS);
}

static int trim_destroy(struct trim *t)
{
	wheel_disarm(t->wheel, &t->timer);
	return 0;
}

struct trim *trim_start(void *ctx, struct wheel *wheel, struct sip_agent *agent)
{
	struct trim *t = talloc_zero(ctx, struct trim);
	int kind = t ? wheel_kind(wheel, "trim", look, t) : -1;

	if (kind < 0) {
		talloc_free(t);
		return NULL;
	}
	/* Given back by us, not by each free() at the heap's end, to be asked for again by the next call. */
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	mallopt(M_TOP_PAD, 1 << 20);
	t->wheel = wheel;
	t->kind = (uint8_t)kind;
	t->agent = agent;
	talloc_set_destructor(t, trim_destroy);
	wheel_arm(wheel, &t->timer, t->kind, LOOK_MS);
	return t;
}
