/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The thread of a worker. Each tick it takes what its sockets have, passes it on at once, does what is due by time, and sleeps.
 * Batches cost a fifth less than a wake-up for each packet, and 2.5 ms on average. It holds its lock while it works; the
 * control loop, which asks for it a few times a call, waits for a tick at most. Where nothing has come for a while and nothing is due
 * each tick (calls that ring or are held), it sleeps until a packet comes or the control loop wakes it. Connected sockets, one a connection: the
 * kernel itself drops what does not come from the agreed peer. No allocation here. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <osmocom/core/linuxlist.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "steer.h"
#include "worker.h"

#define EVENTS 512
#define BURST 4			/* packets of one socket a tick: 800 a second, 16 times what a call sends */
#define STEERED_BURST 32	/* what waits in a shared socket cannot be left for the next tick: more after a pause of ours */
#define NOTES 4096
#define SLOW_TICKS 100		/* every connection is looked after once in so many */
#define QUIET_TICKS 8		/* a party that speaks sends each 20 ms, some each 40 */
#define NAP_MS 100		/* sleeps so long at most while it has connections */
#define RTCP_TAG 1

struct worker {
	struct relay_io io;
	unsigned number;
	struct worker_config cfg;
	pthread_t thread;
	bool running;
	atomic_bool stop;
	pthread_mutex_t lock;
	int epoll;
	struct conn *busy, *active, *slow_next;
	uint32_t num_active, slow_left;
	uint64_t slow_ms;		/* up to then connections were looked after */
	unsigned quiet;			/* ticks without a packet */
	bool naps, for_ever;		/* the thread sleeps, or is about to; it has no connection */
	int wake;			/* eventfd: up! */
	struct worker_stats stats;
	/* notes: the thread writes, the control loop reads */
	atomic_uint note_in, note_out;
	struct note notes[NOTES];
	struct epoll_event events[EVENTS];
	uint8_t packet[BURST][RTP_MAX];
};

