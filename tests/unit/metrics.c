/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The metrics' HTTP end, asked over a socket; and that each counter of the rooms is explained, each otherwise. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <osmocom/core/select.h>
#include <talloc.h>

#include <mpabx/scf.h>
#include <mpabx/sip.h>
#include <mpabx/sipua.h>

#include "../../src/node/counter_help.h"
#include "../../src/node/metrics.h"
#include "check.h"

static const char *ask(const struct metrics *m, const char *request)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(metrics_port(m)),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	static char answer[4096];
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t n = 0;
	ssize_t rc;

	CHECK_INT(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	CHECK_INT(write(fd, request, strlen(request)), strlen(request));
	while ((rc = read(fd, answer + n, sizeof(answer) - 1 - n)) > 0)
		n += rc;
	answer[n] = '\0';
	close(fd);
	return answer;
}

#define HEAD " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static void test_serves(void *ctx)
{
	struct metrics *m = NULL;
	const char *answer;

	CHECK_INT(metrics_start(ctx, NULL, "127.0.0.1", 0, &m), 0);
	answer = ask(m, "GET /metrics" HEAD);		/* before the first text */
	CHECK(strstr(answer, " 200 ") && strstr(answer, "Content-Length: 0"));
	metrics_set(m, "one 1\n", 6);
	answer = ask(m, "GET /metrics" HEAD);
	CHECK(strstr(answer, " 200 ") && strstr(answer, "text/plain; version=0.0.4") && strstr(answer, "\r\n\r\none 1\n"));
	metrics_set(m, "one 2\ntwo 2\n", 12);
	CHECK(strstr(ask(m, "GET /metrics" HEAD), "\r\n\r\none 2\ntwo 2\n"));
	metrics_set(m, "one 3\n", 6);
	CHECK(strstr(ask(m, "GET /metrics" HEAD), "Content-Length: 6"));
	answer = ask(m, "HEAD /metrics" HEAD);
	CHECK(strstr(answer, " 200 ") && !strstr(answer, "one"));
	CHECK(strstr(ask(m, "GET /" HEAD), " 404 "));
	CHECK(strstr(ask(m, "GET /metrics/../metrics" HEAD), " 404 "));
	CHECK(strstr(ask(m, "POST /metrics" HEAD), " 405 "));
	metrics_stop(&m);
	CHECK(!m);
}

/* Stands in for the node's text. */
static unsigned texts;

void metrics_renew(struct metrics *m, const struct node *node)
{
	char text[32];

	CHECK_INT(*(const char *)node, 'n');
	metrics_set(m, text, snprintf(text, sizeof(text), "text %u\n", ++texts));
}

static atomic_bool answered;

static void *scrape(void *m)
{
	CHECK(strstr(ask(m, "GET /metrics" HEAD), "\r\n\r\ntext 1\n"));
	CHECK(strstr(ask(m, "GET /metrics" HEAD), "\r\n\r\ntext 2\n"));
	CHECK(strstr(ask(m, "GET /" HEAD), " 404 "));
	atomic_store(&answered, true);
	return NULL;
}

/* One text a scrape, none for nobody; the last one where the loop does not come. */
static void test_made(void *ctx)
{
	struct metrics *m = NULL;
	pthread_t thread;

	CHECK_INT(metrics_start(ctx, (const struct node *)"n", "127.0.0.1", 0, &m), 0);
	CHECK_INT(pthread_create(&thread, NULL, scrape, m), 0);
	while (!atomic_load(&answered)) {
		osmo_select_main(1);
		usleep(500);
	}
	pthread_join(thread, NULL);
	CHECK_INT(texts, 2);
	CHECK(strstr(ask(m, "GET /metrics" HEAD), "\r\n\r\ntext 2\n"));
	metrics_stop(&m);
}

static void test_refused(void *ctx)
{
	struct metrics *m = NULL, *second = NULL;

	CHECK(metrics_start(ctx, NULL, "localhost", 0, &m) < 0);
	CHECK(!m);
	CHECK_INT(metrics_start(ctx, NULL, "127.0.0.1", 0, &m), 0);
	CHECK(metrics_start(ctx, NULL, "192.0.2.1", 9290, &second) < 0);	/* not ours */
	CHECK(!second);
	metrics_stop(&m);
	metrics_stop(&m);
}

static void check_explained(const char *(*help)(unsigned i), unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (!CHECK(help(i)))
			continue;
		for (unsigned k = 0; k < i; k++)
			CHECK(strcmp(help(i), help(k)));
	}
}

int main(void)
{
	void *ctx = talloc_named_const(NULL, 0, "metrics test");

	mpabx_log_init(ctx);
	test_serves(ctx);
	test_made(ctx);
	test_refused(ctx);
	check_explained(counter_help_sccp, _SCCP_CTRS);
	check_explained(counter_help_tcap, _TCAP_CTRS);
	check_explained(counter_help_scf, _SCF_CTRS);
	check_explained(counter_help_sip, SIP_STATS);
	check_explained(counter_help_sipua, _SIPUA_CTRS);
	check_explained(counter_help_media, _MEDIA_CTRS);
	check_explained(counter_name_media, _MEDIA_CTRS);
	return CHECK_DONE();
}
