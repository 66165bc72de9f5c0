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
