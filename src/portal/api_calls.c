/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Journal: calls that were, and why each went where it went. Where a manager reads a user's calls, under his identity too, the
 * other party's last four digits are masked (product.md section 12); a group's calls are the fleet's own business and are not. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "reason.h"

#define MOST_LOOKED_AT 2000		/* records that a filter passes over for one page */

static const char *const result_names[] = { "answered", "missed", "diverted", "transferred", "refused", "overflowed",
	"abandoned", "unknown", NULL };

struct listing {
	struct request *r;
	const struct fleet_draft *d;	/* NULL: of any fleet */
	json_t *items;
	unsigned limit, looked;
	uint64_t last;
	bool more, legs;			/* legs of ours that came back to their line are told too */
	/* what is asked for beyond the store's own filter */
	e164_t line;
	const char *direction, *result, *number;
};

/* Whose legs are these? The fleet's own parties have names; others are masked for a manager. */
static json_t *party_masked(const struct fleet_draft *d, e164_t number, bool mask)
{
	json_t *party = view_party(d, number);
	const char *kind = json_string_value(json_object_get(party, "kind"));
	char text[NUMBER_MASKED_SIZE];

	if (!mask || !number || strcmp(kind, "outside"))
		return party;
	json_object_set_new(party, "number", json_null());
	json_object_set_new(party, "text", json_string(number_masked(d, number, text)));
	return party;
}

static bool masks(const struct request *r, const struct store_record *c)
{
	return (r->caller.role != PORTAL_USER || r->caller.acting) && !c->group;
}

static const struct store_leg *answered_leg(const struct store_record *c)
{
	for (unsigned i = 1; i < c->num_legs; i++)
		if (c->leg[i].answer_us)
			return &c->leg[i];
	return NULL;
}

/* Who came to this call by a transfer. */
static const struct store_leg *transferred_leg(const struct store_record *c)
{
	for (unsigned i = 1; i < c->num_legs; i++)
		if (!strcmp(c->leg[i].rule, "transfer"))
			return &c->leg[i];
	return NULL;
}

/* Its served user has left it: the other party is in the call that has the transferred leg. */
static bool has_moved(const struct store_record *c)
{
	return !strcmp(c->end, "transferred");
}

static bool is_answered(const struct store_record *c)
{
	return c->answer_us || answered_leg(c);
}

static const char *result_of(const struct store_record *c)
{
	if (!strcmp(c->group_result, "overflowed") || !strcmp(c->group_result, "abandoned") || !strcmp(c->group_result, "missed"))
		return c->group_result;
	if (transferred_leg(c) || has_moved(c))
		return "transferred";
	if (!strcmp(c->because.rule, "blocked-caller") || !strcmp(c->because.rule, "barring"))
		return "refused";
	if (strstr(c->because.rule, "forwarding") || !strcmp(c->because.rule, "do-not-disturb"))
		return "diverted";
	if (is_answered(c))
		return "answered";
	/* A call that is not watched to its end: nobody told. */
	return c->end_us && strcmp(c->end, "let-through") && c->num_legs > 1 ? "missed" : "unknown";
}

static json_t *seconds_between(uint64_t from_us, uint64_t to_us)
{
	return from_us && to_us > from_us ? json_real((double)((to_us - from_us) / 100000) / 10.0) : json_null();
}

/* The fleet of a record, for a list of all fleets. */
static const struct fleet_draft *draft_of(struct request *r, const struct fleet_draft *d, uint32_t fleet)
{
	struct held *h;

	if (d)
		return d;
	if (!fleet || held_get_id(r, fleet, &h))
		return NULL;
	return h->draft;
}

static json_t *called_back(struct request *r, const struct fleet_draft *d, const struct store_record *c)
{
	struct store_call_back back;

	if (!c->group || is_answered(c) || store_record_call_back(r->store, c, &back))
		return json_null();
	return json_pack("{s:o, s:o, s:b}", "line", view_party(d, back.line), "at", json_time_us(back.start_us), "answered", back.answered);
}

