/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A message of the library's as plain C: addresses copied, headers that are not the transaction's own as text, the
 * description found. Nothing here is kept: the view lives on the stack of the callback. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include <mpabx/base.h>

#include "sip_priv.h"
#include "text.h"

static const struct {
	sip_method_t theirs;
	enum sip_method ours;
} methods[] = {
	{ sip_method_invite, SIP_INVITE }, { sip_method_ack, SIP_ACK }, { sip_method_cancel, SIP_CANCEL },
	{ sip_method_bye, SIP_BYE }, { sip_method_options, SIP_OPTIONS }, { sip_method_info, SIP_INFO },
	{ sip_method_prack, SIP_PRACK }, { sip_method_update, SIP_UPDATE }, { sip_method_message, SIP_MESSAGE },
	{ sip_method_subscribe, SIP_SUBSCRIBE }, { sip_method_notify, SIP_NOTIFY }, { sip_method_refer, SIP_REFER },
	{ sip_method_register, SIP_REGISTER }, { sip_method_publish, SIP_PUBLISH },
};

enum sip_method message_method(sip_method_t method)
{
	for (unsigned i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].theirs == method)
			return methods[i].ours;
	return SIP_OTHER;
}

sip_method_t message_method_sofia(enum sip_method method)
{
	for (unsigned i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].ours == method)
			return methods[i].theirs;
	return sip_method_unknown;
}

bool message_has_token(const msg_list_t *list, const char *token)
{
	for (; list; list = list->k_next)
		for (unsigned i = 0; list->k_items && list->k_items[i]; i++)
			if (!strcasecmp(list->k_items[i], token))
				return true;
	return false;
}

static int opt_copy(char *to, size_t size, const char *from)
{
	return from ? sip_text_copy(to, size, from, strlen(from)) : 0;
}

static int uri_fill(const url_t *u, struct sip_uri *ret)
{
	char text[SIP_URI_TEXT];
	issize_t n;

	memset(ret, 0, sizeof(*ret));
	/* The usual kinds field by field; the rest by way of text. */
	if ((u->url_type == url_sip || u->url_type == url_sips) && u->url_host && !u->url_password) {
		long port = u->url_port ? sip_text_number(u->url_port, NULL) : 0;

		ret->scheme = u->url_type == url_sip ? SIP_URI_SIP : SIP_URI_SIPS;
		if (port < 0 || port > 65535)
			return -EINVAL;
		ret->port = port;
		if (opt_copy(ret->user, sizeof(ret->user), u->url_user) ||
		    opt_copy(ret->host, sizeof(ret->host), u->url_host) ||
		    opt_copy(ret->params, sizeof(ret->params), u->url_params) ||
		    opt_copy(ret->headers, sizeof(ret->headers), u->url_headers))
			return -ENOSPC;
		return 0;
	}
	n = url_e(text, sizeof(text), u);
	if (n < 0 || (size_t)n >= sizeof(text))
		return -ENOSPC;
	return sip_uri_read(text, n, ret);
}

static int params_fill(const msg_param_t *params, char *buf, size_t size)
{
	size_t n = 0;

	for (unsigned i = 0; params && params[i]; i++) {
		size_t length = strlen(params[i]);

		if (n + length + 2 > size)
			return -ENOSPC;
		if (n)
			buf[n++] = ';';
		memcpy(buf + n, params[i], length);
		n += length;
	}
	buf[n] = '\0';
	return 0;
}

static int address_fill(const char *display, const url_t *url, const msg_param_t *params, struct sip_address *ret)
{
	int rc = uri_fill(url, &ret->uri);

	if (rc)
		return rc;
	ret->display[0] = '\0';
	if (display) {
		size_t n = strlen(display);

		if (n >= 2 && display[0] == '"') {
			display++;
			n -= 2;
		}
		if (n >= sizeof(ret->display))
			n = sizeof(ret->display) - 1;
		memcpy(ret->display, display, n);
		ret->display[n] = '\0';
		sip_text_plain(ret->display);
	}
	return params_fill(params, ret->params, sizeof(ret->params));
}

static char *view_text(struct message_view *v, const char *text, size_t length)
{
	char *at = v->text + v->used;

	if (length >= sizeof(v->text) - v->used)
		return NULL;
	memcpy(at, text, length);
	at[length] = '\0';
	v->used += length + 1;
	return at;
}

