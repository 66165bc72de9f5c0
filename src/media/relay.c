/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way of a packet from one party to the other. Audio passes under the receiving side's own sequence, timestamps and SSRC;
 * telephone-events are put together to digits and pass, are held back for a code, or are said anew. */
#include <string.h>
#include <time.h>

#include <osmocom/core/bits.h>

#include "relay.h"

#define MUTE_TAIL_MS 40		/* a sender may let its tone run on beside the event for a packet or two */
#define REPORT_MS 5000
#define BESIDE_MS 200		/* audio heard so lately goes on beside an event */
#define CNAME "mpabx-media"

static bool hears(const struct conn *p)
{
	return p && p->may_send && p->remote.u.sa.sa_family;
}

static uint64_t source_of(const struct conn *c)
{
	return (uint64_t)c->id << 32 | c->rx.ssrc;
}

/* Sends the packet in data on to the peer, renumbered; drop: it only closes up the numbers. */
static void pass_on(struct relay_io *io, struct conn *c, const struct rtp_packet *p, uint8_t pt, bool drop, uint8_t *data,
		    size_t length)
{
	struct conn *to = c->peer;
	bool marker = p->marker;
	uint16_t seq;
	uint32_t ts;

	stream_tx_source(&to->tx, source_of(c), p, io->now_ms, c->clock);
	if (!stream_tx_number(&to->tx, p->seq, drop, &seq)) {
		c->stats.dropped += !drop;
		return;
	}
	ts = p->ts + to->tx.ts_offset;
	if (to->tx.mark && pt == to->audio_pt) {
		marker = true;
		to->tx.mark = false;
	}
	data[1] = (uint8_t)(marker << 7 | pt);
	osmo_store16be(seq, data + 2);
	osmo_store32be(ts, data + 4);
	osmo_store32be(to->tx.ssrc, data + 8);
	stream_tx_sent(&to->tx, ts, p->length, io->now_ms);
	io->rtp(io, to, data, length);
}

void relay_own_packet(struct relay_io *io, struct conn *to, uint8_t *packet, bool marker, uint8_t pt, uint32_t ts, size_t payload)
{
	rtp_write_header(packet, marker, pt, stream_tx_own(&to->tx), ts, to->tx.ssrc);
	stream_tx_sent(&to->tx, ts, payload, io->now_ms);
	io->rtp(io, to, packet, RTP_HEADER + payload);
}

void relay_audio(struct relay_io *io, struct conn *c, const struct rtp_packet *p, uint8_t *data, size_t length)
{
	const struct pt_map *map = &c->map[p->pt];
	struct conn *to = c->peer;
	bool drop;

	if (!hears(to) || map->kind == PT_DROP) {
		c->stats.dropped++;
		return;
	}
	/* What we say ourselves stands in its place. */
	if (to->player.sound || to->sender.num)
		return;
	drop = io->now_ms < c->mute_until_ms || (c->event.active && c->event.fate != DIGIT_PASS);
	if (drop) {
		c->stats.swallowed++;
		to->tx.mark = true;
	}
	if (map->kind >= PT_A_TO_U)
		pcm_convert(map->kind == PT_A_TO_U ? G711_A : G711_U, data + (p->payload - data), p->length);
	pass_on(io, c, p, map->out, drop, data, length);
}

/* ---- digits ---- */
/* A party that says events as well as tones would dial each digit twice: its events count. */
static bool listens_for_tones(const struct conn *c)
{
	return c->inband && !c->says_events;
}

static void tell(struct relay_io *io, const struct conn *c, enum note_kind kind, const uint8_t *digits, unsigned num)
{
	struct note n = { .kind = kind, .conn = c->id, .num = (uint8_t)num };

	memcpy(n.digits, digits, num);
	io->note(io, &n);
}

static void carry_out(struct relay_io *io, struct conn *c, const struct code_result *r)
{
	if (r->num_code) {
		c->stats.swallowed += r->num_code;
		tell(io, c, NOTE_CODE, r->code, r->num_code);
	}
	if (!hears(c->peer))
		return;
	for (unsigned i = 0; i < r->num_back; i++)
		sender_put(io, c->peer, &r->back[i]);
	c->stats.given_back += r->num_back;
}

void relay_digit_begins(struct relay_io *io, struct conn *c)
{
	struct conn *to = c->peer;
	struct code_result r;

	c->event.fate = DIGIT_PASS;
	io->busy(io, c);
	if (c->telling)
		tell(io, c, NOTE_DIGIT, &c->event.digit.code, 1);
	if (c->watching) {
		c->event.fate = (uint8_t)code_watch_begin(&c->watch, &c->event.digit, io->now_ms, &r);
		carry_out(io, c, &r);
	}
	/* It waits behind digits given back before it; a party without telephone-event hears tones that we make; and events whose
	 * numbers are not the audio's cannot go out among it. */
	if (c->event.fate == DIGIT_PASS && hears(to) && !listens_for_tones(c) &&
	    (to->sender.num || to->event_pt == PT_NONE || c->beside)) {
		c->event.fate = DIGIT_BACK;
		sender_put(io, to, &c->event.digit);
	}
}

