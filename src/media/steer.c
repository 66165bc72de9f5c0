/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sk_lookup (Linux 5.9): asked for the socket of each UDP packet to our address and range of ports, the program looks the port
 * up in an array of agreed peers, drops what comes from elsewhere, and gives the rest to the worker's socket. So a flood
 * from strangers ends in the kernel, before any queue. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include "steer.h"

#define BATCH 64
#define RECEIVE_MAX 4096	/* packets a tick and worker */
#define HEADERS (sizeof(struct iphdr) + sizeof(struct udphdr))
#define CONTROL 64

/* What the kernel holds for each port. */
struct agreed {
	uint32_t address;	/* network order */
	uint32_t port;		/* network order, in the low half */
	uint32_t check;		/* CHECK_* */
	uint32_t worker;
};
enum { CHECK_CLOSED, CHECK_PEER, CHECK_HOST, CHECK_NOTHING };

/* One worker's sockets and buffers; touched with its lock held. */
struct lane {
	int in, out;
	struct mmsghdr get[BATCH], put[BATCH];
	struct iovec get_v[BATCH], put_v[BATCH];
	struct sockaddr_in from[BATCH], to[BATCH];
	char control[BATCH][CONTROL];
	uint8_t got[BATCH][RTP_MAX];
	uint8_t out_packet[BATCH][HEADERS + RTP_MAX];
	unsigned num_put;
	uint16_t ident;		/* IP's: where it is 0 the kernel chooses one, which costs more */
};

struct steer {
	struct steer_config cfg;
	int sockets, peers, program, link;
	struct agreed *agreed;	/* `peers`, mapped here */
	struct lane *lane;
};

static int sys_bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int make_map(enum bpf_map_type type, uint32_t value, uint32_t entries)
{
	union bpf_attr a = { .map_type = type, .key_size = 4, .value_size = value, .max_entries = entries,
		.map_flags = type == BPF_MAP_TYPE_ARRAY ? BPF_F_MMAPABLE : 0 };

	return sys_bpf(BPF_MAP_CREATE, &a);
}

static int update_map(int map, uint32_t key, const void *value)
{
	union bpf_attr a = { .map_fd = (uint32_t)map };

	a.key = (uintptr_t)&key;
	a.value = (uintptr_t)value;
	return sys_bpf(BPF_MAP_UPDATE_ELEM, &a) < 0 ? -errno : 0;
}

/* ---- the program ---- */
#define LOAD(size, dst, src, offset) { BPF_LDX | BPF_MEM | (size), dst, src, offset, 0 }
#define STORE(src, offset) { BPF_STX | BPF_MEM | BPF_W, BPF_REG_10, src, offset, 0 }
#define MOVE(dst, src) { BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0 }
#define SET(dst, value) { BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value }
#define ADD(dst, value) { BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, value }
#define IF(op, dst, value, skip) { BPF_JMP32 | (op) | BPF_K, dst, 0, skip, (int32_t)(value) }
#define IF_REG(op, dst, src, skip) { BPF_JMP32 | (op) | BPF_X, dst, src, skip, 0 }
#define IF_NULL(dst, skip) { BPF_JMP | BPF_JEQ | BPF_K, dst, 0, skip, 0 }
#define MAP(dst, fd) { BPF_LD | BPF_DW | BPF_IMM, dst, BPF_PSEUDO_MAP_FD, 0, fd }, { 0 }
#define CALL(helper) { BPF_JMP | BPF_CALL, 0, 0, 0, helper }
#define EXIT { BPF_JMP | BPF_EXIT, 0, 0, 0, 0 }
#define CTX(field) ((int16_t)offsetof(struct bpf_sk_lookup, field))

