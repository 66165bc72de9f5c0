/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads a scenario file: its frame (scenario, nodes, calls, waits). What is sent and expected is read by
 * scenario_parse_step.c, single words by parse_words.c. The language: doc/scenarios.md. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "scenario_parse.h"

#define SCENARIO_MAX_FILE (1024 * 1024)

/* Contents of the OID of each phase's gsmSSF-to-gsmSCF context (TS 29.078 5.1 and 7.2). */
static const struct { uint8_t len, oid[8]; } phase_context[] = {
	{ 7, { 0x04, 0x00, 0x00, 0x01, 0x00, 0x32, 0x00 } }, { 7, { 0x04, 0x00, 0x00, 0x01, 0x00, 0x32, 0x01 } },
	{ 7, { 0x04, 0x00, 0x00, 0x01, 0x15, 0x03, 0x04 } }, { 7, { 0x04, 0x00, 0x00, 0x01, 0x17, 0x03, 0x04 } },
};

static const char *file_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static struct scenario *scenario_new(struct parse *p, const char *title)
{
	struct scenario_file *f = p->file;
	struct scenario *s = talloc_zero(f, struct scenario);

	s->file = f->name;
	s->title = talloc_strdup(s, title);
	s->timeout_ms = SCENARIO_TIMEOUT_MS;
	f->scenarios = talloc_realloc(f, f->scenarios, struct scenario *, f->num_scenarios + 1);
	f->scenarios[f->num_scenarios++] = s;
	p->scenario = s;
	p->call = p->dial = -1;
	s->network = p->network;
	parse_phones_into(p, s);
	return s;
}

struct scenario *parse_current_scenario(struct parse *p)
{
	char *title;
	struct scenario *s;

	if (p->scenario)
		return p->scenario;
	title = talloc_strdup(p->file, file_base(p->file->name));
	if (strrchr(title, '.'))
		*strrchr(title, '.') = '\0';
	s = scenario_new(p, title);
	talloc_free(title);
	return s;
}

static int parse_scenario(struct parse *p)
{
	const char *title = parse_word(p, "the scenario's title");
	char *all;

	if (!title)
		return -EINVAL;
	all = talloc_strdup(p->file, title);
	while (parse_peek(p)) {
		title = parse_word(p, "a word of the title");
		if (!title)
			return -EINVAL;
		all = talloc_asprintf_append(all, " %s", title);
	}
	scenario_new(p, all);
	return 0;
}

static struct sim_node *node_find(const struct scenario_file *f, const char *name)
{
	for (unsigned i = 0; i < f->num_nodes; i++) {
		if (!strcmp(f->nodes[i]->name, name))
			return f->nodes[i];
	}
	return NULL;
}

static int parse_node(struct parse *p, enum sim_role role)
{
	struct scenario_file *f = p->file;
	const char *name = parse_word(p, "the node's name"), *gt;
	long ssn = role == SIM_HLR ? SCCP_SSN_HLR : SCCP_SSN_CAP;
	struct sim_node *node;

	if (!name)
		return -EINVAL;
	if (node_find(f, name))
		return parse_fail(p, "node %s is there already", name);
	if (!parse_accept(p, "gt") || !(gt = parse_word(p, "the global title's digits")))
		return parse_fail(p, "a node is written: ssf NAME gt DIGITS [ssn N]");
	if (parse_accept(p, "ssn") && parse_number(p, "SSN", 1, 254, &ssn) < 0)
		return -EINVAL;
	node = talloc_zero(f, struct sim_node);
	*node = (struct sim_node){ .name = talloc_strdup(node, name), .role = role, .gt = talloc_strdup(node, gt) };
	if (sccp_addr_from_gt(&node->addr, gt, (uint8_t)ssn) < 0)
		return parse_fail(p, "\"%s\" is no global title: digits only, at most %d", gt, SCCP_GT_MAX_DIGITS);
	f->nodes = talloc_realloc(f, f->nodes, struct sim_node *, f->num_nodes + 1);
	f->nodes[f->num_nodes++] = node;
	return parse_end(p);
}

