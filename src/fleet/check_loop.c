/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Loops: a call that can come back to where it was. A node is a number, a line's or a group's or both; from it lead all
 * the ways on which a call may leave: forwardings, do not disturb, numbers of a hunt list that may divert, a group's
 * destinations, its members where their own rules apply. A depth-first walk sees each node and each way once. What is
 * switched off leads nowhere; an immediate forwarding without a calendar hides the line's other ways. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_priv.h"

#define MAX_WAYS (4 + GROUP_MAX_MEMBERS + 5 + HUNT_MAX)
/* Of a longer loop the first and the last numbers are told. */
#define TOLD_MAX 8
#define NEAR_MAX 64

struct way { e164_t to; const void *row; uint8_t table, kind, field; };
struct ways { struct way way[MAX_WAYS]; unsigned n; };

static void way_add(struct ways *w, enum draft_table table, const void *row, int kind, enum fleet_field field, e164_t to)
{
	if (to && w->n < MAX_WAYS)
		w->way[w->n++] = (struct way){ to, row, (uint8_t)table, (uint8_t)kind, (uint8_t)field };
}

static void ways_of_forwardings(const struct fleet_draft *d, e164_t line, bool *hides, struct ways *w)
{
	for (int kind = FORWARDING_IMMEDIATE; kind <= FORWARDING_UNREACHABLE && !*hides; kind++) {
		const struct draft_forwarding *f = fleet_draft_forwarding(d, line, (enum forwarding_kind)kind);

		if (!f || !f->row.active)
			continue;
		way_add(w, DRAFT_FORWARDINGS, f, kind, FLEET_FIELD_DESTINATION, f->row.destination);
		*hides = kind == FORWARDING_IMMEDIATE && !f->row.calendar;
	}
}

static void ways_of_line(const struct fleet_draft *d, e164_t line, struct ways *w)
{
	const struct draft_settings *s = fleet_draft_settings(d, line);
	bool hides = false;
	size_t n = 0;

	if (!s || s->row.forwarding_custom)
		ways_of_forwardings(d, line, &hides, w);
	if (!s || hides || !s->row.incoming_custom)
		return;
	if (s->row.dnd_active)
		way_add(w, DRAFT_SETTINGS, s, 0, FLEET_FIELD_DND, s->row.dnd.number);
	if (s->row.hunt_active) {
		const struct draft_hunt *h = fleet_draft_hunt(d, line, &n);

		for (size_t i = 0; i < n && i < HUNT_MAX; i++) {
			if (h[i].row.allow_diverted && h[i].row.number != line)
				way_add(w, DRAFT_HUNTS, h + i, 0, FLEET_FIELD_DESTINATION, h[i].row.number);
		}
	}
}

static void ways_of_group(const struct fleet_draft *d, const struct draft_group *g, struct ways *w)
{
	const struct draft_member *m;
	size_t n;

	way_add(w, DRAFT_GROUPS, g, 0, FLEET_FIELD_OVERFLOW, g->row.overflow.number);
	way_add(w, DRAFT_GROUPS, g, 0, FLEET_FIELD_NOBODY, g->row.nobody.number);
	way_add(w, DRAFT_GROUPS, g, 0, FLEET_FIELD_CLOSED, g->row.closed.number);
	way_add(w, DRAFT_GROUPS, g, 0, FLEET_FIELD_LAST_LEFT, g->row.last_left.number);
	if (!g->row.member_rules)
		return;
	m = fleet_draft_members(d, g->row.number, &n);
	for (size_t i = 0; i < n && i < GROUP_MAX_MEMBERS; i++) {
		/* His own leg never re-enters the group. */
		if (m[i].row.line != g->row.number)
			way_add(w, DRAFT_MEMBERS, m + i, 0, FLEET_FIELD_DESTINATION, m[i].row.line);
	}
}

static void ways_of(const struct fleet_draft *d, e164_t number, struct ways *w)
{
	const struct draft_group *g = fleet_draft_group(d, number);

	w->n = 0;
	if (g)
		ways_of_group(d, g, w);
	ways_of_line(d, number, w);
}

/* One node on the way from the start to here. */
struct step { e164_t number; unsigned next; };

struct walk {
	const struct check *c;
	e164_t *nodes;			/* sorted: lines' and groups' numbers */
	uint8_t *state;			/* beside it */
	size_t n;
	struct step *path;
	size_t depth;
	e164_t only;
};
enum { NODE_NEW, NODE_ON_PATH, NODE_DONE };

static size_t node_find(const struct walk *w, e164_t number)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->nodes[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < w->n && w->nodes[low] == number ? low : SIZE_MAX;
}

static size_t spell(const struct walk *w, e164_t number, const char *arrow, char *buf, size_t size, size_t at)
{
	char text[DIGITS_SIZE * 2];
	int n = snprintf(buf + at, size - at, "%s%s", numplan_print(w->c->d->numplan, number, text, sizeof(text)), arrow);

	return n > 0 && at + (size_t)n < size ? at + (size_t)n : at;
}

/* From the last on the path, whose way closes the loop, round to it again. */
static void spell_loop(const struct walk *w, size_t first, char *buf, size_t size)
{
	size_t length = w->depth - first, at = 0;
	e164_t last = w->path[w->depth - 1].number;

	at = spell(w, last, " → ", buf, size, at);
	for (size_t i = 0; i + 1 < length; i++) {
		if (length > TOLD_MAX && i == TOLD_MAX / 2) {
			at += (size_t)snprintf(buf + at, size - at, "... → ");
			i = length - TOLD_MAX / 2;
		}
		at = spell(w, w->path[first + i].number, " → ", buf, size, at);
	}
	spell(w, last, "", buf, size, at);
}

