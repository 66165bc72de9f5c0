/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file csv.h
 *  Reading CSV as RFC 4180 has it, UTF-8 with or without a byte order mark, between commas or semicolons (the first record
 *  tells). Bounded: a record has at most CSV_MAX_RECORD octets and CSV_MAX_FIELDS fields, and memory does not grow with
 *  the file. What is malformed is told with its line, and reading goes on behind it. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#define CSV_MAX_FIELDS 64
#define CSV_MAX_RECORD 8192

enum csv_problem {
	CSV_OK,
	CSV_TOO_LONG,		/*!< also a quote that is never closed */
	CSV_TOO_MANY_FIELDS,
	CSV_STRAY_QUOTE,	/*!< in a field that does not begin with one, or something behind the closing one */
	CSV_UNCLOSED,		/*!< the file ends inside quotes */
	CSV_NUL,
	CSV_NOT_UTF8,
	_CSV_PROBLEMS
};

struct csv;

struct csv_record {
	uint32_t line;		/*!< where it begins, from 1 */
	unsigned n;
	const char *field[CSV_MAX_FIELDS];	/*!< until the next record */
};

/*! The file stays the caller's. \returns NULL without memory */
struct csv *csv_alloc(void *ctx, FILE *file);
/*! \returns 1 a record (an empty line is one of a single empty field), 0 the end, -EBADMSG: problem tells what, ret->line
 *  where, the next call goes on behind it; -EIO */
int csv_next(struct csv *csv, struct csv_record *ret, enum csv_problem *problem);
