/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spool's file as a power cut, a broken disk or a stranger leaves it: the input lies at the ring's beginning, or, by
 * its first octet, is the whole file, or is one record. Whatever it is, what comes out of it is an entry of bounded length,
 * and reading ends. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/application.h>

#include <mpabx/store/record.h>
#include <mpabx/store/spool.h>

#define RING_AT 8192

static char folder[64], path[80];

static void away(void)
{
	unlink(path);
	rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct spool_config cfg = { .folder = folder, .size = SPOOL_MIN_SIZE, .max_waiting = 4 };
	struct spool *sp;

	mpabx_log_init(NULL);
	log_set_log_level(osmo_stderr_target, LOGL_FATAL);
	/* In memory where that can be: each input is a file that is brought to the disk. */
	snprintf(folder, sizeof(folder), "/dev/shm/mpabx-fuzz-XXXXXX");
	if (!mkdtemp(folder)) {
		snprintf(folder, sizeof(folder), "/tmp/mpabx-fuzz-XXXXXX");
		if (!mkdtemp(folder))
			abort();
	}
	snprintf(path, sizeof(path), "%s/spool", folder);
	if (spool_open(NULL, &cfg, &sp) < 0)
		abort();
	spool_close(&sp);
	atexit(away);
	return 0;
}

static void put(const uint8_t *data, size_t size, off_t at)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || pwrite(fd, data, size, at) != (ssize_t)size)
		abort();
	close(fd);
}

static void read_all(void)
{
	struct spool_config cfg = { .folder = folder, .size = SPOOL_MIN_SIZE, .max_waiting = 4 };
	struct spool_entry entry;
	struct spool *sp;
	unsigned n = 0;

	if (spool_open(NULL, &cfg, &sp) < 0) {
		/* No spool any more: the next one begins anew. */
		unlink(path);
		if (spool_open(NULL, &cfg, &sp) < 0)
			abort();
	}
	while (spool_read(sp, &entry)) {
		struct store_record record;

		if (entry.length > SPOOL_MAX_DATA || ++n > SPOOL_MIN_SIZE)
			abort();
		store_record_decode(entry.data, entry.length, &record);
	}
	spool_append(sp, SPOOL_END, 1, "x", 1);
	if (!spool_read(sp, &entry) || entry.length != 1)
		abort();
	spool_release(sp);
	spool_close(&sp);
}

/* What was read can be written again as the same octets. */
static void record_turn(const uint8_t *data, size_t size)
{
	static struct store_record record, again;
	uint8_t buf[SPOOL_MAX_DATA];
	int n;

	if (store_record_decode(data, size, &record) < 0)
		return;
	n = store_record_encode(&record, buf, sizeof(buf));
	if (n > 0 && (store_record_decode(buf, (size_t)n, &again) < 0 || again.id != record.id ||
		      again.num_legs != record.num_legs))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spool_config cfg = { .folder = folder, .size = SPOOL_MIN_SIZE, .max_waiting = 4 };
	struct spool *sp;

	if (!size || size > SPOOL_MIN_SIZE / 2)
		return 0;
	switch (data[0] % 3) {
	case 0:
		record_turn(data + 1, size - 1);
		break;
	case 1:
		put(data + 1, size - 1, 0);
		read_all();
		break;
	default:
		/* behind a head that says: nothing is released */
		unlink(path);
		if (spool_open(NULL, &cfg, &sp) < 0)
			abort();
		spool_close(&sp);
		put(data + 1, size - 1, RING_AT);
		read_all();
	}
	return 0;
}
