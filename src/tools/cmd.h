/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file cmd.h The commands of mpabx-fleet. Each returns the program's exit status. */
#pragma once

#include <mpabx/sheet/read.h>

enum { EXIT_WELL, EXIT_REFUSED, EXIT_TROUBLE };

struct cmd {
	const char *store_url, *fleet, *file, *key_path, *author, *line;
	enum fleet_lang lang;
	bool dry_run, create, codes, semicolon, yes;
	struct store *store;
	void *ctx;
};

int cmd_import(struct cmd *c);
int cmd_export(struct cmd *c);
int cmd_list(struct cmd *c);
int cmd_check(struct cmd *c);
int cmd_delete(struct cmd *c);
int cmd_erase_records(struct cmd *c);

/*! "mpabx-fleet: what: why" to stderr. \returns EXIT_TROUBLE */
int cmd_trouble(const struct cmd *c, const char *what, int rc);
/*! French or English. */
const char *cmd_text(const struct cmd *c, const char *fr, const char *en);
/*! The fleet that --fleet names. \returns EXIT_WELL, or what the program ends with, said */
int cmd_fleet(struct cmd *c, uint32_t *ret);
/*! The key of codes. \returns 0 (*ret NULL where there is none and none is made), -errno, said */
int cmd_key(struct cmd *c, bool create, struct secret_key **ret);
