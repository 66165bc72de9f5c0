/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who asks, and whether he may: the one place that decides it, by the table of routes. A fleet that is not his, a line that
 * is not his: not found, since that there is one is nobody else's business. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "route.h"
#include "token.h"

#define SESSION_IDLE_S (2 * 3600)
#define SEEN_EVERY_S 60

const char *cookie_name(const struct request *r)
{
	return r->tls ? "__Host-mpabx_session" : "mpabx_session";
}

unsigned unauthenticated(struct request *r)
{
	return problem(r, 401, "unauthenticated", "Connectez-vous.", "Sign in.");
}

/* A user whose line went to another fleet has nothing there. */
static bool line_is_in(struct store *s, e164_t line, uint32_t fleet_id)
{
	struct store_line row;

	return !store_line_get(s, line, &row) && (!fleet_id || row.fleet_id == fleet_id);
}

/* When somebody was seen last is not worth waiting for an import. */
static bool seen_can_wait(struct request *r)
{
	return atomic_load(&r->portal->importing);
}

static void session_seen(struct request *r)
{
	struct store_portal_session *s = &r->caller.session;
	time_t now = clock_wall();

	if (now - s->seen < SEEN_EVERY_S || !s->full || seen_can_wait(r))
		return;
	s->seen = now;
	if (now + SESSION_IDLE_S > s->expires && s->expires < s->created + 12 * 3600)
		s->expires = now + SESSION_IDLE_S;
	if (!store_begin(r->store) && !store_portal_session_see(r->store, s->token, s->seen, s->expires))
		store_commit(r->store);
	else
		store_rollback(r->store);
}

static void caller_name(struct caller *c)
{
	snprintf(c->name, sizeof(c->name), "%s%s%s%s", c->user.name, c->user.name[0] ? " (" : "", c->user.login, c->user.name[0] ? ")" : "");
	snprintf(c->id, sizeof(c->id), "u%u", c->user.id);
}

static void caller_act(struct request *r)
{
	struct caller *c = &r->caller;
	struct store_line row;

	if (!c->session.taken)
		return;
	/* Whose identity it was is no longer there: nobody goes on with his own rights unawares. */
	c->lost = c->user.role == PORTAL_USER || !c->session.acting || store_line_get(r->store, c->session.acting, &row) ||
		(c->user.fleet_id && row.fleet_id != c->user.fleet_id);
	if (c->lost)
		return;
	c->acting = true;
	c->role = PORTAL_USER;
	c->line = row.number;
	c->fleet_id = row.fleet_id;
}

static unsigned by_cookie(struct request *r, const char *cookie)
{
	struct caller *c = &r->caller;
	char hash[TOKEN_HASH_SIZE];
	int rc;

	if (strlen(cookie) != TOKEN_SIZE - 1)
		return 0;
	token_hash(cookie, hash);
	rc = store_portal_session_get(r->store, hash, &c->session);
	if (!rc && c->session.expires <= clock_wall())
		rc = -ENOENT;
	if (!rc)
		rc = store_portal_user_get(r->store, c->session.user_id, &c->user);
	if (rc)
		return rc == -ENOENT ? 0 : store_failed(r, rc);
	if (c->user.suspended || (c->user.role == PORTAL_USER && !line_is_in(r->store, c->user.line, c->user.fleet_id)))
		return 0;
	c->known = true;
	c->half = !c->session.full;
	c->role = c->user.role;
	c->fleet_id = c->user.fleet_id;
	c->line = c->user.line;
	caller_name(c);
	session_seen(r);
	caller_act(r);
	return 0;
}

static unsigned by_token(struct request *r, const char *bearer)
{
	struct caller *c = &r->caller;
	struct store_portal_token row;
	char hash[TOKEN_HASH_SIZE];
	time_t now = clock_wall();
	int rc;

	if (strlen(bearer) > 64 || strncmp(bearer, "mpx_", 4))
		return unauthenticated(r);
	token_hash(bearer, hash);
	rc = store_portal_token_find(r->store, hash, &row);
	if (rc == -ENOENT || (!rc && row.expires && row.expires <= now))
		return unauthenticated(r);
	if (rc)
		return store_failed(r, rc);
	c->known = c->by_token = true;
	c->role = PORTAL_MANAGER;
	c->scopes = row.scopes;
	c->fleet_id = row.fleet_id;
	snprintf(c->name, sizeof(c->name), "API : %s", row.name);
	snprintf(c->id, sizeof(c->id), "t%u", row.id);
	if (now - row.last_used >= SEEN_EVERY_S && !seen_can_wait(r)) {
		if (!store_begin(r->store) && !store_portal_token_used(r->store, row.id, now))
			store_commit(r->store);
		else
			store_rollback(r->store);
	}
	return 0;
}

unsigned caller_find(struct request *r)
{
	const char *authorization = request_header(r, "Authorization");
	const char *cookie = MHD_lookup_connection_value(r->connection, MHD_COOKIE_KIND, cookie_name(r));

	if (authorization)
		return strncasecmp(authorization, "Bearer ", 7) ? unauthenticated(r) : by_token(r, authorization + 7);
	return cookie ? by_cookie(r, cookie) : 0;
}

static bool is_safe(const char *method)
{
	return !strcmp(method, "GET") || !strcmp(method, "HEAD");
}

/* SameSite=Strict keeps the cookie from other sites; the token holds where a browser does not. */
static unsigned csrf_check(struct request *r)
{
	const char *sent = request_header(r, "X-CSRF-Token");
	const char *site = request_header(r, "Sec-Fetch-Site");

	if (r->caller.by_token || is_safe(r->method) || r->route->flags & ROUTE_PUBLIC)
		return 0;
	if (sent && token_equal(sent, r->caller.session.csrf) && !(site && !strcmp(site, "cross-site")))
		return 0;
	return problem(r, 403, "csrf", "Cette demande ne vient pas de nos pages : rechargez la page.",
		       "This request does not come from our pages: load the page again.");
}

static unsigned role_check(struct request *r)
{
	const struct route *route = r->route;
	const struct caller *c = &r->caller;

	if (c->by_token && (!route->scope || (c->scopes & route->scope) != route->scope || route->flags & ROUTE_SESSION_ONLY))
		return forbidden(r);
	/* With an identity taken only what is the session's own is still done as oneself. */
	if (!(route->roles & 1u << (route->flags & ROUTE_ONESELF ? c->user.role : c->role)))
		return forbidden(r);
	return 0;
}

static unsigned scope_check(struct request *r)
{
	const struct caller *c = &r->caller;

	if (r->fleet && c->fleet_id && r->fleet != c->fleet_id)
		return not_found(r);
	if (r->line && c->role == PORTAL_USER && r->line != c->line)
		return not_found(r);
	return 0;
}

unsigned access_check(struct request *r)
{
	const struct route *route = r->route;
	unsigned status;

	if (route->flags & ROUTE_PUBLIC)
		return 0;
	if (!r->caller.known)
		return unauthenticated(r);
	if (r->caller.half && !(route->flags & ROUTE_HALF))
		return problem(r, 401, "second-factor", "Saisissez le code à 6 chiffres.", "Enter the 6-digit code.");
	if (r->caller.lost && !(route->flags & ROUTE_LOST))
		return problem(r, 409, "identity", "Cette ligne n'est plus là : rechargez la page pour revenir à votre compte.",
			       "This line is no longer there: load the page again to go back to your account.");
	status = role_check(r);
	if (!status)
		status = scope_check(r);
	return status ? status : csrf_check(r);
}
