/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include <mpabx/cap/event_report_bcsm.h>
#include <mpabx/cap/isup.h>

#include "scf_bed.h"

static bool ssf_serves(void *priv, const uint8_t *acn, size_t length)
{
	return true;
}

static uint8_t ssf_op_class(void *priv, const uint8_t *acn, size_t length, int32_t op_code)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_CAP, op_code);

	return op ? op->op_class : 0;
}

static void append(void *priv, const struct call_record *record)
{
	struct bed *bed = priv;

	bed->records++;
	bed->last_record = *record;
}

static const struct record_ops record_ops = { .append = append };

static void fill_numplan(struct fleet_snapshot *snap)
{
	struct numplan *np = numplan_alloc(snap, "fr-current", "33", 10, "0", "00");

	numplan_add_range(np, NUMPLAN_EMERGENCY, "112", 3);
	numplan_add_range(np, NUMPLAN_EMERGENCY, "15", 2);
	fleet_snapshot_put_numplan(snap, np);
}

static void fill_fleet(struct fleet_snapshot *snap, unsigned num_lines)
{
	struct store_fleet fleet = { .id = 1, .name = "bed", .profile = "fr-current" };

	fleet_snapshot_put_fleet(snap, &fleet);
	for (unsigned i = 0; i < num_lines; i++) {
		struct store_line line = { .number = BED_LINE(i), .fleet_id = 1, .rights = ~0u & 0x3f };
		struct store_forwarding fwd = {
			.line = BED_LINE(i), .kind = FORWARDING_IMMEDIATE, .active = i & 1,
			.destination = BED_FORWARD, .version = 1,
		};

		if (i < 90)
			snprintf(line.short_number, sizeof(line.short_number), "%u", 20 + i);
		fleet_snapshot_put_line(snap, &line);
		if (i & 1)
			fleet_snapshot_put_forwarding(snap, &fwd);
	}
}

static uint8_t able(void *priv)
{
	const struct bed *bed = priv;

	return bed->alive ? DECIDE_ANCHOR_IN_CALL : 0;
}

static void make_scf(struct bed *bed, const struct bed_config *cfg)
{
	struct scf_network network = {
		.name = "bed", .numbers.out_nai = 4, .service_key_made = { BED_KEY_MADE },
		.service_key_received = { BED_KEY_RECEIVED }, .monitor = cfg->monitor, .uncounted = !cfg->counted,
		.furnish_charging = cfg->furnish_charging, .phone_query = cfg->ask_phone ? SCF_ASK_ATI : SCF_ASK_NOBODY,
		.hlr_gt = BED_HLR_GT, .anchor = cfg->anchor, .anchor_fixed = cfg->fixed ? BED_IMRN : E164_NONE, .home_vlr = { "33" }, .white_zone = { "33699" },
	};
	struct scf_config scf_cfg = {
		.max_dialogues = cfg->max_dialogues, .activity_test_s = cfg->activity_test_s,
		.overload_dialogues = cfg->overload_dialogues,
	};
	struct call_config call_cfg = {
		.max_calls = cfg->max_dialogues,
		/* one fleet makes all the load there is */
		.max_diverted_line = UINT16_MAX, .max_diverted_fleet = UINT16_MAX,
	};

	if (cfg->ask_phone)
		sccp_addr_from_gt(&scf_cfg.own, BED_SCF_GT, SCCP_SSN_CAP);
	bed->screen = screen_alloc(bed->ctx);
	screen_allow(bed->screen, "33689", SCCP_SSN_CAP, -1);
	bed->calls = call_room_alloc(bed->ctx, bed->snap, &call_cfg);
	call_room_set_record_ops(bed->calls, &record_ops, bed);
	bed->scf = scf_alloc(bed->ctx, bed->scf_sccp, bed->wheel, bed->calls, bed->snap, bed->screen, &scf_cfg);
	scf_add_network(bed->scf, &network);
	if (!cfg->anchor)
		return;
	bed->alive = true;
	call_room_set_routes(bed->calls, &(const struct call_route_config){
		.first = BED_IMRN, .count = cfg->fixed ? 0 : cfg->anchor,
		.fixed_first = BED_IMRN, .fixed_count = cfg->fixed ? cfg->anchor : 0,
	});
	scf_set_anchor(bed->scf, able, bed);
}

struct bed *bed_alloc(const struct bed_config *cfg)
{
	static const struct tcap_user_ops silent = { .serves = ssf_serves, .op_class = ssf_op_class };
	struct tcap_config tc = { .max_dialogues = cfg->max_dialogues };
	struct tcap_user_ops ops = cfg->ssf_ops ? *cfg->ssf_ops : silent;
	void *ctx = talloc_named_const(NULL, 0, "bed");
	struct bed *bed = talloc_zero(ctx, struct bed);

