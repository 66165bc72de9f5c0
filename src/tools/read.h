/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file read.h
 *  A fleet's file to a draft. What is wrong with a cell is reported and the row kept (as bad), so that rows that speak of it
 *  are not refused as well. Needs the store for number plans only, before any transaction: a slow file locks nobody out. */
#pragma once

#include "report.h"

#define READ_MAX_ROWS 10000000u
#define READ_MAX_CALENDARS 1000u

/*! What a file says. */
struct fleet_file {
	struct fleet_draft *draft;
	bool has_fleet;			/*!< there was a row "fleet" */
	uint32_t fleet_id;		/*!< that is stored already, 0 = none */
	uint32_t rows;
};

/*! \param fleet_id what --fleet named, 0 = nothing: then the file's name finds it
 *  \returns 0 (whatever was reported), -ENOMEM, -EIO, -EEXIST (several fleets have the name) */
int fleet_file_read(void *ctx, struct store *store, FILE *f, uint32_t fleet_id, struct report *report,
		    struct fleet_file *ret);

/*! A fleet by its name, or by "#7". \returns 0, -ENOENT, -EEXIST (several), -EIO */
int fleet_find_by_name(struct store *store, const char *name, uint32_t *ret);

/* ---- for read*.c ---- */
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
