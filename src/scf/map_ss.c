/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ss-InvocationNotification (TS 29.002 11.10, TS 23.078 4.9), sent where SS-CSI is provisioned: the subscriber joined his
 * calls by the phone's own key. It does not name the parties: every call of his that is up belongs to it. */
#include <mpabx/cap/map_common.h>
#include <mpabx/cap/map_ss_invocation_notification.h>

#include "scf_private.h"

#define SS_MULTI_PARTY 0x51	/* TS 29.002 17.7.5 */

static void notify(struct scf *scf, struct tcap_dialogue *dlg, const struct tcap_component *c)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, c->code);
	struct map_ss_invocation_notification arg;
	struct tcap_tx *tx = tcap_tx(dlg);
	struct cap_error err;
	e164_t line;

	if (cap_decode(op->argument, 3, c->parameter.v, c->parameter.len, &arg, NULL, &err) < 0) {
		LOGP(DSCF, LOGL_INFO, "ss-InvocationNotification refused: %s: %s\n", err.field, err.reason);
		scf->ctr[SCF_CTR_BAD_ARGUMENT]++;
		tcap_tx_reject(tx, c->invoke_id, (struct tcap_problem){ .type = 0x81, .code = 2 });
		tcap_send_end(tx);
		return;
	}
	scf->ctr[SCF_CTR_SS_NOTIFICATION]++;
	line = scf_number(&arg.msisdn);
	if (line && arg.ss_event.len == 1 && arg.ss_event.v[0] == SS_MULTI_PARTY)
		call_note_conference(scf->calls, line);
	tcap_tx_result(tx, c->invoke_id, c->code, NULL, 0);
	tcap_send_end(tx);
}

const struct scf_map_service scf_map_ss = {
	.context = "ss-InvocationNotificationContext-v3", .op_code = MAP_OP_SS_INVOCATION_NOTIFICATION,
	.serves = true, .invoke = notify,
};