static int load_program(struct steer *s)
{
	const uint32_t first = s->cfg.first_port, last = first + 2 * s->cfg.num_conns - 1;
	/* Jumps count from the next instruction; MAP() is two. `pass` is at 41, `drop` at 43. */
	const struct bpf_insn code[] = {
		/*  0 */ MOVE(BPF_REG_6, BPF_REG_1),
		/*  1 */ LOAD(BPF_W, BPF_REG_3, BPF_REG_6, CTX(protocol)),
		/*  2 */ IF(BPF_JNE, BPF_REG_3, IPPROTO_UDP, 38),
		/*  3 */ LOAD(BPF_W, BPF_REG_3, BPF_REG_6, CTX(local_ip4)),
		/*  4 */ IF(BPF_JNE, BPF_REG_3, s->cfg.own.u.sin.sin_addr.s_addr, 36),
		/*  5 */ LOAD(BPF_W, BPF_REG_3, BPF_REG_6, CTX(local_port)),
		/*  6 */ IF(BPF_JLT, BPF_REG_3, first, 34),
		/*  7 */ IF(BPF_JGT, BPF_REG_3, last, 33),
		/*  8 */ ADD(BPF_REG_3, -(int32_t)first),
		/*  9 */ STORE(BPF_REG_3, -4),
		/* 10 */ MAP(BPF_REG_1, s->peers),
		/* 12 */ MOVE(BPF_REG_2, BPF_REG_10),
		/* 13 */ ADD(BPF_REG_2, -4),
		/* 14 */ CALL(BPF_FUNC_map_lookup_elem),
		/* 15 */ IF_NULL(BPF_REG_0, 25),
		/* 16 */ LOAD(BPF_W, BPF_REG_7, BPF_REG_0, offsetof(struct agreed, check)),
		/* 17 */ IF(BPF_JEQ, BPF_REG_7, CHECK_CLOSED, 25),
		/* 18 */ IF(BPF_JEQ, BPF_REG_7, CHECK_NOTHING, 7),
		/* 19 */ LOAD(BPF_W, BPF_REG_3, BPF_REG_6, CTX(remote_ip4)),
		/* 20 */ LOAD(BPF_W, BPF_REG_4, BPF_REG_0, offsetof(struct agreed, address)),
		/* 21 */ IF_REG(BPF_JNE, BPF_REG_3, BPF_REG_4, 21),
		/* 22 */ IF(BPF_JEQ, BPF_REG_7, CHECK_HOST, 3),
		/* 23 */ LOAD(BPF_H, BPF_REG_3, BPF_REG_6, CTX(remote_port)),
		/* 24 */ LOAD(BPF_W, BPF_REG_4, BPF_REG_0, offsetof(struct agreed, port)),
		/* 25 */ IF_REG(BPF_JNE, BPF_REG_3, BPF_REG_4, 17),
		/* 26 */ LOAD(BPF_W, BPF_REG_3, BPF_REG_0, offsetof(struct agreed, worker)),
		/* 27 */ STORE(BPF_REG_3, -4),
		/* 28 */ MAP(BPF_REG_1, s->sockets),
		/* 30 */ MOVE(BPF_REG_2, BPF_REG_10),
		/* 31 */ ADD(BPF_REG_2, -4),
		/* 32 */ CALL(BPF_FUNC_map_lookup_elem),
		/* 33 */ IF_NULL(BPF_REG_0, 7),
		/* 34 */ MOVE(BPF_REG_7, BPF_REG_0),
		/* 35 */ MOVE(BPF_REG_1, BPF_REG_6),
		/* 36 */ MOVE(BPF_REG_2, BPF_REG_7),
		/* 37 */ SET(BPF_REG_3, 0),
		/* 38 */ CALL(BPF_FUNC_sk_assign),
		/* 39 */ MOVE(BPF_REG_1, BPF_REG_7),
		/* 40 */ CALL(BPF_FUNC_sk_release),
		/* 41 */ SET(BPF_REG_0, SK_PASS),
		/* 42 */ EXIT,
		/* 43 */ SET(BPF_REG_0, SK_DROP),
		/* 44 */ EXIT,
	};
	union bpf_attr a = { .prog_type = BPF_PROG_TYPE_SK_LOOKUP, .expected_attach_type = BPF_SK_LOOKUP,
		.insn_cnt = ARRAY_SIZE(code) };

	a.insns = (uintptr_t)code;
	a.license = (uintptr_t)"GPL";
	return sys_bpf(BPF_PROG_LOAD, &a);
}

static int attach(struct steer *s)
{
	int ns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), fd;
	union bpf_attr a = { .link_create = { .prog_fd = (uint32_t)s->program, .attach_type = BPF_SK_LOOKUP } };

	if (ns < 0)
		return -1;
	a.link_create.target_fd = (uint32_t)ns;
	fd = sys_bpf(BPF_LINK_CREATE, &a);
	close(ns);
	return fd;
}

/* ---- sockets ---- */
static int open_in(const struct steer *s)
{
	struct sockaddr_in own = s->cfg.own.u.sin;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, octets = 16 << 20;

	own.sin_port = 0;
	if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0)
		return fd < 0 ? fd : (close(fd), -1);
	setsockopt(fd, IPPROTO_IP, IP_RECVORIGDSTADDR, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof(octets)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	return fd;
}

