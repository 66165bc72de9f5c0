/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft as a file. Every row is made twice: once to see which columns are used, once to be written. Numbers go out with
 * spaces, so that a spreadsheet takes them for text and keeps their zeros. */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <mpabx/sheet/write.h>

struct writer {
	FILE *f;
	const struct fleet_draft *d;
	const struct write_settings *s;
	enum fleet_lang lang;
	uint64_t used;			/* columns, a bit each */
	bool counting;
	uint64_t set;			/* of the row */
	char cell[_COLS][STORE_NAME_SIZE * 3];
};

static void put_text(struct writer *w, enum column column, const char *text)
{
	if (!text[0])
		return;
	snprintf(w->cell[column], sizeof(w->cell[column]), "%s", text);
	w->set |= UINT64_C(1) << column;
}

/* A spreadsheet takes these for a formula: a quote before them keeps them text, and reading takes it off. */
static void put_name(struct writer *w, enum column column, const char *text)
{
	char guarded[STORE_NAME_SIZE + 2];

	snprintf(guarded, sizeof(guarded), "%s%s", text[0] && strchr("=+-@'", text[0]) ? "'" : "", text);
	put_text(w, column, guarded);
}

static void put_word(struct writer *w, enum column column, const struct word *word)
{
	put_text(w, column, word->text[w->lang]);
}

static void put_number(struct writer *w, enum column column, unsigned value, unsigned otherwise)
{
	char text[12];

	snprintf(text, sizeof(text), "%u", value);
	if (value != otherwise)
		put_text(w, column, text);
}

static void put_bool(struct writer *w, enum column column, bool value)
{
	put_word(w, column, value ? yes_words : no_words);
}

/* Of another plan: "00 44..." and not "+44...", which a spreadsheet would make a number of. */
static void put_e164(struct writer *w, enum column column, e164_t number)
{
	char text[DIGITS_SIZE * 2], foreign[DIGITS_SIZE * 2 + 4];

	if (!number)
		return;
	numplan_print(w->d->numplan, number, text, sizeof(text));
	if (text[0] == '+') {
		snprintf(foreign, sizeof(foreign), "00 %s", text + 1);
		put_text(w, column, foreign);
	} else {
		put_text(w, column, text);
	}
}

static void put_words(struct writer *w, enum column column, const struct word *words, uint32_t mask, uint32_t all)
{
	char text[STORE_NAME_SIZE * 3] = "";
	size_t at = 0;

	if (mask == all || !mask) {
		put_word(w, column, mask ? all_words : none_words);
		return;
	}
	for (int i = 0; words[i].text[0]; i++) {
		if (mask & UINT32_C(1) << i)
			at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s", at ? "+" : "", words[i].text[w->lang]);
	}
	put_text(w, column, text);
}

static void put_destination(struct writer *w, enum column column, const struct destination *to)
{
	if (to->kind == DESTINATION_VOICEMAIL)
		put_word(w, column, voicemail_words);
	else
		put_e164(w, column, to->number);
}

static void put_calendar(struct writer *w, enum column column, uint32_t id)
{
	const struct draft_calendar *c = id ? fleet_draft_calendar(w->d, id) : NULL;

	if (c)
		put_name(w, column, c->row.name);
}

static void write_cell(FILE *f, const char *text, char separator)
{
	bool quoted = text[0] == '#' || strchr(text, separator) || strpbrk(text, "\"\r\n,;") || text[0] == ' ' ||
		(text[0] && text[strlen(text) - 1] == ' ');

	if (!quoted) {
		fputs(text, f);
		return;
	}
	putc_unlocked('"', f);
	for (; *text; text++) {
		if (*text == '"')
			putc_unlocked('"', f);
		putc_unlocked(*text, f);
	}
	putc_unlocked('"', f);
}

