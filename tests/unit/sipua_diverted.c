/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Diverted calls: what legs tell of it in Diversion and History-Info, what is read of both, what our own Connect added;
 * and 3xx, refused or followed. */

#include "sipua_bed.h"

static const struct sipua_config config = { .fail_over_ms = 1000, .setup_s = 3, .domain = "mpabx.invalid" };

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* A leg came, and is refused: what it said stays in leg. \returns the caller's status */
static unsigned refuse(unsigned number_end)
{
	if (!CHECK(ua_rings(&one, &leg)))
		return 0;
	CHECK_INT(ua_number_of(&leg) % 10000, number_end);
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	return ua_final(&gw, 1000);
}

/* The n-th line of a header at the leg. */
static const char *value(const char *name, unsigned n)
{
	static char text[512];
	char want[64];
	const char *p = leg.got;

	snprintf(want, sizeof(want), "\r\n%s: ", name);
	do
		p = strstr(p ? p + (p != leg.got) : "", want);
	while (p && n--);
	snprintf(text, sizeof(text), "%.*s", p ? (int)strcspn(p + strlen(want), "\r") : 0, p ? p + strlen(want) : "");
	return text;
}

static void test_forwarded(void)
{
	ua_open(&config);
	ua_dial(BOB, NULL, SOME_SDP);
	CHECK_INT(refuse(CAROL % 10000), 486);
	CHECK_INT(ua_times(&leg, "Diversion"), 1);
	CHECK_STR(value("Diversion", 0), "<sip:+33639980002@mpabx.invalid;user=phone>;reason=unconditional;counter=1;privacy=off");
	CHECK_INT(ua_times(&leg, "History-Info"), 2);
	CHECK_STR(value("History-Info", 0), "<sip:+33639980002@mpabx.invalid;user=phone>;index=1");
	CHECK_STR(value("History-Info", 1), "<sip:+33639980003@mpabx.invalid;user=phone;cause=302>;index=1.1;mp=1");
	/* His own phone is no diversion. */
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK_INT(refuse(ALICE % 10000), 486);
	CHECK_INT(ua_times(&leg, "Diversion") + ua_times(&leg, "History-Info"), 0);
	ua_close();
}

/* A peer that wants one form has it, whichever the call came with. */
static void test_one_form(void)
{
	static const char *const came[] = {
		"Diversion: <sip:+33199000777@x.invalid>;reason=no-answer;counter=2;privacy=off\r\n",
		"History-Info: <sip:+33199000777@x.invalid>;index=1\r\nHistory-Info: <sip:+33639980002@x.invalid;cause=408>;index=1.2;mp=1\r\n",
		NULL,
	};

	ua_open(&config);
	for (unsigned form = SIPUA_DIVERSION_ONLY; form <= SIPUA_HISTORY_ONLY; form++) {
		const char *name = form == SIPUA_HISTORY_ONLY ? "History-Info" : "Diversion", *other = form == SIPUA_HISTORY_ONLY ? "Diversion" : "History-Info";

		CHECK_INT(sipua_set_peer(ua, &(const struct sipua_peer){ .name = "core", .diversion = (uint8_t)form }), 0);
		for (unsigned i = 0; i < 3; i++) {
			ua_dial(BOB, came[i], SOME_SDP);
			CHECK_INT(refuse(CAROL % 10000), 486);
			CHECK_INT(ua_times(&leg, other), 0);
			CHECK_INT(ua_times(&leg, name), (form == SIPUA_HISTORY_ONLY ? 2 : 1) + (came[i] != NULL));
			CHECK(strstr(value(name, form == SIPUA_HISTORY_ONLY ? ua_times(&leg, name) - 1 : 0),
				     form == SIPUA_HISTORY_ONLY ? "+33639980003@mpabx.invalid;user=phone;cause=302" : "+33639980002@mpabx.invalid"));
			if (came[i])
				CHECK(strstr(value(name, form == SIPUA_HISTORY_ONLY ? 0 : 1), "+33199000777"));
		}
		/* Nothing of ours is added: what came is told. */
		for (unsigned i = 0; i < 2; i++) {
			ua_dial(ALICE, came[i], SOME_SDP);
			CHECK_INT(refuse(ALICE % 10000), 486);
			CHECK_INT(ua_times(&leg, other), 0);
			CHECK_INT(ua_times(&leg, name), form == SIPUA_HISTORY_ONLY ? 2 : 1);
			CHECK(strstr(value(name, 0), "+33199000777"));
		}
	}
	ua_close();
}

