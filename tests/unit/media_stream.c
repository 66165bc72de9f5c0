/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the media program without sockets: numbers of what is passed on, digits out of events, codes among digits, G.711, WAV. */
#include <errno.h>
#include <stdlib.h>

#include <arpa/inet.h>
#include <talloc.h>

#include "../../src/media/allow.h"
#include "../../src/media/digits.h"
#include "../../src/media/g711.h"
#include "../../src/media/life.h"
#include "../../src/media/relay.h"
#include "../../src/media/sound.h"
#include "../../src/media/stream.h"
#include "check.h"

static int number(struct stream_tx *tx, uint16_t seq, bool drop)
{
	uint16_t out = 0;

	return stream_tx_number(tx, seq, drop, &out) ? out : -1;
}

static void test_numbers(void)
{
	struct stream_tx tx = { .next_seq = 65534, .last_ts = 1000, .last_ms = 500, .started = true };
	struct rtp_packet p = { .seq = 10, .ts = 77000 };

	stream_tx_source(&tx, 1, &p, 540, 8000);
	CHECK_INT(number(&tx, 10, false), 65534);
	CHECK_INT(p.ts + tx.ts_offset, 1000 + 40 * 8);
	CHECK_INT(number(&tx, 11, true), -1);		/* swallowed: no hole */
	CHECK_INT(number(&tx, 12, true), -1);
	CHECK_INT(number(&tx, 13, false), 65535);
	CHECK_INT(number(&tx, 15, false), 1);		/* lost on the way: a hole */
	CHECK_INT(number(&tx, 14, false), 0);		/* late */
	CHECK_INT(number(&tx, 17, false), 3);
	CHECK_INT(number(&tx, 10, false), 65534);	/* late by more than what was left out since: its old number */
	CHECK_INT(number(&tx, 16, true), -1);
	CHECK_INT(stream_tx_own(&tx), 4);
	p.seq = 4000;
	stream_tx_source(&tx, 2, &p, 1000, 8000);	/* another source goes on behind ours */
	CHECK_INT(number(&tx, 4000, false), 5);
}

static void test_loss(void)
{
	struct stream_rx rx = { 0 };
	struct rtp_packet p = { .seq = 65530, .ssrc = 1, .length = 160 };
	struct rtcp_block block;

	for (int i = 0; i < 100; i++, p.seq++, p.ts += 160)
		if (i % 10 != 5)
			stream_rx_packet(&rx, &p, 1000 + 20 * (uint64_t)i, 8000);
	CHECK_INT(stream_rx_lost(&rx), 10);
	stream_rx_block(&rx, 4000, &block);
	CHECK_INT(block.lost, 10);
	CHECK_INT(block.fraction, 10 * 256 / 100);
	CHECK_INT(block.jitter, 0);
	CHECK_INT(block.highest, 65530 + 99);
	stream_rx_block(&rx, 4000, &block);
	CHECK_INT(block.fraction, 0);
}

/* One packet of an event at that time. */
static int event(struct event_track *t, uint32_t ts, uint8_t code, bool end, uint16_t duration, uint64_t now, bool *lost)
{
	struct rtp_event e = { .code = code, .end = end, .duration = duration };
	struct rtp_packet p = { .ssrc = 7, .ts = ts, .seq = (uint16_t)(now / 20) };

	return event_track_packet(t, &p, &e, now, lost);
}

static void test_events(void)
{
	struct event_track t = { 0 };
	bool lost;

	CHECK_INT(event(&t, 1000, 11, false, 160, 20, &lost), EVENT_BEGINS);
	CHECK_INT(event(&t, 1000, 11, false, 320, 40, &lost), EVENT_GOES_ON);
	CHECK_INT(event(&t, 1000, 11, true, 480, 60, &lost), EVENT_ENDS);
	CHECK_INT(event(&t, 1000, 11, true, 480, 60, &lost), EVENT_OLD);
	CHECK_INT(t.digit.duration, 480);
	/* Its beginning lost, then no end: the next event tells that it is over */
	CHECK_INT(event(&t, 3000, 1, false, 640, 200, &lost), EVENT_BEGINS);
	CHECK_INT(event(&t, 9000, 2, false, 160, 260, &lost), EVENT_BEGINS);
	CHECK(lost);
	CHECK_INT(event(&t, 3000, 1, true, 800, 270, &lost), EVENT_OLD);
	CHECK(!event_track_tick(&t, 300));
	CHECK(event_track_tick(&t, 400));
	CHECK(!event_track_tick(&t, 500));
	/* Only the end came: a digit all the same */
	CHECK_INT(event(&t, 20000, 5, true, 800, 600, &lost), EVENT_BEGINS);
	CHECK(t.digit.ended && !lost);
	/* A long one in segments is one */
	CHECK_INT(event(&t, 30000, 5, false, 0xffff, 9000, &lost), EVENT_BEGINS);
	CHECK_INT(event(&t, 30000 + 0xffff, 5, false, 160, 9020, &lost), EVENT_GOES_ON);
	CHECK_INT(event(&t, 30000 + 0xffff, 5, true, 320, 9040, &lost), EVENT_ENDS);
}

