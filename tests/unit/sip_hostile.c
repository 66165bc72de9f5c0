/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A peer that is let in and does what no peer should: late PRACKs, an INVITE without an end, intervals of a second, more
 * requests than anybody answers. Nothing is touched that is gone, nothing stays, nothing grows. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "../lib/sip_raw.h"

static struct bed bed;
static struct phone a;
static struct raw raw, invite;

static void begin(void)
{
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .t1 = 50, .t2 = 200, .t4 = 250 };

	phone_open(&a, &bed, "alice", &c);
	raw_open(&raw, &bed, BED_HOST, sip_agent_port(a.agent));
}

static void end(void)
{
	if (a.d)
		sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	BED_UNTIL(&bed, 6000, !sip_agent_dialogs(a.agent));
	CHECK_INT(sip_agent_dialogs(a.agent), 0);
	raw_close(&raw);
	phone_close(&a);
}

static void called(void)
{
	a.d = phone_call_port(&a, raw.port, false);
	CHECK(a.d);
	CHECK(raw_recv(&raw, "INVITE", 1000));
	invite = raw;
}

/* Given up, and never heard of again: 200 to CANCEL, nothing to the INVITE. */
static void test_no_end(bool rings, bool cancel_answered)
{
	begin();
	called();
	if (rings)
		raw_respond(&invite, "180 Ringing", "t1", NULL, NULL);
	BED_WAIT(&bed, 50);
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	if (rings)
		CHECK(raw_recv(&raw, "CANCEL", 1000));
	if (cancel_answered)
		raw_respond(&raw, "200 OK", NULL, NULL, NULL);
	CHECK(BED_UNTIL(&bed, 8000, !sip_agent_dialogs(a.agent)));
	end();
}

/* The library keeps a cancelled INVITE until its timer D, 32 s whatever T1 is: this one waits while the other tests run. */
static struct phone lingering;
static struct raw silent;

static void linger_begin(void)
{
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .t1 = 50, .t2 = 200, .t4 = 250 };
	struct sip_dialog *d;

	phone_open(&lingering, &bed, "lina", &c);
	raw_open(&silent, &bed, BED_HOST, sip_agent_port(lingering.agent));
	d = phone_call_port(&lingering, silent.port, false);
	CHECK(d);
	CHECK(raw_recv(&silent, "INVITE", 1000));
	raw_respond(&silent, "180 Ringing", "t1", NULL, NULL);
	BED_WAIT(&bed, 50);
	sip_dialog_end(d, 0, NULL);
	CHECK(raw_recv(&silent, "CANCEL", 1000));
	CHECK(sip_agent_transactions(lingering.agent) > 0);
}

static void linger_end(void)
{
	CHECK(BED_UNTIL(&bed, 40000, !sip_agent_transactions(lingering.agent)));
	CHECK_INT(sip_agent_dialogs(lingering.agent), 0);
	raw_close(&silent);
	phone_close(&lingering);
}

static void flood(const char *method, unsigned first, unsigned many)
{
	for (unsigned i = first; i < first + many; i++) {
		raw_sendf(&raw, "%s sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKflood%u\r\n"
			  "From: <sip:raw@127.0.0.1>;tag=f%u\r\nTo: <sip:bob@127.0.0.1>\r\nCall-ID: flood%u\r\nCSeq: 1 %s\r\n"
			  "Contact: <sip:raw@127.0.0.1:%u>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
			  method, raw.port, i, i, i, method, raw.port);
		BED_UNTIL(&bed, 1000, a.d || *method != 'I' || sip_agent_stats(a.agent)->overload);
		if (sip_agent_stats(a.agent)->overload)
			return;
		if (a.d)
			sip_dialog_refuse(a.d, 480, NULL);
		a.d = NULL;
		if (i % 32 == 0)
			BED_WAIT(&bed, 1);
	}
}

/* Refusals that nobody acknowledges are repeated, and hold the loop up: no more calls. As many answers that are said once do not. */
static void test_no_ack(void)
{
	begin();
	flood("INVITE", 9000, 1);	/* counted from here on */
	flood("OPTIONS", 10000, 8000);
	BED_WAIT(&bed, 250);
	flood("INVITE", 3000, 1);
	CHECK_INT(sip_agent_stats(a.agent)->overload, 0);
	flood("INVITE", 4000, 900);
	for (unsigned i = 0; i < 6 && !sip_agent_stats(a.agent)->overload; i++) {
		BED_WAIT(&bed, 300);
		flood("INVITE", 5000 + i, 1);
	}
	CHECK(sip_agent_stats(a.agent)->overload > 0);
	end();
}

static char tag_of_to[64];