/* A leg's own reason: of one that a transfer brought, who it was and who brought it. */
static struct store_reason leg_reason(const struct store_record *c, const struct store_leg *leg)
{
	struct store_reason reason = { .version = leg->version, .group = c->group, .arg = { leg->number } };

	if (leg == transferred_leg(c))
		reason.arg[1] = leg->charged && leg->charged != leg->number ? leg->charged : c->served;
	snprintf(reason.rule, sizeof(reason.rule), "%s", leg->rule);
	snprintf(reason.why, sizeof(reason.why), "%s", leg->why);
	return reason;
}

/* What became of the call in a sentence: a transfer is worth more than how the call began. */
static json_t *text_of(struct request *r, const struct fleet_draft *d, const struct store_record *c, bool mask)
{
	const struct store_leg *leg = transferred_leg(c);
	struct store_reason reason;

	if (leg) {
		reason = leg_reason(c, leg);
		return reason_text(r, d, &reason, mask);
	}
	return has_moved(c) ? json_text("Mis en relation avec l'autre correspondant de la ligne", "Put through to the line's other party") :
	       reason_text(r, d, &c->because, mask);
}

static json_t *summary(struct request *r, const struct fleet_draft *d, const struct store_record *c)
{
	const struct store_leg *leg = answered_leg(c), *moved = transferred_leg(c);
	bool mask = masks(r, c);
	e164_t other = c->made ? c->called : c->calling;
	uint64_t answer = c->answer_us ? c->answer_us : leg ? leg->answer_us : 0;
	char id[CALLID_STR_SIZE];
	json_t *to = party_masked(d, other, mask);

	if (c->made && !c->called) {
		char dialled[DIGITS_SIZE];

		snprintf(dialled, sizeof(dialled), "%s", c->dialled);
		digits_mask(dialled);
		json_object_set_new(to, "text", json_string(dialled));
		json_object_set_new(to, "kind", json_string("short"));
	}
	return json_pack("{s:s, s:o, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "id", callid_print(c->id, id), "at", json_time_us(c->start_us),
			 "direction", c->made ? "made" : "received", "fleet", c->fleet, "line", view_party(d, c->served), "other", to, "group",
			 c->group && draft_group_by_id(d, c->group) ? view_party(d, draft_group_by_id(d, c->group)->row.number) : json_null(), "answered_by",
			 leg ? party_masked(d, leg->number, mask) : json_null(), "transferred_to",
			 moved ? party_masked(d, moved->number, mask) : json_null(), "result", result_of(c), "wait_s", seconds_between(c->start_us,
			 answer ? answer : c->end_us), "talk_s", seconds_between(answer, c->end_us), "text", text_of(r, d, c, mask),
			 "called_back", called_back(r, d, c));
}

/* A leg of ours that triggered its line's service again: a call of this fleet already tells it, the received one of the line that
 * diverted it, where that line's received calls come to us. */
static bool is_told_elsewhere(const struct listing *l, const struct fleet_draft *d, const struct store_record *c)
{
	e164_t by = c->redirecting ? c->redirecting : c->original_called;
	const struct draft_line *line;

	if (l->legs || strcmp(c->because.rule, "own-leg") || !by)
		return false;
	if (fleet_draft_group(d, by))
		return true;
	line = l->line ? NULL : fleet_draft_line(d, by);	/* the list of one line has its own calls, and those it took for a group */
	return line && (line->row.csi == LINE_CSI_BOTH || line->row.csi == LINE_CSI_T_ONLY);
}

static bool fits(const struct listing *l, const struct fleet_draft *d, const struct store_record *c)
{
	e164_t other = c->made ? c->called : c->calling;

	if (l->line && c->served != l->line) {
		bool leg = false;

		/* a group's call that this line took */
		for (unsigned i = 1; i < c->num_legs; i++)
			leg |= c->leg[i].number == l->line;
		if (!leg || !c->group)
			return false;
	}
	if (l->d && is_told_elsewhere(l, d, c))
		return false;
	if (l->direction && c->made != !strcmp(l->direction, "made"))
		return false;
	if (l->result && strcmp(l->result, result_of(c)))
		return false;
	/* Who may not see the last four digits may not ask for them either. */
	if (l->number && (masks(l->r, c) && !fleet_draft_line(d, other) && !fleet_draft_fixed(d, other)))
		return number_has(d, other / 10000, l->number);
	return !l->number || number_has(d, other, l->number);
}

