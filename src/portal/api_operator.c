/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The operator's own pages: any line, the node, its dialogues, one call's ladder. All that is live comes by CTRL. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "live.h"

unsigned api_operator_line(struct request *r)
{
	struct store_line row;
	struct held *h;
	unsigned status;
	int rc = store_line_get(r->store, r->line, &row);

	if (rc)
		return store_failed(r, rc);
	status = held_get_id(r, row.fleet_id, &h);
	return status ? status : answer_json(r, 200, json_pack("{s:o, s:o}", "fleet", fleet_summary(r, row.fleet_id), "line", line_summary(r, h, row.number)));
}

static json_t *ask_number(struct request *r, const char *variable)
{
	char *text;

	return live_ask(r->portal->live, r->ctx, variable, &text) ? json_null() : json_integer(strtoll(text, NULL, 10));
}

static json_t *ask_word(struct request *r, const char *variable)
{
	char *text;

	return live_ask(r->portal->live, r->ctx, variable, &text) ? json_null() : json_string(text);
}

/* "as-scf active, asp scf up": a list of name and state */
static json_t *links(struct request *r)
{
	json_t *items = json_array();
	char *rest, *name, *state;

	if (live_ask(r->portal->live, r->ctx, "links", &rest))
		return items;
	for (char *one; (one = strsep(&rest, ",;"));) {
		one += strspn(one, " ");
		state = strrchr(one, ' ');
		if (!state)
			continue;
		name = talloc_strndup(r->ctx, one, (size_t)(state - one));
		json_array_append_new(items, json_pack("{s:s, s:s}", "name", name ? name : "", "state", state + 1));
	}
	return items;
}

unsigned api_operator_node(struct request *r)
{
	return answer_json(r, 200, json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "node", live_is_up(r->portal->live) ? "up" : "away", "calls",
					     ask_number(r, "calls"), "dialogues", ask_number(r, "dialogues"), "lines", ask_number(r, "lines"), "version",
					     ask_number(r, "fleet-version"), "store", ask_word(r, "store"), "drain", ask_word(r, "drain"), "links", links(r)));
}

unsigned api_operator_dialogues(struct request *r)
{
	json_t *items = json_array();
	char *rest;

	if (!live_ask(r->portal->live, r->ctx, "open-dialogues", &rest))
		for (char *one; (one = strsep(&rest, "\n")) && json_array_size(items) < 200;)
			if (*one)
				json_array_append_new(items, json_pack("{s:s}", "text", one));
	return answer_json(r, 200, json_pack("{s:s, s:o}", "node", live_is_up(r->portal->live) ? "up" : "away", "items", items));
}

/* The node tells as many messages as a reply holds, a line each: "MICROSECONDS DIRECTION TEXT", direction > < or -. */
/* "SIP trunk: INVITE ...": whom the node spoke with stands before the message, but for switches. Cuts *text behind it. */
static const char *ladder_with(struct request *r, char **text)
{
	static const char *const kinds[] = { "HLR", "SIP ", "media " };
	char *colon = strstr(*text, ": "), *with = *text;

	for (unsigned i = 0; colon && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(with, kinds[i], strlen(kinds[i])) && !memchr(with + strlen(kinds[i]), ' ', (size_t)(colon - with) - strlen(kinds[i]))) {
			*text = colon + 2;
			with = talloc_strndup(r->ctx, with, (size_t)(colon - with));
			return with ? with : "";
		}
	return "MSC";
}

static bool ladder_page(struct request *r, json_t *events, uint64_t *first)
{
	char variable[96], *rest;
	unsigned n = 0;

	snprintf(variable, sizeof(variable), "call.%s.%u.trace", r->call, (unsigned)json_array_size(events));
	if (live_ask(r->portal->live, r->ctx, variable, &rest))
		return false;
	for (char *one; (one = strsep(&rest, "\n"));) {
		unsigned long long at;
		const char *with;
		char direction, *what;
		int text = 0;

		if (sscanf(one, "%llu %c %n", &at, &direction, &text) != 2 || !text)
			continue;
		if (!*first)
			*first = at;
		what = one + text;
		with = direction == '-' ? "" : ladder_with(r, &what);
		json_array_append_new(events, json_pack("{s:f, s:s, s:s, s:s}", "at_ms", (double)(at - *first) / 1000.0, "direction", direction == '>' ? "right" :
							direction == '<' ? "left" : "remark", "with", with, "text", what));
		n++;
	}
	return n > 0;
}

#define MOST_PAGES 64

unsigned api_operator_ladder(struct request *r)
{
	json_t *events = json_array();
	uint64_t first = 0;
	callid_t id;

	if (callid_parse(r->call, &id)) {
		json_decref(events);
		return not_found(r);
	}
	for (unsigned page = 0; page < MOST_PAGES && ladder_page(r, events, &first); page++)
		;
	if (json_array_size(events))
		return answer_json(r, 200, json_pack("{s:s, s:s, s:s, s:o}", "call", r->call, "left", "MSC / HLR", "right", "mpabx", "events", events));
	json_decref(events);
	if (!live_is_up(r->portal->live))
		return problem(r, 503, "node", "Le nœud ne répond pas.", "The node does not answer.");
	return not_found(r);
}
