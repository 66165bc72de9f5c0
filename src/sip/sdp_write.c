/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes a session description, and rewrites one: other addresses, port and direction, everything else as it came. */

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include <mpabx/base.h>

#include "sdp_line.h"

struct out {
	char *buf;
	size_t size, used;
	bool full;
};

static void put(struct out *o, const char *text, size_t length)
{
	if (length > o->size - o->used) {
		o->full = true;
		return;
	}
	memcpy(o->buf + o->used, text, length);
	o->used += length;
}

static void __attribute__((format(printf, 2, 3))) putf(struct out *o, const char *format, ...)
{
	char line[256];
	va_list ap;
	int n;

	va_start(ap, format);
	n = text_vprint(line, sizeof(line), format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(line))
		o->full = true;
	else
		put(o, line, n);
}

static const char *family(const char *address)
{
	return strchr(address, ':') ? "IP6" : "IP4";
}

int sdp_write(const struct sdp *s, char *buf, size_t size)
{
	struct out o = { .buf = buf, .size = size };

	putf(&o, "v=0\r\no=- %llu %llu IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\nm=audio %u RTP/AVP",
	     (unsigned long long)s->session, (unsigned long long)s->version, family(s->address), s->address,
	     family(s->address), s->address, s->port);
	for (unsigned i = 0; i < s->num_codecs; i++)
		putf(&o, " %u", s->codecs[i].payload);
	put(&o, "\r\n", 2);
	for (unsigned i = 0; i < s->num_codecs; i++) {
		const struct sdp_codec *c = &s->codecs[i];

		if (c->name[0])
			putf(&o, c->channels > 1 ? "a=rtpmap:%u %s/%u/%u\r\n" : "a=rtpmap:%u %s/%u\r\n", c->payload, c->name,
			     c->rate, c->channels);
		if (c->fmtp[0])
			putf(&o, "a=fmtp:%u %s\r\n", c->payload, c->fmtp);
	}
	if (s->ptime)
		putf(&o, "a=ptime:%u\r\n", s->ptime);
	if (s->maxptime)
		putf(&o, "a=maxptime:%u\r\n", s->maxptime);
	if (s->rtcp_port)
		putf(&o, "a=rtcp:%u\r\n", s->rtcp_port);
	if (s->direction != SDP_SENDRECV)
		putf(&o, "a=%s\r\n", sdp_direction_name(s->direction));
	return o.full ? -ENOSPC : (int)o.used;
}

static void line_keep(struct out *o, const struct sdp_line *l)
{
	put(o, l->text, l->length);
	put(o, "\r\n", 2);
}

/* o=user session version IN IP4 address, with what changes of it. */
static void origin_put(struct out *o, const struct sdp_line *l, const struct sdp_change *c)
{
	const char *at = l->text + 2, *end = l->text + l->length, *word[6];
	size_t n[6];

	for (unsigned i = 0; i < 6; i++) {
		if (!sdp_word(&at, end, &word[i], &n[i])) {
			line_keep(o, l);
			return;
		}
	}
	put(o, "o=", 2);
	put(o, word[0], n[0]);
	if (c->session)
		putf(o, " %llu ", (unsigned long long)c->session);
	else
		putf(o, " %.*s ", (int)n[1], word[1]);
	if (c->version)
		putf(o, "%llu ", (unsigned long long)c->version);
	else
		putf(o, "%.*s ", (int)n[2], word[2]);
	if (c->address)
		putf(o, "IN %s %s\r\n", family(c->address), c->address);
	else
		putf(o, "%.*s %.*s %.*s\r\n", (int)n[3], word[3], (int)n[4], word[4], (int)n[5], word[5]);
}

/* m=audio port[/n] rest: another port; of a stream that we do not carry: 0 (RFC 3264 6). */
static void media_put(struct out *o, const struct sdp_line *l, long port)
{
	const char *at = l->text + 2, *end = l->text + l->length, *kind, *word;
	size_t n, m;

	if (port < 0 || !sdp_word(&at, end, &kind, &n) || !sdp_word(&at, end, &word, &m)) {
		line_keep(o, l);
		return;
	}
	put(o, "m=", 2);
	put(o, kind, n);
	putf(o, " %ld", port);
	put(o, at, end - at);
	put(o, "\r\n", 2);
}

static bool is_ice(const struct sdp_line *l)
{
	static const char *const names[] = {
		"candidate", "ice-ufrag", "ice-pwd", "ice-options", "ice-lite", "ice-mismatch", "remote-candidates", "rtcp-mux",
		"rtcp-rsize", "setup", "fingerprint", "end-of-candidates", "msid", "ssrc", "group", "mid",
	};
	const char *value;
	size_t n;

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sdp_line_attribute(l, names[i], &value, &n))
			return true;
	return false;
}

static bool is_direction(const struct sdp_line *l)
{
	const char *value;
	size_t n;

	for (enum sdp_direction d = SDP_SENDRECV; d <= SDP_INACTIVE; d++)
		if (sdp_line_attribute(l, sdp_direction_name(d), &value, &n))
			return true;
	return false;
}

struct rewrite {
	const struct sdp *sdp;
	const struct sdp_change *change;
	struct out o;
	int stream;		/* of the line at hand; -1: before the first */
};

static bool in_audio(const struct rewrite *r)
{
	return r->stream == r->sdp->stream;
}

/* What the audio stream's section gets at its end. */
static void audio_end(struct rewrite *r)
{
	if (in_audio(r) && r->change->direction)
		putf(&r->o, "a=%s\r\n", sdp_direction_name(r->change->direction - 1));
}

static void line_put(struct rewrite *r, const struct sdp_line *l)
{
	const struct sdp_change *c = r->change;
	const char *value;
	size_t n;

	if (sdp_line_is(l, "m=")) {
		audio_end(r);
		r->stream++;
		if (in_audio(r))
			media_put(&r->o, l, c->port && r->sdp->port ? c->port : -1);	/* what is refused stays so */
		else
			media_put(&r->o, l, c->audio_only ? 0 : -1);
	} else if (sdp_line_is(l, "o=") && r->stream < 0) {
		origin_put(&r->o, l, c);
	} else if (sdp_line_is(l, "c=") && c->address && (r->stream < 0 || in_audio(r))) {
		putf(&r->o, "c=IN %s %s\r\n", family(c->address), c->address);
	} else if (in_audio(r) && c->port && sdp_line_attribute(l, "rtcp", &value, &n)) {
		return;		/* port + 1, which needs no saying */
	} else if (c->direction && (r->stream < 0 || in_audio(r)) && is_direction(l)) {
		return;
	} else if (c->no_ice && is_ice(l)) {
		return;
	} else {
		line_keep(&r->o, l);
	}
}

int sdp_rewrite(const char *text, size_t length, const struct sdp_change *change, char *buf, size_t size)
{
	struct sdp_line l = { .at = text, .end = text + length };
	struct sdp sdp;
	struct rewrite r = { .sdp = &sdp, .change = change, .o = { .buf = buf, .size = size }, .stream = -1 };
	int rc = sdp_read(text, length, &sdp);

	if (rc)
		return rc;
	while (sdp_line_next(&l))
		line_put(&r, &l);
	audio_end(&r);
	return r.o.full ? -ENOSPC : (int)r.o.used;
}
