/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The scenario runner against a small gsmSCF of this test over an in-memory MTP: what its language refuses and where,
 * what passes, what fails and how it says so, how a ladder looks. */
#include <stdlib.h>
#include <talloc.h>

#include <mpabx/cap.h>
#include <mpabx/sigtran.h>

#include "../../src/sim/play.h"
#include "check.h"

#define NODE_GT "33689000100"
#define HEAD "ssf msc1 gt 33689000001\n"

static void *ctx;

/* ---- a gsmSCF that knows four called numbers ---- */

struct fake {
	struct sccp *sccp;
	bool wrong_gt, no_aare;
	unsigned aborts, ends;
};

static const uint8_t dialogue_as[] = { 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01 };

static void fake_send(struct fake *f, const struct sccp_unitdata *to, const struct tcap_msg *msg)
{
	struct sccp_unitdata ud = { .called = to->calling, .calling = to->called, .sls = to->sls };
	uint8_t buf[512];
	int rc = tcap_encode(msg, buf, sizeof(buf));

	if (f->wrong_gt)
		sccp_addr_from_gt(&ud.called, "33689000009", SCCP_SSN_CAP);
	ud.data = buf;
	ud.length = (size_t)rc;
	if (rc > 0)
		sccp_unitdata_req(f->sccp, &ud);
}

static void fake_answer(struct fake *f, const struct sccp_unitdata *ud, const struct tcap_msg *in, struct tcap_msg *out)
{
	out->dtid = in->otid;
	out->dtid_len = 4;
	if (out->type == TCAP_CONTINUE) {
		out->otid = 0x01020304;
		out->otid_len = 4;
	}
	if (in->type == TCAP_BEGIN && !f->no_aare) {
		out->dialogue_as = (struct tcap_octets){ dialogue_as, sizeof(dialogue_as) };
		out->pdu = TCAP_AARE;
		out->acn = in->acn;
		out->diag_source = 1;
	}
	fake_send(f, ud, out);
}

static void invoke(struct tcap_msg *m, int32_t code, const uint8_t *parameter, size_t length)
{
	struct tcap_component *c = &m->component[m->num_components];

	*c = (struct tcap_component){ .type = TCAP_INVOKE, .has_invoke_id = true, .code = code,
				      .invoke_id = (int8_t)++m->num_components };
	if (length)
		c->parameter = (struct tcap_octets){ parameter, (uint16_t)length };
}

/* destination +33639980012 */
static const uint8_t connect_arg[] = { 0x30, 0x0c, 0xa0, 0x0a, 0x04, 0x08, 0x84, 0x10, 0x33, 0x36, 0x99, 0x08, 0x10, 0x02 };
/* oAnswer of leg 2, notifyAndContinue */
static const uint8_t rrb_arg[] = { 0x30, 0x0f, 0xa0, 0x0d, 0x30, 0x0b, 0x80, 0x01, 0x07, 0x81, 0x01, 0x01, 0xa2, 0x03,
	0x80, 0x01, 0x02 };

/* By the dialled BCD number, the two octets after 9f 38 03 81. */
static uint8_t dialled(const struct sccp_unitdata *ud)
{
	for (size_t i = 0; i + 4 < ud->length; i++) {
		if (!memcmp(ud->data + i, "\x9f\x38\x02\x81", 4))
			return ud->data[i + 4];
	}
	return 0;
}

