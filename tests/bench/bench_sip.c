/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls through whatever stands at ADDRESS port 5060, and the CPU time that its processes take for one of them.
 *   bench_sip -p PID[,PID] [option]... ADDRESS
 *     -u USER,.. who is called, in turn  -r RATE   calls a second       -i ADDRESS  ours (caller port 5080, core port 5070)
 *     -n RUNS   windows that must count  -d S      their length         -w S        load before the first one
 *     -a DIGITS only legs to such a number answer, after -A MS; the others ring until they are cancelled
 *     -H N,N... held calls meanwhile, one list of windows for each; -m: instead of windows, memory a held
 *               call, -w S after they were made
 *     -x        the highest rate without a fault, from RATE on, -M RATE: up to it
 * One process is the caller and the core. INVITE, 180, 200, ACK, BYE, 200, evenly spaced in time. A window in which a
 * message came twice or had to be sent twice, a call failed, or our own pace was lost is void, said on standard error, and tried
 * again, three times as often as asked at most. Prints a line a window: HELD MICROSECONDS; -m: HELD kB; -x: calls a second.
 * No RTP: what sound costs is bench_media's. Left out: names, TCP, retransmission of 200. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_CALLS (1u << 17)	/* places; a call's number modulo this is its place */
#define MAX_LEGS (1u << 18)
#define MAX_PIDS 16
#define MAX_STAGES 8
#define MAX_USERS 64
#define FORGOTTEN_MS 8000

enum { IDLE, INVITED, UP, ENDING };

struct call {
	uint32_t number;
	uint8_t state;
	bool stays, again;
	uint64_t sent_ms;
	char *bye;		/* what ends it, written when it was answered; NULL where it ends at once */
};

struct leg {
	uint64_t key;		/* of its Call-ID; 0: free */
	uint64_t answer_ms;
	uint8_t state;		/* IDLE: rings */
	char *answer;
};

static struct {
	const char *target, *user[MAX_USERS], *answering;
	unsigned users;
	char own[INET_ADDRSTRLEN];
	unsigned rate, most_rate, runs, seconds, warm, answer_ms, held[MAX_STAGES], stages, pids;
	int pid[MAX_PIDS];
	bool memory, highest;
} opt = { .user = { "0639980101" }, .users = 1, .rate = 500, .most_rate = 20000, .runs = 5, .seconds = 6, .warm = 4 };

static struct call *calls;
static struct leg *legs;
static struct { uint32_t begun, done, held, failed, twice, late; } count;
static int caller_fd, core_fd;
static struct sockaddr_in target;
static uint32_t pending_answers;
static unsigned first_call;

static void die(const char *what)
{
	fprintf(stderr, "bench_sip: %s: %s\n", what, errno ? strerror(errno) : "");
	exit(1);
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int open_udp(uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), octets = 32 << 20;

	inet_pton(AF_INET, opt.own, &a.sin_addr);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		die("bind");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof(octets)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	return fd;
}

static void put(int fd, const char *text)
{
	if (sendto(fd, text, strlen(text), 0, (struct sockaddr *)&target, sizeof(target)) < 0)
		count.failed++;
}

/* ---- what is read of a message ---- */
/* The value of a field's first line. */
static bool field(const char *m, const char *name, char *ret, size_t size)
{
	size_t n = strlen(name), used;
	const char *p = m;

	while ((p = strstr(p, "\r\n"))) {
		p += 2;
		if (strncasecmp(p, name, n) || p[n] != ':')
			continue;
		for (p += n + 1; *p == ' '; p++)
			;
		used = strcspn(p, "\r\n");
		if (used >= size)
			return false;
		memcpy(ret, p, used);
		ret[used] = '\0';
		return true;
	}
	return false;
}

/* All lines of these names, as they came. */
static void lines(const char *m, const char *name, const char *as, char *ret, size_t size)
{
	size_t n = strlen(name), used = 0;
	const char *p = m;

	ret[0] = '\0';
	while ((p = strstr(p, "\r\n")) && p[2] != '\r') {
		p += 2;
		if (!strncasecmp(p, name, n) && p[n] == ':' && used < size)
			used += (size_t)snprintf(ret + used, size - used, "%s%.*s\r\n", as, (int)strcspn(p + n, "\r\n"), p + n);
	}
}

static uint64_t key_of(const char *m)
{
	char id[200] = "";
	uint64_t h = 14695981039346656037u;

	field(m, "Call-ID", id, sizeof(id));
	for (const char *c = id; *c; c++)
		h = (h ^ (uint8_t)*c) * 1099511628211u;
	return h | 1;
}