static void row_end(struct writer *w)
{
	char separator = w->s->semicolon ? ';' : ',';
	bool first = true;

	if (w->counting) {
		w->used |= w->set;
		w->set = 0;
		return;
	}
	for (unsigned column = 0; column < _COLS; column++) {
		if (!(w->used & UINT64_C(1) << column))
			continue;
		if (!first)
			putc_unlocked(separator, w->f);
		first = false;
		if (w->set & UINT64_C(1) << column)
			write_cell(w->f, w->cell[column], separator);
	}
	fputs("\r\n", w->f);
	w->set = 0;
}

static void row_begin(struct writer *w, enum object object)
{
	w->set = 0;
	put_word(w, COL_OBJECT, &object_words[object]);
}

static void write_fleet(struct writer *w)
{
	const struct store_fleet *row = &w->d->fleet;

	row_begin(w, OBJECT_FLEET);
	put_name(w, COL_NAME, row->name);
	put_name(w, COL_PROFILE, row->profile);
	if (row->suspended)
		put_bool(w, COL_SUSPENDED, true);
	if (row->barring)
		put_words(w, COL_BARRING, barring_words, row->barring, 7);
	put_number(w, COL_DIVERTED_LINE, row->max_diverted_line, 0);
	put_number(w, COL_DIVERTED_FLEET, row->max_diverted_fleet, 0);
	put_number(w, COL_ABROAD_LINE, row->max_abroad_line, 0);
	put_number(w, COL_ABROAD_FLEET, row->max_abroad_fleet, 0);
	row_end(w);
}

static void write_barred(struct writer *w, const void *row)
{
	const char *prefix = ((const struct draft_barred *)row)->row.prefix;
	char text[24];

	row_begin(w, OBJECT_BARRED);
	/* Two digits and a space, so that it stays a text. */
	if (prefix[0] == '+')
		snprintf(text, sizeof(text), "00 %s", prefix + 1);
	else
		snprintf(text, sizeof(text), "%.2s %s", prefix, strlen(prefix) > 2 ? prefix + 2 : "");
	if (text[strlen(text) - 1] == ' ')
		text[strlen(text) - 1] = '\0';
	put_text(w, COL_NUMBER, text);
	row_end(w);
}

static void put_time(struct writer *w, enum column column, unsigned minute)
{
	char text[8];

	snprintf(text, sizeof(text), "%02u:%02u", minute / 60 % 100, minute % 60);
	put_text(w, column, text);
}

static void put_day(struct writer *w, enum column column, uint32_t day)
{
	char text[16];

	snprintf(text, sizeof(text), "%04u-%02u-%02u", day / 10000 % 10000, day / 100 % 100, day % 100);
	put_text(w, column, text);
}

/* Days one by one: "lu+ma+me". */
static void write_hours(struct writer *w, const char *name, const struct calendar_hours *h)
{
	row_begin(w, OBJECT_HOURS);
	put_name(w, COL_NAME, name);
	put_words(w, COL_DAYS, day_words, h->days, 0x7f);
	put_time(w, COL_FROM, h->from_min);
	put_time(w, COL_TO, h->to_min);
	row_end(w);
}

static void write_date(struct writer *w, const char *name, const struct calendar_date *date)
{
	row_begin(w, OBJECT_DATE);
	put_name(w, COL_NAME, name);
	put_day(w, COL_FROM, date->from_day);
	if (date->to_day != date->from_day)
		put_day(w, COL_TO, date->to_day);
	put_bool(w, COL_INSIDE, date->inside);
	row_end(w);
}

static void write_calendar(struct writer *w, const struct draft_calendar *c)
{
	row_begin(w, OBJECT_CALENDAR);
	put_name(w, COL_NAME, c->row.name);
	if (c->row.calendar.holidays)
		put_word(w, COL_HOLIDAYS, &holiday_words[c->row.calendar.holidays]);
	row_end(w);
	for (unsigned i = 0; i < c->row.calendar.num_hours; i++)
		write_hours(w, c->row.name, &c->row.calendar.hours[i]);
	for (unsigned i = 0; i < c->row.calendar.num_dates; i++)
		write_date(w, c->row.name, &c->row.calendar.dates[i]);
}

