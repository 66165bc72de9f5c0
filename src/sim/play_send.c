/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Builds what a scenario says and hands it to SCCP. Values become octets through cap_set() and cap_encode(), the same
 * tables that read them; raw octets go as they stand. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "play.h"

#define ARENA_SIZE 4096

/* 0.0.17.773.1.1.1, dialogue-as-id (Q.773 4.2.3). */
static const uint8_t dialogue_as[] = { 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01 };
/* 0.4.0.0.1.1.2.2, cAP-U-ABORT-Data (TS 29.078 5.1). */
static const uint8_t cap_abort_as[] = { 0x04, 0x00, 0x00, 0x01, 0x01, 0x02, 0x02 };

static bool call_is_to_hlr_side(const struct sim_call_def *def)
{
	return def->proto == CAP_PROTO_MAP;
}

void play_call_init(struct play_call *call, struct play_scenario *ps, const struct sim_call_def *def)
{
	const char *gt = def->to_gt ? def->to_gt : ps->play->opt.node_gt;
	uint8_t ssn = def->to_ssn ? def->to_ssn : call_is_to_hlr_side(def) ? SCCP_SSN_GSMSCF : SCCP_SSN_CAP;

	*call = (struct play_call){ .def = &call->own, .own = *def, .owner = ps, .next_invoke = 1, .last_invoke = -1, .last_code = -1,
				    .dtid = def->dtid, .has_dtid = def->has_dtid };
	for (size_t i = 0; i < sizeof(call->sent_code) / sizeof(call->sent_code[0]); i++)
		call->sent_code[i] = -1;
	call->otid = endpoint_new_tid(ps->play->endpoint);
	sccp_addr_from_gt(&call->peer, gt, ssn);
}

int32_t play_operation_of(void *priv, int invoke_id)
{
	const struct play_call *call = priv;

	return invoke_id >= -128 && invoke_id <= 127 ? call->sent_code[invoke_id + 128] : -1;
}

/* The parameter of a component from its fields. \returns 0 or -EINVAL with why */
static int build_parameter(struct play_scenario *ps, struct play_call *call, const struct sim_component *c,
			   struct tcap_octets *ret, char **why)
{
	struct sim_fields fields = template_fields(ps, call, c);
	uint8_t *octets = talloc_size(ps, ARENA_SIZE), *buf = talloc_size(ps, SCCP_MAX_DATA);
	struct cap_arena arena = { octets, octets + ARENA_SIZE };
	struct cap_error err = { 0 };
	void *value;
	int rc = 0;

	if (!c->parameter && fields.n) {
		*why = talloc_asprintf(ps, "%s takes no fields", c->name);
		return -EINVAL;
	}
	/* nothing to say: no parameter at all, except where the operation's argument is what it is made of */
	if (!c->parameter || (!fields.n && c->type != TCAP_INVOKE))
		return 0;
	value = talloc_zero_size(ps, cap_type_size(c->parameter));
	for (unsigned i = 0; i < fields.n && !rc; i++) {
		rc = cap_set(c->parameter, call->def->phase, value, &arena, fields.v[i].key, fields.v[i].text, &err);
		if (rc < 0)
			*why = talloc_asprintf(ps, "%s %s: %s%s%s", fields.v[i].key, fields.v[i].text,
					       err.reason ? err.reason : "too many octets", *err.detail ? ": " : "",
					       err.detail);
	}
	if (!rc) {
		rc = cap_encode(c->parameter, call->def->phase, value, buf, SCCP_MAX_DATA, NULL, &err);
		if (rc < 0)
			*why = talloc_asprintf(ps, "%s: %s: %s %s", c->name, err.field,
					       err.reason ? err.reason : "too long", err.detail);
	}
	talloc_free(value);
	if (rc < 0)
		return rc;
	*ret = (struct tcap_octets){ buf, (uint16_t)rc };
	return 0;
}

static void build_invoke(struct play_call *call, const struct sim_component *c, struct tcap_component *out)
{
	out->invoke_id = (int8_t)c->invoke_id;
	if (c->invoke_id < 0) {
		out->invoke_id = call->next_invoke;
		call->next_invoke = (int8_t)(call->next_invoke == 127 ? 1 : call->next_invoke + 1);
	}
	call->sent_code[out->invoke_id + 128] = c->code;
}

