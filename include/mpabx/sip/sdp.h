/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file sdp.h
 *  Session descriptions (RFC 4566) as far as a telephone call needs them: the first audio stream, its codecs, where it
 *  goes and in which direction. Reader and writer of our own, bounded; what is not understood is kept by sdp_rewrite(),
 *  which puts other addresses in and leaves the rest as it came. No allocation. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SDP_MAX_TEXT 4096	/*!< longer ones are refused: -E2BIG */
#define SDP_MAX_CODECS 24
#define SDP_MAX_STREAMS 8

enum sdp_direction { SDP_SENDRECV, SDP_SENDONLY, SDP_RECVONLY, SDP_INACTIVE };

struct sdp_codec {
	uint8_t payload;	/*!< 0..127 */
	uint8_t channels;
	uint32_t rate;
	char name[20];		/*!< of a=rtpmap, or of the static payload types 0, 3, 4, 8, 9, 18; "" unknown */
	char fmtp[96];		/*!< "" none, or longer than this */
};

struct sdp {
	uint64_t session, version;	/*!< of o= */
	char address[46];		/*!< of the audio stream: its c=, or the session's; never a name */
	bool ipv6;
	uint16_t port;			/*!< 0: stream refused or taken away */
	uint16_t rtcp_port;		/*!< of a=rtcp (RFC 3605), 0 = port + 1 */
	enum sdp_direction direction;	/*!< the stream's, or the session's; c=0.0.0.0 counts as SDP_INACTIVE (RFC 3264 8.4) */
	uint16_t ptime, maxptime;	/*!< 0 = not given */
	uint8_t event, event_fmtp;	/*!< payload of the first telephone-event/8000 (RFC 4733), 0 = none; it knows 0-16 (bool) */
	bool rtcp_mux, secure;		/*!< secure: RTP/SAVP or a=crypto, which the media program does not speak */
	uint8_t stream, num_streams;	/*!< which m= line the audio stream is, of how many */
	uint8_t num_codecs;
	struct sdp_codec codecs[SDP_MAX_CODECS];	/*!< in order of preference */
};

/*! \returns 0; -EINVAL: cannot be read; -ENOENT: no audio stream; -E2BIG. ret untouched on failure. */
int sdp_read(const char *text, size_t length, struct sdp *ret);

/*! Writes a description with one audio stream. \returns length, or -ENOSPC */
int sdp_write(const struct sdp *sdp, char *buf, size_t size);

/*! What sdp_rewrite() puts in; fields that are 0 or NULL leave what stands there. */
struct sdp_change {
	const char *address;		/*!< numeric; for c= and o= */
	uint16_t port;			/*!< of the audio stream; a=rtcp becomes port + 1 or goes */
	uint64_t session, version;	/*!< of o= (our own towards each side, RFC 3264 8) */
	int direction;			/*!< enum sdp_direction + 1 */
	bool audio_only;		/*!< other streams get port 0 */
	bool no_ice;			/*!< a=candidate, ice-*, rtcp-mux, setup, fingerprint go: media passes through us */
};
/*! \returns length, or as sdp_read(), or -ENOSPC */
int sdp_rewrite(const char *text, size_t length, const struct sdp_change *change, char *buf, size_t size);

const struct sdp_codec *sdp_codec_find(const struct sdp *sdp, const char *name, uint32_t rate);
const char *sdp_direction_name(enum sdp_direction direction);
/*! What the other side must answer, or hears: sendonly <-> recvonly. */
enum sdp_direction sdp_direction_reverse(enum sdp_direction direction);
