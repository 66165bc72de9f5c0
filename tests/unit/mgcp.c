/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MGCP messages: what is read, what is refused, what is written, events, digit maps, descriptions. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>

#include <mpabx/mgcp.h>

#include "check.h"

static const char crcx[] =
	"CRCX 1204 pr/$@media.example.net MGCP 1.0\r\n"
	"C: A3C47F21456789F0\r\n"
	"L: p:20, a:PCMA;telephone-event\r\n"
	"m: sendrecv\r\n"
	"R: D/[0-9*#T]@1F(D), R/rto(N)(15000)\r\n"
	"D: (#1|#3)\r\n"
	"\r\n"
	"v=0\r\no=- 25678 753849 IN IP4 128.96.41.1\r\ns=(\"x\r\nc=IN IP4 128.96.41.1\r\nt=0 0\r\n"
	"m=audio 3456 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n";

static int parse(const char *text, struct mgcp_message *m)
{
	size_t used;

	return mgcp_parse(text, strlen(text), m, &used);
}

static const char *copy(struct mgcp_text t)
{
	static char buf[8][256];
	static unsigned n;

	return mgcp_text_copy(t, buf[n++ % 8], 256);
}

static void test_command(void)
{
	struct mgcp_message m;
	struct mgcp_sdp sdp;
	struct mgcp_text list, item;
	struct mgcp_event e;

	CHECK_INT(parse(crcx, &m), 0);
	CHECK_INT(m.verb, MGCP_CRCX);
	CHECK_INT(m.transaction, 1204);
	CHECK_STR(copy(m.endpoint), "pr/$");
	CHECK_STR(copy(m.domain), "media.example.net");
	CHECK_INT(m.num_params, 5);
	CHECK_STR(copy(mgcp_value(&m, "M")), "sendrecv");
	CHECK_STR(copy(mgcp_value(&m, "Z")), "");
	list = mgcp_value(&m, "R");
	CHECK(mgcp_list_next(&list, ',', &item));
	CHECK_INT(mgcp_event_parse(item, &e), 0);
	CHECK_STR(copy(e.package), "D");
	CHECK_STR(copy(e.name), "[0-9*#T]");
	CHECK_STR(copy(e.connection), "1F");
	CHECK_STR(copy(e.argument[0]), "D");
	CHECK(mgcp_list_next(&list, ',', &item));
	CHECK_INT(mgcp_event_parse(item, &e), 0);
	CHECK_INT(e.num_arguments, 2);
	CHECK_STR(copy(e.argument[1]), "15000");
	CHECK(!mgcp_list_next(&list, ',', &item));
	CHECK_INT(mgcp_sdp_parse(m.sdp, &sdp), 0);
	CHECK_INT(ntohs(sdp.rtp.u.sin.sin_port), 3456);
	CHECK_INT(ntohs(sdp.rtcp.u.sin.sin_port), 3457);
	CHECK_INT(ntohl(sdp.rtp.u.sin.sin_addr.s_addr), 0x80602901);
	CHECK_INT(sdp.num_codecs, 2);
	CHECK_INT(mgcp_codec_find(&sdp, "pcma"), 0);
	CHECK_INT(mgcp_codec_find(&sdp, "telephone-event"), 1);
	CHECK_INT(mgcp_codec_find(&sdp, "AMR"), -1);
	CHECK_INT(sdp.ptime, 20);
}

static void test_response_and_piggyback(void)
{
	static const char two[] = "200 1203 OK\n.\nDLCX 1210 pr/1@x MGCP 1.0 NCS 1.0\nI: a\n";
	struct mgcp_message m;
	size_t used;

	CHECK_INT(mgcp_parse(two, strlen(two), &m, &used), 0);
	CHECK_INT(m.verb, MGCP_RESPONSE);
	CHECK_INT(m.code, 200);
	CHECK_INT(m.transaction, 1203);
	CHECK_STR(copy(m.comment), "OK");
	CHECK_INT(used, 14);
	CHECK_INT(mgcp_parse(two + used, strlen(two + used), &m, &used), 0);
	CHECK_INT(m.verb, MGCP_DLCX);
	CHECK_STR(copy(mgcp_value(&m, "i")), "a");
	CHECK_INT(parse("XYZZ 5 a MGCP 1.0\r\n", &m), 0);
	CHECK_INT(m.verb, MGCP_OTHER);
}