	bed->ctx = ctx;
	bed->wheel = wheel_alloc(ctx);
	bed->snap = fleet_snapshot_alloc(ctx);
	fill_numplan(bed->snap);
	fill_fleet(bed->snap, cfg->num_lines);
	mtp_mem_pair(ctx, 1, 2, cfg->queued, &bed->scf_mtp, &bed->ssf_mtp);
	bed->scf_sccp = sccp_alloc(ctx, bed->scf_mtp);
	make_scf(bed, cfg);
	if (cfg->no_ssf)
		return bed;
	bed->ssf_sccp = sccp_alloc(ctx, bed->ssf_mtp);
	ops.serves = ssf_serves;
	ops.op_class = ssf_op_class;
	bed->ssf = tcap_alloc(ctx, bed->ssf_sccp, bed->wheel, SCCP_SSN_CAP, &tc, &ops, cfg->ssf_priv);
	return bed;
}

void bed_free(struct bed *bed)
{
	talloc_free(bed->ctx);
}

static int number(enum isup_number_kind kind, e164_t e164, uint8_t *buf, struct cap_octets *ret)
{
	struct isup_number n = { .nai = 4, .npi = 1, .si = kind == ISUP_CALLING ? 3 : 0 };
	int len;

	e164_to_digits(e164, n.digits);
	len = isup_number_encode(kind, &n, buf, 20);
	*ret = (struct cap_octets){ buf, len };
	return len;
}

int bed_initial_dp(unsigned phase, int32_t key, e164_t calling, e164_t called, const char *dialled,
		   uint8_t *buf, size_t size)
{
	return bed_initial_dp_at(phase, key, calling, called, dialled, E164_NONE, buf, size);
}

static void put_vlr(e164_t vlr, uint8_t buf[16], struct cap_initial_dp *idp)
{
	struct isup_address a = { .ton = 1, .npi = 1 };
	int len;

	e164_to_digits(vlr, a.digits);
	len = isup_address_encode(&a, buf, 16);
	idp->location_information.present = true;
	idp->location_information.vlr_number = (struct cap_octets){ buf, (uint16_t)(len > 0 ? len : 0) };
}

int bed_initial_dp_at(unsigned phase, int32_t key, e164_t calling, e164_t called, const char *dialled, e164_t vlr,
		      uint8_t *buf, size_t size)
{
	uint8_t where[16];
	static const uint8_t bearer[] = { 0x80, 0x90, 0xa3 }, imsi[] = { 0x02, 0x08, 0x10, 0x21, 0x43, 0x65, 0x87, 0xf9 };
	static const uint8_t reference[] = { 1, 2, 3, 4, 5 }, msc[] = { 0x91, 0x33, 0x86, 0x09, 0x00, 0x00, 0xf1 };
	static const uint8_t category[] = { 0x0a };
	uint8_t a[20], b[20], bcd[44];
	struct cap_initial_dp idp;
	struct cap_error err;

	memset(&idp, 0, sizeof(idp));
	idp.service_key = (struct cap_int){ true, key };
	number(ISUP_CALLING, calling, a, &idp.calling_party_number);
	if (dialled) {
		struct isup_address address = { .ton = 0, .npi = 1 };

		strncpy(address.digits, dialled, sizeof(address.digits) - 1);
		idp.called_party_bcd_number = (struct cap_octets){ bcd, isup_bcd_encode(&address, bcd, sizeof(bcd)) };
	} else {
		number(ISUP_CALLED, called, b, &idp.called_party_number);
	}
	idp.calling_partys_category = (struct cap_octets){ category, sizeof(category) };
	idp.bearer_capability.sel = CAP_BEARER_CAP;
	idp.bearer_capability.bearer_cap = (struct cap_octets){ bearer, sizeof(bearer) };
	idp.event_type_bcsm = (struct cap_int){ true, key == BED_KEY_MADE ? 2 : 12 };
	idp.imsi = (struct cap_octets){ imsi, sizeof(imsi) };
	idp.call_reference_number = (struct cap_octets){ reference, sizeof(reference) };
	idp.msc_address = (struct cap_octets){ msc, sizeof(msc) };
	if (vlr)
		put_vlr(vlr, where, &idp);
	return cap_encode(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_INITIAL_DP)->argument, phase, &idp, buf, size,
			  NULL, &err);
}

static const char *const context_names[] = { "capv1-gsmSSF-to-gsmSCF", "capv2-gsmSSF-to-gsmSCF",
	"capv3-gsmSSF-to-gsmSCF", "capv4-gsmSSF-to-gsmSCF" };

struct tcap_dialogue *bed_call(struct bed *bed, unsigned phase, const uint8_t *idp, int length)
{
	const struct cap_context *ctx = cap_context_by_name(context_names[phase - 1]);
	struct sccp_addr scf, ssf;
	struct tcap_dialogue *dlg;
	struct tcap_tx *tx;

