/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The metrics' text: each metric with HELP and TYPE, names after Prometheus' custom (mpabx_ROOM_NAME, _total for what only
 * grows, base units). The loop's, once a scrape: some twenty thousand characters. */
#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "config.h"
#include "counters.h"
#include "metrics.h"
#include "node.h"
#include "trace.h"

struct text { char *s; };

static void put(struct text *t, const char *name, const char *type, const char *help, uint64_t value)
{
	if (!t->s)	/* there was no memory: nothing of it is served */
		return;
	t->s = talloc_asprintf_append_buffer(t->s, "# HELP mpabx_%s %s\n# TYPE mpabx_%s %s\nmpabx_%s %" PRIu64 "\n", name, help,
					     name, type, name, value);
}

static void gauge(struct text *t, const char *name, const char *help, uint64_t value)
{
	put(t, name, "gauge", help, value);
}

static void counter(struct text *t, const char *name, const char *help, uint64_t value)
{
	put(t, name, "counter", help, value);
}

static void put_counter(void *priv, const struct counter_info *info)
{
	char full[80], help[160];

	snprintf(full, sizeof(full), "%s_%s_total", info->prefix, info->name);
	snprintf(help, sizeof(help), "%s: %s", info->source, info->help);
	for (char *p = full; *p; p++)
		if (*p == '-' || *p == ':')
			*p = '_';
	counter(priv, full, help, info->value);
}

static char *build(void *ctx)
{
	return talloc_asprintf(ctx, "# HELP mpabx_build_info Version of the program\n# TYPE mpabx_build_info gauge\n"
			       "mpabx_build_info{version=\"%s\"} 1\n", PACKAGE_VERSION);
}

static void put_calls(struct text *t, const struct node *node)
{
	gauge(t, "calls", "Calls open now", call_count(node->calls));
	counter(t, "calls_finished_total", "Calls that are over", records_total(node->records));
	counter(t, "calls_limited_total", "Diverted legs that a toll fraud limit kept back", call_limited_count(node->calls));
	gauge(t, "call_bytes", "Memory of calls and live state", call_room_bytes(node->calls));
	gauge(t, "dialogues", "CAP dialogues open now", tcap_dialogue_count(scf_tcap(node->scf)));
	gauge(t, "map_dialogues", "MAP dialogues open now", tcap_dialogue_count(scf_map_tcap(node->scf)));
	gauge(t, "draining", "1: new calls go on unserved, see drain", scf_is_draining(node->scf));
	gauge(t, "link_up", "1: the signalling link carries traffic", sigtran_link_is_up(node->mtp));
}

static int count_one(void *priv, const struct fleet_group *group)
{
	(*(unsigned *)priv)++;
	return 0;
}

static void put_peers(struct text *t, struct sip_agent *agent)
{
	struct sip_peer *peer = sip_peer_next(agent, NULL);

	if (peer && t->s)
		t->s = talloc_asprintf_append_buffer(t->s, "# HELP mpabx_sip_peer_up 1: this peer answers OPTIONS, or is not asked\n"
						     "# TYPE mpabx_sip_peer_up gauge\n");
	for (; peer && t->s; peer = sip_peer_next(agent, peer))
		t->s = talloc_asprintf_append_buffer(t->s, "mpabx_sip_peer_up{peer=\"%s\"} %d\n", sip_peer_name(peer),
						     sip_peer_up(peer));
}

