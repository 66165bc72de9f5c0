/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The statements that speak TCAP: send and expect. Operations and errors are looked up here, so that a misspelt name
 * is told with its line before anything is sent. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "scenario_parse.h"

#define SOURCE_MAX 96

/* The statement as it stood, for failures. */
const char *parse_source(struct parse *p)
{
	char *s = talloc_strdup(p->file, "");

	for (size_t i = 0; i < p->lex.num_tokens; i++) {
		const struct lex_token *t = &p->lex.token[i];
		const char *quote = t->kind == LEX_STRING ? "\"" : "";
		const char *space = *s && t->kind != LEX_COMMA ? " " : "";

		if (t->kind == LEX_COMMA && (i + 1 == p->lex.num_tokens || p->lex.token[i - 1].kind == LEX_OPEN ||
					     p->lex.token[i + 1].kind == LEX_COMMA ||
					     p->lex.token[i + 1].kind == LEX_CLOSE))
			continue;
		s = talloc_asprintf_append(s, "%s%s%s%s", space, quote, t->text, quote);
		if (strlen(s) > SOURCE_MAX) {
			memcpy(s + SOURCE_MAX - 3, "...", 4);
			break;
		}
	}
	return s;
}

struct sim_step *parse_step_add(struct parse *p, enum sim_step_kind kind)
{
	struct scenario *s = p->scenario;
	struct sim_step *step;

	s->steps = talloc_realloc(s, s->steps, struct sim_step, s->num_steps + 1);
	step = &s->steps[s->num_steps++];
	*step = (struct sim_step){ .kind = kind, .line = p->lex.token[0].line, .source = parse_source(p),
				   .call = p->call < 0 ? 0 : (unsigned)p->call };
	return step;
}

struct sim_call_def *parse_current_call(struct parse *p)
{
	if (p->scenario && p->call >= 0)
		return &p->scenario->calls[p->call];
	parse_fail(p, "no call yet: say first \"call NAME from NODE\"");
	return NULL;
}

/* "InitialDP" and "initialDP" are one name. */
static const struct cap_operation *operation_find(enum cap_proto proto, const char *name)
{
	char asn1[64];

	snprintf(asn1, sizeof(asn1), "%s", name);
	asn1[0] = (char)tolower((unsigned char)asn1[0]);
	return cap_operation_by_name(proto, asn1);
}

static const struct cap_operation *parse_operation(struct parse *p, const struct sim_call_def *call, const char *name)
{
	const struct cap_operation *op = operation_find(call->proto, name);

	if (!op)
		parse_fail(p, "no %s operation \"%s\"", call->proto == CAP_PROTO_MAP ? "MAP" : "CAP", name);
	return op;
}

/* What follows a component's name: raw octets, or fields. */
static int parse_component_body(struct parse *p, struct sim_component *c)
{
	if (!parse_accept(p, "raw"))
		return parse_fields(p, &c->fields);
	c->has_raw = true;
	return parse_hex(p, &c->raw);
}

static int parse_component_id(struct parse *p, struct sim_component *c)
{
	long id;

	if (!parse_accept(p, "id"))
		return 0;
	if (parse_number(p, "the invoke id", -128, 127, &id) < 0)
		return -EINVAL;
	c->invoke_id = (int)id;
	return 0;
}

static int parse_invoke(struct parse *p, const struct sim_call_def *call, struct sim_component *c, const char *name)
{
	const struct cap_operation *op;
	char buf[64];
	long code;

	c->type = TCAP_INVOKE;
	if (!strcmp(name, "operation")) {
		if (parse_number(p, "the operation's code", -128, 32767, &code) < 0)
			return -EINVAL;
		c->code = (int32_t)code;
		c->name = talloc_asprintf(p->file, "operation %ld", code);
	} else {
		op = parse_operation(p, call, name);
		if (!op)
			return -EINVAL;
		c->code = op->code;
		c->parameter = op->argument;
		c->name = talloc_strdup(p->file, cap_operation_title(op, buf, sizeof(buf)));
	}
	if (parse_accept(p, "made"))
		c->with = SIM_TEMPLATE_MADE;
	else if (parse_accept(p, "received"))
		c->with = SIM_TEMPLATE_RECEIVED;
	if (c->with && (call->proto != CAP_PROTO_CAP || c->code != CAP_OP_INITIAL_DP))
		return parse_fail(p, "only InitialDP knows \"made\" and \"received\"");
	return parse_component_id(p, c) < 0 ? -EINVAL : parse_component_body(p, c);
}