static void prack(unsigned rseq, unsigned cseq)
{
	static unsigned n;

	raw_sendf(&raw, "PRACK sip:mpabx@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKprack%u\r\n"
		  "From: <sip:raw@127.0.0.1>;tag=rawtag\r\nTo: <sip:bob@127.0.0.1>;tag=%s\r\nCall-ID: raw%u@127.0.0.1\r\n"
		  "CSeq: %u PRACK\r\nRAck: %u 1 INVITE\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
		  raw.port, n++, tag_of_to, raw.port, cseq, rseq, strlen(bed_sdp_a), bed_sdp_a);
}

/* The answer to a reliable 1xx of an INVITE that was refused since. */
static void test_late_prack(void)
{
	unsigned rseq;

	begin();
	raw_request(&raw, "INVITE", 1, NULL, "Supported: 100rel\r\nRequire: 100rel\r\n", NULL);
	CHECK(BED_UNTIL(&bed, 1000, a.d));
	if (!a.d)
		return;
	CHECK_INT(sip_dialog_provisional(a.d, 183, phone_sdp(bed_sdp_a)), 0);
	CHECK(raw_recv(&raw, "SIP/2.0 183", 1000));
	rseq = (unsigned)atoi(raw_value(&raw, "RSeq"));
	snprintf(tag_of_to, sizeof(tag_of_to), "%s", strstr(raw_value(&raw, "To"), "tag=") + 4);
	sip_dialog_refuse(a.d, 480, NULL);
	a.d = NULL;
	CHECK(raw_recv(&raw, "SIP/2.0 480", 1000));
	prack(rseq, 2);
	BED_WAIT(&bed, 50);
	prack(rseq, 3);
	prack(rseq + 1, 4);
	BED_WAIT(&bed, 300);
	end();
}

