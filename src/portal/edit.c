/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way of a change: see edit.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <talloc.h>

#include <mpabx/sheet.h>

#include "edit.h"

#define MOST_AHEAD_S (400 * 86400)

const struct resource *object_find(const char *name)
{
	static const struct resource *const all[] = {
		&object_line, &object_forwardings, &object_incoming, &object_settings, &object_fixed, &object_group,
		&object_calendar, &object_fleet,
	};

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(all[i]->name, name))
			return all[i];
	return NULL;
}

void subject_of(const struct resource *o, const struct key *k, const struct fleet_draft *d, char ret[PORTAL_SUBJECT_SIZE])
{
	if (!strcmp(o->kind, "line") || !strcmp(o->kind, "fixed"))
		snprintf(ret, PORTAL_SUBJECT_SIZE, "%s/%llu", o->kind, (unsigned long long)k->number);
	else if (*o->kind)
		snprintf(ret, PORTAL_SUBJECT_SIZE, "%s/%u", o->kind, k->id);
	else
		ret[0] = '\0';
}

char *object_title(void *ctx, const struct resource *o, const struct key *k, const struct fleet_draft *d)
{
	const struct draft_line *line = fleet_draft_line(d, k->number);
	const struct draft_fixed *fixed = fleet_draft_fixed(d, k->number);
	const struct draft_group *group = draft_group_by_id(d, k->id);
	const struct draft_calendar *calendar = fleet_draft_calendar(d, k->id);
	char text[NUMBER_TEXT_SIZE];

	if (!strcmp(o->kind, "line"))
		return talloc_asprintf(ctx, "%s%s%s", line ? line->row.name : "", line && line->row.name[0] ? ", " : "", number_text(d, k->number, text));
	if (!strcmp(o->kind, "fixed"))
		return talloc_asprintf(ctx, "%s%s%s", fixed ? fixed->row.name : "", fixed && fixed->row.name[0] ? ", " : "", number_text(d, k->number, text));
	if (!strcmp(o->kind, "group"))
		return talloc_strdup(ctx, group ? group->row.name : "");
	if (!strcmp(o->kind, "calendar"))
		return talloc_strdup(ctx, calendar ? calendar->row.name : "");
	return talloc_strdup(ctx, d->fleet.name);
}

void object_tag(const struct resource *o, const json_t *core, char ret[40])
{
	json_t *copy = json_deep_copy(core);
	unsigned char hash[12];
	char hex[25], *text;

	if (o->tag_strip)
		o->tag_strip(copy);
	text = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)(text ? text : ""), text ? strlen(text) : 0, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	snprintf(ret, 40, "\"%s\"", hex);
	free(text);
	json_decref(copy);
}

#define TAG_END 25			/* behind its quote and 24 hexadecimal digits */

bool tag_matches(const char *match, const char *tag)
{
	return !strcmp(match, "*") || !strcmp(match, tag) || (!strncmp(match, tag, TAG_END) && match[TAG_END] == '-');
}

void core_publish(json_t *core)
{
	const char *key;
	json_t *value;
	void *tmp;

	json_object_foreach_safe(core, tmp, key, value)
		if (key[0] == '_')
			json_object_del(core, key);
}

/* ---- for apply ---- */

void edit_say(struct edit *e, const char *pointer, enum fleet_say say, enum numplan_service service)
{
	struct fleet_finding f = { .say = (uint8_t)say, .numplan = e->is->numplan, .service = (uint8_t)service };

	refuse_finding(e->r, pointer, &f);
}

bool edit_number(struct edit *e, const char *pointer, enum numplan_service service, const char *text, e164_t *ret)
{
	enum fleet_say say = strlen(text) <= 32 ? fleet_read_number(e->is->numplan, service, text, ret) : FLEET_LENGTH;

	if (say == FLEET_OK)
		return true;
	edit_say(e, pointer, say, service);
	return false;
}

