/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages of a trace as a pcapng file of two interfaces: what went over IP in IP and UDP or TCP frames between its own
 * addresses, SS7 as SCCP (Q.713) behind an MTP level 3 label (Q.704 2.2). TCP's handshakes, segments and retransmissions were not seen:
 * each message is one segment, its place in the stream that of the octets before it in this file. */
#include <string.h>

#include <talloc.h>

#include "trace.h"

#define LINKTYPE_RAW 101
#define LINKTYPE_MTP3 141
#define MTP3_SIO_SCCP 0x83	/* national network (NI 2), service indicator 3: SCCP; Q.704 14.2 */
#define SCCP_UDT 0x09
#define SCCP_LUDT 0x13
#define SCCP_HOPS 15
#define UDT_MAX 255
#define MAX_STREAMS 64
#define FRAME_MAX (TRACE_MAX_OCTETS + 128)
enum { IF_IP, IF_SS7 };

struct stream { struct trace_end from, to; uint32_t next; };

struct trace_frames {
	FILE *out;
	uint32_t local_pc;
	unsigned num_streams;
	struct stream stream[MAX_STREAMS];
	uint8_t frame[FRAME_MAX];
};

/* ---- pcapng (draft-ietf-opsawg-pcapng): blocks of this machine's byte order, padded to 4 octets ---- */
static void block(FILE *out, uint32_t type, const void *head, size_t head_length, const void *data, size_t length)
{
	static const uint8_t zero[4];
	uint32_t total = (uint32_t)(12 + head_length + (length + 3) / 4 * 4);

	fwrite(&type, 4, 1, out);
	fwrite(&total, 4, 1, out);
	fwrite(head, head_length, 1, out);
	if (length)
		fwrite(data, length, 1, out);
	fwrite(zero, (4 - length % 4) % 4, 1, out);
	fwrite(&total, 4, 1, out);
}

static void packet(struct trace_frames *f, uint32_t interface, uint64_t at_us, size_t length)
{
	const uint32_t head[5] = { interface, (uint32_t)(at_us >> 32), (uint32_t)at_us, (uint32_t)length, (uint32_t)length };

	block(f->out, 6, head, sizeof(head), f->frame, length);
}

struct trace_frames *trace_frames_begin(void *ctx, uint32_t local_pc, FILE *out)
{
	static const uint32_t section[4] = { 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff };	/* version 1.0, length unknown */
	static const uint32_t ip[2] = { LINKTYPE_RAW, 0 }, ss7[2] = { LINKTYPE_MTP3, 0 };
	struct trace_frames *f = talloc_zero(ctx, struct trace_frames);

	if (!f)
		return NULL;
	f->out = out;
	f->local_pc = local_pc;
	block(out, 0x0a0d0d0a, section, sizeof(section), NULL, 0);
	block(out, 1, ip, sizeof(ip), NULL, 0);
	block(out, 1, ss7, sizeof(ss7), NULL, 0);
	return f;
}

/* ---- IP ---- */
static uint8_t *put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
	return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t v)
{
	return put16(put16(p, v >> 16), v & 0xffff);
}

static uint8_t *put(uint8_t *p, const void *from, size_t n)
{
	memcpy(p, from, n);
	return p + n;
}

static uint32_t sum(uint32_t s, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		s += (uint32_t)p[i] << 8 | p[i + 1];
	return n % 2 ? s + ((uint32_t)p[n - 1] << 8) : s;
}

