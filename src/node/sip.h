/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SIP as configured: where we listen, whom we speak to. */
#pragma once

#include <mpabx/call.h>
#include <mpabx/sipua.h>

#define NODE_MAX_ALLOWED 16

struct node;

struct node_sip_peer {
	char name[32], group[32], address[96];	/* address "": not given yet */
	uint16_t port, probe_s;
	uint8_t priority;
	bool tcp, trusted, latch;
	uint8_t side;				/* enum sipua_side */
	uint8_t diversion;			/* enum sipua_diversion */
	struct sipua_phone phone;
};

struct node_sip_config {
	char address[48];			/* "" = no SIP */
	uint16_t port;
	bool udp, tcp;
	struct sipua_config ua;
	unsigned num_peers, num_allowed;
	struct node_sip_peer peer[SIPUA_MAX_PEERS];
	char allowed[NODE_MAX_ALLOWED][48];
};

/* After the service. \returns 0 or -errno, with a log line that says what to mend */
int node_sip_start(struct node *node);
void node_sip_stop(struct node *node);
/*! What a call finds that is anchored now: mask of enum decide_anchor, 0 while SIP and media are not both alive. */
uint8_t node_sip_able(const struct node *node);