/* Dotted decimal to contents octets (X.690 8.19). */
static int oid_read(const char *text, uint8_t oid[TCAP_MAX_OID])
{
	unsigned long arc, first = 0;
	size_t n = 0;
	char *end;

	for (unsigned i = 0; *text; i++, text = *end ? end + 1 : end) {
		uint8_t tmp[5];
		int k = 0;

		arc = strtoul(text, &end, 10);
		if (end == text || (*end && *end != '.') || arc > 0xfffffff)
			return -EINVAL;
		if (i == 0) {
			first = arc;
			continue;
		}
		if (i == 1)
			arc += first * 40;
		do {
			tmp[k++] = (uint8_t)(arc & 0x7f);
		} while (arc >>= 7);
		if (n + (size_t)k > TCAP_MAX_OID)
			return -EINVAL;
		while (k--)
			oid[n++] = (uint8_t)(tmp[k] | (k ? 0x80 : 0));
	}
	return n ? (int)n : -EINVAL;
}

static int parse_context(struct parse *p, struct sim_call_def *call)
{
	const char *name = parse_word(p, "the application context");
	const struct cap_context *ctx;
	int len;

	if (!name)
		return -EINVAL;
	call->acn_len = 0;
	if (!strcmp(name, "none"))
		return 0;
	ctx = cap_context_by_name(name);
	if (ctx) {
		memcpy(call->acn, ctx->oid, ctx->oid_len);
		call->acn_len = ctx->oid_len;
	} else {
		len = oid_read(name, call->acn);
		if (len < 0)
			return parse_fail(p, "\"%s\" is neither a known application context nor an OID", name);
		call->acn_len = (uint8_t)len;
		ctx = cap_context_by_oid(call->acn, call->acn_len);
	}
	if (ctx) {
		call->proto = ctx->proto;
		call->phase = ctx->phase;
	}
	return 0;
}

void scenario_phase_context(struct sim_call_def *call, unsigned phase)
{
	call->phase = (uint8_t)phase;
	call->acn_len = phase_context[phase - 1].len;
	memcpy(call->acn, phase_context[phase - 1].oid, call->acn_len);
}

static int parse_phase(struct parse *p, struct sim_call_def *call)
{
	long phase;

	if (parse_number(p, "phase", 1, 4, &phase) < 0)
		return -EINVAL;
	scenario_phase_context(call, (unsigned)phase);
	return 0;
}

static int parse_to(struct parse *p, struct sim_call_def *call)
{
	struct sccp_addr probe;

	if (!parse_accept(p, "gt"))
		return parse_fail(p, "where to is written: to gt DIGITS");
	call->to_gt = parse_word(p, "the global title's digits");
	if (!call->to_gt)
		return -EINVAL;
	if (sccp_addr_from_gt(&probe, call->to_gt, 1) < 0)
		return parse_fail(p, "\"%s\" is no global title", call->to_gt);
	return 0;
}

static int parse_dtid(struct parse *p, struct sim_call_def *call)
{
	const char *text = parse_word(p, "the transaction id");
	char *end;

	if (!text)
		return -EINVAL;
	call->dtid = (uint32_t)strtoul(text, &end, 16);
	call->has_dtid = true;
	return *end || strlen(text) > 8 ? parse_fail(p, "a transaction id is up to 8 hexadecimal digits") : 0;
}

static int parse_call_option(struct parse *p, struct sim_call_def *call)
{
	const char *word = parse_word(p, "an option");
	long ssn;

	if (!word)
		return -EINVAL;
	if (!strcmp(word, "phase"))
		return parse_phase(p, call);
	if (!strcmp(word, "context"))
		return parse_context(p, call);
	if (!strcmp(word, "to"))
		return parse_to(p, call);
	if (!strcmp(word, "dtid"))
		return parse_dtid(p, call);
	if (!strcmp(word, "return")) {
		call->return_option = true;
		return 0;
	}
	if (strcmp(word, "ssn"))
		return parse_fail(p, "a call knows phase, context, to, ssn, dtid and return; not \"%s\"", word);
	if (parse_number(p, "SSN", 1, 254, &ssn) < 0)
		return -EINVAL;
	call->to_ssn = (uint8_t)ssn;
	return 0;
}

