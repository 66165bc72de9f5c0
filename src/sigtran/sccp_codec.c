/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Connectionless SCCP messages: reads UDT, XUDT, LUDT and their service messages, writes them too (LUDT never goes
 * out by itself, LUDTS answers one).
 *
 * First step behind MTP, last step before it. Knows octets only: nothing of users, routes or time. Whatever a pointer
 * says, nothing is read outside the PDU or inside its fixed part. */

#include <errno.h>
#include <string.h>

#include "sccp_codec.h"

#define CLASS_RETURN 0x80	/* Q.713 3.6: return message on error */

/* Optional parameters, Q.713 table 2 */
#define PARAM_END 0x00
#define PARAM_SEGMENTATION 0x10
#define SEGMENTATION_LENGTH 4

enum { PTR_CALLED, PTR_CALLING, PTR_DATA, PTR_OPTIONAL, PTRS };

/* How a message type is laid out. */
struct layout {
	uint8_t fixed;		/* octets before the pointers */
	uint8_t pointers;
	uint8_t width;		/* octets of a pointer and of the data's length */
};

static const struct layout *layout_of(uint8_t type)
{
	static const struct layout layouts[] = {
		[SCCP_UDT] = { 2, 3, 1 },
		[SCCP_UDTS] = { 2, 3, 1 },
		[SCCP_XUDT] = { 3, 4, 1 },
		[SCCP_XUDTS] = { 3, 4, 1 },
		[SCCP_LUDT] = { 3, 4, 2 },
		[SCCP_LUDTS] = { 3, 4, 2 },
	};

	return type < sizeof(layouts) / sizeof(layouts[0]) && layouts[type].fixed ? &layouts[type] : NULL;
}

static size_t read_number(const uint8_t *p, unsigned width)
{
	return width == 1 ? p[0] : (size_t)(p[0] | p[1] << 8);
}

static void write_number(uint8_t *p, unsigned width, size_t value)
{
	p[0] = (uint8_t)value;
	if (width == 2)
		p[1] = (uint8_t)(value >> 8);
}

/* Where pointer i leads (Q.713 2.3: counted from its own, most significant, octet). 0: it is 0 or leads astray. */
static size_t follow(const struct layout *l, const uint8_t *pdu, size_t length, unsigned i)
{
	size_t at = l->fixed + i * l->width;
	size_t value = read_number(pdu + at, l->width);
	size_t target = at + l->width - 1 + value;

	if (!value || target < l->fixed + (size_t)l->pointers * l->width || target >= length)
		return 0;
	return target;
}

/* A variable part: its length, then its value. \returns the value, NULL where it leaves the PDU */
static const uint8_t *variable(const struct layout *l, const uint8_t *pdu, size_t length, unsigned i, unsigned width,
			       size_t *ret_length)
{
	size_t at = follow(l, pdu, length, i), n;

	if (!at || length - at < width)
		return NULL;
	n = read_number(pdu + at, width);
	if (n > length - at - width)
		return NULL;
	*ret_length = n;
	return pdu + at + width;
}

static int decode_addr(const struct layout *l, const uint8_t *pdu, size_t length, unsigned i, struct sccp_addr *a)
{
	size_t n;
	const uint8_t *v = variable(l, pdu, length, i, 1, &n);

	return v ? sccp_addr_decode(a, v, n) : -EINVAL;
}

static int decode_segmentation(struct sccp_msg *m, const uint8_t *v, size_t n)
{
	if (n != SEGMENTATION_LENGTH)
		return -EINVAL;
	m->segmented = true;
	m->seg.first = v[0] & 0x80;
	m->seg.in_sequence = v[0] & 0x40;
	m->seg.remaining = v[0] & 0x0f;
	m->seg.local_ref = (uint32_t)(v[1] | v[2] << 8 | v[3] << 16);
	return 0;
}

/* The optional part, to its end octet. What we do not know is passed over (Q.714 4.5). */
static int decode_optional(struct sccp_msg *m, const uint8_t *p, const uint8_t *end)
{
	while (p < end && *p != PARAM_END) {
		if (end - p < 2 || p[1] > end - p - 2)
			return -EINVAL;
		if (p[0] == PARAM_SEGMENTATION && decode_segmentation(m, p + 2, p[1]) < 0)
			return -EINVAL;
		p += 2 + p[1];
	}
	return p < end ? 0 : -EINVAL;
}

static int decode_fixed(struct sccp_msg *m, const uint8_t *pdu)
{
	m->type = pdu[0];
	if (m->type != SCCP_UDT && m->type != SCCP_UDTS)
		m->hops = pdu[2];
	if (sccp_msg_is_service(m)) {
		m->cause = pdu[1];
		return 0;
	}
	m->sccp_class = pdu[1] & 0x0f;
	m->return_on_error = pdu[1] & CLASS_RETURN;
	return m->sccp_class > 1 ? -EINVAL : 0;	/* 2 and 3 belong to connections */
}

