/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Que se passe-t-il si ... appelle ... ?": the engine that decides calls, over the fleet as it is stored and, where a draft is
 * given, over the fleet with the draft's edits put in. Nothing is written. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "live.h"
#include "reason.h"

#define MOST_BUSY 20

struct question {
	struct request *r;
	const struct fleet_draft *d;
	const struct fleet_snapshot *snap;
	struct numplan_number calling, called;
	bool withheld, no_answer;
	enum decide_phone phone;
	time_t at;
	e164_t busy[MOST_BUSY];
	unsigned num_busy;
	/* of the first half that has something to say */
	char sentence[2][SENTENCE_SIZE];
};

/* ---- a table of our own in place of the node's live state ---- */

static bool is_busy(void *priv, e164_t line)
{
	const struct question *q = priv;

	for (unsigned i = 0; i < q->num_busy; i++)
		if (q->busy[i] == line)
			return true;
	return false;
}

static bool is_resting(void *priv, e164_t line)
{
	return false;
}

static uint64_t idle_since(void *priv, e164_t line)
{
	return 0;
}

static e164_t last_rung(void *priv, uint32_t group_id)
{
	return E164_NONE;
}

static const struct decide_live_ops live_ops = { is_busy, is_resting, idle_since, last_rung };

/* ---- answers ---- */

static unsigned ring_of(const struct decide_plan *plan, const struct decide_stage *stage)
{
	unsigned longest = stage->ring_s;

	for (unsigned i = 0; i < stage->num_targets; i++)
		if (plan->target[stage->first_target + i].ring_s > longest)
			longest = plan->target[stage->first_target + i].ring_s;
	return longest;
}

static const char *const kind_names[] = { "untouched", "phone", "ring", "junction", "release" };

static json_t *step_json(const struct question *q, const struct decide_plan *plan, unsigned i, json_int_t at_s, e164_t served)
{
	const struct decide_stage *stage = &plan->stage[i];
	json_t *targets = json_array();
	char fr[512], en[512];
	unsigned ring = ring_of(plan, stage);

	for (unsigned k = 0; k < stage->num_targets; k++)
		json_array_append_new(targets, view_party(q->d, plan->target[stage->first_target + k].number));
	if (stage->kind == DECIDE_PHONE)
		json_array_append_new(targets, view_party(q->d, served));
	decide_stage_text(q->snap, q->d->numplan, plan, i, DECIDE_FR, fr, sizeof(fr));
	decide_stage_text(q->snap, q->d->numplan, plan, i, DECIDE_EN, en, sizeof(en));
	return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o}", "at_s", at_s >= 0 ? json_integer(at_s) : json_null(), "ring_s",
			 ring ? json_integer(ring) : json_null(), "kind", kind_names[stage->kind <= DECIDE_RELEASE ? stage->kind : 0], "text",
			 json_text(fr, en), "because", decided_json(q->snap, q->d, &stage->because), "targets", targets);
}

/* The way of a call whose legs all end so; when each step begins, as far as that is known. */
static json_t *steps_json(const struct question *q, const struct decide_plan *plan, enum decide_outcome outcome, e164_t served)
{
	json_t *steps = json_array();
	uint8_t way[DECIDE_MAX_STAGES];
	unsigned n = decide_plan_walk(plan, outcome, way);
	json_int_t at = 0;

	for (unsigned i = 0; i < n; i++) {
		const struct decide_stage *stage = &plan->stage[way[i]];
		unsigned ring = ring_of(plan, stage);
		bool takes_time = outcome == DECIDE_NO_ANSWER && (stage->kind == DECIDE_PHONE || stage->kind == DECIDE_RING);

		json_array_append_new(steps, step_json(q, plan, way[i], at, served));
		if (at >= 0 && takes_time)
			at = ring ? at + ring : -1;
	}
	return steps;
}

static json_t *anchors_json(const struct decide_plan *plan)
{
	json_t *notes = json_array();

	for (unsigned bit = 0; bit < 8; bit++)
		if (plan->anchor & 1u << bit)
			json_array_append_new(notes, json_text(decide_anchor_text((enum decide_anchor)(1u << bit), DECIDE_FR),
							       decide_anchor_text((enum decide_anchor)(1u << bit), DECIDE_EN)));
	return notes;
}

static enum decide_outcome outcome_of(const struct question *q)
{
	return q->phone == DECIDE_PHONE_BUSY ? DECIDE_BUSY : q->phone == DECIDE_PHONE_OFF ? DECIDE_UNREACHABLE : DECIDE_NO_ANSWER;
}

/* A user is told what his own line does; what a colleague's or a group does is theirs. */
static bool may_see(const struct question *q, e164_t served)
{
	return q->r->caller.role != PORTAL_USER || served == q->r->caller.line;
}

