/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The node's trace: what belongs to a call is found by its id, whatever else passed; codes never stand in clear; the
 * memory is bounded and what does not fit is counted. */
#include "config.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/socket.h>
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

/* ---- SIP and MGCP ---- */
#define CRLF "\r\n"

static struct osmo_sockaddr address_of(const char *ip, uint16_t port)
{
	struct osmo_sockaddr a = { .u.sin = { .sin_family = AF_INET, .sin_port = htons(port) } };

	inet_pton(AF_INET, ip, &a.u.sin.sin_addr);
	return a;
}

static void sip(struct trace *t, callid_t call, bool sent, bool tcp, const char *text)
{
	struct osmo_sockaddr here = address_of("192.0.2.1", 5060), there = address_of("192.0.2.2", 5070);

	trace_sip(t, call, &(const struct sip_trace){ .sent = sent, .tcp = tcp, .local = &here, .remote = &there, .peer = "core",
						      .text = text, .length = strlen(text) });
}

static void mgcp(struct trace *t, callid_t call, bool sent, const char *text)
{
	struct osmo_sockaddr here = address_of("192.0.2.1", 2727), there = address_of("192.0.2.3", 2427);

	trace_media(t, &(const struct mediactl_seen){ .call = call, .gateway = "one", .sent = sent, .local = &here, .remote = &there,
						      .text = text, .length = strlen(text) });
}

static const char invite[] = "INVITE sip:*43*1234%239@pbx.invalid SIP/2.0" CRLF "Call-ID: x1" CRLF "CSeq: 1 INVITE" CRLF
	"From: <sip:+33639980101@a.invalid>;tag=1" CRLF "To: <sip:*43*1234%239@pbx.invalid>" CRLF "Content-Type: application/sdp" CRLF CRLF
	"v=0" CRLF "c=IN IP4 192.0.2.9" CRLF "m=audio 4000 RTP/AVP 8" CRLF "a=sendonly" CRLF;
static const char info[] = "INFO sip:x@192.0.2.1 SIP/2.0" CRLF "Call-ID: x1" CRLF "CSeq: 2 INFO" CRLF
	"Content-Type: application/dtmf-relay" CRLF CRLF "Signal=7" CRLF "Duration=160" CRLF;

/* What was said before the call was there, and after it was over, belongs to it by its Call-ID; what a transfer joined too. */
static void test_sip(void)
{
	struct trace *t = trace_start(ctx, 1 << 20);
	char *text;

	sip(t, 0, false, false, invite);
	sip(t, 70, true, false, "SIP/2.0 200 OK" CRLF "Call-ID: x1" CRLF "CSeq: 1 INVITE" CRLF CRLF);
	sip(t, 70, false, false, info);
	sip(t, 0, true, false, "BYE sip:x@192.0.2.2 SIP/2.0" CRLF "i: x1" CRLF "Reason: Q.850;cause=16" CRLF CRLF);
	sip(t, 0, false, false, "OPTIONS sip:x@192.0.2.1 SIP/2.0" CRLF "Call-ID: x2" CRLF CRLF);
	mgcp(t, 0, true, "AUEP 1 *@x MGCP 1.0" CRLF);
	mgcp(t, 70, false, "NTFY 2 pr/7@x MGCP 1.0" CRLF "X: 1" CRLF "O: X-PBX/code@1F(#1),D/5@2E" CRLF);
	sip(t, 71, false, true, "SIP/2.0 486 Busy Here" CRLF "Call-ID: x3" CRLF "CSeq: 9 INVITE" CRLF CRLF);
	text = print(t, 70, 5);
	CHECK(strstr(text, "|-- SIP core: INVITE *43*xxxx%23x from=+33639980101 audio=192.0.2.9:4000 sendonly "));
	CHECK(strstr(text, "|<-- SIP core: 200 OK (INVITE)"));
	CHECK(strstr(text, "|-- SIP core: INFO signal=x "));
	CHECK(strstr(text, "|<-- SIP core: BYE reason=Q.850;cause=16"));
	CHECK(strstr(text, "|-- media one: NTFY pr/7 observed=X-PBX/code@1F(#x),D/x@2E "));
	CHECK(!strstr(text, "1234") && !strstr(text, "(#1)"));
	free(text);
	trace_joined(t, 70, 71);
	free(print(t, 70, 7));
	text = print(t, 71, 7);
	CHECK(strstr(text, "486 Busy Here (INVITE)") && strstr(text, "ends here, its other party is in this one"));
	free(text);
	trace_stop(&t);
}

