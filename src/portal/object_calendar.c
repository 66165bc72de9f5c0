/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calendars: weekly hours, dates, public holidays, which are computed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "edit.h"

static const char *const holidays[] = { "ordinary", "inside", "outside", NULL };

static json_t *clock_json(unsigned minute)
{
	char text[16];

	snprintf(text, sizeof(text), "%02u:%02u", minute / 60 % 100, minute % 60);
	return json_string(text);
}

static json_t *day_json(uint32_t day)
{
	char text[32];

	snprintf(text, sizeof(text), "%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
	return json_string(text);
}

static json_t *core(const struct fleet_draft *d, const struct key *k)
{
	const struct draft_calendar *c = fleet_draft_calendar(d, k->id);
	json_t *hours, *dates;

	if (!c)
		return NULL;
	hours = json_array();
	dates = json_array();
	for (unsigned i = 0; i < c->row.calendar.num_hours; i++) {
		const struct calendar_hours *h = &c->row.calendar.hours[i];
		json_t *days = json_array();

		for (unsigned day = 0; day < 7; day++)
			if (h->days & 1u << day)
				json_array_append_new(days, json_integer((json_int_t)day + 1));
		json_array_append_new(hours, json_pack("{s:o, s:o, s:o}", "days", days, "from", clock_json(h->from_min), "to", clock_json(h->to_min)));
	}
	for (unsigned i = 0; i < c->row.calendar.num_dates; i++) {
		const struct calendar_date *t = &c->row.calendar.dates[i];

		json_array_append_new(dates, json_pack("{s:o, s:o, s:b}", "from", day_json(t->from_day), "to", day_json(t->to_day), "inside", t->inside));
	}
	return json_pack("{s:s, s:s, s:o, s:o}", "name", c->row.name, "holidays", holidays[c->row.calendar.holidays % 3], "hours", hours, "dates", dates);
}

static bool clock_read(const char *text, bool end, uint16_t *ret)
{
	unsigned h, m;
	int n = 0;

	if (!text || sscanf(text, "%2u:%2u%n", &h, &m, &n) != 2 || n != 5 || text[5] || m > 59 || h > 24 || (h == 24 && (m || !end)))
		return false;
	*ret = (uint16_t)(h * 60 + m);
	return true;
}

static bool day_read(const char *text, uint32_t *ret)
{
	unsigned y, m, d;
	int n = 0;

	if (!text || sscanf(text, "%4u-%2u-%2u%n", &y, &m, &d, &n) != 3 || n != 10 || text[10] || !calendar_is_day(y * 10000 + m * 100 + d))
		return false;
	*ret = y * 10000 + m * 100 + d;
	return true;
}

static uint8_t days_read(json_t *days)
{
	uint8_t bits = 0;
	json_t *item;
	size_t i;

	for (i = 0; (item = json_array_get(days, i)); i++) {
		json_int_t day = json_integer_value(item);

		if (!json_is_integer(item) || day < 1 || day > 7)
			return 0;
		bits |= (uint8_t)(1u << (day - 1));
	}
	return bits;
}

static void wrong(struct edit *e, const char *list, size_t i, const char *fr, const char *en)
{
	char pointer[48];

	snprintf(pointer, sizeof(pointer), "/%s/%zu", list, i);
	refuse_field(e->r, pointer, "calendar", fr, en);
}

static void apply_hours(struct edit *e, struct calendar *c, json_t *list)
{
	json_t *item;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CALENDAR_MAX_HOURS) {
		refuse_field(e->r, "/hours", "calendar", "28 plages au maximum.", "28 periods at most.");
		return;
	}
	c->num_hours = 0;
	for (i = 0; (item = json_array_get(list, i)); i++) {
		struct calendar_hours h = { .days = days_read(json_object_get(item, "days")) };

		if (h.days && clock_read(json_string_value(json_object_get(item, "from")), false, &h.from_min) &&
		    clock_read(json_string_value(json_object_get(item, "to")), true, &h.to_min))
			c->hours[c->num_hours++] = h;
		else
			wrong(e, "hours", i, "Choisissez des jours et deux heures, par exemple 08:30.", "Choose days and two times, for example 08:30.");
	}
}

