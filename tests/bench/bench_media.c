/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A relay's CPU time for a second of a call: 100 packets, 50 a direction, spread over time, G.711 of 20 ms.
 *   bench_media ours|osmo-mgw|rtpengine|floor ADDRESS PID CALLS SECONDS RUNS
 * Sets the calls up as each relay is driven (MGCP; rtpengine's ng protocol; `floor` is a bare relay of our own, forked here,
 * one receive and one send a packet) and prints a line a run: microseconds. A run that lost a packet is void, said on
 * standard error, and tried again. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <dirent.h>
#include <unistd.h>

#define MAX_CALLS 2000
#define PACKET 172
#define FLOOR_PORT 30000

static int phone[2 * MAX_CALLS];
static unsigned num_calls;
static const char *target, *address;
static char own_address[INET_ADDRSTRLEN];
static int control;

static void die(const char *what)
{
	fprintf(stderr, "bench_media: %s: %s\n", what, errno ? strerror(errno) : "");
	exit(1);
}

static struct sockaddr_in at(const char *host, uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, host, &a.sin_addr) != 1)
		die(host);
	return a;
}

static int open_udp(const char *host, uint16_t port)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), octets = 4 << 20;
	struct sockaddr_in a = at(host, port);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		die("bind");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	return fd;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in a;
	socklen_t size = sizeof(a);

	getsockname(fd, (struct sockaddr *)&a, &size);
	return ntohs(a.sin_port);
}

/* ---- how the relays are driven ---- */
static void sdp_of(int fd, char *buf, size_t size)
{
	snprintf(buf, size, "v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %u RTP/AVP 8 101\r\n"
		 "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n",
		 own_address, own_address, port_of(fd));
}

static char *ask(const char *question, uint16_t port)
{
	static char answer[8000];
	struct sockaddr_in to = at(address, port);
	ssize_t n;

	sendto(control, question, strlen(question), 0, (struct sockaddr *)&to, sizeof(to));
	for (int i = 0; i < 4000; i++) {
		n = recv(control, answer, sizeof(answer) - 1, MSG_DONTWAIT);
		if (n > 0) {
			answer[n] = '\0';
			return answer;
		}
		usleep(500);
	}
	die("no answer");
	return NULL;
}

static void connect_phone(int fd, const char *answer)
{
	const char *m = strstr(answer, "m=audio ");
	struct sockaddr_in to = at(address, m ? (uint16_t)atoi(m + 8) : 0);

	if (!m || !to.sin_port || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		errno = 0;
		die(answer);
	}
}

static void mgcp_call(unsigned call, bool ours)
{
	static unsigned transaction = 1000;
	char question[2000], sdp[500], endpoint[80], watch[80];
	const char *z, *answer;

	for (unsigned side = 0; side < 2; side++) {
		int fd = phone[2 * call + side];

		if (!side)
			snprintf(endpoint, sizeof(endpoint), ours ? "pr/$@mpabx-media" : "rtpbridge/*@mgw");
		/* DTMF is watched on one side of ours, as in a call that may be transferred */
		snprintf(watch, sizeof(watch), ours && !side ? "X: 1\r\nR: X-PBX/code@$(N)(map=(#1|#3))\r\n" : "");
		sdp_of(fd, sdp, sizeof(sdp));
		snprintf(question, sizeof(question), "CRCX %u %s MGCP 1.0\r\nC: %X\r\nL: p:20, a:PCMA, nt:IN\r\nM: sendrecv\r\n%s\r\n%s",
			 ++transaction, endpoint, call + 1, watch, sdp);
		answer = ask(question, 2427);
		connect_phone(fd, answer);
		z = strstr(answer, "Z: ");
		if (z)
			sscanf(z + 3, "%79[^\r\n]", endpoint);
	}
}

static void ng_call(unsigned call)
{
	char question[3000], sdp[500];

	for (unsigned side = 0; side < 2; side++) {
		char id[24];

		sdp_of(phone[2 * call + side], sdp, sizeof(sdp));
		snprintf(id, sizeof(id), "call%04u", call);
		/* The answer to the caller's offer is what the called one shall send to, and the other way round. */
		if (!side)
			snprintf(question, sizeof(question), "%u_0 d7:call-id8:%s7:command5:offer8:from-tag1:a3:sdp%zu:%se", call, id,
				 strlen(sdp), sdp);
		else
			snprintf(question, sizeof(question), "%u_1 d7:call-id8:%s7:command6:answer8:from-tag1:a3:sdp%zu:%s6:to-tag1:be",
				 call, id, strlen(sdp), sdp);
		connect_phone(phone[2 * call + !side], ask(question, 2223));
	}
}