static void put_sip(struct text *t, const struct node *node)
{
	struct sip_agent *agent = node->sipua ? sipua_agent(node->sipua) : NULL;
	struct node_media_now now;

	gauge(t, "routing_numbers", "Routing numbers (IMRN) in the pool", node->cfg.routes.count);
	gauge(t, "routing_numbers_awaited", "Calls on their way to a routing number", call_route_count(node->calls));
	node_media_now(node, &now);
	gauge(t, "media_programs", "Media programs configured", now.programs);
	gauge(t, "media_programs_alive", "Media programs that answer", now.alive);
	gauge(t, "media_pairs", "Calls whose sound passes through media now", now.pairs);
	if (!agent)
		return;
	gauge(t, "sip_alive", "1: a peer of the core is up and calls are taken", sipua_is_alive(node->sipua));
	gauge(t, "sip_calls", "Calls by SIP open now", sipua_count(node->sipua));
	gauge(t, "sip_dialogs", "SIP dialogs open now", sip_agent_dialogs(agent));
	gauge(t, "sip_transactions", "SIP transactions that are open or linger", sip_agent_transactions(agent));
	put_peers(t, agent);
}

static void put_fleets(struct text *t, const struct node *node)
{
	unsigned groups = 0;

	fleet_groups_each(node->snap, NULL, count_one, &groups);
	gauge(t, "lines", "Lines in memory", fleet_snapshot_lines(node->snap));
	gauge(t, "fleets", "Fleets in memory", fleet_snapshot_fleets(node->snap));
	gauge(t, "groups", "Call groups in memory", groups);
	gauge(t, "fleet_bytes", "Memory of fleets and lines", fleet_snapshot_bytes(node->snap));
	gauge(t, "fleet_version", "Change of the store up to which calls are decided", fleet_snapshot_version(node->snap));
	gauge(t, "store_connected", "1: the store answered at the last look for changes",
	      fleet_follower_is_connected(node->follower));
}

static void put_spool(struct text *t, struct writer *writer)
{
	struct spool_stats s;

	spool_stats(writer_spool(writer), &s);
	gauge(t, "spool_state", "0 ok, 1 three quarters full, 2 full and waiting in memory, 3 losing records", s.state);
	gauge(t, "spool_size_bytes", "Room of the spool", s.size);
	gauge(t, "spool_used_bytes", "Records that wait for the store", s.used);
	gauge(t, "spool_waiting", "Entries that wait in memory because the spool is full", s.waiting);
	counter(t, "spool_appended_total", "Entries written to the spool", s.appended);
	counter(t, "spool_lost_total", "Entries lost: spool and memory were full", s.lost);
	counter(t, "spool_damaged_total", "Places of the spool whose checksum was wrong", s.damaged);
}

static void put_records(struct text *t, struct writer *writer)
{
	struct writer_stats s;

	writer_stats(writer, &s);
	gauge(t, "records_store_connected", "1: the store took the last thing asked of it", s.connected);
	counter(t, "records_stored_total", "Call records brought to the store", s.stored);
	counter(t, "records_cut_total", "Records of calls that a restart cut off", s.cut);
	counter(t, "records_refused_total", "Call records that the store does not take", s.refused);
	counter(t, "records_erased_total", "Call records erased for their age", s.erased);
	counter(t, "cdr_files_total", "CDR files closed", s.cdr_files);
	gauge(t, "cdr_failed", "1: CDR files cannot be written", s.cdr_failed);
}

static void put_trace(struct text *t, struct trace *trace)
{
	struct trace_fill fill;

	trace_fill(trace, &fill);
	counter(t, "trace_messages_total", "Messages kept by the trace", fill.messages);
	counter(t, "trace_dropped_total", "Messages that the trace had no time for", fill.dropped);
}

static char *metrics_text(void *ctx, const struct node *node)
{
	struct text t = { build(ctx) };

	put_calls(&t, node);
	put_sip(&t, node);
	put_fleets(&t, node);
	counters_each(node, put_counter, &t);
	if (node->writer) {
		put_spool(&t, node->writer);
		put_records(&t, node->writer);
	}
	if (node->trace)
		put_trace(&t, node->trace);
	return t.s;
}

void metrics_renew(struct metrics *m, const struct node *node)
{
	char *text = metrics_text(m, node);

	if (text)
		metrics_set(m, text, strlen(text));
	talloc_free(text);
}
