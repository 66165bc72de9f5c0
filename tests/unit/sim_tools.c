/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What run, load and attack lean on: captures, broken messages, the messages of a load and the judgement of answers. */
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>

#include "../../src/sim/break.h"
#include "../../src/sim/capture.h"
#include "../../src/sim/load.h"
#include "../../src/sim/scenario.h"
#include "check.h"

static void *ctx;

static size_t read_file(const char *path, uint8_t *buf, size_t size)
{
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(buf, 1, size, f) : 0;

	if (f)
		fclose(f);
	return n;
}

static void test_capture(void)
{
	static const uint8_t out[] = { 9, 0, 1 }, in[] = { 9, 0, 2, 3 };
	/* SIO, then the label: DPC 1, OPC 2, SLS 5 and the other way round */
	static const uint8_t label_out[] = { 0x83, 0x01, 0x80, 0x00, 0x50 }, label_in[] = { 0x83, 0x02, 0x40, 0x00, 0x50 };
	char dir[] = "/tmp/mpabx-capture.XXXXXX", all[64], node[64];
	struct capture *cap = NULL;
	uint8_t buf[256];
	uint32_t word;

	CHECK(mkdtemp(dir));
	snprintf(all, sizeof(all), "%s/a.pcap", dir);
	snprintf(node, sizeof(node), "%s/a.from-node.pcap", dir);
	CHECK_INT(capture_open(ctx, all, 2, 1, &cap), 0);
	capture_message(cap, false, 5, out, sizeof(out));
	capture_message(cap, true, 5, in, sizeof(in));
	CHECK_INT(capture_close(&cap), 0);
	CHECK(!cap);
	CHECK_INT(capture_close(&cap), 0);
	CHECK_INT(read_file(all, buf, sizeof(buf)), 24 + 16 + 5 + 3 + 16 + 5 + 4);
	memcpy(&word, buf, 4);
	CHECK_INT(word, 0xa1b2c3d4);
	memcpy(&word, buf + 20, 4);
	CHECK_INT(word, 141);
	memcpy(&word, buf + 24 + 8, 4);
	CHECK_INT(word, 8);
	CHECK_MEM(buf + 40, 5, label_out, 5);
	CHECK_MEM(buf + 45, 3, out, 3);
	CHECK_INT(read_file(node, buf, sizeof(buf)), 24 + 16 + 5 + 4);
	CHECK_MEM(buf + 40, 5, label_in, 5);
	CHECK_MEM(buf + 45, 4, in, 4);
	unlink(all);
	unlink(node);
	rmdir(dir);
	CHECK(capture_open(ctx, "/nowhere/a.pcap", 2, 1, &cap) < 0);
}

/* The same seed breaks the same way, another one in another; nothing is written past the room. */
static void test_break(void)
{
	struct breaker a, b, c;
	unsigned same = 0, shorter = 0, longer = 0;

	break_seed(&a, 7);
	break_seed(&b, 7);
	break_seed(&c, 8);
	for (int i = 0; i < 2000; i++) {
		uint8_t *x = malloc(40), y[40], z[40];
		size_t nx = 30, ny = 30, nz = 30;

		memset(x, i, 40);
		memset(y, i, 40);
		memset(z, i, 40);
		break_octets(&a, x, &nx, 40);
		break_octets(&b, y, &ny, 40);
		break_octets(&c, z, &nz, 40);
		if (nx != ny || memcmp(x, y, nx) || nx > 40)
			CHECK(!"a seed repeats and keeps its room");
		same += nx == nz && !memcmp(x, z, nx);
		shorter += nx < 30;
		longer += nx > 30;
		free(x);
	}
	CHECK(same < 100);
	CHECK(shorter > 300);
	CHECK(longer > 50);
	CHECK_INT(break_random(&a, 0), 0);
}

static void test_names(void)
{
	struct tcap_problem p;

	CHECK_INT(cap_problem_by_name("unrecognizedOperation", &p), 0);
	CHECK_INT(p.type << 8 | p.code, 0x8101);
	CHECK_STR(cap_problem_name(p), "unrecognizedOperation");
	CHECK(cap_problem_by_name("nothing", &p) < 0);
	CHECK_STR(cap_problem_name((struct tcap_problem){ 0x81, 99 }), "unknownProblem");
	CHECK_INT(cap_p_abort_by_name("unrecognizedTransactionID"), 1);
	CHECK(!cap_p_abort_name(9));
	CHECK_INT(cap_u_abort_by_name("application-timer-expired"), 2);
	CHECK(!cap_u_abort_name(0) && !cap_u_abort_name(-1));
}