static void fake_begin(struct fake *f, const struct sccp_unitdata *ud, const struct tcap_msg *in)
{
	struct tcap_msg out = { .type = TCAP_END };

	switch (dialled(ud)) {
	case 0x12:	/* 21: translated */
		invoke(&out, CAP_OP_CONNECT, connect_arg, sizeof(connect_arg));
		break;
	case 0x22:	/* 22: translated and watched */
		out.type = TCAP_CONTINUE;
		invoke(&out, CAP_OP_REQUEST_REPORT_BCSM_EVENT, rrb_arg, sizeof(rrb_arg));
		invoke(&out, CAP_OP_CONNECT, connect_arg, sizeof(connect_arg));
		break;
	case 0x32:	/* 23: no customer */
		out.num_components = 1;
		out.component[0] = (struct tcap_component){ .type = TCAP_ERROR, .has_invoke_id = true,
			.invoke_id = in->component[0].invoke_id, .code = CAP_ERR_MISSING_CUSTOMER_RECORD };
		break;
	case 0x42:	/* 24: asks for life */
		out.type = TCAP_CONTINUE;
		invoke(&out, CAP_OP_ACTIVITY_TEST, NULL, 0);
		break;
	case 0x99:
		return;
	default:
		invoke(&out, CAP_OP_CONTINUE, NULL, 0);
	}
	fake_answer(f, ud, in, &out);
}

static void fake_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct tcap_decode_error err;
	struct fake *f = priv;
	struct tcap_msg in, out = { .type = TCAP_END };

	if (tcap_decode(&in, ud->data, ud->length, &err) < 0)
		return;
	f->aborts += in.type == TCAP_ABORT;
	f->ends += in.type == TCAP_END && in.pdu == TCAP_AARE && in.dtid == 0x0a0b0c0d;
	if (in.type == TCAP_BEGIN)
		fake_begin(f, ud, &in);
	if (in.type == TCAP_CONTINUE)
		fake_answer(f, ud, &in, &out);
}

static void fake_notice(void *priv, const struct sccp_notice *notice)
{
}

static const struct sccp_user_ops fake_ops = { fake_unitdata, fake_notice };

/* ---- playing a text ---- */

static char output[16384];
static unsigned aborts, ends;

struct setting { bool wrong_gt, no_aare, asks, ladder; };
static void fake_ask(struct fake *f);

/* \returns failures, or -1 where the text is refused: then output is the reason */
static int play_text(const char *text, struct setting set)
{
	struct fake fake = { .wrong_gt = set.wrong_gt, .no_aare = set.no_aare };
	FILE *out = fmemopen(output, sizeof(output), "w");
	struct play_options opt = { .node_gt = NODE_GT, .ladder = set.ladder, .out = out };
	void *run = talloc_named_const(ctx, 0, "run");
	char error[SCENARIO_ERROR_SIZE] = "";
	struct scenario_file *f = scenario_parse(run, "x.scn", text, error);
	struct mtp *a, *b;
	struct play *play;
	int rc = -1;

	mtp_mem_pair(run, 2, 1, 0, &a, &b);
	fake.sccp = sccp_alloc(run, b);
	sccp_bind(fake.sccp, SCCP_SSN_CAP, &fake_ops, &fake);
	sccp_bind(fake.sccp, SCCP_SSN_GSMSCF, &fake_ops, &fake);
	play = play_alloc(run, endpoint_alloc(run, a, NULL), &opt);
	for (unsigned i = 0; f && i < f->num_scenarios; i++) {
		if (play_add(play, f->scenarios[i], error) < 0)
			f = NULL;
	}
	if (set.asks)
		fake_ask(&fake);
	if (f)
		rc = (int)play_run(play);
	else
		fprintf(out, "%s", error);
	fclose(out);
	aborts = fake.aborts;
	ends = fake.ends;
	talloc_free(run);
	return rc;
}

static int plays(const char *text)
{
	return play_text(text, (struct setting){ 0 });
}

#define IDP(number) "send InitialDP made { callingPartyNumber +33639980011, calledPartyBCDNumber " number " }\n"
#define CALL HEAD "call c1 from msc1 phase 2\n"

