/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The simulator's seat in the network: SCCP over one MTP way, with a tap between the two that writes the capture and
 * lets broken SCCP messages out. All nodes of all scenarios share it; global titles, SSNs and transaction ids tell
 * them apart. It knows no TCAP machine on purpose: scenarios must be able to say what no machine would, and see
 * exactly what came. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "capture.h"
#include "endpoint.h"

struct endpoint {
	struct mtp tap;		/* what SCCP stands on; first member */
	struct mtp *inner;	/* the real way */
	struct sccp *sccp;
	struct capture *capture;
	const struct endpoint_ops *ops;
	void *priv;
	endpoint_breaker breaker;
	void *breaker_priv;
	uint32_t next_tid;
};

static int tap_send(struct mtp *mtp, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct endpoint *ep = (struct endpoint *)mtp;
	uint8_t broken[MTP_MAX_SDU];

	if (ep->breaker && length <= sizeof(broken)) {
		memcpy(broken, sdu, length);
		ep->breaker(ep->breaker_priv, broken, &length, sizeof(broken));
		sdu = broken;
	}
	if (ep->capture)
		capture_message(ep->capture, false, label->sls, sdu, length);
	return ep->inner->ops->send(ep->inner, label, sdu, length);
}

static void tap_destroy(struct mtp *mtp)
{
	/* the way underneath belongs to whoever opened it */
}

static const struct mtp_ops tap_ops = { .send = tap_send, .destroy = tap_destroy };

static void tap_receive(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct endpoint *ep = user;

	if (ep->capture)
		capture_message(ep->capture, true, label->sls, sdu, length);
	if (ep->tap.receive)
		ep->tap.receive(ep->tap.user, label, sdu, length);
}

static void tap_status(void *user, uint32_t pc, int reachable)
{
	struct endpoint *ep = user;

	if (ep->tap.status)
		ep->tap.status(ep->tap.user, pc, reachable);
}

static void endpoint_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct endpoint *ep = priv;

	if (ep->ops)
		ep->ops->unitdata(ep->priv, ud);
}

static void endpoint_notice(void *priv, const struct sccp_notice *notice)
{
	struct endpoint *ep = priv;

	if (ep->ops)
		ep->ops->notice(ep->priv, notice);
}

static const struct sccp_user_ops endpoint_sccp_ops = { .unitdata = endpoint_unitdata, .notice = endpoint_notice };

/* The SSNs that a switch or an HLR answers on. */
static int endpoint_bind(struct endpoint *ep)
{
	static const uint8_t ssns[] = { SCCP_SSN_CAP, SCCP_SSN_HLR, SCCP_SSN_MSC, SCCP_SSN_GSMSCF };
	int rc = 0;

	for (size_t i = 0; i < sizeof(ssns) && !rc; i++)
		rc = sccp_bind(ep->sccp, ssns[i], &endpoint_sccp_ops, ep);
	return rc;
}

struct endpoint *endpoint_alloc(void *ctx, struct mtp *mtp, struct capture *capture)
{
	struct endpoint *ep = talloc_zero(ctx, struct endpoint);

	ep->tap = (struct mtp){ .ops = &tap_ops, .local_pc = mtp->local_pc, .default_peer_pc = mtp->default_peer_pc };
	ep->inner = mtp;
	ep->capture = capture;
	/* random, so that a second run does not meet the dialogues that the first one left open */
	if (getrandom(&ep->next_tid, sizeof(ep->next_tid), 0) != sizeof(ep->next_tid))
		ep->next_tid = (uint32_t)clock_wall_us();
	mtp->receive = tap_receive;
	mtp->status = tap_status;
	mtp->user = ep;
	ep->sccp = sccp_alloc(ep, &ep->tap);
	if (ep->sccp && !endpoint_bind(ep))
		return ep;
	talloc_free(ep);
	return NULL;
}

void endpoint_set_user(struct endpoint *ep, const struct endpoint_ops *ops, void *priv)
{
	ep->ops = ops;
	ep->priv = priv;
}

void endpoint_set_breaker(struct endpoint *ep, endpoint_breaker breaker, void *priv)
{
	ep->breaker = breaker;
	ep->breaker_priv = priv;
}

int endpoint_send(struct endpoint *ep, const struct sccp_unitdata *ud)
{
	return sccp_unitdata_req(ep->sccp, ud);
}

int endpoint_send_sccp(struct endpoint *ep, uint8_t sls, const uint8_t *sccp, size_t length)
{
	struct mtp_label label = { .opc = ep->tap.local_pc, .dpc = ep->tap.default_peer_pc, .sls = sls };

	if (length > MTP_MAX_SDU)
		return -EMSGSIZE;
	return tap_send(&ep->tap, &label, sccp, length);
}

uint32_t endpoint_new_tid(struct endpoint *ep)
{
	while (!++ep->next_tid)
		;
	return ep->next_tid;
}
