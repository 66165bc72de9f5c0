/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is refused of a line: its number, forwardings, settings, hunt list, blocked callers (product.md sections 1, 5, 6). */

#include <stdio.h>
#include <string.h>

#include "check_priv.h"

#define RING_MIN_S 5
#define RING_MAX_S 90

static int check_forwarding(const struct check *c, const struct draft_forwarding *f)
{
	struct destination to = {
		.number = f->row.destination,
		.kind = f->row.voicemail ? DESTINATION_VOICEMAIL : f->row.destination ? DESTINATION_NUMBER : DESTINATION_NONE,
	};
	struct fleet_finding found = check_finding(c, DRAFT_FORWARDINGS, f, f->row.line, FLEET_OK, FLEET_FIELD_DESTINATION);
	int rc;

	found.kind = (uint8_t)f->row.kind;
	found.say = (uint8_t)check_destination(c, f->row.line, &to, f->row.active);
	rc = found.say == FLEET_OK ? 0 : check_tell(c, f, &found);
	return rc ? rc : check_calendar_ref(c, DRAFT_FORWARDINGS, f, f->row.line, f->row.calendar);
}

static bool is_active(const struct fleet_draft *d, e164_t line, enum forwarding_kind kind)
{
	const struct draft_forwarding *f = fleet_draft_forwarding(d, line, kind);

	return f && f->row.active;
}

/* Said, not refused: what is set here does not happen now. */
static int check_suspended(const struct check *c, e164_t line, const struct draft_settings *s)
{
	const struct draft_forwarding *f = fleet_draft_forwarding(c->d, line, FORWARDING_IMMEDIATE);
	bool custom = !s || s->row.forwarding_custom, immediate = f && f->row.active, others = false;
	struct fleet_finding found;
	int rc = 0;

	for (int kind = FORWARDING_BUSY; kind <= FORWARDING_UNREACHABLE; kind++)
		others = others || is_active(c->d, line, (enum forwarding_kind)kind);
	if (!custom && (immediate || others)) {
		found = check_finding(c, DRAFT_SETTINGS, s, line, FLEET_BOX_TICKED, FLEET_FIELD_CUSTOM);
		found.warning = true;
		rc = check_tell(c, s, &found);
	} else if (immediate && (others || (s && (s->row.dnd_active || s->row.hunt_active)))) {
		found = check_finding(c, DRAFT_FORWARDINGS, f, line, FLEET_OVERRIDDEN, FLEET_FIELD_ACTIVE);
		found.warning = true;
		rc = check_tell(c, f, &found);
	}
	return rc;
}

static int check_shown(const struct check *c, const struct draft_settings *s)
{
	if (s->row.shown != LINE_SHOWN_GROUP || (s->shown_group && fleet_draft_group(c->d, s->shown_group)))
		return 0;
	return check_say(c, DRAFT_SETTINGS, s, s->row.line, FLEET_OUTSIDE, FLEET_FIELD_SHOWN);
}

static int check_settings(const struct check *c, const struct draft_settings *s)
{
	size_t n;
	int rc = check_range(c, DRAFT_SETTINGS, s, s->row.line, FLEET_FIELD_RING, s->row.no_answer_s, RING_MIN_S, RING_MAX_S);

	/* Do not disturb needs no destination: then busy forwarding, or busy. */
	if (!rc)
		rc = check_say(c, DRAFT_SETTINGS, s, s->row.line, check_destination(c, s->row.line, &s->row.dnd, false),
			       FLEET_FIELD_DND);
	if (!rc && s->row.hunt_active && !fleet_draft_hunt(c->d, s->row.line, &n))
		rc = check_say(c, DRAFT_SETTINGS, s, s->row.line, FLEET_EMPTY_LIST, FLEET_FIELD_HUNT);
	return rc ? rc : check_shown(c, s);
}

/* The plan has the word first: "112" is an emergency number before it is outside the fleet. What is abroad is outside. */
static enum fleet_say hunt_refusal(const struct check *c, e164_t number)
{
	enum fleet_say say;

	if (check_owns(c, number))
		return FLEET_OK;
	say = number ? check_plan(c, NUMPLAN_FOR_HUNT, number) : FLEET_LENGTH;
	return say == FLEET_OK || say == FLEET_INTERNATIONAL ? FLEET_OUTSIDE : say;
}

