/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an InitialDP says, in the words of decide/: numbers normalised from the network's forms, the served user, the
 * diversions behind the call, the bearer. TS 23.078 4.6.1.1 (InitialDP), 29.078 6.1.11. */
#include <string.h>

#include <mpabx/cap/isup.h>

#include "scf_private.h"

#define BCD_OCTETS (1 + DIGITS_MAX / 2)
#define TS_TELEPHONY 0x11	/* 3GPP TS 29.002 17.7.10 */
#define TS_EMERGENCY 0x12
#define TS_ALL_SPEECH 0x10
#define ITC_SPEECH 0x00		/* Q.931 4.5.5, octet 3 */
#define ITC_AUDIO_3K1 0x10

bool scf_side_by_key(const struct scf_network *network, int32_t key, enum decide_side *ret)
{
	for (unsigned i = 0; i < 4; i++) {
		if (network->service_key_made[i] && network->service_key_made[i] == (uint32_t)key) {
			*ret = DECIDE_MADE;
			return true;
		}
		if (network->service_key_received[i] && network->service_key_received[i] == (uint32_t)key) {
			*ret = DECIDE_RECEIVED;
			return true;
		}
	}
	return false;
}

/* A Q.763 number; .kind stays NUMPLAN_INVALID where it is absent or unreadable. */
static void read_number(const struct numplan *np, const struct scf_network *network, enum isup_number_kind kind,
			const struct cap_octets *in, struct numplan_number *ret)
{
	struct isup_number n;

	ret->kind = NUMPLAN_INVALID;
	ret->e164 = E164_NONE;
	ret->digits[0] = '\0';
	if (in->v && isup_number_decode(kind, in, &n) == 0)
		numplan_from_network(np, &network->numbers, n.nai, n.digits, ret);
}

static e164_t read_e164(const struct numplan *np, const struct scf_network *network, enum isup_number_kind kind,
			const struct cap_octets *in)
{
	struct numplan_number n;

	if (!in->v)
		return E164_NONE;
	read_number(np, network, kind, in, &n);
	return n.e164;
}

/* TON of TS 24.008 10.5.4.7 as the nature of address that means the same. */
static uint8_t nai_of_ton(uint8_t ton)
{
	static const uint8_t nai[8] = { 2, 4, 3, 5, 2, 2, 2, 2 };

	return nai[ton & 7];
}

/* Of more digits than any number has, those in front: what a fleet bars stays barred behind them. */
static void read_bcd(const struct numplan *np, const struct scf_network *network, const struct cap_octets *in,
		     struct numplan_number *ret)
{
	const struct cap_octets front = { in->v, in->len > BCD_OCTETS ? BCD_OCTETS : in->len };
	struct isup_address a;

	ret->kind = NUMPLAN_INVALID;
	ret->e164 = E164_NONE;
	ret->digits[0] = '\0';
	if (isup_bcd_decode(&front, &a) == 0)
		numplan_from_network(np, &network->numbers, nai_of_ton(a.ton), a.digits, ret);
}

static e164_t read_address(const struct cap_octets *in)
{
	struct isup_address a;
	e164_t e164 = E164_NONE;

	if (in->v && isup_address_decode(in, &a) == 0 && a.ton == 1)
		e164_from_digits(a.digits, strlen(a.digits), &e164);
	return e164;
}

/* The teleservice says it where it is there, else the bearer capability; neither: a speech call (TS 29.078 6.1.11). */
static enum decide_bearer read_bearer(const struct cap_initial_dp *idp)
{
	const struct cap_octets *bc = &idp->bearer_capability.bearer_cap;

	if (idp->ext_basic_service_code.sel == CAP_EXT_TELESERVICE) {
		uint8_t ts = idp->ext_basic_service_code.ext_teleservice.v[0];
		bool speech = ts == TS_TELEPHONY || ts == TS_EMERGENCY || ts == TS_ALL_SPEECH;

		return speech ? DECIDE_SPEECH : DECIDE_OTHER_BEARER;
	}
	if (idp->ext_basic_service_code.sel == CAP_EXT_BEARER_SERVICE)
		return DECIDE_OTHER_BEARER;
	if (idp->bearer_capability.sel != CAP_BEARER_CAP)
		return DECIDE_SPEECH;
	switch (bc->v[0] & 0x1f) {
	case ITC_SPEECH:
		return DECIDE_SPEECH;
	case ITC_AUDIO_3K1:
		return DECIDE_AUDIO_3K1;
	default:
		return DECIDE_OTHER_BEARER;
	}
}

static bool is_emergency_service(const struct cap_initial_dp *idp)
{
	return idp->ext_basic_service_code.sel == CAP_EXT_TELESERVICE &&
	       idp->ext_basic_service_code.ext_teleservice.v[0] == TS_EMERGENCY;
}

/* MSC (or GMSC) address with the call reference: the key of one call across its dialogues. */
static e164_t read_msc(const struct cap_initial_dp *idp)
{
	e164_t msc = read_address(&idp->msc_address);

	if (!msc && idp->initial_dp_arg_extension.present)
		msc = read_address(&idp->initial_dp_arg_extension.gmsc_address);
	return msc;
}

