/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SIP driver as one object: its agent, its pools, what can be asked about it. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include "ua_priv.h"

#define DEFAULT_CALLS 20000
#define DEFAULT_SETUP_S 12
#define DEFAULT_RING_MAX_S 180
#define DEFAULT_FAIL_OVER_MS 2000

static const struct sip_agent_ops agent_ops = { .invite = ua_invite };

static bool alloc_pools(struct sipua *ua)
{
	uint32_t max = ua->cfg.max_calls;

	ua->ucs = pool_alloc(ua, "SIP calls", sizeof(struct ua_call), max);
	ua->legs = pool_alloc(ua, "SIP legs", sizeof(struct ua_leg), max * 4);
	ua->invites = pool_alloc(ua, "INVITEs", sizeof(struct ua_invite), max);
	ua->texts = pool_alloc(ua, "SIP answers", SDP_MAX_TEXT, max);
	return ua->ucs && ua->legs && ua->invites && ua->texts;
}

static int sipua_destroy(struct sipua *ua)
{
	wheel_disarm(ua->wheel, &ua->journal_timer);
	return 0;
}

struct sipua *sipua_alloc(void *ctx, struct sip_stack *stack, const struct sip_agent_config *sip, struct wheel *wheel,
			  struct call_room *calls, const struct fleet_snapshot *snap, const struct sipua_config *cfg)
{
	struct sipua *ua = talloc_zero(ctx, struct sipua);
	int kind;

	if (!ua)
		return NULL;
	ua->cfg = *cfg;
	ua->cfg.max_calls = cfg->max_calls ? cfg->max_calls : DEFAULT_CALLS;
	ua->cfg.setup_s = cfg->setup_s ? cfg->setup_s : DEFAULT_SETUP_S;
	ua->cfg.fail_over_ms = cfg->fail_over_ms ? cfg->fail_over_ms : DEFAULT_FAIL_OVER_MS;
	ua->cfg.ring_max_s = cfg->ring_max_s ? cfg->ring_max_s : DEFAULT_RING_MAX_S;
	ua->wheel = wheel;
	ua->calls = calls;
	ua->snap = snap;
	INIT_LLIST_HEAD(&ua->changed);
	talloc_set_destructor(ua, sipua_destroy);
	kind = wheel_kind(wheel, "SIP ringing", ua_ring_timer, ua);
	ua->ring_kind = (uint8_t)kind;
	if (kind >= 0)
		kind = wheel_kind(wheel, "SIP code", ua_code_timer, ua);
	ua->code_kind = (uint8_t)kind;
	if (kind >= 0)
		kind = wheel_kind(wheel, "SIP journal", ua_journal_due, ua);
	ua->journal_kind = (uint8_t)kind;
	errno = ENOMEM;
	if (kind >= 0 && alloc_pools(ua))
		ua->agent = sip_agent_alloc(stack, sip, &agent_ops, ua);
	if (!ua->agent) {
		talloc_free(ua);
		return NULL;
	}
	return ua;
}

struct sip_agent *sipua_agent(struct sipua *ua)
{
	return ua->agent;
}

int sipua_set_peer(struct sipua *ua, const struct sipua_peer *peer)
{
	unsigned i;

	for (i = 0; i < ua->num_peers && strcmp(ua->peer[i].name, peer->name); i++)
		;
	if (i == SIPUA_MAX_PEERS)
		return -ENOSPC;
	ua->peer[i] = *peer;
	if (i == ua->num_peers)
		ua->num_peers++;
	return 0;
}

bool sipua_is_alive(const struct sipua *ua)
{
	const struct sip_peer *peer = sip_peer_choose(ua->agent, ua->cfg.core, NULL);

	return peer && sip_peer_up(peer) && !ua->draining;
}

void sipua_drain(struct sipua *ua, bool on)
{
	ua->draining = on;
	sip_agent_set_drain(ua->agent, on);
}

void sipua_end_all(struct sipua *ua)
{
	struct ua_call *uc;

	while ((uc = pool_next(ua->ucs, NULL)))
		ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 503, CALL_END_ABORTED);
}

static void seen(void *priv, const struct sip_trace *t)
{
	const struct sipua *ua = priv;
	const struct ua_leg *leg = t->priv;
	const struct call *call = leg && leg->uc ? leg->uc->call : NULL;

	ua->seen(ua->seen_priv, call ? call_id(call) : 0, t);
}