static int build_component(struct play_scenario *ps, struct play_call *call, const struct sim_component *c,
			   struct tcap_component *out, char **why)
{
	*out = (struct tcap_component){ .type = c->type, .code = c->code, .has_invoke_id = true,
					.problem = c->problem, .parameter = c->raw };
	if (c->type == TCAP_INVOKE)
		build_invoke(call, c, out);
	else
		out->invoke_id = (int8_t)(c->invoke_id >= 0 ? c->invoke_id : call->last_invoke);
	if (!c->has_raw && build_parameter(ps, call, c, &out->parameter, why) < 0)
		return -EINVAL;
	if (!out->parameter.len)
		out->parameter.v = NULL;
	/* Q.773 4.2.2: a result without a value has no operation code either */
	if (c->type == TCAP_RESULT_LAST && !out->parameter.v)
		out->code = -1;
	else if (c->type == TCAP_RESULT_LAST && out->code < 0)
		out->code = call->last_code;
	return 0;
}

static void build_dialogue(const struct play_call *call, struct tcap_msg *msg)
{
	bool first_answer = call->def->accept && !call->answered;

	if (!call->def->acn_len || (msg->type != TCAP_BEGIN && !first_answer))
		return;
	msg->dialogue_as = (struct tcap_octets){ dialogue_as, sizeof(dialogue_as) };
	msg->pdu = first_answer ? TCAP_AARE : TCAP_AARQ;
	msg->has_version = true;
	msg->acn = (struct tcap_octets){ call->def->acn, call->def->acn_len };
	msg->diag_source = 1;	/* AARE: accepted, diagnostic null */
}

static void build_ids(const struct play_call *call, struct tcap_msg *msg)
{
	if (msg->type == TCAP_BEGIN || msg->type == TCAP_CONTINUE) {
		msg->otid = call->otid;
		msg->otid_len = 4;
	}
	if (msg->type != TCAP_BEGIN && msg->type != TCAP_UNIDIRECTIONAL) {
		msg->dtid = call->dtid;
		msg->dtid_len = 4;
	}
}

static int build_send(struct play_scenario *ps, struct play_call *call, const struct sim_step *step,
		      struct tcap_msg *msg, char **why)
{
	bool begins = call->state == PLAY_CALL_NEW && !call->has_dtid && !call->def->accept;

	msg->type = step->send.type ? step->send.type : begins ? TCAP_BEGIN : TCAP_CONTINUE;
	build_ids(call, msg);
	build_dialogue(call, msg);
	msg->num_components = step->send.n;
	for (unsigned i = 0; i < step->send.n; i++) {
		if (build_component(ps, call, &step->send.v[i], &msg->component[i], why) < 0)
			return -EINVAL;
	}
	return 0;
}

static void build_abort(const struct play_call *call, const struct sim_step *step, struct tcap_msg *msg, uint8_t info[3])
{
	msg->type = TCAP_ABORT;
	build_ids(call, msg);
	if (step->abort.provider) {
		msg->has_p_abort = true;
		msg->p_abort = (uint8_t)step->abort.cause;
		return;
	}
	msg->dialogue_as = (struct tcap_octets){ dialogue_as, sizeof(dialogue_as) };
	msg->pdu = TCAP_ABRT;
	if (step->abort.cause < 0)
		return;
	info[0] = 0x0a;		/* ENUMERATED */
	info[1] = 1;
	info[2] = (uint8_t)step->abort.cause;
	msg->user_info_oid = (struct tcap_octets){ cap_abort_as, sizeof(cap_abort_as) };
	msg->user_info = (struct tcap_octets){ info, 3 };
}

static size_t put_tid(uint8_t *buf, size_t room, uint32_t tid)
{
	if (room < 4)
		return 0;
	for (int i = 0; i < 4; i++)
		buf[i] = (uint8_t)(tid >> (24 - 8 * i));
	return 4;
}

int play_call_octets(struct play_call *call, const char *hex, uint8_t *buf, size_t size)
{
	size_t n = 0, used;

	while (*hex) {
		unsigned v;

		if (*hex == ' ') {
			hex++;
		} else if (!strncmp(hex, "otid", 4) || !strncmp(hex, "dtid", 4)) {
			used = put_tid(buf + n, size - n, *hex == 'o' ? call->otid : call->dtid);
			if (!used)
				return -ENOSPC;
			n += used;
			hex += 4;
		} else if (n < size && sscanf(hex, "%2x", &v) == 1) {
			buf[n++] = (uint8_t)v;
			hex += 2;
		} else {
			return -ENOSPC;
		}
	}
	return (int)n;
}

