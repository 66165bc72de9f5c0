/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file apply_charging_report.h
 *  ApplyChargingReport (TS 29.078 6.1.1): how long the call has lasted. The argument is an OCTET STRING. */
#pragma once

#include "common.h"

struct cap_time_if_tariff_switch {
	bool present;
	struct cap_int time_since_tariff_switch, tariff_switch_interval;
};

/*! In 100 ms; without a tariff switch counted from the answer, over all reports of the leg. */
struct cap_time_information {
	enum { CAP_TIME_NONE, CAP_TIME_IF_NO_TARIFF_SWITCH, CAP_TIME_IF_TARIFF_SWITCH } sel;
	struct cap_int time_if_no_tariff_switch;
	struct cap_time_if_tariff_switch time_if_tariff_switch;
};

struct cap_time_duration_result {
	bool present;
	struct cap_leg_id party_to_charge;			/*!< receivingSideID */
	struct cap_time_information time_information;
	struct cap_bool leg_active;				/*!< absent: true */
	struct cap_null call_leg_released_at_tcp_expiry;	/*!< from phase 3 on */
	struct cap_extensions extensions;
	struct cap_charging_address ach_charging_address;	/*!< phase 4 */
};

struct cap_camel_call_result {
	enum { CAP_RESULT_NONE, CAP_RESULT_TIME_DURATION } sel;
	struct cap_time_duration_result time_duration_charging_result;
};

struct cap_apply_charging_report {
	struct cap_octets raw;		/*!< where it is set, it is what is encoded */
	struct cap_camel_call_result in;
};
extern const struct cap_type cap_apply_charging_report_type;
