/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is set, as a person says it. What happens to calls comes from the engine that decides them; what is set and does not
 * hold now is said in words of its own. A sentence is written in both languages at once. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "view.h"

struct two { struct osmo_strbuf fr, en; char buf[2][SENTENCE_SIZE]; };

static void two_init(struct two *t)
{
	memset(t->buf, 0, sizeof(t->buf));
	t->fr = (struct osmo_strbuf){ .buf = t->buf[0], .len = SENTENCE_SIZE };
	t->en = (struct osmo_strbuf){ .buf = t->buf[1], .len = SENTENCE_SIZE };
}

static void say(struct two *t, const char *fr, const char *en)
{
	OSMO_STRBUF_PRINTF(t->fr, "%s", fr);
	OSMO_STRBUF_PRINTF(t->en, "%s", en);
}

static json_t *two_json(struct two *t)
{
	return json_text(t->buf[0], t->buf[1]);
}

json_t *json_say(enum fleet_say which)
{
	return json_text(fleet_say_pattern(which, FLEET_FR), fleet_say_pattern(which, FLEET_EN));
}

json_t *json_finding(const struct fleet_finding *f)
{
	char fr[512], en[512];

	return json_text(fleet_say_text(f, FLEET_FR, fr, sizeof(fr)), fleet_say_text(f, FLEET_EN, en, sizeof(en)));
}

static void say_number(struct two *t, const struct fleet_draft *d, e164_t number)
{
	char text[NUMBER_TEXT_SIZE];

	number_text(d, number, text);
	OSMO_STRBUF_PRINTF(t->fr, "%s%s", text[0] == '+' ? "" : "le ", text);
	OSMO_STRBUF_PRINTF(t->en, "%s", text);
}

static void say_destination(struct two *t, const struct fleet_draft *d, const struct destination *to)
{
	if (to->kind == DESTINATION_VOICEMAIL)
		say(t, "la messagerie vocale", "voicemail");
	else if (to->kind == DESTINATION_NUMBER)
		say_number(t, d, to->number);
}

static void say_period(struct two *t, const struct fleet_draft *d, uint32_t calendar)
{
	const struct draft_calendar *c = calendar ? fleet_draft_calendar(d, calendar) : NULL;

	if (!c)
		return;
	OSMO_STRBUF_PRINTF(t->fr, " (période « %s », %s)", c->row.name, calendar_contains(&c->row.calendar, clock_wall()) ? "en cours" : "pas en ce moment");
	OSMO_STRBUF_PRINTF(t->en, " (period \"%s\", %s)", c->row.name, calendar_contains(&c->row.calendar, clock_wall()) ? "now" : "not now");
}

/* ---- by the engine ---- */

/* One stage alone, without what follows: the engine's own words. */
static void stage_alone(const struct fleet_snapshot *snap, const struct numplan *np, const struct decide_plan *plan, unsigned i,
			enum decide_lang lang, char *buf, size_t size)
{
	struct decide_plan one = *plan;

	memset(one.stage[i].next, DECIDE_NEXT_END, sizeof(one.stage[i].next));
	decide_stage_text(snap, np, &one, i, lang, buf, size);
}

static void lower_first(char *text)
{
	if (text[0] >= 'A' && text[0] <= 'Z')
		text[0] = (char)(text[0] + 32);
}

void plan_sentence(const struct fleet_snapshot *snap, const struct numplan *np, const struct decide_plan *plan,
		   enum decide_outcome outcome, enum decide_lang lang, char *buf, size_t size)
{
	struct osmo_strbuf out = { .buf = buf, .len = size };
	uint8_t way[DECIDE_MAX_STAGES];
	unsigned n = decide_plan_walk(plan, outcome, way), said = 0;
	char text[512];

	buf[0] = '\0';
	if (n <= 2 && outcome == DECIDE_NO_ANSWER) {
		decide_stage_text(snap, np, plan, 0, lang, buf, size);
		return;
	}
	for (unsigned i = 0; i < n; i++) {
		if (plan->stage[way[i]].kind == DECIDE_JUNCTION)
			continue;
		stage_alone(snap, np, plan, way[i], lang, text, sizeof(text));
		if (said)
			lower_first(text);
		OSMO_STRBUF_PRINTF(out, "%s%s", !said++ ? "" : lang == DECIDE_EN ? ", then " : ", puis ", text);
	}
}