/* Headers of the transaction, the dialog or the body: not shown as fields. */
static bool is_own(const msg_hclass_t *hc, unsigned status)
{
	static const msg_hclass_t *const own[] = {
		sip_request_class, sip_status_class, sip_via_class, sip_route_class, sip_record_route_class, sip_from_class,
		sip_to_class, sip_call_id_class, sip_cseq_class, sip_max_forwards_class, sip_rseq_class, sip_rack_class,
		sip_content_type_class, sip_content_length_class, sip_content_disposition_class,
		sip_content_encoding_class, sip_content_language_class, sip_mime_version_class, sip_session_expires_class,
		sip_min_se_class, sip_supported_class, sip_require_class, sip_proxy_require_class, sip_unsupported_class,
		sip_allow_class, sip_timestamp_class, sip_separator_class, sip_payload_class, sip_error_class,
		sip_accept_class, sip_accept_encoding_class, sip_accept_language_class,
	};

	for (unsigned i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (hc == own[i])
			return true;
	/* A 3xx says in Contact where else to try. */
	return hc == sip_contact_class && (status < 300 || status > 399);
}

static void field_add(struct message_view *v, const char *name, const char *value)
{
	if (!name || !value || v->m.num_fields == SIP_MAX_FIELDS)
		return;
	v->fields[v->m.num_fields].name = name;
	v->fields[v->m.num_fields].value = value;
	v->m.num_fields++;
}

static void fields_fill(struct message_view *v, msg_t *msg)
{
	msg_header_t **head = msg_chain_head(msg);
	const sip_header_t *h = head ? (const sip_header_t *)*head : NULL;
	char value[2048];

	for (; h; h = (const sip_header_t *)h->sh_succ) {
		issize_t n;

		if (h->sh_class == sip_unknown_class) {
			const sip_unknown_t *un = (const sip_unknown_t *)h;

			field_add(v, un->un_name, un->un_value);
			continue;
		}
		if (is_own(h->sh_class, v->m.status) || !h->sh_class->hc_name)
			continue;
		n = msg_header_field_e(value, sizeof(value), (const msg_header_t *)h, 0);
		if (n >= 0 && (size_t)n < sizeof(value))
			field_add(v, h->sh_class->hc_name, view_text(v, value, n));
	}
	v->m.fields = v->fields;
}

/* The first application/sdp part of a multipart body (RFC 2046 5.1). */
static void multipart_fill(struct sip_message *m, const char *boundary)
{
	const char *at = m->body, *end = m->body + m->body_length;
	char mark[80];
	int n;

	if (*boundary == '"')
		boundary++;
	n = text_print(mark, sizeof(mark), "--%.*s", (int)strcspn(boundary, "\""), boundary);
	if (n < 3 || (size_t)n >= sizeof(mark))
		return;
	while (at && (at = memmem(at, end - at, mark, n))) {
		const char *head = at + n, *body = memmem(head, end - head, "\r\n\r\n", 4), *next;

		if (!body)
			return;
		body += 4;
		next = memmem(body, end - body, mark, n);
		if (!next)
			return;
		for (const char *p = head; p + 15 < body; p++) {
			if (!strncasecmp(p, "application/sdp", 15)) {
				m->sdp_text = body;
				m->sdp_length = next - body;
				return;
			}
		}
		at = next;
	}
}

static void body_fill(struct message_view *v, const sip_t *sip)
{
	struct sip_message *m = &v->m;
	char *type;

	if (!sip->sip_payload || !sip->sip_payload->pl_len || !sip->sip_content_type || !sip->sip_content_type->c_type)
		return;
	type = view_text(v, sip->sip_content_type->c_type, strlen(sip->sip_content_type->c_type));
	if (!type)
		return;
	for (char *p = type; *p; p++)
		*p = tolower((unsigned char)*p);
	m->content_type = type;
	m->body = sip->sip_payload->pl_data;
	m->body_length = sip->sip_payload->pl_len;
	if (!strcmp(type, "application/sdp")) {
		m->sdp_text = m->body;
		m->sdp_length = m->body_length;
	} else if (!strncmp(type, "multipart/", 10)) {
		const char *boundary = msg_params_find(sip->sip_content_type->c_params, "boundary=");

		if (boundary)
			multipart_fill(m, boundary);
	}
}

static void source_fill(struct sip_message *m, msg_t *msg)
{
	const su_sockaddr_t *su = msg_addr(msg);
	char address[INET6_ADDRSTRLEN] = "";

	if (su->su_family == AF_INET6) {
		inet_ntop(AF_INET6, &su->su_sin6.sin6_addr, address, sizeof(address));
		text_print(m->source, sizeof(m->source), "[%s]:%u", address, ntohs(su->su_port));
	} else if (su->su_family == AF_INET) {
		inet_ntop(AF_INET, &su->su_sin.sin_addr, address, sizeof(address));
		text_print(m->source, sizeof(m->source), "%s:%u", address, ntohs(su->su_port));
	}
}

static void options_fill(struct sip_message *m, const sip_t *sip)
{
	const msg_list_t *supported = (const msg_list_t *)sip->sip_supported, *require = (const msg_list_t *)sip->sip_require;

	m->rel100 = message_has_token(supported, "100rel") || message_has_token(require, "100rel");
	m->timer = message_has_token(supported, "timer") || message_has_token(require, "timer");
	m->replaces = message_has_token(supported, "replaces") || message_has_token(require, "replaces");
	m->from_change = message_has_token(supported, "from-change") || message_has_token(require, "from-change");
	m->update = message_has_token((const msg_list_t *)sip->sip_allow, "UPDATE");
}

int message_fill(struct message_view *v, msg_t *msg, const sip_t *sip)
{
	struct sip_message *m = &v->m;

	memset(m, 0, sizeof(*m));
	v->used = 0;
	m->max_forwards = sip->sip_max_forwards ? (int)sip->sip_max_forwards->mf_count : -1;
	m->cseq = sip->sip_cseq->cs_seq;
	m->method = message_method(sip->sip_cseq->cs_method);
	m->method_name = sip->sip_cseq->cs_method_name;
	m->call_id = sip->sip_call_id->i_id;
	if (sip->sip_status) {
		m->status = sip->sip_status->st_status;
		m->phrase = sip->sip_status->st_phrase;
		m->local = nta_sip_is_internal(sip);
	} else if (uri_fill(sip->sip_request->rq_url, &m->uri)) {
		return 414;
	}
	if (address_fill(sip->sip_from->a_display, sip->sip_from->a_url, sip->sip_from->a_params, &m->from) ||
	    address_fill(sip->sip_to->a_display, sip->sip_to->a_url, sip->sip_to->a_params, &m->to))
		return 400;
	if (sip->sip_contact && sip->sip_contact->m_url->url_type != url_any &&
	    address_fill(sip->sip_contact->m_display, sip->sip_contact->m_url, sip->sip_contact->m_params, &m->contact))
		memset(&m->contact, 0, sizeof(m->contact));
	options_fill(m, sip);
	if (msg) {
		source_fill(m, msg);
		fields_fill(v, msg);
	}
	body_fill(v, sip);
	return 0;
}

/* The first entry led here. One alone that names another host did not: an upstream that sends straight to us. */
void message_route_left(struct message_view *v, const struct sip_agent *agent, const sip_t *sip)
{
	const sip_route_t *r = sip->sip_route;
	char text[2048];
	size_t used = 0;

	if (r && (r->r_next || (r->r_url->url_host && !strcasecmp(r->r_url->url_host, agent->host))))
		r = r->r_next;
	for (; r; r = r->r_next) {
		issize_t n;

		if (used && used + 1 < sizeof(text))
			text[used++] = ',';
		n = msg_header_field_e(text + used, sizeof(text) - used, (const msg_header_t *)r, 0);
		if (n < 0 || (size_t)n >= sizeof(text) - used)
			return;
		used += n;
	}
	v->m.route = used ? view_text(v, text, used) : NULL;
}

int message_target(const sip_t *sip, char *buf, size_t size)
{
	issize_t n;

	if (!sip->sip_contact || sip->sip_contact->m_url->url_type == url_any)
		return -ENOENT;
	n = url_e(buf, size, sip->sip_contact->m_url);
	return n < 0 || (size_t)n >= size ? -ENOSPC : 0;
}

int message_route(const sip_t *sip, bool reverse, char *buf, size_t size)
{
	const sip_record_route_t *list[32], *r;
	unsigned count = 0;
	size_t used = 0;

	for (r = sip->sip_record_route; r; r = r->r_next) {
		if (count == 32)
			return -ENOSPC;
		list[count++] = r;
	}
	buf[0] = '\0';
	for (unsigned i = 0; i < count; i++) {
		issize_t n;

		r = list[reverse ? count - 1 - i : i];
		if (used + 2 >= size)
			return -ENOSPC;
		if (used)
			buf[used++] = ',';
		n = msg_header_field_e(buf + used, size - used, (const msg_header_t *)r, 0);
		if (n < 0 || (size_t)n >= size - used)
			return -ENOSPC;
		used += n;
	}
	return 0;
}
