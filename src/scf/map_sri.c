/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sendRoutingInfo from the gsmSCF (TS 29.002 10.1, TS 23.078 4.6): can this phone be reached? For networks whose HLR does
 * not answer anyTimeInterrogation. T-CSI is suppressed, so that the question does not come back to us. */
#include <string.h>

#include <mpabx/cap/map_errors.h>
#include <mpabx/cap/map_send_routing_info.h>

#include "scf_private.h"

/* TS 29.002 17.7.4, ForwardingOptions: bits 4 and 3 tell why; 00: not reachable. */
#define FORWARDING_REASON 0x0c

/* The HLR forwards by itself: it tells of the phone only where that is the reason. */
static enum decide_phone read_forwarding(const struct map_forwarding_data *to)
{
	LOGP(DSCF, LOGL_NOTICE, "the HLR forwards a line by itself: its own forwarding ought to be withdrawn\n");
	if (to->forwarding_options.v && to->forwarding_options.len && !(to->forwarding_options.v[0] & FORWARDING_REASON))
		return DECIDE_PHONE_OFF;
	return DECIDE_PHONE_UNKNOWN;
}

static enum decide_phone read_result(const struct tcap_component *c)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_SEND_ROUTING_INFO);
	struct map_send_routing_info_res res;
	struct cap_error err;

	if (cap_decode(op->result, 3, c->parameter.v, c->parameter.len, &res, NULL, &err) < 0) {
		LOGP(DSCF, LOGL_INFO, "sendRoutingInfo's result unreadable: %s: %s\n", err.field, err.reason);
		return DECIDE_PHONE_UNKNOWN;
	}
	if (res.extended_routing_info.sel == MAP_EXTENDED_ROUTING_INFO &&
	    res.extended_routing_info.routing_info.sel == MAP_ROUTING_FORWARDING)
		return read_forwarding(&res.extended_routing_info.routing_info.forwarding_data);
	/* A roaming number was given: the phone is there, whether free or not is not said. */
	return DECIDE_PHONE_IDLE;
}

static enum decide_phone read_error(int32_t error)
{
	switch (error) {
	case MAP_ERR_ABSENT_SUBSCRIBER:
		return DECIDE_PHONE_OFF;
	case MAP_ERR_BUSY_SUBSCRIBER:
		return DECIDE_PHONE_BUSY;
	default:
		return DECIDE_PHONE_UNKNOWN;
	}
}

static void on_answer(struct scf *scf, struct scf_map_dialogue *md, const struct tcap_component *c)
{
	enum decide_phone phone = DECIDE_PHONE_UNKNOWN;

	if (c && c->type == TCAP_RESULT_LAST)
		phone = read_result(c);
	else if (c && c->type == TCAP_ERROR)
		phone = read_error(c->code);
	scf_ask_answer(scf, md->cap_dialogue, phone);
}

const struct scf_map_service scf_map_sri = {
	.context = "locationInfoRetrievalContext-v3", .op_code = MAP_OP_SEND_ROUTING_INFO, .answer = on_answer,
};

/* The same question for a roaming number. */
static void on_location(struct scf *scf, struct scf_map_dialogue *md, const struct tcap_component *c)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_SEND_ROUTING_INFO);
	struct map_send_routing_info_res res;
	enum decide_phone phone = DECIDE_PHONE_UNKNOWN;
	e164_t roaming = E164_NONE;
	struct cap_error err;

	if (c && c->type == TCAP_ERROR)
		phone = read_error(c->code);
	if (c && c->type == TCAP_RESULT_LAST &&
	    cap_decode(op->result, 3, c->parameter.v, c->parameter.len, &res, NULL, &err) == 0 &&
	    res.extended_routing_info.sel == MAP_EXTENDED_ROUTING_INFO &&
	    res.extended_routing_info.routing_info.sel == MAP_ROUTING_ROAMING_NUMBER) {
		roaming = scf_number(&res.extended_routing_info.routing_info.roaming_number);
		phone = DECIDE_PHONE_IDLE;
	}
	scf_locate_answer(scf, md->location, roaming, phone);
}

const struct scf_map_service scf_map_locate_sri = {
	.context = "locationInfoRetrievalContext-v3", .op_code = MAP_OP_SEND_ROUTING_INFO, .answer = on_location,
};

static int ask(struct scf *scf, const struct scf_map_service *service, const struct sccp_addr *hlr, e164_t msisdn,
	       const struct scf_map_dialogue *waits)
{
	static const uint8_t phases[] = { 0x04, 0xf0 };	/* BIT STRING: CAMEL phases 1 to 4 */
	char digits[SCCP_GT_MAX_DIGITS + 1];
	struct map_send_routing_info arg;
	uint8_t who[16], own[16];
	e164_t title = E164_NONE;

	memset(&arg, 0, sizeof(arg));
	sccp_addr_gt(&scf->cfg.own, digits);
	e164_from_digits(digits, strlen(digits), &title);
	arg.msisdn = scf_address(msisdn, who);
	arg.interrogation_type = (struct cap_int){ true, MAP_BASIC_CALL };
	arg.gmsc_or_gsm_scf_address = scf_address(title, own);
	arg.camel_info.present = true;
	arg.camel_info.supported_camel_phases = (struct cap_octets){ phases, sizeof(phases) };
	arg.camel_info.suppress_t_csi.present = true;
	arg.gsm_scf_initiated_call.present = true;
	return scf_map_begin(scf, service, hlr, waits, &arg);
}

int scf_map_ask_sri(struct scf *scf, const struct sccp_addr *hlr, e164_t msisdn, uint32_t cap_dialogue)
{
	return ask(scf, &scf_map_sri, hlr, msisdn, &(const struct scf_map_dialogue){ .cap_dialogue = cap_dialogue });
}

int scf_map_locate(struct scf *scf, const struct sccp_addr *hlr, e164_t msisdn, uint32_t location)
{
	return ask(scf, &scf_map_locate_sri, hlr, msisdn, &(const struct scf_map_dialogue){ .location = location });
}
