/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The HTTP end, by libmicrohttpd with a few threads. A request is read whole, within bounds, before it is looked at; whoever sends
 * a file is looked at before it is read. Whoever sends too slowly loses his connection (reaper.c). TLS where a certificate is
 * given, else a proxy does it. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "aside.h"
#include "http.h"
#include "limit.h"
#include "reaper.h"
#include "route.h"
#include "site.h"

#define MOST_CONNECTIONS 1000
#define MOST_OF_ONE 200			/* of one address; a proxy is one */
#define TIMEOUT_S 20
#define CONNECTION_MEMORY (32 * 1024)	/* of a request's line and headers */
#define TLS_VERSIONS "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"	/* RFC 8996 */
#define AGAIN_S 5			/* who sends a second file waits */
#define API "/api/v1"

#define POLICY "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " \
	"connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

void http_dress(const struct request *r, struct MHD_Response *response)
{
	MHD_add_response_header(response, "Content-Security-Policy", POLICY);
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(response, "X-Frame-Options", "DENY");
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
	MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
	MHD_add_response_header(response, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
	if (r->tls)
		MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
}

/* An IPv4 address as IPv6 maps it (RFC 4291 2.5.5.2), or one of IPv6. */
static bool address_parse(const char *text, struct in6_addr *ret)
{
	struct in_addr in4;

	if (inet_pton(AF_INET6, text, ret) == 1)
		return true;
	if (inet_pton(AF_INET, text, &in4) != 1)
		return false;
	memset(ret, 0, sizeof(*ret));
	memset(ret->s6_addr + 10, 0xff, 2);
	memcpy(ret->s6_addr + 12, &in4, sizeof(in4));
	return true;
}

/* Whoever has an IPv6 address has all of its /64: limits count that. */
static void address_set(struct request *r, struct in6_addr at)
{
	bool v4 = IN6_IS_ADDR_V4MAPPED(&at);

	inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? at.s6_addr + 12 : at.s6_addr, r->address, sizeof(r->address));
	if (!v4)
		memset(at.s6_addr + 8, 0, 8);
	inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? at.s6_addr + 12 : at.s6_addr, r->network, sizeof(r->network));
}

static void peer_of(const struct request *r, struct in6_addr *ret)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "::";

	if (info && info->client_addr->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, text, sizeof(text));
	else if (info && info->client_addr->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, text, sizeof(text));
	address_parse(text, ret);
}

static bool is_our_proxy(const struct portal_config *cfg, const struct in6_addr *peer)
{
	struct in6_addr proxy;

	if (!cfg->behind_proxy)
		return false;
	if (!cfg->proxy)
		return IN6_IS_ADDR_LOOPBACK(peer) || (IN6_IS_ADDR_V4MAPPED(peer) && peer->s6_addr[12] == 127);
	return address_parse(cfg->proxy, &proxy) && IN6_ARE_ADDR_EQUAL(peer, &proxy);
}

static enum MHD_Result find_last(void *priv, enum MHD_ValueKind kind, const char *name, const char *value)
{
	if (!strcasecmp(name, "X-Forwarded-For"))
		*(const char **)priv = value;
	return MHD_YES;
}

/* The last one is what our proxy saw; what stands before it anybody may have written. */
static bool forwarded_for(const struct request *r, struct in6_addr *ret)
{
	const char *all = NULL, *last;
	char text[INET6_ADDRSTRLEN];

	MHD_get_connection_values(r->connection, MHD_HEADER_KIND, find_last, &all);
	if (!all)
		return false;
	last = strrchr(all, ',');
	last = last ? last + 1 : all;
	last += strspn(last, " \t");
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(last, " \t"), last);
	return address_parse(text, ret);
}

static void address_of(struct request *r)
{
	const char *proto;
	struct in6_addr at;

	peer_of(r, &at);
	r->tls = r->portal->cfg.certificate;
	if (is_our_proxy(&r->portal->cfg, &at)) {
		forwarded_for(r, &at);
		proto = request_header(r, "X-Forwarded-Proto");
		r->tls |= proto && !strcmp(proto, "https");
	}
	address_set(r, at);
}

