/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The HTTP end of the metrics, by libmicrohttpd with a thread of its own. It answers GET and HEAD of /metrics and knows
 * nothing else; whoever may reach the address may read, so bind it where only the monitoring is. Who asks waits for the loop to
 * make the text (an eventfd wakes it), so that nothing is made for nobody: once a second it cost 1 to 2 ms. Where the loop does
 * not come, the last text is served. */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>
#include <osmocom/core/select.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "metrics.h"

#define TYPE "text/plain; version=0.0.4; charset=utf-8"
#define MOST_CONNECTIONS 16
#define TIMEOUT_S 10
#define WAIT_S 2		/* for the loop, which is never away for so long */

struct metrics {
	struct MHD_Daemon *daemon;
	const struct node *node;	/* NULL: only what metrics_set() is given */
	struct osmo_fd fd;		/* rings on the loop where somebody asks */
	pthread_mutex_t lock;		/* of what follows: held while the text is copied or replaced, never while it is made or sent */
	pthread_cond_t renewed;
	uint64_t asked, made;		/* scrapes so far; those that the text is new enough for */
	bool stop;
	char *text;
	size_t length, size;
};

static enum MHD_Result respond(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response,
			       const char *type)
{
	enum MHD_Result rc;

	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	rc = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return rc;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *text)
{
	return respond(connection, status, MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text,
			MHD_RESPMEM_PERSISTENT), "text/plain");
}

/* Under the lock, which it gives up while it waits. */
static void renewed_wait(struct metrics *m)
{
	uint64_t one = 1, mine = ++m->asked;
	struct timespec until;

	if (!m->node || write(m->fd.fd, &one, sizeof(one)) != sizeof(one))
		return;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_S;
	while (m->made < mine && !m->stop && !pthread_cond_timedwait(&m->renewed, &m->lock, &until))
		;
}

/* The loop. */
static int asked_cb(struct osmo_fd *fd, unsigned int what)
{
	struct metrics *m = fd->data;
	uint64_t times, asked;

	if (read(fd->fd, &times, sizeof(times)) != sizeof(times))
		return 0;
	pthread_mutex_lock(&m->lock);
	asked = m->asked;
	pthread_mutex_unlock(&m->lock);
	metrics_renew(m, m->node);
	pthread_mutex_lock(&m->lock);
	m->made = asked;
	pthread_cond_broadcast(&m->renewed);
	pthread_mutex_unlock(&m->lock);
	return 0;
}

static struct MHD_Response *current(struct metrics *m)
{
	struct MHD_Response *response;

	pthread_mutex_lock(&m->lock);
	renewed_wait(m);
	response = MHD_create_response_from_buffer(m->length, m->text ? m->text : "", MHD_RESPMEM_MUST_COPY);
	pthread_mutex_unlock(&m->lock);
	return response;
}

static enum MHD_Result answer(void *priv, struct MHD_Connection *connection, const char *url, const char *method,
			      const char *version, const char *upload, size_t *upload_size, void **request)
{
	if (strcmp(method, MHD_HTTP_METHOD_GET) && strcmp(method, MHD_HTTP_METHOD_HEAD))
		return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET is served here\n");
	if (strcmp(url, "/metrics"))
		return refuse(connection, MHD_HTTP_NOT_FOUND, "/metrics is served here\n");
	return respond(connection, MHD_HTTP_OK, current(priv), TYPE);
}

static int address_read(const char *text, uint16_t port, struct sockaddr_storage *ret)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, text, &in4.sin_addr) == 1)
		memcpy(ret, &in4, sizeof(in4));
	else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
		memcpy(ret, &in6, sizeof(in6));
	else
		return -EINVAL;
	return 0;
}

/* Signals are the loop's. */
static struct MHD_Daemon *daemon_start(struct metrics *m, const struct sockaddr_storage *address)
{
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
	struct MHD_Daemon *d;
	sigset_t all, before;

	if (address->ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	d = MHD_start_daemon(flags, 0, NULL, NULL, answer, m, MHD_OPTION_SOCK_ADDR, address,
			     MHD_OPTION_CONNECTION_LIMIT, MOST_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_S,
			     MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return d;
}

static int metrics_destroy(struct metrics *m)
{
	if (m->fd.fd >= 0) {
		osmo_fd_unregister(&m->fd);
		close(m->fd.fd);
	}
	pthread_cond_destroy(&m->renewed);
	pthread_mutex_destroy(&m->lock);
	free(m->text);
	return 0;
}

static struct metrics *metrics_alloc(void *ctx, const struct node *node)
{
	struct metrics *m = talloc_zero(ctx, struct metrics);

	if (!m)
		return NULL;
	m->node = node;
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->renewed, NULL);
	osmo_fd_setup(&m->fd, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), OSMO_FD_READ, asked_cb, m, 0);
	talloc_set_destructor(m, metrics_destroy);
	if (m->fd.fd < 0 || osmo_fd_register(&m->fd) < 0)
		TALLOC_FREE(m);
	return m;
}

int metrics_start(void *ctx, const struct node *node, const char *address, uint16_t port, struct metrics **ret)
{
	struct sockaddr_storage at;
	struct metrics *m;

	if (address_read(address, port, &at) < 0)
		return -EINVAL;
	m = metrics_alloc(ctx, node);
	if (!m)
		return -ENOMEM;
	m->daemon = daemon_start(m, &at);
	if (!m->daemon) {
		LOGP(DNODE, LOGL_ERROR, "metrics: cannot listen at %s port %u\n", address, port);
		talloc_free(m);
		return -EADDRINUSE;
	}
	*ret = m;
	return 0;
}

void metrics_stop(struct metrics **metrics)
{
	struct metrics *m = *metrics;

	*metrics = NULL;
	if (!m)
		return;
	pthread_mutex_lock(&m->lock);
	m->stop = true;
	pthread_cond_broadcast(&m->renewed);
	pthread_mutex_unlock(&m->lock);
	MHD_stop_daemon(m->daemon);
	talloc_free(m);
}

void metrics_set(struct metrics *m, const char *text, size_t length)
{
	pthread_mutex_lock(&m->lock);
	if (length > m->size) {
		char *larger = realloc(m->text, length);

		if (larger) {
			m->text = larger;
			m->size = length;
		}
	}
	if (length <= m->size) {
		memcpy(m->text, text, length);
		m->length = length;
	}
	pthread_mutex_unlock(&m->lock);
}

uint16_t metrics_port(const struct metrics *m)
{
	return MHD_get_daemon_info(m->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}
