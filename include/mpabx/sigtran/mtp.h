/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file mtp.h
 *  What SCCP stands on: MTP-TRANSFER (ITU-T Q.701). One door, three ways behind it: M3UA or IPA
 *  through libosmo-sigtran (link.h), or two ends in memory for tests and benches. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define MTP_MAX_SDU 1024	/*!< most SCCP octets in one message; the library aborts at about 1.2 kB on IPA */

struct mtp_label {
	uint32_t opc, dpc;	/*!< 0 where the way carries none (IPA) */
	uint8_t sls;
};

struct mtp;
struct mtp_ops {
	/*! Borrowed sdu. \returns 0, -EMSGSIZE, -ENOLINK (no way to dpc) */
	int (*send)(struct mtp *mtp, const struct mtp_label *label, const uint8_t *sdu, size_t length);
	void (*destroy)(struct mtp *mtp);
};

struct mtp {
	const struct mtp_ops *ops;
	uint32_t local_pc;
	uint32_t default_peer_pc;	/*!< answers go here where a message brought no OPC */
	/*! Upwards; set by the SCCP instance. Borrowed sdu. */
	void (*receive)(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length);
	/*! Upwards: a point code became (un)reachable. May be NULL. */
	void (*status)(void *user, uint32_t pc, int reachable);
	void *user;
};

/*! Two ends in memory: what one sends, the other receives inside the call (code must be re-entrant)
 *  or, with queued, when mtp_mem_run() is called. Tests, benches and fuzzers use it. */
int mtp_mem_pair(void *ctx, uint32_t pc_a, uint32_t pc_b, int queued, struct mtp **ret_a, struct mtp **ret_b);
/*! Delivers what is queued, also what the deliveries queue. \returns messages delivered */
unsigned mtp_mem_run(struct mtp *either_end);
