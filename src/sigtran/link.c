/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Attachment to an SG or STP by M3UA or IPA: the only file that touches libosmo-sigtran, whose structs go private in 2.1.
 *
 * The library keeps the ASPs and ASs of `cs7 instance 0`, connects, registers and reconnects; we sit on its MTP user SAP
 * in the place of its own SCCP. Up: MTP-TRANSFER.ind -> struct mtp. Down: struct mtp -> MTP-TRANSFER.req, never longer
 * than the library takes. Names no user and no address: that is SCCP's. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <osmocom/core/linuxlist.h>
#include <osmocom/core/logging.h>
#include <osmocom/core/msgb.h>
#include <osmocom/core/prim.h>
#include <osmocom/core/select.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/timer.h>
#include <osmocom/core/utils.h>
#include <osmocom/netif/stream.h>
#include <osmocom/sigtran/mtp_sap.h>
#include <osmocom/sigtran/osmo_ss7.h>
#include <osmocom/sigtran/protocol/mtp.h>
#include <osmocom/sigtran/sccp_sap.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>

#include <mpabx/base/log.h>
#include <mpabx/sigtran/link.h>

#define CS7_INSTANCE 0
#define HEADROOM 512		/* the library pushes its primitive, then its own headers */
#define PC_TEXT 32
#define LOOK_S 1

struct link {
	struct mtp mtp;		/* first: a link is found by its mtp */
	struct osmo_ss7_instance *inst;
	struct osmo_ss7_user user;
	struct osmo_fd look;	/* a timerfd: osmocom's own timers keep the loop spinning for the last ms before they are due */
};

static struct link *link_of(const struct mtp *mtp)
{
	return container_of(mtp, struct link, mtp);
}

static int link_receive(struct osmo_prim_hdr *oph, void *priv);

/* ---- Configuration ---- */

/* What `cs7-peer` said, as text: its format is known once `cs7 instance 0` is there. VTY commands carry no owner. */
static char configured_peer[PC_TEXT];

/* \returns 0, or -EINVAL; pc 0 where none is configured */
static int peer_pc(struct osmo_ss7_instance *inst, const char *text, uint32_t *ret)
{
	int pc = *text ? osmo_ss7_pointcode_parse(inst, text) : 0;

	if (pc < 0)
		return -EINVAL;
	*ret = (uint32_t)pc;
	return 0;
}

/* A change while the link runs counts from the next message on. */
static int peer_set(const char *text)
{
	struct osmo_ss7_instance *inst = osmo_ss7_instance_find(CS7_INSTANCE);
	const struct osmo_ss7_user *user = inst ? inst->user[MTP_SI_SCCP] : NULL;
	uint32_t pc;

	if (strlen(text) >= sizeof(configured_peer) || (inst && peer_pc(inst, text, &pc) < 0))
		return -EINVAL;
	OSMO_STRLCPY_ARRAY(configured_peer, text);
	if (user && user->prim_cb == link_receive)
		((struct link *)user->priv)->mtp.default_peer_pc = pc;
	return 0;
}

DEFUN(cfg_cs7_peer, cfg_cs7_peer_cmd, "cs7-peer POINT_CODE",
      "Where answers go if the link carries no point codes (IPA)\n" "Point code of the peer\n")
{
	if (peer_set(argv[0]) == 0)
		return CMD_SUCCESS;
	vty_out(vty, "%% '%s' is no point code%s", argv[0], VTY_NEWLINE);
	return CMD_WARNING;
}

DEFUN(cfg_no_cs7_peer, cfg_no_cs7_peer_cmd, "no cs7-peer",
      NO_STR "Where answers go if the link carries no point codes (IPA)\n")
{
	peer_set("");
	return CMD_SUCCESS;
}

static int config_write(struct vty *vty)
{
	if (*configured_peer)
		vty_out(vty, "cs7-peer %s%s", configured_peer, VTY_NEWLINE);
	return CMD_SUCCESS;
}

