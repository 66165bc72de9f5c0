/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Transactions over UDP (RFC 3435 3.5), the same at both ends. Our commands wait in a pool of fixed size for their answer and
 * are sent again, each time after twice as long, until it comes or nobody is there. Responses that we gave lie in a ring of
 * octets; a command that comes again gets its response from there and is not carried out twice. The ring forgets by
 * amount, not by time: what a peer may still repeat is seconds old, and the ring holds many thousand responses.
 * A command that nobody waits for goes with the next one in one datagram, and the responses to one datagram's commands
 * go in one (3.5.5). */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/select.h>
#include <osmocom/core/socket.h>
#include <osmocom/core/timer.h>
#include <talloc.h>

#include <mpabx/base.h>
#include <mpabx/mgcp.h>

#define MAX_COMMAND 1400	/* what we send fits one Ethernet frame */
#define SLOTS 32768		/* of transactions whose response is remembered */
#define TICK_MS 50		/* a command that nobody waits for waits no longer for another one */
#define BATCH 8			/* datagrams read at once */

struct pending {
	uint32_t transaction;
	struct osmo_sockaddr to;
	mgcp_response_cb cb;
	void *priv;
	uint64_t next_ms, until_ms;
	uint32_t interval_ms;
	uint16_t length;
	char data[MAX_COMMAND];
};

struct remembered {
	uint32_t transaction;
	struct osmo_sockaddr from;
	uint64_t at;		/* position in the endless stream of octets that the ring is a window of */
	uint16_t length;
};

struct mgcp_agent {
	const struct mgcp_agent_ops *ops;
	void *priv;
	struct mgcp_agent_config cfg;
	struct osmo_fd fd;
	struct osmo_fd tick;	/* a timerfd: osmocom's own timers keep the loop spinning for the last ms before they are due */
	bool ticking;
	struct pool *pending;
	struct pending **by_slot;	/* transaction modulo their number: we number them in a row */
	uint32_t num_slots, last_transaction;
	struct pending *open;		/* begun, not sent */
	struct mgcp_writer writer;
	struct remembered *remembered;
	char *ring;
	uint64_t ring_at;
	struct mgcp_agent_stats stats;
	/* Commands that go with the next one to there, or at the next tick */
	struct osmo_sockaddr later_to;
	uint16_t later_length;
	char later[MAX_COMMAND];
	/* The responses to the datagram in hand */
	uint16_t answer_length;
	char answer[MAX_COMMAND];
	struct mmsghdr message[BATCH];
	struct iovec vector[BATCH];
	struct osmo_sockaddr from[BATCH];
	char data[BATCH][MGCP_MAX_DATAGRAM + 1];
};

static bool same_address(const struct osmo_sockaddr *a, const struct osmo_sockaddr *b)
{
	return osmo_sockaddr_cmp(a, b) == 0;
}

static socklen_t address_size(const struct osmo_sockaddr *a)
{
	return a->u.sa.sa_family == AF_INET6 ? sizeof(a->u.sin6) : sizeof(a->u.sin);
}

static void put_datagram(struct mgcp_agent *a, const struct osmo_sockaddr *to, const char *data, size_t length)
{
	/* A full socket buffer or a peer that is gone is a lost datagram: retransmission is there for both. */
	if (sendto(a->fd.fd, data, length, 0, &to->u.sa, address_size(to)) < 0)
		LOGP(DMGCP, LOGL_DEBUG, "sendto: %s\n", strerror(errno));
	a->stats.sent++;
}

static void seen(struct mgcp_agent *a, const struct osmo_sockaddr *peer, bool sent, const char *data, size_t length)
{
	if (a->ops->seen)
		a->ops->seen(a->priv, peer, sent, data, length);
}

static void transmit(struct mgcp_agent *a, const struct osmo_sockaddr *to, const char *data, size_t length)
{
	put_datagram(a, to, data, length);
	seen(a, to, true, data, length);
}

/* One message behind the others of a datagram. \returns false: no room */
static bool join(char *to, uint16_t *to_length, const char *data, size_t length)
{
	static const char mark[] = ".\r\n";
	size_t gap = *to_length ? sizeof(mark) - 1 : 0;

	if (*to_length + gap + length > MAX_COMMAND)
		return false;
	memcpy(to + *to_length, mark, gap);
	memcpy(to + *to_length + gap, data, length);
	*to_length += (uint16_t)(gap + length);
	return true;
}

static void later_flush(struct mgcp_agent *a)
{
	if (a->later_length)
		put_datagram(a, &a->later_to, a->later, a->later_length);
	a->later_length = 0;
}

static void answers_flush(struct mgcp_agent *a, const struct osmo_sockaddr *to)
{
	if (a->answer_length)
		put_datagram(a, to, a->answer, a->answer_length);
	a->answer_length = 0;
}

