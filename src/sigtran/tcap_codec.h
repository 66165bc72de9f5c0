/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_codec.h
 *  What the files of the TCAP decoder and encoder share: tags of Q.773, where a reader stands in the PDU. */
#pragma once

#include <mpabx/sigtran/ber.h>
#include <mpabx/sigtran/tcap.h>

/* Q.773 3 and 4: tags */
#define TCAP_TAG_OTID 0x48
#define TCAP_TAG_DTID 0x49
#define TCAP_TAG_P_ABORT 0x4a
#define TCAP_TAG_DIALOGUE 0x6b
#define TCAP_TAG_COMPONENTS 0x6c
#define TCAP_TAG_EXTERNAL 0x28
#define TCAP_TAG_SINGLE_ASN1 0xa0
#define TCAP_TAG_OCTET_ALIGNED 0x81
#define TCAP_TAG_USER_INFO 0xbe
#define TCAP_TAG_LINKED_ID 0x80
#define TAG_INTEGER 0x02
#define TAG_NULL 0x05
#define TAG_OID 0x06
#define TAG_SEQUENCE 0x30

/* Problem classes, Q.773 3.7: the tag of the problem is its class */
#define TCAP_PROBLEM_GENERAL 0x80
#define TCAP_PROBLEM_INVOKE 0x81
#define TCAP_PROBLEM_RESULT 0x82
#define TCAP_PROBLEM_ERROR 0x83

/*! Abstract syntaxes of Q.773 4.1: dialogue-as-id and unidialogue-as-id, contents of the OID. */
#define TCAP_AS_LENGTH 7
extern const uint8_t tcap_dialogue_as[TCAP_AS_LENGTH];
extern const uint8_t tcap_unidialogue_as[TCAP_AS_LENGTH];

struct tcap_decoder {
	const uint8_t *pdu;
	struct tcap_msg *msg;
	struct tcap_decode_error *err;
};

/*! Notes where and why. \returns -EINVAL always */
int tcap_decode_fail(struct tcap_decoder *d, const uint8_t *at, const char *field, const char *reason, uint8_t p_abort);
int tcap_decode_dialogue(struct tcap_decoder *d, const struct ber_tlv *portion);
int tcap_decode_components(struct tcap_decoder *d, const struct ber_tlv *portion);

/*! How a length was written, as struct tcap_forms keeps it. */
static inline uint8_t tcap_form(const struct ber_tlv *tlv)
{
	if (tlv->length_octets == 1)
		return tlv->indefinite ? TCAP_INDEFINITE : 0;
	return tlv->length_octets == (tlv->length < 0x80 ? 1 : tlv->length < 0x100 ? 2 : 3) ? 0 : tlv->length_octets;
}

static inline struct tcap_octets tcap_contents(const struct ber_tlv *tlv)
{
	return (struct tcap_octets){ .v = tlv->value, .len = tlv->length };
}
