/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-sim decode tcap`: a whole TCAP message (Q.773), its dialogue portion and its components. What is inside a
 * component's parameter is another layer's: only its tag is shown. */
#include <errno.h>
#include <string.h>

#include <mpabx/sigtran/tcap.h>

#include "decode.h"
#include "json.h"

static const char *msg_name(enum tcap_msg_type type)
{
	switch (type) {
	case TCAP_UNIDIRECTIONAL: return "unidirectional";
	case TCAP_BEGIN: return "begin";
	case TCAP_END: return "end";
	case TCAP_CONTINUE: return "continue";
	case TCAP_ABORT: return "abort";
	}
	return "?";
}

static const char *comp_name(enum tcap_comp_type type)
{
	switch (type) {
	case TCAP_INVOKE: return "invoke";
	case TCAP_RESULT_LAST: return "returnResultLast";
	case TCAP_RESULT: return "returnResult";
	case TCAP_ERROR: return "returnError";
	case TCAP_REJECT: return "reject";
	}
	return "?";
}

/* Key of the parameter's tag, by what the parameter is. */
static const char *tag_key(enum tcap_comp_type type)
{
	switch (type) {
	case TCAP_INVOKE: return "argTag";
	case TCAP_ERROR: return "paramTag";
	default: return "resTag";
	}
}

static const char *pdu_name(enum tcap_dialogue_pdu pdu)
{
	switch (pdu) {
	case TCAP_AARQ: return "AARQ";
	case TCAP_AARE: return "AARE";
	case TCAP_ABRT: return "ABRT";
	case TCAP_NO_PDU: break;
	}
	return NULL;
}

static void put_problem(struct json *j, const char *key, struct tcap_problem problem)
{
	static const char *const types[] = { "general", "invoke", "returnResult", "returnError" };

	json_putf(j, key, "%s:%u", types[problem.type & 0x03], problem.code);
}

static void put_oid(struct json *j, const char *key, const struct tcap_octets *oid)
{
	char text[128];

	json_put(j, key, ber_oid_print(oid->v, oid->len, text, sizeof(text)));
}

static void put_hex(struct json *j, const char *key, const struct tcap_octets *octets)
{
	char text[2 * BER_MAX_PDU + 1] = "";
	size_t i;

	for (i = 0; i < octets->len && i < BER_MAX_PDU; i++)
		snprintf(text + 2 * i, 3, "%02x", octets->v[i]);
	json_put(j, key, text);
}

static void put_tag(struct json *j, const char *key, const struct tcap_octets *tlv)
{
	struct ber_reader r;

	ber_reader_init(&r, tlv->v, tlv->len);
	json_putf(j, key, "%02x", ber_peek(&r));
}

static void put_dialogue(struct json *j, const struct tcap_msg *msg)
{
	if (!msg->dialogue_as.v)
		return;
	put_oid(j, "dialogueAs", &msg->dialogue_as);
	if (pdu_name(msg->pdu))
		json_put(j, "dialoguePdu", pdu_name(msg->pdu));
	if (msg->acn.v)
		put_oid(j, "acn", &msg->acn);
	if (msg->pdu == TCAP_AARE) {
		json_putf(j, "result", "%u", msg->result);
		json_putf(j, msg->diag_source == 2 ? "diag.provider" : "diag.user", "%u", msg->diag);
	}
	if (msg->pdu == TCAP_ABRT)
		json_putf(j, "abortSource", "%u", msg->abort_source);
	if (msg->user_info_oid.v)
		put_oid(j, "userInfoOid", &msg->user_info_oid);
	if (msg->user_info.v)
		put_hex(j, "userInfo", &msg->user_info);
}

static void put_component(struct json *j, unsigned index, const struct tcap_component *c)
{
	char key[32];
	const char *code = c->type == TCAP_ERROR ? "error" : "opcode";

#define KEY(member) (snprintf(key, sizeof(key), "comp[%u].%s", index, (member)), key)
	json_put(j, KEY("type"), comp_name(c->type));
	if (c->has_invoke_id)
		json_putf(j, KEY("invokeId"), "%d", c->invoke_id);
	else
		json_put(j, KEY("invokeId"), "NULL");
	if (c->has_linked_id)
		json_putf(j, KEY("linkedId"), "%d", c->linked_id);
	if (c->oid.v)
		put_oid(j, KEY(code), &c->oid);
	else if (c->code >= 0)
		json_putf(j, KEY(code), "%d", c->code);
	if (c->type == TCAP_REJECT)
		put_problem(j, KEY("problem"), c->problem);
	if (c->parameter.v)
		put_tag(j, KEY(tag_key(c->type)), &c->parameter);
#undef KEY
}

static void put_msg(struct json *j, const struct tcap_msg *msg)
{
	unsigned i;

	json_put(j, "msg", msg_name(msg->type));
	if (msg->otid_len)
		json_putf(j, "otid", "%0*x", 2 * msg->otid_len, msg->otid);
	if (msg->dtid_len)
		json_putf(j, "dtid", "%0*x", 2 * msg->dtid_len, msg->dtid);
	put_dialogue(j, msg);
	if (msg->has_p_abort)
		json_putf(j, "pAbortCause", "%u", msg->p_abort);
	for (i = 0; i < msg->num_components; i++)
		put_component(j, i, &msg->component[i]);
}

static int refuse_component(struct decode_fault *fault, unsigned index, const struct tcap_component *c)
{
	static const char *const reasons[4][8] = {
		{ "unrecognised component", "mistyped component", "badly structured component" },
		{ "duplicate invoke id", "unrecognised operation", "mistyped parameter", "resource limitation",
		  "initiating release", "unrecognised linked id", "linked response unexpected",
		  "unexpected linked operation" },
		{ "unrecognised invoke id", "return result unexpected", "mistyped parameter" },
		{ "unrecognised invoke id", "return error unexpected", "unrecognised error", "unexpected error",
		  "mistyped parameter" },
	};
	const char *reason = reasons[c->problem.type & 3][c->problem.code & 7];
	char field[32];

	snprintf(field, sizeof(field), "comp[%u]", index);
	return decode_refuse(fault, c->offset, field, reason ? reason : "badly structured component");
}

static int read_msg(struct tcap_msg *msg, const uint8_t *pdu, size_t length, struct decode_fault *fault)
{
	struct tcap_decode_error err;
	unsigned i;

	if (tcap_decode(msg, pdu, length, &err) < 0)
		return decode_refuse(fault, err.offset, err.field, err.reason);
	for (i = 0; i < msg->num_components; i++) {
		if (msg->component[i].malformed)
			return refuse_component(fault, i, &msg->component[i]);
	}
	return 0;
}

static int tcap_print(const struct decode_job *job, const uint8_t *pdu, size_t length, FILE *out,
		      struct decode_fault *fault)
{
	struct tcap_msg msg;
	struct json j;

	if (read_msg(&msg, pdu, length, fault) < 0)
		return -EINVAL;
	json_open(&j, out);
	put_msg(&j, &msg);
	json_close(&j);
	return 0;
}

static int tcap_reencode(const struct decode_job *job, const uint8_t *pdu, size_t length, uint8_t *buf, size_t size,
			 struct decode_fault *fault)
{
	struct tcap_msg msg;
	int rc;

	if (read_msg(&msg, pdu, length, fault) < 0)
		return -EINVAL;
	rc = tcap_encode(&msg, buf, size);
	return rc < 0 ? decode_refuse(fault, 0, "reencode", strerror(-rc)) : rc;
}

const struct decode_layer decode_tcap = {
	.name = "tcap", .print = tcap_print, .reencode = tcap_reencode,
};
