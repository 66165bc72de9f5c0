/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sccp_reassembly.h
 *  Segments of XUDT and LUDT put together again (ITU-T Q.714 4.1.1.2). Bounded: 64 messages at once, 10 s each. */
#pragma once

#include "sccp_codec.h"

#define SCCP_REASSEMBLY_MAX 64
#define SCCP_REASSEMBLY_MS 10000	/*!< T(reass), Q.714 annex C: 10 to 20 s */

/*! A message of which segments are still awaited, or that is complete. */
struct sccp_partial {
	struct mtp_label label;		/*!< of the first segment */
	struct sccp_msg first;		/*!< the first segment; its data borrowed from .data */
	uint8_t remaining;
	uint64_t due_ms;
	size_t length;
	uint8_t data[SCCP_MAX_DATA];
};

struct sccp_reassembly;

struct sccp_reassembly *sccp_reassembly_alloc(void *ctx);
/*! One segment.
 *  \param[out] ret the message that it completed or broke, to be released after use; NULL where there is none
 *  \returns 1 complete, 0 more awaited, -ENOBUFS no room for one more, -EPROTO out of sequence or too long */
int sccp_reassembly_add(struct sccp_reassembly *r, uint64_t now_ms, const struct mtp_label *label,
			const struct sccp_msg *segment, struct sccp_partial **ret);
/*! Something is awaited (so that time matters). */
bool sccp_reassembly_busy(const struct sccp_reassembly *r);
/*! The next message whose time ran out, to be released after use; NULL where there is none. */
struct sccp_partial *sccp_reassembly_expire(struct sccp_reassembly *r, uint64_t now_ms);
void sccp_reassembly_release(struct sccp_reassembly *r, struct sccp_partial *p);
