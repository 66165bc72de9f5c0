/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spool's octets: an entry in its frame, the head of the file. All numbers are little-endian.
 *
 *	entry:  magic 4, checksum 4, length 4, kind 2, zero 2, position 8, call 8, data, zeros up to 8
 *	head:   magic 8, checksum 4, zero 4, ring 8, released 8, count 8
 *
 * The checksum (CRC-32C, RFC 3720 B.4) is over all that follows it; a pad's over its frame alone. */

#include <string.h>

#include "spool_priv.h"

#define FRAME_MAGIC 0x4553504du		/* "MPSE" */
static const char head_magic[8] = "mpabxSP1";
#define HEAD_SIZE 40

static void put(uint8_t *buf, unsigned octets, uint64_t value)
{
	for (unsigned i = 0; i < octets; i++)
		buf[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t get(const uint8_t *buf, unsigned octets)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < octets; i++)
		value |= (uint64_t)buf[i] << 8 * i;
	return value;
}

/* Eight octets at a time where the processor can, which is where records are many. \returns what is left of them */
#ifdef __x86_64__
__attribute__((target("sse4.2"))) static size_t crc_words(uint32_t *crc, const uint8_t *octet, size_t length)
{
	uint64_t sum = *crc, word;

	if (!__builtin_cpu_supports("sse4.2"))
		return length;
	for (; length >= sizeof(word); octet += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, octet, sizeof(word));
		sum = __builtin_ia32_crc32di(sum, word);
	}
	*crc = (uint32_t)sum;
	return length;
}
#else
static size_t crc_words(uint32_t *crc, const uint8_t *octet, size_t length)
{
	return length;
}
#endif

/* The rest four bits at a time: the table is small enough to read here. */
uint32_t spool_crc(uint32_t crc, const void *data, size_t length)
{
	static const uint32_t table[16] = {
		0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
		0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
	};
	const uint8_t *octet = data, *end = octet + length;

	crc = ~crc;
	for (octet = end - crc_words(&crc, octet, length); octet < end; octet++) {
		crc ^= *octet;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

static uint32_t frame_crc(const uint8_t *buf, uint16_t kind, size_t length)
{
	return spool_crc(0, buf + 8, SPOOL_FRAME - 8 + (kind == SPOOL_FRAME_PAD ? 0 : length));
}

size_t spool_frame_write(uint8_t *buf, const struct spool_frame *frame)
{
	size_t size = frame->kind == SPOOL_FRAME_PAD ? SPOOL_FRAME : spool_frame_size(frame->length);

	memset(buf, 0, SPOOL_FRAME);
	put(buf, 4, FRAME_MAGIC);
	put(buf + 8, 4, frame->length);
	put(buf + 12, 2, frame->kind);
	put(buf + 16, 8, frame->at);
	put(buf + 24, 8, frame->call);
	if (size > SPOOL_FRAME) {
		memcpy(buf + SPOOL_FRAME, frame->data, frame->length);
		memset(buf + SPOOL_FRAME + frame->length, 0, size - SPOOL_FRAME - frame->length);
	}
	put(buf + 4, 4, frame_crc(buf, frame->kind, frame->length));
	return size;
}

static bool kind_is_known(uint16_t kind)
{
	return (kind >= SPOOL_BEGIN && kind <= SPOOL_NOTE) || kind == SPOOL_FRAME_AGAIN || kind == SPOOL_FRAME_PAD;
}

size_t spool_frame_read(const uint8_t *buf, size_t length, uint64_t at, struct spool_frame *ret)
{
	struct spool_frame f;
	size_t size;

	if (length < SPOOL_FRAME || get(buf, 4) != FRAME_MAGIC || get(buf + 16, 8) != at)
		return 0;
	f = (struct spool_frame){
		.length = (uint32_t)get(buf + 8, 4), .kind = (uint16_t)get(buf + 12, 2), .at = at,
		.call = get(buf + 24, 8), .data = buf + SPOOL_FRAME,
	};
	/* A pad is as long as an entry that found no room before the ring's end, at most. */
	if (f.length > SPOOL_MAX_DATA + SPOOL_FRAME || !kind_is_known(f.kind))
		return 0;
	size = spool_frame_size(f.length);
	if (f.kind != SPOOL_FRAME_PAD && (f.length > SPOOL_MAX_DATA || size > length))
		return 0;
	if (get(buf + 4, 4) != frame_crc(buf, f.kind, f.length))
		return 0;
	*ret = f;
	return size;
}

void spool_head_write(uint8_t buf[SPOOL_SLOT], const struct spool_head *head)
{
	memset(buf, 0, SPOOL_SLOT);
	memcpy(buf, head_magic, sizeof(head_magic));
	put(buf + 16, 8, head->ring);
	put(buf + 24, 8, head->released);
	put(buf + 32, 8, head->count);
	put(buf + 8, 4, spool_crc(0, buf + 12, HEAD_SIZE - 12));
}

bool spool_head_read(const uint8_t buf[SPOOL_SLOT], struct spool_head *ret)
{
	if (memcmp(buf, head_magic, sizeof(head_magic)) || get(buf + 8, 4) != spool_crc(0, buf + 12, HEAD_SIZE - 12))
		return false;
	*ret = (struct spool_head){
		.ring = get(buf + 16, 8), .released = get(buf + 24, 8), .count = get(buf + 32, 8),
	};
	return true;
}