static void short_taken(struct edit *e, const char *name)
{
	struct fleet_finding f = { .say = FLEET_SHORT_TAKEN, .numplan = e->is->numplan };

	snprintf(f.name, sizeof(f.name), "%s", name);
	refuse_finding(e->r, "/short_number", &f);
}

void edit_short(struct edit *e, const char *digits, e164_t own)
{
	for (size_t i = 0; *digits && i < draft_rows_count(e->is, DRAFT_LINES); i++) {
		const struct store_line *l = &((struct draft_line *)draft_row_at(e->is, DRAFT_LINES, i))->row;

		if (l->number != own && !strcmp(l->short_number, digits))
			short_taken(e, l->name);
	}
	for (size_t i = 0; *digits && i < draft_rows_count(e->is, DRAFT_FIXED); i++) {
		const struct store_fixed *x = &((struct draft_fixed *)draft_row_at(e->is, DRAFT_FIXED, i))->row;

		if (x->number != own && !strcmp(x->short_number, digits))
			short_taken(e, x->name);
	}
}

bool edit_destination(struct edit *e, json_t *body, const char *base, const char *name, bool must, struct destination *ret)
{
	static const char *const kinds[] = { "none", "number", "voicemail", NULL };
	char at[96], pointer[128];
	struct fields f = { .r = e->r, .object = json_object_get(body, name), .base = at };
	struct destination to = { .kind = DESTINATION_NONE };
	const char *text;
	int kind;

	snprintf(at, sizeof(at), "%s/%s", base, name);
	snprintf(pointer, sizeof(pointer), "%s/number", at);
	if (!f.object)
		return true;
	if (!json_is_object(f.object)) {
		refuse_field(e->r, at, "type", "Un objet JSON est attendu.", "A JSON object is expected.");
		return false;
	}
	kind = field_word(&f, "kind", kinds, 0);
	if (kind == 2)
		to.kind = DESTINATION_VOICEMAIL;
	text = field_text(&f, "number", 64);
	if (kind == 1 && text && *text) {
		to.kind = DESTINATION_NUMBER;
		if (!edit_number(e, pointer, NUMPLAN_FOR_FORWARDING, text, &to.number))
			return false;
	} else if (kind == 1 && must) {
		edit_say(e, pointer, FLEET_LENGTH, NUMPLAN_FOR_FORWARDING);
		return false;
	}
	*ret = to;
	return true;
}

size_t edit_blocked(struct edit *e, e164_t *ret, size_t most, bool *ret_withheld)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	json_t *list = json_object_get(e->body, "blocked"), *item;
	struct numplan_number number;
	char pointer[40];
	size_t n = 0, i;

	field_bool(&f, "block_withheld", ret_withheld);
	if (list && (!json_is_array(list) || json_array_size(list) > most)) {
		refuse_field(e->r, "/blocked", "type", "200 numéros au maximum.", "200 numbers at most.");
		return 0;
	}
	for (i = 0; (item = json_array_get(list, i)); i++) {
		snprintf(pointer, sizeof(pointer), "/blocked/%zu", i);
		if (json_is_string(item))
			numplan_read(e->is->numplan, json_string_length(item) <= 32 ? json_string_value(item) : "", &number);
		if (!json_is_string(item) || !number.e164) {
			edit_say(e, pointer, FLEET_LENGTH, NUMPLAN_FOR_TRANSFER);
			continue;
		}
		for (size_t k = 0; k < n; k++)
			if (ret[k] == number.e164) {
				edit_say(e, pointer, FLEET_DUPLICATE, NUMPLAN_FOR_TRANSFER);
				break;
			}
		ret[n++] = number.e164;
	}
	return n;
}

bool edit_loop_goes(const struct edit *e, const struct fleet_finding *f, e164_t from, e164_t to)
{
	char step[NUMBER_TEXT_SIZE * 2 + 8], a[NUMBER_TEXT_SIZE], b[NUMBER_TEXT_SIZE];

	if (f->say != FLEET_LOOP || !to)
		return false;
	snprintf(step, sizeof(step), "%s → %s", number_text(e->is, from, a), number_text(e->is, to, b));
	return strstr(f->detail, step);
}

