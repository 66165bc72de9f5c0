/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The check of a draft: what its parts share, the fleet's own row, calendars, barring, short numbers, and what other
 * fleets have. Lines are check_line.c, groups check_group.c, loops check_loop.c. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_priv.h"

struct fleet_finding check_finding(const struct check *c, enum draft_table table, const void *row, e164_t about,
				   enum fleet_say say, enum fleet_field field)
{
	struct fleet_finding f = {
		.say = (uint8_t)say, .field = (uint8_t)field, .table = (uint8_t)table,
		.at = ((const struct draft_row *)row)->at, .about = about, .numplan = c->d->numplan,
		.service = NUMPLAN_FOR_FORWARDING,
	};

	return f;
}

int check_tell(const struct check *c, const void *row, const struct fleet_finding *f)
{
	return ((const struct draft_row *)row)->bad ? 0 : c->cb(c->priv, f);
}

int check_say(const struct check *c, enum draft_table table, const void *row, e164_t about, enum fleet_say say,
	      enum fleet_field field)
{
	struct fleet_finding f = check_finding(c, table, row, about, say, field);

	return say == FLEET_OK ? 0 : check_tell(c, row, &f);
}

int check_range(const struct check *c, enum draft_table table, const void *row, e164_t about, enum fleet_field field,
		unsigned value, unsigned min, unsigned max)
{
	struct fleet_finding f = check_finding(c, table, row, about, FLEET_RANGE, field);

	f.min = (uint16_t)min;
	f.max = (uint16_t)max;
	return value >= min && value <= max ? 0 : check_tell(c, row, &f);
}

int check_calendar_ref(const struct check *c, enum draft_table table, const void *row, e164_t about, uint32_t calendar)
{
	bool known = !calendar || fleet_draft_calendar(c->d, calendar);

	return known ? 0 : check_say(c, table, row, about, FLEET_NO_CALENDAR, FLEET_FIELD_CALENDAR);
}

static enum fleet_say say_of_refusal(enum numplan_refusal refusal)
{
	static const enum fleet_say says[] = {
		[NUMPLAN_OK] = FLEET_OK, [NUMPLAN_BAD_LENGTH] = FLEET_LENGTH, [NUMPLAN_BAD_PREFIX] = FLEET_PREFIX,
		[NUMPLAN_IS_SPECIAL] = FLEET_SPECIAL, [NUMPLAN_IS_SHORT] = FLEET_SHORT,
		[NUMPLAN_IS_INTERNATIONAL] = FLEET_INTERNATIONAL, [NUMPLAN_IS_EMERGENCY] = FLEET_EMERGENCY,
	};

	return (unsigned)refusal < sizeof(says) / sizeof(says[0]) ? says[refusal] : FLEET_LENGTH;
}

enum fleet_say fleet_read_number(const struct numplan *np, enum numplan_service service, const char *text, e164_t *ret)
{
	struct numplan_number number;
	enum fleet_say say;

	numplan_read(np, text, &number);
	say = say_of_refusal(numplan_check(np, service, &number));
	/* What passes without being a number: a short one, for a transfer. */
	if (say == FLEET_OK && !number.e164)
		say = number.kind == NUMPLAN_SHORT ? FLEET_SHORT : FLEET_LENGTH;
	if (say == FLEET_OK)
		*ret = number.e164;
	return say;
}

enum fleet_say check_plan(const struct check *c, enum numplan_service service, e164_t number)
{
	char text[E164_STR_SIZE];
	e164_t again;

	return fleet_read_number(c->d->numplan, service, e164_print(number, text), &again);
}

enum fleet_say check_destination(const struct check *c, e164_t own, const struct destination *to, bool must_be)
{
	if (to->kind == DESTINATION_VOICEMAIL)
		return c->d->voicemail ? FLEET_OK : FLEET_NO_VOICEMAIL;
	if (to->kind == DESTINATION_NONE || !to->number)
		return must_be ? FLEET_LENGTH : FLEET_OK;
	return to->number == own ? FLEET_OWN_NUMBER : check_plan(c, NUMPLAN_FOR_FORWARDING, to->number);
}

