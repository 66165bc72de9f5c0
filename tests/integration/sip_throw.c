/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mutated SIP messages against a running node: sip_throw NODE-ADDRESS OWN-ADDRESS OWN-PORT NODE-PID COUNT [SEED]. The cases of RFC
 * 4475 as they are first, then seeded mutations of them and of what our own peers send: calls, and requests within calls that
 * there are. Between every few of them OPTIONS: how long its answer takes is how long the loop stood still. Time in which the node,
 * or we, only waited for a processor is taken off (/proc's schedstat): on a loaded machine it says nothing of the node.
 * With COUNT 0: half-open calls, as many as the seed says, that nobody goes on with. */
#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../lib/sip_torture.h"

#define A_BATCH 8
#define STALL_MS 50
#define SDP "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 101\r\n"

static struct sockaddr_in node;
static const char *own, *node_pid;
static unsigned port, options;
static int fd;
static uint32_t seed = 4475;
static double longest, longest_raw;
static unsigned stalls, answers;
static char call_id[200], from[400], to[400];	/* of the last call that the node answered to */

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* How long it has waited for a processor. */
static double waited_ms(const char *pid)
{
	char path[64];
	unsigned long long run, wait = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/schedstat", pid);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%llu %llu", &run, &wait) != 2)
		wait = 0;
	if (f)
		fclose(f);
	return (double)wait / 1e6;
}

static void throw_it(const char *text, size_t length)
{
	sendto(fd, text, length, 0, (struct sockaddr *)&node, sizeof(node));
}

static void keep(const char *text, const char *name, char *ret, size_t size)
{
	const char *at = strstr(text, name);
	size_t n = at ? strcspn(at, "\r\n") : 0;

	if (n && n + 3 < size)
		snprintf(ret, size, "%.*s\r\n", (int)n, at);
}

/* \returns false: nothing came in time */
static bool hear(char *text, size_t size, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return false;
	n = recv(fd, text, size - 1, 0);
	if (n < 0)
		return false;
	text[n] = '\0';
	answers++;
	if (strncmp(text, "SIP/2.0 1", 9) && strncmp(text, "SIP/2.0 2", 9))
		return true;
	if (strstr(text, " INVITE\r\n")) {
		keep(text, "Call-ID:", call_id, sizeof(call_id));
		keep(text, "From:", from, sizeof(from));
		keep(text, "To:", to, sizeof(to));
	}
	return true;
}

static bool ask(void)
{
	double before = now_ms(), waited = waited_ms(node_pid) + waited_ms("self"), took, raw;
	char text[16384], mark[32];
	int n;

	n = snprintf(mark, sizeof(mark), "alive-%u-%d", ++options, (int)getpid());
	n = snprintf(text, sizeof(text), "OPTIONS sip:node SIP/2.0\r\nVia: SIP/2.0/UDP %s:%u;branch=z9hG4bK%s\r\nFrom: <sip:t@%s>;tag=%s\r\n"
		     "To: <sip:node>\r\nCall-ID: %s\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
		     own, port, mark, own, mark, mark);
	throw_it(text, (size_t)n);
	do {
		if (now_ms() > before + 10000 || !hear(text, sizeof(text), 10000))
			return false;
	} while (!strstr(text, mark));
	raw = now_ms() - before;
	took = raw - (waited_ms(node_pid) + waited_ms("self") - waited);
	if (raw > longest_raw)
		longest_raw = raw;
	if (took > longest)
		longest = took;
	stalls += took > STALL_MS;
	return true;
}

static size_t call_make(unsigned number, char *text, size_t size)
{
	return (size_t)snprintf(text, size, "INVITE sip:0639980%03u@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%u;branch=z9hG4bKc%u\r\n"
		"From: <sip:+33199005678@%s>;tag=c%u\r\nTo: <sip:0639980101@%s>\r\nCall-ID: thrown-%u-%d@%s\r\nCSeq: 1 INVITE\r\n"
		"Contact: <sip:g@%s:%u>\r\nMax-Forwards: 60\r\nSupported: timer, 100rel\r\nAllow: INVITE, ACK, BYE, UPDATE, INFO\r\n"
		"P-Asserted-Identity: <sip:+33199005678@%s>\r\nDiversion: <sip:+33639980102@x>;reason=user-busy;counter=1\r\n"
		"History-Info: <sip:+33639980102@x?Reason=SIP%%3Bcause%%3D486>;index=1\r\nSession-Expires: 90\r\n"
		"Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n" SDP, 100 + torture_dice(&seed, 20), own, own, port,
		number, own, number, own, number, (int)getpid(), own, own, port, own, sizeof(SDP) - 1);
}

