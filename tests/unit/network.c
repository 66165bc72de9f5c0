/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The simulated network against a gsmSCF of this test that says what it is told to: what a switch reports and when, where a
 * call goes on, what the network holds against a node that does wrong. Also the story parser's refusals. */
#include <stdlib.h>
#include <talloc.h>

#include <mpabx/cap.h>
#include <mpabx/sigtran.h>

#include "../../src/sim/network.h"
#include "check.h"

#define NODE_GT "33689000100"

static void *ctx;

/* ---- detection points ---- */

static const char *arm(struct dp_set *set, enum bcsm_side side, unsigned phase, const char *event, unsigned leg)
{
	return dp_arm(ctx, set, side, (uint8_t)phase, true, event, "interrupted", leg, -1, false);
}

static bool refused(const char *why, const char *want)
{
	return why && strstr(why, want);
}

static void test_dp_arm(void)
{
	struct dp_set set = { 0 };

	CHECK(!arm(&set, BCSM_T, 2, "tBusy", 2) && !arm(&set, BCSM_T, 2, "tNoAnswer", 0));
	CHECK(!arm(&set, BCSM_T, 2, "tDisconnect", 1) && !arm(&set, BCSM_T, 2, "tAbandon", 1));
	CHECK(dp_leg_armed(&set, 1) && dp_leg_armed(&set, 2) && dp_controls(&set));
	CHECK(refused(arm(&set, BCSM_T, 1, "tBusy", 2), "no event of a phase 1 switch"));
	CHECK(refused(arm(&set, BCSM_T, 3, "callAccepted", 2), "no event of a phase 3 switch"));
	CHECK(refused(arm(&set, BCSM_T, 2, "tDisconnect", 0), "needs its leg"));
	CHECK(refused(arm(&set, BCSM_T, 2, "tBusy", 3), "leg 3, which this call never had"));
	CHECK(refused(arm(&set, BCSM_T, 2, "tBusy", 1), "does not happen on leg 1"));
	CHECK(refused(arm(&set, BCSM_T, 2, "oAnswer", 2), "no event of a T-BCSM"));
	CHECK(refused(arm(&set, BCSM_T, 2, "routeSelectFailure", 2), "no event of a T-BCSM"));
	CHECK(refused(dp_arm(ctx, &set, BCSM_T, 2, false, "tBusy", "interrupted", 2, -1, false), "nothing is suspended"));
	CHECK(!dp_arm(ctx, &set, BCSM_T, 2, false, "tBusy", "notifyAndContinue", 2, -1, false));
	CHECK(refused(dp_arm(ctx, &set, BCSM_T, 2, true, "tAnswer", "interrupted", 2, 5, false), "no applicationTimer"));
	CHECK(refused(dp_arm(ctx, &set, BCSM_T, 2, true, "tAnswer", "perhaps", 2, -1, false), "no such monitorMode"));
	/* arming again overwrites, transparent disarms */
	CHECK(!dp_arm(ctx, &set, BCSM_T, 2, true, "tBusy", "transparent", 2, -1, false));
	CHECK_INT(set.v[DP_BUSY][2].mode, EDP_NONE);
}

static void arm_all(struct dp_set *set)
{
	memset(set, 0, sizeof(*set));
	arm(set, BCSM_T, 4, "tBusy", 2);
	arm(set, BCSM_T, 4, "tNoAnswer", 2);
	arm(set, BCSM_T, 4, "tAnswer", 2);
	arm(set, BCSM_T, 4, "tDisconnect", 1);
	arm(set, BCSM_T, 4, "tDisconnect", 2);
	arm(set, BCSM_T, 4, "tAbandon", 1);
	arm(set, BCSM_T, 4, "callAccepted", 2);
}

static void test_dp_meet(void)
{
	struct dp_set set;

	arm_all(&set);
	CHECK_INT(dp_meet(&set, DP_BUSY, 2).mode, EDP_INTERRUPT);
	CHECK(!dp_leg_armed(&set, 2));		/* they die with their leg */
	CHECK_INT(set.v[DP_ABANDON][1].mode, EDP_INTERRUPT);
	CHECK_INT(dp_meet(&set, DP_BUSY, 2).mode, EDP_NONE);
	arm_all(&set);
	dp_meet(&set, DP_ALERTING, 2);
	CHECK_INT(set.v[DP_NO_ANSWER][2].mode, EDP_INTERRUPT);
	dp_meet(&set, DP_ANSWER, 2);
	CHECK_INT(set.v[DP_NO_ANSWER][2].mode, EDP_NONE);
	CHECK_INT(set.v[DP_ANSWER][2].mode, EDP_NONE);
	CHECK_INT(set.v[DP_ABANDON][1].mode, EDP_NONE);
	CHECK_INT(set.v[DP_DISCONNECT][2].mode, EDP_INTERRUPT);
	/* automaticRearm */
	CHECK(!dp_arm(ctx, &set, BCSM_T, 4, true, "tAnswer", "interrupted", 2, -1, true));
	dp_meet(&set, DP_ANSWER, 2);
	CHECK_INT(set.v[DP_ANSWER][2].mode, EDP_INTERRUPT);
	dp_meet(&set, DP_DISCONNECT, 2);
	CHECK(dp_leg_armed(&set, 1) && !dp_leg_armed(&set, 2));
	arm_all(&set);
	dp_meet(&set, DP_ABANDON, 1);
	CHECK(!dp_any(&set));
}