/* Diverted before: that goes on as it came, ours is the last one. */
static void test_forwarded_again(void)
{
	ua_open(&config);
	ua_dial(BOB, "Diversion: <sip:+33199000777@x.invalid>;reason=no-answer;counter=2;privacy=off\r\n"
		"History-Info: <sip:+33199000777@x.invalid>;index=1\r\n"
		"History-Info: <sip:+33639980002@x.invalid;cause=408>;index=1.2;mp=1\r\n", SOME_SDP);
	CHECK_INT(refuse(CAROL % 10000), 486);
	CHECK_INT(ua_times(&leg, "Diversion"), 2);
	CHECK(begins(value("Diversion", 0), "<sip:+33639980002@mpabx.invalid"));
	CHECK(begins(value("Diversion", 1), "<sip:+33199000777@x.invalid>;reason=no-answer;counter=2"));
	CHECK_INT(ua_times(&leg, "History-Info"), 3);
	CHECK(begins(value("History-Info", 1), "<sip:+33639980002@x.invalid;cause=408>;index=1.2"));
	CHECK_STR(value("History-Info", 2), "<sip:+33639980003@mpabx.invalid;user=phone;cause=302>;index=1.2.1;mp=1.2");
	CHECK_INT(calls_last.redirecting, 33199000777);
	/* An index as deep as can be is not made deeper. */
	ua_dial(BOB, "History-Info: <sip:+33639980002@x.invalid>;index=1.1.1.1.1.1.1.1\r\n", SOME_SDP);
	CHECK_INT(refuse(CAROL % 10000), 486);
	CHECK_INT(ua_times(&leg, "History-Info"), 1);
	ua_close();
}

/* What counts against loops is what either of both tells, the longer story. */
static void test_read(void)
{
	static const struct { const char *lines; bool diverted; e164_t redirecting, original; } cases[] = {
		{ "Diversion: <sip:+33199000777@x.invalid>;reason=user-busy;counter=5\r\n", false, 33199000777, 33199000777 },
		{ "Diversion: <tel:+33199000778>;counter=2, <tel:+33199000777>;counter=3\r\n", false, 33199000778, 33199000777 },
		{ "Diversion: <tel:+33199000778>;counter=2, <tel:+33199000777>;counter=2\r\n", true, 33199000778, 33199000777 },
		{ "History-Info: <sip:+33199000771@x>;index=1, <sip:+33199000772@x;cause=302>;index=1.1, "
		  "<sip:+33199000773@x;cause=302>;index=1.1.1, <sip:+33199000774@x;cause=486>;index=1.1.1.1, "
		  "<sip:+33199000775@x;cause=302>;index=1.1.1.1.1, <sip:+33639980002@x;cause=302>;index=1.1.1.1.1.1\r\n",
		  false, 33199000775, 33199000771 },
		{ "Diversion: <tel:+33199000775>;counter=1\r\n"
		  "History-Info: <sip:+33199000771@x>;index=1, <sip:+33199000772@x?Reason=SIP%3Bcause%3D302>;index=1.1, "
		  "<sip:+33639980002@x;cause=302>;index=1.1.1\r\n", true, 33199000772, 33199000771 },
		/* The target stands in the chain already. */
		{ "Diversion: <tel:+33639980003>;reason=unconditional\r\n", false, CAROL, CAROL },
		/* What cannot be read is not read. */
		{ "Diversion: nonsense\r\nHistory-Info: <sip:x>;index=none\r\n", true, E164_NONE, E164_NONE },
	};

	ua_open(&config);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ua_dial(BOB, cases[i].lines, SOME_SDP);
		if (!CHECK_INT(refuse(cases[i].diverted ? CAROL % 10000 : BOB % 10000), 486))
			printf("case %u\n", i);
		CHECK_INT(calls_last.redirecting, cases[i].redirecting);
		CHECK_INT(calls_last.original_called, cases[i].original);
	}
	ua_close();
}

