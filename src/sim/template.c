/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The InitialDP that a scenario need not spell out: what a French MSC or GMSC sends with an ordinary telephony call
 * (TS 23.078 4.6.1.8). A scenario's own field of the same name, or one above or below it, takes its place. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "play.h"

#define CELL "locationInformation.cellGlobalIdOrServiceAreaIdOrLAI.cellGlobalIdOrServiceAreaIdFixedLength"

struct template_field { const char *key, *text; uint8_t since; };	/* since: CAP phase, 0: all */

/* $gt: the played node's global title; $reference: a call reference of its own. */
static const struct template_field made[] = {
	{ "serviceKey", "1", 0 },
	{ "callingPartysCategory", "0x0a", 0 },		/* ordinary subscriber, Q.763 3.11 */
	{ "bearerCapability.bearerCap", "0x8090a3", 0 },		/* speech, 64 kbit/s, G.711 A-law, Q.931 4.5.5 */
	{ "eventTypeBCSM", "collectedInfo", 0 },
	{ "iMSI", "208100000000001", 0 },
	{ "locationInformation.ageOfLocationInformation", "0", 0 },
	{ "locationInformation.vlr-number", "$gt", 0 },
	{ CELL, "0x02f80100010002", 0 },
	{ "ext-basicServiceCode.ext-Teleservice", "0x11", 0 },	/* telephony, TS 29.002 17.7.9 */
	{ "callReferenceNumber", "$reference", 0 },
	{ "mscAddress", "$gt", 0 },
	{ "timeAndTimezone", "now", 2 },
	{ NULL, NULL, 0 },
};

static const struct template_field received[] = {
	{ "serviceKey", "2", 0 },
	{ "callingPartysCategory", "0x0a", 0 },
	{ "bearerCapability.bearerCap", "0x8090a3", 0 },
	{ "eventTypeBCSM", "termAttemptAuthorized", 0 },
	{ "iMSI", "208100000000002", 0 },
	{ "subscriberState.assumedIdle", "yes", 0 },
	{ "ext-basicServiceCode.ext-Teleservice", "0x11", 0 },
	{ "callReferenceNumber", "$reference", 0 },
	{ "mscAddress", "$gt", 0 },
	{ "timeAndTimezone", "now", 2 },
	{ NULL, NULL, 0 },
};

/* a is b, or stands above b: "bearerCapability" and "bearerCapability.bearerCap". */
static bool key_covers(const char *a, const char *b)
{
	size_t n = strlen(a);

	return !strncmp(a, b, n) && (!b[n] || b[n] == '.' || b[n] == '[');
}

static bool is_overridden(const struct sim_fields *own, const char *key)
{
	for (unsigned i = 0; i < own->n; i++) {
		if (key_covers(own->v[i].key, key) || key_covers(key, own->v[i].key))
			return true;
	}
	return false;
}

static const char *template_text(void *ctx, const struct play_call *call, const char *text)
{
	if (!strcmp(text, "$gt"))
		return talloc_asprintf(ctx, "+%s", call->def->node->gt);
	if (!strcmp(text, "$reference"))
		return talloc_asprintf(ctx, "0x%08x%08x", (unsigned)(clock_wall_us() / 1000), call->otid);
	return text;
}

struct sim_fields template_fields(void *ctx, const struct play_call *call, const struct sim_component *c)
{
	const struct template_field *t = c->with == SIM_TEMPLATE_MADE ? made : received;
	struct sim_fields ret = { 0 };

	ret.v = talloc_array(ctx, struct sim_field, sizeof(made) / sizeof(made[0]) + c->fields.n);
	for (; c->with && t->key; t++) {
		/* an earlier phase has fewer members */
		if (call->def->phase < t->since || is_overridden(&c->fields, t->key) ||
		    !cap_knows(c->parameter, call->def->phase, t->key))
			continue;
		ret.v[ret.n++] = (struct sim_field){ .key = t->key, .text = template_text(ctx, call, t->text) };
	}
	for (unsigned i = 0; i < c->fields.n; i++) {
		if (c->fields.v[i].text)
			ret.v[ret.n++] = c->fields.v[i];
	}
	return ret;
}
