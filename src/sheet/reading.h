/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file reading.h What the files that read a fleet's file share: the row being read, and its cells. */
#pragma once

#include <mpabx/sheet/read.h>

struct reading {
	struct store *store;
	struct report *report;
	struct fleet_file *file;
	struct fleet_draft *d;
	uint8_t map[CSV_MAX_FIELDS];	/* column of each field */
	unsigned fields;
	const char *cell[_COLS];	/* of the row, "" where empty */
	struct draft_row head;		/* of the row: its line, and whether a cell was refused */
	/* Calendars by name, sorted; ids are the draft's own. */
	struct read_calendar { char name[STORE_NAME_SIZE]; uint32_t id; size_t index; bool defined; } *calendars;
	unsigned num_calendars;
};

void cell_complain(struct reading *r, enum column column, enum complaint complaint);
void cell_refuse(struct reading *r, enum column column, enum fleet_say say, enum numplan_service service, unsigned min,
		 unsigned max);
/*! Each takes a default where the cell is empty, and reports what it cannot read. */
void cell_text(struct reading *r, enum column column, char *buf, size_t size);
bool cell_bool(struct reading *r, enum column column, bool otherwise);
unsigned cell_number(struct reading *r, enum column column, unsigned otherwise, unsigned min, unsigned max);
int cell_word(struct reading *r, enum column column, const struct word *words, int otherwise);
/*! Words with + between them, as bits; "all" and "none". */
uint32_t cell_words(struct reading *r, enum column column, const struct word *words, uint32_t all, uint32_t otherwise);
/*! \returns E164_NONE where it was refused */
e164_t cell_e164(struct reading *r, enum column column, enum numplan_service service);
void cell_destination(struct reading *r, enum column column, struct destination *ret);
/*! A calendar's id by its name, defined or not; 0 where empty. */
uint32_t cell_calendar(struct reading *r, enum column column);
unsigned cell_minute(struct reading *r, enum column column, bool last);
uint32_t cell_day(struct reading *r, enum column column);
uint8_t cell_days(struct reading *r, enum column column);
/*! The entry of a calendar's name, made where there is none; NULL without memory or past READ_MAX_CALENDARS. */
struct read_calendar *read_calendar_find(struct reading *r, const char *name);

/*! One row into the draft. \returns 0, -ENOMEM, -EIO, -EEXIST */
int read_row(struct reading *r, enum object object);
