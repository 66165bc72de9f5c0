/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sccp_codec.h
 *  Connectionless SCCP messages from and to their octets (ITU-T Q.713 4.10 to 4.20). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mpabx/sigtran/sccp.h>

/*! Q.713 table 1 */
enum sccp_msg_type {
	SCCP_UDT = 0x09, SCCP_UDTS = 0x0a, SCCP_XUDT = 0x11, SCCP_XUDTS = 0x12, SCCP_LUDT = 0x13, SCCP_LUDTS = 0x14
};

/*! Return cause, Q.713 3.12 */
enum sccp_cause {
	SCCP_CAUSE_NO_TRANSLATION_NATURE = 0, SCCP_CAUSE_NO_TRANSLATION = 1, SCCP_CAUSE_UNEQUIPPED_USER = 4,
	SCCP_CAUSE_CANNOT_REASSEMBLE = 10, SCCP_CAUSE_HOP_COUNTER = 12, SCCP_CAUSE_SEGMENTATION_FAILURE = 14
};

#define SCCP_MAX_HOPS 15	/*!< Q.713 3.18 */
#define SCCP_MAX_SEGMENTS 16	/*!< Q.713 3.17: four bits of remaining segments */

/*! Q.713 3.17 */
struct sccp_segmentation {
	bool first;
	bool in_sequence;	/*!< the class that the user had asked for */
	uint8_t remaining;
	uint32_t local_ref;	/*!< 24 bits */
};

struct sccp_msg {
	uint8_t type;
	uint8_t sccp_class;	/*!< UDT, XUDT, LUDT: 0 or 1 */
	bool return_on_error;
	uint8_t cause;		/*!< of the service messages (UDTS ...) */
	uint8_t hops;		/*!< all but UDT(S); as it came, also out of range */
	struct sccp_addr called, calling;
	const uint8_t *data;	/*!< borrowed from the PDU */
	size_t length;
	bool segmented;
	struct sccp_segmentation seg;
};

/*! A service message: something comes back. */
static inline bool sccp_msg_is_service(const struct sccp_msg *m)
{
	return m->type == SCCP_UDTS || m->type == SCCP_XUDTS || m->type == SCCP_LUDTS;
}

/*! \returns 0, -EINVAL (malformed), -ENOTSUP (a type that is not connectionless); msg untouched on failure */
int sccp_msg_decode(struct sccp_msg *msg, const uint8_t *pdu, size_t length);
/*! \returns octets, -EMSGSIZE where size or the data's length octets do not hold it, -EINVAL */
int sccp_msg_encode(const struct sccp_msg *msg, uint8_t *buf, size_t size);
