/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What happens to a packet: taken in, looked at, passed on to the other side. No socket: the worker brings packets and a way
 * to send, so that tests run the same code. Called with the worker's lock held; nothing here allocates or waits. */
#pragma once

#include "conn.h"

struct relay_io {
	/* To the connection's party. data is the caller's again when it returns. */
	void (*rtp)(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length);
	void (*rtcp)(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length);
	void (*note)(struct relay_io *io, const struct note *note);
	/* This connection wants relay_tick() each tick from now on. */
	void (*busy)(struct relay_io *io, struct conn *c);
	uint64_t now_ms;
};

/*! One datagram from the connection's party. data may be changed. */
void relay_rtp(struct relay_io *io, struct conn *c, uint8_t *data, size_t length);
void relay_rtcp(struct relay_io *io, struct conn *c, const uint8_t *data, size_t length);
/*! \returns false: nothing left to do for it each tick */
bool relay_tick(struct relay_io *io, struct conn *c);
/*! A few times a second: reports, time-out. */
void relay_slow(struct relay_io *io, struct conn *c);
/*! What is held back for a code goes on now, the watch ends. */
void relay_unwatch(struct relay_io *io, struct conn *c);
/*! Report and BYE, where it has sent anything. */
void relay_goodbye(struct relay_io *io, struct conn *c);

/*! \param times 0: until stopped */
void player_start(struct relay_io *io, struct conn *c, const struct sound *sound, unsigned times, uint32_t token);
void player_stop(struct conn *c);

/* ---- between relay.c, sender.c, player.c and inband.c ---- */
void relay_own_packet(struct relay_io *io, struct conn *to, uint8_t *packet, bool marker, uint8_t pt, uint32_t ts, size_t payload);
void relay_digit_begins(struct relay_io *io, struct conn *c);
void relay_digit_ends(struct relay_io *io, struct conn *c, bool lost);
/*! Audio of a party on its way to the other side. */
void relay_audio(struct relay_io *io, struct conn *c, const struct rtp_packet *p, uint8_t *data, size_t length);

void sender_put(struct relay_io *io, struct conn *to, const struct digit *d);
/*! How the digit put last goes on. */
void sender_update(struct relay_io *io, struct conn *to, const struct digit *d);
bool sender_tick(struct relay_io *io, struct conn *to);
bool player_tick(struct relay_io *io, struct conn *to);

struct inband *inband_alloc(void *ctx);
/*! Takes the packet: it comes out of relay_audio() 60 ms later, or with silence in it, or now. */
void inband_feed(struct relay_io *io, struct conn *c, const struct rtp_packet *p, uint8_t *data, size_t length);
void inband_flush(struct relay_io *io, struct conn *c);