/* ---- the caller ---- */
static const char *const sdp = "v=0\r\no=u 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %u RTP/AVP 8\r\n"
			       "a=rtpmap:8 PCMA/8000\r\na=ptime:20\r\n";

static void invite(struct call *c)
{
	char text[2000], body[300];
	const char *user = opt.user[c->number % opt.users];
	int n = snprintf(body, sizeof(body), sdp, opt.own, opt.own, 6000);

	snprintf(text, sizeof(text), "INVITE sip:%s@%s:5060 SIP/2.0\r\nVia: SIP/2.0/UDP %s:5080;branch=z9hG4bK-%u-%u-0\r\n"
		 "From: <sip:0199005678@%s:5080>;tag=%uT%u\r\nTo: <sip:%s@%s:5060>\r\nCall-ID: %u-%u@%s\r\nCSeq: 1 INVITE\r\n"
		 "Contact: <sip:0199005678@%s:5080>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
		 user, opt.target, opt.own, first_call, c->number, opt.own, first_call, c->number, user, opt.target, c->number,
		 first_call, opt.own, opt.own, n, body);
	put(caller_fd, text);
}

/* ACK or BYE: to the Contact of the 200, by its Record-Route. */
static void within(const struct call *c, const char *method, unsigned cseq, const char *m, char *ret, size_t size)
{
	char contact[300] = "", to[300] = "", route[1000], *uri, *end;

	field(m, "Contact", contact, sizeof(contact));
	field(m, "To", to, sizeof(to));
	lines(m, "Record-Route", "Route", route, sizeof(route));
	uri = strchr(contact, '<') ? strchr(contact, '<') + 1 : contact;
	end = strchr(uri, '>');
	if (end)
		*end = '\0';
	snprintf(ret, size, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s:5080;branch=z9hG4bK-%u-%u-%u%s\r\n%sFrom: <sip:0199005678@%s:5080>;tag=%uT%u\r\n"
		 "To: %s\r\nCall-ID: %u-%u@%s\r\nCSeq: %u %s\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n", method, uri, opt.own,
		 first_call, c->number, cseq, *method == 'A' ? "a" : "", route, opt.own, first_call, c->number, to, c->number, first_call, opt.own,
		 cseq, method);
}

static void answered(struct call *c, const char *m)
{
	char text[2500];

	if (c->state != INVITED) {
		count.twice++;
		return;
	}
	within(c, "ACK", 1, m, text, sizeof(text));
	put(caller_fd, text);
	c->state = UP;
	if (c->stays) {
		count.held++;
		return;
	}
	within(c, "BYE", 2, m, text, sizeof(text));
	c->bye = strdup(text);
	put(caller_fd, text);
	c->state = ENDING;
	c->sent_ms = now_us() / 1000;
}

static void forget(struct call *c)
{
	free(c->bye);
	c->bye = NULL;
	c->state = IDLE;
}

static void to_caller(const char *m)
{
	char id[100] = "", cseq[40] = "";
	unsigned number, life, status = (unsigned)atoi(m + 8);
	struct call *c;

	if (strncmp(m, "SIP/2.0 ", 8) || !field(m, "Call-ID", id, sizeof(id)) || sscanf(id, "%u-%u", &number, &life) != 2 || life != first_call)
		return;
	field(m, "CSeq", cseq, sizeof(cseq));
	c = &calls[number % MAX_CALLS];
	if (status < 200 || c->number != number)
		return;
	if (strstr(cseq, "INVITE")) {
		if (status < 300) {
			answered(c, m);
		} else if (c->state == INVITED) {
			count.failed++;
			fprintf(stderr, "failed: %.60s\n", m);
			forget(c);
		}
	} else if (strstr(cseq, "BYE") && c->state == ENDING) {
		if (status < 300)
			count.done++;
		else
			count.failed++;
		forget(c);
	}
}

/* What waits too long was lost: sent once more, then given up. Looks at so many places a millisecond that each has its turn. */
static void resend(uint64_t ms)
{
	static uint32_t at;

	for (unsigned i = 0; i < MAX_CALLS / 256; i++, at = (at + 1) % MAX_CALLS) {
		struct call *c = &calls[at];

		if ((c->state != INVITED && c->state != ENDING) || ms - c->sent_ms < (c->again ? FORGOTTEN_MS : 500))
			continue;
		count.late++;
		if (c->again) {
			forget(c);
			continue;
		}
		c->again = true;
		if (c->state == INVITED)
			invite(c);
		else
			put(caller_fd, c->bye);
	}
}

