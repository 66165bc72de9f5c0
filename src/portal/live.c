/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A client of the node's CTRL interface (osmocom's control protocol: IPA framing, "GET ID VARIABLE"). One thread reads all that
 * comes: answers go to whoever asked, traps to a queue. Nobody waits longer than half a second for the node. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "live.h"

#define PATIENCE_MS 500
#define AGAIN_MS 1000
#define FRESH_MS 1000
#define SILENT_MS 5000			/* a node that did not answer is not asked again for so long, unless it says something */
#define IPA_CTRL 0xee			/* IPAC_PROTO_OSMO */
#define IPA_CTRL_EXT 0x00		/* IPAC_PROTO_EXT_CTRL */
#define LARGEST (60 * 1024)
#define SEEN_LINES 4096
#define SEEN_GROUPS 512
#define MOST_TRAPS 1024

const char *const live_state_names[] = { "", "free", "ringing", "talking", "resting", "disconnected", NULL };

struct asked { struct asked *next; unsigned id; int rc; char *reply; bool done; };

struct live {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t answered;
	char *address;
	uint16_t port;
	bool stop;
	int fd;				/* -1: the node is away */
	int wake[2];
	unsigned last_id;
	uint64_t silent_until_ms;
	struct asked *asked;
	/* what traps said of lines, by hash; a later one takes a place over */
	struct { e164_t line; uint8_t state; } line[SEEN_LINES];
	struct { e164_t number; uint64_t at_ms; struct live_group group; } group[SEEN_GROUPS];
	pthread_cond_t trapped;
	struct live_trap trap[MOST_TRAPS];
	unsigned first_trap, num_traps;
};

static uint8_t state_of(const char *word)
{
	for (uint8_t i = LIVE_FREE; live_state_names[i]; i++)
		if (!strcmp(word, live_state_names[i]))
			return i;
	return LIVE_UNKNOWN;
}

/* ---- traps ---- */

/* Under the lock. */
static void trap_put(struct live *l, const struct live_trap *trap)
{
	if (l->num_traps == MOST_TRAPS) {
		l->first_trap = (l->first_trap + 1) % MOST_TRAPS;
		l->num_traps--;
	}
	l->trap[(l->first_trap + l->num_traps++) % MOST_TRAPS] = *trap;
	pthread_cond_signal(&l->trapped);
}

static struct timespec after_ms(unsigned ms)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += (long)(ms % 1000) * 1000000L;
	t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000L;
	t.tv_nsec %= 1000000000L;
	return t;
}

bool live_trap_take(struct live *l, unsigned wait_ms, struct live_trap *ret)
{
	struct timespec until = after_ms(wait_ms);
	bool found;

	pthread_mutex_lock(&l->lock);
	while (!l->num_traps && !l->stop && !pthread_cond_timedwait(&l->trapped, &l->lock, &until))
		;
	found = l->num_traps;
	if (found) {
		*ret = l->trap[l->first_trap];
		l->first_trap = (l->first_trap + 1) % MOST_TRAPS;
		l->num_traps--;
	}
	pthread_mutex_unlock(&l->lock);
	return found;
}

static void on_number(struct live *l, uint8_t kind, e164_t number, const char *text)
{
	struct live_trap trap = { .kind = kind, .number = number };

	snprintf(trap.text, sizeof(trap.text), "%s", text);
	pthread_mutex_lock(&l->lock);
	if (kind == LIVE_TRAP_LINE) {
		l->line[number % SEEN_LINES].line = number;
		l->line[number % SEEN_LINES].state = state_of(text);
	} else {
		l->group[number % SEEN_GROUPS].at_ms = 0;
	}
	trap_put(l, &trap);
	pthread_mutex_unlock(&l->lock);
}

/* "line.33639980101.state talking", "group.33199004000.state connected 3 ..." */
static void on_trap(struct live *l, const char *text)
{
	char digits[20] = "";
	e164_t number;
	int n = 0;

	if (sscanf(text, "line.%16[0-9].state %n", digits, &n) == 1 && n && !e164_from_digits(digits, strlen(digits), &number))
		on_number(l, LIVE_TRAP_LINE, number, text + n);
	else if (sscanf(text, "group.%16[0-9].state %n", digits, &n) == 1 && n && !e164_from_digits(digits, strlen(digits), &number))
		on_number(l, LIVE_TRAP_GROUP, number, text + n);
}

/* "GET_REPLY 7 line.33639980101.state free", "ERROR 7 ...", "TRAP 0 ..." */
static void on_message(struct live *l, char *text)
{
	char word[16];
	unsigned id;
	int n = 0;

	if (sscanf(text, "%15s %u %n", word, &id, &n) < 2 || !n)
		return;
	if (!strcmp(word, "TRAP")) {
		on_trap(l, text + n);
		return;
	}
	pthread_mutex_lock(&l->lock);
	l->silent_until_ms = 0;
	for (struct asked *a = l->asked; a; a = a->next) {
		const char *value;

		if (a->id != id || a->done)
			continue;
		a->rc = strcmp(word, "ERROR") ? 0 : -ENOENT;
		value = a->rc ? text + n : strchr(text + n, ' ');
		a->reply = strdup(value ? value + !a->rc : "");
		a->done = true;
	}
	pthread_cond_broadcast(&l->answered);
	pthread_mutex_unlock(&l->lock);
}