static int list_record(void *priv, const struct store_record *c)
{
	struct listing *l = priv;
	const struct fleet_draft *d = draft_of(l->r, l->d, c->fleet);

	if (json_array_size(l->items) == l->limit || ++l->looked > MOST_LOOKED_AT) {
		l->more = true;
		return 1;
	}
	l->last = c->sequence;
	if (d && fits(l, d, c))
		json_array_append_new(l->items, summary(l->r, d, c));
	return 0;
}

/* The store's connection reads fleets while it reads records: their list is taken first. */
struct copied { void *ctx; struct store_record **v; unsigned n, room; };

static int copy_record(void *priv, const struct store_record *c)
{
	struct copied *all = priv;

	if (all->n == all->room) {
		all->room = all->room ? all->room * 2 : 32;
		all->v = talloc_realloc(all->ctx, all->v, struct store_record *, all->room);
	}
	all->v[all->n++] = talloc_memdup(all->ctx, c, sizeof(*c));
	return 0;
}

static int list_run(struct listing *l, struct store_record_filter *f)
{
	do {
		struct copied all = { .ctx = l->r->ctx };
		int rc;

		f->limit = l->limit + 1 < 100 ? 100 : 250;
		if (!l->line && !l->direction && !l->result && !l->number)
			f->limit = l->limit + 1;
		rc = store_records_each(l->r->store, f, copy_record, &all);
		if (rc)
			return rc;
		for (unsigned i = 0; i < all.n; i++)
			if (list_record(l, all.v[i]))
				return 0;
		if (all.n < f->limit)
			return 0;
		f->before = l->last;
	} while (true);
}

json_t *calls_json(struct request *r, const struct store_record_filter *filter)
{
	struct store_record_filter f = *filter;
	/* Without a served line to look for: the calls of the caller's own line, those it took for a group too. */
	struct listing l = { .r = r, .limit = filter->limit, .legs = filter->line, .line = filter->fleet && !filter->line ? r->caller.line : E164_NONE };
	uint32_t fleet = filter->fleet ? filter->fleet : r->caller.fleet_id;
	struct held *h;

	l.items = json_array();
	if (fleet && !held_get_id(r, fleet, &h))
		l.d = h->draft;
	list_run(&l, &f);
	return l.items;
}

static unsigned answer_list(struct request *r, struct listing *l, struct store_record_filter *f)
{
	const char *cursor = request_query(r, "cursor");
	char next[24];
	int rc;

	if (cursor)
		f->before = strtoull(cursor, NULL, 10);
	l->items = json_array();
	rc = list_run(l, f);
	if (rc < 0) {
		json_decref(l->items);
		return store_failed(r, rc);
	}
	snprintf(next, sizeof(next), "%llu", (unsigned long long)l->last);
	return answer_json(r, 200, json_pack("{s:o, s:o}", "items", l->items, "next", l->more ? json_string(next) : json_null()));
}

static bool query_time(struct request *r, const char *name, uint64_t *ret)
{
	const char *text = request_query(r, name);
	time_t at;

	if (!text)
		return true;
	if (time_parse(text, &at) || at < 0)
		return false;
	*ret = (uint64_t)at * 1000000;
	return true;
}

static bool is_word(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(*words, text))
			return true;
	return false;
}

unsigned api_calls_get(struct request *r)
{
	static const char *const directions[] = { "made", "received", NULL };
	struct store_record_filter f = { .fleet = r->fleet };
	const char *line = request_query(r, "line"), *group = request_query(r, "group");
	struct listing l = { .r = r, .direction = request_query(r, "direction"), .result = request_query(r, "result"),
		.number = request_query(r, "number") };
	struct held *h;
	unsigned status = request_limit(r, &l.limit);

	if (!status)
		status = held_get(r, &h);
	if (status)
		return status;
	l.d = h->draft;
	if ((l.direction && !is_word(l.direction, directions)) || (l.result && !is_word(l.result, result_names)) ||
	    (l.number && strlen(l.number) > 24) || !query_time(r, "from", &f.from_us) || !query_time(r, "to", &f.to_us) ||
	    (line && e164_from_digits(line, strlen(line), &l.line)))
		return problem(r, 422, "refused", "Ce filtre n'a pas la forme attendue.", "This filter does not have the expected form.");
	if (r->caller.role == PORTAL_USER)
		l.line = r->caller.line;
	if (l.line && !fleet_draft_line(h->draft, l.line))
		return not_found(r);
	if (group) {
		f.group = (uint32_t)strtoul(group, NULL, 10);
		if (!draft_group_by_id(h->draft, f.group))
			return not_found(r);
	}
	return answer_list(r, &l, &f);
}