static void write_line(struct writer *w, const void *row)
{
	const struct store_line *l = &((const struct draft_line *)row)->row;

	row_begin(w, OBJECT_LINE);
	put_e164(w, COL_NUMBER, l->number);
	put_name(w, COL_NAME, l->name);
	put_text(w, COL_SHORT, l->short_number);
	put_words(w, COL_RIGHTS, right_words, l->rights, LINE_RIGHTS);
	if (l->suspended)
		put_bool(w, COL_SUSPENDED, true);
	if (l->csi)
		put_word(w, COL_CSI, &csi_words[l->csi]);
	row_end(w);
}

static void write_fixed(struct writer *w, const void *row)
{
	const struct store_fixed *x = &((const struct draft_fixed *)row)->row;

	row_begin(w, OBJECT_FIXED);
	put_e164(w, COL_NUMBER, x->number);
	put_name(w, COL_NAME, x->name);
	put_text(w, COL_SHORT, x->short_number);
	row_end(w);
}

static void put_code(struct writer *w, enum column column, const char *sealed)
{
	char plain[SECRET_PLAIN_MAX + 1];

	if (w->s->key && sealed[0] && !secret_unseal(w->s->key, sealed, plain)) {
		put_text(w, column, plain);
		explicit_bzero(plain, sizeof(plain));
	}
}

static void write_group(struct writer *w, const void *row)
{
	const struct store_group *g = &((const struct draft_group *)row)->row;

	row_begin(w, OBJECT_GROUP);
	put_e164(w, COL_NUMBER, g->number);
	put_name(w, COL_NAME, g->name);
	put_word(w, COL_MODE, &mode_words[g->mode]);
	put_number(w, COL_QUEUE, g->queue, UINT_MAX);
	put_number(w, COL_RING, g->ring_s, UINT_MAX);
	put_number(w, COL_REST, g->rest_s, UINT_MAX);
	put_number(w, COL_WAIT, g->wait_s, 0);
	if (g->member_rules)
		put_bool(w, COL_MEMBER_RULES, true);
	put_code(w, COL_USER_CODE, g->code_user);
	put_code(w, COL_ADMIN_CODE, g->code_admin);
	put_destination(w, COL_OVERFLOW, &g->overflow);
	put_destination(w, COL_NOBODY, &g->nobody);
	put_destination(w, COL_CLOSED, &g->closed);
	put_destination(w, COL_LAST_LEFT, &g->last_left);
	put_calendar(w, COL_CALENDAR, g->calendar);
	row_end(w);
}

static void write_member(struct writer *w, const void *row)
{
	const struct draft_member *m = row;

	row_begin(w, OBJECT_MEMBER);
	put_e164(w, COL_NUMBER, m->group);
	put_e164(w, COL_DESTINATION, m->row.line);
	put_bool(w, COL_CONNECTED, m->row.connected);
	row_end(w);
}

static bool settings_are_default(const struct draft_settings *s)
{
	struct draft_settings usual = { .head = { 0 } };

	store_settings_default(s->row.line, &usual.row);
	return draft_row_is_same(DRAFT_SETTINGS, s, &usual);
}

static void write_settings(struct writer *w, const void *row)
{
	const struct draft_settings *s = row;

	if (settings_are_default(s))
		return;
	row_begin(w, OBJECT_SETTINGS);
	put_e164(w, COL_NUMBER, s->row.line);
	put_number(w, COL_RING, s->row.no_answer_s, UINT_MAX);
	if (!s->row.forwarding_custom)
		put_bool(w, COL_OWN_FORWARDING, false);
	if (!s->row.incoming_custom)
		put_bool(w, COL_OWN_INCOMING, false);
	if (s->row.rings_when_busy)
		put_bool(w, COL_BUSY_RINGS, true);
	if (s->row.dnd_active)
		put_bool(w, COL_DND, true);
	put_destination(w, COL_DESTINATION, &s->row.dnd);
	if (s->row.hunt_active)
		put_bool(w, COL_HUNT, true);
	if (s->row.hunt_together)
		put_bool(w, COL_TOGETHER, true);
	if (s->row.shown == LINE_SHOWN_WITHHELD)
		put_word(w, COL_SHOWN, withheld_words);
	else if (s->row.shown == LINE_SHOWN_GROUP)
		put_e164(w, COL_SHOWN, s->shown_group);
	row_end(w);
}