static int parse_result(struct parse *p, const struct sim_call_def *call, struct sim_component *c)
{
	const struct lex_token *t = parse_peek(p);
	const struct cap_operation *op;

	c->type = TCAP_RESULT_LAST;
	c->code = -1;
	c->name = "ReturnResult";
	if (t && t->kind == LEX_WORD && strcmp(t->text, "id") && strcmp(t->text, "in") && strcmp(t->text, "raw")) {
		op = parse_operation(p, call, parse_word(p, "the operation"));
		if (!op)
			return -EINVAL;
		c->code = op->code;
		c->parameter = op->result;
	}
	return parse_component_id(p, c) < 0 ? -EINVAL : parse_component_body(p, c);
}

static int parse_error(struct parse *p, const struct sim_call_def *call, struct sim_component *c)
{
	const char *name = parse_word(p, "the error's name");
	const struct cap_error_def *err;

	if (!name)
		return -EINVAL;
	err = cap_error_by_name(call->proto, name);
	if (!err)
		return parse_fail(p, "no error \"%s\"", name);
	c->type = TCAP_ERROR;
	c->code = err->code;
	c->parameter = err->parameter;
	c->name = "ReturnError";
	return parse_component_id(p, c) < 0 ? -EINVAL : parse_component_body(p, c);
}

static int parse_reject(struct parse *p, struct sim_component *c)
{
	const char *name = parse_word(p, "the problem");

	if (!name)
		return -EINVAL;
	if (cap_problem_by_name(name, &c->problem) < 0)
		return parse_fail(p, "no problem \"%s\" (Q.773 table 24: unrecognizedOperation, mistypedParameter ...)", name);
	c->type = TCAP_REJECT;
	c->name = "Reject";
	return parse_component_id(p, c);
}

static int parse_component(struct parse *p, const struct sim_call_def *call, struct sim_component *c, const char *name)
{
	*c = (struct sim_component){ .invoke_id = -1 };
	if (!strcmp(name, "ReturnResult"))
		return parse_result(p, call, c);
	if (!strcmp(name, "ReturnError"))
		return parse_error(p, call, c);
	if (!strcmp(name, "Reject"))
		return parse_reject(p, c);
	return parse_invoke(p, call, c, name);
}

static bool message_by_name(const char *name, enum tcap_msg_type *ret)
{
	static const enum tcap_msg_type types[] = { TCAP_BEGIN, TCAP_CONTINUE, TCAP_END, TCAP_UNIDIRECTIONAL };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(name, cap_message_name(types[i])))
			continue;
		*ret = types[i];
		return true;
	}
	return false;
}

static int parse_send_abort(struct parse *p, bool provider)
{
	struct sim_step *step;
	int cause = -1;
	const char *name;

	if (parse_peek(p)) {
		name = parse_word(p, "the reason");
		if (!name)
			return -EINVAL;
		cause = provider ? cap_p_abort_by_name(name) : cap_u_abort_by_name(name);
		if (cause < 0)
			return parse_fail(p, "no reason \"%s\"", name);
	} else if (provider) {
		return parse_fail(p, "P-Abort needs its cause");
	}
	step = parse_step_add(p, STEP_SEND_ABORT);
	step->abort.provider = provider;
	step->abort.cause = cause;
	return parse_end(p);
}

/* Checked now, put together when it is sent: otid and dtid are known only then. */
static int parse_send_raw(struct parse *p)
{
	struct sim_step *step = parse_step_add(p, STEP_SEND_RAW);
	char *hex = talloc_strdup(p->file, "");

	step->raw.sccp = parse_accept(p, "sccp");
	while (parse_peek(p)) {
		const char *word = parse_word(p, "octets");

		if (!word)
			return -EINVAL;
		if (strcmp(word, "otid") && strcmp(word, "dtid") &&
		    (strlen(word) % 2 || strspn(word, "0123456789abcdefABCDEF") != strlen(word)))
			return parse_fail(p, "raw takes pairs of hexadecimal digits, otid and dtid; not \"%s\"", word);
		hex = talloc_asprintf_append(hex, "%s ", word);
	}
	step->raw.hex = hex;
	return strlen(hex) > 2 * SCENARIO_MAX_RAW ? parse_fail(p, "too many octets") : 0;
}

static int parse_send_components(struct parse *p, const struct sim_call_def *call, const char *name)
{
	struct sim_component *v = talloc_array(p->file, struct sim_component, SIM_MAX_COMPONENTS);
	enum tcap_msg_type type = 0;
	struct sim_step *step;
	unsigned n = 0;

	if (!message_by_name(name, &type)) {
		do {
			if (n == SIM_MAX_COMPONENTS)
				return parse_fail(p, "at most %d components", SIM_MAX_COMPONENTS);
			if (n && !(name = parse_word(p, "an operation")))
				return -EINVAL;
			if (parse_component(p, call, &v[n++], name) < 0)
				return -EINVAL;
		} while (parse_accept(p, "and"));
		if (parse_accept(p, "in")) {
			name = parse_word(p, "the message");
			if (!name || !message_by_name(name, &type))
				return parse_fail(p, "in TC-BEGIN, TC-CONTINUE or TC-END");
		}
	}
	step = parse_step_add(p, STEP_SEND);
	step->send.type = type;
	step->send.n = n;
	step->send.v = v;
	return parse_end(p);
}

