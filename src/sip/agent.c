/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An agent: where it listens, and the one place through which every request comes that belongs to no transaction. What
 * is refused there (strangers, what cannot be read, what nobody serves) is answered without keeping anything. */

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <osmocom/core/sockaddr_str.h>
#include <talloc.h>

#include "sip_priv.h"
#include "text.h"

/* The shortest branch that the library's transaction matching can bear: it reads behind "z9hG4bK" unasked. */
#define MIN_BRANCH 7
#define WIRE_PIECES 64	/* header fields of a message, for its trace */
#define PRELOAD 1536	/* octets that a message begins with: its parts come from there and not from 60 to 90 malloc() */

static bool branches_sound(const sip_t *sip)
{
	for (const sip_via_t *v = sip->sip_via; v; v = v->v_next)
		if (v->v_branch && strlen(v->v_branch) < MIN_BRANCH)
			return false;
	return true;
}

/* Called by the parser behind the last header, before any matching: what is marked here gets 400. */
static issize_t extract_body(msg_t *msg, msg_pub_t *pub, char b[], isize_t size, int eos)
{
	sip_t *sip = (sip_t *)pub;

	if (sip->sip_request && !branches_sound(sip))
		sip->sip_flags |= MSG_FLG_ERROR;
	return sip_extract_body(msg, sip, b, size, eos);
}

void agent_touch(struct sip_agent *agent)
{
	agent->stack->busy = true;
}

void agent_replied(struct sip_agent *agent)
{
	agent->replies++;
	agent_touch(agent);
}

/* Whoever guesses a tag can end a call: the kernel's random numbers, not a counter; many at a time, each used once. */
void agent_tag(struct sip_agent *agent, char buf[24])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t random;

	if (!agent->num_randoms && getrandom(agent->randoms, sizeof(agent->randoms), GRND_NONBLOCK) == sizeof(agent->randoms))
		agent->num_randoms = sizeof(agent->randoms) / sizeof(agent->randoms[0]);
	if (agent->num_randoms)
		random = agent->randoms[--agent->num_randoms];
	else
		random = (agent->random += 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
	for (unsigned i = 0; i < 16; i++, random >>= 4)
		buf[i] = digits[random & 15];
	buf[16] = '\0';
}

const char *agent_contact(const struct sip_agent *agent, bool tcp)
{
	return tcp ? agent->contact_tcp : agent->contact_udp;
}

/* What was sent, or received with the flag of agent_open(), lies in pieces as it was on the wire: nothing is written again. */
static size_t wire_text(struct sip_agent *agent, msg_t *msg)
{
	msg_iovec_t piece[WIRE_PIECES];
	isize_t n = msg_iovec(msg, piece, WIRE_PIECES);
	size_t length = 0;

	if (!n || n > WIRE_PIECES)
		return 0;
	for (isize_t i = 0; i < n; i++) {
		if (piece[i].mv_len > agent->config.max_message - length)
			return 0;
		memcpy(agent->wire + length, piece[i].mv_base, piece[i].mv_len);
		length += piece[i].mv_len;
	}
	return length;
}

void agent_trace_msg(struct sip_agent *agent, struct sip_dialog *d, msg_t *msg, bool sent)
{
	struct sip_trace t = { .sent = sent, .local = &agent->own, .priv = d && d->ops ? d->priv : NULL };
	struct osmo_sockaddr remote = {};
	const struct sip_peer *peer;
	const su_addrinfo_t *ai;
	char *text = NULL;

	if (!agent->trace || !msg)
		return;
	ai = msg_addrinfo(msg);
	t.tcp = ai && ai->ai_socktype == SOCK_STREAM;
	memcpy(&remote.u.sas, msg_addr(msg), sizeof(remote.u.sin6));
	t.remote = &remote;
	peer = d && d->peer ? d->peer : peer_by_address(agent, &remote.u.sa, true);
	t.peer = peer ? peer->name : NULL;
	t.text = agent->wire;
	t.length = wire_text(agent, msg);
	if (!t.length)
		t.text = text = msg_as_string(msg_home(msg), msg, NULL, 0, &t.length);
	if (t.text)
		agent->trace(agent->priv, &t);
	if (text)
		su_free(msg_home(msg), text);
}

