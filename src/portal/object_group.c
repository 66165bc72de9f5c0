/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Administrer les groupes d'appel": a group with its members, blocked callers and destinations; its codes masked. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "api.h"
#include "edit.h"
#include "live.h"

#define MASK "••••"
#define MOST_BLOCKED 200

static const char *const modes[] = { "linear", "round-robin", "longest-idle", "together", NULL };
static const char *const destinations[] = { "overflow", "nobody", "closed", "last_left" };

static struct destination *destination_of(struct store_group *g, unsigned i)
{
	struct destination *const all[] = { &g->overflow, &g->nobody, &g->closed, &g->last_left };

	return all[i];
}

static json_t *members_core(const struct fleet_draft *d, e164_t group)
{
	json_t *members = json_array();
	size_t n;
	const struct draft_member *m = fleet_draft_members(d, group, &n);

	for (size_t i = 0; i < n; i++)
		json_array_append_new(members, json_pack("{s:o, s:b}", "number", json_number(m[i].row.line), "connected", m[i].row.connected));
	return members;
}

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	const struct draft_group *g = k->id ? draft_group_by_id(d, k->id) : fleet_draft_group(d, k->number);
	json_t *body, *blocked = json_array();
	const struct draft_blocked *b;
	struct store_group row;
	bool withheld = false;
	size_t n;

	if (!g) {
		json_decref(blocked);
		return NULL;
	}
	row = g->row;
	body = json_pack("{s:o, s:s, s:s, s:i, s:i, s:i, s:i, s:b, s:s, s:s, s:s, s:s}", "number", json_number(row.number), "name", row.name,
			 "mode", modes[row.mode & 3], "queue", row.queue, "ring_s", row.ring_s, "rest_s", row.rest_s, "wait_s", row.wait_s,
			 "member_rules", row.member_rules, "code_user", MASK, "code_admin", MASK, "_code_user", row.code_user,
			 "_code_admin", row.code_admin);
	for (unsigned i = 0; i < 4; i++)
		json_object_set_new(body, destinations[i], view_destination(d, destination_of(&row, i)));
	json_object_set_new(body, "calendar", row.calendar ? json_integer(row.calendar) : json_null());
	json_object_set_new(body, "members", members_core(d, row.number));
	b = fleet_draft_blocked(d, E164_NONE, row.number, &n);
	for (size_t i = 0; i < n; i++) {
		if (b[i].row.number)
			json_array_append_new(blocked, json_number(b[i].row.number));
		else
			withheld = true;
	}
	json_object_set_new(body, "blocked", blocked);
	json_object_set_new(body, "block_withheld", json_boolean(withheld));
	return body;
}

/* Who is connected changes all day: an edit of the group is not stale for it. */
static void tag_strip(json_t *body)
{
	json_t *item;
	size_t i;

	for (i = 0; (item = json_array_get(json_object_get(body, "members"), i)); i++)
		json_object_del(item, "connected");
}

static bool is_member_of(const void *row, const void *key)
{
	return ((const struct draft_member *)row)->group == *(const e164_t *)key;
}

static bool is_blocked_of(const void *row, const void *key)
{
	const struct draft_blocked *b = row;

	return b->group == *(const e164_t *)key;
}

static bool is_group(const void *row, const void *key)
{
	return ((const struct draft_group *)row)->row.number == *(const e164_t *)key;
}

/* What hung on a group's number goes with it, or moves to its new one. */
static void renumber(struct fleet_draft *d, e164_t was, e164_t is)
{
	if (fleet_draft_own(d, DRAFT_MEMBERS) || fleet_draft_own(d, DRAFT_BLOCKED) || fleet_draft_own(d, DRAFT_SETTINGS))
		return;
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_MEMBERS); i++) {
		struct draft_member *m = draft_row_at(d, DRAFT_MEMBERS, i);

		m->group = m->group == was ? is : m->group;
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_BLOCKED); i++) {
		struct draft_blocked *b = draft_row_at(d, DRAFT_BLOCKED, i);

		b->group = b->group == was ? is : b->group;
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_SETTINGS); i++) {
		struct draft_settings *s = draft_row_at(d, DRAFT_SETTINGS, i);

		if (s->shown_group == was && was) {
			s->shown_group = is;
			s->row.shown = is ? s->row.shown : LINE_SHOWN_LINE;
		}
	}
}

