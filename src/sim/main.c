/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mpabx-sim: the other side of the wire, for engineers and for our tests. Each subcommand is a file of its own
 * (cmd_*.c); here they are only found. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "config.h"

static const struct sim_command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "decode", cmd_decode, "say what the octets of a trace mean" },
	{ "run", cmd_run, "play scenario files against a node" },
	{ "load", cmd_load, "play one call many times and count" },
	{ "attack", cmd_attack, "send broken messages, then play scenario files" },
};

#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	size_t i;

	fprintf(out, "usage: mpabx-sim COMMAND [ARGUMENTS]\n"
		     "       mpabx-sim COMMAND --help\n       mpabx-sim --version\n\ncommands:\n");
	for (i = 0; i < NUM_COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		usage(stderr);
		return 2;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts(PACKAGE_STRING);
		return 0;
	}
	for (i = 0; i < NUM_COMMANDS; i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	}
	fprintf(stderr, "mpabx-sim: no command \"%s\"\n\n", argv[1]);
	usage(stderr);
	return 2;
}
