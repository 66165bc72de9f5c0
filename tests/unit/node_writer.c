/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way of records from the spool to the store and into CDR files: a process that is killed again and again at any
 * moment, a store that goes away and comes back. Nothing is lost, nothing stands there twice, no CDR number is missing. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <talloc.h>

#include "../../src/node/writer.h"
#include "check.h"
#include "tempstore.h"

#define MAX_CALLS 20000
#define LIVES 12

static struct tempstore temp;
static char folder[64], spool_folder[80], cdr_folder[80];

/* Shared with the process that is killed: what it had done for certain. */
static struct { volatile unsigned begun, next; volatile unsigned char ended[MAX_CALLS]; } *shared;

static struct writer *start(uint64_t cdr_octets, uint32_t retention_days)
{
	struct writer_config cfg = {
		.store_url = temp.url, .folder = spool_folder, .size = 4 * 1024 * 1024, .retention_days = retention_days,
		.cdr = { .directory = cdr_folder, .max_octets = cdr_octets, .max_age_s = 3600 },
	};
	struct writer *w = NULL;

	CHECK_INT(writer_start(NULL, &cfg, &w), 0);
	return w;
}

static int append(struct writer *w, enum spool_kind kind, callid_t id)
{
	struct store_record r = {
		.id = id, .served = 33639980011, .calling = 33199001234, .fleet = 1, .start_us = 1800000000000000 + id,
		.end = "normal", .num_legs = 2, .because = { .rule = "immediate-forwarding", .why = "forwarded" },
	};
	uint8_t buf[SPOOL_MAX_DATA];
	int length;

	if (kind == SPOOL_BEGIN)
		r.end[0] = '\0';
	length = store_record_encode(&r, buf, sizeof(buf));
	return spool_append(writer_spool(w), kind, id, buf, (size_t)length);
}

/* Calls that overlap: each ends while the next ones have begun. */
static void live(void)
{
	struct writer *w = start(5000, 0);

	while (shared->next + 10 < MAX_CALLS) {
		unsigned n = shared->next + 1;

		append(w, SPOOL_BEGIN, n);
		shared->next = n;
		shared->begun = n;
		if (n > 5 && !shared->ended[n - 5]) {
			/* Not what waits in memory: the store is slow, and a killed process forgets that. */
			if (append(w, SPOOL_END, n - 5) == 0)
				shared->ended[n - 5] = 1;
		}
		if (n % 8 == 0)
			usleep(4000);
	}
	_exit(0);
}

static unsigned first_of_life[LIVES + 1];

