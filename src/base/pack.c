/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Octets to values and back (pack.h). Numbers are LEB128: the low seven bits first, the high bit says that more follow. */
#include <string.h>

#include <mpabx/base/pack.h>

#define MOST_SHIFT 63

static void number_write(struct pack *p, uint64_t value)
{
	do {
		if (p->at == p->end) {
			p->bad = true;
			return;
		}
		*p->at++ = (uint8_t)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
		value >>= 7;
	} while (value);
}

static uint64_t number_read(struct pack *p)
{
	uint64_t value = 0;
	unsigned shift = 0;
	uint8_t octet;

	do {
		if (p->bad || p->at == p->end || shift > MOST_SHIFT || (shift == MOST_SHIFT && *p->at > 1)) {
			p->bad = true;
			return 0;
		}
		octet = *p->at++;
		value |= (uint64_t)(octet & 0x7f) << shift;
		shift += 7;
	} while (octet & 0x80);
	return value;
}

void pack_number(struct pack *p, uint64_t *value, uint64_t max)
{
	uint64_t v;

	if (!p->reading) {
		number_write(p, *value);
		return;
	}
	v = number_read(p);
	if (v > max)
		p->bad = true;
	*value = p->bad ? 0 : v;
}

void pack_octets(struct pack *p, void *data, size_t length)
{
	if (p->bad || (size_t)(p->end - p->at) < length) {
		p->bad = true;
		if (p->reading)
			memset(data, 0, length);
		return;
	}
	if (p->reading)
		memcpy(data, p->at, length);
	else
		memcpy(p->at, data, length);
	p->at += length;
}

void pack_text(struct pack *p, char *text, size_t size)
{
	uint64_t length = p->reading ? 0 : strnlen(text, size - 1);

	pack_number(p, &length, size - 1);
	pack_octets(p, text, length);
	if (!p->reading)
		return;
	text[p->bad ? 0 : length] = '\0';
	for (size_t i = 0; i < length && !p->bad; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			p->bad = true;
}
