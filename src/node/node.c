/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wiring: which room's object stands on which. Nothing here decides anything. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <talloc.h>

#include "counters.h"
#include "metrics.h"
#include "node.h"
#include "trace.h"

#define NODE_RECENT_RECORDS 1024
#define NODE_RETENTION_DAYS 365

struct node *node_alloc(void *ctx)
{
	struct node *node = talloc_zero(ctx, struct node);

	if (!node)
		return NULL;
	node->cfg.activity_test_s = 900;
	node->cfg.emergency_callback_s = 1800;
	node->cfg.trace_mb = TRACE_DEFAULT_MB;
	node->cfg.language = DECIDE_EN;
	node->cfg.retention_days = NODE_RETENTION_DAYS;
	node->screen = screen_alloc(node);
	node->wheel = wheel_alloc(node);
	node->snap = fleet_snapshot_alloc(node);
	node->records = records_alloc(node, NODE_RECENT_RECORDS);
	if (!node->screen || !node->wheel || !node->snap || !node->records)
		TALLOC_FREE(node);
	return node;
}

/* Start-up is the one moment when the node waits for its store. */
static int load_fleets(struct node *node, bool demo)
{
	struct store *store = NULL;
	int rc = store_open(node, node->cfg.store_url, &store);

	if (rc < 0)
		return rc;
	if (demo)
		rc = store_demo_load(store);
	if (rc >= 0)
		rc = fleet_snapshot_load(node->snap, store);
	store_close(&store);
	if (rc < 0)
		return rc;
	LOGP(DNODE, LOGL_NOTICE, "%u lines in %u fleets\n", fleet_snapshot_lines(node->snap),
	     fleet_snapshot_fleets(node->snap));
	return fleet_follower_start(node, node->snap, node->cfg.store_url, &node->follower);
}

/* Before the first call can come. */
static int start_records(struct node *node)
{
	const struct node_config *cfg = &node->cfg;
	struct writer_config writer = {
		.store_url = cfg->store_url, .folder = cfg->spool_folder, .size = (uint64_t)cfg->spool_mb * 1024 * 1024,
		.retention_days = cfg->retention_days, .hold_cut = true,
		.cdr = {
			.directory = cfg->cdr_folder, .max_octets = (uint64_t)cfg->cdr_file_mb * 1024 * 1024,
			.max_age_s = cfg->cdr_file_s,
		},
	};
	int rc;

	node->recorder.records = node->records;
	if (!cfg->spool_folder[0]) {
		LOGP(DNODE, LOGL_ERROR, "no spool: call records end with the node. Put `spool DIR size MEGABYTES` under `mpabx`\n");
		return 0;
	}
	rc = writer_start(node, &writer, &node->writer);
	if (!rc)
		node->recorder.spool = writer_spool(node->writer);
	return rc;
}

static int attach(struct node *node)
{
	int rc = sigtran_link_open(node, "mpabx-node", &node->mtp);

	if (rc < 0)
		return rc;
	node->sccp = sccp_alloc(node, node->mtp);
	if (!node->sccp)
		return -ENOMEM;
	for (unsigned i = 0; i < node->cfg.num_local_gt; i++) {
		rc = sccp_add_local_gt(node->sccp, node->cfg.local_gt[i]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* An INVITE may still be on its way to a number of an earlier life: this one does not begin where that one did. Where there are
 * few numbers nothing is won by it. */
#define FEW_ROUTES 64

static int set_routes(struct node *node)
{
	struct call_route_config routes = node->cfg.routes;

	if (!routes.count && !routes.fixed_count)
		return 0;
	if (routes.count > FEW_ROUTES && getrandom(&routes.begin, sizeof(routes.begin), GRND_NONBLOCK) < 0)
		routes.begin = (uint32_t)(clock_wall_us() >> 10);
	return call_room_set_routes(node->calls, &routes);
}

static int start_service(struct node *node)
{
	struct scf_config cfg = {
		.max_dialogues = node->cfg.max_dialogues, .activity_test_s = node->cfg.activity_test_s,
	};
	struct call_config calls = {
		.max_calls = node->cfg.max_dialogues, .emergency_callback_s = node->cfg.emergency_callback_s,
	};
	int rc;

	if (node->cfg.global_title[0]) {
		rc = sccp_addr_from_gt(&cfg.own, node->cfg.global_title, SCCP_SSN_CAP);
		if (rc < 0)
			return rc;
	}
	node->calls = call_room_alloc(node, node->snap, &calls);
	if (!node->calls)
		return -ENOMEM;
	call_room_set_record_ops(node->calls, &recorder_ops, &node->recorder);
	rc = set_routes(node);
	if (rc < 0) {
		LOGP(DNODE, LOGL_ERROR, "routing-numbers: %s\n", strerror(-rc));
		return rc;
	}
	node->scf = scf_alloc(node, node->sccp, node->wheel, node->calls, node->snap, node->screen, &cfg);
	if (!node->scf)
		return -ENOMEM;
	for (unsigned i = 0; i < node->cfg.num_networks; i++) {
		rc = scf_add_network(node->scf, &node->cfg.network[i]);
		if (rc < 0) {
			LOGP(DNODE, LOGL_ERROR, "network %s: %s\n", node->cfg.network[i].name, strerror(-rc));
			return rc;
		}
	}
	return 0;
}

static int start_trace(struct node *node)
{
	if (!node->cfg.trace_mb)
		return 0;
	node->trace = trace_start(node, (size_t)node->cfg.trace_mb << 20);
	if (!node->trace)
		return -ENOMEM;
	scf_set_trace(node->scf, trace_message, node->trace);
	if (node->sipua)
		sipua_set_trace(node->sipua, trace_sip, trace_joined, node->trace);
	if (node->media)
		mediactl_set_trace(node->media, trace_media, node->trace);
	return 0;
}

int node_start(struct node *node, bool demo)
{
	int rc;

	if (!node->cfg.store_url[0]) {
		LOGP(DNODE, LOGL_ERROR, "no store: put `store URL` under `mpabx` in the configuration\n");
		return -EINVAL;
	}
	if (!node->cfg.num_networks)
		LOGP(DNODE, node->cfg.sip.address[0] ? LOGL_NOTICE : LOGL_ERROR,
		     "no `network` in the configuration: whatever a switch asks is answered missingCustomerRecord\n");
	rc = wheel_start(node->wheel);
	if (rc >= 0)
		rc = load_fleets(node, demo);
	if (rc >= 0)
		rc = start_records(node);
	if (rc >= 0)
		rc = attach(node);
	if (rc >= 0)
		rc = start_service(node);
	if (rc >= 0)
		rc = node_media_start(node);
	if (rc >= 0)
		rc = node_sip_start(node);
	if (rc >= 0)
		rc = node_journal_start(node);
	if (rc >= 0)
		rc = start_trace(node);
	if (rc < 0)
		return rc;
	if (node->cfg.metrics_address[0])
		rc = metrics_start(node, node, node->cfg.metrics_address, node->cfg.metrics_port, &node->metrics);
	if (rc < 0)
		return rc;
	node->counters = counters_start(node, node);
	return node->counters ? 0 : -ENOMEM;
}

void node_stop(struct node *node)
{
	if (node->scf)
		scf_set_trace(node->scf, NULL, NULL);
	node_sip_stop(node);
	if (node->media)
		mediactl_set_trace(node->media, NULL, NULL);
	node_journal_stop(node);
	metrics_stop(&node->metrics);
	trace_stop(&node->trace);
	if (node->follower)
		fleet_follower_stop(&node->follower);
	node->recorder.spool = NULL;
	writer_stop(&node->writer);
}
