/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal's file: taken up where it lies, appended to, written anew beside itself and put in its place. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mpabx/base.h>

#include "journal_priv.h"

#define MOST_OCTETS (4ull << 30)	/* of a file that is read */

static int write_all(int fd, const uint8_t *buf, size_t length, uint64_t at)
{
	while (length) {
		ssize_t n = pwrite(fd, buf, length, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		buf += n;
		length -= (size_t)n;
		at += (uint64_t)n;
	}
	return 0;
}

static int head_put(int fd)
{
	uint8_t head[JOURNAL_HEAD];

	journal_head_write(head);
	return write_all(fd, head, sizeof(head), 0);
}

static int path_of(const struct journal *j, const char *suffix, char *buf, size_t size)
{
	int n = snprintf(buf, size, "%s%s", j->path, suffix);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

static int file_new(struct journal *j)
{
	int rc;

	j->fd = open(j->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	rc = j->fd < 0 ? -errno : head_put(j->fd);
	j->at = JOURNAL_HEAD;
	return rc;
}

/* Not ours, or of another version: nobody reads it, and nobody throws it away. */
static int put_away(struct journal *j)
{
	char bad[4096];
	int rc = path_of(j, ".bad", bad, sizeof(bad));

	close(j->fd);
	j->fd = -1;
	if (!rc && rename(j->path, bad) < 0)
		rc = -errno;
	LOGT(DSTORE, LOGL_ERROR, "journal %s: is none of this version, put away as %s\n", j->path, bad);
	return rc ? rc : file_new(j);
}

static int take_up(struct journal *j, size_t length)
{
	uint8_t *file = mmap(NULL, length, PROT_READ, MAP_PRIVATE, j->fd, 0);
	int64_t end;
	bool good;

	if (file == MAP_FAILED)
		return -errno;
	good = journal_head_good(file, length);
	end = good ? journal_scan(file, length, &j->index, &j->damaged) : 0;
	munmap(file, length);
	if (!good)
		return put_away(j);
	if (end < 0)
		return (int)end;
	/* What is behind the last whole entry was torn. */
	j->at = (uint64_t)end;
	return ftruncate(j->fd, (off_t)end) < 0 ? -errno : 0;
}

int journal_file_open(struct journal *j)
{
	struct stat st;

	j->fd = open(j->path, O_RDWR | O_CLOEXEC);
	if (j->fd < 0)
		return errno == ENOENT ? file_new(j) : -errno;
	if (fstat(j->fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > MOST_OCTETS)
		return -EFBIG;
	if (!st.st_size) {
		close(j->fd);
		return file_new(j);
	}
	return take_up(j, (size_t)st.st_size);
}

int journal_file_append(struct journal *j, const uint8_t *buf, size_t length)
{
	int rc = write_all(j->fd, buf, length, j->at);

	if (rc < 0) {
		/* Half an entry would hide what is put behind it only until it is passed over; better none. */
		if (ftruncate(j->fd, (off_t)j->at) < 0)
			return -errno;
		return rc;
	}
	for (size_t at = 0; at < length;) {
		struct journal_frame f;
		size_t size = journal_frame_read(buf + at, length - at, &f);

		if (!size)
			break;
		/* Without memory for it: it is in the file, and is lost when that is written anew. */
		if (f.kind == JOURNAL_GONE)
			journal_index_remove(&j->index, f.key);
		else
			journal_index_put(&j->index, f.key, j->at + at, f.length);
		at += size;
	}
	j->at += length;
	j->dirty = true;
	return 0;
}

int journal_file_read(const struct journal *j, const struct journal_place *place, uint8_t buf[JOURNAL_MOST])
{
	size_t size = journal_frame_size(place->length);
	struct journal_frame f;
	ssize_t n = pread(j->fd, buf, size, (off_t)place->at);

	if (n < 0)
		return -errno;
	if ((size_t)n != size || !journal_frame_read(buf, size, &f) || f.key != place->key || f.length != place->length)
		return -EIO;
	return (int)f.length;
}

/* ---- written anew ---- */

static int copy_good(const struct journal *j, int fd, struct journal_index *ret, uint64_t *ret_at)
{
	uint8_t buf[JOURNAL_MOST];
	uint64_t at = JOURNAL_HEAD;
	int rc = head_put(fd);

	for (uint32_t i = 0; i < j->index.size && !rc; i++) {
		const struct journal_place *p = &j->index.place[i];
		size_t size = journal_frame_size(p->length);

		if (!p->at || journal_file_read(j, p, buf) < 0)
			continue;
		rc = write_all(fd, buf, size, at);
		if (!rc)
			rc = journal_index_put(ret, p->key, at, p->length);
		at += size;
	}
	*ret_at = at;
	return rc < 0 ? rc : fdatasync(fd) < 0 ? -errno : 0;
}

static void folder_sync(const char *path)
{
	char copy[4096];
	int fd;

	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy))
		return;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int journal_file_renew(struct journal *j)
{
	struct journal_index index = { 0 };
	char path[4096];
	uint64_t at;
	int rc = path_of(j, ".new", path, sizeof(path)), fd;

	if (rc < 0)
		return rc;
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	rc = copy_good(j, fd, &index, &at);
	if (!rc && rename(path, j->path) < 0)
		rc = -errno;
	if (rc < 0) {
		unlink(path);
		close(fd);
		free(index.place);
		return rc;
	}
	folder_sync(j->path);
	close(j->fd);
	free(j->index.place);
	j->fd = fd;
	j->index = index;
	j->at = at;
	j->dirty = false;
	return 0;
}