static int open_lane(struct steer *s, unsigned number)
{
	struct lane *l = &s->lane[number];
	uint64_t fd;
	int octets = 4 << 20;

	l->in = open_in(s);
	l->out = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW);
	if (l->in < 0 || l->out < 0)
		return -errno;
	setsockopt(l->out, SOL_SOCKET, SO_SNDBUF, &octets, sizeof(octets));
	for (unsigned i = 0; i < BATCH; i++) {
		l->get_v[i] = (struct iovec){ l->got[i], RTP_MAX };
		l->put_v[i].iov_base = l->out_packet[i];
		l->put[i].msg_hdr = (struct msghdr){ .msg_name = &l->to[i], .msg_namelen = sizeof(l->to[i]),
			.msg_iov = &l->put_v[i], .msg_iovlen = 1 };
	}
	fd = (uint64_t)l->in;
	return update_map(s->sockets, number, &fd);
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* What is agreed with each port's peer is written without a system call: a call changes it a dozen times. */
static size_t agreed_size(const struct steer *s)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (2 * s->cfg.num_conns * sizeof(struct agreed) + page - 1) / page * page;
}

static int map_agreed(struct steer *s)
{
	void *at = mmap(NULL, agreed_size(s), PROT_READ | PROT_WRITE, MAP_SHARED, s->peers, 0);

	if (at == MAP_FAILED)
		return -errno;
	s->agreed = at;
	return 0;
}

static int steer_destroy(struct steer *s)
{
	close_fd(s->link);
	for (unsigned i = 0; s->lane && i < s->cfg.workers; i++) {
		close_fd(s->lane[i].in);
		close_fd(s->lane[i].out);
	}
	close_fd(s->program);
	if (s->agreed)
		munmap(s->agreed, agreed_size(s));
	close_fd(s->peers);
	close_fd(s->sockets);
	return 0;
}

static int start(struct steer *s)
{
	s->sockets = make_map(BPF_MAP_TYPE_SOCKMAP, 8, s->cfg.workers);
	s->peers = s->sockets < 0 ? -1 : make_map(BPF_MAP_TYPE_ARRAY, sizeof(struct agreed), 2 * s->cfg.num_conns);
	if (s->peers < 0 || map_agreed(s) < 0)
		return -errno;
	for (unsigned i = 0; i < s->cfg.workers; i++) {
		int rc = open_lane(s, i);

		if (rc < 0)
			return rc;
	}
	s->program = load_program(s);
	if (s->program < 0)
		return -errno;
	s->link = attach(s);
	return s->link < 0 ? -errno : 0;
}

struct steer *steer_alloc(void *ctx, const struct steer_config *cfg)
{
	struct steer *s = talloc_zero(ctx, struct steer);
	int rc;

	if (!s)
		return NULL;
	s->cfg = *cfg;
	s->sockets = s->peers = s->program = s->link = -1;
	s->lane = talloc_zero_array(s, struct lane, cfg->workers);
	for (unsigned i = 0; s->lane && i < cfg->workers; i++)
		s->lane[i].in = s->lane[i].out = -1;
	talloc_set_destructor(s, steer_destroy);
	rc = !s->lane ? -ENOMEM : cfg->own.u.sa.sa_family != AF_INET ? -EAFNOSUPPORT : start(s);
	if (rc < 0) {
		talloc_free(s);
		errno = -rc;
		return NULL;
	}
	return s;
}

/* ---- connections ---- */
/* The program reads beside us: while the rest changes, nothing passes. */
static void agree(struct agreed *at, const struct agreed *now)
{
	__atomic_store_n(&at->check, CHECK_CLOSED, __ATOMIC_SEQ_CST);
	at->address = now->address;
	at->port = now->port;
	at->worker = now->worker;
	__atomic_store_n(&at->check, now->check, __ATOMIC_SEQ_CST);
}

void steer_assign(struct steer *s, int worker, const struct conn *c)
{
	bool open = worker >= 0 && c->remote.u.sa.sa_family;
	bool agreed = c->latch == LATCH_OFF || c->latched;
	struct agreed rtp = {
		.address = c->remote.u.sin.sin_addr.s_addr, .port = c->remote.u.sin.sin_port, .worker = worker >= 0 ? (uint32_t)worker : 0,
		.check = !open ? CHECK_CLOSED : agreed ? CHECK_PEER : c->latch == LATCH_PORT ? CHECK_HOST : CHECK_NOTHING,
	};
	struct agreed rtcp = rtp;

	rtcp.port = c->remote_rtcp.u.sin.sin_port;
	rtcp.check = open && agreed && rtcp.port ? CHECK_PEER : CHECK_CLOSED;
	agree(&s->agreed[2 * c->slot], &rtp);
	agree(&s->agreed[2 * c->slot + 1], &rtcp);
}

/* ---- packets ---- */
int steer_fd(const struct steer *s, unsigned worker)
{
	return s->lane[worker].in;
}

