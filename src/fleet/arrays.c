/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The small arrays of a snapshot's objects: hunt lists, blocked callers, barred prefixes. Made whole, never changed,
 * replaced as a whole. Plain malloc(), since talloc's head of 96 bytes is larger than most of them. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service.h"

void *fleet_array_alloc(size_t n, size_t size, int *rc)
{
	void *array = n ? malloc(n * size) : NULL;

	*rc = n && !array ? -ENOMEM : 0;
	return array;
}

void *fleet_array_copy(const void *from, size_t n, size_t size, int *rc)
{
	void *copy = fleet_array_alloc(n, size, rc);

	return copy ? memcpy(copy, from, n * size) : NULL;
}

void fleet_array_free(const void *array)
{
	free((void *)(uintptr_t)array);
}

size_t fleet_array_bytes(size_t n, size_t size)
{
	size_t chunk = (n * size + 8 + 15) & ~(size_t)15;

	if (!n)
		return 0;
	return chunk < 32 ? 32 : chunk;
}

static int number_compare(const void *a, const void *b)
{
	const e164_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

e164_t *fleet_array_sorted(const e164_t *numbers, size_t *n, int *rc)
{
	e164_t *sorted = fleet_array_copy(numbers, *n, sizeof(*sorted), rc);
	size_t kept = 0;

	if (!sorted)
		return NULL;
	qsort(sorted, *n, sizeof(*sorted), number_compare);
	for (size_t i = 0; i < *n; i++) {
		if (!kept || sorted[i] != sorted[kept - 1])
			sorted[kept++] = sorted[i];
	}
	*n = kept;
	return sorted;
}

bool fleet_is_blocked(const e164_t *blocked, unsigned n, e164_t caller)
{
	return n && bsearch(&caller, blocked, n, sizeof(*blocked), number_compare);
}
