/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What mpabx-portal gives to people who look and save: kept-alive connections, each one's own session, from one thread with
 * epoll, beside listeners whose streams of events stay open.
 *   bench_portal HOST PORT PID PEOPLE LISTENERS SECONDS RUNS
 * PEOPLE has a line a session: cookie, CSRF token, fleet, its first line, how many lines it has. Prints a line a run and
 * figure, "read.rps 2345.6": as many as go (16 asked at once), then at a fixed pace, where a request's time counts from the
 * moment at which it was due; and what one of as many as go costs the portal (PID, all its threads) as CPU time, which a busy
 * machine changes less. An answer that is not 200 ends the bench. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_PEOPLE 1000
#define CONNECTIONS 64			/* of people who ask */
#define MAX_LISTENERS 400
#define ANSWER 65536
#define MAX_TIMES 2000000

struct person { char cookie[64], csrf[64]; unsigned fleet, lines; unsigned long long first; };
struct connection {
	int fd;
	const struct person *who;
	bool busy, listener;
	uint64_t due_ns;
	size_t n;
	char buf[ANSWER];
};
enum kind { READ, LIST, GROUPS, WRITE };

static struct person people[MAX_PEOPLE];
static unsigned num_people;
static struct connection *connections, *listeners;
static unsigned num_listeners, heard;
static struct sockaddr_in portal;
static int loop;
static double times[MAX_TIMES];
static size_t num_times;
static unsigned rolls = 1;

static void __attribute__((noreturn)) die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "bench_portal: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The same sequence in each run. */
static unsigned roll(unsigned most)
{
	rolls = rolls * 1664525u + 1013904223u;
	return (rolls >> 8) % most;
}

static void people_read(const char *path)
{
	FILE *f = fopen(path, "r");
	struct person *p = people;

	if (!f)
		die("%s: %s", path, strerror(errno));
	while (num_people < MAX_PEOPLE && fscanf(f, "%63s %63s %u %llu %u", p->cookie, p->csrf, &p->fleet, &p->first, &p->lines) == 5) {
		num_people++;
		p++;
	}
	fclose(f);
	if (!num_people)
		die("%s: nobody", path);
}

static void connection_open(struct connection *c, const struct person *who, bool listener)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&portal, sizeof(portal)) < 0)
		die("connect: %s", strerror(errno));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	c->who = who;
	c->listener = listener;
	if (epoll_ctl(loop, EPOLL_CTL_ADD, c->fd, &e) < 0)
		die("epoll: %s", strerror(errno));
}

static void __attribute__((format(printf, 2, 3))) request_send(struct connection *c, const char *format, ...)
{
	char text[2048];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	c->busy = true;
	c->n = 0;
	/* a request is small and its connection idle: it goes in one piece */
	if (write(c->fd, text, (size_t)n) != n)
		die("write: %s", strerror(errno));
}

static void get(struct connection *c, const char *path)
{
	request_send(c, "GET /api/v1/fleets/%u%s HTTP/1.1\r\nHost: bench\r\nCookie: mpabx_session=%s\r\nAccept-Language: fr\r\n\r\n", c->who->fleet,
		     path, c->who->cookie);
}

static void put_forwardings(struct connection *c, unsigned long long line)
{
	char body[256];
	int n = snprintf(body, sizeof(body), "{\"no_answer\":{\"active\":true,\"destination\":{\"kind\":\"number\",\"number\":\"019900%04u\"}}}",
			 roll(10000));

	request_send(c, "PUT /api/v1/fleets/%u/lines/%llu/forwardings HTTP/1.1\r\nHost: bench\r\nCookie: mpabx_session=%s\r\n"
		     "X-CSRF-Token: %s\r\nIf-Match: *\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", c->who->fleet, line,
		     c->who->cookie, c->who->csrf, n, body);
}

static void ask(struct connection *c, enum kind kind)
{
	unsigned long long line = c->who->first + roll(c->who->lines);
	char path[96];

	switch (kind) {
	case READ:
		snprintf(path, sizeof(path), "/lines/%llu/forwardings", line);
		get(c, path);
		break;
	case LIST:
		get(c, "/lines?limit=25");
		break;
	case GROUPS:
		get(c, "/groups?limit=25");
		break;
	case WRITE:
		put_forwardings(c, line);
		break;
	}
}

/* \returns true once the answer is here whole */
static bool answer_is_whole(struct connection *c)
{
	char *end, *length;

	c->buf[c->n] = '\0';
	end = strstr(c->buf, "\r\n\r\n");
	if (!end)
		return false;
	if (strncmp(c->buf, "HTTP/1.1 200 ", 13))
		die("answered: %.400s", c->buf);
	length = strcasestr(c->buf, "\r\nContent-Length: ");
	if (!length || length > end)
		die("no length: %.200s", c->buf);
	return c->n >= (size_t)(end + 4 - c->buf) + strtoul(length + 18, NULL, 10);
}

static void take(struct connection *c)
{
	ssize_t n = read(c->fd, c->buf + c->n, ANSWER - 1 - c->n);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0)
		die("%s: %s", c->listener ? "a stream ended" : "the connection ended", n ? strerror(errno) : "by the portal");
	if (c->listener) {
		for (ssize_t i = 0; i + 7 < n; i++)
			heard += !memcmp(c->buf + i, "event: ", 7);
		return;
	}
	c->n += (size_t)n;
	if (!answer_is_whole(c))
		return;
	c->busy = false;
	if (num_times < MAX_TIMES)
		times[num_times++] = (double)(now_ns() - c->due_ns) / 1e6;
}