static uint16_t port_called(struct msghdr *h)
{
	for (struct cmsghdr *m = CMSG_FIRSTHDR(h); m; m = CMSG_NXTHDR(h, m)) {
		struct sockaddr_in a;

		if (m->cmsg_level != IPPROTO_IP || m->cmsg_type != IP_RECVORIGDSTADDR)
			continue;
		memcpy(&a, CMSG_DATA(m), sizeof(a));
		return ntohs(a.sin_port);
	}
	return 0;
}

static void take_one(struct steer *s, struct lane *l, unsigned i, steer_take take, void *priv)
{
	struct osmo_sockaddr from = { .u.sin = l->from[i] };
	unsigned port = port_called(&l->get[i].msg_hdr);
	uint32_t index = port - s->cfg.first_port;

	if (port < s->cfg.first_port || index / 2 >= s->cfg.num_conns)
		return;
	take(priv, &s->cfg.conns[index / 2], index & 1, &from, l->got[i], l->get[i].msg_len);
}

void steer_receive(struct steer *s, unsigned worker, steer_take take, void *priv)
{
	struct lane *l = &s->lane[worker];
	int n = BATCH;

	for (unsigned total = 0; n == BATCH && total < RECEIVE_MAX; total += BATCH) {
		for (unsigned i = 0; i < BATCH; i++)
			l->get[i].msg_hdr = (struct msghdr){ .msg_name = &l->from[i], .msg_namelen = sizeof(l->from[i]),
				.msg_iov = &l->get_v[i], .msg_iovlen = 1, .msg_control = l->control[i], .msg_controllen = CONTROL };
		n = recvmmsg(l->in, l->get, BATCH, MSG_DONTWAIT, NULL);
		for (int i = 0; i < n; i++)
			take_one(s, l, (unsigned)i, take, priv);
	}
}

/* The sum of 16 bit words (RFC 1071), four at a time: carries add up in the upper half. */
static uint64_t sum_words(const void *data, size_t length, uint64_t sum)
{
	const uint8_t *d = data;
	uint32_t word;

	for (; length >= 4; d += 4, length -= 4) {
		memcpy(&word, d, 4);
		sum += word;
	}
	word = 0;
	memcpy(&word, d, length);
	return sum + word;
}

/* RFC 768: over a pseudo header of addresses, protocol and length, and all of it */
static uint16_t udp_checksum(const struct iphdr *ip, const struct udphdr *udp, size_t length)
{
	uint64_t sum = sum_words(&ip->saddr, 8, (uint64_t)htons(IPPROTO_UDP) + udp->len);
	uint16_t result;

	sum = sum_words(udp, length, sum);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	result = (uint16_t)~sum;
	return result ? result : 0xffff;
}

unsigned steer_flush(struct steer *s, unsigned worker)
{
	struct lane *l = &s->lane[worker];
	unsigned done = 0, sent = 0;

	while (done < l->num_put) {
		int n = sendmmsg(l->out, l->put + done, l->num_put - done, MSG_DONTWAIT);

		/* One that the kernel refuses must not keep the others */
		done += n > 0 ? (unsigned)n : 1;
		sent += n > 0 ? (unsigned)n : 0;
	}
	l->num_put = 0;
	return sent;
}

unsigned steer_send(struct steer *s, unsigned worker, const struct conn *to, bool rtcp, const uint8_t *data, size_t length)
{
	struct lane *l = &s->lane[worker];
	unsigned i = l->num_put, sent = 0;
	const struct sockaddr_in *remote = rtcp ? &to->remote_rtcp.u.sin : &to->remote.u.sin;
	struct iphdr ip = { .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP, .tos = (uint8_t)(s->cfg.dscp << 2),
		.saddr = s->cfg.own.u.sin.sin_addr.s_addr, .daddr = remote->sin_addr.s_addr,
		.tot_len = htons((uint16_t)(HEADERS + length)), .id = htons(++l->ident ? l->ident : ++l->ident) };
	struct udphdr udp = { .source = htons((uint16_t)(to->port + rtcp)), .dest = remote->sin_port,
		.len = htons((uint16_t)(sizeof(udp) + length)) };
	uint8_t *packet = l->out_packet[i];

	memcpy(packet, &ip, sizeof(ip));
	memcpy(packet + sizeof(ip), &udp, sizeof(udp));
	memcpy(packet + HEADERS, data, length);
	udp.check = udp_checksum(&ip, (const struct udphdr *)(packet + sizeof(ip)), sizeof(udp) + length);
	memcpy(packet + sizeof(ip), &udp, sizeof(udp));
	l->to[i] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr = remote->sin_addr };
	l->put_v[i].iov_len = HEADERS + length;
	if (++l->num_put == BATCH)
		sent = steer_flush(s, worker);
	return sent;
}