static uint16_t checksum(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

static uint8_t *put_ip(uint8_t *p, const struct trace_end *from, const struct trace_end *to, uint8_t proto, size_t length)
{
	uint8_t *start = p;

	if (from->family == AF_INET6) {
		p = put16(put32(p, 0x60000000), (unsigned)length);
		*p++ = proto;
		*p++ = 64;
		return put(put(p, from->address, 16), to->address, 16);
	}
	p = put32(put32(put16(put16(p, 0x4500), (unsigned)(20 + length)), 0), 64u << 24 | (uint32_t)proto << 16);
	p = put(put(p, from->address, 4), to->address, 4);
	put16(start + 10, checksum(sum(0, start, 20)));
	return p;
}

/* RFC 768, 9293, 8200 8.1: over addresses, protocol, length and the rest. */
static uint16_t ip_checksum(const struct trace_end *from, const struct trace_end *to, uint8_t proto, const uint8_t *p, size_t n)
{
	size_t size = from->family == AF_INET6 ? 16 : 4;

	return checksum(sum(sum(sum((uint32_t)(proto + n), from->address, size), to->address, size), p, n));
}

static bool same_end(const struct trace_end *a, const struct trace_end *b)
{
	return a->port == b->port && a->family == b->family && !memcmp(a->address, b->address, sizeof(a->address));
}

static struct stream *stream_of(struct trace_frames *f, const struct trace_end *from, const struct trace_end *to)
{
	struct stream *s;
	unsigned i;

	for (i = 0; i < f->num_streams; i++)
		if (same_end(&f->stream[i].from, from) && same_end(&f->stream[i].to, to))
			return &f->stream[i];
	s = &f->stream[i < MAX_STREAMS ? f->num_streams++ : 0];
	*s = (struct stream){ *from, *to, 1 };
	return s;
}

static void add_tcp(struct trace_frames *f, const struct trace_entry *e, const struct trace_end *from, const struct trace_end *to,
		    const uint8_t *octets)
{
	uint32_t acknowledged = stream_of(f, to, from)->next;
	struct stream *s = stream_of(f, from, to);
	uint8_t *start = put_ip(f->frame, from, to, 6, 20 + e->length), *p = start;

	p = put32(put32(put16(put16(p, from->port), to->port), s->next), acknowledged);
	p = put32(put16(put16(p, 0x5018), 0xffff), 0);	/* 20 octets, PSH and ACK */
	p = put(p, octets, e->length);
	put16(start + 16, ip_checksum(from, to, 6, start, (size_t)(p - start)));
	s->next += e->length;
	packet(f, IF_IP, e->at_us, (size_t)(p - f->frame));
}

static void add_udp(struct trace_frames *f, const struct trace_entry *e, const struct trace_end *from, const struct trace_end *to,
		    const uint8_t *octets)
{
	uint8_t *start = put_ip(f->frame, from, to, 17, 8 + e->length), *p = start;

	p = put16(put16(put16(put16(p, from->port), to->port), 8 + e->length), 0);
	p = put(p, octets, e->length);
	put16(start + 6, ip_checksum(from, to, 17, start, (size_t)(p - start)));
	packet(f, IF_IP, e->at_us, (size_t)(p - f->frame));
}

/* ---- SS7 ---- */

/* Q.713 3.4, 3.5: routed on SSN, or on a global title of E.164 (GTI 4) where the title is known. \returns its length */
static size_t put_party(uint8_t *p, const struct trace_end *end, const char *gt)
{
	size_t n = strlen(gt);
	uint8_t *start = p++;

	*p++ = n ? 0x12 : 0x42;
	*p++ = end->ssn;
	if (n) {
		*p++ = 0;			/* translation type */
		*p++ = n % 2 ? 0x11 : 0x12;	/* E.164, BCD odd or even */
		*p++ = 4;			/* international */
		for (size_t i = 0; i < n; i += 2)
			*p++ = (uint8_t)((gt[i] & 15) | (i + 1 < n ? (gt[i + 1] & 15) << 4 : 0));
	}
	*start = (uint8_t)(p - start - 1);
	return (size_t)(p - start);
}

static void add_ss7(struct trace_frames *f, const struct trace_entry *e, const uint8_t *octets)
{
	uint32_t opc = e->out ? f->local_pc : e->remote.pc, dpc = e->out ? e->remote.pc : f->local_pc;
	uint32_t label = (dpc & 0x3fff) | (opc & 0x3fff) << 14;
	uint8_t *p = f->frame, party[2][40];
	size_t called = put_party(party[0], e->out ? &e->remote : &e->local, e->out ? e->who : "");
	size_t calling = put_party(party[1], e->out ? &e->local : &e->remote, e->out ? "" : e->who);
	bool is_long = e->length > UDT_MAX;

	*p++ = MTP3_SIO_SCCP;
	for (unsigned i = 0; i < 4; i++)
		*p++ = (uint8_t)(label >> (8 * i));
	*p++ = is_long ? SCCP_LUDT : SCCP_UDT;
	*p++ = 1;	/* class 1: in sequence */
	if (is_long) {	/* Q.713 4.19: hop counter, pointers of two octets, low one first, each counted from behind itself */
		const size_t at[4] = { 7, 5 + called, 3 + called + calling, 0 };

		*p++ = SCCP_HOPS;
		for (unsigned i = 0; i < 4; i++) {
			*p++ = (uint8_t)at[i];
			*p++ = (uint8_t)(at[i] >> 8);
		}
	} else {
		*p++ = 3;
		*p++ = (uint8_t)(2 + called);
		*p++ = (uint8_t)(1 + called + calling);
	}
	p = put(put(p, party[0], called), party[1], calling);
	*p++ = (uint8_t)e->length;
	if (is_long)
		*p++ = (uint8_t)(e->length >> 8);
	p = put(p, octets, e->length);
	packet(f, IF_SS7, e->at_us, (size_t)(p - f->frame));
}

void trace_frames_add(struct trace_frames *f, const struct trace_entry *e, const uint8_t *octets)
{
	const struct trace_end *from = e->out ? &e->local : &e->remote, *to = e->out ? &e->remote : &e->local;

	if (e->source == TRACE_SS7)
		add_ss7(f, e, octets);
	else if (e->tcp)
		add_tcp(f, e, from, to, octets);
	else
		add_udp(f, e, from, to, octets);
}
