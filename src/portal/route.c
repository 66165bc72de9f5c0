/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The routes. {fleet}, {line}, {group} ... read what stands in the path; what is not of that form is not there (404). */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "route.h"

#define READ PORTAL_SCOPE_READ
#define WRITE PORTAL_SCOPE_WRITE
#define PEOPLE PORTAL_SCOPE_PEOPLE
#define F "/fleets/{fleet}"
#define L F "/lines/{line}"
#define G F "/groups/{group}"

const struct route routes[] = {
	/* session */
	{ "GET", "/session", TO_ALL, 0, ROUTE_HALF | ROUTE_LOST, api_session_get },
	{ "POST", "/session", TO_ALL, 0, ROUTE_PUBLIC | ROUTE_SECRET, api_session_post },
	{ "DELETE", "/session", TO_ALL, 0, ROUTE_HALF | ROUTE_LOST, api_session_delete },
	{ "POST", "/session/second-factor", TO_ALL, 0, ROUTE_HALF | ROUTE_SECRET, api_second_factor },
	{ "PUT", "/session/identity", TO_STAFF, 0, ROUTE_SESSION_ONLY | ROUTE_LOST | ROUTE_ONESELF, api_identity_put },
	{ "DELETE", "/session/identity", TO_ALL, 0, ROUTE_SESSION_ONLY | ROUTE_LOST, api_identity_delete },
	{ "POST", "/password/forgot", TO_ALL, 0, ROUTE_PUBLIC | ROUTE_SECRET, api_password_forgot },
	{ "POST", "/password/reset", TO_ALL, 0, ROUTE_PUBLIC | ROUTE_SECRET, api_password_reset },
	/* me */
	{ "PATCH", "/me", TO_ALL, 0, ROUTE_SESSION_ONLY, api_me_patch },
	{ "POST", "/me/password", TO_ALL, 0, ROUTE_SESSION_ONLY | ROUTE_SECRET, api_me_password },
	{ "POST", "/me/second-factor", TO_ALL, 0, ROUTE_SESSION_ONLY | ROUTE_SECRET, api_totp_begin },
	{ "PUT", "/me/second-factor", TO_ALL, 0, ROUTE_SESSION_ONLY | ROUTE_SECRET, api_totp_confirm },
	{ "DELETE", "/me/second-factor", TO_ALL, 0, ROUTE_SESSION_ONLY | ROUTE_SECRET, api_totp_drop },
	{ "GET", "/me/today", TO_USER, 0, ROUTE_SESSION_ONLY, api_today },
	{ "GET", "/me/groups", TO_USER, 0, ROUTE_SESSION_ONLY, api_my_groups },
	{ "PUT", "/me/groups/{group}", TO_USER, 0, ROUTE_SESSION_ONLY, api_my_group_put },
	{ "GET", "/me/history", TO_USER, 0, ROUTE_SESSION_ONLY, api_my_history },
	/* a fleet */
	{ "GET", "/fleets", TO_ALL, READ, 0, api_fleets_get },
	{ "POST", "/fleets", TO_OPERATOR, 0, ROUTE_REPEATABLE, api_fleet_post },
	{ "GET", F, TO_ALL, READ, 0, api_fleet_get },
	{ "PUT", F, TO_OPERATOR, 0, 0, api_fleet_put },
	{ "DELETE", F, TO_OPERATOR, 0, 0, api_fleet_delete },
	{ "GET", F "/home", TO_STAFF, READ, 0, api_home_get },
	{ "GET", F "/warnings", TO_STAFF, READ, 0, api_warnings_get },
	/* lines */
	{ "GET", F "/lines", TO_STAFF, READ, 0, api_lines_get },
	{ "POST", F "/lines", TO_OPERATOR, 0, ROUTE_REPEATABLE, api_line_post },
	{ "GET", L, TO_ALL, READ, 0, api_line_get },
	{ "PUT", L, TO_STAFF, WRITE, 0, api_line_put },
	{ "DELETE", L, TO_OPERATOR, 0, 0, api_line_delete },
	{ "GET", L "/forwardings", TO_ALL, READ, 0, api_forwardings_get },
	{ "PUT", L "/forwardings", TO_ALL, WRITE, 0, api_forwardings_put },
	{ "GET", L "/incoming", TO_ALL, READ, 0, api_incoming_get },
	{ "PUT", L "/incoming", TO_ALL, WRITE, 0, api_incoming_put },
	{ "GET", L "/settings", TO_ALL, READ, 0, api_settings_get },
	{ "PUT", L "/settings", TO_ALL, WRITE, 0, api_settings_put },
	{ "PUT", L "/dnd", TO_ALL, WRITE, 0, api_dnd_put },
	{ "GET", L "/history", TO_ALL, READ, 0, api_line_history },
	{ "GET", F "/fixed", TO_ALL, READ, 0, api_fixeds_get },
	{ "POST", F "/fixed", TO_STAFF, WRITE, ROUTE_REPEATABLE, api_fixed_post },
	{ "GET", F "/fixed/{line}", TO_STAFF, READ, 0, api_fixed_get },
	{ "PUT", F "/fixed/{line}", TO_STAFF, WRITE, 0, api_fixed_put },
	{ "DELETE", F "/fixed/{line}", TO_STAFF, WRITE, 0, api_fixed_delete },
	/* groups */
	{ "GET", F "/groups", TO_STAFF, READ, 0, api_groups_get },
	{ "POST", F "/groups", TO_STAFF, WRITE, ROUTE_REPEATABLE | ROUTE_SECRET, api_group_post },
	{ "GET", G, TO_STAFF, READ, 0, api_group_get },
	{ "PUT", G, TO_STAFF, WRITE, ROUTE_SECRET, api_group_put },
	{ "DELETE", G, TO_STAFF, WRITE, 0, api_group_delete },
	{ "PUT", G "/connections", TO_STAFF, WRITE, 0, api_connections_put },
	{ "POST", G "/codes", TO_STAFF, PORTAL_SCOPE_CODES, ROUTE_SLOW, api_codes_post },
	{ "GET", G "/history", TO_STAFF, READ, 0, api_group_history },
	/* calendars */
	{ "GET", F "/calendars", TO_ALL, READ, 0, api_calendars_get },
	{ "POST", F "/calendars", TO_STAFF, WRITE, ROUTE_REPEATABLE, api_calendar_post },
	{ "GET", F "/calendars/{calendar}", TO_ALL, READ, 0, api_calendar_get },
	{ "PUT", F "/calendars/{calendar}", TO_STAFF, WRITE, 0, api_calendar_put },
	{ "DELETE", F "/calendars/{calendar}", TO_STAFF, WRITE, 0, api_calendar_delete },
	{ "GET", "/holidays", TO_ALL, READ, 0, api_holidays_get },
	/* calls */
	{ "GET", F "/calls", TO_ALL, READ, 0, api_calls_get },
	{ "GET", F "/calls/{call}", TO_ALL, READ, 0, api_call_get },
	{ "POST", F "/simulate", TO_ALL, READ, 0, api_simulate },
	/* history */
	{ "POST", F "/history/{entry}/undo", TO_ALL, WRITE, 0, api_undo },
	{ "GET", F "/audit", TO_STAFF, READ, 0, api_audit_get },
	/* import */
	{ "POST", F "/import", TO_STAFF, WRITE, ROUTE_FILE | ROUTE_SLOW, api_import },
	{ "GET", F "/export", TO_STAFF, READ, ROUTE_SLOW, api_export },
	/* people */
	{ "GET", F "/users", TO_STAFF, PEOPLE, 0, api_users_get },
	{ "POST", F "/users", TO_STAFF, PEOPLE, ROUTE_REPEATABLE, api_user_post },
	{ "GET", F "/users/{user}", TO_STAFF, PEOPLE, 0, api_user_get },
	{ "PUT", F "/users/{user}", TO_STAFF, PEOPLE, 0, api_user_put },
	{ "DELETE", F "/users/{user}", TO_STAFF, PEOPLE, 0, api_user_delete },
	{ "GET", F "/tokens", TO_STAFF, 0, ROUTE_SESSION_ONLY, api_tokens_get },
	{ "POST", F "/tokens", TO_STAFF, 0, ROUTE_SESSION_ONLY | ROUTE_REPEATABLE, api_token_post },
	{ "DELETE", F "/tokens/{token}", TO_STAFF, 0, ROUTE_SESSION_ONLY, api_token_delete },
	/* live */
	{ "GET", F "/live", TO_ALL, READ, 0, api_live_get },
	{ "GET", F "/events", TO_ALL, READ, 0, api_events_get },
	/* operator */
	{ "GET", "/operator/lines/{line}", TO_OPERATOR, 0, 0, api_operator_line },
	{ "GET", "/operator/node", TO_OPERATOR, 0, 0, api_operator_node },
	{ "GET", "/operator/dialogues", TO_OPERATOR, 0, 0, api_operator_dialogues },
	{ "GET", "/operator/calls", TO_OPERATOR, 0, 0, api_operator_calls },
	{ "GET", "/operator/calls/{call}/ladder", TO_OPERATOR, 0, 0, api_operator_ladder },
	{ "GET", "/operator/users", TO_OPERATOR, 0, 0, api_operators_get },
	{ "POST", "/operator/users", TO_OPERATOR, 0, ROUTE_REPEATABLE, api_operator_post },
	{ "GET", "/operator/users/{user}", TO_OPERATOR, 0, 0, api_user_get },
	{ "PUT", "/operator/users/{user}", TO_OPERATOR, 0, 0, api_user_put },
	{ "DELETE", "/operator/users/{user}", TO_OPERATOR, 0, 0, api_user_delete },
	{ "GET", "/operator/audit", TO_OPERATOR, 0, 0, api_operator_audit },
	/* for all */
	{ "GET", "/texts", TO_ALL, 0, ROUTE_PUBLIC, api_texts_get },
	{ "GET", "/openapi.yaml", TO_ALL, 0, ROUTE_PUBLIC, api_contract_get },
	{ "GET", "/health", TO_ALL, 0, ROUTE_PUBLIC, api_health_get },
	{ 0 }
};

