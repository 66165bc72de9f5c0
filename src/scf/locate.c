/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a line's phone is now, for a leg that shall ring it without its service running a second time: sendRoutingInfo with
 * T-CSI suppressed gives a roaming number (MSRN) of the visited switch (TS 23.018 7.1, TS 23.078 4.6). For drivers that hold
 * legs in their own hands; asked by callback, answered once. Not for the switch's own steps: those are Connects. */
#include <errno.h>
#include <string.h>

#include <mpabx/cap.h>

#include "scf_private.h"

#define GIVE_UP_AFTER_MS 3000

static void answer(struct scf *scf, struct scf_location *l, e164_t roaming, enum decide_phone phone)
{
	struct scf_location asked = *l;

	wheel_disarm(scf->wheel, &l->timer);
	pool_put(scf->locations, l);
	scf->ctr[SCF_CTR_LOCATE_FAILED] += !roaming;
	asked.answer(asked.priv, asked.tag, roaming, phone);
}

int scf_locate(struct scf *scf, const struct scf_network *network, e164_t line, scf_locate_cb cb, void *priv, uint32_t tag)
{
	struct scf_location *l;
	struct sccp_addr hlr;
	int rc;

	if (!network)
		network = &scf->network[0];
	if (!scf->num_networks || !scf_hlr_of(scf, network, line, &hlr))
		return -ENOTSUP;
	l = pool_get(scf->locations);
	if (!l)
		return -ENOMEM;
	l->answer = cb;
	l->priv = priv;
	l->tag = tag;
	wheel_arm(scf->wheel, &l->timer, scf->locate_kind, GIVE_UP_AFTER_MS);
	scf->ctr[SCF_CTR_LOCATE]++;
	/* The answer may come before this returns: l is not touched behind it. */
	rc = scf_map_locate(scf, &hlr, line, pool_handle(scf->locations, l));
	if (rc < 0) {
		wheel_disarm(scf->wheel, &l->timer);
		pool_put(scf->locations, l);
	}
	return rc;
}

void scf_locate_timer(struct wheel_timer *timer, void *priv)
{
	answer(priv, container_of(timer, struct scf_location, timer), E164_NONE, DECIDE_PHONE_UNKNOWN);
}

void scf_locate_answer(struct scf *scf, uint32_t location, e164_t roaming, enum decide_phone phone)
{
	struct scf_location *l = pool_find(scf->locations, location);

	if (l)	/* else it comes too late */
		answer(scf, l, roaming, phone);
}
