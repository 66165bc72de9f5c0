/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CDR files: no record missing, none twice, whatever ends the process in between. The store says how far they have come.
 * A piece is written behind what counts and brought to the disk, then the store's transaction makes it count; after a
 * crash between the two the file is cut back to what counts. A file that is complete counts as closed first, then it gets
 * its name; after a crash between these two it gets it at the next start. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "cdr.h"

#define PIECE_OCTETS (512 * 1024)
#define RECORD_OCTETS (32 * 1024)	/* all lines of one */
#define PIECE_RECORDS 500

struct cdr {
	struct cdr_config cfg;
	bool is_known;			/* state is what the store says */
	struct store_cdr state;
	uint64_t files;
	/* the piece being made */
	char *text;
	size_t length;
	uint64_t upto;
};

struct cdr *cdr_alloc(void *ctx, const struct cdr_config *cfg)
{
	struct cdr *cdr = talloc_zero(ctx, struct cdr);

	if (!cdr)
		return NULL;
	cdr->cfg = *cfg;
	if (!cdr->cfg.max_octets)
		cdr->cfg.max_octets = 8 * 1024 * 1024;
	if (!cdr->cfg.max_age_s)
		cdr->cfg.max_age_s = 300;
	cdr->cfg.directory = talloc_strdup(cdr, cfg->directory);
	cdr->text = talloc_size(cdr, PIECE_OCTETS);
	if (!cdr->cfg.directory || !cdr->text)
		TALLOC_FREE(cdr);
	return cdr;
}

uint64_t cdr_files(const struct cdr *cdr)
{
	return cdr->files;
}

uint64_t cdr_exported(const struct cdr *cdr)
{
	return cdr->state.exported;
}

void cdr_reset(struct cdr *cdr)
{
	cdr->is_known = false;
}

static void name_of(const struct cdr *cdr, uint64_t file, bool is_open, char *buf, size_t size)
{
	snprintf(buf, size, "%s/mpabx-%010" PRIu64 ".csv%s", cdr->cfg.directory, file, is_open ? ".tmp" : "");
}