bool is_of_line(const void *row, const void *key)
{
	/* line is the first field of each of these rows, behind the head */
	return ((const struct draft_hunt *)row)->row.line == *(const e164_t *)key;
}

/* ---- the audit ---- */

int audit_add(struct request *r, uint32_t fleet_id, const char *object, const char *subject, const char *title, const char *action,
	      const json_t *was, const json_t *became, time_t until, uint64_t *ret_seq)
{
	char *w = was ? json_dumps(was, JSON_COMPACT) : NULL, *b = became ? json_dumps(became, JSON_COMPACT) : NULL;
	struct store_portal_audit row = {
		.at = clock_wall(), .who = r->caller.name, .fleet_id = fleet_id, .object = object, .subject = subject, .title = title,
		.role = r->caller.by_token ? "token" : r->caller.user.id ? portal_role_names[r->caller.user.role] : "system",
		.action = action, .was = w ? w : "", .became = b ? b : "", .until = until,
		.as_line = r->caller.acting ? r->caller.line : E164_NONE,
	};
	int rc = store_portal_audit_add(r->store, &row);

	if (!rc && ret_seq)
		*ret_seq = row.seq;
	free(w);
	free(b);
	return rc;
}

int audit_note(struct request *r, uint32_t fleet_id, const char *object, const char *subject, const char *title, const char *action)
{
	int rc = store_begin(r->store);

	if (!rc)
		rc = audit_add(r, fleet_id, object, subject, title, action, NULL, NULL, 0, NULL);
	if (!rc)
		return store_commit(r->store);
	store_rollback(r->store);
	return rc;
}

/* ---- the change ---- */

static int last_entry(void *priv, const struct store_portal_audit *row)
{
	json_t *answer = priv;

	json_object_set_new(answer, "who", json_string(row->who));
	json_object_set_new(answer, "at", json_time(row->at));
	return 1;
}

/* Somebody was quicker: who, when, and what stands there now. */
static unsigned stale(struct edit *e, const char *tag)
{
	struct request *r = e->r;
	char subject[PORTAL_SUBJECT_SIZE], fr[512], en[512];
	struct fleet_finding f = { .say = FLEET_STALE_EDIT };
	struct store_portal_audit_filter filter = { .fleet_id = e->was->fleet.id, .subject = subject, .object = e->object->name, .limit = 1 };
	json_t *told = json_object();
	struct calendar_local local;
	time_t at = clock_wall();

	subject_of(e->object, &e->key, e->was, subject);
	store_portal_audit_each(r->store, &filter, last_entry, told);
	snprintf(f.name, sizeof(f.name), "%.63s", json_object_get(told, "who") ? json_string_value(json_object_get(told, "who")) :
		 r->english ? "somebody else" : "quelqu'un d'autre");
	if (json_is_string(json_object_get(told, "at")))
		time_parse(json_string_value(json_object_get(told, "at")), &at);
	calendar_paris(at, &local);
	snprintf(f.time, sizeof(f.time), "%02u:%02u", local.minute / 60u, local.minute % 60u);
	problem(r, 412, "stale", fleet_say_text(&f, FLEET_FR, fr, sizeof(fr)), fleet_say_text(&f, FLEET_EN, en, sizeof(en)));
	json_object_update(r->answer, told);
	json_decref(told);
	if (e->before) {
		json_t *current = json_deep_copy(e->before);

		core_publish(current);
		json_object_set_new(r->answer, "current", current);
		json_object_set_new(r->answer, "etag", json_string(tag));
	}
	return 412;
}

static unsigned match_check(struct edit *e)
{
	const char *match = request_header(e->r, "If-Match");
	char tag[40];

	if (e->create || !e->tagged)
		return 0;
	if (!match)
		return problem(e->r, 428, "precondition-required", "Envoyez l'en-tête If-Match avec l'ETag de ce que vous modifiez.",
			       "Send the header If-Match with the ETag of what you change.");
	object_tag(e->object, e->before, tag);
	return tag_matches(match, tag) ? 0 : stale(e, tag);
}