static void begin_call(bool stays)
{
	uint32_t number = ++count.begun;
	struct call *c = &calls[number % MAX_CALLS];

	while (c->state != IDLE)	/* a held one: its place is taken */
		c = &calls[(number = ++count.begun) % MAX_CALLS];
	*c = (struct call){ .number = number, .state = INVITED, .stays = stays, .sent_ms = now_us() / 1000 };
	invite(c);
}

/* ---- the core ---- */
static struct leg *leg_of(uint64_t key, bool make)
{
	for (unsigned i = 0; i < MAX_LEGS; i++) {
		struct leg *l = &legs[(key + i) & (MAX_LEGS - 1)];

		if (l->key == key)
			return l;
		if (!l->key) {
			if (make)
				*l = (struct leg){ .key = key };
			return make ? l : NULL;
		}
	}
	return NULL;
}

/* The places behind one that was freed move up (Knuth 6.4, R). */
static void leg_gone(struct leg *l)
{
	uint32_t hole = (uint32_t)(l - legs), i = hole;

	free(l->answer);
	for (;;) {
		legs[hole].key = 0;
		do {
			i = (i + 1) & (MAX_LEGS - 1);
			if (!legs[i].key)
				return;
		} while (((i - legs[i].key) & (MAX_LEGS - 1)) < ((i - hole) & (MAX_LEGS - 1)));
		legs[hole] = legs[i];
		hole = i;
	}
}

static void response(const char *m, const char *status, const char *cseq, const char *more, char *ret, size_t size)
{
	char via[1500], routes[1000], from[300] = "", to[300] = "", id[200] = "";

	lines(m, "Via", "Via", via, sizeof(via));
	lines(m, "Record-Route", "Record-Route", routes, sizeof(routes));
	field(m, "From", from, sizeof(from));
	field(m, "To", to, sizeof(to));
	field(m, "Call-ID", id, sizeof(id));
	snprintf(ret, size, "SIP/2.0 %s\r\n%s%sFrom: %s\r\nTo: %s%s\r\nCall-ID: %s\r\nCSeq: %s\r\nContact: <sip:s@%s:5070>\r\n%s", status, via,
		 routes, from, to, strstr(to, ";tag=") ? "" : ";tag=core", id, cseq, opt.own, more);
}

