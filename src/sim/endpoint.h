/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One attachment to the network and all that the simulator plays on it. See endpoint.c. */
#pragma once

#include <mpabx/sigtran.h>

struct capture;
struct endpoint;

struct endpoint_ops {
	/* Borrowed for the call. */
	void (*unitdata)(void *priv, const struct sccp_unitdata *ud);
	void (*notice)(void *priv, const struct sccp_notice *notice);
};

/* Takes mtp over. capture may be NULL (borrowed). \returns NULL where SCCP cannot be set up */
struct endpoint *endpoint_alloc(void *ctx, struct mtp *mtp, struct capture *capture);
void endpoint_set_user(struct endpoint *ep, const struct endpoint_ops *ops, void *priv);
/* N-UNITDATA. \returns 0 or -errno */
int endpoint_send(struct endpoint *ep, const struct sccp_unitdata *ud);
/* Lets a test break whole SCCP messages on their way out: it may change octets and length (up to max). NULL: off. */
typedef void (*endpoint_breaker)(void *priv, uint8_t *sccp, size_t *length, size_t max);
void endpoint_set_breaker(struct endpoint *ep, endpoint_breaker breaker, void *priv);
/* A whole SCCP message as it stands, right or wrong. \returns 0 or -errno */
int endpoint_send_sccp(struct endpoint *ep, uint8_t sls, const uint8_t *sccp, size_t length);
/* A transaction id that no call of this process had yet. */
uint32_t endpoint_new_tid(struct endpoint *ep);