static void respond(struct mgcp_agent *a, const struct osmo_sockaddr *to, const char *data, size_t length)
{
	seen(a, to, true, data, length);
	if (join(a->answer, &a->answer_length, data, length))
		return;
	answers_flush(a, to);
	if (!join(a->answer, &a->answer_length, data, length))
		put_datagram(a, to, data, length);
}

/* ---- responses that we gave ---- */
static struct remembered *remembered_slot(struct mgcp_agent *a, uint32_t transaction, const struct osmo_sockaddr *from)
{
	uint32_t hash = transaction ^ (uint32_t)ntohs(from->u.sin.sin_port) * 2654435761u;

	return &a->remembered[hash % SLOTS];
}

static void remember(struct mgcp_agent *a, uint32_t transaction, const struct osmo_sockaddr *from, const char *data, size_t length)
{
	struct remembered *r = remembered_slot(a, transaction, from);
	size_t at = a->ring_at % a->cfg.history;

	if (at + length > a->cfg.history)	/* a response lies in one piece */
		a->ring_at += a->cfg.history - at, at = 0;
	memcpy(a->ring + at, data, length);
	*r = (struct remembered){ .transaction = transaction, .from = *from, .at = a->ring_at, .length = (uint16_t)length };
	a->ring_at += length;
}

/* \returns true: it was a repetition, and has its answer */
static bool answer_again(struct mgcp_agent *a, uint32_t transaction, const struct osmo_sockaddr *from)
{
	const struct remembered *r = remembered_slot(a, transaction, from);

	if (r->transaction != transaction || !r->length || !same_address(&r->from, from) || r->at + a->cfg.history < a->ring_at)
		return false;
	a->stats.repeated++;
	respond(a, from, a->ring + r->at % a->cfg.history, r->length);
	return true;
}

/* ---- what comes ---- */
/* Only whom we asked may answer: transaction numbers follow each other, so anybody could guess one. */
static void on_response(struct mgcp_agent *a, const struct mgcp_message *m, const struct osmo_sockaddr *from)
{
	struct pending *p = a->by_slot[m->transaction % a->num_slots];

	if (m->code < 100 || !p || p->transaction != m->transaction)
		return;
	if (!same_address(&p->to, from)) {
		a->stats.strange++;
		return;
	}
	if (m->code < 200) {	/* provisional: it works on it, ask more seldom (3.5.6) */
		p->interval_ms = a->cfg.give_up_ms;
		return;
	}
	a->by_slot[m->transaction % a->num_slots] = NULL;
	if (p->cb)
		p->cb(p->priv, m);
	pool_put(a->pending, p);
}

static void on_command(struct mgcp_agent *a, const struct mgcp_message *m, const struct osmo_sockaddr *from)
{
	char buf[MGCP_MAX_DATAGRAM];
	struct mgcp_writer w = { .buf = buf, .size = sizeof(buf) };

	if (answer_again(a, m->transaction, from))
		return;
	if (m->verb == MGCP_OTHER)
		mgcp_write_response(&w, 504, m->transaction, NULL);
	else
		a->ops->command(a->priv, m, from, &w);
	if (w.full) {
		w = (struct mgcp_writer){ .buf = buf, .size = sizeof(buf) };
		mgcp_write_response(&w, 533, m->transaction, "Response too big");
	}
	if (!w.length)
		return;
	remember(a, m->transaction, from, buf, w.length);
	respond(a, from, buf, w.length);
}

static void refuse(struct mgcp_agent *a, const char *data, size_t length, int rc, const struct osmo_sockaddr *from)
{
	uint32_t transaction = mgcp_transaction_of(data, length);
	char buf[128];
	struct mgcp_writer w = { .buf = buf, .size = sizeof(buf) };

	a->stats.malformed++;
	if (!transaction)
		return;
	mgcp_write_response(&w, rc == -EPROTONOSUPPORT ? 528 : 510, transaction, NULL);
	respond(a, from, buf, w.length);
}

static void on_datagram(struct mgcp_agent *a, const char *data, size_t length, const struct osmo_sockaddr *from)
{
	if (a->ops->allows && !a->ops->allows(a->priv, from)) {
		a->stats.refused++;
		return;
	}
	a->stats.received++;
	while (length) {
		struct mgcp_message m;
		size_t used;
		int rc = mgcp_parse(data, length, &m, &used);

		seen(a, from, false, data, rc < 0 ? length : used);
		if (rc < 0) {
			refuse(a, data, length, rc, from);
			break;
		}
		if (m.verb == MGCP_RESPONSE)
			on_response(a, &m, from);
		else
			on_command(a, &m, from);
		data += used;
		length -= used;
	}
	answers_flush(a, from);
}

