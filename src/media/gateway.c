/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Start and stop: sounds, connections, workers, MGCP, in this order; back in the other one. */
#include "config.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <talloc.h>

#include "allow.h"
#include "steer.h"

#ifndef SOUNDS_FOLDER
#define SOUNDS_FOLDER "sounds"
#endif

void gateway_defaults(struct gateway_config *cfg)
{
	*cfg = (struct gateway_config){ .mgcp_address = "127.0.0.1", .mgcp_port = MGCP_GATEWAY_PORT, .domain = "mpabx-media",
		.first_port = 16384, .last_port = 32767, .announcements = 64, .dscp = 46, .sounds = SOUNDS_FOLDER,
		.endpoint_life_s = 3600 };
	cfg->rtp_address.u.sin.sin_family = AF_INET;
	cfg->rtp_address.u.sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

static int start_workers(struct gateway *g)
{
	unsigned threads = g->cfg.threads, number = 0;
	cpu_set_t may;

	CPU_ZERO(&may);
	if (sched_getaffinity(0, sizeof(may), &may) < 0)
		return -errno;
	if (!threads)
		threads = (unsigned)CPU_COUNT(&may);
	if (threads > MAX_WORKERS)
		threads = MAX_WORKERS;
	if (!g->cfg.no_steer) {
		struct steer_config cfg = { .workers = threads, .conns = g->conns, .num_conns = g->num_conns,
			.own = g->cfg.rtp_address, .first_port = g->cfg.first_port, .dscp = g->cfg.dscp };

		g->steer = steer_alloc(g, &cfg);
		if (!g->steer)
			LOGP(DMEDIA, LOGL_NOTICE, "no sk_lookup (%s): a socket for each connection\n", strerror(errno));
	}
	for (int cpu = 0; number < threads; cpu = (cpu + 1) % CPU_SETSIZE) {
		struct worker_config cfg = { .cpu = cpu, .wake_fd = g->wake.fd, .steer = g->steer };

		if (!CPU_ISSET(cpu, &may))
			continue;
		g->worker[number] = worker_alloc(g, number, &cfg);
		if (!g->worker[number])
			return -errno;
		g->num_workers = ++number;
	}
	return 0;
}

static int start_wake(struct gateway *g)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	osmo_fd_setup(&g->wake, fd, OSMO_FD_READ, gateway_on_notes, g, 0);
	return osmo_fd_register(&g->wake);
}

static void on_restart_timer(void *data)
{
	gateway_say_restart(data, "restart");
}

static bool allows(void *priv, const struct osmo_sockaddr *from)
{
	const struct gateway *g = priv;

	return allow_command(&g->cfg, from);
}

static int start_mgcp(struct gateway *g)
{
	static const struct mgcp_agent_ops ops = { .command = gateway_command, .allows = allows };
	struct mgcp_agent_config cfg = { .address = g->cfg.mgcp_address, .port = g->cfg.mgcp_port };

	g->mgcp = mgcp_agent_alloc(g, &cfg, &ops, g);
	if (!g->mgcp) {
		int rc = errno ? -errno : -EIO;

		LOGP(DMEDIA, LOGL_ERROR, "cannot bind MGCP to %s port %u: %s\n", cfg.address, cfg.port, strerror(-rc));
		return rc;
	}
	osmo_timer_setup(&g->restart_timer, on_restart_timer, g);
	gateway_say_restart(g, "restart");
	sweep_start(g);
	return 0;
}

int gateway_start(struct gateway *g)
{
	int rc;

	if (!allow_somebody(&g->cfg)) {
		LOGP(DMEDIA, LOGL_ERROR, "mgcp bind %s is no loopback address: `mgcp allow ADDRESS` must name the node\n",
		     g->cfg.mgcp_address);
		return -EACCES;
	}
	pcm_init();
	g->life = clock_wall_us();
	g->wake.fd = -1;
	g->generation = (uint32_t)(g->life / 1000);	/* connection ids of an earlier life do not come again soon */
	g->sounds = sounds_load(g, g->cfg.sounds);
	if (!g->sounds)
		return -ENOMEM;
	if (!sounds_find(g->sounds, "fr/press-1") || !sounds_find(g->sounds, "en/press-1"))
		LOGP(DMEDIA, LOGL_ERROR, "no announcements in %s: who is to hear one hears nothing; `sounds` names their folder\n",
		     g->cfg.sounds);
	rc = endpoints_alloc(g);
	if (rc == 0)
		rc = start_wake(g);
	if (rc == 0)
		rc = start_workers(g);
	if (rc == 0)
		rc = start_mgcp(g);
	if (rc == 0)
		LOGP(DMEDIA, LOGL_NOTICE, "%u pairs, %u announcement endpoints, %u threads, %u sounds, %s\n", g->num_pairs,
		     g->num_endpoints - g->num_pairs, g->num_workers, sounds_count(g->sounds),
		     g->steer ? "sk_lookup" : "a socket for each connection");
	return rc;
}

void gateway_stop(struct gateway *g)
{
	osmo_timer_del(&g->restart_timer);
	osmo_timer_del(&g->sweep_timer);
	gateway_say_restart(g, "forced");
	for (uint32_t i = 0; g->num_workers && i < g->num_endpoints; i++)
		endpoint_release(g, &g->endpoints[i]);
	for (unsigned i = 0; i < g->num_workers; i++)
		worker_stop(g->worker[i]);
	if (g->wake.fd >= 0) {
		osmo_fd_unregister(&g->wake);
		close(g->wake.fd);
	}
	for (uint32_t i = 0; g->conns && !g->steer && i < g->num_conns; i++) {
		if (!g->conns[i].port)
			continue;
		close(g->conns[i].fd);
		close(g->conns[i].rtcp_fd);
	}
	TALLOC_FREE(g->mgcp);
	free(g->conns);
	g->conns = NULL;
}
