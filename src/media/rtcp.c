/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTCP compound packets (RFC 3550 6): the report about us is taken out of what comes; what we send is one report, our CNAME
 * and, at the end, BYE. */
#include <errno.h>
#include <string.h>

#include <osmocom/core/bits.h>

#include "rtp.h"

enum { RTCP_SR = 200, RTCP_RR = 201, RTCP_SDES = 202, RTCP_BYE = 203 };
#define BLOCK 24
#define SENDER_INFO 20

static void parse_block(const uint8_t *d, struct rtcp_block *ret)
{
	uint32_t lost = osmo_load32be(d + 4) & 0xffffff;

	ret->ssrc = osmo_load32be(d);
	ret->fraction = d[4];
	ret->lost = lost & 0x800000 ? (int32_t)(lost | 0xff000000) : (int32_t)lost;
	ret->highest = osmo_load32be(d + 8);
	ret->jitter = osmo_load32be(d + 12);
	ret->last_sr = osmo_load32be(d + 16);
	ret->since_sr = osmo_load32be(d + 20);
}

static int parse_report(const uint8_t *d, size_t length, uint32_t about, struct rtcp_report *r)
{
	size_t at = 8;

	if (length < at)
		return -EBADMSG;
	r->ssrc = osmo_load32be(d + 4);
	if (d[1] == RTCP_SR) {
		if (length < at + SENDER_INFO)
			return -EBADMSG;
		r->is_sender = true;
		r->ntp = (uint64_t)osmo_load32be(d + 8) << 32 | osmo_load32be(d + 12);
		r->rtp_ts = osmo_load32be(d + 16);
		r->packets = osmo_load32be(d + 20);
		r->octets = osmo_load32be(d + 24);
		at += SENDER_INFO;
	}
	if ((size_t)(d[0] & 0x1f) * BLOCK > length - at)
		return -EBADMSG;
	for (unsigned i = 0; i < (d[0] & 0x1fu); i++, at += BLOCK) {
		if (osmo_load32be(d + at) != about)
			continue;
		parse_block(d + at, &r->block);
		r->has_block = true;
	}
	return 0;
}

int rtcp_parse(const uint8_t *data, size_t length, uint32_t about, struct rtcp_report *ret, bool *bye)
{
	struct rtcp_report r = { 0 };
	bool goodbye = false;
	size_t at = 0;

	if (!length)
		return -EBADMSG;
	while (at < length) {
		size_t piece;

		if (length - at < 4 || data[at] >> 6 != 2)
			return -EBADMSG;
		piece = (osmo_load16be(data + at + 2) + 1u) * 4;
		if (piece > length - at)
			return -EBADMSG;
		/* 6.1: the first one is always a report */
		if (at == 0 && data[1] != RTCP_SR && data[1] != RTCP_RR)
			return -EBADMSG;
		if (data[at + 1] == RTCP_SR || data[at + 1] == RTCP_RR) {
			int rc = parse_report(data + at, piece, about, &r);

			if (rc < 0)
				return rc;
		}
		goodbye |= data[at + 1] == RTCP_BYE;
		at += piece;
	}
	*ret = r;
	*bye = goodbye;
	return 0;
}

static void write_head(uint8_t *d, unsigned count, uint8_t type, size_t length)
{
	d[0] = (uint8_t)(0x80 | count);
	d[1] = type;
	osmo_store16be((uint16_t)(length / 4 - 1), d + 2);
}

static size_t write_report(uint8_t *d, const struct rtcp_report *r)
{
	size_t at = 8;

	osmo_store32be(r->ssrc, d + 4);
	if (r->is_sender) {
		osmo_store32be((uint32_t)(r->ntp >> 32), d + 8);
		osmo_store32be((uint32_t)r->ntp, d + 12);
		osmo_store32be(r->rtp_ts, d + 16);
		osmo_store32be(r->packets, d + 20);
		osmo_store32be(r->octets, d + 24);
		at += SENDER_INFO;
	}
	if (r->has_block) {
		int32_t lost = r->block.lost > 0x7fffff ? 0x7fffff : r->block.lost < -0x800000 ? -0x800000 : r->block.lost;

		osmo_store32be(r->block.ssrc, d + at);
		osmo_store32be((uint32_t)r->block.fraction << 24 | ((uint32_t)lost & 0xffffff), d + at + 4);
		osmo_store32be(r->block.highest, d + at + 8);
		osmo_store32be(r->block.jitter, d + at + 12);
		osmo_store32be(r->block.last_sr, d + at + 16);
		osmo_store32be(r->block.since_sr, d + at + 20);
		at += BLOCK;
	}
	write_head(d, r->has_block, r->is_sender ? RTCP_SR : RTCP_RR, at);
	return at;
}

size_t rtcp_write(uint8_t *data, const struct rtcp_report *r, const char *cname, bool bye)
{
	size_t at = write_report(data, r), n = strlen(cname), sdes;

	if (n > 32)
		n = 32;
	/* 6.5: SSRC, item 1 with its length, a null octet at the end, padded to a word */
	sdes = (4 + 4 + 2 + n + 1 + 3) & ~(size_t)3;
	memset(data + at, 0, sdes);
	write_head(data + at, 1, RTCP_SDES, sdes);
	osmo_store32be(r->ssrc, data + at + 4);
	data[at + 8] = 1;
	data[at + 9] = (uint8_t)n;
	memcpy(data + at + 10, cname, n);
	at += sdes;
	if (bye) {
		write_head(data + at, 1, RTCP_BYE, 8);
		osmo_store32be(r->ssrc, data + at + 4);
		at += 8;
	}
	return at;
}