/* The network makes a diversion of our Connect: neither form of it goes on. What was before it does. */
static void test_undone(void)
{
	struct call_setup setup;
	callid_t id;

	ua_open(&config);
	setup = calls_received(ALICE);
	CHECK(call_route_take(calls, &setup, 7, &id) == IMRN);
	ua_dial(IMRN, "Diversion: <sip:+33639980001@gateway.invalid>;reason=unconditional;counter=1\r\n"
		"History-Info: <sip:+33639980001@gateway.invalid>;index=1, <sip:+33199005000@gateway.invalid;cause=302>;index=1.1\r\n",
		SOME_SDP);
	CHECK_INT(refuse(ALICE % 10000), 486);
	CHECK_INT(ua_times(&leg, "Diversion") + ua_times(&leg, "History-Info"), 0);
	CHECK_INT(calls_last.called, ALICE);
	CHECK_INT(calls_last.redirecting, E164_NONE);
	setup = calls_received(BOB);
	setup.facts.original_called = 33199000771;
	setup.facts.redirecting = 33199000772;
	setup.facts.redirections = 3;
	CHECK(call_route_take(calls, &setup, 7, &id) == IMRN + 1);
	ua_dial(IMRN + 1, "Diversion: <sip:+33639980002@gateway.invalid>;reason=unconditional;counter=4\r\n"
		"History-Info: <sip:+33639980002@gateway.invalid>;index=1\r\n", SOME_SDP);
	CHECK_INT(refuse(CAROL % 10000), 486);
	CHECK_INT(ua_times(&leg, "Diversion"), 3);
	CHECK(begins(value("Diversion", 0), "<sip:+33639980002@mpabx.invalid;user=phone>;reason=unconditional;counter=1"));
	CHECK(begins(value("Diversion", 1), "<sip:+33199000772@mpabx.invalid;user=phone>;reason=unknown;counter=2"));
	CHECK(begins(value("Diversion", 2), "<sip:+33199000771@mpabx.invalid;user=phone>;reason=unknown;counter=1"));
	CHECK_INT(ua_times(&leg, "History-Info"), 4);
	CHECK_STR(value("History-Info", 0), "<sip:+33199000771@mpabx.invalid;user=phone>;index=1");
	CHECK_STR(value("History-Info", 1), "<sip:+33199000772@mpabx.invalid;user=phone;cause=404>;index=1.1;mp=1");
	CHECK_STR(value("History-Info", 2), "<sip:+33639980002@mpabx.invalid;user=phone;cause=404>;index=1.1.1;mp=1.1");
	CHECK_STR(value("History-Info", 3), "<sip:+33639980003@mpabx.invalid;user=phone;cause=302>;index=1.1.1.1;mp=1.1.1");
	ua_close();
}