static void test_dp_of_cause(void)
{
	CHECK_INT(dp_of_cause(BCSM_T, 17), DP_BUSY);
	CHECK_INT(dp_of_cause(BCSM_T, 20), DP_BUSY);
	CHECK_INT(dp_of_cause(BCSM_T, 19), DP_NO_ANSWER);
	CHECK_INT(dp_of_cause(BCSM_T, 34), DP_BUSY);	/* a T-BCSM has no route to select */
	CHECK_INT(dp_of_cause(BCSM_O, 34), DP_ROUTE_FAILURE);
	CHECK_INT(dp_of_cause(BCSM_O, 18), DP_NO_ANSWER);
}

/* ---- a gsmSCF that does what its lines say ---- */

/* "key=value;key=value"; of ASK, which comes first: a number whose state is asked for before the answer goes out */
struct fake_op { int32_t code; const char *fields; };
#define ASK(number) { MAP_OP_ANY_TIME_INTERROGATION, number }
struct fake_rule {
	const char *on;			/* "idp DIGITS" of the called party, or an event's name */
	bool end;
	struct fake_op op[3];
};

struct fake {
	struct sccp *sccp;
	const struct fake_rule *rules;
	bool used[16];
	const struct fake_rule *asking;
	struct sccp_unitdata to;	/* whom to answer when the HLR has */
	struct tcap_msg in;
	uint8_t acn[TCAP_MAX_OID];
	unsigned aborts, ends;
	char heard[2048];		/* what the switches said, one word each */
};

static const uint8_t dialogue_as[] = { 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01 };

/* Phase 4 knows all fields that any phase knows. */
static int op_argument(const struct cap_operation *op, const char *text, uint8_t *buf, size_t size)
{
	static uint8_t octets[2048];
	struct cap_arena arena = { octets, octets + sizeof(octets) };
	struct cap_error err = { 0 };
	char *all = talloc_strdup(ctx, text), *save = NULL;
	void *value;
	int rc = 0;

	if (!op->argument)
		return 0;
	value = talloc_zero_size(ctx, cap_type_size(op->argument));
	for (char *f = strtok_r(all, ";", &save); f; f = strtok_r(NULL, ";", &save)) {
		char *equals = strchr(f, '=');

		*equals = '\0';
		if (cap_set(op->argument, 4, value, &arena, f, equals + 1, &err) < 0) {
			printf("%s %s: %s\n", f, equals + 1, err.reason);
			abort();
		}
	}
	rc = cap_encode(op->argument, 4, value, buf, size, NULL, &err);
	talloc_free(value);
	return rc;
}

static void fake_answer(struct fake *f, const struct sccp_unitdata *ud, const struct tcap_msg *in,
			const struct fake_rule *rule)
{
	static uint8_t arguments[3][512];
	struct sccp_unitdata out = { .called = ud->calling, .calling = ud->called, .sls = ud->sls };
	struct tcap_msg m = { .type = rule->end ? TCAP_END : TCAP_CONTINUE, .dtid = in->otid, .dtid_len = 4 };
	uint8_t buf[1024];

	if (!rule->end) {
		m.otid = in->otid ^ 0x01000000;
		m.otid_len = 4;
	}
	if (in->type == TCAP_BEGIN) {
		m.dialogue_as = (struct tcap_octets){ dialogue_as, sizeof(dialogue_as) };
		m.pdu = TCAP_AARE;
		m.acn = in->acn;
		m.diag_source = 1;
	}
	for (unsigned i = 0; i < 3 && rule->op[i].fields; i++) {
		const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, rule->op[i].code);
		int n;

		if (!op)
			continue;	/* ASK */
		n = op_argument(op, rule->op[i].fields, arguments[i], sizeof(arguments[i]));

		m.component[m.num_components++] = (struct tcap_component){ .type = TCAP_INVOKE, .has_invoke_id = true,
			.invoke_id = (int8_t)(i + 1), .code = rule->op[i].code,
			.parameter = { n > 0 ? arguments[i] : NULL, n > 0 ? (uint16_t)n : 0 } };
	}
	out.data = buf;
	out.length = (size_t)tcap_encode(&m, buf, sizeof(buf));
	sccp_unitdata_req(f->sccp, &out);
}

