/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Digits that we send to a party ourselves, one after the other, with timestamps of their own: as telephone-events where it
 * takes them (RFC 4733 2.5.1), else as tones in its G.711. Audio for it waits outside meanwhile (relay_audio()). */
#include <string.h>

#include "relay.h"
#include "tones.h"

#define MIN_DIGIT (80 * 8)	/* samples: shorter ones are not known for digits everywhere */
#define MAX_DIGIT (5000 * 8)
#define GAP_MS 60
#define TAIL_LOST_MS 150
#define VOLUME 10

void sender_put(struct relay_io *io, struct conn *to, const struct digit *d)
{
	struct sender *s = &to->sender;

	if (s->num == SENDER_QUEUE || (to->event_pt == PT_NONE && to->law == G711_NONE)) {
		to->stats.dropped++;
		return;
	}
	/* One that was open when the next one came has ended. */
	if (s->num)
		s->queue[s->num - 1].ended = true;
	s->queue[s->num++] = *d;
	s->tail_ms = io->now_ms;
	if (s->num == 1 && s->next_ms < io->now_ms)
		s->next_ms = io->now_ms;
	io->busy(io, to);
}

void sender_update(struct relay_io *io, struct conn *to, const struct digit *d)
{
	struct sender *s = &to->sender;
	struct digit *tail;

	if (!s->num)
		return;
	tail = &s->queue[s->num - 1];
	if (tail->ended || tail->code != d->code)
		return;
	*tail = *d;
	s->tail_ms = io->now_ms;
}

static void send_event(struct relay_io *io, struct conn *to, bool first, bool end)
{
	const struct digit *d = &to->sender.queue[0];
	struct rtp_event e = { .code = d->code, .end = end, .volume = d->volume ? d->volume : VOLUME,
		.duration = (uint16_t)to->sender.done };
	uint8_t packet[RTP_HEADER + RTP_EVENT_SIZE];

	rtp_event_write(packet + RTP_HEADER, &e);
	relay_own_packet(io, to, packet, first, to->event_pt, to->sender.ts, RTP_EVENT_SIZE);
}

static void send_tone(struct relay_io *io, struct conn *to, bool first)
{
	struct sender *s = &to->sender;
	uint8_t packet[RTP_HEADER + FRAME];
	int16_t samples[FRAME];

	tone_dtmf(s->queue[0].code, s->done, samples, FRAME);
	for (unsigned i = 0; i < FRAME; i++)
		packet[RTP_HEADER + i] = pcm_encode(to->law, samples[i]);
	relay_own_packet(io, to, packet, first, to->audio_pt, s->ts + s->done, FRAME);
}

static void finish_digit(struct relay_io *io, struct conn *to)
{
	struct sender *s = &to->sender;

	/* 2.5.1.4: the end three times */
	for (int i = 0; i < 3 && to->event_pt != PT_NONE; i++)
		send_event(io, to, false, true);
	to->tx.last_ts = s->ts + s->done;
	to->tx.mark = true;
	s->num--;
	memmove(s->queue, s->queue + 1, s->num * sizeof(s->queue[0]));
	s->sending = false;
	s->next_ms = io->now_ms + GAP_MS;
}

/* How long it is to be, as far as is known. */
static bool digit_is_over(const struct sender *s, uint64_t now_ms)
{
	const struct digit *d = &s->queue[0];
	bool ended = d->ended || s->num > 1 || now_ms - s->tail_ms > TAIL_LOST_MS;

	return s->done >= MAX_DIGIT || (ended && s->done >= MIN_DIGIT && s->done >= d->duration);
}

bool sender_tick(struct relay_io *io, struct conn *to)
{
	struct sender *s = &to->sender;
	bool first = !s->sending;

	if (!s->num)
		return false;
	if (io->now_ms < s->next_ms)
		return true;
	if (first) {
		s->sending = true;
		s->ts = stream_tx_now(&to->tx, io->now_ms, to->clock);
		s->done = 0;
	} else if (digit_is_over(s, io->now_ms)) {
		finish_digit(io, to);
		return s->num > 0;
	}
	if (to->event_pt != PT_NONE) {
		s->done += FRAME;
		send_event(io, to, first, false);
	} else {
		send_tone(io, to, first);
		s->done += FRAME;
	}
	s->next_ms += FRAME_MS;
	if (s->next_ms + 100 < io->now_ms)	/* the thread stood still for a while */
		s->next_ms = io->now_ms + FRAME_MS;
	return true;
}
