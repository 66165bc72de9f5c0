/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From options to a way into the network: --ipa writes the few lines of cs7 configuration that IPA needs into a
 * temporary file, -c takes a whole one (M3UA). Both are read by libosmo-sigtran's own parser behind
 * <mpabx/sigtran/link.h>. Then it waits for the AS to become active. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

#include <osmocom/core/application.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <osmocom/vty/logging.h>
#include <osmocom/vty/vty.h>

#include <mpabx/base.h>

#include "connect.h"

#define CONNECT_WAIT_MS 10000
#define CONNECT_TURN_MS 20
#define CONNECT_FLUSH_MS 20

const char connect_help[] =
	"network:\n"
	"  --ipa HOST:PORT    SCCP over IPA to an STP (default 127.0.0.1:5000)\n"
	"  --name NAME        IPA unit name, which is the STP's AS name (default ssf)\n"
	"  --pc PC            own point code over IPA (default 0.0.2)\n"
	"  -c, --config FILE  a whole cs7 configuration instead (M3UA)\n"
	"  --node-gt DIGITS   global title of the gsmSCF (default 33689000100)\n"
	"  --node-pc PC       point code of the gsmSCF (default 0.0.1)\n"
	"  --capture FILE     all SCCP messages as pcap; FILE.from-node.pcap: only the node's\n"
	"  -v, --verbose      log more\n";

void connect_defaults(struct connect_options *opt)
{
	*opt = (struct connect_options){ .ipa = "127.0.0.1:5000", .name = "ssf", .pc = "0.0.2",
					 .node_gt = "33689000100", .node_pc = "0.0.1" };
}

bool connect_option(struct connect_options *opt, int c, const char *arg)
{
	const char **const values[] = { &opt->ipa, &opt->name, &opt->pc, &opt->node_gt, &opt->node_pc, &opt->capture };

	if (c == 'c')
		opt->config = arg;
	else if (c == 'v')
		opt->verbose = true;
	else if (c >= CONNECT_FIRST && c < CONNECT_FIRST + (int)(sizeof(values) / sizeof(values[0])))
		*values[c - CONNECT_FIRST] = arg;
	else
		return false;
	return true;
}

/* "0.0.1" (3-8-3 bits, Q.704 14.2.2) or a number. */
static int pc_read(const char *text, uint32_t *ret)
{
	unsigned a, b, c;
	char rest, *end;

	if (sscanf(text, "%u.%u.%u%c", &a, &b, &c, &rest) == 3 && a < 8 && b < 256 && c < 8) {
		*ret = a << 11 | b << 3 | c;
		return 0;
	}
	*ret = (uint32_t)strtoul(text, &end, 10);
	return end != text && !*end && *ret < 1 << 14 ? 0 : -EINVAL;
}

/* \returns the name of a temporary file, a child of ctx, or NULL */
static char *ipa_config_write(void *ctx, const struct connect_options *opt)
{
	const char *colon = strrchr(opt->ipa, ':'), *dir = getenv("TMPDIR");
	char *path = talloc_asprintf(ctx, "%s/mpabx-sim.XXXXXX", dir && *dir ? dir : "/tmp");
	bool local = !strncmp(opt->ipa, "127.", 4);
	FILE *f;
	int fd;

	if (!colon || atoi(colon + 1) < 1 || atoi(colon + 1) > 65535) {
		fprintf(stderr, "mpabx-sim: --ipa takes HOST:PORT, not \"%s\"\n", opt->ipa);
		return NULL;
	}
	fd = mkstemp(path);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f) {
		fprintf(stderr, "mpabx-sim: %s: %s\n", path, strerror(errno));
		return NULL;
	}
	fprintf(f, "cs7 instance 0\n point-code %s\n asp %s %s 0 ipa\n  remote-ip %.*s\n", opt->pc, opt->name, colon + 1,
		(int)(colon - opt->ipa), opt->ipa);
	if (local)
		fprintf(f, "  local-ip 127.0.0.1\n");
	fprintf(f, "  role asp\n  sctp-role client\n as as-%s ipa\n  asp %s\n  routing-key 0 %s\n", opt->name, opt->name,
		opt->pc);
	if (fclose(f)) {
		unlink(path);
		return NULL;
	}
	return path;
}

