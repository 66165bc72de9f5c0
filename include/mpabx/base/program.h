/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file program.h
 *  The command line of the programs that run as daemons: configuration file, help, version, and a flag of their own. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct program {
	const char *name;
	const char *config_file;		/*!< preset to the default */
	void (*usage)(FILE *out);
	const char *flag;			/*!< a long option without a value, NULL: none */
	bool flag_set, vty_reference;
};
/*! Reads the options; ends the program after help, version, or an option that is none (2). */
void program_options(struct program *p, int argc, char **argv);
