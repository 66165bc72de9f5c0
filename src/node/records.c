/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A ring of finished calls: what `show call` tells of a call that is over. It forgets the oldest; the lasting record
 * is another room's work. */
#include <talloc.h>

#include "records.h"

struct records {
	unsigned size;
	uint64_t total;
	struct call_record *ring;
};

struct records *records_alloc(void *ctx, unsigned size)
{
	struct records *records = talloc_zero(ctx, struct records);

	if (!records)
		return NULL;
	records->size = size;
	records->ring = talloc_zero_array(records, struct call_record, size);
	if (!records->ring)
		TALLOC_FREE(records);
	return records;
}

static void append(void *priv, const struct call_record *record)
{
	struct records *records = priv;

	records->ring[records->total++ % records->size] = *record;
}

const struct record_ops records_ops = { .append = append };

const struct call_record *records_at(const struct records *records, unsigned n)
{
	if (n >= records->size || n >= records->total)
		return NULL;
	return &records->ring[(records->total - 1 - n) % records->size];
}

uint64_t records_total(const struct records *records)
{
	return records->total;
}
