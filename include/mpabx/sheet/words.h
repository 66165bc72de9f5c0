/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file words.h
 *  The words of a fleet's file, French and English: its columns, its kinds of rows, and what may stand in a cell. Both are
 *  read everywhere, whatever the case, with or without accents, with space, dash or underscore between words. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "../fleet/check.h"

enum column {
	COL_OBJECT, COL_NUMBER, COL_NAME, COL_SHORT, COL_RIGHTS, COL_SUSPENDED, COL_CSI, COL_KIND, COL_ACTIVE,
	COL_DESTINATION, COL_CALENDAR, COL_RING, COL_CONFIRM, COL_DIVERTED, COL_OWN_FORWARDING, COL_OWN_INCOMING,
	COL_BUSY_RINGS, COL_DND, COL_HUNT, COL_TOGETHER, COL_SHOWN, COL_MODE, COL_QUEUE, COL_REST, COL_WAIT,
	COL_MEMBER_RULES, COL_USER_CODE, COL_ADMIN_CODE, COL_OVERFLOW, COL_NOBODY, COL_CLOSED, COL_LAST_LEFT,
	COL_CONNECTED, COL_HOLIDAYS, COL_DAYS, COL_FROM, COL_TO, COL_INSIDE, COL_PROFILE, COL_BARRING,
	COL_DIVERTED_LINE, COL_DIVERTED_FLEET, COL_ABROAD_LINE, COL_ABROAD_FLEET,
	_COLS
};
_Static_assert(_COLS <= 64, "a mask of columns is one word");

enum object {
	OBJECT_FLEET, OBJECT_BARRED, OBJECT_CALENDAR, OBJECT_HOURS, OBJECT_DATE, OBJECT_LINE, OBJECT_FIXED, OBJECT_GROUP,
	OBJECT_MEMBER, OBJECT_GROUP_BLOCKED, OBJECT_SETTINGS, OBJECT_FORWARDING, OBJECT_HUNT, OBJECT_BLOCKED,
	_OBJECTS
};

/*! text[FLEET_FR], text[FLEET_EN]; a NULL ends a list. */
struct word { const char *text[2]; };
extern const struct word columns_words[], object_words[];
extern const struct word forwarding_words[], csi_words[], mode_words[], holiday_words[], right_words[], barring_words[];
extern const struct word day_words[];
extern const struct word yes_words[], no_words[], all_words[], none_words[];
extern const struct word voicemail_words[], withheld_words[], shown_line_words[];

/*! Which columns a row of this kind may fill: a bit each. */
uint64_t object_columns(enum object object);

/*! The place of a word in a list, or -1. */
int word_find(const struct word *words, const char *text, size_t n);
bool word_is(const struct word *words, const char *text);
