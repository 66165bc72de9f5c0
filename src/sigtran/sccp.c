/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SCCP instance: connectionless service, classes 0 and 1 (ITU-T Q.711 to Q.714), between MTP and its users.
 *
 * Up: MTP-TRANSFER -> decode -> ours? -> reassembly -> the user of the SSN. Down: N-UNITDATA -> UDT, or XUDT in segments
 * -> MTP. What is not for us goes back as the service message of its kind where the sender wants that; a service message
 * never causes another. No global title translation: the STP does that. No connections. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/logging.h>
#include <osmocom/core/talloc.h>

#include <mpabx/base/clock.h>
#include <mpabx/base/log.h>

#include "sccp_codec.h"
#include "sccp_reassembly.h"
#include "sccp_scmg.h"

#define MAX_LOCAL_GT 16
#define LOCAL_REF_MASK 0xffffff

/* What one message may take so that it passes a narrow-band link on its way: a signalling information field of 272
 * octets with a label of 4 (Q.703 2.3.8). Longer is segmented. */
#define MAX_SCCP 268

struct sccp_user {
	const struct sccp_user_ops *ops;
	void *priv;
};

struct local_gt {
	size_t length;
	bool prefix;
	char digits[SCCP_GT_MAX_DIGITS + 1];
};

struct sccp {
	struct mtp *mtp;
	struct sccp_reassembly *reassembly;
	uint32_t local_ref;
	unsigned num_gt;
	struct local_gt gt[MAX_LOCAL_GT];
	uint64_t ctr[_SCCP_CTRS];
	struct sccp_user user[UINT8_MAX + 1];
};

void sccp_count(struct sccp *sccp, enum sccp_ctr ctr)
{
	sccp->ctr[ctr]++;
}

uint64_t sccp_counter(const struct sccp *sccp, enum sccp_ctr ctr)
{
	return sccp->ctr[ctr];
}

const char *sccp_counter_name(enum sccp_ctr ctr)
{
	static const char *const names[_SCCP_CTRS] = {
		[SCCP_CTR_RX] = "rx",
		[SCCP_CTR_TX] = "tx",
		[SCCP_CTR_RX_MALFORMED] = "rx-malformed",
		[SCCP_CTR_RX_UNEQUIPPED] = "rx-unequipped",
		[SCCP_CTR_RX_NOT_OURS] = "rx-not-ours",
		[SCCP_CTR_RX_NOTICE] = "rx-notice",
		[SCCP_CTR_TX_NOTICE] = "tx-notice",
		[SCCP_CTR_TX_FAILED] = "tx-failed",
		[SCCP_CTR_SEGMENTED] = "segmented",
		[SCCP_CTR_REASSEMBLED] = "reassembled",
		[SCCP_CTR_REASSEMBLY_FAILED] = "reassembly-failed",
		[SCCP_CTR_SST] = "sst",
	};

	return ctr < _SCCP_CTRS ? names[ctr] : "unknown";
}

struct mtp *sccp_mtp(const struct sccp *sccp)
{
	return sccp->mtp;
}

/* ---- Who we are ---- */

int sccp_add_local_gt(struct sccp *sccp, const char *digits)
{
	size_t n = strspn(digits, "0123456789abcdef");
	bool prefix = digits[n] == '*';
	struct local_gt *gt = &sccp->gt[sccp->num_gt];

	if (digits[n + prefix] || n > SCCP_GT_MAX_DIGITS || (!n && !prefix))
		return -EINVAL;
	if (sccp->num_gt == MAX_LOCAL_GT)
		return -ENOSPC;
	gt->length = n;
	gt->prefix = prefix;
	memcpy(gt->digits, digits, n);
	sccp->num_gt++;
	return 0;
}

