/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading the cells of a row. A cell that cannot be read is reported, and its row is bad: nothing more is said of it. */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

void cell_complain(struct reading *r, enum column column, enum complaint complaint)
{
	const char *cell = r->cell[column];
	bool cites = complaint == COMPLAINT_WORD || complaint == COMPLAINT_LONG_TEXT || complaint == COMPLAINT_NOT_HERE ||
		complaint == COMPLAINT_PROFILE;

	report_complain(r->report, r->head.at, column, complaint, cites ? cell : NULL);
	r->head.bad = true;
}

void cell_refuse(struct reading *r, enum column column, enum fleet_say say, enum numplan_service service, unsigned min,
		 unsigned max)
{
	struct fleet_finding f = {
		.say = (uint8_t)say, .at = r->head.at, .numplan = r->d->numplan, .service = (uint8_t)service,
		.min = (uint16_t)min, .max = (uint16_t)max,
	};

	report_finding(r->report, column, &f);
	r->head.bad = true;
}

/* What export put before a cell that a spreadsheet would take for a formula (doc/mpabx-fleet.md). */
static const char *without_guard(const char *cell)
{
	return cell[0] == '\'' && cell[1] && strchr("=+-@'", cell[1]) ? cell + 1 : cell;
}

void cell_text(struct reading *r, enum column column, char *buf, size_t size)
{
	const char *cell = without_guard(r->cell[column]);

	buf[0] = '\0';
	if (strlen(cell) >= size) {
		cell_complain(r, column, COMPLAINT_LONG_TEXT);
		return;
	}
	for (const char *c = cell; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f) {
			cell_complain(r, column, COMPLAINT_CONTROL);
			return;
		}
	}
	memcpy(buf, cell, strlen(cell) + 1);
}

bool cell_bool(struct reading *r, enum column column, bool otherwise)
{
	const char *cell = r->cell[column];

	if (!cell[0])
		return otherwise;
	if (word_is(yes_words, cell))
		return true;
	if (!word_is(no_words, cell))
		cell_complain(r, column, COMPLAINT_WORD);
	return false;
}

unsigned cell_number(struct reading *r, enum column column, unsigned otherwise, unsigned min, unsigned max)
{
	const char *cell = r->cell[column];
	size_t n = strspn(cell, "0123456789");
	unsigned long value;

	if (!cell[0])
		return otherwise;
	value = n && !cell[n] && n < 10 ? strtoul(cell, NULL, 10) : ULONG_MAX;
	if (value >= min && value <= max)
		return (unsigned)value;
	cell_refuse(r, column, FLEET_RANGE, NUMPLAN_FOR_FORWARDING, min, max);
	return otherwise;
}

int cell_word(struct reading *r, enum column column, const struct word *words, int otherwise)
{
	const char *cell = r->cell[column];
	int found;

	if (!cell[0])
		return otherwise;
	found = word_find(words, cell, strlen(cell));
	if (found >= 0)
		return found;
	cell_complain(r, column, COMPLAINT_WORD);
	return otherwise;
}

uint32_t cell_words(struct reading *r, enum column column, const struct word *words, uint32_t all, uint32_t otherwise)
{
	const char *at = r->cell[column];
	uint32_t mask = 0;

	if (!at[0])
		return otherwise;
	if (word_is(all_words, at))
		return all;
	if (word_is(none_words, at))
		return 0;
	for (;;) {
		size_t n = strcspn(at, "+");
		int found = word_find(words, at, n);

		if (found < 0) {
			cell_complain(r, column, COMPLAINT_WORD);
			return otherwise;
		}
		mask |= UINT32_C(1) << found;
		if (!at[n])
			return mask;
		at += n + 1;
	}
}

e164_t cell_e164(struct reading *r, enum column column, enum numplan_service service)
{
	const char *cell = without_guard(r->cell[column]);
	e164_t number = E164_NONE;
	enum fleet_say say;

	/* The plan has a rule for each number that may be one; a line abroad may be a line. */
	say = fleet_read_number(r->d->numplan, service, cell, &number);
	if (say != FLEET_OK)
		cell_refuse(r, column, say, service, 0, 0);
	return number;
}

