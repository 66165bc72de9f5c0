/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file apply_charging.h ApplyCharging (TS 29.078 6.1.1): how long the call may last, and when to report. */
#pragma once

#include "common.h"

/*! Phase 2: that it is there means to release. */
struct cap_release_if_exceeded {
	bool present;
	struct cap_bool tone;
	struct cap_extensions extensions;
};

struct cap_burst_list {
	bool present;
	struct cap_int warning_period;	/*!< seconds */
	struct cap_burst bursts;
};

struct cap_audible_indicator {
	enum { CAP_AUDIBLE_NONE, CAP_AUDIBLE_TONE, CAP_AUDIBLE_BURST_LIST } sel;
	struct cap_bool tone;
	struct cap_burst_list burst_list;
};

struct cap_time_duration_charging {
	bool present;
	struct cap_int max_call_period_duration;		/*!< 100 ms */
	struct cap_release_if_exceeded release_v2;		/*!< phase 2 */
	struct cap_bool release_if_duration_exceeded;		/*!< from phase 3 on */
	struct cap_int tariff_switch_interval;			/*!< seconds */
	struct cap_bool tone;					/*!< phase 3 */
	struct cap_audible_indicator audible_indicator;		/*!< phase 4 */
	struct cap_extensions extensions;
};

struct cap_camel_ach_characteristics {
	enum { CAP_ACH_NONE, CAP_ACH_TIME_DURATION } sel;
	struct cap_time_duration_charging time_duration_charging;
};
/*! OCTET STRING that contains the above. raw, where it is set, is what is encoded. */
struct cap_ach_characteristics {
	struct cap_octets raw;
	struct cap_camel_ach_characteristics in;
};

struct cap_apply_charging {
	struct cap_ach_characteristics ach_billing_charging_characteristics;
	struct cap_leg_id party_to_charge;			/*!< absent: leg 1 */
	struct cap_extensions extensions;
	struct cap_charging_address ach_charging_address;	/*!< phase 4 */
};
extern const struct cap_type cap_apply_charging_type;
