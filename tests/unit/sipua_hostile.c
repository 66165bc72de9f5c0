/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a peer that is not trusted writes where our core would believe it, because it comes from us: numbers behind the number,
 * who calls, within a call too. */

#include <osmocom/core/utils.h>

#include "sipua_bed.h"

static const struct sipua_config config = { .fail_over_ms = 200, .setup_s = 3 };

static const char *request_line(const struct raw *r)
{
	static char line[512];

	snprintf(line, sizeof(line), "%.*s", (int)strcspn(r->got, "\r"), r->got);
	return line;
}

static void refuse(struct raw *from)
{
	raw_respond(&leg, "486 Busy Here", "x", NULL, NULL);
	CHECK_INT(ua_final(from, 1500), 486);
	BED_UNTIL(&bed, 1000, !sipua_count(ua));
}

/* RFC 4694: a core that finds a routing number calls that one; RFC 3261 19.1.1: maddr is where a proxy sends it. */
static void test_number_behind(void)
{
	static const char *const uris[] = {
		"sip:+33639980001;rn=+33899123456;npdi@ims.invalid;user=phone", "sip:+33639980001@ims.invalid;maddr=192.0.2.66;user=phone",
		"sip:+33639980001:secret@ims.invalid", "sip:+33639980001;tgrp=x;trunk-context=y@ims.invalid",
		"sip:+33639980001@ims.invalid?Route=%3Csip:192.0.2.66%3E", "tel:+33639980001;rn=+33899123456;npdi",
		"sip:112;rn=+33899123456@ims.invalid",
	};

	ua_open(&config);
	for (unsigned i = 0; i < ARRAY_SIZE(uris); i++) {
		ua_dial_from(&two, uris[i], "60", NULL, SOME_SDP);
		if (!CHECK(ua_rings(&one, &leg))) {
			printf("%s\n", uris[i]);
			continue;
		}
		CHECK(!strstr(request_line(&leg), "899") && !strstr(request_line(&leg), "maddr") && !strstr(request_line(&leg), "secret") &&
		      !strstr(request_line(&leg), "tgrp") && !strstr(request_line(&leg), "Route"));
		CHECK(ua_number_of(&leg) == ALICE || ua_number_of(&leg) == 112);
		refuse(&two);
	}
	ua_close();
}

