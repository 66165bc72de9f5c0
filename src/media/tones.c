/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ring-back and busy tone as France has them, 440 Hz with its cadences; DTMF (ITU-T Q.23); and a slow broken-chord tune for
 * those who wait, composed here so that no licence stands in the way. */
#include <math.h>

#include <talloc.h>

#include "g711.h"
#include "tones.h"

#define RATE 8000
#define LEVEL 4000.0	/* about -18 dBm0 */

static uint8_t to_alaw(double v)
{
	return pcm_encode(G711_A, (int16_t)lrint(v));
}

static size_t cadence(void *ctx, double hertz, unsigned on_ms, unsigned off_ms, uint8_t **ret)
{
	size_t on = on_ms * RATE / 1000, n = on + off_ms * RATE / 1000;
	uint8_t *d = talloc_array(ctx, uint8_t, n);

	if (!d)
		return 0;
	for (size_t i = 0; i < n; i++)
		d[i] = to_alaw(i < on ? LEVEL * sin(2 * M_PI * hertz * (double)i / RATE) : 0);
	*ret = d;
	return n;
}

size_t tone_ringback(void *ctx, uint8_t **ret)
{
	return cadence(ctx, 440, 1500, 3500, ret);
}

size_t tone_busy(void *ctx, uint8_t **ret)
{
	return cadence(ctx, 440, 500, 500, ret);
}

/* One plucked note: two partials that die away. */
static double note(double hertz, double t)
{
	return exp(-2.2 * t) * (sin(2 * M_PI * hertz * t) + 0.3 * sin(4 * M_PI * hertz * t));
}

size_t tone_music(void *ctx, uint8_t **ret)
{
	/* C, A minor, F, G, each broken upwards and down again, in semitones above C4; the last bar leads back */
	static const int8_t bars[8][6] = { { 0, 4, 7, 12, 7, 4 }, { -3, 0, 4, 9, 4, 0 }, { 5, 9, 12, 17, 12, 9 }, { 7, 11, 14, 19, 14, 11 },
		{ 0, 7, 12, 16, 12, 7 }, { -3, 4, 9, 12, 9, 4 }, { 2, 5, 9, 14, 9, 5 }, { 7, 11, 14, 17, 14, 11 } };
	const size_t step = RATE * 2 / 5, total = step * 48;
	uint8_t *d = talloc_array(ctx, uint8_t, total);

	if (!d)
		return 0;
	for (size_t i = 0; i < total; i++) {
		double sum = 0;

		for (unsigned back = 0; back < 5; back++) {	/* notes still sounding, across the seam too */
			size_t n = (i / step + 48 - back) % 48;
			double t = (double)(i % step + back * step) / RATE;

			sum += note(261.63 * pow(2, bars[n / 6][n % 6] / 12.0), t);
		}
		d[i] = to_alaw(2200.0 * sum);
	}
	*ret = d;
	return total;
}

void tone_dtmf(uint8_t code, uint32_t from, int16_t *ret, unsigned samples)
{
	static const double low[] = { 697, 770, 852, 941 }, high[] = { 1209, 1336, 1477, 1633 };
	/* Rows and columns of 0 to 9, *, #, A to D */
	static const uint8_t row[] = { 3, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 0, 1, 2, 3 };
	static const uint8_t column[] = { 1, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 3, 3, 3, 3 };
	double l = low[row[code & 15]], h = high[column[code & 15]];

	for (unsigned i = 0; i < samples; i++) {
		double t = (double)(from + i) / RATE;

		ret[i] = (int16_t)lrint(5000 * sin(2 * M_PI * l * t) + 6000 * sin(2 * M_PI * h * t));
	}
}