static int directory_sync(const struct cdr *cdr)
{
	int fd = open(cdr->cfg.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* A closed file gets its name. */
static int file_publish(struct cdr *cdr, uint64_t file)
{
	char from[512], to[512];

	name_of(cdr, file, true, from, sizeof(from));
	name_of(cdr, file, false, to, sizeof(to));
	if (rename(from, to) < 0)
		return errno == ENOENT ? 0 : -errno;
	cdr->files++;
	return directory_sync(cdr);
}

static int state_read(struct cdr *cdr, struct store *s)
{
	int rc;

	if (cdr->is_known)
		return 0;
	rc = store_begin_read(s);
	if (!rc)
		rc = store_cdr_get(s, &cdr->state);
	store_rollback(s);
	/* One that was closed before a crash, and not named. */
	if (!rc && cdr->state.file > 1)
		rc = file_publish(cdr, cdr->state.file - 1);
	cdr->is_known = !rc;
	return rc;
}

static int record_add(void *priv, const struct store_record *record)
{
	struct cdr *cdr = priv;
	int n;

	if (PIECE_OCTETS - cdr->length < RECORD_OCTETS)
		return 1;
	n = cdr_print(record, cdr->text + cdr->length, PIECE_OCTETS - cdr->length);
	if (n < 0)
		return n;
	cdr->length += (size_t)n;
	cdr->upto = record->sequence;
	return 0;
}

/* What counts of the file is in it: \returns its descriptor, -ESTALE where some of it is gone, -errno */
static int file_open(struct cdr *cdr)
{
	char path[512];
	struct stat st;
	int fd, rc = 0;

	name_of(cdr, cdr->state.file, true, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		rc = -errno;
	else if ((uint64_t)st.st_size < cdr->state.octets)
		rc = -ESTALE;
	else if ((uint64_t)st.st_size > cdr->state.octets && ftruncate(fd, (off_t)cdr->state.octets) < 0)
		rc = -errno;
	if (rc < 0)
		close(fd);
	return rc < 0 ? rc : fd;
}

static int all_write(int fd, const char *text, size_t length, uint64_t at)
{
	while (length) {
		ssize_t n = pwrite(fd, text, length, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		text += n;
		length -= (size_t)n;
		at += (uint64_t)n;
	}
	return 0;
}

static int piece_write(struct cdr *cdr, int fd, struct store_cdr *state)
{
	size_t head = state->octets ? 0 : strlen(cdr_header());
	int rc = all_write(fd, cdr_header(), head, 0);

	if (!rc)
		rc = all_write(fd, cdr->text, cdr->length, state->octets + head);
	if (!rc && fdatasync(fd) < 0)
		rc = -errno;
	if (!rc && head)
		rc = directory_sync(cdr);
	if (rc)
		return rc;
	if (!state->octets)
		state->opened_us = clock_wall_us();
	state->octets += head + cdr->length;
	state->exported = cdr->upto;
	return 0;
}

static int state_commit(struct cdr *cdr, struct store *s, const struct store_cdr *state)
{
	int rc = store_begin(s);

	if (!rc)
		rc = store_cdr_put(s, state);
	if (!rc)
		rc = store_commit(s);
	else
		store_rollback(s);
	/* Where it is not sure what became of the transaction the store is asked again. */
	if (rc)
		cdr->is_known = false;
	else
		cdr->state = *state;
	return rc;
}

/* Someone took the open file away: what was in it is written again, from its beginning. */
static int file_redo(struct cdr *cdr, struct store *s)
{
	struct store_cdr state = cdr->state;

	LOGT(DNODE, LOGL_ERROR, "CDR file %" PRIu64 " has lost lines that were in it: written again from record %" PRIu64 "\n",
	     state.file, state.file_after + 1);
	state.exported = state.file_after;
	state.octets = 0;
	state.opened_us = 0;
	return state_commit(cdr, s, &state);
}

static int piece_export(struct cdr *cdr, struct store *s)
{
	struct store_cdr state = cdr->state;
	int fd, rc;

	cdr->length = 0;
	rc = store_records_after(s, state.exported, PIECE_RECORDS, record_add, cdr);
	if (rc < 0 || !cdr->length)
		return rc < 0 ? rc : 0;
	fd = file_open(cdr);
	if (fd == -ESTALE)
		return file_redo(cdr, s);
	if (fd < 0)
		return fd;
	rc = piece_write(cdr, fd, &state);
	close(fd);
	return rc < 0 ? rc : state_commit(cdr, s, &state);
}

static bool is_due(const struct cdr *cdr)
{
	const struct store_cdr *state = &cdr->state;

	return state->octets && (state->octets >= cdr->cfg.max_octets ||
				 clock_wall_us() >= state->opened_us + (uint64_t)cdr->cfg.max_age_s * 1000000);
}

static int file_close(struct cdr *cdr, struct store *s)
{
	struct store_cdr state = cdr->state;
	int fd = file_open(cdr), rc;

	if (fd == -ESTALE)
		return file_redo(cdr, s);
	if (fd < 0)
		return fd;
	rc = fdatasync(fd) < 0 ? -errno : 0;
	close(fd);
	state.file++;
	state.octets = 0;
	state.opened_us = 0;
	state.file_after = state.exported;
	if (!rc)
		rc = state_commit(cdr, s, &state);
	if (!rc)
		rc = file_publish(cdr, state.file - 1);
	/* It gets its name the next time that the store is asked. */
	if (rc)
		cdr->is_known = false;
	return rc;
}

int cdr_turn(struct cdr *cdr, struct store *s, uint64_t last)
{
	int rc = state_read(cdr, s);
	uint64_t before = cdr->state.exported;

	if (!rc && cdr->state.exported < last)
		rc = piece_export(cdr, s);
	if (!rc && is_due(cdr))
		rc = file_close(cdr, s);
	if (rc)
		return rc;
	/* The last ones may have been erased meanwhile: then nothing follows. */
	return cdr->state.exported < last && cdr->state.exported > before;
}