static void die_often(void)
{
	for (unsigned i = 0; i < LIVES; i++) {
		pid_t pid;

		/* Calls of an earlier life never end. */
		shared->next += 10;
		first_of_life[i] = shared->next;
		pid = fork();
		if (!pid)
			live();
		/* However slow the machine is: calls were up. */
		while (shared->next < first_of_life[i] + 20)
			usleep(1000);
		usleep(50000 + (unsigned)rand() % 200000);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

static int see(void *priv, const struct store_record *row)
{
	unsigned char *is = priv;

	if (CHECK(row->id < MAX_CALLS)) {
		CHECK_INT(is[row->id], 0);
		is[row->id] = strcmp(row->end, "node-restart") ? 1 : 2;
		CHECK_INT(row->num_legs, 2);
	}
	return 0;
}

static void records_check(void)
{
	static unsigned char is[MAX_CALLS];
	struct store *s = NULL;
	unsigned cut = 0, normal = 0;

	if (!CHECK_INT(store_attach(NULL, temp.url, &s), 0))
		return;
	CHECK_INT(store_records_after(s, 0, 1000000, see, is), 0);
	for (unsigned n = 1; n < MAX_CALLS; n++) {
		if (shared->ended[n])
			CHECK_INT(is[n], 1);
		else if (is[n] == 2)
			cut++;
		normal += is[n] == 1;
	}
	/* Each life had five or six calls open when it was killed; each of them has its record. */
	CHECK(cut >= 4 * LIVES && cut <= 6 * LIVES + 1);
	printf("  %u records, %u of them cut off in %u lives\n", normal + cut, cut, LIVES);
	store_close(&s);
}

static int file_read(const char *path, uint64_t *last, unsigned char *lines)
{
	FILE *file = fopen(path, "r");
	char line[4096];
	int n = 0;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		uint64_t sequence;
		unsigned leg;
		char call[32];

		if (!n++) {
			CHECK_STR(line, cdr_header());
			continue;
		}
		if (!CHECK_INT(sscanf(line, "%" SCNu64 ",%31[^,],%u,", &sequence, call, &leg), 3))
			break;
		CHECK(sequence == *last + !leg && sequence < MAX_CALLS);
		*last = sequence;
		lines[sequence]++;
		CHECK(line[strlen(line) - 1] == '\n');
	}
	fclose(file);
	return n;
}

/* All files in their order: every number once, with both its legs. */
static void cdr_check(unsigned min_files)
{
	static unsigned char lines[MAX_CALLS];
	uint64_t last = 0;
	unsigned file = 1;
	char path[128];
	struct store *s = NULL;

	memset(lines, 0, sizeof(lines));
	for (;; file++) {
		snprintf(path, sizeof(path), "%s/mpabx-%010u.csv", cdr_folder, file);
		if (file_read(path, &last, lines) < 0)
			break;
	}
	CHECK(file > min_files);
	snprintf(path, sizeof(path), "%s/mpabx-%010u.csv.tmp", cdr_folder, file);
	file_read(path, &last, lines);
	if (!CHECK_INT(store_attach(NULL, temp.url, &s), 0))
		return;
	CHECK_INT(store_record_last(s), last);
	for (uint64_t n = 1; n <= last; n++)
		CHECK_INT(lines[n], 2);
	printf("  %" PRIu64 " records in %u CDR files\n", last, file);
	store_close(&s);
}

/* Until it has this many, or ten seconds. */
static void wait_stored(struct writer *w, uint64_t stored)
{
	struct writer_stats stats;

	for (unsigned i = 0; i < 1000; i++) {
		writer_stats(w, &stats);
		if (stats.stored >= stored)
			return;
		usleep(10000);
	}
	CHECK_INT(stats.stored, stored);
}

/* And its files have them too. */
static void wait_exported(struct writer *w)
{
	struct writer_stats stats;

	for (unsigned i = 0; i < 1000; i++) {
		writer_stats(w, &stats);
		if (stats.cdr_exported == stats.last)
			return;
		usleep(10000);
	}
	CHECK_INT(stats.cdr_exported, stats.last);
}

/* A crash between the transaction that closes a file and its rename. */
static void last_file_unname(void)
{
	char name[128], open_name[136];
	unsigned file = 1;

	do
		snprintf(name, sizeof(name), "%s/mpabx-%010u.csv", cdr_folder, file++);
	while (access(name, F_OK) == 0);
	snprintf(name, sizeof(name), "%s/mpabx-%010u.csv", cdr_folder, file - 2);
	snprintf(open_name, sizeof(open_name), "%s.tmp", name);
	CHECK_INT(rename(name, open_name), 0);
}

/* The open file has lost its lines, and has some that do not count. */
static void open_file_spoil(const char *text)
{
	char name[136];
	unsigned file = 1;
	FILE *f;

	do
		snprintf(name, sizeof(name), "%s/mpabx-%010u.csv", cdr_folder, file++);
	while (access(name, F_OK) == 0);
	strcat(name, ".tmp");
	f = fopen(name, text ? "a" : "w");
	if (text)
		fputs(text, f);
	fclose(f);
}

static void test_files(void)
{
	static const callid_t first = 2000000;
	struct writer *w;

	last_file_unname();
	for (unsigned i = 0; i < 4; i++) {
		w = start(1000000, 0);
		CHECK_INT(append(w, SPOOL_END, first + i), 0);
		wait_stored(w, 1);
		wait_exported(w);
		writer_stop(&w);
		cdr_check(3);
		if (i == 1)
			open_file_spoil("1,half a li");
		else if (i == 2)
			open_file_spoil(NULL);
	}
}

static void test_killed(void)
{
	struct writer *w;

	die_often();
	w = start(5000, 0);
	writer_stop(&w);
	CHECK(!w);
	records_check();
	cdr_check(3);
}

/* Records come while the store is away; a line that is no member any more holds up nobody. */
static void test_away(void)
{
	struct writer *w = start(20000, 0);
	struct writer_stats stats;
	uint64_t id = 1000000;

	CHECK_INT(append(w, SPOOL_END, ++id), 0);
	wait_stored(w, 1);
	CHECK_INT(tempstore_take_away(&temp), 0);
	for (unsigned i = 0; i < 300; i++)
		CHECK_INT(append(w, SPOOL_END, ++id), 0);
	usleep(500000);
	writer_stats(w, &stats);
	CHECK(!stats.connected);
	CHECK_INT(stats.stored, 1);
	CHECK_INT(writer_member_connected(w, 4711, 33639980011, true, "test"), 0);
	CHECK_INT(append(w, SPOOL_END, ++id), 0);
	CHECK_INT(tempstore_bring_back(&temp), 0);
	wait_stored(w, 302);
	/* The same again: a replay adds nothing. */
	CHECK_INT(append(w, SPOOL_END, id), 0);
	CHECK_INT(append(w, SPOOL_END, ++id), 0);
	wait_stored(w, 303);
	usleep(300000);
	writer_stats(w, &stats);
	CHECK(stats.connected);
	CHECK_INT(stats.stored, 303);
	CHECK_INT(stats.again, 1);
	CHECK_INT(stats.refused, 1);
	CHECK_INT(stats.notes, 0);
	wait_exported(w);
	writer_stop(&w);
	cdr_check(3);
}

static struct store_group group(struct store *s)
{
	struct store_fleet fleet = { .name = "F", .profile = "fr-current" };
	struct store_line line = { .number = 33639980011, .csi = LINE_CSI_BOTH, .rights = LINE_RIGHT_GROUPS };
	struct store_group g = { .number = 33199005555, .name = "G", .ring_s = 12 };
	struct store_member member = { .line = line.number, .connected = false };

	CHECK_INT(store_begin(s), 0);
	CHECK_INT(store_fleet_put(s, &fleet), 0);
	line.fleet_id = g.fleet_id = fleet.id;
	CHECK_INT(store_line_put(s, &line), 0);
	CHECK_INT(store_group_put(s, &g), 0);
	member.group_id = g.id;
	CHECK_INT(store_member_put(s, &member), 0);
	CHECK_INT(store_commit(s), 0);
	return g;
}

static int connected(void *priv, const struct store_member *row)
{
	*(bool *)priv = row->connected;
	return 0;
}

static void test_member(void)
{
	struct writer *w = start(20000, 0);
	struct store *s = NULL;
	bool is_connected = false;
	struct store_group g;
	int64_t changes;

	if (!CHECK_INT(store_attach(NULL, temp.url, &s), 0))
		return;
	g = group(s);
	changes = store_change_last(s);
	/* away again before the first change is back, and what is so already changes nothing */
	CHECK_INT(writer_member_connected(w, g.id, 33639980011, true, "phone"), 0);
	CHECK_INT(writer_member_connected(w, g.id, 33639980011, false, "phone"), 0);
	CHECK_INT(writer_member_connected(w, g.id, 33639980011, true, "phone"), 0);
	CHECK_INT(writer_member_connected(w, g.id, 33639980011, true, "phone"), 0);
	writer_stop(&w);
	CHECK_INT(store_members_each(s, g.id, connected, &is_connected), 0);
	CHECK(is_connected);
	CHECK_INT(store_change_last(s) - changes, 3);
	store_close(&s);
}

static int count(void *priv, const struct store_record *row)
{
	++*(unsigned *)priv;
	return 0;
}

/* Old records go; the files that tell of them stay. */
static void test_retention(void)
{
	struct writer *w = start(20000, 1);
	struct store *s = NULL;
	unsigned n = 0;

	for (unsigned i = 0; i < 500; i++) {
		struct writer_stats stats;

		writer_stats(w, &stats);
		if (stats.erased >= stats.last && stats.last)
			break;
		usleep(10000);
	}
	writer_stop(&w);
	if (!CHECK_INT(store_attach(NULL, temp.url, &s), 0))
		return;
	CHECK_INT(store_records_after(s, 0, 1000000, count, &n), 0);
	CHECK_INT(n, 0);
	store_close(&s);
}

static void folder_remove(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char file[512];

	while (dir && (entry = readdir(dir))) {
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(file);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

int main(void)
{
	struct store *s = NULL;

	mpabx_log_init(NULL);
	snprintf(folder, sizeof(folder), "/tmp/mpabx-writer-XXXXXX");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!mkdtemp(folder) || shared == MAP_FAILED || tempstore_make(&temp) < 0 || store_open(NULL, temp.url, &s) < 0)
		return 1;
	store_close(&s);
	snprintf(spool_folder, sizeof(spool_folder), "%s/spool", folder);
	snprintf(cdr_folder, sizeof(cdr_folder), "%s/cdr", folder);
	mkdir(cdr_folder, 0700);
	srand((unsigned)getpid());
	test_killed();
	test_away();
	test_files();
	test_member();
	clock_test_set(1900000000);
	test_retention();
	folder_remove(spool_folder);
	folder_remove(cdr_folder);
	rmdir(folder);
	tempstore_remove(&temp);
	munmap(shared, sizeof(*shared));
	return CHECK_DONE();
}
