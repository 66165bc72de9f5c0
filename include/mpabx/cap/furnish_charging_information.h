/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file furnish_charging_information.h
 *  FurnishChargingInformation (TS 29.078 6.1.1): free data for the call record. The argument is an OCTET
 *  STRING. */
#pragma once

#include "common.h"

struct cap_fci_sequence1 {
	bool present;
	struct cap_octets free_format_data;
	struct cap_leg_id party_to_charge;		/*!< absent: leg 1 */
	struct cap_int append_free_format_data;		/*!< 0 overwrite, 1 append; from phase 3 on */
};

struct cap_camel_fci {
	enum { CAP_FCI_NONE, CAP_FCI_SEQUENCE1 } sel;
	struct cap_fci_sequence1 fci_bccc_camel_sequence1;
};

struct cap_furnish_charging_information {
	struct cap_octets raw;		/*!< where it is set, it is what is encoded */
	struct cap_camel_fci in;
};
extern const struct cap_type cap_furnish_charging_information_type;
