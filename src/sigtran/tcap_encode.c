/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_encode.c
 *  Writes a TCAP message (ITU-T Q.773): definite and minimal, or with the length forms that the decoder noted.
 *  The machine sends with it (tcap_tx.c), the decode tool proves itself with it. It checks that the message is
 *  one that Q.773 knows, not that it fits a dialogue. */
#include <errno.h>

#include "tcap_codec.h"

static void close_as(struct ber_writer *w, size_t mark, uint8_t form)
{
	if (!form)
		ber_close(w, mark);
	else
		ber_close_form(w, mark, form == TCAP_INDEFINITE ? 0 : form);
}

static void tid_put(struct ber_writer *w, ber_tag_t tag, uint32_t tid, uint8_t len)
{
	uint8_t v[4] = { (uint8_t)(tid >> 24), (uint8_t)(tid >> 16), (uint8_t)(tid >> 8), (uint8_t)tid };

	ber_put(w, tag, v + 4 - len, len);
}

static bool tids_fit(const struct tcap_msg *msg)
{
	bool otid = msg->otid_len >= 1 && msg->otid_len <= 4, dtid = msg->dtid_len >= 1 && msg->dtid_len <= 4;

	switch (msg->type) {
	case TCAP_UNIDIRECTIONAL:
		return true;
	case TCAP_BEGIN:
		return otid;
	case TCAP_CONTINUE:
		return otid && dtid;
	case TCAP_END:
	case TCAP_ABORT:
		return dtid;
	}
	return false;
}

static void tids_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	if (msg->type == TCAP_BEGIN || msg->type == TCAP_CONTINUE)
		tid_put(w, TCAP_TAG_OTID, msg->otid, msg->otid_len);
	if (msg->type == TCAP_CONTINUE || msg->type == TCAP_END || msg->type == TCAP_ABORT)
		tid_put(w, TCAP_TAG_DTID, msg->dtid, msg->dtid_len);
}

/* ---- dialogue portion ---- */

static size_t encoding_open(struct ber_writer *w, bool octet_aligned)
{
	return ber_open(w, octet_aligned ? TCAP_TAG_OCTET_ALIGNED : TCAP_TAG_SINGLE_ASN1);
}

static void user_info_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	if (!msg->user_info_oid.v)
		return;
	size_t info = ber_open(w, TCAP_TAG_USER_INFO);
	size_t external = ber_open(w, TCAP_TAG_EXTERNAL);
	ber_put(w, TAG_OID, msg->user_info_oid.v, msg->user_info_oid.len);
	size_t encoding = encoding_open(w, msg->user_octet_aligned);
	ber_put_raw(w, msg->user_info.v, msg->user_info.len);
	close_as(w, encoding, msg->forms.user_encoding);
	close_as(w, external, msg->forms.user_external);
	close_as(w, info, msg->forms.user_info);
}

static void version_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	uint8_t bits[2] = { 0x07, msg->no_version1 ? 0x00 : 0x80 };

	if (msg->has_version)
		ber_put(w, 0x80, bits, sizeof(bits));
}

static void acn_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	size_t acn = ber_open(w, 0xa1);

	ber_put(w, TAG_OID, msg->acn.v, msg->acn.len);
	close_as(w, acn, msg->forms.acn);
}

static void result_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	size_t result = ber_open(w, 0xa2);
	ber_put_int(w, TAG_INTEGER, msg->result);
	close_as(w, result, msg->forms.result);

	size_t diag = ber_open(w, 0xa3);
	size_t source = ber_open(w, msg->diag_source == 2 ? 0xa2 : 0xa1);
	ber_put_int(w, TAG_INTEGER, msg->diag);
	close_as(w, source, msg->forms.source);
	close_as(w, diag, msg->forms.diagnostic);
}

static void pdu_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	size_t pdu = ber_open(w, msg->pdu);

	if (msg->pdu == TCAP_ABRT) {
		ber_put_int(w, 0x80, msg->abort_source);
	} else {
		version_put(w, msg);
		acn_put(w, msg);
	}
	if (msg->pdu == TCAP_AARE)
		result_put(w, msg);
	user_info_put(w, msg);
	close_as(w, pdu, msg->forms.pdu);
}