/* A sender that begins anew with older numbers, while its last event's packets are still on their way. */
static void test_events_anew(void)
{
	struct event_track t = { 0 };
	struct rtp_packet first = { .ssrc = 7, .ts = 17632, .seq = 12080, .marker = true };
	struct rtp_packet second = { .ssrc = 7, .ts = 13280, .seq = 7984, .marker = true };
	struct rtp_event goes_on = { .code = 1, .duration = 160 }, ends = { .code = 1, .duration = 800, .end = true };
	bool lost;

	CHECK_INT(event_track_packet(&t, &first, &goes_on, 1000, &lost), EVENT_BEGINS);
	first.marker = false, first.seq++;
	CHECK_INT(event_track_packet(&t, &first, &ends, 1100, &lost), EVENT_ENDS);
	CHECK_INT(event_track_packet(&t, &second, &goes_on, 1110, &lost), EVENT_BEGINS);
	CHECK_INT(event_track_packet(&t, &first, &ends, 1120, &lost), EVENT_OLD);
	second.marker = false, second.seq++;
	CHECK_INT(event_track_packet(&t, &second, &ends, 1130, &lost), EVENT_ENDS);
	CHECK_INT(event_track_packet(&t, &second, &ends, 1150, &lost), EVENT_OLD);
	CHECK_INT(event_track_packet(&t, &first, &ends, 1160, &lost), EVENT_OLD);
}

/* Dials digits, each so long after the end of the one before: what is given back, the code in brackets. */
static const char *dial(const char *digits, unsigned gap_ms)
{
	static char said[64];
	static const char map[] = "(#1|#3|**x)";
	struct code_watch w = { .gap_ms = 1000 };
	struct code_result r;
	uint64_t now = 1000;
	char *at = said;

	mgcp_digitmap_parse((struct mgcp_text){ map, sizeof(map) - 1 }, &w.map);
	for (; *digits; digits++) {
		struct digit d = { .code = (uint8_t)mgcp_digit_event(*digits) };
		enum digit_fate fate = code_watch_begin(&w, &d, now, &r);

		for (unsigned i = 0; i < r.num_back; i++)
			*at++ = mgcp_digit_char(r.back[i].code);
		if (fate == DIGIT_PASS)
			*at++ = *digits;
		if (r.num_code)
			*at++ = '[';
		for (unsigned i = 0; i < r.num_code; i++)
			*at++ = mgcp_digit_char(r.code[i]);
		if (r.num_code)
			*at++ = ']';
		now += 100;
		d.ended = true;
		code_watch_end(&w, &d, now);
		now += gap_ms;
	}
	code_watch_tick(&w, now + 2000, &r);
	for (unsigned i = 0; i < r.num_back; i++)
		*at++ = mgcp_digit_char(r.back[i].code);
	*at = '\0';
	return said;
}

static void test_codes(void)
{
	CHECK_STR(dial("#1", 1000), "[#1]");
	CHECK_STR(dial("#1", 1001), "#1");
	CHECK_STR(dial("123", 10), "123");
	CHECK_STR(dial("##1", 10), "#[#1]");
	CHECK_STR(dial("#2#1", 10), "#2[#1]");
	CHECK_STR(dial("**5***", 10), "[**5]***");
	CHECK_STR(dial("#", 10), "#");
	CHECK_STR(dial("1#", 10), "1#");
}

static void test_sounds(void)
{
	/* 16 bit, 16 kHz, stereo, 320 frames: 20 ms, so 160 octets of A-law */
	uint8_t wav[44 + 320 * 4] = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\2\0\x80\x3e\0\0\0\xfa\0\0\4\0\20\0data";
	uint32_t n = 320 * 4;
	void *ctx = talloc_named_const(NULL, 0, "test");
	uint8_t *alaw = NULL;

	memcpy(wav + 40, &n, 4);
	for (unsigned i = 0; i < 640; i++)
		wav[44 + 2 * i + 1] = 0x20;	/* 8192, always */
	CHECK_INT(wav_read(ctx, wav, sizeof(wav), &alaw), 160);
	CHECK(alaw && abs(pcm_decode(G711_A, alaw[80]) - 8192) < 300);
	CHECK_INT(wav_read(ctx, wav, 40, &alaw), -EBADMSG);
	wav[22] = 9;
	CHECK_INT(wav_read(ctx, wav, sizeof(wav), &alaw), -ENOTSUP);
	for (int i = 0; i < 256; i++) {
		CHECK_INT(pcm_decode(G711_A, pcm_encode(G711_A, pcm_decode(G711_A, (uint8_t)i))), pcm_decode(G711_A, (uint8_t)i));
		CHECK_INT(pcm_decode(G711_U, pcm_encode(G711_U, pcm_decode(G711_U, (uint8_t)i))), pcm_decode(G711_U, (uint8_t)i));
	}
	talloc_free(ctx);
}