static int on_finding(void *priv, const struct fleet_finding *f)
{
	struct edit *e = priv;
	char pointer[96];

	if (!f->warning && e->object->pointer(e, f, pointer, sizeof(pointer)))
		refuse_finding(e->r, pointer, f);
	return 0;
}

static void until_read(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };

	if (!e->body)
		return;
	e->has_until = field_time(&f, "until", &e->until);
	if (e->internal)
		e->has_until = false;
	if (e->has_until && e->until && (e->until <= clock_wall() || e->until > clock_wall() + MOST_AHEAD_S))
		refuse_field(e->r, "/until", "time", "Choisissez une date à venir.", "Choose a date to come.");
}

/* What is refused: in the body itself, by the check, by what other fleets have. */
static unsigned body_check(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	int rc;

	if (e->body && !e->internal && !fields_only(&f, e->object->fields))
		return problem_fields(e->r);
	until_read(e);
	e->object->apply(e);
	fleet_draft_sort(e->is);
	if (refused(e->r))
		return problem_fields(e->r);
	if (!e->body)
		return 0;
	rc = e->object->check(e, on_finding, e);
	if (!rc)
		rc = fleet_check_strangers(e->is, e->was->fleet.id ? e->was : NULL, e->r->store, on_finding, e);
	if (rc)
		return store_failed(e->r, rc);
	return refused(e->r) ? problem_fields(e->r) : 0;
}

static unsigned codes_write(struct edit *e)
{
	if (!draft_rows_count(e->is, DRAFT_GROUPS))
		return 0;
	if (!e->r->portal->key && e->object == &object_group && e->body)
		return problem(e->r, 503, "key", "La clé des codes n'est pas là : demandez à l'opérateur.",
			       "The key of codes is not here: ask the operator.");
	if (e->object != &object_group)
		return 0;
	if (fleet_draft_own(e->is, DRAFT_GROUPS))
		return store_failed(e->r, -ENOMEM);
	codes_seal(e->was, e->is, e->r->portal->key);
	return 0;
}

/* The id that a new one was given. */
static void key_settle(struct edit *e, const struct fleet_draft *now)
{
	if (e->object == &object_group && !e->key.id) {
		const struct draft_group *g = fleet_draft_group(now, e->key.number);

		e->key.id = g ? g->row.id : 0;
	}
	if (e->object == &object_calendar && e->key.id >= FLEET_DRAFT_NEW) {
		const struct draft_calendar *c = fleet_draft_calendar(e->is, e->key.id);

		for (size_t i = 0; c && i < draft_rows_count(now, DRAFT_CALENDARS); i++) {
			const struct draft_calendar *o = draft_row_at(now, DRAFT_CALENDARS, i);

			if (!strcmp(o->row.name, c->row.name))
				e->key.id = o->row.id;
		}
	}
}

/* A change that says nothing of its end leaves an earlier one's as it is; then what stood before the first of them comes
 * back. */
static int expiry_write(struct edit *e, const char *subject)
{
	struct store_portal_expiry x = { .fleet_id = e->is->fleet.id, .entry = e->entry, .at = e->until }, old;
	struct store *store = e->r->store;

	if (e->internal || (e->has_until && !e->until) || !e->body)
		return store_portal_expiry_delete(store, x.fleet_id, e->object->name, subject);
	if (!e->has_until)
		return 0;
	snprintf(x.object, sizeof(x.object), "%s", e->object->name);
	snprintf(x.subject, sizeof(x.subject), "%s", subject);
	if (!store_portal_expiry_get(store, x.fleet_id, x.object, x.subject, &old))
		x.entry = old.entry;
	return x.entry ? store_portal_expiry_put(store, &x) : 0;
}