static void test_refused(void)
{
	static const struct { const char *text; int rc; } bad[] = {
		{ "", -EBADMSG }, { "\r\n\r\n", -EBADMSG }, { "CRCX", -EBADMSG }, { "CRCX 0 a MGCP 1.0", -EBADMSG },
		{ "CRCX 1000000000 a MGCP 1.0", -EBADMSG }, { "CRCX 1 a MGCP 2.0", -EPROTONOSUPPORT }, { "CRCX 1 a", -EBADMSG },
		{ "CRCX 1 @b MGCP 1.0", -EBADMSG }, { "CRCX x a MGCP 1.0", -EBADMSG }, { "CRCX 1 a MGCP 1.0\nno colon", -EBADMSG },
		{ "CRCX 1 a MGCP 1.0\n: nothing", -EBADMSG }, { "200", -EBADMSG }, { "200 x", -EBADMSG },
	};
	char many[2000] = "CRCX 7 a MGCP 1.0\n";
	struct mgcp_message m = { .transaction = 99 };

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(parse(bad[i].text, &m), bad[i].rc);
	for (int i = 0; i <= MGCP_MAX_PARAMS; i++)
		strcat(many, "A: b\n");
	CHECK_INT(parse(many, &m), -E2BIG);
	CHECK_INT(m.transaction, 99);
	CHECK_INT(mgcp_transaction_of(many, strlen(many)), 7);
	CHECK_INT(mgcp_transaction_of("200 7\n", 6), 0);
}

static void test_written(void)
{
	char buf[600];
	struct mgcp_writer w = { .buf = buf, .size = sizeof(buf) };
	struct mgcp_message m;
	struct mgcp_sdp sdp = { .ptime = 20, .num_codecs = 2, .codec = { { 8, "PCMA", 8000 }, { 97, "telephone-event", 8000 } } }, got;

	inet_pton(AF_INET, "127.0.0.9", &sdp.rtp.u.sin.sin_addr);
	sdp.rtp.u.sin.sin_family = AF_INET;
	sdp.rtp.u.sin.sin_port = htons(4000);
	sdp.rtcp = sdp.rtp;
	sdp.rtcp.u.sin.sin_port = htons(5001);
	mgcp_write_response(&w, 200, 42, NULL);
	mgcp_write(&w, "I: %X\r\n", 31);
	mgcp_sdp_write(&w, &sdp);
	CHECK(!w.full);
	CHECK_INT(parse(buf, &m), 0);
	CHECK_STR(copy(mgcp_value(&m, "I")), "1F");
	CHECK_INT(mgcp_sdp_parse(m.sdp, &got), 0);
	CHECK_INT(osmo_sockaddr_cmp(&got.rtp, &sdp.rtp), 0);
	CHECK_INT(osmo_sockaddr_cmp(&got.rtcp, &sdp.rtcp), 0);
	CHECK_INT(got.codec[1].pt, 97);
	CHECK_STR(got.codec[1].name, "telephone-event");
	w = (struct mgcp_writer){ .buf = buf, .size = 20 };
	mgcp_sdp_write(&w, &sdp);
	CHECK(w.full);
}

static int map_match(const char *map, const char *digits)
{
	struct mgcp_text t = { map, strlen(map) };
	struct mgcp_digitmap m;
	uint8_t d[32];
	unsigned n = 0;
	int rc = mgcp_digitmap_parse(t, &m);

	if (rc < 0)
		return rc;
	for (; digits[n]; n++)
		d[n] = (uint8_t)mgcp_digit_event(digits[n]);
	return mgcp_digitmap_match(&m, d, n);
}