unsigned api_operator_calls(struct request *r)
{
	struct store_record_filter f = { .fleet = 0 };
	struct listing l = { .r = r };
	unsigned status = request_limit(r, &l.limit);

	return status ? status : answer_list(r, &l, &f);
}

/* ---- "Pourquoi cet appel ?" ---- */

static json_t *leg_json(struct request *r, const struct fleet_draft *d, const struct store_record *c, const struct store_leg *leg)
{
	struct store_reason reason = leg_reason(c, leg);
	bool mask = masks(r, c);
	char fr[64], en[64];

	snprintf(en, sizeof(en), "%s", leg->cause ? cause_name(leg->cause) : "");
	cause_french(leg->cause, fr, sizeof(fr));
	return json_pack("{s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:b, s:o}", "party", party_masked(d, leg->number, mask), "at", json_time_us(leg->start_us),
			 "answered", json_time_us(leg->answer_us), "ended", json_time_us(leg->end_us), "cause", leg->cause, "cause_text",
			 json_text(fr, en), "because", leg->rule[0] ? reason_json(r, d, &reason, mask) : json_null(), "diverted", leg->diverted,
			 "charged", leg->charged ? party_masked(d, leg->charged, mask) : json_null());
}

static json_t *notes_of(const struct store_record *c)
{
	json_t *notes = json_array();

	for (unsigned bit = 0; bit < 8; bit++)
		if (c->anchor & 1u << bit)
			json_array_append_new(notes, json_text(decide_anchor_text((enum decide_anchor)(1u << bit), DECIDE_FR),
							       decide_anchor_text((enum decide_anchor)(1u << bit), DECIDE_EN)));
	if (c->conference)
		json_array_append_new(notes, json_text("Mis en conférence dans le commutateur.", "Made a conference in the switch."));
	if (c->limited)
		json_array_append_new(notes, json_text("Une limite contre la fraude a retenu une branche.", "A toll fraud limit kept a leg back."));
	return notes;
}

unsigned api_call_get(struct request *r)
{
	struct store_record c;
	json_t *body, *rejected, *legs;
	struct held *h;
	callid_t id;
	unsigned status = held_get(r, &h);
	int rc;

	if (status)
		return status;
	rc = callid_parse(r->call, &id) ? -ENOENT : store_record_get(r->store, id, &c);
	if (rc || c.fleet != r->fleet)
		return rc && rc != -ENOENT ? store_failed(r, rc) : not_found(r);
	if (r->caller.role == PORTAL_USER && !fits(&(struct listing){ .r = r, .line = r->caller.line }, h->draft, &c))
		return not_found(r);
	body = summary(r, h->draft, &c);
	rejected = json_array();
	legs = json_array();
	for (unsigned i = 0; i < c.num_rejected; i++)
		json_array_append_new(rejected, reason_json(r, h->draft, &c.rejected[i], masks(r, &c)));
	for (unsigned i = 0; i < c.num_legs; i++)
		json_array_append_new(legs, leg_json(r, h->draft, &c, &c.leg[i]));
	json_object_set_new(body, "because", reason_json(r, h->draft, &c.because, masks(r, &c)));
	json_object_set_new(body, "rejected", rejected);
	json_object_set_new(body, "legs", legs);
	json_object_set_new(body, "notes", notes_of(&c));
	json_object_set_new(body, "version", json_integer((json_int_t)c.snapshot_version));
	return answer_json(r, 200, body);
}
