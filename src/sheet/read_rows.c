/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A row of each kind into the draft. Positions of members and of hunt lists are the order of their rows. */

#include <errno.h>
#include <string.h>

#include "reading.h"

/* Which fleet is meant decides the plan that all numbers are read with. */
static int fleet_profile(struct reading *r, const char *name)
{
	struct store_fleet *row = &r->d->fleet;
	struct store_fleet stored;
	int rc;

	if (!r->file->fleet_id) {
		rc = fleet_find_by_name(r->store, name, &r->file->fleet_id);
		if (rc < 0 && rc != -ENOENT)
			return rc;
	}
	if (!r->cell[COL_PROFILE][0]) {
		rc = r->file->fleet_id ? store_fleet_get(r->store, r->file->fleet_id, &stored) : -ENOENT;
		if (!rc)
			memcpy(row->profile, stored.profile, sizeof(row->profile));
		if (rc < 0 && rc != -ENOENT)
			return rc;
	} else {
		cell_text(r, COL_PROFILE, row->profile, sizeof(row->profile));
	}
	rc = fleet_draft_use_profile(r->d, r->store, row->profile);
	if (rc == -ENOENT) {
		cell_complain(r, COL_PROFILE, COMPLAINT_PROFILE);
		return 0;
	}
	return rc;
}

static int read_fleet(struct reading *r)
{
	struct store_fleet *row = &r->d->fleet;
	int rc;

	if (r->file->rows > 1) {
		report_complain(r->report, r->head.at, COL_OBJECT, COMPLAINT_FLEET_FIRST, NULL);
		return 0;
	}
	r->file->has_fleet = true;
	cell_text(r, COL_NAME, row->name, sizeof(row->name));
	rc = fleet_profile(r, row->name);
	if (rc < 0)
		return rc;
	row->suspended = cell_bool(r, COL_SUSPENDED, false);
	row->barring = cell_words(r, COL_BARRING, barring_words, 7, 0);
	row->max_diverted_line = (uint16_t)cell_number(r, COL_DIVERTED_LINE, 0, 0, UINT16_MAX);
	row->max_diverted_fleet = (uint16_t)cell_number(r, COL_DIVERTED_FLEET, 0, 0, UINT16_MAX);
	row->max_abroad_line = (uint16_t)cell_number(r, COL_ABROAD_LINE, 0, 0, UINT16_MAX);
	row->max_abroad_fleet = (uint16_t)cell_number(r, COL_ABROAD_FLEET, 0, 0, UINT16_MAX);
	r->d->head = r->head;
	return 0;
}

static int read_barred(struct reading *r)
{
	struct draft_barred b = { .row.prefix = "" };
	size_t n = 0;

	/* "08 99", "00 44": as people write numbers, without what they put between digits. */
	for (const char *c = r->cell[COL_NUMBER] + (r->cell[COL_NUMBER][0] == '\''); *c; c++) {
		if (*c == ' ')
			continue;
		if (n == sizeof(b.row.prefix) - 1) {
			cell_refuse(r, COL_NUMBER, FLEET_PREFIX_DIGITS, NUMPLAN_FOR_TRANSFER, 0, 0);
			break;
		}
		b.row.prefix[n++] = *c;
	}
	if (!strncmp(b.row.prefix, "00", 2)) {
		memmove(b.row.prefix + 1, b.row.prefix + 2, sizeof(b.row.prefix) - 2);
		b.row.prefix[0] = '+';
	}
	b.head = r->head;
	return fleet_draft_add(r->d, DRAFT_BARRED, &b);
}

