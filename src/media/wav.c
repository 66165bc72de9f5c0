/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* WAV files to A-law at 8 kHz: the chunks (Microsoft's RIFF), channels to one, another rate through a windowed sinc that
 * cuts at 3.4 kHz or below the source's own half rate. Done at the start, never while calls run. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include <osmocom/core/bits.h>
#include <talloc.h>

#include "g711.h"
#include "sound.h"

#define RATE 8000
#define MAX_SECONDS 600
#define TAPS 16		/* on each side, in samples of the lower rate */
#define MAX_PHASES 1600	/* 44,100 Hz has 80, 22,050 Hz 160, 48,000 Hz one */

enum { FORMAT_PCM = 1, FORMAT_ALAW = 6, FORMAT_MULAW = 7, FORMAT_EXTENSIBLE = 0xfffe };

struct wav { uint16_t format, channels, bits; uint32_t rate; const uint8_t *data; size_t length; };

static int read_format(const uint8_t *d, size_t n, struct wav *w)
{
	if (n < 16)
		return -EBADMSG;
	w->format = osmo_load16le(d);
	w->channels = osmo_load16le(d + 2);
	w->rate = osmo_load32le(d + 4);
	w->bits = osmo_load16le(d + 14);
	if (w->format == FORMAT_EXTENSIBLE && n >= 26)
		w->format = osmo_load16le(d + 24);
	if (!w->channels || w->channels > 8 || w->rate < 4000 || w->rate > 192000)
		return -ENOTSUP;
	if (w->format == FORMAT_PCM)
		return w->bits == 8 || w->bits == 16 ? 0 : -ENOTSUP;
	return (w->format == FORMAT_ALAW || w->format == FORMAT_MULAW) && w->bits == 8 ? 0 : -ENOTSUP;
}

static int find_chunks(const uint8_t *d, size_t length, struct wav *w)
{
	size_t at = 12;
	int rc = -EBADMSG;

	if (length < 12 || memcmp(d, "RIFF", 4) || memcmp(d + 8, "WAVE", 4))
		return -EBADMSG;
	while (length - at >= 8) {
		size_t n = osmo_load32le(d + at + 4), left = length - at - 8;

		/* A program that wrote to a pipe could not go back and say how much it was */
		if (n > left)
			n = left;
		if (!memcmp(d + at, "fmt ", 4)) {
			rc = read_format(d + at + 8, n, w);
			if (rc < 0)
				return rc;
		} else if (!memcmp(d + at, "data", 4)) {
			w->data = d + at + 8;
			w->length = n;
			return rc;
		}
		n += n & 1;
		at += 8 + (n < left ? n : left);
	}
	return -EBADMSG;
}

static float one_sample(const struct wav *w, size_t at)
{
	const uint8_t *d = w->data + at * (w->bits / 8);

	if (w->format == FORMAT_ALAW)
		return pcm_decode(G711_A, *d);
	if (w->format == FORMAT_MULAW)
		return pcm_decode(G711_U, *d);
	return w->bits == 8 ? (float)((*d - 128) * 256) : (float)(int16_t)osmo_load16le(d);
}

static float *to_mono(void *ctx, const struct wav *w, size_t frames)
{
	float *mono = talloc_array(ctx, float, frames ? frames : 1);

	for (size_t i = 0; mono && i < frames; i++) {
		float sum = 0;

		for (unsigned c = 0; c < w->channels; c++)
			sum += one_sample(w, i * w->channels + c);
		mono[i] = sum / w->channels;
	}
	return mono;
}

/* A windowed sinc (Hann) that cuts at `cut` of the input's rate, once for each place between two input samples where an output
 * sample may fall: rates are whole numbers, so these places repeat. */
struct kernel { unsigned phases; long reach; float *tap; };

static unsigned common_divisor(unsigned a, unsigned b)
{
	return b ? common_divisor(b, a % b) : a;
}

static void make_phase(const struct kernel *k, unsigned phase, double cut)
{
	float *tap = k->tap + phase * (2 * k->reach + 1);
	double sum = 0;

	for (long i = -k->reach; i <= k->reach; i++) {
		double x = (double)i - (double)phase / k->phases;
		double sinc = fabs(x) < 1e-9 ? 2 * cut : sin(2 * M_PI * cut * x) / (M_PI * x);

		tap[i + k->reach] = (float)(sinc * (0.5 + 0.5 * cos(M_PI * x / (double)(k->reach + 1))));
		sum += tap[i + k->reach];
	}
	for (long i = 0; i <= 2 * k->reach; i++)
		tap[i] = (float)(tap[i] / sum);
}

static int make_kernel(void *ctx, uint32_t rate, struct kernel *ret)
{
	double cut = rate > RATE ? 3400.0 / rate : 0.45;

	ret->phases = RATE / common_divisor(rate, RATE);
	ret->reach = (long)(TAPS / (2 * cut));
	if (ret->phases > MAX_PHASES)
		return -ENOTSUP;
	ret->tap = talloc_array(ctx, float, ret->phases * (2 * ret->reach + 1));
	if (!ret->tap)
		return -ENOMEM;
	for (unsigned p = 0; p < ret->phases; p++)
		make_phase(ret, p, cut);
	return 0;
}

/* Output sample `at`: the input around its place. */
static float filtered(const struct kernel *k, const float *in, size_t n, uint32_t rate, size_t at)
{
	uint64_t place = (uint64_t)at * rate;
	long centre = (long)(place / RATE);
	const float *tap = k->tap + (place % RATE * k->phases / RATE) * (size_t)(2 * k->reach + 1);
	long first = centre - k->reach, last = centre + k->reach;
	float sum = 0;

	for (long i = first < 0 ? 0 : first; i <= last && i < (long)n; i++)
		sum += in[i] * tap[i - first];
	return sum;
}

static uint8_t encode(float v)
{
	return pcm_encode(G711_A, (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : lrintf(v)));
}

long wav_read(void *ctx, const uint8_t *data, size_t length, uint8_t **ret)
{
	struct wav w = { 0 };
	int rc = find_chunks(data, length, &w);
	struct kernel kernel = { 0 };
	size_t frames, n;
	uint8_t *out;
	float *mono;

	if (rc < 0)
		return rc;
	frames = w.length / (w.bits / 8u) / w.channels;
	if (frames / w.rate > MAX_SECONDS)
		return -E2BIG;
	n = (size_t)((uint64_t)frames * RATE / w.rate);
	mono = to_mono(ctx, &w, frames);
	out = talloc_array(ctx, uint8_t, n ? n : 1);
	if (!mono || !out)
		rc = -ENOMEM;
	else if (w.rate != RATE)
		rc = make_kernel(mono, w.rate, &kernel);
	for (size_t i = 0; rc == 0 && i < n; i++)
		out[i] = encode(kernel.tap ? filtered(&kernel, mono, frames, w.rate, i) : mono[i]);
	talloc_free(mono);
	if (rc < 0) {
		talloc_free(out);
		return rc;
	}
	*ret = out;
	return (long)n;
}