/* A fixed routing number: whoever diverted there is called, and that diversion is none. */
static void test_fixed(void)
{
	struct call_setup setup;
	callid_t id;

	ua_open(&config);
	/* Ours, sent there by the switch: the facts are the InitialDP's. */
	setup = calls_received(BOB);
	setup.facts.redirecting = setup.facts.original_called = 33199000772;
	setup.facts.redirections = 1;
	CHECK(call_route_take_fixed(calls, FIXED, &setup, 7, &id) == FIXED);
	ua_dial(FIXED, "Diversion: <sip:+33639980002@gateway.invalid>;reason=unconditional;counter=1\r\n"
		"P-Asserted-Identity: <sip:+33199005678@gateway.invalid>\r\n", SOME_SDP);
	CHECK_INT(refuse(CAROL % 10000), 486);
	CHECK_INT(call_route_count(calls), 0);
	CHECK(calls_last.id == id);
	CHECK_INT(ua_times(&leg, "Diversion"), 2);
	CHECK(begins(value("Diversion", 1), "<sip:+33199000772@mpabx.invalid"));
	/* The network's own doing: the diversion is all there is, in either form. */
	ua_dial(FIXED + 1, "Diversion: <sip:+33639980001@gateway.invalid>;reason=unconditional;counter=1\r\n", SOME_SDP);
	CHECK_INT(refuse(ALICE % 10000), 486);
	CHECK_INT(ua_times(&leg, "Diversion") + ua_times(&leg, "History-Info"), 0);
	CHECK_INT(calls_last.served, ALICE);
	CHECK_INT(calls_last.called, ALICE);
	CHECK_INT(calls_last.calling, CALLER);
	CHECK_INT(calls_last.redirecting, E164_NONE);
	ua_dial(FIXED, "History-Info: <sip:+33199000771@x>;index=1, <sip:+33639980002@x;cause=486>;index=1.1;mp=1, "
		"<sip:+33199006000@x;cause=302>;index=1.1.1;mp=1.1\r\n", SOME_SDP);
	CHECK_INT(refuse(CAROL % 10000), 486);
	CHECK_INT(calls_last.served, BOB);
	CHECK_INT(calls_last.redirecting, 33199000771);
	CHECK_INT(ua_times(&leg, "History-Info"), 3);
	CHECK_STR(value("History-Info", 0), "<sip:+33199000771@mpabx.invalid;user=phone>;index=1");
	CHECK_STR(value("History-Info", 2), "<sip:+33639980003@mpabx.invalid;user=phone;cause=302>;index=1.1.1;mp=1.1");
	/* Nobody diverted it, or it comes from who is not believed. */
	ua_dial(FIXED, NULL, SOME_SDP);
	CHECK_INT(ua_final(&gw, 1000), 404);
	ua_dial_from(&one, "sip:+33199006000@mpabx.invalid", "60", "Diversion: <tel:+33639980001>\r\n", SOME_SDP);
	CHECK_INT(ua_final(&one, 1000), 404);
	CHECK_INT(ua_count(SIPUA_CTR_NOT_OUTSTANDING), 2);
	ua_close();
}

/* ---- 3xx ---- */

static void redirect(const char *status, const char *contact)
{
	char text[400];

	/* Not raw_respond(): Contact is this one. */
	snprintf(text, sizeof(text), "%.*s;tag=x\r\n", (int)strcspn(leg.to_line, "\r"), leg.to_line);
	raw_sendf(&leg, "SIP/2.0 %s\r\n%s%s%s%s%sContact: %s\r\nContent-Length: 0\r\n\r\n", status, leg.via, leg.from, text,
		  leg.call_id, leg.cseq, contact);
}

static void test_refused(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved Temporarily", "<sip:+33199001234@127.0.0.1>");
	CHECK_INT(ua_final(&gw, 1000), 480);
	CHECK(!ua_new_leg(&one, 50));
	CHECK_INT(ua_count(SIPUA_CTR_REDIRECTED), 1);
	CHECK_INT(ua_count(SIPUA_CTR_FOLLOWED), 0);
	ua_close();
}

static struct sipua_config following(void)
{
	struct sipua_config c = config;

	c.follow = true;
	return c;
}

