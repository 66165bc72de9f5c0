/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One call through the SIP driver, and what must come out on its other side: headers, answers that cannot be told, session
 * timers, overload, sound that goes through media or past it. */

#include "sipua_bed.h"

static const struct sipua_config config = { .fail_over_ms = 1000, .setup_s = 3, .domain = "mpabx.invalid" };

/* A header of the leg's INVITE. */
static const char *sent(const char *name)
{
	return raw_value(&leg, name);
}

static void refuse(struct raw *r)
{
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	CHECK_INT(ua_final(r, 1500), 486);
}

/* ---- headers ---- */

#define IMS "P-Charging-Vector: icid-value=icid-0815;orig-ioi=home1.invalid\r\n" \
	"P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=2080112345\r\n" \
	"P-Asserted-Service: urn:urn-7:3gpp-service.ims.icsi.mmtel\r\n" \
	"Identity: eyJhbGciOiJFUzI1NiJ9.e30.c2ln;info=<https://cert.invalid/a.pem>;alg=ES256;ppt=shaken\r\n" \
	"P-Early-Media: supported\r\nP-Asserted-Identity: <sip:+33199005678@ims.invalid>\r\nPrivacy: id\r\nX-Own: kept\r\n"

/* What goes on as it came, from who is trusted; who asks on ISC gets the call back by his Route. */
static void test_isc(void)
{
	char lines[1500];

	ua_open(&config);
	snprintf(lines, sizeof(lines), "Route: <sip:127.0.0.1:%u;lr>, <sip:odi-4711@127.0.0.1:%u;lr>\r\n"
		 "P-Served-User: <sip:+33639980001@ims.invalid>;sescase=term;regstate=reg\r\n" IMS, gw.to, gw.port);
	ua_dial_from(&gw, "sip:+33639980001@ims.invalid;user=phone", "60", lines, SOME_SDP);
	CHECK(ua_rings(&gw, &leg));
	CHECK(!ua_new_leg(&one, 20));
	CHECK(!strncmp(leg.got, "INVITE sip:+33639980001@ims.invalid;user=phone SIP/2.0\r\n", 56));
	snprintf(lines, sizeof(lines), "<sip:odi-4711@127.0.0.1:%u;lr>", gw.port);
	CHECK_STR(sent("Route"), lines);
	CHECK_STR(sent("P-Charging-Vector"), "icid-value=icid-0815;orig-ioi=home1.invalid");
	CHECK_STR(sent("P-Access-Network-Info"), "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=2080112345");
	CHECK_STR(sent("P-Asserted-Service"), "urn:urn-7:3gpp-service.ims.icsi.mmtel");
	CHECK_STR(sent("Identity"), "eyJhbGciOiJFUzI1NiJ9.e30.c2ln;info=<https://cert.invalid/a.pem>;alg=ES256;ppt=shaken");
	CHECK_STR(sent("P-Early-Media"), "supported");
	CHECK_STR(sent("P-Asserted-Identity"), "<sip:+33199005678@mpabx.invalid;user=phone>");
	CHECK_STR(sent("Privacy"), "id");
	CHECK_STR(sent("X-Own"), "kept");
	CHECK_STR(sent("Max-Forwards"), "59");
	CHECK_STR(sent("P-Served-User"), "");	/* it was for us */
	CHECK(strcmp(sent("Call-ID"), "call1@gateway.invalid") && strstr(sent("From"), "+33199005678"));
	CHECK_INT(calls_written, 0);
	refuse(&gw);
	CHECK_INT(calls_last.side, DECIDE_RECEIVED);
	CHECK_INT(calls_last.served, ALICE);
	ua_close();
}

/* The session case says whose service runs: of a short number it is the caller's. */
static void test_sescase(void)
{
	static const struct { const char *line; enum decide_side side; } cases[] = {
		{ "P-Served-User: <sip:+33639980001@ims.invalid>;sescase=orig;regstate=reg\r\n", DECIDE_MADE },
		{ "P-Served-User: <tel:+33639980001>;orig-cdiv\r\n", DECIDE_MADE },
		{ "P-Served-User: <sip:+33639980001@ims.invalid>;sescase=term;regstate=unreg\r\n", DECIDE_RECEIVED },
	};

	ua_open(&config);
	for (unsigned i = 0; i < 3; i++) {
		ua_dial_from(&gw, i < 2 ? "sip:2104@ims.invalid;user=phone" : "sip:+33639980001@ims.invalid", "60", cases[i].line,
			     SOME_SDP);
		CHECK(ua_rings(&one, &leg));
		CHECK_INT(ua_number_of(&leg), i < 2 ? DAVE : ALICE);
		refuse(&gw);
		CHECK_INT(calls_last.side, cases[i].side);
		CHECK_INT(calls_last.served, ALICE);
	}
	ua_close();
}