static void refuse(struct sip_agent *agent, msg_t *msg, unsigned status, const char *more)
{
	nta_msg_treply(agent->nta, msg, status, send_phrase(status), TAG_IF(more, SIPTAG_HEADER_STR(more)),
		       TAG_IF(agent->config.name, SIPTAG_SERVER_STR(agent->config.name)), TAG_END());
	agent_replied(agent);
}

static void answer_options(struct sip_agent *agent, msg_t *msg)
{
	nta_msg_treply(agent->nta, msg, agent->drain ? 503 : 200, send_phrase(agent->drain ? 503 : 200),
		       SIPTAG_ALLOW_STR(SIP_ALLOW), SIPTAG_SUPPORTED_STR(SIP_SUPPORTED),
		       SIPTAG_ACCEPT_STR("application/sdp"),
		       TAG_IF(agent->config.name, SIPTAG_SERVER_STR(agent->config.name)), TAG_END());
	agent_replied(agent);
}

/* Requests with a To tag: of a dialog, or of one that we do not know. */
static void recv_within(struct sip_agent *agent, msg_t *msg, sip_t *sip)
{
	unsigned fork = 0;
	struct sip_dialog *d = dialog_by_tags(agent, sip->sip_call_id->i_id, sip->sip_to->a_tag, sip->sip_from->a_tag, &fork);

	/* What strangers send would push the calls out of a trace. */
	if (d || access_allows(agent, &msg_addr(msg)->su_sa))
		agent_trace_msg(agent, d, msg, false);
	if (d) {
		within_request(d, fork, msg, sip);
		return;
	}
	agent->stats.no_dialog++;
	if (sip->sip_request->rq_method == sip_method_ack) {
		ringing_acknowledged(agent, sip->sip_call_id->i_id, sip->sip_cseq->cs_seq);
		msg_destroy(msg);
	} else if (sip->sip_request->rq_method == sip_method_options && access_allows(agent, &msg_addr(msg)->su_sa))
		answer_options(agent, msg);
	else
		refuse(agent, msg, 481, NULL);
}

static void recv_outside(struct sip_agent *agent, msg_t *msg, sip_t *sip)
{
	if (sip->sip_request->rq_method == sip_method_ack) {
		msg_destroy(msg);	/* of a final response that we keep nothing of */
		return;
	}
	if (!access_allows(agent, &msg_addr(msg)->su_sa)) {
		agent->stats.refused_access++;
		refuse(agent, msg, 403, NULL);
		return;
	}
	switch (sip->sip_request->rq_method) {
	case sip_method_invite:
		uas_invite(agent, msg, sip);
		break;
	case sip_method_options:
		answer_options(agent, msg);
		break;
	case sip_method_cancel:
	case sip_method_bye:
	case sip_method_prack:
	case sip_method_update:
		refuse(agent, msg, 481, NULL);
		break;
	case sip_method_refer:
	case sip_method_notify:
	case sip_method_subscribe:
	case sip_method_message:
	case sip_method_info:
		if (agent->ops->request)
			transaction_outside(agent, msg, sip);
		else
			refuse(agent, msg, 405, "Allow: " SIP_ALLOW);
		break;
	case sip_method_unknown:
		refuse(agent, msg, 501, "Allow: " SIP_ALLOW);
		break;
	default:
		refuse(agent, msg, 405, "Allow: " SIP_ALLOW);
	}
}

static int recv_cb(struct sip_agent *agent, nta_agent_t *nta, msg_t *msg, sip_t *sip)
{
	if (!sip || !sip->sip_request) {
		msg_destroy(msg);	/* a response that nobody waits for any more */
		return 0;
	}
	agent->stats.received++;
	if (!branches_sound(sip)) {
		agent->stats.malformed++;
		refuse(agent, msg, 400, NULL);
		return 0;
	}
	if (sip->sip_to->a_tag) {
		recv_within(agent, msg, sip);
		return 0;
	}
	if (access_allows(agent, &msg_addr(msg)->su_sa))
		agent_trace_msg(agent, NULL, msg, false);
	recv_outside(agent, msg, sip);
	return 0;
}

static void config_defaults(struct sip_agent_config *c)
{
	if (!c->max_dialogs)
		c->max_dialogs = 20000;
	if (!c->t1)
		c->t1 = 500;
	if (!c->t2)
		c->t2 = 4000;
	if (!c->t4)
		c->t4 = 5000;
	if (!c->timeout)
		c->timeout = 64 * c->t1;
	if (!c->session_expires)
		c->session_expires = 1800;
	if (!c->min_se)
		c->min_se = 90;
	if (!c->tcp_idle_s)
		c->tcp_idle_s = 600;
	if (!c->max_message)
		c->max_message = 16384;
}