static void test_followed(void)
{
	const struct sipua_config c = following();
	static const char *const contacts[] = { "<sip:+33199001234@127.0.0.1>", "<sip:0199001234@mpabx.invalid>;q=0.5", "<tel:+33199001234>" };
	struct call_line_live live;

	ua_open(&c);
	for (unsigned i = 0; i < 3; i++) {
		ua_dial(ALICE, NULL, SOME_SDP);
		CHECK(ua_rings(&one, &leg));
		redirect("302 Moved Temporarily", contacts[i]);
		CHECK(ua_rings(&one, &leg));
		CHECK(begins(leg.got, "INVITE sip:+33199001234@mpabx.invalid;user=phone SIP/2.0"));
		CHECK_STR(value("Diversion", 0), "<sip:+33639980001@mpabx.invalid;user=phone>;reason=deflection;counter=1;privacy=off");
		CHECK_STR(value("History-Info", 0), "<sip:+33639980001@mpabx.invalid;user=phone>;index=1");
		CHECK_STR(value("History-Info", 1), "<sip:+33199001234@mpabx.invalid;user=phone;cause=302>;index=1.1;mp=1");
		ua_answer(&one, &leg, bed_sdp_b);
		/* Not her phone's: it has no codes of hers, and her line is free. */
		CHECK_INT(call_user_side(call_next(calls, NULL)), _MEDIA_SIDES);
		call_line_live(calls, ALICE, &live);
		CHECK_INT(live.ringing + live.talking, 0);
		CHECK_INT(live.diverted, 1);
		ua_hang_up(&one);
		CHECK_INT(calls_last.num_legs, 3);
		CHECK_INT(calls_last.leg[1].number, ALICE);
		CHECK(calls_last.leg[1].diverted_by_network && !calls_last.leg[1].answer_us && calls_last.leg[1].end_us);
		CHECK_INT(calls_last.leg[2].number, OUTSIDE);
		CHECK_INT(calls_last.leg[2].charged, ALICE);
		CHECK(calls_last.leg[2].answer_us && calls_last.leg[2].cause == CAUSE_NORMAL && !calls_last.leg[2].diverted_by_network);
		CHECK(calls_last.leg[2].start_us == calls_last.leg[1].end_us);
		call_line_live(calls, ALICE, &live);
		CHECK_INT(live.diverted, 0);
	}
	CHECK_INT(ua_count(SIPUA_CTR_FOLLOWED), 3);
	ua_close();
}

