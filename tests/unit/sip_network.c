/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a network does to calls: forks, lost ACKs, lost refreshes, strangers, requests that do not fit, peers that go and
 * come, a node that starts again. One side is a socket that speaks letter by letter. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "../lib/sip_raw.h"

static struct bed bed;
static struct phone a;
static struct raw raw, invite;	/* invite: as it was when our INVITE came; responses to that go from it */

static void begin(void)
{
	phone_open(&a, &bed, "alice", NULL);
	raw_open(&raw, &bed, BED_HOST, sip_agent_port(a.agent));
}

static void end(void)
{
	if (a.d)
		sip_dialog_end(a.d, 0, NULL);
	raw_close(&raw);
	phone_close(&a);
}

/* An INVITE of ours that the socket has got. */
static void called(void)
{
	CHECK(phone_call_port(&a, raw.port, false));
	CHECK(raw_recv(&raw, "INVITE", 1000));
	invite = raw;
}

/* An answered call of ours, ACK seen. */
static void up(const char *lines)
{
	called();
	raw_respond(&invite, "200 OK", "t1", lines, bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	phone_clear(&a);
}

static void test_forks(void)
{
	begin();
	called();
	raw_respond(&invite, "180 Ringing", "one", NULL, NULL);
	raw_respond(&invite, "183 Progress", "two", NULL, bed_sdp_b);
	raw_respond(&invite, "183 Progress", "one", NULL, bed_sdp_b);
	raw_respond(&invite, "200 OK", "two", NULL, bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK(strstr(raw_value(&raw, "To"), "tag=two"));
	CHECK_STR(a.log, "180:INVITE 183:INVITE/preview#1 183:INVITE/preview 200:INVITE/answer#1");
	/* The 200 again: acknowledged again, not told again. */
	raw_respond(&invite, "200 OK", "two", NULL, bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	/* The other fork answers too: acknowledged and ended (RFC 3261 13.2.2.4). */
	raw_respond(&invite, "200 OK", "one", NULL, bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK(strstr(raw_value(&raw, "To"), "tag=one"));
	CHECK(raw_recv(&raw, "BYE", 1000));
	CHECK(strstr(raw_value(&raw, "To"), "tag=one"));
	CHECK_STR(a.log, "180:INVITE 183:INVITE/preview#1 183:INVITE/preview 200:INVITE/answer#1");
	CHECK_INT(sip_dialog_state(a.d), SIP_UP);
	end();
}

static void test_reliable_forks(void)
{
	begin();
	called();
	raw_respond(&invite, "180 Ringing", "one", NULL, NULL);
	raw_respond(&invite, "183 Progress", "two", "Require: 100rel\r\nRSeq: 7\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "PRACK", 1000));
	CHECK_STR(raw_value(&raw, "RAck"), "7 1 INVITE");
	CHECK(strstr(raw_value(&raw, "To"), "tag=two"));
	raw_respond(&raw, "200 OK", NULL, NULL, NULL);
	/* Again, and one too early: dropped (RFC 3262 4). The other fork counts for itself. The next in order: taken. */
	raw_respond(&invite, "183 Progress", "two", "Require: 100rel\r\nRSeq: 7\r\n", bed_sdp_b);
	raw_respond(&invite, "183 Progress", "two", "Require: 100rel\r\nRSeq: 9\r\n", NULL);
	raw_respond(&invite, "180 Ringing", "one", "Require: 100rel\r\nRSeq: 7000\r\n", NULL);
	CHECK(raw_recv(&raw, "PRACK", 1000));
	CHECK_STR(raw_value(&raw, "RAck"), "7000 1 INVITE");
	raw_respond(&raw, "200 OK", NULL, NULL, NULL);
	raw_respond(&invite, "180 Ringing", "two", "Require: 100rel\r\nRSeq: 8\r\n", NULL);
	CHECK(raw_recv(&raw, "PRACK", 1000));
	CHECK_STR(raw_value(&raw, "RAck"), "8 1 INVITE");
	raw_respond(&raw, "200 OK", NULL, NULL, NULL);
	CHECK_STR(a.log, "180:INVITE 183:INVITE/answer#1 180:INVITE 180:INVITE#1");
	/* UPDATE from the first fork, in its early dialog: no offer was answered there yet. */
	raw_respond(&invite, "200 OK", "one", NULL, bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK(strstr(a.log, "200:INVITE/answer"));
	end();
}

/* Routes and remote target of the dialog, and the CSeq of what follows. */
static void test_routes(void)
{
	char lines[256];

	begin();
	snprintf(lines, sizeof(lines), "Record-Route: <sip:127.0.0.1:%u;lr;x=2>, <sip:127.0.0.1:%u;lr;x=1>\r\n", raw.port, raw.port);
	up(lines);
	CHECK_STR(raw_value(&raw, "CSeq"), "1 ACK");
	CHECK(strstr(raw_value(&raw, "Route"), "x=1"));
	sip_dialog_request(a.d, 0, SIP_INFO, NULL);
	CHECK(raw_recv(&raw, "INFO sip:raw@127.0.0.1", 1000));
	CHECK(strstr(raw.got, "x=1>") && strstr(raw.got, "x=2>") && strstr(raw.got, "x=1>") < strstr(raw.got, "x=2>"));
	CHECK_STR(raw_value(&raw, "CSeq"), "2 INFO");
	raw_respond(&raw, "200 OK", NULL, NULL, NULL);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "200:INFO")));
	/* 481 says that the dialog is no more (RFC 5057): BYE, and its user knows. */
	sip_dialog_request(a.d, 0, SIP_INFO, NULL);
	CHECK(raw_recv(&raw, "INFO", 1000));
	raw_respond(&raw, "481 Gone", NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "BYE", 1000));
	CHECK(!a.d);
	CHECK(strstr(a.log, "lost"));
	end();
}

/* A strict router first: it takes the place of the target (RFC 3261 12.2.1.1). */
static void test_strict_route(void)
{
	char lines[128];

	begin();
	snprintf(lines, sizeof(lines), "Record-Route: <sip:strict@127.0.0.1:%u>\r\n", raw.port);
	up(lines);
	CHECK(!strncmp(raw.got, "ACK sip:strict@127.0.0.1", 24));
	CHECK(strstr(raw_value(&raw, "Route"), "sip:raw@127.0.0.1"));
	end();
}

static void test_no_ack(void)
{
	begin();
	a.answer = true;
	raw_request(&raw, "INVITE", 1, NULL, "Content-Type: application/sdp\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));	/* again, and again */
	CHECK(raw_recv(&raw, "BYE", 6000));
	CHECK_STR(a.log, "INVITE/offer no-ack");
	CHECK(!a.d);
	end();
}

static void test_prack_lost(void)
{
	begin();
	a.ring = 183;
	a.ring_sdp = true;
	raw_request(&raw, "INVITE", 1, NULL, "Require: 100rel\r\nContent-Type: application/sdp\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "SIP/2.0 183", 1000));
	CHECK(raw_recv(&raw, "SIP/2.0 183", 1000));
	CHECK(raw_recv(&raw, "SIP/2.0 5", 6000));
	CHECK_STR(a.log, "INVITE/offer no-ack");
	end();
}

/* Each minute once more (RFC 3261 13.3.1.1). */
static void test_ring_again(void)
{
	begin();
	a.ring = 183;
	raw_request(&raw, "INVITE", 1, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 183", 1000));
	for (int i = 0; i < 2; i++) {
		clock_test_advance(58000);
		wheel_turn(bed.wheel);
		CHECK(!raw_recv(&raw, "SIP/2.0 183", 50));
		clock_test_advance(2100);
		wheel_turn(bed.wheel);
		CHECK(raw_recv(&raw, "SIP/2.0 183", 1000));
	}
	sip_dialog_answer(a.d, phone_sdp(bed_sdp_b));
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	clock_test_advance(61000);
	wheel_turn(bed.wheel);
	CHECK(!raw_recv(&raw, "SIP/2.0 183", 50));
	end();
}

static void test_bye_lost(void)
{
	begin();
	up(NULL);
	sip_dialog_end(a.d, 0, NULL);
	a.d = NULL;
	CHECK(raw_recv(&raw, "BYE", 1000));
	CHECK(raw_recv(&raw, "BYE", 1000));
	CHECK_INT(sip_agent_dialogs(a.agent), 0);
	end();
}

/* What no dialog, no method, no option of ours fits. */
static void test_refusals(void)
{
	static const struct {
		const char *method, *lines, *tag, *want;
	} cases[] = {
		{ "BYE", NULL, "x", "SIP/2.0 481" }, { "BYE", NULL, NULL, "SIP/2.0 481" }, { "PRACK", NULL, "x", "SIP/2.0 481" },
		{ "REGISTER", NULL, NULL, "SIP/2.0 405" }, { "PUBLISH", NULL, NULL, "SIP/2.0 405" },
		{ "NONSENSE", NULL, NULL, "SIP/2.0 501" }, { "OPTIONS", NULL, NULL, "SIP/2.0 200" },
		{ "INVITE", "Require: nothing-we-know\r\n", NULL, "SIP/2.0 420" },
		{ "INVITE", "Content-Type: text/plain\r\n", NULL, "SIP/2.0 415" },
		{ "INVITE", "Supported: timer\r\nSession-Expires: 10\r\n", NULL, "SIP/2.0 422" },
		{ "INVITE", NULL, "unknown", "SIP/2.0 481" }, { "REFER", "Refer-To: <sip:x@127.0.0.1>\r\n", NULL, "SIP/2.0 202" },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin();
		raw_request(&raw, cases[i].method, 1, cases[i].tag, cases[i].lines, cases[i].lines ? "body" : NULL);
		if (!CHECK(raw_recv(&raw, cases[i].want, 1000)))
			printf("  case %u\n", i);
		CHECK_INT(sip_agent_dialogs(a.agent), 0);
		end();
	}
}

static void test_within(void)
{
	char tag[64];

	begin();
	a.answer = true;
	raw_request(&raw, "INVITE", 5, NULL, "Content-Type: application/sdp\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	snprintf(tag, sizeof(tag), "%s", strstr(raw_value(&raw, "To"), "tag=") + 4);
	raw_request(&raw, "ACK", 5, tag, NULL, NULL);
	CHECK(BED_UNTIL(&bed, 1000, strstr(a.log, "ACK")));
	/* An old CSeq (RFC 3261 12.2.2). */
	raw_request(&raw, "INFO", 3, tag, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 500", 1000));
	/* UPDATE without a description refreshes; OPTIONS is answered. */
	raw_request(&raw, "UPDATE", 6, tag, "Supported: timer\r\nSession-Expires: 120;refresher=uac\r\n", NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	CHECK_STR(raw_value(&raw, "Session-Expires"), "120;refresher=uac");
	CHECK_INT(sip_dialog_session_s(a.d), 120);
	raw_request(&raw, "OPTIONS", 7, tag, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	/* A second offer while the first is open. */
	raw_request(&raw, "INVITE", 8, tag, "Content-Type: application/sdp\r\n", bed_sdp_b);
	CHECK(BED_UNTIL(&bed, 1000, a.t));
	raw_request(&raw, "UPDATE", 9, tag, "Content-Type: application/sdp\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "SIP/2.0 500", 1000));
	CHECK(raw_value(&raw, "Retry-After")[0]);
	CHECK_INT(sip_reply(a.t, 488, NULL), 0);
	CHECK(raw_recv(&raw, "SIP/2.0 488", 1000));
	raw_request(&raw, "NONSENSE", 10, tag, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 501", 1000));
	raw_request(&raw, "BYE", 11, tag, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	CHECK_STR(a.log, "INVITE/offer ACK INVITE/offer bye");
	end();
}

/* The same INVITE by another way (RFC 3261 8.2.2.2), and branches that no transaction should be kept by. */
static void test_branches(void)
{
	begin();
	a.ring = 180;
	raw_request(&raw, "INVITE", 1, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 180", 1000));
	raw_request(&raw, "INVITE", 1, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 482", 1000));
	raw_sendf(&raw, "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9\r\nFrom: <sip:x@y>;tag=1\r\n"
		  "To: <sip:bob@127.0.0.1>\r\nCall-ID: s\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n", raw.port);
	CHECK(raw_recv(&raw, "SIP/2.0 400", 1000));
	/* Without the empty line that ends the headers. */
	raw_sendf(&raw, "OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9\r\nFrom: <sip:x@y>;tag=1\r\n"
		  "To: <sip:bob@127.0.0.1>\r\nCall-ID: s\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n", raw.port);
	CHECK(!raw_recv(&raw, "SIP/2.0 200", 200));
	end();
}

static void test_strangers(void)
{
	begin();
	sip_agent_allow_none(a.agent);
	raw_request(&raw, "INVITE", 1, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 403", 1000));
	raw_request(&raw, "OPTIONS", 2, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 403", 1000));
	CHECK_INT(sip_agent_stats(a.agent)->refused_access, 2);
	CHECK_INT(sip_agent_transactions(a.agent), 0);
	CHECK_INT(sip_agent_allow(a.agent, "127.0.0.1/33"), -EINVAL);
	CHECK_INT(sip_agent_allow(a.agent, "localhost"), -EINVAL);
	CHECK_INT(sip_agent_allow(a.agent, "127.0.0.128/25"), 0);
	raw_request(&raw, "OPTIONS", 3, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 403", 1000));
	CHECK_INT(sip_agent_allow(a.agent, "127.0.0.0/25"), 0);
	raw_request(&raw, "OPTIONS", 4, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	/* A peer's address is on the list by itself. */
	sip_agent_allow_none(a.agent);
	CHECK(sip_peer_set(a.agent, &(struct sip_peer_config){ .name = "gw", .address = BED_HOST, .port = 5099 }));
	raw_request(&raw, "OPTIONS", 5, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	/* Drain: probes hear it too. */
	sip_agent_set_drain(a.agent, true);
	raw_request(&raw, "OPTIONS", 6, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 503", 1000));
	raw_request(&raw, "INVITE", 7, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 503", 1000));
	end();
}

static void test_full(void)
{
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .max_dialogs = 1, .t1 = 50 };

	phone_open(&a, &bed, "alice", &c);
	raw_open(&raw, &bed, BED_HOST, sip_agent_port(a.agent));
	a.ring = 180;
	called();
	raw_request(&raw, "INVITE", 1, NULL, NULL, NULL);
	CHECK(raw_recv(&raw, "SIP/2.0 503", 1000));
	CHECK(!phone_call_port(&a, raw.port, false));
	a.d = NULL;
	end();
}

/* Refreshed at half time; where no refresh comes, or ours is lost, the call ends. */
static void test_session(void)
{
	begin();
	up("Session-Expires: 90;refresher=uac\r\nRequire: timer\r\nAllow: INVITE, UPDATE\r\n");
	CHECK_INT(sip_dialog_session_s(a.d), 90);
	clock_test_advance(44000);
	wheel_turn(bed.wheel);
	CHECK(!raw_recv(&raw, "UPDATE", 100));
	clock_test_advance(1200);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&raw, "UPDATE", 1000));
	CHECK_STR(raw_value(&raw, "Session-Expires"), "90;refresher=uac");
	raw_respond(&raw, "200 OK", NULL, "Session-Expires: 90;refresher=uac\r\n", NULL);
	BED_WAIT(&bed, 50);
	CHECK_STR(a.log, "");
	clock_test_advance(45200);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&raw, "UPDATE", 1000));
	/* Nobody answers this one. */
	CHECK(raw_recv(&raw, "BYE", 6000));
	CHECK_STR(a.log, "session");
	end();

	begin();	/* the peer refreshes, and does not */
	up("Session-Expires: 90;refresher=uas\r\nRequire: timer\r\n");
	clock_test_advance(59000);
	wheel_turn(bed.wheel);
	CHECK(!raw_recv(&raw, "BYE", 100));
	clock_test_advance(1200);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&raw, "BYE", 1000));
	CHECK_STR(a.log, "session");
	CHECK_INT(sip_agent_stats(a.agent)->session_lost, 1);
	end();

	begin();	/* it knows no UPDATE: a re-INVITE with the description that it has */
	up("Session-Expires: 90;refresher=uac\r\nAllow: INVITE, ACK, BYE\r\n");
	clock_test_advance(45200);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&raw, "INVITE", 1000));
	CHECK(strstr(raw.got, "m=audio 6000"));
	raw_respond(&raw, "200 OK", NULL, "Session-Expires: 90;refresher=uac\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK_STR(a.log, "");
	end();

	begin();	/* no session timer at all */
	up(NULL);
	CHECK_INT(sip_dialog_session_s(a.d), 0);
	clock_test_advance(3600 * 1000);
	wheel_turn(bed.wheel);
	CHECK(!raw_recv(&raw, "", 50));
	end();
}

/* 422: once more with what the peer bears, and then no more. */
static void test_longer_session(void)
{
	begin();
	called();
	raw_respond(&invite, "422 Session Interval Too Small", "x", "Min-SE: 3600\r\n", NULL);
	CHECK(raw_recv(&raw, "INVITE", 1000));
	CHECK_STR(raw_value(&raw, "CSeq"), "2 INVITE");
	CHECK_STR(raw_value(&raw, "Session-Expires"), "3600");
	CHECK_STR(raw_value(&raw, "Min-SE"), "3600");
	CHECK(strstr(raw.got, "m=audio 6000"));
	CHECK_STR(a.log, "");
	invite = raw;
	raw_respond(&invite, "200 OK", "t1", "Session-Expires: 3600;refresher=uac\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK_STR(raw_value(&raw, "CSeq"), "2 ACK");
	CHECK_INT(sip_dialog_session_s(a.d), 3600);
	end();
	begin();
	called();
	raw_respond(&invite, "422 Session Interval Too Small", "x", "Min-SE: 3600\r\n", NULL);
	CHECK(raw_recv(&raw, "INVITE", 1000));
	invite = raw;
	raw_respond(&invite, "422 Session Interval Too Small", "x", "Min-SE: 7200\r\n", NULL);
	CHECK(BED_UNTIL(&bed, 1000, !a.d));
	CHECK_STR(a.log, "refused:422");
	end();
}

/* ISC: what is left of Route behind our own entry. */
static void test_route_left(void)
{
	static const struct {
		const char *lines, *want;
	} cases[] = {
		{ "Route: <sip:as.example:5060;lr>, <sip:odi_7@scscf.example;lr>\r\n", "<sip:odi_7@scscf.example;lr>" },
		{ "Route: <sip:127.0.0.1;lr>\r\nRoute: <sip:a@b;lr>\r\nRoute: <sip:c@d;lr>\r\n", "<sip:a@b;lr>,<sip:c@d;lr>" },
		{ "Route: <sip:127.0.0.1:5060;lr>\r\n", "" }, { "Route: <sip:odi@scscf.example;lr>\r\n", "<sip:odi@scscf.example;lr>" },
		{ NULL, "" },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin();
		a.ring = 180;
		raw_request(&raw, "INVITE", 1, NULL, cases[i].lines, NULL);
		CHECK(raw_recv(&raw, "SIP/2.0 180", 1000));
		CHECK_STR(a.last_route, cases[i].want);
		end();
	}
}

static void test_peers(void)
{
	struct sip_peer_config one = { .name = "one", .group = "gw", .address = BED_HOST, .priority = 1, .probe_s = 10 };
	struct sip_peer_config two = { .name = "two", .group = "gw", .address = BED_HOST, .priority = 2, .port = 5998 };
	struct sip_peer *p1, *p2;

	begin();
	one.port = raw.port;
	CHECK(!sip_peer_set(a.agent, &(struct sip_peer_config){ .name = "a b", .address = BED_HOST }));
	CHECK(!sip_peer_set(a.agent, &(struct sip_peer_config){ .name = "", .address = BED_HOST }));
	p1 = sip_peer_set(a.agent, &one);
	p2 = sip_peer_set(a.agent, &two);
	CHECK(p1 && p2 && sip_peer_up(p1));
	CHECK(sip_peer_choose(a.agent, "gw", NULL) == p1);
	CHECK(sip_peer_choose(a.agent, "gw", p1) == p2);
	CHECK(!sip_peer_choose(a.agent, "other", NULL));
	CHECK(raw_recv(&raw, "OPTIONS", 1000));
	raw_respond(&raw, "404 Not Found", "x", NULL, NULL);	/* it lives */
	BED_WAIT(&bed, 30);
	CHECK(sip_peer_up(p1));
	for (int i = 0; i < 3; i++) {
		clock_test_advance(10020);
		wheel_turn(bed.wheel);
		CHECK(raw_recv(&raw, "OPTIONS", 1000));
	}
	CHECK(!sip_peer_up(p1));
	CHECK_STR(a.log, "one-down");
	CHECK(sip_peer_choose(a.agent, "gw", NULL) == p2);
	raw_respond(&raw, "200 OK", "x", NULL, NULL);
	CHECK(BED_UNTIL(&bed, 1000, sip_peer_up(p1)));
	CHECK_STR(a.log, "one-down one-up");
	CHECK(sip_peer_choose(a.agent, "gw", NULL) == p1);
	sip_peer_failed(p1);
	CHECK(sip_peer_choose(a.agent, "gw", NULL) == p2);
	/* Equals in turn. */
	two.priority = 1;
	CHECK(sip_peer_set(a.agent, &two) == p2);
	sip_peer_set(a.agent, &one);
	CHECK(sip_peer_choose(a.agent, "gw", NULL) != sip_peer_choose(a.agent, "gw", NULL));
	sip_peer_remove(a.agent, "one");
	CHECK(!sip_peer_find(a.agent, "one"));
	CHECK(sip_peer_choose(a.agent, "gw", NULL) == p2);
	CHECK(sip_peer_next(a.agent, NULL) == p2 && !sip_peer_next(a.agent, p2));
	end();
}

/* The node starts again: its answered calls go on, BYE and refresh included. */
static void test_journal(void)
{
	char line[SIP_EXPORT_SIZE], small[20];
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .t1 = 50 };
	struct sip_replaces r;

	begin();
	c.port = sip_agent_port(a.agent);
	called();
	CHECK_INT(sip_dialog_export(a.d, line, sizeof(line)), -ENOTCONN);
	raw_respond(&invite, "200 OK", "t;1=\"x", "Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n", bed_sdp_b);
	raw_respond(&invite, "200 OK", "t1", "Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n", bed_sdp_b);
	CHECK(raw_recv(&raw, "ACK", 1000));
	CHECK_INT(sip_dialog_replaces(a.d, &r), 0);
	CHECK_INT(sip_dialog_export(a.d, small, sizeof(small)), -ENOSPC);
	CHECK(sip_dialog_export(a.d, line, sizeof(line)) > 0);
	CHECK(!sip_dialog_import(a.agent, line, &phone_ops, &a));
	CHECK_INT(errno, EEXIST);
	phone_close(&a);
	a.d = NULL;
	phone_open(&a, &bed, "alice", &c);
	CHECK(!sip_dialog_import(a.agent, "sip1 id=x", &phone_ops, &a));
	CHECK(!sip_dialog_import(a.agent, "nonsense", &phone_ops, &a));
	a.d = sip_dialog_import(a.agent, line, &phone_ops, &a);
	CHECK(a.d);
	CHECK(sip_dialog_is_caller(a.d));
	CHECK_INT(sip_dialog_session_s(a.d), 90);
	/* Found by what somebody writes into a Replaces to us: our tag is its to-tag. */
	struct sip_replaces back = { .early_only = false };
	strcpy(back.call_id, r.call_id);
	strcpy(back.to_tag, r.from_tag);
	strcpy(back.from_tag, r.to_tag);
	CHECK(sip_dialog_find(a.agent, &back) == a.d);
	clock_test_advance(45200);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&raw, "UPDATE", 1000));
	CHECK_STR(raw_value(&raw, "CSeq"), "1002 UPDATE");
	raw_respond(&raw, "200 OK", NULL, "Session-Expires: 90;refresher=uac\r\n", NULL);
	BED_WAIT(&bed, 30);
	raw_sendf(&raw, "BYE sip:mpabx@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKbye1\r\n"
		  "From: <sip:x@y>;tag=t1\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: 9 BYE\r\nContent-Length: 0\r\n\r\n", raw.port,
		  strchr(raw.from, '<') ? (raw.from[strcspn(raw.from, "\r")] = '\0', raw.from + 6) : "", r.call_id);
	CHECK(raw_recv(&raw, "SIP/2.0 200", 1000));
	CHECK_STR(a.log, "bye");
	end();
}

/* It starts again while a call rings: who called is told until he has heard it, though the first times are lost. */
static void test_refused_later(bool acknowledges)
{
	char line[SIP_EXPORT_SIZE], to[256];
	struct sip_agent_config c = { .address = BED_HOST, .udp = true, .t1 = 50, .t2 = 200, .timeout = 1000 };
	struct sip_content content;
	unsigned n = 0;

	phone_open(&a, &bed, "alice", &c);
	raw_open(&raw, &bed, BED_HOST, sip_agent_port(a.agent));
	c.port = sip_agent_port(a.agent);
	a.ring = 180;
	raw_request(&raw, "INVITE", 7, NULL, "Content-Type: application/sdp\r\n", bed_sdp_a);
	CHECK(raw_recv(&raw, "SIP/2.0 180", 1000));
	snprintf(to, sizeof(to), "%s", raw_value(&raw, "To"));
	CHECK(sip_dialog_export_ringing(a.d, line, sizeof(line)) > 0);
	sip_dialog_forget(a.d);
	phone_close(&a);
	while (raw_recv(&raw, "SIP/2.0 500", 20))	/* the library's own last word, which who is killed does not say */
		;
	phone_open(&a, &bed, "alice", &c);
	sip_content_init(&content);
	sip_content_add(&content, "Reason", "Q.850;cause=41");
	CHECK_INT(sip_dialog_end_ringing(a.agent, line, 500, &content), 0);
	for (; n < 4 && raw_recv(&raw, "SIP/2.0 500", 400); n++) {
		CHECK_STR(raw_value(&raw, "CSeq"), "7 INVITE");
		CHECK_STR(raw_value(&raw, "To"), to);
		CHECK_STR(raw_value(&raw, "Reason"), "Q.850;cause=41");
	}
	CHECK_INT(n, 4);
	if (acknowledges) {
		char tag[128];

		snprintf(tag, sizeof(tag), "%s", strstr(to, ";tag=") ? strstr(to, ";tag=") + 5 : "");
		raw_request(&raw, "ACK", 7, tag, NULL, NULL);
		BED_WAIT(&bed, 30);
		while (raw_recv(&raw, "SIP/2.0 500", 1))
			;
		CHECK(!raw_recv(&raw, "SIP/2.0 500", 500));
	} else {
		while (n < 20 && raw_recv(&raw, "SIP/2.0 500", 400))
			n++;
		CHECK(n > 5 && n < 9);
	}
	raw_close(&raw);
	phone_close(&a);
}

int main(void)
{
	bed_open(&bed);
	test_forks();
	test_reliable_forks();
	test_routes();
	test_strict_route();
	test_no_ack();
	test_prack_lost();
	test_ring_again();
	test_bye_lost();
	test_refusals();
	test_within();
	test_branches();
	test_strangers();
	test_full();
	test_session();
	test_longer_session();
	test_route_left();
	test_peers();
	test_journal();
	test_refused_later(true);
	test_refused_later(false);
	bed_close(&bed);
	return CHECK_DONE();
}
