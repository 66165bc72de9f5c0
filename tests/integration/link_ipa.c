/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One end for link_ipa.sh, on a real link:
 *
 *   link_ipa CONFIG answer               sends back what comes for SSN 146, until it is ended
 *   link_ipa CONFIG ask                  asks: a UDT by GT, three XUDT segments, 2,560 octets, an SST; exit 0 if all is
 *                                        answered right
 *   link_ipa CONFIG ask dead             without an STP: the VTY, and that sending is refused and costs no memory */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/msgb.h>
#include <osmocom/core/rate_ctr.h>
#include <osmocom/core/select.h>
#include <osmocom/core/stats.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/timer.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vector.h>
#include <osmocom/vty/vty.h>

#include <mpabx/base.h>
#include <mpabx/sigtran.h>

#include "../unit/check.h"

#define SCF_GT "33689000001"
#define SSF_GT "491770000047"

static struct vty_app_info vty_info = { .name = "link_ipa", .version = "0", .go_parent_cb = sigtran_link_vty_go_parent };

struct end {
	struct mtp *mtp;
	struct sccp *sccp;
	void (*receive)(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length);
	unsigned answers, xudt, ssa, wrong;
	size_t expect;
	uint8_t pattern[SCCP_MAX_DATA];
};

static void spy(void *user, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	static const uint8_t ssa[] = { 1, SCCP_SSN_CAP, 1, 0, 0 };
	struct end *end = user;

	if (sdu[0] == 0x11)
		end->xudt++;
	if (length > sizeof(ssa) && !memcmp(sdu + length - sizeof(ssa), ssa, sizeof(ssa)))
		end->ssa++;
	end->receive(end->sccp, label, sdu, length);
}

static void answer(void *priv, const struct sccp_unitdata *ud)
{
	struct end *end = priv;
	struct sccp_unitdata back = {
		.called = ud->calling, .calling = ud->called, .dpc = ud->opc, .sls = ud->sls, .data = ud->data,
		.length = ud->length, .return_on_error = true,
	};

	if (sccp_unitdata_req(end->sccp, &back) < 0)
		printf("cannot answer %zu octets\n", ud->length);
}

static void answered(void *priv, const struct sccp_unitdata *ud)
{
	struct end *end = priv;

	end->answers++;
	if (ud->length != end->expect || memcmp(ud->data, end->pattern, ud->length))
		end->wrong++;
}

static void notice(void *priv, const struct sccp_notice *n)
{
	printf("message came back, cause %u\n", n->cause);
}

static bool wait_for(const unsigned *counter, unsigned value, unsigned ms)
{
	uint64_t until = clock_ms() + ms;

	while (*counter != value && clock_ms() < until) {
		osmo_select_main(1);
		usleep(1000);
	}
	return *counter == value;
}

static bool wait_up(const struct mtp *mtp)
{
	uint64_t until = clock_ms() + 15000;

	while (!sigtran_link_is_up(mtp) && clock_ms() < until) {
		osmo_select_main(1);
		usleep(1000);
	}
	return sigtran_link_is_up(mtp);
}

static struct sccp_unitdata request(struct end *end, size_t length)
{
	struct sccp_unitdata ud = { .data = end->pattern, .length = length, .sls = 5, .return_on_error = true };

	sccp_addr_from_gt(&ud.called, SCF_GT, SCCP_SSN_CAP);
	sccp_addr_from_gt(&ud.calling, SSF_GT, SCCP_SSN_MSC);
	end->expect = length;
	return ud;
}

/* The other end may come up after us: the first question is put again until it is answered. */
static void wait_peer(struct end *end)
{
	struct sccp_unitdata ud = request(end, 1);
	unsigned i;

	for (i = 0; i < 50 && !end->answers; i++) {
		sccp_unitdata_req(end->sccp, &ud);
		wait_for(&end->answers, 1, 200);
	}
	CHECK(end->answers);
	wait_for(&end->answers, 0, 300);	/* late answers to the first ones */
	end->answers = 0;
}

static void ask(struct end *end)
{
	static const struct { size_t length; unsigned xudt; } rows[] = { { 50, 0 }, { 238, 0 }, { 600, 3 }, { SCCP_MAX_DATA, 12 } };
	const uint8_t sst[] = { 3, SCCP_SSN_CAP, 1, 0, 0 };
	struct sccp_unitdata ud;
	size_t i, before = 0;

	wait_peer(end);
	for (i = 0; i < 4; i++) {
		ud = request(end, rows[i].length);
		end->answers = end->xudt = 0;
		CHECK_INT(sccp_unitdata_req(end->sccp, &ud), 0);
		CHECK(wait_for(&end->answers, 1, 3000));
		CHECK_INT(end->xudt, rows[i].xudt);
	}
	CHECK_INT(end->wrong, 0);
	ud = (struct sccp_unitdata){
		.called = { .has_ssn = 1, .ssn = 1, .route_on_ssn = 1 }, .calling = { .has_ssn = 1, .ssn = 1, .route_on_ssn = 1 },
		.data = sst, .length = sizeof(sst),
	};
	CHECK_INT(sccp_unitdata_req(end->sccp, &ud), 0);
	CHECK(wait_for(&end->ssa, 1, 3000));
	/* many in a row: nothing is lost, and memory does not grow */
	end->answers = 0;
	ud = request(end, 100);
	for (i = 0; i < 2000; i++) {
		if (i == 200)
			before = mallinfo2().uordblks;
		sccp_unitdata_req(end->sccp, &ud);
		wait_for(&end->answers, (unsigned)i + 1, 3000);
	}
	CHECK_INT(end->answers, 2000);
	CHECK(mallinfo2().uordblks < before + 50000);
}