/* Routed on GT: one of ours, or anything where none was told. Routed on SSN: MTP brought it here. */
static bool is_ours(const struct sccp *sccp, const struct sccp_addr *called)
{
	char digits[SCCP_GT_MAX_DIGITS + 1];
	size_t n;
	unsigned i;

	if (called->route_on_ssn || !sccp->num_gt)
		return true;
	n = sccp_addr_gt(called, digits);
	for (i = 0; i < sccp->num_gt; i++) {
		const struct local_gt *gt = &sccp->gt[i];

		if ((gt->prefix ? n >= gt->length : n == gt->length) && !memcmp(digits, gt->digits, gt->length))
			return true;
	}
	return false;
}

int sccp_bind(struct sccp *sccp, uint8_t ssn, const struct sccp_user_ops *ops, void *priv)
{
	if (sccp->user[ssn].ops)
		return -EEXIST;
	sccp->user[ssn] = (struct sccp_user){ ops, priv };
	return 0;
}

void sccp_unbind(struct sccp *sccp, uint8_t ssn)
{
	sccp->user[ssn] = (struct sccp_user){ 0 };
}

bool sccp_is_bound(const struct sccp *sccp, uint8_t ssn)
{
	return sccp->user[ssn].ops;
}

/* ---- Down ---- */

/* Encodes into at most max octets and hands it to MTP. */
static int send_msg(struct sccp *sccp, uint32_t dpc, uint8_t sls, const struct sccp_msg *m, size_t max)
{
	struct mtp_label label = { .opc = sccp->mtp->local_pc, .sls = sls };
	uint8_t pdu[MTP_MAX_SDU];
	int rc = sccp_msg_encode(m, pdu, max);

	if (rc < 0)
		return rc;
	label.dpc = dpc ? dpc : sccp->mtp->default_peer_pc;
	rc = sccp->mtp->ops->send(sccp->mtp, &label, pdu, (size_t)rc);
	sccp_count(sccp, rc < 0 ? SCCP_CTR_TX_FAILED : SCCP_CTR_TX);
	return rc;
}

/* The most data an XUDT with segmentation takes between these addresses. */
static size_t segment_room(const struct sccp_addr *called, const struct sccp_addr *calling)
{
	static const uint8_t one = 0;
	const struct sccp_msg m = {
		.type = SCCP_XUDT, .called = *called, .calling = *calling, .data = &one, .length = 1, .segmented = true,
	};
	uint8_t pdu[MAX_SCCP];
	int empty = sccp_msg_encode(&m, pdu, sizeof(pdu)) - 1;

	return empty < 0 ? 0 : MAX_SCCP - (size_t)empty;
}

/* Q.714 4.1.1.1.2: class 1 whatever was asked for, so that they stay in order; the first is the longest; only
 * the first may come back. */
static int send_segments(struct sccp *sccp, uint32_t dpc, const struct sccp_unitdata *ud, struct sccp_msg *m)
{
	size_t room = segment_room(&ud->called, &ud->calling), left = ud->length;
	int rc = 0;

	if (!room || left > SCCP_MAX_DATA || left > SCCP_MAX_SEGMENTS * room)
		return -EMSGSIZE;
	sccp->local_ref = (sccp->local_ref + 1) & LOCAL_REF_MASK;
	m->type = SCCP_XUDT;
	m->hops = SCCP_MAX_HOPS;
	m->segmented = true;
	m->seg = (struct sccp_segmentation){ .first = true, .in_sequence = m->sccp_class, .local_ref = sccp->local_ref };
	m->sccp_class = 1;
	while (left && rc >= 0) {
		m->data = ud->data + (ud->length - left);
		m->length = left < room ? left : room;
		m->seg.remaining = (uint8_t)((left - 1) / room);
		rc = send_msg(sccp, dpc, ud->sls, m, MAX_SCCP);
		left -= m->length;
		m->seg.first = false;
		m->return_on_error = false;
	}
	if (rc >= 0)
		sccp_count(sccp, SCCP_CTR_SEGMENTED);
	return rc;
}