/* Blocks of a pcapng file, each with its length at both ends: section, two interfaces, a packet a message. */
static void test_pcap(void)
{
	struct trace *t = trace_start(ctx, 1 << 20);
	uint32_t packets = 0, interfaces = 0, type, length, again;
	const uint8_t *at;
	unsigned left_out;
	char *file = NULL;
	size_t size;
	FILE *out = open_memstream(&file, &size);

	initial_dp(t, 7, "*43*1234#");
	say(t, 80, 7, true, TCAP_END, "continue", NULL);
	sip(t, 80, false, true, invite);
	mgcp(t, 80, false, "NTFY 2 pr/7@x MGCP 1.0" CRLF "O: D/5" CRLF);
	CHECK_INT(trace_pcap(t, 80, 1, out, &left_out), 4);
	CHECK_INT(left_out, 0);
	fclose(out);
	for (at = (uint8_t *)file; at + 12 <= (uint8_t *)file + size; at += length) {
		memcpy(&type, at, 4);
		memcpy(&length, at + 4, 4);
		if (!CHECK(length >= 12 && length <= (size_t)((uint8_t *)file + size - at)))
			break;
		memcpy(&again, at + length - 4, 4);
		CHECK_INT(again, length);
		packets += type == 6;
		interfaces += type == 1;
	}
	CHECK(at == (uint8_t *)file + size);
	CHECK_INT(interfaces, 2);
	CHECK_INT(packets, 4);
	CHECK(memmem(file, size, "*43*xxxx%23x", 12) && memmem(file, size, "O: D/x", 6));
	/* BCD: "*43*1234#" is 4a a3 21 43 fb, masked 4a a3 ee ee fb */
	CHECK(!memmem(file, size, "\x4a\xa3\x21\x43", 4) && memmem(file, size, "\x4a\xa3\xee\xee", 4));
	free(file);
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

/* Whatever it calls its body, and however its lines end. */
static void test_info(void)
{
	static const char *const v[][2] = {
		{ "INFO sip:x@h SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=7\r\nDuration=160\r\n",
		  "INFO sip:x@h SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=x\r\nDuration=xxx\r\n" },
		{ "INFO sip:x@h SIP/2.0\nCall-ID: x7\nc: application/dtmf\n\n7",
		  "INFO sip:x@h SIP/2.0\nCall-ID: x7\nc: application/dtmf\n\nx" },
		{ "INFO sip:x@h SIP/2.0\nCall-ID: x7\n\nSignal=7\r\n\r\n8", "INFO sip:x@h SIP/2.0\nCall-ID: x7\n\nSignal=x\r\n\r\nx" },
		{ "INFO sip:x@h SIP/2.0\r\nCall-ID: x7\n\r\n7", "INFO sip:x@h SIP/2.0\r\nCall-ID: x7\n\r\nx" },
		{ "INFO sip:x@h SIP/2.0\rCall-ID: x7\r\r7", "INFO sip:x@h SIP/2.0\rCall-ID: x7\r\rx" },
		{ "INFO sip:x@h SIP/2.0\r\nContent-Type:\r\n application/dtmf-relay\r\n\r\nSignal=#",
		  "INFO sip:x@h SIP/2.0\r\nContent-Type:\r\n application/dtmf-relay\r\n\r\nSignal=x" },
		{ "\r\n\r\nINFO sip:x@h SIP/2.0\r\nc: application/vnd.x.digits\r\n\r\nd=*5",
		  "\r\n\r\nINFO sip:x@h SIP/2.0\r\nc: application/vnd.x.digits\r\n\r\nd=xx" },
		{ "INFO sip:x@h SIP/2.0\r\nCall-ID: x7\r\nSignal=5", "INFO sip:x@h SIP/2.0\r\nCall-ID: xx\r\nSignal=x" },
		{ "MESSAGE sip:x@h SIP/2.0\r\n\r\n12", "MESSAGE sip:x@h SIP/2.0\r\n\r\n12" },
		{ "INFO", "INFO" }, { "INFO ", "INFO " }, { "", "" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		char text[256];

		strcpy(text, v[i][0]);
		trace_sip_mask(text, strlen(text));
		CHECK_STR(text, v[i][1]);
	}
}

/* Digits that media tells: each event of a list, whatever stands before the message. */
static void test_told(void)
{
	static const char *const v[][2] = {
		{ "NTFY 7 pr/1@m MGCP 1.0\r\nX: 12\r\nO: D/5@1F\r\n", "NTFY 7 pr/1@m MGCP 1.0\r\nX: 12\r\nO: D/x@1F\r\n" },
		{ "NTFY 7 pr/1@m MGCP 1.0\r\nO: D/5@1F, D/6@2F,d/7\r\n", "NTFY 7 pr/1@m MGCP 1.0\r\nO: D/x@1F, D/x@2F,d/x\r\n" },
		{ "NTFY 7 pr/1@m MGCP 1.0\r\nO: R/rto@1F, X-PBX/code@1F(#31)\r\n", "NTFY 7 pr/1@m MGCP 1.0\r\nO: R/rto@1F, X-PBX/code@1F(#xx)\r\n" },
		{ "\r\n\nNTFY 7 pr/1@m MGCP 1.0\r\no:\tD/5@1F\r\n", "\r\n\nNTFY 7 pr/1@m MGCP 1.0\r\no:\tD/x@1F\r\n" },
		{ "RQNT 7 pr/1@m MGCP 1.0\r\nO: D/5\r\n", "RQNT 7 pr/1@m MGCP 1.0\r\nO: D/5\r\n" }, { "NTFY", "NTFY" }, { "", "" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		char text[256];

		strcpy(text, v[i][0]);
		trace_mgcp_mask(text, strlen(text));
		CHECK_STR(text, v[i][1]);
	}
}

int main(void)
{
	ctx = talloc_named_const(NULL, 0, "trace test");
	test_mask();
	test_info();
	test_told();
	test_joined();
	test_others();
	test_sip();
	test_pcap();
	test_bounded();
	test_dropped();
	talloc_free(ctx);
	return CHECK_DONE();
}
