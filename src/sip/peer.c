/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Peers: gateways, IMS nodes, Kamailio. Each may be probed with OPTIONS and is up while it answers; of a group the one of
 * lowest priority that is up is chosen, equals in turn. A removed peer keeps its memory until the agent goes: dialogs
 * point to it. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "sip_priv.h"
#include "text.h"

#define DEFAULT_LOST 2
#define DOWN_PROBE_S 5	/* one that is down is asked more often: calls wait for it */

static bool same_host(const struct sockaddr *a, const struct sockaddr *b)
{
	if (a->sa_family != b->sa_family)
		return false;
	if (a->sa_family == AF_INET)
		return ((const struct sockaddr_in *)a)->sin_addr.s_addr == ((const struct sockaddr_in *)b)->sin_addr.s_addr;
	return a->sa_family == AF_INET6 && !memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
						   &((const struct sockaddr_in6 *)b)->sin6_addr, 16);
}

static uint16_t port_of(const struct sockaddr *sa)
{
	return sa->sa_family == AF_INET ? ((const struct sockaddr_in *)sa)->sin_port :
		sa->sa_family == AF_INET6 ? ((const struct sockaddr_in6 *)sa)->sin6_port : 0;
}

/* The peer at this address and port; else the first at this address: a TCP client's port says nothing. */
struct sip_peer *peer_by_address(struct sip_agent *agent, const struct sockaddr *sa, bool any_port)
{
	struct sip_peer *p, *found = NULL;

	llist_for_each_entry(p, &agent->peers, entry) {
		if (p->removed || !same_host((const struct sockaddr *)&p->sa, sa))
			continue;
		if (port_of((const struct sockaddr *)&p->sa) == port_of(sa))
			return p;
		if (!found)
			found = p;
	}
	return found;
}

static void state_set(struct sip_peer *p, bool up)
{
	if (p->up == up)
		return;
	p->up = up;
	LOGP(DSIP, LOGL_NOTICE, "peer %s (%s) is %s\n", p->name, p->url, up ? "up" : "down");
	if (p->agent->ops->peer)
		p->agent->ops->peer(p->agent->priv, p, up);
}

static void probe_lost(struct sip_peer *p)
{
	p->agent->stats.probes_lost++;
	if (p->lost < UINT8_MAX)
		p->lost++;
	if (p->lost >= p->config.probe_lost)
		state_set(p, false);
}

static int probe_response(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct sip_peer *p = magic;
	unsigned status = sip ? sip->sip_status->st_status : 408;

	if (status < 200)
		return 0;
	if (p->probe == orq)
		p->probe = NULL;
	/* Whatever it says it lives; but 503 is how a node says that it takes no calls (drain). */
	if (!sip || nta_sip_is_internal(sip) || status == 503) {
		probe_lost(p);
	} else {
		p->lost = 0;
		state_set(p, true);
	}
	nta_outgoing_destroy(orq);
	agent_touch(p->agent);
	return 0;
}

static void probe_send(struct sip_peer *p)
{
	struct sip_agent *agent = p->agent;
	char from[160], to[192], call_id[128], tag[24];
	msg_t *msg = nta_msg_create(agent->nta, 0);
	sip_t *sip = sip_object(msg);
	sip_request_t *rq;

	if (!sip)
		return;
	agent_tag(agent, tag);
	snprintf(call_id, sizeof(call_id), "%s@%s", tag, agent->config.address);
	agent_tag(agent, tag);
	snprintf(from, sizeof(from), "%s;tag=%s", agent->contact_udp, tag);
	snprintf(to, sizeof(to), "<%s>", p->url);
	rq = sip_request_create(msg_home(msg), SIP_METHOD_OPTIONS, (url_string_t *)p->hop, NULL);
	if (!rq || msg_header_insert(msg, (msg_pub_t *)sip, (msg_header_t *)rq) < 0 ||
	    sip_add_tl(msg, sip, SIPTAG_FROM_STR(from), SIPTAG_TO_STR(to), SIPTAG_CALL_ID_STR(call_id),
		       SIPTAG_CSEQ_STR("1 OPTIONS"), SIPTAG_MAX_FORWARDS_STR("1"),
		       SIPTAG_CONTACT_STR(agent_contact(agent, p->config.tcp)),
		       TAG_IF(agent->config.name, SIPTAG_USER_AGENT_STR(agent->config.name)), TAG_END()) < 0) {
		msg_destroy(msg);
		return;
	}
	p->probe = send_transaction(agent, probe_response, p, msg, NULL, NULL);
	if (p->probe)
		agent_trace_msg(agent, NULL, msg, true);
	else
		probe_lost(p);
}