static void test_digitmap(void)
{
	CHECK_INT(map_match("(#1|#3)", "#"), MGCP_DIGITS_PARTIAL);
	CHECK_INT(map_match("(#1|#3)", "#3"), MGCP_DIGITS_FULL);
	CHECK_INT(map_match("(#1|#3)", "#2"), MGCP_DIGITS_NONE);
	CHECK_INT(map_match("(#1|#3)", "1"), MGCP_DIGITS_NONE);
	CHECK_INT(map_match("(#1|#3)", "#T"), MGCP_DIGITS_NONE);
	CHECK_INT(map_match("0T", "0"), MGCP_DIGITS_PARTIAL);
	CHECK_INT(map_match("0T", "0T"), MGCP_DIGITS_FULL);
	CHECK_INT(map_match("(xxxx|[*#][1-38])", "1234"), MGCP_DIGITS_FULL);
	CHECK_INT(map_match("(xxxx|[*#][1-38])", "*8"), MGCP_DIGITS_FULL);
	CHECK_INT(map_match("(xxxx|[*#][1-38])", "*4"), MGCP_DIGITS_NONE);
	CHECK_INT(map_match("x.#", "#"), MGCP_DIGITS_FULL);
	CHECK_INT(map_match("x.#", "12345678901#"), MGCP_DIGITS_FULL);
	CHECK_INT(map_match("x.#", "12345678901"), MGCP_DIGITS_PARTIAL);
	CHECK_INT(map_match("(ab)", "A"), MGCP_DIGITS_PARTIAL);
	CHECK_INT(map_match("", "1"), -EINVAL);
	CHECK_INT(map_match("(1|)x", "1"), -EINVAL);
	CHECK_INT(map_match("[3-1]", "1"), -EINVAL);
	CHECK_INT(map_match("[12", "1"), -EINVAL);
	CHECK_INT(map_match("xxxxxxxxxxxxxxxxx", "1"), -E2BIG);
	CHECK_INT(mgcp_digit_char(11), '#');
}

static void test_events(void)
{
	static const char *const bad[] = { "", "D/", "D/[0-9", "A/ann(x", "A/ann(x)y", "a(1)(2)(3)" };
	struct mgcp_event e;

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(mgcp_event_parse((struct mgcp_text){ bad[i], strlen(bad[i]) }, &e), -EINVAL);
	CHECK_INT(mgcp_event_parse((struct mgcp_text){ "A/ann@2(fr/hold(3))", 19 }, &e), 0);
	CHECK_STR(copy(e.argument[0]), "fr/hold(3)");
	CHECK_STR(copy(e.connection), "2");
}

static void test_sdp_refused(void)
{
	static const struct { const char *text; int rc; } bad[] = {
		{ "", -ENOENT }, { "v=0\nm=video 1 RTP/AVP 8\nc=IN IP4 1.2.3.4\n", -ENOENT }, { "m=audio 5 RTP/AVP 8\n", -EBADMSG },
		{ "c=IN IP4 1.2.3\nm=audio 5 RTP/AVP 8\n", -EBADMSG }, { "c=IN IP4 1.2.3.4\nm=audio 70000 RTP/AVP 8\n", -EBADMSG },
		{ "c=IN IP4 1.2.3.4\nm=audio 5 RTP/AVP\n", -EBADMSG }, { "c=IN IP4 1.2.3.4\nm=audio 5 RTP/AVP 128\n", -EBADMSG },
	};
	struct mgcp_sdp sdp;

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(mgcp_sdp_parse((struct mgcp_text){ bad[i].text, strlen(bad[i].text) }, &sdp), bad[i].rc);
}

int main(void)
{
	test_command();
	test_response_and_piggyback();
	test_refused();
	test_written();
	test_digitmap();
	test_events();
	test_sdp_refused();
	return CHECK_DONE();
}
