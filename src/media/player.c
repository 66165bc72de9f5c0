/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A sound to one party, a frame each 20 ms, in place of what it else would hear. */
#include <string.h>

#include "relay.h"

static void over(struct relay_io *io, struct conn *to)
{
	struct note n = { .kind = NOTE_PLAYED, .conn = to->id, .token = to->player.token };

	player_stop(to);
	io->note(io, &n);
}

void player_start(struct relay_io *io, struct conn *c, const struct sound *sound, unsigned times, uint32_t token)
{
	c->player = (struct player){ .sound = sound, .left = times ? times - 1 : 0, .endless = !times, .token = token,
		.next_ms = io->now_ms };
	io->busy(io, c);
}

void player_stop(struct conn *c)
{
	c->player = (struct player){ 0 };
	c->tx.mark = true;
}

/* The next frame, from the beginning again where the sound ends and is played again. \returns octets left to play after it */
static bool fill_frame(struct player *p, uint8_t *frame)
{
	unsigned filled = 0;

	while (filled < FRAME) {
		size_t n = p->sound->length - p->at;

		if (n > FRAME - filled)
			n = FRAME - filled;
		memcpy(frame + filled, p->sound->alaw + p->at, n);
		filled += (unsigned)n;
		p->at += n;
		if (p->at < p->sound->length)
			continue;
		if (!p->endless && !p->left) {
			memset(frame + filled, pcm_silence(G711_A), FRAME - filled);
			return false;
		}
		p->left -= p->endless ? 0 : 1;
		p->at = 0;
	}
	return true;
}

bool player_tick(struct relay_io *io, struct conn *to)
{
	uint8_t packet[RTP_HEADER + FRAME];
	struct player *p = &to->player;
	bool first, more;

	if (!p->sound)
		return false;
	if (io->now_ms < p->next_ms || to->sender.num || !to->remote.u.sa.sa_family || !to->may_send)
		return true;
	first = to->tx.mark || !to->tx.started;
	to->tx.mark = false;
	more = fill_frame(p, packet + RTP_HEADER);
	if (to->law == G711_U)
		pcm_convert(G711_A, packet + RTP_HEADER, FRAME);
	/* Frames of one sound follow each other to the sample; only a pause shows in the timestamps. */
	relay_own_packet(io, to, packet, first, to->audio_pt,
			 first ? stream_tx_now(&to->tx, io->now_ms, to->clock) : to->tx.last_ts + FRAME, FRAME);
	p->next_ms += FRAME_MS;
	if (p->next_ms + 100 < io->now_ms)
		p->next_ms = io->now_ms + FRAME_MS;
	if (!more)
		over(io, to);
	return p->sound;
}