/* The engine says the number at which voicemail takes deposits; people know it by its name. */
static void voicemail_by_name(const struct fleet_draft *d, enum decide_lang lang, char *buf, size_t size)
{
	static const char *const names[] = { "la messagerie vocale", "voicemail" };
	char number[NUMBER_TEXT_SIZE], shown[NUMBER_TEXT_SIZE + 4], rest[SENTENCE_SIZE];
	char *at;

	if (!d->voicemail)
		return;
	number_text(d, d->voicemail, number);
	snprintf(shown, sizeof(shown), "%s%s", lang == DECIDE_FR && number[0] != '+' ? "le " : "", number);
	while ((at = strstr(buf, shown))) {
		snprintf(rest, sizeof(rest), "%s", at + strlen(shown));
		snprintf(at, size - (size_t)(at - buf), "%s%s", names[lang], rest);
	}
}

/* A caller who is nobody's: from Arcep's range for fiction, blocked by no one. */
#define SOMEBODY UINT64_C(33199009999)

json_t *sentence_now(const struct fleet_snapshot *snap, const struct fleet_draft *d, e164_t number, time_t at, bool sip)
{
	struct decide_facts facts = { .side = DECIDE_RECEIVED, .served = number, .calling = SOMEBODY, .now = at, .sw.media = sip };
	struct decide_plan plan;
	char fr[SENTENCE_SIZE], en[SENTENCE_SIZE];

	if (!snap)
		return json_text("", "");
	facts.called = (struct numplan_number){ .kind = NUMPLAN_E164, .e164 = number, .national = true };
	decide_call(snap, &facts, &plan);
	plan_sentence(snap, d->numplan, &plan, DECIDE_NO_ANSWER, DECIDE_FR, fr, sizeof(fr));
	plan_sentence(snap, d->numplan, &plan, DECIDE_NO_ANSWER, DECIDE_EN, en, sizeof(en));
	voicemail_by_name(d, DECIDE_FR, fr, sizeof(fr));
	voicemail_by_name(d, DECIDE_EN, en, sizeof(en));
	if (plan.stage[0].kind == DECIDE_UNTOUCHED && plan.stage[0].because.why == DECIDE_WHY_RINGS_PHONE)
		return json_text("Sonne ; aucun renvoi n'est réglé", "Rings; no forwarding is set");
	if (plan.stage[0].kind == DECIDE_UNTOUCHED) {
		size_t n = strlen(fr), m = strlen(en);
		char why[256];

		snprintf(fr + n, sizeof(fr) - n, " (%s)", decide_reason_text(snap, d->numplan, &plan.stage[0].because, DECIDE_FR, why, sizeof(why)));
		snprintf(en + m, sizeof(en) - m, " (%s)", decide_reason_text(snap, d->numplan, &plan.stage[0].because, DECIDE_EN, why, sizeof(why)));
	}
	return json_text(fr, en);
}

/* ---- what is set ---- */

static struct destination destination_of(const struct store_forwarding *f)
{
	return (struct destination){ .number = f->destination,
		.kind = f->voicemail ? DESTINATION_VOICEMAIL : f->destination ? DESTINATION_NUMBER : DESTINATION_NONE };
}

json_t *sentence_forwarding(const struct fleet_draft *d, const struct store_forwarding *f)
{
	static const char *const cases[4][2] = {
		{ "Tous les appels", "All calls" }, { "Si occupé", "When busy" }, { "Sans réponse", "No answer" },
		{ "Si injoignable", "When unreachable" },
	};
	struct destination to = destination_of(f);
	struct two t;

	two_init(&t);
	say(&t, cases[f->kind & 3][0], cases[f->kind & 3][1]);
	if (to.kind == DESTINATION_NONE) {
		say(&t, " : pas de renvoi", ": not forwarded");
		return two_json(&t);
	}
	say(&t, " : renvoi vers ", ": forwarding to ");
	say_destination(&t, d, &to);
	say_period(&t, d, f->calendar);
	if (!f->active)
		say(&t, ", désactivé", ", switched off");
	return two_json(&t);
}

static void say_forwardings(struct two *t, const struct fleet_draft *d, e164_t line, const struct store_settings *s, bool first)
{
	static const char *const cases[4][2] = {
		{ 0 }, { " ; si occupé, ", "; when busy, " }, { ", puis ", ", then " }, { " ; si injoignable, ", "; when unreachable, " },
	};
	static const enum forwarding_kind order[] = { FORWARDING_NO_ANSWER, FORWARDING_BUSY, FORWARDING_UNREACHABLE };
	struct store_forwarding f;
	char seconds[8];

	say(t, first ? "Sonne" : "sonne", first ? "Rings" : "rings");
	draft_forwarding_of(d, line, FORWARDING_NO_ANSWER, &f);
	if (f.active) {
		snprintf(seconds, sizeof(seconds), " %u s", s->no_answer_s);
		say(t, seconds, seconds);
	}
	for (unsigned i = 0; i < 3; i++) {
		struct destination to;

		draft_forwarding_of(d, line, order[i], &f);
		to = destination_of(&f);
		if (!f.active || to.kind == DESTINATION_NONE)
			continue;
		say(t, cases[order[i]][0], cases[order[i]][1]);
		if (to.kind == DESTINATION_NUMBER)
			say(t, "renvoi vers ", "forwarding to ");
		say_destination(t, d, &to);
		say_period(t, d, f.calendar);
	}
}