static int on_readable(struct osmo_fd *fd, unsigned int what)
{
	struct mgcp_agent *a = fd->data;
	int n = BATCH;

	/* Some at a time: the loop has others to serve */
	for (int turn = 0; turn < 4 && n == BATCH; turn++) {
		for (unsigned i = 0; i < BATCH; i++) {
			a->vector[i] = (struct iovec){ a->data[i], sizeof(a->data[i]) };
			a->from[i] = (struct osmo_sockaddr){ 0 };
			a->message[i].msg_hdr = (struct msghdr){ .msg_name = &a->from[i].u, .msg_namelen = sizeof(a->from[i].u),
				.msg_iov = &a->vector[i], .msg_iovlen = 1 };
		}
		/* -1 may be that somebody we sent to is not there: the next one waits behind it, and wakes us again */
		n = recvmmsg(fd->fd, a->message, BATCH, MSG_DONTWAIT, NULL);
		for (int i = 0; i < n; i++)
			if (a->message[i].msg_len > 0 && a->message[i].msg_len <= MGCP_MAX_DATAGRAM)
				on_datagram(a, a->data[i], a->message[i].msg_len, &a->from[i]);
	}
	return 0;
}

/* ---- what we send ---- */
static void give_up(struct mgcp_agent *a, struct pending *p)
{
	a->stats.unanswered++;
	a->by_slot[p->transaction % a->num_slots] = NULL;
	if (p->cb)
		p->cb(p->priv, NULL);
	pool_put(a->pending, p);
}

static int on_tick(struct osmo_fd *fd, unsigned int what)
{
	struct mgcp_agent *a = fd->data;
	uint64_t now = clock_ms(), times;

	if (read(fd->fd, &times, sizeof(times)) != sizeof(times))
		return 0;
	later_flush(a);
	for (uint32_t i = 0; i < a->num_slots && pool_count(a->pending); i++) {
		struct pending *p = a->by_slot[i];

		if (!p || p->next_ms > now)
			continue;
		if (p->until_ms <= now) {
			give_up(a, p);
			continue;
		}
		a->stats.retransmitted++;
		p->interval_ms *= 2;
		p->next_ms = now + p->interval_ms < p->until_ms ? now + p->interval_ms : p->until_ms;
		transmit(a, &p->to, p->data, p->length);
	}
	if (!pool_count(a->pending)) {
		osmo_timerfd_disable(&a->tick);
		a->ticking = false;
	}
	return 0;
}

static void tick_start(struct mgcp_agent *a)
{
	static const struct timespec every = { .tv_nsec = TICK_MS * 1000000L };

	if (!a->ticking && osmo_timerfd_schedule(&a->tick, &every, &every) == 0)
		a->ticking = true;
}

struct mgcp_writer *mgcp_agent_begin(struct mgcp_agent *a, enum mgcp_verb verb, const char *endpoint)
{
	struct pending *p = a->open ? a->open : pool_get(a->pending);
	uint32_t tries;

	if (!p)
		return NULL;
	/* The pool holds as many as there are slots, so one is free. */
	for (tries = 0; tries < a->num_slots; tries++) {
		a->last_transaction = a->last_transaction % MGCP_MAX_TRANSACTION + 1;
		if (!a->by_slot[a->last_transaction % a->num_slots])
			break;
	}
	p->transaction = a->last_transaction;
	a->open = p;
	a->writer = (struct mgcp_writer){ .buf = p->data, .size = sizeof(p->data) };
	mgcp_write_command(&a->writer, verb, p->transaction, endpoint);
	return &a->writer;
}

/* What was begun waits for its response. \returns NULL: it was too big */
static struct pending *pending_start(struct mgcp_agent *a, const struct osmo_sockaddr *to, mgcp_response_cb cb, void *priv)
{
	struct pending *p = a->open;
	uint64_t now = clock_ms();

	a->open = NULL;
	if (a->writer.full) {
		pool_put(a->pending, p);
		return NULL;
	}
	p->to = *to;
	p->cb = cb;
	p->priv = priv;
	p->length = (uint16_t)a->writer.length;
	p->interval_ms = a->cfg.first_ms;
	p->next_ms = now + a->cfg.first_ms;
	p->until_ms = now + a->cfg.give_up_ms;
	a->by_slot[p->transaction % a->num_slots] = p;
	tick_start(a);
	return p;
}

int mgcp_agent_send(struct mgcp_agent *a, const struct osmo_sockaddr *to, mgcp_response_cb cb, void *priv)
{
	struct pending *p;

	if (!a->open)
		return -EINVAL;
	p = pending_start(a, to, cb, priv);
	if (!p)
		return -EMSGSIZE;
	seen(a, to, true, p->data, p->length);
	if (a->later_length && same_address(&a->later_to, to) && join(a->later, &a->later_length, p->data, p->length))
		later_flush(a);
	else
		put_datagram(a, to, p->data, p->length);
	return 0;
}

