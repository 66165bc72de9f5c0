/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spool: what was appended is read again in its order, over many laps, after a crash at any moment, with a file torn
 * at any octet; a full one waits in memory and says so. A crash is played by closing the file under the spool: what the
 * process wrote is in it, what it only held is not. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include <mpabx/store/spool.h>

#include "check.h"
#include "spool_priv.h"

#define RING_AT 8192

static char folder[64], path[80];
static enum spool_state last_state;
static unsigned alarms;

static void on_alarm(void *priv, enum spool_state state)
{
	last_state = state;
	alarms++;
}

static struct spool_config config(uint64_t size)
{
	return (struct spool_config){
		.folder = folder, .size = size, .max_waiting = 8, .sync_ms = 1, .alarm = on_alarm,
	};
}

static struct spool *start(uint64_t size)
{
	struct spool_config cfg = config(size);
	struct spool *sp = NULL;

	CHECK_INT(spool_open(NULL, &cfg, &sp), 0);
	return sp;
}

static void anew(void)
{
	unlink(path);
	alarms = 0;
	last_state = SPOOL_OK;
}

/* Entry n of a call: its data are its number, over and over, so that lengths differ. */
static size_t data_of(uint64_t call, uint8_t *buf)
{
	size_t length = 100 + call * 37 % 900;

	for (size_t i = 0; i < length; i++)
		buf[i] = (uint8_t)(call + i);
	return length;
}

static int append(struct spool *sp, enum spool_kind kind, uint64_t call)
{
	uint8_t buf[SPOOL_MAX_DATA];
	size_t length = data_of(call, buf);

	return spool_append(sp, kind, call, buf, length);
}

static bool is_right(const struct spool_entry *e)
{
	uint8_t buf[SPOOL_MAX_DATA];
	size_t length = data_of(e->call, buf);

	return e->length == length && !memcmp(e->data, buf, length);
}

static void expect(struct spool *sp, enum spool_kind kind, uint64_t call)
{
	struct spool_entry e;

	if (!CHECK_INT(spool_read(sp, &e), 1))
		return;
	CHECK_INT(e.kind, kind);
	CHECK_INT(e.call, call);
	CHECK(is_right(&e));
}

static void expect_none(struct spool *sp)
{
	struct spool_entry e;

	CHECK_INT(spool_read(sp, &e), 0);
}

static void test_order(void)
{
	struct spool *sp;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	expect_none(sp);
	CHECK_INT(append(sp, SPOOL_BEGIN, 1), 0);
	CHECK_INT(append(sp, SPOOL_BEGIN, 2), 0);
	CHECK_INT(append(sp, SPOOL_END, 1), 0);
	CHECK_INT(append(sp, SPOOL_NOTE, 0), 0);
	expect(sp, SPOOL_END, 1);
	expect(sp, SPOOL_NOTE, 0);
	expect_none(sp);
	CHECK_INT(append(sp, SPOOL_END, 2), 0);
	expect(sp, SPOOL_END, 2);
	spool_release(sp);
	spool_close(&sp);
	CHECK(!sp);
}

/* Released is gone for good; read but not released comes again; begun and not ended is told once it is over. */
static void test_restart(void)
{
	struct spool *sp;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	for (uint64_t call = 1; call <= 4; call++)
		append(sp, SPOOL_BEGIN, call);
	append(sp, SPOOL_END, 1);
	expect(sp, SPOOL_END, 1);
	spool_release(sp);
	append(sp, SPOOL_END, 3);
	expect(sp, SPOOL_END, 3);
	spool_close(&sp);
	for (unsigned life = 0; life < 3; life++) {	/* as often as it dies before it releases */
		sp = start(SPOOL_MIN_SIZE);
		append(sp, SPOOL_BEGIN, 10 + life);
		append(sp, SPOOL_END, 10 + life);
		/* 1 lies behind the begin of 2 and is handed out again: its id says that it is the same */
		expect(sp, SPOOL_END, 1);
		expect(sp, SPOOL_END, 3);
		for (unsigned i = 0; i < life; i++)
			expect(sp, SPOOL_END, 10 + i);
		expect(sp, SPOOL_CUT, 2);
		expect(sp, SPOOL_CUT, 4);
		expect(sp, SPOOL_END, 10 + life);
		expect_none(sp);
		if (life == 2)
			spool_release(sp);
		spool_close(&sp);
	}
	sp = start(SPOOL_MIN_SIZE);
	expect_none(sp);
	spool_close(&sp);
}

