/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What came in a TCAP message, for people: components in their order, then the message itself (its type, its dialogue
 * portion). Parameters are read by the tables of cap/; one that they refuse is kept with the reason, so that the
 * scenario can say what the node sent wrong. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "message.h"

struct flat_sink { void *ctx; struct flat *flat; };

/* A parameter whose octets say several things: reason and counter of a redirection are asked for by name. */
static void flat_redirection(struct flat_sink *sink, const char *key, const char *hex)
{
	static const char *const reasons[16] = { "unknown", "busy", "noReply", "unconditional", "deflectionAlerting",
		"deflectionImmediate", "notReachable" };
	unsigned octet[2] = { 0, 0 };
	char sub[160], text[16];

	if (sscanf(hex, "%2x%2x", &octet[0], &octet[1]) != 2)
		return;
	snprintf(sub, sizeof(sub), "%s.reason", key);
	flat_add(sink->ctx, sink->flat, sub, reasons[octet[1] >> 4] ? reasons[octet[1] >> 4] : "spare");
	snprintf(sub, sizeof(sub), "%s.counter", key);
	snprintf(text, sizeof(text), "%u", octet[1] & 7);
	flat_add(sink->ctx, sink->flat, sub, text);
	snprintf(sub, sizeof(sub), "%s.originalReason", key);
	flat_add(sink->ctx, sink->flat, sub, reasons[octet[0] >> 4] ? reasons[octet[0] >> 4] : "spare");
	snprintf(sub, sizeof(sub), "%s.indicator", key);
	snprintf(text, sizeof(text), "%u", octet[0] & 7);
	flat_add(sink->ctx, sink->flat, sub, text);
}

static void flat_out(void *priv, const char *key, const char *text)
{
	static const char suffix[] = "redirectionInformation";
	struct flat_sink *sink = priv;
	size_t n = strlen(key);

	flat_add(sink->ctx, sink->flat, key, text);
	if (n >= sizeof(suffix) - 1 && !strcmp(key + n - (sizeof(suffix) - 1), suffix))
		flat_redirection(sink, key, text);
}

/* Reads a parameter into the item's fields. */
static void item_parameter(void *ctx, struct sim_item *item, const struct cap_type *type, unsigned phase,
			   struct tcap_octets parameter)
{
	struct flat_sink sink = { ctx, &item->fields };
	struct cap_error err = { 0 };
	void *value;

	if (!type) {
		if (parameter.len)
			item->broken = "it carries a parameter where none belongs";
		return;
	}
	if (!parameter.len)
		return;
	value = talloc_zero_size(ctx, cap_type_size(type));
	if (cap_decode(type, phase, parameter.v, parameter.len, value, NULL, &err) < 0)
		item->broken = talloc_asprintf(ctx, "octet %u, %s: %s %s", err.offset, err.field, err.reason, err.detail);
	else
		cap_print(type, phase, value, flat_out, &sink);
	talloc_free(value);
}

static void item_operation(void *ctx, struct sim_item *item, const struct sim_call_def *def,
			   const struct tcap_component *c, bool result)
{
	const struct cap_operation *op = item->code < 0 ? NULL : cap_operation_by_code(def->proto, item->code);
	char buf[64];

	if (!op) {
		item->name = item->code < 0 ? NULL : talloc_asprintf(ctx, "operation %d", item->code);
		if (!result)
			item->broken = "no such operation";
		return;
	}
	item->name = talloc_strdup(ctx, scenario_operation_name(op, buf, sizeof(buf)));
	item->op_class = op->op_class;
	item_parameter(ctx, item, result ? op->result : op->argument, def->phase, c->parameter);
}

static void item_error(void *ctx, struct sim_item *item, const struct sim_call_def *def, const struct tcap_component *c)
{
	const struct cap_error_def *err = cap_error_by_code(def->proto, c->code);

	if (!err) {
		item->name = talloc_asprintf(ctx, "error %d", c->code);
		item->broken = "no such error";
		return;
	}
	item->name = err->name;
	item_parameter(ctx, item, err->parameter, def->phase, c->parameter);
}