static void remove_group(struct edit *e, e164_t number)
{
	fleet_draft_drop(e->is, DRAFT_GROUPS, is_group, &number);
	fleet_draft_drop(e->is, DRAFT_MEMBERS, is_member_of, &number);
	fleet_draft_drop(e->is, DRAFT_BLOCKED, is_blocked_of, &number);
	renumber(e->is, number, E164_NONE);
}

static bool was_connected(const struct draft_member *m, size_t n, e164_t line, bool otherwise)
{
	for (size_t i = 0; i < n; i++)
		if (m[i].row.line == line)
			return m[i].row.connected;
	return otherwise;
}

static void member_read(struct edit *e, size_t i, json_t *item, const struct draft_member *old, size_t n, struct draft_member *ret)
{
	static const char *const names[] = { "number", "connected", "text", "name", "state", NULL };
	char base[32], at[48];
	struct fields f = { .r = e->r, .object = item, .base = base };
	const char *text;

	snprintf(base, sizeof(base), "/members/%zu", i);
	snprintf(at, sizeof(at), "%s/number", base);
	if (!fields_only(&f, names))
		return;
	text = field_text(&f, "number", 64);
	if (!edit_number(e, at, NUMPLAN_FOR_GROUP, text ? text : "", &ret->row.line))
		return;
	ret->row.connected = was_connected(old, n, ret->row.line, true);
	field_bool(&f, "connected", &ret->row.connected);
}

static void apply_members(struct edit *e, e164_t group)
{
	json_t *members = json_object_get(e->body, "members"), *item;
	struct draft_member rows[GROUP_MAX_MEMBERS] = { 0 };
	const struct draft_member *old;
	size_t n, had, i;

	if (!members)
		return;
	n = json_array_size(members);
	if (!json_is_array(members) || n > GROUP_MAX_MEMBERS) {
		edit_say(e, "/members", FLEET_ELEVENTH_MEMBER, NUMPLAN_FOR_GROUP);
		return;
	}
	old = fleet_draft_members(e->is, group, &had);
	for (i = 0; (item = json_array_get(members, i)); i++)
		member_read(e, i, item, old, had, &rows[i]);
	fleet_draft_drop(e->is, DRAFT_MEMBERS, is_member_of, &group);
	for (i = 0; i < n; i++) {
		rows[i].head.at = (uint32_t)i + 1;
		rows[i].group = group;
		rows[i].row.position = (uint8_t)(i + 1);
		if (rows[i].row.line)
			fleet_draft_add(e->is, DRAFT_MEMBERS, &rows[i]);
	}
	fleet_draft_sort(e->is);
}

static void apply_blocked(struct edit *e, e164_t group)
{
	e164_t numbers[MOST_BLOCKED];
	size_t n, had;
	const struct draft_blocked *old = fleet_draft_blocked(e->is, E164_NONE, group, &had);
	bool withheld = had && !old[0].row.number, keep = !json_object_get(e->body, "blocked");
	size_t first = withheld;

	n = edit_blocked(e, numbers, MOST_BLOCKED, &withheld);
	for (size_t i = first; keep && i < had && n < MOST_BLOCKED; i++)
		numbers[n++] = old[i].row.number;
	fleet_draft_drop(e->is, DRAFT_BLOCKED, is_blocked_of, &group);
	for (size_t i = 0; i < n + withheld; i++) {
		struct draft_blocked b = { .head = { .at = (uint32_t)i + 1 }, .group = group, .row = { .number = i < n ? numbers[i] : E164_NONE } };

		fleet_draft_add(e->is, DRAFT_BLOCKED, &b);
	}
	fleet_draft_sort(e->is);
}

