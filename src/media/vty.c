/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The media program's VTY: its configuration, what its endpoints do, what its threads carry. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdlib.h>

#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include "allow.h"
#include "steer.h"

enum { MEDIA_NODE = _LAST_OSMOVTY_NODE + 1 };

static struct gateway *the_gateway;

static struct cmd_node media_node = { .node = MEDIA_NODE, .prompt = "%s(config-media)# ", .vtysh = 1 };

DEFUN(cfg_media, cfg_media_cmd, "media", "The media program\n")
{
	vty->node = MEDIA_NODE;
	return CMD_SUCCESS;
}

static int parse_address(struct vty *vty, const char *text, struct osmo_sockaddr *ret)
{
	struct osmo_sockaddr a = { 0 };

	if (inet_pton(AF_INET, text, &a.u.sin.sin_addr) == 1)
		a.u.sin.sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &a.u.sin6.sin6_addr) == 1)
		a.u.sin6.sin6_family = AF_INET6;
	else {
		vty_out(vty, "%% %s: not an IPv4 or IPv6 address%s", text, VTY_NEWLINE);
		return CMD_WARNING;
	}
	*ret = a;
	return CMD_SUCCESS;
}

DEFUN(cfg_mgcp, cfg_mgcp_cmd, "mgcp bind ADDRESS [<1-65535>]",
      "Towards the node\n" "Where commands come\n" "IPv4 or IPv6 address\n" "UDP port, 2427 where none is given\n")
{
	struct osmo_sockaddr a;

	if (parse_address(vty, argv[0], &a) != CMD_SUCCESS)
		return CMD_WARNING;
	OSMO_STRLCPY_ARRAY(the_gateway->cfg.mgcp_address, argv[0]);
	if (argc > 1)
		the_gateway->cfg.mgcp_port = (uint16_t)atoi(argv[1]);
	return CMD_SUCCESS;
}