void relay_digit_ends(struct relay_io *io, struct conn *c, bool lost)
{
	if (c->watching)
		code_watch_end(&c->watch, &c->event.digit, lost ? c->event.last_ms : io->now_ms);
	if (c->event.fate == DIGIT_BACK && hears(c->peer))
		sender_update(io, c->peer, &c->event.digit);
	if (c->event.fate != DIGIT_PASS)
		c->mute_until_ms = io->now_ms + MUTE_TAIL_MS;
}

/* From now on the stream has these numbers; towards the other side it goes on behind what was sent. */
static void begin_anew(struct conn *c, const struct rtp_packet *p)
{
	stream_rx_restart(&c->rx, p);
	if (c->peer)
		c->peer->tx.source = 0;
}

static void on_event(struct relay_io *io, struct conn *c, const struct rtp_packet *p, const struct rtp_event *e, bool stray,
		     uint8_t *data, size_t length)
{
	struct event_track before = c->event;
	enum event_step step;
	bool lost_end;

	if (c->inband && !c->says_events) {
		c->says_events = true;
		inband_flush(io, c);
	}
	step = event_track_packet(&c->event, p, e, io->now_ms, &lost_end);
	if (lost_end) {
		struct event_track now = c->event;

		c->event = before;
		c->event.digit.ended = true;
		relay_digit_ends(io, c, true);
		c->event = now;
	}
	if (step == EVENT_BEGINS) {
		c->stats.events++;
		if (!c->beside && (stray || c->event.again))
			begin_anew(c, p);
		relay_digit_begins(io, c);
	}
	if (step == EVENT_ENDS || (step == EVENT_BEGINS && e->end))
		relay_digit_ends(io, c, false);
	else if (step == EVENT_GOES_ON && c->event.fate == DIGIT_BACK && hears(c->peer))
		sender_update(io, c->peer, &c->event.digit);
	/* One packet from nowhere would take the numbers that go out with it. */
	if (!hears(c->peer) || c->peer->player.sound || c->beside || (stray && step != EVENT_BEGINS))
		return;
	/* Of an event before this one, whose fate is forgotten, nothing goes on while codes are watched. */
	bool forgotten = step == EVENT_OLD && p->ts != c->event.ts && c->watching;

	if (c->event.fate != DIGIT_PASS || forgotten)
		pass_on(io, c, p, 0, true, data, length);
	else if (c->map[p->pt].out != PT_NONE)
		pass_on(io, c, p, c->map[p->pt].out, false, data, length);
}

void relay_unwatch(struct relay_io *io, struct conn *c)
{
	struct code_result r;

	if (!c->watching)
		return;
	code_watch_flush(&c->watch, &r);
	/* The digit in hand goes on growing in the sender. */
	if (r.num_back && c->event.active && c->event.fate == DIGIT_HOLD) {
		r.back[r.num_back - 1].ended = false;
		c->event.fate = DIGIT_BACK;
	}
	carry_out(io, c, &r);
	if (c->inband)
		inband_flush(io, c);
	c->watching = false;
}

/* ---- what comes ---- */
static bool is_event(const struct conn *c, uint8_t pt)
{
	return c->event_in[pt / 64] >> (pt % 64) & 1;
}

/* Events between audio, with an SSRC or with numbers that are not the audio's: a file of digits played beside it. */
static bool is_beside(const struct relay_io *io, const struct conn *c, const struct rtp_packet *p)
{
	return c->audio_ms && io->now_ms - c->audio_ms < BESIDE_MS &&
	       (p->ssrc != c->rx.ssrc || stream_rx_is_far(&c->rx, p->seq));
}

static void take_event(struct relay_io *io, struct conn *c, const struct rtp_packet *p, uint8_t *data, size_t length)
{
	struct rtp_event e;
	enum stream_step step = STREAM_GOES_ON;

	c->beside = is_beside(io, c, p);
	if (!c->beside)
		step = stream_rx_packet(&c->rx, p, io->now_ms, c->clock);
	if (step == STREAM_RESTARTS && c->peer)
		c->peer->tx.source = 0;
	if (rtp_event_parse(p->payload, p->length, &e) < 0)
		c->stats.bad++;
	else if (e.code <= 15)
		on_event(io, c, p, &e, step == STREAM_STRAY, data, length);
	else if (!c->beside && hears(c->peer) && c->map[p->pt].out != PT_NONE && c->map[p->pt].kind != PT_DROP)
		pass_on(io, c, p, c->map[p->pt].out, false, data, length);
}