static void write_forwarding(struct writer *w, const void *row)
{
	const struct store_forwarding *f = &((const struct draft_forwarding *)row)->row;

	row_begin(w, OBJECT_FORWARDING);
	put_e164(w, COL_NUMBER, f->line);
	put_word(w, COL_KIND, &forwarding_words[f->kind]);
	put_bool(w, COL_ACTIVE, f->active);
	if (f->voicemail)
		put_word(w, COL_DESTINATION, voicemail_words);
	else
		put_e164(w, COL_DESTINATION, f->destination);
	put_calendar(w, COL_CALENDAR, f->calendar);
	row_end(w);
}

static void write_hunt(struct writer *w, const void *row)
{
	const struct store_hunt *h = &((const struct draft_hunt *)row)->row;

	row_begin(w, OBJECT_HUNT);
	put_e164(w, COL_NUMBER, h->line);
	put_e164(w, COL_DESTINATION, h->number);
	put_number(w, COL_RING, h->ring_s, UINT_MAX);
	if (h->confirm)
		put_bool(w, COL_CONFIRM, true);
	if (h->allow_diverted)
		put_bool(w, COL_DIVERTED, true);
	row_end(w);
}

static void write_blocked(struct writer *w, const void *row)
{
	const struct draft_blocked *b = row;

	row_begin(w, b->group ? OBJECT_GROUP_BLOCKED : OBJECT_BLOCKED);
	put_e164(w, COL_NUMBER, b->group ? b->group : b->row.line);
	if (b->row.number)
		put_e164(w, COL_DESTINATION, b->row.number);
	else
		put_word(w, COL_DESTINATION, withheld_words);
	row_end(w);
}

static int calendar_order(const void *a, const void *b)
{
	const struct draft_calendar *const *x = a, *const *y = b;

	return strcmp((*x)->row.name, (*y)->row.name);
}

/* By name: ids are the store's. */
static int write_calendars(struct writer *w)
{
	size_t n = draft_rows_count(w->d, DRAFT_CALENDARS);
	const struct draft_calendar **sorted = malloc((n + 1) * sizeof(*sorted));

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		sorted[i] = draft_row_at(w->d, DRAFT_CALENDARS, i);
	qsort(sorted, n, sizeof(*sorted), calendar_order);
	for (size_t i = 0; i < n; i++)
		write_calendar(w, sorted[i]);
	free(sorted);
	return 0;
}

static int write_rows(struct writer *w)
{
	static void (*const writers[_DRAFT_TABLES])(struct writer *w, const void *row) = {
		[DRAFT_BARRED] = write_barred, [DRAFT_LINES] = write_line, [DRAFT_FIXED] = write_fixed,
		[DRAFT_GROUPS] = write_group, [DRAFT_MEMBERS] = write_member, [DRAFT_SETTINGS] = write_settings,
		[DRAFT_FORWARDINGS] = write_forwarding, [DRAFT_HUNTS] = write_hunt, [DRAFT_BLOCKED] = write_blocked,
	};
	int rc;

	write_fleet(w);
	rc = write_calendars(w);
	for (unsigned table = 0; table < _DRAFT_TABLES && !rc; table++) {
		for (size_t i = 0; writers[table] && i < draft_rows_count(w->d, (enum draft_table)table); i++)
			writers[table](w, draft_row_at(w->d, (enum draft_table)table, i));
	}
	return rc;
}

