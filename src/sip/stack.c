/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The library's loop inside ours. Its epoll descriptor is one descriptor of the select loop, its next timer one timerfd;
 * it runs only where one of them rang or we asked something of it. At most 16 steps a turn, and none begins after 5 ms: an
 * uncapped loop doubles the CPU, and a flood of messages, or thousands of repetitions that are due at once, would keep
 * everything else waiting. The library gives no descriptor away, so it is found
 * as the new [eventpoll] among those of the process. */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include <sofia-sip/su_log.h>

#include "accept.h"
#include "getaddrinfo.h"
#include "sip_priv.h"

#define STEPS_A_TURN 16
#define TURN_US 5000
#define MAX_DESCRIPTORS 4096

/* Which descriptors are epoll ones, as a bit map. */
static void polls_mark(uint8_t map[MAX_DESCRIPTORS / 8])
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char path[64], target[64];
		ssize_t n;
		int fd = atoi(e->d_name);

		snprintf(path, sizeof(path), "/proc/self/fd/%.20s", e->d_name);
		n = readlink(path, target, sizeof(target) - 1);
		if (n <= 0 || fd < 0 || fd >= MAX_DESCRIPTORS)
			continue;
		target[n] = '\0';
		if (strstr(target, "[eventpoll]"))
			map[fd / 8] |= 1 << fd % 8;
	}
	if (dir)
		closedir(dir);
}

static int polls_new(const uint8_t before[MAX_DESCRIPTORS / 8])
{
	uint8_t now[MAX_DESCRIPTORS / 8] = {};

	polls_mark(now);
	for (int fd = 0; fd < MAX_DESCRIPTORS; fd++)
		if (now[fd / 8] & ~before[fd / 8] & 1 << fd % 8)
			return fd;
	return -1;
}

static int poll_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct sip_stack *stack = ofd->data;

	stack->busy = true;
	return 0;
}

static int timer_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct sip_stack *stack = ofd->data;
	uint64_t times;

	if (read(ofd->fd, &times, sizeof(times)) != sizeof(times))
		return 0;
	stack->armed = 0;
	stack->busy = true;
	return 0;
}

/* Rings when the library's next timer is due: never below 1 ms, and only if that is earlier than what is armed. */
static void timer_arm(struct sip_stack *stack, su_duration_t wait)
{
	static const struct timespec once;
	uint64_t now = clock_ms(), due;
	struct timespec in;

	if (wait < 0 || wait >= SU_WAIT_MAX)
		return;
	if (wait < 1)
		wait = 1;
	due = now + wait;
	if (stack->armed > now && stack->armed <= due)
		return;
	in.tv_sec = wait / 1000;
	in.tv_nsec = wait % 1000 * 1000000L;
	if (!osmo_timerfd_schedule(stack->timer, &in, &once))
		stack->armed = due;
}

/* As the library sees it later: IPv4 by an IPv6 socket is IPv4. */
static const struct sockaddr *unmapped(const struct sockaddr *sa, struct sockaddr_in *buf)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)sa;

	if (sa->sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		return sa;
	*buf = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = six->sin6_port };
	memcpy(&buf->sin_addr, &six->sin6_addr.s6_addr[12], sizeof(buf->sin_addr));
	return (const struct sockaddr *)buf;
}

/* Whose listening socket it is the library does not say: one that any of them lets in, each of them looks at again. */
static bool is_known(void *priv, const struct sockaddr *sa)
{
	struct sip_stack *stack = priv;
	struct sip_agent *agent;
	struct sockaddr_in buf;

	llist_for_each_entry(agent, &stack->agents, entry)
		if (access_allows(agent, unmapped(sa, &buf)))
			return true;
	return false;
}

static void on_closed(void *priv)
{
	struct sip_stack *stack = priv;
	struct sip_agent *agent = llist_first_entry_or_null(&stack->agents, struct sip_agent, entry);

	if (agent)
		agent->stats.refused_access++;
}

void sip_stack_turn(struct sip_stack *stack)
{
	const struct sip_accept_judge judge = { is_known, on_closed, stack };
	su_duration_t wait = 0;
	uint64_t start;

	sip_getaddrinfo_numeric();
	if (!stack->busy)
		return;
	stack->busy = false;
	sip_accept_judge(&judge);
	start = clock_run_us();
	for (int i = 0; i < STEPS_A_TURN && !wait && (!i || clock_run_us() - start < TURN_US); i++)
		wait = su_root_step(stack->root, 0);
	sip_accept_judge(NULL);
	timer_arm(stack, wait);
}

/* What the library has to say goes where ours goes; at its own level only on debug. */
static void __attribute__((format(printf, 2, 0))) log_cb(void *stream, char const *format, va_list ap)
{
	char line[256];
	int n;

	if (!log_check_level(DSIP, LOGL_DEBUG))
		return;
	n = vsnprintf(line, sizeof(line), format, ap);
	if (n > 0)
		LOGP(DSIP, LOGL_DEBUG, "%s%s", line, line[strlen(line) - 1] == '\n' ? "" : "\n");
}

static int stack_free(struct sip_stack *stack)
{
	struct sip_agent *agent, *next;

	llist_for_each_entry_safe(agent, next, &stack->agents, entry) {
		sip_agent_free(agent);
	}
	if (stack->poll)
		osmo_fd_unregister(stack->poll);
	if (stack->timer && stack->timer->fd >= 0) {
		osmo_fd_unregister(stack->timer);
		close(stack->timer->fd);
	}
	if (stack->root)
		su_root_destroy(stack->root);
	su_deinit();
	return 0;
}

static int root_open(struct sip_stack *stack)
{
	uint8_t before[MAX_DESCRIPTORS / 8] = {};
	int fd;

	if (su_init())
		return -ENOMEM;
	su_log_redirect(su_log_default, log_cb, NULL);
	su_log_set_level(su_log_default, 1);
	polls_mark(before);
	stack->root = su_root_create(stack);
	if (!stack->root)
		return -ENOMEM;
	su_root_threading(stack->root, 0);
	fd = polls_new(before);
	if (fd < 0)
		return -ENOSYS;
	osmo_fd_setup(stack->poll, fd, OSMO_FD_READ, poll_cb, stack, 0);
	return osmo_fd_register(stack->poll);
}

struct sip_stack *sip_stack_alloc(void *ctx, struct wheel *wheel)
{
	struct sip_stack *stack = talloc_zero(ctx, struct sip_stack);
	int session, probe, refusal;

	if (!stack)
		return NULL;
	INIT_LLIST_HEAD(&stack->agents);
	stack->wheel = wheel;
	session = wheel_kind(wheel, "sip-session", session_due, stack);
	probe = wheel_kind(wheel, "sip-probe", peer_probe_due, stack);
	refusal = wheel_kind(wheel, "sip-refusal", ringing_due, stack);
	if (session < 0 || probe < 0 || refusal < 0) {
		talloc_free(stack);
		return NULL;
	}
	stack->kind_session = session;
	stack->kind_probe = probe;
	stack->kind_refusal = refusal;
	stack->poll = talloc_zero(stack, struct osmo_fd);
	stack->timer = talloc_zero(stack, struct osmo_fd);
	if (stack->timer)
		stack->timer->fd = -1;
	talloc_set_destructor(stack, stack_free);
	if (!stack->poll || !stack->timer || root_open(stack) < 0 || osmo_timerfd_setup(stack->timer, timer_cb, stack) < 0) {
		talloc_free(stack);
		return NULL;
	}
	stack->busy = true;
	return stack;
}
