/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What came in a TCAP message, for people: components in their order, then the message itself (its type, its dialogue
 * portion). Parameters are read by the tables of cap/; one that they refuse is kept with the reason, so that a
 * scenario can say what the node sent wrong. No allocation that fails is fatal: what there was no room for is left out. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/cap/message.h>
#include <mpabx/sigtran/ber.h>

/* What a dialogue speaks. */
struct dialect { enum cap_proto proto; unsigned phase; };

struct flat_sink { void *ctx; struct cap_flat *flat; };

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
	cap_flat_add(sink->ctx, sink->flat, sub, reasons[octet[1] >> 4] ? reasons[octet[1] >> 4] : "spare");
	snprintf(sub, sizeof(sub), "%s.counter", key);
	snprintf(text, sizeof(text), "%u", octet[1] & 7);
	cap_flat_add(sink->ctx, sink->flat, sub, text);
	snprintf(sub, sizeof(sub), "%s.originalReason", key);
	cap_flat_add(sink->ctx, sink->flat, sub, reasons[octet[0] >> 4] ? reasons[octet[0] >> 4] : "spare");
	snprintf(sub, sizeof(sub), "%s.indicator", key);
	snprintf(text, sizeof(text), "%u", octet[0] & 7);
	cap_flat_add(sink->ctx, sink->flat, sub, text);
}

static void flat_out(void *priv, const char *key, const char *text)
{
	static const char suffix[] = "redirectionInformation";
	struct flat_sink *sink = priv;
	size_t n = strlen(key);

	cap_flat_add(sink->ctx, sink->flat, key, text);
	if (n >= sizeof(suffix) - 1 && !strcmp(key + n - (sizeof(suffix) - 1), suffix))
		flat_redirection(sink, key, text);
}

/* Reads a parameter into the item's fields. */
static void item_parameter(void *ctx, struct cap_item *item, const struct cap_type *type, unsigned phase,
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
	if (!value)
		item->broken = "out of memory";
	else if (cap_decode(type, phase, parameter.v, parameter.len, value, NULL, &err) < 0)
		item->broken = talloc_asprintf(ctx, "octet %u, %s: %s %s", err.offset, err.field, err.reason, err.detail);
	else
		cap_print(type, phase, value, flat_out, &sink);
	talloc_free(value);
}

static void item_operation(void *ctx, struct cap_item *item, struct dialect d, const struct tcap_component *c, bool result)
{
	const struct cap_operation *op = item->code < 0 ? NULL : cap_operation_by_code(d.proto, item->code);
	char buf[64];

	if (!op) {
		item->name = item->code < 0 ? NULL : talloc_asprintf(ctx, "operation %d", item->code);
		if (!result)
			item->broken = "no such operation";
		return;
	}
	item->name = talloc_strdup(ctx, cap_operation_title(op, buf, sizeof(buf)));
	item->op_class = op->op_class;
	item_parameter(ctx, item, result ? op->result : op->argument, d.phase, c->parameter);
}

static void item_error(void *ctx, struct cap_item *item, struct dialect d, const struct tcap_component *c)
{
	const struct cap_error_def *err = cap_error_by_code(d.proto, c->code);

	if (!err) {
		item->name = talloc_asprintf(ctx, "error %d", c->code);
		item->broken = "no such error";
		return;
	}
	item->name = err->name;
	item_parameter(ctx, item, err->parameter, d.phase, c->parameter);
}

static void item_component(void *ctx, struct cap_item *item, struct dialect d, const struct tcap_component *c,
			   int32_t (*op_of)(void *priv, int invoke_id), void *priv)
{
	item->invoke_id = c->has_invoke_id ? c->invoke_id : -1000;
	item->code = c->code;
	if (c->malformed) {
		item->broken = talloc_asprintf(ctx, "malformed component at octet %u", c->offset);
		return;
	}
	switch (c->type) {
	case TCAP_INVOKE:
		item->kind = CAP_ITEM_INVOKE;
		item_operation(ctx, item, d, c, false);
		break;
	case TCAP_RESULT:
	case TCAP_RESULT_LAST:
		item->kind = CAP_ITEM_RESULT;
		if (item->code < 0 && op_of)
			item->code = op_of(priv, item->invoke_id);
		item_operation(ctx, item, d, c, true);
		break;
	case TCAP_ERROR:
		item->kind = CAP_ITEM_ERROR;
		item_error(ctx, item, d, c);
		break;
	case TCAP_REJECT:
		item->kind = CAP_ITEM_REJECT;
		item->name = cap_problem_name(c->problem);
		break;
	}
}