static void probe_in(struct sip_peer *p, uint32_t s)
{
	wheel_arm(p->agent->stack->wheel, &p->timer, p->agent->stack->kind_probe, s * 1000);
}

void peer_probe_due(struct wheel_timer *t, void *priv)
{
	struct sip_peer *p = container_of(t, struct sip_peer, timer);

	if (p->probe) {		/* the last one is not answered yet */
		nta_outgoing_destroy(p->probe);
		p->probe = NULL;
		probe_lost(p);
	}
	probe_send(p);
	probe_in(p, p->up || p->config.probe_s < DOWN_PROBE_S ? p->config.probe_s : DOWN_PROBE_S);
}

static void peer_stop(struct sip_peer *p)
{
	wheel_disarm(p->agent->stack->wheel, &p->timer);
	if (p->probe)
		nta_outgoing_destroy(p->probe);
	p->probe = NULL;
}

static bool name_sound(const char *name)
{
	size_t n = strlen(name);

	return n && n < 32 && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == n;
}

static int address_set(struct sip_peer *p, const struct sip_peer_config *c)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&p->sa;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&p->sa;
	uint16_t port = c->port ? c->port : 5060;
	url_t *hop;

	if (strlen(c->address) >= sizeof(p->address))
		return -EINVAL;
	snprintf(p->url, sizeof(p->url), strchr(c->address, ':') ? "sip:[%s]:%u%s" : "sip:%s:%u%s", c->address, port,
		 c->tcp ? ";transport=tcp" : ";transport=udp");
	hop = url_make(NULL, p->url);
	if (!hop || !hop->url_host) {
		su_free(NULL, hop);
		return -EINVAL;
	}
	su_free(NULL, p->hop);
	p->hop = hop;
	memset(&p->sa, 0, sizeof(p->sa));
	if (inet_pton(AF_INET, c->address, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
	} else if (inet_pton(AF_INET6, c->address, &in6->sin6_addr) == 1) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
	}
	return 0;
}

struct sip_peer *sip_peer_set(struct sip_agent *agent, const struct sip_peer_config *config)
{
	struct sip_peer *p;

	if (!name_sound(config->name) || (config->group && !name_sound(config->group))) {
		errno = EINVAL;
		return NULL;
	}
	p = sip_peer_find(agent, config->name);
	if (!p) {
		p = talloc_zero(agent, struct sip_peer);
		if (!p) {
			errno = ENOMEM;
			return NULL;
		}
		p->agent = agent;
		p->removed = true;	/* until it is complete */
		/* Those beyond 32 share the last place: in turns of fail-over they count as one. */
		p->place = 1u << (llist_count(&agent->peers) < 32 ? llist_count(&agent->peers) : 31);
		llist_add_tail(&p->entry, &agent->peers);
	}
	peer_stop(p);
	if (address_set(p, config)) {
		errno = EINVAL;
		return NULL;
	}
	snprintf(p->name, sizeof(p->name), "%s", config->name);
	snprintf(p->group, sizeof(p->group), "%s", config->group ? config->group : config->name);
	snprintf(p->address, sizeof(p->address), "%s", config->address);
	p->config = *config;
	p->config.name = p->name;
	p->config.group = p->group;
	p->config.address = p->address;
	p->config.port = config->port ? config->port : 5060;
	if (!p->config.probe_lost)
		p->config.probe_lost = DEFAULT_LOST;
	p->removed = false;
	p->lost = 0;
	p->up = true;
	if (config->probe_s)
		wheel_arm(agent->stack->wheel, &p->timer, agent->stack->kind_probe, 10);
	return p;
}