int mgcp_agent_send_later(struct mgcp_agent *a, const struct osmo_sockaddr *to, mgcp_response_cb cb, void *priv)
{
	struct pending *p;

	if (!a->open)
		return -EINVAL;
	p = pending_start(a, to, cb, priv);
	if (!p)
		return -EMSGSIZE;
	seen(a, to, true, p->data, p->length);
	if (a->later_length && (!same_address(&a->later_to, to) || !join(a->later, &a->later_length, p->data, p->length)))
		later_flush(a);
	else if (a->later_length)
		return 0;
	a->later_to = *to;
	join(a->later, &a->later_length, p->data, p->length);
	return 0;
}

void mgcp_agent_forget(struct mgcp_agent *a, const void *priv)
{
	for (uint32_t i = 0; i < a->num_slots; i++)
		if (a->by_slot[i] && a->by_slot[i]->priv == priv)
			a->by_slot[i]->cb = NULL;
}

void *mgcp_agent_asked(const struct mgcp_agent *a, uint32_t transaction, mgcp_response_cb cb)
{
	const struct pending *p = a->by_slot[transaction % a->num_slots];

	return p && p->transaction == transaction && p->cb == cb ? p->priv : NULL;
}

/* ---- the agent itself ---- */
static int agent_destroy(struct mgcp_agent *a)
{
	if (a->tick.fd >= 0) {
		osmo_fd_unregister(&a->tick);
		close(a->tick.fd);
	}
	if (a->fd.fd >= 0) {
		later_flush(a);
		osmo_fd_unregister(&a->fd);
		close(a->fd.fd);
	}
	return 0;
}

static void set_defaults(struct mgcp_agent_config *cfg)
{
	if (!cfg->first_ms)
		cfg->first_ms = 200;
	if (!cfg->give_up_ms)
		cfg->give_up_ms = 5000;
	if (!cfg->max_pending)
		cfg->max_pending = 2048;
	if (cfg->history < 4 * MGCP_MAX_DATAGRAM)
		cfg->history = 4 << 20;
}

static bool open_socket(struct mgcp_agent *a)
{
	int rc = osmo_sock_init2(AF_UNSPEC, SOCK_DGRAM, IPPROTO_UDP, a->cfg.address, a->cfg.port, NULL, 0,
				 OSMO_SOCK_F_BIND | OSMO_SOCK_F_NONBLOCK);
	int octets = 1 << 20;

	if (rc < 0) {
		errno = -rc;
		return false;
	}
	/* Bursts of commands wait while the loop does something else; a smaller buffer only costs retransmissions. */
	setsockopt(rc, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	osmo_fd_setup(&a->fd, rc, OSMO_FD_READ, on_readable, a, 0);
	return osmo_fd_register(&a->fd) == 0;
}

struct mgcp_agent *mgcp_agent_alloc(void *ctx, const struct mgcp_agent_config *cfg, const struct mgcp_agent_ops *ops, void *priv)
{
	struct mgcp_agent *a = talloc_zero(ctx, struct mgcp_agent);

	if (!a)
		return NULL;
	a->fd.fd = a->tick.fd = -1;
	a->cfg = *cfg;
	a->ops = ops;
	a->priv = priv;
	set_defaults(&a->cfg);
	a->num_slots = a->cfg.max_pending;
	/* A restarted end must not begin where its former life did: its numbers would look like repetitions. */
	a->last_transaction = (uint32_t)(clock_wall_us() / 1000 % MGCP_MAX_TRANSACTION);
	a->pending = pool_alloc(a, "mgcp transactions", sizeof(struct pending), a->num_slots);
	a->by_slot = talloc_zero_array(a, struct pending *, a->num_slots);
	a->remembered = talloc_zero_array(a, struct remembered, SLOTS);
	a->ring = talloc_size(a, a->cfg.history);
	talloc_set_destructor(a, agent_destroy);
	if (!a->pending || !a->by_slot || !a->remembered || !a->ring || !open_socket(a) ||
	    osmo_timerfd_setup(&a->tick, on_tick, a) < 0) {
		int error = errno;

		talloc_free(a);
		errno = error;
		return NULL;
	}
	return a;
}

uint16_t mgcp_agent_port(const struct mgcp_agent *a)
{
	struct osmo_sockaddr own = { 0 };
	socklen_t length = sizeof(own.u);

	return getsockname(a->fd.fd, &own.u.sa, &length) < 0 ? 0 : ntohs(own.u.sin.sin_port);
}

void mgcp_agent_stats(const struct mgcp_agent *a, struct mgcp_agent_stats *ret)
{
	*ret = a->stats;
	ret->pending = pool_count(a->pending) - (a->open ? 1 : 0);
}
