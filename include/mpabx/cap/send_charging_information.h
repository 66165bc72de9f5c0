/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file send_charging_information.h SendChargingInformation (TS 29.078 6.1.1): advice of charge. */
#pragma once

#include "common.h"

/*! CAI elements e1 to e7, TS 22.024. */
struct cap_cai { bool present; struct cap_int e1, e2, e3, e4, e5, e6, e7; };

struct cap_aoc_subsequent {
	bool present;
	struct cap_cai cai;
	struct cap_int tariff_switch_interval;	/*!< seconds */
};
struct cap_aoc_before_answer {
	bool present;
	struct cap_cai aoc_initial;
	struct cap_aoc_subsequent aoc_subsequent;
};

struct cap_camel_sci {
	enum { CAP_SCI_NONE, CAP_SCI_BEFORE_ANSWER, CAP_SCI_AFTER_ANSWER, CAP_SCI_EXTENSION } sel;
	struct cap_aoc_before_answer aoc_before_answer;
	struct cap_aoc_subsequent aoc_after_answer;
	struct { bool present; } aoc_extension;
};
/*! OCTET STRING that contains the above. raw, where it is set, is what is encoded. */
struct cap_sci_characteristics {
	struct cap_octets raw;
	struct cap_camel_sci in;
};

struct cap_send_charging_information {
	struct cap_sci_characteristics sci_billing_charging_characteristics;
	struct cap_leg_id party_to_charge;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_send_charging_information_type;