int sigtran_link_vty_init(void *ctx)
{
	/* Never entered: it only has what stands at the top level written. */
	static struct cmd_node write_node = { .node = SIGTRAN_LINK_VTY_NODE, .prompt = "", .vtysh = 1 };
	int rc = osmo_ss7_init();

	if (rc < 0)
		return rc;
	osmo_ss7_vty_init_asp(ctx);
	install_node(&write_node, config_write);
	install_element(CONFIG_NODE, &cfg_cs7_peer_cmd);
	install_element(CONFIG_NODE, &cfg_no_cs7_peer_cmd);
	return 0;
}

int sigtran_link_vty_go_parent(struct vty *vty)
{
	return osmo_ss7_vty_go_parent(vty);
}

/* ---- Down ---- */

/* Does the way to dpc carry routing labels? IPA carries none: there even 0 will do. */
static bool needs_dpc(const struct osmo_ss7_route *rt)
{
	return !rt->dest.as || rt->dest.as->cfg.proto != OSMO_SS7_ASP_PROT_IPA;
}

static struct msgb *transfer_req(const struct link *link, const struct mtp_label *label, const uint8_t *sdu,
				 size_t length)
{
	struct msgb *msg = msgb_alloc_headroom(HEADROOM + MTP_MAX_SDU, HEADROOM, "MTP-TRANSFER.req");
	struct osmo_mtp_prim *prim;

	if (!msg)
		return NULL;
	msg->l2h = msgb_put(msg, (unsigned int)length);
	memcpy(msg->l2h, sdu, length);
	prim = (struct osmo_mtp_prim *)msgb_push(msg, sizeof(*prim));
	memset(prim, 0, sizeof(*prim));
	osmo_prim_init(&prim->oph, MTP_SAP_USER, OSMO_MTP_PRIM_TRANSFER, PRIM_OP_REQUEST, msg);
	prim->u.transfer.opc = link->mtp.local_pc;
	prim->u.transfer.dpc = label->dpc;
	prim->u.transfer.sls = label->sls & 0x0f;	/* Q.704 2.2.4: four bits in the ITU label */
	prim->u.transfer.sio = MTP_SIO(MTP_SI_SCCP, link->inst->cfg.network_indicator);
	return msg;
}

static int link_send(struct mtp *mtp, const struct mtp_label *label, const uint8_t *sdu, size_t length)
{
	struct link *link = link_of(mtp);
	struct osmo_ss7_route *rt;
	struct msgb *msg;

	if (!length || length > MTP_MAX_SDU)
		return -EMSGSIZE;
	/* The library would hand it straight back to us, inside this call. */
	if (osmo_ss7_pc_is_local(link->inst, label->dpc))
		return -ENOLINK;
	rt = osmo_ss7_route_lookup(link->inst, label->dpc);
	if (!rt || (!label->dpc && needs_dpc(rt)))
		return -ENOLINK;
	msg = transfer_req(link, label, sdu, length);
	if (!msg)
		return -ENOMEM;
	return osmo_ss7_user_mtp_xfer_req(link->inst, (struct osmo_mtp_prim *)msgb_data(msg)) < 0 ? -ENOLINK : 0;
}

static void link_destroy(struct mtp *mtp)
{
	struct link *link = link_of(mtp);

	osmo_fd_unregister(&link->look);
	close(link->look.fd);
	osmo_ss7_user_unregister(link->inst, MTP_SI_SCCP, &link->user);
	talloc_free(link);
}

static const struct mtp_ops link_ops = { .send = link_send, .destroy = link_destroy };

/* ---- Up ---- */

static void link_status(struct link *link, uint32_t pc, int reachable)
{
	if (link->mtp.status)
		link->mtp.status(link->mtp.user, pc, reachable);
}