bool check_owns(const struct check *c, e164_t number)
{
	return fleet_draft_line(c->d, number) || fleet_draft_fixed(c->d, number);
}

static int check_fleet(const struct check *c)
{
	if (c->d->fleet.name[0])
		return 0;
	return check_say(c, _DRAFT_TABLES, &c->d->head, E164_NONE, FLEET_FLEET_NAME, FLEET_FIELD_NAME);
}

static bool barred_is_sane(const char *prefix)
{
	const char *digits = prefix + (*prefix == '+');
	size_t n = strspn(digits, "0123456789");

	return n && !digits[n] && strlen(prefix) <= 15;
}

static int check_barred(const struct check *c)
{
	const struct draft_barred *b, *before = NULL;
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(c->d, DRAFT_BARRED) && !rc; i++, before = b) {
		b = draft_row_at(c->d, DRAFT_BARRED, i);
		if (!barred_is_sane(b->row.prefix))
			rc = check_say(c, DRAFT_BARRED, b, E164_NONE, FLEET_PREFIX_DIGITS, FLEET_FIELD_NUMBER);
		else if (before && !draft_row_compare(DRAFT_BARRED, before, b))
			rc = check_say(c, DRAFT_BARRED, b, E164_NONE, FLEET_DUPLICATE, FLEET_FIELD_NUMBER);
	}
	return rc;
}

static int check_one_calendar(const struct check *c, const struct draft_calendar *cal)
{
	if (!cal->row.name[0])
		return check_say(c, DRAFT_CALENDARS, cal, E164_NONE, FLEET_CALENDAR_NAME, FLEET_FIELD_NAME);
	if (calendar_check(&cal->row.calendar))
		return check_say(c, DRAFT_CALENDARS, cal, E164_NONE, FLEET_CALENDAR_WRONG, FLEET_FIELD_FROM);
	return 0;
}

static int calendar_name_order(const void *a, const void *b)
{
	const struct draft_calendar *const *x = a, *const *y = b;
	int order = strcmp((*x)->row.name, (*y)->row.name);

	return order ? order : (*x)->head.at < (*y)->head.at ? -1 : (*x)->head.at > (*y)->head.at;
}

static int check_calendar_names(const struct check *c, const struct draft_calendar **sorted, size_t n)
{
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = draft_row_at(c->d, DRAFT_CALENDARS, i);
	qsort(sorted, n, sizeof(*sorted), calendar_name_order);
	for (size_t i = 1; i < n && !rc; i++) {
		if (!strcmp(sorted[i]->row.name, sorted[i - 1]->row.name))
			rc = check_say(c, DRAFT_CALENDARS, sorted[i], E164_NONE, FLEET_CALENDAR_TWICE, FLEET_FIELD_NAME);
	}
	return rc;
}

static int check_calendars(const struct check *c)
{
	size_t n = draft_rows_count(c->d, DRAFT_CALENDARS);
	const struct draft_calendar **sorted = malloc((n + 1) * sizeof(*sorted));
	int rc = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; i < n && !rc; i++)
		rc = check_one_calendar(c, draft_row_at(c->d, DRAFT_CALENDARS, i));
	if (!rc)
		rc = check_calendar_names(c, sorted, n);
	free(sorted);
	return rc;
}

/* A short number and whose it is. */
struct short_number { const char *digits, *name; const struct draft_row *head; e164_t number; uint8_t table; };

static int short_order(const void *a, const void *b)
{
	const struct short_number *x = a, *y = b;
	int order = strcmp(x->digits, y->digits);

	if (!order)
		order = x->head->at < y->head->at ? -1 : x->head->at > y->head->at;
	return order ? order : x->number < y->number ? -1 : x->number > y->number;
}

static enum fleet_say short_refusal(const struct check *c, const char *digits)
{
	size_t n = strspn(digits, "0123456789");
	struct numplan_number number;

