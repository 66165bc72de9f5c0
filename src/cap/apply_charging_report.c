/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ApplyChargingReport, TS 29.078 6.1.1 and 11.3: an OCTET STRING that contains CAMEL-CallResult. */
#include <mpabx/cap/apply_charging_report.h>

#include "common.h"

static const struct cap_type tenths = CAP_INTEGER("TimeIfNoTariffSwitch", 0, 864000);
static const struct cap_type interval = CAP_INTEGER("INTEGER", 1, 864000);
static const struct cap_type released = {
	.name = "NULL", .kind = CAP_KIND_NULL, .tag = 0x05, .size = sizeof(struct cap_null),
	.print = CAP_PRINT_NULL_WORD,
};

#define SWITCH struct cap_time_if_tariff_switch
static const struct cap_member tariff_switch[] = {
	CAP_MANDATORY("timeSinceTariffSwitch", 0x80, SWITCH, time_since_tariff_switch, tenths),
	CAP_OPTIONAL("tariffSwitchInterval", 0x81, SWITCH, tariff_switch_interval, interval),
};
static const struct cap_type tariff_switch_type =
	CAP_SEQUENCE("TimeIfTariffSwitch", SWITCH, tariff_switch, CAP_CLOSED);

static const struct cap_member time_information[] = {
	CAP_ALTERNATIVE(CAP_TIME_IF_NO_TARIFF_SWITCH, "timeIfNoTariffSwitch", 0x80, struct cap_time_information,
			time_if_no_tariff_switch, tenths),
	CAP_ALTERNATIVE(CAP_TIME_IF_TARIFF_SWITCH, "timeIfTariffSwitch", 0xa1, struct cap_time_information,
			time_if_tariff_switch, tariff_switch_type),
};
static const struct cap_type time_information_type =
	CAP_CHOICE("TimeInformation", struct cap_time_information, time_information);

#define RESULT struct cap_time_duration_result
static const struct cap_member result[] = {
	CAP_MANDATORY("partyToCharge", 0xa0, RESULT, party_to_charge, asn_receiving_side),
	CAP_MANDATORY("timeInformation", 0xa1, RESULT, time_information, time_information_type),
	CAP_OPTIONAL("legActive", 0x82, RESULT, leg_active, asn_boolean),
	CAP_OPTIONAL_IN(CAP_V3_ON, "callLegReleasedAtTcpExpiry", 0x83, RESULT,
			call_leg_released_at_tcp_expiry, released),
	CAP_OPTIONAL("extensions", 0xa4, RESULT, extensions, asn_extensions),
	CAP_OPTIONAL_IN(CAP_V4_ON, "aChChargingAddress", 0xa5, RESULT, ach_charging_address, asn_charging_address),
};
static const struct cap_type result_type = CAP_SEQUENCE("TimeDurationChargingResult", RESULT, result, CAP_EXTENSIBLE);

static const struct cap_member call_result[] = {
	CAP_ALTERNATIVE(CAP_RESULT_TIME_DURATION, "timeDurationChargingResult", 0xa0, struct cap_camel_call_result,
			time_duration_charging_result, result_type),
};
static const struct cap_type call_result_type =
	CAP_CHOICE("CAMEL-CallResult", struct cap_camel_call_result, call_result);

const struct cap_type cap_apply_charging_report_type =
	CAP_CONTAINING("ApplyChargingReportArg", 12, 193, struct cap_apply_charging_report, in, call_result_type);