/* ---- the connection ---- */

/* Under the lock. */
static void tell_node(struct live *l, bool up)
{
	trap_put(l, &(struct live_trap){ .kind = LIVE_TRAP_NODE, .up = up });
}

static void lost(struct live *l)
{
	pthread_mutex_lock(&l->lock);
	close(l->fd);
	l->fd = -1;
	for (struct asked *a = l->asked; a; a = a->next) {
		a->rc = a->done ? a->rc : -ENOTCONN;
		a->done = true;
	}
	memset(l->line, 0, sizeof(l->line));
	memset(l->group, 0, sizeof(l->group));
	pthread_cond_broadcast(&l->answered);
	tell_node(l, false);
	pthread_mutex_unlock(&l->lock);
}

static int dial(const struct live *l)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(l->port) };
	struct timeval patience = { .tv_sec = 1 };
	int fd;

	if (inet_pton(AF_INET, l->address, &in.sin_addr) != 1)
		return -1;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&in, sizeof(in)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Whole messages out of what has come. \returns what is left, or -1: not the protocol */
static ssize_t take_messages(struct live *l, uint8_t *buf, size_t n)
{
	size_t at = 0;

	while (n - at >= 3) {
		size_t length = (size_t)buf[at] << 8 | buf[at + 1];
		uint8_t protocol = buf[at + 2];

		if (length > LARGEST)
			return -1;
		if (n - at < 3 + length)
			break;
		if (protocol == IPA_CTRL && length > 1 && buf[at + 3] == IPA_CTRL_EXT) {
			char *text = strndup((char *)buf + at + 4, length - 1);

			if (text)
				on_message(l, text);
			free(text);
		}
		at += 3 + length;
	}
	memmove(buf, buf + at, n - at);
	return (ssize_t)(n - at);
}

static void read_all(struct live *l, uint8_t *buf, size_t size)
{
	size_t n = 0;

	for (;;) {
		struct pollfd p[2] = { { .fd = l->fd, .events = POLLIN }, { .fd = l->wake[0], .events = POLLIN } };
		ssize_t got, left;

		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return;
		if (p[1].revents)
			return;
		if (!p[0].revents)
			continue;
		got = recv(l->fd, buf + n, size - n, 0);
		if (got <= 0)
			return;
		left = take_messages(l, buf, n + (size_t)got);
		if (left < 0)
			return;
		n = (size_t)left;
	}
}

static void *run(void *priv)
{
	struct live *l = priv;
	size_t size = LARGEST + 4096;
	uint8_t *buf = malloc(size);

	while (buf && !l->stop) {
		struct pollfd p = { .fd = l->wake[0], .events = POLLIN };
		int fd = dial(l);

		if (fd >= 0) {
			pthread_mutex_lock(&l->lock);
			l->fd = fd;
			l->silent_until_ms = 0;
			tell_node(l, true);
			pthread_mutex_unlock(&l->lock);
			read_all(l, buf, size);
			lost(l);
		}
		if (!l->stop)
			poll(&p, 1, AGAIN_MS);
	}
	free(buf);
	return NULL;
}

struct live *live_start(const char *address, uint16_t port)
{
	struct live *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->answered, NULL);
	pthread_cond_init(&l->trapped, NULL);
	l->fd = -1;
	l->port = port;
	l->wake[0] = l->wake[1] = -1;
	if (!address)
		return l;
	l->address = strdup(address);
	if (!l->address || pipe2(l->wake, O_CLOEXEC) || pthread_create(&l->thread, NULL, run, l)) {
		free(l->address);
		free(l);
		return NULL;
	}
	return l;
}

void live_stop(struct live **live)
{
	struct live *l = *live;

	*live = NULL;
	if (!l)
		return;
	if (l->address) {
		l->stop = true;
		if (write(l->wake[1], "x", 1) == 1)
			pthread_join(l->thread, NULL);
		close(l->wake[0]);
		close(l->wake[1]);
	}
	free(l->address);
	free(l);
}

bool live_is_up(struct live *l)
{
	bool up;

	pthread_mutex_lock(&l->lock);
	up = l->fd >= 0;
	pthread_mutex_unlock(&l->lock);
	return up;
}

/* Under the lock. */
static int send_message(struct live *l, const char *text)
{
	size_t n = strlen(text) + 1;
	uint8_t out[512];

	if (n + 3 > sizeof(out))
		return -EINVAL;
	out[0] = (uint8_t)(n >> 8);
	out[1] = (uint8_t)n;
	out[2] = IPA_CTRL;
	out[3] = IPA_CTRL_EXT;
	memcpy(out + 4, text, n - 1);
	if (send(l->fd, out, n + 3, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)(n + 3))
		return 0;
	/* It reads nothing: what would go out next is not where a message begins. The thread sees the end and dials again. */
	shutdown(l->fd, SHUT_RDWR);
	return -ENOTCONN;
}