int parse_send(struct parse *p)
{
	const struct sim_call_def *call = parse_current_call(p);
	const char *name;

	if (!call || !(name = parse_word(p, "what to send")))
		return -EINVAL;
	if (!strcmp(name, "Abort") || !strcmp(name, "U-Abort"))
		return parse_send_abort(p, false);
	if (!strcmp(name, "P-Abort"))
		return parse_send_abort(p, true);
	if (!strcmp(name, "raw"))
		return parse_send_raw(p);
	return parse_send_components(p, call, name);
}

static const struct { const char *word; enum cap_item_kind kind; } expect_words[] = {
	{ "ReturnResult", CAP_ITEM_RESULT }, { "ReturnError", CAP_ITEM_ERROR }, { "Reject", CAP_ITEM_REJECT },
	{ "Abort", CAP_ITEM_ABORT }, { "U-Abort", CAP_ITEM_U_ABORT }, { "P-Abort", CAP_ITEM_P_ABORT },
	{ "Notice", CAP_ITEM_NOTICE },
};

/* A name after ReturnError, Reject, ...: is it one? */
static int expect_name_check(struct parse *p, const struct sim_call_def *call, struct sim_step *step)
{
	const char *name = step->expect.name;
	struct tcap_problem problem;
	bool ok = true;

	switch (step->expect.kind) {
	case CAP_ITEM_ERROR:
		ok = cap_error_by_name(call->proto, name);
		break;
	case CAP_ITEM_REJECT:
		ok = !cap_problem_by_name(name, &problem);
		break;
	case CAP_ITEM_RESULT:
		ok = operation_find(call->proto, name);
		break;
	case CAP_ITEM_U_ABORT:
		ok = cap_u_abort_by_name(name) > 0;
		break;
	case CAP_ITEM_P_ABORT:
		ok = cap_p_abort_by_name(name) >= 0;
		break;
	default:
		break;
	}
	return ok ? 0 : parse_fail(p, "no such name: \"%s\"", name);
}

static int parse_expect_kind(struct parse *p, const struct sim_call_def *call, struct sim_step *step, const char *name)
{
	const struct lex_token *t = parse_peek(p);
	const struct cap_operation *op;
	char buf[64];

	for (size_t i = 0; i < sizeof(expect_words) / sizeof(expect_words[0]); i++) {
		if (strcmp(name, expect_words[i].word))
			continue;
		step->expect.kind = expect_words[i].kind;
		if (t && t->kind == LEX_WORD && strcmp(t->text, "within")) {
			step->expect.name = parse_word(p, "a name");
			return step->expect.name ? expect_name_check(p, call, step) : -EINVAL;
		}
		return 0;
	}
	if (message_by_name(name, &step->expect.type)) {
		step->expect.kind = CAP_ITEM_MESSAGE;
		return 0;
	}
	op = parse_operation(p, call, name);
	if (!op)
		return -EINVAL;
	step->expect.kind = CAP_ITEM_INVOKE;
	step->expect.name = talloc_strdup(p->file, cap_operation_title(op, buf, sizeof(buf)));
	return 0;
}

static int parse_expect_nothing(struct parse *p)
{
	uint32_t ms;

	if (!parse_accept(p, "for") || parse_duration(p, &ms) < 0)
		return parse_fail(p, "written: expect nothing for 300 ms");
	parse_step_add(p, STEP_EXPECT_NOTHING)->ms = ms;
	return parse_end(p);
}

int parse_expect(struct parse *p)
{
	const struct sim_call_def *call;
	const char *name;
	struct sim_step *step;

	if (p->dial >= 0)
		return parse_story_expect(p);
	call = parse_current_call(p);
	if (!call || !(name = parse_word(p, "what to expect")))
		return -EINVAL;
	if (!strcmp(name, "nothing"))
		return parse_expect_nothing(p);
	step = parse_step_add(p, STEP_EXPECT);
	step->ms = p->scenario->timeout_ms;
	if (parse_expect_kind(p, call, step, name) < 0 || parse_fields(p, &step->expect.fields) < 0)
		return -EINVAL;
	if (parse_accept(p, "within") && parse_duration(p, &step->ms) < 0)
		return -EINVAL;
	return parse_end(p);
}