/* MTP primitives from the library (Q.701 8); the message is ours to free. */
static int link_receive(struct osmo_prim_hdr *oph, void *priv)
{
	const struct osmo_mtp_prim *prim = (const struct osmo_mtp_prim *)oph;
	struct link *link = priv;

	switch (OSMO_PRIM_HDR(oph)) {
	case OSMO_PRIM(OSMO_MTP_PRIM_TRANSFER, PRIM_OP_INDICATION): {
		struct mtp_label label = {
			.opc = prim->u.transfer.opc, .dpc = prim->u.transfer.dpc, .sls = prim->u.transfer.sls,
		};

		if (link->mtp.receive)
			link->mtp.receive(link->mtp.user, &label, msgb_l2(oph->msg), msgb_l2len(oph->msg));
		break;
	}
	case OSMO_PRIM(OSMO_MTP_PRIM_PAUSE, PRIM_OP_INDICATION):
		link_status(link, prim->u.pause.affected_dpc, 0);
		break;
	case OSMO_PRIM(OSMO_MTP_PRIM_RESUME, PRIM_OP_INDICATION):
		link_status(link, prim->u.resume.affected_dpc, 1);
		break;
	case OSMO_PRIM(OSMO_MTP_PRIM_STATUS, PRIM_OP_INDICATION):
		LOGP(DMTP, LOGL_NOTICE, "MTP-STATUS of pc %u: cause %u\n", prim->u.status.affected_dpc,
		     prim->u.status.cause);
		break;
	default:
		LOGP(DMTP, LOGL_INFO, "MTP primitive %u:%u is not for us\n", oph->primitive, oph->operation);
	}
	msgb_free(oph->msg);
	return 0;
}

/* ---- Attachment ---- */

static const struct osmo_ss7_as *first_as(const struct osmo_ss7_instance *inst)
{
	const struct osmo_ss7_as *as;

	llist_for_each_entry(as, &inst->as_list, list)
		return as;
	return NULL;
}

/* The library's client set-up starts one ASP; the others that the configuration holds need the same: a layer manager
 * that brings them up (IPA has none, and runs since the configuration was read). */
static void start_other_asps(struct osmo_ss7_instance *inst)
{
	struct osmo_ss7_asp *asp;

	llist_for_each_entry(asp, &inst->asp_list, list) {
		if (asp->lm || asp->cfg.is_server || asp->cfg.proto != OSMO_SS7_ASP_PROT_M3UA)
			continue;
		osmo_ss7_asp_use_default_lm(asp, LOGL_DEBUG);
		osmo_ss7_asp_restart(asp);
	}
}

/* Does it take part, over a connection that is there? */
static bool asp_serves(const struct osmo_ss7_asp *asp)
{
	return osmo_ss7_asp_active(asp) && (asp->cfg.is_server || !asp->client || osmo_stream_cli_is_connected(asp->client));
}

/* Where a connection ends while we write to it (an STP that was killed under load), libosmo-netif closes it without a word to
 * the ASP's state machine. That stays active: it would not identify itself on the next connection, until the STP gives
 * that one up. So the ASP begins anew. */
static void asp_look(struct osmo_ss7_asp *asp)
{
	if (!osmo_ss7_asp_active(asp) || asp_serves(asp))
		return;
	LOGP(DMTP, LOGL_NOTICE, "ASP %s: the connection is gone\n", asp->cfg.name);
	/* With the client goes its timer, which would connect once more beside the new one. */
	osmo_stream_cli_destroy(asp->client);
	asp->client = NULL;
	if (asp->lm)
		osmo_ss7_asp_use_default_lm(asp, LOGL_DEBUG);
	osmo_ss7_asp_restart(asp);
}

static int link_look(struct osmo_fd *fd, unsigned int what)
{
	struct link *link = fd->data;
	struct osmo_ss7_asp *asp;
	uint64_t times;

	if (read(fd->fd, &times, sizeof(times)) != sizeof(times))
		return 0;
	llist_for_each_entry(asp, &link->inst->asp_list, list) {
		asp_look(asp);
	}
	return 0;
}

static int look_start(struct link *link)
{
	static const struct timespec every = { .tv_sec = LOOK_S };
	int rc;

	link->look.fd = -1;
	rc = osmo_timerfd_setup(&link->look, link_look, link);
	return rc < 0 ? rc : osmo_timerfd_schedule(&link->look, &every, &every);
}

