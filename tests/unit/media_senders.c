/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Senders as they are: SIPp's files of digits, whose numbers go back under one SSRC from file to file and come again when one is
 * played twice; audio and events at once; events that come late or twice. The relay alone, with a clock of its own. Where
 * SIPp's files are not installed, files like them are made. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "../../src/media/relay.h"
#include "../../src/media/tones.h"
#include "check.h"

#define FOLDER "/usr/share/sip-tester/dtmf_2833_"
#define MAX_FILE 64

static struct conn a, b;
static bool busy_a, busy_b;
static char told[64];			/* digits, codes in brackets */
static char heard[64];			/* by the other side: a digit for each event */
static uint32_t last_event;		/* timestamp */
static unsigned num_events, num_audio, back;	/* back: numbers that lie further back than what comes late */
static uint16_t last_seq;

static void on_rtp(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length)
{
	struct rtp_packet p;
	struct rtp_event e;

	CHECK(to == &b && rtp_parse(data, length, &p) == 0);
	back += num_events + num_audio > 0 && (int16_t)(p.seq - last_seq) < -9;
	last_seq = p.seq;
	num_audio += p.pt == 8;
	if (p.pt != 97)
		return;
	rtp_event_parse(p.payload, p.length, &e);
	if (!num_events++ || p.ts != last_event)
		heard[strlen(heard)] = mgcp_digit_char(e.code);
	last_event = p.ts;
}

static void on_note(struct relay_io *io, const struct note *n)
{
	if (n->kind == NOTE_CODE)
		strcat(told, "[");
	for (unsigned i = 0; i < n->num; i++)
		told[strlen(told)] = mgcp_digit_char(n->digits[i]);
	if (n->kind == NOTE_CODE)
		strcat(told, "]");
}

static void on_busy(struct relay_io *io, struct conn *c)
{
	*(c == &a ? &busy_a : &busy_b) = true;
}

static struct relay_io io = { .rtp = on_rtp, .note = on_note, .busy = on_busy, .now_ms = 1000000 };

static void begin(bool watching, bool inband)
{
	static const char map[] = "(#1|#3)";

	talloc_free(a.inband);
	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	a.id = 1, b.id = 2;
	a.peer = &b, b.peer = &a;
	a.may_send = a.may_receive = b.may_send = b.may_receive = true;
	a.remote.u.sa.sa_family = b.remote.u.sa.sa_family = AF_INET;
	a.clock = b.clock = 8000;
	a.law = b.law = G711_A;
	a.audio_pt = b.audio_pt = 8;
	a.event_pt = inband ? PT_NONE : 101;
	b.event_pt = 97;
	a.event_in[1] = 1ull << (101 - 64);
	a.map[8] = (struct pt_map){ PT_COPY, 8 };
	a.map[101] = (struct pt_map){ PT_EVENT, 97 };
	b.tx.ssrc = 0x11223344;
	a.inband = inband ? inband_alloc(NULL) : NULL;
	a.watching = watching;
	a.telling = !watching;
	a.watch.gap_ms = 1000;
	mgcp_digitmap_parse((struct mgcp_text){ map, sizeof(map) - 1 }, &a.watch.map);
	busy_a = busy_b = false;
	memset(told, 0, sizeof(told));
	memset(heard, 0, sizeof(heard));
	num_events = num_audio = back = 0;
}

/* ---- time, and audio that is spoken meanwhile ---- */
static struct { bool on, tone; uint32_t ssrc, ts; uint16_t seq; uint8_t code; uint32_t at; } voice;

static void speak(void)
{
	uint8_t packet[RTP_HEADER + FRAME];
	int16_t samples[FRAME] = { 0 };

	if (voice.tone)
		tone_dtmf(voice.code, voice.at, samples, FRAME);
	voice.at += FRAME;
	for (unsigned i = 0; i < FRAME; i++)
		packet[RTP_HEADER + i] = pcm_encode(G711_A, samples[i]);
	rtp_write_header(packet, false, 8, voice.seq++, voice.ts, voice.ssrc);
	voice.ts += FRAME;
	relay_rtp(&io, &a, packet, sizeof(packet));
}

static void let_pass(unsigned ms)
{
	for (; ms; ms--) {
		io.now_ms++;
		if (io.now_ms % 20 == 0 && voice.on)
			speak();
		if (io.now_ms % 5)
			continue;
		if (busy_a)
			busy_a = relay_tick(&io, &a);
		if (busy_b)
			busy_b = relay_tick(&io, &b);
	}
}

