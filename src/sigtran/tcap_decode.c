/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_decode.c
 *  Reads the transaction portion of a TCAP message (ITU-T Q.773 3.1) and hands the dialogue and the component
 *  portion to their own files. The machine (tcap_rx.c), the decode tool and the fuzzers call it. It borrows
 *  from the PDU and allocates nothing; whether a message fits a dialogue's state is the machine's business. */
#include <errno.h>
#include <string.h>

#include "tcap_codec.h"

const uint8_t tcap_dialogue_as[TCAP_AS_LENGTH] = { 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01 };
const uint8_t tcap_unidialogue_as[TCAP_AS_LENGTH] = { 0x00, 0x11, 0x86, 0x05, 0x01, 0x02, 0x01 };

int tcap_decode_fail(struct tcap_decoder *d, const uint8_t *at, const char *field, const char *reason, uint8_t p_abort)
{
	*d->err = (struct tcap_decode_error){
		.offset = (uint16_t)(at - d->pdu), .field = field, .reason = reason, .p_abort = p_abort,
	};
	return -EINVAL;
}

static bool type_known(ber_tag_t tag)
{
	return tag == TCAP_BEGIN || tag == TCAP_CONTINUE || tag == TCAP_END || tag == TCAP_ABORT ||
	       tag == TCAP_UNIDIRECTIONAL;
}

/* Q.773 3.1.2: 1 to 4 octets, no number: the length is kept, since the peer wants it back as it was. */
static bool tid_read(const struct ber_tlv *tlv, uint32_t *tid, uint8_t *len)
{
	uint32_t v = 0;

	if (tlv->length < 1 || tlv->length > 4)
		return false;
	for (unsigned i = 0; i < tlv->length; i++)
		v = v << 8 | tlv->value[i];
	*tid = v;
	*len = (uint8_t)tlv->length;
	return true;
}

/* What can still be read of a message that is broken outside: an abort needs the peer's transaction id
 * (Q.774 3.3.4: "if the originating transaction ID is derivable"). */
static void salvage(struct tcap_decoder *d, size_t length)
{
	const uint8_t *p, *end;
	struct ber_reader r;
	struct ber_tlv tlv;

	if (length < 2)
		return;
	p = d->pdu + 1;
	end = d->pdu + length;
	if (type_known(d->pdu[0]))
		d->msg->type = d->pdu[0];
	p += *p > 0x80 && *p <= 0x84 ? 1 + (*p & 0x7f) : 1;
	if (p >= end)
		return;
	ber_reader_init(&r, p, (size_t)(end - p));
	while (ber_next(&r, &tlv) == BER_OK) {
		if (tlv.tag == TCAP_TAG_OTID && !d->msg->dtid_len)
			tid_read(&tlv, &d->msg->otid, &d->msg->otid_len);
		else if (tlv.tag == TCAP_TAG_DTID)
			tid_read(&tlv, &d->msg->dtid, &d->msg->dtid_len);
		else
			break;
	}
}

static int tid_decode(struct tcap_decoder *d, struct ber_reader *r, ber_tag_t tag, uint32_t *tid, uint8_t *len)
{
	const char *field = tag == TCAP_TAG_OTID ? "otid" : "dtid";
	const uint8_t *at = r->p;
	struct ber_tlv tlv;
	enum ber_error e = ber_next(r, &tlv);

	if (e != BER_OK && e != BER_END)
		return tcap_decode_fail(d, at, field, ber_strerror(e), TCAP_PABORT_BAD_FORMAT);
	if (e == BER_END || tlv.tag != tag)
		return tcap_decode_fail(d, at, field, "missing", TCAP_PABORT_INCORRECT_PORTION);
	if (!tid_read(&tlv, tid, len))
		return tcap_decode_fail(d, at, field, "not 1 to 4 octets", TCAP_PABORT_INCORRECT_PORTION);
	return 0;
}