static void read_diversions(const struct numplan *np, const struct scf_network *network,
			    const struct cap_initial_dp *idp, struct decide_facts *facts)
{
	struct isup_redirection r;

	facts->original_called = read_e164(np, network, ISUP_ORIGINAL_CALLED, &idp->original_called_party_id);
	facts->redirecting = read_e164(np, network, ISUP_REDIRECTING, &idp->redirecting_party_id);
	if (idp->redirection_information.v && isup_redirection_decode(&idp->redirection_information, &r) == 0)
		facts->redirections = r.counter;
	else if (facts->redirecting)
		facts->redirections = 1;	/* a redirecting number without its information: diverted once at least */
}

static bool is_psap(const struct scf_network *network, e164_t calling)
{
	for (unsigned i = 0; calling && i < 8 && network->psap[i]; i++)
		if (network->psap[i] == calling)
			return true;
	return false;
}

static bool is_restricted(const struct cap_octets *calling)
{
	struct isup_number n;

	return calling->v && isup_number_decode(ISUP_CALLING, calling, &n) == 0 && n.apri == 1;
}

static bool begins_with_one_of(const char *digits, const char (*list)[16])
{
	for (unsigned i = 0; i < 8 && list[i][0]; i++)
		if (!strncmp(digits, list[i], strlen(list[i])))
			return true;
	return false;
}

/* Abroad, or in a white zone (radio shared with another operator): by the VLR that serves him, as far as it is told. */
static bool is_not_here(const struct scf_network *network, const struct cap_initial_dp *idp)
{
	e164_t vlr = read_address(&idp->location_information.vlr_number);
	char digits[E164_STR_SIZE];

	if (!vlr)
		return false;
	e164_to_digits(vlr, digits);
	return (network->home_vlr[0][0] && !begins_with_one_of(digits, network->home_vlr)) ||
		begins_with_one_of(digits, network->white_zone);
}

void scf_facts_from_idp(const struct scf *scf, const struct scf_dialogue *sd, enum decide_side side,
			struct scf_request *req)
{
	const struct scf_network *network = &scf->network[sd->network];
	const struct numplan *np = fleet_default_numplan(scf->snap);
	const struct cap_initial_dp *idp = &req->idp;
	struct decide_facts *facts = &req->setup.facts;

	memset(&req->setup, 0, sizeof(req->setup));
	facts->side = side;
	facts->calling = read_e164(np, network, ISUP_CALLING, &idp->calling_party_number);
	facts->calling_restricted = is_restricted(&idp->calling_party_number);
	if (idp->called_party_bcd_number.v)
		read_bcd(np, network, &idp->called_party_bcd_number, &facts->called);
	else
		read_number(np, network, ISUP_CALLED, &idp->called_party_number, &facts->called);
	if (is_emergency_service(idp))
		facts->called.kind = NUMPLAN_EMERGENCY;
	read_diversions(np, network, idp, facts);
	if (side == DECIDE_RECEIVED)
		facts->served = facts->called.e164;
	else	/* a forwarded call triggers the O-CSI of who forwards (TS 23.078 4.4.2): that line is served */
		facts->served = facts->redirecting ? facts->redirecting : facts->calling;
	facts->redirection_limit = network->redirection_limit;
	facts->bearer = read_bearer(idp);
	facts->psap_callback = is_psap(network, facts->calling);
	facts->sw.no_events = sd->phase < 2;
	facts->sw.codes = network->anchor && scf->able && sd->phase >= 2;
	facts->sw.no_restriction = sd->phase < 3;	/* Connect's callingPartyRestrictionIndicator */
	facts->sw.ring_min_s = network->no_answer_min_s;
	facts->sw.ring_max_s = network->no_answer_max_s;
	facts->sw.uncounted = network->uncounted;
	facts->sw.foreign_forwarding = network->hlr_forwarding == SCF_HLR_FOREIGN;
	facts->sw.foreign_no_answer_s = network->hlr_no_answer_s;
	req->setup.call_reference = idp->call_reference_number.v;
	req->setup.call_reference_len = idp->call_reference_number.len;
	req->setup.msc = read_msc(idp);
	req->setup.not_here = is_not_here(network, idp);
}

/* The original called number goes back as it came. A call diverted once before without one: its redirecting number was
 * the first (Q.732.2), and the two are coded alike (Q.763 3.39, 3.44). */
static void remember_original(struct scf_dialogue *sd, const struct cap_initial_dp *idp)
{
	const struct cap_octets *original = idp->original_called_party_id.v ? &idp->original_called_party_id :
									     &idp->redirecting_party_id;

	if (!original->v || original->len > sizeof(sd->original))
		return;
	memcpy(sd->original, original->v, original->len);
	sd->original_len = (uint8_t)original->len;
}

void scf_dialogue_remember(const struct scf *scf, struct scf_dialogue *sd, const struct scf_request *req)
{
	const struct cap_initial_dp *idp = &req->idp;
	struct isup_redirection was;

	remember_original(sd, idp);
	sd->redirections = req->setup.facts.redirections;
	if (!idp->redirection_information.v || isup_redirection_decode(&idp->redirection_information, &was) < 0)
		return;
	sd->indicator = was.indicator;
	if (was.counter)
		sd->original_reason = was.counter == 1 && !was.original_reason ? was.reason : was.original_reason;
}