static nta_agent_t *agent_open(struct sip_agent *agent)
{
	const struct sip_agent_config *c = &agent->config;
	char url[160], port[8] = "*";

	if (c->port)
		snprintf(port, sizeof(port), "%u", c->port);
	snprintf(url, sizeof(url), "sip:%s:%s%s", agent->host, port,
		 c->udp && c->tcp ? "" : c->tcp ? ";transport=tcp" : ";transport=udp");
	return nta_agent_create(agent->stack->root, (url_string_t *)url, recv_cb, agent,
		NTATAG_UA(1), NTATAG_PRELOAD(PRELOAD), NTATAG_MCLASS(agent->mclass), NTATAG_MERGE_482(0), NTATAG_CANCEL_487(0),
		NTATAG_PROGRESS(UINT_MAX), NTATAG_PASS_100(1), NTATAG_SERVER_RPORT(1), NTATAG_CLIENT_RPORT(1),
		NTATAG_USE_NAPTR(0), NTATAG_USE_SRV(0), NTATAG_UDP_MTU(65535), NTATAG_MAXSIZE(c->max_message), NTATAG_SIP_T1(c->t1), NTATAG_SIP_T2(c->t2),
		NTATAG_SIP_T4(c->t4), NTATAG_SIP_T1X64(c->timeout), TPTAG_IDLE(c->tcp_idle_s * 1000),
		TPTAG_QUEUESIZE(256), TAG_END());
}

static void own_make(struct sip_agent *agent)
{
	struct osmo_sockaddr_str text;

	if (osmo_sockaddr_str_from_str(&text, agent->config.address, agent->port) == 0)
		osmo_sockaddr_str_to_sockaddr(&text, &agent->own.u.sas);
}

#define RECEIVE_OCTETS (4 << 20)
#define MAX_SOCKETS 1024

/* Bursts wait while the loop does something else. The library's tag for it changes nothing, and its sockets are its own: they
 * are known by their port. Where the system allows less it is less. */
static void buffers_grow(const struct sip_agent *agent)
{
	for (int fd = 3; fd < MAX_SOCKETS; fd++) {
		struct sockaddr_storage own;
		socklen_t size = sizeof(own), n = sizeof(int);
		int type, octets = RECEIVE_OCTETS;

		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) < 0 || type != SOCK_DGRAM ||
		    getsockname(fd, (struct sockaddr *)&own, &size) < 0)
			continue;
		/* The port lies at the same place in both families. */
		if ((own.ss_family != AF_INET && own.ss_family != AF_INET6) || ntohs(((struct sockaddr_in *)&own)->sin_port) != agent->port)
			continue;
		if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof(octets)) < 0)
			setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	}
}

static void contacts_make(struct sip_agent *agent)
{
	snprintf(agent->contact_udp, sizeof(agent->contact_udp), "<sip:mpabx@%s:%u>", agent->host, agent->port);
	snprintf(agent->contact_tcp, sizeof(agent->contact_tcp), "<sip:mpabx@%s:%u;transport=tcp>", agent->host, agent->port);
}

static int agent_destructor(struct sip_agent *agent)
{
	llist_del(&agent->entry);
	peer_free_all(agent);
	ringing_free_all(agent);
	if (agent->dialogs)
		for (struct sip_dialog *d; (d = pool_next(agent->dialogs, NULL));)
			dialog_free(d);
	if (agent->nta)
		nta_agent_destroy(agent->nta);
	free(agent->mclass);
	agent_touch(agent);
	return 0;
}

static int agent_tables(struct sip_agent *agent)
{
	uint32_t max = agent->config.max_dialogs;

	agent->dialogs = pool_alloc(agent, "sip-dialog", sizeof(struct sip_dialog), max);
	agent->transactions = pool_alloc(agent, "sip-transaction", sizeof(struct sip_transaction), 2 * max);
	agent->clients = pool_alloc(agent, "sip-client", sizeof(struct sip_client), 2 * max);
	for (agent->num_buckets = 256; agent->num_buckets < max; agent->num_buckets *= 2)
		;
	agent->buckets = talloc_zero_array(agent, struct sip_dialog *, agent->num_buckets);
	agent->mclass = msg_mclass_clone(sip_default_mclass(), 0, 0);
	if (!agent->dialogs || !agent->transactions || !agent->clients || !agent->buckets || !agent->mclass)
		return -ENOMEM;
	agent->mclass->mc_extract_body = extract_body;
	return 0;
}