int live_ask(struct live *l, void *ctx, const char *variable, char **ret)
{
	struct asked a = { .rc = -ETIMEDOUT };
	struct timespec until = after_ms(PATIENCE_MS);
	char text[256];

	pthread_mutex_lock(&l->lock);
	if (l->fd < 0 || clock_ms() < l->silent_until_ms) {
		a.rc = l->fd < 0 ? -ENOTCONN : -ETIMEDOUT;
		pthread_mutex_unlock(&l->lock);
		return a.rc;
	}
	a.id = ++l->last_id;
	a.next = l->asked;
	/* cppcheck-suppress autoVariables ; taken out again below, before it goes */
	l->asked = &a;
	snprintf(text, sizeof(text), "GET %u %s", a.id, variable);
	if (send_message(l, text)) {
		a.rc = -ENOTCONN;
		a.done = true;
	}
	while (!a.done && !pthread_cond_timedwait(&l->answered, &l->lock, &until))
		;
	for (struct asked **at = &l->asked; *at; at = &(*at)->next)
		if (*at == &a) {
			*at = a.next;
			break;
		}
	if (!a.done) {
		a.rc = -ETIMEDOUT;
		l->silent_until_ms = clock_ms() + SILENT_MS;
	}
	pthread_mutex_unlock(&l->lock);
	if (!a.rc)
		*ret = talloc_strdup(ctx, a.reply ? a.reply : "");
	free(a.reply);
	return a.rc;
}

/* ---- groups ---- */

/* "33639980121 talking, 33639980122 disconnected" */
static void read_members(char *text, struct live_group *ret)
{
	char *rest = text;

	for (char *one; (one = strsep(&rest, ",")) && ret->num_members < GROUP_MAX_MEMBERS;) {
		char digits[20], word[20];
		e164_t line;

		if (sscanf(one, " %16[0-9] %16s", digits, word) != 2 || e164_from_digits(digits, strlen(digits), &line))
			continue;
		ret->member[ret->num_members].line = line;
		ret->member[ret->num_members++].state = state_of(word);
	}
}

static int ask_group(struct live *l, e164_t number, struct live_group *ret)
{
	void *ctx = talloc_named_const(NULL, 0, "ask");
	char variable[64], digits[E164_STR_SIZE], *text;
	int rc;

	e164_to_digits(number, digits);
	snprintf(variable, sizeof(variable), "group.%s.members", digits);
	rc = live_ask(l, ctx, variable, &text);
	if (!rc)
		read_members(text, ret);
	snprintf(variable, sizeof(variable), "group.%s.counts", digits);
	if (!rc)
		rc = live_ask(l, ctx, variable, &text);
	if (!rc)
		sscanf(text, "answered %lld missed %lld overflowed %lld abandoned %lld", &ret->answered, &ret->missed, &ret->overflowed, &ret->abandoned);
	talloc_free(ctx);
	return rc;
}

void live_group(struct live *l, e164_t number, struct live_group *ret)
{
	unsigned at = number % SEEN_GROUPS;
	uint64_t now = clock_ms();
	bool fresh;

	*ret = (struct live_group){ .up = false };
	pthread_mutex_lock(&l->lock);
	fresh = l->fd >= 0 && l->group[at].number == number && now - l->group[at].at_ms < FRESH_MS;
	if (fresh)
		*ret = l->group[at].group;
	pthread_mutex_unlock(&l->lock);
	if (fresh || ask_group(l, number, ret))
		return;
	ret->up = true;
	for (unsigned i = 0; i < ret->num_members; i++) {
		uint8_t state = ret->member[i].state;

		ret->connected += state != LIVE_DISCONNECTED;
		ret->ringing += state == LIVE_RINGING;
		ret->talking += state == LIVE_TALKING;
		ret->resting += state == LIVE_RESTING;
	}
	pthread_mutex_lock(&l->lock);
	l->group[at].number = number;
	l->group[at].at_ms = now;
	l->group[at].group = *ret;
	pthread_mutex_unlock(&l->lock);
}

json_t *live_state_json(const struct live_group *g, e164_t line, bool connected)
{
	if (!connected)
		return json_string("disconnected");
	if (!g->up)
		return json_null();
	for (unsigned i = 0; i < g->num_members; i++)
		if (g->member[i].line == line && g->member[i].state != LIVE_DISCONNECTED)
			return json_string(live_state_names[g->member[i].state ? g->member[i].state : LIVE_FREE]);
	return json_string("free");
}

json_t *live_line_json(struct live *l, e164_t line)
{
	uint8_t state = LIVE_UNKNOWN;

	pthread_mutex_lock(&l->lock);
	if (l->line[line % SEEN_LINES].line == line)
		state = l->line[line % SEEN_LINES].state;
	pthread_mutex_unlock(&l->lock);
	return state ? json_string(live_state_names[state]) : json_null();
}
