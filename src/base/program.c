/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See program.h. What each program prints of itself stays with it. */
#include "config.h"

#include <getopt.h>
#include <stdlib.h>

#include <mpabx/base/program.h>

static void one_option(struct program *p, int c)
{
	switch (c) {
	case 'c':
		p->config_file = optarg;
		break;
	case 'X':
		p->vty_reference = true;
		break;
	case 'F':
		p->flag_set = true;
		break;
	case 'h':
		p->usage(stdout);
		exit(0);
	case 'V':
		puts(PACKAGE_STRING);
		exit(0);
	default:
		p->usage(stderr);
		exit(2);
	}
}

void program_options(struct program *p, int argc, char **argv)
{
	const struct option longs[] = {
		{ "config-file", required_argument, NULL, 'c' }, { "vty-ref-xml", no_argument, NULL, 'X' },
		{ "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' },
		{ p->flag, no_argument, NULL, 'F' }, { 0 }	/* without a flag the list ends before it */
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:hV", longs, NULL)) != -1)
		one_option(p, c);
	if (optind < argc) {
		fprintf(stderr, "%s: unexpected argument \"%s\"\n", p->name, argv[optind]);
		exit(2);
	}
}
