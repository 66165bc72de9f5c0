/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mpabx-media: command line, configuration, the control loop. Sound runs in threads of its own (worker.c). */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/application.h>
#include <osmocom/core/msgb.h>
#include <osmocom/core/select.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/logging.h>
#include <osmocom/vty/misc.h>
#include <osmocom/vty/telnet_interface.h>
#include <osmocom/vty/vty.h>
#include <talloc.h>

#include <mpabx/base/program.h>

#include "config.h"
#include "gateway.h"

static volatile sig_atomic_t stop_requested;

static void on_signal(int signo)
{
	stop_requested = 1;
}

static void usage(FILE *out)
{
	fprintf(out,
		"Usage: mpabx-media [-c FILE]\n"
		"The media program of mpabx: relays RTP, hears digits, plays announcements; the node drives it by MGCP.\n\n"
		"  -c, --config-file FILE  configuration (default: mpabx-media.cfg)\n"
		"      --vty-ref-xml       print the VTY reference as XML and exit\n"
		"  -h, --help              this text\n"
		"  -V, --version           the version\n\n"
		"The VTY listens where `line vty` / `bind` says, else at 127.0.0.1 port %d.\n", GATEWAY_VTY_PORT);
}

static struct vty_app_info vty_info = {
	.name = "mpabx-media",
	.version = PACKAGE_VERSION,
	.copyright = "Copyright the mpabx authors. AGPL-3.0-or-later. This is free software: there is no warranty.\n",
};

static void init_vty(void *ctx, struct gateway *g)
{
	vty_info.tall_ctx = ctx;
	vty_init(&vty_info);
	logging_vty_add_cmds();
	osmo_talloc_vty_add_cmds();
	media_vty_init(g);
}

static int serve(void *ctx, struct gateway *g, const struct program *opt)
{
	int rc;

	if (access(opt->config_file, R_OK) < 0) {
		fprintf(stderr, "mpabx-media: cannot read the configuration %s: %s\n", opt->config_file, strerror(errno));
		return 1;
	}
	if (vty_read_config_file(opt->config_file, NULL) < 0) {
		fprintf(stderr, "mpabx-media: the configuration %s is wrong\n", opt->config_file);
		return 1;
	}
	rc = gateway_start(g);
	if (rc < 0) {
		fprintf(stderr, "mpabx-media: cannot start: %s (the log says more)\n", strerror(-rc));
		gateway_stop(g);
		return 1;
	}
	if (telnet_init_default(ctx, g, GATEWAY_VTY_PORT) < 0) {
		fprintf(stderr, "mpabx-media: cannot bind the VTY\n");
		gateway_stop(g);
		return 1;
	}
	while (!stop_requested)
		osmo_select_main(0);
	LOGP(DMEDIA, LOGL_NOTICE, "stopping\n");
	gateway_stop(g);
	return 0;
}

int main(int argc, char **argv)
{
	struct program opt = { .name = "mpabx-media", .config_file = "mpabx-media.cfg", .usage = usage };
	struct sigaction sa = { .sa_handler = on_signal };
	struct gateway *g;
	void *ctx;
	int rc = 0;

	program_options(&opt, argc, argv);
	ctx = talloc_named_const(NULL, 0, "mpabx-media");
	msgb_talloc_ctx_init(ctx, 0);
	mpabx_log_init(ctx);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	g = talloc_zero(ctx, struct gateway);
	if (!g)
		return 1;
	g->wake.fd = -1;
	gateway_defaults(&g->cfg);
	init_vty(ctx, g);
	if (opt.vty_reference)
		vty_dump_xml_ref_mode(stdout, VTY_REF_GEN_MODE_DEFAULT);
	else
		rc = serve(ctx, g, &opt);
	return rc;
}