static void test_refused(void)
{
	static const struct { const char *text, *error; } bad[] = {
		{ "", "x.scn: no scenario in it" },
		{ "dance\n", "x.scn:1: \"dance\" is no statement" },
		{ HEAD "call c1 from msc2\n", "x.scn:2: no node msc2" },
		{ HEAD "send InitialDP\n", "x.scn:2: no call yet" },
		{ CALL "send InitialPD\n", "x.scn:3: no CAP operation \"InitialPD\"" },
		{ CALL "expect ReturnError nonsense\n", "x.scn:3: no such name: \"nonsense\"" },
		{ CALL "expect Connect within 2\n", "x.scn:3: a time needs its unit" },
		{ CALL "send InitialDP {\n serviceKey 1\n", "x.scn:5: a { without its }" },
		{ CALL "send InitialDP { serviceKey \"1 }\n", "x.scn:3: a \" without its pair" },
		{ CALL "send InitialDP made {\n serviceKey 1\n callingNumber 12\n}\n", "x.scn:3: callingNumber 12: no such" },
		{ CALL "send InitialDP made { serviceKey x }\n", "x.scn:3: serviceKey x: no number" },
		{ CALL "send InitialDP { calledPartyBCDNumber 1 }\n", "x.scn:3: InitialDP: serviceKey" },
		{ CALL "send Continue { serviceKey 1 }\n", "x.scn:3: Continue takes no fields" },
		{ CALL "expect Connect { destination 1 }\n", "x.scn:3: Connect has no field \"destination\"" },
		{ CALL "send raw 0\n", "x.scn:3: raw takes pairs" },
		{ CALL "expect TC-END too much\n", "x.scn:3: \"too\" is too much here" },
		{ CALL "send InitialDP made { no }\n", "x.scn:3: the field's name is missing before }" },
		{ CALL "send InitialDP made { serviceKey $key }\n", "x.scn:3: $key was never set" },
		{ HEAD "ssf msc1 gt 33\n", "x.scn:2: node msc1 is there already" },
		{ "ssf msc1 gt 33x\n", "x.scn:1: \"33x\" is no global title" },
		{ CALL "scenario other\n wait 1 ms\nscenario idle\n", "x.scn: scenario \"x\" does nothing" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_INT(plays(bad[i].text), -1);
		if (!CHECK(!strncmp(output, bad[i].error, strlen(bad[i].error))))
			printf("  wanted: %s\n  got:    %s\n", bad[i].error, output);
	}
}

static void passes(const char *text)
{
	if (!CHECK_INT(plays(text), 0))
		printf("%s\n", output);
}

static void test_passes(void)
{
	passes(CALL IDP("21") "expect Connect { destinationRoutingAddress[0] +33639980012 }\nexpect TC-END\n");
	passes(CALL IDP("21") "expect Connect {\n\tdestinationRoutingAddress[0].digits 3363998* # a colleague\n"
	       "\tno redirectingPartyID\n\tdestinationRoutingAddress[0] *\n}\n");
	passes(CALL IDP("22") "expect RequestReportBCSMEvent { bcsmEvents[0].eventTypeBCSM oAnswer }\nexpect Connect\n"
	       "expect TC-CONTINUE\nsend EventReportBCSM { eventTypeBCSM oAnswer, legID.receivingSideID 0x02 }\n"
	       "expect TC-END\n");
	passes(CALL IDP("23") "expect ReturnError missingCustomerRecord\nexpect TC-END\n");
	passes(CALL IDP("24") "expect ActivityTest\nsend ReturnResult\nexpect TC-END\n");
	passes(CALL IDP("99") "expect nothing for 30 ms\nabandon\n");
	passes(CALL "send InitialDP { serviceKey 7 } and operation 99 raw 0500\nexpect Continue\nexpect TC-END\n");
	/* two calls in one scenario, two scenarios side by side, a variable */
	passes("let number +33639980011\n" CALL
	       "send InitialDP made { callingPartyNumber $number, calledPartyBCDNumber 99 }\n"
	       "call c2 from msc1 phase 3\n" IDP("21") "expect Connect\non c1\nabandon\n"
	       "scenario second one\ncall c1 from msc1\n" IDP("21") "expect Connect\n");
	CHECK(strstr(output, "second one"));
	CHECK(strstr(output, "2 passed, 0 failed\n"));
	/* an answer to a dialogue that is over is told so */
	passes(CALL "send raw 6506 4904 dtid\nwait 1 ms\n");
}

/* The gsmSCF begins: anyTimeInterrogation of +33639980011, SSN 147 to the HLR's 6. */
static void fake_ask(struct fake *f)
{
	static const uint8_t argument[] = { 0x30, 0x1a, 0xa0, 0x09, 0x81, 0x07, 0x91, 0x33, 0x36, 0x99, 0x08, 0x10, 0xf1,
		0xa1, 0x04, 0x80, 0x00, 0x81, 0x00, 0x83, 0x07, 0x91, 0x33, 0x86, 0x09, 0x00, 0x10, 0xf0 };
	static const uint8_t context[] = { 0x04, 0x00, 0x00, 0x01, 0x00, 0x1d, 0x03 };
	struct tcap_msg m = { .type = TCAP_BEGIN, .otid = 0x0a0b0c0d, .otid_len = 4, .pdu = TCAP_AARQ,
			      .dialogue_as = { dialogue_as, sizeof(dialogue_as) }, .acn = { context, sizeof(context) } };
	struct sccp_unitdata ud = { 0 };

	sccp_addr_from_gt(&ud.calling, "33689000010", SCCP_SSN_HLR);
	sccp_addr_from_gt(&ud.called, NODE_GT, SCCP_SSN_GSMSCF);
	invoke(&m, MAP_OP_ANY_TIME_INTERROGATION, argument, sizeof(argument));
	fake_send(f, &ud, &m);
}

static void test_accepts(void)
{
	static const char good[] = "hlr hlr1 gt 33689000010\naccept m1 at hlr1\n"
		"expect anyTimeInterrogation { requestedInfo.subscriberState * }\n"
		"send ReturnResult anyTimeInterrogation { subscriberInfo.subscriberState.camelBusy yes } in TC-END\n";

	if (!CHECK_INT(play_text(good, (struct setting){ .asks = true, .ladder = true }), 0))
		printf("%s\n", output);
	CHECK(strstr(output, "HLR hlr1 (33689000010)"));
	CHECK(strstr(output, "|<-- TC-BEGIN AnyTimeInterrogation ---"));
	CHECK(strstr(output, "|-- TC-END ReturnResult AnyTimeInterrogation ---"));
	CHECK_INT(ends, 1);
	CHECK_INT(plays("hlr hlr1 gt 33689000010\ntimeout 10 ms\naccept m1 at hlr1\n"), 1);
	CHECK(strstr(output, "no dialogue was begun towards hlr1 within 10 ms"));
}

static void fails(const char *text, struct setting set, const char *what)
{
	CHECK_INT(play_text(text, set), 1);
	if (!CHECK(strstr(output, what)))
		printf("  wanted: %s\n%s\n", what, output);
}

static void test_fails(void)
{
	struct setting none = { 0 };

	fails(CALL IDP("21") "expect Connect { destinationRoutingAddress[0] +33639980013 }\n", none,
	      "  x.scn:4: expect Connect { destinationRoutingAddress[0] +33639980013 }\n"
	      "  destinationRoutingAddress[0] is +33639980012, expected +33639980013\n");
	fails(CALL IDP("21") "expect Connect { destinationRoutingAddress[0] national 33639980012 }\n", none,
	      "is +33639980012, expected national 33639980012");
	fails(CALL IDP("21") "expect Connect { no destinationRoutingAddress }\n", none,
	      "destinationRoutingAddress is there, expected absent");
	fails(CALL IDP("21") "expect Connect { carrier * }\n", none, "carrier is absent, expected *");
	fails(CALL IDP("21") "expect Continue\n", none, "  Connect destination=+33639980012 came\n");
	fails(CALL IDP("21") "expect TC-END\n", none, "Connect destination=+33639980012 came");
	fails(CALL IDP("21") "expect Connect\nexpect ReleaseCall\n", none, "TC-END came");
	fails(CALL IDP("21") "expect Connect\nexpect TC-END\nexpect Connect\n", none, "the dialogue of c1 is over");
	fails(CALL IDP("21"), none, "call c1: Connect destination=+33639980012 came, and no step expects it");
	fails(CALL IDP("22") "expect RequestReportBCSMEvent\nexpect Connect\n", none, "call c1 is still open");
	CHECK_INT(aborts, 1);	/* and it is cleaned up */
	fails(CALL IDP("99") "expect Connect within 20 ms\n", none, "nothing came within 20 ms");
	fails(CALL IDP("21") "expect nothing for 20 ms\n", none, "Connect destination=+33639980012 came");
	fails(CALL IDP("21") "expect Connect\n", (struct setting){ .wrong_gt = true },
	      "the answer went to GT 33689000009 SSN 146, not to 33689000001 SSN 146");
	fails(CALL IDP("21") "expect Connect\n", (struct setting){ .no_aare = true }, "has no AARE that accepts");
}

static void test_ladder(void)
{
	static const char *const lines[] = {
		"         MSC msc1 (33689000001)", "gsmSCF (33689000100)\n",
		"|-- TC-BEGIN InitialDP serviceKey=1 calling=+33639980011 called=22 ---",
		"|<-- TC-CONTINUE RequestReportBCSMEvent oAnswer + Connect destination=+33639980012 ---",
		"|-- TC-CONTINUE EventReportBCSM event=oAnswer leg=02 ---", "|<-- TC-END ---",
	};
	unsigned width = 0;

	CHECK_INT(play_text(CALL IDP("22") "expect RequestReportBCSMEvent\nexpect Connect\n"
			    "send EventReportBCSM { eventTypeBCSM oAnswer, legID.receivingSideID 0x02 }\nexpect TC-END\n",
			    (struct setting){ .ladder = true }), 0);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (!CHECK(strstr(output, lines[i])))
			printf("  wanted: %s\n%s\n", lines[i], output);
	}
	for (const char *p = output; *p; p += strcspn(p, "\n") + 1) {
		size_t n = strcspn(p, "\n");

		if (!memchr(p, '|', n))
			continue;
		width = width ? width : (unsigned)n;
		CHECK_INT(n, width);
		CHECK(n <= LADDER_WIDTH);
	}
}

/* What does not fit on an arrow goes on below, aligned. */
static void test_ladder_wraps(void)
{
	struct ladder ladder = { 0 };
	char text[301], buf[4096] = "";
	FILE *out = fmemopen(buf, sizeof(buf), "w");

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = i % 10 == 9 ? ' ' : 'x';
	text[300] = '\0';
	ladder_add(ctx, &ladder, 1000, LADDER_RIGHT, text);
	memset(text, 'y', 150);
	text[150] = '\0';
	ladder_add(ctx, &ladder, 3500, LADDER_LEFT, text);
	ladder_print(out, &ladder, "GMSC a (1)", "gsmSCF");
	fclose(out);
	CHECK(strstr(buf, "GMSC a (1)"));
	CHECK(strstr(buf, "     2.5 |<-- yyy"));
	for (const char *p = strchr(buf, '\n') + 1; *p; p += strcspn(p, "\n") + 1)
		CHECK_INT(strcspn(p, "\n"), LADDER_WIDTH);
}

int main(void)
{
	ctx = talloc_named_const(NULL, 0, "scenario test");
	test_refused();
	test_passes();
	test_accepts();
	test_fails();
	test_ladder();
	test_ladder_wraps();
	talloc_free(ctx);
	return CHECK_DONE();
}