static int read_calendar(struct reading *r)
{
	struct draft_calendar c = { .row.id = 0 };
	struct read_calendar *known;

	cell_text(r, COL_NAME, c.row.name, sizeof(c.row.name));
	c.row.calendar.holidays = (uint8_t)cell_word(r, COL_HOLIDAYS, holiday_words, CALENDAR_HOLIDAYS_ORDINARY);
	known = read_calendar_find(r, c.row.name);
	if (!known) {
		cell_complain(r, COL_NAME, COMPLAINT_CALENDARS);
		return 0;
	}
	if (known->defined && c.row.name[0]) {
		cell_refuse(r, COL_NAME, FLEET_CALENDAR_TWICE, NUMPLAN_FOR_TRANSFER, 0, 0);
		return 0;
	}
	known->defined = true;
	known->index = draft_rows_count(r->d, DRAFT_CALENDARS);
	c.row.id = known->id;
	c.head = r->head;
	return fleet_draft_add(r->d, DRAFT_CALENDARS, &c);
}

/* The calendar that a row of hours or a date belongs to: it stands above. */
static struct calendar *calendar_above(struct reading *r)
{
	char name[STORE_NAME_SIZE];
	struct read_calendar *known;
	struct draft_calendar *c;

	cell_text(r, COL_NAME, name, sizeof(name));
	known = name[0] ? read_calendar_find(r, name) : NULL;
	if (!known || !known->defined) {
		if (!r->head.bad)
			cell_refuse(r, COL_NAME, FLEET_NO_CALENDAR, NUMPLAN_FOR_TRANSFER, 0, 0);
		return NULL;
	}
	c = draft_row_at(r->d, DRAFT_CALENDARS, known->index);
	return &c->row.calendar;
}

static int read_hours(struct reading *r)
{
	struct calendar *c = calendar_above(r);
	struct calendar_hours h = {
		.days = cell_days(r, COL_DAYS), .from_min = (uint16_t)cell_minute(r, COL_FROM, false),
		.to_min = (uint16_t)cell_minute(r, COL_TO, true),
	};

	if (!c || r->head.bad)
		return 0;
	if (c->num_hours == CALENDAR_MAX_HOURS)
		cell_refuse(r, COL_NAME, FLEET_CALENDAR_FULL, NUMPLAN_FOR_TRANSFER, 0, CALENDAR_MAX_HOURS);
	else
		c->hours[c->num_hours++] = h;
	return 0;
}

static int read_date(struct reading *r)
{
	struct calendar *c = calendar_above(r);
	struct calendar_date date = { .from_day = cell_day(r, COL_FROM) };

	date.to_day = r->cell[COL_TO][0] ? cell_day(r, COL_TO) : date.from_day;
	date.inside = cell_bool(r, COL_INSIDE, false);
	if (!r->head.bad && date.to_day < date.from_day)
		cell_complain(r, COL_TO, COMPLAINT_DAY);
	if (!c || r->head.bad)
		return 0;
	if (c->num_dates == CALENDAR_MAX_DATES)
		cell_refuse(r, COL_NAME, FLEET_CALENDAR_FULL, NUMPLAN_FOR_TRANSFER, 0, CALENDAR_MAX_DATES);
	else
		c->dates[c->num_dates++] = date;
	return 0;
}

static void read_short(struct reading *r, char ret[8])
{
	const char *cell = r->cell[COL_SHORT];

	if (strlen(cell) < 8)
		memcpy(ret, cell, strlen(cell) + 1);
	else
		cell_refuse(r, COL_SHORT, FLEET_SHORT_FORM, NUMPLAN_FOR_TRANSFER, 0, 0);
}

static int read_line(struct reading *r)
{
	struct draft_line l = { .row.number = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_TRANSFER) };

	cell_text(r, COL_NAME, l.row.name, sizeof(l.row.name));
	read_short(r, l.row.short_number);
	l.row.rights = cell_words(r, COL_RIGHTS, right_words, LINE_RIGHTS, LINE_RIGHTS);
	l.row.suspended = cell_bool(r, COL_SUSPENDED, false);
	l.row.csi = (uint8_t)cell_word(r, COL_CSI, csi_words, LINE_CSI_BOTH);
	l.head = r->head;
	return l.row.number ? fleet_draft_add(r->d, DRAFT_LINES, &l) : 0;
}

