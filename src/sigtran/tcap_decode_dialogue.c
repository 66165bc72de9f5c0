/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_decode_dialogue.c
 *  Reads the dialogue portion (ITU-T Q.773 4): an EXTERNAL holding AARQ, AARE, ABRT or AUDT, and in them the
 *  application context name and the first piece of user information. Part of tcap_decode(). Elements of X.227
 *  that Q.773 does not know are skipped; an abstract syntax that is not TCAP's own is noted and left alone. */
#include <string.h>

#include "tcap_codec.h"

static int dialogue_fail(struct tcap_decoder *d, const uint8_t *at, const char *field, const char *reason)
{
	int rc = tcap_decode_fail(d, at, field, reason, TCAP_PABORT_BAD_FORMAT);

	d->err->dialogue_portion = true;
	return rc;
}

static int next_in(struct tcap_decoder *d, struct ber_reader *r, const char *field, struct ber_tlv *tlv)
{
	enum ber_error e = ber_next(r, tlv);

	if (e == BER_OK)
		return 0;
	return dialogue_fail(d, r->p, field, e == BER_END ? "missing" : ber_strerror(e));
}

/* One TLV of this tag and nothing else inside a wrapper. */
static int only_in(struct tcap_decoder *d, const struct ber_tlv *outer, ber_tag_t tag, const char *field,
		   struct ber_tlv *tlv)
{
	struct ber_reader r;

	ber_reader_init(&r, outer->value, outer->length);
	int rc = next_in(d, &r, field, tlv);
	if (rc)
		return rc;
	if (tlv->tag != tag || r.p != r.end)
		return dialogue_fail(d, outer->value, field, "unexpected element");
	return 0;
}

static int small_int(struct tcap_decoder *d, const struct ber_tlv *outer, const char *field, int32_t max, uint8_t *ret)
{
	struct ber_tlv tlv;
	int32_t v;
	int rc = only_in(d, outer, TAG_INTEGER, field, &tlv);

	if (rc)
		return rc;
	if (!ber_int(&tlv, &v) || v < 0 || v > max)
		return dialogue_fail(d, tlv.value, field, "out of range");
	*ret = (uint8_t)v;
	return 0;
}

/* EXTERNAL (X.690 8.18): OID, perhaps an indirect reference and a descriptor, then the encoding: single-ASN1-type
 * [0] or octet-aligned [1]. Both hold the same octets for us. */
struct external {
	struct tcap_octets oid;
	struct ber_tlv encoding;
	bool octet_aligned;
};

static int external_decode(struct tcap_decoder *d, const struct ber_tlv *tlv, const char *field, struct external *ext)
{
	struct ber_reader r;
	struct ber_tlv t;

	ext->oid = (struct tcap_octets){ 0 };
	ber_reader_init(&r, tlv->value, tlv->length);
	for (;;) {
		int rc = next_in(d, &r, field, &t);
		if (rc)
			return rc;
		if (t.tag == TAG_OID)
			ext->oid = tcap_contents(&t);
		else if (t.tag == TCAP_TAG_SINGLE_ASN1 || t.tag == TCAP_TAG_OCTET_ALIGNED)
			break;
	}
	if (!ext->oid.v || !ext->oid.len)
		return dialogue_fail(d, tlv->value, field, "no direct reference");
	if (r.p != r.end)
		return dialogue_fail(d, r.p, field, "octets behind the encoding");
	ext->encoding = t;
	ext->octet_aligned = t.tag == TCAP_TAG_OCTET_ALIGNED;
	return 0;
}

static int user_info_decode(struct tcap_decoder *d, const struct ber_tlv *tlv)
{
	struct tcap_msg *msg = d->msg;
	struct ber_reader r;
	struct ber_tlv t;
	struct external ext;

	msg->forms.user_info = tcap_form(tlv);
	ber_reader_init(&r, tlv->value, tlv->length);
	int rc = next_in(d, &r, "userInfo", &t);
	if (rc)
		return rc;
	if (t.tag != TCAP_TAG_EXTERNAL)
		return dialogue_fail(d, tlv->value, "userInfo", "not an EXTERNAL");
	rc = external_decode(d, &t, "userInfo", &ext);
	if (rc)
		return rc;
	msg->forms.user_external = tcap_form(&t);
	msg->forms.user_encoding = tcap_form(&ext.encoding);
	msg->user_octet_aligned = ext.octet_aligned;
	msg->user_info_oid = ext.oid;
	msg->user_info = tcap_contents(&ext.encoding);
	return 0;
}

