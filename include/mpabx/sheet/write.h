/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file write.h A draft as a file that read.h reads; the same draft gives the same octets. */
#pragma once

#include <stdio.h>

#include "words.h"

struct write_settings {
	enum fleet_lang lang;
	bool semicolon;			/*!< for a spreadsheet that speaks French: with a byte order mark */
	const struct secret_key *key;	/*!< codes are written, NULL: left empty */
};

/*! Only columns that something stands in are written. \returns 0, -ENOMEM; errors of the file are ferror()'s */
int fleet_file_write(FILE *f, const struct fleet_draft *d, const struct write_settings *settings);
/*! One row in a few words, for --dry-run: "line 06 39 98 00 11 Claire". \returns buf */
const char *fleet_row_text(const struct fleet_draft *d, enum draft_table table, const void *row, enum fleet_lang lang,
			   char *buf, size_t size);
