/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DTMF as tones in the audio of a party without telephone-event (spandsp's detector). A digit is known 25 to 40 ms after it
 * began; so while codes are watched, audio waits three packets (six where they come out of order: the detector then sees a tone
 * with holes in it, and knows it later), and silence goes out in place of a digit's tone, its beginning included. Watched only: what becomes of the digit is decided as with events. */
#include <string.h>

#include <spandsp.h>
#include <talloc.h>

#include "relay.h"

#define DELAY 3
#define DELAY_UNORDERED 6
#define JUMP 100		/* packets: not late, but another stream */
#define MAX_PACKET (RTP_HEADER + 2 * FRAME + 60)

struct waiting { uint16_t length; uint8_t data[MAX_PACKET]; };

struct inband {
	dtmf_rx_state_t *detector;
	struct relay_io *io;		/* while it is fed */
	struct conn *conn;
	unsigned num;
	struct waiting waiting[DELAY_UNORDERED];
	unsigned delay;			/* how many wait */
	unsigned mute;			/* packets still to be silenced after the digit's end */
	bool hidden;			/* the tone sounds still, even where its event was ended by a pause in the stream */
	uint16_t last_seq, muted_to;	/* what is late, and no later than a silenced one, may be a piece of the same tone */
};

/* spandsp tells the beginning and the end (code 0) as they happen. */
static void on_tone(void *user, int code, int level, int delay)
{
	struct inband *b = user;
	struct conn *c = b->conn;
	int event = code > 0 && code < 128 ? mgcp_digit_event((char)code) : -1;

	if (c->event.active) {
		c->event.active = false;
		c->event.digit.ended = true;
		c->event.digit.duration = (uint16_t)((b->io->now_ms - c->event.end_ms) * 8);
		relay_digit_ends(b->io, c, false);
		c->mute_until_ms = 0;	/* silence is put in, nothing is left out */
		b->mute = 1;
	}
	b->mute = b->hidden ? 1 : b->mute;
	b->hidden = false;
	if (event < 0 || event > 15)
		return;
	c->event = (struct event_track){ .active = true, .last_ms = b->io->now_ms, .end_ms = b->io->now_ms,
		.digit = { .code = (uint8_t)event } };
	c->stats.events++;
	relay_digit_begins(b->io, c);
	b->hidden = c->event.fate != DIGIT_PASS;
	for (unsigned i = 0; i < b->num && c->event.fate != DIGIT_PASS; i++)
		memset(b->waiting[i].data + RTP_HEADER, pcm_silence(c->law), b->waiting[i].length - RTP_HEADER);
}

static int inband_destroy(struct inband *b)
{
	if (b->detector)
		dtmf_rx_free(b->detector);
	return 0;
}

struct inband *inband_alloc(void *ctx)
{
	struct inband *b = talloc_zero(ctx, struct inband);

	if (!b)
		return NULL;
	b->detector = dtmf_rx_init(NULL, NULL, NULL);
	b->delay = DELAY;
	talloc_set_destructor(b, inband_destroy);
	if (!b->detector) {
		talloc_free(b);
		return NULL;
	}
	/* The default twist misses a high tone 4 dB above the low one. */
	dtmf_rx_parms(b->detector, 0, 10, 10, -99);
	dtmf_rx_set_realtime_callback(b->detector, on_tone, b);
	return b;
}

static void release(struct relay_io *io, struct conn *c, struct waiting *w)
{
	struct rtp_packet p;
	bool active = c->event.active;

	if (rtp_parse(w->data, w->length, &p) < 0)
		return;
	/* relay_audio() leaves out what lies beside an event; here silence was put in instead. */
	c->event.active = false;
	relay_audio(io, c, &p, w->data, w->length);
	c->event.active = active;
}

static void detect(struct relay_io *io, struct conn *c, const struct rtp_packet *p)
{
	int16_t samples[2 * FRAME];

	for (unsigned i = 0; i < p->length; i++)
		samples[i] = pcm_decode(c->law, p->payload[i]);
	c->inband->io = io;
	c->inband->conn = c;
	dtmf_rx(c->inband->detector, samples, p->length);
}

/* The detector hears what goes forward; what comes late would be one more break in its tone. \returns true: late */
static bool hear(struct relay_io *io, struct conn *c, const struct rtp_packet *p)
{
	struct inband *b = c->inband;
	int16_t ahead = (int16_t)(p->seq - b->last_seq);

	if (c->rx.started && b->last_seq && ahead <= 0 && ahead > -JUMP) {
		b->delay = DELAY_UNORDERED;
		return true;
	}
	b->last_seq = p->seq;
	detect(io, c, p);
	return false;
}

void inband_feed(struct relay_io *io, struct conn *c, const struct rtp_packet *p, uint8_t *data, size_t length)
{
	struct inband *b = c->inband;
	struct waiting *w;
	bool silence, late;

	if (p->pt != c->audio_pt || c->law == G711_NONE || p->length > 2 * FRAME || length > MAX_PACKET ||
	    p->payload != data + RTP_HEADER) {
		relay_audio(io, c, p, data, length);
		return;
	}
	late = hear(io, c, p);
	if (c->event.active)	/* tones need no telephone-event's end to be lost */
		c->event.last_ms = io->now_ms;
	if (!c->watching) {
		relay_audio(io, c, p, data, length);
		return;
	}
	silence = (c->event.active && c->event.fate != DIGIT_PASS) || b->hidden || b->mute ||
		  (late && (uint16_t)(b->muted_to - p->seq) < JUMP);
	if (silence && !late)
		b->muted_to = p->seq;
	b->mute -= b->mute && !late && !c->event.active;
	if (b->num == b->delay) {
		release(io, c, &b->waiting[0]);
		b->num--;
		memmove(b->waiting, b->waiting + 1, b->num * sizeof(b->waiting[0]));
	}
	w = &b->waiting[b->num++];
	w->length = (uint16_t)length;
	memcpy(w->data, data, length);
	if (silence)
		memset(w->data + RTP_HEADER, pcm_silence(c->law), length - RTP_HEADER);
}

void inband_flush(struct relay_io *io, struct conn *c)
{
	struct inband *b = c->inband;

	for (unsigned i = 0; i < b->num; i++)
		release(io, c, &b->waiting[i]);
	b->num = 0;
}