/* No STP: what we send is refused, and costs no memory. */
static void ask_dead(struct end *end)
{
	struct sccp_unitdata ud = request(end, 600);
	size_t before;
	int i, rc = 0;

	for (i = 0; i < 100; i++)
		sccp_unitdata_req(end->sccp, &ud);
	before = mallinfo2().uordblks;
	for (i = 0; i < 5000; i++)
		rc = sccp_unitdata_req(end->sccp, &ud);
	CHECK_INT(rc, -ENOLINK);
	CHECK(mallinfo2().uordblks < before + 100000);
	CHECK(!sigtran_link_is_up(end->mtp));
}

static void bounds(struct end *end)
{
	static const uint8_t sdu[MTP_MAX_SDU + 1] = { 0x7f };
	struct mtp_label own = { .dpc = end->mtp->local_pc }, peer = { .dpc = end->mtp->default_peer_pc };
	char text[32];

	CHECK_INT(end->mtp->ops->send(end->mtp, &peer, sdu, MTP_MAX_SDU + 1), -EMSGSIZE);
	CHECK_INT(end->mtp->ops->send(end->mtp, &peer, sdu, 0), -EMSGSIZE);
	CHECK_INT(end->mtp->ops->send(end->mtp, &own, sdu, 10), -ENOLINK);
	CHECK_INT(end->mtp->ops->send(end->mtp, &peer, sdu, MTP_MAX_SDU), 0);
	CHECK_STR(sigtran_pc_print(end->mtp, peer.dpc, text, sizeof(text)), "0.0.1");
}

static int run_command(struct vty *vty, enum node_type node, const char *line)
{
	vector words = cmd_make_strvec(line);
	int rc;

	vty->node = node;
	rc = cmd_execute_command(words, vty, NULL, 0);
	cmd_free_strvec(words);
	return rc;
}

/* The peer's point code: changed while the link runs, refused where it is none; the running configuration at the end. */
static void commands(struct end *end)
{
	struct vty *vty = vty_new();

	vty->type = VTY_SHELL;
	CHECK_INT(end->mtp->default_peer_pc, 1);
	CHECK_INT(run_command(vty, CONFIG_NODE, "cs7-peer 9.9.9"), CMD_WARNING);
	CHECK_INT(run_command(vty, CONFIG_NODE, "cs7-peer 0.0.100000000000000000000000000000000000000"), CMD_WARNING);
	CHECK_INT(end->mtp->default_peer_pc, 1);
	CHECK_INT(run_command(vty, CONFIG_NODE, "no cs7-peer"), CMD_SUCCESS);
	CHECK_INT(end->mtp->default_peer_pc, 0);
	CHECK_INT(run_command(vty, CONFIG_NODE, "cs7-peer 0.1.2"), CMD_SUCCESS);
	CHECK_INT(end->mtp->default_peer_pc, 10);
	CHECK_INT(run_command(vty, ENABLE_NODE, "show running-config"), CMD_SUCCESS);
	talloc_free(vty);
}

int main(int argc, char **argv)
{
	static const struct sccp_user_ops answer_ops = { answer, notice }, ask_ops = { answered, notice };
	void *ctx = talloc_named_const(NULL, 0, "link_ipa");
	bool asks = argc > 2 && !strcmp(argv[2], "ask");
	static struct end end;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < sizeof(end.pattern); i++)
		end.pattern[i] = (uint8_t)(i * 7 + i / 251);
	msgb_talloc_ctx_init(ctx, 0);
	mpabx_log_init(ctx);
	osmo_stats_init(ctx);
	rate_ctr_init(ctx);
	vty_info.tall_ctx = ctx;
	vty_init(&vty_info);
	if (argc < 3 || sigtran_link_vty_init(ctx) < 0 || vty_read_config_file(argv[1], NULL) < 0)
		return 2;
	if (sigtran_link_open(ctx, asks ? "ssf" : "scf", &end.mtp) < 0)
		return 2;
	end.sccp = sccp_alloc(ctx, end.mtp);
	end.receive = end.mtp->receive;
	end.mtp->receive = spy;
	end.mtp->user = &end;
	sccp_add_local_gt(end.sccp, asks ? SSF_GT : SCF_GT);
	sccp_bind(end.sccp, asks ? SCCP_SSN_MSC : SCCP_SSN_CAP, asks ? &ask_ops : &answer_ops, &end);
	if (argc > 3) {
		commands(&end);
		end.mtp->default_peer_pc = 1;
		ask_dead(&end);
		return CHECK_DONE();
	}
	if (!wait_up(end.mtp))
		printf("link not up\n");
	if (!asks) {
		printf("up\n");
		for (;;)
			osmo_select_main(0);
	}
	ask(&end);
	bounds(&end);
	talloc_free(end.sccp);
	end.mtp->ops->destroy(end.mtp);
	return CHECK_DONE();
}