/* What is known of a call grows: the later begin is what a crash leaves. */
static void test_later_begin(void)
{
	static const char first[] = "rings", later[] = "answered";
	struct spool_entry entry;
	struct spool *sp;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	CHECK_INT(spool_append(sp, SPOOL_BEGIN, 1, first, sizeof(first)), 0);
	CHECK_INT(spool_append(sp, SPOOL_BEGIN, 2, first, sizeof(first)), 0);
	CHECK_INT(spool_append(sp, SPOOL_BEGIN, 1, later, sizeof(later)), 0);
	spool_close(&sp);
	sp = start(SPOOL_MIN_SIZE);
	CHECK(spool_read(sp, &entry) == 1 && entry.kind == SPOOL_CUT && entry.call == 2);
	CHECK(spool_read(sp, &entry) == 1 && entry.kind == SPOOL_CUT && entry.call == 1);
	CHECK(entry.length == sizeof(later) && !memcmp(entry.data, later, sizeof(later)));
	expect_none(sp);
	spool_close(&sp);
	anew();
}

/* Calls that the next life takes up are not cut in it, and neither in the one after; the others are, once it is said. */
static void test_kept(void)
{
	struct spool_config cfg = config(SPOOL_MIN_SIZE);
	const uint64_t kept[] = { 4, 2 };
	struct spool *sp;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	for (uint64_t call = 1; call <= 5; call++)
		append(sp, SPOOL_BEGIN, call);
	append(sp, SPOOL_END, 1);
	spool_close(&sp);
	cfg.hold_cut = true;
	for (unsigned life = 0; life < 2; life++) {
		sp = NULL;
		CHECK_INT(spool_open(NULL, &cfg, &sp), 0);
		append(sp, SPOOL_BEGIN, 10 + life);
		append(sp, SPOOL_END, 10 + life);
		if (!life)
			expect(sp, SPOOL_END, 1);
		expect_none(sp);
		CHECK_INT(spool_keep(sp, kept, 2), 0);
		if (!life) {
			expect(sp, SPOOL_CUT, 3);
			expect(sp, SPOOL_CUT, 5);
		}
		expect(sp, SPOOL_END, 10 + life);
		if (life)
			append(sp, SPOOL_END, 2);
		if (life)
			expect(sp, SPOOL_END, 2);
		expect_none(sp);
		spool_release(sp);
		spool_close(&sp);
	}
	CHECK_INT(spool_open(NULL, &cfg, &sp), 0);
	expect(sp, SPOOL_END, 2);	/* it lies behind the begin of 4 */
	CHECK_INT(spool_keep(sp, NULL, 0), 0);
	expect(sp, SPOOL_CUT, 4);
	expect_none(sp);
	spool_close(&sp);
	anew();
}

/* Many laps, entries of all lengths, restarts in between. */
static void test_laps(void)
{
	struct spool *sp;
	struct spool_stats stats;
	uint64_t wrote = 1, read = 1;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	for (unsigned turn = 0; turn < 400; turn++) {
		struct spool_entry e;

		for (unsigned i = 0; i < 20; i++)
			CHECK_INT(append(sp, SPOOL_END, wrote++), 0);
		while (spool_read(sp, &e)) {
			CHECK_INT(e.call, read++);
			CHECK(is_right(&e));
		}
		CHECK_INT(read, wrote);
		spool_release(sp);
		if (turn % 50 == 49) {
			spool_close(&sp);
			sp = start(SPOOL_MIN_SIZE);
			expect_none(sp);
		}
		usleep(3000);	/* the room returns with the next sync */
	}
	spool_stats(sp, &stats);
	CHECK_INT(stats.lost, 0);
	CHECK_INT(stats.damaged, 0);
	CHECK_INT(stats.used, 0);
	spool_close(&sp);
}

/* One call outlasts many laps; it neither stops the ring nor is it forgotten. */
static void test_long_call(void)
{
	struct spool *sp;
	struct spool_stats stats;
	uint64_t call = 1000;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	append(sp, SPOOL_BEGIN, 7);
	for (unsigned turn = 0; turn < 200; turn++) {
		struct spool_entry e;

		for (unsigned i = 0; i < 20; i++)
			CHECK_INT(append(sp, SPOOL_END, call++), 0);
		while (spool_read(sp, &e))
			CHECK(e.call != 7);
		spool_release(sp);
		usleep(3000);
	}
	spool_stats(sp, &stats);
	CHECK_INT(stats.open_calls, 1);
	CHECK_INT(stats.lost, 0);
	spool_close(&sp);
	sp = start(SPOOL_MIN_SIZE);
	for (struct spool_entry e; spool_read(sp, &e) && e.kind == SPOOL_END;)
		CHECK(e.call != 7);
	expect_none(sp);
	spool_release(sp);
	spool_close(&sp);
	sp = start(SPOOL_MIN_SIZE);
	expect_none(sp);
	spool_close(&sp);
}