static void fake_send(struct fake *f, struct sccp_unitdata *ud, const struct tcap_msg *m)
{
	uint8_t buf[1024];

	ud->data = buf;
	ud->length = (size_t)tcap_encode(m, buf, sizeof(buf));
	sccp_unitdata_req(f->sccp, ud);
}

static void fake_ask(struct fake *f, const struct fake_rule *rule, const struct sccp_unitdata *ud, const struct tcap_msg *in)
{
	const struct cap_context *context = cap_context_by_name("anyTimeInfoEnquiryContext-v3");
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_ANY_TIME_INTERROGATION);
	struct tcap_msg m = { .type = TCAP_BEGIN, .otid = 7, .otid_len = 4, .pdu = TCAP_AARQ, .num_components = 1,
			      .dialogue_as = { dialogue_as, sizeof(dialogue_as) },
			      .acn = { context->oid, context->oid_len } };
	static uint8_t argument[256];
	struct sccp_unitdata out = { 0 };
	char *text = talloc_asprintf(ctx, "subscriberIdentity.msisdn=%s;requestedInfo.subscriberState=yes;"
				     "gsmSCF-Address=+" NODE_GT, rule->op[0].fields);
	int n = op_argument(op, text, argument, sizeof(argument));

	f->asking = rule;
	f->to = *ud;
	f->in = *in;
	memcpy(f->acn, in->acn.v, in->acn.len);
	f->in.acn.v = f->acn;
	m.component[0] = (struct tcap_component){ .type = TCAP_INVOKE, .has_invoke_id = true, .invoke_id = 1,
		.code = op->code, .parameter = { argument, (uint16_t)n } };
	sccp_addr_from_gt(&out.calling, NODE_GT, SCCP_SSN_GSMSCF);
	/* by the subscriber's own number: any HLR will do */
	sccp_addr_from_gt(&out.called, rule->op[0].fields + 1, SCCP_SSN_HLR);
	fake_send(f, &out, &m);
}

static int32_t asked_operation(void *priv, int invoke_id)
{
	return MAP_OP_ANY_TIME_INTERROGATION;
}

/* The HLR's answer goes into what was heard, then the call is answered. */
static void fake_learn(struct fake *f, const struct tcap_msg *in)
{
	struct sim_call_def def = { .proto = CAP_PROTO_MAP, .phase = 3 };
	struct cap_items read = { 0 };
	const struct cap_item *item;

	cap_message_read(ctx, def.proto, def.phase, in, asked_operation, NULL, &read);
	item = &read.v[0];
	snprintf(f->heard + strlen(f->heard), sizeof(f->heard) - strlen(f->heard), "%s\n", item->kind == CAP_ITEM_ERROR ?
		 item->name : item->fields.n ? item->fields.v[0].key : "nothing");
	fake_answer(f, &f->to, &f->in, f->asking);
}

/* ss-InvocationNotification is always welcome. */
static void fake_welcome(struct fake *f, const struct sccp_unitdata *ud, const struct tcap_msg *in)
{
	struct sccp_unitdata out = { .called = ud->calling, .calling = ud->called };
	struct tcap_msg m = { .type = TCAP_END, .dtid = in->otid, .dtid_len = 4, .pdu = TCAP_AARE, .acn = in->acn,
			      .dialogue_as = { dialogue_as, sizeof(dialogue_as) }, .diag_source = 1, .num_components = 1 };

	m.component[0] = (struct tcap_component){ .type = TCAP_RESULT_LAST, .has_invoke_id = true, .code = -1,
		.invoke_id = in->component[0].invoke_id };
	snprintf(f->heard + strlen(f->heard), sizeof(f->heard) - strlen(f->heard), "conference\n");
	fake_send(f, &out, &m);
}

/* "idp 33639980012", or the event's name. */
static void word_of(const struct tcap_component *c, char *word, size_t size)
{
	struct sim_call_def def = { .proto = CAP_PROTO_CAP, .phase = 4 };
	struct tcap_msg m = { .type = TCAP_CONTINUE, .num_components = 1 };
	struct cap_items read = { 0 };
	const char *called, *event;

	m.component[0] = *c;
	cap_message_read(ctx, def.proto, def.phase, &m, play_operation_of, NULL, &read);
	called = cap_flat_get(&read.v[0].fields, "calledPartyNumber.digits");
	if (!called)
		called = cap_flat_get(&read.v[0].fields, "calledPartyBCDNumber.digits");
	event = cap_flat_get(&read.v[0].fields, "eventTypeBCSM");
	if (c->code == CAP_OP_INITIAL_DP)
		snprintf(word, size, "idp %s", called ? called : "?");
	else
		snprintf(word, size, "%s%s", event ? event : "?",
			 cap_flat_get(&read.v[0].fields, "eventSpecificInformationBCSM.tBusySpecificInfo.callForwarded") ?
			 "+forwarded" : "");
}