void sip_peer_remove(struct sip_agent *agent, const char *name)
{
	struct sip_peer *p = sip_peer_find(agent, name);

	if (!p)
		return;
	peer_stop(p);
	p->removed = true;
}

void peer_free_all(struct sip_agent *agent)
{
	struct sip_peer *p, *next;

	llist_for_each_entry_safe(p, next, &agent->peers, entry) {
		peer_stop(p);
		su_free(NULL, p->hop);
		llist_del(&p->entry);
		talloc_free(p);
	}
}

struct sip_peer *sip_peer_find(struct sip_agent *agent, const char *name)
{
	struct sip_peer *p;

	llist_for_each_entry(p, &agent->peers, entry)
		if (!p->removed && !strcmp(p->name, name))
			return p;
	return NULL;
}

/* Up before down, lower priority before higher, longest not chosen first. */
static bool better(const struct sip_peer *a, const struct sip_peer *b)
{
	if (!b)
		return true;
	if (a->up != b->up)
		return a->up;
	if (a->config.priority != b->config.priority)
		return a->config.priority < b->config.priority;
	return a->turn < b->turn;
}

/* \param without mask of places that are not wanted */
static struct sip_peer *choose(struct sip_agent *agent, const char *group, uint32_t without)
{
	struct sip_peer *p, *best = NULL;
	uint32_t turn = 0;

	llist_for_each_entry(p, &agent->peers, entry) {
		if (p->turn > turn)
			turn = p->turn;
		if (!p->removed && !(without & p->place) && !strcmp(p->group, group) && better(p, best))
			best = p;
	}
	if (best)
		best->turn = turn + 1;
	return best;
}

struct sip_peer *sip_peer_choose(struct sip_agent *agent, const char *group, const struct sip_peer *not)
{
	return choose(agent, group, not ? not->place : 0);
}

struct sip_peer *sip_peer_choose_next(struct sip_agent *agent, const char *group, uint32_t *tried)
{
	struct sip_peer *p = choose(agent, group, *tried);

	if (!p || (*tried && !p->up))
		return NULL;
	*tried |= p->place;
	return p;
}

struct sip_peer *sip_peer_of(struct sip_agent *agent, const struct sip_message *m)
{
	struct sockaddr_storage sa = {};
	char text[sizeof(m->source)];
	char *colon, *address = text;

	strcpy(text, m->source);
	colon = strrchr(text, ':');
	if (!colon)
		return NULL;
	*colon = '\0';
	if (text[0] == '[') {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&sa;

		address = text + 1;
		address[strcspn(address, "]")] = '\0';
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(atoi(colon + 1));
		if (inet_pton(AF_INET6, address, &in6->sin6_addr) != 1)
			return NULL;
	} else {
		struct sockaddr_in *in = (struct sockaddr_in *)&sa;

		in->sin_family = AF_INET;
		in->sin_port = htons(atoi(colon + 1));
		if (inet_pton(AF_INET, address, &in->sin_addr) != 1)
			return NULL;
	}
	return peer_by_address(agent, (struct sockaddr *)&sa, true);
}

void sip_peer_failed(struct sip_peer *peer)
{
	if (!peer->config.probe_s || peer->removed)
		return;
	peer->lost = peer->config.probe_lost;
	if (peer->up)
		probe_in(peer, 1);
	state_set(peer, false);
}

const char *sip_peer_name(const struct sip_peer *peer)
{
	return peer->name;
}

const char *sip_peer_group(const struct sip_peer *peer)
{
	return peer->group;
}

const struct sip_peer_config *sip_peer_config(const struct sip_peer *peer)
{
	return &peer->config;
}

bool sip_peer_up(const struct sip_peer *peer)
{
	return peer->up;
}

struct sip_peer *sip_peer_next(struct sip_agent *agent, const struct sip_peer *peer)
{
	struct sip_peer *p;
	bool found = !peer;

	llist_for_each_entry(p, &agent->peers, entry) {
		if (found && !p->removed)
			return p;
		found |= p == peer;
	}
	return NULL;
}
