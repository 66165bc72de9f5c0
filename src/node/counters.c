/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the node does once a second: feeds its rate counters from the rooms' own, lets the live state notice rests that ended. */
#include <talloc.h>

#include <osmocom/core/rate_ctr.h>
#include <osmocom/core/stats.h>

#include "counter_help.h"
#include "counters.h"
#include "node.h"

#define MAX_COUNTERS 64
#define SYNC_MS 1000

struct source {
	const char *prefix, *description;
	unsigned count;
	const char *(*name)(unsigned i);
	const char *(*help)(unsigned i);
	uint64_t (*value)(const struct node *node, unsigned i);
};

static const char *sccp_name(unsigned i) { return sccp_counter_name(i); }
static const char *tcap_name(unsigned i) { return tcap_counter_name(i); }
static const char *scf_name(unsigned i) { return scf_counter_name(i); }
static uint64_t sccp_value(const struct node *node, unsigned i) { return sccp_counter(node->sccp, i); }
static uint64_t tcap_value(const struct node *node, unsigned i) { return tcap_counter(scf_tcap(node->scf), i); }
static uint64_t map_value(const struct node *node, unsigned i) { return tcap_counter(scf_map_tcap(node->scf), i); }
static uint64_t scf_value(const struct node *node, unsigned i) { return scf_counter(node->scf, i); }

static const char *sip_name(unsigned i) { return sip_stats_name(i); }
static const char *sipua_name(unsigned i) { return sipua_counter_name(i); }

/* Without SIP nothing is counted. */
static uint64_t sip_value(const struct node *node, unsigned i)
{
	return node->sipua ? sip_stats_value(sip_agent_stats(sipua_agent(node->sipua)), i) : 0;
}

static uint64_t sipua_value(const struct node *node, unsigned i)
{
	return node->sipua ? sipua_counter(node->sipua, i) : 0;
}

static uint64_t stats_value(const struct mgcp_agent_stats *s, unsigned i)
{
	switch (i) {
	case MEDIA_CTR_RECEIVED:
		return s->received;
	case MEDIA_CTR_SENT:
		return s->sent;
	case MEDIA_CTR_MALFORMED:
		return s->malformed;
	case MEDIA_CTR_REPEATED:
		return s->repeated;
	case MEDIA_CTR_RETRANSMITTED:
		return s->retransmitted;
	case MEDIA_CTR_UNANSWERED:
		return s->unanswered;
	case MEDIA_CTR_STRANGE:
		return s->strange;
	default:
		return s->refused;
	}
}

static uint64_t media_value(const struct node *node, unsigned i)
{
	struct mgcp_agent_stats stats = { .received = 0 };
	struct node_media_now now;

	node_media_now(node, &now);
	if (node->media)
		mediactl_mgcp_stats(node->media, &stats);
	switch (i) {
	case MEDIA_CTR_SILENT:
		return call_silent_count(node->calls);
	case MEDIA_CTR_LOST:
		return call_media_lost_count(node->calls);
	case MEDIA_CTR_RESTARTED:
		return now.restarts;
	case MEDIA_CTR_FAILED:
		return now.failed;
	default:
		return stats_value(&stats, i);
	}
}

static const struct source sources[] = {
	{ "sccp", "SCCP, connectionless", _SCCP_CTRS, sccp_name, counter_help_sccp,
	  sccp_value },
	{ "tcap", "TCAP on SSN 146", _TCAP_CTRS, tcap_name, counter_help_tcap,
	  tcap_value },
	{ "map", "TCAP on SSN 147", _TCAP_CTRS, tcap_name, counter_help_tcap,
	  map_value },
	{ "scf", "gsmSCF", _SCF_CTRS, scf_name, counter_help_scf,
	  scf_value },
	{ "sip", "SIP messages and dialogs", SIP_STATS, sip_name, counter_help_sip,
	  sip_value },
	{ "sipua", "Calls by SIP", _SIPUA_CTRS, sipua_name, counter_help_sipua,
	  sipua_value },
	{ "media", "Media programs", _MEDIA_CTRS, counter_name_media, counter_help_media,
	  media_value },
};
#define NUM_SOURCES (sizeof(sources) / sizeof(sources[0]))

void counters_each(const struct node *node, counters_cb cb, void *priv)
{
	for (unsigned s = 0; s < NUM_SOURCES; s++)
		for (unsigned i = 0; i < sources[s].count; i++)
			cb(priv, &(const struct counter_info){ sources[s].prefix, sources[s].description, sources[s].name(i),
							       sources[s].help(i), sources[s].value(node, i) });
}

struct counters {
	struct node *node;
	struct wheel_timer timer;	/* not osmocom's, which keep the loop spinning for the last ms before they are due */
	uint8_t kind;
	struct group {
		struct rate_ctr_group_desc desc;
		struct rate_ctr_desc ctr_desc[MAX_COUNTERS];
		uint64_t seen[MAX_COUNTERS];
		struct rate_ctr_group *group;
	} group[NUM_SOURCES];
};

static void sync_counters(struct wheel_timer *timer, void *priv)
{
	struct counters *counters = priv;

	for (unsigned s = 0; s < NUM_SOURCES; s++) {
		struct group *g = &counters->group[s];

		for (unsigned i = 0; i < g->desc.num_ctr; i++) {
			uint64_t now = sources[s].value(counters->node, i);

			rate_ctr_add(rate_ctr_group_get_ctr(g->group, i), now - g->seen[i]);
			g->seen[i] = now;
		}
	}
	call_room_tick(counters->node->calls);
	wheel_arm(counters->node->wheel, &counters->timer, counters->kind, SYNC_MS);
}

static bool add_group(struct counters *counters, unsigned s)
{
	const struct source *source = &sources[s];
	struct group *g = &counters->group[s];

	for (unsigned i = 0; i < source->count; i++) {
		g->ctr_desc[i].name = talloc_asprintf(counters, "%s:%s", source->prefix, source->name(i));
		g->ctr_desc[i].description = source->help(i);
	}
	g->desc = (struct rate_ctr_group_desc){
		.group_name_prefix = source->prefix, .group_description = source->description,
		.class_id = OSMO_STATS_CLASS_GLOBAL, .num_ctr = source->count, .ctr_desc = g->ctr_desc,
	};
	g->group = rate_ctr_group_alloc(counters, &g->desc, 0);
	return g->group;
}

struct counters *counters_start(void *ctx, struct node *node)
{
	struct counters *counters = talloc_zero(ctx, struct counters);
	int kind;

	if (!counters)
		return NULL;
	counters->node = node;
	for (unsigned s = 0; s < NUM_SOURCES; s++) {
		if (!add_group(counters, s)) {
			talloc_free(counters);
			return NULL;
		}
	}
	kind = wheel_kind(node->wheel, "counters", sync_counters, counters);
	if (kind < 0) {
		talloc_free(counters);
		return NULL;
	}
	counters->kind = (uint8_t)kind;
	sync_counters(&counters->timer, counters);
	return counters;
}
