/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See sound.h. G.711 here is written apart from the programs', by its definition, so that one checks the other. */
#include "sound.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static FILE *capture;

uint64_t party_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- pcap ---- */
void pcap_begin(FILE *f)
{
	static const uint32_t head[] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 101 };

	fwrite(head, sizeof(head), 1, f);
}

void pcap_packet(FILE *f, const struct sockaddr_in *from, const struct sockaddr_in *to, const void *data, size_t length)
{
	uint16_t total = (uint16_t)(28 + length);
	uint8_t ip[28] = { 0x45, 0, (uint8_t)(total >> 8), (uint8_t)total, 0, 0, 0, 0, 64, 17 };
	struct timeval now;
	uint32_t head[4];

	gettimeofday(&now, NULL);
	head[0] = (uint32_t)now.tv_sec, head[1] = (uint32_t)now.tv_usec, head[2] = head[3] = total;
	memcpy(ip + 12, &from->sin_addr, 4);
	memcpy(ip + 16, &to->sin_addr, 4);
	memcpy(ip + 20, &from->sin_port, 2);
	memcpy(ip + 22, &to->sin_port, 2);
	ip[24] = (uint8_t)((8 + length) >> 8), ip[25] = (uint8_t)(8 + length);
	fwrite(head, sizeof(head), 1, f);
	fwrite(ip, sizeof(ip), 1, f);
	fwrite(data, length, 1, f);
}

void party_capture(FILE *pcap)
{
	capture = pcap;
}

/* ---- G.711 ---- */
static int16_t alaw_value(uint8_t a)
{
	int exponent, v;

	a ^= 0x55;
	exponent = a >> 4 & 7;
	v = exponent ? ((a & 15) * 2 + 33) << (exponent - 1) : (a & 15) * 2 + 1;
	return (int16_t)(a & 0x80 ? v * 8 : -v * 8);
}

static int16_t ulaw_value(uint8_t u)
{
	int v;

	u = (uint8_t)~u;
	v = ((((u & 15) * 2 + 33) << (u >> 4 & 7)) - 33) * 4;
	return (int16_t)(u & 0x80 ? -v : v);
}

/* The octet whose value lies nearest: slow, and surely right. */
static uint8_t nearest(bool ulaw, int16_t sample)
{
	static uint8_t table[2][8192];
	static bool made[2];

	if (!made[ulaw]) {
		for (int i = 0; i < 8192; i++) {
			int best = 1 << 20;

			for (int o = 0; o < 256; o++) {
				int d = abs((ulaw ? ulaw_value((uint8_t)o) : alaw_value((uint8_t)o)) - (i - 4096) * 8);

				if (d < best)
					best = d, table[ulaw][i] = (uint8_t)o;
			}
		}
		made[ulaw] = true;
	}
	return table[ulaw][(sample + 32768) >> 3];
}

/* ---- the shim ---- */
static uint32_t draw(struct shim *s)
{
	s->seed = s->seed * 1664525 + 1013904223;
	return s->seed >> 8;
}

/* \returns true: pass it on now */
static bool shim_put(struct shim *s, const uint8_t *data, size_t length)
{
	if (s->loss_percent && draw(s) % 100 < s->loss_percent)
		return false;
	if (!s->jitter_ms || s->num == SHIM_QUEUE || length > sizeof(s->waiting[0].data))
		return true;
	s->waiting[s->num].due_ms = party_now_ms() + draw(s) % (s->jitter_ms + 1);
	s->waiting[s->num].length = (uint16_t)length;
	memcpy(s->waiting[s->num++].data, data, length);
	return false;
}

static size_t shim_get(struct shim *s, uint8_t *data)
{
	uint64_t now = party_now_ms();

	for (unsigned i = 0; i < s->num; i++) {
		size_t length = s->waiting[i].length;

		if (s->waiting[i].due_ms > now)
			continue;
		memcpy(data, s->waiting[i].data, length);
		s->waiting[i] = s->waiting[--s->num];
		return length;
	}
	return 0;
}

/* ---- speaking ---- */
static void put32(uint8_t *d, uint32_t v)
{
	d[0] = (uint8_t)(v >> 24), d[1] = (uint8_t)(v >> 16), d[2] = (uint8_t)(v >> 8), d[3] = (uint8_t)v;
}

static uint32_t get32(const uint8_t *d)
{
	return (uint32_t)d[0] << 24 | (uint32_t)d[1] << 16 | (uint32_t)d[2] << 8 | d[3];
}

static void transmit(struct party *p, const uint8_t *data, size_t length)
{
	if (p->to.sin_port && shim_put(&p->up, data, length))
		sendto(p->fd, data, length, 0, (const struct sockaddr *)&p->to, sizeof(p->to));
}

static void head(struct party *p, uint8_t *d, bool marker, uint8_t pt, uint32_t ts)
{
	d[0] = 0x80;
	d[1] = (uint8_t)(marker << 7 | pt);
	d[2] = (uint8_t)(p->seq >> 8), d[3] = (uint8_t)p->seq;
	p->seq++;
	put32(d + 4, ts);
	put32(d + 8, p->ssrc);
}