static void apply_code(struct edit *e, const char *name, char typed[16])
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	const char *code = field_text(&f, name, 16);
	char pointer[32];

	if (!code || !strcmp(code, MASK))
		return;
	snprintf(pointer, sizeof(pointer), "/%s", name);
	if (secret_code_is_valid(code))
		memcpy(typed, code, SECRET_CODE_SIZE);
	else
		edit_say(e, pointer, FLEET_CODES, NUMPLAN_FOR_GROUP);
}

/* Where the codes are not typed they stay: sealed, or for one that comes back by an undo as it had them. */
static void apply_codes(struct edit *e, struct draft_group *g)
{
	const char *user = json_string_value(json_object_get(e->body, "_code_user"));
	const char *admin = json_string_value(json_object_get(e->body, "_code_admin"));

	apply_code(e, "code_user", g->code_user);
	apply_code(e, "code_admin", g->code_admin);
	if (e->internal && user && admin && e->r->portal->key) {
		char plain[SECRET_PLAIN_MAX + 1];

		if (!secret_unseal(e->r->portal->key, user, plain) && strlen(plain) < sizeof(g->code_user))
			memcpy(g->code_user, plain, strlen(plain) + 1);
		if (!secret_unseal(e->r->portal->key, admin, plain) && strlen(plain) < sizeof(g->code_admin))
			memcpy(g->code_admin, plain, strlen(plain) + 1);
		explicit_bzero(plain, sizeof(plain));
	}
}

static void apply_limits(struct edit *e, struct store_group *row)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	int64_t n;

	if (field_int(&f, "queue", &n, 0, 50))
		row->queue = (uint8_t)n;
	if (field_int(&f, "ring_s", &n, 5, 90))
		row->ring_s = (uint8_t)n;
	if (field_int(&f, "rest_s", &n, 0, 3600))
		row->rest_s = (uint16_t)n;
	if (field_int(&f, "wait_s", &n, 0, 3600))
		row->wait_s = (uint16_t)n;
	if (json_is_null(field_get(&f, "calendar")))
		row->calendar = 0;
	else if (field_int(&f, "calendar", &n, 1, INT32_MAX))
		row->calendar = (uint32_t)n;
	row->mode = (uint8_t)field_word(&f, "mode", modes, row->mode);
	field_bool(&f, "member_rules", &row->member_rules);
}

/* Groups of a draft are told apart by their numbers: two of one number must not get into it. */
static void number_check(struct edit *e, const struct draft_group *g)
{
	const struct draft_group *other = fleet_draft_group(e->is, g->row.number);
	struct fleet_finding f = { .say = FLEET_NUMBER_TAKEN, .numplan = e->is->numplan };

	if (!other || other->row.id == g->row.id)
		return;
	snprintf(f.name, sizeof(f.name), "%s", other->row.name);
	refuse_finding(e->r, "/number", &f);
}

static void group_usual(struct draft_group *g, uint32_t fleet_id)
{
	*g = (struct draft_group){ .row = { .fleet_id = fleet_id, .queue = 1, .ring_s = 12, .rest_s = 30 } };
}

