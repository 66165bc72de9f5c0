/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_decode_component.c
 *  Splits the component portion (ITU-T Q.773 3.2 to 3.7). Part of tcap_decode(). A component that cannot be read
 *  is marked with the problem that rejects it; what stands behind one with a general problem is not looked at any
 *  more (Q.774 3.2.2.2). Parameters stay as they are: they belong to the operation. */
#include <errno.h>
#include <string.h>

#include "tcap_codec.h"

/* Q.773 tables 24 to 26 */
enum { GENERAL_UNRECOGNISED = 0, GENERAL_MISTYPED = 1, GENERAL_BADLY_STRUCTURED = 2 };

static int malformed(struct tcap_component *c, uint8_t type, uint8_t code)
{
	c->malformed = true;
	c->problem = (struct tcap_problem){ .type = type, .code = code };
	return -EINVAL;
}

static int mistyped(struct tcap_component *c)
{
	return malformed(c, TCAP_PROBLEM_GENERAL, GENERAL_MISTYPED);
}

static int next_in(struct tcap_component *c, struct ber_reader *r, struct ber_tlv *tlv)
{
	enum ber_error e = ber_next(r, tlv);

	if (e == BER_OK)
		return 0;
	return e == BER_END ? mistyped(c) : malformed(c, TCAP_PROBLEM_GENERAL, GENERAL_BADLY_STRUCTURED);
}

/* InvokeIdType ::= INTEGER (-128..127) */
static bool id_read(const struct ber_tlv *tlv, int8_t *id)
{
	if (tlv->length != 1)
		return false;
	*id = (int8_t)tlv->value[0];
	return true;
}

static int invoke_id_decode(struct tcap_component *c, struct ber_reader *r)
{
	struct ber_tlv tlv;
	int rc = next_in(c, r, &tlv);

	if (rc)
		return rc;
	if (tlv.tag == TAG_NULL && c->type == TCAP_REJECT && !tlv.length)
		return 0;
	if (tlv.tag != TAG_INTEGER || !id_read(&tlv, &c->invoke_id))
		return mistyped(c);
	c->has_invoke_id = true;
	return 0;
}

/* No operation and no error that we could be asked for lies outside 0..2^31-1: then the code is unknown, which
 * is no fault of the message's form (invoke problem 1, error problem 2 of Q.773 3.7). */
static int code_unknown(struct tcap_component *c)
{
	switch (c->type) {
	case TCAP_INVOKE:
		return malformed(c, TCAP_PROBLEM_INVOKE, 1);
	case TCAP_ERROR:
		return malformed(c, TCAP_PROBLEM_ERROR, 2);
	default:
		return malformed(c, TCAP_PROBLEM_RESULT, 2);
	}
}

static int code_decode(struct tcap_component *c, struct ber_reader *r)
{
	struct ber_tlv tlv;
	int32_t code;
	int rc = next_in(c, r, &tlv);

	if (rc)
		return rc;
	if (tlv.tag == TAG_OID && tlv.length) {
		c->code = -2;
		c->oid = tcap_contents(&tlv);
		return 0;
	}
	if (tlv.tag != TAG_INTEGER || !tlv.length)
		return mistyped(c);
	if (tlv.length > 4)
		return code_unknown(c);
	if (!ber_int(&tlv, &code))
		return mistyped(c);
	if (code < 0)
		return code_unknown(c);
	c->code = code;
	return 0;
}

/* At most one TLV more. */
static int parameter_decode(struct tcap_component *c, struct ber_reader *r)
{
	const uint8_t *at = r->p;
	struct ber_tlv tlv;

	if (r->p == r->end)
		return 0;
	int rc = next_in(c, r, &tlv);
	if (rc)
		return rc;
	c->parameter = (struct tcap_octets){ .v = at, .len = tlv.total };
	return r->p == r->end ? 0 : mistyped(c);
}