DEFUN(cfg_domain, cfg_domain_cmd, "mgcp domain NAME", "Towards the node\n" "What stands behind @ in the endpoints' names\n" "Name\n")
{
	OSMO_STRLCPY_ARRAY(the_gateway->cfg.domain, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_agent, cfg_agent_cmd, "mgcp call-agent ADDRESS [<1-65535>]",
      "Towards the node\n" "Who is told that we have started\n" "IPv4 or IPv6 address\n" "UDP port, 2727 where none is given\n")
{
	if (parse_address(vty, argv[0], &the_gateway->cfg.agent) != CMD_SUCCESS)
		return CMD_WARNING;
	the_gateway->cfg.agent.u.sin.sin_port = htons(argc > 1 ? (uint16_t)atoi(argv[1]) : MGCP_AGENT_PORT);
	return CMD_SUCCESS;
}

#define ALLOW_STR "Towards the node\n" "Whose commands are taken; the call agent's are\n" "IPv4 or IPv6 address\n"

DEFUN(cfg_allow, cfg_allow_cmd, "mgcp allow ADDRESS", ALLOW_STR)
{
	struct osmo_sockaddr a;

	if (parse_address(vty, argv[0], &a) != CMD_SUCCESS)
		return CMD_WARNING;
	if (allow_add(&the_gateway->cfg, &a) < 0) {
		vty_out(vty, "%% mgcp allow: %d addresses at most%s", MAX_ALLOW, VTY_NEWLINE);
		return CMD_WARNING;
	}
	return CMD_SUCCESS;
}

DEFUN(cfg_no_allow, cfg_no_allow_cmd, "no mgcp allow ADDRESS", NO_STR ALLOW_STR)
{
	struct osmo_sockaddr a;

	if (parse_address(vty, argv[0], &a) != CMD_SUCCESS)
		return CMD_WARNING;
	if (allow_remove(&the_gateway->cfg, &a) < 0) {
		vty_out(vty, "%% mgcp allow: %s is not in the list%s", argv[0], VTY_NEWLINE);
		return CMD_WARNING;
	}
	return CMD_SUCCESS;
}

DEFUN(cfg_rtp_bind, cfg_rtp_bind_cmd, "rtp bind ADDRESS", "Sound\n" "Where RTP comes, and comes from\n" "IPv4 or IPv6 address\n")
{
	return parse_address(vty, argv[0], &the_gateway->cfg.rtp_address);
}

DEFUN(cfg_rtp_ports, cfg_rtp_ports_cmd, "rtp ports <1024-65534> <1025-65535>",
      "Sound\n" "UDP ports: two a connection, four a call\n" "First, even\n" "Last\n")
{
	int first = atoi(argv[0]), last = atoi(argv[1]);

	if (first % 2 || last - first < 7) {
		vty_out(vty, "%% rtp ports: the first one is even, and a call needs four%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	the_gateway->cfg.first_port = (uint16_t)first;
	the_gateway->cfg.last_port = (uint16_t)last;
	return CMD_SUCCESS;
}

DEFUN(cfg_rtp_dscp, cfg_rtp_dscp_cmd, "rtp dscp <0-63>", "Sound\n" "Differentiated services code point\n" "46: expedited forwarding\n")
{
	the_gateway->cfg.dscp = atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_rtp_way, cfg_rtp_way_cmd, "rtp way (best|sockets)",
      "Sound\n" "How packets come and go\n" "Steered by the kernel where we may\n" "A socket for each connection\n")
{
	the_gateway->cfg.no_steer = argv[0][0] == 's';
	return CMD_SUCCESS;
}

DEFUN(cfg_threads, cfg_threads_cmd, "threads <0-64>", "Threads for sound, each on a core of its own\n" "How many; 0: one a core\n")
{
	the_gateway->cfg.threads = (unsigned)atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_announcements, cfg_announcements_cmd, "announcement-endpoints <0-4096>",
      "Endpoints that only play (ann/N)\n" "How many, out of the ports\n")
{
	the_gateway->cfg.announcements = (unsigned)atoi(argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_sounds, cfg_sounds_cmd, "sounds FOLDER", "WAV files, fr/ and en/ for what is spoken\n" "Folder\n")
{
	OSMO_STRLCPY_ARRAY(the_gateway->cfg.sounds, argv[0]);
	return CMD_SUCCESS;
}

DEFUN(cfg_life, cfg_life_cmd, "endpoint-life <0-604800>",
      "How long an endpoint lives without a command and without RTP, before its node is asked whether it knows it\n"
      "Seconds; 0: until it is deleted\n")
{
	the_gateway->cfg.endpoint_life_s = (unsigned)atoi(argv[0]);
	return CMD_SUCCESS;
}

static const char *print_address(const struct osmo_sockaddr *a, char buf[INET6_ADDRSTRLEN])
{
	bool six = a->u.sa.sa_family == AF_INET6;

	return inet_ntop(six ? AF_INET6 : AF_INET, six ? (const void *)&a->u.sin6.sin6_addr : &a->u.sin.sin_addr, buf,
			 INET6_ADDRSTRLEN);
}

static int write_config(struct vty *vty)
{
	const struct gateway_config *c = &the_gateway->cfg;
	char address[INET6_ADDRSTRLEN];

	vty_out(vty, "media%s", VTY_NEWLINE);
	vty_out(vty, " mgcp bind %s %u%s", c->mgcp_address, c->mgcp_port, VTY_NEWLINE);
	vty_out(vty, " mgcp domain %s%s", c->domain, VTY_NEWLINE);
	if (c->agent.u.sa.sa_family)
		vty_out(vty, " mgcp call-agent %s %u%s", print_address(&c->agent, address), ntohs(c->agent.u.sin.sin_port),
			VTY_NEWLINE);
	for (unsigned i = 0; i < c->num_allow; i++)
		vty_out(vty, " mgcp allow %s%s", print_address(&c->allow[i], address), VTY_NEWLINE);
	vty_out(vty, " rtp bind %s%s", print_address(&c->rtp_address, address), VTY_NEWLINE);
	vty_out(vty, " rtp ports %u %u%s", c->first_port, c->last_port, VTY_NEWLINE);
	vty_out(vty, " rtp dscp %d%s", c->dscp, VTY_NEWLINE);
	vty_out(vty, " rtp way %s%s", c->no_steer ? "sockets" : "best", VTY_NEWLINE);
	vty_out(vty, " threads %u%s", c->threads, VTY_NEWLINE);
	vty_out(vty, " announcement-endpoints %u%s", c->announcements, VTY_NEWLINE);
	vty_out(vty, " endpoint-life %u%s", c->endpoint_life_s, VTY_NEWLINE);
	vty_out(vty, " sounds %s%s", c->sounds, VTY_NEWLINE);
	return CMD_SUCCESS;
}

/* ---- shows ---- */
static void show_conn(struct vty *vty, struct conn *c)
{
	char address[INET6_ADDRSTRLEN + 8] = "nobody yet", peer[16] = "nobody";
	struct conn copy;

	worker_lock(c->worker);
	copy = *c;
	worker_unlock(c->worker);
	if (copy.remote.u.sa.sa_family)
		snprintf(address + strlen(print_address(&copy.remote, address)), 8, ":%u", ntohs(copy.remote.u.sin.sin_port));
	if (copy.peer)
		snprintf(peer, sizeof(peer), "%X", copy.peer->id);
	vty_out(vty, "  %-8X port %5u  %s%s  hears %s%s%s%s", copy.id, copy.port, address,
		copy.latched ? " (latched)" : "", peer, copy.watching ? "  codes watched" : "",
		copy.player.sound ? "  plays " : "", copy.player.sound ? copy.player.sound->name : "");
	vty_out(vty, "%s           in %" PRIu64 " lost %" PRId64 " jitter %u ms  out %" PRIu64
		"  events %" PRIu64 " swallowed %" PRIu64 " given back %" PRIu64 " bad %" PRIu64 " refused %" PRIu64 "%s", VTY_NEWLINE,
		copy.rx.packets, stream_rx_lost(&copy.rx), (copy.rx.jitter >> 4) / (copy.clock / 1000), copy.tx.packets,
		copy.stats.events, copy.stats.swallowed, copy.stats.given_back, copy.stats.bad, copy.stats.refused, VTY_NEWLINE);
}

DEFUN(show_endpoints, show_endpoints_cmd, "show endpoints", SHOW_STR "Endpoints in use and their connections\n")
{
	const struct gateway *g = the_gateway;
	char name[96];

	for (uint32_t i = 0; i < g->num_endpoints && g->endpoints; i++) {
		struct endpoint *ep = &g->endpoints[i];

		if (!ep->used)
			continue;
		vty_out(vty, "%s  call %s  %" PRIu64 " s%s", endpoint_name(g, ep, name), ep->call_id,
			(clock_ms() - ep->since_ms) / 1000, VTY_NEWLINE);
		for (unsigned s = 0; s < ep->num_sides; s++)
			if (ep->conn[s]->id)
				show_conn(vty, ep->conn[s]);
	}
	return CMD_SUCCESS;
}

static uint32_t in_use(const struct gateway *g)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < g->num_endpoints && g->endpoints; i++)
		n += g->endpoints[i].used;
	return n;
}

DEFUN(show_statistics, show_statistics_cmd, "show statistics", SHOW_STR "What was carried, by thread, and MGCP\n")
{
	const struct gateway *g = the_gateway;
	struct mgcp_agent_stats m = { 0 };

	vty_out(vty, "Endpoints in use  %u of %u%s", in_use(g), g->num_endpoints, VTY_NEWLINE);
	vty_out(vty, "Connections       %" PRIu64 " made, %" PRIu64 " deleted; %" PRIu64 " commands refused%s", g->stats.created,
		g->stats.deleted, g->stats.refused, VTY_NEWLINE);
	vty_out(vty, "Forgotten         %" PRIu64 " endpoints swept%s", g->stats.swept, VTY_NEWLINE);
	vty_out(vty, "Codes             %" PRIu64 "; silent parties %" PRIu64 "%s", g->stats.codes, g->stats.silent, VTY_NEWLINE);
	vty_out(vty, "Packets           %s%s", g->steer ? "steered (sk_lookup)" : "a socket for each connection", VTY_NEWLINE);
	for (unsigned i = 0; i < g->num_workers; i++) {
		struct worker_stats s;

		worker_stats(g->worker[i], &s);
		vty_out(vty, "  thread %u: %u connections, in %" PRIu64 ", out %" PRIu64 ", not sent %" PRIu64 ", longest tick %" PRIu64
			" us, late %" PRIu64 "%s", i, s.connections, s.received, s.sent, s.send_errors, s.longest_us, s.late_ticks,
			VTY_NEWLINE);
	}
	if (g->mgcp)
		mgcp_agent_stats(g->mgcp, &m);
	vty_out(vty, "MGCP              in %" PRIu64 ", out %" PRIu64 ", malformed %" PRIu64 ", repeated %" PRIu64 ", sent again %"
		PRIu64 ", unanswered %" PRIu64 ", of strangers %" PRIu64 "%s", m.received, m.sent, m.malformed, m.repeated,
		m.retransmitted, m.unanswered, m.strange + m.refused, VTY_NEWLINE);
	return CMD_SUCCESS;
}

static void install_config(void)
{
	install_element(CONFIG_NODE, &cfg_media_cmd);
	install_node(&media_node, write_config);
	install_element(MEDIA_NODE, &cfg_mgcp_cmd);
	install_element(MEDIA_NODE, &cfg_domain_cmd);
	install_element(MEDIA_NODE, &cfg_agent_cmd);
	install_element(MEDIA_NODE, &cfg_allow_cmd);
	install_element(MEDIA_NODE, &cfg_no_allow_cmd);
	install_element(MEDIA_NODE, &cfg_rtp_bind_cmd);
	install_element(MEDIA_NODE, &cfg_rtp_ports_cmd);
	install_element(MEDIA_NODE, &cfg_rtp_dscp_cmd);
	install_element(MEDIA_NODE, &cfg_rtp_way_cmd);
	install_element(MEDIA_NODE, &cfg_threads_cmd);
	install_element(MEDIA_NODE, &cfg_announcements_cmd);
	install_element(MEDIA_NODE, &cfg_life_cmd);
	install_element(MEDIA_NODE, &cfg_sounds_cmd);
}

void media_vty_init(struct gateway *g)
{
	the_gateway = g;
	install_config();
	install_element_ve(&show_endpoints_cmd);
	install_element_ve(&show_statistics_cmd);
}
