/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every case of RFC 4475 against a running agent: answered as it should be or dropped, and the agent lives on. Then
 * mutated messages by the ten thousand (an argument says how many), and no turn of the loop over 50 ms. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <osmocom/core/select.h>

#include "check.h"
#include "../lib/sip_raw.h"
#include "../lib/sip_torture.h"

#define STALL_MS 50
#define A_BATCH 8

static struct bed bed;
static struct phone a;
static struct raw raw;
static uint64_t longest;

/* Of some ten thousand broken pieces of a stream the library forgets one message (Debian's 1.12.11, tport_recv_stream).
 * Ours are watched by the other tests. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:su_home_new\n";
}

static uint64_t cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000ull + t.tv_nsec / 1000000;
}

/* A turn of the loop, timed: one that waits for nothing must not last. Where another program took the processor away
 * meanwhile, only our own time counts. */
static void turn(void)
{
	uint64_t start = bed_ms(), cpu = cpu_ms(), took;
	struct rusage before, after;

	getrusage(RUSAGE_THREAD, &before);
	sip_stack_turn(bed.stack);
	osmo_select_main(1);
	getrusage(RUSAGE_THREAD, &after);
	took = after.ru_nivcsw == before.ru_nivcsw ? bed_ms() - start : cpu_ms() - cpu;
	if (took > longest)
		longest = took;
}

static bool wanted(const char *want, const char *got)
{
	char status[4] = "";

	if (!strncmp(got, "SIP/2.0 ", 8))
		memcpy(status, got + 8, 3);
	for (;;) {
		size_t n = strcspn(want, "|");

		if (n == strlen(status) && !strncmp(want, status, n))
			return true;
		if (!want[n])
			return false;
		want += n + 1;
	}
}

static bool alive(void)
{
	static unsigned cseq;

	raw_request(&raw, "OPTIONS", ++cseq, NULL, NULL, NULL);
	return raw_recv(&raw, "SIP/2.0 200", 2000);
}

static void test_cases(void)
{
	char text[16384];

	CHECK_INT(torture_count, 49);
	for (unsigned i = 0; i < torture_count; i++) {
		const struct torture *t = &torture_cases[i];
		size_t n = torture_make(t, i, raw.port, text, sizeof(text));
		bool silent = !strcmp(t->want, "");

		a.ring = 180;
		raw_send(&raw, text, n);
		/* 100 comes first where an INVITE is taken; 486 again and again, until its ACK, which never comes. */
		do
			raw_recv(&raw, "SIP/2.0 ", silent ? 30 : 300);
		while (!strncmp(raw.got, "SIP/2.0 100", 11) || !strncmp(raw.got, "SIP/2.0 486", 11));
		if (!CHECK(wanted(t->want, raw.got)))
			printf("  %s (%s): %.40s\n", t->name, t->clause, raw.got[0] ? raw.got : "nothing");
		if (getenv("SIP_TORTURE"))
			printf("%-12s %-9s %.*s\n", t->name, t->clause, (int)strcspn(raw.got, "\r"), raw.got);
		if (a.d)
			sip_dialog_refuse(a.d, 486, NULL);
		a.d = NULL;
		phone_clear(&a);
		BED_WAIT(&bed, 2);
		while (raw_recv(&raw, "", 1))
			;
		CHECK(alive());
	}
}

static uint32_t seed = 4475;

static uint32_t dice(uint32_t sides)
{
	return torture_dice(&seed, sides);
}

/* Requests of a dialog that there is, so that what lies behind the tags is met too. */
static size_t within_make(unsigned number, char *text, size_t size)
{
	static const char *const methods[] = { "INVITE", "ACK", "BYE", "UPDATE", "PRACK", "INFO", "REFER", "NOTIFY", "CANCEL", "OPTIONS" };
	const char *method = methods[dice(10)];

	return snprintf(text, size, "%s sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKw%u\r\n%s%s%s"
			"CSeq: %u %s\r\nContact: <sip:x@127.0.0.1:%u>\r\nRAck: %u 1 INVITE\r\nSupported: timer, 100rel\r\n"
			"Session-Expires: %u;refresher=uac\r\nRefer-To: <sip:x@y?Replaces=a%%3Bto-tag=1>\r\nContent-Type: %s\r\n"
			"Content-Length: %zu\r\n\r\n%s", method, raw.port, number, raw.from, raw.to_line, raw.call_id, number, method,
			raw.port, dice(100), dice(4000), dice(2) ? "application/sdp" : "application/dtmf-relay", strlen(bed_sdp_b),
			bed_sdp_b);
}

static void test_mutated(unsigned count)
{
	char text[16384];
	uint64_t start = bed_ms();

	a.ring = 183;
	a.ring_sdp = a.reply_sdp = true;
	for (unsigned i = 0; i < count; i++) {
		size_t n;

		if (a.d && dice(16) == 0) {
			sip_dialog_end(a.d, 0, NULL);
			a.d = NULL;
		}
		a.answer = dice(2);
		a.reply = 200;
		if (dice(3) == 0 && raw.call_id[0])
			n = within_make(100 + i, text, sizeof(text));
		else
			n = torture_make(&torture_cases[dice(torture_count)], 1000 + dice(count), raw.port, text, sizeof(text));
		if (dice(10))
			n = torture_mutate(&seed, text, n, sizeof(text));
		raw_send(&raw, text, n);
		phone_clear(&a);
		if (i % A_BATCH)
			continue;
		turn();
		while (raw_recv(&raw, "", 0))	/* keeps what it saw of an answer's dialog out: requests only */
			;
	}
	printf("%u mutated messages in %u ms, longest turn %u ms, %u dialogs, %u transactions\n", count,
	       (unsigned)(bed_ms() - start), (unsigned)longest, sip_agent_dialogs(a.agent), sip_agent_transactions(a.agent));
	CHECK(longest < STALL_MS);
}

/* The same over TCP, where one message's end is the next one's beginning. */
static void test_stream(unsigned count)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(sip_agent_port(a.agent)) };
	char text[16384];
	int fd = -1;

	inet_pton(AF_INET, BED_HOST, &in.sin_addr);
	for (unsigned i = 0; i < count; i++) {
		size_t n = torture_make(&torture_cases[dice(torture_count)], 900000 + i, raw.port, text, sizeof(text));

		if (fd < 0) {
			fd = socket(AF_INET, SOCK_STREAM, 0);
			if (!CHECK(!connect(fd, (struct sockaddr *)&in, sizeof(in))))
				break;
			bed_turn(&bed);
		}
		n = torture_mutate(&seed, text, n, sizeof(text));
		if (send(fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 || dice(20) == 0) {
			close(fd);
			fd = -1;
		} else {
			while (recv(fd, text, sizeof(text), MSG_DONTWAIT) > 0)
				;
		}
		phone_clear(&a);
		turn();
	}
	if (fd >= 0)
		close(fd);
	BED_WAIT(&bed, 100);
	printf("%u over TCP, longest turn %u ms\n", count, (unsigned)longest);
	CHECK(longest < STALL_MS);
}

int main(int argc, char **argv)
{
	bed_open(&bed);
	phone_open(&a, &bed, "bob", NULL);
	raw_open(&raw, &bed, BED_HOST, sip_agent_port(a.agent));
	test_cases();
	test_mutated(argc > 1 ? atoi(argv[1]) : 10000);
	CHECK(alive());
	test_stream(argc > 1 ? atoi(argv[1]) / 10 : 1000);
	CHECK(alive());
	raw_close(&raw);
	phone_close(&a);
	bed_close(&bed);
	return CHECK_DONE();
}