static unsigned notes;

static void on_note(struct relay_io *io, const struct note *n)
{
	notes += n->kind == NOTE_SILENT;
}

static unsigned silence_told(struct relay_io *io, struct conn *c, uint64_t now_ms)
{
	notes = 0;
	io->now_ms = now_ms;
	c->report_ms = UINT64_MAX;
	relay_slow(io, c);
	return notes;
}

static void test_silence(void)
{
	struct relay_io io = { .note = on_note };
	struct conn a = { .id = 1, .may_receive = true, .timeout_ms = 20000, .heard_ms = 1000 };
	struct conn b = { .id = 2, .may_receive = true, .timeout_ms = 20000, .heard_ms = 1000, .peer = &a };

	a.peer = &b;
	a.remote.u.sa.sa_family = AF_INET;
	CHECK_INT(silence_told(&io, &a, 90000), 0);	/* it rings: nobody is there to speak with */
	b.remote.u.sa.sa_family = AF_INET;
	b.heard_ms = 80000;
	CHECK_INT(silence_told(&io, &a, 90000), 0);	/* the other one speaks */
	b.may_receive = false;
	CHECK_INT(silence_told(&io, &a, 110000), 0);	/* held by description */
	b.may_receive = true;
	CHECK_INT(silence_told(&io, &a, 110000), 1);
	CHECK_INT(silence_told(&io, &a, 120000), 0);
	CHECK_INT(silence_told(&io, &a, 130000), 1);	/* whoever was told did nothing */
	CHECK_INT(a.heard_ms, 1000);
}

/* An endpoint that nobody speaks of goes; one that its agent knows, that is spoken on, or whose agent is away for a moment, stays. */
static void test_life(void)
{
	struct life l = { 0 };

	life_sign(&l, 1000);
	CHECK_INT(life_look(&l, 0, 60999, 60000), LIFE_GOES_ON);
	CHECK_INT(life_look(&l, 0, 900000, 0), LIFE_GOES_ON);		/* no limit is set */
	CHECK_INT(life_look(&l, 30000, 61000, 60000), LIFE_GOES_ON);	/* RTP */
	CHECK_INT(life_look(&l, 30000, 90000, 60000), LIFE_ASK);
	CHECK_INT(life_look(&l, 30000, 90001, 60000), LIFE_GOES_ON);	/* once */
	CHECK_INT(life_answer(&l, 200, 90100), LIFE_GOES_ON);		/* held, and known */
	CHECK_INT(life_look(&l, 30000, 150099, 60000), LIFE_GOES_ON);
	CHECK_INT(life_look(&l, 30000, 150100, 60000), LIFE_ASK);
	CHECK_INT(life_answer(&l, LIFE_NO_ANSWER, 155100), LIFE_GOES_ON);	/* the node restarts */
	CHECK_INT(life_look(&l, 30000, 160000, 60000), LIFE_GOES_ON);
	CHECK_INT(life_look(&l, 30000, 165100, 60000), LIFE_ASK);
	CHECK_INT(life_answer(&l, 400, 165200), LIFE_GOES_ON);
	CHECK_INT(life_look(&l, 30000, 200000, 60000), LIFE_ASK);
	CHECK_INT(life_answer(&l, 200, 200100), LIFE_GOES_ON);		/* it is back */
	CHECK_INT(life_look(&l, 0, 210100, 60000), LIFE_GOES_ON);
	CHECK_INT(life_look(&l, 0, 260100, 60000), LIFE_ASK);
	CHECK_INT(life_answer(&l, 500, 260200), LIFE_OVER);
	/* A command comes while the answer is on its way */
	life_sign(&l, 260300);
	CHECK_INT(life_look(&l, 0, 320300, 60000), LIFE_ASK);
	life_sign(&l, 320350);
	CHECK_INT(life_answer(&l, 500, 320400), LIFE_GOES_ON);
	CHECK(!l.unanswered && !l.waiting);
	CHECK_INT(life_look(&l, 0, 380350, 60000), LIFE_ASK);
	CHECK_INT(life_answer(&l, 500, 380400), LIFE_OVER);
	/* The node never comes back: after as long again */
	life_sign(&l, 300000);
	CHECK_INT(life_look(&l, 0, 500000, 60000), LIFE_ASK);		/* not looked at for long: asked all the same */
	CHECK_INT(life_answer(&l, LIFE_NO_ANSWER, 505000), LIFE_GOES_ON);
	CHECK_INT(life_look(&l, 0, 505001, 60000), LIFE_OVER);
}

