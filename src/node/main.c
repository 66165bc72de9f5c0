/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mpabx-node: command line, configuration, the one select loop. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include <osmocom/core/application.h>
#include <osmocom/core/msgb.h>
#include <osmocom/core/rate_ctr.h>
#include <osmocom/core/select.h>
#include <osmocom/core/stats.h>
#include <osmocom/ctrl/control_vty.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/logging.h>
#include <osmocom/vty/misc.h>
#include <osmocom/vty/stats.h>
#include <osmocom/vty/telnet_interface.h>
#include <osmocom/vty/vty.h>

#include <mpabx/base/program.h>

#include "config.h"
#include "ctrl.h"
#include "node.h"
#include "vty.h"

static volatile sig_atomic_t stop_requested;

static void on_signal(int signo)
{
	stop_requested = 1;
}

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: mpabx-node [-c FILE] [--demo]\n"
		"The node of mpabx: answers the switches' CAMEL queries for the lines of its fleets, and serves their calls by SIP.\n\n"
		"  -c, --config-file FILE  configuration (default: mpabx-node.cfg)\n"
		"      --demo              put the demo fleets into an empty store first\n"
		"      --vty-ref-xml       print the VTY reference as XML and exit\n"
		"  -h, --help              this text\n"
		"  -V, --version           the version\n\n"
		"The VTY listens where `line vty` / `bind` says, else at 127.0.0.1 port %d; CTRL where `ctrl` / `bind` says, port %d.\n",
		NODE_VTY_PORT, NODE_CTRL_PORT);
}

static struct vty_app_info vty_info = {
	.name = "mpabx-node",
	.version = PACKAGE_VERSION,
	.copyright = "Copyright the mpabx authors. AGPL-3.0-or-later. This is free software: there is no warranty.\n",
};

static void init_vty(void *ctx, struct node *node)
{
	vty_info.tall_ctx = ctx;
	vty_info.go_parent_cb = sigtran_link_vty_go_parent;
	vty_init(&vty_info);
	logging_vty_add_cmds();
	osmo_talloc_vty_add_cmds();
	osmo_stats_vty_add_cmds();
	ctrl_vty_init(ctx);
	sigtran_link_vty_init(ctx);
	node_vty_init(node);
}

static int run(void *ctx, const struct program *opt)
{
	struct node *node = node_alloc(ctx);
	int rc;

	if (!node)
		return 1;
	init_vty(ctx, node);
	if (opt->vty_reference) {
		vty_dump_xml_ref_mode(stdout, VTY_REF_GEN_MODE_DEFAULT);
		return 0;
	}
	if (access(opt->config_file, R_OK) < 0) {
		fprintf(stderr, "mpabx-node: cannot read the configuration %s: %s\n", opt->config_file, strerror(errno));
		return 1;
	}
	rc = vty_read_config_file(opt->config_file, NULL);
	if (rc < 0) {
		fprintf(stderr, "mpabx-node: the configuration %s is wrong\n", opt->config_file);
		return 1;
	}
	rc = node_start(node, opt->flag_set);
	if (rc < 0) {
		fprintf(stderr, "mpabx-node: cannot start: %s (the log says more)\n", strerror(-rc));
		node_stop(node);
		return 1;
	}
	if (telnet_init_default(ctx, node, NODE_VTY_PORT) < 0) {
		fprintf(stderr, "mpabx-node: cannot bind the VTY\n");
		node_stop(node);
		return 1;
	}
	if (node_ctrl_start(node) < 0) {
		fprintf(stderr, "mpabx-node: cannot bind the CTRL interface, port %d\n", NODE_CTRL_PORT);
		node_stop(node);
		return 1;
	}
	while (!stop_requested) {
		if (node->sip)
			sip_stack_turn(node->sip);
		osmo_select_main(0);
	}
	LOGP(DNODE, LOGL_NOTICE, "stopping\n");
	node_stop(node);
	return 0;
}

int main(int argc, char **argv)
{
	struct program opt = { .name = "mpabx-node", .config_file = "mpabx-node.cfg", .usage = usage, .flag = "demo" };
	struct sigaction sa = { .sa_handler = on_signal };
	void *ctx;
	int rc;

	program_options(&opt, argc, argv);
	ctx = talloc_named_const(NULL, 0, "mpabx-node");
	msgb_talloc_ctx_init(ctx, 0);
	mpabx_log_init(ctx);
	osmo_stats_init(ctx);
	rate_ctr_init(ctx);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	rc = run(ctx, &opt);
	return rc;
}