/* Nobody reads: the alarm, memory, and then what is lost is counted; all else comes out in its order, once. */
static void test_full(void)
{
	struct spool *sp;
	struct spool_stats stats;
	uint64_t call = 1, kept;
	int rc;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	while ((rc = append(sp, SPOOL_END, call)) == 0)
		call++;
	CHECK_INT(rc, -EAGAIN);
	CHECK_INT(last_state, SPOOL_FULL);
	CHECK_INT(alarms, 2);
	for (unsigned i = 1; i < 8; i++)
		CHECK_INT(append(sp, SPOOL_END, ++call), -EAGAIN);
	kept = call;
	CHECK_INT(append(sp, SPOOL_BEGIN, 5000), -ENOBUFS);
	CHECK_INT(last_state, SPOOL_FULL);
	CHECK_INT(append(sp, SPOOL_END, 5001), -ENOBUFS);
	CHECK_INT(append(sp, SPOOL_END, 5002), -ENOBUFS);
	CHECK_INT(last_state, SPOOL_LOSING);
	spool_stats(sp, &stats);
	CHECK_INT(stats.lost, 2);
	CHECK_INT(stats.waiting, 8);
	for (uint64_t n = 1; n <= kept; n++) {
		struct spool_entry e;

		for (unsigned tries = 0; !(rc = spool_read(sp, &e)) && tries < 1000; tries++) {
			spool_release(sp);
			usleep(1000);
		}
		if (!CHECK_INT(rc, 1) || !CHECK_INT(e.call, n))
			break;
		CHECK(is_right(&e));
	}
	spool_release(sp);
	expect_none(sp);
	usleep(20000);
	CHECK_INT(append(sp, SPOOL_END, 1), 0);
	CHECK_INT(last_state, SPOOL_OK);
	spool_close(&sp);
}

/* The begins of many calls fill it: ends still find room, and the calls' ends let it go again. */
static void test_begins(void)
{
	struct spool *sp;
	struct spool_entry e;
	uint64_t call = 1, begun;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	while (append(sp, SPOOL_BEGIN, call) == 0)
		call++;
	begun = call;
	CHECK_INT(append(sp, SPOOL_END, 1), 0);
	expect(sp, SPOOL_END, 1);
	expect_none(sp);
	for (call = 2; call < begun; call++) {
		for (unsigned tries = 0; append(sp, SPOOL_END, call) < 0 && tries < 100; tries++)
			usleep(2000);
		while (spool_read(sp, &e))
			CHECK_INT(e.kind, SPOOL_END);
		spool_release(sp);
	}
	usleep(20000);
	CHECK_INT(append(sp, SPOOL_BEGIN, 1), 0);
	spool_close(&sp);
}

static void copy_file(const char *from, const char *to, off_t cut)
{
	static uint8_t buf[SPOOL_MIN_SIZE];
	int in = open(from, O_RDONLY), out = open(to, O_RDWR | O_CREAT | O_TRUNC, 0600);
	ssize_t n = read(in, buf, sizeof(buf));

	/* What came after the cut never reached the disk: zeros. */
	if (cut < n)
		memset(buf + cut, 0, (size_t)(n - cut));
	CHECK_INT(write(out, buf, (size_t)n), n);
	close(in);
	close(out);
}

/* A power cut at every octet of the last entry; of the entry before nothing is lost, and the torn one is never told. */
static void test_torn(void)
{
	struct spool *sp;
	struct spool_stats stats;
	char kept[96];
	off_t start_at, end_at;

	anew();
	snprintf(kept, sizeof(kept), "%s/kept", folder);
	sp = start(SPOOL_MIN_SIZE);
	append(sp, SPOOL_END, 1);
	spool_stats(sp, &stats);
	start_at = RING_AT + (off_t)stats.used;
	append(sp, SPOOL_END, 2);
	spool_stats(sp, &stats);
	end_at = RING_AT + (off_t)stats.used;
	spool_close(&sp);
	rename(path, kept);
	for (off_t cut = start_at; cut <= end_at; cut++) {
		struct spool_entry e;
		int rc;

		copy_file(kept, path, cut);
		sp = start(SPOOL_MIN_SIZE);
		expect(sp, SPOOL_END, 1);
		rc = spool_read(sp, &e);
		/* the last octets are zeros themselves */
		CHECK(rc == 0 ? cut < end_at : is_right(&e) && e.call == 2 && cut > end_at - 8);
		append(sp, SPOOL_END, 3);
		expect(sp, SPOOL_END, 3);
		spool_close(&sp);
	}
	unlink(kept);
}

