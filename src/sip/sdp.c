/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads a session description (RFC 4566) line by line: no copy, no allocation, each list bounded. The library's own
 * parser is never called: a single wrong m= line sends it into a loop that eats all memory. */

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sdp_line.h"

bool sdp_line_next(struct sdp_line *l)
{
	const char *end;

	while (l->at < l->end) {
		l->text = l->at;
		end = memchr(l->at, '\n', l->end - l->at);
		l->whole = end ? (size_t)(end + 1 - l->at) : (size_t)(l->end - l->at);
		l->at += l->whole;
		l->length = l->whole;
		while (l->length && (l->text[l->length - 1] == '\n' || l->text[l->length - 1] == '\r'))
			l->length--;
		if (l->length)
			return true;
	}
	return false;
}

bool sdp_line_is(const struct sdp_line *l, const char *start)
{
	size_t n = strlen(start);

	return l->length >= n && !memcmp(l->text, start, n);
}

bool sdp_line_attribute(const struct sdp_line *l, const char *name, const char **value, size_t *length)
{
	size_t n = strlen(name);

	if (l->length < n + 2 || memcmp(l->text, "a=", 2) || strncasecmp(l->text + 2, name, n))
		return false;
	if (l->length == n + 2) {
		*value = l->text + l->length;
		*length = 0;
		return true;
	}
	if (l->text[n + 2] != ':')
		return false;
	*value = l->text + n + 3;
	*length = l->length - n - 3;
	return true;
}

bool sdp_word(const char **at, const char *end, const char **word, size_t *length)
{
	while (*at < end && (**at == ' ' || **at == '\t'))
		++*at;
	*word = *at;
	while (*at < end && **at != ' ' && **at != '\t')
		++*at;
	*length = *at - *word;
	return *length > 0;
}

bool sdp_number(const char *text, size_t length, uint64_t max, uint64_t *ret)
{
	uint64_t value = 0;

	if (!length || length > 20)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9' || value > max / 10)
			return false;
		value = value * 10 + (text[i] - '0');
	}
	if (value > max)
		return false;
	*ret = value;
	return true;
}

static bool copy(char *to, size_t size, const char *from, size_t length)
{
	if (length >= size)
		return false;
	memcpy(to, from, length);
	to[length] = '\0';
	return true;
}

/* "IN IP4 192.0.2.1[/ttl]": an address, or a name, which is an error: nothing here resolves names. */
int sdp_address(const char *text, size_t length, char *ret, bool *ipv6)
{
	const char *at = text, *end = text + length, *word;
	char address[64];
	uint8_t bytes[16];
	size_t n;
	bool six;

	if (!sdp_word(&at, end, &word, &n) || n != 2 || memcmp(word, "IN", 2) || !sdp_word(&at, end, &word, &n) || n != 3)
		return -EINVAL;
	six = !memcmp(word, "IP6", 3);
	if ((!six && memcmp(word, "IP4", 3)) || !sdp_word(&at, end, &word, &n))
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (word[i] == '/')
			n = i;
	if (!copy(address, 46, word, n) || inet_pton(six ? AF_INET6 : AF_INET, address, bytes) != 1)
		return -EINVAL;
	strcpy(ret, address);
	*ipv6 = six;
	return 0;
}

/* RFC 3551 6: the static ones that a telephone call meets. */
static void static_payload(struct sdp_codec *c)
{
	static const struct {
		uint8_t payload;
		const char *name;
	} known[] = { { 0, "PCMU" }, { 3, "GSM" }, { 4, "G723" }, { 8, "PCMA" }, { 9, "G722" }, { 18, "G729" } };

	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].payload != c->payload)
			continue;
		strcpy(c->name, known[i].name);
		c->rate = 8000;
		c->channels = 1;
	}
}