static bool read_id(const char *text, size_t n, uint64_t most, uint64_t *ret)
{
	uint64_t id = 0;

	if (!n || n > 18 || text[0] == '0')
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		id = id * 10 + (uint64_t)(text[i] - '0');
	}
	if (id > most)
		return false;
	*ret = id;
	return true;
}

static bool read_call(const char *text, size_t n, char *ret, size_t size)
{
	if (!n || n >= size || n > 40)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
		      text[i] == '-' || text[i] == '.'))
			return false;
	memcpy(ret, text, n);
	ret[n] = '\0';
	return true;
}

/* What stands in a blank of the path. */
static bool read_blank(struct request *r, const char *name, size_t length, const char *text, size_t n)
{
	uint64_t id;

	if (!strncmp(name, "call", length) && length == 4)
		return read_call(text, n, r->call, sizeof(r->call));
	if (!strncmp(name, "line", length))
		return n <= E164_MAX_DIGITS && !e164_from_digits(text, n, &r->line);
	if (!strncmp(name, "entry", length))
		return read_id(text, n, INT64_MAX, &r->entry);
	if (!read_id(text, n, INT32_MAX, &id))
		return false;
	if (!strncmp(name, "fleet", length))
		r->fleet = (uint32_t)id;
	else
		r->id = (uint32_t)id;
	return true;
}