json_t *sentence_forwardings(const struct fleet_draft *d, e164_t line)
{
	struct store_forwarding f;
	struct draft_settings s;
	struct destination to;
	struct two t;

	two_init(&t);
	draft_settings_of(d, line, &s);
	if (!s.row.forwarding_custom)
		return json_say(FLEET_BOX_TICKED);
	draft_forwarding_of(d, line, FORWARDING_IMMEDIATE, &f);
	to = destination_of(&f);
	if (f.active && to.kind != DESTINATION_NONE) {
		say(&t, "Renvoi immédiat vers ", "Immediate forwarding to ");
		say_destination(&t, d, &to);
		say_period(&t, d, f.calendar);
		if (!f.calendar) {
			say(&t, ".", ".");
			return two_json(&t);
		}
		say(&t, calendar_is_open(d, f.calendar, clock_wall()) ? " ; sinon, " : " ; en ce moment, ",
		    calendar_is_open(d, f.calendar, clock_wall()) ? "; otherwise, " : "; now, ");
		say_forwardings(&t, d, line, &s.row, false);
	} else {
		say_forwardings(&t, d, line, &s.row, true);
	}
	say(&t, ".", ".");
	return two_json(&t);
}

json_t *sentence_incoming(const struct fleet_draft *d, e164_t line)
{
	struct draft_settings s;
	const struct draft_hunt *h;
	struct two t;
	size_t n;

	two_init(&t);
	draft_settings_of(d, line, &s);
	h = fleet_draft_hunt(d, line, &n);
	if (!s.row.incoming_custom)
		return json_say(FLEET_BOX_TICKED);
	if (!s.row.hunt_active || !n)
		return json_text("Le téléphone sonne seul : la liste n'est pas activée.", "The phone rings alone: the list is off.");
	say(&t, s.row.hunt_together ? "Sonnent ensemble : " : "", s.row.hunt_together ? "Ring together: " : "");
	for (size_t i = 0; i < n; i++) {
		char seconds[16];

		if (i)
			say(&t, s.row.hunt_together ? ", " : ", puis ", s.row.hunt_together ? ", " : ", then ");
		if (h[i].row.number == line)
			say(&t, "cette ligne", "this line");
		else
			say_number(&t, d, h[i].row.number);
		snprintf(seconds, sizeof(seconds), " %u s", h[i].row.ring_s);
		say(&t, seconds, seconds);
		if (h[i].row.confirm)
			say(&t, " (taper 1)", " (press 1)");
	}
	say(&t, ".", ".");
	for (unsigned i = 0; i < 2; i++)
		if (t.buf[i][0] >= 'a' && t.buf[i][0] <= 'z')
			t.buf[i][0] = (char)(t.buf[i][0] - 32);
	return two_json(&t);
}

json_t *sentence_settings(const struct fleet_draft *d, e164_t line)
{
	struct store_forwarding busy;
	struct draft_settings s;
	struct destination to;
	struct two t;

	two_init(&t);
	draft_settings_of(d, line, &s);
	if (!s.row.dnd_active)
		return json_text("Ne pas déranger est désactivé.", "Do not disturb is off.");
	draft_forwarding_of(d, line, FORWARDING_BUSY, &busy);
	to = s.row.dnd.kind != DESTINATION_NONE ? s.row.dnd : busy.active && s.row.forwarding_custom ? destination_of(&busy) :
		(struct destination){ .kind = DESTINATION_NONE };
	say(&t, "Ne pas déranger : ", "Do not disturb: ");
	if (to.kind == DESTINATION_NONE) {
		say(&t, "les appelants entendent occupé.", "callers hear busy.");
	} else {
		say(&t, "les appels vont vers ", "calls go to ");
		say_destination(&t, d, &to);
		say(&t, ".", ".");
	}
	return two_json(&t);
}

json_t *sentence_shown(const struct fleet_draft *d, e164_t line)
{
	const struct draft_group *g;
	struct draft_settings s;
	struct two t;

	two_init(&t);
	draft_settings_of(d, line, &s);
	if (s.row.shown == LINE_SHOWN_WITHHELD)
		return json_text("Vos correspondants ne voient pas de numéro.", "The people you call see no number.");
	g = s.row.shown == LINE_SHOWN_GROUP ? fleet_draft_group(d, s.shown_group) : NULL;
	say(&t, "Vos correspondants voient ", "The people you call see ");
	say_number(&t, d, g ? g->row.number : line);
	if (g) {
		OSMO_STRBUF_PRINTF(t.fr, " (groupe « %s »)", g->row.name);
		OSMO_STRBUF_PRINTF(t.en, " (group \"%s\")", g->row.name);
	}
	say(&t, ".", ".");
	return two_json(&t);
}

