/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* FurnishChargingInformation, TS 29.078 6.1.1 and 11.29: an OCTET STRING that contains
 * CAMEL-FCIBillingChargingCharacteristics. */
#include <mpabx/cap/furnish_charging_information.h>

#include "common.h"

static const struct cap_type free_format = CAP_OCTETS("FreeFormatData", 1, 160, CAP_PRINT_PLAIN);
static const struct cap_name append_names[] = { { 0, "overwrite" }, { 1, "append" } };
static const struct cap_type append = CAP_ENUMERATED("AppendFreeFormatData", append_names);

#define SEQUENCE1 struct cap_fci_sequence1
static const struct cap_member sequence1[] = {
	CAP_MANDATORY("freeFormatData", 0x80, SEQUENCE1, free_format_data, free_format),
	CAP_OPTIONAL("partyToCharge", 0xa1, SEQUENCE1, party_to_charge, asn_sending_side),
	CAP_OPTIONAL_IN(CAP_V3_ON, "appendFreeFormatData", 0x82, SEQUENCE1, append_free_format_data, append),
};
static const struct cap_type sequence1_type =
	CAP_SEQUENCE("FCIBCCCAMELsequence1", SEQUENCE1, sequence1, CAP_EXTENSIBLE);

static const struct cap_member camel_fci[] = {
	CAP_ALTERNATIVE(CAP_FCI_SEQUENCE1, "fCIBCCCAMELsequence1", 0xa0, struct cap_camel_fci,
			fci_bccc_camel_sequence1,
			sequence1_type),
};
static const struct cap_type camel_fci_type =
	CAP_CHOICE("CAMEL-FCIBillingChargingCharacteristics", struct cap_camel_fci, camel_fci);

const struct cap_type cap_furnish_charging_information_type = CAP_CONTAINING("FurnishChargingInformationArg", 5, 225,
	struct cap_furnish_charging_information, in, camel_fci_type);