/* ---- files ---- */
struct file { unsigned num; struct { uint32_t ms; uint16_t length; uint8_t data[64]; } packet[MAX_FILE]; };

static uint32_t word(const uint8_t *d)
{
	return d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 | (uint32_t)d[3] << 24;
}

/* Ethernet, IPv4 and UDP without options, as SIPp ships them */
static bool read_pcap(char digit, struct file *f)
{
	char name[64];
	uint8_t head[16], data[2048];
	uint32_t first = 0;
	FILE *in;

	snprintf(name, sizeof(name), FOLDER "%.*s.pcap", digit == '#' ? 5 : digit == '*' ? 4 : 1,
		 digit == '#' ? "pound" : digit == '*' ? "star" : &digit);
	in = fopen(name, "rb");
	if (!in)
		return false;
	f->num = 0;
	if (fread(data, 1, 24, in) == 24 && word(data) == 0xa1b2c3d4)
		while (f->num < MAX_FILE && fread(head, 1, 16, in) == 16) {
			uint32_t n = word(head + 8), ms = word(head) * 1000 + word(head + 4) / 1000;

			if (n > sizeof(data) || fread(data, 1, n, in) != n || n < 42 || n - 42 > sizeof(f->packet[0].data))
				break;
			first = f->num ? first : ms;
			f->packet[f->num].ms = ms - first;
			f->packet[f->num].length = (uint16_t)(n - 42);
			memcpy(f->packet[f->num++].data, data + 42, n - 42);
		}
	fclose(in);
	return f->num > 3;
}

static void make_file(char digit, struct file *f)
{
	uint8_t code = (uint8_t)mgcp_digit_event(digit);

	f->num = 0;
	for (unsigned i = 0; i < 10; i++) {
		struct rtp_event e = { .code = code, .end = i >= 7, .volume = 10, .duration = (uint16_t)(320 * (i < 7 ? i : 7)) };

		f->packet[i].ms = i < 7 ? 20 * i : 140;
		f->packet[i].length = RTP_HEADER + RTP_EVENT_SIZE;
		rtp_write_header(f->packet[i].data, !i, 101, (uint16_t)(12080 - 4096 * (code & 1) + 58 * code + (i < 7 ? i : 7)),
				 17632 - 4352 * (code % 3), 0x0e05384e);
		rtp_event_write(f->packet[i].data + RTP_HEADER, &e);
		f->num++;
	}
}

/* Which packets do not arrive, or arrive twice, or once more so many ms after the file's end */
struct way { unsigned lose; bool twice; unsigned late_ms; };

static void give(const struct file *f, unsigned i)
{
	uint8_t data[64];

	memcpy(data, f->packet[i].data, f->packet[i].length);
	relay_rtp(&io, &a, data, f->packet[i].length);
}

static void play(const char *digits, unsigned pause_ms, struct way way)
{
	struct file f;

	for (; *digits; digits++) {
		uint32_t ms = 0;

		if (!read_pcap(*digits, &f))
			make_file(*digits, &f);
		for (unsigned i = 0; i < f.num; i++) {
			let_pass(f.packet[i].ms - ms);
			ms = f.packet[i].ms;
			if (!(way.lose >> i & 1))
				give(&f, i);
			if (way.twice)
				give(&f, i);
		}
		if (way.late_ms) {
			let_pass(way.late_ms);
			for (unsigned i = 0; i < f.num; i++)
				give(&f, i);
		}
		let_pass(pause_ms);
	}
	let_pass(2000);
}

static void check_played(const char *digits, unsigned pause_ms, struct way way, const char *what)
{
	begin(false, false);
	play(digits, pause_ms, way);
	if (!CHECK_STR(told, digits) || !CHECK_STR(heard, digits) || !CHECK_INT(back, 0))
		printf("  %s\n", what);
	begin(true, false);
	play("#1", pause_ms, way);
	if (!CHECK_STR(told, "[#1]") || !CHECK_STR(heard, ""))
		printf("  as a code: %s\n", what);
}

static void test_files(void)
{
	static const struct way as_is = { 0 }, first_lost = { .lose = 1 }, twice = { .twice = true }, late = { .late_ms = 60 };
	static const struct way ends_lost = { .lose = 7u << 7 };

	voice.on = false;
	check_played("0123456789*#", 400, as_is, "one after the other, forth");
	check_played("#*9876543210", 400, as_is, "and back");
	check_played("1111", 400, as_is, "the same one again");
	check_played("10", 20, as_is, "without a pause");
	check_played("0110", 400, first_lost, "each first packet lost");
	check_played("10", 400, ends_lost, "no end comes");
	check_played("1001", 400, late, "all of it once more, 60 ms late");
	begin(false, false);
	play("0110", 400, twice);
	CHECK_STR(told, "0110");
	CHECK_STR(heard, "0110");
}