/* \returns NULL where it is not his who asks; plan is the half's in any case */
static json_t *half_json(struct question *q, struct decide_facts *facts, enum decide_side side, e164_t served, struct decide_plan *plan)
{
	json_t *rejected;
	enum decide_outcome outcome = outcome_of(q);

	facts->side = side;
	facts->served = served;
	facts->phone = side == DECIDE_RECEIVED ? q->phone : DECIDE_PHONE_UNKNOWN;
	decide_call(q->snap, facts, plan);
	if (!may_see(q, served))
		return NULL;
	rejected = json_array();
	for (unsigned i = 0; i < plan->num_rejected; i++)
		json_array_append_new(rejected, decided_json(q->snap, q->d, &plan->rejected[i]));
	for (unsigned lang = 0; lang < 2; lang++)
		plan_sentence(q->snap, q->d->numplan, plan, outcome, (enum decide_lang)lang, q->sentence[lang], SENTENCE_SIZE);
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "side", side == DECIDE_MADE ? "made" : "received", "served", view_party(q->d, served),
			 "steps", steps_json(q, plan, outcome, served), "rejected", rejected, "notes", anchors_json(plan), "shown",
			 plan->shown ? view_party(q->d, plan->shown) : plan->shown_withheld ? view_party(q->d, E164_NONE) : json_null());
}

static bool is_served(const struct question *q, e164_t number)
{
	return number && (fleet_line_find(q->snap, number) || fleet_group_find(q->snap, number));
}

/* Where the caller's half sends the call: the called half is asked about that number. */
static void follow(const struct question *q, const struct decide_plan *plan, struct decide_facts *facts)
{
	char number[E164_STR_SIZE];

	if (plan->stage[0].kind == DECIDE_RING)
		numplan_read(q->d->numplan, e164_print(plan->target[plan->stage[0].first_target].number, number), &facts->called);
	else if (plan->stage[0].kind == DECIDE_RELEASE)
		facts->called.e164 = E164_NONE;
	facts->calling_restricted |= plan->shown_withheld;
}

static json_t *answer_of(struct question *q)
{
	struct decide_facts facts = { .calling = q->withheld ? E164_NONE : q->calling.e164, .called = q->called, .now = q->at,
		.live = &live_ops, .live_priv = q, .sw = { .media = q->r->portal->cfg.sip } };
	json_t *halves = json_array();
	struct decide_plan plan;

	snprintf(q->sentence[0], SENTENCE_SIZE, "L'appel suit son cours : il ne concerne aucune ligne de l'entreprise.");
	snprintf(q->sentence[1], SENTENCE_SIZE, "The call goes on as it is: it concerns no line of the company.");
	if (facts.calling && fleet_line_find(q->snap, facts.calling)) {
		json_array_append_new(halves, half_json(q, &facts, DECIDE_MADE, facts.calling, &plan));
		follow(q, &plan, &facts);
	}
	if (is_served(q, facts.called.e164))
		json_array_append_new(halves, half_json(q, &facts, DECIDE_RECEIVED, facts.called.e164, &plan));
	return json_pack("{s:o, s:o}", "sentence", json_text(q->sentence[0], q->sentence[1]), "halves", halves);
}

/* ---- the question ---- */

static void read_busy(struct question *q)
{
	json_t *list = json_object_get(q->r->json, "busy"), *item;
	size_t i;

	for (i = 0; (item = json_array_get(list, i)); i++) {
		struct numplan_number number = { 0 };

		if (json_is_string(item) && json_string_length(item) <= 32)
			numplan_read(q->d->numplan, json_string_value(item), &number);
		if (number.e164 && q->num_busy < MOST_BUSY)
			q->busy[q->num_busy++] = number.e164;
	}
}

static void read_question(struct question *q)
{
	static const char *const known[] = { "calling", "called", "at", "phone", "busy", "draft", NULL };
	static const char *const phones[] = { "normal", "off", "busy", "no-answer", NULL };
	struct fields f = { .r = q->r, .object = q->r->json, .base = "" };
	const char *calling, *called;
	int phone;

	if (!fields_only(&f, known))
		return;
	calling = field_text(&f, "calling", 33);
	called = field_text(&f, "called", 33);
	q->at = clock_wall();
	if (!json_is_null(field_get(&f, "at")))
		field_time(&f, "at", &q->at);
	phone = field_word(&f, "phone", phones, 0);
	q->phone = phone == 1 ? DECIDE_PHONE_OFF : phone == 2 ? DECIDE_PHONE_BUSY : DECIDE_PHONE_UNKNOWN;
	q->no_answer = phone == 3;
	if (!called || !*called)
		field_missing(&f, "called");
	else
		numplan_read(q->d->numplan, called, &q->called);
	q->withheld = !calling || !*calling;
	if (!q->withheld) {
		numplan_read(q->d->numplan, calling, &q->calling);
		if (!q->calling.e164)
			refuse_field(q->r, "/calling", "length", fleet_say_pattern(FLEET_LENGTH, FLEET_FR), fleet_say_pattern(FLEET_LENGTH, FLEET_EN));
	}
	if (called && *called && q->called.kind == NUMPLAN_INVALID)
		refuse_field(q->r, "/called", "length", fleet_say_pattern(FLEET_LENGTH, FLEET_FR), fleet_say_pattern(FLEET_LENGTH, FLEET_EN));
	read_busy(q);
}

