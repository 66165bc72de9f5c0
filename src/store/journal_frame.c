/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal's octets and the table of its good entries. All numbers are little-endian.
 *
 *	head:   "mpabx-journal" and zeros up to 14, version 2
 *	entry:  magic 4, length 4, key 8, kind 4, checksum 4, data, zeros up to 8
 *
 * The checksum is over length, key, kind and data, eight octets a step: entries are long, and a call writes several. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal_priv.h"

#define FRAME_MAGIC 0x4a45504du		/* "MPEJ" */
#define FIRST_PLACES 64

static const char head_magic[JOURNAL_HEAD - 2] = "mpabx-journal";

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

static uint64_t mix(uint64_t h, uint64_t value)
{
	h = (h ^ value) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

static uint32_t checksum(uint64_t key, uint32_t kind, const uint8_t *data, uint32_t length)
{
	uint64_t h = mix(mix(length, key), kind);
	uint32_t i;

	for (i = 0; i + 8 <= length; i += 8)
		h = mix(h, get(data + i, 8));
	if (i < length)
		h = mix(h, get(data + i, length - i));
	return (uint32_t)(h ^ h >> 32);
}

size_t journal_frame_write(uint8_t *buf, const struct journal_frame *frame)
{
	size_t size = journal_frame_size(frame->length);

	put(buf, 4, FRAME_MAGIC);
	put(buf + 4, 4, frame->length);
	put(buf + 8, 8, frame->key);
	put(buf + 16, 4, frame->kind);
	put(buf + 20, 4, checksum(frame->key, frame->kind, frame->data, frame->length));
	if (frame->length && frame->data != buf + JOURNAL_FRAME)
		memcpy(buf + JOURNAL_FRAME, frame->data, frame->length);
	memset(buf + JOURNAL_FRAME + frame->length, 0, size - JOURNAL_FRAME - frame->length);
	return size;
}

size_t journal_frame_read(const uint8_t *buf, size_t length, struct journal_frame *ret)
{
	struct journal_frame f;

	if (length < JOURNAL_FRAME || get(buf, 4) != FRAME_MAGIC)
		return 0;
	f = (struct journal_frame){
		.length = (uint32_t)get(buf + 4, 4), .key = get(buf + 8, 8), .kind = (uint32_t)get(buf + 16, 4),
		.data = buf + JOURNAL_FRAME,
	};
	if (f.length > JOURNAL_MAX_DATA || journal_frame_size(f.length) > length || (f.kind != JOURNAL_PUT && f.kind != JOURNAL_GONE) ||
	    get(buf + 20, 4) != checksum(f.key, f.kind, f.data, f.length))
		return 0;
	*ret = f;
	return journal_frame_size(f.length);
}

void journal_head_write(uint8_t buf[JOURNAL_HEAD])
{
	memcpy(buf, head_magic, sizeof(head_magic));
	put(buf + sizeof(head_magic), 2, JOURNAL_VERSION);
}

bool journal_head_good(const uint8_t *buf, size_t length)
{
	return length >= JOURNAL_HEAD && !memcmp(buf, head_magic, sizeof(head_magic)) &&
		get(buf + sizeof(head_magic), 2) == JOURNAL_VERSION;
}

/* ---- the index ---- */

static uint32_t home_of(const struct journal_index *index, uint64_t key)
{
	return (uint32_t)(mix(key, 1) >> 20) & (index->size - 1);
}

static struct journal_place *place_of(const struct journal_index *index, uint64_t key)
{
	uint32_t i = home_of(index, key);

	while (index->place[i].at && index->place[i].key != key)
		i = (i + 1) & (index->size - 1);
	return &index->place[i];
}

static int grow(struct journal_index *index)
{
	struct journal_index more = { .size = index->size ? index->size * 2 : FIRST_PLACES, .used = index->used, .octets = index->octets };

	more.place = calloc(more.size, sizeof(more.place[0]));
	if (!more.place)
		return -ENOMEM;
	for (uint32_t i = 0; i < index->size; i++)
		if (index->place[i].at)
			*place_of(&more, index->place[i].key) = index->place[i];
	free(index->place);
	*index = more;
	return 0;
}

int journal_index_put(struct journal_index *index, uint64_t key, uint64_t at, uint32_t length)
{
	struct journal_place *p;

	if (index->used >= index->size / 2 && grow(index) < 0)
		return -ENOMEM;
	p = place_of(index, key);
	if (p->at)
		index->octets -= journal_frame_size(p->length);
	else
		index->used++;
	*p = (struct journal_place){ key, at, length };
	index->octets += journal_frame_size(length);
	return 0;
}

/* Those behind it that its place kept from theirs move up. */
void journal_index_remove(struct journal_index *index, uint64_t key)
{
	struct journal_place *p = index->size ? place_of(index, key) : NULL;
	uint32_t hole, i;

	if (!p || !p->at)
		return;
	index->octets -= journal_frame_size(p->length);
	index->used--;
	hole = i = (uint32_t)(p - index->place);
	for (;;) {
		uint32_t home;

		i = (i + 1) & (index->size - 1);
		if (!index->place[i].at)
			break;
		home = home_of(index, index->place[i].key);
		if (((i - home) & (index->size - 1)) < ((i - hole) & (index->size - 1)))
			continue;
		index->place[hole] = index->place[i];
		hole = i;
	}
	index->place[hole] = (struct journal_place){ 0 };
}

int64_t journal_scan(const uint8_t *file, size_t length, struct journal_index *index, uint32_t *damaged)
{
	size_t at = JOURNAL_HEAD, end = JOURNAL_HEAD;
	struct journal_frame f;

	while (at + JOURNAL_FRAME <= length && *damaged < JOURNAL_MAX_DAMAGED) {
		size_t size = journal_frame_read(file + at, length - at, &f);

		if (!size) {
			/* Looked for at the next place where one may lie; counted once a hole. */
			at += 8;
			continue;
		}
		if (at != end)
			(*damaged)++;
		if (f.kind == JOURNAL_GONE)
			journal_index_remove(index, f.key);
		else if (journal_index_put(index, f.key, at, f.length) < 0)
			return -ENOMEM;
		at = end = at + size;
	}
	return (int64_t)end;
}