static int check_hunt_entry(const struct check *c, const struct draft_hunt *h, const struct draft_hunt *first)
{
	enum fleet_say say = hunt_refusal(c, h->row.number);
	struct fleet_finding f;
	int rc;

	for (const struct draft_hunt *other = first; other < h && say == FLEET_OK; other++) {
		if (other->row.number == h->row.number)
			say = FLEET_DUPLICATE;
	}
	if (h - first >= HUNT_MAX)
		say = FLEET_SIXTH_NUMBER;
	f = check_finding(c, DRAFT_HUNTS, h, h->row.line, say, FLEET_FIELD_DESTINATION);
	f.service = NUMPLAN_FOR_HUNT;
	rc = say == FLEET_OK ? 0 : check_tell(c, h, &f);
	return rc ? rc : check_range(c, DRAFT_HUNTS, h, h->row.line, FLEET_FIELD_RING, h->row.ring_s, RING_MIN_S, RING_MAX_S);
}

static int check_hunt(const struct check *c, e164_t line)
{
	size_t n;
	const struct draft_hunt *first = fleet_draft_hunt(c->d, line, &n);
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++)
		rc = check_hunt_entry(c, first + i, first);
	return rc;
}

static int check_blocked(const struct check *c, e164_t line)
{
	size_t n;
	const struct draft_blocked *b = fleet_draft_blocked(c->d, line, E164_NONE, &n);
	int rc = 0;

	for (size_t i = 1; i < n && !rc; i++) {
		if (b[i].row.number == b[i - 1].row.number)
			rc = check_say(c, DRAFT_BLOCKED, b + i, line, FLEET_DUPLICATE, FLEET_FIELD_DESTINATION);
	}
	return rc;
}

int check_line_details(const struct check *c, e164_t line)
{
	const struct draft_settings *s = fleet_draft_settings(c->d, line);
	int rc = s ? check_settings(c, s) : 0;

	for (int kind = FORWARDING_IMMEDIATE; kind <= FORWARDING_UNREACHABLE && !rc; kind++) {
		const struct draft_forwarding *f = fleet_draft_forwarding(c->d, line, (enum forwarding_kind)kind);

		if (f)
			rc = check_forwarding(c, f);
	}
	if (!rc)
		rc = check_hunt(c, line);
	if (!rc)
		rc = check_blocked(c, line);
	return rc ? rc : check_suspended(c, line, s);
}

int check_one_line(const struct check *c, const struct draft_line *line)
{
	return check_say(c, DRAFT_LINES, line, line->row.number, check_plan(c, NUMPLAN_FOR_TRANSFER, line->row.number),
			 FLEET_FIELD_NUMBER);
}

/* Rows of a line that the fleet does not have, and rows that come twice. */
static int check_stray(const struct check *c, enum draft_table table, const void *row, const void *before, e164_t line)
{
	if (line && !fleet_draft_line(c->d, line))
		return check_say(c, table, row, line, FLEET_OUTSIDE, FLEET_FIELD_NUMBER);
	if (before && table != DRAFT_HUNTS && table != DRAFT_BLOCKED && !draft_row_compare(table, before, row))
		return check_say(c, table, row, line, FLEET_TWICE, FLEET_FIELD_NUMBER);
	return 0;
}

static e164_t line_of_row(enum draft_table table, const void *row)
{
	switch (table) {
	case DRAFT_SETTINGS:
		return ((const struct draft_settings *)row)->row.line;
	case DRAFT_FORWARDINGS:
		return ((const struct draft_forwarding *)row)->row.line;
	case DRAFT_HUNTS:
		return ((const struct draft_hunt *)row)->row.line;
	default:
		return ((const struct draft_blocked *)row)->row.line;
	}
}

static int check_strays(const struct check *c, enum draft_table table)
{
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(c->d, table) && !rc; i++) {
		const void *row = draft_row_at(c->d, table, i);

		rc = check_stray(c, table, row, i ? draft_row_at(c->d, table, i - 1) : NULL, line_of_row(table, row));
	}
	return rc;
}

int check_lines(const struct check *c)
{
	const struct draft_line *line, *before = NULL;
	int rc = 0;

	for (size_t i = 0; i < draft_rows_count(c->d, DRAFT_LINES) && !rc; i++, before = line) {
		line = draft_row_at(c->d, DRAFT_LINES, i);
		if (before && before->row.number == line->row.number) {
			rc = check_say(c, DRAFT_LINES, line, line->row.number, FLEET_DUPLICATE, FLEET_FIELD_NUMBER);
			continue;
		}
		rc = check_one_line(c, line);
		if (!rc)
			rc = check_line_details(c, line->row.number);
	}
	for (unsigned table = DRAFT_SETTINGS; table <= DRAFT_BLOCKED && !rc; table++)
		rc = check_strays(c, (enum draft_table)table);
	return rc;
}
