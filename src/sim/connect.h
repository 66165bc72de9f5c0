/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How run, load and attack reach the network: their common options. See connect.c. */
#pragma once

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include <mpabx/sigtran.h>

#include "capture.h"

struct connect_options {
	const char *ipa;	/* HOST:PORT of an STP */
	const char *name;	/* IPA unit name: the STP's AS */
	const char *pc;		/* our point code over IPA */
	const char *config;	/* a cs7 configuration instead */
	const char *node_gt, *node_pc;
	const char *capture;
	bool verbose;
};

/* Options of getopt_long() that every command has; their values are from CONNECT_FIRST on. */
#define CONNECT_FIRST 0x100
#define CONNECT_OPTIONS \
	{ "ipa", required_argument, NULL, CONNECT_FIRST }, { "name", required_argument, NULL, CONNECT_FIRST + 1 }, \
	{ "pc", required_argument, NULL, CONNECT_FIRST + 2 }, { "node-gt", required_argument, NULL, CONNECT_FIRST + 3 }, \
	{ "node-pc", required_argument, NULL, CONNECT_FIRST + 4 }, { "capture", required_argument, NULL, CONNECT_FIRST + 5 }, \
	{ "config", required_argument, NULL, 'c' }, { "verbose", no_argument, NULL, 'v' }, { "help", no_argument, NULL, 'h' }
#define CONNECT_SHORT "c:vh"
extern const char connect_help[];

void connect_defaults(struct connect_options *opt);
/* \returns true where c was one of them */
bool connect_option(struct connect_options *opt, int c, const char *arg);

struct connection {
	struct mtp *mtp;
	struct capture *capture;	/* NULL: none asked for */
};

/* Attaches and waits until traffic can flow, at most 10 s. What goes wrong is told on standard error.
 * \returns 0 or -errno */
int connect_open(void *ctx, const struct connect_options *opt, struct connection *ret);
/* Closes the capture. \returns 0, or -EIO where it could not be written */
int connect_close(struct connection *conn);