static int version_decode(struct tcap_decoder *d, const struct ber_tlv *tlv)
{
	/* BIT STRING { version1(0) }: one octet of unused bits, then the bits; later versions may set more */
	if (tlv->length < 1 || tlv->value[0] > 7)
		return dialogue_fail(d, tlv->value, "protocolVersion", "bad BIT STRING");
	d->msg->has_version = true;
	d->msg->no_version1 = tlv->length < 2 || !(tlv->value[1] & 0x80);
	return 0;
}

static int acn_decode(struct tcap_decoder *d, const struct ber_tlv *tlv)
{
	struct ber_tlv oid;
	int rc = only_in(d, tlv, TAG_OID, "acn", &oid);

	if (rc)
		return rc;
	if (!oid.length)
		return dialogue_fail(d, tlv->value, "acn", "empty");
	d->msg->forms.acn = tcap_form(tlv);
	d->msg->acn = tcap_contents(&oid);
	return 0;
}

/* Associate-source-diagnostic: [1] dialogue-service-user or [2] dialogue-service-provider */
static int diagnostic_decode(struct tcap_decoder *d, const struct ber_tlv *tlv)
{
	struct tcap_msg *msg = d->msg;
	struct ber_reader r;
	struct ber_tlv source;

	ber_reader_init(&r, tlv->value, tlv->length);
	int rc = next_in(d, &r, "diag", &source);
	if (rc)
		return rc;
	if ((source.tag != 0xa1 && source.tag != 0xa2) || r.p != r.end)
		return dialogue_fail(d, tlv->value, "diag", "unexpected element");
	rc = small_int(d, &source, "diag", 127, &msg->diag);
	if (rc)
		return rc;
	msg->forms.diagnostic = tcap_form(tlv);
	msg->forms.source = tcap_form(&source);
	msg->diag_source = source.tag & 0x1f;
	return 0;
}

static int result_decode(struct tcap_decoder *d, const struct ber_tlv *tlv)
{
	d->msg->forms.result = tcap_form(tlv);
	return small_int(d, tlv, "result", 127, &d->msg->result);
}

static int abort_source_decode(struct tcap_decoder *d, const struct ber_tlv *tlv)
{
	int32_t v;

	if (!ber_int(tlv, &v) || v < 0 || v > 1)
		return dialogue_fail(d, tlv->value, "abortSource", "out of range");
	d->msg->abort_source = (uint8_t)v;
	return 0;
}

static int element_decode(struct tcap_decoder *d, const struct ber_tlv *t, unsigned *seen)
{
	bool aare = d->msg->pdu == TCAP_AARE, abrt = d->msg->pdu == TCAP_ABRT;

	if (t->tag == TCAP_TAG_USER_INFO)
		return user_info_decode(d, t);
	if (t->tag == 0x80 && abrt) {
		*seen |= 8;
		return abort_source_decode(d, t);
	}
	if (t->tag == 0x80)
		return version_decode(d, t);
	if (t->tag == 0xa1 && !abrt) {
		*seen |= 1;
		return acn_decode(d, t);
	}
	if (t->tag == 0xa2 && aare) {
		*seen |= 2;
		return result_decode(d, t);
	}
	if (t->tag == 0xa3 && aare) {
		*seen |= 4;
		return diagnostic_decode(d, t);
	}
	return 0;
}

static int pdu_decode(struct tcap_decoder *d, const struct ber_tlv *pdu)
{
	unsigned seen = 0, wanted = pdu->tag == TCAP_AARE ? 7 : pdu->tag == TCAP_ABRT ? 8 : 1;
	struct ber_reader r;
	struct ber_tlv t;
	enum ber_error e;

	d->msg->pdu = (enum tcap_dialogue_pdu)pdu->tag;
	d->msg->forms.pdu = tcap_form(pdu);
	ber_reader_init(&r, pdu->value, pdu->length);
	while ((e = ber_next(&r, &t)) == BER_OK) {
		int rc = element_decode(d, &t, &seen);
		if (rc)
			return rc;
	}
	if (e != BER_END)
		return dialogue_fail(d, r.p, "dialoguePdu", ber_strerror(e));
	if (seen != wanted)
		return dialogue_fail(d, pdu->value, "dialoguePdu", "mandatory element missing");
	return 0;
}

static bool as_is_ours(const struct tcap_octets *oid, enum tcap_msg_type type)
{
	const uint8_t *as = type == TCAP_UNIDIRECTIONAL ? tcap_unidialogue_as : tcap_dialogue_as;

	return oid->len == TCAP_AS_LENGTH && !memcmp(oid->v, as, TCAP_AS_LENGTH);
}