static bool path_fits(struct request *r, const char *pattern, const char *path)
{
	while (*pattern && *path) {
		size_t n, length;

		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		n = strcspn(path, "/");
		length = strcspn(pattern + 1, "}");
		if (!read_blank(r, pattern + 1, length, path, n))
			return false;
		path += n;
		pattern += length + 2;
	}
	return !*pattern && !*path;
}

unsigned route_match(struct request *r)
{
	bool get = !strcmp(r->method, "HEAD"), there = false;

	for (const struct route *route = routes; route->method; route++) {
		r->fleet = r->id = 0;
		r->entry = r->line = 0;
		r->call[0] = '\0';
		if (!path_fits(r, route->path, r->path))
			continue;
		there = true;
		if (strcmp(route->method, get ? "GET" : r->method))
			continue;
		r->route = route;
		return 0;
	}
	return there ? 405 : 404;
}

static void words_print(FILE *out, const char *const *words, unsigned bits, const char *none)
{
	const char *between = "";

	for (unsigned i = 0; words[i]; i++)
		if (bits & 1u << i) {
			fprintf(out, "%s%s", between, words[i]);
			between = ",";
		}
	fputs(bits ? "" : none, out);
}

void routes_print(FILE *out)
{
	for (const struct route *route = routes; route->method; route++) {
		fprintf(out, "%s %s ", route->method, route->path);
		words_print(out, portal_role_names, route->flags & ROUTE_PUBLIC ? 0 : route->roles, "anyone");
		fputc(' ', out);
		words_print(out, portal_scope_names, route->flags & ROUTE_SESSION_ONLY ? 0 : route->scope, "-");
		fputc('\n', out);
	}
}
