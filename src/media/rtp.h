/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTP and RTCP as octets (RFC 3550), telephone-events (RFC 4733): read and written, no state, no I/O. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTP_HEADER 12
#define RTP_MAX 1500

struct rtp_packet {
	bool marker;
	uint8_t pt;
	uint16_t seq;
	uint32_t ts, ssrc;
	const uint8_t *payload;	/*!< in the datagram, behind CSRCs and extension, padding cut off */
	uint16_t length;
};
/*! \returns 0, -EBADMSG: not an RTP version 2 packet, or it claims more than there is */
int rtp_parse(const uint8_t *data, size_t length, struct rtp_packet *ret);
void rtp_write_header(uint8_t *data, bool marker, uint8_t pt, uint16_t seq, uint32_t ts, uint32_t ssrc);
/*! Is this RTCP on a port that carries both (RFC 5761 4)? */
bool rtp_is_rtcp(const uint8_t *data, size_t length);

struct rtp_event { uint8_t code; bool end; uint8_t volume; uint16_t duration; };
#define RTP_EVENT_SIZE 4
/*! The first event of the payload (RFC 4733 2.3). \returns 0, -EBADMSG */
int rtp_event_parse(const uint8_t *payload, size_t length, struct rtp_event *ret);
void rtp_event_write(uint8_t *payload, const struct rtp_event *event);

/* ---- RTCP ---- */
struct rtcp_block {	/*!< of a sender or receiver report (RFC 3550 6.4.1) */
	uint32_t ssrc;
	uint8_t fraction;
	int32_t lost;
	uint32_t highest, jitter, last_sr, since_sr;
};
struct rtcp_report {
	uint32_t ssrc;
	bool is_sender;
	uint64_t ntp;
	uint32_t rtp_ts, packets, octets;
	bool has_block;
	struct rtcp_block block;	/*!< written: what we say of the other end; read: what it says of us */
};
/*! A compound packet. \param about our SSRC, whose block is looked for \param bye set where it says goodbye
 *  \returns 0, -EBADMSG */
int rtcp_parse(const uint8_t *data, size_t length, uint32_t about, struct rtcp_report *ret, bool *bye);
#define RTCP_MAX 128
/*! Report, SDES with the CNAME, and BYE if asked for. \returns octets written, at most RTCP_MAX */
size_t rtcp_write(uint8_t *data, const struct rtcp_report *report, const char *cname, bool bye);
