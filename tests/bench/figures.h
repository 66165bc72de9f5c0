/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the benches share: CPU time, medians, JSON. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RUNS 5

/* CPU time of the process, in microseconds. */
static inline double cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static inline int figures_by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* One line of JSON: the median, and the lowest and highest. */
static inline void report(const char *name, double *values, unsigned n, const char *unit)
{
	qsort(values, n, sizeof(*values), figures_by_value);
	printf("{\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"runs\":%u,\"spread\":[%.4g,%.4g]}\n", name,
	       values[n / 2], unit, n, values[0], values[n - 1]);
	fflush(stdout);
}
