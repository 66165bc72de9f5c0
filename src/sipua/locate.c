/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The served line's own phone, rung by a roaming number: whoever knows where it is (the HLR) is asked before its leg is
 * sent, so that the leg triggers no service of the line again. Where nobody knows in time the leg goes to the line's
 * number, as without. The leg waits like one that does not ring yet. */

#include "ua_priv.h"

void sipua_set_locate(struct sipua *ua, sipua_locate_fn locate, void *priv)
{
	ua->locate = locate;
	ua->locate_priv = priv;
}

static void on_located(void *priv, uint32_t handle, e164_t roaming, enum decide_phone phone)
{
	struct sipua *ua = priv;
	struct ua_leg *leg = pool_find(ua->legs, handle);

	if (!leg || !leg->locating)	/* the caller is gone, or another one has answered */
		return;
	leg->locating = false;
	leg->roaming = roaming;
	if (leg->asking)	/* it is sent by who asks */
		return;
	if (!roaming && phone == DECIDE_PHONE_OFF)
		ua_leg_give_up(leg, DECIDE_UNREACHABLE, CAUSE_ABSENT, 480);
	else if (ua_leg_send_now(leg) < 0)
		ua_leg_give_up(leg, DECIDE_UNREACHABLE, CAUSE_TEMPORARY_FAILURE, 503);
}

bool ua_is_own_phone(const struct ua_call *uc, const struct call_step *step, e164_t number)
{
	struct call_record record;

	call_describe(uc->call, &record);
	if (record.side != DECIDE_RECEIVED)
		return false;
	if (number)	/* one of several that ring */
		return number == record.served;
	return step->kind == DECIDE_PHONE || (step->kind == DECIDE_UNTOUCHED && uc->invite->routed);
}

const struct sipua_phone *ua_phone_way(const struct ua_call *uc)
{
	const struct ua_leg *caller = uc->caller;
	const struct sipua_peer *peer = caller && caller->d ? ua_peer_of(uc->ua, sip_dialog_peer(caller->d)) : NULL;

	return peer && peer->phone.how != SIPUA_BY_DEFAULT ? &peer->phone : &uc->ua->cfg.phone;
}

bool ua_leg_locate(struct ua_leg *leg, const struct call_step *step, e164_t number)
{
	struct sipua *ua = leg->uc->ua;
	const struct sipua_phone *way = ua_phone_way(leg->uc);
	struct call_record record;
	int rc;

	/* On ISC the S-CSCF has run the service already: it knows the leg by its Route. */
	if (!ua->locate || way->how != SIPUA_BY_ROAMING || leg->uc->invite->route[0] ||
	    !ua_is_own_phone(leg->uc, step, number))
		return false;
	call_describe(leg->uc->call, &record);
	leg->locating = leg->asking = true;
	rc = ua->locate(ua->locate_priv, way->network, record.served, on_located, ua, ua_handle(leg));
	leg->asking = false;
	if (rc < 0)
		leg->locating = false;
	else
		ua->ctr[SIPUA_CTR_LOCATE]++;
	return leg->locating;
}
