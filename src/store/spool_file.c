/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spool's file: made, found again, walked through. After a power cut the pages of the last moments may be on the
 * disk or not, in any order: an entry counts where its checksum and its position are right, and what is not an entry is
 * passed over in steps of 8 octets, so that a hole costs what was in it and nothing behind it. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool_priv.h"

int spool_file_head(struct spool *sp)
{
	uint8_t slot[SPOOL_SLOT];
	struct spool_head head = {
		.ring = sp->ring, .released = sp->released, .count = sp->head_count + 1,
	};

	spool_head_write(slot, &head);
	if (pwrite(sp->fd, slot, sizeof(slot), (off_t)(head.count % 2 * SPOOL_SLOT)) != sizeof(slot))
		return -EIO;
	sp->head_count = head.count;
	sp->dirty = true;
	return 0;
}

/* \returns 1, 0 (a file that nobody has begun), -EPROTO, -EIO */
static int heads_read(int fd, struct spool_head *ret)
{
	static const uint8_t zero[SPOOL_SLOT];
	uint8_t slot[SPOOL_SLOT];
	struct spool_head head = { 0 };
	bool any = false, blank = true;

	for (unsigned i = 0; i < 2; i++) {
		ssize_t n = pread(fd, slot, sizeof(slot), (off_t)i * SPOOL_SLOT);

		if (n < 0)
			return -EIO;
		blank = blank && !memcmp(slot, zero, (size_t)n);
		if (n == sizeof(slot) && spool_head_read(slot, &head) && (!any || head.count > ret->count)) {
			*ret = head;
			any = true;
		}
	}
	return any ? 1 : blank ? 0 : -EPROTO;
}

/* Zeros from end to end, and its room taken: an append never finds the disk full. */
static int file_make(struct spool *sp)
{
	int rc;

	sp->ring = (sp->cfg.size - SPOOL_RING_AT) & ~(uint64_t)(SPOOL_SLOT - 1);
	sp->released = sp->head = 0;
	if (ftruncate(sp->fd, 0) < 0)
		return -errno;
	rc = -posix_fallocate(sp->fd, 0, (off_t)(SPOOL_RING_AT + sp->ring));
	if (!rc)
		rc = spool_file_head(sp);
	if (rc < 0 && ftruncate(sp->fd, 0) < 0)
		return -errno;
	return rc;
}

/* Where the last life stopped. */
static void head_find(struct spool *sp)
{
	uint64_t limit = sp->released + sp->ring, at = sp->released;
	struct spool_frame frame;
	size_t size;

	while (spool_file_next(sp, &sp->reader.window, at, limit, &frame, &size, &sp->damaged))
		at = frame.at + size;
	sp->head = at;
	sp->reader.window.length = 0;
}

static int file_take_up(struct spool *sp, const struct spool_head *head)
{
	struct stat st;

	if (fstat(sp->fd, &st) < 0)
		return -errno;
	/* cut off, or another's: the ring that the head tells of is not there */
	if (head->ring < SPOOL_SLOT || head->ring % SPOOL_SLOT || (uint64_t)st.st_size < SPOOL_RING_AT ||
	    (uint64_t)st.st_size - SPOOL_RING_AT < head->ring || head->released % 8)
		return -EPROTO;
	sp->ring = head->ring;
	sp->released = head->released;
	sp->head_count = head->count;
	head_find(sp);
	if (sp->head == sp->released && sp->ring != ((sp->cfg.size - SPOOL_RING_AT) & ~(uint64_t)(SPOOL_SLOT - 1)))
		return file_make(sp);
	return 0;
}

static int file_start(struct spool *sp)
{
	struct spool_head head = { 0 };
	int rc = heads_read(sp->fd, &head);

	if (rc < 0)
		return rc;
	rc = rc ? file_take_up(sp, &head) : file_make(sp);
	if (rc < 0)
		return rc;
	sp->reusable = sp->released;
	rc = spool_file_head(sp);
	if (!rc && fdatasync(sp->fd) < 0)
		rc = -errno;
	return rc;
}

static int folder_sync(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return -errno;
	rc = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return rc;
}

int spool_file_open(struct spool *sp)
{
	char path[4096];
	int rc;

	if (snprintf(path, sizeof(path), "%s/spool", sp->cfg.folder) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	if (mkdir(sp->cfg.folder, 0700) < 0 && errno != EEXIST)
		return -errno;
	sp->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (sp->fd < 0)
		return -errno;
	if (flock(sp->fd, LOCK_EX | LOCK_NB) < 0)
		return -EBUSY;
	rc = file_start(sp);
	return rc < 0 ? rc : folder_sync(sp->cfg.folder);
}

/* \returns octets of the window from at on */
static size_t window_load(struct spool *sp, struct spool_window *w, uint64_t at, uint64_t limit)
{
	uint64_t end = at + sp->ring - at % sp->ring;
	size_t want;
	ssize_t n;

	if (end > limit)
		end = limit;
	want = end - at < SPOOL_WINDOW ? (size_t)(end - at) : SPOOL_WINDOW;
	n = pread(sp->fd, w->octet, want, (off_t)(SPOOL_RING_AT + at % sp->ring));
	w->from = at;
	w->length = n > 0 ? (size_t)n : 0;
	return w->length;
}

/* \returns the size of the entry at this position, 0 */
static size_t entry_at(struct spool *sp, struct spool_window *w, uint64_t at, uint64_t limit, struct spool_frame *ret)
{
	bool inside = at >= w->from && at < w->from + w->length;
	size_t skip = inside ? (size_t)(at - w->from) : 0, size;

	if (!inside)
		window_load(sp, w, at, limit);
	size = spool_frame_read(w->octet + skip, w->length - skip, at, ret);
	/* It may only be cut off by the window. */
	if (!size && inside && w->length - skip < SPOOL_FRAME + SPOOL_MAX_DATA && w->from + w->length < limit) {
		window_load(sp, w, at, limit);
		size = spool_frame_read(w->octet, w->length, at, ret);
	}
	return size && at + size <= limit ? size : 0;
}

int spool_file_next(struct spool *sp, struct spool_window *w, uint64_t at, uint64_t limit, struct spool_frame *ret,
		    size_t *ret_size, uint64_t *damaged)
{
	bool hole = false;

	while (at + SPOOL_FRAME <= limit) {
		uint64_t rest = sp->ring - at % sp->ring;
		struct spool_frame frame;
		size_t size;

		/* Not even a pad fits in there. */
		if (rest < SPOOL_FRAME) {
			at += rest;
			continue;
		}
		size = entry_at(sp, w, at, limit, &frame);
		if (!size) {
			hole = true;
			at += 8;
			continue;
		}
		*damaged += hole;
		hole = false;
		if (frame.kind == SPOOL_FRAME_PAD) {
			at += size;
			continue;
		}
		*ret = frame;
		*ret_size = size;
		return 1;
	}
	return 0;
}