static int read_fixed(struct reading *r)
{
	struct draft_fixed x = { .row.number = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_TRANSFER) };

	cell_text(r, COL_NAME, x.row.name, sizeof(x.row.name));
	read_short(r, x.row.short_number);
	x.head = r->head;
	return x.row.number ? fleet_draft_add(r->d, DRAFT_FIXED, &x) : 0;
}

static void read_code(struct reading *r, enum column column, char ret[16])
{
	const char *cell = r->cell[column];

	if (strlen(cell) < 16)
		memcpy(ret, cell, strlen(cell) + 1);
	else
		cell_refuse(r, column, FLEET_CODES, NUMPLAN_FOR_TRANSFER, 0, 0);
}

static int read_group(struct reading *r)
{
	struct draft_group g = { .row.number = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_GROUP) };

	cell_text(r, COL_NAME, g.row.name, sizeof(g.row.name));
	g.row.mode = (uint8_t)cell_word(r, COL_MODE, mode_words, GROUP_LINEAR);
	g.row.queue = (uint8_t)cell_number(r, COL_QUEUE, 1, 0, 50);
	g.row.ring_s = (uint8_t)cell_number(r, COL_RING, 12, 5, 90);
	g.row.rest_s = (uint16_t)cell_number(r, COL_REST, 30, 0, 3600);
	g.row.wait_s = (uint16_t)cell_number(r, COL_WAIT, 0, 0, 3600);
	g.row.member_rules = cell_bool(r, COL_MEMBER_RULES, false);
	read_code(r, COL_USER_CODE, g.code_user);
	read_code(r, COL_ADMIN_CODE, g.code_admin);
	cell_destination(r, COL_OVERFLOW, &g.row.overflow);
	cell_destination(r, COL_NOBODY, &g.row.nobody);
	cell_destination(r, COL_CLOSED, &g.row.closed);
	cell_destination(r, COL_LAST_LEFT, &g.row.last_left);
	g.row.calendar = cell_calendar(r, COL_CALENDAR);
	g.head = r->head;
	return g.row.number ? fleet_draft_add(r->d, DRAFT_GROUPS, &g) : 0;
}

static int read_member(struct reading *r)
{
	struct draft_member m = {
		.group = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_GROUP), .keep = !r->cell[COL_CONNECTED][0],
	};

	m.row.line = cell_e164(r, COL_DESTINATION, NUMPLAN_FOR_TRANSFER);
	m.row.connected = cell_bool(r, COL_CONNECTED, false);
	m.head = r->head;
	return m.group && m.row.line ? fleet_draft_add(r->d, DRAFT_MEMBERS, &m) : 0;
}

static void read_shown(struct reading *r, struct draft_settings *s)
{
	const char *cell = r->cell[COL_SHOWN];

	if (!cell[0] || word_is(shown_line_words, cell)) {
		s->row.shown = LINE_SHOWN_LINE;
	} else if (word_is(withheld_words, cell)) {
		s->row.shown = LINE_SHOWN_WITHHELD;
	} else {
		s->row.shown = LINE_SHOWN_GROUP;
		s->shown_group = cell_e164(r, COL_SHOWN, NUMPLAN_FOR_GROUP);
	}
}

static int read_settings(struct reading *r)
{
	struct draft_settings s = { .row.line = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_TRANSFER) };

	s.row.forwarding_custom = cell_bool(r, COL_OWN_FORWARDING, true);
	s.row.incoming_custom = cell_bool(r, COL_OWN_INCOMING, true);
	s.row.rings_when_busy = cell_bool(r, COL_BUSY_RINGS, false);
	s.row.no_answer_s = (uint8_t)cell_number(r, COL_RING, 25, 5, 90);
	s.row.dnd_active = cell_bool(r, COL_DND, false);
	cell_destination(r, COL_DESTINATION, &s.row.dnd);
	s.row.hunt_active = cell_bool(r, COL_HUNT, false);
	s.row.hunt_together = cell_bool(r, COL_TOGETHER, false);
	read_shown(r, &s);
	s.head = r->head;
	return s.row.line ? fleet_draft_add(r->d, DRAFT_SETTINGS, &s) : 0;
}

