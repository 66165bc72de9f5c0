/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SCCP management (ITU-T Q.714 5): answers subsystem status tests.
 *
 * A peer asks whether an SSN of ours is in service (SST): SSA where it is bound, silence where it is not, which keeps it
 * prohibited there (5.3.4.3). We keep no status of remote subsystems: a GT is not ours to translate, and a lost
 * message is answered by TCAP's timers. */

#include <osmocom/core/logging.h>

#include <mpabx/base/log.h>

#include "sccp_scmg.h"

/* Q.713 5.1.1 and table 23: format identifier, affected SSN, affected PC (low octet first), multiplicity */
enum { SCMG_SSA = 1, SCMG_SSP = 2, SCMG_SST = 3, SCMG_SOR = 4, SCMG_SOG = 5, SCMG_SSC = 6 };
#define SCMG_LENGTH 5

static void answer_ssa(struct sccp *sccp, const struct sccp_unitdata *sst, uint8_t ssn)
{
	uint32_t own = sccp_mtp(sccp)->local_pc;
	uint8_t data[SCMG_LENGTH] = { SCMG_SSA, ssn, (uint8_t)own, own >> 8 & 0x3f, 0 };
	struct sccp_unitdata ssa = {
		.called = { .has_ssn = 1, .ssn = SCCP_SSN_SCMG, .route_on_ssn = 1 },
		.calling = { .has_ssn = 1, .ssn = SCCP_SSN_SCMG, .route_on_ssn = 1, .has_pc = own != 0, .pc = own },
		.dpc = sst->opc,
		.sls = sst->sls,
		.data = data,
		.length = sizeof(data),
	};

	sccp_unitdata_req(sccp, &ssa);
}

static void receive(void *priv, const struct sccp_unitdata *ud)
{
	uint32_t own = sccp_mtp(priv)->local_pc;
	uint32_t pc;
	uint8_t ssn;

	/* 5.3.1: management messages are routed on SSN */
	if (!ud->called.route_on_ssn || ud->length < SCMG_LENGTH)
		return;
	ssn = ud->data[1];
	pc = ud->data[2] | (uint32_t)(ud->data[3] & 0x3f) << 8;
	if (ud->data[0] != SCMG_SST) {
		LOGP(DSCCP, LOGL_INFO, "SCMG message %u: ssn %u pc %u\n", ud->data[0], ssn, pc);
		return;
	}
	sccp_count(priv, SCCP_CTR_SST);
	if (own && pc != own)
		return;
	/* SSN 1 asks for SCCP itself (5.3.4.2) */
	if (sccp_is_bound(priv, ssn))
		answer_ssa(priv, ud, ssn);
}

static void notice(void *priv, const struct sccp_notice *n)
{
	LOGP(DSCCP, LOGL_INFO, "SCMG message came back, cause %u\n", n->cause);
}

const struct sccp_user_ops sccp_scmg_ops = { .unitdata = receive, .notice = notice };
