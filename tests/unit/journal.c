/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal: the latest entry of each key is there in the next life, whatever became of the file's end, wherever an octet
 * is wrong; it does not grow for ever; a disk that refuses holds nobody up. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include <mpabx/base.h>
#include <mpabx/store/journal.h>

#include "check.h"

static char folder[64], path[80], bad_path[88];

static struct journal *start(uint32_t waiting, uint32_t slack)
{
	struct journal_config cfg = { .folder = folder, .name = "calls", .waiting = waiting, .slack = slack };
	struct journal *j = NULL;

	CHECK_INT(journal_open(NULL, &cfg, &j), 0);
	return j;
}

static size_t data_of(uint64_t key, unsigned version, uint8_t *buf)
{
	size_t length = 50 + (key * 131 + version * 17) % 3000;

	for (size_t i = 0; i < length; i++)
		buf[i] = (uint8_t)(key + version + i);
	return length;
}

static int put(struct journal *j, uint64_t key, unsigned version)
{
	uint8_t buf[JOURNAL_MAX_DATA];

	return journal_put(j, key, buf, data_of(key, version, buf));
}

#define MOST 4000
static struct { unsigned version[MOST], num, wrong; } seen;

static void on_entry(void *priv, uint64_t key, const uint8_t *data, size_t length)
{
	uint8_t buf[JOURNAL_MAX_DATA];
	unsigned version;

	seen.num++;
	for (version = 1; version < 8; version++)
		if (key < MOST && data_of(key, version, buf) == length && !memcmp(buf, data, length)) {
			seen.version[key] = version;
			return;
		}
	seen.wrong++;
}

static void look(struct journal *j)
{
	unsigned n;

	memset(&seen, 0, sizeof(seen));
	n = journal_each(j, on_entry, NULL);
	CHECK_INT(n, seen.num);
	CHECK_INT(seen.wrong, 0);
}

static void test_lives(void)
{
	struct journal *j = start(0, 0);

	look(j);
	CHECK_INT(seen.num, 0);
	CHECK_INT(journal_start(j), 0);
	for (uint64_t key = 1; key <= 300; key++)
		CHECK_INT(put(j, key, 1), 0);
	for (uint64_t key = 1; key <= 300; key += 3)
		CHECK_INT(put(j, key, 2), 0);
	for (uint64_t key = 2; key <= 300; key += 3)
		CHECK_INT(journal_remove(j, key), 0);
	CHECK_INT(journal_remove(j, 999), 0);
	CHECK_INT(journal_put(j, 1, "", JOURNAL_MAX_DATA + 1), -EMSGSIZE);
	journal_close(&j);
	CHECK(!j);
	for (unsigned life = 0; life < 2; life++) {
		j = start(0, 0);
		look(j);
		CHECK_INT(seen.num, 200);
		CHECK_INT(seen.version[1], 2);
		CHECK_INT(seen.version[2], 0);
		CHECK_INT(seen.version[3], 1);
		CHECK_INT(journal_start(j), 0);
		journal_close(&j);
	}
}

/* As kill -9 leaves it: what the thread wrote is there without any close. */
static void test_killed(void)
{
	struct journal *j;
	pid_t child = fork();
	int status;

	unlink(path);
	if (!child) {
		j = start(0, 0);
		journal_start(j);
		put(j, 7, 3);
		usleep(100000);
		raise(SIGKILL);
	}
	waitpid(child, &status, 0);
	j = start(0, 0);
	look(j);
	CHECK_INT(seen.num, 1);
	CHECK_INT(seen.version[7], 3);
	journal_close(&j);
}

static off_t size_of(void)
{
	struct stat st = { 0 };

	stat(path, &st);
	return st.st_size;
}

static void test_torn(void)
{
	struct journal *j;
	off_t first;

	unlink(path);
	j = start(0, 0);
	journal_start(j);
	put(j, 1, 1);
	journal_close(&j);
	first = size_of();
	j = start(0, 0);
	journal_start(j);
	put(j, 2, 1);
	put(j, 1, 2);
	journal_close(&j);
	for (off_t cut = size_of() - 1; cut > 8; cut -= cut > first ? 61 : 7) {
		CHECK_INT(truncate(path, cut), 0);
		j = start(0, 0);
		look(j);
		CHECK(seen.num <= 2);
		CHECK_INT(seen.version[1], cut >= first ? 1 : 0);
		/* It goes on behind what was whole. */
		if (cut < first) {
			CHECK_INT(journal_start(j), 0);
			put(j, 5, 1);
			journal_close(&j);
			j = start(0, 0);
			look(j);
			CHECK_INT(seen.version[5], 1);
			journal_close(&j);
			break;
		}
		journal_close(&j);
	}
}