/* What a trusted peer says behind a number goes on, by the form of RFC 3261 19.1.6 where it came in a tel URI. */
static void test_number_trusted(void)
{
	static const char *const uris[][2] = {
		{ "tel:+33639980001;npdi;rn=+33899123456", "sip:+33639980001;npdi;rn=+33899123456" },
		{ "tel:+33639980001;cic=+331234", "sip:+33639980001;cic=+331234" },
		{ "tel:112;phone-context=+33", "sip:112;phone-context=+33" },
		{ "tel:+33639980001", "sip:+33639980001" },
		{ "tel:+33639980001;x=a:b@c", "sip:+33639980001" },
		{ "tel:+33639980001;rn=+33899123456;x=012345678901234567890123456789012345678901234567890123456789012345",
		  "sip:+33639980001" },
		{ "sip:+33639980001;npdi;rn=+33899123456@ims.invalid;user=phone",
		  "sip:+33639980001;npdi;rn=+33899123456" },
	};
	char line[256];

	ua_open(&config);
	for (unsigned i = 0; i < ARRAY_SIZE(uris); i++) {
		ua_dial_from(&gw, uris[i][0], "60", NULL, SOME_SDP);
		if (!CHECK(ua_rings(&one, &leg)))
			continue;
		snprintf(line, sizeof(line), "INVITE %s@127.0.0.1:%u;user=phone SIP/2.0", uris[i][1], one.port);
		CHECK_STR(request_line(&leg), line);
		refuse(&gw);
	}
	/* RFC 4458 */
	ua_dial_from(&gw, "sip:+33639980001@ims.invalid;cause=486;maddr=192.0.2.66;target=sip:+33199001234%40x", "60", NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	snprintf(line, sizeof(line), "INVITE sip:+33639980001@127.0.0.1:%u;target=sip:+33199001234%%40x;cause=486 SIP/2.0", one.port);
	CHECK_STR(request_line(&leg), line);
	refuse(&gw);
	ua_dial_from(&two, "sip:+33639980001@ims.invalid;cause=486;target=sip:+33199001234%40x", "60", NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	snprintf(line, sizeof(line), "INVITE sip:+33639980001@127.0.0.1:%u SIP/2.0", one.port);
	CHECK_STR(request_line(&leg), line);
	refuse(&two);
	ua_dial_from(&two, "tel:+33639980001;user=phone", "60", NULL, SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	snprintf(line, sizeof(line), "INVITE sip:+33639980001@127.0.0.1:%u;user=phone SIP/2.0", one.port);
	CHECK_STR(request_line(&leg), line);
	refuse(&two);
	ua_close();
}

static void test_identity(void)
{
	ua_open(&config);
	ua_dial_from(&two, "sip:+33639980001@ims.invalid", "60", "Remote-Party-ID: <sip:+33100000001@x.invalid>;party=calling\r\n"
		     "P-Asserted-Identity: <sip:+33100000001@x.invalid>\r\n", SOME_SDP);
	CHECK(ua_rings(&one, &leg));
	CHECK_STR(raw_value(&leg, "Remote-Party-ID"), "");
	CHECK_STR(raw_value(&leg, "P-Asserted-Identity"), "");
	refuse(&two);
	ua_close();
}

/* What the INVITE may not say, a re-INVITE, an UPDATE and an INFO may not either; nor may an answer. */
static void test_within(struct raw *caller)
{
	static const char lines[] = "P-Asserted-Identity: <sip:+33100000001@x.invalid>\r\nP-Preferred-Identity: <sip:+33100000001@x.invalid>\r\n"
		"Remote-Party-ID: <sip:+33100000001@x.invalid>\r\nP-Served-User: <sip:+33100000001@x.invalid>\r\nAuthorization: Basic eA==\r\n"
		"Diversion: <sip:+33100000001@x.invalid>\r\nHistory-Info: <sip:+33100000001@x.invalid>;index=1\r\nX-Own: kept\r\n";
	static const char *const never[] = { "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "P-Served-User",
		"Authorization", "Diversion", "History-Info" };

	ua_open(&config);
	ua_dial_from(caller, "sip:+33639980001@ims.invalid", "60", NULL, SOME_SDP);
	CHECK(ua_rings(&one, &second));
	raw_respond(&second, "200 OK", "there", "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, INFO, PRACK\r\n", bed_sdp_b);
	CHECK(raw_recv(&one, "ACK", 1500));
	CHECK_INT(ua_final(caller, 1500), 200);
	ua_say(caller, "INVITE", 2, lines, "application/sdp", SOME_SDP);
	CHECK(raw_recv(&one, "INVITE", 1500));
	for (unsigned i = 0; i < ARRAY_SIZE(never); i++)
		if (!CHECK_STR(raw_value(&one, never[i]), ""))
			printf("INVITE: %s\n", never[i]);
	CHECK_STR(raw_value(&one, "X-Own"), "kept");
	raw_respond(&one, "200 OK", NULL, lines, bed_sdp_b);
	CHECK(raw_recv(&one, "ACK", 1500));
	CHECK(raw_recv(caller, "SIP/2.0 200", 1500));
	for (unsigned i = 0; i < ARRAY_SIZE(never); i++)
		if (!CHECK_STR(raw_value(caller, never[i]), ""))
			printf("200: %s\n", never[i]);
	ua_say(caller, "ACK", 2, NULL, NULL, NULL);
	ua_say(caller, "INFO", 3, lines, "text/plain", "x");
	CHECK(raw_recv(&one, "INFO", 1500));
	for (unsigned i = 0; i < ARRAY_SIZE(never); i++)
		if (!CHECK_STR(raw_value(&one, never[i]), ""))
			printf("INFO: %s\n", never[i]);
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	ua_say(caller, "BYE", 9, NULL, NULL, NULL);
	CHECK(raw_recv(&one, "BYE", 1500));
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	BED_UNTIL(&bed, 1000, !sipua_count(ua));
	ua_close();
}

/* Who answered is told, with his wish beside it, to those who keep to that; to others not at all (RFC 3325 7). */
static void test_answered_by(struct raw *caller, bool told)
{
	ua_open(&config);
	ua_dial_from(caller, "sip:+33639980001@ims.invalid", "60", NULL, SOME_SDP);
	CHECK(ua_rings(&one, &second));
	raw_respond(&second, "200 OK", "there", "P-Asserted-Identity: <sip:+33639980001@ims.invalid>\r\nPrivacy: id\r\n", bed_sdp_b);
	CHECK(raw_recv(&one, "ACK", 1500));
	CHECK_INT(ua_final(caller, 1500), 200);
	CHECK_STR(raw_value(caller, "P-Asserted-Identity"), told ? "<sip:+33639980001@ims.invalid>" : "");
	CHECK_STR(raw_value(caller, "Privacy"), told ? "id" : "");
	ua_say(caller, "BYE", 9, NULL, NULL, NULL);
	CHECK(raw_recv(&one, "BYE", 1500));
	raw_respond(&one, "200 OK", NULL, NULL, NULL);
	BED_UNTIL(&bed, 1000, !sipua_count(ua));
	ua_close();
}

int main(void)
{
	test_number_behind();
	test_number_trusted();
	test_identity();
	test_within(&gw);
	test_within(&two);
	test_answered_by(&gw, true);
	test_answered_by(&two, false);
	return CHECK_DONE();
}
