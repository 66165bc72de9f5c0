/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two ends over UDP: an answer, none, one that was lost, a command that comes twice, what is no message. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <osmocom/core/application.h>
#include <osmocom/core/select.h>
#include <talloc.h>

#include <mpabx/base.h>
#include <mpabx/mgcp.h>

#include "check.h"

static unsigned executed, answered, lost, mute;
static bool stranger;
static uint16_t last_code;
static uint32_t last_transaction;

static void on_command(void *priv, const struct mgcp_message *cmd, const struct osmo_sockaddr *from, struct mgcp_writer *w)
{
	executed++;
	last_transaction = cmd->transaction;
	if (mute)
		return;
	mgcp_write_response(w, 200, cmd->transaction, NULL);
	mgcp_write(w, "I: %u\r\n", executed);
}

static bool allows(void *priv, const struct osmo_sockaddr *from)
{
	return !stranger;
}

static void on_response(void *priv, const struct mgcp_message *m)
{
	if (!m) {
		lost++;
		return;
	}
	answered++;
	last_code = m->code;
}

static void run(unsigned ms)
{
	uint64_t until = clock_ms() + ms;

	while (clock_ms() < until)
		if (osmo_select_main(1) == 0)
			usleep(1000);
}

static void address_of(const struct mgcp_agent *a, struct osmo_sockaddr *ret)
{
	*ret = (struct osmo_sockaddr){ .u.sin = { .sin_family = AF_INET, .sin_port = htons(mgcp_agent_port(a)),
						  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) } };
}

static void send_raw(const struct osmo_sockaddr *to, int fd, const char *text, char *answer, size_t size)
{
	ssize_t n;

	sendto(fd, text, strlen(text), 0, &to->u.sa, sizeof(to->u.sin));
	run(20);
	n = recv(fd, answer, size - 1, MSG_DONTWAIT);
	answer[n > 0 ? n : 0] = '\0';
}

int main(void)
{
	static const struct mgcp_agent_ops ops = { .command = on_command, .allows = allows };
	struct mgcp_agent_config cfg = { .address = "127.0.0.1", .first_ms = 50, .give_up_ms = 400, .max_pending = 4 };
	void *ctx = talloc_named_const(NULL, 0, "test");
	struct mgcp_agent *a, *b;
	struct mgcp_agent_stats stats;
	struct osmo_sockaddr to_a, to_b, nobody;
	char first[300], second[300];
	int fd;

	mpabx_log_init(ctx);
	a = mgcp_agent_alloc(ctx, &cfg, &ops, NULL);
	b = mgcp_agent_alloc(ctx, &cfg, &ops, NULL);
	if (!CHECK(a && b))
		return CHECK_DONE();
	address_of(b, &to_b);
	nobody = to_b;
	nobody.u.sin.sin_port = htons(9);

	CHECK(mgcp_agent_begin(a, MGCP_AUEP, "pr/1@x"));
	CHECK_INT(mgcp_agent_send(a, &to_b, on_response, NULL), 0);
	run(20);
	CHECK_INT(answered, 1);
	CHECK_INT(last_code, 200);

	/* Nobody there: four at most wait, each is told */
	for (int i = 0; i < 4; i++) {
		CHECK(mgcp_agent_begin(a, MGCP_AUEP, "pr/1@x"));
		CHECK_INT(mgcp_agent_send(a, &nobody, on_response, NULL), 0);
	}
	CHECK(!mgcp_agent_begin(a, MGCP_AUEP, "pr/1@x"));
	run(600);
	CHECK_INT(lost, 4);
	mgcp_agent_stats(a, &stats);
	CHECK_INT(stats.pending, 0);
	CHECK_INT(stats.unanswered, 4);
	CHECK(stats.retransmitted >= 8);

	/* The answer lost at first: the command comes again */
	executed = 0, mute = 1;
	CHECK(mgcp_agent_begin(a, MGCP_CRCX, "pr/$@x"));
	CHECK_INT(mgcp_agent_send(a, &to_b, on_response, NULL), 0);
	run(20);
	mute = 0;
	run(150);
	CHECK_INT(answered, 2);

	/* An answer from another port than was asked: dropped, the right one counts */
	mute = 1;
	CHECK(mgcp_agent_begin(a, MGCP_AUEP, "pr/1@x"));
	CHECK_INT(mgcp_agent_send(a, &to_b, on_response, NULL), 0);
	address_of(a, &to_a);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	run(20);
	snprintf(second, sizeof(second), "200 %u OK\r\n", last_transaction);
	send_raw(&to_a, fd, second, first, sizeof(first));
	close(fd);
	CHECK_INT(answered, 2);
	mgcp_agent_stats(a, &stats);
	CHECK_INT(stats.strange, 1);
	CHECK_INT(stats.pending, 1);
	mute = 0;
	run(150);
	CHECK_INT(answered, 3);

	/* Who may not speak to us has no answer, not even to rubbish */
	stranger = true;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	executed = 0;
	send_raw(&to_b, fd, "CRCX 70 pr/$@x MGCP 1.0\r\n", first, sizeof(first));
	CHECK_STR(first, "");
	send_raw(&to_b, fd, "CRCX 71 pr/$@x MGCP 2.0\r\n", first, sizeof(first));
	CHECK_STR(first, "");
	CHECK_INT(executed, 0);
	mgcp_agent_stats(b, &stats);
	CHECK_INT(stats.refused, 2);
	stranger = false;
	close(fd);

	/* The same command twice: done once, answered twice with the same octets */
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	executed = 0;
	send_raw(&to_b, fd, "CRCX 77 pr/$@x MGCP 1.0\r\n", first, sizeof(first));
	send_raw(&to_b, fd, "CRCX 77 pr/$@x MGCP 1.0\r\n", second, sizeof(second));
	CHECK_INT(executed, 1);
	CHECK(*first);
	CHECK_STR(second, first);
	send_raw(&to_b, fd, "CRCX 78 pr/$@x MGCP 2.0\r\n", first, sizeof(first));
	CHECK_STR(first, "528 78 Incompatible protocol version\r\n");
	send_raw(&to_b, fd, "CRCX 79 pr/$@x MGCP 1.0\r\nrubbish\r\n", first, sizeof(first));
	CHECK_STR(first, "510 79 Protocol error\r\n");
	send_raw(&to_b, fd, "ABCD 80 pr/$@x MGCP 1.0\r\n", first, sizeof(first));
	CHECK_STR(first, "504 80 Unknown or unsupported command\r\n");
	send_raw(&to_b, fd, "rubbish", first, sizeof(first));
	CHECK_STR(first, "");
	close(fd);

	/* Too long for a frame: not sent, its place is free again */
	CHECK(mgcp_agent_begin(a, MGCP_CRCX, "pr/$@x"));
	for (int i = 0; i < 100; i++)
		mgcp_write(mgcp_agent_begin(a, MGCP_CRCX, "pr/$@x"), "%1500s", "");
	CHECK_INT(mgcp_agent_send(a, &to_b, on_response, NULL), -EMSGSIZE);
	mgcp_agent_stats(a, &stats);
	CHECK_INT(stats.pending, 0);
	talloc_free(ctx);
	return CHECK_DONE();
}