static void leg_invited(const char *m)
{
	char text[4000], body[300], more[500];
	struct leg *l = leg_of(key_of(m), false);
	const char *at = strchr(m, '@');
	size_t n = opt.answering ? strlen(opt.answering) : 0;

	if (l) {
		count.twice++;
		return;
	}
	l = leg_of(key_of(m), true);
	if (!l)
		die("too many legs");
	response(m, "180 Ringing", "1 INVITE", "Content-Length: 0\r\n\r\n", text, sizeof(text));
	put(core_fd, text);
	if (n && (!at || at - m < (ptrdiff_t)n || strncmp(at - n, opt.answering, n))) {
		response(m, "487 Request Terminated", "1 INVITE", "Content-Length: 0\r\n\r\n", text, sizeof(text));
		l->answer = strdup(text);
		return;
	}
	snprintf(body, sizeof(body), sdp, opt.own, opt.own, 6002);
	snprintf(more, sizeof(more), "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
	response(m, "200 OK", "1 INVITE", more, text, sizeof(text));
	l->state = UP;
	if (opt.answer_ms) {
		l->answer = strdup(text);
		l->answer_ms = now_us() / 1000 + opt.answer_ms;
		pending_answers++;
	} else {
		put(core_fd, text);
	}
}

static void to_core(const char *m)
{
	struct leg *l;
	char text[4000], cseq[40] = "";

	if (!strncmp(m, "INVITE ", 7)) {
		leg_invited(m);
		return;
	}
	l = leg_of(key_of(m), false);
	if (!strncmp(m, "ACK ", 4)) {
		if (l && l->state == ENDING)
			leg_gone(l);
		return;
	}
	if (strncmp(m, "BYE ", 4) && strncmp(m, "CANCEL ", 7))
		return;
	if (!l || l->state == ENDING)
		count.twice++;
	field(m, "CSeq", cseq, sizeof(cseq));
	response(m, "200 OK", cseq, "Content-Length: 0\r\n\r\n", text, sizeof(text));
	put(core_fd, text);
	if (l && *m == 'B') {
		leg_gone(l);
	} else if (l && l->state == IDLE) {
		put(core_fd, l->answer);
		l->state = ENDING;
	}
}

static void answer_due(uint64_t ms)
{
	for (uint32_t i = 0; pending_answers && i < MAX_LEGS; i++) {
		struct leg *l = &legs[i];

		if (!l->key || !l->answer_ms || l->answer_ms > ms)
			continue;
		put(core_fd, l->answer);
		l->answer_ms = 0;
		pending_answers--;
	}
}

/* ---- time ---- */
static void take(int fd, void (*message)(const char *m))
{
	static char m[65536];
	ssize_t n;

	while ((n = recv(fd, m, sizeof(m) - 1, 0)) > 0) {
		m[n] = '\0';
		message(m);
	}
}

static uint64_t next_us;	/* when the next call is due */

/* So long at this rate; calls that were not begun in time are begun late, and counted. */
static void load(unsigned rate, uint64_t us, bool stays, unsigned most)
{
	uint64_t end = now_us() + us, now, looked = 0;
	struct pollfd p[2] = { { .fd = caller_fd, .events = POLLIN }, { .fd = core_fd, .events = POLLIN } };

	if (!next_us || next_us + 100000 < now_us())
		next_us = now_us();
	while ((now = now_us()) < end) {
		while (rate && most && next_us <= now) {
			if (now - next_us > 200000)
				count.late++;
			begin_call(stays);
			next_us += 1000000 / rate;
			most--;
		}
		take(core_fd, to_core);
		take(caller_fd, to_caller);
		if (looked != now / 1000) {
			looked = now / 1000;
			resend(looked);
			answer_due(looked);
		}
		poll(p, 2, 1);
		if (stays && !most && !rate)
			break;
	}
}

static void measure_cpu(uint64_t *ret)
{
	*ret = 0;
	for (unsigned i = 0; i < opt.pids; i++) {
		char path[300];
		struct dirent *e;
		DIR *d;

		snprintf(path, sizeof(path), "/proc/%d/task", opt.pid[i]);
		d = opendir(path);
		if (!d)
			die(path);
		while ((e = readdir(d))) {
			unsigned long long ns;
			FILE *f;

			snprintf(path, sizeof(path), "/proc/%d/task/%.20s/schedstat", opt.pid[i], e->d_name);
			f = *e->d_name == '.' ? NULL : fopen(path, "r");
			if (f && fscanf(f, "%llu", &ns) == 1)
				*ret += ns;
			if (f)
				fclose(f);
		}
		closedir(d);
	}
}

static uint32_t faults(void)
{
	return count.failed + count.twice + count.late;
}

/* One window. \returns microseconds a call, 0: void */
static double window(unsigned rate)
{
	uint64_t before, after, start = now_us();
	uint32_t was = faults(), done = count.done;
	double share;

	measure_cpu(&before);
	load(rate, (uint64_t)opt.seconds * 1000000, false, UINT32_MAX);
	measure_cpu(&after);
	done = count.done - done;
	share = (double)done / ((double)rate * (double)(now_us() - start) / 1e6);
	if (faults() != was || share < 0.98 || share > 1.02) {
		fprintf(stderr, "void at %u/s: %u failed, %u twice, %u late in all, %.3f of the rate\n", rate, count.failed, count.twice, count.late,
			share);
		return 0;
	}
	return (double)(after - before) / 1000 / done;
}

static int windows(unsigned held)
{
	unsigned done = 0;

	for (unsigned tries = 0; done < opt.runs && tries < 3 * opt.runs; tries++) {
		double us = window(opt.rate);

		if (!us)
			continue;
		printf("%u %.1f\n", held, us);
		fflush(stdout);
		done++;
	}
	return done < opt.runs;
}

/* Held calls up to so many, beside the load where there is one. */
static int hold(unsigned held, unsigned rate)
{
	unsigned more = held - count.held, failed = count.failed;

	for (unsigned tries = 0; count.held < held && tries < 3; tries++) {
		next_us = 0;
		more = held - count.held;
		load(rate, (uint64_t)more * 1000000 / rate + 2000000, true, more);
	}
	if (count.held < held)
		fprintf(stderr, "bench_sip: %u of %u calls are held, %u failed\n", count.held, held, count.failed - failed);
	return count.held < held;
}

/* PSS: what is shared counts for its part. kB */
static unsigned long memory_kb(void)
{
	unsigned long sum = 0, kb;
	char path[64], line[200];

	for (unsigned i = 0; i < opt.pids; i++) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", opt.pid[i]);
		f = fopen(path, "r");
		while (f && fgets(line, sizeof(line), f))
			if (sscanf(line, "Pss: %lu kB", &kb) == 1)
				sum += kb;
		if (f)
			fclose(f);
	}
	return sum;
}