/* ---- load ---- */

static struct load_script script;

static void test_load_script(void)
{
	struct load_call call = { .from_gt = "33689000001", .node_gt = "33689000100", .service_key = "1",
				  .calling = "+33639980011", .called = "23", .phase = 2 };
	struct tcap_decode_error err;
	struct mtp *a, *b;
	struct tcap_msg msg;

	mtp_mem_pair(ctx, 2, 1, 1, &a, &b);
	CHECK_INT(load_script_build(ctx, endpoint_alloc(ctx, a, NULL), &call, &script), 0);
	load_pdu_patch(&script.begin, 0x11223344, 0);
	CHECK_INT(tcap_decode(&msg, script.begin.octets, script.begin.length, &err), 0);
	CHECK(msg.type == TCAP_BEGIN && msg.otid == 0x11223344 && msg.pdu == TCAP_AARQ);
	load_pdu_patch(&script.disconnect, 0x11223344, 0x55667788);
	CHECK_INT(tcap_decode(&msg, script.disconnect.octets, script.disconnect.length, &err), 0);
	CHECK(msg.type == TCAP_CONTINUE && msg.otid == 0x11223344 && msg.dtid == 0x55667788);
	CHECK_INT(msg.component[0].code, CAP_OP_EVENT_REPORT_BCSM);
	CHECK_INT(script.node.ssn, SCCP_SSN_CAP);
}

/* A TC-END with one Connect to +33639980012, its last digit changed by what. */
static void connect_end(struct tcap_msg *msg, uint8_t *arg, uint8_t what)
{
	static const uint8_t connect[] = { 0x30, 0x0c, 0xa0, 0x0a, 0x04, 0x08, 0x84, 0x10, 0x33, 0x36, 0x99, 0x08, 0x10,
		0x02 };

	memcpy(arg, connect, sizeof(connect));
	arg[sizeof(connect) - 1] ^= what;
	*msg = (struct tcap_msg){ .type = TCAP_END, .num_components = 1 };
	msg->component[0] = (struct tcap_component){ .type = TCAP_INVOKE, .has_invoke_id = true, .code = CAP_OP_CONNECT,
		.parameter = { arg, sizeof(connect) } };
}

static void test_load_answer(void)
{
	struct load_answer answer = { 0 };
	struct tcap_msg msg;
	uint8_t arg[32];
	const char *why;

	connect_end(&msg, arg, 1);
	CHECK(!load_answer_check(&answer, LOAD_CONNECT, &msg, 2, "33639980012", &why));
	CHECK_STR(why, "a Connect to another destination, or none");
	connect_end(&msg, arg, 0);
	CHECK(load_answer_check(&answer, LOAD_CONNECT, &msg, 2, "33639980012", &why));
	CHECK(load_answer_check(&answer, LOAD_CONNECT, &msg, 2, "33639980012", &why));
	connect_end(&msg, arg, 1);
	CHECK(!load_answer_check(&answer, LOAD_CONNECT, &msg, 2, NULL, &why));
	CHECK_STR(why, "an answer that differs from the first");
	connect_end(&msg, arg, 0);
	CHECK(!load_answer_check(&answer, LOAD_MONITORED, &msg, 2, NULL, &why));
	CHECK_STR(why, "an answer of another form");
	msg.type = TCAP_ABORT;
	msg.num_components = 0;
	CHECK(!load_answer_check(&answer, LOAD_CONNECT, &msg, 2, NULL, &why));
	answer = (struct load_answer){ 0 };
	connect_end(&msg, arg, 0);
	arg[1] = 3;
	CHECK(!load_answer_check(&answer, LOAD_CONNECT, &msg, 2, NULL, &why));
	CHECK_STR(why, "an operation that cannot be read");
}

int main(void)
{
	ctx = talloc_named_const(NULL, 0, "sim tools test");
	test_capture();
	test_break();
	test_names();
	test_load_script();
	test_load_answer();
	talloc_free(ctx);
	return CHECK_DONE();
}
