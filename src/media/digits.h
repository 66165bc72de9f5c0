/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Digits of one party: telephone-events put together to digits (RFC 4733), and codes found among digits. Pure: time comes in,
 * what is to be done comes out; no packet, no socket. */
#pragma once

#include <mpabx/mgcp.h>

#include "rtp.h"

#define DIGITS_HELD 16

struct digit { uint8_t code, volume; uint16_t duration; /*!< 8 kHz samples so far */ bool ended; };

/* ---- events to digits ---- */
struct event_track {
	bool active;			/*!< a digit is pressed */
	bool seen;			/*!< .ts and .ssrc are those of the last event */
	uint32_t ts, ssrc;
	uint32_t before;		/*!< samples of earlier segments (RFC 4733 2.5.1.3) */
	struct digit digit;
	uint64_t last_ms, end_ms;
	uint8_t fate;			/*!< enum digit_fate of the event in hand */
	uint16_t seq;			/*!< of its last packet */
	bool again;			/*!< it began with an old timestamp: the sender began anew */
	/* The event before it, whose packets may be on their way still */
	uint32_t former_ts, former_ssrc;
	uint64_t former_ms;		/*!< its last packet, 0: none */
	/* A packet of an old event: is it late, or does the sender begin anew? */
	uint32_t doubt_ts;
	uint16_t doubt_seq, doubt_duration;
	bool doubt;
};
enum event_step { EVENT_OLD, EVENT_BEGINS, EVENT_GOES_ON, EVENT_ENDS };
/*! One packet. Lost beginnings, lost ends, ends three times and repeated sequence numbers make one digit each; so does an event
 *  of a sender that begins anew with old numbers (a file played again).
 *  \param lost_end set where the digit before this one ended without saying so */
enum event_step event_track_packet(struct event_track *t, const struct rtp_packet *p, const struct rtp_event *e, uint64_t now_ms,
				   bool *lost_end);
/*! Time passes: \returns true once where a digit's end was lost. */
bool event_track_tick(struct event_track *t, uint64_t now_ms);

/* ---- digits to codes ---- */
enum digit_fate { DIGIT_PASS, /*!< goes on at once */ DIGIT_HOLD, /*!< held back, or part of a code */
	DIGIT_BACK /*!< given back by us, the packets themselves do not go on */ };
struct code_watch {
	struct mgcp_digitmap map;
	uint16_t gap_ms;
	uint8_t num;
	struct digit held[DIGITS_HELD];
	uint64_t due_ms;	/*!< the next digit must begin before; 0: none is awaited, or one is pressed */
};
struct code_result {
	uint8_t code[DIGITS_HELD], num_code;	/*!< a code is complete: swallowed */
	struct digit back[DIGITS_HELD];		/*!< to be given back, in order; the last one may still be pressed */
	uint8_t num_back;
};
/*! A digit begins. \returns what becomes of its own packets */
enum digit_fate code_watch_begin(struct code_watch *w, const struct digit *d, uint64_t now_ms, struct code_result *ret);
/*! It has ended after so long. */
void code_watch_end(struct code_watch *w, const struct digit *d, uint64_t now_ms);
/*! Nothing more has come in time. */
void code_watch_tick(struct code_watch *w, uint64_t now_ms, struct code_result *ret);
/*! What is held back is given up: disarmed, or the party has gone. */
void code_watch_flush(struct code_watch *w, struct code_result *ret);