static void dialogue_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	size_t portion = ber_open(w, TCAP_TAG_DIALOGUE);
	size_t external = ber_open(w, TCAP_TAG_EXTERNAL);

	ber_put(w, TAG_OID, msg->dialogue_as.v, msg->dialogue_as.len);
	size_t encoding = encoding_open(w, msg->octet_aligned);
	if (msg->pdu == TCAP_NO_PDU)
		ber_put_raw(w, msg->user_info.v, msg->user_info.len);
	else
		pdu_put(w, msg);
	close_as(w, encoding, msg->forms.encoding);
	close_as(w, external, msg->forms.external);
	close_as(w, portion, msg->forms.portion);
}

/* ---- component portion ---- */

static void code_put(struct ber_writer *w, const struct tcap_component *c)
{
	if (c->code == -2)
		ber_put(w, TAG_OID, c->oid.v, c->oid.len);
	else
		ber_put_int(w, TAG_INTEGER, c->code);
}

static void parameter_put(struct ber_writer *w, const struct tcap_component *c)
{
	if (c->parameter.v)
		ber_put_raw(w, c->parameter.v, c->parameter.len);
}

static void result_sequence_put(struct ber_writer *w, const struct tcap_component *c)
{
	if (c->code == -1)
		return;
	size_t sequence = ber_open(w, TAG_SEQUENCE);
	code_put(w, c);
	parameter_put(w, c);
	close_as(w, sequence, c->sequence_form);
}

static void body_put(struct ber_writer *w, const struct tcap_component *c)
{
	switch (c->type) {
	case TCAP_INVOKE:
		if (c->has_linked_id)
			ber_put_int(w, TCAP_TAG_LINKED_ID, c->linked_id);
		code_put(w, c);
		parameter_put(w, c);
		break;
	case TCAP_ERROR:
		code_put(w, c);
		parameter_put(w, c);
		break;
	case TCAP_REJECT:
		ber_put_int(w, c->problem.type, c->problem.code);
		break;
	default:
		result_sequence_put(w, c);
	}
}

static bool component_fits(const struct tcap_component *c)
{
	bool reject = c->type == TCAP_REJECT;
	bool has_code = c->code >= 0 || (c->code == -2 && c->oid.v);

	if (c->malformed || (!c->has_invoke_id && !reject))
		return false;
	if (c->type == TCAP_INVOKE || c->type == TCAP_ERROR)
		return has_code;
	if (reject)
		return c->problem.type >= TCAP_PROBLEM_GENERAL && c->problem.type <= TCAP_PROBLEM_ERROR;
	return (c->type == TCAP_RESULT || c->type == TCAP_RESULT_LAST) && (has_code || c->code == -1);
}

static void component_put(struct ber_writer *w, const struct tcap_component *c)
{
	size_t component = ber_open(w, c->type);

	if (c->has_invoke_id)
		ber_put_int(w, TAG_INTEGER, c->invoke_id);
	else
		ber_put_null(w, TAG_NULL);
	body_put(w, c);
	close_as(w, component, c->form);
}

static int components_put(struct ber_writer *w, const struct tcap_msg *msg)
{
	size_t portion = ber_open(w, TCAP_TAG_COMPONENTS);

	for (unsigned i = 0; i < msg->num_components; i++) {
		if (!component_fits(&msg->component[i]))
			return -EINVAL;
		component_put(w, &msg->component[i]);
	}
	close_as(w, portion, msg->forms.components);
	return 0;
}

static bool portions_fit(const struct tcap_msg *msg)
{
	if (msg->num_components > TCAP_MAX_COMPONENTS || (msg->type == TCAP_ABORT && msg->num_components))
		return false;
	if (!msg->dialogue_as.v)
		return msg->pdu == TCAP_NO_PDU;
	if (msg->has_p_abort)
		return false;
	return msg->pdu == TCAP_NO_PDU || msg->pdu == TCAP_ABRT || msg->acn.v;
}

int tcap_encode(const struct tcap_msg *msg, uint8_t *buf, size_t size)
{
	struct ber_writer w;

	if (!tids_fit(msg) || !portions_fit(msg))
		return -EINVAL;
	ber_writer_init(&w, buf, size);
	size_t message = ber_open(&w, msg->type);
	tids_put(&w, msg);
	if (msg->type == TCAP_ABORT && msg->has_p_abort)
		ber_put_int(&w, TCAP_TAG_P_ABORT, msg->p_abort);
	if (msg->dialogue_as.v)
		dialogue_put(&w, msg);
	if (msg->num_components && components_put(&w, msg))
		return -EINVAL;
	close_as(&w, message, msg->forms.message);
	return w.overflow ? -ENOSPC : (int)ber_writer_length(&w);
}