static void fake_hear(struct fake *f, const struct sccp_unitdata *ud, const struct tcap_msg *in)
{
	char word[64];

	for (unsigned i = 0; i < in->num_components; i++) {
		if (in->component[i].type != TCAP_INVOKE)
			continue;
		word_of(&in->component[i], word, sizeof(word));
		snprintf(f->heard + strlen(f->heard), sizeof(f->heard) - strlen(f->heard), "%s\n", word);
		for (unsigned k = 0; f->rules[k].on; k++) {
			if (f->used[k] || strncmp(f->rules[k].on, word, strlen(f->rules[k].on)))
				continue;
			f->used[k] = true;
			if (f->rules[k].op[0].fields && f->rules[k].op[0].code == MAP_OP_ANY_TIME_INTERROGATION)
				fake_ask(f, &f->rules[k], ud, in);
			else
				fake_answer(f, ud, in, &f->rules[k]);
			break;
		}
	}
}

static void fake_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct tcap_decode_error err;
	struct fake *f = priv;
	struct tcap_msg in;

	if (tcap_decode(&in, ud->data, ud->length, &err) < 0)
		return;
	f->aborts += in.type == TCAP_ABORT;
	f->ends += in.type == TCAP_END;
	if (ud->called.ssn == SCCP_SSN_GSMSCF)
		in.type == TCAP_BEGIN ? fake_welcome(f, ud, &in) : fake_learn(f, &in);
	else if (in.type == TCAP_BEGIN || in.type == TCAP_CONTINUE)
		fake_hear(f, ud, &in);
}

static void fake_notice(void *priv, const struct sccp_notice *notice)
{
}

static const struct sccp_user_ops fake_ops = { fake_unitdata, fake_notice };

static char output[32768];
static struct fake fake;

/* \returns failures, or -1 where the text is refused: then output is the reason */
static int play_text(const char *text, const struct fake_rule *rules)
{
	FILE *out = fmemopen(output, sizeof(output), "w");
	struct play_options opt = { .node_gt = NODE_GT, .out = out };
	void *run = talloc_named_const(ctx, 0, "run");
	char error[SCENARIO_ERROR_SIZE] = "";
	struct scenario_file *f = scenario_parse(run, "x.scn", text, error);
	struct mtp *a, *b;
	struct play *play;
	int rc = -1;

	fake = (struct fake){ .rules = rules };
	mtp_mem_pair(run, 2, 1, 0, &a, &b);
	fake.sccp = sccp_alloc(run, b);
	sccp_bind(fake.sccp, SCCP_SSN_CAP, &fake_ops, &fake);
	sccp_bind(fake.sccp, SCCP_SSN_GSMSCF, &fake_ops, &fake);
	play = play_alloc(run, endpoint_alloc(run, a, NULL), &opt);
	for (unsigned i = 0; f && i < f->num_scenarios; i++) {
		if (play_add(play, f->scenarios[i], error) < 0)
			f = NULL;
	}
	if (f)
		rc = (int)play_run(play);
	else
		fprintf(out, "%s", error);
	fclose(out);
	talloc_free(run);
	return rc;
}

static void passes(const char *text, const struct fake_rule *rules, const char *heard)
{
	if (!CHECK_INT(play_text(text, rules), 0))
		printf("%s\n", output);
	if (heard)
		CHECK_STR(fake.heard, heard);
}

static void fails(const char *text, const struct fake_rule *rules, const char *what)
{
	CHECK_INT(play_text(text, rules), 1);
	if (!CHECK(strstr(output, what)))
		printf("  wanted: %s\n%s\n", what, output);
}

/* ---- stories ---- */

#define EVENT(n, event, mode, leg) "bcsmEvents[" #n "].eventTypeBCSM=" event ";bcsmEvents[" #n "].monitorMode=" mode \
	";bcsmEvents[" #n "].legID.sendingSideID=0x0" #leg ";"
#define N "notifyAndContinue"
#define R "interrupted"
#define TIMER(n, s) "bcsmEvents[" #n "].dpSpecificCriteria.applicationTimer=" #s ";"
/* what a hunt arms for a leg, with a no-answer timer */
#define ARM_T(s) { CAP_OP_REQUEST_REPORT_BCSM_EVENT, EVENT(0, "tBusy", R, 2) EVENT(1, "tNoAnswer", R, 2) TIMER(1, s) \
	EVENT(2, "tAnswer", N, 2) EVENT(3, "tDisconnect", N, 1) EVENT(4, "tDisconnect", N, 2) EVENT(5, "tAbandon", N, 1) }
