/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Phones for tests: each a UDP socket that speaks a tone of its own in G.711 or telephone-events, and keeps what it hears, to be
 * asked with Goertzel whose tone is in it. On the way lies a seeded shim that loses and delays. Time is real: 20 ms a step. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define PARTY_RATE 8000
#define PARTY_FRAME 160
#define PARTY_HEARD (PARTY_RATE * 20)	/* samples kept, the last ones */
#define PARTY_DIGITS 64
#define SHIM_QUEUE 64

/* Loses percent of what passes, delays the rest by 0 to jitter ms; reordering follows from that. */
struct shim {
	uint32_t seed;
	unsigned loss_percent, jitter_ms;
	unsigned num;
	struct { uint64_t due_ms; uint16_t length; uint8_t data[400]; } waiting[SHIM_QUEUE];
};

struct party {
	const char *name;
	int fd, rtcp_fd;
	struct sockaddr_in own, to;	/* to: port 0: does not send */
	double hertz;			/* 0: silence is sent; negative: nothing is sent */
	uint8_t audio_pt, event_pt;	/* 8 or 0; event_pt 0: digits as tones */
	uint16_t seq;
	uint32_t ts, ssrc, phase;
	struct shim up, down;
	/* digits to dial */
	char dial[32];
	unsigned dial_ms, dial_gap_ms;	/* each, and after each */
	unsigned dial_at_ms;		/* since the first one began */
	bool dialling;
	unsigned lose_first, lose_ends;	/* packets of each event that are not sent: the first ones; all its ends */
	bool repeat_seq;		/* the ends go with one sequence number, as some senders have it */
	bool tone_beside;		/* the digit's tone goes in audio beside the event */
	uint32_t event_ts;
	/* what was heard */
	int16_t heard[PARTY_HEARD];
	uint64_t num_heard;
	uint32_t first_ts;
	uint64_t packets, missing, rtcp, strange;	/* strange: unknown payload type, another SSRC */
	uint16_t next_seq;
	uint32_t heard_ssrc;
	bool started;
	unsigned num_digits;
	struct { uint8_t code; uint32_t ts; uint16_t duration; bool ended; uint64_t at_ms; } digit[PARTY_DIGITS];
};

void party_open(struct party *p, const char *name, const char *address, double hertz);
void party_close(struct party *p);
/*! Every party does 20 ms of its part, so many times; other() is called between. */
void parties_run(struct party **parties, unsigned num, unsigned ms, void (*other)(void *priv), void *priv);
void party_dial(struct party *p, const char *digits, unsigned each_ms, unsigned gap_ms);
/*! Forgets what was heard. */
void party_forget(struct party *p);
/*! Level of a tone in the last second heard, dB below a full one. */
double party_level(const struct party *p, double hertz);
/*! The digits heard as telephone-events, as text. */
const char *party_digits(const struct party *p, char *buf);
uint64_t party_now_ms(void);

/*! All that parties hear goes into this pcap file (raw IPv4), NULL: nowhere. */
void party_capture(FILE *pcap);
void pcap_begin(FILE *pcap);
void pcap_packet(FILE *pcap, const struct sockaddr_in *from, const struct sockaddr_in *to, const void *data, size_t length);
