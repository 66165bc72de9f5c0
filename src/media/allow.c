/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose commands are taken, and where sound may go. Who may command the program can send RTP anywhere and hear any call, and
 * a description comes from whoever calls: neither is believed further than it has to be. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "allow.h"

/* IPv4 as an IPv6 socket shows it (::ffff:192.0.2.1) is IPv4. */
static struct osmo_sockaddr host_of(const struct osmo_sockaddr *a)
{
	struct osmo_sockaddr host = { 0 };

	host.u.sa.sa_family = a->u.sa.sa_family;
	if (a->u.sa.sa_family == AF_INET) {
		host.u.sin.sin_addr = a->u.sin.sin_addr;
	} else if (a->u.sa.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&a->u.sin6.sin6_addr)) {
		host.u.sa.sa_family = AF_INET;
		memcpy(&host.u.sin.sin_addr, a->u.sin6.sin6_addr.s6_addr + 12, 4);
	} else if (a->u.sa.sa_family == AF_INET6) {
		host.u.sin6.sin6_addr = a->u.sin6.sin6_addr;
	}
	return host;
}

static bool same_host(const struct osmo_sockaddr *a, const struct osmo_sockaddr *b)
{
	struct osmo_sockaddr x = host_of(a), y = host_of(b);

	return x.u.sa.sa_family && osmo_sockaddr_cmp(&x, &y) == 0;
}

static bool is_loopback(const struct osmo_sockaddr *a)
{
	struct osmo_sockaddr host = host_of(a);

	return host.u.sa.sa_family == AF_INET ? ntohl(host.u.sin.sin_addr.s_addr) >> 24 == 127 :
		host.u.sa.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&host.u.sin6.sin6_addr);
}

static bool is_bound_to_loopback(const struct gateway_config *cfg)
{
	struct osmo_sockaddr own = { 0 };

	if (inet_pton(AF_INET, cfg->mgcp_address, &own.u.sin.sin_addr) == 1)
		own.u.sa.sa_family = AF_INET;
	else if (inet_pton(AF_INET6, cfg->mgcp_address, &own.u.sin6.sin6_addr) == 1)
		own.u.sa.sa_family = AF_INET6;
	return is_loopback(&own);
}

/* ---- commands ---- */
bool allow_somebody(const struct gateway_config *cfg)
{
	return cfg->num_allow || cfg->agent.u.sa.sa_family || is_bound_to_loopback(cfg);
}

bool allow_command(const struct gateway_config *cfg, const struct osmo_sockaddr *from)
{
	for (unsigned i = 0; i < cfg->num_allow; i++)
		if (same_host(&cfg->allow[i], from))
			return true;
	return same_host(&cfg->agent, from) || (is_loopback(from) && is_bound_to_loopback(cfg));
}

int allow_add(struct gateway_config *cfg, const struct osmo_sockaddr *host)
{
	for (unsigned i = 0; i < cfg->num_allow; i++)
		if (same_host(&cfg->allow[i], host))
			return 0;
	if (cfg->num_allow == MAX_ALLOW)
		return -ENOSPC;
	cfg->allow[cfg->num_allow++] = *host;
	return 0;
}

int allow_remove(struct gateway_config *cfg, const struct osmo_sockaddr *host)
{
	for (unsigned i = 0; i < cfg->num_allow; i++) {
		if (!same_host(&cfg->allow[i], host))
			continue;
		cfg->allow[i] = cfg->allow[--cfg->num_allow];
		return 0;
	}
	return -ENOENT;
}

/* ---- sound ---- */
static bool is_group_or_nowhere(const struct osmo_sockaddr *host)
{
	uint32_t four = ntohl(host->u.sin.sin_addr.s_addr);

	if (host->u.sa.sa_family == AF_INET)
		return four >> 24 == 0 || four >> 28 == 14 || four == INADDR_BROADCAST;
	return IN6_IS_ADDR_MULTICAST(&host->u.sin6.sin6_addr) || IN6_IS_ADDR_UNSPECIFIED(&host->u.sin6.sin6_addr);
}

/* Our own address: another call's port is one that passes through us twice, anything else there is no party's. On loopback,
 * where all have one address, the ports tell. */
static bool allow_one(const struct gateway_config *cfg, const struct osmo_sockaddr *remote)
{
	struct osmo_sockaddr host = host_of(remote);
	uint16_t port = ntohs(remote->u.sin.sin_port);

	if (!host.u.sa.sa_family || !port)
		return true;
	if (is_group_or_nowhere(&host))
		return false;
	if (is_loopback(&cfg->rtp_address))
		return true;
	if (same_host(&cfg->rtp_address, &host))
		return port >= cfg->first_port && port <= cfg->last_port;
	return !is_loopback(&host);
}

bool allow_remote(const struct gateway_config *cfg, const struct mgcp_sdp *sdp)
{
	return allow_one(cfg, &sdp->rtp) && allow_one(cfg, &sdp->rtcp);
}

static bool is_port_of(const struct gateway_config *cfg, const struct osmo_sockaddr *remote, uint16_t port)
{
	uint16_t to = ntohs(remote->u.sin.sin_port);

	return port && same_host(&cfg->rtp_address, remote) && (to == port || to == port + 1);
}

bool allow_is_own_port(const struct gateway_config *cfg, const struct mgcp_sdp *sdp, uint16_t port)
{
	return is_port_of(cfg, &sdp->rtp, port) || is_port_of(cfg, &sdp->rtcp, port);
}