static const char *action_of(const struct edit *e)
{
	return e->action ? e->action : !e->before ? "add" : !e->body ? "remove" : "change";
}

static int record(struct edit *e, const struct fleet_draft *now)
{
	char subject[PORTAL_SUBJECT_SIZE];
	char *title;
	int rc = 0;

	subject_of(e->object, &e->key, now, subject);
	title = object_title(e->is, e->object, &e->key, e->body ? now : e->was);
	e->changed = !e->before != !e->after || (e->before && !json_equal(e->before, e->after));
	if (e->changed)
		rc = audit_add(e->r, now->fleet.id, e->object->name, subject, title ? title : "", action_of(e), e->before, e->after,
			       e->has_until ? e->until : 0, &e->entry);
	if (!rc && now->fleet.id && e->object != &object_fleet)
		rc = expiry_write(e, subject);
	return rc;
}

/* What stands in the store now: what moved by the change itself, read over the rows that were there. */
static int now_read(struct edit *e, uint64_t *seq, struct draft_moved *moved, struct fleet_draft **ret)
{
	int rc;

	if (!e->held)
		return fleet_draft_load(e->is, e->r->store, e->is->fleet.id, ret);
	*seq = e->held->seq;
	*ret = fleet_draft_over(e->r->ctx, e->was);
	rc = *ret ? fleet_draft_follow(*ret, e->r->store, seq, moved) : -ENOMEM;
	if (rc)
		TALLOC_FREE(*ret);
	return rc;
}

static unsigned write_all(struct edit *e)
{
	struct store *store = e->r->store;
	struct fleet_draft *now = NULL;
	struct draft_moved moved;
	uint64_t seq = 0;
	uint32_t at;
	int rc;

	store_set_author(store, e->r->caller.name);
	rc = change_apply(store, e->was, e->is, &at);
	if (rc == -EINVAL || rc == -EEXIST) {
		store_rollback(store);
		return problem(e->r, 409, "conflict", "Ce changement contredit ce qui est enregistré.",
			       "This change contradicts what is stored.");
	}
	if (!rc)
		rc = now_read(e, &seq, &moved, &now);
	if (!rc) {
		key_settle(e, now);
		e->after = e->body ? e->object->core(now, &e->key) : NULL;
		rc = record(e, now);
	}
	if (!rc)
		rc = request_commit(e->r);
	if (rc) {
		if (e->held)
			talloc_free(now);
		return store_failed(e->r, rc);
	}
	e->fleet_id = e->is->fleet.id;
	if (e->held)
		held_adopt(e->held, &now, seq, &moved);
	return 0;
}

static int empty_make(struct edit *e)
{
	struct fleet_draft *d = fleet_draft_alloc(e->r->ctx);

	e->was = d;
	return d ? fleet_draft_use_profile(d, e->r->store, "fr-current") : -ENOMEM;
}

static unsigned load_both(struct edit *e)
{
	unsigned status = 0;
	int rc = 0;

	if (e->object == &object_fleet && e->create)
		rc = empty_make(e);
	else
		status = held_for_change(e->r, &e->held);
	if (status || rc)
		return status ? status : store_failed(e->r, rc);
	if (e->held)
		e->was = e->held->draft;
	e->is = fleet_draft_over(e->r->ctx, e->was);
	return e->is ? 0 : store_failed(e->r, -ENOMEM);
}

/* An undo brings back what was deleted, but for what hangs on a line: that line may be another fleet's by now. */
static bool is_made_anew(const struct edit *e)
{
	return e->internal && e->body &&
		(e->object == &object_group || e->object == &object_calendar || e->object == &object_fixed);
}

/* Function rights are the operator's: without it the page says so and nothing is changed, nor taken back. */
static unsigned right_check(struct edit *e)
{
	const struct draft_line *line = fleet_draft_line(e->was, e->key.number);

	if (!e->object->right || e->r->caller.role == PORTAL_OPERATOR || (line && line->row.rights & e->object->right))
		return 0;
	return problem(e->r, 403, "no-right", fleet_say_pattern(FLEET_NO_OPTION, FLEET_FR), fleet_say_pattern(FLEET_NO_OPTION, FLEET_EN));
}

