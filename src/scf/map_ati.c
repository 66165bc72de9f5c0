/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anyTimeInterrogation (TS 29.002 8.11.1): is this phone idle, busy or out of reach? camelBusy tells of calls in the
 * circuit-switched domain only; call/ adds what it sees itself. */
#include <string.h>

#include <mpabx/cap/map_errors.h>
#include <mpabx/cap/map_subscriber_info.h>

#include "scf_private.h"

static enum decide_phone phone_of(const struct cap_subscriber_state *state)
{
	switch (state->sel) {
	case CAP_SUBSCRIBER_ASSUMED_IDLE:
		return DECIDE_PHONE_IDLE;
	case CAP_SUBSCRIBER_CAMEL_BUSY:
		return DECIDE_PHONE_BUSY;
	case CAP_SUBSCRIBER_NOT_REACHABLE:
		return DECIDE_PHONE_OFF;
	default:
		return DECIDE_PHONE_UNKNOWN;
	}
}

static enum decide_phone read_result(const struct tcap_component *c)
{
	const struct cap_operation *op = cap_operation_by_code(CAP_PROTO_MAP, MAP_OP_ANY_TIME_INTERROGATION);
	struct map_subscriber_info_res res;
	struct cap_error err;

	if (cap_decode(op->result, 3, c->parameter.v, c->parameter.len, &res, NULL, &err) < 0) {
		LOGP(DSCF, LOGL_INFO, "anyTimeInterrogation's result unreadable: %s: %s\n", err.field, err.reason);
		return DECIDE_PHONE_UNKNOWN;
	}
	return phone_of(&res.subscriber_info.subscriber_state);
}

static void on_answer(struct scf *scf, struct scf_map_dialogue *md, const struct tcap_component *c)
{
	enum decide_phone phone = DECIDE_PHONE_UNKNOWN;

	if (c && c->type == TCAP_RESULT_LAST)
		phone = read_result(c);
	else if (c && c->type == TCAP_ERROR && c->code == MAP_ERR_ATI_NOT_ALLOWED)
		LOGP(DSCF, LOGL_NOTICE, "the HLR does not let us ask (ati-NotAllowed): put our title on its list\n");
	scf_ask_answer(scf, md->cap_dialogue, phone);
}

const struct scf_map_service scf_map_ati = {
	.context = "anyTimeInfoEnquiryContext-v3", .op_code = MAP_OP_ANY_TIME_INTERROGATION, .answer = on_answer,
};

int scf_map_ask_ati(struct scf *scf, const struct sccp_addr *hlr, e164_t msisdn, uint32_t cap_dialogue)
{
	struct map_any_time_interrogation arg;
	char digits[SCCP_GT_MAX_DIGITS + 1];
	uint8_t who[16], own[16];
	e164_t title = E164_NONE;

	memset(&arg, 0, sizeof(arg));
	sccp_addr_gt(&scf->cfg.own, digits);
	e164_from_digits(digits, strlen(digits), &title);
	arg.subscriber_identity.sel = MAP_IDENTITY_MSISDN;
	arg.subscriber_identity.id = scf_address(msisdn, who);
	arg.requested_info.present = true;
	arg.requested_info.subscriber_state.present = true;
	arg.gsm_scf_address = scf_address(title, own);
	return scf_map_begin(scf, &scf_map_ati, hlr, &(const struct scf_map_dialogue){ .cap_dialogue = cap_dialogue }, &arg);
}
