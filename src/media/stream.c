/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sequence numbers, timestamps, jitter and loss of one direction. Loss on the way in shows on the way out, so that the far
 * end conceals it; what we leave out on purpose (a swallowed digit) does not: the numbers close up. */
#include "stream.h"

/* RFC 3550 A.1: a jump this far is another stream */
#define MAX_DROPOUT 3000
#define MAX_MISORDER 100

static void rx_begin(struct stream_rx *rx, const struct rtp_packet *p)
{
	rx->started = true;
	rx->ssrc = p->ssrc;
	rx->first = rx->highest = p->seq;
	rx->cycles = 0;
	rx->received = rx->expected_before = rx->received_before = 0;
	rx->jitter = rx->transit = 0;
	rx->last_sr = 0;
	rx->bad_seq = UINT32_MAX;
}

bool stream_rx_is_far(const struct stream_rx *rx, uint16_t seq)
{
	int distance = (int16_t)(seq - rx->highest);

	return distance > MAX_DROPOUT || distance < -MAX_MISORDER;
}

void stream_rx_restart(struct stream_rx *rx, const struct rtp_packet *p)
{
	rx_begin(rx, p);
	rx->received = 1;
	rx->packets++;
	rx->octets += p->length;
}

/* RFC 3550 A.8 */
static void rx_jitter(struct stream_rx *rx, uint32_t ts, uint64_t now_ms, uint32_t clock)
{
	uint32_t transit = (uint32_t)(now_ms * (clock / 1000)) - ts;
	int32_t d = (int32_t)(transit - rx->transit);

	if (rx->transit) {
		d = d < 0 ? -d : d;
		rx->jitter += (uint32_t)d - ((rx->jitter + 8) >> 4);
	}
	rx->transit = transit;
}

enum stream_step stream_rx_packet(struct stream_rx *rx, const struct rtp_packet *p, uint64_t now_ms, uint32_t clock)
{
	enum stream_step step = STREAM_GOES_ON;

	if (!rx->started || rx->ssrc != p->ssrc)
		rx_begin(rx, p);
	if (stream_rx_is_far(rx, p->seq)) {
		if (p->seq != rx->bad_seq) {
			rx->bad_seq = (uint16_t)(p->seq + 1);
			return STREAM_STRAY;
		}
		rx_begin(rx, p);
		step = STREAM_RESTARTS;
	}
	if ((int16_t)(p->seq - rx->highest) > 0) {
		if (p->seq < rx->highest)
			rx->cycles += 1 << 16;
		rx->highest = p->seq;
	}
	rx->received++;
	rx->packets++;
	rx->octets += p->length;
	rx_jitter(rx, p->ts, now_ms, clock);
	return step;
}

static uint32_t rx_expected(const struct stream_rx *rx)
{
	return rx->started ? rx->cycles + rx->highest - rx->first + 1 : 0;
}

int64_t stream_rx_lost(const struct stream_rx *rx)
{
	return (int64_t)rx_expected(rx) - rx->received;
}

void stream_rx_block(struct stream_rx *rx, uint64_t now_ms, struct rtcp_block *ret)
{
	uint32_t expected = rx_expected(rx);
	uint32_t interval = expected - rx->expected_before;
	int32_t lost = (int32_t)(interval - (rx->received - rx->received_before));

	rx->expected_before = expected;
	rx->received_before = rx->received;
	*ret = (struct rtcp_block){
		.ssrc = rx->ssrc, .fraction = interval && lost > 0 ? (uint8_t)(((uint32_t)lost << 8) / interval > 255 ? 255 :
			((uint32_t)lost << 8) / interval) : 0,
		.lost = (int32_t)stream_rx_lost(rx), .highest = rx->cycles + rx->highest, .jitter = rx->jitter >> 4,
		.last_sr = rx->last_sr, .since_sr = rx->last_sr ? (uint32_t)((now_ms - rx->last_sr_ms) * 65536 / 1000) : 0,
	};
}

uint32_t stream_tx_now(const struct stream_tx *tx, uint64_t now_ms, uint32_t clock)
{
	uint64_t passed = tx->started ? now_ms - tx->last_ms : 0;

	/* Always forward, by one packet at least: two of our ticks may fall into one */
	if (passed < 20)
		passed = 20;
	return tx->last_ts + (uint32_t)(passed * (clock / 1000));
}

void stream_tx_source(struct stream_tx *tx, uint64_t source, const struct rtp_packet *p, uint64_t now_ms, uint32_t clock)
{
	if (tx->source == source)
		return;
	tx->source = source;
	tx->highest = (uint16_t)(p->seq - 1);
	tx->seq_offset = (uint16_t)(tx->next_seq - p->seq);
	tx->ts_offset = stream_tx_now(tx, now_ms, clock) - p->ts;
	tx->dropped = 0;
	tx->mark = true;
}

bool stream_tx_number(struct stream_tx *tx, uint16_t seq, bool drop, uint16_t *ret)
{
	int ahead = (int16_t)(seq - tx->highest);

	if (ahead > 0) {
		tx->dropped = ahead < 64 ? tx->dropped << ahead : 0;
		tx->highest = seq;
		if (drop) {
			tx->dropped |= 1;
			tx->seq_offset--;
		}
		*ret = (uint16_t)(seq + tx->seq_offset);
		tx->next_seq = (uint16_t)(*ret + 1);
		return !drop;
	}
	/* Late: those after it that were left out had not moved its number yet */
	if (drop || ahead <= -64)
		return false;
	*ret = (uint16_t)(seq + tx->seq_offset + __builtin_popcountll(tx->dropped & ((1ull << -ahead) - 1)));
	return true;
}

uint16_t stream_tx_own(struct stream_tx *tx)
{
	tx->source = 0;
	return tx->next_seq++;
}

void stream_tx_sent(struct stream_tx *tx, uint32_t ts, size_t payload, uint64_t now_ms)
{
	tx->started = true;
	tx->last_ts = ts;
	tx->last_ms = now_ms;
	tx->packets++;
	tx->octets += payload;
}