/* ---- the portion as nearly every peer writes it: once a dialogue, so it is worth reading at a glance ---- */

/* AARQ, or AARE accepted: version 1, an ACN, definite and minimal, no user information. Offsets from the EXTERNAL:
 *  0 28 LL 06 07 dialogue-as | 11 A0 LL | 13 60 or 61 LL | 15 80 02 07 80 | 19 A1 LL 06 LL acn | AARE: A2 .. A3 .. */
enum { PLAIN_AS = 2, PLAIN_ENCODING = 11, PLAIN_PDU = 13, PLAIN_VERSION = 15, PLAIN_ACN = 19, PLAIN_OID = 23 };

static bool plain_decode(struct tcap_decoder *d, const struct ber_tlv *portion)
{
	static const uint8_t as[] = { TAG_OID, TCAP_AS_LENGTH, 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01 };
	static const uint8_t version[] = { 0x80, 0x02, 0x07, 0x80 };
	static const uint8_t accepted[] = { 0xa2, 0x03, 0x02, 0x01, 0x00, 0xa3, 0x05, 0xa1, 0x03, 0x02, 0x01, 0x00 };
	const uint8_t *v = portion->value;
	unsigned len = portion->length;

	if (portion->length_octets != 1 || portion->indefinite || len <= PLAIN_OID ||
	    d->msg->type == TCAP_UNIDIRECTIONAL)
		return false;
	bool aare = v[PLAIN_PDU] == TCAP_AARE;
	unsigned oid_len = v[PLAIN_OID - 1];
	if (v[0] != TCAP_TAG_EXTERNAL || v[1] != len - 2 || memcmp(v + PLAIN_AS, as, sizeof(as)) ||
	    v[PLAIN_ENCODING] != TCAP_TAG_SINGLE_ASN1 || v[PLAIN_ENCODING + 1] != len - PLAIN_PDU ||
	    (!aare && v[PLAIN_PDU] != TCAP_AARQ) || v[PLAIN_PDU + 1] != len - PLAIN_VERSION ||
	    memcmp(v + PLAIN_VERSION, version, sizeof(version)) ||
	    v[PLAIN_ACN] != 0xa1 || v[PLAIN_ACN + 1] != oid_len + 2 || v[PLAIN_ACN + 2] != TAG_OID || !oid_len ||
	    len != PLAIN_OID + oid_len + (aare ? sizeof(accepted) : 0) ||
	    (aare && memcmp(v + PLAIN_OID + oid_len, accepted, sizeof(accepted))))
		return false;
	d->msg->dialogue_as = (struct tcap_octets){ .v = v + PLAIN_AS + 2, .len = TCAP_AS_LENGTH };
	d->msg->pdu = aare ? TCAP_AARE : TCAP_AARQ;
	d->msg->has_version = true;
	d->msg->acn = (struct tcap_octets){ .v = v + PLAIN_OID, .len = (uint16_t)oid_len };
	d->msg->diag_source = aare;
	return true;
}

int tcap_decode_dialogue(struct tcap_decoder *d, const struct ber_tlv *portion)
{
	struct tcap_msg *msg = d->msg;
	struct ber_tlv external, pdu;
	struct ber_reader r;
	struct external ext;
	int rc;

	if (plain_decode(d, portion))
		return 0;
	msg->forms.portion = tcap_form(portion);
	if ((rc = only_in(d, portion, TCAP_TAG_EXTERNAL, "dialoguePortion", &external)) ||
	    (rc = external_decode(d, &external, "dialoguePortion", &ext)))
		return rc;
	msg->forms.external = tcap_form(&external);
	msg->forms.encoding = tcap_form(&ext.encoding);
	msg->octet_aligned = ext.octet_aligned;
	msg->dialogue_as = ext.oid;
	if (!as_is_ours(&ext.oid, msg->type)) {
		/* a user's own abstract syntax (Q.773 4.1): its contents are user information */
		msg->user_info = tcap_contents(&ext.encoding);
		return 0;
	}
	ber_reader_init(&r, ext.encoding.value, ext.encoding.length);
	if ((rc = next_in(d, &r, "dialoguePdu", &pdu)))
		return rc;
	bool known = msg->type == TCAP_UNIDIRECTIONAL ? pdu.tag == TCAP_AARQ
		     : pdu.tag == TCAP_AARQ || pdu.tag == TCAP_AARE || pdu.tag == TCAP_ABRT;
	if (!known || r.p != r.end)
		return dialogue_fail(d, ext.encoding.value, "dialoguePdu", "unknown APDU");
	return pdu_decode(d, &pdu);
}