/* m=audio 49170[/n] RTP/AVP 0 8 101 */
static int media_read(const struct sdp_line *l, struct sdp *s)
{
	const char *at = l->text + 2, *end = l->text + l->length, *word;
	uint64_t value;
	size_t n;

	if (!sdp_word(&at, end, &word, &n) || !sdp_word(&at, end, &word, &n))
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (word[i] == '/')
			n = i;
	if (!sdp_number(word, n, 65535, &value))
		return -EINVAL;
	s->port = value;
	if (!sdp_word(&at, end, &word, &n))
		return -EINVAL;
	s->secure = n >= 8 && memcmp(word, "RTP/SAVP", 8) == 0;
	if (n < 7 || (memcmp(word, "RTP/AVP", 7) && !s->secure))
		return s->port ? -EINVAL : 0;
	while (sdp_word(&at, end, &word, &n) && s->num_codecs < SDP_MAX_CODECS) {
		struct sdp_codec *c = &s->codecs[s->num_codecs];

		if (!sdp_number(word, n, 127, &value))
			return -EINVAL;
		memset(c, 0, sizeof(*c));
		c->payload = value;
		static_payload(c);
		s->num_codecs++;
	}
	return s->num_codecs || !s->port ? 0 : -EINVAL;
}

static struct sdp_codec *codec_of(struct sdp *s, const char **at, const char *end)
{
	const char *word;
	uint64_t payload;
	size_t n;

	if (!sdp_word(at, end, &word, &n) || !sdp_number(word, n, 127, &payload))
		return NULL;
	for (unsigned i = 0; i < s->num_codecs; i++)
		if (s->codecs[i].payload == payload)
			return &s->codecs[i];
	return NULL;
}

/* a=rtpmap:101 telephone-event/8000[/channels] */
static void rtpmap_read(struct sdp *s, const char *value, size_t length)
{
	const char *at = value, *end = value + length, *word, *slash;
	struct sdp_codec *c = codec_of(s, &at, end);
	uint64_t rate, channels = 1;
	size_t n, m;

	if (!c || !sdp_word(&at, end, &word, &n))
		return;
	slash = memchr(word, '/', n);
	if (!slash)
		return;
	m = word + n - slash - 1;
	for (size_t i = 0; i < m; i++) {
		if (slash[1 + i] != '/')
			continue;
		if (!sdp_number(slash + i + 2, m - i - 1, 255, &channels))
			return;
		m = i;
	}
	if (!sdp_number(slash + 1, m, 1000000, &rate) || !copy(c->name, sizeof(c->name), word, slash - word))
		return;
	c->rate = rate;
	c->channels = channels;
}

static void fmtp_read(struct sdp *s, const char *value, size_t length)
{
	const char *at = value, *end = value + length;
	struct sdp_codec *c = codec_of(s, &at, end);

	if (!c)
		return;
	while (at < end && *at == ' ')
		at++;
	if (!copy(c->fmtp, sizeof(c->fmtp), at, end - at))
		c->fmtp[0] = '\0';
}

static bool direction_read(const struct sdp_line *l, enum sdp_direction *ret)
{
	const char *value;
	size_t n;

	for (enum sdp_direction d = SDP_SENDRECV; d <= SDP_INACTIVE; d++) {
		if (sdp_line_attribute(l, sdp_direction_name(d), &value, &n)) {
			*ret = d;
			return true;
		}
	}
	return false;
}

static int audio_line(struct sdp *s, const struct sdp_line *l)
{
	const char *value;
	uint64_t number;
	size_t n;

	if (sdp_line_is(l, "c="))
		return sdp_address(l->text + 2, l->length - 2, s->address, &s->ipv6);
	if (sdp_line_attribute(l, "rtpmap", &value, &n)) {
		rtpmap_read(s, value, n);
	} else if (sdp_line_attribute(l, "fmtp", &value, &n)) {
		fmtp_read(s, value, n);
	} else if (sdp_line_attribute(l, "ptime", &value, &n)) {
		if (sdp_number(value, n, 1000, &number))
			s->ptime = number;
	} else if (sdp_line_attribute(l, "maxptime", &value, &n)) {
		if (sdp_number(value, n, 1000, &number))
			s->maxptime = number;
	} else if (sdp_line_attribute(l, "rtcp", &value, &n)) {
		const char *at = value, *word;

		if (sdp_word(&at, value + n, &word, &n) && sdp_number(word, n, 65535, &number))
			s->rtcp_port = number;
	} else if (sdp_line_attribute(l, "rtcp-mux", &value, &n)) {
		s->rtcp_mux = true;
	} else if (sdp_line_attribute(l, "crypto", &value, &n)) {
		s->secure = true;
	} else {
		direction_read(l, &s->direction);
	}
	return 0;
}