/* Takes the SCCP service indicator from the library's own SCCP, which its client set-up brings along. */
static int take_sap(struct link *link)
{
	struct osmo_ss7_user *old = (struct osmo_ss7_user *)link->inst->user[MTP_SI_SCCP];

	if (old)
		osmo_ss7_user_unregister(link->inst, MTP_SI_SCCP, old);
	link->user = (struct osmo_ss7_user){
		.inst = link->inst, .name = "mpabx-sccp", .prim_cb = link_receive, .priv = link,
	};
	return osmo_ss7_user_register(link->inst, MTP_SI_SCCP, &link->user);
}

static int attach(void *ctx, struct osmo_ss7_instance *inst, const char *name)
{
	const struct osmo_ss7_as *as = first_as(inst);
	enum osmo_ss7_asp_protocol protocol = as ? as->cfg.proto : OSMO_SS7_ASP_PROT_M3UA;

	if (protocol != OSMO_SS7_ASP_PROT_M3UA && protocol != OSMO_SS7_ASP_PROT_IPA) {
		LOGP(DMTP, LOGL_ERROR, "AS %s: its protocol is neither m3ua nor ipa\n", as->cfg.name);
		return -EINVAL;
	}
	if (!as)
		LOGP(DMTP, LOGL_NOTICE, "cs7 instance 0 has no AS: M3UA with a routing key registered by RKM\n");
	if (!osmo_sccp_simple_client_on_ss7_id(ctx, CS7_INSTANCE, name, inst->cfg.primary_pc, protocol, 0, NULL, 0, NULL)) {
		LOGP(DMTP, LOGL_ERROR, "Cannot start the client of cs7 instance 0\n");
		return -EIO;
	}
	start_other_asps(inst);
	return 0;
}

int sigtran_link_open(void *ctx, const char *name, struct mtp **ret)
{
	struct osmo_ss7_instance *inst = osmo_ss7_instance_find(CS7_INSTANCE);
	struct link *link;
	uint32_t peer;
	int rc;

	if (!inst || !osmo_ss7_pc_is_valid(inst->cfg.primary_pc)) {
		LOGP(DMTP, LOGL_ERROR, "The configuration has no 'cs7 instance 0' with a 'point-code' (it must stand there for calls by SIP alone too)\n");
		return -EINVAL;
	}
	rc = peer_pc(inst, configured_peer, &peer);
	if (rc < 0) {
		LOGP(DMTP, LOGL_ERROR, "cs7-peer: '%s' is no point code of cs7 instance 0\n", configured_peer);
		return rc;
	}
	rc = attach(ctx, inst, name);
	if (rc < 0)
		return rc;
	link = talloc_zero(ctx, struct link);
	if (!link)
		return -ENOMEM;
	link->inst = inst;
	link->mtp.ops = &link_ops;
	link->mtp.local_pc = inst->cfg.primary_pc;
	link->mtp.default_peer_pc = peer;
	rc = take_sap(link);
	if (rc < 0) {
		LOGP(DMTP, LOGL_ERROR, "Cannot become the SCCP user of cs7 instance 0: %d\n", rc);
		talloc_free(link);
		return rc;
	}
	rc = look_start(link);
	if (rc < 0) {
		osmo_ss7_user_unregister(link->inst, MTP_SI_SCCP, &link->user);
		talloc_free(link);
		return rc;
	}
	*ret = &link->mtp;
	return 0;
}

static bool as_serves(const struct osmo_ss7_as *as)
{
	for (unsigned i = 0; i < ARRAY_SIZE(as->cfg.asps); i++) {
		if (as->cfg.asps[i] && asp_serves(as->cfg.asps[i]))
			return true;
	}
	return false;
}

int sigtran_link_is_up(const struct mtp *mtp)
{
	const struct osmo_ss7_as *as;

	llist_for_each_entry(as, &link_of(mtp)->inst->as_list, list) {
		if (osmo_ss7_as_active(as) && as_serves(as))
			return 1;
	}
	return 0;
}

const char *sigtran_pc_print(const struct mtp *mtp, uint32_t pc, char *buf, size_t size)
{
	return osmo_ss7_pointcode_print_buf(buf, size, link_of(mtp)->inst, pc);
}