int sccp_unitdata_req(struct sccp *sccp, const struct sccp_unitdata *ud)
{
	struct sccp_msg m = {
		.type = SCCP_UDT, .sccp_class = ud->sccp_class & 1, .return_on_error = ud->return_on_error,
		.called = ud->called, .calling = ud->calling, .data = ud->data, .length = ud->length,
	};
	uint32_t dpc = ud->dpc ? ud->dpc : ud->called.has_pc ? ud->called.pc : 0;
	int rc = -EMSGSIZE;

	if (ud->length <= UINT8_MAX)
		rc = send_msg(sccp, dpc, ud->sls, &m, MAX_SCCP);
	if (rc == -EMSGSIZE && ud->length)
		rc = send_segments(sccp, dpc, ud, &m);
	return rc;
}

/* ---- What comes back ---- */

/* Enough to route on? A calling address may say nothing at all (Q.713 3.5). */
static bool is_address(const struct sccp_addr *a)
{
	return a->route_on_ssn ? a->has_ssn : a->gti;
}

/* Sends a message back to its sender (Q.714 4.2) in the service message of its kind, addresses swapped. */
static void send_back(struct sccp *sccp, const struct mtp_label *label, const struct sccp_msg *m, uint8_t cause)
{
	struct sccp_msg back = *m;

	if (sccp_msg_is_service(m) || !m->return_on_error || !is_address(&m->calling))
		return;
	back.type = m->type == SCCP_UDT ? SCCP_UDTS : m->type == SCCP_XUDT ? SCCP_XUDTS : SCCP_LUDTS;
	back.cause = cause;
	back.hops = SCCP_MAX_HOPS;
	back.called = m->calling;
	back.calling = m->called;
	if (send_msg(sccp, label->opc, label->sls, &back, MTP_MAX_SDU) < 0)
		LOGP(DSCCP, LOGL_INFO, "Cannot return a message to pc %u\n", label->opc);
	else
		sccp_count(sccp, SCCP_CTR_TX_NOTICE);
}

static void receive_notice(struct sccp *sccp, const struct sccp_msg *m)
{
	const struct sccp_user *user = &sccp->user[m->called.ssn];
	struct sccp_notice n = {
		.called = m->called, .calling = m->calling, .cause = m->cause, .data = m->data, .length = m->length,
	};

	sccp_count(sccp, SCCP_CTR_RX_NOTICE);
	/* of a segmented message only its beginning tells the user anything */
	if (m->segmented && !m->seg.first)
		return;
	if (m->called.has_ssn && user->ops && user->ops->notice)
		user->ops->notice(user->priv, &n);
}

/* ---- Up ---- */

static void deliver(struct sccp *sccp, const struct mtp_label *label, const struct sccp_msg *m, const uint8_t *data,
		    size_t length)
{
	const struct sccp_user *user = &sccp->user[m->called.ssn];
	struct sccp_unitdata ud = {
		.called = m->called, .calling = m->calling, .opc = label->opc, .dpc = label->dpc, .sls = label->sls,
		.sccp_class = m->segmented ? m->seg.in_sequence : m->sccp_class, .return_on_error = m->return_on_error,
		.data = data, .length = length,
	};

	if (user->ops)
		user->ops->unitdata(user->priv, &ud);
}

/* A message that will not be completed: its first segment goes back, where the sender asked for that. */
static void give_up(struct sccp *sccp, struct sccp_partial *p, const char *why)
{
	sccp_count(sccp, SCCP_CTR_REASSEMBLY_FAILED);
	LOGP(DSCCP, LOGL_INFO, "Segmented message from pc %u given up: %s\n", p->label.opc, why);
	send_back(sccp, &p->label, &p->first, SCCP_CAUSE_SEGMENTATION_FAILURE);
	sccp_reassembly_release(sccp->reassembly, p);
}

static void give_up_expired(struct sccp *sccp, uint64_t now_ms)
{
	struct sccp_partial *p;

	while ((p = sccp_reassembly_expire(sccp->reassembly, now_ms)))
		give_up(sccp, p, "segments missing");
}