#define CONNECT(to, reason, counter) { CAP_OP_CONNECT, "destinationRoutingAddress[0]=" to ";redirectingPartyID=+33639980011;" \
	"originalCalledPartyID=+33639980011;redirectionInformation=" reason " " counter }
#define CONTINUE { CAP_OP_CONTINUE, "" }

#define A "+33639980011"
#define NET "network timers 50x\nphone " A " hlr-forwarding none\n"
#define DIAL "dial c1 +33199009876 -> " A "\n"

/* A is busy, C is off and skipped, E does not answer in time, F does; the caller hangs up. */
static void test_hunt(void)
{
	static const struct fake_rule rules[] = {
		{ "idp 33639980011", false, { ARM_T(25), CONTINUE } },
		{ "tBusy", false, { ARM_T(10), CONNECT("+33199000003", "busy", "1") } },
		{ "tBusy", false, { ARM_T(10), CONNECT("+33199000005", "busy", "2") } },
		{ "tNoAnswer", false, { ARM_T(10), CONNECT("+33199000006", "busy", "3") } },
		{ "tDisconnect", true, { { 0 } } }, { 0 },
	};

	passes(NET "phone " A " busy\nphone +33199000003 off\nphone +33199000006 answers after 2 s\n" DIAL
	       "expect busy " A "\nexpect unreachable +33199000003\n"
	       "expect rings +33199000005 { redirecting " A ", reason busy, counter 2, by pabx }\n"
	       "expect stops +33199000005 after 10 s\n"
	       "expect rings +33199000006 { counter 3 }\nexpect answered +33199000006 after 2 s\n"
	       "expect sent Connect { destinationRoutingAddress[0] +33199000005 }\n"
	       "hang up c1\n",
	       rules, "idp 33639980011\ntBusy\ntBusy\ntNoAnswer\ntAnswer\ntDisconnect\n");
}

/* A leg to a line of the network triggers that line again; with and without the diversion's fields. */
static void test_triggers_again(void)
{
	static const struct fake_rule rules[] = {
		{ "idp 33639980011", true, { CONNECT("+33639980012", "unconditional", "1") } },
		{ "idp 33639980012", true, { CONTINUE } }, { 0 },
	};
	static const char heard[] = "idp 33639980011\nidp 33639980012\n";

	passes(DIAL "expect rings +33639980012 { redirecting " A ", calling +33199009876 }\nhang up c1\n", rules, heard);
	passes("network strip redirecting calling\n" DIAL
	       "expect rings +33639980012 { no redirecting, original " A ", no calling, counter 1 }\nhang up c1\n",
	       rules, heard);
	passes("network strip all\n" DIAL "expect rings +33639980012 { no original, no counter }\nhang up\n", rules, heard);
}

/* What a scenario says of its network stands on top of what the file says, and is not the next one's. */
static void test_network_of_a_scenario(void)
{
	static const struct fake_rule rules[] = {
		{ "idp 33639980011", true, { CONNECT("+33639980012", "unconditional", "1") } },
		{ "idp 33639980012", true, { CONTINUE } }, { 0 },
	};

	passes("network phase 3, strip calling\nscenario a\nnetwork strip original\n"
	       DIAL "expect rings +33639980012 { no original, calling +33199009876 }\nhang up c1\n", rules, NULL);
	passes("network strip calling\nscenario a\nnetwork phase 3\n"
	       DIAL "expect rings +33639980012 { no calling }\nexpect why own-leg\nhang up c1\n", rules, NULL);
	passes("scenario a\nnetwork strip all\nphone +33639980012 busy\nphone +33639980012 idle\nscenario b\n"
	       DIAL "expect rings +33639980012 { original " A " }\nhang up c1\n", rules, NULL);
}

/* The HLR's own forwarding runs where the node only continues, is announced from phase 3 on, and not run where the node
 * connects. */
static void test_hlr_forwarding(void)
{
	static const struct fake_rule continues[] = {
		{ "idp 33639980011", false, { ARM_T(25), CONTINUE } }, { "tBusy", true, { CONTINUE } }, { 0 },
	};
	static const struct fake_rule connects[] = {
		{ "idp 33639980011", false, { ARM_T(25), CONTINUE } },
		{ "tBusy", true, { CONNECT("+33199000003", "busy", "1") } }, { 0 },
	};

	passes("network phase 3\nphone " A " busy\n" DIAL
	       "expect rings +33199008888 { redirecting " A ", reason busy, by network }\n"
	       "expect answered +33199008888\nhang up c1\n", continues, "idp 33639980011\ntBusy+forwarded\n");
	passes("network phase 2\nphone " A " busy\n" DIAL "expect rings +33199008888\nexpect answered +33199008888\nhang up\n",
	       continues, "idp 33639980011\ntBusy\n");
	passes("network phase 3\nphone " A " busy\n" DIAL "expect rings +33199000003 { by pabx }\nhang up c1\n", connects, NULL);
}