static void item_component(void *ctx, struct sim_item *item, const struct sim_call_def *def,
			   const struct tcap_component *c, int32_t (*op_of)(void *priv, int invoke_id), void *priv)
{
	item->invoke_id = c->has_invoke_id ? c->invoke_id : -1000;
	item->code = c->code;
	if (c->malformed) {
		item->broken = talloc_asprintf(ctx, "malformed component at octet %u", c->offset);
		return;
	}
	switch (c->type) {
	case TCAP_INVOKE:
		item->kind = EXPECT_INVOKE;
		item_operation(ctx, item, def, c, false);
		break;
	case TCAP_RESULT:
	case TCAP_RESULT_LAST:
		item->kind = EXPECT_RESULT;
		if (item->code < 0)
			item->code = op_of(priv, item->invoke_id);
		item_operation(ctx, item, def, c, true);
		break;
	case TCAP_ERROR:
		item->kind = EXPECT_ERROR;
		item_error(ctx, item, def, c);
		break;
	case TCAP_REJECT:
		item->kind = EXPECT_REJECT;
		item->name = sim_problem_name(c->problem);
		break;
	}
}

static void flat_number_of(void *ctx, struct flat *flat, const char *key, unsigned v)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", v);
	flat_add(ctx, flat, key, text);
}

static void flat_hex(void *ctx, struct flat *flat, const char *key, struct tcap_octets o)
{
	char *hex = talloc_strdup(ctx, "");

	for (unsigned i = 0; i < o.len; i++)
		hex = talloc_asprintf_append(hex, "%02x", o.v[i]);
	flat_add(ctx, flat, key, hex);
}

/* The dialogue portion, by the keys of `mpabx-sim decode tcap`. */
static void item_dialogue(void *ctx, struct sim_item *item, const struct tcap_msg *msg)
{
	static const char *const user_diag = "diag.user", *const provider_diag = "diag.provider";
	struct flat *f = &item->fields;
	char oid[64];

	if (msg->pdu == TCAP_NO_PDU)
		return;
	flat_add(ctx, f, "dialoguePdu", msg->pdu == TCAP_AARQ ? "AARQ" : msg->pdu == TCAP_AARE ? "AARE" : "ABRT");
	if (msg->acn.len)
		flat_add(ctx, f, "acn", ber_oid_print(msg->acn.v, msg->acn.len, oid, sizeof(oid)));
	if (msg->pdu == TCAP_AARE) {
		flat_number_of(ctx, f, "result", msg->result);
		flat_number_of(ctx, f, msg->diag_source == 1 ? user_diag : provider_diag, msg->diag);
	}
	if (msg->pdu == TCAP_ABRT)
		flat_number_of(ctx, f, "abortSource", msg->abort_source);
	if (msg->user_info_oid.len)
		flat_add(ctx, f, "userInfoOid", ber_oid_print(msg->user_info_oid.v, msg->user_info_oid.len, oid,
							       sizeof(oid)));
	if (msg->user_info.len)
		flat_hex(ctx, f, "userInfo", msg->user_info);
}

static void item_message(void *ctx, struct sim_item *item, const struct tcap_msg *msg)
{
	item->message = msg->type;
	item->kind = EXPECT_MESSAGE;
	item->name = sim_message_name(msg->type);
	item_dialogue(ctx, item, msg);
	if (msg->type != TCAP_ABORT)
		return;
	if (msg->has_p_abort) {
		item->kind = EXPECT_P_ABORT;
		item->name = sim_p_abort_name(msg->p_abort);
		return;
	}
	item->kind = EXPECT_U_ABORT;
	item->name = NULL;
	/* CAP-U-ABORT-REASON: ENUMERATED, TS 29.078 5.1 */
	if (msg->user_info.len == 3 && msg->user_info.v[0] == 0x0a && msg->user_info.v[1] == 1)
		item->name = sim_cap_abort_name(msg->user_info.v[2]);
}

void message_read(void *ctx, const struct sim_call_def *def, const struct tcap_msg *msg,
		  int32_t (*op_of)(void *priv, int invoke_id), void *priv, struct sim_message *ret)
{
	ret->n = msg->num_components + 1;
	ret->v = talloc_zero_array(ctx, struct sim_item, ret->n);
	for (unsigned i = 0; i < msg->num_components; i++) {
		ret->v[i].message = msg->type;
		item_component(ctx, &ret->v[i], def, &msg->component[i], op_of, priv);
	}
	item_message(ctx, &ret->v[ret->n - 1], msg);
}