static void wait_for(int ms)
{
	struct epoll_event e[64];
	int n = epoll_wait(loop, e, 64, ms);

	for (int i = 0; i < n; i++)
		take(e[i].data.ptr);
}

static struct connection *idle_one(void)
{
	static unsigned next;

	for (unsigned i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &connections[next++ % CONNECTIONS];

		if (!c->busy)
			return c;
	}
	return NULL;
}

static unsigned busy_ones(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < CONNECTIONS; i++)
		n += connections[i].busy;
	return n;
}

static void drain(void)
{
	uint64_t until = now_ns() + 60000000000u;

	while (busy_ones()) {
		wait_for(100);
		if (now_ns() > until)
			die("no answer for a minute");
	}
}

static void begin(void)
{
	num_times = 0;
}

/* As many as go, so many at once. \returns a second's */
static double flood(enum kind kind, unsigned at_once, double seconds)
{
	uint64_t from = now_ns(), until = from + (uint64_t)(seconds * 1e9);

	begin();
	while (now_ns() < until) {
		for (unsigned n = busy_ones(); n < at_once; n++) {
			struct connection *c = idle_one();

			c->due_ns = now_ns();
			ask(c, kind);
		}
		wait_for(100);
	}
	drain();
	return (double)num_times / ((double)(now_ns() - from) / 1e9);
}

/* At a pace: what is due and finds everybody busy waits, and its time runs. */
static void paced(enum kind kind, double rate, double seconds)
{
	uint64_t from = now_ns(), total = (uint64_t)(rate * seconds), next = 0;

	begin();
	while (next < total) {
		uint64_t now = now_ns(), due;

		while (next < total && (due = from + (uint64_t)((double)next * 1e9 / rate)) <= now) {
			struct connection *c = idle_one();

			if (!c)
				break;
			c->due_ns = due;
			ask(c, kind);
			next++;
		}
		wait_for(next < total && idle_one() ? 0 : 10);
	}
	drain();
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* CPU time of a process, all its threads, in microseconds. */
static double cpu_of(const char *pid)
{
	char path[64], text[512] = "";
	unsigned long user, system;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	f = fopen(path, "r");
	if (!f || !fgets(text, sizeof(text), f) ||
	    sscanf(strrchr(text, ')') ? strrchr(text, ')') + 1 : "", " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
		die("%s: cannot be read", path);
	fclose(f);
	return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static double percentile(double share)
{
	qsort(times, num_times, sizeof(*times), by_value);
	return num_times ? times[(size_t)((double)(num_times - 1) * share)] : 0;
}

static void listeners_open(void)
{
	for (unsigned i = 0; i < num_listeners; i++) {
		connection_open(&listeners[i], &people[i % num_people], true);
		get(&listeners[i], "/events");
	}
	for (uint64_t until = now_ns() + 30000000000u; heard < num_listeners; wait_for(100))
		if (now_ns() > until)
			die("%u of %u streams began", heard, num_listeners);
}

/* Everybody's fleet is read once. */
static void warm_up(void)
{
	for (unsigned i = 0; i < CONNECTIONS; i++) {
		connections[i].due_ns = now_ns();
		ask(&connections[i], LIST);
		drain();
		ask(&connections[i], GROUPS);
		drain();
	}
}

int main(int argc, char **argv)
{
	static const struct { const char *name; enum kind kind; unsigned at_once; double pace; } all[] = {
		{ "read", READ, 16, 2000 }, { "list", LIST, 16, 500 }, { "groups", GROUPS, 16, 500 }, { "write", WRITE, 4, 100 },
	};
	double seconds;
	unsigned runs;

	if (argc != 8)
		die("HOST PORT PID PEOPLE LISTENERS SECONDS RUNS");
	portal = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2])) };
	if (inet_pton(AF_INET, argv[1], &portal.sin_addr) != 1)
		die("%s", argv[1]);
	people_read(argv[4]);
	num_listeners = (unsigned)atoi(argv[5]);
	seconds = atof(argv[6]);
	runs = (unsigned)atoi(argv[7]);
	loop = epoll_create1(0);
	connections = calloc(CONNECTIONS, sizeof(*connections));
	listeners = calloc(num_listeners + 1, sizeof(*listeners));
	if (!connections || !listeners || num_listeners > MAX_LISTENERS)
		die("%u listeners", num_listeners);
	for (unsigned i = 0; i < CONNECTIONS; i++)
		connection_open(&connections[i], &people[i % num_people], false);
	listeners_open();
	warm_up();
	for (unsigned run = 0; run < runs; run++) {
		for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
			double before = cpu_of(argv[3]), rps = flood(all[i].kind, all[i].at_once, seconds);

			printf("%s.rps %.6g\n", all[i].name, rps);
			printf("%s.cpu_us %.6g\n", all[i].name, (cpu_of(argv[3]) - before) / (double)(num_times ? num_times : 1));
			/* a pace that it cannot keep would measure how long the queue grew */
			paced(all[i].kind, rps * 0.8 < all[i].pace ? rps * 0.8 : all[i].pace, seconds);
			printf("%s.p99_ms %.4g\n%s.p50_ms %.4g\n", all[i].name, percentile(0.99), all[i].name, percentile(0.5));
			fflush(stdout);
		}
	}
	if (!num_listeners || heard > num_listeners)
		return 0;
	die("the listeners heard nothing of the changes");
}