static struct osmo_sockaddr at(const char *text, uint16_t port)
{
	struct osmo_sockaddr a = { 0 };

	a.u.sa.sa_family = strchr(text, ':') ? AF_INET6 : AF_INET;
	inet_pton(a.u.sa.sa_family, text, strchr(text, ':') ? (void *)&a.u.sin6.sin6_addr : &a.u.sin.sin_addr);
	a.u.sin.sin_port = htons(port);
	return a;
}

static bool commands(const struct gateway_config *cfg, const char *from)
{
	struct osmo_sockaddr a = at(from, 1234);

	return allow_command(cfg, &a);
}

static void test_commands(void)
{
	struct gateway_config cfg = { .mgcp_address = "127.3.2.1" };
	struct osmo_sockaddr node = at("192.0.2.20", 0);

	CHECK(allow_somebody(&cfg) && commands(&cfg, "127.0.0.1") && !commands(&cfg, "192.0.2.20"));
	strcpy(cfg.mgcp_address, "192.0.2.1");
	CHECK(!allow_somebody(&cfg) && !commands(&cfg, "127.0.0.1") && !commands(&cfg, "192.0.2.1"));
	CHECK_INT(allow_add(&cfg, &node), 0);
	CHECK_INT(allow_add(&cfg, &node), 0);
	CHECK_INT(cfg.num_allow, 1);
	CHECK(allow_somebody(&cfg) && commands(&cfg, "192.0.2.20") && commands(&cfg, "::ffff:192.0.2.20"));
	CHECK(!commands(&cfg, "192.0.2.21") && !commands(&cfg, "2001:db8::1"));
	CHECK_INT(allow_remove(&cfg, &node), 0);
	CHECK_INT(allow_remove(&cfg, &node), -ENOENT);
	cfg.agent = at("2001:db8::1", 2727);
	CHECK(allow_somebody(&cfg) && commands(&cfg, "2001:db8::1") && !commands(&cfg, "192.0.2.20"));
	strcpy(cfg.mgcp_address, "::");
	cfg.agent.u.sa.sa_family = 0;
	CHECK(!allow_somebody(&cfg));
}

static bool party(const struct gateway_config *cfg, const char *address, uint16_t port)
{
	struct mgcp_sdp sdp = { .rtp = at(address, port), .rtcp = at(address, port ? port + 1 : 0) };

	return allow_remote(cfg, &sdp);
}

static void test_remotes(void)
{
	struct gateway_config cfg = { .rtp_address = at("192.0.2.1", 0), .first_port = 20000, .last_port = 29999 };
	struct mgcp_sdp sdp = { .rtp = at("192.0.2.1", 20004), .rtcp = at("192.0.2.9", 4000) };

	CHECK(party(&cfg, "192.0.2.9", 4000) && party(&cfg, "2001:db8::1", 4000) && party(&cfg, "0.0.0.0", 0));
	CHECK(!party(&cfg, "224.0.0.1", 4000) && !party(&cfg, "239.1.1.1", 4000) && !party(&cfg, "ff02::1", 4000));
	CHECK(!party(&cfg, "0.0.0.0", 4000) && !party(&cfg, "::", 4000) && !party(&cfg, "255.255.255.255", 4000));
	CHECK(!party(&cfg, "127.0.0.1", 4000) && !party(&cfg, "::1", 4000) && !party(&cfg, "::ffff:127.0.0.1", 4000));
	CHECK(!party(&cfg, "192.0.2.1", 4000) && party(&cfg, "192.0.2.1", 20000));
	CHECK(allow_is_own_port(&cfg, &sdp, 20004) && !allow_is_own_port(&cfg, &sdp, 20006));
	sdp.rtp = at("192.0.2.9", 20004);
	CHECK(!allow_is_own_port(&cfg, &sdp, 20004));
	sdp.rtcp = at("224.0.0.1", 4000);
	CHECK(!allow_remote(&cfg, &sdp));
	cfg.rtp_address = at("127.0.0.1", 0);
	CHECK(party(&cfg, "127.0.0.1", 4000) && party(&cfg, "127.9.9.9", 4000) && !party(&cfg, "224.0.0.1", 4000));
}

int main(void)
{
	pcm_init();
	test_numbers();
	test_loss();
	test_events();
	test_events_anew();
	test_codes();
	test_sounds();
	test_silence();
	test_life();
	test_commands();
	test_remotes();
	return CHECK_DONE();
}