static int digit_of(char c)
{
	static const char all[] = "0123456789*#ABCD";

	return (int)(strchr(all, c) - all);
}

static const double dtmf_low[] = { 941, 697, 697, 697, 770, 770, 770, 852, 852, 852, 941, 941 };
static const double dtmf_high[] = { 1336, 1209, 1336, 1477, 1209, 1336, 1477, 1209, 1336, 1477, 1209, 1477 };

static void speak_audio(struct party *p, int digit)
{
	uint8_t d[12 + PARTY_FRAME];

	head(p, d, false, p->audio_pt, p->ts);
	for (unsigned i = 0; i < PARTY_FRAME; i++) {
		double t = (double)(p->phase + i) / PARTY_RATE, v = 0;

		if (digit >= 0)
			v = 6000 * (sin(2 * M_PI * dtmf_low[digit] * t) + sin(2 * M_PI * dtmf_high[digit] * t));
		else if (p->hertz > 0)
			v = 8000 * sin(2 * M_PI * p->hertz * t);
		d[12 + i] = nearest(p->audio_pt == 0, (int16_t)v);
	}
	transmit(p, d, sizeof(d));
}

static void speak_event(struct party *p, int digit, unsigned nth, bool end)
{
	uint8_t d[16];
	unsigned duration = (nth + 1) * PARTY_FRAME;

	head(p, d, nth == 0, p->event_pt, p->event_ts);
	d[12] = (uint8_t)digit;
	d[13] = (uint8_t)(end << 7 | 10);
	d[14] = (uint8_t)(duration >> 8), d[15] = (uint8_t)duration;
	if (end ? !p->lose_ends : nth >= p->lose_first)
		transmit(p, d, sizeof(d));
}

/* 20 ms of the digits being dialled. \returns false: none now */
static bool speak_digit(struct party *p)
{
	unsigned each = p->dial_ms + p->dial_gap_ms, which, in;
	int digit;

	if (!p->dialling)
		return false;
	which = p->dial_at_ms / each;
	in = p->dial_at_ms % each;
	if (which >= strlen(p->dial)) {
		p->dialling = false;
		return false;
	}
	p->dial_at_ms += 20;
	digit = digit_of(p->dial[which]);
	if (in >= p->dial_ms)
		return false;
	if (!p->event_pt) {
		speak_audio(p, digit);
		return true;
	}
	if (in == 0)
		p->event_ts = p->ts;
	if (in + 20 >= p->dial_ms)
		for (int i = 0; i < 3; i++) {
			speak_event(p, digit, in / 20, true);
			p->seq -= p->repeat_seq && i < 2;
		}
	else
		speak_event(p, digit, in / 20, false);
	if (p->tone_beside)
		speak_audio(p, digit);
	return true;
}

static void speak(struct party *p)
{
	uint8_t d[400];
	size_t n;

	if (p->hertz >= 0 && !speak_digit(p))
		speak_audio(p, -1);
	p->ts += PARTY_FRAME;
	p->phase += PARTY_FRAME;
	while ((n = shim_get(&p->up, d)))
		sendto(p->fd, d, n, 0, (const struct sockaddr *)&p->to, sizeof(p->to));
}

/* ---- hearing ---- */
static void hear_event(struct party *p, const uint8_t *d, uint32_t ts)
{
	unsigned i = p->num_digits;

	for (i = 0; i < p->num_digits && p->digit[i].ts != ts; i++)
		;
	if (i == PARTY_DIGITS)
		return;
	if (i == p->num_digits) {
		p->num_digits++;
		p->digit[i].code = d[0];
		p->digit[i].ts = ts;
		p->digit[i].at_ms = party_now_ms();
	}
	p->digit[i].duration = (uint16_t)(d[2] << 8 | d[3]);
	p->digit[i].ended |= d[1] >> 7;
}

/* Samples lie where their timestamp says, as a phone's buffer would play them: late ones fill the gap that they left. */
static void hear_audio(struct party *p, const uint8_t *d, size_t n, uint32_t ts)
{
	int32_t at = (int32_t)(ts - p->first_ts);

	if (!p->num_heard || at > (int32_t)p->num_heard + PARTY_RATE || at < (int32_t)p->num_heard - PARTY_RATE) {
		p->first_ts = ts - (uint32_t)p->num_heard;
		at = (int32_t)p->num_heard;
	}
	if (at < 0)
		return;
	for (; p->num_heard < (uint64_t)at + n; p->num_heard++)
		p->heard[p->num_heard % PARTY_HEARD] = 0;
	for (size_t i = 0; i < n; i++)
		p->heard[((uint32_t)at + i) % PARTY_HEARD] = p->audio_pt ? alaw_value(d[i]) : ulaw_value(d[i]);
}