static int call_find(const struct scenario *s, const char *name)
{
	for (unsigned i = 0; i < s->num_calls; i++) {
		if (!strcmp(s->calls[i].name, name))
			return (int)i;
	}
	return -1;
}

static int parse_call(struct parse *p, bool accept)
{
	struct scenario *s = parse_current_scenario(p);
	const char *name = parse_word(p, "the call's name"), *node;
	struct sim_call_def *call;

	if (!name || call_find(s, name) >= 0)
		return parse_fail(p, "call %s is there already", name);
	if (!parse_accept(p, accept ? "at" : "from") || !(node = parse_word(p, "the node's name")))
		return parse_fail(p, accept ? "written: accept NAME at NODE" : "written: call NAME from NODE [phase N]");
	s->calls = talloc_realloc(s, s->calls, struct sim_call_def, s->num_calls + 1);
	call = &s->calls[s->num_calls];
	*call = (struct sim_call_def){ .name = talloc_strdup(s, name), .accept = accept, .phase = 2,
				       .node = node_find(p->file, node) };
	if (!call->node)
		return parse_fail(p, "no node %s: say first \"ssf %s gt DIGITS\"", node, node);
	if (call->node->role == SIM_HLR) {
		call->proto = CAP_PROTO_MAP;
		call->phase = 3;
	} else {
		memcpy(call->acn, phase_context[1].oid, phase_context[1].len);
		call->acn_len = phase_context[1].len;
	}
	p->call = (int)s->num_calls++;
	p->dial = -1;
	while (parse_peek(p)) {
		if (parse_call_option(p, call) < 0)
			return -EINVAL;
	}
	if (accept)
		parse_step_add(p, STEP_ACCEPT);
	return 0;
}

static int parse_on(struct parse *p)
{
	const char *name = parse_word(p, "the call's name");

	if (!name)
		return -EINVAL;
	p->call = call_find(parse_current_scenario(p), name);
	p->dial = -1;
	if (p->call < 0 && parse_on_dial(p, name) < 0)
		return parse_fail(p, "no call %s in this scenario", name);
	return parse_end(p);
}

static int parse_wait(struct parse *p)
{
	uint32_t ms;

	parse_current_scenario(p);
	if (parse_duration(p, &ms) < 0)
		return -EINVAL;
	parse_step_add(p, STEP_WAIT)->ms = ms;
	return parse_end(p);
}

static int parse_timeout(struct parse *p)
{
	struct scenario *s = parse_current_scenario(p);

	if (parse_duration(p, &s->timeout_ms) < 0)
		return -EINVAL;
	return parse_end(p);
}

static int parse_abandon(struct parse *p)
{
	if (p->dial >= 0)
		return parse_story_act(p, STORY_FORGET);
	if (!parse_current_call(p))
		return -EINVAL;
	parse_step_add(p, STEP_ABANDON);
	return parse_end(p);
}

static int parse_let(struct parse *p)
{
	const char *name = parse_word(p, "a name"), *value = name ? parse_word(p, "a value") : NULL;

	if (!value)
		return -EINVAL;
	p->lets.v = talloc_realloc(p->file, p->lets.v, struct sim_field, p->lets.n + 1);
	p->lets.v[p->lets.n++] = (struct sim_field){ .key = name, .text = value };
	return parse_end(p);
}

static int parse_story_statement(struct parse *p, const char *verb)
{
	if (!strcmp(verb, "network"))
		return parse_network(p);
	if (!strcmp(verb, "phone"))
		return parse_phone(p);
	if (!strcmp(verb, "dial"))
		return parse_dial(p);
	if (!strcmp(verb, "answer"))
		return parse_story_act(p, STORY_ANSWER);
	if (!strcmp(verb, "reject"))
		return parse_story_act(p, STORY_REJECT);
	if (!strcmp(verb, "conference"))
		return parse_story_act(p, STORY_CONFERENCE);
	if (!strcmp(verb, "hang"))
		return parse_accept(p, "up") ? parse_story_act(p, STORY_HANG_UP) : parse_fail(p, "written: hang up");
	return parse_fail(p, "\"%s\" is no statement (scenario, ssf, gmsc, hlr, call, accept, on, send, expect, wait, abandon, "
			  "timeout, let; network, phone, dial, answer, reject, hang up, conference)", verb);
}