/* Audio goes on in a stream of its own, or in the events' own. */
static void test_beside(void)
{
	for (unsigned own = 0; own < 3; own++) {
		voice.on = true;
		voice.ssrc = own == 1 ? 0x0e05384e : 0x77777777;
		voice.seq = (uint16_t)(own == 2 ? 65500 : 30000);
		begin(false, false);
		let_pass(400);
		play("0110", 400, (struct way){ 0 });
		CHECK_STR(told, "0110");
		CHECK_STR(heard, "0110");
		CHECK_INT(back, 0);
		CHECK(num_audio > 100);
		begin(true, false);
		let_pass(400);
		play("#1", 400, (struct way){ 0 });
		CHECK_STR(told, "[#1]");
		CHECK_STR(heard, "");
		num_audio = 0;
		let_pass(1000);
		CHECK_INT(num_audio, 50);
	}
	voice.on = false;
}

/* One numbering for audio and events, audio with the same timestamps going on beside them; in the second round the party's description
 * had no telephone-event, so tones are looked for, and its audio is the tone. */
static void test_together(void)
{
	for (unsigned tones = 0; tones < 2; tones++) {
		begin(true, tones);
		voice.on = true;
		voice.ssrc = 0x77777777;
		let_pass(400);
		for (const char *d = "#1"; *d; d++) {
			uint32_t ts = voice.ts;

			voice.code = (uint8_t)mgcp_digit_event(*d);
			voice.tone = true;
			voice.at = 0;
			for (unsigned i = 1; i <= 8; i++) {
				struct rtp_event e = { .code = voice.code, .end = i > 5, .duration = (uint16_t)(160 * (i > 5 ? 5 : i)) };
				uint8_t packet[RTP_HEADER + RTP_EVENT_SIZE];

				voice.tone = i <= 5;
				let_pass(20);
				rtp_write_header(packet, i == 1, 101, voice.seq++, ts, voice.ssrc);
				rtp_event_write(packet + RTP_HEADER, &e);
				relay_rtp(&io, &a, packet, sizeof(packet));
			}
			let_pass(200);
		}
		let_pass(1500);
		CHECK_STR(told, "[#1]");
		CHECK_STR(heard, "");
		num_audio = 0;
		let_pass(1000);
		CHECK_INT(num_audio, 50);
	}
	voice.on = voice.tone = false;
}

/* RFC 3550 A.1: audio that begins anew under its SSRC goes on at once; one packet from nowhere changes nothing. */
static void test_audio_anew(void)
{
	begin(false, false);
	voice.on = true;
	voice.ssrc = 5;
	voice.seq = 5000;
	let_pass(400);
	num_audio = 0;
	voice.seq = 3000;
	let_pass(400);
	CHECK(num_audio >= 19 && num_audio <= 20);
	CHECK_INT(back, 0);
	num_audio = 0;
	voice.seq += 9000;
	let_pass(20);
	voice.seq -= 9001;
	let_pass(200);
	CHECK_INT(num_audio, 10);
	CHECK_INT(back, 0);
	CHECK(stream_rx_lost(&a.rx) <= 1);
	voice.on = false;
}

/* A packet from nowhere within an event changes nothing either: the event goes on under the numbers that it has. */
static void test_stray_event(void)
{
	struct file f;
	uint16_t first;

	begin(false, false);
	make_file('5', &f);
	give(&f, 0);
	first = last_seq;
	for (unsigned i = 1; i < 10; i++) {
		let_pass(20);
		if (i == 3)
			f.packet[i].data[2] ^= 0x40;	/* its number: 16384 away */
		give(&f, i);
	}
	CHECK_STR(told, "5");
	CHECK_STR(heard, "5");
	CHECK_INT(num_events, 9);
	CHECK_INT((uint16_t)(last_seq - first), 7);
}

int main(void)
{
	struct file f;

	pcm_init();
	if (!read_pcap('1', &f))
		printf("no " FOLDER "*.pcap here: files like them are made\n");
	test_files();
	test_beside();
	test_together();
	test_audio_anew();
	test_stray_event();
	talloc_free(a.inband);
	return CHECK_DONE();
}