/* ---- the draft: bodies as PUT takes them ---- */

static void apply_part(struct request *r, struct fleet_draft *is, const struct resource *o, struct key k, json_t *body, bool create)
{
	struct edit e = { .r = r, .object = o, .key = k, .body = body, .is = is, .was = is, .create = create };
	struct fields f = { .r = r, .object = body, .base = "/draft" };

	if (!body || json_is_null(body) || !fields_only(&f, o->fields))
		return;
	o->apply(&e);
	fleet_draft_sort(is);
}

static void apply_line(struct request *r, struct fleet_draft *is, json_t *line)
{
	const char *text = json_string_value(json_object_get(line, "number"));
	struct numplan_number number = { 0 };
	struct key k;

	if (text && strlen(text) <= 32)
		numplan_read(is->numplan, text, &number);
	k = (struct key){ .number = number.e164 };
	if (!fleet_draft_line(is, k.number) || (r->caller.role == PORTAL_USER && k.number != r->caller.line)) {
		refuse_field(r, "/draft/line/number", "not-found", "Cette ligne est introuvable.", "There is no such line.");
		return;
	}
	apply_part(r, is, &object_forwardings, k, json_object_get(line, "forwardings"), false);
	apply_part(r, is, &object_incoming, k, json_object_get(line, "incoming"), false);
	apply_part(r, is, &object_settings, k, json_object_get(line, "settings"), false);
}

static void apply_group(struct request *r, struct fleet_draft *is, json_t *group)
{
	json_t *body = json_deep_copy(group);
	uint32_t id = (uint32_t)json_integer_value(json_object_get(group, "id"));

	if (r->caller.role == PORTAL_USER || (id && !draft_group_by_id(is, id)))
		refuse_field(r, "/draft/group/id", "not-found", "Ce groupe est introuvable.", "There is no such group.");
	else
		apply_part(r, is, &object_group, (struct key){ .id = id }, body, !id);
	json_decref(body);
}

static struct fleet_draft *draft_made(struct request *r, const struct fleet_draft *d, json_t *draft)
{
	struct fleet_draft *is = fleet_draft_over(r->ctx, d);

	if (!is)
		return NULL;
	if (json_object_get(draft, "line"))
		apply_line(r, is, json_object_get(draft, "line"));
	if (json_object_get(draft, "group"))
		apply_group(r, is, json_object_get(draft, "group"));
	return is;
}

static bool same_halves(json_t *a, json_t *b)
{
	return json_equal(json_object_get(a, "halves"), json_object_get(b, "halves"));
}

unsigned api_simulate(struct request *r)
{
	struct question q = { .r = r };
	json_t *live, *draft, *other = json_null();
	struct fleet_draft *is = NULL;
	struct held *h;
	unsigned status = held_get(r, &h);

	if (status)
		return status;
	if (!r->json)
		return problem(r, 400, "json", "Un objet JSON est attendu.", "A JSON object is expected.");
	q.d = h->draft;
	q.snap = held_snapshot(r, h);
	if (!q.snap)
		return store_failed(r, -ENOMEM);
	read_question(&q);
	draft = json_object_get(r->json, "draft");
	if (json_is_object(draft))
		is = draft_made(r, h->draft, draft);
	if (refused(r))
		return problem_fields(r);
	/* A user asks about calls to and from the own line. */
	if (r->caller.role == PORTAL_USER && q.called.e164 != r->caller.line && (q.withheld || q.calling.e164 != r->caller.line))
		return problem(r, 403, "forbidden", "Simulez un appel de votre ligne, ou vers elle.", "Simulate a call from your line, or to it.");
	live = answer_of(&q);
	if (is) {
		struct fleet_snapshot *snap = snapshot_make(NULL, r->store, is);

		q.d = is;
		q.snap = snap;
		if (snap)
			other = answer_of(&q);
		talloc_free(snap);
	}
	return answer_json(r, 200, json_pack("{s:o, s:b, s:o}", "live", live, "same", json_is_null(other) || same_halves(live, other), "draft", other));
}