void cell_destination(struct reading *r, enum column column, struct destination *ret)
{
	*ret = (struct destination){ .kind = DESTINATION_NONE };
	if (!r->cell[column][0])
		return;
	if (word_is(voicemail_words, r->cell[column])) {
		ret->kind = DESTINATION_VOICEMAIL;
		return;
	}
	ret->number = cell_e164(r, column, NUMPLAN_FOR_FORWARDING);
	if (ret->number)
		ret->kind = DESTINATION_NUMBER;
}

static unsigned calendar_place(const struct reading *r, const char *name)
{
	unsigned low = 0, high = r->num_calendars;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (strcmp(r->calendars[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct read_calendar *read_calendar_find(struct reading *r, const char *name)
{
	unsigned at = calendar_place(r, name);
	struct read_calendar *c;

	if (at < r->num_calendars && !strcmp(r->calendars[at].name, name))
		return &r->calendars[at];
	if (r->num_calendars == READ_MAX_CALENDARS)
		return NULL;
	c = &r->calendars[at];
	memmove(c + 1, c, (r->num_calendars - at) * sizeof(*c));
	memset(c, 0, sizeof(*c));
	memcpy(c->name, name, strlen(name) + 1);
	c->id = FLEET_DRAFT_NEW + r->num_calendars++;
	return c;
}

uint32_t cell_calendar(struct reading *r, enum column column)
{
	char name[STORE_NAME_SIZE];
	struct read_calendar *c;

	cell_text(r, column, name, sizeof(name));
	if (!name[0])
		return 0;
	c = read_calendar_find(r, name);
	if (!c)
		cell_complain(r, column, COMPLAINT_CALENDARS);
	return c ? c->id : 0;
}

unsigned cell_minute(struct reading *r, enum column column, bool last)
{
	const char *cell = r->cell[column];
	unsigned hour, minute;
	int n = 0;

	if (sscanf(cell, "%2u%*[:h]%2u%n", &hour, &minute, &n) == 2 && !cell[n] && cell[0] >= '0' && cell[0] <= '9' &&
	    minute < 60 && (hour < 24 || (last && hour == 24 && !minute)))
		return hour * 60 + minute;
	cell_complain(r, column, COMPLAINT_TIME);
	return 0;
}

uint32_t cell_day(struct reading *r, enum column column)
{
	const char *cell = r->cell[column];
	unsigned year = 0, month = 0, day = 0;
	uint32_t found;
	int n = 0;

	if (cell[strspn(cell, "0123456789-/")] ||
	    ((sscanf(cell, "%4u-%2u-%2u%n", &year, &month, &day, &n) != 3 || cell[n]) &&
	     (sscanf(cell, "%2u/%2u/%4u%n", &day, &month, &year, &n) != 3 || cell[n])))
		year = 0;
	found = year * 10000 + month * 100 + day;
	if (month <= 12 && day <= 31 && calendar_is_day(found))
		return found;
	cell_complain(r, column, COMPLAINT_DAY);
	return 0;
}

/* \returns the day, -1 where it is none; *at behind its letters */
static int day_at(const char **at)
{
	size_t n = strcspn(*at, "+- ");
	int day = n >= 2 ? word_find(day_words, *at, 2) : -1;

	*at += n;
	return day;
}

uint8_t cell_days(struct reading *r, enum column column)
{
	const char *at = r->cell[column];
	unsigned days = 0;

	if (word_is(all_words, at))
		return 0x7f;
	for (;;) {
		int from = day_at(&at), to = from;

		if (*at == '-') {
			at++;
			to = day_at(&at);
		}
		if (from < 0 || to < 0 || (*at && *at != '+')) {
			cell_complain(r, column, COMPLAINT_DAYS);
			return 0;
		}
		for (int day = from; ; day = (day + 1) % 7) {
			days |= 1u << day;
			if (day == to)
				break;
		}
		if (!*at)
			return (uint8_t)days;
		at++;
	}
}
