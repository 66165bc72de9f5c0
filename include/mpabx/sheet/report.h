/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file report.h
 *  What is wrong with a file, a line each: FILE:LINE: column: reason. In the words of product.md section 10 where it has
 *  them (fleet/check.h), else in those of report.c. Everything
 *  is counted; the first REPORT_MAX are kept, and printed in the order of lines at the end. */
#pragma once

#include "csv.h"
#include "words.h"

#define REPORT_MAX 200

/*! What may be wrong with a file as a file. */
enum complaint {
	COMPLAINT_CSV,			/*!< on from here: enum csv_problem */
	COMPLAINT_HEADER = COMPLAINT_CSV + _CSV_PROBLEMS, COMPLAINT_COLUMN, COMPLAINT_COLUMN_TWICE, COMPLAINT_OBJECT,
	COMPLAINT_NOT_HERE, COMPLAINT_WORD, COMPLAINT_LONG_TEXT, COMPLAINT_CONTROL, COMPLAINT_ROWS,
	COMPLAINT_FLEET_FIRST, COMPLAINT_PROFILE, COMPLAINT_TIME, COMPLAINT_DAY, COMPLAINT_DAYS, COMPLAINT_EMPTY_FILE,
	COMPLAINT_CALENDARS, COMPLAINT_NO_FLEET, COMPLAINT_TOO_MANY_CELLS,
	_COMPLAINTS
};

struct report_line;

/*! One thing that is wrong, in both languages, for who does not print. */
struct report_told {
	uint32_t line;			/*!< of the file, 0 = none */
	enum column column;		/*!< _COLS: none */
	bool warning;
	const char *text[2];		/*!< by enum fleet_lang */
	const char *detail;		/*!< what is cited, NULL: nothing */
};

/*! Zeroed but for the first three, or for told: then nothing is kept and nothing printed. */
struct report {
	const char *file;
	enum fleet_lang lang;
	FILE *out;
	void (*told)(void *priv, const struct report_told *t);
	void *priv;
	unsigned refused, warned;
	unsigned kept;
	struct report_line *lines;	/*!< until report_end() */
};

/*! \param column _COLS: none \param detail what stands in the cell, NULL: nothing is cited */
void report_complain(struct report *r, uint32_t line, enum column column, enum complaint complaint, const char *detail);
void report_csv(struct report *r, uint32_t line, enum csv_problem problem);
/*! \param column of the finding, _COLS: the field's own */
void report_finding(struct report *r, enum column column, const struct fleet_finding *f);
/*! For fleet_check_draft(): priv is the report. */
int report_found(void *priv, const struct fleet_finding *f);
/*! Prints what was kept, by line, and how many more there were. */
void report_end(struct report *r);