static int memory(void)
{
	unsigned long first = 0, kb;

	/* Tables of fixed size (of what was sent, of traces) fill with any call: they are no held one's. */
	load(opt.rate, (uint64_t)opt.warm * 2000000, false, UINT32_MAX);
	load(0, (uint64_t)opt.warm * 1000000, false, 0);
	for (unsigned i = 0; i < opt.stages; i++) {
		if (hold(opt.held[i], opt.rate))
			return 1;
		load(0, (uint64_t)opt.warm * 1000000, true, 1);
		kb = memory_kb();
		if (i)
			printf("%u %.2f\n", opt.held[i], (double)(kb - first) / (opt.held[i] - opt.held[0]));
		else
			first = kb;
		fprintf(stderr, "%u held: %lu kB\n", opt.held[i], kb);
	}
	return 0;
}

/* Each rate has three tries; steps of a tenth. */
static int highest(void)
{
	unsigned rate = opt.rate, good = 0;

	for (; rate <= opt.most_rate; rate += rate / 10) {
		double us = 0;

		for (unsigned tries = 0; tries < 3 && !us; tries++) {
			load(rate, (uint64_t)opt.warm * 1000000, false, UINT32_MAX);
			us = window(rate);
			if (!us)
				load(0, 3000000, false, 0);
		}
		if (!us)
			break;
		fprintf(stderr, "%u/s: %.0f us\n", rate, us);
		good = rate;
	}
	printf("%u %u\n", 0, good);
	return !good;
}

static void read_list(char *text, unsigned *ret, unsigned *num, unsigned most)
{
	for (char *p = strtok(text, ","); p && *num < most; p = strtok(NULL, ","))
		ret[(*num)++] = (unsigned)atoi(p);
}

static int read_options(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "u:r:i:n:d:w:a:A:H:M:mxp:")) != -1) {
		switch (c) {
		case 'u':
			opt.users = 0;
			for (char *p = strtok(optarg, ","); p && opt.users < MAX_USERS; p = strtok(NULL, ","))
				opt.user[opt.users++] = p;
			break;
		case 'r':
			opt.rate = (unsigned)atoi(optarg);
			break;
		case 'i':
			snprintf(opt.own, sizeof(opt.own), "%s", optarg);
			break;
		case 'n':
			opt.runs = (unsigned)atoi(optarg);
			break;
		case 'd':
			opt.seconds = (unsigned)atoi(optarg);
			break;
		case 'w':
			opt.warm = (unsigned)atoi(optarg);
			break;
		case 'a':
			opt.answering = optarg;
			break;
		case 'A':
			opt.answer_ms = (unsigned)atoi(optarg);
			break;
		case 'H':
			read_list(optarg, opt.held, &opt.stages, MAX_STAGES);
			break;
		case 'p':
			read_list(optarg, (unsigned *)opt.pid, &opt.pids, MAX_PIDS);
			break;
		case 'M':
			opt.most_rate = (unsigned)atoi(optarg);
			break;
		case 'm':
			opt.memory = true;
			break;
		case 'x':
			opt.highest = true;
			break;
		default:
			return -1;
		}
	}
	return optind + 1 == argc && opt.rate && opt.own[0] && opt.pids && opt.users ? 0 : -1;
}

int main(int argc, char **argv)
{
	int bad = 0;

	if (read_options(argc, argv) < 0) {
		fprintf(stderr, "usage: bench_sip -p PID[,PID] -i ADDRESS [-u USER,...] [-r RATE] [-n RUNS] [-d S] [-w S] [-a DIGITS] [-A MS] "
			"[-H N,N [-m]] [-x [-M RATE]] TARGET\n");
		return 2;
	}
	opt.target = argv[optind];
	target = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(5060) };
	if (inet_pton(AF_INET, opt.target, &target.sin_addr) != 1)
		die(opt.target);
	calls = calloc(MAX_CALLS, sizeof(*calls));
	legs = calloc(MAX_LEGS, sizeof(*legs));
	if (!calls || !legs)
		die("memory");
	caller_fd = open_udp(5080);
	core_fd = open_udp(5070);
	first_call = (unsigned)getpid();
	if (opt.memory)
		return memory();
	if (opt.highest)
		return highest();
	load(opt.rate, (uint64_t)opt.warm * 1000000, false, UINT32_MAX);
	if (!opt.stages)
		return windows(0);
	for (unsigned i = 0; i < opt.stages && !bad; i++) {
		unsigned more = opt.held[i] - count.held;

		if (more) {
			bad = hold(opt.held[i], opt.rate);
			/* Until there are as many transactions as there were. */
			load(opt.rate, (uint64_t)(more / opt.rate * 2 < opt.warm ? more / opt.rate * 2 + 2 : opt.warm) * 1000000, false,
			     UINT32_MAX);
		}
		bad = bad || windows(opt.held[i]);
	}
	return bad;
}