static void say_else(struct two *t, const struct fleet_draft *d, const struct destination *to, const char *fr, const char *en)
{
	if (to->kind == DESTINATION_NONE)
		return;
	say(t, fr, en);
	say_destination(t, d, to);
}

json_t *sentence_group(const struct fleet_draft *d, const struct draft_group *g)
{
	static const char *const modes[][2] = {
		{ "dans l'ordre de la liste", "in the order of the list" }, { "à tour de rôle", "in turn" },
		{ "en commençant par le plus longtemps inactif", "the one idle longest first" }, { "tous ensemble", "all together" },
	};
	unsigned connected = connected_of(d, g->row.number);
	struct two t;

	two_init(&t);
	if (!connected) {
		say(&t, "Aucun membre connecté", "No member connected");
		say_else(&t, d, &g->row.nobody, " : les appels vont vers ", ": calls go to ");
	} else {
		OSMO_STRBUF_PRINTF(t.fr, "%u membre%s sonne%s %u s chacun, %s", connected, connected > 1 ? "s" : "", connected > 1 ? "nt" : "",
				   g->row.ring_s, modes[g->row.mode & 3][0]);
		OSMO_STRBUF_PRINTF(t.en, "%u member%s ring%s %u s each, %s", connected, connected > 1 ? "s" : "", connected > 1 ? "" : "s",
				   g->row.ring_s, modes[g->row.mode & 3][1]);
		say_else(&t, d, &g->row.overflow, ", puis débordement vers ", ", then overflow to ");
	}
	if (g->row.calendar)
		say_else(&t, d, &g->row.closed, " ; hors des heures, vers ", "; outside the hours, to ");
	say(&t, ".", ".");
	return two_json(&t);
}

static void say_days(struct two *t, uint8_t days)
{
	static const char *const names[][2] = { { "lundi", "Monday" }, { "mardi", "Tuesday" }, { "mercredi", "Wednesday" },
		{ "jeudi", "Thursday" }, { "vendredi", "Friday" }, { "samedi", "Saturday" }, { "dimanche", "Sunday" } };
	bool first = true;

	if ((days & 0x7f) == 0x7f) {
		say(t, "tous les jours", "every day");
		return;
	}
	for (unsigned i = 0; i < 7; i++) {
		unsigned end = i;

		if (!(days & 1u << i))
			continue;
		while (end < 6 && days & 1u << (end + 1))
			end++;
		say(t, first ? "" : ", ", first ? "" : ", ");
		say(t, names[i][0], names[i][1]);
		if (end > i) {
			say(t, end > i + 1 ? " à " : " et ", end > i + 1 ? " to " : " and ");
			say(t, names[end][0], names[end][1]);
		}
		first = false;
		i = end;
	}
}

json_t *sentence_calendar(const struct calendar *c)
{
	static const char *const holidays[][2] = { { "", "" }, { " ; jours fériés compris", "; public holidays included" },
		{ " ; sauf jours fériés", "; except on public holidays" } };
	struct two t;

	two_init(&t);
	if (!c->num_hours)
		say(&t, "toujours", "always");
	for (unsigned i = 0; i < c->num_hours; i++) {
		const struct calendar_hours *h = &c->hours[i];
		char text[64];

		say(&t, i ? " ; " : "", i ? "; " : "");
		/* the same days again: only the hours are said */
		if (!i || c->hours[i - 1].days != h->days) {
			say_days(&t, h->days);
			say(&t, ", ", ", ");
		}
		snprintf(text, sizeof(text), "%02u:%02u-%02u:%02u", h->from_min / 60u, h->from_min % 60u, h->to_min / 60u, h->to_min % 60u);
		say(&t, text, text);
	}
	say(&t, holidays[c->holidays < 3 ? c->holidays : 0][0], holidays[c->holidays < 3 ? c->holidays : 0][1]);
	if (c->num_dates) {
		OSMO_STRBUF_PRINTF(t.fr, " ; %u date%s à part", c->num_dates, c->num_dates > 1 ? "s" : "");
		OSMO_STRBUF_PRINTF(t.en, "; %u special date%s", c->num_dates, c->num_dates > 1 ? "s" : "");
	}
	say(&t, ".", ".");
	for (unsigned i = 0; i < 2; i++)
		if (t.buf[i][0] >= 'a' && t.buf[i][0] <= 'z')
			t.buf[i][0] = (char)(t.buf[i][0] - 32);
	return two_json(&t);
}
