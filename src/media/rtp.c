/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTP headers (RFC 3550 5.1) and telephone-events (RFC 4733 2.3). Whatever a datagram claims is held against its length. */
#include <errno.h>

#include <osmocom/core/bits.h>

#include "rtp.h"

int rtp_parse(const uint8_t *data, size_t length, struct rtp_packet *ret)
{
	size_t at = RTP_HEADER, end = length;

	if (length < RTP_HEADER || data[0] >> 6 != 2)
		return -EBADMSG;
	at += (data[0] & 0x0f) * 4u;
	if (data[0] & 0x10) {	/* 5.3.1: two octets of profile, two of length in words */
		if (at + 4 > end)
			return -EBADMSG;
		at += 4 + osmo_load16be(data + at + 2) * 4u;
	}
	if (at > end)
		return -EBADMSG;
	if (data[0] & 0x20) {	/* the last octet counts the padding, itself included */
		uint8_t padding = data[length - 1];

		if (!padding || padding > end - at)
			return -EBADMSG;
		end -= padding;
	}
	ret->marker = data[1] >> 7;
	ret->pt = data[1] & 0x7f;
	ret->seq = osmo_load16be(data + 2);
	ret->ts = osmo_load32be(data + 4);
	ret->ssrc = osmo_load32be(data + 8);
	ret->payload = data + at;
	ret->length = (uint16_t)(end - at);
	return 0;
}

void rtp_write_header(uint8_t *data, bool marker, uint8_t pt, uint16_t seq, uint32_t ts, uint32_t ssrc)
{
	data[0] = 0x80;
	data[1] = (uint8_t)(marker << 7 | pt);
	osmo_store16be(seq, data + 2);
	osmo_store32be(ts, data + 4);
	osmo_store32be(ssrc, data + 8);
}

bool rtp_is_rtcp(const uint8_t *data, size_t length)
{
	return length >= 2 && data[1] >= 192 && data[1] <= 223;
}

int rtp_event_parse(const uint8_t *payload, size_t length, struct rtp_event *ret)
{
	if (length < RTP_EVENT_SIZE)
		return -EBADMSG;
	ret->code = payload[0];
	ret->end = payload[1] >> 7;
	ret->volume = payload[1] & 0x3f;
	ret->duration = osmo_load16be(payload + 2);
	return 0;
}

void rtp_event_write(uint8_t *payload, const struct rtp_event *e)
{
	payload[0] = e->code;
	payload[1] = (uint8_t)(e->end << 7 | (e->volume & 0x3f));
	osmo_store16be(e->duration, payload + 2);
}