/* o=user session version IN IP4 address: the numbers only; what is no number counts as 0. */
static void origin_read(struct sdp *s, const struct sdp_line *l)
{
	const char *at = l->text + 2, *end = l->text + l->length, *word;
	size_t n;

	if (!sdp_word(&at, end, &word, &n) || !sdp_word(&at, end, &word, &n))
		return;
	sdp_number(word, n, UINT64_MAX, &s->session);
	if (sdp_word(&at, end, &word, &n))
		sdp_number(word, n, UINT64_MAX, &s->version);
}

static void events_find(struct sdp *s)
{
	for (unsigned i = 0; i < s->num_codecs; i++) {
		const struct sdp_codec *c = &s->codecs[i];

		if (strcasecmp(c->name, "telephone-event") || c->rate != 8000)
			continue;
		s->event = c->payload;
		/* RFC 4733 2.4.1: without fmtp 0-15 is meant */
		s->event_fmtp = !strncmp(c->fmtp, "0-16", 4);
		return;
	}
}

static bool nowhere(const char *address)
{
	return !strcmp(address, "0.0.0.0") || !strcmp(address, "::");
}

/* Where the lines stand: before the first m=, in the audio stream, or in another one. */
struct place {
	unsigned streams;
	bool audio, found;
};

/* By its words, as sdp_rewrite() takes the line apart: with a tabulator between them, too. */
static bool is_audio(const struct sdp_line *l)
{
	const char *at = l->text + 2, *end = l->text + l->length, *kind, *port;
	size_t n, m;

	return sdp_word(&at, end, &kind, &n) && n == 5 && !memcmp(kind, "audio", 5) && sdp_word(&at, end, &port, &m);
}

static int line_read(struct sdp *s, struct place *p, const struct sdp_line *l)
{
	if (l->length < 2 || l->text[1] != '=')
		return -EINVAL;
	if (sdp_line_is(l, "m=")) {
		if (p->streams == SDP_MAX_STREAMS)
			return -E2BIG;
		p->audio = !p->found && is_audio(l);
		p->streams++;
		if (!p->audio)
			return 0;
		p->found = true;
		s->stream = p->streams - 1;
		return media_read(l, s);
	}
	if (p->audio)
		return audio_line(s, l);
	if (p->streams)
		return 0;
	if (sdp_line_is(l, "o="))
		origin_read(s, l);
	else if (sdp_line_is(l, "c="))
		return sdp_address(l->text + 2, l->length - 2, s->address, &s->ipv6);
	else
		direction_read(l, &s->direction);
	return 0;
}

int sdp_read(const char *text, size_t length, struct sdp *ret)
{
	struct sdp_line l = { .at = text, .end = text + length };
	struct sdp s = {};
	struct place p = {};
	int rc;

	if (length > SDP_MAX_TEXT)
		return -E2BIG;
	if (memchr(text, '\0', length) || !sdp_line_next(&l) || l.length != 3 || memcmp(l.text, "v=0", 3))
		return -EINVAL;
	while (sdp_line_next(&l)) {
		rc = line_read(&s, &p, &l);
		if (rc)
			return rc;
	}
	if (!p.found)
		return -ENOENT;
	s.num_streams = p.streams;
	if (!s.address[0] && s.port)
		return -EINVAL;
	if (nowhere(s.address))		/* RFC 3264 8.4, as RFC 2543 held */
		s.direction = SDP_INACTIVE;
	events_find(&s);
	*ret = s;
	return 0;
}

const struct sdp_codec *sdp_codec_find(const struct sdp *sdp, const char *name, uint32_t rate)
{
	for (unsigned i = 0; i < sdp->num_codecs; i++)
		if (!strcasecmp(sdp->codecs[i].name, name) && sdp->codecs[i].rate == rate)
			return &sdp->codecs[i];
	return NULL;
}

const char *sdp_direction_name(enum sdp_direction direction)
{
	static const char *const names[] = { "sendrecv", "sendonly", "recvonly", "inactive" };

	return (unsigned)direction < 4 ? names[direction] : "?";
}

enum sdp_direction sdp_direction_reverse(enum sdp_direction direction)
{
	return direction == SDP_SENDONLY ? SDP_RECVONLY : direction == SDP_RECVONLY ? SDP_SENDONLY : direction;
}