	sccp_addr_from_gt(&scf, BED_SCF_GT, SCCP_SSN_CAP);
	sccp_addr_from_gt(&ssf, BED_SSF_GT, SCCP_SSN_CAP);
	dlg = tcap_dialogue_new(bed->ssf, &scf, &ssf, ctx->oid, ctx->oid_len);
	if (!dlg)
		return NULL;
	tx = tcap_tx(dlg);
	tcap_tx_invoke(tx, CAP_OP_INITIAL_DP, 2, 5000, idp, length);
	return tcap_send_begin(tx) < 0 ? NULL : dlg;
}

static void put_cause(struct cap_event_specific_information *info, int32_t event, const struct cap_octets *cause)
{
	switch (event) {
	case CAP_EVENT_T_BUSY:
		info->sel = CAP_SPECIFIC_T_BUSY;
		info->t_busy.present = true;
		info->t_busy.busy_cause = *cause;
		break;
	case CAP_EVENT_O_CALLED_PARTY_BUSY:
		info->sel = CAP_SPECIFIC_O_CALLED_PARTY_BUSY;
		info->o_called_party_busy.present = true;
		info->o_called_party_busy.cause = *cause;
		break;
	case CAP_EVENT_T_DISCONNECT:
		info->sel = CAP_SPECIFIC_T_DISCONNECT;
		info->t_disconnect.present = true;
		info->t_disconnect.cause = *cause;
		break;
	}
}

int bed_event_report_cause(unsigned phase, int32_t event, uint8_t leg, uint8_t cause, bool request, uint8_t *buf,
			   size_t size)
{
	static const uint8_t leg_octet[] = { 0, 1, 2 };
	const uint8_t cause_octets[2] = { 0x82, 0x80 | cause };
	struct cap_event_report_bcsm erb;
	struct cap_error err;

	memset(&erb, 0, sizeof(erb));
	erb.event_type_bcsm = (struct cap_int){ true, event };
	if (cause)
		put_cause(&erb.event_specific_information_bcsm, event, &(const struct cap_octets){ cause_octets, 2 });
	erb.leg_id.sel = CAP_LEG_RECEIVING;
	erb.leg_id.id = (struct cap_octets){ &leg_octet[leg], 1 };
	erb.misc_call_info.present = true;
	erb.misc_call_info.message_type = (struct cap_int){ true, request ? 0 : 1 };
	return cap_encode(cap_operation_by_code(CAP_PROTO_CAP, CAP_OP_EVENT_REPORT_BCSM)->argument, phase, &erb, buf,
			  size, NULL, &err);
}

int bed_event_report(unsigned phase, int32_t event, uint8_t leg, uint8_t *buf, size_t size)
{
	return bed_event_report_cause(phase, event, leg, 0, false, buf, size);
}

int bed_begin_pdu(uint32_t otid, uint8_t *buf, size_t size)
{
	const struct cap_context *ctx = cap_context_by_name(context_names[1]);
	uint8_t idp[256], tcap[400], called[16], calling[16];
	static const uint8_t dialogue_as[] = { 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01 };	/* Q.773 4.2.3 */
	struct sccp_addr scf, ssf;
	struct tcap_msg msg = {
		.dialogue_as = { dialogue_as, sizeof(dialogue_as) },
		.type = TCAP_BEGIN, .otid = otid, .otid_len = 4, .pdu = TCAP_AARQ, .has_version = true,
		.acn = { ctx->oid, ctx->oid_len }, .num_components = 1,
	};
	int idp_len = bed_initial_dp(2, BED_KEY_RECEIVED, 33639980099ULL, BED_LINE(1), NULL, idp, sizeof(idp));
	int n, a, b;

	msg.component[0] = (struct tcap_component){
		.type = TCAP_INVOKE, .invoke_id = 1, .has_invoke_id = true, .parameter = { idp, idp_len },
	};
	n = tcap_encode(&msg, tcap, sizeof(tcap));
	sccp_addr_from_gt(&scf, BED_SCF_GT, SCCP_SSN_CAP);
	sccp_addr_from_gt(&ssf, BED_SSF_GT, SCCP_SSN_CAP);
	a = sccp_addr_encode(&scf, called, sizeof(called));
	b = sccp_addr_encode(&ssf, calling, sizeof(calling));
	if (n < 0 || (size_t)(5 + 3 + a + b + n) > size)
		return -1;
	memcpy(buf, (uint8_t[]){ 0x09, 0x80, 3, 3 + a, 3 + a + b, a }, 6);	/* UDT, Q.713 4.2 */
	memcpy(buf + 6, called, a);
	buf[6 + a] = b;
	memcpy(buf + 7 + a, calling, b);
	buf[7 + a + b] = n;
	memcpy(buf + 8 + a + b, tcap, n);
	return 8 + a + b + n;
}