unsigned edit_run(struct edit *e)
{
	unsigned status;
	int rc = e->dry_run ? store_begin_read(e->r->store) : store_begin(e->r->store);

	if (rc)
		return store_failed(e->r, rc);
	status = load_both(e);
	if (!status && e->guard)
		status = e->guard(e->r, e->guarded);
	if (!status && !e->create) {
		e->before = e->object->core(e->was, &e->key);
		if (!e->before && !is_made_anew(e))
			status = not_found(e->r);
	}
	if (!status)
		status = right_check(e);
	if (!status)
		status = match_check(e);
	if (!status)
		status = body_check(e);
	if (!status && !e->dry_run)
		status = codes_write(e);
	if (!status && !e->dry_run)
		status = write_all(e);
	store_rollback(e->r->store);
	return status;
}

void edit_end(struct edit *e)
{
	json_decref(e->before);
	json_decref(e->after);
}

/* ---- resources ---- */

static json_t *until_of(struct request *r, const struct resource *o, const struct key *k, const struct fleet_draft *d)
{
	char subject[PORTAL_SUBJECT_SIZE];
	struct store_portal_expiry x;

	subject_of(o, k, d, subject);
	if (*o->kind && !store_portal_expiry_get(r->store, d->fleet.id, o->name, subject, &x))
		return json_time(x.at);
	return json_null();
}

static bool can_expire(const struct resource *o)
{
	for (const char *const *f = o->fields; *f; f++)
		if (!strcmp(*f, "until"))
			return true;
	return false;
}

static json_t *body_make(struct request *r, struct held *h, const struct resource *o, const struct key *k, json_t *until)
{
	json_t *core = o->core(h->draft, k);

	if (!core)
		return NULL;
	object_tag(o, core, r->etag);
	core_publish(core);
	if (until)
		json_object_set(core, "until", until);
	if (o->dress)
		o->dress(r, h, k, core);
	return core;
}

static unsigned answer_held(struct request *r, struct held *h, const struct resource *o, const struct key *k, unsigned status)
{
	json_t *until = can_expire(o) ? until_of(r, o, k, h->draft) : NULL, *body = body_make(r, h, o, k, until);

	json_decref(until);
	return body ? answer_json(r, status, body) : not_found(r);
}

#define MOST_KEPT 300

/* Who else is on a loop can open it. */
static bool tells_of_loop(json_t *body)
{
	const char *code;
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(body, "warnings"), i, item) {
		code = json_string_value(json_object_get(item, "code"));
		if (code && !strcmp(code, fleet_say_name(FLEET_LOOP)))
			return true;
	}
	return false;
}

/* An answer's tag is that of what can be edited, and behind it one of all that it says: sentences, warnings, periods. */
static json_t *kept_make(struct request *r, struct held *h, const struct resource *o, const struct key *k, json_t *until)
{
	json_t *body = body_make(r, h, o, k, until), *kept;
	char *text = body ? json_dumps(body, JSON_COMPACT | JSON_REAL_PRECISION(9)) : NULL;
	bool once = tells_of_loop(body);
	unsigned char hash[16];
	char hex[33];

	json_decref(body);
	if (!text)
		return NULL;
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, strlen(text), NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	snprintf(r->etag + TAG_END, sizeof(r->etag) - TAG_END, "-%.8s\"", hex);
	kept = json_pack("{s:s, s:s, s:b}", "tag", r->etag, "text", text, "once", once);
	free(text);
	return kept;
}