static void hear(struct party *p, const uint8_t *d, size_t n)
{
	uint16_t seq = (uint16_t)(d[2] << 8 | d[3]);
	uint8_t pt = d[1] & 0x7f;

	if (n < 12)
		return;
	p->strange += p->started && get32(d + 8) != p->heard_ssrc;
	if (p->started && (int16_t)(seq - p->next_seq) > 0)
		p->missing += (uint16_t)(seq - p->next_seq);
	if (!p->started || (int16_t)(seq - p->next_seq) >= 0)
		p->next_seq = (uint16_t)(seq + 1);
	p->started = true;
	p->heard_ssrc = get32(d + 8);
	p->packets++;
	if (p->event_pt && pt == p->event_pt && n >= 16) {
		hear_event(p, d + 12, get32(d + 4));
	} else if (pt == p->audio_pt) {
		hear_audio(p, d + 12, n - 12, get32(d + 4));
	} else {
		p->strange++;
	}
}

static void listen_all(struct party *p)
{
	struct sockaddr_in from, rtcp_own = p->own;
	socklen_t size = sizeof(from);
	uint8_t d[2000];
	ssize_t n;

	while ((n = recvfrom(p->fd, d, sizeof(d), MSG_DONTWAIT, (struct sockaddr *)&from, &size)) >= 0) {
		if (capture)
			pcap_packet(capture, &from, &p->own, d, (size_t)n);
		if (shim_put(&p->down, d, (size_t)n))
			hear(p, d, (size_t)n);
	}
	while ((n = (ssize_t)shim_get(&p->down, d)))
		hear(p, d, (size_t)n);
	rtcp_own.sin_port = htons((uint16_t)(ntohs(p->own.sin_port) + 1));
	while ((n = recvfrom(p->rtcp_fd, d, sizeof(d), MSG_DONTWAIT, (struct sockaddr *)&from, &size)) >= 0) {
		if (capture)
			pcap_packet(capture, &from, &rtcp_own, d, (size_t)n);
		p->rtcp++;
	}
}

/* ---- the whole ---- */
static int open_port(struct sockaddr_in *own, uint16_t port)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	own->sin_port = htons(port);
	if (bind(fd, (struct sockaddr *)own, sizeof(*own)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void party_open(struct party *p, const char *name, const char *address, double hertz)
{
	static uint16_t next = 40000;
	struct sockaddr_in rtcp;

	memset(p, 0, sizeof(*p));
	p->name = name;
	p->hertz = hertz;
	p->audio_pt = 8;
	p->event_pt = 101;
	p->own.sin_family = AF_INET;
	inet_pton(AF_INET, address, &p->own.sin_addr);
	for (p->fd = -1; p->fd < 0; next += 2) {
		p->fd = open_port(&p->own, next);
		if (p->fd < 0)
			continue;
		rtcp = p->own;
		p->rtcp_fd = open_port(&rtcp, next + 1);
		if (p->rtcp_fd < 0) {
			close(p->fd);
			p->fd = -1;
		}
	}
	p->ssrc = 0x51000000u + next;
	p->seq = (uint16_t)(65500 + next);	/* wraps soon */
	p->ts = 0xfffff000u;
}

void party_close(struct party *p)
{
	close(p->fd);
	close(p->rtcp_fd);
	p->fd = -1;
}

void parties_run(struct party **parties, unsigned num, unsigned ms, void (*other)(void *priv), void *priv)
{
	struct timespec next;

	clock_gettime(CLOCK_MONOTONIC, &next);
	for (unsigned at = 0; at < ms; at += 20) {
		for (unsigned i = 0; i < num; i++)
			speak(parties[i]);
		next.tv_nsec += 20000000;
		if (next.tv_nsec >= 1000000000)
			next.tv_nsec -= 1000000000, next.tv_sec++;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		for (unsigned i = 0; i < num; i++)
			listen_all(parties[i]);
		if (other)
			other(priv);
	}
}

void party_dial(struct party *p, const char *digits, unsigned each_ms, unsigned gap_ms)
{
	snprintf(p->dial, sizeof(p->dial), "%s", digits);
	p->dial_ms = each_ms;
	p->dial_gap_ms = gap_ms;
	p->dial_at_ms = 0;
	p->dialling = true;
}

void party_forget(struct party *p)
{
	memset(p->heard, 0, sizeof(p->heard));
	p->num_heard = p->packets = p->missing = p->strange = 0;
	p->num_digits = 0;
}

double party_level(const struct party *p, double hertz)
{
	unsigned n = p->num_heard < PARTY_RATE ? (unsigned)p->num_heard : PARTY_RATE;
	double c = 2 * cos(2 * M_PI * hertz / PARTY_RATE), s1 = 0, s2 = 0, power;

	if (n < PARTY_RATE / 4)
		return -120;
	for (unsigned i = 0; i < n; i++) {
		double s0 = p->heard[(p->num_heard - n + i) % PARTY_HEARD] + c * s1 - s2;

		s2 = s1;
		s1 = s0;
	}
	power = (s1 * s1 + s2 * s2 - c * s1 * s2) * 4 / ((double)n * n);
	return 10 * log10(power / (8000.0 * 8000.0) + 1e-12);
}

const char *party_digits(const struct party *p, char *buf)
{
	static const char all[] = "0123456789*#ABCD";
	unsigned i;

	for (i = 0; i < p->num_digits; i++)
		buf[i] = p->digit[i].code < 16 ? all[p->digit[i].code] : '?';
	buf[i] = '\0';
	return buf;
}