static void apply(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	const struct draft_group *old = e->create ? NULL : draft_group_by_id(e->is, e->key.id);
	struct draft_group g;
	const char *text;
	e164_t before = old ? old->row.number : E164_NONE;

	if (!e->body) {
		remove_group(e, before);
		return;
	}
	if (old)
		g = *old;
	else
		group_usual(&g, e->is->fleet.id);
	text = field_text(&f, "name", STORE_NAME_SIZE);
	if (text)
		snprintf(g.row.name, sizeof(g.row.name), "%s", text);
	text = field_text(&f, "number", 64);
	if (text)
		edit_number(e, "/number", NUMPLAN_FOR_GROUP, text, &g.row.number);
	else if (!old)
		edit_say(e, "/number", FLEET_LENGTH, NUMPLAN_FOR_GROUP);
	number_check(e, &g);
	apply_limits(e, &g.row);
	apply_codes(e, &g);
	for (unsigned i = 0; i < 4; i++)
		edit_destination(e, e->body, "", destinations[i], false, destination_of(&g.row, i));
	if (old && before != g.row.number)
		renumber(e->is, before, g.row.number);
	fleet_draft_drop(e->is, DRAFT_GROUPS, is_group, &before);
	fleet_draft_add(e->is, DRAFT_GROUPS, &g);
	fleet_draft_sort(e->is);
	e->key.number = g.row.number;
	apply_members(e, g.row.number);
	apply_blocked(e, g.row.number);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_group(e->is, e->key.number, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	static const char *const fields[_FLEET_FIELDS] = {
		[FLEET_FIELD_NUMBER] = "/number", [FLEET_FIELD_NAME] = "/name", [FLEET_FIELD_CALENDAR] = "/calendar",
		[FLEET_FIELD_RING] = "/ring_s", [FLEET_FIELD_QUEUE] = "/queue", [FLEET_FIELD_REST] = "/rest_s", [FLEET_FIELD_WAIT] = "/wait_s",
		[FLEET_FIELD_CODE_USER] = "/code_user", [FLEET_FIELD_CODE_ADMIN] = "/code_admin", [FLEET_FIELD_OVERFLOW] = "/overflow/number",
		[FLEET_FIELD_NOBODY] = "/nobody/number", [FLEET_FIELD_CLOSED] = "/closed/number", [FLEET_FIELD_LAST_LEFT] = "/last_left/number",
	};

	const struct draft_group *g = fleet_draft_group(e->is, e->key.number);

	for (unsigned i = 0; g && i < 4; i++) {
		struct store_group row = g->row;

		snprintf(buf, size, "/%s/number", destinations[i]);
		if (edit_loop_goes(e, f, e->key.number, destination_of(&row, i)->number))
			return true;
	}
	if (f->say == FLEET_LOOP) {
		snprintf(buf, size, "/members");
		return g && g->row.member_rules;
	}
	if (f->about != e->key.number)
		return false;
	if (f->table == DRAFT_MEMBERS)
		snprintf(buf, size, f->at ? "/members/%u/number" : "/members", f->at - 1);
	else if (f->table == DRAFT_BLOCKED && f->at)
		snprintf(buf, size, "/blocked/%u", f->at - 1);
	else if (f->table == DRAFT_GROUPS && f->field < _FLEET_FIELDS)
		snprintf(buf, size, "%s", fields[f->field] ? fields[f->field] : "");
	else
		return false;
	return true;
}

static void dress_members(const struct fleet_draft *d, const struct live_group *live, json_t *members)
{
	json_t *item;
	size_t i;

	for (i = 0; (item = json_array_get(members, i)); i++) {
		const char *digits = json_string_value(json_object_get(item, "number"));
		e164_t number = E164_NONE;
		json_t *party;

		e164_from_digits(digits + 1, strlen(digits + 1), &number);
		party = view_party(d, number);
		json_object_set(item, "text", json_object_get(party, "text"));
		json_object_set(item, "name", json_object_get(party, "name"));
		json_decref(party);
		json_object_set_new(item, "state", live_state_json(live, number, json_is_true(json_object_get(item, "connected"))));
	}
}

static json_t *notes_of(struct request *r, const struct draft_group *g)
{
	json_t *notes = json_array();

	if (r->portal->cfg.sip)
		return notes;
	if (g->row.queue)
		json_array_append_new(notes, json_text(decide_anchor_text(DECIDE_ANCHOR_QUEUE, DECIDE_FR), decide_anchor_text(DECIDE_ANCHOR_QUEUE, DECIDE_EN)));
	if (g->row.mode == GROUP_TOGETHER)
		json_array_append_new(notes, json_text(decide_anchor_text(DECIDE_ANCHOR_TOGETHER, DECIDE_FR),
						       decide_anchor_text(DECIDE_ANCHOR_TOGETHER, DECIDE_EN)));
	return notes;
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	const struct draft_group *g = k->id ? draft_group_by_id(h->draft, k->id) : fleet_draft_group(h->draft, k->number);
	struct live_group live = { .up = false };
	char text[NUMBER_TEXT_SIZE], key[16];

	if (g->row.id)
		live_group(r->portal->live, g->row.number, &live);
	json_object_set_new(body, "id", json_integer(g->row.id));
	json_object_set_new(body, "text", json_string(number_text(h->draft, g->row.number, text)));
	dress_members(h->draft, &live, json_object_get(body, "members"));
	json_object_set_new(body, "connected", json_integer(connected_of(h->draft, g->row.number)));
	json_object_set_new(body, "open", json_boolean(calendar_is_open(h->draft, g->row.calendar, clock_wall())));
	json_object_set_new(body, "waiting", live.up ? json_integer(0) : json_null());
	json_object_set_new(body, "counts", live.up ? json_pack("{s:I, s:I, s:I, s:I}", "answered", live.answered, "missed", live.missed,
								"overflowed", live.overflowed, "abandoned", live.abandoned) : json_null());
	json_object_set_new(body, "sentence", sentence_group(h->draft, g));
	json_object_set_new(body, "notes", notes_of(r, g));
	snprintf(key, sizeof(key), "%u", g->row.id);
	json_object_set_new(body, "warnings", warnings_of(r, h, "group", key));
}

static const char *const names[] = { "id", "number", "text", "name", "mode", "queue", "ring_s", "rest_s", "wait_s", "member_rules", "code_user",
	"code_admin", "overflow", "nobody", "closed", "last_left", "calendar", "members", "blocked", "block_withheld", "connected", "open",
	"waiting", "counts", "sentence", "notes", "warnings", "until", NULL };
const struct resource object_group = { "group", "group", names, 0, core, apply, check, pointer, dress, tag_strip, true };

unsigned api_groups_get(struct request *r)
{
	json_t *items = json_array();
	struct held *h;
	unsigned status = held_get(r, &h);

	for (size_t i = 0; !status && i < draft_rows_count(h->draft, DRAFT_GROUPS); i++) {
		struct key k = { .id = ((struct draft_group *)draft_row_at(h->draft, DRAFT_GROUPS, i))->row.id };
		json_t *body = core(h->draft, &k);

		core_publish(body);
		dress(r, h, &k, body);
		json_array_append_new(items, body);
	}
	if (!status)
		return answer_json(r, 200, json_pack("{s:o}", "items", items));
	json_decref(items);
	return status;
}

unsigned api_group_post(struct request *r)
{
	return object_post(r, &object_group, &(struct key){ 0 });
}

unsigned api_group_get(struct request *r)
{
	return object_get(r, &object_group, &(struct key){ .id = r->id });
}

unsigned api_group_put(struct request *r)
{
	return object_put(r, &object_group, &(struct key){ .id = r->id });
}

unsigned api_group_delete(struct request *r)
{
	return object_delete(r, &object_group, &(struct key){ .id = r->id });
}

/* ---- who is connected ---- */

static bool is_wanted(struct request *r, const struct fleet_draft *d, json_t *members, e164_t line)
{
	json_t *item;
	size_t i;

	if (json_is_string(members))
		return true;
	/* NULL: nobody */
	for (i = 0; (item = json_array_get(members, i)); i++) {
		struct numplan_number number = { 0 };

		if (json_is_string(item) && json_string_length(item) <= 32)
			numplan_read(d->numplan, json_string_value(item), &number);
		if (number.e164 == line)
			return true;
	}
	return false;
}

/* Members are rows: one is changed, nothing else of the group is touched. */
static int members_switch(struct request *r, const struct draft_group *g, const struct draft_member *m, size_t n, json_t *members,
			  const struct fleet_draft *d, bool connected, unsigned *ret)
{
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		struct store_member row = m[i].row;

		if (!is_wanted(r, d, members, row.line))
			continue;
		(*ret)++;
		if (row.connected == connected)
			continue;
		row.group_id = g->row.id;
		row.position = 0;
		row.connected = connected;
		rc = store_member_put(r->store, &row);
	}
	return rc;
}