static void write_header(struct writer *w)
{
	w->set = w->used;
	for (unsigned column = 0; column < _COLS; column++)
		snprintf(w->cell[column], sizeof(w->cell[column]), "%s", columns_words[column].text[w->lang]);
	row_end(w);
}

int fleet_file_write(FILE *f, const struct fleet_draft *d, const struct write_settings *settings)
{
	struct writer *w = calloc(1, sizeof(*w));
	int rc;

	if (!w)
		return -ENOMEM;
	w->f = f;
	w->d = d;
	w->s = settings;
	w->lang = settings->lang;
	w->counting = true;
	rc = write_rows(w);
	w->counting = false;
	if (!rc) {
		if (settings->semicolon)
			fputs("\xef\xbb\xbf", f);
		write_header(w);
		rc = write_rows(w);
	}
	explicit_bzero(w, sizeof(*w));
	free(w);
	return rc;
}

/* What a row is called: its kind, its number, its name, and where it leads. */
struct row_words { const char *object, *name; e164_t number, to; };

static struct row_words words_of(enum draft_table table, const void *row, enum fleet_lang lang)
{
	const struct draft_calendar *calendar = row;
	const struct draft_barred *barred = row;
	const struct draft_line *line = row;
	const struct draft_fixed *fixed = row;
	const struct draft_group *group = row;
	const struct draft_member *member = row;
	const struct draft_settings *settings = row;
	const struct draft_forwarding *f = row;
	const struct draft_hunt *hunt = row;
	const struct draft_blocked *b = row;
#define OBJECT(object) object_words[object].text[lang]

	switch (table) {
	case DRAFT_CALENDARS:
		return (struct row_words){ OBJECT(OBJECT_CALENDAR), calendar->row.name, E164_NONE, E164_NONE };
	case DRAFT_BARRED:
		return (struct row_words){ OBJECT(OBJECT_BARRED), barred->row.prefix, E164_NONE, E164_NONE };
	case DRAFT_LINES:
		return (struct row_words){ OBJECT(OBJECT_LINE), line->row.name, line->row.number, E164_NONE };
	case DRAFT_FIXED:
		return (struct row_words){ OBJECT(OBJECT_FIXED), fixed->row.name, fixed->row.number, E164_NONE };
	case DRAFT_GROUPS:
		return (struct row_words){ OBJECT(OBJECT_GROUP), group->row.name, group->row.number, E164_NONE };
	case DRAFT_MEMBERS:
		return (struct row_words){ OBJECT(OBJECT_MEMBER), "", member->group, member->row.line };
	case DRAFT_SETTINGS:
		return (struct row_words){ OBJECT(OBJECT_SETTINGS), "", settings->row.line, E164_NONE };
	case DRAFT_FORWARDINGS:
		return (struct row_words){ OBJECT(OBJECT_FORWARDING), forwarding_words[f->row.kind].text[lang], f->row.line,
					   f->row.destination };
	case DRAFT_HUNTS:
		return (struct row_words){ OBJECT(OBJECT_HUNT), "", hunt->row.line, hunt->row.number };
	default:
		return (struct row_words){ OBJECT(b->group ? OBJECT_GROUP_BLOCKED : OBJECT_BLOCKED),
					   b->row.number ? "" : withheld_words[0].text[lang],
					   b->group ? b->group : b->row.line, b->row.number };
	}
#undef OBJECT
}

const char *fleet_row_text(const struct fleet_draft *d, enum draft_table table, const void *row, enum fleet_lang lang,
			   char *buf, size_t size)
{
	struct row_words w = words_of(table, row, lang);
	char number[DIGITS_SIZE * 2] = "", to[DIGITS_SIZE * 2] = "";

	if (w.number)
		numplan_print(d->numplan, w.number, number, sizeof(number));
	if (w.to)
		numplan_print(d->numplan, w.to, to, sizeof(to));
	snprintf(buf, size, "%s%s%s%s%s%s%s", w.object, number[0] ? " " : "", number, w.name[0] ? " " : "", w.name,
		 to[0] ? " → " : "", to);
	return buf;
}
