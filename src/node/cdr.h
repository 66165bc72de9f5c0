/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CDR files for mediation: see doc/cdr.md. All of it runs in the writer's thread. */
#pragma once

#include <mpabx/store.h>
#include <mpabx/store/record.h>

struct cdr_config {
	const char *directory;		/* "" or NULL: no files */
	uint64_t max_octets;		/* a file is closed at this size; 0 = 8 MB */
	uint32_t max_age_s;		/* and this long after its first line; 0 = 300 */
};

struct cdr;

struct cdr *cdr_alloc(void *ctx, const struct cdr_config *cfg);
/* Writes what the store has and no file has yet, a piece at a time, and closes a file that is due.
 * last: the newest record's number. 1 (there is more), 0, -EIO (the store), another -errno (the folder). */
int cdr_turn(struct cdr *cdr, struct store *store, uint64_t last);
/* Forget what was read of the store: it is another one, or was away. */
void cdr_reset(struct cdr *cdr);
uint64_t cdr_files(const struct cdr *cdr);	/* closed since the start */
uint64_t cdr_exported(const struct cdr *cdr);

/* The lines of one record, a header line before the first of a file. Octets, -ENOSPC */
int cdr_print(const struct store_record *record, char *buf, size_t size);
const char *cdr_header(void);
