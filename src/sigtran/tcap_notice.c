/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_notice.c
 *  TC-NOTICE (ITU-T Q.771 3.1.2.2.3, Q.774 2): SCCP brought back a message of ours. Its originating transaction id is
 *  ours and names the dialogue; an End or Abort that comes back has none, and no dialogue any more. */
#include "tcap_private.h"

/* What came back may be the first segment only, so reading it may fail behind the ids. The ids must be those of this
 * dialogue: a notice is as easily forged as anything. */
static struct tcap_dialogue *dialogue_of(const struct tcap *tcap, const struct sccp_notice *notice)
{
	struct tcap_decode_error err;
	struct tcap_msg msg;

	tcap_decode(&msg, notice->data, notice->length, &err);
	struct tcap_dialogue *dlg = msg.otid_len ? pool_find(tcap->pool, msg.otid) : NULL;
	if (!dlg)
		return NULL;
	if (msg.type == TCAP_BEGIN)
		return dlg->state == TCAP_ST_INIT_SENT ? dlg : NULL;
	if (msg.type != TCAP_CONTINUE || dlg->state != TCAP_ST_ACTIVE)
		return NULL;
	return msg.dtid_len == dlg->peer_tid_len && msg.dtid == dlg->peer_tid ? dlg : NULL;
}

void tcap_rx_notice(void *priv, const struct sccp_notice *notice)
{
	struct tcap *tcap = priv;
	struct tcap_dialogue *dlg = dialogue_of(tcap, notice);

	tcap_count(tcap, TCAP_CTR_NOTICE);
	LOGP(DTCAP, LOGL_INFO, "dialogue %08x: a message came back, SCCP return cause %u\n",
	     dlg ? tcap_dialogue_id(dlg) : 0, notice->cause);
	if (dlg)
		tcap_indicate(dlg, &(struct tcap_ind){ .event = TCAP_EV_NOTICE, .notice_cause = notice->cause });
}
