/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fuzz target: one datagram as RTP and as RTCP. What is read lies inside it; a report read is written and read again the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/media/rtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(int cond)
{
	if (!cond)
		abort();
}

static void read_rtp(const uint8_t *data, size_t size)
{
	struct rtp_packet p;
	struct rtp_event e;
	uint8_t again[RTP_EVENT_SIZE];

	if (rtp_parse(data, size, &p) < 0)
		return;
	hold(p.payload >= data + RTP_HEADER && p.payload + p.length <= data + size && p.pt < 128);
	if (rtp_event_parse(p.payload, p.length, &e) < 0)
		return;
	rtp_event_write(again, &e);
	hold(again[0] == p.payload[0] && (again[1] | 0x40) == (p.payload[1] | 0x40) && !memcmp(again + 2, p.payload + 2, 2));
}

static void read_rtcp(const uint8_t *data, size_t size)
{
	uint8_t out[RTCP_MAX];
	struct rtcp_report r, again;
	bool bye, bye_again;
	size_t n;

	if (rtcp_parse(data, size, 0x01020304, &r, &bye) < 0)
		return;
	n = rtcp_write(out, &r, "a name that is longer than what has room", bye);
	hold(n <= sizeof(out) && n % 4 == 0);
	hold(rtcp_parse(out, n, r.block.ssrc, &again, &bye_again) == 0);
	hold(again.ssrc == r.ssrc && again.is_sender == r.is_sender && again.has_block == r.has_block && bye == bye_again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > RTP_MAX || !data)
		return 0;
	rtp_is_rtcp(data, size);
	read_rtp(data, size);
	read_rtcp(data, size);
	return 0;
}
