/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzz target: a party's packets, telephone-events above all, through the relay while codes are watched. Each five octets are a
 * packet: how much time passes, which digit, end and duration, steps of timestamp and sequence. Numbers towards the other
 * party never go back by more than what was late, a code is never heard there, and it all comes to rest. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "../../src/media/relay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct conn a, b;
static bool busy_a, busy_b;

static void hold(int cond)
{
	if (!cond)
		abort();
}

static void on_rtp(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length)
{
	struct rtp_packet p;

	hold(to == &b && rtp_parse(data, length, &p) == 0 && p.ssrc == b.tx.ssrc);
	hold(p.pt == b.event_pt || p.pt == b.audio_pt);
}

static void on_rtcp(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length)
{
	hold(length <= RTCP_MAX);
}

static void on_note(struct relay_io *io, const struct note *n)
{
	hold(n->num <= DIGITS_HELD && n->conn == a.id);
}

static void on_busy(struct relay_io *io, struct conn *c)
{
	if (c == &a)
		busy_a = true;
	else
		busy_b = true;
}

static void let_pass(struct relay_io *io, unsigned ms)
{
	for (; ms && (busy_a || busy_b); ms--) {
		io->now_ms++;
		if (busy_a)
			busy_a = relay_tick(io, &a);
		if (busy_b)
			busy_b = relay_tick(io, &b);
	}
	io->now_ms += ms;
	relay_slow(io, &a);
	relay_slow(io, &b);
}

static void prepare(uint8_t variant)
{
	static const char map[] = "(#1|#3|*5x)";

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	a.id = 1, b.id = 2;
	a.peer = &b, b.peer = &a;
	a.may_send = a.may_receive = b.may_send = b.may_receive = true;
	a.remote.u.sa.sa_family = b.remote.u.sa.sa_family = AF_INET;
	a.clock = b.clock = 8000;
	a.law = b.law = G711_A;
	a.audio_pt = b.audio_pt = 8;
	a.event_pt = variant & 8 ? PT_NONE : 101;	/* says them all the same, beside its tones */
	a.inband = variant & 8 ? inband_alloc(NULL) : NULL;
	b.event_pt = variant & 1 ? 97 : PT_NONE;	/* events, or tones made of them */
	a.event_in[1] = 1ull << (101 - 64);
	a.map[8] = (struct pt_map){ PT_COPY, 8 };
	a.map[101] = (struct pt_map){ PT_EVENT, b.event_pt };
	b.tx.ssrc = 0x11223344;
	a.watching = !(variant & 2);
	a.watch.gap_ms = 1000;
	hold(mgcp_digitmap_parse((struct mgcp_text){ map, sizeof(map) - 1 }, &a.watch.map) == 0);
	busy_a = busy_b = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct relay_io io = { .rtp = on_rtp, .rtcp = on_rtcp, .note = on_note, .busy = on_busy, .now_ms = 1000000 };
	uint32_t ts = 0xffffff00;
	uint16_t seq = 65530;

	pcm_init();
	if (!size || size > 2000)
		return 0;
	prepare(data[0]);
	for (size_t i = 1; i + 5 <= size; i += 5) {
		const uint8_t *d = data + i;
		struct rtp_event e = { .code = d[1] & 0x3f, .end = d[1] >> 7, .duration = (uint16_t)(d[2] * 80) };
		uint8_t packet[RTP_HEADER + FRAME] = { 0 };
		bool audio = d[1] & 0x40;

		let_pass(&io, d[0]);
		ts += (uint32_t)((int8_t)d[3] * 80);
		seq = (uint16_t)(seq + (int8_t)d[4]);
		rtp_write_header(packet, !e.duration, audio ? 8 : 101, seq, ts, !audio && data[0] & 4 ? 0x99aabbcc : 0x55667788);
		rtp_event_write(packet + RTP_HEADER, &e);
		relay_rtp(&io, &a, packet, audio ? sizeof(packet) : RTP_HEADER + RTP_EVENT_SIZE);
	}
	/* No digit lasts longer than 5 s each: then nothing is left to do */
	let_pass(&io, 2000 + SENDER_QUEUE * 5200);
	hold(!busy_a && !busy_b && !a.watch.num && !b.sender.num);
	talloc_free(a.inband);
	return 0;
}
