/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One connection: one party's RTP, and what is done with it. All connections lie in one array made at the start; each belongs
 * to one worker, whose thread alone touches it while it holds its lock; the control loop takes that lock to change it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <osmocom/core/socket.h>

#include "digits.h"
#include "g711.h"
#include "sound.h"
#include "stream.h"

struct worker;
struct inband;

#define TICK_MS 5
#define FRAME_MS 20
#define FRAME 160		/* samples of G.711 in it */

/* What becomes of a payload type on its way to the peer; out: the peer's number for it. */
enum pt_kind { PT_DROP, PT_COPY, PT_EVENT, PT_A_TO_U, PT_U_TO_A };
struct pt_map { uint8_t kind, out; };
#define PT_NONE 0xff
#define FORMER_MS 2000		/* the time that a replaced party takes to fall silent */

enum conn_latch { LATCH_OFF, LATCH_PORT, /*!< another port of the agreed address */ LATCH_ANY };

/* Digits that we send ourselves: given back, or of a party without the same way to say them. */
#define SENDER_QUEUE 24
struct sender {
	uint8_t num, at_tail_open;	/* the last one is still pressed */
	struct digit queue[SENDER_QUEUE];
	bool sending;
	uint32_t ts, done;		/* of the first one: its timestamp, samples sent of it */
	uint64_t next_ms;
	uint64_t tail_ms;		/* when the open one was last heard of */
};

struct player {
	const struct sound *sound;
	size_t at;
	unsigned left;			/* times more after this one; 0 with endless: no end */
	bool endless;
	uint32_t token;			/* told when it is over */
	uint64_t next_ms;
};

struct conn_stats { uint64_t dropped, refused, bad, swallowed, given_back, events, rtcp; };

struct conn {
	uint32_t id;			/* 0: unused. Slot and a counter, so that an id does not come again soon */
	uint32_t slot;
	struct worker *worker;
	struct conn *busy_next;
	bool busy;			/* in the worker's list of those with something to do each tick */
	struct conn *active_prev, *active_next;
	/* sockets */
	int fd, rtcp_fd;
	uint16_t port;
	bool registered;
	struct osmo_sockaddr remote, remote_rtcp;	/* family 0: not known yet */
	enum conn_latch latch;
	uint64_t burst_ms;
	unsigned burst;			/* packets taken in the tick of .burst_ms */
	bool latched;			/* the remote address is where packets came from */
	struct osmo_sockaddr former;	/* who was there before another one was described speaks on for a while */
	uint64_t former_ms;		/* when that was */
	/* codecs */
	enum g711_law law;		/* of the party's first audio format */
	uint8_t audio_pt, event_pt;	/* to the party; PT_NONE */
	uint32_t clock;
	struct pt_map map[128];		/* of what comes from it, towards .peer */
	uint64_t event_in[2];		/* payload types that are telephone-events when they come from it */
	struct mgcp_sdp sdp;		/* as the party's description said */
	bool may_send, may_receive;	/* mode, as MGCP has it: towards the network, from it */
	struct conn *peer;		/* hears it, and is heard by it */
	/* streams */
	struct stream_rx rx;
	struct stream_tx tx;
	uint64_t heard_ms;		/* last RTP from it */
	uint64_t report_ms;		/* next RTCP report */
	uint32_t timeout_ms;		/* 0: not watched */
	uint64_t told_ms;		/* when its silence was told last, 0: not since it was heard */
	uint8_t far_fraction; uint32_t far_jitter; int32_t far_lost;	/* what it says of us */
	/* digits */
	struct event_track event;
	uint64_t audio_ms;		/* last audio from it */
	bool beside;			/* the event in hand comes in a stream of its own beside the audio */
	bool says_events;		/* no tones are looked for any more */
	uint64_t mute_until_ms;		/* audio beside a swallowed digit is left out */
	bool watching;			/* .watch is armed */
	bool telling;			/* every digit is told, none is held back */
	struct code_watch watch;
	struct inband *inband;		/* where the party has no telephone-event */
	struct sender sender;
	struct player player;
	struct conn_stats stats;
};

/* What a worker tells the control loop. */
enum note_kind { NOTE_CODE, NOTE_DIGIT, NOTE_PLAYED, NOTE_SILENT, NOTE_LATCHED };
struct note { enum note_kind kind; uint32_t conn, token; uint8_t num; uint8_t digits[DIGITS_HELD]; };