/* Q.773 table 2 ff.: which transaction ids each message type has */
static int tids_decode(struct tcap_decoder *d, struct ber_reader *r)
{
	struct tcap_msg *msg = d->msg;
	bool has_otid = msg->type == TCAP_BEGIN || msg->type == TCAP_CONTINUE;
	bool has_dtid = msg->type == TCAP_CONTINUE || msg->type == TCAP_END || msg->type == TCAP_ABORT;
	int rc = 0;

	if (has_otid)
		rc = tid_decode(d, r, TCAP_TAG_OTID, &msg->otid, &msg->otid_len);
	if (!rc && has_dtid)
		rc = tid_decode(d, r, TCAP_TAG_DTID, &msg->dtid, &msg->dtid_len);
	return rc;
}

static int p_abort_decode(struct tcap_decoder *d, const struct ber_tlv *tlv)
{
	int32_t cause;

	if (!ber_int(tlv, &cause) || cause < 0 || cause > 127)
		return tcap_decode_fail(d, tlv->value, "pAbortCause", "not an integer of 0 to 127",
					TCAP_PABORT_INCORRECT_PORTION);
	d->msg->has_p_abort = true;
	d->msg->p_abort = (uint8_t)cause;
	return 0;
}

/* The portions behind the transaction ids, each at most once and in this order (Q.773 3.1). */
static int portion_decode(struct tcap_decoder *d, const struct ber_tlv *tlv, const uint8_t *at, unsigned *stage)
{
	bool abort = d->msg->type == TCAP_ABORT;

	if (tlv->tag == TCAP_TAG_P_ABORT && abort && *stage < 1) {
		*stage = 2;
		return p_abort_decode(d, tlv);
	}
	if (tlv->tag == TCAP_TAG_DIALOGUE && *stage < 1) {
		*stage = 1;
		return tcap_decode_dialogue(d, tlv);
	}
	if (tlv->tag == TCAP_TAG_COMPONENTS && !abort && *stage < 2) {
		*stage = 2;
		return tcap_decode_components(d, tlv);
	}
	return tcap_decode_fail(d, at, "message", "element not expected here", TCAP_PABORT_INCORRECT_PORTION);
}

static int message_decode(struct tcap_decoder *d, const struct ber_tlv *message)
{
	struct ber_reader r;
	struct ber_tlv tlv;
	unsigned stage = 0;

	ber_reader_init(&r, message->value, message->length);
	int rc = tids_decode(d, &r);
	while (!rc) {
		const uint8_t *at = r.p;
		enum ber_error e = ber_next(&r, &tlv);

		if (e == BER_END)
			break;
		if (e != BER_OK)
			return tcap_decode_fail(d, at, "message", ber_strerror(e), TCAP_PABORT_BAD_FORMAT);
		rc = portion_decode(d, &tlv, at, &stage);
	}
	return rc;
}

int tcap_decode(struct tcap_msg *msg, const uint8_t *pdu, size_t length, struct tcap_decode_error *err)
{
	struct tcap_decoder d = { .pdu = pdu, .msg = msg, .err = err };
	struct ber_reader r;
	struct ber_tlv tlv;

	/* the components are zeroed one by one as they come: they are most of the struct */
	memset(msg, 0, offsetof(struct tcap_msg, component));
	ber_reader_init(&r, pdu, length);
	enum ber_error e = length > BER_MAX_PDU ? BER_BAD_LENGTH : ber_next(&r, &tlv);
	if (e != BER_OK) {
		salvage(&d, length);
		return tcap_decode_fail(&d, pdu, "message", e == BER_END ? "empty" : ber_strerror(e),
					TCAP_PABORT_BAD_FORMAT);
	}
	if (!type_known(tlv.tag)) {
		salvage(&d, length);
		return tcap_decode_fail(&d, pdu, "message", "unknown message type", TCAP_PABORT_UNREC_MSG);
	}
	msg->type = (enum tcap_msg_type)tlv.tag;
	msg->forms.message = tcap_form(&tlv);
	int rc = message_decode(&d, &tlv);
	if (!rc && r.p != r.end)
		return tcap_decode_fail(&d, r.p, "message", "octets behind its end", TCAP_PABORT_BAD_FORMAT);
	return rc;
}
