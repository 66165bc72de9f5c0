/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* G.711: decoding by table, encoding by the segment's number; the tables for law to law come from the two. */
#include "g711.h"

static int16_t from_a[256], from_u[256];
static uint8_t a_to_u[256], u_to_a[256];

/* ITU-T G.711 table 1a: sign, three bits of segment, four of interval, every second bit inverted */
static int16_t decode_a(uint8_t octet)
{
	int segment, value;

	octet ^= 0x55;
	segment = (octet & 0x70) >> 4;
	value = ((octet & 0x0f) << 4) + 8;
	if (segment)
		value = (value + 0x100) << (segment - 1);
	return (int16_t)(octet & 0x80 ? value : -value);
}

/* Table 2a: all bits inverted, a bias of 33 in 14 bits, 132 in 16 */
static int16_t decode_u(uint8_t octet)
{
	int value;

	octet = (uint8_t)~octet;
	value = ((((octet & 0x0f) << 3) + 132) << ((octet & 0x70) >> 4)) - 132;
	return (int16_t)(octet & 0x80 ? -value : value);
}

static unsigned segment_of(unsigned value, unsigned first)
{
	unsigned segment = 0;

	while (segment < 7 && value >= first << segment)
		segment++;
	return segment;
}

static uint8_t encode_a(int16_t sample)
{
	uint8_t sign = sample < 0 ? 0 : 0x80;
	unsigned value = sample < 0 ? (unsigned)-(sample + 1) : (unsigned)sample;
	unsigned segment = segment_of(value, 0x100);
	unsigned interval = value >> (segment ? segment + 3 : 4) & 0x0f;

	return (uint8_t)((sign | segment << 4 | interval) ^ 0x55);
}

static uint8_t encode_u(int16_t sample)
{
	uint8_t sign = sample < 0 ? 0x80 : 0;
	unsigned value = (sample < 0 ? (unsigned)-(int)sample : (unsigned)sample) + 132, segment;

	if (value > 32767)
		value = 32767;
	segment = segment_of(value, 0x100);
	return (uint8_t)~(sign | segment << 4 | (value >> (segment + 3) & 0x0f));
}

void pcm_init(void)
{
	for (int i = 0; i < 256; i++) {
		from_a[i] = decode_a((uint8_t)i);
		from_u[i] = decode_u((uint8_t)i);
		a_to_u[i] = encode_u(from_a[i]);
		u_to_a[i] = encode_a(from_u[i]);
	}
}

int16_t pcm_decode(enum g711_law law, uint8_t octet)
{
	return law == G711_U ? from_u[octet] : from_a[octet];
}

uint8_t pcm_encode(enum g711_law law, int16_t sample)
{
	return law == G711_U ? encode_u(sample) : encode_a(sample);
}

void pcm_convert(enum g711_law from, uint8_t *data, size_t length)
{
	const uint8_t *table = from == G711_A ? a_to_u : u_to_a;

	for (size_t i = 0; i < length; i++)
		data[i] = table[data[i]];
}

uint8_t pcm_silence(enum g711_law law)
{
	return law == G711_U ? 0xff : 0xd5;
}