/* From a peer that is not trusted nothing of that counts, nor goes on. */
static void test_untrusted(void)
{
	ua_open(&config);
	ua_dial_from(&two, "sip:+33639980001@ims.invalid;user=phone", "60",
		     "P-Served-User: <sip:+33639980004@ims.invalid>;sescase=orig\r\n" IMS, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_STR(sent("P-Charging-Vector"), "");
	CHECK_STR(sent("P-Asserted-Service"), "");
	CHECK_STR(sent("P-Access-Network-Info"), "");
	CHECK_STR(sent("P-Asserted-Identity"), "");
	CHECK_STR(sent("Privacy"), "id");	/* his wish all the same */
	CHECK(sent("Identity")[0] == 'e');	/* signed: whoever reads it judges (RFC 8224) */
	refuse(&two);
	CHECK_INT(calls_last.served, ALICE);
	ua_close();
}

static void test_anonymous(void)
{
	ua_open(&config);
	ua_dial(ALICE, "P-Asserted-Identity: <tel:+33199005678>\r\nPrivacy: user;id;critical\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK(strstr(sent("Privacy"), "user") && strstr(sent("Privacy"), "id") && strstr(sent("Privacy"), "critical"));
	CHECK_STR(sent("P-Asserted-Identity"), "<sip:+33199005678@mpabx.invalid;user=phone>");
	refuse(&gw);
	ua_close();
}

/* A header with characters that we do not send on is left out; the call goes on. */
static void test_strange_header(void)
{
	ua_open(&config);
	ua_dial(ALICE, "X-Strange: a\001b\r\nX-Own: kept\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_STR(sent("X-Strange"), "");
	CHECK_STR(sent("X-Own"), "kept");
	refuse(&gw);
	ua_close();
}

/* The user's own phone is asked for by the same Request-URI, however many steps the plan has; what is diverted goes by the same
 * Route with another one. */
static void test_isc_forwarded(void)
{
	char lines[800];

	ua_open(&config);
	CHECK_INT(fleet_snapshot_put_forwarding(calls_snap, &(const struct store_forwarding){
		.line = ALICE, .kind = FORWARDING_BUSY, .active = true, .destination = OUTSIDE, .version = 1 }), 0);
	snprintf(lines, sizeof(lines), "Route: <sip:127.0.0.1:%u;lr>, <sip:odi-4712@127.0.0.1:%u;lr>\r\n"
		 "P-Served-User: <sip:+33639980001@ims.invalid>;sescase=term;regstate=reg\r\n", gw.to, gw.port);
	ua_dial_from(&gw, "sip:+33639980001@ims.invalid;user=phone", "60", lines, SOME_SDP);
	CHECK(ua_rings(&gw, &leg));
	CHECK(!strncmp(leg.got, "INVITE sip:+33639980001@ims.invalid;user=phone SIP/2.0\r\n", 56));
	CHECK(strstr(sent("Route"), "odi-4712"));
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	CHECK(ua_rings(&gw, &leg));
	CHECK_INT(ua_number_of(&leg), OUTSIDE);
	CHECK(strstr(sent("Route"), "odi-4712"));
	CHECK(strstr(sent("Diversion"), "+33639980001") && strstr(sent("Diversion"), "reason=user-busy"));
	refuse(&gw);
	ua_close();
}

/* ---- the served line's phone ---- */
static struct { unsigned times; char network[32]; e164_t line, roaming; enum decide_phone phone; } hlr;

static int ask_hlr(void *priv, const char *network, e164_t line, sipua_located_cb cb, void *cb_priv, uint32_t tag)
{
	hlr.times++;
	hlr.line = line;
	snprintf(hlr.network, sizeof(hlr.network), "%s", network);
	cb(cb_priv, tag, hlr.roaming, hlr.phone);
	return 0;
}

/* How it is rung: by default for all, by its own way for the calls of a peer. */
static void test_phone(void)
{
	struct sipua_config c = config;
	struct sipua_peer peer = { .name = "gateway", .trusted = true };

	strcpy(c.phone.prefix, "7701");
	c.phone.how = SIPUA_BY_PREFIX;
	ua_open(&c);
	sipua_set_locate(ua, ask_hlr, NULL);
	/* Something stands behind the phone, so that it is a step of the plan. */
	CHECK_INT(fleet_snapshot_put_forwarding(calls_snap, &(const struct store_forwarding){
		.line = ALICE, .kind = FORWARDING_UNREACHABLE, .active = true, .destination = OUTSIDE, .version = 1 }), 0);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK(!strncmp(leg.got, "INVITE sip:770133639980001@", 27));
	refuse(&gw);
	/* What is diverted, and others' numbers, have none. */
	ua_dial(BOB, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), CAROL);
	refuse(&gw);
	peer.phone.how = SIPUA_BY_NUMBER;
	CHECK_INT(sipua_set_peer(ua, &peer), 0);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), ALICE);
	refuse(&gw);
	CHECK_INT(hlr.times, 0);
	peer.phone.how = SIPUA_BY_ROAMING;
	strcpy(peer.phone.network, "home");
	CHECK_INT(sipua_set_peer(ua, &peer), 0);
	hlr.roaming = 33689900077;
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), 33689900077);
	CHECK_STR(hlr.network, "home");
	CHECK_INT(hlr.line, ALICE);
	refuse(&gw);
	/* Not known: by its number. Off: it is not rung at all. */
	hlr.roaming = E164_NONE;
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), ALICE);
	refuse(&gw);
	CHECK_INT(ua_count(SIPUA_CTR_LOCATE), 2);
	ua_close();
}