/* The caller goes while the node has the call in its hand. */
static void test_abandon(void)
{
	static const struct fake_rule rules[] = {
		{ "idp 33639980011", false, { ARM_T(25), CONTINUE } },
		{ "tAbandon", true, { { 0 } } }, { 0 },
	};
	static const struct fake_rule nothing[] = { { 0 } };

	passes(NET DIAL "expect rings " A "\nhang up\nexpect stops " A "\n", rules, "idp 33639980011\ntAbandon\n");
	/* unanswered InitialDP: the transaction is only ours */
	passes(NET DIAL "hang up c1\nwait 1 s\n", nothing, "idp 33639980011\n");
}

static void test_release(void)
{
	static const struct fake_rule rules[] = {
		{ "idp 33639980011", true, { { CAP_OP_RELEASE_CALL, "allCallSegments=17" } } }, { 0 },
	};

	passes(NET DIAL "expect released 17\n", rules, NULL);
	fails(NET DIAL "expect released 20\n", rules, "the caller is released with cause 17");
	fails(NET DIAL "expect rings " A "\n", rules, "the caller is released with cause 17");
	fails(NET DIAL "wait 1 s\n", rules, "call c1: the caller is released with cause 17, and no step expects it");
}

/* A silent node: Tssf, then the CSI's default handling. */
static void test_silent(void)
{
	static const struct fake_rule nothing[] = { { 0 } };

	passes("network tssf 20 ms\n" DIAL "expect silence\nexpect rings " A "\nhang up c1\n", nothing, NULL);
	fails("network tssf 20 ms\n" DIAL "expect rings " A "\n", nothing, "the node is silent: Tssf ran out");
}

/* The HLR knows what its phones do at this moment. */
static void test_hlr(void)
{
	static const struct fake_rule rules[] = { { "idp", true, { ASK(A), CONTINUE } }, { 0 } };

#define STATE "subscriberInfo.subscriberState."
	passes(NET DIAL "expect asked " A "\nexpect rings " A "\nhang up\n", rules, "idp 33639980011\n" STATE "assumedIdle\n");
	passes(NET "phone " A " off\n" DIAL "expect released 20\n", rules, "idp 33639980011\n" STATE "netDetNotReachable\n");
	passes(NET "phone " A " busy\n" DIAL "expect released 17\n", rules, "idp 33639980011\n" STATE "camelBusy\n");
	passes("network ati refused\n" DIAL "expect rings " A "\nhang up\n", rules, "idp 33639980011\nati-NotAllowed\n");
	passes("network ati silent, tssf 20 ms\n" DIAL "expect silence\nexpect rings " A "\nhang up\n", rules,
	       "idp 33639980011\n");
#undef STATE
}

static void test_conference(void)
{
	static const struct fake_rule rules[] = { { "idp", true, { CONTINUE } }, { 0 } };

	passes(NET DIAL "answer " A "\nexpect rings " A "\nexpect answered " A "\nconference " A "\nhang up\n", rules,
	       "idp 33639980011\nconference\n");
}

/* A number that is nobody's line triggers where it is dialled. */
static void test_ncsi(void)
{
	static const struct fake_rule rules[] = {
		{ "idp 33199000800", true, { CONNECT("+33639980011", "unconditional", "1") } },
		{ "idp 33639980011", true, { CONTINUE } }, { 0 },
	};
	static const struct fake_rule through[] = { { "idp 33199000800", true, { CONTINUE } }, { 0 } };

	passes("network ncsi +33199000800\ndial c1 +33199009876 -> +33199000800\nexpect rings " A "\nhang up\n", rules,
	       "idp 33199000800\nidp 33639980011\n");
	passes("network ncsi +33199000800\ndial c1 +33199009876 -> 0199000800\nexpect rings +33199000800\nhang up\n", through,
	       "idp 33199000800\n");
}

/* Where the node forbids it, the HLR's own forwarding does not run. */
static void test_call_diversion_treatment(void)
{
	static const struct fake_rule rules[] = {
		{ "idp 33639980011", true, { { CAP_OP_CONTINUE_WITH_ARGUMENT, "serviceInteractionIndicatorsTwo."
			"forwardServiceInteractionInd.callDiversionTreatmentIndicator=0x02" } } }, { 0 },
	};

	passes("network phase 3\nphone " A " busy\n" DIAL "expect busy " A "\nexpect released 17\n", rules, NULL);
	passes("network phase 3, forwards-at vmsc\nphone " A " busy\n" DIAL "expect busy " A "\nexpect released 17\n", rules,
	       NULL);
}

