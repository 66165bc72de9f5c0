/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gsmSCF towards MAP, SSN 147. No MAP service runs here yet, so no application context is served: a dialogue from a
 * title that the screening allows is told so by the protocol (AARE, application context not supported), one from any
 * other is refused before that. Both are counted. */
#include "scf_private.h"

static bool serves(void *priv, const uint8_t *acn, size_t length)
{
	return false;
}

static bool allows(void *priv, const struct sccp_addr *calling, int32_t op_code)
{
	const struct scf *scf = priv;

	if (op_code < 0)
		return screen_knows(scf->screen, calling, SCCP_SSN_GSMSCF);
	return screen_allows(scf->screen, calling, SCCP_SSN_GSMSCF, op_code);
}

static uint8_t op_class(void *priv, const uint8_t *acn, size_t length, int32_t op_code)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, op_code);

	return op ? op->op_class : 0;
}

static void indicate(void *priv, struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
}

struct tcap *scf_map_alloc(struct scf *scf)
{
	static const struct tcap_user_ops ops = {
		.serves = serves, .allows = allows, .op_class = op_class, .indicate = indicate,
	};
	static const struct tcap_config cfg = { .max_dialogues = 1000 };

	return tcap_alloc(scf, scf->sccp, scf->wheel, SCCP_SSN_GSMSCF, &cfg, &ops, scf);
}