/* Within a call of ours that the node knows, so that what lies behind the tags is met too. */
static size_t within_make(unsigned number, char *text, size_t size)
{
	static const char *const methods[] = { "INVITE", "ACK", "BYE", "UPDATE", "PRACK", "INFO", "REFER", "NOTIFY", "CANCEL", "MESSAGE" };
	const char *method = methods[torture_dice(&seed, 10)];

	return (size_t)snprintf(text, size, "%s sip:g@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%u;branch=z9hG4bKw%u\r\n%s%s%s"
		"CSeq: %u %s\r\nContact: <sip:g@%s:%u>\r\nRAck: 1 1 INVITE\r\nRefer-To: <sip:x@y?Replaces=a%%3Bto-tag=1>\r\n"
		"Content-Type: %s\r\nContent-Length: %zu\r\n\r\n" SDP, method, own, own, port, number, from, to, call_id, 2 + number,
		method, own, port, torture_dice(&seed, 2) ? "application/sdp" : "application/dtmf-relay", sizeof(SDP) - 1);
}

static bool mutations(unsigned count)
{
	char text[16384];

	for (unsigned i = 0; i < torture_count; i++) {
		size_t n = torture_make(&torture_cases[i], i, port, text, sizeof(text));

		throw_it(text, n);
		if (!ask())
			return false;
	}
	printf("%u cases of RFC 4475: the node lives\n", torture_count);
	for (unsigned i = 0; i < count; i++) {
		unsigned kind = torture_dice(&seed, 8);
		size_t n;

		if (kind < 2 && call_id[0])
			n = within_make(i, text, sizeof(text));
		else if (kind == 2)
			n = call_make(i, text, sizeof(text));
		else
			n = torture_make(&torture_cases[torture_dice(&seed, torture_count)], 1000 + i, port, text, sizeof(text));
		throw_it(text, torture_mutate(&seed, text, n, sizeof(text)));
		if (i % A_BATCH == 0 && !ask())
			return false;
	}
	return true;
}

/* Thousands of legs give up together later, thousands of refusals are repeated. */
#define AFTERMATH_MS 40000

/* The caller says INVITE, and never anything again. */
static bool half_open(unsigned count)
{
	char text[4096];
	double until;

	for (unsigned i = 0; i < count; i++) {
		throw_it(text, call_make(1000000 + i, text, sizeof(text)));
		if (i % A_BATCH == 0 && !ask())
			return false;
	}
	for (until = now_ms() + AFTERMATH_MS; now_ms() < until; usleep(10000))
		if (!ask())
			return false;
	return true;
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int buffer = 4 << 20;
	double start = now_ms();
	unsigned count, thrown;
	bool alive;

	if (argc < 6) {
		fprintf(stderr, "sip_throw NODE OWN PORT NODE-PID COUNT [SEED]\n");
		return 2;
	}
	own = argv[2];
	port = (unsigned)atoi(argv[3]);
	node_pid = argv[4];
	count = (unsigned)atoi(argv[5]);
	if (argc > 6)
		seed = (uint32_t)strtoul(argv[6], NULL, 10);
	node = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(5060) };
	inet_pton(AF_INET, argv[1], &node.sin_addr);
	inet_pton(AF_INET, own, &at.sin_addr);
	at.sin_port = htons((uint16_t)port);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
		perror("bind");
		return 2;
	}
	thrown = count ? count : seed;
	alive = count ? mutations(count) : half_open(thrown);
	printf("%u messages in %.0f ms, %u heard, OPTIONS asked %u times: the longest answer %.1f ms (%.1f with waiting for a processor), "
	       "%u over %u ms%s\n", thrown, now_ms() - start, answers, options, longest, longest_raw, stalls, STALL_MS,
	       alive ? "" : "; THE NODE DOES NOT ANSWER");
	return alive ? stalls ? 3 : 0 : 1;
}