	if (n < 2 || n > 6 || digits[n])
		return FLEET_SHORT_FORM;
	numplan_read(c->d->numplan, digits, &number);
	return number.kind == NUMPLAN_SHORT ? FLEET_OK : FLEET_SHORT_MEANING;
}

static int check_short(const struct check *c, const struct short_number *s, const struct short_number *before)
{
	enum fleet_say say = short_refusal(c, s->digits);
	struct fleet_finding f;

	if (say == FLEET_OK && before && !strcmp(before->digits, s->digits))
		say = FLEET_SHORT_TAKEN;
	if (say == FLEET_OK)
		return 0;
	f = check_finding(c, (enum draft_table)s->table, s->head, s->number, say, FLEET_FIELD_SHORT);
	if (say == FLEET_SHORT_TAKEN && before->name[0])
		snprintf(f.name, sizeof(f.name), "%s", before->name);
	else if (say == FLEET_SHORT_TAKEN)
		numplan_print(c->d->numplan, before->number, f.name, sizeof(f.name));
	return check_tell(c, s->head, &f);
}

static size_t shorts_gather(const struct fleet_draft *d, struct short_number *all)
{
	size_t n = 0;

	for (size_t i = 0; i < draft_rows_count(d, DRAFT_LINES); i++) {
		const struct draft_line *l = draft_row_at(d, DRAFT_LINES, i);

		if (l->row.short_number[0])
			all[n++] = (struct short_number){ l->row.short_number, l->row.name, &l->head, l->row.number, DRAFT_LINES };
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_FIXED); i++) {
		const struct draft_fixed *x = draft_row_at(d, DRAFT_FIXED, i);

		if (x->row.short_number[0])
			all[n++] = (struct short_number){ x->row.short_number, x->row.name, &x->head, x->row.number, DRAFT_FIXED };
	}
	return n;
}

/* Who else has these digits? */
static bool short_other(const struct fleet_draft *d, const struct short_number *s, struct short_number *ret)
{
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_LINES); i++) {
		const struct draft_line *l = draft_row_at(d, DRAFT_LINES, i);

		if (l->row.number != s->number && !strcmp(l->row.short_number, s->digits)) {
			*ret = (struct short_number){ l->row.short_number, l->row.name, &l->head, l->row.number, DRAFT_LINES };
			return true;
		}
	}
	for (size_t i = 0; i < draft_rows_count(d, DRAFT_FIXED); i++) {
		const struct draft_fixed *x = draft_row_at(d, DRAFT_FIXED, i);

		if (x->row.number != s->number && !strcmp(x->row.short_number, s->digits)) {
			*ret = (struct short_number){ x->row.short_number, x->row.name, &x->head, x->row.number, DRAFT_FIXED };
			return true;
		}
	}
	return false;
}

/* Alone, it is the one that came to a number that was taken, wherever it stands. */
static int check_shorts_of(const struct check *c, e164_t only)
{
	const struct draft_line *l = fleet_draft_line(c->d, only);
	const struct draft_fixed *x = fleet_draft_fixed(c->d, only);
	struct short_number own, other;
	int rc = 0;

	if (l && l->row.short_number[0]) {
		own = (struct short_number){ l->row.short_number, l->row.name, &l->head, only, DRAFT_LINES };
		rc = check_short(c, &own, short_other(c->d, &own, &other) ? &other : NULL);
	}
	if (x && x->row.short_number[0] && !rc) {
		own = (struct short_number){ x->row.short_number, x->row.name, &x->head, only, DRAFT_FIXED };
		rc = check_short(c, &own, short_other(c->d, &own, &other) ? &other : NULL);
	}
	return rc;
}

