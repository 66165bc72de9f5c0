/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The quicker way to packets, where the process may (CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW) and over IPv4: a BPF program at
 * sk_lookup steers the whole range of ports into one socket a worker, and lets in only what comes from the agreed peers;
 * what goes out goes through a raw socket in batches. A call needs no socket of its own then. */
#pragma once

#include "relay.h"

struct steer;

struct steer_config {
	unsigned workers;
	struct conn *conns;		/* that of slot n has the ports first_port + 2n and the next one */
	uint32_t num_conns;
	struct osmo_sockaddr own;
	uint16_t first_port;
	int dscp;
};
/*! \returns NULL: errno says what is missing */
struct steer *steer_alloc(void *ctx, const struct steer_config *cfg);
/*! From where packets for this connection may come, and to which worker: after each change of either. worker -1: nowhere. */
void steer_assign(struct steer *s, int worker, const struct conn *c);
/*! What waits; each packet goes to take(). */
typedef void (*steer_take)(void *priv, struct conn *c, bool rtcp, const struct osmo_sockaddr *from, uint8_t *data, size_t length);
/*! Readable when packets wait for the worker. */
int steer_fd(const struct steer *s, unsigned worker);
void steer_receive(struct steer *s, unsigned worker, steer_take take, void *priv);
/*! \returns packets that left with the batch, 0 while it fills */
unsigned steer_send(struct steer *s, unsigned worker, const struct conn *to, bool rtcp, const uint8_t *data, size_t length);
unsigned steer_flush(struct steer *s, unsigned worker);