static int parse_statement(struct parse *p)
{
	const char *verb = parse_word(p, "a statement");

	if (!verb)
		return -EINVAL;
	if (!strcmp(verb, "scenario"))
		return parse_scenario(p);
	if (!strcmp(verb, "ssf") || !strcmp(verb, "msc"))
		return parse_node(p, SIM_MSC);
	if (!strcmp(verb, "gmsc"))
		return parse_node(p, SIM_GMSC);
	if (!strcmp(verb, "hlr"))
		return parse_node(p, SIM_HLR);
	if (!strcmp(verb, "call"))
		return parse_call(p, false);
	if (!strcmp(verb, "accept"))
		return parse_call(p, true);
	if (!strcmp(verb, "on"))
		return parse_on(p);
	if (!strcmp(verb, "send"))
		return parse_send(p);
	if (!strcmp(verb, "expect"))
		return parse_expect(p);
	if (!strcmp(verb, "wait"))
		return parse_wait(p);
	if (!strcmp(verb, "timeout"))
		return parse_timeout(p);
	if (!strcmp(verb, "abandon"))
		return parse_abandon(p);
	if (!strcmp(verb, "let"))
		return parse_let(p);
	return parse_story_statement(p, verb);
}

static int parse_statements(struct parse *p)
{
	int rc;

	while ((rc = lex_statement(&p->lex)) == 1) {
		p->at = 0;
		if (parse_statement(p) < 0)
			return -EINVAL;
	}
	if (rc < 0)
		p->lex.num_tokens = 0;	/* the words tell no line here, the lexer's place does */
	return rc < 0 ? parse_fail(p, "%s", p->lex.error) : 0;
}

struct scenario_file *scenario_parse(void *ctx, const char *name, const char *text, char error[SCENARIO_ERROR_SIZE])
{
	struct parse p = { .call = -1, .dial = -1, .error = error };

	error[0] = '\0';
	p.file = talloc_zero(ctx, struct scenario_file);
	p.file->name = talloc_strdup(p.file, name);
	lex_init(&p.lex, p.file, text);
	if (parse_statements(&p) < 0)
		goto failed;
	for (unsigned i = 0; i < p.file->num_scenarios; i++) {
		if (!p.file->scenarios[i]->num_steps) {
			snprintf(error, SCENARIO_ERROR_SIZE, "%s: scenario \"%s\" does nothing", name,
				 p.file->scenarios[i]->title);
			goto failed;
		}
	}
	if (p.file->num_scenarios)
		return p.file;
	snprintf(error, SCENARIO_ERROR_SIZE, "%s: no scenario in it", name);
failed:
	talloc_free(p.file);
	return NULL;
}

struct scenario_file *scenario_read(void *ctx, const char *path, char error[SCENARIO_ERROR_SIZE])
{
	FILE *in = fopen(path, "r");
	struct scenario_file *ret = NULL;
	char *text;
	size_t n;

	if (!in) {
		snprintf(error, SCENARIO_ERROR_SIZE, "%s: %s", path, strerror(errno));
		return NULL;
	}
	text = talloc_zero_size(ctx, SCENARIO_MAX_FILE + 1);
	n = fread(text, 1, SCENARIO_MAX_FILE + 1, in);
	if (ferror(in) || n > SCENARIO_MAX_FILE || memchr(text, '\0', n))
		snprintf(error, SCENARIO_ERROR_SIZE, "%s: no text file, or over 1 MB", path);
	else
		ret = scenario_parse(ctx, path, text, error);
	talloc_free(text);
	fclose(in);
	return ret;
}
