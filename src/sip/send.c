/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests within a dialog and responses, built from what the dialog keeps and what its user adds. */

#include <errno.h>
#include <string.h>
#include <strings.h>

#include <mpabx/base.h>

#include "sip_priv.h"
#include "text.h"

/* The library does not copy a phrase: these are static. RFC 3261 21, 3262, 3265, 3329, 4028, 4474, 5626, 8197. */
const char *send_phrase(unsigned status)
{
	const char *phrase = sip_status_phrase(status);

	if (phrase)
		return phrase;
	switch (status) {
	case 403: return "Forbidden";
	case 422: return "Session Interval Too Small";
	case 433: return "Anonymity Disallowed";
	case 607: return "Unwanted";
	}
	return status < 200 ? "Progress" : status < 300 ? "OK" : status < 400 ? "Redirected" : "Refused";
}

/* Headers that the dialog writes itself; a user's copy of them would stand twice. */
static bool is_own(const char *name)
{
	static const char *const own[] = {
		"Via", "Route", "Record-Route", "From", "To", "Call-ID", "CSeq", "Max-Forwards", "RSeq", "RAck", "Content-Type",
		"Content-Length", "Session-Expires", "Min-SE", "v", "f", "t", "i", "c", "l", "x",
	};

	for (unsigned i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (!strcasecmp(name, own[i]))
			return true;
	return false;
}

const char *send_fields(const struct sip_content *c, struct send_text *t)
{
	size_t n = 0;

	if (!c || !c->num_fields)
		return NULL;
	for (unsigned i = 0; i < c->num_fields; i++) {
		int rc;

		if (is_own(c->fields[i].name))
			continue;
		rc = text_print(t->text + n, sizeof(t->text) - n, "%s: %s\r\n", c->fields[i].name, c->fields[i].value);
		if (rc < 0 || (size_t)rc >= sizeof(t->text) - n)
			break;
		n += rc;
	}
	t->text[n] = '\0';
	return n ? t->text : NULL;
}

/* Route set and Request-URI; where the first hop is a strict router, RFC 3261 12.2.1.1 turns them round. */
static int route_apply(msg_t *msg, sip_t *sip, const char *route, const char *target, const char **ret_uri)
{
	su_home_t *home = msg_home(msg);
	sip_route_t *first;

	*ret_uri = target;
	if (!route || !*route)
		return 0;
	if (sip_add_tl(msg, sip, SIPTAG_ROUTE_STR(route), TAG_END()) < 0 || !sip->sip_route)
		return -EINVAL;
	first = sip->sip_route;
	if (url_has_param(first->r_url, "lr"))
		return 0;
	*ret_uri = url_as_string(home, first->r_url);
	sip_header_remove(msg, sip, (sip_header_t *)first);
	if (!*ret_uri || sip_add_tl(msg, sip, SIPTAG_ROUTE_STR(su_sprintf(home, "<%s>", target)), TAG_END()) < 0)
		return -EINVAL;
	return 0;
}

static int body_apply(msg_t *msg, sip_t *sip, const struct sip_content *c)
{
	sip_payload_t *pl;

	if (!c || !c->content_type || !c->body_length)
		return 0;
	pl = sip_payload_create(msg_home(msg), c->body, c->body_length);
	if (!pl || msg_header_insert(msg, (msg_pub_t *)sip, (msg_header_t *)pl) < 0)
		return -ENOMEM;
	return sip_add_tl(msg, sip, SIPTAG_CONTENT_TYPE_STR(c->content_type), TAG_END()) < 0 ? -EINVAL : 0;
}

static int line_apply(msg_t *msg, sip_t *sip, enum sip_method method, const char *uri, uint32_t cseq)
{
	su_home_t *home = msg_home(msg);
	sip_method_t theirs = message_method_sofia(method);
	const char *name = sip_method_text(method);
	sip_request_t *rq = sip_request_create(home, theirs, name, (const url_string_t *)uri, NULL);
	sip_cseq_t *cs = sip_cseq_create(home, cseq, theirs, name);

	if (!rq || !cs || msg_header_insert(msg, (msg_pub_t *)sip, (msg_header_t *)rq) < 0)
		return -EINVAL;
	return msg_header_insert(msg, (msg_pub_t *)sip, (msg_header_t *)cs) < 0 ? -EINVAL : 0;
}

static bool carries_contact(enum sip_method method)
{
	return method == SIP_INVITE || method == SIP_UPDATE || method == SIP_REFER || method == SIP_NOTIFY ||
	       method == SIP_SUBSCRIBE || method == SIP_ACK;
}

msg_t *send_request(struct sip_dialog *d, const struct sip_fork *fork, enum sip_method method, uint32_t cseq,
		    const struct sip_content *c, const char *more)
{
	struct sip_agent *agent = d->agent;
	msg_t *msg = nta_msg_create(agent->nta, 0);
	sip_t *sip = sip_object(msg);
	const char *target = fork ? fork->target : dialog_text(d, TEXT_TARGET), *uri;
	const char *route = fork ? fork->route : dialog_text(d, TEXT_ROUTE);
	bool capable = method == SIP_INVITE || method == SIP_UPDATE;
	char to[SIP_ADDRESS_TEXT + 128];
	struct send_text t;
	const char *fields = send_fields(c, &t);

	if (!sip)
		return NULL;
	text_print(to, sizeof(to), "%s%s%s", dialog_text(d, TEXT_REMOTE), fork && *fork->tag ? ";tag=" : "",
		 fork ? fork->tag : "");
	if (route_apply(msg, sip, route, target, &uri) || line_apply(msg, sip, method, uri, cseq) ||
	    sip_add_tl(msg, sip, SIPTAG_FROM_STR(dialog_text(d, TEXT_LOCAL)), SIPTAG_TO_STR(to),
		       SIPTAG_CALL_ID_STR(dialog_text(d, TEXT_CALL_ID)), SIPTAG_MAX_FORWARDS_STR("70"),
		       TAG_IF(carries_contact(method), SIPTAG_CONTACT_STR(agent_contact(agent, d->tcp))),
		       TAG_IF(capable, SIPTAG_ALLOW_STR(SIP_ALLOW)),
		       TAG_IF(capable, SIPTAG_SUPPORTED_STR(d->no_rel100 ? SIP_SUPPORTED_REST : SIP_SUPPORTED)),
		       TAG_IF(agent->config.name, SIPTAG_USER_AGENT_STR(agent->config.name)),
		       TAG_IF(more && *more, SIPTAG_HEADER_STR(more)), TAG_IF(fields, SIPTAG_HEADER_STR(fields)),
		       TAG_END()) < 0 ||
	    body_apply(msg, sip, c)) {
		msg_destroy(msg);
		return NULL;
	}
	return msg;
}

nta_outgoing_t *send_transaction(struct sip_agent *agent, nta_response_f *cb, void *magic, msg_t *msg, const url_t *hop,
				 const char *branch)
{
	nta_outgoing_t *orq;

	agent_touch(agent);
	if (!msg)
		return NULL;
	orq = nta_outgoing_mcreate(agent->nta, cb, magic, (const url_string_t *)hop, msg,
				   TAG_IF(branch, NTATAG_ACK_BRANCH(branch)), TAG_END());
	if (!orq)
		msg_destroy(msg);
	return orq;
}

int send_reply(struct sip_agent *agent, nta_incoming_t *irq, struct sip_dialog *d, unsigned status, const struct sip_content *c,
	       const char *more)
{
	msg_t *msg = nta_msg_create(agent->nta, 0);
	sip_t *sip = sip_object(msg);
	bool invite = nta_incoming_method(irq) == sip_method_invite, update = nta_incoming_method(irq) == sip_method_update;
	bool capable = (invite && status > 100 && status < 300) || (update && status < 300);
	struct send_text t;
	const char *fields = send_fields(c, &t);
	msg_t *sent;

	agent_touch(agent);
	if (!sip)
		return -ENOMEM;
	if (body_apply(msg, sip, c) ||
	    nta_incoming_complete_response(irq, msg, status, send_phrase(status),
		TAG_IF(d && capable, SIPTAG_CONTACT_STR(agent_contact(agent, d && d->tcp))),
		TAG_IF(capable, SIPTAG_ALLOW_STR(SIP_ALLOW)), TAG_IF(capable, SIPTAG_SUPPORTED_STR(SIP_SUPPORTED)),
		TAG_IF(agent->config.name && status > 100, SIPTAG_SERVER_STR(agent->config.name)),
		TAG_IF(more && *more, SIPTAG_HEADER_STR(more)), TAG_IF(fields, SIPTAG_HEADER_STR(fields)), TAG_END()) < 0) {
		msg_destroy(msg);
		return -EINVAL;
	}
	if (nta_incoming_mreply(irq, msg) < 0)
		return -EIO;
	agent_replied(agent);
	if (agent->trace && (sent = nta_incoming_getresponse(irq))) {
		agent_trace_msg(agent, d, sent, true);
		msg_destroy(sent);
	}
	return 0;
}
