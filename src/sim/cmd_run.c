/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `mpabx-sim run`: plays scenario files against the node and says which passed. The language and how to read a ladder:
 * doc/scenarios.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "cmd.h"
#include "connect.h"
#include "files.h"

struct run_options {
	struct connect_options connect;
	struct play_options play;
	bool check_only;
};

static const char help[] =
	"usage: mpabx-sim run [OPTIONS] FILE...\n"
	"\n"
	"Plays the scenarios of the files side by side: switches and an HLR, with what they say and what\n"
	"they expect. Prints `ok` or what differed for each, then `N passed, N failed`.\n"
	"\n"
	"  --ladder         print every call as a ladder\n"
	"  --why HOST:PORT  ask the node's VTY for the reason of each call's way, below its ladder\n"
	"  --patience N     wait N times as long for what must come, stories N times slower: a slow machine\n"
	"  --parallel N     at most N scenarios at once (default: all)\n"
	"  --check          only read the files and build what they send; no network\n"
	"\n";

/* \returns -1 to go on, or an exit status */
static int read_options(struct run_options *opt, int argc, char **argv)
{
	static const struct option options[] = {
		CONNECT_OPTIONS, { "ladder", no_argument, NULL, 'l' }, { "why", required_argument, NULL, 'w' },
		{ "patience", required_argument, NULL, 't' }, { "parallel", required_argument, NULL, 'p' }, { "check", no_argument, NULL, 'k' }, { 0 },
	};
	int c;

	connect_defaults(&opt->connect);
	while ((c = getopt_long(argc, argv, CONNECT_SHORT, options, NULL)) != -1) {
		if (connect_option(&opt->connect, c, optarg))
			continue;
		switch (c) {
		case 'l':
			opt->play.ladder = true;
			break;
		case 'w':
			opt->play.why = optarg;
			break;
		case 't':
			opt->play.patience = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'p':
			opt->play.parallel = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'k':
			opt->check_only = true;
			break;
		default:
			fprintf(c == 'h' ? stdout : stderr, "%s%s", help, connect_help);
			return c == 'h' ? 0 : 2;
		}
	}
	if (optind < argc)
		return -1;
	fprintf(stderr, "%s%s", help, connect_help);
	return 2;
}

static int run_files(void *ctx, const struct run_options *opt, char **files)
{
	struct connection conn;
	struct endpoint *ep;
	struct play *play;
	int rc = 1;

	if (connect_open(ctx, &opt->connect, &conn) < 0)
		return 1;
	ep = endpoint_alloc(ctx, conn.mtp, conn.capture);
	play = ep ? play_alloc(ctx, ep, &opt->play) : NULL;
	if (play && !(rc = files_add(ctx, play, files)))
		rc = play_run(play) > 0;
	talloc_free(play);
	return connect_close(&conn) < 0 ? 1 : rc;
}

int cmd_run(int argc, char **argv)
{
	struct run_options opt = { .play = { .out = stdout } };
	int rc = read_options(&opt, argc, argv);
	void *ctx;

	if (rc >= 0)
		return rc;
	opt.play.node_gt = opt.connect.node_gt;
	ctx = talloc_named_const(NULL, 0, "mpabx-sim run");
	/* files first: a mistake in one is told before a link is opened */
	rc = files_check(ctx, &opt.play, argv + optind);
	if (!rc && !opt.check_only)
		rc = run_files(ctx, &opt, argv + optind);
	talloc_free(ctx);
	return rc;
}