/* ---- ringing and answers ---- */

/* P-Early-Media goes to the caller with the ringing; charging and identity with the answer. */
static void test_back(void)
{
	ua_open(&config);
	ua_dial(ALICE, "P-Early-Media: supported\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "183 Session Progress", "there", "P-Early-Media: sendrecv\r\n", bed_sdp_b);
	CHECK(raw_recv(&gw, "SIP/2.0 183", 1500));
	CHECK_STR(raw_value(&gw, "P-Early-Media"), "sendrecv");
	CHECK(strstr(gw.got, "m=audio 7000"));
	raw_respond(&leg, "200 OK", "there", "P-Charging-Vector: icid-value=x;term-ioi=there\r\n"
		    "P-Asserted-Identity: <sip:+33639980001@there.invalid>\r\n", bed_sdp_b);
	CHECK_INT(ua_final(&gw, 1500), 200);
	CHECK_STR(raw_value(&gw, "P-Charging-Vector"), "icid-value=x;term-ioi=there");
	CHECK_STR(raw_value(&gw, "P-Asserted-Identity"), "<sip:+33639980001@there.invalid>");
	CHECK(raw_recv(&one, "ACK", 1000));
	ua_hang_up(&one);
	ua_close();
}

/* Behind a leg that something follows there is no early sound: none is promised, the caller's own side lets it ring. What a fork
 * of the leg comes to is not told. */
static void test_withheld(void)
{
	ua_open(&config);
	CHECK_INT(fleet_snapshot_put_settings(calls_snap, &(const struct store_settings){
		.line = ALICE, .forwarding_custom = true, .incoming_custom = true, .no_answer_s = 25 }), 0);
	CHECK_INT(fleet_snapshot_put_forwarding(calls_snap, &(const struct store_forwarding){
		.line = ALICE, .kind = FORWARDING_NO_ANSWER, .active = true, .destination = OUTSIDE, .version = 1 }), 0);
	ua_dial(ALICE, "P-Early-Media: supported\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "183 Session Progress", "there", "P-Early-Media: sendrecv\r\n", bed_sdp_b);
	CHECK(raw_recv(&gw, "SIP/2.0 18", 1500));
	CHECK(!strncmp(gw.got, "SIP/2.0 180", 11));
	CHECK_STR(raw_value(&gw, "P-Early-Media"), "");
	CHECK(!strstr(gw.got, "m=audio"));
	raw_respond(&leg, "199 Early Dialog Terminated", "there", NULL, NULL);
	CHECK(!raw_recv(&gw, "SIP/2.0 199", 100));
	refuse(&gw);
	ua_close();
}

/* An Identity may be signed over the Date: both go on, or neither. Dialogs of our own side mean nothing to the other one. */
static void test_signed(void)
{
	ua_open(&config);
	ua_dial(ALICE, "Identity: ..c2ln;info=<https://cert.invalid/a.pem>;alg=ES256\r\nDate: Sat, 21 Nov 2026 15:00:00 GMT\r\n"
		"Join: a@b;to-tag=1;from-tag=2\r\nTarget-Dialog: a@b;local-tag=1;remote-tag=2\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_STR(sent("Date"), "Sat, 21 Nov 2026 15:00:00 GMT");
	CHECK(sent("Identity")[0]);
	CHECK_STR(sent("Join"), "");
	CHECK_STR(sent("Target-Dialog"), "");
	refuse(&gw);
	ua_dial(ALICE, "Date: Sat, 21 Nov 2026 15:00:00 GMT\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_STR(sent("Date"), "");
	refuse(&gw);
	ua_close();
}

/* Reliable only with a description: a plain 180 needs no PRACK (RFC 3262 3). */
static void test_reliable(void)
{
	ua_open(&config);
	ua_dial(ALICE, "Supported: 100rel\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "180 Ringing", "there", NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 180", 1500));
	CHECK_STR(raw_value(&gw, "RSeq"), "");
	snprintf(ua_to, sizeof(ua_to), "%s", raw_value(&gw, "To"));
	raw_respond(&leg, "183 Session Progress", "there", "Require: 100rel\r\nRSeq: 7\r\n", bed_sdp_b);
	CHECK(raw_recv(&one, "PRACK", 1500));
	CHECK_STR(raw_value(&one, "RAck"), "7 1 INVITE");
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	CHECK(raw_recv(&gw, "SIP/2.0 183", 1500));
	if (CHECK(raw_value(&gw, "RSeq")[0])) {
		char rack[64];

		snprintf(rack, sizeof(rack), "RAck: %s 1 INVITE\r\n", raw_value(&gw, "RSeq"));
		ua_say(&gw, "PRACK", 2, rack, NULL, NULL);
		CHECK(raw_recv(&gw, "SIP/2.0 200", 1500));
	}
	/* The answer was given: the 200 has none, and needs none. */
	raw_respond(&leg, "200 OK", "there", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1500), 200);
	CHECK(raw_recv(&one, "ACK", 1000));
	ua_hang_up(&one);
	ua_close();
}

/* An answer that says nothing to the caller's offer: nobody has spoken, the leg is ended, the caller hears 488. */
static void test_no_answer_in_200(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "200 OK", "there", NULL, NULL);
	CHECK_INT(ua_final(&gw, 1500), 488);
	CHECK(raw_recv(&one, "BYE", 1500));
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	CHECK_INT(ua_count(SIPUA_CTR_ANSWERED), 0);
	CHECK_INT(ua_count(SIPUA_CTR_CALL_4XX), 1);
	CHECK(!calls_last.answer_us);
	ua_close();
}

/* ---- ends ---- */

/* Why it ended goes on (RFC 3326): of a refusal, of BYE, of CANCEL. */
static void test_reason(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "480 Temporarily Unavailable", "x", "Reason: Q.850;cause=20\r\n", NULL);
	CHECK_INT(ua_final(&gw, 1500), 480);
	CHECK_STR(raw_value(&gw, "Reason"), "Q.850;cause=20");
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	ua_answer(&one, &leg, bed_sdp_b);
	ua_say(&gw, "BYE", 9, "Reason: Q.850;cause=31;text=\"gone\"\r\n", NULL, NULL);
	CHECK(raw_recv(&one, "BYE", 1500));
	CHECK_STR(raw_value(&one, "Reason"), "Q.850;cause=31");
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	BED_UNTIL(&bed, 1000, !sipua_count(ua));
	CHECK_INT(calls_last.leg[1].cause, 31);
	ua_close();
}