int sccp_msg_decode(struct sccp_msg *msg, const uint8_t *pdu, size_t length)
{
	const struct layout *l = length ? layout_of(pdu[0]) : NULL;
	struct sccp_msg m = { 0 };
	size_t at;

	if (!l)
		return length ? -ENOTSUP : -EINVAL;
	if (length < l->fixed + (size_t)l->pointers * l->width || decode_fixed(&m, pdu) < 0)
		return -EINVAL;
	if (decode_addr(l, pdu, length, PTR_CALLED, &m.called) < 0 ||
	    decode_addr(l, pdu, length, PTR_CALLING, &m.calling) < 0)
		return -EINVAL;
	m.data = variable(l, pdu, length, PTR_DATA, l->width, &m.length);
	if (!m.data || !m.length)
		return -EINVAL;
	if (l->pointers == PTRS && read_number(pdu + l->fixed + PTR_OPTIONAL * l->width, l->width)) {
		at = follow(l, pdu, length, PTR_OPTIONAL);
		if (!at || decode_optional(&m, pdu + at, pdu + length) < 0)
			return -EINVAL;
	}
	*msg = m;
	return 0;
}

/* A message being written. */
struct writer {
	const struct layout *l;
	uint8_t *buf;
	size_t at, size;
};

/* Sets pointer i to where the writer stands. */
static int point(struct writer *w, unsigned i)
{
	size_t own = w->l->fixed + i * w->l->width + w->l->width - 1;
	size_t value = w->at - own;

	if (value > (w->l->width == 1 ? UINT8_MAX : UINT16_MAX))
		return -EMSGSIZE;
	write_number(w->buf + w->l->fixed + i * w->l->width, w->l->width, value);
	return 0;
}

static int put_addr(struct writer *w, unsigned i, const struct sccp_addr *a)
{
	int n;

	if (w->at >= w->size || point(w, i) < 0)
		return -EMSGSIZE;
	n = sccp_addr_encode(a, w->buf + w->at + 1, w->size - w->at - 1);
	if (n < 0)
		return n == -ENOSPC ? -EMSGSIZE : n;
	w->buf[w->at] = (uint8_t)n;
	w->at += 1 + (size_t)n;
	return 0;
}

static int put_data(struct writer *w, const uint8_t *data, size_t length)
{
	unsigned width = w->l->width;

	if (!length || length > (width == 1 ? UINT8_MAX : UINT16_MAX) || width + length > w->size - w->at)
		return -EMSGSIZE;
	if (point(w, PTR_DATA) < 0)
		return -EMSGSIZE;
	write_number(w->buf + w->at, width, length);
	memcpy(w->buf + w->at + width, data, length);
	w->at += width + length;
	return 0;
}

static int put_segmentation(struct writer *w, const struct sccp_segmentation *seg)
{
	uint8_t *p = w->buf + w->at;

	if (w->size - w->at < 2 + SEGMENTATION_LENGTH + 1 || point(w, PTR_OPTIONAL) < 0)
		return -EMSGSIZE;
	p[0] = PARAM_SEGMENTATION;
	p[1] = SEGMENTATION_LENGTH;
	p[2] = (uint8_t)((seg->first ? 0x80 : 0) | (seg->in_sequence ? 0x40 : 0) | (seg->remaining & 0x0f));
	p[3] = (uint8_t)seg->local_ref;
	p[4] = (uint8_t)(seg->local_ref >> 8);
	p[5] = (uint8_t)(seg->local_ref >> 16);
	p[6] = PARAM_END;
	w->at += 2 + SEGMENTATION_LENGTH + 1;
	return 0;
}

int sccp_msg_encode(const struct sccp_msg *m, uint8_t *buf, size_t size)
{
	const struct layout *l = layout_of(m->type);
	struct writer w = { .l = l, .buf = buf, .size = size };
	int rc;

	if (!l || (m->segmented && l->pointers != PTRS))
		return -EINVAL;
	w.at = l->fixed + (size_t)l->pointers * l->width;
	if (w.at > size)
		return -EMSGSIZE;
	buf[0] = m->type;
	buf[1] = sccp_msg_is_service(m) ? m->cause : (uint8_t)(m->sccp_class | (m->return_on_error ? CLASS_RETURN : 0));
	if (l->fixed == 3)
		buf[2] = m->hops;
	if (l->pointers == PTRS)
		write_number(buf + l->fixed + PTR_OPTIONAL * l->width, l->width, 0);
	if ((rc = put_addr(&w, PTR_CALLED, &m->called)) < 0 || (rc = put_addr(&w, PTR_CALLING, &m->calling)) < 0 ||
	    (rc = put_data(&w, m->data, m->length)) < 0)
		return rc;
	if (m->segmented && (rc = put_segmentation(&w, &m->seg)) < 0)
		return rc;
	return (int)w.at;
}
