/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One direction of one connection as a stream of RTP: what came (RFC 3550 appendix A.1, A.3, A.8), and what goes out under
 * an SSRC, sequence and timestamps of our own, so that a party hears one stream whoever is on the other side. */
#pragma once

#include "rtp.h"

/* What came from the party. */
struct stream_rx {
	bool started;
	uint32_t ssrc;
	uint16_t highest, first;
	uint32_t bad_seq;		/* a packet far off came before this one; above 65535: none */
	uint32_t cycles;
	uint64_t packets, octets;
	uint32_t transit, jitter;	/* jitter in 1/16 of a timestamp unit */
	uint32_t expected_before, received_before, received;
	uint32_t last_sr;		/* middle of the NTP time of its last sender report */
	uint64_t last_sr_ms;
};
enum stream_step { STREAM_GOES_ON, STREAM_STRAY, /*!< far off, and alone: it counts for nothing */
	STREAM_RESTARTS /*!< from now on, under the same SSRC */ };
/*! A jump is believed when a second packet follows it (RFC 3550 A.1). */
enum stream_step stream_rx_packet(struct stream_rx *rx, const struct rtp_packet *p, uint64_t now_ms, uint32_t clock);
bool stream_rx_is_far(const struct stream_rx *rx, uint16_t seq);
/*! Whatever came before: the stream begins with this packet. */
void stream_rx_restart(struct stream_rx *rx, const struct rtp_packet *p);
int64_t stream_rx_lost(const struct stream_rx *rx);
/*! The block of our next report; opens the next interval. */
void stream_rx_block(struct stream_rx *rx, uint64_t now_ms, struct rtcp_block *ret);

/* What goes to the party. */
struct stream_tx {
	uint32_t ssrc;
	uint16_t next_seq;		/* of the next packet in order */
	uint32_t last_ts;
	uint64_t last_ms;		/* when it went */
	uint64_t packets, octets;
	bool started;
	bool mark;			/* the next audio packet begins anew */
	/* The source whose packets are passed on: own number of a connection and its SSRC; 0: none, the next one is taken on. */
	uint64_t source;
	uint16_t seq_offset, highest;	/* highest: of the source */
	uint32_t ts_offset;
	uint64_t dropped;		/* bit n: the source's packet highest - n was left out */
};
/*! Whose packets come now. A new source goes on where the stream stands. */
void stream_tx_source(struct stream_tx *tx, uint64_t source, const struct rtp_packet *p, uint64_t now_ms, uint32_t clock);
/*! The number under which the source's packet goes out, so that what is left out leaves no hole.
 *  \param drop it is left out \returns false: it does not go out */
bool stream_tx_number(struct stream_tx *tx, uint16_t seq, bool drop, uint16_t *ret);
/*! A packet of our own: its number; the source, if any, is taken on anew afterwards. */
uint16_t stream_tx_own(struct stream_tx *tx);
/*! The timestamp of this moment. */
uint32_t stream_tx_now(const struct stream_tx *tx, uint64_t now_ms, uint32_t clock);
/*! It was sent. */
void stream_tx_sent(struct stream_tx *tx, uint32_t ts, size_t payload, uint64_t now_ms);