void sipua_set_trace(struct sipua *ua, sipua_seen_cb cb, sipua_joined_cb joined, void *priv)
{
	ua->seen = cb;
	ua->joined = joined;
	ua->seen_priv = priv;
	sip_agent_set_trace(ua->agent, cb ? seen : NULL);
}

void ua_count_status(struct sipua *ua, enum sipua_ctr of_4xx, unsigned status)
{
	if (status >= 400 && status < 700)
		ua->ctr[of_4xx + (status / 100 - 4)]++;
}

uint64_t sipua_counter(const struct sipua *ua, enum sipua_ctr ctr)
{
	return (unsigned)ctr < _SIPUA_CTRS ? ua->ctr[ctr] : 0;
}

const char *sipua_counter_name(enum sipua_ctr ctr)
{
	static const char *const names[_SIPUA_CTRS] = {
		[SIPUA_CTR_INVITE] = "invite", [SIPUA_CTR_ROUTED] = "routing-number",
		[SIPUA_CTR_NOT_OUTSTANDING] = "not-outstanding", [SIPUA_CTR_OTHER_CALLER] = "other-caller",
		[SIPUA_CTR_REFUSED] = "refused", [SIPUA_CTR_LEG] = "leg", [SIPUA_CTR_LEG_FAILED] = "leg-failed",
		[SIPUA_CTR_ANSWERED] = "answered", [SIPUA_CTR_ELSEWHERE] = "answered-elsewhere",
		[SIPUA_CTR_DIVERTED_BY_NETWORK] = "diverted-by-network", [SIPUA_CTR_ABANDONED] = "abandoned",
		[SIPUA_CTR_OVERLOAD] = "overload", [SIPUA_CTR_TRANSFER] = "transfer", [SIPUA_CTR_ANCHORED] = "anchored",
		[SIPUA_CTR_MEDIA_FAILED] = "media-failed", [SIPUA_CTR_LOCATE] = "locate",
		[SIPUA_CTR_CONFIRM] = "asked-to-press-1", [SIPUA_CTR_CONFIRMED] = "pressed-1",
		[SIPUA_CTR_REPLACED] = "replaced", [SIPUA_CTR_CALLED_BACK] = "called-back",
		[SIPUA_CTR_FAIL_OVER] = "fail-over", [SIPUA_CTR_REDIRECTED] = "redirected",
		[SIPUA_CTR_FOLLOWED] = "followed", [SIPUA_CTR_FORK_LEG] = "fork-leg", [SIPUA_CTR_LEG_SILENT] = "leg-silent",
		[SIPUA_CTR_LEG_NO_ANSWER] = "leg-no-answer", [SIPUA_CTR_LEG_4XX] = "leg-4xx", [SIPUA_CTR_LEG_5XX] = "leg-5xx",
		[SIPUA_CTR_LEG_6XX] = "leg-6xx", [SIPUA_CTR_CALL_4XX] = "call-4xx", [SIPUA_CTR_CALL_5XX] = "call-5xx",
		[SIPUA_CTR_CALL_6XX] = "call-6xx", [SIPUA_CTR_LOST] = "lost",
		[SIPUA_CTR_RESTORED] = "restored", [SIPUA_CTR_RANG] = "rang-at-restart", [SIPUA_CTR_NOT_RESTORED] = "not-restored",
	};

	return (unsigned)ctr < _SIPUA_CTRS ? names[ctr] : "?";
}

uint32_t sipua_count(const struct sipua *ua)
{
	return pool_count(ua->ucs);
}

static unsigned legs_of(const struct ua_call *uc)
{
	unsigned i, n = (uc->caller != NULL) + (uc->called != NULL);

	for (i = 0; i < UA_MAX_LEGS; i++)
		n += uc->leg[i] != NULL;
	return n;
}

int sipua_calls_each(const struct sipua *ua, int (*cb)(void *priv, const struct sipua_call_info *info), void *priv)
{
	const struct ua_call *uc;
	struct call_record record;
	int rc = 0;

	for (uc = pool_next(ua->ucs, NULL); uc && !rc; uc = pool_next(ua->ucs, uc)) {
		if (!uc->call)
			continue;
		call_describe(uc->call, &record);
		rc = cb(priv, &(const struct sipua_call_info){
			.call = record.id, .state = call_state_name(uc->call), .served = record.served, .legs = legs_of(uc),
			.anchored = uc->pair != 0, .call_id = uc->caller && uc->caller->d ? sip_dialog_call_id(uc->caller->d) : "-",
		});
	}
	return rc;
}