/* With its line of the audit, which has both. */
static int connections_record(struct request *r, const struct draft_group *g, const struct fleet_draft *d, const struct fleet_draft *now)
{
	char subject[PORTAL_SUBJECT_SIZE];
	json_t *was = json_pack("{s:o}", "members", members_core(d, g->row.number));
	json_t *is = json_pack("{s:o}", "members", members_core(now, g->row.number));
	int rc = 0;

	snprintf(subject, sizeof(subject), "group/%u", g->row.id);
	if (!json_equal(was, is))
		rc = audit_add(r, r->fleet, "connections", subject, g->row.name, "change", was, is, 0, NULL);
	json_decref(was);
	json_decref(is);
	return rc ? rc : request_commit(r);
}

unsigned connections_set(struct request *r, uint32_t group, const struct switching *s)
{
	const struct draft_member *m;
	const struct draft_group *g;
	struct fleet_draft *now = NULL;
	struct draft_moved moved;
	struct held *h;
	unsigned found = 0, status;
	uint64_t seq;
	size_t n;
	int rc = store_begin(r->store);

	if (rc)
		return store_failed(r, rc);
	status = held_for_change(r, &h);
	if (status)
		return status;
	g = draft_group_by_id(h->draft, group);
	if (!g)
		return store_failed(r, -ENOENT);
	if (s->guard && s->guard(r, s->guarded))
		return r->status;
	store_set_author(r->store, r->caller.name);
	m = fleet_draft_members(h->draft, g->row.number, &n);
	rc = members_switch(r, g, m, n, s->on, h->draft, true, &found);
	if (!rc)
		rc = members_switch(r, g, m, n, s->off, h->draft, false, &found);
	if (!rc && !found && !json_is_string(s->on) && !json_is_string(s->off))
		return not_found(r);
	seq = h->seq;
	now = fleet_draft_over(r->ctx, h->draft);
	if (!rc)
		rc = now ? fleet_draft_follow(now, r->store, &seq, &moved) : -ENOMEM;
	if (!rc)
		rc = connections_record(r, g, h->draft, now);
	if (rc)
		return store_failed(r, rc);
	held_adopt(h, &now, seq, &moved);
	return 0;
}