static void apply_dates(struct edit *e, struct calendar *c, json_t *list)
{
	json_t *item;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CALENDAR_MAX_DATES) {
		refuse_field(e->r, "/dates", "calendar", "60 dates au maximum.", "60 dates at most.");
		return;
	}
	c->num_dates = 0;
	for (i = 0; (item = json_array_get(list, i)); i++) {
		struct calendar_date t = { .inside = json_is_true(json_object_get(item, "inside")) };

		if (day_read(json_string_value(json_object_get(item, "from")), &t.from_day) &&
		    day_read(json_string_value(json_object_get(item, "to")), &t.to_day) && t.from_day <= t.to_day)
			c->dates[c->num_dates++] = t;
		else
			wrong(e, "dates", i, "Choisissez deux dates qui se suivent.", "Choose two dates in order.");
	}
}

static bool is_calendar(const void *row, const void *key)
{
	return ((const struct draft_calendar *)row)->row.id == *(const uint32_t *)key;
}

static void apply(struct edit *e)
{
	struct fields f = { .r = e->r, .object = e->body, .base = "" };
	const struct draft_calendar *old = e->create ? NULL : fleet_draft_calendar(e->is, e->key.id);
	struct draft_calendar c = { .row = { .id = FLEET_DRAFT_NEW, .fleet_id = e->is->fleet.id } };
	const char *text;

	if (old)
		c = *old;
	else
		e->key.id = FLEET_DRAFT_NEW;
	fleet_draft_drop(e->is, DRAFT_CALENDARS, is_calendar, &e->key.id);
	if (!e->body)
		return;
	text = field_text(&f, "name", STORE_NAME_SIZE);
	if (text)
		snprintf(c.row.name, sizeof(c.row.name), "%s", text);
	c.row.calendar.holidays = (uint8_t)field_word(&f, "holidays", holidays, c.row.calendar.holidays);
	if (json_object_get(e->body, "hours"))
		apply_hours(e, &c.row.calendar, json_object_get(e->body, "hours"));
	if (json_object_get(e->body, "dates"))
		apply_dates(e, &c.row.calendar, json_object_get(e->body, "dates"));
	fleet_draft_add(e->is, DRAFT_CALENDARS, &c);
}

static int check(const struct edit *e, fleet_finding_cb cb, void *priv)
{
	return fleet_check_calendar(e->is, e->key.id, cb, priv);
}

static bool pointer(const struct edit *e, const struct fleet_finding *f, char *buf, size_t size)
{
	if (f->table != DRAFT_CALENDARS)
		return false;
	snprintf(buf, size, "%s", f->field == FLEET_FIELD_NAME ? "/name" : f->field == FLEET_FIELD_HOLIDAYS ? "/holidays" : "/hours");
	return true;
}

static unsigned used_by(const struct fleet_draft *d, uint32_t id)
{
	unsigned n = 0;

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_GROUPS); i++)
		n += ((struct draft_group *)draft_row_at(d, DRAFT_GROUPS, i))->row.calendar == id;
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_FORWARDINGS); i++)
		n += ((struct draft_forwarding *)draft_row_at(d, DRAFT_FORWARDINGS, i))->row.calendar == id;
	return n;
}

/* In steps of a minute over two weeks: periods begin and end at minutes. */
static time_t next_change(const struct calendar *c, time_t now)
{
	bool inside = calendar_contains(c, now);

	for (time_t at = now / 60 * 60 + 60; at < now + 14 * 86400; at += 60)
		if (calendar_contains(c, at) != inside)
			return at;
	return 0;
}

static void dress(struct request *r, struct held *h, const struct key *k, json_t *body)
{
	const struct draft_calendar *c = fleet_draft_calendar(h->draft, k->id);
	time_t now = clock_wall();

	json_object_set_new(body, "id", json_integer(k->id));
	json_object_set_new(body, "inside_now", json_boolean(calendar_contains(&c->row.calendar, now)));
	json_object_set_new(body, "next_change", json_time(next_change(&c->row.calendar, now)));
	json_object_set_new(body, "used_by", json_integer(used_by(h->draft, k->id)));
	json_object_set_new(body, "sentence", sentence_calendar(&c->row.calendar));
}

