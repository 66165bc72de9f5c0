/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The node as wired: every room's object, and the configuration that they are made from. One per process. */
#pragma once

#include <mpabx/call.h>
#include <mpabx/decide.h>
#include <mpabx/fleet.h>
#include <mpabx/scf.h>
#include <mpabx/sigtran.h>
#include <mpabx/store.h>

#include "journal.h"
#include "media.h"
#include "recorder.h"
#include "records.h"
#include "sip.h"
#include "writer.h"

#define NODE_VTY_PORT 4290
#define NODE_MAX_LOCAL_GT 16

struct node_config {
	char store_url[512];
	char global_title[SCCP_GT_MAX_DIGITS + 1];	/* "" = answers carry the address that was called */
	char local_gt[NODE_MAX_LOCAL_GT][SCCP_GT_MAX_DIGITS + 2];
	unsigned num_local_gt;
	uint32_t max_dialogues;			/* 0 = scf's default */
	uint32_t activity_test_s;
	uint32_t emergency_callback_s;
	char metrics_address[48];		/* "" = no metrics */
	uint16_t metrics_port;
	uint32_t trace_mb;			/* 0 = no trace */
	struct call_route_config routes;	/* count 0: no routing numbers */
	enum decide_lang language;
	char spool_folder[256];			/* "" = records end with the node */
	uint32_t spool_mb;
	char cdr_folder[256];			/* "" = no files */
	uint32_t cdr_file_mb, cdr_file_s;	/* 0 = the default */
	uint32_t retention_days;		/* 0 = for ever */
	unsigned num_networks;
	struct scf_network network[16];
	struct node_sip_config sip;
	struct node_media_config media;
};

struct node {
	struct node_config cfg;
	struct wheel *wheel;
	struct mtp *mtp;
	struct sccp *sccp;
	struct screen *screen;
	struct fleet_snapshot *snap;
	struct fleet_follower *follower;
	struct call_room *calls;
	struct scf *scf;
	struct mediactl *media;		/* NULL: sound goes past us */
	struct sip_stack *sip;		/* NULL: no SIP */
	struct sipua *sipua;
	struct trim *trim;
	struct records *records;
	struct recorder recorder;
	struct writer *writer;		/* NULL without a spool */
	struct journal *journal;	/* NULL: calls by SIP end with the node */
	uint64_t journal_said_ms;
	struct counters *counters;
	struct metrics *metrics;	/* NULL: nobody asks */
	struct trace *trace;	/* NULL: none is kept */
	struct ctrl_handle *ctrl;
};

/* An empty node with the defaults, ready for its configuration. */
struct node *node_alloc(void *ctx);
/* Wires and starts everything by the configuration. \returns 0 or -errno, with a log line that says what to mend */
int node_start(struct node *node, bool demo);
/* Stops what runs beside the loop. */
void node_stop(struct node *node);