/* An interval that nobody would have agreed to. */
static void test_short_session(const char *who)
{
	char line[96];

	begin();
	called();
	snprintf(line, sizeof(line), "Session-Expires: 2;refresher=%s\r\nRequire: timer\r\nAllow: UPDATE\r\n", who);
	raw_respond(&invite, "200 OK", "t1", line, bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	clock_test_advance(5000);
	wheel_turn(bed.wheel);
	CHECK(!raw_recv(&raw, "", 100));
	CHECK(a.d);
	end();
}

/* Requests of ours that the peer leaves unanswered: one dialog does not take them all. */
static void test_unanswered(void)
{
	int n, rc = 0;

	begin();
	called();
	raw_respond(&invite, "200 OK", "t1", NULL, bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	for (n = 0; n < 2000 && !rc; n++)
		rc = sip_dialog_request(a.d, 0, SIP_INFO, phone_sdp(NULL));
	CHECK_INT(rc, -EBUSY);
	CHECK(n >= 16 && n <= 300);
	end();
}

/* A re-INVITE that has its 100 and nothing more keeps no dead call up. */
static void test_stuck(void)
{
	begin();
	called();
	raw_respond(&invite, "200 OK", "t1", "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, ACK, BYE\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK_INT(sip_dialog_request(a.d, 0, SIP_INVITE, phone_sdp(bed_sdp_a)), 0);
	CHECK(raw_recv(&raw, "INVITE", 1000));
	raw_respond(&raw, "100 Trying", NULL, NULL, NULL);
	BED_WAIT(&bed, 50);
	for (unsigned i = 0; i < 100 && a.d; i++) {
		clock_test_advance(1000);
		wheel_turn(bed.wheel);
		BED_WAIT(&bed, 2);
		CHECK(a.d || i > 80);
	}
	CHECK(!a.d);
	CHECK(raw_recv(&raw, "BYE", 1000));
	end();
}

/* Its 200 makes an offer that nobody answers any more. */
static void test_ack_before_bye(void)
{
	begin();
	a.no_sdp = true;
	called();
	a.no_sdp = false;
	raw_respond(&invite, "200 OK", "t1", NULL, bed_sdp_b);
	BED_WAIT(&bed, 50);
	CHECK(a.d);
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK(raw_recv(&raw, "BYE", 1000));
	end();
}

/* Who has a tab in his name, or another character that is let in, is in the next life as well. */
static void test_strange_name(const char *name)
{
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .t1 = 50 };
	char line[SIP_EXPORT_SIZE];

	begin();
	c.port = sip_agent_port(a.agent);
	a.answer = true;
	raw_sendf(&raw, "INVITE sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKname%zu\r\n"
		  "From: %s <sip:raw@127.0.0.1>;tag=nametag\r\nTo: <sip:bob@127.0.0.1>\r\nCall-ID: name%u\r\nCSeq: 1 INVITE\r\n"
		  "Contact: <sip:raw@127.0.0.1:%u>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
		  raw.port, strlen(name), name, raw.port, raw.port, strlen(bed_sdp_a), bed_sdp_a);
	if (!CHECK(raw_recv(&raw, "SIP/2.0 200", 1000))) {
		end();
		return;
	}
	CHECK(sip_dialog_export(a.d, line, sizeof(line)) > 0);
	phone_close(&a);
	a.d = NULL;
	phone_open(&a, &bed, "alice", &c);
	a.d = sip_dialog_import(a.agent, line, &phone_ops, &a);
	CHECK(a.d);
	end();
}

/* \returns a connection; -1 */
static int connect_tcp(uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, BED_HOST, &to.sin_addr);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		return close(fd), -1;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static bool is_closed(int fd)
{
	char c;

	return recv(fd, &c, 1, MSG_PEEK) == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

/* Strangers have 64 connections in all: one would need a few thousand to leave the node without descriptors. What goes makes room. */
static void test_tcp_strangers(void)
{
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .tcp = true, .t1 = 50 };
	static const char options[] = "OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKtcp12345\r\n"
		"From: <sip:a@b>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: tcp1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\n"
		"Content-Length: 0\r\n\r\n";
	char got[12] = "";
	int fd[72];

	phone_open(&a, &bed, "alice", &c);
	sip_agent_allow_none(a.agent);
	for (unsigned i = 0; i < 64; i++) {
		fd[i] = connect_tcp(sip_agent_port(a.agent));
		BED_WAIT(&bed, 2);
	}
	BED_WAIT(&bed, 50);
	for (unsigned i = 0; i < 64; i++)
		CHECK(fd[i] >= 0 && !is_closed(fd[i]));
	CHECK_INT(sip_agent_stats(a.agent)->refused_access, 0);
	for (unsigned i = 64; i < 72; i++) {
		fd[i] = connect_tcp(sip_agent_port(a.agent));
		CHECK(fd[i] >= 0 && BED_UNTIL(&bed, 1000, is_closed(fd[i])));
		close(fd[i]);
	}
	CHECK_INT(sip_agent_stats(a.agent)->refused_access, 8);
	for (unsigned i = 0; i < 64; i++)
		close(fd[i]);
	BED_WAIT(&bed, 50);
	fd[0] = connect_tcp(sip_agent_port(a.agent));
	BED_WAIT(&bed, 50);
	CHECK(fd[0] >= 0 && !is_closed(fd[0]));
	close(fd[0]);
	CHECK_INT(sip_agent_allow(a.agent, "127.0.0.0/8"), 0);
	fd[0] = connect_tcp(sip_agent_port(a.agent));
	CHECK_INT(send(fd[0], options, strlen(options), 0), strlen(options));
	CHECK(BED_UNTIL(&bed, 1000, got[0] || recv(fd[0], got, sizeof(got) - 1, 0) > 0));
	CHECK_STR(got, "SIP/2.0 200");
	CHECK(!is_closed(fd[0]) || errno == EAGAIN);
	close(fd[0]);
	BED_WAIT(&bed, 50);
	phone_close(&a);
}

/* A call that another life goes on with is refreshed as this one would have been. */
static void test_refresh_again(void)
{
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .t1 = 50 };
	char line[SIP_EXPORT_SIZE];

	begin();
	c.port = sip_agent_port(a.agent);
	called();
	raw_respond(&invite, "200 OK", "t1", "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, ACK, BYE\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK(sip_dialog_export(a.d, line, sizeof(line)) > 0);
	phone_close(&a);
	a.d = NULL;
	phone_open(&a, &bed, "alice", &c);
	a.d = sip_dialog_import(a.agent, line, &phone_ops, &a);
	CHECK(a.d);
	clock_test_advance(45200);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&raw, "INVITE", 1000));
	CHECK(strstr(raw.got, "m=audio 6000"));
	raw_respond(&raw, "200 OK", NULL, "Session-Expires: 90;refresher=uac\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	end();
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	bed_open(&bed);
	test_tcp_strangers();	/* whoever may speak to one agent is a stranger to none: the others come behind it */
	linger_begin();
	test_no_end(true, true);
	test_no_end(true, false);
	test_no_end(false, false);
	test_no_ack();
	test_late_prack();
	test_short_session("uac");
	test_short_session("uas");
	test_unanswered();
	test_stuck();
	test_ack_before_bye();
	test_refresh_again();
	test_strange_name("\"A\tB\"");
	test_strange_name("\"A\r\n B\"");
	test_strange_name("\"\xc3\xa9 \\\" % = \x01\x7f\"");
	linger_end();
	bed_close(&bed);
	return CHECK_DONE();
}
