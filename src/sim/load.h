/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The messages of a load, built once and sent many times with other transaction ids. See load_pdu.c. */
#pragma once

#include "endpoint.h"
#include "scenario.h"

enum load_kind { LOAD_CONNECT, LOAD_MONITORED, LOAD_ABANDON };

struct load_pdu {
	uint8_t octets[SCCP_MAX_DATA];
	size_t length;
	size_t otid_at, dtid_at;	/* 0: it has none */
};

struct load_script {
	struct sccp_addr ssf, node;
	struct load_pdu begin, answer, disconnect;
};

struct load_call {
	const char *from_gt, *node_gt, *service_key, *calling, *called;
	unsigned phase;
};

/* \returns 0, or -EINVAL with what is wrong told on standard error */
int load_script_build(void *ctx, struct endpoint *ep, const struct load_call *call, struct load_script *ret);
void load_pdu_patch(struct load_pdu *pdu, uint32_t otid, uint32_t dtid);

/* What the first answer of a load must be, and what all later ones are compared with, octet by octet. */
struct load_answer {
	bool known;
	enum tcap_msg_type type;
	unsigned num_components;
	int32_t code[TCAP_MAX_COMPONENTS];
	uint16_t length[TCAP_MAX_COMPONENTS];
	uint8_t parameters[SCCP_MAX_DATA];
};

/* Is this the answer that the kind of load wants (Connect in End; RequestReportBCSMEvent and Connect in Continue), and the
 * same as before? destination: digits that the first Connect must carry, NULL: any. why: static. */
bool load_answer_check(struct load_answer *answer, enum load_kind kind, const struct tcap_msg *msg, unsigned phase,
		       const char *destination, const char **why);