static void flat_number_of(void *ctx, struct cap_flat *flat, const char *key, unsigned v)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", v);
	cap_flat_add(ctx, flat, key, text);
}

static void flat_hex(void *ctx, struct cap_flat *flat, const char *key, struct tcap_octets o)
{
	char *hex = talloc_strdup(ctx, "");

	for (unsigned i = 0; hex && i < o.len; i++)
		hex = talloc_asprintf_append(hex, "%02x", o.v[i]);
	if (hex)
		cap_flat_add(ctx, flat, key, hex);
}

/* The dialogue portion, by the keys of `mpabx-sim decode tcap`. */
static void item_dialogue(void *ctx, struct cap_item *item, const struct tcap_msg *msg)
{
	static const char *const user_diag = "diag.user", *const provider_diag = "diag.provider";
	struct cap_flat *f = &item->fields;
	char oid[64];

	if (msg->pdu == TCAP_NO_PDU)
		return;
	cap_flat_add(ctx, f, "dialoguePdu", msg->pdu == TCAP_AARQ ? "AARQ" : msg->pdu == TCAP_AARE ? "AARE" : "ABRT");
	if (msg->acn.len)
		cap_flat_add(ctx, f, "acn", ber_oid_print(msg->acn.v, msg->acn.len, oid, sizeof(oid)));
	if (msg->pdu == TCAP_AARE) {
		flat_number_of(ctx, f, "result", msg->result);
		flat_number_of(ctx, f, msg->diag_source == 1 ? user_diag : provider_diag, msg->diag);
	}
	if (msg->pdu == TCAP_ABRT)
		flat_number_of(ctx, f, "abortSource", msg->abort_source);
	if (msg->user_info_oid.len)
		cap_flat_add(ctx, f, "userInfoOid", ber_oid_print(msg->user_info_oid.v, msg->user_info_oid.len, oid,
							       sizeof(oid)));
	if (msg->user_info.len)
		flat_hex(ctx, f, "userInfo", msg->user_info);
}

static void item_message(void *ctx, struct cap_item *item, const struct tcap_msg *msg)
{
	item->message = msg->type;
	item->kind = CAP_ITEM_MESSAGE;
	item->name = cap_message_name(msg->type);
	item_dialogue(ctx, item, msg);
	if (msg->type != TCAP_ABORT)
		return;
	if (msg->has_p_abort) {
		item->kind = CAP_ITEM_P_ABORT;
		item->name = cap_p_abort_name(msg->p_abort);
		return;
	}
	item->kind = CAP_ITEM_U_ABORT;
	item->name = NULL;
	/* CAP-U-ABORT-REASON: ENUMERATED, TS 29.078 5.1 */
	if (msg->user_info.len == 3 && msg->user_info.v[0] == 0x0a && msg->user_info.v[1] == 1)
		item->name = cap_u_abort_name(msg->user_info.v[2]);
}

int cap_message_read(void *ctx, enum cap_proto proto, unsigned phase, const struct tcap_msg *msg,
		     int32_t (*op_of)(void *priv, int invoke_id), void *priv, struct cap_items *ret)
{
	ret->v = talloc_zero_array(ctx, struct cap_item, msg->num_components + 1);
	if (!ret->v)
		return -ENOMEM;
	ret->n = msg->num_components + 1;
	for (unsigned i = 0; i < msg->num_components; i++) {
		ret->v[i].message = msg->type;
		item_component(ctx, &ret->v[i], (struct dialect){ proto, phase }, &msg->component[i], op_of, priv);
	}
	item_message(ctx, &ret->v[ret->n - 1], msg);
	return 0;
}
