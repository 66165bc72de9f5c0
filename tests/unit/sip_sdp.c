/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Session descriptions: read, written, rewritten; and what is refused. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <mpabx/sip/sdp.h>

#include "check.h"

#define HEAD "v=0\r\no=- 5 6 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define AUDIO HEAD "m=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"

static int reads(const char *text, struct sdp *s)
{
	return sdp_read(text, strlen(text), s);
}

static void test_read(void)
{
	struct sdp s;

	CHECK_INT(reads(AUDIO "a=fmtp:101 0-16\r\na=ptime:20\r\na=maxptime:40\r\na=sendonly\r\n", &s), 0);
	CHECK_STR(s.address, "192.0.2.1");
	CHECK(!s.ipv6);
	CHECK_INT(s.session, 5);
	CHECK_INT(s.version, 6);
	CHECK_INT(s.port, 4000);
	CHECK_INT(s.num_codecs, 3);
	CHECK_STR(s.codecs[0].name, "PCMA");
	CHECK_STR(s.codecs[1].name, "PCMU");
	CHECK_INT(s.codecs[1].rate, 8000);
	CHECK_INT(s.event, 101);
	CHECK(s.event_fmtp);
	CHECK_INT(s.ptime, 20);
	CHECK_INT(s.maxptime, 40);
	CHECK_INT(s.direction, SDP_SENDONLY);
	CHECK(sdp_codec_find(&s, "pcma", 8000) == &s.codecs[0]);
	CHECK(!sdp_codec_find(&s, "opus", 48000));
	/* The stream's own c= and direction go before the session's; the second m= is the audio one. */
	CHECK_INT(reads("v=0\no=- x y IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\na=inactive\nt=0 0\nm=video 6000 RTP/AVP 96\n"
			"c=IN IP4 192.0.2.3\na=sendonly\nm=audio 49170/2 RTP/SAVP 96 9\nc=IN IP6 2001:db8::1\n"
			"a=rtpmap:96 opus/48000/2\na=fmtp:96 useinbandfec=1\na=rtcp:5000 IN IP4 1.2.3.4\na=crypto:1 x\na=recvonly\n"
			"m=audio 1 RTP/AVP 0\n", &s), 0);
	CHECK_STR(s.address, "2001:db8::1");
	CHECK(s.ipv6 && s.secure);
	CHECK_INT(s.port, 49170);
	CHECK_INT(s.stream, 1);
	CHECK_INT(s.num_streams, 3);
	CHECK_STR(s.codecs[0].name, "opus");
	CHECK_INT(s.codecs[0].channels, 2);
	CHECK_STR(s.codecs[0].fmtp, "useinbandfec=1");
	CHECK_INT(s.rtcp_port, 5000);
	CHECK_INT(s.direction, SDP_RECVONLY);
	CHECK_INT(s.event, 0);
	/* Held as RFC 2543 held; a refused stream needs no address. */
	CHECK_INT(reads("v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 8\r\n", &s), 0);
	CHECK_INT(s.direction, SDP_INACTIVE);
	CHECK_INT(reads("v=0\r\nm=audio 0 RTP/AVP 8\r\n", &s), 0);
	CHECK_INT(s.port, 0);
}

static void test_refused(void)
{
	static const struct {
		const char *text;
		int want;
	} cases[] = {
		{ "", -EINVAL }, { "v=1\r\n", -EINVAL }, { "o=- 1 1 IN IP4 1.2.3.4\r\nv=0\r\n", -EINVAL }, { "v=0\r\nx\r\n", -EINVAL },
		{ HEAD, -ENOENT }, { HEAD "m=video 1 RTP/AVP 8\r\n", -ENOENT },
		{ HEAD "m=audio\r\n", -ENOENT }, { HEAD "m=audio x RTP/AVP 8\r\n", -EINVAL },
		{ HEAD "m=audio\tx\r\nm=audio 4000 RTP/AVP 8\r\n", -EINVAL },
		{ HEAD "m=audio 65536 RTP/AVP 8\r\n", -EINVAL }, { HEAD "m=audio 4000 RTP/AVP 128\r\n", -EINVAL },
		{ HEAD "m=audio 4000 RTP/AVP\r\n", -EINVAL }, { HEAD "m=audio 4000 udp 8\r\n", -EINVAL },
		{ "v=0\r\nc=IN IP4 name.example\r\nm=audio 4000 RTP/AVP 8\r\n", -EINVAL },
		{ "v=0\r\nc=IN IP4 2001:db8::1\r\nm=audio 4000 RTP/AVP 8\r\n", -EINVAL },
		{ "v=0\r\nm=audio 4000 RTP/AVP 8\r\n", -EINVAL },
		/* The line that the library's own parser never comes back from. */
		{ HEAD "m=audio 40000/2 RTPr=/AVP 96 8 101\r\n", -EINVAL },
		{ HEAD "m=audio 1 RTP/AVP 8\r\nm=a\r\nm=a\r\nm=a\r\nm=a\r\nm=a\r\nm=a\r\nm=a\r\nm=a\r\n", -E2BIG },
	};
	struct sdp s = { .port = 1234 };
	char big[SDP_MAX_TEXT + 2];

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!CHECK_INT(reads(cases[i].text, &s), cases[i].want))
			printf("  case %u\n", i);
	CHECK_INT(s.port, 1234);
	memset(big, 'v', sizeof(big));
	CHECK_INT(sdp_read(big, sizeof(big), &s), -E2BIG);
	CHECK_INT(sdp_read("v=0\r\n\0\r\n", 8, &s), -EINVAL);
	/* More codecs than we keep: the first ones count. */
	snprintf(big, sizeof(big), HEAD "m=audio 4000 RTP/AVP");
	for (int i = 0; i < 100; i++)
		sprintf(big + strlen(big), " %d", i);
	strcat(big, "\r\n");
	CHECK_INT(reads(big, &s), 0);
	CHECK_INT(s.num_codecs, SDP_MAX_CODECS);
}