static void headers_add(const struct request *r, struct MHD_Response *response)
{
	char seconds[16];

	http_dress(r, response);
	MHD_add_response_header(response, "Vary", "Cookie, Authorization, Accept-Language");
	MHD_add_response_header(response, "Cache-Control", r->no_store || (r->status >= 300 && r->status != 304) || !r->etag[0] ? "no-store" : "private, no-cache");
	if (r->etag[0])
		MHD_add_response_header(response, "ETag", r->etag);
	if (r->cookie[0])
		MHD_add_response_header(response, "Set-Cookie", r->cookie);
	if (r->location[0])
		MHD_add_response_header(response, "Location", r->location);
	if (r->replayed)
		MHD_add_response_header(response, "Idempotency-Replayed", "true");
	if (r->retry_after) {
		snprintf(seconds, sizeof(seconds), "%u", r->retry_after);
		MHD_add_response_header(response, "Retry-After", seconds);
	}
	if (r->status == 401)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
}

static struct MHD_Response *body_make(struct request *r)
{
	struct MHD_Response *response;
	const char *type = r->type ? r->type : "application/json";
	char *text = NULL;

	if (r->stream)
		return r->stream;
	if (r->text)
		return MHD_create_response_from_buffer(r->text_length, r->text, MHD_RESPMEM_MUST_COPY);
	if (r->answer)
		text = json_dumps(r->answer, JSON_COMPACT | JSON_REAL_PRECISION(9));
	response = text ? MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE) :
		MHD_create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT);
	if (response && text)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	return response;
}

static enum MHD_Result respond(struct request *r)
{
	struct MHD_Response *response = body_make(r);
	enum MHD_Result rc;

	if (!response)
		return MHD_NO;
	if (r->text)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, r->type);
	headers_add(r, response);
	rc = MHD_queue_response(r->connection, r->status ? r->status : 500, response);
	MHD_destroy_response(response);
	return rc;
}

static struct request *request_begin(struct portal *portal, struct MHD_Connection *connection, const char *method, const char *url)
{
	void *ctx = talloc_named_const(NULL, 0, "request");
	struct request *r = talloc_zero(ctx, struct request);

	if (!r)
		return NULL;
	r->ctx = ctx;
	r->portal = portal;
	r->connection = connection;
	r->method = talloc_strdup(r, method);
	r->path = talloc_strdup(r, url + strlen(API));
	address_of(r);
	return r;
}

static bool is_api(const char *url)
{
	return !strncmp(url, API "/", strlen(API) + 1);
}

static size_t body_limit(const struct request *r)
{
	return r->route && r->route->flags & ROUTE_FILE ? REQUEST_MAX_FILE : REQUEST_MAX_BODY;
}

/* A file's sender is known and allowed, and the only one of his that is on its way, before it is read. */
static enum MHD_Result file_begin(struct request *r, size_t length)
{
	if (request_admit(r))
		return respond(r);
	if (!limit_hold(r->portal->limits, r->caller.id, length)) {
		too_many(r, AGAIN_S);
		return respond(r);
	}
	memcpy(r->held, r->caller.id, sizeof(r->held));
	return MHD_YES;
}

/* What comes beyond the limit ends the request: by its Content-Length before it is read, else in the middle. A path that is none
 * is answered once the request is here. */
static enum MHD_Result body_begin(struct request *r)
{
	const char *length = request_header(r, "Content-Length");
	unsigned long long octets = length ? strtoull(length, NULL, 10) : REQUEST_MAX_FILE;

	route_match(r);
	if (length && octets > body_limit(r)) {
		problem(r, 413, "too-large", "La demande est trop grande.", "The request is too large.");
		return respond(r);
	}
	return r->route && r->route->flags & ROUTE_FILE ? file_begin(r, (size_t)octets) : MHD_YES;
}

static enum MHD_Result body_add(struct request *r, const char *data, size_t *size)
{
	size_t need = r->length + *size + 1;

	if (need > body_limit(r) + 1)
		return MHD_NO;
	if (need > r->room) {
		size_t room = r->room ? r->room * 2 : 4096;
		char *body;

		while (room < need)
			room *= 2;
		room = room < body_limit(r) + 1 ? room : body_limit(r) + 1;
		body = talloc_realloc_size(r, r->body, room);
		if (!body)
			return MHD_NO;
		r->body = body;
		r->room = room;
	}
	memcpy(r->body + r->length, data, *size);
	r->length += *size;
	r->body[r->length] = '\0';
	*size = 0;
	return MHD_YES;
}

