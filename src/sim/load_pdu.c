/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The messages of a load. They are written as a scenario and built by its code, so there is one place that knows what an
 * MSC sends; then only transaction ids change, and an answer is compared octet by octet with the first one, which was
 * read and judged. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "load.h"
#include "play.h"

static const char script[] =
	"ssf load gt %s\n"
	"call c from load phase %u\n"
	"send InitialDP made { serviceKey %s, callingPartyNumber %s, calledPartyBCDNumber \"%s\" }\n"
	"send EventReportBCSM { eventTypeBCSM oAnswer, legID.receivingSideID 0x02\n"
	"                       miscCallInfo.messageType notification } in TC-CONTINUE\n"
	"send EventReportBCSM { eventTypeBCSM oDisconnect\n"
	"                       eventSpecificInformationBCSM.oDisconnectSpecificInfo.releaseCause 16\n"
	"                       legID.receivingSideID 0x02, miscCallInfo.messageType notification } in TC-CONTINUE\n";

/* The ids stand first: message tag and length, then [48 04 otid] [49 04 dtid] (Q.773 4.2.1). */
static void find_ids(struct load_pdu *pdu)
{
	size_t at = pdu->octets[1] & 0x80 ? 2u + (pdu->octets[1] & 0x7f) : 2;

	pdu->otid_at = pdu->dtid_at = 0;
	for (; pdu->octets[at] == 0x48 || pdu->octets[at] == 0x49; at += 6)
		*(pdu->octets[at] == 0x48 ? &pdu->otid_at : &pdu->dtid_at) = at + 2;
}

static void put_id(struct load_pdu *pdu, size_t at, uint32_t id)
{
	for (size_t i = 0; at && i < 4; i++)
		pdu->octets[at + i] = (uint8_t)(id >> (24 - 8 * i));
}

void load_pdu_patch(struct load_pdu *pdu, uint32_t otid, uint32_t dtid)
{
	put_id(pdu, pdu->otid_at, otid);
	put_id(pdu, pdu->dtid_at, dtid);
}

static int build_all(struct play_scenario *ps, struct load_script *ret, char **why)
{
	struct load_pdu *const pdus[] = { &ret->begin, &ret->answer, &ret->disconnect };
	struct play_call call;

	play_call_init(&call, ps, &ps->def->calls[0]);
	ret->ssf = call.def->node->addr;
	ret->node = call.peer;
	for (unsigned i = 0; i < sizeof(pdus) / sizeof(pdus[0]); i++) {
		int rc = play_build(ps, &call, &ps->def->steps[i], pdus[i]->octets, sizeof(pdus[i]->octets), why);

		if (rc < 0)
			return rc;
		pdus[i]->length = (size_t)rc;
		find_ids(pdus[i]);
	}
	return 0;
}

int load_script_build(void *ctx, struct endpoint *ep, const struct load_call *call, struct load_script *ret)
{
	struct play_options opt = { .node_gt = call->node_gt };
	struct play play = { .endpoint = ep, .opt = opt };
	struct play_scenario *ps = talloc_zero(ctx, struct play_scenario);
	char error[SCENARIO_ERROR_SIZE] = "", *why = NULL;
	char *text = talloc_asprintf(ctx, script, call->from_gt, call->phase, call->service_key, call->calling,
				     call->called);
	struct scenario_file *f = scenario_parse(ctx, "load", text, error);
	int rc = -EINVAL;

	ps->play = &play;
	if (f) {
		ps->def = f->scenarios[0];
		rc = build_all(ps, ret, &why);
	}
	if (rc < 0)
		fprintf(stderr, "mpabx-sim load: %s\n", why ? why : error);
	talloc_free(ps);
	talloc_free(f);
	talloc_free(text);
	return rc < 0 ? -EINVAL : 0;
}

static int32_t no_operation(void *priv, int invoke_id)
{
	return -1;
}

/* Reads the first answer as a scenario would. */
static bool answer_judge(const struct tcap_msg *msg, unsigned phase, const char *destination, const char **why)
{
	struct sim_call_def def = { .proto = CAP_PROTO_CAP, .phase = (uint8_t)phase };
	void *ctx = talloc_named_const(NULL, 0, "answer");
	const char *digits = NULL;
	struct cap_items m;

	*why = NULL;
	cap_message_read(ctx, def.proto, def.phase, msg, no_operation, NULL, &m);
	for (unsigned i = 0; i + 1 < m.n; i++) {
		if (m.v[i].broken)
			*why = "an operation that cannot be read";
		if (m.v[i].code == CAP_OP_CONNECT)
			digits = cap_flat_get(&m.v[i].fields, "destinationRoutingAddress[0].digits");
	}
	if (!*why && destination && (!digits || strcmp(digits, destination)))
		*why = "a Connect to another destination, or none";
	talloc_free(ctx);
	return !*why;
}

static bool answer_has_form(enum load_kind kind, const struct tcap_msg *msg)
{
	const struct tcap_component *c = msg->component;

	if (kind == LOAD_CONNECT)
		return msg->type == TCAP_END && msg->num_components == 1 && c[0].type == TCAP_INVOKE &&
		       (c[0].code == CAP_OP_CONNECT || c[0].code == CAP_OP_CONTINUE);
	return msg->type == TCAP_CONTINUE && msg->num_components == 2 && c[0].type == TCAP_INVOKE &&
	       c[0].code == CAP_OP_REQUEST_REPORT_BCSM_EVENT && c[1].type == TCAP_INVOKE &&
	       (c[1].code == CAP_OP_CONNECT || c[1].code == CAP_OP_CONTINUE);
}

static bool answer_is_same(struct load_answer *a, const struct tcap_msg *msg)
{
	size_t at = 0;

	for (unsigned i = 0; i < msg->num_components; i++) {
		const struct tcap_component *c = &msg->component[i];

		if (!a->known) {
			a->code[i] = c->code;
			a->length[i] = c->parameter.len;
			if (c->parameter.len)
				memcpy(a->parameters + at, c->parameter.v, c->parameter.len);
		} else if (a->code[i] != c->code || a->length[i] != c->parameter.len ||
			   (c->parameter.len && memcmp(a->parameters + at, c->parameter.v, c->parameter.len))) {
			return false;
		}
		at += c->parameter.len;
	}
	a->known = true;
	return true;
}

bool load_answer_check(struct load_answer *answer, enum load_kind kind, const struct tcap_msg *msg, unsigned phase,
		       const char *destination, const char **why)
{
	*why = "an answer of another form";
	if (!answer_has_form(kind, msg))
		return false;
	if (!answer->known && !answer_judge(msg, phase, destination, why))
		return false;
	*why = "an answer that differs from the first";
	return answer_is_same(answer, msg);
}