/* Early sound of the phone that sent it on stood as the answer: the caller is told whose sound it is now. */
static void test_followed_early(void)
{
	const struct sipua_config c = following();
	char other[512], rack[80];

	ua_open(&c);
	snprintf(other, sizeof(other), "%s", bed_sdp_b);
	memcpy(strstr(other, "m=audio 7000"), "m=audio 7002", 12);
	ua_dial(ALICE, "Supported: 100rel\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "183 Progress", "one", "Require: 100rel\r\nRSeq: 1\r\n", bed_sdp_b);
	CHECK(raw_recv(&one, "PRACK", 1000));
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 183", 1000));
	snprintf(ua_to, sizeof(ua_to), "%s", raw_value(&gw, "To"));
	snprintf(rack, sizeof(rack), "RAck: %s 1 INVITE\r\n", raw_value(&gw, "RSeq"));
	ua_say(&gw, "PRACK", 2, rack, NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 200", 1000));
	redirect("302 Moved Temporarily", "<tel:+33199001234>");
	CHECK(ua_rings(&one, &leg));
	ua_answer(&one, &leg, other);
	CHECK(raw_recv(&one, "INVITE", 1000));	/* asked for an offer */
	raw_respond(&one, "200 OK", NULL, NULL, other);
	CHECK(raw_recv(&gw, "INVITE", 1000));
	CHECK(strstr(gw.got, "m=audio 7002"));
	raw_respond(&gw, "200 OK", NULL, NULL, SOME_SDP);
	CHECK(raw_recv(&one, "ACK", 1000));
	CHECK(raw_recv(&gw, "ACK", 1000));
	ua_hang_up(&one);
	ua_close();
}

/* One of several that ring together is sent on: it counts as diverted, and is told as a leg of its own. */
static void test_followed_together(void)
{
	static const struct store_hunt list[] = { { .line = ALICE, .position = 1, .number = ALICE, .ring_s = 20, .allow_diverted = true },
		{ .line = ALICE, .position = 2, .number = DAVE, .ring_s = 20, .allow_diverted = true } };
	const struct sipua_config c = following();
	struct call_line_live live;
	struct raw phones[2];

	ua_open(&c);
	CHECK_INT(fleet_snapshot_put_settings(calls_snap, &(const struct store_settings){
		.line = ALICE, .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 25, .hunt_active = true, .hunt_together = true }), 0);
	CHECK_INT(fleet_snapshot_put_hunt(calls_snap, ALICE, list, 2), 0);
	for (unsigned winner = 0; winner < 2; winner++) {
		bool is_sent_on = !winner;

		ua_dial(ALICE, NULL, SOME_SDP);
		CHECK(ua_rings(&one, &phones[0]) && ua_rings(&one, &phones[1]));
		CHECK_INT(ua_number_of(&phones[0]), ALICE);
		call_line_live(calls, ALICE, &live);
		CHECK_INT(live.ringing, 1);
		CHECK_INT(live.diverted, 1);	/* DAVE's leg */
		leg = phones[0];
		redirect("302 Moved", "<tel:+33199001234>");
		CHECK(ua_rings(&one, &phones[0]));
		CHECK_INT(ua_number_of(&phones[0]), OUTSIDE);
		call_line_live(calls, ALICE, &live);
		CHECK_INT(live.ringing, 0);
		CHECK_INT(live.diverted, 2);
		raw_respond(&phones[1 - winner], "180 Ringing", "there", NULL, NULL);
		raw_respond(&phones[winner], "200 OK", "there", NULL, bed_sdp_b);
		CHECK_INT(ua_final(&gw, 1500), 200);
		CHECK(raw_recv(&one, "CANCEL", 1500));
		raw_respond(&one, "200 OK", "there", NULL, NULL);
		raw_respond(&phones[1 - winner], "487 Request Terminated", "there", NULL, NULL);
		call_line_live(calls, ALICE, &live);
		CHECK_INT(live.diverted, 1);
		CHECK_INT(call_user_side(call_next(calls, NULL)) == _MEDIA_SIDES, is_sent_on);
		ua_hang_up(&one);
		call_line_live(calls, ALICE, &live);
		CHECK_INT(live.diverted, 0);
		CHECK_INT(calls_last.num_legs, 4);
		for (unsigned i = 1; i < calls_last.num_legs; i++) {
			const struct call_leg *l = &calls_last.leg[i];

			CHECK_INT(l->answer_us != 0, l->number == (is_sent_on ? OUTSIDE : DAVE));
			CHECK_INT(l->diverted_by_network, l->number == ALICE);
			CHECK_INT(l->charged, ALICE);
		}
	}
	ua_close();
}

static void test_not_followed(void)
{
	const struct sipua_config c = following();
	static const struct { const char *status, *contact; } cases[] = {
		{ "302 Moved", "<sip:+33199001234@203.0.113.9>" }, { "301 Moved", "<sip:+33199001234@evil.example>" },
		{ "302 Moved", "<sip:+33639980001@127.0.0.1>" }, { "302 Moved", "<sip:112@127.0.0.1>" },
		{ "302 Moved", "<sip:+447700900123@127.0.0.1>" }, { "302 Moved", "<sip:0899123456@127.0.0.1>" },
		{ "302 Moved", "<sip:voicemail@127.0.0.1>" }, { "302 Moved", "<sip:2102@127.0.0.1>" },
		{ "380 Alternative Service", "<sip:+33199001234@127.0.0.1>" }, { "305 Use Proxy", "<sip:+33199001234@127.0.0.1>" }, { "302 Moved", "<http://127.0.0.1/>" },
	};

	ua_open(&c);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ua_dial(ALICE, NULL, SOME_SDP);
		CHECK(ua_rings(&one, &leg));
		redirect(cases[i].status, cases[i].contact);
		if (!CHECK_INT(ua_final(&gw, 1000), 480))
			printf("case %u\n", i);
		CHECK(!ua_new_leg(&one, 20));
	}
	CHECK_INT(ua_count(SIPUA_CTR_FOLLOWED), 0);
	/* Not for ever, nor back. */
	ua_dial(ALICE, NULL, SOME_SDP);
	for (unsigned i = 0; i < 3; i++) {
		CHECK(ua_rings(&one, &leg));
		redirect("302 Moved", i == 0 ? "<tel:+33199001231>" : i == 1 ? "<tel:+33199001232>" : "<tel:+33199001233>");
	}
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), 33199001233);
	redirect("302 Moved", "<tel:+33199001234>");
	CHECK_INT(ua_final(&gw, 1000), 480);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved", "<tel:+33199001231>");
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved", "<tel:+33639980001>");
	CHECK_INT(ua_final(&gw, 1000), 480);
	/* Diverted five times by now: no more. */
	ua_dial(ALICE, "Diversion: <tel:+33199000777>;counter=5\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved", "<tel:+33199001231>");
	CHECK_INT(ua_final(&gw, 1000), 480);
	ua_close();
}