static void receive_segment(struct sccp *sccp, const struct mtp_label *label, const struct sccp_msg *m)
{
	struct sccp_partial *p;
	int rc = sccp_reassembly_add(sccp->reassembly, clock_ms(), label, m, &p);

	if (rc == 1) {
		sccp_count(sccp, SCCP_CTR_REASSEMBLED);
		deliver(sccp, &p->label, &p->first, p->data, p->length);
		sccp_reassembly_release(sccp->reassembly, p);
	} else if (rc < 0 && p) {
		give_up(sccp, p, "out of sequence or too long");
	} else if (rc < 0) {
		sccp_count(sccp, SCCP_CTR_REASSEMBLY_FAILED);
		send_back(sccp, label, m,
			  rc == -ENOBUFS ? SCCP_CAUSE_CANNOT_REASSEMBLE : SCCP_CAUSE_SEGMENTATION_FAILURE);
	}
}

/* UDT, XUDT, LUDT */
static void receive_data(struct sccp *sccp, const struct mtp_label *label, const struct sccp_msg *m)
{
	/* Whoever translated last left at least one (Q.714 2.3.1) */
	if (m->type != SCCP_UDT && (!m->hops || m->hops > SCCP_MAX_HOPS)) {
		sccp_count(sccp, SCCP_CTR_RX_MALFORMED);
		send_back(sccp, label, m, SCCP_CAUSE_HOP_COUNTER);
	} else if (!is_ours(sccp, &m->called)) {
		sccp_count(sccp, SCCP_CTR_RX_NOT_OURS);
		send_back(sccp, label, m, SCCP_CAUSE_NO_TRANSLATION);
	} else if (!m->called.has_ssn || !sccp_is_bound(sccp, m->called.ssn)) {
		sccp_count(sccp, SCCP_CTR_RX_UNEQUIPPED);
		send_back(sccp, label, m, SCCP_CAUSE_UNEQUIPPED_USER);
	} else if (m->segmented && !(m->seg.first && !m->seg.remaining)) {
		receive_segment(sccp, label, m);
	} else {
		deliver(sccp, label, m, m->data, m->length);
	}
}

static void receive(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct sccp *sccp = user;
	struct sccp_msg m;

	sccp_count(sccp, SCCP_CTR_RX);
	if (sccp_reassembly_busy(sccp->reassembly))
		give_up_expired(sccp, clock_ms());
	if (sccp_msg_decode(&m, sdu, length) < 0) {
		sccp_count(sccp, SCCP_CTR_RX_MALFORMED);
		LOGP(DSCCP, LOGL_INFO, "Message from pc %u cannot be read, type 0x%02x, %zu octets\n", label->opc,
		     length ? sdu[0] : 0, length);
	} else if (sccp_msg_is_service(&m)) {
		receive_notice(sccp, &m);
	} else {
		receive_data(sccp, label, &m);
	}
}

static void status(void *user, uint32_t pc, int reachable)
{
	LOGP(DSCCP, LOGL_NOTICE, "Point code %u is %s\n", pc, reachable ? "reachable" : "not reachable");
}

/* MTP may outlive us. */
static int sccp_destroy(struct sccp *sccp)
{
	sccp->mtp->receive = NULL;
	sccp->mtp->status = NULL;
	return 0;
}

struct sccp *sccp_alloc(void *ctx, struct mtp *mtp)
{
	struct sccp *sccp = talloc_zero(ctx, struct sccp);

	if (!sccp)
		return NULL;
	sccp->mtp = mtp;
	sccp->reassembly = sccp_reassembly_alloc(sccp);
	if (!sccp->reassembly) {
		talloc_free(sccp);
		return NULL;
	}
	/* not where we stood before a restart: the peer may still wait for the rest of one of those */
	sccp->local_ref = (uint32_t)clock_ms() & LOCAL_REF_MASK;
	sccp_bind(sccp, SCCP_SSN_SCMG, &sccp_scmg_ops, sccp);
	talloc_set_destructor(sccp, sccp_destroy);
	mtp->receive = receive;
	mtp->status = status;
	mtp->user = sccp;
	return sccp;
}