int play_build(struct play_scenario *ps, struct play_call *call, const struct sim_step *step, uint8_t *buf, size_t size,
	       char **why)
{
	struct tcap_msg msg = { 0 };
	uint8_t info[3];
	int rc;

	if (step->kind == STEP_SEND_RAW) {
		rc = play_call_octets(call, step->raw.hex, buf, size);
	} else {
		if (step->kind == STEP_SEND_ABORT)
			build_abort(call, step, &msg, info);
		else if (build_send(ps, call, step, &msg, why) < 0)
			return -EINVAL;
		rc = tcap_encode(&msg, buf, size);
	}
	if (rc < 0)
		*why = talloc_asprintf(ps, "the message cannot be built: %s", strerror(-rc));
	return rc;
}

int play_send_pdu(struct play_call *call, const uint8_t *pdu, size_t length)
{
	struct sccp_unitdata ud = {
		.called = call->peer, .calling = call->def->node->addr,
		.sls = (uint8_t)(call->otid & 0xf),	/* one signalling link for a dialogue keeps its messages in order */
		.sccp_class = 1, .return_on_error = call->def->return_option, .data = pdu, .length = length,
	};

	return endpoint_send(call->owner->play->endpoint, &ud);
}

/* For the ladder, and the callReferenceNumber for --why: read back what was built. */
static void note_sent(struct play_call *call, const struct sim_step *step, const uint8_t *pdu, size_t length)
{
	struct play_scenario *ps = call->owner;
	struct tcap_decode_error err;
	struct cap_items m = { 0 };
	struct tcap_msg msg;
	const char *reference = NULL;
	char *line;

	if (step->kind == STEP_SEND_RAW || tcap_decode(&msg, pdu, length, &err) < 0) {
		line = talloc_asprintf(ps, "raw %zu octets", length);
	} else {
		cap_message_read(ps, call->def->proto, call->def->phase, &msg, play_operation_of, call, &m);
		line = cap_message_summary(ps, msg.type, &m);
		for (unsigned i = 0; i < m.n; i++) {
			reference = cap_flat_get(&m.v[i].fields, "callReferenceNumber");
			if (reference && !call->reference)
				call->reference = talloc_strdup(ps, reference);
		}
	}
	ladder_add(ps, &call->ladder, clock_wall_us(), LADDER_RIGHT, line);
}

int play_send(struct play_scenario *ps, struct play_call *call, const struct sim_step *step, char **why)
{
	uint8_t buf[SCENARIO_MAX_RAW];
	int rc = play_build(ps, call, step, buf, sizeof(buf), why), length = rc;

	if (rc < 0)
		return rc;
	/* state first: over an in-memory way the answer comes before this returns */
	note_sent(call, step, buf, (size_t)length);
	if (step->kind == STEP_SEND_ABORT || (step->kind == STEP_SEND && step->send.type == TCAP_END))
		call->state = PLAY_CALL_ENDED;
	else if (call->state == PLAY_CALL_NEW && step->kind == STEP_SEND)
		call->state = PLAY_CALL_OPEN;
	call->answered = true;
	if (step->kind == STEP_SEND_RAW && step->raw.sccp)
		rc = endpoint_send_sccp(ps->play->endpoint, (uint8_t)(call->otid & 0xf), buf, (size_t)length);
	else
		rc = play_send_pdu(call, buf, (size_t)length);
	if (rc < 0)
		*why = talloc_asprintf(ps, "it could not be sent: %s", strerror(-rc));
	return rc;
}

void play_send_p_abort(struct play *play, const struct sccp_unitdata *ud, uint32_t dtid, uint8_t cause)
{
	struct tcap_msg msg = { .type = TCAP_ABORT, .dtid = dtid, .dtid_len = 4, .has_p_abort = true, .p_abort = cause };
	struct sccp_unitdata out = { .called = ud->calling, .calling = ud->called, .dpc = ud->opc, .sls = ud->sls };
	uint8_t buf[64];
	int rc = tcap_encode(&msg, buf, sizeof(buf));

	if (rc < 0)
		return;
	out.data = buf;
	out.length = (size_t)rc;
	endpoint_send(play->endpoint, &out);
}