static int invoke_decode(struct tcap_component *c, struct ber_reader *r)
{
	struct ber_tlv tlv;
	int rc;

	if (ber_peek(r) == TCAP_TAG_LINKED_ID) {
		if ((rc = next_in(c, r, &tlv)))
			return rc;
		if (!id_read(&tlv, &c->linked_id))
			return mistyped(c);
		c->has_linked_id = true;
	}
	rc = code_decode(c, r);
	return rc ? rc : parameter_decode(c, r);
}

/* The operation and the parameter stand in a sequence that is left out where there is no parameter. */
static int result_decode(struct tcap_component *c, struct ber_reader *r)
{
	struct ber_reader inner;
	struct ber_tlv tlv;

	if (r->p == r->end)
		return 0;
	int rc = next_in(c, r, &tlv);
	if (rc)
		return rc;
	if (tlv.tag != TAG_SEQUENCE || r->p != r->end)
		return mistyped(c);
	c->sequence_form = tcap_form(&tlv);
	ber_reader_init(&inner, tlv.value, tlv.length);
	rc = code_decode(c, &inner);
	return rc ? rc : parameter_decode(c, &inner);
}

static int error_decode(struct tcap_component *c, struct ber_reader *r)
{
	int rc = code_decode(c, r);

	return rc ? rc : parameter_decode(c, r);
}

static int reject_decode(struct tcap_component *c, struct ber_reader *r)
{
	struct ber_tlv tlv;
	int32_t code;
	int rc = next_in(c, r, &tlv);

	if (rc)
		return rc;
	if (tlv.tag < TCAP_PROBLEM_GENERAL || tlv.tag > TCAP_PROBLEM_ERROR || r->p != r->end)
		return mistyped(c);
	if (!ber_int(&tlv, &code) || code < 0 || code > 127)
		return mistyped(c);
	c->problem = (struct tcap_problem){ .type = (uint8_t)tlv.tag, .code = (uint8_t)code };
	return 0;
}

static bool component_known(ber_tag_t tag)
{
	return tag == TCAP_INVOKE || tag == TCAP_RESULT_LAST || tag == TCAP_ERROR || tag == TCAP_REJECT ||
	       tag == TCAP_RESULT;
}

static int component_decode(struct tcap_component *c, const struct ber_tlv *tlv)
{
	struct ber_reader r;

	if (!component_known(tlv->tag))
		return malformed(c, TCAP_PROBLEM_GENERAL, GENERAL_UNRECOGNISED);
	c->type = (enum tcap_comp_type)tlv->tag;
	c->form = tcap_form(tlv);
	ber_reader_init(&r, tlv->value, tlv->length);
	int rc = invoke_id_decode(c, &r);
	if (rc)
		return rc;
	switch (c->type) {
	case TCAP_INVOKE:
		return invoke_decode(c, &r);
	case TCAP_ERROR:
		return error_decode(c, &r);
	case TCAP_REJECT:
		return reject_decode(c, &r);
	default:
		return result_decode(c, &r);
	}
}

int tcap_decode_components(struct tcap_decoder *d, const struct ber_tlv *portion)
{
	struct tcap_msg *msg = d->msg;
	struct ber_reader r;
	struct ber_tlv tlv;

	msg->forms.components = tcap_form(portion);
	ber_reader_init(&r, portion->value, portion->length);
	while (r.p != r.end) {
		if (msg->num_components == TCAP_MAX_COMPONENTS)
			return tcap_decode_fail(d, r.p, "components", "too many", TCAP_PABORT_BAD_FORMAT);
		struct tcap_component *c = &msg->component[msg->num_components++];
		memset(c, 0, sizeof(*c));
		c->code = -1;
		c->offset = (uint16_t)(r.p - d->pdu);
		int rc = next_in(c, &r, &tlv);
		if (!rc)
			rc = component_decode(c, &tlv);
		if (rc && c->problem.type == TCAP_PROBLEM_GENERAL)
			break;
	}
	return 0;
}