static bool passes(const struct walk *w, size_t first, e164_t number)
{
	for (size_t i = first; i < w->depth; i++) {
		if (w->path[i].number == number)
			return true;
	}
	return false;
}

static int loop_tell(const struct walk *w, const struct way *way)
{
	struct fleet_finding f = check_finding(w->c, (enum draft_table)way->table, way->row, w->path[w->depth - 1].number,
					       FLEET_LOOP, (enum fleet_field)way->field);
	size_t first = w->depth - 1;

	while (w->path[first].number != way->to)
		first--;
	/* A way to oneself is refused as such. */
	if (first == w->depth - 1 || (w->only && !passes(w, first, w->only)))
		return 0;
	f.kind = way->kind;
	spell_loop(w, first, f.detail, sizeof(f.detail));
	return check_tell(w->c, way->row, &f);
}

static int walk_from(struct walk *w, size_t start)
{
	w->path[0] = (struct step){ w->nodes[start], 0 };
	w->depth = 1;
	w->state[start] = NODE_ON_PATH;
	while (w->depth) {
		struct step *s = &w->path[w->depth - 1];
		struct ways ways;
		size_t to;
		int rc;

		ways_of(w->c->d, s->number, &ways);
		if (s->next == ways.n) {
			w->state[node_find(w, s->number)] = NODE_DONE;
			w->depth--;
			continue;
		}
		to = node_find(w, ways.way[s->next].to);
		if (to != SIZE_MAX && w->state[to] == NODE_ON_PATH) {
			rc = loop_tell(w, &ways.way[s->next]);
			if (rc)
				return rc;
		}
		s->next++;
		if (to != SIZE_MAX && w->state[to] == NODE_NEW) {
			w->state[to] = NODE_ON_PATH;
			w->path[w->depth++] = (struct step){ w->nodes[to], 0 };
		}
	}
	return 0;
}

/* Both tables are sorted; a number that is in both is one node. */
static void nodes_gather(struct walk *w)
{
	const struct fleet_draft *d = w->c->d;
	size_t lines = draft_rows_count(d, DRAFT_LINES), groups = draft_rows_count(d, DRAFT_GROUPS), i = 0, k = 0;

	while (i < lines || k < groups) {
		e164_t l = i < lines ? ((struct draft_line *)draft_row_at(d, DRAFT_LINES, i))->row.number : UINT64_MAX;
		e164_t g = k < groups ? ((struct draft_group *)draft_row_at(d, DRAFT_GROUPS, k))->row.number : UINT64_MAX;
		e164_t number = l < g ? l : g;

		if (!w->n || w->nodes[w->n - 1] != number)
			w->nodes[w->n++] = number;
		i += l == number;
		k += g == number;
	}
}

static void node_add(struct walk *w, e164_t number)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->nodes[i] == number)
			return;
	if (fleet_draft_line(w->c->d, number) || fleet_draft_group(w->c->d, number))
		w->nodes[w->n++] = number;
}

static int node_order(const void *a, const void *b)
{
	e164_t x = *(const e164_t *)a, y = *(const e164_t *)b;

	return x < y ? -1 : x > y;
}

/* Only what can be reached from one number: most lead nowhere, or to one or two others, however large the fleet.
 * \returns false: it is more than NEAR_MAX */
static bool nodes_gather_near(struct walk *w)
{
	node_add(w, w->only);
	for (size_t i = 0; i < w->n; i++) {
		struct ways ways;

		ways_of(w->c->d, w->nodes[i], &ways);
		if (w->n + ways.n > NEAR_MAX)
			return false;
		for (unsigned k = 0; k < ways.n; k++)
			node_add(w, ways.way[k].to);
	}
	qsort(w->nodes, w->n, sizeof(*w->nodes), node_order);
	return true;
}

static int walk_near(struct walk *w)
{
	size_t first = node_find(w, w->only);

	return first == SIZE_MAX ? 0 : walk_from(w, first);
}

static int walk_all(struct walk *w)
{
	size_t first;
	int rc = 0;

	nodes_gather(w);
	/* From here first, so that a loop is told from this number on. */
	first = w->only ? node_find(w, w->only) : 0;
	if (w->only)
		return first == SIZE_MAX ? 0 : walk_from(w, first);
	for (size_t i = 0; i < w->n && !rc; i++) {
		if (w->state[i] == NODE_NEW)
			rc = walk_from(w, i);
	}
	return rc;
}

static int check_loops_far(const struct check *c, e164_t only)
{
	size_t room = draft_rows_count(c->d, DRAFT_LINES) + draft_rows_count(c->d, DRAFT_GROUPS) + 1;
	struct walk w = {
		.c = c, .only = only, .nodes = malloc(room * sizeof(*w.nodes)), .state = calloc(room, 1),
		.path = malloc(room * sizeof(*w.path)),
	};
	int rc = w.nodes && w.state && w.path ? walk_all(&w) : -ENOMEM;

	free(w.nodes);
	free(w.state);
	free(w.path);
	return rc;
}

int check_loops(const struct check *c, e164_t only)
{
	e164_t nodes[NEAR_MAX];
	uint8_t state[NEAR_MAX] = { NODE_NEW };
	struct step path[NEAR_MAX];
	struct walk w = { .c = c, .only = only, .nodes = nodes, .state = state, .path = path };

	return only && nodes_gather_near(&w) ? walk_near(&w) : check_loops_far(c, only);
}
