/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Live state of a fleet's groups, and the stream of what changes. */
#include <errno.h>
#include <string.h>

#include "api.h"
#include "hub.h"
#include "live.h"

static json_t *live_group_json(const struct fleet_draft *d, const struct draft_group *g, const struct live_group *live)
{
	json_t *members = json_array();
	size_t n;
	const struct draft_member *m = fleet_draft_members(d, g->row.number, &n);

	for (size_t i = 0; i < n; i++)
		json_array_append_new(members, json_pack("{s:o, s:o}", "number", json_number(m[i].row.line), "state",
							 live_state_json(live, m[i].row.line, m[i].row.connected)));
	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:o}", "id", g->row.id, "connected", connected_of(d, g->row.number), "ringing", live->ringing,
			 "talking", live->talking, "resting", live->resting, "waiting", 0, "members", members);
}

static bool may_see(const struct request *r, const struct fleet_draft *d, e164_t group)
{
	size_t n;
	const struct draft_member *m = fleet_draft_members(d, group, &n);

	if (r->caller.role != PORTAL_USER)
		return true;
	for (size_t i = 0; i < n; i++)
		if (m[i].row.line == r->caller.line)
			return true;
	return false;
}

unsigned api_live_get(struct request *r)
{
	bool up = live_is_up(r->portal->live);
	json_t *groups;
	struct held *h;
	unsigned status = held_get(r, &h);

	if (status)
		return status;
	groups = json_array();
	for (size_t i = 0; up && i < draft_rows_count(h->draft, DRAFT_GROUPS); i++) {
		const struct draft_group *g = draft_row_at(h->draft, DRAFT_GROUPS, i);
		struct live_group live;

		if (!may_see(r, h->draft, g->row.number))
			continue;
		live_group(r->portal->live, g->row.number, &live);
		if (live.up)
			json_array_append_new(groups, live_group_json(h->draft, g, &live));
	}
	return answer_json(r, 200, json_pack("{s:s, s:o, s:o}", "node", up ? "up" : "away", "at", json_time(clock_wall()), "groups", groups));
}

unsigned api_events_get(struct request *r)
{
	struct listener l = { .fleet_id = r->fleet, .line = r->caller.role == PORTAL_USER ? r->caller.line : E164_NONE };
	char first[128];
	struct held *h;
	unsigned status = held_get(r, &h);

	if (status)
		return status;
	for (size_t i = 0; l.line && i < draft_rows_count(h->draft, DRAFT_GROUPS) && l.num_groups < 16; i++) {
		const struct draft_group *g = draft_row_at(h->draft, DRAFT_GROUPS, i);

		if (may_see(r, h->draft, g->row.number))
			l.group[l.num_groups++] = g->row.id;
	}
	snprintf(l.who, sizeof(l.who), "%s", r->caller.id);
	snprintf(first, sizeof(first), "retry: 2000\nevent: hello\ndata: {\"node\":\"%s\"}\n\n", live_is_up(r->portal->live) ? "up" : "away");
	r->stream = hub_listen(r->portal->hub, &l, r->connection, first);
	if (!r->stream) {
		r->retry_after = 5;
		return problem(r, 429, "streams", "Trop de fenêtres ouvertes sur ce compte.", "Too many windows are open on this account.");
	}
	MHD_add_response_header(r->stream, "Content-Type", "text/event-stream");
	MHD_add_response_header(r->stream, "X-Accel-Buffering", "no");
	r->no_store = true;
	return r->status = 200;
}