static enum MHD_Result on_request(void *priv, struct MHD_Connection *connection, const char *url, const char *method,
				  const char *version, const char *data, size_t *size, void **slot)
{
	struct portal *portal = priv;
	struct request *r = *slot;

	if (!r) {
		if (!is_api(url)) {
			/* nothing more is awaited: whoever reads slowly may */
			reaper_end(portal->reaper, connection);
			return site_answer(portal, connection, url, method);
		}
		reaper_begin(portal->reaper, connection);
		r = request_begin(portal, connection, method, url);
		*slot = r;
		return r ? body_begin(r) : MHD_NO;
	}
	if (*size)
		return body_add(r, data, size);
	reaper_end(portal->reaper, connection);
	/* the second time the answer is there */
	if (r->aside)
		return respond(r);
	if (r->route && r->route->flags & ROUTE_FILE && aside_begin(r))
		return MHD_YES;
	request_serve(r);
	return respond(r);
}

static void on_completed(void *priv, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode code)
{
	struct portal *portal = priv;
	struct request *r = *slot;

	*slot = NULL;
	reaper_begin(portal->reaper, connection);	/* the next one may come */
	if (!r)
		return;
	if (r->held[0])
		limit_release(portal->limits, r->held);
	json_decref(r->answer);
	json_decref(r->errors);
	json_decref(r->json);
	if (r->body)
		explicit_bzero(r->body, r->length);
	talloc_free(r->ctx);
}

static void on_connection(void *priv, struct MHD_Connection *connection, void **slot, enum MHD_ConnectionNotificationCode code)
{
	struct portal *portal = priv;

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		reaper_add(portal->reaper, connection);
	else
		reaper_remove(portal->reaper, connection);
}

static int address_read(const struct portal_config *cfg, struct sockaddr_storage *ret)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET, .sin_port = htons(cfg->port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(cfg->port) };

	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, cfg->address, &in4.sin_addr) == 1)
		memcpy(ret, &in4, sizeof(in4));
	else if (inet_pton(AF_INET6, cfg->address, &in6.sin6_addr) == 1)
		memcpy(ret, &in6, sizeof(in6));
	else
		return -EINVAL;
	return 0;
}

static char *file_read(void *ctx, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	long size;

	if (!f)
		return NULL;
	if (!fseek(f, 0, SEEK_END) && (size = ftell(f)) >= 0 && size < 1024 * 1024 && !fseek(f, 0, SEEK_SET)) {
		text = talloc_zero_size(ctx, (size_t)size + 1);
		if (text && fread(text, 1, (size_t)size, f) != (size_t)size)
			TALLOC_FREE(text);
	}
	fclose(f);
	return text;
}

/* The library's own complaints: malformed requests are no news. */
static void on_log(void *priv, const char *format, va_list args)
{
}

int http_start(struct portal *portal)
{
	const struct portal_config *cfg = &portal->cfg;
	char *certificate = cfg->certificate ? file_read(portal, cfg->certificate) : NULL;
	char *key = cfg->private_key ? file_read(portal, cfg->private_key) : NULL;
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
		(certificate ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, certificate }, { MHD_OPTION_HTTPS_MEM_KEY, 0, key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_VERSIONS }, { MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	struct sockaddr_storage at;
	sigset_t all, before;

	if (address_read(cfg, &at) < 0 || (cfg->certificate && (!certificate || !key)))
		return -EINVAL;
	if (at.ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	portal->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, portal,
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_CONNECTION_LIMIT, MOST_CONNECTIONS,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, cfg->behind_proxy ? 0u : (unsigned)MOST_OF_ONE,
		MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, portal, MHD_OPTION_NOTIFY_CONNECTION, on_connection, portal,
		MHD_OPTION_THREAD_POOL_SIZE, cfg->workers, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, certificate ? tls : none, MHD_OPTION_END);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return portal->daemon ? 0 : -EADDRINUSE;
}

void http_stop(struct portal *portal)
{
	if (portal->daemon)
		MHD_stop_daemon(portal->daemon);
	portal->daemon = NULL;
}

uint16_t http_port(const struct portal *portal)
{
	return MHD_get_daemon_info(portal->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}