static void spoil(off_t at, size_t length)
{
	static const uint8_t junk[4096] = { 1, 2, 3 };
	int fd = open(path, O_WRONLY);

	CHECK_INT(pwrite(fd, junk, length, at), (ssize_t)length);
	close(fd);
}

/* A hole in the middle costs what was in it, and is counted; one head slot may be torn, two are refused. */
static void test_damage(void)
{
	struct spool_config cfg = config(SPOOL_MIN_SIZE);
	struct spool *sp;
	struct spool_stats stats;
	off_t second;

	anew();
	sp = start(SPOOL_MIN_SIZE);
	append(sp, SPOOL_END, 1);
	spool_stats(sp, &stats);
	second = RING_AT + (off_t)stats.used;
	append(sp, SPOOL_END, 2);
	append(sp, SPOOL_END, 3);
	spool_close(&sp);
	spoil(second + 40, 8);
	sp = start(SPOOL_MIN_SIZE);
	expect(sp, SPOOL_END, 1);
	expect(sp, SPOOL_END, 3);
	expect_none(sp);
	spool_stats(sp, &stats);
	CHECK(stats.damaged > 0);
	spool_close(&sp);
	spoil(0, 4096);
	sp = start(SPOOL_MIN_SIZE);
	expect(sp, SPOOL_END, 1);
	spool_close(&sp);
	spoil(0, 4096);
	spoil(4096, 4096);
	CHECK_INT(spool_open(NULL, &cfg, &sp), -EPROTO);
}

static void test_refusals(void)
{
	struct spool_config cfg = config(SPOOL_MIN_SIZE - 1);
	struct spool *sp, *other = NULL;
	uint8_t big[SPOOL_MAX_DATA + 1] = { 0 };
	struct stat st;

	anew();
	CHECK_INT(spool_open(NULL, &cfg, &sp), -EINVAL);
	sp = start(SPOOL_MIN_SIZE);
	cfg.size = SPOOL_MIN_SIZE;
	CHECK_INT(spool_open(NULL, &cfg, &other), -EBUSY);
	CHECK_INT(spool_append(sp, SPOOL_END, 1, big, sizeof(big)), -EMSGSIZE);
	CHECK_INT(spool_append(sp, SPOOL_END, 1, big, SPOOL_MAX_DATA), 0);
	spool_close(&sp);
	/* Another size counts once it is empty. */
	sp = start(2 * SPOOL_MIN_SIZE);
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_size, SPOOL_MIN_SIZE);
	for (struct spool_entry e; spool_read(sp, &e);)
		CHECK_INT(e.length, SPOOL_MAX_DATA);
	spool_release(sp);
	spool_close(&sp);
	sp = start(2 * SPOOL_MIN_SIZE);
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_size, 2 * SPOOL_MIN_SIZE);
	/* All of it is taken from the disk already. */
	CHECK((uint64_t)st.st_blocks * 512 >= 2 * SPOOL_MIN_SIZE);
	spool_close(&sp);
	cfg.folder = "/proc/no-such-folder";
	CHECK(spool_open(NULL, &cfg, &sp) < 0);
}

/* CRC-32C: the check value of its catalogues and RFC 3720 B.4's, in any two pieces, whichever way the octets are taken. */
static void test_checksum(void)
{
	const char digits[] = "123456789123456789123456789";
	uint8_t octets[32] = { 0 };

	CHECK_INT(spool_crc(0, "123456789", 9), 0xe3069283);
	CHECK_INT(spool_crc(0, octets, 32), 0x8a9136aa);
	for (unsigned i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)i;
	CHECK_INT(spool_crc(0, octets, 32), 0x46dd794e);
	for (size_t n = 0; n < sizeof(digits); n++)
		CHECK_INT(spool_crc(spool_crc(0, digits, n), digits + n, sizeof(digits) - 1 - n), spool_crc(0, digits, sizeof(digits) - 1));
}

int main(void)
{
	snprintf(folder, sizeof(folder), "/tmp/mpabx-spool-XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/spool", folder);
	mpabx_log_init(NULL);
	test_checksum();
	test_order();
	test_restart();
	test_later_begin();
	test_kept();
	test_laps();
	test_long_call();
	test_full();
	test_begins();
	test_torn();
	test_damage();
	test_refusals();
	unlink(path);
	rmdir(folder);
	return CHECK_DONE();
}