struct sip_agent *sip_agent_alloc(struct sip_stack *stack, const struct sip_agent_config *config,
				  const struct sip_agent_ops *ops, void *priv)
{
	struct sip_agent *agent;
	struct in6_addr a6;
	struct in_addr a4;
	bool v6 = inet_pton(AF_INET6, config->address, &a6) == 1;

	if ((!v6 && inet_pton(AF_INET, config->address, &a4) != 1) || (!config->udp && !config->tcp)) {
		errno = EINVAL;
		return NULL;
	}
	agent = talloc_zero(stack, struct sip_agent);
	if (!agent) {
		errno = ENOMEM;
		return NULL;
	}
	agent->stack = stack;
	agent->ops = ops;
	agent->priv = priv;
	agent->config = *config;
	agent->config.name = config->name ? talloc_strdup(agent, config->name) : NULL;
	config_defaults(&agent->config);
	snprintf(agent->host, sizeof(agent->host), v6 ? "[%s]" : "%s", config->address);
	agent->config.address = talloc_strdup(agent, config->address);
	agent->random = clock_wall_us();
	INIT_LLIST_HEAD(&agent->peers);
	INIT_LLIST_HEAD(&agent->refusals);
	llist_add_tail(&agent->entry, &stack->agents);
	talloc_set_destructor(agent, agent_destructor);
	if (!agent_tables(agent))
		agent->nta = agent_open(agent);
	if (!agent->nta) {
		int rc = errno ? errno : EADDRINUSE;

		talloc_free(agent);
		errno = rc;
		return NULL;
	}
	agent->port = nta_agent_via(agent->nta) && nta_agent_via(agent->nta)->v_port ?
		      atoi(nta_agent_via(agent->nta)->v_port) : config->port;
	if (!agent->port)
		agent->port = 5060;
	contacts_make(agent);
	buffers_grow(agent);
	own_make(agent);
	sip_agent_set_trace(agent, ops->trace);
	agent_touch(agent);
	return agent;
}

void sip_agent_free(struct sip_agent *agent)
{
	talloc_free(agent);
}

uint16_t sip_agent_port(const struct sip_agent *agent)
{
	return agent->port;
}

void sip_agent_set_trace(struct sip_agent *agent, void (*trace)(void *priv, const struct sip_trace *t))
{
	if (trace && !agent->wire)
		agent->wire = talloc_size(agent, agent->config.max_message);
	agent->trace = agent->wire ? trace : NULL;
	/* Only where somebody looks does the library keep what it has read as it came. */
	nta_agent_set_params(agent->nta, NTATAG_SIPFLAGS(MSG_DO_CANONIC | (agent->trace ? MSG_FLG_EXTRACT_COPY : 0)), TAG_END());
}

void sip_agent_set_drain(struct sip_agent *agent, bool drain)
{
	agent->drain = drain;
}

const struct sip_stats *sip_agent_stats(struct sip_agent *agent)
{
	usize_t retry_out = 0, retry_in = 0, timeout = 0, bad = 0, sent = 0, received = 0;

	nta_agent_get_stats(agent->nta, NTATAG_S_RETRY_REQUEST_REF(retry_out), NTATAG_S_RECV_RETRY_REF(retry_in),
			    NTATAG_S_TOUT_REQUEST_REF(timeout), NTATAG_S_BAD_MESSAGE_REF(bad), NTATAG_S_SENT_MSG_REF(sent),
			    NTATAG_S_RECV_MSG_REF(received), TAG_END());
	agent->stats.retransmitted = retry_out + retry_in;
	agent->stats.timed_out = timeout;
	agent->stats.malformed = bad;
	agent->stats.sent = sent;
	agent->stats.received = received;
	return &agent->stats;
}

uint32_t sip_agent_dialogs(const struct sip_agent *agent)
{
	return pool_count(agent->dialogs);
}

uint32_t sip_agent_transactions(const struct sip_agent *agent)
{
	usize_t in = 0, out = 0;

	nta_agent_get_stats(agent->nta, NTATAG_S_IRQ_HASH_USED_REF(in), NTATAG_S_ORQ_HASH_USED_REF(out), TAG_END());
	return in + out;
}
