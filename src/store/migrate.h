/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file migrate.h The schema's numbered steps, built in from db/. */
#pragma once

struct store;

struct store_migration {
	int version;		/*!< 0 ends the array */
	const char *name;
	const char *sql;
};

extern const struct store_migration store_migrations[];

/*! Brings the schema from what it is to the last step, each step in a transaction of its own. A schema that is there
 *  already is only read. \returns version, -EPROTO (newer than us), -EIO */
int store_migrate(struct store *s, const struct store_migration *steps);
/*! \returns the schema's version, 0 for an empty store, -EIO */
int store_schema_read(struct store *s);
/*! The version that these steps lead to. */
int store_schema_last(const struct store_migration *steps);