/* EDP-R on answer and on the called party's end: the node may hold the call, and connect it onward after. */
static void test_follow_on(void)
{
	static const struct fake_rule rules[] = {
		{ "idp", false, { { CAP_OP_REQUEST_REPORT_BCSM_EVENT, EVENT(0, "tAnswer", R, 2) EVENT(1, "tDisconnect", R, 2)
				    EVENT(2, "tAbandon", N, 1) EVENT(3, "tDisconnect", N, 1) }, CONTINUE } },
		{ "tAnswer", false, { CONTINUE } },
		{ "tDisconnect", true, { CONNECT("+33199000003", "unconditional", "1") } }, { 0 },
	};

	passes(NET "phone " A " answers after 1 s, hangs-up after 4 s\n" DIAL "expect rings " A "\nexpect answered " A "\n"
	       "expect rings +33199000003 after 4 s\nanswer +33199000003\nexpect answered +33199000003\nhang up c1\n", rules,
	       "idp 33639980011\ntAnswer\ntDisconnect\n");
}

/* Questions of the node that change nothing: they are answered, and the call's times are told at its end. */
static void test_questions(void)
{
	static const struct fake_rule rules[] = {
		{ "idp", false, { { CAP_OP_CALL_INFORMATION_REQUEST, "requestedInformationTypeList[0]=releaseCause" }, ARM_T(25),
				  CONTINUE } },
		{ "tAnswer", false, { { CAP_OP_ACTIVITY_TEST, "" } } }, { "tDisconnect", true, { { 0 } } }, { 0 },
	};
	static const struct fake_rule resets[] = {
		{ "idp", false, { { CAP_OP_RESET_TIMER, "timervalue=1" } } }, { 0 },
	};
	static const struct fake_rule cancels[] = {
		{ "idp", false, { ARM_T(25), CONTINUE } },
		{ "tAnswer", false, { { CAP_OP_CANCEL, "allRequests=yes" } } }, { 0 },
	};

	passes(NET DIAL "answer " A "\nexpect rings " A "\nexpect answered " A "\nexpect sent ActivityTest\nhang up\n", rules,
	       "idp 33639980011\ntAnswer\ntDisconnect\n?\n");
	/* 30 ms of Tssf become a second */
	fails("network tssf 30 ms\ntimeout 100 ms\n" DIAL "wait 60 ms\nexpect silence\n", resets, "nothing like it within 100 ms");
	/* nothing is armed any more: the switch reports nothing, and ends what is left */
	passes(NET DIAL "answer " A "\nexpect rings " A "\nexpect answered " A "\nhang up +33639980011\nexpect released 16\n",
	       cancels, "idp 33639980011\ntAnswer\n");
	CHECK_INT(fake.ends, 1);
}

/* A switch that dies, and one that leaves silently. */
static void test_leaves(void)
{
	static const struct fake_rule rules[] = { { "idp", false, { ARM_T(25), CONTINUE } }, { 0 } };
	static const struct fake_rule answer[] = {
		{ "idp", false, { { CAP_OP_REQUEST_REPORT_BCSM_EVENT, EVENT(0, "tAnswer", N, 2) EVENT(1, "tDisconnect", N, 2) },
				  CONTINUE } }, { 0 },
	};

	passes(NET DIAL "expect rings " A "\nabandon\n", rules, "idp 33639980011\n");
	CHECK_INT(fake.ends, 0);
	/* the caller goes unreported: the switch ends the dialogue, or just forgets it */
	passes(NET DIAL "expect rings " A "\nhang up c1\n", answer, NULL);
	CHECK_INT(fake.ends, 1);
	passes("network ends pre-arranged\n" DIAL "expect rings " A "\nhang up c1\n", answer, NULL);
	CHECK_INT(fake.ends, 0);
}

