/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ApplyCharging, TS 29.078 6.1.1 and 11.2; the characteristics have another form in each phase. */
#include <mpabx/cap/apply_charging.h>

#include "common.h"

static const struct cap_type max_call_period = CAP_INTEGER("INTEGER", 1, 864000);
static const struct cap_type tariff_switch = CAP_INTEGER("TariffSwitchInterval", 1, 86400);
static const struct cap_type warning_period = CAP_INTEGER("INTEGER", 1, 1200);

static const struct cap_member release_v2[] = {
	CAP_OPTIONAL("tone", 0x01, struct cap_release_if_exceeded, tone, asn_boolean),
	CAP_OPTIONAL("extensions", 0xaa, struct cap_release_if_exceeded, extensions, asn_extensions),
};
static const struct cap_type release_v2_type =
	CAP_SEQUENCE("ReleaseIfDurationExceeded", struct cap_release_if_exceeded, release_v2, CAP_EXTENSIBLE);

static const struct cap_member burst_list[] = {
	CAP_OPTIONAL("warningPeriod", 0x80, struct cap_burst_list, warning_period, warning_period),
	CAP_MANDATORY("bursts", 0xa1, struct cap_burst_list, bursts, asn_burst),
};
static const struct cap_type burst_list_type =
	CAP_SEQUENCE("BurstList", struct cap_burst_list, burst_list, CAP_EXTENSIBLE);

#define AUDIBLE struct cap_audible_indicator
static const struct cap_member audible[] = {
	CAP_ALTERNATIVE(CAP_AUDIBLE_TONE, "tone", 0x01, AUDIBLE, tone, asn_boolean),
	CAP_ALTERNATIVE(CAP_AUDIBLE_BURST_LIST, "burstList", 0xa1, AUDIBLE, burst_list, burst_list_type),
};
static const struct cap_type audible_type = CAP_CHOICE("AudibleIndicator", AUDIBLE, audible);

#define TIME struct cap_time_duration_charging
static const struct cap_member time_duration[] = {
	CAP_MANDATORY("maxCallPeriodDuration", 0x80, TIME, max_call_period_duration, max_call_period),
	CAP_OPTIONAL_IN(CAP_V2_ONLY, "releaseIfdurationExceeded", 0xa1, TIME, release_v2, release_v2_type),
	CAP_OPTIONAL_IN(CAP_V3_ON, "releaseIfdurationExceeded", 0x81, TIME, release_if_duration_exceeded, asn_boolean),
	CAP_OPTIONAL("tariffSwitchInterval", 0x82, TIME, tariff_switch_interval, tariff_switch),
	CAP_OPTIONAL_IN(CAP_V3_ONLY, "tone", 0x83, TIME, tone, asn_boolean),
	CAP_OPTIONAL_IN(CAP_V4_ON, "audibleIndicator", 0xa3, TIME, audible_indicator, audible_type),
	CAP_OPTIONAL_IN(CAP_V3_ON, "extensions", 0xa4, TIME, extensions, asn_extensions),
};
static const struct cap_type time_duration_type =
	CAP_SEQUENCE("TimeDurationCharging", TIME, time_duration, CAP_EXTENSIBLE);

#define CAMEL_ACH struct cap_camel_ach_characteristics
static const struct cap_member camel_ach[] = {
	CAP_ALTERNATIVE(CAP_ACH_TIME_DURATION, "timeDurationCharging", 0xa0, CAMEL_ACH, time_duration_charging,
			time_duration_type),
};
static const struct cap_type camel_ach_type =
	CAP_CHOICE("CAMEL-AChBillingChargingCharacteristics", CAMEL_ACH, camel_ach);
static const struct cap_type characteristics = CAP_CONTAINING("AChBillingChargingCharacteristics", 5, 177,
	struct cap_ach_characteristics, in, camel_ach_type);

#define AC struct cap_apply_charging
static const struct cap_member members[] = {
	CAP_MANDATORY("aChBillingChargingCharacteristics", 0x80, AC, ach_billing_charging_characteristics,
		      characteristics),
	CAP_OPTIONAL("partyToCharge", 0xa2, AC, party_to_charge, asn_sending_side),
	CAP_OPTIONAL("extensions", 0xa3, AC, extensions, asn_extensions),
	CAP_OPTIONAL_IN(CAP_V4_ON, "aChChargingAddress", 0xbf32, AC, ach_charging_address, asn_charging_address),
};
const struct cap_type cap_apply_charging_type = CAP_ARGUMENT("ApplyChargingArg", AC, members, CAP_EXTENSIBLE);