unsigned api_connections_put(struct request *r)
{
	static const char *const known[] = { "connected", "members", NULL };
	struct fields f = { .r = r, .object = r->json, .base = "" };
	json_t *members = json_object_get(r->json, "members");
	bool all = json_is_string(members) && !strcmp(json_string_value(members), "all"), on;
	unsigned status;

	if (!r->json || !fields_only(&f, known))
		return problem_fields(r);
	if (!json_is_boolean(field_get(&f, "connected")))
		field_missing(&f, "connected");
	if (!all && (!json_is_array(members) || !json_array_size(members) || json_array_size(members) > GROUP_MAX_MEMBERS))
		field_missing(&f, "members");
	if (refused(r))
		return problem_fields(r);
	on = json_is_true(field_get(&f, "connected"));
	status = connections_set(r, r->id, &(struct switching){ .on = on ? members : NULL, .off = on ? NULL : members });
	return status ? status : object_answer(r, &object_group, &(struct key){ .id = r->id }, 200);
}

/* ---- "Afficher" ---- */

static json_t *unsealed(const struct secret_key *key, const char *sealed)
{
	char plain[SECRET_PLAIN_MAX + 1];
	json_t *code;

	if (!key || secret_unseal(key, sealed, plain))
		return json_null();
	code = json_string(plain);
	explicit_bzero(plain, sizeof(plain));
	return code;
}

unsigned api_codes_post(struct request *r)
{
	char subject[PORTAL_SUBJECT_SIZE];
	const struct draft_group *g;
	struct held *h;
	unsigned status = held_get(r, &h);
	int rc;

	if (status)
		return status;
	g = draft_group_by_id(h->draft, r->id);
	if (!g)
		return not_found(r);
	snprintf(subject, sizeof(subject), "group/%u", g->row.id);
	/* No code is shown that the audit does not know of. */
	rc = audit_note(r, r->fleet, "codes", subject, g->row.name, "reveal");
	if (rc)
		return store_failed(r, rc);
	r->no_store = true;
	return answer_json(r, 200, json_pack("{s:o, s:o}", "code_user", unsealed(r->portal->key, g->row.code_user), "code_admin",
					     unsealed(r->portal->key, g->row.code_admin)));
}