static void spoil(off_t at)
{
	int fd = open(path, O_RDWR);
	uint8_t octet;

	CHECK(pread(fd, &octet, 1, at) == 1);
	octet ^= 0x55;
	CHECK(pwrite(fd, &octet, 1, at) == 1);
	close(fd);
}

/* An entry whose octets are wrong is not believed, the others are. */
static void test_damage(void)
{
	struct journal_stats stats;
	struct journal *j;
	off_t size;

	unlink(path);
	j = start(0, 0);
	journal_start(j);
	for (uint64_t key = 1; key <= 20; key++)
		put(j, key, 1);
	journal_close(&j);
	size = size_of();
	spoil(size / 2);
	j = start(0, 0);
	journal_stats(j, &stats);
	look(j);
	CHECK_INT(seen.num, 19);
	CHECK_INT(stats.damaged, 1);
	journal_close(&j);
	spoil(3);
	j = start(0, 0);
	look(j);
	CHECK_INT(seen.num, 0);
	CHECK_INT(access(bad_path, F_OK), 0);
	journal_close(&j);
	unlink(bad_path);
}

/* Calls come and go: the file stays small, and what is good stays good. */
static void test_renewed(void)
{
	struct journal_stats stats;
	struct journal *j;

	unlink(path);
	j = start(0, 64 * 1024);
	journal_start(j);
	put(j, 3, 4);
	for (unsigned turn = 0; turn < 60; turn++) {
		for (uint64_t key = 10; key < 60; key++)
			while (put(j, key, 1 + turn % 7) == -ENOBUFS)
				usleep(1000);
		if (turn % 2)
			for (uint64_t key = 10; key < 40; key++)
				journal_remove(j, key);
		usleep(10000);
	}
	for (unsigned i = 0; i < 500; i++) {
		usleep(10000);
		journal_stats(j, &stats);
		if (stats.entries == 21)
			break;
	}
	CHECK(stats.renewed > 3);
	CHECK(stats.octets < 600 * 1024);
	CHECK_INT(stats.entries, 21);
	journal_close(&j);
	j = start(0, 0);
	look(j);
	CHECK_INT(seen.num, 21);
	CHECK_INT(seen.version[3], 4);
	CHECK_INT(seen.version[59], 1 + 59 % 7);
	journal_close(&j);
}

/* No file may grow: what is put waits, then is refused at once; removing has room of its own. Then there is room again. */
static void test_full(void)
{
	struct rlimit none = { .rlim_cur = 0 }, before;
	struct journal_stats stats;
	struct journal *j;
	unsigned n = 0;

	unlink(path);
	j = start(64 * 1024, 0);
	journal_start(j);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	none.rlim_max = before.rlim_max;
	setrlimit(RLIMIT_FSIZE, &none);
	while (put(j, 100 + n, 1) == 0 && n < 1000)
		n++, usleep(1000);
	CHECK(n > 10 && n < 1000);
	CHECK_INT(journal_remove(j, 100), 0);
	journal_stats(j, &stats);
	CHECK_INT(stats.failing, EFBIG);
	CHECK(stats.refused >= 1);
	setrlimit(RLIMIT_FSIZE, &before);
	usleep(500000);
	CHECK_INT(put(j, 100 + n, 1), 0);
	journal_close(&j);
	j = start(0, 0);
	look(j);
	CHECK_INT(seen.num, n);
	journal_close(&j);
}

int main(void)
{
	snprintf(folder, sizeof(folder), "/tmp/mpabx-journal-XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/calls", folder);
	snprintf(bad_path, sizeof(bad_path), "%s.bad", path);
	mpabx_log_init(NULL);
	test_lives();
	test_killed();
	test_torn();
	test_damage();
	test_renewed();
	test_full();
	unlink(path);
	rmdir(folder);
	return CHECK_DONE();
}