/* RFC 4028 10: the phone's refresh does not come: both sides are ended, and that is counted. */
static void test_session_lost(void)
{
	ua_open(&config);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	raw_respond(&leg, "200 OK", "there", "Session-Expires: 90;refresher=uas\r\nRequire: timer\r\n", bed_sdp_b);
	CHECK(raw_recv(&one, "ACK", 1500));
	CHECK_INT(ua_final(&gw, 1500), 200);
	clock_test_advance(61000);
	wheel_turn(bed.wheel);
	CHECK(raw_recv(&one, "BYE", 1500));
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	CHECK(raw_recv(&gw, "BYE", 1500));
	raw_respond(&gw, "200 OK", NULL, NULL, NULL);
	BED_UNTIL(&bed, 1000, !sipua_count(ua));
	CHECK_INT(ua_count(SIPUA_CTR_LOST), 1);
	CHECK_INT(calls_written, 1);
	ua_close();
}

/* ---- overload ---- */

/* Refused for want of room, a routing number is still outstanding: the gateway's next try finds its call. */
static void test_503(void)
{
	struct call_setup setup = calls_received(ALICE);
	struct sipua_config small = config;
	callid_t id;
	unsigned n;

	small.max_calls = 1;
	ua_open(&small);
	ua_dial(DAVE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	n = ua_n;
	CHECK(call_route_take(calls, &setup, 7, &id) == IMRN);
	ua_dial(IMRN, NULL, SOME_SDP);
	CHECK_INT(ua_final(&gw, 1500), 503);
	CHECK_INT(ua_count(SIPUA_CTR_OVERLOAD), 1);
	CHECK_INT(call_route_count(calls), 1);
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	ua_n = n;
	CHECK_INT(ua_final(&gw, 1500), 486);
	ua_n = n + 1;
	ua_dial(IMRN, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_INT(ua_number_of(&leg), ALICE);
	CHECK_INT(call_route_count(calls), 0);
	refuse(&gw);
	CHECK(calls_last.id == id);
	ua_close();
}

static void test_drain(void)
{
	ua_open(&config);
	CHECK(sipua_is_alive(ua));
	sipua_drain(ua, true);
	CHECK(!sipua_is_alive(ua));
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK_INT(ua_final(&gw, 1500), 503);
	sipua_drain(ua, false);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	sipua_drain(ua, true);	/* what is open goes on */
	ua_answer(&one, &leg, bed_sdp_b);
	ua_hang_up(&one);
	ua_close();
}

/* ---- transfer while somebody asks ---- */

/* The party's re-INVITE waits for the line's phone when the line transfers the call: it is told to ask again. */
static void test_asks_at_the_move(void)
{
	char refer[600], tag[80], first[300], out_to[300];
	unsigned call_in, call_out;
	const char *p;

	ua_open(&config);
	CHECK_INT(sipua_set_peer(ua, &(const struct sipua_peer){ .name = "one", .trusted = true }), 0);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	ua_answer(&one, &leg, bed_sdp_b);
	call_in = ua_n;
	snprintf(first, sizeof(first), "%s", ua_to);
	/* ALICE calls OUTSIDE, by the same core. */
	ua_dial_from(&one, "sip:+33199001234@mpabx.invalid;user=phone", "60", "P-Asserted-Identity: <tel:+33639980001>\r\n", SOME_SDP);
	call_out = ua_n;
	CHECK(ua_rings(&one, &second));
	CHECK_INT(ua_number_of(&second), OUTSIDE);
	raw_respond(&second, "200 OK", "outside", "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, INFO\r\n", bed_sdp_b);
	CHECK_INT(ua_final(&one, 1500), 200);
	snprintf(out_to, sizeof(out_to), "%s", ua_to);
	p = strstr(out_to, "tag=");
	snprintf(tag, sizeof(tag), "%s", p ? p + 4 : "");
	/* The caller asks for something, ALICE's phone does not answer ... */
	ua_n = call_in;
	snprintf(ua_to, sizeof(ua_to), "%s", first);
	ua_say(&gw, "INVITE", 3, NULL, "application/sdp", SOME_SDP);
	CHECK(raw_recv(&one, "INVITE", 1500));
	/* ... but transfers him. */
	snprintf(refer, sizeof(refer), "Refer-To: <sip:+33199001234@mpabx.invalid?Replaces=call%u%%40gateway.invalid%%3Bto-tag%%3D%s%%3B"
		 "from-tag%%3Dcaller%u>\r\n", call_out, tag, call_out);
	raw_sendf(&one, "REFER sip:mpabx@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKrefer\r\n"
		  "From: %s;tag=there\r\nTo: %.*s\r\nCall-ID: %.*s\r\nCSeq: 77 REFER\r\nContact: <sip:one@127.0.0.1:%u>\r\n"
		  "Max-Forwards: 70\r\n%sContent-Length: 0\r\n\r\n", one.to, one.port,
		  (leg.to_line[strcspn(leg.to_line, "\r")] = '\0', leg.to_line + 4), (int)strcspn(leg.from + 6, "\r"), leg.from + 6,
		  (int)strcspn(leg.call_id + 9, "\r"), leg.call_id + 9, one.port, refer);
	CHECK(raw_recv(&one, "SIP/2.0 202", 1500));
	CHECK(raw_recv(&gw, "SIP/2.0 491", 1500));
	CHECK_INT(ua_count(SIPUA_CTR_TRANSFER), 1);
	sipua_end_all(ua);
	BED_WAIT(&bed, 100);
	sip_agent_free(sipua_agent(ua));
	raw_close(&gw);
	raw_close(&one);
	raw_close(&two);
	talloc_free(ua_ctx);
	bed_close(&bed);
}

/* ---- media ---- */
static struct { unsigned pairs, freed; bool latch[2], asked[2]; uint32_t owner, tag; } fake;

static bool fake_is_alive(void *priv) { return true; }
static void fake_pair_own(void *priv, uint32_t pair, uint32_t owner) { fake.owner = owner; }
static void fake_stop(void *priv, uint32_t pair, enum media_side side) { }
static void fake_watch(void *priv, uint32_t pair, enum media_side side, const struct media_watch *watch) { }
static void fake_pair_free(void *priv, uint32_t pair) { fake.freed++; }

static uint32_t fake_pair_new(void *priv, callid_t call, uint32_t owner, uint32_t near)
{
	fake.owner = owner;
	return ++fake.pairs;
}

static void fake_connect(void *priv, uint32_t pair, enum media_side side, const struct media_remote *remote, uint32_t tag)
{
	if (tag) {
		fake.asked[side] = true;
		fake.tag = tag;
	}
	if (remote)
		fake.latch[side] = remote->latch;
}

static int fake_join(void *priv, uint32_t pair, enum media_side side, uint32_t other, enum media_side other_side, uint32_t tag)
{
	return 0;
}

static void fake_play(void *priv, uint32_t pair, enum media_side side, enum media_sound sound, enum media_lang lang, unsigned times,
		      uint32_t tag)
{
}

static const struct media_ops fake_ops = {
	.is_alive = fake_is_alive, .pair_new = fake_pair_new, .connect = fake_connect, .pair_own = fake_pair_own, .join = fake_join,
	.play = fake_play, .stop = fake_stop, .watch = fake_watch, .pair_free = fake_pair_free,
};

static void fake_connected(void)
{
	for (int side = 0; side < 2; side++)
		call_media_user.connected(calls, fake.owner, fake.pairs, side, fake.tag, &(const struct media_local){
			.address = "127.0.0.7", .port = (uint16_t)(50000 + 2 * side) });
}

/* Sound goes through media where in-call codes are to be heard; what media cannot read (SRTP) goes past it, unchanged. */
static void test_media(void)
{
	static const char srtp[] = "v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
		"m=audio 6000 RTP/SAVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n";

	ua_open(&config);
	call_room_set_media_ops(calls, &fake_ops, NULL);
	CHECK_INT(sipua_set_peer(ua, &(const struct sipua_peer){ .name = "gateway", .trusted = true, .latch = true }), 0);
	ua_dial(ALICE, NULL, SOME_SDP);
	CHECK(BED_UNTIL(&bed, 1000, fake.asked[0] && fake.asked[1]));
	CHECK(fake.latch[MEDIA_CALLER]);
	fake_connected();
	CHECK(ua_rings(&one, &leg));
	CHECK(strstr(leg.got, "m=audio 50002 ") && strstr(leg.got, "c=IN IP4 127.0.0.7"));
	fake.latch[MEDIA_CALLED] = true;
	raw_respond(&leg, "200 OK", "there", NULL, bed_sdp_b);
	CHECK(raw_recv(&one, "ACK", 1500));
	CHECK_INT(ua_final(&gw, 1500), 200);
	CHECK(strstr(gw.got, "m=audio 50000 "));
	CHECK(!fake.latch[MEDIA_CALLED]);	/* that peer's parties are where they say */
	ua_hang_up(&one);
	CHECK_INT(fake.freed, 1);
	ua_dial(ALICE, NULL, srtp);
	CHECK(ua_rings(&one, &leg));
	CHECK(strstr(leg.got, "m=audio 6000 RTP/SAVP 8") && strstr(leg.got, "a=crypto:1 "));
	CHECK_INT(fake.pairs, 1);
	ua_answer(&one, &leg, srtp);
	ua_hang_up(&one);
	CHECK_INT(ua_count(SIPUA_CTR_ANCHORED), 1);
	ua_close();
}

int main(void)
{
	test_isc();
	test_isc_forwarded();
	test_phone();
	test_sescase();
	test_untrusted();
	test_anonymous();
	test_strange_header();
	test_back();
	test_withheld();
	test_signed();
	test_reliable();
	test_no_answer_in_200();
	test_reason();
	test_session_lost();
	test_503();
	test_drain();
	test_asks_at_the_move();
	test_media();
	return CHECK_DONE();
}
