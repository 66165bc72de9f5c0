/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The node's trace: what belongs to a call is found by its id, whatever else passed; codes never stand in clear; the
 * memory is bounded and what does not fit is counted. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "../../src/node/trace.h"
#include "check.h"

static void *ctx;

/* One message with one invoke, set from path and text. */
static void say(struct trace *t, callid_t call, uint32_t dialogue, bool out, enum tcap_msg_type type, const char *operation,
		const char *const (*set)[2])
{
	const struct cap_operation *op = cap_operation_by_name(CAP_PROTO_CAP, operation);
	struct tcap_msg msg = { .type = type, .num_components = 1 };
	uint8_t argument[512], pdu[1024], octets[512];
	struct cap_arena arena = { octets, octets + sizeof(octets) };
	struct cap_error err;
	void *value = op->argument ? talloc_zero_size(ctx, cap_type_size(op->argument)) : NULL;
	int n = 0;

	for (; set && (*set)[0]; set++)
		n |= cap_set(op->argument, 2, value, &arena, (*set)[0], (*set)[1], &err);
	if (value && !n)
		n = cap_encode(op->argument, 2, value, argument, sizeof(argument), NULL, &err);
	if (n < 0)
		CHECK_INT(n, 0);
	msg.otid = dialogue;
	msg.otid_len = type == TCAP_BEGIN || type == TCAP_CONTINUE ? 4 : 0;
	msg.dtid = dialogue;
	msg.dtid_len = type == TCAP_BEGIN ? 0 : 4;
	msg.component[0] = (struct tcap_component){
		.type = TCAP_INVOKE, .has_invoke_id = true, .invoke_id = 1, .code = op->code, .parameter = { argument, n },
	};
	if (!value)
		msg.component[0].parameter = (struct tcap_octets){ 0 };
	n = tcap_encode(&msg, pdu, sizeof(pdu));
	if (n <= 0)
		CHECK_INT(n, 1);
	trace_message(t, &(const struct scf_trace){
		.call = call, .dialogue = dialogue, .phase = type == TCAP_BEGIN ? 0 : 2, .out = out, .msg = &msg, .pdu = pdu,
		.length = n,
	});
	talloc_free(value);
}

static void initial_dp(struct trace *t, uint32_t dialogue, const char *dialled)
{
	const char *const set[][2] = { { "serviceKey", "1" }, { "calledPartyBCDNumber", dialled }, { NULL, NULL } };

	say(t, 0, dialogue, false, TCAP_BEGIN, "initialDP", set);
}

static struct trace_fill wait_for(struct trace *t, uint64_t messages)
{
	struct trace_fill fill;

	for (int i = 0; i < 500; i++) {
		trace_fill(t, &fill);
		if (fill.messages + fill.dropped >= messages)
			break;
		usleep(10000);
	}
	CHECK_INT(fill.messages + fill.dropped, messages);
	return fill;
}

static char *print(struct trace *t, callid_t call, unsigned want)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	CHECK_INT(trace_print(t, call, out), want);
	fclose(out);
	return text;
}

static void test_joined(void)
{
	struct trace *t = trace_start(ctx, 1 << 20);
	char *text;

	initial_dp(t, 7, "*43*1234#");
	initial_dp(t, 8, "0639980012");
	say(t, 42, 7, true, TCAP_END, "continue", NULL);
	say(t, 43, 8, true, TCAP_END, "continue", NULL);
	initial_dp(t, 7, "0639980013");		/* the id's next dialogue */
	say(t, 44, 7, true, TCAP_END, "continue", NULL);
	CHECK_INT(wait_for(t, 6).dropped, 0);
	text = print(t, 42, 2);
	CHECK(strstr(text, "-- TC-BEGIN InitialDP serviceKey=1 called=*43*xxxx#"));
	CHECK(strstr(text, "|<-- TC-END Continue"));
	CHECK(!strstr(text, "1234"));
	free(text);
	text = print(t, 44, 2);
	CHECK(strstr(text, "0639980013") && !strstr(text, "*43*"));
	free(text);
	text = print(t, 43, 2);
	CHECK(strstr(text, "0639980012"));
	free(text);
	free(print(t, 45, 0));
	trace_stop(&t);
	CHECK(!t);
}

/* What the HLR is asked for a call stands in it; a message that nobody can read does too, and harms nothing. */
static void test_others(void)
{
	static const uint8_t rubbish[] = { 0x62, 0x05, 0x48 };
	const struct tcap_msg msg = { .type = TCAP_CONTINUE };
	struct trace *t = trace_start(ctx, 1 << 20);
	char *text;

	initial_dp(t, 9, "0639980012");
	trace_message(t, &(const struct scf_trace){ .dialogue = 9, .proto = CAP_PROTO_MAP, .out = true, .msg = &msg,
						    .pdu = rubbish, .length = sizeof(rubbish) });
	say(t, 50, 9, true, TCAP_END, "continue", NULL);
	wait_for(t, 3);
	text = print(t, 50, 3);
	CHECK(strstr(text, "|<-- HLR: unreadable: octet "));
	free(text);
	trace_stop(&t);
}

/* Several times what the ring holds: the oldest are gone, the newest is there, the size is what was said. */
static void test_bounded(void)
{
	enum { CALLS = 15000 };
	struct trace *t = trace_start(ctx, 1 << 20);
	struct trace_fill fill;

	for (uint32_t i = 1; i <= CALLS; i++) {
		initial_dp(t, i, "0639980012");
		say(t, 1000 + i, i, true, TCAP_END, "continue", NULL);
		if (i % 200 == 0)
			wait_for(t, 2 * i);
	}
	fill = wait_for(t, 2 * CALLS);
	CHECK(fill.used <= fill.size && fill.size < 1 << 20);
	CHECK(fill.used > fill.size / 2);
	free(print(t, 1001, 0));
	free(print(t, 1000 + CALLS, 2));
	trace_stop(&t);
}

/* A thread that cannot keep up: the loop never waits, what is lost is counted. */
static void test_dropped(void)
{
	static uint8_t large[3000];
	const struct tcap_msg msg = { .type = TCAP_CONTINUE };
	struct trace *t = trace_start(ctx, 1 << 20);

	for (int i = 0; i < 5000; i++)
		trace_message(t, &(const struct scf_trace){ .dialogue = 1, .msg = &msg, .pdu = large, .length = sizeof(large) });
	CHECK(wait_for(t, 5000).dropped > 0);
	trace_stop(&t);
}

static void test_mask(void)
{
	static const struct { const char *dialled, *shown; } v[] = {
		{ "0639980012", "0639980012" }, { "+33639980012", "+33639980012" }, { "*21*0639980012#", "*21*xxxxxxxxxx#" },
		{ "#21#", "#21#" }, { "*1234#", "*xxxx#" }, { "**62*01*20#", "**62*xx*xx#" }, { "21c1234", "21cxxxx" },
		{ "b43b1234c", "b43bxxxxc" }, { "*#*7", "*#*x" }, { "31#0639980012", "31#xxxxxxxxxx" }, { "", "" }, { "*", "*" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		char text[40];

		strcpy(text, v[i].dialled);
		digits_mask(text);
		CHECK_STR(text, v[i].shown);
	}
}

int main(void)
{
	ctx = talloc_named_const(NULL, 0, "trace test");
	test_mask();
	test_joined();
	test_others();
	test_bounded();
	test_dropped();
	talloc_free(ctx);
	return CHECK_DONE();
}