/* ---- the floor: one epoll, each packet received and sent at once, every 5 ms ---- */
static void floor_main(void)
{
	static int fd[2 * MAX_CALLS];
	struct epoll_event ev[512];
	struct timespec tick = { 0, 5000000 };
	int ep = epoll_create1(0);
	uint8_t data[2000];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (unsigned i = 0; i < 2 * num_calls; i++) {
		struct sockaddr_in to = at(own_address, port_of(phone[i]));
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = i };

		fd[i] = open_udp(address, (uint16_t)(FLOOR_PORT + i));
		connect(fd[i], (struct sockaddr *)&to, sizeof(to));
		epoll_ctl(ep, EPOLL_CTL_ADD, fd[i], &e);
	}
	for (;;) {
		int n = epoll_wait(ep, ev, 512, 0);

		for (int i = 0; i < n; i++) {
			ssize_t got = recv(fd[ev[i].data.u32], data, sizeof(data), 0);

			if (got > 0)
				send(fd[ev[i].data.u32 ^ 1], data, (size_t)got, 0);
		}
		if (n < 512)
			nanosleep(&tick, NULL);
	}
}

static void set_up(pid_t *pid)
{
	for (unsigned i = 0; i < 2 * num_calls; i++)
		phone[i] = open_udp(own_address, 0);
	if (!strcmp(target, "floor")) {
		*pid = fork();
		if (!*pid)
			floor_main();
		usleep(300000);
		for (unsigned i = 0; i < 2 * num_calls; i++) {
			struct sockaddr_in to = at(address, (uint16_t)(FLOOR_PORT + i));

			connect(phone[i], (struct sockaddr *)&to, sizeof(to));
		}
		return;
	}
	for (unsigned call = 0; call < num_calls; call++) {
		if (!strcmp(target, "rtpengine"))
			ng_call(call);
		else
			mgcp_call(call, !strcmp(target, "ours"));
	}
}

/* ---- the load ---- */
static unsigned long long cpu_ns(pid_t pid)
{
	char path[64], file[400];
	unsigned long long sum = 0, ns;
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		FILE *f;

		snprintf(file, sizeof(file), "%s/%s/schedstat", path, e->d_name);
		f = *e->d_name == '.' ? NULL : fopen(file, "r");
		if (f && fscanf(f, "%llu", &ns) == 1)
			sum += ns;
		if (f)
			fclose(f);
	}
	if (d)
		closedir(d);
	return sum;
}

static unsigned long take_all(void)
{
	static uint8_t data[2000];
	unsigned long n = 0;

	for (unsigned i = 0; i < 2 * num_calls; i++)
		while (recv(phone[i], data, sizeof(data), MSG_DONTWAIT) > 0)
			n++;
	return n;
}

/* \returns packets sent; *received those that came back, RTCP has its own ports */
static unsigned long load(unsigned ms, unsigned long *received)
{
	static uint16_t seq = 1;
	uint8_t packet[PACKET] = { 0x80, 8 }, data[2000];
	unsigned long sent = 0;
	struct timespec next;

	memset(packet + 12, 0xd5, PACKET - 12);
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (unsigned step = 0; step < ms; step++) {
		seq += step % 20 == 0;
		for (unsigned i = step % 20; i < 2 * num_calls; i += 20) {
			uint32_t ts = htonl(seq * 160u), ssrc = htonl(i + 1);
			uint16_t s = htons(seq);

			memcpy(packet + 2, &s, 2);
			memcpy(packet + 4, &ts, 4);
			memcpy(packet + 8, &ssrc, 4);
			sent += send(phone[i], packet, PACKET, 0) == PACKET;
			while (recv(phone[(i + 10) % (2 * num_calls)], data, sizeof(data), MSG_DONTWAIT) > 0)
				(*received)++;
		}
		next.tv_nsec += 1000000;
		if (next.tv_nsec >= 1000000000)
			next.tv_nsec -= 1000000000, next.tv_sec++;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	return sent;
}

int main(int argc, char **argv)
{
	unsigned seconds, runs, done = 0;
	pid_t pid;

	if (argc != 7 || (num_calls = (unsigned)atoi(argv[4])) > MAX_CALLS || !num_calls) {
		fprintf(stderr, "usage: bench_media ours|osmo-mgw|rtpengine|floor ADDRESS PID CALLS SECONDS RUNS\n");
		return 2;
	}
	target = argv[1];
	address = argv[2];
	pid = (pid_t)atoi(argv[3]);
	seconds = (unsigned)atoi(argv[5]);
	runs = (unsigned)atoi(argv[6]);
	snprintf(own_address, sizeof(own_address), "%s", address);
	*strrchr(own_address, '.') = '\0';
	strcat(own_address, ".222");
	control = open_udp(own_address, 0);
	set_up(&pid);
	for (unsigned tries = 0; done < runs && tries < 3 * runs; tries++) {
		unsigned long received = 0, sent;
		unsigned long long before, used;

		load(1000, &received);	/* phones and caches warm */
		usleep(100000);
		take_all();
		received = 0;
		before = cpu_ns(pid);
		sent = load(seconds * 1000, &received);
		usleep(100000);
		received += take_all();
		used = cpu_ns(pid) - before;
		if (received != sent) {
			fprintf(stderr, "%s: void, %lu sent, %lu came\n", target, sent, received);
			continue;
		}
		printf("%.1f\n", (double)used / 1000 / ((double)sent / 100));
		fflush(stdout);
		done++;
	}
	if (!strcmp(target, "floor")) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return done < runs;
}