/* What a phone sends on costs its line as a diverted leg does; whom a line calls sends it nowhere. */
static void test_followed_limits(void)
{
	struct store_fleet row = { .id = 1, .name = "fleet 1", .profile = "fr-current", .max_diverted_line = 1 };
	const struct sipua_config c = following();
	struct call_line_live live;

	ua_open(&c);
	CHECK_INT(fleet_snapshot_put_fleet(calls_snap, &row), 0);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved", "<tel:+33199001231>");
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved", "<tel:+33199001232>");	/* in the place of the one before */
	CHECK(ua_rings(&one, &leg));
	call_line_live(calls, ALICE, &live);
	CHECK_INT(live.diverted, 1);
	second = leg;
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved", "<tel:+33199001231>");
	CHECK_INT(ua_final(&gw, 1000), 480);
	CHECK_INT(call_limited_count(calls), 1);
	raw_respond(&second, "486 Busy Here", "y", NULL, NULL);
	ua_n--;
	CHECK_INT(ua_final(&gw, 1000), 486);
	ua_n++;
	call_line_live(calls, ALICE, &live);
	CHECK_INT(live.diverted, 0);
	row.max_diverted_line = 0;
	CHECK_INT(fleet_snapshot_put_fleet(calls_snap, &row), 0);

	CHECK_INT(sipua_set_peer(ua, &(const struct sipua_peer){ .name = "one", .trusted = true }), 0);
	ua_dial_from(&one, "sip:+33199001234@mpabx.invalid;user=phone", "60", "P-Asserted-Identity: <tel:+33639980001>\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	redirect("302 Moved", "<tel:+33199001231>");
	CHECK_INT(ua_final(&one, 1000), 480);
	CHECK_INT(calls_last.side, DECIDE_MADE);
	CHECK_INT(ua_count(SIPUA_CTR_FOLLOWED), 2);
	ua_close();
}

/* ---- Max-Forwards and loops ---- */

static void test_max_forwards(void)
{
	static const struct { const char *came; const char *went; } cases[] = { { "0", NULL }, { "1", NULL }, { "2", "1" }, { "70", "69" } };

	ua_open(&config);
	for (unsigned i = 0; i < 4; i++) {
		ua_dial_from(&gw, "sip:+33639980001@mpabx.invalid", cases[i].came, NULL, SOME_SDP);
		if (!cases[i].went) {
			CHECK_INT(ua_final(&gw, 1000), 483);
			CHECK(!ua_new_leg(&one, 20));
			continue;
		}
		CHECK_INT(refuse(ALICE % 10000), 486);
		CHECK_STR(value("Max-Forwards", 0), cases[i].went);
	}
	ua_close();
}

/* Our own leg comes back to us (the core asks for the line's service again): it goes on, no rule runs again. */
static void test_own_leg(void)
{
	char lines[600];

	ua_open(&config);
	ua_dial(BOB, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	snprintf(lines, sizeof(lines), "Diversion: %s\r\n", value("Diversion", 0));
	ua_dial(CAROL, lines, SOME_SDP);	/* CAROL is forwarded, but not for this leg */
	CHECK(ua_rings(&one, &second));
	CHECK_INT(ua_number_of(&second), CAROL);
	raw_respond(&second, "486 Busy Here", "y", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1000), 486);
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	ua_n--;
	CHECK_INT(ua_final(&gw, 1000), 486);
	ua_n++;
	ua_close();
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_forwarded();
	test_forwarded_again();
	test_one_form();
	test_read();
	test_undone();
	test_fixed();
	test_refused();
	test_followed();
	test_followed_early();
	test_followed_together();
	test_not_followed();
	test_followed_limits();
	test_max_forwards();
	test_own_leg();
	return CHECK_DONE();
}
