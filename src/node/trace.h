/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the last calls said to switches, the HLR, SIP peers and media, for `show trace` and `trace CALL pcap`: a ring of bounded
 * size, written by a thread of its own. Codes that users dial are masked before anything is kept. */
#pragma once

#include <stdio.h>

#include <mpabx/cap.h>
#include <mpabx/mediactl.h>
#include <mpabx/scf.h>
#include <mpabx/sipua.h>

#define TRACE_DEFAULT_MB 16
#define TRACE_MAX_MB 4096

struct trace;
struct osmo_sockaddr;

/* size: octets of all its memory, at least a megabyte. \returns NULL out of memory, or where no thread can be made */
struct trace *trace_start(void *ctx, size_t size);
/* Stops the thread and nulls the pointer. */
void trace_stop(struct trace **trace);

/* On the loop, each for its room's set_trace: copies the message into a queue and returns. A full queue drops it and counts. */
void trace_message(void *priv, const struct scf_trace *message);
void trace_sip(void *priv, callid_t call, const struct sip_trace *message);
void trace_joined(void *priv, callid_t stays, callid_t goes);
void trace_media(void *priv, const struct mediactl_seen *message);

/* A call's messages are those under its id, those of its dialogues (TCAP id, Call-ID), and of the calls that a transfer
 * joined with it. Draws them. \returns how many there were; 0: nothing is kept of this call, nothing was written */
unsigned trace_print(struct trace *trace, callid_t call, FILE *out);

/* The same, message by message, from the first-th on; texts live until cb returns. Non-zero stops. \returns how many there are */
struct ladder_event;
unsigned trace_each(struct trace *trace, callid_t call, unsigned first, int (*cb)(void *priv, const struct ladder_event *e), void *priv);

/* The same as pcap: SIP and MGCP between the addresses that they went between, TCAP in SCCP and MTP level 3.
 * \returns how many; ret_left_out: those whose octets were not kept, since a code stands in them that cannot be masked */
unsigned trace_pcap(struct trace *trace, callid_t call, uint32_t local_pc, FILE *out, unsigned *ret_left_out);

struct trace_fill { uint64_t messages, dropped; size_t used, size; uint64_t oldest_us; };
void trace_fill(struct trace *trace, struct trace_fill *ret);

/* ---- between its files ---- */
enum trace_source { TRACE_SS7, TRACE_SIP, TRACE_MGCP, TRACE_JOINED /* a remark: no octets */ };

struct trace_end {
	uint8_t address[16];
	uint32_t pc;		/* of SS7 */
	uint16_t port;
	uint8_t family;		/* AF_INET, AF_INET6; 0: not known */
	uint8_t ssn;
};

/* A message as it lies in queue and ring; behind it its octets, and in the ring its text. */
struct trace_entry {
	uint32_t length;		/* of its octets; 0: they could not be kept */
	uint32_t text_length;		/* SS7 only: others' words are made of their octets when they are shown */
	uint64_t key;			/* its dialogue: TCAP's id, a hash of the Call-ID; the other call of a remark; 0: none */
	uint64_t at_us;
	callid_t call;			/* 0: not known when it was seen */
	uint8_t source;			/* enum trace_source */
	uint8_t proto, phase;
	bool out, begin, tcp;
	struct trace_end local, remote;
	char who[32];			/* the peer's name, or its global title */
};
#define TRACE_MAX_OCTETS 16384

/* trace_text.c: a message in the words of a ladder, child of ctx, codes masked, in the octets too. phase 0: as its application
 * context says. \param masked false: the octets hold a code still */
char *trace_text(void *ctx, enum cap_proto proto, unsigned phase, uint8_t *pdu, size_t length, bool *masked);
/* trace_sip.c, trace_mgcp.c: the octets masked in place; a masked message in words. text is not NUL ended. */
void trace_sip_mask(char *text, size_t length);
uint64_t trace_sip_key(const char *text, size_t length);
char *trace_sip_text(void *ctx, const char *text, size_t length);
void trace_mgcp_mask(char *text, size_t length);
char *trace_mgcp_text(void *ctx, const char *text, size_t length);
/* trace_frame.c: a message as a packet of a pcapng file. */
struct trace_frames;
struct trace_frames *trace_frames_begin(void *ctx, uint32_t local_pc, FILE *out);
void trace_frames_add(struct trace_frames *f, const struct trace_entry *e, const uint8_t *octets);
/* trace.c: the ring, for trace_story.c; locked from begin to end, and all that was said by then is in it. */
struct trace_walk { uint64_t at; struct trace_entry entry; };
void trace_walk_begin(struct trace *t, struct trace_walk *w);
bool trace_walk_next(const struct trace *t, struct trace_walk *w);
void trace_walk_octets(const struct trace *t, const struct trace_walk *w, uint8_t *octets);
void trace_walk_text(const struct trace *t, const struct trace_walk *w, char *text);
void trace_walk_end(struct trace *t);
