/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sccp.h
 *  Connectionless SCCP (ITU-T Q.711 to Q.714): UDT, UDTS, XUDT(S) with segmentation and reassembly,
 *  LUDT(S) received, SCMG SST/SSA. Addresses carry a global title (GTI 1 to 4), an SSN, a point code. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mtp.h"

#define SCCP_SSN_HLR 6
#define SCCP_SSN_MSC 8
#define SCCP_SSN_CAP 146
#define SCCP_SSN_GSMSCF 147
#define SCCP_GT_MAX_DIGITS 24
#define SCCP_MAX_DATA 2560	/*!< most user data in one unitdata, segmented */

/*! Q.713 3.4/3.5. 24 bytes: a dialogue keeps one. gti 0: no global title. */
struct sccp_addr {
	uint32_t pc;		/*!< valid where has_pc */
	uint8_t ssn;		/*!< valid where has_ssn; 0 = unknown */
	uint8_t has_pc:1, has_ssn:1, route_on_ssn:1, gti:4;
	uint8_t tt, np, es, nai;
	uint8_t gt_digits;	/*!< number of digits */
	uint8_t gt[SCCP_GT_MAX_DIGITS / 2];	/*!< BCD, low nibble first */
};

/*! E.164 international GT (GTI 4, TT 0, NP 1, NAI 4), routed on GT. \returns 0 or -EINVAL */
int sccp_addr_from_gt(struct sccp_addr *a, const char *digits, uint8_t ssn);
/*! GT digits, NUL ended, "" where there is none. \returns count */
size_t sccp_addr_gt(const struct sccp_addr *a, char buf[SCCP_GT_MAX_DIGITS + 1]);
/*! "gt 33689000001 ssn 146 pc 0.0.2"-like text for people. */
const char *sccp_addr_print(const struct sccp_addr *a, char *buf, size_t size);
/*! \returns octets consumed-checked: 0, or -EINVAL where the address part is malformed. */
int sccp_addr_decode(struct sccp_addr *a, const uint8_t *data, size_t length);
/*! \returns octets written, or -ENOSPC */
int sccp_addr_encode(const struct sccp_addr *a, uint8_t *buf, size_t size);
bool sccp_addr_same(const struct sccp_addr *a, const struct sccp_addr *b);

/*! N-UNITDATA request or indication. All pointers borrowed for the call. */
struct sccp_unitdata {
	struct sccp_addr called, calling;
	uint32_t opc;		/*!< indication: from the MTP label, 0 where the way carries none */
	uint32_t dpc;		/*!< request: 0 = the peer of the way / resolved from called.pc */
	uint8_t sls;
	uint8_t sccp_class;	/*!< 0 or 1 (in sequence) */
	bool return_on_error;
	const uint8_t *data;
	size_t length;
};

/*! N-NOTICE indication: something we sent came back (UDTS, XUDTS, LUDTS) or could not leave. */
struct sccp_notice {
	struct sccp_addr called, calling;	/*!< as in the returned message: called = us */
	uint8_t cause;				/*!< Q.713 3.12 */
	const uint8_t *data;
	size_t length;
};

struct sccp_user_ops {
	void (*unitdata)(void *priv, const struct sccp_unitdata *ud);
	void (*notice)(void *priv, const struct sccp_notice *notice);
};

struct sccp;

enum sccp_ctr {
	SCCP_CTR_RX, SCCP_CTR_TX, SCCP_CTR_RX_MALFORMED, SCCP_CTR_RX_UNEQUIPPED, SCCP_CTR_RX_NOT_OURS,
	SCCP_CTR_RX_NOTICE, SCCP_CTR_TX_NOTICE, SCCP_CTR_TX_FAILED, SCCP_CTR_SEGMENTED,
	SCCP_CTR_REASSEMBLED, SCCP_CTR_REASSEMBLY_FAILED, SCCP_CTR_SST,
	_SCCP_CTRS
};

/*! Takes over mtp's receive and status. One reassembly memory, bounded (64 at once, 10 s). */
struct sccp *sccp_alloc(void *ctx, struct mtp *mtp);
/*! Own GT: a called address routed on GT must carry it (digits exact, or a prefix with `*` at the end);
 *  none configured: any. Up to 16. \returns 0, -EINVAL, -ENOSPC */
int sccp_add_local_gt(struct sccp *sccp, const char *digits);
/*! \returns 0 or -EEXIST */
int sccp_bind(struct sccp *sccp, uint8_t ssn, const struct sccp_user_ops *ops, void *priv);
void sccp_unbind(struct sccp *sccp, uint8_t ssn);
/*! N-UNITDATA.req. UDT where it fits, else XUDT in segments. \returns 0, -EMSGSIZE, -ENOLINK */
int sccp_unitdata_req(struct sccp *sccp, const struct sccp_unitdata *ud);
uint64_t sccp_counter(const struct sccp *sccp, enum sccp_ctr ctr);
const char *sccp_counter_name(enum sccp_ctr ctr);
struct mtp *sccp_mtp(const struct sccp *sccp);