static const char *const names[] = { "id", "name", "holidays", "hours", "dates", "inside_now", "next_change", "used_by", "sentence", NULL };
const struct resource object_calendar = { "calendar", "calendar", names, 0, core, apply, check, pointer, dress, NULL, false };

unsigned api_calendars_get(struct request *r)
{
	json_t *items;
	struct held *h;
	unsigned status = held_get(r, &h);

	if (status)
		return status;
	items = json_array();
	for (size_t i = 0; i < draft_rows_count(h->draft, DRAFT_CALENDARS); i++) {
		struct key k = { .id = ((struct draft_calendar *)draft_row_at(h->draft, DRAFT_CALENDARS, i))->row.id };
		json_t *body = core(h->draft, &k);

		dress(r, h, &k, body);
		json_array_append_new(items, body);
	}
	return answer_json(r, 200, json_pack("{s:o}", "items", items));
}

unsigned api_calendar_post(struct request *r)
{
	return object_post(r, &object_calendar, &(struct key){ 0 });
}

unsigned api_calendar_get(struct request *r)
{
	return object_get(r, &object_calendar, &(struct key){ .id = r->id });
}

unsigned api_calendar_put(struct request *r)
{
	return object_put(r, &object_calendar, &(struct key){ .id = r->id });
}

unsigned api_calendar_delete(struct request *r)
{
	struct held *h;
	unsigned status = held_get(r, &h);

	if (!status && fleet_draft_calendar(h->draft, r->id) && used_by(h->draft, r->id))
		return problem(r, 409, "used", "Ce calendrier sert encore : choisissez-en un autre là où il est utilisé.",
			       "This calendar is still used: choose another one where it is.");
	return status ? status : object_delete(r, &object_calendar, &(struct key){ .id = r->id });
}

/* ---- public holidays ---- */

static const char *const *holiday_name(uint32_t day)
{
	static const struct { unsigned month_day; const char *name[2]; } fixed[] = {
		{ 101, { "Jour de l'an", "New Year's Day" } }, { 501, { "Fête du Travail", "Labour Day" } },
		{ 508, { "Victoire 1945", "Victory in Europe Day" } }, { 714, { "Fête nationale", "National Day" } },
		{ 815, { "Assomption", "Assumption" } }, { 1101, { "Toussaint", "All Saints' Day" } },
		{ 1111, { "Armistice 1918", "Armistice Day" } }, { 1225, { "Noël", "Christmas Day" } },
	};
	static const char *const easter[2] = { "Lundi de Pâques", "Easter Monday" };
	static const char *const ascension[2] = { "Ascension", "Ascension Day" };
	static const char *const whit[2] = { "Lundi de Pentecôte", "Whit Monday" };
	struct calendar_local local;
	time_t noon = 0;

	for (unsigned i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (fixed[i].month_day == day % 10000)
			return fixed[i].name;
	calendar_from_paris(day, 720, &noon);
	calendar_paris(noon, &local);
	/* The movable ones: the only Thursday, and of the Mondays the one before May 1 or after. Easter Monday is March 23 to
	 * April 26, Whit Monday May 11 to June 14. */
	return local.weekday == 3 ? ascension : day % 10000 < 500 ? easter : whit;
}

unsigned api_holidays_get(struct request *r)
{
	const char *text = request_query(r, "year");
	char *end = NULL;
	unsigned long year = text ? strtoul(text, &end, 10) : 0;
	json_t *items;

	if (!text || *end || year < 1900 || year > 2199)
		return problem(r, 422, "refused", "year : de 1900 à 2199.", "year: 1900 to 2199.");
	items = json_array();
	for (uint32_t month_day = 101; month_day <= 1231; month_day++) {
		uint32_t day = (uint32_t)year * 10000 + month_day;
		const char *const *name;

		if (!calendar_is_day(day) || !calendar_is_holiday(day))
			continue;
		name = holiday_name(day);
		json_array_append_new(items, json_pack("{s:o, s:o}", "date", day_json(day), "name", json_text(name[0], name[1])));
	}
	return answer_json(r, 200, json_pack("{s:o}", "items", items));
}