/* What the network holds against the node. */
static void test_accuses(void)
{
	static const struct fake_rule open[] = { { "idp", false, { CONTINUE } }, { 0 } };
	static const struct fake_rule phase_1[] = { { "idp", false, { ARM_T(25), CONTINUE } }, { 0 } };
	static const struct fake_rule mute[] = { { "idp", true, { { 0 } } }, { 0 } };
	static const struct fake_rule no_control[] = {
		{ "idp", false, { { CAP_OP_REQUEST_REPORT_BCSM_EVENT, EVENT(0, "tAnswer", N, 2) EVENT(1, "tDisconnect", N, 2) },
				  CONTINUE } },
		{ "tAnswer", true, { { CAP_OP_RELEASE_CALL, "allCallSegments=16" } } }, { 0 },
	};
	static const struct fake_rule not_waiting[] = {
		{ "idp", false, { ARM_T(25), CONTINUE } }, { "tAnswer", false, { CONTINUE } }, { 0 },
	};
	static const struct fake_rule behind[] = { { "idp", false, { CONTINUE, ARM_T(25) } }, { 0 } };
	static const struct fake_rule not_again[] = {
		{ "idp", false, { ARM_T(25), CONTINUE } },
		{ "tBusy", false, { CONNECT("+33199000003", "busy", "1") } }, { 0 },
	};
	static const struct fake_rule no_end[] = { { "idp", false, { ARM_T(25), CONTINUE } }, { 0 } };
	static const struct fake_rule circle[] = {
		{ "idp 33639980011", true, { CONNECT("+33639980011", "busy", "1") } }, { 0 },
	};

	fails(NET DIAL "expect rings " A "\n", open, "this belonged in TC-END, now the dialogue is left open");
	fails(NET "network phase 1\n" DIAL "expect rings " A "\n", phase_1, "tBusy is no event of a phase 1 switch");
	fails(NET DIAL "expect rings " A "\n", mute, "nothing was said of how the suspended call goes on");
	fails(NET DIAL "answer " A "\nexpect rings " A "\nexpect answered " A "\nwait 5 s\n", no_control,
	      "ReleaseCall without control");
	fails(NET DIAL "answer " A "\nexpect rings " A "\nexpect answered " A "\nwait 5 s\n", not_waiting,
	      "Continue came while nothing was suspended");
	fails(NET DIAL "expect rings " A "\n", behind, "RequestReportBCSMEvent stands behind the operation");
	fails(NET "phone " A " busy\n" DIAL "expect busy " A "\nwait 5 s\n", not_again, "nothing is armed for the new leg");
	fails("timeout 50 ms\n" NET DIAL "expect rings " A "\nhang up c1\n", no_end, "the node leaves the dialogue open");
	CHECK_INT(play_text("network tssf 30 ms\ntimeout 50 ms\n" DIAL "expect rings " A "\n", circle), 1);
}

/* ---- the parser ---- */

static void test_refused(void)
{
	static const struct { const char *text, *error; } bad[] = {
		{ "dial c1 +331 -> \n", "x.scn:1: what is dialled is missing" },
		{ "dial c1 331x -> 12\n", "x.scn:1: who dials is a number" },
		{ "dial c1 +331 to 12\n", "x.scn:1: written: dial NAME" },
		{ DIAL DIAL, "x.scn:2: call c1 is there already" },
		{ DIAL "expect ring " A "\n", "x.scn:2: a story expects rings" },
		{ "hang up c1\n", "x.scn:1: nobody has dialled yet" },
		{ DIAL "answer c1\n", "x.scn:2: a phone does that, not a call" },
		{ DIAL "hang c1\n", "x.scn:2: written: hang up" },
		{ DIAL "dial c2 +331 -> 12 phase 5\n", "x.scn:2: phase is a number from 1 to 4" },
		{ "network phase 7\n", "x.scn:1: phase is a number" },
		{ "network timers 20\n", "x.scn:1: written: timers 20x" },
		{ "network strip everything\n", "x.scn:1: strip nothing, all" },
		{ "network gt-msc 33x\n", "x.scn:1: \"33x\" is no global title" },
		{ "network {\n phase 2\n colour blue\n}\n", "x.scn:3: a network knows" },
		{ "phone +331 sleeps\n", "x.scn:1: a phone knows" },
		{ "phone +331 answers after 3\n", "x.scn:1: a time needs its unit" },
		{ "phone +331 csi x\n", "x.scn:1: csi o, t" },
		{ DIAL "expect why not\n", "x.scn:2: the rule's name is missing" },
		{ "expect why hunt\n", "x.scn:1: " },
		{ DIAL "expect nothing\n", "x.scn:2: written: expect nothing for" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(play_text(bad[i].text, NULL), -1);
		if (!CHECK(!strncmp(output, bad[i].error, strlen(bad[i].error))))
			printf("  wanted: %s\n  got:    %s\n", bad[i].error, output);
	}
}

static void test_numbers(void)
{
	static const struct { const char *in, *out; } numbers[] = {
		{ "0639980011", "+33639980011" }, { "0033639980011", "+33639980011" }, { "+33639980011", "+33639980011" },
		{ "national 639980011", "+33639980011" }, { "unknown 112", "112" }, { "23", "23" }, { "*21#", "*21#" },
	};
	char ret[STORY_NUMBER_SIZE];

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		number_in_full(numbers[i].in, ret);
		CHECK_STR(ret, numbers[i].out);
	}
}

int main(void)
{
	ctx = talloc_named_const(NULL, 0, "network test");
	test_dp_arm();
	test_dp_meet();
	test_dp_of_cause();
	test_hunt();
	test_triggers_again();
	test_network_of_a_scenario();
	test_hlr_forwarding();
	test_abandon();
	test_release();
	test_silent();
	test_hlr();
	test_conference();
	test_ncsi();
	test_call_diversion_treatment();
	test_follow_on();
	test_questions();
	test_leaves();
	test_accuses();
	test_refused();
	test_numbers();
	talloc_free(ctx);
	return CHECK_DONE();
}