int check_shorts(const struct check *c, e164_t only)
{
	size_t room = draft_rows_count(c->d, DRAFT_LINES) + draft_rows_count(c->d, DRAFT_FIXED), n;
	struct short_number *all;
	int rc = 0;

	if (only)
		return check_shorts_of(c, only);
	all = malloc((room + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	n = shorts_gather(c->d, all);
	qsort(all, n, sizeof(*all), short_order);
	for (size_t i = 0; i < n && !rc; i++)
		rc = check_short(c, &all[i], i ? &all[i - 1] : NULL);
	free(all);
	return rc;
}

int fleet_check_fixed(const struct fleet_draft *d, e164_t number, fleet_finding_cb cb, void *priv)
{
	struct check c = { d, cb, priv };
	const struct draft_fixed *x = fleet_draft_fixed(d, number);
	enum fleet_say say = x ? check_plan(&c, NUMPLAN_FOR_TRANSFER, number) : FLEET_OK;
	int rc;

	if (x && say == FLEET_OK && fleet_draft_line(d, number))
		say = FLEET_DUPLICATE;
	rc = check_say(&c, DRAFT_FIXED, x ? &x->head : &d->head, number, say, FLEET_FIELD_NUMBER);
	return rc ? rc : check_shorts(&c, number);
}

static int check_fixed(const struct check *c)
{
	const struct draft_fixed *x, *before = NULL;
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(c->d, DRAFT_FIXED) && !rc; i++, before = x) {
		enum fleet_say say;

		x = draft_row_at(c->d, DRAFT_FIXED, i);
		say = check_plan(c, NUMPLAN_FOR_TRANSFER, x->row.number);
		if (say == FLEET_OK && (fleet_draft_line(c->d, x->row.number) ||
					(before && before->row.number == x->row.number)))
			say = FLEET_DUPLICATE;
		rc = check_say(c, DRAFT_FIXED, x, x->row.number, say, FLEET_FIELD_NUMBER);
	}
	return rc;
}

int fleet_check_draft(const struct fleet_draft *d, fleet_finding_cb cb, void *priv)
{
	static int (*const parts[])(const struct check *c) = {
		check_fleet, check_calendars, check_barred, check_lines, check_fixed, check_groups,
	};
	struct check c = { d, cb, priv };
	int rc = 0;

	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]) && !rc; i++)
		rc = parts[i](&c);
	if (!rc)
		rc = check_shorts(&c, E164_NONE);
	return rc ? rc : check_loops(&c, E164_NONE);
}

int fleet_check_line(const struct fleet_draft *d, e164_t number, fleet_finding_cb cb, void *priv)
{
	struct check c = { d, cb, priv };
	const struct draft_line *line = fleet_draft_line(d, number);
	static const struct draft_row none;
	int rc;

	/* Whatever hangs on a line that the fleet does not have is not looked at any further. */
	if (!line)
		return check_say(&c, DRAFT_LINES, &none, number, FLEET_OUTSIDE, FLEET_FIELD_NUMBER);
	rc = check_one_line(&c, line);
	if (!rc)
		rc = check_line_details(&c, number);
	if (!rc)
		rc = check_shorts(&c, number);
	return rc ? rc : check_loops(&c, number);
}

int fleet_check_group(const struct fleet_draft *d, e164_t number, fleet_finding_cb cb, void *priv)
{
	struct check c = { d, cb, priv };
	const struct draft_group *group = fleet_draft_group(d, number);
	int rc = group ? check_one_group(&c, group) : 0;

	return rc ? rc : check_loops(&c, number);
}

int fleet_check_calendar(const struct fleet_draft *d, uint32_t id, fleet_finding_cb cb, void *priv)
{
	struct check c = { d, cb, priv };
	const struct draft_calendar *cal = fleet_draft_calendar(d, id);
	int rc = cal ? check_one_calendar(&c, cal) : 0;

	for (size_t i = 0; cal && i < draft_rows_count(d, DRAFT_CALENDARS) && !rc; i++) {
		const struct draft_calendar *other = draft_row_at(d, DRAFT_CALENDARS, i);

		if (other != cal && !strcmp(other->row.name, cal->row.name))
			return check_say(&c, DRAFT_CALENDARS, cal, E164_NONE, FLEET_CALENDAR_TWICE, FLEET_FIELD_NAME);
	}
	return rc;
}