static int connect_go_parent(struct vty *vty)
{
	return sigtran_link_vty_go_parent(vty);
}

static int connect_configure(void *ctx, const struct connect_options *opt)
{
	static struct vty_app_info app = { .name = "mpabx-sim", .version = PACKAGE_VERSION,
					   .go_parent_cb = connect_go_parent };
	char *temporary = opt->config ? NULL : ipa_config_write(ctx, opt);
	const char *path = opt->config ? opt->config : temporary;
	int rc;

	if (!path)
		return -EINVAL;
	app.tall_ctx = ctx;
	vty_init(&app);
	logging_vty_add_cmds();
	rc = sigtran_link_vty_init(ctx);
	if (rc >= 0)
		rc = vty_read_config_file(path, NULL);
	if (temporary)
		unlink(temporary);
	if (rc < 0)
		fprintf(stderr, "mpabx-sim: the configuration %s cannot be read\n", path);
	return rc;
}

static void nothing(void *priv)
{
	/* only wakes the select loop */
}

static int connect_wait(const struct mtp *mtp)
{
	uint64_t until = clock_ms() + CONNECT_WAIT_MS;
	struct osmo_timer_list wake = { 0 };

	osmo_timer_setup(&wake, nothing, NULL);
	while (!sigtran_link_is_up(mtp) && clock_ms() < until) {
		osmo_timer_schedule(&wake, 0, CONNECT_TURN_MS * 1000);
		osmo_select_main(0);
	}
	osmo_timer_del(&wake);
	return sigtran_link_is_up(mtp) ? 0 : -ETIMEDOUT;
}

int connect_open(void *ctx, const struct connect_options *opt, struct connection *ret)
{
	uint32_t node_pc;
	int rc;

	*ret = (struct connection){ 0 };
	if (pc_read(opt->node_pc, &node_pc) < 0) {
		fprintf(stderr, "mpabx-sim: \"%s\" is no point code\n", opt->node_pc);
		return -EINVAL;
	}
	mpabx_log_init(ctx);
	log_set_log_level(osmo_stderr_target, opt->verbose ? LOGL_INFO : LOGL_FATAL);
	rc = connect_configure(ctx, opt);
	if (rc < 0)
		return rc;
	rc = sigtran_link_open(ctx, opt->name, &ret->mtp);
	if (rc < 0) {
		fprintf(stderr, "mpabx-sim: no link: %s\n", strerror(-rc));
		return rc;
	}
	ret->mtp->default_peer_pc = node_pc;
	rc = connect_wait(ret->mtp);
	if (rc < 0) {
		fprintf(stderr, "mpabx-sim: %s did not come up within %d s (-v tells more)\n", opt->config ? opt->config : opt->ipa,
			CONNECT_WAIT_MS / 1000);
		return rc;
	}
	if (opt->capture && (rc = capture_open(ctx, opt->capture, ret->mtp->local_pc, node_pc, &ret->capture)) < 0)
		fprintf(stderr, "mpabx-sim: %s: %s\n", opt->capture, strerror(-rc));
	return rc;
}

/* What was sent last still stands in the link's queue; the program must not end before it is out. */
static void connect_flush(void)
{
	uint64_t until = clock_ms() + CONNECT_FLUSH_MS;
	struct osmo_timer_list wake = { 0 };

	osmo_timer_setup(&wake, nothing, NULL);
	while (clock_ms() < until) {
		osmo_timer_schedule(&wake, 0, CONNECT_FLUSH_MS * 500);
		osmo_select_main(0);
	}
	osmo_timer_del(&wake);
}

int connect_close(struct connection *conn)
{
	int rc;

	connect_flush();
	rc = capture_close(&conn->capture);

	if (rc < 0)
		fprintf(stderr, "mpabx-sim: the capture could not be written\n");
	return rc;
}