/* Made once, as long as nothing of it moves and the minute lasts: periods begin and end at minutes. */
static unsigned kept_answer(struct request *r, struct held *h, const struct resource *o, const struct key *k, json_t *until)
{
	const char *known = strcmp(r->method, "GET") ? NULL : request_header(r, "If-None-Match"), *text;
	time_t minute = clock_wall() / 60;
	char key[96];
	json_t *kept;

	snprintf(key, sizeof(key), "%s/%llu/%u/%s", o->name, (unsigned long long)k->number, k->id,
		 json_is_string(until) ? json_string_value(until) : "");
	if (!h->kept || h->kept_min != minute || json_object_size(h->kept) > MOST_KEPT) {
		json_decref(h->kept);
		h->kept = json_object();
		h->kept_min = minute;
	}
	kept = json_object_get(h->kept, key);
	if (!kept || json_is_true(json_object_get(kept, "once"))) {
		kept = kept_make(r, h, o, k, until);
		if (!kept)
			return not_found(r);
		json_object_set_new(h->kept, key, kept);
	}
	snprintf(r->etag, sizeof(r->etag), "%s", json_string_value(json_object_get(kept, "tag")));
	if (known && !strcmp(known, r->etag))
		return r->status = 304;
	text = json_string_value(json_object_get(kept, "text"));
	return answer_text(r, 200, "application/json", talloc_strdup(r->ctx, text), strlen(text));
}

unsigned object_answer(struct request *r, const struct resource *o, const struct key *k, unsigned status)
{
	json_t *until;
	struct held *h;
	unsigned refusal = held_get(r, &h);

	if (refusal)
		return refusal;
	/* what was made is kept for repeats, as an object */
	if (o->live || status != 200)
		return answer_held(r, h, o, k, status);
	until = can_expire(o) ? until_of(r, o, k, h->draft) : NULL;
	status = kept_answer(r, h, o, k, until);
	json_decref(until);
	return status;
}

unsigned object_get(struct request *r, const struct resource *o, const struct key *k)
{
	return object_answer(r, o, k, 200);
}

/* A dry run is answered from the draft itself. */
static unsigned answer_draft(struct edit *e, unsigned status)
{
	struct held h = { .id = e->is->fleet.id, .draft = e->is };

	status = answer_held(e->r, &h, e->object, &e->key, status);
	e->r->etag[0] = '\0';
	json_decref(h.warnings);
	talloc_free(h.snap);
	return status;
}

static unsigned body_missing(struct request *r)
{
	return problem(r, 400, "json", "Un objet JSON est attendu.", "A JSON object is expected.");
}

unsigned object_put(struct request *r, const struct resource *o, const struct key *k)
{
	struct edit e = { .r = r, .object = o, .key = *k, .body = r->json, .tagged = true };
	unsigned status;

	e.dry_run = request_query_true(r, "dry_run");
	e.tagged = !e.dry_run;
	if (!r->json)
		return body_missing(r);
	status = edit_run(&e);
	if (!status)
		status = e.dry_run ? answer_draft(&e, 200) : object_answer(r, o, &e.key, 200);
	edit_end(&e);
	return status;
}

unsigned object_post(struct request *r, const struct resource *o, struct key *k)
{
	struct edit e = { .r = r, .object = o, .key = *k, .body = r->json, .create = true };
	unsigned status;

	e.dry_run = request_query_true(r, "dry_run");
	if (!r->json)
		return body_missing(r);
	status = edit_run(&e);
	if (!status && o == &object_fleet)
		r->fleet = e.fleet_id;
	if (!status)
		status = e.dry_run ? answer_draft(&e, 200) : object_answer(r, o, &e.key, 201);
	if (status == 201 && e.key.id)
		snprintf(r->location, sizeof(r->location), "/api/v1%s/%u", r->path, e.key.id);
	edit_end(&e);
	return status;
}

unsigned object_delete(struct request *r, const struct resource *o, const struct key *k)
{
	struct edit e = { .r = r, .object = o, .key = *k, .tagged = true };
	unsigned status = edit_run(&e);

	if (!status)
		status = answer_json(r, o == &object_group ? 200 : 204,
				     o == &object_group ? json_pack("{s:I}", "undo", (json_int_t)e.entry) : NULL);
	edit_end(&e);
	return status;
}