static void test_write(void)
{
	struct sdp s, t;
	char buf[1024];
	int n;

	reads(AUDIO "a=fmtp:101 0-16\r\na=ptime:20\r\na=recvonly\r\n", &s);
	n = sdp_write(&s, buf, sizeof(buf));
	CHECK(n > 0);
	CHECK_INT(sdp_read(buf, n, &t), 0);
	CHECK_MEM(&t, sizeof(t), &s, sizeof(s));
	for (int i = 0; i < n; i++)
		if (sdp_write(&s, buf, i) != -ENOSPC)
			CHECK_INT(i, -1);
}

static void test_rewrite(void)
{
	static const char in[] = "v=0\r\no=u 1 2 IN IP4 10.0.0.1\r\ns=talk\r\nc=IN IP4 10.0.0.1\r\nb=AS:64\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
		"a=sendrecv\r\nm=audio 4000 RTP/AVP 8 96\r\nc=IN IP4 10.0.0.2\r\na=rtpmap:96 unheard/16000\r\na=rtcp:4001\r\n"
		"a=candidate:1 1 UDP 1 10.0.0.1 4000 typ host\r\na=ice-ufrag:x\r\na=rtcp-mux\r\na=sendrecv\r\na=odd:thing\r\n"
		"m=video 5000 RTP/AVP 97\r\nc=IN IP4 10.0.0.3\r\na=sendrecv\r\n";
	static const char want[] = "v=0\r\no=u 77 3 IN IP4 192.0.2.9\r\ns=talk\r\nc=IN IP4 192.0.2.9\r\nb=AS:64\r\nt=0 0\r\n"
		"m=audio 30000 RTP/AVP 8 96\r\nc=IN IP4 192.0.2.9\r\na=rtpmap:96 unheard/16000\r\na=odd:thing\r\na=sendonly\r\n"
		"m=video 0 RTP/AVP 97\r\nc=IN IP4 10.0.0.3\r\na=sendrecv\r\n";
	const struct sdp_change all = { .address = "192.0.2.9", .port = 30000, .session = 77, .version = 3,
		.direction = SDP_SENDONLY + 1, .audio_only = true, .no_ice = true };
	char buf[2048];
	int n = sdp_rewrite(in, strlen(in), &all, buf, sizeof(buf));

	CHECK(n > 0);
	CHECK_MEM(buf, n < 0 ? 0 : n, want, strlen(want));
	/* Nothing to change, nothing changes. */
	n = sdp_rewrite(in, strlen(in), &(struct sdp_change){ .port = 0 }, buf, sizeof(buf));
	CHECK_MEM(buf, n < 0 ? 0 : n, in, strlen(in));
	n = sdp_rewrite(AUDIO, strlen(AUDIO), &(struct sdp_change){ .address = "2001:db8::7", .port = 9 }, buf, sizeof(buf));
	buf[n < 0 ? 0 : n] = '\0';
	CHECK(strstr(buf, "o=- 5 6 IN IP6 2001:db8::7\r\n") && strstr(buf, "c=IN IP6 2001:db8::7\r\n"));
	CHECK_INT(sdp_rewrite(in, strlen(in), &all, buf, 100), -ENOSPC);
	CHECK_INT(sdp_rewrite(HEAD, strlen(HEAD), &all, buf, sizeof(buf)), -ENOENT);
	CHECK_INT(sdp_direction_reverse(SDP_SENDONLY), SDP_RECVONLY);
	CHECK_INT(sdp_direction_reverse(SDP_INACTIVE), SDP_INACTIVE);
}

int main(void)
{
	test_read();
	test_refused();
	test_write();
	test_rewrite();
	return CHECK_DONE();
}