static void take_audio(struct relay_io *io, struct conn *c, const struct rtp_packet *p, uint8_t *data, size_t length)
{
	enum stream_step step = stream_rx_packet(&c->rx, p, io->now_ms, c->clock);

	if (step == STREAM_STRAY) {
		c->stats.dropped++;
		return;
	}
	if (step == STREAM_RESTARTS && c->peer)
		c->peer->tx.source = 0;
	c->audio_ms = io->now_ms;
	if (listens_for_tones(c) && (c->watching || c->telling))
		inband_feed(io, c, p, data, length);
	else
		relay_audio(io, c, p, data, length);
}

void relay_rtp(struct relay_io *io, struct conn *c, uint8_t *data, size_t length)
{
	struct rtp_packet p;

	if (rtp_parse(data, length, &p) < 0) {
		c->stats.bad++;
		return;
	}
	if (!c->may_receive) {
		c->stats.dropped++;
		return;
	}
	c->heard_ms = io->now_ms;
	c->told_ms = 0;
	if (is_event(c, p.pt))
		take_event(io, c, &p, data, length);
	else
		take_audio(io, c, &p, data, length);
}

void relay_rtcp(struct relay_io *io, struct conn *c, const uint8_t *data, size_t length)
{
	struct rtcp_report r;
	bool bye;

	if (rtcp_parse(data, length, c->tx.ssrc, &r, &bye) < 0) {
		c->stats.bad++;
		return;
	}
	c->stats.rtcp++;
	if (r.is_sender) {
		c->rx.last_sr = (uint32_t)(r.ntp >> 16);
		c->rx.last_sr_ms = io->now_ms;
	}
	if (r.has_block) {
		c->far_fraction = r.block.fraction;
		c->far_jitter = r.block.jitter;
		c->far_lost = r.block.lost;
	}
}

/* ---- time ---- */
bool relay_tick(struct relay_io *io, struct conn *c)
{
	bool busy = false;
	struct code_result r;

	if (event_track_tick(&c->event, io->now_ms))
		relay_digit_ends(io, c, true);
	busy |= c->event.active;
	if (c->watching) {
		code_watch_tick(&c->watch, io->now_ms, &r);
		carry_out(io, c, &r);
		busy |= c->watch.num > 0;
	}
	busy |= sender_tick(io, c);
	busy |= player_tick(io, c);
	return busy;
}

static uint64_t ntp_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)(t.tv_sec + 2208988800ull) << 32 | (uint64_t)t.tv_nsec * 4294967296ull / 1000000000ull;
}

static void send_report(struct relay_io *io, struct conn *c, bool bye)
{
	struct rtcp_report r = { .ssrc = c->tx.ssrc, .has_block = c->rx.started };
	uint8_t data[RTCP_MAX];

	if (!c->remote_rtcp.u.sin.sin_port)
		return;
	if (c->tx.started) {
		r.is_sender = true;
		r.ntp = ntp_now();
		r.rtp_ts = c->tx.last_ts + (uint32_t)((io->now_ms - c->tx.last_ms) * (c->clock / 1000));
		r.packets = (uint32_t)c->tx.packets;
		r.octets = (uint32_t)c->tx.octets;
	}
	if (r.has_block)
		stream_rx_block(&c->rx, io->now_ms, &r.block);
	io->rtcp(io, c, data, rtcp_write(data, &r, CNAME, bye));
}

/* RTP is expected of it, and there was none for so long. */
static bool is_silent(const struct relay_io *io, const struct conn *c, uint32_t ms)
{
	return c->may_receive && c->remote.u.sa.sa_family && io->now_ms - c->heard_ms >= ms;
}

/* One who is held, or listens to a tone, may send nothing for minutes: a call is dead where both are silent and both were to
 * speak. Before an answer there is nobody to speak on the other side. Said again, as whoever is told may know better now. */
static bool is_dead(const struct relay_io *io, const struct conn *c)
{
	if (!c->timeout_ms || !is_silent(io, c, c->timeout_ms) || (c->told_ms && io->now_ms - c->told_ms < c->timeout_ms))
		return false;
	return !c->peer || (c->peer->worker == c->worker && is_silent(io, c->peer, c->timeout_ms));
}

void relay_slow(struct relay_io *io, struct conn *c)
{
	if (io->now_ms >= c->report_ms) {
		uint32_t interval = c->report_ms ? REPORT_MS : REPORT_MS / 2;	/* 6.2: the first one after half of it */

		if (c->report_ms && c->remote.u.sa.sa_family && (c->tx.started || c->rx.started))
			send_report(io, c, false);
		/* 6.3.1: spread between half the interval and one and a half */
		c->report_ms = io->now_ms + interval / 2 + (c->tx.ssrc + io->now_ms) % interval;
	}
	if (is_dead(io, c)) {
		c->told_ms = io->now_ms;
		tell(io, c, NOTE_SILENT, (const uint8_t *)"", 0);
	}
}

void relay_goodbye(struct relay_io *io, struct conn *c)
{
	if (c->tx.started && c->remote.u.sa.sa_family)
		send_report(io, c, true);
}
