/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file check.h
 *  What is refused on save, and in which words: one place for the portals, the API and mpabx-fleet. A check looks at a
 *  sorted draft (fleet/draft.h), a whole one or one object in it, and gives a finding for each thing that is wrong. The
 *  texts are those of product.md section 10, French and English. Pure but for fleet_check_strangers(). */
#pragma once

#include "draft.h"

enum fleet_lang { FLEET_FR, FLEET_EN };

/*! What is said. The first are product.md section 10's table, row by row. */
enum fleet_say {
	FLEET_OK,
	FLEET_LENGTH, FLEET_PREFIX, FLEET_SPECIAL, FLEET_SHORT, FLEET_INTERNATIONAL, FLEET_EMERGENCY, FLEET_OUTSIDE,
	FLEET_OWN_NUMBER, FLEET_DUPLICATE, FLEET_LOOP, FLEET_SIXTH_NUMBER, FLEET_EMPTY_LIST, FLEET_ELEVENTH_MEMBER,
	FLEET_NO_OPTION, FLEET_GROUP_NAME, FLEET_NUMBER_TAKEN, FLEET_CODES, FLEET_RANGE,
	/* said, not refused */
	FLEET_OVERRIDDEN, FLEET_BOX_TICKED, FLEET_ASK_DELETE, FLEET_ASK_DISCONNECT, FLEET_NOBODY, FLEET_DOUBLE_APPEL,
	FLEET_STALE_EDIT, FLEET_SAVED,
	/* what the operator's import meets beyond the screens */
	FLEET_NO_VOICEMAIL, FLEET_NOT_MEMBER, FLEET_MEMBERS_OWN, FLEET_SHORT_FORM, FLEET_SHORT_MEANING, FLEET_SHORT_TAKEN,
	FLEET_ELSEWHERE, FLEET_NO_CALENDAR, FLEET_CALENDAR_NAME, FLEET_CALENDAR_TWICE, FLEET_CALENDAR_FULL,
	FLEET_CALENDAR_WRONG, FLEET_FLEET_NAME, FLEET_PREFIX_DIGITS, FLEET_TWICE,
	_FLEET_SAYS
};

/*! What it is about: a field of a screen, a column of a file. */
enum fleet_field {
	FLEET_FIELD_NUMBER, FLEET_FIELD_NAME, FLEET_FIELD_SHORT, FLEET_FIELD_DESTINATION, FLEET_FIELD_CALENDAR,
	FLEET_FIELD_RING, FLEET_FIELD_POSITION, FLEET_FIELD_DND, FLEET_FIELD_HUNT, FLEET_FIELD_SHOWN, FLEET_FIELD_QUEUE,
	FLEET_FIELD_REST, FLEET_FIELD_WAIT, FLEET_FIELD_CODE_USER, FLEET_FIELD_CODE_ADMIN, FLEET_FIELD_OVERFLOW,
	FLEET_FIELD_NOBODY, FLEET_FIELD_CLOSED, FLEET_FIELD_LAST_LEFT, FLEET_FIELD_ACTIVE, FLEET_FIELD_CUSTOM,
	FLEET_FIELD_HOLIDAYS, FLEET_FIELD_FROM,
	_FLEET_FIELDS
};

#define FLEET_DETAIL_SIZE 256

struct fleet_finding {
	uint8_t say;			/*!< enum fleet_say */
	uint8_t field;			/*!< enum fleet_field */
	bool warning;			/*!< said, and saved all the same */
	uint8_t table;			/*!< enum draft_table of the row; _DRAFT_TABLES: the fleet's own */
	uint8_t kind;			/*!< enum forwarding_kind, of a forwarding */
	uint32_t at;			/*!< line of the file, 0 = none */
	e164_t about;			/*!< the line or group that has it */
	const struct numplan *numplan;	/*!< writes numbers and {prefixes} */
	uint8_t service;		/*!< enum numplan_service, of {prefixes} */
	uint16_t min, max;		/*!< {min}, {max}; {n} is max */
	char name[STORE_NAME_SIZE];	/*!< {nom}, {who}, {dest} */
	char time[16];			/*!< {time} */
	char detail[FLEET_DETAIL_SIZE];	/*!< "A → B → A" */
};

/*! The sentence with its blanks filled in. \returns buf, whole characters only */
const char *fleet_say_text(const struct fleet_finding *f, enum fleet_lang lang, char *buf, size_t size);
/*! As product.md has it, blanks as {nom}, {name}. */
const char *fleet_say_pattern(enum fleet_say say, enum fleet_lang lang);
/*! "own-number": a stable name, for the API. */
const char *fleet_say_name(enum fleet_say say);
const char *fleet_field_text(enum fleet_field field, enum fleet_lang lang);

/*! Non-zero stops the check, which then returns it. The finding is the check's: copy what is to stay. */
typedef int (*fleet_finding_cb)(void *priv, const struct fleet_finding *f);

/*! A number as somebody typed it, for a service: read and refused by the plan alone.
 *  \param[out] ret untouched where it is refused */
enum fleet_say fleet_read_number(const struct numplan *np, enum numplan_service service, const char *text, e164_t *ret);

/*! Everything. Time grows with the number of rows alone (times their logarithm).
 *  \returns 0 (whatever was found), what cb returned, -ENOMEM */
int fleet_check_draft(const struct fleet_draft *d, fleet_finding_cb cb, void *priv);
/*! One line: its row, forwardings, settings, hunt list, blocked callers, and the loops through it. */
int fleet_check_line(const struct fleet_draft *d, e164_t line, fleet_finding_cb cb, void *priv);
/*! One group with its members, blocked callers and destinations. */
int fleet_check_group(const struct fleet_draft *d, e164_t number, fleet_finding_cb cb, void *priv);
/*! One declared fixed number: its own and its short one. */
int fleet_check_fixed(const struct fleet_draft *d, e164_t number, fleet_finding_cb cb, void *priv);
/*! One calendar. */
int fleet_check_calendar(const struct fleet_draft *d, uint32_t id, fleet_finding_cb cb, void *priv);
/*! Numbers of the draft that another fleet has already: looks into the store, so call it in a transaction.
 *  \param stored what this fleet has now, NULL: nothing \returns as above, -EIO */
int fleet_check_strangers(const struct fleet_draft *d, const struct fleet_draft *stored, struct store *store,
			  fleet_finding_cb cb, void *priv);