static int read_forwarding(struct reading *r)
{
	struct draft_forwarding f = { .row.line = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_TRANSFER) };
	struct destination to;
	int kind = r->cell[COL_KIND][0] ? cell_word(r, COL_KIND, forwarding_words, -1) : -1;

	if (kind < 0) {
		if (!r->head.bad)
			cell_complain(r, COL_KIND, COMPLAINT_WORD);
		return 0;
	}
	f.row.kind = (enum forwarding_kind)kind;
	f.row.active = cell_bool(r, COL_ACTIVE, true);
	cell_destination(r, COL_DESTINATION, &to);
	f.row.destination = to.number;
	f.row.voicemail = to.kind == DESTINATION_VOICEMAIL;
	f.row.calendar = cell_calendar(r, COL_CALENDAR);
	f.head = r->head;
	return f.row.line ? fleet_draft_add(r->d, DRAFT_FORWARDINGS, &f) : 0;
}

/* A number that is none of the fleet's is refused for what it is first: short, special, emergency. */
static int read_hunt(struct reading *r)
{
	struct draft_hunt h = { .row.line = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_TRANSFER) };

	h.row.number = cell_e164(r, COL_DESTINATION, NUMPLAN_FOR_TRANSFER);
	h.row.ring_s = (uint8_t)cell_number(r, COL_RING, 12, 5, 90);
	h.row.confirm = cell_bool(r, COL_CONFIRM, false);
	h.row.allow_diverted = cell_bool(r, COL_DIVERTED, false);
	h.head = r->head;
	return h.row.line ? fleet_draft_add(r->d, DRAFT_HUNTS, &h) : 0;
}

static e164_t read_caller(struct reading *r)
{
	return word_is(withheld_words, r->cell[COL_DESTINATION]) ? E164_NONE :
		cell_e164(r, COL_DESTINATION, NUMPLAN_FOR_TRANSFER);
}

static int read_blocked(struct reading *r)
{
	struct draft_blocked b = { .row.line = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_TRANSFER) };

	b.row.number = read_caller(r);
	b.head = r->head;
	return r->head.bad ? 0 : fleet_draft_add(r->d, DRAFT_BLOCKED, &b);
}

static int read_group_blocked(struct reading *r)
{
	struct draft_blocked b = { .group = cell_e164(r, COL_NUMBER, NUMPLAN_FOR_GROUP) };

	b.row.number = read_caller(r);
	b.head = r->head;
	return r->head.bad ? 0 : fleet_draft_add(r->d, DRAFT_BLOCKED, &b);
}

int read_row(struct reading *r, enum object object)
{
	static int (*const readers[_OBJECTS])(struct reading *r) = {
		[OBJECT_FLEET] = read_fleet, [OBJECT_BARRED] = read_barred, [OBJECT_CALENDAR] = read_calendar,
		[OBJECT_HOURS] = read_hours, [OBJECT_DATE] = read_date, [OBJECT_LINE] = read_line,
		[OBJECT_FIXED] = read_fixed, [OBJECT_GROUP] = read_group, [OBJECT_MEMBER] = read_member,
		[OBJECT_GROUP_BLOCKED] = read_group_blocked, [OBJECT_SETTINGS] = read_settings,
		[OBJECT_FORWARDING] = read_forwarding, [OBJECT_HUNT] = read_hunt, [OBJECT_BLOCKED] = read_blocked,
	};
	uint64_t may = object_columns(object);

	for (unsigned column = 0; column < _COLS; column++) {
		if (r->cell[column][0] && !(may & UINT64_C(1) << column))
			cell_complain(r, (enum column)column, COMPLAINT_NOT_HERE);
	}
	return readers[object](r);
}