static struct worker *worker_of(struct relay_io *io)
{
	return container_of(io, struct worker, io);
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static socklen_t address_size(const struct osmo_sockaddr *a)
{
	return a->u.sa.sa_family == AF_INET6 ? sizeof(a->u.sin6) : sizeof(a->u.sin);
}

/* ---- what relay wants ---- */
static void send_to(struct worker *w, const struct conn *c, int fd, const struct osmo_sockaddr *to, const uint8_t *data, size_t length)
{
	/* A connected socket remembers a port unreachable of earlier and says so once; that is the peer's affair. */
	bool connected = c->latch == LATCH_OFF || c->latched;
	ssize_t n = connected ? send(fd, data, length, MSG_DONTWAIT) :
		sendto(fd, data, length, MSG_DONTWAIT, &to->u.sa, address_size(to));

	if (n < 0)
		w->stats.send_errors++;
	else
		w->stats.sent++;
}

static void io_rtp(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length)
{
	struct worker *w = worker_of(io);

	if (w->cfg.steer)
		w->stats.sent += steer_send(w->cfg.steer, w->number, to, false, data, length);
	else
		send_to(w, to, to->fd, &to->remote, data, length);
}

static void io_rtcp(struct relay_io *io, struct conn *to, const uint8_t *data, size_t length)
{
	struct worker *w = worker_of(io);

	if (w->cfg.steer)
		w->stats.sent += steer_send(w->cfg.steer, w->number, to, true, data, length);
	else
		send_to(w, to, to->rtcp_fd, &to->remote_rtcp, data, length);
}

static void io_note(struct relay_io *io, const struct note *note)
{
	struct worker *w = worker_of(io);
	unsigned in = atomic_load_explicit(&w->note_in, memory_order_relaxed);
	uint64_t one = 1;

	if (in - atomic_load_explicit(&w->note_out, memory_order_acquire) == NOTES) {
		w->stats.notes_lost++;
		return;
	}
	w->notes[in % NOTES] = *note;
	atomic_store_explicit(&w->note_in, in + 1, memory_order_release);
	if (write(w->cfg.wake_fd, &one, sizeof(one)) < 0)
		w->stats.notes_lost++;
}

bool worker_take_note(struct worker *w, struct note *ret)
{
	unsigned out = atomic_load_explicit(&w->note_out, memory_order_relaxed);

	if (out == atomic_load_explicit(&w->note_in, memory_order_acquire))
		return false;
	*ret = w->notes[out % NOTES];
	atomic_store_explicit(&w->note_out, out + 1, memory_order_release);
	return true;
}

static void io_busy(struct relay_io *io, struct conn *c)
{
	struct worker *w = worker_of(io);

	if (c->busy)
		return;
	c->busy = true;
	c->busy_next = w->busy;
	w->busy = c;
}

/* ---- packets ---- */
static void drain(int fd)
{
	uint8_t scrap[16];

	for (int i = 0; i < 2000 && recv(fd, scrap, sizeof(scrap), MSG_DONTWAIT | MSG_TRUNC) >= 0; i++)
		;
}

static bool same_host(const struct osmo_sockaddr *a, const struct osmo_sockaddr *b)
{
	struct osmo_sockaddr x = *a, y = *b;

	x.u.sin.sin_port = y.u.sin.sin_port = 0;
	return osmo_sockaddr_cmp(&x, &y) == 0;
}

/* Of the party before the one described; the same phone may have been described anew, so not for long. */
static bool is_former(const struct conn *c, const struct osmo_sockaddr *from, uint64_t now_ms)
{
	return now_ms < c->former_ms + FORMER_MS && osmo_sockaddr_cmp(from, &c->former) == 0 &&
	       osmo_sockaddr_cmp(from, &c->remote) != 0;
}

/* The first packet of a party behind a NAT says where it really is; from then on only that counts. */
static bool latch(struct worker *w, struct conn *c, const struct osmo_sockaddr *from, const uint8_t *data, size_t length)
{
	struct osmo_sockaddr rtcp = *from;
	struct rtp_packet p;
	struct note n = { .kind = NOTE_LATCHED, .conn = c->id };

	if (rtp_parse(data, length, &p) < 0 || c->map[p.pt].kind == PT_DROP ||
	    (c->latch == LATCH_PORT && !same_host(from, &c->remote)) || is_former(c, from, w->io.now_ms)) {
		c->stats.refused++;
		return false;
	}
	rtcp.u.sin.sin_port = htons((uint16_t)(ntohs(from->u.sin.sin_port) + 1));
	c->latched = true;
	worker_set_remote(w, c, from, &rtcp);
	io_note(&w->io, &n);
	return true;
}

static void take_unlatched(struct worker *w, struct conn *c)
{
	struct osmo_sockaddr from = { 0 };
	socklen_t size = sizeof(from.u);
	ssize_t n = recvfrom(c->fd, w->packet[0], RTP_MAX, MSG_DONTWAIT, &from.u.sa, &size);

	if (n < 0)
		return;
	w->stats.received++;
	if (latch(w, c, &from, w->packet[0], (size_t)n))
		relay_rtp(&w->io, c, w->packet[0], (size_t)n);
}

static void take_rtp(struct worker *w, struct conn *c)
{
	struct mmsghdr m[BURST];
	struct iovec v[BURST];
	int n;

	if (c->latch != LATCH_OFF && !c->latched) {
		take_unlatched(w, c);
		return;
	}
	memset(m, 0, sizeof(m));
	for (int i = 0; i < BURST; i++) {
		v[i] = (struct iovec){ w->packet[i], RTP_MAX };
		m[i].msg_hdr.msg_iov = &v[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(c->fd, m, BURST, MSG_DONTWAIT, NULL);
	for (int i = 0; i < n; i++) {
		w->stats.received++;
		relay_rtp(&w->io, c, w->packet[i], m[i].msg_len);
	}
}

static void take_rtcp(struct worker *w, struct conn *c)
{
	ssize_t n = recv(c->rtcp_fd, w->packet[0], RTP_MAX, MSG_DONTWAIT);

	if (n < 0)
		return;
	w->stats.received++;
	if (n > 0 && c->remote_rtcp.u.sin.sin_port && (c->latch == LATCH_OFF || c->latched))
		relay_rtcp(&w->io, c, w->packet[0], (size_t)n);
}

static void take_packets(struct worker *w)
{
	int n;

	/* A socket that has more stays ready: it gets its turn in the next tick, so a flood on one port costs the others
	 * no more than its burst. */
	n = epoll_wait(w->epoll, w->events, EVENTS, 0);
	for (;;) {
		for (int i = 0; i < n; i++) {
			uintptr_t tagged = (uintptr_t)w->events[i].data.ptr;
			struct conn *c = (struct conn *)(tagged & ~(uintptr_t)RTCP_TAG);

			if (tagged & RTCP_TAG)
				take_rtcp(w, c);
			else
				take_rtp(w, c);
		}
		if (n < EVENTS || now_us() / 1000 > w->io.now_ms + TICK_MS)
			return;
		n = epoll_wait(w->epoll, w->events, EVENTS, 0);
	}
}

/* A packet that was steered to us: the kernel has looked where it comes from, but the agreement may have changed since. */
static void take_steered(void *priv, struct conn *c, bool rtcp, const struct osmo_sockaddr *from, uint8_t *data, size_t length)
{
	struct worker *w = priv;
	const struct osmo_sockaddr *agreed = rtcp ? &c->remote_rtcp : &c->remote;

	if (!c->id || c->worker != w)
		return;
	w->stats.received++;
	if (c->latch != LATCH_OFF && !c->latched) {
		if (rtcp || !latch(w, c, from, data, length))
			return;
	} else if (osmo_sockaddr_cmp(agreed, from) != 0) {
		c->stats.refused++;
		return;
	}
	if (c->burst_ms != w->io.now_ms) {
		c->burst_ms = w->io.now_ms;
		c->burst = 0;
	}
	if (++c->burst > STEERED_BURST)
		c->stats.dropped++;
	else if (rtcp)
		relay_rtcp(&w->io, c, data, length);
	else
		relay_rtp(&w->io, c, data, length);
}

/* ---- time ---- */
static void serve_busy(struct worker *w)
{
	struct conn *list = w->busy;

	w->busy = NULL;
	while (list) {
		struct conn *c = list;

		list = c->busy_next;
		c->busy = false;
		if (relay_tick(&w->io, c))
			io_busy(&w->io, c);
	}
}

static void serve_slow(struct worker *w)
{
	uint64_t ticks = (w->io.now_ms - w->slow_ms) / TICK_MS;
	uint32_t n;

	if (!ticks)
		return;
	w->slow_ms = w->io.now_ms;
	if (ticks > SLOW_TICKS)
		ticks = SLOW_TICKS;
	n = (w->num_active / SLOW_TICKS + 1) * (uint32_t)ticks;
	for (; n && w->slow_next; n--) {
		struct conn *c = w->slow_next;

		w->slow_next = c->active_next;
		relay_slow(&w->io, c);
	}
	w->slow_left += (uint32_t)ticks;
	if (!w->slow_next && w->slow_left >= SLOW_TICKS) {
		w->slow_left = 0;
		w->slow_next = w->active;
	}
}

/* \returns how long to sleep: 0 until the next tick, -1 until there is something */
static int one_tick(struct worker *w)
{
	uint64_t start = now_us(), took, before = w->stats.received;
	int ms;

	worker_lock(w);		/* sets the time anew: while we waited the control loop may have set a later one */
	if (w->cfg.steer)
		steer_receive(w->cfg.steer, w->number, take_steered, w);
	else
		take_packets(w);
	serve_busy(w);
	serve_slow(w);
	if (w->cfg.steer)
		w->stats.sent += steer_flush(w->cfg.steer, w->number);
	w->stats.ticks++;
	w->quiet = w->stats.received != before || w->busy ? 0 : w->quiet + 1;
	w->naps = w->quiet >= QUIET_TICKS;
	w->for_ever = !w->num_active;
	ms = !w->naps ? 0 : w->for_ever ? -1 : NAP_MS;
	took = now_us() - start;
	if (took > w->stats.longest_us)
		w->stats.longest_us = took;
	pthread_mutex_unlock(&w->lock);
	return ms;
}

/* Until a packet comes, the control loop has something for us, or the time is over. */
static void nap(struct worker *w, int ms)
{
	struct pollfd fds[2] = { { .fd = w->wake, .events = POLLIN },
		{ .fd = w->cfg.steer ? steer_fd(w->cfg.steer, w->number) : w->epoll, .events = POLLIN } };
	eventfd_t times;

	if (poll(fds, 2, ms) > 0 && fds[0].revents)
		eventfd_read(w->wake, &times);
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct timespec next;

	clock_gettime(CLOCK_MONOTONIC, &next);
	while (!atomic_load_explicit(&w->stop, memory_order_relaxed)) {
		int ms = one_tick(w);
		uint64_t due;

		if (ms) {
			nap(w, ms);
			clock_gettime(CLOCK_MONOTONIC, &next);
			continue;
		}
		next.tv_nsec += TICK_MS * 1000000;
		if (next.tv_nsec >= 1000000000) {
			next.tv_nsec -= 1000000000;
			next.tv_sec++;
		}
		due = (uint64_t)next.tv_sec * 1000000 + (uint64_t)next.tv_nsec / 1000;
		if (now_us() > due + 10 * TICK_MS * 1000) {	/* far behind: begin anew instead of ticking in a row */
			w->stats.late_ticks++;
			clock_gettime(CLOCK_MONOTONIC, &next);
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	return NULL;
}

/* ---- the control loop's side ---- */
static void wake_up(struct worker *w)
{
	w->naps = false;
	eventfd_write(w->wake, 1);
}

void worker_lock(struct worker *w)
{
	pthread_mutex_lock(&w->lock);
	w->io.now_ms = now_us() / 1000;
}

void worker_unlock(struct worker *w)
{
	if (w->cfg.steer)
		w->stats.sent += steer_flush(w->cfg.steer, w->number);
	if (w->naps && (w->busy || (w->for_ever && w->num_active)))
		wake_up(w);
	pthread_mutex_unlock(&w->lock);
}

struct relay_io *worker_io(struct worker *w)
{
	return &w->io;
}

unsigned worker_number(const struct worker *w)
{
	return w->number;
}

static void watch_socket(struct worker *w, struct conn *c, bool on)
{
	struct epoll_event rtp = { .events = EPOLLIN, .data.ptr = c };
	struct epoll_event rtcp = { .events = EPOLLIN, .data.ptr = (void *)((uintptr_t)c | RTCP_TAG) };

	if (w->cfg.steer || c->registered == on)
		return;
	c->registered = on;
	epoll_ctl(w->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, c->fd, &rtp);
	epoll_ctl(w->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, c->rtcp_fd, &rtcp);
}

void worker_add(struct worker *w, struct conn *c)
{
	c->worker = w;
	c->active_prev = NULL;
	c->active_next = w->active;
	if (w->active)
		w->active->active_prev = c;
	w->active = c;
	w->num_active++;
	if (w->cfg.steer)
		steer_assign(w->cfg.steer, (int)w->number, c);
	/* A socket whose peer is not known is not read at all: what comes there waits for nobody. */
	if (c->remote.u.sa.sa_family)
		watch_socket(w, c, true);
	if (c->sender.num || c->player.sound || c->watching)
		io_busy(&w->io, c);
}

static void leave_busy(struct worker *w, struct conn *c)
{
	struct conn **at = &w->busy;

	while (*at && *at != c)
		at = &(*at)->busy_next;
	if (*at)
		*at = c->busy_next;
	c->busy = false;
}

void worker_remove(struct worker *w, struct conn *c)
{
	watch_socket(w, c, false);
	if (w->cfg.steer)
		steer_assign(w->cfg.steer, -1, c);
	if (c->busy)
		leave_busy(w, c);
	if (w->slow_next == c)
		w->slow_next = c->active_next;
	if (c->active_next)
		c->active_next->active_prev = c->active_prev;
	if (c->active_prev)
		c->active_prev->active_next = c->active_next;
	else
		w->active = c->active_next;
	w->num_active--;
	c->worker = NULL;
}

static int reconnect(int fd, const struct osmo_sockaddr *to)
{
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	connect(fd, &nobody, sizeof(nobody));
	if (to && connect(fd, &to->u.sa, address_size(to)) < 0)
		return -errno;
	drain(fd);
	return 0;
}

int worker_set_remote(struct worker *w, struct conn *c, const struct osmo_sockaddr *rtp, const struct osmo_sockaddr *rtcp)
{
	bool known = rtp->u.sa.sa_family && rtp->u.sin.sin_port;
	bool connected = known && (c->latch == LATCH_OFF || c->latched);
	int rc = 0;

	c->remote = known ? *rtp : (struct osmo_sockaddr){ 0 };
	c->remote_rtcp = *rtcp;
	if (w->cfg.steer) {
		steer_assign(w->cfg.steer, (int)w->number, c);
	} else {
		rc = reconnect(c->fd, connected ? rtp : NULL);
		if (rc == 0)
			rc = reconnect(c->rtcp_fd, connected && rtcp->u.sin.sin_port ? rtcp : NULL);
		watch_socket(w, c, known && rc == 0);
	}
	if (rc < 0)
		c->remote = (struct osmo_sockaddr){ 0 };
	return rc;
}

uint32_t worker_load(const struct worker *w)
{
	return w->num_active;
}

void worker_stats(struct worker *w, struct worker_stats *ret)
{
	worker_lock(w);
	*ret = w->stats;
	ret->connections = w->num_active;
	worker_unlock(w);
}

static int start_thread(struct worker *w)
{
	cpu_set_t set;
	int rc = thread_start(&w->thread, worker_main, w);
	char name[16];

	if (rc < 0)
		return -rc;
	w->running = true;
	snprintf(name, sizeof(name), "rtp%u", w->number);
	pthread_setname_np(w->thread, name);
	if (w->cfg.cpu >= 0) {
		CPU_ZERO(&set);
		CPU_SET(w->cfg.cpu, &set);
		pthread_setaffinity_np(w->thread, sizeof(set), &set);
	}
	return 0;
}

void worker_stop(struct worker *w)
{
	atomic_store(&w->stop, true);
	if (w->running) {
		worker_lock(w);
		wake_up(w);
		worker_unlock(w);
		pthread_join(w->thread, NULL);
	}
	w->running = false;
}

static int worker_destroy(struct worker *w)
{
	worker_stop(w);
	if (w->epoll >= 0)
		close(w->epoll);
	if (w->wake >= 0)
		close(w->wake);
	pthread_mutex_destroy(&w->lock);
	return 0;
}

struct worker *worker_alloc(void *ctx, unsigned number, const struct worker_config *cfg)
{
	struct worker *w = talloc_zero(ctx, struct worker);

	if (!w)
		return NULL;
	w->io = (struct relay_io){ .rtp = io_rtp, .rtcp = io_rtcp, .note = io_note, .busy = io_busy, .now_ms = now_us() / 1000 };
	w->number = number;
	w->cfg = *cfg;
	pthread_mutex_init(&w->lock, NULL);
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	w->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	talloc_set_destructor(w, worker_destroy);
	if (w->epoll < 0 || w->wake < 0 || (errno = start_thread(w))) {
		talloc_free(w);
		return NULL;
	}
	return w;
}
