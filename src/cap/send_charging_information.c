/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SendChargingInformation, TS 29.078 6.1.1 and 11.41. */
#include <mpabx/cap/send_charging_information.h>

#include "common.h"

static const struct cap_type element = CAP_INTEGER("INTEGER", 0, 8191);
static const struct cap_type tariff_switch = CAP_INTEGER("TariffSwitchInterval", 1, 86400);

static const struct cap_member cai[] = {
	CAP_OPTIONAL("e1", 0x80, struct cap_cai, e1, element),
	CAP_OPTIONAL("e2", 0x81, struct cap_cai, e2, element),
	CAP_OPTIONAL("e3", 0x82, struct cap_cai, e3, element),
	CAP_OPTIONAL("e4", 0x83, struct cap_cai, e4, element),
	CAP_OPTIONAL("e5", 0x84, struct cap_cai, e5, element),
	CAP_OPTIONAL("e6", 0x85, struct cap_cai, e6, element),
	CAP_OPTIONAL("e7", 0x86, struct cap_cai, e7, element),
};
static const struct cap_type cai_type = CAP_SEQUENCE("CAI-GSM0224", struct cap_cai, cai, CAP_CLOSED);

#define SUBSEQUENT struct cap_aoc_subsequent
static const struct cap_member subsequent[] = {
	CAP_MANDATORY("cAI-GSM0224", 0xa0, SUBSEQUENT, cai, cai_type),
	CAP_OPTIONAL("tariffSwitchInterval", 0x81, SUBSEQUENT, tariff_switch_interval, tariff_switch),
};
static const struct cap_type subsequent_type = CAP_SEQUENCE("AOCSubsequent", SUBSEQUENT, subsequent, CAP_CLOSED);

#define BEFORE struct cap_aoc_before_answer
static const struct cap_member before[] = {
	CAP_MANDATORY("aOCInitial", 0xa0, BEFORE, aoc_initial, cai_type),
	CAP_OPTIONAL("aOCSubsequent", 0xa1, BEFORE, aoc_subsequent, subsequent_type),
};
static const struct cap_type before_type = CAP_SEQUENCE("AOCBeforeAnswer", BEFORE, before, CAP_CLOSED);
static const struct cap_type extension = CAP_SEQUENCE_EMPTY("CAMEL-SCIBillingChargingCharacteristicsAlt");

#define CAMEL_SCI struct cap_camel_sci
static const struct cap_member camel_sci[] = {
	CAP_ALTERNATIVE(CAP_SCI_BEFORE_ANSWER, "aOCBeforeAnswer", 0xa0, CAMEL_SCI, aoc_before_answer, before_type),
	CAP_ALTERNATIVE(CAP_SCI_AFTER_ANSWER, "aOCAfterAnswer", 0xa1, CAMEL_SCI, aoc_after_answer, subsequent_type),
	CAP_ALTERNATIVE(CAP_SCI_EXTENSION, "aOC-extension", 0xa2, CAMEL_SCI, aoc_extension, extension),
};
static const struct cap_type camel_sci_type =
	CAP_CHOICE("CAMEL-SCIBillingChargingCharacteristics", CAMEL_SCI, camel_sci);
static const struct cap_type characteristics = CAP_CONTAINING("SCIBillingChargingCharacteristics", 4, 225,
	struct cap_sci_characteristics, in, camel_sci_type);

#define SCI struct cap_send_charging_information
static const struct cap_member members[] = {
	CAP_MANDATORY("sCIBillingChargingCharacteristics", 0x80, SCI, sci_billing_charging_characteristics,
		      characteristics),
	CAP_MANDATORY("partyToCharge", 0xa1, SCI, party_to_charge, asn_sending_side),
	CAP_OPTIONAL("extensions", 0xa2, SCI, extensions, asn_extensions),
};
const struct cap_type cap_send_charging_information_type =
	CAP_ARGUMENT("SendChargingInformationArg", SCI, members, CAP_EXTENSIBLE);
